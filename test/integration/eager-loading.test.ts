/** Includes: what is loaded with a row, in which form, by one statement. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  col,
  DataTypes,
  type FindOptions,
  fn,
  literal,
  Op,
  type Sequelize,
  where,
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
  let sequelize: Sequelize
  let library: Library

  beforeAll(async () => {
    sequelize = createSequelize(target)
    library = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    await fillLibrary(library)
  })

  /** What a finder gives, after asserting how many statements it sends. */
  async function sending(count: number, run: () => Promise<any>): Promise<any> {
    let result: unknown
    const sent = await statements(sequelize, async () => {
      result = await run()
    })
    expect(sent).toHaveLength(count)
    return result
  }

  const titles = (books: readonly any[]) => books.map(({ title }) => title)
  const ids = (rows: readonly any[]) => rows.map(({ id }) => id)

  describe('one level', () => {
    it('belongsTo: the target or null, in one statement', async () => {
      const books = await sending(1, () =>
        library.Book.findAll({ include: 'author', order: ['id'] }),
      )
      expect(books.map((book: any) => book.author?.name ?? null)).toEqual([
        ...['Ada', 'Borges', 'Borges', 'Calvino', 'Dickinson', 'Dickinson', null],
      ])
      expect(books[0].author).toBeInstanceOf(library.Author)
      expect(books[6].author).toBeNull()
    })

    it('hasOne: the target or null', async () => {
      const copies = await sending(1, () =>
        library.Copy.findAll({ include: 'loan', order: ['id'] }),
      )
      expect(copies.map((copy: any) => copy.loan?.id ?? null)).toEqual([
        1,
        null,
        2,
        null,
        null,
        3,
        4,
      ])
    })

    it('hasMany: a list, empty where there are none', async () => {
      const authors = await sending(1, () =>
        library.Author.findAll({ include: 'books', order: ['id', ['books', 'id', 'ASC']] }),
      )
      expect(authors.map((author: any) => titles(author.books))).toEqual([
        ['Notes'],
        ['Ficciones', 'The Aleph'],
        ['Invisible Cities'],
        ['Poems', '100% Letters_'],
        [],
      ])
      expect(authors[0].books[0]).toBeInstanceOf(library.Book)
    })

    it('belongsToMany: a list with the through rows', async () => {
      const books = await sending(1, () =>
        library.Book.findAll({ include: 'tags', order: ['id', ['tags', 'id', 'ASC']] }),
      )
      expect(
        books.map((book: any) => book.tags.map((tag: any) => [tag.label, tag.BookTag.weight])),
      ).toEqual([
        [
          ['classic', 1],
          ['maths', 5],
        ],
        [
          ['classic', 2],
          ['maze', 9],
        ],
        [['maze', 3]],
        [['classic', 4]],
        [['verse', 1]],
        [],
        [],
      ])
      expect(books[0].tags[0].BookTag).toBeInstanceOf(library.BookTag)
    })

    it('is asked for in every form', async () => {
      const { Author, Book } = library
      const forms: unknown[] = [
        'author',
        { model: Author, as: 'author' },
        { association: 'author' },
        { association: Book.associations['author'] },
        Book.associations['author'],
        { all: 'BelongsTo' },
        ['author'],
      ]
      for (const include of forms) {
        const book = await Book.findOne({ where: { id: 1 }, include } as never)
        expect(book.author.name).toBe('Ada')
      }
    })

    it('all includes every association, nested until a model comes again', async () => {
      const { Book, Author } = library
      const book = await Book.findOne({ where: { id: 1 }, include: { all: true } })
      expect([book.author.name, book.copies.length, book.tags.length]).toEqual(['Ada', 2, 2])
      const author = await Author.findOne({
        where: { id: 1 },
        include: { all: true, nested: true },
      })
      expect(author.books[0].copies[0].shelf.label).toBe('A')
    })

    it('knows models without an alias by themselves', async () => {
      const options = { timestamps: false }
      const Left = sequelize.define('PlainLeft', {}, options) as unknown as AnyModelClass
      const Right = sequelize.define('PlainRight', {}, options) as unknown as AnyModelClass
      Left.hasMany(Right)
      Right.belongsTo(Left)
      await Left.sync({ force: true })
      await Right.sync({ force: true })
      const left = await Left.create()
      await left.createPlainRight()
      expect((await Left.findOne({ include: Right })).PlainRights).toHaveLength(1)
      expect((await Right.findOne({ include: [{ model: Left }] })).PlainLeft.id).toBe(left.id)
      await Right.drop()
      await Left.drop()
    })

    it('refuses what is not associated, with the aliases there are', async () => {
      const { Book, Shelf, Author } = library
      await expect(Book.findAll({ include: Shelf })).rejects.toMatchObject({
        name: 'SequelizeEagerLoadingError',
      })
      await expect(Book.findAll({ include: Author })).rejects.toThrow(/author/)
      await expect(Book.findAll({ include: { model: Author, as: 'writer' } })).rejects.toThrow(
        /author/,
      )
      await expect(Book.findAll({ include: 'writer' })).rejects.toThrow(/author/)
      await expect(Book.findAll({ include: 5 } as never)).rejects.toThrow(/include/)
    })
  })

  describe('several levels and siblings', () => {
    it('nest as deep as asked, in one statement', async () => {
      const authors = await sending(1, () =>
        library.Author.findAll({
          where: { id: [1, 5] },
          include: {
            association: 'books',
            include: [
              {
                association: 'copies',
                include: ['shelf', { association: 'loan', include: ['reader'] }],
              },
            ],
          },
          order: ['id', ['books', 'copies', 'id', 'ASC']],
        }),
      )
      const [ada, nobody] = authors
      expect(nobody.books).toEqual([])
      expect(
        ada.books[0].copies.map((copy: any) => [
          copy.code,
          copy.shelf.label,
          copy.loan?.reader.name ?? null,
        ]),
      ).toEqual([
        ['c-1', 'A', 'Rosa'],
        ['c-2', 'B', null],
      ])
    })

    it('several to-many siblings give each child once', async () => {
      const books = await library.Book.findAll({ include: ['tags', 'copies'], order: ['id'] })
      const notes = books[0]
      expect(ids(notes.copies).sort()).toEqual([1, 2])
      expect(ids(notes.tags).sort()).toEqual([1, 2])
      expect(books.map((book: any) => [book.tags.length, book.copies.length])).toEqual([
        [2, 2],
        [2, 2],
        [1, 1],
        [1, 1],
        [1, 1],
        [0, 0],
        [0, 0],
      ])
    })

    it('to-many in to-many siblings', async () => {
      const authors = await library.Author.findAll({
        include: { association: 'books', include: ['tags', 'copies'] },
        order: ['id', ['books', 'id', 'ASC']],
      })
      expect(
        authors[1].books.map((book: any) => [ids(book.tags).sort(), ids(book.copies).sort()]),
      ).toEqual([
        [
          [1, 3],
          [3, 4],
        ],
        [[3], [5]],
      ])
    })

    it('a child that several parents share is an instance of each', async () => {
      const books = await library.Book.findAll({ include: 'author', where: { id: [2, 3] } })
      expect(books[0].author).not.toBe(books[1].author)
      expect(books[0].author.equals(books[1].author)).toBe(true)
    })
  })

  describe('required and where', () => {
    it('required leaves out parents without a match', async () => {
      const books = await sending(1, () =>
        library.Book.findAll({ include: { association: 'author', required: true }, order: ['id'] }),
      )
      expect(ids(books)).toEqual([1, 2, 3, 4, 5, 6])
    })

    it('where filters children, and makes the include required unless told otherwise', async () => {
      const include = { association: 'books', where: { pages: { [Op.gt]: 150 } } }
      const options = { order: ['id', ['books', 'id', 'ASC']] } as FindOptions
      const required = await library.Author.findAll({ include, ...options })
      expect(required.map((author) => titles(author.books))).toEqual([
        ['Ficciones', 'The Aleph'],
        ['Invisible Cities'],
        ['Poems'],
      ])
      const optional = await library.Author.findAll({
        include: { ...include, required: false },
        ...options,
      })
      expect(optional.map((author) => titles(author.books))).toEqual([
        [],
        ['Ficciones', 'The Aleph'],
        ['Invisible Cities'],
        ['Poems'],
        [],
      ])
    })

    it('required below an optional include filters there only', async () => {
      const authors = await library.Author.findAll({
        include: {
          association: 'books',
          required: false,
          include: [{ association: 'copies', where: { condition: 'good' } }],
        },
        order: ['id', ['books', 'id', 'ASC']],
      })
      expect(authors.map((author) => titles(author.books))).toEqual([
        ['Notes'],
        ['Ficciones'],
        [],
        [],
        [],
      ])
    })

    it('on replaces the condition of the join, and or widens it', async () => {
      const [ada] = await library.Author.findAll({
        where: { id: 1 },
        include: {
          association: 'books',
          on: where(col('books.authorId'), Op.eq, literal('2')),
        },
        order: [['books', 'id', 'ASC']],
      } as never)
      expect(titles(ada.books)).toEqual(['Ficciones', 'The Aleph'])
    })

    it('a soft-deleted target is left out unless paranoid is false', async () => {
      const { Loan } = library
      const find = (options: object) =>
        Loan.findAll({ include: { association: 'reader', ...options }, order: ['id'] })
      const names = (loans: any[]) => loans.map((loan) => loan.reader?.name ?? null)
      expect(names(await find({}))).toEqual(['Rosa', 'Rosa', 'Sam', null])
      expect(names(await find({ paranoid: false }))).toEqual(['Rosa', 'Rosa', 'Sam', 'Tom'])
      expect(names(await find({ required: true }))).toEqual(['Rosa', 'Rosa', 'Sam'])
    })

    it('$path$ in where names included columns', async () => {
      const { Book } = library
      const find = (condition: object, include: unknown) =>
        Book.findAll({ where: condition, include, order: ['id'] } as never).then(ids)
      expect(await find({ '$author.name$': 'Borges' }, 'author')).toEqual([2, 3])
      expect(await find({ '$author.id$': null }, 'author')).toEqual([7])
      expect(
        await find({ [Op.or]: [{ '$author.name$': 'Ada' }, { title: 'Poems' }] }, 'author'),
      ).toEqual([1, 5])
      expect(
        await find({ '$copies.shelf.label$': 'A' }, { association: 'copies', include: ['shelf'] }),
      ).toEqual([1, 2])
      expect(await find({ '$tags.BookTag.weight$': { [Op.gt]: 4 } }, 'tags')).toEqual([1, 2])
    })

    it('through filters the rows of the through table', async () => {
      const books = await library.Book.findAll({
        include: { association: 'tags', through: { where: { weight: { [Op.gt]: 3 } } } },
        order: ['id'],
      })
      expect(books.slice(0, 4).map((book) => book.tags.map(({ label }: any) => label))).toEqual([
        ['maths'],
        ['maze'],
        [],
        ['classic'],
      ])
      const required = await library.Book.findAll({
        include: {
          association: 'tags',
          required: true,
          through: { where: { weight: { [Op.gt]: 3 } } },
        },
        order: ['id'],
      })
      expect(ids(required)).toEqual([1, 2, 4])
    })

    it('through attributes choose, hide and rename', async () => {
      const find = async (through: object) =>
        (
          await library.Book.findOne({
            where: { id: 3 },
            include: { association: 'tags', through },
          })
        ).tags[0].toJSON()
      expect(await find({ attributes: ['weight'] })).toEqual({
        id: 3,
        label: 'maze',
        BookTag: { weight: 3 },
      })
      expect(await find({ attributes: [] })).toEqual({ id: 3, label: 'maze' })
    })

    it('a scoped model brings its conditions', async () => {
      const { Author, Book } = library
      Book.addScope('long', { where: { pages: { [Op.gt]: 160 } } }, { override: true })
      const authors = await Author.findAll({
        include: { model: Book.scope('long') as never, as: 'books', required: false },
        order: ['id'],
      })
      expect(authors.map((author) => titles(author.books))).toEqual([
        [],
        ['Ficciones'],
        ['Invisible Cities'],
        ['Poems'],
        [],
      ])
    })
  })

  describe('attributes', () => {
    it('of includes choose columns, aliases and expressions', async () => {
      const book = await library.Book.findOne({
        where: { id: 1 },
        attributes: ['title'],
        include: {
          association: 'author',
          attributes: ['name', ['country', 'land'], [fn('upper', col('author.name')), 'loud']],
        },
      } as never)
      expect(book.toJSON()).toMatchObject({
        title: 'Notes',
        author: { name: 'Ada', land: 'GB', loud: 'ADA' },
      })
    })

    it('without keys still give each parent once', async () => {
      const authors = await library.Author.findAll({
        attributes: ['name'],
        include: { association: 'books', attributes: ['title'] },
        order: ['id', ['books', 'id', 'ASC']],
      })
      expect(authors.map((author) => [author.name, titles(author.books)])).toEqual([
        ['Ada', ['Notes']],
        ['Borges', ['Ficciones', 'The Aleph']],
        ['Calvino', ['Invisible Cities']],
        ['Dickinson', ['Poems', '100% Letters_']],
        ['Nobody', []],
      ])
    })

    it('[] joins without loading', async () => {
      const authors = await library.Author.findAll({
        attributes: ['name'],
        include: { association: 'books', attributes: [], required: true },
        order: ['id'],
        raw: true,
      })
      expect(authors).toHaveLength(6)
      expect(Object.keys(authors[0])).toEqual(['name'])
    })

    it('of the root can compute from what is joined', async () => {
      const authors = await library.Author.findAll({
        attributes: ['id', 'name', [fn('COUNT', col('books.id')), 'bookCount']],
        include: { association: 'books', attributes: [] },
        group: ['Author.id', 'Author.name'],
        order: ['id'],
      } as never)
      expect(authors.map((author) => Number(author.get('bookCount')))).toEqual([1, 2, 1, 2, 0])
    })
  })

  describe('raw', () => {
    it('gives joined rows with dotted keys', async () => {
      const rows = await library.Author.findAll({
        raw: true,
        attributes: ['id'],
        include: {
          association: 'books',
          attributes: ['id'],
          include: [{ association: 'tags', attributes: ['label'] }],
        },
        where: { id: [2, 5] },
        order: ['id', ['books', 'id', 'ASC'], ['books', 'tags', 'id', 'ASC']],
      })
      expect(rows.map((row: any) => [row.id, row['books.id'], row['books.tags.label']])).toEqual([
        [2, 2, 'classic'],
        [2, 2, 'maze'],
        [2, 3, 'maze'],
        [5, null, null],
      ])
      expect(rows[0]).toMatchObject({ 'books.tags.BookTag.weight': 2 })
    })

    it('of composite keys gives every row', async () => {
      const rows = await library.BookTag.findAll({ raw: true, order: ['bookId', 'tagId'] })
      expect(rows).toHaveLength(7)
      expect(rows[1]).toEqual({ bookId: 1, tagId: 2, weight: 5 })
    })
  })

  describe('keys', () => {
    it('of several columns tell parents apart', async () => {
      const options = { timestamps: false }
      const Hall = sequelize.define(
        'Hall',
        {
          city: { type: DataTypes.STRING, primaryKey: true },
          number: { type: DataTypes.INTEGER, primaryKey: true },
          code: { type: DataTypes.STRING, unique: true },
        },
        options,
      ) as unknown as AnyModelClass
      const Event = sequelize.define(
        'HallEvent',
        { name: DataTypes.STRING },
        options,
      ) as unknown as AnyModelClass
      Hall.hasMany(Event, { as: 'events', foreignKey: 'hallCode', sourceKey: 'code' })
      await Hall.sync({ force: true })
      await Event.sync({ force: true })
      await Hall.bulkCreate([
        { city: 'a', number: 11, code: 'x' },
        { city: 'a1', number: 1, code: 'y' },
        { city: 'a', number: 1, code: 'z' },
      ])
      await Event.bulkCreate([
        { name: '1', hallCode: 'x' },
        { name: '2', hallCode: 'y' },
        { name: '3', hallCode: 'y' },
      ])
      const halls = await Hall.findAll({
        include: 'events',
        order: ['code', ['events', 'id', 'ASC']],
      })
      expect(halls.map((hall) => [hall.code, hall.events.map(({ name }: any) => name)])).toEqual([
        ['x', ['1']],
        ['y', ['2', '3']],
        ['z', []],
      ])
      const page = await Hall.findAll({ include: 'events', order: ['code'], limit: 1, offset: 1 })
      expect(page[0].events).toHaveLength(2)
      const raw = await Hall.findAll({ include: 'events', raw: true, order: ['code'] })
      expect(raw).toHaveLength(4)
      await Event.drop()
      await Hall.drop()
    })

    it('that are missing make every joined row a row', async () => {
      const Line = sequelize.define(
        'KeylessLine',
        { text: DataTypes.STRING },
        { timestamps: false },
      )
      Line.removeAttribute('id')
      await Line.sync({ force: true })
      await Line.bulkCreate([{ text: 'a' }, { text: 'a' }])
      expect(await Line.findAll()).toHaveLength(2)
      await Line.drop()
    })
  })

  it('long paths survive the limit of names in the database', async () => {
    const options = { timestamps: false }
    const define = (name: string) => sequelize.define(name, {}, options) as unknown as AnyModelClass
    const names = [
      'AVeryLongModelNameIndeedOne',
      'AVeryLongModelNameIndeedTwo',
      'AVeryLongModelNameIndeedThree',
    ]
    const [A, B, C] = names.map(define) as [AnyModelClass, AnyModelClass, AnyModelClass]
    A.hasMany(B, { as: 'theFirstOfVeryLongAssociationNames', foreignKey: 'aId' })
    B.hasMany(C, { as: 'theSecondOfVeryLongAssociationNames', foreignKey: 'bId' })
    B.hasMany(C, { as: 'theSecondOfVeryLongAssociationNamesAgain', foreignKey: 'bId' })
    for (const model of [A, B, C]) await model.sync({ force: true })
    const a = await A.create()
    const b = await B.create({ aId: a.id })
    await C.bulkCreate([{ bId: b.id }, { bId: b.id }])
    const [found] = await A.findAll({
      include: {
        association: 'theFirstOfVeryLongAssociationNames',
        include: [
          'theSecondOfVeryLongAssociationNames',
          'theSecondOfVeryLongAssociationNamesAgain',
        ],
      },
    })
    const below = found.theFirstOfVeryLongAssociationNames[0]
    expect(below.theSecondOfVeryLongAssociationNames).toHaveLength(2)
    expect(below.theSecondOfVeryLongAssociationNamesAgain).toHaveLength(2)
    for (const model of [C, B, A]) await model.drop()
  })
})
