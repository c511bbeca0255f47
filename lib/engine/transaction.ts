/**
 * Transactions: begin to end, savepoints, what runs after the end. A transaction owns a connection
 * from `begin` to its end; one whose end failed is in an unknown state, so that its connection is
 * closed instead of given back.
 */
import { randomUUID } from 'node:crypto'
import { UsageError } from '../errors/usage-errors.js'
import type { Connection, IsolationLevel, MaybePromise } from './connection.js'
import type { Turn } from './connection-turns.js'
import { setConstraintsSql } from './deferrable.js'
import type { ExecuteOptions, Executor, TransactionBinding } from './executor.js'
import type { TransactionContext } from './transaction-context.js'
import {
  beginOptions,
  ISOLATION_LEVELS,
  LOCK as LockLevels,
  normalizeTransactionOptions,
  TRANSACTION_TYPES,
  type TransactionDefaults,
  type TransactionSettings,
  type TransactionType,
} from './transaction-options.js'

/** v6's transaction options. */
export interface TransactionOptions extends TransactionSettings {
  /** The outer transaction: this one is then a savepoint in it. */
  readonly transaction?: Transaction | null | undefined
}

/** What a transaction needs of the Sequelize instance it belongs to. */
export interface TransactionHost {
  readonly executor: Executor
  readonly options: TransactionDefaults
}

/** A function that runs when a transaction has ended. */
export type TransactionCallback = (transaction: Transaction) => unknown

type EndEvent = 'commit' | 'rollback'

/**
 * A transaction, or a savepoint in one.
 *
 * `sequelize.transaction()` makes and begins them.
 */
export class Transaction implements TransactionBinding {
  /** SQL's isolation levels. */
  static readonly ISOLATION_LEVELS = ISOLATION_LEVELS
  /** SQLite: when locks are taken. */
  static readonly TYPES = TRANSACTION_TYPES
  /** Row locks, for the finder option `lock`. */
  static readonly LOCK = LockLevels

  readonly sequelize: TransactionHost
  /** The outer transaction of a savepoint. */
  readonly parent: Transaction | null
  /** A UUID, the same for a transaction and its savepoints. */
  readonly id: string
  /** The name of the savepoint; undefined for an outermost transaction. */
  readonly name: string | undefined
  readonly options: TransactionOptions
  /** The savepoints directly in this transaction. */
  readonly savepoints: Transaction[] = []
  /** How the transaction was ended; undefined while it runs. */
  finished: EndEvent | undefined
  #connection: Connection | undefined
  #turn: Turn | undefined
  #savepointCount = 0
  readonly #callbacks: Record<EndEvent, TransactionCallback[]> = { commit: [], rollback: [] }

  constructor(sequelize: TransactionHost, options: TransactionOptions = {}) {
    const parent = options.transaction ?? null
    this.sequelize = sequelize
    this.parent = parent
    this.options = { ...options, ...normalizeTransactionOptions(options, sequelize.options) }
    if (parent === null) {
      this.id = randomUUID()
    } else {
      this.id = parent.id
      this.name = `${parent.id}-sp-${parent.#nextSavepoint()}`
      parent.savepoints.push(this)
    }
  }

  /** The row locks; v6's `t.LOCK.UPDATE`. */
  get LOCK(): typeof LockLevels {
    return LockLevels
  }

  /** The driver's connection; undefined before the beginning and after the end. */
  get connection(): unknown {
    return this.#connection?.driverConnection
  }

  /** The engine's connection, for one more statement. */
  connectionFor(sql: string): Connection {
    const ended = this.#endedState()
    if (ended !== undefined) {
      throw UsageError.finishedTransaction('sequelize.query', { state: ended, id: this.id, sql })
    }
    if (this.#connection === undefined) throw UsageError.transactionNotStarted('sequelize.query')
    return this.#connection
  }

  /**
   * Begins the transaction, or sets the savepoint.
   *
   * @param turn its turn on a connection that all share; left out for one that the application ends
   */
  async begin(turn?: Turn): Promise<this> {
    if (this.parent !== null) {
      const connection = this.parent.connectionFor('SAVEPOINT')
      this.#connection = connection
      const name = this.name!
      await this.#control(connection.transactionSql.savepoint(name), () =>
        connection.savepoint(name),
      )
      return this
    }
    const { connections, retrying } = this.#engine()
    const mode = this.options.readOnly === true ? 'read' : 'write'
    const acquired = { mode, transactionId: this.id, callerOptions: this.options } as const
    const ownTurn = turn ?? connections.turns?.turn(false)
    this.#turn = ownTurn
    await retrying(async () => {
      const connection = await connections.acquire(acquired)
      this.#connection = connection
      let hasBegun = false
      const begin = async (): Promise<void> => {
        await this.#beginOn(connection)
        hasBegun = true
        await this.#setConstraints(connection)
      }
      try {
        await ownTurn?.take()
        await (ownTurn === undefined ? begin() : ownTurn.run(begin))
      } catch (error) {
        // What was refused has changed nothing; only what comes after it leaves a transaction open.
        await this.#leave({ broken: hasBegun })
        throw error
      }
    })
    ownTurn?.begun(this)
    return this
  }

  /**
   * Makes the changes of the transaction last; for a savepoint nothing is sent, since its changes
   * are part of the outer transaction.
   *
   * Where an earlier statement of the transaction failed and the application went on, PostgreSQL
   * answers a commit by rolling back. As in v6 that is no error, unless `strict` is set; `finished`
   * is then `rollback`, and the callbacks of a rollback run.
   *
   * @throws {DatabaseError} when the database did not commit; the connection is then closed, and
   *   nothing is known to be saved
   */
  async commit(): Promise<void> {
    this.#assertRunning('transaction.commit')
    let outcome: EndEvent = 'commit'
    try {
      if (this.parent === null) outcome = await this.#commitOn(this.#connection!)
    } catch (error) {
      await this.#end('commit', { broken: true })
      throw error
    }
    await this.#end(outcome)
    await this.#run(outcome)
  }

  /** Undoes the changes of the transaction, or those since the savepoint. */
  async rollback(): Promise<void> {
    this.#assertRunning('transaction.rollback')
    const connection = this.#connection!
    try {
      await this.#rollBackOn(connection)
    } catch (error) {
      await this.#end('rollback', { broken: true })
      throw error
    }
    await this.#end('rollback')
    await this.#run('rollback')
  }

  /** Runs a function after a successful commit; several run in order, each awaited. */
  afterCommit(callback: TransactionCallback): this {
    return this.#after(['commit'], callback, 'afterCommit')
  }

  /** Runs a function after a rollback. */
  afterRollback(callback: TransactionCallback): this {
    return this.#after(['rollback'], callback, 'afterRollback')
  }

  /** Runs a function after the end, however the transaction ended. */
  afterTransaction(callback: TransactionCallback): this {
    return this.#after(['commit', 'rollback'], callback, 'afterTransaction')
  }

  #nextSavepoint(): number {
    // Counted per outermost transaction: a name set twice would hide the outer savepoint.
    if (this.parent !== null) return this.parent.#nextSavepoint()
    return ++this.#savepointCount
  }

  #endedState(): EndEvent | undefined {
    return this.finished ?? (this.parent === null ? undefined : this.parent.#endedState())
  }

  #engine(): {
    readonly connections: Executor['connections']
    readonly retrying: <T>(attempt: () => Promise<T>) => Promise<T>
  } {
    const { executor } = this.sequelize
    return {
      connections: executor.connections,
      retrying: (attempt) => executor.retrying(attempt, this.options.retry),
    }
  }

  async #beginOn(connection: Connection): Promise<void> {
    const { dialect } = this.sequelize.executor
    const begin = beginOptions(this.options, this.sequelize.options, dialect.supports)
    await this.#control(connection.transactionSql.begin(begin), () => connection.begin(begin))
  }

  async #setConstraints(connection: Connection): Promise<void> {
    const { dialect } = this.sequelize.executor
    const { deferrable } = this.options
    if (deferrable !== undefined && deferrable !== null && dialect.supports.deferrableConstraints) {
      const sql = setConstraintsSql(deferrable, dialect.identifiers)
      await this.#control(sql, () => connection.executeScript(sql))
    }
  }

  async #commitOn(connection: Connection): Promise<EndEvent> {
    let isRolledBack = false
    await this.#control(connection.transactionSql.commit, async () => {
      isRolledBack = (await connection.commit()) === 'rolledBack'
    })
    if (!isRolledBack) return 'commit'
    if (this.sequelize.options.strict !== true) return 'rollback'
    await this.#end('rollback')
    throw UsageError.finishedTransaction('transaction.commit (strict)', {
      state: 'rollback (by the database, since a statement had failed)',
      id: this.id,
    })
  }

  async #rollBackOn(connection: Connection): Promise<void> {
    // The server has already undone what a lost connection had begun.
    if (!connection.isUsable) return
    const { transactionSql } = connection
    if (this.parent === null) {
      await this.#control(transactionSql.rollback, () => connection.rollback())
      return
    }
    const name = this.name!
    await this.#control(transactionSql.rollbackTo(name), () => connection.rollbackTo(name))
  }

  #control(sql: string, action: () => MaybePromise<unknown>): Promise<void> {
    const { logging, benchmark } = this.options
    const binding: TransactionBinding = { id: this.id, connectionFor: () => this.#connection! }
    const options: ExecuteOptions & { readonly transaction: TransactionBinding } = {
      transaction: binding,
      logging,
      benchmark,
      source: { ...this.options, transaction: this },
    }
    return this.sequelize.executor.control(this.#connection!, sql, action, options)
  }

  #assertRunning(method: string): void {
    if (this.finished !== undefined) {
      throw UsageError.finishedTransaction(method, { state: this.finished, id: this.id })
    }
    if (this.#connection === undefined) throw UsageError.transactionNotStarted(method)
  }

  async #end(state: EndEvent, options: { readonly broken?: boolean } = {}): Promise<void> {
    this.finished = state
    if (this.parent === null) await this.#leave(options)
    else this.#connection = undefined
  }

  async #leave(options: { readonly broken?: boolean }): Promise<void> {
    const connection = this.#connection!
    this.#connection = undefined
    const { connections } = this.sequelize.executor
    try {
      await connections.release(connection, {
        broken: options.broken === true || !connection.isUsable,
      })
    } catch (error) {
      // Only the closing of a broken connection fails, and its transaction's error is on its way.
      if (options.broken !== true && connection.isUsable) throw error
    } finally {
      this.#turn?.end()
    }
  }

  #after(events: readonly EndEvent[], callback: unknown, method: string): this {
    if (typeof callback !== 'function') {
      throw UsageError.invalidOption(`transaction.${method}`, '"fn"', 'a function', callback)
    }
    for (const event of events) this.#callbacks[event].push(callback as TransactionCallback)
    return this
  }

  async #run(event: EndEvent): Promise<void> {
    for (const callback of this.#callbacks[event]) await callback(this)
  }
}

/** v6's enums of `Transaction` as types: `level: Transaction.ISOLATION_LEVELS`. */
export declare namespace Transaction {
  /** SQL's isolation levels. */
  type ISOLATION_LEVELS = IsolationLevel
  /** SQLite: when locks are taken. */
  type TYPES = TransactionType
  /** Row locks. */
  type LOCK = (typeof LockLevels)[keyof typeof LockLevels]
}

/**
 * Runs a function in a transaction of its own: commits when it resolves, rolls back when it throws.
 *
 * @param context where the transaction becomes the current one; undefined for nowhere
 * @param turn its turn on a connection that all share, where it has one already
 * @returns what the function gives
 * @throws what the function throws, also when the rollback fails; or why the commit failed
 */
export async function runInTransaction<T>(
  host: TransactionHost,
  options: TransactionOptions,
  callback: (transaction: Transaction) => T | PromiseLike<T>,
  context?: TransactionContext,
  turn?: Turn,
): Promise<Awaited<T>> {
  const { turns } = host.executor.connections
  if (turn === undefined && turns !== undefined && !options.transaction) {
    const own = turns.turn(true)
    return own.run(() => runInTransaction(host, options, callback, context, own))
  }
  const transaction = await new Transaction(host, options).begin(turn)
  // The application's own callbacks come behind this one, and run outside of the transaction.
  if (context !== undefined) transaction.afterTransaction(() => context.clear(transaction))
  const run = async (): Promise<Awaited<T>> => {
    try {
      const result = await callback(transaction)
      await transaction.commit()
      return result
    } catch (error) {
      await rollBackQuietly(transaction)
      throw error
    } finally {
      // Code of the callback that is still running must not use an ended transaction.
      context?.clear(transaction)
    }
  }
  return context === undefined ? run() : context.run(transaction, run)
}

async function rollBackQuietly(transaction: Transaction): Promise<void> {
  if (transaction.finished !== undefined) return
  try {
    await transaction.rollback()
  } catch {
    // The connection was closed with it; the error that the caller must see is the callback's.
  }
}
