/**
 * The driver `pg` (also its native variant, and modules with its interface). Rows come by position
 * and as the server's text, for the decoders of the columns; for raw SQL they are decoded by the
 * type that the server tells.
 */
import { AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import type pg from 'pg'
import { BoundedCache } from '../../engine/bounded-cache.js'
import type {
  BeginOptions,
  Connection,
  ConnectionConfig,
  RowSink,
  StatementRequest,
  StatementResult,
  TransactionSql,
} from '../../engine/connection.js'
import type { Driver } from '../../engine/dialect.js'
import { type ColumnStatement, ColumnTransfer } from './column-transfer.js'
import { decodeNestedRows } from './json-rows.js'
import { type RowQuery, type RowQueryClass, rowQueryClass } from './row-query.js'
import { INT8, NUMERIC, ServerTypes, type TypeParsers } from './server-types.js'
import { sessionSearchPath, sessionStatements } from './session.js'

/** The module `pg`, as far as it is used. */
export type PgLibrary = typeof pg

// v6 passes these on to the driver and ignores all others.
const DRIVER_OPTIONS = [
  'application_name',
  'ssl',
  'client_encoding',
  'keepAlive',
  'statement_timeout',
  'query_timeout',
  'connectionTimeoutMillis',
  'idle_in_transaction_session_timeout',
  'lock_timeout',
  'options',
  'stream',
] as const

/** Most named prepared statements that a connection keeps on the server. */
const MOST_PREPARED_STATEMENTS = 256

/** A driver on the module `pg`, on `pg.native`, or on one with their interface. */
export function pgDriver(library: PgLibrary): Driver {
  const serverTypes = new ServerTypes(library)
  const reading: Reading = {
    serverTypes,
    RowQuery: rowQueryClass(library, serverTypes),
    transfer: new ColumnTransfer(serverTypes),
  }
  return {
    packageName: 'pg',
    library,
    connect: (config) => connect(library, config, reading),
  }
}

/** How the results of a driver are read. */
interface Reading {
  readonly serverTypes: ServerTypes
  readonly RowQuery: RowQueryClass | undefined
  /** What was learned of statements, on whichever connection. */
  readonly transfer: ColumnTransfer
}

async function connect(
  library: PgLibrary,
  config: ConnectionConfig,
  reading: Reading,
): Promise<Connection> {
  const client = new library.Client(clientConfig(config))
  // It listens for errors: a connection that is lost while idle would end the process otherwise.
  const connection = new PgConnection(client, config, reading)
  await openClient(client)
  try {
    const statements = sessionStatements(config)
    if (statements.length > 0) await connection.executeScript(statements.join(';'))
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

async function openClient(client: pg.Client): Promise<void> {
  const aborted = new AbortController()
  // A server that closes before the hand-shake is done would leave `connect` waiting for ever.
  const ended = once(client, 'end', { signal: aborted.signal }).then(
    () => {
      throw Object.assign(new Error('The server closed the connection while it was being made'), {
        code: 'CONNECTION_ENDED',
      })
    },
    () => undefined,
  )
  try {
    await Promise.race([client.connect(), ended])
  } finally {
    aborted.abort()
  }
}

function clientConfig(config: ConnectionConfig): pg.ClientConfig {
  const chosen: Record<string, unknown> = {}
  for (const key of DRIVER_OPTIONS) {
    const value = config.dialectOptions?.[key]
    if (value !== undefined) chosen[key] = value
  }
  return {
    ...chosen,
    user: config.username,
    password: config.password ?? undefined,
    database: config.database,
    host: config.host,
    port: config.port === undefined ? undefined : Number(config.port),
  } as pg.ClientConfig
}

const transactionSql: TransactionSql = Object.freeze({
  begin: beginSql,
  commit: 'COMMIT;',
  rollback: 'ROLLBACK;',
  savepoint: (name: string) => `SAVEPOINT ${quoteName(name)};`,
  rollbackTo: (name: string) => `ROLLBACK TO SAVEPOINT ${quoteName(name)};`,
  releaseSavepoint: (name: string) => `RELEASE SAVEPOINT ${quoteName(name)};`,
})

function beginSql({ isolationLevel, readOnly }: BeginOptions): string {
  const level = isolationLevel === undefined ? '' : ` ISOLATION LEVEL ${isolationLevel}`
  return `START TRANSACTION${level}${readOnly === true ? ' READ ONLY' : ''};`
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** What the driver is given for a query. */
interface QueryConfig {
  text: string
  values?: unknown[]
  rowMode: 'array'
  types: TypeParsers
  name?: string
}

type PgResult = pg.QueryArrayResult<unknown[]>

const NO_COLUMNS: readonly string[] = []
const NO_ROWS: unknown[][] = []

class PgConnection implements Connection {
  readonly driverConnection: pg.Client
  readonly transactionSql = transactionSql
  isUsable = true
  readonly #serverTypes: ServerTypes
  /** SQL text → the name under which the server keeps it prepared; undefined when switched off. */
  readonly #names: BoundedCache<string> | undefined
  readonly #initialSearchPath: string | undefined
  /** The search path in force; null when a rollback may have changed it. */
  #searchPath: string | undefined | null
  #nextName = 0
  #nextCursor = 0
  #isBusy = false
  readonly #waiting: (() => void)[] = []
  readonly #RowQuery: RowQueryClass | undefined
  readonly #transfer: ColumnTransfer
  /** Names that the server must forget before the next statement. */
  #evicted: string[] = []

  constructor(client: pg.Client, config: ConnectionConfig, reading: Reading) {
    this.driverConnection = client
    this.#serverTypes = reading.serverTypes
    this.#RowQuery = reading.RowQuery
    this.#transfer = reading.transfer
    this.#initialSearchPath = sessionSearchPath(config)
    this.#searchPath = this.#initialSearchPath
    if (config.session?.['preparedStatements'] !== false) {
      this.#names = new BoundedCache(MOST_PREPARED_STATEMENTS, (name) => this.#evicted.push(name))
    }
    client.on('error', () => {
      this.isUsable = false
    })
    client.on('end', () => {
      this.isUsable = false
    })
  }

  get isTransactionAborted(): boolean {
    const client = this.driverConnection as { getTransactionStatus?: () => string | null }
    return client.getTransactionStatus?.() === 'E'
  }

  execute(request: StatementRequest): Promise<StatementResult> {
    if (request.searchPath !== undefined || this.#searchPath !== this.#initialSearchPath) {
      return this.#executeOnPath(request)
    }
    return this.#execute(request)
  }

  async executeScript(sql: string): Promise<void> {
    await this.#query({ text: sql, rowMode: 'array', types: this.#serverTypes.asText })
  }

  async *stream(request: StatementRequest, batchSize: number): AsyncIterable<unknown[][]> {
    // A cursor of SQL, unlike one of the protocol, lets other statements run between its batches.
    const cursor = quoteName(`relata_cursor_${++this.#nextCursor}`)
    const isInTransaction = this.#isInTransaction()
    if (!isInTransaction) await this.executeScript('BEGIN')
    try {
      await this.execute({
        ...request,
        sql: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${request.sql}`,
        reusable: false,
      })
      for (;;) {
        const fetch = {
          ...request,
          sql: `FETCH ${batchSize} FROM ${cursor}`,
          parameters: [],
          reusable: false,
        }
        const { rows } = await this.execute(fetch)
        if (rows.length > 0) yield rows
        if (rows.length < batchSize) break
      }
    } finally {
      if (this.isUsable) await this.#endStream(cursor, isInTransaction)
    }
  }

  async begin(options: BeginOptions): Promise<void> {
    await this.executeScript(transactionSql.begin(options))
  }

  async commit(): Promise<void | 'rolledBack'> {
    const result = await this.#query({
      text: transactionSql.commit,
      rowMode: 'array',
      types: this.#serverTypes.asText,
    })
    // The server answers so, without an error, when a statement of the transaction had failed.
    if (result.command !== 'ROLLBACK') return undefined
    this.#forgetSearchPath()
    return 'rolledBack'
  }

  async rollback(): Promise<void> {
    await this.executeScript(transactionSql.rollback)
    this.#forgetSearchPath()
  }

  savepoint(name: string): Promise<void> {
    return this.executeScript(transactionSql.savepoint(name))
  }

  async rollbackTo(name: string): Promise<void> {
    await this.executeScript(transactionSql.rollbackTo(name))
    this.#forgetSearchPath()
  }

  releaseSavepoint(name: string): Promise<void> {
    return this.executeScript(transactionSql.releaseSavepoint(name))
  }

  ping(): Promise<void> {
    return this.executeScript('SELECT 1')
  }

  async close(): Promise<void> {
    this.isUsable = false
    await this.driverConnection.end()
  }

  #execute(request: StatementRequest): Promise<StatementResult> {
    const isInTransaction = this.#isInTransaction()
    const statement = this.#transfer.statementFor(request, isInTransaction)
    return statement === undefined
      ? this.#executeAsRows(request)
      : this.#executeAsColumns(request, statement, isInTransaction)
  }

  /** Reads rows as one list per column; one by one where that cannot be. */
  async #executeAsColumns(
    request: StatementRequest,
    statement: ColumnStatement,
    isInTransaction: boolean,
  ): Promise<StatementResult> {
    try {
      const { sql } = statement
      const { parameters } = request
      const { rows } = await this.#executeAsRows({ sql, parameters, reusable: true })
      const result = this.#transfer.read(request, rows[0]!, statement)
      if (result !== undefined) return result
    } catch (error) {
      // A transaction refuses everything after an error.
      if (!this.#transfer.givesUp(request, error) || isInTransaction) throw error
    }
    return this.#executeAsRows(request)
  }

  async #executeAsRows(request: StatementRequest): Promise<StatementResult> {
    const config: QueryConfig = {
      text: request.sql,
      rowMode: 'array',
      types:
        request.decodeByDriver === true ? this.#serverTypes.decoding : this.#serverTypes.asText,
    }
    if (request.parameters.length > 0) config.values = request.parameters as unknown[]
    if (request.reusable === true && this.#names !== undefined) {
      return this.#executePrepared(request, config, this.#names)
    }
    if (request.decodeByDriver !== true) return this.#run(config, request)
    const result = await this.#query(config)
    await this.#decodeExtensionTypes(result)
    return toResult(result, request)
  }

  /** Sends a statement of which the columns are known. Rows of one with many are handed over early. */
  async #run(config: QueryConfig, request: StatementRequest): Promise<StatementResult> {
    const { sink } = request
    if (sink !== undefined && this.#RowQuery !== undefined && this.#transfer.givesMany(request)) {
      return this.#handOver(config, request, sink(), this.#RowQuery)
    }
    const result = await this.#query(config)
    if (Array.isArray(result)) return toResult(result, request)
    this.#decodeComputed(result.rows, result.fields, request)
    this.#transfer.learn(request, result.rows, result.fields)
    return toResult(result, request)
  }

  /** Gives rows to a sink while more of them arrive. */
  async #handOver(
    config: QueryConfig,
    request: StatementRequest,
    sink: RowSink,
    RowQuery: RowQueryClass,
  ): Promise<StatementResult> {
    // Rows arrive in the context of the socket; what is made of them belongs to the caller's.
    const take = AsyncResource.bind((rows: unknown[][], fields: readonly pg.FieldDef[]) => {
      this.#decodeComputed(rows, fields, request)
      sink.take(rows)
    })
    const query = new RowQuery(config, take)
    const result = await this.#query(query)
    query.finish()
    return { ...toResult(result, request), rows: NO_ROWS, sink }
  }

  /** Decodes the columns of which the compiler knew no type, by the type that the server tells. */
  #decodeComputed(
    rows: unknown[][],
    fields: readonly pg.FieldDef[],
    request: StatementRequest,
  ): void {
    decodeNestedRows(rows, request.columns, this.#serverTypes)
    const positions = computedPositions(request.columns)
    if (positions.length === 0) return
    for (const position of positions) {
      const field = fields[position]
      // Big numbers have been read by their type, as those of every column.
      if (field === undefined || field.dataTypeID === INT8 || field.dataTypeID === NUMERIC) continue
      const decode = this.#serverTypes.decoding.getTypeParser(field.dataTypeID, 'text')
      for (const row of rows) {
        const value = row[position]
        if (typeof value === 'string') row[position] = decode(value)
      }
    }
  }

  /** Types of extensions have other OIDs in each database: they are asked for when first met. */
  async #decodeExtensionTypes(result: PgResult | PgResult[]): Promise<void> {
    for (const part of [result].flat()) {
      const unknown = this.#serverTypes.unknownAmong(part.fields)
      if (unknown.length === 0) continue
      const { sql, parameters } = this.#serverTypes.lookUp(unknown)
      const types = this.#serverTypes.asText
      const found = await this.#query({ text: sql, values: parameters, rowMode: 'array', types })
      this.#serverTypes.learn(unknown, found.rows)
      this.#serverTypes.decodeLate(part.fields, unknown, part.rows)
    }
  }

  async #executePrepared(
    request: StatementRequest,
    config: QueryConfig,
    names: BoundedCache<string>,
  ): Promise<StatementResult> {
    let name = names.get(request.sql)
    if (name === undefined) {
      name = `relata_${++this.#nextName}`
      names.set(request.sql, name)
    }
    if (this.#evicted.length > 0) await this.#deallocate()
    try {
      return await this.#run({ ...config, name }, request)
    } catch (error) {
      if (!isStalePlan(error)) throw error
      names.delete(request.sql)
      this.#evicted.push(name)
      // In a transaction the server refuses everything until it is rolled back.
      if (this.#isInTransaction()) throw error
      return await this.#run(config, request)
    }
  }

  async #deallocate(): Promise<void> {
    const names = this.#evicted
    if (this.isTransactionAborted) return
    this.#evicted = []
    const known = (
      this.driverConnection as { connection?: { parsedStatements?: Record<string, unknown> } }
    ).connection?.parsedStatements
    for (const name of names) {
      if (known !== undefined) delete known[name]
    }
    // A name that the server does not know, since its first use failed, is no reason to fail here.
    await this.executeScript(names.map((name) => `DEALLOCATE ${quoteName(name)}`).join(';')).catch(
      () => undefined,
    )
  }

  async #executeOnPath(request: StatementRequest): Promise<StatementResult> {
    const path = request.searchPath ?? this.#initialSearchPath
    if (path !== this.#searchPath) {
      const [text, values] =
        path === undefined
          ? ['RESET search_path', undefined]
          : ["SELECT set_config('search_path', $1, false)", [path]]
      await this.#query({
        text,
        ...(values && { values }),
        rowMode: 'array',
        types: this.#serverTypes.asText,
      })
      this.#searchPath = path
    }
    return this.#execute(request)
  }

  /** A rollback undoes settings too, so that what was set within is not in force any more. */
  #forgetSearchPath(): void {
    if (this.#searchPath !== this.#initialSearchPath) this.#searchPath = null
  }

  #isInTransaction(): boolean {
    const client = this.driverConnection as { getTransactionStatus?: () => string | null }
    const status = client.getTransactionStatus?.()
    return status === 'T' || status === 'E'
  }

  async #endStream(cursor: string, isInTransaction: boolean): Promise<void> {
    if (!isInTransaction) await this.executeScript('COMMIT')
    else if (!this.isTransactionAborted) await this.executeScript(`CLOSE ${cursor}`)
  }

  /** Sends a query when those before it are done: the driver's own queue is deprecated. */
  #query(config: QueryConfig | RowQuery): Promise<PgResult> {
    return new Promise((resolve, reject) => {
      const send = (): void => {
        this.#isBusy = true
        // The callback form spares the promise, and its stack, that the driver makes otherwise.
        this.driverConnection.query(
          config as pg.QueryArrayConfig,
          (error: Error | null, result) => {
            const next = this.#waiting.shift()
            if (next === undefined) this.#isBusy = false
            else next()
            if (error) {
              if (isFatal(error)) this.isUsable = false
              reject(error)
            } else {
              resolve(result as PgResult)
            }
          },
        )
      }
      if (this.#isBusy) this.#waiting.push(send)
      else send()
    })
  }
}

const computed = new WeakMap<object, readonly number[]>()
const NO_POSITIONS: readonly number[] = []

/** Where columns stand that are decoded by the type the server tells; found once per statement. */
function computedPositions(columns: StatementRequest['columns']): readonly number[] {
  if (columns === undefined) return NO_POSITIONS
  let positions = computed.get(columns)
  if (positions === undefined) {
    positions = columns.flatMap((column, index) => (column.decodeByDriver === true ? [index] : []))
    computed.set(columns, positions)
  }
  return positions
}

function toResult(result: PgResult | PgResult[], request: StatementRequest): StatementResult {
  if (Array.isArray(result)) {
    const parts = result.map((part) => toResult(part, request))
    return { ...parts.at(-1)!, parts, metadata: result }
  }
  return {
    rows: result.rows,
    columns:
      request.decodeByDriver === true ? result.fields.map((field) => field.name) : NO_COLUMNS,
    rowCount: result.rowCount ?? 0,
    metadata: result,
  }
}

/** A prepared statement that the server cannot run any more: its tables changed, or it is gone. */
function isStalePlan(error: unknown): boolean {
  const { code, message } = error as { code?: string; message: string }
  if (code === '26000') return true
  // The latter when a type that it names was made anew.
  return (
    (code === '0A000' && message.includes('cached plan')) ||
    (code === 'XX000' && message.includes('cache lookup failed for type'))
  )
}

// Classes of SQLSTATE after which the server closes the connection: 08 connection exceptions, 57P
// shutdown; and failures of the socket. After the driver's own time-out the answer is still to come.
function isFatal(error: Error): boolean {
  const { code, severity } = error as { code?: string; severity?: string }
  return (
    severity === 'FATAL' ||
    severity === 'PANIC' ||
    /^(?:08|57P0|ECONN|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)/.test(code ?? '') ||
    /^(?:Query read timeout|Connection terminated|Client (?:was closed|has encountered))/.test(
      error.message,
    ) ||
    error.message.includes('EOF')
  )
}
