/** Limits with includes: a page is a slice of what the same finder gives without a limit. */
import { beforeAll, expect, it } from 'vitest'
import { col, fn, literal, Op, type Sequelize, where } from '../../lib/index.js'
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

  const titles = (books: readonly any[]) => books.map(({ title }) => title)
  const ids = (rows: readonly any[]) => rows.map(({ id }) => id)

  const slices = async (options: any) => {
    const everything = await library.Author.findAll(options)
    for (const [limit, offset] of [
      [1, 0],
      [2, 1],
      [3, 2],
      [10, 0],
    ] as const) {
      const page = await sending(1, () => library.Author.findAll({ ...options, limit, offset }))
      expect(page.map((author: any) => author.toJSON())).toEqual(
        everything.slice(offset, offset + limit).map((author) => author.toJSON()),
      )
    }
    return everything
  }

  it('counts roots: a page is a slice of the whole', async () => {
    expect(await slices({ include: 'books', order: ['id', ['books', 'id', 'ASC']] })).toHaveLength(
      5,
    )
  })

  it('with a required include', async () => {
    await slices({
      include: { association: 'books', required: true },
      order: [
        ['id', 'DESC'],
        ['books', 'id', 'ASC'],
      ],
    })
  })

  it('with where in an include', async () => {
    expect(
      await slices({
        include: { association: 'books', where: { pages: { [Op.gt]: 150 } } },
        order: ['id', ['books', 'id', 'ASC']],
      }),
    ).toHaveLength(3)
  })

  it('with nested required includes', async () => {
    expect(
      await slices({
        include: {
          association: 'books',
          required: true,
          include: [{ association: 'tags', where: { label: ['maze', 'maths'] } }],
        },
        order: ['id', ['books', 'id', 'ASC'], ['books', 'tags', 'id', 'ASC']],
      }),
    ).toHaveLength(2)
  })

  it('with $path$ conditions', async () => {
    expect(
      await slices({
        where: { '$books.pages$': { [Op.gt]: 150 } },
        include: 'books',
        order: ['id', ['books', 'id', 'ASC']],
      }),
    ).toHaveLength(3)
    expect(
      await slices({
        where: { [Op.or]: [{ '$books.tags.label$': 'maze' }, { name: 'Nobody' }] },
        include: { association: 'books', include: ['tags'] },
        order: ['id', ['books', 'id', 'ASC'], ['books', 'tags', 'id', 'ASC']],
      }),
    ).toHaveLength(2)
  })

  it('with $path$ conditions that reach through several to-many includes', async () => {
    expect(
      await slices({
        where: {
          [Op.and]: [
            { '$books.copies.condition$': { [Op.ne]: 'lost' } },
            { rating: { [Op.gt]: 0 } },
          ],
        },
        attributes: ['name'],
        include: { association: 'books', include: ['copies'] },
        order: ['id', ['books', 'id', 'ASC'], ['books', 'copies', 'id', 'ASC']],
      }),
    ).toHaveLength(3)
  })

  it('with a condition on root and include at once', async () => {
    expect(
      await slices({
        where: { [Op.or]: [{ '$books.pages$': { [Op.gt]: 170 } }, { country: 'GB' }] },
        attributes: ['name'],
        include: 'books',
        order: ['id', ['books', 'id', 'ASC']],
      }),
    ).toHaveLength(3)
  })

  it('with columns of includes named by col()', async () => {
    expect(
      await slices({
        where: where(fn('length', col('books.title')), Op.gt, 8),
        include: 'books',
        order: ['id', ['books', 'id', 'ASC']],
      }),
    ).toHaveLength(3)
    const books = await library.Book.findAll({
      where: { authorId: { [Op.ne]: null } },
      include: ['author', 'tags'],
      order: [[col('author.name'), 'DESC'], 'id'],
      limit: 3,
    })
    expect(ids(books)).toEqual([5, 6, 4])
  })

  it('ordered by an include two levels down', async () => {
    const options = {
      include: {
        association: 'books',
        required: true,
        include: [{ association: 'copies', required: true }],
      },
      order: [['books', 'copies', 'code', 'DESC']],
    } as never as object
    const page = await library.Author.findAll({ ...options, limit: 2 })
    expect(page.map(({ name }) => name)).toEqual(['Dickinson', 'Calvino'])
  })

  it('with an order by columns of the root', async () => {
    await slices({
      include: 'books',
      order: [
        ['name', 'DESC'],
        ['books', 'id', 'ASC'],
      ],
    })
  })

  it('ordered by a to-one include', async () => {
    const options = {
      include: ['author', 'tags'],
      where: { authorId: { [Op.ne]: null } },
      order: [
        ['author', 'name', 'DESC'],
        ['id', 'ASC'],
        ['tags', 'id', 'ASC'],
      ],
    } as never as object
    const everything = await library.Book.findAll(options)
    const page = await library.Book.findAll({ ...options, limit: 3, offset: 1 })
    expect(ids(page)).toEqual(ids(everything).slice(1, 4))
    expect(page.map((book) => ids(book.tags))).toEqual(
      everything.slice(1, 4).map((book) => ids(book.tags)),
    )
  })

  it('ordered by a to-many include: a root comes where its first child does', async () => {
    const options = {
      include: { association: 'books', required: true },
      order: [['books', 'pages', 'DESC']],
    } as never as object
    const page = await library.Author.findAll({ ...options, limit: 2 })
    expect(page.map(({ name }) => name)).toEqual(['Dickinson', 'Borges'])
    expect(titles(page[0].books)).toEqual(['Poems', '100% Letters_'])
    const next = await library.Author.findAll({ ...options, limit: 2, offset: 2 })
    expect(next.map(({ name }) => name)).toEqual(['Calvino', 'Ada'])
  })

  it('ordered by a computed column', async () => {
    const authors = await library.Author.findAll({
      attributes: { include: [[fn('length', col('Author.name')), 'letters']] },
      include: 'books',
      order: [
        [literal('letters'), 'DESC'],
        ['id', 'ASC'],
      ],
      limit: 2,
    } as never)
    expect(authors.map(({ name }) => name)).toEqual(['Dickinson', 'Calvino'])
  })

  it('leaves one-to-one includes flat', async () => {
    const [sql] = await statements(sequelize, () =>
      library.Book.findAll({ include: 'author', limit: 2 }),
    )
    expect(sql).not.toMatch(/\(SELECT/)
  })

  it('with subQuery: false counts joined rows', async () => {
    const authors = await library.Author.findAll({
      include: { association: 'books', required: true },
      order: ['id', ['books', 'id', 'ASC']],
      limit: 2,
      subQuery: false,
    })
    expect(authors.map((author) => [author.id, ids(author.books)])).toEqual([
      [1, [1]],
      [2, [2]],
    ])
  })

  it('on roots without includes of their own keeps attributes', async () => {
    const authors = await library.Author.findAll({
      attributes: ['name'],
      include: { association: 'books', attributes: ['title'] },
      order: ['id', ['books', 'id', 'ASC']],
      limit: 2,
    })
    expect(authors.map((author) => [author.name, titles(author.books)])).toEqual([
      ['Ada', ['Notes']],
      ['Borges', ['Ficciones', 'The Aleph']],
    ])
  })

  it('findOne loads all children of its row', async () => {
    const author = await library.Author.findOne({
      where: { name: { [Op.like]: 'B%' } },
      include: 'books',
    })
    expect(author.books).toHaveLength(2)
  })

  it('findAndCountAll counts roots and pages them', async () => {
    const { count, rows } = await library.Author.findAndCountAll({
      include: [{ association: 'books', where: { pages: { [Op.gt]: 100 } } }],
      distinct: true,
      order: ['id', ['books', 'id', 'ASC']],
      limit: 2,
      offset: 1,
    })
    expect([count, ids(rows)]).toEqual([3, [3, 4]])
  })
})
