/**
 * SELECT and set operations, and `select()`, their chainable constructor.
 */
import { describeNode, Node } from './node.js'

import type { Cte, Join } from './sources.js'

/** A row lock taken by a SELECT. */
export interface RowLock {
  readonly strength: 'update' | 'share' | 'keyShare' | 'noKeyUpdate'
  /** Table aliases whose rows are locked; empty locks the rows of all. */
  readonly of: readonly string[]
  readonly wait: 'wait' | 'skipLocked' | 'noWait'
}

/** The clauses of a SELECT, in the order in which SQL writes them. */
export interface SelectClauses {
  readonly with: readonly Cte[]
  /** True, or the expressions of PostgreSQL's DISTINCT ON. */
  readonly distinct: boolean
  readonly distinctOn: readonly Node[]
  readonly columns: readonly Node[]
  readonly from: readonly Node[]
  readonly joins: readonly Join[]
  readonly where: Node | undefined
  readonly groupBy: readonly Node[]
  readonly having: Node | undefined
  readonly orderBy: readonly Node[]
  readonly limit: Node | undefined
  readonly offset: Node | undefined
  readonly lock: RowLock | undefined
  /** Dialect-specific hints on the first source, already checked against a closed list. */
  readonly hints: readonly string[]
}

const emptyClauses: SelectClauses = Object.freeze({
  with: Object.freeze([]),
  distinct: false,
  distinctOn: Object.freeze([]),
  columns: Object.freeze([]),
  from: Object.freeze([]),
  joins: Object.freeze([]),
  where: undefined,
  groupBy: Object.freeze([]),
  having: undefined,
  orderBy: Object.freeze([]),
  limit: undefined,
  offset: undefined,
  lock: undefined,
  hints: Object.freeze([]),
})

/** A SELECT statement. Every method gives a new statement and leaves this one as it is. */
export class Select extends Node implements SelectClauses {
  readonly kind = 'select'
  readonly with: readonly Cte[]
  readonly distinct: boolean
  readonly distinctOn: readonly Node[]
  readonly columns: readonly Node[]
  readonly from: readonly Node[]
  readonly joins: readonly Join[]
  readonly where: Node | undefined
  readonly groupBy: readonly Node[]
  readonly having: Node | undefined
  readonly orderBy: readonly Node[]
  readonly limit: Node | undefined
  readonly offset: Node | undefined
  readonly lock: RowLock | undefined
  /** Derived from `lock`, so that locking is part of the shape. */
  readonly lockShape: readonly string[]
  readonly hints: readonly string[]

  constructor(clauses: Partial<SelectClauses>) {
    super()
    const all = { ...emptyClauses, ...clauses }
    this.with = all.with
    this.distinct = all.distinct
    this.distinctOn = all.distinctOn
    this.columns = all.columns
    this.from = all.from
    this.joins = all.joins
    this.where = all.where
    this.groupBy = all.groupBy
    this.having = all.having
    this.orderBy = all.orderBy
    this.limit = all.limit
    this.offset = all.offset
    this.lock = all.lock
    this.lockShape =
      all.lock === undefined ? [] : [all.lock.strength, all.lock.wait, ...all.lock.of]
    this.hints = all.hints
    Object.freeze(this)
  }

  /** The same statement with some clauses replaced. */
  replace(clauses: Partial<SelectClauses>): Select {
    return new Select({ ...this.clauses(), ...clauses })
  }

  /** The clauses as a plain object. */
  clauses(): SelectClauses {
    return {
      with: this.with,
      distinct: this.distinct,
      distinctOn: this.distinctOn,
      columns: this.columns,
      from: this.from,
      joins: this.joins,
      where: this.where,
      groupBy: this.groupBy,
      having: this.having,
      orderBy: this.orderBy,
      limit: this.limit,
      offset: this.offset,
      lock: this.lock,
      hints: this.hints,
    }
  }

  /** The node from its fields; its constructor takes them in another form. */
  static rebuild(f: Record<string, unknown>): Select {
    return new Select(f as unknown as ConstructorParameters<typeof Select>[0])
  }
}
describeNode('select', {
  with: 'nodes',
  distinct: 'shape',
  distinctOn: 'nodes',
  columns: 'nodes',
  from: 'nodes',
  joins: 'nodes',
  where: 'node',
  groupBy: 'nodes',
  having: 'node',
  orderBy: 'nodes',
  limit: 'node',
  offset: 'node',
  lockShape: 'shape',
  hints: 'shape',
})

/** `left UNION [ALL] right`, and its like. */
export class SetOperation extends Node {
  readonly kind = 'setOperation'
  readonly operator: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly queries: readonly Node[]
  readonly orderBy: readonly Node[]
  readonly limit: Node | undefined
  readonly offset: Node | undefined

  constructor(
    operator: 'union' | 'intersect' | 'except',
    all: boolean,
    queries: readonly Node[],
    orderBy: readonly Node[] = [],
    limit?: Node,
    offset?: Node,
  ) {
    super()
    this.operator = operator
    this.all = all
    this.queries = Object.freeze([...queries])
    this.orderBy = Object.freeze([...orderBy])
    this.limit = limit
    this.offset = offset
    Object.freeze(this)
  }
}
describeNode('setOperation', {
  operator: 'shape',
  all: 'shape',
  queries: 'nodes',
  orderBy: 'nodes',
  limit: 'node',
  offset: 'node',
})
