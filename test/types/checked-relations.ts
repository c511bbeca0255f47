/** The options of relations in `relate`, and the names in them, are checked. */
import { DataTypes, Model } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { sequelize } from './library.js'

const Shop = sequelize.define('Shop', { code: DataTypes.STRING, city: DataTypes.STRING })
const Sale = sequelize.define('Sale', { total: DataTypes.INTEGER })
class Untyped extends Model {}
const models = { Shop, Sale, Untyped }

export const related = sequelize.relate(models, (r) => ({
  Shop: {
    sales: r.hasMany('Sale', { sourceKey: 'code', onDelete: 'cascade', inverse: 'shop' }),
    best: r.hasOne('Sale', { foreignKey: 'bestOfId', onUpdate: 'SET NULL', inverse: false }),
    partners: r.belongsToMany('Shop', {
      through: { model: 'Partner', unique: false },
      foreignKey: 'fromId',
      otherKey: { name: 'toId', allowNull: false },
      inverse: 'partnerOf',
    }),
    partnerOf: r.belongsToMany('Shop', { through: 'Partner' }),
  },
  Sale: {
    shop: r.belongsTo('Shop', {
      foreignKey: { name: 'shopCode', allowNull: false, onDelete: 'CASCADE' },
      targetKey: 'code',
    }),
  },
  Untyped: {
    shop: r.belongsTo('Shop', { foreignKey: ['shopCity', { name: 'shopCode', field: 'shop' }] }),
    sales: r.hasMany('Sale', { sourceKey: 'anything' }),
  },
}))
const sale = await related.Sale.create({ total: 1, shopCode: 'x' })
expectEqual<typeof sale.shopCode, string>(true)

// The other side may be one of an earlier call, or of one that the types do not know.
sequelize.relate(related, (r) => ({
  Sale: { sold: r.belongsTo('Shop', { inverse: 'sales' }) },
  Shop: { other: r.hasMany('Sale') },
}))
sequelize.relate(models, (r) => ({ Sale: { sold: r.belongsTo('Shop', { inverse: 'sales' }) } }))

// @ts-expect-error no such action
sequelize.relate(models, (r) => ({ Shop: { sales: r.hasMany('Sale', { onDelete: 'CASCAD' }) } }))
// @ts-expect-error no such action
sequelize.relate(models, (r) => ({ Sale: { shop: r.belongsTo('Shop', { onUpdate: 'null' }) } }))
sequelize.relate(models, (r) => ({
  // @ts-expect-error no such relation on the other side
  Shop: { sales: r.hasMany('Sale', { inverse: 'shup' }) },
  Sale: { shop: r.belongsTo('Shop') },
}))
sequelize.relate(related, (r) => ({
  // @ts-expect-error no such relation on the other side, in this call or before
  Sale: { sold: r.belongsTo('Shop', { inverse: 'salez' }) },
  Shop: { other: r.hasMany('Sale') },
}))
// @ts-expect-error no such attribute of shops
sequelize.relate(models, (r) => ({ Shop: { sales: r.hasMany('Sale', { sourceKey: 'cod' }) } }))
// @ts-expect-error no such attribute of shops
sequelize.relate(models, (r) => ({ Sale: { shop: r.belongsTo('Shop', { targetKey: 'cod' }) } }))
// @ts-expect-error no such attribute of shops
sequelize.relate(models, (r) => ({ Sale: { s: r.belongsTo('Shop', { targetKey: ['id', 'x'] }) } }))
sequelize.relate(models, (r) => ({
  // @ts-expect-error no such attribute of sales
  Shop: { sales: r.belongsToMany('Sale', { through: 'ShopSale', targetKey: 'totl' }) },
}))
// @ts-expect-error an option of the other side
sequelize.relate(models, (r) => ({ Sale: { shop: r.belongsTo('Shop', { sourceKey: 'total' }) } }))
sequelize.relate(models, (r) => ({
  // @ts-expect-error no such option of a key
  Shop: { sales: r.hasMany('Sale', { foreignKey: { name: 'shopId', alowNull: false } }) },
}))
sequelize.relate(models, (r) => ({
  // @ts-expect-error no such option of a key
  Shop: { sales: r.belongsToMany('Sale', { through: 'ShopSale', otherKey: { naem: 'x' } }) },
}))
sequelize.relate(models, (r) => ({
  // @ts-expect-error no such option of a through model
  Shop: { sales: r.belongsToMany('Sale', { through: { model: 'ShopSale', scop: {} } }) },
}))
