/** Where DDL and introspection are sent to: the executor with the options of one operation. */
import type { CompiledStatement } from '../compiler/compiled-statement.js'
import type { SchemaSession } from '../compiler/ddl-generator.js'
import type { Connection, StatementRequest } from './connection.js'
import type { ExecuteOptions, Executor, TransactionBinding } from './executor.js'

const NO_PARAMETERS: readonly unknown[] = Object.freeze([])

/** A session on the executor's connections, or on that of the options' transaction. */
export function schemaSession(executor: Executor, options: ExecuteOptions): SchemaSession {
  return new ExecutorSession(executor, options)
}

class ExecutorSession implements SchemaSession {
  protected readonly executor: Executor
  protected readonly options: ExecuteOptions

  constructor(executor: Executor, options: ExecuteOptions) {
    this.executor = executor
    this.options = options
  }

  get isInTransaction(): boolean {
    return this.options.transaction !== undefined && this.options.transaction !== null
  }

  async query(sql: string, parameters: readonly unknown[] = NO_PARAMETERS): Promise<unknown[][]> {
    const { rows } = await this.execute({ sql, parameters, returnsRows: true })
    return rows
  }

  async run(statements: readonly CompiledStatement[]): Promise<void> {
    for (const { sql } of statements) {
      await this.execute({ sql, parameters: NO_PARAMETERS, returnsRows: false })
    }
  }

  async onOneConnection<T>(callback: (session: SchemaSession) => Promise<T>): Promise<T> {
    if (this.isInTransaction) return callback(this)
    const { turns } = this.executor.connections
    return turns === undefined
      ? this.#onOwnConnection(callback)
      : turns.alone(() => this.#onOwnConnection(callback))
  }

  async #onOwnConnection<T>(callback: (session: SchemaSession) => Promise<T>): Promise<T> {
    const { connections } = this.executor
    const connection = await connections.acquire({
      mode: 'write',
      transactionId: 'schema',
      callerOptions: this.options.source ?? this.options,
    })
    try {
      return await callback(new PinnedSession(this.executor, this.options, connection))
    } finally {
      await connections.release(connection, { broken: !connection.isUsable })
    }
  }

  inTransaction<T>(callback: () => Promise<T>): Promise<T> {
    if (this.isInTransaction) return callback()
    throw new Error('A transaction of a schema session needs onOneConnection.')
  }

  private execute(request: StatementRequest): ReturnType<Executor['execute']> {
    return this.executor.execute(request, 'write', this.options)
  }
}

/** A session on a connection of its own. */
class PinnedSession extends ExecutorSession {
  readonly #connection: Connection
  readonly #binding: TransactionBinding
  #hasBegun = false

  constructor(executor: Executor, options: ExecuteOptions, connection: Connection) {
    const binding: TransactionBinding = { id: 'default', connectionFor: () => connection }
    super(executor, { ...options, transaction: binding })
    this.#connection = connection
    this.#binding = binding
  }

  override get isInTransaction(): boolean {
    return this.#hasBegun
  }

  override onOneConnection<T>(callback: (session: SchemaSession) => Promise<T>): Promise<T> {
    return callback(this)
  }

  override async inTransaction<T>(callback: () => Promise<T>): Promise<T> {
    if (this.#hasBegun) return callback()
    const connection = this.#connection
    const { transactionSql } = connection
    const begin = this.executor.dialect.supports.transactionTypes
      ? ({ type: 'IMMEDIATE' } as const)
      : {}
    await this.#control(transactionSql.begin(begin), () => connection.begin(begin))
    this.#hasBegun = true
    try {
      const result = await callback()
      await this.#control(transactionSql.commit, () => connection.commit())
      return result
    } catch (error) {
      // The error of the change is what counts.
      await this.#control(transactionSql.rollback, () => connection.rollback()).catch(
        () => undefined,
      )
      throw error
    } finally {
      this.#hasBegun = false
    }
  }

  #control(sql: string, action: () => unknown): Promise<void> {
    const options = { ...this.options, transaction: this.#binding }
    return this.executor.control(this.#connection, sql, action, options)
  }
}
