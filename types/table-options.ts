/** Tables: their indexes, and how `sync`, `drop` and `schema` treat them. */
import type { Fn, Literal } from '../lib/expression/expressions.js'
import type { Hookable, Logging, SearchPathable, Transactionable } from './query-options.js'
import type { WhereOptions } from './where-options.js'

/** The methods an index can be kept by. */
export type IndexMethod = 'BTREE' | 'HASH' | 'GIST' | 'SPGIST' | 'GIN' | 'BRIN' | (string & {})

/** The kinds of index that have a name of their own. */
export type IndexType = 'UNIQUE' | 'FULLTEXT' | 'SPATIAL'

/** A column of an index, with details. */
export interface IndexField {
  /** The attribute or column. */
  name?: string
  /** The attribute or column; v6's older name of `name`. */
  attribute?: string
  /** How much of a text is indexed, in characters. MySQL, MariaDB. */
  length?: number
  /** Ascending or descending. Default: the database's own, ascending. */
  order?: 'ASC' | 'DESC'
  /** The collation. */
  collate?: string
  /** The operator class. PostgreSQL. */
  operator?: string
}

/** An index. */
export interface IndexesOptions {
  /** The name. Default: made of the table's and the columns' names, in snake case. */
  name?: string
  /** For the index parser of full texts. MySQL. Default: none. */
  parser?: string | null
  /** A kind of index. `UNIQUE` is the same as `unique: true`. */
  type?: IndexType | undefined
  /** Whether entries are unique. Default: false. */
  unique?: boolean
  /** Builds the index without locking the table. PostgreSQL. Default: false. */
  concurrently?: boolean
  /** What is indexed: attributes or columns, with details, or expressions. */
  fields?: readonly (string | IndexField | Fn | Literal)[]
  /** How the index is kept. */
  using?: IndexMethod
  /** The operator class of all columns. PostgreSQL. */
  operator?: string
  /** Indexes only rows for which this holds. PostgreSQL, SQLite, SQL Server. */
  where?: WhereOptions
  /** What the generated name begins with. Default: the table's name. */
  prefix?: string
  /** A note for the driver's own use. */
  msg?: string
}

/** An index of a model. */
export interface ModelIndexesOptions extends IndexesOptions {
  /** What is indexed: attributes or columns, with details, or expressions. */
  fields: readonly (string | IndexField | Fn | Literal)[]
}

/** Options of `Model.schema`. */
export interface SchemaOptions extends Logging {
  /** Between schema and table in dialects without schemas. Default: a dot. */
  schemaDelimiter?: string
}

/** Options of `sync`. */
export interface SyncOptions extends Logging, Hookable, Transactionable, SearchPathable {
  /** Drops each table first. Default: false. */
  force?: boolean
  /** Changes existing tables to fit the models; `{ drop: false }` removes no columns. Default: false. */
  alter?: boolean | SyncAlterOptions
  /** Refuses to run unless the database's name matches: a guard for tests. */
  match?: RegExp
  /** The schema of the tables. Default: that of each model. */
  schema?: string
}

/** How `sync` changes existing tables. */
export interface SyncAlterOptions {
  /** Removes columns that no attribute has. Default: true. */
  drop?: boolean
}

/** Options of `drop`. */
export interface DropOptions extends Logging, Transactionable {
  /** Also drops what depends on the table. PostgreSQL. Default: false. */
  cascade?: boolean
}
