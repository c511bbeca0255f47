/** Connections of each driver: what statements give, streaming, prepared statements, sessions. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createRequire } from 'node:module'
import { mkdtempSync, rmSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databaseConfig, forEachEngine, openEngine } from '../support/engine.js'

const require = createRequire(import.meta.url)
let tableCount = 0
const newTable = (): string => `t${++tableCount}`

forEachEngine((target) => {
  describe('statements', () => {
    it('gives rows by position, also where columns have equal names', async () => {
      const engine = openEngine(target)
      const table = newTable()
      await engine.query(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY, name TEXT)`)
      await engine.rows(`INSERT INTO ${table} VALUES ($1, $2)`, [1, 'one'])
      const result = await engine.executor.execute(
        {
          sql: `SELECT id AS a, name AS b FROM ${table}`,
          parameters: [],
          returnsRows: true,
          decodeByDriver: true,
          columns: [{ name: 'a' }, { name: 'b' }],
        },
        'read',
      )
      expect(result.rows).toEqual([[1, 'one']])
      expect(result.columns).toEqual(['a', 'b'])
      expect(result.rowCount).toBe(1)
    })

    it('tells how many rows a statement changed', async () => {
      const engine = openEngine(target)
      const table = newTable()
      await engine.query(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY)`)
      for (const id of [1, 2, 3]) await engine.rows(`INSERT INTO ${table} VALUES ($1)`, [id])
      const sql = `DELETE FROM ${table} WHERE id > 1`
      const result = await engine.executor.execute({ sql, parameters: [] }, 'write')
      expect(result.rowCount).toBe(2)
      expect(result.rows).toEqual([])
    })

    it('runs a prepared statement again with other values', async () => {
      const engine = openEngine(target)
      const sql = `SELECT CAST(${engine.dialect.placeholder(1)} AS TEXT) AS x`
      const run = (value: string) =>
        engine.executor.execute(
          { sql, parameters: [value], returnsRows: true, reusable: true },
          'read',
        )
      expect((await run('first')).rows).toEqual([['first']])
      expect((await run('second')).rows).toEqual([['second']])
    })

    it('keeps working after its prepared statements had to make room for others', async () => {
      const engine = openEngine(target, { pool: { max: 1 } })
      const texts = Array.from({ length: 600 }, (_, i) => `SELECT ${i} AS x`)
      for (const sql of [...texts, ...texts.slice(0, 5)]) {
        const request = { sql, parameters: [], returnsRows: true, reusable: true }
        const { rows } = await engine.executor.execute(request, 'read')
        expect(String(rows[0]![0])).toBe(/\d+/.exec(sql)![0])
      }
    })

    it('runs a prepared statement although its table was changed meanwhile', async () => {
      const engine = openEngine(target, { pool: { max: 1 } })
      const table = newTable()
      await engine.query(`CREATE TABLE ${table} (id INTEGER)`)
      await engine.query(`INSERT INTO ${table} VALUES (1)`)
      const request = {
        sql: `SELECT * FROM ${table}`,
        parameters: [],
        returnsRows: true,
        reusable: true,
      }
      expect((await engine.executor.execute(request, 'read')).rows[0]).toHaveLength(1)
      await engine.query(`ALTER TABLE ${table} ADD COLUMN name TEXT`)
      expect((await engine.executor.execute(request, 'read')).rows[0]).toHaveLength(2)
    })

    it('binds whole numbers beyond 32 bits as whole numbers', async () => {
      const engine = openEngine(target)
      const rows = await engine.rows('SELECT CAST($1 AS BIGINT) AS x', [3_000_000_000])
      expect(Number((rows[0] as { x: unknown }).x)).toBe(3_000_000_000)
    })

    it('runs statements that are started together on one transaction', async () => {
      const engine = openEngine(target)
      const values = await engine.transaction((transaction) =>
        Promise.all(
          [1, 2, 3, 4, 5].map(async (n) => {
            const rows = await engine.rows(`SELECT ${n} AS x`, [], { transaction })
            return (rows[0] as { x: number }).x
          }),
        ),
      )
      expect(values).toEqual([1, 2, 3, 4, 5])
    })
  })

  describe('streams', () => {
    const series =
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25) SELECT i FROM n'

    it('gives all rows in batches of the size asked for', async () => {
      const engine = openEngine(target)
      const sizes: number[] = []
      const request = { sql: series, parameters: [], returnsRows: true, columns: [{ name: 'i' }] }
      for await (const batch of engine.executor.stream(request, 10)) sizes.push(batch.length)
      expect(sizes).toEqual([10, 10, 5])
    })

    it('gives the connection back when the loop is left early', async () => {
      const engine = openEngine(target, { pool: { max: 1, acquire: 2000 } })
      const request = { sql: series, parameters: [], returnsRows: true, columns: [{ name: 'i' }] }
      for await (const batch of engine.executor.stream(request, 10)) {
        expect(batch).toHaveLength(10)
        break
      }
      expect(await engine.rows('SELECT 1 AS x')).toEqual([{ x: 1 }])
    })

    it('lets other statements of the transaction run between batches', async () => {
      const engine = openEngine(target)
      const seen: unknown[] = []
      await engine.transaction(async (transaction) => {
        const request = { sql: series, parameters: [], returnsRows: true, columns: [{ name: 'i' }] }
        for await (const batch of engine.executor.stream(request, 10, { transaction })) {
          seen.push(batch.length, ...(await engine.rows('SELECT 7 AS x', [], { transaction })))
        }
      })
      expect(seen).toEqual([10, { x: 7 }, 10, { x: 7 }, 5, { x: 7 }])
    })

    it('reports a statement that fails, with its SQL', async () => {
      const engine = openEngine(target)
      const request = { sql: 'SELECT * FROM no_such_table', parameters: [], returnsRows: true }
      const read = async () => {
        for await (const batch of engine.executor.stream(request, 10)) expect(batch).toBeDefined()
      }
      await expect(read()).rejects.toMatchObject({
        name: 'SequelizeDatabaseError',
        sql: 'SELECT * FROM no_such_table',
      })
    })
  })

  it('refuses use after it was closed', async () => {
    const engine = openEngine(target)
    await engine.rows('SELECT 1 AS x')
    await engine.close()
    await expect(engine.rows('SELECT 1 AS x')).rejects.toThrow('sequelize.close()')
  })
})

forEachEngine(
  (target) => {
    it('creates the folders of a database file', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'relata-'))
      const storage = join(folder, 'a', 'b', 'library.sqlite')
      const engine = openEngine(target, { config: { storage } })
      await engine.rows('SELECT 1 AS x')
      expect(existsSync(storage)).toBe(true)
      await engine.close()
      rmSync(folder, { recursive: true })
    })

    it('opens a file for reading only when the mode says so', async () => {
      const writer = openEngine(target)
      const table = newTable()
      await writer.query(`CREATE TABLE ${table} (id INTEGER)`)
      const reader = openEngine(target, { config: { dialectOptions: { mode: 1 } } })
      expect(await reader.rows(`SELECT * FROM ${table}`)).toEqual([])
      await expect(reader.query(`INSERT INTO ${table} VALUES (1)`)).rejects.toThrow(
        /SQLITE_READONLY/,
      )
    })

    it('refuses a mode that is no number', async () => {
      const engine = openEngine(target, { config: { dialectOptions: { mode: 'readonly' } } })
      await expect(engine.rows('SELECT 1')).rejects.toThrow('dialectOptions.mode must be')
    })

    it('reports a file that cannot be opened as a connection error', async () => {
      const engine = openEngine(target, {
        config: { storage: tmpdir(), dialectOptions: { mode: 1 } },
      })
      await expect(engine.rows('SELECT 1')).rejects.toMatchObject({
        name: 'SequelizeConnectionError',
      })
    })

    it.each([
      [{}, 1],
      [{ foreignKeys: false }, 0],
    ])('enforces foreign keys unless told otherwise: %j', async (session, expected) => {
      const engine = openEngine(target, { config: { session } })
      expect(await engine.rows('PRAGMA foreign_keys')).toEqual([{ foreign_keys: expected }])
    })

    it('shares one database in memory between statements and transactions', async () => {
      const engine = openEngine(target, { config: { storage: ':memory:' } })
      await engine.query('CREATE TABLE t (id INTEGER)')
      await engine.transaction((transaction) =>
        engine.query('INSERT INTO t VALUES (1)', undefined, { transaction }),
      )
      expect(await engine.rows('SELECT * FROM t')).toEqual([{ id: 1 }])
    })

    it('keeps what a transaction does on a file from others until it commits', async () => {
      const engine = openEngine(target)
      const table = newTable()
      await engine.query(`CREATE TABLE ${table} (id INTEGER)`)
      await engine.transaction(async (transaction) => {
        await engine.query(`INSERT INTO ${table} VALUES (1)`, undefined, { transaction })
        expect(await engine.rows(`SELECT * FROM ${table}`)).toEqual([])
      })
      expect(await engine.rows(`SELECT * FROM ${table}`)).toEqual([{ id: 1 }])
    })

    it('waits for a lock of another transaction without blocking it', async () => {
      const engine = openEngine(target)
      const table = newTable()
      await engine.query(`CREATE TABLE ${table} (id INTEGER)`)
      const first = await engine.begin({ type: 'IMMEDIATE' })
      await engine.query(`INSERT INTO ${table} VALUES (1)`, undefined, { transaction: first })
      const second = engine.query(`INSERT INTO ${table} VALUES (2)`)
      await sleep(30)
      await first.commit()
      await second
      expect(await engine.rows(`SELECT id FROM ${table} ORDER BY id`)).toEqual([
        { id: 1 },
        { id: 2 },
      ])
    })

    it('gives up on a lock with a TimeoutError', async () => {
      const engine = openEngine(target, {
        config: { dialectOptions: { busyTimeout: 10 } },
        defaults: { retry: { max: 0 } },
      })
      const table = newTable()
      await engine.query(`CREATE TABLE ${table} (id INTEGER)`)
      const holder = await engine.begin({ type: 'EXCLUSIVE' })
      await expect(engine.query(`INSERT INTO ${table} VALUES (2)`)).rejects.toMatchObject({
        name: 'SequelizeTimeoutError',
        message: 'SQLITE_BUSY: database is locked',
      })
      await holder.rollback()
    })
  },
  ['sqlite'],
)

forEachEngine(
  (target) => {
    describe('choice of the driver for sqlite', () => {
      it('recognises the module it is given by its shape', () => {
        const module = require(target.driver) as unknown
        const engine = openEngine(target, { context: { dialectModule: { default: module } } })
        expect(engine.dialect.driver.packageName).toBe(target.driver)
      })

      it('takes the package of dialectModulePath', () => {
        const context = { dialectModulePath: target.driver }
        expect(openEngine(target, { context }).dialect.driver.packageName).toBe(target.driver)
      })

      it('says what to install when there is no such package', () => {
        const context = { dialectModulePath: 'no-such-driver' }
        expect(() => openEngine(target, { context })).toThrow('Please install "no-such-driver"')
      })

      it('refuses a module of another kind', () => {
        const context = { dialectModule: { connect: () => undefined } }
        expect(() => openEngine(target, { context })).toThrow('dialectModule must be')
      })
    })
  },
  ['sqlite'],
)

forEachEngine(
  (target) => {
    const setting = async (name: string, session: Record<string, unknown>, dialectOptions = {}) => {
      const engine = openEngine(target, {
        config: { session, dialectOptions, ...session },
      })
      const [row] = await engine.rows(`SHOW ${name}`)
      return Object.values(row!)[0]
    }

    it('sets the time zone of the session, as an offset or a name', async () => {
      expect(await setting('TIMEZONE', { timezone: '+05:30' })).toBe('<+05:30>-05:30')
      expect(await setting('TIMEZONE', { timezone: 'Europe/Rome' })).toBe('Europe/Rome')
    })

    it('leaves the time zone to the server when asked to', async () => {
      const own = await setting('TIMEZONE', { timezone: '+07:00', keepDefaultTimezone: true })
      expect(own).not.toContain('07')
    })

    it('sets the level of messages, and refuses one that does not exist', async () => {
      expect(await setting('client_min_messages', {})).toBe('warning')
      expect(await setting('client_min_messages', {}, { clientMinMessages: 'error' })).toBe('error')
      await expect(
        setting('client_min_messages', {}, { clientMinMessages: "error'; DROP" }),
      ).rejects.toThrow('clientMinMessages must be one of')
    })

    it('passes the options of the driver on', async () => {
      const options = { application_name: 'library', statement_timeout: 4321 }
      expect(await setting('application_name', {}, options)).toBe('library')
      expect(await setting('statement_timeout', {}, options)).toBe('4321ms')
    })

    it('sets the search path of the session, and another one for a statement', async () => {
      const engine = openEngine(target, {
        pool: { max: 1 },
        config: {
          session: { searchPath: 'public' },
          dialectOptions: { prependSearchPath: true },
        },
        defaults: { dialectOptions: { prependSearchPath: true } },
      })
      const path = async (options = {}) =>
        Object.values((await engine.rows('SHOW search_path', [], options))[0]!)[0]
      expect(await path()).toBe('public')
      expect(await path({ searchPath: 'one,two' })).toBe('one,two')
      expect(await path()).toBe('public')
    })

    it('restores the search path after a rollback undid it', async () => {
      const engine = openEngine(target, {
        pool: { max: 1 },
        defaults: { dialectOptions: { prependSearchPath: true } },
      })
      const options = { searchPath: 'one' }
      await engine.rows('SELECT 1', [], options)
      const transaction = await engine.begin()
      await engine.rows('SELECT 1', [], { ...options, searchPath: 'two', transaction })
      await transaction.rollback()
      const rows = await engine.rows('SHOW search_path', [], { searchPath: 'two' })
      expect(rows).toEqual([{ search_path: 'two' }])
    })

    it('ignores the search path of a statement unless the instance allows it', async () => {
      const engine = openEngine(target, { config: { session: { searchPath: 'public' } } })
      const rows = await engine.rows('SHOW search_path', [], { searchPath: 'one' })
      expect(rows).toEqual([{ search_path: '"$user", public' }])
    })

    it('prepares nothing on the server when preparedStatements is off', async () => {
      const engine = openEngine(target, {
        pool: { max: 1 },
        config: { session: { preparedStatements: false } },
      })
      const request = { sql: 'SELECT 1 AS x', parameters: [], returnsRows: true, reusable: true }
      await engine.executor.execute(request, 'read')
      expect(await engine.rows('SELECT * FROM pg_prepared_statements')).toEqual([])
    })

    it('keeps a bounded number of prepared statements on the server', async () => {
      const engine = openEngine(target, { pool: { max: 1 } })
      for (let i = 0; i < 600; i++) {
        const request = {
          sql: `SELECT ${i} AS x`,
          parameters: [],
          returnsRows: true,
          reusable: true,
        }
        await engine.executor.execute(request, 'read')
      }
      const rows = await engine.rows('SELECT count(*)::int AS n FROM pg_prepared_statements')
      expect((rows[0] as { n: number }).n).toBeLessThanOrEqual(256)
    })

    it('decodes raw values by the types of the server, of extensions too', async () => {
      const engine = openEngine(target)
      await engine.query('CREATE EXTENSION IF NOT EXISTS hstore')
      const rows = await engine.rows(
        `SELECT 1 AS i, 2::int8 AS l, 1.50::numeric AS n, true AS b, '{"a":1}'::jsonb AS j,
          '\\x0102'::bytea AS x, ARRAY[1,2] AS a, 'k=>v'::hstore AS h,
          ARRAY['k=>v'::hstore] AS hs, NULL::hstore AS none`,
      )
      expect(rows).toEqual([
        {
          i: 1,
          l: '2',
          n: '1.50',
          b: true,
          j: { a: 1 },
          x: Buffer.from([1, 2]),
          a: [1, 2],
          h: { k: 'v' },
          hs: [{ k: 'v' }],
          none: null,
        },
      ])
    })

    it('reads big numbers with the parser that the application gave the driver', async () => {
      const pg = require('pg') as typeof import('pg')
      const before = pg.types.getTypeParser(20)
      pg.types.setTypeParser(20, Number)
      try {
        const engine = openEngine(target)
        expect(await engine.rows('SELECT 2::int8 AS l')).toEqual([{ l: 2 }])
      } finally {
        pg.types.setTypeParser(20, before)
      }
    })

    it.each([
      ['SequelizeConnectionRefusedError', { host: '127.0.0.1', port: 1 }],
      ['SequelizeHostNotFoundError', { host: 'no-such-host.invalid' }],
      ['SequelizeConnectionError', { password: 'wrong' }],
      ['SequelizeConnectionError', { database: 'no_such_database' }],
    ])('reports a failure to connect as %s', async (name, config) => {
      const engine = openEngine(target, { config: { ...databaseConfig(target), ...config } })
      await expect(engine.rows('SELECT 1')).rejects.toMatchObject({ name })
    })
  },
  ['postgres'],
)
