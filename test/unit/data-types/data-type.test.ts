import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { DataType, RawSqlType } from '../../../lib/data-types/data-type.js'
import { DataTypes as D, normalizeDataType } from '../../../lib/data-types/index.js'
import type { ValueOf } from '../../../lib/data-types/structured-types.js'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the DataTypes namespace', () => {
  it('has every name of v6', () => {
    expect(Object.keys(D)).toEqual(
      expect.arrayContaining(
        (
          'ABSTRACT STRING CHAR TEXT NUMBER TINYINT SMALLINT MEDIUMINT INTEGER BIGINT FLOAT TIME ' +
          'DATE DATEONLY BOOLEAN NOW BLOB DECIMAL NUMERIC UUID UUIDV1 UUIDV4 HSTORE JSON JSONB ' +
          'VIRTUAL ARRAY ENUM RANGE REAL DOUBLE GEOMETRY GEOGRAPHY CIDR INET MACADDR CITEXT TSVECTOR'
        )
          .split(' ')
          .concat('DOUBLE PRECISION'),
      ),
    )
  })

  it.each(Object.entries(D))('%s has the same key bare, called and constructed', (name, type) => {
    const Class = type as unknown as { new (): DataType; (): DataType; key: string }
    const key = name === 'NUMERIC' ? 'DECIMAL' : name === 'DOUBLE' ? 'DOUBLE PRECISION' : name
    expect([Class.key, Class().key, new Class().key, String(Class)]).toEqual([key, key, key, key])
    expect(Class()).toBeInstanceOf(Class)
    expect(Class()).toBeInstanceOf(D.ABSTRACT === type ? Class : DataType)
  })

  it('keeps the kinship of v6', () => {
    expect(D.CHAR()).toBeInstanceOf(D.STRING)
    expect(D.BIGINT()).toBeInstanceOf(D.INTEGER)
    expect(D.DOUBLE()).toBeInstanceOf(D.NUMBER)
    expect(D.JSONB()).toBeInstanceOf(D.JSON)
    expect(D.TEXT()).not.toBeInstanceOf(D.STRING)
  })

  it('shows the options as v6 does', () => {
    expect(D.STRING(10).BINARY).toMatchObject({
      options: { length: 10 },
      _length: 10,
      _binary: true,
    })
    expect(D.DECIMAL(5, 2)).toMatchObject({ _precision: 5, _scale: 2 })
    expect(D.INTEGER(3).UNSIGNED).toMatchObject({ _length: 3, _unsigned: true })
    expect(D.VIRTUAL(D.STRING, ['a']).returnType).toBeInstanceOf(D.STRING)
    expect(D.VIRTUAL(D.STRING, ['a']).fields).toEqual(['a'])
    expect(D.ARRAY(D.STRING).type).toBeInstanceOf(D.STRING)
    expect(D.ENUM('a', 'b')).toMatchObject({ values: ['a', 'b'], options: { values: ['a', 'b'] } })
    expect(D.GEOMETRY('POINT', 3)).toMatchObject({ type: 'POINT', srid: 3 })
  })

  it('leaves a type as it is when a modifier makes another', () => {
    const plain = D.INTEGER(3)
    expect(plain.UNSIGNED.ZEROFILL).toMatchObject({ _unsigned: true, _zerofill: true })
    expect(plain._unsigned).toBeUndefined()
  })
})

describe('the value types of data types', () => {
  it('are inferred from every form', () => {
    expectTypeOf<ValueOf<typeof D.STRING>>().toEqualTypeOf<string>()
    expectTypeOf(D.STRING(10)._value).toEqualTypeOf<string | undefined>()
    expectTypeOf<ValueOf<typeof D.INTEGER>>().toEqualTypeOf<number>()
    expectTypeOf<ValueOf<typeof D.INTEGER.UNSIGNED>>().toEqualTypeOf<number>()
    expectTypeOf<ValueOf<typeof D.DATE>>().toEqualTypeOf<Date>()
    expectTypeOf<ValueOf<typeof D.BIGINT>>().toEqualTypeOf<string | number>()
    expectTypeOf(D.BIGINT({ mode: 'bigint' })._value).toEqualTypeOf<bigint | undefined>()
    expectTypeOf(new D.DECIMAL({ precision: 9, scale: 2, mode: 'number' })._value).toEqualTypeOf<
      number | undefined
    >()
    expectTypeOf(D.ENUM('open', 'shut')._value).toEqualTypeOf<('open' | 'shut') | undefined>()
    expectTypeOf(D.ENUM({ values: ['open', 'shut'] })._value).toEqualTypeOf<
      ('open' | 'shut') | undefined
    >()
    expectTypeOf(D.ARRAY(D.STRING)._value).toEqualTypeOf<string[] | undefined>()
    expectTypeOf(D.ARRAY(D.ENUM('open', 'shut'))._value).toEqualTypeOf<
      ('open' | 'shut')[] | undefined
    >()
    expectTypeOf(D.JSONB<{ theme: string }>()._value).toEqualTypeOf<{ theme: string } | undefined>()
    expectTypeOf(D.VIRTUAL(D.STRING, ['first', 'last'])._value).toEqualTypeOf<string | undefined>()
    expectTypeOf(D.VIRTUAL<number>()._value).toEqualTypeOf<number | undefined>()
    class Money extends D.STRING {}
    expectTypeOf<ValueOf<typeof Money>>().toEqualTypeOf<string>()
    expect(new Money(3)).toBeInstanceOf(D.STRING)
  })
})

describe('normalizeDataType', () => {
  it('takes classes, instances and SQL text', () => {
    const instance = D.STRING(10)
    expect(normalizeDataType(instance)).toBe(instance)
    expect(normalizeDataType(D.STRING)).toBeInstanceOf(D.STRING)
    expect(normalizeDataType('ltree')).toBeInstanceOf(RawSqlType)
    expect(normalizeDataType('ltree').toSql()).toBe('ltree')
  })

  it('takes a custom class', () => {
    class LTREE extends D.ABSTRACT {
      override toSql(): string {
        return 'ltree'
      }
    }
    expect(normalizeDataType(LTREE).toSql()).toBe('ltree')
  })

  it('takes the values of a bare ENUM from its attribute', () => {
    const attribute = { values: ['a', 'b'] }
    expect(normalizeDataType(D.ENUM, attribute)).toMatchObject({ values: ['a', 'b'] })
    expect(normalizeDataType(D.ENUM(), attribute)).toMatchObject({ values: ['a', 'b'] })
    expect(normalizeDataType(D.STRING, attribute)).toBeInstanceOf(D.STRING)
  })

  it.each([
    ['undefined', undefined, 'Book.title: the type is not a data type. Received undefined.'],
    ['a number', 5, 'Book.title: the type is not a data type. Received 5.'],
    ['empty text', ' ', 'Book.title: the type is not a data type. Received " ".'],
    ['a function', () => 'STRING', 'Book.title: the type is not a data type.'],
    ['another class', Map, 'Book.title: the type is not a data type. Received Map.'],
    ['an ENUM without values', D.ENUM, 'Book.title: Values for ENUM have not been defined.'],
    ['a value listed twice', D.ENUM('a', 'a'), 'Book.title: a value of ENUM is listed twice.'],
    ['an ENUM of objects', D.ENUM([{}] as never), 'Book.title: a value of ENUM is no text.'],
    [
      'an ARRAY of nothing',
      D.ARRAY,
      'Book.title: ARRAY is missing type definition for its values.',
    ],
  ])('refuses %s', (_name, type, message) => {
    expect(() => normalizeDataType(type, { where: 'Book.title' })).toThrow(message)
  })
})

describe('a data type class', () => {
  it('has a key that v6 recipes can set', () => {
    class MONEY extends D.ABSTRACT {}
    MONEY.prototype.key = MONEY.key = 'MONEY'
    expect(new MONEY().key).toBe('MONEY')
    expect(new MONEY().toSql()).toBe('MONEY')
    expect(D.ABSTRACT().key).toBe('ABSTRACT')
  })

  it('has a table of database types of its own', () => {
    class MONEY extends D.DECIMAL {}
    MONEY.types['postgres'] = ['money']
    expect(MONEY.types).toEqual({ postgres: ['money'] })
    expect(D.DECIMAL.types['postgres']).not.toEqual(['money'])
  })

  it('warns once per text', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    D.STRING.warn('https://example.org', 'one text')
    D.STRING.warn('https://example.org', 'one text')
    D.TEXT.warn('', 'another text')
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      'one text\nSee https://example.org',
      'another text',
    ])
  })

  it('takes over the options of another type', () => {
    expect(D.CHAR.extend(D.STRING(7))).toMatchObject({ key: 'CHAR', _length: 7 })
  })

  it('stringifies and binds by v6 names', () => {
    expect(D.DATE().stringify(new Date(0), { timezone: '+05:30' })).toBe(
      '1970-01-01 05:30:00.000 +05:30',
    )
    const bound: unknown[] = []
    const sql = D.JSON().bindParam({ a: 1 }, { bindParam: (value) => `$${bound.push(value)}` })
    expect([sql, bound]).toEqual(['$1', ['{"a":1}']])
    expect(D.STRING().stringify(null)).toBeNull()
  })
})
