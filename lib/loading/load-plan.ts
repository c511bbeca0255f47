/**
 * A finder's options → what to send and how to read the answer: the statement's tree, the position
 * of each column, and the statements that follow by key.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Aliased, Column } from '../expression/expressions.js'
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
import { type EntityColumn, isShown, type WantedKeys, withKeys } from './entity-keys.js'
import {
  conjunction,
  joinsOf,
  matchesSeveral,
  repeatsUnasked,
  requiredFilters,
  tableOf,
} from './joined-loading.js'
import type { IncludeNode } from './include-tree.js'
import { assertJsonFits } from './json-loading.js'
import { ModelResolver } from './model-resolver.js'
import { aliasesOf, termsOf, withoutAliases } from './ordering-terms.js'
import { linksRepeatedly } from './repeated-pairs.js'
import {
  type EntityPlan,
  linkPositions,
  multipliesRows,
  RowLayout,
  showingGetters,
} from './row-layout.js'
import {
  madeOfJoined,
  needsPagination,
  outerConditions,
  outerOrder,
  pageQuery,
  reachBetween,
  reachNamed,
} from './subquery-pagination.js'
import { isSet } from '../query-options/operands.js'

/** Keys that were selected only to load includes by them, and the names that lead to them. */
export interface AddedKeys {
  readonly parentPath: readonly string[]
  readonly names: readonly string[]
}

/** What to send for a finder, not yet compiled. */
export interface LoadPlan {
  readonly select: Select
  /** The same without pagination. */
  readonly flat: Select
  readonly root: EntityPlan
  /** Whether includes are loaded by statements of their own. */
  readonly hasPostLoads: boolean
  readonly addedKeys: readonly AddedKeys[]
  /** Where a row has the key of the parent that it is loaded for, with the option `linkKeys`. */
  readonly linkPositions: readonly number[]
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
  assertJsonFits(includes, options, caller)
  const rootColumns = projectRoot(model, options, includes, resolver)
  for (const [name, expression] of aliasesOf(rootColumns)) aliases.set(name, expression)
  const orderBy = isSet(options.order) ? orderings(options.order, resolver) : []
  const layout = new RowLayout(options.raw === true, isSet(options.group), orderBy)
  const found = layout.entity(
    { model, alias },
    '',
    '',
    false,
    rootColumns,
    includes,
    caller,
    options.attributes,
  )
  const root = options.showsGetters === true ? showingGetters(found, undefined) : found
  if (layout.columns.length === 0) throw UsageError.emptyProjection(caller)
  const where = conjunction([
    paranoidCondition(model, alias, options),
    isSet(options.where) ? whereCondition(options.where, resolver) : undefined,
    ...requiredFilters(model, alias, includes, caller),
  ])
  const limit = limitParameter(options.limit, 'limit', caller)
  const offset = limitParameter(options.offset, 'offset', caller)
  const groupBy = isSet(options.group) ? groupings(options.group, resolver) : []
  const having = isSet(options.having)
    ? whereCondition(options.having, resolver.withAliases(), 'having')
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
      ? paginate(flat, model, includes, rootColumns, reached, caller)
      : flat
  return {
    select,
    flat,
    root,
    hasPostLoads: includes.some(hasPostLoads),
    addedKeys: addedKeysOf(root, []),
    linkPositions: [...layout.linkPositions, ...linkPositions(root, rootColumns, options)],
    multiplies:
      includes.some(multipliesRows) || includes.some(linksRepeatedly) || repeatsUnasked(includes),
    includes,
  }
}

/** Root rows are limited in a sub-query of their own; what is included is joined to it. */
function paginate(
  flat: Select,
  model: AnyModel,
  includes: readonly IncludeNode[],
  rootColumns: readonly ProjectedColumn[],
  reached: Set<IncludeNode>,
  caller: string,
): Select {
  const beside = madeOfJoined(rootColumns, model, includes)
  const terms = flat.orderBy.flatMap(termsOf)
  const within = terms.map((term) => withoutAliases(term, beside))
  for (const node of [flat.where, ...within]) {
    if (node !== undefined) reachNamed(node, includes, reached)
  }
  reachBetween(flat.where === undefined ? [] : [flat.where], includes, reached, caller)
  const repeats = [...reached].some(matchesSeveral)
  // Where keys are chosen first, a page has no computed column that its order could name.
  const aliases = repeats ? aliasesOf(rootColumns) : beside
  const orderBy = terms.map((term) => withoutAliases(term, aliases))
  const page = pageQuery({
    flat: flat.replace({ orderBy }),
    model,
    includes,
    rootColumns,
    beside,
    reached,
    caller,
  })
  const outside = new Map<Node, Node>()
  const columns = flat.columns.map((item, index) => {
    const column = rootColumns[index]
    const isOfPage = column?.attribute === undefined && !beside.has(column?.name ?? '')
    if (column === undefined || !isOfPage) return item
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
    orderBy: outerOrder(flat.orderBy, outside),
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
  const wanted: WantedKeys = {
    includes: isSet(options.group) ? [] : includes,
    linkKeys: (options.linkKeys ?? []) as readonly string[],
    hidesPrimaryKey: options.raw === true || includes.length === 0 || isSet(options.group),
    showsSeparate: options.linkKeys === undefined,
  }
  return withKeys(model, columns, wanted, resolver)
}

function hasPostLoads(include: IncludeNode): boolean {
  return include.strategy === 'select' ? isShown(include) : include.children.some(hasPostLoads)
}

function addedKeysOf(entity: EntityPlan, parentPath: readonly string[]): AddedKeys[] {
  const below = entity.children.flatMap((child) => addedKeysOf(child, [...parentPath, child.as]))
  return entity.addedKeys.length === 0 ? below : [{ parentPath, names: entity.addedKeys }, ...below]
}

/** @throws {UsageError} for a hint that is not on the list, since hints are spelled as they are */
function hintsOf(options: Readonly<Record<string, unknown>>, caller: string): readonly string[] {
  const { tableHint } = options
  if (!isSet(tableHint)) return []
  if (typeof tableHint === 'string' && Object.hasOwn(TableHints, tableHint)) return [tableHint]
  throw UsageError.unknownChoice(caller, 'table hint', tableHint, Object.keys(TableHints))
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
