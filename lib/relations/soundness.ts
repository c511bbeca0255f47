/** What can be wrong with one side of a relation by itself: its alias, its options, its keys. */
import type { Contradiction } from '../errors/relation-usage.js'
import { unsoundRelation } from '../errors/unsound-relation.js'
import { normalizeDataType } from '../data-types/data-type.js'
import { nearestName } from '../errors/base-error.js'
import { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import {
  givenForeignKey,
  isHas,
  isSameModel,
  keyNames,
  ownForeignKey,
  placeOf,
  referencedKeys,
  referencedModel,
  referenceOption,
  type Side,
} from './side.js'
import { codeOfSide } from './side-code.js'

const sharedOptions = [
  'foreignKey',
  'constraints',
  'foreignKeyConstraint',
  'onDelete',
  'onUpdate',
  'scope',
  'hooks',
  'inverse',
]

const optionsOfKind: Readonly<Record<Side['kind'], readonly string[]>> = {
  BelongsTo: [...sharedOptions, 'targetKey', 'keyType'],
  HasOne: [...sharedOptions, 'sourceKey', 'keyType'],
  HasMany: [...sharedOptions, 'sourceKey', 'keyType', 'singular'],
  BelongsToMany: [
    ...sharedOptions,
    'through',
    'otherKey',
    'sourceKey',
    'targetKey',
    'timestamps',
    'uniqueKey',
    'singular',
  ],
}

/** Checks the sides that are to be declared, each by itself. */
export function checkSides(sides: readonly Side[]): Contradiction[] {
  const declared = sides.filter(({ isNew }) => isNew)
  return declared.flatMap((side) => [
    ...checkOptions(side),
    ...checkAlias(side, sides),
    ...(side.kind === 'BelongsToMany' ? [] : checkReference(side)),
  ])
}

function checkOptions(side: Side): Contradiction[] {
  const where = placeOf(side)
  const { options } = side
  const known = optionsOfKind[side.kind]
  const isStrict = side.source.runtime.runtimeOptions.strict
  const found: Contradiction[] = []
  if (options.as !== undefined) {
    found.push(unsoundRelation.aliasTwice(where, options.as, codeOfSide(side)))
  }
  for (const name of Object.keys(options)) {
    if (name === 'as' || known.includes(name) || name === 'through') continue
    // What is like no option is the user's own: hooks read it, unless options are strict.
    if (isStrict || nearestName(name, known) !== undefined) {
      found.push(unsoundRelation.misspelledOption(where, name, known))
    }
  }
  if (side.kind !== 'BelongsToMany' && options.through !== undefined) {
    const code = codeOfSide(side, {}, 'BelongsToMany')
    found.push(unsoundRelation.needlessThrough(where, methodName(side), code))
  }
  for (const name of ['foreignKey', 'otherKey']) {
    const value = options[name]
    if (value === undefined || value === null || isKeyForm(value)) continue
    const what = `"${name}" must be the name of an attribute, or attribute options with "name"`
    found.push(unsoundRelation.malformedOption(where, what, value))
  }
  found.push(...checkTypes(side))
  const { inverse } = options
  if (inverse !== undefined && inverse !== false && typeof inverse !== 'string') {
    const what = '"inverse" must be the alias of the other side, or false if there is none'
    found.push(unsoundRelation.malformedOption(where, what, inverse))
  }
  return found
}

/** Data types that are none would be found when half of the associations are made. */
function checkTypes(side: Side): Contradiction[] {
  const { foreignKey, otherKey, keyType } = side.options
  const keys = [foreignKey, otherKey].flat() as ({ type?: unknown } | null | undefined)[]
  return [keyType, ...keys.map((key) => key?.type)]
    .filter((type) => type !== undefined && type !== null && !isDataType(type))
    .map((type) =>
      unsoundRelation.malformedOption(placeOf(side), 'the type is not a data type', type),
    )
}

function isDataType(type: unknown): boolean {
  try {
    normalizeDataType(type as never)
    return true
  } catch {
    return false
  }
}

function methodName({ kind }: Side): string {
  return kind.charAt(0).toLowerCase() + kind.slice(1)
}

function isKeyForm(value: unknown): boolean {
  if (typeof value === 'string') return value !== ''
  if (Array.isArray(value)) return value.length > 0 && value.every(isKeyForm)
  return typeof value === 'object' && value !== null
}

function checkAlias(side: Side, sides: readonly Side[]): Contradiction[] {
  const { source, alias } = side
  const where = placeOf(side)
  const associations = source.associations as unknown as Readonly<Record<string, AnyAssociation>>
  const existing = Object.hasOwn(associations, alias) ? associations[alias] : undefined
  if (existing !== undefined) {
    const text = `${existing.associationType} to ${existing.target.name}`
    return [unsoundRelation.aliasTaken(where, text)]
  }
  const twin = sides.find(
    (other) => other.isNew && other.alias === alias && isSameModel(other.source, source),
  )
  if (twin !== undefined && twin !== side) {
    return [unsoundRelation.aliasTaken(where, `${placeOf(twin)}, in this declaration`)]
  }
  if (source.modelDefinition.attributes.has(alias)) {
    return [unsoundRelation.aliasIsAttribute(where, alias, '', false)]
  }
  if (alias in Model.prototype) return [unsoundRelation.aliasIsMethod(where, alias)]
  const owner = sides.find((other) => isNamedKey(other, source, alias))
  if (owner === undefined) return []
  const key = `${alias}${keyEnding(owner)}`
  return [
    unsoundRelation.aliasIsAttribute(where, alias, codeOfSide(owner, { foreignKey: key }), true),
  ]
}

interface AnyAssociation {
  readonly associationType: string
  readonly target: AnyModel
}

/** Whether a side puts a foreign key of this name into a model. */
function isNamedKey(side: Side, model: AnyModel, name: string): boolean {
  const holder =
    side.kind === 'BelongsTo' ? side.source : isHas(side) ? side.target : side.through?.model
  if (holder === undefined || !isSameModel(holder, model)) return false
  const names =
    side.kind === 'BelongsToMany'
      ? [...(givenForeignKey(side) ?? []), ...(keyNames(side.options.otherKey) ?? [])]
      : ownForeignKey(side)
  return names.includes(name)
}

function keyEnding(side: Side): string {
  const key = referencedKeys(side)[0] ?? 'id'
  return key.charAt(0).toUpperCase() + key.slice(1)
}

/** What the key of a one-to-one or one-to-many relation refers to must be there. */
function checkReference(side: Side): Contradiction[] {
  const model = referencedModel(side)
  const option = referenceOption(side)
  const named = keyNames(side.options[option])
  const where = placeOf(side)
  if (named !== undefined) {
    const unknown = unknownKeys(where, option, named, model)
    if (unknown.length > 0) return unknown
  }
  const given = givenForeignKey(side)
  const referred = referencedKeys(side)
  if (given !== undefined && referred.length > 0 && given.length !== referred.length) {
    // The other side may be the one that says what is referred to.
    const isSaidThere = side.inverses.some(
      (other) => other.options[referenceOption(other)] !== undefined,
    )
    if (named !== undefined || !isSaidThere) {
      return [unsoundRelation.keyLength(where, given, referred, model.name)]
    }
  }
  if (named !== undefined) return []
  if (model.modelDefinition.primaryKeys.length > 0) return []
  if (side.inverses.some((other) => other.options[referenceOption(other)] !== undefined)) return []
  return [
    unsoundRelation.nothingToReferTo(
      where,
      model.name,
      option,
      codeOfSide(side, { [option]: '…' }),
    ),
  ]
}

/** Names in `sourceKey` or `targetKey` that are no attribute of the model. */
export function unknownKeys(
  where: string,
  option: string,
  names: readonly string[],
  model: AnyModel,
): Contradiction[] {
  const { attributes } = model.modelDefinition
  return names
    .filter((name) => !attributes.has(name))
    .map((name) =>
      unsoundRelation.unknownKey(where, option, name, {
        name: model.name,
        attributes: [...attributes.keys()],
      }),
    )
}
