/**
 * Orderings in the form in which they can stand in another statement than the one they were written
 * for: a term each, with expressions in place of the aliases of computed columns.
 */
import { Col, Column, Literal, Ordering } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { rewrite } from '../expression/traverse.js'
import type { ColumnResolver } from '../query-options/column-resolver.js'
import { isSet } from '../query-options/operands.js'
import { type ProjectedColumn, projection } from '../query-options/projection.js'

/** Expressions by the alias under which they are selected. */
export type Aliases = ReadonlyMap<string, Node>

/** The computed columns among those that are selected, by alias. */
export function aliasesOf(columns: readonly ProjectedColumn[]): Aliases {
  return new Map(
    columns.flatMap(({ attribute, name, expression }) =>
      attribute === undefined ? [[name, expression] as const] : [],
    ),
  )
}

/** The same of an `attributes` option. */
export function aliasesIn(attributes: unknown, resolver: ColumnResolver): Aliases {
  return isSet(attributes) ? aliasesOf(projection(attributes, resolver)) : new Map()
}

/** The terms of an ordering, of which text can have several: `books.year DESC, name`. */
export function termsOf(item: Node): readonly Node[] {
  if (!(item instanceof Literal)) return [item]
  const terms = listItems(item.val).map(termOf)
  return terms.every((term) => term !== undefined) ? terms : [item]
}

/** An ordering with expressions in place of aliases. */
export function withoutAliases(item: Node, aliases: Aliases): Node {
  if (aliases.size === 0) return item
  return rewrite(item, (node) => (isNode(node) ? (namedBy(node, aliases) ?? node) : node))
}

/** The expression that a node names by its alias alone; undefined for other nodes. */
function namedBy(node: Node, aliases: Aliases): Node | undefined {
  if (node instanceof Column) return node.table === undefined ? aliases.get(node.name) : undefined
  if (node instanceof Col) return aliases.get(node.col)
  if (!(node instanceof Literal)) return undefined
  const [, name] = /^\s*["`[]?(\w+)["`\]]?\s*$/.exec(node.val) ?? []
  return name === undefined ? undefined : aliases.get(name)
}

const TERM = /^(.+?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/is

function termOf(text: string): Ordering | undefined {
  const [, expression, direction, nulls] = TERM.exec(text.trim()) ?? []
  if (expression === undefined) return undefined
  return new Ordering(
    new Literal(expression),
    direction?.toLowerCase() as Ordering['direction'],
    nulls?.toLowerCase() as Ordering['nulls'],
  )
}

const QUOTES: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' }

/** SQL text at its commas, but for those in parentheses and quotes. */
function listItems(text: string): string[] {
  const items: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    const end = QUOTES[sign]
    if (end !== undefined) {
      const close = text.indexOf(end, at + 1)
      at = close < 0 ? text.length : close
    } else if (sign === '(') depth++
    else if (sign === ')') depth--
    else if (sign === ',' && depth === 0) {
      items.push(text.slice(start, at))
      start = at + 1
    }
  }
  items.push(text.slice(start))
  return items
}
