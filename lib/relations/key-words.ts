/**
 * What is said differently of one key by relations that are not the two sides of one: those of a model
 * that links others, and those of the others through it.
 */
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { columnDisagreements } from './key-columns.js'
import { completeConstraints } from './shared-keys.js'
import { type KeyUse, placeOf, type Side, type UsedKey } from './side.js'
import { codeOfSide } from './side-code.js'
import { actionOfUse, enforcedUses, isKeyOfPairs } from './used-key.js'

/** Checks what the users of a key say of it. */
export function checkKeyWords(key: UsedKey): Contradiction[] {
  if (!key.uses.some(({ side }) => side.isNew)) return []
  return [
    ...checkActions(key, 'onDelete'),
    ...checkActions(key, 'onUpdate'),
    ...(isKeyOfPairs(key) ? [...checkColumns(key), ...checkConstraints(key)] : []),
  ]
}

/** What is there already cannot be changed here; a many-to-many relation says it of both its keys. */
function byWeight(uses: readonly KeyUse[]): readonly KeyUse[] {
  const weight = ({ side }: KeyUse): number =>
    side.isNew ? (side.kind === 'BelongsToMany' ? 1 : 2) : 0
  return uses.toSorted((one, other) => weight(one) - weight(other))
}

function checkActions(key: UsedKey, action: 'onDelete' | 'onUpdate'): Contradiction[] {
  const saying = byWeight(enforcedUses(key)).filter((use) => actionOfUse(use, action) !== undefined)
  const [first] = saying
  if (first === undefined) return []
  const own = actionOfUse(first, action)
  const other = saying.find(
    (use) =>
      use.side.isNew &&
      !isOneRelation(first.side, use.side) &&
      actionOfUse(use, action)?.trim().toUpperCase() !== own?.trim().toUpperCase(),
  )
  if (other === undefined) return []
  const values = { other: placeOf(first.side), own: actionOfUse(other, action), theirs: own }
  // Both sides of a relation say the same.
  const sides = [other.side, ...other.side.inverses.filter((side) => says(side, action))]
  const code = sides.filter(({ isNew }) => isNew).map((side) => codeOfSide(side, { [action]: own }))
  return [relationDisagreement.oneKeyTwoWords(placeOf(other.side), action, values, code)]
}

function says(side: Side, action: string): boolean {
  return side.options[action] !== undefined
}

function checkColumns(key: UsedKey): Contradiction[] {
  const uses = byWeight(key.uses)
  for (const [index, first] of uses.entries()) {
    for (const other of uses.slice(index + 1)) {
      if (!other.side.isNew || isOneRelation(first.side, other.side)) continue
      const found = columnDisagreements(other.side, other.option, first.side, first.option)
      if (found.length > 0) return found.slice(0, 1)
    }
  }
  return []
}

/** A relation that asks for no constraint, by a key that a many-to-many relation has enforced. */
function checkConstraints(key: UsedKey): Contradiction[] {
  const enforcing = key.uses.find(
    ({ side }) => side.kind === 'BelongsToMany' && completeConstraints(side) !== false,
  )
  const free = key.uses.find(
    ({ side }) => side.isNew && side.kind !== 'BelongsToMany' && side.options.constraints === false,
  )
  if (enforcing === undefined || free === undefined) return []
  const values = { other: placeOf(enforcing.side), own: false, theirs: true }
  const code = [codeOfSide(free.side, { constraints: undefined })]
  return [relationDisagreement.oneKeyTwoWords(placeOf(free.side), 'constraints', values, code)]
}

function isOneRelation(one: Side, other: Side): boolean {
  return one === other || one.inverses.includes(other)
}
