/**
 * The `Op` symbols of v6's options, and the operators of the expression tree.
 */

/** The `Op` symbols by name, each of a type of its own. */
export interface OpTypes {
  /** `=`, or `IS` for null */
  readonly eq: unique symbol
  /** `!=`, or `IS NOT` for null */
  readonly ne: unique symbol
  readonly gte: unique symbol
  readonly gt: unique symbol
  readonly lte: unique symbol
  readonly lt: unique symbol
  /** `IS NOT`, `!=`, `NOT IN` or `NOT (…)`, by its operand */
  readonly not: unique symbol
  readonly is: unique symbol
  /** `IS NOT` (null, booleans, literals) */
  readonly isNot: unique symbol
  readonly in: unique symbol
  readonly notIn: unique symbol
  readonly like: unique symbol
  readonly notLike: unique symbol
  readonly iLike: unique symbol
  readonly notILike: unique symbol
  readonly startsWith: unique symbol
  readonly endsWith: unique symbol
  readonly substring: unique symbol
  readonly notStartsWith: unique symbol
  readonly notEndsWith: unique symbol
  readonly notSubstring: unique symbol
  readonly regexp: unique symbol
  readonly notRegexp: unique symbol
  readonly iRegexp: unique symbol
  readonly notIRegexp: unique symbol
  readonly between: unique symbol
  readonly notBetween: unique symbol
  readonly overlap: unique symbol
  readonly contains: unique symbol
  readonly contained: unique symbol
  readonly adjacent: unique symbol
  readonly strictLeft: unique symbol
  readonly strictRight: unique symbol
  readonly noExtendRight: unique symbol
  readonly noExtendLeft: unique symbol
  /** PostgreSQL's `?|`: one of these keys exists */
  readonly anyKeyExists: unique symbol
  /** PostgreSQL's `?&`: all of these keys exist */
  readonly allKeysExist: unique symbol
  readonly and: unique symbol
  readonly or: unique symbol
  readonly any: unique symbol
  readonly all: unique symbol
  readonly values: unique symbol
  readonly col: unique symbol
  readonly match: unique symbol
  readonly placeholder: unique symbol
  readonly join: unique symbol
}

const operatorNames: readonly (keyof OpTypes)[] = [
  'eq',
  'ne',
  'gte',
  'gt',
  'lte',
  'lt',
  'not',
  'is',
  'isNot',
  'in',
  'notIn',
  'like',
  'notLike',
  'iLike',
  'notILike',
  'startsWith',
  'endsWith',
  'substring',
  'notStartsWith',
  'notEndsWith',
  'notSubstring',
  'regexp',
  'notRegexp',
  'iRegexp',
  'notIRegexp',
  'between',
  'notBetween',
  'overlap',
  'contains',
  'contained',
  'adjacent',
  'strictLeft',
  'strictRight',
  'noExtendRight',
  'noExtendLeft',
  'anyKeyExists',
  'allKeysExist',
  'and',
  'or',
  'any',
  'all',
  'values',
  'col',
  'match',
  'placeholder',
  'join',
]

/**
 * Operators for `where` options. Each is the global symbol of its own name (`Symbol.for('gt')`), so
 * that a JSON request can never forge one.
 */
export const Op = Object.freeze(
  Object.fromEntries(operatorNames.map((name) => [name, Symbol.for(name)])),
) as unknown as OpTypes

/** The name of an `Op` symbol (`gt`), or undefined for any other symbol. */
export function operatorName(symbol: symbol): keyof OpTypes | undefined {
  return namesBySymbol.get(symbol)
}

const namesBySymbol = new Map<symbol, keyof OpTypes>(
  (Object.keys(Op) as (keyof OpTypes)[]).map((name) => [Op[name] as symbol, name]),
)

/**
 * Operators between two expressions in the tree. The generator of each dialect spells them
 * (`iLike` is `ILIKE` in PostgreSQL); planners never see the spelling.
 */
export type BinaryOperator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'is'
  | 'isNot'
  | 'like'
  | 'notLike'
  | 'iLike'
  | 'notILike'
  | 'regexp'
  | 'notRegexp'
  | 'iRegexp'
  | 'notIRegexp'
  | 'overlap'
  | 'contains'
  | 'contained'
  | 'adjacent'
  | 'strictLeft'
  | 'strictRight'
  | 'noExtendRight'
  | 'noExtendLeft'
  | 'anyKeyExists'
  | 'allKeysExist'
  | 'match'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '||'
