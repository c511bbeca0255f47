/**
 * What all that use a key say of it, written into its attributes. Associations write what is missing
 * there, so that the first one would decide: here it does not matter which came first, and in which
 * call. What a model says of its attributes itself stays.
 */
import { isTableOf } from '../associations/references.js'
import { normalizeAttribute } from '../model/definition.js'
import { isSaidByAssociation, refreshModel } from '../model/initialization.js'
import type { AnyModel, AssociationLike, ModelRuntime } from '../model/runtime.js'
import { unsaidDeletion } from './completion.js'
import { completeConstraints } from './shared-keys.js'
import { columnOptions, isDeletionUnsaid, isRelated, type Side, type UsedKey } from './side.js'
import { throughUnique } from './through.js'
import { isIdentifying, isKeyOfPairs, saidAction, saidColumns } from './used-key.js'

type Attribute = Record<string, unknown>

/** What associations say in words of their own, beside the options of attributes. */
const settledElsewhere = new Set(['references', 'onDelete', 'onUpdate', 'deferrable', 'unique'])

/** Settles the keys that new sides use together with others. */
export function settleKeys(runtime: ModelRuntime, keys: readonly UsedKey[]): void {
  const together = keys.filter((key) => {
    const isTogether = isKeyOfPairs(key) || key.uses.some(({ side }) => !side.isNew)
    return isTogether && key.uses.some(({ side }) => side.isNew)
  })
  // Found before anything is written: what is said of an attribute counts as it was.
  const actions = new Map(together.map((key) => [key, actionsOf(key)]))
  for (const [key, said] of actions) {
    const holder = typeof key.holder === 'string' ? runtime.modelNamed(key.holder) : key.holder
    if (holder !== undefined) settleKey(holder._owner, key, said)
  }
  const sides = new Set(together.flatMap(({ uses }) => uses.map(({ side }) => side)))
  for (const side of sides) settleUnique(side)
  for (const [key, { onDelete }] of actions) settleDeletion(key, onDelete)
}

function actionsOf(key: UsedKey): Actions {
  return {
    onDelete: saidAction(key, 'onDelete') ?? unsaidOf(key),
    onUpdate: saidAction(key, 'onUpdate'),
  }
}

/** A pair may be there twice, says the second side of a table that the first one made. */
function settleUnique(side: Side): void {
  const isSaid = side.isNew && side.kind === 'BelongsToMany' && throughUnique(side) === false
  const former = side.inverses.find((other) => !other.isNew && throughUnique(other) === undefined)
  const model = former?.through?.model
  if (!isSaid || former === undefined || model === undefined) return
  const raw = model._owner.rawAttributes as unknown as Record<string, Attribute>
  const names = [side.keys.foreignKey, side.keys.otherKey].flatMap((key) => key?.names ?? [])
  for (const name of names) {
    const attribute = raw[name]
    const isOfPair = typeof attribute?.unique === 'string'
    if (isOfPair && isSaidByAssociation(attribute, 'unique')) delete attribute.unique
  }
  refreshModel(model._owner)
  const association = associationOf(former) as unknown as { through: Attribute }
  association.through = { ...association.through, unique: false }
}

function settleKey(holder: AnyModel, key: UsedKey, actions: Actions): void {
  const raw = holder.rawAttributes as unknown as Record<string, Attribute>
  const attributes = key.names.map((name) => raw[name])
  if (!attributes.every((attribute) => attribute !== undefined)) return
  settleColumns(holder, attributes, key)
  if (key.names.length === 1) settleReference(attributes[0]!, key, actions)
  else settleConstraint(holder, key, actions)
  refreshModel(holder)
}

function associationOf({ source, alias }: Side): AssociationLike {
  return (source.associations as unknown as Record<string, AssociationLike>)[alias]!
}

/** With `hooks: true` an association does itself what is said of deletion. */
function settleDeletion(key: UsedKey, onDelete: string | undefined): void {
  const isSaid = saidAction(key, 'onDelete') !== undefined
  for (const { side } of key.uses) {
    if (side.isNew || side.kind === 'BelongsToMany') continue
    const association = associationOf(side)
    const options = association.options as Record<string, unknown>
    const isOpen = isSaid && options.onDelete === undefined
    if (isOpen || isDeletionUnsaid(association)) options.onDelete = onDelete
  }
}

function unsaidOf(key: UsedKey): string | undefined {
  // What a call of v6 decided stays, unless more is said of the key.
  const isOfCalls = key.uses.some(({ side }) => !side.isNew && !isRelated(associationOf(side)))
  const isNullSaid = key.uses.some(
    ({ side, option }) =>
      side.isNew &&
      columnOptions(side.options[option]).some(({ allowNull }) => allowNull !== undefined),
  )
  if (isOfCalls && !isNullSaid && !isIdentifying(key)) return undefined
  if (isKeyOfPairs(key)) return 'CASCADE'
  for (const { side } of key.uses) {
    const action = unsaidDeletion(side)
    if (action !== undefined) return action
  }
  return undefined
}

function settleColumns(holder: AnyModel, attributes: readonly Attribute[], key: UsedKey): void {
  const said = saidColumns(key)
  const types = key.uses.map(({ side }) => side.options.keyType)
  const keyType = types.find((type) => type !== undefined && type !== null)
  for (const [index, attribute] of attributes.entries()) {
    for (const [name, value] of Object.entries({ type: keyType, ...said[index] })) {
      if (value === undefined || settledElsewhere.has(name)) continue
      if (isSaidByAssociation(attribute, name)) attribute[name] = value
    }
    Object.assign(attribute, normalizeAttribute(holder.name, key.names[index]!, attribute))
  }
}

interface Actions {
  readonly onDelete: string | undefined
  readonly onUpdate: string | undefined
}

function isEnforced({ uses }: UsedKey): boolean {
  return uses.some(
    ({ side }) => completeConstraints(side) !== false || side.options.foreignKeyConstraint === true,
  )
}

function settleReference(attribute: Attribute, key: UsedKey, actions: Actions): void {
  const references = attribute.references as { model?: unknown } | undefined
  if (references === undefined || !isSaidByAssociation(attribute, 'references')) return
  if (!isTableOf(key.referenced, references.model)) return
  const names = ['onDelete', 'onUpdate'] as const
  if (!isEnforced(key)) {
    for (const name of ['references', ...names]) {
      if (isSaidByAssociation(attribute, name)) delete attribute[name]
    }
    return
  }
  for (const name of names) {
    const action = actions[name]
    if (action !== undefined && isSaidByAssociation(attribute, name)) attribute[name] = action
  }
}

/** A key of several attributes is one constraint of its table. */
function settleConstraint(holder: AnyModel, { names, ...key }: UsedKey, actions: Actions): void {
  const known = holder._foreignKeys
  const index = known.findIndex(
    ({ attributes }) =>
      attributes.length === names.length && names.every((name) => attributes.includes(name)),
  )
  const { attributes, constraint } = known[index] ?? {}
  if (attributes === undefined || constraint === undefined) return
  if (!isTableOf(key.referenced, constraint.references)) return
  const { onDelete = constraint.onDelete, onUpdate = constraint.onUpdate } = actions
  const isKept = isEnforced({ names, ...key })
  known[index] = {
    attributes,
    constraint: isKept ? { ...constraint, onDelete, onUpdate } : undefined,
  }
}
