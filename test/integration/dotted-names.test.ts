import { beforeAll, describe, expect, it } from 'vitest'
import { col, DataTypes, fn, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  describe('names with the name of a table', () => {
    let sequelize: Sequelize
    let Author: any
    let Book: any

    beforeAll(async () => {
      sequelize = createSequelize(target)
      Author = sequelize.define('Author', { name: DataTypes.STRING }, options)
      const attributes = {
        title: DataTypes.STRING,
        pages: { type: DataTypes.INTEGER, field: 'page_count' },
        bought: DataTypes.DATE,
      }
      Book = sequelize.define('Book', attributes, options)
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      await sequelize.sync({ force: true })
      await Author.bulkCreate([{ name: 'Ann' }, { name: 'Bob' }])
      await Book.bulkCreate([
        { title: 'A', pages: 3, bought: new Date(0), authorId: 1 },
        { title: 'B', pages: 4, bought: new Date(5000), authorId: 1 },
        { title: 'A', pages: 9, authorId: 2 },
      ])
    })

    const order = ['id']
    const hidden = { association: 'author', attributes: [] }

    it('name attributes of the model itself', async () => {
      const first = { where: { id: 1 } }
      const shown = await Book.findOne({ attributes: ['Book.id', 'Book.pages'], ...first })
      expect(shown.get()).toEqual({ id: 1, pages: 3 })
      const [raw] = await Book.findAll({ attributes: ['Book.pages'], raw: true, ...first })
      expect(raw).toEqual({ pages: 3 })
      const joined = await Book.findOne({
        attributes: ['Book.id'],
        include: 'author',
        ...first,
      })
      expect(joined.toJSON()).toEqual({ id: 1, author: { id: 1, name: 'Ann' } })
      const [all] = await Book.findAll({ attributes: ['Book.*'], raw: true, ...first })
      expect(Object.keys(all)).toEqual(['id', 'title', 'pages', 'bought', 'authorId'])
    })

    it('name those of an include, with the last name as key', async () => {
      const rows = await Book.findAll({
        attributes: ['author.name', 'title'],
        include: [hidden],
        order,
        raw: true,
      })
      expect(rows[2]).toEqual({ name: 'Bob', title: 'A' })
      const [renamed] = await Book.findAll({
        attributes: [['author.name', 'who']],
        include: [hidden],
        order,
        raw: true,
      })
      expect(renamed).toEqual({ who: 'Ann' })
      const [all] = await Book.findAll({
        attributes: ['title', 'author.*'],
        include: [hidden],
        order,
        raw: true,
      })
      expect(all).toEqual({ title: 'A', id: 1, name: 'Ann' })
    })

    it('are known where names are checked', async () => {
      const strict = createSequelize(target, { strict: true })
      const Reader: any = strict.define('StrictReader', { name: DataTypes.STRING }, options)
      const Badge: any = strict.define('StrictBadge', { code: DataTypes.STRING }, options)
      const Team: any = strict.define('StrictTeam', { title: DataTypes.STRING }, options)
      const Member = strict.define('StrictMember', { role: DataTypes.STRING }, options)
      Badge.belongsTo(Reader, { as: 'reader', foreignKey: 'readerId' })
      Reader.belongsToMany(Team, { as: 'teams', through: Member })
      await strict.sync({ force: true })
      const values = { name: 'Ann', teams: [{ title: 'T', StrictMember: { role: 'lead' } }] }
      const reader = await Reader.create(values, { include: ['teams'] })
      expect((await reader.getTeams())[0].StrictMember.role).toBe('lead')
      await Badge.create({ code: 'x', readerId: reader.id })
      const include = [{ association: 'reader', attributes: [] }]
      const attributes = ['reader.name', 'StrictBadge.code']
      expect(await Badge.findAll({ attributes, include, raw: true })).toEqual([
        { name: 'Ann', code: 'x' },
      ])
      await expect(Badge.findAll({ attributes: ['reader.name'], raw: true })).rejects.toThrow(
        'reader.name',
      )
      await strict.close()
    })

    it('are taken in conditions, orders and groups', async () => {
      expect(await Book.count({ where: { '$Book.title$': 'A' } })).toBe(2)
      const where = { [Op.or]: [{ '$Book.title$': 'B' }, { '$author.name$': 'Bob' }] }
      const found = await Book.findAll({ where, include: ['author'], order: ['Book.id'] })
      expect(found.map(({ id }: any) => id)).toEqual([2, 3])
      const count = [fn('COUNT', col('Book.id')), 'count']
      const groups = await Book.findAll({
        attributes: ['authorId', count],
        group: ['Book.authorId'],
        order: [['Book.authorId', 'DESC']],
        raw: true,
      })
      expect(groups.map((group: any) => [group.authorId, Number(group.count)])).toEqual([
        [2, 1],
        [1, 2],
      ])
    })

    it('have the type of the included attribute in aggregates', async () => {
      const include = [{ association: 'books', attributes: [] }]
      expect(await Author.max('books.bought', { include })).toEqual(new Date(5000))
      expect(await Author.max('books.title', { include })).toBe('B')
      expect(await Author.min('$books.pages$', { include })).toBe(3)
    })
  })

  describe('HAVING', () => {
    let Book: any

    beforeAll(async () => {
      const sequelize = createSequelize(target)
      const attributes = { shelf: DataTypes.INTEGER, pages: DataTypes.INTEGER }
      Book = sequelize.define('Book', attributes, options)
      await sequelize.sync({ force: true })
      await Book.bulkCreate([
        { shelf: 1, pages: 3 },
        { shelf: 1, pages: 4 },
        { shelf: 2, pages: 6 },
      ])
    })

    const shelves = async (attribute: unknown, having: object): Promise<unknown[]> => {
      const finder = { attributes: ['shelf', attribute], group: ['shelf'], raw: true }
      const rows: any[] = await Book.findAll({ ...finder, having, order: ['shelf'] })
      return rows.map(({ shelf }) => shelf)
    }

    it('names what is computed by its alias', async () => {
      const books = [fn('COUNT', col('id')), 'books']
      expect(await shelves(books, { books: { [Op.gt]: 1 } })).toEqual([1])
      expect(await shelves(books, { [Op.or]: [{ books: 1 }, { shelf: 1 }] })).toEqual([1, 2])
      expect(await shelves(books, { shelf: 2 })).toEqual([2])
    })

    it('names what is computed before the attribute of that name', async () => {
      const pages = [fn('SUM', col('pages')), 'pages']
      expect(await shelves(pages, { pages: { [Op.gt]: 6 } })).toEqual([1])
    })
  })

  it('an aggregate has the name that it was called by', async () => {
    const sequelize = createSequelize(target)
    const Book: any = sequelize.define('Book', { title: DataTypes.STRING }, options)
    await sequelize.sync({ force: true })
    await Book.bulkCreate([{ title: 'A' }, { title: 'A' }])
    expect(await Book.aggregate('title', 'DISTINCT', { plain: false })).toEqual([{ DISTINCT: 'A' }])
    expect(await Book.aggregate('title', 'MAX', { plain: false })).toEqual([{ MAX: 'A' }])
    expect(await Book.aggregate('title', 'MAX')).toBe('A')
  })
})
