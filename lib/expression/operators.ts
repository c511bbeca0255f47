/**
 * The `Op` symbols of v6's options, and the operators of the expression tree.
 */

/**
 * Operators for `where` options. Each is the global symbol of its own name (`Symbol.for('gt')`), so
 * that a JSON request can never forge one.
 */
export const Op = Object.freeze({
  /** `=`, or `IS` for null */
  eq: Symbol.for('eq') as unknown as OpTypes['eq'],
  /** `!=`, or `IS NOT` for null */
  ne: Symbol.for('ne') as unknown as OpTypes['ne'],
  gte: Symbol.for('gte') as unknown as OpTypes['gte'],
  gt: Symbol.for('gt') as unknown as OpTypes['gt'],
  lte: Symbol.for('lte') as unknown as OpTypes['lte'],
  lt: Symbol.for('lt') as unknown as OpTypes['lt'],
  /** `IS NOT`, `!=`, `NOT IN` or `NOT (…)`, by its operand */
  not: Symbol.for('not') as unknown as OpTypes['not'],
  is: Symbol.for('is') as unknown as OpTypes['is'],
  /** `IS NOT` (null, booleans, literals) */
  isNot: Symbol.for('isNot') as unknown as OpTypes['isNot'],
  in: Symbol.for('in') as unknown as OpTypes['in'],
  notIn: Symbol.for('notIn') as unknown as OpTypes['notIn'],
  like: Symbol.for('like') as unknown as OpTypes['like'],
  notLike: Symbol.for('notLike') as unknown as OpTypes['notLike'],
  iLike: Symbol.for('iLike') as unknown as OpTypes['iLike'],
  notILike: Symbol.for('notILike') as unknown as OpTypes['notILike'],
  startsWith: Symbol.for('startsWith') as unknown as OpTypes['startsWith'],
  endsWith: Symbol.for('endsWith') as unknown as OpTypes['endsWith'],
  substring: Symbol.for('substring') as unknown as OpTypes['substring'],
  notStartsWith: Symbol.for('notStartsWith') as unknown as OpTypes['notStartsWith'],
  notEndsWith: Symbol.for('notEndsWith') as unknown as OpTypes['notEndsWith'],
  notSubstring: Symbol.for('notSubstring') as unknown as OpTypes['notSubstring'],
  regexp: Symbol.for('regexp') as unknown as OpTypes['regexp'],
  notRegexp: Symbol.for('notRegexp') as unknown as OpTypes['notRegexp'],
  iRegexp: Symbol.for('iRegexp') as unknown as OpTypes['iRegexp'],
  notIRegexp: Symbol.for('notIRegexp') as unknown as OpTypes['notIRegexp'],
  between: Symbol.for('between') as unknown as OpTypes['between'],
  notBetween: Symbol.for('notBetween') as unknown as OpTypes['notBetween'],
  overlap: Symbol.for('overlap') as unknown as OpTypes['overlap'],
  contains: Symbol.for('contains') as unknown as OpTypes['contains'],
  contained: Symbol.for('contained') as unknown as OpTypes['contained'],
  adjacent: Symbol.for('adjacent') as unknown as OpTypes['adjacent'],
  strictLeft: Symbol.for('strictLeft') as unknown as OpTypes['strictLeft'],
  strictRight: Symbol.for('strictRight') as unknown as OpTypes['strictRight'],
  noExtendRight: Symbol.for('noExtendRight') as unknown as OpTypes['noExtendRight'],
  noExtendLeft: Symbol.for('noExtendLeft') as unknown as OpTypes['noExtendLeft'],
  /** PostgreSQL's `?|`: one of these keys exists */
  anyKeyExists: Symbol.for('anyKeyExists') as unknown as OpTypes['anyKeyExists'],
  /** PostgreSQL's `?&`: all of these keys exist */
  allKeysExist: Symbol.for('allKeysExist') as unknown as OpTypes['allKeysExist'],
  and: Symbol.for('and') as unknown as OpTypes['and'],
  or: Symbol.for('or') as unknown as OpTypes['or'],
  any: Symbol.for('any') as unknown as OpTypes['any'],
  all: Symbol.for('all') as unknown as OpTypes['all'],
  values: Symbol.for('values') as unknown as OpTypes['values'],
  col: Symbol.for('col') as unknown as OpTypes['col'],
  match: Symbol.for('match') as unknown as OpTypes['match'],
  placeholder: Symbol.for('placeholder') as unknown as OpTypes['placeholder'],
  join: Symbol.for('join') as unknown as OpTypes['join'],
})

/** The type of each `Op` symbol, by name. */
export interface OpTypes {
  readonly eq: unique symbol
  readonly ne: unique symbol
  readonly gte: unique symbol
  readonly gt: unique symbol
  readonly lte: unique symbol
  readonly lt: unique symbol
  readonly not: unique symbol
  readonly is: unique symbol
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
  readonly anyKeyExists: unique symbol
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
