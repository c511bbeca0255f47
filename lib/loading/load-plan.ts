/**
 * A finder's options → what to send and how to read the answer: the statement's tree, the position
 * of each column, and the statements that follow by key.
 */
import { Aliased, Column, type ValueType } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select, type RowLock } from '../expression/select.js'
import { Subquery } from '../expression/sources.js'
import type { AnyModel } from '../model/runtime.js'
import { paranoidCondition } from '../model/paranoid.js'
import { limitParameter } from '../query-options/limit.js'
import { orderings } from '../query-options/order.js'
import { groupings, projection, type ProjectedColumn } from '../query-options/projection.js'
import { whereCondition } from '../query-options/where.js'
import { includeResolver, conjunction, joinsOf, tableOf } from './joined-loading.js'
import type { IncludeNode } from './include-tree.js'
import { ModelResolver } from './model-resolver.js'
import { needsPagination, outerOrder, pageQuery } from './subquery-pagination.js'

/** How the columns of one entity stand in a row. */
export interface EntityPlan {
  readonly model: AnyModel
  /** Under which name the parent holds it; empty for the root. */
  readonly as: string
  readonly isMulti: boolean
  /** Result names, one for each column from `start` on. */
  readonly names: readonly string[]
  readonly start: number
  /** Positions of the columns that tell rows of this entity apart; empty when none are selected. */
  readonly keys: readonly number[]
  /** Attributes the instance was loaded with. */
  readonly attributes: readonly string[]
  readonly children: readonly EntityPlan[]
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
  const root = layout.entity(model, '', '', false, rootColumns, includes, caller)
  const where = conjunction([
    paranoidCondition(model, alias, options),
    isSet(options.where) ? whereCondition(options.where, resolver) : undefined,
  ])
  const orderBy = isSet(options.order) ? orderings(options.order, resolver) : []
  const limit = limitParameter(options.limit, 'limit', caller)
  const offset = limitParameter(options.offset, 'offset', caller)
  const groupBy = isSet(options.group) ? groupings(options.group, resolver) : []
  const having = isSet(options.having) ? whereCondition(options.having, resolver) : undefined
  const joined = layout.hasJoins
  const lock = rowLock(model, options, joined)

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
    hints: hintsOf(options),
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
  reached: ReadonlySet<IncludeNode>,
  caller: string,
): Select {
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
    where: undefined,
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
): readonly ProjectedColumn[] {
  const columns = projection(options.attributes, resolver)
  return includes.length === 0 || isSet(options.group)
    ? columns
    : withKeys(model, columns, includes, options.raw === true, resolver)
}

function withKeys(
  model: AnyModel,
  columns: readonly ProjectedColumn[],
  includes: readonly IncludeNode[],
  raw: boolean,
  resolver: ModelResolver,
): readonly ProjectedColumn[] {
  const needed = new Set<string>()
  if (!raw) for (const key of model.modelDefinition.primaryKeys) needed.add(key.name)
  for (const include of includes) {
    if (include.strategy === 'select') for (const key of sourceKeysOf(include)) needed.add(key)
  }
  const present = new Set(columns.map((column) => column.attribute))
  const missing = [...needed].filter((name) => !present.has(name))
  return missing.length === 0 ? columns : [...columns, ...projection(missing, resolver)]
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

function hintsOf(options: Readonly<Record<string, unknown>>): readonly string[] {
  return isSet(options.tableHint) ? [String(options.tableHint)] : []
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
    projected: readonly ProjectedColumn[],
    includes: readonly IncludeNode[],
    caller: string,
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
    for (const include of includes) {
      if (include.strategy === 'join') children.push(this.#include(include, caller))
    }
    return {
      model,
      as,
      isMulti,
      names: projected.map((column) => column.name),
      start,
      keys: keys.length === keyNames.size ? keys : [],
      attributes: projected.map((column) => column.attribute ?? column.name),
      children,
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
    )
    return { ...entity, children: [...entity.children, throughEntity] }
  }
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
): RowLock | undefined {
  const { lock } = options
  if (lock === undefined || lock === null || lock === false) return undefined
  const { level, of } = (typeof lock === 'object' ? lock : { level: lock, of: undefined }) as {
    level?: unknown
    of?: { name?: unknown }
  }
  const strength = level === true ? 'update' : lockStrengths[String(level)]
  if (strength === undefined) {
    throw new TypeError(
      `${model.name}: lock is ${JSON.stringify(level)}. Use true, or one of ${Object.keys(lockStrengths).join(', ')}.`,
    )
  }
  const target = typeof of?.name === 'string' ? of.name : joined ? model.name : undefined
  return {
    strength,
    // The rows of optional includes cannot be locked, so a joined finder locks its own.
    of: target === undefined || !model.runtime.dialect.supports.lockOf ? [] : [target],
    wait: options.skipLocked === true ? 'skipLocked' : 'wait',
  }
}
