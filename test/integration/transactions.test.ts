/** Transactions of models: what is kept, what is undone, and who takes part. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Sequelize, Transaction } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  // SQLite's database in memory has one connection; what others see needs a file.
  const storage = { storage: target.url }
  let sequelize: Sequelize
  let Tag: AnyModelClass

  function defineTag(on: Sequelize, name = 'Tag'): AnyModelClass {
    return on.define(
      name,
      { label: { type: DataTypes.STRING, unique: true } },
      { timestamps: false },
    ) as unknown as AnyModelClass
  }

  beforeAll(async () => {
    sequelize = createSequelize(target, storage)
    Tag = defineTag(sequelize)
    await Tag.sync({ force: true })
  })

  beforeEach(async () => {
    await Tag.destroy({ where: {} })
    await Tag.create({ label: 'first' })
  })

  const labels = async (options: object = {}) =>
    (await Tag.findAll({ order: ['label'], ...options })).map(({ label }) => label)

  describe('managed', () => {
    it('keep what the function did, and give its result', async () => {
      const result = await sequelize.transaction(async (transaction) => {
        expect(transaction).toBeInstanceOf(Transaction)
        await Tag.create({ label: 'second' }, { transaction })
        return 'done'
      })
      expect([result, await labels()]).toEqual(['done', ['first', 'second']])
    })

    it('undo everything when the function throws, and pass its error on', async () => {
      const mine = new Error('mine')
      let ended: Transaction | undefined
      await expect(
        sequelize.transaction(async (transaction) => {
          ended = transaction
          await Tag.create({ label: 'second' }, { transaction })
          await Tag.update({ label: 'changed' }, { where: { label: 'first' }, transaction })
          throw mine
        }),
      ).rejects.toBe(mine)
      expect(ended?.finished).toBe('rollback')
      expect(await labels()).toEqual(['first'])
    })

    it('undo everything when a statement fails', async () => {
      await expect(
        sequelize.transaction(async (transaction) => {
          await Tag.create({ label: 'second' }, { transaction })
          await Tag.create({ label: 'first' }, { transaction })
        }),
      ).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      expect(await labels()).toEqual(['first'])
    })

    it('leave the instances as the function left them', async () => {
      const tag = await Tag.findOne()
      await expect(
        sequelize.transaction(async (transaction) => {
          await tag.update({ label: 'changed' }, { transaction })
          throw new Error('no')
        }),
      ).rejects.toThrow('no')
      expect([tag.label, tag.changed()]).toEqual(['changed', false])
      expect((await tag.reload()).label).toBe('first')
    })

    it('give their connections back, however they end', async () => {
      const small = createSequelize(target, { ...storage, pool: { max: 1, acquire: 5000 } })
      for (let round = 0; round < 3; round += 1) {
        await small.transaction(async () => {})
        await small
          .transaction(async () => {
            throw new Error('no')
          })
          .catch(() => {})
      }
      await small.query('SELECT 1')
    })
  })

  describe('unmanaged', () => {
    it('last from the beginning to commit', async () => {
      const transaction = await sequelize.transaction()
      await Tag.create({ label: 'second' }, { transaction })
      expect(await labels({ transaction })).toEqual(['first', 'second'])
      expect(transaction.finished).toBeUndefined()
      await transaction.commit()
      expect([transaction.finished, await labels()]).toEqual(['commit', ['first', 'second']])
    })

    it('are invisible to others until then', async () => {
      const transaction = await sequelize.transaction()
      await Tag.create({ label: 'second' }, { transaction })
      expect(await labels()).toEqual(['first'])
      await transaction.rollback()
      expect([transaction.finished, await labels()]).toEqual(['rollback', ['first']])
    })

    it('refuse statements and a second end after the end', async () => {
      const transaction = await sequelize.transaction()
      await transaction.commit()
      await expect(Tag.findAll({ transaction })).rejects.toThrow(/commit/)
      await expect(Tag.create({ label: 'x' }, { transaction })).rejects.toThrow(/commit/)
      await expect(transaction.commit()).rejects.toThrow(/commit/)
      await expect(transaction.rollback()).rejects.toThrow(/commit/)
      expect(await labels()).toEqual(['first'])
    })

    it('send their statements to one connection, under their id', async () => {
      const transaction = await sequelize.transaction()
      const lines: string[] = []
      await Tag.findAll({ transaction, logging: (line: string) => lines.push(line) })
      await transaction.rollback()
      expect(lines[0]).toMatch(`Executing (${transaction.id}): SELECT`)
    })
  })

  describe('savepoints', () => {
    it('undo their own part only', async () => {
      await sequelize.transaction(async (outer) => {
        await Tag.create({ label: 'outer' }, { transaction: outer })
        await sequelize
          .transaction({ transaction: outer }, async (inner) => {
            expect(inner.parent).toBe(outer)
            await Tag.create({ label: 'inner' }, { transaction: inner })
            throw new Error('no')
          })
          .catch(() => {})
        await Tag.create({ label: 'after' }, { transaction: outer })
      })
      expect(await labels()).toEqual(['after', 'first', 'outer'])
    })

    it('are kept with the outer transaction, and undone with it', async () => {
      const outer = await sequelize.transaction()
      await sequelize.transaction({ transaction: outer }, async (inner) => {
        await Tag.create({ label: 'inner' }, { transaction: inner })
      })
      expect(await labels({ transaction: outer })).toEqual(['first', 'inner'])
      await outer.rollback()
      expect(await labels()).toEqual(['first'])
    })

    it('let the outer transaction go on after a failed statement', async () => {
      await sequelize.transaction(async (outer) => {
        const inner = await sequelize.transaction({ transaction: outer })
        await expect(Tag.create({ label: 'first' }, { transaction: inner })).rejects.toThrow()
        await inner.rollback()
        await Tag.create({ label: 'second' }, { transaction: outer })
      })
      expect(await labels()).toEqual(['first', 'second'])
    })

    it('nest', async () => {
      const sent = await statements(sequelize, () =>
        sequelize.transaction((one) =>
          sequelize.transaction({ transaction: one }, (two) =>
            sequelize.transaction({ transaction: two }, async (three) => {
              await Tag.create({ label: 'deep' }, { transaction: three })
            }),
          ),
        ),
      )
      expect(sent.map((sql) => sql.split(' ')[0])).toEqual([
        ...[expect.stringMatching(/BEGIN|START/), 'SAVEPOINT', 'SAVEPOINT', 'INSERT'],
        expect.stringMatching(/^COMMIT/),
      ])
      expect(await labels()).toEqual(['deep', 'first'])
    })
  })

  describe('afterCommit', () => {
    it('runs after the commit, in order, each awaited', async () => {
      const seen: unknown[] = []
      await sequelize.transaction(async (transaction) => {
        transaction.afterCommit(async (ended) => {
          expect(ended).toBe(transaction)
          await Promise.resolve()
          seen.push(await labels())
        })
        transaction.afterCommit(() => seen.push('last'))
        await Tag.create({ label: 'second' }, { transaction })
        expect(seen).toEqual([])
      })
      expect(seen).toEqual([['first', 'second'], 'last'])
    })

    it('does not run after a rollback', async () => {
      const seen: string[] = []
      const transaction = await sequelize.transaction()
      transaction.afterCommit(() => seen.push('commit'))
      transaction.afterRollback(() => seen.push('rollback'))
      transaction.afterTransaction(() => seen.push('end'))
      await transaction.rollback()
      expect(seen).toEqual(['rollback', 'end'])
    })

    it('takes functions only', async () => {
      const transaction = await sequelize.transaction()
      expect(() => transaction.afterCommit('x' as never)).toThrow(/afterCommit/)
      await transaction.rollback()
    })
  })

  describe('isolation levels', () => {
    it.each(Object.values(Transaction.ISOLATION_LEVELS))('%s is taken', async (isolationLevel) => {
      await sequelize.transaction({ isolationLevel }, async (transaction) => {
        await Tag.create({ label: isolationLevel }, { transaction })
      })
      expect(await labels()).toContain(isolationLevel)
    })

    it('other texts are refused, and take no connection', async () => {
      await expect(
        sequelize.transaction({ isolationLevel: 'SERIALIZABLE; DROP TABLE x' as never }),
      ).rejects.toThrow(/isolationLevel/)
      expect(await labels()).toEqual(['first'])
    })
  })

  it('bulkCreate, findOrCreate and includes take part', async () => {
    const transaction = await sequelize.transaction()
    await Tag.bulkCreate([{ label: 'a' }, { label: 'b' }], { transaction })
    await Tag.findOrCreate({ where: { label: 'c' }, transaction })
    await Tag.upsert({ label: 'first' }, { transaction })
    await Tag.increment('id', { by: 100, where: { label: 'a' }, transaction })
    expect(await Tag.count({ transaction })).toBe(4)
    await transaction.rollback()
    expect(await labels()).toEqual(['first'])
  })

  it('sequelize.query takes part', async () => {
    const transaction = await sequelize.transaction()
    await sequelize.query(`DELETE FROM "Tags"`, { transaction })
    expect(await Tag.count({ transaction })).toBe(0)
    await transaction.rollback()
    expect(await Tag.count()).toBe(1)
  })

  it('many at once end each by its own outcome', async () => {
    // Writers of SQLite wait for each other.
    const type = 'IMMEDIATE' as never
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        sequelize.transaction({ type }, async (transaction) => {
          await Tag.create({ label: `t${i}` }, { transaction })
          if (i % 2 === 1) throw new Error('odd')
        }),
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled', 'rejected'],
    ])
    expect(await labels()).toEqual(['first', 't0', 't2', 't4'])
  })

  describe('along the asynchronous call path', () => {
    afterEach(() => {
      Sequelize._cls = undefined
    })

    /** What an instance with a current transaction does. */
    async function checkPropagation(own: Sequelize): Promise<void> {
      const Own = defineTag(own)
      const count = (options: object = {}) => Own.count(options)
      await expect(
        own.transaction(async (transaction) => {
          expect(own.getCurrentClsTransaction()).toBe(transaction)
          await Own.create({ label: 'inside' })
          await Promise.all([Own.create({ label: 'a' }), Own.create({ label: 'b' })])
          await new Promise((resolve) => setTimeout(resolve, 1))
          expect(await count()).toBe(4)
          expect(await count({ transaction: null })).toBe(1)
          throw new Error('no')
        }),
      ).rejects.toThrow('no')
      expect(own.getCurrentClsTransaction()).toBeUndefined()
      expect(await count()).toBe(1)
    }

    it('disableClsTransactions: false makes managed transactions current', async () => {
      await checkPropagation(createSequelize(target, { ...storage, disableClsTransactions: false }))
    })

    it('useCLS does so for the instances that follow', async () => {
      expect(Sequelize.useCLS()).toBe(Sequelize)
      await checkPropagation(createSequelize(target, storage))
    })

    it('useCLS takes an AsyncLocalStorage', async () => {
      Sequelize.useCLS(new AsyncLocalStorage())
      await checkPropagation(createSequelize(target, storage))
    })

    it.each(['afterCommit', 'afterRollback', 'afterTransaction'] as const)(
      '%s runs outside of the transaction',
      async (event) => {
        const own = createSequelize(target, { ...storage, disableClsTransactions: false })
        const Own = defineTag(own)
        const ended = own.transaction(async (transaction) => {
          transaction[event](async () => {
            expect(own.getCurrentClsTransaction()).toBeUndefined()
            await Own.create({ label: 'after' })
            await own.transaction(() => Own.create({ label: 'and after' }))
          })
          await Own.create({ label: 'inside' })
          if (event === 'afterRollback') throw new Error('no')
        })
        await ended.catch((error: Error) => expect(error.message).toBe('no'))
        const kept = event === 'afterRollback' ? [] : ['inside']
        expect(await labels()).toEqual(['after', 'and after', 'first', ...kept])
      },
    )

    it('transactions that you end yourself are never current', async () => {
      const own = createSequelize(target, { ...storage, disableClsTransactions: false })
      const transaction = await own.transaction()
      expect(own.getCurrentClsTransaction()).toBeUndefined()
      await transaction.rollback()
    })

    it('without it nothing is passed on', async () => {
      await sequelize.transaction(async () => {
        expect(sequelize.getCurrentClsTransaction()).toBeUndefined()
      })
    })

    it('two at once do not see each other', async () => {
      const own = createSequelize(target, { ...storage, disableClsTransactions: false })
      const current = () => (own.getCurrentClsTransaction() as Transaction).id
      const [a, b] = await Promise.all([
        own.transaction(async (t) => [t.id, await Promise.resolve().then(current)]),
        own.transaction(async (t) => [t.id, await Promise.resolve().then(current)]),
      ])
      expect(a?.[0]).toBe(a?.[1])
      expect(b?.[0]).toBe(b?.[1])
      expect(a?.[0]).not.toBe(b?.[0])
    })

    it('associations, finders and saves in it take part', async () => {
      const own = createSequelize(target, { ...storage, disableClsTransactions: false })
      const Shelf = own.define('ClsShelf', {}, { timestamps: false }) as unknown as AnyModelClass
      const Copy = own.define('ClsCopy', {}, { timestamps: false }) as unknown as AnyModelClass
      Shelf.hasMany(Copy, { as: 'copies', foreignKey: 'shelfId' })
      await Shelf.sync({ force: true })
      await Copy.sync({ force: true })
      await own
        .transaction(async () => {
          const shelf = await Shelf.create()
          await shelf.createCopy()
          const [found] = await Shelf.findAll({
            include: { association: 'copies', separate: true },
          })
          expect(found.copies).toHaveLength(1)
          throw new Error('no')
        })
        .catch((error: Error) => expect(error.message).toBe('no'))
      expect([await Shelf.count(), await Copy.count()]).toEqual([0, 0])
      await Copy.drop()
      await Shelf.drop()
    })
  })
})

forEachDialect({ requires: 'skipLocked' }, (target) => {
  it('lock holds rows, and skipLocked leaves out those that others hold', async () => {
    const sequelize = createSequelize(target)
    const Job = sequelize.define('LockedJob', { name: DataTypes.STRING }, { timestamps: false })
    await Job.sync({ force: true })
    await Job.bulkCreate([{ name: 'a' }, { name: 'b' }])
    const transaction = await sequelize.transaction()
    const [mine] = await Job.findAll({ lock: true, limit: 1, order: ['id'], transaction })
    await sequelize.transaction(async (other) => {
      const free = await Job.findAll({
        lock: other.LOCK.UPDATE,
        skipLocked: true,
        order: ['id'],
        transaction: other,
      })
      expect([mine?.name, free.map(({ name }) => name)]).toEqual(['a', ['b']])
    })
    await transaction.commit()
  })
})
