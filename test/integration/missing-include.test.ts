import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { refusedUnsent } from '../support/statements.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  describe('a path to what is not included is refused', () => {
    let sequelize: Sequelize
    let Author: any

    beforeAll(async () => {
      sequelize = createSequelize(target)
      Author = sequelize.define('Author', { name: DataTypes.STRING }, options)
      const Book = sequelize.define('Book', { year: DataTypes.INTEGER }, options)
      const Tag = sequelize.define('Tag', { label: DataTypes.STRING }, options)
      Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
      Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
      Book.belongsToMany(Tag, { as: 'tags', through: 'BookTag' })
      await sequelize.sync({ force: true })
    })

    const refused = async (finder: object): Promise<string> =>
      (await refusedUnsent(sequelize, () => Author.findAll(finder))).message

    it('with the include to write', async () => {
      expect(await refused({ where: { '$books.year$': 1 } })).toBe(
        'Author.findAll: where.$books.year$ names "books", which is not included. ' +
          "Include it: { include: ['books'] }.",
      )
      expect(await refused({ include: 'books', order: [['books', 'tags', 'label', 'ASC']] })).toBe(
        'Author.findAll: order[0] names "books.tags", which is not included. ' +
          "Include it: { include: [{ association: 'books', include: ['tags'] }] }.",
      )
      expect(await refused({ where: { '$books.tags.label$': 'x' } })).toContain(
        "Include it: { include: [{ association: 'books', include: ['tags'] }] }.",
      )
      const written = { include: [{ association: 'books', include: ['tags'] }] }
      await expect(
        Author.findAll({ ...written, order: [['books', 'tags', 'label', 'ASC']] }),
      ).resolves.toEqual([])
    })

    it('with the alias that was meant', async () => {
      expect(await refused({ include: 'books', where: { '$bookz.year$': 1 } })).toContain(
        'Author has no association "bookz". Did you mean "books"?',
      )
      expect(await refused({ include: 'books', order: [['shelf', 'year', 'ASC']] })).toContain(
        'Author has no association "shelf". Author has: books.',
      )
    })

    it('and told where a path within an include begins', async () => {
      const where = { '$Autor.name$': 'A' }
      expect(await refused({ include: { association: 'books', where } })).toContain(
        'begins at Author, or at the included model, Book). Book has no association "Autor".',
      )
      expect(await refused({ include: { association: 'books', where, separate: true } })).toContain(
        'begins at the included model, Book). Book has no association "Autor".',
      )
    })

    it('as is a path with nothing in it', async () => {
      expect(await refused({ include: 'books', order: [[undefined, 'year', 'ASC']] })).toContain(
        'order[0]',
      )
    })
  })
})
