/** Relations declared in one place, on a database: what they find, write and explain. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

// What relations add to models is the subject here, not its types.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any

function defineBlog(sequelize: Sequelize): Any {
  const User = sequelize.define('User', { name: DataTypes.STRING })
  const Post = sequelize.define('Post', { title: DataTypes.STRING })
  const Tag = sequelize.define('Tag', { name: DataTypes.STRING })
  const PostTag = sequelize.define('PostTag', { since: DataTypes.INTEGER })
  const Card = sequelize.define('Card', { number: DataTypes.STRING })
  sequelize.relate({ User, Post, Tag, PostTag, Card }, (r) => ({
    User: {
      posts: r.hasMany('Post', { foreignKey: { name: 'authorId', allowNull: false } }),
      edited: r.hasMany('Post', { inverse: 'editor' }),
      card: r.hasOne('Card'),
      following: r.belongsToMany('User', { through: 'Follow' }),
      followers: r.belongsToMany('User', { through: 'Follow' }),
    },
    Post: {
      author: r.belongsTo('User', { inverse: 'posts' }),
      editor: r.belongsTo('User'),
      tags: r.belongsToMany('Tag', { through: 'PostTag', foreignKey: 'postId' }),
    },
    Tag: { posts: r.belongsToMany('Post', { through: 'PostTag', foreignKey: 'tagId' }) },
    Card: { holder: r.belongsTo('User') },
  }))
  return { User, Post, Tag, PostTag, Card }
}

forEachDialect({}, (target) => {
  describe('relations of one declaration', () => {
    let sequelize: Sequelize
    let blog: Any

    beforeAll(async () => {
      sequelize = createSequelize(target, { define: { timestamps: false } })
      blog = defineBlog(sequelize)
      await sequelize.sync({ force: true })
      const [ada, bob] = await blog.User.bulkCreate([{ name: 'Ada' }, { name: 'Bob' }])
      const post = await ada.createPost({ title: 'Engines', editorId: bob.id })
      await post.addTag(await blog.Tag.create({ name: 'history' }), { through: { since: 1843 } })
      await ada.createCard({ number: '7' })
      await bob.addFollowing(ada)
    })

    it('are loaded from both sides', async () => {
      const ada = await blog.User.findOne({
        where: { name: 'Ada' },
        include: ['card', 'followers', { association: 'posts', include: ['editor', 'tags'] }],
      })
      expect(ada.card.number).toBe('7')
      expect(ada.followers.map((user: Any) => user.name)).toEqual(['Bob'])
      const [post] = ada.posts
      expect([post.title, post.editor.name, post.tags[0].PostTag.since]).toEqual([
        ...['Engines', 'Bob', 1843],
      ])
      const tag = await blog.Tag.findOne({ include: { association: 'posts', include: 'author' } })
      expect(tag.posts[0].author.name).toBe('Ada')
      const bob = await blog.User.findOne({
        where: { name: 'Bob' },
        include: ['edited', 'following'],
      })
      expect([bob.edited.length, bob.following[0].name]).toEqual([1, 'Ada'])
    })

    it('have the columns that both sides agree upon, and no others', async () => {
      const describeTable = (name: string) => sequelize.getQueryInterface().describeTable(name)
      const posts: Any = await describeTable('Posts')
      expect(Object.keys(posts)).toEqual(['id', 'title', 'authorId', 'editorId'])
      expect(posts.authorId.allowNull).toBe(false)
      expect(posts.editorId.allowNull).toBe(true)
      expect(Object.keys(await describeTable('PostTags'))).toEqual([
        ...['since', 'postId', 'tagId'],
      ])
      expect(Object.keys(await describeTable('Follow'))).toEqual(['followerId', 'followingId'])
      expect(Object.keys(await describeTable('Cards'))).toEqual(['id', 'number', 'holderId'])
    })

    it('are explained with the constraint that the database has', async () => {
      const [author] = blog.Post.describeAssociations({ format: 'object' })
      const [key] = author.keys
      const { identifiers } = sequelize.dialect
      const quote = (name: string): string => identifiers.quote(name)
      expect(key.constraint).toBe(
        `FOREIGN KEY (${quote('authorId')}) REFERENCES ${quote('Users')} (${quote('id')}) ` +
          'ON DELETE CASCADE ON UPDATE CASCADE',
      )
      const found: Any = await sequelize
        .getQueryInterface()
        .getForeignKeyReferencesForTable('Posts')
      const columns = found.map((one: Any) => [one.columnName, one.referencedTableName])
      expect(columns).toContainEqual(['authorId', 'Users'])
    })
  })

  describe('includes that fit no relation', () => {
    it('are refused, and nothing is sent', async () => {
      const sequelize = createSequelize(target, { define: { timestamps: false } })
      const { User, Post, Tag, Card } = defineBlog(sequelize)
      const sent = await statements(sequelize, async () => {
        for (const [model, include, code] of [
          [Post, User, "include: { model: User, as: 'author' }"],
          [Post, { model: User, as: 'writer' }, "include: { model: User, as: 'editor' }"],
          [User, Tag, "include: { association: 'posts', include: ['tags'] }"],
          [Tag, 'post', 'Did you mean "posts"?'],
          [Card, User.associations.posts, 'User.posts is an association of User'],
          [Card, { association: 'holder', include: Card }, "include: { model: Card, as: 'card' }"],
        ]) {
          await expect(model.findAll({ include })).rejects.toThrow(code)
          await expect(model.findAndCountAll({ include })).rejects.toThrow(code)
        }
      })
      expect(sent).toEqual([])
    })
  })
})
