/** Declares associations: checks, makes, registers, and adds the methods. */
import { UsageError } from '../errors/usage-errors.js'
import { isOptions } from './call-arguments.js'
import { defineIncludeAccessor } from '../model/accessors.js'
import { runHooksSync } from '../model/hooks.js'
import type { AnyModel, AssociationBuilder, AssociationLike } from '../model/runtime.js'
import type { Association } from './association.js'
import { checkAssociationOptions } from './association-options.js'
import { scopeProblem, throughScopeProblem } from './association-values.js'
import { BelongsTo } from './belongs-to.js'
import { BelongsToMany } from './belongs-to-many.js'
import { lookForOtherKey } from './derived-keys.js'
import { HasMany } from './has-many.js'
import { HasOne } from './has-one.js'
import { addMixins } from './mixins.js'
import { rememberModels } from './undo.js'

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
    const undo = rememberModels(source.sequelize, touchedModels(source, target, options))
    try {
      return declare(kind, source, target, options)
    } catch (error) {
      undo()
      throw error
    }
  },
}

/** The models that a call may change, those apart that it makes. */
function touchedModels(
  source: AnyModel,
  target: AnyModel,
  { through }: Readonly<Record<string, unknown>>,
): AnyModel[] {
  const given = throughGiven(through)
  const model = typeof given === 'string' ? source.runtime.modelNamed(given) : given
  const isModel =
    typeof model === 'function' && (model as unknown as AnyModel)._definition !== undefined
  return isModel ? [source, target, model as unknown as AnyModel] : [source, target]
}

function declare(
  kind: keyof typeof kinds,
  source: AnyModel,
  target: AnyModel,
  options: Record<string, unknown>,
): Association {
  const parts = { source, target, type: kinds[kind] }
  const runsHooks = options.hooks === true
  if (runsHooks) runHooksSync(source, 'beforeAssociate', parts, options)
  const isThroughMade = isMade(source, options)
  const association = new kinds[kind](source, target, options)
  if (source.runtime.runtimeOptions.strict) assertScopes(association, isThroughMade)
  register(source, association)
  if (runsHooks) runHooksSync(source, 'afterAssociate', { ...parts, association }, options)
  return association
}

function throughGiven(through: unknown): unknown {
  const isObject = typeof through === 'object' && through !== null
  return isObject ? (through as { readonly model?: unknown }).model : through
}

/** Whether a call makes its through model, which may get attributes later only. */
function isMade(source: AnyModel, { through }: Readonly<Record<string, unknown>>): boolean {
  const given = throughGiven(through)
  return typeof given === 'string' && source.runtime.modelNamed(given) === undefined
}

/** @throws {AssociationError} for a scope of what is no attribute */
function assertScopes(association: Association, isThroughMade: boolean): void {
  const problem =
    scopeProblem(association) ?? (isThroughMade ? undefined : throughScopeProblem(association))
  if (problem !== undefined) {
    throw UsageError.invalidAssociation(`${association.label} (strict)`, problem)
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
