/** Single-purpose types: BOOLEAN, BLOB, VIRTUAL, GEOMETRY, GEOGRAPHY, CIDR, INET, MACADDR. */
import { isIP, isIPv4 } from 'node:net'
import { ValidationError } from '../errors/validation-errors.js'
import {
  DataType,
  type DataTypeLike,
  type Encoder,
  normalizeDataType,
  type SanitizeOptions,
} from './data-type.js'
import { classToInvokable, type Invokable } from './invokable.js'
import type { InputOf, ValueOf } from './structured-types.js'
import { asBuffer, encodeText, isText, type SizeOptions, type TextLength } from './text-types.js'

/** What may be written to a BOOLEAN column. */
export type BooleanInput = boolean | 0 | 1 | 'true' | 'false'

/** The boolean that a value stands for: itself, a number, text, a byte; otherwise the value. */
export function parseBoolean(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return Number(value) === 1 ? true : Number(value) === 0 ? false : value
    case 'string':
      return value === 'true' || value === '1'
        ? true
        : value === 'false' || value === '0'
          ? false
          : value
    case 'object':
      if (value instanceof Boolean || value instanceof String || value instanceof Number) {
        return parseBoolean(value.valueOf())
      }
      return Buffer.isBuffer(value) && value.length === 1 ? parseBoolean(value[0]) : value
    default:
      return value
  }
}

/** A boolean as it is bound. Other text and numbers pass as they are: the database judges them. */
function encodeBoolean(value: unknown): unknown {
  const parsed = parseBoolean(value)
  switch (typeof parsed) {
    case 'boolean':
    case 'string':
    case 'number':
      return parsed
    default:
      throw ValidationError.invalidValue(value, 'boolean')
  }
}

/** True or false. */
export class BooleanType extends DataType<boolean, BooleanInput> {
  static override key = 'BOOLEAN'

  override toSql(): string {
    return 'TINYINT(1)'
  }

  override validate(value: unknown): true {
    if (/^(?:true|false|1|0)$/.test(String(value))) return true
    throw ValidationError.invalidValue(value, 'boolean')
  }

  override encoder(): Encoder {
    return encodeBoolean
  }

  override _sanitize(value: unknown, _options?: SanitizeOptions): unknown {
    return value === null || value === undefined ? value : parseBoolean(value)
  }
}

/** What may be written to a BLOB column. */
export type BlobInput = Uint8Array | ArrayBuffer | string | readonly number[]

/**
 * Bytes as they are bound: text in UTF-8, lists of bytes, any view of memory.
 *
 * @throws {ValidationError} for other objects
 */
export function encodeBytes(value: unknown): Buffer {
  switch (typeof value) {
    case 'string':
    case 'number':
      return Buffer.from(String(value))
    case 'object': {
      const bytes = bytesOfObject(value)
      if (bytes !== undefined) return bytes
      break
    }
    default:
  }
  throw ValidationError.invalidValue(value, 'blob')
}

function bytesOfObject(value: object | null): Buffer | undefined {
  if (value instanceof Uint8Array) return asBuffer(value)
  if (value instanceof ArrayBuffer) return Buffer.from(value)
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
  if (value instanceof String) return Buffer.from(String(value))
  return Array.isArray(value) && value.every(isByte) ? Buffer.from(value) : undefined
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255
}

/** Bytes, as a Buffer. */
export class BlobType extends DataType<Buffer, BlobInput> {
  static override key = 'BLOB'
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
        return 'TINYBLOB'
      case 'medium':
        return 'MEDIUMBLOB'
      case 'long':
        return 'LONGBLOB'
      default:
        return 'BLOB'
    }
  }

  override validate(value: unknown): true {
    if (isText(value) || Buffer.isBuffer(value)) return true
    throw ValidationError.invalidValue(value, 'blob')
  }

  override encoder(): Encoder {
    return encodeBytes
  }
}

/** An attribute without a column, for getters and setters. */
export class VirtualType<TValue = unknown, TInput = unknown> extends DataType<TValue, TInput> {
  static override key = 'VIRTUAL'
  /** The type of what the getter gives. */
  readonly returnType: DataType | undefined
  /** The attributes that are selected along with this one. */
  readonly fields: readonly string[] | undefined

  constructor(returnType?: DataTypeLike, fields?: readonly string[]) {
    super()
    this.returnType = returnType === undefined ? undefined : normalizeDataType(returnType)
    this.fields = fields
  }
}

/** A geometry as GeoJSON has it. */
export interface GeoJson {
  type: string
  coordinates?: unknown
  geometries?: GeoJson[]
  /** The reference system: `{ type: 'name', properties: { name: 'EPSG:4326' } }`. */
  crs?: { type: string; properties: { name: string } }
}

/** Options of GEOMETRY and GEOGRAPHY. */
export type GeometryOptions = {
  /** Which shapes: `POINT`, `POLYGON`, … Default: any. */
  readonly type?: string | undefined
  /** The reference system's number. */
  readonly srid?: number | undefined
}

/** A shape in the plane. */
export class GeometryType extends DataType<GeoJson, GeoJson> {
  static override key = 'GEOMETRY'
  declare options: GeometryOptions
  readonly type: string | undefined
  readonly srid: number | undefined

  constructor(type?: string | GeometryOptions, srid?: number) {
    super()
    this.options = typeof type === 'object' ? type : { type, srid }
    this.type = this.options.type
    this.srid = this.options.srid
  }
}

/** A shape on the globe. */
export class GeographyType extends GeometryType {
  static override key = 'GEOGRAPHY'
}

const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/

/** Whether text is a network: `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/')
  if (rest.length > 0 || !PREFIX_LENGTH.test(length)) return false
  return isIP(address) !== 0 && Number(length) <= (isIPv4(address) ? 32 : 128)
}

/** The base of types that are text of a certain form. */
abstract class PatternedTextType extends DataType<string, string> {
  /** Whether text has the form. */
  protected abstract accepts(text: string): boolean

  override validate(value: unknown, options?: { readonly acceptStrings?: boolean }): true {
    if (isText(value) && (options?.acceptStrings || this.accepts(String(value)))) return true
    throw ValidationError.invalidValue(value, this.key)
  }

  override encoder(): Encoder {
    return encodeText
  }
}

/** A network. PostgreSQL. */
export class CidrType extends PatternedTextType {
  static override key = 'CIDR'

  protected accepts(text: string): boolean {
    return isNetwork(text)
  }
}

/** A host's address. PostgreSQL. */
export class InetType extends PatternedTextType {
  static override key = 'INET'

  protected accepts(text: string): boolean {
    return isIP(text) !== 0
  }
}

const MAC_TEXT =
  /^[0-9a-f]{2}([-: ])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/i
const MAC8_TEXT =
  /^[0-9a-f]{2}([-: ])(?:[0-9a-f]{2}\1){6}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){3}[0-9a-f]{4}$/i

/** The address of a network card. PostgreSQL. */
export class MacaddrType extends PatternedTextType {
  static override key = 'MACADDR'

  protected accepts(text: string): boolean {
    return MAC_TEXT.test(text) || MAC8_TEXT.test(text)
  }
}

/** The address of a network card in eight bytes. PostgreSQL. */
export class Macaddr8Type extends MacaddrType {
  static override key = 'MACADDR8'
}

/** VIRTUAL as attributes name it: its return type decides the type of the attribute. */
export interface VirtualConstructor extends Pick<typeof VirtualType, keyof typeof VirtualType> {
  new <const TType extends DataTypeLike>(
    returnType: TType,
    fields?: readonly string[],
  ): VirtualType<ValueOf<TType>, InputOf<TType>>
  new <TValue = unknown>(
    returnType?: DataTypeLike,
    fields?: readonly string[],
  ): VirtualType<TValue, TValue>
  <const TType extends DataTypeLike>(
    returnType: TType,
    fields?: readonly string[],
  ): VirtualType<ValueOf<TType>, InputOf<TType>>
  <TValue = unknown>(
    returnType?: DataTypeLike,
    fields?: readonly string[],
  ): VirtualType<TValue, TValue>
  readonly _value?: unknown
  readonly _input?: unknown
}

/** True or false. */
export const BOOLEAN: Invokable<typeof BooleanType> = classToInvokable(BooleanType)
/** Bytes: `BLOB`, or `BLOB('tiny')` in dialects that tell sizes apart. */
export const BLOB: Invokable<typeof BlobType> = classToInvokable(BlobType)
/**
 * An attribute without a column: `VIRTUAL(DataTypes.STRING, ['firstName', 'lastName'])` selects the
 * two names whenever it is asked for.
 */
// What a call infers from its arguments, no type of a proxy says.
export const VIRTUAL = classToInvokable(VirtualType) as unknown as VirtualConstructor
/** A shape in the plane, as GeoJSON: `GEOMETRY`, `GEOMETRY('POINT', 4326)`. PostGIS, MySQL. */
export const GEOMETRY: Invokable<typeof GeometryType> = classToInvokable(GeometryType)
/** A shape on the globe, as GeoJSON: `GEOGRAPHY('POINT', 4326)`. PostGIS. */
export const GEOGRAPHY: Invokable<typeof GeographyType> = classToInvokable(GeographyType)
/** A network such as `10.0.0.0/8`. PostgreSQL. */
export const CIDR: Invokable<typeof CidrType> = classToInvokable(CidrType)
/** A host's address such as `10.0.0.1`. PostgreSQL. */
export const INET: Invokable<typeof InetType> = classToInvokable(InetType)
/** The address of a network card such as `08:00:2b:01:02:03`. PostgreSQL. */
export const MACADDR: Invokable<typeof MacaddrType> = classToInvokable(MacaddrType)
/** The address of a network card in eight bytes. PostgreSQL. */
export const MACADDR8: Invokable<typeof Macaddr8Type> = classToInvokable(Macaddr8Type)
