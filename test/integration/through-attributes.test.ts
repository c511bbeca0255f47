import { expect, it } from 'vitest'
import { DataTypes } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  it('a through row is there though all that is shown of it is null', async () => {
    const sequelize = createSequelize(target)
    const Book: any = sequelize.define('Book', {}, options)
    const Tag: any = sequelize.define('Tag', {}, options)
    const Link = sequelize.define('Link', { since: DataTypes.INTEGER }, options)
    Book.belongsToMany(Tag, { as: 'tags', through: Link })
    await sequelize.sync({ force: true })
    const book = await Book.create()
    await Book.create()
    await book.addTag(await Tag.create())
    await book.addTag(await Tag.create(), { through: { since: 3 } })
    for (const strategy of ['join', 'select', 'json', 'auto']) {
      const include = { association: 'tags', through: { attributes: ['since'] }, strategy }
      for (const more of [{}, { limit: 1 }]) {
        const [found, none] = await Book.findAll({ include, order: ['id'], ...more })
        const tags = found.tags.toSorted((a: any, b: any) => a.id - b.id)
        expect(tags.map((tag: any) => tag.Link.get())).toEqual([{ since: null }, { since: 3 }])
        expect(none?.tags ?? []).toEqual([])
      }
    }
  })
})
