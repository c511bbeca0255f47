/** The fragments of queries that PostgreSQL spells differently. */
import type { ParameterSource, ResultColumn } from '../../compiler/compiled-statement.js'
import { type ParameterPlace, standardOperators } from '../../compiler/expression-generator.js'
import { Precedence } from '../../compiler/precedence.js'
import { QueryGenerator } from '../../compiler/query-generator.js'
import { resultTypeOf } from '../../compiler/result-columns.js'
import type { StatementText } from '../../compiler/statement-text.js'
import { RawSqlType } from '../../data-types/data-type.js'
import type { TypeBinding } from '../../data-types/type-registry.js'
import { statementUsage } from '../../errors/statement-usage.js'
import {
  type Binary,
  Column,
  type Fn,
  type JsonPath,
  Parameter,
  ParameterList,
  type Quantified,
} from '../../expression/expressions.js'
import type { Delete, OnConflict, Update } from '../../expression/mutations.js'
import type { Node } from '../../expression/node.js'
import type { Select } from '../../expression/select.js'
import type { Table } from '../../expression/sources.js'
import { parameterKind, parameterListKind } from '../../expression/traverse.js'
import type { ValueKind } from '../../expression/value-kind.js'
import { jsonFormOf, jsonValueSql, nestedColumnOf } from './json-rows.js'

/** The types that PostgreSQL gives to numbers and booleans in SQL text. */
const literalTypes: Readonly<Partial<Record<ValueKind | '', string>>> = {
  i: 'int4',
  l: 'int8',
  d: 'numeric',
  b: 'bool',
}

/**
 * Functions that take arguments of any type, and so tell nothing of a parameter's type: text among
 * their arguments is cast.
 */
const anyArgumentFunctions = new Set([
  'array_agg',
  'concat',
  'concat_ws',
  'count',
  'format',
  'json_agg',
  'json_build_array',
  'json_build_object',
  'json_object_agg',
  'jsonb_agg',
  'jsonb_build_array',
  'jsonb_build_object',
  'jsonb_object_agg',
  'num_nonnulls',
  'num_nulls',
  'pg_column_size',
  'pg_typeof',
  'quote_literal',
  'quote_nullable',
  'row',
  'to_json',
  'to_jsonb',
])

/** Compiles statements for PostgreSQL. */
export class PostgresQueryGenerator extends QueryGenerator {
  protected override readonly operators = Object.freeze({
    ...standardOperators,
    iLike: 'ILIKE',
    notILike: 'NOT ILIKE',
    regexp: '~',
    notRegexp: '!~',
    iRegexp: '~*',
    notIRegexp: '!~*',
    overlap: '&&',
    contains: '@>',
    contained: '<@',
    adjacent: '-|-',
    strictLeft: '<<',
    strictRight: '>>',
    noExtendRight: '&<',
    noExtendLeft: '&>',
    anyKeyExists: '?|',
    allKeysExist: '?&',
    match: '@@',
  } as const)

  protected override placeholder(number: number): string {
    return `$${number}`
  }

  protected override bindParameter(node: Parameter, out: StatementText): number {
    return out.bindOnce(node, () => this.parameterSource(node, out))
  }

  protected override castText(sql: string, type: string): string {
    return `${sql}::${type}`
  }

  /**
   * A number without a data type has the type it would have as SQL text, so that `mod(?, ?)` finds
   * its function and a fraction can be compared with an integer. So has a number that does not fit
   * the integer column beside it. What a column gets is of the column's type.
   */
  protected override parameterCast(node: Parameter, place: ParameterPlace): string | undefined {
    const binding = this.bindingOf(node.type)
    if (binding?.parameterCast !== undefined) return binding.parameterCast
    if (place === 'assigned') return undefined
    const kind = parameterKind(node)
    const literalType = literalTypes[kind]
    if (literalType !== undefined || place !== 'free') return literalType
    return binding === undefined ? freeTypes[kind] : freeType(binding)
  }

  protected override canBindUntyped(kind: ValueKind): boolean {
    return kind !== 'o'
  }

  protected override visitArgument(call: Fn, argument: Node, out: StatementText): void {
    if (anyArgumentFunctions.has(call.fn.toLowerCase())) this.visitFree(argument, out)
    else this.visit(argument, out)
  }

  // One parameter whatever the length of the list.
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
    const cast = this.bindingOf(list.type)?.parameterCast
    if (cast?.endsWith('[]') === true) {
      this.writeArrayMembership(left, list, negated, out)
      return
    }
    this.visitOperand(left, out, Precedence.concatenation)
    out.sql += negated ? ' <> ALL (' : ' = ANY ('
    this.writeArray(list, out)
    out.sql += ')'
  }

  // PostgreSQL has no array of arrays: each item travels as text.
  private writeArrayMembership(
    left: Node,
    list: ParameterList,
    negated: boolean,
    out: StatementText,
  ): void {
    this.visitOperand(left, out, Precedence.concatenation)
    out.sql += negated ? ' NOT IN ' : ' IN '
    const item = this.castText('item', this.bindingOf(list.type)!.parameterCast!)
    const array = this.castText(this.bindList(list, out), 'text[]')
    out.sql += `(SELECT ${item} FROM unnest(${array}) AS item)`
  }

  protected override visitParameterList(node: ParameterList, out: StatementText): void {
    this.writeArray(node, out)
  }

  private writeArray(list: ParameterList, out: StatementText): void {
    const placeholder = this.bindList(list, out)
    const kind = parameterListKind(list)
    const cast = this.bindingOf(list.type)?.parameterCast ?? literalTypes[kind]
    out.sql += cast === undefined ? placeholder : this.castText(placeholder, `${cast}[]`)
  }

  private bindList(list: ParameterList, out: StatementText): string {
    const number = out.bindOnce(
      list,
      (): ParameterSource => ({
        index: out.positionOf(list),
        transform: undefined,
        encode: this.listEncoderOf(list),
        list: 'array',
        item: 0,
        encodeList: undefined,
      }),
    )
    return this.placeholder(number)
  }

  protected override visitBinary(node: Binary, out: StatementText): void {
    const { operator, left, right } = node
    if (right instanceof Parameter && !out.isInline) {
      if (operator === 'anyKeyExists' || operator === 'allKeysExist') {
        this.writeKeyOperator(left, operator, right, out)
        return
      }
      if (operator === 'contains' && this.isElement(right, left)) {
        this.visitOperand(left, out, Precedence.sign)
        out.sql += ' @> '
        this.writeParameter(right, out, 'free')
        return
      }
    }
    super.visitBinary(node, out)
  }

  /** Whether a parameter is an element of the range beside it, which the server cannot tell. */
  private isElement(right: Parameter, left: Node): boolean {
    return left instanceof Column && left.type?.key === 'RANGE' && right.type?.key !== 'RANGE'
  }

  /** `json ?| keys`: the keys are an array of text, whatever the type of the column. */
  private writeKeyOperator(
    left: Node,
    operator: 'anyKeyExists' | 'allKeysExist',
    keys: Parameter,
    out: StatementText,
  ): void {
    this.visitOperand(left, out, Precedence.sign)
    const number = out.bindOnce(keys, () => ({
      ...this.parameterSource(keys, out),
      encode: this.types.encodeUntyped,
    }))
    out.sql += ` ${this.operators[operator]} ${this.placeholder(number)}::text[]`
  }

  protected override visitQuantified(node: Quantified, out: StatementText): void {
    if (out.isInline && node.operand instanceof ParameterList) {
      throw statementUsage.misplaced('quantified', 'Use Op.in where values are spelled out.')
    }
    super.visitQuantified(node, out)
  }

  protected override visitJsonPath(node: JsonPath, out: StatementText): void {
    out.sql += '('
    this.visitOperand(node.operand, out, Precedence.atom)
    out.sql += node.result === 'text' ? '#>>' : '#>'
    out.sql += `${this.literals.escapeString(arrayText(node.path))})`
  }

  // The rows of a sub-query reach the one aggregate above it in their order, as long as nothing is
  // joined there (https://www.postgresql.org/docs/current/functions-aggregate.html).
  protected override jsonAggregate(lists: readonly string[]): string {
    const [row, ...more] = lists.map((list) => `json_build_array(${list})`)
    const whole = more.length === 0 ? row! : `json_build_array(${[row, ...more].join(', ')})`
    return `coalesce(json_agg(${whole}), '[]')`
  }

  protected override jsonValue(name: string, item: Node): string {
    return jsonValueSql(name, jsonFormOf(item, this.bindingOf(resultTypeOf(item))))
  }

  protected override nestedColumn(name: string, item: Node): ResultColumn {
    const binding = this.bindingOf(resultTypeOf(item))
    return nestedColumnOf(super.nestedColumn(name, item), jsonFormOf(item, binding), binding)
  }

  protected override writeDistinct(select: Select, out: StatementText): void {
    if (select.distinctOn.length === 0) {
      super.writeDistinct(select, out)
      return
    }
    out.sql += 'DISTINCT ON ('
    this.visitList(select.distinctOn, out)
    out.sql += ') '
  }

  protected override visitOnConflict(node: OnConflict, out: StatementText): void {
    if (node.set.length > 0 && node.target.length === 0) {
      throw statementUsage.incomplete(
        'ON CONFLICT DO UPDATE needs the columns of a unique key (the option "conflictFields")',
      )
    }
    super.visitOnConflict(node, out)
  }

  // A row is told by its place; in a partitioned table only together with the partition.
  protected override writeLimitedCondition(
    mutation: Update | Delete,
    table: Table,
    out: StatementText,
  ): void {
    const alias = `${this.identifiers.quote(table.alias ?? table.name)}.`
    out.sql += ` WHERE (${alias}tableoid, ${alias}ctid) IN (SELECT ${alias}tableoid, ${alias}ctid FROM `
    this.visit(table, out)
    this.writeWhere(mutation.where, out)
    this.writeOrderBy(mutation.orderBy, out)
    this.writeLimit(mutation.limit, undefined, out)
    out.sql += ')'
  }
}

/** Types of values whose place tells nothing of them; text literals would become text. */
const freeTypes: Readonly<Partial<Record<ValueKind | '', string>>> = {
  s: 'text',
  t: 'text',
  n: 'text',
  x: 'bytea',
}

/** A column's type without what would shorten or round a value. The name of an enum is not known. */
function freeType({ sql, type }: TypeBinding): string | undefined {
  if (type instanceof RawSqlType) return undefined
  return /^(ENUM|CHAR)\b/i.test(sql) ? 'text' : sql.replace(/\(.*?\)/g, '').trim()
}

/** `{a,"b c",0}`: the text of an array, each leg in quotes unless it is plain. */
function arrayText(legs: readonly (string | number)[]): string {
  return `{${legs.map(arrayItemText).join(',')}}`
}

function arrayItemText(leg: string | number): string {
  const text = String(leg)
  return /^[\p{L}\p{N}_-]+$/u.test(text) && text.toLowerCase() !== 'null'
    ? text
    : `"${text.replace(/["\\]/g, '\\$&')}"`
}
