/** A plan → what turns its rows into instances. Made once per plan. */
import type { ResultColumn } from '../compiler/compiled-statement.js'
import type { AnyModel } from '../model/runtime.js'
import { hydrationClass } from './column-hydration.js'
import type { HydrationOptions } from '../model/hydration.js'
import { type Entity, rootEntity } from './entity.js'
import { type IncludeNode, includeTree } from './include-tree.js'
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
  const isDeep = entity.children.some(hasIncludes)
  return (model, include) => {
    if (include === undefined) return new EntityHydration(entity, model, options)
    const given = isDeep ? withIncludes(entity, new IncludesBelow(model, include)) : entity
    return new EntityHydration(given, model, { ...options, include })
  }
}

function hasIncludes({ options }: Entity): boolean {
  return options.includeNames.length > 0
}

/** What the includes of one finder have included in their turn, read when somebody asks. */
class IncludesBelow {
  readonly #model: AnyModel
  readonly #include: unknown
  #tree: readonly IncludeNode[] | undefined

  constructor(model: AnyModel, include: unknown) {
    this.#model = model
    this.#include = include
  }

  of(path: readonly string[]): unknown {
    this.#tree ??= includeTree(this.#model, this.#include, `${this.#model.name}.findAll`)
    let below = this.#tree
    let found: IncludeNode | undefined
    for (const name of path) {
      found = below.find(({ as }) => as === name)
      below = found?.children ?? []
    }
    return found?.options.include
  }
}

/** The entity with children that know what they include, with the values of this execution. */
function withIncludes(
  entity: Entity,
  includes: IncludesBelow,
  path: readonly string[] = [],
): Entity {
  const children = entity.children.map((child) => {
    if (!hasIncludes(child)) return child
    const childPath = [...path, child.as]
    const options: HydrationOptions = {
      ...child.options,
      get include() {
        return includes.of(childPath)
      },
    }
    return withIncludes({ ...child, options }, includes, childPath)
  })
  return { ...entity, children }
}
