/**
 * Runs statements: acquire a connection, log, execute, release; hooks around it, retry after it.
 *
 * Hot path. A statement that succeeds at the first attempt, without hooks, passes through `execute`
 * → connection without a promise of its own: drivers that answer at once (better-sqlite3) give
 * their result synchronously. Retry, hooks and logging have their own, slower ways.
 */
import type { CompiledStatement } from '../compiler/compiled-statement.js'
import { UsageError } from '../errors/usage-errors.js'
import type { Connection, MaybePromise, StatementRequest, StatementResult } from './connection.js'
import {
  type AcquireOptions,
  type ConnectionProvider,
  type EngineHooks,
  noHooks,
} from './connection-provider.js'
import type { ConnectionTurns } from './connection-turns.js'
import type { Dialect, FailedStatement } from './dialect.js'
import { attachStatement } from './driver-errors.js'
import { DEFAULT_RETRY, retryAll, retryFrom, type RetryOptions } from './retry.js'
import { type LoggedStatement, type LogOptions, StatementLog } from './statement-log.js'

/** A transaction as the executor sees it. */
export interface TransactionBinding {
  readonly id: string
  /** The connection, for one more statement. @throws {UsageError} when the transaction has ended */
  connectionFor(sql: string): Connection
}

/** How a statement is run. v6's query options, so that a caller's options can be passed on. */
export interface ExecuteOptions extends LogOptions {
  readonly transaction?: TransactionBinding | null | undefined
  /** Reads go to the writer. */
  readonly useMaster?: boolean | undefined
  readonly retry?: RetryOptions | undefined
  /** Errors of the driver are thrown as they are. */
  readonly rawErrors?: boolean | undefined
  readonly uniqueKeyMessages?: Readonly<Record<string, string>> | undefined
  readonly attributeNames?: ReadonlyMap<string, string> | undefined
  /** The caller's options, which log functions and hooks receive. Default: these options. */
  readonly source?: object | undefined
  /** PostgreSQL: where names are looked for. Honoured with `prependSearchPath`, else ignored as in v6. */
  readonly searchPath?: string | undefined
  /** Whether `searchPath` is honoured. Default: the instance's `dialectOptions.prependSearchPath`. */
  readonly supportsSearchPath?: boolean | undefined
}

/** The instance's defaults; read anew for every statement, since v6 applications change them. */
export interface ExecutorDefaults extends LogOptions {
  readonly retry?: RetryOptions | undefined
  readonly dialectOptions?: { readonly prependSearchPath?: unknown } | undefined
}

/** What an executor is made of. */
export interface ExecutorContext {
  readonly dialect: Dialect
  readonly connections: ConnectionProvider
  readonly hooks?: EngineHooks | undefined
  readonly defaults?: ExecutorDefaults | undefined
}

/** What the hooks beforeQuery and afterQuery receive as v6's query object. */
export interface HookedQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly options: object
  /** The driver's connection. */
  readonly connection: unknown
}

/** Which connection a statement needs, where no transaction decides. */
export type StatementMode = 'read' | 'write'

const NO_OPTIONS: ExecuteOptions = Object.freeze({})
const NO_TURNS: Pick<ConnectionProvider, 'turns'> = Object.freeze({})
const ACQUIRE_READ: AcquireOptions = Object.freeze({ mode: 'read' })
const ACQUIRE_WRITE: AcquireOptions = Object.freeze({ mode: 'write' })

// Longer statements are bulk inserts: seldom sent twice, and expensive to keep prepared.
const LONGEST_PREPARED_SQL = 16_384

/** Runs statements on the connections of one Sequelize instance. */
export class Executor {
  readonly dialect: Dialect
  /** Replaced when the pools are opened again after they were closed. */
  connections: ConnectionProvider
  readonly hooks: EngineHooks
  readonly #defaults: ExecutorDefaults
  readonly #log: StatementLog

  constructor(context: ExecutorContext) {
    this.dialect = context.dialect
    this.connections = context.connections
    this.hooks = context.hooks ?? noHooks
    this.#defaults = context.defaults ?? {}
    this.#log = new StatementLog(this.#defaults)
  }

  /**
   * Runs a compiled statement.
   *
   * @param parameters bound, that is encoded, values: `bindParameters(statement, values)`
   * @param delivery how the rows may come, other than whole
   * @throws {BaseError} the driver's error in our classes, unless `rawErrors`
   */
  run(
    statement: CompiledStatement,
    parameters: readonly unknown[],
    options: ExecuteOptions = NO_OPTIONS,
    delivery: RowDelivery = WHOLE,
  ): MaybePromise<StatementResult> {
    return this.execute(
      requestOf(statement, parameters, delivery),
      statement.effect === 'read' ? 'read' : 'write',
      options,
    )
  }

  /** Runs a statement in the driver's terms; for raw SQL. */
  execute(
    statement: StatementRequest,
    mode: StatementMode,
    options: ExecuteOptions = NO_OPTIONS,
  ): MaybePromise<StatementResult> {
    const request =
      options.searchPath === undefined ? statement : this.#onSearchPath(statement, options)
    const retry = this.#retryOf(options.retry)
    if (retry.timeout) return retryAll(retry, () => this.#attempt(request, mode, options))
    let outcome: MaybePromise<StatementResult>
    try {
      outcome = this.#attempt(request, mode, options)
    } catch (error) {
      if (!mayRetry(retry, options)) throw error
      return retryFrom(error, retry, () => this.#attempt(request, mode, options))
    }
    if (!(outcome instanceof Promise) || (retry.max ?? 1) <= 1) return outcome
    return this.#settle(outcome, retry, request, mode, options)
  }

  /**
   * Rows in batches, as the consumer asks for them. Outside a transaction a connection is kept
   * until the loop ends.
   */
  async *stream(
    request: StatementRequest,
    batchSize: number,
    options: ExecuteOptions = NO_OPTIONS,
  ): AsyncGenerator<unknown[][], void, undefined> {
    const { transaction } = options
    const connection = transaction
      ? connectionOf(transaction, request.sql)
      : await this.connections.acquire({
          mode: options.useMaster === true ? 'write' : 'read',
          transactionId: 'stream',
          callerOptions: options.source ?? options,
        })
    try {
      if (!transaction) await this.#waitForTurn()
      yield* await this.#observe(request, options, () => connection.stream(request, batchSize))
    } catch (error) {
      throw this.#translate(error, request, options)
    } finally {
      if (!transaction) await this.connections.release(connection)
    }
  }

  /** A request to stream the rows of a compiled statement. */
  streamCompiled(
    statement: CompiledStatement,
    parameters: readonly unknown[],
    batchSize: number,
    options: ExecuteOptions = NO_OPTIONS,
  ): AsyncGenerator<unknown[][], void, undefined> {
    return this.stream(requestOf(statement, parameters), batchSize, options)
  }

  /**
   * Runs what begins or ends a transaction on its connection, logged and with query hooks like any
   * statement, but never retried.
   *
   * @param sql what `action` sends, for log and errors
   */
  async control(
    connection: Connection,
    sql: string,
    action: () => MaybePromise<unknown>,
    options: ExecuteOptions & { readonly transaction: TransactionBinding },
  ): Promise<void> {
    const request: StatementRequest = { sql, parameters: NO_PARAMETERS }
    await this.#hooked(connection, request, options, async () => {
      try {
        await this.#observe(request, options, action)
      } catch (error) {
        throw this.#translate(error, request, options)
      }
      return NO_RESULT
    })
  }

  /**
   * Runs an action again while it fails with what the retry options match.
   *
   * @param retry what differs from the instance's options
   */
  async retrying<T>(attempt: () => Promise<T>, retry?: RetryOptions): Promise<T> {
    const options = this.#retryOf(retry)
    try {
      return await attempt()
    } catch (error) {
      if ((options.max ?? 1) <= 1) throw error
      return await retryFrom(error, options, attempt)
    }
  }

  /** A call's retry options add to those of the instance, as in v6. */
  #retryOf(own: RetryOptions | undefined): RetryOptions {
    const defaults = this.#defaults.retry ?? DEFAULT_RETRY
    return own === undefined ? defaults : { ...defaults, ...own }
  }

  #onSearchPath(request: StatementRequest, options: ExecuteOptions): StatementRequest {
    const isHonoured =
      options.supportsSearchPath ?? this.#defaults.dialectOptions?.prependSearchPath === true
    return isHonoured ? { ...request, searchPath: options.searchPath } : request
  }

  #attempt(
    request: StatementRequest,
    mode: StatementMode,
    options: ExecuteOptions,
  ): MaybePromise<StatementResult> {
    const { transaction } = options
    if (this.hooks.has('beforeQuery') || this.hooks.has('afterQuery')) {
      return this.#attemptWithHooks(request, mode, options)
    }
    if (transaction) {
      const connection = connectionOf(transaction, request.sql)
      return this.#guard(connection, request, options)
    }
    const connection = this.#acquire(mode, options)
    if (connection instanceof Promise) return this.#attemptAsync(connection, request, options)
    const { turns } = this.connections
    const turn = turns?.enter()
    if (turn !== undefined) return this.#sendAfter(turn, connection, request, options, turns)
    return this.#sendAndRelease(connection, request, options, turns)
  }

  #acquire(mode: StatementMode, options: ExecuteOptions): MaybePromise<Connection> {
    const isRead = mode === 'read' && options.useMaster !== true
    if (this.hooks.has('beforePoolAcquire') || this.hooks.has('afterPoolAcquire')) {
      const callerOptions = options.source ?? options
      return this.connections.acquire({ mode: isRead ? 'read' : 'write', callerOptions })
    }
    return this.connections.acquire(isRead ? ACQUIRE_READ : ACQUIRE_WRITE)
  }

  #sendAndRelease(
    connection: Connection,
    request: StatementRequest,
    options: ExecuteOptions,
    turns: ConnectionTurns | undefined,
  ): MaybePromise<StatementResult> {
    let outcome: MaybePromise<StatementResult>
    try {
      outcome = this.#send(connection, request, options)
    } catch (error) {
      this.#release(connection, turns)
      throw this.#translate(error, request, options)
    }
    if (outcome instanceof Promise) {
      return this.#finish(outcome, connection, request, options, turns)
    }
    this.#release(connection, turns)
    return outcome
  }

  async #sendAfter(
    turn: Promise<unknown>,
    connection: Connection,
    request: StatementRequest,
    options: ExecuteOptions,
    turns: ConnectionTurns | undefined,
  ): Promise<StatementResult> {
    try {
      await turn
    } catch (error) {
      this.#release(connection)
      throw error
    }
    return this.#sendAndRelease(connection, request, options, turns)
  }

  /** A stream waits like a statement; once it runs, transactions begin beside it. */
  async #waitForTurn(): Promise<void> {
    const { turns } = this.connections
    await turns?.enter()
    turns?.leave()
  }

  #release(connection: Connection, turns?: ConnectionTurns): void {
    turns?.leave()
    const released = this.connections.release(connection, { broken: !connection.isUsable })
    // Closing a broken connection may fail in its own turn; the statement's error is what counts.
    if (released instanceof Promise) released.catch(() => undefined)
  }

  async #finish(
    outcome: Promise<StatementResult>,
    connection: Connection,
    request: StatementRequest,
    options: ExecuteOptions,
    turns: ConnectionTurns | undefined,
  ): Promise<StatementResult> {
    try {
      return await outcome
    } catch (error) {
      throw this.#translate(error, request, options)
    } finally {
      this.#release(connection, turns)
    }
  }

  async #attemptAsync(
    acquired: Promise<Connection>,
    request: StatementRequest,
    options: ExecuteOptions,
  ): Promise<StatementResult> {
    const connection = await acquired
    const { turns } = this.connections
    const turn = turns?.enter()
    return turn === undefined
      ? this.#sendAndRelease(connection, request, options, turns)
      : this.#sendAfter(turn, connection, request, options, turns)
  }

  async #attemptWithHooks(
    request: StatementRequest,
    mode: StatementMode,
    options: ExecuteOptions,
  ): Promise<StatementResult> {
    const { transaction } = options
    const connection = transaction
      ? connectionOf(transaction, request.sql)
      : await this.#acquire(mode, options)
    // Not while the hooks run, whose own statements might wait for a turn behind this one.
    const { turns } = transaction ? NO_TURNS : this.connections
    try {
      return await this.#hooked(connection, request, options, async () => {
        await turns?.enter()
        try {
          return await this.#guard(connection, request, options)
        } finally {
          turns?.leave()
        }
      })
    } finally {
      if (!transaction) this.#release(connection)
    }
  }

  async #hooked(
    connection: Connection,
    request: StatementRequest,
    options: ExecuteOptions,
    send: () => MaybePromise<StatementResult>,
  ): Promise<StatementResult> {
    const callerOptions = options.source ?? options
    const query: HookedQuery = {
      sql: request.sql,
      parameters: request.parameters,
      options: callerOptions,
      connection: connection.driverConnection,
    }
    if (this.hooks.has('beforeQuery')) await this.hooks.run('beforeQuery', callerOptions, query)
    try {
      return await send()
    } finally {
      if (this.hooks.has('afterQuery')) await this.hooks.run('afterQuery', callerOptions, query)
    }
  }

  /** Sends on a connection that somebody else releases; errors are translated. */
  #guard(
    connection: Connection,
    request: StatementRequest,
    options: ExecuteOptions,
  ): MaybePromise<StatementResult> {
    let outcome: MaybePromise<StatementResult>
    try {
      outcome = this.#send(connection, request, options)
    } catch (error) {
      throw this.#translate(error, request, options)
    }
    return outcome instanceof Promise ? this.#guardAsync(outcome, request, options) : outcome
  }

  async #guardAsync(
    outcome: Promise<StatementResult>,
    request: StatementRequest,
    options: ExecuteOptions,
  ): Promise<StatementResult> {
    try {
      return await outcome
    } catch (error) {
      // Made in an async function that the caller awaits, so that its stack leads to the caller.
      throw this.#translate(error, request, options)
    }
  }

  #send(
    connection: Connection,
    request: StatementRequest,
    options: ExecuteOptions,
  ): MaybePromise<StatementResult> {
    if (this.#log.isSilent(options)) return connection.execute(request)
    return this.#observe(request, options, () => connection.execute(request))
  }

  /** Runs `send` with log lines and channel messages around it. */
  #observe<T>(
    request: StatementRequest,
    options: ExecuteOptions,
    send: () => MaybePromise<T>,
  ): MaybePromise<T> {
    if (this.#log.isSilent(options)) return send()
    const statement: LoggedStatement = {
      sql: request.sql,
      parameters: request.parameters,
      label: options.transaction?.id ?? 'default',
      callerOptions: options.source ?? options,
    }
    return this.#log.around(statement, options, send)
  }

  #translate(error: unknown, request: StatementRequest, options: ExecuteOptions): unknown {
    if (options.rawErrors === true) return attachStatement(error, request)
    const statement: FailedStatement = {
      sql: request.sql,
      parameters: request.parameters,
      uniqueKeyMessages: options.uniqueKeyMessages,
      attributeNames: options.attributeNames,
    }
    return withDeepStack(() => this.dialect.translateError(error, statement))
  }

  async #settle(
    outcome: Promise<StatementResult>,
    retry: RetryOptions,
    request: StatementRequest,
    mode: StatementMode,
    options: ExecuteOptions,
  ): Promise<StatementResult> {
    try {
      return await outcome
    } catch (error) {
      if (!mayRetry(retry, options)) throw error
      return await retryFrom(error, retry, () => this.#attempt(request, mode, options))
    }
  }
}

/** How the rows of a statement may be handed over. */
export type RowDelivery = Pick<StatementRequest, 'inBatches' | 'keyColumns' | 'runs' | 'sink'>

const WHOLE: RowDelivery = Object.freeze({
  inBatches: false,
  keyColumns: undefined,
  runs: undefined,
  sink: undefined,
})
const NO_PARAMETERS: readonly unknown[] = Object.freeze([])
const NO_RESULT: StatementResult = Object.freeze({ rows: [], columns: [], rowCount: 0 })

function requestOf(
  statement: CompiledStatement,
  parameters: readonly unknown[],
  { inBatches, keyColumns, runs, sink }: RowDelivery = WHOLE,
): StatementRequest {
  const { sql, effect } = statement
  return {
    sql,
    parameters,
    returnsRows: statement.returnsRows,
    isQuery: effect === 'read',
    reusable: effect !== 'ddl' && effect !== 'other' && sql.length <= LONGEST_PREPARED_SQL,
    columns: statement.columns,
    inBatches,
    keyColumns,
    runs,
    sink,
  }
}

function connectionOf(transaction: TransactionBinding, sql: string): Connection {
  if (typeof transaction.connectionFor !== 'function') throw UsageError.notATransaction(transaction)
  return transaction.connectionFor(sql)
}

/** Whether a failed statement may be sent again at all. */
function mayRetry(retry: RetryOptions, options: ExecuteOptions): boolean {
  if ((retry.max ?? 1) <= 1) return false
  const { transaction } = options
  return transaction === null || transaction === undefined || isAlive(transaction)
}

/** Whether the transaction's connection still takes statements. */
function isAlive(transaction: TransactionBinding): boolean {
  try {
    const connection = transaction.connectionFor('')
    return connection.isUsable && !connection.isTransactionAborted
  } catch {
    return false
  }
}

// Frames of this package come first in the stack; ten lines would seldom reach the caller's.
const STACK_DEPTH = 40

function withDeepStack<T>(make: () => T): T {
  const depth = Error.stackTraceLimit
  Error.stackTraceLimit = Math.max(depth, STACK_DEPTH)
  try {
    return make()
  } finally {
    Error.stackTraceLimit = depth
  }
}
