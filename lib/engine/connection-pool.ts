/**
 * A bounded pool of connections to one server, or to several equal ones that take turns. The waiting
 * and the timers are those of the package `sequelize-pool`; here are v6's options, the hooks, and
 * the rule that a connection whose state is unknown is destroyed.
 */
import { Pool, TimeoutError } from 'sequelize-pool'
import { ConnectionAcquireTimeoutError } from '../errors/connection-errors.js'
import { UsageError } from '../errors/usage-errors.js'
import type { Connection, ConnectionConfig } from './connection.js'
import {
  type AcquireOptions,
  closeConnection,
  type ConnectionProvider,
  type EngineHooks,
  openConnection,
} from './connection-provider.js'
import type { Dialect } from './dialect.js'

/** v6's pool options; times in milliseconds. */
export interface PoolOptions {
  /** Most connections. Default 5. */
  readonly max?: number | undefined
  /** Connections that are kept when idle. Default 0. */
  readonly min?: number | undefined
  /** How long a connection may be idle before it is closed. Default 10000. */
  readonly idle?: number | undefined
  /** How long to wait for a connection. Default 60000. */
  readonly acquire?: number | undefined
  /** How often idle connections are looked for. Default 1000. */
  readonly evict?: number | undefined
  /** Uses after which a connection is replaced. Default: no limit. */
  readonly maxUses?: number | undefined
  /** A further check of the driver's connection before it is used again. */
  readonly validate?: ((driverConnection: unknown) => boolean) | undefined
}

/** What a pool is made of. */
export interface ConnectionPoolContext {
  readonly dialect: Dialect
  /** Where to connect; new connections go round them. At least one. */
  readonly configs: readonly ConnectionConfig[]
  readonly options: PoolOptions
  readonly hooks: EngineHooks
}

/** A pool of connections. */
export class ConnectionPool implements ConnectionProvider {
  readonly #context: ConnectionPoolContext
  readonly #pool: Pool<Connection>
  readonly #acquireTimeoutMs: number
  #nextConfig = 0
  #closing: Promise<void> | undefined

  constructor(context: ConnectionPoolContext) {
    const { options, hooks } = context
    const { validate } = options
    this.#context = context
    this.#acquireTimeoutMs = options.acquire ?? 60_000
    this.#pool = new Pool<Connection>({
      name: 'sequelize:pool',
      create: () => this.#open(),
      destroy: (connection) => closeConnection(connection, hooks),
      validate: (connection) =>
        connection.isUsable && (validate === undefined || validate(connection.driverConnection)),
      max: options.max ?? 5,
      min: options.min ?? 0,
      maxUses: options.maxUses ?? Number.POSITIVE_INFINITY,
      idleTimeoutMillis: options.idle ?? 10_000,
      acquireTimeoutMillis: this.#acquireTimeoutMs,
      reapIntervalMillis: options.evict ?? 1000,
    })
  }

  /** Connections, in use and idle. */
  get size(): number {
    return this.#pool.size
  }

  /** Idle connections. */
  get available(): number {
    return this.#pool.available
  }

  /** Connections in use. */
  get using(): number {
    return this.#pool.using
  }

  /** Calls that wait for a connection. */
  get waiting(): number {
    return this.#pool.waiting
  }

  /** @throws {ConnectionAcquireTimeoutError} when none becomes free within `pool.acquire` */
  async acquire(options: AcquireOptions): Promise<Connection> {
    if (this.#closing !== undefined) throw UsageError.closed('ConnectionManager.getConnection')
    const { hooks } = this.#context
    const callerOptions = options.callerOptions ?? {}
    if (hooks.has('beforePoolAcquire')) await hooks.run('beforePoolAcquire', callerOptions)
    const connection = await this.#take()
    if (hooks.has('afterPoolAcquire')) {
      try {
        await hooks.run('afterPoolAcquire', connection.driverConnection, callerOptions)
      } catch (error) {
        this.#pool.release(connection)
        throw error
      }
    }
    return connection
  }

  /** Gives the connection to the next caller, or destroys it when it cannot be vouched for. */
  release(connection: Connection, options?: { readonly broken?: boolean }): Promise<void> | void {
    if (options?.broken === true || !connection.isUsable) return this.#pool.destroy(connection)
    this.#pool.release(connection)
  }

  close(): Promise<void> {
    this.#closing ??= this.#pool.drain().then(() => this.#pool.destroyAllNow())
    return this.#closing
  }

  async #take(): Promise<Connection> {
    try {
      return await this.#pool.acquire()
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error
      throw ConnectionAcquireTimeoutError.poolExhausted({
        using: this.#pool.using,
        max: this.#pool.maxSize,
        waiting: this.#pool.waiting + 1,
        acquireTimeoutMs: this.#acquireTimeoutMs,
      })
    }
  }

  #open(): Promise<Connection> {
    const { dialect, configs, hooks } = this.#context
    const config = configs[this.#nextConfig++ % configs.length]!
    return openConnection(dialect, config, hooks)
  }
}
