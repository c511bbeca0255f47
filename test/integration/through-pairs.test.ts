/** Two sides of a many-to-many relation that disagree on the keys: what works in v6 works. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DataTypes } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
afterAll(() => {
  emitWarning.mockRestore()
})

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
const key = { type: DataTypes.INTEGER }
const own = { foreignKey: 'uId', otherKey: 'pId' }
const third = { foreignKey: 'pId', otherKey: 'userId' }

forEachDialect({}, (target) => {
  describe.each([
    ['a third column', {}, third, ['posts', 'users']],
    ['a third column beside a key of the table', { id }, third, ['posts', 'users']],
    ['a third column beside two of the model', { uId: key, pId: key }, third, ['posts']],
    ['the opposite by the same columns', {}, own, ['users']],
    ['the opposite beside a key of the table', { id }, own, ['users']],
  ] as const)('with %s', (_, link, other, working) => {
    let user: any
    let post: any

    beforeAll(async () => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const User: any = sequelize.define('User', {})
      const Post: any = sequelize.define('Post', {})
      const through: any = sequelize.define('Link', link)
      User.belongsToMany(Post, { as: 'posts', through, ...own })
      Post.belongsToMany(User, { as: 'users', through, ...other })
      await sequelize.sync({ force: true })
      await User.bulkCreate([{}, {}, {}])
      user = await User.findByPk(3)
      post = await Post.create({})
    })

    if ((working as readonly string[]).includes('posts')) {
      it('the side that was declared first links and finds', async () => {
        await user.addPost(post)
        expect(await user.countPosts()).toBe(1)
        const [found] = await user.getPosts()
        expect(found.id).toBe(1)
        await user.removePost(post)
      })
    }

    if ((working as readonly string[]).includes('users')) {
      it('the side that was declared last links and finds', async () => {
        await post.addUser(user)
        const [found] = await post.getUsers()
        expect(found.id).toBe(3)
        await post.removeUser(user)
      })
    }
  })
})
