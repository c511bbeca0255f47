/**
 * Transactions that an operation of several statements begins by itself, because the application
 * gave none. Hooks that run inside take part in them without being told: a hook that was written
 * for statements of their own would else wait for locks of the very operation that it belongs to,
 * and not see its rows.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { UsageError } from '../errors/usage-errors.js'
import type { Turn } from './connection-turns.js'
import {
  runInTransaction,
  type Transaction,
  type TransactionHost,
  type TransactionOptions,
} from './transaction.js'
import type { TransactionContext } from './transaction-context.js'

/** What is run inside; null where it takes part in a transaction that it cannot name. */
export type AtomicOperation<T> = (transaction: Transaction | null) => Promise<T>

/** The implicit transactions of one Sequelize instance. */
export class ImplicitTransactions {
  readonly #host: TransactionHost
  /** The context of the application's own transactions, where it asked for one. */
  readonly #outer: TransactionContext | undefined
  readonly #storage = new AsyncLocalStorage<Transaction>()
  #running = 0
  /** Settles when the last operation is over that waits for its turn. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(host: TransactionHost, outer: TransactionContext | undefined) {
    this.#host = host
    this.#outer = outer
  }

  /** The transaction of the operation that the present code is called by. */
  current(): Transaction | undefined {
    // Asked before every statement: reading the storage costs more than the counter.
    if (this.#running === 0) return undefined
    const transaction = this.#storage.getStore()
    return transaction === undefined || transaction.finished !== undefined ? undefined : transaction
  }

  /**
   * Runs an operation in a transaction: all of it is done, or nothing.
   *
   * With one writer (SQLite) operations wait for each other here instead of for its lock. In a
   * database in memory, which has one connection, they wait for all transactions; inside of one, or
   * beside one that the application ends itself, an operation takes part in it.
   *
   * @param caller what errors begin with: `Book.create`
   */
  run<T>(caller: string, options: TransactionOptions, operation: AtomicOperation<T>): Promise<T> {
    const { connections } = this.#host.executor
    const outer = this.current()
    // A hook that wants to be outside would wait for itself where there is one writer.
    if (outer !== undefined && connections.hasOneWriter === true) return operation(outer)
    if (connections.hasOneWriter !== true) return this.#begin(caller, options, operation)
    const begin = (turn?: Turn): Promise<T> =>
      this.#begin(caller, { ...options, type: 'IMMEDIATE' }, operation, turn)
    const { turns } = connections
    if (turns === undefined) return this.#inTurn(begin)
    return turns.alone((turn) => (turn === null ? operation(null) : begin(turn)))
  }

  /** Async, so that the stack of an error leads to the caller. */
  async #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const before = this.#last
    let end = (): void => undefined
    this.#last = new Promise((resolve) => {
      end = () => resolve(undefined)
    })
    try {
      await before
      return await action()
    } finally {
      end()
    }
  }

  async #begin<T>(
    caller: string,
    options: TransactionOptions,
    operation: AtomicOperation<T>,
    turn?: Turn,
  ): Promise<T> {
    let own: Transaction | undefined
    this.#running++
    try {
      const result: T = await runInTransaction(
        this.#host,
        options,
        (transaction) => {
          own = transaction
          return operation(transaction)
        },
        this.#context(),
        turn,
      )
      if (own?.finished !== 'rollback') return result
    } finally {
      this.#running--
      // A storage that was used once slows every promise of the process until it is switched off.
      if (this.#running === 0) this.#storage.disable()
    }
    // A hook went on after a statement of its own had failed: PostgreSQL undoes everything then.
    throw UsageError.finishedTransaction(caller, {
      state: 'rollback (by the database, since a statement had failed)',
      id: own.id,
    })
  }

  #context(): TransactionContext {
    const outer = this.#outer
    const storage = this.#storage
    return {
      current: () => storage.getStore(),
      run: (transaction, callback) =>
        storage.run(transaction as Transaction, () =>
          outer === undefined ? callback() : outer.run(transaction, callback),
        ),
      clear: (transaction) => outer?.clear(transaction),
    }
  }
}
