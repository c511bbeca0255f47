/** Schemas as values, for tests: made, applied to a database, read back and compared. */
import type { SchemaSession } from '../../lib/compiler/ddl-generator.js'
import { schemaSession } from '../../lib/engine/schema-session.js'
import type { Sequelize } from '../../lib/index.js'
import {
  type ComparisonOptions,
  compareSchemas,
  compareTables,
  createTables,
} from '../../lib/schema/compare.js'
import type { DdlNode } from '../../lib/schema/ddl.js'
import { makeColumn, makeTable, type Table, type TableIdentity } from '../../lib/schema/table.js'

export { Literal } from '../../lib/expression/expressions.js'
export { dependencyOrder } from '../../lib/schema/dependency-order.js'
export { tableOfModel } from '../../lib/model/table-definition.js'
export type { Index } from '../../lib/schema/constraints.js'
export type { Column } from '../../lib/schema/table.js'
export { type DdlNode, makeColumn, makeTable, type Table }

/** What tests do with schemas on one database. */
export interface SchemaOnDatabase {
  readonly session: SchemaSession
  /** The tables as the database has them. */
  read(...tables: readonly TableIdentity[]): Promise<Table[]>
  apply(operations: readonly DdlNode[]): Promise<void>
  /** The operations that make tables. */
  creating(tables: readonly Table[]): readonly DdlNode[]
  /** What leads from one table to another. */
  compare(from: Table, to: Table, options?: ComparisonOptions): readonly DdlNode[]
  compareAll(
    from: readonly Table[],
    to: readonly Table[],
    options?: ComparisonOptions,
  ): readonly DdlNode[]
}

/** Schemas on the database of a Sequelize instance. */
export function schemaOn({ dialect, executor }: Sequelize): SchemaOnDatabase {
  const session = schemaSession(executor, {})
  const { ddl, introspection } = dialect
  return {
    session,
    read: (...tables) => introspection.tables(session, tables),
    apply: (operations) => ddl.apply(operations, session),
    creating: (tables) => createTables(tables, ddl),
    compare: (from, to, options) => compareTables(from, to, ddl, options),
    compareAll: (from, to, options) => compareSchemas(from, to, ddl, options),
  }
}
