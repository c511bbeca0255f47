/** A table of pairs that is a model of its own, with relations of its own: one key to each end. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, keysOf, sheet } from './models.js'

const pairs = (r: Any): Any => ({
  User: { liked: r.belongsToMany('Post', { through: 'Like' }), likes: r.hasMany('Like') },
  Post: { likers: r.belongsToMany('User', { through: 'Like' }), likes: r.hasMany('Like') },
})

function keysIn(models: Any): Record<string, unknown> {
  const { User, Post, Like } = models
  return {
    liked: keysOf(User.associations.liked),
    likers: keysOf(Post.associations.likers),
    likes: [keysOf(User.associations.likes), keysOf(Post.associations.likes)],
    attributes: Object.keys(Like.getAttributes()),
  }
}

describe('relate takes the keys of a many-to-many relation from its through model', () => {
  it.each(['after', 'before'])('declared %s it', (place) => {
    const { models, relate } = sheet('User', 'Post', 'Like')
    relate((r) => {
      const Like = { user: r.belongsTo('User'), post: r.belongsTo('Post') }
      return place === 'after' ? { ...pairs(r), Like } : { Like, ...pairs(r) }
    })
    expect(keysIn(models)).toEqual({
      liked: 'userId → id, postId → id',
      likers: 'postId → id, userId → id',
      likes: ['id → userId', 'id → postId'],
      attributes: ['name', 'userId', 'postId'],
    })
    expect(models.Like.primaryKeyAttributes).toEqual(['userId', 'postId'])
  })

  it('by the names and columns that it gives', () => {
    const { models, relate } = sheet('User', 'Post', 'Like')
    relate((r) => ({
      ...pairs(r),
      Like: {
        user: r.belongsTo('User', { foreignKey: { name: 'who', field: 'who_id' } }),
        post: r.belongsTo('Post', { foreignKey: { field: 'post_id' } }),
      },
    }))
    expect(keysIn(models)).toMatchObject({ liked: 'who → id, postId → id' })
    const { who, postId } = models.Like.rawAttributes
    expect([who.field, postId.field]).toEqual(['who_id', 'post_id'])
  })

  it('with what the key refers to', () => {
    const { sequelize, models, relate } = sheet('Post', 'Like')
    const code = { type: DataTypes.STRING, unique: true }
    models.User = sequelize.define('User', { code })
    relate((r) => ({
      ...pairs(r),
      Like: { user: r.belongsTo('User', { targetKey: 'code' }), post: r.belongsTo('Post') },
    }))
    expect(keysIn(models)).toMatchObject({
      liked: 'userId → code, postId → id',
      likes: ['code → userId', 'id → postId'],
    })
  })

  it('where it was related before, by relate or by calls of v6', () => {
    const first = sheet('User', 'Post', 'Like')
    first.relate((r) => ({
      Like: { user: r.belongsTo('User', { inverse: false }), post: r.belongsTo('Post') },
    }))
    first.relate((r) => ({ User: { liked: r.belongsToMany('Post', { through: 'Like' }) } }))
    expect(keysOf(first.models.User.associations.liked)).toBe('userId → id, postId → id')
    const second = sheet('User', 'Post', 'Like')
    second.models.Like.belongsTo(second.models.User, { as: 'user', foreignKey: 'uid' })
    second.relate((r) => ({ User: { liked: r.belongsToMany('Post', { through: 'Like' }) } }))
    expect(keysOf(second.models.User.associations.liked)).toBe('uid → id, PostId → id')
  })

  it('and gives them to the through model where that is related later', () => {
    const { models, relate } = sheet('User', 'Post', 'Like')
    relate((r) => ({
      User: { liked: r.belongsToMany('Post', { through: 'Like' }) },
      Post: { likers: r.belongsToMany('User', { through: 'Like' }) },
    }))
    relate((r) => ({
      User: { likes: r.hasMany('Like') },
      Like: {
        user: r.belongsTo('User'),
        post: r.belongsTo('Post', { foreignKey: { allowNull: false }, inverse: false }),
      },
    }))
    expect(keysOf(models.Like.associations.user)).toBe('UserId → id')
    expect(keysOf(models.Like.associations.post)).toBe('PostId → id')
    expect(keysOf(models.User.associations.likes)).toBe('id → UserId')
    expect(Object.keys(models.Like.getAttributes())).toEqual(['name', 'UserId', 'PostId'])
  })

  it('unless it gives keys itself', () => {
    const { models, relate } = sheet('User', 'Post', 'Like')
    relate((r) => ({
      User: { liked: r.belongsToMany('Post', { through: 'Like', foreignKey: 'fan' }) },
      Post: { likers: r.belongsToMany('User', { through: 'Like' }) },
      Like: { post: r.belongsTo('Post', { inverse: false }) },
    }))
    expect(keysOf(models.Post.associations.likers)).toBe('postId → id, fan → id')
  })

  it('unless it belongs to an end in two ways', () => {
    const { models, problemsOf } = sheet('User', 'Post', 'Like')
    const problems = problemsOf(
      (r) => ({
        User: { liked: r.belongsToMany('Post', { through: 'Like' }) },
        Like: { by: r.belongsTo('User'), seenBy: r.belongsTo('User'), post: r.belongsTo('Post') },
      }),
      { inverse: 'ignore' },
    )
    expect(problems).toBe('nothing')
    expect(keysOf(models.User.associations.liked)).toBe('UserId → id, postId → id')
  })

  it('and not in a relation of a model with itself, whose ends only the keys tell apart', () => {
    const { models, relate } = sheet('Person', 'Follow')
    relate(
      (r) => ({
        Person: {
          following: r.belongsToMany('Person', { through: 'Follow' }),
          followers: r.belongsToMany('Person', { through: 'Follow' }),
        },
        Follow: { follower: r.belongsTo('Person'), following: r.belongsTo('Person') },
      }),
      { inverse: 'ignore' },
    )
    expect(keysOf(models.Person.associations.following)).toBe('followerId → id, followingId → id')
    expect(Object.keys(models.Follow.getAttributes())).toEqual([
      'name',
      'followerId',
      'followingId',
    ])
  })
})
