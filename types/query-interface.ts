/** What the schema and data methods of `QueryInterface` take and give. */
import type { DeferrableOption } from './deferrable.js'
import type { Logging, QueryOptions, Transactionable } from './query-options.js'
import type { IndexesOptions } from './table-options.js'
import type { WhereOptions } from './where-options.js'

/** A table's name with its schema. */
export interface TableNameWithSchema {
  /** The table's name. */
  tableName: string
  /** The schema. Default: the database's own. */
  schema?: string
  /** Between schema and table in dialects without schemas. Default: a dot. */
  delimiter?: string
  /** An alias for the table. */
  as?: string
  /** The name that a model gave. */
  name?: string
}

/** A table: its name, or its name with a schema. */
export type TableName = string | TableNameWithSchema

/** What all methods of `QueryInterface` take. */
export interface QueryInterfaceOptions extends Logging, Transactionable {}

/** Character set and collation. MySQL, MariaDB; the collation also in SQL Server. */
export interface CollateCharsetOptions {
  /** The collation. */
  collate?: string
  /** The character set. */
  charset?: string
}

/** Options of `createTable`. */
export interface QueryInterfaceCreateTableOptions extends QueryOptions, CollateCharsetOptions {
  /** The storage engine. MySQL, MariaDB. Default: InnoDB. */
  engine?: string
  /** A comment on the table. PostgreSQL, MySQL, MariaDB. */
  comment?: string
  /** The row format. MySQL, MariaDB. */
  rowFormat?: string
  /** The first automatic number. MySQL, MariaDB. */
  initialAutoIncrement?: string | number
  /** The schema. Default: the database's own. */
  schema?: string
  /** Leaves foreign keys out, to be added later. Default: false. */
  withoutForeignKeyConstraints?: boolean
  /** Unique keys, by name. */
  uniqueKeys?: {
    [name: string]: {
      /** The columns. */
      fields: readonly string[]
      /** Whether the name is one's own. Default: true. */
      customIndex?: boolean
    }
  }
}

/** Options of `dropTable`. */
export interface QueryInterfaceDropTableOptions extends QueryInterfaceOptions {
  /** Also drops what depends on the table. PostgreSQL. Default: false. */
  cascade?: boolean
  /** The same as `cascade`. Default: false. */
  force?: boolean
}

/** Options of `dropAllTables`. */
export interface QueryInterfaceDropAllTablesOptions extends QueryInterfaceOptions {
  /** Tables that stay, by name. Default: none. */
  skip?: readonly string[]
}

/** Options of `addIndex`. */
export interface QueryInterfaceIndexOptions extends IndexesOptions, QueryInterfaceOptions {}

/** What all constraints take. */
export interface BaseConstraintOptions {
  /** The name. Default: made of the table's and the columns' names. */
  name?: string
  /** The columns. */
  fields: readonly string[]
}

/** A unique constraint. */
export interface AddUniqueConstraintOptions extends BaseConstraintOptions {
  /** The kind of constraint. */
  type: 'unique'
  /** When the constraint is checked. PostgreSQL. Default: at once. */
  deferrable?: DeferrableOption
}

/** A default value as a constraint of its own. SQL Server. */
export interface AddDefaultConstraintOptions extends BaseConstraintOptions {
  /** The kind of constraint. */
  type: 'default'
  /** The value. */
  defaultValue?: unknown
}

/** A condition that all rows must meet. */
export interface AddCheckConstraintOptions extends BaseConstraintOptions {
  /** The kind of constraint. */
  type: 'check'
  /** The condition. */
  where?: WhereOptions
}

/** A primary key. */
export interface AddPrimaryKeyConstraintOptions extends BaseConstraintOptions {
  /** The kind of constraint. */
  type: 'primary key'
  /** When the constraint is checked. PostgreSQL. Default: at once. */
  deferrable?: DeferrableOption
}

/** A foreign key. */
export interface AddForeignKeyConstraintOptions extends BaseConstraintOptions {
  /** The kind of constraint. */
  type: 'foreign key'
  /** The table referred to, and its column or columns. */
  references?: { table: TableName; field: string } | { table: TableName; fields: readonly string[] }
  /** What deleting the referred row does. */
  onDelete?: string
  /** What changing the referred key does. */
  onUpdate?: string
  /** When the constraint is checked. PostgreSQL. Default: at once. */
  deferrable?: DeferrableOption
}

/** Options of `addConstraint`, by `type`. */
export type AddConstraintOptions =
  | AddUniqueConstraintOptions
  | AddDefaultConstraintOptions
  | AddCheckConstraintOptions
  | AddPrimaryKeyConstraintOptions
  | AddForeignKeyConstraintOptions

/** Options of `createDatabase`. */
export interface CreateDatabaseOptions extends CollateCharsetOptions, QueryOptions {
  /** The encoding. PostgreSQL. */
  encoding?: string
  /** The database to copy. PostgreSQL. */
  template?: string
  /** The character classes. PostgreSQL. */
  ctype?: string
}

/** A parameter or variable of `createFunction`. PostgreSQL. */
export interface FunctionParam {
  /** The SQL type. */
  type: string
  /** The name. */
  name?: string
  /** IN, OUT or INOUT. Default: IN. */
  direction?: string
  /** A variable's first value. */
  default?: unknown
}

/** One column, as `describeTable` gives it. */
export interface ColumnDescription {
  /** The SQL type, in upper case. */
  type: string
  /** Whether null is allowed. */
  allowNull: boolean
  /** The default, as the database spells it, or null. */
  defaultValue: string
  /** Whether the column belongs to the primary key. */
  primaryKey: boolean
  /** Whether the database numbers rows. */
  autoIncrement: boolean
  /** The comment, or null. */
  comment: string | null
  /** The values of an enum. PostgreSQL. */
  special?: string[]
}

/** The columns of a table, by name. */
export interface ColumnsDescription {
  /** The column. */
  [name: string]: ColumnDescription
}

/** An index, as `showIndex` gives it. */
export interface IndexDescription {
  /** The name. */
  name: string
  /** Whether it belongs to the primary key. */
  primary: boolean
  /** Whether entries are unique. */
  unique: boolean
  /** The table's name. */
  tableName?: string
  /** The columns, in order. */
  fields: {
    /** The column. */
    attribute: string
    /** How much of a text is indexed, in characters. MySQL, MariaDB. */
    length?: number | undefined
    /** Ascending or descending. */
    order?: 'ASC' | 'DESC' | undefined
    /** The collation. */
    collate?: string | undefined
  }[]
}
