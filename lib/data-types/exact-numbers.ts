/**
 * Exact numbers: BIGINT and DECIMAL never change a number silently once a `mode` is asked for. A
 * number is exact as a JavaScript number when its decimal text, and only it, comes back.
 */
import { ValidationError } from '../errors/validation-errors.js'
import { DataTypeError } from './data-type-errors.js'

const INTEGER_TEXT = /^[-+]?\d+$/
const DECIMAL_TEXT = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,4}))?$/

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** Whether text is a whole number within eight bytes. */
export function isInt64Text(text: string): boolean {
  if (!INTEGER_TEXT.test(text)) return false
  if (text.length < 19) return true
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value >= INT64_MIN && value <= INT64_MAX
}

/**
 * A BIGINT with a mode as it is bound: a safe number, or text.
 *
 * @throws {ValidationError} for what is not whole, and for numbers beyond 2^53, which JavaScript has
 *   rounded before they arrive here
 */
export function encodeExactInteger(value: unknown): number | string {
  switch (typeof value) {
    case 'number':
      if (Number.isSafeInteger(value)) return value
      if (Number.isInteger(value)) {
        throw DataTypeError.inexactInput(value, 'BIGINT', 'Give a bigint or text.')
      }
      break
    case 'bigint':
      return String(value)
    case 'string':
      if (INTEGER_TEXT.test(value)) return value
      break
    case 'boolean':
      return value ? 1 : 0
    default:
  }
  throw ValidationError.invalidValue(value, 'bigint')
}

/**
 * A BIGINT with mode "number" as it is bound: what could not be read again is refused.
 *
 * @throws {ValidationError} for what is not whole, and beyond 2^53
 */
export function encodeSafeInteger(value: unknown): number | string {
  const encoded = encodeExactInteger(value)
  if (Number.isSafeInteger(Number(encoded))) return encoded
  throw DataTypeError.inexactInput(value, 'BIGINT with mode "number"', 'Use mode "bigint".')
}

/**
 * A stored whole number → a JavaScript number.
 *
 * @throws {BaseError} beyond 2^53
 */
export function decodeSafeInteger(value: unknown): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw DataTypeError.inexactOutput(value, 'BIGINT')
}

/**
 * A decimal number as it is bound: a number, or text. Text passes as it is: the database judges it.
 * Instances of decimal libraries go by their text.
 *
 * @throws {ValidationError} for what is no number
 */
export function encodeDecimal(value: unknown): number | string {
  switch (typeof value) {
    case 'number':
      if (Number.isFinite(value)) return value
      break
    case 'string':
      return value
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 1 : 0
    case 'object': {
      const text = textOfNumberObject(value)
      if (text !== undefined) return text
      break
    }
    default:
  }
  throw ValidationError.invalidValue(value, 'decimal')
}

/** The text of `new Decimal('1.5')` and its like; undefined for plain objects, lists and dates. */
function textOfNumberObject(value: object | null): string | undefined {
  if (value === null || Array.isArray(value) || value instanceof Date) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return undefined
  const text = String(value)
  return normalizeDecimal(text) === undefined ? undefined : text
}

/**
 * A DECIMAL with mode "number" as it is bound.
 *
 * @throws {ValidationError} for what a number could not give back
 */
export function encodeExactDecimal(value: unknown): number | string {
  const encoded = encodeDecimal(value)
  if (typeof encoded === 'number') return encoded
  const text = normalizeDecimal(encoded)
  if (text === undefined) throw ValidationError.invalidValue(value, 'decimal')
  if (isExactNumber(text)) return encoded
  throw DataTypeError.inexactInput(value, 'DECIMAL with mode "number"', 'Use mode "string".')
}

/**
 * A stored decimal → a JavaScript number.
 *
 * @throws {BaseError} when a number has not the same digits
 */
export function decodeExactDecimal(value: unknown): number {
  if (typeof value === 'number' && !isUnsafeInteger(value)) return value
  const text = String(value)
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return Number(text)
  const normal = normalizeDecimal(text)
  if (normal !== undefined && isExactNumber(normal)) return Number(text)
  throw DataTypeError.inexactOutput(value, 'DECIMAL')
}

function isUnsafeInteger(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value)
}

/** Whether the number nearest to normal decimal text has that very text. */
function isExactNumber(text: string): boolean {
  return normalizeDecimal(String(Number(text))) === text
}

/**
 * Decimal text without exponent, plus sign, and zeros that say nothing: `1.50e1` → `15`.
 *
 * @returns undefined when the text is no decimal number
 */
export function normalizeDecimal(text: string): string | undefined {
  const match = DECIMAL_TEXT.exec(text)
  if (match === null) return undefined
  const whole = match[2] ?? ''
  const fraction = match[3] ?? ''
  if (whole === '' && fraction === '') return undefined
  const digits = whole + fraction
  const point = whole.length + Number(match[4] ?? 0)
  const left = digits.slice(0, Math.max(point, 0)).padEnd(point, '0')
  const right = '0'.repeat(Math.max(-point, 0)) + digits.slice(Math.max(point, 0))
  const shownLeft = left.replace(/^0+(?=\d)/, '') || '0'
  const shownRight = withoutTrailingZeros(right)
  const number = shownRight === '' ? shownLeft : `${shownLeft}.${shownRight}`
  return match[1] === '-' && number !== '0' ? `-${number}` : number
}

// A pattern such as /0+$/ would try every run of zeros from every one of its zeros.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

/** How many digits of normal decimal text count. */
export function significantDigits(text: string): number {
  return text.replace(/^-?(?:0\.)?0*/, '').replace('.', '').length
}
