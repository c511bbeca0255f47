/**
 * LIMIT and OFFSET of an include that is loaded separately: they count the children of each parent,
 * so a window function numbers them.
 */
import { ThroughRow } from '../associations/through-row.js'
import { UsageError } from '../errors/usage-errors.js'
import {
  Aliased,
  Binary,
  Column,
  Fn,
  In,
  Over,
  Parameter,
  Tuple,
} from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { Subquery } from '../expression/sources.js'
import { paranoidCondition } from '../model/paranoid.js'
import { limitParameter } from '../query-options/limit.js'
import { orderings } from '../query-options/order.js'
import { whereCondition } from '../query-options/where.js'
import { keysCondition } from './exact-keys.js'
import { withReachedJoined } from './document-joins.js'
import { type IncludeNode, includeTree } from './include-tree.js'
import {
  columnOf,
  conjunction,
  existsCondition,
  joinsOf,
  matchesSeveral,
  requiredFilters,
  tableOf,
} from './joined-loading.js'
import { ModelResolver } from './model-resolver.js'
import { aliasesIn, termsOf, withoutAliases } from './ordering-terms.js'
import { repeatsPairs } from './repeated-pairs.js'
import { reachBetween, reachNamed, representative, withRequired } from './subquery-pagination.js'
import { isSet } from '../query-options/operands.js'

type Keys = readonly (readonly unknown[])[]

/** What is limited. */
type LimitedInclude = Pick<IncludeNode, 'association' | 'model' | 'as' | 'options'>

/**
 * The condition on a child (and, many-to-many, on its through row) that keeps the page of its parent.
 *
 * @param childInclude the `include` of the children's own statement; many-to-many, the through row is
 *   among it
 * @param keys the parents' keys
 * @param counts what a limit counts where several rows link a pair: each child once, or these rows
 * @returns undefined without a limit
 */
export function limitPerParent(
  include: LimitedInclude,
  childInclude: unknown,
  keys: Keys,
  counts: 'children' | 'links' = 'children',
): Node | undefined {
  const { limit, offset } = include.options
  if (!isSet(limit) && !isSet(offset)) return undefined
  const { model, association } = include
  const caller = `${association.source.name}.findAll: include of "${include.as}"`
  // Checks them; what is compared with the number of a row is computed from both.
  limitParameter(limit, 'limit', caller)
  limitParameter(offset, 'offset', caller)
  const { primaryKeys } = model.modelDefinition
  if (primaryKeys.length === 0) throw UsageError.missingPrimaryKey(caller, model.name)

  const includes = withReachedJoined(includeTree(model, childInclude, caller), caller)
  const link = association.throughLink
  const through = includes.find((child) => child.association instanceof ThroughRow)
  // A target of several parents is counted for each of them, so its through row is named too.
  const parents =
    link === undefined || through === undefined
      ? []
      : link.sourcePairs.map((pair) => columnOf(link.model, through.alias, pair.through))
  const links =
    through !== undefined && counts === 'links' && repeatsPairs(association)
      ? through.model.modelDefinition.primaryKeys.map(({ name }) =>
          columnOf(through.model, through.alias, name),
        )
      : []
  const numbered = numberedChildren(include, { includes, through, parents, links, keys, caller })

  const position = new Column('numbered', 'position')
  const start = isSet(offset) ? Number(offset) : 0
  const page = new Select({
    columns: [
      ...primaryKeys.map((key) => new Column('numbered', key.column)),
      ...parents.map((_, index) => new Column('numbered', `parent${index}`)),
      ...links.map((_, index) => new Column('numbered', `link${index}`)),
    ],
    from: [new Subquery(numbered, 'numbered')],
    where: conjunction([
      new Binary('>', position, new Parameter(start)),
      isSet(limit) ? new Binary('<=', position, new Parameter(start + Number(limit))) : undefined,
    ]),
  })
  const child: Node[] = [
    ...primaryKeys.map((key) => columnOf(model, model.name, key.name)),
    ...parents,
    ...links,
  ]
  return new In(child.length === 1 ? child[0]! : new Tuple(child), page)
}

/** What the statement that numbers children is made from. */
interface NumberingParts {
  readonly includes: readonly IncludeNode[]
  readonly through: IncludeNode | undefined
  /** The columns of the through row that name the parent; none where the child itself names it. */
  readonly parents: readonly Node[]
  /** The key of the through row, where each of several is counted. */
  readonly links: readonly Node[]
  readonly keys: Keys
  readonly caller: string
}

/** The keys of all children, each with its number among those of its parent. */
function numberedChildren(include: LimitedInclude, parts: NumberingParts): Select {
  const { model, association, options } = include
  const { includes, through, parents, links, caller } = parts
  const alias = model.name
  const reached = new Set<IncludeNode>(through === undefined ? [] : [through])
  const onReach = (child: IncludeNode): unknown => reached.add(child)
  const place = { caller, model, alias, includes }
  const aliases = aliasesIn(options.attributes, new ModelResolver(place))
  const resolver = new ModelResolver({ ...place, aliases, onReach })
  const primaryKey = model.modelDefinition.primaryKeys.map((key) =>
    columnOf(model, alias, key.name),
  )
  const given = isSet(options.order) ? orderings(options.order, resolver) : primaryKey
  const order = given.flatMap(termsOf).map((term) => withoutAliases(term, aliases))
  const conditions = [
    paranoidCondition(model, alias, options),
    isSet(options.where) ? whereCondition(options.where, resolver) : undefined,
    association.scope === undefined ? undefined : whereCondition(association.scope, resolver),
  ].filter((condition) => condition !== undefined)
  for (const node of [...conditions, ...order]) reachNamed(node, includes, reached)
  reachBetween(conditions, includes, reached, caller)

  const joined = withRequired(reached)
  const filters = includes
    .filter((child) => child.strategy === 'join' && child.required && !joined.has(child))
    .map((child) => existsCondition(model, alias, child, caller))
  const repeats =
    [...joined].some(matchesSeveral) || (links.length === 0 && repeatsPairs(association))
  const own = association.keyPairs.map((pair) => columnOf(model, alias, pair.target))
  const partition = through === undefined ? own : parents
  const root = { model, alias, reached: joined }
  const towards = repeats ? order.map((item) => representative(item, root)) : order
  return new Select({
    columns: [
      ...primaryKey,
      ...parents.map((column, index) => new Aliased(column, `parent${index}`)),
      ...links.map((column, index) => new Aliased(column, `link${index}`)),
      new Aliased(new Over(new Fn('row_number', []), partition, towards), 'position'),
    ],
    from: [tableOf(model, alias)],
    joins: joinsOf(model, alias, includes, caller, joined),
    where: conjunction([
      ...conditions,
      ...filters,
      ...requiredFilters(model, alias, includes, caller),
      // A through row is joined on the condition that names the parents.
      through === undefined ? keysCondition(own, parts.keys) : undefined,
    ]),
    groupBy: repeats ? [...primaryKey, ...partition, ...links] : [],
  })
}
