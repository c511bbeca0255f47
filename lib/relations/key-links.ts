/**
 * The foreign keys between models, each once: whatever number of associations goes along it, from
 * both sides and through tables of pairs.
 */
import { associationsOf } from '../associations/alias-names.js'
import { isTableOf, referenceOf } from '../associations/references.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'

/** A foreign key between two models. */
export interface KeyLink {
  /** The model that holds the key. */
  readonly holder: AnyModel
  readonly referenced: AnyModel
  /** The attributes of the key. */
  readonly attributes: readonly string[]
  /** Aliases of associations that lead from the referenced model. */
  readonly fromReferenced: string[]
  /** Aliases of associations that lead from the holder. */
  readonly fromHolder: string[]
  /** Whether an association says that one row at most has a key. */
  isSingle: boolean
}

/** A many-to-many relation whose through model is not among the models that are looked at. */
export interface DirectLink {
  readonly one: AnyModel
  readonly other: AnyModel
  readonly fromOne: string[]
  readonly fromOther: string[]
}

/** What is found between models. */
export interface ModelLinks {
  readonly keys: readonly KeyLink[]
  readonly direct: readonly DirectLink[]
}

/** The links between models; those that lead elsewhere are left out. */
export function linksOf(models: readonly AnyModel[]): ModelLinks {
  const owners = new Set(models.map(({ _owner }) => _owner))
  const has = (model: AnyModel): boolean => owners.has(model._owner)
  const keys = new Map<string, KeyLink>()
  const direct = new Map<string, DirectLink>()
  for (const association of models.flatMap(associationsOf)) {
    const { source, target, as, throughLink } = association
    if (!has(target)) continue
    if (throughLink === undefined) {
      addPlainKey(keys, association)
    } else if (has(throughLink.model)) {
      const { model, sourcePairs, targetPairs } = throughLink
      const own = sourcePairs.map(({ through }) => through)
      const other = targetPairs.map(({ through }) => through)
      keyLink(keys, model, source, own).fromReferenced.push(as)
      keyLink(keys, model, target, other)
    } else {
      addDirect(direct, association, throughLink.model.name)
    }
  }
  for (const model of models) addReferences(keys, model, models)
  return { keys: [...keys.values()], direct: [...direct.values()] }
}

function addPlainKey(keys: Map<string, KeyLink>, association: AssociationLike): void {
  const { associationType, source, target, keyPairs, as } = association
  if (associationType === 'BelongsTo') {
    const names = keyPairs.map((pair) => pair.source)
    keyLink(keys, source, target, names).fromHolder.push(as)
    return
  }
  const names = keyPairs.map((pair) => pair.target)
  const link = keyLink(keys, target, source, names)
  link.fromReferenced.push(as)
  if (associationType === 'HasOne' && association.scope === undefined) link.isSingle = true
}

function keyLink(
  keys: Map<string, KeyLink>,
  holder: AnyModel,
  referenced: AnyModel,
  attributes: readonly string[],
): KeyLink {
  const key = JSON.stringify([holder.name, attributes, referenced.name])
  let link = keys.get(key)
  if (link === undefined) {
    link = {
      holder,
      referenced,
      attributes,
      fromReferenced: [],
      fromHolder: [],
      isSingle: false,
    }
    keys.set(key, link)
  }
  return link
}

function addDirect(
  direct: Map<string, DirectLink>,
  { source, target, as }: AssociationLike,
  through: string,
): void {
  const known = direct.get(JSON.stringify([target.name, source.name, through]))
  if (known !== undefined && source !== target) {
    known.fromOther.push(as)
    return
  }
  const key = JSON.stringify([source.name, target.name, through])
  const link = direct.get(key) ?? { one: source, other: target, fromOne: [], fromOther: [] }
  link.fromOne.push(as)
  direct.set(key, link)
}

/** Foreign keys that attributes declare with `references`, where no association goes along them. */
function addReferences(
  keys: Map<string, KeyLink>,
  holder: AnyModel,
  models: readonly AnyModel[],
): void {
  const covered = new Set(
    [...keys.values()]
      .filter((link) => link.holder._owner === holder._owner)
      .flatMap(({ attributes }) => attributes),
  )
  for (const attribute of holder.modelDefinition.columns) {
    const reference = referenceOf(attribute)
    if (covered.has(attribute.name) || reference === undefined) continue
    const referenced = models.find((model) => isTableOf(model, reference.model))
    if (referenced !== undefined) keyLink(keys, holder, referenced, [attribute.name])
  }
}

/** Whether a row of the holder may be without the row that it refers to. */
export function isOptional({ holder, attributes }: KeyLink): boolean {
  const definitions = holder.modelDefinition.attributes
  return attributes.some((name) => {
    const attribute = definitions.get(name)
    return attribute?.isPrimaryKey !== true && attribute?.allowNull !== false
  })
}

/** Whether one row of the holder at most can have a certain key. */
export function isUniqueKey({ holder, attributes, isSingle }: KeyLink): boolean {
  const { primaryKeys, uniqueKeys, byColumn } = holder.modelDefinition
  const covers = (names: readonly string[]): boolean =>
    names.length > 0 && names.every((name) => attributes.includes(name))
  return (
    isSingle ||
    covers(primaryKeys.map(({ name }) => name)) ||
    uniqueKeys.some(({ fields }) =>
      covers(fields.map((field) => byColumn.get(field)?.name ?? field)),
    )
  )
}
