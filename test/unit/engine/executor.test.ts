import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, it } from 'vitest'
import type { CompiledStatement } from '../../../lib/compiler/compiled-statement.js'
import { ConnectionPool } from '../../../lib/engine/connection-pool.js'
import { type EngineHooks, noHooks } from '../../../lib/engine/connection-provider.js'
import { Executor, type ExecutorDefaults } from '../../../lib/engine/executor.js'
import { SharedConnection } from '../../../lib/engine/shared-connection.js'
import { Transaction } from '../../../lib/engine/transaction.js'
import { FakeServer, recordingHooks } from '../../support/fake-connections.js'

interface Options {
  readonly defaults?: ExecutorDefaults
  readonly hooks?: EngineHooks
  readonly isShared?: boolean
}

function makeExecutor({ defaults = {}, hooks = noHooks, isShared = true }: Options = {}) {
  const server = new FakeServer()
  const dialect = server.dialect({ pool: !isShared })
  const connections = isShared
    ? new SharedConnection(dialect, {}, hooks)
    : new ConnectionPool({ dialect, configs: [{}], options: { max: 1, acquire: 200 }, hooks })
  const executor = new Executor({ dialect, connections, hooks, defaults })
  return { server, connections, executor, host: { executor, options: {} } }
}

const request = (sql: string, parameters: readonly unknown[] = []) => ({ sql, parameters })
const rowsOf = (...rows: unknown[][]) => ({ rows, columns: [], rowCount: rows.length })
const failing = (...failures: string[]) => {
  const left = [...failures]
  return () => {
    const message = left.shift()
    if (message !== undefined) throw new Error(message)
    return rowsOf([1])
  }
}
const QUICK = { max: 3, backoffBase: 0 }

describe('Executor', () => {
  it('gives the result without a promise where driver and connection answer at once', async () => {
    const { executor, server, connections } = makeExecutor()
    await connections.acquire({ mode: 'read' })
    server.answer = () => rowsOf([1, 'one'])
    expect(executor.execute(request('SELECT'), 'read')).toEqual(rowsOf([1, 'one']))
  })

  it('runs a compiled statement, reads and writes told apart by its effect', async () => {
    const { executor, server } = makeExecutor({ isShared: false })
    const statement: CompiledStatement = {
      sql: 'SELECT id FROM book',
      parameters: [],
      columns: [{ name: 'id', decode: undefined }],
      effect: 'read',
      returnsRows: true,
    }
    server.answer = () => rowsOf([1])
    expect((await executor.run(statement, [])).rows).toEqual([[1]])
    expect(server.sent).toEqual(['SELECT id FROM book'])
  })

  it('gives the connection back after success and after failure', async () => {
    const { executor, server } = makeExecutor({ isShared: false })
    await executor.execute(request('SELECT'), 'read')
    server.answer = failing('refused')
    await expect(executor.execute(request('SELECT'), 'read')).rejects.toThrow('refused')
    expect(await executor.execute(request('SELECT'), 'read')).toEqual(rowsOf([1]))
  })

  it('closes a connection that a failed statement made unusable', async () => {
    const { executor, server } = makeExecutor({ isShared: false })
    server.answer = (_sql, connection) => {
      connection.isUsable = false
      throw new Error('connection lost')
    }
    await expect(executor.execute(request('SELECT'), 'read')).rejects.toThrow('connection lost')
    server.answer = () => rowsOf([2])
    expect(await executor.execute(request('SELECT'), 'read')).toEqual(rowsOf([2]))
    expect(server.connections.map((connection) => connection.isClosed)).toEqual([true, false])
  })

  it('throws errors with the SQL, and with a stack that leads to the caller', async () => {
    const { executor, server } = makeExecutor()
    server.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      throw new Error('refused')
    }
    async function callerOfTheStatement(): Promise<unknown> {
      return await executor.execute(request('SELECT 1'), 'read')
    }
    await expect(callerOfTheStatement()).rejects.toMatchObject({
      name: 'SequelizeDatabaseError',
      sql: 'SELECT 1',
      stack: expect.stringContaining('callerOfTheStatement'),
    })
  })

  it("throws the driver's own error when rawErrors is set", async () => {
    const { executor, server } = makeExecutor()
    const error = new Error('refused')
    server.answer = () => Promise.reject(error)
    const thrown = await Promise.resolve(
      executor.execute(request('SELECT 1', ['secret']), 'read', { rawErrors: true }),
    ).catch((reason: unknown) => reason)
    expect(thrown).toBe(error)
    expect(thrown).toMatchObject({ sql: 'SELECT 1' })
    expect(JSON.stringify(thrown)).not.toContain('secret')
  })

  describe('retry', () => {
    it('repeats what matches until it succeeds', async () => {
      const { executor, server } = makeExecutor({
        defaults: { retry: { ...QUICK, match: [/busy/] } },
      })
      server.answer = failing('busy', 'busy')
      expect(await executor.execute(request('UPDATE'), 'write')).toEqual(rowsOf([1]))
      expect(server.sent).toHaveLength(3)
    })

    it('gives up after max attempts, with the last error', async () => {
      const { executor, server } = makeExecutor({
        defaults: { retry: { ...QUICK, match: [/busy/] } },
      })
      server.answer = failing('busy 1', 'busy 2', 'busy 3', 'busy 4')
      await expect(executor.execute(request('UPDATE'), 'write')).rejects.toThrow('busy 3')
      expect(server.sent).toHaveLength(3)
    })

    it('does not repeat what does not match', async () => {
      const { executor, server } = makeExecutor({
        defaults: { retry: { ...QUICK, match: [/busy/] } },
      })
      server.answer = failing('refused')
      await expect(executor.execute(request('UPDATE'), 'write')).rejects.toThrow('refused')
      expect(server.sent).toHaveLength(1)
    })

    it('by default repeats only a locked SQLite database', async () => {
      const { executor, server } = makeExecutor()
      server.answer = failing('SQLITE_BUSY: database is locked')
      expect(await executor.execute(request('UPDATE'), 'write')).toEqual(rowsOf([1]))
      server.answer = failing('deadlock detected')
      await expect(executor.execute(request('UPDATE'), 'write')).rejects.toThrow('deadlock')
    })

    it('takes the options of the statement before those of the instance', async () => {
      const { executor, server } = makeExecutor({
        defaults: { retry: { ...QUICK, match: [/busy/] } },
      })
      server.answer = failing('busy')
      const run = executor.execute.bind(executor, request('UPDATE'), 'write')
      await expect(async () => run({ retry: { max: 0 } })).rejects.toThrow('busy')
    })

    it('repeats the acquiring of a connection too', async () => {
      const { executor, server } = makeExecutor({ isShared: false })
      server.isUp = false
      const report = () => (server.isUp = true)
      const retry = { ...QUICK, match: [/server is down/], report }
      expect(await executor.execute(request('SELECT'), 'read', { retry })).toBeDefined()
    })

    it('repeats nothing in a transaction that the database has given up', async () => {
      const { executor, server, host } = makeExecutor()
      const transaction = await new Transaction(host).begin()
      server.answer = (sql, connection) => {
        if (sql !== 'UPDATE') return
        connection.isTransactionAborted = true
        throw new Error('busy')
      }
      const retry = { ...QUICK, match: [/busy/] }
      await expect(async () =>
        executor.execute(request('UPDATE'), 'write', { transaction, retry }),
      ).rejects.toThrow('busy')
      expect(server.sent.filter((sql) => sql === 'UPDATE')).toHaveLength(1)
    })
  })

  describe('log', () => {
    const log = () => {
      const calls: unknown[][] = []
      return { calls, logging: (...args: unknown[]) => void calls.push(args) }
    }

    it('is silent unless it is asked for', async () => {
      const { executor } = makeExecutor()
      expect(await executor.execute(request('SELECT'), 'read', { logging: false })).toBeDefined()
    })

    it("writes v6's line before the statement is sent, with the caller's options", async () => {
      const { executor } = makeExecutor()
      const { calls, logging } = log()
      const source = { type: 'SELECT' }
      await executor.execute(request('SELECT 1', [7]), 'read', { logging, source })
      expect(calls).toEqual([['Executing (default): SELECT 1', source]])
    })

    it('names the transaction', async () => {
      const { executor, host } = makeExecutor()
      const { calls, logging } = log()
      const transaction = await new Transaction(host).begin()
      await executor.execute(request('SELECT 1'), 'read', { logging, transaction })
      expect(calls[0]![0]).toBe(`Executing (${transaction.id}): SELECT 1`)
    })

    it('adds the bound values on request', async () => {
      const { executor } = makeExecutor()
      const { calls, logging } = log()
      const options = { logging, logQueryParameters: true }
      await executor.execute(request('SELECT 1', ['a', 2, null, 3n]), 'read', options)
      await executor.execute(request('SELECT 1;', ['a']), 'read', options)
      await executor.execute(request('SELECT 1', []), 'read', options)
      expect(calls.map(([line]) => line)).toEqual([
        'Executing (default): SELECT 1; "a", 2, null, 3',
        'Executing (default): SELECT 1; "a"',
        'Executing (default): SELECT 1',
      ])
    })

    it('writes the line afterwards with the time it took, for benchmark', async () => {
      const { executor } = makeExecutor()
      const { calls, logging } = log()
      await executor.execute(request('SELECT 1'), 'read', { logging, benchmark: true })
      expect(calls).toEqual([
        ['Executed (default): SELECT 1', expect.any(Number), expect.any(Object)],
      ])
    })

    it('follows the defaults of the instance, which may change at any time', async () => {
      const defaults: { logging?: (...args: unknown[]) => void } = {}
      const { executor } = makeExecutor({ defaults })
      const { calls, logging } = log()
      await executor.execute(request('SELECT 1'), 'read')
      defaults.logging = logging
      await executor.execute(request('SELECT 2'), 'read')
      expect(calls.map(([line]) => line)).toEqual(['Executing (default): SELECT 2'])
    })

    it('publishes each statement to subscribers of the channel relata:statement', async () => {
      const { executor, server } = makeExecutor()
      const messages: unknown[] = []
      const onMessage = (message: unknown) => void messages.push(message)
      subscribe('relata:statement', onMessage)
      try {
        await executor.execute(request('SELECT 1', [1]), 'read')
        server.answer = failing('refused')
        await expect(async () => executor.execute(request('SELECT 2'), 'read')).rejects.toThrow()
      } finally {
        unsubscribe('relata:statement', onMessage)
      }
      expect(messages).toMatchObject([
        { sql: 'SELECT 1', parameters: [1], label: 'default', error: undefined },
        { sql: 'SELECT 2', error: { message: 'refused' } },
      ])
    })
  })

  describe('hooks', () => {
    it('run before and after each statement, the failed one too', async () => {
      const hooks = recordingHooks(['beforeQuery', 'afterQuery'])
      const { executor, server } = makeExecutor({ hooks, isShared: false })
      const source = { type: 'RAW' }
      server.answer = failing('refused')
      const run = () => executor.execute(request('SELECT 1', [1]), 'read', { source })
      await expect(run()).rejects.toThrow('refused')
      await run()
      expect(hooks.names()).toEqual(['beforeQuery', 'afterQuery', 'beforeQuery', 'afterQuery'])
      expect(hooks.calls[0]!.args).toEqual([
        source,
        { sql: 'SELECT 1', parameters: [1], options: source, connection: { driver: 'fake' } },
      ])
    })

    it('abort the statement when they fail, and the connection is given back', async () => {
      const fail = { beforeQuery: () => Promise.reject(new Error('not today')) }
      const hooks = recordingHooks(['beforeQuery'], fail)
      const { executor, server } = makeExecutor({ hooks, isShared: false })
      for (let i = 0; i < 3; i++) {
        await expect(executor.execute(request('SELECT'), 'read')).rejects.toThrow('not today')
      }
      expect(server.sent).toEqual([])
    })

    it('run around what begins and ends a transaction', async () => {
      const hooks = recordingHooks(['beforeQuery'])
      const { executor } = makeExecutor({ hooks, isShared: false })
      const transaction = await new Transaction({ executor, options: {} }).begin()
      await transaction.commit()
      expect(hooks.calls.map(({ args }) => (args[1] as { sql: string }).sql)).toEqual([
        expect.stringContaining('BEGIN'),
        'COMMIT',
      ])
    })
  })
})
