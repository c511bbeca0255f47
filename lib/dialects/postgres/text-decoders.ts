/**
 * Decoders of the text in which PostgreSQL sends values, and which of them serves which type of the
 * server. All are hot: they take one value and make nothing but the result. What is no text passes,
 * because values also arrive within JSON that the server aggregated.
 */
import type { Decoder } from '../../data-types/data-type.js'
import { parseGeometry } from './geometry-text.js'
import { parseHstore } from './hstore-text.js'
import {
  arrayDecoder,
  parseBytes,
  parseTimestampWithoutZone,
  parseTimestampWithZone,
  rangeDecoder,
} from './wire-text.js'

/** `42`, `1.5e3`, `NaN` → a number. */
export function decodeNumber(value: unknown): number {
  return Number(value)
}

/** `t` → true. */
export function decodeBoolean(value: unknown): boolean {
  return value === 't' || value === true || value === 'true'
}

/** `2024-01-02 03:04:05+00`, milliseconds since 1970 → a Date; the infinite dates → ±Infinity. */
export function decodeTimestamp(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? new Date(value) : value
  return typeof value === 'string' ? parseTimestampWithZone(value) : value
}

function decodeLocalTimestamp(value: unknown): unknown {
  return typeof value === 'string' ? parseTimestampWithoutZone(value) : value
}

/** A day stays text; the infinite days → ±Infinity. */
export function decodeDay(value: unknown): unknown {
  return value === 'infinity' ? Infinity : value === '-infinity' ? -Infinity : value
}

/** `\x6869` → a Buffer. */
export function decodeBytes(value: unknown): unknown {
  return typeof value === 'string' ? parseBytes(value) : value
}

/** JSON text → its value. */
export function decodeJson(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value
}

/** `"a"=>"b"` → an object. */
export function decodeHstore(value: unknown): unknown {
  return typeof value === 'string' ? parseHstore(value) : value
}

/** Hexadecimal EWKB → GeoJSON. */
export function decodeGeometry(value: unknown): unknown {
  return typeof value === 'string' ? parseGeometry(value) : value
}

/** A type of the server: its name, the OIDs of it and of its arrays, and the decoder. */
type ServerType = readonly [
  name: string,
  oid: number,
  arrayOid: number,
  decode: Decoder | undefined,
]

// OIDs of built-in types never change: https://github.com/postgres/postgres (pg_type.dat).
const SERVER_TYPES: readonly ServerType[] = [
  ['bool', 16, 1000, decodeBoolean],
  ['bytea', 17, 1001, decodeBytes],
  ['char', 18, 1002, undefined],
  ['name', 19, 1003, undefined],
  ['int8', 20, 1016, undefined],
  ['int2', 21, 1005, decodeNumber],
  ['int4', 23, 1007, decodeNumber],
  ['text', 25, 1009, undefined],
  ['oid', 26, 1028, decodeNumber],
  ['json', 114, 199, decodeJson],
  ['cidr', 650, 651, undefined],
  ['float4', 700, 1021, decodeNumber],
  ['float8', 701, 1022, decodeNumber],
  ['macaddr8', 774, 775, undefined],
  ['macaddr', 829, 1040, undefined],
  ['inet', 869, 1041, undefined],
  ['bpchar', 1042, 1014, undefined],
  ['varchar', 1043, 1015, undefined],
  ['date', 1082, 1182, decodeDay],
  ['time', 1083, 1183, undefined],
  ['timestamp', 1114, 1115, decodeLocalTimestamp],
  ['timestamptz', 1184, 1185, decodeTimestamp],
  ['timetz', 1266, 1270, undefined],
  ['numeric', 1700, 1231, undefined],
  ['uuid', 2950, 2951, undefined],
  ['tsvector', 3614, 3643, undefined],
  ['jsonb', 3802, 3807, decodeJson],
  ['int4range', 3904, 3905, rangeDecoder(decodeNumber)],
  ['numrange', 3906, 3907, rangeDecoder(undefined)],
  ['tsrange', 3908, 3909, rangeDecoder(decodeLocalTimestamp)],
  ['tstzrange', 3910, 3911, rangeDecoder(decodeTimestamp)],
  ['daterange', 3912, 3913, rangeDecoder(decodeDay)],
  ['int8range', 3926, 3927, rangeDecoder(undefined)],
]

/** What text becomes that is read as it is. */
const keepText: Decoder = (value) => value

/**
 * OID → decoder, for columns of which only the server's type is known (raw queries, SQL functions).
 * Types that are read as text are listed with a decoder that gives the text; types that are not
 * listed (intervals, points) are left to the driver.
 */
export const pgTypeDecoders: ReadonlyMap<number, Decoder> = new Map(
  SERVER_TYPES.flatMap(([, oid, arrayOid, decode]): [number, Decoder][] => [
    [oid, decode ?? keepText],
    [arrayOid, arrayDecoder(decode)],
  ]),
)

/**
 * Type name → decoder, for types whose OIDs differ from database to database: those of extensions.
 * `arrayDecoder` makes the decoder of their arrays, and of arrays of enums.
 */
export const pgNamedTypeDecoders: ReadonlyMap<string, Decoder> = new Map([
  ['geometry', decodeGeometry],
  ['geography', decodeGeometry],
  ['hstore', decodeHstore],
  ['citext', keepText],
])
