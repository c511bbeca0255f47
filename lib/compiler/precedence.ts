/** How strongly operators bind, and so where parentheses are needed. */
import type { Binary, Logical, Unary } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import type { BinaryOperator } from '../expression/operators.js'

/**
 * Levels of binding, the loosest first. Dialects disagree about operators beyond arithmetic and
 * comparison (`||` binds more than `*` in SQLite and less than `+` in PostgreSQL): those are
 * always put in parentheses inside one another.
 */
export const Precedence = Object.freeze({
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  concatenation: 5,
  addition: 6,
  multiplication: 7,
  sign: 8,
  atom: 9,
  operandsOf,
})

/** The least level that the operands of an operator need to go without parentheses. */
export interface OperandLevels {
  /** For an operand on the left that is itself an operator between two expressions. */
  left(operand: Binary): number
  /** For any other operand on the left. */
  readonly side: number
  readonly right: number
}

const COMPARISON: OperandLevels = { left: () => 5, side: 5, right: 5 }
const OTHER: OperandLevels = { left: () => 8, side: 8, right: 8 }
const ADDITION: OperandLevels = { left: () => 6, side: 6, right: 7 }
const MULTIPLICATION: OperandLevels = { left: () => 7, side: 7, right: 8 }
// `a || b || c` needs none; every other neighbour of `||` does.
const CONCATENATION: OperandLevels = {
  left: (operand) => (operand.operator === '||' ? 5 : 8),
  side: 8,
  right: 8,
}

function operandsOf(operator: BinaryOperator): OperandLevels {
  switch (operator) {
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'is':
    case 'isNot':
    case 'like':
    case 'notLike':
    case 'iLike':
    case 'notILike':
      return COMPARISON
    case '+':
    case '-':
      return ADDITION
    case '*':
    case '/':
    case '%':
      return MULTIPLICATION
    case '||':
      return CONCATENATION
    default:
      return OTHER
  }
}

/** How strongly the outermost operator of a node binds. */
export function precedenceOf(node: Node): number {
  switch (node.kind) {
    case 'logical':
      return logicalPrecedence(node as Logical)
    case 'unary':
      return (node as Unary).operator === 'not' ? Precedence.not : Precedence.sign
    case 'binary':
      return binaryPrecedence((node as Binary).operator)
    case 'between':
    case 'in':
      return Precedence.comparison
    // The user's text stands as it is in a comparison, and is kept together in arithmetic.
    case 'literal':
    case 'fragment':
      return Precedence.concatenation
    case 'select':
    case 'setOperation':
    case 'values':
      return 0
    default:
      return Precedence.atom
  }
}

function logicalPrecedence(node: Logical): number {
  if (node.operands.length === 0) return Precedence.comparison
  if (node.operands.length === 1) return precedenceOf(node.operands[0]!)
  return node.operator === 'and' ? Precedence.and : Precedence.or
}

function binaryPrecedence(operator: BinaryOperator): number {
  switch (operator) {
    case '+':
    case '-':
      return Precedence.addition
    case '*':
    case '/':
    case '%':
      return Precedence.multiplication
    case '||':
      return Precedence.concatenation
    default:
      return Precedence.comparison
  }
}
