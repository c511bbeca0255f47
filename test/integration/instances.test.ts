/** One instance: building, saving, changing, deleting and reading it. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
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
  })

  beforeEach(async () => {
    await emptyLibrary(library)
    await fillLibrary(library)
  })

  const count = (run: () => Promise<unknown>) =>
    statements(sequelize, run).then((sent) => sent.length)

  describe('building', () => {
    it('sends nothing until the instance is saved', async () => {
      const { Author } = library
      const sent = await statements(sequelize, async () => {
        const author = Author.build({ name: 'Eco', unknown: 1 })
        expect([author.isNewRecord, author.id, author.name]).toEqual([true, null, 'Eco'])
        expect(author.changed()).toEqual(['name'])
        expect(author.get()).not.toHaveProperty('unknown')
      })
      expect(sent).toEqual([])
    })

    it('of a list gives a list', () => {
      const authors = library.Author.bulkBuild([{ name: 'Eco' }, { name: 'Fo' }])
      expect(authors.map(({ name }: { name: string }) => name)).toEqual(['Eco', 'Fo'])
    })

    it('with isNewRecord: false stands for a row that exists', async () => {
      const author = library.Author.build({ id: 1, name: 'Ada' }, { isNewRecord: false })
      await author.update({ name: 'Lovelace' })
      expect((await library.Author.findByPk(1)).name).toBe('Lovelace')
    })

    it('works with new', async () => {
      const Author = library.Author as unknown as new (values: object) => any
      const author = new Author({ name: 'Eco' })
      await author.save()
      expect(author.id).toBe(6)
    })
  })

  describe('create', () => {
    it('sends one INSERT, and knows the key and the defaults', async () => {
      const { Book } = library
      let book: any
      const sent = await statements(sequelize, async () => {
        book = await Book.create({ title: 'Emma' })
      })
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatch(/^INSERT INTO .Books./)
      expect([book.isNewRecord, book.id, book.lendable, book.changed()]).toEqual([
        ...[false, 8, true, false],
      ])
      expect(book.createdAt).toEqual((await Book.findByPk(8)).createdAt)
    })

    it('writes the given fields only', async () => {
      const book = await library.Book.create({ title: 'Emma', pages: 5 }, { fields: ['title'] })
      expect((await book.reload()).pages).toBeNull()
    })

    it('with nothing but defaults inserts a row', async () => {
      const { Tag, Copy } = library
      expect((await Tag.create()).id).toBe(6)
      await expect(Copy.create({})).rejects.toThrow(/bookId/)
    })

    it('of an existing key is refused by the database and leaves the instance new', async () => {
      const tag = library.Tag.build({ id: 1, label: 'other' })
      await expect(tag.save()).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect(tag.isNewRecord).toBe(true)
    })

    it('with ignoreDuplicates leaves a row alone that is there', async () => {
      const { Tag } = library
      await Tag.create({ label: 'classic' }, { ignoreDuplicates: true })
      expect(await Tag.count()).toBe(5)
    })

    it('with raw: true takes the values as they are', async () => {
      const book = await library.Book.create({ title: 'Emma', odd: 1 }, { raw: true })
      expect(book.dataValues.odd).toBe(1)
    })
  })

  describe('save', () => {
    it('sends the changed columns only', async () => {
      const { Tag } = library
      const copy = await library.Copy.findByPk(1)
      copy.condition = 'worn'
      const sent = await statements(sequelize, () => copy.save())
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatch(/^UPDATE .Copies. SET .condition. = (\?|\$1) WHERE .id. = (\?|\$2)/)
      expect(await count(() => copy.save())).toBe(0)
      const tag = await Tag.findByPk(1)
      tag.label = 'classic'
      expect(tag.changed()).toBe(false)
      expect(await count(() => tag.save())).toBe(0)
    })

    it('of given fields leaves other changes pending', async () => {
      const book = await library.Book.findByPk(1)
      book.set({ title: 'A', pages: 1 })
      await book.save({ fields: ['title'] })
      expect(book.changed()).toEqual(['pages'])
      expect((await library.Book.findByPk(1)).pages).toBe(66)
      await book.save()
      expect((await library.Book.findByPk(1)).pages).toBe(1)
    })

    it('that fails keeps what was changed', async () => {
      const tag = await library.Tag.findByPk(2)
      tag.label = 'classic'
      await expect(tag.save()).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect([tag.label, tag.changed(), tag.previous('label')]).toEqual([
        ...['classic', ['label'], 'maths'],
      ])
    })

    it('of a row that has gone changes nothing', async () => {
      const { Tag } = library
      const tag = await Tag.findByPk(5)
      await Tag.destroy({ where: { id: 5 } })
      await tag.update({ label: 'x' })
      expect(await Tag.count()).toBe(4)
    })
  })

  describe('update', () => {
    it('saves the given values and no other change', async () => {
      const book = await library.Book.findByPk(1)
      book.pages = 1
      await book.update({ title: 'New', genre: undefined })
      expect(book.changed()).toEqual(['pages'])
      expect((await library.Book.findByPk(1)).toJSON()).toMatchObject({
        ...{ title: 'New', pages: 66, genre: 'essay' },
      })
    })

    it('may be told which fields', async () => {
      const book = await library.Book.findByPk(1)
      await book.update({ title: 'New', pages: 1 }, { fields: ['pages'] })
      expect((await book.reload()).toJSON()).toMatchObject({ title: 'Notes', pages: 1 })
    })
  })

  describe('changes', () => {
    it('are told by changed and previous', async () => {
      const book = await library.Book.findByPk(1)
      expect([book.changed(), book.changed('title')]).toEqual([false, false])
      book.title = 'New'
      book.set('pages', 67)
      expect(book.changed()).toEqual(['title', 'pages'])
      expect([book.changed('title'), book.changed('genre')]).toEqual([true, false])
      expect([book.previous('title'), book.previous('genre')]).toEqual(['Notes', 'essay'])
      expect(book.previous()).toEqual({ title: 'Notes', pages: 66 })
      await book.save()
      expect([book.changed(), book.previous('title')]).toEqual([false, 'New'])
    })

    it('compare dates and JSON by value', async () => {
      const book = await library.Book.findByPk(1)
      book.published = new Date(book.published)
      book.meta = structuredClone(book.meta)
      expect(book.changed()).toBe(false)
      book.published = new Date(0)
      book.meta = { ...book.meta, lang: 'fr' }
      expect(book.changed()).toEqual(['published', 'meta'])
    })

    it('within JSON are told by hand, or set by path', async () => {
      const { Book } = library
      const book = await Book.findByPk(1)
      book.meta.lang = 'fr'
      expect(book.changed()).toBe(false)
      book.changed('meta', true)
      await book.save()
      expect((await Book.findByPk(1)).meta.lang).toBe('fr')
      await book.set('meta.size.height', 30).save()
      expect((await Book.findByPk(1)).meta).toMatchObject({ lang: 'fr', size: { height: 30 } })
    })
  })

  describe('get and set', () => {
    it('give and take one value, all values, and keys that are no attributes', async () => {
      const author = await library.Author.findByPk(1, { attributes: ['id', ['name', 'called']] })
      expect(author.get('called')).toBe('Ada')
      expect(author.get()).toEqual({ id: 1, called: 'Ada' })
      const book = await library.Book.findByPk(1)
      book.set({ title: 'x', nonsense: 1, id: 99 })
      expect([book.title, book.id, 'nonsense' in book.dataValues]).toEqual(['x', 1, false])
    })

    it('toJSON gives a copy that can be changed', async () => {
      const book = await library.Book.findByPk(1, { include: 'author' })
      const json = book.toJSON()
      json.meta.lang = 'xx'
      json.author.name = 'changed'
      expect([book.meta.lang, book.author.name]).toEqual(['en', 'Ada'])
      expect(JSON.parse(JSON.stringify(book)).author.name).toBe('Ada')
    })

    it('get({ plain: true }) makes plain objects of what is included', async () => {
      const author = await library.Author.findByPk(2, { include: 'books' })
      const plain = author.get({ plain: true })
      expect(plain.books.map((book: any) => [book.constructor, book.title])).toEqual([
        [Object, 'Ficciones'],
        [Object, 'The Aleph'],
      ])
    })
  })

  describe('destroy', () => {
    it('deletes the row, and the instance keeps its values', async () => {
      const { Tag } = library
      const tag = await Tag.findByPk(5)
      const sent = await statements(sequelize, () => tag.destroy())
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatch(/^DELETE FROM .Tags. WHERE .id. = (\?|\$1)$/)
      expect(tag.label).toBe('unused')
      expect(await Tag.findByPk(5)).toBeNull()
    })
  })

  describe('reload', () => {
    it('reads the row again and forgets changes', async () => {
      const { Book } = library
      const book = await Book.findByPk(1)
      await Book.update({ pages: 70 }, { where: { id: 1 } })
      book.title = 'pending'
      expect(await book.reload()).toBe(book)
      expect([book.pages, book.title, book.changed()]).toEqual([70, 'Notes', false])
    })

    it('brings back what was included, and can include more', async () => {
      const { Author, Book } = library
      const author = await Author.findByPk(2, { include: 'books' })
      await Book.update({ title: 'X' }, { where: { id: 2 } })
      await author.reload()
      expect(author.books.map(({ title }: any) => title).sort()).toEqual(['The Aleph', 'X'])
      const book = await Book.findByPk(1)
      await book.reload({ include: 'author' })
      expect(book.author.name).toBe('Ada')
    })

    it('reads some attributes only and keeps the rest', async () => {
      const { Book } = library
      const book = await Book.findByPk(1)
      await Book.update({ title: 'X', pages: 1 }, { where: { id: 1 } })
      await book.reload({ attributes: ['pages'] })
      expect([book.title, book.pages]).toEqual(['Notes', 1])
    })

    it('fails when the row has gone', async () => {
      const { Tag } = library
      const tag = await Tag.findByPk(5)
      await Tag.destroy({ where: { id: 5 } })
      await expect(tag.reload()).rejects.toMatchObject({ name: 'SequelizeInstanceError' })
    })
  })

  describe('increment and decrement', () => {
    it('count in the database, in one statement', async () => {
      const { Book } = library
      const [mine, theirs] = [await Book.findByPk(1), await Book.findByPk(1)]
      expect(await count(() => mine.increment('pages'))).toBe(1)
      await theirs.increment(['pages'], { by: 10 })
      await theirs.decrement({ pages: 2 })
      expect((await mine.reload()).pages).toBe(66 + 1 + 10 - 2)
    })

    it('change several columns by amounts of their own', async () => {
      const loan = await library.Loan.findByPk(1)
      await loan.increment({ fine: 4 })
      expect((await loan.reload()).fine).toBe(7)
      const other = await library.Loan.findByPk(2)
      await other.increment('fine')
      expect((await other.reload()).fine).toBeNull()
    })

    it('count the version up, so that stale instances are told from the row', async () => {
      const place = createSequelize(target)
      const Stock: any = place.define('Stock', { copies: DataTypes.INTEGER }, { version: true })
      await Stock.sync({ force: true })
      const stock = await Stock.create({ copies: 10 })
      const stale = await Stock.findByPk(stock.id)
      await stock.decrement('copies', { by: 3 })
      await Stock.decrement({ copies: 1 }, { where: { id: stock.id } })
      await stock.increment('copies')
      await stock.increment('copies', { by: -2 })
      expect(await stock.reload()).toMatchObject({ copies: 5, version: 4 })
      await expect(stale.update({ copies: 9 })).rejects.toMatchObject({
        name: 'SequelizeOptimisticLockError',
      })
      await Stock.drop()
    })
  })

  it('equals tells whether two instances are the same row', async () => {
    const { Book, Tag } = library
    const [a, b, c] = [await Book.findByPk(1), await Book.findByPk(1), await Book.findByPk(2)]
    expect([a.equals(b), a.equals(c), a.equalsOneOf([c, b])]).toEqual([true, false, true])
    expect(a.equals(await Tag.findByPk(1))).toBe(false)
  })

  describe('with include', () => {
    it('create writes a tree, parents before children', async () => {
      const { Author, Book, Tag } = library
      const sent = await statements(sequelize, async () => {
        const book = await Book.create(
          {
            title: 'Emma',
            author: { name: 'Austen' },
            copies: [{ code: 'e-1' }, { code: 'e-2' }],
            tags: [{ label: 'comedy', BookTag: { weight: 7 } }],
          },
          { include: ['author', 'copies', 'tags'] },
        )
        expect([book.authorId, book.author.id]).toEqual([6, 6])
        expect(book.copies.map(({ bookId }: any) => bookId)).toEqual([8, 8])
      })
      expect(sent[0]).toMatch(/^(BEGIN|START TRANSACTION)/)
      expect(sent[1]).toMatch(/^INSERT INTO .Authors./)
      expect(sent[2]).toMatch(/^INSERT INTO .Books./)
      const emma = await Book.findOne({
        where: { title: 'Emma' },
        include: ['author', { association: 'copies' }, 'tags'],
        order: [['copies', 'code', 'ASC']],
      })
      expect(emma.author.name).toBe('Austen')
      expect(emma.copies.map(({ code }: any) => code)).toEqual(['e-1', 'e-2'])
      expect(emma.tags.map((tag: any) => [tag.label, tag.BookTag.weight])).toEqual([['comedy', 7]])
      expect([await Author.count(), await Tag.count()]).toEqual([6, 6])
    })

    it('create of several levels', async () => {
      const { Author, Copy } = library
      const author = await Author.create(
        {
          name: 'Austen',
          books: [
            { title: 'Emma', copies: [{ code: 'e-1', loan: { fine: 1 } }] },
            { title: 'Persuasion', copies: [] },
          ],
        },
        {
          include: [
            { association: 'books', include: [{ association: 'copies', include: ['loan'] }] },
          ],
        },
      )
      expect(author.books[0].copies[0].loan.copyId).toBe(author.books[0].copies[0].id)
      const copy = await Copy.findOne({
        where: { code: 'e-1' },
        include: ['loan', { association: 'book', include: ['author'] }],
      })
      expect([copy.book.author.name, copy.loan.fine]).toEqual(['Austen', 1])
    })

    it('create without include leaves nested values out', async () => {
      const { Author, Book } = library
      await Book.create({ title: 'Emma', author: { name: 'Austen' } })
      expect(await Author.count()).toBe(5)
    })
  })

  it('omitNull leaves nulls out of what is written', async () => {
    const other = createSequelize(target, { omitNull: true })
    const Copy = other.define(
      'NullCopy',
      { code: { type: DataTypes.STRING, defaultValue: 'x' } },
      { timestamps: false },
    )
    await Copy.sync({ force: true })
    const copy = await Copy.create({ code: null as never })
    expect((await copy.reload()).code).toBe('x')
  })
})
