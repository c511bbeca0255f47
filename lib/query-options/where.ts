/**
 * The `where` option → a condition. Shapes are told apart here; what one column is compared with is
 * in `comparison.ts`. Nothing that is not understood falls through to SQL.
 */
import { UsageError } from '../errors/usage-errors.js'
import {
  Binary,
  Fn,
  Json,
  JsonPath,
  Literal,
  Parameter,
  valueOf,
  Where,
} from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { Op, operatorName } from '../expression/operators.js'
import { rewrite } from '../expression/traverse.js'
import { ALWAYS, combine, negate, unlessAlways } from './combine.js'
import { compare, compareFreely } from './comparison.js'
import { type Comparand, isPlainObject, unslot } from './operands.js'
import type { ColumnResolver } from './column-resolver.js'
import { castPlace, parseJsonPath } from './json-path.js'

/**
 * Reads a `where`, `having` or `on` option.
 *
 * @param option its name, for messages
 * @returns undefined for a condition that holds for all rows: `{}`, `[]`
 * @throws {UsageError} for an unknown operator or shape, and for `undefined` anywhere in it
 */
export function whereCondition(
  where: unknown,
  resolver: ColumnResolver,
  option: 'where' | 'having' | 'on' = 'where',
): Node | undefined {
  return condition(where, resolver, option)
}

function condition(where: unknown, resolver: ColumnResolver, path: string): Node | undefined {
  if (where === undefined) throw UsageError.undefinedInWhere(resolver.caller, path)
  if (where === null) {
    throw UsageError.malformedWhere(resolver.caller, `${path} cannot be null`, where)
  }
  if (isNode(where)) return unlessAlways(resolveExpression(where, resolver))
  if (Array.isArray(where)) return conditionList(where, 'and', resolver, path)
  if (isPlainObject(where)) {
    return combine('and', conditionsOf(where, resolver, path))
  }
  const value = valueOf(where)
  if (
    (typeof value === 'number' || typeof value === 'bigint') &&
    resolver.primaryKey !== undefined
  ) {
    return attributeCondition(resolver.primaryKey, where, resolver, path)
  }
  throw UsageError.malformedWhere(
    resolver.caller,
    `${path} must be an object, a list of conditions or an expression`,
    value,
    typeof value === 'string' ? 'Use literal() for SQL text.' : undefined,
  )
}

function conditionsOf(
  where: Readonly<Record<string | symbol, unknown>>,
  resolver: ColumnResolver,
  path: string,
): (Node | undefined)[] {
  return [
    // v6 writes operators before attributes.
    ...Object.getOwnPropertySymbols(where).map((symbol) =>
      groupCondition(symbol, where[symbol], resolver, path),
    ),
    ...Object.keys(where).map((name) => {
      const alias = resolver.operatorAliases.get(name)
      return alias === undefined
        ? attributeCondition(name, where[name], resolver, `${path}.${name}`)
        : groupCondition(alias, where[name], resolver, path)
    }),
  ]
}

/** `Op.and`, `Op.or` and `Op.not` around whole conditions. */
function groupCondition(
  symbol: symbol,
  operand: unknown,
  resolver: ColumnResolver,
  path: string,
): Node | undefined {
  const inner = `${path}[Op.${operatorName(symbol) ?? 'unknown'}]`
  switch (symbol) {
    case Op.and:
      return groupOf('and', operand, resolver, inner)
    case Op.or:
      return groupOf('or', operand, resolver, inner)
    case Op.not:
      return negate(groupOf('and', operand, resolver, inner))
    default:
      throw UsageError.malformedWhere(
        resolver.caller,
        `${path} uses ${operatorName(symbol) === undefined ? String(symbol) : `Op.${operatorName(symbol)!}`} without an attribute`,
        unslot(operand),
        'Only Op.and, Op.or and Op.not stand alone; put other operators below an attribute.',
      )
  }
}

function groupOf(
  operator: 'and' | 'or',
  operand: unknown,
  resolver: ColumnResolver,
  path: string,
): Node | undefined {
  if (operand === undefined) throw UsageError.undefinedInWhere(resolver.caller, path)
  if (Array.isArray(operand)) return conditionList(operand, operator, resolver, path)
  if (isNode(operand)) {
    return combine(operator, [unlessAlways(resolveExpression(operand, resolver))])
  }
  if (isPlainObject(operand)) return combine(operator, conditionsOf(operand, resolver, path))
  throw UsageError.malformedWhere(
    resolver.caller,
    `${path} must be an object or a list of conditions`,
    unslot(operand),
  )
}

function conditionList(
  list: readonly unknown[],
  operator: 'and' | 'or',
  resolver: ColumnResolver,
  path: string,
): Node | undefined {
  const conditions = list.map((item, index) => {
    const itemPath = `${path}[${index}]`
    if (item === undefined) throw UsageError.undefinedInWhere(resolver.caller, itemPath)
    if (!isNode(item) && !isPlainObject(item) && !Array.isArray(item)) {
      throw UsageError.malformedWhere(
        resolver.caller,
        `${itemPath} is no condition`,
        valueOf(item),
        'Put objects such as { title: "Emma" } into the list, or use sequelize.query with replacements for SQL text.',
      )
    }
    return condition(item, resolver, itemPath)
  })
  return combine(operator, conditions)
}

function attributeCondition(
  name: string,
  value: unknown,
  resolver: ColumnResolver,
  path: string,
): Node | undefined {
  if (value === undefined) throw UsageError.undefinedInWhere(resolver.caller, path)
  return compare(columnNamed(name, resolver, path), value, context(resolver, path))
}

function context(resolver: ColumnResolver, path: string): Parameters<typeof compare>[2] {
  return { resolver, path, condition, resolveExpression }
}

/** What a key of a condition names: an attribute, a JSON place, or a column of an include. */
function columnNamed(name: string, resolver: ColumnResolver, path: string): Comparand {
  if (name.length > 2 && name.startsWith('$') && name.endsWith('$')) {
    const steps = name.slice(1, -1).split('.')
    const found = resolver.included(steps)
    if (found === undefined) {
      throw resolver.notIncluded(path, steps.slice(0, -1))
    }
    return { expression: found.expression, type: found.type, label: found.attribute, isJson: false }
  }
  const attribute = resolver.attribute(name)
  if (attribute !== undefined) {
    return { expression: attribute.expression, type: attribute.type, label: name, isJson: false }
  }
  const place = jsonPlace(name, resolver)
  if (place !== undefined) return place
  if (resolver.strict) {
    throw UsageError.unknownAttribute(`${resolver.caller} (strict)`, 'where', name, {
      name: resolver.modelName,
      attributes: resolver.attributeNames(),
    })
  }
  const steps = name.split('.')
  const found = steps.length > 1 ? resolver.included(steps) : undefined
  const unknown = found ?? resolver.unknownColumn(name)
  return { expression: unknown.expression, type: unknown.type, label: name, isJson: false }
}

/** `meta.audit.by::integer`, where `meta` is a JSON attribute. */
function jsonPlace(name: string, resolver: ColumnResolver): Comparand | undefined {
  const end = name.search(/[.[]|::/)
  if (end <= 0) return undefined
  const attribute = resolver.attribute(name.slice(0, end))
  if (attribute?.type === undefined || !isJsonType(attribute.type.key)) return undefined
  const { legs, cast } = parseJsonPath(name.slice(end), resolver.caller)
  return {
    expression: castPlace(new JsonPath(attribute.expression, legs), cast),
    type: undefined,
    label: name,
    isJson: cast === undefined,
    json: cast === undefined ? { operand: attribute.expression, legs } : undefined,
  }
}

/** Whether a data type holds JSON. */
export function isJsonType(key: string | undefined): boolean {
  return key === 'JSON' || key === 'JSONB'
}

/**
 * Replaces what depends on the columns around it: `where()`, `json()`, and plain objects among the
 * arguments of functions, which are conditions.
 */
export function resolveExpression(node: Node, resolver: ColumnResolver): Node {
  return rewrite(node, (part) => {
    if (part instanceof Where) return resolveWhere(part, resolver)
    if (part instanceof Json) return resolveJson(part, resolver)
    if (part instanceof Fn && part.args.some(isConditionArgument)) {
      const args = part.args.map((argument) =>
        isConditionArgument(argument)
          ? (condition((argument as Parameter).value, resolver, `${part.fn}()`) ?? ALWAYS)
          : argument,
      )
      return new Fn(part.fn, args, part.distinct, part.type)
    }
    return part
  })
}

function isConditionArgument(argument: Node): boolean {
  return argument instanceof Parameter && isPlainObject(argument.value)
}

function resolveWhere(node: Where, resolver: ColumnResolver): Node {
  const left = leftOperand(node.attribute, resolver)
  return compareFreely(left, node.comparator, node.logic, context(resolver, 'where()')) ?? ALWAYS
}

function leftOperand(attribute: unknown, resolver: ColumnResolver): Comparand {
  if (isNode(attribute)) {
    return {
      expression: resolveExpression(attribute, resolver),
      type: typedBy(attribute),
      label: 'where()',
      isJson: attribute instanceof Json,
    }
  }
  if (typeof attribute === 'string') return columnNamed(attribute, resolver, 'where()')
  // v6 takes an entry of rawAttributes too.
  const fieldName = (attribute as { fieldName?: unknown } | null | undefined)?.fieldName
  if (typeof fieldName === 'string') return columnNamed(fieldName, resolver, 'where()')
  throw UsageError.malformedWhere(
    resolver.caller,
    'the left side of where() must be an expression or the name of an attribute',
    attribute,
  )
}

/** The data type of an expression; a cast to a type that is named by text has none. */
function typedBy(expression: Node): Comparand['type'] {
  const { type } = expression as { type?: Comparand['type'] | string }
  return typeof type === 'string' ? undefined : type
}

function resolveJson(node: Json, resolver: ColumnResolver): Node {
  if (node.conditions !== undefined) {
    const conditions = Object.entries(node.conditions).map(([name, value]) => {
      const column = resolver.attribute(name) ?? resolver.unknownColumn(name)
      return compare(
        {
          expression: column.expression,
          type: undefined,
          label: name,
          isJson: true,
          json: { operand: column.expression, legs: [] },
        },
        value,
        context(resolver, `json().${name}`),
      )
    })
    return combine('and', conditions) ?? ALWAYS
  }
  const text = node.path!
  const place = /[()]/.test(text) ? jsonFunction(text, resolver) : jsonColumn(text, resolver)
  if (node.value === undefined) return place
  const value = isNode(node.value) ? node.value : new Parameter(node.value)
  return new Binary('=', place, value)
}

function jsonColumn(text: string, resolver: ColumnResolver): Node {
  const { legs, cast } = parseJsonPath(text, resolver.caller)
  const [first, ...rest] = legs
  if (typeof first !== 'string') throw UsageError.malformedJsonPath(resolver.caller, text)
  const column = resolver.attribute(first) ?? resolver.unknownColumn(first)
  return castPlace(new JsonPath(column.expression, rest), cast)
}

/**
 * v6 lets `json()` carry one call of a JSON function as text. It is checked to be just that: no
 * semicolon, no comment, quotes closed, and the parenthesis behind the name closed by the last one.
 */
function jsonFunction(text: string, resolver: ColumnResolver): Node {
  const call = text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '').trim()
  if (
    !/^json[a-z_]*\s*\(/i.test(call) ||
    /['"`;\0]|--|\/\*/.test(call) ||
    endOfParentheses(call) !== call.length
  ) {
    throw UsageError.malformedJsonPath(resolver.caller, text)
  }
  return new Literal(text)
}

/** Where the first parenthesis of a text is closed again: the position behind it, or -1. */
function endOfParentheses(text: string): number {
  let depth = 0
  for (let position = text.indexOf('('); position < text.length; position++) {
    if (text[position] === '(') depth++
    else if (text[position] === ')' && --depth === 0) return position + 1
  }
  return -1
}
