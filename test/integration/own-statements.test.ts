import { beforeAll, describe, expect, it } from 'vitest'
import { cast, col, DataTypes, fn, Op, type Sequelize, where } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { refusedUnsent } from '../support/statements.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  describe('includes with a statement of their own', () => {
    let sequelize: Sequelize
    let Author: any

    beforeAll(async () => {
      sequelize = createSequelize(target)
      Author = sequelize.define(
        'Author',
        { name: DataTypes.STRING, code: DataTypes.STRING },
        options,
      )
      const Book: any = sequelize.define('Book', { title: DataTypes.STRING }, options)
      const Review: any = sequelize.define('Review', { text: DataTypes.STRING }, options)
      const constraints = false
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Author.hasMany(Book, { as: 'marked', foreignKey: 'mark', sourceKey: 'code', constraints })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      Book.hasMany(Review, { as: 'reviews', foreignKey: 'bookId' })
      await sequelize.sync({ force: true })
      await Author.bulkCreate([
        { name: 'Ann', code: 'x' },
        { name: 'Bob', code: 'y' },
      ])
      await Book.bulkCreate([
        { title: 'A', authorId: 1, mark: 'y' },
        { title: 'B', authorId: 2 },
      ])
      await Review.bulkCreate([{ text: 'A', bookId: 1 }])
    })

    const refused = async (finder: object): Promise<string> =>
      (await refusedUnsent(sequelize, () => Author.findAll(finder))).message

    const strategies = target.supports.jsonRows ? ['select', 'json'] : ['select']

    it('have no columns in the statement of the finder', async () => {
      for (const strategy of strategies) {
        const include = [{ association: 'books', strategy }]
        const finders = [
          { where: where(col('books.title'), 'A') },
          { where: { name: { [Op.eq]: col('books.title') } } },
          { order: [[col('books.title'), 'ASC']] },
          { attributes: ['id', [col('books.title'), 'title']] },
          { attributes: ['id', [fn('upper', col('books.title')), 'title']] },
        ]
        for (const finder of finders) {
          expect(await refused({ include, ...finder })).toContain(
            `col("books.title") names what the include of "books" loads, which is not joined ("strategy: '${strategy}'")`,
          )
        }
      }
    })

    it('name no columns of the statement of the finder', async () => {
      for (const column of ['Author.name', 'books.title']) {
        for (const more of [
          { where: { title: { [Op.eq]: col(column) } } },
          { attributes: ['id', [fn('upper', col(column)), 'title']] },
          { order: [[col(column), 'ASC']] },
        ]) {
          const include = { association: 'books', strategy: 'select', ...more }
          expect(await refused({ include })).toContain(
            `col("${column}") names a table of the finder's statement`,
          )
        }
      }
      const below = { association: 'reviews', where: { text: { [Op.eq]: col('Author.name') } } }
      const include = { association: 'books', strategy: 'select', include: [below] }
      expect(await refused({ include })).toContain('col("Author.name") names a table of the finder')
    })

    it('have no columns of what is joined to them in the statement of the finder', async () => {
      const below = { association: 'reviews', strategy: 'join' }
      const ways = [
        ...strategies.map((strategy) => ({ strategy })),
        { separate: true },
        { limit: 1 },
      ]
      for (const way of ways) {
        const include = [{ association: 'books', ...way, include: [below] }]
        for (const column of ['books->reviews.text', 'books.reviews.text']) {
          for (const finder of [
            { where: { name: { [Op.eq]: col(column) } } },
            { where: { name: { [Op.eq]: { [Op.col]: column } } } },
            { where: where(fn('upper', col(column)), 'A') },
            { order: [[col(column), 'ASC']] },
            { attributes: ['id', [col(column), 'text']] },
          ]) {
            expect(await refused({ include, ...finder })).toContain(
              `col("${column}") names what the include of "books" loads, which is not joined`,
            )
          }
        }
      }
    })

    it('say what to write in place of a column', async () => {
      const equals = (column: string) => ({ text: { [Op.eq]: col(column) } })
      const nested = (below: object) => ({
        order: ['id'],
        include: [{ association: 'books', include: [{ association: 'reviews', ...below }] }],
      })
      const strategy = 'select'
      const own = await refused(nested({ strategy, where: equals('books->reviews.text') }))
      expect(own).toMatch(
        / Name columns of Review alone \(col\("text"\)\), or load it with "strategy: 'join'"\.?$/,
      )
      const found = await Author.findAll(nested({ strategy, where: equals('text') }))
      expect(found[0].books[0].reviews).toHaveLength(1)
      for (const column of ['Author.name', 'books.title']) {
        const ofParent = await refused(nested({ strategy, where: equals(column) }))
        expect(ofParent).toMatch(/its own\. Load it with "strategy: 'join'"\.?$/)
        const separate = await refused(nested({ separate: true, where: equals(column) }))
        expect(separate).toMatch(/\. Leave out "separate" and "limit", so that it is joined\.?$/)
        for (const below of [{ strategy: 'join' }, {}]) {
          const [author] = await Author.findAll(nested({ ...below, where: equals('books.title') }))
          expect(author.books[0].reviews).toHaveLength(1)
        }
      }
    })

    it('stand beside joins in parentheses, whose optional includes name nothing outside', async () => {
      const join = 'join'
      const tree = (condition: object, required: boolean) => ({
        association: 'books',
        strategy: join,
        include: [
          { association: 'reviews', strategy: join, required: true },
          { association: 'author', strategy: join, required, where: condition },
        ],
      })
      for (const condition of [
        { name: { [Op.ne]: col('Author.code') } },
        { name: { [Op.ne]: { [Op.col]: 'Author.code' } } },
        { '$Author.code$': 'x' },
      ]) {
        expect(await refused({ include: tree(condition, false) })).toContain(
          'a condition of the optional include "books->author" names a table that is joined apart',
        )
        const [author] = await Author.findAll({ include: tree(condition, true), order: ['id'] })
        expect(author.books[0].author.name).toBe('Ann')
      }
      const inside = { name: { [Op.ne]: col('books->reviews.text') } }
      const [author] = await Author.findAll({ include: tree(inside, false), order: ['id'] })
      expect(author.books[0].author.name).toBe('Ann')
    })

    it('name their own columns, and those of what is joined to them', async () => {
      for (const column of ['Book.title', 'reviews.text']) {
        const include = {
          association: 'books',
          strategy: 'select',
          required: false,
          where: { title: { [Op.eq]: col(column) } },
          include: [{ association: 'reviews', strategy: 'join', required: true }],
        }
        const authors = await Author.findAll({ include, order: ['id'] })
        expect(authors.map(({ books }: any) => books.length)).toEqual([1, 0])
      }
    })

    it('leave the key of the root on it, where it is said to be separate', async () => {
      const separate = true
      const finder = { attributes: ['name'], order: ['id'] }
      const [byKey] = await Author.findAll({
        ...finder,
        include: [{ association: 'books', separate, attributes: ['title'] }],
      })
      expect(byKey.toJSON()).toEqual({ id: 1, name: 'Ann', books: [{ title: 'A' }] })
      const [, byCode] = await Author.findAll({
        ...finder,
        include: [{ association: 'marked', separate, attributes: ['title'] }],
      })
      expect(byCode.toJSON()).toEqual({ name: 'Bob', code: 'y', marked: [{ title: 'A' }] })
      const [chosen] = await Author.findAll({
        ...finder,
        include: [{ association: 'books', strategy: 'select', attributes: ['title'] }],
      })
      expect(chosen.toJSON()).toEqual({ name: 'Ann', books: [{ title: 'A' }] })
    })

    it('are what a parent without a key gets its children by', async () => {
      const Place: any = sequelize.define('Place', { code: DataTypes.STRING }, options)
      Place.removeAttribute('id')
      const Event: any = sequelize.define('Event', { title: DataTypes.STRING }, options)
      const City: any = sequelize.define('City', { name: DataTypes.STRING }, options)
      const constraints = false
      Place.hasMany(Event, { as: 'events', foreignKey: 'at', sourceKey: 'code', constraints })
      City.hasMany(Place, { as: 'places', foreignKey: 'cityId', constraints })
      Place.belongsTo(City, { as: 'city', foreignKey: 'cityId', constraints })
      for (const model of [City, Place, Event]) await model.sync({ force: true })
      await City.create({ name: 'c' })
      await Place.bulkCreate([
        { code: 'p', cityId: 1 },
        { code: 'q', cityId: 1 },
      ])
      await Event.bulkCreate(['1', '2', '3'].map((title) => ({ title, at: 'p' })))
      const places = await Place.findAll({ include: ['events'], order: ['code'], limit: 2 })
      const lengths = places.map(({ code, events }: any) => [code, events.length])
      expect(lengths).toEqual([
        ['p', 3],
        ['q', 0],
      ])
      const nested = { association: 'places', include: ['events'] }
      const [city] = await City.findAll({ include: [nested] })
      expect(city.places.map(({ events }: any) => events.length).sort()).toEqual([0, 3])
    })

    it('say how what is computed is named', async () => {
      for (const attribute of [fn('upper', col('title')), cast(col('title'), 'text')]) {
        expect(
          await refused({ include: { association: 'books', attributes: ['id', attribute] } }),
        ).toContain('include of "books": attributes[1] is computed by')
      }
    })
  })
})
