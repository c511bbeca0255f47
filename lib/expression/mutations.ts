/**
 * INSERT, UPDATE and DELETE, with their conflict and returning clauses.
 */
import { describeNode, Node } from './node.js'
import type { Table } from './sources.js'

/** `column = value` in UPDATE or in an upsert's conflict clause. */
export class Assignment extends Node {
  readonly kind = 'assignment'
  readonly column: string
  readonly value: Node

  constructor(column: string, value: Node) {
    super()
    this.column = column
    this.value = value
    Object.freeze(this)
  }
}
describeNode('assignment', { column: 'shape', value: 'node' })

/** What an INSERT does with a row that violates a unique constraint. */
export class OnConflict extends Node {
  readonly kind = 'onConflict'
  /** The columns of the unique key; empty means any key. */
  readonly target: readonly string[]
  /** Condition of a partial unique index. */
  readonly targetWhere: Node | undefined
  /** Assignments to the row that exists; empty leaves it as it is (DO NOTHING). */
  readonly set: readonly Assignment[]
  readonly where: Node | undefined

  constructor(
    target: readonly string[],
    set: readonly Assignment[],
    targetWhere?: Node,
    where?: Node,
  ) {
    super()
    this.target = Object.freeze([...target])
    this.set = Object.freeze([...set])
    this.targetWhere = targetWhere
    this.where = where
    Object.freeze(this)
  }
}
describeNode('onConflict', { target: 'shape', set: 'nodes', targetWhere: 'node', where: 'node' })

/** The clauses of an INSERT. */
export interface InsertClauses {
  readonly into: Table
  readonly columns: readonly string[]
  /** Tuples, each as long as `columns`; empty with no `query` inserts one row of defaults. */
  readonly rows: readonly Node[]
  readonly query?: Node | undefined
  readonly onConflict?: OnConflict | undefined
  /** Columns or expressions given back for each row written. */
  readonly returning?: readonly Node[]
}

/** An INSERT statement. */
export class Insert extends Node implements InsertClauses {
  readonly kind = 'insert'
  readonly into: Table
  readonly columns: readonly string[]
  readonly rows: readonly Node[]
  readonly query: Node | undefined
  readonly onConflict: OnConflict | undefined
  readonly returning: readonly Node[]

  constructor(clauses: InsertClauses) {
    super()
    this.into = clauses.into
    this.columns = clauses.columns
    this.rows = clauses.rows
    this.query = clauses.query
    this.onConflict = clauses.onConflict
    this.returning = clauses.returning ?? []
    Object.freeze(this)
  }

  /** The node from its fields; its constructor takes them in another form. */
  static rebuild(f: Record<string, unknown>): Insert {
    return new Insert(f as unknown as ConstructorParameters<typeof Insert>[0])
  }
}
describeNode('insert', {
  into: 'node',
  columns: 'shape',
  rows: 'nodes',
  query: 'node',
  onConflict: 'node',
  returning: 'nodes',
})

/** The clauses of an UPDATE. */
export interface UpdateClauses {
  readonly table: Table
  readonly set: readonly Assignment[]
  readonly where?: Node | undefined
  readonly orderBy?: readonly Node[]
  readonly limit?: Node | undefined
  readonly returning?: readonly Node[]
}

/** An UPDATE statement. */
export class Update extends Node implements UpdateClauses {
  readonly kind = 'update'
  readonly table: Table
  readonly set: readonly Assignment[]
  readonly where: Node | undefined
  readonly orderBy: readonly Node[]
  readonly limit: Node | undefined
  readonly returning: readonly Node[]

  constructor(clauses: UpdateClauses) {
    super()
    this.table = clauses.table
    this.set = clauses.set
    this.where = clauses.where
    this.orderBy = clauses.orderBy ?? []
    this.limit = clauses.limit
    this.returning = clauses.returning ?? []
    Object.freeze(this)
  }

  /** The node from its fields; its constructor takes them in another form. */
  static rebuild(f: Record<string, unknown>): Update {
    return new Update(f as unknown as ConstructorParameters<typeof Update>[0])
  }
}
describeNode('update', {
  table: 'node',
  set: 'nodes',
  where: 'node',
  orderBy: 'nodes',
  limit: 'node',
  returning: 'nodes',
})

/** The clauses of a DELETE. */
export interface DeleteClauses {
  readonly from: Table
  readonly where?: Node | undefined
  readonly orderBy?: readonly Node[]
  readonly limit?: Node | undefined
  readonly returning?: readonly Node[]
}

/** A DELETE statement. */
export class Delete extends Node implements DeleteClauses {
  readonly kind = 'delete'
  readonly from: Table
  readonly where: Node | undefined
  readonly orderBy: readonly Node[]
  readonly limit: Node | undefined
  readonly returning: readonly Node[]

  constructor(clauses: DeleteClauses) {
    super()
    this.from = clauses.from
    this.where = clauses.where
    this.orderBy = clauses.orderBy ?? []
    this.limit = clauses.limit
    this.returning = clauses.returning ?? []
    Object.freeze(this)
  }

  /** The node from its fields; its constructor takes them in another form. */
  static rebuild(f: Record<string, unknown>): Delete {
    return new Delete(f as unknown as ConstructorParameters<typeof Delete>[0])
  }
}
describeNode('delete', {
  from: 'node',
  where: 'node',
  orderBy: 'nodes',
  limit: 'node',
  returning: 'nodes',
})

/** Any statement that changes data. */
export type Mutation = Insert | Update | Delete
