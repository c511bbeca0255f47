/** Keys that refer to a part of a primary key, because nothing else was said. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataTypes, Sequelize } from '../../../lib/index.js'
import { pasteCalls } from '../../support/pasted-calls.js'
import { type Any, keysOf } from '../relations/models.js'

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

const key = { type: DataTypes.INTEGER, primaryKey: true }

// A warning is given once for each text: each test has names of its own.
let tests = 0

function shop(attributes: object = { tenantId: key, id: key }) {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false })
  const names = ['Customer', 'Order', 'Item'].map((name) => `${name}${tests}`)
  tests++
  const [Customer, Order, Item] = names.map((name, index) =>
    sequelize.define(name, index === 0 ? (attributes as never) : {}),
  ) as Any
  return { sequelize, Customer, Order, Item }
}

/** A text with the names of its test taken for those that a reader knows. */
const plain = (text: string): string => text.replaceAll(/(customer|order|item)\d+/gi, '$1')

describe('a key to a model whose primary key has several attributes', () => {
  it('is warned of on each side, and the code of both makes one whole key', async () => {
    const { Customer, Order } = shop()
    Customer.hasMany(Order, { as: 'orders' })
    Order.belongsTo(Customer, { as: 'customer', constraints: false })
    const texts = await warned()
    expect(texts.map(plain)).toEqual([
      `RELATA_PARTIAL_KEY: Customer.orders: it refers to "tenantId" of Customer alone, whose primary key is (tenantId, id): rows that share it are taken for one. Refer to the whole key, here and on the other side:
  Customer.hasMany(Order, { as: 'orders', foreignKey: ['customerTenantId', 'customerId'] })
If "tenantId" alone is meant, say so: sourceKey: 'tenantId'.`,
      `RELATA_PARTIAL_KEY: Order.customer: it refers to "tenantId" of Customer alone, whose primary key is (tenantId, id): rows that share it are taken for one. Refer to the whole key, here and on the other side:
  Order.belongsTo(Customer, { as: 'customer', foreignKey: ['customerTenantId', 'customerId'], constraints: false })
If "tenantId" alone is meant, say so: targetKey: 'tenantId'.`,
    ])
    tests--
    const pasted = shop()
    emitWarning.mockClear()
    for (const text of texts) pasteCalls(pasted.sequelize, text)
    expect(plain(keysOf(pasted.Order.associations.customer))).toBe(
      'customerTenantId → tenantId, customerId → id',
    )
    expect(await warned()).toEqual([])
  })

  it('takes a key that both have to a third model', async () => {
    const { sequelize, Customer } = shop()
    const Order: Any = sequelize.define('Sale', { tenantId: key, id: key })
    Customer.hasMany(Order, { as: 'orders' })
    expect((await warned()).map(plain)).toEqual([
      expect.stringContaining("foreignKey: ['tenantId', 'customerId'] })"),
    ])
  })

  it('is warned of in a table of pairs, once for each side', async () => {
    const { Customer, Item } = shop()
    Customer.belongsToMany(Item, { as: 'items', through: 'Wish' })
    Item.belongsToMany(Customer, { as: 'customers', through: 'Wish' })
    const texts = await warned()
    expect(texts.map(plain).map((text) => text.split('\n')[1])).toEqual([
      "  Customer.belongsToMany(Item, { as: 'items', through: 'Wish', foreignKey: ['customerTenantId', 'customerId'], otherKey: 'ItemId' })",
      "  Item.belongsToMany(Customer, { as: 'customers', through: 'Wish', foreignKey: 'ItemId', otherKey: ['customerTenantId', 'customerId'] })",
    ])
  })

  const silent: readonly (readonly [string, object | undefined, (models: Any) => void])[] = [
    [
      'was chosen',
      undefined,
      ({ Customer, Order }) => {
        Customer.hasMany(Order, { sourceKey: 'tenantId', foreignKey: 'tId' })
        Order.belongsTo(Customer, { targetKey: 'tenantId', foreignKey: 'tId' })
      },
    ],
    [
      'was chosen by the other side of a table of pairs',
      undefined,
      ({ Customer, Item }) => {
        Customer.belongsToMany(Item, { through: 'W', sourceKey: 'id' })
        Item.belongsToMany(Customer, { through: 'W' })
      },
    ],
    [
      'is whole',
      undefined,
      ({ Customer, Order }) => Customer.hasMany(Order, { foreignKey: ['tenantId', 'customerId'] }),
    ],
    [
      'is unique by itself',
      { id: { ...key, autoIncrement: true }, tenantId: key },
      ({ Customer, Order }) => Customer.hasMany(Order),
    ],
    [
      'is the other way round',
      undefined,
      ({ Customer, Order }) => Customer.belongsTo(Order, { as: 'latest' }),
    ],
  ]

  it.each(silent)('is not where it %s', async (_, attributes, declare) => {
    declare(shop(attributes))
    expect(await warned()).toEqual([])
  })
})

describe('a key to a through model that lost its own', () => {
  const pairs = ({ Customer, Order, Item }: Any) => {
    Customer.belongsToMany(Order, {
      as: 'orders',
      through: Item,
      foreignKey: 'cId',
      otherKey: 'oId',
    })
    Order.belongsToMany(Customer, {
      as: 'buyers',
      through: Item,
      foreignKey: 'oId',
      otherKey: 'cId',
    })
  }

  it('is warned of when that came first', async () => {
    const models = shop({})
    const Parcel: Any = models.sequelize.define('Parcel', {})
    pairs(models)
    models.Item.hasMany(Parcel, { as: 'parcels' })
    expect((await warned()).map(plain)).toEqual([
      `RELATA_PARTIAL_KEY: Item.parcels: it refers to "cId" of Item alone, whose primary key is (cId, oId): rows that share it are taken for one. Refer to the whole key, here and on the other side, or give Item a key of its own:
  Item.hasMany(Parcel, { as: 'parcels', foreignKey: ['itemCId', 'itemOId'] })
  Item: id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
If "cId" alone is meant, say so: sourceKey: 'cId'.`,
    ])
  })

  it('is warned of when that came later', async () => {
    const models = shop({})
    const Parcel: Any = models.sequelize.define('Parcel', {})
    Parcel.belongsTo(models.Item, { as: 'item' })
    pairs(models)
    expect((await warned()).map(plain)).toEqual([
      `RELATA_PARTIAL_KEY: Parcel.item: it refers to "id" of Item, which went when Item became a through model: its primary key is (cId, oId). Refer to the whole key, here and on the other side, in calls below belongsToMany, or give Item a key of its own:
  Parcel.belongsTo(Item, { as: 'item', foreignKey: ['itemCId', 'itemOId'] })
  Item: id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }`,
    ])
  })

  it('is not where it has one, nor for the keys that it holds', async () => {
    const models = shop({})
    const { sequelize, Customer } = models
    const Parcel: Any = sequelize.define('Parcel', {})
    const Item: Any = sequelize.define('Line', { id: { ...key, autoIncrement: true } })
    pairs({ ...models, Item })
    Item.hasMany(Parcel)
    Item.belongsTo(Customer, { as: 'buyer', foreignKey: 'cId' })
    expect(await warned()).toEqual([])
  })
})
