/**
 * Numbers: INTEGER and its sizes, BIGINT, DECIMAL, FLOAT, REAL, DOUBLE. What BIGINT and DECIMAL
 * promise about exactness, and their `mode`, is in `exact-numbers.ts`.
 */
import { ValidationError } from '../errors/validation-errors.js'
import { DataTypeError } from './data-type-errors.js'
import { DataType, type Decoder, type Encoder } from './data-type.js'
import {
  decodeExactDecimal,
  decodeSafeInteger,
  encodeDecimal,
  encodeExactDecimal,
  encodeExactInteger,
  encodeSafeInteger,
} from './exact-numbers.js'
import { classToInvokable, type Invokable } from './invokable.js'

/** Options of the number types; each uses those that concern it. */
export type NumberOptions = {
  /** Display width of integers, digits of floating-point numbers, where the dialect has them. */
  readonly length?: number | undefined
  /** v7's name for an integer's `length`. */
  readonly width?: number | undefined
  readonly decimals?: number | undefined
  readonly precision?: number | undefined
  readonly scale?: number | undefined
  /** No negative numbers. MySQL, MariaDB. */
  readonly unsigned?: boolean | undefined
  /** Padded with zeros for display. MySQL, MariaDB. */
  readonly zerofill?: boolean | undefined
  readonly mode?: string | undefined
}

/** What may be written to a number column. */
export type NumberInput = number | string | bigint

/** An integer of any size as it is bound. Text passes as it is: the database judges it. */
function encodeInteger(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      if (Number.isFinite(value)) return value
      break
    case 'string':
      return value
    case 'bigint':
      return asSafeNumber(value)
    case 'boolean':
      return value ? 1 : 0
    case 'object':
      if (value instanceof Number || value instanceof String) return encodeInteger(value.valueOf())
      break
    default:
  }
  throw ValidationError.invalidValue(value, 'integer')
}

/** A bigint as a number where that is exact, else as text: drivers differ in what they bind. */
export function asSafeNumber(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

/** The base of all number types. */
export class NumberType<TValue = number, TInput = NumberInput> extends DataType<TValue, TInput> {
  static override key = 'NUMBER'
  declare options: NumberOptions
  _length: number | undefined
  _zerofill: boolean | undefined
  _decimals: number | undefined
  _precision: number | undefined
  _scale: number | undefined
  _unsigned: boolean | undefined

  constructor(options?: number | NumberOptions) {
    super()
    this.options = typeof options === 'object' ? options : { length: options }
    this.readOptions()
  }

  private readOptions(): void {
    this._length = this.options.length ?? this.options.width
    this._zerofill = this.options.zerofill
    this._decimals = this.options.decimals
    this._precision = this.options.precision
    this._scale = this.options.scale
    this._unsigned = this.options.unsigned
  }

  override toSql(): string {
    const digits = this._length
      ? `(${this._length}${typeof this._decimals === 'number' ? `,${this._decimals}` : ''})`
      : ''
    const modifiers = `${this._unsigned ? ' UNSIGNED' : ''}${this._zerofill ? ' ZEROFILL' : ''}`
    return `${this.key}${digits}${modifiers}`
  }

  override validate(value: unknown): true {
    if (FLOAT_TEXT.test(String(value)) && HAS_DIGIT.test(String(value))) return true
    throw ValidationError.invalidValue(value, this.key.toLowerCase())
  }

  override encoder(): Encoder {
    return encodeDecimal
  }

  protected override withOptions(options: object): this {
    const copy = super.withOptions(options)
    copy.readOptions()
    return copy
  }

  /** The same type without negative numbers. MySQL, MariaDB. */
  get UNSIGNED(): this {
    return this.withOptions({ unsigned: true })
  }

  /** The same type padded with zeros for display. MySQL, MariaDB. */
  get ZEROFILL(): this {
    return this.withOptions({ zerofill: true })
  }

  /** The type without negative numbers. MySQL, MariaDB. */
  static get UNSIGNED(): NumberType<unknown, unknown> {
    return new this({ unsigned: true })
  }

  /** The type padded with zeros for display. MySQL, MariaDB. */
  static get ZEROFILL(): NumberType<unknown, unknown> {
    return new this({ zerofill: true })
  }
}

const INTEGER_TEXT = /^[-+]?\d+$/
const FLOAT_TEXT = /^[-+]?\d*(?:\.\d*)?(?:e[-+]?\d+)?$/i
const DECIMAL_TEXT = /^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i
const HAS_DIGIT = /^[-+]?\.?\d/

/** A whole number of four bytes. */
export class IntegerType<TValue = number, TInput = NumberInput> extends NumberType<TValue, TInput> {
  static override key = 'INTEGER'

  override validate(value: unknown): true {
    if (INTEGER_TEXT.test(String(value))) return true
    throw ValidationError.invalidValue(value, this.key.toLowerCase())
  }

  override encoder(): Encoder {
    return encodeInteger
  }
}

/** A whole number of one byte. */
export class TinyIntegerType extends IntegerType {
  static override key = 'TINYINT'
}

/** A whole number of two bytes. */
export class SmallIntegerType extends IntegerType {
  static override key = 'SMALLINT'
}

/** A whole number of three bytes. */
export class MediumIntegerType extends IntegerType {
  static override key = 'MEDIUMINT'
}

/** As what a BIGINT is read: see `BIGINT`. */
export type BigIntMode = 'string' | 'number' | 'bigint'

/** Options of BIGINT. */
export type BigIntOptions<TMode extends BigIntMode = BigIntMode> = NumberOptions & {
  readonly mode?: TMode | undefined
}

/** The JavaScript type of a number in a mode. */
export type ValueOfMode<TMode extends BigIntMode> = TMode extends 'string'
  ? string
  : TMode extends 'bigint'
    ? bigint
    : number

const BIGINT_MODES = ['string', 'number', 'bigint'] as const
const DECIMAL_MODES = ['string', 'number'] as const

/** A whole number of eight bytes. */
export class BigIntType<TValue = string | number> extends IntegerType<TValue> {
  static override key = 'BIGINT'
  declare options: BigIntOptions

  constructor(options?: number | BigIntOptions) {
    super(options)
    assertMode(this, BIGINT_MODES)
  }

  override encoder(): Encoder {
    switch (this.options.mode) {
      case undefined:
        return encodeInteger
      case 'number':
        return encodeSafeInteger
      default:
        return encodeExactInteger
    }
  }

  override decoder(): Decoder | undefined {
    switch (this.options.mode) {
      case 'string':
        return String
      case 'number':
        return decodeSafeInteger
      case 'bigint':
        return decodeBigInt
      default:
        return undefined
    }
  }
}

function decodeBigInt(value: unknown): bigint {
  return BigInt(value as string | number | bigint)
}

function assertMode(type: NumberType<any, any>, modes: readonly string[]): void {
  const mode = type.options.mode
  if (mode !== undefined && !modes.includes(mode)) {
    throw DataTypeError.invalidMode(type.key, mode, modes)
  }
}

/** As what a DECIMAL is read: see `DECIMAL`. */
export type DecimalMode = 'string' | 'number'

/** Options of DECIMAL. */
export type DecimalOptions<TMode extends DecimalMode = DecimalMode> = NumberOptions & {
  readonly mode?: TMode | undefined
}

/** An exact number with a fixed number of digits. */
export class DecimalType<TValue = string | number> extends NumberType<TValue> {
  static override key = 'DECIMAL'
  declare options: DecimalOptions

  constructor(precision?: number | DecimalOptions, scale?: number) {
    super(typeof precision === 'object' ? precision : { precision, scale })
    assertMode(this, DECIMAL_MODES)
  }

  override toSql(): string {
    const modifiers = `${this._unsigned ? ' UNSIGNED' : ''}${this._zerofill ? ' ZEROFILL' : ''}`
    return `DECIMAL${this.digits}${modifiers}`
  }

  /** `(10,2)`, `(10)` or nothing. */
  get digits(): string {
    if (!this._precision && !this._scale) return ''
    const list = [this._precision, this._scale].filter((digits) => digits !== undefined)
    return `(${list.join(',')})`
  }

  override validate(value: unknown): true {
    if (DECIMAL_TEXT.test(String(value))) return true
    throw ValidationError.invalidValue(value, 'decimal')
  }

  override encoder(): Encoder {
    return this.options.mode === 'number' ? encodeExactDecimal : encodeDecimal
  }

  override decoder(): Decoder | undefined {
    switch (this.options.mode) {
      case 'string':
        return String
      case 'number':
        return decodeExactDecimal
      default:
        return undefined
    }
  }
}

/** A floating-point number as it is bound; NaN and the infinities as text. */
function encodeFloat(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'boolean':
      return value ? 1 : 0
    case 'bigint':
      return asSafeNumber(value)
    case 'string':
      return encodeFloatText(value)
    case 'object':
      if (value instanceof Number || value instanceof String) return encodeFloat(value.valueOf())
      break
    default:
  }
  throw ValidationError.invalidValue(value, 'float')
}

function encodeFloatText(text: string): number | string {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  switch (text.trim().toLowerCase()) {
    case 'nan':
      return 'NaN'
    case 'infinity':
      return 'Infinity'
    case '-infinity':
      return '-Infinity'
    default:
      throw ValidationError.invalidValue(text, 'float')
  }
}

/** A floating-point number; its precision depends on the dialect. */
export class FloatType extends NumberType {
  static override key = 'FLOAT'

  constructor(length?: number | NumberOptions, decimals?: number) {
    super(typeof length === 'object' ? length : { length, decimals })
  }

  override encoder(): Encoder {
    return encodeFloat
  }
}

/** A floating-point number of four bytes, in most dialects. */
export class RealType extends FloatType {
  static override key = 'REAL'
}

/** A floating-point number of eight bytes. */
export class DoubleType extends FloatType {
  static override key = 'DOUBLE PRECISION'
}

/** A number class whose bare modifiers give types of the class itself. */
type NumberInvokable<TClass extends abstract new (...args: any) => object> = Invokable<TClass> & {
  readonly UNSIGNED: InstanceType<TClass>
  readonly ZEROFILL: InstanceType<TClass>
}

/** BIGINT as attributes name it: its mode decides the type of what is read. */
export interface BigIntConstructor extends Pick<typeof BigIntType, keyof typeof BigIntType> {
  new <const TMode extends BigIntMode>(
    options: BigIntOptions<TMode> & { readonly mode: TMode },
  ): BigIntType<ValueOfMode<TMode>>
  new (options?: number | NumberOptions): BigIntType
  <const TMode extends BigIntMode>(
    options: BigIntOptions<TMode> & { readonly mode: TMode },
  ): BigIntType<ValueOfMode<TMode>>
  (options?: number | NumberOptions): BigIntType
  readonly UNSIGNED: BigIntType
  readonly ZEROFILL: BigIntType
  readonly _value?: string | number
  readonly _input?: NumberInput
}

/** DECIMAL as attributes name it: its mode decides the type of what is read. */
export interface DecimalConstructor extends Pick<typeof DecimalType, keyof typeof DecimalType> {
  new <const TMode extends DecimalMode>(
    options: DecimalOptions<TMode> & { readonly mode: TMode },
  ): DecimalType<ValueOfMode<TMode>>
  new (precision?: number | NumberOptions, scale?: number): DecimalType
  <const TMode extends DecimalMode>(
    options: DecimalOptions<TMode> & { readonly mode: TMode },
  ): DecimalType<ValueOfMode<TMode>>
  (precision?: number | NumberOptions, scale?: number): DecimalType
  readonly UNSIGNED: DecimalType
  readonly ZEROFILL: DecimalType
  readonly _value?: string | number
  readonly _input?: NumberInput
}

/** Makes a number class callable; its bare modifiers give types of the class itself. */
function invokableNumber<TClass extends abstract new (...args: any) => object>(
  Class: TClass,
): NumberInvokable<TClass> {
  // The static modifiers make instances of `this`, which no type of a static accessor says.
  return classToInvokable(Class) as NumberInvokable<TClass>
}

/** The base of all number types. */
export const NUMBER: NumberInvokable<typeof NumberType<number>> = invokableNumber(
  NumberType<number>,
)
/** A whole number of four bytes: `INTEGER`, `INTEGER(11).UNSIGNED.ZEROFILL`. */
export const INTEGER: NumberInvokable<typeof IntegerType<number>> = invokableNumber(
  IntegerType<number>,
)
/** A whole number of one byte. MySQL, MariaDB, SQLite, SQL Server. */
export const TINYINT: NumberInvokable<typeof TinyIntegerType> = invokableNumber(TinyIntegerType)
/** A whole number of two bytes. */
export const SMALLINT: NumberInvokable<typeof SmallIntegerType> = invokableNumber(SmallIntegerType)
/** A whole number of three bytes. MySQL, MariaDB, SQLite. */
export const MEDIUMINT: NumberInvokable<typeof MediumIntegerType> =
  invokableNumber(MediumIntegerType)
/**
 * A whole number of eight bytes, of which JavaScript numbers hold those up to 2^53 exactly.
 *
 * Read as text, in SQLite as a number where that is exact. `BIGINT({ mode })` is the same in every
 * dialect: `'string'`, `'bigint'`, or `'number'`, which throws for a number that is not exact.
 */
export const BIGINT = invokableNumber(BigIntType) as unknown as BigIntConstructor
/**
 * An exact number: `DECIMAL(10, 2)` has ten digits, two of them after the point.
 *
 * Read as text, in SQLite as a number. `DECIMAL({ precision, scale, mode })` is the same in every
 * dialect: `'string'`, or `'number'`, which throws for a number that is not exact. SQLite keeps 15
 * digits of numbers that are not whole; with a mode, more are refused.
 */
export const DECIMAL = invokableNumber(DecimalType) as unknown as DecimalConstructor
/** A floating-point number: `FLOAT`, `FLOAT(11)`, `FLOAT(11, 2)`. */
export const FLOAT: NumberInvokable<typeof FloatType> = invokableNumber(FloatType)
/** A floating-point number of four bytes. */
export const REAL: NumberInvokable<typeof RealType> = invokableNumber(RealType)
/** A floating-point number of eight bytes. */
export const DOUBLE: NumberInvokable<typeof DoubleType> = invokableNumber(DoubleType)
