/** One writer, many readers: which connections a statement gets. */
import type { Connection, ConnectionConfig, MaybePromise } from './connection.js'
import { ConnectionPool, type PoolOptions } from './connection-pool.js'
import type { AcquireOptions, ConnectionProvider, EngineHooks } from './connection-provider.js'
import type { Dialect } from './dialect.js'
import { SharedConnection } from './shared-connection.js'

/** v6's `replication` option, with URIs already parsed. */
export interface ReplicationOptions {
  /** What is missing in one is taken from the main configuration. */
  readonly read?: readonly ConnectionConfig[] | undefined
  readonly write?: ConnectionConfig | undefined
}

/** What connections are made of. */
export interface ConnectionsContext {
  readonly dialect: Dialect
  readonly config: ConnectionConfig
  readonly pool: PoolOptions
  readonly replication: ReplicationOptions | undefined
  readonly hooks: EngineHooks
}

/** The provider for a configuration: shared connection, one pool, or a writer's and the readers'. */
export function createConnections(context: ConnectionsContext): ConnectionProvider {
  const { dialect, config, pool, replication, hooks } = context
  if (!dialect.supports.pool) return new SharedConnection(dialect, config, hooks, pool.acquire)
  const poolOf = (configs: readonly ConnectionConfig[]): ConnectionPool =>
    new ConnectionPool({ dialect, configs, options: pool, hooks })
  if (replication === undefined) return poolOf([config])
  const writer = completed(replication.write, config)
  const readers = (replication.read ?? []).map((reader) => completed(reader, config))
  return new ReplicatedPool(poolOf([writer]), poolOf(readers.length === 0 ? [writer] : readers))
}

/** A server's configuration; what it does not say is taken from the main one. */
function completed(server: ConnectionConfig = {}, main: ConnectionConfig): ConnectionConfig {
  const given = Object.entries(server).filter(([, value]) => value !== undefined && !isEmpty(value))
  return { ...main, ...Object.fromEntries(given) }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Two pools: reads go to the readers, all else to the writer. */
export class ReplicatedPool implements ConnectionProvider {
  readonly write: ConnectionPool
  readonly read: ConnectionPool
  readonly #poolOf = new WeakMap<Connection, ConnectionPool>()

  constructor(write: ConnectionPool, read: ConnectionPool) {
    this.write = write
    this.read = read
  }

  async acquire(options: AcquireOptions): Promise<Connection> {
    const pool = options.mode === 'read' ? this.read : this.write
    const connection = await pool.acquire(options)
    this.#poolOf.set(connection, pool)
    return connection
  }

  release(connection: Connection, options?: { readonly broken?: boolean }): MaybePromise<void> {
    return this.#poolOf.get(connection)?.release(connection, options)
  }

  async close(): Promise<void> {
    await Promise.all([this.write.close(), this.read.close()])
  }
}
