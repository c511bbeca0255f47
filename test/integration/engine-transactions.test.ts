/** Transactions on real databases, above all what is left after something went wrong. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  Deferrable,
  type Engine,
  forEachEngine,
  openEngine,
  type Transaction,
} from '../support/engine.js'

let tableCount = 0

async function createTable(engine: Engine): Promise<string> {
  const table = `account${++tableCount}`
  await engine.query(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY, amount INTEGER)`)
  for (const id of [1, 2]) await engine.query(`INSERT INTO ${table} VALUES ($1, $2)`, [id, 100])
  return table
}

async function amounts(engine: Engine, table: string): Promise<unknown[]> {
  const rows = (await engine.rows(`SELECT amount FROM ${table} ORDER BY id`)) as {
    amount: number
  }[]
  return rows.map((row) => row.amount)
}

const within = (transaction: Transaction) => [undefined, { transaction }] as const

forEachEngine((target) => {
  it('commits what a callback did, and rolls back what a failed one did', async () => {
    const engine = openEngine(target)
    const table = await createTable(engine)
    await engine.transaction(async (transaction) => {
      await engine.query(`UPDATE ${table} SET amount = 1 WHERE id = 1`, ...within(transaction))
    })
    const failed = engine.transaction(async (transaction) => {
      await engine.query(`UPDATE ${table} SET amount = 2 WHERE id = 2`, ...within(transaction))
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    expect(await amounts(engine, table)).toEqual([1, 100])
  })

  it('rolls back to the savepoint and keeps the outer transaction usable', async () => {
    const engine = openEngine(target)
    const table = await createTable(engine)
    await engine.transaction(async (outer) => {
      await engine.query(`UPDATE ${table} SET amount = 1 WHERE id = 1`, ...within(outer))
      const inner = await engine.begin({ transaction: outer })
      await engine.query(`UPDATE ${table} SET amount = 2 WHERE id = 1`, ...within(inner))
      await inner.rollback()
      await engine.query(`UPDATE ${table} SET amount = 3 WHERE id = 2`, ...within(outer))
    })
    expect(await amounts(engine, table)).toEqual([1, 3])
  })

  it('recovers from a failed statement within a savepoint', async () => {
    const engine = openEngine(target)
    const table = await createTable(engine)
    await engine.transaction(async (outer) => {
      const inner = await engine.begin({ transaction: outer })
      await expect(
        engine.query(`INSERT INTO ${table} VALUES (1, 0)`, ...within(inner)),
      ).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
      await inner.rollback()
      await engine.query(`UPDATE ${table} SET amount = 5 WHERE id = 1`, ...within(outer))
    })
    expect(await amounts(engine, table)).toEqual([5, 100])
  })

  it.each(['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const)(
    'begins at the isolation level %s',
    async (isolationLevel) => {
      const engine = openEngine(target)
      const transaction = await engine.begin({ isolationLevel })
      expect(await engine.rows('SELECT 1 AS x', [], { transaction })).toEqual([{ x: 1 }])
      await transaction.commit()
    },
  )

  it('logs beginning and end with the id of the transaction', async () => {
    const engine = openEngine(target)
    const lines: string[] = []
    const logging = (line: string) => void lines.push(line)
    const transaction = await engine.begin({ logging })
    const savepoint = await engine.begin({ transaction, logging })
    await savepoint.rollback()
    await transaction.commit()
    expect(lines[0]).toMatch(/^Executing \([-0-9a-f]{36}\): (BEGIN|START)/)
    expect(lines.slice(1).map((line) => line.replace(/.*?: /, '').replaceAll(/["`]/g, ''))).toEqual(
      [`SAVEPOINT ${savepoint.name};`, `ROLLBACK TO SAVEPOINT ${savepoint.name};`, 'COMMIT;'],
    )
  })

  it('ends many transactions that run at once, each by its own outcome', async () => {
    const engine = openEngine(target, {
      pool: { max: 3 },
      config: { dialectOptions: { busyTimeout: 5000 } },
    })
    const table = await createTable(engine)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        engine.transaction(
          async (transaction) => {
            await engine.query(
              `UPDATE ${table} SET amount = amount + 1 WHERE id = 1`,
              ...within(transaction),
            )
            if (i % 3 === 0) throw new Error('every third')
          },
          { type: 'IMMEDIATE' },
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(4)
    expect(await amounts(engine, table)).toEqual([108, 100])
  })
})

forEachEngine(
  (target) => {
    const inMemory = { config: { storage: ':memory:' } }

    it('keeps a database in memory when a commit fails', async () => {
      const engine = openEngine(target, inMemory)
      const table = await createTable(engine)
      await engine.query(
        `CREATE TABLE entry (account INTEGER REFERENCES ${table} DEFERRABLE INITIALLY DEFERRED)`,
      )
      const failed = engine.transaction((transaction) =>
        engine.query('INSERT INTO entry VALUES (99)', ...within(transaction)),
      )
      await expect(failed).rejects.toMatchObject({ name: 'SequelizeForeignKeyConstraintError' })
      expect(await engine.rows('SELECT * FROM entry')).toEqual([])
      expect(await amounts(engine, table)).toEqual([100, 100])
    })

    it('lets a second transaction in memory wait for the end of the first', async () => {
      const engine = openEngine(target, inMemory)
      const table = await createTable(engine)
      const first = await engine.begin()
      const waiting = engine.begin()
      await engine.query(`UPDATE ${table} SET amount = 1`, ...within(first))
      await first.commit()
      const second = await waiting
      await engine.query(`UPDATE ${table} SET amount = 2`, ...within(second))
      await second.rollback()
      expect(await amounts(engine, table)).toEqual([1, 1])
    })

    it('lets it give up when the first one is never ended', async () => {
      const engine = openEngine(target, { ...inMemory, pool: { acquire: 50 } })
      const table = await createTable(engine)
      const first = await engine.begin()
      await expect(engine.begin()).rejects.toMatchObject({
        name: 'SequelizeConnectionAcquireTimeoutError',
        message: expect.stringContaining('transactions that are never ended'),
      })
      await engine.query(`UPDATE ${table} SET amount = 1`, ...within(first))
      await first.commit()
      expect(await amounts(engine, table)).toEqual([1, 1])
    })

    it('lets a statement give up when a function goes on for too long', async () => {
      const engine = openEngine(target, { ...inMemory, pool: { acquire: 20 } })
      const long = engine.transaction(() => sleep(80))
      await sleep(1)
      await expect(engine.rows('SELECT 1 AS x')).rejects.toMatchObject({
        name: 'SequelizeConnectionAcquireTimeoutError',
      })
      await long
      expect(await engine.rows('SELECT 1 AS x')).toEqual([{ x: 1 }])
    })

    it('gives the connection in memory back when a transaction cannot begin', async () => {
      const engine = openEngine(target, inMemory)
      await engine.query('BEGIN')
      await expect(engine.transaction(async () => {})).rejects.toThrow('within a transaction')
      await expect(engine.begin()).rejects.toThrow('within a transaction')
      await engine.query('ROLLBACK')
      expect(
        await engine.transaction((transaction) =>
          engine.rows('SELECT 1 AS x', [], { transaction }),
        ),
      ).toEqual([{ x: 1 }])
    })

    it('lets statements of query hooks run in memory, whoever waits', async () => {
      const engines: Engine[] = []
      let count = 0
      const hooks = {
        has: (name: string) => name === 'beforeQuery' || name === 'afterQuery',
        async run(_name: string, options: object) {
          if ('isOfHook' in options) return
          await sleep(1)
          await engines[0]!.rows('SELECT 1', [], { source: { isOfHook: true } })
          count++
        },
      }
      const engine = openEngine(target, { ...inMemory, hooks, pool: { acquire: 1000 } })
      engines.push(engine)
      const transaction = () =>
        engine.transaction((own) => engine.rows('SELECT 2', [], { transaction: own }))
      await Promise.all([
        engine.rows('SELECT 3'),
        transaction(),
        engine.rows('SELECT 4'),
        transaction(),
      ])
      expect(count).toBe(2 * (1 + 3 + 1 + 3))
    })

    it('begins a stream in memory between transactions, and transactions beside it', async () => {
      const engine = openEngine(target, { ...inMemory, pool: { acquire: 1000 } })
      const table = await createTable(engine)
      const columns = [{ name: 'amount' }]
      const request = {
        sql: `SELECT amount FROM ${table}`,
        parameters: [],
        returnsRows: true,
        columns,
      }
      const update = engine.transaction(async (transaction) => {
        await engine.query(`UPDATE ${table} SET amount = 7`, ...within(transaction))
        await sleep(10)
        throw new Error('no')
      })
      await sleep(1)
      const seen: unknown[] = []
      const read = async () => {
        for await (const batch of engine.executor.stream(request, 1)) {
          seen.push(...batch.flat())
          await engine.transaction((transaction) => engine.rows('SELECT 1', [], { transaction }))
        }
      }
      await Promise.all([expect(update).rejects.toThrow('no'), read()])
      expect(seen).toEqual([100, 100])
    })

    it.each([{}, inMemory])('undoes statements that were not waited for (%o)', async (options) => {
      const engine = openEngine(target, options)
      const table = await createTable(engine)
      const sent: unknown[] = []
      const failed = engine.transaction(async (transaction) => {
        for (const id of [11, 12, 13]) {
          const sql = `INSERT INTO ${table} VALUES (${id}, 0)`
          const request = { sql, parameters: [], returnsRows: false, reusable: true }
          sent.push(engine.executor.execute(request, 'write', { transaction }))
        }
        throw new Error('no')
      })
      await expect(failed).rejects.toThrow('no')
      await Promise.all(sent)
      expect(await amounts(engine, table)).toEqual([100, 100])
    })

    it('ends a transaction that SQLite itself has rolled back', async () => {
      const engine = openEngine(target)
      const table = await createTable(engine)
      await engine.query(
        `CREATE TRIGGER ${table}_refuse BEFORE UPDATE ON ${table}
          BEGIN SELECT RAISE(ROLLBACK, 'no updates'); END`,
      )
      const failed = engine.transaction((transaction) =>
        engine.query(`UPDATE ${table} SET amount = 0`, ...within(transaction)),
      )
      await expect(failed).rejects.toMatchObject({
        parent: { message: expect.stringContaining('no updates') },
      })
      await engine.transaction((transaction) =>
        engine.query(`INSERT INTO ${table} VALUES (3, 3)`, ...within(transaction)),
      )
      expect(await amounts(engine, table)).toEqual([100, 100, 3])
    })
  },
  ['sqlite'],
)

forEachEngine(
  (target) => {
    const terminate = async (engine: Engine, transaction?: Transaction): Promise<void> => {
      const [row] = (await engine.rows('SELECT pg_backend_pid() AS pid', [], {
        transaction,
      })) as { pid: number }[]
      const other = openEngine(target)
      await other.rows('SELECT pg_terminate_backend($1)', [row!.pid])
      await sleep(50)
    }

    describe('a lost connection', () => {
      it('fails the statement that meets it, and is replaced for the next one', async () => {
        const engine = openEngine(target, { pool: { max: 1 } })
        // Expected at once: the statement may fail before the one that ends it has answered.
        const failed = expect(
          engine.rows('SELECT pg_sleep(5), pg_backend_pid()'),
        ).rejects.toMatchObject({ parent: { code: '57P01' } })
        const other = openEngine(target)
        await sleep(100)
        await other.rows(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(5)%'",
        )
        await failed
        expect(await engine.rows('SELECT 1 AS x')).toEqual([{ x: 1 }])
      })

      it('is not given out again when it was lost while idle', async () => {
        const engine = openEngine(target, { pool: { max: 1 } })
        await terminate(engine)
        expect(await engine.rows('SELECT 1 AS x')).toEqual([{ x: 1 }])
      })

      it('ends its transaction with the error of the statement, and the pool goes on', async () => {
        const engine = openEngine(target, { pool: { max: 1 } })
        const table = await createTable(engine)
        let lost: Transaction | undefined
        const failed = engine.transaction(async (transaction) => {
          lost = transaction
          await engine.query(`UPDATE ${table} SET amount = 0`, ...within(transaction))
          await terminate(engine, transaction)
          await engine.query(`UPDATE ${table} SET amount = 1`, ...within(transaction))
        })
        await expect(failed).rejects.toMatchObject({ name: 'SequelizeDatabaseError' })
        expect(lost!.finished).toBe('rollback')
        expect(await amounts(engine, table)).toEqual([100, 100])
      })

      it('fails the commit, and nothing is saved', async () => {
        const engine = openEngine(target, { pool: { max: 1 } })
        const table = await createTable(engine)
        const failed = engine.transaction(async (transaction) => {
          await engine.query(`UPDATE ${table} SET amount = 0`, ...within(transaction))
          await terminate(engine, transaction)
        })
        await expect(failed).rejects.toThrow()
        expect(await amounts(engine, table)).toEqual([100, 100])
      })
    })

    it('rolls back one of two transactions in a deadlock; the other one commits', async () => {
      const engine = openEngine(target)
      const table = await createTable(engine)
      const move = (first: number, second: number) =>
        engine.transaction(async (transaction) => {
          const add = (id: number) =>
            engine.query(
              `UPDATE ${table} SET amount = amount + 1 WHERE id = ${id}`,
              ...within(transaction),
            )
          await add(first)
          await sleep(100)
          await add(second)
        })
      const outcomes = await Promise.allSettled([move(1, 2), move(2, 1)])
      const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
      expect(failed).toHaveLength(1)
      expect(failed[0]!.reason).toMatchObject({
        name: 'SequelizeDatabaseError',
        parent: { code: '40P01' },
      })
      expect(await amounts(engine, table)).toEqual([101, 101])
    })

    it('reports a serialization failure at the commit, and nothing is saved', async () => {
      const engine = openEngine(target)
      const table = await createTable(engine)
      const options = { isolationLevel: 'SERIALIZABLE' } as const
      const [first, second] = [await engine.begin(options), await engine.begin(options)]
      for (const [transaction, id] of [
        [first, 1],
        [second, 2],
      ] as const) {
        await engine.rows(`SELECT sum(amount) FROM ${table}`, [], { transaction })
        await engine.query(
          `UPDATE ${table} SET amount = 0 WHERE id = ${id}`,
          ...within(transaction),
        )
      }
      await first.commit()
      await expect(second.commit()).rejects.toMatchObject({ parent: { code: '40001' } })
      expect(await amounts(engine, table)).toEqual([0, 100])
    })

    it('keeps the connection after the server cancelled a statement that took too long', async () => {
      const engine = openEngine(target, {
        pool: { max: 1 },
        config: { dialectOptions: { statement_timeout: 50 } },
      })
      const pid = () => engine.rows('SELECT pg_backend_pid()')
      const before = await pid()
      await expect(engine.rows('SELECT pg_sleep(5)')).rejects.toMatchObject({
        name: 'SequelizeDatabaseError',
        parent: { code: '57014' },
      })
      expect(await pid()).toEqual(before)
    })

    it('closes the connection after the driver gave up on an answer that is still to come', async () => {
      const engine = openEngine(target, {
        pool: { max: 1 },
        config: { dialectOptions: { query_timeout: 100 } },
      })
      const pid = () => engine.rows('SELECT pg_backend_pid()')
      const before = await pid()
      await expect(engine.rows('SELECT pg_sleep(5)')).rejects.toThrow('Query read timeout')
      expect(await pid()).not.toEqual(before)
    })

    it('takes a commit after a swallowed failure for the rollback that it is', async () => {
      const engine = openEngine(target)
      const table = await createTable(engine)
      const calls: string[] = []
      let ended: Transaction | undefined
      const result = await engine.transaction(async (transaction) => {
        ended = transaction
        transaction.afterCommit(() => calls.push('afterCommit'))
        transaction.afterRollback(() => calls.push('afterRollback'))
        await engine
          .query(`INSERT INTO ${table} VALUES (1, 0)`, ...within(transaction))
          .catch(() => 'swallowed')
        return 'result'
      })
      expect(result).toBe('result')
      expect(ended!.finished).toBe('rollback')
      expect(calls).toEqual(['afterRollback'])
    })

    it('rejects such a commit in strict mode', async () => {
      const engine = openEngine(target, { defaults: { strict: true } })
      const table = await createTable(engine)
      const committed = engine.transaction(async (transaction) => {
        await engine
          .query(`INSERT INTO ${table} VALUES (1, 0)`, ...within(transaction))
          .catch(() => 'swallowed')
      })
      await expect(committed).rejects.toThrow(/a statement had failed/)
    })

    it('checks deferred constraints at the commit, and reports their violation', async () => {
      const engine = openEngine(target, { pool: { max: 1 } })
      const table = await createTable(engine)
      await engine.query(
        `CREATE TABLE ${table}_entry (account INTEGER REFERENCES ${table} DEFERRABLE INITIALLY IMMEDIATE)`,
      )
      const insert = `INSERT INTO ${table}_entry VALUES (3)`
      const deferred = await engine.begin({ deferrable: Deferrable.SET_DEFERRED })
      await engine.query(insert, ...within(deferred))
      await expect(deferred.commit()).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
        index: `${table}_entry_account_fkey`,
      })
      expect(await engine.rows(`SELECT * FROM ${table}_entry`)).toEqual([])
    })

    it('refuses writes in a read-only transaction in strict mode', async () => {
      const engine = openEngine(target, { defaults: { strict: true } })
      const table = await createTable(engine)
      const transaction = await engine.begin({ readOnly: true })
      await expect(
        engine.query(`UPDATE ${table} SET amount = 0`, ...within(transaction)),
      ).rejects.toMatchObject({ parent: { code: '25006' } })
      await transaction.rollback()
    })

    it('makes a call wait while all connections are in transactions, and fail in time', async () => {
      const engine = openEngine(target, { pool: { max: 2, acquire: 150 } })
      const held = [await engine.begin(), await engine.begin()]
      await expect(engine.rows('SELECT 1 AS x')).rejects.toMatchObject({
        name: 'SequelizeConnectionAcquireTimeoutError',
      })
      await held[0]!.rollback()
      expect(await engine.rows('SELECT 1 AS x')).toEqual([{ x: 1 }])
      await held[1]!.rollback()
    })

    it('recovers after the server cut all connections', async () => {
      const engine = openEngine(target, { pool: { max: 4 } })
      await Promise.all([1, 2, 3, 4].map(() => engine.rows('SELECT pg_sleep(0.02)')))
      const other = openEngine(target)
      await other.rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      await sleep(100)
      const rows = await Promise.all([1, 2, 3, 4].map((n) => engine.rows(`SELECT ${n} AS x`)))
      expect(rows.flat()).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }])
    })
  },
  ['postgres'],
)
