/** `sequelize.relate`: what it makes of a declaration without contradictions. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { isRelation, keysOf, sheet } from './models.js'

describe('relate makes associations', () => {
  it('under the names of the properties, and gives the same models back', () => {
    const { models, relate } = sheet('User', 'Post')
    const related = relate((r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: 'authorId' }) },
      Post: { author: r.belongsTo('User') },
    }))
    expect(related.User).toBe(models.User)
    expect(related.Post).toBe(models.Post)
    expect(Object.keys(models.User.associations)).toEqual(['posts'])
    expect(models.User.associations.posts.associationType).toBe('HasMany')
    expect(models.Post.associations.author.target).toBe(models.User)
    expect(models.User.prototype.getPosts).toBeTypeOf('function')
    expect(models.Post.prototype.setAuthor).toBeTypeOf('function')
  })

  it('of all four kinds as v6 makes them by its calls', () => {
    const ours = sheet('User', 'Post', 'Tag', 'Card')
    ours.relate((r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: 'authorId' }), card: r.hasOne('Card') },
      Post: {
        author: r.belongsTo('User'),
        tags: r.belongsToMany('Tag', { through: 'PostTag' }),
      },
      Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) },
      Card: { holder: r.belongsTo('User') },
    }))
    const calls = sheet('User', 'Post', 'Tag', 'Card')
    const { User, Post, Tag, Card } = calls.models
    User.hasMany(Post, { as: 'posts', foreignKey: 'authorId' })
    User.hasOne(Card, { as: 'card', foreignKey: 'holderId' })
    Post.belongsTo(User, { as: 'author', foreignKey: 'authorId' })
    Post.belongsToMany(Tag, { as: 'tags', through: 'PostTag' })
    Tag.belongsToMany(Post, { as: 'posts', through: 'PostTag' })
    Card.belongsTo(User, { as: 'holder', foreignKey: 'holderId' })
    expect(ours.sequelize.toMermaid()).toBe(calls.sequelize.toMermaid())
    for (const name of ['User', 'Post', 'Tag', 'Card']) {
      expect(ours.models[name].describeAssociations()).toBe(
        calls.models[name].describeAssociations(),
      )
    }
  })

  it('of models by the names of the declaration, whatever the models are called', () => {
    const { sequelize, models } = sheet('User', 'Post')
    const related = sequelize.relate({ Writer: models.User, Text: models.Post }, (r) => ({
      Writer: { texts: r.hasMany('Text') },
      Text: { writer: r.belongsTo('Writer') },
    }))
    expect(related.Writer).toBe(models.User)
    expect(keysOf(models.User.associations.texts)).toBe('id → writerId')
  })

  it('to models that are given as classes', () => {
    const { sequelize, models } = sheet('User', 'Post')
    sequelize.relate({ Post: models.Post }, (r) => ({
      Post: { author: r.belongsTo(models.User, { inverse: false }) },
    }))
    expect(models.Post.associations.author.target).toBe(models.User)
  })

  it('with both forms of an alias, the singular by the rules of English or as given', () => {
    const { models, relate } = sheet('Node')
    relate((r) => ({
      Node: {
        children: r.hasMany('Node', { inverse: 'parent' }),
        parent: r.belongsTo('Node'),
        spiele: r.belongsToMany('Node', { through: 'Play', singular: 'spiel' }),
      },
    }))
    const { addChild, addSpiel, addSpiele } = models.Node.prototype
    expect([addChild, addSpiel, addSpiele].map((one) => typeof one)).toEqual([
      'function',
      'function',
      'function',
    ])
  })

  it('with the options of v6', () => {
    const { models, relate } = sheet('Post', 'Comment')
    relate((r) => ({
      Post: {
        comments: r.hasMany('Comment', {
          foreignKey: 'subjectId',
          constraints: false,
          scope: { name: 'post' },
          inverse: false,
        }),
      },
    }))
    const { comments } = models.Post.associations
    expect(comments.scope).toEqual({ name: 'post' })
    expect(models.Comment.getAttributes().subjectId.references).toBeUndefined()
  })

  it('by values that do nothing until relate has them', () => {
    const { models, relate } = sheet('User', 'Post')
    const found: unknown[] = []
    relate((r) => {
      found.push(r.hasMany('Post'), r.belongsTo('User'), r.hasOne('Post'))
      return {}
    })
    expect(found.map(isRelation)).toEqual([true, true, true])
    expect(models.User.associations).toEqual({})
  })
})

describe('relate lets one side say what holds for both', () => {
  it.each([
    ['the side that has many', { foreignKey: 'writerId' }, {}, 'writerId'],
    ['the side that belongs', {}, { foreignKey: 'writerId' }, 'writerId'],
    ['both', { foreignKey: 'writerId' }, { foreignKey: 'writerId' }, 'writerId'],
    ['none, so that the side that holds it names it', {}, {}, 'authorId'],
  ])('the foreign key: given by %s', (_, owner, member, expected) => {
    const { models, relate } = sheet('User', 'Post')
    relate((r) => ({
      User: { posts: r.hasMany('Post', owner) },
      Post: { author: r.belongsTo('User', member) },
    }))
    expect(keysOf(models.User.associations.posts)).toBe(`id → ${expected}`)
    expect(keysOf(models.Post.associations.author)).toBe(`${expected} → id`)
    expect(Object.keys(models.Post.getAttributes())).toEqual(['id', 'name', expected])
  })

  it.each(['first', 'second'])(
    'what the key is like as a column, and what happens to its rows: said on the %s side',
    (place) => {
      const { models, relate } = sheet('User', 'Post')
      const said = { foreignKey: { name: 'authorId', allowNull: false }, onDelete: 'RESTRICT' }
      relate((r) => ({
        User: { posts: r.hasMany('Post', place === 'first' ? said : {}) },
        Post: { author: r.belongsTo('User', place === 'second' ? said : {}) },
      }))
      expect(models.Post.getAttributes().authorId).toMatchObject({
        allowNull: false,
        onDelete: 'RESTRICT',
      })
    },
  )

  it('the key that is referred to', () => {
    const { sequelize, models, relate } = sheet('Post')
    models.User = sequelize.define('User', { code: { type: DataTypes.STRING, unique: true } })
    relate((r) => ({
      User: { posts: r.hasMany('Post', { sourceKey: 'code' }) },
      Post: { author: r.belongsTo('User') },
    }))
    expect(keysOf(models.User.associations.posts)).toBe('code → authorId')
    expect(keysOf(models.Post.associations.author)).toBe('authorId → code')
  })

  it('that the database enforces nothing', () => {
    const { models, relate } = sheet('User', 'Post')
    relate((r) => ({
      User: { posts: r.hasMany('Post', { constraints: false }) },
      Post: { author: r.belongsTo('User') },
    }))
    expect(models.Post.getAttributes().authorId.references).toBeUndefined()
  })

  it('the keys of a through table, crosswise', () => {
    const { models, relate } = sheet('Post', 'Tag')
    relate((r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag', foreignKey: 'post' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PostTag', foreignKey: 'tag' }) },
    }))
    expect(keysOf(models.Post.associations.tags)).toBe('post → id, tag → id')
    expect(keysOf(models.Tag.associations.posts)).toBe('tag → id, post → id')
  })

  it('the through table itself, also where it is one of the given models', () => {
    const { models, relate } = sheet('Post', 'Tag', 'Label')
    relate((r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'Label' }) },
      Tag: { posts: r.belongsToMany('Post') },
    }))
    expect(models.Tag.associations.posts.throughModel).toBe(models.Label)
  })

  it('the keys of two directions of a model with itself', () => {
    const { models, relate } = sheet('User')
    relate((r) => ({
      User: {
        following: r.belongsToMany('User', { through: 'Follow' }),
        followers: r.belongsToMany('User', { through: 'Follow' }),
      },
    }))
    const { following, followers } = models.User.associations
    expect(keysOf(following)).toBe('followerId → id, followingId → id')
    expect(keysOf(followers)).toBe('followingId → id, followerId → id')
  })

  it('a key of several attributes', () => {
    const { sequelize } = sheet()
    const key = { type: DataTypes.INTEGER, primaryKey: true }
    const Order = sequelize.define('Order', { tenantId: key, number: key })
    const Line = sequelize.define('Line', { id: key })
    sequelize.relate({ Order, Line }, (r) => ({
      Order: { lines: r.hasMany('Line') },
      Line: { order: r.belongsTo('Order', { foreignKey: ['tenantId', 'orderNumber'] as never }) },
    }))
    expect(keysOf(Order.associations['lines'])).toBe('tenantId → tenantId, number → orderNumber')
    expect(keysOf(Line.associations['order'])).toBe('tenantId → tenantId, orderNumber → number')
  })
})

describe('relate pairs the sides', () => {
  it('of several relations between two models by their keys', () => {
    const { models, relate } = sheet('User', 'Post')
    relate((r) => ({
      User: {
        written: r.hasMany('Post', { foreignKey: 'writerId' }),
        edited: r.hasMany('Post', { foreignKey: 'editorId' }),
      },
      Post: { editor: r.belongsTo('User'), writer: r.belongsTo('User') },
    }))
    expect(keysOf(models.Post.associations.editor)).toBe('editorId → id')
    expect(keysOf(models.Post.associations.writer)).toBe('writerId → id')
  })

  it('of several relations between two models by "inverse"', () => {
    const { models, relate } = sheet('User', 'Post')
    relate((r) => ({
      User: { written: r.hasMany('Post', { inverse: 'writer' }), edited: r.hasMany('Post') },
      Post: { editor: r.belongsTo('User', { inverse: 'edited' }), writer: r.belongsTo('User') },
    }))
    expect(keysOf(models.User.associations.written)).toBe('id → writerId')
    expect(keysOf(models.User.associations.edited)).toBe('id → editorId')
  })

  it('where one of several relations says its key and the others are plain', () => {
    const { models, relate } = sheet('User', 'Post')
    relate((r) => ({
      User: {
        posts: r.hasMany('Post'),
        pinned: r.hasMany('Post', { foreignKey: 'pinnedById', inverse: false }),
      },
      Post: { author: r.belongsTo('User') },
    }))
    expect(keysOf(models.User.associations.posts)).toBe('id → authorId')
    expect(keysOf(models.User.associations.pinned)).toBe('id → pinnedById')
  })

  it('of which several may share a key by different scopes', () => {
    const { models, relate } = sheet('User', 'Post')
    relate((r) => ({
      User: {
        posts: r.hasMany('Post', { foreignKey: 'authorId' }),
        drafts: r.hasMany('Post', { foreignKey: 'authorId', scope: { name: 'draft' } }),
        latest: r.hasOne('Post', { foreignKey: 'authorId', scope: { name: 'latest' } }),
      },
      Post: { author: r.belongsTo('User') },
    }))
    expect(keysOf(models.User.associations.drafts)).toBe('id → authorId')
    expect(keysOf(models.Post.associations.author)).toBe('authorId → id')
  })

  it('that earlier calls, of relate or of v6, have made', () => {
    const { models, relate } = sheet('User', 'Post', 'Tag')
    models.User.hasMany(models.Post, { as: 'posts' })
    relate((r) => ({
      Post: { author: r.belongsTo('User'), tags: r.belongsToMany('Tag', { through: 'T' }) },
    }))
    relate((r) => ({
      Tag: { posts: r.belongsToMany('Post', { through: 'T', foreignKey: 'TagId' }) },
    }))
    expect(keysOf(models.Post.associations.author)).toBe('UserId → id')
    expect(keysOf(models.Tag.associations.posts)).toBe('TagId → id, PostId → id')
  })
})
