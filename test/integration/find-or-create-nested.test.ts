import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  describe('finding or creating with what is nested', () => {
    let sequelize: Sequelize
    let User: any
    let Post: any

    beforeAll(async () => {
      sequelize = createSequelize(target)
      User = sequelize.define('User', { name: DataTypes.STRING }, options)
      Post = sequelize.define('Post', { title: DataTypes.STRING }, options)
      User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
      Post.belongsTo(User, { as: 'user', foreignKey: 'userId' })
      await sequelize.sync({ force: true })
    })

    it.each(['findOrCreate', 'findCreateFind'])('%s stores the nested values', async (method) => {
      const given = {
        where: { name: method },
        defaults: { posts: [{ title: 'one' }, { title: 'two' }] },
        include: 'posts',
      }
      const [created, isNew] = await User[method](given)
      expect(isNew).toBe(true)
      expect(created.posts.map((post: any) => [post.title, post.userId])).toEqual([
        ['one', created.id],
        ['two', created.id],
      ])
      const [found, isNewAgain] = await User[method](given)
      expect([isNewAgain, found.id, found.posts.length]).toEqual([false, created.id, 2])
      expect(await Post.count({ where: { userId: created.id } })).toBe(2)

      const [post] = await Post[method]({
        where: { title: `by ${method}` },
        defaults: { user: { name: 'nested' } },
        include: [{ association: 'user' }],
      })
      expect((await post.getUser()).name).toBe('nested')
    })

    it('needs no nested values', async () => {
      const include = { association: 'posts', where: { title: 'none' }, required: false }
      const [user, isNew] = await User.findOrCreate({ where: { name: 'plain' }, include })
      expect([isNew, await user.countPosts()]).toEqual([true, 0])
    })

    it('stores nothing where a nested value is refused', async () => {
      const before = await User.count()
      await expect(
        User.findOrCreate({
          where: { name: 'refused' },
          defaults: { posts: [{ id: 1, title: 'taken' }] },
          include: ['posts'],
        }),
      ).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect(await User.count()).toBe(before)
    })

    it('sends nothing for an include that is not there', async () => {
      const sent: string[] = []
      await expect(
        User.findOrCreate({
          where: { name: 'x' },
          include: 'boks',
          logging: (sql: string) => sent.push(sql),
        }),
      ).rejects.toThrow('"boks"')
      expect(sent).toEqual([])
    })
  })
})
