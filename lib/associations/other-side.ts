/** The calls that declare a relation: its other side, or both sides where there is none. */
import type { AssociationCode } from '../errors/code-text.js'
import { lowerFirst, upperFirst } from '../model/naming.js'
import type { AnyModel, AssociationLike, ThroughLink } from '../model/runtime.js'
import { aliasOfKey, associationsOf, unusedAlias } from './alias-names.js'
import { defaultKey, likelyKey, type Reference, referencesTo } from './references.js'

const none: ReadonlySet<string> = new Set()

/**
 * The call that declares the other side of an association, by the same keys.
 *
 * @param taken names that other calls give which are shown beside it
 */
export function inverseCall(
  association: AssociationLike,
  taken: ReadonlySet<string> = none,
): AssociationCode {
  const { associationType, source, target, keyPairs, throughLink } = association
  const models = { source: target.name, target: source.name }
  const constraints = isEnforced(association) ? {} : { constraints: false }
  const aliasFor = (isMulti: boolean, preferred: string | undefined, names: readonly string[]) =>
    unusedAlias({
      source: target,
      target: source,
      isMulti,
      preferred,
      taken: new Set([...taken, ...names]),
    })
  if (throughLink !== undefined) {
    const { model, sourcePairs, targetPairs } = throughLink
    const options = {
      as: aliasFor(true, nameAmongSeveral(association), [model.name]),
      through: throughCode(throughLink, association.options.through),
      foreignKey: one(targetPairs.map(({ through }) => through)),
      otherKey: one(sourcePairs.map(({ through }) => through)),
      ...constraints,
    }
    return { kind: 'BelongsToMany', ...models, options }
  }
  if (associationType === 'BelongsTo') {
    const options = {
      as: aliasFor(true, nameAmongSeveral(association), []),
      foreignKey: one(keyPairs.map((pair) => pair.source)),
      ...referenceOption(
        'sourceKey',
        target,
        keyPairs.map((pair) => pair.target),
      ),
      ...constraints,
    }
    return { kind: 'HasMany', ...models, options }
  }
  const key = keyPairs.map((pair) => pair.target)
  const options = {
    as: aliasFor(false, isSharedKey(association) ? undefined : aliasOfKey(key[0]), key),
    foreignKey: one(key),
    ...referenceOption(
      'targetKey',
      source,
      keyPairs.map((pair) => pair.source),
    ),
    ...constraints,
  }
  return { kind: 'BelongsTo', ...models, options }
}

function isEnforced({ options }: AssociationLike): boolean {
  return options.constraints !== false || options.foreignKeyConstraint === true
}

/** `editorPosts`, where the source belongs to the target in several ways. */
function nameAmongSeveral(association: AssociationLike): string | undefined {
  const { source, target, as } = association
  const isToMany = association.throughLink !== undefined
  const isAlike = (other: AssociationLike): boolean =>
    other !== association &&
    other.target._owner === target._owner &&
    (other.throughLink !== undefined) === isToMany &&
    (isToMany || other.associationType === 'BelongsTo') &&
    keyText(other) !== keyText(association)
  if (!associationsOf(source).some(isAlike)) return undefined
  return `${lowerFirst(as)}${upperFirst(source.modelDefinition.plural)}`
}

function keyText({ keyPairs, throughLink }: AssociationLike): string {
  return JSON.stringify(throughLink === undefined ? keyPairs : keysOfPair(throughLink))
}

function keysOfPair({ model, sourcePairs, targetPairs }: ThroughLink): unknown {
  return [model.name, sourcePairs, targetPairs]
}

/** Whether a key in the target refers to rows of other models, too: each is called by its own name. */
function isSharedKey(association: AssociationLike): boolean {
  const { source, target } = association
  const keyOf = ({ keyPairs }: AssociationLike): string =>
    keyPairs.map((pair) => pair.target).join()
  const models = Object.values(source.sequelize.models) as unknown as AnyModel[]
  return models.some(
    (model) =>
      model._owner !== source._owner &&
      associationsOf(model).some(
        (other) =>
          other.target._owner === target._owner &&
          other.associationType.startsWith('Has') &&
          keyOf(other) === keyOf(association),
      ),
  )
}

/** The table of pairs, and what is said of it that the other side would else not hold to. */
export function throughCode(
  { model, scope }: Pick<ThroughLink, 'model' | 'scope'>,
  given: unknown,
): unknown {
  const isRepeatable = (given as { unique?: unknown } | null | undefined)?.unique === false
  if (!isRepeatable && scope === undefined) return model.name
  return { model: model.name, ...(isRepeatable ? { unique: false } : {}), scope }
}

function one(names: readonly string[]): string | readonly string[] {
  return names.length === 1 ? names[0]! : names
}

/** Nothing where the key refers to the primary key, as it does by default. */
function referenceOption(
  option: string,
  model: AnyModel,
  names: readonly string[],
): Record<string, unknown> {
  const { primaryKeys } = model.modelDefinition
  const isDefault = names.every((name, index) => primaryKeys[index]?.name === name)
  return isDefault ? {} : { [option]: one(names) }
}

/**
 * Both sides of each relation between two models that is not declared; those of the source first.
 * Which model holds the keys, its attributes tell.
 */
export function likelyCalls(source: AnyModel, target: AnyModel): readonly AssociationCode[] {
  const { holder, referenced, keys } = likelyKeys(source, target)
  const taken = new Set(keys.map(({ attribute }) => attribute))
  const name = (from: AnyModel, to: AnyModel, isMulti: boolean, preferred?: string): string => {
    const alias = unusedAlias({ source: from, target: to, isMulti, preferred, taken })
    taken.add(alias)
    return alias
  }
  const { plural } = holder.modelDefinition
  return keys.flatMap(({ attribute, key }) => {
    const own = aliasOfKey(attribute)
    const belonging = name(holder, referenced, false, own)
    const having =
      keys.length === 1 ? undefined : `${lowerFirst(own ?? attribute)}${upperFirst(plural)}`
    const belongs: AssociationCode = {
      kind: 'BelongsTo',
      source: holder.name,
      target: referenced.name,
      options: { as: belonging, foreignKey: attribute, targetKey: key },
    }
    const has: AssociationCode = {
      kind: 'HasMany',
      source: referenced.name,
      target: holder.name,
      options: {
        as: name(referenced, holder, true, having),
        foreignKey: attribute,
        sourceKey: key,
      },
    }
    return holder === source ? [belongs, has] : [has, belongs]
  })
}

/** The keys between two models: declared ones, one that looks like it, or one that would be made. */
function likelyKeys(
  source: AnyModel,
  target: AnyModel,
): { readonly holder: AnyModel; readonly referenced: AnyModel; readonly keys: Reference[] } {
  const own = { holder: source, referenced: target }
  const other = { holder: target, referenced: source }
  for (const { holder, referenced } of [own, other]) {
    const keys = referencesTo(holder, referenced)
    if (keys.length > 0) return { holder, referenced, keys }
  }
  for (const { holder, referenced } of [own, other]) {
    const attribute = likelyKey(holder, referenced)
    if (attribute !== undefined)
      return { holder, referenced, keys: [{ attribute, key: undefined }] }
  }
  const attribute = defaultKey(lowerFirst(source.modelDefinition.singular), source)
  return { ...other, keys: [{ attribute, key: undefined }] }
}
