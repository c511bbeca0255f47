/**
 * Statements that define the database, as plain values told apart by `kind`. The DDL generator of a
 * dialect gives their SQL.
 */
import type { Index, TableConstraint } from './constraints.js'
import type { RoutineNode } from './routines.js'
import type { Column, EnumDefinition, Table, TableIdentity } from './table.js'

/** `CREATE TABLE` with its constraints, comments and enumerated types; indexes are made apart. */
export interface CreateTable {
  readonly kind: 'createTable'
  readonly table: Table
  readonly ifNotExists: boolean
  /** Foreign keys are added later: among tables that refer to each other. */
  readonly withoutForeignKeys?: boolean | undefined
}

/** `DROP TABLE`. */
export interface DropTable {
  readonly kind: 'dropTable'
  readonly table: TableIdentity
  readonly ifExists: boolean
  readonly cascade: boolean
}

/** A table under another name, or in another schema. */
export interface RenameTable {
  readonly kind: 'renameTable'
  readonly table: TableIdentity
  readonly to: TableIdentity
}

/** A new column, with the constraints that concern it alone. */
export interface AddColumn {
  readonly kind: 'addColumn'
  readonly table: TableIdentity
  readonly column: Column
  readonly isPrimaryKey?: boolean | undefined
  readonly constraints: readonly TableConstraint[]
  readonly ifNotExists?: boolean | undefined
}

/** `DROP COLUMN`. */
export interface DropColumn {
  readonly kind: 'dropColumn'
  readonly table: TableIdentity
  readonly column: string
  readonly ifExists?: boolean | undefined
}

/** What of a column is changed; the rest stays as it is in the database. */
export type ColumnAspect = 'type' | 'allowNull' | 'default' | 'comment'

/** A column that becomes as described, in the aspects named. */
export interface AlterColumn {
  readonly kind: 'alterColumn'
  readonly table: TableIdentity
  readonly column: Column
  readonly aspects: readonly ColumnAspect[]
}

/** A column under another name. */
export interface RenameColumn {
  readonly kind: 'renameColumn'
  readonly table: TableIdentity
  readonly column: string
  readonly to: string
}

/** A new constraint on a table that exists. */
export interface AddConstraint {
  readonly kind: 'addConstraint'
  readonly table: TableIdentity
  readonly constraint: TableConstraint
}

/** A constraint to be dropped: by its name, or by its kind and columns where it has none. */
export interface DropConstraint {
  readonly kind: 'dropConstraint'
  readonly table: TableIdentity
  readonly name: string | undefined
  readonly constraint?: TableConstraint | undefined
}

/** `CREATE INDEX`. */
export interface CreateIndex {
  readonly kind: 'createIndex'
  readonly table: TableIdentity
  readonly index: Index
}

/** `DROP INDEX`. */
export interface DropIndex {
  readonly kind: 'dropIndex'
  readonly table: TableIdentity
  readonly name: string
  readonly ifExists: boolean
  readonly isConcurrent?: boolean | undefined
}

/** A table's comment; undefined takes it away. */
export interface CommentOnTable {
  readonly kind: 'commentOnTable'
  readonly table: TableIdentity
  readonly comment: string | undefined
}

/** `CREATE TYPE … AS ENUM`, left alone where it exists. */
export interface CreateEnum {
  readonly kind: 'createEnum'
  readonly definition: EnumDefinition
}

/** A further value of an enumerated type, beside one that it has. */
export interface AddEnumValue {
  readonly kind: 'addEnumValue'
  readonly definition: EnumDefinition
  readonly value: string
  readonly before?: string | undefined
  readonly after?: string | undefined
}

/** `DROP TYPE`. */
export interface DropEnum {
  readonly kind: 'dropEnum'
  readonly name: string
  readonly schema: string | undefined
}

/** All rows of a table removed at once. */
export interface TruncateTable {
  readonly kind: 'truncateTable'
  readonly table: TableIdentity
  readonly cascade: boolean
  readonly restartIdentity: boolean
}

/** `CREATE SCHEMA`, left alone where it exists. */
export interface CreateSchema {
  readonly kind: 'createSchema'
  readonly name: string
}

/** `DROP SCHEMA` with all that is in it. */
export interface DropSchema {
  readonly kind: 'dropSchema'
  readonly name: string
}

/** `CREATE DATABASE`. */
export interface CreateDatabase {
  readonly kind: 'createDatabase'
  readonly name: string
  readonly options: DatabaseOptions
}

/** What a new database is made with. */
export interface DatabaseOptions {
  readonly encoding?: string | undefined
  readonly collate?: string | undefined
  readonly ctype?: string | undefined
  readonly template?: string | undefined
  readonly charset?: string | undefined
}

/** `DROP DATABASE IF EXISTS`. */
export interface DropDatabase {
  readonly kind: 'dropDatabase'
  readonly name: string
}

/** Any statement that changes a table that exists. */
export type TableAlteration =
  | RenameTable
  | AddColumn
  | DropColumn
  | AlterColumn
  | RenameColumn
  | AddConstraint
  | DropConstraint

/** Any statement that defines the database. */
export type DdlNode =
  | CreateTable
  | DropTable
  | TableAlteration
  | CreateIndex
  | DropIndex
  | CommentOnTable
  | CreateEnum
  | AddEnumValue
  | DropEnum
  | TruncateTable
  | CreateSchema
  | DropSchema
  | CreateDatabase
  | DropDatabase
  | RoutineNode
