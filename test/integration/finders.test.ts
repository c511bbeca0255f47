/** Finders on one model: what they give, and what they send. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  cast,
  col,
  DataTypes,
  EmptyResultError,
  fn,
  literal,
  Op,
  type Sequelize,
  where,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  defineLibrary,
  emptyLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let library: Library

  beforeAll(async () => {
    sequelize = createSequelize(target)
    library = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    await fillLibrary(library)
  })

  const sent = (run: () => Promise<unknown>) => statements(sequelize, run)
  const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id)

  describe('findAll', () => {
    it('gives instances of the model, in one statement', async () => {
      const { Author } = library
      let authors: any[] = []
      expect(
        await sent(async () => {
          authors = await Author.findAll({ order: ['id'] })
        }),
      ).toHaveLength(1)
      expect(authors).toHaveLength(5)
      for (const author of authors) {
        expect(author).toBeInstanceOf(Author)
        expect([author.isNewRecord, author.changed()]).toEqual([false, false])
      }
      expect(authors[3].get()).toMatchObject({
        ...{ id: 4, name: 'Dickinson', country: 'US', bornOn: '1830-12-10', rating: null },
      })
    })

    it('gives an empty list for no rows', async () => {
      expect(await library.Author.findAll({ where: { name: 'none' } })).toEqual([])
    })

    it('pages with limit and offset', async () => {
      const { Author } = library
      const page = (limit?: number, offset?: number) =>
        Author.findAll({ order: ['id'], limit, offset }).then(ids)
      expect(await page(2)).toEqual([1, 2])
      expect(await page(2, 3)).toEqual([4, 5])
      expect(await page(undefined, 3)).toEqual([4, 5])
      expect(await page(0)).toEqual([])
      expect(await page(10, 10)).toEqual([])
    })

    it('leaves the options as they were given', async () => {
      const options = { where: { name: 'Ada' }, order: [['id', 'ASC']], attributes: ['id'] }
      const copy = structuredClone(options)
      await library.Author.findAll(options as never)
      expect(options).toEqual(copy)
    })
  })

  describe('attributes', () => {
    const first = async (attributes: unknown) =>
      (await library.Author.findOne({ attributes, order: ['id'] } as never)).get()

    it('choose columns, under other names too', async () => {
      expect(await first(['name', ['country', 'land']])).toEqual({ name: 'Ada', land: 'GB' })
    })

    it('compute columns', async () => {
      expect(
        await first([
          [fn('upper', col('name')), 'loud'],
          [literal('1 + 1'), 'two'],
          [cast(col('rating'), 'integer'), 'whole'],
          [where(col('country'), 'GB'), 'isBritish'],
        ]),
      ).toMatchObject({ loud: 'ADA', two: 2 })
    })

    it('include and exclude from all there are', async () => {
      const all = Object.keys(await first({ include: [[fn('length', col('name')), 'letters']] }))
      expect(all.sort()).toEqual([...Object.keys(library.Author.getAttributes()), 'letters'].sort())
      expect(await first({ exclude: ['createdAt', 'updatedAt', 'rating', 'id'] })).toEqual({
        ...{ name: 'Ada', country: 'GB', bornOn: '1815-12-10' },
      })
      const both = await first({
        include: [[literal('7'), 'seven']],
        exclude: ['createdAt', 'updatedAt'],
      })
      expect(both).toMatchObject({ seven: 7, name: 'Ada' })
      expect(both).not.toHaveProperty('createdAt')
    })

    it('that are not loaded are undefined, and not written by a save', async () => {
      const author = await library.Author.findByPk(2, { attributes: ['id', 'name'] })
      expect(author.country).toBeUndefined()
      expect(await sent(() => author.save())).toEqual([])
      await author.update({ name: 'Borges' })
      expect((await library.Author.findByPk(2)).country).toBe('AR')
    })

    it('none at all is refused', async () => {
      await expect(library.Author.findAll({ attributes: [] })).rejects.toThrow(/attributes/)
    })
  })

  describe('raw, nest and plain', () => {
    it('raw gives plain objects', async () => {
      const [author] = await library.Author.findAll({
        raw: true,
        attributes: ['id', 'name'],
        order: ['id'],
      })
      expect(author).toEqual({ id: 1, name: 'Ada' })
      expect(Object.getPrototypeOf(author)).toBe(Object.prototype)
    })

    it('raw names what is included by path, and nest puts it in objects', async () => {
      const options = {
        where: { id: 1 },
        attributes: ['id'],
        include: { association: 'author', attributes: ['name'] },
        raw: true,
      }
      expect(await library.Book.findOne(options)).toEqual({ id: 1, 'author.name': 'Ada' })
      expect(await library.Book.findOne({ ...options, nest: true })).toEqual({
        id: 1,
        author: { name: 'Ada' },
      })
    })

    it('plain gives the first row or null', async () => {
      const { Author } = library
      expect((await Author.findAll({ plain: true, order: ['id'] })).name).toBe('Ada')
      expect(await Author.findAll({ plain: true, where: { id: 99 } })).toBeNull()
    })
  })

  describe('findByPk', () => {
    it('finds a row by number, text and bigint', async () => {
      const { Author } = library
      for (const key of [2, '2', 2n]) expect((await Author.findByPk(key)).name).toBe('Borges')
    })

    it('gives null for a key that is not there, and sends nothing for no key', async () => {
      const { Author } = library
      expect(await Author.findByPk(99)).toBeNull()
      expect(
        await sent(async () => {
          expect(await Author.findByPk(null as never)).toBeNull()
          expect(await Author.findByPk(undefined as never)).toBeNull()
        }),
      ).toEqual([])
    })

    it('takes the options of findOne', async () => {
      const author = await library.Author.findByPk(2, { attributes: ['name'], include: 'books' })
      expect(author.books).toHaveLength(2)
    })

    it('finds a row of a composite key by an object', async () => {
      const row = await library.BookTag.findByPk({ bookId: 2, tagId: 3 } as never)
      expect(row.weight).toBe(9)
    })

    it('refuses a key that is none', async () => {
      await expect(library.Author.findByPk({ $gt: 0 } as never)).rejects.toThrow(/Author\.findByPk/)
      await expect(library.BookTag.findByPk(2)).rejects.toThrow(/BookTag\.findByPk/)
    })
  })

  describe('findOne', () => {
    it('gives the first row or null', async () => {
      const { Book } = library
      expect(
        (await Book.findOne({ order: [['pages', 'DESC']], where: { pages: { [Op.ne]: null } } }))
          .title,
      ).toBe('Poems')
      expect(await Book.findOne({ where: { title: 'none' } })).toBeNull()
    })

    it('limits to one row', async () => {
      const [sql] = await sent(() => library.Book.findOne({ where: { genre: 'novel' } }))
      expect(sql).toMatch(/LIMIT/)
    })
  })

  describe('rejectOnEmpty', () => {
    it('is an error of the library, or one of yours', async () => {
      const { Author } = library
      class NoAuthor extends Error {}
      const none = { where: { id: 99 } }
      await expect(Author.findOne({ ...none, rejectOnEmpty: true })).rejects.toBeInstanceOf(
        EmptyResultError,
      )
      await expect(Author.findAll({ ...none, rejectOnEmpty: true })).rejects.toBeInstanceOf(
        EmptyResultError,
      )
      await expect(
        Author.findByPk(99, { rejectOnEmpty: NoAuthor } as never),
      ).rejects.toBeInstanceOf(NoAuthor)
      const mine = new NoAuthor('mine')
      await expect(Author.findOne({ ...none, rejectOnEmpty: mine })).rejects.toBe(mine)
    })

    it('can be the default of a model', async () => {
      const Strict = sequelize.define('StrictAuthor', { name: DataTypes.STRING }, {
        tableName: 'Authors',
        timestamps: false,
        rejectOnEmpty: true,
      } as never)
      await expect(Strict.findByPk(99)).rejects.toBeInstanceOf(EmptyResultError)
      expect(await Strict.findByPk(99, { rejectOnEmpty: false })).toBeNull()
    })
  })

  describe('counts and aggregates', () => {
    it('count all rows, some rows, values and distinct values', async () => {
      const { Book } = library
      expect(await Book.count()).toBe(7)
      expect(await Book.count({ where: { genre: 'novel' } })).toBe(3)
      expect(await Book.count({ col: 'genre' })).toBe(6)
      expect(await Book.count({ col: 'genre', distinct: true })).toBe(3)
      expect(await Book.count({ where: { id: 99 } })).toBe(0)
    })

    it('count by group', async () => {
      const counts = await library.Book.count({ attributes: ['genre'], group: ['genre'] })
      expect(counts).toHaveLength(4)
      expect(counts).toEqual(
        expect.arrayContaining([
          { genre: 'novel', count: 3 },
          { genre: 'poetry', count: 2 },
          { genre: 'essay', count: 1 },
          { genre: null, count: 1 },
        ]),
      )
    })

    it('count roots, however many children are joined', async () => {
      const { Author } = library
      const counting = { include: ['books'], distinct: true }
      expect(await Author.count(counting)).toBe(5)
      expect(
        await Author.count({ ...counting, include: [{ association: 'books', required: true }] }),
      ).toBe(4)
    })

    it('aggregate in the type of the attribute', async () => {
      const { Author, Book } = library
      expect(await Book.max('pages')).toBe(300)
      expect(await Book.min('pages', { where: { genre: 'novel' } })).toBe(160)
      expect(await Book.sum('pages')).toBe(955)
      expect(await Book.sum('price')).toBeCloseTo(76.48)
      expect(await Book.max('published')).toEqual(new Date('2020-02-29T23:59:59.999Z'))
      expect(await Author.min('bornOn')).toBe('1815-12-10')
      expect(await Author.max('name')).toBe('Nobody')
      expect(await Book.aggregate('pages', 'avg', { dataType: 'float' })).toBeCloseTo(955 / 6)
    })

    it('give null where there is nothing', async () => {
      const { Book } = library
      expect(await Book.sum('pages', { where: { id: 99 } })).toBeNull()
      expect(await Book.max('pages', { where: { id: 99 } })).toBeNull()
    })

    it('aggregate by group', async () => {
      expect(
        await library.Book.sum('pages', {
          attributes: ['genre'],
          group: ['genre'],
          where: { genre: { [Op.ne]: null } },
          plain: false,
        }),
      ).toEqual(
        expect.arrayContaining([
          { genre: 'novel', sum: expect.anything() },
          { genre: 'poetry', sum: expect.anything() },
          { genre: 'essay', sum: expect.anything() },
        ]),
      )
    })
  })

  describe('findAndCountAll', () => {
    it('gives one page and the number of all rows, in two statements', async () => {
      const { Book } = library
      let result: any
      const log = await sent(async () => {
        result = await Book.findAndCountAll({ where: { genre: 'novel' }, limit: 2, order: ['id'] })
      })
      expect(log).toHaveLength(2)
      expect([result.count, ids(result.rows)]).toEqual([3, [2, 3]])
    })

    it('counts roots, not joined rows', async () => {
      const { Author } = library
      const all = await Author.findAndCountAll({
        include: ['books'],
        distinct: true,
        limit: 2,
        order: ['id'],
      })
      expect([all.count, ids(all.rows)]).toEqual([5, [1, 2]])
      const required = await Author.findAndCountAll({
        include: [{ association: 'books', where: { genre: 'novel' } }],
        distinct: true,
        limit: 1,
        order: ['id'],
      })
      expect([required.count, ids(required.rows)]).toEqual([2, [2]])
    })

    it('counts 0 without rows', async () => {
      expect(await library.Book.findAndCountAll({ where: { id: 99 } })).toEqual({
        count: 0,
        rows: [],
      })
    })

    it('with a group counts each', async () => {
      const { count } = await library.Book.findAndCountAll({
        attributes: ['genre'],
        group: ['genre'],
      })
      expect(count).toHaveLength(4)
    })

    it('with a group counts without the attributes of the rows', async () => {
      const { Book } = library
      const books = [fn('COUNT', col('id')), 'books']
      const { count, rows } = await Book.findAndCountAll({
        attributes: [['genre', 'kind'], books],
        group: ['genre'],
        raw: true,
      })
      for (const row of count) expect(Object.keys(row)).toEqual(['genre', 'count'])
      expect(Object.keys(rows[0])).toEqual(['kind', 'books'])
    })
  })

  describe('find or', () => {
    beforeEach(async () => {
      await emptyLibrary(library)
      await fillLibrary(library)
    })

    it('build: gives the row, or an instance with where and defaults', async () => {
      const { Tag } = library
      const [old, wasBuilt] = await Tag.findOrBuild({
        where: { label: 'maze' },
        defaults: { id: 9 },
      })
      expect([old.id, wasBuilt]).toEqual([3, false])
      const [tag, built] = await Tag.findOrBuild({ where: { label: 'new' }, defaults: { id: 9 } })
      expect([tag.isNewRecord, tag.id, tag.label, built]).toEqual([true, 9, 'new', true])
      expect(await Tag.count()).toBe(5)
    })

    it.each(['findOrCreate', 'findCreateFind'] as const)(
      '%s: gives the row, or creates it with where and defaults',
      async (finder) => {
        const { Author } = library
        const find = (name: string, country: string) =>
          Author[finder]({ where: { name }, defaults: { country } })
        const [ada, created] = await find('Ada', 'XX')
        expect([ada.id, ada.country, created]).toEqual([1, 'GB', false])
        const [eco, isNew] = await find('Eco', 'IT')
        expect([eco.name, eco.country, isNew]).toEqual(['Eco', 'IT', true])
        expect((await Author.findByPk(eco.id)).country).toBe('IT')
        expect((await find('Eco', 'XX'))[1]).toBe(false)
      },
    )

    it('create: takes the equalities of where only', async () => {
      const { Author } = library
      const [author] = await Author.findOrCreate({
        where: { name: 'Eco', rating: { [Op.gt]: 4 } },
        defaults: { rating: 3 },
      })
      expect([author.name, author.rating]).toEqual(['Eco', 3])
    })

    it('create: runs in the transaction that it is given', async () => {
      const { Tag } = library
      const transaction = await sequelize.transaction()
      const [, created] = await Tag.findOrCreate({ where: { label: 'new' }, transaction })
      expect(created).toBe(true)
      await transaction.rollback()
      expect(await Tag.count({ where: { label: 'new' } })).toBe(0)
    })

    it('create: fails when another unique key is violated, and the pool goes on', async () => {
      const { Reader } = library
      await expect(
        Reader.findOrCreate({ where: { name: 'Zoe' }, defaults: { email: 'rosa@example.org' } }),
      ).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect(await Reader.count()).toBe(3)
    })

    it('need a where', async () => {
      const { Tag } = library
      for (const finder of ['findOrCreate', 'findCreateFind', 'findOrBuild'] as const) {
        await expect(Tag[finder]({} as never)).rejects.toThrow(/where/)
      }
    })
  })
})

forEachDialect({ requires: 'schemas' }, (target) => {
  it.each(['findOrCreate', 'findCreateFind'] as const)(
    '%s creates one row when many ask at once',
    async (finder) => {
      const sequelize = createSequelize(target, { pool: { max: 5 } })
      const Tag = sequelize.define(
        `Race${finder}`,
        { label: { type: DataTypes.STRING, unique: true } },
        { timestamps: false },
      )
      await Tag.sync({ force: true })
      const results = await Promise.all(
        Array.from({ length: 12 }, () => Tag[finder]({ where: { label: 'one' } })),
      )
      expect(results.filter(([, created]) => created)).toHaveLength(1)
      expect(new Set(results.map(([tag]) => tag.id)).size).toBe(1)
      expect(await Tag.count()).toBe(1)
    },
  )
})
