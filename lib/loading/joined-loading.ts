/**
 * The join strategy: an include tree → the joins of its statement, and the conditions that make a
 * required include filter its parents.
 */
import { ThroughRow } from '../associations/through-row.js'
import { Binary, Column, Exists, Literal, Logical } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { Join, type Table } from '../expression/sources.js'
import type { AnyModel } from '../model/runtime.js'
import { paranoidCondition } from '../model/paranoid.js'
import { whereCondition } from '../query-options/where.js'
import type { IncludeNode } from './include-tree.js'
import { inOrder, type JoinGroup, namedAmong, namesBelow, withoutOutside } from './join-order.js'
import { ModelResolver } from './model-resolver.js'
import { areUnique } from './repeated-pairs.js'
import { isSet } from '../query-options/operands.js'

/** The joins for those includes that are loaded with their parents. */
export function joinsOf(
  parentModel: AnyModel,
  parentAlias: string,
  includes: readonly IncludeNode[],
  caller: string,
  only?: ReadonlySet<IncludeNode>,
): Join[] {
  const joined = includes.filter(
    (include) => include.strategy === 'join' && (only === undefined || only.has(include)),
  )
  const groups = joined.map((include) => ({
    include,
    joins: joinsOfInclude(parentModel, parentAlias, include, caller, only),
  }))
  return inOrder(groups, caller)
}

function joinsOfInclude(
  parentModel: AnyModel,
  parentAlias: string,
  include: IncludeNode,
  caller: string,
  only?: ReadonlySet<IncludeNode>,
): Join[] {
  const type = include.required ? 'inner' : include.right ? 'right' : 'left'
  const target = tableOf(include.model, include.alias)
  const below = joinsOf(include.model, include.alias, include.children, caller, only)
  // A required child of an optional parent must not remove the parent's parent: it is joined first,
  // in parentheses. So is what the parent's own conditions name.
  const isNested = (join: Join): boolean => type === 'left' && join.type === 'inner'
  const nestsBelow = (conditions: readonly Node[]): boolean =>
    below.some(isNested) || namesBelow(conditions, include)
  const filters = requiredFilters(include.model, include.alias, include.children, caller)

  const { through } = include
  if (through === undefined) {
    const keys = keyCondition(parentModel, parentAlias, include)
    const on = onCondition(parentModel, parentAlias, include, caller, keys)
    if (!nestsBelow(on)) return [new Join(type, target, conjunction([...on, ...filters])), ...below]
    const { joins, hoisted } = withoutOutside(below, [include.alias], include, caller)
    return [new Join(type, target, conjunction([...on, ...filters, ...hoisted]), joins)]
  }
  const conditions = targetConditions(include, caller)
  const isNestedBelow = nestsBelow(conditions)
  // Below the target, the row that links it is outside, too.
  const inner = withoutOutside(isNestedBelow ? below : [], [include.alias], include, caller)
  const toTarget = conjunction([
    ...include.association.throughLink!.targetPairs.map(
      (pair) =>
        new Binary(
          '=',
          columnOf(include.model, include.alias, pair.target),
          columnOf(through.model, through.alias, pair.through),
        ),
    ),
    ...conditions,
    ...filters,
    ...inner.hoisted,
  ])
  const toThrough = [
    ...onCondition(
      parentModel,
      parentAlias,
      include,
      caller,
      throughKeys(parentModel, parentAlias, include),
    ),
    ...throughConditions(include, caller),
  ]
  const { joins, hoisted } = withoutOutside(
    [new Join('inner', target, toTarget, inner.joins)],
    [through.alias],
    include,
    caller,
  )
  return [
    new Join(
      type,
      tableOf(through.model, through.alias),
      conjunction([...toThrough, ...hoisted]),
      joins,
    ),
    ...(isNestedBelow ? [] : below),
  ]
}

/**
 * The conditions that required includes put on their parent when they are not joined to it: what an
 * inner join would do, an include that is loaded otherwise does by EXISTS.
 */
export function requiredFilters(
  parentModel: AnyModel,
  parentAlias: string,
  includes: readonly IncludeNode[],
  caller: string,
): Node[] {
  return includes
    .filter((include) => include.strategy !== 'join' && include.required)
    .map((include) => existsCondition(parentModel, parentAlias, include, caller))
}

/**
 * The conditions for a parent to have a match in a required include, as EXISTS.
 *
 * Used where joining would multiply the rows that LIMIT counts, and where nothing is joined.
 */
export function existsCondition(
  parentModel: AnyModel,
  parentAlias: string,
  include: IncludeNode,
  caller: string,
): Node {
  const { from, joins, conditions } = correlated(parentModel, parentAlias, include, caller)
  const below = groupsNamed(include, conditions, caller)
  return new Exists(
    new Select({
      columns: [new Literal('1')],
      from: [from],
      joins: [...joins, ...inOrder(below, caller)],
      where: conjunction(conditions),
    }),
  )
}

/** The joins below an include that filter its rows, and those that conditions or these joins name. */
function groupsNamed(
  { model, alias, children }: IncludeNode,
  conditions: readonly Node[],
  caller: string,
): JoinGroup[] {
  let groups: JoinGroup[] = []
  for (;;) {
    const named = namedAmong([...conditions, ...groups.flatMap(({ joins }) => joins)], children)
    const joined = children.filter(
      (child) => child.strategy === 'join' && (child.required || named.includes(child)),
    )
    if (joined.length === groups.length) return groups
    groups = joined.map((include) => ({
      include,
      joins: joinsOfInclude(model, alias, include, caller),
    }))
  }
}

/** What a query of an include's rows for one row of its parent is made from. */
export interface CorrelatedQuery {
  readonly from: Table
  readonly joins: readonly Join[]
  readonly conditions: readonly Node[]
}

/** Where the rows of an include for one row of its parent come from, and which they are. */
export function correlated(
  parentModel: AnyModel,
  parentAlias: string,
  include: IncludeNode,
  caller: string,
): CorrelatedQuery {
  const { through } = include
  const target = tableOf(include.model, include.alias)
  const filters = requiredFilters(include.model, include.alias, include.children, caller)
  if (through === undefined) {
    const keys = keyCondition(parentModel, parentAlias, include)
    return {
      from: target,
      joins: [],
      conditions: [...onCondition(parentModel, parentAlias, include, caller, keys), ...filters],
    }
  }
  const toTarget = include.association.throughLink!.targetPairs.map(
    (pair) =>
      new Binary(
        '=',
        columnOf(include.model, include.alias, pair.target),
        columnOf(through.model, through.alias, pair.through),
      ),
  )
  const own = targetConditions(include, caller)
  const isLast = namesBelow(own, include)
  return {
    from: tableOf(through.model, through.alias),
    joins: [new Join('inner', target, conjunction(isLast ? toTarget : [...toTarget, ...own]))],
    conditions: [
      ...(isLast ? own : []),
      ...onCondition(
        parentModel,
        parentAlias,
        include,
        caller,
        throughKeys(parentModel, parentAlias, include),
      ),
      ...throughConditions(include, caller),
      ...filters,
    ],
  }
}

/**
 * Whether a to-one include may be joined to several rows all the same: the key of a has-one
 * association need not be unique, and a condition given in place of keys can be any.
 */
export function mayMatchSeveral({ strategy, association, options, model }: IncludeNode): boolean {
  if (strategy !== 'join' || !association.isSingleAssociation) return false
  if (association instanceof ThroughRow) return false
  if (isSet(options.on) || options.or === true) return true
  if (association.associationType !== 'HasOne') return false
  return !areUnique(
    model,
    association.keyPairs.map((pair) => pair.target),
  )
}

/** Whether to-one includes alone may make rows of the root repeat, which is then one instance. */
export function repeatsUnasked(includes: readonly IncludeNode[]): boolean {
  const joined = includes.filter(({ strategy }) => strategy === 'join')
  // Rows without a root are not the same one.
  if (joined.some(({ right }) => right)) return false
  return joined.some((include) => mayMatchSeveral(include) || repeatsUnasked(include.children))
}

/** Whether one row of its parent may be joined to several of an include. */
export function matchesSeveral(include: IncludeNode): boolean {
  return include.association.isMultiAssociation || mayMatchSeveral(include)
}

/** Conditions joined by AND; undefined for none. */
export function conjunction(conditions: readonly (Node | undefined)[]): Node | undefined {
  const present = conditions.filter((condition) => condition !== undefined)
  return present.length > 1 ? new Logical('and', present) : present[0]
}

/** A model's table under an alias. */
export function tableOf(model: AnyModel, alias?: string): Table {
  const { table } = model.modelDefinition
  return alias === undefined ? table : table.as(alias)
}

/** The column of an attribute under a table alias. */
export function columnOf(model: AnyModel, alias: string | undefined, attribute: string): Column {
  const definition = model.modelDefinition.attributes.get(attribute)
  return new Column(alias, definition?.column ?? attribute, definition?.type)
}

function keyCondition(parentModel: AnyModel, parentAlias: string, include: IncludeNode): Node[] {
  return include.association.keyPairs.map(
    (pair) =>
      new Binary(
        '=',
        columnOf(parentModel, parentAlias, pair.source),
        columnOf(include.model, include.alias, pair.target),
      ),
  )
}

function throughKeys(parentModel: AnyModel, parentAlias: string, include: IncludeNode): Node[] {
  const through = include.through!
  return include.association.throughLink!.sourcePairs.map(
    (pair) =>
      new Binary(
        '=',
        columnOf(parentModel, parentAlias, pair.source),
        columnOf(through.model, through.alias, pair.through),
      ),
  )
}

/** Keys (or the `on` given instead), and for a plain association the conditions on the target. */
function onCondition(
  parentModel: AnyModel,
  parentAlias: string,
  include: IncludeNode,
  caller: string,
  keys: readonly Node[],
): Node[] {
  const { on, or } = include.options
  const resolver = includeResolver(include, caller)
  const given = on === undefined || on === null ? undefined : whereCondition(on, resolver, 'on')
  const link = given === undefined ? keys : [given]
  if (include.through !== undefined) return [...link]
  const extra = targetConditions(include, caller)
  const { where } = include.options
  const alternative = or === true && isSet(where) ? whereCondition(where, resolver) : undefined
  return alternative === undefined
    ? [...link, ...extra]
    : [new Logical('or', [conjunction(link)!, alternative]), ...extra.slice(1)]
}

/** The include's `where`, the association's scope, and the soft-deletion clause. */
export function targetConditions(
  include: IncludeNode,
  caller: string,
  onOutside?: () => void,
): Node[] {
  const resolver = includeResolver(include, caller, onOutside)
  const { where } = include.options
  return [
    where === undefined || where === null ? undefined : whereCondition(where, resolver),
    include.association.scope === undefined
      ? undefined
      : whereCondition(include.association.scope, resolver),
    paranoidCondition(include.model, include.alias, include.options),
  ].filter((condition) => condition !== undefined)
}

/** All that is said of an include's rows beside its keys. */
export function statedConditions(include: IncludeNode, caller: string): Node[] {
  const { on } = include.options
  const resolver = includeResolver(include, caller)
  const given = isSet(on) ? whereCondition(on, resolver, 'on') : undefined
  return [
    ...(given === undefined ? [] : [given]),
    ...targetConditions(include, caller),
    ...(include.through === undefined ? [] : throughConditions(include, caller)),
  ]
}

/** The `where` of its through rows, the scope of the link, and their soft-deletion clause. */
export function throughConditions(
  include: IncludeNode,
  caller: string,
  onOutside?: () => void,
): Node[] {
  const through = include.through!
  const resolver = new ModelResolver({
    caller: `${caller}: include of "${include.as}": through`,
    model: through.model,
    alias: through.alias,
    includes: [],
    statement: include.statement,
    within: include.path,
    ...(onOutside === undefined ? {} : { onOutside }),
  })
  const { where } = through.options
  const { scope } = include.association.throughLink!
  return [
    where === undefined || where === null ? undefined : whereCondition(where, resolver),
    scope === undefined ? undefined : whereCondition(scope, resolver),
    paranoidCondition(through.model, through.alias, through.options),
  ].filter((condition) => condition !== undefined)
}

/**
 * Resolves names inside an include: its own attributes, and paths that begin at the root of its
 * statement or below it.
 */
export function includeResolver(
  include: IncludeNode,
  caller: string,
  onOutside?: () => void,
): ModelResolver {
  return new ModelResolver({
    caller: `${caller}: include of "${include.as}"`,
    model: include.model,
    alias: include.alias,
    includes: include.children,
    include,
    statement: include.statement,
    within: include.path,
    ...(onOutside === undefined ? {} : { onOutside }),
  })
}
