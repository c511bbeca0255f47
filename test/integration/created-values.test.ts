/** What new rows are made of: values by attribute, and instances where they are nested. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Sequelize, UsageError } from '../../lib/index.js'
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

  /** Asserts that a call is refused, and that nothing is sent. */
  async function expectRefused(call: () => Promise<unknown>, message: string): Promise<void> {
    const sent = await statements(sequelize, async () => {
      const refused = expect(call()).rejects
      await refused.toThrow(UsageError)
    })
    expect(sent).toEqual([])
    await expect(call()).rejects.toThrow(message)
  }

  const wrongValues: [string, unknown][] = [
    ['a list', [{ title: 'a' }, { title: 'b' }]],
    ['a text', 'Emma'],
    ['a number', 5],
    ['a function', () => ({ title: 'a' })],
    ['a promise', Promise.resolve({ title: 'a' })],
  ]

  describe.each(wrongValues)('%s for the values of a new target', (_, values) => {
    it('is refused by all kinds', async () => {
      const author = await library.Author.create({ name: 'Austen' })
      const book = await library.Book.create({ title: 'Emma' })
      const copy = await book.createCopy({ code: 'A' })
      const say = (call: string, model: string) =>
        `${call}: the values of the new ${model} are not an object of attributes. Received `
      await expectRefused(() => author.createBook(values), say('author.createBook', 'Book'))
      await expectRefused(() => book.createTag(values), say('book.createTag', 'Tag'))
      await expectRefused(() => book.createAuthor(values), say('book.createAuthor', 'Author'))
      await expectRefused(() => copy.createLoan(values), say('copy.createLoan', 'Loan'))
    })
  })

  it('an instance for the values of a new target is refused', async () => {
    const { Author, Book } = library
    const author = await Author.create({ name: 'Austen' })
    await expectRefused(
      () => author.createBook(Book.build({ title: 'Emma' })),
      'author.createBook: an instance of Book was given for the values of a new Book. ' +
        'Give the values by attribute, or use addBook, which takes instances.',
    )
    await expectRefused(
      () => author.createBook(author),
      'author.createBook: an instance of Author was given for the values of a new Book. ' +
        'Give the values by attribute: { title: "…" }.',
    )
  })

  it('no values are those of defaults', async () => {
    const author = await library.Author.create({ name: 'Austen' })
    const book = await library.Book.create({ title: 'Emma' })
    expect((await book.createTag()).label ?? null).toBeNull()
    await expect(author.createBook()).rejects.toThrow('Book.title cannot be null')
  })

  it('a list for the values of a new row is refused', async () => {
    await expectRefused(
      () => library.Tag.create([{ label: 'a' }] as never),
      'Tag.create: the values are a list. Received [{ label: "a" }]. ' +
        'Give those of one row, or call Tag.bulkCreate.',
    )
  })

  describe('an instance of another model among nested values', () => {
    it('is refused by all kinds', async () => {
      const { Author, Book, Copy, Tag } = library
      const tag = Tag.build({ label: 'new' })
      const create = (model: any, as: string, value: unknown) => () =>
        model.create({ name: 'n', title: 't', [as]: value }, { include: [as] })
      await expectRefused(
        create(Book, 'author', tag),
        'Book: the value of "author" is an instance of Tag, not of Author. ' +
          'Give an instance of Author, or its values by attribute.',
      )
      await expectRefused(
        create(Author, 'books', [{ title: 'a' }, tag]),
        'Author: item 2 of 2 of "books" is an instance of Tag, not of Book.',
      )
      await expectRefused(create(Author, 'books', [Tag.build({})]), 'item 1 of 1 of "books"')
      await expectRefused(create(Book, 'tags', [Author.build({ name: 'a' })]), 'of "tags"')
      await expectRefused(create(Copy, 'loan', tag), 'the value of "loan"')
      await expectRefused(
        () => Book.bulkCreate([{ title: 't', author: tag }] as never, { include: ['author'] }),
        'the value of "author"',
      )
    })

    it('is not one of a scoped class, or of one that extends the model', async () => {
      const { Author, Book } = library
      class Novelist extends (Author as any) {}
      const made = await Promise.all(
        [Author.unscoped(), Novelist].map((Class: any) =>
          Book.create(
            { title: 't', author: Class.build({ name: 'Austen' }) },
            { include: ['author'] },
          ),
        ),
      )
      expect(made.map((book: any) => book.author.name)).toEqual(['Austen', 'Austen'])
      expect(made.map((book: any) => book.authorId)).toEqual(
        made.map((book: any) => book.author.id),
      )
    })
  })

  describe('ignoreDuplicates with nested values', () => {
    const refusal =
      'it cannot be linked with "ignoreDuplicates": a row that is left out does not tell its "id"'

    it('is refused where the keys of the rows are not known, and nothing is written', async () => {
      const { Book, Copy, Tag, BookTag } = library
      await Book.create({ title: 'old', isbn: 1 })
      const records = (nested: object) => [
        { title: 'a', isbn: 1, ...nested },
        { title: 'b', isbn: 2, ...nested },
      ]
      const options = (as: string) => ({ include: [as], ignoreDuplicates: true })
      const sent = await statements(sequelize, () =>
        Book.bulkCreate(records({ copies: [{}] }) as never, options('copies') as never).catch(
          () => {},
        ),
      )
      expect(sent.filter((sql) => sql.includes('INSERT'))).toEqual([])
      await expect(
        Book.bulkCreate(records({ copies: [{}] }) as never, options('copies') as never),
      ).rejects.toThrow(`Book: what is nested under "copies": ${refusal}`)
      await expect(
        Book.bulkCreate(records({ tags: [{}] }) as never, options('tags') as never),
      ).rejects.toThrow(refusal)
      await expect(
        Book.create({ title: 'c', isbn: 1, copies: [{}] } as never, options('copies') as never),
      ).rejects.toThrow(refusal)
      await expect(
        Copy.bulkCreate([{ code: 'x', book: { title: 'd', isbn: 1 } }] as never, {
          include: [{ association: 'book', ignoreDuplicates: true } as never],
        }),
      ).rejects.toThrow(`Copy: what is nested under "book": ${refusal}`)
      const counts = [Book, Copy, Tag, BookTag].map((model) => model.count())
      expect(await Promise.all(counts)).toEqual([1, 0, 0, 0])
    })

    it('links what is nested where the keys are given', async () => {
      const { Book, Copy } = library
      await Book.create({ id: 7, title: 'old' })
      await Book.bulkCreate(
        [
          { id: 7, title: 'left out', copies: [{ code: 'seven' }] },
          { id: 8, title: 'new', copies: [{ code: 'eight' }] },
          { title: 'alone' },
        ] as never,
        { include: ['copies'], ignoreDuplicates: true } as never,
      )
      const copies = await Copy.findAll({ include: 'book', order: ['code'] })
      expect(copies.map(({ book }: any) => book.title)).toEqual(['new', 'old'])
    })
  })
})
