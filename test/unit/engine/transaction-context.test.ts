import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTransactionContext } from '../../../lib/engine/transaction-context.js'

/** A namespace with the interface of cls-hooked. */
function makeNamespace() {
  const storage = new AsyncLocalStorage<Map<string, unknown>>()
  return {
    run: (callback: () => void) => storage.run(new Map(storage.getStore()), callback),
    bind: <F>(callback: F): F => callback,
    get: (key: string) => storage.getStore()?.get(key),
    set: (key: string, value: unknown) => storage.getStore()?.set(key, value),
  }
}

describe.each([
  ['its own storage', () => undefined],
  ['an AsyncLocalStorage', () => new AsyncLocalStorage()],
  ['a cls-hooked namespace', () => makeNamespace()],
])('a transaction context in %s', (_name, makeStore) => {
  const first = { name: 'first' }
  const second = { name: 'second' }

  it('knows the transaction along the asynchronous path, and nothing outside', async () => {
    const context = createTransactionContext(makeStore())
    const inside = await context.run(first, async () => {
      await sleep(1)
      return context.current()
    })
    expect(inside).toBe(first)
    expect(context.current()).toBeUndefined()
  })

  it('keeps concurrent paths apart', async () => {
    const context = createTransactionContext(makeStore())
    const read = (transaction: object) =>
      context.run(transaction, async () => {
        await sleep(1)
        return context.current()
      })
    expect(await Promise.all([read(first), read(second)])).toEqual([first, second])
  })

  it('restores the outer transaction after an inner one', () => {
    const context = createTransactionContext(makeStore())
    context.run(first, () => {
      expect(context.run(second, () => context.current())).toBe(second)
      expect(context.current()).toBe(first)
    })
  })

  it('knows no transaction after it was cleared, only its own', () => {
    const context = createTransactionContext(makeStore())
    context.run(first, () => {
      context.clear(second)
      expect(context.current()).toBe(first)
      context.clear(first)
      expect(context.current()).toBeUndefined()
    })
  })

  it('passes on what the function throws', () => {
    const context = createTransactionContext(makeStore())
    const fail = () => {
      throw new Error('from within')
    }
    expect(() => context.run(first, fail)).toThrow('from within')
  })
})

describe('createTransactionContext', () => {
  it.each([
    [
      'a Map',
      new Map<string, unknown>([['request', 7]]),
      (store: unknown) => (store as Map<string, unknown>).get('request'),
    ],
    ['an object', { request: 7 }, (store: unknown) => (store as { request: unknown }).request],
  ])("leaves the application's own value in its storage, %s", (_name, value, read) => {
    const storage = new AsyncLocalStorage<unknown>()
    const context = createTransactionContext(storage)
    storage.run(value, () => {
      expect(context.run({}, () => read(storage.getStore()))).toBe(7)
      expect(context.current()).toBeUndefined()
    })
  })

  it.each([[{}], [{ run: () => undefined }], [null], ['namespace']])('refuses %j', (store) => {
    expect(() => createTransactionContext(store)).toThrow('must have the functions bind and run')
  })
})
