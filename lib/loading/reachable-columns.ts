/**
 * What `col()` names is sent as it is. Where it is a column of an include that another statement
 * loads, the database would know no such column: it is refused before.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Col } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { childrenOf } from '../expression/traverse.js'
import type { AnyModel } from '../model/runtime.js'
import type { IncludeNode } from './include-tree.js'
import { tableOfColumn } from './mentioned-names.js'

/** @throws {UsageError} for a column of an include that is not joined, named by the rest of the finder */
export function assertColumnsJoined(
  statement: Select,
  includes: readonly IncludeNode[],
  caller: string,
): void {
  const separate = includesIn(includes).filter(
    ({ strategy, isAuto }) => strategy !== 'join' && !isAuto,
  )
  if (separate.length === 0) return
  for (const column of childrenOf(statement).flatMap(columnsOf)) {
    const include = separate.find((one) => isColumnOf(column, one))
    if (include === undefined) continue
    throw UsageError.invalid(
      caller,
      `col(${JSON.stringify(column)}) names what the include of "${include.as}" loads, which is not joined ("strategy: '${include.strategy}'")`,
      undefined,
      'Put "where" and "order" into the include, or load it with "strategy: \'join\'"',
    )
  }
}

/**
 * @param include one that is loaded by a statement of its own
 * @param expressions what is said in it
 * @param tables the includes of the finder
 * @throws {UsageError} for a column of a table of the finder's statement
 */
export function assertColumnsOwn(
  include: IncludeNode,
  expressions: readonly Node[],
  { model, includes }: { readonly model: AnyModel; readonly includes: readonly IncludeNode[] },
  caller: string,
): void {
  const columns = expressions.flatMap(columnsOf)
  if (columns.length === 0) return
  const all = includesIn(includes)
  for (const column of columns) {
    const table = tableOfColumn(column)
    if (table === undefined || isWithin(table, include)) continue
    if (table !== model.name && !all.some((one) => isColumnOf(column, one))) continue
    throw UsageError.invalid(
      `${caller}: include of "${include.as}"`,
      `col(${JSON.stringify(column)}) names a table of the finder's statement, and this include is loaded by a statement of its own`,
      undefined,
      `Name columns of ${include.model.name} alone (col(${JSON.stringify(column.slice(table.length + 1))})), or load it with "strategy: 'join'"`,
    )
  }
}

/** Columns that are named with their table, those of queries inside left out. */
function columnsOf(node: Node): string[] {
  if (node instanceof Select) return []
  if (node instanceof Col) return tableOfColumn(node.col) === undefined ? [] : [node.col]
  return childrenOf(node).flatMap(columnsOf)
}

function isColumnOf(column: string, { path, through }: IncludeNode): boolean {
  const table = tableOfColumn(column)
  return table === path || table === through?.path
}

/** Whether a table is in the statement that loads an include: its own, or one that is joined to it. */
function isWithin(table: string, { model, path, children, through }: IncludeNode): boolean {
  if (table === model.name || table === through?.as) return true
  const below = `${path}.`
  return includesIn(children).some((child) => child.path === `${below}${table}`)
}

function includesIn(includes: readonly IncludeNode[]): IncludeNode[] {
  return includes.flatMap((include) => [include, ...includesIn(include.children)])
}
