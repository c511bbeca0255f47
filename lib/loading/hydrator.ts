/** A plan → what turns its rows into instances. Made once per plan. */
import type { ResultColumn } from '../compiler/compiled-statement.js'
import type { AnyModel } from '../model/runtime.js'
import { hydrationClass } from './column-hydration.js'
import { rootEntity } from './entity.js'
import type { EntityPlan } from './row-layout.js'
import type { Hydration } from './row-hydration.js'

/**
 * Begins to turn the rows of one plan into instances of a model: the one that was planned for, or a
 * scoped class of it, which shares its plans.
 */
export type Hydrator = (model: AnyModel, include: unknown) => Hydration

/**
 * Makes the hydrator of a plan.
 *
 * @param columns those of the statement
 * @param multiplies whether a root row can appear in several rows
 */
export function hydratorOf(
  root: EntityPlan,
  columns: readonly ResultColumn[],
  multiplies: boolean,
): Hydrator {
  const entity = rootEntity(root, columns)
  const { options } = entity
  const EntityHydration = hydrationClass(entity, multiplies)
  return (model, include) =>
    new EntityHydration(entity, model, include === undefined ? options : { ...options, include })
}
