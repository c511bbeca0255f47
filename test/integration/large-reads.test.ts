import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

/** Awkward values; rows are told apart by their position. */
const texts = [
  'plain',
  '',
  '"quoted" \'text\' `ticks` \\ backslash',
  'line\nbreak\ttab \u0001 control',
  '{"json": [1, 2]}',
  'emoji 🙂, accents é, right-to-left ‏א',
  null,
]
const numbers = [0, -1, 1.5, 0.1 + 0.2, 1e300, 5e-324, 2 ** 53 - 1, -(2 ** 40), null]

function rowOf(index: number) {
  return {
    position: index,
    text: texts[index % texts.length],
    number: numbers[index % numbers.length],
    flag: index % 3 === 0 ? null : index % 2 === 0,
    at: new Date(Date.UTC(2000, 0, 1 + index, 3, 4, 5, index % 1000)),
    document: index % 5 === 0 ? null : { index, nested: { text: texts[index % 5] } },
  }
}

const rows = Array.from({ length: 400 }, (_, index) => rowOf(index))

forEachDialect({}, (target) => {
  describe('reads of many rows', () => {
    let sequelize: Sequelize
    const define = () =>
      sequelize.define(
        'Sample',
        {
          position: DataTypes.INTEGER,
          text: { type: DataTypes.TEXT, field: 'te`x"t' },
          number: DataTypes.DOUBLE,
          flag: DataTypes.BOOLEAN,
          at: DataTypes.DATE(6),
          document: DataTypes.JSON<{ index: number }>(),
        },
        { timestamps: false },
      )
    let Sample: ReturnType<typeof define>

    beforeAll(async () => {
      sequelize = createSequelize(target)
      Sample = define()
      await Sample.sync({ force: true })
      await Sample.bulkCreate(rows)
    })

    const found = async (descending: boolean) =>
      (await Sample.findAll({ order: [['position', descending ? 'DESC' : 'ASC']] })).map((one) => {
        const { id: _id, ...values } = one.get({ plain: true })
        return values
      })

    it('give the same rows each time, in the order asked for', async () => {
      for (const descending of [true, true, true, false, false]) {
        expect(await found(descending)).toEqual(descending ? rows.toReversed() : rows)
      }
    })

    it('give the same rows when a page of them is read again and again', async () => {
      for (const offset of [0, 100, 200, 300]) {
        const page = await Sample.findAll({ order: ['position'], limit: 100, offset })
        expect(page.map((one) => one.position)).toEqual(
          rows.slice(offset, offset + 100).map((row) => row.position),
        )
      }
    })

    it('are exact where a column holds what its type does not tell', async () => {
      const table = target.dialect === 'sqlite' ? 'INTEGER' : 'DOUBLE PRECISION'
      await sequelize.query(`CREATE TABLE "sloppy" ("id" INTEGER, "count" ${table})`)
      const Sloppy = sequelize.define(
        'Sloppy',
        { id: { type: DataTypes.INTEGER, primaryKey: true }, count: DataTypes.INTEGER },
        { tableName: 'sloppy', timestamps: false },
      )
      for (let id = 1; id <= 60; id++) {
        await sequelize.query('INSERT INTO "sloppy" VALUES (?, ?)', {
          replacements: [id, id === 33 ? 0.1 + 0.2 : id],
        })
      }
      const counts = async () =>
        (await Sloppy.findAll({ order: ['id'] })).map((row) => Number(row.count))

      const first = await counts()
      const second = await counts()

      expect(second).toEqual(first)
      expect(await counts()).toEqual(first)
      expect(first[0]).toBe(1)
    })

    it('give nothing when there is nothing any more', async () => {
      const read = () => Sample.findAll({ where: { position: { [Op.gte]: 0 } } })
      expect(await read()).toHaveLength(400)
      expect(await read()).toHaveLength(400)
      await Sample.destroy({ where: {} })
      expect(await read()).toEqual([])
      await Sample.bulkCreate(rows)
    })
  })
})
