import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ConnectionPool, type PoolOptions } from '../../../lib/engine/connection-pool.js'
import { type EngineHooks, noHooks } from '../../../lib/engine/connection-provider.js'
import type { FakeConnection } from '../../support/fake-connections.js'
import { FakeServer, recordingHooks } from '../../support/fake-connections.js'

const READ = { mode: 'read' } as const

function makePool(options: PoolOptions = {}, hooks: EngineHooks = noHooks) {
  const server = new FakeServer()
  const configs = [{ host: 'one' }, { host: 'two' }]
  const pool = new ConnectionPool({ dialect: server.dialect(), configs, options, hooks })
  return { server, pool, acquire: () => pool.acquire(READ) as Promise<FakeConnection> }
}

describe('ConnectionPool', () => {
  it('gives a released connection to the next caller', async () => {
    const { pool, acquire } = makePool()
    const first = await acquire()
    await pool.release(first)
    expect(await acquire()).toBe(first)
  })

  it('connects to the configurations in turn', async () => {
    const { acquire } = makePool()
    const connections = [await acquire(), await acquire(), await acquire()]
    expect(connections.map((connection) => connection.config)).toEqual([
      { host: 'one' },
      { host: 'two' },
      { host: 'one' },
    ])
  })

  it('opens no more than max connections, and serves who waits in order', async () => {
    const { server, pool, acquire } = makePool({ max: 2 })
    const [first, second] = [await acquire(), await acquire()]
    const order: string[] = []
    const third = acquire().then((connection) => (order.push('third'), connection))
    const fourth = acquire().then((connection) => (order.push('fourth'), connection))
    expect(pool.waiting).toBe(2)
    await pool.release(first)
    await third
    await pool.release(second)
    await fourth
    expect(order).toEqual(['third', 'fourth'])
    expect(server.connections).toHaveLength(2)
  })

  it('rejects with what it knows when no connection becomes free in time', async () => {
    const { pool, acquire } = makePool({ max: 1, acquire: 20 })
    const held = await acquire()
    await expect(acquire()).rejects.toMatchObject({
      name: 'SequelizeConnectionAcquireTimeoutError',
      message: expect.stringMatching(/within 20 ms: 1 of 1 are in use and 1 calls wait/),
    })
    await pool.release(held)
    expect(await acquire()).toBe(held)
  })

  it('closes a connection that is released as broken, and opens another one', async () => {
    const { server, pool, acquire } = makePool({ max: 1 })
    const broken = await acquire()
    await pool.release(broken, { broken: true })
    const next = await acquire()
    expect(next).not.toBe(broken)
    expect(broken.isClosed).toBe(true)
    expect(server.connections).toHaveLength(2)
  })

  it('does not give out a connection that was lost while it was idle', async () => {
    const { pool, acquire } = makePool()
    const lost = await acquire()
    await pool.release(lost)
    lost.isUsable = false
    expect(await acquire()).not.toBe(lost)
  })

  it('asks the check of the application about idle connections', async () => {
    const checked: unknown[] = []
    const { pool, acquire } = makePool({ validate: (raw) => (checked.push(raw), false) })
    const first = await acquire()
    await pool.release(first)
    expect(await acquire()).not.toBe(first)
    expect(checked).toEqual([first.driverConnection])
  })

  it('replaces a connection after maxUses uses', async () => {
    const { pool, acquire } = makePool({ maxUses: 2 })
    const first = await acquire()
    await pool.release(first)
    expect(await acquire()).toBe(first)
    await pool.release(first)
    expect(await acquire()).not.toBe(first)
    expect(first.isClosed).toBe(true)
  })

  it('closes idle connections down to min', async () => {
    const { pool, acquire } = makePool({ min: 1, idle: 10, evict: 10 })
    const connections = [await acquire(), await acquire(), await acquire()]
    for (const connection of connections) await pool.release(connection)
    await sleep(80)
    expect(pool.size).toBe(1)
    await pool.close()
  })

  it('rejects while the server is down and recovers when it is back', async () => {
    const { server, pool, acquire } = makePool({ max: 1 })
    const lost = await acquire()
    server.isUp = false
    await pool.release(lost, { broken: true })
    await expect(acquire()).rejects.toMatchObject({
      name: 'SequelizeConnectionError',
      message: 'server is down',
    })
    server.isUp = true
    expect(await acquire()).toBeDefined()
    expect(pool.using).toBe(1)
  })

  it('waits for connections in use when it is closed, then refuses further use', async () => {
    const { pool, acquire } = makePool()
    const held = await acquire()
    const closing = pool.close()
    await expect(acquire()).rejects.toThrow('sequelize.close()')
    await pool.release(held)
    await closing
    expect(held.isClosed).toBe(true)
    await pool.close()
  })

  it('runs the hooks around acquiring and connecting in their order', async () => {
    const hooks = recordingHooks([
      'beforePoolAcquire',
      'beforeConnect',
      'afterConnect',
      'afterPoolAcquire',
      'beforeDisconnect',
      'afterDisconnect',
    ])
    const { pool } = makePool({}, hooks)
    const source = { type: 'SELECT' }
    const connection = await pool.acquire({ mode: 'read', callerOptions: source })
    await pool.release(connection, { broken: true })
    expect(hooks.names()).toEqual([
      'beforePoolAcquire',
      'beforeConnect',
      'afterConnect',
      'afterPoolAcquire',
      'beforeDisconnect',
      'afterDisconnect',
    ])
    expect(hooks.calls[0]!.args).toEqual([source])
    expect(hooks.calls[3]!.args).toEqual([connection.driverConnection, source])
  })

  it('lets beforeConnect change the configuration of one connection', async () => {
    const hooks = recordingHooks(['beforeConnect'], {
      beforeConnect: (config: { password?: string }) => (config.password = 'fresh'),
    })
    const { acquire } = makePool({}, hooks)
    expect((await acquire()).config).toEqual({ host: 'one', password: 'fresh' })
    expect((await acquire()).config).toEqual({ host: 'two', password: 'fresh' })
  })

  it.each(['afterConnect', 'afterPoolAcquire'])(
    'loses no connection when the hook %s fails',
    async (name) => {
      const fail = { [name]: () => Promise.reject(new Error('from the hook')) }
      const { pool, server } = makePool({ max: 1, acquire: 200 }, recordingHooks([name], fail))
      await expect(pool.acquire(READ)).rejects.toThrow('from the hook')
      await expect(pool.acquire(READ)).rejects.toThrow('from the hook')
      expect(pool.using).toBe(0)
      expect(server.connections.filter((each) => !each.isClosed).length).toBe(pool.available)
    },
  )
})
