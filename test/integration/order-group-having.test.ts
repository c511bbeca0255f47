/** Ordering and grouping: order, group, having. */
import { beforeAll, describe, expect, it } from 'vitest'
import { cast, col, fn, literal, Op, type Sequelize, where } from '../../lib/index.js'
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

  const books = async (order: unknown, options: object = {}): Promise<number[]> =>
    (await library.Book.findAll({ attributes: ['id'], order, ...options } as never)).map(
      ({ id }) => id,
    )
  const withPages = { where: { pages: { [Op.ne]: null } } }

  describe('order', () => {
    it.each<[string, () => unknown, number[]]>([
      ['a name', () => 'pages', [1, 6, 3, 4, 2, 5]],
      ['a list of names', () => ['pages', 'id'], [1, 6, 3, 4, 2, 5]],
      ['a direction', () => [['pages', 'DESC']], [5, 2, 4, 3, 6, 1]],
      ['a direction in lower case', () => [['pages', 'desc']], [5, 2, 4, 3, 6, 1]],
      [
        'two columns',
        () => [
          ['lendable', 'ASC'],
          ['pages', 'DESC'],
        ],
        [3, 5, 2, 4, 6, 1],
      ],
      ['fn', () => [[fn('length', col('title')), 'DESC'], 'id'], [4, 6, 2, 3, 1, 5]],
      ['fn without a direction', () => [fn('length', col('title')), 'id'], [1, 5, 2, 3, 6, 4]],
      ['col', () => [[col('pages'), 'ASC']], [1, 6, 3, 4, 2, 5]],
      ['literal', () => literal('pages DESC'), [5, 2, 4, 3, 6, 1]],
      ['an item in a list', () => [[['pages', 'DESC']]], [5, 2, 4, 3, 6, 1]],
      [
        'items in lists of lists',
        () => [[[['lendable']]], [['pages', 'DESC']]],
        [3, 5, 2, 4, 6, 1],
      ],
      ['cast', () => [[cast(col('price'), 'integer'), 'DESC NULLS LAST']], [2, 3, 4, 1, 5, 6]],
    ])('by %s', async (_, order, expected) => {
      expect(await books(order(), withPages)).toEqual(expected)
    })

    it('puts nulls where it is told', async () => {
      expect((await books([['pages', 'ASC NULLS FIRST']]))[0]).toBe(7)
      expect((await books([['pages', 'DESC NULLS LAST']])).at(-1)).toBe(7)
      expect((await books([['pages', 'NULLS FIRST']]))[0]).toBe(7)
    })

    it('by JSON paths', async () => {
      expect(
        await books([['meta.lang', 'DESC'], 'id'], { where: { 'meta.lang': { [Op.ne]: null } } }),
      ).toEqual([4, 2, 3, 1])
    })

    it('by the alias of a computed column', async () => {
      const rows = await library.Book.findAll({
        attributes: ['id', [fn('length', col('title')), 'letters']],
        order: [
          ['letters', 'DESC'],
          ['id', 'ASC'],
        ],
      })
      expect(rows.map(({ id }) => id)).toEqual([4, 6, 2, 3, 7, 1, 5])
    })

    it('by an included column, in all its forms', async () => {
      const { Author, Book } = library
      const include = { association: 'author', attributes: ['name'] }
      const expected = [5, 6, 4, 2, 3, 1]
      const authored = { where: { authorId: { [Op.ne]: null } }, include }
      for (const key of [
        ['author', 'name', 'DESC'],
        [{ model: Author, as: 'author' }, 'name', 'DESC'],
        [Book.associations['author'], 'name', 'DESC'],
        [col('author.name'), 'DESC'],
        [literal('"author"."name"'), 'DESC'],
        ['$author.name$', 'DESC'],
        [['author', 'name', 'DESC']],
      ]) {
        expect(await books([key, ['id', 'ASC']], authored)).toEqual(expected)
      }
    })

    it('by a column two levels down', async () => {
      const { Loan } = library
      const loans = await Loan.findAll({
        include: { association: 'copy', include: ['book'] },
        order: [
          ['copy', 'book', 'pages', 'DESC'],
          ['id', 'ASC'],
        ],
      } as never)
      expect(loans.map((loan: any) => loan.copy.book.title)).toEqual([
        ...['Poems', 'Ficciones', 'Invisible Cities', 'Notes'],
      ])
    })

    it('orders the children within their parents', async () => {
      const { Author } = library
      const authors = await Author.findAll({
        include: 'books',
        order: [
          ['id', 'DESC'],
          ['books', 'title', 'DESC'],
        ],
      })
      expect(authors.map((author) => author.books.map((book: any) => book.title))).toEqual([
        ...[[], ['Poems', '100% Letters_'], ['Invisible Cities'], ['The Aleph', 'Ficciones']],
        ['Notes'],
      ])
    })

    it('can be random', async () => {
      expect((await books([sequelize.random()])).sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
    })

    it('refuses directions and forms that are none, before anything is sent', async () => {
      const sent = await statements(sequelize, async () => {
        await expect(books([['pages', 'DOWN']])).rejects.toThrow(/DOWN/)
        await expect(books([['pages', 'ASC; DROP TABLE x']])).rejects.toThrow(/order/)
        await expect(books({ raw: 'pages' })).rejects.toThrow(/order/)
        await expect(books([['nobody', 'name', 'ASC']])).rejects.toThrow(/nobody/)
      })
      expect(sent).toEqual([])
    })
  })

  describe('group and having', () => {
    const grouped = async (options: object) =>
      (await library.Book.findAll({ raw: true, ...options } as never)).map(
        ({ genre, ...rest }: any) => [genre, ...Object.values(rest).map(Number)],
      )
    const perGenre = {
      attributes: ['genre', [fn('count', col('id')), 'books']],
      where: { genre: { [Op.ne]: null } },
      order: [['books', 'DESC']],
    }

    it.each<[string, () => unknown]>([
      ['a name', () => 'genre'],
      ['a list', () => ['genre']],
      ['col', () => [col('genre')]],
      ['literal', () => literal('genre')],
    ])('groups by %s', async (_, group) => {
      expect(await grouped({ ...perGenre, group: group() })).toEqual([
        ['novel', 3],
        ['poetry', 2],
        ['essay', 1],
      ])
    })

    it('groups by an expression', async () => {
      const rows = await library.Book.findAll({
        attributes: [
          [fn('length', col('title')), 'letters'],
          [fn('count', literal('*')), 'n'],
        ],
        group: fn('length', col('title')),
        having: where(fn('count', literal('*')), '>', 1),
        order: [[fn('length', col('title')), 'ASC']],
        raw: true,
      } as never)
      expect(rows.map(({ letters, n }: any) => [letters, Number(n)])).toEqual([
        [5, 2],
        [9, 3],
      ])
    })

    it('keeps groups by having, in its forms', async () => {
      const group = ['genre']
      for (const having of [
        where(fn('count', col('id')), { [Op.gt]: 1 }),
        { [Op.and]: [where(fn('count', col('id')), '>', 1)] },
        literal('count(id) > 1'),
        { genre: { [Op.in]: ['novel', 'poetry'] } },
      ]) {
        expect(await grouped({ ...perGenre, group, having })).toEqual([
          ['novel', 3],
          ['poetry', 2],
        ])
      }
    })

    it('groups by what is included', async () => {
      const { Author } = library
      const rows = await Author.findAll({
        attributes: ['name', [fn('count', col('books.id')), 'books']],
        include: [{ association: 'books', attributes: [] }],
        group: ['Author.id', 'Author.name'],
        order: [['name', 'ASC']],
        raw: true,
      } as never)
      expect(rows.map(({ name, books: count }: any) => [name, Number(count)])).toEqual([
        ['Ada', 1],
        ['Borges', 2],
        ['Calvino', 1],
        ['Dickinson', 2],
        ['Nobody', 0],
      ])
    })

    it('counts by paths, and names what it counts by after their last name', async () => {
      const byName = await library.Author.count({ group: ['Author.name'] } as never)
      expect(byName).toHaveLength(await library.Author.count())
      expect((byName as any)[0]).toEqual({ name: expect.any(String), count: 1 })
      const included = (await library.Book.count({
        include: { association: 'author', required: true },
        group: ['author.name', 'Book.genre'],
      } as never)) as any
      expect(Object.keys(included[0])).toEqual(['name', 'genre', 'count'])
      const twice = (await library.Book.count({
        include: 'author',
        group: ['author.id', 'Book.id'],
      } as never)) as any
      expect(Object.keys(twice[0])).toEqual(['author.id', 'Book.id', 'count'])
    })

    it('gives instances with the computed values', async () => {
      const [most] = await library.Book.findAll({ ...perGenre, group: 'genre', limit: 1 } as never)
      expect([most.genre, Number(most.get('books'))]).toEqual(['novel', 3])
    })
  })
})
