/** Several attributes of one column: a declared one, and the foreign key of an association. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({}, (target) => {
  /** A user and a post whose `userId` is the column `user_id`. */
  const scratch = (attribute: object = {}) => {
    const sequelize = createSequelize(target, { define: { timestamps: false } })
    const define = (name: string, attributes: object): AnyModelClass =>
      sequelize.define(name, attributes as never) as never
    const User = define('user', { name: DataTypes.STRING })
    const Post = define('post', {
      userId: { type: DataTypes.INTEGER, field: 'user_id', ...attribute },
      title: DataTypes.STRING,
    })
    return { sequelize, define, User, Post }
  }
  const columnsOf = async (sequelize: any, table: string) =>
    Object.keys(await sequelize.getQueryInterface().describeTable(table))
  const keys = ['user_id', { name: 'user_id' }, { name: 'owner', field: 'user_id' }]

  describe('a foreign key whose column an attribute has already', () => {
    for (const foreignKey of keys) {
      it(`is one column: ${JSON.stringify(foreignKey)}`, async () => {
        const { sequelize, User, Post } = scratch()
        Post.belongsTo(User, { foreignKey })
        User.hasMany(Post, { foreignKey })
        User.hasOne(Post, { as: 'latest', foreignKey })
        await sequelize.sync({ force: true })
        expect(await columnsOf(sequelize, 'posts')).toEqual(['id', 'user_id', 'title'])
        await sequelize.sync({ alter: true })
        expect(await columnsOf(sequelize, 'posts')).toEqual(['id', 'user_id', 'title'])

        const user = await User.create({ name: 'Ada' })
        await user.createPost({ title: 'first' })
        await Post.create({ title: 'second', userId: user.id })
        const posts = await user.getPosts({ order: ['id'] })
        expect(posts.map((post: any) => [post.title, post.userId])).toEqual([
          ['first', user.id],
          ['second', user.id],
        ])
        const found = await Post.findOne({ include: User, order: ['id'] })
        expect(found.user.name).toBe('Ada')
        await sequelize.drop()
      })
    }

    it('is one column of a through table', async () => {
      const { sequelize, define, Post } = scratch()
      const Tag = define('tag', { name: DataTypes.STRING })
      const key = (field: string) => ({ type: DataTypes.INTEGER, field })
      const PostTag = define('postTag', { postId: key('post_id'), tagId: key('tag_id') })
      const [foreignKey, otherKey] = ['post_id', 'tag_id']
      Post.belongsToMany(Tag, { through: PostTag, foreignKey, otherKey })
      Tag.belongsToMany(Post, { through: PostTag, foreignKey: otherKey, otherKey: foreignKey })
      await sequelize.sync({ force: true })
      expect((await columnsOf(sequelize, 'postTags')).toSorted()).toEqual([foreignKey, otherKey])
      const post = await Post.create({ title: 'first', tags: [{ name: 'a' }] }, { include: Tag })
      await post.createTag({ name: 'b' })
      const tags = await post.getTags({ order: ['name'] })
      expect(tags.map((tag: any) => [tag.name, tag.postTag.postId, tag.postTag.post_id])).toEqual([
        ['a', post.id, post.id],
        ['b', post.id, post.id],
      ])
      await sequelize.drop()
    })

    it('keeps the type and NOT NULL that the attribute has', async () => {
      const { sequelize, User, Post } = scratch({ type: DataTypes.BIGINT, allowNull: false })
      Post.belongsTo(User, { foreignKey: 'user_id' })
      expect(Post.getAttributes()).toMatchObject({
        user_id: { type: { key: 'BIGINT' }, onDelete: 'NO ACTION' },
      })
      await sequelize.sync({ force: true })
      const columns = await sequelize.getQueryInterface().describeTable('posts')
      expect(columns['user_id']?.allowNull).toBe(false)
      // Its key is given by the user that is created with it.
      const post = await Post.create({ title: 'first', user: { name: 'Ada' } }, { include: User })
      expect(Number(post.userId)).toBe(post.user.id)
      await expect(Post.create({ title: 'second' })).rejects.toMatchObject({
        name: 'SequelizeValidationError',
        errors: [{ path: 'userId' }],
      })
      await sequelize.drop()
    })
  })

  describe('attributes of one column', () => {
    const related = async () => {
      const { sequelize, User, Post } = scratch()
      Post.belongsTo(User, { foreignKey: 'user_id' })
      User.hasMany(Post, { foreignKey: 'user_id' })
      await sequelize.sync({ force: true })
      await User.bulkCreate([{ name: 'Ada' }, { name: 'Borges' }])
      const rows = async () => (await Post.findAll({ order: ['id'], raw: true })) as any[]
      return { sequelize, User, Post, rows }
    }

    it('have one value, whichever of them is set', async () => {
      const { sequelize, User, Post, rows } = await related()
      const post = await Post.create({ title: 'first', userId: 1 })
      expect([post.userId, post.user_id]).toEqual([1, 1])
      post.user_id = 2
      expect([post.userId, post.changed().toSorted()]).toEqual([2, ['userId', 'user_id']])
      await post.save({ fields: ['user_id'] })
      expect([post.changed(), (await rows())[0].user_id]).toEqual([false, 2])
      await post.update({ userId: 1 })
      expect([post.user_id, (await rows())[0].user_id]).toEqual([1, 1])
      await post.setUser(2)
      expect([post.userId, (await rows())[0].user_id]).toEqual([2, 2])
      await (await User.findByPk(1)).setPosts([post])
      expect([post.userId, (await rows())[0].user_id]).toEqual([1, 1])
      await sequelize.drop()
    })

    it('are written once by each statement', async () => {
      const { sequelize, Post, rows } = await related()
      await Post.bulkCreate([
        { title: 'a', userId: 1 },
        { title: 'b', user_id: 2 },
        { title: 'c' },
        { title: 'd', userId: 1, user_id: 2 },
      ])
      const owners = async () => (await rows()).map(({ userId }) => userId)
      expect(await owners()).toEqual([1, 2, null, 2])
      await Post.update({ userId: 2 }, { where: { user_id: 1 } })
      await Post.upsert({ id: 2, title: 'b', userId: 1 })
      expect(await owners()).toEqual([2, 1, null, 2])
      await Post.bulkCreate([{ id: 3, title: 'c', user_id: 1 }], {
        updateOnDuplicate: ['userId', 'user_id'],
      })
      expect(await owners()).toEqual([2, 1, 1, 2])
      await sequelize.drop()
    })
  })
})
