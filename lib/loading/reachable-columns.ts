/**
 * What `col()` names is sent as it is. Where it is a column of an include that is loaded by another
 * statement or as a document, the database would know no such column: it is refused before.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Col } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { childrenOf } from '../expression/traverse.js'
import type { AnyModel } from '../model/runtime.js'
import type { IncludeNode } from './include-tree.js'
import { tableOfColumn } from './mentioned-names.js'

/** A finder, as far as its tables can be named. */
export interface NamedFinder {
  readonly model: AnyModel
  readonly includes: readonly IncludeNode[]
  /** What errors begin with: `Book.findAll`. */
  readonly caller: string
  /** What is said in an include. */
  readonly statedIn: (include: IncludeNode) => readonly Node[]
}

/** @throws {UsageError} for a column of an include that is not joined, named by the rest of the finder */
export function assertColumnsJoined(statement: Select, finder: NamedFinder): void {
  const joined = joinedIn(finder.includes)
  if (includesIn(finder.includes).length === joined.length) return
  const seen = new Set(joined)
  assertSeen(childrenOf(statement), seen, finder)
  assertSeenInDocuments(finder.includes, seen, finder)
}

/** In a document, its own tables can be named, and those around it. */
function assertSeenInDocuments(
  includes: readonly IncludeNode[],
  around: ReadonlySet<IncludeNode>,
  finder: NamedFinder,
): void {
  for (const include of includes) {
    if (include.strategy === 'join') assertSeenInDocuments(include.children, around, finder)
    if (include.strategy !== 'json') continue
    const own = [include, ...joinedIn(include.children)]
    const seen = new Set([...around, ...own])
    assertSeen(own.flatMap(finder.statedIn), seen, finder)
    assertNamedByAlias(include, seen, finder)
    assertSeenInDocuments(include.children, seen, finder)
  }
}

function assertSeen(
  expressions: readonly Node[],
  seen: ReadonlySet<IncludeNode>,
  { model, includes, caller }: NamedFinder,
): void {
  for (const column of expressions.flatMap(columnsOf)) {
    if (tableOfColumn(column) === model.name) continue
    const include = pathTo(column, includes).find((one) => !seen.has(one))
    // One for which a strategy was chosen is joined if anything names it.
    if (include === undefined || (include.isAuto && include.strategy === 'select')) continue
    throw UsageError.invalid(
      caller,
      `col(${JSON.stringify(column)}) names what the include of "${include.as}" loads, which is not joined ("strategy: '${include.strategy}'")`,
      undefined,
      'Put "where" and "order" into the include, or load it with "strategy: \'join\'"',
    )
  }
}

/** @throws {UsageError} for rows of a document that `col()` names by their model, as no table is named */
function assertNamedByAlias(
  include: IncludeNode,
  seen: ReadonlySet<IncludeNode>,
  { model, caller, statedIn }: NamedFinder,
): void {
  const tables = [model.name, ...[...seen].flatMap(({ alias, through }) => [alias, through?.alias])]
  const known = new Set(tables.map((table) => table?.toLowerCase()))
  if (known.has(include.model.name.toLowerCase())) return
  for (const column of statedIn(include).flatMap(columnsOf)) {
    if (tableOfColumn(column) !== include.model.name) continue
    const named = `${include.path.replaceAll('.', '->')}.${nameOf(column)}`
    throw UsageError.invalid(
      `${caller}: include of "${include.as}"`,
      `col(${JSON.stringify(column)}) names no table of the statement, where the rows are those of "${include.as}"`,
      undefined,
      `Write col(${JSON.stringify(named)})`,
    )
  }
}

/** The includes that lead to the table of a column; none for a column of another table. */
function pathTo(column: string, includes: readonly IncludeNode[]): readonly IncludeNode[] {
  for (const include of includes) {
    if (isColumnOf(column, include)) return [include]
    const below = pathTo(column, include.children)
    if (below.length > 0) return [include, ...below]
  }
  return []
}

/**
 * @param include one that is loaded by a statement of its own
 * @param expressions what is said in it
 * @throws {UsageError} for a column of a table of the finder's statement
 */
export function assertColumnsOwn(
  include: IncludeNode,
  expressions: readonly Node[],
  { model, includes, caller }: NamedFinder,
): void {
  for (const column of expressions.flatMap(columnsOf)) {
    const table = tableOfColumn(column)
    if (table === undefined || isWithin(table, include)) continue
    if (table !== model.name && pathTo(column, includes).length === 0) continue
    // Of another table, the name alone would mean something else.
    const own = isColumnOf(column, include)
      ? `Name columns of ${include.model.name} alone (col(${JSON.stringify(nameOf(column))})), or `
      : ''
    const join = include.isSeparate
      ? 'leave out "separate" and "limit", so that it is joined'
      : 'load it with "strategy: \'join\'"'
    throw UsageError.invalid(
      `${caller}: include of "${include.as}"`,
      `col(${JSON.stringify(column)}) names a table of the finder's statement, and this include is loaded by a statement of its own`,
      undefined,
      own === '' ? join[0]!.toUpperCase() + join.slice(1) : own + join,
    )
  }
}

/** Columns that are named with their table, those of queries inside left out. */
function columnsOf(node: Node): string[] {
  if (node instanceof Select) return []
  if (node instanceof Col) return tableOfColumn(node.col) === undefined ? [] : [node.col]
  return childrenOf(node).flatMap(columnsOf)
}

/** The name behind that of the table. */
function nameOf(column: string): string {
  return column.split(/\.|->/).at(-1)!
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

/** Those that are joined to one root. */
function joinedIn(includes: readonly IncludeNode[]): IncludeNode[] {
  return includes.flatMap((include) =>
    include.strategy === 'join' ? [include, ...joinedIn(include.children)] : [],
  )
}
