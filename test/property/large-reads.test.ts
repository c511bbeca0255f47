/**
 * A law of reading: rows are the same however many there are and however often they are read, since
 * drivers may be asked for many rows in other ways than for few.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DataTypes } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const text = fc.string({ unit: 'binary' }).map((given) => given.replaceAll('\0', ' '))
const document = fc
  .jsonValue()
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', ' ')) as unknown)
const values = fc.record({
  text: fc.option(text),
  whole: fc.option(fc.integer()),
  fraction: fc.option(
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer().map((thousandths) => thousandths / 1000),
      fc.integer().map((units) => units / 1_000_000),
    ),
  ),
  flag: fc.option(fc.boolean()),
  at: fc.option(
    fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    }),
  ),
  document: fc.option(document),
})

forEachDialect({}, (target) => {
  it('rows are the same, few or many, the first time and later', async () => {
    const sequelize = createSequelize(target)
    const Row = sequelize.define(
      'Row',
      {
        text: DataTypes.TEXT,
        whole: DataTypes.INTEGER,
        fraction: DataTypes.DOUBLE,
        flag: DataTypes.BOOLEAN,
        at: DataTypes.DATE(3),
        document: DataTypes.JSON<unknown>(),
      },
      { timestamps: false },
    )
    const read = async () =>
      (await Row.findAll({ order: ['id'] })).map((row) => {
        const { id: _id, ...rest } = row.get({ plain: true })
        return rest
      })
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(1, 30, 300),
        async (few, times) => {
          const rows = Array.from({ length: times }, () => few).flat()
          await Row.sync({ force: true })
          await Row.bulkCreate(rows as never[])
          const first = await read()
          const second = await read()
          expect(second).toEqual(first)
          expect(await read()).toEqual(first)
          // Neither database keeps the sign of zero.
          const expected = rows.map((row) => ({
            ...row,
            fraction: row.fraction && row.fraction + 0,
          }))
          expect(JSON.stringify(first)).toBe(JSON.stringify(expected))
          expect(first.map((row) => row.fraction)).toEqual(
            rows.map((row) => (row.fraction === 0 ? 0 : row.fraction)),
          )
        },
      ),
      { numRuns: 40 },
    )
  }, 120_000)
})
