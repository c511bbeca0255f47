/**
 * PostgreSQL's text forms of values: arrays, ranges, bytes, timestamps
 * (https://www.postgresql.org/docs/current/datatype.html). Text that the server sends is trusted to
 * have its form.
 */
import { parse as parseArrayText } from 'postgres-array'
import { timestampTextToMs } from '../../data-types/date-text.js'
import type { Decoder, Encoder } from '../../data-types/data-type.js'
import type { RangeBound, RangeValue } from '../../data-types/structured-types.js'
import { ValidationError } from '../../errors/validation-errors.js'

/** One element in array text: quoted whenever it is text, so that `NULL`, `{` and `,` are only text. */
function formatElement(value: unknown): string {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'string':
      return `"${value.replace(/["\\]/g, '\\$&')}"`
    default:
      return Buffer.isBuffer(value) ? `"\\\\x${value.toString('hex')}"` : 'NULL'
  }
}

/**
 * A list as array text: `{"a","b",NULL}`. Lists within are further dimensions.
 *
 * @param encode the elements' encoder; not asked for null
 * @param isElement whether a list within is an element by itself (of JSON, of ranges)
 */
export function formatArray(
  list: readonly unknown[],
  encode: Encoder | undefined,
  isElement: boolean,
): string {
  const items = list.map((item) => {
    if (item === null || item === undefined) return 'NULL'
    if (Array.isArray(item) && !isElement) return formatArray(item, encode, isElement)
    return formatElement(encode === undefined ? item : encode(item))
  })
  return `{${items.join(',')}}`
}

/** A decoder of array text, from that of the elements. */
export function arrayDecoder(element: Decoder | undefined): Decoder {
  // The text is what was asked of the driver; lists arrive from JSON that the server aggregated.
  if (element === undefined) {
    return (value) => (typeof value === 'string' ? parseArrayText(value) : value)
  }
  return (value) => (typeof value === 'string' ? parseArrayText(value, element) : value)
}

/** One end of a range with an encoder for its value; an empty text is no bound. */
function formatBound(value: unknown, encode: Encoder): string {
  if (value === null || value === undefined) return ''
  const encoded = encode(value)
  return typeof encoded === 'string' && !/^[\w+-]*$/.test(encoded)
    ? `"${encoded.replace(/["\\]/g, '\\$&')}"`
    : String(encoded)
}

/** An end of a range as users write it → value and whether it belongs to the range. */
function readBound(bound: unknown, inclusiveByDefault: boolean): RangeBound<unknown> {
  if (typeof bound === 'object' && bound !== null && 'value' in bound) {
    const inclusive = (bound as { inclusive?: unknown }).inclusive
    return {
      value: bound.value as RangeBound<unknown>['value'],
      inclusive: typeof inclusive === 'boolean' ? inclusive : inclusiveByDefault,
    }
  }
  return { value: bound as RangeBound<unknown>['value'], inclusive: inclusiveByDefault }
}

/**
 * A list of two ends as range text: `[1,5)`; an empty list as `empty`.
 *
 * @param encode the encoder of the ends
 * @throws {ValidationError} for lists of another length
 */
export function formatRange(ends: readonly unknown[], encode: Encoder): string {
  if (ends.length === 0) return 'empty'
  if (ends.length !== 2) {
    throw ValidationError.invalidValue(ends, 'range: give no elements or two, lower and upper end')
  }
  const lower = readBound(ends[0], true)
  const upper = readBound(ends[1], false)
  return (
    `${lower.inclusive ? '[' : '('}${formatBound(lower.value, encode)},` +
    `${formatBound(upper.value, encode)}${upper.inclusive ? ']' : ')'}`
  )
}

const QUOTED_BOUND = String.raw`"(?:[^"\\]|\\.|"")*"`
const RANGE_TEXT = new RegExp(
  String.raw`^([\[(])(${QUOTED_BOUND}|[^,"]*),(${QUOTED_BOUND}|[^,"]*)([\])])$`,
  's',
)

/** A decoder of range text, from that of the ends: `[{ value, inclusive }, { value, inclusive }]`. */
export function rangeDecoder(end: Decoder | undefined): Decoder {
  return (value) => (typeof value === 'string' ? parseRange(value, end) : value)
}

function parseRange(text: string, decode: Decoder | undefined): RangeValue<unknown> | string {
  if (text === 'empty') return []
  const match = RANGE_TEXT.exec(text)
  if (match === null) return text
  return [
    { value: parseBound(match[2]!, decode), inclusive: match[1] === '[' },
    { value: parseBound(match[3]!, decode), inclusive: match[4] === ']' },
  ]
}

/** One end: null for none, ±Infinity for the infinite ones. */
function parseBound(text: string, decode: Decoder | undefined): RangeBound<unknown>['value'] {
  if (text === '') return null
  if (/^infinity$/i.test(text)) return Infinity
  if (/^-infinity$/i.test(text)) return -Infinity
  const plain = text.startsWith('"')
    ? text.slice(1, -1).replace(/\\(.)|""/gs, (_match, escaped?: string) => escaped ?? '"')
    : text
  return (decode === undefined ? plain : decode(plain)) as RangeBound<unknown>['value']
}

/** `\x6869` → bytes; also the older escape form, where `\` leads three octal digits. Hot. */
export function parseBytes(text: string): Buffer {
  if (text.startsWith('\\x')) return Buffer.from(text.slice(2), 'hex')
  const plain = text.replace(/\\(\\|[0-7]{3})/g, (_match, code: string) =>
    code === '\\' ? '\\' : String.fromCharCode(Number.parseInt(code, 8)),
  )
  return Buffer.from(plain, 'latin1')
}

const LONG_TIMESTAMP =
  /^(\d{1,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d+))? ?(Z|[-+]\d\d(?::?\d\d(?::\d\d)?)?)?( BC)?$/

/**
 * `2024-01-02 03:04:05.678+00` → a Date; `infinity` → Infinity; other text → an Invalid Date. Hot.
 */
export function parseTimestampWithZone(text: string): Date | number {
  const ms = timestampTextToMs(text)
  if (ms === ms) return new Date(ms)
  return parseRareTimestamp(text, true)
}

/** `2024-01-02 03:04:05.678`, of a column without time zone: local time, as `pg` takes it. */
export function parseTimestampWithoutZone(text: string): Date | number {
  return parseRareTimestamp(text, false)
}

/** Years before Christ or beyond 9999, infinities, and text in local time. */
function parseRareTimestamp(text: string, isUtc: boolean): Date | number {
  if (text === 'infinity') return Infinity
  if (text === '-infinity') return -Infinity
  const match = LONG_TIMESTAMP.exec(text)
  if (match === null) return new Date(text)
  const part = (group: number): number => Number(match[group])
  const year = match[9] === undefined ? part(1) : 1 - part(1)
  const ms = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const date = new Date(0)
  if (!isUtc && match[8] === undefined) {
    date.setFullYear(year, part(2) - 1, part(3))
    date.setHours(part(4), part(5), part(6), ms)
    return date
  }
  date.setUTCFullYear(year, part(2) - 1, part(3))
  date.setUTCHours(part(4), part(5), part(6), ms)
  return new Date(date.getTime() - parseOffset(match[8] ?? 'Z'))
}

/** `Z`, `+02`, `+02:30`, `-04:56:02` → milliseconds. */
function parseOffset(text: string): number {
  if (text === 'Z') return 0
  const digits = text.slice(1).replaceAll(':', '').padEnd(6, '0')
  const part = (at: number): number => Number(digits.slice(at, at + 2))
  const seconds = part(0) * 3600 + part(2) * 60 + part(4)
  return text.startsWith('-') ? seconds * -1000 : seconds * 1000
}

/**
 * An instant for PostgreSQL, from the form that other dialects take: years beyond 9999 without a
 * sign, years before 1 with `BC`.
 */
export function toPostgresTimestamp(text: string): string {
  // Years of four digits, by far the most.
  if (text.charAt(4) === '-' && !text.startsWith('0000')) return text
  const match = /^([-+]?)(\d{4,6})(-.*)$/.exec(text)
  if (match === null) return text
  const year = Number(match[2])
  if (match[1] === '-' || year === 0) {
    return `${String(year + 1).padStart(4, '0')}${match[3]} BC`
  }
  return `${year}${match[3]}`
}
