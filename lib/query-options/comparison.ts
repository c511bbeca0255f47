/**
 * What one column (or JSON place, or free expression) is compared with → a condition, operator by
 * operator.
 */
import type { DataType } from '../data-types/data-type.js'
import { UsageError } from '../errors/usage-errors.js'
import {
  Between,
  Binary,
  Cast,
  In,
  JsonPath,
  Literal,
  Parameter,
  ParameterList,
  type ParameterTransform,
  Slot,
  Tuple,
  valueOf,
} from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { type BinaryOperator, Op, operatorName } from '../expression/operators.js'
import {
  asGiven,
  containing,
  endingWith,
  patternTransform,
  startingWith,
} from '../expression/text-patterns.js'
import { isUniformList } from '../expression/value-kind.js'
import { combine, combineBelow, negate, unlessAlways } from './combine.js'
import { leg } from './json-path.js'
import {
  columnOperand,
  type Comparand,
  type ComparisonContext,
  isJson,
  isList,
  isPlainObject,
  jsonTyped,
  quantified,
  quantifierOf,
  requireSupport,
  right,
  takesLists,
  unslot,
} from './operands.js'

/** `attribute: value`, where the value is a scalar, a list, an expression or an object of operators. */
export function compare(
  left: Comparand,
  value: unknown,
  context: ComparisonContext,
): Node | undefined {
  if (value === undefined) throw UsageError.undefinedInWhere(context.resolver.caller, context.path)
  if (isNode(value)) {
    // v6 lets a literal take the place of the whole item.
    if (value.kind === 'literal' || value.kind === 'where') {
      return unlessAlways(context.resolveExpression(value, context.resolver))
    }
    return binary('=', left, value, context)
  }
  if (isPlainObject(value)) return compareObject(left, value, context)
  if (isList(value) && !takesLists(left)) return inList(left, value, false, context)
  return equality(left, value, false, context)
}

/** `where(expression, comparator, value)`. */
export function compareFreely(
  left: Comparand,
  comparator: string | symbol,
  value: unknown,
  context: ComparisonContext,
): Node | undefined {
  const symbol = typeof comparator === 'symbol' ? comparator : symbolOf(comparator, context)
  return symbol === Op.eq && !isNode(value)
    ? compare(left, value, context)
    : applyOperator(left, symbol, value, context)
}

const textComparators: Readonly<Record<string, symbol>> = {
  '=': Op.eq,
  '!=': Op.ne,
  '<>': Op.ne,
  '>': Op.gt,
  '>=': Op.gte,
  '<': Op.lt,
  '<=': Op.lte,
  IS: Op.is,
  'IS NOT': Op.isNot,
  IN: Op.in,
  'NOT IN': Op.notIn,
  LIKE: Op.like,
  'NOT LIKE': Op.notLike,
  ILIKE: Op.iLike,
  'NOT ILIKE': Op.notILike,
  BETWEEN: Op.between,
  'NOT BETWEEN': Op.notBetween,
  REGEXP: Op.regexp,
  'NOT REGEXP': Op.notRegexp,
  '~': Op.regexp,
  '!~': Op.notRegexp,
  '~*': Op.iRegexp,
  '!~*': Op.notIRegexp,
  '@>': Op.contains,
  '<@': Op.contained,
  '&&': Op.overlap,
  '-|-': Op.adjacent,
  '<<': Op.strictLeft,
  '>>': Op.strictRight,
  '&<': Op.noExtendRight,
  '&>': Op.noExtendLeft,
  '@@': Op.match,
}

function symbolOf(comparator: string, context: ComparisonContext): symbol {
  const symbol =
    textComparators[comparator.trim().toUpperCase().replaceAll(/\s+/g, ' ')] ??
    context.resolver.operatorAliases.get(comparator)
  if (symbol === undefined) {
    throw UsageError.unknownOperator(
      context.resolver.caller,
      context.path,
      comparator,
      Object.keys(textComparators),
    )
  }
  return symbol
}

function compareObject(
  left: Comparand,
  value: Record<string | symbol, unknown>,
  context: ComparisonContext,
): Node | undefined {
  if (Reflect.ownKeys(value).length === 0 && !left.isJson && !isJson(left.type)) {
    // No condition at all would mean all rows: a request's `{}` must not.
    throw UsageError.malformedWhere(
      context.resolver.caller,
      `${context.path} cannot be an empty object`,
      value,
      'Leave the key out where there is nothing to compare with.',
    )
  }
  const operators = Object.getOwnPropertySymbols(value).map((symbol) => {
    const name = operatorName(symbol)
    const path = name === undefined ? context.path : `${context.path}[Op.${name}]`
    return applyOperator(left, symbol, value[symbol], { ...context, path })
  })
  const keys = Object.keys(value).map((name) => {
    const alias = context.resolver.operatorAliases.get(name)
    const below = { ...context, path: `${context.path}.${name}` }
    return alias === undefined
      ? compare(nested(left, name, value, context), value[name], below)
      : applyOperator(left, alias, value[name], below)
  })
  return combine('and', [...operators, ...keys])
}

/** A key below a JSON column or place. */
function nested(
  left: Comparand,
  name: string,
  value: unknown,
  context: ComparisonContext,
): Comparand {
  const json = left.json ?? (isJson(left.type) ? { operand: left.expression, legs: [] } : undefined)
  if (json === undefined) {
    throw UsageError.malformedWhere(
      context.resolver.caller,
      `${context.path} cannot be an object: ${left.label} is no JSON column`,
      unslot(value),
      'Use operators such as { [Op.gt]: 5 } below an attribute.',
    )
  }
  const legs = [...json.legs, leg(name)]
  return {
    expression: new JsonPath(json.operand, legs),
    type: undefined,
    label: `${left.label}.${name}`,
    isJson: true,
    json: { operand: json.operand, legs },
  }
}

function applyOperator(
  left: Comparand,
  symbol: symbol,
  operand: unknown,
  context: ComparisonContext,
): Node | undefined {
  const { caller } = context.resolver
  if (operand === undefined) throw UsageError.undefinedInWhere(caller, context.path)
  const name = operatorName(symbol)
  if (name === undefined) {
    const known = Object.keys(Op).map((key) => `Op.${key}`)
    throw UsageError.unknownOperator(caller, context.path, symbol, known)
  }
  switch (name) {
    case 'eq':
      return equality(left, operand, false, context)
    case 'ne':
      return equality(left, operand, true, context)
    case 'is':
    case 'isNot':
      return identity(left, operand, name, context)
    case 'not':
      return negation(left, operand, context)
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return binary(orderingOperators[name], left, operand, context)
    case 'between':
    case 'notBetween':
      return between(left, operand, name === 'notBetween', context)
    case 'in':
    case 'notIn':
      return membership(left, operand, name === 'notIn', context)
    case 'and':
    case 'or':
      return alternatives(left, operand, name, context)
    case 'col':
      return new Binary('=', left.expression, columnOperand(operand, context))
    case 'any':
    case 'all':
      return new Binary('=', left.expression, quantified(left, name, operand, context))
    case 'startsWith':
    case 'endsWith':
    case 'substring':
    case 'notStartsWith':
    case 'notEndsWith':
    case 'notSubstring':
      return affix(left, name, operand, context)
    case 'like':
    case 'notLike':
    case 'iLike':
    case 'notILike':
    case 'regexp':
    case 'notRegexp':
    case 'iRegexp':
    case 'notIRegexp':
      return pattern(left, name, operand, context)
    case 'match':
      requireSupport(context, 'textSearch', name)
      return binary(name, left, operand, context)
    case 'contains':
    case 'contained':
    case 'overlap':
    case 'adjacent':
    case 'strictLeft':
    case 'strictRight':
    case 'noExtendRight':
    case 'noExtendLeft':
    case 'anyKeyExists':
    case 'allKeysExist':
      return composite(left, name, operand, context)
    case 'values':
    case 'placeholder':
    case 'join':
      throw UsageError.malformedWhere(
        caller,
        `${context.path} cannot stand below an attribute`,
        unslot(operand),
      )
    default:
      return assertNever(name)
  }
}

const orderingOperators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function assertNever(name: never): never {
  throw new TypeError(`Operator ${String(name)} has no meaning.`)
}

/** `=` and `!=`, or IS [NOT] NULL. */
function equality(
  left: Comparand,
  operand: unknown,
  negated: boolean,
  context: ComparisonContext,
): Node | undefined {
  if (operand === null) {
    return new Binary(negated ? 'isNot' : 'is', left.expression, new Literal('NULL'))
  }
  if (isList(operand) && !takesLists(left)) return inList(left, operand, negated, context)
  return binary(negated ? '!=' : '=', left, operand, context)
}

function identity(
  left: Comparand,
  operand: unknown,
  operator: 'is' | 'isNot',
  context: ComparisonContext,
): Node {
  if (isNode(operand)) {
    return new Binary(
      operator,
      left.expression,
      context.resolveExpression(operand, context.resolver),
    )
  }
  if (operand === null) return new Binary(operator, left.expression, new Literal('NULL'))
  if (typeof operand === 'boolean') {
    return new Binary(operator, jsonTyped(left, operand), new Parameter(operand))
  }
  throw UsageError.operatorNeedsValue(
    context.resolver.caller,
    context.path,
    { operator: `Op.${operator}`, needs: 'null, a boolean or literal()' },
    unslot(operand),
  )
}

/** `Op.not` below an attribute. */
function negation(left: Comparand, operand: unknown, context: ComparisonContext): Node | undefined {
  if (operand === null || typeof operand === 'boolean') {
    return identity(left, operand, 'isNot', context)
  }
  if (isList(operand) && !takesLists(left)) return inList(left, operand, true, context)
  if (isPlainObject(operand)) return negate(compareObject(left, operand, context))
  return binary('!=', left, operand, context)
}

/** `Op.and` and `Op.or` below an attribute: each item is compared with it. */
function alternatives(
  left: Comparand,
  operand: unknown,
  operator: 'and' | 'or',
  context: ComparisonContext,
): Node | undefined {
  if (isPlainObject(operand)) {
    const conditions = Reflect.ownKeys(operand).map((key) =>
      compareObject(left, { [key]: operand[key as string] }, context),
    )
    return combineBelow(operator, conditions)
  }
  if (!Array.isArray(operand)) {
    throw UsageError.operatorNeedsValue(
      context.resolver.caller,
      context.path,
      { operator: `Op.${operator}`, needs: 'a list or an object' },
      unslot(operand),
    )
  }
  const conditions = operand.map((item: unknown, index) =>
    compare(left, item, { ...context, path: `${context.path}[${index}]` }),
  )
  return combineBelow(operator, conditions)
}

function between(
  left: Comparand,
  operand: unknown,
  negated: boolean,
  context: ComparisonContext,
): Node {
  if (!Array.isArray(operand) || operand.length !== 2) {
    throw UsageError.operatorNeedsValue(
      context.resolver.caller,
      context.path,
      { operator: negated ? 'Op.notBetween' : 'Op.between', needs: 'a list of two values' },
      unslot(operand),
    )
  }
  const [low, high] = operand as [unknown, unknown]
  for (const end of [low, high]) {
    if (end === undefined) throw UsageError.undefinedInWhere(context.resolver.caller, context.path)
  }
  return new Between(
    jsonTyped(left, valueOf(low)),
    right(left, low, context),
    right(left, high, context),
    negated,
  )
}

function membership(
  left: Comparand,
  operand: unknown,
  negated: boolean,
  context: ComparisonContext,
): Node | undefined {
  if (isNode(operand)) {
    return new In(left.expression, context.resolveExpression(operand, context.resolver), negated)
  }
  if (isList(operand)) return inList(left, operand, negated, context)
  throw UsageError.operatorNeedsValue(
    context.resolver.caller,
    context.path,
    { operator: negated ? 'Op.notIn' : 'Op.in', needs: 'a list, literal() or a query' },
    unslot(operand),
  )
}

/** IN over a list. v6: nothing is in an empty list, and everything is outside of it. */
function inList(
  left: Comparand,
  operand: readonly unknown[] | Slot,
  negated: boolean,
  context: ComparisonContext,
): Node | undefined {
  const list = valueOf(operand) as readonly unknown[]
  if (list.length === 0) {
    return negated ? undefined : new In(left.expression, new Tuple([new Literal('NULL')]))
  }
  list.forEach((item, index) => {
    if (item === undefined) {
      throw UsageError.undefinedInWhere(context.resolver.caller, `${context.path}[${index}]`)
    }
  })
  const expression = jsonTyped(left, valueOf(list[0]))
  // The same lists that are one value of a cached plan, so that its SQL is that of a fresh one.
  if (operand instanceof Slot || isUniformList(list)) {
    return new In(expression, new ParameterList(operand, left.type), negated)
  }
  const items = list.map((item) =>
    item === null ? new Literal('NULL') : right(left, item, context),
  )
  return new In(expression, new Tuple(items), negated)
}

const affixes: Readonly<Record<string, ParameterTransform>> = {
  startsWith: startingWith,
  endsWith: endingWith,
  substring: containing,
}

/** LIKE with wildcards around the operand. As in v6, wildcards inside it keep their meaning. */
function affix(
  left: Comparand,
  name: 'startsWith' | 'endsWith' | 'substring' | 'notStartsWith' | 'notEndsWith' | 'notSubstring',
  operand: unknown,
  context: ComparisonContext,
): Node {
  const negated = name.startsWith('not')
  const positive = negated ? name[3]!.toLowerCase() + name.slice(4) : name
  const operator = negated ? 'notLike' : 'like'
  if (isNode(operand)) {
    const text = context.resolveExpression(operand, context.resolver)
    const before = positive === 'startsWith' ? text : new Binary('||', new Literal("'%'"), text)
    const around = positive === 'endsWith' ? before : new Binary('||', before, new Literal("'%'"))
    return new Binary(operator, left.expression, around)
  }
  assertText(operand, name, context)
  return new Binary(operator, left.expression, new Parameter(operand, undefined, affixes[positive]))
}

function assertText(operand: unknown, name: string, context: ComparisonContext): void {
  const value = valueOf(operand)
  if (!['string', 'number', 'bigint'].includes(typeof value)) {
    throw UsageError.operatorNeedsValue(
      context.resolver.caller,
      context.path,
      { operator: `Op.${name}`, needs: 'text' },
      unslot(operand),
    )
  }
}

function pattern(
  left: Comparand,
  name:
    | 'like'
    | 'notLike'
    | 'iLike'
    | 'notILike'
    | 'regexp'
    | 'notRegexp'
    | 'iRegexp'
    | 'notIRegexp',
  operand: unknown,
  context: ComparisonContext,
): Node {
  if (name === 'iLike' || name === 'notILike') requireSupport(context, 'iLike', name)
  if (name === 'regexp' || name === 'notRegexp') requireSupport(context, 'regexp', name)
  if (name === 'iRegexp' || name === 'notIRegexp') requireSupport(context, 'iRegexp', name)
  if (isNode(operand) || isPlainObject(operand)) return binary(name, left, operand, context)
  assertText(operand, name, context)
  const transform = name === 'like' ? patternTransform(valueOf(operand)) : asGiven
  return new Binary(name, left.expression, new Parameter(operand, undefined, transform))
}

type CompositeOperator =
  | 'contains'
  | 'contained'
  | 'overlap'
  | 'adjacent'
  | 'strictLeft'
  | 'strictRight'
  | 'noExtendRight'
  | 'noExtendLeft'
  | 'anyKeyExists'
  | 'allKeysExist'

const compositeTypes: Readonly<Record<CompositeOperator, readonly string[]>> = {
  contains: ['ARRAY', 'RANGE', 'JSONB', 'HSTORE'],
  contained: ['ARRAY', 'RANGE', 'JSONB', 'HSTORE'],
  overlap: ['ARRAY', 'RANGE'],
  adjacent: ['RANGE'],
  strictLeft: ['RANGE'],
  strictRight: ['RANGE'],
  noExtendRight: ['RANGE'],
  noExtendLeft: ['RANGE'],
  anyKeyExists: ['JSONB', 'HSTORE'],
  allKeysExist: ['JSONB', 'HSTORE'],
}

/** Operators of arrays, ranges, JSONB and HSTORE. */
function composite(
  left: Comparand,
  name: CompositeOperator,
  operand: unknown,
  context: ComparisonContext,
): Node {
  const { supports } = context.resolver
  if (!supports.arrays && !supports.ranges && !supports.jsonContainment) {
    throw UsageError.unsupportedByDialect(
      context.resolver.caller,
      `Op.${name}`,
      context.resolver.dialectName,
      'arrays',
    )
  }
  const key = left.type?.key
  if (key !== undefined && !compositeTypes[name].includes(key)) {
    throw UsageError.operatorNeedsType(
      context.resolver.caller,
      context.path,
      { operator: `Op.${name}`, needs: `a column of type ${compositeTypes[name].join(' or ')}` },
      { column: `${context.resolver.modelName}.${left.label}`, type: key },
    )
  }
  const expression =
    left.json === undefined
      ? left.expression
      : new JsonPath(left.json.operand, left.json.legs, 'json')
  if (isNode(operand)) {
    return new Binary(name, expression, context.resolveExpression(operand, context.resolver))
  }
  if (isPlainObject(operand) && quantifierOf(operand) !== undefined) {
    return binary(name, left, operand, context)
  }
  const value = valueOf(operand)
  if (key === 'RANGE' && name === 'contains' && !Array.isArray(value)) {
    // A single value: is it inside? Untyped, the server would take it for a range.
    const element = (left.type as unknown as { readonly type: DataType }).type
    return new Binary(name, expression, new Cast(new Parameter(operand, element), element))
  }
  const type = left.type ?? (left.isJson ? context.resolver.jsonType : undefined)
  return new Binary(name, expression, new Parameter(operand, type))
}

function binary(
  operator: BinaryOperator,
  left: Comparand,
  operand: unknown,
  context: ComparisonContext,
): Node {
  if (isPlainObject(operand)) {
    const quantifier = quantifierOf(operand)
    if (quantifier !== undefined) {
      return new Binary(
        operator,
        left.expression,
        quantified(left, quantifier, operand[Op[quantifier]], context),
      )
    }
    if (Object.hasOwn(operand, Op.col)) {
      return new Binary(operator, left.expression, columnOperand(operand[Op.col], context))
    }
    if (!acceptsObjects(left)) {
      throw UsageError.malformedWhere(
        context.resolver.caller,
        `${context.path} cannot be an object`,
        unslot(operand),
      )
    }
  }
  return new Binary(operator, jsonTyped(left, valueOf(operand)), right(left, operand, context))
}

function acceptsObjects(left: Comparand): boolean {
  return (
    isJson(left.type) ||
    left.type?.key === 'HSTORE' ||
    left.type?.key === 'GEOMETRY' ||
    left.type?.key === 'GEOGRAPHY'
  )
}
