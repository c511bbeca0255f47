/**
 * The base of all data types: what a type is asked for (its SQL, whether a value fits, how values
 * are encoded and decoded), and v6's protocol for custom types. How a type meets a dialect is
 * `type-registry.ts`.
 */
import { UsageError } from '../errors/usage-errors.js'

/** A JavaScript value (never null, undefined or an expression) → what the driver binds. */
export type Encoder = (value: unknown) => unknown

/** What the driver gives (never null) → the JavaScript value. */
export type Decoder = (value: unknown) => unknown

/** What encoders and decoders depend on beside their type. */
export interface TypeContext {
  /** An offset such as `+05:30`, or an IANA name: how dates are written as text. */
  readonly timezone: string
  /** Whether values are checked by `validate` before they are encoded. */
  readonly typeValidation: boolean
}

/** Options of `validate`. */
export interface TypeValidationOptions {
  /** Any text is accepted: the value is a pattern for LIKE. */
  readonly acceptStrings?: boolean
}

/** What `stringify` and `bindParam` of a custom type may use. */
export interface StringifyOptions {
  readonly timezone?: string
  /** A value → its place in the SQL text. */
  readonly escape?: (value: unknown) => string
}

/** What `bindParam` of a custom type may use. */
export interface BindParamOptions extends StringifyOptions {
  /** Binds a value and gives its placeholder. */
  readonly bindParam: (value: unknown) => string
}

/** Options that a model hands to `_sanitize`. */
export interface SanitizeOptions {
  /** Whether the value comes from the database, or is to be taken as it is. */
  readonly raw?: boolean
}

/** A data type class: what `STRING` is, as opposed to `STRING(10)`. */
export interface DataTypeClass<TType extends DataType = DataType> {
  // Constructor arguments differ from type to type: only `any` admits all of them.
  new (...args: any[]): TType
  readonly prototype: TType
  key: string
  types: Record<string, unknown>
  parse?: ((value: any, options?: any) => unknown) | undefined
}

const warned = new Set<string>()

/**
 * The base of all data types.
 *
 * @typeParam TValue what is read
 * @typeParam TInput what may be written; `any` unless a type says more
 */
export abstract class DataType<TValue = unknown, TInput = any> {
  /** The type's name: `STRING`. */
  static key: string = 'ABSTRACT'
  /**
   * Turns what the driver gives into the value that is read, in place of the type's own decoder.
   * Set it on a custom class, or on a dialect's class (`DataTypes.postgres.DECIMAL`).
   */
  static parse?: ((value: any, options?: any) => unknown) | undefined

  /** Tells TypeScript what is read; never there at run time. */
  declare readonly _value?: TValue
  /** Tells TypeScript what may be written; never there at run time. */
  declare readonly _input?: TInput

  /** The options that the type was made with. */
  options: object = {}

  /** A custom type's conversion of values that are set on an instance. */
  _sanitize?(value: unknown, options?: SanitizeOptions): unknown
  /** Whether a value that is set differs from the one before. */
  _isChanged?(value: unknown, originalValue: unknown): boolean
  /** A custom type's value → what is bound. */
  _stringify?(value: unknown, options: StringifyOptions): unknown
  /** A custom type's value → SQL text, made with `options.bindParam`. */
  _bindParam?(value: unknown, options: BindParamOptions): string

  /** The type's name: `STRING`. */
  get key(): string {
    return (this.constructor as typeof DataType).key
  }

  // v6's recipe for custom types is `MONEY.prototype.key = MONEY.key = 'MONEY'`.
  set key(key: string) {
    Object.defineProperty(this, 'key', { value: key, writable: true, configurable: true })
  }

  /** The SQL type of a column. */
  toSql(): string {
    return this.key
  }

  /** The SQL type of a column. */
  toString(_options?: unknown): string {
    return this.toSql()
  }

  /**
   * Checks a value, where `typeValidation` is on.
   *
   * @throws {ValidationError} when the value does not fit
   */
  validate(_value: unknown, _options?: TypeValidationOptions): true {
    return true
  }

  /** How values are bound; undefined for as they are. */
  encoder(_context: TypeContext): Encoder | undefined {
    return undefined
  }

  /** How values are read; undefined for as the driver gives them. */
  decoder(_context: TypeContext): Decoder | undefined {
    return undefined
  }

  /** v6's name for encoding: the value as it is bound. */
  stringify(value: unknown, options: StringifyOptions = {}): unknown {
    if (this._stringify !== undefined) return this._stringify(value, options)
    if (value === null || value === undefined) return value
    const context = { timezone: options.timezone ?? '+00:00', typeValidation: false }
    const encode = this.encoder(context)
    return encode === undefined ? value : encode(value)
  }

  /** Binds a value with `options.bindParam` and gives the SQL text that stands for it. */
  bindParam(value: unknown, options: BindParamOptions): string {
    if (this._bindParam !== undefined) return this._bindParam(value, options)
    return options.bindParam(this.stringify(value, options))
  }

  /**
   * Checks that the type has all that a column needs. `where` is what errors begin with.
   *
   * @throws {BaseError} telling what is missing
   */
  assertComplete(_where?: string): void {}

  /** The same type with other options; this one stays as it is. */
  protected withOptions(options: object): this {
    // Not `new`: a custom subclass may have a constructor of its own.
    const copy = Object.create(Object.getPrototypeOf(this) as object) as this
    return Object.assign(copy, this, { options: { ...this.options, ...options } })
  }

  /** A type of this class with the options of another: how a dialect's class takes over a type. */
  static extend<TType extends DataType>(
    this: new (
      options: never,
    ) => TType,
    oldType: DataType,
  ): TType {
    // The classes of one data type all take the options of the others.
    return new this(oldType.options as never)
  }

  /** Emits a process warning, once per text. */
  static warn(link: string, text: string): void {
    if (warned.has(text)) return
    warned.add(text)
    process.emitWarning(link === '' ? text : `${text}\nSee ${link}`, {
      code: 'RELATA_DATA_TYPE',
    })
  }

  /** Dialect name → the names its database or driver has for this type; a class does not inherit it. */
  static get types(): Record<string, unknown> {
    const types: Record<string, unknown> = {}
    this.types = types
    return types
  }

  static set types(types: Record<string, unknown>) {
    Object.defineProperty(this, 'types', { value: types, writable: true, configurable: true })
  }

  /** The type's name. */
  static toString(): string {
    return this.key
  }
}

/** The base class of custom data types. */
export class AbstractType extends DataType<any> {}

/** A column type given as SQL text, used as it stands; values go by their JavaScript type. */
export class RawSqlType extends DataType<any> {
  static override key = 'RAW'
  /** The SQL text. */
  readonly sql: string

  constructor(sql: string | { readonly sql: string }) {
    super()
    this.sql = typeof sql === 'string' ? sql : sql.sql
    this.options = { sql: this.sql }
  }

  override toSql(): string {
    return this.sql
  }

  /** @throws {UsageError} for text that is more than a type: a second statement, a comment */
  override assertComplete(where?: string): void {
    const text = this.sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`/g, "''")
    if (/;|--|\/\*|\0/.test(text) || !isBalanced(text)) {
      throw UsageError.unknownDataType(where ?? 'DataTypes', this.sql)
    }
  }
}

/** Whether every parenthesis is closed, and every quote, which by now stand in pairs. */
function isBalanced(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '(') depth++
    else if (character === ')') depth--
    if (depth < 0) return false
  }
  return depth === 0 && !/["`]/.test(text) && text.split("'").length % 2 === 1
}

/** What an attribute may name as its type. */
export type DataTypeLike = string | DataType | (abstract new (...args: never[]) => DataType)

/** What `normalizeDataType` may know from the attribute that has the type. */
export interface AttributeOfType {
  /** The attribute as errors name it: `Book.title`. */
  readonly where?: string | undefined
  /** v6's `values`, beside a bare ENUM. */
  readonly values?: readonly unknown[] | undefined
}

/**
 * A data type in any of its forms (a class such as `STRING`, an instance such as `STRING(10)`, SQL
 * text) → an instance that is complete.
 *
 * @throws {BaseError} for anything else, an ENUM without values, an ARRAY without a type
 */
export function normalizeDataType(type: unknown, attribute?: AttributeOfType): DataType {
  const instance = instantiate(type, attribute)
  instance.assertComplete(attribute?.where)
  return instance
}

function instantiate(type: unknown, attribute: AttributeOfType | undefined): DataType {
  if (type instanceof DataType) {
    return isEmptyList((type as { values?: unknown }).values) && attribute?.values
      ? makeWithValues(type.constructor as DataTypeClass, attribute.values)
      : type
  }
  if (typeof type === 'string' && type.trim() !== '') return new RawSqlType(type)
  if (isDataTypeClass(type)) {
    return attribute?.values === undefined ? new type() : makeWithValues(type, attribute.values)
  }
  throw UsageError.unknownDataType(attribute?.where ?? 'DataTypes', type)
}

function makeWithValues(Class: DataTypeClass, values: readonly unknown[]): DataType {
  const bare = new Class()
  return 'values' in bare ? new Class({ values }) : bare
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function isDataTypeClass(value: unknown): value is DataTypeClass {
  if (typeof value !== 'function') return false
  const prototype: unknown = value.prototype
  return prototype instanceof DataType || prototype === DataType.prototype
}
