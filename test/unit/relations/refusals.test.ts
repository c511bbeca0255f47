/** What `relate`, `describeAssociations` and `toMermaid` refuse to be given, and what passes. */
import { describe, expect, it } from 'vitest'
import { DataTypes, Model, Sequelize } from '../../../lib/index.js'
import { type Any, sheet } from './models.js'
import { pastedCode } from './pasted.js'

/** The warnings of the process that a program causes. */
async function warningsOf(program: () => unknown): Promise<string[]> {
  const found: string[] = []
  const listener = (warning: Error & { code?: string }): void => {
    if (warning.code === 'RELATA_MISSING_INVERSE') found.push(warning.message)
  }
  process.on('warning', listener)
  program()
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', listener)
  return found
}

describe('relate refuses', () => {
  it('an async function, whose relations come too late', () => {
    const { models, relate } = sheet('User', 'Post')
    const message =
      'sequelize.relate: the function is async: it gave a promise, and nothing was declared. ' +
      'Leave "async" out, and await what it needs before the call.'
    expect(() => relate(async (r) => ({ User: { posts: r.hasMany('Post') } }))).toThrow(message)
    expect(() =>
      relate(async () => {
        throw new Error('not seen')
      }),
    ).toThrow(message)
    expect(models.User.associations).toEqual({})
  })

  it.each([
    ['a list', () => []],
    ['a map', () => new Map()],
    ['a relation', (r: Any) => r.hasMany('Post')],
    ['text', () => 'User'],
    ['null', () => null],
  ])('a function that gives %s', (_, declare) => {
    const { relate } = sheet('User', 'Post')
    expect(() => relate(declare)).toThrow(
      'sequelize.relate: what the function gives must be an object of relations by model and alias. Received ',
    )
  })

  it('a list of models', () => {
    const { sequelize, models } = sheet('User')
    expect(() => sequelize.relate([models.User] as Any, () => ({}))).toThrow(
      'sequelize.relate: the models must be an object of models by name. Received ',
    )
  })

  it.each([
    ['null', () => null],
    ['a list', (r: Any) => [r.hasMany('Post')]],
    ['text', () => 'Post'],
    ['a promise', async () => ({})],
  ])('%s in place of the relations of a model', (_, value) => {
    const { problemsOf } = sheet('User', 'Post')
    const message = problemsOf((r) => ({ User: value(r) }))
    expect(message).toContain('User: its relations are an object of relations by alias. Received ')
    expect(message).toContain("User: { alias: r.hasMany('Target') }")
  })

  it('a relation without an alias', () => {
    const { problemsOf } = sheet('User', 'Post')
    expect(problemsOf((r) => ({ Post: r.belongsTo('User') }))).toContain(
      "Post: { alias: r.belongsTo('User') }",
    )
  })

  it.each([
    [{ invers: 'require' }, '"invers" is not an option. Did you mean "inverse"?'],
    ['require', 'the options must be an object with "inverse". Received "require".'],
    [null, 'the options must be an object with "inverse". Received null.'],
    [{ inverse: 'requir' }, 'inverse must be "warn", "require" or "ignore". Received "requir".'],
  ])('the options %j', (options, message) => {
    const { problemsOf } = sheet('User')
    expect(problemsOf(() => ({}), options as Any)).toBe(`sequelize.relate: ${message}`)
  })

  it('one of the two models as what it goes through, given as a class', () => {
    const { models, problemsOf } = sheet('A', 'B')
    const declare = (r: Any) => ({ A: { bs: r.belongsToMany('B', { through: models.B }) } })
    expect(problemsOf(declare)).toContain(
      'A.bs: it goes through "B", which is one of the two models that it links.',
    )
  })

  it('to go through a model of another instance, or of none', () => {
    const { sequelize, models } = sheet('Post', 'Tag')
    const Link = new Sequelize({ dialect: 'sqlite' }).define('Link', {})
    class Unready extends Model {}
    const relate = (through: unknown) => () =>
      sequelize.relate(models, (r: Any) => ({
        Post: { tags: r.belongsToMany('Tag', { through }) },
      }))
    expect(relate(Link)).toThrow(
      'Post.tags: the model it goes through belongs to another Sequelize instance',
    )
    expect(relate({ model: Unready })).toThrow(
      'Post.tags: the model it goes through, Unready, is not connected to a Sequelize instance yet.',
    )
    expect(models.Post.associations).toEqual({})
  })

  it('options that another kind of relation has, and lists those of its own', () => {
    const { problemsOf } = sheet('User', 'Post')
    const declare = (r: Any) => ({
      Post: {
        user: r.belongsTo('User', { scope: { name: 'x' }, sourceKey: 'id', inverse: false }),
      },
    })
    const message = problemsOf(declare)
    const known =
      'It has: foreignKey, constraints, foreignKeyConstraint, onDelete, onUpdate, hooks, inverse, targetKey, keyType.'
    expect(message).toContain(`1. Post.user: belongsTo has no option "scope". ${known}`)
    expect(message).toContain(`2. Post.user: belongsTo has no option "sourceKey". ${known}`)
  })

  it('a second declaration of the same relations, and says nothing of what follows from it', () => {
    const { relate, problemsOf } = sheet('User', 'Post')
    const declare = (r: Any) => ({
      User: { posts: r.hasMany('Post') },
      Post: { user: r.belongsTo('User') },
    })
    relate(declare)
    const message = problemsOf(declare)
    expect(message).toMatch(/^sequelize\.relate: there are 2 contradictions/)
    expect(message).toContain('1. User.posts: the model has an association of this name already')
    expect(message).toContain('2. Post.user: the model has an association of this name already')
    expect(message).toContain(
      "User: { otherPosts: r.hasMany('Post', { foreignKey: 'otherUserId' }) }",
    )
  })

  it('an alias that a call of v6 has used, and says nothing of what follows from it', () => {
    const { models, problemsOf } = sheet('User', 'Post')
    models.User.hasMany(models.Post, { as: 'posts' })
    const message = problemsOf((r) => ({
      User: { posts: r.hasMany('Post') },
      Post: { user: r.belongsTo('User') },
    }))
    expect(message).toMatch(/^sequelize\.relate: there is a contradiction/)
    expect(message).toContain('User.posts: the model has an association of this name already')
  })
})

describe('relate accepts', () => {
  it('one key for two tables that the database does not enforce', () => {
    const { relate, models } = sheet('A', 'B', 'C')
    const options = { foreignKey: 'sId', constraints: false }
    relate((r) => ({
      A: { cs: r.hasMany('C', { ...options, scope: { name: 'a' } }) },
      B: { cs: r.hasMany('C', { ...options, scope: { name: 'b' } }) },
      C: { a: r.belongsTo('A', options), b: r.belongsTo('B', options) },
    }))
    expect(models.C.getAttributes().sId.references).toBeUndefined()
  })

  it('a column of one key that is part of another, which refers to another table', () => {
    const { sequelize, models, relate } = sheet('Tenant', 'Order')
    models.Customer = sequelize.define('Customer', {
      tenantId: { type: DataTypes.INTEGER, primaryKey: true },
      id: { type: DataTypes.INTEGER, primaryKey: true },
    })
    relate((r) => ({
      Tenant: { orders: r.hasMany('Order', { foreignKey: 'tenantId', inverse: false }) },
      Customer: {
        orders: r.hasMany('Order', { foreignKey: ['tenantId', 'customerId'], inverse: false }),
      },
    }))
    expect(Object.keys(models.Order.getAttributes())).toEqual([
      ...['id', 'name', 'tenantId', 'customerId'],
    ])
  })

  it('an alias of a model that one of its parents has as a relation', () => {
    const { sequelize, models, relate } = sheet('Post')
    class User extends Model {}
    User.init({}, { sequelize, modelName: 'User' })
    Object.assign(models, { User })
    relate((r) => ({ User: { posts: r.hasMany('Post', { inverse: false }) } }))
    class Admin extends User {}
    Admin.init({}, { sequelize, modelName: 'Admin' })
    Object.assign(models, { Admin })
    relate((r) => ({ Admin: { posts: r.hasMany('Post', { inverse: false }) } }))
    expect(Object.keys(Admin.associations)).toEqual(['posts'])
  })

  it('SET NULL for a key that may be null, and a table of pairs by the name of its model', () => {
    const { sequelize, models, relate } = sheet('Post', 'Tag')
    models.Link = sequelize.define('Link', {}, { tableName: 'links' })
    relate((r) => ({
      Post: {
        tags: r.belongsToMany('Tag', { through: 'Link', inverse: false }),
        parent: r.belongsTo('Post', { onDelete: 'set null', onUpdate: '', inverse: false }),
      },
    }))
    expect(Object.keys(models.Post.associations)).toEqual(['tags', 'parent'])
  })
})

describe('the other sides that relate suggests', () => {
  it('are of two models by one key two relations, which the database does not enforce either', async () => {
    const { relate, models } = sheet('A', 'B', 'C')
    const options = { foreignKey: 'subjectId', constraints: false }
    const [warning = ''] = await warningsOf(() =>
      relate((r) => ({
        A: { cs: r.hasMany('C', { ...options, scope: { name: 'a' } }) },
        B: { cs: r.hasMany('C', { ...options, scope: { name: 'b' } }) },
      })),
    )
    expect(warning).toContain(
      "\n  C: { a: r.belongsTo('A', { foreignKey: 'subjectId', constraints: false }), " +
        "b: r.belongsTo('B', { foreignKey: 'subjectId', constraints: false }) }",
    )
    relate(pastedCode(warning), { inverse: 'require' })
    expect(Object.keys(models.C.associations)).toEqual(['a', 'b'])
  })

  it('have names that are free', async () => {
    const { sequelize, relate, models } = sheet('A')
    models.C = sequelize.define('C', { a: DataTypes.STRING })
    const [warning = ''] = await warningsOf(() => relate((r) => ({ A: { cs: r.hasMany('C') } })))
    expect(warning).toContain("\n  C: { otherA: r.belongsTo('A', { foreignKey: 'AId' }) }")
    relate(pastedCode(warning), { inverse: 'require' })
    expect(Object.keys(models.C.associations)).toEqual(['otherA'])
  })
})

describe('the options of what explains associations', () => {
  it.each([
    [
      'of an unknown name',
      { fromat: 'object' },
      '"fromat" is not an option. Did you mean "format"?',
    ],
    ['as text', 'books', 'the options must be an object with "format". Received "books".'],
    ['as null', null, 'the options must be an object with "format". Received null.'],
  ])('are refused by describeAssociations %s', (_, options, message) => {
    const { models } = sheet('User')
    expect(() => models.User.describeAssociations(options)).toThrow(
      `User.describeAssociations: ${message}`,
    )
  })

  it.each([
    [{ attribute: false }, '"attribute" is not an option. Did you mean "attributes"?'],
    [{ attributes: 'no' }, 'attributes must be true or false. Received "no".'],
    [{ models: 'Book' }, 'models must be a list of models or their names. Received "Book".'],
    [{ models: null }, 'models must be a list of models or their names. Received null.'],
    [null, 'the options must be an object with "models" and "attributes". Received null.'],
    ['Book', 'the options must be an object with "models" and "attributes". Received "Book".'],
  ])('are refused by toMermaid: %j', (options, message) => {
    const { sequelize } = sheet('User')
    expect(() => sequelize.toMermaid(options as Any)).toThrow(`sequelize.toMermaid: ${message}`)
  })
})

it('describeAssociations draws a column of both keys of a through table once', () => {
  const { sequelize, models, relate } = sheet()
  const tenant = { tenantId: { type: DataTypes.INTEGER, primaryKey: true } }
  const id = { id: { type: DataTypes.INTEGER, primaryKey: true } }
  models.Order = sequelize.define('Order', { ...tenant, ...id })
  models.Label = sequelize.define('Label', { ...tenant, ...id })
  const keys = { foreignKey: ['tenantId', 'orderId'], otherKey: ['tenantId', 'labelId'] }
  relate((r) => ({
    Order: { labels: r.belongsToMany('Label', { through: 'OrderLabel', ...keys, inverse: false }) },
  }))
  const [{ drawing }] = models.Order.describeAssociations({ format: 'object' })
  expect(`\n${drawing}\n`).toMatchInlineSnapshot(`
    "
     Orders                          OrderLabel
    ┌───────────────────────┐       ┌──────────────────────────┐        Labels
    │ id        INTEGER  PK │◀──────│ orderId   INTEGER  PK FK │       ┌───────────────────────┐
    │ tenantId  INTEGER  PK │◀──────│ tenantId  INTEGER  PK FK │──────▶│ tenantId  INTEGER  PK │
    └───────────────────────┘       │ labelId   INTEGER  PK FK │──────▶│ id        INTEGER  PK │
                                    └──────────────────────────┘       └───────────────────────┘
    "
  `)
})
