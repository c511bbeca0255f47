/** Includes that are loaded by key, of many rows: drivers may send these in other forms than a few. */
import { expect, it } from 'vitest'
import { DataTypes, type ModelStatic } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  it('stay exact where a column holds what its type does not tell', async () => {
    const sequelize = createSequelize(target)
    const type = target.dialect === 'sqlite' ? 'INTEGER' : 'DOUBLE PRECISION'
    await sequelize.query(
      `CREATE TABLE "sloppy" ("id" INTEGER, "ownerId" INTEGER, "count" ${type})`,
    )
    const Owner = sequelize.define('Owner', {}, { timestamps: false })
    const Sloppy = sequelize.define(
      'Sloppy',
      {
        id: { type: DataTypes.INTEGER, primaryKey: true },
        ownerId: DataTypes.INTEGER,
        count: DataTypes.INTEGER,
      },
      { tableName: 'sloppy', timestamps: false },
    )
    Owner.hasMany(Sloppy, { as: 'counted', foreignKey: 'ownerId' })
    await Owner.sync()
    await Owner.bulkCreate([{}, {}, {}])
    const ids = Array.from({ length: 120 }, (_, index) => index + 1)
    const values = ids.map((id) => `(${id}, ${(id % 3) + 1}, ${id === 33 ? 0.1 + 0.2 : id})`)
    await sequelize.query(`INSERT INTO "sloppy" VALUES ${values.join(', ')}`)

    const read = async () => {
      const owners: any[] = await Owner.findAll({
        include: { association: 'counted', strategy: 'select', order: ['id'] },
        order: ['id'],
      })
      return owners.map(({ counted }) => counted.map(({ count }: any) => Number(count)))
    }
    const first = await read()
    expect(first.map((counts) => counts.length)).toEqual([40, 40, 40])
    expect(first[0]).toContain(0.1 + 0.2)
    expect(await read()).toEqual(first)
    expect(await read()).toEqual(first)
  })

  it('give parents of one key documents of their own', async () => {
    const sequelize = createSequelize(target)
    const define = (name: string, attributes: object): ModelStatic<any> =>
      sequelize.define(name, attributes as never, { timestamps: false }) as never
    const Maker = define('Maker', { about: DataTypes.JSON })
    const Thing = define('Thing', { makerId: DataTypes.INTEGER })
    Thing.belongsTo(Maker, { as: 'maker', foreignKey: 'makerId', constraints: false })
    await sequelize.sync({ force: true })
    const numbers = Array.from({ length: 120 }, (_, index) => index)
    await Maker.bulkCreate(numbers.map((number) => ({ about: { tags: [number] } })))
    await Thing.bulkCreate(numbers.flatMap((n) => [{ makerId: n + 1 }, { makerId: n + 1 }]))

    for (let round = 0; round < 3; round++) {
      const things: any[] = await Thing.findAll({
        include: { association: 'maker', strategy: 'select' },
        order: ['id'],
      })
      expect(things.map(({ maker }) => maker.about.tags[0])).toEqual(
        numbers.flatMap((number) => [number, number]),
      )
      expect(new Set(things.map(({ maker }) => maker.about)).size).toBe(240)
    }
  })

  it('lose no child whose key the database finds equal to another text', async () => {
    const sequelize = createSequelize(target)
    const Owner = sequelize.define(
      'Named',
      { name: { type: DataTypes.TEXT, unique: true } },
      { timestamps: false },
    )
    const Item = sequelize.define('Item', {}, { timestamps: false })
    Owner.hasMany(Item, { as: 'items', foreignKey: 'owner', sourceKey: 'name', constraints: false })
    const type = target.dialect === 'sqlite' ? 'TEXT COLLATE NOCASE' : 'CITEXT'
    if (target.dialect === 'postgres')
      await sequelize.query('CREATE EXTENSION IF NOT EXISTS citext')
    await sequelize.query(`CREATE TABLE "Nameds" ("id" INTEGER PRIMARY KEY, "name" ${type})`)
    await sequelize.query(`CREATE TABLE "Items" ("id" INTEGER PRIMARY KEY, "owner" ${type})`)
    await sequelize.query(`INSERT INTO "Nameds" VALUES (1, 'Ada')`)
    await sequelize.query(`INSERT INTO "Items" VALUES (1, 'ADA')`)
    const find = (strategy: 'join' | 'select'): Promise<any[]> =>
      Owner.findAll({ include: { association: 'items', strategy } })

    expect((await find('join'))[0].items).toHaveLength(1)
    await expect(find('select')).rejects.toThrow(
      `Named.items: a row was found whose key "ADA" is that of no Named as text.`,
    )
  })
})
