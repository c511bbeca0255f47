/** Types made of parts: JSON, JSONB, HSTORE, ARRAY, RANGE, and ENUM. */
import { ValidationError } from '../errors/validation-errors.js'
import { DataTypeError } from './data-type-errors.js'
import { DataType, type DataTypeLike, type Encoder, normalizeDataType } from './data-type.js'
import { classToInvokable, type Invokable } from './invokable.js'
import { INTEGER } from './number-types.js'
import { encodeText } from './text-types.js'

/**
 * JSON text.
 *
 * @throws {ValidationError} for what has none: functions, symbols, bigints, circular structures
 */
export function encodeJson(value: unknown): string {
  let text: string | undefined
  try {
    // A function or a symbol gives undefined, against what the type says.
    text = JSON.stringify(value) as string | undefined
  } catch {
    text = undefined
  }
  if (text === undefined) throw ValidationError.invalidValue(value, 'JSON value')
  return text
}

/** Any value that JSON has. The type parameter tells TypeScript what is in it. */
export class JsonType<TValue = unknown> extends DataType<TValue, TValue> {
  static override key = 'JSON'

  override encoder(): Encoder {
    return encodeJson
  }
}

/** JSON in the server's binary form. */
export class JsonbType<TValue = unknown> extends JsonType<TValue> {
  static override key = 'JSONB'
}

/** Whether a value is an object literal or has no prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Text by text. PostgreSQL, extension hstore. */
export class HstoreType extends DataType<Record<string, string | null>, Record<string, unknown>> {
  static override key = 'HSTORE'

  override validate(value: unknown): true {
    if (isPlainObject(value)) return true
    throw ValidationError.invalidValue(value, 'hstore')
  }
}

/** What is read from and written to a type that is given in any of its forms. */
export type ValueOf<TType> = TType extends { readonly _value?: infer V } ? V : unknown

/** What may be written to a type that is given in any of its forms. */
export type InputOf<TType> = TType extends { readonly _input?: infer I } ? I : unknown

/** Options of ARRAY. */
export type ArrayOptions = { readonly type?: DataTypeLike | undefined }

/** A list of values of one type. PostgreSQL. */
export class ArrayType<TValue = unknown, TInput = unknown> extends DataType<
  TValue[],
  readonly TInput[]
> {
  static override key = 'ARRAY'
  declare options: ArrayOptions
  /** The type of the elements; undefined when none was given, which no column may have. */
  readonly type: DataType | undefined

  constructor(type?: DataTypeLike | ArrayOptions) {
    super()
    this.options = isArrayOptions(type) ? type : { type }
    const element = this.options.type
    this.type = element === undefined ? undefined : normalizeDataType(element)
  }

  override toSql(): string {
    return `${this.type?.toSql() ?? ''}[]`
  }

  override validate(value: unknown): true {
    if (Array.isArray(value)) return true
    throw ValidationError.invalidValue(value, 'array')
  }

  override assertComplete(where?: string): void {
    if (this.type === undefined) throw DataTypeError.arrayWithoutType(where)
  }

  /** Whether a value is an ARRAY type with elements of a class. */
  static is(value: unknown, type: abstract new (...args: never[]) => DataType): boolean {
    return value instanceof ArrayType && value.type instanceof type
  }
}

function isArrayOptions(value: unknown): value is ArrayOptions {
  return isPlainObject(value) && !(value instanceof DataType)
}

/** One end of a range as it is read: null for none, ±Infinity for the infinite dates. */
export interface RangeBound<TValue> {
  value: TValue | number | null
  inclusive: boolean
}

/** A range as it is read; an empty list for the empty range. */
export type RangeValue<TValue> = [] | [RangeBound<TValue>, RangeBound<TValue>]

/** One end of a range as it may be written. */
export type RangeBoundInput<TInput> =
  | TInput
  | number
  | null
  | { readonly value: TInput | number | null; readonly inclusive?: boolean }

/** A range as it may be written: by default the lower end belongs to it, the upper does not. */
export type RangeInput<TInput> =
  | readonly []
  | readonly [RangeBoundInput<TInput>, RangeBoundInput<TInput>]

/** Options of RANGE. */
export type RangeOptions = { readonly subtype?: DataTypeLike | undefined }

/** A range of values of a type: whole or decimal numbers, dates, days. PostgreSQL. */
export class RangeType<TValue = unknown, TInput = unknown> extends DataType<
  RangeValue<TValue>,
  RangeInput<TInput>
> {
  static override key = 'RANGE'
  declare options: RangeOptions & { readonly subtype: DataType }
  /** The type of the ends. */
  readonly type: DataType
  /** The key of the ends' type. */
  readonly _subtype: string

  constructor(subtype?: DataTypeLike | RangeOptions) {
    super()
    const given = isArrayOptions(subtype) ? (subtype as RangeOptions).subtype : subtype
    this.type = normalizeDataType(given ?? INTEGER)
    this._subtype = this.type.key
    this.options = { subtype: this.type }
  }

  override validate(value: unknown): true {
    if (!Array.isArray(value)) throw ValidationError.invalidValue(value, 'range')
    if (value.length !== 2) {
      throw ValidationError.invalidValue(value, 'range: it must be an array with two elements')
    }
    return true
  }
}

/** Options of ENUM. */
export type EnumOptions<TMember extends string = string> = { readonly values: readonly TMember[] }

/** A TypeScript enum with text members, or an object like it. */
type EnumObject<TMember extends string = string> = { readonly [name: string]: TMember }

/** One text of a list of texts. */
export class EnumType<TMember extends string = string> extends DataType<TMember, TMember> {
  static override key = 'ENUM'
  declare options: EnumOptions<TMember>
  /** The texts, in order. */
  readonly values: readonly TMember[]

  constructor(
    ...values:
      | readonly TMember[]
      | readonly [readonly TMember[] | EnumOptions<TMember> | EnumObject<TMember>]
  ) {
    super()
    this.values = listOfMembers<TMember>(values)
    this.options = { values: this.values }
  }

  override validate(value: unknown): true {
    if (this.values.includes(value as TMember)) return true
    throw ValidationError.invalidValue(value, `choice in ${JSON.stringify(this.values)}`)
  }

  override encoder(): Encoder {
    return encodeText
  }

  override assertComplete(where?: string): void {
    if (this.values.length === 0) throw DataTypeError.enumWithoutValues(where)
    const seen = new Set<unknown>()
    for (const value of this.values as readonly unknown[]) {
      if (typeof value !== 'string' && typeof value !== 'number') {
        throw DataTypeError.invalidEnumValue(where, value, 'of ENUM is no text')
      }
      if (seen.has(value)) {
        throw DataTypeError.invalidEnumValue(where, value, 'of ENUM is listed twice')
      }
      seen.add(value)
    }
  }
}

function listOfMembers<TMember extends string>(given: readonly unknown[]): readonly TMember[] {
  const [first] = given
  // The constructor's signature says that these are members; v6 keeps whatever is listed.
  if (given.length !== 1 || typeof first !== 'object' || first === null) {
    return [...given] as TMember[]
  }
  if (Array.isArray(first)) return [...(first as TMember[])]
  const { values } = first as { values?: unknown }
  if (Array.isArray(values)) return [...(values as TMember[])]
  return membersOfEnum(values !== null && typeof values === 'object' ? values : first) as TMember[]
}

/** The text members of a TypeScript enum. */
function membersOfEnum(object: object): string[] {
  return Object.values(object).filter((member) => typeof member === 'string')
}

/** JSON as attributes name it: `JSON<Settings>()` types what is in it. */
export interface JsonConstructor extends Pick<typeof JsonType, keyof typeof JsonType> {
  new <TValue = unknown>(): JsonType<TValue>
  <TValue = unknown>(): JsonType<TValue>
  readonly _value?: unknown
  readonly _input?: unknown
}

/** JSONB as attributes name it: `JSONB<Settings>()` types what is in it. */
export interface JsonbConstructor extends Pick<typeof JsonbType, keyof typeof JsonbType> {
  new <TValue = unknown>(): JsonbType<TValue>
  <TValue = unknown>(): JsonbType<TValue>
  readonly _value?: unknown
  readonly _input?: unknown
}

/** ARRAY as attributes name it: the type of the elements decides the type of the list. */
export interface ArrayConstructor extends Pick<typeof ArrayType, keyof typeof ArrayType> {
  new <const TType extends DataTypeLike>(
    type: TType | { readonly type: TType },
  ): ArrayType<ValueOf<TType>, InputOf<TType>>
  new (): ArrayType
  <const TType extends DataTypeLike>(
    type: TType | { readonly type: TType },
  ): ArrayType<ValueOf<TType>, InputOf<TType>>
  (): ArrayType
  readonly _value?: unknown[]
  readonly _input?: readonly unknown[]
}

/** RANGE as attributes name it: the type of the ends decides the type of the range. */
export interface RangeConstructor extends Pick<typeof RangeType, keyof typeof RangeType> {
  new <const TType extends DataTypeLike>(
    subtype: TType | { readonly subtype: TType },
  ): RangeType<ValueOf<TType>, InputOf<TType>>
  new (): RangeType<number, number | string | bigint>
  <const TType extends DataTypeLike>(
    subtype: TType | { readonly subtype: TType },
  ): RangeType<ValueOf<TType>, InputOf<TType>>
  (): RangeType<number, number | string | bigint>
  readonly _value?: RangeValue<number>
  readonly _input?: RangeInput<number | string | bigint>
}

/** ENUM as attributes name it: the texts decide the type of the value. */
export interface EnumConstructor extends Pick<typeof EnumType, keyof typeof EnumType> {
  new <const TMember extends string>(
    values: readonly TMember[] | EnumOptions<TMember>,
  ): EnumType<TMember>
  new <TMember extends string>(members: EnumObject<TMember>): EnumType<TMember>
  new <const TMembers extends readonly string[]>(...values: TMembers): EnumType<TMembers[number]>
  <const TMember extends string>(
    values: readonly TMember[] | EnumOptions<TMember>,
  ): EnumType<TMember>
  <TMember extends string>(members: EnumObject<TMember>): EnumType<TMember>
  <const TMembers extends readonly string[]>(...values: TMembers): EnumType<TMembers[number]>
  readonly _value?: string
  readonly _input?: string
}

// What a call infers from its arguments, no type of a proxy says: hence the casts.

/** Any value that JSON has, kept as text. `JSON<Settings>()` types it. */
const JSON_TYPE = classToInvokable(JsonType) as unknown as JsonConstructor
/** JSON in the server's binary form. `JSONB<Settings>()` types it. */
export const JSONB = classToInvokable(JsonbType) as unknown as JsonbConstructor
/** Text by text. PostgreSQL, extension hstore. */
export const HSTORE: Invokable<typeof HstoreType> = classToInvokable(HstoreType)
/** A list of values of one type: `ARRAY(DataTypes.STRING)`. PostgreSQL. */
export const ARRAY = classToInvokable(ArrayType) as unknown as ArrayConstructor
/** A range: `RANGE` of INTEGER, or `RANGE(DataTypes.DATE)`. PostgreSQL. */
export const RANGE = classToInvokable(RangeType) as unknown as RangeConstructor
/** One text of a list: `ENUM('draft', 'published')`, a list, or a TypeScript enum. */
export const ENUM = classToInvokable(EnumType) as unknown as EnumConstructor

// Under this name it would hide the global JSON within this file.
export { JSON_TYPE as JSON }
