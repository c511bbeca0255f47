/** Includes whose rows the server aggregates into one column: their limits, orders and places. */
import { beforeAll, expect, it } from 'vitest'
import { col, DataTypes, type IncludeOptions, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { hostileTexts } from '../support/hostile-text.js'
import {
  type AnyModelClass,
  defineLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

type Strategy = 'join' | 'select' | 'json'

/** Instances as plain values, with the classes that `toEqual` does not tell apart. */
function plain(instances: readonly any[]): unknown[] {
  return instances.map((instance) => instance.get({ plain: true }))
}

forEachDialect({ requires: 'jsonRows' }, (target) => {
  let sequelize: Sequelize
  let library: Library

  beforeAll(async () => {
    sequelize = createSequelize(target)
    library = defineLibrary(sequelize)
    library.Book.hasOne(library.Copy, { as: 'firstCopy', foreignKey: 'bookId' })
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

  it('gives one row for each parent, in one statement', async () => {
    const authors = await sending(1, () =>
      library.Author.findAll({
        include: { association: 'books', strategy: 'json', order: [['id', 'DESC']] },
        order: ['id'],
      }),
    )
    expect(authors.map(({ books }: any) => ids(books))).toEqual([[1], [3, 2], [4], [6, 5], []])
    expect(authors[0].books[0]).toBeInstanceOf(library.Book)
    expect(authors[0].books[0].isNewRecord).toBe(false)
    expect(authors[0].books[0].changed()).toBe(false)
    expect(authors[0].books[0].published).toEqual(new Date('1843-09-01T00:00:00.000Z'))
    expect(authors[0].books[0].isbn).toBe('9007199254740993')
  })

  it('limits the rows of each parent', async () => {
    const include = (offset: number | undefined): IncludeOptions => ({
      association: 'books',
      strategy: 'json',
      order: [['pages', 'DESC']],
      limit: 1,
      ...(offset === undefined ? {} : { offset }),
    })
    const find = (offset?: number) =>
      sending(1, () => library.Author.findAll({ include: include(offset), order: ['id'] }))
    const books = (authors: readonly any[]) => authors.map((author) => titles(author.books))
    expect(books(await find())).toEqual([
      ['Notes'],
      ['Ficciones'],
      ['Invisible Cities'],
      ['Poems'],
      [],
    ])
    expect(books(await find(1))).toEqual([[], ['The Aleph'], [], ['100% Letters_'], []])
  })

  it('counts its own rows when what is below is joined', async () => {
    const authors = await sending(1, () =>
      library.Author.findAll({
        include: {
          association: 'books',
          strategy: 'json',
          order: ['id'],
          limit: 1,
          include: [
            { association: 'copies', strategy: 'join', required: true },
            {
              association: 'author',
              strategy: 'join',
              include: [{ association: 'books', strategy: 'join' }],
            },
          ],
        },
        order: ['id'],
      } as any),
    )
    expect(
      authors.map(({ books }: any) =>
        books.map((book: any) => [book.id, ids(book.copies), ids(book.author.books)]),
      ),
    ).toEqual([[[1, [1, 2], [1]]], [[2, [3, 4], [2, 3]]], [[4, [6], [4]]], [[5, [7], [5, 6]]], []])
  })

  it('loads by keys that are not asked for what stands below it', async () => {
    const find = (strategy: Strategy, below: Strategy) =>
      library.Author.findAll({
        attributes: ['name'],
        include: {
          association: 'books',
          strategy,
          attributes: ['title'],
          include: [{ association: 'copies', strategy: below, attributes: ['code'] }],
        },
        order: ['id'],
      } as any)
    const name = (value: any) => String(value.code ?? value.title ?? value.name)
    const sorted = (authors: readonly any[]) =>
      JSON.stringify(authors, (_key, value) =>
        Array.isArray(value) ? [...value].sort((a, b) => (name(a) < name(b) ? -1 : 1)) : value,
      )
    expect(sorted(await find('json', 'select'))).toBe(sorted(await find('join', 'join')))
  })

  it('limits many-to-many rows of each parent, with what is below them', async () => {
    const [book] = await sending(1, () =>
      library.Book.findAll({
        where: { id: 2 },
        include: [
          {
            association: 'tags',
            strategy: 'json',
            order: [['label', 'DESC']],
            limit: 1,
            include: [{ association: 'books', strategy: 'json', order: ['id'], limit: 2 }],
          },
        ],
      }),
    )
    expect(book.tags.map(({ label, BookTag }: any) => [label, BookTag.weight])).toEqual([
      ['maze', 9],
    ])
    expect(ids(book.tags[0].books)).toEqual([2, 3])
  })

  it('takes the first row in the order of a to-one include', async () => {
    const find = (direction: string) =>
      library.Book.findAll({
        where: { id: [1, 6] },
        include: { association: 'firstCopy', strategy: 'json', order: [['code', direction]] },
        order: ['id'],
      })
    expect((await find('ASC')).map(({ firstCopy }) => firstCopy?.code)).toEqual(['c-1', undefined])
    expect((await find('DESC')).map(({ firstCopy }) => firstCopy?.code)).toEqual(['c-2', undefined])
  })

  it('stands beneath joined and selected includes, and above them', async () => {
    const tree = (outer: Strategy, middle: Strategy, inner: Strategy) =>
      library.Author.findAll({
        include: {
          association: 'books',
          strategy: outer,
          include: [
            {
              association: 'copies',
              strategy: middle,
              include: [
                { association: 'loan', strategy: inner === 'select' ? 'json' : inner },
                {
                  association: 'shelf',
                  strategy: 'join',
                  include: [{ association: 'copies', strategy: inner }],
                },
              ],
            },
          ],
        },
        order: ['id'],
      })
    const sorted = (authors: readonly any[]) => {
      const values = plain(authors) as any[]
      const byId = (list: any[]) => list.sort((a, b) => a.id - b.id)
      for (const author of values) {
        for (const book of byId(author.books)) {
          for (const copy of byId(book.copies)) if (copy.shelf) byId(copy.shelf.copies)
        }
      }
      return values
    }
    const expected = sorted(await tree('join', 'join', 'join'))
    for (const outer of ['join', 'select', 'json'] as const) {
      for (const middle of ['join', 'select', 'json'] as const) {
        for (const inner of ['join', 'select', 'json'] as const) {
          const found = sorted(await tree(outer, middle, inner))
          expect(found, `${outer} > ${middle} > ${inner}`).toEqual(expected)
        }
      }
    }
  })

  it('works under a limit of the parents, beside a joined include', async () => {
    const authors = await sending(1, () =>
      library.Author.findAll({
        attributes: ['name'],
        include: [{ association: 'books', strategy: 'join', attributes: ['title'] }],
        order: [
          ['id', 'ASC'],
          ['books', 'id', 'ASC'],
        ],
        limit: 2,
        offset: 1,
      }),
    )
    expect(authors.map((author: any) => titles(author.books))).toEqual([
      ['Ficciones', 'The Aleph'],
      ['Invisible Cities'],
    ])
    const books = await sending(1, () =>
      library.Book.findAll({
        attributes: ['title'],
        include: [
          { association: 'tags', strategy: 'json', order: ['id'] },
          { association: 'copies', strategy: 'join' },
          { association: 'author', strategy: 'json', attributes: ['name'] },
        ],
        order: [
          ['id', 'ASC'],
          ['copies', 'id', 'ASC'],
        ],
        limit: 2,
      }),
    )
    expect(
      books.map((book: any) => [
        book.title,
        book.tags.map(({ label }: any) => label),
        ids(book.copies),
        book.author.name,
      ]),
    ).toEqual([
      ['Notes', ['classic', 'maths'], [1, 2], 'Ada'],
      ['Ficciones', ['classic', 'maze'], [3, 4], 'Borges'],
    ])
  })

  it('counts roots, whatever is included', async () => {
    const { count, rows } = await library.Author.findAndCountAll({
      include: { association: 'books', strategy: 'json', where: { pages: { [Op.gt]: 100 } } },
      distinct: true,
      limit: 1,
      order: ['id'],
    })
    expect(count).toBe(3)
    expect(rows.map(({ name, books }) => [name, books.length])).toEqual([['Borges', 2]])
  })

  it('plans once for many values', async () => {
    const find = (pages: number, label: string, limit: number) =>
      library.Author.findAll({
        where: { id: { [Op.lt]: 5 } },
        include: {
          association: 'books',
          strategy: 'json',
          required: false,
          where: { pages: { [Op.gt]: pages } },
          order: ['id'],
          limit,
          include: [{ association: 'tags', strategy: 'json', required: false, where: { label } }],
        },
        order: ['id'],
      })
    const shown = (authors: readonly any[]) =>
      authors.map(({ books }) => books.map(({ id, tags }: any) => [id, tags.length]))
    expect(shown(await find(100, 'maze', 1))).toEqual([[], [[2, 1]], [[4, 0]], [[5, 0]]])
    expect(shown(await find(0, 'classic', 2))).toEqual([
      [[1, 1]],
      [
        [2, 1],
        [3, 0],
      ],
      [[4, 1]],
      [
        [5, 0],
        [6, 0],
      ],
    ])
    expect(shown(await find(165, 'verse', 5))).toEqual([[], [[2, 0]], [], [[5, 1]]])
  })

  it('keeps scopes, getters, virtual attributes and hooks', async () => {
    const own = createSequelize(target)
    let found = 0
    const Team = own.define('JsonTeam', { name: DataTypes.STRING }, { timestamps: false })
    const Player: AnyModelClass = own.define(
      'JsonPlayer',
      {
        name: {
          type: DataTypes.STRING,
          get(this: any) {
            return `<${this.getDataValue('name')}>`
          },
        },
        shout: {
          type: DataTypes.VIRTUAL(DataTypes.STRING, ['name']),
          get(this: any) {
            return `${this.name}!`
          },
        },
        active: DataTypes.BOOLEAN,
        rank: DataTypes.INTEGER,
      },
      {
        timestamps: false,
        defaultScope: { where: { active: true } },
        scopes: { top: { where: { rank: 1 } } },
        hooks: { afterFind: () => void found++ },
      },
    ) as any
    Team.hasMany(Player, { as: 'players', foreignKey: 'teamId' })
    Team.hasMany(Player, { as: 'leaders', foreignKey: 'teamId', scope: { rank: 1 } })
    await own.sync({ force: true })
    await Team.bulkCreate([{ name: 'A' }, { name: 'B' }])
    await Player.bulkCreate([
      { name: 'x', active: true, rank: 1, teamId: 1 },
      { name: 'y', active: false, rank: 1, teamId: 1 },
      { name: 'z', active: true, rank: 2, teamId: 1 },
    ])
    const find = async (include: any) => {
      const teams: any[] = await Team.findAll({ include, order: ['id'] })
      return teams.map((team) => (team.players ?? team.leaders).map(({ shout }: any) => shout))
    }
    // A scope's condition makes an include required, as in v6.
    const json = { strategy: 'json', order: ['id'], required: false }
    expect(await find({ association: 'players', ...json })).toEqual([['<x>!', '<z>!'], []])
    expect(await find({ association: 'leaders', ...json })).toEqual([['<x>!'], []])
    expect(await find({ model: Player.scope('top'), as: 'players', ...json })).toEqual([
      ['<x>!', '<y>!'],
      [],
    ])
    expect(await find({ model: Player.unscoped(), as: 'players', ...json })).toEqual([
      ['<x>!', '<y>!', '<z>!'],
      [],
    ])
    // As of joined rows, the hooks that run are those of the finder's own model.
    expect(found).toBe(0)
    const [team]: any[] = await Team.findAll({
      include: { association: 'players', ...json } as any,
    })
    await team.players[0].update({ name: 'w' })
    await team.reload()
    expect(team.players.map(({ name }: any) => name)).toEqual(['<w>', '<z>'])
  })

  it('reads rows of more columns than a function takes arguments', async () => {
    const own = createSequelize(target)
    const columns = Array.from({ length: 130 }, (_, i) => [`c${i}`, DataTypes.INTEGER])
    const Wide = own.define('JsonWide', Object.fromEntries(columns), { timestamps: false })
    Wide.hasMany(Wide, { as: 'parts', foreignKey: 'wholeId' })
    await own.sync({ force: true })
    const values = Object.fromEntries(columns.map(([name], i) => [name, i % 7 === 0 ? null : i]))
    await Wide.bulkCreate([values, { ...values, wholeId: 1 }, { ...values, c129: 5, wholeId: 1 }])
    const find = (strategy: Strategy) =>
      Wide.findAll({
        where: { id: 1 },
        include: { association: 'parts', strategy },
        order: strategy === 'join' ? [['parts', 'id', 'ASC']] : [],
      })
    expect(plain(await find('json'))).toEqual(plain(await find('join')))
  })

  it('finds rows by any column of a page of parents', async () => {
    const authors = await sending(1, () =>
      library.Author.findAll({
        attributes: ['name'],
        include: [
          {
            association: 'books',
            strategy: 'join',
            attributes: ['title'],
            include: [
              {
                association: 'copies',
                strategy: 'json',
                attributes: ['code'],
                on: { bookId: { [Op.lte]: { [Op.col]: 'books.authorId' } } },
                order: ['id'],
              },
            ],
          },
        ],
        order: [['id', 'ASC']],
        limit: 1,
      } as any),
    )
    expect(authors[0].books[0].copies.map(({ code }: any) => code)).toEqual(['c-1', 'c-2'])
    const paged = await sending(1, () =>
      library.Book.findAll({
        attributes: ['title'],
        include: [
          { association: 'tags', strategy: 'join', attributes: ['label'] },
          {
            association: 'author',
            strategy: 'json',
            attributes: ['name'],
            on: {
              id: { [Op.col]: 'Book.authorId' },
              rating: { [Op.lt]: { [Op.col]: 'Book.pages' } },
            },
          },
        ],
        order: [['id', 'ASC']],
        limit: 2,
      } as any),
    )
    expect(paged.map(({ author }: any) => author?.name)).toEqual(['Ada', 'Borges'])
  })

  it('orders rows by what is joined to them', async () => {
    const [author] = await sending(1, () =>
      library.Author.findAll({
        where: { id: 2 },
        include: {
          association: 'books',
          strategy: 'json',
          include: [{ association: 'copies', strategy: 'join' }],
          order: [['copies', 'code', 'DESC']],
        },
      } as any),
    )
    expect(author.books.map((book: any) => [book.id, ids(book.copies)])).toEqual([
      [3, [5]],
      [2, [4, 3]],
    ])
  })

  it('says how to name its own rows by col()', async () => {
    const find = (column: string) => {
      const order = [[col(column), 'DESC']]
      const include: any = { association: 'books', strategy: 'json', order }
      return library.Author.findAll({ where: { id: 2 }, include } as any)
    }
    await expect(find('Book.title')).rejects.toThrow('Write col("books.title")')
    const [author]: any[] = await find('books.id')
    expect(ids(author.books)).toEqual([3, 2])
    const copies = { association: 'copies', order: [[col('Copy.id'), 'ASC']] }
    const document: any = { association: 'books', strategy: 'json', include: [copies] }
    await expect(library.Author.findAll({ include: document })).rejects.toThrow(
      'include of "copies": col("Copy.id") names no table of the statement, where the rows are those of "copies". Write col("books->copies.id")',
    )
  })

  it('joins in a document what is named there, and has no strategy itself', async () => {
    const below = (association: string, strategy?: string) => ({ association, strategy })
    for (const [association, more] of [
      ['author', { where: { '$author.name$': { [Op.ne]: null } } }],
      ['author', { where: { '$books.author.name$': { [Op.ne]: null } } }],
      [
        'author',
        {
          order: [
            ['author', 'name', 'DESC'],
            ['id', 'ASC'],
          ],
        },
      ],
      ['author', { where: { authorId: { [Op.eq]: col('books->author.id') } } }],
      ['author', { on: { '$books.authorId$': { [Op.col]: 'Author.id' }, '$author.id$': 2 } }],
      ['author', { attributes: ['id', [col('books->author.name'), 'by']] }],
      ['copies', { order: [['copies', 'code', 'DESC']] }],
      ['copies', { where: { '$copies.id$': [2, 3] } }],
      ['tags', { where: { '$tags.BookTag.weight$': { [Op.gt]: 2 } }, required: false }],
    ] as const) {
      const find = async (strategy?: string) => {
        const include = [below(association, strategy), 'tags'].slice(
          0,
          association === 'tags' ? 1 : 2,
        )
        const document = { association: 'books', strategy: 'json', include, ...more }
        const options: any = { order: [['id', 'ASC']], include: document }
        const authors = await sending(1, () => library.Author.findAll(options))
        const counted = { include: { ...document, required: true } }
        return [plain(authors), await library.Author.count(counted as any)]
      }
      expect(await find(), association).toEqual(await find('join'))
    }
    const named = { association: 'copies', where: { '$books.author.id$': 2 } }
    const document = { association: 'books', strategy: 'json', include: ['author', named] }
    const [author, ...others] = await sending(1, () =>
      library.Author.findAll({ include: { ...document, required: true } } as any),
    )
    expect([author.id, others]).toEqual([2, []])
  })

  it('is one document for each parent, so that it cannot name several rows beside it', async () => {
    const named = { '$tags.BookTag.weight$': { [Op.gt]: 2 } }
    const find = (strategy: string | undefined, tags: object) => {
      const copies = { association: 'copies', required: false, where: named, strategy }
      const include: any = [copies, { association: 'tags', ...tags }]
      return library.Book.findAll({ include, order: [['id', 'ASC']] } as any)
    }
    for (const tags of [{ strategy: 'join' }, {}]) {
      await expect(find('json', tags)).rejects.toThrow(
        /include of "copies": a document .* names columns of "tags", .* Load "copies" with "strategy: 'join'"\.?$/,
      )
      expect(plain(await find('join', tags))).toEqual(plain(await find(undefined, tags)))
    }
    const below = (strategy?: string) => {
      const where = { '$books.tags.BookTag.weight$': { [Op.gt]: 2 } }
      const copies = { association: 'copies', required: false, where, strategy }
      const include = [copies, { association: 'tags', strategy }]
      return { association: 'books', strategy: strategy ?? 'json', include }
    }
    const order = [['id', 'ASC']]
    const [documents, joined] = await Promise.all(
      [below(), below('join')].map((include) =>
        library.Author.findAll({ include, order } as any).then((authors: any[]) =>
          authors.map(({ books }) =>
            books.map(({ id, copies }: any) => [id, ...ids(copies)].join()).sort(),
          ),
        ),
      ),
    )
    expect(documents).toEqual(joined)
  })

  it('filters its parents by all that its conditions name, and what these join', async () => {
    const shelves = { association: 'copies', where: { '$books.author.id$': 2 }, required: true }
    for (const author of [{ association: 'author' }, { association: 'author', strategy: 'join' }]) {
      for (const include of [
        [author, shelves],
        [shelves, author],
      ]) {
        const where = { '$books.copies.id$': { [Op.gt]: 0 } }
        const document: any = { association: 'books', strategy: 'json', where, include }
        const authors = await library.Author.findAll({ include: document })
        expect(ids(authors)).toEqual([2])
        expect(await library.Author.count({ include: document })).toBe(1)
      }
    }
  })

  it('joins in a document what the scope of its model names', async () => {
    const { Author, Book } = library
    Book.addScope('byMany', {
      include: [{ association: 'copies' }],
      where: { '$copies.id$': { [Op.gt]: 2 } },
      order: [['copies', 'id', 'DESC']],
    } as any)
    const find = async (strategy: string) => {
      const include: any = { model: Book.scope('byMany'), as: 'books', strategy }
      const authors: any[] = await Author.findAll({ include, order: [['id', 'ASC']] })
      return authors.map(({ books }) => books.map((book: any) => [book.id, ids(book.copies)]))
    }
    expect(await find('json')).toEqual(await find('select'))
  })

  it('refuses to limit rows of a document that are ordered by several joined to one', async () => {
    const ordered = { association: 'books', limit: 1, order: [['copies', 'code', 'DESC']] }
    const find = (strategy: string, copies: object = {}) =>
      library.Author.findAll({
        where: { id: 2 },
        include: { ...ordered, strategy, include: [{ association: 'copies', ...copies }] },
      } as any)
    for (const copies of [{}, { strategy: 'join' }]) {
      const error = await find('json', copies).catch((refused: unknown) => refused)
      expect((error as Error).message).toMatch(
        /of "books": "limit" counts the rows of a document .* Load "books" with "strategy: 'select'"\.?$/,
      )
    }
    const [author]: any[] = await find('select')
    expect(author.books.map((book: any) => [book.id, ids(book.copies)])).toEqual([[3, [5]]])
  })

  it('orders and filters many-to-many rows by their through rows', async () => {
    const find = (rest: object) =>
      library.Book.findAll({
        where: { id: 2 },
        include: { association: 'tags', strategy: 'json', ...rest },
      } as any)
    const weights = ([book]: any[]) => book?.tags.map(({ BookTag }: any) => BookTag.weight)
    const { BookTag } = library
    expect(weights(await find({ order: [[BookTag, 'weight', 'DESC']] }))).toEqual([9, 2])
    expect(weights(await find({ order: [['BookTag', 'weight', 'ASC']] }))).toEqual([2, 9])
    expect(weights(await find({ order: ['$BookTag.weight$'], limit: 1 }))).toEqual([2])
    expect(weights(await find({ where: { '$BookTag.weight$': 9 } }))).toEqual([9])
    expect(weights(await find({ where: { '$BookTag.weight$': 1 } }))).toBeUndefined()
  })

  it('can be locked for and read in a transaction', async () => {
    const found = await sequelize.transaction((transaction) =>
      library.Author.findAll({
        where: { id: 1 },
        include: { association: 'books', strategy: 'json' },
        lock: true,
        transaction,
      } as any),
    )
    expect(found[0]!.books).toHaveLength(1)
  })

  it('keeps names and texts apart from SQL, whatever they hold', async () => {
    const own = createSequelize(target)
    for (const [index, text] of ['rows', 'json', 'r"o`w\\s', "o'r", 'select'].entries()) {
      const Node = own.define(
        text,
        { value: { type: DataTypes.STRING, field: `f${index} ${text}` } },
        { timestamps: false, tableName: `hostile ${text}` },
      )
      Node.hasMany(Node, {
        as: text === 'rows' ? 'id' + text : `${text}s`,
        foreignKey: { name: 'up', field: text },
      })
      await Node.sync({ force: true })
      const as = Object.keys(Node.associations)[0]!
      await Node.bulkCreate([{ value: text }])
      await Node.bulkCreate(hostileTexts.map((value) => ({ value, up: 1 })))
      const [node]: any[] = await Node.findAll({
        where: { id: 1 },
        include: { association: as, strategy: 'json', order: ['id'] },
      })
      expect(node[as].map(({ value }: any) => value)).toEqual(hostileTexts)
    }
    for (const text of hostileTexts) {
      const [author]: any[] = await library.Author.findAll({
        where: { id: 1 },
        include: {
          association: 'books',
          strategy: 'json',
          attributes: [['title', text]],
          where: { title: { [Op.ne]: text } },
        },
      })
      const book = author.books[0].get()
      expect(Object.entries(book)).toEqual([[text, 'Notes']])
    }
  })

  it('refuses names of the finder that reach into its rows, of which nothing is joined', async () => {
    const include: IncludeOptions = { association: 'books', strategy: 'json' }
    for (const options of [
      { order: [['books', 'title', 'ASC']] },
      { order: [['books', 'copies', 'id', 'ASC']] },
      { where: { '$books.title$': 'Notes' } },
    ]) {
      const sent = await statements(sequelize, async () => {
        await expect(
          library.Author.findAll({
            include: { ...include, include: ['copies'] },
            ...options,
          } as any),
        ).rejects.toThrow('which is not joined ("strategy: \'json\'")')
      })
      expect(sent).toEqual([])
    }
  })

  it('refuses columns of what is in its rows as another document', async () => {
    for (const strategy of ['json', 'select']) {
      const copies = { association: 'copies', strategy }
      for (const options of [
        { where: { title: { [Op.ne]: col('books->copies.id') } } },
        { order: [[col('books.copies.id'), 'ASC']] },
        { attributes: ['id', [col('books->copies.id'), 'copy']] },
      ]) {
        const include = { association: 'books', strategy: 'json', include: [copies], ...options }
        const sent = await statements(sequelize, async () => {
          await expect(library.Author.findAll({ include } as any)).rejects.toThrow(
            `names what the include of "copies" loads, which is not joined ("strategy: '${strategy}'")`,
          )
        })
        expect(sent).toEqual([])
      }
    }
  })

  it('is refused where rows have no column of their own', async () => {
    const include: IncludeOptions = { association: 'books', strategy: 'json' }
    const begins =
      'Author.findAll: include of "books": "strategy: \'json\'" loads rows into one column'
    for (const options of [{ raw: true }, { group: ['id'] }, { distinct: true }]) {
      const sent = await statements(sequelize, async () => {
        await expect(library.Author.findAll({ include, ...options } as any)).rejects.toThrow(begins)
      })
      expect(sent).toEqual([])
    }
  })
})
