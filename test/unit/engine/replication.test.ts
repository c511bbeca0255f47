import { describe, expect, it } from 'vitest'
import { noHooks } from '../../../lib/engine/connection-provider.js'
import { Executor } from '../../../lib/engine/executor.js'
import { createConnections, type ReplicationOptions } from '../../../lib/engine/replication.js'
import { SharedConnection } from '../../../lib/engine/shared-connection.js'
import { Transaction } from '../../../lib/engine/transaction.js'
import { FakeServer } from '../../support/fake-connections.js'

function makeReplicated(replication: ReplicationOptions) {
  const server = new FakeServer()
  const dialect = server.dialect()
  const connections = createConnections({
    dialect,
    config: { host: 'main', username: 'ursula', database: 'library' },
    pool: {},
    replication,
    hooks: noHooks,
  })
  const executor = new Executor({ dialect, connections })
  const hosts = () =>
    server.connections.flatMap((connection) =>
      connection.sent.map((sql) => `${(connection.config as { host: string }).host}: ${sql}`),
    )
  return { server, executor, connections, hosts }
}

const request = (sql: string) => ({ sql, parameters: [] })
const replicas = { write: { host: 'writer' }, read: [{ host: 'r1' }, { host: 'r2' }] }

describe('replication', () => {
  it('sends reads to the readers and writes to the writer', async () => {
    const { executor, hosts } = makeReplicated(replicas)
    await executor.execute(request('SELECT'), 'read')
    await executor.execute(request('INSERT'), 'write')
    expect(hosts()).toEqual(['r1: SELECT', 'writer: INSERT'])
  })

  it('spreads reads over the readers', async () => {
    const { executor, hosts } = makeReplicated(replicas)
    await Promise.all([1, 2, 3].map(async (n) => executor.execute(request(`SELECT ${n}`), 'read')))
    expect(hosts().sort()).toEqual(['r1: SELECT 1', 'r1: SELECT 3', 'r2: SELECT 2'])
  })

  it('sends reads to the writer when useMaster asks for it', async () => {
    const { executor, hosts } = makeReplicated(replicas)
    await executor.execute(request('SELECT'), 'read', { useMaster: true })
    expect(hosts()).toEqual(['writer: SELECT'])
  })

  it('runs a transaction on the writer, a read-only one on a reader', async () => {
    const { executor, hosts } = makeReplicated(replicas)
    const host = { executor, options: {} }
    const writing = await new Transaction(host).begin()
    await executor.execute(request('SELECT 1'), 'read', { transaction: writing })
    await writing.commit()
    const reading = await new Transaction(host, { readOnly: true }).begin()
    await executor.execute(request('SELECT 2'), 'read', { transaction: reading })
    await reading.commit()
    expect(hosts().filter((line) => line.includes('SELECT'))).toEqual([
      'writer: SELECT 1',
      'r1: SELECT 2',
    ])
  })

  it('takes what a reader does not say from the main configuration', async () => {
    const { executor, server } = makeReplicated({ read: [{ host: 'r1', username: undefined }] })
    await executor.execute(request('SELECT'), 'read')
    expect(server.connections[0]!.config).toEqual({
      host: 'r1',
      username: 'ursula',
      database: 'library',
    })
  })

  it('reads from the writer where there are no readers', async () => {
    const { executor, hosts } = makeReplicated({ write: { host: 'writer' }, read: [] })
    await executor.execute(request('SELECT'), 'read')
    expect(hosts()).toEqual(['writer: SELECT'])
  })

  it('closes both pools', async () => {
    const { executor, connections, server } = makeReplicated(replicas)
    await executor.execute(request('SELECT'), 'read')
    await executor.execute(request('INSERT'), 'write')
    await connections.close()
    expect(server.connections.map((connection) => connection.isClosed)).toEqual([true, true])
  })

  it('needs no pool for a dialect without', () => {
    const dialect = new FakeServer().dialect({ pool: false })
    const context = { dialect, config: {}, pool: {}, replication: undefined, hooks: noHooks }
    expect(createConnections(context)).toBeInstanceOf(SharedConnection)
  })
})
