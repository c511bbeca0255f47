/**
 * The shape of a finder's options: everything but the values in conditions, and LIMIT and OFFSET.
 * Options of one shape share a plan, so finding the key must cost far less than planning; this walk
 * builds no tree and allocates little more than the key. Hot.
 *
 * Names in keys are preceded by their length, so that no name can imitate the structure around it.
 */
import { Parameter, ParameterList, Slot } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { Op } from '../expression/operators.js'
import { identityOf, rewrite, shapeOf } from '../expression/traverse.js'
import { beginsOpen } from '../expression/text-patterns.js'
import { isUniformList, listKind, valueKind } from '../expression/value-kind.js'
import { isAssociation } from './include-target.js'

/** A key that stands for options of one shape, and the values that differ between them. */
export interface OptionsShape {
  readonly key: string
  readonly values: readonly unknown[]
}

/** Options that change a plan as they stand. */
const structuralOptions: ReadonlySet<string> = new Set([
  'attributes',
  'order',
  'group',
  'raw',
  'plain',
  'paranoid',
  'subQuery',
  'distinct',
  'lock',
  'skipLocked',
  'includeIgnoreAttributes',
  'indexHints',
  'tableHint',
  'required',
  'right',
  'or',
  'as',
  'separate',
  'duplicating',
  'all',
  'nested',
  'joinTableAttributes',
  'strategy',
  'linkKeys',
  'showsGetters',
  'strictLoading',
  'batchLazyLoading',
])

/** More levels of includes than any tree has that ends: one that does not must not be walked. */
const MOST_LEVELS = 100

let key = ''
let level = 0
let values: unknown[] = []
/** Whether the options group: equal values in expressions must then be one parameter. */
let isGrouped = false

/**
 * The shape of a finder's options.
 *
 * @param definitionId stands for the model's state
 * @returns undefined for options that hold something whose effect on the plan is not known, such as
 *   `where()` or a scoped model: they are planned anew each time
 */
export function shapeOfOptions(
  definitionId: number,
  options: Readonly<Record<string, unknown>>,
): OptionsShape | undefined {
  key = `${definitionId}|`
  values = []
  level = 0
  isGrouped = Boolean(options.group || options.distinct)
  const known = walkOptions(options)
  const shape = known ? { key, values } : undefined
  values = []
  return shape
}

function walkOptions(options: Readonly<Record<string, unknown>>): boolean {
  const { where, having, include, limit, offset, through, on } = options
  if (where !== undefined) {
    key += 'W'
    if (!walkCondition(where)) return false
  }
  if (having !== undefined) {
    key += 'H'
    if (!walkCondition(having)) return false
  }
  if (on !== undefined) {
    key += 'O'
    if (!walkCondition(on)) return false
  }
  if (limit !== undefined && limit !== null) {
    if (typeof limit !== 'number') return false
    key += 'L'
    values.push(limit)
  }
  if (offset !== undefined && offset !== null) {
    if (typeof offset !== 'number') return false
    key += 'F'
    values.push(offset)
  }
  if (through !== undefined) {
    if (typeof through !== 'object' || through === null) return false
    key += 'T{'
    if (!walkOptions(through as Record<string, unknown>)) return false
    key += '}'
  }
  // In the order in which they are given: options have few keys, of the many that there could be.
  for (const name in options) {
    if (!structuralOptions.has(name)) continue
    const value = options[name]
    if (value === undefined) continue
    key += `${name}=`
    if (!walkStructure(value)) return false
  }
  if (include !== undefined && include !== null) {
    key += 'I'
    if (!walkInclude(include)) return false
  }
  return true
}

function walkInclude(include: unknown): boolean {
  if (Array.isArray(include)) {
    key += `[${include.length}:`
    for (let i = 0; i < include.length; i++) if (!walkInclude(include[i])) return false
    key += ']'
    return true
  }
  if (typeof include === 'string') {
    key += `'${include.length}:${include}`
    return true
  }
  if (typeof include === 'function') return walkReference(include)
  if (typeof include !== 'object' || include === null) return false
  if (!isPlain(include)) return walkReference(include)
  const { model, association } = include as Record<string, unknown>
  if (++level > MOST_LEVELS) return false
  key += '{'
  if (model !== undefined && !walkReference(model)) return false
  if (association !== undefined) {
    if (typeof association === 'string') key += `'${association.length}:${association}`
    else if (!walkReference(association)) return false
  }
  if (!walkOptions(include as Record<string, unknown>)) return false
  key += '}'
  level--
  return true
}

/**
 * A model or an association, told apart by identity. A scoped model is made anew at each call, and
 * what any other object holds can change while it stays the same object.
 */
function walkReference(value: unknown): boolean {
  if ((typeof value !== 'function' && typeof value !== 'object') || value === null) return false
  if ((value as { scoped?: unknown }).scoped === true) return false
  if (typeof value === 'object' && !isAssociation(value)) return false
  key += `#${identityOf(value)};`
  return true
}

/** Names, directions and flags: all of it belongs to the shape. */
function walkStructure(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      key += `'${value.length}:${value}`
      return true
    case 'boolean':
    case 'number':
    case 'undefined':
      key += `${String(value)};`
      return true
    case 'symbol':
      key += `$${identityOfSymbol(value)};`
      return true
    case 'function':
      return walkReference(value)
    case 'object':
      break
    default:
      return false
  }
  if (value === null) {
    key += 'null;'
    return true
  }
  if (Array.isArray(value)) {
    key += `[${value.length}:`
    for (let i = 0; i < value.length; i++) if (!walkStructure(value[i])) return false
    key += ']'
    return true
  }
  if (isNode(value)) return walkNode(value)
  if (!isPlain(value)) return walkReference(value)
  key += '{'
  for (const name of Object.keys(value)) {
    key += `'${name.length}:${name}`
    if (!walkStructure((value as Record<string, unknown>)[name])) return false
  }
  key += '}'
  return true
}

/** An expression among the options: its tree's shape, and its bound values. */
function walkNode(node: Node): boolean {
  const shape = shapeOf(node)
  if (isGrouped && shape.values.length > 0) return false
  for (const value of shape.values) {
    if (typeof value !== 'object' || value === null || value instanceof Date) continue
    if (!Array.isArray(value) || !isUniformList(value)) return false
  }
  if (shape.key.includes('(where ') || shape.key.includes('(json ')) return false
  key += shape.key
  for (const value of shape.values) {
    key += value === null ? 'n' : (typeof value)[0]!
    values.push(value)
  }
  return true
}

/** A condition: names and operators are shape, values are not, save for their type. */
function walkCondition(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) return false
      key += `n${valueKind(value)}`
      values.push(value)
      return true
    case 'string':
      // As a pattern of LIKE it is bound in another way.
      key += beginsOpen(value) ? 's%' : 's'
      values.push(value)
      return true
    case 'bigint':
      key += `i${valueKind(value)}`
      values.push(value)
      return true
    case 'boolean':
      key += value ? '+' : '!'
      return true
    case 'object':
      break
    default:
      return false
  }
  if (value === null) {
    key += '0'
    return true
  }
  if (value instanceof Date) {
    key += 'd'
    values.push(value)
    return true
  }
  if (Array.isArray(value)) return walkList(value, true)
  if (Buffer.isBuffer(value)) {
    key += 'b'
    values.push(value)
    return true
  }
  if (isNode(value)) return walkNode(value)
  if (!isPlain(value)) return false
  const record = value as Record<string | symbol, unknown>
  key += '{'
  for (const name of Object.keys(record)) {
    key += `'${name.length}:${name}`
    if (!walkCondition(record[name])) return false
  }
  const symbols = Object.getOwnPropertySymbols(record)
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i]!
    key += `$${identityOfSymbol(symbol)};`
    const operand = record[symbol]
    const known =
      symbol === Op.col
        ? walkStructure(operand)
        : Array.isArray(operand)
          ? walkList(operand, !takesItemsApart(symbol))
          : walkCondition(operand)
    if (!known) return false
  }
  key += '}'
  return true
}

/** Operators whose list is not one value: each of its items is a condition or an operand. */
function takesItemsApart(symbol: symbol): boolean {
  return (
    symbol === Op.and ||
    symbol === Op.or ||
    symbol === Op.between ||
    symbol === Op.notBetween ||
    symbol === Op.values
  )
}

/** A list of values of one type is one value, whatever its length; any other is walked item by item. */
function walkList(list: readonly unknown[], asValue: boolean): boolean {
  if (asValue && isUniformList(list)) {
    key += `A${(typeof list[0])[0]!}${typeof list[0] === 'string' ? '' : listKind(list)}`
    values.push(list)
    return true
  }
  key += `[${list.length}:`
  for (let i = 0; i < list.length; i++) if (!walkCondition(list[i])) return false
  key += ']'
  return true
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const symbolIds = new Map<symbol, number>()
function identityOfSymbol(symbol: symbol): number {
  let id = symbolIds.get(symbol)
  if (id === undefined) {
    id = symbolIds.size + 1
    symbolIds.set(symbol, id)
  }
  return id
}

/**
 * The same options with each value of their shape in a `Slot`, in the order in which
 * `shapeOfOptions` met them. Made once per plan.
 */
export function withSlots(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let next = 0
  const slot = (value: unknown): Slot => new Slot(next++, value)

  const condition = (value: unknown): unknown => {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'bigint') {
      return slot(value)
    }
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof Date || Buffer.isBuffer(value)) return slot(value)
    if (Array.isArray(value)) return list(value, true)
    if (isNode(value)) return node(value)
    const copy: Record<string | symbol, unknown> = Object.create(
      Object.getPrototypeOf(value) as object | null,
    ) as Record<string | symbol, unknown>
    const record = value as Record<string | symbol, unknown>
    for (const name of Object.keys(record)) define(copy, name, condition(record[name]))
    for (const symbol of Object.getOwnPropertySymbols(record)) {
      const operand = record[symbol]
      copy[symbol] =
        symbol === Op.col
          ? structure(operand)
          : Array.isArray(operand)
            ? list(operand, !takesItemsApart(symbol))
            : condition(operand)
    }
    return copy
  }
  const list = (items: readonly unknown[], asValue: boolean): unknown =>
    asValue && isUniformList(items) ? slot(items) : items.map(condition)
  const node = (tree: Node): Node => {
    const slots = new Map<Node, Node>()
    shapeOf(tree).positions.forEach((_, parameter) => {
      if (parameter instanceof Parameter) {
        slots.set(
          parameter,
          new Parameter(slot(parameter.value), parameter.type, parameter.transform),
        )
      } else if (parameter instanceof ParameterList) {
        slots.set(parameter, new ParameterList(slot(parameter.values), parameter.type))
      }
    })
    return rewrite(tree, (part) => slots.get(part) ?? part)
  }
  const structure = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(structure)
    if (isNode(value)) return node(value)
    if (typeof value === 'object' && value !== null && isPlain(value)) {
      const copy: Record<string, unknown> = {}
      for (const [name, item] of Object.entries(value)) define(copy, name, structure(item))
      return copy
    }
    return value
  }
  const include = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(include)
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value
    return all(value as Record<string, unknown>)
  }
  const all = (given: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const copy: Record<string, unknown> = { ...given }
    // The order is that of walkOptions.
    for (const name of ['where', 'having', 'on']) {
      if (given[name] !== undefined) copy[name] = condition(given[name])
    }
    for (const name of ['limit', 'offset']) {
      if (given[name] !== undefined && given[name] !== null) copy[name] = slot(given[name])
    }
    if (given.through !== undefined) copy.through = all(given.through as Record<string, unknown>)
    for (const name in given) {
      if (!structuralOptions.has(name) || given[name] === undefined) continue
      copy[name] = structure(given[name])
    }
    if (given.include !== undefined && given.include !== null) copy.include = include(given.include)
    return copy
  }
  return all(options)
}

/** Sets an own property even for `__proto__`, which assignment would not. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
