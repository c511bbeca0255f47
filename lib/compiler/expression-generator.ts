/**
 * Writes expressions: parameters, columns, operators with the parentheses they need, functions,
 * casts, lists. One method per kind of node, in standard SQL; a dialect overrides the few that
 * differ. Statements are in `query-generator.ts`.
 */
import { type DataType, normalizeDataType } from '../data-types/data-type.js'
import type { TypeBinding, TypeRegistry } from '../data-types/type-registry.js'
import { statementUsage } from '../errors/statement-usage.js'
import {
  type Aliased,
  type Between,
  type Binary,
  type Case,
  type Cast,
  type Col,
  type Collate,
  type Column,
  type Excluded,
  type Exists,
  type Fn,
  type Fragment,
  type In,
  type Inline,
  type JsonPath,
  type Literal,
  type Logical,
  type Ordering,
  type Over,
  Parameter,
  ParameterList,
  type Quantified,
  type Star,
  Tuple,
  type Unary,
  type ValueType,
  valueOf,
} from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import type { BinaryOperator } from '../expression/operators.js'
import { Select, SetOperation } from '../expression/select.js'
import { Values } from '../expression/sources.js'
import { parameterKind, parameterListKind } from '../expression/traverse.js'
import { paddedLength, type ValueKind } from '../expression/value-kind.js'
import type { Capabilities } from './capabilities.js'
import type { ParameterSource } from './compiled-statement.js'
import type { IdentifierQuoter } from './identifiers.js'
import type { LiteralEscaper } from './literals.js'
import { Precedence, precedenceOf } from './precedence.js'
import type { StatementText } from './statement-text.js'

/** What a generator is made of. */
export interface GeneratorParts {
  readonly identifiers: IdentifierQuoter
  readonly literals: LiteralEscaper
  readonly types: TypeRegistry
  readonly supports: Capabilities
}

/**
 * Where a parameter stands, as far as its type goes: `inferred` beside something whose type it
 * takes, `assigned` where it becomes a column's value, `free` where nothing tells the database its
 * type, `bare` where it is never cast.
 */
export type ParameterPlace = 'inferred' | 'assigned' | 'free' | 'bare'

/** Operators of standard SQL; those of dialects are added by them. */
export const standardOperators: Readonly<Partial<Record<BinaryOperator, string>>> = Object.freeze({
  '=': '=',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  is: 'IS',
  isNot: 'IS NOT',
  like: 'LIKE',
  notLike: 'NOT LIKE',
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '%': '%',
  '||': '||',
})

const plainParameter = Object.freeze({ before: '', after: '' })
const functionName = /^[\p{L}_][\p{L}\p{N}_$]*(\.[\p{L}_][\p{L}\p{N}_$]*)*$/u
const castType =
  /^[\p{L}_][\p{L}\p{N}_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?( (unsigned|signed|with(out)? time zone))?(\[\])*$/iu

/** Writes expressions in standard SQL. */
export abstract class ExpressionGenerator {
  readonly identifiers: IdentifierQuoter
  readonly literals: LiteralEscaper
  readonly types: TypeRegistry
  readonly supports: Capabilities
  /** The spelling of each operator that the dialect has. */
  protected readonly operators: Readonly<Partial<Record<BinaryOperator, string>>> =
    standardOperators

  constructor(parts: GeneratorParts) {
    this.identifiers = parts.identifiers
    this.literals = parts.literals
    this.types = parts.types
    this.supports = parts.supports
  }

  /** Writes a node of any kind. */
  abstract visit(node: Node, out: StatementText): void

  /** The placeholder of the parameter with this number, counted from one. */
  protected abstract placeholder(number: number): string

  /** Writes an operand, in parentheses when it binds less than its surroundings. */
  protected visitOperand(node: Node, out: StatementText, minimum: number): void {
    if (precedenceOf(node) < minimum) this.visitParenthesized(node, out)
    else this.visit(node, out)
  }

  /** Writes a node in parentheses; a query has its own. */
  protected visitParenthesized(node: Node, out: StatementText): void {
    out.sql += '('
    if (isQuery(node)) this.visitQuery(node, out)
    else this.visit(node, out)
    out.sql += ')'
  }

  /** Writes nodes divided by commas. */
  protected visitList(nodes: readonly Node[], out: StatementText): void {
    for (let i = 0; i < nodes.length; i++) {
      if (i > 0) out.sql += ', '
      this.visit(nodes[i]!, out)
    }
  }

  /** Writes a node where nothing tells the database the type of a parameter. */
  protected visitFree(node: Node, out: StatementText): void {
    if (node instanceof Parameter) this.writeParameter(node, out, 'free')
    else this.visit(node, out)
  }

  /** Writes the value that a column gets. */
  protected visitAssigned(node: Node, out: StatementText): void {
    if (node instanceof Parameter) this.writeParameter(node, out, 'assigned')
    else this.visit(node, out)
  }

  /** Writes a query without parentheses around it. */
  protected abstract visitQuery(node: Node, out: StatementText): void

  /** A bound value. */
  protected visitParameter(node: Parameter, out: StatementText): void {
    this.writeParameter(node, out, 'inferred')
  }

  /** Writes a placeholder, with a cast where its place needs one. */
  protected writeParameter(node: Parameter, out: StatementText, place: ParameterPlace): void {
    if (out.isInline) {
      out.sql += this.escapeValue(transformed(node), node.type)
      return
    }
    const { before, after } = this.bindingOf(node.type)?.parameterSql ?? plainParameter
    const placeholder = `${before}${this.placeholder(this.bindParameter(node, out))}${after}`
    const cast = place === 'bare' ? undefined : this.parameterCast(node, place)
    out.sql += cast === undefined ? placeholder : this.castText(placeholder, cast)
  }

  /** Adds a value to the statement's parameters. Dialects that can name one twice override this. */
  protected bindParameter(node: Parameter, out: StatementText): number {
    return out.bind(this.parameterSource(node, out))
  }

  /** Where a parameter's value comes from, and how it is encoded. */
  protected parameterSource(node: Parameter, out: StatementText): ParameterSource {
    return {
      index: out.positionOf(node),
      transform: node.transform,
      encode: this.encoderOf(node),
      list: 'none',
      item: 0,
      encodeList: undefined,
    }
  }

  private encoderOf(node: Parameter): ParameterSource['encode'] {
    const encode = this.bindingOf(node.type)?.encode
    if (encode !== undefined) return encode
    const kind = parameterKind(node)
    if (kind !== '' && !this.canBindUntyped(kind)) {
      throw statementUsage.unboundValue(transformed(node))
    }
    return this.types.encodeUntyped
  }

  /** Whether a value of this kind can be bound without a data type. */
  protected canBindUntyped(kind: ValueKind): boolean {
    return kind !== 'o' && kind !== 'a'
  }

  /** The SQL type that a placeholder is cast to; undefined where the database finds it itself. */
  protected parameterCast(node: Parameter, _place: ParameterPlace): string | undefined {
    return this.bindingOf(node.type)?.parameterCast
  }

  /** A cast around SQL text. */
  protected castText(sql: string, type: string): string {
    return `CAST(${sql} AS ${type})`
  }

  /** How values of a data type are bound and read; undefined without a data type. */
  protected bindingOf(type: ValueType | undefined): TypeBinding | undefined {
    if (type === undefined) return undefined
    // The tree knows data types by their key alone; every one in it is a DataType, or the class.
    return this.types.bind(typeof type === 'function' ? instanceOf(type) : (type as DataType))
  }

  /** A value as SQL text. */
  protected escapeValue(value: unknown, type: ValueType | undefined): string {
    if (value === null || value === undefined) return 'NULL'
    const encode = this.bindingOf(type)?.encode
    return this.literals.escape(encode === undefined ? value : encode(value))
  }

  /** A value that is part of the text, because its place takes no parameter. */
  protected visitInline(node: Inline, out: StatementText): void {
    out.sql += this.escapeValue(node.value, node.type)
  }

  /** A list outside of IN: the operand of ANY and ALL. */
  protected visitParameterList(node: ParameterList, _out: StatementText): void {
    throw statementUsage.misplaced(node.kind, 'A list of values stands on the right of IN.')
  }

  /** User's text. */
  protected visitLiteral(node: Literal, out: StatementText): void {
    out.sql += node.val
  }

  /** User's text with expressions in its gaps. */
  protected visitFragment(node: Fragment, out: StatementText): void {
    out.sql += node.texts[0] ?? ''
    for (let i = 0; i < node.operands.length; i++) {
      this.visit(node.operands[i]!, out)
      out.sql += node.texts[i + 1] ?? ''
    }
  }

  /** A column by the user's name: what stands before the last dot names the table. */
  protected visitCol(node: Col, out: StatementText): void {
    const name = node.col
    if (name === '*') out.sql += '*'
    else if (name.endsWith('.*')) out.sql += `${this.quoteAlias(name.slice(0, -2))}.*`
    else out.sql += this.identifiers.quotePath(name)
  }

  /** Aliases of included tables are paths of associations joined by arrows. */
  private quoteAlias(path: string): string {
    return this.identifiers.quote(path.replaceAll('.', '->'))
  }

  /** A column of a table alias. */
  protected visitColumn(node: Column, out: StatementText): void {
    if (node.table !== undefined && !out.isUnqualified) {
      out.sql += `${this.identifiers.quote(node.table)}.`
    }
    out.sql += this.identifiers.quote(node.name)
  }

  /** All columns. */
  protected visitStar(node: Star, out: StatementText): void {
    out.sql += node.table === undefined ? '*' : `${this.identifiers.quote(node.table)}.*`
  }

  /** A function call. */
  protected visitFn(node: Fn, out: StatementText): void {
    if (!functionName.test(node.fn)) {
      throw statementUsage.unsafeName(
        'an SQL function',
        node.fn,
        'Use letters, digits and underscores, or literal() for free text.',
      )
    }
    out.sql += `${node.fn}(${node.distinct ? 'DISTINCT ' : ''}`
    for (let i = 0; i < node.args.length; i++) {
      if (i > 0) out.sql += ', '
      this.visitArgument(node, node.args[i]!, out)
    }
    out.sql += ')'
  }

  /** One argument of a function call. */
  protected visitArgument(_call: Fn, argument: Node, out: StatementText): void {
    this.visit(argument, out)
  }

  /** A conversion. */
  protected visitCast(node: Cast, out: StatementText): void {
    out.sql += 'CAST('
    if (node.val instanceof Parameter) this.writeParameter(node.val, out, 'bare')
    else this.visit(node.val, out)
    out.sql += ` AS ${this.castTarget(node.type)})`
  }

  private castTarget(type: string | ValueType): string {
    if (typeof type !== 'string') return this.bindingOf(type)!.sql
    if (!castType.test(type)) {
      throw statementUsage.unsafeName(
        'an SQL type',
        type,
        'Give a name such as "integer" or "numeric(10, 2)", or a data type.',
      )
    }
    return this.castTypeName(type.toUpperCase())
  }

  /** The dialect's name for an SQL type named by the user in CAST, in upper case. */
  protected castTypeName(type: string): string {
    return type
  }

  /** An operator between two expressions. */
  protected visitBinary(node: Binary, out: StatementText): void {
    const { operator, left, right } = node
    if ((operator === 'is' || operator === 'isNot') && right instanceof Parameter) {
      this.writeDistinctFrom(left, right, operator === 'isNot', out)
      return
    }
    const text = this.operators[operator]
    if (text === undefined) throw statementUsage.noSql(`the operator ${operator}`)
    const minimum = Precedence.operandsOf(operator)
    this.visitOperand(
      left,
      out,
      left.kind === 'binary' ? minimum.left(left as Binary) : minimum.side,
    )
    out.sql += ` ${text} `
    this.visitOperand(right, out, minimum.right)
  }

  /**
   * `left IS value`. IS takes no parameter in standard SQL. The value of a parameter is not part of
   * the shape, but that it is null without a data type is.
   */
  protected writeDistinctFrom(
    left: Node,
    right: Parameter,
    negated: boolean,
    out: StatementText,
  ): void {
    this.visitOperand(left, out, Precedence.concatenation)
    if (parameterKind(right) === 'n') {
      out.sql += negated ? ' IS NOT NULL' : ' IS NULL'
      return
    }
    out.sql += negated ? ' IS DISTINCT FROM ' : ' IS NOT DISTINCT FROM '
    this.visit(right, out)
  }

  /** NOT or a minus sign. */
  protected visitUnary(node: Unary, out: StatementText): void {
    if (node.operator === 'not') {
      out.sql += 'NOT '
      this.visitParenthesized(node.operand, out)
      return
    }
    // Two minus signs in a row would begin a comment.
    out.sql += '-'
    this.visitOperand(node.operand, out, Precedence.atom)
  }

  /** Conditions joined by AND or OR. */
  protected visitLogical(node: Logical, out: StatementText): void {
    const { operands, operator } = node
    if (operands.length === 0) {
      out.sql += operator === 'and' ? '1 = 1' : '0 = 1'
      return
    }
    if (operands.length === 1) {
      this.visit(operands[0]!, out)
      return
    }
    for (let i = 0; i < operands.length; i++) {
      if (i > 0) out.sql += operator === 'and' ? ' AND ' : ' OR '
      const condition = onlyOperand(operands[i]!)
      // The user's text is one condition, whatever operators it holds.
      if (isText(condition)) this.visitParenthesized(condition, out)
      else this.visitOperand(condition, out, Precedence.not)
    }
  }

  /** A range, both ends included. */
  protected visitBetween(node: Between, out: StatementText): void {
    this.visitOperand(node.left, out, Precedence.concatenation)
    out.sql += node.negated ? ' NOT BETWEEN ' : ' BETWEEN '
    this.visitOperand(node.low, out, Precedence.concatenation)
    out.sql += ' AND '
    this.visitOperand(node.high, out, Precedence.concatenation)
  }

  /** Membership of a list, a sub-query, a tuple of expressions, or what the user's text gives. */
  protected visitIn(node: In, out: StatementText): void {
    const { left, right, negated } = node
    if (right instanceof ParameterList) {
      this.writeListMembership(left, right, negated, out)
      return
    }
    this.visitOperand(left, out, Precedence.concatenation)
    out.sql += negated ? ' NOT IN ' : ' IN '
    if (right instanceof Tuple) this.writeMembers(left, right, out)
    else if (isText(right)) this.visit(right, out)
    else if (right instanceof Values) this.visit(right, out)
    else this.visitParenthesized(right, out)
  }

  /** The written-out members on the right of IN. */
  protected writeMembers(_left: Node, members: Tuple, out: StatementText): void {
    out.sql += '('
    if (members.operands.length === 0) out.sql += 'NULL'
    this.visitList(members.operands, out)
    out.sql += ')'
  }

  /** `left [NOT] IN (?, ?, …)`: padded, so that lists of similar length share one statement. */
  protected writeListMembership(
    left: Node,
    list: ParameterList,
    negated: boolean,
    out: StatementText,
  ): void {
    this.visitOperand(left, out, Precedence.concatenation)
    out.sql += negated ? ' NOT IN (' : ' IN ('
    const length = out.isInline
      ? this.itemsOf(list).length
      : paddedLength(this.itemsOf(list).length)
    for (let item = 0; item < length; item++) {
      if (item > 0) out.sql += ', '
      this.writeListItem(list, item, out)
    }
    out.sql += ')'
  }

  private writeListItem(list: ParameterList, item: number, out: StatementText): void {
    if (out.isInline) {
      out.sql += this.escapeValue(this.itemsOf(list)[item], list.type)
      return
    }
    const source: ParameterSource = {
      index: out.positionOf(list),
      transform: undefined,
      encode: this.listEncoderOf(list),
      list: 'item',
      item,
      encodeList: undefined,
    }
    out.sql += this.placeholder(out.bind(source))
  }

  /** The items of a list, or those of the first execution where a slot stands for it. */
  protected itemsOf(list: ParameterList): readonly unknown[] {
    return valueOf(list.values) as readonly unknown[]
  }

  /**
   * Encodes each item of a list.
   *
   * @throws {UsageError} when the items cannot be bound together
   */
  protected listEncoderOf(list: ParameterList): (value: unknown) => unknown {
    const encode = this.bindingOf(list.type)?.encode
    if (encode !== undefined) return encode
    if (parameterListKind(list) === 'o') throw statementUsage.unboundList(this.itemsOf(list))
    return this.types.encodeUntyped
  }

  /** A sub-query with rows or without. */
  protected visitExists(node: Exists, out: StatementText): void {
    out.sql += 'EXISTS '
    if (isText(node.query)) this.visit(node.query, out)
    else this.visitParenthesized(node.query, out)
  }

  /** ANY or ALL of an array, a sub-query or VALUES. */
  protected visitQuantified(node: Quantified, out: StatementText): void {
    const { operand } = node
    if (!isQuery(operand) && !this.supports.quantifiedArrays) {
      throw statementUsage.noSql(`${node.quantifier.toUpperCase()} of a list`, 'Use Op.in instead.')
    }
    out.sql += node.quantifier === 'any' ? 'ANY ' : 'ALL '
    if (operand instanceof Values) this.visit(operand, out)
    else this.visitParenthesized(operand, out)
  }

  /** A row value or a written-out list. */
  protected visitTuple(node: Tuple, out: StatementText): void {
    const only = node.operands.length === 1 ? node.operands[0]! : undefined
    if (only !== undefined && isQuery(only)) {
      this.visitParenthesized(only, out)
      return
    }
    out.sql += '('
    this.visitList(node.operands, out)
    out.sql += ')'
  }

  /** A place inside a JSON value. */
  protected visitJsonPath(_node: JsonPath, _out: StatementText): void {
    throw statementUsage.noSql('a JSON path')
  }

  /** A choice between expressions. */
  protected visitCase(node: Case, out: StatementText): void {
    out.sql += 'CASE'
    if (node.operand !== undefined) {
      out.sql += ' '
      this.visit(node.operand, out)
    }
    for (let i = 0; i < node.conditions.length; i++) {
      out.sql += ' WHEN '
      this.visit(node.conditions[i]!, out)
      out.sql += ' THEN '
      this.visit(node.results[i]!, out)
    }
    if (node.otherwise !== undefined) {
      out.sql += ' ELSE '
      this.visit(node.otherwise, out)
    }
    out.sql += ' END'
  }

  /** A collation. */
  protected visitCollate(node: Collate, out: StatementText): void {
    this.visitOperand(node.operand, out, Precedence.atom)
    out.sql += ` COLLATE ${this.identifiers.quote(node.collation)}`
  }

  /** A window function. */
  protected visitOver(node: Over, out: StatementText): void {
    this.visit(node.operand, out)
    out.sql += ' OVER ('
    if (node.partitionBy.length > 0) {
      out.sql += 'PARTITION BY '
      this.visitList(node.partitionBy, out)
    }
    if (node.orderBy.length > 0) {
      out.sql += node.partitionBy.length > 0 ? ' ORDER BY ' : 'ORDER BY '
      this.visitList(node.orderBy, out)
    }
    out.sql += ')'
  }

  /** The value that an upsert would have inserted. */
  protected visitExcluded(node: Excluded, out: StatementText): void {
    out.sql += `EXCLUDED.${this.identifiers.quote(node.name)}`
  }

  /** A column's default. */
  protected visitDefault(_node: Node, out: StatementText): void {
    out.sql += 'DEFAULT'
  }

  /** An expression with the name it has in the result. */
  protected visitAliased(node: Aliased, out: StatementText): void {
    this.visitFree(node.expression, out)
    out.sql += ` AS ${this.identifiers.quote(node.alias)}`
  }

  /** One item of ORDER BY. */
  protected visitOrdering(node: Ordering, out: StatementText): void {
    this.visit(node.expression, out)
    if (node.direction !== undefined) out.sql += node.direction === 'asc' ? ' ASC' : ' DESC'
    if (node.nulls !== undefined) out.sql += node.nulls === 'first' ? ' NULLS FIRST' : ' NULLS LAST'
  }

  /** What query options must have resolved before a statement is compiled. */
  protected visitUnresolved(node: Node, _out: StatementText): never {
    throw statementUsage.misplaced(
      node.kind,
      'It depends on the columns around it: use it in the where, attributes or order option.',
    )
  }
}

const instances = new WeakMap<object, DataType>()

/** A data type named by its class, `STRING` for `STRING()`; always the same instance. */
function instanceOf(type: ValueType): DataType {
  let instance = instances.get(type)
  if (instance === undefined) {
    instance = normalizeDataType(type)
    instances.set(type, instance)
  }
  return instance
}

/** A parameter's value after its change; that of the first execution where a slot stands for it. */
export function transformed(node: Parameter): unknown {
  const value = valueOf(node.value)
  return node.transform === undefined ? value : node.transform(value)
}

/** Whether a node gives rows and stands in parentheses inside an expression. */
export function isQuery(node: Node): boolean {
  return node instanceof Select || node instanceof SetOperation || node instanceof Values
}

/** What an AND or OR of one condition comes down to. */
function onlyOperand(node: Node): Node {
  let inner = node
  while (inner.kind === 'logical' && (inner as Logical).operands.length === 1) {
    inner = (inner as Logical).operands[0]!
  }
  return inner
}

function isText(node: Node): boolean {
  return node.kind === 'literal' || node.kind === 'fragment'
}
