/**
 * The driver `sqlite3`, whose functions take callbacks and give rows as objects. Rows become
 * positional by the column names of the request, which the planner makes distinct.
 */
import type sqlite3 from 'sqlite3'
import { BoundedCache } from '../../engine/bounded-cache.js'
import {
  type ConnectionConfig,
  type MaybePromise,
  type StatementRequest,
  type StatementResult,
} from '../../engine/connection.js'
import type { Driver } from '../../engine/dialect.js'
import { UsageError } from '../../errors/usage-errors.js'
import { type ColumnStatement, ColumnTransfer } from './column-transfer.js'
import {
  isPrivateDatabase,
  MOST_PREPARED_STATEMENTS,
  prepareConfig,
  type SqliteConfig,
  SqliteConnection,
} from './connection.js'

type Library = typeof sqlite3
type Row = Record<string, unknown>
/** What `run` tells through `this`. */
interface RunOutcome {
  readonly lastID: number
  readonly changes: number
}

/** Fewer rows than these it reads faster one by one. */
const FEWEST_ROWS_IN_LISTS = 10

const NO_ROWS: unknown[][] = []
const NO_COLUMNS: readonly string[] = []

/** A driver on the module `sqlite3`, or one with its interface such as `@journeyapps/sqlcipher`. */
export function sqlite3Driver(library: Library, packageName = 'sqlite3'): Driver {
  const transfer = new ColumnTransfer(FEWEST_ROWS_IN_LISTS)
  return {
    packageName,
    library,
    isPrivateDatabase,
    connect: (config) => connect(library, config, transfer),
  }
}

async function connect(
  library: Library,
  config: ConnectionConfig,
  transfer: ColumnTransfer,
): Promise<SqliteConnection> {
  const prepared = await prepareConfig(config)
  const database = await open(library, prepared)
  const connection = new Sqlite3Connection(database, prepared, transfer)
  try {
    for (const statement of prepared.setup) await connection.executeScript(statement)
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

function open(library: Library, config: SqliteConfig): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new library.Database(config.storage, config.mode, (error) => {
      if (error) return reject(error)
      database.configure('busyTimeout', 0)
      // One statement at a time, in the order in which they were given.
      database.serialize()
      resolve(database)
    })
  })
}

class Sqlite3Connection extends SqliteConnection {
  readonly driverConnection: sqlite3.Database
  readonly #statements = new BoundedCache<sqlite3.Statement>(
    MOST_PREPARED_STATEMENTS,
    (statement) => statement.finalize(),
  )
  readonly #transfer: ColumnTransfer
  readonly #preparing = new Set<Promise<unknown>>()
  #isOpen = true

  constructor(database: sqlite3.Database, config: SqliteConfig, transfer: ColumnTransfer) {
    super(config)
    this.driverConnection = database
    this.#transfer = transfer
  }

  get isUsable(): boolean {
    return this.#isOpen
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

  async #executeNow(request: StatementRequest): Promise<StatementResult> {
    const parameters = bindable(request.parameters)
    const names = namesOf(request.columns)
    const statement =
      request.reusable === true
        ? (this.#statements.get(request.sql) ??
          this.#keep(await this.#prepare(request.sql), request))
        : undefined
    if (request.returnsRows ?? givesRows(request.sql)) {
      const result = toResult(await this.#all(statement, request.sql, parameters), names)
      this.#transfer.learn(request, result.rowCount)
      return result
    }
    return this.#run(statement, request.sql, parameters)
  }

  /** Reads rows as one list per column; one by one where that cannot be. */
  async #executeAsColumns(
    request: StatementRequest,
    { sql, form }: ColumnStatement,
  ): Promise<StatementResult> {
    try {
      const { parameters } = request
      const { rows } = await this.#executeNow({
        sql,
        parameters,
        returnsRows: true,
        reusable: true,
      })
      return this.#transfer.read(request, rows[0]!, form)
    } catch (error) {
      if (!this.#transfer.givesUp(request, error)) throw error
    }
    return this.#executeNow(request)
  }

  protected async runScript(sql: string): Promise<void> {
    // The end of a transaction must not overtake a statement of it that is still being prepared.
    while (this.#preparing.size > 0) await Promise.allSettled(this.#preparing)
    await new Promise<void>((resolve, reject) => {
      this.driverConnection.exec(sql, (error) => (error ? reject(error) : resolve()))
    })
  }

  async *stream(request: StatementRequest, batchSize: number): AsyncIterable<unknown[][]> {
    const known = namesOf(request.columns)
    const statement = await this.#prepare(request.sql)
    try {
      // The first call binds and starts, each further one without values gives the next row.
      let row = await next(statement, bindable(request.parameters))
      const names = known ?? Object.keys(row ?? {})
      let batch: unknown[][] = []
      while (row !== undefined) {
        batch.push(toPositional(row, names))
        if (batch.length === batchSize) {
          yield batch
          batch = []
        }
        row = await next(statement)
      }
      if (batch.length > 0) yield batch
    } finally {
      await new Promise<void>((resolve) => statement.finalize(() => resolve()))
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    for (const statement of this.#statements.drain()) statement.finalize()
    await new Promise<void>((resolve, reject) => {
      this.driverConnection.close((error) => (error ? reject(error) : resolve()))
    })
  }

  /** Keeps a statement for the next time. Used at once: a later call may evict it. */
  #keep(statement: sqlite3.Statement, request: StatementRequest): sqlite3.Statement {
    const first = this.#statements.get(request.sql)
    if (first === undefined) {
      this.#statements.set(request.sql, statement)
      return statement
    }
    // Two executions at once have both prepared it; the first stays.
    statement.finalize()
    return first
  }

  #prepare(sql: string): Promise<sqlite3.Statement> {
    const prepared = new Promise<sqlite3.Statement>((resolve, reject) => {
      const statement = this.driverConnection.prepare(sql, (error: Error | null) => {
        this.#preparing.delete(prepared)
        if (error) reject(error)
        else resolve(statement)
      })
    })
    this.#preparing.add(prepared)
    return prepared
  }

  #all(
    statement: sqlite3.Statement | undefined,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, rows: Row[]): void =>
        error ? reject(error) : resolve(rows)
      if (statement === undefined) this.driverConnection.all<Row>(sql, parameters, done)
      else statement.all<Row>(parameters, done)
    })
  }

  #run(
    statement: sqlite3.Statement | undefined,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<StatementResult> {
    return new Promise((resolve, reject) => {
      // The driver tells the outcome through `this`.
      function done(this: RunOutcome, error: Error | null): void {
        if (error) return reject(error)
        const { lastID, changes } = this
        const metadata = { lastID, changes }
        resolve({
          rows: NO_ROWS,
          columns: NO_COLUMNS,
          rowCount: changes,
          insertId: lastID,
          metadata,
        })
      }
      if (statement === undefined) this.driverConnection.run(sql, parameters, done)
      else statement.run(parameters, done)
    })
  }
}

function next(
  statement: sqlite3.Statement,
  parameters?: readonly unknown[],
): Promise<Row | undefined> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, row?: Row): void => (error ? reject(error) : resolve(row))
    if (parameters === undefined || parameters.length === 0) statement.get<Row>(done)
    else statement.get<Row>(parameters, done)
  })
}

type Columns = NonNullable<StatementRequest['columns']>

const namesByColumns = new WeakMap<Columns, readonly string[]>()

/**
 * The names of columns that are known beforehand, found once for each compiled statement.
 *
 * @throws {UsageError} for one named `__proto__`: the driver assigns values to the keys of an object,
 *   so that this one would be lost, and what is read in its place is `Object.prototype`
 */
function namesOf(columns: Columns | undefined): readonly string[] | undefined {
  if (columns === undefined || columns.length === 0) return undefined
  let names = namesByColumns.get(columns)
  if (names === undefined) {
    names = columns.map((column) => column.name)
    if (names.includes('__proto__')) {
      throw UsageError.invalid(
        'sqlite3',
        'this driver cannot read a column named "__proto__"',
        undefined,
        'Select it under another name, or use the driver better-sqlite3.',
      )
    }
    namesByColumns.set(columns, names)
  }
  return names
}

function toResult(records: readonly Row[], known: readonly string[] | undefined): StatementResult {
  const names = known ?? Object.keys(records[0] ?? {})
  return {
    rows: records.map((record) => toPositional(record, names)),
    columns: names,
    rowCount: records.length,
  }
}

/** Hot. */
function toPositional(record: Row, names: readonly string[]): unknown[] {
  const row = new Array<unknown>(names.length)
  for (let i = 0; i < names.length; i++) row[i] = record[names[i]!]
  return row
}

/** Whether raw SQL is to be read: all but what only changes. This driver tells only of a change. */
function givesRows(sql: string): boolean {
  const statement = sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)+/, '')
  const isChange = /^(?:insert|replace|update|delete)\b/i.test(statement)
  return !isChange || /\breturning\b/i.test(statement)
}

/** Values in the forms that the driver binds: it has no big integers. */
function bindable(parameters: readonly unknown[]): readonly unknown[] {
  return parameters.some((value) => typeof value === 'bigint' || value === undefined)
    ? parameters.map(toBindable)
    : parameters
}

function toBindable(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}
