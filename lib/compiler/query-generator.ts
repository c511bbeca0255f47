/**
 * Compiles statements: dispatches each node to its method, and writes INSERT, UPDATE and DELETE.
 * What gives rows is in `select-generator.ts`, expressions in `expression-generator.ts`.
 */
import { statementUsage } from '../errors/statement-usage.js'
import { Default, type Tuple } from '../expression/expressions.js'
import type { Assignment, Delete, Insert, OnConflict, Update } from '../expression/mutations.js'
import type { Node } from '../expression/node.js'
import type { Select } from '../expression/select.js'
import { type ListBinding, type Shape, shapeOf } from '../expression/traverse.js'
import type { CompiledStatement, ResultColumn, StatementEffect } from './compiled-statement.js'
import { type QueryRole, SelectGenerator } from './select-generator.js'
import { StatementText } from './statement-text.js'

export type { GeneratorParts, ParameterPlace } from './expression-generator.js'

/** The method for each kind of node. */
const visitors = {
  parameter: 'visitParameter',
  parameterList: 'visitParameterList',
  inline: 'visitInline',
  literal: 'visitLiteral',
  fragment: 'visitFragment',
  col: 'visitCol',
  column: 'visitColumn',
  star: 'visitStar',
  fn: 'visitFn',
  cast: 'visitCast',
  json: 'visitUnresolved',
  where: 'visitUnresolved',
  binary: 'visitBinary',
  unary: 'visitUnary',
  logical: 'visitLogical',
  between: 'visitBetween',
  in: 'visitIn',
  exists: 'visitExists',
  quantified: 'visitQuantified',
  tuple: 'visitTuple',
  jsonPath: 'visitJsonPath',
  jsonRows: 'visitJsonRows',
  case: 'visitCase',
  collate: 'visitCollate',
  over: 'visitOver',
  excluded: 'visitExcluded',
  default: 'visitDefault',
  aliased: 'visitAliased',
  ordering: 'visitOrdering',
  select: 'visitSelect',
  setOperation: 'visitSetOperation',
  table: 'visitTable',
  subquery: 'visitSubquery',
  values: 'visitValues',
  join: 'visitJoin',
  cte: 'visitCte',
  assignment: 'visitAssignment',
  onConflict: 'visitOnConflict',
} as const

const effects: Readonly<Record<string, StatementEffect>> = {
  select: 'read',
  setOperation: 'read',
  values: 'read',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  // The user's text: what it does is not known.
  fragment: 'other',
  literal: 'other',
}

/** Writes statements in standard SQL; a dialect overrides what it spells differently. */
export abstract class QueryGenerator extends SelectGenerator {
  /** How lists on the right of IN are bound. Shapes are made with it. */
  get listBinding(): ListBinding {
    return this.supports.listParameters ? 'whole' : 'items'
  }

  /**
   * A statement's SQL, the sources of its bound values (by their position in the shape), and the
   * decoders of its result.
   *
   * @throws {UsageError} for what the dialect has no SQL for
   */
  compile(root: Node, shape: Shape = shapeOf(root, this.listBinding)): CompiledStatement {
    const effect = effects[root.kind]
    if (effect === undefined) {
      throw statementUsage.misplaced(root.kind, 'Only whole statements are sent.')
    }
    const out = new StatementText(shape.positions)
    this.writeStatement(root, out)
    const returning = (root as Partial<Insert>).returning ?? []
    return Object.freeze({
      sql: out.sql,
      parameters: Object.freeze(out.parameters),
      columns: Object.freeze(this.columnsOf(root)),
      effect: effect === 'read' && hasMutation(root) ? 'other' : effect,
      returnsRows: effect === 'read' || returning.length > 0,
    })
  }

  /** SQL text with all values spelled out, for the places of DDL that take no parameters. */
  compileInline(node: Node): string {
    const out = new StatementText(new Map(), true)
    if (node.kind in effects) this.writeStatement(node, out)
    else this.visit(node, out)
    return out.sql
  }

  override visit(node: Node, out: StatementText): void {
    const method = visitors[node.kind as keyof typeof visitors]
    if (method === undefined) throw statementUsage.misplaced(node.kind, 'It is a whole statement.')
    // Each method takes exactly the class of the kind it is listed under.
    const self = this as unknown as Record<string, (node: Node, out: StatementText) => void>
    self[method]!(node, out)
  }

  private columnsOf(root: Node): readonly ResultColumn[] {
    const returning = (root as Partial<Insert>).returning
    return returning === undefined ? this.resultColumnsOf(root) : this.resultColumns(returning)
  }

  private writeStatement(root: Node, out: StatementText): void {
    switch (root.kind) {
      case 'insert':
        return this.writeInsert(root as Insert, out)
      case 'update':
        return this.writeUpdate(root as Update, out)
      case 'delete':
        return this.writeDelete(root as Delete, out)
      default:
        return this.writeQuery(root, out, 'result')
    }
  }

  protected override writeQuery(node: Node, out: StatementText, role: QueryRole): void {
    switch (node.kind) {
      case 'insert':
      case 'update':
      case 'delete':
        return this.writeStatement(node, out)
      default:
        return super.writeQuery(node, out, role)
    }
  }

  /** An INSERT, clause by clause. */
  protected writeInsert(insert: Insert, out: StatementText): void {
    out.sql += 'INSERT INTO '
    this.visit(insert.into, out)
    this.writeInserted(insert, out)
    this.writeOnConflict(insert, out)
    this.writeReturning(insert.returning, out)
  }

  /** What is inserted: rows, the rows of a query, or one row of defaults. */
  protected writeInserted(insert: Insert, out: StatementText): void {
    if (insert.query !== undefined) {
      this.writeColumnNames(insert.columns, out)
      out.sql += ' '
      this.writeInsertQuery(insert, insert.query, out)
    } else if (insert.rows.length === 0 || insert.columns.length === 0) {
      if (insert.rows.length > 1) {
        throw statementUsage.incomplete('INSERT of several rows needs at least one column')
      }
      this.writeDefaultRow(out)
    } else {
      this.writeColumnNames(insert.columns, out)
      out.sql += ' VALUES '
      this.writeInsertRows(insert, out)
    }
  }

  /** The query whose rows are inserted. */
  protected writeInsertQuery(_insert: Insert, query: Node, out: StatementText): void {
    this.writeQuery(query, out, 'inner')
  }

  /** One row in which every column has its default. */
  protected writeDefaultRow(out: StatementText): void {
    out.sql += ' DEFAULT VALUES'
  }

  /** The rows of an INSERT. */
  protected writeInsertRows(insert: Insert, out: StatementText): void {
    for (let i = 0; i < insert.rows.length; i++) {
      const row = insert.rows[i]! as Tuple
      if (row.operands.length !== insert.columns.length) {
        throw statementUsage.unequalRows(insert.columns.length, row.operands.length)
      }
      if (i > 0) out.sql += ', '
      out.sql += '('
      for (let j = 0; j < row.operands.length; j++) {
        if (j > 0) out.sql += ', '
        this.visitAssigned(row.operands[j]!, out)
      }
      out.sql += ')'
    }
  }

  /** What happens to a row that violates a unique constraint. */
  protected writeOnConflict(insert: Insert, out: StatementText): void {
    if (insert.onConflict === undefined) return
    out.sql += ' '
    this.visitOnConflict(insert.onConflict, out)
  }

  /** `ON CONFLICT … DO …`. */
  protected visitOnConflict(node: OnConflict, out: StatementText): void {
    out.sql += 'ON CONFLICT'
    this.writeColumnNames(node.target, out)
    this.writeWhere(node.targetWhere, out)
    if (node.set.length === 0) {
      out.sql += ' DO NOTHING'
      return
    }
    out.sql += ' DO UPDATE SET '
    this.visitList(node.set, out)
    this.writeWhere(node.where, out)
  }

  /** `column = value`. */
  protected visitAssignment(node: Assignment, out: StatementText): void {
    out.sql += `${this.identifiers.quote(node.column)} = `
    this.visitAssigned(node.value, out)
  }

  /** The columns given back for each row written. */
  protected writeReturning(returning: readonly Node[], out: StatementText): void {
    if (returning.length === 0) return
    if (!this.supports.returning) throw statementUsage.noSql('RETURNING')
    out.sql += ' RETURNING '
    this.writeResult(returning, out, [])
  }

  /** An UPDATE, clause by clause. */
  protected writeUpdate(update: Update, out: StatementText): void {
    if (update.set.length === 0) {
      throw statementUsage.incomplete('UPDATE needs at least one assignment')
    }
    out.sql += 'UPDATE '
    this.visit(update.table, out)
    out.sql += ' SET '
    this.visitList(update.set, out)
    this.writeMutationCondition(update, update.table, out)
    this.writeReturning(update.returning, out)
  }

  /** A DELETE, clause by clause. */
  protected writeDelete(deletion: Delete, out: StatementText): void {
    out.sql += 'DELETE FROM '
    this.visit(deletion.from, out)
    this.writeMutationCondition(deletion, deletion.from, out)
    this.writeReturning(deletion.returning, out)
  }

  /** Which rows are changed. A dialect without LIMIT here overrides `writeLimitedCondition`. */
  protected writeMutationCondition(
    mutation: Update | Delete,
    table: Update['table'],
    out: StatementText,
  ): void {
    if (mutation.limit === undefined) this.writeWhere(mutation.where, out)
    else this.writeLimitedCondition(mutation, table, out)
  }

  /** Which rows are changed, of which only the first ones count. */
  protected writeLimitedCondition(
    mutation: Update | Delete,
    _table: Update['table'],
    out: StatementText,
  ): void {
    this.writeWhere(mutation.where, out)
    this.writeOrderBy(mutation.orderBy, out)
    this.writeLimit(mutation.limit, undefined, out)
  }
}

/** Whether a value of INSERT or UPDATE is the column's default. */
export function isDefault(node: Node): boolean {
  return node instanceof Default
}

function hasMutation(root: Node): boolean {
  const ctes = (root as Partial<Select>).with ?? []
  return ctes.some((cte) => effects[cte.query.kind] !== 'read')
}
