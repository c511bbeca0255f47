/**
 * The json strategy: the rows of an include are aggregated by the server into one column of their
 * parent's row. One statement, no row of a parent sent twice, and LIMIT counts what it is said to.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Parameter } from '../expression/expressions.js'
import { JsonRows } from '../expression/json-rows.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import type { AnyModel } from '../model/runtime.js'
import { limitParameter } from '../query-options/limit.js'
import { orderings } from '../query-options/order.js'
import type { IncludeNode } from './include-tree.js'
import {
  conjunction,
  correlated,
  includeResolver,
  joinsOf,
  matchesSeveral,
} from './joined-loading.js'
import { aliasesIn, withoutAliases } from './ordering-terms.js'
import { isSet } from '../query-options/operands.js'

/**
 * The same include with no joins below it that would multiply the rows which its limit counts: they
 * are loaded as JSON in their turn.
 */
export function withoutRepetition(include: IncludeNode): IncludeNode {
  const { limit, offset } = include.options
  return isSet(limit) || isSet(offset) ? withChildrenAsJson(include) : include
}

function withChildrenAsJson(include: IncludeNode): IncludeNode {
  const children = include.children.map((child): IncludeNode => {
    if (child.strategy !== 'join') return child
    return matchesSeveral(child)
      ? { ...child, strategy: 'json', duplicating: false }
      : withChildrenAsJson(child)
  })
  return { ...include, children }
}

/** The table whose rows get the column. */
export interface ParentTable {
  readonly model: AnyModel
  readonly alias: string
}

/**
 * The column with the rows of an include.
 *
 * @param columns what is selected of the include and of what is joined to it
 * @param multiplies whether joins below it make several rows of one
 */
export function jsonColumn(
  parent: ParentTable,
  include: IncludeNode,
  rows: { readonly columns: readonly Node[]; readonly multiplies: boolean },
  caller: string,
): JsonRows {
  const { model, alias, children, options } = include
  const where = `${caller}: include of "${include.as}"`
  const { from, joins, conditions } = correlated(parent.model, parent.alias, include, caller)
  const isSingle = include.association.isSingleAssociation && !rows.multiplies
  return new JsonRows(
    new Select({
      columns: rows.columns,
      from: [from],
      joins: [...joins, ...joinsOf(model, alias, children, caller)],
      where: conjunction(conditions),
      orderBy: orderingsOf(include, caller),
      // Of a to-one association the first row counts.
      limit: isSingle ? new Parameter(1) : limitParameter(options.limit, 'limit', where),
      offset: limitParameter(options.offset, 'offset', where),
    }),
  )
}

/** What an include's own `order` says. */
export function orderingsOf(include: IncludeNode, caller: string): Node[] {
  const { attributes, order } = include.options
  if (!isSet(order)) return []
  const resolver = includeResolver(include, caller)
  const aliases = aliasesIn(attributes, resolver)
  return orderings(order, resolver.withProjection(aliases)).map((item) =>
    withoutAliases(item, aliases),
  )
}

/**
 * Checks that the json strategy can be what an include asks for.
 *
 * @throws {UsageError} in raw rows, in groups, among distinct rows, and in a dialect without it
 */
export function assertJsonFits(
  includes: readonly IncludeNode[],
  options: Readonly<Record<string, unknown>>,
  caller: string,
): void {
  for (const include of includes) {
    if (include.strategy === 'select') continue
    const reason = include.strategy === 'json' ? reasonAgainst(include, options) : undefined
    if (reason !== undefined) {
      throw UsageError.invalid(
        `${caller}: include of "${include.as}"`,
        `"strategy: 'json'" loads rows into one column of the parent's row, and ${reason}`,
        undefined,
        'Leave "strategy" out of this include',
      )
    }
    assertJsonFits(include.children, options, caller)
  }
}

function reasonAgainst(
  include: IncludeNode,
  options: Readonly<Record<string, unknown>>,
): string | undefined {
  const { dialect } = include.model.runtime
  if (!dialect.supports.jsonRows) return `${dialect.name} cannot do that`
  if (options.raw === true) return 'raw rows have a column for each value'
  if (isSet(options.group)) return 'a group has no rows of its own'
  if (include.options.right === true) return '"right" is for joins'
  if (options.distinct === true) return 'rows with "distinct" are compared column by column'
  return undefined
}
