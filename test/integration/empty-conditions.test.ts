/** Conditions of which nothing is left: negated, or in Op.or, they never choose all rows. */
import { beforeAll, describe, expect, it } from 'vitest'
import { col, DataTypes, json, Op, type Sequelize, where } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

type Cases = readonly (readonly [title: string, condition: () => unknown, sql: string])[]

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Book: any
  let Page: any

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const options = { timestamps: false }
    Book = sequelize.define('Book', { n: DataTypes.INTEGER, meta: DataTypes.JSON }, options)
    Page = sequelize.define('Page', { n: DataTypes.INTEGER }, options)
    const Tag: any = sequelize.define('Tag', { n: DataTypes.INTEGER }, options)
    const Tagged: any = sequelize.define('Tagged', { n: DataTypes.INTEGER }, options)
    Book.hasMany(Page, { as: 'pages', foreignKey: 'bookId' })
    Book.hasMany(Page, { as: 'first', foreignKey: 'bookId', scope: { n: 1 } })
    Book.belongsToMany(Tag, {
      as: 'tags',
      through: Tagged,
      foreignKey: 'bookId',
      otherKey: 'tagId',
    })
    Book.addScope('none', { where: { [Op.not]: { n: { [Op.notIn]: [] } } } })
    await sequelize.sync({ force: true })
    await Book.bulkCreate([{ n: 1 }, { n: 2 }, { n: null }])
    await Page.bulkCreate([1, 2].map((n) => ({ n, bookId: n })))
    await Tag.create({ n: 1 })
    await Tagged.create({ bookId: 1, tagId: 1, n: 1 })
  })

  /** With the quotes of standard SQL. */
  const quoted = (sql: string) => sql.replaceAll('`', '"').replaceAll(/\$\d/g, '?')

  const none = () => ({ [Op.not]: { n: { [Op.notIn]: [] } } })
  const nothing: Cases = [
    ['not of an empty object', () => ({ [Op.not]: {} }), '0 = 1'],
    ['not of an empty list', () => ({ [Op.not]: [] }), '0 = 1'],
    ['not of a list of empty objects', () => ({ [Op.not]: [{}, {}] }), '0 = 1'],
    ['not of notIn of an empty list', none, '0 = 1'],
    ['not of and of nothing', () => ({ [Op.not]: { [Op.and]: [] } }), '0 = 1'],
    ['not of an attribute, and of nothing', () => ({ [Op.not]: { n: { [Op.and]: [] } } }), '0 = 1'],
    ['not below an attribute', () => ({ n: { [Op.not]: { [Op.notIn]: [] } } }), '0 = 1'],
    ['not of ne of an empty list', () => ({ [Op.not]: { n: { [Op.ne]: [] } } }), '0 = 1'],
    ['not of where()', () => ({ [Op.not]: where(col('n'), Op.notIn, []) }), '0 = 1'],
    ['not of json()', () => ({ [Op.not]: json({}) }), '0 = 1'],
    ['not of an empty JSON object', () => ({ [Op.not]: { meta: { a: {} } } }), '0 = 1'],
    ['not of a JSON place', () => ({ [Op.not]: { 'meta.a': { [Op.notIn]: [] } } }), '0 = 1'],
    ['or of nothing', () => ({ [Op.or]: [] }), '0 = 1'],
    ['or of an empty object', () => ({ [Op.or]: [{}] }), '1 = NULL'],
    ['or of empty objects and lists', () => ({ [Op.or]: [{}, [], [{}]] }), '1 = NULL'],
    ['or of notIn of empty lists', () => ({ [Op.or]: { n: { [Op.notIn]: [] } } }), '1 = NULL'],
    ['or of where()', () => ({ [Op.or]: [where(col('n'), Op.notIn, [])] }), '1 = NULL'],
    ['or of an empty JSON object', () => ({ [Op.or]: [{ meta: {} }] }), '1 = NULL'],
    ['not of or of nothing left', () => ({ [Op.not]: { [Op.or]: [{}] } }), 'NOT (1 = NULL)'],
    ['or below an attribute', () => ({ n: { [Op.or]: [{ [Op.notIn]: [] }] } }), '1 = NULL'],
    ['or of nothing below an attribute', () => ({ n: { [Op.or]: [] } }), '1 = NULL'],
    ['its negation', () => ({ [Op.not]: { n: { [Op.or]: {} } } }), 'NOT (1 = NULL)'],
    ['in of an empty list', () => ({ n: [] }), '"n" IN (NULL)'],
    ['its negation', () => ({ [Op.not]: { n: [] } }), 'NOT ("n" IN (NULL))'],
    ['its negation below it', () => ({ n: { [Op.not]: { [Op.in]: [] } } }), 'NOT ("n" IN (NULL))'],
  ]

  it.each(nothing)('hold for no row: %s', async (_, condition, sql) => {
    const sent = await statements(sequelize, async () => {
      expect(await Book.destroy({ where: condition() })).toBe(0)
      expect(await Book.update({ n: 5 }, { where: condition() })).toEqual([0])
    })
    expect(sent.map(quoted)).toEqual([
      `DELETE FROM "Books" WHERE ${sql}`,
      `UPDATE "Books" SET "n" = ? WHERE ${sql}`,
    ])
    expect(await Book.count({ where: condition() })).toBe(0)
  })

  const rest: Cases = [
    ['and of nothing', () => ({ n: 2, [Op.and]: [] }), '"n" = ?'],
    ['or with an empty object', () => ({ [Op.or]: [{}, { n: 2 }] }), '"n" = ?'],
    ['or with notIn', () => ({ [Op.or]: [{ n: 2 }, { n: { [Op.notIn]: [] } }] }), '"n" = ?'],
    ['or with ne', () => ({ [Op.or]: [{ n: 2 }, { n: { [Op.ne]: [] } }] }), '"n" = ?'],
    ['or with where()', () => ({ [Op.or]: [{ n: 2 }, where(col('n'), Op.ne, [])] }), '"n" = ?'],
    ['or below an attribute', () => ({ n: { [Op.or]: [2, { [Op.notIn]: [] }] } }), '"n" = ?'],
    ['or with an empty or', () => ({ [Op.or]: [{ [Op.or]: [] }, { n: 2 }] }), '0 = 1 OR "n" = ?'],
    ['or with not of not', () => ({ [Op.or]: [{ [Op.not]: none() }, { n: 2 }] }), '"n" = ?'],
    ['not of a list', () => ({ [Op.not]: [{}, { n: 1 }] }), 'NOT ("n" = ?)'],
    [
      'not of an or beside another',
      () => ({ [Op.not]: [{ n: 1 }, { [Op.or]: [{}] }] }),
      'NOT ("n" = ? AND 1 = NULL)',
    ],
  ]

  it.each(rest)('leave the rest: %s', async (_, condition, sql) => {
    const sent = await statements(sequelize, async () => {
      expect(await Book.update({ n: 2 }, { where: condition() })).toEqual([1])
    })
    expect(sent.map(quoted)).toEqual([`UPDATE "Books" SET "n" = ? WHERE ${sql}`])
  })

  const all: readonly (readonly [string, () => unknown])[] = [
    ['an empty object', () => ({})],
    ['and of nothing', () => ({ [Op.and]: [] })],
    ['and of empty objects', () => ({ [Op.and]: [{}, []] })],
    ['notIn of an empty list', () => ({ n: { [Op.notIn]: [] } })],
    ['not of an empty list', () => ({ n: { [Op.not]: [] } })],
    ['ne of an empty list', () => ({ n: { [Op.ne]: [] } })],
    ['where()', () => where(col('n'), Op.notIn, [])],
    ['not of not', () => ({ [Op.not]: none() })],
    ['not of or of nothing', () => ({ [Op.not]: { [Op.or]: [] } })],
  ]

  it.each(all)('hold for all rows: %s', async (_, condition) => {
    expect(await Book.count({ where: condition() })).toBe(3)
  })

  describe('in other places', () => {
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id)

    it('choose no row of an include, nor of its through rows', async () => {
      for (const strategy of ['join', 'select']) {
        const pages = { association: 'pages', required: false, where: none(), strategy }
        const tags = { association: 'tags', strategy, required: false, through: { where: none() } }
        const book = await Book.findByPk(1, { include: [pages, tags] })
        expect([book.pages, book.tags], strategy).toEqual([[], []])
      }
      const on = { association: 'pages', on: { [Op.or]: [{}] } }
      expect((await Book.findByPk(1, { include: on })).pages).toEqual([])
    })

    it('choose no row by a scope and by having', async () => {
      expect(await Book.scope('none').findAll()).toEqual([])
      expect(await Book.scope('none').findAll({ where: { id: 1 } })).toEqual([])
      const grouped = { attributes: ['n'], group: ['n'], raw: true }
      expect(await Book.findAll({ ...grouped, having: none() })).toEqual([])
      expect(await Book.findAll({ ...grouped, having: { [Op.or]: [{}] } })).toEqual([])
    })

    it('leave the keys of an include alone where "or" joins them with nothing', async () => {
      for (const association of ['pages', 'first']) {
        const include = { association, or: true, where: { n: { [Op.notIn]: [] } } }
        expect(ids(await Book.findAll({ include, order: ['id'] })), association).toEqual(
          association === 'pages' ? [1, 2] : [1],
        )
      }
    })
  })
})
