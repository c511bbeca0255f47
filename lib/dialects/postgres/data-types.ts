/**
 * The data types that PostgreSQL spells, encodes or decodes in its own way. The driver is told to
 * give text for every type, so that each value is decoded once, by the decoder that its column has;
 * `pgTypeDecoders` serves columns of which only the server's type is known.
 */
import {
  type DataType,
  type DataTypeClass,
  type Decoder,
  type Encoder,
  type TypeContext,
} from '../../data-types/data-type.js'
import { DataTypeError } from '../../data-types/data-type-errors.js'
import { encodeDecimal } from '../../data-types/exact-numbers.js'
import { classToInvokable } from '../../data-types/invokable.js'
import {
  BigIntType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  MediumIntegerType,
  type NumberType,
  RealType,
  SmallIntegerType,
  TinyIntegerType,
} from '../../data-types/number-types.js'
import { refine } from '../../data-types/refinement.js'
import {
  BlobType,
  BooleanType,
  CidrType,
  GeographyType,
  GeometryType,
  InetType,
  Macaddr8Type,
  MacaddrType,
} from '../../data-types/special-types.js'
import {
  ArrayType,
  encodeJson,
  HstoreType,
  isPlainObject,
  JsonbType,
  JsonType,
  RangeType,
} from '../../data-types/structured-types.js'
import {
  DateOnlyType,
  DateType,
  isInfinity,
  TimeType,
  timestampEncoder,
} from '../../data-types/temporal-types.js'
import {
  asBuffer,
  CharType,
  CitextType,
  encodeText,
  StringType,
  TextType,
  TsvectorType,
  UuidType,
} from '../../data-types/text-types.js'
import {
  bindDataType,
  type DialectDataTypes,
  refineDataType,
} from '../../data-types/type-registry.js'
import { ValidationError } from '../../errors/validation-errors.js'
import { formatGeometry } from './geometry-text.js'
import { formatHstore } from './hstore-text.js'
import {
  decodeBoolean,
  decodeBytes,
  decodeDay,
  decodeGeometry,
  decodeHstore,
  decodeJson,
  decodeNumber,
  decodeTimestamp,
} from './text-decoders.js'
import {
  arrayDecoder,
  formatArray,
  formatRange,
  rangeDecoder,
  toPostgresTimestamp,
} from './wire-text.js'

export { pgNamedTypeDecoders, pgTypeDecoders } from './text-decoders.js'
export { arrayDecoder, rangeDecoder } from './wire-text.js'

const TYPES_PAGE = 'https://www.postgresql.org/docs/current/datatype.html'

/** A warning, once, that the database's type has not what was asked for. */
function warnDropped(type: DataType, what: string, used: string): void {
  const Class = type.constructor as typeof DataType
  Class.warn(TYPES_PAGE, `PostgreSQL has no ${type.key} with ${what}: plain ${used} is used.`)
}

/** What STRING and CHAR have in common here. */
function binaryDecoder(type: StringType): Decoder | undefined {
  return type._binary ? decodeBytes : undefined
}

class PostgresString extends StringType {
  override toSql(): string {
    return this._binary ? 'BYTEA' : super.toSql()
  }

  override decoder(): Decoder | undefined {
    return binaryDecoder(this)
  }
}

class PostgresChar extends CharType {
  override toSql(): string {
    return this._binary ? 'BYTEA' : super.toSql()
  }

  override decoder(): Decoder | undefined {
    return binaryDecoder(this)
  }
}

function textSql(type: TextType): string {
  if (type._length) warnDropped(type, 'options', 'TEXT')
  return 'TEXT'
}

function blobSql(type: BlobType): string {
  if (type._length) warnDropped(type, 'options', 'BYTEA')
  return 'BYTEA'
}

/** Numbers have neither width nor modifiers. */
function numberSql(type: NumberType<any, any>): string {
  if (type._length || type._unsigned || type._zerofill) {
    warnDropped(type, 'LENGTH, UNSIGNED or ZEROFILL', type.key)
  }
  return type.key
}

function floatSql(type: FloatType): string {
  if (type._decimals) {
    warnDropped(type, 'decimals', 'FLOAT')
    return 'FLOAT'
  }
  if (type._unsigned || type._zerofill) warnDropped(type, 'UNSIGNED or ZEROFILL', 'FLOAT')
  return type._length ? `FLOAT(${type._length})` : 'FLOAT'
}

/** A DECIMAL as it is bound: `numeric` has NaN and the infinities too. */
function encodeNumeric(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : encodeDecimal(value)
}

class PostgresDecimal extends DecimalType {
  override toSql(): string {
    return `DECIMAL${this.digits}`
  }

  override encoder(): Encoder {
    return this.options.mode === undefined ? encodeNumeric : super.encoder()
  }
}

class PostgresDate extends DateType {
  override toSql(): string {
    return 'TIMESTAMP WITH TIME ZONE'
  }

  override validate(value: unknown): true {
    return value === Infinity || value === -Infinity ? true : super.validate(value)
  }

  override encoder(context: TypeContext): Encoder {
    const encode = timestampEncoder(context.timezone)
    return (value) =>
      isInfinity(value) ? formatInfinity(value) : toPostgresTimestamp(encode(value))
  }

  override decoder(): Decoder {
    return decodeTimestamp
  }
}

/** ±Infinity, or its name in any case → PostgreSQL's name. */
function formatInfinity(value: number | string): string {
  return String(value).toLowerCase()
}

const encodePlainDay: Encoder = new DateOnlyType().encoder()

function encodeDay(value: unknown): unknown {
  return isInfinity(value) ? formatInfinity(value) : encodePlainDay(value)
}

function timeSql(type: TimeType): string {
  return type.options.length === undefined ? 'TIME' : `TIME(${type.options.length})`
}

function encodeHstore(value: unknown): string {
  if (typeof value === 'string') return value
  if (isPlainObject(value)) return formatHstore(value)
  throw ValidationError.invalidValue(value, 'hstore')
}

class PostgresArray extends ArrayType {
  override toSql(): string {
    return this.type === undefined
      ? '[]'
      : `${refineDataType(postgresDataTypes, this.type).toSql()}[]`
  }

  override encoder(context: TypeContext): Encoder {
    const type = innermostElement(this)
    const encode = type && bindDataType(postgresDataTypes, type, context).encode
    const isElement = type instanceof JsonType || type instanceof RangeType
    return (value) => {
      if (Array.isArray(value)) return formatArray(value, encode, isElement)
      // Text in the server's own form.
      if (typeof value === 'string') return value
      throw ValidationError.invalidValue(value, 'array')
    }
  }

  override decoder(context: TypeContext): Decoder {
    const type = innermostElement(this)
    return arrayDecoder(type && bindDataType(postgresDataTypes, type, context).decode)
  }
}

/** What the innermost lists hold: PostgreSQL's arrays do not tell one dimension from several. */
function innermostElement(array: ArrayType): DataType | undefined {
  let type = array.type
  while (type instanceof ArrayType) type = type.type
  return type
}

/** Key of the ends' type → range type, and type of one end. */
const RANGES: Readonly<Record<string, readonly [range: string, end: string]>> = {
  INTEGER: ['int4range', 'int4'],
  BIGINT: ['int8range', 'int8'],
  DECIMAL: ['numrange', 'numeric'],
  DATE: ['tstzrange', 'timestamptz'],
  DATEONLY: ['daterange', 'date'],
}

class PostgresRange extends RangeType {
  override toSql(): string {
    const names = RANGES[this._subtype]
    if (names === undefined) throw DataTypeError.notRangeable(this._subtype)
    return names[0]
  }

  override encoder(context: TypeContext): Encoder {
    const { encode = encodeText } = bindDataType(postgresDataTypes, this.type, context)
    const encodeEnd = this.hasInfinity() ? infinite(encode) : unbounded(encode)
    return (value) => {
      if (Array.isArray(value)) return formatRange(value, encodeEnd)
      // Text in the server's own form.
      if (typeof value === 'string') return value
      throw ValidationError.invalidValue(value, 'range')
    }
  }

  override decoder(context: TypeContext): Decoder {
    return rangeDecoder(bindDataType(postgresDataTypes, this.type, context).decode)
  }

  /** Whether the ends may be infinite, which is not the same as having no end. */
  private hasInfinity(): boolean {
    return !(this.type instanceof IntegerType)
  }
}

function infinite(encode: Encoder): Encoder {
  return (value) => (isInfinity(value) ? formatInfinity(value) : encode(value))
}

function unbounded(encode: Encoder): Encoder {
  return (value) => (isInfinity(value) ? '' : encode(value))
}

/** `(POINT,4326)`, `(POINT)` or nothing. */
function geometryModifier(type: GeometryType): string {
  if (!type.type) return ''
  return type.srid === undefined ? `(${type.type})` : `(${type.type},${type.srid})`
}

function geometryEncoder(srid: number | undefined): Encoder {
  // Text in one of PostGIS's own forms passes: WKT, EWKT, hexadecimal EWKB.
  return (value) => (typeof value === 'string' ? value : formatGeometry(value, srid))
}

class PostgresGeometry extends GeometryType {
  override toSql(): string {
    return `GEOMETRY${geometryModifier(this)}`
  }

  override encoder(): Encoder {
    return geometryEncoder(this.srid)
  }

  override decoder(): Decoder {
    return decodeGeometry
  }
}

class PostgresGeography extends GeographyType {
  override toSql(): string {
    return `GEOGRAPHY${geometryModifier(this)}`
  }

  override encoder(): Encoder {
    return geometryEncoder(this.srid)
  }

  override decoder(): Decoder {
    return decodeGeometry
  }
}

const refinements = new Map<DataTypeClass, DataTypeClass>([
  [StringType, PostgresString],
  [CharType, PostgresChar],
  refine(TextType, { sql: textSql }),
  refine(IntegerType, { sql: numberSql, decode: decodeNumber }),
  refine(TinyIntegerType, { sql: numberSql, decode: decodeNumber }),
  refine(SmallIntegerType, { sql: numberSql, decode: decodeNumber }),
  refine(MediumIntegerType, { sql: numberSql, decode: decodeNumber }),
  refine(BigIntType, { sql: numberSql }),
  [DecimalType, PostgresDecimal],
  refine(FloatType, { sql: floatSql, decode: decodeNumber }),
  refine(RealType, { sql: numberSql, decode: decodeNumber }),
  refine(DoubleType, { sql: numberSql, decode: decodeNumber }),
  refine(BooleanType, { sql: 'BOOLEAN', decode: decodeBoolean }),
  [DateType, PostgresDate],
  refine(DateOnlyType, { encode: encodeDay, decode: decodeDay }),
  refine(TimeType, { sql: timeSql }),
  refine(BlobType, { sql: blobSql, decode: decodeBytes }),
  refine(JsonType, { decode: decodeJson }),
  refine(JsonbType, { decode: decodeJson }),
  refine(HstoreType, { encode: encodeHstore, decode: decodeHstore }),
  [ArrayType, PostgresArray],
  [RangeType, PostgresRange],
  [GeometryType, PostgresGeometry],
  [GeographyType, PostgresGeography],
])

/** Type key → name for a cast. Without length or digits: a cast to those would cut values off. */
const CAST_NAMES: Readonly<Record<string, string>> = {
  STRING: 'varchar',
  CHAR: 'bpchar',
  TEXT: 'text',
  CITEXT: 'citext',
  TSVECTOR: 'tsvector',
  INTEGER: 'int4',
  SMALLINT: 'int2',
  BIGINT: 'int8',
  DECIMAL: 'numeric',
  FLOAT: 'float8',
  REAL: 'float4',
  'DOUBLE PRECISION': 'float8',
  BOOLEAN: 'bool',
  DATE: 'timestamptz',
  DATEONLY: 'date',
  TIME: 'time',
  BLOB: 'bytea',
  UUID: 'uuid',
  JSON: 'json',
  JSONB: 'jsonb',
  HSTORE: 'hstore',
  CIDR: 'cidr',
  INET: 'inet',
  MACADDR: 'macaddr',
  MACADDR8: 'macaddr8',
  GEOMETRY: 'geometry',
  GEOGRAPHY: 'geography',
}

/** The name of a type in a cast; undefined for enums and custom types, whose names are not known. */
function castName(type: DataType): string | undefined {
  if (type instanceof ArrayType) return arrayCastName(type)
  if (type instanceof RangeType) return type.toSql()
  if (type instanceof StringType && type._binary) return 'bytea'
  // Up to 24 binary digits are a float4: https://www.postgresql.org/docs/current/datatype-numeric.html
  if (type instanceof FloatType && type.key === 'FLOAT' && isShortFloat(type)) return 'float4'
  return CAST_NAMES[type.key]
}

function isShortFloat(type: FloatType): boolean {
  return !type._decimals && type._length !== undefined && type._length <= 24
}

function arrayCastName(array: ArrayType): string | undefined {
  const element = innermostElement(array)
  const name = element && castName(refineDataType(postgresDataTypes, element))
  return name === undefined ? undefined : `${name}[]`
}

/** Types whose bare placeholder the server would take for text, or could not resolve an operator for. */
const CAST_CLASSES = [ArrayType, RangeType, JsonType, HstoreType, GeometryType]

function untypedEncoder(context: TypeContext): Encoder {
  const encodeDate = timestampEncoder(context.timezone)
  const encode: Encoder = (value) => {
    switch (typeof value) {
      case 'string':
      case 'number':
      case 'boolean':
        return value
      case 'bigint':
        return String(value)
      default:
        if (value instanceof Uint8Array) return asBuffer(value)
        if (value instanceof Date) return toPostgresTimestamp(encodeDate(value))
        if (Array.isArray(value)) return formatArray(value, encode, false)
        return encodeJson(value)
    }
  }
  return encode
}

/** PostgreSQL's data types. */
export const postgresDataTypes: DialectDataTypes = {
  name: 'postgres',
  refinements,
  classes: Object.fromEntries(
    [...refinements.values()].map((Class) => [Class.key, classToInvokable(Class)]),
  ),
  untypedEncoder,
  parameterCast: (type) =>
    CAST_CLASSES.some((Class) => type instanceof Class) ? castName(type) : undefined,
  elementCast: castName,
}

/** What v6 lists as `DataTypes.<TYPE>.types.postgres`: the server's names of the type. */
const SERVER_NAMES: readonly (readonly [DataTypeClass, readonly (string | null)[]])[] = [
  [UuidType, ['uuid']],
  [CidrType, ['cidr']],
  [InetType, ['inet']],
  [MacaddrType, ['macaddr']],
  [Macaddr8Type, ['macaddr8']],
  [TsvectorType, ['tsvector']],
  [JsonType, ['json']],
  [JsonbType, ['jsonb']],
  [TimeType, ['time']],
  [DecimalType, ['numeric']],
  [BlobType, ['bytea']],
  [StringType, ['varchar']],
  [CharType, ['char', 'bpchar']],
  [TextType, ['text']],
  [CitextType, ['citext']],
  [TinyIntegerType, ['int2']],
  [SmallIntegerType, ['int2']],
  [IntegerType, ['int4']],
  [BigIntType, ['int8']],
  [BooleanType, ['bool']],
  [DateType, ['timestamptz']],
  [DateOnlyType, ['date']],
  [RealType, ['float4']],
  [DoubleType, ['float8']],
  [GeometryType, ['geometry']],
  [GeographyType, ['geography']],
  [HstoreType, ['hstore']],
]
for (const [Class, names] of SERVER_NAMES) Class.types['postgres'] = names
