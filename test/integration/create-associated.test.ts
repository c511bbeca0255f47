/** `createX` of all kinds with `include`: what is nested is written with the target. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { defineLibrary, emptyLibrary, type Library } from '../support/library-models.js'
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
  })

  describe('createX with include', () => {
    it('of a many-to-many association creates what is nested, and links the target', async () => {
      const { Author, Book, BookTag, Tag } = library
      const tag = await Tag.create({ label: 'irony' })
      const book = await tag.createBook(
        { title: 'Emma', author: { name: 'Austen' }, copies: [{ code: 'a' }, { code: 'b' }] },
        { include: ['author', Book.associations['copies']], through: { weight: 7 } },
      )
      expect([await Author.count(), await BookTag.count()]).toEqual([1, 1])
      const found = await tag.getBooks({ include: ['author', 'copies'] })
      expect(found).toHaveLength(1)
      expect(found[0].id).toBe(book.id)
      expect(found[0].author.name).toBe('Austen')
      expect(found[0].copies.map(({ code }: any) => code).toSorted()).toEqual(['a', 'b'])
      expect(found[0].BookTag.weight).toBe(7)
    })

    it('of a many-to-many association links targets of targets, too', async () => {
      const { Book, BookTag, Tag } = library
      const book = await Book.create({ title: 'Emma' })
      await book.createTag(
        { label: 'irony', books: [{ title: 'Persuasion', BookTag: { weight: 3 } }] },
        { include: 'books', fields: ['label'] },
      )
      const rows = await BookTag.findAll({ order: ['bookId'] })
      expect(rows.map(({ weight }: any) => weight)).toEqual([1, 3])
      expect((await Tag.findOne({ include: 'books' })).books).toHaveLength(2)
    })

    it('of the other kinds creates what is nested', async () => {
      const { Author, Copy, Loan, Reader } = library
      const author = await Author.create({ name: 'Austen' })
      const book = await author.createBook(
        { title: 'Emma', copies: [{ code: 'a' }], tags: [{ label: 'irony' }] },
        { include: ['copies', 'tags'] },
      )
      expect([await book.countCopies(), await book.countTags()]).toEqual([1, 1])
      const copy = await Copy.findOne()
      await copy.createLoan({ fine: 3, reader: { name: 'Rosa' } }, { include: 'reader' })
      expect((await Loan.findOne({ include: 'reader' })).reader.name).toBe('Rosa')
      await copy.createShelf(
        { label: 'top', copies: [{ code: 'b', bookId: book.id }] },
        { include: 'copies' },
      )
      expect(await (await copy.getShelf()).countCopies()).toBe(2)
      // What of the target is written says nothing of the key.
      await copy.createShelf({ label: 'new', roomNumber: 3 }, { fields: ['label'] })
      expect(await (await Copy.findByPk(copy.id)).getShelf()).toMatchObject({
        label: 'new',
        roomNumber: null,
      })
      expect(await Reader.count()).toBe(1)
    })
  })

  it('an include is nothing to the through rows of add, set and remove', async () => {
    const { Book, Tag } = library
    const book = await Book.create({ title: 'Emma' })
    const tag = await Tag.create({ label: 'irony' })
    const include = ['author']
    const sent = await statements(sequelize, async () => {
      await tag.addBook(book, { include, through: { weight: 2 } })
      await tag.setBooks([book], { include, through: { weight: 3 } })
      await tag.removeBook(book, { include })
    })
    expect(sent.map((sql) => sql.split(' ', 1)[0])).toEqual([
      ...['SELECT', 'INSERT', 'SELECT', 'UPDATE', 'DELETE'],
    ])
    expect(await tag.countBooks()).toBe(0)
  })
})
