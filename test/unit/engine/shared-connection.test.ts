import { describe, expect, it } from 'vitest'
import { noHooks } from '../../../lib/engine/connection-provider.js'
import { SharedConnection } from '../../../lib/engine/shared-connection.js'
import { FakeServer } from '../../support/fake-connections.js'

const READ = { mode: 'read' } as const
const forTransaction = (transactionId: string) => ({ mode: 'write', transactionId }) as const

function makeShared(options: { readonly isPrivate?: boolean } = {}) {
  const server = new FakeServer()
  const provider = new SharedConnection(server.dialect({ pool: false, ...options }), {}, noHooks)
  return { server, provider }
}

describe('SharedConnection', () => {
  it('gives all statements one connection, without a promise once it is open', async () => {
    const { provider, server } = makeShared()
    const [first, second] = await Promise.all([provider.acquire(READ), provider.acquire(READ)])
    expect(second).toBe(first)
    expect(provider.acquire(READ)).toBe(first)
    expect(server.connections).toHaveLength(1)
  })

  it('gives each transaction a connection of its own and keeps it for the next one', async () => {
    const { provider } = makeShared()
    const shared = await provider.acquire(READ)
    const first = await provider.acquire(forTransaction('a'))
    const second = await provider.acquire(forTransaction('b'))
    expect(new Set([shared, first, second]).size).toBe(3)
    await provider.release(first)
    expect(await provider.acquire(forTransaction('c'))).toBe(first)
  })

  it('gives transactions the shared connection where each would see a database of its own', async () => {
    const { provider } = makeShared({ isPrivate: true })
    expect(await provider.acquire(forTransaction('a'))).toBe(await provider.acquire(READ))
  })

  it('closes a connection that is released as broken', async () => {
    const { provider, server } = makeShared()
    const own = await provider.acquire(forTransaction('a'))
    await provider.release(own, { broken: true })
    expect(server.connections[0]!.isClosed).toBe(true)
    expect(await provider.acquire(forTransaction('b'))).not.toBe(own)
  })

  it('rolls back instead where closing would lose the database', async () => {
    const { provider, server } = makeShared({ isPrivate: true })
    const shared = await provider.acquire(forTransaction('a'))
    await provider.release(shared, { broken: true })
    expect(server.sent).toEqual(['ROLLBACK'])
    expect(await provider.acquire(READ)).toBe(shared)
  })

  it('opens the shared connection anew after it was lost', async () => {
    const { provider, server } = makeShared()
    const lost = await provider.acquire(READ)
    server.connections[0]!.isUsable = false
    expect(await provider.acquire(READ)).not.toBe(lost)
  })

  it('tries again to connect after a failure', async () => {
    const { provider, server } = makeShared()
    server.isUp = false
    await expect(provider.acquire(READ)).rejects.toThrow('server is down')
    server.isUp = true
    expect(await provider.acquire(READ)).toBeDefined()
  })

  it('keeps a few idle connections at most', async () => {
    const { provider, server } = makeShared()
    const connections = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => provider.acquire(forTransaction(String(i)))),
    )
    for (const connection of connections) await provider.release(connection)
    expect(server.connections.filter((connection) => !connection.isClosed)).toHaveLength(4)
  })

  it('waits for transactions when it is closed, then closes everything', async () => {
    const { provider, server } = makeShared()
    await provider.acquire(READ)
    const own = await provider.acquire(forTransaction('a'))
    let isClosed = false
    const closing = provider.close().then(() => (isClosed = true))
    await Promise.resolve()
    expect(isClosed).toBe(false)
    await provider.release(own)
    await closing
    expect(server.connections.every((connection) => connection.isClosed)).toBe(true)
    expect(() => provider.acquire(READ)).toThrow('sequelize.close()')
  })
})
