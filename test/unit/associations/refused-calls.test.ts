/** Of a call that is refused, nothing stays: models, keys and other associations are as before. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, keysOf, sheet } from '../relations/models.js'

/** What can be seen of models. */
function stateOf(models: Any): unknown {
  return Object.values(models as Record<string, Any>).map((model) => [
    model.name,
    Object.entries(model.rawAttributes as Record<string, Any>).map(([name, attribute]) => [
      name,
      attribute.primaryKey,
      attribute.unique,
      attribute.references,
    ]),
    Object.entries(model.associations as Record<string, Any>).map(([as, one]) => [as, keysOf(one)]),
    model._foreignKeys.length,
    Reflect.ownKeys(model.prototype as object).toSorted(),
    model.primaryKeyAttributes,
  ])
}

const cases: readonly (readonly [string, (models: Any) => unknown])[] = [
  [
    'a type that is none, in the key',
    ({ User, Post, Link }) =>
      User.belongsToMany(Post, { through: Link, foreignKey: { name: 'zId', type: 5 } }),
  ],
  [
    'a type that is none, in the other key',
    ({ User, Post }) =>
      User.belongsToMany(Post, { through: 'Link', otherKey: { name: 'zId', type: 5 } }),
  ],
  [
    'a second auto-increment',
    ({ User, Post }) => User.hasMany(Post, { foreignKey: { name: 'n', autoIncrement: true } }),
  ],
  [
    'a second auto-increment, where the source holds the key',
    ({ User, Post }) => User.belongsTo(Post, { foreignKey: { name: 'n', autoIncrement: true } }),
  ],
  [
    'an alias that is taken',
    ({ User, Post, Link }) => User.belongsToMany(Post, { as: 'writings', through: Link }),
  ],
  [
    'the other side of a pair, whose keys would have given way',
    ({ Post, Tag }) =>
      Tag.belongsToMany(Post, {
        ...{ as: 'posts', through: 'PostTag' },
        foreignKey: { name: 'tId', autoIncrement: true },
        otherKey: { name: 'pId', autoIncrement: true },
      }),
  ],
]

it.each(cases)('%s', (_, declare) => {
  const { sequelize, models } = sheet('User', 'Post', 'Tag', 'Link')
  models.User.hasMany(models.Post, { as: 'writings', foreignKey: 'writerId' })
  models.Post.belongsToMany(models.Tag, { as: 'tags', through: 'PostTag' })
  const before = stateOf(sequelize.models)
  expect(() => declare(models)).toThrow()
  expect(stateOf(sequelize.models)).toEqual(before)
  expect(models.Post.associations.tags.paired).toBeUndefined()
})

describe('a hook that throws', () => {
  it.each(['beforeAssociate', 'afterAssociate'])('%s', (hook) => {
    const { sequelize, models } = sheet('User', 'Post', 'Link')
    models.User.addHook(hook, () => {
      throw new Error('no')
    })
    const before = stateOf(sequelize.models)
    expect(() => models.User.hasMany(models.Post, { hooks: true })).toThrow('no')
    const through = { through: 'Other', hooks: true }
    expect(() => models.User.belongsToMany(models.Post, through)).toThrow('no')
    expect(stateOf(sequelize.models)).toEqual(before)
  })

  it('leaves what was declared by the same words before', () => {
    const { models } = sheet('User', 'Post')
    const first = models.User.hasMany(models.Post, { hooks: true })
    models.User.addHook('afterAssociate', () => {
      throw new Error('no')
    })
    expect(() => models.User.hasMany(models.Post, { hooks: true })).toThrow('no')
    expect(models.User.associations.Posts).toBe(first)
  })
})

it('can be declared rightly then', () => {
  const { models } = sheet('User', 'Post', 'Link')
  const { User, Post, Link } = models
  const wrong = { through: Link, foreignKey: { name: 'uId', type: 5 } }
  expect(() => User.belongsToMany(Post, wrong)).toThrow()
  User.belongsToMany(Post, { through: Link, foreignKey: { name: 'uId', type: DataTypes.BIGINT } })
  expect(Link.primaryKeyAttributes).toEqual(['uId', 'PostId'])
  expect(typeof User.prototype.addPost).toBe('function')
})
