/**
 * Where joins stand: the condition of a join can name tables that stand before it, and those in its
 * own parentheses, but no other.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Logical } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Join } from '../expression/sources.js'
import type { IncludeNode, StatementRoot } from './include-tree.js'
import {
  aliasesOf,
  type Mentions,
  mentionsIn,
  mentionsTable,
  tableOfColumn,
} from './mentioned-names.js'

/** The joins of one include, with those of what is below it. */
export interface JoinGroup {
  readonly include: IncludeNode
  readonly joins: readonly Join[]
}

/**
 * The joins of siblings, each after those that its conditions name. Their order is kept otherwise.
 *
 * @throws {UsageError} for siblings that name each other
 */
export function inOrder(groups: readonly JoinGroup[], caller: string): Join[] {
  if (groups.length < 2) return groups.flatMap(({ joins }) => joins)
  const left = groups.map((group) => ({
    ...group,
    mentions: mentionsIn(conditionsOf(group.joins)),
  }))
  const ordered: Join[] = []
  while (left.length > 0) {
    const index = left.findIndex(
      (group) => !left.some((other) => other !== group && names(group.mentions, other.include)),
    )
    if (index === -1) {
      const aliases = left.map(({ include }) => JSON.stringify(include.as)).join(' and ')
      throw UsageError.invalid(
        caller,
        `the conditions of the includes ${aliases} name each other, and no order of joins lets them`,
        undefined,
        'Keep the condition in one of them, or put it into the "where" of the finder',
      )
    }
    for (const { joins } of left.splice(index, 1)) ordered.push(...joins)
  }
  return ordered
}

/** Whether a condition names what is joined below an include, so that it has to be joined first. */
export function namesBelow(conditions: readonly Node[], { children }: IncludeNode): boolean {
  return namedAmong(conditions, children).length > 0
}

/** Those includes that conditions name, or of which they name one below. */
export function namedAmong(
  conditions: readonly Node[],
  includes: readonly IncludeNode[],
): IncludeNode[] {
  if (includes.length === 0 || conditions.length === 0) return []
  const mentions = mentionsIn(conditions)
  return includes.filter((include) => names(mentions, include))
}

/**
 * Joins in parentheses, and apart from them those of their conditions that name tables outside,
 * which mean the same there.
 *
 * @param include that whose joins these are
 * @throws {UsageError} where an optional include in parentheses has such a condition
 */
export function withoutOutside(
  joins: readonly Join[],
  own: readonly string[],
  { statement }: IncludeNode,
  caller: string,
): { readonly joins: readonly Join[]; readonly hoisted: readonly Node[] } {
  const inside = new Set([...own, ...aliasesOf(joins)])
  const hoisted: Node[] = []
  const clean = (join: Join, isInner: boolean): Join => {
    const given = join.on === undefined ? [] : conjuncts(join.on)
    const stays = isInner && join.type === 'inner'
    const outside = given.filter((condition) =>
      namesOutside(condition, inside, stays ? undefined : statement),
    )
    if (outside.length > 0 && !stays) {
      throw UsageError.invalid(
        caller,
        `a condition of the optional include ${JSON.stringify(aliasesOf([join])[0])} names a table that is joined apart from it, because a required include beside it is joined to both their parents first`,
        undefined,
        'Make both includes required or both optional, or put the condition into the "where" of the finder',
      )
    }
    const nested = join.nested.map((below) => clean(below, stays))
    if (outside.length === 0 && nested.every((below, index) => below === join.nested[index])) {
      return join
    }
    hoisted.push(...outside)
    const on = given.filter((condition) => !outside.includes(condition))
    return new Join(join.type, join.source, on.length > 1 ? new Logical('and', on) : on[0], nested)
  }
  const cleaned = joins.map((join) => clean(join, true))
  return { joins: cleaned, hoisted }
}

/** All includes of a tree whose tables conditions name, each after those that lead to it. */
export function allNamed(
  conditions: readonly Node[],
  includes: readonly IncludeNode[],
): (readonly IncludeNode[])[] {
  const mentions = mentionsIn(conditions)
  const found: (readonly IncludeNode[])[] = []
  const visit = (within: readonly IncludeNode[], above: readonly IncludeNode[]): void => {
    for (const include of within) {
      if (include.strategy !== 'join') continue
      const path = [...above, include]
      if (mentionsTable(mentions, include)) found.push(path)
      visit(include.children, path)
    }
  }
  visit(includes, [])
  return found
}

function names(mentions: Mentions, include: IncludeNode): boolean {
  if (include.strategy !== 'join') return false
  return (
    mentionsTable(mentions, include) || include.children.some((child) => names(mentions, child))
  )
}

/** @param statement that whose tables `col()` certainly names; without it, what it may name counts */
function namesOutside(
  condition: Node,
  inside: ReadonlySet<string>,
  statement: StatementRoot | undefined,
): boolean {
  const { tables, columns } = mentionsIn([condition])
  if ([...tables].some((table) => !inside.has(table))) return true
  return [...columns].some((column) => {
    const table = tableOfColumn(column)
    if (table === undefined || inside.has(table.replaceAll('.', '->'))) return false
    return statement === undefined || isApart(table, statement, inside)
  })
}

/** Whether a table is known to be in a statement, and not inside. */
function isApart(
  table: string,
  { alias, includes }: StatementRoot,
  inside: ReadonlySet<string>,
): boolean {
  const isOf = (nodes: readonly IncludeNode[]): boolean =>
    nodes.some((node) => {
      const { through } = node
      if (node.path === table) return !node.isRenamed && !inside.has(node.alias)
      if (through?.path === table) return !inside.has(through.alias)
      return isOf(node.children)
    })
  return table === alias || isOf(includes)
}

function conditionsOf(joins: readonly Join[]): Node[] {
  return joins.flatMap(({ on, nested }) => [
    ...(on === undefined ? [] : [on]),
    ...conditionsOf(nested),
  ])
}

/** The parts of a condition that AND joins. */
export function conjuncts(condition: Node): Node[] {
  return condition instanceof Logical && condition.operator === 'and'
    ? condition.operands.flatMap(conjuncts)
    : [condition]
}
