/** What building, creating, updating, deleting and restoring take. */
import type { Col, Fn, Literal } from '../lib/expression/expressions.js'
import type { FindOptions, Order } from './find-options.js'
import type { AnyInclude } from './includes.js'
import type {
  Filterable,
  Hookable,
  LazyLoadingOptions,
  Logging,
  Paranoid,
  SearchPathable,
  Silent,
  Transactionable,
} from './query-options.js'
import type { WhereOptions } from './where-options.js'

/** Options of `build`, and of `new Model`. */
export interface BuildOptions<I = AnyInclude> {
  /** Takes the values as they are: no setters, and they do not count as changes. Default: false. */
  raw?: boolean | undefined
  /** Whether `save` inserts. Default: true. */
  isNewRecord?: boolean | undefined
  /** Associations whose values are nested in the given ones and become instances too. */
  include?: I | undefined
  /** The attributes that were selected, to which `get()` and `toJSON()` are limited. */
  attributes?: readonly string[] | undefined
  /** Leaves `updatedAt` as given. Default: false. */
  silent?: boolean | undefined
}

/** Options of `validate`. */
export interface ValidationOptions {
  /** Attributes and model validators that are not checked. Default: none. */
  skip?: readonly string[] | undefined
  /** The only attributes that are checked. Default: all. */
  fields?: readonly string[] | undefined
  /** Runs the validation hooks. Default: true. */
  hooks?: boolean | undefined
}

/** Options of `save`. */
export interface SaveOptions<TAttributes = any>
  extends Logging,
    Transactionable,
    Silent,
    Hookable,
    SearchPathable {
  /** The only attributes that are written. Default: those that changed. */
  fields?: readonly (keyof TAttributes)[] | undefined
  /** Validates before writing. Default: true. */
  validate?: boolean | undefined
  /** Leaves null values out of the statement. Default: the model's `omitNull`. */
  omitNull?: boolean | undefined
  /** Reads back what the server made of the row. PostgreSQL, SQLite, SQL Server. Default: true. */
  returning?: boolean | readonly (keyof TAttributes | Literal | Col)[] | undefined
  /** Whether an association does the saving, which then skips what it has set itself. */
  association?: boolean | undefined
}

/** Options of `create`. */
export interface CreateOptions<TAttributes = any>
  extends BuildOptions,
    Logging,
    Silent,
    Transactionable,
    Hookable,
    SearchPathable {
  /** The only attributes that are written. Default: all that are set. */
  fields?: readonly (keyof TAttributes)[] | undefined
  /**
   * Does nothing when the row breaks a unique constraint; then there is no instance to return. Not
   * in SQL Server. Default: false.
   */
  ignoreDuplicates?: boolean | undefined
  /** Reads back what the server made of the row. PostgreSQL, SQLite, SQL Server. Default: true. */
  returning?: boolean | readonly (keyof TAttributes | Literal | Col)[] | undefined
  /** Validates before writing. Default: true. */
  validate?: boolean | undefined
  /** Leaves null values out of the statement. Default: the model's `omitNull`. */
  omitNull?: boolean | undefined
}

/** Options of `findOrBuild`. */
export interface FindOrBuildOptions<
  TAttributes = any,
  TCreationAttributes = TAttributes,
  TConditions = TAttributes,
> extends FindOptions<TAttributes, TConditions>,
    Omit<BuildOptions, 'include' | 'attributes' | 'raw'> {
  /** Values of the new instance beside the plain values of `where`. */
  defaults?: Partial<TCreationAttributes> | undefined
}

/** Options of `findOrCreate` and `findCreateFind`. */
export interface FindOrCreateOptions<
  TAttributes = any,
  TCreationAttributes = TAttributes,
  TConditions = TAttributes,
> extends FindOptions<TAttributes, TConditions>,
    Omit<CreateOptions<TAttributes>, 'include' | 'attributes' | 'raw'> {
  /** Values of the new row beside the plain values of `where`. */
  defaults?: Partial<TCreationAttributes> | undefined
}

/** Options of `upsert`. */
export interface UpsertOptions<TAttributes = any>
  extends Logging,
    Transactionable,
    SearchPathable,
    Hookable {
  /** The only attributes that are written. Default: those that are set. */
  fields?: readonly (keyof TAttributes)[] | undefined
  /** Reads back the row. PostgreSQL, SQLite, SQL Server. Default: true. */
  returning?: boolean | readonly (keyof TAttributes | Literal | Col)[] | undefined
  /** Validates before writing. Default: true. */
  validate?: boolean | undefined
  /**
   * The columns of the unique index that decides between insert and update. PostgreSQL, SQLite.
   * Default: the first unique key that the values touch, else the primary key.
   */
  conflictFields?: readonly (keyof TAttributes)[] | undefined
  /** The condition of the partial index that decides. PostgreSQL, SQLite. */
  conflictWhere?: WhereOptions<TAttributes> | undefined
}

/** Options of `bulkCreate`. */
export interface BulkCreateOptions<TAttributes = any, I = AnyInclude>
  extends Logging,
    Transactionable,
    Hookable,
    SearchPathable,
    LazyLoadingOptions,
    Silent {
  /** The only attributes that are written. Default: all that are set in any row. */
  fields?: readonly (keyof TAttributes)[] | undefined
  /** Validates each row before the first is written. Default: false. */
  validate?: boolean | undefined
  /** Saves each row by itself, with its create hooks. Default: false. */
  individualHooks?: boolean | undefined
  /** Leaves out rows that break a unique constraint. Not in SQL Server. Default: false. */
  ignoreDuplicates?: boolean | undefined
  /** The attributes that are updated where a row exists already. Not in SQL Server. */
  updateOnDuplicate?: readonly (keyof TAttributes)[] | undefined
  /**
   * The attributes of the unique index that decides whether a row exists. PostgreSQL, SQLite.
   * Default: all unique keys, else the primary key.
   */
  conflictAttributes?: readonly (keyof TAttributes)[] | undefined
  /** The condition of the partial index that decides. PostgreSQL, SQLite. */
  conflictWhere?: WhereOptions<TAttributes> | undefined
  /** Associations whose values are nested in the rows and are created too. */
  include?: I | undefined
  /** Reads back the rows, or some attributes. PostgreSQL, SQLite, SQL Server. Default: true. */
  returning?: boolean | readonly (keyof TAttributes | Literal | Col)[] | undefined
  /** Takes the values as they are: no setters. Default: false. */
  raw?: boolean | undefined
  /** Leaves null values out of the statement. Default: the model's `omitNull`. */
  omitNull?: boolean | undefined
}

/** Options of the static `update`. */
export interface UpdateOptions<TAttributes = any, TConditions = TAttributes>
  extends Logging,
    Transactionable,
    Paranoid,
    Hookable,
    Silent,
    LazyLoadingOptions,
    SearchPathable {
  /** The rows to update. Required: `{}` says all rows. */
  where: WhereOptions<TConditions>
  /** The only attributes that are written. Default: all that are given. */
  fields?: readonly (keyof TAttributes)[] | undefined
  /** Validates the given values before writing. Default: true. */
  validate?: boolean | undefined
  /** Also writes what setters changed beside the given values. Default: true. */
  sideEffects?: boolean | undefined
  /** Loads the rows and runs the update hooks on each. Default: false. */
  individualHooks?: boolean | undefined
  /** Gives the updated rows, or some attributes of them. PostgreSQL, SQLite, SQL Server. Default: false. */
  returning?: boolean | readonly (keyof TAttributes | Literal | Col)[] | undefined
  /** Most rows to update. */
  limit?: number | undefined
  /** Which rows are the first ones, with `limit`. Default: any. */
  order?: Order | undefined
  /** Leaves null values out of the statement. Default: the model's `omitNull`. */
  omitNull?: boolean | undefined
}

/** Values for `update` by condition: attributes or expressions for them. */
export type UpdateValues<TAttributes> = {
  [K in keyof TAttributes]?: TAttributes[K] | Fn | Col | Literal | undefined
}

/** Options of the static `truncate`. */
export interface TruncateOptions<TAttributes = any, TConditions = TAttributes>
  extends Logging,
    Transactionable,
    Filterable<TConditions>,
    Hookable,
    SearchPathable {
  /** Also empties tables that refer to this one. PostgreSQL. Default: false. */
  cascade?: boolean | undefined
  /** Starts automatic numbers anew. PostgreSQL. Default: false. */
  restartIdentity?: boolean | undefined
  /** Loads the rows and runs the destroy hooks on each. Default: false. */
  individualHooks?: boolean | undefined
  /** Most rows to delete. */
  limit?: number | undefined
  /** Which rows are the first ones, with `limit`. Default: any. */
  order?: Order | undefined
  /** Deletes rows of a paranoid model for good. Default: false. */
  force?: boolean | undefined
}

/** Options of the static `destroy`. `where` or `truncate` is required. */
export interface DestroyOptions<TAttributes = any, TConditions = TAttributes>
  extends TruncateOptions<TAttributes, TConditions> {
  /** Empties the table. Default: false. */
  truncate?: boolean | undefined
}

/** Options of the static `restore`. */
export interface RestoreOptions<TAttributes = any, TConditions = TAttributes>
  extends Logging,
    Transactionable,
    Filterable<TConditions>,
    Hookable {
  /** Loads the rows and runs the restore hooks on each. Default: false. */
  individualHooks?: boolean | undefined
  /** Most rows to restore. */
  limit?: number | undefined
  /** Which rows are the first ones, with `limit`. Default: any. */
  order?: Order | undefined
}

/** Options of `increment` and `decrement`. */
export interface IncrementDecrementOptions<TAttributes = any, TConditions = TAttributes>
  extends Logging,
    Transactionable,
    Silent,
    SearchPathable,
    Filterable<TConditions> {
  /** Gives the changed rows. PostgreSQL. Default: true on instances. */
  returning?: boolean | readonly (keyof TAttributes)[] | undefined
}

/** Options of `increment` and `decrement` with an amount. */
export interface IncrementDecrementOptionsWithBy<TAttributes = any, TConditions = TAttributes>
  extends IncrementDecrementOptions<TAttributes, TConditions> {
  /** By how much. Default: 1. */
  by?: number | undefined
}

/** Options of an instance's `update`. */
export interface InstanceUpdateOptions<TAttributes = any>
  extends SaveOptions<TAttributes>,
    SetOptions,
    Filterable<TAttributes> {}

/** Options of an instance's `destroy`. */
export interface InstanceDestroyOptions extends Logging, Transactionable, Hookable, SearchPathable {
  /** Deletes the row of a paranoid model for good. Default: false. */
  force?: boolean | undefined
  /** Also deletes rows that refer to this one. PostgreSQL. Default: false. */
  cascade?: boolean | undefined
}

/** Options of an instance's `restore`. */
export interface InstanceRestoreOptions extends Logging, Transactionable, Hookable {}

/** Options of an instance's `set`. */
export interface SetOptions {
  /** Takes the values as they are: no setters, and they do not count as changes. Default: false. */
  raw?: boolean | undefined
  /** Forgets all other values first. Default: false. */
  reset?: boolean | undefined
  /** The only attributes that are set. Default: all given. */
  attributes?: readonly string[] | undefined
}

/** Options of an instance's `get`. */
export interface GetOptions {
  /** Bypasses the attribute's getter. Default: false. */
  raw?: boolean | undefined
  /** Turns included instances into plain objects. Default: false. */
  plain?: boolean | undefined
  /** Copies the values, so that changing the result does not change the instance. Default: false. */
  clone?: boolean | undefined
}
