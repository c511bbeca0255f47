/** The methods that an association adds to the instances of its source: `getBooks`, `addBook`, … */
import { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import type { Association } from './association.js'
import { type AssociationCall, assertOptions } from './call-arguments.js'

type Operation = (instance: unknown, ...args: unknown[]) => unknown

/** Which operation of the association each accessor calls. */
const operations: Readonly<Record<string, AssociationCall['operation']>> = {
  get: 'get',
  set: 'set',
  create: 'create',
  add: 'add',
  addMultiple: 'add',
  remove: 'remove',
  removeMultiple: 'remove',
  hasSingle: 'has',
  hasAll: 'has',
  count: 'count',
}

/**
 * Adds the methods, except where the model's class has one of that name itself, or all models have.
 * What a class between these two has is another association's, of a model that this one extends.
 */
export function addMixins(source: AnyModel, association: Association): void {
  const { prototype } = source as unknown as { prototype: object }
  for (const [accessor, method] of Object.entries(association.accessors)) {
    if (Object.hasOwn(prototype, method) || method in Model.prototype) continue
    const operation = operations[accessor]!
    Object.defineProperty(prototype, method, {
      enumerable: false,
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]): unknown {
        // As in v6, null stands for no options; of the targets, it is one that is refused or none.
        const last = operation === 'get' || operation === 'count' ? 0 : 1
        const given = last === 0 ? undefined : args[0]
        try {
          assertOptions({ association, operation, given }, args[last])
        } catch (error) {
          return Promise.reject(error as Error)
        }
        if (args[last] === null) args[last] = undefined
        if (operation === 'create' && args[0] === null) args[0] = undefined
        return (association as unknown as Record<string, Operation>)[operation]!(this, ...args)
      },
    })
  }
}
