import { expect, it } from 'vitest'
import { DataTypes } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const options = { timestamps: false }
const uuids = ['30000000', '10000000', '20000000'].map((id) => `${id}-0000-4000-8000-000000000000`)

forEachDialect({}, (target) => {
  it('pages are ordered by included columns of every type', async () => {
    const sequelize = createSequelize(target)
    const Parent: any = sequelize.define('Parent', { n: DataTypes.INTEGER }, options)
    const types = {
      flag: DataTypes.BOOLEAN,
      uuid: DataTypes.UUID,
      text: DataTypes.STRING,
      at: DataTypes.DATE(3),
      price: DataTypes.DECIMAL(6, 2),
      kind: DataTypes.ENUM('a', 'b', 'c'),
    }
    const Child: any = sequelize.define('Child', types, options)
    Parent.hasMany(Child, { as: 'children', foreignKey: 'parentId' })
    await sequelize.sync({ force: true })
    await Parent.bulkCreate([{ n: 1 }, { n: 2 }, { n: 3 }])
    const children = [0, 1, 2].map((n) => ({
      parentId: n + 1,
      flag: n === 0,
      uuid: uuids[n],
      text: ['z', 'x', 'y'][n],
      at: new Date(Date.UTC(2003 - n)),
      price: [30, 10, 20][n],
      kind: ['c', 'a', 'b'][n],
    }))
    await Child.bulkCreate(children)
    await Child.bulkCreate(children)
    for (const name of Object.keys(types)) {
      const [first] = await Parent.findAll({
        include: 'children',
        order: [['children', name, 'DESC'], 'id'],
        limit: 1,
      })
      expect([name, first.id, first.children.length]).toEqual([name, 1, 2])
      const [child] = await Child.findAll({ order: [[name, 'ASC'], 'id'], limit: 1 })
      const [last] = await Parent.findAll({
        include: { association: 'children', required: true },
        order: [['children', name, 'ASC'], 'id'],
        limit: 1,
      })
      expect([name, last.id]).toEqual([name, child.parentId])
    }
  })
})
