/** What associations refuse to be called on and with; a call that is refused sends nothing. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  emptyLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

// Methods that associations add are not known to types.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyInstance = any

forEachDialect({}, (target) => {
  let library: Library

  beforeAll(async () => {
    library = defineLibrary(createSequelize(target))
    await library.sequelize.sync({ force: true })
  })

  beforeEach(async () => {
    await emptyLibrary(library)
    await fillLibrary(library)
  })

  /** Asserts that a call is refused with a message, before anything is sent. */
  const refuses = async (
    call: () => Promise<unknown>,
    message: RegExp | string,
    sequelize: Sequelize = library.sequelize,
  ): Promise<void> => {
    let refusal: unknown
    const sent = await statements(sequelize, async () => {
      refusal = await call().then(
        () => 'it was accepted',
        (error: unknown) => error,
      )
    })
    expect(refusal).toMatchObject({ name: 'SequelizeUsageError' })
    expect(String((refusal as Error).message)).toMatch(message)
    expect(sent).toEqual([])
  }

  const silent = async (call: () => Promise<unknown>): Promise<unknown> => {
    let answer: unknown
    const sent = await statements(library.sequelize, async () => {
      answer = await call()
    })
    expect(sent).toEqual([])
    return answer
  }

  const authorIds = async (): Promise<unknown[]> =>
    (await library.Book.findAll({ order: ['id'] })).map((book: AnyInstance) => book.authorId)

  describe('an instance of another model', () => {
    let author: AnyInstance
    let book: AnyInstance
    let copy: AnyInstance
    let tag: AnyInstance

    beforeEach(async () => {
      author = await library.Author.findByPk(2)
      book = await library.Book.findByPk(1)
      copy = await library.Copy.findByPk(1)
      tag = await library.Tag.findByPk(1)
    })

    it('is no target of has-many', async () => {
      const before = await authorIds()
      const message = 'is an instance of Tag. Pass an instance of Book, or its key.'
      await refuses(() => author.addBook(tag), `author.addBook: the target ${message}`)
      await refuses(() => author.addBooks([1, tag]), `author.addBooks: item 2 of 2 ${message}`)
      await refuses(() => author.setBooks([tag]), `author.setBooks: item 1 of 1 ${message}`)
      await refuses(() => author.removeBook(tag), `author.removeBook: the target ${message}`)
      await refuses(() => author.hasBook(tag), `author.hasBook: the target ${message}`)
      await refuses(() => author.hasBooks([1, tag]), `author.hasBooks: item 2 of 2 ${message}`)
      expect(await authorIds()).toEqual(before)
    })

    it('is no target of belongs-to and has-one', async () => {
      await refuses(() => book.setAuthor(tag), /book\.setAuthor: .* of Tag\. .* of Author/)
      expect(book.authorId).toBe(1)
      await refuses(() => copy.setLoan(book), /copy\.setLoan: .* of Book\. .* of Loan/)
    })

    it('is no target of many-to-many', async () => {
      await refuses(() => book.setTags([book]), /book\.setTags: item 1 of 1 .* of Book\. .* Tag/)
      await refuses(() => book.addTag(author), /book\.addTag: .* of Author\. .* Tag/)
      await refuses(() => book.removeTag(book), /book\.removeTag: .* of Book\. .* Tag/)
      await refuses(() => book.hasTag(book), /book\.hasTag: .* of Book\. .* Tag/)
    })

    it('is no source of an association', async () => {
      const { books, tags } = { ...library.Author.associations, ...library.Book.associations } as {
        books: AnyInstance
        tags: AnyInstance
      }
      await refuses(() => books.add(tag, book), /author\.addBook: it was called on .* of Tag\./)
      await refuses(() => books.get(book), /author\.getBooks: it was called on .* of Book\./)
      await refuses(() => tags.set(author, [1]), /book\.setTags: it was called on .* of Author\./)
      await refuses(() => books.set(author, [tag]), /author\.setBooks: .* of Tag\. .* of Book/)
    })

    it('is one of a model of the same name, too', async () => {
      const other = defineLibrary(createSequelize(target))
      const stranger = other.Book.build({ id: 1 })
      await refuses(() => author.addBook(stranger), /another model named Book .*Pass an .*of Book/)
    })

    it('is not one of a scoped class, of a schema, or of a class that extends the target', async () => {
      const { Author, Book } = library
      class Novel extends Book {}
      const loaded = [
        await Book.unscoped().findByPk(1),
        await Book.scope([]).findByPk(2),
        Book.schema('elsewhere').build({ id: 3 }, { isNewRecord: false }),
        Novel.build({ id: 4 }, { isNewRecord: false }),
      ]
      await author.setBooks(loaded)
      expect(await author.hasBooks(loaded)).toBe(true)
      expect((await authorIds()).slice(0, 4)).toEqual([2, 2, 2, 2])
      const [first] = loaded
      await first.setAuthor(await Author.unscoped().findByPk(3))
      expect(first.authorId).toBe(3)
      await first.setTags([await library.Tag.unscoped().findByPk(2)])
      expect(await first.countTags()).toBe(1)
    })
  })

  describe('an instance without its key', () => {
    const missing = (call: string, model: string, name = 'id'): string =>
      `${call}: this ${model} has no "${name}". Load it with its key (attributes: ["${name}", …])`

    it('has no targets by has-many', async () => {
      const before = await authorIds()
      const author = await library.Author.findOne({ attributes: ['name'] })
      await refuses(() => author.getBooks(), missing('author.getBooks', 'Author'))
      await refuses(() => author.countBooks(), missing('author.countBooks', 'Author'))
      await refuses(() => author.hasBook(7), missing('author.hasBook', 'Author'))
      await refuses(() => author.setBooks([7]), missing('author.setBooks', 'Author'))
      await refuses(() => author.setBooks([]), missing('author.setBooks', 'Author'))
      await refuses(() => author.addBook(7), missing('author.addBook', 'Author'))
      await refuses(() => author.removeBook(7), missing('author.removeBook', 'Author'))
      await refuses(() => author.createBook({ title: 'x' }), missing('author.createBook', 'Author'))
      expect(await authorIds()).toEqual(before)
    })

    it('has no target by has-one', async () => {
      const copy = await library.Copy.findOne({ attributes: ['code'] })
      await refuses(() => copy.getLoan(), missing('copy.getLoan', 'Copy'))
      await refuses(() => copy.setLoan(1), missing('copy.setLoan', 'Copy'))
      await refuses(() => copy.setLoan(null), missing('copy.setLoan', 'Copy'))
      await refuses(() => copy.createLoan({}), missing('copy.createLoan', 'Copy'))
    })

    it('has no targets by many-to-many', async () => {
      const book = await library.Book.findOne({ attributes: ['title'] })
      await refuses(() => book.getTags(), missing('book.getTags', 'Book'))
      await refuses(() => book.countTags(), missing('book.countTags', 'Book'))
      await refuses(() => book.hasTag(1), missing('book.hasTag', 'Book'))
      await refuses(() => book.setTags([1]), missing('book.setTags', 'Book'))
      await refuses(() => book.addTag(1), missing('book.addTag', 'Book'))
      await refuses(() => book.removeTag(1), missing('book.removeTag', 'Book'))
      await refuses(() => book.createTag({ label: 'x' }), missing('book.createTag', 'Book'))
    })

    it('does not know its target by belongs-to', async () => {
      const book = await library.Book.findOne({ attributes: ['id', 'title'] })
      await refuses(() => book.getAuthor(), missing('book.getAuthor', 'Book', 'authorId'))
      await book.reload()
      expect((await book.getAuthor()).id).toBe(1)
    })

    it('does not create a target by belongs-to that it could not keep', async () => {
      const book = await library.Book.findOne({ attributes: ['title'] })
      await refuses(() => book.createAuthor({ name: 'x' }), missing('book.createAuthor', 'Book'))
    })

    it('is refused where several are asked at once', async () => {
      const [books, author] = [library.Author, library.Book].map(
        ({ associations }) =>
          (associations as AnyInstance).books ?? (associations as AnyInstance).author,
      )
      const authors = await library.Author.findAll({ attributes: ['name'] })
      await refuses(() => books.get(authors), missing('author.getBooks', 'Author'))
      const found = await library.Book.findAll({ attributes: ['id'] })
      await refuses(() => author.get(found), missing('book.getAuthor', 'Book', 'authorId'))
    })

    it('is refused with batchLazyLoading, and with strictLoading', async () => {
      const [one, other] = await library.Author.findAll({
        attributes: ['name'],
        batchLazyLoading: true,
        strictLoading: 'throw',
      })
      await refuses(() => one.getBooks(), missing('author.getBooks', 'Author'))
      await refuses(
        () => Promise.all([one.countBooks(), other.countBooks()]),
        missing('author.countBooks', 'Author'),
      )
    })

    it('is to be saved where it is new', async () => {
      const { Author, Book, Copy } = library
      const unsaved = (call: string, model: string): string =>
        `${call}: this ${model} has no "id". Save it first.`
      await refuses(() => Author.build().getBooks(), unsaved('author.getBooks', 'Author'))
      await refuses(() => Author.build().addBook(1), unsaved('author.addBook', 'Author'))
      await refuses(() => Copy.build().getLoan(), unsaved('copy.getLoan', 'Copy'))
      await refuses(() => Book.build().addTag(1), unsaved('book.addTag', 'Book'))
      await refuses(() => Book.build().createTag({}), unsaved('book.createTag', 'Book'))
      expect(await Author.build({ id: 2 }).countBooks()).toBe(2)
    })

    it('has null for a target by belongs-to where it is new, or has none', async () => {
      const { Book } = library
      expect(await silent(() => Book.build({ title: 'x' }).getAuthor())).toBeNull()
      const created = await Book.create({ title: 'x' })
      expect(await silent(() => created.getAuthor())).toBeNull()
      const orphan = await Book.findOne({ where: { authorId: null } })
      expect(await silent(() => orphan.getAuthor())).toBeNull()
    })
  })

  describe('a key that is null', () => {
    let Country: AnyModelClass
    let City: AnyModelClass
    let sequelize: Sequelize
    let nowhere: AnyInstance

    beforeAll(async () => {
      sequelize = createSequelize(target, { define: { timestamps: false } })
      const code = { type: DataTypes.STRING(2), unique: true }
      Country = sequelize.define('ArgumentCountry', { code }) as unknown as AnyModelClass
      City = sequelize.define('ArgumentCity', {}) as unknown as AnyModelClass
      const key = { sourceKey: 'code', foreignKey: 'countryCode', constraints: false }
      Country.hasMany(City, { as: 'cities', ...key })
      Country.hasOne(City, { as: 'capital', ...key })
      Country.belongsToMany(City, {
        as: 'twins',
        through: 'ArgumentTwin',
        sourceKey: 'code',
        constraints: false,
      })
      City.belongsTo(Country, { ...key, as: 'country', targetKey: 'code' } as never)
      await sequelize.sync({ force: true })
      await City.create()
      nowhere = await (await Country.create({ code: null })).reload()
    })

    it('has no targets, and nobody is asked', async () => {
      const sent = await statements(sequelize, async () => {
        expect(await nowhere.getCities()).toEqual([])
        expect(await nowhere.countCities()).toBe(0)
        expect(await nowhere.hasCity(1)).toBe(false)
        expect(await nowhere.getCapital()).toBeNull()
        expect(await nowhere.getTwins()).toEqual([])
        expect(await nowhere.countTwins()).toBe(0)
        expect(await nowhere.hasTwin(1)).toBe(false)
        await nowhere.removeCity(1)
        await nowhere.removeTwin(1)
      })
      expect(sent).toEqual([])
    })

    it('is given no targets', async () => {
      const message = '"code" of this ArgumentCountry is null, so nothing can refer to it.'
      const refusesWrite = (call: () => Promise<unknown>): Promise<void> =>
        refuses(call, message, sequelize)
      await refusesWrite(() => nowhere.addCity(1))
      await refusesWrite(() => nowhere.setCities([1]))
      await refusesWrite(() => nowhere.createCity())
      await refusesWrite(() => nowhere.setCapital(1))
      await refusesWrite(() => nowhere.createCapital())
      await refusesWrite(() => nowhere.addTwin(1))
      await refusesWrite(() => nowhere.setTwins([1]))
      await refusesWrite(() => nowhere.createTwin())
    })

    it('is no target by belongs-to', async () => {
      const city = await City.findByPk(1)
      const message = 'argumentCity.setCountry: the given ArgumentCountry has no "code".'
      await refuses(() => city.setCountry(nowhere), message, sequelize)
    })

    it('is to be loaded again where the row was created without it', async () => {
      const country = Country.build({ id: 5 }, { isNewRecord: false })
      const message = /has no "code"\. Load it with its key \(.*\), or reload\(\) it\./
      await refuses(() => country.getCities(), message, sequelize)
    })
  })

  describe('undefined', () => {
    it('does not empty a relation', async () => {
      const author = await library.Author.findByPk(2)
      const book = await library.Book.findByPk(2)
      const copy = await library.Copy.findByPk(1)
      const all = 'undefined. Pass instances of'
      await refuses(() => author.setBooks(undefined), `author.setBooks: the targets are ${all}`)
      await refuses(() => author.setBooks(), /null or \[\] to remove all\.$/)
      await refuses(() => book.setTags(undefined), `book.setTags: the targets are ${all} Tag`)
      const one = 'the target is undefined. Pass an instance of'
      await refuses(() => book.setAuthor(undefined), `book.setAuthor: ${one} Author`)
      await refuses(() => copy.setLoan(undefined), /copy\.setLoan: .* null to remove it\.$/)
      expect(book.authorId).toBe(2)
    })

    it('is nothing to add or to remove, and no answer to ask for', async () => {
      const author = await library.Author.findByPk(2)
      const book = await library.Book.findByPk(2)
      await silent(() => author.addBook(undefined))
      await silent(() => author.removeBooks(undefined))
      await refuses(() => author.hasBook(undefined), /hasBook: the targets are undefined/)
      await silent(() => book.addTags(undefined))
      await silent(() => book.removeTag(undefined))
      await refuses(() => book.hasTags(undefined), /hasTag: the targets are undefined/)
    })

    it('differs from null and an empty list', async () => {
      const author = await library.Author.findByPk(2)
      const book = await library.Book.findByPk(1)
      await silent(() => author.addBooks(null))
      await silent(() => author.removeBooks(null))
      await silent(() => author.addBooks([]))
      await silent(() => book.removeTags([]))
      expect(await silent(() => author.hasBook(null))).toBe(false)
      expect(await silent(() => book.hasTag(null))).toBe(false)
      expect(await silent(() => author.hasBooks([]))).toBe(true)
      await author.setBooks(null)
      expect(await author.countBooks()).toBe(0)
      await author.setBooks([1])
      await author.setBooks([])
      expect(await author.countBooks()).toBe(0)
      await book.setTags([])
      expect(await book.countTags()).toBe(0)
    })
  })

  describe('a value that is neither instance nor key', () => {
    it.each([
      ['undefined in a list', [1, undefined], 'item 2 of 2', 'undefined'],
      ['a hole of a list', [, 1], 'item 1 of 2', 'undefined'],
      ['null in a list', [null], 'item 1 of 1', 'null'],
      ['a list in a list', [[1]], 'item 1 of 1', '[1]'],
      ['text for a number', 'x', 'the target', '"x"'],
      ['empty text for a number', [''], 'item 1 of 1', '""'],
      ['a fraction', 1.5, 'the target', '1.5'],
      ['no number', Number.NaN, 'the target', 'NaN'],
      ['a truth value', true, 'the target', 'true'],
      ['an empty object', {}, 'the target', '{}'],
      [
        'an object without a value for the key',
        { id: undefined },
        'the target',
        '{ id: undefined }',
      ],
      ['a promise', Promise.resolve(1), 'the target', '[Promise]'],
      ['a date', new Date(0), 'the target', '1970-01-01'],
    ])('%s', async (_title, given, place, received) => {
      const author = await library.Author.findByPk(2)
      const book = await library.Book.findByPk(2)
      const names = Array.isArray(given) ? ['Books', 'Tags'] : ['Book', 'Tag']
      const message = (call: string, model: string): string =>
        `${call}: ${place} is neither an instance of ${model} nor a key of one. Received ${received}`
      await refuses(() => author.setBooks(given), message('author.setBooks', 'Book'))
      await refuses(() => book.setTags(given), message('book.setTags', 'Tag'))
      await refuses(() => author.addBooks(given), message(`author.add${names[0]}`, 'Book'))
      await refuses(() => author.removeBooks(given), message(`author.remove${names[0]}`, 'Book'))
      await refuses(() => book.addTags(given), message(`book.add${names[1]}`, 'Tag'))
      await refuses(() => book.removeTags(given), message(`book.remove${names[1]}`, 'Tag'))
    })

    it.each([['x'], [{}], [true], [[1]], [[]], [Promise.resolve(1)]])(
      'to-one associations refuse %s',
      async (given) => {
        const book = await library.Book.findByPk(2)
        const copy = await library.Copy.findByPk(1)
        await refuses(() => book.setAuthor(given), 'book.setAuthor: the target is neither')
        await refuses(() => copy.setLoan(given), 'copy.setLoan: the target is neither')
        expect(book.authorId).toBe(2)
      },
    )

    it('has refuses all but null', async () => {
      const author = await library.Author.findByPk(2)
      const book = await library.Book.findByPk(2)
      await refuses(() => author.hasBooks([undefined]), 'author.hasBooks: item 1 of 1 is neither')
      await refuses(() => author.hasBook({}), 'author.hasBook: the target is neither')
      await refuses(() => book.hasTags(['x']), 'book.hasTags: item 1 of 1 is neither')
    })

    it('keys are numbers, big ones, texts of digits, and objects of their attributes', async () => {
      const author = await library.Author.findByPk(5)
      await author.setBooks([1, 2n, '3', { id: 4 }])
      expect(await author.hasBooks(['1', 2, { id: 3 }, 4n])).toBe(true)
      expect(await author.countBooks()).toBe(4)
    })
  })

  describe('a target without its key', () => {
    const unsaved = (call: string, model: string): string =>
      `${call}: the given ${model} has no "id". Save it first.`
    const unkeyed = (call: string, model: string): string =>
      `${call}: the given ${model} has no "id". Load it with its key (attributes: ["id", …]).`

    it('is not linked by many-to-many', async () => {
      const { Book, Tag } = library
      const book = await Book.findByPk(1)
      await refuses(() => book.addTag(Tag.build()), unsaved('book.addTag', 'Tag'))
      await refuses(() => book.setTags([1, Tag.build()]), unsaved('book.setTags', 'Tag'))
      const tag = await Tag.findOne({ attributes: ['label'] })
      await refuses(() => book.addTag(tag), unkeyed('book.addTag', 'Tag'))
      await refuses(() => book.setTags([tag]), unkeyed('book.setTags', 'Tag'))
      await refuses(() => book.removeTag(tag), unkeyed('book.removeTag', 'Tag'))
      await refuses(() => book.hasTag(tag), unkeyed('book.hasTag', 'Tag'))
      expect(await silent(() => book.hasTag(Tag.build()))).toBe(false)
      expect(await silent(() => book.removeTag(Tag.build()))).toBe(0)
    })

    it('is not linked by belongs-to', async () => {
      const { Author, Book } = library
      const book = await Book.findByPk(1)
      await refuses(() => book.setAuthor(Author.build()), unsaved('book.setAuthor', 'Author'))
      const author = await Author.findOne({ attributes: ['name'] })
      await refuses(() => book.setAuthor(author), unkeyed('book.setAuthor', 'Author'))
      expect(book.authorId).toBe(1)
    })

    it('that was loaded is not linked by has-many and has-one', async () => {
      const { Author, Book, Copy, Loan } = library
      const author = await Author.findByPk(2)
      const book = await Book.findOne({ attributes: ['title'] })
      await refuses(() => author.addBook(book), unkeyed('author.addBook', 'Book'))
      await refuses(() => author.setBooks([book]), unkeyed('author.setBooks', 'Book'))
      await refuses(() => author.removeBook(book), unkeyed('author.removeBook', 'Book'))
      await refuses(() => author.hasBook(book), unkeyed('author.hasBook', 'Book'))
      const copy = await Copy.findByPk(1)
      const loan = await Loan.findOne({ attributes: ['dueOn'] })
      await refuses(() => copy.setLoan(loan), unkeyed('copy.setLoan', 'Loan'))
    })

    it('that is new gets the key by has-many, and is saved by has-one', async () => {
      const { Author, Book, Copy, Loan } = library
      const author = await Author.findByPk(5)
      const book = Book.build({ title: 'New' })
      await silent(() => author.addBook(book))
      expect([book.isNewRecord, book.authorId, await author.countBooks()]).toEqual([true, 5, 0])
      expect(await silent(() => author.hasBook(book))).toBe(false)
      await book.save()
      expect(await author.hasBook(book)).toBe(true)
      const copy = await Copy.findByPk(1)
      const loan = Loan.build({ fine: 3 })
      await copy.setLoan(loan)
      expect([loan.isNewRecord, (await copy.getLoan()).id]).toEqual([false, loan.id])
    })
  })

  it('errors name the call that was made', async () => {
    const { Author, Book } = library
    const [author, book] = [await Author.findByPk(1), await Book.findByPk(1)]
    const tagz = { include: 'tagz' }
    await expect(author.getBooks(tagz)).rejects.toThrow(
      /^author\.getBooks: Book has no association named "tagz"/,
    )
    await expect(book.getTags(tagz)).rejects.toThrow(/^book\.getTags: Tag has no association/)
    await expect(book.getAuthor(tagz)).rejects.toThrow(/^book\.getAuthor: Author has no/)
    await expect(author.countBooks(tagz)).rejects.toThrow(/^author\.countBooks: Book has no/)
    await expect(author.reload({ include: 'boks' })).rejects.toThrow(
      /^author\.reload: Author has no association named "boks"\. Did you mean "books"/,
    )
  })

  describe('fields that are no list', () => {
    it('are refused by what writes them', async () => {
      const { Author, Book, Copy } = library
      const [author, book] = [await Author.findByPk(1), await Book.findByPk(1)]
      const copy = await Copy.findByPk(1)
      for (const fields of [5, 'title', {}] as never[]) {
        const message = /: "fields" must be a list of attributes\. Received (5|"title"|\{\})\.$/
        await refuses(() => author.createBook({ title: 'x' }, { fields }), message)
        await refuses(() => book.createAuthor({ name: 'x' }, { fields }), message)
        await refuses(() => book.setAuthor(1, { fields }), message)
        await refuses(() => book.createTag({ label: 'x' }, { fields }), message)
        await refuses(() => copy.createLoan({ fine: 1 }, { fields }), message)
        await refuses(() => Author.create({ name: 'x' }, { fields }), message)
      }
    })

    it('stand for all where they count as nothing, as in v6', async () => {
      const { Author, Book } = library
      const [author, book] = [await Author.findByPk(1), await Book.findByPk(1)]
      for (const fields of [null, false] as never[]) {
        const created = await author.createBook({ title: 'New' }, { fields })
        expect([created.title, created.authorId]).toEqual(['New', 1])
        expect((await book.createAuthor({ name: 'Ada' }, { fields })).name).toBe('Ada')
        const label = `tag ${String(fields)}`
        expect((await book.createTag({ label }, { fields })).label).toBe(label)
        expect((await Author.create({ name: 'Bob' }, { fields })).name).toBe('Bob')
      }
    })
  })
})
