/** Writes SELECT, set operations, VALUES, and all that they read from. */
import type { NestedRows, ResultColumn } from './compiled-statement.js'
import { statementUsage } from '../errors/statement-usage.js'
import { Aliased, Column, JsonPath, Parameter, type Tuple } from '../expression/expressions.js'
import { JsonRows } from '../expression/json-rows.js'
import type { TypeBinding } from '../data-types/type-registry.js'
import type { Node } from '../expression/node.js'
import { type RowLock, Select, SetOperation } from '../expression/select.js'
import { type Cte, type Join, type Subquery, type Table, Values } from '../expression/sources.js'
import { ExpressionGenerator } from './expression-generator.js'
import { listsOfValues, nameColumns, nestedDecoder, readRows } from './nested-rows.js'
import {
  clausesAfter,
  isNamed,
  mentions,
  parseJson,
  resultNamesOf,
  resultTypeOf,
} from './result-columns.js'
import type { StatementText } from './statement-text.js'

const joinTexts = {
  inner: 'INNER JOIN',
  left: 'LEFT OUTER JOIN',
  right: 'RIGHT OUTER JOIN',
  full: 'FULL OUTER JOIN',
  cross: 'CROSS JOIN',
} as const

const lockTexts = {
  update: 'FOR UPDATE',
  share: 'FOR SHARE',
  keyShare: 'FOR KEY SHARE',
  noKeyUpdate: 'FOR NO KEY UPDATE',
} as const

/** What a query's rows are: the result, a part of a result that is a set operation, or neither. */
export type QueryRole = 'result' | 'operand' | 'inner'

/** How a result is used: by clauses that may name its columns, or compared row by row. */
export type ResultUse = readonly Node[] | 'compared'

/** Writes what gives rows, in standard SQL. */
export abstract class SelectGenerator extends ExpressionGenerator {
  protected override visitQuery(node: Node, out: StatementText): void {
    this.writeQuery(node, out, 'inner')
  }

  /** A query without parentheses. */
  protected writeQuery(node: Node, out: StatementText, role: QueryRole): void {
    if (node instanceof Select) this.writeSelect(node, out, role)
    else if (node instanceof SetOperation) this.writeSetOperation(node, out, role)
    else if (node instanceof Values) this.writeRows(node.rows, out)
    else this.visit(node, out)
  }

  /** A SELECT in the place of an expression. */
  protected visitSelect(node: Node, out: StatementText): void {
    this.visitParenthesized(node, out)
  }

  /** A SELECT, clause by clause. */
  protected writeSelect(select: Select, out: StatementText, role: QueryRole): void {
    this.writeWith(select.with, out)
    out.sql += 'SELECT '
    this.writeDistinct(select, out)
    if (role === 'inner') this.writeProjection(select.columns, out)
    else
      this.writeResult(select.columns, out, role === 'result' ? clausesAfter(select) : 'compared')
    this.writeFrom(select, out)
    this.writeJoins(select.joins, out)
    this.writeWhere(select.where, out)
    this.writeGroupBy(select.groupBy, out)
    this.writeHaving(select.having, out)
    this.writeOrderBy(select.orderBy, out)
    this.writeLimit(select.limit, select.offset, out)
    this.writeLock(select.lock, out)
  }

  /** `WITH a AS (…), …`. */
  protected writeWith(ctes: readonly Cte[], out: StatementText): void {
    if (ctes.length === 0) return
    out.sql += ctes.some((cte) => cte.recursive) ? 'WITH RECURSIVE ' : 'WITH '
    this.visitList(ctes, out)
    out.sql += ' '
  }

  /** One common table expression. */
  protected visitCte(node: Cte, out: StatementText): void {
    out.sql += this.identifiers.quote(node.name)
    this.writeColumnNames(node.columns, out)
    out.sql += ' AS ('
    this.writeQuery(node.query, out, 'inner')
    out.sql += ')'
  }

  /** ` ("a", "b")`, or nothing. */
  protected writeColumnNames(columns: readonly string[], out: StatementText): void {
    if (columns.length === 0) return
    out.sql += ` (${columns.map((name) => this.identifiers.quote(name)).join(', ')})`
  }

  /** DISTINCT. */
  protected writeDistinct(select: Select, out: StatementText): void {
    if (select.distinctOn.length > 0) throw statementUsage.noSql('DISTINCT ON')
    if (select.distinct) out.sql += 'DISTINCT '
  }

  /** What is selected. */
  protected writeProjection(columns: readonly Node[], out: StatementText): void {
    if (columns.length === 0) out.sql += '*'
    for (let i = 0; i < columns.length; i++) {
      if (i > 0) out.sql += ', '
      this.writeProjected(columns[i]!, out)
    }
  }

  /**
   * What is selected as the statement's result. Every item has a name of its own, because drivers
   * that give rows as objects tell columns apart by their names.
   */
  protected writeResult(columns: readonly Node[], out: StatementText, use: ResultUse): void {
    if (columns.length === 0) out.sql += '*'
    const names = resultNamesOf(columns)
    for (let i = 0; i < columns.length; i++) {
      if (i > 0) out.sql += ', '
      this.writeResultColumn(columns[i]!, names[i], out, use)
    }
  }

  /** One item of the projection. A column under its own name needs no alias. */
  protected writeProjected(item: Node, out: StatementText): void {
    if (item instanceof Aliased && isNamed(item.expression, item.alias)) {
      this.visit(item.expression, out)
    } else {
      this.visitFree(item, out)
    }
  }

  /** One item of the result, converted to text where its type is read as text. */
  protected writeResultColumn(
    item: Node,
    name: string | undefined,
    out: StatementText,
    use: ResultUse,
  ): void {
    const expression = item instanceof Aliased ? item.expression : item
    const isConverted = name !== undefined && this.isConverted(item, name, use)
    if (isConverted) {
      out.sql += 'CAST('
      this.visitFree(expression, out)
      out.sql += ' AS TEXT)'
    } else {
      this.visitFree(expression, out)
    }
    if (name !== undefined && (isConverted || !isNamed(expression, name))) {
      out.sql += ` AS ${this.identifiers.quote(name)}`
    }
  }

  /**
   * Whether an item of the result is read as text. Where another clause names it, it stays as it
   * is: rows in the order of numbers count more than the last digits of numbers that exceed
   * JavaScript's. So it does in a set operation, whose rows are compared.
   */
  private isConverted(item: Node, name: string, use: ResultUse): boolean {
    return (
      use !== 'compared' &&
      this.bindingOf(resultTypeOf(item))?.selectWrap === 'text' &&
      !use.some((clause) => mentions(clause, name))
    )
  }

  /** Names and decoders of what a query gives; empty when it gives columns that are not known. */
  protected resultColumnsOf(query: Node): readonly ResultColumn[] {
    if (query instanceof Select) return this.resultColumns(query.columns)
    if (query instanceof SetOperation) return this.resultColumnsOf(query.queries[0]!)
    return []
  }

  /** Names and decoders of projected items. */
  protected resultColumns(items: readonly Node[]): readonly ResultColumn[] {
    const names = resultNamesOf(items)
    if (names.includes(undefined)) return []
    return items.map((item, i) => this.resultColumn(names[i]!, item))
  }

  /** How one item of the result is decoded. */
  protected resultColumn(name: string, item: Node): ResultColumn {
    const binding = this.bindingOf(resultTypeOf(item))
    if (binding !== undefined) {
      const { decode, decodeByDriver, selectWrap } = binding
      return {
        name,
        decode,
        ...(selectWrap === undefined ? {} : { rawDecode: decode }),
        ...(decodeByDriver === undefined ? {} : { decodeByDriver }),
        ...contentOf(item, binding),
      }
    }
    const expression = item instanceof Aliased ? item.expression : item
    if (expression instanceof JsonRows) {
      const nested = this.nestedRows(expression)
      const decode = nestedDecoder(nested)
      return { name, decode, rawDecode: decode, nested }
    }
    return expression instanceof JsonPath && expression.result === 'json'
      ? { name, decode: parseJson }
      : { name, decode: undefined, decodeByDriver: true }
  }

  /** The rows of a query as one JSON list: those of a sub-query, so that they keep its order. */
  protected visitJsonRows(node: JsonRows, out: StatementText): void {
    const { query, names } = nameColumns(node.query, this.identifiers)
    const values = names.map((name, i) =>
      this.jsonValue(this.identifiers.quote(name), query.columns[i]!),
    )
    out.sql += `(SELECT ${this.jsonAggregate(listsOfValues(values))} FROM (`
    this.writeQuery(query, out, 'inner')
    out.sql += `) AS ${this.identifiers.quote('rows')})`
  }

  /**
   * SQL that aggregates rows into one JSON list, in their order.
   *
   * @param lists the values of a row; more than one where a row has more values than fit in a list
   */
  protected jsonAggregate(_lists: readonly string[]): string {
    throw statementUsage.noSql('rows as JSON')
  }

  /**
   * SQL of a value in the form in which it travels in JSON, so that nothing of it is lost.
   *
   * @param name its quoted name in the sub-query
   * @param _item what it is
   */
  protected jsonValue(name: string, _item: Node): string {
    return name
  }

  /** What is known of rows in JSON. */
  protected nestedRows(node: JsonRows): NestedRows {
    const { query, names } = nameColumns(node.query, this.identifiers)
    const columns = query.columns.map((item, i) => this.nestedColumn(names[i]!, item))
    return { columns, read: (value) => readRows(value, columns.length) }
  }

  /** How one value of a row in JSON is decoded. */
  protected nestedColumn(name: string, item: Node): ResultColumn {
    return this.resultColumn(name, item)
  }

  /** The sources before the joins. */
  protected writeFrom(select: Select, out: StatementText): void {
    if (select.from.length === 0) return
    out.sql += ' FROM '
    this.visitList(select.from, out)
  }

  /** A table, with its alias. */
  protected visitTable(node: Table, out: StatementText): void {
    out.sql += this.tableName(node)
    if (node.alias !== undefined) out.sql += ` AS ${this.identifiers.quote(node.alias)}`
  }

  /** A table's name without an alias. */
  protected tableName(node: Table): string {
    const { name, schema, delimiter } = node
    return schema === undefined
      ? this.identifiers.quote(name)
      : this.identifiers.quoteTable({ tableName: name, schema, delimiter })
  }

  /** A query in the place of a table. */
  protected visitSubquery(node: Subquery, out: StatementText): void {
    if (node.lateral) {
      if (!this.supports.lateral) throw statementUsage.noSql('LATERAL')
      out.sql += 'LATERAL '
    }
    out.sql += '('
    this.writeQuery(node.query, out, 'inner')
    out.sql += `) AS ${this.identifiers.quote(node.alias)}`
  }

  /** Written-out rows: an operand, or with an alias a source. */
  protected visitValues(node: Values, out: StatementText): void {
    out.sql += '('
    this.writeRows(node.rows, out)
    out.sql += ')'
    if (node.alias !== undefined) {
      out.sql += ` AS ${this.identifiers.quote(node.alias)}`
      this.writeColumnNames(node.columns, out)
    }
  }

  /** `VALUES (…), (…)`. */
  protected writeRows(rows: readonly Node[], out: StatementText): void {
    out.sql += 'VALUES '
    for (let i = 0; i < rows.length; i++) {
      if (i > 0) out.sql += ', '
      this.writeRow(rows[i]! as Tuple, out)
    }
  }

  /** One row of VALUES, outside of INSERT. */
  protected writeRow(row: Tuple, out: StatementText): void {
    out.sql += '('
    for (let i = 0; i < row.operands.length; i++) {
      if (i > 0) out.sql += ', '
      this.visitFree(row.operands[i]!, out)
    }
    out.sql += ')'
  }

  /** The joins, in order. */
  protected writeJoins(joins: readonly Join[], out: StatementText): void {
    for (const join of joins) {
      out.sql += ' '
      this.visitJoin(join, out)
    }
  }

  /** One join; nested ones are taken first. */
  protected visitJoin(join: Join, out: StatementText): void {
    out.sql += `${joinTexts[join.type]} `
    if (join.nested.length === 0) {
      this.visit(join.source, out)
    } else {
      out.sql += '('
      this.visit(join.source, out)
      this.writeJoins(join.nested, out)
      out.sql += ')'
    }
    this.writeJoinCondition(join, out)
  }

  /** ON, which every join but the cross join has. */
  protected writeJoinCondition(join: Join, out: StatementText): void {
    if (join.type === 'cross') return
    out.sql += ' ON '
    if (join.on === undefined) out.sql += '1 = 1'
    else this.visit(join.on, out)
  }

  /** The condition on rows. */
  protected writeWhere(condition: Node | undefined, out: StatementText): void {
    if (condition === undefined) return
    out.sql += ' WHERE '
    this.visit(condition, out)
  }

  /** The groups. */
  protected writeGroupBy(expressions: readonly Node[], out: StatementText): void {
    if (expressions.length === 0) return
    out.sql += ' GROUP BY '
    this.visitList(expressions, out)
  }

  /** The condition on groups. */
  protected writeHaving(condition: Node | undefined, out: StatementText): void {
    if (condition === undefined) return
    out.sql += ' HAVING '
    this.visit(condition, out)
  }

  /** The order of rows. */
  protected writeOrderBy(items: readonly Node[], out: StatementText): void {
    if (items.length === 0) return
    out.sql += ' ORDER BY '
    this.visitList(items, out)
  }

  /** The slice of rows. */
  protected writeLimit(
    limit: Node | undefined,
    offset: Node | undefined,
    out: StatementText,
  ): void {
    if (limit !== undefined) {
      out.sql += ' LIMIT '
      this.writeBare(limit, out)
    }
    if (offset !== undefined) {
      out.sql += ' OFFSET '
      this.writeBare(offset, out)
    }
  }

  /** A parameter without a cast, or any other expression. */
  protected writeBare(node: Node, out: StatementText): void {
    if (node instanceof Parameter) this.writeParameter(node, out, 'bare')
    else this.visit(node, out)
  }

  /** The row lock, as far as the dialect has it: v6 leaves out what it has not. */
  protected writeLock(lock: RowLock | undefined, out: StatementText): void {
    if (lock === undefined || !this.supports.locks.includes(lock.strength)) return
    out.sql += ` ${lockTexts[lock.strength]}`
    if (lock.of.length > 0 && this.supports.lockOf) {
      out.sql += ` OF ${lock.of.map((alias) => this.identifiers.quote(alias)).join(', ')}`
    }
    if (lock.wait === 'noWait') out.sql += ' NOWAIT'
    else if (lock.wait === 'skipLocked' && this.supports.skipLocked) out.sql += ' SKIP LOCKED'
  }

  /** A set operation in the place of an expression. */
  protected visitSetOperation(node: Node, out: StatementText): void {
    this.visitParenthesized(node, out)
  }

  /** Queries joined by UNION, INTERSECT or EXCEPT. */
  protected writeSetOperation(node: SetOperation, out: StatementText, role: QueryRole): void {
    const operandRole = role === 'inner' ? 'inner' : 'operand'
    const operator = ` ${node.operator.toUpperCase()}${node.all ? ' ALL ' : ' '}`
    for (let i = 0; i < node.queries.length; i++) {
      if (i > 0) out.sql += operator
      this.writeSetOperand(node.queries[i]!, out, operandRole)
    }
    this.writeOrderBy(node.orderBy, out)
    this.writeLimit(node.limit, node.offset, out)
  }

  /** One query of a set operation. */
  protected writeSetOperand(query: Node, out: StatementText, role: QueryRole): void {
    out.sql += '('
    this.writeQuery(query, out, role)
    out.sql += ')'
  }
}

const textTypes: ReadonlySet<string> = new Set([
  'STRING',
  'TEXT',
  'CHAR',
  'CITEXT',
  'ENUM',
  'UUID',
  'DATE',
  'DATEONLY',
  'TIME',
])

const fractionTypes: ReadonlySet<string> = new Set([
  'FLOAT',
  'DOUBLE PRECISION',
  'REAL',
  'DECIMAL',
  'NUMBER',
])

/** What the values of a stored column can be; nothing for what is computed or may hold bytes. */
function contentOf(item: Node, binding: TypeBinding): Pick<ResultColumn, 'holds'> {
  const expression = item instanceof Aliased ? item.expression : item
  const { key, options } = binding.type
  if (!(expression instanceof Column) || binding.decodeByDriver === true) return {}
  if (key === 'BLOB' || (options as { binary?: unknown }).binary === true) return {}
  if (fractionTypes.has(key)) return { holds: 'fractions' }
  if (key === 'JSON' || key === 'JSONB') return { holds: 'json' }
  return { holds: textTypes.has(key) ? 'text' : 'other' }
}
