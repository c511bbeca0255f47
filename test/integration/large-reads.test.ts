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

const documents = [
  { nested: { text: texts[2], list: [1, 0.1 + 0.2, null] } },
  [],
  'text',
  '"quoted"',
  '12',
  'null',
  7,
  false,
  null,
]

function rowOf(index: number) {
  return {
    position: index,
    text: texts[index % texts.length],
    number: numbers[index % numbers.length],
    flag: index % 3 === 0 ? null : index % 2 === 0,
    at: new Date(Date.UTC(2000, 0, 1 + index, 3, 4, 5, index % 1000)),
    document: documents[index % documents.length],
  }
}

const rows = Array.from({ length: 900 }, (_, index) => rowOf(index))

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
          document: DataTypes.JSON<unknown>(),
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
      expect(first[32]).toBe(0.1 + 0.2)
      const plain = await Sloppy.findAll({ order: ['id'], raw: true })
      expect(plain.map((row) => Number(row.count))).toEqual(first)
    })

    it('give raw rows as they are given the first time', async () => {
      const read = () => Sample.findAll({ order: ['position'], raw: true })
      const first = await read()
      expect(first).toHaveLength(900)
      expect(await read()).toEqual(first)
      expect(await found(false)).toEqual(rows)
      expect(await read()).toEqual(first)
    })

    it('give parents their children, however the rows are divided', async () => {
      const Part = sequelize.define('Part', { text: DataTypes.TEXT }, { timestamps: false })
      const Whole = sequelize.define('Whole', { name: DataTypes.STRING }, { timestamps: false })
      Whole.hasMany(Part, { as: 'parts' })
      await sequelize.sync()
      await Whole.bulkCreate(['a', 'b', 'c', 'd'].map((name) => ({ name })))
      const wholes = await Whole.findAll({ order: ['id'] })
      const parts = wholes.flatMap((whole) =>
        Array.from({ length: 160 }, (_, index) => ({
          text: `${whole.name} ${index} ${'é,\n"'.repeat(300)}`,
          WholeId: whole.id,
        })),
      )
      await Part.bulkCreate(parts)
      const expected = wholes.map((whole) => ({
        name: whole.name,
        parts: parts.filter((part) => part.WholeId === whole.id).map((part) => part.text),
      }))
      for (let time = 0; time < 3; time++) {
        const found: any[] = await Whole.findAll({
          include: ['parts'],
          order: ['id', ['parts', 'id', 'ASC']],
        })
        expect(
          found.map(({ name, parts }) => ({ name, parts: parts.map((part: any) => part.text) })),
        ).toEqual(expected)
      }
    })

    // The next two are of SQLite alone: other databases have typed columns, and one text encoding.
    if (target.dialect === 'sqlite') {
      it('work in a database in UTF-16', async () => {
        const wide = createSequelize(target)
        await wide.query("PRAGMA encoding = 'UTF-16le'")
        const Word = wide.define('Word', { text: DataTypes.STRING }, { timestamps: false })
        await Word.sync()
        const words = Array.from({ length: 700 }, (_, index) => ({ text: `é${index}` }))
        await Word.bulkCreate(words)
        for (let time = 0; time < 3; time++) {
          const read = await Word.findAll({ attributes: ['text'], order: ['id'] })
          expect(read.map((word) => ({ text: word.text }))).toEqual(words)
        }
        await wide.close()
      })

      it('tell of a document that is none each time, and read bytes where text is meant', async () => {
        const Odd = sequelize.define(
          'Odd',
          { text: DataTypes.STRING, document: DataTypes.JSON<unknown>() },
          { timestamps: false },
        )
        await Odd.sync()
        await Odd.bulkCreate(Array.from({ length: 60 }, () => ({ text: 'a', document: {} })))
        await Odd.findAll()
        await sequelize.query(`UPDATE "Odds" SET "text" = x'0102' WHERE "id" = 30`)
        for (let time = 0; time < 3; time++) {
          const read = await Odd.findAll({ order: ['id'] })
          expect(read[29]?.text).toEqual(Buffer.from([1, 2]))
        }
        await sequelize.query(`UPDATE "Odds" SET "text" = 'b', "document" = '],[' WHERE "id" = 30`)
        const read = () => Odd.findAll({ attributes: ['document'], order: ['id'] })
        for (let time = 0; time < 3; time++) await expect(read()).rejects.toThrow(SyntaxError)
      })
    }

    it('give nothing when there is nothing any more', async () => {
      const read = () => Sample.findAll({ where: { position: { [Op.gte]: 0 } } })
      expect(await read()).toHaveLength(900)
      expect(await read()).toHaveLength(900)
      await Sample.destroy({ where: {} })
      expect(await read()).toEqual([])
      await Sample.bulkCreate(rows)
    })
  })
})
