/** Lazy loads that would be N+1: reported by `strictLoading`, each in its place. */
import { runInThisContext } from 'node:vm'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  AssociationError,
  DataTypes,
  type Options,
  StrictLoadingError,
  UsageError,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  /** A library whose tables are there already. */
  function openLibrary(options: Options): Library {
    return defineLibrary(createSequelize(target, { storage: target.url, ...options }))
  }

  let strict: Library
  let plain: Library

  beforeAll(async () => {
    plain = openLibrary({})
    await plain.sequelize.sync({ force: true })
    await fillLibrary(plain)
    strict = openLibrary({ strictLoading: 'throw' })
  })

  /** The error of a call that must send nothing. */
  async function refused({ sequelize }: Library, run: () => Promise<unknown>): Promise<any> {
    let error: unknown
    const sent = await statements(sequelize, async () => {
      error = await run().then(
        () => undefined,
        (reason: unknown) => reason,
      )
    })
    expect(error).toBeInstanceOf(StrictLoadingError)
    expect(sent).toEqual([])
    return error
  }

  const books = ({ Book }: Library, options: object = {}): Promise<any[]> =>
    Book.findAll({ order: ['id'], ...options })

  describe('throw', () => {
    it.each([
      ['BelongsTo', 'Book', 'getAuthor'],
      ['HasMany', 'Author', 'getBooks'],
      ['HasOne', 'Copy', 'getLoan'],
      ['BelongsToMany', 'Book', 'getTags'],
    ] as const)('refuses a getter of %s on one of several instances', async (_kind, model, get) => {
      const [first] = await strict[model].findAll()
      const error = await refused(strict, () => first[get]())
      expect(error).toBeInstanceOf(AssociationError)
      expect(error.name).toBe('SequelizeStrictLoadingError')
    })

    it('names the model, the association, how many siblings there are, the line and the include', async () => {
      const [first] = await books(strict)
      const error = await refused(strict, () => first.getTags())
      const [what, instead, line] = error.message.split('\n')
      expect(what).toBe(
        'book.getTags: loads "tags" for one of the 7 instances of Book that Book.findAll gave; for ' +
          'all of them that is a statement for each (N+1). Load it along: ' +
          "Book.findAll({ include: ['tags'] }), and read book.tags.",
      )
      expect(instead).toBe("Or allow this call: book.getTags({ strictLoading: 'off' }).")
      expect(line).toMatch(/^Called at .*strict-loading\.test\.ts:\d+:\d+$/)
      expect(error).toMatchObject({ model: 'Book', association: 'tags', siblings: 7 })
      expect(error.stack.split('\n    at ')[1]).toContain('strict-loading.test.ts')
    })

    it('shows the call that is allowed as it is written', async () => {
      const [first] = await books(strict)
      const tag = await strict.Tag.findOne()
      const calls = [() => first.countTags(), () => first.hasTag(tag), () => first.hasTags([tag])]
      const shown = await Promise.all(calls.map((call) => refused(strict, call)))
      const allowed = shown.map(
        (one) => /Or allow this call: (.*)\.\n/.exec(one.message)?.[1] ?? '',
      )
      expect(allowed).toEqual([
        "book.countTags({ strictLoading: 'off' })",
        "book.hasTag(…, { strictLoading: 'off' })",
        "book.hasTag(…, { strictLoading: 'off' })",
      ])
      for (const code of allowed) {
        const pasted = runInThisContext(`(book, tag) => ${code.replace('…', 'tag')}`)
        await expect(pasted(first, tag)).resolves.toBeDefined()
      }
    })

    it('says so where what is loaded is there already', async () => {
      const [first] = await books(strict, { include: ['tags'] })
      const error = await refused(strict, () => first.getTags())
      expect(error.message).toContain('(N+1). It was loaded along: read book.tags.')
    })

    it('shows the include below the one that loaded the instance', async () => {
      const author = await strict.Author.findOne({ where: { name: 'Borges' }, include: 'books' })
      const error = await refused(strict, () => author.books[0].getTags())
      expect(error.siblings).toBe(2)
      expect(error.message).toContain(
        "Author.findOne({ include: [{ association: 'books', include: ['tags'] }] })",
      )
    })

    it('shows the conditions of the getter as a place to fill', async () => {
      const [first] = await books(strict)
      const error = await refused(strict, () => first.getTags({ where: { label: 'maths' } }))
      expect(error.message).toContain(
        "{ include: [{ association: 'tags', where: …, required: false }] }",
      )
    })

    it('shows an include that loads what the getter does', async () => {
      const { Author, Book } = strict
      const [author] = await Author.findAll({ order: ['id'] })
      const [book] = await books(strict)
      const cases: readonly (readonly [() => Promise<unknown>, string, string])[] = [
        [
          () => book.getTags({ order: ['label'], limit: 1, offset: 0, attributes: ['label'] }),
          "Book.findAll({ include: [{ association: 'tags', attributes: ['label'], order: ['label'], limit: 1, offset: 0 }] })",
          '',
        ],
        [
          () => book.getTags({ joinTableAttributes: [] }),
          "Book.findAll({ include: [{ association: 'tags', through: { attributes: [] } }] })",
          '',
        ],
        [
          () => book.getTags({ through: { where: { bookId: 1 } } }),
          "Book.findAll({ include: [{ association: 'tags', through: { where: … }, required: false }] })",
          '{ bookId: 1 }',
        ],
        [
          () => author.getBooks({ order: [['title', 'DESC']], include: ['tags'] }),
          "Author.findAll({ include: [{ association: 'books', include: ['tags'], order: … }] })",
          "[['title', 'DESC']]",
        ],
        [() => book.getAuthor({ limit: 1 }), "Book.findAll({ include: ['author'] })", ''],
        [
          () => author.countBooks({ where: { title: 'x' }, attributes: ['id'] }),
          "Author.findAll({ include: [{ association: 'books', where: …, required: false }] })",
          "{ title: 'x' }",
        ],
      ]
      for (const [call, code, value] of cases) {
        const error = await refused(strict, call)
        expect(error.message).toContain(`Load it along: ${code}, and read`)
        const pasted = runInThisContext(`(Author, Book) => ${code.replace('…', value)}`)
        await expect(pasted(Author, Book)).resolves.toBeDefined()
      }
    })

    it('does not take a part for the whole that was loaded along', async () => {
      const [first] = await books(strict, { include: ['tags'] })
      for (const options of [{ limit: 1 }, { through: { where: { bookId: 1 } } }]) {
        const error = await refused(strict, () => first.getTags(options))
        expect(error.message).toContain('(N+1). Load it along: ')
      }
    })

    it('says so where the key was changed since', async () => {
      const [first] = await books(strict, { include: ['author'] })
      first.authorId = 3
      const error = await refused(strict, () => first.getAuthor())
      expect(error.message).toContain(
        '(N+1). Its key was changed since book.author was loaded along. Use what it was set to, ' +
          "or await book.reload({ include: ['author'] }), and read book.author.",
      )
      first.authorId = first.author.id
      const same = await refused(strict, () => first.getAuthor())
      expect(same.message).toContain('It was loaded along: read book.author.')
    })

    it('refuses counting, asking whether, and the association itself', async () => {
      const [first] = await books(strict)
      const { tags, copies } = strict.Book.associations as any
      expect((await refused(strict, () => first.countTags())).message).toMatch(/^book\.countTags:/)
      expect((await refused(strict, () => first.hasTag(1))).message).toMatch(/^book\.hasTag:/)
      expect((await refused(strict, () => first.hasTags([1]))).message).toMatch(/^book\.hasTag:/)
      await refused(strict, () => first.countCopies())
      await refused(strict, () => first.hasCopy(1))
      await refused(strict, () => tags.get(first))
      await refused(strict, () => copies.get(first))
      await refused(strict, () => copies.count(first))
    })

    it('allows what is not repeated: single rows, new rows, rows that are built', async () => {
      const { Author, Book } = strict
      expect(await (await Author.findByPk(2)).countBooks()).toBe(2)
      expect(await (await Author.findOne({ where: { name: 'Ada' } })).getBooks()).toHaveLength(1)
      const [only] = await Author.findAll({ where: { name: 'Borges' } })
      expect(await only.getBooks()).toHaveLength(2)
      expect(await Author.build({ id: 2 }, { isNewRecord: false }).getBooks()).toHaveLength(2)
      const created = await Book.create({ title: 'New' })
      expect(await created.getTags()).toEqual([])
      await created.destroy()
    })

    it('allows what names several instances itself: it is one statement', async () => {
      const found = await books(strict)
      const sent = await statements(strict.sequelize, async () => {
        const authors = await (strict.Book.associations as any).author.get(found)
        expect(Object.keys(authors)).toEqual(['1', '2', '3', '4', 'null'])
      })
      expect(sent).toHaveLength(1)
    })

    it('allows what was loaded along', async () => {
      const found = await books(strict, { include: ['author', 'tags'] })
      expect(found[0].author.name).toBe('Ada')
      expect(found.flatMap(({ tags }) => tags)).toHaveLength(7)
    })

    it('allows writing through the association', async () => {
      const [author] = await strict.Author.findAll({ where: { id: [4, 5] }, order: ['id'] })
      const [book] = await books(strict, { where: { id: [6, 7] } })
      const [copy] = await strict.Copy.findAll({ where: { id: [4, 5] }, order: ['id'] })
      const before = await strict.Book.findAll({ where: { authorId: 4 } })
      await author.setBooks(before)
      await book.setTags([5])
      await book.addTag(4)
      await book.removeTag(4)
      await book.setTags([])
      await book.setAuthor(4)
      await copy.setLoan(null)
      expect(await plain.Book.count({ where: { authorId: 4 } })).toBe(2)
    })

    it('allows what destroying loads by itself', async () => {
      const sequelize = createSequelize(target, { storage: target.url, strictLoading: 'throw' })
      const named = (name: string): object => ({ timestamps: false, tableName: `strict_${name}` })
      const Box = sequelize.define('Box', {}, named('boxes')) as AnyModelClass
      const Thing = sequelize.define('Thing', {}, named('things')) as AnyModelClass
      Box.hasMany(Thing, { as: 'things', foreignKey: 'boxId', onDelete: 'CASCADE', hooks: true })
      await sequelize.sync({ force: true })
      await Box.bulkCreate([{ id: 1 }, { id: 2 }])
      await Thing.bulkCreate([{ boxId: 1 }, { boxId: 2 }])
      const destroyed: number[] = []
      Thing.addHook('afterDestroy', (thing: any) => {
        destroyed.push(thing.boxId)
      })
      for (const box of await Box.findAll()) await box.destroy()
      expect(destroyed.sort()).toEqual([1, 2])
    })

    it('counts all children of one row as siblings, and to-one targets too', async () => {
      const author = await strict.Author.findByPk(2, { include: 'books' })
      await refused(strict, () => author.books[1].getAuthor())
      const found = await books(strict, { include: 'author' })
      await refused(strict, () => found[0].author.getBooks())
      const single = await strict.Author.findByPk(1, { include: 'books' })
      expect(await single.books[0].getTags()).toHaveLength(2)
    })

    it.each(['join', 'select', 'json'] as const)(
      'watches children loaded by %s',
      async (strategy) => {
        const authors = await strict.Author.findAll({
          include: { association: 'books', strategy, include: ['copies', 'tags'] },
          order: ['id'],
        })
        const book = authors[1].books.find(({ id }: any) => id === 2)
        const error = await refused(strict, () => book.copies[0].getLoan())
        expect(error.siblings).toBe(7)
        expect(error.message).toContain(
          "Author.findAll({ include: [{ association: 'books', include: " +
            "[{ association: 'copies', include: ['loan'] }] }] })",
        )
        await refused(strict, () => book.tags[0].getBooks())
      },
    )

    it('watches the rows of a through table', async () => {
      const { BookTag, Tag, sequelize } = openLibrary({ strictLoading: 'throw' })
      BookTag.belongsTo(Tag, { foreignKey: 'tagId', as: 'tag', constraints: false })
      const { Book } = sequelize.models as Record<string, AnyModelClass>
      const book = await Book!.findByPk(1, { include: 'tags' })
      await expect(book.tags[0].BookTag.getTag()).rejects.toThrow(StrictLoadingError)
    })

    it('watches what a getter gives, and shows the getter', async () => {
      const author = await strict.Author.findByPk(2)
      const [first] = await author.getBooks()
      const error = await refused(strict, () => first.getTags())
      expect(error.message).toContain("author.getBooks({ include: ['tags'] })")
    })

    it('watches the instances of bulkCreate', async () => {
      const made = await strict.Tag.bulkCreate([{ label: 'x' }, { label: 'y' }])
      const error = await refused(strict, () => made[0].getBooks())
      expect(error.message).toContain('Tag.bulkCreate gave')
      await strict.Tag.destroy({ where: { label: ['x', 'y'] } })
    })
  })

  describe('warn', () => {
    const warnings: { message: string; code: string }[] = []
    const listen = (warning: Error & { code?: string }): void => {
      if (warning.code === 'RELATA_STRICT_LOADING') {
        warnings.push({ message: warning.message, code: warning.code })
      }
    }

    afterEach(() => {
      process.off('warning', listen)
      warnings.length = 0
    })

    it('warns once for a result, not once for a row, and loads', async () => {
      process.on('warning', listen)
      const found = await books(plain, { strictLoading: 'warn' })
      for (const book of found) {
        await book.getTags()
        await book.getAuthor()
      }
      await new Promise((resolve) => setImmediate(resolve))
      expect(warnings.map(({ message }) => message.split(':')[0])).toEqual([
        'book.getTags',
        'book.getAuthor',
      ])
      expect(warnings[0]!.message).toContain("Book.findAll({ include: ['tags'] })")
    })

    it('warns once for a place in the code, however often the query runs', async () => {
      process.on('warning', listen)
      for (let run = 0; run < 3; run++) {
        const [first] = await books(plain, { strictLoading: 'warn', limit: 2 + run })
        await first.getCopies()
      }
      await new Promise((resolve) => setImmediate(resolve))
      expect(warnings).toHaveLength(1)
    })
  })

  describe('the most specific option wins', () => {
    it('is off unless asked for', async () => {
      const [first] = await books(plain)
      expect(await first.getTags()).toHaveLength(2)
    })

    it('a finder before model and instance', async () => {
      const [allowed] = await books(strict, { strictLoading: 'off' })
      expect(await allowed.getTags()).toHaveLength(2)
      const [first] = await books(plain, { strictLoading: 'throw' })
      await refused(plain, () => first.getTags())
    })

    it('a model before the instance', async () => {
      const sequelize = createSequelize(target, { storage: target.url, strictLoading: 'throw' })
      const Tag = sequelize.define(
        'Tag',
        { label: DataTypes.STRING },
        { timestamps: false, strictLoading: 'off' },
      ) as AnyModelClass
      const Book = sequelize.define('Book', { title: DataTypes.STRING }) as AnyModelClass
      const BookTag = sequelize.define('BookTag', {}, { timestamps: false })
      Tag.belongsToMany(Book, { through: BookTag, as: 'books', foreignKey: 'tagId' })
      Book.belongsToMany(Tag, { through: BookTag, as: 'tags', foreignKey: 'bookId' })
      const [tag] = await Tag.findAll({ order: ['id'] })
      const found = await tag.getBooks()
      expect(found).toHaveLength(3)
      await expect(found[0].getTags()).rejects.toThrow(StrictLoadingError)
    })

    it('only the models that ask for it, wherever they are loaded', async () => {
      const sequelize = createSequelize(target, { storage: target.url })
      const Author = sequelize.define('Author', { name: DataTypes.STRING }) as AnyModelClass
      const Book = sequelize.define(
        'Book',
        { title: DataTypes.STRING },
        { strictLoading: 'throw' },
      ) as AnyModelClass
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      const authors = await Author.findAll({ order: ['id'], include: 'books' })
      expect(await authors[1].countBooks()).toBe(2)
      await expect(authors[1].books[0].getAuthor()).rejects.toThrow(StrictLoadingError)
    })

    it('an include before the finder', async () => {
      const options = { include: { association: 'books', strictLoading: 'throw' }, order: ['id'] }
      const authors = await plain.Author.findAll(options as object)
      expect(await authors[0].countBooks()).toBe(1)
      await refused(plain, () => authors[1].books[0].getTags())
      const lax = { include: { association: 'books', strictLoading: 'off' }, order: ['id'] }
      const [, borges] = await strict.Author.findAll(lax as object)
      expect(await borges.books[0].getTags()).toHaveLength(2)
      await refused(strict, () => borges.getBooks())
    })

    it('the call before all', async () => {
      const [first] = await books(strict)
      expect(await first.getTags({ strictLoading: 'off' })).toHaveLength(2)
      expect(await first.countTags({ strictLoading: 'off' })).toBe(2)
      expect(await first.hasTag(1, { strictLoading: 'off' })).toBe(true)
      const [other] = await books(plain, { strictLoading: 'warn' })
      await refused(plain, () => other.getTags({ strictLoading: 'throw' }))
    })

    it('a finder decides for includes, getters and reload, too', async () => {
      const author = await plain.Author.findByPk(2, { strictLoading: 'throw', include: 'books' })
      await refused(plain, () => author.books[0].getTags())
      const [first] = await author.getBooks()
      await refused(plain, () => first.getTags())
      await author.reload()
      await refused(plain, () => author.books[0].getTags())
      const [allowed] = await author.getBooks({ strictLoading: 'off' })
      expect(await allowed.getCopies()).toHaveLength(2)
    })
  })

  describe('what it does not touch', () => {
    it('plain rows, counts and aggregates', async () => {
      expect(await strict.Book.findAll({ raw: true, attributes: ['id'] })).toHaveLength(7)
      expect(await strict.Book.count({ include: 'tags', distinct: true })).toBe(7)
      const { count, rows } = await strict.Book.findAndCountAll({ limit: 2, order: ['id'] })
      expect(count).toBe(7)
      await refused(strict, () => rows[0].getTags())
    })

    it('values and JSON of watched instances', async () => {
      const [mine] = await books(strict, { include: 'tags' })
      const [theirs] = await books(plain, { include: 'tags' })
      expect(mine.toJSON()).toEqual(theirs.toJSON())
      expect(Object.keys(mine)).toEqual(Object.keys(theirs))
    })
  })

  describe('refuses values that it does not have', () => {
    it.each([true, 'error', 1, null])('%s', async (strictLoading: any) => {
      const message = /strictLoading must be "off", "warn" or "throw"\. Received/
      expect(() => createSequelize(target, { strictLoading })).toThrow(message)
      expect(() => plain.sequelize.define('Wrong', {}, { strictLoading })).toThrow(message)
      await expect(plain.Book.findAll({ strictLoading })).rejects.toThrow(message)
      const include = { association: 'tags', strictLoading }
      await expect(plain.Book.findAll({ include })).rejects.toThrow(
        /^Book\.findAll: include of "tags": strictLoading must be/,
      )
      const book = await plain.Book.findByPk(1)
      await expect(book.getTags({ strictLoading })).rejects.toThrow(UsageError)
    })
  })
})
