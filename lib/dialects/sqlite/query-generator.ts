/** The fragments of queries that SQLite spells differently. */
import type {
  NestedRows,
  ParameterSource,
  ResultColumn,
} from '../../compiler/compiled-statement.js'
import { standardOperators } from '../../compiler/expression-generator.js'
import { Precedence } from '../../compiler/precedence.js'
import { isDefault, QueryGenerator } from '../../compiler/query-generator.js'
import type { QueryRole } from '../../compiler/select-generator.js'
import type { StatementText } from '../../compiler/statement-text.js'
import { resultTypeOf } from '../../compiler/result-columns.js'
import { statementUsage } from '../../errors/statement-usage.js'
import {
  type Exists,
  type JsonPath,
  Literal,
  Parameter,
  type ParameterList,
  Tuple,
} from '../../expression/expressions.js'
import { type Assignment, type Delete, Insert, type Update } from '../../expression/mutations.js'
import type { JsonRows } from '../../expression/json-rows.js'
import type { Node } from '../../expression/node.js'
import { Select } from '../../expression/select.js'
import type { Table, Values } from '../../expression/sources.js'
import { isOpenPattern } from '../../expression/text-patterns.js'
import { decodeDate, decodeJson } from './data-types.js'
import { jsonValueSql, readExactRows } from './json-rows.js'

/** Compiles statements for SQLite. */
export class SqliteQueryGenerator extends QueryGenerator {
  // REGEXP and MATCH call functions that the application or an extension defines.
  protected override readonly operators = Object.freeze({
    ...standardOperators,
    regexp: 'REGEXP',
    notRegexp: 'NOT REGEXP',
    match: 'MATCH',
  })

  protected override placeholder(): string {
    return '?'
  }

  // SQLite's IS compares any two values, NULL among them.
  protected override writeDistinctFrom(
    left: Node,
    right: Parameter,
    negated: boolean,
    out: StatementText,
  ): void {
    this.visitOperand(left, out, Precedence.concatenation)
    out.sql += negated ? ' IS NOT ' : ' IS '
    this.visit(right, out)
  }

  /**
   * A list is one JSON text. The plus sign takes away the affinity of the column `value`, so that
   * the items are compared as literals would be: converted to what the left side holds.
   */
  protected override writeListMembership(
    left: Node,
    list: ParameterList,
    negated: boolean,
    out: StatementText,
  ): void {
    if (out.isInline) {
      super.writeListMembership(left, list, negated, out)
      return
    }
    const encode = this.listEncoderOf(list)
    const areBytes =
      this.itemsOf(list).length > 0 && encode(this.itemsOf(list)[0]) instanceof Uint8Array
    const source: ParameterSource = {
      index: out.positionOf(list),
      transform: undefined,
      encode,
      list: 'array',
      item: 0,
      encodeList: areBytes ? bytesToJson : listToJson,
    }
    this.visitOperand(left, out, Precedence.concatenation)
    out.sql += negated ? ' NOT IN ' : ' IN '
    const item = areBytes ? 'unhex(value)' : '+value'
    out.sql += `(SELECT ${item} FROM json_each(${this.placeholder()}))`
    out.bind(source)
  }

  // SQLite 3.51 and 3.52 turn EXISTS into a join and let OFFSET count the joined rows: the sign keeps
  // them from it, and does nothing else.
  protected override visitExists(node: Exists, out: StatementText): void {
    out.sql += '+'
    super.visitExists(node, out)
  }

  // SQLite compares a row value with rows, not with a list in parentheses.
  protected override writeMembers(left: Node, members: Tuple, out: StatementText): void {
    if (!(left instanceof Tuple) || members.operands.length === 0) {
      super.writeMembers(left, members, out)
      return
    }
    out.sql += '('
    this.writeRows(members.operands, out)
    out.sql += ')'
  }

  protected override visitJsonPath(node: JsonPath, out: StatementText): void {
    const path = this.literals.escapeString(jsonPathText(node.path))
    if (node.result === 'json') {
      out.sql += '('
      this.visitOperand(node.operand, out, Precedence.atom)
      out.sql += ` -> ${path})`
      return
    }
    out.sql += 'json_extract('
    this.visit(node.operand, out)
    out.sql += `, ${path})`
  }

  // An aggregate takes the rows of its sub-query in their order: for group_concat() and its like,
  // SQLite neither merges the two queries nor leaves the ORDER BY out (select.c, flattenSubquery,
  // restriction 16, after ticket 2942). It has ORDER BY within aggregates only since 3.44.
  protected override jsonAggregate(lists: readonly string[]): string {
    const [row, ...more] = lists.map((list) => `json_array(${list})`)
    return `json_group_array(${more.length === 0 ? row! : `json_array(${[row, ...more].join(', ')})`})`
  }

  // What a decoder makes of text it may be given as the value already, if it is known to take both.
  protected override resultColumn(name: string, item: Node): ResultColumn {
    const column = super.resultColumn(name, item)
    const { holds, decode } = column
    if (holds === 'json') return decode === decodeJson ? column : { ...column, holds: 'text' }
    return holds === 'text' && decode === decodeDate ? { ...column, holds: 'timestamps' } : column
  }

  protected override jsonValue(name: string, item: Node): string {
    return jsonValueSql(name, item, this.bindingOf(resultTypeOf(item)))
  }

  protected override nestedRows(node: JsonRows): NestedRows {
    const nested = super.nestedRows(node)
    return { columns: nested.columns, read: (value) => readExactRows(nested, value) }
  }

  protected override castTypeName(type: string): string {
    return type === 'TIMESTAMP' ? 'DATETIME' : type
  }

  // The columns of VALUES cannot be named in an alias; SQLite calls them column1, column2, ….
  protected override visitValues(node: Values, out: StatementText): void {
    out.sql += '('
    if (node.columns.length > 0) {
      const columns = node.columns.map(
        (name, i) => `column${i + 1} AS ${this.identifiers.quote(name)}`,
      )
      out.sql += `SELECT ${columns.join(', ')} FROM (`
    }
    this.writeRows(node.rows, out)
    out.sql += node.columns.length > 0 ? '))' : ')'
    if (node.alias !== undefined) out.sql += ` AS ${this.identifiers.quote(node.alias)}`
  }

  // OFFSET is a part of LIMIT.
  protected override writeLimit(
    limit: Node | undefined,
    offset: Node | undefined,
    out: StatementText,
  ): void {
    if (limit === undefined && offset !== undefined) out.sql += ' LIMIT -1'
    super.writeLimit(limit, offset, out)
  }

  // The planner looks at values bound to LIMIT and LIKE, and so SQLite prepares the statement anew
  // whenever they are bound (sqlite3VdbeSetVarmask). The sign keeps it from that, and does nothing
  // else. A pattern is looked at for an index only where it does not begin with a wildcard.
  protected override writeBare(node: Node, out: StatementText): void {
    if (node instanceof Parameter && !out.isInline) out.sql += '+'
    super.writeBare(node, out)
  }

  protected override visitParameter(node: Parameter, out: StatementText): void {
    if (isOpenPattern(node.transform) && !out.isInline) out.sql += '+'
    super.visitParameter(node, out)
  }

  // A part of a set operation has no parentheses, and so no clauses that stand at its end.
  protected override writeSetOperand(query: Node, out: StatementText, role: QueryRole): void {
    if (query instanceof Select && isPlain(query)) {
      this.writeQuery(query, out, role)
      return
    }
    out.sql += 'SELECT * FROM ('
    this.writeQuery(query, out, role)
    out.sql += ')'
  }

  protected override writeInsertQuery(insert: Insert, query: Node, out: StatementText): void {
    // Without WHERE, SQLite takes the ON of ON CONFLICT for that of a join.
    const isAmbiguous =
      insert.onConflict !== undefined && query instanceof Select && query.where === undefined
    super.writeInsertQuery(
      insert,
      isAmbiguous ? query.replace({ where: new Literal('true') }) : query,
      out,
    )
  }

  /**
   * SQLite has no DEFAULT among values. A column that has its default in every row is left out; in
   * rows that differ it is NULL, which the key of a rowid table replaces by the next number.
   */
  protected override writeInserted(insert: Insert, out: StatementText): void {
    const { columns, rows } = insert
    if (insert.query !== undefined || rows.length === 0) {
      super.writeInserted(insert, out)
      return
    }
    const isKept = columns.map((_, i) =>
      rows.some((row) => !isDefault((row as Tuple).operands[i] ?? row)),
    )
    if (isKept.every((kept) => kept) || (rows.length > 1 && !isKept.includes(true))) {
      super.writeInserted(insert, out)
      return
    }
    super.writeInserted(
      new Insert({
        ...insert,
        columns: columns.filter((_, i) => isKept[i]),
        rows: rows.map(
          (row) => new Tuple((row as Tuple).operands.filter((_, i) => isKept[i] ?? true)),
        ),
      }),
      out,
    )
  }

  protected override visitDefault(_node: Node, out: StatementText): void {
    out.sql += 'NULL'
  }

  protected override visitAssignment(node: Assignment, out: StatementText): void {
    if (isDefault(node.value)) {
      throw statementUsage.noSql('DEFAULT in UPDATE', 'Give the value itself.')
    }
    super.visitAssignment(node, out)
  }

  // RETURNING knows the columns of the table, but not its alias.
  protected override writeReturning(returning: readonly Node[], out: StatementText): void {
    out.isUnqualified = true
    super.writeReturning(returning, out)
    out.isUnqualified = false
  }

  // UPDATE and DELETE take LIMIT only in a build of SQLite that enables it.
  protected override writeLimitedCondition(
    mutation: Update | Delete,
    table: Table,
    out: StatementText,
  ): void {
    out.sql += ' WHERE _rowid_ IN (SELECT _rowid_ FROM '
    this.visit(table, out)
    this.writeWhere(mutation.where, out)
    this.writeOrderBy(mutation.orderBy, out)
    this.writeLimit(mutation.limit, undefined, out)
    out.sql += ')'
  }
}

function isPlain(query: Select): boolean {
  return (
    query.with.length === 0 &&
    query.orderBy.length === 0 &&
    query.limit === undefined &&
    query.offset === undefined
  )
}

/** `$."a"."b"[0]`: every leg quoted whole; a negative index counts from the end. */
function jsonPathText(path: readonly (string | number)[]): string {
  return `$${path.map(jsonLegText).join('')}`
}

function jsonLegText(leg: string | number): string {
  if (typeof leg === 'string') return `.${JSON.stringify(leg)}`
  return leg < 0 ? `[#${leg}]` : `[${leg}]`
}

/** Encoded items as JSON text. Integers of 64 bits keep all their digits. */
function listToJson(items: readonly unknown[]): string {
  let text = '['
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (i > 0) text += ','
    if (typeof item === 'bigint') text += item.toString()
    else if (isJsonScalar(item)) text += JSON.stringify(item)
    else throw statementUsage.unboundList(items)
  }
  return `${text}]`
}

function isJsonScalar(item: unknown): boolean {
  return (
    typeof item === 'string' ||
    typeof item === 'number' ||
    typeof item === 'boolean' ||
    item === null
  )
}

function bytesToJson(items: readonly unknown[]): string {
  return JSON.stringify(
    items.map((item) => {
      if (!(item instanceof Uint8Array)) throw statementUsage.unboundList(items)
      return Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString('hex')
    }),
  )
}
