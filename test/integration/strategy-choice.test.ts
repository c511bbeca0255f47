/** The default of includes: which of them are joined, which are loaded by key, and why. */
import { beforeAll, expect, it } from 'vitest'
import { col, fn, type Includeable, literal, Op, type Sequelize } from '../../lib/index.js'
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

  /** What a finder gives, after asserting how many statements it sends. */
  async function sending(count: number, run: () => Promise<any>): Promise<any> {
    let result: unknown
    const sent = await statements(sequelize, async () => {
      result = await run()
    })
    expect(sent).toHaveLength(count)
    return result
  }

  const plain = (found: any): unknown => JSON.parse(JSON.stringify(found))

  const tagged = { [Op.gt]: 0 }

  // Where a statement costs no way to a server, a to-many include is loaded by key even alone.
  const ofSingle = target.supports.localStatements ? 2 : 1

  it('joins what is to-one, and a to-many include that is alone on a server', async () => {
    await sending(ofSingle, () => library.Book.findAll({ include: 'copies' }))
    await sending(ofSingle, () => library.Book.findAll({ include: ['tags', 'author'] }))
    await sending(1, () => library.Book.findOne({ include: 'copies' }))
    await sending(1, () => library.Book.findByPk(1, { include: ['tags', 'author'] }))
    await sending(1, () =>
      library.Loan.findAll({
        include: ['reader', { association: 'copy', include: ['shelf', { association: 'book' }] }],
      }),
    )
  })

  it('loads to-many siblings by key, and what is to-many below a to-many include', async () => {
    const books = await sending(3, () => library.Book.findAll({ include: ['tags', 'copies'] }))
    expect(books[0].tags).toHaveLength(2)
    await sending(3, () =>
      library.Author.findAll({ include: { association: 'books', include: ['copies'] } }),
    )
    await sending(4, () =>
      library.Author.findAll({ include: { association: 'books', include: ['copies', 'tags'] } }),
    )
    await sending(3, () =>
      library.Copy.findAll({
        include: [{ association: 'book', include: ['tags', 'copies', 'author'] }, 'shelf'],
      }),
    )
  })

  it('needs no sub-query for a page of parents then', async () => {
    const sent = await statements(sequelize, () =>
      library.Book.findAll({ include: ['tags', 'copies', 'author'], order: ['id'], limit: 2 }),
    )
    expect(sent).toHaveLength(3)
    expect(sent[0]).not.toMatch(/\(SELECT/)
  })

  it('gives what joins give', async () => {
    const find = (include: (strategy: 'join' | 'auto') => Includeable[], more: object = {}) =>
      Promise.all(
        (['join', 'auto'] as const).map((strategy) =>
          library.Book.findAll({ include: include(strategy), order: ['id'], ...more }),
        ),
      )
    const trees: ((strategy: 'join' | 'auto') => Includeable[])[] = [
      (strategy) => [
        { association: 'tags', strategy },
        { association: 'copies', strategy },
      ],
      (strategy) => [
        { association: 'tags', strategy, where: { label: { [Op.like]: 'm%' } } },
        { association: 'copies', strategy, required: true },
      ],
      (strategy) => [
        { association: 'tags', strategy, through: { where: { weight: { [Op.gt]: 2 } } } },
        { association: 'copies', strategy, include: [{ association: 'loan', strategy }] },
      ],
    ]
    for (const tree of trees) {
      for (const page of [{}, { limit: 2 }, { limit: 2, offset: 1 }]) {
        const [joined, auto] = await find(tree, page)
        const sorted = (books: any[]) =>
          books.map((book) => {
            const { tags, copies, ...rest } = plain(book) as Record<string, any>
            const byId = (a: any, b: any) => a.id - b.id
            return { ...rest, tags: tags.sort(byId), copies: copies.sort(byId) }
          })
        expect(sorted(auto!)).toEqual(sorted(joined!))
      }
    }
  })

  it.each<[string, object, number]>([
    ['by a condition on a path', { where: { '$tags.label$': 'maths' } }, 2],
    ['by a nested condition', { where: { [Op.or]: [{ '$tags.id$': tagged }, { id: 1 }] } }, 2],
    ['by an order through it', { order: [['tags', 'label', 'ASC']] }, 2],
    ['by col()', { order: [[col('tags.label'), 'ASC']] }, 2],
    ['by the text of a literal', { where: literal('tags.label IS NOT NULL') }, 2],
    ['by a column in the text of a literal', { where: literal('label IS NOT NULL') }, 2],
    [
      'by a function of its columns',
      { where: { id: { [Op.ne]: fn('length', col('tags.label')) } } },
      2,
    ],
  ])('joins an include that the finder names %s', async (_, options, count) => {
    await sending(count, () => library.Book.findAll({ include: ['tags', 'copies'], ...options }))
  })

  it.each<[string, object]>([
    ['raw', { raw: true }],
    ['subQuery', { subQuery: false }],
    ['a lock', { lock: true }],
    ['an aggregate', { attributes: [[fn('count', col('Book.id')), 'n']], raw: true }],
    [
      'a literal that may be an aggregate',
      { attributes: ['id', [literal('max(1)'), 'n']], raw: true },
    ],
    ['a group', { attributes: ['id'], group: ['Book.id'], includeIgnoreAttributes: false }],
  ])('joins everything with %s', async (name, options) => {
    const include =
      name === 'a lock'
        ? [
            { association: 'tags', required: true },
            { association: 'copies', required: true },
          ]
        : [
            { association: 'tags', attributes: [] },
            { association: 'copies', attributes: [] },
          ]
    await sending(1, () => library.Book.findAll({ include, ...options }).catch(() => []))
  })

  it('joins an include that is not about its own columns alone', async () => {
    const book = { association: 'tags' }
    const includes: Includeable[] = [
      { association: 'copies', where: { condition: { [Op.ne]: col('Book.title') } } },
      { association: 'copies', where: literal("copies.code <> 'x'") },
      { association: 'copies', attributes: [[literal('length(copies.code)'), 'n']] },
      { association: 'copies', attributes: [] },
      { association: 'copies', separate: false },
    ]
    for (const include of includes) {
      await sending(2, () => library.Book.findAll({ include: [book, include] }))
    }
    for (const option of [
      { duplicating: true },
      { on: { id: 1 } },
      { or: true, where: { id: 1 } },
    ]) {
      await sending(1, () =>
        library.Book.findAll({ include: [book, { association: 'copies', ...option }] }),
      )
    }
    const alone: Includeable[] = [
      { association: 'copies', where: { shelfId: null } },
      {
        association: 'copies',
        where: { code: { [Op.like]: 'c%' }, [Op.or]: [{ id: 1 }, { id: 2 }] },
      },
      { association: 'copies', order: [['id', 'DESC']], paranoid: false },
      { association: 'copies', include: [{ association: 'loan', include: ['reader'] }] },
    ]
    for (const include of alone) {
      await sending(3, () => library.Book.findAll({ include: [book, include] }))
    }
    await sending(3, () =>
      library.Book.findAll({
        include: [
          book,
          { association: 'copies', attributes: ['id', [fn('lower', col('code')), 'n']] },
        ],
      }),
    )
  })

  it('runs no hooks of the children', async () => {
    const ran: string[] = []
    library.Tag.addHook('beforeFind', 'counted', () => void ran.push('beforeFind'))
    await sending(3, () => library.Book.findAll({ include: ['tags', 'copies'] }))
    library.Tag.removeHook('beforeFind', 'counted')
    expect(ran).toEqual([])
  })

  it('loads an include with an order by key, alone or not', async () => {
    const [book] = await sending(2, () =>
      library.Book.findAll({
        where: { id: 1 },
        include: { association: 'tags', order: [['id', 'DESC']] },
      }),
    )
    expect(book.tags.map(({ id }: any) => id)).toEqual([2, 1])
    const books = await library.Book.findAll({
      include: [{ association: 'tags', order: [['id', 'DESC']] }, 'copies'],
      order: ['id'],
      limit: 2,
    })
    expect(books.map((book) => book.tags.map(({ id }: any) => id))).toEqual([
      [2, 1],
      [3, 1],
    ])
  })

  it('checks what is loaded later before anything is sent', async () => {
    const sent = await statements(sequelize, () =>
      expect(
        library.Book.findAll({
          where: { id: 99 },
          include: ['tags', { association: 'copies', where: { code: undefined } }],
        }),
      ).rejects.toThrow('where.code is undefined'),
    )
    expect(sent).toEqual([])
  })

  it('gives one parent for each, though a has-one association matches several rows', async () => {
    const { Author, Book } = library
    Author.hasOne(Book, { as: 'first', foreignKey: 'authorId' })
    Author.hasMany(Book, { as: 'works', foreignKey: 'authorId' })
    for (const page of [{}, { limit: 3 }]) {
      const authors = await Author.findAll({
        include: ['first', 'books', 'works'],
        order: ['id'],
        ...page,
      })
      const expected = [
        [1, 1],
        [2, 2],
        [3, 1],
        [4, 2],
        [5, 0],
      ]
      expect(authors.map(({ id, books }: any) => [id, books.length])).toEqual(
        expected.slice(0, 'limit' in page ? 3 : 5),
      )
    }
  })

  it('gives one child for each, though a has-one association below matches several rows', async () => {
    const { Author, Tag } = library
    const read = async (how: object) =>
      (
        await Tag.findAll({
          include: {
            association: 'books',
            ...how,
            include: { association: 'author', include: ['first'] },
          },
          order: ['id'],
        })
      ).map(({ id, books }: any) => [id, books.map((book: any) => book.id).toSorted()])
    expect(Author.associations).toHaveProperty('first')
    const joined = await read({ strategy: 'join' })
    expect(await read({})).toEqual(joined)
    expect(await read({ strategy: 'select' })).toEqual(joined)
    expect(await read({ strategy: 'json' })).toEqual(joined)
  })
})
