/** The include option: forms that mean one thing, and those that are refused before anything is sent. */
import { beforeAll, describe, expect, it } from 'vitest'
import { EagerLoadingError, Op, type Sequelize, UsageError } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { defineLibrary, fillLibrary, type Library } from '../support/library-models.js'
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

  /** The error of a call that sends nothing. */
  async function refusal(call: () => Promise<unknown>, of: Sequelize = sequelize): Promise<Error> {
    let error: unknown
    const sent = await statements(of, async () => {
      error = await call().then(
        () => new Error('The call was not refused.'),
        (caught: unknown) => caught,
      )
    })
    expect(sent).toEqual([])
    return error as Error
  }

  const authors = (include: unknown, options: object = {}): Promise<any[]> =>
    library.Author.findAll({ include: include as never, order: ['id'], ...options })

  const refused = async (include: unknown): Promise<string> =>
    (await refusal(() => authors(include))).message

  describe('given twice', () => {
    const shown = (rows: readonly any[]) =>
      rows.map(({ books }) => books.map((book: any) => Object.keys(book.get()).sort()))

    it('an include that is written out goes before what "all" stands for', async () => {
      const own = {
        association: 'books',
        where: { pages: 174 },
        required: false,
        attributes: ['id'],
      }
      const expected = shown(await authors([own]))
      expect(expected.flat()).toEqual([['id']])
      expect(shown(await authors([own, { all: true }]))).toEqual(expected)
      expect(shown(await authors([{ all: true }, own]))).toEqual(expected)
      expect(shown(await authors([own, { all: 'HasMany', nested: true }]))).toEqual(expected)
    })

    it('options of "all" do not reach associations that they are not for', async () => {
      const books = await library.Book.findAll({
        include: [{ all: true, through: { attributes: [] } } as never],
      })
      expect(books.flatMap((book: any) => book.tags).every((tag: any) => !tag.BookTag)).toBe(true)
    })

    it('nested includes are joined, whatever the form', async () => {
      const { Book } = library
      const nested = [
        { association: 'books', include: ['tags'] },
        { model: Book, as: 'books', include: [{ association: 'copies', include: 'shelf' }] },
        {
          association: library.Author.associations.books,
          include: { association: 'copies', include: 'loan' },
        },
        'books',
      ]
      const whole = {
        association: 'books',
        include: ['tags', { association: 'copies', include: ['shelf', 'loan'] }],
      }
      const json = async (include: unknown) => JSON.parse(JSON.stringify(await authors(include)))
      expect(await json(nested)).toEqual(await json([whole]))
    })

    it('equal conditions are one', async () => {
      const include = () => ({ association: 'books', where: { pages: { [Op.gt]: 100 } } })
      const one = JSON.stringify(await authors([include()]))
      expect(JSON.stringify(await authors([include(), include()]))).toBe(one)
      expect(JSON.stringify(await authors([include(), 'books']))).toBe(one)
    })

    it('contradictions are refused, also where a plan of that shape is known', async () => {
      const include = (pages: number) => ({ association: 'books', where: { pages } })
      await authors([include(174), include(174)])
      expect(await refused([include(174), include(126)])).toBe(
        'Author.findAll: include of "books": it is given twice, with different "where". ' +
          'Received { pages: 174 } and { pages: 126 }. Write one include of it:\n' +
          "  include: [{ association: 'books', where: { [Op.and]: [first, second] } }]",
      )
      expect(
        await refused([
          { association: 'books', required: true },
          { association: 'books', required: false },
        ]),
      ).toContain('with different "required". Received true and false.')
      const below = [include(1), include(2)]
      const error = await refusal(() =>
        library.Book.findAll({ include: { association: 'author', include: below } as never }),
      )
      expect(error.message).toContain('include of "books": it is given twice')
    })
  })

  describe('of another model', () => {
    it('"model" that contradicts "association" is refused', async () => {
      const include = { model: library.Copy, association: 'books' }
      const error = await refusal(() => authors(include))
      expect(error).toBeInstanceOf(EagerLoadingError)
      expect(error.message).toBe(
        'Author.findAll: include of "books": "model" is Copy, and Author.books leads to Book. ' +
          'Leave "model" out, or name the association that is meant:\n  include: [\'books\']',
      )
      expect(await refused({ association: 'books', as: 'works' })).toContain(
        `"as" is "works", and the association is Author.books. Leave "as" out:\n  include: ['books']`,
      )
    })

    it('models and associations of another instance are refused', async () => {
      const other = defineLibrary(createSequelize(target))
      const message =
        'Author.findAll: the model Book belongs to another Sequelize instance than Author, which is ' +
        "associated to the Book of its own.\n  include: ['books']"
      expect(await refused(other.Book)).toBe(message)
      expect(await refused({ model: other.Book, as: 'books' })).toBe(message)
      expect(await refused({ model: other.Book, association: 'books' })).toContain(
        'include of "books": Book belongs to another Sequelize instance than Author',
      )
      expect(await refused(other.Author.associations.books)).toContain(
        "Author.books belongs to another Sequelize instance than Author, which is associated to the Book of its own.\n  include: ['books']",
      )
    })

    it('scoped classes and classes derived from the model are accepted', async () => {
      class Novel extends (library.Book as any) {}
      for (const model of [library.Book.unscoped(), library.Book.scope([]), Novel]) {
        const rows = await authors([{ model, as: 'books' }])
        expect(rows[0].books[0].title).toBe('Notes')
        expect((await authors([{ model, association: 'books' }]))[0].books[0].title).toBe('Notes')
      }
    })
  })

  describe('with options of the wrong kind', () => {
    it.each<[string, unknown, string]>([
      ['required', 'yes', 'true or false'],
      ['right', 'yes', 'true or false'],
      ['separate', 'yes', 'true or false'],
      ['or', 'x', 'true or false'],
      ['duplicating', 'x', 'true or false'],
      ['paranoid', 'no', 'true or false'],
      ['subQuery', 'x', 'true or false'],
      ['subQueryFilter', 'x', 'true or false'],
      ['through', 'x', 'an object of options'],
      ['limit', 'x', 'a whole number, zero or more'],
      ['offset', 'x', 'a whole number, zero or more'],
      ['as', 5, 'an alias as text'],
    ])('%s', async (name, value, expected) => {
      const received = JSON.stringify(value)
      await authors({ association: 'books' })
      expect(await refused({ association: 'books', [name]: value })).toBe(
        `Author.findAll: include of "books": ${name} must be ${expected}. Received ${received}.`,
      )
      const nested = await refusal(() =>
        library.Book.findAll({
          include: { association: 'author', include: [{ association: 'books', [name]: value }] },
        } as never),
      )
      expect(nested.message).toContain(`Book.findAll: include of "books": ${name} must be`)
    })

    it('undefined, null and digits are accepted', async () => {
      const names = ['required', 'right', 'separate', 'or', 'duplicating', 'paranoid', 'subQuery']
      for (const value of [undefined, null]) {
        const options = Object.fromEntries(
          [...names, 'through', 'attributes', 'limit', 'as', 'model'].map((name) => [name, value]),
        )
        expect(await authors({ association: 'books', ...options })).toHaveLength(5)
      }
      const rows = await authors({ association: 'books', limit: '1', order: ['id'] })
      expect(rows.map(({ books }) => books.length)).toEqual([1, 1, 1, 1, 0])
    })

    it('all and nested', async () => {
      expect(await refused({ all: true, nested: 'x' })).toBe(
        'Author.findAll: include of "all": nested must be true or false. Received "x".',
      )
      expect(await refused({ all: 'HasOnee' })).toContain('unknown kind of association')
    })

    it('unknown keys of attributes', async () => {
      const text =
        'attributes has the unknown key "incl". Received { incl: ["id"] }. Use a list of ' +
        'attribute names'
      expect(await refused({ association: 'books', attributes: { incl: ['id'] } })).toContain(
        `Author.findAll: include of "books": ${text}`,
      )
      const error = await refusal(() =>
        library.Author.findAll({ attributes: { incl: ['id'] } as never }),
      )
      expect(error.message).toContain(`Author.findAll: ${text}`)
      expect(error).toBeInstanceOf(UsageError)
      expect(await refused({ association: 'books', attributes: 'id' })).toContain(
        'Author.findAll: include of "books": attributes cannot be read.',
      )
    })
  })

  describe('with options that have no effect', () => {
    it.each<[string, unknown]>([
      ['on', { id: 1 }],
      ['or', true],
      ['right', true],
      ['duplicating', true],
    ])('%s, where a statement of its own loads by key', async (name, value) => {
      const include = { association: 'books', [name]: value }
      expect(await refused({ ...include, separate: true })).toBe(
        `Author.findAll: include of "books": "${name}" is for joins, and "separate: true" loads by ` +
          'key. Leave one of them out.',
      )
      expect(await refused({ ...include, limit: 1 })).toContain('and a limit loads by key')
      expect(await refused({ ...include, strategy: 'select' })).toContain(
        `"${name}" is for joins, and "strategy: 'select'" loads by key`,
      )
    })

    it('or of a many-to-many association, through of another', async () => {
      const error = await refusal(() =>
        library.Book.findAll({
          include: { association: 'tags', or: true, where: { label: 'x' } },
        }),
      )
      expect(error.message).toContain(
        'Book.findAll: include of "tags": "or" has no meaning for belongsToMany',
      )
      expect(await refused({ association: 'books', through: { attributes: [] } })).toContain(
        'include of "books": "through" is for belongsToMany; Author.books is a HasMany.',
      )
    })

    it('options of finders warn, save in an include that is a finder of its own', async () => {
      // Warnings are given once, so that each target needs a name of its own.
      const name = `Node of ${target.name}`
      const Tree = sequelize.define(name, {}, { tableName: 'trees', timestamps: false })
      Tree.hasMany(Tree, { as: 'below', foreignKey: 'parentId' })
      await Tree.sync()
      const warnings: string[] = []
      const take = (warning: Error & { code?: string }) =>
        warnings.push(`${warning.code}: ${warning.message}`)
      process.on('warning', take)
      await Tree.findAll({ include: { association: 'below', separate: true, nest: true } as never })
      await Tree.findAll({ include: { association: 'below', group: ['id'] } as never })
      await Tree.findAll({ include: { association: 'below', group: ['id'] } as never })
      await new Promise((resolve) => setImmediate(resolve))
      process.off('warning', take)
      await Tree.drop()
      expect(warnings).toEqual([
        `RELATA_UNKNOWN_OPTION: ${name}.findAll: include of "below": "group" is an option of ` +
          'finders, and has no effect in an include. Leave it out.',
      ])
    })
  })

  describe('with strict', () => {
    let strict: Library

    beforeAll(async () => {
      strict = defineLibrary(createSequelize(target, { strict: true }))
      await strict.sequelize.sync()
    })

    const message = async (include: unknown) =>
      (await refusal(() => strict.Book.findAll({ include: include as never }), strict.sequelize))
        .message

    it('names are looked at before anything is sent, also where a plan is known', async () => {
      await strict.Book.findAll({ include: { association: 'tags' } })
      expect(await message({ association: 'tags', wher: {} })).toBe(
        'Book.findAll: include of "tags" (strict): "wher" is not an option. Did you mean "where"?',
      )
      expect(await message({ association: 'tags', group: ['id'] })).toBe(
        'Book.findAll: include of "tags" (strict): "group" is an option of finders, not of ' +
          'includes. Give it to the finder, or leave it out.',
      )
      expect(await message({ association: 'tags', through: { wher: {} } })).toBe(
        'Book.findAll: include of "tags": through (strict): "wher" is not an option. ' +
          'Did you mean "where"?',
      )
      expect(await message({ association: 'tags', through: { order: ['weight'] } })).toContain(
        'include of "tags": through (strict): "order" is not an option.',
      )
    })

    it('known options pass', async () => {
      const include = {
        association: 'tags',
        subQueryFilter: false,
        through: { where: { weight: 1 }, attributes: ['weight'], as: 'link', paranoid: false },
      }
      expect(await strict.Book.findAll({ include: include as never })).toEqual(expect.any(Array))
      await strict.Book.findAll({ include: { ...include, strategy: 'select' } as never })
    })
  })

  it('a limit of through is refused before anything is sent', async () => {
    for (const strategy of ['join', 'select'] as const) {
      const include = { association: 'tags', strategy, through: { limit: 1 } }
      const error = await refusal(() => library.Book.findAll({ include: include as never }))
      expect(error.message).toBe(
        'Book.findAll: include of "tags": through has no "limit". Received 1. Its rows come with ' +
          'those of the include: give "limit" beside "through", or leave it out.',
      )
    }
    const error = await refusal(() =>
      library.Book.findAll({
        include: { association: 'tags', through: { paranoid: 'no' } } as never,
      }),
    )
    expect(error.message).toContain('include of "tags": through: paranoid must be true or false.')
  })

  describe('by a name that is no alias', () => {
    it('the aliases and the include to write are shown', async () => {
      const { Book } = library
      const message = async (include: string) =>
        (await refusal(() => Book.findAll({ include }))).message
      expect(await message('auhtor')).toBe(
        'Book.findAll: Book has no association named "auhtor". Did you mean "author"? ' +
          "Book has: author, copies, tags.\n  include: ['author']",
      )
      expect(await message('nothing')).toBe(
        'Book.findAll: Book has no association named "nothing". Book has: author, copies, tags.\n' +
          "  include: ['author']\n  include: ['copies']\n  include: ['tags']",
      )
      expect(await refused('books.tags')).toBe(
        'Author.findAll: Author has no association named "books.tags". Author has: books. ' +
          "Includes are nested:\n  include: [{ association: 'books', include: ['tags'] }]",
      )
    })

    it('findOrCreate begins no transaction', async () => {
      const error = await refusal(() =>
        library.Author.findOrCreate({ where: { name: 'x' }, include: 'boks' } as never),
      )
      expect(error.message).toContain(
        'Did you mean "books"? Author has: books.\n  include: [\'books\']',
      )
    })
  })
})

forEachDialect({ lacks: 'rightJoin' }, (target) => {
  it('right is refused where the dialect has no right joins', async () => {
    const { Author } = defineLibrary(createSequelize(target))
    await expect(
      Author.findAll({ include: { association: 'books', right: true } }),
    ).rejects.toThrow(
      `Author.findAll: include of "books": "right" is not supported by ${target.dialect}. Leave it ` +
        'out for this dialect, or ask for the rows of the other side and include this one.',
    )
  })
})
