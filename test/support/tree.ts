/**
 * The nodes of the expression tree, for tests that build a statement node by node. The package
 * exports what puts nodes together, not their classes.
 */
export { DataTypes, normalizeDataType } from '../../lib/data-types/index.js'
export * from '../../lib/expression/constructors.js'
export * from '../../lib/expression/expressions.js'
export * from '../../lib/expression/json-rows.js'
export * from '../../lib/expression/mutation-builders.js'
export * from '../../lib/expression/mutations.js'
export type { Node } from '../../lib/expression/node.js'
export * from '../../lib/expression/select.js'
export * from '../../lib/expression/select-builder.js'
export * from '../../lib/expression/sources.js'
export * from '../../lib/expression/table-columns.js'
export * from '../../lib/expression/traverse.js'
