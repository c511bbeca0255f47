/** Soft deletion: which rows a paranoid model still shows. */
import { Binary, Column, Literal, Logical, Parameter } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import type { AnyModel } from './runtime.js'

/**
 * The condition that leaves out soft-deleted rows: `deletedAt` is null, or (for a model whose
 * `deletedAt` has a default) equals that default.
 *
 * @param alias the alias of the model's table; undefined leaves the column unqualified
 * @returns undefined for a model that is not paranoid, or with `paranoid: false`
 */
export function paranoidCondition(
  model: AnyModel,
  alias: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Node | undefined {
  const definition = model.modelDefinition
  const { deletedAt } = definition.timestamps
  if (!definition.isParanoid || options.paranoid === false || deletedAt === undefined) {
    return undefined
  }
  const attribute = definition.attributes.get(deletedAt)!
  const column = new Column(alias, attribute.column, attribute.type)
  const isNull = new Binary('is', column, new Literal('NULL'))
  if (!attribute.hasDefault || attribute.defaultValue === null) return isNull
  return new Logical('or', [
    isNull,
    new Binary('=', column, new Parameter(attribute.defaultValue, attribute.type)),
  ])
}
