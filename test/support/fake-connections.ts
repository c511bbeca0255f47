/** A dialect whose driver connects to nothing: statements answer what the test says. */
import type {
  Connection,
  StatementRequest,
  StatementResult,
  TransactionSql,
} from '../../lib/engine/connection.js'
import type { Dialect } from '../../lib/engine/dialect.js'
import { BaseError } from '../../lib/errors/base-error.js'
import { ConnectionError } from '../../lib/errors/connection-errors.js'
import { DatabaseError } from '../../lib/errors/database-errors.js'
import { standardCapabilities } from '../../lib/compiler/capabilities.js'

const NO_ROWS: StatementResult = { rows: [], columns: [], rowCount: 0 }

const transactionSql: TransactionSql = {
  begin: (options) => `BEGIN ${JSON.stringify(options)}`,
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: (name) => `SAVEPOINT ${name}`,
  rollbackTo: (name) => `ROLLBACK TO ${name}`,
  releaseSavepoint: (name) => `RELEASE ${name}`,
}

/** What a statement is answered with: a result, an error that is thrown, or a promise of either. */
export type Answer = (
  sql: string,
  connection: FakeConnection,
) => StatementResult | Promise<StatementResult> | void

/** A connection that records what it was sent. */
export class FakeConnection implements Connection {
  isUsable = true
  isTransactionAborted = false
  isClosed = false
  readonly transactionSql = transactionSql
  readonly sent: string[] = []
  readonly driverConnection = { driver: 'fake' }

  readonly config: unknown
  private readonly server: FakeServer

  constructor(config: unknown, server: FakeServer) {
    this.config = config
    this.server = server
  }

  execute(request: StatementRequest) {
    return this.send(request.sql)
  }

  executeScript(sql: string): void | Promise<void> {
    const answer = this.send(sql)
    if (answer instanceof Promise) return answer.then(() => undefined)
  }

  async *stream(request: StatementRequest): AsyncIterable<unknown[][]> {
    yield (await this.send(request.sql)).rows
  }

  begin(options: object) {
    return this.executeScript(transactionSql.begin(options))
  }

  commit() {
    return this.executeScript(transactionSql.commit)
  }

  rollback() {
    return this.executeScript(transactionSql.rollback)
  }

  savepoint(name: string) {
    return this.executeScript(transactionSql.savepoint(name))
  }

  rollbackTo(name: string) {
    return this.executeScript(transactionSql.rollbackTo(name))
  }

  releaseSavepoint(name: string) {
    return this.executeScript(transactionSql.releaseSavepoint(name))
  }

  ping() {}

  close() {
    this.isClosed = true
    this.isUsable = false
  }

  private send(sql: string): StatementResult | Promise<StatementResult> {
    this.sent.push(sql)
    this.server.sent.push(sql)
    return this.server.answer(sql, this) ?? NO_ROWS
  }
}

/** A server that accepts connections while it is up. */
export class FakeServer {
  isUp = true
  answer: Answer = () => NO_ROWS
  readonly sent: string[] = []
  readonly connections: FakeConnection[] = []

  /** A dialect with a driver for this server. */
  dialect(options: { readonly pool?: boolean; readonly isPrivate?: boolean } = {}): Dialect {
    const dialect: Partial<Dialect> = {
      name: 'fake',
      supports: {
        ...standardCapabilities,
        pool: options.pool ?? true,
        deferrableConstraints: true,
        transactionTypes: true,
      },
      driver: {
        packageName: 'fake',
        library: {},
        isPrivateDatabase: () => options.isPrivate ?? false,
        connect: async (config) => {
          if (!this.isUp) throw new Error('server is down')
          const connection = new FakeConnection(config, this)
          this.connections.push(connection)
          return connection
        },
      },
      translateError: (error, statement) =>
        error instanceof BaseError
          ? error
          : new DatabaseError(Object.assign(error as Error, { sql: statement?.sql })),
      translateConnectionError: (error) => new ConnectionError(error as Error),
    }
    // The parts that write SQL are not used by what these tests are about.
    return dialect as Dialect
  }
}

/** Hooks that record their calls; `on` may hold functions to run. */
export function recordingHooks(
  names: readonly string[],
  on: Readonly<Record<string, (...args: never[]) => unknown>> = {},
) {
  const calls: { readonly name: string; readonly args: unknown[] }[] = []
  return {
    calls,
    names: () => calls.map((call) => call.name),
    has: (name: string) => names.includes(name),
    run: async (name: string, ...args: unknown[]) => {
      calls.push({ name, args })
      await on[name]?.(...(args as never[]))
    },
  }
}
