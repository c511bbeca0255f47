/** What instances are after a nested write that failed, or that was begun twice. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { defineLibrary, emptyLibrary, type Library } from '../support/library-models.js'

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

  describe('a nested write that fails', () => {
    const include = [{ association: 'books', include: ['copies'] }]
    const tree = () => ({
      name: 'Austen',
      books: [
        { title: 'Emma', copies: [{ code: 'a' }, { code: 'b' }] },
        { title: 'Persuasion', copies: [{ code: 'a' }] },
      ],
    })

    it('in a given transaction leaves instances as they were, and can be saved in the next', async () => {
      const { Author, Copy } = library
      const author = Author.build(tree(), { include })
      const before = JSON.stringify(author)
      const save = () => sequelize.transaction((transaction) => author.save({ transaction }))
      await expect(save()).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect(JSON.stringify(author)).toBe(before)
      expect([author, author.books[0]].map((x) => x.isNewRecord)).toEqual([true, true])
      author.books[1].copies[0].code = 'c'
      await save()
      expect([await Author.count(), await Copy.count()]).toEqual([1, 3])
    })

    it('bulkCreate in a given transaction leaves instances as they were', async () => {
      const { Author } = library
      const authors = [Author.build({ name: 'Eliot' }), Author.build(tree(), { include })]
      const before = JSON.stringify(authors)
      const made = sequelize.transaction((transaction) =>
        Author.bulkCreate(authors, { include, transaction }),
      )
      await expect(made).rejects.toThrow()
      expect(JSON.stringify(authors)).toBe(before)
      expect(authors.map(({ isNewRecord }) => isNewRecord)).toEqual([true, true])
    })

    it('in a savepoint leaves what came before it, and can be saved in the same transaction', async () => {
      const { Author, Copy, Tag } = library
      const author = Author.build(tree(), { include })
      await sequelize.transaction(async (outer) => {
        await Tag.create({ label: 'kept' }, { transaction: outer })
        const save = () =>
          sequelize.transaction({ transaction: outer }, (transaction) =>
            author.save({ transaction }),
          )
        await expect(save()).rejects.toThrow()
        author.books[1].copies[0].code = 'c'
        await save()
      })
      expect(await Promise.all([Author, Copy, Tag].map((model) => model.count()))).toEqual([
        1, 3, 1,
      ])
    })

    it('in the current transaction of the async context leaves instances as they were', async () => {
      const own = createSequelize(target, { disableClsTransactions: false })
      const { Author, Book, Copy } = defineLibrary(own)
      await own.sync()
      const book = Book.build(
        { title: 'x', copies: [{ code: 'a' }, { code: 'a' }] },
        { include: ['copies'] },
      )
      const save = () => own.transaction(() => book.save())
      await expect(save()).rejects.toThrow()
      expect([book.isNewRecord, book.id ?? null]).toEqual([true, null])
      book.copies[1].code = 'b'
      await save()
      expect([await Author.count(), await Book.count(), await Copy.count()]).toEqual([0, 1, 2])
      await Copy.destroy({ where: {} })
      await Book.destroy({ where: {} })
    })
  })

  describe('the same instance saved twice at once', () => {
    it('is one row, with what was built with it', async () => {
      const { Book, Copy } = library
      const include = ['copies']
      const book = Book.build({ title: 'Emma', isbn: 1, copies: [{ code: 'a' }] }, { include })
      await Promise.all([book.save(), book.save(), book.save()])
      expect([await Book.count(), await Copy.count(), book.isNewRecord]).toEqual([1, 1, false])
      expect((await Book.findOne()).id).toBe(book.id)
    })

    it('is saved by the later one where the first fails', async () => {
      const { Book, Copy } = library
      const isbn = 7
      const other = await Book.create({ title: 'other', isbn })
      const book = Book.build(
        { title: 'x', isbn, copies: [{ code: 'a' }] },
        { include: ['copies'] },
      )
      const first = book.save()
      const second = book.save()
      await expect(first).rejects.toThrow()
      await expect(second).rejects.toThrow()
      expect([book.isNewRecord, book.id ?? null]).toEqual([true, null])
      await other.destroy()
      await Promise.all([book.save(), book.save()])
      expect([await Book.count(), await Copy.count()]).toEqual([1, 1])
    })

    it('by a hook of its own save does not wait for itself', async () => {
      const { Book } = library
      Book.addHook('afterCreate', 'test', async (book: any) => {
        book.title = 'changed'
        await book.save()
      })
      try {
        await Book.create({ title: 'x', copies: [{ code: 'a' }] }, { include: ['copies'] })
      } finally {
        Book.removeHook('afterCreate', 'test')
      }
      expect((await Book.findOne()).title).toBe('changed')
    })
  })
})
