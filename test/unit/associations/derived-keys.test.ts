/** The warnings about two sides of one relation: two foreign keys, or one side only. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Any, sheet } from '../relations/models.js'

const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})

beforeEach(() => {
  emitWarning.mockClear()
})

afterAll(() => {
  emitWarning.mockRestore()
})

/** The warnings after the tick in which associations were declared. */
async function warned(): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 5))
  return emitWarning.mock.calls.map(
    ([message, options]) => `${(options as { code?: string }).code}: ${String(message)}`,
  )
}

describe('two sides of one relation that use two foreign keys', () => {
  it('are warned of, with the calls to write', async () => {
    const { models } = sheet('User', 'Post')
    models.User.hasMany(models.Post)
    models.Post.belongsTo(models.User, { as: 'author' })
    expect(await warned()).toEqual([
      `RELATA_TWO_FOREIGN_KEYS: Post.author uses the foreign key "authorId", and User.Posts uses "UserId": two columns, where one relation has one. Give the key on both sides:
  User.hasMany(Post, { foreignKey: 'authorId' })
  Post.belongsTo(User, { as: 'author', foreignKey: 'authorId' })
If these are two relations, give each its "foreignKey", or say inverse: false.`,
    ])
  })

  it('are warned of where one side gives its key, and that key is the one to write', async () => {
    const { models } = sheet('User', 'Post')
    models.User.hasOne(models.Post, { as: 'text', foreignKey: 'writerId' })
    models.Post.belongsTo(models.User, { as: 'author' })
    expect(await warned()).toEqual([
      expect.stringContaining(
        "\n  Post.belongsTo(User, { as: 'author', foreignKey: 'writerId' })\n",
      ),
    ])
  })

  const silent: readonly (readonly [string, (models: Any) => void])[] = [
    [
      'both use v6’s default',
      ({ User, Post }) => {
        User.hasMany(Post)
        Post.belongsTo(User)
      },
    ],
    [
      'both give a key, so that they are meant to be two',
      ({ User, Post }) => {
        User.hasMany(Post, { as: 'edited', foreignKey: 'editorId' })
        Post.belongsTo(User, { as: 'author', foreignKey: 'authorId' })
      },
    ],
    [
      'the other side follows later in the same tick',
      ({ User, Post }) => {
        User.hasMany(Post)
        Post.belongsTo(User, { as: 'author' })
        Post.belongsTo(User)
      },
    ],
    [
      'there are several, so that nobody can tell',
      ({ User, Post }) => {
        User.hasMany(Post)
        Post.belongsTo(User, { as: 'author' })
        Post.belongsTo(User, { as: 'editor' })
      },
    ],
    [
      'one says that it stands alone',
      ({ User, Post }) => {
        User.hasMany(Post, { inverse: false })
        Post.belongsTo(User, { as: 'author' })
      },
    ],
    [
      'one has a scope, or no constraints',
      ({ User, Post }) => {
        User.hasMany(Post, { as: 'a', scope: { name: 'a' } })
        Post.belongsTo(User, { as: 'author' })
        Post.hasMany(User, { as: 'b', constraints: false, foreignKey: 'c' })
      },
    ],
    [
      'both keys are one column',
      ({ User, Post }) => {
        User.hasMany(Post, { foreignKey: { name: 'writer', field: 'author_id' } })
        Post.belongsTo(User, { as: 'author', foreignKey: { field: 'author_id' } })
      },
    ],
    [
      'a table of pairs is between them',
      ({ User, Post }) => {
        User.belongsToMany(Post, { through: 'UserPost' })
        Post.belongsToMany(User, { as: 'readers', through: 'UserPost' })
      },
    ],
  ]
  it.each(silent)('are not warned of where %s', async (_, declare) => {
    declare(sheet('User', 'Post').models)
    expect(await warned()).toEqual([])
  })
})

describe('relate with one side only', () => {
  it('warns once for all, with the other sides to write', async () => {
    const { relate } = sheet('User', 'Post', 'Tag')
    relate((r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: 'authorId' }) },
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
    }))
    expect(await warned()).toEqual([
      `RELATA_MISSING_INVERSE: sequelize.relate: User.posts, Post.tags have no other side. Declare it, or say in the options of the relation that there is none (inverse: false):
  Post: { author: r.belongsTo('User', { foreignKey: 'authorId' }) }
  Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) }`,
    ])
  })

  it('does not warn where a later call of the same tick declares the other side', async () => {
    const { relate, models } = sheet('User', 'Post', 'Tag')
    relate((r) => ({
      User: { posts: r.hasMany('Post') },
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
    }))
    relate((r) => ({ Post: { user: r.belongsTo('User') } }))
    models.Tag.belongsToMany(models.Post, { through: 'PostTag' })
    expect(await warned()).toEqual([])
  })

  it.each([
    ['the call says so', { inverse: 'ignore' }, {}],
    ['the relation says so', {}, { inverse: false }],
  ])('does not warn where %s', async (_, options, ownOptions) => {
    const { relate } = sheet('User', 'Post')
    relate((r) => ({ User: { posts: r.hasMany('Post', ownOptions) } }), options)
    expect(await warned()).toEqual([])
  })
})
