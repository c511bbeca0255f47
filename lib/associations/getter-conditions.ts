/**
 * The conditions of getters. A finder's condition takes the place of the scope's on the same
 * attribute; what a getter is given is not to do so: a default scope that hides rows still hides them.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import { isNode } from '../expression/node.js'
import { Op } from '../expression/operators.js'
import type { AnyModel } from '../model/runtime.js'
import type { AssociatedModel } from './finding.js'

/** What a getter looks for, where one side holds the key. */
export interface OwnedTargets {
  /** The condition on the foreign key. */
  readonly own: Readonly<Record<string | symbol, unknown>>
  /** The association's scope. */
  readonly scope?: Readonly<Record<string | symbol, unknown>> | undefined
  /** The condition that the getter was given. */
  readonly where: unknown
}

/**
 * The condition of a getter, many-to-many apart. As in v6, the association itself goes before the
 * scope of the target, and a condition that is given holds beside both.
 */
export function ownedCondition(
  model: AssociatedModel,
  { own, scope, where }: OwnedTargets,
): Readonly<Record<string | symbol, unknown>> {
  const isGiven = where !== undefined && where !== null
  const names = Reflect.ownKeys(own)
  const isPlain = names.every((name) => typeof name === 'string' && !isOf(scope, name))
  if (!isPlain) return allConditions(model, [own, scope, where])
  const owned = { ...own, ...scope }
  return isGiven ? allConditions(model, [owned, where]) : owned
}

function isOf(scope: object | undefined, name: string): boolean {
  return scope !== undefined && Object.hasOwn(scope, name)
}

/** Conditions that must all hold, beside those of the model's scope. */
export function allConditions(
  model: AssociatedModel,
  conditions: readonly unknown[],
): Readonly<Record<string | symbol, unknown>> {
  const given = conditions.filter((one) => one !== undefined && one !== null)
  return given.length === 0 ? {} : { [Op.and]: [...conjunctionOfScope(model), ...given] }
}

/** What a scope has under the operator that conditions are joined by, and would lose to them. */
function conjunctionOfScope(model: AssociatedModel): readonly unknown[] {
  const { _scope, options } = model as unknown as AnyModel
  const where = (_scope as { readonly where?: unknown }).where
  if (options.whereMergeStrategy === 'and') return []
  if (isNode(where)) return [where]
  const isJoined = isPlainObject(where) && Object.hasOwn(where, Op.and)
  return isJoined ? [{ [Op.and]: (where as Record<symbol, unknown>)[Op.and] }] : []
}
