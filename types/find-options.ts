/** Query options: what the finders, counts and aggregates of a model take. */
import type { Association } from '../lib/associations/association.js'
import type { Cast, Col, Expression, Fn, Json, Literal } from '../lib/expression/expressions.js'
import type { DataType } from './data-types.js'
import type { ModelStatic } from './model-statics.js'
import type {
  Filterable,
  FindAttributeOptions,
  GroupOption,
  Hookable,
  IndexHintable,
  LazyLoadingOptions,
  Logging,
  Paranoid,
  Poolable,
  Projectable,
  QueryOptions,
  SearchPathable,
  Transactionable,
} from './query-options.js'
import type { WhereOptions } from './where-options.js'

/** The `include` option: one or many of the ways to name what is loaded along. */
export type Includeable =
  | ModelStatic<any>
  | Association
  | IncludeOptions
  | { all: true | string | readonly string[]; nested?: true | boolean }
  | string

/** How the rows of a many-to-many association's through table take part in an `include`. */
export interface IncludeThroughOptions extends Filterable, Projectable {
  /** The name under which the through row is found on each included instance. Default: its model's. */
  as?: string | undefined
  /** Leaves out soft-deleted through rows. Default: true. */
  paranoid?: boolean | undefined
}

/**
 * How an include is loaded; all ways give the same instances.
 *
 * - `join`: in the parents' statement, a row for each pair of parent and child.
 * - `select`: by a statement of its own, by the parents' keys; no row is sent twice.
 * - `json`: in the parents' statement, the children of each parent as one document.
 * - `auto`: to-one associations by `join`; to-many ones by `select` where joins would repeat rows.
 */
export type LoadingStrategy = 'join' | 'select' | 'json' | 'auto'

/** One entry of `include`. */
export interface IncludeOptions extends Filterable, Projectable, Paranoid, LazyLoadingOptions {
  /** The associated model. Needs `as` when it is associated under an alias. */
  model?: ModelStatic<any> | undefined
  /** The association, or its alias. Says which `model` and `as` are meant. */
  association?: Association | string | undefined
  /** The alias of the association. */
  as?: string | undefined
  /** Makes the parent's row depend on a match: an inner join. Default: true with `where`. */
  required?: boolean | undefined
  /** A right outer join when not `required`. Not in SQLite. Default: false. */
  right?: boolean | undefined
  /** The condition of the join, in place of the equality of keys. */
  on?: WhereOptions | undefined
  /** Joins `where` to the equality of keys with OR in place of AND. Default: false. */
  or?: boolean | undefined
  /** Loads by a statement of its own. Default: true with `limit`. */
  separate?: boolean | undefined
  /** How this include is loaded. Default: `auto`. */
  strategy?: LoadingStrategy | undefined
  /** Most children per parent. The children are loaded by a statement of their own. */
  limit?: number | null | undefined
  /** Children left out per parent, with `limit`. */
  offset?: number | undefined
  /** Order of the children; needs a statement of their own. */
  order?: Order | readonly OrderItem[] | undefined
  /** The through rows of a many-to-many association. */
  through?: IncludeThroughOptions | undefined
  /** What is loaded along with the children. */
  include?: Includeable | readonly Includeable[] | undefined
  /** Whether the join may multiply the parent's rows. Default: true for to-many associations. */
  duplicating?: boolean | undefined
  /** Joins inside the sub-query that limits the parents. Default: decided by the join. */
  subQuery?: boolean | undefined
  /** Filters the parents inside the sub-query that limits them. Default: decided by the join. */
  subQueryFilter?: boolean | undefined
}

type OrderPath = ModelStatic<any> | Association | { model: ModelStatic<any>; as: string } | string
type OrderColumn = string | Fn | Col | Literal | Cast | Json | Expression

/**
 * One entry of `order`: a column, an expression, or a path through associations to a column.
 * `string[]` is what options that are made apart have for `['name', 'DESC']`.
 */
export type OrderItem =
  | OrderColumn
  | readonly string[]
  | readonly [OrderColumn]
  | readonly [OrderColumn, string]
  | readonly [OrderPath, OrderColumn]
  | readonly [OrderPath, OrderColumn, string]
  | readonly [OrderPath, OrderPath, OrderColumn]
  | readonly [OrderPath, OrderPath, OrderColumn, string]
  | readonly [OrderPath, OrderPath, OrderPath, OrderColumn]
  | readonly [OrderPath, OrderPath, OrderPath, OrderColumn, string]
  | readonly [OrderPath, OrderPath, OrderPath, OrderPath, OrderColumn]
  | readonly [OrderPath, OrderPath, OrderPath, OrderPath, OrderColumn, string]

/**
 * The `order` option: `[['name', 'DESC'], [Author, 'born', 'ASC NULLS LAST']]`. Directions are ASC
 * and DESC, with NULLS FIRST or NULLS LAST.
 */
export type Order = Fn | Col | Literal | Expression | OrderItem[]

/** The strengths of a row lock: the values of `Transaction.LOCK`. */
export type LockLevel = 'UPDATE' | 'SHARE' | 'KEY SHARE' | 'NO KEY UPDATE'

/** A strength of row lock; v6's name of {@link LockLevel}. */
export type LOCK = LockLevel

/** A row lock. */
export type LockOption = LockLevel | { level: LockLevel; of: ModelStatic<any> } | boolean

/** What all finders take, whatever they select. */
export interface FindBaseOptions<TAttributes = any>
  extends Omit<QueryOptions, 'model' | 'raw' | 'plain' | 'rejectOnEmpty' | 'type' | 'fieldMap'>,
    Filterable<TAttributes>,
    Paranoid,
    IndexHintable,
    LazyLoadingOptions,
    Hookable {
  /** Order of the rows. Default: none. */
  order?: Order | readonly OrderItem[] | undefined
  /** Groups rows by these columns or expressions. */
  group?: GroupOption | undefined
  /** Conditions on groups, in the grammar of `where`. */
  having?: WhereOptions | undefined
  /** Most rows; with to-many includes, most parents. */
  limit?: number | Literal | null | undefined
  /** Rows left out at the start. */
  offset?: number | Literal | null | undefined
  /**
   * Locks the rows until the transaction ends: `true` or `'UPDATE'`, `'SHARE'`, in PostgreSQL also
   * `'KEY SHARE'`, `'NO KEY UPDATE'` and `{ level, of: Model }`. Ignored by SQLite and SQL Server.
   */
  lock?: LockOption | undefined
  /** Leaves out rows that others have locked. PostgreSQL. Default: false. */
  skipLocked?: boolean | undefined
  /** Whether `limit` with to-many includes counts parents (true) or joined rows. Default: true. */
  subQuery?: boolean | undefined
  /** A `TableHints` value. SQL Server. */
  tableHint?: string | undefined
  /** Internal in v6, and refused here: `separate` and `limit` of an include do it. */
  groupedLimit?: unknown
  /** Selects distinct rows. Default: false. */
  distinct?: boolean | undefined
}

/** Options of `findAll`, `findOne`, `findByPk` and of what rests on them. */
export interface FindOptions<TAttributes = any, TConditions = TAttributes>
  extends FindBaseOptions<TConditions>,
    Projectable<TAttributes> {
  /** What is loaded along. */
  include?: Includeable | readonly Includeable[] | undefined
  /** Gives plain objects in place of instances; included columns have dotted keys. Default: false. */
  raw?: boolean | undefined
  /** Gives the first row, or null. Default: false. */
  plain?: boolean | undefined
  /**
   * Rejects when nothing is found: with `EmptyResultError`, or with the error given. Default: the
   * model's `rejectOnEmpty`, else false.
   */
  rejectOnEmpty?: boolean | Error | (new (...args: any[]) => Error) | undefined
}

/** Finder options under which an empty result rejects, so that the result is never null. */
export interface NonNullFindOptions<TAttributes = any> extends FindOptions<TAttributes> {
  /** Rejects when nothing is found: with `EmptyResultError`, or with the error given. */
  rejectOnEmpty: true | Error | (new (...args: any[]) => Error)
}

/** Options of `count`. */
export interface CountOptions<TAttributes = any, TConditions = TAttributes>
  extends Logging,
    Transactionable,
    Filterable<TConditions>,
    Projectable<TAttributes>,
    Paranoid,
    Poolable,
    SearchPathable,
    Hookable {
  /** Joined tables. Only required ones change the count, unless `distinct` is false. */
  include?: Includeable | readonly Includeable[] | undefined
  /** Counts distinct values of `col`, or of the primary key. Default: false. */
  distinct?: boolean | undefined
  /** The column to count. Default: the primary key with includes, else all rows. */
  col?: string | undefined
  /** Groups rows; the result is then a list with a `count` for each group. */
  group?: GroupOption | undefined
}

/** Options of `count` with groups: the result is a list. */
export type CountWithOptions<TAttributes = any> = CountOptions<TAttributes> & {
  /** Groups rows by these columns or expressions. */
  group: GroupOption
}

/** One group's count. */
export interface GroupedCountResultItem {
  /** The grouped columns and other selected attributes. */
  [key: string]: unknown
  /** The number of rows in the group. */
  count: number
}

/** Options of `findAndCountAll`. */
export interface FindAndCountOptions<TAttributes = any>
  extends Omit<CountOptions<TAttributes>, 'group'>,
    FindOptions<TAttributes> {}

/** Options of `aggregate`, `min`, `max` and `sum`. */
export interface AggregateOptions<
  T extends DataType | unknown = unknown,
  TAttributes = any,
  TConditions = TAttributes,
> extends QueryOptions,
    Filterable<TConditions>,
    Paranoid,
    Hookable {
  /** Joined tables. */
  include?: Includeable | readonly Includeable[] | undefined
  /** How the result is decoded. Default: the attribute's data type, else FLOAT. */
  dataType?: string | T | undefined
  /** Aggregates distinct values. Default: false. */
  distinct?: boolean | undefined
  /** Groups rows; the result is then a list, with `plain: false`. */
  group?: GroupOption | undefined
  /** What is selected beside the aggregate. */
  attributes?: FindAttributeOptions<TAttributes> | undefined
}

/** A scope with arguments, in `scope()`. */
export interface ScopeOptions {
  /** The scope's name, and its arguments. */
  method: string | readonly [name: string, ...args: unknown[]]
}

/** What `scope()` takes: names, names with arguments, or finder options. */
export type ScopeArgument<TAttributes = any> =
  | string
  | ScopeOptions
  | readonly (string | ScopeOptions)[]
  | WhereOptions<TAttributes>
  | FindOptions<TAttributes>
  | null
