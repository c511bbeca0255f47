/**
 * The live database → schema values, and the rows in which v6 tells of them. Each dialect implements
 * `Introspection`; what is asked for several tables is asked at once, one statement per kind of
 * object.
 */
import type { SchemaSession } from '../compiler/ddl-generator.js'
import type { EnumDefinition, Table, TableIdentity } from '../schema/table.js'

/** v6's description of a column, as `describeTable` gives it. */
export interface ColumnDescription {
  /** The SQL type, in upper case. */
  type: string
  allowNull: boolean
  defaultValue: unknown
  primaryKey: boolean
  autoIncrement?: boolean
  comment?: string | null
  /** PostgreSQL: the values of an enumerated type. */
  special?: string[]
  /** SQLite: whether a unique constraint is on the column alone. */
  unique?: boolean
  /** SQLite: what the column refers to. */
  references?: { model: string; key: string }
}

/** v6's description of a table: by column name. */
export type ColumnsDescription = Record<string, ColumnDescription>

/** v6's row of `showIndex`. */
export interface IndexDescription {
  name: string
  primary: boolean
  unique: boolean
  fields: {
    attribute: string | undefined
    length: number | undefined
    order: string | undefined
    collate?: string | undefined
  }[]
  [detail: string]: unknown
}

/** v6's row of `getForeignKeyReferencesForTable`. */
export interface ForeignKeyDescription {
  constraintName?: string
  constraintSchema?: string
  constraintCatalog?: string
  tableName: string
  tableSchema?: string
  tableCatalog?: string
  columnName: string
  referencedTableName: string
  referencedTableSchema?: string
  referencedTableCatalog?: string
  referencedColumnName: string
  deferrable?: unknown
}

/** v6's row of `showConstraint`. */
export interface ConstraintDescription {
  constraintName: string
  constraintType: string
  tableName?: string
  [detail: string]: unknown
}

/** What an enumerated type is called and holds. */
export interface EnumRow {
  enum_name: string
  enum_value: string
}

/** Reads the structure of a live database. */
export interface Introspection {
  /** The tables of a schema, or of that in which the session looks first. */
  tableNames(session: SchemaSession, schema?: string): Promise<TableIdentity[]>
  tableExists(session: SchemaSession, table: TableIdentity): Promise<boolean>
  /** The tables that exist among those asked for, in their order, under the identity asked for. */
  tables(session: SchemaSession, tables: readonly TableIdentity[]): Promise<Table[]>
  /** The schemas that are no system's; none where the dialect has no schemas. */
  schemaNames(session: SchemaSession): Promise<string[]>
  /**
   * The enumerated types of a schema, or of that in which the session looks first.
   *
   * @param names only these
   */
  enums(
    session: SchemaSession,
    schema: string | undefined,
    names?: readonly string[],
  ): Promise<EnumDefinition[]>
  /** v6's `describeTable`; empty when there is no such table. */
  describeTable(session: SchemaSession, table: TableIdentity): Promise<ColumnsDescription>
  showIndexes(session: SchemaSession, table: TableIdentity): Promise<IndexDescription[]>
  foreignKeys(session: SchemaSession, table: TableIdentity): Promise<ForeignKeyDescription[]>
  /** @param name only the constraint of this name */
  showConstraints(
    session: SchemaSession,
    table: TableIdentity,
    name?: string,
  ): Promise<ConstraintDescription[]>
}
