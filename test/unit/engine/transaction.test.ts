import { describe, expect, it } from 'vitest'
import { ConnectionPool } from '../../../lib/engine/connection-pool.js'
import { noHooks } from '../../../lib/engine/connection-provider.js'
import { Deferrable } from '../../../lib/engine/deferrable.js'
import { Executor } from '../../../lib/engine/executor.js'
import {
  runInTransaction,
  Transaction,
  type TransactionOptions,
} from '../../../lib/engine/transaction.js'
import type { TransactionDefaults } from '../../../lib/engine/transaction-options.js'
import { FakeServer } from '../../support/fake-connections.js'
import { IdentifierQuoter } from '../../../lib/compiler/identifiers.js'

function makeHost(options: TransactionDefaults = {}) {
  const server = new FakeServer()
  const identifiers = new IdentifierQuoter({ open: '"', close: '"', supportsSchemas: true })
  const dialect = { ...server.dialect(), identifiers }
  const connections = new ConnectionPool({
    dialect,
    configs: [{}],
    options: { max: 1, acquire: 200 },
    hooks: noHooks,
  })
  const executor = new Executor({ dialect, connections })
  const host = { executor, options }
  return {
    server,
    connections,
    host,
    begin: (settings?: TransactionOptions) => new Transaction(host, settings).begin(),
    run: (sql: string, transaction: Transaction) =>
      Promise.resolve().then(() =>
        executor.execute({ sql, parameters: [] }, 'write', { transaction }),
      ),
    begun: () => server.sent.filter((sql) => sql.startsWith('BEGIN')).map((sql) => sql.slice(6)),
  }
}

const failOn = (text: string) => (sql: string) => {
  if (sql.startsWith(text)) throw new Error(`${text} refused`)
}

describe('Transaction', () => {
  it('begins, runs statements on its connection and commits', async () => {
    const { server, begin, run, connections } = makeHost()
    const transaction = await begin()
    await run('INSERT', transaction)
    await transaction.commit()
    expect(server.sent).toEqual([expect.stringContaining('BEGIN'), 'INSERT', 'COMMIT'])
    expect(transaction.finished).toBe('commit')
    expect(connections.using).toBe(0)
  })

  it('has a UUID as id, no name, no parent, and the connection of the driver', async () => {
    const { begin } = makeHost()
    const transaction = await begin()
    expect(transaction.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(transaction.name).toBeUndefined()
    expect(transaction.parent).toBeNull()
    expect(transaction.connection).toEqual({ driver: 'fake' })
    await transaction.rollback()
    expect(transaction.connection).toBeUndefined()
  })

  it('takes isolation level and type from its options, else from the instance', async () => {
    const { begin, begun } = makeHost({
      isolationLevel: 'REPEATABLE READ',
      transactionType: 'DEFERRED',
    })
    await (await begin()).rollback()
    await (await begin({ isolationLevel: 'SERIALIZABLE', type: 'IMMEDIATE' })).rollback()
    expect(begun().map((json) => JSON.parse(json) as object)).toEqual([
      { isolationLevel: 'REPEATABLE READ', type: 'DEFERRED', readOnly: false },
      { isolationLevel: 'SERIALIZABLE', type: 'IMMEDIATE', readOnly: false },
    ])
  })

  it.each([
    [{ isolationLevel: 'SERIALIZABLE; DROP TABLE book' }, 'isolationLevel must be one of'],
    [{ type: 'CONCURRENT' }, 'type must be one of'],
    [{ deferrable: Deferrable.NOT }, 'deferrable must be'],
    [{ deferrable: 'ALL' }, 'deferrable must be'],
  ])('refuses %j', async (options, message) => {
    const { begin, connections } = makeHost()
    await expect(async () => begin(options as TransactionOptions)).rejects.toThrow(message)
    expect(connections.using).toBe(0)
  })

  it('asks the server to refuse writes in read-only transactions in strict mode alone', async () => {
    const lenient = makeHost()
    await (await lenient.begin({ readOnly: true })).rollback()
    expect(lenient.begun()[0]).toContain('"readOnly":false')
    const strict = makeHost({ strict: true })
    await (await strict.begin({ readOnly: true })).rollback()
    expect(strict.begun()[0]).toContain('"readOnly":true')
  })

  it.each([
    [Deferrable.SET_DEFERRED, 'SET CONSTRAINTS ALL DEFERRED'],
    [Deferrable.SET_IMMEDIATE(['a', 'b"c']), 'SET CONSTRAINTS "a", "b""c" IMMEDIATE'],
    [new Deferrable.SET_DEFERRED(['a']), 'SET CONSTRAINTS "a" DEFERRED'],
  ])('sets constraints after the beginning', async (deferrable, sql) => {
    const { begin, server } = makeHost()
    await (await begin({ deferrable })).rollback()
    expect(server.sent[1]).toBe(sql)
  })

  it('refuses a second end, naming state and id', async () => {
    const { begin } = makeHost()
    const transaction = await begin()
    await transaction.rollback()
    const message = new RegExp(
      `rollback has been called on this transaction\\(${transaction.id}\\)`,
    )
    await expect(transaction.commit()).rejects.toThrow(message)
    await expect(transaction.rollback()).rejects.toThrow(message)
  })

  it('refuses statements after its end, with their SQL on the error', async () => {
    const { begin, run } = makeHost()
    const transaction = await begin()
    await transaction.commit()
    await expect(run('INSERT INTO book', transaction)).rejects.toMatchObject({
      message: expect.stringContaining(
        `commit has been called on this transaction(${transaction.id})`,
      ),
      sql: 'INSERT INTO book',
    })
  })

  it('refuses to end before it has begun', async () => {
    const transaction = new Transaction(makeHost().host)
    await expect(transaction.rollback()).rejects.toThrow('has not been started')
    await expect(transaction.commit()).rejects.toThrow('has not been started')
  })

  it('gives the connection back when the beginning is refused', async () => {
    const { begin, server, connections } = makeHost()
    server.answer = failOn('BEGIN')
    await expect(begin()).rejects.toThrow('BEGIN refused')
    expect(connections.using).toBe(0)
    expect(server.connections[0]!.isClosed).toBe(false)
  })

  it('closes the connection when what follows the beginning fails', async () => {
    const { begin, server, connections } = makeHost()
    server.answer = failOn('SET CONSTRAINTS')
    const begun = begin({ deferrable: Deferrable.SET_DEFERRED })
    await expect(begun).rejects.toThrow('SET CONSTRAINTS refused')
    expect(connections.using).toBe(0)
    expect(server.connections[0]!.isClosed).toBe(true)
  })

  it('reports a commit that failed, runs no afterCommit, and closes the connection', async () => {
    const { begin, server, connections } = makeHost()
    const calls: string[] = []
    const transaction = await begin()
    transaction.afterCommit(() => calls.push('afterCommit'))
    server.answer = failOn('COMMIT')
    await expect(transaction.commit()).rejects.toThrow('COMMIT refused')
    expect(calls).toEqual([])
    expect(server.connections[0]!.isClosed).toBe(true)
    expect(connections.using).toBe(0)
  })

  it('closes the connection when the rollback fails', async () => {
    const { begin, server } = makeHost()
    const transaction = await begin()
    server.answer = failOn('ROLLBACK')
    await expect(transaction.rollback()).rejects.toThrow('ROLLBACK refused')
    expect(server.connections[0]!.isClosed).toBe(true)
    expect(transaction.finished).toBe('rollback')
  })

  it('sends no rollback on a connection that was lost', async () => {
    const { begin, server, connections } = makeHost()
    const transaction = await begin()
    server.connections[0]!.isUsable = false
    await transaction.rollback()
    expect(server.sent).not.toContain('ROLLBACK')
    expect(connections.using).toBe(0)
  })

  it('runs its callbacks in order, each awaited, by how it ended', async () => {
    const { begin } = makeHost()
    const calls: unknown[] = []
    for (const end of ['commit', 'rollback'] as const) {
      const transaction = await begin()
      transaction.afterCommit(async (given) => {
        await Promise.resolve()
        calls.push('afterCommit', given === transaction)
      })
      transaction.afterCommit(() => calls.push('afterCommit 2'))
      transaction.afterRollback(() => calls.push('afterRollback'))
      transaction.afterTransaction(() => calls.push('afterTransaction'))
      await transaction[end]()
    }
    expect(calls).toEqual([
      'afterCommit',
      true,
      'afterCommit 2',
      'afterTransaction',
      'afterRollback',
      'afterTransaction',
    ])
  })

  it('refuses a callback that is no function', async () => {
    const transaction = await makeHost().begin()
    expect(() => transaction.afterCommit('log' as never)).toThrow('"fn" must be a function')
  })
})

describe('savepoints', () => {
  it('are named after the outermost transaction, each with a number of its own', async () => {
    const { begin } = makeHost()
    const outer = await begin()
    const first = await begin({ transaction: outer })
    const nested = await begin({ transaction: first })
    const second = await begin({ transaction: outer })
    expect([first, nested, second].map((each) => each.name)).toEqual([
      `${outer.id}-sp-1`,
      `${outer.id}-sp-2`,
      `${outer.id}-sp-3`,
    ])
    expect(outer.savepoints).toEqual([first, second])
    expect(nested.parent).toBe(first)
    expect(nested.id).toBe(outer.id)
  })

  it('share the connection; a commit sends nothing, a rollback goes back to the savepoint', async () => {
    const { begin, run, server } = makeHost()
    const outer = await begin()
    const kept = await begin({ transaction: outer })
    await run('INSERT 1', kept)
    await kept.commit()
    const undone = await begin({ transaction: outer })
    await run('INSERT 2', undone)
    await undone.rollback()
    await run('INSERT 3', outer)
    await outer.commit()
    expect(server.sent.slice(1)).toEqual([
      `SAVEPOINT ${kept.name}`,
      'INSERT 1',
      `SAVEPOINT ${undone.name}`,
      'INSERT 2',
      `ROLLBACK TO ${undone.name}`,
      'INSERT 3',
      'COMMIT',
    ])
  })

  it('refuse statements after the outer transaction has ended', async () => {
    const { begin, run } = makeHost()
    const outer = await begin()
    const inner = await begin({ transaction: outer })
    await outer.commit()
    await expect(run('INSERT', inner)).rejects.toThrow('commit has been called')
  })
})

describe('runInTransaction', () => {
  it('commits when the callback resolves, and gives its value', async () => {
    const { host, server } = makeHost()
    expect(await runInTransaction(host, {}, async () => 'value')).toBe('value')
    expect(server.sent.at(-1)).toBe('COMMIT')
  })

  it.each([
    ['rejects', async () => Promise.reject(new Error('original'))],
    [
      'throws at once',
      () => {
        throw new Error('original')
      },
    ],
  ])('rolls back when the callback %s, and throws its error', async (_how, callback) => {
    const { host, server, connections } = makeHost()
    await expect(runInTransaction(host, {}, callback)).rejects.toThrow('original')
    expect(server.sent.at(-1)).toBe('ROLLBACK')
    expect(connections.using).toBe(0)
  })

  it("throws the callback's error also when the rollback fails", async () => {
    const { host, server } = makeHost()
    server.answer = failOn('ROLLBACK')
    const failing = () => Promise.reject(new Error('original'))
    await expect(runInTransaction(host, {}, failing)).rejects.toThrow('original')
    expect(server.connections[0]!.isClosed).toBe(true)
  })

  it('throws why the commit failed', async () => {
    const { host, server } = makeHost()
    server.answer = failOn('COMMIT')
    await expect(runInTransaction(host, {}, async () => 1)).rejects.toThrow('COMMIT refused')
    expect(server.sent).not.toContain('ROLLBACK')
  })

  it('does not roll back what the callback has ended itself', async () => {
    const { host, server } = makeHost()
    const run = runInTransaction(host, {}, async (transaction) => {
      await transaction.rollback()
      throw new Error('original')
    })
    await expect(run).rejects.toThrow('original')
    expect(server.sent.filter((sql) => sql === 'ROLLBACK')).toHaveLength(1)
  })
})
