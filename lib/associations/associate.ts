/** Declares associations: checks, makes, registers, and adds the methods. */
import { UsageError } from '../errors/usage-errors.js'
import { isOptions } from './call-arguments.js'
import { defineIncludeAccessor } from '../model/accessors.js'
import { runHooksSync } from '../model/hooks.js'
import type { AnyModel, AssociationBuilder, AssociationLike } from '../model/runtime.js'
import type { Association } from './association.js'
import { checkAssociationOptions } from './association-options.js'
import { BelongsTo } from './belongs-to.js'
import { BelongsToMany } from './belongs-to-many.js'
import { lookForOtherKey } from './derived-keys.js'
import { HasMany } from './has-many.js'
import { HasOne } from './has-one.js'
import { addMixins } from './mixins.js'

const kinds = { BelongsTo, HasOne, HasMany, BelongsToMany } as const

/** Declares the associations of models; one for all Sequelize instances. */
export const associationBuilder: AssociationBuilder = {
  associate(kind, source, target, given): AssociationLike {
    const method = kind[0]!.toLowerCase() + kind.slice(1)
    if (typeof target !== 'function' || !('modelDefinition' in target)) {
      throw UsageError.notAModel(`${source.name}.${method}`, 'the target', target)
    }
    if (!isOptions(given)) {
      throw UsageError.notAssociationOptions(`${source.name}.${method}(${target.name})`, given)
    }
    checkAssociationOptions(kind, source, target, given ?? {})
    if (target._definition === undefined) {
      throw UsageError.modelNotInitialized(`${source.name}.${method}`, target.name)
    }
    const options: Record<string, unknown> = { hooks: false, ...given }
    const runsHooks = options.hooks === true
    if (runsHooks) {
      runHooksSync(source, 'beforeAssociate', { source, target, type: kinds[kind] }, options)
    }
    const association = make(kind, source, target, options)
    register(source, association)
    if (runsHooks) {
      runHooksSync(
        source,
        'afterAssociate',
        { source, target, type: kinds[kind], association },
        options,
      )
    }
    return association
  },
}

/** Makes an association; of one that is refused, no model of a through table stays. */
function make(
  kind: keyof typeof kinds,
  source: AnyModel,
  target: AnyModel,
  options: Record<string, unknown>,
): Association {
  const { models, modelManager } = source.sequelize
  const before = new Set(kind === 'BelongsToMany' ? Object.values(models) : [])
  try {
    return new kinds[kind](source, target, options)
  } catch (error) {
    const made = kind === 'BelongsToMany' ? Object.values(models) : []
    for (const model of made) if (!before.has(model)) modelManager.removeModel(model)
    throw error
  }
}

function register(source: AnyModel, association: Association): void {
  const associations = source.associations as unknown as Record<string, Association>
  const { as } = association
  Object.defineProperty(associations, as, {
    value: association,
    enumerable: true,
    configurable: true,
    writable: true,
  })
  defineIncludeAccessor(source, as)
  addMixins(source, association)
  lookForOtherKey(association)
  source.runtime.definitionChanged(source.modelDefinition)
}
