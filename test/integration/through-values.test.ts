import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  describe('targets that were loaded through an association', () => {
    let sequelize: Sequelize
    let Link: any
    let first: any
    let second: any

    beforeEach(async () => {
      sequelize = createSequelize(target)
      const Book: any = sequelize.define('Book', {}, options)
      const Tag: any = sequelize.define('Tag', {}, options)
      Link = sequelize.define('Link', { since: DataTypes.INTEGER })
      Book.belongsToMany(Tag, { as: 'tags', through: Link })
      await sequelize.sync({ force: true })
      ;[first, second] = await Book.bulkCreate([{}, {}], { returning: true })
      await Tag.bulkCreate([{}, {}, {}])
      await first.addTags([1, 2, 3], { through: { since: 1 } })
    })

    const since = async (book: any) =>
      (await Link.findAll({ where: { BookId: book.id }, order: ['TagId'] })).map(
        (link: any) => link.since,
      )

    it('do not bring the values of their pair along', async () => {
      await second.addTags(await first.getTags())
      expect(await since(second)).toEqual([null, null, null])
      await second.setTags(await first.getTags(), { through: { since: 7 } })
      expect(await since(second)).toEqual([7, 7, 7])
    })

    it('are not written again where nothing changes', async () => {
      const tags = await first.getTags()
      expect(await statements(sequelize, () => first.setTags(tags))).toHaveLength(1)
      expect(await since(first)).toEqual([1, 1, 1])
    })

    it('take the values of the call, and those put on them', async () => {
      const tags = await first.getTags()
      await first.setTags(tags, { through: { since: 51 } })
      expect(await since(first)).toEqual([51, 51, 51])
      tags[0].Link = { since: 5 }
      await first.addTags([tags[0]])
      expect(await since(first)).toEqual([5, 51, 51])
    })
  })
})
