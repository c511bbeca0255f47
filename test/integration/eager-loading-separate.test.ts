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
    const authors = await sending(3, () =>
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

  it('gives a child of several parents to each, with its own children once', async () => {
    const tags = await sending(3, () =>
      library.Tag.findAll({
        include: { association: 'books', separate: true, order: ['id'], include: ['copies'] },
        order: ['id'],
      }),
    )
    expect(
      tags.map((tag: any) => tag.books.map((book: any) => [book.id, book.copies.length])),
    ).toEqual([
      [
        [1, 2],
        [2, 2],
        [4, 1],
      ],
      [[1, 2]],
      [
        [2, 2],
        [3, 1],
      ],
      [[5, 1]],
      [],
    ])
  })

  it('limits by what is left after conditions below, and on the through rows', async () => {
    const { Author, Tag } = library
    const authors = await Author.findAll({
      include: {
        association: 'books',
        limit: 1,
        order: ['id'],
        include: [{ association: 'copies', where: { condition: 'lost' } }],
      },
      order: ['id'],
    })
    expect(authors.map((author) => titles(author.books))).toEqual([[], ['The Aleph'], [], [], []])
    const tags = await Tag.findAll({
      include: {
        association: 'books',
        limit: 1,
        order: ['id'],
        through: { where: { weight: { [Op.gt]: 1 } } },
      },
      order: ['id'],
    })
    expect(tags.map((tag) => titles(tag.books))).toEqual([
      ...[['Ficciones'], ['Notes'], ['Ficciones'], [], []],
    ])
  })

  it('limits in the order of what is included below, and of the through rows', async () => {
    const { BookTag, Tag } = library
    const first = async (order: unknown, include: unknown[] = []) =>
      (
        await Tag.findAll({
          include: { association: 'books', limit: 1, order, include },
          order: ['id'],
        } as never)
      ).map((tag) => titles(tag.books)[0])
    expect(await first([['author', 'name', 'DESC'], 'id'], ['author'])).toEqual([
      ...['Invisible Cities', 'Notes', 'Ficciones', 'Poems', undefined],
    ])
    expect(await first([['copies', 'code', 'DESC']], ['copies'])).toEqual([
      ...['Invisible Cities', 'Notes', 'The Aleph', 'Poems', undefined],
    ])
    expect(await first([[BookTag, 'weight', 'DESC']])).toEqual([
      ...['Invisible Cities', 'Notes', 'Ficciones', 'Poems', undefined],
    ])
  })

  it('limits with $path$ conditions on what is included below', async () => {
    const authors = await library.Author.findAll({
      include: {
        association: 'books',
        limit: 1,
        order: ['id'],
        where: { '$copies.condition$': 'lost' },
        include: ['copies'],
      },
      order: ['id'],
    })
    expect(authors.map((author) => titles(author.books))).toEqual([[], ['The Aleph'], [], [], []])
  })

  it('shows through rows as they were asked for', async () => {
    const first = async (through: object) =>
      (
        await library.Tag.findOne({
          where: { id: 4 },
          include: { association: 'books', separate: true, attributes: ['title'], through },
        })
      ).books[0].toJSON()
    expect(await first({ attributes: [] })).toEqual({ title: 'Poems' })
    expect(await first({ attributes: ['weight'] })).toEqual({
      title: 'Poems',
      BookTag: { weight: 1 },
    })
    expect(await first({ as: 'link', attributes: ['weight'] })).toEqual({
      title: 'Poems',
      link: { weight: 1 },
    })
  })

  it('refuses limits that are no numbers', async () => {
    await expect(
      library.Author.findAll({ include: { association: 'books', limit: '1; DROP' as never } }),
    ).rejects.toThrow(/limit/)
  })

  it('names the place of a wrong condition as it was given', async () => {
    const find = (where: object): Promise<unknown> =>
      library.Author.findAll({ include: { association: 'books', separate: true, where } } as never)
    const wrong = { title: { foo: 1 } }
    await expect(find(wrong)).rejects.toThrow('include of "books": where.title cannot be an object')
    await expect(find({ [Op.and]: [{ id: 1 }, wrong] })).rejects.toThrow(
      'include of "books": where[Op.and][1].title cannot be an object',
    )
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
