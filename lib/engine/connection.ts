/**
 * The driver behind one interface. All quirks of a driver end at its implementation of
 * `Connection`; nothing above knows which driver runs.
 */

/** A value, or a promise of it: drivers that answer at once need no promise. */
export type MaybePromise<T> = T | Promise<T>

/** What is known beforehand of a column of a result. */
export interface RequestedColumn {
  readonly name: string
  /** See `ResultColumn.decode`. */
  readonly decode?: ((value: unknown) => unknown) | undefined
  readonly decodeByDriver?: true
  readonly holds?: 'text' | 'fractions' | 'timestamps' | 'json' | 'other'
  /** See `ResultColumn.nested`. */
  readonly nested?: {
    readonly columns: readonly RequestedColumn[]
    read(value: unknown): unknown[][]
  }
  /** See `ResultColumn.serverType`. */
  readonly serverType?: number
}

/** The values of a result column by column. */
export interface ColumnLists {
  /** The number of rows. */
  readonly count: number
  /** The values of each column; among numbers in a `Float64Array`, NaN stands for null. */
  readonly lists: readonly (readonly unknown[] | Float64Array)[]
  /** Columns whose lists have a value for each run of rows; only where the request has `runs`. */
  readonly runs?: {
    /** The first row of each run; the first of all is 0. */
    readonly starts: readonly number[]
    readonly columns: readonly number[]
  }
}

/** Columns whose values repeat from row to row, as those of a parent do that is joined with its children. */
export interface RepeatedColumns {
  /** Where these are equal in two rows, all of `columns` are. They come with each row. */
  readonly keys: readonly number[]
  readonly columns: readonly number[]
}

/** The rows of a result in parts, to be read once. */
export interface RowBatches extends Iterable<unknown[][]> {
  /** The same by columns, where the driver has them so. Throws as reading does. */
  readonly columns?: (() => ColumnLists) | undefined
}

/** Takes the rows of a result part by part, in their order. */
export interface RowSink {
  /** Must not throw where the rows come while the statement runs. */
  take(rows: unknown[][]): void
  /** Takes all of them by columns, where it can. */
  takeColumns?(columns: ColumnLists): void
}

/** What a driver is asked to run. */
export interface StatementRequest {
  readonly sql: string
  /** Encoded values, in the order of the placeholders. */
  readonly parameters: readonly unknown[]
  /** Whether the statement gives rows. Undefined: not known (raw SQL), the driver finds out. */
  readonly returnsRows?: boolean
  /** Whether it only reads, and can stand within another query. Undefined: not known. */
  readonly isQuery?: boolean
  /** Whether the same text will be sent again, so that preparing it pays. */
  readonly reusable?: boolean
  /**
   * Raw SQL: columns are decoded as the driver (and v6) would for a query without a model, and
   * `columns` is filled. Otherwise values stay as the driver gives them before decoding.
   */
  readonly decodeByDriver?: boolean
  /**
   * The columns of the result in order, where they are known: drivers that give rows as objects
   * make positional rows with it. Their names must then be distinct. Columns marked
   * `decodeByDriver` are decoded as those of raw SQL.
   */
  readonly columns?: readonly RequestedColumn[]
  /**
   * The rows may come as `batches`, which are read while they are used. Whoever asks for this runs the
   * statement again, without it, when reading throws `InexactRowsError`.
   */
  readonly inBatches?: boolean | undefined
  /** Columns that rows are told apart by: different values must not come as the same. */
  readonly keyColumns?: readonly number[] | undefined
  /** Columns that may come once for each run of rows with equal keys, where rows come as lists. */
  readonly runs?: RepeatedColumns | undefined
  /**
   * Makes what takes the rows of one execution. Drivers to which rows come one by one may hand them
   * over as they arrive, so that rows are forgotten before the last one is there.
   */
  readonly sink?: (() => RowSink) | undefined
  /** PostgreSQL: the schemas in which the statement's names are looked for, as `SET search_path` takes them. */
  readonly searchPath?: string | undefined
}

/** What came back. */
export interface StatementResult {
  /** Rows by position; empty when the statement gives none, or gives them in batches or to a sink. */
  readonly rows: unknown[][]
  /** The rows in parts, to be read once: each part can be forgotten before the next is made. */
  readonly batches?: RowBatches | undefined
  /** What took the rows, made by the request's `sink`; undefined when they are here. */
  readonly sink?: RowSink | undefined
  /** Raw SQL that held several statements: the result of each; this one is that of the last. */
  readonly parts?: readonly StatementResult[] | undefined
  /** Names of the columns; filled when asked for by `decodeByDriver`. */
  readonly columns: readonly string[]
  /** Rows changed by INSERT, UPDATE, DELETE; rows given by SELECT. */
  readonly rowCount: number
  /** The key given by the database to the last row inserted, where the driver tells. */
  readonly insertId?: number | bigint | undefined
  /** The driver's own result object, which v6's raw queries hand out as metadata. */
  readonly metadata?: unknown
}

/** Thrown while batches are read: a value cannot be told exactly in the form in which it was sent. */
export class InexactRowsError extends Error {}

/** SQL's isolation levels. */
export type IsolationLevel =
  | 'READ UNCOMMITTED'
  | 'READ COMMITTED'
  | 'REPEATABLE READ'
  | 'SERIALIZABLE'

/** How a transaction is begun. */
export interface BeginOptions {
  readonly isolationLevel?: IsolationLevel | undefined
  readonly readOnly?: boolean | undefined
  /** SQLite: when locks are taken. */
  readonly type?: 'DEFERRED' | 'IMMEDIATE' | 'EXCLUSIVE' | undefined
}

/** What a connection sends from `begin` to the end of a transaction, as the statement log shows it. */
export interface TransactionSql {
  begin(options: BeginOptions): string
  readonly commit: string
  readonly rollback: string
  savepoint(name: string): string
  rollbackTo(name: string): string
  releaseSavepoint(name: string): string
}

/** One connection to a database. */
export interface Connection {
  /** False once the connection failed or was closed: it must not be used again. */
  readonly isUsable: boolean
  /** Raw driver connection, handed to v6's connect hooks. */
  readonly driverConnection: unknown
  /** The statements behind `begin`, `commit` and the like. */
  readonly transactionSql: TransactionSql
  /** True when the database refuses every statement until the transaction is rolled back. */
  readonly isTransactionAborted: boolean
  execute(request: StatementRequest): MaybePromise<StatementResult>
  /** Several statements in one text, without parameters. */
  executeScript(sql: string): MaybePromise<void>
  /** Rows in batches, as the consumer asks for them; leaving the loop frees the cursor. */
  stream(request: StatementRequest, batchSize: number): AsyncIterable<unknown[][]>
  begin(options: BeginOptions): MaybePromise<void>
  /** `rolledBack`: the database undid the transaction instead, since a statement in it had failed. */
  commit(): MaybePromise<void | 'rolledBack'>
  rollback(): MaybePromise<void>
  savepoint(name: string): MaybePromise<void>
  rollbackTo(name: string): MaybePromise<void>
  releaseSavepoint(name: string): MaybePromise<void>
  ping(): MaybePromise<void>
  close(): MaybePromise<void>
}

/** How to reach a database: v6's `config`. */
export interface ConnectionConfig {
  readonly database?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | string | undefined
  readonly storage?: string | undefined
  readonly protocol?: string | undefined
  readonly ssl?: unknown
  readonly native?: boolean | undefined
  readonly timezone?: string | undefined
  readonly keepDefaultTimezone?: boolean | undefined
  readonly dialectOptions?: Readonly<Record<string, unknown>> | undefined
  /** Further options of the Sequelize constructor that sessions depend on (searchPath, foreignKeys, …). */
  readonly session?: Readonly<Record<string, unknown>> | undefined
}
