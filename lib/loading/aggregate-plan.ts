/** COUNT, MIN, MAX, SUM and other aggregates over a model and its includes. */
import { INTEGER } from '../data-types/number-types.js'
import { Aliased, Col, Fn, type ValueType } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { Subquery } from '../expression/sources.js'
import type { ResolvedColumn } from '../query-options/column-resolver.js'
import { limitParameter } from '../query-options/limit.js'
import { orderings } from '../query-options/order.js'
import { columnOrAlias, groupings, projection } from '../query-options/projection.js'
import { whereCondition } from '../query-options/where.js'
import { paranoidCondition } from '../model/paranoid.js'
import { aggregateType } from '../model/aggregate-type.js'
import type { AnyModel } from '../model/runtime.js'
import { columnOf, conjunction, joinsOf, requiredFilters, tableOf } from './joined-loading.js'
import { withReachedJoined } from './document-joins.js'
import type { IncludeNode } from './include-tree.js'
import { ModelResolver } from './model-resolver.js'
import { isSet } from '../query-options/operands.js'

/**
 * The statement of an aggregate. Optional includes are joined as v6 does, because conditions and
 * groups may name their columns.
 *
 * @param attribute an attribute's name, a column, a path in dollars, or `*`
 */
export function aggregateSelect(
  model: AnyModel,
  attribute: string,
  fn: string,
  options: Readonly<Record<string, unknown>>,
  given: readonly IncludeNode[],
  caller: string,
): Select {
  const includes = withReachedJoined(given, caller)
  const alias = model.name
  const aliases = new Map<string, Node>()
  const resolver = new ModelResolver({ caller, model, alias, includes, aliases })
  const operand = aggregateOperand(attribute, resolver)
  const isCount = fn.toLowerCase() === 'count'
  const type: ValueType | undefined = isCount
    ? undefined
    : aggregateType(operand.type, fn, options.dataType, `${model.name}.${fn}`)
  const result = new Aliased(
    new Fn(fn, [operand.expression], options.distinct === true && attribute !== '*'),
    fn,
    isCount ? countType : type,
  )
  aliases.set(fn, result.expression)
  const chosen = projection(chosenAttributes(options, resolver), resolver).map(
    (column) => new Aliased(column.expression, column.name, column.type),
  )
  const groupBy = isSet(options.group) ? groupings(options.group, resolver) : []
  const rows = {
    from: [tableOf(model, alias)],
    joins: joinsOf(model, alias, includes, caller),
    where: conjunction([
      paranoidCondition(model, alias, options),
      isSet(options.where) ? whereCondition(options.where, resolver) : undefined,
      ...requiredFilters(model, alias, includes, caller),
    ]),
  }
  const { primaryKeys } = model.modelDefinition
  const countsRoots = isCount && attribute === '*' && options.distinct === true
  if (countsRoots && groupBy.length === 0 && primaryKeys.length > 1) {
    // No database counts distinct values of several columns in a way that all others have.
    const keys = primaryKeys.map(({ name }) => columnOf(model, alias, name))
    const roots = new Select({ columns: keys, distinct: true, ...rows })
    return new Select({ columns: [result], from: [new Subquery(roots, 'roots')] })
  }
  return new Select({
    columns: [...chosen, result],
    ...rows,
    groupBy,
    having: isSet(options.having)
      ? whereCondition(options.having, resolver.withAliases(), 'having')
      : undefined,
    orderBy: isSet(options.order) ? orderings(options.order, resolver) : [],
    limit: limitParameter(options.limit, 'limit', caller),
    offset: limitParameter(options.offset, 'offset', caller),
  })
}

const countType = new INTEGER()

/** What is selected beside the aggregate: the attributes that are named, and what tells groups apart. */
function chosenAttributes(
  options: Readonly<Record<string, unknown>>,
  resolver: ModelResolver,
): unknown {
  const attributes = options.attributes ?? []
  if (!Array.isArray(attributes) || !isSet(options.group)) return attributes
  const groups = [options.group].flat(2) as unknown[]
  const lastNames = groups.map(lastName)
  return [
    ...(attributes as unknown[]),
    ...groups.map((group, index) => {
      const name = lastNames[index]
      if (name === group || typeof group !== 'string') return group
      if (resolver.attribute(group) !== undefined) return group
      // v6 gives the value of a path under its last name.
      const isUnique = lastNames.indexOf(name) === lastNames.lastIndexOf(name)
      return [columnOrAlias(group, resolver), isUnique ? name : group]
    }),
  ]
}

function lastName(group: unknown): unknown {
  return typeof group === 'string' ? group.split('.').at(-1) : group
}

function aggregateOperand(attribute: string, resolver: ModelResolver): ResolvedColumn {
  if (attribute === '*') return { expression: new Col('*'), type: undefined, attribute: '*' }
  if (/^\$.+\$$/.test(attribute)) {
    const found = resolver.included(attribute.slice(1, -1).split('.'))
    if (found !== undefined) return found
  }
  const known = resolver.attribute(attribute)
  if (known !== undefined) return known
  // v6 lets a column of an include be named by its path: `posts.id`.
  if (attribute.includes('.')) {
    const found = resolver.included(attribute.split('.'))
    if (found !== undefined) return found
    if (!resolver.strict) return { expression: new Col(attribute), type: undefined, attribute }
  }
  return resolver.columnNamed(attribute, 'the aggregate')
}
