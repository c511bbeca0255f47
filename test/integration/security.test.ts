/**
 * The kinds of injection that Relata rules out, each tried on the real databases. Any text wherever
 * it can stand is in `test/property/injection.test.ts`.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  cast,
  col,
  DataTypes,
  Deferrable,
  fn,
  json,
  literal,
  type ModelStatic,
  Op,
  QueryTypes,
  type Sequelize,
  Transaction,
  where,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { hostileTexts } from '../support/hostile-text.js'
import { statements } from '../support/statements.js'

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

  /** Expects a refusal by this package before anything is sent. */
  async function refused(call: () => unknown, message: RegExp | string): Promise<void> {
    const sent = await statements(sequelize, async () => {
      await expect(Promise.resolve().then(call)).rejects.toThrow(message)
    })
    expect(sent).toEqual([])
  }

  /** The names of the readers that meet a condition. */
  async function namesOf(condition: unknown): Promise<string[]> {
    const found = await Reader.findAll({ where: condition as never, order: ['name'] })
    return found.map((reader) => reader.name)
  }

  describe('text replacement over generated SQL', () => {
    it('never replaces in what the package generates', async () => {
      await Reader.create({ name: ":role || ' ?'" })
      const found = await Reader.findAll({
        where: { name: ":role || ' ?'", role: 'reader' },
        replacements: { role: 'x' },
      } as object)
      expect(found.map((reader) => reader.name)).toEqual([":role || ' ?'"])
    })

    it('keeps replaced values out of the text, strings, comments and other placeholders', async () => {
      const [row] = await sequelize.query<any>(
        "SELECT :a AS a, ':a' AS text, /* :a */ :b AS b -- :a",
        { replacements: { a: "' :b ?", b: ':a $1' }, type: QueryTypes.SELECT },
      )
      expect(row).toEqual({ a: "' :b ?", text: ':a', b: ':a $1' })
    })

    it('takes replacements from own keys only', async () => {
      for (const name of ['constructor', 'toString', '__proto__']) {
        await refused(
          () => sequelize.query(`SELECT :${name} AS a`, { replacements: {} }),
          `:${name}`,
        )
      }
    })
  })

  describe('JSON paths, keys and casts', () => {
    it('binds or quotes each leg of a path whole', async () => {
      for (const key of hostileTexts) {
        const meta = { [key]: { [key]: 'here' } }
        const { id } = await Reader.create({ name: 'json', meta })
        expect((await Reader.findAll({ where: { meta } })).map((reader) => reader.id)).toEqual([id])
        await Reader.destroy({ where: { id } })
      }
    })

    it('casts to types of a closed list only', async () => {
      expect(await namesOf({ 'meta.level::integer': 2 })).toEqual(['Bob'])
      for (const type of ['integer) OR (1=1', 'text; DROP TABLE "Readers"', 'constructor', '']) {
        await refused(() => namesOf({ [`meta.level::${type}`]: 2 }), 'cast')
      }
    })

    it('takes one call of a JSON function as text, and nothing around it', async () => {
      for (const text of [
        "json_extract(meta, '$.level') OR (1=1)",
        "json_extract(meta, '$.level')) OR (1=1",
        'jsonb_typeof(meta); DROP TABLE "Readers"',
        'json_extract(meta) -- ',
        "json_extract(meta, 'open",
        '(SELECT 1)',
      ]) {
        await refused(() => namesOf(json(text)), 'JSON path')
      }
    })

    it('refuses hostile text as an SQL type of a cast', () => {
      expect(() => cast(col('name'), 'text) OR (1=1')).toThrow('not the name of an SQL type')
    })
  })

  describe('operators', () => {
    it('are symbols: keys of a request are names', async () => {
      for (const condition of [
        { name: { $ne: '' } },
        { name: { ne: '' } },
        { name: { $or: ['Ada', 'Bob'] } },
        { name: { 'Symbol(ne)': '' } },
        { name: { '@@op': '' } },
        JSON.parse('{ "name": { "__proto__": {} } }') as object,
      ]) {
        await refused(() => namesOf(condition), 'where.name cannot be an object')
      }
      await expect(namesOf({ $or: [{ name: 'Ada' }] })).rejects.toThrow()
    })

    it('are this package’s own: a symbol of the same name is none', async () => {
      await refused(() => namesOf({ name: { [Symbol('ne')]: '' } }), 'not an operator')
      await refused(() => namesOf({ [Symbol('or')]: [{ name: 'Ada' }] }), 'Symbol(or)')
    })

    it('have text aliases only where the application configured them', async () => {
      const aliased = createSequelize(target, { operatorsAliases: { $gt: Op.gt } })
      const Fined = aliased.define(
        'Fined',
        { fines: DataTypes.INTEGER },
        { timestamps: false, tableName: 'Readers' },
      )
      const condition: any = { fines: { $gt: 1 } }
      const [sql] = await statements(aliased, () =>
        Fined.findAll({ where: condition }).catch(() => 0),
      )
      expect(sql).toMatch(/fines.{1,2}> /)
      await expect(Fined.findAll({ where: { fines: { $lt: 1 } as any } })).rejects.toThrow('$lt')
      expect(() =>
        createSequelize(target, { operatorsAliases: { $gt: '> 0 OR 1=1' } } as object),
      ).toThrow('operatorsAliases.$gt')
    })

    it('are a closed list in where() too', async () => {
      expect(await namesOf(where(col('fines'), '>', 1))).toEqual(['Bob'])
      for (const comparator of ['= 1 OR 1', 'constructor', '__proto__', '> ALL']) {
        await refused(() => namesOf(where(col('fines'), comparator, 1)), 'not an operator')
      }
    })
  })

  describe('values', () => {
    const objects: readonly unknown[] = [
      { password: 1 },
      { toString: () => "' OR 1=1" },
      [['a', 'b']],
      new Map([['a', 1]]),
      { val: '1 OR 1=1' },
      { fn: 'lower', args: ['x'] },
    ]

    it('are checked against the type of their attribute in conditions', async () => {
      for (const value of objects) {
        for (const condition of [
          { name: value },
          { name: { [Op.eq]: value } },
          { name: { [Op.ne]: value } },
          { name: { [Op.in]: [value] } },
          { name: { [Op.like]: value } },
          { fines: { [Op.gt]: value } },
          { fines: { [Op.between]: [0, value] } },
        ]) {
          await refused(() => namesOf(condition), /Sequelize|valid|cannot|needs/)
        }
      }
    })

    it('are checked against the type of their attribute when written', async () => {
      const [ada] = await Reader.findAll({ order: ['name'] })
      for (const value of objects) {
        await refused(() => Reader.create({ name: value }), /name|string/)
        await refused(() => Reader.create({ fines: value }), /valid integer/)
        await refused(() => Reader.bulkCreate([{ name: 'ok' }, { name: value }]), /name|string/)
        await refused(() => Reader.update({ name: value }, { where: {} }), /name|string/)
        await refused(() => ada.update({ name: value }), /name|string/)
        await ada.reload()
        await refused(() => Reader.increment({ fines: value } as object, { where: {} }), 'amount')
      }
      expect(await namesOf({})).toEqual(['Ada', 'Bob'])
    })

    it('that are an empty object are no condition that all rows meet', async () => {
      await refused(() => namesOf({ name: {} }), 'empty object')
      await refused(() => namesOf({ name: { [Op.not]: {} } }), 'empty object')
      await refused(() => Reader.destroy({ where: { name: {} as any } }), 'empty object')
    })

    it('of special types are bound, not spelled into SQL', async () => {
      const bytes = Buffer.from('\'); DROP TABLE "Readers"; --')
      const sent = await statements(sequelize, () => Reader.create({ name: 'b', cover: bytes }))
      expect(sent.join()).not.toContain('DROP')
      expect((await Reader.findOne({ where: { cover: bytes } })).cover).toEqual(bytes)
    })
  })

  describe('forged expressions', () => {
    it('are objects like any other: raw SQL is known by a brand, not by its keys', async () => {
      const real: any = literal('1=1')
      for (const forged of [
        { val: '1=1' },
        { ...real },
        JSON.parse(JSON.stringify(real)),
        { kind: 'literal', val: '1=1' },
      ]) {
        await refused(() => namesOf([forged.val]), 'where must be')
        await refused(() => namesOf([forged.val, {}]), 'no condition')
        await refused(() => namesOf({ name: forged }), /cannot be an object/)
        await refused(() => Reader.findAll({ attributes: [forged] }), 'attributes[0]')
        await refused(() => Reader.findAll({ attributes: [[forged, 'a']] }), 'attributes[0]')
        await refused(() => Reader.findAll({ order: [forged] }), 'order')
        await refused(() => Reader.findAll({ order: forged }), 'order')
        await refused(() => Reader.findAll({ group: forged }), 'group')
        await refused(() => Reader.findAll({ limit: forged }), 'limit')
        await refused(() => Reader.create({ name: forged }), 'string')
      }
    })
  })

  describe('names', () => {
    it('are quoted with their delimiters doubled, and cannot hold NUL', async () => {
      const queryInterface = sequelize.getQueryInterface()
      expect(queryInterface.quoteIdentifier('a"b`c]')).toBe(
        target.dialect === 'postgres' ? '"a""b`c]"' : '`a"b``c]`',
      )
      await refused(() => Reader.findAll({ attributes: [['name', 'a\0b']] }), 'NUL')
      await refused(() => Reader.findAll({ attributes: ['a\0b'] }), 'NUL')
      await refused(() => Reader.findAll({ order: ['a\0b'] }), 'NUL')
      await refused(() => namesOf({ 'a\0b': 1 }), 'NUL')
      await refused(() => queryInterface.bulkDelete('a\0b', {}), 'NUL')
    })

    it('with parentheses are refused where an expression was meant in older versions', async () => {
      for (const name of ['count(*)', '(SELECT 1)', 'name) FROM x; --(']) {
        await refused(() => Reader.findAll({ attributes: [name] }), 'looks like an expression')
        await refused(() => Reader.findAll({ attributes: [[name, 'a']] }), 'looks like')
        await refused(
          () => Reader.findAll({ attributes: { include: [[name, 'a']] } as any }),
          'looks like',
        )
      }
    })

    it('of functions are checked', () => {
      for (const name of ['lower(1); DROP TABLE x; --', 'a b', '', 'a;']) {
        expect(() => fn(name)).toThrow('not the name of an SQL function')
      }
    })

    it('of aggregates are checked', async () => {
      await refused(() => Reader.aggregate('fines', 'sum(1); --' as never), 'SQL function')
      await expect(Reader.sum('fines) FROM x; --' as never)).rejects.toThrow()
      expect(await Reader.count()).toBe(2)
    })

    it('of attributes can be those that every object has', async () => {
      const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'save']
      const attributes = Object.fromEntries(names.map((name) => [name, DataTypes.STRING]))
      const Odd = sequelize.define('Odd', attributes, { timestamps: false })
      await Odd.sync({ force: true })
      const empty = await Odd.create({})
      const full = await Odd.create(Object.fromEntries(names.map((name) => [name, `v ${name}`])))
      await empty.reload()
      await full.reload()
      expect(names.map((name) => empty.get(name))).toEqual(names.map(() => null))
      expect(names.map((name) => full.get(name))).toEqual(names.map((name) => `v ${name}`))
      await Odd.drop()
    })

    it('of attributes cannot be __proto__; columns can', async () => {
      const attributes = JSON.parse('{ "__proto__": "TEXT" }') as object
      expect(() => sequelize.define('Odd', attributes as never)).toThrow('"__proto__"')
      const Odd: ModelStatic<any> = sequelize.define(
        'Odd',
        { proto: { type: DataTypes.TEXT, field: '__proto__' } },
        { timestamps: false },
      )
      await Odd.sync({ force: true })
      await Odd.bulkCreate([{ proto: 'x' }])
      expect(await Odd.count({ where: { proto: 'x' } })).toBe(1)
      expect((await Odd.findOne()).proto).toBe('x')
      await Odd.drop()
    })
  })

  describe('conditions of a shape that means nothing', () => {
    it('throw instead of being taken for SQL', async () => {
      for (const condition of [
        '1=1',
        ['1=1'],
        ['name = ?', 'Ada'],
        true,
        Symbol('x'),
        () => true,
        new Date(),
        new Map(),
        { [Op.or]: 'x' },
        { [Op.and]: [5] },
        { [Op.gt]: 5 },
        { name: { [Op.in]: 'Ada' } },
        { fines: { [Op.between]: [1] } },
        { name: { [Op.col]: {} } },
        { name: { [Op.is]: 'x; DROP' } },
      ]) {
        await refused(() => namesOf(condition), /Reader\.findAll: where/)
      }
    })

    it('that name an association which is not included are refused', async () => {
      await refused(() => namesOf({ '$loans.book$': 'x' }), 'not included')
    })
  })

  describe('order, group, limit and locks', () => {
    it('take directions of a closed list', async () => {
      for (const direction of ['DESC; DROP TABLE x', 'ASC, (SELECT 1)', 'constructor', 5, {}, '']) {
        await refused(() => Reader.findAll({ order: [['name', direction as never]] }), 'order[0]')
      }
      expect(await Reader.findAll({ order: [['name', ' desc  nulls last ']] })).toHaveLength(2)
    })

    it('take limits that are whole numbers', async () => {
      for (const limit of ['1; DROP TABLE x', '1 UNION SELECT 1', -1, 1.5, Number.NaN, [1], {}]) {
        await refused(() => Reader.findAll({ limit: limit as never }), 'limit must be')
        await refused(() => Reader.findAll({ limit: 1, offset: limit as never }), 'offset must be')
        await refused(() => Reader.destroy({ where: {}, limit: limit as never }), 'limit must be')
      }
      expect(await Reader.findAll({ limit: '1' as never })).toHaveLength(1)
    })

    it('take locks and hints of closed lists', async () => {
      for (const lock of ['UPDATE; DROP TABLE x', 'constructor', 5, { level: 'x' }]) {
        await refused(() => Reader.findAll({ lock: lock as never }), 'lock')
      }
      await refused(() => Reader.findAll({ tableHint: 'NOLOCK) --' } as object), 'table hint')
    })

    it('take groups that are names', async () => {
      for (const group of [{ val: '1' }, 5, [['name', 5]]]) {
        await refused(() => Reader.findAll({ group: group as never }), 'group')
      }
    })
  })

  describe('definitions', () => {
    it('take actions, types and kinds of closed lists', async () => {
      const queryInterface = sequelize.getQueryInterface()
      await refused(
        () => sequelize.define('Odd', { a: 'TEXT); DROP TABLE "Readers"; --' as never }).sync(),
        'not a data type',
      )
      await refused(
        () =>
          sequelize
            .define('Odd', {
              a: {
                type: DataTypes.INTEGER,
                references: { model: 'Readers', key: 'id' },
                onDelete: 'CASCADE; DROP TABLE x',
              },
            })
            .sync(),
        'onDelete',
      )
      await refused(
        () =>
          queryInterface.addConstraint('Readers', {
            type: 'unique; DROP',
            fields: ['name'],
          } as never),
        /type|constraint/i,
      )
      sequelize.modelManager.removeModel(sequelize.model('Odd'))
    })

    it('write defaults, comments and enumerated values through one escaper', async () => {
      const values = hostileTexts.filter((text) => text.trim() !== '' && text.length < 60)
      const Defined: ModelStatic<any> = sequelize.define(
        'Defined',
        Object.fromEntries(
          values.map((text, i) => [
            `a${i}`,
            i % 2 === 0
              ? { type: DataTypes.TEXT, defaultValue: text, comment: text }
              : { type: DataTypes.ENUM(...values), defaultValue: text, comment: text },
          ]),
        ),
        { timestamps: false, comment: hostileTexts.join('') },
      )
      await Defined.sync({ force: true })
      const table = sequelize.getQueryInterface().quoteTable('Defineds')
      await sequelize.query(`INSERT INTO ${table} DEFAULT VALUES`)
      const row = await Defined.findOne({ raw: true })
      expect(values.map((_, i) => row[`a${i}`])).toEqual(values)
      await Defined.drop()
    })
  })

  describe('transactions', () => {
    it('take isolation levels and types of closed lists', async () => {
      const level: any = 'SERIALIZABLE; DROP TABLE x'
      await refused(() => sequelize.transaction({ isolationLevel: level }), 'isolationLevel')
      await refused(() => sequelize.transaction({ type: 'constructor' }), 'type')
    })

    it('quote the names of savepoints', async () => {
      await sequelize.transaction(async (outer) => {
        for (const name of hostileTexts.filter((text) => text !== '')) {
          const inner = new Transaction(sequelize, { transaction: outer } as never)
          Object.defineProperty(inner, 'name', { value: name })
          await inner.begin()
          await Reader.create({ name: 'undone' }, { transaction: inner })
          await inner.rollback()
        }
      })
      expect(await Reader.count({ where: { name: 'undone' } })).toBe(0)
    })
  })

  describe('a missing filter', () => {
    it('is not every row: undefined anywhere in a condition throws', async () => {
      const conditions: any[] = [
        { name: undefined },
        { name: { [Op.eq]: undefined } },
        { name: { [Op.like]: undefined } },
        { name: [undefined] },
        { name: { [Op.in]: ['Ada', undefined] } },
        { fines: { [Op.between]: [1, undefined] } },
        { name: { [Op.or]: [undefined, 'Ada'] } },
        { name: { [Op.col]: undefined } },
        { name: { [Op.not]: undefined } },
        { [Op.or]: [{ name: 'Ada' }, { name: undefined }] },
        { [Op.or]: [undefined] },
        { [Op.and]: undefined },
        { [Op.not]: { name: undefined } },
        { meta: { level: undefined } },
        { meta: { level: { [Op.gt]: undefined } } },
        { 'meta.level': undefined },
        where(col('name'), undefined as never),
        where(col('name'), Op.eq as never, undefined as never),
        json({ meta: { level: undefined } } as never) as object,
      ]
      for (const condition of conditions) {
        await refused(() => Reader.findAll({ where: condition }), 'undefined')
        await refused(() => Reader.destroy({ where: condition }), 'undefined')
        await refused(() => Reader.update({ name: 'x' }, { where: condition }), 'undefined')
        await refused(() => Reader.count({ where: condition }), 'undefined')
        await refused(() => Reader.increment('fines', { where: condition }), 'undefined')
      }
      await refused(
        () =>
          Loan.findAll({ include: { association: 'reader', where: { name: undefined } } as never }),
        'undefined',
      )
      await refused(
        () => Reader.findAll({ group: ['name'], having: { name: undefined } as never }),
        'having.name is undefined',
      )
    })

    it('is refused by bulk changes', async () => {
      const calls: (() => Promise<unknown>)[] = [
        () => Reader.update({ name: 'x' }, {} as never),
        () => Reader.update({ name: 'x' }, undefined as never),
        () => Reader.update({ name: 'x' }, { where: undefined } as never),
        () => Reader.update({ name: 'x' }, { where: null } as never),
        () => Reader.destroy({}),
        () => (Reader as any).destroy(),
        () => Reader.destroy({ where: undefined }),
        () => Reader.destroy({ where: null } as never),
        () => Reader.increment('fines', {} as never),
        () => Reader.decrement('fines', { where: undefined } as never),
      ]
      for (const call of calls) await refused(call, 'the option "where" is missing')
    })

    it('is refused where a row’s own key is missing', async () => {
      const reader = await Reader.findOne({ attributes: ['name'] })
      for (const call of [
        () => reader.destroy(),
        () => reader.update({ name: 'x' }),
        () => reader.increment('fines'),
        () => reader.reload(),
      ]) {
        await refused(call, /"id"|primary key/)
      }
      await refused(() => Reader.findByPk({ [Op.gt]: 0 } as never), 'key cannot be used')
      await refused(() => Reader.findByPk({ id: { [Op.gt]: 0 } } as never), 'key cannot be used')
      expect(await Reader.findByPk(undefined)).toBeNull()
    })
  })

  if (target.dialect === 'postgres') {
    it('takes the methods and operators of indexes as names', async () => {
      const queryInterface = sequelize.getQueryInterface()
      for (const options of [
        { using: 'btree (name); DROP TABLE x; --' },
        { operator: 'text_ops); DROP TABLE x; --' },
      ]) {
        await refused(
          () => queryInterface.addIndex('Readers', ['name'], { name: 'i', ...options } as never),
          'DROP TABLE',
        )
      }
    })

    it('takes the timing of constraints from a closed list', async () => {
      const hostile = Deferrable.SET_DEFERRED(['a"; DROP TABLE "Readers"; --'] as never)
      await expect(
        sequelize.transaction({ deferrable: hostile } as object, () => Promise.resolve()),
      ).rejects.toThrow('Unknown constraint')
      expect(await Reader.count()).toBe(2)
    })

    it('escapes literals alike in every mode of the server', async () => {
      const text = "\\'; DROP TABLE x; --"
      for (const mode of ['on', 'off']) {
        await sequelize.transaction(async (transaction) => {
          await sequelize.query(`SET LOCAL standard_conforming_strings = ${mode}`, { transaction })
          await sequelize.query('SET LOCAL escape_string_warning = off', { transaction })
          const [row] = await sequelize.query<any>(`SELECT ${sequelize.escape(text)} AS a`, {
            transaction,
            type: QueryTypes.SELECT,
          })
          expect(row).toEqual({ a: text })
        })
      }
    })

    it('refuses text with NUL, which it cannot store, without harm', async () => {
      await expect(Reader.create({ name: 'a\0b' })).rejects.toThrow()
      await expect(Reader.findAll({ where: { name: 'a\0b' } })).rejects.toThrow()
      expect(await Reader.count()).toBe(2)
    })
  }

  if (target.dialect === 'sqlite') {
    it('keeps text with NUL', async () => {
      await Reader.create({ name: 'a\0b' })
      expect(await namesOf({ name: 'a\0b' })).toEqual(['a\0b'])
      expect(await namesOf({ name: 'a' })).toEqual([])
    })
  }
})
