/**
 * Which tables and columns a tree names, the text of literals included: what decides whether an
 * include can be loaded by another statement without anyone noticing.
 */
import {
  Col,
  Column,
  Fn,
  Fragment,
  Literal,
  Over,
  Parameter,
  ParameterList,
  Star,
} from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { Subquery, Table } from '../expression/sources.js'
import { childrenOf } from '../expression/traverse.js'
import type { AnyModel } from '../model/runtime.js'
import type { IncludeNode } from './include-tree.js'

/** What a tree names that is not its own. */
export interface Mentions {
  /** Aliases of tables. */
  readonly tables: Set<string>
  /** Names given by `col()`, and columns without a table. */
  readonly columns: Set<string>
  /** SQL text, in lower case. */
  readonly texts: string[]
}

/** Collects what a statement names; what a query inside of it names of its own is left out. */
export function mentionsOf(root: Select): Mentions {
  // Where a join stands is no mention; what its condition names is.
  return mentionsIn(childrenOf(root))
}

/** Collects what expressions name. */
export function mentionsIn(nodes: readonly Node[]): Mentions {
  const mentions: Mentions = { tables: new Set(), columns: new Set(), texts: [] }
  for (const node of nodes) collect(node, mentions, new Set())
  return mentions
}

function collect(node: Node, mentions: Mentions, own: ReadonlySet<string>): void {
  if (node instanceof Select) {
    const inside = new Set([...own, ...aliasesOf([...node.from, ...node.joins])])
    for (const child of childrenOf(node)) collect(child, mentions, inside)
    return
  }
  if (node instanceof Column || node instanceof Star) {
    if (node.table === undefined) mentions.columns.add(node instanceof Star ? '*' : node.name)
    else if (!own.has(node.table)) mentions.tables.add(node.table)
    return
  }
  if (node instanceof Col) mentions.columns.add(node.col)
  else if (node instanceof Literal) mentions.texts.push(node.val.toLowerCase())
  else if (node instanceof Fragment) mentions.texts.push(node.texts.join(' ').toLowerCase())
  for (const child of childrenOf(node)) collect(child, mentions, own)
}

/** The aliases of tables that are joined. */
export function aliasesOf(sources: readonly Node[]): string[] {
  return sources.flatMap((source) => {
    if (source instanceof Table) return [source.alias ?? source.name]
    if (source instanceof Subquery) return [source.alias]
    return aliasesOf(childrenOf(source))
  })
}

/**
 * Whether an include, or one below it, is among what is named. SQL text counts when it could name
 * one of their columns, whatever it means.
 */
export function mentionsInclude(mentions: Mentions, include: IncludeNode, root: AnyModel): boolean {
  if (mentionsTable(mentions, include)) return true
  for (const column of mentions.columns) if (namesColumn(column, include, root)) return true
  for (const text of mentions.texts) if (textNames(text, include)) return true
  return include.children.some((child) => mentionsInclude(mentions, child, root))
}

/** Under which names a table can be named. */
export interface TableName {
  readonly alias: string
  readonly path: string
  readonly through?: Omit<TableName, 'through'> | undefined
}

/** Whether the table of an include, or its through table, is named, by `col()` or a path. */
export function mentionsTable(
  { tables, columns }: Mentions,
  { alias, path, through }: TableName,
): boolean {
  if (tables.has(alias) || (through !== undefined && tables.has(through.alias))) return true
  for (const column of columns) {
    const table = tableOfColumn(column)
    if (table !== undefined && [alias, path, through?.path].includes(table)) return true
  }
  return false
}

/** The path before the last name, in dots; undefined for a single name. */
export function tableOfColumn(column: string): string | undefined {
  const steps = column.split(/\.|->/)
  return steps.length === 1 ? undefined : steps.slice(0, -1).join('.')
}

function namesColumn(column: string, include: IncludeNode, root: AnyModel): boolean {
  if (column === '*' || tableOfColumn(column) !== undefined) return false
  return !hasColumn(root, column) && hasColumn(include.model, column)
}

function hasColumn(model: AnyModel, name: string): boolean {
  const { attributes, byColumn } = model.modelDefinition
  return byColumn.has(name) || attributes.has(name)
}

function textNames(text: string, include: IncludeNode): boolean {
  const { alias, path, model, through } = include
  if (text.includes(alias.toLowerCase()) || text.includes(path.toLowerCase())) return true
  const words = new Set(text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [])
  const names = [model, ...(through === undefined ? [] : [through.model])].flatMap((each) => [
    ...each.modelDefinition.attributes.keys(),
    ...each.modelDefinition.byColumn.keys(),
  ])
  return names.some((name) => words.has(name.toLowerCase()))
}

/** Functions of one row. Any other may be an aggregate, also in text. */
const rowFunctions: ReadonlySet<string> = new Set([
  'abs',
  'cast',
  'ceil',
  'ceiling',
  'char_length',
  'coalesce',
  'concat',
  'concat_ws',
  'date',
  'date_part',
  'date_trunc',
  'datetime',
  'extract',
  'floor',
  'greatest',
  'ifnull',
  'initcap',
  'instr',
  'json_extract',
  'least',
  'left',
  'length',
  'lower',
  'lpad',
  'ltrim',
  'nullif',
  'replace',
  'right',
  'round',
  'rpad',
  'rtrim',
  'strftime',
  'substr',
  'substring',
  'to_char',
  'trim',
  'upper',
])

/** Words that a parenthesis may follow without being functions. */
const wordsBeforeParentheses: ReadonlySet<string> = new Set([
  'and',
  'case',
  'else',
  'in',
  'like',
  'not',
  'on',
  'or',
  'then',
  'when',
  'where',
])

/** Whether a statement may compute over several rows: aggregates, windows, unknown functions. */
export function mayAggregate(node: Node): boolean {
  if (node instanceof Over || (node instanceof Fn && !isRowFunction(node.fn))) return true
  if (node instanceof Literal && callsUnknown(node.val)) return true
  if (node instanceof Fragment && callsUnknown(node.texts.join(' '))) return true
  // A query inside has rows of its own.
  return childrenOf(node).some((child) => !(child instanceof Select) && mayAggregate(child))
}

function isRowFunction(name: string): boolean {
  return rowFunctions.has(name.toLowerCase())
}

function callsUnknown(text: string): boolean {
  for (const [, word] of text.matchAll(/([\p{L}_][\p{L}\p{N}_$]*)\s*\(/gu)) {
    const name = word!.toLowerCase()
    if (!rowFunctions.has(name) && !wordsBeforeParentheses.has(name)) return true
  }
  return false
}

/** Kinds of nodes that mean the same in every statement, if what is in them does. */
const plainKinds: ReadonlySet<string> = new Set([
  'aliased',
  'between',
  'binary',
  'case',
  'cast',
  'collate',
  'in',
  'inline',
  'jsonPath',
  'logical',
  'ordering',
  'quantified',
  'tuple',
  'unary',
])

/**
 * Whether an expression of an include names its own columns only, in a way that holds in whatever
 * statement and under whatever alias the include is loaded.
 *
 * @param alias that of the include's table, where it is joined
 */
export function isSelfContained(node: Node, model: AnyModel, alias: string): boolean {
  if (node instanceof Column) return node.table === alias
  if (node instanceof Parameter || node instanceof ParameterList) return true
  if (node instanceof Col) return hasColumn(model, node.col)
  if (node instanceof Literal) return /^(?:null|true|false|[\d\s.+\-*/()]*)$/i.test(node.val)
  if (node instanceof Fn ? !isRowFunction(node.fn) : !plainKinds.has(node.kind)) return false
  return childrenOf(node).every((child) => isSelfContained(child, model, alias))
}
