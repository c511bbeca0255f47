/**
 * One side of a relation, declared or already there, with what is said of its keys. The two sides
 * of a relation know each other as `inverses`, once `pairing.ts` has found them.
 */
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { foreignKeyName, singularize } from '../model/naming.js'
import type { RelationKind, RelationOptions } from './relation.js'

/** One side of a relation. */
export interface Side {
  readonly kind: RelationKind
  readonly source: AnyModel
  readonly target: AnyModel
  /** What the declaration calls the models. */
  readonly sourceName: string
  readonly targetName: string
  readonly alias: string
  /** As given; of an association that is there already, what it has become. */
  readonly options: RelationOptions
  /** Whether the association is still to be made. */
  readonly isNew: boolean
  /** What a many-to-many relation goes through, where it says so. */
  readonly through: Through | undefined
  /** The other sides: one, or several that share its key by different scopes. */
  readonly inverses: Side[]
  /** Its keys with all that use them, once `key-uses.ts` has found them. */
  readonly keys: { foreignKey?: UsedKey; otherKey?: UsedKey }
  /** The relations of a many-to-many relation's through model with its two ends, where it has them. */
  readonly ends: Partial<Record<'source' | 'target', Side>>
  /** The key that a many-to-many relation made already in the model which belongs to one of its ends. */
  keyOfPairs?: readonly string[]
}

/** A foreign key with all that use it: both sides of relations, and ends of many-to-many relations. */
export interface UsedKey {
  /** The model that holds the key, or the name of a through table that is still to be made. */
  readonly holder: AnyModel | string
  readonly names: readonly string[]
  readonly referenced: AnyModel
  readonly uses: KeyUse[]
}

/** One use of a key: by the `foreignKey` of a side, or by the `otherKey` of a many-to-many side. */
export interface KeyUse {
  readonly side: Side
  readonly option: 'foreignKey' | 'otherKey'
}

/** The table between two models: its model, or the name of one that is still to be made. */
export interface Through {
  readonly model: AnyModel | undefined
  readonly name: string
}

/** `Author.books`. */
export function placeOf(side: Side): string {
  return `${side.sourceName}.${side.alias}`
}

/** Whether two models are the same, scoped or in another schema or not. */
export function isSameModel(one: AnyModel, other: AnyModel): boolean {
  return one._owner === other._owner
}

/** Whether a side is the other one's counterpart by its models. */
export function isFacing(one: Side, other: Side): boolean {
  return isSameModel(one.source, other.target) && isSameModel(one.target, other.source)
}

/** Whether the target holds the key. */
export function isHas(side: Side): boolean {
  return side.kind === 'HasOne' || side.kind === 'HasMany'
}

/** Whether a relation leads from a model to itself. */
export function isSelf(side: Side): boolean {
  return isSameModel(side.source, side.target)
}

/** The names in `foreignKey`, `otherKey`, `sourceKey` or `targetKey`; undefined when none is given. */
export function keyNames(option: unknown): readonly string[] | undefined {
  if (option === undefined || option === null) return undefined
  if (Array.isArray(option)) {
    const names = option.map((one) => keyNames(one)?.[0])
    return names.every((name) => name !== undefined) ? names : undefined
  }
  if (typeof option === 'string') return option === '' ? undefined : [option]
  const { name, fieldName } = option as { name?: unknown; fieldName?: unknown }
  // An empty name is none.
  const chosen = name === '' ? fieldName : (name ?? fieldName)
  return typeof chosen === 'string' && chosen !== '' ? [chosen] : undefined
}

/** The names that `foreignKey` gives. */
export function givenForeignKey(side: Side): readonly string[] | undefined {
  return keyNames(side.options.foreignKey)
}

/** The model that a one-to-one or one-to-many relation refers to. */
export function referencedModel(side: Side): AnyModel {
  return side.kind === 'BelongsTo' ? side.target : side.source
}

/** The model that holds the foreign key of such a relation. */
export function holderOf(side: Side): AnyModel {
  return side.kind === 'BelongsTo' ? side.source : side.target
}

/** The option that names what the foreign key refers to: `targetKey` or `sourceKey`. */
export function referenceOption(side: Side): 'targetKey' | 'sourceKey' {
  return side.kind === 'BelongsTo' ? 'targetKey' : 'sourceKey'
}

/** The attributes that the foreign key refers to: the given ones, or the primary key. */
export function referencedKeys(side: Side): readonly string[] {
  return (
    keyNames(side.options[referenceOption(side)]) ??
    primaryKeyOf(referencedModel(side), Array.isArray(side.options.foreignKey))
  )
}

/** The primary key that a list of attributes refers to; one attribute refers to its first. */
export function primaryKeyOf(model: AnyModel, isWhole: boolean): readonly string[] {
  const names = model.modelDefinition.primaryKeys.map(({ name }) => name)
  return isWhole ? names : names.slice(0, 1)
}

/** The foreign key's names as v6 makes them when nothing is given on either side. */
export function defaultForeignKey(side: Side): readonly string[] {
  const keys = referencedKeys(side)
  const [primary] = referencedModel(side).modelDefinition.primaryKeys
  // One attribute is named after the primary key, whichever attribute it refers to.
  const named = keys.length === 1 && primary !== undefined ? [primary.name] : keys
  return named.map((key) => foreignKeyName(ownerName(side), key))
}

/** What the name of a foreign key begins with when none is given. */
export function ownerName({ kind, alias, source }: Side): string {
  if (kind === 'BelongsTo') return alias
  return kind === 'HasOne' ? singularize(alias) : source.modelDefinition.singular
}

/** The foreign key's names that a side by itself would have. */
export function ownForeignKey(side: Side): readonly string[] {
  return givenForeignKey(side) ?? defaultForeignKey(side)
}

/** The singular of a to-many relation's alias. */
export function singularOf(side: Side): string {
  const { singular } = side.options
  return typeof singular === 'string' ? singular : singularize(side.alias)
}

/** Whether two lists of names are the same. */
export function isSameKey(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index])
}

/** A key as the option that names it: a name, or a list of names. */
export function keyOption(names: readonly string[]): string | readonly string[] {
  return names.length === 1 ? names[0]! : names
}

/** The associations that `relate` made, with whether what they do on deletion is what nobody said. */
const related = new WeakMap<AssociationLike, { readonly isDeletionUnsaid: boolean }>()

/** Remembers an association that `relate` makes. */
export function rememberRelated(association: AssociationLike, isDeletionUnsaid: boolean): void {
  related.set(association, { isDeletionUnsaid })
}

/** Whether `relate` made an association. */
export function isRelated(association: AssociationLike): boolean {
  return related.has(association)
}

/** Whether `onDelete` of an association is what nobody said. */
export function isDeletionUnsaid(association: AssociationLike): boolean {
  return related.get(association)?.isDeletionUnsaid === true
}

/** An association that is there already. */
export function sideOfAssociation(association: AssociationLike): Side {
  const { associationType: kind, source, target, as, options, throughLink } = association
  const { scope, onUpdate, constraints, foreignKeyConstraint, keyType, inverse } = options
  const { through, uniqueKey } = options
  const onDelete = isDeletionUnsaid(association) ? undefined : options.onDelete
  const said = { scope, onDelete, onUpdate, constraints, foreignKeyConstraint, inverse }
  return {
    kind,
    source,
    target,
    sourceName: source.name,
    targetName: target.name,
    alias: as,
    options: { ...said, keyType, through, uniqueKey, ...keysOf(association) },
    isNew: false,
    through:
      throughLink === undefined
        ? undefined
        : { model: throughLink.model, name: throughLink.model.name },
    inverses: [],
    keys: {},
    ends: {},
  }
}

function keysOf({
  associationType,
  keyPairs,
  throughLink,
  options,
}: AssociationLike): RelationOptions {
  const withColumns = (names: readonly string[], given: unknown): unknown =>
    keyWithColumns(names, columnOptions(given))
  if (throughLink !== undefined) {
    const { sourcePairs, targetPairs } = throughLink
    const own = sourcePairs.map(({ through }) => through)
    const other = targetPairs.map(({ through }) => through)
    return {
      foreignKey: withColumns(own, options.foreignKey),
      otherKey: withColumns(other, options.otherKey),
      sourceKey: keyOption(sourcePairs.map(({ source }) => source)),
      targetKey: keyOption(targetPairs.map(({ target }) => target)),
    }
  }
  const sources = keyPairs.map(({ source }) => source)
  const targets = keyPairs.map(({ target }) => target)
  return associationType === 'BelongsTo'
    ? { foreignKey: withColumns(sources, options.foreignKey), targetKey: keyOption(targets) }
    : { foreignKey: withColumns(targets, options.foreignKey), sourceKey: keyOption(sources) }
}

/** What is said of each attribute of a key beside its name. */
export function columnOptions(option: unknown): Readonly<Record<string, unknown>>[] {
  return (Array.isArray(option) ? (option as unknown[]) : [option]).map((part) => {
    if (typeof part !== 'object' || part === null) return {}
    const { name: _name, fieldName: _fieldName, ...rest } = part as Record<string, unknown>
    return rest
  })
}

/** A key as the option that names it, with what is said of its attributes. */
export function keyWithColumns(
  names: readonly string[],
  columns: readonly Readonly<Record<string, unknown>>[],
): unknown {
  const parts = names.map((name, index) => {
    const column = columns[index] ?? {}
    return Object.keys(column).length === 0 ? name : { ...column, name }
  })
  return parts.length === 1 ? parts[0] : parts
}
