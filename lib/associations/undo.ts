/** Takes associations back: of a call that is refused, or whose hooks throw, nothing stays. */
import { associationsOf } from './alias-names.js'
import { refreshModel } from '../model/initialization.js'
import type { AnyModel } from '../model/runtime.js'

/** Where models are registered. */
export interface ModelRegistry {
  readonly models: Readonly<Record<string, unknown>>
  readonly modelManager: { removeModel(model: never): void }
}

/**
 * Remembers what models are.
 *
 * @returns makes them that again, and forgets the models that were defined since
 */
export function rememberModels(registry: ModelRegistry, models: readonly AnyModel[]): () => void {
  const names = new Set(Object.keys(registry.models))
  const restores = [...new Set(models.map(({ _owner }) => _owner))].map(rememberModel)
  return () => {
    for (const [name, model] of Object.entries(registry.models)) {
      if (!names.has(name)) registry.modelManager.removeModel(model as never)
    }
    for (const restore of restores) restore()
  }
}

type Attributes = Record<string, Record<string, unknown>>

function rememberModel(owner: AnyModel): () => void {
  const rawAttributes = owner.rawAttributes as unknown as Attributes
  const attributes = Object.entries(rawAttributes).map(
    ([name, attribute]) => [name, attribute, { ...attribute }] as const,
  )
  const foreignKeys = [...owner._foreignKeys]
  const pairs = associationsOf(owner).map((association) =>
    (association as { remember?: () => () => void }).remember?.(),
  )
  const aliases = new Map(Object.entries(owner.associations))
  const members = new Set(Reflect.ownKeys(owner.prototype))
  return () => {
    for (const name of Object.keys(rawAttributes)) delete rawAttributes[name]
    for (const [name, attribute, values] of attributes) {
      for (const key of Object.keys(attribute)) delete attribute[key]
      rawAttributes[name] = Object.assign(attribute, values)
    }
    owner._foreignKeys.splice(0, Infinity, ...foreignKeys)
    for (const restorePair of pairs) restorePair?.()
    for (const alias of Object.keys(owner.associations)) {
      const former = aliases.get(alias)
      if (former === undefined) delete owner.associations[alias]
      else owner.associations[alias] = former
    }
    for (const member of Reflect.ownKeys(owner.prototype)) {
      if (!members.has(member)) Reflect.deleteProperty(owner.prototype, member)
    }
    refreshModel(owner)
  }
}
