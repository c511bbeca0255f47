/**
 * Connections to an embedded database, which has no server and needs no pool: one connection that
 * all statements share, and one more per running transaction.
 */
import { UsageError } from '../errors/usage-errors.js'
import type { Connection, ConnectionConfig, MaybePromise } from './connection.js'
import {
  type AcquireOptions,
  closeConnection,
  type ConnectionProvider,
  type EngineHooks,
  openConnection,
} from './connection-provider.js'
import { ConnectionTurns } from './connection-turns.js'
import type { Dialect } from './dialect.js'

// Each holds open files; a burst of parallel transactions should not keep all of them for ever.
const MOST_IDLE_CONNECTIONS = 4

/**
 * One shared connection, and one for each transaction.
 *
 * Where each connection would see a database of its own (`:memory:`), transactions use the shared
 * connection too, in turns.
 */
export class SharedConnection implements ConnectionProvider {
  readonly hasOneWriter = true
  readonly #dialect: Dialect
  readonly #config: ConnectionConfig
  readonly #hooks: EngineHooks
  readonly turns: ConnectionTurns | undefined
  #shared: Connection | undefined
  #opening: Promise<Connection> | undefined
  /** Connections kept from ended transactions. */
  #idle: Connection[] = []
  readonly #inTransaction = new Set<Connection>()
  #closing: Promise<void> | undefined
  #whenUnused: (() => void) | undefined

  /** @param acquireTimeoutMs how long to wait for a turn: v6's `pool.acquire` */
  constructor(
    dialect: Dialect,
    config: ConnectionConfig,
    hooks: EngineHooks,
    acquireTimeoutMs?: number,
  ) {
    this.#dialect = dialect
    this.#config = config
    this.#hooks = hooks
    const isPrivate = dialect.driver.isPrivateDatabase?.(config) ?? false
    this.turns = isPrivate ? new ConnectionTurns(acquireTimeoutMs ?? 60_000) : undefined
  }

  acquire(options: AcquireOptions): MaybePromise<Connection> {
    if (this.#closing !== undefined) throw UsageError.closed('ConnectionManager.getConnection')
    if (options.transactionId !== undefined && this.turns === undefined) return this.#acquireOwn()
    const shared = this.#shared
    return shared !== undefined && shared.isUsable ? shared : this.#openShared()
  }

  release(connection: Connection, options?: { readonly broken?: boolean }): Promise<void> | void {
    if (connection === this.#shared) {
      if (options?.broken !== true) return
      if (this.turns !== undefined && connection.isUsable) return restore(connection)
      this.#shared = undefined
      return closeConnection(connection, this.#hooks)
    }
    if (!this.#inTransaction.delete(connection)) return
    const isKept =
      options?.broken !== true &&
      connection.isUsable &&
      this.#closing === undefined &&
      this.#idle.length < MOST_IDLE_CONNECTIONS
    if (this.#inTransaction.size === 0) this.#whenUnused?.()
    if (!isKept) return closeConnection(connection, this.#hooks)
    this.#idle.push(connection)
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  async #closeAll(): Promise<void> {
    await this.#opening?.catch(() => undefined)
    await this.turns?.close()
    if (this.#inTransaction.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenUnused = resolve
      })
    }
    const connections = this.#shared === undefined ? this.#idle : [this.#shared, ...this.#idle]
    this.#shared = undefined
    this.#idle = []
    for (const connection of connections) await closeConnection(connection, this.#hooks)
  }

  #openShared(): Promise<Connection> {
    this.#opening ??= openConnection(this.#dialect, this.#config, this.#hooks)
      .then((connection) => {
        this.#shared = connection
        return connection
      })
      .finally(() => {
        this.#opening = undefined
      })
    return this.#opening
  }

  async #acquireOwn(): Promise<Connection> {
    const connection =
      this.#idle.pop() ?? (await openConnection(this.#dialect, this.#config, this.#hooks))
    this.#inTransaction.add(connection)
    return connection
  }
}

/** Closing the only connection to a database in memory would lose the database. */
async function restore(connection: Connection): Promise<void> {
  try {
    await connection.rollback()
  } catch {
    // Nothing was open that could be undone.
  }
}
