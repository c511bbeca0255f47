import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, type DialectTarget, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  emptyLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

const range = (length: number) => Array.from({ length }, (_, index) => index + 1)

/** The tables that rows were inserted into, in order; one word per statement. */
async function inserted(sequelize: Sequelize, run: () => Promise<unknown>): Promise<string[]> {
  const sent = await statements(sequelize, run)
  return sent.map((sql) => /^INSERT INTO .(\w+)/.exec(sql)?.[1] ?? sql.split(/[ ;]/, 1)[0]!)
}

const begin = (target: DialectTarget) => (target.dialect === 'sqlite' ? 'BEGIN' : 'START')

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

  describe('create with include', () => {
    it('writes each level by one statement, in one transaction', async () => {
      const { Author } = library
      const sent = await inserted(sequelize, () =>
        Author.create(
          {
            name: 'Austen',
            books: range(3).map((book) => ({
              title: `Book ${book}`,
              copies: range(3).map((copy) => ({ code: `${book}-${copy}` })),
              tags: range(3).map((tag) => ({ label: `${book}-${tag}` })),
            })),
          },
          { include: [{ association: 'books', include: ['copies', 'tags'] }] },
        ),
      )
      expect(sent).toEqual([
        ...[sent[0], 'Authors', 'Books', 'Copies', 'Tags', 'BookTags'],
        'COMMIT',
      ])
      expect(['BEGIN', 'START']).toContain(sent[0])
    })

    it('gives the keys of the database to the right instances', async () => {
      const { Author, Book } = library
      const author = await Author.create(
        {
          name: 'Austen',
          books: range(20).map((book) => ({
            title: `Book ${book}`,
            // Rows with different columns are as they would be by themselves.
            ...(book % 3 === 0 ? { pages: book } : {}),
            copies: [{ code: `${book}-a` }, { code: `${book}-b`, condition: 'good' }],
          })),
        },
        { include: [{ association: 'books', include: ['copies'] }] },
      )
      const found = await Book.findAll({
        include: 'copies',
        order: ['id', ['copies', 'id', 'ASC']],
      })
      const shape = (books: any[]) =>
        books.map(({ id, title, pages, authorId, copies }) => [
          ...[id, title, pages ?? null, authorId],
          copies.map((copy: any) => [copy.id, copy.bookId, copy.code, copy.condition ?? null]),
        ])
      expect(shape(author.books)).toEqual(shape(found))
      expect(found.map(({ title }) => title)).toEqual(range(20).map((book) => `Book ${book}`))
    })

    it('writes belongs-to first, through every level', async () => {
      const { Loan } = library
      let loan: any
      const sent = await inserted(sequelize, async () => {
        loan = await Loan.create(
          {
            fine: 1,
            reader: { name: 'Rosa' },
            copy: { code: 'e-1', book: { title: 'Emma', author: { name: 'Austen' } } },
          },
          {
            include: [
              'reader',
              { association: 'copy', include: [{ association: 'book', include: ['author'] }] },
            ],
          },
        )
      })
      expect(sent.slice(1)).toEqual(['Readers', 'Authors', 'Books', 'Copies', 'Loans', 'COMMIT'])
      const found = await Loan.findByPk(loan.id, {
        include: [
          'reader',
          { association: 'copy', include: [{ association: 'book', include: ['author'] }] },
        ],
      })
      expect(found.reader.name).toBe('Rosa')
      expect(found.copy.book.author.name).toBe('Austen')
      expect([loan.copyId, loan.copy.bookId]).toEqual([found.copy.id, found.copy.book.id])
    })

    it('holds the through row where values were given for it, as v6 shows it', async () => {
      const { Book, BookTag } = library
      const book = await Book.create(
        { title: 'Emma', tags: [{ label: 'a', BookTag: { weight: 7 } }, { label: 'b' }] },
        { include: ['tags'] },
      )
      const [a, b] = book.tags
      expect(a.BookTag).toBeInstanceOf(BookTag)
      expect(a.BookTag.get()).toEqual({ weight: 7, bookId: book.id, tagId: a.id })
      expect([a.BookTag.isNewRecord, a.BookTag.changed()]).toEqual([false, false])
      expect(b.get()).not.toHaveProperty('BookTag')
      const rows = await BookTag.findAll({ order: ['tagId'], raw: true })
      expect(rows.map(({ weight }: any) => weight)).toEqual([7, 1])
    })

    it('sends no transaction when nothing nested is there', async () => {
      const { Author } = library
      const sent = await inserted(sequelize, async () => {
        await Author.create({ name: 'Austen' }, { include: ['books'] })
        await Author.create({ name: 'Austen', books: [] }, { include: ['books'] })
        await Author.bulkCreate([{ name: 'Austen' }], { include: ['books'] })
      })
      expect(sent).toEqual(['Authors', 'Authors', 'Authors'])
    })

    it('save of a built instance writes what was built with it', async () => {
      const { Book, Copy } = library
      const book = Book.build({ title: 'Emma', copies: [{ code: 'a' }] }, { include: ['copies'] })
      book.copies.push(Copy.build({ code: 'b' }))
      const sent = await inserted(sequelize, () => book.save())
      expect(sent.slice(1)).toEqual(['Books', 'Copies', 'COMMIT'])
      expect(await Copy.count({ where: { bookId: book.id } })).toBe(2)
    })

    it('save of what is stored writes the instance alone, as in v6', async () => {
      const { Book, Copy } = library
      await Book.create({ title: 'Emma', copies: [{ code: 'a' }] }, { include: ['copies'] })
      const book = await Book.findOne({ include: ['copies'] })
      book.title = 'Persuasion'
      book.copies[0].code = 'changed'
      book.copies.push(Copy.build({ code: 'b' }))
      const sent = await inserted(sequelize, () => book.save())
      expect(sent).toEqual(['UPDATE'])
      expect((await Copy.findAll()).map(({ code }) => code)).toEqual(['a'])
    })
  })

  describe('a nested write that fails', () => {
    const include = [{ association: 'books', include: ['copies', 'tags'] }]
    const tree = () => ({
      name: 'Austen',
      books: [
        { title: 'Emma', copies: [{ code: 'a' }, { code: 'b' }] },
        { title: 'Persuasion', copies: [{ code: 'a' }] },
      ],
    })

    it('leaves nothing behind, and instances as they were', async () => {
      const { Author, Book, Copy } = library
      const author = Author.build(tree(), { include })
      const before = JSON.stringify(author)
      await expect(author.save()).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect(await Promise.all([Author, Book, Copy].map((model) => model.count()))).toEqual([
        0, 0, 0,
      ])
      expect(JSON.stringify(author)).toBe(before)
      expect(
        [author, author.books[0], author.books[0].copies[0]].map((x) => x.isNewRecord),
      ).toEqual([true, true, true])
      expect(author.changed()).toEqual(['name'])
    })

    it('can be saved once it is right', async () => {
      const { Author, Copy } = library
      const author = Author.build(tree(), { include })
      await expect(author.save()).rejects.toThrow()
      author.books[1].copies[0].code = 'c'
      await author.save()
      expect(await Copy.count()).toBe(3)
      expect(author.books[1].copies[0].bookId).toBe(author.books[1].id)
    })

    it('has an error whose stack leads to the call', async () => {
      const made = library.Author.create(tree(), { include })
      const error = (await made.catch((reason: unknown) => reason)) as Error
      expect(error.stack).toContain('nested-create.test')
    })

    it('says of which instance a value was refused', async () => {
      const { Book } = library
      await Book.create({ title: 'x', copies: [{ code: 'b' }] }, { include: ['copies'] })
      const book = Book.build({ title: 'y', copies: [{ code: 'b' }] }, { include: ['copies'] })
      const error = await book.save().catch((reason: unknown) => reason)
      expect((error as any).errors[0].instance).toBe(book.copies[0])
      expect((error as any).errors[0].value).toBe('b')
    })

    it('bulkCreate leaves nothing behind', async () => {
      const { Author, Book } = library
      const made = Author.bulkCreate([{ name: 'Eliot' }, tree()], { include })
      await expect(made).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect([await Author.count(), await Book.count()]).toEqual([0, 0])
    })

    it('validates nested values, and rolls back what came before them', async () => {
      const { Author, Book } = library
      const made = Book.create(
        { title: 'Emma', author: { name: 'Austen' }, copies: [{ code: 'a', book: {} }] },
        { include: ['author', { association: 'copies', include: ['book'] }] },
      )
      await expect(made).rejects.toMatchObject({
        name: 'SequelizeValidationError',
        message: 'notNull Violation: Book.title cannot be null',
      })
      expect([await Author.count(), await Book.count()]).toEqual([0, 0])
    })

    it('in a given transaction leaves its end to the application', async () => {
      const { Author, Tag } = library
      const outer = await sequelize.transaction()
      await Tag.create({ label: 'kept' }, { transaction: outer })
      await expect(Author.create(tree(), { include, transaction: outer })).rejects.toThrow()
      await outer.rollback()
      expect([await Author.count(), await Tag.count()]).toEqual([0, 0])
    })

    it('refuses an include that does not exist before anything is sent', async () => {
      const { Book } = library
      const sent = await statements(sequelize, async () => {
        await expect(
          Book.create({ title: 'x', writer: {} }, { include: ['writer'] }),
        ).rejects.toThrow(/writer/)
        await expect(
          Book.bulkCreate([{ title: 'x', writer: {} }], { include: ['writer'] }),
        ).rejects.toThrow(/writer/)
      })
      expect(sent).toEqual([])
    })
  })

  describe('transactions', () => {
    it('uses the given one for every level', async () => {
      const { Book } = library
      await sequelize.transaction(async (transaction) => {
        const sent = await inserted(sequelize, () =>
          Book.create(
            { title: 'Emma', author: { name: 'Austen' }, tags: [{ label: 'a' }] },
            { include: ['author', 'tags'], transaction },
          ),
        )
        expect(sent).toEqual(['Authors', 'Books', 'Tags', 'BookTags'])
      })
      expect(await Book.count()).toBe(1)
    })

    it('many at once end, on one connection or several', async () => {
      const { Author, Book } = library
      await Promise.all(
        range(12).map((number) =>
          Author.create({ name: `A${number}`, books: [{ title: 'x' }] }, { include: ['books'] }),
        ),
      )
      expect([await Author.count(), await Book.count()]).toEqual([12, 12])
    })

    it('one that fails does not disturb the others', async () => {
      const { Book, Copy } = library
      const made = await Promise.allSettled(
        range(6).map((number) =>
          Book.create(
            { title: `B${number}`, copies: [{ code: `${number}` }, { code: `${number % 4}` }] },
            { include: ['copies'] },
          ),
        ),
      )
      const count = made.filter(({ status }) => status === 'fulfilled').length
      expect(count).toBeLessThan(6)
      expect([await Book.count(), await Copy.count()]).toEqual([count, count * 2])
    })

    it('hooks get it, and what they do without it takes part in it', async () => {
      const { Author, Book, Tag } = library
      const seen: unknown[] = []
      Book.addHook('afterCreate', 'test', async ({ authorId }: any, options: any) => {
        seen.push(options.transaction.constructor.name, options.parentRecord.name)
        // No transaction is named: the author is not committed yet, and this must see it.
        seen.push((await Author.findByPk(authorId)).name)
        await Tag.create({ label: 'by a hook' })
        await sequelize.transaction(async () => {
          await Tag.create({ label: 'by a hook, in a transaction' })
        })
      })
      const create = (name: string) =>
        Author.create({ name, books: [{ title: 'x', isbn: 1 }] }, { include: ['books'] })
      try {
        await create('Austen')
        expect(seen).toEqual(['Transaction', 'Austen', 'Austen'])
        expect(await Tag.count()).toBe(2)
        await Tag.destroy({ where: {} })
        await expect(create('Eliot')).rejects.toThrow()
      } finally {
        Book.removeHook('afterCreate', 'test')
      }
      expect([await Author.count(), await Tag.count()]).toEqual([1, 0])
    })

    it('a statement that fails in a hook, which goes on, is no success by halves', async () => {
      const { Author, Book, Tag } = library
      await Tag.create({ label: 'taken' })
      Author.addHook('afterCreate', 'test', async () => {
        await Tag.create({ label: 'taken' }).catch(() => undefined)
      })
      const author = Author.build({ name: 'A', books: [{ title: 'x' }] }, { include: ['books'] })
      const outcome = await author.save().catch((error: Error) => error.name)
      Author.removeHook('afterCreate', 'test')
      // PostgreSQL undoes a transaction in which a statement failed; SQLite goes on.
      const isSaved = target.dialect === 'sqlite'
      expect(outcome).toEqual(isSaved ? author : 'SequelizeUsageError')
      expect(author.isNewRecord).toBe(!isSaved)
      const expected = isSaved ? [1, 1] : [0, 0]
      expect([await Author.count(), await Book.count()]).toEqual(expected)
    })

    it('what a hook starts and nobody awaits runs outside once it has ended', async () => {
      const { Author, Book, Tag } = library
      let late: Promise<unknown> | undefined
      Book.addHook('afterCreate', 'test', () => {
        late = new Promise((resolve) => setTimeout(resolve, 50)).then(() =>
          Tag.create({ label: 'late' }),
        )
      })
      await Author.create({ name: 'A', books: [{ title: 'x' }] }, { include: ['books'] })
      Book.removeHook('afterCreate', 'test')
      await late
      expect(await Tag.count()).toBe(1)
    })

    it('takes part in the current one of the async context', async () => {
      const own = createSequelize(target, { disableClsTransactions: false })
      const { Author, Book } = defineLibrary(own)
      await own.sync()
      await own
        .transaction(async () => {
          await Author.create({ name: 'A', books: [{ title: 'x' }] }, { include: ['books'] })
          throw new Error('undo')
        })
        .catch(() => undefined)
      expect([await Author.count(), await Book.count()]).toEqual([0, 0])
      const sent = await inserted(own, () =>
        Author.create({ name: 'A', books: [{ title: 'x' }] }, { include: ['books'] }),
      )
      expect(sent).toEqual([begin(target), 'Authors', 'Books', 'COMMIT'])
      await Author.destroy({ where: {} })
      await Book.destroy({ where: {} })
    })
  })

  describe('bulkCreate with include', () => {
    it('writes each level by one statement', async () => {
      const { Book, Tag, BookTag } = library
      let made: any[] = []
      const sent = await inserted(sequelize, async () => {
        made = await Book.bulkCreate(
          range(30).map((book) => ({
            title: `Book ${book}`,
            author: { name: `Author ${book}` },
            tags: range(3).map((tag) => ({ label: `${book}-${tag}`, BookTag: { weight: tag } })),
          })),
          { include: ['author', 'tags'] },
        )
      })
      expect(sent.slice(1)).toEqual(['Authors', 'Books', 'Tags', 'BookTags', 'COMMIT'])
      expect([await Tag.count(), await BookTag.count()]).toEqual([90, 90])
      const found = await Book.findAll({
        include: ['author', 'tags'],
        order: ['id', ['tags', 'id', 'ASC']],
      })
      const shape = (books: any[]) =>
        books.map(({ id, title, author, tags }) => [
          ...[id, title, author.id, author.name],
          tags.map((tag: any) => [tag.id, tag.label, tag.BookTag.weight]),
        ])
      expect(shape(made)).toEqual(shape(found))
    })

    it('with individualHooks runs the hooks of every nested instance', async () => {
      const { Author, Book } = library
      const seen: string[] = []
      const note = (text: string) => (instance: any) => {
        seen.push(`${text} ${instance.name ?? instance.title}`)
      }
      Author.addHook('beforeCreate', 'test', note('before'))
      Author.addHook('afterCreate', 'test', note('after'))
      Book.addHook('afterCreate', 'test', note('after'))
      const sent = await inserted(sequelize, () =>
        Author.bulkCreate(
          [
            { name: 'a', books: [{ title: 'a1' }, { title: 'a2' }] },
            { name: 'b', books: [{ title: 'b1' }] },
          ],
          { include: ['books'], individualHooks: true },
        ),
      )
      Author.removeHook('beforeCreate', 'test')
      Author.removeHook('afterCreate', 'test')
      Book.removeHook('afterCreate', 'test')
      expect(sent.slice(1)).toEqual(['Authors', 'Books', 'COMMIT'])
      expect(seen).toEqual([
        ...['before a', 'before b'],
        ...['after a1', 'after a2', 'after b1'],
        ...['after a', 'after b'],
      ])
    })

    it('with updateOnDuplicate knows the keys of rows that were there', async () => {
      const { Book, Copy } = library
      const { id } = await Book.create({ title: 'old', isbn: 1 })
      const made = await Book.bulkCreate(
        [
          { title: 'new', isbn: 2, copies: [{ code: 'n' }] },
          { title: 'changed', isbn: 1, copies: [{ code: 'c' }] },
        ],
        { include: ['copies'], updateOnDuplicate: ['title'], conflictAttributes: ['isbn'] },
      )
      expect(made[1]!.id).toBe(id)
      const copies = await Copy.findAll({ include: 'book', order: ['code'] })
      expect(copies.map((copy) => copy.book.title)).toEqual(['changed', 'new'])
    })
  })

  describe('models of their own', () => {
    const define = async (prefix: string) => {
      const own = createSequelize(target)
      const Person = own.define(
        `${prefix}Person`,
        {
          id: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4, primaryKey: true },
          name: DataTypes.STRING,
          code: { type: DataTypes.STRING, unique: true },
          shout: {
            type: DataTypes.VIRTUAL,
            set(this: any, value: string) {
              this.setDataValue('name', value.toUpperCase())
            },
          },
        },
        { timestamps: false },
      ) as unknown as AnyModelClass
      const Note = own.define(
        `${prefix}Note`,
        { text: DataTypes.STRING, kind: DataTypes.STRING },
        { timestamps: false },
      ) as unknown as AnyModelClass
      Note.removeAttribute('id')
      Person.hasMany(Person, { as: 'kids', foreignKey: 'parentId' })
      Person.belongsTo(Person, { as: 'parent', foreignKey: 'parentId' })
      const friends = { through: `${prefix}Friends`, timestamps: false }
      Person.belongsToMany(Person, { ...friends, as: 'friends', foreignKey: 'a', otherKey: 'b' })
      const byCode = { foreignKey: 'personCode', constraints: false }
      Person.hasMany(Note, { ...byCode, as: 'notes', sourceKey: 'code', scope: { kind: 'note' } })
      Note.belongsTo(Person, { ...byCode, as: 'person', targetKey: 'code' })
      await own.sync({ force: true })
      return { own, Person, Note }
    }

    it('self-associations, keys made here, setters, keys that are no primary key', async () => {
      const { own, Person, Note } = await define('A')
      const sent = await inserted(own, () =>
        Person.create(
          {
            shout: 'root',
            code: 'r',
            parent: { name: 'parent' },
            kids: [{ shout: 'kid', kids: [{ name: 'grandkid' }] }],
            friends: [{ name: 'friend' }],
            notes: [{ text: 'one', kind: 'other' }, { text: 'two' }],
          },
          { include: ['parent', { association: 'kids', include: ['kids'] }, 'friends', 'notes'] },
        ),
      )
      expect(sent.slice(1)).toEqual([
        ...['APeople', 'APeople', 'APeople', 'APeople', 'APeople', 'AFriends', 'ANotes'],
        'COMMIT',
      ])
      const root = await Person.findOne({
        where: { code: 'r' },
        include: ['parent', { association: 'kids', include: ['kids'] }, 'friends', 'notes'],
      })
      expect([root.name, root.parent.name, root.kids[0].name, root.friends[0].name]).toEqual([
        ...['ROOT', 'parent', 'KID', 'friend'],
      ])
      expect(root.kids[0].kids[0].name).toBe('grandkid')
      expect(await Note.findAll({ order: ['text'], raw: true })).toEqual([
        { text: 'one', kind: 'note', personCode: 'r' },
        { text: 'two', kind: 'note', personCode: 'r' },
      ])
    })

    it('columns that are not given have the default that only the database knows', async () => {
      const { own, Person, Note } = await define('B')
      await own.query(
        target.dialect === 'sqlite'
          ? 'DROP TABLE `BNotes`'
          : 'ALTER TABLE "BNotes" ALTER COLUMN "text" SET DEFAULT \'of the table\'',
      )
      if (target.dialect === 'sqlite') {
        await own.query(
          "CREATE TABLE `BNotes` (`text` TEXT DEFAULT 'of the table', `kind` TEXT, `personCode` TEXT)",
        )
      }
      await Person.create(
        { name: 'x', code: 'x', notes: [{ text: 'own' }, {}, { text: null }] },
        { include: ['notes'] },
      )
      const texts = (await Note.findAll({ raw: true })).map(({ text }: any) => String(text))
      expect(texts.sort()).toEqual(['null', 'of the table', 'own'])
    })
  })

  describe('laws', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 8 })
    const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
    const tree = fc.record(
      {
        name: text,
        country: fc.constantFrom('GB', 'FR', null),
        books: fc.array(
          fc.record(
            {
              title: text,
              pages: fc.option(fc.nat(999)),
              meta: fc.option(fc.record({ a: fc.array(fc.nat(9), { maxLength: 2 }) })),
              copies: fc.array(
                fc.record(
                  { condition: fc.option(text), shelf: optional(fc.record({ label: text })) },
                  { requiredKeys: [] },
                ),
                { maxLength: 3 },
              ),
              tags: fc.array(fc.record({ BookTag: optional(fc.record({ weight: fc.nat(9) })) }), {
                maxLength: 3,
              }),
            },
            { requiredKeys: ['title'] },
          ),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: ['name'] },
    )
    const include = [
      {
        association: 'books',
        include: [{ association: 'copies', include: ['shelf'] }, 'tags'],
      },
    ]
    const shape = (authors: any[]) =>
      authors.map(({ id, name, country, books = [] }) => ({
        ...{ id, name, country: country ?? null },
        books: books.map(
          ({ id: bookId, title, pages, meta, authorId, copies = [], tags = [] }: any) => ({
            ...{ bookId, title, pages: pages ?? null, meta: meta ?? null, authorId },
            copies: copies.map((copy: any) => ({
              ...{ id: copy.id, condition: copy.condition ?? null, bookId: copy.bookId },
              shelf: copy.shelf == null ? null : { id: copy.shelf.id, label: copy.shelf.label },
              shelfId: copy.shelfId ?? null,
            })),
            tags: tags.map((tag: any) => tag.id),
          }),
        ),
      }))
    const stored = () =>
      library.Author.findAll({
        include,
        order: [
          'id',
          ['books', 'id', 'ASC'],
          ['books', 'copies', 'id', 'ASC'],
          ['books', 'tags', 'id', 'ASC'],
        ],
      })

    it('what create gives is what is stored', async () => {
      await fc.assert(
        fc.asyncProperty(tree, async (values) => {
          await emptyLibrary(library)
          const author = await library.Author.create(structuredClone(values), { include })
          expect(shape([author])).toEqual(shape(await stored()))
        }),
        { numRuns: 25 },
      )
    })

    it('what bulkCreate gives is what is stored, and what create would have stored', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 3 }), async (rows) => {
          const withoutKeys = (value: unknown) =>
            JSON.parse(
              JSON.stringify(value, (name, own) => (/[iI]d$/.test(name) ? undefined : own)),
            )
          await emptyLibrary(library)
          const made = await library.Author.bulkCreate(structuredClone(rows), { include })
          const bulk = shape(await stored())
          expect(shape(made)).toEqual(bulk)
          await emptyLibrary(library)
          for (const row of rows) await library.Author.create(structuredClone(row), { include })
          expect(withoutKeys(shape(await stored()))).toEqual(withoutKeys(bulk))
        }),
        { numRuns: 15 },
      )
    })
  })

  it('strict refuses nested values that no include names, before anything is sent', async () => {
    const own = createSequelize(target, { strict: true })
    const { Book } = defineLibrary(own)
    const values = { title: 'x', author: { name: 'y' } }
    const refusal =
      'the values have "author", an association of Book that is not included. ' +
      'Write it with Book.create(values, { include: ["author"] }).'
    const sent = await statements(own, async () => {
      await expect(Book.create(values)).rejects.toThrow(`Book.set (strict): ${refusal}`)
      await expect(Book.bulkCreate([values])).rejects.toThrow(refusal)
      await expect(Book.findOrCreate({ where: { title: 'x' }, defaults: values })).rejects.toThrow(
        `Book.findOrCreate (strict): ${refusal}`,
      )
    })
    expect(sent).toEqual([])
  })
})

/** SQLite alone: a database file, or one in memory, whose only connection all calls share. */
forEachDialect({ requires: 'transactionTypes' }, (target) => {
  it('works on a database file, many at once', async () => {
    const sequelize = createSequelize(target, { storage: target.url })
    const { Author, Book } = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    Book.addHook('beforeCreate', async () => {
      await Author.count()
    })
    await Promise.all(
      range(10).map((number) =>
        Author.create({ name: `A${number}`, books: [{ title: 'x' }] }, { include: ['books'] }),
      ),
    )
    expect([await Author.count(), await Book.count()]).toEqual([10, 10])
  })

  it('in memory goes along with transactions and long bulk inserts at the same time', async () => {
    const sequelize = createSequelize(target)
    const { Author, Book, Tag } = defineLibrary(sequelize)
    await sequelize.sync()
    const nested = () =>
      Author.create({ name: 'A', books: [{ title: 'x' }] }, { include: ['books'] })
    const bulk = () => Tag.bulkCreate(range(250).map(() => ({})))
    const managed = sequelize.transaction((transaction) =>
      Author.create({ name: 'B' }, { transaction }),
    )
    await Promise.all([nested(), managed, nested(), bulk(), nested(), bulk()])
    expect([await Author.count(), await Book.count(), await Tag.count()]).toEqual([4, 3, 500])
  })

  it('in memory takes part in a transaction that is running, as in v6', async () => {
    const sequelize = createSequelize(target)
    const { Author, Book } = defineLibrary(sequelize)
    await sequelize.sync()
    const outer = await sequelize.transaction()
    await Author.create({ name: 'A', books: [{ title: 'x' }] }, { include: ['books'] })
    await outer.rollback()
    expect([await Author.count(), await Book.count()]).toEqual([0, 0])
  })
})
