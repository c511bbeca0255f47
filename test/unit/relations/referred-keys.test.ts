/** What the keys of relations refer to: a whole key, a unique one, of a type that they can have. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, keysOf, sheet } from './models.js'
import { type Mistake, tryMistake } from './pasted.js'

const integer = DataTypes.INTEGER

/** Models of a database with tenants, whose keys have two columns. */
function tenants(_models: Any, sequelize: Any): void {
  const key = { type: integer, primaryKey: true }
  sequelize.models.Customer.rawAttributes.id = key
  for (const name of ['Customer', 'Product']) {
    const model = sequelize.models[name]
    model.rawAttributes = { tenantId: key, no: key, name: model.rawAttributes.name }
    model.refreshAttributes()
  }
}

const mistakes: readonly Mistake[] = [
  {
    title: 'a key of one column to a primary key of two',
    models: ['Customer', 'Product', 'Order'],
    before: tenants,
    wrong: (r) => ({
      Customer: { orders: r.hasMany('Order', { foreignKey: { name: 'cId', allowNull: false } }) },
      Order: { customer: r.belongsTo('Customer') },
    }),
    says: [
      'Customer.orders: the primary key of Customer has 2 attributes (tenantId, no), and a foreign key of one would refer to "tenantId" alone, which several rows share.',
      "Customer: { orders: r.hasMany('Order', { foreignKey: [{ name: 'customerTenantId', allowNull: false }, { name: 'customerNo', allowNull: false }] }) }",
    ],
    kept: (r) => ({ Order: { customer: r.belongsTo('Customer') } }),
  },
  {
    title: 'keys of one column to pairs of primary keys of two',
    models: ['Customer', 'Product', 'Order'],
    before: tenants,
    wrong: (r) => ({
      Customer: { wishes: r.belongsToMany('Product', { through: 'Wish' }) },
      Product: { wishers: r.belongsToMany('Customer', { through: 'Wish', foreignKey: 'pId' }) },
    }),
    says: [
      "Customer: { wishes: r.belongsToMany('Product', { through: 'Wish', foreignKey: ['CustomerTenantId', 'CustomerNo'], otherKey: ['ProductTenantId', 'ProductNo'] }) }",
    ],
  },
  {
    title: 'what is not unique',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { sourceKey: 'name' }) },
      Post: { user: r.belongsTo('User') },
    }),
    says: [
      'User.posts: its key refers to "name" of User, whose values are not unique: no database enforces that.',
      "User: { posts: r.hasMany('Post', { sourceKey: 'name', constraints: false }) }",
    ],
  },
  {
    title: 'what is not unique, for pairs',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.belongsToMany('Post', { through: 'L', targetKey: 'name', inverse: false }) },
    }),
    says: ['User.posts: its key refers to "name" of Post, whose values are not unique'],
  },
  {
    title: 'a number by text',
    models: ['User', 'Post'],
    wrong: (r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: 'name' }) },
      Post: { user: r.belongsTo('User') },
    }),
    says: [
      'User.posts: its key "name" is VARCHAR(255), and refers to User.id, which is INTEGER.',
      "User: { posts: r.hasMany('Post', { foreignKey: 'name', constraints: false }) }",
    ],
  },
  {
    title: 'one type for a key of two columns',
    models: ['Customer', 'Product', 'Order'],
    before: tenants,
    wrong: (r) => ({
      Customer: { orders: r.hasMany('Order', { keyType: integer }) },
      Order: { customer: r.belongsTo('Customer', { foreignKey: ['a', 'b'] }) },
    }),
    says: [
      'Customer.orders: "keyType" is the type of one attribute, and the key has several (a, b).',
      "Customer: { orders: r.hasMany('Order') }",
    ],
    kept: (r) => ({ Order: { customer: r.belongsTo('Customer', { foreignKey: ['a', 'b'] }) } }),
  },
]

it.each(mistakes)('relate refuses a key that refers to $title', (mistake) => {
  const { message, afterPasting } = tryMistake(mistake)
  for (const text of mistake.says) expect(message).toContain(text)
  expect(afterPasting).toBe('nothing')
})

describe('a key may refer', () => {
  const accepted: readonly (readonly [string, Any, Any])[] = [
    ['to a unique attribute', { code: { type: integer, unique: true } }, {}],
    [
      'to one that a unique index covers',
      { code: integer },
      { indexes: [{ unique: true, fields: ['code'] }] },
    ],
    ['to one that is unique by a name', { code: { type: integer, unique: 'codes' } }, {}],
  ]
  it.each(accepted)('%s', (_title, attributes, options) => {
    const { sequelize, models, problemsOf } = sheet('Post')
    models.User = sequelize.define('User', attributes, options)
    const declare = (r: Any): Any => ({
      User: { posts: r.hasMany('Post', { sourceKey: 'code', inverse: false }) },
    })
    expect(problemsOf(declare)).toBe('nothing')
  })

  it('to a part of a primary key that is named, and to anything that is not enforced', () => {
    const { sequelize, problemsOf, models } = sheet('Customer', 'Product', 'Order')
    tenants(models, sequelize)
    const declare = (r: Any): Any => ({
      Customer: {
        peers: r.hasMany('Product', {
          sourceKey: 'tenantId',
          foreignKey: 'tenantId',
          inverse: false,
        }),
        named: r.hasMany('Order', {
          ...{ sourceKey: 'name', foreignKey: 'name', constraints: false, inverse: false },
        }),
      },
    })
    expect(problemsOf(declare)).toBe('nothing')
  })

  it('from a number of another size', () => {
    const { sequelize, models, problemsOf } = sheet('User')
    models.Post = sequelize.define('Post', { userId: DataTypes.BIGINT })
    const declare = (r: Any): Any => ({ Post: { user: r.belongsTo('User', { inverse: false }) } })
    expect(problemsOf(declare)).toBe('nothing')
  })
})

describe('a model that others go through', () => {
  const pairs = (r: Any): Any => ({
    Order: { products: r.belongsToMany('Product', { through: 'Item' }) },
    Product: { orders: r.belongsToMany('Order', { through: 'Item' }) },
  })
  const shipments = (r: Any): Any => ({
    Item: { shipments: r.hasMany('Shipment') },
    Shipment: { item: r.belongsTo('Item') },
  })
  const text = `Item.shipments: Item has no key of its own to refer to: Order.products goes through it, and what identifies a pair are its two keys.
   Give Item one, among its attributes:
     id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }`

  it.each([true, false])(
    'needs a key of its own to be referred to (declared first: %s)',
    (isFirst) => {
      const { problemsOf } = sheet('Order', 'Product', 'Item', 'Shipment')
      const declare = (r: Any): Any =>
        isFirst ? { ...shipments(r), ...pairs(r) } : { ...pairs(r), ...shipments(r) }
      expect(problemsOf(declare)).toContain(text)
    },
  )

  it('needs it where it was referred to before', () => {
    const { relate, problemsOf } = sheet('Order', 'Product', 'Item', 'Shipment')
    relate(shipments)
    expect(problemsOf(pairs)).toContain(text)
  })

  it('is referred to by its pair where that is its key already', () => {
    const { models, relate, problemsOf } = sheet('Order', 'Product', 'Item', 'Shipment')
    relate(pairs)
    expect(problemsOf(shipments)).toContain(
      "Item: { shipments: r.hasMany('Shipment', { foreignKey: ['itemOrderId', 'itemProductId'] }) }",
    )
    const foreignKey = ['itemOrderId', 'itemProductId']
    relate((r) => ({
      ...shipments(r),
      Item: { shipments: r.hasMany('Shipment', { foreignKey }) },
    }))
    expect(keysOf(models.Shipment.associations.item)).toBe(
      'itemOrderId → OrderId, itemProductId → ProductId',
    )
  })

  it('is told to, and the key that it gets is referred to', () => {
    const { sequelize, models, relate } = sheet('Order', 'Product', 'Shipment')
    models.Item = sequelize.define('Item', {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    })
    relate((r) => ({ ...pairs(r), ...shipments(r) }))
    expect(keysOf(models.Shipment.associations.item)).toBe('itemId → id')
  })
})

describe('describeAssociations says why nothing enforces a key', () => {
  it('that is part of another, and one that nobody wants enforced', () => {
    const { sequelize, models, relate } = sheet('Customer', 'Product', 'Order')
    tenants(models, sequelize)
    models.Customer.hasMany(models.Order, { as: 'orders', foreignKey: 'cId' })
    expect(models.Customer.describeAssociations()).toContain(
      'none: nothing enforces cId (tenantId alone is not unique: the primary key of Customer is tenantId, no)',
    )
    relate(
      (r) => ({
        Order: { product: r.belongsTo('Product', { foreignKey: ['a', 'b'], constraints: false }) },
      }),
      { inverse: 'ignore' },
    )
    expect(models.Order.describeAssociations()).toContain(
      'none: nothing enforces a, b (constraints: false)',
    )
  })
})
