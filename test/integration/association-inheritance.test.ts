import { expect, it } from 'vitest'
import { DataTypes, Model } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  it('an association of a class takes the place of that of the class it extends', async () => {
    const sequelize = createSequelize(target)
    const One = sequelize.define('One', { name: DataTypes.STRING }, options)
    const Other = sequelize.define('Other', { name: DataTypes.STRING }, options)
    class Base extends Model {
      getKeeper() {
        return 'own'
      }
    }
    class Sub extends Base {}
    Base.init({}, { sequelize, modelName: 'Base', ...options })
    Sub.init({}, { sequelize, modelName: 'Sub', ...options })
    Base.belongsTo(One, { as: 'owner', foreignKey: 'oneId' })
    Base.belongsTo(One, { as: 'keeper', foreignKey: 'oneId' })
    Sub.belongsTo(Other, { as: 'owner', foreignKey: 'otherId' })
    await sequelize.sync({ force: true })
    await One.create({ name: 'one' })
    await Other.bulkCreate([{ name: 'first' }, { name: 'second' }])
    const sub: any = await Sub.create({ otherId: 2 } as object)
    expect((await sub.getOwner()).name).toBe('second')
    await sub.setOwner(1)
    expect(sub.otherId).toBe(1)
    const base: any = await Base.create({ oneId: 1 } as object)
    expect((await base.getOwner()).name).toBe('one')
    expect(base.getKeeper()).toBe('own')
  })
})
