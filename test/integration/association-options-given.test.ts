/** What is given as the options of methods of associations: null, and conditions that are refused. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let User: any
  let Post: any
  let user: any
  let post: any
  let tag: any

  beforeAll(() => {
    sequelize = createSequelize(target)
    const timestamps = false
    User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps })
    Post = sequelize.define('Post', { title: DataTypes.STRING }, { timestamps })
    const Tag = sequelize.define('Tag', { label: DataTypes.STRING }, { timestamps })
    User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    User.hasOne(Post, { as: 'main', foreignKey: 'mainOfId' })
    Post.belongsTo(User, { as: 'author', foreignKey: 'userId' })
    Post.belongsToMany(Tag, { as: 'tags', through: 'PostTag', timestamps })
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
    user = await User.create({ name: 'Ada' })
    post = await Post.create({ title: 'a', userId: 1, mainOfId: 1 })
    tag = await post.createTag({ label: 't' })
  })

  describe('null stands for no options, as in v6', () => {
    it('of one to many', async () => {
      expect(await user.getPosts(null)).toHaveLength(1)
      expect(await user.countPosts(null)).toBe(1)
      expect(await user.hasPost(post, null)).toBe(true)
      await user.createPost({ title: 'b' }, null)
      await user.addPost(post, null)
      await user.setPosts([post], null)
      await user.removePosts([post], null)
      expect(await user.countPosts()).toBe(0)
    })

    it('of one to one', async () => {
      expect((await user.getMain(null)).id).toBe(1)
      expect((await post.getAuthor(null)).id).toBe(1)
      await post.createAuthor({ name: 'Eva' }, null)
      await post.setAuthor(user, null)
      await user.setMain(null, null)
      expect(await user.getMain()).toBeNull()
      await user.createMain({ title: 'c' }, null)
      expect((await user.getMain()).title).toBe('c')
    })

    it('of many to many', async () => {
      expect(await post.getTags(null)).toHaveLength(1)
      expect(await post.countTags(null)).toBe(1)
      expect(await post.hasTags([tag], null)).toBe(true)
      await post.setTags([tag], null)
      await post.removeTag(tag, null)
      await post.addTag(tag, null)
      await post.createTag(null, null)
      expect(await post.countTags()).toBe(2)
    })
  })

  it('undefined in a condition is named by its place in what was given', async () => {
    await expect(user.getPosts({ where: { title: undefined } })).rejects.toThrow(
      'Post.findAll: where.title is undefined.',
    )
    const or = { [Op.or]: [{ title: 'a' }, { title: { [Op.ne]: undefined } }] }
    await expect(user.countPosts({ where: or })).rejects.toThrow(
      'Post.count: where[Op.or][1].title[Op.ne] is undefined.',
    )
    await expect(post.getTags({ where: { label: undefined } })).rejects.toThrow(
      'Tag.findAll: where.label is undefined.',
    )
    await expect(post.countTags({ where: { label: undefined } })).rejects.toThrow(
      'Tag.count: where.label is undefined.',
    )
    await expect(post.getAuthor({ where: { name: undefined } })).rejects.toThrow(
      'User.findAll: where.name is undefined.',
    )
  })

  it('a "through" that has no place is shown as it was given', async () => {
    const include = [{ association: 'posts', through: { where: { rank: 3, note: 'n' } } }]
    await expect(User.findAll({ include })).rejects.toThrow(
      'Received { where: { rank: 3, note: "n" } }.',
    )
  })
})
