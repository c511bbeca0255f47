/**
 * The classes of fault that Relata rules out beside injection: prototypes, cached plans, secrets,
 * mass assignment, slow patterns, generated code. Injection is in `security.test.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  cast,
  DataTypes,
  fn,
  json,
  literal,
  type ModelStatic,
  Op,
  QueryTypes,
  type Sequelize,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const secret = 'hunter2-très-secret'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Reader: ModelStatic<any>
  let Loan: ModelStatic<any>

  beforeAll(async () => {
    // Cached plans are compiled again at every use, and compared.
    sequelize = createSequelize(target, { caches: { verify: true } } as object)
    Reader = sequelize.define(
      'Reader',
      {
        name: DataTypes.STRING,
        role: { type: DataTypes.STRING, defaultValue: 'reader' },
        fines: DataTypes.INTEGER,
        meta: target.dialect === 'postgres' ? DataTypes.JSONB : DataTypes.JSON,
        cover: DataTypes.BLOB,
      },
      { timestamps: false },
    )
    Loan = sequelize.define('Loan', { book: DataTypes.STRING }, { timestamps: false })
    Reader.hasMany(Loan, { as: 'loans', foreignKey: 'readerId' })
    Loan.belongsTo(Reader, { as: 'reader', foreignKey: 'readerId' })
    await sequelize.sync({ force: true })
  })

  beforeEach(async () => {
    await Loan.destroy({ where: {} })
    await Reader.destroy({ where: {} })
    await Reader.bulkCreate([
      { name: 'Ada', fines: 1, meta: { level: 1 } },
      { name: 'Bob', fines: 2, meta: { level: 2 } },
    ])
  })

  describe('prototypes', () => {
    const polluted = JSON.parse('{ "__proto__": { "role": "admin" }, "name": "Eve" }') as object

    it('stay as they are when values come from a request', async () => {
      const eve = await Reader.create(polluted)
      expect([eve.role, eve.name]).toEqual(['reader', 'Eve'])
      await eve.update(polluted)
      eve.set(polluted)
      eve.set('meta.__proto__.role', 'admin', { raw: true })
      expect(() => eve.set('meta.__proto__.role', 'admin')).toThrow('JSON path')
      eve.set('meta', {})
      eve.set('meta.constructor.prototype.role', 'admin')
      await eve.save()
      await eve.reload()
      expect([eve.role, eve.meta]).toEqual([
        'reader',
        { constructor: { prototype: { role: 'admin' } } },
      ])
      await Reader.update(polluted, { where: { name: 'Ada' } })
      await Reader.findOrCreate({ where: { name: 'Zoe' }, defaults: polluted })
      expect(await Reader.count({ where: { role: 'admin' } })).toBe(0)
      expect(({} as any).role).toBeUndefined()
    })

    it('stay as they are when options and scopes come from a request', async () => {
      const options = JSON.parse(
        '{ "__proto__": { "where": { "name": "Ada" } }, "where": { "__proto__": { "name": "Ada" }, "fines": 2 } }',
      ) as object
      await expect(Reader.findAll(options)).rejects.toThrow()
      expect(({} as any).where).toBeUndefined()
    })

    it('stay as they are whatever a result’s columns are called', async () => {
      const rows: any[] = await sequelize.query(
        'SELECT 1 AS "__proto__.polluted", 2 AS "constructor.prototype.polluted", 3 AS "a.b", 4 AS a',
        { type: QueryTypes.SELECT, nest: true },
      )
      expect(Object.keys(rows[0])).toEqual(['__proto__', 'constructor', 'a'])
      const nested: any[] = await Reader.findAll({
        attributes: [
          ['name', '__proto__.polluted'],
          ['name', 'constructor.prototype.polluted'],
        ],
        raw: true,
        nest: true,
      })
      expect(Object.keys(nested[0])).toEqual(['__proto__', 'constructor'])
      expect([({} as any).polluted, (Object as any).polluted]).toEqual([undefined, undefined])
    })

    it('are not set by a column named __proto__', async () => {
      await Reader.update({ meta: { role: 'admin' } }, { where: {} })
      const attributes: any = [['meta', '__proto__'], 'name']
      const find = (): Promise<any[]> =>
        Promise.all([Reader.findOne({ attributes }), Reader.findOne({ attributes, raw: true })])
      if (target.driver === 'sqlite3') {
        // The driver assigns to an object's keys, where the value would be lost.
        await expect(find()).rejects.toThrow('cannot read a column named "__proto__"')
        return
      }
      const [instance, row] = await find()
      expect([instance.role, instance.dataValues.role, row.role]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
      expect(Object.keys(instance.dataValues)).toEqual(['__proto__', 'name'])
      expect(Object.keys(row)).toEqual(['__proto__', 'name'])
    })
  })

  describe('keys of cached plans', () => {
    it('never stand for two different queries', async () => {
      // Names that imitate what could stand in a key.
      const names = ["a'1:b", "'1:a", '{', '}', '[1:', '#1;', 's', 'W', 'attributes=', 'null;']
      for (const first of names) {
        for (const second of names) {
          const attributes: any = [
            [literal('1'), first],
            [literal('2'), second + first],
          ]
          const rows: any[] = await Reader.findAll({ attributes, raw: true, limit: 1 })
          expect(rows[0]).toEqual({ [first]: 1, [second + first]: 2 })
        }
      }
    })

    it('hold nothing of an object that can change behind them', async () => {
      class Included {
        association = 'reader'
        required = true
        where: object = {}
      }
      const readers = await Reader.findAll({ order: ['name'] })
      await Loan.bulkCreate(readers.map((reader) => ({ book: reader.name, readerId: reader.id })))
      const include = new Included()
      for (const name of ['Ada', 'Bob']) {
        include.where = { name }
        const loans = await Loan.findAll({ include: include as never })
        expect(loans.map((loan) => loan.book)).toEqual([name])
      }
    })

    it('tell models in different schemas and scopes apart', async () => {
      Reader.addScope('fined', { where: { fines: { [Op.gt]: 1 } } }, { override: true })
      Reader.addScope('named', (name: string) => ({ where: { name } }), { override: true })
      for (const [model, expected] of [
        [Reader, ['Ada', 'Bob']],
        [Reader.scope('fined'), ['Bob']],
        [Reader.scope({ method: ['named', 'Ada'] }), ['Ada']],
        [Reader.scope({ method: ['named', 'Bob'] }), ['Bob']],
      ] as const) {
        const found = await (model as typeof Reader).findAll({ order: ['name'] })
        expect(found.map((reader) => reader.name)).toEqual(expected)
      }
      const [sql] = await statements(sequelize, () =>
        Reader.schema('tenant')
          .findAll()
          .catch(() => undefined),
      )
      expect(sql).toContain('tenant')
    })
  })

  describe('secrets', () => {
    it('are not in the messages, stacks and JSON of errors, but on their parameters', async () => {
      const Unique = sequelize.define(
        'Unique',
        { token: { type: DataTypes.STRING, unique: true }, other: DataTypes.INTEGER },
        { timestamps: false },
      )
      await Unique.sync({ force: true })
      await Unique.create({ token: secret } as object)
      for (const call of [
        () =>
          sequelize.query('SELECT nothing FROM nowhere WHERE a = :a', {
            replacements: { a: secret },
          }),
        () => Unique.findAll({ where: { token: secret, missing: 1 } as never }),
        () => Unique.update({ token: secret } as object, { where: { missing: secret } as never }),
        () =>
          Unique.bulkCreate([{ token: secret }, { missing: 1, id: secret as never }] as object[]),
      ]) {
        const error: any = await call().then(
          () => undefined,
          (caught: unknown) => caught,
        )
        expect(error).toBeInstanceOf(Error)
        expect(error.message).not.toContain(secret)
        expect(error.stack).not.toContain(secret)
      }
      const missing: any = await sequelize
        .query('SELECT nothing FROM nowhere WHERE a = $1', { bind: [secret] })
        .catch((caught: unknown) => caught)
      expect(JSON.stringify(missing)).not.toContain(secret)
      expect(missing.parameters).toEqual([secret])
      await Unique.drop()
    })

    it('are not in the log unless asked for', async () => {
      const sent = await statements(sequelize, () => Reader.findAll({ where: { name: secret } }))
      expect(sent.join()).not.toContain(secret)
      const lines: string[] = []
      await Reader.findAll({
        where: { name: secret },
        logging: (line: string) => lines.push(line),
        logQueryParameters: true,
      } as object)
      expect(lines.join()).toContain(secret)
    })

    it('do not print with the instance’s configuration', () => {
      const other = createSequelize(target, { password: secret })
      expect(JSON.stringify(other.config)).not.toContain(secret)
      expect(Object.keys(other.config)).not.toContain('password')
    })
  })

  describe('mass assignment', () => {
    it('is kept to the attributes of fields', async () => {
      const body = { name: 'Eve', role: 'admin', fines: 0 }
      const fields = ['name', 'fines'] as never
      const eve = await Reader.create(body, { fields })
      expect((await eve.reload()).role).not.toBe('admin')
      const [bulk] = await Reader.bulkCreate([body], { fields, returning: true })
      const stored = await Reader.findOne({ where: { name: 'Eve' }, order: [['id', 'DESC']] })
      expect([bulk.role, stored.role]).not.toContain('admin')
      await eve.update(body, { fields })
      await Reader.update(body, { where: { name: 'Ada' }, fields })
      await Reader.upsert({ ...body, id: eve.id }, { fields: ['id', 'name', 'fines'] as never })
      expect(await Reader.count({ where: { role: 'admin' } })).toBe(0)
    })
  })

  describe('time', () => {
    it('grows no faster than the text that is read', async () => {
      const long = 50_000
      const texts = [
        'a'.repeat(long),
        '.'.repeat(long),
        ' '.repeat(long),
        '('.repeat(long),
        "'".repeat(long + 1),
        '"'.repeat(long + 1),
        '::'.repeat(long),
        'AS '.repeat(long),
        `AS${' '.repeat(long)}!`,
        // PostgreSQL itself takes seconds for more comments.
        '/*'.repeat(1000),
        '/**/'.repeat(1000),
        `-${'0'.repeat(long)}1`,
        `1.${'0'.repeat(long)}1`,
        '$'.repeat(long),
        '[0]'.repeat(long),
      ]
      const find = (condition: unknown): Promise<unknown> =>
        Reader.findAll({ where: condition as never })
      const start = performance.now()
      for (const text of texts) {
        for (const call of [
          () => find({ name: text }),
          () => find({ fines: text }),
          () => find({ [`meta.${text}`]: 1 }),
          () => find(json(`json_extract${text}`)),
          () => Reader.findAll({ attributes: [literal(text)] }),
          () => Reader.findAll({ order: [text] }),
          () => Reader.findAll({ order: [['name', text]] }),
          () => sequelize.query(`${text} :a`, { replacements: { a: 1 } }),
          () => sequelize.query(text, { bind: [1] }),
          () => Reader.build({ fines: text }).validate(),
        ]) {
          await Promise.resolve()
            .then(call)
            .catch(() => undefined)
        }
        expect(() => fn(`${text};`)).toThrow()
        expect(() => cast('x', `${text};`)).toThrow()
      }
      // 180 calls, most of them refused; a pattern that backtracks takes minutes.
      expect(performance.now() - start).toBeLessThan(10_000)
    })
  })
})

describe('the source', () => {
  it('generates no code from text', () => {
    const root = new URL('../..', import.meta.url).pathname
    for (const folder of ['lib', 'types']) {
      for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
        if (!file.endsWith('.ts')) continue
        const source = readFileSync(join(root, folder, file), 'utf8')
        const found =
          /\beval\s*\(|\bnew\s+Function\s*\(|[^.\w]Function\s*\(|node:vm|setTimeout\s*\(\s*['"`]/.exec(
            source,
          )
        expect(found?.[0], file).toBeUndefined()
      }
    }
  })
})
