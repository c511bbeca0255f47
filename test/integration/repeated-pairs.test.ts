/**
 * Many-to-many where a pair is there several times (`unique: false`): a target is included once, by
 * every strategy, with one of its through rows; the getter gives it for each row, as in v6.
 */
import { beforeAll, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Reader: AnyModelClass
  let Book: AnyModelClass
  let Loan: AnyModelClass
  const strategies = ['auto', 'join', 'select', ...(target.supports.jsonRows ? ['json'] : [])]

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const plain = { timestamps: false }
    const define = (name: string, attributes: object): AnyModelClass =>
      sequelize.define(name, attributes as never, plain) as never
    Reader = define('Reader', { name: DataTypes.STRING })
    Book = define('Book', { title: DataTypes.STRING })
    const Copy = define('Copy', { code: DataTypes.STRING })
    Loan = define('Loan', {
      id: { type: DataTypes.BIGINT, primaryKey: true },
      day: DataTypes.INTEGER,
    })
    const through = { model: Loan, unique: false }
    const keys = { foreignKey: 'readerId', otherKey: 'bookId' }
    Reader.belongsToMany(Book, { as: 'books', through, ...keys })
    Book.belongsToMany(Reader, {
      as: 'readers',
      through,
      foreignKey: 'bookId',
      otherKey: 'readerId',
    })
    Book.hasMany(Copy, { as: 'copies', foreignKey: 'bookId' })
    await sequelize.sync({ force: true })
    await Reader.bulkCreate([{ name: 'Rosa' }, { name: 'Ulf' }, { name: 'Sam' }])
    await Book.bulkCreate([{ title: 'Emma' }, { title: 'Rose' }, { title: 'Hard Times' }])
    await Copy.bulkCreate([
      { code: 'e1', bookId: 1 },
      { code: 'e2', bookId: 1 },
      { code: 'r1', bookId: 2 },
    ])
    // The greatest key of a pair is not the last row, and not the last as text.
    const loans = [
      [10, 1, 1, 3],
      [9, 1, 1, 5],
      [8, 1, 2, 1],
      [7, 2, 1, 2],
      [11, 2, 1, 1],
      [12, 2, 3, 4],
    ]
    await Loan.bulkCreate(
      loans.map(([id, readerId, bookId, day]) => ({ id, readerId, bookId, day })),
    )
  })

  /** What all strategies find alike. */
  async function found(
    include: (strategy: string) => object,
    options: object = {},
    among = strategies,
  ): Promise<unknown> {
    const answers: unknown[] = []
    for (const strategy of among) {
      const readers = await Reader.findAll({
        include: [{ association: 'books', strategy, ...include(strategy) }],
        order: ['id'],
        ...options,
      } as never)
      answers.push(readers.map((reader) => reader.get({ plain: true })))
    }
    for (const [index, answer] of answers.entries()) {
      expect({ strategy: among[index], answer }).toEqual({
        strategy: among[index],
        answer: answers[0],
      })
    }
    return answers[0]
  }

  const ordered = (strategy: string) => (strategy === 'join' ? {} : { order: ['id'] })
  const books = (found: unknown) =>
    (found as { books: { id: number; Loan?: { id: string; day: number } }[] }[]).map((reader) =>
      reader.books.map(({ id, Loan }) => [id, Loan?.id && Number(Loan.id), Loan?.day]),
    )
  const once = [
    [
      [1, 10, 3],
      [2, 8, 1],
    ],
    [
      [1, 11, 1],
      [3, 12, 4],
    ],
    [],
  ]
  const byBook = [['id'], ['books', 'id']]

  it('includes a target once, with the through row of the greatest key', async () => {
    const joined = await found(() => ({}), { order: byBook }, ['auto', 'join'])
    expect(books(joined)).toEqual(once)
    const rest = strategies.filter((strategy) => strategy !== 'join')
    expect(books(await found(ordered, {}, rest))).toEqual(once)
  })

  it('chooses the same through row whatever is shown of it', async () => {
    for (const [attributes, shown] of [
      [
        ['day'],
        [
          [undefined, 3],
          [undefined, 1],
        ],
      ],
      [
        [],
        [
          [undefined, undefined],
          [undefined, undefined],
        ],
      ],
    ] as const) {
      const rest = strategies.filter((strategy) => strategy !== 'join')
      const include = (strategy: string) => ({ ...ordered(strategy), through: { attributes } })
      const [first] = books(await found(include, { where: { id: 1 } }, rest))
      expect(first).toEqual([
        [1, ...shown[0]!],
        [2, ...shown[1]!],
      ])
    }
  })

  it('takes the last through row of an order by its columns', async () => {
    const day = (towards: string) => ({ order: [['id'], ['books', Loan, 'day', towards]] })
    const where = { id: 1 }
    const descending = await found(() => ({}), { where, ...day('DESC') }, ['auto', 'join'])
    expect(books(descending)).toEqual([
      [
        [1, 10, 3],
        [2, 8, 1],
      ],
    ])
    const ascending = await found(() => ({}), { where, ...day('ASC') }, ['auto', 'join'])
    expect(books(ascending)).toEqual([
      [
        [2, 8, 1],
        [1, 9, 5],
      ],
    ])
    const own = await found(() => ({ order: [[Loan, 'day', 'ASC']] }), { where }, [
      'auto',
      'select',
    ])
    expect(books(own)).toEqual(books(ascending))
  })

  it('loads what is below a target once, also beside another list', async () => {
    const below = (strategy: string) => ({
      attributes: ['id'],
      through: { attributes: ['day'] },
      include: [{ association: 'copies', attributes: ['code'], strategy }],
    })
    const order = [...byBook, ['books', 'copies', 'code']]
    expect(await found(below, { attributes: ['id'], order, limit: 2 }, ['auto', 'join'])).toEqual([
      {
        id: 1,
        books: [
          { id: 1, Loan: { day: 3 }, copies: [{ code: 'e1' }, { code: 'e2' }] },
          { id: 2, Loan: { day: 1 }, copies: [{ code: 'r1' }] },
        ],
      },
      {
        id: 2,
        books: [
          { id: 1, Loan: { day: 1 }, copies: [{ code: 'e1' }, { code: 'e2' }] },
          { id: 3, Loan: { day: 4 }, copies: [] },
        ],
      },
    ])
    for (const strategy of strategies) {
      const emma = await Book.findByPk(1, {
        include: [
          { association: 'copies', strategy },
          { association: 'readers', strategy, attributes: ['name'] },
        ],
      } as never)
      const names = emma.readers.map(({ name }: { name: string }) => name)
      expect([strategy, emma.copies.length, names.sort()]).toEqual([strategy, 2, ['Rosa', 'Ulf']])
    }
  })

  it('counts targets, not through rows, by the limit of an include', async () => {
    const paged = strategies.filter((strategy) => strategy !== 'join')
    const ids = async (page: object, order: unknown[] = ['id']) =>
      books(await found(() => ({ order, ...page }), {}, paged)).map((list) =>
        list.map(([id]) => id),
      )
    expect(await ids({ limit: 1 })).toEqual([[1], [1], []])
    expect(await ids({ limit: 2 })).toEqual([[1, 2], [1, 3], []])
    expect(await ids({ limit: 2, offset: 1 })).toEqual([[2], [3], []])
    expect(await ids({ limit: 1 }, [[Loan, 'day', 'DESC']])).toEqual([[1], [3], []])
  })

  it('includes a target once for hooks, too', async () => {
    const seen: number[] = []
    Book.addHook('afterFind', 'count', (rows: unknown[]) => void seen.push(rows.length))
    try {
      for (const attributes of [undefined, ['title']]) {
        const readers = await Reader.findAll({
          include: [
            {
              association: 'books',
              separate: true,
              order: ['id'],
              attributes,
              through: { attributes: ['day'] },
            },
          ],
          order: ['id'],
        } as never)
        const [rosa, ulf] = readers.map((reader) => reader.get({ plain: true }).books)
        const [emma, rose, hard] = [
          { id: 1, title: 'Emma' },
          { id: 2, title: 'Rose' },
          { id: 3, title: 'Hard Times' },
        ].map(({ id, title }) => (attributes === undefined ? { id, title } : { title }))
        expect(rosa).toEqual([
          { ...emma, Loan: { day: 3 } },
          { ...rose, Loan: { day: 1 } },
        ])
        expect(ulf).toEqual([
          { ...emma, Loan: { day: 1 } },
          { ...hard, Loan: { day: 4 } },
        ])
      }
      expect(seen.length).toBe(2)
    } finally {
      Book.removeHook('afterFind', 'count')
    }
  })

  it('gives a target for each through row by the getter, whose limit counts these', async () => {
    const rosa = await Reader.findByPk(1)
    const order = [[Loan, 'id', 'ASC']]
    const get = async (options: object): Promise<unknown[]> =>
      (await rosa.getBooks({ order, ...options })).map((book: any) => [
        book.id,
        Number(book.Loan.id),
      ])
    expect(await get({})).toEqual([
      [2, 8],
      [1, 9],
      [1, 10],
    ])
    expect(await get({ include: ['copies'] })).toHaveLength(3)
    expect(await get({ limit: 2 })).toEqual([
      [2, 8],
      [1, 9],
    ])
    expect(await rosa.countBooks()).toBe(3)
    // The same where the calls of siblings are one statement.
    const readers = await Reader.findAll({ order: ['id'], batchLazyLoading: true } as never)
    const pages: unknown[] = []
    const sent = await statements(sequelize, async () => {
      const books = await Promise.all(readers.map((reader) => reader.getBooks({ order, limit: 2 })))
      pages.push(...books.map((list) => list.map((book: any) => [book.id, Number(book.Loan.id)])))
    })
    expect(sent).toHaveLength(1)
    expect(pages).toEqual([
      [
        [2, 8],
        [1, 9],
      ],
      [
        [1, 7],
        [1, 11],
      ],
      [],
    ])
  })
})
