/**
 * The operators of SQL as methods of expressions: `price.gt(10).and(title.like('E%'))`. Plain
 * values among their arguments are bound as parameters of the expression's own type.
 */
import { statementUsage } from '../errors/statement-usage.js'
import {
  Aliased,
  Between,
  Binary,
  Cast,
  Collate,
  type Column,
  Expression,
  In,
  JsonPath,
  Literal,
  Logical,
  Ordering,
  Over,
  operand,
  Parameter,
  ParameterList,
  Unary,
  type ValueType,
} from './expressions.js'
import type { Node, NodeBuilder } from './node.js'
import type { BinaryOperator } from './operators.js'
import { patternTransform } from './text-patterns.js'

/** What stands on the right of an operator: an expression, or a value that is bound. */
export type Operand = unknown

/** What stands on the right of IN: a list of values, or a query. */
export type Members = readonly unknown[] | Node | NodeBuilder

/** The window of `over()`. */
export interface WindowOptions {
  readonly partitionBy?: readonly Node[]
  readonly orderBy?: readonly Node[]
}

/** Operators as methods; every one gives a new expression. */
export interface ExpressionMethods {
  /** `=`, or `IS NULL` for null. */
  eq(value: Operand): Binary
  /** `!=`, or `IS NOT NULL` for null. */
  ne(value: Operand): Binary
  /** `>` */
  gt(value: Operand): Binary
  /** `>=` */
  gte(value: Operand): Binary
  /** `<` */
  lt(value: Operand): Binary
  /** `<=` */
  lte(value: Operand): Binary
  /** `IS NULL` */
  isNull(): Binary
  /** `IS NOT NULL` */
  isNotNull(): Binary
  /** `LIKE`; `%` stands for any text, `_` for any character. */
  like(pattern: Operand): Binary
  /** `NOT LIKE` */
  notLike(pattern: Operand): Binary
  /** `LIKE` without regard to case, where the dialect has it. */
  iLike(pattern: Operand): Binary
  /** A regular expression, where the dialect has it. */
  matches(pattern: Operand): Binary
  /** `IN`: a list of values, which may be empty, or a query. */
  in(values: Members): Expression
  /** `NOT IN`: a list of values, which may be empty, or a query. */
  notIn(values: Members): Expression
  /** `BETWEEN`, both ends included. */
  between(low: Operand, high: Operand): Between
  /** `NOT BETWEEN` */
  notBetween(low: Operand, high: Operand): Between
  /** This and all the others. */
  and(...others: readonly Node[]): Logical
  /** This or one of the others. */
  or(...others: readonly Node[]): Logical
  /** `NOT (…)` */
  not(): Unary
  /** `+` */
  plus(value: Operand): Binary
  /** `-` */
  minus(value: Operand): Binary
  /** `*` */
  times(value: Operand): Binary
  /** `/` */
  dividedBy(value: Operand): Binary
  /** `%` */
  modulo(value: Operand): Binary
  /** `||` */
  concat(value: Operand): Binary
  /** `CAST(… AS type)` */
  castTo(type: string | ValueType): Cast
  /** `COLLATE name` */
  collate(collation: string): Collate
  /** The text at a place in a JSON value. */
  at(...path: readonly (string | number)[]): JsonPath
  /** `OVER (…)` */
  over(window?: WindowOptions): Over
  /** The name that it has in the result. */
  as(alias: string): Aliased
  /** `ASC` in ORDER BY. */
  asc(nulls?: 'first' | 'last'): Ordering
  /** `DESC` in ORDER BY. */
  desc(nulls?: 'first' | 'last'): Ordering
}

declare module './expressions.js' {
  interface Expression extends ExpressionMethods {}
}

/** A value beside an expression: a parameter of the expression's type. */
function beside(expression: Expression, value: unknown): Node {
  return given(value, typeOf(expression))
}

/** `undefined` is a mistake: a condition that it made would hold for no row, or for all. */
function given(value: unknown, type?: ValueType): Node {
  if (value === undefined) throw statementUsage.undefinedOperand()
  return operand(value, type)
}

function typeOf(expression: Expression): ValueType | undefined {
  // Only some kinds of expression have a type; a cast may have the name of one instead.
  const { type } = expression as Partial<Column>
  return typeof type === 'string' ? undefined : type
}

function compare(operator: BinaryOperator) {
  return function (this: Expression, value: Operand): Binary {
    return new Binary(operator, this, beside(this, value))
  }
}

/** Operators whose operand is of another type than the expression: a pattern, a part of a text. */
function apply(operator: BinaryOperator) {
  return function (this: Expression, value: Operand): Binary {
    return new Binary(operator, this, given(value))
  }
}

/** A text is bound as the where option binds it, so that both are one statement. */
function like(this: Expression, pattern: Operand): Binary {
  const right =
    typeof pattern === 'string'
      ? new Parameter(pattern, undefined, patternTransform(pattern))
      : given(pattern)
  return new Binary('like', this, right)
}

function isOrEquals(forNull: 'is' | 'isNot', otherwise: '=' | '!=') {
  return function (this: Expression, value: Operand): Binary {
    return value === null
      ? new Binary(forNull, this, NULL)
      : new Binary(otherwise, this, beside(this, value))
  }
}

function membership(negated: boolean) {
  return function (this: Expression, values: Members): Expression {
    if (!isList(values)) return new In(this, given(values), negated)
    // Of no values, none is equal and all are different.
    if (values.includes(undefined)) throw statementUsage.undefinedOperand()
    if (values.length === 0) return new Logical(negated ? 'and' : 'or', [])
    return new In(this, new ParameterList(values, typeOf(this)), negated)
  }
}

// `Array.isArray` does not tell a readonly list from the rest.
function isList(values: Members): values is readonly unknown[] {
  return Array.isArray(values)
}

function between(negated: boolean) {
  return function (this: Expression, low: Operand, high: Operand): Between {
    return new Between(this, beside(this, low), beside(this, high), negated)
  }
}

function join(operator: 'and' | 'or') {
  return function (this: Expression, ...others: readonly Node[]): Logical {
    return new Logical(operator, [this, ...others])
  }
}

const NULL = new Literal('NULL')

const methods: ExpressionMethods & ThisType<Expression> = {
  eq: isOrEquals('is', '='),
  ne: isOrEquals('isNot', '!='),
  gt: compare('>'),
  gte: compare('>='),
  lt: compare('<'),
  lte: compare('<='),
  isNull() {
    return new Binary('is', this, NULL)
  },
  isNotNull() {
    return new Binary('isNot', this, NULL)
  },
  like,
  notLike: apply('notLike'),
  iLike: apply('iLike'),
  matches: apply('regexp'),
  in: membership(false),
  notIn: membership(true),
  between: between(false),
  notBetween: between(true),
  and: join('and'),
  or: join('or'),
  not() {
    return new Unary('not', this)
  },
  plus: apply('+'),
  minus: apply('-'),
  times: apply('*'),
  dividedBy: apply('/'),
  modulo: apply('%'),
  concat: apply('||'),
  castTo(type) {
    return new Cast(this, type)
  },
  collate(collation) {
    return new Collate(this, collation)
  },
  at(...path) {
    return new JsonPath(this, path)
  },
  over(window = {}) {
    return new Over(this, window.partitionBy ?? [], window.orderBy ?? [])
  },
  as(alias) {
    return new Aliased(this, alias)
  },
  asc(nulls) {
    return new Ordering(this, 'asc', nulls)
  },
  desc(nulls) {
    return new Ordering(this, 'desc', nulls)
  },
}

for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(Expression.prototype, name, {
    value: method as unknown,
    configurable: true,
    writable: true,
  })
}
