/** The `order` option → ORDER BY items, through association paths where it names some. */
import { UsageError } from '../errors/usage-errors.js'
import { JsonPath, Ordering } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import type { ColumnResolver } from './column-resolver.js'
import { castPlace, parseJsonPath } from './json-path.js'
import { columnOrAlias } from './projection.js'
import { isJsonType, resolveExpression } from './where.js'

/**
 * Reads an `order` option.
 *
 * @throws {UsageError} for an unknown direction, shape or association
 */
export function orderings(order: unknown, resolver: ColumnResolver): Node[] {
  if (isNode(order)) return [resolveExpression(order, resolver)]
  if (typeof order === 'string') return [new Ordering(expressionOf(order, 'order', resolver))]
  if (!Array.isArray(order)) throw UsageError.malformedOrder(resolver.caller, 'order', order)
  // ['title', 'DESC'] is one item as often as it is two names: v6 reads it as two.
  return order.map((item: unknown, index) => ordering(unwrapped(item), `order[${index}]`, resolver))
}

/** `[['title', 'DESC']]` in the place of an item is that item, as in v6. */
function unwrapped(item: unknown): unknown {
  let inner = item
  while (Array.isArray(inner) && inner.length === 1 && Array.isArray(inner[0])) [inner] = inner
  return inner
}

function ordering(item: unknown, option: string, resolver: ColumnResolver): Node {
  if (typeof item === 'string') return new Ordering(expressionOf(item, option, resolver))
  if (isNode(item)) return resolveExpression(item, resolver)
  if (!Array.isArray(item) || item.length === 0) {
    throw UsageError.malformedOrder(resolver.caller, option, item)
  }
  const parts = [...(item as unknown[])]
  const last: unknown = parts.at(-1)
  const direction = parts.length > 1 ? directionOf(last) : undefined
  if (direction !== undefined) parts.pop()
  else if (parts.length > 1 && (last === null || last === undefined)) parts.pop()
  else if (parts.length > 1 && (!namesPath(parts.slice(0, -1)) || isNode(parts[0]))) {
    throw UsageError.unknownDirection(resolver.caller, option, last)
  }
  const subject: unknown = parts.pop()
  const { direction: towards, nulls } = direction ?? {}
  if (parts.length === 0) {
    return new Ordering(expressionOf(subject, option, resolver), towards, nulls)
  }
  if (parts.some((part) => part === undefined || part === null)) {
    throw UsageError.malformedOrder(resolver.caller, option, item)
  }
  const target = resolver.orderPath(parts)
  if (target === undefined) {
    if (
      direction === undefined &&
      parts.every((part) => typeof part === 'string') &&
      typeof subject === 'string' &&
      !resolver.associationNames().includes(parts[0]!)
    ) {
      throw UsageError.unknownDirection(resolver.caller, option, subject)
    }
    throw resolver.notIncluded(option, parts.map(partName))
  }
  return new Ordering(expressionOf(subject, option, target.resolver), towards, nulls)
}

function namesPath(parts: readonly unknown[]): boolean {
  return parts.every(
    (part) =>
      typeof part === 'string' ||
      typeof part === 'function' ||
      (typeof part === 'object' && part !== null && !isNode(part)),
  )
}

function partName(part: unknown): string {
  if (typeof part === 'string') return part
  const { name, as, model } = part as { name?: unknown; as?: unknown; model?: { name?: unknown } }
  return String(as ?? name ?? model?.name ?? part)
}

function expressionOf(subject: unknown, option: string, resolver: ColumnResolver): Node {
  if (isNode(subject)) return resolveExpression(subject, resolver)
  if (typeof subject === 'string' && subject !== '') return nameExpression(subject, resolver)
  throw UsageError.malformedOrder(resolver.caller, option, subject)
}

function nameExpression(name: string, resolver: ColumnResolver): Node {
  const end = name.search(/[.[]|::/)
  if (end > 0 && resolver.attribute(name) === undefined) {
    const column = resolver.attribute(name.slice(0, end))
    if (column !== undefined && isJsonType(column.type?.key)) {
      const { legs, cast } = parseJsonPath(name.slice(end), resolver.caller)
      return castPlace(new JsonPath(column.expression, legs), cast)
    }
  }
  if (isPath(name) && resolver.alias(name) === undefined) {
    const path = name.slice(1, -1).split('.')
    const own = path.length === 1 ? resolver.attribute(path[0]!) : undefined
    const found = own ?? resolver.included(path)
    if (found !== undefined) return found.expression
  }
  return columnOrAlias(name, resolver)
}

/** `$author.name$` */
function isPath(name: string): boolean {
  return name.length > 2 && name.startsWith('$') && name.endsWith('$')
}

interface Direction {
  readonly direction?: 'asc' | 'desc' | undefined
  readonly nulls?: 'first' | 'last' | undefined
}

/** v6's directions, a closed list: `DESC`, `ASC NULLS LAST`, `NULLS FIRST`. */
function directionOf(value: unknown): Direction | undefined {
  if (typeof value !== 'string') return undefined
  const words = value.trim().toUpperCase().split(/\s+/)
  const towards = words[0] === 'ASC' || words[0] === 'DESC' ? words.shift() : undefined
  const direction = towards?.toLowerCase() as 'asc' | 'desc' | undefined
  if (words.length === 0) return direction === undefined ? undefined : { direction }
  if (words.length !== 2 || words[0] !== 'NULLS') return undefined
  if (words[1] !== 'FIRST' && words[1] !== 'LAST') return undefined
  return { direction, nulls: words[1].toLowerCase() as 'first' | 'last' }
}
