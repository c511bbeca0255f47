/** Names that associations have, and names that they could have. */
import { lowerFirst, singularize, upperFirst } from '../model/naming.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'

/** The associations of a model. */
export function associationsOf(model: AnyModel): AssociationLike[] {
  return Object.values(model.associations as unknown as Record<string, AssociationLike>)
}

/** `authorId` → `author`: what a key is named after. */
export function aliasOfKey(key: string | undefined): string | undefined {
  const name = key === undefined ? undefined : /^(.+?)_?(?:Id|ID|id|Key|Uuid)$/.exec(key)?.[1]
  return name === undefined || name === '' ? undefined : lowerFirst(name)
}

/** An association that is still to be named. */
export interface Unnamed {
  readonly source: AnyModel
  readonly target: AnyModel
  readonly isMulti: boolean
  /** The best name, where it is not simply that of the target. */
  readonly preferred?: string | undefined
  /** Names that are given otherwise: those of keys and of other new associations. */
  readonly taken: ReadonlySet<string>
}

/** A name for an association that nothing of its source's instances has already. */
export function unusedAlias({ source, target, isMulti, preferred, taken }: Unnamed): string {
  const { singular, plural } = target.modelDefinition
  const base = lowerFirst(isMulti ? plural : singular)
  const owner = lowerFirst(source.modelDefinition.singular)
  const names = [
    ...(preferred === undefined ? [] : [preferred]),
    base,
    `other${upperFirst(base)}`,
    `${owner}${upperFirst(base)}`,
  ]
  const isFree = (name: string): boolean => !taken.has(name) && !hasMember(source, name, isMulti)
  const found = names.find(isFree)
  if (found !== undefined) return found
  let number = 2
  while (!isFree(`${base}${number}`)) number++
  return `${base}${number}`
}

/** Whether instances have a property of a name, or a method that an association of it would add. */
function hasMember(model: AnyModel, name: string, isMulti: boolean): boolean {
  const { prototype } = model as unknown as { prototype: object }
  const one = upperFirst(isMulti ? singularize(name) : name)
  const methods = [`get${upperFirst(name)}`, `set${upperFirst(name)}`, `create${one}`]
  return (
    name === 'then' ||
    model.modelDefinition.attributes.has(name) ||
    Object.hasOwn(model.associations, name) ||
    [name, ...methods].some((member) => member in prototype)
  )
}
