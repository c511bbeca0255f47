/** The two sides of a comparison, and what is made of them; operators are in `comparison.ts`. */
import type { DataType } from '../data-types/data-type.js'
import { UsageError } from '../errors/usage-errors.js'
import {
  Cast,
  Col,
  Parameter,
  ParameterList,
  Quantified,
  Slot,
  Tuple,
  valueOf,
  type ParameterTransform,
} from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { Op, type OpTypes } from '../expression/operators.js'
import { Select, SetOperation } from '../expression/select.js'
import { Values } from '../expression/sources.js'
import type { ColumnResolver, OperatorSupport } from './column-resolver.js'

/** The left side of a comparison. */
export interface Comparand {
  readonly expression: Node
  readonly type: DataType | undefined
  /** Its name in messages. */
  readonly label: string
  /** A place inside JSON, whose text is cast to the type of what it is compared with. */
  readonly isJson: boolean
  /** The JSON value and the legs so far, for keys nested below. */
  readonly json?:
    | { readonly operand: Node; readonly legs: readonly (string | number)[] }
    | undefined
}

/** What a comparison is part of. */
export interface ComparisonContext {
  readonly resolver: ColumnResolver
  /** Where it stands in the options. */
  readonly path: string
  /** Reads a nested condition; supplied by `where.ts`. */
  readonly condition: (where: unknown, resolver: ColumnResolver, path: string) => Node | undefined
  readonly resolveExpression: (node: Node, resolver: ColumnResolver) => Node
}

/** Whether a value is an object literal, as opposed to an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string | symbol, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether an operand is `{ [Op.any]: … }` or `{ [Op.all]: … }`, and which. */
export function quantifierOf(operand: Record<string | symbol, unknown>): 'any' | 'all' | undefined {
  if (Object.hasOwn(operand, Op.any)) return 'any'
  return Object.hasOwn(operand, Op.all) ? 'all' : undefined
}

/** `ANY (…)` or `ALL (…)` of a list, a query or VALUES. */
export function quantified(
  left: Comparand,
  quantifier: 'any' | 'all',
  operand: unknown,
  context: ComparisonContext,
): Node {
  requireSupport(context, 'quantifiedArrays', quantifier)
  if (isNode(operand)) {
    return new Quantified(quantifier, context.resolveExpression(operand, context.resolver))
  }
  if (isPlainObject(operand) && Array.isArray(operand[Op.values])) {
    const rows = (operand[Op.values] as unknown[]).map(
      (value) => new Tuple([right(left, value, context)]),
    )
    return new Quantified(quantifier, new Values(rows))
  }
  if (!isList(operand)) {
    throw UsageError.operatorNeedsValue(
      context.resolver.caller,
      context.path,
      { operator: `Op.${quantifier}`, needs: 'a list, literal() or { [Op.values]: [...] }' },
      unslot(operand),
    )
  }
  return new Quantified(quantifier, new ParameterList(operand, left.type))
}

/** The column that `Op.col` names. */
export function columnOperand(operand: unknown, context: ComparisonContext): Node {
  const name = valueOf(operand)
  if (typeof name !== 'string' || name === '') {
    throw UsageError.operatorNeedsValue(
      context.resolver.caller,
      context.path,
      { operator: 'Op.col', needs: 'the name of a column' },
      name,
    )
  }
  return context.resolver.attribute(name)?.expression ?? new Col(name)
}

/** The right side: an expression, or a value bound with the type of the left. */
export function right(left: Comparand, value: unknown, context: ComparisonContext): Node {
  if (isNode(value)) {
    const isQuery = value instanceof Select || value instanceof SetOperation
    const resolved = context.resolveExpression(value, context.resolver)
    return isQuery ? new Tuple([resolved]) : resolved
  }
  if (left.isJson && valueOf(value) instanceof Date) {
    return new Parameter(value, undefined, isoText)
  }
  if (left.isJson && Array.isArray(valueOf(value))) {
    throw UsageError.malformedWhere(
      context.resolver.caller,
      `${context.path} compares a JSON place with a list`,
      unslot(value),
    )
  }
  return new Parameter(value, left.type)
}

// Dates inside JSON are the text that JSON.stringify writes, which sorts as dates do.
const isoText: ParameterTransform = (value) => (value as Date).toISOString()

/** A JSON place, cast so that numbers and booleans are compared as such. */
export function jsonTyped(left: Comparand, value: unknown): Node {
  if (!left.isJson) return left.expression
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return new Cast(left.expression, 'double precision')
    case 'boolean':
      return new Cast(left.expression, 'boolean')
    default:
      return left.expression
  }
}

/** A list, or the slot that stands for one. */
export function isList(value: unknown): value is readonly unknown[] | Slot {
  return Array.isArray(valueOf(value))
}

/** Whether a list is one value of the column: an ARRAY or a RANGE. */
export function takesLists(left: Comparand): boolean {
  const key = left.type?.key
  return key === 'ARRAY' || key === 'RANGE'
}

/** Whether a data type holds JSON. */
export function isJson(type: DataType | undefined): boolean {
  return type?.key === 'JSON' || type?.key === 'JSONB'
}

/** @throws {UsageError} when the dialect lacks an operator */
export function requireSupport(
  context: ComparisonContext,
  capability: keyof OperatorSupport,
  name: keyof OpTypes,
): void {
  if (context.resolver.supports[capability] === true) return
  throw UsageError.unsupportedByDialect(
    context.resolver.caller,
    `Op.${name}`,
    context.resolver.dialectName,
    capability,
  )
}

/** Values as the user gave them, for messages. */
export function unslot(value: unknown): unknown {
  if (value instanceof Slot) return value.value
  if (Array.isArray(value)) return value.map(unslot)
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unslot(item)]))
  }
  return value
}

/** Whether an option is given: undefined and null both mean that it is not. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}
