/** What is known of a query's result before it is run: names, types, and which clauses name it. */
import {
  Aliased,
  Cast,
  type Col,
  Collate,
  Column,
  Fn,
  type Fragment,
  type Literal,
  Over,
  Parameter,
  Unary,
  type ValueType,
} from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { childrenOf } from '../expression/traverse.js'

/** The clauses of a query that may name a column of its result. */
export function clausesAfter(select: Select): readonly Node[] {
  const { groupBy, having, orderBy } = select
  return having === undefined ? [...groupBy, ...orderBy] : [...groupBy, having, ...orderBy]
}

/** Whether an expression may mean a column of the result by its name. */
export function mentions(node: Node, name: string): boolean {
  switch (node.kind) {
    case 'col':
      return (node as Col).col === name
    case 'column':
      return (node as Column).table === undefined && (node as Column).name === name
    case 'literal':
      return hasWord((node as Literal).val, name)
    case 'fragment':
      if ((node as Fragment).texts.some((text) => hasWord(text, name))) return true
  }
  return childrenOf(node).some((child) => mentions(child, name))
}

/** Whether a name stands in SQL text on its own: not within another name, nor after a table's. */
function hasWord(text: string, name: string): boolean {
  const [haystack, needle] = [text.toLowerCase(), name.toLowerCase()]
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + 1)) {
    const before =
      haystack
        .slice(0, at)
        .replace(/["`[]$/, '')
        .at(-1) ?? ''
    const after = haystack[at + needle.length] ?? ''
    if (!/[\p{L}\p{N}_$.]/u.test(before) && !/[\p{L}\p{N}_$]/u.test(after)) return true
  }
  return false
}

/** Whether an expression has this name in the result by itself, so that it needs no alias. */
export function isNamed(expression: Node, name: string): boolean {
  if (expression instanceof Column) return expression.name === name
  return expression.kind === 'col' && (expression as Col).col.split('.').pop() === name
}

/** The data type that decides how an item of the result is read. */
export function resultTypeOf(item: Node): ValueType | undefined {
  if (item instanceof Aliased) return item.type ?? resultTypeOf(item.expression)
  if (item instanceof Column || item instanceof Fn || item instanceof Parameter) return item.type
  if (item instanceof Cast) return typeof item.type === 'string' ? undefined : item.type
  if (item instanceof Collate || item instanceof Over) return resultTypeOf(item.operand)
  if (item instanceof Unary) return item.operator === '-' ? resultTypeOf(item.operand) : undefined
  if (item instanceof Select && item.columns.length === 1) return resultTypeOf(item.columns[0]!)
  return undefined
}

/**
 * The names of the items of a result, no two alike: `id`, `id_2`. Undefined for items that may stand
 * for any number of columns.
 */
export function resultNamesOf(items: readonly Node[]): (string | undefined)[] {
  const taken = new Set<string>()
  return items.map((item) => {
    const name = resultNameOf(item)
    if (name === undefined) return undefined
    let unique = name
    for (let i = 2; taken.has(unique); i++) unique = `${name}_${i}`
    taken.add(unique)
    return unique
  })
}

function resultNameOf(item: Node): string | undefined {
  if (item instanceof Aliased) return item.alias
  if (item instanceof Column) return item.name
  switch (item.kind) {
    case 'star':
      return undefined
    case 'col': {
      const name = (item as Col).col.split('.').pop()!
      return name === '*' ? undefined : name
    }
    case 'fn':
      return (item as Fn).fn
    // The user's text may stand for any number of columns.
    case 'literal':
    case 'fragment':
      return undefined
    default:
      return 'value'
  }
}

/** JSON text → its value; what the driver has read stays. */
export function parseJson(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value
}
