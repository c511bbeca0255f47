/** Scopes: named sets of finder options, and how they merge. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Author: AnyModelClass
  let Book: AnyModelClass

  beforeAll(async () => {
    sequelize = createSequelize(target, { define: { timestamps: false } })
    Author = sequelize.define('ScopeAuthor', { name: DataTypes.STRING }) as never
    Book = sequelize.define(
      'ScopeBook',
      { title: DataTypes.STRING, year: DataTypes.INTEGER, withdrawn: DataTypes.BOOLEAN },
      {
        defaultScope: { where: { withdrawn: false } },
        scopes: {
          recent: { order: [['year', 'DESC']], limit: 2 },
          named: (title: string) => ({ where: { title } }),
          before: (year: number) => ({ where: { year: { [Op.lt]: year } } }),
          after: (year: number) => ({ where: { year: { [Op.gt]: year } } }),
          titles: { attributes: ['id', 'title'] },
          years: { attributes: ['year'] },
          byAuthor: (name: string) => ({ include: [{ association: 'author', where: { name } }] }),
          withdrawn: { where: { withdrawn: true } },
        },
      },
    ) as never
    Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
    Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
    await sequelize.sync({ force: true })
  })

  beforeEach(async () => {
    await Book.unscoped().destroy({ where: {} })
    await Author.destroy({ where: {} })
    const [austen, eliot] = await Author.bulkCreate([{ name: 'Austen' }, { name: 'Eliot' }])
    await Book.bulkCreate([
      { title: 'Emma', year: 1815, withdrawn: false, authorId: austen.id },
      { title: 'Romola', year: 1863, withdrawn: false, authorId: eliot.id },
      { title: 'Middlemarch', year: 1871, withdrawn: true, authorId: eliot.id },
    ])
  })

  const titles = async (model: unknown, options: object = {}) =>
    (await (model as AnyModelClass).findAll({ order: [['year', 'ASC']], ...options })).map(
      ({ title }) => title,
    )

  describe('the attributes of a scope', () => {
    it.each(['titles', 'years'])('do not take part in groups (%s)', async (scope) => {
      const counts = await Book.scope(scope).count({ group: ['withdrawn'] })
      expect(counts.map((row: object) => Object.keys(row))).toEqual([
        ['withdrawn', 'count'],
        ['withdrawn', 'count'],
      ])
    })
  })

  describe('the default scope', () => {
    it('applies to finders, counts, aggregates, updates and deletions', async () => {
      expect(await titles(Book)).toEqual(['Emma', 'Romola'])
      expect([await Book.count(), await Book.max('year')]).toEqual([2, 1863])
      expect(await Book.findOne({ where: { title: 'Middlemarch' } })).toBeNull()
      expect(await Book.update({ year: 1 }, { where: {} })).toEqual([2])
      expect(await Book.destroy({ where: {} })).toBe(2)
      expect(await titles(Book.unscoped())).toEqual(['Middlemarch'])
    })

    it('gives way to a condition on the same attribute', async () => {
      expect(await titles(Book, { where: { withdrawn: true } })).toEqual(['Middlemarch'])
    })

    it('does not apply to create', async () => {
      await Book.create({ title: 'New' })
      expect((await Book.unscoped().findOne({ where: { title: 'New' } })).withdrawn).toBeNull()
    })

    it('applies to includes and to the methods of associations', async () => {
      const eliot = await Author.findOne({ where: { name: 'Eliot' }, include: 'books' })
      expect(eliot.books.map(({ title }: any) => title)).toEqual(['Romola'])
      expect(await eliot.countBooks()).toBe(1)
      expect(await eliot.getBooks({ scope: null })).toHaveLength(2)
      expect(await eliot.getBooks({ scope: false })).toHaveLength(2)
      expect((await eliot.getBooks({ scope: 'withdrawn' }))[0].title).toBe('Middlemarch')
    })

    it('is left out by unscoped(), scope() and scope(null)', async () => {
      for (const model of [Book.unscoped(), Book.scope(), Book.scope(null as never)]) {
        expect(await titles(model)).toHaveLength(3)
      }
    })
  })

  describe('named scopes', () => {
    it('take the place of the default scope, unless it is named', async () => {
      expect(await titles(Book.scope('recent'), { order: undefined })).toEqual([
        'Middlemarch',
        'Romola',
      ])
      expect(await titles(Book.scope(['defaultScope', 'recent']), { order: undefined })).toEqual([
        'Romola',
        'Emma',
      ])
    })

    it('take arguments', async () => {
      expect(await titles(Book.scope({ method: ['named', 'Emma'] }))).toEqual(['Emma'])
      expect(await titles(Book.scope({ method: ['before', 1870] }))).toEqual(['Emma', 'Romola'])
    })

    it('can be given on the spot', async () => {
      expect(await titles(Book.scope({ where: { title: 'Romola' } } as never))).toEqual(['Romola'])
    })

    it('include associations', async () => {
      expect(await titles(Book.scope({ method: ['byAuthor', 'Eliot'] }))).toEqual([
        'Romola',
        'Middlemarch',
      ])
    })

    it('give classes that make instances of the model', async () => {
      const Recent = Book.scope('recent')
      const [book] = await Recent.findAll()
      expect(book).toBeInstanceOf(Book)
      expect(Recent.name).toBe('ScopeBook')
    })

    it('can be an include’s model', async () => {
      const eliot = await Author.findOne({
        where: { name: 'Eliot' },
        include: { model: Book.scope('withdrawn') as never, as: 'books' },
      })
      expect(eliot.books.map(({ title }: any) => title)).toEqual(['Middlemarch'])
    })

    it('that do not exist are named', () => {
      expect(() => Book.scope('nope')).toThrow(/nope/)
    })
  })

  describe('merging', () => {
    it('lets later conditions on an attribute replace earlier ones', async () => {
      expect(
        await titles(Book.scope({ method: ['before', 1850] }, { method: ['after', 1850] })),
      ).toEqual(['Romola', 'Middlemarch'])
      expect(
        await titles(Book.scope({ method: ['before', 1850] }), { where: { title: 'Emma' } }),
      ).toEqual(['Emma'])
    })

    it('puts attributes together, and lets the finder’s limit win', async () => {
      const [book] = await Book.scope('titles', 'years').findAll({ where: { title: 'Emma' } })
      expect(book.get()).toEqual({ id: expect.any(Number), title: 'Emma', year: 1815 })
      expect(await titles(Book.scope('recent'), { limit: 1, order: undefined })).toEqual([
        'Middlemarch',
      ])
    })

    it('keeps scopes as they are when a finder adds to them', async () => {
      const Eliot = Book.scope({ method: ['byAuthor', 'Eliot'] })
      await Eliot.findAll({
        where: { title: 'Romola' },
        include: [{ association: 'author', attributes: ['id'] }],
      })
      expect(await titles(Eliot)).toEqual(['Romola', 'Middlemarch'])
    })

    it('puts includes together that are no lists, but for those of the call', async () => {
      const byEliot = { include: { association: 'author', where: { name: 'Eliot' } } }
      const few = { include: { association: 'author', attributes: ['id'] } }
      const books = await Book.scope(byEliot as never, few as never).findAll({ order: ['year'] })
      expect(books.map(({ title }) => title)).toEqual(['Romola', 'Middlemarch'])
      expect(Object.keys(books[0].author.get())).toEqual(['id'])
      expect(await titles(Book.scope(byEliot as never), few)).toHaveLength(3)
    })

    it('makes all conditions hold with whereMergeStrategy: and', async () => {
      const Strict = sequelize.define(
        'StrictScopeBook',
        { year: DataTypes.INTEGER },
        {
          tableName: 'ScopeBooks',
          whereMergeStrategy: 'and',
          scopes: { old: { where: { year: { [Op.lt]: 1870 } } } },
        },
      ) as unknown as AnyModelClass
      expect(await Strict.scope('old').count({ where: { year: { [Op.gt]: 1850 } } })).toBe(1)
    })
  })

  it('can be added later, and replaced with override', async () => {
    Book.addScope('late', { where: { year: { [Op.gt]: 1870 } } }, { override: true })
    expect(await titles(Book.scope('late'))).toEqual(['Middlemarch'])
    expect(() => Book.addScope('late', {})).toThrow(/late/)
    Book.addScope('late', { where: { year: 1815 } }, { override: true })
    expect(await titles(Book.scope('late'))).toEqual(['Emma'])
  })
})
