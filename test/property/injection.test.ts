/**
 * Any text survives wherever it can stand, on the real databases: it comes back as it was, and a
 * table beside it, which hostile text tries to drop, is still there.
 */
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  cast,
  col,
  DataTypes,
  fn,
  literal,
  type ModelStatic,
  Op,
  QueryTypes,
  type Sequelize,
  where,
} from '../../lib/index.js'
import { createSequelize, type DialectTarget, forEachDialect } from '../support/dialects.js'
import { anyName, anyText } from '../support/hostile-text.js'

/** Tables are made for each name, so that fewer are tried than values. */
const manyRuns = { numRuns: 150 }
const fewRuns = { numRuns: 40 }

/** What conditions on a name read as a path or another table: `$author.name$`. */
const isPath = (name: string): boolean =>
  name.length > 2 && name.startsWith('$') && name.endsWith('$')

/** An attribute's name; `__proto__` is refused, `*` means all columns, and "id" is there already. */
const attributeName = anyName.filter(
  (name) => name !== '__proto__' && name !== '*' && name.toLowerCase() !== 'id' && !isPath(name),
)
const tableName = anyName.filter((name) => !/^(sqlite_|victim$)/i.test(name))
/** Digits alone are positions of a list, as in v6. */
const jsonKey = anyText.filter((key) => !/^\d+$/.test(key))

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Note: ModelStatic<any>
  let Victim: ModelStatic<any>

  beforeAll(async () => {
    sequelize = createSequelize(target)
    Victim = sequelize.define('victim', {}, { timestamps: false, freezeTableName: true })
    Note = sequelize.define(
      'Note',
      { text: DataTypes.TEXT, meta: jsonType(target) },
      { timestamps: false },
    )
    await sequelize.sync({ force: true })
    await Victim.create({})
  })

  beforeEach(async () => {
    await Note.destroy({ where: {} })
  })

  async function assertUnharmed(): Promise<void> {
    expect(await Victim.count()).toBe(1)
  }

  describe('values', () => {
    it('come back as they were, and are found by themselves', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, async (text) => {
          const { id } = await Note.create({ text })
          const found = await Note.findOne({
            where: { id, text, [Op.and]: [{ text: { [Op.in]: [text, 'x'] } }] },
          })
          expect(found?.text).toBe(text)
          expect(await Note.count({ where: { id, text: { [Op.ne]: text } } })).toBe(0)
        }),
        manyRuns,
      )
      await assertUnharmed()
    })

    it('come back from a bulk insert, an update and an upsert', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, anyText, async (first, second) => {
          const [note] = await Note.bulkCreate([{ text: first }])
          const { id } = await Note.findOne({ where: { text: first }, order: [['id', 'DESC']] })
          expect(note.text).toBe(first)
          await Note.update({ text: second }, { where: { id, text: first } })
          expect((await Note.findByPk(id)).text).toBe(second)
          await Note.upsert({ id, text: first })
          expect((await Note.findByPk(id)).text).toBe(first)
        }),
        manyRuns,
      )
      await assertUnharmed()
    })

    it('survive as arguments of functions, casts and where()', async () => {
      await Note.create({ text: 'one' })
      await fc.assert(
        fc.asyncProperty(anyText, async (text) => {
          const [row] = await Note.findAll({
            attributes: [
              [fn('coalesce', null, text), 'argument'],
              [cast(text, 'text'), 'cast'],
            ],
            where: where(fn('coalesce', null, text), text),
            raw: true,
          })
          expect(row).toEqual({ argument: text, cast: text })
        }),
        manyRuns,
      )
      await assertUnharmed()
    })

    it('survive as replacements and as bind parameters of raw SQL', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, anyText, async (first, second) => {
          const sql = "SELECT :first AS a, ':first' AS b, :second AS c"
          expect(
            await sequelize.query(sql, {
              replacements: { first, second },
              type: QueryTypes.SELECT,
            }),
          ).toEqual([{ a: first, b: ':first', c: second }])
          expect(
            await sequelize.query("SELECT ? AS a, '?' AS b, ? AS c", {
              replacements: [first, second],
              type: QueryTypes.SELECT,
            }),
          ).toEqual([{ a: first, b: '?', c: second }])
          expect(
            await sequelize.query('SELECT CAST($1 AS TEXT) AS a, CAST($2 AS TEXT) AS b', {
              bind: [first, second],
              type: QueryTypes.SELECT,
            }),
          ).toEqual([{ a: first, b: second }])
        }),
        manyRuns,
      )
      await assertUnharmed()
    })

    it('survive as literals of sequelize.escape', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, async (text) => {
          const [row] = await sequelize.query(`SELECT ${sequelize.escape(text)} AS a`, {
            type: QueryTypes.SELECT,
          })
          expect(row).toEqual({ a: text })
        }),
        manyRuns,
      )
      await assertUnharmed()
    })

    it('stay operands of LIKE', async () => {
      await fc.assert(
        fc.asyncProperty(
          // Wildcards and the escape character keep their meaning, as in v6.
          anyText.filter((text) => !/[%_\\]/.test(text)),
          async (text) => {
            const { id } = await Note.create({ text: `<${text}>` })
            for (const condition of [
              { [Op.like]: `<${text}>` },
              { [Op.startsWith]: `<${text}` },
              { [Op.endsWith]: `${text}>` },
              { [Op.substring]: text },
            ]) {
              expect(await Note.count({ where: { id, text: condition } })).toBe(1)
            }
            expect(await Note.count({ where: { id, text: { [Op.notSubstring]: text } } })).toBe(0)
          },
        ),
        manyRuns,
      )
      await assertUnharmed()
    })
  })

  describe('JSON', () => {
    it('keys and values survive, and are found by any path', async () => {
      await fc.assert(
        fc.asyncProperty(jsonKey, jsonKey, anyText, async (outer, inner, value) => {
          const meta = { [outer]: { [inner]: value } }
          const { id } = await Note.create({ meta })
          const [found] = await Note.findAll({ where: { id, meta } })
          expect(found?.meta).toEqual(meta)
          expect(Object.keys(found.meta)).toEqual([outer])
        }),
        manyRuns,
      )
      await assertUnharmed()
    })

    it('a path that is text never reaches past its column', async () => {
      await Note.create({ meta: { a: 1 } })
      await fc.assert(
        fc.asyncProperty(anyText, async (text) => {
          // A path is understood or refused; what it finds is not asked.
          await Note.findAll({ where: { [`meta.${text}`]: 'nothing like it' } }).catch(assertUsage)
          await Note.findAll({ order: [`meta.${text}`] }).catch(assertUsage)
        }),
        manyRuns,
      )
      await assertUnharmed()
    })
  })

  describe('names', () => {
    it('of attributes, columns and tables survive', async () => {
      await fc.assert(
        fc.asyncProperty(tableName, attributeName, attributeName, async (table, name, field) => {
          fc.pre(name.toLowerCase() !== field.toLowerCase())
          const Model: ModelStatic<any> = sequelize.define(
            'Named',
            { [name]: DataTypes.STRING, other: { type: DataTypes.STRING, field } },
            { tableName: table, timestamps: false },
          )
          await Model.sync({ force: true })
          try {
            await Model.create({ [name]: 'a', other: 'b' })
            await Model.update({ [name]: 'c' }, { where: { [name]: 'a' } })
            const [found] = await Model.findAll({
              attributes: ['id', name, 'other'],
              where: { [name]: 'c', other: { [Op.ne]: 'nothing' } },
              order: [name, ['other', 'DESC']],
              group: ['id', name, 'other'],
            })
            expect([found?.get(name), found?.get('other')]).toEqual(['c', 'b'])
            expect(await Model.max(name as never)).toBe('c')
            const described = await sequelize.getQueryInterface().describeTable(table)
            expect(Object.keys(described).sort()).toEqual(['id', name, field].sort())
          } finally {
            await Model.drop()
          }
        }),
        fewRuns,
      )
      sequelize.modelManager.removeModel(sequelize.model('Named'))
      await assertUnharmed()
    })

    it('of columns that are no attributes stay names', async () => {
      await Note.create({ text: 'one' })
      await fc.assert(
        fc.asyncProperty(anyName, async (name) => {
          fc.pre(!['id', 'text', 'meta'].includes(name.toLowerCase()))
          await expect(Note.findAll({ attributes: [[name, 'x']] })).rejects.toThrow()
          await expect(Note.findAll({ where: { [name]: 1 } })).rejects.toThrow()
          await expect(Note.findAll({ order: [[name, 'ASC']] })).rejects.toThrow()
          await expect(Note.findAll({ attributes: [[col(name), 'x']] })).rejects.toThrow()
        }),
        fewRuns,
      )
      await assertUnharmed()
    })

    it('of aliases survive in instances, plain rows and orders', async () => {
      await Note.create({ text: 'one' })
      await fc.assert(
        fc.asyncProperty(anyName, async (alias) => {
          // The driver sqlite3 has no such columns, and says so: see security.test.ts.
          fc.pre(alias !== '__proto__' || target.driver !== 'sqlite3')
          const attributes: any = [[literal("'v'"), alias]]
          const [instance] = await Note.findAll({ attributes })
          expect(Object.keys(instance.dataValues)).toEqual([alias])
          expect(instance.get(alias)).toBe('v')
          const [row] = await Note.findAll({ attributes, raw: true, order: [[alias, 'DESC']] })
          expect(Object.entries(row)).toEqual([[alias, 'v']])
        }),
        manyRuns,
      )
      await assertUnharmed()
    })

    it('of models and associations survive as aliases of tables', async () => {
      await fc.assert(
        fc.asyncProperty(tableName, attributeName, async (modelName, as) => {
          fc.pre(modelName !== as && !['get', 'set', 'note', 'text', 'meta'].includes(as))
          fc.pre(!(as in {}))
          const Parent = sequelize.define(
            modelName,
            {},
            { tableName: 'Parents', timestamps: false },
          )
          const Child = sequelize.define('Child', {}, { tableName: 'Children', timestamps: false })
          Child.belongsTo(Parent, { as, foreignKey: 'parentId' })
          try {
            await Parent.sync({ force: true })
            await Child.sync({ force: true })
            const parent = await Parent.create({})
            await Child.create({ parentId: parent.get('id') } as object)
            const [child] = await Child.findAll({
              include: as,
              order: [[as, 'id', 'ASC']],
            } as object)
            expect((child?.get(as) as any)?.get('id')).toBe(parent.get('id'))
          } finally {
            await Child.drop()
            await Parent.drop()
            sequelize.modelManager.removeModel(Parent)
            sequelize.modelManager.removeModel(Child)
          }
        }),
        fewRuns,
      )
      await assertUnharmed()
    })
  })

  describe('definitions', () => {
    it('keep any default, comment and enumerated value', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, anyText, async (text, comment) => {
          // PostgreSQL keeps 63 bytes of an enumerated value.
          const values = [...new Set([text, 'other'])].filter(
            (value) => value !== '' && Buffer.byteLength(value) < 64,
          )
          const Defined = sequelize.define(
            'Defined',
            {
              text: { type: DataTypes.TEXT, defaultValue: text, comment },
              choice: { type: DataTypes.ENUM(...values), defaultValue: values[0]! },
            },
            { timestamps: false, comment },
          )
          await Defined.sync({ force: true })
          try {
            await sequelize.query(
              `INSERT INTO ${sequelize.getQueryInterface().quoteTable('Defineds')} DEFAULT VALUES`,
            )
            expect(await Defined.findOne({ raw: true })).toMatchObject({ text, choice: values[0] })
            const found = await Defined.create({ choice: values.at(-1) } as object)
            expect((await found.reload()).get('choice')).toBe(values.at(-1))
          } finally {
            await Defined.drop()
          }
        }),
        fewRuns,
      )
      await assertUnharmed()
    })

    it('keep any name of an index and a constraint', async () => {
      const queryInterface = sequelize.getQueryInterface()
      await fc.assert(
        fc.asyncProperty(tableName, tableName, async (index, constraint) => {
          fc.pre(index.toLowerCase() !== constraint.toLowerCase())
          await queryInterface.createTable('Indexed', { n: DataTypes.INTEGER })
          try {
            await queryInterface.addIndex('Indexed', ['n'], { name: index })
            await queryInterface.addConstraint('Indexed', {
              type: 'unique',
              fields: ['n'],
              name: constraint,
            })
            const names = (await queryInterface.showIndex('Indexed')) as { name: string }[]
            expect(names.map(({ name }) => name)).toContain(index)
            await queryInterface.removeIndex('Indexed', index)
            await queryInterface.removeConstraint('Indexed', constraint)
          } finally {
            await queryInterface.dropTable('Indexed')
          }
        }),
        { numRuns: 15 },
      )
      await assertUnharmed()
    })
  })

  describe('QueryInterface', () => {
    it('takes any text as a value and a condition', async () => {
      const queryInterface = sequelize.getQueryInterface()
      await fc.assert(
        fc.asyncProperty(anyText, anyText, async (first, second) => {
          await queryInterface.bulkInsert('Notes', [{ text: first }])
          await queryInterface.bulkUpdate('Notes', { text: second }, { text: first })
          const rows = await sequelize.query<any>('SELECT text FROM "Notes"', {
            type: QueryTypes.SELECT,
          } as never)
          expect(rows).toEqual([{ text: second }])
          await queryInterface.bulkDelete('Notes', { text: second })
          expect(await Note.count()).toBe(0)
        }),
        { numRuns: 60 },
      )
      await assertUnharmed()
    })
  })
})

function jsonType(target: DialectTarget): any {
  return target.dialect === 'postgres' ? DataTypes.JSONB : DataTypes.JSON
}

/** A refusal by this package, not an error of the database. */
function assertUsage(error: Error): void {
  expect(error.name, error.message).toMatch(/^Sequelize(Usage|Query)Error$/)
}
