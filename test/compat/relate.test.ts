/** What `sequelize.relate` makes, beside what the same relations become by the calls of v6. */
import { createRequire } from 'node:module'
import { Sequelize as V6, DataTypes as V6Types } from 'sequelize'
import { expect, it } from 'vitest'
import { DataTypes, Sequelize } from '../../lib/index.js'

// Two libraries with types of their own.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any

const names = ['User', 'Post', 'Tag', 'Card']

function modelsOf(sequelize: Any, types: Any): Any {
  for (const name of names) sequelize.define(name, { name: types.STRING })
  return sequelize.models
}

/** Each case: the relations as `relate` takes them, and as calls. */
const cases: readonly (readonly [string, (r: Any) => Any, (models: Any) => void])[] = [
  [
    'one to many, the key given once',
    (r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: { name: 'authorId', allowNull: false } }) },
      Post: { author: r.belongsTo('User') },
    }),
    ({ User, Post }) => {
      User.hasMany(Post, { as: 'posts', foreignKey: { name: 'authorId', allowNull: false } })
      Post.belongsTo(User, { as: 'author', foreignKey: { name: 'authorId', allowNull: false } })
    },
  ],
  [
    'one to one, the key given nowhere',
    (r) => ({ Card: { holder: r.belongsTo('User') }, User: { card: r.hasOne('Card') } }),
    ({ User, Card }) => {
      Card.belongsTo(User, { as: 'holder' })
      User.hasOne(Card, { as: 'card', foreignKey: 'holderId' })
    },
  ],
  [
    'many to many by the name of a table',
    (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) },
    }),
    ({ Post, Tag }) => {
      Post.belongsToMany(Tag, { as: 'tags', through: 'PostTag' })
      Tag.belongsToMany(Post, { as: 'posts', through: 'PostTag' })
    },
  ],
  [
    'many to many of a model with itself',
    (r) => ({
      User: {
        following: r.belongsToMany('User', { through: 'Follow' }),
        followers: r.belongsToMany('User', { through: 'Follow' }),
      },
    }),
    ({ User }) => {
      const [follower, following] = ['followerId', 'followingId']
      User.belongsToMany(User, {
        ...{ as: 'following', through: 'Follow', foreignKey: follower, otherKey: following },
      })
      User.belongsToMany(User, {
        ...{ as: 'followers', through: 'Follow', foreignKey: following, otherKey: follower },
      })
    },
  ],
  [
    'by another key, and without constraints',
    (r) => ({
      User: { posts: r.hasMany('Post', { sourceKey: 'name', constraints: false }) },
      Post: { author: r.belongsTo('User') },
    }),
    ({ User, Post }) => {
      const shared = { foreignKey: 'authorId', constraints: false }
      User.hasMany(Post, { as: 'posts', sourceKey: 'name', ...shared })
      Post.belongsTo(User, { as: 'author', targetKey: 'name', ...shared })
    },
  ],
  [
    'one side only',
    (r) => ({
      User: { posts: r.hasMany('Post', { inverse: false, onDelete: 'CASCADE' }) },
      Post: { card: r.hasOne('Card', { inverse: false }) },
    }),
    ({ User, Post, Card }) => {
      User.hasMany(Post, { as: 'posts', onDelete: 'CASCADE' })
      Post.hasOne(Card, { as: 'card' })
    },
  ],
]

/** What is public of associations and of the attributes that they added. */
function factsOf(sequelize: Any): unknown {
  return Object.values(sequelize.models).map((model: Any) => ({
    name: model.name,
    associations: Object.values(model.associations).map((one: Any) => ({
      ...{ as: one.as, type: one.associationType, target: one.target.name },
      ...{ foreignKey: one.foreignKey, otherKey: one.otherKey },
      ...{ sourceKey: one.sourceKey, targetKey: one.targetKey },
      ...{ through: one.throughModel?.name, accessors: one.accessors },
    })),
    attributes: Object.entries(model.rawAttributes)
      .filter(([name]) => !/^(created|updated)At$/.test(name))
      .map(([name, { allowNull, primaryKey, unique, references, onDelete, onUpdate }]: Any) => ({
        ...{ name, allowNull, primaryKey, unique, references, onDelete, onUpdate },
      })),
    methods: Object.values(model.associations)
      .flatMap((one: Any) => Object.values(one.accessors) as string[])
      .filter((method) => typeof model.prototype[method] === 'function'),
  }))
}

it.each(cases)('relate makes what the calls of v6 make: %s', (_, declare, call) => {
  const ours: Any = new Sequelize({ dialect: 'sqlite', logging: false })
  const models = modelsOf(ours, DataTypes)
  ours.relate({ ...models }, declare)
  const dialectModule = createRequire(import.meta.url)('sqlite3') as object
  const theirs: Any = new V6({ dialect: 'sqlite', dialectModule, logging: false })
  call(modelsOf(theirs, V6Types))
  expect(JSON.parse(JSON.stringify(factsOf(ours)))).toEqual(
    JSON.parse(JSON.stringify(factsOf(theirs))),
  )
})
