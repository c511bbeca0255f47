/** `association.options.name`: both forms of the alias, as v6 has them. */
import { expect, it } from 'vitest'
import { DataTypes, Sequelize } from '../../../lib/index.js'

it('has both forms of the alias, and is not taken for an option that was given', () => {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false })
  const Author = sequelize.define('Author', { name: DataTypes.STRING })
  const Book = sequelize.define('Book', { title: DataTypes.STRING })
  const Tag = sequelize.define('Tag', {})
  const given = Object.freeze({ as: 'works', foreignKey: 'authorId' })
  const associations = [
    Author.hasMany(Book),
    Author.hasMany(Book, given),
    Book.belongsTo(Author, { as: 'writer' }),
    Book.hasOne(Tag),
    Book.belongsToMany(Tag, { as: { singular: 'mark', plural: 'marking' }, through: 'Marks' }),
  ]
  const names = associations.map(({ options }) => (options as { name?: unknown }).name)
  expect(names).toMatchObject([
    { singular: 'Book', plural: 'Books' },
    { singular: 'work', plural: 'works' },
    { singular: 'writer' },
    { singular: 'Tag' },
    { singular: 'mark', plural: 'marking' },
  ])
  expect(Object.keys(associations[1]!.options)).not.toContain('name')
  expect(Author.hasMany(Book)).toMatchObject({ as: 'Books' })
})
