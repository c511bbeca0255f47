/** What two sides say differently: refused, and the code that the error shows is accepted. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, keysOf, sheet } from './models.js'
import { type Mistake, tryMistake } from './pasted.js'

const alone = { inverse: false }
const { STRING, INTEGER, BIGINT } = DataTypes

function withKey(references: unknown): NonNullable<Mistake['before']> {
  return (models, sequelize) => {
    models.Post = sequelize.define('Post', {
      k: {
        type: INTEGER,
        references: typeof references === 'function' ? references(models) : references,
      },
    })
  }
}

const mistakes: readonly Mistake[] = [
  ...[
    ['the class', (models: Any) => ({ model: models.Other, key: 'id' })],
    ['the table', { model: 'Others', key: 'id' }],
    ['the table alone', 'Others'],
    ['the table with its schema', { model: { tableName: 'Others' }, key: 'id' }],
  ].map(
    ([title, references]): Mistake => ({
      title: `a key that is an attribute which refers to another table, by ${String(title)}`,
      models: ['User', 'Other'],
      before: withKey(references),
      wrong: (r) => ({ Post: { user: r.belongsTo('User', { foreignKey: 'k', ...alone }) } }),
      says: [
        'Post.user: the key "k" refers to User here and to Other in the attributes of Post; the database can enforce one of them only.',
        "Post: { user: r.belongsTo('User', { foreignKey: 'k', constraints: false, inverse: false }) }",
      ],
    }),
  ),
  {
    title: 'a key that is an attribute which refers to a table of no model, from both sides',
    models: ['User'],
    before: withKey('legacy'),
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: 'k' }) },
      Post: { user: r.belongsTo('User') },
    }),
    says: ['User.posts: the key "k" refers to User here and to legacy in the attributes of Post'],
  },
  {
    title: 'two types of a key, beside it',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { keyType: STRING }) },
      Post: { user: r.belongsTo('User', { keyType: INTEGER }) },
    }),
    kept: (r) => ({ User: { posts: r.hasMany('Post', { keyType: STRING }) } }),
    says: [
      'User.posts: "keyType" makes its key VARCHAR(255), and in Post.user, its other side, it is INTEGER.',
      "Post: { user: r.belongsTo('User') }",
    ],
  },
  {
    title: 'two types of a key, in it and beside it',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: { name: 'uId', type: BIGINT } }) },
      Post: {
        user: r.belongsTo('User', {
          foreignKey: { name: 'uId', allowNull: false },
          keyType: STRING,
        }),
      },
    }),
    kept: (r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: { name: 'uId', type: BIGINT } }) },
    }),
    says: [
      'User.posts: "foreignKey.type" makes its key BIGINT, and in Post.user',
      "Post: { user: r.belongsTo('User', { foreignKey: { name: 'uId', allowNull: false } }) }",
    ],
  },
  {
    title: 'two types of one of the keys of a table of pairs',
    models: ['Post', 'Tag'],
    wrong: (r) => ({
      Post: {
        tags: r.belongsToMany('Tag', { through: 'PT', foreignKey: { name: 'p', type: STRING } }),
      },
      Tag: {
        posts: r.belongsToMany('Post', { through: 'PT', otherKey: { name: 'p', type: INTEGER } }),
      },
    }),
    kept: (r) => ({
      Post: {
        tags: r.belongsToMany('Tag', { through: 'PT', foreignKey: { name: 'p', type: STRING } }),
      },
    }),
    says: [
      'Post.tags: "foreignKey.type" makes its key VARCHAR(255), and in Tag.posts',
      "Tag: { posts: r.belongsToMany('Post', { through: 'PT', otherKey: 'p' }) }",
    ],
  },
  {
    title: 'a column of one of the keys of a table of pairs',
    models: ['Post', 'Tag'],
    wrong: (r) => ({
      Post: {
        tags: r.belongsToMany('Tag', { through: 'PT', foreignKey: { name: 'p', field: 'x' } }),
      },
      Tag: {
        posts: r.belongsToMany('Post', { through: 'PT', otherKey: { name: 'p', field: 'y' } }),
      },
    }),
    says: ['Post.tags: "foreignKey.field" is "x" here, and "y" in Tag.posts, its other side.'],
  },
  {
    title: 'a column of a key of several',
    models: ['Comp', 'Post'],
    before: (models, sequelize) => {
      models.Comp = sequelize.define('Comp', {
        a: { type: INTEGER, primaryKey: true },
        b: { type: INTEGER, primaryKey: true },
      })
    },
    wrong: (r) => ({
      Comp: {
        posts: r.hasMany('Post', { foreignKey: [{ name: 'x' }, { name: 'y', field: 'u' }] }),
      },
      Post: { comp: r.belongsTo('Comp', { foreignKey: ['x', { name: 'y', field: 'w' }] }) },
    }),
    says: ['Comp.posts: "foreignKey.field" is "u" here, and "w" in Post.comp, its other side.'],
  },
  ...(['onDelete', 'onUpdate'] as const).map(
    (option): Mistake => ({
      title: `two actions of a table of pairs: ${option}`,
      models: ['Post', 'Tag'],
      wrong: (r) => ({
        Post: { tags: r.belongsToMany('Tag', { through: 'PT', [option]: 'RESTRICT' }) },
        Tag: { posts: r.belongsToMany('Post', { through: 'PT', [option]: 'CASCADE' }) },
      }),
      says: [
        `Post.tags: "${option}" is "RESTRICT" here, and "CASCADE" in Tag.posts, its other side.`,
        `Tag: { posts: r.belongsToMany('Post', { through: 'PT', ${option}: 'RESTRICT' }) }`,
      ],
    }),
  ),
  {
    title: 'an action of a table of pairs that a call of v6 says otherwise',
    models: ['Post', 'Tag'],
    before: ({ Post, Tag }) =>
      Post.belongsToMany(Tag, { as: 'tags', through: 'PT', onDelete: 'RESTRICT' }),
    wrong: (r) => ({
      Tag: { posts: r.belongsToMany('Post', { through: 'PT', onDelete: 'CASCADE' }) },
    }),
    says: [
      'Tag.posts: "onDelete" is "CASCADE" here, and "RESTRICT" in Post.tags, its other side.',
      "Tag: { posts: r.belongsToMany('Post', { through: 'PT', onDelete: 'RESTRICT' }) }",
    ],
  },
  {
    title: 'pairs that are there once, and any number of times',
    models: ['Post', 'Tag'],
    wrong: (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: { model: 'PT', unique: false } }) },
      Tag: { posts: r.belongsToMany('Post', { through: { model: 'PT', unique: true } }) },
    }),
    says: [
      'Post.tags: "through.unique" is false here, and true in Tag.posts, its other side.',
      "Tag: { posts: r.belongsToMany('Post', { through: { model: 'PT', unique: false } }) }",
    ],
  },
  {
    title: 'two names of the unique key of a table of pairs',
    models: ['Post', 'Tag'],
    wrong: (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PT', uniqueKey: 'u1' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PT', uniqueKey: 'u2' }) },
    }),
    says: ['Post.tags: "uniqueKey" is "u1" here, and "u2" in Tag.posts, its other side.'],
  },
  {
    title: 'a referred key that a call of v6 says otherwise',
    models: ['User', 'Post'],
    before: ({ User, Post }) =>
      User.hasMany(Post, { as: 'posts', foreignKey: 'uId', sourceKey: 'name' }),
    wrong: (r) => ({ Post: { user: r.belongsTo('User', { foreignKey: 'uId', targetKey: 'id' }) } }),
    says: [
      'Post.user: "targetKey" is "id" here, and "name" in User.posts, its other side.',
      "Post: { user: r.belongsTo('User', { foreignKey: 'uId', targetKey: 'name' }) }",
    ],
  },
]

it.each(mistakes)('relate refuses $title', (mistake) => {
  const { message, afterPasting } = tryMistake(mistake)
  for (const text of mistake.says) expect(message).toContain(text)
  expect(afterPasting).toBe('nothing')
})

describe('relate accepts', () => {
  it.each([
    ['its class', (User: Any) => ({ model: User, key: 'id' })],
    ['its table', () => ({ model: 'Users', key: 'id' })],
  ])('a key that is an attribute which refers to the same table, by %s', (_, references) => {
    const { sequelize, models, problemsOf } = sheet('User')
    models.Post = sequelize.define('Post', {
      k: { type: INTEGER, references: references(models.User) },
    })
    const declared = problemsOf((r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: 'k' }) },
      Post: { user: r.belongsTo('User') },
    }))
    expect(declared).toBe('nothing')
  })

  it('one type in two spellings', () => {
    const declared = sheet('User', 'Post').problemsOf((r) => ({
      User: { posts: r.hasMany('Post', { keyType: 'INTEGER' }) },
      Post: { user: r.belongsTo('User', { foreignKey: { name: 'uId', type: INTEGER } }) },
    }))
    expect(declared).toBe('nothing')
  })
})

describe('one side of a table of pairs says for both', () => {
  it('what deleting does, and that nothing is enforced', () => {
    const actions = sheet('Post', 'Tag')
    actions.relate((r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PT' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PT', onDelete: 'RESTRICT' }) },
    }))
    const attributes = (actions.sequelize.models.PT as Any).rawAttributes
    expect(Object.values(attributes).map((one: Any) => one.onDelete)).toEqual([
      'RESTRICT',
      'RESTRICT',
    ])
    const loose = sheet('Post', 'Tag')
    loose.relate((r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PT', constraints: false }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PT' }) },
    }))
    const free = (loose.sequelize.models.PT as Any).rawAttributes
    expect(Object.values(free).map((one: Any) => one.references)).toEqual([undefined, undefined])
  })

  it('that a pair may be there twice', () => {
    const { sequelize, models, relate } = sheet('Post', 'Tag')
    models.Link = sequelize.define('Link', { id: { type: INTEGER, primaryKey: true } })
    relate((r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'Link' }) },
      Tag: { posts: r.belongsToMany('Post', { through: { model: 'Link', unique: false } }) },
    }))
    expect(models.Post.associations.tags.through.unique).toBe(false)
    expect(models.Link.rawAttributes.PostId.unique).toBeUndefined()
    expect(keysOf(models.Post.associations.tags)).toBe('PostId → id, TagId → id')
  })
})

describe('several candidates for the other side', () => {
  it('are one contradiction: what their keys would be is not known yet', () => {
    const message = sheet('User', 'Post').problemsOf((r) => ({
      User: { written: r.hasMany('Post'), edited: r.hasMany('Post') },
      Post: { user: r.belongsTo('User') },
    }))
    expect(message).toMatch(/^sequelize\.relate: there is a contradiction/)
    expect(message).toContain('User.written, User.edited, Post.user: which of these are two sides')
    expect(message).not.toContain('upper and lower case')
  })
})

it('the other side that is suggested for pairs with a scope has the scope, too', () => {
  const { models, sequelize, problemsOf } = sheet('Post', 'Tag')
  models.Tagging = sequelize.define('Tagging', { kind: STRING })
  const through = { model: 'Tagging', unique: false, scope: { kind: 'post' } }
  const declare = (r: Any): Any => ({ Post: { tags: r.belongsToMany('Tag', { through }) } })
  expect(problemsOf(declare, { inverse: 'require' })).toContain(
    "Tag: { posts: r.belongsToMany('Post', { through: { model: 'Tagging', scope: { kind: 'post' } } }) }",
  )
})
