/** Many rows at once: bulkCreate, static update and destroy, upsert, increment, truncate. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { col, DataTypes, fn, literal, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
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
  })

  beforeEach(async () => {
    await emptyLibrary(library)
    await fillLibrary(library)
  })

  const sent = (run: () => Promise<unknown>) => statements(sequelize, run)
  const titles = async (options: object = {}) =>
    (await library.Book.findAll({ order: ['id'], ...options })).map(({ title }) => title)

  describe('bulkCreate', () => {
    it('sends one INSERT, and gives instances with their keys, in order', async () => {
      const { Book } = library
      let made: any[] = []
      const log = await sent(async () => {
        made = await Book.bulkCreate([{ title: 'A' }, { title: 'B', pages: 5 }, { title: 'C' }])
      })
      expect(log).toHaveLength(1)
      expect(
        made.map(({ id, title, lendable, isNewRecord }) => [id, title, lendable, isNewRecord]),
      ).toEqual([
        [8, 'A', true, false],
        [9, 'B', true, false],
        [10, 'C', true, false],
      ])
      expect(made[0].createdAt).toBeInstanceOf(Date)
      expect(made[0].changed()).toBe(false)
      expect((await Book.findByPk(9)).pages).toBe(5)
    })

    it('of nothing sends nothing', async () => {
      expect(
        await sent(async () => {
          expect(await library.Book.bulkCreate([])).toEqual([])
        }),
      ).toEqual([])
    })

    it('writes more rows than a statement has parameters for, all or none', async () => {
      const { Book } = library
      const rows = Array.from({ length: 20_000 }, (_, i) => ({
        title: `t${i}`,
        isbn: String(i + 10),
      }))
      const made = await Book.bulkCreate(rows)
      expect(made).toHaveLength(20_000)
      expect(await Book.count()).toBe(20_007)
      const last = await Book.findByPk(made.at(-1).id)
      expect(last.title).toBe('t19999')
      await Book.destroy({ where: { id: { [Op.gt]: 7 } } })

      rows[19_999]!.isbn = '10'
      await expect(Book.bulkCreate(rows)).rejects.toMatchObject({
        name: 'SequelizeUniqueConstraintError',
      })
      expect(await Book.count()).toBe(7)
    })

    it('writes the given fields only', async () => {
      const [book] = await library.Book.bulkCreate([{ title: 'A', pages: 5 }], {
        fields: ['title'],
      })
      expect((await book.reload()).pages).toBeNull()
    })

    it('ignoreDuplicates leaves out rows whose key is there', async () => {
      const { Tag } = library
      await Tag.bulkCreate([{ label: 'classic' }, { label: 'new' }], { ignoreDuplicates: true })
      expect(await Tag.count()).toBe(6)
    })

    it('updateOnDuplicate updates rows whose key is there', async () => {
      const { Book } = library
      const [first, second] = await Book.bulkCreate(
        [
          { isbn: '2', title: 'F', pages: 1 },
          { isbn: '77', title: 'G', pages: 2 },
        ],
        { updateOnDuplicate: ['title'] },
      )
      expect([first.title, second.title]).toEqual(['F', 'G'])
      expect(await Book.count()).toBe(8)
      const known = await Book.findOne({ where: { isbn: '2' } })
      expect([known.id, known.title, known.pages]).toEqual([2, 'F', 174])
      expect((await Book.findOne({ where: { isbn: '77' } })).pages).toBe(2)
    })

    it('updateOnDuplicate with conflictAttributes names the key', async () => {
      const { Book } = library
      await Book.bulkCreate([{ id: 1, title: 'X', isbn: '99' }], {
        updateOnDuplicate: ['title', 'isbn'],
        conflictAttributes: ['id'],
      })
      const book = await Book.findByPk(1)
      expect([book.title, String(book.isbn), book.pages]).toEqual(['X', '99', 66])
    })

    it('of rows with and without keys gives each its own', async () => {
      const { Tag } = library
      const made = await Tag.bulkCreate([{ label: 'a' }, { id: 50, label: 'b' }, { label: 'c' }])
      const stored = await Tag.findAll({ where: { id: { [Op.gt]: 5 } }, order: ['label'] })
      expect(made.map(({ id, label }) => [id, label])).toEqual(
        stored.map(({ id, label }) => [id, label]),
      )
      expect(stored[1].id).toBe(50)
    })

    it('individualHooks runs the hooks of each row, and inserts the rows together', async () => {
      const { Tag } = library
      const seen: string[] = []
      Tag.addHook('beforeCreate', 'test', ({ label }: any) => {
        seen.push(`before ${label}`)
      })
      Tag.addHook('afterCreate', 'test', ({ id, label }: any) => {
        seen.push(`after ${label} ${id}`)
      })
      const log = await sent(() =>
        Tag.bulkCreate([{ label: 'a' }, { label: 'b' }], { individualHooks: true }),
      )
      Tag.removeHook('beforeCreate', 'test')
      Tag.removeHook('afterCreate', 'test')
      expect(log).toHaveLength(1)
      expect(seen).toEqual(['before a', 'before b', 'after a 6', 'after b 7'])
    })

    it('with include writes children and through rows', async () => {
      const { Book } = library
      const made = await Book.bulkCreate(
        [
          { title: 'A', author: { name: 'New' }, copies: [{ code: 'a-1' }, { code: 'a-2' }] },
          { title: 'B', copies: [], tags: [{ label: 'fresh', BookTag: { weight: 8 } }] },
        ],
        { include: ['author', 'copies', 'tags'] },
      )
      const found = await Book.findAll({
        where: { id: made.map(({ id }) => id) },
        include: ['author', 'copies', 'tags'],
        order: ['id'],
      })
      expect(found[0].author.name).toBe('New')
      expect(found[0].copies.map(({ code }: any) => code).sort()).toEqual(['a-1', 'a-2'])
      expect(found[1].tags.map((tag: any) => [tag.label, tag.BookTag.weight])).toEqual([
        ['fresh', 8],
      ])
    })

    it('that fails writes nothing', async () => {
      const { Tag } = library
      await expect(Tag.bulkCreate([{ label: 'a' }, { label: 'classic' }])).rejects.toMatchObject({
        name: 'SequelizeUniqueConstraintError',
      })
      expect(await Tag.count()).toBe(5)
    })

    it('refuses rows that are no list, before anything is sent', async () => {
      await expect(library.Tag.bulkCreate({ label: 'a' } as never)).rejects.toThrow(
        /Tag\.bulkCreate/,
      )
    })
  })

  describe('static update', () => {
    it('changes the rows that where finds, in one statement, and counts them', async () => {
      const { Book } = library
      const log = await sent(async () => {
        expect(await Book.update({ pages: 1 }, { where: { genre: 'novel' } })).toEqual([3])
      })
      expect(log).toHaveLength(1)
      expect(await Book.count({ where: { pages: 1 } })).toBe(3)
    })

    it('takes expressions', async () => {
      const { Book } = library
      await Book.update(
        { pages: literal('pages * 2'), title: fn('upper', col('title')) },
        { where: { id: [1, 2] } },
      )
      expect(await titles({ where: { id: [1, 2] } })).toEqual(['NOTES', 'FICCIONES'])
      expect((await Book.findByPk(1)).pages).toBe(132)
    })

    it('leaves undefined values out, and without values sends nothing', async () => {
      const { Tag } = library
      await Tag.update({ label: 'x', id: undefined }, { where: { id: 1 } })
      expect((await Tag.findByPk(1)).label).toBe('x')
      expect(
        await sent(async () => {
          expect(await Tag.update({}, { where: {} })).toEqual([0])
          expect(await Tag.update({ label: undefined }, { where: {} })).toEqual([0])
        }),
      ).toEqual([])
    })

    it('writes the given fields only, and refuses to go without where', async () => {
      const { Book } = library
      await Book.update({ title: 'x', pages: 1 }, { where: { id: 1 }, fields: ['pages'] })
      expect((await Book.findByPk(1)).get()).toMatchObject({ title: 'Notes', pages: 1 })
      await expect(Book.update({ pages: 1 }, {} as never)).rejects.toThrow(/where/)
      await expect(
        Book.update({ pages: 1 }, { where: { id: undefined } } as never),
      ).rejects.toThrow(/where\.id/)
      expect(await Book.count({ where: { pages: 1 } })).toBe(1)
    })

    it('individualHooks loads the rows, and writes changes of their own one by one', async () => {
      const { Tag } = library
      Tag.addHook('beforeUpdate', 'number', (tag: any) => {
        tag.label += tag.id
      })
      try {
        const [count, rows] = (await Tag.update(
          { label: 'x' },
          { where: { id: [1, 2] }, individualHooks: true },
        )) as unknown as [number, any[]]
        expect([count, rows.map(({ label }) => label)]).toEqual([2, ['x1', 'x2']])
        expect((await Tag.findByPk(2)).label).toBe('x2')
      } finally {
        Tag.removeHook('beforeUpdate', 'number')
      }
    })
  })

  describe('static destroy', () => {
    it('deletes what where finds, in one statement, and counts', async () => {
      const { BookTag } = library
      const log = await sent(async () => {
        expect(await BookTag.destroy({ where: { weight: { [Op.lt]: 3 } } })).toBe(3)
      })
      expect(log).toHaveLength(1)
      expect(await BookTag.count()).toBe(4)
    })

    it('needs a where, and refuses undefined in it', async () => {
      const { Tag } = library
      await expect(Tag.destroy()).rejects.toThrow(/where/)
      await expect(Tag.destroy({})).rejects.toThrow(/where/)
      await expect(Tag.destroy({ where: { id: undefined } } as never)).rejects.toThrow(/where\.id/)
      expect(await Tag.count()).toBe(5)
      expect(await Tag.destroy({ where: {} })).toBe(5)
    })

    it('deletes up to a limit', async () => {
      const { BookTag, Tag } = library
      await BookTag.destroy({ where: {} })
      expect(await Tag.destroy({ where: {}, limit: 2 })).toBe(2)
      expect(await Tag.count()).toBe(3)
    })

    it('with a limit on a composite key', async () => {
      const { BookTag } = library
      expect(await BookTag.destroy({ where: { bookId: 1 }, limit: 1 })).toBe(1)
      expect(await BookTag.count({ where: { bookId: 1 } })).toBe(1)
    })
  })

  describe('upsert', () => {
    it('inserts or updates by the primary key, in one statement', async () => {
      const { Tag } = library
      const log = await sent(async () => {
        const [tag, created] = await Tag.upsert({ id: 1, label: 'x' })
        expect([tag.id, tag.label, created]).toEqual([1, 'x', null])
      })
      expect(log).toHaveLength(1)
      await Tag.upsert({ id: 9, label: 'nine' })
      expect(await Tag.count()).toBe(6)
      expect((await Tag.findByPk(9)).label).toBe('nine')
    })

    it('by a unique key gives the row that is there', async () => {
      const { Book } = library
      const [book] = await Book.upsert({ isbn: '2', title: 'Ficciones II' })
      expect([book.id, book.title, book.pages]).toEqual([2, 'Ficciones II', 174])
      expect(await Book.count()).toBe(7)
    })

    it('keeps createdAt and sets updatedAt', async () => {
      const { Book } = library
      const before = await Book.findByPk(2)
      await Book.upsert({ isbn: '2', title: 'Ficciones II' })
      const after = await Book.findByPk(2)
      expect(after.createdAt).toEqual(before.createdAt)
      expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(before.updatedAt.getTime())
    })

    it('takes the key that conflictFields names', async () => {
      const Copy = sequelize.define(
        'UpsertCopy',
        {
          shelf: { type: DataTypes.STRING, unique: 'place' },
          position: { type: DataTypes.INTEGER, unique: 'place' },
          title: DataTypes.STRING,
        },
        { timestamps: false },
      ) as unknown as AnyModelClass
      await Copy.sync({ force: true })
      await Copy.upsert({ shelf: 'A', position: 1, title: 'x' })
      await Copy.upsert(
        { shelf: 'A', position: 1, title: 'y' },
        { conflictFields: ['shelf', 'position'] },
      )
      expect(await Copy.findAll({ raw: true })).toEqual([
        { id: 1, shelf: 'A', position: 1, title: 'y' },
      ])
      sequelize.modelManager.removeModel(Copy)
    })

    it('on a composite primary key', async () => {
      const { BookTag } = library
      await BookTag.upsert({ bookId: 1, tagId: 2, weight: 50 })
      await BookTag.upsert({ bookId: 7, tagId: 5, weight: 60 })
      expect(await BookTag.count()).toBe(8)
      expect((await BookTag.findOne({ where: { bookId: 1, tagId: 2 } })).weight).toBe(50)
    })

    it('with fields updates those only', async () => {
      const { Book } = library
      await Book.upsert({ isbn: '2', title: 'x', pages: 1 }, { fields: ['title'] })
      expect((await Book.findByPk(2)).get()).toMatchObject({ title: 'x', pages: 174 })
    })
  })

  describe('static increment and decrement', () => {
    it('change what where finds, in one statement', async () => {
      const { BookTag } = library
      const log = await sent(() => BookTag.increment('weight', { by: 2, where: { bookId: 1 } }))
      expect(log).toHaveLength(1)
      await BookTag.decrement({ weight: 1 }, { where: { bookId: 2 } })
      const rows = await BookTag.findAll({ order: ['bookId', 'tagId'], raw: true })
      expect(rows.map(({ weight }: any) => weight)).toEqual([3, 7, 1, 8, 3, 4, 1])
    })

    it('need a where', async () => {
      await expect(library.BookTag.increment('weight', {} as never)).rejects.toThrow(/where/)
    })

    it('refuse what is no attribute or no number', async () => {
      const { BookTag } = library
      await expect(
        BookTag.increment('weight', { by: '1; DROP TABLE x' as never, where: {} }),
      ).rejects.toThrow()
      expect((await BookTag.findOne({ where: { bookId: 1, tagId: 1 } })).weight).toBe(1)
    })
  })

  describe('truncate', () => {
    it('tells how many rows there were where they are deleted, as v6 does', async () => {
      const { BookTag } = library
      const expected = target.supports.truncate ? 0 : await BookTag.count()
      expect(await BookTag.truncate()).toBe(expected)
      expect(await BookTag.count()).toBe(0)
      await emptyLibrary(library)
      await fillLibrary(library)
      expect(await BookTag.destroy({ truncate: true, restartIdentity: true })).toBe(expected)
      expect(await BookTag.count()).toBe(0)
    })

    it('empties a table', async () => {
      const { BookTag, Book } = library
      await BookTag.truncate()
      expect([await BookTag.count(), await Book.count()]).toEqual([0, 7])
    })

    it('lets keys count from 1 again with restartIdentity', async () => {
      const { BookTag, Tag } = library
      await BookTag.truncate()
      await Tag.truncate({ cascade: true, restartIdentity: true })
      expect((await Tag.create({ label: 'x' })).id).toBe(1)
    })

    it('of a paranoid model marks the rows, and force empties the table', async () => {
      const { Reader } = library
      await Reader.truncate()
      expect([await Reader.count(), await Reader.count({ paranoid: false })]).toEqual([0, 4])
      await library.Loan.destroy({ where: {} })
      await Reader.truncate({ force: true, cascade: true })
      expect(await Reader.count({ paranoid: false })).toBe(0)
    })
  })
})

forEachDialect({ requires: 'returning' }, (target) => {
  it('static update gives the changed rows with returning', async () => {
    const sequelize = createSequelize(target)
    const library = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    await fillLibrary(library)
    const { Tag } = library
    const [count, rows] = await Tag.update(
      { label: fn('upper', col('label')) },
      { where: { id: [1, 2] }, returning: true },
    )
    expect(count).toBe(2)
    expect(rows.map((tag: any) => tag.label).sort()).toEqual(['CLASSIC', 'MATHS'])
    expect(rows[0]).toBeInstanceOf(Tag)
    const [, some] = await Tag.update({ label: 'x' }, { where: { id: 3 }, returning: ['id'] })
    expect(some.map((tag: any) => tag.get())).toEqual([{ id: 3 }])
  })
})
