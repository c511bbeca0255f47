/**
 * A finder's options → what to send and how to read the answer: the statement's tree, the position
 * of each column, and the statements that follow by key.
 */
import { UsageError } from '../errors/usage-errors.js'
import { ThroughRow } from '../associations/through-row.js'
import { Aliased, Column, type ValueType } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select, type RowLock } from '../expression/select.js'
import { Subquery } from '../expression/sources.js'
import type { AnyModel } from '../model/runtime.js'
import { paranoidCondition } from '../model/paranoid.js'
import { TableHints } from '../query-options/hints.js'
import { limitParameter } from '../query-options/limit.js'
import { orderings } from '../query-options/order.js'
import { groupings, projection, type ProjectedColumn } from '../query-options/projection.js'
import { whereCondition } from '../query-options/where.js'
import { includeResolver, conjunction, joinsOf, tableOf } from './joined-loading.js'
import type { IncludeNode } from './include-tree.js'
import { ModelResolver } from './model-resolver.js'
import {
  needsPagination,
  outerConditions,
  outerOrder,
  pageQuery,
  reachNamed,
} from './subquery-pagination.js'

/** How the columns of one entity stand in a row. */
export interface EntityPlan {
  readonly model: AnyModel
  /** Under which name the parent holds it; empty for the root. */
  readonly as: string
  readonly isMulti: boolean
  /** Result names, one for each column from `start` on; hidden columns follow. */
  readonly names: readonly string[]
  readonly start: number
  /** Positions of the columns that tell rows of this entity apart; empty when none are selected. */
  readonly keys: readonly number[]
  /** Attributes the instance was loaded with. */
  readonly attributes: readonly string[]
  readonly children: readonly EntityPlan[]
  /** Whether a to-many include without columns repeats the rows of this entity. */
  readonly repeatsUnseen: boolean
  /** Names under which included instances are held, those loaded separately among them. */
  readonly includeNames: readonly string[]
}

/** An include that is loaded by a statement of its own, and where its parents are. */
export interface PostLoad {
  readonly include: IncludeNode
  /** Names that lead from the root to the parents of the include. */
  readonly parentPath: readonly string[]
}

/** What to send for a finder, not yet compiled. */
export interface LoadPlan {
  readonly select: Select
  readonly root: EntityPlan
  readonly postLoads: readonly PostLoad[]
  /** Whether parents repeat in the rows. */
  readonly multiplies: boolean
  readonly includes: readonly IncludeNode[]
}

/** Plans a finder whose scope is merged and whose includes are read. */
export function planLoad(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  includes: readonly IncludeNode[],
  caller: string,
): LoadPlan {
  const alias = model.name
  const reached = new Set<IncludeNode>()
  const aliases = new Map<string, Node>()
  const resolver = new ModelResolver({
    caller,
    model,
    alias,
    includes,
    aliases,
    onReach: (include) => reached.add(include),
  })
  const layout = new Layout(options.raw === true, isSet(options.group))
  const rootColumns = projectRoot(model, options, includes, resolver)
  for (const column of rootColumns) {
    if (column.attribute === undefined) aliases.set(column.name, column.expression)
  }
  const root = layout.entity(
    model,
    '',
    '',
    false,
    rootColumns,
    includes,
    caller,
    options.attributes,
  )
  if (layout.columns.length === 0) throw UsageError.emptyProjection(caller)
  const where = conjunction([
    paranoidCondition(model, alias, options),
    isSet(options.where) ? whereCondition(options.where, resolver) : undefined,
  ])
  const orderBy = isSet(options.order) ? orderings(options.order, resolver) : []
  const limit = limitParameter(options.limit, 'limit', caller)
  const offset = limitParameter(options.offset, 'offset', caller)
  const groupBy = isSet(options.group) ? groupings(options.group, resolver) : []
  const having = isSet(options.having)
    ? whereCondition(options.having, resolver, 'having')
    : undefined
  const joined = layout.hasJoins
  const lock = rowLock(model, options, joined, caller)

  const flat: Select = new Select({
    distinct: options.distinct === true && groupBy.length === 0,
    columns: layout.columns,
    from: [tableOf(model, alias)],
    joins: joinsOf(model, alias, includes, caller),
    where,
    groupBy,
    having,
    orderBy,
    limit,
    offset,
    lock,
    hints: hintsOf(options, caller),
  })
  const select =
    needsPagination(options, includes) && groupBy.length === 0
      ? paginate(flat, model, includes, rootColumns, orderBy, reached, caller)
      : flat
  return {
    select,
    root,
    postLoads: postLoadsOf(includes, []),
    multiplies: includes.some(multipliesRows),
    includes,
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Root rows are limited in a sub-query of their own; what is included is joined to it. */
function paginate(
  flat: Select,
  model: AnyModel,
  includes: readonly IncludeNode[],
  rootColumns: readonly ProjectedColumn[],
  orderBy: readonly Node[],
  reached: Set<IncludeNode>,
  caller: string,
): Select {
  for (const node of [flat.where, ...orderBy]) {
    if (node !== undefined) reachNamed(node, includes, reached)
  }
  const page = pageQuery({ flat, model, includes, rootColumns, reached, caller })
  const outside = new Map<Node, Node>()
  const columns = flat.columns.map((item, index) => {
    const column = rootColumns[index]
    if (column === undefined || column.attribute !== undefined) return item
    const name = new Column(model.name, column.name, column.type)
    outside.set(column.expression, name)
    return new Aliased(name, column.name, column.type)
  })
  return flat.replace({
    columns,
    from: [new Subquery(page, model.name)],
    where: outerConditions(flat.where, model, reached),
    limit: undefined,
    offset: undefined,
    lock: undefined,
    orderBy: outerOrder(orderBy, outside),
  })
}

/** The columns of the root, with those that includes need to find their rows. */
function projectRoot(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  includes: readonly IncludeNode[],
  resolver: ModelResolver,
): readonly EntityColumn[] {
  const columns = projection(options.attributes, resolver)
  return includes.length === 0 || isSet(options.group)
    ? columns
    : withKeys(model, columns, includes, options.raw === true, resolver)
}

/** A column of an entity; a hidden one tells rows apart and does not appear on the instance. */
interface EntityColumn extends ProjectedColumn {
  readonly isHidden?: boolean
}

/**
 * Adds what the projection leaves out and loading needs: the primary key, hidden as in v6, and the
 * keys by which separate includes find their rows.
 */
function withKeys(
  model: AnyModel,
  columns: readonly ProjectedColumn[],
  includes: readonly IncludeNode[],
  raw: boolean,
  resolver: ModelResolver,
): readonly EntityColumn[] {
  const present = new Set(columns.map((column) => column.attribute))
  const linking = new Set<string>()
  for (const include of includes) {
    if (include.strategy !== 'select') continue
    for (const key of sourceKeysOf(include)) if (!present.has(key)) linking.add(key)
  }
  const hidden = raw
    ? []
    : model.modelDefinition.primaryKeys
        .map((key) => key.name)
        .filter((name) => !present.has(name) && !linking.has(name))
  if (linking.size === 0 && hidden.length === 0) return columns
  return [
    ...columns,
    ...projection([...linking], resolver),
    ...projection(hidden, resolver).map((column) => ({ ...column, isHidden: true })),
  ]
}

/** The attributes of the source by which an include finds its rows. */
export function sourceKeysOf(include: IncludeNode): readonly string[] {
  const { association } = include
  const pairs: readonly { readonly source: string }[] =
    association.throughLink?.sourcePairs ?? association.keyPairs
  return pairs.map((pair) => pair.source)
}

function multipliesRows(include: IncludeNode): boolean {
  if (include.strategy !== 'join') return false
  return include.association.isMultiAssociation || include.children.some(multipliesRows)
}

function postLoadsOf(includes: readonly IncludeNode[], parentPath: readonly string[]): PostLoad[] {
  return includes.flatMap((include) =>
    include.strategy === 'select'
      ? [{ include, parentPath }]
      : postLoadsOf(include.children, [...parentPath, include.as]),
  )
}

/** @throws {UsageError} for a hint that is not on the list, since hints are spelled as they are */
function hintsOf(options: Readonly<Record<string, unknown>>, caller: string): readonly string[] {
  const { tableHint } = options
  if (!isSet(tableHint)) return []
  if (typeof tableHint === 'string' && Object.hasOwn(TableHints, tableHint)) return [tableHint]
  throw UsageError.unknownChoice(caller, 'table hint', tableHint, Object.keys(TableHints))
}

/** Lays columns out in a row, and remembers which entity each belongs to. */
class Layout {
  readonly columns: Node[] = []
  hasJoins = false
  readonly #raw: boolean
  readonly #grouped: boolean

  constructor(raw: boolean, grouped: boolean) {
    this.#raw = raw
    this.#grouped = grouped
  }

  entity(
    model: AnyModel,
    as: string,
    path: string,
    isMulti: boolean,
    projected: readonly EntityColumn[],
    includes: readonly IncludeNode[],
    caller: string,
    given: unknown,
  ): EntityPlan {
    const start = this.columns.length
    const keyNames = new Set(keyAttributes(model))
    const keys: number[] = []
    for (const column of projected) {
      if (column.attribute !== undefined && keyNames.has(column.attribute)) {
        keys.push(this.columns.length)
      }
      const name = path === '' ? column.name : `${path}.${column.name}`
      this.columns.push(named(column.expression, name, column.type))
    }
    const children: EntityPlan[] = []
    const linkKeys: number[] = []
    let repeatsUnseen = false
    for (const include of includes) {
      if (include.strategy !== 'join') continue
      const child = this.#include(include, caller)
      // Loaded through a table, a row is one per through row, of several parents perhaps.
      if (include.association instanceof ThroughRow) linkKeys.push(...child.keys)
      // An include without columns joins and filters; its name does not appear on the parent.
      if (child.names.length > 0 || child.children.length > 0) children.push(child)
      else repeatsUnseen ||= multipliesRows(include)
    }
    const shown = projected.filter((column) => column.isHidden !== true)
    return {
      model,
      as,
      isMulti,
      names: shown.map((column) => column.name),
      start,
      keys: keys.length === keyNames.size ? [...keys, ...linkKeys] : [],
      attributes: [
        ...shown.map((column) => column.attribute ?? column.name),
        ...virtualsOf(model, given),
      ],
      children,
      repeatsUnseen,
      includeNames: includes.map((include) => include.as),
    }
  }

  #include(include: IncludeNode, caller: string): EntityPlan {
    this.hasJoins = true
    const resolver = includeResolver(include, caller)
    const chosen = projection(include.options.attributes, resolver)
    const hidesAll = Array.isArray(include.options.attributes) && chosen.length === 0
    const columns =
      this.#raw || this.#grouped || hidesAll
        ? chosen
        : withKeys(include.model, chosen, include.children, false, resolver)
    const entity = this.entity(
      include.model,
      include.as,
      include.path,
      include.association.isMultiAssociation,
      columns,
      include.children,
      caller,
      include.options.attributes,
    )
    const { through } = include
    if (through === undefined || !through.isVisible) return entity
    const throughResolver = new ModelResolver({
      caller,
      model: through.model,
      alias: through.alias,
      includes: [],
    })
    const throughEntity = this.entity(
      through.model,
      through.as,
      through.path,
      false,
      projection(through.options.attributes, throughResolver),
      [],
      caller,
      through.options.attributes,
    )
    return {
      ...entity,
      children: [...entity.children, throughEntity],
      includeNames: [...entity.includeNames, through.as],
    }
  }
}

/** The virtual attributes that an `attributes` option asks for: no columns, but shown by `get()`. */
function virtualsOf(model: AnyModel, attributes: unknown): readonly string[] {
  const all = [...model.modelDefinition.attributes.values()]
    .filter((attribute) => attribute.isVirtual)
    .map((attribute) => attribute.name)
  if (all.length === 0 || attributes === undefined || attributes === null) return all
  if (Array.isArray(attributes)) return all.filter((name) => attributes.includes(name))
  const { exclude } = attributes as { exclude?: readonly unknown[] }
  return all.filter((name) => exclude?.includes(name) !== true)
}

/** What tells rows of a model apart: its primary key, else its first unique key. */
function keyAttributes(model: AnyModel): readonly string[] {
  const { primaryKeys, uniqueKeys, byColumn } = model.modelDefinition
  if (primaryKeys.length > 0) return primaryKeys.map((attribute) => attribute.name)
  return (uniqueKeys[0]?.fields ?? []).map((column) => byColumn.get(column)?.name ?? column)
}

/** A column of the projection; the name is left out where the database gives the same one. */
function named(expression: Node, name: string, type: ValueType | undefined): Node {
  if (expression instanceof Column && expression.name === name && expression.type === type) {
    return expression
  }
  return new Aliased(expression, name, type)
}

const lockStrengths: Readonly<Record<string, RowLock['strength']>> = {
  UPDATE: 'update',
  SHARE: 'share',
  'KEY SHARE': 'keyShare',
  'NO KEY UPDATE': 'noKeyUpdate',
}

function rowLock(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  joined: boolean,
  caller: string,
): RowLock | undefined {
  const { lock } = options
  if (lock === undefined || lock === null || lock === false) return undefined
  const { level, of } = (typeof lock === 'object' ? lock : { level: lock, of: undefined }) as {
    level?: unknown
    of?: { name?: unknown }
  }
  const strength =
    level === true
      ? 'update'
      : typeof level === 'string' && Object.hasOwn(lockStrengths, level)
        ? lockStrengths[level]
        : undefined
  if (strength === undefined) {
    throw UsageError.unknownChoice(caller, 'lock', level, Object.keys(lockStrengths))
  }
  const target = typeof of?.name === 'string' ? of.name : joined ? model.name : undefined
  return {
    strength,
    // The rows of optional includes cannot be locked, so a joined finder locks its own.
    of: target === undefined || !model.runtime.dialect.supports.lockOf ? [] : [target],
    wait: options.skipLocked === true ? 'skipLocked' : 'wait',
  }
}
