/** Values of included rows that travel as JSON: the same as those of joined rows, in every type. */
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cast, col, DataTypes, fn, json, literal, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { hostileTexts } from '../support/hostile-text.js'
import type { AnyModelClass } from '../support/library-models.js'

const { ABSTRACT } = DataTypes as any

/** A custom type that shows what it is given to parse. */
class SHOWN extends ABSTRACT {
  static key = 'SHOWN'
  toSql() {
    return 'VARCHAR(255)'
  }
  static parse(value: unknown) {
    return `${typeof value} ${String(value)}`
  }
}

/** A built-in type that is read otherwise. */
class YESNO extends (DataTypes.BOOLEAN as any) {
  static key = 'BOOLEAN'
  static parse(value: unknown) {
    return `${typeof value} ${String(value)}`
  }
}

const allBytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
const texts = [
  ...hostileTexts,
  '',
  'null',
  '[1]',
  '["a",0]',
  '{"a":1}',
  '12',
  '1e400',
  '\u0001\u001f\u007f\u2029\ufeff',
  '\ud83d\ude00 e\u0301 \u05d0',
  'x'.repeat(1000),
]
const fractions = [
  0,
  -0,
  0.1 + 0.2,
  1 / 3,
  5e-324,
  1.7976931348623157e308,
  -2.5e-10,
  1e21,
  123456789012345680,
]
const documents = [
  {},
  [],
  'text',
  '',
  '"quoted"',
  'null',
  0,
  -1.5,
  true,
  ['one'],
  ['ff', 0],
  [['nested']],
  { a: [1, { b: null }], 'ключ "\\': 'ü\u2028', n: 12345678901234567890 },
  { long: 'y'.repeat(5000) },
]
const dates = [
  '1970-01-01T00:00:00.000Z',
  '2024-02-29T23:59:59.999Z',
  '1583-10-15T12:34:56.007Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
].map((text) => new Date(text))

/** Columns of types that every dialect has: the type, and the values that are compared. */
const common: Readonly<Record<string, readonly [type: any, values: readonly unknown[]]>> = {
  string: [DataTypes.STRING(20_000), texts],
  text: [DataTypes.TEXT, texts],
  char: [DataTypes.CHAR(6), ['ab', '  ab', 'abcdef', '']],
  binary: [DataTypes.STRING.BINARY, [allBytes, Buffer.alloc(0), Buffer.from('[1]')]],
  blob: [
    DataTypes.BLOB,
    [allBytes, Buffer.alloc(0), Buffer.from('{"a":1}'), Buffer.from([0x0c, 1])],
  ],
  integer: [DataTypes.INTEGER, [0, 1, -1, 2_147_483_647, -2_147_483_648]],
  small: [DataTypes.SMALLINT, [32_767, -32_768]],
  big: [
    DataTypes.BIGINT,
    ['0', '9007199254740991', '9007199254740993', '9223372036854775807', '-9223372036854775808'],
  ],
  bigExact: [DataTypes.BIGINT({ mode: 'bigint' } as any), [1n, 9223372036854775807n]],
  decimal: [DataTypes.DECIMAL(20, 4), ['1', '1.5', '0.0001', '-12345678901.25', '100']],
  decimalText: [
    DataTypes.DECIMAL({ precision: 20, scale: 4, mode: 'string' } as any),
    ['1', '7.5'],
  ],
  double: [DataTypes.DOUBLE, [...fractions, Number.NaN, Infinity, -Infinity]],
  real: [DataTypes.REAL, [0.5, 0.1, 16_777_216]],
  float: [DataTypes.FLOAT, [...fractions, Infinity]],
  boolean: [DataTypes.BOOLEAN, [true, false]],
  yesno: [new (YESNO as any)(), [true, false]],
  date: [DataTypes.DATE, dates],
  dateSeconds: [DataTypes.DATE(3), dates],
  day: [DataTypes.DATEONLY, ['2024-02-29', '0001-01-01', '9999-12-31']],
  time: [DataTypes.TIME, ['00:00:00', '23:59:59', '12:34:56.789']],
  uuid: [DataTypes.UUID, ['00000000-0000-4000-8000-00000000000f']],
  choice: [DataTypes.ENUM("it's", 'b"c', 'null', '1'), ["it's", 'b"c', 'null', '1']],
  document: [DataTypes.JSON, documents],
  documentB: [DataTypes.JSONB, documents],
  shown: [new (SHOWN as any)(), ['a', '12', 'true', '[1]']],
  raw: ['VARCHAR(255)', ['a', '12', '']],
}

/** Columns of types that only some dialects have, with the capability that tells. */
const special: Readonly<Record<string, readonly [type: any, values: readonly unknown[]]>> = {
  integers: [DataTypes.ARRAY(DataTypes.INTEGER), [[], [1, -2], [1, null]]],
  bigs: [DataTypes.ARRAY(DataTypes.BIGINT), [['9223372036854775807', '1']]],
  strings: [DataTypes.ARRAY(DataTypes.TEXT), [texts, ['NULL', 'null', '']]],
  table: [
    DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.TEXT)),
    [
      [
        ['a', 'b'],
        ['{', ','],
      ],
    ],
  ],
  moments: [DataTypes.ARRAY(DataTypes.DATE), [dates]],
  choices: [DataTypes.ARRAY(DataTypes.ENUM('a b', "c'd")), [['a b', "c'd"], []]],
  documents: [DataTypes.ARRAY(DataTypes.JSON), [[{ a: 1 }, 'text', [1]]]],
  integerRange: [DataTypes.RANGE(DataTypes.INTEGER), [[1, 5], [], [null, 3]]],
  bigRange: [DataTypes.RANGE(DataTypes.BIGINT), [['9007199254740993', null]]],
  decimalRange: [DataTypes.RANGE(DataTypes.DECIMAL), [['1.50', '2.25']]],
  dateRange: [
    DataTypes.RANGE(DataTypes.DATE),
    [
      [dates[0], dates[1]],
      [null, Infinity],
    ],
  ],
  dayRange: [DataTypes.RANGE(DataTypes.DATEONLY), [['2024-01-01', '2024-02-01']]],
  decimalWide: [
    DataTypes.DECIMAL,
    ['12345678901234567890.012345678901234567890', '1.500', 'NaN', '1e-7'],
  ],
  inet: [DataTypes.INET, ['10.1.2.3', '10.0.0.0/8', '::1']],
  cidr: [DataTypes.CIDR, ['10.1.2.3/32', '10.0.0.0/8']],
  macaddr: [DataTypes.MACADDR, ['08:00:2b:01:02:03']],
  vector: [DataTypes.TSVECTOR, ["'a':1 'b''c':2"]],
  infinite: [DataTypes.DATE, [Infinity, -Infinity]],
  infiniteDay: [DataTypes.DATEONLY, [Infinity, -Infinity]],
  interval: ['interval', ['1 day 02:03:04', '-1 year']],
  point: ['point', ['(1.5,2)']],
  money: ['money', ['$1,234.50']],
  stamp: ['timestamp without time zone', ['2024-01-02 03:04:05.678']],
  longs: ['bigint', ['9223372036854775807']],
  numbers: ['numeric(10,3)', ['1.5']],
  flags: ['boolean', ['t', 'f']],
  lists: ['int8[]', ['{1,9223372036854775807,NULL}']],
}

forEachDialect({ requires: 'jsonRows' }, (target) => {
  let sequelize: Sequelize
  let Owner: AnyModelClass
  let Item: AnyModelClass
  const types = target.supports.arrays ? { ...common, ...special } : common

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const attributes = Object.fromEntries(
      Object.entries(types).map(([name, [type]]) => [name, { type }]),
    )
    Owner = sequelize.define('ValueOwner', {}, { timestamps: false }) as any
    Item = sequelize.define('ValueItem', attributes as any, { timestamps: false }) as any
    Owner.hasMany(Item, { as: 'items', foreignKey: 'ownerId' })
    Item.belongsTo(Owner, { as: 'owner', foreignKey: 'ownerId' })
    Item.hasMany(Item, { as: 'parts', foreignKey: 'wholeId' })
    await sequelize.sync({ force: true })
    await Owner.bulkCreate([{}, {}])
    const most = Math.max(...Object.values(types).map(([, values]) => values.length))
    for (let i = 0; i < most; i++) {
      const row = Object.fromEntries(
        Object.entries(types).map(([name, [, values]]) => [name, values[i] ?? null]),
      )
      await Item.create({ ...row, ownerId: 1 })
    }
  })

  const find = async (include: any, strategy: string) => {
    const owners = await Owner.findAll({
      include: { ...include, strategy, ...(strategy === 'join' ? {} : { order: ['id'] }) },
      order: strategy === 'join' ? ['id', ['items', 'id', 'ASC']] : ['id'],
    })
    return owners.map((owner) => owner.get({ plain: true }))
  }

  for (const name of Object.keys(types)) {
    it(`are those of joins, of ${name}`, async () => {
      const include = { association: 'items', attributes: ['id', name] }
      const [joined] = await find(include, 'join')
      const [nested] = await find(include, 'json')
      expect(joined.items.length).toBeGreaterThan(types[name]![1].length - 1)
      expect(joined.items.some((item: any) => item[name] !== null)).toBe(true)
      for (const [index, item] of joined.items.entries()) {
        // Tells -0 from 0, and a Buffer from other lists of bytes.
        expect(nested.items[index]).toStrictEqual(item)
        expect(
          Object.is(nested.items[index][name], item[name]) || typeof item[name] === 'object',
        ).toBe(true)
      }
    })
  }

  it('are those of joins in rows within rows', async () => {
    await Item.update({ wholeId: 1 }, { where: {} })
    const parts = (strategy: string) =>
      Item.findAll({
        where: { id: 1 },
        attributes: ['id'],
        include: {
          association: 'owner',
          strategy,
          include: [
            { association: 'items', strategy, order: strategy === 'json' ? ['id'] : undefined },
          ],
        },
        order: strategy === 'join' ? [['owner', 'items', 'id', 'ASC']] : [],
      } as any)
    const [joined] = await parts('join')
    const [nested] = await parts('json')
    expect(nested!.get({ plain: true })).toStrictEqual(joined!.get({ plain: true }))
  })

  it('are those of joins where an expression is selected', async () => {
    const at = (name: string) => col(`items.${name}`)
    const expressions: [any, string][] = [
      [fn('upper', at('text')), 'upper'],
      [fn('abs', at('decimal')), 'abs'],
      [fn('length', at('text')), 'length'],
      [fn('coalesce', at('double'), 0.1), 'coalesced'],
      [fn('coalesce', at('blob'), null), 'bytes'],
      [at('big'), 'column'],
      [at('date'), 'moment'],
      [cast(at('integer'), 'text'), 'cast'],
      [cast(at('integer'), 'decimal'), 'decimalCast'],
      [literal('1 + 1'), 'sum'],
      [literal('9007199254740993'), 'huge'],
      [literal('0.1 + 0.2'), 'fraction'],
      [literal("'it''s'"), 'said'],
      [literal('NULL'), 'nothing'],
      [literal('(1 = 1)'), 'truth'],
      [literal('(SELECT count(*) FROM "ValueOwners")'), 'counted'],
      [json('documentB.a'), 'part'],
    ]
    if (target.supports.arrays) {
      expressions.push(
        [at('integers'), 'list'],
        [at('documentB'), 'bare'],
        [fn('to_jsonb', at('text')), 'toJson'],
        [fn('array_length', at('strings'), 1), 'arrayLength'],
        [literal("'1 day'::interval"), 'interval'],
        [literal('ARRAY[1.5, NULL]'), 'numerics'],
        [literal("ROW(NULL, 'a')"), 'composite'],
        [literal('ROW(NULL, NULL)'), 'emptyComposite'],
        [literal("'x'::char(3)"), 'padded'],
        [literal("'1.2.3.4'::inet"), 'address'],
        [literal('now()'), 'now'],
      )
    } else {
      expressions.push(
        [fn('json_array', 1, 'a'), 'jsonList'],
        [fn('json', '{"a":[1]}'), 'jsonObject'],
        [literal("'a' || char(0) || 'b'"), 'nul'],
        [literal('9e999'), 'infinity'],
        [fn('zeroblob', 2), 'zeros'],
      )
    }
    for (const expression of expressions) {
      const include = { association: 'items', attributes: ['id', expression] }
      const [joined] = await find(include, 'join')
      const [nested] = await find(include, 'json')
      if (expression[1] === 'now') {
        expect(nested.items[0].now).toBeInstanceOf(Date)
        continue
      }
      expect(nested.items, expression[1]).toStrictEqual(joined.items)
    }
  })

  if (!target.supports.arrays) {
    it('are those of joins, whatever class a column holds', async () => {
      const values = [1, 1.5, "'a'", "x'00ff'", 'NULL', "'1.5'", '9223372036854775807', "x'5b315d'"]
      for (const [index, value] of values.entries()) {
        for (const name of ['string', 'integer', 'double', 'boolean', 'decimal', 'raw', 'blob']) {
          await sequelize.query(
            `UPDATE ValueItems SET "${name}" = ${value} WHERE id = ${index + 1}`,
          )
        }
      }
      for (const name of ['string', 'integer', 'double', 'boolean', 'decimal', 'raw', 'blob']) {
        const include = { association: 'items', attributes: ['id', name] }
        const [joined] = await find(include, 'join')
        const [nested] = await find(include, 'json')
        expect(nested.items, name).toStrictEqual(joined.items)
      }
    })

    it('keep NUL characters', async () => {
      await Item.update({ string: 'a\0b' }, { where: { id: 1 } })
      const [nested] = await find({ association: 'items', attributes: ['string'] }, 'json')
      expect(nested.items[0].string).toBe('a\0b')
    })
  }

  if (target.supports.arrays) {
    it('are those of joins where a column is of another type than its attribute', async () => {
      await sequelize.query(
        'CREATE TABLE "JsonMismatch" ("id" int, "ownerId" int, "a" bigint, "b" char(5), "c" numeric, ' +
          '"d" jsonb, "e" timestamptz, "f" text, "g" int8, "h" bigint[])',
      )
      await sequelize.query(
        `INSERT INTO "JsonMismatch" VALUES (1, 1, 9007199254740993, 'ab', 1.50, '{"b":1,"a":1.0}', '2024-01-02 03:04:05.5+00', '[1,"x"]', 12, '{1,2}')`,
      )
      const { TEXT, STRING, JSON: JSON_TYPE, INTEGER } = DataTypes
      const Mismatch = sequelize.define(
        'JsonMismatch',
        { a: STRING, b: STRING, c: TEXT, d: TEXT, e: STRING, f: JSON_TYPE, g: INTEGER, h: TEXT },
        { timestamps: false, freezeTableName: true },
      )
      Owner.hasMany(Mismatch, { as: 'mismatches', foreignKey: 'ownerId' })
      const read = async (strategy: any) => {
        const owner: any = await Owner.findByPk(1, {
          include: { association: 'mismatches', strategy },
        })
        return owner.mismatches[0].get()
      }
      const values = await read('json')
      expect(values).toStrictEqual(await read('join'))
      expect(values).toMatchObject({ a: '9007199254740993', b: 'ab   ', c: '1.50', f: [1, 'x'] })
    })

    describe('with parsers of the application', () => {
      const { types: parsers } = createRequire(import.meta.url)('pg')
      const INT8 = 20
      const NUMERIC = 1700
      beforeAll(() => {
        parsers.setTypeParser(INT8, (text: string) => BigInt(text))
        parsers.setTypeParser(NUMERIC, (text: string) => `numeric ${text}`)
      })
      afterAll(() => {
        parsers.setTypeParser(INT8, (text: string) => text)
        parsers.setTypeParser(NUMERIC, (text: string) => text)
      })

      it('are read by them', async () => {
        const attributes = ['id', 'big', 'decimal', 'longs', [literal('1.5'), 'half']]
        const include = { association: 'items', attributes }
        const [joined] = await find(include, 'join')
        const [nested] = await find(include, 'json')
        expect(nested.items).toStrictEqual(joined.items)
        expect(nested.items[0]).toMatchObject({ big: 0n, decimal: 'numeric 1.0000' })
      })
    })
  }
})
