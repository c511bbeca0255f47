/** Keys of several attributes: what associations take, and the lists that they have. */
import { DataTypes, Deferrable, Sequelize } from '../../lib/index.js'
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
