/** Includes that are loaded by statements of their own: which, how many, and their limits. */
import { beforeAll, expect, it } from 'vitest'
import { type IncludeOptions, Op, type Sequelize } from '../../lib/index.js'
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

  it('loads children by a statement of their own, of no parent none', async () => {
    const include: IncludeOptions = {
      association: 'books',
      separate: true,
      order: [['id', 'DESC']],
    }
    const authors = await sending(2, () => library.Author.findAll({ include, order: ['id'] }))
    expect(authors.map((author: any) => ids(author.books))).toEqual([[1], [3, 2], [4], [6, 5], []])
    expect(await sending(1, () => library.Author.findAll({ include, where: { id: 99 } }))).toEqual(
      [],
    )
  })

  it('limits the children of each parent, in their order', async () => {
    const authors = await sending(2, () =>
      library.Author.findAll({
        include: { association: 'books', limit: 1, order: [['pages', 'DESC']] },
        order: ['id'],
      }),
    )
    expect(authors.map((author: any) => titles(author.books))).toEqual([
      ['Notes'],
      ['Ficciones'],
      ['Invisible Cities'],
      ['Poems'],
      [],
    ])
    const second = await library.Author.findAll({
      include: { association: 'books', limit: 1, offset: 1, order: [['pages', 'DESC']] },
      order: ['id'],
    })
    expect(second.map((author) => titles(author.books))).toEqual([
      [],
      ['The Aleph'],
      [],
      ['100% Letters_'],
      [],
    ])
  })

  it('keeps where, attributes and nested includes', async () => {
    const authors = await sending(2, () =>
      library.Author.findAll({
        attributes: ['name'],
        include: {
          association: 'books',
          separate: true,
          where: { pages: { [Op.gt]: 100 } },
          attributes: ['title'],
          include: ['copies'],
        },
        order: ['id'],
      }),
    )
    expect(
      authors.map((author: any) => author.books.map((b: any) => [b.title, b.copies.length])),
    ).toEqual([
      [],
      expect.arrayContaining([
        ['Ficciones', 2],
        ['The Aleph', 1],
      ]),
      [['Invisible Cities', 1]],
      [['Poems', 1]],
      [],
    ])
  })

  it('goes down several levels, one statement for each', async () => {
    const authors = await sending(3, () =>
      library.Author.findAll({
        include: {
          association: 'books',
          separate: true,
          include: [{ association: 'copies', separate: true }],
        },
        order: ['id'],
      }),
    )
    expect(authors[0].books[0].copies).toHaveLength(2)
  })

  it('below a joined include loads for all of its rows', async () => {
    const loans = await sending(2, () =>
      library.Loan.findAll({
        include: {
          association: 'copy',
          include: [{ association: 'book', include: [{ association: 'copies', separate: true }] }],
        },
        order: ['id'],
      }),
    )
    expect(loans.map((loan: any) => loan.copy.book.copies.length)).toEqual([2, 2, 1, 1])
  })

  it('loads many-to-many too, with through rows', async () => {
    const books = await sending(2, () =>
      library.Book.findAll({
        include: { association: 'tags', separate: true, order: [['id', 'DESC']] },
        order: ['id'],
      }),
    )
    expect(
      books
        .slice(0, 3)
        .map((book: any) => book.tags.map((tag: any) => [tag.id, tag.BookTag.weight])),
    ).toEqual([
      [
        [2, 5],
        [1, 1],
      ],
      [
        [3, 9],
        [1, 2],
      ],
      [[3, 3]],
    ])
  })

  it('limits many-to-many per parent', async () => {
    const tags = await library.Tag.findAll({
      include: { association: 'books', limit: 2, order: [['pages', 'DESC']] },
      order: ['id'],
    })
    expect(tags.map((tag) => titles(tag.books))).toEqual([
      ['Ficciones', 'Invisible Cities'],
      ['Notes'],
      ['Ficciones', 'The Aleph'],
      ['Poems'],
      [],
    ])
  })

  it('is refused for to-one associations', async () => {
    await expect(
      library.Book.findAll({ include: { association: 'author', separate: true } }),
    ).rejects.toThrow(/author/)
  })

  it('gives what the join gives', async () => {
    const order = ['id', ['books', 'id', 'ASC']]
    const json = (rows: any[]) => rows.map((row) => row.toJSON())
    const joined = await library.Author.findAll({ include: 'books', order } as never)
    const separate = await library.Author.findAll({
      include: { association: 'books', separate: true, order: ['id'] },
      order: ['id'],
    })
    expect(json(separate)).toEqual(json(joined))
  })
})
