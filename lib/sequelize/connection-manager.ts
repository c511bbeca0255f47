/** v6's `sequelize.connectionManager`: connections for those who need the driver itself. */
import type { Connection } from '../engine/connection.js'
import type { ConnectionProvider } from '../engine/connection-provider.js'
import type { Dialect } from '../engine/dialect.js'

/** What a connection manager needs of its Sequelize instance. */
interface ConnectionOwner {
  readonly dialect: Dialect
  readonly executor: { connections: ConnectionProvider }
  refreshTypes(): void
}

/** Hands out connections of the pool. */
export class ConnectionManager {
  readonly #owner: ConnectionOwner
  readonly #open: () => ConnectionProvider
  #isClosed = false

  /** @param open makes the pools anew, after they were closed */
  constructor(owner: ConnectionOwner, open: () => ConnectionProvider) {
    this.#owner = owner
    this.#open = open
  }

  /** The driver's module. */
  get lib(): unknown {
    return this.#owner.dialect.driver.library
  }

  /** The pool. */
  get pool(): ConnectionProvider {
    return this.#owner.executor.connections
  }

  /** A connection; give it back with `releaseConnection`. */
  async getConnection(
    options: { type?: 'read' | 'write'; useMaster?: boolean } = {},
  ): Promise<Connection> {
    const isRead = options.type === 'read' && options.useMaster !== true
    return this.pool.acquire({ mode: isRead ? 'read' : 'write', callerOptions: options })
  }

  /** Gives a connection back. */
  async releaseConnection(connection: Connection): Promise<void> {
    await this.pool.release(connection)
  }

  /** Closes a connection instead of giving it back. */
  async destroyConnection(connection: Connection): Promise<void> {
    await this.pool.release(connection, { broken: true })
  }

  /** Takes up replaced `parse` functions of data types. */
  refreshTypeParser(): void {
    this.#owner.refreshTypes()
  }

  /**
   * Makes the pools anew after `close`, as functions do that are put to sleep between calls. Pools
   * that are open stay as they are.
   */
  initPools(): void {
    if (!this.#isClosed) return
    this.#isClosed = false
    this.#owner.executor.connections = this.#open()
  }

  /** Closes all connections. What asks for one is refused, until `initPools` is called. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.pool.close()
  }
}
