import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { bindType, DataTypes as D } from '../support/type-bindings.js'

let warnings: MockInstance<typeof process.emitWarning>

beforeEach(() => {
  warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
})
afterEach(() => {
  warnings.mockRestore()
})

/** Type, its SQL in SQLite, its SQL in PostgreSQL. */
const COLUMN_TYPES: readonly (readonly [string, unknown, string, string])[] = [
  ['STRING', D.STRING, 'VARCHAR(255)', 'VARCHAR(255)'],
  ['STRING(10)', D.STRING(10), 'VARCHAR(10)', 'VARCHAR(10)'],
  ['new STRING(10)', new D.STRING(10), 'VARCHAR(10)', 'VARCHAR(10)'],
  ['STRING.BINARY', D.STRING.BINARY, 'VARCHAR BINARY(255)', 'BYTEA'],
  ['STRING(10).BINARY', D.STRING(10).BINARY, 'VARCHAR BINARY(10)', 'BYTEA'],
  ['STRING(10, true)', D.STRING(10, true), 'VARCHAR BINARY(10)', 'BYTEA'],
  [
    'STRING({ length, binary })',
    D.STRING({ length: 5, binary: true }),
    'VARCHAR BINARY(5)',
    'BYTEA',
  ],
  ['CHAR', D.CHAR, 'CHAR(255)', 'CHAR(255)'],
  ['CHAR(5)', D.CHAR(5), 'CHAR(5)', 'CHAR(5)'],
  ['CHAR(5).BINARY', D.CHAR(5).BINARY, 'CHAR BINARY(5)', 'BYTEA'],
  ['TEXT', D.TEXT, 'TEXT', 'TEXT'],
  ["TEXT('tiny')", D.TEXT('tiny'), 'TEXT', 'TEXT'],
  ["TEXT({ length: 'long' })", D.TEXT({ length: 'long' }), 'TEXT', 'TEXT'],
  ['CITEXT', D.CITEXT, 'TEXT COLLATE NOCASE', 'CITEXT'],
  ['TSVECTOR', D.TSVECTOR, 'TSVECTOR', 'TSVECTOR'],
  ['INTEGER', D.INTEGER, 'INTEGER', 'INTEGER'],
  ['INTEGER(11)', D.INTEGER(11), 'INTEGER(11)', 'INTEGER'],
  ['INTEGER({ width: 4 })', D.INTEGER({ width: 4 }), 'INTEGER(4)', 'INTEGER'],
  ['INTEGER.UNSIGNED', D.INTEGER.UNSIGNED, 'INTEGER', 'INTEGER'],
  ['INTEGER(11).UNSIGNED.ZEROFILL', D.INTEGER(11).UNSIGNED.ZEROFILL, 'INTEGER(11)', 'INTEGER'],
  ['TINYINT', D.TINYINT, 'TINYINT', 'TINYINT'],
  ['TINYINT(2)', D.TINYINT(2), 'TINYINT(2)', 'TINYINT'],
  ['SMALLINT(3).UNSIGNED', D.SMALLINT(3).UNSIGNED, 'SMALLINT(3)', 'SMALLINT'],
  ['MEDIUMINT', D.MEDIUMINT, 'MEDIUMINT', 'MEDIUMINT'],
  ['BIGINT', D.BIGINT, 'BIGINT', 'BIGINT'],
  ['BIGINT(20).UNSIGNED', D.BIGINT(20).UNSIGNED, 'BIGINT(20)', 'BIGINT'],
  ["BIGINT({ mode: 'bigint' })", D.BIGINT({ mode: 'bigint' }), 'BIGINT', 'BIGINT'],
  ['FLOAT', D.FLOAT, 'FLOAT', 'FLOAT'],
  ['FLOAT(11)', D.FLOAT(11), 'FLOAT(11)', 'FLOAT(11)'],
  ['FLOAT(11, 2)', D.FLOAT(11, 2), 'FLOAT(11,2)', 'FLOAT'],
  ['FLOAT(11, 2).UNSIGNED', D.FLOAT(11, 2).UNSIGNED, 'FLOAT UNSIGNED(11,2)', 'FLOAT'],
  ['FLOAT.UNSIGNED.ZEROFILL', D.FLOAT.UNSIGNED.ZEROFILL, 'FLOAT UNSIGNED ZEROFILL', 'FLOAT'],
  ['REAL', D.REAL, 'REAL', 'REAL'],
  ['REAL(11, 2)', D.REAL(11, 2), 'REAL(11,2)', 'REAL'],
  ['DOUBLE', D.DOUBLE, 'DOUBLE PRECISION', 'DOUBLE PRECISION'],
  ['DOUBLE(11, 2)', D.DOUBLE(11, 2), 'DOUBLE PRECISION(11,2)', 'DOUBLE PRECISION'],
  ['DECIMAL', D.DECIMAL, 'DECIMAL', 'DECIMAL'],
  ['DECIMAL(10)', D.DECIMAL(10), 'DECIMAL(10)', 'DECIMAL(10)'],
  ['DECIMAL(10, 2)', D.DECIMAL(10, 2), 'DECIMAL(10,2)', 'DECIMAL(10,2)'],
  ['DECIMAL(10, 2).UNSIGNED', D.DECIMAL(10, 2).UNSIGNED, 'DECIMAL(10,2)', 'DECIMAL(10,2)'],
  ['DECIMAL({ … })', D.DECIMAL({ precision: 5, scale: 3 }), 'DECIMAL(5,3)', 'DECIMAL(5,3)'],
  ['NUMERIC(4, 1)', D.NUMERIC(4, 1), 'DECIMAL(4,1)', 'DECIMAL(4,1)'],
  ['NUMBER', D.NUMBER, 'NUMBER', 'NUMBER'],
  ['BOOLEAN', D.BOOLEAN, 'TINYINT(1)', 'BOOLEAN'],
  ['DATE', D.DATE, 'DATETIME', 'TIMESTAMP WITH TIME ZONE'],
  ['DATE(6)', D.DATE(6), 'DATETIME', 'TIMESTAMP WITH TIME ZONE'],
  ['DATEONLY', D.DATEONLY, 'DATE', 'DATE'],
  ['TIME', D.TIME, 'TIME', 'TIME'],
  ['TIME(3)', D.TIME(3), 'TIME', 'TIME(3)'],
  ['BLOB', D.BLOB, 'BLOB', 'BYTEA'],
  ["BLOB('tiny')", D.BLOB('tiny'), 'TINYBLOB', 'BYTEA'],
  ["BLOB('long')", D.BLOB('long'), 'LONGBLOB', 'BYTEA'],
  ['UUID', D.UUID, 'UUID', 'UUID'],
  ["ENUM('a', 'b')", D.ENUM('a', 'b'), 'TEXT', 'ENUM'],
  ['JSON', D.JSON, 'JSON', 'JSON'],
  ['JSONB', D.JSONB, 'JSONB', 'JSONB'],
  ['HSTORE', D.HSTORE, 'HSTORE', 'HSTORE'],
  ['ARRAY(INTEGER)', D.ARRAY(D.INTEGER), 'INTEGER[]', 'INTEGER[]'],
  ['ARRAY(DATE)', D.ARRAY(D.DATE), 'DATETIME[]', 'TIMESTAMP WITH TIME ZONE[]'],
  ['ARRAY(ARRAY(STRING(5)))', D.ARRAY(D.ARRAY(D.STRING(5))), 'VARCHAR(5)[][]', 'VARCHAR(5)[][]'],
  ['RANGE', D.RANGE, 'RANGE', 'int4range'],
  ['RANGE(BIGINT)', D.RANGE(D.BIGINT), 'RANGE', 'int8range'],
  ['RANGE(DECIMAL)', D.RANGE(D.DECIMAL), 'RANGE', 'numrange'],
  ['RANGE(DATE)', D.RANGE(D.DATE), 'RANGE', 'tstzrange'],
  ['RANGE(DATEONLY)', D.RANGE(D.DATEONLY), 'RANGE', 'daterange'],
  ['GEOMETRY', D.GEOMETRY, 'GEOMETRY', 'GEOMETRY'],
  ["GEOMETRY('POINT')", D.GEOMETRY('POINT'), 'GEOMETRY', 'GEOMETRY(POINT)'],
  ["GEOMETRY('POINT', 4326)", D.GEOMETRY('POINT', 4326), 'GEOMETRY', 'GEOMETRY(POINT,4326)'],
  ["GEOGRAPHY('POINT', 4326)", D.GEOGRAPHY('POINT', 4326), 'GEOGRAPHY', 'GEOGRAPHY(POINT,4326)'],
  ['CIDR', D.CIDR, 'CIDR', 'CIDR'],
  ['INET', D.INET, 'INET', 'INET'],
  ['MACADDR', D.MACADDR, 'MACADDR', 'MACADDR'],
  ['MACADDR8', D.MACADDR8, 'MACADDR8', 'MACADDR8'],
  ['SQL text', 'tsquery NOT NULL', 'tsquery NOT NULL', 'tsquery NOT NULL'],
]

describe('column types', () => {
  it.each(COLUMN_TYPES)('%s is spelled as in v6', (_name, type, sqlite, postgres) => {
    expect({
      sqlite: bindType('sqlite', type).sql,
      postgres: bindType('postgres', type).sql,
    }).toEqual({ sqlite, postgres })
  })

  it('refuses a range of a type that has none', () => {
    expect(() => bindType('postgres', D.RANGE(D.STRING))).toThrow(
      'DataTypes.RANGE: there are no ranges of STRING. ' +
        'Possible: INTEGER, BIGINT, DECIMAL, DATE, DATEONLY.',
    )
  })

  it('warns once about modifiers that a dialect drops', () => {
    bindType('postgres', D.MEDIUMINT(7).UNSIGNED)
    bindType('postgres', D.MEDIUMINT(8).UNSIGNED)
    bindType('sqlite', D.MEDIUMINT(7).UNSIGNED)
    expect(warnings.mock.calls.map(([text]) => String(text).split('\n')[0])).toEqual([
      'PostgreSQL has no MEDIUMINT with LENGTH, UNSIGNED or ZEROFILL: plain MEDIUMINT is used.',
      'SQLite has no MEDIUMINT with UNSIGNED or ZEROFILL: plain MEDIUMINT is used.',
    ])
  })
})

describe('casts of placeholders in PostgreSQL', () => {
  it.each([
    ['ARRAY(INTEGER)', D.ARRAY(D.INTEGER), 'int4[]'],
    [
      'ARRAY(STRING(5)), without the length, which would cut text off',
      D.ARRAY(D.STRING(5)),
      'varchar[]',
    ],
    ['ARRAY(DECIMAL(10, 2))', D.ARRAY(D.DECIMAL(10, 2)), 'numeric[]'],
    ['ARRAY(ARRAY(UUID))', D.ARRAY(D.ARRAY(D.UUID)), 'uuid[]'],
    ['ARRAY(FLOAT(11))', D.ARRAY(D.FLOAT(11)), 'float4[]'],
    ['ARRAY(FLOAT)', D.ARRAY(D.FLOAT), 'float8[]'],
    ['ARRAY(STRING.BINARY)', D.ARRAY(D.STRING.BINARY), 'bytea[]'],
    ['ARRAY(RANGE(DATE))', D.ARRAY(D.RANGE(D.DATE)), 'tstzrange[]'],
    ['ARRAY(ENUM), whose name is not known', D.ARRAY(D.ENUM('a')), undefined],
    ['RANGE', D.RANGE, 'int4range'],
    ['JSON', D.JSON, 'json'],
    ['JSONB', D.JSONB, 'jsonb'],
    ['HSTORE', D.HSTORE, 'hstore'],
    ['GEOGRAPHY', D.GEOGRAPHY, 'geography'],
    ['INTEGER', D.INTEGER, undefined],
    ['UUID', D.UUID, undefined],
    ['DATE', D.DATE, undefined],
  ])('%s', (_name, type, expected) => {
    expect(bindType('postgres', type).parameterCast).toBe(expected)
  })

  it('of one element of an array or range', () => {
    expect(bindType('postgres', D.RANGE(D.DATE)).elementCast).toBe('timestamptz')
    expect(bindType('postgres', D.ARRAY(D.TEXT)).elementCast).toBe('text')
    expect(bindType('postgres', D.TEXT).elementCast).toBeUndefined()
  })
})

describe('columns that SQLite selects as text', () => {
  it.each([
    ['BIGINT', D.BIGINT, 'text'],
    ["BIGINT({ mode: 'string' })", D.BIGINT({ mode: 'string' }), 'text'],
    ["DECIMAL({ mode: 'string' })", D.DECIMAL({ mode: 'string' }), 'text'],
    ['DECIMAL', D.DECIMAL, undefined],
    ['INTEGER', D.INTEGER, undefined],
  ])('%s', (_name, type, expected) => {
    expect(bindType('sqlite', type).selectWrap).toBe(expected)
    expect(bindType('postgres', type).selectWrap).toBeUndefined()
  })
})
