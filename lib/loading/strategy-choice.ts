/**
 * Which strategy an include without one gets. To-one associations are joined. A to-many association
 * is joined where it is the only one and that saves a way to a server; several of them would multiply
 * the rows, one below another repeats the rows above it, and joins do not keep an order of its own,
 * so these are loaded by key.
 *
 * The instances must be those that joins give. So whatever the finder or another include says about
 * an include's columns keeps it joined, and everything is where rows are not instances. The choice
 * is made once for a plan.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Ordering } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { limitParameter } from '../query-options/limit.js'
import { assertDocumentsSingle, withReachedJoined } from './document-joins.js'
import type { IncludeNode } from './include-tree.js'
import { statedConditions } from './joined-loading.js'
import { allNamed } from './join-order.js'
import { isShown, sourceKeysOf } from './entity-keys.js'
import { type LoadPlan, planLoad } from './load-plan.js'
import { isSelfContained, mayAggregate, mentionsInclude, mentionsOf } from './mentioned-names.js'
import { assertColumnsJoined, assertColumnsOwn, type NamedFinder } from './reachable-columns.js'
import { isSet } from '../query-options/operands.js'
import { ownExpressions, statedIn, throughExpressions } from './stated-expressions.js'

type Options = Readonly<Record<string, unknown>>

/** A plan, and the includes that were chosen to be loaded by key. */
export interface ChosenPlan extends LoadPlan {
  /** Their paths: `posts`, `posts.tags`. */
  readonly selected: ReadonlySet<string>
}

/**
 * Plans a finder with the strategies that suit it.
 *
 * @throws {UsageError} for a strategy that was asked for and cannot do what the finder asks for
 */
export function planChosen(
  model: AnyModel,
  options: Options,
  given: readonly IncludeNode[],
  caller: string,
): ChosenPlan {
  const includes = withReachedJoined(given, caller)
  assertSelectable(includes, options, caller)
  const root: Parent = { options, includes, hasInstances: true, hasKey: hasPrimaryKey(model) }
  const joined = namedByOthers(includes, caller)
  const joinsSingle = !isChildStatement(options) && !isCheaperByKey(model, options)
  for (;;) {
    const selected = joinsAll(options, includes) ? NONE : choose(root, joined, caller, joinsSingle)
    const tree = withSelected(includes, selected)
    const plan = planLoad(model, options, tree, caller)
    const kept = selected.size === 0 ? [] : joinedBy(plan, tree, model)
    if (kept.length === 0) {
      const finder = {
        model,
        includes: tree,
        caller,
        statedIn: (include: IncludeNode) => statedIn(include, caller),
      }
      assertColumnsJoined(plan.flat, finder)
      assertDocumentsSingle(tree, caller)
      assertReadable(finder, tree)
      return { ...plan, selected }
    }
    for (const path of kept) joined.add(path)
  }
}

/** The paths of includes that the conditions of other includes name: these are joined with them. */
function namedByOthers(includes: readonly IncludeNode[], caller: string): Set<string> {
  const named = new Set<string>()
  const visit = (include: IncludeNode, above: readonly IncludeNode[]): void => {
    if (include.strategy !== 'join') return
    const own = [...above, include]
    const { where, on, through } = include.options
    if (isSet(where) || isSet(on) || isSet(through)) {
      for (const path of allNamed(statedConditions(include, caller), includes)) {
        for (const other of path) if (!own.includes(other)) named.add(other.path)
      }
    }
    for (const child of include.children) visit(child, own)
  }
  for (const include of includes) visit(include, [])
  return named
}

const NONE: ReadonlySet<string> = new Set()

/** The same tree with the chosen includes loaded by key. */
export function withSelected(
  includes: readonly IncludeNode[],
  selected: ReadonlySet<string>,
): readonly IncludeNode[] {
  if (selected.size === 0) return includes
  return includes.map((include) => {
    if (include.isAuto && selected.has(include.path)) {
      return { ...include, strategy: 'select', duplicating: false }
    }
    return include.strategy === 'join' && include.children.length > 0
      ? { ...include, children: withSelected(include.children, selected) }
      : include
  })
}

/** Finders whose rows are no instances, or whose options or includes say how to join. */
function joinsAll(options: Options, includes: readonly IncludeNode[]): boolean {
  return (
    includes.some(saysHowToJoin) ||
    options.raw === true ||
    isSet(options.group) ||
    isSet(options.having) ||
    isSet(options.subQuery) ||
    options.distinct === true ||
    (isSet(options.lock) && options.lock !== false) ||
    options.includeIgnoreAttributes === false
  )
}

/** Options of includes that are about joins, whose rows then are as they are. */
const joinOptions = ['on', 'or', 'right', 'duplicating', 'subQuery', 'subQueryFilter'] as const

function saysHowToJoin({ strategy, options, children }: IncludeNode): boolean {
  if (strategy !== 'join') return false
  return joinOptions.some((name) => isSet(options[name])) || children.some(saysHowToJoin)
}

/** Whether the statement loads an include by key: what is to-many below it is not joined to it. */
function isChildStatement(options: Options): boolean {
  return (
    options.linkKeys !== undefined ||
    (Array.isArray(options.include) &&
      options.include.some((include) => (include as Options | null)?.linkKeys !== undefined))
  )
}

interface Parent {
  readonly options: Options
  readonly includes: readonly IncludeNode[]
  /** Whether it, and all above it, are in the result as instances. */
  readonly hasInstances: boolean
  /** Whether its rows can be told apart where joins repeat them. */
  readonly hasKey: boolean
}

/**
 * The includes to load by key, apart from those that have to be joined.
 *
 * @param joinsSingle whether a to-many include that is the only one of the tree is joined
 */
function choose(
  root: Parent,
  joined: ReadonlySet<string>,
  caller: string,
  joinsSingle: boolean,
): Set<string> {
  const first = firstToMany(root.includes)
  const selected = new Set<string>()
  const walk = (parent: Parent, joinsOne: boolean): void => {
    for (const include of parent.includes) {
      if (include.strategy !== 'join') continue
      const { isMultiAssociation } = include.association
      const canSelect =
        isMultiAssociation &&
        (!joinsOne || include.isOrdered || !parent.hasKey) &&
        !joined.has(include.path) &&
        isSelectable(include, parent, caller)
      if (canSelect) {
        selected.add(include.path)
        continue
      }
      const below: Parent = {
        options: include.options,
        includes: include.children,
        hasInstances: parent.hasInstances && isShown(include),
        hasKey: hasPrimaryKey(include.model),
      }
      walk(below, joinsOne && !isMultiAssociation)
    }
  }
  const isSingle = first.length === 1 && firstToMany(first[0]!.children).length === 0
  walk(root, joinsSingle && isSingle)
  return selected
}

/**
 * Whether even a single to-many include is better loaded by key: a row for each child repeats the
 * columns of its parent, and a second statement costs little where the database is in the process.
 */
function isCheaperByKey(model: AnyModel, options: Options): boolean {
  return model.runtime.dialect.supports.localStatements && options.plain !== true
}

/** The to-many includes that are joined to the root, or by way of to-one includes. */
function firstToMany(includes: readonly IncludeNode[]): IncludeNode[] {
  return includes.flatMap((include) => {
    if (include.strategy !== 'join') return []
    return include.association.isMultiAssociation ? [include] : firstToMany(include.children)
  })
}

/** Whether a to-many include would give the same instances if it was loaded by key. */
function isSelectable(include: IncludeNode, parent: Parent, caller: string): boolean {
  return (
    include.isAuto &&
    parent.hasInstances &&
    isShown(include) &&
    keysAreText(include.association) &&
    !sourceKeysOf(include).some((key) => isRenamed(parent.options.attributes, key)) &&
    standsAlone(include, caller)
  )
}

function hasPrimaryKey(model: AnyModel): boolean {
  return model.modelDefinition.primaryKeys.length > 0
}

/** Whether `attributes` gives the name of a key to something else. */
function isRenamed(attributes: unknown, key: string): boolean {
  const list: unknown = Array.isArray(attributes)
    ? attributes
    : (attributes as { include?: unknown } | undefined)?.include
  return Array.isArray(list) && list.some((item) => Array.isArray(item) && item[1] === key)
}

/** Groups of types of which equal values are equal as text. */
const textKinds: Readonly<Record<string, string>> = {
  INTEGER: 'integer',
  BIGINT: 'integer',
  SMALLINT: 'integer',
  MEDIUMINT: 'integer',
  TINYINT: 'integer',
  STRING: 'string',
  TEXT: 'string',
  ENUM: 'string',
  UUID: 'uuid',
  DATEONLY: 'date',
}

/** Rows find their parents by the text of their keys: it must tell keys apart as SQL does. */
function keysAreText({ source, target, keyPairs, throughLink }: AssociationLike): boolean {
  const kindOf = (model: AnyModel, attribute: string): string | undefined => {
    const key = model.modelDefinition.attributes.get(attribute)?.type?.key
    return key !== undefined && Object.hasOwn(textKinds, key) ? textKinds[key] : undefined
  }
  const kinds =
    throughLink === undefined
      ? keyPairs.map((pair) => [kindOf(source, pair.source), kindOf(target, pair.target)])
      : throughLink.sourcePairs.map((pair) => [
          kindOf(source, pair.source),
          kindOf(throughLink.model, pair.through),
        ])
  return kinds.every(([one, other]) => one !== undefined && one === other)
}

/** Whether nothing that is said in an include, or below it, is about another one or about joins. */
function standsAlone(include: IncludeNode, caller: string): boolean {
  if (!hasPrimaryKey(include.model)) return false
  const { through, model, alias } = include
  let isAlone = true
  const onOutside = (): void => {
    isAlone = false
  }
  const own = ownExpressions(include, caller, onOutside)
  // Targets are ordered by their through rows in a statement of their own, too.
  const isOfThrough = (node: Node): boolean =>
    through !== undefined &&
    node instanceof Ordering &&
    isSelfContained(node, through.model, through.alias)
  if (!own.every((node) => isSelfContained(node, model, alias) || isOfThrough(node))) return false
  if (through !== undefined) {
    const linked = throughExpressions(include, through, caller, onOutside)
    if (!linked.every((node) => isSelfContained(node, through.model, through.alias))) return false
  }
  return (
    isAlone &&
    include.children.every((child) => child.strategy === 'select' || standsAlone(child, caller))
  )
}

/** Of the chosen includes, those that the rest of the statement reaches into. */
function joinedBy(plan: LoadPlan, tree: readonly IncludeNode[], model: AnyModel): string[] {
  const chosen = chosenOf(tree)
  if (mayAggregate(plan.flat)) return chosen.map((include) => include.path)
  const mentions = mentionsOf(plan.flat)
  return chosen
    .filter((include) => mentionsInclude(mentions, include, model))
    .map((include) => include.path)
}

function chosenOf(includes: readonly IncludeNode[]): IncludeNode[] {
  return includes.flatMap((include) => {
    if (include.strategy === 'select') return include.isAuto ? [include] : []
    return chosenOf(include.children)
  })
}

/**
 * Refuses `strategy: 'select'` where rows are no instances. Of `separate`, v6's name for it, v6 takes
 * no notice there.
 */
function assertSelectable(
  includes: readonly IncludeNode[],
  options: Options,
  caller: string,
): void {
  const reason =
    options.raw === true
      ? 'raw rows have no place for them'
      : isSet(options.group)
        ? 'groups have no keys to load them by'
        : undefined
  if (reason === undefined) return
  for (const include of includes) {
    if (include.strategy === 'select' && !include.isSeparate) {
      throw UsageError.invalid(
        `${caller}: include of "${include.as}"`,
        `"strategy: 'select'" gives instances, and ${reason}`,
        undefined,
        'Leave "strategy" out of this include',
      )
    }
    if (include.strategy !== 'select') assertSelectable(include.children, options, caller)
  }
}

/** Reads what includes say that are loaded later, so that a mistake is found before anything is sent. */
function assertReadable(finder: NamedFinder, tree: readonly IncludeNode[]): void {
  const read = (include: IncludeNode, root: IncludeNode): void => {
    const where = `${finder.caller}: include of "${include.as}"`
    assertColumnsOwn(root, finder.statedIn(include), finder)
    limitParameter(include.options.limit, 'limit', where)
    limitParameter(include.options.offset, 'offset', where)
    for (const child of include.children) read(child, child.strategy === 'select' ? child : root)
  }
  for (const include of tree) {
    if (include.strategy === 'select') read(include, include)
    else assertReadable(finder, include.children)
  }
}
