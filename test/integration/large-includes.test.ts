import { beforeAll, describe, expect, it } from 'vitest'
import { col, DataTypes, fn, literal, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

/** Reads so often that what is learned of a statement with many rows has come to be used. */
const TIMES = 3

const plain = (found: any[]): any[] => found.map((one) => one.get({ plain: true }))

/** Children in one order, of which a join and a statement by key promise none. */
function ordered(value: any): any {
  if (Array.isArray(value))
    return value.map(ordered).toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, ordered(item)]))
}

const text = (value: unknown): string => JSON.stringify(value)

forEachDialect({}, (target) => {
  describe('includes of many rows', () => {
    let sequelize: Sequelize
    let Shelf: any
    let Author: any
    let Book: any
    let Tag: any

    beforeAll(async () => {
      sequelize = createSequelize(target, { define: { timestamps: false } })
      Shelf = sequelize.define('Shelf', { place: DataTypes.STRING, since: DataTypes.DATE(3) })
      Author = sequelize.define('Author', {
        name: DataTypes.STRING,
        born: DataTypes.DATE(3),
        notes: DataTypes.JSON<unknown>(),
      })
      Book = sequelize.define('Book', {
        title: DataTypes.TEXT,
        price: DataTypes.DECIMAL(10, 2),
        score: DataTypes.DOUBLE,
        lent: DataTypes.BOOLEAN,
        at: DataTypes.DATE(3),
        meta: DataTypes.JSON<unknown>(),
      })
      Tag = sequelize.define('Tag', { label: DataTypes.STRING })
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Author.belongsTo(Shelf, { as: 'shelf', foreignKey: 'shelfId' })
      Author.hasMany(Book, { as: 'works', foreignKey: 'authorId' })
      Author.hasOne(Book, { as: 'anyBook', foreignKey: 'authorId' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      Book.belongsTo(Shelf, { as: 'shelf', foreignKey: 'shelfId' })
      Book.belongsToMany(Tag, { as: 'tags', through: 'BookTag', foreignKey: 'bookId' })
      Tag.belongsToMany(Book, { as: 'books', through: 'BookTag', foreignKey: 'tagId' })
      await sequelize.sync({ force: true })
      await Shelf.bulkCreate(
        Array.from({ length: 7 }, (_, n) => ({
          place: `place ${n}`,
          since: n % 2 === 0 ? null : new Date(Date.UTC(1960 + n, 1, 3, 4, 5, 6, 7)),
        })),
      )
      // Every fifth author has no book, every third no shelf.
      await Author.bulkCreate(
        Array.from({ length: 60 }, (_, n) => ({
          name: `author ${n % 50}`,
          born: n % 4 === 0 ? null : new Date(Date.UTC(1900 + n, 0, n % 28)),
          notes: n % 6 === 0 ? null : n % 7 === 0 ? 'text' : { n, list: [n, null] },
          shelfId: n % 3 === 0 ? null : 1 + (n % 7),
        })),
      )
      await Book.bulkCreate(
        Array.from({ length: 700 }, (_, n) => ({
          title: `${n % 13} "title" ${n}`,
          price: `${n}.50`,
          score: n % 5 === 0 ? null : n / 7,
          lent: n % 3 === 0 ? null : n % 2 === 0,
          at: n % 4 === 0 ? null : new Date(Date.UTC(2000, 0, n)),
          meta: n % 5 === 0 ? null : { n },
          authorId: n % 11 === 0 || (n % 60) % 5 === 0 ? null : 1 + (n % 60),
          shelfId: n % 6 === 0 ? null : 1 + (n % 7),
        })),
      )
      await Tag.bulkCreate(Array.from({ length: 20 }, (_, n) => ({ label: `tag ${n}` })))
      const links = Array.from({ length: 1400 }, (_, n) => ({
        bookId: 1 + (n % 700),
        tagId: 1 + ((n * 3) % 20),
      }))
      await sequelize.models['BookTag']!.bulkCreate(links as never[], { ignoreDuplicates: true })
    })

    const byKey = { strategy: 'select' }
    const joined = { strategy: 'join' }

    /** Expects of some options with `how` in each include what the children by key are. */
    const same = async (model: any, options: (how: object) => object): Promise<any[]> => {
      const read = async (how: object) => plain(await model.findAll(options(how))).map(ordered)
      const expected = await read(byKey)
      for (let time = 0; time < TIMES; time++) {
        expect(await read(joined)).toEqual(expected)
        expect(await read(byKey)).toEqual(expected)
      }
      return expected
    }

    it('give parents with children and without', async () => {
      const found = await same(Author, (how) => ({
        include: [{ association: 'books', ...how }],
        order: ['id'],
      }))
      expect(found).toHaveLength(60)
      expect(found[0].books).toEqual([])
      expect(found.flatMap((author) => author.books).length).toBeGreaterThan(400)
      expect(found[1].books).toContainEqual(
        expect.objectContaining({ title: '1 "title" 1', lent: false, at: new Date('2000-01-01') }),
      )
    })

    it('give each parent once, wherever its rows are', async () => {
      const read = async () =>
        (await Author.findAll({
          include: [{ association: 'books', ...joined, required: true }],
          order: [
            ['books', 'title', 'DESC'],
            ['books', 'id', 'ASC'],
          ],
        })) as any[]
      const first = plain(await read())
      const ids = first.map((author) => author.id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { books } of first) {
        const titles = books.map((book: any) => book.title)
        expect(titles).toEqual(titles.toSorted().toReversed())
      }
      for (let time = 0; time < TIMES; time++) expect(plain(await read())).toEqual(first)
    })

    it('give what is beside a list and below it', async () => {
      const found = await same(Author, (how) => ({
        include: [
          { association: 'shelf', ...how },
          {
            association: 'books',
            ...how,
            include: [{ association: 'shelf', ...how }],
          },
        ],
        order: ['id'],
      }))
      expect(found[1].shelf.place).toBe('place 1')
      expect(found[0].shelf).toBeNull()
      const shelves = found.flatMap((author) => author.books.map((book: any) => book.shelf))
      expect(shelves).toContain(null)
      expect(shelves.some((shelf) => shelf?.since instanceof Date)).toBe(true)
    })

    it('give each child once where something else repeats its row', async () => {
      const read = async () =>
        plain(
          await Author.findAll({
            include: [
              { association: 'books', ...joined },
              { association: 'anyBook', ...joined },
            ],
            order: ['id', ['books', 'id', 'ASC'], ['anyBook', 'id', 'ASC']],
          }),
        )
      const first = await read()
      for (const { books } of first) {
        const ids = books.map((book: any) => book.id)
        expect(new Set(ids).size).toBe(ids.length)
      }
      for (let time = 0; time < TIMES; time++) expect(await read()).toEqual(first)
    })

    it('give to-one children to each row', async () => {
      const found = await same(Book, (how) => ({
        include: [
          { association: 'author', ...how, include: [{ association: 'shelf', ...how }] },
          { association: 'shelf', ...how },
        ],
        order: ['id'],
      }))
      expect(found).toHaveLength(700)
      expect(found[0].author).toBeNull()
      const shared = await Book.findAll({ include: ['shelf'] })
      expect(shared[0].shelf ?? shared[7].shelf).not.toBe(shared[14].shelf ?? shared[21].shelf)
    })

    it('give many-to-many children with their through rows', async () => {
      const found = await same(Book, (how) => ({
        include: [{ association: 'tags', ...how }],
        order: ['id'],
      }))
      expect(found[3].tags[0].BookTag).toMatchObject({ bookId: 4 })
      await same(Author, (how) => ({
        include: [
          {
            association: 'books',
            ...how,
            include: [{ association: 'tags', ...how }],
          },
          { association: 'shelf', ...how },
        ],
        order: ['id'],
      }))
    })

    it('give what was asked for of each, keys or not', async () => {
      await same(Author, (how) => ({
        attributes: ['name'],
        include: [{ association: 'books', attributes: ['title', 'at'], ...how }],
        order: ['id'],
      }))
      const read = () =>
        Author.findAll({
          attributes: ['id', 'name', [fn('count', col('books.id')), 'count']],
          include: [{ association: 'books', attributes: [] }],
          group: ['Author.id', 'Author.name'],
          order: ['id'],
        })
      const first = plain(await read())
      expect(Number(first[1].count)).toBeGreaterThan(5)
      for (let time = 0; time < TIMES; time++) expect(plain(await read())).toEqual(first)
    })

    it('page over parents', async () => {
      const all = plain(
        await Author.findAll({ include: ['books'], order: ['id', ['books', 'id', 'ASC']] }),
      )
      for (const offset of [0, 20, 40, 20, 0]) {
        const page = await Author.findAll({
          include: [{ association: 'books', ...joined }],
          order: ['id', ['books', 'id', 'ASC']],
          limit: 20,
          offset,
        })
        expect(plain(page)).toEqual(all.slice(offset, offset + 20))
      }
    })

    it('give the rows of one column by JSON beside a list that is joined', async () => {
      const read = async () =>
        plain(
          await Author.findAll({
            include: [
              {
                association: 'books',
                strategy: 'json',
                attributes: ['id', [literal('1 + 2'), 'three']],
                order: ['id'],
              },
              { association: 'works', strategy: 'join' },
            ],
            order: ['id', ['works', 'id', 'ASC']],
          }),
        )
      const first = await read()
      expect(first[1].books[0]).toEqual({ id: 2, three: 3 })
      expect(first[1].works.length).toBe(first[1].books.length)
      for (let time = 0; time < TIMES; time++) expect(await read()).toEqual(first)
    })

    it('tell parents apart whose keys are nearly the same', async () => {
      const Moment: any = sequelize.define('Moment', {
        at: { type: DataTypes.DATE(6), primaryKey: true },
        n: DataTypes.INTEGER,
      })
      const Part: any = sequelize.define('Part', { n: DataTypes.INTEGER })
      Moment.hasMany(Part, { as: 'parts', foreignKey: 'n', sourceKey: 'n', constraints: false })
      await sequelize.sync()
      const isPostgres = target.dialect === 'postgres'
      for (let n = 0; n < 40; n++) {
        const at = isPostgres
          ? `2020-01-01 00:00:00.0000${n + 10}+00`
          : `2020-01-01 ${n + 20}:00:00.000 +${n + 20}:00`
        await sequelize.query('INSERT INTO "Moments" ("at", "n") VALUES (?, ?)', {
          replacements: [at, n],
        })
      }
      await Part.bulkCreate(Array.from({ length: 400 }, (_, n) => ({ n: n % 40 })))
      const read = async () =>
        plain(
          await Moment.findAll({ include: [{ association: 'parts', ...joined }], order: ['n'] }),
        ).map(({ n, parts }) => [n, parts.length])
      const expected = Array.from({ length: 40 }, (_, n) => [n, 10])
      for (let time = 0; time < TIMES; time++) expect(await read()).toEqual(expected)
    })

    it('give the rows of one column by JSON', async () => {
      const read = () =>
        Author.findAll({
          include: [
            { association: 'books', strategy: 'json', order: ['id'] },
            { association: 'shelf', strategy: 'join' },
          ],
          order: ['id'],
        })
      const expected = plain(
        await Author.findAll({
          include: [
            { association: 'books', strategy: 'select', order: ['id'] },
            { association: 'shelf', strategy: 'select' },
          ],
          order: ['id'],
        }),
      )
      for (let time = 0; time < TIMES; time++) expect(plain(await read())).toEqual(expected)
      const readBooks = () =>
        Book.findAll({
          include: [
            { association: 'tags', strategy: 'json', order: ['id'] },
            {
              association: 'author',
              strategy: 'json',
              attributes: { include: [[literal('1 + 2'), 'three']] },
            },
          ],
          order: ['id'],
        })
      const first = plain(await readBooks())
      expect(first[1].author.three).toBe(3)
      for (let time = 0; time < TIMES; time++) expect(plain(await readBooks())).toEqual(first)
    })

    it('give instances of their own', async () => {
      const read = (): Promise<any[]> =>
        Author.findAll({ include: [{ association: 'books', ...joined }], order: ['id'] })
      await read()
      const [one, two] = [await read(), await read()]
      const [first, second] = [one[1].books[1], two[1].books[1]]
      expect(first).toBeInstanceOf(Book)
      expect(first).not.toBe(second)
      first.set('title', 'another')
      first.meta.n = -1
      one[1].notes.n = -1
      expect(second.title).not.toBe('another')
      expect(second.meta.n).not.toBe(-1)
      expect(two[1].notes.n).toBe(1)
      expect(first.changed()).toContain('title')
    })
  })
})
