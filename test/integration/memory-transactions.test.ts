/** Transactions on the one connection of a database in memory: nobody's statements get into another's. */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize, type Transaction } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({ lacks: 'pool' }, (target) => {
  let sequelize: Sequelize
  let Shelf: AnyModelClass
  let Copy: AnyModelClass

  async function open(options: object = {}): Promise<void> {
    // What waits for itself fails within the time of a test.
    sequelize = createSequelize(target, { pool: { acquire: 3000 }, ...options })
    const name = { type: DataTypes.STRING, unique: true }
    Shelf = sequelize.define('Shelf', { name }, { timestamps: false }) as unknown as AnyModelClass
    Copy = sequelize.define('Copy', { name }, { timestamps: false }) as unknown as AnyModelClass
    Shelf.hasMany(Copy, { as: 'copies', foreignKey: 'shelfId' })
    Copy.belongsTo(Shelf, { as: 'shelf', foreignKey: 'shelfId' })
    await sequelize.sync()
  }

  beforeEach(() => open())

  const names = async (options: object = {}) =>
    (await Shelf.findAll({ order: ['name'], ...options })).map(({ name }) => name)

  /** A transaction with a function that fails after others had the time to get in. */
  const failing = (callback: (transaction: Transaction) => Promise<unknown>) =>
    expect(
      sequelize.transaction(async (transaction) => {
        await callback(transaction)
        await sleep(5)
        throw new Error('no')
      }),
    ).rejects.toThrow('no')

  const nested = (name: string, copy: string) =>
    Shelf.create({ name, copies: [{ name: copy }] }, { include: 'copies' })

  it('a nested create that fails leaves what others wrote meanwhile', async () => {
    await nested('first', 'taken')
    const outcomes = await Promise.allSettled([
      nested('undone', 'taken'),
      Shelf.create({ name: 'a' }),
      nested('b', 'free'),
      Shelf.create({ name: 'c' }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    ])
    expect(await names()).toEqual(['a', 'b', 'c', 'first'])
  })

  it('transactions of all kinds run one after the other', async () => {
    const managed = (name: string) =>
      sequelize.transaction(async (transaction) => {
        await Shelf.create({ name }, { transaction })
        await sleep(2)
        expect(await names({ transaction })).toContain(name)
      })
    const unmanaged = async (name: string) => {
      const transaction = await sequelize.transaction()
      await Shelf.create({ name }, { transaction })
      await transaction.rollback()
    }
    await Promise.all([
      ...[managed('a'), nested('b', 'x'), unmanaged('undone'), managed('c'), nested('d', 'y')],
      Shelf.findOrCreate({ where: { name: 'e' } }),
    ])
    expect(await names()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('statements outside of a function wait for its end, and see nothing of it before', async () => {
    const failed = failing((transaction) => Shelf.create({ name: 'undone' }, { transaction }))
    await sleep(1)
    const [seen] = await Promise.all([
      names(),
      Shelf.create({ name: 'kept' }),
      Shelf.bulkCreate([{ name: 'kept too' }]),
      sequelize.query(`INSERT INTO Shelves (name) VALUES ('raw')`),
      failed,
    ])
    expect(seen).not.toContain('undone')
    expect(await names()).toEqual(['kept', 'kept too', 'raw'])
  })

  it('statements inside that were not given the transaction take part', async () => {
    await failing(async () => {
      await Shelf.create({ name: 'a' })
      await Promise.all([Shelf.create({ name: 'b' }), nested('c', 'x')])
      await sleep(1)
      await Shelf.findOrCreate({ where: { name: 'd' } })
      expect(await names()).toEqual(['a', 'b', 'c', 'd'])
    })
    expect(await names()).toEqual([])
  })

  it('statements take part in a transaction that the application ends itself', async () => {
    const transaction = await sequelize.transaction()
    await Shelf.create({ name: 'a' }, { transaction })
    await Shelf.create({ name: 'b' })
    await nested('c', 'x')
    await Shelf.findOrCreate({ where: { name: 'd' } })
    expect(await names()).toEqual(['a', 'b', 'c', 'd'])
    await transaction.rollback()
    expect(await names()).toEqual([])
  })

  it('operations that wait take part in such a transaction, too', async () => {
    const [transaction] = await Promise.all([
      ...[sequelize.transaction(), nested('a', 'x')],
      ...[Shelf.findOrCreate({ where: { name: 'b' } }), Shelf.create({ name: 'c' })],
    ])
    await transaction.commit()
    expect(await names()).toEqual(['a', 'b', 'c'])
  })

  it('savepoints need no turn, whoever waits', async () => {
    await Promise.all([
      sequelize.transaction(async (outer) => {
        await Shelf.create({ name: 'outer' }, { transaction: outer })
        await sequelize
          .transaction({ transaction: outer }, async (inner) => {
            await Shelf.create({ name: 'undone' }, { transaction: inner })
            await sleep(2)
            throw new Error('no')
          })
          .catch(() => {})
      }),
      Shelf.create({ name: 'beside' }),
      nested('also', 'x'),
    ])
    expect(await names()).toEqual(['also', 'beside', 'outer'])
  })

  it('a second transaction inside of a function is refused, and the first goes on', async () => {
    await sequelize.transaction(async (transaction) => {
      await expect(sequelize.transaction(async () => {})).rejects.toThrow(/Pass \{ transaction \}/)
      await expect(sequelize.transaction()).rejects.toThrow(/Pass \{ transaction \}/)
      await Shelf.create({ name: 'a' }, { transaction })
    })
    expect(await names()).toEqual(['a'])
  })

  it.each([{}, { transaction: null }])(
    'hooks take part in what they belong to (%o)',
    async (options) => {
      Shelf.addHook('afterCreate', async (shelf: { name: string }) => {
        if (!shelf.name.endsWith('!'))
          await Shelf.create({ name: `${shelf.name}!` }, { ...options })
      })
      await Promise.all([
        failing((transaction) => Shelf.create({ name: 'undone' }, { transaction })),
        nested('a', 'x'),
        Shelf.create({ name: 'b' }),
      ])
      expect(await names()).toEqual(['a', 'a!', 'b', 'b!'])
    },
  )

  it('callbacks after the end may begin anew', async () => {
    const done: Promise<unknown>[] = []
    const write = (name: string) =>
      sequelize.transaction(async (transaction) => {
        await Shelf.create({ name }, { transaction })
        if (name.length > 2) return
        transaction.afterCommit(async () => {
          await Shelf.create({ name: `${name} after` })
          await write(`${name}${name}`)
        })
      })
    done.push(write('a'), write('b'))
    await Promise.all(done)
    expect(await names()).toEqual([
      ...['a', 'a after', 'aa', 'aa after', 'aaaa'],
      ...['b', 'b after', 'bb', 'bb after', 'bbbb'],
    ])
  })

  it('the async context finds the transaction, and without it one takes part all the same', async () => {
    await open({ disableClsTransactions: false })
    await Promise.all([
      failing(async () => {
        await Shelf.create({ name: 'undone' })
        await nested('undone too', 'x')
        await Shelf.create({ name: 'as well' }, { transaction: null })
      }),
      Shelf.create({ name: 'kept' }),
    ])
    expect(await names()).toEqual(['kept'])
  })

  it('lazy loads of one tick are sent by those who wait and those who do not', async () => {
    await open({ batchLazyLoading: true })
    await Shelf.bulkCreate([{ name: 'a' }, { name: 'b' }])
    await Copy.bulkCreate([
      { name: 'x', shelfId: 1 },
      { name: 'y', shelfId: 2 },
    ])
    const inside = await Shelf.findAll({ order: ['id'] })
    const outside = await Shelf.findAll({ order: ['id'] })
    const load = async (shelves: any[]) =>
      (await Promise.all(shelves.map((shelf) => shelf.getCopies()))).flat().map(({ name }) => name)
    let ask = (): void => undefined
    const asked = new Promise<void>((resolve) => (ask = resolve))
    const waiting = asked.then(() => load(outside))
    const loaded = await sequelize.transaction(async (transaction) => {
      await Copy.update({ name: 'changed' }, { where: { name: 'x' }, transaction })
      ask()
      await asked
      const copies = await load(inside)
      await Copy.update({ name: 'x' }, { where: { name: 'changed' }, transaction })
      return copies
    })
    expect([loaded, await waiting]).toEqual([
      ['changed', 'y'],
      ['x', 'y'],
    ])
  })

  it('a table is rebuilt while nothing else is at work', async () => {
    Shelf.rawAttributes.place = { type: DataTypes.STRING, allowNull: true }
    Shelf.refreshAttributes()
    const { queryInterface } = sequelize as unknown as { queryInterface: any }
    await Promise.all([
      sequelize.transaction(async (transaction) => {
        await Shelf.create({ name: 'a' }, { transaction, fields: ['name'] })
        await sleep(2)
      }),
      queryInterface.changeColumn('Shelves', 'name', { type: DataTypes.STRING(99) }),
      nested('b', 'x').catch(() => {}),
      queryInterface.changeColumn('Shelves', 'name', { type: DataTypes.STRING(98) }),
    ])
    expect(await queryInterface.describeTable('Shelves')).toMatchObject({
      name: { type: 'VARCHAR(98)' },
    })
  })

  describe('close', () => {
    it('waits for functions that run, and for what waits for them', async () => {
      const seen: string[] = []
      const done = Promise.all([
        sequelize
          .transaction(async (transaction) => {
            await Shelf.create({ name: 'a' }, { transaction })
            await sleep(5)
            seen.push(...(await names({ transaction })))
          })
          .then(() => seen.push('committed')),
        Shelf.create({ name: 'b' }).then(() => seen.push('created')),
      ])
      await sleep(1)
      await sequelize.close()
      await done
      expect([...seen].sort()).toEqual(['a', 'committed', 'created'])
    })

    it('does not wait for a transaction that is never ended', async () => {
      await sequelize.transaction()
      const waiting = expect(sequelize.transaction(async () => {})).rejects.toThrow(
        'sequelize.close()',
      )
      await sleep(1)
      await sequelize.close()
      await waiting
    })
  })
})
