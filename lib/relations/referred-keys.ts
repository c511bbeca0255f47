/** What a foreign key refers to: that it is a whole key, unique, and of a type that the key can have. */
import { normalizeDataType } from '../data-types/data-type.js'
import { NumberType } from '../data-types/number-types.js'
import { CharType, CitextType, StringType, TextType } from '../data-types/text-types.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { unsoundRelation } from '../errors/unsound-relation.js'
import { isSaidByAssociation } from '../model/initialization.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import { foreignKeyOf } from './completion.js'
import { completeConstraints } from './shared-keys.js'
import {
  columnOptions,
  holderOf,
  isHas,
  isSameModel,
  keyNames,
  ownerName,
  placeOf,
  referencedModel,
  referenceOption,
  type Side,
} from './side.js'
import { codeOfSide } from './side-code.js'
import { saidColumns } from './used-key.js'

/** Checks what a side refers to, once it is paired. */
export function checkReferred(side: Side, sides: readonly Side[]): Contradiction[] {
  const lost = [...checkLostKeys(side, sides), ...checkTakenKey(side, sides)]
  if (lost.length > 0) return lost
  // Each relation once, from the side that comes first.
  const [first] = [side, ...side.inverses]
    .filter(({ isNew }) => isNew)
    .toSorted((one, other) => sides.indexOf(one) - sides.indexOf(other))
  if (first !== side) return []
  if (side.kind === 'BelongsToMany') {
    const pairs = checkWholePairs(side)
    if (pairs.length > 0 || completeConstraints(side) === false) return pairs
    return [
      ...checkUnique(side, { reference: 'sourceKey', model: side.source, sides }),
      ...checkUnique(side, { reference: 'targetKey', model: side.target, sides }),
    ]
  }
  const parts = checkWhole(side)
  if (parts.length > 0) return parts
  if (completeConstraints(side) === false) return []
  const reference = { reference: referenceOption(side), model: referencedModel(side), sides }
  return [...checkUnique(side, reference), ...checkType(side)]
}

/** A model that others refer to by its `id`, and that loses it where a relation goes through it. */
function checkLostKeys(side: Side, sides: readonly Side[]): Contradiction[] {
  const ends: readonly (readonly [AnyModel, 'sourceKey' | 'targetKey'])[] =
    side.kind === 'BelongsToMany'
      ? [
          [side.source, 'sourceKey'],
          [side.target, 'targetKey'],
        ]
      : [[referencedModel(side), referenceOption(side)]]
  for (const [model, option] of ends) {
    if (side.options[option] !== undefined) continue
    const [key] = model.modelDefinition.primaryKeys
    if (key?.isGenerated !== true) continue
    const pairs = sides.find((other) => {
      const through = other.through?.model
      return other.isNew && through !== undefined && isSameModel(through, model)
    })
    if (pairs === undefined) continue
    const isFirst = !side.inverses.some(
      (other) => other.isNew && sides.indexOf(other) < sides.indexOf(side),
    )
    return isFirst ? [unsoundRelation.noOwnKey(placeOf(side), model.name, placeOf(pairs))] : []
  }
  return []
}

/** The same where what refers to the `id` was there before. */
function checkTakenKey(side: Side, sides: readonly Side[]): Contradiction[] {
  const model = side.through?.model
  const [key] = model?.modelDefinition.primaryKeys ?? []
  if (side.kind !== 'BelongsToMany' || model === undefined || key?.isGenerated !== true) return []
  const former = sides.find(
    (other) =>
      !other.isNew &&
      other.kind !== 'BelongsToMany' &&
      isSameModel(referencedModel(other), model) &&
      other.options[referenceOption(other)] === key.name,
  )
  const isFirst = !side.inverses.some(
    (other) => other.isNew && sides.indexOf(other) < sides.indexOf(side),
  )
  return former !== undefined && isFirst
    ? [unsoundRelation.noOwnKey(placeOf(former), model.name, placeOf(side))]
    : []
}

/** A key of one attribute does not tell the rows of a key of several apart. */
function checkWhole(side: Side): Contradiction[] {
  const model = referencedModel(side)
  const keys = model.modelDefinition.primaryKeys.map(({ name }) => name)
  const both = [side, ...side.inverses]
  const isSaid = both.some((one) => {
    return one.options[referenceOption(one)] !== undefined || Array.isArray(one.options.foreignKey)
  })
  if (keys.length < 2 || isSaid) return []
  const owner = ownerName(both.find(({ kind }) => kind === 'BelongsTo') ?? side)
  const isRequired = both.some(({ options }) =>
    columnOptions(options.foreignKey).some(({ allowNull }) => allowNull === false),
  )
  const foreignKey = listFor(owner, keys, isRequired)
  const changed = both.filter(
    (one) => one === side || (one.isNew && keyNames(one.options.foreignKey) !== undefined),
  )
  const code = changed.map((one) => codeOfSide(one, { foreignKey }))
  return [unsoundRelation.partOfKey(placeOf(side), model.name, keys, code)]
}

function listFor(owner: string, keys: readonly string[], isRequired: boolean): readonly unknown[] {
  return keys
    .map((key) => foreignKeyName(owner, key))
    .map((name) => (isRequired ? { name, allowNull: false } : name))
}

/** The same for both keys of a table of pairs. */
function checkWholePairs(side: Side): Contradiction[] {
  const all = [side, ...side.inverses]
  const isList = all.some(({ options }) =>
    [options.foreignKey, options.otherKey, options.sourceKey, options.targetKey].some(
      Array.isArray,
    ),
  )
  if (isList) return []
  const changed: Record<string, unknown> = {}
  const models: AnyModel[] = []
  for (const [option, reference, model, end] of [
    ['foreignKey', 'sourceKey', side.source, side.ends.source],
    ['otherKey', 'targetKey', side.target, side.ends.target],
  ] as const) {
    const keys = model.modelDefinition.primaryKeys.map(({ name }) => name)
    const crossed = reference === 'sourceKey' ? 'targetKey' : 'sourceKey'
    const isSaid =
      side.options[reference] !== undefined ||
      side.inverses.some(({ options }) => options[crossed] !== undefined)
    // The relation of the model between is reported itself.
    if (keys.length < 2 || isSaid || end !== undefined) continue
    const { singular } = model.modelDefinition
    const isSelf = option === 'otherKey' && isSameModel(side.source, side.target)
    changed[option] = listFor(isSelf ? `other${singular}` : singular, keys, false)
    models.push(model)
  }
  const [model] = models
  if (model === undefined) return []
  const keys = model.modelDefinition.primaryKeys.map(({ name }) => name)
  const others = side.inverses.filter(
    ({ isNew, options }) =>
      isNew && (options.foreignKey !== undefined || options.otherKey !== undefined),
  )
  const crossed = { foreignKey: changed.otherKey, otherKey: changed.foreignKey }
  const code = [codeOfSide(side, changed), ...others.map((one) => codeOfSide(one, crossed))]
  return [unsoundRelation.partOfKey(placeOf(side), model.name, keys, code)]
}

interface ReferenceOf {
  readonly reference: 'sourceKey' | 'targetKey'
  readonly model: AnyModel
  readonly sides: readonly Side[]
}

/** Databases refer to what is unique. */
function checkUnique(side: Side, { reference, model, sides }: ReferenceOf): Contradiction[] {
  const both = [side, ...side.inverses]
  // The other side calls it by the other name.
  const theirs = reference === 'sourceKey' ? 'targetKey' : 'sourceKey'
  const said = both
    .map(({ options }, index) => keyNames(options[index === 0 ? reference : theirs]))
    .filter((one) => one !== undefined)
  const [names] = said
  // That the sides do not agree is reported as such; what an association made is there already.
  if (said.some((one) => String(one) !== String(names)) || hasFormer(side)) return []
  const { attributes, primaryKeys } = model.modelDefinition
  if (names === undefined || names.some((name) => !attributes.has(name))) return []
  // Of part of a primary key no constraint is made.
  const isPart = names.length === 1 && attributes.get(names[0]!)!.isPrimaryKey
  const isPrimary =
    names.length === primaryKeys.length && primaryKeys.every(({ name }) => names.includes(name))
  if (isPart || isPrimary || isUnique(model, names) || isMadeUnique(model, names, sides)) return []
  const code = both
    .filter(({ isNew }) => isNew)
    .map((one) => codeOfSide(one, { constraints: false }))
  return [unsoundRelation.notUnique(placeOf(side), names, model.name, code)]
}

function hasFormer(side: Side): boolean {
  return side.inverses.some(({ isNew }) => !isNew)
}

function isUnique(model: AnyModel, names: readonly string[]): boolean {
  const { attributes, uniqueKeys, byColumn } = model.modelDefinition
  const isSame = (fields: readonly unknown[]): boolean =>
    fields.length === names.length &&
    fields.every((field) => {
      const text = typeof field === 'string' ? field : ((field as { name?: unknown })?.name ?? '')
      return names.includes(byColumn.get(String(text))?.name ?? String(text))
    })
  const [only, ...others] = names
  if (others.length === 0 && attributes.get(only!)?.raw.unique === true) return true
  const { indexes = [] } = model.options as unknown as {
    indexes?: readonly { unique?: unknown; type?: unknown; where?: unknown; fields?: unknown }[]
  }
  return (
    uniqueKeys.some(({ fields }) => isSame(fields)) ||
    indexes.some(
      ({ unique, type, where, fields }) =>
        (unique === true || String(type).toUpperCase() === 'UNIQUE') &&
        where === undefined &&
        Array.isArray(fields) &&
        isSame(fields),
    )
  )
}

/** A key of another relation that says of itself that it is unique. */
function isMadeUnique(model: AnyModel, names: readonly string[], sides: readonly Side[]): boolean {
  return sides.some(({ keys: { foreignKey: key } }) => {
    if (key === undefined || typeof key.holder === 'string') return false
    if (!isSameModel(key.holder, model) || key.names.join() !== names.join()) return false
    return saidColumns(key).some(({ unique }) => unique === true)
  })
}

/** Numbers refer to numbers, and text to text, on every database that enforces anything. */
function checkType(side: Side): Contradiction[] {
  const [name, ...others] = foreignKeyOf(side) ?? []
  const model = referencedModel(side)
  const both = [side, ...side.inverses]
  const named = both.flatMap((one) => keyNames(one.options[referenceOption(one)]) ?? [])
  const referred = model.modelDefinition.attributes.get(
    named[0] ?? model.modelDefinition.primaryKeys[0]?.name ?? '',
  )
  if (name === undefined || others.length > 0 || referred === undefined) return []
  if (hasFormer(side)) return []
  const attribute = holderOf(side).modelDefinition.attributes.get(name)
  const isDeclared = attribute !== undefined && !isSaidByAssociation(attribute.raw, 'type')
  const said = both.flatMap(({ options }) => [
    ...columnOptions(options.foreignKey).map(({ type }) => type),
    options.keyType,
  ])
  const given = said.find((type) => type !== undefined && type !== null)
  const type = isDeclared ? attribute.type : typeOf(given)
  const [own, theirs] = [familyOf(type), familyOf(referred.type)]
  if (own === undefined || theirs === undefined || own === theirs) return []
  const code = both
    .filter(({ isNew }) => isNew)
    .map((one) => codeOfSide(one, { constraints: false }))
  return [
    unsoundRelation.otherType(
      placeOf(side),
      { name, type: sqlOf(type) },
      { name: `${model.name}.${referred.name}`, type: sqlOf(referred.type) },
      code,
    ),
  ]
}

function typeOf(given: unknown): unknown {
  try {
    return given === undefined ? undefined : normalizeDataType(given as never)
  } catch {
    // What is no data type is reported as such.
    return undefined
  }
}

function familyOf(type: unknown): 'number' | 'text' | undefined {
  if (type instanceof NumberType) return 'number'
  const texts = [StringType, CharType, TextType, CitextType]
  return texts.some((one) => type instanceof one) ? 'text' : undefined
}

function sqlOf(type: unknown): string {
  return (type as { toSql(): string }).toSql()
}

/** Whether a side's key has one type for several attributes. */
export function hasOneTypeForSeveral(side: Side): boolean {
  const isTyped = side.options.keyType !== undefined && side.options.keyType !== null
  return (
    (isHas(side) || side.kind === 'BelongsTo') && isTyped && (foreignKeyOf(side)?.length ?? 0) > 1
  )
}
