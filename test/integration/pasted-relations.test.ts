/** The code that messages show, with rows: polymorphic keys, and models that link others. */
import { describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { pasteCalls } from '../support/pasted-calls.js'

// What associations add to models is the subject here, not its types.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any

function define(sequelize: Sequelize, ...names: readonly string[]): Any {
  return Object.fromEntries(
    names.map((name) => [name, sequelize.define(name, { name: DataTypes.STRING })]),
  )
}

forEachDialect({}, (target) => {
  describe('a key of several tables', () => {
    it('is not enforced by the call that an include shows', async () => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const { Post, Image, Comment } = define(sequelize, 'Post', 'Image', 'Comment')
      Comment.rawAttributes.subjectType = { type: DataTypes.STRING }
      Comment.refreshAttributes()
      for (const [model, subjectType] of [
        [Post, 'post'],
        [Image, 'image'],
      ]) {
        model.hasMany(Comment, {
          ...{ as: 'comments', foreignKey: 'subjectId', constraints: false },
          scope: { subjectType },
        })
      }
      const refused: Error = await Comment.findAll({ include: Image }).catch(
        (error: Error) => error,
      )
      const [include] = pasteCalls(sequelize, refused.message)
      expect(include).toBe('image')
      await sequelize.sync({ force: true })
      await Image.create({})
      const second = await Image.create({ name: 'second' })
      // No post has this key.
      await second.createComment({ name: 'well' })
      const [comment] = await Comment.findAll({ include })
      expect([comment.name, comment.image.name]).toEqual(['well', 'second'])
    })
  })

  describe('a model that links two others, with relations of its own', () => {
    it('has one key to each, by which all of them are found', async () => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const models = define(sequelize, 'User', 'Post', 'Like')
      sequelize.relate(models, ((r: Any) => ({
        User: { liked: r.belongsToMany('Post', { through: 'Like' }), likes: r.hasMany('Like') },
        Post: { likers: r.belongsToMany('User', { through: 'Like' }), likes: r.hasMany('Like') },
        Like: { user: r.belongsTo('User'), post: r.belongsTo('Post') },
      })) as Any)
      await sequelize.sync({ force: true })
      const user = await models.User.create({ name: 'ann' })
      const post = await models.Post.create({ name: 'first' })
      await user.addLiked(post, { through: { name: 'much' } })
      const found = await models.User.findOne({
        include: ['liked', { association: 'likes', include: 'post' }],
      })
      expect(found.liked[0].Like.toJSON()).toEqual({ name: 'much', userId: 1, postId: 1 })
      expect(found.likes[0].post.name).toBe('first')
      const [like] = await models.Like.findAll({ include: ['user', 'post'] })
      expect([like.user.name, like.post.name]).toEqual(['ann', 'first'])
      expect(await post.countLikers()).toBe(1)
    })
  })

  describe('one side of a many-to-many relation', () => {
    it('says what deleting does for both', async () => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const models = define(sequelize, 'Post', 'Tag')
      sequelize.relate(models, ((r: Any) => ({
        Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
        Tag: { posts: r.belongsToMany('Post', { through: 'PostTag', onDelete: 'RESTRICT' }) },
      })) as Any)
      await sequelize.sync({ force: true })
      const post = await models.Post.create({})
      const tag = await post.createTag({})
      await expect(post.destroy()).rejects.toThrow()
      await expect(tag.destroy()).rejects.toThrow()
      expect([await models.Post.count(), await models.Tag.count()]).toEqual([1, 1])
    })
  })
})
