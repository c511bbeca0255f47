/** The driver `better-sqlite3`, which answers at once: results are given without a promise. */
import type BetterSqlite3 from 'better-sqlite3'
import { BoundedCache } from '../../engine/bounded-cache.js'
import type {
  ConnectionConfig,
  MaybePromise,
  StatementRequest,
  StatementResult,
} from '../../engine/connection.js'
import type { Driver } from '../../engine/dialect.js'
import { type ColumnStatement, ColumnTransfer } from './column-transfer.js'
import {
  isPrivateDatabase,
  MOST_PREPARED_STATEMENTS,
  prepareConfig,
  type SqliteConfig,
  SqliteConnection,
} from './connection.js'

/** Fewer rows than these it reads faster one by one. */
const FEWEST_ROWS_IN_LISTS = 100

const NO_ROWS: unknown[][] = []
const NO_COLUMNS: readonly string[] = []

/** A driver on the module `better-sqlite3`. */
export function betterSqlite3Driver(library: typeof BetterSqlite3): Driver {
  const transfer = new ColumnTransfer(FEWEST_ROWS_IN_LISTS)
  return {
    packageName: 'better-sqlite3',
    library,
    isPrivateDatabase,
    connect: (config) => connect(library, config, transfer),
  }
}

async function connect(
  Library: typeof BetterSqlite3,
  config: ConnectionConfig,
  transfer: ColumnTransfer,
): Promise<SqliteConnection> {
  const prepared = await prepareConfig(config)
  const database = new Library(prepared.storage, {
    readonly: prepared.isReadOnly,
    fileMustExist: !prepared.isCreated,
    timeout: 0,
  })
  try {
    for (const statement of prepared.setup) database.exec(statement)
  } catch (error) {
    database.close()
    throw error
  }
  return new BetterSqlite3Connection(database, prepared, transfer)
}

class BetterSqlite3Connection extends SqliteConnection {
  readonly driverConnection: BetterSqlite3.Database
  readonly #statements = new BoundedCache<BetterSqlite3.Statement>(MOST_PREPARED_STATEMENTS)
  readonly #transfer: ColumnTransfer
  #openStreams = 0

  constructor(database: BetterSqlite3.Database, config: SqliteConfig, transfer: ColumnTransfer) {
    super(config)
    this.driverConnection = database
    this.#transfer = transfer
  }

  get isUsable(): boolean {
    return this.driverConnection.open
  }

  execute(request: StatementRequest): MaybePromise<StatementResult> {
    const transfer = this.#transfer.statementFor(request)
    return this.waiting(
      () =>
        transfer === undefined
          ? this.#executeNow(request)
          : this.#executeAsColumns(request, transfer),
      this.busyTimeoutMs,
    )
  }

  protected runScript(sql: string): void {
    this.driverConnection.exec(sql)
  }

  async *stream(request: StatementRequest, batchSize: number): AsyncIterable<unknown[][]> {
    const statement = this.driverConnection.prepare(request.sql)
    if (!statement.reader) {
      statement.run(bindable(request.parameters))
      return
    }
    this.#enterStream()
    try {
      const rows = statement.raw(true).iterate(bindable(request.parameters))
      let batch: unknown[][] = []
      for (const row of rows) {
        batch.push(row as unknown[])
        if (batch.length < batchSize) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    } finally {
      this.#leaveStream()
    }
  }

  close(): void {
    this.#statements.drain()
    this.driverConnection.close()
  }

  /** Hot path. */
  #executeNow(request: StatementRequest): StatementResult {
    const { sql } = request
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.driverConnection.prepare(sql)
      if (statement.reader) statement.raw(true)
      if (request.reusable === true) this.#statements.set(sql, statement)
    }
    const parameters = bindable(request.parameters)
    if (statement.reader) {
      const rows = statement.all(parameters) as unknown[][]
      this.#transfer.learn(request, rows.length)
      const columns = request.decodeByDriver === true ? columnNames(statement) : NO_COLUMNS
      return { rows, columns, rowCount: rows.length }
    }
    const info = statement.run(parameters)
    return {
      rows: NO_ROWS,
      columns: NO_COLUMNS,
      rowCount: info.changes,
      insertId: info.lastInsertRowid,
      metadata: { lastID: info.lastInsertRowid, changes: info.changes },
    }
  }

  /** Reads rows as one list per column; one by one where that cannot be. */
  #executeAsColumns(request: StatementRequest, { sql, form }: ColumnStatement): StatementResult {
    try {
      const { rows } = this.#executeNow({ sql, parameters: request.parameters, reusable: true })
      return this.#transfer.read(request, rows[0]!, form)
    } catch (error) {
      if (!this.#transfer.givesUp(request, error)) throw error
    }
    return this.#executeNow(request)
  }

  // Other statements must be able to run between the rows of a stream, which this driver refuses
  // unless it is told otherwise.
  #enterStream(): void {
    if (this.#openStreams++ === 0) this.driverConnection.unsafeMode(true)
  }

  #leaveStream(): void {
    if (--this.#openStreams === 0 && this.isUsable) this.driverConnection.unsafeMode(false)
  }
}

function columnNames(statement: BetterSqlite3.Statement): string[] {
  return statement.columns().map((column) => column.name)
}

/**
 * Values in the forms that the driver binds; hot. Whole numbers beyond 32 bits would be bound as
 * floating-point, which a TEXT column shows as `3000000000.0`.
 */
function bindable(parameters: readonly unknown[]): readonly unknown[] {
  for (let i = 0; i < parameters.length; i++) {
    const value = parameters[i]
    const needsConversion =
      typeof value === 'number'
        ? (value | 0) !== value && Number.isSafeInteger(value) && !Object.is(value, -0)
        : typeof value === 'boolean' || value === undefined
    if (needsConversion) return parameters.map(toBindable)
  }
  return parameters
}

function toBindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  return typeof value === 'number' && (value | 0) !== value && Number.isSafeInteger(value)
    ? BigInt(value)
    : value
}
