/** Options do what they say: of the constructor, of models, of finders, writes and raw queries. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, literal, Op, type Sequelize, Utils } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  const attributes = () => ({
    label: DataTypes.STRING,
    size: DataTypes.INTEGER,
    shelfId: DataTypes.INTEGER,
  })

  /** A model with an empty table, on a Sequelize of its own. */
  const boxes = async (options: object = {}, modelOptions: object = {}) => {
    const sequelize = createSequelize(target, options)
    const Box: any = sequelize.define('Box', attributes(), { timestamps: false, ...modelOptions })
    await sequelize.sync({ force: true })
    return { sequelize, Box }
  }
  const contents = (Box: any): Promise<unknown[]> =>
    Box.findAll({ attributes: ['label', 'size'], order: ['id'], raw: true })

  describe('omitNull', () => {
    const fill = (Box: any) => Box.bulkCreate([{ label: 'a', size: 1 }, { label: 'b' }])

    it.each([
      ['the constructor', { omitNull: true }, {}],
      ['the model', {}, { omitNull: true }],
    ])('of %s keeps null values out of updates', async (_, options, modelOptions) => {
      const { Box } = await boxes(options, modelOptions)
      await fill(Box)
      const first = await Box.findOne({ order: ['id'] })
      await first.update({ label: null, size: 5 })
      await Box.update({ label: null, size: 6 }, { where: { label: 'b' } })
      await Box.update({ label: null, size: 7 }, { where: { label: 'b' }, individualHooks: true })
      expect(await contents(Box)).toEqual([
        { label: 'a', size: 5 },
        { label: 'b', size: 7 },
      ])
    })

    it('of a call decides over that of the constructor', async () => {
      const { Box } = await boxes({ omitNull: true })
      await fill(Box)
      await Box.update({ size: null }, { where: { label: 'a' }, omitNull: false })
      expect(await contents(Box)).toEqual([
        { label: 'a', size: null },
        { label: 'b', size: null },
      ])
    })

    it('keeps keys that end in "Id", and what allowNull lists', async () => {
      const { Box } = await boxes({ omitNull: true })
      await Box.create({ label: 'a', size: 1, shelfId: 3 })
      await Box.update(
        { label: null, size: null, shelfId: null },
        { where: {}, allowNull: ['size'] },
      )
      expect((await Box.findOne()).get()).toMatchObject({ label: 'a', size: null, shelfId: null })
    })

    it('leaves columns of bulkCreate to their defaults in the database', async () => {
      const { sequelize, Box } = await boxes({ omitNull: true })
      await sequelize.getQueryInterface().changeColumn('Boxes', 'label', {
        type: DataTypes.STRING,
        defaultValue: 'unnamed',
      })
      const rows = [
        { label: null, size: 1 },
        { label: null, size: 2 },
        { label: 'c', size: 3 },
        { label: null, size: null },
      ]
      const log = await statements(sequelize, () => Box.bulkCreate(rows))
      const inserts = log.filter((sql) => /INSERT/.test(sql))
      expect(inserts).toHaveLength(target.supports.defaultInRows ? 2 : 3)
      expect(await contents(Box)).toEqual([
        { label: 'unnamed', size: 1 },
        { label: 'unnamed', size: 2 },
        { label: 'c', size: 3 },
        { label: 'unnamed', size: null },
      ])
    })
  })

  describe('retry', () => {
    const missing = /no such table|does not exist/

    it('of a call adds to that of the instance, whose number of attempts holds', async () => {
      const sequelize = createSequelize(target, { retry: { max: 3, backoffBase: 1 } })
      let attempts = 0
      sequelize.addHook('beforeQuery', () => {
        attempts += 1
      })
      await expect(
        sequelize.query('SELECT * FROM nowhere', { retry: { match: [missing] } }),
      ).rejects.toThrow(missing)
      expect(attempts).toBe(3)
    })
  })

  describe('define', () => {
    it('adds its lists to those of a model, which come first', () => {
      const sequelize = createSequelize(target, {
        define: {
          indexes: [{ name: 'by_label', fields: ['label'] }],
          defaultScope: { attributes: ['label'] },
        },
      })
      const Box = sequelize.define('Box', attributes(), {
        indexes: [{ name: 'by_size', fields: ['size'] }],
        defaultScope: { attributes: ['size'] },
      })
      const { indexes, defaultScope } = (Box as any).options
      expect(indexes.map(({ name }: { name: string }) => name)).toEqual(['by_size', 'by_label'])
      expect(defaultScope).toEqual({ attributes: ['size', 'label'] })
      const Other: any = sequelize.define('Other', attributes())
      expect(Other.options.indexes).toHaveLength(1)
    })
  })

  describe('query: { raw: true }', () => {
    it('makes finders give plain rows, unless they say otherwise', async () => {
      const { Box } = await boxes({ query: { raw: true } })
      await Box.create({ label: 'a' })
      const row = { id: 1, label: 'a', size: null, shelfId: null }
      expect(await Box.findOne()).toEqual(row)
      expect(await Box.findAndCountAll()).toEqual({ count: 1, rows: [row] })
      expect(await Box.findOne({ raw: false })).toBeInstanceOf(Box)
    })

    it('does not change what writes work with', async () => {
      const { sequelize, Box } = await boxes({ query: { raw: true } })
      const Lid: any = sequelize.define('Lid', {}, { timestamps: false })
      Box.hasOne(Lid)
      await sequelize.sync()
      const box = await Box.create({ label: 'a' })
      await Box.update({ size: 3 }, { where: {}, individualHooks: true })
      await box.reload()
      expect(box.size).toBe(3)
      const first = await box.createLid()
      await box.setLid(await Lid.create())
      expect((await Lid.findByPk(first.id)).BoxId).toBeNull()
      const [found, isNew] = await Box.findOrCreate({ where: { label: 'a' } })
      expect([found instanceof Box, isNew]).toEqual([true, false])
    })
  })

  describe('order with limit', () => {
    it('says which rows update and destroy take', async () => {
      const { Box } = await boxes()
      await Box.bulkCreate([{ size: 1 }, { size: 2 }, { size: 3 }])
      await Box.update({ label: 'last' }, { where: {}, limit: 1, order: [['size', 'DESC']] })
      await Box.update(
        { label: 'hooked' },
        { where: { label: null }, limit: 1, order: [['size', 'DESC']], individualHooks: true },
      )
      expect(await Box.destroy({ where: {}, limit: 1, order: ['size'] })).toBe(1)
      expect(await contents(Box)).toEqual([
        { label: 'hooked', size: 2 },
        { label: 'last', size: 3 },
      ])
    })

    it('refuses a direction that is none', async () => {
      const { Box } = await boxes()
      await expect(
        Box.destroy({ where: {}, limit: 1, order: [['size', 'sideways']] }),
      ).rejects.toThrow('Box.destroy: order[0]')
    })
  })

  describe('bulkCreate and upsert', () => {
    it('find the partial index that conflictWhere describes', async () => {
      const { Box } = await boxes(
        {},
        { indexes: [{ unique: true, fields: ['label'], where: { size: [1, 2] } }] },
      )
      const conflictWhere = { size: [1, 2] }
      await Box.create({ label: 'a', size: 1 })
      await Box.bulkCreate([{ label: 'a', size: 2 }], {
        updateOnDuplicate: ['size'],
        conflictAttributes: ['label'],
        conflictWhere,
      })
      expect(await contents(Box)).toEqual([{ label: 'a', size: 2 }])
      await Box.upsert({ label: 'a', size: 1 }, { conflictFields: ['label'], conflictWhere })
      expect(await contents(Box)).toEqual([{ label: 'a', size: 1 }])
    })

    it('keep what is spelled out in conflictWhere a value', async () => {
      const { Box } = await boxes(
        {},
        { indexes: [{ unique: true, fields: ['size'], where: { label: "it's" } }] },
      )
      const options = { conflictFields: ['size'], conflictWhere: { label: "it's" } }
      await Box.upsert({ label: "it's", size: 1, shelfId: 1 }, options)
      await Box.upsert({ label: "it's", size: 1, shelfId: 2 }, options)
      expect(await Box.count()).toBe(1)
    })

    it('refuses attributes in updateOnDuplicate that do not exist', async () => {
      const { Box } = await boxes()
      await expect(
        Box.bulkCreate([{ label: 'a' }], { updateOnDuplicate: ['lable'] }),
      ).rejects.toThrow(
        'Box.bulkCreate: "lable" in updateOnDuplicate is not an attribute of Box. Did you mean "label"?',
      )
    })

    it('takes values past the setters with raw', async () => {
      const sequelize = createSequelize(target)
      const Loud: any = sequelize.define('Loud', {
        word: {
          type: DataTypes.STRING,
          set(this: any, value: string) {
            this.setDataValue('word', `${value}!`)
          },
        },
      })
      await sequelize.sync({ force: true })
      await Loud.bulkCreate([{ word: 'a' }], { raw: true })
      await Loud.bulkCreate([{ word: 'b' }])
      expect((await Loud.findAll({ order: ['id'] })).map(({ word }: any) => word)).toEqual([
        'a',
        'b!',
      ])
    })
  })

  describe('sequelize.query', () => {
    it('names columns by attributes with mapToModel, of plain rows too', async () => {
      const sequelize = createSequelize(target)
      const Tray = sequelize.define(
        'Tray',
        { firstLabel: { type: DataTypes.STRING, field: 'first_label' } },
        { timestamps: false },
      )
      await sequelize.sync({ force: true })
      await Tray.create({ firstLabel: 'a' })
      const sql = 'SELECT first_label FROM "Trays"'
      const options = { model: Tray, mapToModel: true } as const
      expect(await sequelize.query(sql, { ...options, raw: true })).toEqual([{ firstLabel: 'a' }])
      const [tray] = (await sequelize.query(sql, options)) as any[]
      expect(tray.firstLabel).toBe('a')
      expect(await sequelize.query(sql, { model: Tray, raw: true })).toEqual([{ first_label: 'a' }])
    })
  })

  describe('finders', () => {
    it('refuse what they could only ignore', async () => {
      const { Box } = await boxes()
      await expect(Box.findAll({ fieldMap: { label: 'name' } })).rejects.toThrow(
        'Box.findAll: the option "fieldMap" is not for finders.',
      )
      await expect(
        Box.findAll({ groupedLimit: { limit: 1, on: 'shelfId', values: [1] } }),
      ).rejects.toThrow('"separate" and "limit"')
      expect(await Box.findAll({ fieldMap: undefined })).toEqual([])
    })
  })

  describe('has… of an association', () => {
    it('respects further conditions', async () => {
      const { sequelize, Box } = await boxes()
      const Thing: any = sequelize.define('Thing', { name: DataTypes.STRING })
      Box.hasMany(Thing)
      Box.belongsToMany(Thing, { through: 'BoxThing', as: 'guests' })
      await sequelize.sync()
      const box = await Box.create()
      const thing = await box.createThing({ name: 'a' })
      await box.addGuest(thing)
      for (const method of ['hasThing', 'hasGuest']) {
        expect(await box[method](thing)).toBe(true)
        expect(await box[method](thing, { where: { name: 'a' } })).toBe(true)
        expect(await box[method](thing, { where: { name: 'b' } })).toBe(false)
      }
    })
  })

  describe('options of a call that say how statements run', () => {
    it('reach the statements that writes with individual hooks send', async () => {
      const { Box } = await boxes()
      await Box.bulkCreate([{ size: 1 }, { size: 2 }])
      const lines: string[] = []
      const logging = (line: string) => lines.push(line)
      await Box.update(
        { label: 'a' },
        { where: {}, individualHooks: true, logging, logQueryParameters: true },
      )
      expect(lines.filter((line) => line.includes('UPDATE'))).not.toEqual([])
      for (const line of lines.filter((sql) => sql.includes('UPDATE')))
        expect(line).toContain('"a"')
    })
  })

  describe('the connection manager', () => {
    it('opens the pools again with initPools after close, and leaves open ones alone', async () => {
      const sequelize = createSequelize(target)
      await sequelize.authenticate()
      const { pool } = sequelize.connectionManager
      sequelize.connectionManager.initPools()
      expect(sequelize.connectionManager.pool).toBe(pool)
      await sequelize.close()
      await expect(sequelize.authenticate()).rejects.toThrow('ConnectionManager.getConnection')
      sequelize.connectionManager.initPools()
      await sequelize.authenticate()
      await sequelize.close()
      await expect(sequelize.authenticate()).rejects.toThrow('ConnectionManager.getConnection')
    })
  })

  describe('associations', () => {
    it('know their instance, and of a model with itself their other side', () => {
      const sequelize = createSequelize(target)
      const Box = sequelize.define('Box', {})
      const Lid = sequelize.define('Lid', {})
      const lids: any = Box.hasMany(Lid)
      const nested: any = Box.belongsToMany(Box, {
        as: 'nested',
        through: 'Nesting',
        foreignKey: 'outerId',
        otherKey: 'innerId',
      })
      expect([lids.targetAssociation, lids.sequelize]).toEqual([null, sequelize])
      expect(nested.targetAssociation).toBe(nested)
    })
  })

  describe('queryInterface.normalizeAttribute', () => {
    it('gives shorthand in full', () => {
      const sequelize = createSequelize(target)
      const { type } = sequelize.getQueryInterface().normalizeAttribute(DataTypes.STRING) as any
      expect(type).toBeInstanceOf(DataTypes.STRING)
    })
  })
})

forEachDialect({ requires: 'pool' }, (target) => {
  describe('ssl', () => {
    const warningsOf = async (options: object): Promise<string[]> => {
      const warnings: string[] = []
      const listen = (warning: Error & { code?: string }): void => {
        if (warning.code === 'RELATA_SSL_UNUSED') warnings.push(warning.message)
      }
      process.on('warning', listen)
      createSequelize(target, options)
      await new Promise((resolve) => setImmediate(resolve))
      process.off('warning', listen)
      return warnings
    }

    it('warns where it is given in a place that encrypts nothing', async () => {
      expect(await warningsOf({ ssl: true })).toEqual([
        expect.stringContaining('dialectOptions.ssl'),
      ])
      expect(await warningsOf({ ssl: true, dialectOptions: { ssl: false } })).toEqual([])
      expect(await warningsOf({})).toEqual([])
    })
  })

  describe('useMaster', () => {
    it('sends reads of a model to the server that writes', async () => {
      const server = (name: string) => ({ dialectOptions: { application_name: name } })
      const sequelize = createSequelize(target, {
        replication: { write: server('writer'), read: [server('reader')] },
      })
      const Activity: any = sequelize.define(
        'Activity',
        { application_name: { type: DataTypes.STRING, primaryKey: true } },
        { tableName: 'pg_stat_activity', timestamps: false },
      )
      const where = literal('pid = pg_backend_pid()')
      const name = async (options: object = {}) =>
        (await Activity.findOne({ where, ...options })).application_name
      expect(await name()).toBe('reader')
      expect(await name({ useMaster: true })).toBe('writer')
      expect(await Activity.max('application_name', { where })).toBe('reader')
      expect(await Activity.max('application_name', { where, useMaster: true })).toBe('writer')
      await sequelize.transaction(async (transaction) => {
        expect(await name({ transaction })).toBe('writer')
      })
      await sequelize.transaction({ readOnly: true }, async (transaction) => {
        expect(await name({ transaction })).toBe('reader')
      })
    })
  })
})

forEachDialect({ requires: 'schemas' }, (target) => {
  describe('searchPath', () => {
    let Box: any
    let sequelize: Sequelize

    beforeAll(async () => {
      sequelize = createSequelize(target, { dialectOptions: { prependSearchPath: true } })
      for (const schema of ['tenant_a', 'tenant_b']) await sequelize.createSchema(schema)
      Box = sequelize.define('Crate', { label: DataTypes.STRING, size: DataTypes.INTEGER })
      for (const schema of ['tenant_a', 'tenant_b']) await Box.schema(schema).sync()
    })

    it('of a call decides in which schema a model reads and writes', async () => {
      const there = { searchPath: 'tenant_a' }
      const elsewhere = { searchPath: 'tenant_b' }
      const box = await Box.create({ label: 'a', size: 1 }, there)
      await box.update({ size: 2 }, there)
      await box.increment('size', there)
      await box.reload(there)
      expect(box.size).toBe(3)
      await Box.bulkCreate([{ label: 'b', size: 4 }], there)
      await Box.update({ size: 7 }, { where: { label: 'b' }, ...there })
      await Box.update({ size: 8 }, { where: { label: 'b' }, individualHooks: true, ...there })
      expect(await Box.count(there)).toBe(2)
      expect(await Box.max('size', there)).toBe(8)
      expect((await Box.findAndCountAll({ limit: 1, ...there })).count).toBe(2)
      await Box.findOrCreate({ where: { label: 'c' }, ...there })
      await Box.upsert({ id: 77, label: 'd' }, there)
      await box.destroy(there)
      expect(await Box.count(there)).toBe(3)
      expect(await Box.destroy({ where: { label: { [Op.ne]: 'd' } }, ...there })).toBe(2)
      expect(await Box.count(elsewhere)).toBe(0)
      await expect(Box.count()).rejects.toThrow('does not exist')
    })
  })
})

describe('Utils', () => {
  it('merge, defaults and camelizeObjectKeys work as in v6', () => {
    expect(Utils.merge({ a: { b: 1 }, c: [1] }, { a: { d: 2 }, c: [2] })).toEqual({
      a: { b: 1, d: 2 },
      c: [2, 1],
    })
    expect(Utils.defaults({ a: 1, b: undefined }, { a: 2, b: 3 }, { c: 4 })).toEqual({
      a: 1,
      b: 3,
      c: 4,
    })
    expect(Utils.camelizeObjectKeys({ 'a-b': 1, c_d: 2 })).toEqual({ aB: 1, cD: 2 })
  })
})
