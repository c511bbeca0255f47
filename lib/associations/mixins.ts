/** The methods that an association adds to the instances of its source: `getBooks`, `addBook`, … */
import { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import type { Association } from './association.js'

type Operation = (instance: unknown, ...args: unknown[]) => unknown

/** Which operation of the association each accessor calls. */
const operations: Readonly<Record<string, string>> = {
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
        return (association as unknown as Record<string, Operation>)[operation]!(this, ...args)
      },
    })
  }
}
