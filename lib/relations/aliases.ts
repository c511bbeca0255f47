/** The names that a relation takes from instances: its alias, and the methods that it adds. */
import { multiAccessors } from '../associations/has-many.js'
import { relationNames } from '../errors/relation-names.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { Model } from '../model/model.js'
import { foreignKeyName, lowerFirst, upperFirst } from '../model/naming.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { otherKeyOf } from './completion.js'
import {
  givenForeignKey,
  isFacing,
  isHas,
  isSameModel,
  ownForeignKey,
  placeOf,
  referencedKeys,
  type Side,
  singularOf,
} from './side.js'
import { codeOfSide } from './side-code.js'

/** Fields that every instance has, beside what is on its prototype. */
const instanceFields: ReadonlySet<string> = new Set([
  'dataValues',
  'isNewRecord',
  '_options',
  '_changes',
])

/** Sides whose alias another association has already, and what is wrong with them. */
export interface TakenAliases {
  readonly taken: ReadonlySet<Side>
  readonly problems: readonly Contradiction[]
}

/**
 * Finds the sides whose alias is taken, by an association that is there or by a side before. What
 * else could be said of them would follow from this.
 */
export function takenAliases(sides: readonly Side[]): TakenAliases {
  const taken = new Set<Side>()
  const suggested: Side[] = []
  const problems: Contradiction[] = []
  for (const side of sides.filter(({ isNew }) => isNew)) {
    const twin = sides.find(
      (other) => other.alias === side.alias && isSameModel(other.source, side.source),
    )
    if (twin === undefined || twin === side) continue
    taken.add(side)
    const { kind, targetName, isNew } = twin
    const isSame = !isNew && kind === side.kind && isSameModel(twin.target, side.target)
    const text = isNew ? `${placeOf(twin)}, in this declaration` : `${kind} to ${targetName}`
    const code = renamedCode(side, sides, { suggested, isSecond: isSame })
    problems.push(relationNames.aliasTaken(placeOf(side), text, code, isSame))
  }
  return { taken, problems }
}

/**
 * What is wrong with the alias of a side, which no other side of its model has.
 *
 * @param suggested sides under the names that were suggested so far; what is suggested is added
 */
export function checkAlias(side: Side, sides: readonly Side[], suggested: Side[]): Contradiction[] {
  const { alias } = side
  const where = placeOf(side)
  const others = sides.filter((other) => other !== side)
  const issue = aliasIssue(side, others)
  const renamed = (): string[] => renamedCode(side, sides, { suggested })
  switch (issue?.is) {
    case undefined:
      return checkMethods(side, sides, renamed)
    case 'unusable':
      return [relationNames.unusableAlias(where, alias, renamed())]
    case 'attribute':
      return [relationNames.aliasIsAttribute(where, alias, renamed(), false)]
    case 'through':
      return [relationNames.aliasIsThrough(where, alias, renamed())]
    case 'then':
      return [relationNames.aliasIsThen(where, renamed())]
    case 'member of all':
      return [relationNames.aliasIsMethod(where, alias, renamed())]
    case 'own member':
      return [relationNames.aliasIsOwnMember(where, alias, issue.owner, renamed())]
    case 'gained':
      return [relationNames.aliasIsGained(where, alias, placeOf(issue.other), renamed())]
    case 'key': {
      const key = `${alias}${keyEnding(issue.other)}`
      const code = [codeOfSide(issue.other, { foreignKey: key })]
      return [relationNames.aliasIsAttribute(where, alias, code, true)]
    }
  }
}

type AliasIssue =
  | { readonly is: 'unusable' | 'attribute' | 'through' | 'then' | 'member of all' }
  | { readonly is: 'own member'; readonly owner: string }
  | { readonly is: 'gained' | 'key'; readonly other: Side }

/** Why a side cannot have its alias. */
function aliasIssue(side: Side, others: readonly Side[]): AliasIssue | undefined {
  const { source, alias } = side
  if (alias === '' || alias.includes('.')) return { is: 'unusable' }
  if (source.modelDefinition.attributes.has(alias)) return { is: 'attribute' }
  if ([side, ...side.inverses].some(({ through }) => through?.name === alias)) {
    return { is: 'through' }
  }
  if (alias === 'then') return { is: 'then' }
  if (alias in Model.prototype || instanceFields.has(alias)) return { is: 'member of all' }
  const siblings = others.filter((other) => isSameModel(other.source, source))
  const gaining = siblings.find((other) => methodsOf(other).includes(alias))
  if (gaining !== undefined) return { is: 'gained', other: gaining }
  const owner = memberOwner(source, alias)
  if (owner !== undefined) return { is: 'own member', owner }
  const keyed = [side, ...others].find((other) => isNamedKey(other, source, alias))
  return keyed === undefined ? undefined : { is: 'key', other: keyed }
}

/**
 * The name of the class between a model and `Model` that has a member itself. An alias that such a
 * class has already as an association is no member of its own: the accessor is inherited.
 */
function memberOwner(source: AnyModel, name: string): string | undefined {
  let prototype = source._owner.prototype as object | null
  while (prototype !== null && prototype !== Model.prototype) {
    if (Object.hasOwn(prototype, name)) {
      const { constructor } = prototype as { constructor: AnyModel }
      const associations = constructor.associations as unknown as object | undefined
      return associations !== undefined && Object.hasOwn(associations, name)
        ? undefined
        : constructor.name
    }
    prototype = Object.getPrototypeOf(prototype) as object | null
  }
  return undefined
}

/** Two relations of a model that add a method of one name: the second one's would be missing. */
function checkMethods(
  side: Side,
  sides: readonly Side[],
  renamed: () => readonly string[],
): Contradiction[] {
  const own = methodsOf(side)
  for (const other of sides.slice(0, sides.indexOf(side))) {
    if (!isSameModel(other.source, side.source)) continue
    const theirs = methodsOf(other)
    const same = own.filter((method) => theirs.includes(method))
    if (same.length === 0) continue
    return [relationNames.sameMethods(placeOf(side), placeOf(other), same, renamed())]
  }
  return []
}

/** The names of the methods that a side adds to its source. */
function methodsOf(side: Side): readonly string[] {
  if (!side.isNew) {
    const associations = side.source.associations as unknown as Record<string, AssociationLike>
    return [...new Set(Object.values(associations[side.alias]?.accessors ?? {}))]
  }
  if (side.kind === 'HasMany' || side.kind === 'BelongsToMany') {
    return [...new Set(Object.values(multiAccessors(singularOf(side), side.alias)))]
  }
  return ['get', 'set', 'create'].map((verb) => `${verb}${upperFirst(side.alias)}`)
}

/**
 * An alias for a side that nothing else has, and whose methods nothing else adds.
 *
 * @param preferred tried first, if any
 */
export function freeAlias(
  side: Side,
  sides: readonly Side[],
  preferred: readonly string[] = [],
): string {
  const { singular, plural } = side.target.modelDefinition
  const isMulti = side.kind === 'HasMany' || side.kind === 'BelongsToMany'
  const name = (isMulti ? plural : singular).replaceAll(/[^\p{L}\p{N}_$]/gu, '')
  const base = lowerFirst(name === '' ? 'relation' : name)
  const others = sides.filter((other) => other !== side)
  const isFree = (alias: string): boolean => {
    const { singular: _singular, ...options } = side.options
    const renamed: Side = { ...side, alias, options, isNew: true }
    const siblings = others.filter((other) => isSameModel(other.source, side.source))
    if (siblings.some((other) => other.alias === alias)) return false
    if (Object.hasOwn(side.source.associations, alias)) return false
    if (aliasIssue(renamed, others) !== undefined) return false
    const own = methodsOf(renamed)
    return !siblings.some(
      (other) => own.includes(other.alias) || methodsOf(other).some((one) => own.includes(one)),
    )
  }
  const owner = lowerFirst(side.source.modelDefinition.singular)
  const tried = [...preferred, base, `other${upperFirst(base)}`, `${owner}${upperFirst(base)}`]
  const found = tried.find(isFree)
  if (found !== undefined) return found
  let number = 2
  while (!isFree(`${base}${number}`)) number++
  return `${base}${number}`
}

/** A side under an alias that is free, and the sides that name it as their other side. */
function renamedCode(
  side: Side,
  sides: readonly Side[],
  { suggested, isSecond = false }: { readonly suggested: Side[]; readonly isSecond?: boolean },
): string[] {
  const alias = freeAlias(side, [...sides, ...suggested])
  suggested.push({ ...side, alias })
  const naming = sides.filter(
    (other) => other.isNew && other.options.inverse === side.alias && isFacing(other, side),
  )
  return [
    codeOfSide({ ...side, alias }, isSecond ? secondKey(side) : {}),
    ...(isSecond ? [] : naming.map((other) => codeOfSide(other, { inverse: alias }))),
  ]
}

/** A key for a second relation of the same kind: named after nothing else, it would be the first's. */
function secondKey(side: Side): Readonly<Record<string, unknown>> {
  const { singular } = side.source.modelDefinition
  if (!isHas(side) || givenForeignKey(side) !== undefined) return {}
  const [reference] = referencedKeys(side)
  return reference === undefined
    ? {}
    : { foreignKey: foreignKeyName(`other${upperFirst(singular)}`, reference) }
}

/** Whether a side puts a foreign key of this name into a model. */
function isNamedKey(side: Side, model: AnyModel, name: string): boolean {
  const holder =
    side.kind === 'BelongsTo' ? side.source : isHas(side) ? side.target : side.through?.model
  if (holder === undefined || !isSameModel(holder, model)) return false
  const names =
    side.kind === 'BelongsToMany'
      ? [...(givenForeignKey(side) ?? []), ...(otherKeyOf(side) ?? [])]
      : ownForeignKey(side)
  return names.includes(name)
}

function keyEnding(side: Side): string {
  return upperFirst(referencedKeys(side)[0] ?? 'id')
}
