/**
 * What the SQLite drivers have in common: where the database is, how a connection is set up, and
 * how transactions are spelled. Each driver has a file of its own: `connection-<package>.ts`.
 */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LiteralEscaper } from '../../compiler/literals.js'
import type {
  BeginOptions,
  Connection,
  ConnectionConfig,
  MaybePromise,
  StatementRequest,
  StatementResult,
  TransactionSql,
} from '../../engine/connection.js'
import { UsageError } from '../../errors/usage-errors.js'

// SQLite's flags for opening, https://www.sqlite.org/c3ref/c_open_autoproxy.html
const OPEN_READONLY = 1
const OPEN_READWRITE = 2
const OPEN_CREATE = 4

/** How long a statement waits for a lock, in milliseconds, unless `dialectOptions.busyTimeout` tells. */
const DEFAULT_BUSY_TIMEOUT_MS = 1000

/** Most prepared statements that a connection keeps. */
export const MOST_PREPARED_STATEMENTS = 256

/** A connection's configuration as the drivers need it. */
export interface SqliteConfig {
  /** A path, `:memory:`, or a `file:` URI. */
  readonly storage: string
  /** SQLite's flags for opening. */
  readonly mode: number
  readonly isReadOnly: boolean
  readonly isCreated: boolean
  readonly busyTimeoutMs: number
  /** Statements that set the connection up, in order. */
  readonly setup: readonly string[]
}

/** Where the database is: v6's `storage`, else a host that is no server, else memory. */
export function storageOf(config: ConnectionConfig): string {
  if (config.storage) return config.storage
  return config.host && config.host !== 'localhost' ? config.host : ':memory:'
}

/** Whether each connection would see a database of its own. */
export function isPrivateDatabase(config: ConnectionConfig): boolean {
  return storageOf(config) === ':memory:'
}

/**
 * Reads a configuration, and creates the folder of a database file that may be created.
 *
 * @throws {UsageError} for a mode or a time-out that is no number
 */
export async function prepareConfig(config: ConnectionConfig): Promise<SqliteConfig> {
  const storage = storageOf(config)
  const mode = readInteger(config, 'mode') ?? OPEN_READWRITE | OPEN_CREATE
  const isCreated = (mode & OPEN_CREATE) !== 0
  if (isCreated && storage !== ':memory:' && !storage.startsWith('file:')) {
    await mkdir(dirname(storage), { recursive: true })
  }
  return {
    storage,
    mode,
    isReadOnly: (mode & OPEN_READONLY) !== 0,
    isCreated,
    busyTimeoutMs: readInteger(config, 'busyTimeout') ?? DEFAULT_BUSY_TIMEOUT_MS,
    setup: setupStatements(config),
  }
}

function readInteger(config: ConnectionConfig, option: string): number | undefined {
  const value = config.dialectOptions?.[option]
  if (value === undefined || value === null) return undefined
  if (Number.isInteger(value) && (value as number) >= 0) return value as number
  throw UsageError.invalidOption(
    'new Sequelize',
    `dialectOptions.${option}`,
    'a number that is whole and not negative',
    value,
  )
}

function setupStatements(config: ConnectionConfig): string[] {
  const statements: string[] = []
  // The key must come first: with a cipher, nothing can be read before it.
  if (config.password) {
    statements.push(`PRAGMA KEY=${new LiteralEscaper().escapeString(config.password)}`)
  }
  // Written out also when off: a build of SQLite may have another default than v6's driver.
  const isEnforced = config.session?.['foreignKeys'] !== false
  statements.push(`PRAGMA FOREIGN_KEYS=${isEnforced ? 'ON' : 'OFF'}`)
  return statements
}

const transactionSql: TransactionSql = Object.freeze({
  begin: beginSql,
  commit: 'COMMIT;',
  rollback: 'ROLLBACK;',
  savepoint: (name: string) => `SAVEPOINT ${quoteName(name)};`,
  rollbackTo: (name: string) => `ROLLBACK TO SAVEPOINT ${quoteName(name)};`,
  releaseSavepoint: (name: string) => `RELEASE SAVEPOINT ${quoteName(name)};`,
})

function beginSql(options: BeginOptions): string {
  const begin = `BEGIN ${options.type ?? 'DEFERRED'} TRANSACTION;`
  // SQLite is always serializable, except between connections that share a cache.
  switch (options.isolationLevel) {
    case 'READ UNCOMMITTED':
      return `PRAGMA read_uncommitted = ON; ${begin}`
    case 'READ COMMITTED':
      return `PRAGMA read_uncommitted = OFF; ${begin}`
    default:
      return begin
  }
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/**
 * A connection of either driver.
 *
 * SQLite's own waiting for a lock blocks a thread: that of the whole process, or one of the few that
 * `sqlite3` works with. The transaction that holds the lock may need that very thread to get done,
 * so that the drivers are told not to wait, and waiting is done here, between attempts.
 */
export abstract class SqliteConnection implements Connection {
  protected readonly busyTimeoutMs: number
  abstract readonly isUsable: boolean
  abstract readonly driverConnection: unknown
  readonly transactionSql = transactionSql
  /** SQLite goes on after a failed statement. */
  readonly isTransactionAborted = false

  constructor(config: SqliteConfig) {
    this.busyTimeoutMs = config.busyTimeoutMs
  }

  abstract execute(request: StatementRequest): MaybePromise<StatementResult>
  /** Runs a script, without waiting for a lock. */
  protected abstract runScript(sql: string): MaybePromise<void>
  abstract stream(request: StatementRequest, batchSize: number): AsyncIterable<unknown[][]>
  abstract close(): MaybePromise<void>

  executeScript(sql: string): MaybePromise<void> {
    return this.waiting(() => this.runScript(sql), this.busyTimeoutMs)
  }

  begin(options: BeginOptions): MaybePromise<void> {
    return this.executeScript(transactionSql.begin(options))
  }

  commit(): MaybePromise<void> {
    // A commit that gives up loses the whole transaction: it waits as long as a statement does that
    // is retried by default.
    return this.waiting(() => this.runScript(transactionSql.commit), 5 * this.busyTimeoutMs)
  }

  async rollback(): Promise<void> {
    try {
      await this.executeScript(transactionSql.rollback)
    } catch (error) {
      // Some failures (a full disk, a trigger's RAISE(ROLLBACK)) have rolled back already.
      if (!/no transaction is active/.test((error as Error).message)) throw error
    }
  }

  savepoint(name: string): MaybePromise<void> {
    return this.executeScript(transactionSql.savepoint(name))
  }

  rollbackTo(name: string): MaybePromise<void> {
    return this.executeScript(transactionSql.rollbackTo(name))
  }

  releaseSavepoint(name: string): MaybePromise<void> {
    return this.executeScript(transactionSql.releaseSavepoint(name))
  }

  ping(): MaybePromise<void> {
    return this.executeScript('SELECT 1')
  }

  /** Runs an action, again while the database is locked, until the time is over. */
  protected waiting<T>(attempt: () => MaybePromise<T>, timeoutMs: number): MaybePromise<T> {
    let outcome: MaybePromise<T>
    try {
      outcome = attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
      return this.#repeat(error, attempt, timeoutMs)
    }
    return outcome instanceof Promise
      ? outcome.catch((error: unknown) => {
          if (!isBusy(error)) throw error
          return this.#repeat(error, attempt, timeoutMs)
        })
      : outcome
  }

  async #repeat<T>(busy: unknown, attempt: () => MaybePromise<T>, timeoutMs: number): Promise<T> {
    const deadline = performance.now() + timeoutMs
    let error = busy
    for (let pauseMs = 1; performance.now() < deadline; pauseMs = Math.min(pauseMs * 2, 25)) {
      await sleep(pauseMs)
      if (!this.isUsable) break
      try {
        return await attempt()
      } catch (failure) {
        if (!isBusy(failure)) throw failure
        error = failure
      }
    }
    throw error
  }
}

/** A lock that may go away: not that of a snapshot that is out of date. */
function isBusy(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_RECOVERY'
}
