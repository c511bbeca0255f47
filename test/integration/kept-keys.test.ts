/** Methods of associations whose foreign key may not be null. */
import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, ValidationError } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  describe('a key that may not be null is not taken away', () => {
    let Post: any
    let Card: any
    let user: any
    let posts: any[]

    beforeEach(async () => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const User = sequelize.define('User', {}) as any
      Post = sequelize.define('Post', { title: { type: DataTypes.STRING, allowNull: false } })
      Card = sequelize.define('Card', {})
      const foreignKey = { name: 'userId', allowNull: false }
      User.hasMany(Post, { as: 'posts', foreignKey })
      User.hasOne(Card, { as: 'card', foreignKey })
      await sequelize.sync({ force: true })
      user = await User.create({})
      posts = [await user.createPost({ title: 'a' }), await user.createPost({ title: 'b' })]
      await user.createCard({})
    })

    it.each([
      ['removePost', () => user.removePost(posts[0]), 'Post', '{ destroy: true }'],
      ['removePosts', () => user.removePosts(posts), 'Post', '{ destroy: true }'],
      ['setPosts', () => user.setPosts([posts[0]]), 'Post', '{ destroyPrevious: true }'],
      ['setCard', () => user.setCard(null), 'Card', '{ destroyPrevious: true }'],
    ])('by %s, and the error says what deletes the rows', async (_, call, model, option) => {
      const error: Error = await call().then(
        () => new Error('not refused'),
        (reason: Error) => reason,
      )
      expect(error).toBeInstanceOf(ValidationError)
      expect(error.message).toBe(
        `notNull Violation: ${model}.userId cannot be null\n` +
          'A row of ' +
          `${model} cannot be without its owner. To delete the row instead, give the method ${option}.`,
      )
      expect(error.stack).toContain(error.message)
      expect([await Post.count(), await Card.count()]).toEqual([2, 1])
    })

    it('and with that option the rows are deleted', async () => {
      await user.removePost(posts[0], { destroy: true })
      await user.setPosts([], { destroyPrevious: true })
      await user.setCard(null, { destroyPrevious: true })
      expect([await Post.count(), await Card.count()]).toEqual([0, 0])
    })

    it('says nothing of it where another value is missing', async () => {
      const error: Error = await posts[0].update({ title: null }).catch((reason: Error) => reason)
      expect(error.message).toBe('notNull Violation: Post.title cannot be null')
    })
  })
})
