import { describe, expect, it } from 'vitest'
import { bindType, DataTypes as D, decode, encode } from '../../support/type-bindings.js'

/** Type, value, what the driver is given: as v6 stores it. */
const STORED: readonly (readonly [string, unknown, unknown, unknown])[] = [
  ['STRING', D.STRING, 'a', 'a'],
  ['STRING', D.STRING, 5, '5'],
  ['STRING', D.STRING, true, '1'],
  ['TEXT', D.TEXT, false, '0'],
  ['CITEXT', D.CITEXT, 1, '1'],
  ['INTEGER', D.INTEGER, '1', '1'],
  ['INTEGER', D.INTEGER, true, 1],
  ['BIGINT', D.BIGINT, '9007199254740993', '9007199254740993'],
  ['BIGINT', D.BIGINT, 9007199254740993n, '9007199254740993'],
  ['BIGINT', D.BIGINT, 10n, 10],
  ['BIGINT', D.BIGINT, 'abc', 'abc'],
  ['DECIMAL', D.DECIMAL, '1.50', '1.50'],
  ['DECIMAL', D.DECIMAL, 10n, '10'],
  ['FLOAT', D.FLOAT, '1.5', 1.5],
  ['FLOAT', D.FLOAT, Number.NaN, 'NaN'],
  ['DOUBLE', D.DOUBLE, -Infinity, '-Infinity'],
  ['BOOLEAN', D.BOOLEAN, true, 1],
  ['BOOLEAN', D.BOOLEAN, 'false', 0],
  ['BOOLEAN', D.BOOLEAN, 't', 't'],
  ['DATE', D.DATE, new Date(5), '1970-01-01 00:00:00.005 +00:00'],
  ['DATE', D.DATE, 5, '1970-01-01 00:00:00.005 +00:00'],
  ['DATE', D.DATE, '2020-01-01T10:00:00+02:00', '2020-01-01 08:00:00.000 +00:00'],
  ['DATEONLY', D.DATEONLY, new Date(1970, 0, 1), '1970-01-01'],
  ['TIME', D.TIME, '10:00', '10:00'],
  ['BLOB', D.BLOB, 'a', Buffer.from('a')],
  ['UUID', D.UUID, 'a', 'a'],
  ['ENUM', D.ENUM('a'), 'zz', 'zz'],
  ['JSON', D.JSON, { a: 1 }, '{"a":1}'],
  ['JSON', D.JSON, 'a', '"a"'],
  ['JSONB', D.JSONB, [1, null], '[1,null]'],
]

describe('what SQLite is given', () => {
  it.each(STORED)('%s: %#', (_name, type, value, stored) => {
    expect(encode('sqlite', type, value)).toStrictEqual(stored)
  })

  it.each([
    ['STRING', D.STRING, { a: 1 }],
    ['STRING', D.STRING, new Date(0)],
    ['INTEGER', D.INTEGER, { a: 1 }],
    ['BIGINT', D.BIGINT, '9223372036854775808'],
    ['BOOLEAN', D.BOOLEAN, {}],
    ['DATE', D.DATE, 'abc'],
    ['DATE', D.DATE, Infinity],
    ['JSON', D.JSON, () => 1],
    ['UUID', D.UUID, { $ne: null }],
    ['ENUM', D.ENUM('a'), ['a']],
  ])('%s refuses what is none: %#', (_name, type, value) => {
    expect(() => encode('sqlite', type, value)).toThrow(
      expect.objectContaining({ name: 'SequelizeValidationError' }),
    )
  })

  it.each([
    ['ARRAY', D.ARRAY(D.INTEGER), [1]],
    ['RANGE', D.RANGE, [1, 2]],
    ['HSTORE', D.HSTORE, { a: 'b' }],
    ['GEOMETRY', D.GEOMETRY, { type: 'Point', coordinates: [1, 2] }],
    ['GEOGRAPHY', D.GEOGRAPHY, { type: 'Point', coordinates: [1, 2] }],
  ])('%s cannot be stored', (name, type, value) => {
    expect(() => encode('sqlite', type, value)).toThrow(
      `DataTypes.${name}: sqlite cannot store values of this type.`,
    )
  })

  it('goes by the JavaScript type where no data type is known', () => {
    const { encode: untyped } = bindType('sqlite', 'ANY')
    expect([1, 'a', true, 5n, 2n ** 60n].map((value) => untyped?.(value))).toEqual([
      1,
      'a',
      1,
      5,
      '1152921504606846976',
    ])
    expect(untyped?.(new Uint8Array([1]))).toEqual(Buffer.from([1]))
    expect(() => untyped?.(() => 1)).toThrow('is not a valid JSON value')
  })
})

describe('what is read from SQLite', () => {
  it.each([
    ['BIGINT', D.BIGINT, '9007199254740993', '9007199254740993'],
    ['BIGINT', D.BIGINT, '5', 5],
    ['BIGINT', D.BIGINT, '-9007199254740991', -9007199254740991],
    ['BIGINT', D.BIGINT, 7, 7],
    ['BIGINT', D.BIGINT, 7n, 7],
    ['BIGINT', D.BIGINT, '1.5', 1.5],
    ['BIGINT', D.BIGINT, 'abc', 'abc'],
    ['BIGINT', D.BIGINT, '', ''],
    ['BIGINT({ string })', D.BIGINT({ mode: 'string' }), '5', '5'],
    ['BIGINT({ bigint })', D.BIGINT({ mode: 'bigint' }), '9007199254740993', 9007199254740993n],
    ['BIGINT({ number })', D.BIGINT({ mode: 'number' }), '5', 5],
    ['DECIMAL', D.DECIMAL(10, 2), 1.5, 1.5],
    ['DECIMAL({ string })', D.DECIMAL({ precision: 9, scale: 2, mode: 'string' }), '1.5', '1.50'],
    ['DECIMAL({ string })', D.DECIMAL({ precision: 9, scale: 2, mode: 'string' }), '3', '3.00'],
    ['DECIMAL({ string })', D.DECIMAL({ mode: 'string' }), '1.0e+20', '100000000000000000000'],
    ['DECIMAL({ number })', D.DECIMAL({ mode: 'number' }), '1.5', 1.5],
    ['FLOAT', D.FLOAT, 'NaN', Number.NaN],
    ['FLOAT', D.FLOAT, '-Infinity', -Infinity],
    ['REAL', D.REAL, 1.5, 1.5],
    ['BOOLEAN', D.BOOLEAN, 1, true],
    ['BOOLEAN', D.BOOLEAN, 0, false],
    ['BOOLEAN', D.BOOLEAN, 't', 't'],
    ['DATE', D.DATE, '2020-01-01 08:00:00.000 +00:00', new Date('2020-01-01T08:00:00Z')],
    ['DATE', D.DATE, '2020-01-01 08:00:00', new Date('2020-01-01T08:00:00Z')],
    ['DATE', D.DATE, '2020-01-01T08:00:00.5Z', new Date('2020-01-01T08:00:00.500Z')],
    ['DATE', D.DATE, '2020-01-01', new Date('2020-01-01T00:00:00Z')],
    ['DATE', D.DATE, 1577836800000, new Date('2020-01-01T00:00:00Z')],
    ['JSON', D.JSON, '{"a":1}', { a: 1 }],
    ['JSON', D.JSON, 5, 5],
    ['BLOB', D.BLOB, new Uint8Array([1]), Buffer.from([1])],
    ['BLOB', D.BLOB, 'text', 'text'],
  ])('%s: %#', (_name, type, stored, value) => {
    expect(decode('sqlite', type, stored)).toStrictEqual(value)
  })

  it('is an Invalid Date where a column holds no date', () => {
    expect((decode('sqlite', D.DATE, 'x') as Date).getTime()).toBeNaN()
  })
})

describe('exact numbers in SQLite', () => {
  const exact = D.DECIMAL({ precision: 30, scale: 10, mode: 'string' })

  it('keep 15 digits, and whole numbers of eight bytes', () => {
    expect(encode('sqlite', exact, '12345.1234567890')).toBe('12345.1234567890')
    expect(encode('sqlite', exact, '9223372036854775807')).toBe('9223372036854775807')
    expect(encode('sqlite', exact, '123456789012345678.00')).toBe('123456789012345678')
  })

  it.each([['1234567.1234567890'], ['9223372036854775808.5'], ['0.1234567890123456789']])(
    'refuse %s, which SQLite would round',
    (text) => {
      expect(() => encode('sqlite', exact, text)).toThrow('cannot be written exactly as DECIMAL')
    },
  )

  it('refuse what is no number', () => {
    expect(() => encode('sqlite', exact, 'abc')).toThrow('"abc" cannot be written exactly')
  })
})
