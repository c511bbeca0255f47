import { describe, expect, it } from 'vitest'
import { pgNamedTypeDecoders, pgTypeDecoders } from '../../../lib/dialects/postgres/data-types.js'
import { bindType, DataTypes as D, decode, encode } from '../../support/type-bindings.js'

const POINT = { type: 'Point', coordinates: [1, 2] }
const POINT_4326 = '0101000020e6100000000000000000f03f0000000000000040'

describe('what PostgreSQL is given', () => {
  it.each([
    ['STRING', D.STRING, true, 'true'],
    ['STRING.BINARY', D.STRING.BINARY, Buffer.from('a'), Buffer.from('a')],
    ['INTEGER', D.INTEGER, '1', '1'],
    ['BIGINT', D.BIGINT, 9007199254740993n, '9007199254740993'],
    ['DECIMAL', D.DECIMAL, Number.NaN, 'NaN'],
    ['FLOAT', D.FLOAT, Infinity, 'Infinity'],
    ['BOOLEAN', D.BOOLEAN, 'true', true],
    ['BOOLEAN', D.BOOLEAN, 't', 't'],
    ['DATE', D.DATE, new Date(0), '1970-01-01 00:00:00.000 +00:00'],
    ['DATE', D.DATE, Infinity, 'infinity'],
    ['DATE', D.DATE, '-Infinity', '-infinity'],
    ['DATE', D.DATE, new Date(Date.UTC(12345, 0, 1)), '12345-01-01 00:00:00.000 +00:00'],
    ['DATE', D.DATE, new Date('-000043-03-15T12:00:00Z'), '0044-03-15 12:00:00.000 +00:00 BC'],
    ['DATE', D.DATE, new Date('0000-03-15T12:00:00Z'), '0001-03-15 12:00:00.000 +00:00 BC'],
    ['DATEONLY', D.DATEONLY, '2020-01-01', '2020-01-01'],
    ['DATEONLY', D.DATEONLY, Infinity, 'infinity'],
    ['JSONB', D.JSONB, [1, { a: null }], '[1,{"a":null}]'],
    [
      'HSTORE',
      D.HSTORE,
      { a: 1, 'b"\\': 'x"y\\', c: null },
      '"a"=>"1","b\\"\\\\"=>"x\\"y\\\\","c"=>NULL',
    ],
    ['ARRAY(INTEGER)', D.ARRAY(D.INTEGER), [1, '2', null], '{1,"2",NULL}'],
    ['ARRAY(STRING)', D.ARRAY(D.STRING), ['a', '"\\{},NULL', ''], '{"a","\\"\\\\{},NULL",""}'],
    [
      'ARRAY(ARRAY(INTEGER))',
      D.ARRAY(D.ARRAY(D.INTEGER)),
      [
        [1, 2],
        [3, 4],
      ],
      '{{1,2},{3,4}}',
    ],
    ['ARRAY(INTEGER) of lists', D.ARRAY(D.INTEGER), [[1], [2]], '{{1},{2}}'],
    ['ARRAY(JSON)', D.ARRAY(D.JSON), [[1], { a: '"' }], '{"[1]","{\\"a\\":\\"\\\\\\"\\"}"}'],
    ['ARRAY(BLOB)', D.ARRAY(D.BLOB), [Buffer.from('hi')], '{"\\\\x6869"}'],
    ['ARRAY(BOOLEAN)', D.ARRAY(D.BOOLEAN), [true, 0], '{true,false}'],
    ['ARRAY(DATE)', D.ARRAY(D.DATE), [new Date(0)], '{"1970-01-01 00:00:00.000 +00:00"}'],
    ['ARRAY(RANGE)', D.ARRAY(D.RANGE), [[1, 5]], '{"[1,5)"}'],
    ['an empty ARRAY', D.ARRAY(D.INTEGER), [], '{}'],
    ['ARRAY as text', D.ARRAY(D.INTEGER), '{1}', '{1}'],
    ['RANGE', D.RANGE, [1, 5], '[1,5)'],
    ['RANGE', D.RANGE, [], 'empty'],
    ['RANGE', D.RANGE, [null, 5], '[,5)'],
    ['RANGE', D.RANGE, [-Infinity, Infinity], '[,)'],
    [
      'RANGE',
      D.RANGE,
      [
        { value: 1, inclusive: false },
        { value: 2, inclusive: true },
      ],
      '(1,2]',
    ],
    ['RANGE', D.RANGE, [{ value: 1 }, { value: 2 }], '[1,2)'],
    [
      'RANGE(DATE)',
      D.RANGE(D.DATE),
      [new Date(0), Infinity],
      '["1970-01-01 00:00:00.000 +00:00",infinity)',
    ],
    ['RANGE(DATEONLY)', D.RANGE(D.DATEONLY), ['2020-01-01', null], '[2020-01-01,)'],
    ['RANGE(DECIMAL)', D.RANGE(D.DECIMAL), ['1.5', 2], '["1.5",2)'],
    ['GEOMETRY', D.GEOMETRY, POINT, POINT_4326],
    ['GEOGRAPHY', D.GEOGRAPHY('POINT', 4326), POINT, POINT_4326],
    [
      'GEOMETRY with crs',
      D.GEOMETRY,
      { ...POINT, crs: { type: 'name', properties: { name: 'EPSG:3857' } } },
      '0101000020110f0000000000000000f03f0000000000000040',
    ],
    [
      "GEOMETRY('POINT', 3857)",
      D.GEOMETRY('POINT', 3857),
      POINT,
      '0101000020110f0000000000000000f03f0000000000000040',
    ],
    ['GEOMETRY as WKT', D.GEOMETRY, 'POINT(1 2)', 'POINT(1 2)'],
    ['INET', D.INET, '10.0.0.1', '10.0.0.1'],
  ])('%s: %#', (_name, type, value, bound) => {
    expect(encode('postgres', type, value)).toStrictEqual(bound)
  })

  it('has dates in the time zone', () => {
    expect(encode('postgres', D.DATE, new Date(0), { timezone: 'America/New_York' })).toBe(
      '1969-12-31 19:00:00.000 -05:00',
    )
  })

  it.each([
    ['STRING', D.STRING, { a: 1 }],
    ['ARRAY', D.ARRAY(D.STRING), 5],
    ['ARRAY of objects', D.ARRAY(D.STRING), [{ a: 1 }]],
    ['RANGE', D.RANGE, 5],
    ['RANGE of one end', D.RANGE, [1]],
    ['RANGE of objects', D.RANGE, [{ a: 1 }, 5]],
    ['HSTORE', D.HSTORE, [1]],
    ['GEOMETRY', D.GEOMETRY, { a: 1 }],
    ['GEOMETRY of text', D.GEOMETRY, { type: 'Point', coordinates: ['1); DROP', 2] }],
    ['GEOMETRY of an unknown kind', D.GEOMETRY, { type: 'Blob', coordinates: [1, 2] }],
    ['GEOMETRY of Infinity', D.GEOMETRY, { type: 'Point', coordinates: [Infinity, 2] }],
    ['DATEONLY', D.DATEONLY, '2020-02-30'],
  ])('%s refuses what is none', (_name, type, value) => {
    expect(() => encode('postgres', type, value)).toThrow(
      expect.objectContaining({ name: 'SequelizeValidationError' }),
    )
  })

  it('goes by the JavaScript type where no data type is known', () => {
    const { encode: untyped } = bindType('postgres', 'ANY')
    expect(untyped?.(5n)).toBe('5')
    expect(untyped?.(true)).toBe(true)
    expect(untyped?.(new Date(0))).toBe('1970-01-01 00:00:00.000 +00:00')
    expect(untyped?.(['a', { b: 1 }, null])).toBe('{"a","{\\"b\\":1}",NULL}')
    expect(untyped?.({ a: 1 })).toBe('{"a":1}')
    expect(untyped?.(new Uint8Array([1]))).toEqual(Buffer.from([1]))
  })
})

describe('what is read from PostgreSQL', () => {
  it.each([
    ['INTEGER', D.INTEGER, '42', 42],
    ['FLOAT', D.FLOAT, 'NaN', Number.NaN],
    ['DOUBLE', D.DOUBLE, '-Infinity', -Infinity],
    ['BOOLEAN', D.BOOLEAN, 't', true],
    ['BOOLEAN', D.BOOLEAN, 'f', false],
    ['BIGINT({ bigint })', D.BIGINT({ mode: 'bigint' }), '9007199254740993', 9007199254740993n],
    ['BIGINT({ number })', D.BIGINT({ mode: 'number' }), '42', 42],
    ['DECIMAL({ number })', D.DECIMAL({ mode: 'number' }), '1.50', 1.5],
    ['DECIMAL({ string })', D.DECIMAL({ mode: 'string' }), '1.50', '1.50'],
    ['DATE', D.DATE, '2024-01-02 03:04:05.678+00', new Date('2024-01-02T03:04:05.678Z')],
    ['DATE', D.DATE, '2024-01-02 03:04:05.678123+05:30', new Date('2024-01-01T21:34:05.678Z')],
    ['DATE', D.DATE, '0044-03-15 12:00:00+00 BC', new Date('-000043-03-15T12:00:00Z')],
    ['DATE', D.DATE, '12345-01-01 00:00:00+00', new Date(Date.UTC(12345, 0, 1))],
    ['DATE', D.DATE, '0050-01-01 00:00:00-01', new Date('0050-01-01T01:00:00Z')],
    ['DATE', D.DATE, 'infinity', Infinity],
    ['DATE', D.DATE, '-infinity', -Infinity],
    ['DATEONLY', D.DATEONLY, '2024-01-02', '2024-01-02'],
    ['DATEONLY', D.DATEONLY, 'infinity', Infinity],
    ['BLOB', D.BLOB, '\\x6869', Buffer.from('hi')],
    ['BLOB in escape form', D.BLOB, 'h\\151\\\\', Buffer.from('hi\\')],
    ['STRING.BINARY', D.STRING.BINARY, '\\x61', Buffer.from('a')],
    ['JSON', D.JSON, '"a"', 'a'],
    ['HSTORE', D.HSTORE, '"a"=>"x\\"y\\\\", "c"=>NULL', { a: 'x"y\\', c: null }],
    ['ARRAY(INTEGER)', D.ARRAY(D.INTEGER), '{1,NULL,3}', [1, null, 3]],
    ['ARRAY(STRING)', D.ARRAY(D.STRING), '{a,"b \\"c",NULL,"NULL"}', ['a', 'b "c', null, 'NULL']],
    [
      'ARRAY(ARRAY(INTEGER))',
      D.ARRAY(D.ARRAY(D.INTEGER)),
      '{{1,2},{3,4}}',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['ARRAY(JSON)', D.ARRAY(D.JSON), '{"{\\"a\\": 1}"}', [{ a: 1 }]],
    ['ARRAY(BLOB)', D.ARRAY(D.BLOB), '{"\\\\x6869"}', [Buffer.from('hi')]],
    ['ARRAY from aggregated JSON', D.ARRAY(D.INTEGER), [1, 2], [1, 2]],
    [
      'RANGE',
      D.RANGE,
      '[1,5)',
      [
        { value: 1, inclusive: true },
        { value: 5, inclusive: false },
      ],
    ],
    ['RANGE', D.RANGE, 'empty', []],
    [
      'RANGE',
      D.RANGE,
      '(,5]',
      [
        { value: null, inclusive: false },
        { value: 5, inclusive: true },
      ],
    ],
    [
      'RANGE(BIGINT)',
      D.RANGE(D.BIGINT),
      '[1,5)',
      [
        { value: '1', inclusive: true },
        { value: '5', inclusive: false },
      ],
    ],
    [
      'RANGE(DATE)',
      D.RANGE(D.DATE),
      '["1970-01-01 00:00:00+00",infinity]',
      [
        { value: new Date(0), inclusive: true },
        { value: Infinity, inclusive: true },
      ],
    ],
    [
      'GEOMETRY',
      D.GEOMETRY,
      POINT_4326,
      { ...POINT, crs: { type: 'name', properties: { name: 'EPSG:4326' } } },
    ],
    ['GEOMETRY without a system', D.GEOMETRY, '0101000000000000000000f03f0000000000000040', POINT],
  ])('%s: %#', (_name, type, text, value) => {
    expect(decode('postgres', type, text)).toEqual(value)
  })

  it('keeps exact numbers as text', () => {
    expect(decode('postgres', D.BIGINT, '9007199254740993')).toBe('9007199254740993')
    expect(decode('postgres', D.DECIMAL, '1.50')).toBe('1.50')
  })

  it('keeps a key named __proto__ of hstore a key', () => {
    const value = decode('postgres', D.HSTORE, '"__proto__"=>"x"') as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})

describe('decoders by the server’s type', () => {
  it.each([
    ['bool', 16, 't', true],
    ['int2', 21, '1', 1],
    ['int4', 23, '1', 1],
    ['int8', 20, '1', '1'],
    ['float8', 701, '1.5', 1.5],
    ['numeric', 1700, '1.50', '1.50'],
    ['text', 25, 't', 't'],
    ['date', 1082, '2024-01-02', '2024-01-02'],
    ['timestamptz', 1184, '1970-01-01 00:00:00+00', new Date(0)],
    [
      'timestamp, in local time',
      1114,
      '2020-01-01 10:00:00.5',
      new Date(2020, 0, 1, 10, 0, 0, 500),
    ],
    ['bytea', 17, '\\x61', Buffer.from('a')],
    ['jsonb', 3802, '{"a":1}', { a: 1 }],
    ['int4[]', 1007, '{1,NULL}', [1, null]],
    ['text[]', 1009, '{a}', ['a']],
    ['jsonb[]', 3807, '{"[1]"}', [[1]]],
    ['timestamptz[]', 1185, '{"1970-01-01 00:00:00+00"}', [new Date(0)]],
    ['int4range', 3904, 'empty', []],
  ])('%s', (_name, oid, text, value) => {
    expect(pgTypeDecoders.get(oid)?.(text)).toEqual(value)
  })

  it('leaves other types to the driver', () => {
    expect(pgTypeDecoders.get(1186)).toBeUndefined()
  })

  it('know the types of extensions by name', () => {
    expect(pgNamedTypeDecoders.get('hstore')?.('"a"=>"b"')).toEqual({ a: 'b' })
    expect(pgNamedTypeDecoders.get('geometry')?.(POINT_4326)).toMatchObject(POINT)
  })
})
