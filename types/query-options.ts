/**
 * The option groups that many calls share (transaction, logging, hooks, …), and the options of raw
 * queries and row-level data methods.
 */
import type { Cast, Col, Expression, Fn, Json, Literal } from '../lib/expression/expressions.js'
import type { Model } from '../lib/model/model.js'
import type { Transaction } from '../lib/engine/transaction.js'
import type { ModelStatic } from './model-statics.js'
import type { WhereOptions } from './where-options.js'

/** Where statements are logged. */
export interface Logging {
  /**
   * Called for each statement with its SQL, then with the elapsed milliseconds (with `benchmark`)
   * and the options. `false` logs nothing.
   *
   * Default: the `logging` of `new Sequelize`.
   */
  logging?: boolean | ((sql: string, timing?: number) => void) | undefined
  /** Logs after execution, with the elapsed milliseconds. Default: that of `new Sequelize`. */
  benchmark?: boolean | undefined
  /** Adds the bound values to the logged line. Default: that of `new Sequelize`, else false. */
  logQueryParameters?: boolean | undefined
}

/** In which transaction a call runs. */
export interface Transactionable {
  /**
   * The transaction to run in. When left out, the current one of the asynchronous context, if
   * `Sequelize.useCLS` was called; `null` runs outside of it.
   */
  transaction?: Transaction | null | undefined
}

/** Which server of a replicated set a statement goes to. */
export interface Poolable {
  /** Sends a read to the writing server, for what was written a moment ago. Default: false. */
  useMaster?: boolean | undefined
}

/** PostgreSQL's schema search path. */
export interface SearchPathable {
  /**
   * Schemas to search for unqualified table names, in order: `'tenant, public'`. PostgreSQL, with
   * `dialectOptions.prependSearchPath`.
   */
  searchPath?: string | undefined
}

/** Soft-deleted rows. */
export interface Paranoid {
  /** Leaves soft-deleted rows out. Only for models with `paranoid: true`. Default: true. */
  paranoid?: boolean | undefined
}

/** Timestamps. */
export interface Silent {
  /** Leaves `updatedAt` as it is. Default: false. */
  silent?: boolean | undefined
}

/** Hooks. */
export interface Hookable {
  /** Runs the hooks of the operation. Default: true. */
  hooks?: boolean | undefined
}

/** What happens on a lazy load that would be repeated for each instance of a result. */
export type StrictLoading = 'off' | 'warn' | 'throw'

/** Lazy loads: calls such as `user.getPosts()` on what was found. */
export interface LazyLoadingOptions {
  /**
   * What happens on a lazy load from one of several instances of a result, which would be repeated
   * for each of them (N+1). Also for what is included, and loaded from there.
   *
   * Default: that of the instance's model, else of `new Sequelize`, else `'off'`.
   */
  strictLoading?: StrictLoading | undefined
  /**
   * Sends the same lazy loads of one tick as one statement. Also for what is included, and loaded
   * from there.
   *
   * Default: that of the instance's model, else of `new Sequelize`, else false.
   */
  batchLazyLoading?: boolean | undefined
}

/** Conditions. */
export interface Filterable<TAttributes = any> {
  /** Only rows for which this holds. `undefined` as a value inside it is refused. */
  where?: WhereOptions<TAttributes> | undefined
}

/** An expression or column name and the name it has in the result: `[fn('count', col('id')), 'n']`. */
export type ProjectionAlias = readonly [
  expression: string | Literal | Fn | Col | Cast | Json | Expression,
  alias: string,
]

/** One entry of `attributes`. */
export type ProjectionItem = string | ProjectionAlias | Literal | Fn | Expression

/** The `attributes` option. */
export type FindAttributeOptions<TAttributes = any> =
  | ProjectionItem[]
  | FindAttributeChanges<TAttributes>

/** The `attributes` option relative to all attributes. */
export interface FindAttributeChanges<TAttributes = any> {
  /** Added to all attributes. */
  include?: readonly ProjectionItem[] | undefined
  /** Left out of all attributes. */
  exclude?: readonly (keyof TAttributes & string)[] | readonly string[] | undefined
}

/** Selected attributes. */
export interface Projectable<TAttributes = any> {
  /**
   * What is selected: names, `[expression, alias]` pairs, or `{ include, exclude }` relative to all
   * attributes. Default: all attributes.
   */
  attributes?: FindAttributeOptions<TAttributes> | readonly ProjectionItem[] | undefined
}

/** Index hints. */
export interface IndexHintable {
  /** Indexes the server should use, force or ignore. MySQL, MariaDB; ignored elsewhere. */
  indexHints?: readonly IndexHint[] | undefined
}

/** One index hint. */
export interface IndexHint {
  /** `IndexHints.USE`, `IndexHints.FORCE` or `IndexHints.IGNORE`. */
  type: 'USE' | 'FORCE' | 'IGNORE'
  /** Names of indexes. */
  values: readonly string[]
}

/** When a failed statement is tried again. */
export interface RetryOptions {
  /** Most attempts. 0 or 1 never tries again. Default: 5. */
  max?: number
  /**
   * Which errors are tried again: text in the message, patterns, error classes. Default: SQLite's
   * "database is locked".
   */
  match?: readonly (
    | RegExp
    | string
    | (new (
        ...args: any[]
      ) => Error)
    | ((error: Error) => boolean)
  )[]
  /** Milliseconds after which an attempt counts as failed. Default: none. */
  timeout?: number
  /** Milliseconds before the second attempt. Default: 100. */
  backoffBase?: number
  /** By which the wait grows with each attempt. Default: 1.1. */
  backoffExponent?: number
  /** Most milliseconds of random time added to each wait. Default: 0. */
  backoffJitter?: number
  /** Called with a line of text about each attempt. */
  report?: (message: string, context: object, error?: Error) => void
  /** The name that `report` shows. */
  name?: string
}

/** Values for the named or positional placeholders of raw SQL. */
export type BindOrReplacements = { readonly [name: string]: unknown } | readonly unknown[]

/** Renames columns of a result: `{ column_name: 'attributeName' }`. */
export interface FieldMap {
  /** The new name, by column. */
  [column: string]: string
}

/** The values of `QueryTypes`: the kinds of statement that `sequelize.query` tells apart. */
export type QueryTypeName =
  | 'SELECT'
  | 'INSERT'
  | 'UPDATE'
  | 'BULKUPDATE'
  | 'BULKDELETE'
  | 'DELETE'
  | 'UPSERT'
  | 'VERSION'
  | 'SHOWTABLES'
  | 'SHOWINDEXES'
  | 'DESCRIBE'
  | 'DESCRIBETABLE'
  | 'RAW'
  | 'FOREIGNKEYS'
  | 'SHOWCONSTRAINTS'

/** Options of `sequelize.query`. */
export interface QueryOptions extends Logging, Transactionable, Poolable, SearchPathable {
  /** Gives plain objects as the driver returns them. Default: false with `model`, else true. */
  raw?: boolean | undefined
  /**
   * The kind of statement, which decides the shape of the result: `QueryTypes.SELECT` gives rows.
   * Default: SELECT with `model`, `nest` or `plain`, else RAW.
   */
  type?: QueryTypeName | undefined
  /** Turns dotted column names into nested objects. Default: false. */
  nest?: boolean | undefined
  /** Gives the first row, or null. Default: false. */
  plain?: boolean | undefined
  /** Values for `:name` or `?` in the SQL. They become bound parameters. */
  replacements?: BindOrReplacements | undefined
  /** Values for `$name` or `$1` in the SQL. */
  bind?: BindOrReplacements | undefined
  /** An instance that takes up the returned row. */
  instance?: Model | undefined
  /** The model whose instances the rows become. */
  model?: ModelStatic<any> | undefined
  /** Maps columns to the attributes of `model` whose `field` they are. Default: false. */
  mapToModel?: boolean | undefined
  /** Renames columns of the result. */
  fieldMap?: FieldMap | undefined
  /** What differs from the `retry` option of `new Sequelize`. */
  retry?: RetryOptions | undefined
  /** Rejects with the driver's own errors instead of Relata's. Default: false. */
  rawErrors?: boolean | undefined
  /** Rejects when there is no row: with `EmptyResultError`, or with the error given. */
  rejectOnEmpty?: boolean | Error | (new () => Error) | undefined
  /** Taken for v6's sake: values are checked for the whole instance, by that of `new Sequelize`. */
  typeValidation?: boolean | undefined
  /** Whether `searchPath` is honoured. PostgreSQL. */
  supportsSearchPath?: boolean | undefined
}

/** Options of `sequelize.query` with `where`, as `QueryInterface` passes them. */
export interface QueryOptionsWithWhere extends QueryOptions, Filterable {}

/** Options of `sequelize.query` whose rows become instances of a model. */
export interface QueryOptionsWithModel<M extends Model> extends QueryOptions, LazyLoadingOptions {
  /** The model whose instances the rows become. */
  model: ModelStatic<M>
}

/** Options of `sequelize.query` with a known kind of statement. */
export interface QueryOptionsWithType<T extends QueryTypeName> extends QueryOptions {
  /** The kind of statement, which decides the shape of the result. */
  type: T
}

/** Options of `sequelize.query` with `force`. */
export interface QueryOptionsWithForce extends QueryOptions {
  /** Drops before creating. Default: false. */
  force?: boolean | undefined
}

/** Options of `sequelize.query` with a transaction given, as `sequelize.set` needs it. */
export type QueryOptionsTransactionRequired = Omit<QueryOptions, 'transaction'> & {
  /** The transaction to run in. */
  transaction: Transaction
}

/** Raw SQL with its values in one object, as `sequelize.query` also takes it. */
export interface RawQuery {
  /** The SQL text. */
  query: string
  /** Replacements for `?` in it. */
  values?: readonly unknown[] | undefined
  /** Values for `$1` in it. */
  bind?: readonly unknown[] | undefined
}

/** What `group` takes: columns, expressions, or a list of these. */
export type GroupOption = string | Fn | Col | Literal | readonly (string | Fn | Col | Literal)[]

/** A primitive that an SQL literal can be written for. */
export type Primitive = string | number | bigint | boolean | symbol

/** A value that `sequelize.escape` takes. */
export type Escapable = undefined | null | Primitive | Date | Buffer | object
