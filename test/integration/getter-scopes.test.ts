/** Getters of targets with a default scope: what holds beside what. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, literal, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Shelf: AnyModelClass
  let shelf: any

  const kinds = (found: any): unknown =>
    Array.isArray(found) ? found.map(({ kind }) => kind).toSorted() : (found?.kind ?? found)

  /** Defines the models anew, with two books on a shelf: one of each kind. */
  async function define(prefix: string, defaultScope: object): Promise<void> {
    Shelf = sequelize.define(`${prefix}Shelf`, { name: DataTypes.STRING }) as never
    const Book: AnyModelClass = sequelize.define(
      `${prefix}Book`,
      { kind: DataTypes.STRING },
      { defaultScope, scopes: { paper: { where: { kind: 'paper' } } } },
    ) as never
    const through = `${prefix}Place`
    const keys = { through, foreignKey: 'shelfId', otherKey: 'bookId' }
    Shelf.hasMany(Book, { as: 'books', foreignKey: 'shelfId' })
    Shelf.hasMany(Book, { as: 'papers', foreignKey: 'shelfId', scope: { kind: 'paper' } })
    Shelf.hasOne(Book, { as: 'first', foreignKey: 'shelfId' })
    Shelf.hasOne(Book, { as: 'paper', foreignKey: 'shelfId', scope: { kind: 'paper' } })
    Shelf.belongsToMany(Book, { as: 'places', ...keys })
    Shelf.belongsToMany(Book, { as: 'paperPlaces', ...keys, scope: { kind: 'paper' } })
    Book.belongsTo(Shelf, { as: 'shelf', foreignKey: 'shelfId' })
    await sequelize.sync({ force: true })
    shelf = await Shelf.create({ name: 'A' })
    const books = await Book.bulkCreate([{ kind: 'print' }, { kind: 'paper' }])
    for (const book of books) {
      await book.setShelf(shelf)
      await shelf.addPlace(book)
    }
  }

  beforeAll(() => {
    sequelize = createSequelize(target, { define: { timestamps: false } })
  })

  describe('a default scope', () => {
    beforeAll(() => define('Scoped', { where: { kind: 'print' } }))

    const paper = { where: { kind: 'paper' } }

    it.each(['getBooks', 'getPlaces'])('hides its rows whatever %s is asked for', async (get) => {
      expect(kinds(await shelf[get]())).toEqual(['print'])
      expect(await shelf[get](paper)).toEqual([])
      expect(kinds(await shelf[get]({ ...paper, scope: false }))).toEqual(['paper'])
      expect(kinds(await shelf[get]({ scope: 'paper' }))).toEqual(['paper'])
      expect(await shelf[get]({ scope: 'paper', where: { kind: 'print' } })).toEqual([])
    })

    it('hides them from counts and to-one getters', async () => {
      expect([await shelf.countBooks(paper), await shelf.countPlaces(paper)]).toEqual([0, 0])
      expect([await shelf.countBooks(), await shelf.countPlaces()]).toEqual([1, 1])
      expect(await shelf.getFirst(paper)).toBeNull()
    })

    it('hides them from separate includes', async () => {
      const load = (include: object) => Shelf.findAll({ include: [include] })
      const [separate] = await load({ association: 'books', separate: true, ...paper })
      expect(separate.books).toEqual([])
      const [joined] = await load({ association: 'books', ...paper })
      expect(kinds(joined.books)).toEqual(['paper'])
    })

    it('gives way to the scope of has-one and has-many', async () => {
      expect(kinds(await shelf.getPapers())).toEqual(['paper'])
      expect(await shelf.countPapers()).toBe(1)
      expect(kinds(await shelf.getPaper())).toBe('paper')
      const created = await shelf.createPaper({})
      expect((await shelf.getPapers()).map(({ id }: any) => id)).toContain(created.id)
      await created.destroy()
    })

    it('holds beside the scope of a many-to-many association', async () => {
      expect(await shelf.getPaperPlaces()).toEqual([])
      expect(await shelf.countPaperPlaces()).toBe(0)
      expect(kinds(await shelf.getPaperPlaces({ scope: false }))).toEqual(['paper'])
    })

    it('does the same where calls are batched', async () => {
      const other = await Shelf.create({ name: 'B' })
      const all = (get: string, options: object) =>
        Promise.all([shelf, other].map((one) => one[get]({ ...options, batchLazyLoading: true })))
      expect((await all('getPapers', {})).map(kinds)).toEqual([['paper'], []])
      expect(await all('countPapers', {})).toEqual([1, 0])
      for (const get of ['getBooks', 'getPlaces', 'getPaperPlaces']) {
        expect(await all(get, paper)).toEqual([[], []])
      }
      expect(await all('countPlaces', paper)).toEqual([0, 0])
      await other.destroy()
    })
  })

  describe('the default scope of a through model', () => {
    beforeAll(async () => {
      Shelf = sequelize.define('LinkedShelf', {}) as never
      const Book: AnyModelClass = sequelize.define('LinkedBook', {
        kind: DataTypes.STRING,
      }) as never
      const Place: AnyModelClass = sequelize.define(
        'LinkedPlace',
        { kind: DataTypes.STRING },
        { defaultScope: { where: { kind: 'front' } } },
      ) as never
      const keys = { foreignKey: 'shelfId', otherKey: 'bookId' }
      Shelf.belongsToMany(Book, { as: 'books', through: Place, ...keys })
      const back = { model: Place, scope: { kind: 'back' } }
      Shelf.belongsToMany(Book, { as: 'backs', through: back, ...keys })
      await sequelize.sync({ force: true })
      shelf = await Shelf.create({})
      await shelf.createBook({ kind: 'print' }, { through: { kind: 'front' } })
      await shelf.createBack({ kind: 'paper' })
    })

    it('gives way to the scope of the association, and to no condition', async () => {
      const back = { through: { where: { kind: 'back' } } }
      for (const batchLazyLoading of [false, true]) {
        const get = async (method: string, options: object) => {
          const calls = [shelf, shelf].map((one) => one[method]({ ...options, batchLazyLoading }))
          return (await Promise.all(calls)).map(kinds)
        }
        expect(await get('getBooks', {})).toEqual([['print'], ['print']])
        expect(await get('getBooks', back)).toEqual([[], []])
        expect(await get('getBacks', {})).toEqual([['paper'], ['paper']])
        expect(await get('countBacks', {})).toEqual([1, 1])
      }
    })

    it('is not that of includes, as in v6', async () => {
      const other = await shelf.createBook({ kind: 'map' }, { through: { kind: 'side' } })
      const jsonRows = target.supports.jsonRows ? (['json'] as const) : []
      for (const strategy of ['join', 'select', ...jsonRows] as const) {
        const found = await Shelf.findByPk(shelf.id, {
          include: { association: 'books', strategy },
        })
        expect([strategy, kinds(found.books)]).toEqual([strategy, ['map', 'paper', 'print']])
        const where = { kind: 'side' }
        const filtered = await Shelf.findByPk(shelf.id, {
          include: { association: 'books', strategy, through: { where } },
        })
        expect([strategy, kinds(filtered.books)]).toEqual([strategy, ['map']])
      }
      await other.destroy()
    })
  })

  describe.each([
    ['Op.and', { [Op.and]: [{ kind: 'print' }] }],
    ['a literal', literal(`kind = 'print'`)],
  ])('a default scope made of %s', (name, where) => {
    beforeAll(() => define(name === 'Op.and' ? 'And' : 'Literal', { where }))

    it('is not lost to the conditions of a getter', async () => {
      for (const get of ['getBooks', 'getPlaces']) {
        expect(kinds(await shelf[get]())).toEqual(['print'])
        expect(await shelf[get]({ where: { kind: 'paper' } })).toEqual([])
        expect(kinds(await shelf[get]({ where: { kind: 'print' } }))).toEqual(['print'])
      }
      expect(await shelf.countPlaces({ where: { kind: 'paper' } })).toBe(0)
      expect(kinds(await shelf.getPlaces({ scope: false }))).toEqual(['paper', 'print'])
    })
  })
})
