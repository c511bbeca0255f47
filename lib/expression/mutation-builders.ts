/** `insert()`, `update()` and `deleteFrom()`: statements that change data, without models. */
import { statementUsage } from '../errors/statement-usage.js'
import { Default, operand, Tuple } from './expressions.js'
import { Assignment, Delete, Insert, OnConflict, Update } from './mutations.js'
import { type Node, NodeBuilder } from './node.js'
import { allOf, nodeOf, rowCount } from './select-builder.js'
import type { Table } from './sources.js'
import {
  type ColumnTypes,
  columnTypesOf,
  tableNode,
  type TableWithColumns,
} from './table-columns.js'

/** A row: the value, or an expression for it, of each column. */
export type RowValues = Readonly<Record<string, unknown>>

/** What to do with a row whose key exists. */
export interface ConflictOptions {
  /** Columns of the unique key; any key where left out. */
  readonly target?: readonly string[]
  /** The condition of a partial unique index. */
  readonly targetWhere?: Node
  /** What the existing row is changed to; it stays as it is where left out. */
  readonly set?: RowValues
  /** Which of the existing rows are changed. */
  readonly where?: Node
}

/** An INSERT into a table: `insert(book).values({ title: 'Emma' })`. */
export function insert(into: TableWithColumns | Table): InsertBuilder {
  return new InsertBuilder(
    new Insert({ into: tableNode(into), columns: [], rows: [] }),
    columnTypesOf(into),
  )
}

/** An UPDATE of a table: `update(book).set({ title: 'Emma' }).where(book.id.eq(1))`. */
export function update(table: TableWithColumns | Table): UpdateBuilder {
  return new UpdateBuilder(new Update({ table: tableNode(table), set: [] }), columnTypesOf(table))
}

/** A DELETE from a table: `deleteFrom(book).where(book.id.eq(1))`. */
export function deleteFrom(table: TableWithColumns | Table): DeleteBuilder {
  return new DeleteBuilder(new Delete({ from: tableNode(table) }))
}

/** An INSERT that is being put together. Every method gives a new one. */
export class InsertBuilder extends NodeBuilder {
  override readonly node: Insert
  private readonly types: ColumnTypes | undefined

  constructor(node: Insert, types: ColumnTypes | undefined) {
    super()
    this.node = node
    this.types = types
  }

  /** The rows, in place of those given before. A row without a value for a column has its default. */
  values(...rows: readonly RowValues[]): InsertBuilder {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    assertColumns(columns, this.types)
    return this.replace({
      columns,
      rows: rows.map(
        (row) =>
          new Tuple(
            columns.map((name) =>
              isGiven(row, name) ? valueNode(name, row[name], this.types) : new Default(),
            ),
          ),
      ),
    })
  }

  /** The rows of a query, in the order of the columns. */
  from(columns: readonly string[], query: Node | NodeBuilder): InsertBuilder {
    assertColumns(columns, this.types)
    return this.replace({ columns, rows: [], query: nodeOf(query) })
  }

  /** What to do with a row whose key exists; without options it is left out. */
  onConflict(options: ConflictOptions = {}): InsertBuilder {
    const { target = [], set = {}, targetWhere, where } = options
    const assignments = assignmentsOf(set, this.types)
    return this.replace({ onConflict: new OnConflict(target, assignments, targetWhere, where) })
  }

  /** What is given back for each row written. */
  returning(...columns: readonly Node[]): InsertBuilder {
    return this.replace({ returning: columns.map(nodeOf) })
  }

  private replace(clauses: Partial<Insert>): InsertBuilder {
    return new InsertBuilder(new Insert({ ...this.node, ...clauses }), this.types)
  }
}

/** An UPDATE that is being put together. Every method gives a new one. */
export class UpdateBuilder extends NodeBuilder {
  override readonly node: Update
  private readonly types: ColumnTypes | undefined

  constructor(node: Update, types: ColumnTypes | undefined) {
    super()
    this.node = node
    this.types = types
  }

  /** Adds new values of columns. */
  set(values: RowValues): UpdateBuilder {
    return this.replace({ set: [...this.node.set, ...assignmentsOf(values, this.types)] })
  }

  /** Adds conditions, all of which must hold. */
  where(...conditions: readonly Node[]): UpdateBuilder {
    return this.replace({ where: allOf(this.node.where, conditions) })
  }

  /** Which rows are changed first, where there is a limit. */
  orderBy(...items: readonly Node[]): UpdateBuilder {
    return this.replace({ orderBy: [...this.node.orderBy, ...items.map(nodeOf)] })
  }

  /** The most rows that are changed. */
  limit(rows: number): UpdateBuilder {
    return this.replace({ limit: rowCount('limit', rows) })
  }

  /** What is given back for each row written. */
  returning(...columns: readonly Node[]): UpdateBuilder {
    return this.replace({ returning: columns.map(nodeOf) })
  }

  private replace(clauses: Partial<Update>): UpdateBuilder {
    return new UpdateBuilder(new Update({ ...this.node, ...clauses }), this.types)
  }
}

/** A DELETE that is being put together. Every method gives a new one. */
export class DeleteBuilder extends NodeBuilder {
  override readonly node: Delete

  constructor(node: Delete) {
    super()
    this.node = node
  }

  /** Adds conditions, all of which must hold. */
  where(...conditions: readonly Node[]): DeleteBuilder {
    return this.replace({ where: allOf(this.node.where, conditions) })
  }

  /** Which rows go first, where there is a limit. */
  orderBy(...items: readonly Node[]): DeleteBuilder {
    return this.replace({ orderBy: [...this.node.orderBy, ...items.map(nodeOf)] })
  }

  /** The most rows that go. */
  limit(rows: number): DeleteBuilder {
    return this.replace({ limit: rowCount('limit', rows) })
  }

  /** What is given back for each row that goes. */
  returning(...columns: readonly Node[]): DeleteBuilder {
    return this.replace({ returning: columns.map(nodeOf) })
  }

  private replace(clauses: Partial<Delete>): DeleteBuilder {
    return new DeleteBuilder(new Delete({ ...this.node, ...clauses }))
  }
}

function assignmentsOf(values: RowValues, types: ColumnTypes | undefined): Assignment[] {
  assertColumns(Object.keys(values), types)
  return Object.keys(values)
    .filter((name) => isGiven(values, name))
    .map((name) => new Assignment(name, valueNode(name, values[name], types)))
}

/** Whether a row has a value for a column: undefined is none. */
function isGiven(row: RowValues, name: string): boolean {
  return Object.hasOwn(row, name) && row[name] !== undefined
}

function valueNode(name: string, value: unknown, types: ColumnTypes | undefined): Node {
  return operand(value, types?.[name] ?? undefined)
}

function assertColumns(names: readonly string[], types: ColumnTypes | undefined): void {
  if (types === undefined) return
  for (const name of names) {
    if (!Object.hasOwn(types, name)) throw statementUsage.unknownColumn(name, Object.keys(types))
  }
}
