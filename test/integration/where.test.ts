/** Conditions: which rows each operator finds. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  and,
  cast,
  col,
  DataTypes,
  fn,
  json,
  literal,
  Op,
  or,
  type Sequelize,
  where,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

type Cases = readonly (readonly [title: string, condition: () => unknown, ids: readonly number[]])[]

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let library: Library

  beforeAll(async () => {
    sequelize = createSequelize(target)
    library = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    await fillLibrary(library)
  })

  const idsOf = async (model: AnyModelClass, condition: unknown) =>
    (await model.findAll({ where: condition, order: ['id'] } as never)).map(({ id }) => id)
  const books = (condition: unknown) => idsOf(library.Book, condition)

  describe('comparisons', () => {
    const cases: Cases = [
      ['a value', () => ({ title: 'Notes' }), [1]],
      ['several values', () => ({ genre: 'novel', lendable: true }), [2, 4]],
      ['eq', () => ({ pages: { [Op.eq]: 174 } }), [2]],
      ['ne', () => ({ pages: { [Op.ne]: 174 } }), [1, 3, 4, 5, 6]],
      ['gt and lt', () => ({ pages: { [Op.gt]: 90, [Op.lt]: 174 } }), [3, 4]],
      ['gte and lte', () => ({ pages: { [Op.gte]: 90, [Op.lte]: 165 } }), [3, 4, 6]],
      ['between', () => ({ pages: { [Op.between]: [90, 165] } }), [3, 4, 6]],
      ['notBetween', () => ({ pages: { [Op.notBetween]: [90, 165] } }), [1, 2, 5]],
      ['not of a value', () => ({ genre: { [Op.not]: 'novel' } }), [1, 5, 6]],
      ['a decimal', () => ({ price: { [Op.lt]: '12.51' } }), [1, 5, 7]],
      ['a large number as text', () => ({ isbn: '9007199254740993' }), [1]],
      ['a large number as bigint', () => ({ isbn: 9007199254740993n }), [1]],
      ['a boolean', () => ({ lendable: false }), [3]],
      ['a date', () => ({ published: new Date('1944-05-06T07:08:09.010Z') }), [2]],
      ['dates in a span', () => ({ published: { [Op.gt]: new Date('1970-01-01Z') } }), [4, 6]],
      ['col', () => ({ id: { [Op.eq]: col('authorId') } }), [1, 2]],
      ['Op.col', () => ({ id: { [Op.col]: 'Book.authorId' } }), [1, 2]],
      ['a function of the database', () => ({ title: fn('upper', 'x') }), []],
      ['a cast', () => ({ pages: { [Op.eq]: cast('66', 'integer') } }), [1]],
    ]
    it.each(cases)('by %s', async (_, condition, expected) => {
      expect(await books(condition())).toEqual(expected)
    })
  })

  describe('null', () => {
    const cases: Cases = [
      ['itself', () => ({ genre: null }), [7]],
      ['is', () => ({ genre: { [Op.is]: null } }), [7]],
      ['eq', () => ({ genre: { [Op.eq]: null } }), [7]],
      ['ne', () => ({ genre: { [Op.ne]: null } }), [1, 2, 3, 4, 5, 6]],
      ['not', () => ({ genre: { [Op.not]: null } }), [1, 2, 3, 4, 5, 6]],
      ['not true', () => ({ lendable: { [Op.not]: true } }), [3]],
    ]
    it.each(cases)('by %s', async (_, condition, expected) => {
      expect(await books(condition())).toEqual(expected)
    })
  })

  describe('lists', () => {
    const cases: Cases = [
      ['a list', () => ({ id: [1, 3] }), [1, 3]],
      ['in', () => ({ genre: { [Op.in]: ['essay', 'poetry'] } }), [1, 5, 6]],
      ['notIn', () => ({ genre: { [Op.notIn]: ['essay', 'poetry'] } }), [2, 3, 4]],
      ['not of a list', () => ({ genre: { [Op.not]: ['essay', 'poetry'] } }), [2, 3, 4]],
      ['an empty list', () => ({ id: [] }), []],
      ['in of an empty list', () => ({ id: { [Op.in]: [] } }), []],
      ['notIn of an empty list', () => ({ id: { [Op.notIn]: [] } }), [1, 2, 3, 4, 5, 6, 7]],
      ['a sub-query', () => ({ id: { [Op.in]: literal('(SELECT 2 UNION SELECT 4)') } }), [2, 4]],
      ['a list of dates', () => ({ published: [new Date('1972-01-01T12:00:00Z')] }), [4]],
      ['a list of large numbers', () => ({ isbn: ['9007199254740993', '6'] }), [1, 6]],
      ['3000 items', () => ({ id: Array.from({ length: 3000 }, (_, i) => i + 6) }), [6, 7]],
    ]
    it.each(cases)('by %s', async (_, condition, expected) => {
      expect(await books(condition())).toEqual(expected)
    })

    it('of any length are one shape of statement', async () => {
      const sent = await statements(sequelize, async () => {
        await books({ id: [1] })
        await books({ id: [1, 2, 3] })
      })
      expect(sent[0]).toBe(sent[1])
    })
  })

  describe('text', () => {
    const cases: Cases = [
      ['like', () => ({ title: { [Op.like]: 'P%s' } }), [5]],
      ['notLike', () => ({ title: { [Op.notLike]: '%s%' } }), [3]],
      ['startsWith', () => ({ title: { [Op.startsWith]: 'No' } }), [1]],
      ['endsWith', () => ({ title: { [Op.endsWith]: 'ies' } }), [4]],
      ['substring', () => ({ title: { [Op.substring]: 'isib' } }), [4]],
      ['a quote in the value', () => ({ title: "it's" }), []],
    ]
    it.each(cases)('by %s', async (_, condition, expected) => {
      expect(await books(condition())).toEqual(expected)
    })
  })

  describe('groups', () => {
    const cases: Cases = [
      ['or of a list', () => ({ [Op.or]: [{ id: 1 }, { genre: 'poetry' }] }), [1, 5, 6]],
      ['or of an object', () => ({ [Op.or]: { id: 1, genre: 'poetry' } }), [1, 5, 6]],
      ['or of an attribute', () => ({ id: { [Op.or]: [1, { [Op.gt]: 5 }] } }), [1, 6, 7]],
      ['or beside another', () => ({ genre: 'poetry', [Op.or]: [{ id: 1 }, { id: 5 }] }), [5]],
      ['and', () => ({ [Op.and]: [{ genre: 'novel' }, { pages: { [Op.lt]: 170 } }] }), [3, 4]],
      [
        'and of an attribute',
        () => ({ id: { [Op.and]: [{ [Op.gt]: 2 }, { [Op.lt]: 5 }] } }),
        [3, 4],
      ],
      ['not', () => ({ [Op.not]: { id: [1, 2, 3, 4] } }), [5, 6, 7]],
      ['not of several', () => ({ [Op.not]: { genre: 'novel', pages: 160 } }), [1, 2, 4, 5, 6]],
      ['a list as the whole', () => [{ genre: 'novel' }, { pages: 160 }], [3]],
      ['and()', () => and({ genre: 'novel' }, { pages: 160 }), [3]],
      ['or()', () => or({ id: 1 }, { id: 2 }), [1, 2]],
      [
        'groups in groups',
        () => ({
          [Op.or]: [
            { [Op.and]: [{ genre: 'novel' }, { [Op.not]: { id: 2 } }] },
            { [Op.or]: { pages: 66, title: 'Anonymous' } },
          ],
        }),
        [1, 3, 4, 7],
      ],
      ['or of nothing', () => ({ [Op.or]: [] }), []],
      ['nothing', () => ({}), [1, 2, 3, 4, 5, 6, 7]],
      ['and of nothing', () => ({ [Op.and]: [] }), [1, 2, 3, 4, 5, 6, 7]],
    ]
    it.each(cases)('by %s', async (_, condition, expected) => {
      expect(await books(condition())).toEqual(expected)
    })
  })

  describe('expressions', () => {
    const cases: Cases = [
      ['where(fn, value)', () => where(fn('lower', col('title')), 'notes'), [1]],
      ['where(fn, op, value)', () => where(fn('length', col('title')), '>', 13), [4]],
      ['where(fn, Op, value)', () => where(fn('length', col('title')), Op.lte, 5), [1, 5]],
      ['where(fn, operators)', () => where(fn('length', col('title')), { [Op.lt]: 6 }), [1, 5]],
      ['where(col, null)', () => where(col('genre'), null), [7]],
      [
        'where() among others',
        () => ({ [Op.and]: [where(fn('lower', col('title')), 'notes')] }),
        [1],
      ],
      ['literal', () => literal('pages > 200'), [5]],
      [
        'a list of literal and object',
        () => [literal('pages > 100'), { genre: 'novel' }],
        [2, 3, 4],
      ],
      ['a literal value', () => ({ pages: { [Op.gt]: literal('100 + 100') } }), [5]],
      ['fn with an attribute', () => where(fn('coalesce', col('pages'), 0), 0), [7]],
    ]
    it.each(cases)('by %s', async (_, condition, expected) => {
      expect(await books(condition())).toEqual(expected)
    })
  })

  describe('JSON', () => {
    const cases: Cases = [
      ['a nested object', () => ({ meta: { lang: 'es' } }), [2, 3]],
      ['a dotted path', () => ({ 'meta.lang': 'it' }), [4]],
      ['a deep path', () => ({ meta: { size: { height: 20 } } }), [1]],
      ['a comparison of numbers', () => ({ 'meta.size.height': { [Op.gt]: 18 } }), [1]],
      ['a boolean', () => ({ meta: { signed: true } }), [2]],
      ['an index', () => ({ 'meta.topics[0]': 'machines' }), [1]],
      ['a cast', () => ({ 'meta.size.height::integer': { [Op.lte]: 18 } }), [2]],
      ['a list', () => ({ 'meta.lang': ['en', 'it'] }), [1, 4]],
      ['ne', () => ({ 'meta.lang': { [Op.ne]: 'es' } }), [1, 4]],
      ['a missing path', () => ({ 'meta.size.height': null, meta: { [Op.ne]: null } }), [3, 4]],
      ['several paths', () => ({ meta: { lang: 'es', signed: true } }), [2]],
      ['json()', () => where(json('meta.lang'), 'en'), [1]],
      ['json of an object', () => json({ meta: { lang: 'en' } }), [1]],
      ['a key with odd characters', () => ({ meta: { 'it\'s "x".$': 1 } }), []],
    ]
    it.each(cases)('by %s', async (_, condition, expected) => {
      expect(await books(condition())).toEqual(expected)
    })
  })

  describe('of other kinds', () => {
    it('hold for the key when a number is given', async () => {
      expect(await books(2)).toEqual([2])
    })

    it('hold for enumerations, days and texts', async () => {
      expect(await books({ genre: { [Op.in]: ['essay'] } })).toEqual([1])
      expect(await idsOf(library.Author, { bornOn: '1830-12-10' })).toEqual([4])
      expect(await idsOf(library.Author, { bornOn: { [Op.lt]: '1850-01-01' } })).toEqual([1, 4])
    })

    it('on UUIDs and bytes', async () => {
      const Key = sequelize.define(
        'WhereKey',
        { uuid: DataTypes.UUID, bytes: DataTypes.BLOB },
        { timestamps: false },
      )
      await Key.sync({ force: true })
      const uuid = '123e4567-e89b-12d3-a456-426614174000'
      await Key.bulkCreate([
        { uuid, bytes: Buffer.from('a') },
        { bytes: Buffer.from('b') },
      ] as never)
      expect(await Key.count({ where: { uuid } })).toBe(1)
      expect(await Key.count({ where: { uuid: [uuid] } })).toBe(1)
      expect(await Key.count({ where: { bytes: Buffer.from('b') } })).toBe(1)
    })
  })

  it('string aliases of operators work where they are configured, and nowhere else', async () => {
    const aliased = createSequelize(target, {
      operatorsAliases: { $gt: Op.gt, $or: Op.or },
    } as never)
    const Number_ = aliased.define('AliasedNumber', { n: DataTypes.INTEGER }, { timestamps: false })
    await Number_.sync({ force: true })
    await Number_.bulkCreate([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(await Number_.count({ where: { n: { $gt: 1 } } as never })).toBe(2)
    expect(await Number_.count({ where: { $or: [{ n: 1 }, { n: 3 }] } as never })).toBe(2)
    await expect(library.Book.findAll({ where: { pages: { $gt: 1 } } } as never)).rejects.toThrow(
      /pages/,
    )
  })
})

forEachDialect({ requires: 'arrays' }, (target) => {
  let Thing: AnyModelClass
  let sequelize: Sequelize

  beforeAll(async () => {
    sequelize = createSequelize(target)
    Thing = sequelize.define(
      'WhereThing',
      {
        tags: DataTypes.ARRAY(DataTypes.TEXT),
        period: DataTypes.RANGE(DataTypes.DATEONLY),
        span: DataTypes.RANGE(DataTypes.INTEGER),
        meta: DataTypes.JSONB,
        name: DataTypes.STRING,
        words: DataTypes.TSVECTOR,
        extra: DataTypes.HSTORE,
      },
      { timestamps: false },
    ) as never
    await sequelize.query('CREATE EXTENSION IF NOT EXISTS hstore')
    sequelize.refreshTypes()
    await Thing.sync({ force: true })
    await Thing.bulkCreate([
      {
        ...{ tags: ['a', 'b'], period: ['2020-01-01', '2020-02-01'], span: [1, 5], name: 'Emma' },
        ...{ meta: { a: 1, list: ['x', 'y'] }, words: fn('to_tsvector', 'the red house') },
        extra: { colour: 'red' },
      },
      {
        ...{ tags: ['b'], period: ['2020-02-01', '2020-03-01'], span: [5, 9], name: 'emily' },
        ...{ meta: { a: 2, b: { c: null } }, words: fn('to_tsvector', 'a blue boat') },
        extra: { colour: 'blue', size: '1' },
      },
      { tags: [], period: null, span: [null, null], name: "O'Hara", meta: [1, 2] },
    ])
  })

  const things = async (condition: unknown) =>
    (await Thing.findAll({ where: condition, order: ['id'] } as never)).map(({ id }) => id)

  const cases: Cases = [
    ['an array as a whole', () => ({ tags: ['b'] }), [2]],
    ['an empty array', () => ({ tags: [] }), [3]],
    ['eq of an array', () => ({ tags: { [Op.eq]: ['a', 'b'] } }), [1]],
    ['contains of an array', () => ({ tags: { [Op.contains]: ['a'] } }), [1]],
    ['contained of an array', () => ({ tags: { [Op.contained]: ['b', 'c'] } }), [2, 3]],
    ['overlap of arrays', () => ({ tags: { [Op.overlap]: ['a', 'z'] } }), [1]],
    ['any', () => ({ name: { [Op.any]: ['Emma', 'x'] } }), [1]],
    ['like any', () => ({ name: { [Op.like]: { [Op.any]: ['E%', 'e%'] } } }), [1, 2]],
    ['iLike all', () => ({ name: { [Op.iLike]: { [Op.all]: ['em%', '%a'] } } }), [1]],
    [
      'gt all of values',
      () => ({ id: { [Op.gt]: { [Op.all]: literal('(VALUES (1), (2))') } } }),
      [3],
    ],
    ['iLike', () => ({ name: { [Op.iLike]: 'em%' } }), [1, 2]],
    ['notILike', () => ({ name: { [Op.notILike]: 'em%' } }), [3]],
    ['regexp', () => ({ name: { [Op.regexp]: '^E' } }), [1]],
    ['notRegexp', () => ({ name: { [Op.notRegexp]: '^E' } }), [2, 3]],
    ['iRegexp', () => ({ name: { [Op.iRegexp]: '^e' } }), [1, 2]],
    ['notIRegexp', () => ({ name: { [Op.notIRegexp]: "^e|'" } }), []],
    ['a range as a whole', () => ({ span: [1, 5] }), [1]],
    ['contains of a range', () => ({ span: { [Op.contains]: [2, 4] } }), [1, 3]],
    ['contains of an element', () => ({ span: { [Op.contains]: 5 } }), [2, 3]],
    ['contains of a day', () => ({ period: { [Op.contains]: '2020-01-31' } }), [1]],
    ['contained of a range', () => ({ span: { [Op.contained]: [0, 6] } }), [1]],
    ['overlap of ranges', () => ({ span: { [Op.overlap]: [4, 6] } }), [1, 2, 3]],
    ['adjacent', () => ({ period: { [Op.adjacent]: ['2020-02-01', '2020-02-20'] } }), [1]],
    ['strictLeft', () => ({ span: { [Op.strictLeft]: [5, 6] } }), [1]],
    ['strictRight', () => ({ span: { [Op.strictRight]: [0, 5] } }), [2]],
    ['noExtendRight', () => ({ span: { [Op.noExtendRight]: [0, 5] } }), [1]],
    ['noExtendLeft', () => ({ span: { [Op.noExtendLeft]: [5, 6] } }), [2]],
    ['contains of JSON', () => ({ meta: { [Op.contains]: { a: 1 } } }), [1]],
    ['contained of JSON', () => ({ meta: { [Op.contained]: [1, 2, 3] } }), [3]],
    ['contains at a path', () => ({ 'meta.list': { [Op.contains]: ['x'] } }), [1]],
    ['match', () => ({ words: { [Op.match]: fn('to_tsquery', 'house') } }), [1]],
    ['contains of HSTORE', () => ({ extra: { [Op.contains]: { colour: 'red' } } }), [1]],
    [
      'an element in an array of a column',
      () => where(literal("'a'"), Op.eq, fn('ANY', col('tags'))),
      [1],
    ],
  ]
  it.each(cases)('finds rows by %s', async (_, condition, expected) => {
    expect(await things(condition())).toEqual(expected)
  })
})

forEachDialect({ lacks: 'arrays' }, (target) => {
  it.each([
    ['overlap', { [Op.overlap]: [1] }],
    ['contains', { [Op.contains]: [1] }],
    ['iLike', { [Op.iLike]: 'x' }],
    ['regexp', { [Op.regexp]: 'x' }],
    ['match', { [Op.match]: 'x' }],
    ['adjacent', { [Op.adjacent]: [1, 2] }],
  ])('refuses %s before anything is sent', async (name, condition) => {
    const sequelize = createSequelize(target)
    const { Book } = defineLibrary(sequelize)
    await sequelize.sync()
    const sent = await statements(sequelize, async () => {
      await expect(Book.findAll({ where: { title: condition } })).rejects.toThrow(name)
    })
    expect(sent).toEqual([])
  })
})

forEachDialect({}, (target) => {
  it('searches by an index for patterns that begin with text, whatever was looked for before', async () => {
    const sequelize = createSequelize(target, { operatorsAliases: { $like: Op.like } } as never)
    const isSqlite = target.dialect === 'sqlite'
    const Word = sequelize.define(
      'Word',
      { text: isSqlite ? DataTypes.CITEXT : DataTypes.TEXT },
      { timestamps: false, indexes: [{ fields: ['text'] }] },
    )
    await Word.sync()
    await Word.bulkCreate(['Alpha', 'beta', 'alphabet'].map((text) => ({ text })))
    const found = async (pattern: string) => {
      let words: unknown[] = []
      const [sql] = await statements(sequelize, async () => {
        const rows = await Word.findAll({ where: { text: { [Op.like]: pattern } }, order: ['id'] })
        words = rows.map((row) => row.text)
      })
      return { sql: sql!, words }
    }

    const open = await found('%pha%')
    const closed = await found('al%')

    expect(open.words).toEqual(['Alpha', 'alphabet'])
    expect(closed.words).toEqual(isSqlite ? ['Alpha', 'alphabet'] : ['alphabet'])
    expect(await found('_eta')).toMatchObject({ sql: open.sql, words: ['beta'] })
    const aliased = async (pattern: string) =>
      statements(sequelize, () =>
        Word.findAll({ where: { text: { $like: pattern } }, order: ['id'] } as never),
      )
    expect([await aliased('%pha%'), await aliased('al%')]).toEqual([[open.sql], [closed.sql]])
    // Of no other operator does the statement depend on what was looked for first.
    const unlike = async (pattern: string) =>
      statements(sequelize, () => Word.findAll({ where: { text: { [Op.notLike]: pattern } } }))
    expect(await unlike('%pha%')).toEqual(await unlike('al%'))
    if (!isSqlite) return
    const planOf = async (sql: string, pattern: string) =>
      JSON.stringify(
        await sequelize.query(`EXPLAIN QUERY PLAN ${sql.replace('?', '$1')}`, { bind: [pattern] }),
      )
    expect(await planOf(closed.sql, 'al%')).toContain('SEARCH Word USING COVERING INDEX')
    expect(await planOf(open.sql, 'al%')).not.toContain('SEARCH')
  })
})
