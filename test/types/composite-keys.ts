/** Keys of several attributes: what associations take, and the lists that they have. */
import {
  type Attributes,
  DataTypes,
  Deferrable,
  type Identifier,
  Sequelize,
} from '../../lib/index.js'
import { expectEqual } from './expect-type.js'

const sequelize = new Sequelize('sqlite::memory:')
const Customer = sequelize.define('Customer', {
  tenantId: { type: DataTypes.INTEGER, primaryKey: true },
  id: { type: DataTypes.INTEGER, primaryKey: true },
})
const Order = sequelize.define('Order', { total: DataTypes.INTEGER })
const Label = sequelize.define('Label', { text: DataTypes.STRING })

const foreignKey = [
  'tenantId',
  { name: 'customerId', allowNull: false, deferrable: Deferrable.INITIALLY_DEFERRED },
] as const

const customer = Order.belongsTo(Customer, {
  as: 'customer',
  foreignKey,
  targetKey: ['tenantId', 'id'],
})
const orders = Customer.hasMany(Order, { as: 'orders', foreignKey, sourceKey: ['tenantId', 'id'] })
const first = Customer.hasOne(Order, { as: 'first', foreignKey: ['tenantId', 'firstOf'] })
const labels = Customer.belongsToMany(Label, {
  as: 'labels',
  through: 'CustomerLabels',
  foreignKey: ['tenantId', { name: 'customerId', field: 'customer_id' }],
  otherKey: ['labelId'],
  sourceKey: ['tenantId', 'id'],
  targetKey: ['id'],
})

expectEqual<typeof customer.foreignKey, string>(true)
expectEqual<typeof customer.foreignKeys, readonly string[]>(true)
expectEqual<typeof customer.targetKeys, readonly string[]>(true)
expectEqual<typeof orders.sourceKeys, readonly string[]>(true)
expectEqual<typeof first.sourceKey, string>(true)
expectEqual<typeof labels.otherKeys, readonly string[]>(true)
expectEqual<typeof labels.otherKey, string>(true)

// @ts-expect-error a number is no attribute
Order.belongsTo(Customer, { foreignKey: ['tenantId', 5] })
// @ts-expect-error nor is one among what is referred to
Order.belongsTo(Customer, { targetKey: [1, 2] })
// @ts-expect-error allowNull is a boolean
Customer.hasMany(Order, { foreignKey: ['tenantId', { name: 'customerId', allowNull: 'no' }] })

// The attributes that a declared relation adds have the types of what they refer to.
const { Invoice } = sequelize.relate(
  {
    Customer: sequelize.define('Customer', {
      tenantId: { type: DataTypes.INTEGER, primaryKey: true },
      code: { type: DataTypes.STRING, primaryKey: true },
    }),
    Invoice: sequelize.define(
      'Invoice',
      { tenantId: { type: DataTypes.INTEGER, allowNull: false }, total: DataTypes.INTEGER },
      { timestamps: false },
    ),
  },
  (r) => ({
    Customer: { invoices: r.hasMany('Invoice') },
    Invoice: {
      customer: r.belongsTo('Customer', {
        foreignKey: ['tenantId', { name: 'customerCode', allowNull: false }],
        targetKey: ['tenantId', 'code'],
      }),
      payer: r.belongsTo('Customer', {
        foreignKey: ['tenantId', 'payerCode'],
        targetKey: ['tenantId', 'code'],
        inverse: false,
      }),
      agent: r.belongsTo('Customer', { foreignKey: ['agency', 'agentCode'], inverse: false }),
    },
  }),
)
const invoice = await Invoice.create({ tenantId: 1, customerCode: 'a' })
expectEqual<
  Attributes<typeof invoice>,
  {
    id: number
    tenantId: number
    total: number | null
    customerCode: string
    payerCode: string | null
    agency: Identifier | null
    agentCode: Identifier | null
  }
>(true)
await Invoice.findAll({ where: { payerCode: null }, include: ['customer'] })

// @ts-expect-error customerCode cannot be null
await Invoice.create({ tenantId: 1 })
// @ts-expect-error it has the type of what it refers to
await Invoice.findAll({ where: { customerCode: 5 } })
