/** Lazy loads of one tick as one statement: the same rows as without, and fewer statements. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  col,
  DataTypes,
  fn,
  literal,
  Model,
  Op,
  type Options,
  type Sequelize,
  StrictLoadingError,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

/** What can be compared of a result: values, included ones too, and which attributes were selected. */
function content(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(content)
  if (!(value instanceof Model)) return value
  const { dataValues, _options } = value as any
  return {
    model: value.constructor.name,
    values: Object.fromEntries(
      Object.entries(dataValues).map(([name, held]) => [name, content(held)]),
    ),
    attributes: _options.attributes,
    includeNames: _options.includeNames,
    isNewRecord: value.isNewRecord,
  }
}

forEachDialect({}, (target) => {
  function openLibrary(options: Options): Library {
    return defineLibrary(createSequelize(target, { storage: target.url, ...options }))
  }

  let batched: Library
  let plain: Library

  beforeAll(async () => {
    plain = openLibrary({})
    await plain.sequelize.sync({ force: true })
    await fillLibrary(plain)
    // One tag of several books, and one that is linked with other weights.
    await plain.BookTag.bulkCreate([
      { bookId: 6, tagId: 1, weight: 3 },
      { bookId: 5, tagId: 1, weight: 7 },
    ])
    batched = openLibrary({ batchLazyLoading: true })
  })

  const all = ({ sequelize }: Library, model: string, options: object = {}): Promise<any[]> =>
    (sequelize.models[model] as AnyModelClass).findAll({ order: ['id'], ...options })

  const callAll = (instances: readonly any[], method: string, ...args: unknown[]): Promise<any[]> =>
    Promise.all(instances.map((instance) => instance[method](...args)))

  /** How many statements a function sends, and what it gives. */
  async function counted(
    { sequelize }: { readonly sequelize: Sequelize },
    run: () => Promise<any>,
  ): Promise<{ sent: string[]; result: any }> {
    let result: any
    const sent = await statements(sequelize, async () => {
      result = await run()
    })
    return { sent, result }
  }

  /** Calls a method on all rows of a model with and without batches; the statements with. */
  async function compared(
    model: string,
    method: string,
    options: () => object | undefined,
  ): Promise<number> {
    const expected = await callAll(await all(plain, model), method, options())
    const instances = await all(batched, model)
    const { sent, result } = await counted(batched, () =>
      Promise.all(instances.map((instance) => instance[method](options()))),
    )
    expect(content(result)).toEqual(content(expected))
    return sent.length
  }

  const getters = [
    ['Book', 'getAuthor'],
    ['Author', 'getBooks'],
    ['Copy', 'getLoan'],
    ['Book', 'getTags'],
    ['Copy', 'getShelf'],
    ['Tag', 'getBooks'],
  ] as const

  describe('the same requests of one tick', () => {
    it.each(getters)('%s.%s: one statement, the same rows', async (model, method) => {
      expect(await compared(model, method, () => ({ order: ['id'] }))).toBe(1)
    })

    it('shows the statement', async () => {
      const books = await all(batched, 'Book')
      const { sent } = await counted(batched, () => callAll(books, 'getAuthor'))
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatch(/FROM .Authors. AS .Author. WHERE .Author.\..id. (IN|= ANY)/)
    })

    it.each([
      ['attributes without the key', () => ({ attributes: ['id'] })],
      ['attributes by another name', () => ({ attributes: [['id', 'number']] })],
      ['attributes left out', () => ({ attributes: { exclude: ['id', 'authorId', 'bookId'] } })],
      ['plain rows', () => ({ raw: true })],
      ['plain rows without the key', () => ({ raw: true, attributes: ['id'] })],
      ['nested plain rows', () => ({ raw: true, nest: true })],
      ['an order', () => ({ order: [['id', 'DESC']] })],
      ['conditions', () => ({ where: { id: { [Op.gt]: 1 } } })],
      ['conditions on nothing', () => ({ where: { id: -1 } })],
      ['expressions in conditions', () => ({ where: literal('1 = 1'), order: [col('id')] })],
      ['no scope', () => ({ scope: null })],
      ['paranoid', () => ({ paranoid: false })],
      ['a hint for the pool', () => ({ useMaster: true })],
    ] as const)('with %s', async (_what, options) => {
      for (const [model, method] of getters) {
        const given = (): object => ({ order: [['id', 'ASC']], ...options() })
        expect(await compared(model, method, given), `${model}.${method}`).toBe(1)
      }
    })

    it('with includes', async () => {
      const include = (): object => ({
        include: ['copies', 'author'],
        order: [
          ['id', 'DESC'],
          ['copies', 'id', 'ASC'],
        ],
      })
      expect(await compared('Author', 'getBooks', include)).toBe(1)
      expect(await compared('Tag', 'getBooks', include)).toBe(1)
      const separate = (): object => ({
        include: { association: 'copies', separate: true, limit: 1, order: ['id'] },
        order: ['id'],
      })
      expect(await compared('Author', 'getBooks', separate)).toBe(2)
      expect(await compared('Tag', 'getBooks', separate)).toBe(2)
      const tags = (): object => ({ include: ['tags'], order: ['id', ['tags', 'id', 'ASC']] })
      expect(await compared('Copy', 'getBook', tags)).toBe(1)
    })

    it('with what the through row is to bring along', async () => {
      const weight = (): object => ({ joinTableAttributes: ['weight'], order: ['id'] })
      expect(await compared('Book', 'getTags', weight)).toBe(1)
      const key = (): object => ({ joinTableAttributes: ['bookId'], order: ['id'] })
      expect(await compared('Book', 'getTags', key)).toBe(1)
      const none = (): object => ({ joinTableAttributes: [], order: ['id'] })
      expect(await compared('Book', 'getTags', none)).toBe(1)
      const raw = (): object => ({ joinTableAttributes: [], raw: true, order: ['id'] })
      expect(await compared('Book', 'getTags', raw)).toBe(1)
      const heavy = (): object => ({
        through: { where: { weight: { [Op.gt]: 2 } } },
        order: ['id'],
      })
      expect(await compared('Book', 'getTags', heavy)).toBe(1)
      const ordered = (): object => ({
        order: [
          [col('BookTag.weight'), 'DESC'],
          ['id', 'ASC'],
        ],
      })
      expect(await compared('Book', 'getTags', ordered)).toBe(1)
    })

    it('with a limit, which counts the rows of each instance', async () => {
      for (const [model, method] of [
        ['Author', 'getBooks'],
        ['Book', 'getTags'],
        ['Tag', 'getBooks'],
      ] as const) {
        const first = (): object => ({ limit: 1, order: [['id', 'DESC']] })
        expect(await compared(model, method, first)).toBe(1)
        const second = (): object => ({ limit: 1, offset: 1, order: ['id'], raw: true })
        expect(await compared(model, method, second)).toBe(1)
        const some = (): object => ({ limit: 2, order: ['id'], where: { id: { [Op.ne]: 2 } } })
        expect(await compared(model, method, some)).toBe(1)
        const none = (): object => ({ limit: 0, order: ['id'] })
        expect(await compared(model, method, none)).toBe(1)
      }
      const included = (): object => ({
        limit: 1,
        include: [{ association: 'copies', required: true }],
        order: [
          ['id', 'DESC'],
          ['copies', 'id', 'ASC'],
        ],
      })
      expect(await compared('Author', 'getBooks', included)).toBe(1)
      expect(await compared('Tag', 'getBooks', included)).toBe(1)
    })

    it('counts by one statement', async () => {
      expect(await compared('Author', 'countBooks', () => undefined)).toBe(1)
      const novels = (): object => ({ where: { genre: 'novel' } })
      expect(await compared('Author', 'countBooks', novels)).toBe(1)
      expect(await compared('Book', 'countCopies', () => ({}))).toBe(1)
      expect(await compared('Book', 'countTags', () => undefined)).toBe(1)
      expect(await compared('Tag', 'countBooks', novels)).toBe(1)
      const heavy = (): object => ({ through: { where: { weight: { [Op.gt]: 2 } } } })
      expect(await compared('Book', 'countTags', heavy)).toBe(1)
    })

    it('groups by options: each distinct one is a statement', async () => {
      const authors = await all(batched, 'Author')
      const { sent, result } = await counted(batched, () =>
        Promise.all(
          authors.flatMap((author) => [
            author.getBooks({ order: ['id'] }),
            author.getBooks({ order: [['id', 'DESC']] }),
            author.countBooks(),
          ]),
        ),
      )
      expect(sent).toHaveLength(3)
      expect(result[3].map(({ id }: any) => id)).toEqual([2, 3])
      expect(result[4].map(({ id }: any) => id)).toEqual([3, 2])
      expect(result[5]).toBe(2)
    })

    it('joins calls that follow an await that is over, but not those of a later tick', async () => {
      const books = await all(batched, 'Book')
      const joined = await counted(batched, () =>
        Promise.all(
          books.map(async (book, index) => {
            for (let wait = 0; wait < index; wait++) await Promise.resolve()
            return book.getAuthor()
          }),
        ),
      )
      expect(joined.sent).toHaveLength(1)
      const apart = await counted(batched, async () => {
        await books[0].getAuthor()
        await books[1].getAuthor()
      })
      expect(apart.sent).toHaveLength(2)
    })

    it('joins calls on rows that were found one by one', async () => {
      const first = await batched.Author.findByPk(1)
      const second = await batched.Author.findByPk(2)
      const { sent, result } = await counted(batched, () => callAll([first, second], 'getBooks'))
      expect(sent).toHaveLength(1)
      expect(result.map((books: unknown[]) => books.length)).toEqual([1, 2])
    })

    it('gives null or nothing for an instance without a key, and asks nobody', async () => {
      const { sent, result } = await counted(batched, () =>
        batched.Book.build({ title: 'x' }).getAuthor(),
      )
      expect(sent).toEqual([])
      expect(result).toBeNull()
    })

    it('gives each caller instances of his own', async () => {
      const [, second, third] = await all(batched, 'Book')
      const [mine, theirs] = await callAll([second, third], 'getAuthor', { include: ['books'] })
      expect(mine).not.toBe(theirs)
      expect(mine.books[0]).not.toBe(theirs.books[0])
      mine.name = 'Someone else'
      mine.books[0].title = 'Something else'
      expect(theirs.name).toBe('Borges')
      expect(theirs.books[0].title).not.toBe('Something else')
      expect(theirs.changed()).toBe(false)
      await theirs.update({ rating: 4.75 })
      expect(await theirs.getBooks()).toHaveLength(2)
    })

    it('takes options as they were at the call', async () => {
      const authors = await all(batched, 'Author')
      const options = { where: { genre: 'novel' }, order: ['id'] }
      const calls: Promise<any>[] = []
      for (const genre of ['novel', 'poetry']) {
        for (const author of authors) {
          options.where.genre = genre
          calls.push(author.getBooks(options))
        }
      }
      const titles = (await Promise.all(calls)).map((books) => books.map(({ title }: any) => title))
      expect(titles.slice(1, 4)).toEqual([['Ficciones', 'The Aleph'], ['Invisible Cities'], []])
      expect(titles[8]).toEqual(['Poems', '100% Letters_'])
    })

    it('tells each caller of an error', async () => {
      const authors = await all(batched, 'Author', { limit: 3 })
      const results = await Promise.allSettled(
        authors.map((author) => author.getBooks({ where: literal('no such column') })),
      )
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
      await expect(callAll(authors, 'getBooks', { scope: 'missing' })).rejects.toThrow(/missing/)
    })

    it('logs to the function that the calls give', async () => {
      const lines: string[] = []
      const logging = (line: string): void => {
        lines.push(line)
      }
      await callAll(await all(batched, 'Book'), 'getTags', { logging })
      expect(lines).toHaveLength(1)
    })
  })

  describe('what is sent for each instance as before', () => {
    it.each([
      [
        'a limit of joined rows',
        'Author',
        'getBooks',
        () => ({ limit: 1, order: ['id'], subQuery: false, include: 'copies' }),
      ],
      [
        'an aggregate',
        'Author',
        'getBooks',
        () => ({ attributes: [[fn('COUNT', col('id')), 'n']] }),
      ],
      [
        'groups',
        'Author',
        'getBooks',
        () => ({ attributes: ['genre'], group: ['genre'], raw: true }),
      ],
      ['a single row', 'Author', 'getBooks', () => ({ plain: true, order: ['id'] })],
      ['distinct counts', 'Author', 'countBooks', () => ({ distinct: true, col: 'genre' })],
    ] as const)('%s', async (_what, model, method, options) => {
      expect(await compared(model, method, options)).toBe(5)
    })

    it('rejectOnEmpty', async () => {
      const authors = await all(batched, 'Author')
      const results = await Promise.allSettled(
        authors.map((author) => author.getBooks({ rejectOnEmpty: true })),
      )
      expect(results.map(({ status }) => status)).toEqual([
        ...['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled'],
        'rejected',
      ])
    })

    it('models with finder hooks, which see the options and the rows of one call', async () => {
      const { Book, sequelize } = openLibrary({ batchLazyLoading: true })
      const seen: unknown[] = []
      Book.addHook('beforeFind', (options: any) => {
        options.limit = 1
      })
      Book.addHook('afterFind', (found: unknown) => {
        seen.push(found)
      })
      const authors = await (sequelize.models.Author as AnyModelClass).findAll({ order: ['id'] })
      const { sent, result } = await counted({ sequelize }, () => callAll(authors, 'getBooks'))
      expect(sent).toHaveLength(5)
      expect(result.map((books: unknown[]) => books.length)).toEqual([1, 1, 1, 1, 0])
      expect(seen).toHaveLength(5)
      const quiet = await counted({ sequelize }, () =>
        callAll(authors, 'getBooks', { hooks: false }),
      )
      expect(quiet.sent).toHaveLength(1)
    })

    it('a default scope with a limit', async () => {
      const sequelize = createSequelize(target, { storage: target.url, batchLazyLoading: true })
      const Author = sequelize.define('Author', { name: DataTypes.STRING }) as AnyModelClass
      const Book = sequelize.define(
        'Book',
        { title: DataTypes.STRING, genre: DataTypes.STRING },
        {
          defaultScope: { limit: 1, order: ['id'] },
          scopes: { novels: { where: { genre: 'novel' } } },
        },
      ) as AnyModelClass
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      const authors = await Author.findAll({ order: ['id'] })
      const limited = await counted({ sequelize }, () => callAll(authors, 'getBooks'))
      expect(limited.sent).toHaveLength(1)
      expect(limited.result.map((books: unknown[]) => books.length)).toEqual([1, 1, 1, 1, 0])
      const scope = target.dialect === 'postgres' ? null : 'novels'
      const other = await counted({ sequelize }, () => callAll(authors, 'getBooks', { scope }))
      expect(other.sent).toHaveLength(1)
      expect(other.result[1]).toHaveLength(2)
    })

    it('keys that a database may take for equal although they differ', async () => {
      const sequelize = createSequelize(target, { storage: target.url, batchLazyLoading: true })
      const Country = sequelize.define(
        'Country',
        { code: { type: DataTypes.STRING, primaryKey: true } },
        { timestamps: false, tableName: 'batch_countries' },
      ) as AnyModelClass
      const Town = sequelize.define(
        'Town',
        { name: DataTypes.STRING },
        { timestamps: false, tableName: 'batch_towns' },
      ) as AnyModelClass
      Country.hasMany(Town, { as: 'towns', foreignKey: 'code', constraints: false })
      await sequelize.sync({ force: true })
      await Country.bulkCreate([{ code: 'at' }, { code: 'be' }, { code: 'AT' }])
      await Town.bulkCreate([
        { name: 'Graz', code: 'at' },
        { name: 'Gent', code: 'be' },
        { name: 'Wien', code: 'AT' },
      ])
      const countries = await Country.findAll({ order: ['code'] })
      const { sent, result } = await counted({ sequelize }, () => callAll(countries, 'getTowns'))
      expect(sent).toHaveLength(3)
      const names = result.map((towns: any[]) => towns.map(({ name }) => name))
      expect(Object.fromEntries(countries.map(({ code }, i) => [code, names[i]]))).toEqual({
        at: ['Graz'],
        be: ['Gent'],
        AT: ['Wien'],
      })
      const some = countries.filter(({ code }) => code !== 'AT')
      const joined = await counted({ sequelize }, () => callAll(some, 'getTowns'))
      expect(joined.sent).toHaveLength(1)
    })
  })

  describe('associations of all sorts', () => {
    it('with scopes of their own, of through rows, in columns by other names, with themselves', async () => {
      const openModels = (options: Options): any => {
        const sequelize = createSequelize(target, { storage: target.url, ...options })
        const named = (name: string): object => ({
          timestamps: false,
          underscored: true,
          tableName: `batch_${name}`,
        })
        const Person = sequelize.define('Person', { fullName: DataTypes.STRING }, named('people'))
        const Note = sequelize.define(
          'Note',
          { noteText: DataTypes.STRING, ownerType: DataTypes.STRING, ownerId: DataTypes.INTEGER },
          named('notes'),
        )
        const Knows = sequelize.define(
          'Knows',
          { sinceYear: DataTypes.INTEGER, kindOf: DataTypes.STRING },
          named('knows'),
        )
        const keys = { foreignKey: 'whoId', otherKey: 'whomId', constraints: false }
        Person.hasMany(Note, {
          as: 'notes',
          foreignKey: 'ownerId',
          constraints: false,
          scope: { ownerType: 'person' },
        })
        Person.belongsToMany(Person, {
          ...keys,
          as: 'friends',
          through: { model: Knows, scope: { kindOf: 'friend' } },
        })
        return { sequelize, Person, Note, Knows }
      }
      const alone = openModels({})
      await alone.sequelize.sync({ force: true })
      await alone.Person.bulkCreate(['Ann', 'Bob', 'Cid'].map((fullName) => ({ fullName })))
      await alone.Note.bulkCreate([
        { noteText: 'a', ownerType: 'person', ownerId: 1 },
        { noteText: 'b', ownerType: 'house', ownerId: 1 },
        { noteText: 'c', ownerType: 'person', ownerId: 2 },
      ])
      await alone.Knows.bulkCreate([
        { whoId: 1, whomId: 2, kindOf: 'friend', sinceYear: 2001 },
        { whoId: 1, whomId: 3, kindOf: 'foe', sinceYear: 2002 },
        { whoId: 2, whomId: 2, kindOf: 'friend', sinceYear: 2003 },
        { whoId: 3, whomId: 2, kindOf: 'friend', sinceYear: 2004 },
      ])
      const joined = openModels({ batchLazyLoading: true })
      const order = [['id', 'ASC']]
      for (const [method, options] of [
        ['getNotes', { order }],
        ['getNotes', { order, attributes: ['noteText'], raw: true }],
        ['countNotes', {}],
        ['getFriends', { order }],
        ['getFriends', { order, limit: 1 }],
        ['getFriends', { order, joinTableAttributes: ['sinceYear'], raw: true, nest: true }],
        ['countFriends', {}],
      ] as const) {
        const people = await alone.Person.findAll({ order })
        const expected = await callAll(people, method, options)
        const same = await joined.Person.findAll({ order })
        const { sent, result } = await counted(joined, () => callAll(same, method, options))
        expect(sent, method).toHaveLength(1)
        expect(content(result)).toEqual(content(expected))
      }
    })
  })

  describe('keys of several attributes', () => {
    it('are found by one statement', async () => {
      const sequelize = createSequelize(target, { storage: target.url, batchLazyLoading: true })
      const key = {
        tenantId: { type: DataTypes.INTEGER, primaryKey: true },
        id: { type: DataTypes.INTEGER, primaryKey: true },
      }
      const named = (name: string): object => ({ timestamps: false, tableName: `batch_${name}` })
      const Team = sequelize.define('Team', { ...key }, named('teams')) as AnyModelClass
      const Player = sequelize.define(
        'Player',
        { ...key, name: DataTypes.STRING, teamId: DataTypes.INTEGER },
        named('players'),
      ) as AnyModelClass
      Team.hasMany(Player, {
        as: 'players',
        foreignKey: ['tenantId', 'teamId'],
        constraints: false,
      } as object)
      Player.belongsTo(Team, {
        as: 'team',
        foreignKey: ['tenantId', 'teamId'],
        constraints: false,
      } as object)
      await sequelize.sync({ force: true })
      await Team.bulkCreate([
        { tenantId: 1, id: 1 },
        { tenantId: 1, id: 2 },
        { tenantId: 2, id: 1 },
      ])
      await Player.bulkCreate([
        { tenantId: 1, id: 1, name: 'Ann', teamId: 1 },
        { tenantId: 1, id: 2, name: 'Bob', teamId: 2 },
        { tenantId: 2, id: 1, name: 'Cid', teamId: 1 },
        { tenantId: 2, id: 2, name: 'Dan', teamId: null },
      ])
      const order = ['tenantId', 'id']
      const teams = await Team.findAll({ order })
      const players = await counted({ sequelize }, () =>
        callAll(teams, 'getPlayers', { attributes: ['name'] }),
      )
      expect(players.sent).toHaveLength(1)
      expect(players.result.map((list: any[]) => list.map((one) => one.get()))).toEqual([
        [{ name: 'Ann' }],
        [{ name: 'Bob' }],
        [{ name: 'Cid' }],
      ])
      const counts = await counted({ sequelize }, () => callAll(teams, 'countPlayers'))
      expect(counts.sent).toHaveLength(1)
      expect(counts.result).toEqual([1, 1, 1])
      const found = await Player.findAll({ order })
      const owners = await counted({ sequelize }, () => callAll(found, 'getTeam'))
      expect(owners.sent).toHaveLength(1)
      expect(owners.result.map((team: any) => team && [team.tenantId, team.id])).toEqual([
        [1, 1],
        [1, 2],
        [2, 1],
        null,
      ])
    })
  })

  describe('transactions', () => {
    it('joins only calls of one transaction', async () => {
      const books = await all(batched, 'Book', { limit: 4 })
      const { sequelize } = batched
      const sent = await statements(sequelize, async () => {
        await sequelize.transaction(async (transaction) => {
          await callAll(books, 'getTags', { transaction })
          const mixed = [
            ...books.map((book) => book.getAuthor({ transaction })),
            ...(target.dialect === 'sqlite' ? [] : books.map((book) => book.getAuthor())),
          ]
          await Promise.all(mixed)
        })
      })
      const selects = sent.filter((sql) => sql.startsWith('SELECT'))
      expect(selects).toHaveLength(target.dialect === 'sqlite' ? 2 : 3)
    })

    it('reads what the transaction wrote, explicit or from the context', async () => {
      const { Author, sequelize } = openLibrary({
        batchLazyLoading: true,
        disableClsTransactions: false,
      })
      const [first, second] = await Author.findAll({ order: ['id'], limit: 2 })
      const store = new AsyncLocalStorage<string>()
      const counts = await sequelize
        .transaction(async () => {
          const Book = sequelize.models.Book as AnyModelClass
          await Book.create({ title: 'Draft', authorId: first.id })
          const found = await store.run('request', () => callAll([first, second], 'getBooks'))
          throw Object.assign(new Error('rolled back'), {
            counts: found.map((list) => list.length),
          })
        })
        .catch((error: any) => error.counts)
      expect(counts).toEqual([2, 2])
      expect(await plain.Book.count({ where: { title: 'Draft' } })).toBe(0)
    })
  })

  describe('who asks for it', () => {
    it('nobody by default', async () => {
      const { sent } = await counted(plain, async () =>
        callAll(await all(plain, 'Author'), 'getBooks'),
      )
      expect(sent).toHaveLength(6)
    })

    it('a finder, for its includes and what is loaded from there too', async () => {
      const authors = await all(plain, 'Author', { batchLazyLoading: true, include: 'books' })
      const books = authors.flatMap((author) => author.books)
      expect((await counted(plain, () => callAll(books, 'getTags'))).sent).toHaveLength(1)
      const lists = await callAll(authors, 'getBooks')
      const unsaid = { batchLazyLoading: undefined }
      const sent = await counted(plain, () => callAll(lists.flat(), 'getCopies', unsaid))
      expect(sent.sent).toHaveLength(1)
      const not = await all(batched, 'Author', { batchLazyLoading: false })
      expect((await counted(batched, () => callAll(not, 'getBooks'))).sent).toHaveLength(5)
    })

    it('a model, of whose instances is loaded', async () => {
      const sequelize = createSequelize(target, { storage: target.url })
      const Author = sequelize.define(
        'Author',
        { name: DataTypes.STRING },
        { batchLazyLoading: true },
      ) as AnyModelClass
      const Book = sequelize.define('Book', { title: DataTypes.STRING }) as AnyModelClass
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      const authors = await Author.findAll()
      expect((await counted({ sequelize }, () => callAll(authors, 'getBooks'))).sent).toHaveLength(
        1,
      )
      const books = await Book.findAll({ limit: 3 })
      expect((await counted({ sequelize }, () => callAll(books, 'getAuthor'))).sent).toHaveLength(3)
    })

    it('a call', async () => {
      const authors = await all(plain, 'Author')
      const options = { batchLazyLoading: true }
      expect((await counted(plain, () => callAll(authors, 'getBooks', options))).sent).toHaveLength(
        1,
      )
      const mine = await all(batched, 'Author')
      const off = { batchLazyLoading: false }
      expect((await counted(batched, () => callAll(mine, 'getBooks', off))).sent).toHaveLength(5)
    })

    it('refuses values that are neither true nor false', async () => {
      const batchLazyLoading: any = 'yes'
      const message = /batchLazyLoading must be true or false\. Received "yes"/
      expect(() => createSequelize(target, { batchLazyLoading })).toThrow(message)
      await expect(all(plain, 'Book', { batchLazyLoading })).rejects.toThrow(message)
      const book = await plain.Book.findByPk(1)
      await expect(book.getTags({ batchLazyLoading })).rejects.toThrow(message)
    })
  })

  describe('beside strictLoading', () => {
    let strict: Library

    beforeEach(() => {
      strict = openLibrary({ batchLazyLoading: true, strictLoading: 'throw' })
    })

    it('allows what goes together', async () => {
      const books = await all(strict, 'Book')
      const { sent } = await counted(strict, async () => {
        await callAll(books, 'getTags')
        await callAll(books, 'countCopies')
      })
      expect(sent).toHaveLength(2)
    })

    it('allows to pick one row, and refuses the second of a loop before it is sent', async () => {
      const books = await all(strict, 'Book')
      expect(await books[0].getTags()).toHaveLength(2)
      expect(await books[0].getTags()).toHaveLength(2)
      const { sent } = await counted(strict, async () => {
        await expect(books[1].getTags()).rejects.toThrow(StrictLoadingError)
      })
      expect(sent).toEqual([])
    })

    it('refuses what cannot go together', async () => {
      const books = await all(strict, 'Book')
      const single = { plain: true }
      await expect(callAll(books, 'getTags', single)).rejects.toThrow(StrictLoadingError)
      await expect(books[0].hasTag(1, { limit: 1 })).rejects.toThrow(StrictLoadingError)
    })
  })
})
