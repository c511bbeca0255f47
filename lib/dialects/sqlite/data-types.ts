/**
 * The data types that SQLite spells, encodes or decodes in its own way. Drivers bind numbers, text,
 * bigints and Buffers, nothing else; what is stored has the form in which v6 stored it.
 *
 * A column's declared type decides what SQLite makes of a value (its affinity): numeric text becomes
 * a number except in text columns (https://www.sqlite.org/datatype3.html).
 */
import { DataTypeError } from '../../data-types/data-type-errors.js'
import type { DataTypeClass, Decoder, Encoder, TypeContext } from '../../data-types/data-type.js'
import { timestampTextToMs } from '../../data-types/date-text.js'
import {
  encodeDecimal,
  encodeExactDecimal,
  isInt64Text,
  normalizeDecimal,
  significantDigits,
} from '../../data-types/exact-numbers.js'
import { classToInvokable } from '../../data-types/invokable.js'
import {
  asSafeNumber,
  BigIntType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  MediumIntegerType,
  NumberType,
  RealType,
  SmallIntegerType,
  TinyIntegerType,
} from '../../data-types/number-types.js'
import { refine } from '../../data-types/refinement.js'
import {
  BlobType,
  BooleanType,
  GeographyType,
  GeometryType,
} from '../../data-types/special-types.js'
import {
  ArrayType,
  encodeJson,
  EnumType,
  HstoreType,
  JsonbType,
  JsonType,
  RangeType,
} from '../../data-types/structured-types.js'
import { DateType, TimeType, timestampEncoder } from '../../data-types/temporal-types.js'
import {
  asBuffer,
  CharType,
  CitextType,
  encodeText,
  StringType,
  TextType,
  UuidType,
} from '../../data-types/text-types.js'
import type { DialectDataTypes } from '../../data-types/type-registry.js'

const TYPES_PAGE = 'https://www.sqlite.org/datatype3.html'

/** `VARCHAR BINARY(10)`. */
function stringSql(type: StringType): string {
  return `${type.sqlName}${type._binary ? ' BINARY' : ''}(${type._length})`
}

function textSql(type: TextType): string {
  if (type._length) {
    TextType.warn(TYPES_PAGE, 'SQLite has no TEXT with options: plain TEXT is used.')
  }
  return 'TEXT'
}

function encodeSqliteText(value: unknown): string | Buffer {
  // v6 bound booleans as numbers, which a text column keeps as '1' and '0'.
  return typeof value === 'boolean' ? (value ? '1' : '0') : encodeText(value)
}

/** `INTEGER(11)`: SQLite takes a width, but neither UNSIGNED nor ZEROFILL after INTEGER. */
function integerSql(type: NumberType<any, any>): string {
  if (type._unsigned || type._zerofill) {
    const plain = `plain ${type.key} is used`
    NumberType.warn(TYPES_PAGE, `SQLite has no ${type.key} with UNSIGNED or ZEROFILL: ${plain}.`)
  }
  return type._length ? `${type.key}(${type._length})` : type.key
}

/** `FLOAT UNSIGNED(11,2)`: SQLite takes the modifiers before the digits. */
function floatSql(type: NumberType<any, any>): string {
  const modifiers = `${type._unsigned ? ' UNSIGNED' : ''}${type._zerofill ? ' ZEROFILL' : ''}`
  const decimals = typeof type._decimals === 'number' ? `,${type._decimals}` : ''
  return `${type.key}${modifiers}${type._length ? `(${type._length}${decimals})` : ''}`
}

const encodeInteger: Encoder = new IntegerType().encoder()

/** A BIGINT as it is bound. Beyond eight bytes SQLite would store an approximation. */
function encodeBigInteger(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'string' && /^[-+]?\d{19,}$/.test(value))) {
    if (isInt64Text(String(value))) return typeof value === 'bigint' ? asSafeNumber(value) : value
    throw DataTypeError.inexactInput(value, 'BIGINT', 'SQLite keeps whole numbers of eight bytes.')
  }
  return encodeInteger(value)
}

/** The text of a BIGINT → a number where that is exact, else the text. */
function decodeBigInteger(value: unknown): unknown {
  if (typeof value !== 'string') return typeof value === 'bigint' ? asSafeNumber(value) : value
  if (value === '') return value
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  return Number.isNaN(number) || /^[-+]?\d+$/.test(value) ? value : number
}

class SqliteBigInt extends BigIntType {
  override toSql(): string {
    return integerSql(this)
  }

  override encoder(): Encoder {
    if (this.options.mode === undefined) return encodeBigInteger
    const encode = super.encoder()
    return (value) => encodeBigInteger(encode(value))
  }

  override decoder(): Decoder | undefined {
    return this.options.mode === undefined ? decodeBigInteger : super.decoder()
  }
}

/**
 * A DECIMAL with a mode as it is bound. SQLite stores whole numbers of up to eight bytes and 15
 * digits of others; what would be lost is refused.
 */
function encodeStorableDecimal(value: unknown): unknown {
  const encoded = encodeDecimal(value)
  const text = normalizeDecimal(String(encoded))
  if (text === undefined) throw DataTypeError.inexactInput(value, 'DECIMAL', 'It is no number.')
  // Not `7.00`: SQLite would read it as a number that is not whole.
  if (isInt64Text(text)) return typeof encoded === 'number' ? encoded : text
  if (significantDigits(text) <= 15) return encoded
  throw DataTypeError.inexactInput(
    value,
    'DECIMAL',
    'SQLite keeps 15 digits of numbers that are not whole; store text (STRING) to keep more.',
  )
}

class SqliteDecimal extends DecimalType {
  override toSql(): string {
    return `DECIMAL${this.digits}`
  }

  override encoder(): Encoder {
    switch (this.options.mode) {
      case undefined:
        return encodeDecimal
      case 'number':
        return (value) => encodeStorableDecimal(encodeExactDecimal(value))
      case 'string':
        return encodeStorableDecimal
    }
  }

  override decoder(): Decoder | undefined {
    if (this.options.mode !== 'string') return super.decoder()
    const scale = this._scale ?? 0
    return (value) => padDecimal(String(value), scale)
  }
}

/** Decimal text with at least so many digits after the point, as databases with DECIMAL give it. */
function padDecimal(stored: string, scale: number): string {
  const text = normalizeDecimal(stored)
  if (text === undefined || scale === 0) return text ?? stored
  const point = text.indexOf('.')
  const digits = point < 0 ? 0 : text.length - point - 1
  if (digits >= scale) return text
  return `${text}${point < 0 ? '.' : ''}${'0'.repeat(scale - digits)}`
}

/** SQLite has no NaN: it and the infinities are stored as text. */
function decodeFloat(value: unknown): unknown {
  switch (value) {
    case 'NaN':
      return Number.NaN
    case 'Infinity':
      return Infinity
    case '-Infinity':
      return -Infinity
    default:
      return value
  }
}

const encodeAnyBoolean: Encoder = new BooleanType().encoder()

function encodeBoolean(value: unknown): unknown {
  const encoded = encodeAnyBoolean(value)
  return typeof encoded === 'boolean' ? Number(encoded) : encoded
}

function decodeBoolean(value: unknown): unknown {
  return value === 1 ? true : value === 0 ? false : value
}

/** Stored text or a number of milliseconds → a Date. Hot. */
export function decodeDate(value: unknown): Date {
  if (typeof value === 'string') {
    const ms = timestampTextToMs(value)
    if (!Number.isNaN(ms)) return new Date(ms)
  }
  return new Date(value as string | number)
}

/** Drivers differ in the class they give bytes; text that a column holds stays text. */
function decodeBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? asBuffer(value) : value
}

/** JSON text → its value. Numbers arrive as numbers: the column's affinity is numeric. Hot. */
export function decodeJson(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value
}

/** For types that can be defined, as in v6, so that models for several dialects load. */
function refuseValues(key: string, instead: string): Encoder {
  return () => {
    throw DataTypeError.unstorable(key, 'sqlite', instead)
  }
}

const refinements = new Map<DataTypeClass, DataTypeClass>([
  refine(StringType, { sql: stringSql, encode: encodeSqliteText }),
  refine(CharType, { sql: stringSql, encode: encodeSqliteText }),
  refine(TextType, { sql: textSql, encode: encodeSqliteText }),
  refine(CitextType, { sql: 'TEXT COLLATE NOCASE', encode: encodeSqliteText }),
  refine(EnumType, { sql: 'TEXT' }),
  refine(NumberType, { sql: floatSql }),
  refine(IntegerType, { sql: integerSql }),
  refine(TinyIntegerType, { sql: integerSql }),
  refine(SmallIntegerType, { sql: integerSql }),
  refine(MediumIntegerType, { sql: integerSql }),
  [BigIntType, SqliteBigInt],
  [DecimalType, SqliteDecimal],
  refine(FloatType, { sql: floatSql, decode: decodeFloat }),
  refine(RealType, { sql: floatSql, decode: decodeFloat }),
  refine(DoubleType, { sql: floatSql, decode: decodeFloat }),
  refine(BooleanType, { encode: encodeBoolean, decode: decodeBoolean }),
  refine(DateType, { decode: decodeDate }),
  refine(BlobType, { decode: decodeBytes }),
  refine(JsonType, { decode: decodeJson }),
  refine(JsonbType, { decode: decodeJson }),
  refine(ArrayType, { encode: refuseValues('ARRAY', 'Use DataTypes.JSON for lists.') }),
  refine(RangeType, {
    encode: refuseValues('RANGE', 'Use two attributes, or DataTypes.JSON.'),
  }),
  refine(HstoreType, { encode: refuseValues('HSTORE', 'Use DataTypes.JSON.') }),
  refine(GeometryType, { encode: refuseValues('GEOMETRY', 'Use DataTypes.JSON for GeoJSON.') }),
  refine(GeographyType, { encode: refuseValues('GEOGRAPHY', 'Use DataTypes.JSON for GeoJSON.') }),
])

function untypedEncoder(context: TypeContext): Encoder {
  const encodeDate = timestampEncoder(context.timezone)
  return (value) => {
    switch (typeof value) {
      case 'string':
      case 'number':
        return value
      case 'bigint':
        return asSafeNumber(value)
      case 'boolean':
        return value ? 1 : 0
      default:
        if (value instanceof Uint8Array) return asBuffer(value)
        if (value instanceof Date) return encodeDate(value)
        return encodeJson(value)
    }
  }
}

/** SQLite's data types. */
export const sqliteDataTypes: DialectDataTypes = {
  name: 'sqlite',
  refinements,
  classes: Object.fromEntries(
    [...refinements.values()].map((Class) => [Class.key, classToInvokable(Class)]),
  ),
  untypedEncoder,
  selectWrap: (type) => {
    // Drivers read whole numbers beyond 2^53 as the nearest JavaScript number.
    if (type instanceof BigIntType) return 'text'
    return type instanceof DecimalType && type.options.mode !== undefined ? 'text' : undefined
  },
}

/** What v6 lists as `DataTypes.<TYPE>.types.sqlite`: the declared column types that mean the type. */
const DECLARED_TYPES: readonly (readonly [DataTypeClass, readonly string[] | false])[] = [
  [DateType, ['DATETIME']],
  [StringType, ['VARCHAR', 'VARCHAR BINARY']],
  [CharType, ['CHAR', 'CHAR BINARY']],
  [TextType, ['TEXT']],
  [TinyIntegerType, ['TINYINT']],
  [SmallIntegerType, ['SMALLINT']],
  [MediumIntegerType, ['MEDIUMINT']],
  [IntegerType, ['INTEGER']],
  [BigIntType, ['BIGINT']],
  [FloatType, ['FLOAT']],
  [TimeType, ['TIME']],
  [BooleanType, ['TINYINT']],
  [BlobType, ['TINYBLOB', 'BLOB', 'LONGBLOB']],
  [DecimalType, ['DECIMAL']],
  [UuidType, ['UUID']],
  [EnumType, false],
  [RealType, ['REAL']],
  [DoubleType, ['DOUBLE PRECISION']],
  [GeometryType, false],
  [JsonType, ['JSON', 'JSONB']],
]
for (const [Class, names] of DECLARED_TYPES) Class.types['sqlite'] = names
