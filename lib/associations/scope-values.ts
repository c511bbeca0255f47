/** What the scope of an association gives to rows. Conditions in it only find rows. */
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel } from '../model/runtime.js'
import { isScopeCondition } from '../model/scope-conditions.js'
import { type AssociationCall, callText } from './call-arguments.js'
import type { KeyValues } from './keys.js'

/** A scope, and the model of the rows that have its values. */
export interface ValueScope {
  readonly holder: AnyModel
  readonly scope: KeyValues | undefined
  /** The option that gave it. */
  readonly option: 'scope' | 'through.scope'
}

/**
 * The values that rows get of a scope.
 *
 * @param values those of the call, which stand where the scope has a condition
 * @throws {UsageError} for a condition where the call gives no value
 */
export function scopeValues(
  call: AssociationCall,
  { holder, scope = {}, option }: ValueScope,
  values: unknown = {},
): KeyValues {
  const { attributes } = holder.modelDefinition
  const entries = Object.entries(scope).filter(([name, value]) => {
    if (!isScopeCondition(value, attributes.get(name)?.type)) return true
    if ((values as KeyValues | null)?.[name] !== undefined) return false
    throw UsageError.invalid(
      callText(call),
      `"${option}" of ${call.association.label} has a condition on "${name}", which is no value that a row could get`,
      value,
      call.operation === 'create'
        ? `Give a value of "${name}" to ${callText(call)}`
        : `Write the row yourself, with a value of "${name}": ${holder.name}.update({ … }, { where: … })`,
    )
  })
  return Object.fromEntries(entries)
}
