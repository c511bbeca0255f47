/** The values of options with which associations are declared. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { AssociationError, DataTypes, Sequelize } from '../../../lib/index.js'
import type { Any } from '../relations/models.js'

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

function models(options: object = {}): Any {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false, ...options })
  const User = sequelize.define('User', { kind: DataTypes.STRING })
  const Post = sequelize.define('Post', { kind: DataTypes.JSON })
  const Link = sequelize.define('Link', { kind: DataTypes.STRING })
  return { sequelize, User, Post, Link }
}

const actions = '"CASCADE", "RESTRICT", "SET NULL", "SET DEFAULT", "NO ACTION"'

describe('values that nothing can be made of are refused', () => {
  it.each([
    ['hasMany', { onDelete: true }, `"onDelete" must be one of ${actions}. Received true.`],
    ['belongsTo', { onUpdate: 5 }, `"onUpdate" must be one of ${actions}. Received 5.`],
    ['hasOne', { onDelete: ['CASCADE'] }, `"onDelete" must be one of ${actions}. Received`],
    [
      'hasMany',
      { foreignKey: { name: 'uId', onDelete: {} } },
      `"foreignKey.onDelete" must be one of ${actions}. Received {}.`,
    ],
    [
      'hasMany',
      { foreignKey: new Map([['name', 'uId']]) },
      '"foreignKey" must be the name of an attribute',
    ],
    ['belongsToMany', { through: 'Pair', otherKey: new Date() }, '"otherKey" must be the name of'],
    ['hasMany', { sourceKey: 10n }, '"sourceKey" names 10n, which is not an attribute of User.'],
    ['belongsTo', { targetKey: [Symbol('x')] }, '"targetKey" names Symbol(x), which is not'],
    ['belongsTo', { targetKey: Object.create(null) }, '"targetKey" names'],
  ])('%s: %#', (method, options, message) => {
    const { User, Post } = models()
    expect(() => User[method](Post, { as: 'other', ...options })).toThrow(AssociationError)
    expect(() => User[method](Post, { as: 'other', ...options })).toThrow(message)
    expect(Object.keys(User.associations)).toEqual([])
  })
})

describe('values that nobody can mean are warned of, and refused with strict', () => {
  const text: readonly (readonly [string, object, string])[] = [
    [
      'hasMany',
      { onDelete: 'CASCAD' },
      '"onDelete" is "CASCAD", which no database knows. Did you mean "CASCADE"?',
    ],
    [
      'hasMany',
      { onUpdate: 'drop' },
      '"onUpdate" is "drop", which no database knows. Use one of CASCADE, RESTRICT, SET NULL, SET DEFAULT, NO ACTION.',
    ],
    [
      'belongsTo',
      { constraints: 'false' },
      '"constraints" must be true or false. Received "false".',
    ],
    ['hasMany', { hooks: 'x' }, '"hooks" must be true or false. Received "x".'],
    [
      'belongsToMany',
      { through: 'Pair', uniqueKey: 5 },
      '"uniqueKey" must be the name of the unique key. Received 5.',
    ],
    [
      'hasOne',
      { foreignKey: { name: 'uId', allowNull: 'no' } },
      '"foreignKey.allowNull" must be true or false. Received "no".',
    ],
    [
      'hasMany',
      { scope: 'x' },
      '"scope" must be an object of attributes and values. Received "x".',
    ],
    [
      'belongsToMany',
      { through: { model: 'Pair', unique: 'no' } },
      '"through.unique" must be true or false. Received "no".',
    ],
    [
      'belongsToMany',
      { through: { model: 'Pair', scope: ['x'] } },
      '"through.scope" must be an object of attributes and values.',
    ],
  ]

  it.each(text)('%s(%j)', async (method, options, message) => {
    const { User, Post } = models()
    User[method](Post, { as: 'other', ...options })
    expect(Object.keys(User.associations)).toHaveLength(1)
    expect(await warned()).toEqual([
      expect.stringContaining(`RELATA_OPTION_VALUE: User.${method}(Post): ${message}`),
    ])
    const strict = models({ strict: true })
    expect(() => strict.User[method](strict.Post, { as: 'other', ...options })).toThrow(
      `User.${method}(Post) (strict): ${message}`,
    )
    expect(Object.keys(strict.User.associations)).toEqual([])
  })
})

describe('what v6 takes for nothing, and all forms of actions, are accepted', () => {
  it.each([
    { onDelete: '', onUpdate: null },
    { onDelete: false, onUpdate: undefined },
    { onDelete: ' set null ', onUpdate: 'no action' },
    { constraints: null, hooks: undefined, scope: null },
    { foreignKey: Object.assign(Object.create({ of: 'a class' }), { name: 'uId' }) },
  ])('%j', async (options) => {
    const { User, Post } = models({ strict: true })
    User.hasMany(Post, { as: 'posts', inverse: false, ...options })
    expect(await warned()).toEqual([])
  })
})

describe('an option within through', () => {
  it('that is misspelt is warned of, and refused with strict', async () => {
    const { User, Post } = models()
    User.belongsToMany(Post, { through: { model: 'Pair', unqiue: false } })
    expect(await warned()).toEqual([
      'RELATA_UNKNOWN_OPTION: User.belongsToMany(Post): through: "unqiue" is not an option. Did you mean "unique"?',
    ])
    const strict = models({ strict: true })
    const through = { model: 'Pair', attributes: [] }
    expect(() => strict.User.belongsToMany(strict.Post, { through })).toThrow(
      'User.belongsToMany(Post): through (strict): "attributes" is not an option.',
    )
  })

  it('that exists is not', async () => {
    const { User, Post, Link } = models({ strict: true })
    const through = { model: Link, unique: false, paranoid: false, scope: { kind: 'x' } }
    User.belongsToMany(Post, { through, inverse: false })
    expect(await warned()).toEqual([])
  })
})

describe('a scope of what is no attribute', () => {
  const message = '"scope" names "kinde", which is not an attribute of Post. Did you mean "kind"?'

  it('is warned of when all are declared, and refused with strict', async () => {
    const { User, Post, Link } = models()
    User.hasMany(Post, { as: 'posts', scope: { kinde: 'x' } })
    const through = { model: Link, scope: { kinde: 'x' } }
    User.belongsToMany(Post, { as: 'others', through })
    expect(await warned()).toEqual([
      `RELATA_OPTION_VALUE: User.posts: ${message}`,
      'RELATA_OPTION_VALUE: User.others: "through.scope" names "kinde", which is not an attribute of Link. Did you mean "kind"?',
    ])
    const strict = models({ strict: true })
    expect(() => strict.User.hasMany(strict.Post, { as: 'posts', scope: { kinde: 'x' } })).toThrow(
      `User.hasMany(Post, { as: "posts" }) (strict): ${message}`,
    )
    expect(Object.keys(strict.Post.rawAttributes)).not.toContain('UserId')
  })

  it('is none where another association adds it in the same tick', async () => {
    const { User, Post } = models()
    User.hasMany(Post, { as: 'drafts', foreignKey: 'authorId', scope: { editorId: null } })
    User.hasMany(Post, { as: 'edited', foreignKey: 'editorId' })
    expect(await warned()).toEqual([])
  })

  it('is none for the own key, a path, and a through model that is made', async () => {
    const { User, Post } = models({ strict: true })
    User.hasMany(Post, { as: 'a', foreignKey: 'authorId', scope: { authorId: 1, 'kind.of': 'x' } })
    const through = { model: 'Pair', scope: { status: 'x' } }
    User.belongsToMany(Post, { as: 'b', through })
    const pair = User.associations.b.through.model
    pair.rawAttributes.status = { type: DataTypes.STRING }
    pair.refreshAttributes()
    expect(await warned()).toEqual([])
  })
})

it('singular, which is an option of relate, is warned of, and refused with strict', async () => {
  const { User, Post } = models()
  User.hasMany(Post, { as: 'opera', singular: 'opus' })
  const what = `"singular" is an option of sequelize.relate. Give both names: { as: { singular: 'opus', plural: 'opera' } }.`
  expect(await warned()).toEqual([`RELATA_UNKNOWN_OPTION: User.hasMany(Post): ${what}`])
  const strict = models({ strict: true })
  const declare = () => strict.User.hasMany(strict.Post, { as: 'opera', singular: 'opus' })
  expect(declare).toThrow(`User.hasMany(Post) (strict): ${what}`)
})
