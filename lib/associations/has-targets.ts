/** `hasX` of has-many and many-to-many: what is asked for, and when the answer needs no statement. */
import type { Model } from '../model/model.js'
import type { AssociationCall } from './call-arguments.js'
import { uniqueTargets } from './call-arguments.js'
import type { Association, CallOptions } from './association.js'
import type { KeyValues } from './keys.js'
import { loadLazily } from './lazy-loading.js'

/** A call of `hasX`. */
export interface HasCall {
  readonly association: Association
  readonly instance: Model
  /** Instances or keys. */
  readonly targets: unknown
  readonly options: CallOptions
}

/** How one kind of association answers it. */
export interface HasAnswer {
  /** The attributes that keys of targets are values of. */
  readonly targetKeys: readonly string[]
  /** The condition on the foreign key; undefined for an instance that no row can belong to. */
  readonly conditionOn: (call: AssociationCall) => KeyValues | undefined
  /** Whether all of some targets are there. */
  readonly ask: (
    own: KeyValues,
    conditions: readonly KeyValues[],
    options: CallOptions,
  ) => Promise<boolean>
}

/** Whether all of the given targets are those of the instance. */
export async function hasTargets(
  { association, instance, targets, options }: HasCall,
  { targetKeys, conditionOn, ask }: HasAnswer,
): Promise<boolean> {
  const call = { association, operation: 'has', given: targets } as const
  const own = conditionOn(call)
  const { conditions, areAllSaved } = uniqueTargets(call, targetKeys)
  if (!areAllSaved) return false
  if (conditions.length === 0) return true
  if (own === undefined) return false
  const load = (given: CallOptions): Promise<boolean> => ask(own, conditions, given)
  const request = { association, operation: 'has', instance, options, load } as const
  return loadLazily({ ...request, targets: conditions })
}
