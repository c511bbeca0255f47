/** What the options of an include say of columns. */
import type { Node } from '../expression/node.js'
import { isSet } from '../query-options/operands.js'
import { orderings } from '../query-options/order.js'
import { projection } from '../query-options/projection.js'
import type { IncludeNode, ThroughInclude } from './include-tree.js'
import {
  includeResolver,
  statedConditions,
  targetConditions,
  throughConditions,
} from './joined-loading.js'
import { ModelResolver } from './model-resolver.js'

/**
 * What is said of an include's own columns.
 *
 * @param onOutside called where a path begins at the root of the statement
 */
export function ownExpressions(
  include: IncludeNode,
  caller: string,
  onOutside?: () => void,
): Node[] {
  const { order, attributes } = include.options
  const resolver = includeResolver(include, caller, onOutside)
  return [
    ...targetConditions(include, caller, onOutside),
    ...projection(attributes, resolver).map((column) => column.expression),
    ...(isSet(order) ? orderings(order, resolver) : []),
  ]
}

/** What is said of the columns of its through rows. */
export function throughExpressions(
  include: IncludeNode,
  through: ThroughInclude,
  caller: string,
  onOutside?: () => void,
): Node[] {
  const { model, alias, options } = through
  const place = `${caller}: include of "${include.as}": through`
  const resolver = new ModelResolver({ caller: place, model, alias, includes: [] })
  return [
    ...throughConditions(include, caller, onOutside),
    ...projection(options.attributes, resolver).map((column) => column.expression),
  ]
}

/** All that is said in an include, of its through rows, too. */
export function statedIn(include: IncludeNode, caller: string): Node[] {
  const { through } = include
  return [
    ...statedConditions(include, caller),
    ...ownExpressions(include, caller),
    ...(through === undefined ? [] : throughExpressions(include, through, caller)),
  ]
}
