/** What `relate` refuses with code that ends it: the code is pasted, and accepted. */
import { expect, it } from 'vitest'
import { DataTypes, Model } from '../../../lib/index.js'
import { type Any } from './models.js'
import { type Mistake, tryMistake } from './pasted.js'

const alone = { inverse: false }

const mistakes: readonly Mistake[] = [
  {
    title: 'one key that refers to two tables, by hasMany',
    models: ['A', 'B', 'C'],
    wrong: (r) => ({
      A: { cs: r.hasMany('C', { foreignKey: 'sId', ...alone }) },
      B: { cs: r.hasMany('C', { foreignKey: 'sId', ...alone }) },
    }),
    says: [
      'B.cs: the key "sId" refers to B here and to A in A.cs; the database can enforce one of them only.',
      "A: { cs: r.hasMany('C', { foreignKey: 'sId', constraints: false, inverse: false }) }",
    ],
  },
  {
    title: 'one key that refers to two tables, by hasOne and belongsTo',
    models: ['A', 'B', 'C'],
    wrong: (r) => ({
      A: { c: r.hasOne('C', { foreignKey: 'sId', ...alone }) },
      C: { b: r.belongsTo('B', { foreignKey: 'sId', ...alone }) },
    }),
    says: ['C.b: the key "sId" refers to B here and to A in A.c'],
  },
  {
    title: 'one key that refers to two tables, one of them by a call of v6',
    models: ['A', 'B', 'C'],
    before: ({ A, C }) => A.hasMany(C, { as: 'cs', foreignKey: 'sId' }),
    wrong: (r) => ({ B: { cs: r.hasMany('C', { foreignKey: 'sId', ...alone }) } }),
    says: ['B.cs: the key "sId" refers to B here and to A in A.cs'],
  },
  {
    title: 'one key that refers to two tables, by two calls of relate',
    models: ['A', 'B', 'C'],
    before: ({ A, C }, sequelize) =>
      sequelize.relate({ A, C }, (r: Any) => ({
        A: { cs: r.hasMany('C', { foreignKey: 'sId', ...alone }) },
      })),
    wrong: (r) => ({ B: { cs: r.hasMany('C', { foreignKey: 'sId', ...alone }) } }),
    says: ['B.cs: the key "sId" refers to B here and to A in A.cs'],
  },
  {
    title: 'one key of a table of pairs that refers to two tables',
    models: ['A', 'B', 'C'],
    wrong: (r) => ({
      A: { cs: r.belongsToMany('C', { through: 'Pair', foreignKey: 'sId' }) },
      B: { cs: r.belongsToMany('C', { through: 'Pair', foreignKey: 'sId' }) },
    }),
    says: ['B.cs: the key "sId" refers to B here and to A in A.cs'],
  },
  {
    title: 'a table of pairs that an empty object names',
    models: ['Post', 'Tag'],
    wrong: (r) => ({ Post: { tags: r.belongsToMany('Tag', { through: {} }) } }),
    says: ["Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) }"],
  },
  {
    title: 'a table of pairs with options and without a name',
    models: ['Post', 'Tag'],
    wrong: (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: { model: undefined, unique: false } }) },
    }),
    says: [
      "Post: { tags: r.belongsToMany('Tag', { through: { model: 'PostTag', unique: false } }) }",
    ],
  },
  {
    title: 'two tables of pairs, with options',
    models: ['Post', 'Tag'],
    wrong: (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
      Tag: { posts: r.belongsToMany('Post', { through: { model: 'PT', unique: false } }) },
    }),
    says: [
      "Tag: { posts: r.belongsToMany('Post', { through: { model: 'PostTag', unique: false } }) }",
    ],
  },
  {
    title: 'one of the two models as the table of pairs',
    models: ['A', 'B'],
    wrong: (r) => ({ A: { bs: r.belongsToMany('B', { through: 'A' }) } }),
    says: [
      'A.bs: it goes through "A", which is one of the two models that it links.',
      "A: { bs: r.belongsToMany('B', { through: 'AB' }) }",
    ],
  },
  {
    title: 'the table of a model as the name of the through model',
    models: ['Post', 'Tag'],
    before: (_, sequelize) => sequelize.define('Link', {}, { tableName: 'links' }),
    wrong: (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'links' }) },
      Tag: { posts: r.belongsToMany('Post', { through: { model: 'links', unique: false } }) },
    }),
    says: [
      'Post.tags: it goes through "links", which is the table of Link: a second model of this table would be made.',
      "Post: { tags: r.belongsToMany('Tag', { through: 'Link' }) }",
      "Tag: { posts: r.belongsToMany('Post', { through: { model: 'Link', unique: false } }) }",
    ],
  },
  ...['dataValues', 'isNewRecord', '_options', '_changes', 'save'].map(
    (alias): Mistake => ({
      title: `an alias that instances have: ${alias}`,
      models: ['User', 'Post'],
      wrong: (r) => ({ User: { [alias]: r.hasMany('Post', alone) } }),
      says: [
        `User.${alias}: every instance has "${alias}" itself; what is loaded would hide it.`,
        "User: { posts: r.hasMany('Post', { inverse: false }) }",
      ],
    }),
  ),
  {
    title: 'an alias that makes promises of instances',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { then: r.hasMany('Post') },
      Post: { user: r.belongsTo('User', { inverse: 'then' }) },
    }),
    says: [
      'User.then: what has a "then" counts as a promise, and "await" would call it.',
      "User: { posts: r.hasMany('Post') }",
      "Post: { user: r.belongsTo('User', { inverse: 'posts' }) }",
    ],
  },
  {
    title: 'several aliases that instances have, for each another name',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { save: r.hasMany('Post', alone), ['__proto__']: r.hasMany('Post', alone) },
    }),
    says: [
      "User: { posts: r.hasMany('Post', { inverse: false }) }",
      "User: { otherPosts: r.hasMany('Post', { inverse: false }) }",
    ],
  },
  {
    title: 'a model as the table of pairs with itself',
    models: ['User'],
    wrong: (r) => ({ User: { friends: r.belongsToMany('User', { through: 'User' }) } }),
    says: ["User: { friends: r.belongsToMany('User', { through: 'UserFriends' }) }"],
  },
  {
    title: 'an empty alias',
    models: ['User', 'Post'],
    wrong: (r) => ({ User: { '': r.hasMany('Post', alone) } }),
    says: ['User.: the alias is empty, and no include could name it.'],
  },
  {
    title: 'an alias with a dot',
    models: ['User', 'Post'],
    wrong: (r) => ({ Post: { 'a.b': r.belongsTo('User', alone) } }),
    says: [
      'Post.a.b: the alias "a.b" has a dot in it, which parts the steps of a path.',
      "Post: { user: r.belongsTo('User', { inverse: false }) }",
    ],
  },
  {
    title: 'an alias that is a method of the class',
    models: ['User', 'Post'],
    before: (models, sequelize) => {
      models.User = class User extends Model {
        posts(): void {}
      }.init({ posts2: DataTypes.STRING }, { sequelize, modelName: 'User' })
    },
    wrong: (r) => ({ User: { posts: r.hasMany('Post', alone) } }),
    says: [
      'User.posts: the class User has "posts" itself, which would hide what is loaded.',
      "User: { otherPosts: r.hasMany('Post', { inverse: false }) }",
    ],
  },
  {
    title: 'an alias that is an accessor of a class between',
    models: ['Post'],
    before: (models, sequelize) => {
      class Base extends Model {
        get works(): string {
          return 'none'
        }
      }
      models.User = class User extends Base {}.init({}, { sequelize, modelName: 'User' })
    },
    wrong: (r) => ({ User: { works: r.hasMany('Post', alone) } }),
    says: ['User.works: the class Base has "works" itself, which would hide what is loaded.'],
  },
  {
    title: 'an alias that is a method which another relation adds',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: {
        posts: r.hasMany('Post', alone),
        getPosts: r.hasOne('Post', { foreignKey: 'x', ...alone }),
      },
    }),
    says: ['User.getPosts: User.posts adds a method "getPosts", which would hide what is loaded.'],
    kept: (r) => ({ User: { posts: r.hasMany('Post', alone) } }),
  },
  {
    title: 'two relations that add methods of one name',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: {
        posts: r.hasMany('Post'),
        post: r.hasOne('Post', { foreignKey: 'x', ...alone }),
      },
      Post: { user: r.belongsTo('User') },
    }),
    says: [
      'User.post: it adds createPost(), and so does User.posts: an instance has one method of a name.',
      "User: { otherPost: r.hasOne('Post', { foreignKey: 'x', inverse: false }) }",
    ],
    kept: (r) => ({ User: { posts: r.hasMany('Post') }, Post: { user: r.belongsTo('User') } }),
  },
  {
    title: 'methods that an association of v6 has added',
    models: ['User', 'Post'],
    before: ({ User, Post }) => User.hasMany(Post, { as: { singular: 'work', plural: 'works' } }),
    wrong: (r) => ({ User: { work: r.hasOne('Post', { foreignKey: 'x', ...alone }) } }),
    says: ['User.work: it adds createWork(), and so does User.works'],
  },
  {
    title: 'an action that SQL does not have',
    models: ['User', 'Post'],
    wrong: (r) => ({ User: { posts: r.hasMany('Post', { onDelete: 'CASCAD', ...alone }) } }),
    says: [
      'User.posts: "CASCAD" is no action for "onDelete". Possible: CASCADE, RESTRICT, SET NULL, SET DEFAULT, NO ACTION.',
      "User: { posts: r.hasMany('Post', { onDelete: 'CASCADE', inverse: false }) }",
    ],
  },
  {
    title: 'SET NULL for a key that the other side lets not be null',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { onDelete: 'set null' }) },
      Post: { user: r.belongsTo('User', { foreignKey: { name: 'uId', allowNull: false } }) },
    }),
    says: [
      'User.posts: onDelete "SET NULL" would set "uId" to null, which may not be null in Post.',
      "User: { posts: r.hasMany('Post', { onDelete: 'CASCADE' }) }",
    ],
    kept: (r) => ({
      Post: { user: r.belongsTo('User', { foreignKey: { name: 'uId', allowNull: false } }) },
    }),
  },
  {
    title: 'an alias that is an attribute',
    models: ['User', 'Post'],
    wrong: (r) => ({ Post: { name: r.belongsTo('User', { foreignKey: 'userId', ...alone }) } }),
    says: [
      'Post.name: "name" is an attribute of the model already',
      "Post: { user: r.belongsTo('User', { foreignKey: 'userId', inverse: false }) }",
    ],
  },
  {
    title: 'an alias that is the through model',
    models: ['Post', 'Tag'],
    wrong: (r) => ({ Post: { links: r.belongsToMany('Tag', { through: 'links', ...alone }) } }),
    says: [
      'Post.links: "links" is the through model, under whose name each target holds its through row.',
      "Post: { tags: r.belongsToMany('Tag', { through: 'links', inverse: false }) }",
    ],
  },
  {
    title: 'SET NULL for the keys of a table of pairs that is still to be made',
    models: ['Post', 'Tag'],
    wrong: (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag', onDelete: 'SET NULL' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) },
    }),
    kept: (r) => ({ Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) } }),
    says: [
      'Post.tags: onDelete "SET NULL" would set "PostId" to null, which is part of the primary key of PostTag.',
      'Take another action:',
    ],
  },
  {
    title: 'SET NULL for the keys of a through model, one of which may not be null',
    models: ['Post', 'Tag'],
    before: (models, sequelize) => {
      models.PostTag = sequelize.define('PostTag', {
        id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        tag: { type: DataTypes.INTEGER, allowNull: false },
      })
    },
    wrong: (r) => ({
      Post: {
        tags: r.belongsToMany('Tag', {
          ...{ through: 'PostTag', foreignKey: 'post', otherKey: 'tag', onDelete: 'set null' },
          ...alone,
        }),
      },
    }),
    says: [
      'Post.tags: onDelete "SET NULL" would set "tag" to null, which may not be null in PostTag.',
      'Let the key be null (allowNull: true), or take another action:',
    ],
  },
  {
    title: 'SET NULL for an attribute that may not be null',
    models: ['User'],
    before: (models, sequelize) => {
      const userId = { type: DataTypes.INTEGER, allowNull: false }
      models.Post = sequelize.define('Post', { userId })
    },
    wrong: (r) => ({ Post: { user: r.belongsTo('User', { onUpdate: 'SET NULL', ...alone }) } }),
    says: ['Post.user: onUpdate "SET NULL" would set "userId" to null'],
  },
  {
    title: 'an option that another kind has',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { otherKey: 'x', targetKey: 'y', ...alone }) },
    }),
    says: ['User.posts: hasMany has no option "otherKey". It has: foreignKey, constraints,'],
    kept: (r) => ({ User: { posts: r.hasMany('Post', alone) } }),
  },
  {
    title: 'an alias that is taken by another relation',
    models: ['User', 'Post', 'Tag'],
    before: ({ User, Post }) => User.hasOne(Post, { as: 'posts' }),
    wrong: (r) => ({ User: { posts: r.hasMany('Tag', alone) } }),
    says: [
      'User.posts: the model has an association of this name already: HasOne to Post.',
      "User: { tags: r.hasMany('Tag', { inverse: false }) }",
    ],
  },
  {
    title: 'an alias that is taken by the same many-to-many relation',
    models: ['Post', 'Tag'],
    before: ({ Post, Tag }) => Post.belongsToMany(Tag, { as: 'tags', through: 'PostTag' }),
    wrong: (r) => ({ Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) } }),
    says: ["Post: { otherTags: r.belongsToMany('Tag', { through: 'PostTag' }) }"],
  },
]

it.each(mistakes)('relate refuses $title', (mistake) => {
  const { message, afterPasting } = tryMistake(mistake)
  for (const text of mistake.says) expect(message).toContain(text)
  expect(afterPasting).toBe('nothing')
})
