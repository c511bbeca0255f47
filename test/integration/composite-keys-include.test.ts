/** Including and creating over associations whose keys have several attributes. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Op, type Sequelize } from '../../lib/index.js'
import { type Branches, defineBranches, fillBranches } from '../support/branch-models.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let branches: Branches

  beforeAll(() => {
    sequelize = createSequelize(target)
    branches = defineBranches(sequelize)
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
    await fillBranches(branches)
  })

  const titles = (books: any[]) => books.map(({ title }) => title)
  const codes = (copies: any[]) => copies.map(({ code }) => code).sort()

  describe('include', () => {
    const shape = (books: any[]) =>
      books.map((one) => [
        one.title,
        one.author?.name ?? null,
        codes(one.copies),
        one.tags.map((tagged: any) => `${tagged.label}:${tagged.BookTag.weight}`).sort(),
      ])
    const expected = [
      ['Notes', 'Ada', ['n1', 'n2'], ['maths:5']],
      ['Fictions', 'Borges', [], ['maze:2']],
      ['Labyrinths', 'Borges', [], ['maze:3']],
      ['Anonymous', null, [], []],
      ['Rose', 'Eco', ['r1'], ['maze:8', 'monks:7']],
      ['Pendulum', 'Eco', [], []],
      ['Poems', 'Sappho', [], []],
    ]
    const order = ['branchId', 'id']

    it('joins on the whole key', async () => {
      const books = await branches.Book.findAll({ include: ['author', 'copies', 'tags'], order })
      expect(shape(books)).toEqual(expected)
    })

    it('loads by the whole key with separate', async () => {
      const books = await branches.Book.findAll({
        include: ['author', { association: 'copies', separate: true }, 'tags'],
        order,
      })
      expect(shape(books)).toEqual(expected)
      const authors = await branches.Author.findAll({
        include: [
          {
            association: 'books',
            separate: true,
            order: [['pages', 'DESC']],
            attributes: ['title'],
          },
        ],
        order,
      })
      expect(authors.map((one: any) => titles(one.books))).toEqual([
        ['Notes'],
        ['Labyrinths', 'Fictions'],
        ['Pendulum', 'Rose'],
        ['Poems'],
      ])
    })

    it('limits children for each parent', async () => {
      const authors = await branches.Author.findAll({
        include: [{ association: 'books', limit: 1, order: [['pages', 'DESC']] }],
        order,
      })
      expect(authors.map((one: any) => titles(one.books))).toEqual([
        ...[['Notes'], ['Labyrinths'], ['Pendulum'], ['Poems']],
      ])
    })

    it('limits parents', async () => {
      const page = await branches.Book.findAll({
        include: ['author', 'copies', 'tags'],
        order,
        limit: 3,
        offset: 3,
      })
      expect(shape(page)).toEqual(expected.slice(3, 6))
      const [first, ...rest] = await branches.Author.findAll({
        include: [{ association: 'books', where: { pages: { [Op.gt]: 100 } } }],
        order,
        limit: 1,
      })
      expect([rest.length, first.name, first.books.length]).toEqual([0, 'Borges', 2])
    })

    it('gives the same with every strategy', async () => {
      const load = async (strategy: 'join' | 'select' | 'json') => {
        const include = ['author', 'copies', 'tags', 'readers'].map((association) => ({
          association,
          strategy,
        }))
        const books = await branches.Book.findAll({ include, order })
        return shape(books).concat(books.map(({ readers }: any) => readers.length))
      }
      const joined = await load('join')
      expect(await load('select')).toEqual(joined)
      expect(await load('json')).toEqual(joined)
    })

    it('counts parents, each once', async () => {
      const include = [{ association: 'books', where: { pages: { [Op.gt]: 100 } } }]
      const { count, rows } = await branches.Author.findAndCountAll({ include, order, limit: 1 })
      expect([count, rows.length, rows[0].name]).toEqual([2, 1, 'Borges'])
      expect(await branches.Author.count({ distinct: true, include })).toBe(2)
      expect(await branches.Book.count({ distinct: true, where: { branchId: 1 } })).toBe(4)
    })

    it('loads the rows of siblings in one statement, where lazy loads are batched', async () => {
      const books = await branches.Book.findAll({ order, batchLazyLoading: true })
      let authors: any[] = []
      let tags: any[] = []
      const sent = await statements(sequelize, async () => {
        authors = await Promise.all(books.map((one: any) => one.getAuthor()))
        tags = await Promise.all(books.map((one: any) => one.countTags()))
      })
      expect(sent).toHaveLength(2)
      expect(authors.map((one) => one?.name ?? null)).toEqual(expected.map(([, name]) => name))
      expect(tags).toEqual([1, 1, 1, 0, 2, 0, 0])
    })

    it('goes down several levels, and filters by them', async () => {
      const cards = await branches.Card.findAll({
        include: { association: 'author', include: [{ association: 'books', include: ['tags'] }] },
        where: { '$author.books.tags.label$': 'maze' },
      })
      expect(cards.map(({ code }: any) => code)).toEqual(['c-eco'])
      const found = await branches.Tag.findAll({
        include: [{ association: 'books', required: true, include: ['author'] }],
        order: [...order, ['books', 'id', 'ASC']],
      })
      expect(found.map((one: any) => one.books.map((its: any) => its.author.name))).toEqual([
        ['Ada'],
        ['Borges', 'Borges'],
        ['Eco'],
        ['Eco'],
      ])
    })

    it('takes a key with a part that is null for none', async () => {
      const cards = await branches.Card.findAll({ include: 'author', order: ['id'] })
      expect(cards.map((card: any) => card.author?.name ?? null)).toEqual([
        ...['Ada', 'Eco', null, null],
      ])
      const shelves = await branches.Shelf.findAll({
        include: [{ association: 'copies', separate: true }],
        order: ['room', 'number'],
      })
      expect(shelves.map((shelf: any) => codes(shelf.copies))).toEqual([['n1'], ['n2'], []])
    })
  })

  describe('create with include', () => {
    it('gives the whole key on, whichever side holds it', async () => {
      const { Book, Author } = branches
      const made = await Book.create(
        {
          branchId: 3,
          id: 1,
          title: 'Made',
          author: { branchId: 3, id: 5, name: 'Made too', card: { code: 'mc' } },
          copies: [{ code: 'm1' }, { code: 'm2' }],
          tags: [{ branchId: 3, id: 4, label: 'made', BookTag: { weight: 12 } }],
        },
        { include: [{ association: 'author', include: ['card'] }, 'copies', 'tags'] },
      )
      expect([made.authorId, made.copies[0].bookBranch, made.author.card.authorId]).toEqual([
        ...[5, 3, 5],
      ])
      const found = await Book.findByPk(
        { branchId: 3, id: 1 },
        { include: [{ association: 'author', include: ['card'] }, 'copies', 'tags'] },
      )
      expect(found.author.card.code).toBe('mc')
      expect([codes(found.copies), found.tags[0].BookTag.weight]).toEqual([['m1', 'm2'], 12])

      await Author.bulkCreate(
        [
          { branchId: 4, id: 1, name: 'x', books: [{ id: 1, title: 'b1' }] },
          { branchId: 4, id: 2, name: 'y', books: [{ id: 2, title: 'b2' }] },
        ],
        { include: ['books'] },
      )
      const authors = await Author.findAll({ where: { branchId: 4 }, include: ['books'] })
      expect(authors.flatMap((one: any) => titles(one.books)).sort()).toEqual(['b1', 'b2'])
    })
  })
})
