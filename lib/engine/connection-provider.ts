/**
 * Where connections come from. The executor and transactions know `ConnectionProvider` alone; behind
 * it is a pool, a pair of pools, or SQLite's shared connection. Opening and closing run the connect
 * hooks, which are registered on floors above and reach this one as `EngineHooks`.
 */
import type { Connection, ConnectionConfig, MaybePromise } from './connection.js'
import type { ConnectionTurns } from './connection-turns.js'
import type { Dialect } from './dialect.js'

/** The hooks that the engine runs; v6's names. */
export type EngineHookName =
  | 'beforeConnect'
  | 'afterConnect'
  | 'beforeDisconnect'
  | 'afterDisconnect'
  | 'beforePoolAcquire'
  | 'afterPoolAcquire'
  | 'beforeQuery'
  | 'afterQuery'

/** Hooks as the engine sees them. */
export interface EngineHooks {
  /** Whether a listener is registered; asked before every use, so it must be cheap. */
  has(name: EngineHookName): boolean
  /** Runs the listeners in order. A failure aborts what the hook belongs to. */
  run(name: EngineHookName, ...args: unknown[]): MaybePromise<void>
}

/** No listeners at all. */
export const noHooks: EngineHooks = Object.freeze({
  has: () => false,
  run: () => undefined,
})

/** What a connection is wanted for. */
export interface AcquireOptions {
  /** `write` also for reads that must see the writer (`useMaster`) and for transactions. */
  readonly mode: 'read' | 'write'
  /** Set when the connection is kept for several statements: it is then given to nobody else. */
  readonly transactionId?: string | undefined
  /** The caller's query or transaction options, which v6's pool hooks receive. */
  readonly callerOptions?: object | undefined
}

/** Gives connections and takes them back. */
export interface ConnectionProvider {
  /** Whether at most one transaction can write at a time, as in SQLite. */
  readonly hasOneWriter?: boolean
  /** Turns on the only connection, where transactions have to use it too: a database in memory. */
  readonly turns?: ConnectionTurns | undefined
  /** The connection itself where one is at hand without waiting. */
  acquire(options: AcquireOptions): MaybePromise<Connection>
  /**
   * Takes a connection back; every acquired one must come back exactly once.
   *
   * @param options.broken the connection's state is unknown: it is closed and never given out again
   */
  release(connection: Connection, options?: { readonly broken?: boolean }): MaybePromise<void>
  /** Waits for connections in use, closes all, and refuses further use. */
  close(): Promise<void>
}

/** Opens a connection between the hooks beforeConnect, which may change the config, and afterConnect. */
export async function openConnection(
  dialect: Dialect,
  config: ConnectionConfig,
  hooks: EngineHooks,
): Promise<Connection> {
  // v6's hook may rotate credentials: each connection gets a config of its own to be changed.
  const mutableConfig = { ...config }
  if (hooks.has('beforeConnect')) await hooks.run('beforeConnect', mutableConfig)
  const connection = await connect(dialect, mutableConfig)
  if (hooks.has('afterConnect')) {
    try {
      await hooks.run('afterConnect', connection.driverConnection, mutableConfig)
    } catch (error) {
      await connection.close()
      throw error
    }
  }
  return connection
}

async function connect(dialect: Dialect, config: ConnectionConfig): Promise<Connection> {
  try {
    return await dialect.driver.connect(config)
  } catch (error) {
    throw dialect.translateConnectionError(error)
  }
}

/** Closes a connection between the hooks beforeDisconnect and afterDisconnect. */
export async function closeConnection(connection: Connection, hooks: EngineHooks): Promise<void> {
  if (hooks.has('beforeDisconnect')) {
    await hooks.run('beforeDisconnect', connection.driverConnection)
  }
  await connection.close()
  if (hooks.has('afterDisconnect')) {
    await hooks.run('afterDisconnect', connection.driverConnection)
  }
}
