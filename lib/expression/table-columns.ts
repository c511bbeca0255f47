/** Tables with their columns as properties, for statements written without models. */
import { statementUsage } from '../errors/statement-usage.js'
import { Column, type ValueType } from './expressions.js'
import { Node, NodeBuilder } from './node.js'
import { Subquery, Table } from './sources.js'

const source: unique symbol = Symbol('source')
const types: unique symbol = Symbol('types')

/** The data type of each column; null for one whose values go by their JavaScript type. */
export type ColumnTypes = Readonly<Record<string, ValueType | null>>

/** A table with a property for each of its columns. */
export type TableWithColumns<TColumns extends ColumnTypes = ColumnTypes> = {
  readonly [name in keyof TColumns]: Column
} & {
  readonly [source]: Table
  readonly [types]: TColumns
}

/** Where a table is, and what the statement calls it. */
export interface TableOptions {
  readonly schema?: string
  readonly alias?: string
}

/**
 * A table for `select`, `insert`, `update` and `deleteFrom`.
 *
 * ```ts
 * const book = table('book', { id: DataTypes.INTEGER, title: DataTypes.STRING })
 * select(book.title).from(book).where(book.id.gt(10))
 * ```
 */
export function table<TColumns extends ColumnTypes>(
  name: string,
  columns: TColumns,
  options: TableOptions = {},
): TableWithColumns<TColumns> {
  const { schema, alias } = options
  const result = Object.create(null) as Record<PropertyKey, unknown>
  result[source] = new Table(name, schema, alias)
  result[types] = columns
  for (const [column, type] of Object.entries(columns)) {
    result[column] = new Column(alias ?? name, column, type ?? undefined)
  }
  // Each property was set to what the type says of it.
  return Object.freeze(result) as TableWithColumns<TColumns>
}

/** The same table under another name, for a statement that reads it twice. */
export function aliased<TColumns extends ColumnTypes>(
  given: TableWithColumns<TColumns>,
  alias: string,
): TableWithColumns<TColumns> {
  const { name, schema } = given[source]
  return table(name, given[types], schema === undefined ? { alias } : { schema, alias })
}

/** What a statement can read from. */
export type Source = TableWithColumns | Node

/** The node of a source. */
export function sourceNode(given: Source): Node {
  if (Node.isNode(given)) return given
  const node: unknown = (given as Partial<TableWithColumns> | null | undefined)?.[source]
  if (node instanceof Table) return node
  throw statementUsage.notASource(given)
}

/** The table that a statement writes to, without the alias that only reading needs. */
export function tableNode(given: TableWithColumns | Table): Table {
  const node = sourceNode(given)
  if (node instanceof Table) return node
  throw statementUsage.notASource(given)
}

/** The data types of a table's columns; undefined for a table without columns. */
export function columnTypesOf(given: TableWithColumns | Table): ColumnTypes | undefined {
  return given instanceof Table ? undefined : given[types]
}

/** A query as a source. */
export function subquery(query: Node | NodeBuilder, alias: string, lateral = false): Subquery {
  return new Subquery(query instanceof NodeBuilder ? query.node : query, alias, lateral)
}
