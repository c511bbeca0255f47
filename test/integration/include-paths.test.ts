import { beforeAll, describe, expect, it } from 'vitest'
import { col, DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { refusedUnsent } from '../support/statements.js'

const options = { timestamps: false }
const id = [['id', 'ASC']]

forEachDialect({}, (target) => {
  describe('a path within an include', () => {
    let sequelize: Sequelize
    let Author: any
    let Book: any

    beforeAll(async () => {
      sequelize = createSequelize(target)
      Author = sequelize.define('Author', { name: DataTypes.STRING }, options)
      const Profile: any = sequelize.define('Profile', { motto: DataTypes.STRING }, options)
      Book = sequelize.define('Book', { title: DataTypes.STRING }, options)
      const Review: any = sequelize.define('Review', { text: DataTypes.STRING }, options)
      const Tag: any = sequelize.define('Tag', { label: DataTypes.STRING }, options)
      const BookTag = sequelize.define('BookTag', { rank: DataTypes.STRING }, options)
      Author.hasOne(Profile, { as: 'profile', foreignKey: 'authorId' })
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      Book.hasMany(Review, { as: 'reviews', foreignKey: 'bookId' })
      Review.belongsTo(Book, { as: 'book', foreignKey: 'bookId' })
      Book.belongsToMany(Tag, { as: 'tags', through: BookTag, foreignKey: 'bookId' })
      Tag.belongsToMany(Book, { as: 'books', through: BookTag, otherKey: 'bookId' })
      await sequelize.sync({ force: true })
      for (const name of ['Ann', 'Bob']) {
        const author = await Author.create({ name })
        await author.createProfile({ motto: name })
        for (const title of [name, 'Other']) {
          const book = await author.createBook({ title })
          for (const text of [name, 'good']) await book.createReview({ text })
          await book.createTag({ label: name }, { through: { rank: title } })
          await book.createTag({ label: 'new' }, { through: { rank: 'first' } })
        }
      }
    })

    const shownBook = ({ title, reviews, tags }: any): string => {
      const texts = (reviews ?? []).map((review: any) => review.text).sort()
      const labels = (tags ?? []).map((tag: any) => tag.label).sort()
      return [title, ...texts, ...labels].join('/')
    }

    const found = async (finder: object): Promise<string[]> => {
      const authors: any[] = await Author.findAll({ order: id, ...finder })
      return authors.map(({ name, books }) =>
        [name, ...books.map(shownBook).sort()].join(' ').trim(),
      )
    }

    /** In every strategy in which the include has the tables of its statement. */
    const foundAnyhow = async (
      include: Record<string, unknown>,
      before: unknown[] = [],
      after: unknown[] = [],
      finder: object = {},
    ): Promise<string[]> => {
      const [first, ...others] = await Promise.all(
        [undefined, 'join', 'json'].map((strategy) =>
          found({ ...finder, include: [...before, { ...include, strategy }, ...after] }),
        ),
      )
      for (const other of others) expect(other).toEqual(first)
      return first!
    }

    const books = (where: object, more: object = {}): Record<string, unknown> => ({
      association: 'books',
      where,
      ...more,
    })

    it('begins at the root, as in v6', async () => {
      expect(await foundAnyhow(books({ '$books.title$': 'Ann' }))).toEqual(['Ann Ann'])
      expect(await foundAnyhow(books({ '$profile.motto$': 'Ann' }), ['profile'])).toEqual([
        'Ann Ann Other',
      ])
      const where = { '$profile.motto$': 'Ann' }
      expect(await foundAnyhow(books(where, { required: false }), ['profile'])).toEqual([
        'Ann Ann Other',
        'Bob',
      ])
    })

    it('names the root by its model', async () => {
      expect(await foundAnyhow(books({ '$Author.name$': 'Bob' }))).toEqual(['Bob Bob Other'])
      const optional = books({ '$Author.name$': 'Bob' }, { required: false })
      expect(await foundAnyhow(optional)).toEqual(['Ann', 'Bob Bob Other'])
      expect(await foundAnyhow(optional, [], [], { attributes: ['id', 'name'], limit: 1 })).toEqual(
        ['Ann'],
      )
      expect(await Author.count({ where: { '$Author.name$': 'Bob' } })).toBe(1)
    })

    it('prefers the root where both have the name', async () => {
      const where = { '$author.name$': 'Bob' }
      const include = { association: 'books', include: ['author'], where }
      expect(await found({ include: [include] })).toEqual(['Bob Bob Other'])
      const Other = sequelize.define('Other', { name: DataTypes.STRING }, options) as any
      Other.belongsTo(Book, { as: 'book', foreignKey: 'bookId' })
      Other.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      await Other.sync({ force: true })
      const [ann, bob] = await Author.findAll({ order: id, include: 'books' })
      await Other.create({ authorId: ann.id, bookId: bob.books[0].id })
      const ofRoot = await Other.findAll({ include: ['author', include2('Ann')] })
      expect(ofRoot[0].book).not.toBeNull()
      const ofBook = await Other.findAll({ include: ['author', include2('Bob')] })
      expect(ofBook[0].book).toBeNull()
    })

    const include2 = (name: string): object => ({
      association: 'book',
      required: false,
      include: ['author'],
      where: { '$author.name$': name },
    })

    it('of one name is an attribute of the root, or else of what it is in', async () => {
      expect(await foundAnyhow(books({ $name$: 'Bob' }))).toEqual(['Bob Bob Other'])
      expect(await foundAnyhow(books({ $name$: 'Bob' }, { required: false }))).toEqual([
        'Ann',
        'Bob Bob Other',
      ])
      expect(await foundAnyhow(books({ $title$: 'Ann' }))).toEqual(['Ann Ann'])
      const reviews = { association: 'reviews', required: false }
      for (const [where, expected] of [
        [{ $name$: 'Ann' }, ['Ann Ann/Ann/good Other/Ann/good', 'Bob Bob Other']],
        [{ $title$: 'Bob' }, ['Ann Ann Other', 'Bob Bob/Bob/good Other']],
        [{ $text$: 'Bob' }, ['Ann Ann Other', 'Bob Bob/Bob Other/Bob']],
      ] as const) {
        const include = [{ ...reviews, where }]
        expect(await foundAnyhow({ association: 'books', include })).toEqual(expected)
      }
    })

    it('of one name is that of the root where both have it', async () => {
      const Pen: any = sequelize.define('Pen', { name: DataTypes.STRING }, options)
      Author.hasMany(Pen, { as: 'pens', foreignKey: 'authorId' })
      Pen.belongsToMany(Author, { as: 'users', through: 'PenUser', foreignKey: 'penId' })
      await sequelize.sync()
      const [ann, bob] = await Author.findAll({ order: id })
      for (const author of [ann, bob]) await author.createPen({ name: 'Ann' })
      const pen = await Pen.findOne({ order: id })
      await pen.addUsers([ann, bob])
      const where = { $name$: 'Ann' }
      const strategies = target.supports.jsonRows ? ['join', 'json', 'auto'] : ['join', 'auto']
      for (const strategy of strategies) {
        const include = { association: 'pens', strategy, where }
        const authors = await Author.findAll({ include, order: id })
        expect(
          authors.map(({ name }: any) => name),
          strategy,
        ).toEqual(['Ann'])
        const users = { association: 'users', strategy, through: { where }, required: false }
        const [first] = await Pen.findAll({ include: users, order: id })
        expect(first.users, strategy).toHaveLength(2)
      }
      const include = { association: 'pens', where }
      const select = { ...include, strategy: 'select' }
      expect(
        (await refusedUnsent(sequelize, () => Author.findAll({ include: select }))).message,
      ).toContain('include of "pens": "name" begins at Author, and this include is loaded by a')
      const separate = await Author.findAll({ include: { ...include, separate: true }, order: id })
      expect(separate.map(({ pens }: any) => pens.length)).toEqual([1, 1])
      const ordered = { association: 'pens', strategy: 'select', order: [['$name$', 'DESC']] }
      expect(await Author.findAll({ include: ordered })).toHaveLength(2)
    })

    it('can name what is included after it', async () => {
      const where = { '$profile.motto$': 'Ann' }
      expect(await foundAnyhow(books(where), [], ['profile'])).toEqual(['Ann Ann Other'])
      const optional = books(where, { required: false })
      expect(await foundAnyhow(optional, [], ['profile'])).toEqual(['Ann Ann Other', 'Bob'])
      const byColumn = books({ title: { [Op.eq]: col('profile.motto') } }, { required: false })
      expect(await foundAnyhow(byColumn, [], ['profile'])).toEqual(['Ann Ann', 'Bob Bob'])
    })

    it('can name what is below it, from the root and from itself', async () => {
      for (const path of ['$books.reviews.text$', '$reviews.text$']) {
        const reviews = { association: 'reviews', strategy: 'join' }
        const filtered = books({ [path]: 'Ann' }, { include: [reviews] })
        expect(await foundAnyhow(filtered)).toEqual(['Ann Ann/Ann Other/Ann'])
        const optional = { ...filtered, required: false }
        expect(await foundAnyhow(optional)).toEqual(['Ann Ann/Ann Other/Ann', 'Bob'])
        expect(await foundAnyhow(filtered, [], [], { limit: 1, offset: 0 })).toEqual([
          'Ann Ann/Ann Other/Ann',
        ])
      }
    })

    it('can name what is above it, and beside that', async () => {
      const reviews = (where: object, more: object = {}): Record<string, unknown> => ({
        association: 'books',
        include: [{ association: 'reviews', where, ...more }],
      })
      expect(await foundAnyhow(reviews({ '$books.title$': 'Ann' }))).toEqual([
        'Ann Ann/Ann/good',
        'Bob',
      ])
      expect(await foundAnyhow(reviews({ '$books.title$': 'Ann' }, { required: false }))).toEqual([
        'Ann Ann/Ann/good Other',
        'Bob Bob Other',
      ])
      const any = { [Op.or]: [{ '$books.title$': 'Ann' }, { '$profile.motto$': 'Bob' }] }
      const expected = ['Ann Ann/Ann/good', 'Bob Bob/Bob/good Other/Bob/good']
      expect(await foundAnyhow(reviews(any), ['profile'])).toEqual(expected)
      expect(await foundAnyhow(reviews(any), [], ['profile'])).toEqual(expected)
      const required = { ...reviews(any), required: true }
      expect(await foundAnyhow(required, [], ['profile'], { limit: 1, offset: 1 })).toEqual(
        expected.slice(1),
      )
    })

    it('works in many-to-many associations and their through rows', async () => {
      const tags = (more: object): Record<string, unknown> => ({
        association: 'books',
        include: [{ association: 'tags', ...more }],
      })
      const byRoot = { label: { [Op.eq]: col('Author.name') } }
      const expected = ['Ann Ann/Ann Other/Ann', 'Bob Bob/Bob Other/Bob']
      expect(await foundAnyhow(tags({ where: byRoot }))).toEqual(expected)
      const byPath = { '$profile.motto$': { [Op.eq]: col('books.tags.label') } }
      expect(await foundAnyhow(tags({ where: byPath }), ['profile'])).toEqual(expected)
      expect(await foundAnyhow(tags({ where: byPath, required: false }), [], ['profile'])).toEqual(
        expected,
      )
      const through = { where: { '$Author.name$': { [Op.eq]: col('books.tags.BookTag.rank') } } }
      expect(await foundAnyhow(tags({ through, required: false }))).toEqual([
        'Ann Ann/Ann Other',
        'Bob Bob/Bob Other',
      ])
    })

    it('names what is below a many-to-many include', async () => {
      const where = { '$tags.books.title$': 'Ann' }
      const titles = await Promise.all(
        ['join', 'json'].map(async (strategy) => {
          const include = { association: 'books', strategy: 'join' }
          const tags = { association: 'tags', strategy, where, include: [include] }
          const [book, ...others]: any[] = await Book.findAll({ include: [tags], limit: 2 })
          expect(others).toEqual([])
          return book.tags.map((tag: any) => [tag.label, tag.books.map(({ title }: any) => title)])
        }),
      )
      for (const each of titles) each.sort()
      expect(titles[0]).toEqual(titles[1])
      expect(titles[0]).toEqual([
        ['Ann', ['Ann']],
        ['new', ['Ann']],
      ])
    })

    it('names the through row of what is above it', async () => {
      const where = { '$tags.BookTag.rank$': 'first' }
      const books = { association: 'books', where }
      const include = { association: 'tags', include: [books] }
      const found = await Book.findAll({ include: [include], order: id })
      const labels = found.map(({ tags }: any) => tags.map(({ label }: any) => label))
      expect(labels).toEqual([['new'], ['new'], ['new'], ['new']])
    })

    it('names what is below what a page is ordered by', async () => {
      const reviews = { association: 'reviews', where: { '$books.reviews.book.title$': 'Other' } }
      const include = { association: 'books', include: [{ ...reviews, include: ['book'] }] }
      const order = [['books', 'title', 'DESC'], ...id]
      const all = await found({ include, order })
      expect(all).toEqual(['Ann Other/Ann/good', 'Bob Other/Bob/good'])
      expect(await found({ include, order, limit: 1, offset: 1 })).toEqual(all.slice(1))
    })

    it('joins what is named by another include, also to-many', async () => {
      const author = { association: 'author', required: true, include: ['books'] }
      const where = { '$books.author.books.title$': 'Ann' }
      const include = {
        association: 'books',
        include: [author, { association: 'reviews', required: false, where }],
      }
      expect(await found({ include })).toEqual(['Ann Ann/Ann/good Other/Ann/good', 'Bob Bob Other'])
    })

    it('counts in pages, and in their numbers', async () => {
      const include = ['profile', books({ '$profile.motto$': 'Bob' })]
      expect(await found({ include, limit: 1 })).toEqual(['Bob Bob Other'])
      const { count, rows } = await Author.findAndCountAll({ include, limit: 5, order: id })
      expect([count, rows.length]).toEqual([1, 1])
      expect(await Author.count({ include })).toBe(2)
      expect(await Author.count({ include, distinct: true })).toBe(1)
    })

    it('is taken in the condition given in place of keys', async () => {
      const on = { '$Author.name$': { [Op.eq]: col('books.title') } }
      expect(await found({ include: [{ association: 'books', on }] })).toEqual([
        'Ann Ann',
        'Bob Bob',
      ])
    })

    it('begins at the included model where that has a statement of its own', async () => {
      const where = { '$author.name$': 'Ann' }
      const separate = { association: 'books', separate: true, include: ['author'], where }
      expect(await found({ include: [separate] })).toEqual(['Ann Ann Other', 'Bob'])
      const byModel = { association: 'books', separate: true, where: { '$Book.title$': 'Ann' } }
      expect(await found({ include: [byModel] })).toEqual(['Ann Ann', 'Bob'])
    })

    const refused = async (finder: object): Promise<string> =>
      (await refusedUnsent(sequelize, () => Author.findAll(finder))).message

    it('is refused where it names a table of another statement', async () => {
      const where = { '$profile.motto$': 'Ann' }
      const selected = { association: 'books', strategy: 'select' }
      const below = { ...selected, include: [{ association: 'reviews', where }] }
      for (const include of [{ ...selected, where }, below]) {
        expect(await refused({ include: ['profile', include] })).toContain(
          '"profile.motto" begins at Author, and this include is loaded by a statement of its own',
        )
      }
      const [first, second] = [
        { association: 'profile', where: { '$books.title$': 'Ann' } },
        books({ '$profile.motto$': 'Ann' }),
      ]
      expect(await refused({ include: [first, second] })).toContain(
        'the conditions of the includes "profile" and "books" name each other',
      )
    })

    it('is refused where parentheses hide the table', async () => {
      const include = {
        association: 'books',
        include: [
          { association: 'tags', required: true, strategy: 'join' },
          { association: 'reviews', required: false, where: { '$Author.name$': 'Ann' } },
        ],
      }
      expect(await refused({ include: [{ ...include, strategy: 'join' }] })).toContain(
        'a condition of the optional include "books->reviews" names a table',
      )
    })
  })
})
