/** Text: STRING, CHAR, TEXT, CITEXT, TSVECTOR, and UUID with its generators. */
import { ValidationError } from '../errors/validation-errors.js'
import { DataType, type Encoder, type TypeValidationOptions } from './data-type.js'
import { classToInvokable, type Invokable } from './invokable.js'

/** Options of STRING and CHAR. */
export type StringOptions = {
  /** Most characters. Default: 255. */
  readonly length?: number | undefined
  /** Whether bytes are stored, not text. */
  readonly binary?: boolean | undefined
}

/** What may be written to a text column. */
export type TextInput = string | number | bigint | boolean

/**
 * Text as it is bound. Numbers and booleans become text; Buffers pass, for binary columns.
 *
 * @throws {ValidationError} for objects and lists
 */
export function encodeText(value: unknown): string | Buffer {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      if (value instanceof Uint8Array) return asBuffer(value)
      if (value instanceof String || value instanceof Number) return String(value)
      break
    default:
  }
  throw ValidationError.invalidValue(value, 'string')
}

/** The same bytes as a Buffer; not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Whether a value is text, a String object among it. */
export function isText(value: unknown): boolean {
  return typeof value === 'string' || value instanceof String
}

/** Text of a bounded length. Use it as `STRING`, `STRING(100)` or `STRING(100).BINARY`. */
export class StringType<TValue = string> extends DataType<TValue, TextInput | Uint8Array> {
  static override key = 'STRING'
  declare options: StringOptions
  _binary: boolean | undefined
  _length: number

  constructor(length?: number | StringOptions, binary?: boolean) {
    super()
    this.options = typeof length === 'object' ? length : { length, binary }
    this._binary = this.options.binary
    this._length = this.options.length || 255
  }

  /** The SQL name without its length. */
  get sqlName(): string {
    return 'VARCHAR'
  }

  override toSql(): string {
    return `${this.sqlName}(${this._length})${this._binary ? ' BINARY' : ''}`
  }

  override validate(value: unknown, _options?: TypeValidationOptions): true {
    if (isText(value) || typeof value === 'number') return true
    if (this._binary && Buffer.isBuffer(value)) return true
    throw ValidationError.invalidValue(value, 'string')
  }

  override encoder(): Encoder {
    return encodeText
  }

  /** The same type for bytes. */
  get BINARY(): StringType<string | Buffer> {
    // What is read changes with the option, which no type of `this` says.
    return this.withOptions({ binary: true }) as unknown as StringType<string | Buffer>
  }

  protected override withOptions(options: object): this {
    const copy = super.withOptions(options)
    copy._binary = copy.options.binary
    return copy
  }

  /** STRING for bytes. */
  static get BINARY(): StringType<string | Buffer> {
    return new this({ binary: true }) as StringType<string | Buffer>
  }
}

/** Text of a fixed length. */
export class CharType<TValue = string> extends StringType<TValue> {
  static override key = 'CHAR'

  override get sqlName(): string {
    return 'CHAR'
  }
}

/** How much a TEXT or BLOB may hold, in dialects that tell sizes apart. */
export type TextLength = 'tiny' | 'medium' | 'long'

/** Options of TEXT and BLOB. */
export type SizeOptions = { readonly length?: TextLength | (string & {}) | undefined }

/** Text of any length. */
export class TextType extends DataType<string, TextInput> {
  static override key = 'TEXT'
  declare options: SizeOptions
  _length: string

  constructor(length?: TextLength | SizeOptions | (string & {})) {
    super()
    this.options = typeof length === 'object' ? length : { length }
    this._length = this.options.length ?? ''
  }

  override toSql(): string {
    switch (this._length.toLowerCase()) {
      case 'tiny':
        return 'TINYTEXT'
      case 'medium':
        return 'MEDIUMTEXT'
      case 'long':
        return 'LONGTEXT'
      default:
        return 'TEXT'
    }
  }

  override validate(value: unknown, _options?: TypeValidationOptions): true {
    if (typeof value === 'string') return true
    throw ValidationError.invalidValue(value, 'string')
  }

  override encoder(): Encoder {
    return encodeText
  }
}

/** The base of text types that take text only. */
abstract class PlainTextType extends DataType<string, TextInput> {
  override validate(value: unknown, _options?: TypeValidationOptions): true {
    if (typeof value === 'string') return true
    throw ValidationError.invalidValue(value, 'string')
  }

  override encoder(): Encoder {
    return encodeText
  }
}

/** Text that is compared without regard to case. */
export class CitextType extends PlainTextType {
  static override key = 'CITEXT'
}

/** A document prepared for full-text search. */
export class TsvectorType extends PlainTextType {
  static override key = 'TSVECTOR'
}

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const UUID_V4_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** A universally unique identifier, as text. */
export class UuidType extends DataType<string, string> {
  static override key = 'UUID'

  override validate(value: unknown, options?: TypeValidationOptions): true {
    if (isText(value) && (options?.acceptStrings || this.pattern.test(String(value)))) return true
    throw ValidationError.invalidValue(value, this.key.toLowerCase())
  }

  override encoder(): Encoder {
    return encodeText
  }

  /** What text must look like. */
  protected get pattern(): RegExp {
    return UUID_TEXT
  }
}

/** A default value: a UUID made of time and machine. The column's type is `UUID`. */
export class UuidV1Type extends UuidType {
  static override key = 'UUIDV1'
}

/** A default value: a random UUID. The column's type is `UUID`. */
export class UuidV4Type extends UuidType {
  static override key = 'UUIDV4'

  protected override get pattern(): RegExp {
    return UUID_V4_TEXT
  }
}

/** Text of a bounded length: `STRING`, `STRING(100)`, `STRING.BINARY`. Default length: 255. */
export const STRING: Invokable<typeof StringType<string>> = classToInvokable(StringType<string>)
/** Text of a fixed length: `CHAR(2)`. Default length: 255. */
export const CHAR: Invokable<typeof CharType<string>> = classToInvokable(CharType<string>)
/** Text of any length: `TEXT`, or `TEXT('tiny')` in dialects that tell sizes apart. */
export const TEXT: Invokable<typeof TextType> = classToInvokable(TextType)
/** Text that is compared without regard to case. PostgreSQL (extension citext), SQLite. */
export const CITEXT: Invokable<typeof CitextType> = classToInvokable(CitextType)
/** A document prepared for full-text search. PostgreSQL. */
export const TSVECTOR: Invokable<typeof TsvectorType> = classToInvokable(TsvectorType)
/** A universally unique identifier. */
export const UUID: Invokable<typeof UuidType> = classToInvokable(UuidType)
/** A default value: a new UUID, made of time and machine, per instance. */
export const UUIDV1: Invokable<typeof UuidV1Type> = classToInvokable(UuidV1Type)
/** A default value: a new random UUID per instance. */
export const UUIDV4: Invokable<typeof UuidV4Type> = classToInvokable(UuidV4Type)
