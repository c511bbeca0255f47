/**
 * Conditions joined and negated. One of which nothing is left (`{}`, `Op.notIn` of an empty list)
 * holds for all rows and is undefined. What is made of it must not choose all rows by accident: a
 * DELETE would remove them.
 */
import { Binary, Literal, Logical, Unary } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'

/** A condition that holds for all rows, for places where there must be one. */
export const ALWAYS = new Logical('and', [])

const NEVER = new Logical('or', [])

/** Holds for no row, and its negation holds for none either. */
const UNKNOWN = new Binary('=', new Literal('1'), new Literal('NULL'))

/**
 * Conditions joined; one alone stays as it is. Those that hold for all rows are left out, of OR too.
 *
 * @param conditions undefined for those that hold for all rows
 * @returns undefined for what holds for all rows
 */
export function combine(
  operator: 'and' | 'or',
  conditions: readonly (Node | undefined)[],
): Node | undefined {
  const present = conditions.filter((condition) => condition !== undefined)
  if (present.length > 1) return new Logical(operator, present)
  if (present.length === 1 || operator === 'and') return present[0]
  return conditions.length === 0 ? NEVER : UNKNOWN
}

/** The same of what one column is compared with, where an OR of nothing is not to be negated either. */
export function combineBelow(
  operator: 'and' | 'or',
  conditions: readonly (Node | undefined)[],
): Node | undefined {
  const isEmpty = operator === 'or' && conditions.length === 0
  return isEmpty ? UNKNOWN : combine(operator, conditions)
}

/** NOT around a condition. */
export function negate(condition: Node | undefined): Node | undefined {
  if (condition === undefined) return NEVER
  return isEmpty(condition, 'or') ? undefined : new Unary('not', condition)
}

/** Undefined for an expression that is an AND of nothing. */
export function unlessAlways(condition: Node): Node | undefined {
  return isEmpty(condition, 'and') ? undefined : condition
}

function isEmpty(condition: Node, operator: 'and' | 'or'): boolean {
  return (
    condition instanceof Logical &&
    condition.operator === operator &&
    condition.operands.length === 0
  )
}
