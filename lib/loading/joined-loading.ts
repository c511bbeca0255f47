/**
 * The join strategy: an include tree → the joins of its statement, and the conditions that make a
 * required include filter its parents.
 */
import { Binary, Column, Exists, Literal, Logical } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { Join, type Table } from '../expression/sources.js'
import type { AnyModel } from '../model/runtime.js'
import { paranoidCondition } from '../model/paranoid.js'
import { whereCondition } from '../query-options/where.js'
import type { IncludeNode } from './include-tree.js'
import { ModelResolver } from './model-resolver.js'

/** The joins for those includes that are loaded with their parents. */
export function joinsOf(
  parentModel: AnyModel,
  parentAlias: string,
  includes: readonly IncludeNode[],
  caller: string,
  only?: ReadonlySet<IncludeNode>,
): Join[] {
  return includes
    .filter((include) => include.strategy === 'join' && (only === undefined || only.has(include)))
    .flatMap((include) => joinsOfInclude(parentModel, parentAlias, include, caller, only))
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
  // in parentheses.
  const isNested = (join: Join): boolean => type === 'left' && join.type === 'inner'
  const nested = below.some(isNested) ? below : []
  const after = nested.length > 0 ? [] : below

  const { through } = include
  if (through === undefined) {
    const on = conjunction(
      onCondition(
        parentModel,
        parentAlias,
        include,
        caller,
        keyCondition(parentModel, parentAlias, include),
      ),
    )
    return [new Join(type, target, on, nested), ...after]
  }
  const toTarget = conjunction([
    ...include.association.throughLink!.targetPairs.map(
      (pair) =>
        new Binary(
          '=',
          columnOf(include.model, include.alias, pair.target),
          columnOf(through.model, through.alias, pair.through),
        ),
    ),
    ...targetConditions(include, caller),
  ])
  const toThrough = conjunction([
    ...onCondition(
      parentModel,
      parentAlias,
      include,
      caller,
      throughKeys(parentModel, parentAlias, include),
    ),
    ...throughConditions(include, caller),
  ])
  return [
    new Join(type, tableOf(through.model, through.alias), toThrough, [
      new Join('inner', target, toTarget, nested),
    ]),
    ...after,
  ]
}

/**
 * The conditions for a parent to have a match in a required include, as EXISTS.
 *
 * Used where joining would multiply the rows that LIMIT counts.
 */
export function existsCondition(
  parentModel: AnyModel,
  parentAlias: string,
  include: IncludeNode,
  caller: string,
): Node {
  const below = include.children.filter((child) => child.strategy === 'join' && child.required)
  const { through } = include
  const conditions: Node[] = []
  const joins: Join[] = []
  let from: Table
  if (through === undefined) {
    from = tableOf(include.model, include.alias)
    conditions.push(
      ...onCondition(
        parentModel,
        parentAlias,
        include,
        caller,
        keyCondition(parentModel, parentAlias, include),
      ),
    )
  } else {
    from = tableOf(through.model, through.alias)
    conditions.push(
      ...throughKeys(parentModel, parentAlias, include),
      ...throughConditions(include, caller),
    )
    joins.push(
      new Join(
        'inner',
        tableOf(include.model, include.alias),
        conjunction([
          ...include.association.throughLink!.targetPairs.map(
            (pair) =>
              new Binary(
                '=',
                columnOf(include.model, include.alias, pair.target),
                columnOf(through.model, through.alias, pair.through),
              ),
          ),
          ...targetConditions(include, caller),
        ]),
      ),
    )
  }
  joins.push(
    ...below.flatMap((child) => joinsOfInclude(include.model, include.alias, child, caller)),
  )
  return new Exists(
    new Select({
      columns: [new Literal('1')],
      from: [from],
      joins,
      where: conjunction(conditions),
    }),
  )
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
  if (or === true && include.options.where !== undefined) {
    const [where, ...rest] = extra
    return where === undefined
      ? [...link]
      : [new Logical('or', [conjunction(link)!, where]), ...rest]
  }
  return [...link, ...extra]
}

/** The include's `where`, the association's scope, and the soft-deletion clause. */
function targetConditions(include: IncludeNode, caller: string): Node[] {
  const resolver = includeResolver(include, caller)
  const { where } = include.options
  return [
    where === undefined || where === null ? undefined : whereCondition(where, resolver),
    include.association.scope === undefined
      ? undefined
      : whereCondition(include.association.scope, resolver),
    paranoidCondition(include.model, include.alias, include.options),
  ].filter((condition) => condition !== undefined)
}

function throughConditions(include: IncludeNode, caller: string): Node[] {
  const through = include.through!
  const resolver = new ModelResolver({
    caller,
    model: through.model,
    alias: through.alias,
    includes: [],
  })
  const { where } = through.options
  const { scope } = include.association.throughLink!
  return [
    where === undefined || where === null ? undefined : whereCondition(where, resolver),
    scope === undefined ? undefined : whereCondition(scope, resolver),
    paranoidCondition(through.model, through.alias, through.options),
  ].filter((condition) => condition !== undefined)
}

/** Resolves names inside an include: its own attributes, and paths below it. */
export function includeResolver(include: IncludeNode, caller: string): ModelResolver {
  return new ModelResolver({
    caller,
    model: include.model,
    alias: include.alias,
    includes: include.children,
  })
}
