/**
 * Warns of keys that refer to a part of a primary key: of a model that has a key of several attributes, or
 * that lost its own because it links others. As in v6 the first attribute is taken, by which several rows
 * may be found.
 */
import { associationCall } from '../errors/code-text.js'
import { warnOnce } from '../errors/option-names.js'
import { foreignKeyName, lowerFirst } from '../model/naming.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { aliasOfKey } from './alias-names.js'
import { throughCode } from './other-side.js'

/** What a key refers to by default. */
interface Reference {
  readonly option: 'sourceKey' | 'targetKey'
  readonly model: AnyModel
  readonly names: readonly string[]
}

/**
 * Says so of an association, once all that are declared with it are there.
 *
 * @returns whether there was anything to say
 */
export function warnOfPartialKey(association: AssociationLike): boolean {
  const partial = referencesOf(association).filter((one) => isPartial(association, one))
  const [first] = partial
  if (first === undefined) return false
  const { source, as } = association
  const { name, modelDefinition } = first.model
  const key = modelDefinition.primaryKeys.map((one) => one.name)
  const [taken] = first.names
  const isThere = modelDefinition.attributes.has(taken!)
  const what = isThere
    ? `it refers to "${taken}" of ${name} alone, whose primary key is (${key.join(', ')}): rows that ` +
      'share it are taken for one'
    : `it refers to "${taken}" of ${name}, which went when ${name} became a through model: its primary ` +
      `key is (${key.join(', ')})`
  const ownKey = ownKeyOf(first.model)
  const lines = [codeOf(association, partial), ...ownKey].map((line) => `\n  ${line}`)
  const todo = [
    'Refer to the whole key, here and on the other side',
    ...(isThere ? [] : [', in calls below belongsToMany']),
    ...(ownKey.length > 0 ? [`, or give ${name} a key of its own`] : []),
  ]
  const choice = isThere
    ? `\nIf "${taken}" alone is meant, say so: ${first.option}: '${taken}'.`
    : ''
  warnOnce(
    'RELATA_PARTIAL_KEY',
    `${source.name}.${as}: ${what}. ${todo.join('')}:${lines.join('')}${choice}`,
  )
  return true
}

/** The key of a to-one or to-many association, or both keys of a through table. */
function referencesOf({
  associationType,
  source,
  target,
  keyPairs,
  throughLink,
}: AssociationLike): Reference[] {
  if (throughLink !== undefined) {
    const { sourcePairs, targetPairs } = throughLink
    return [
      { option: 'sourceKey', model: source, names: sourcePairs.map((pair) => pair.source) },
      { option: 'targetKey', model: target, names: targetPairs.map((pair) => pair.target) },
    ]
  }
  return associationType === 'BelongsTo'
    ? [{ option: 'targetKey', model: target, names: keyPairs.map((pair) => pair.target) }]
    : [{ option: 'sourceKey', model: source, names: keyPairs.map((pair) => pair.source) }]
}

function isPartial(association: AssociationLike, { option, model, names }: Reference): boolean {
  const [name, ...others] = names
  const { primaryKeys, attributes } = model.modelDefinition
  if (others.length > 0 || primaryKeys.length < 2 || isChosen(association, option)) return false
  const attribute = attributes.get(name!)
  if (attribute === undefined) return true
  // What is unique by itself finds its row.
  const { unique, autoIncrement } = attribute.raw
  return attribute.isPrimaryKey && unique !== true && autoIncrement !== true
}

/** Whether an association, or its other side, names what the key refers to. */
function isChosen(association: AssociationLike, option: Reference['option']): boolean {
  const { paired } = association as { readonly paired?: AssociationLike | undefined }
  const crossed = option === 'sourceKey' ? 'targetKey' : 'sourceKey'
  return isGiven(association.options[option]) || isGiven(paired?.options[crossed])
}

function isGiven(option: unknown): boolean {
  return option !== undefined && option !== null
}

/** The call with a list for each key that is too short. */
function codeOf(association: AssociationLike, partial: readonly Reference[]): string {
  const { associationType, source, target, as, isAliased, throughLink, options } = association
  const shared = {
    kind: associationType,
    source: source.name,
    target: target.name,
  } as const
  const aliased = isAliased ? { as } : {}
  const kept = Object.fromEntries(
    ['scope', 'constraints', 'onDelete', 'onUpdate'].map((name) => [name, options[name]]),
  )
  if (throughLink === undefined) {
    const holder = associationType === 'BelongsTo' ? source : target
    const foreignKey = wholeKey(partial[0]!.model, holder)
    return associationCall({ ...shared, options: { ...aliased, foreignKey, ...kept } })
  }
  const { model, sourcePairs, targetPairs } = throughLink
  const keysOf = (option: Reference['option'], names: readonly string[]): unknown => {
    const short = partial.find((one) => one.option === option)
    if (short !== undefined) return wholeKey(short.model, model)
    return names.length === 1 ? names[0] : names
  }
  return associationCall({
    ...shared,
    options: {
      ...aliased,
      through: throughCode(throughLink, options.through),
      foreignKey: keysOf(
        'sourceKey',
        sourcePairs.map(({ through }) => through),
      ),
      otherKey: keysOf(
        'targetKey',
        targetPairs.map(({ through }) => through),
      ),
      ...kept,
    },
  })
}

/** The names of a key to a model; a key that both have to something else, a tenant say, is part of it. */
function wholeKey({ modelDefinition }: AnyModel, holder: AnyModel): readonly string[] {
  const { primaryKeys, singular } = modelDefinition
  const own = holder.modelDefinition.attributes
  return primaryKeys.map(({ name }) =>
    own.has(name) && aliasOfKey(name) !== undefined
      ? name
      : foreignKeyName(lowerFirst(singular), name),
  )
}

/** The attribute that keeps a through model its own key. */
function ownKeyOf(model: AnyModel): string[] {
  return model.modelDefinition.primaryKeys.every(({ raw }) => raw.references !== undefined)
    ? [`${model.name}: id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }`]
    : []
}
