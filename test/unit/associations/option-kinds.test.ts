/** Options that v6 takes from one kind of association for another, and an `inverse` that is not there. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataTypes, Sequelize } from '../../../lib/index.js'
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

function models(options: object): Any {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false, ...options })
  const User = sequelize.define('User', { code: DataTypes.STRING })
  const Post = sequelize.define('Post', { code: DataTypes.STRING })
  return { User, Post }
}

const foreignKey = { foreignKey: 'userId' }

describe('an option of another kind of association', () => {
  const cases: readonly (readonly [string, object, string])[] = [
    ['belongsTo', { sourceKey: 'code' }, 'hasOne, hasMany and belongsToMany'],
    ['belongsTo', { scope: { code: 'x' } }, 'hasOne, hasMany and belongsToMany'],
    ['belongsTo', { otherKey: 'x' }, 'belongsToMany'],
    ['belongsTo', { timestamps: true }, 'belongsToMany'],
    ['hasOne', { targetKey: 'code' }, 'belongsTo and belongsToMany'],
    ['hasOne', { through: 'Pair' }, 'belongsToMany'],
    ['hasMany', { targetKey: 'code' }, 'belongsTo and belongsToMany'],
    ['hasMany', { otherKey: 'x' }, 'belongsToMany'],
    ['hasMany', { uniqueKey: 'x' }, 'belongsToMany'],
    [
      'belongsToMany',
      { through: 'Pair', keyType: DataTypes.STRING },
      'belongsTo, hasOne and hasMany',
    ],
  ]

  it.each(cases)('%s(%j) is warned of, and refused with strict', async (method, options, kinds) => {
    const name = Object.keys(options).at(-1)
    const what = `"${name}" is an option of ${kinds}, not of ${method}. Leave it out.`
    const { User, Post } = models({})
    User[method](Post, { as: 'other', ...foreignKey, ...options })
    expect(Object.keys(User.associations)).toEqual(['other'])
    expect(await warned()).toEqual([`RELATA_UNKNOWN_OPTION: User.${method}(Post): ${what}`])
    const strict = models({ strict: true })
    expect(() => strict.User[method](strict.Post, { as: 'other', ...options })).toThrow(
      `User.${method}(Post) (strict): ${what}`,
    )
    expect(Object.keys(strict.User.associations)).toEqual([])
    expect(Object.keys(strict.Post.getAttributes())).not.toContain('UserId')
  })

  it('keeps its own error where hasMany goes through a table', () => {
    const { User, Post } = models({ strict: true })
    expect(() => User.hasMany(Post, { through: 'Pair' })).toThrow(/Many to many is written:/)
  })

  it.each([
    ['belongsTo', { targetKey: 'code', keyType: DataTypes.STRING }],
    ['hasMany', { sourceKey: 'code', scope: { code: 'x' }, targetKey: undefined }],
    [
      'belongsToMany',
      { through: 'Pair', otherKey: 'o', sourceKey: 'id', targetKey: 'id', timestamps: false },
    ],
  ])('is none of its own: %s(%j)', async (method, options) => {
    const { User, Post } = models({ strict: true })
    User[method](Post, { as: 'other', inverse: false, ...foreignKey, ...options })
    expect(await warned()).toEqual([])
  })
})

describe('an inverse', () => {
  it('that is not there is warned of, with what there is', async () => {
    const { models: found } = sheet('User', 'Post')
    found.User.hasMany(found.Post, { as: 'posts', foreignKey: 'uId', inverse: 'nope' })
    found.Post.belongsTo(found.User, { as: 'author', foreignKey: 'uId' })
    found.User.belongsToMany(found.Post, { as: 'liked', through: 'Like', inverse: 'fans' })
    expect(await warned()).toEqual([
      'RELATA_UNKNOWN_INVERSE: User.posts names "nope" as its inverse, which is no ' +
        'association of Post to User (author). Name the other side, or say inverse: false where there is none.',
      expect.stringContaining('User.liked names "fans" as its inverse'),
    ])
  })

  it('that is declared later in the tick is found', async () => {
    const { models: found } = sheet('User', 'Post')
    found.User.hasMany(found.Post, { as: 'posts', foreignKey: 'uId', inverse: 'author' })
    found.Post.belongsTo(found.User, { as: 'author', foreignKey: 'uId', inverse: 'posts' })
    expect(await warned()).toEqual([])
  })
})
