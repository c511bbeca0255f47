/**
 * The current transaction along the asynchronous call path, so that statements take part in it
 * without being told. Off unless the application asks for it, as in v6.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { UsageError } from '../errors/usage-errors.js'

/** A namespace of the package `cls-hooked` or one like it; v6's `useCLS` takes these. */
export interface ClsNamespace {
  run(callback: (context: unknown) => void): unknown
  bind<F extends (...args: never[]) => unknown>(callback: F, context?: unknown): F
  get(key: string): unknown
  set(key: string, value: unknown): unknown
}

/** Keeps a current value along the asynchronous call path. */
export interface TransactionContext {
  /** The current transaction; undefined outside of any. */
  current(): unknown
  /** Runs a function with another current transaction; null for none. */
  run<T>(transaction: unknown, callback: () => T): T
  /** Ends the transaction's being current, for code that still runs in its context. */
  clear(transaction: unknown): void
}

const KEY = 'transaction'

/**
 * A context kept in `store`.
 *
 * @param store a `cls-hooked` namespace, or an AsyncLocalStorage, in whose value (an object or a
 *   Map) the transaction is put under the key `transaction` beside what is already there; left out
 *   for a storage of its own
 * @throws {UsageError} for anything else
 */
export function createTransactionContext(store?: unknown): TransactionContext {
  if (store === undefined) return storageContext(new AsyncLocalStorage<unknown>())
  if (isStorage(store)) return storageContext(store)
  if (isNamespace(store)) return namespaceContext(store)
  throw UsageError.invalid(
    'Sequelize.useCLS',
    'the namespace must have the functions bind and run.',
    store,
    'Give a cls-hooked namespace, an AsyncLocalStorage, or nothing.',
  )
}

function isNamespace(store: unknown): store is ClsNamespace {
  const { bind, run } = Object(store) as Partial<ClsNamespace>
  return typeof bind === 'function' && typeof run === 'function'
}

function isStorage(store: unknown): store is AsyncLocalStorage<unknown> {
  const { getStore, run } = Object(store) as Partial<AsyncLocalStorage<unknown>>
  return typeof getStore === 'function' && typeof run === 'function'
}

function storageContext(storage: AsyncLocalStorage<unknown>): TransactionContext {
  const read = (): unknown => {
    const value = storage.getStore()
    if (value instanceof Map) return value.get(KEY)
    return typeof value === 'object' && value !== null ? Reflect.get(value, KEY) : undefined
  }
  return {
    current: () => read() ?? undefined,
    run: (transaction, callback) =>
      storage.run(withTransaction(storage.getStore(), transaction), callback),
    clear(transaction) {
      if (read() !== transaction) return
      const value = storage.getStore()
      if (value instanceof Map) value.set(KEY, null)
      else Reflect.set(Object(value), KEY, null)
    },
  }
}

/** The application's value with a transaction; a copy, since it belongs to the outer context too. */
function withTransaction(value: unknown, transaction: unknown): unknown {
  if (value instanceof Map) return new Map(value).set(KEY, transaction)
  const own = Object(value) as object
  return Object.assign(Object.create(Object.getPrototypeOf(own)), own, { [KEY]: transaction })
}

function namespaceContext(namespace: ClsNamespace): TransactionContext {
  return {
    current: () => namespace.get(KEY) ?? undefined,
    run(transaction, callback) {
      let result: { readonly value: ReturnType<typeof callback> } | undefined
      namespace.run(() => {
        namespace.set(KEY, transaction)
        result = { value: callback() }
      })
      // `run` of a namespace calls back at once, or throws.
      return result!.value
    },
    clear(transaction) {
      if (namespace.get(KEY) === transaction) namespace.set(KEY, null)
    },
  }
}
