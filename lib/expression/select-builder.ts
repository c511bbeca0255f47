/** `select()`: a SELECT put together clause by clause, without models. */
import { statementUsage } from '../errors/statement-usage.js'
import './expression-methods.js'
import { Logical, Parameter } from './expressions.js'
import { isNode, type Node, NodeBuilder } from './node.js'
import { type RowLock, Select, type SelectClauses, SetOperation } from './select.js'
import { Cte, Join, type JoinType, type Subquery } from './sources.js'
import { type Source, sourceNode, subquery } from './table-columns.js'

/** What is locked, and what happens where it is locked already. */
export interface LockOptions {
  /** Table aliases whose rows are locked; those of all where left out. */
  readonly of?: readonly string[]
  readonly skipLocked?: boolean
  readonly noWait?: boolean
}

/**
 * A query of the given columns and expressions; without any, all columns.
 *
 * ```ts
 * select(book.title).from(book).where(book.price.gt(10)).orderBy(book.title).limit(5)
 * ```
 */
export function select(...columns: readonly (Node | NodeBuilder)[]): SelectBuilder {
  return new SelectBuilder(new Select({ columns: columns.map(nodeOf) }))
}

/** A query that can be used as a source, as an operand and in set operations. */
abstract class QueryBuilder extends NodeBuilder {
  /** The query as a source under a name; `lateral` lets it see the sources before it. */
  as(alias: string, options: { readonly lateral?: boolean } = {}): Subquery {
    return subquery(this.node, alias, options.lateral ?? false)
  }

  /** The query as a common table expression, for `with()`. */
  asCte(
    name: string,
    options: { readonly columns?: readonly string[]; readonly recursive?: boolean } = {},
  ): Cte {
    return new Cte(name, this.node, options.columns, options.recursive)
  }

  /** The rows of this query and of the others, each once. */
  union(...others: readonly (Node | NodeBuilder)[]): SetOperationBuilder {
    return combine('union', false, [this, ...others])
  }

  /** The rows of this query and of the others. */
  unionAll(...others: readonly (Node | NodeBuilder)[]): SetOperationBuilder {
    return combine('union', true, [this, ...others])
  }

  /** The rows that this query and the others all have. */
  intersect(...others: readonly (Node | NodeBuilder)[]): SetOperationBuilder {
    return combine('intersect', false, [this, ...others])
  }

  /** The rows of this query that none of the others has. */
  except(...others: readonly (Node | NodeBuilder)[]): SetOperationBuilder {
    return combine('except', false, [this, ...others])
  }
}

/** A SELECT that is being put together. Every method gives a new one. */
export class SelectBuilder extends QueryBuilder {
  override readonly node: Select

  constructor(node: Select) {
    super()
    this.node = node
  }

  private replace(clauses: Partial<SelectClauses>): SelectBuilder {
    return new SelectBuilder(this.node.replace(clauses))
  }

  /** Adds common table expressions. */
  with(...ctes: readonly Cte[]): SelectBuilder {
    return this.replace({ with: [...this.node.with, ...ctes] })
  }

  /** Adds columns and expressions to the result. */
  columns(...columns: readonly (Node | NodeBuilder)[]): SelectBuilder {
    return this.replace({ columns: [...this.node.columns, ...columns.map(nodeOf)] })
  }

  /** Gives each row once. */
  distinct(): SelectBuilder {
    return this.replace({ distinct: true })
  }

  /** Gives the first row for each value of the expressions, where the dialect can. */
  distinctOn(...expressions: readonly Node[]): SelectBuilder {
    return this.replace({ distinctOn: expressions.map(nodeOf) })
  }

  /** Adds sources. */
  from(...sources: readonly Source[]): SelectBuilder {
    return this.replace({ from: [...this.node.from, ...sources.map(sourceNode)] })
  }

  /** Adds a source whose rows must fit. */
  join(source: Source, on: Node): SelectBuilder {
    return this.addJoin('inner', source, nodeOf(on))
  }

  /** Adds a source whose rows may be missing. */
  leftJoin(source: Source, on: Node): SelectBuilder {
    return this.addJoin('left', source, nodeOf(on))
  }

  /** Adds a source beside whose rows those of the sources before it may be missing. */
  rightJoin(source: Source, on: Node): SelectBuilder {
    return this.addJoin('right', source, nodeOf(on))
  }

  /** Adds a source; rows may be missing on both sides. */
  fullJoin(source: Source, on: Node): SelectBuilder {
    return this.addJoin('full', source, nodeOf(on))
  }

  /** Adds a source, each row beside each row. */
  crossJoin(source: Source): SelectBuilder {
    return this.addJoin('cross', source, undefined)
  }

  private addJoin(type: JoinType, source: Source, on: Node | undefined): SelectBuilder {
    return this.replace({ joins: [...this.node.joins, new Join(type, sourceNode(source), on)] })
  }

  /** Adds conditions, all of which must hold. */
  where(...conditions: readonly Node[]): SelectBuilder {
    return this.replace({ where: allOf(this.node.where, conditions) })
  }

  /** Adds groups. */
  groupBy(...expressions: readonly Node[]): SelectBuilder {
    return this.replace({ groupBy: [...this.node.groupBy, ...expressions.map(nodeOf)] })
  }

  /** Adds conditions on groups, all of which must hold. */
  having(...conditions: readonly Node[]): SelectBuilder {
    return this.replace({ having: allOf(this.node.having, conditions) })
  }

  /** Adds to the order of rows. */
  orderBy(...items: readonly Node[]): SelectBuilder {
    return this.replace({ orderBy: [...this.node.orderBy, ...items.map(nodeOf)] })
  }

  /** The most rows that are given. */
  limit(rows: number): SelectBuilder {
    return this.replace({ limit: rowCount('limit', rows) })
  }

  /** How many rows are left out first. */
  offset(rows: number): SelectBuilder {
    return this.replace({ offset: rowCount('offset', rows) })
  }

  /** Locks the rows against changes and other locks. */
  forUpdate(options: LockOptions = {}): SelectBuilder {
    return this.replace({ lock: rowLock('update', options) })
  }

  /** Locks the rows against changes. */
  forShare(options: LockOptions = {}): SelectBuilder {
    return this.replace({ lock: rowLock('share', options) })
  }
}

/** A set operation that is being put together. Every method gives a new one. */
export class SetOperationBuilder extends QueryBuilder {
  override readonly node: SetOperation

  constructor(node: SetOperation) {
    super()
    this.node = node
  }

  private replace(
    clauses: Partial<Pick<SetOperation, 'orderBy' | 'limit' | 'offset'>>,
  ): SetOperationBuilder {
    const { operator, all, queries } = this.node
    const { orderBy, limit, offset } = { ...this.node, ...clauses }
    return new SetOperationBuilder(new SetOperation(operator, all, queries, orderBy, limit, offset))
  }

  /** Adds to the order of rows; columns are named as in the result, by `col()`. */
  orderBy(...items: readonly Node[]): SetOperationBuilder {
    return this.replace({ orderBy: [...this.node.orderBy, ...items.map(nodeOf)] })
  }

  /** The most rows that are given. */
  limit(rows: number): SetOperationBuilder {
    return this.replace({ limit: rowCount('limit', rows) })
  }

  /** How many rows are left out first. */
  offset(rows: number): SetOperationBuilder {
    return this.replace({ offset: rowCount('offset', rows) })
  }
}

function combine(
  operator: SetOperation['operator'],
  all: boolean,
  queries: readonly (Node | NodeBuilder)[],
): SetOperationBuilder {
  return new SetOperationBuilder(new SetOperation(operator, all, queries.map(nodeOf)))
}

/**
 * The node of what must be an expression.
 *
 * @throws {UsageError} for anything else: a misspelled column of a table is undefined
 */
export function nodeOf(value: Node | NodeBuilder): Node {
  if (isNode(value)) return value
  if (value instanceof NodeBuilder) return value.node
  throw statementUsage.notAnExpression(value)
}

/** A condition and further ones, all of which must hold. */
export function allOf(
  first: Node | undefined,
  others: readonly (Node | NodeBuilder)[],
): Node | undefined {
  const conditions = others.map(nodeOf)
  if (first !== undefined) conditions.unshift(first)
  return conditions.length < 2 ? conditions[0] : new Logical('and', conditions)
}

/** A number of rows as a parameter. */
export function rowCount(clause: string, rows: number): Node {
  if (!Number.isSafeInteger(rows) || rows < 0) throw statementUsage.invalidRowCount(clause, rows)
  return new Parameter(rows)
}

function rowLock(strength: RowLock['strength'], options: LockOptions): RowLock {
  const wait = options.noWait ? 'noWait' : options.skipLocked ? 'skipLocked' : 'wait'
  return { strength, of: options.of ?? [], wait }
}
