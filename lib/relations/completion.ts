/** What one side of a relation says holds for the other: the options that each is made with. */
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import { isSaidByAssociation } from '../model/initialization.js'
import {
  columnOptions,
  defaultForeignKey,
  givenForeignKey,
  isSelf,
  keyNames,
  keyOption,
  keyWithColumns,
  primaryKeyOf,
  referenceOption,
  type Side,
  singularOf,
} from './side.js'
import { throughUnique } from './through.js'
import { isKeyOfPairs, saidAction, saidColumns } from './used-key.js'

/** The foreign key that both sides use: as one of them gives it, else named by the one that holds it. */
export function sharedForeignKey(side: Side): readonly string[] | undefined {
  const given =
    givenForeignKey(side) ??
    firstOf(side.inverses, (other) => givenForeignKey(other)) ??
    firstOf([side, ...side.inverses], ({ keyOfPairs }) => keyOfPairs)
  if (given !== undefined || side.inverses.length === 0) return given
  const holder = side.kind === 'BelongsTo' ? side : side.inverses[0]!
  return defaultForeignKey({ ...holder, options: withReference(holder) })
}

function withReference(side: Side): Side['options'] {
  const option = referenceOption(side)
  const reference =
    side.options[option] ?? firstOf(side.inverses, (other) => other.options[referenceOption(other)])
  return { ...side.options, [option]: reference }
}

/** The names of the foreign key that a side will have. */
export function foreignKeyOf(side: Side): readonly string[] | undefined {
  if (side.kind === 'BelongsToMany') {
    return (
      givenForeignKey(side) ??
      firstOf(side.inverses, (other) => keyNames(other.options.otherKey)) ??
      (isSelf(side) ? firstOf(side.inverses, defaultOtherKey) : undefined) ??
      keyOfEnd(side, 'source') ??
      keysNamed(side.source.modelDefinition.singular, referenced(side, 'sourceKey'))
    )
  }
  return sharedForeignKey(side) ?? defaultForeignKey(side)
}

/** The names of the through table's key to the target. */
export function otherKeyOf(side: Side): readonly string[] | undefined {
  return (
    keyNames(side.options.otherKey) ??
    firstOf(side.inverses, (other) => givenForeignKey(other)) ??
    keyOfEnd(side, 'target') ??
    defaultOtherKey(side)
  )
}

/** The key by which the through model belongs to one of the two ends, where it says so itself. */
function keyOfEnd({ ends }: Side, end: 'source' | 'target'): readonly string[] | undefined {
  const side = ends[end]
  return side === undefined ? undefined : foreignKeyOf(side)
}

function defaultOtherKey(side: Side): readonly string[] {
  const owner = isSelf(side) ? singularOf(side) : side.target.modelDefinition.singular
  return keysNamed(owner, referenced(side, 'targetKey'))
}

function keysNamed(owner: string, keys: readonly string[]): readonly string[] {
  return keys.map((key) => foreignKeyName(owner, key))
}

const keyOptions = ['foreignKey', 'otherKey'] as const

function referenced(side: Side, option: 'sourceKey' | 'targetKey'): readonly string[] {
  const crossed = option === 'sourceKey' ? 'targetKey' : 'sourceKey'
  const model = option === 'sourceKey' ? side.source : side.target
  const [own, theirs] = option === 'sourceKey' ? keyOptions : keyOptions.toReversed()
  const isWhole =
    Array.isArray(side.options[own!]) ||
    side.inverses.some((other) => Array.isArray(other.options[theirs!]))
  return (
    keyNames(side.options[option]) ??
    firstOf(side.inverses, (other) => keyNames(other.options[crossed])) ??
    primaryKeyOf(model, isWhole)
  )
}

function firstOf<T>(sides: readonly Side[], read: (side: Side) => T | undefined): T | undefined {
  for (const side of sides) {
    const value = read(side)
    if (value !== undefined) return value
  }
  return undefined
}

/** The options of v6's association that a side becomes. */
export function associationOptions(side: Side): Record<string, unknown> {
  const { singular: _singular, inverse, ...options } = side.options
  const isMulti = side.kind === 'HasMany' || side.kind === 'BelongsToMany'
  const own: Record<string, unknown> = {
    ...options,
    as: isMulti ? { singular: singularOf(side), plural: side.alias } : side.alias,
    ...(inverse === false ? { inverse } : {}),
  }
  const taken = side.kind === 'BelongsToMany' ? takenThrough(side) : takenKey(side)
  for (const [name, value] of Object.entries(taken)) {
    if (value !== undefined) own[name] = value
  }
  if (side.kind === 'BelongsToMany') return own
  for (const action of ['onDelete', 'onUpdate'] as const) {
    const value = isSaid(own[action]) ? undefined : actionOfPairs(side, action)
    if (value !== undefined) own[action] = value
  }
  const onDelete = unsaidDeletion(side)
  if (onDelete !== undefined) own.onDelete = onDelete
  return own
}

/** What the many-to-many relations say of a key that is one of theirs. */
function actionOfPairs(side: Side, action: 'onDelete' | 'onUpdate'): string | undefined {
  const key = side.keys.foreignKey
  return key !== undefined && isKeyOfPairs(key) ? saidAction(key, action) : undefined
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/**
 * What is done with the rows that refer to one that is deleted, where neither side says it. In v6 the
 * call that comes first decides, by its kind; here both are one declaration: a key that can be null
 * becomes null, and what cannot be without its owner goes with it, as a pair does without an end.
 */
export function unsaidDeletion(side: Side): 'SET NULL' | 'CASCADE' | undefined {
  const names = foreignKeyOf(side)
  const { foreignKey: key } = side.keys
  if (side.kind === 'BelongsToMany' || names === undefined) return undefined
  const sides = [side, ...side.inverses]
  const columns = sides.flatMap(({ options }) => columnOptions(options.foreignKey))
  const isDecided =
    sides.some(({ options }) => isSaid(options.onDelete) || options.constraints === false) ||
    columns.some(({ onDelete }) => isSaid(onDelete))
  if (isDecided) return undefined
  if (key !== undefined && isKeyOfPairs(key)) {
    return saidAction(key, 'onDelete') === undefined ? 'CASCADE' : undefined
  }
  const [said] = columns.flatMap(({ allowNull }) => (allowNull === undefined ? [] : [allowNull]))
  const holder = side.kind === 'BelongsTo' ? side.source : side.target
  const attributes = names.map((name) => holder.modelDefinition.attributes.get(name))
  const isNotNull = names.every(
    (name, index) =>
      attributes[index]?.isPrimaryKey === true || (allowNullOf(holder, name) ?? said) === false,
  )
  if (isNotNull) return sides.some(({ kind }) => kind !== 'BelongsTo') ? 'CASCADE' : undefined
  const [only] = attributes
  // A key that is made here, and one of several columns, is that already.
  return names.length === 1 && only !== undefined ? 'SET NULL' : undefined
}

/** What a model says itself of whether an attribute may be null. */
function allowNullOf(holder: AnyModel, name: string): unknown {
  const attribute = holder.modelDefinition.attributes.get(name)
  if (attribute === undefined) return undefined
  const { raw } = attribute
  return isSaidByAssociation(raw, 'allowNull') ? undefined : raw.allowNull
}

/** What the holder of a key and the model that it refers to say together. */
function takenKey(side: Side): Record<string, unknown> {
  const isAlone = side.inverses.length === 0 && side.keyOfPairs === undefined
  const { foreignKey: key } = side.keys
  if (isAlone && (key === undefined || !isKeyOfPairs(key))) return {}
  const option = referenceOption(side)
  const taken = {
    foreignKey: commonForeignKey(side),
    [option]: withReference(side)[option],
  }
  return { ...taken, ...takenOptions(side, [...sharedOptions, 'keyType']) }
}

/** Options that hold for both sides, whichever says them. */
export const sharedOptions = [
  'onDelete',
  'onUpdate',
  'constraints',
  'foreignKeyConstraint',
] as const

function takenOptions(side: Side, names: readonly string[]): Record<string, unknown> {
  const valueOf = (name: string): unknown =>
    side.options[name] ?? firstOf(side.inverses, (other) => other.options[name])
  return Object.fromEntries(names.map((name) => [name, valueOf(name)]))
}

/** The key's name with what all that use it say of its columns. */
function commonForeignKey(side: Side): unknown {
  const names = sharedForeignKey(side)
  return names === undefined || names.length === 0 ? undefined : withSaidColumns(side, 'foreignKey')
}

/** The key of a side, with what all that use it say of its columns. */
function withSaidColumns(side: Side, option: 'foreignKey' | 'otherKey'): unknown {
  const key = side.keys[option]
  return key === undefined ? undefined : keyWithColumns(key.names, saidColumns(key))
}

/** Whether anything but the default makes the key of one end of a many-to-many relation. */
function isKeySaid(side: Side, option: 'foreignKey' | 'otherKey'): boolean {
  const key = side.keys[option]
  const said = key === undefined ? [] : saidColumns(key)
  const end = option === 'foreignKey' ? 'source' : 'target'
  return side.ends[end] !== undefined || said.some((column) => Object.keys(column).length > 0)
}

/** What that key refers to, where it is said. */
function referenceOfEnd({ ends }: Side, end: 'source' | 'target'): unknown {
  const side = ends[end]
  return side === undefined ? undefined : withReference(side)[referenceOption(side)]
}

/** What the two sides of a through table say crosswise. */
function takenThrough(side: Side): Record<string, unknown> {
  const through = side.through ?? firstOf(side.inverses, (other) => other.through)
  const given = side.options.through
  const model = through?.model ?? through?.name
  const isObject = typeof given === 'object' && given !== null
  const crossed = (own: string, theirs: string): unknown =>
    side.options[own] ?? firstOf(side.inverses, (other) => other.options[theirs])
  const endKey = (own: 'foreignKey' | 'otherKey', theirs: string): unknown => {
    const said = crossed(own, theirs)
    return keyNames(said) !== undefined || isKeySaid(side, own) ? withSaidColumns(side, own) : said
  }
  const keys =
    isSelf(side) && side.inverses.length > 0
      ? {
          foreignKey: withSaidColumns(side, 'foreignKey') ?? keyOption(foreignKeyOf(side)!),
          otherKey: withSaidColumns(side, 'otherKey') ?? keyOption(otherKeyOf(side)!),
        }
      : {
          foreignKey: endKey('foreignKey', 'otherKey'),
          otherKey: endKey('otherKey', 'foreignKey'),
        }
  const unique = firstOf([side, ...side.inverses], throughUnique)
  const isWritten = isObject || unique === false
  return {
    ...keys,
    through: isWritten ? { ...(isObject ? given : {}), model, unique } : model,
    sourceKey: crossed('sourceKey', 'targetKey') ?? referenceOfEnd(side, 'source'),
    targetKey: crossed('targetKey', 'sourceKey') ?? referenceOfEnd(side, 'target'),
    ...takenOptions(side, [...sharedOptions, 'uniqueKey']),
  }
}
