/** The option `getterMethods`: where what it adds is among the values of instances. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  describe('getterMethods', () => {
    let sequelize: Sequelize
    let Author: any
    let Book: any

    beforeAll(async () => {
      sequelize = createSequelize(target, { define: { timestamps: false } })
      Author = sequelize.define(
        'Author',
        { name: DataTypes.STRING },
        {
          getterMethods: {
            initial(this: any) {
              return this.name[0]
            },
          },
        },
      )
      Book = sequelize.define(
        'Book',
        { title: DataTypes.STRING },
        {
          getterMethods: {
            length(this: any) {
              return this.title.length
            },
          },
        },
      )
      const Shelf: any = sequelize.define('Shelf', { room: DataTypes.INTEGER })
      const Place: any = sequelize.define(
        'Place',
        { number: DataTypes.INTEGER },
        {
          getterMethods: {
            label(this: any) {
              return `#${this.number}`
            },
          },
        },
      )
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      Book.belongsToMany(Shelf, { as: 'shelves', through: Place })
      await sequelize.sync({ force: true })
      await Author.create(
        { name: 'Ada', books: [{ title: 'Notes', shelves: [{ room: 1, Place: { number: 9 } }] }] },
        { include: [{ association: 'books', include: ['shelves'] }] },
      )
    })

    const json = (found: unknown) => JSON.parse(JSON.stringify(found))

    it.each(['join', 'select', 'json', 'auto'])(
      'show in included instances: %s',
      async (strategy) => {
        const shelves = { association: 'shelves', strategy }
        const books = { association: 'books', strategy, include: [shelves] }
        expect(json(await Author.findAll({ include: [books] }))).toEqual([
          {
            id: 1,
            name: 'Ada',
            books: [
              {
                id: 1,
                title: 'Notes',
                authorId: 1,
                length: 5,
                shelves: [
                  { id: 1, room: 1, Place: { label: '#9', number: 9, BookId: 1, ShelfId: 1 } },
                ],
              },
            ],
          },
        ])
      },
    )

    it('show where an include is loaded separately, and in through rows of getters', async () => {
      const [author] = await Author.findAll({ include: { association: 'books', separate: true } })
      expect(author.books[0].get()).toEqual({ id: 1, title: 'Notes', authorId: 1, length: 5 })
      const [shelf] = await author.books[0].getShelves()
      expect(json(shelf).Place.label).toBe('#9')
    })

    it('do not show where attributes are chosen, nor in what is found by itself', async () => {
      for (const strategy of ['join', 'select']) {
        const attributes = ['id', 'title']
        const include = { association: 'books', strategy, attributes }
        expect(json(await Author.findOne({ include }))).toEqual({
          id: 1,
          name: 'Ada',
          books: [{ id: 1, title: 'Notes' }],
        })
      }
      const author = await Author.findOne()
      expect([json(author), author.initial]).toEqual([{ id: 1, name: 'Ada' }, 'A'])
      expect(json(await author.getBooks())).toEqual([{ id: 1, title: 'Notes', authorId: 1 }])
    })
  })
})
