/** Hooks: which run, in which order, and what they can change. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

const modelHooks = [
  ...['beforeValidate', 'afterValidate', 'validationFailed', 'beforeCreate', 'afterCreate'],
  ...['beforeUpdate', 'afterUpdate', 'beforeSave', 'afterSave', 'beforeDestroy', 'afterDestroy'],
  ...['beforeRestore', 'afterRestore', 'beforeUpsert', 'afterUpsert', 'beforeBulkCreate'],
  ...['afterBulkCreate', 'beforeBulkUpdate', 'afterBulkUpdate', 'beforeBulkDestroy'],
  ...['afterBulkDestroy', 'beforeBulkRestore', 'afterBulkRestore', 'beforeFind'],
  ...['beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'afterFind', 'beforeCount'],
  ...['beforeSync', 'afterSync'],
]

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Reader: AnyModelClass
  let seen: string[]

  beforeAll(async () => {
    sequelize = createSequelize(target)
    Reader = sequelize.define(
      'Reader',
      {
        name: { type: DataTypes.STRING, validate: { len: [1, 20] } },
        email: { type: DataTypes.STRING, unique: true },
      },
      { paranoid: true },
    ) as unknown as AnyModelClass
    await Reader.sync({ force: true })
    for (const name of modelHooks) Reader.addHook(name as never, () => void seen.push(name))
  })

  beforeEach(async () => {
    seen = []
    await Reader.destroy({ where: {}, force: true, hooks: false })
    seen = []
  })

  const add = (name = 'Rosa') => Reader.create({ name }, { hooks: false })

  /** The hooks that an operation runs. */
  async function order(run: () => Promise<unknown>): Promise<string[]> {
    seen = []
    await run().catch(() => {})
    return seen
  }

  describe('run around', () => {
    it('create', async () => {
      expect(await order(() => Reader.create({ name: 'Rosa' }))).toEqual([
        ...['beforeValidate', 'afterValidate', 'beforeCreate', 'beforeSave'],
        ...['afterCreate', 'afterSave'],
      ])
    })

    it('a refused create', async () => {
      expect(await order(() => Reader.create({ name: '' }))).toEqual([
        'beforeValidate',
        'validationFailed',
      ])
    })

    it('save and update of a row', async () => {
      const rosa = await add()
      const expected = [
        ...['beforeValidate', 'afterValidate', 'beforeUpdate', 'beforeSave'],
        // What the hooks before may have changed is validated, too.
        ...['beforeValidate', 'afterValidate', 'afterUpdate', 'afterSave'],
      ]
      expect(await order(() => rosa.update({ name: 'R' }))).toEqual(expected)
      rosa.name = 'S'
      expect(await order(() => rosa.save())).toEqual(expected)
    })

    it('destroy and restore of a row', async () => {
      const rosa = await add()
      expect(await order(() => rosa.destroy())).toEqual(
        expect.arrayContaining(['beforeDestroy', 'afterDestroy']),
      )
      expect(await order(() => rosa.restore())).toEqual(
        expect.arrayContaining(['beforeRestore', 'afterRestore']),
      )
      expect(await order(() => rosa.destroy({ force: true }))).toEqual([
        'beforeDestroy',
        'afterDestroy',
      ])
    })

    it('bulk operations, once for all rows', async () => {
      expect(await order(() => Reader.bulkCreate([{ name: 'a' }, { name: 'b' }]))).toEqual([
        'beforeBulkCreate',
        'afterBulkCreate',
      ])
      expect(await order(() => Reader.update({ name: 'c' }, { where: {} }))).toEqual([
        ...['beforeValidate', 'afterValidate', 'beforeBulkUpdate', 'afterBulkUpdate'],
      ])
      expect(await order(() => Reader.destroy({ where: {} }))).toEqual([
        'beforeBulkDestroy',
        'afterBulkDestroy',
      ])
      expect(await order(() => Reader.restore({ where: {} }))).toEqual([
        'beforeBulkRestore',
        'afterBulkRestore',
      ])
    })

    it('each row, too, with individualHooks', async () => {
      expect(
        await order(() =>
          Reader.bulkCreate([{ name: 'a' }], { individualHooks: true, validate: true }),
        ),
      ).toEqual([
        ...['beforeBulkCreate', 'beforeValidate', 'afterValidate', 'beforeCreate', 'beforeSave'],
        ...['afterCreate', 'afterSave', 'afterBulkCreate'],
      ])
      const updated = await order(() =>
        Reader.update({ name: 'b' }, { where: {}, individualHooks: true }),
      )
      expect(updated.filter((name) => /Update$/.test(name))).toEqual([
        ...['beforeBulkUpdate', 'beforeUpdate', 'afterUpdate', 'afterBulkUpdate'],
      ])
      const destroyed = await order(() => Reader.destroy({ where: {}, individualHooks: true }))
      expect(destroyed.filter((name) => /Destroy$/.test(name))).toEqual([
        ...['beforeBulkDestroy', 'beforeDestroy', 'afterDestroy', 'afterBulkDestroy'],
      ])
    })

    it('upsert', async () => {
      expect(await order(() => Reader.upsert({ name: 'a', email: 'x' }))).toEqual([
        ...['beforeValidate', 'afterValidate', 'beforeUpsert', 'afterUpsert'],
      ])
    })

    it('finders', async () => {
      const expected = [
        ...['beforeFind', 'beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'afterFind'],
      ]
      expect(await order(() => Reader.findAll())).toEqual(expected)
      expect(await order(() => Reader.findOne())).toEqual(expected)
      expect(await order(() => Reader.findByPk(1))).toEqual(expected)
      expect(await order(() => Reader.count())).toEqual(['beforeCount'])
    })

    it('sync', async () => {
      expect(await order(() => Reader.sync())).toEqual(['beforeSync', 'afterSync'])
    })

    it('bulk operations, whose options name the model', async () => {
      const Model = sequelize.define(
        'BulkHookModel',
        { a: DataTypes.STRING },
        { paranoid: true },
      ) as unknown as AnyModelClass
      await Model.sync({ force: true })
      const seen: string[] = []
      for (const name of modelHooks.filter((hook) => hook.includes('Bulk'))) {
        Model.addHook(name as never, (...args: any[]) => {
          seen.push(`${name} ${args.at(-1).model === Model}`)
        })
      }
      await Model.bulkCreate([{ a: 'x' }])
      await Model.update({ a: 'y' }, { where: {} })
      await Model.destroy({ where: {} })
      await Model.restore()
      expect(seen).toEqual(
        ['Create', 'Update', 'Destroy', 'Restore'].flatMap((what) => [
          `beforeBulk${what} true`,
          `afterBulk${what} true`,
        ]),
      )
    })

    it('nothing with hooks: false', async () => {
      expect(
        await order(async () => {
          const rosa = await Reader.create({ name: 'Rosa' }, { hooks: false })
          await rosa.update({ name: 'R' }, { hooks: false })
          await Reader.update({ name: 'S' }, { where: {}, hooks: false })
          await Reader.bulkCreate([{ name: 'T' }], { hooks: false })
          await Reader.findAll({ hooks: false })
          await rosa.destroy({ hooks: false })
        }),
      ).toEqual([])
    })
  })

  describe('can change', () => {
    const own = async (hooks: object, options: object = {}) => {
      const Model = sequelize.define(
        `HookModel${Math.random().toString(36).slice(2)}`,
        { a: DataTypes.STRING, b: DataTypes.STRING },
        { timestamps: false, hooks, ...options },
      ) as unknown as AnyModelClass
      await Model.sync({ force: true })
      return Model
    }

    it('the instance, before it is written', async () => {
      const Model = await own({
        beforeCreate(instance: any) {
          instance.b = `${instance.a}!`
        },
        async beforeUpdate(instance: any) {
          await Promise.resolve()
          instance.b = `${instance.a}?`
        },
      })
      const row = await Model.create({ a: 'x' })
      expect((await row.reload()).b).toBe('x!')
      await row.update({ a: 'y' })
      expect((await row.reload()).b).toBe('y?')
    })

    it('the options of a finder, and its result', async () => {
      const Model = await own({
        beforeFind(options: any) {
          options.where = { ...options.where, a: 'x' }
        },
        afterFind(found: any) {
          for (const row of [found].flat()) row.seen = true
        },
      })
      await Model.bulkCreate([{ a: 'x' }, { a: 'y' }])
      const found = await Model.findAll()
      expect(found.map(({ a, seen: wasSeen }) => [a, wasSeen])).toEqual([['x', true]])
    })

    it('the values of a bulk update', async () => {
      const Model = await own({
        beforeBulkUpdate(options: any) {
          options.attributes.b = 'hooked'
          options.fields?.push('b')
        },
      })
      await Model.create({ a: 'x' })
      await Model.update({ a: 'y' }, { where: {} })
      expect((await Model.findOne()).get()).toMatchObject({ a: 'y', b: 'hooked' })
    })

    it('the list of what is written, wherever one is', async () => {
      const Model = await own({})
      const lists: string[] = []
      for (const name of modelHooks) {
        Model.addHook(name as never, (...args: any[]) => {
          const { fields } = args.at(name === 'validationFailed' ? -2 : -1)
          if (fields !== undefined) lists.push(`${name}: ${fields.join()}`)
        })
      }
      const seen = async (run: () => Promise<unknown>) => {
        lists.length = 0
        await run()
        return [...lists]
      }
      const around = (fields: string, ...names: string[]) =>
        names.map((name) => `${name}: ${fields}`)
      const create = ['beforeCreate', 'beforeSave', 'afterCreate', 'afterSave']
      const validate = ['beforeValidate', 'afterValidate']
      expect(await seen(() => Model.create({ a: 'x' }))).toEqual(
        around('id,a,b', ...validate, ...create),
      )
      expect(await seen(() => Model.create({ a: 'x', b: 'y' }, { fields: ['a'] }))).toEqual(
        around('a', ...validate, ...create),
      )
      const bulk = ['beforeBulkCreate', 'afterBulkCreate']
      expect(await seen(() => Model.bulkCreate([{ a: 'x' }]))).toEqual(around('id,a,b', ...bulk))
      expect(await seen(() => Model.bulkCreate([{ a: 'x' }], { fields: ['a'] }))).toEqual(
        around('a', ...bulk),
      )
      const row = await Model.findOne()
      const update = ['beforeUpdate', 'beforeSave', ...validate, 'afterUpdate', 'afterSave']
      expect(await seen(() => row.update({ a: 'y' }))).toEqual(around('a', ...validate, ...update))
      expect(await seen(() => Model.update({ b: 'z' }, { where: {} }))).toEqual(
        around('b', ...validate, 'beforeBulkUpdate', 'afterBulkUpdate'),
      )
      expect(await seen(() => Model.upsert({ id: row.id, a: 'u' }))).toEqual(
        around('id,a', ...validate, 'beforeUpsert', 'afterUpsert'),
      )
    })

    it.each(['beforeUpdate', 'beforeSave', 'afterUpdate', 'afterSave'])(
      'what is written of each row, to %s alone',
      async (name) => {
        const Model = await own({})
        await Model.create({ a: 'x' })
        const seen: unknown[] = []
        Model.addHook(name as never, (_row: unknown, options: any) =>
          seen.push([...options.fields]),
        )
        await Model.update({ b: 'y' }, { where: {}, individualHooks: true })
        expect(seen).toEqual([['b']])
      },
    )

    it('what is written, by adding to that list', async () => {
      const Model = await own({})
      const add = (instance: any, options: any) => {
        instance.b = `${instance.a}!`
        options.fields.push('b')
      }
      const stored = async () => (await Model.findOne()).b
      const check = async (name: string, run: () => Promise<unknown>, expected: string) => {
        await Model.destroy({ where: {} })
        const row = await Model.create({ id: 1, a: 'old' }, { hooks: false })
        Model.addHook(name as never, 'test', add)
        await run.call(row)
        Model.removeHook(name as never, 'test')
        expect(await stored()).toBe(expected)
      }
      for (const name of ['beforeValidate', 'beforeUpdate', 'beforeSave']) {
        await check(name, async () => (await Model.findOne()).update({ a: 'x' }), 'x!')
        await check(
          name,
          async () => (await Model.findOne()).set({ a: 'y' }).save({ fields: ['a'] }),
          'y!',
        )
      }
      await check('beforeValidate', () => Model.upsert({ id: 1, a: 'z' }), 'z!')
      const remove = () => Model.destroy({ where: {} })
      for (const name of ['beforeValidate', 'beforeCreate']) {
        for (const fields of [undefined, ['a']]) {
          const given = fields === undefined ? {} : { fields }
          const create = async () => {
            await remove()
            await Model.create({ a: 'c' }, given as never)
          }
          await check(name, create, 'c!')
          const bulkCreate = async () => {
            await remove()
            await Model.bulkCreate([{ a: 'd' }], {
              ...(given as object),
              validate: true,
              individualHooks: true,
            })
          }
          await check(name, bulkCreate, 'd!')
          expect(fields ?? ['a']).toEqual(['a'])
        }
      }
    })

    it('what bulkCreate and update write, by the list', async () => {
      const Model = await own({})
      const fields = ['a']
      Model.addHook('beforeBulkCreate', 'test', (instances: any[], options: any) => {
        for (const instance of instances) instance.b = 'hooked'
        options.fields.push('b')
      })
      await Model.bulkCreate([{ a: 'x' }], { fields })
      await Model.bulkCreate([{ a: 'y' }])
      expect((await Model.findAll()).map(({ b }) => b)).toEqual(['hooked', 'hooked'])
      expect(fields).toEqual(['a'])
      Model.removeHook('beforeBulkCreate', 'test')
      Model.addHook('beforeBulkCreate', 'test', (_instances: any[], options: any) => {
        options.fields = ['b']
      })
      for (const individualHooks of [false, true]) {
        await Model.destroy({ where: {} })
        await Model.bulkCreate([{ a: 'x', b: 'y' }], { individualHooks })
        expect(await Model.findOne()).toMatchObject({ a: null, b: 'y' })
      }
      Model.addHook('beforeBulkUpdate', 'test', (options: any) => {
        options.fields = ['b']
      })
      await Model.update({ a: 'no', b: 'yes' }, { where: {} })
      expect(await Model.findOne()).toMatchObject({ a: null, b: 'yes' })
    })

    it('nothing once they throw: the operation stops with their error', async () => {
      const mine = new Error('mine')
      const Model = await own({
        beforeCreate() {
          throw mine
        },
        async beforeBulkDestroy() {
          await Promise.reject(mine)
        },
      })
      const sent = await statements(sequelize, async () => {
        await expect(Model.create({})).rejects.toBe(mine)
        await expect(Model.destroy({ where: {} })).rejects.toBe(mine)
      })
      expect(sent).toEqual([])
    })
  })

  describe('are registered', () => {
    it('by options, by addHook, by methods, and taken back by name', async () => {
      const calls: string[] = []
      const Model = sequelize.define(
        'RegisteredModel',
        {},
        { timestamps: false, hooks: { beforeCreate: [() => void calls.push('options')] } },
      ) as unknown as AnyModelClass
      await Model.sync({ force: true })
      Model.addHook('beforeCreate', 'named', () => void calls.push('named'))
      Model.beforeCreate(() => void calls.push('method'))
      const byReference = () => void calls.push('reference')
      Model.addHook('beforeCreate', byReference)
      await Model.create()
      expect(calls.splice(0)).toEqual(['options', 'named', 'method', 'reference'])
      Model.removeHook('beforeCreate', 'named')
      Model.removeHook('beforeCreate', byReference)
      await Model.create()
      expect(calls).toEqual(['options', 'method'])
      expect([Model.hasHook('beforeCreate'), Model.hasHook('beforeDestroy')]).toEqual([true, false])
    })

    it('for all models on the instance; those of the model run first', async () => {
      const other = createSequelize(target, {
        hooks: { beforeCreate: () => void calls.push('all') },
      } as never)
      const calls: string[] = []
      const Model = other.define(
        'GlobalModel',
        {},
        { timestamps: false, hooks: { beforeCreate: () => void calls.push('own') } },
      )
      other.addHook('beforeCreate', () => void calls.push('added'))
      await Model.sync({ force: true })
      await Model.create()
      expect(calls).toEqual(['own', 'all', 'added'])
    })

    it('as defaults of models in define.hooks', async () => {
      const calls: string[] = []
      const other = createSequelize(target, {
        define: { hooks: { beforeCreate: () => void calls.push('default') } },
      } as never)
      const Model = other.define('DefaultModel', {}, { timestamps: false })
      await Model.sync({ force: true })
      await Model.create()
      expect(calls).toEqual(['default'])
    })

    it('under known names only', () => {
      expect(() => Reader.addHook('beforeCoffee' as never, () => {})).toThrow(/beforeCoffee/)
    })
  })

  it('of the instance run around definitions, sync, connections and statements', async () => {
    const calls: string[] = []
    const other = createSequelize(target)
    const names = [
      ...([
        'beforeDefine',
        'afterDefine',
        'beforeBulkSync',
        'afterBulkSync',
        'beforeConnect',
      ] as const),
      ...(['afterConnect', 'beforeQuery', 'afterQuery'] as const),
    ] as const
    for (const name of names) other.addHook(name, () => void calls.push(name))
    other.define('WatchedModel', {}, { timestamps: false })
    expect(calls.splice(0)).toEqual(['beforeDefine', 'afterDefine'])
    await other.query('SELECT 1')
    expect(calls.splice(0)).toEqual(['beforeConnect', 'afterConnect', 'beforeQuery', 'afterQuery'])
    await other.sync()
    expect([calls[0], calls.at(-1)]).toEqual(['beforeBulkSync', 'afterBulkSync'])
  })

  it('of the class run around the making of instances', () => {
    const calls: string[] = []
    Sequelize.addHook('beforeInit', 'test', (config: any, options: any) => {
      calls.push('beforeInit')
      options.define = { ...options.define, timestamps: false }
    })
    Sequelize.addHook('afterInit', 'test', () => void calls.push('afterInit'))
    try {
      const other = createSequelize(target)
      expect(calls).toEqual(['beforeInit', 'afterInit'])
      expect(Object.keys(other.define('Timeless', {}).getAttributes())).toEqual(['id'])
    } finally {
      Sequelize.removeHook('beforeInit', 'test')
      Sequelize.removeHook('afterInit', 'test')
    }
  })
})
