/**
 * Tables, columns and enumerated types as plain values: the same for a model's table and for one
 * read from a database, so that both can be compared.
 */
import { ArrayType, EnumType } from '../data-types/structured-types.js'
import type { DataType } from '../data-types/data-type.js'
import type {
  CheckConstraint,
  ForeignKey,
  Index,
  PrimaryKey,
  UniqueConstraint,
} from './constraints.js'
import type { TableIdentity } from './table-identity.js'

export type { TableIdentity } from './table-identity.js'

/** A column. */
export interface Column {
  readonly name: string
  /** A data type, or its SQL as a database reports it. */
  readonly type: DataType | string
  readonly allowNull: boolean
  /** Undefined for none; an expression; or a value, of which null is DEFAULT NULL. */
  readonly default: unknown
  readonly autoIncrement: boolean
  /** Auto-incremented as an identity column of standard SQL; otherwise in the dialect's older way. */
  readonly isIdentity: boolean
  readonly comment: string | undefined
  /** A collation of its own, as a database reports it. */
  readonly collation: string | undefined
  /** The expression of a generated column, as a database reports it. */
  readonly generated: string | undefined
}

/** An enumerated type of its own (CREATE TYPE … AS ENUM). */
export interface EnumDefinition {
  readonly name: string
  readonly schema: string | undefined
  readonly values: readonly string[]
}

/** Further options of CREATE TABLE; dialects take those they know. */
export interface TableOptions {
  readonly engine?: string | undefined
  readonly charset?: string | undefined
  readonly collate?: string | undefined
  readonly rowFormat?: string | undefined
  readonly initialAutoIncrement?: number | string | undefined
}

/** A table. */
export interface Table {
  readonly identity: TableIdentity
  readonly columns: readonly Column[]
  readonly primaryKey: PrimaryKey | undefined
  readonly uniqueKeys: readonly UniqueConstraint[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly checks: readonly CheckConstraint[]
  readonly indexes: readonly Index[]
  /** The types of its ENUM columns, where the dialect has such types. */
  readonly enums: readonly EnumDefinition[]
  readonly comment: string | undefined
  readonly options: TableOptions
}

/** A column with everything that is not given left out of it. */
export function makeColumn(
  name: string,
  type: DataType | string,
  rest: Partial<Omit<Column, 'name' | 'type'>> = {},
): Column {
  return Object.freeze({
    name,
    type,
    allowNull: rest.allowNull ?? true,
    default: rest.default,
    autoIncrement: rest.autoIncrement ?? false,
    isIdentity: rest.isIdentity ?? false,
    comment: rest.comment,
    collation: rest.collation,
    generated: rest.generated,
  })
}

/** A table with everything that is not given left out of it. Its enums follow from its columns. */
export function makeTable(
  identity: TableIdentity,
  parts: Partial<Omit<Table, 'identity'>> & Pick<Table, 'columns'>,
): Table {
  return Object.freeze({
    identity,
    columns: parts.columns,
    primaryKey: parts.primaryKey,
    uniqueKeys: parts.uniqueKeys ?? [],
    foreignKeys: parts.foreignKeys ?? [],
    checks: parts.checks ?? [],
    indexes: parts.indexes ?? [],
    enums: parts.enums ?? parts.columns.flatMap((column) => enumOf(identity, column) ?? []),
    comment: parts.comment,
    options: parts.options ?? {},
  })
}

/** The column of a name. */
export function columnOf(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

/** The ENUM that a type is or that its elements are. */
export function enumTypeOf(type: DataType | string): EnumType | undefined {
  if (type instanceof EnumType) return type
  return type instanceof ArrayType && type.type !== undefined ? enumTypeOf(type.type) : undefined
}

/** The enumerated type of a column, by v6's name for it; undefined for a column of another type. */
export function enumOf(identity: TableIdentity, column: Column): EnumDefinition | undefined {
  const type = enumTypeOf(column.type)
  if (type === undefined) return undefined
  return {
    name: enumName(identity.tableName, column.name),
    schema: identity.schema,
    // A model without TypeScript may list numbers; the database knows texts.
    values: type.values.map(String),
  }
}

/** v6's name for the enumerated type of a column. */
export function enumName(tableName: string, column: string): string {
  return `enum_${tableName}_${column}`
}
