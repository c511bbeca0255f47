/**
 * What is looked at when all associations of a tick are there: an `inverse` that is not, scopes and keys
 * that do not fit, and two sides of one relation that use two foreign keys: `as` changes the key that
 * `belongsTo` and `hasOne` make by default, and not that of `hasMany`.
 */
import { associationCall } from '../errors/code-text.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { associationsOf } from './alias-names.js'
import { warnOfScope } from './association-values.js'
import { warnOfPartialKey } from './partial-keys.js'
import { warnOfLonelyPair } from './through-pairs.js'

let pending: AssociationLike[] | undefined
const warned = new WeakSet<AssociationLike>()

/** Looks at an association, once all that are declared with it are there. */
export function lookForOtherKey(association: AssociationLike): void {
  if (pending === undefined) {
    pending = []
    // The modules that declare associations run one after the other, in one tick.
    process.nextTick(warnOfPending)
  }
  pending.push(association)
}

function warnOfPending(): void {
  const associations = pending ?? []
  pending = undefined
  for (const association of associations) {
    // One of a call that was refused after all is not there.
    if (association.source.associations[association.as] !== (association as unknown)) continue
    warnOfUnknownInverse(association)
    warnOfScope(association)
    const isPartial = warnOfPartialKey(association)
    warnOfLonelyPair(association)
    // With the whole key on both sides, it is one.
    if (isPartial || association.throughLink !== undefined) continue
    const pair = differentlyKeyed(association)
    if (pair === undefined || pair.some((one) => warned.has(one))) continue
    for (const one of pair) warned.add(one)
    warn(...pair)
  }
}

/** The alias of the other side, which all calls of a tick may have declared. */
function warnOfUnknownInverse({ options, source, target, as }: AssociationLike): void {
  const { inverse } = options
  if (typeof inverse !== 'string') return
  const there = associationsOf(target).filter((one) => one.target._owner === source._owner)
  const known = there.map((one) => one.as)
  if (known.includes(inverse)) return
  const names = known.length === 0 ? 'there is none' : known.join(', ')
  process.emitWarning(
    `${source.name}.${as} names "${inverse}" as its inverse, which is no association of ` +
      `${target.name} to ${source.name} (${names}). Name the other side, or say inverse: false ` +
      'where there is none.',
    { code: 'RELATA_UNKNOWN_INVERSE' },
  )
}

/** The two sides of a relation whose keys differ, because at least one was made by default. */
function differentlyKeyed(
  association: AssociationLike,
): readonly [owner: AssociationLike, member: AssociationLike] | undefined {
  const isMember = association.associationType === 'BelongsTo'
  const [holder, referenced] = isMember
    ? [association.source, association.target]
    : [association.target, association.source]
  const members = between(holder, referenced).filter(isBelongsTo)
  const owners = between(referenced, holder).filter((one) => !isBelongsTo(one))
  const isLonely = (one: AssociationLike, others: readonly AssociationLike[]): boolean =>
    !others.some((other) => isSameKey(one, other))
  const [member, ...otherMembers] = members.filter((one) => isLonely(one, owners))
  const [owner, ...otherOwners] = owners.filter((one) => isLonely(one, members))
  if (member === undefined || owner === undefined) return undefined
  // Several of one kind are several relations, of which each has its key.
  if (otherMembers.length > 0 || otherOwners.length > 0) return undefined
  if (isGiven(member) && isGiven(owner)) return undefined
  if ([member, owner].some(isSetApart)) return undefined
  return [owner, member]
}

function between(source: AnyModel, target: AnyModel): AssociationLike[] {
  return associationsOf(source).filter(
    (one) => one.throughLink === undefined && one.target._owner === target._owner,
  )
}

function isBelongsTo({ associationType }: AssociationLike): boolean {
  return associationType === 'BelongsTo'
}

function isSameKey(one: AssociationLike, other: AssociationLike): boolean {
  return String(columnsOf(one)) === String(columnsOf(other))
}

/** Two attributes of a key may be one column. */
function columnsOf(association: AssociationLike): string[] {
  const { associationType, source, target } = association
  const { attributes } = (associationType === 'BelongsTo' ? source : target).modelDefinition
  return keyOf(association).map((name) => attributes.get(name)?.column ?? name)
}

function keyOf({ associationType, keyPairs }: AssociationLike): string[] {
  return keyPairs.map(({ source, target }) => (associationType === 'BelongsTo' ? source : target))
}

function isGiven({ options }: AssociationLike): boolean {
  const key = options.foreignKey as { name?: unknown; fieldName?: unknown } | string | undefined
  if (key === undefined || key === null) return false
  return typeof key === 'string' || Array.isArray(key) || (key.name ?? key.fieldName) !== undefined
}

/** Whether an association says by itself that it is no plain side of a relation. */
function isSetApart({ options, scope }: AssociationLike): boolean {
  return options.inverse === false || scope !== undefined || options.constraints === false
}

function warn(owner: AssociationLike, member: AssociationLike): void {
  const [theirs, own] = [keyOf(owner)[0]!, keyOf(member)[0]!]
  const chosen = isGiven(owner) ? theirs : own
  const call = (one: AssociationLike): string =>
    associationCall({
      kind: one.associationType,
      source: one.source.name,
      target: one.target.name,
      options: { ...(one.isAliased ? { as: one.as } : {}), foreignKey: chosen },
    })
  process.emitWarning(
    `${member.source.name}.${member.as} uses the foreign key "${own}", and ${owner.source.name}.` +
      `${owner.as} uses "${theirs}": two columns, where one relation has one. Give the key on both sides:` +
      `\n  ${call(owner)}\n  ${call(member)}\n` +
      'If these are two relations, give each its "foreignKey", or say inverse: false.',
    { code: 'RELATA_TWO_FOREIGN_KEYS' },
  )
}
