import { AsyncLocalStorage } from 'node:async_hooks'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { col, DataTypes, fn, literal, Model, Op, type Sequelize } from '../../lib/index.js'
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
const numbers = [
  0,
  -1,
  1.5,
  57.123,
  -0.000001,
  0.0000001,
  0.1 + 0.2,
  999_999_999.999_999,
  1e9 + 0.1,
  1e300,
  5e-324,
  2 ** 53 - 1,
  -(2 ** 40),
  null,
]

const documents = [
  { nested: { text: texts[2], list: [1, 0.1 + 0.2, null] } },
  [],
  'text',
  '"quoted"',
  '12',
  'null',
  'a"]}',
  false,
  { 'line\nbreak': '🙂 é', deep: { list: [[], {}, ''] } },
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

    // The second is a whole number in the fifteen digits that JSON has in SQLite.
    it.each([
      ['fraction', 0.1 + 0.2],
      ['almost whole number', 1998.9999999999998],
    ])('are exact where a column for whole numbers holds a %s', async (kind, fraction) => {
      const type = target.dialect === 'sqlite' ? 'INTEGER' : 'DOUBLE PRECISION'
      await sequelize.query(`CREATE TABLE "${kind}" ("id" INTEGER, "count" ${type})`)
      const Sloppy = sequelize.define(
        'Sloppy',
        { id: { type: DataTypes.INTEGER, primaryKey: true }, count: DataTypes.INTEGER },
        { tableName: kind, timestamps: false },
      )
      const expected = Array.from({ length: 150 }, (_, index) => (index === 32 ? fraction : index))
      for (const [id, count] of expected.entries()) {
        await sequelize.query(`INSERT INTO "${kind}" VALUES (?, ?)`, { replacements: [id, count] })
      }
      for (let time = 0; time < 3; time++) {
        const found = await Sloppy.findAll({ order: ['id'] })
        expect(found.map((row) => Number(row.count))).toEqual(expected)
        const plain = await Sloppy.findAll({ order: ['id'], raw: true })
        expect(plain.map((row) => Number(row.count))).toEqual(expected)
      }
    })

    it('read dates of every year and form', async () => {
      const dates = [
        new Date('0001-01-01T00:00:00.001Z'),
        new Date('1969-12-31T23:59:59.999Z'),
        new Date('2024-02-29T12:00:00.010Z'),
        new Date('9999-12-31T23:59:59.999Z'),
        null,
      ]
      const Day = sequelize.define('Day', { at: DataTypes.DATE(3) }, { timestamps: false })
      await Day.sync()
      const expected = Array.from({ length: 600 }, (_, index) => dates[index % dates.length])
      await Day.bulkCreate(expected.map((at) => ({ at })))
      const read = async () => (await Day.findAll({ order: ['id'] })).map((day) => day.at)
      for (let time = 0; time < 3; time++) expect(await read()).toEqual(expected)

      // Written by others: with another offset, without milliseconds.
      const [one, two] =
        target.dialect === 'sqlite'
          ? ["'2024-05-06 07:08:09.010 +02:00'", "'2024-05-06T07:08:09Z'"]
          : ["'2024-05-06 07:08:09.010+02'", "'2024-05-06 07:08:09Z'"]
      const first = new Date('2024-05-06T05:08:09.010Z')
      const second = new Date('2024-05-06T07:08:09Z')
      await sequelize.query(`UPDATE "Days" SET "at" = ${one} WHERE "id" = 1`)
      expect(await read()).toEqual([first, ...expected.slice(1)])
      await sequelize.query(`UPDATE "Days" SET "at" = ${two} WHERE "id" = 2`)
      expect(await read()).toEqual([first, second, ...expected.slice(2)])
    })

    it('read documents that are numbers', async () => {
      const Plain = sequelize.define(
        'Plain',
        { document: DataTypes.JSON<unknown>() },
        { timestamps: false },
      )
      await Plain.sync()
      const kinds = [7, 0.1 + 0.2, 1998.9999999999998, -1, {}, 'text']
      const expected = Array.from({ length: 600 }, (_, index) => kinds[index % kinds.length])
      await Plain.bulkCreate(expected.map((document) => ({ document })))
      for (let time = 0; time < 3; time++) {
        const read = await Plain.findAll({ order: ['id'] })
        expect(read.map((row) => row.document)).toEqual(expected)
      }
    })

    it('tell of an instance that cannot be made, and leave the transaction as it was', async () => {
      class Fussy extends Model {
        constructor(values?: any, options?: any) {
          super(values, options)
          if (this.get('position') === 700) throw new RangeError('not this one')
        }
      }
      Fussy.init(
        { position: DataTypes.INTEGER },
        { sequelize, tableName: 'Samples', timestamps: false },
      )
      await sequelize.transaction(async (transaction) => {
        for (let time = 0; time < 3; time++) {
          await expect(Fussy.findAll({ transaction })).rejects.toThrow(
            new RangeError('not this one'),
          )
          expect(await Fussy.count({ transaction })).toBe(900)
        }
      })
      await expect(Fussy.findAll({ limit: 600, order: ['position'] })).resolves.toHaveLength(600)
    })

    it('read what is computed', async () => {
      const read = async () => {
        const found = await Sample.findAll({
          attributes: ['position', [literal('1 + 2'), 'three'], [fn('abs', col('number')), 'size']],
          order: ['position'],
        })
        return found.map((one) => one.get())
      }
      const first = await read()
      expect(first[7]).toEqual({ position: 7, three: 3, size: 999_999_999.999_999 })
      for (let time = 0; time < 2; time++) expect(await read()).toEqual(first)
    })

    it('make instances in the context of the call', async () => {
      const storage = new AsyncLocalStorage<string>()
      const seen = new Set<string | undefined>()
      class Witness extends Model {
        constructor(...given: any[]) {
          super(...given)
          seen.add(storage.getStore())
        }
      }
      Witness.init(
        { position: DataTypes.INTEGER },
        { sequelize, tableName: 'Samples', timestamps: false },
      )
      for (const call of ['first', 'second', 'third']) {
        await storage.run(call, () => Witness.findAll())
      }
      expect([...seen]).toEqual(['first', 'second', 'third'])
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

    it('leave statements alone that write', async () => {
      const Moved = sequelize.define('Moved', { n: DataTypes.INTEGER }, { timestamps: false })
      await Moved.sync()
      const numbers = Array.from({ length: 250 }, (_, n) => ({ n }))
      for (let time = 1; time <= 3; time++) {
        const created = await Moved.bulkCreate(numbers, { returning: true })
        expect(created.map((one) => one.id)).toEqual(
          numbers.map(({ n }) => n + 1 + 250 * (time - 1)),
        )
        const [count, moved] = await Moved.update({ n: time }, { where: {}, returning: true })
        expect([count, moved.length]).toEqual([250 * time, 250 * time])
        expect(moved.every((one) => one.n === time)).toBe(true)
      }
    })

    it('read columns whose names differ in their case', async () => {
      const Twin = sequelize.define(
        'Twin',
        {
          name: { type: DataTypes.STRING, field: 'a' },
          Name: { type: DataTypes.STRING, field: 'b' },
        },
        { timestamps: false },
      )
      await Twin.sync({ force: true })
      await Twin.bulkCreate(
        Array.from({ length: 300 }, (_, n) => ({ name: `a${n}`, Name: `b${n}` })),
      )
      for (let time = 0; time < 3; time++) {
        const [, , , third] = await Twin.findAll({ order: ['id'] })
        expect([third!.name, third!.Name]).toEqual(['a3', 'b3'])
      }
    })

    it('read one table as each of its models is declared', async () => {
      const options = { tableName: 'shared', timestamps: false }
      const One = sequelize.define(
        'One',
        { value: DataTypes.DOUBLE, at: DataTypes.DATE(3), document: DataTypes.JSON<unknown>() },
        options,
      )
      const Other = sequelize.define(
        'Other',
        { value: DataTypes.STRING, at: DataTypes.STRING, document: DataTypes.TEXT },
        options,
      )
      await One.sync({ force: true })
      const at = new Date('2024-05-06T07:08:09.010Z')
      await One.bulkCreate(
        Array.from({ length: 600 }, (_, n) => ({ value: n / 8, at, document: { n } })),
      )
      const read = async (model: any) =>
        (await model.findAll({ order: ['id'] })).map((one: Model) => one.get({ plain: true }))
      const [ones, others]: any[] = [await read(One), await read(Other)]
      expect(ones[5]).toEqual({ id: 6, value: 0.625, at, document: { n: 5 } })
      expect([typeof others[5].at, others[5].document]).toEqual(['string', '{"n":5}'])
      for (let time = 0; time < 3; time++) {
        expect(await read(One)).toEqual(ones)
        expect(await read(Other)).toEqual(others)
      }
    })

    if (target.dialect === 'postgres') {
      it('read values of every type as they are read the first time', async () => {
        const Typed = sequelize.define(
          'Typed',
          {
            char: DataTypes.CHAR(8),
            citext: DataTypes.STRING,
            uuid: DataTypes.UUID,
            kind: DataTypes.ENUM('one', 'two "2"'),
            big: DataTypes.BIGINT,
            exact: DataTypes.DECIMAL(20, 5),
            free: { type: DataTypes.DECIMAL },
            real: DataTypes.REAL,
            double: DataTypes.DOUBLE,
            day: DataTypes.DATEONLY,
            time: DataTypes.TIME,
            at: DataTypes.DATE(6),
            bytes: DataTypes.BLOB,
            jsonb: DataTypes.JSONB<unknown>(),
            texts: DataTypes.ARRAY(DataTypes.TEXT),
            dates: DataTypes.ARRAY(DataTypes.DATE),
            range: DataTypes.RANGE(DataTypes.DATE),
            address: DataTypes.INET,
            net: DataTypes.CIDR,
            local: DataTypes.STRING,
          },
          { timestamps: false, tableName: 'typed' },
        )
        await Typed.sync({ force: true })
        await sequelize.query('ALTER TABLE "typed" DROP "local", ADD "local" timestamp')
        const values = [
          `('a b', 'É"', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'two "2"', 9007199254740993,
            12345678901234.56789, 1.10, 0.1, 'NaN', '2024-02-29', '03:04:05.678', 'infinity', '\\x00ff',
            '"text"', '{"a,\\"b",NULL,"{"}', '{infinity,"2024-01-02 03:04:05+00"}',
            '[2024-01-01,2024-02-01)', '192.168.0.1', '10.0.0.0/8', '2024-01-02 03:04:05.678901')`,
          `('', '', NULL, 'one', -9223372036854775808, -0.00001, 'NaN', 'Infinity', -0.0, 'infinity',
            '24:00', '-infinity', '', 'null', '{}', '{{NULL}}', 'empty', '::1/64', '::/0', 'infinity')`,
          `(NULL, NULL, NULL, NULL, NULL, NULL, NULL, '-Infinity', 1e-300, '0044-03-15 BC', NULL,
            '1969-12-31 23:59:59.999999+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
          ...[
            '0044-03-15 12:00:00.001+00 BC',
            '0001-01-01 00:00:00.0009+00',
            '1714-06-09 23:53:47.864192+00',
            '1999-12-31 23:59:59.999999+00',
            '2285-07-27 00:06:12.896001+02',
            '9999-12-31 23:59:59.999999+00',
            '275760-09-13 00:00:00+00',
            '294276-12-31 00:00:00+00',
          ].map(
            (at) => `(${Array.from({ length: 20 }, (_, n) => (n === 11 ? `'${at}'` : 'NULL'))})`,
          ),
        ]
        const columns = Object.keys(Typed.getAttributes()).slice(1)
        const list = columns.map((name) => `"${name}"`).join(', ')
        for (let row = 0; row < 160; row++) {
          await sequelize.query(
            `INSERT INTO "typed" (${list}) VALUES ${values[row % values.length]!}`,
          )
        }
        const read = async (attributes?: any) =>
          (await Typed.findAll({ order: ['id'], ...(attributes && { attributes }) })).map((one) =>
            one.get({ plain: true }),
          )
        // Bytes are read row by row.
        const withoutBytes = { exclude: ['bytes'] }
        for (const attributes of [undefined, withoutBytes]) {
          const first = await read(attributes)
          expect(first[0]).toMatchObject({ big: '9007199254740993', at: Infinity, jsonb: 'text' })
          expect(first[2]!.at).toEqual(new Date('1969-12-31T23:59:59.999Z'))
          for (let time = 0; time < 3; time++) expect(await read(attributes)).toEqual(first)
        }
        const computed = [
          'id',
          [fn('to_jsonb', col('texts')), 'list'],
          [fn('age', col('at'), literal(`timestamptz '2020-01-01'`)), 'age'],
          [literal('"big" + 1'), 'sum'],
          [literal('"double" > 1'), 'isMore'],
          [literal('"at" AT TIME ZONE \'UTC\''), 'zoned'],
        ]
        const first = await read(computed)
        for (let time = 0; time < 3; time++) expect(await read(computed)).toEqual(first)
      })

      it('lock the rows that are read', async () => {
        const where = { position: { [Op.lt]: 300 } }
        for (let time = 0; time < 3; time++) {
          await sequelize.transaction(async (transaction) => {
            const locked = await Sample.findAll({
              where,
              lock: transaction.LOCK.UPDATE,
              transaction,
            })
            expect(locked).toHaveLength(300)
            const free = await sequelize.transaction((other) =>
              Sample.findAll({ lock: other.LOCK.UPDATE, skipLocked: true, transaction: other }),
            )
            expect(free).toHaveLength(600)
          })
        }
      })

      it('tell what a transaction ran into', async () => {
        const Changed = sequelize.define(
          'Changed',
          { at: DataTypes.DATE(3), n: DataTypes.INTEGER },
          { timestamps: false },
        )
        await Changed.sync({ force: true })
        await Changed.bulkCreate(Array.from({ length: 300 }, (_, n) => ({ at: new Date(n), n })))
        const read = (transaction?: any) => Changed.findAll({ order: ['id'], transaction })
        for (let time = 0; time < 2; time++) expect(await read()).toHaveLength(300)
        await sequelize.query('ALTER TABLE "Changeds" ALTER COLUMN "at" TYPE text')
        await expect(sequelize.transaction((transaction) => read(transaction))).rejects.toThrow(
          // As a list, or row by row where no statement is kept.
          /timestamptz_send\(text\) does not exist|cached plan must not change result type/,
        )
        await sequelize.query(`UPDATE "Changeds" SET "at" = '2024-01-02 03:04:05Z'`)
        for (let time = 0; time < 2; time++) {
          expect((await read())[7]!.at).toEqual(new Date('2024-01-02T03:04:05Z'))
        }
      })

      it('read row by row where there are too many for lists', async () => {
        const Count = sequelize.define('Count', { n: DataTypes.INTEGER }, { timestamps: false })
        await Count.sync({ force: true })
        const fill = (from: number, to: number) =>
          sequelize.query(`INSERT INTO "Counts" ("n") SELECT generate_series(${from}, ${to})`)
        const read = async () => {
          const found = await Count.findAll({ attributes: ['n'], order: ['n'] })
          return [found.length, found[0]!.n, found.at(-1)!.n]
        }
        await fill(1, 200)
        for (let time = 0; time < 2; time++) expect(await read()).toEqual([200, 1, 200])
        await fill(201, 100_500)
        for (let time = 0; time < 2; time++) expect(await read()).toEqual([100_500, 1, 100_500])
        await Count.destroy({ where: { n: { [Op.gt]: 100_000 } } })
        expect(await read()).toEqual([100_000, 1, 100_000])
      })

      it('throw what the server says of the statement that was meant', async () => {
        const read = (divisor: number) =>
          Sample.findAll({
            attributes: ['position', [literal(`900 / ("position" - ${divisor})`), 'part']],
            order: ['position'],
          })
        for (let time = 0; time < 2; time++) expect(await read(-1)).toHaveLength(900)
        const given = { n: -1 }
        const bound = () =>
          Sample.findAll({
            attributes: ['position'],
            where: literal(`1000 / ("position" + 1) > 0`),
          })
        for (let time = 0; time < 2; time++) expect(await bound()).toHaveLength(900)
        await Sample.create({ ...rowOf(0), position: given.n })
        for (let time = 0; time < 2; time++) {
          await expect(bound()).rejects.toMatchObject({
            name: 'SequelizeDatabaseError',
            message: 'division by zero',
            sql: expect.not.stringContaining('json_agg'),
          })
        }
        await sequelize
          .transaction(async (transaction) => {
            await expect(
              Sample.findAll({
                attributes: ['position'],
                where: literal(`1000 / ("position" + 1) > 0`),
                transaction,
              }),
            ).rejects.toThrow('division by zero')
            await transaction.rollback()
          })
          .catch(() => undefined)
        await Sample.destroy({ where: { position: given.n } })
        expect(await bound()).toHaveLength(900)
      })

      it('read big numbers with the parser that the application gave the driver', async () => {
        const { types: parsers } = createRequire(import.meta.url)('pg')
        const INT8 = 20
        const Big = sequelize.define('Big', { number: DataTypes.BIGINT }, { timestamps: false })
        await Big.sync()
        await Big.bulkCreate(Array.from({ length: 600 }, (_, number) => ({ number })))
        const read = async () => (await Big.findAll({ order: ['id'] }))[500]!.number
        for (let time = 0; time < 2; time++) expect(await read()).toBe('500')
        parsers.setTypeParser(INT8, Number)
        for (let time = 0; time < 2; time++) expect(await read()).toBe(500)
        parsers.setTypeParser(INT8, (text: string) => {
          if (text === '400') throw new RangeError('not this one')
          return Number(text)
        })
        for (let time = 0; time < 2; time++) await expect(read()).rejects.toThrow('not this one')
        parsers.setTypeParser(INT8, (text: string) => text)
        expect(await read()).toBe('500')
      })
    }

    // The next ones are of SQLite alone: other databases have typed columns, and one text encoding.
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

      it('take no bytes for documents', async () => {
        const kinds = ['TEXT', 'INTEGER', 'DOUBLE', 'BOOLEAN', 'JSON'] as const
        for (const [number, kind] of kinds.entries()) {
          const Holder = sequelize.define(
            `Holder${number}`,
            { value: kind === 'BOOLEAN' ? DataTypes.BOOLEAN : (DataTypes as any)[kind] },
            { timestamps: false },
          )
          await Holder.sync()
          await Holder.bulkCreate(Array.from({ length: 600 }, () => ({ value: null })) as never[])
          for (const hex of ['00', '01', '1337', '5b5d']) {
            // A statement of its own: one that met bytes is read row by row from then on.
            const read = async () =>
              (
                (await Holder.findAll({
                  attributes: [['value', `read${hex}`]],
                  order: ['id'],
                })) as any[]
              )[3].get(`read${hex}`)
            await sequelize.query(`UPDATE "Holder${number}s" SET "value" = NULL`)
            for (let time = 0; time < 2; time++) expect(await read()).toBeNull()
            await sequelize.query(
              `UPDATE "Holder${number}s" SET "value" = x'${hex}' WHERE "id" = 4`,
            )
            for (let time = 0; time < 2; time++) {
              const value = await read()
              if (kind === 'BOOLEAN') expect(value).not.toBe(true)
              else expect(value).toEqual(Buffer.from(hex, 'hex'))
            }
          }
        }
      })

      it('give text in columns for numbers, and numbers of every size in them', async () => {
        const Loose = sequelize.define('Loose', { value: DataTypes.DOUBLE }, { timestamps: false })
        await Loose.sync()
        await Loose.bulkCreate(Array.from({ length: 600 }, (_, value) => ({ value })))
        await sequelize.query(`UPDATE "Looses" SET "value" = 'many' WHERE "id" % 3 = 0`)
        await sequelize.query(`UPDATE "Looses" SET "value" = '["1"]' WHERE "id" % 5 = 0`)
        await sequelize.query(`UPDATE "Looses" SET "value" = 9e999 WHERE "id" % 7 = 0`)
        await sequelize.query(`UPDATE "Looses" SET "value" = 1234567890123456789 WHERE "id" = 1`)
        const read = async () => (await Loose.findAll({ order: ['id'] })).map((row) => row.value)
        const first = await read()
        expect(first.slice(0, 7)).toEqual([
          1234567890123456789,
          1,
          'many',
          3,
          '["1"]',
          'many',
          Infinity,
        ])
        for (let time = 0; time < 2; time++) expect(await read()).toEqual(first)
      })

      it('take no text for other documents than it is', async () => {
        const Forged = sequelize.define(
          'Forged',
          { document: DataTypes.JSON<unknown>() },
          { timestamps: false },
        )
        await Forged.sync()
        await Forged.bulkCreate(Array.from({ length: 60 }, () => ({ document: {} })))
        const forgeries = [['1,2'], ['[1', '2]'], ['[1', '2]', '{},{},{}'], ['{}', ''], ['{},7,{}']]
        for (const [number, texts] of forgeries.entries()) {
          // A statement of its own: one that met such a text is read row by row from then on.
          const read = () =>
            Forged.findAll({ attributes: [['document', `read${number}`]], order: ['id'] })
          await sequelize.query('UPDATE "Forgeds" SET "document" = \'{"is":"whole"}\'')
          for (let time = 0; time < 2; time++) expect(await read()).toHaveLength(60)
          for (const [index, text] of texts.entries()) {
            await sequelize.query('UPDATE "Forgeds" SET "document" = ? WHERE "id" = ?', {
              replacements: [text, index + 10],
            })
          }
          for (let time = 0; time < 2; time++) await expect(read()).rejects.toThrow(SyntaxError)
        }
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
