import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindType, DataTypes as D } from '../support/type-bindings.js'

/** How PostgreSQL sends back what it was given. */
function textOfServer(parameter: unknown): unknown {
  if (Buffer.isBuffer(parameter)) return `\\x${parameter.toString('hex')}`
  if (typeof parameter === 'boolean') return parameter ? 't' : 'f'
  return String(parameter)
}

/** How SQLite gives back what it was given, in a column that the data type declares. */
function valueOfColumn(parameter: unknown, selectWrap: string | undefined): unknown {
  return selectWrap === 'text' ? String(parameter) : parameter
}

function throughPostgres(type: unknown, value: unknown): unknown {
  const { encode, decode } = bindType('postgres', type)
  const text = textOfServer(encode === undefined ? value : encode(value))
  return decode === undefined ? text : decode(text)
}

function throughSqlite(type: unknown, value: unknown): unknown {
  const { encode, decode, selectWrap } = bindType('sqlite', type)
  const stored = valueOfColumn(encode === undefined ? value : encode(value), selectWrap)
  return decode === undefined ? stored : decode(stored)
}

const text = fc.string({ unit: 'binary' })
const int32 = fc.integer()
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
// Neither database keeps the sign of zero in text.
const double = fc.double().map((number) => (Object.is(number, -0) ? 0 : number))
const date = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const anyDate = fc.date({ min: new Date(-2e14), max: new Date(8.64e15), noInvalidDate: true })
const day = date.map((instant) => instant.toISOString().slice(0, 10))
const time = date.map((instant) => instant.toISOString().slice(11, 19))
const bytes = fc.uint8Array().map((list) => Buffer.from(list))
// What JSON.stringify changes is no value of JSON; null is the NULL of the database.
const json = fc
  .jsonValue()
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  .filter((value) => value !== null)
const decimal = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 99 }), fc.boolean())
  .map(([whole, cents, negative]) => {
    return `${negative ? '-' : ''}${whole}.${String(cents).padStart(2, '0')}`
  })
const price = { precision: 12, scale: 2 } as const

/** Type, its values. */
const BOTH: readonly (readonly [string, unknown, fc.Arbitrary<unknown>])[] = [
  ['STRING', D.STRING, text],
  ['CHAR', D.CHAR, text],
  ['TEXT', D.TEXT, text],
  ['CITEXT', D.CITEXT, text],
  ['BIGINT({ string })', D.BIGINT({ mode: 'string' }), int64.map(String)],
  ['BIGINT({ bigint })', D.BIGINT({ mode: 'bigint' }), int64],
  ['BIGINT({ number })', D.BIGINT({ mode: 'number' }), fc.maxSafeInteger()],
  ['INTEGER', D.INTEGER, int32],
  ['SMALLINT', D.SMALLINT, int32],
  ['DECIMAL({ string })', D.DECIMAL({ ...price, mode: 'string' }), decimal],
  ['DECIMAL({ number })', D.DECIMAL({ ...price, mode: 'number' }), decimal.map(Number)],
  ['FLOAT', D.FLOAT, double],
  ['REAL', D.REAL, double],
  ['DOUBLE', D.DOUBLE, double],
  ['BOOLEAN', D.BOOLEAN, fc.boolean()],
  ['DATE', D.DATE, anyDate],
  ['DATEONLY', D.DATEONLY, day],
  ['TIME', D.TIME, time],
  ['BLOB', D.BLOB, bytes],
  ['STRING.BINARY', D.STRING.BINARY, bytes],
  ['UUID', D.UUID, fc.uuid()],
  ['ENUM', D.ENUM('a', 'b'), fc.constantFrom('a', 'b')],
  ['JSON', D.JSON, json],
  ['JSONB', D.JSONB, json],
]

function arrayOf(items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.array(fc.option(items, { nil: null }), { maxLength: 6 })
}

function rangeOf(ends: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const bound = fc.record({ value: fc.option(ends, { nil: null }), inclusive: fc.boolean() })
  return fc.oneof(fc.constant([]), fc.tuple(bound, bound))
}

const POSTGRES_ONLY: readonly (readonly [string, unknown, fc.Arbitrary<unknown>])[] = [
  ['BIGINT', D.BIGINT, int64.map(String)],
  ['DECIMAL', D.DECIMAL, decimal],
  ['ARRAY(STRING)', D.ARRAY(D.STRING), arrayOf(text)],
  ['ARRAY(INTEGER)', D.ARRAY(D.INTEGER), arrayOf(int32)],
  ['ARRAY(DATE)', D.ARRAY(D.DATE), arrayOf(date)],
  ['ARRAY(BLOB)', D.ARRAY(D.BLOB), arrayOf(bytes)],
  ['ARRAY(JSON)', D.ARRAY(D.JSON), arrayOf(json)],
  ['ARRAY(ENUM)', D.ARRAY(D.ENUM('a', 'b')), arrayOf(fc.constantFrom('a', 'b'))],
  ['RANGE', D.RANGE, rangeOf(int32)],
  ['RANGE(BIGINT)', D.RANGE(D.BIGINT), rangeOf(int64.map(String))],
  ['RANGE(DATE)', D.RANGE(D.DATE), rangeOf(anyDate)],
  ['RANGE(DATEONLY)', D.RANGE(D.DATEONLY), rangeOf(day)],
  ['ARRAY(RANGE)', D.ARRAY(D.RANGE), arrayOf(rangeOf(int32))],
  ['HSTORE', D.HSTORE, fc.dictionary(text, fc.option(text, { nil: null }))],
]

describe('decode(encode(x)) = x in SQLite', () => {
  it.each(BOTH)('for %s', (_name, type, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(throughSqlite(type, value)).toStrictEqual(value)
      }),
    )
  })

  it('for BIGINT, as a number where that is exact', () => {
    fc.assert(
      fc.property(int64, (value) => {
        const read = throughSqlite(D.BIGINT, value)
        expect(BigInt(read as number | string)).toBe(value)
        expect(typeof read).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'string')
      }),
    )
  })
})

describe('decode(encode(x)) = x in PostgreSQL', () => {
  it.each([...BOTH, ...POSTGRES_ONLY])('for %s', (_name, type, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(throughPostgres(type, value)).toEqual(value)
      }),
    )
  })

  it('for DATE in any time zone', () => {
    const zones = fc.constantFrom('+05:30', '-09:30', 'Europe/Berlin', 'America/St_Johns')
    fc.assert(
      fc.property(date, zones, (value, timezone) => {
        const { encode, decode } = bindType('postgres', D.DATE, { timezone })
        expect(decode?.(encode?.(value))).toEqual(value)
      }),
    )
  })
})

/** What a driver is given; `refused` for an error of ours. */
function kindOf(encode: ((value: unknown) => unknown) | undefined, value: unknown): string {
  try {
    const bound = encode === undefined ? value : encode(value)
    return Buffer.isBuffer(bound) ? 'Buffer' : typeof bound
  } catch (error) {
    return (error as Error).name.startsWith('Sequelize') ? 'refused' : String(error)
  }
}

describe('encoders', () => {
  const incomplete: unknown[] = [D.ARRAY, D.ENUM]
  const types = Object.values(D)
    .filter((type) => !incomplete.includes(type))
    .map((type) => [String(type), type] as const)
  const anything = fc
    .anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true })
    .filter((value) => value !== null && value !== undefined)

  it.each(types)('of %s give drivers nothing but what they bind', (_name, type) => {
    const sqlite = bindType('sqlite', type)
    const postgres = bindType('postgres', type)
    fc.assert(
      fc.property(anything, (value) => {
        expect(kindOf(sqlite.encode, value)).toMatch(/^(?:string|number|bigint|Buffer|refused)$/)
        expect(kindOf(postgres.encode, value)).toMatch(/^(?:string|number|boolean|Buffer|refused)$/)
      }),
    )
  })
})
