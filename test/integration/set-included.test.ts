/** Values under the name of an include that an instance was found with: they become instances. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let User: any
  let Post: any
  let Tag: any

  beforeAll(() => {
    sequelize = createSequelize(target)
    const timestamps = false
    User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps })
    Post = sequelize.define(
      'Post',
      { title: DataTypes.STRING, pages: { type: DataTypes.INTEGER, defaultValue: 7 } },
      { timestamps },
    )
    Tag = sequelize.define('Tag', { label: DataTypes.STRING }, { timestamps })
    User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    User.hasOne(Post, { as: 'main', foreignKey: 'mainOfId' })
    Post.belongsToMany(Tag, { as: 'tags', through: 'PostTag', timestamps })
    Tag.belongsToMany(Post, { as: 'posts', through: 'PostTag', timestamps })
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
    await User.create({ name: 'Ada' })
    const post = await Post.create({ title: 'a', userId: 1, mainOfId: 1 })
    await post.createTag({ label: 't' })
  })

  const found = (...include: unknown[]) => User.findByPk(1, { include })

  describe('of a found instance', () => {
    it('become instances that stand for rows', async () => {
      const user = await found('posts')
      user.set({ posts: [{ id: 1, title: 'new' }] })
      const [post] = user.posts
      expect(post).toBeInstanceOf(Post)
      expect([post.isNewRecord, post.toJSON()]).toEqual([false, { id: 1, title: 'new' }])
      await post.save()
      expect((await Post.findByPk(1)).title).toBe('new')
      expect(user.changed()).toBe(false)
    })

    it('do so by update, which does not save them', async () => {
      const user = await found('posts')
      await user.update({ name: 'Eva', posts: [{ id: 1, title: 'new' }] })
      expect(user.posts[0]).toBeInstanceOf(Post)
      expect((await Post.findByPk(1)).title).toBe('a')
    })

    it('are one of a to-one include, and a list of any other', async () => {
      const user = await found('main', 'posts')
      user.set('main', { id: 5, title: 'z' })
      expect(user.main).toBeInstanceOf(Post)
      user.set('main', [{ id: 6 }])
      expect(user.main.id).toBe(6)
      user.set('main', null)
      expect(user.main).toBeNull()
      user.set('posts', { id: 5 })
      expect(user.posts).toMatchObject([{ id: 5 }])
    })

    it('null is no instances, unlike in v6, which builds an empty one', async () => {
      const user = await found('posts')
      user.set({ posts: null })
      expect(user.posts).toEqual([])
    })

    it('keep instances as they are', async () => {
      const user = await found('posts', 'main')
      const [built, stored] = [Post.build({ title: 'b' }), await Post.findByPk(1)]
      stored.title = 'changed'
      user.set({ posts: [built, stored], main: built })
      expect([user.posts[0] === built, user.posts[1] === stored, user.main === built]).toEqual([
        true,
        true,
        true,
      ])
    })

    it('have the attributes of the include, and its includes', async () => {
      const user = await found({
        association: 'posts',
        attributes: ['id', 'title'],
        include: [{ association: 'tags', attributes: ['id'] }],
      })
      user.set({ posts: [{ id: 1, pages: 3, tags: [{ id: 4, label: 'no' }] }] })
      expect(user.posts[0].toJSON()).toEqual({ id: 1, tags: [{ id: 4 }] })
      expect(user.posts[0].tags[0]).toBeInstanceOf(Tag)
    })

    it('with the row of a through table', async () => {
      const post = await Post.findByPk(1, { include: 'tags' })
      post.set({ tags: [{ id: 4, PostTag: { PostId: 1, TagId: 4 } }] })
      expect(post.tags[0].PostTag).toBeInstanceOf(sequelize.models.PostTag)
      const tag = (await Post.findByPk(1, { include: 'tags' })).tags[0]
      tag.set('PostTag', { PostId: 1, TagId: 9 })
      expect(tag.PostTag).toBeInstanceOf(sequelize.models.PostTag)
    })

    it('of an instance that was joined below another', async () => {
      const user = await found({ association: 'main', include: ['tags'] })
      user.main.set({ tags: [{ id: 4, label: 'l' }] })
      expect(user.main.tags[0]).toBeInstanceOf(Tag)
    })

    it('are refused unless they are objects', async () => {
      const user = await found('posts')
      expect(() => user.set({ posts: ['a'] })).toThrow(
        /is not an object of attributes\. Received "a"/,
      )
    })
  })
})
