/** Associations and calls of their methods that are refused, and what is left of them. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { AssociationError, DataTypes, type Sequelize, UsageError } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Author: any
  let Book: any

  beforeEach(() => {
    sequelize = createSequelize(target)
    Author = sequelize.define('Author', { name: DataTypes.STRING }, options)
    Book = sequelize.define('Book', { title: DataTypes.STRING }, options)
  })

  describe('a through model that is an end', () => {
    it('is refused where it would lose its primary key', async () => {
      for (const through of [Author, 'Author', { model: Author }]) {
        const declare = () => Author.belongsToMany(Book, { as: 'books', through })
        expect(declare).toThrow(AssociationError)
        expect(declare).toThrow(
          'Author.belongsToMany(Book, { as: "books" }): it goes through Author, which is one of the ' +
            'models that it links, and would lose its primary key. The pairs need a table of their ' +
            'own, for example through: "AuthorBook".',
        )
      }
      expect(() => Author.belongsToMany(Book, { as: 'books', through: Book })).toThrow(
        'it goes through Book',
      )
      await sequelize.sync({ force: true })
      await Author.create({ name: 'Austen' })
      expect((await Author.findByPk(1)).name).toBe('Austen')
    })

    it('is accepted where it keeps the key of its own, as in v6', async () => {
      const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
      const Shelf: any = sequelize.define('Shelf', { id }, options)
      Shelf.belongsToMany(Book, { as: 'books', through: Shelf, foreignKey: 'above' })
      expect(Shelf.primaryKeyAttribute).toBe('id')
      await sequelize.sync({ force: true })
      const [shelf, book] = [await Shelf.create({}), await Book.create({ title: 'Emma' })]
      await shelf.addBook(book)
      expect((await shelf.getBooks()).map(({ title }: any) => title)).toEqual(['Emma'])
    })
  })

  it('a refused association leaves no through model behind', async () => {
    const wrong = [
      { through: 'One', targetKey: 'none' },
      { through: 'Two', foreignKey: 'k', otherKey: 'k' },
      { through: { model: 'Three' }, sourceKey: 'none' },
    ]
    for (const given of wrong) {
      expect(() => Author.belongsToMany(Book, { as: 'books', ...given })).toThrow(AssociationError)
    }
    expect(Object.keys(sequelize.models)).toEqual(['Author', 'Book'])
    const sent = await statements(sequelize, () => sequelize.sync({ force: true }))
    expect(sent.join()).not.toMatch(/One|Two|Three/)
    Author.belongsToMany(Book, { as: 'books', through: 'One' })
    expect(Object.keys(sequelize.models)).toEqual(['Author', 'Book', 'One'])
  })

  describe('a through that names the table of a model', () => {
    // A warning is given once for each text.
    let tables = 0

    const declare = (one: Sequelize) => {
      const table = `author_books_${target.name}_${++tables}`
      const Writer: any = one.define('Author', {}, options)
      const Work: any = one.define('Book', {}, options)
      one.define('Writing', {}, { ...options, tableName: table })
      Writer.belongsToMany(Work, { as: 'books', through: table })
    }
    const textOf = (table: string) =>
      `Author.belongsToMany(Book, { as: "books" }): "through" is "${table}", which is the table of ` +
      'the model Writing: a second model of it is made, and sync() creates the table without the ' +
      'keys. Name the model: through: "Writing".'

    it('is warned of', () => {
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
      try {
        declare(sequelize)
        const table = Object.keys(sequelize.models).at(-1)!
        expect(warn.mock.calls).toEqual([[textOf(table), { code: 'RELATA_THROUGH_TABLE' }]])
      } finally {
        warn.mockRestore()
      }
    })

    it('is refused with strict', () => {
      const strict = createSequelize(target, { strict: true })
      expect(() => declare(strict)).toThrow('Name the model: through: "Writing".')
      expect(Object.keys(strict.models)).toEqual(['Author', 'Book', 'Writing'])
    })
  })

  describe('options that are no object', () => {
    it.each([['fk'], [5], [['fk']], [true], [() => ({})]])('of associations: %j', (given) => {
      for (const kind of ['hasOne', 'hasMany', 'belongsTo', 'belongsToMany']) {
        expect(() => Author[kind](Book, given)).toThrow(UsageError)
        expect(() => Author[kind](Book, given)).toThrow(
          `Author.${kind}(Book): the options must be an object. Received `,
        )
      }
      expect(Object.keys(Author.associations)).toEqual([])
      expect(() =>
        sequelize.relate({ Author, Book }, ((r: any) => ({
          Author: { books: r.hasMany('Book', given) },
        })) as never),
      ).toThrow('r.hasMany("Book"): the options must be an object. Received ')
    })

    it('of the methods of associations', async () => {
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Author.belongsToMany(Book, { as: 'likes', through: 'Like' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      await sequelize.sync({ force: true })
      const author = await Author.create({ name: 'Austen' })
      const [one, two] = await Book.bulkCreate([{}, {}], { returning: true })
      const calls: [() => Promise<unknown>, string][] = [
        [
          () => author.addBook(one, two),
          'author.addBook: the options must be an object. Received ',
        ],
        [() => author.setBooks([1], 2), 'Received 2. Several targets are given as a list.'],
        [() => author.getBooks('name'), 'author.getBooks: the options must be an object.'],
        [() => author.countLikes(['name']), 'author.countLikes: the options must be an object.'],
        [() => author.hasLikes([1], 2), 'author.hasLikes: the options must be an object.'],
        [() => author.createBook({}, 'title'), 'author.createBook: the options must be an object.'],
        [() => one.setAuthor(1, 2), 'book.setAuthor: the options must be an object. Received 2.'],
        [
          () => author.addLike(1, { through: 5 }),
          'author.addLike: "through" must be an object. Received 5.',
        ],
      ]
      const sent = await statements(sequelize, async () => {
        for (const [call, message] of calls) await expect(call()).rejects.toThrow(message)
      })
      expect(sent).toEqual([])
      await author.addBook(one, null)
      expect(await author.countBooks(null)).toBe(1)
    })
  })
})
