/** Finds which declarations are the two sides of one relation. */
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import {
  givenForeignKey,
  isFacing,
  isHas,
  isSameKey,
  isSameModel,
  keyNames,
  ownForeignKey,
  placeOf,
  type Side,
} from './side.js'
import { codeOfSide } from './side-code.js'

/**
 * Links the sides that belong together: those that say so (`inverse: 'posts'`), those that name the
 * same key, and those that are each other's only candidate.
 *
 * @param sides declared ones, and those of associations that are there already
 * @returns why some cannot be paired, and which ones wait for an answer
 */
export function pairSides(sides: readonly Side[]): {
  readonly problems: readonly Contradiction[]
  readonly undecided: ReadonlySet<Side>
} {
  const problems = sides.flatMap((side) => pairByName(side, sides))
  const named = (side: Side): boolean =>
    side.options.inverse === false || typeof side.options.inverse === 'string'
  const open = sides.filter((side) => !named(side))
  const owners = open.filter(isHas)
  const members = open.filter(({ kind }) => kind === 'BelongsTo')
  pairByKey(owners, members)
  pairOnly(owners, members, (side) => givenForeignKey(side) === undefined)
  pairOnly(owners, members, () => true)
  pairThrough(open.filter(({ kind }) => kind === 'BelongsToMany'))
  for (const side of sides) {
    if (side.kind === 'BelongsToMany') findEnds(side, sides)
    else if (side.kind === 'BelongsTo' && side.isNew) findKeyOfPairs(side, sides)
  }
  const undecided = new Set<Side>()
  const unclear = ambiguities(owners, members, undecided)
  return { problems: [...problems, ...unclear], undecided }
}

function link(one: Side, other: Side): void {
  if (one.inverses.includes(other)) return
  one.inverses.push(other)
  other.inverses.push(one)
}

/** `inverse: 'posts'`: the side that is meant must exist, and be of the kind that fits. */
function pairByName(side: Side, sides: readonly Side[]): Contradiction[] {
  const { inverse } = side.options
  if (typeof inverse !== 'string') return []
  const ofTarget = sides.filter(({ source }) => isSameModel(source, side.target))
  const found = ofTarget.find(({ alias }) => alias === inverse)
  const where = placeOf(side)
  if (found === undefined) {
    const facing = ofTarget.filter((other) => isFacing(side, other) && canFace(side, other))
    const known = facing.map(({ alias }) => alias)
    const code = codeWithInverse(side, sides)
    return [relationDisagreement.unknownInverse(where, inverse, side.targetName, { known, code })]
  }
  if (!isFacing(side, found) || !canFace(side, found)) {
    return [
      relationDisagreement.wrongInverse(where, placeOf(found), {
        kind: found.kind,
        leadsTo: found.targetName,
        needed: side.kind === 'BelongsTo' ? 'hasMany or hasOne' : counterpart(side),
        target: side.sourceName,
        code: codeWithInverse(side, sides),
      }),
    ]
  }
  const back = found.options.inverse
  if (back === false || (typeof back === 'string' && back !== side.alias)) {
    const code =
      back === false && found.isNew
        ? codeOfSide(found, { inverse: side.alias })
        : codeOfSide(side, { inverse: undefined })
    return [relationDisagreement.inverseElsewhere(where, placeOf(found), back, [code])]
  }
  link(side, found)
  return []
}

/** A side with the other side that it can have, if there is one; else without any. */
function codeWithInverse(side: Side, sides: readonly Side[]): string[] {
  const others = sides.filter((other) => isFacing(side, other) && canFace(side, other))
  const open = others.filter(({ alias, options: { inverse } }) => {
    return inverse === undefined || (inverse === side.alias && alias !== side.alias)
  })
  const [only, ...more] = open
  const inverse = only !== undefined && more.length === 0 ? only.alias : false
  return [codeOfSide(side, { inverse })]
}

function canFace(one: Side, other: Side): boolean {
  if (one.kind === 'BelongsToMany') return other.kind === 'BelongsToMany' && one !== other
  return one.kind === 'BelongsTo' ? isHas(other) : other.kind === 'BelongsTo'
}

function counterpart(side: Side): string {
  return side.kind === 'BelongsToMany' ? 'belongsToMany' : 'belongsTo'
}

/** One key is one relation, whatever else is between the two models. */
function pairByKey(owners: readonly Side[], members: readonly Side[]): void {
  for (const owner of owners) {
    for (const member of members) {
      const isSaid = givenForeignKey(owner) !== undefined || givenForeignKey(member) !== undefined
      if (!isSaid || !isFacing(owner, member)) continue
      if (isSameKey(ownForeignKey(owner), ownForeignKey(member))) link(owner, member)
    }
  }
}

/** Two sides without another candidate are the two sides of one relation. */
function pairOnly(
  owners: readonly Side[],
  members: readonly Side[],
  isMeant: (side: Side) => boolean,
): void {
  const isOpen = (side: Side): boolean => side.inverses.length === 0 && isMeant(side)
  for (const owner of owners.filter(isOpen)) {
    const candidates = members.filter((member) => isOpen(member) && isFacing(owner, member))
    const [only] = candidates
    if (only === undefined || candidates.length > 1) continue
    const rivals = owners.filter((other) => isOpen(other) && isFacing(other, only))
    if (rivals.length === 1 && (owner.isNew || only.isNew)) link(owner, only)
  }
}

function pairThrough(sides: readonly Side[]): void {
  for (const side of sides) {
    const facing = sides.filter((other) => other !== side && isFacing(side, other))
    const through = side.through ?? onlyThrough(facing)
    for (const other of facing) {
      const theirs = other.through ?? onlyThrough(sides.filter((one) => isFacing(other, one)))
      if (through !== undefined && theirs !== undefined && isSameThrough(through, theirs)) {
        link(side, other)
      }
    }
  }
}

/** A side that does not say what it goes through takes it over from the only side that faces it. */
function onlyThrough(facing: readonly Side[]): Side['through'] {
  const given = facing.filter(({ through }) => through !== undefined)
  return given.length === 1 ? given[0]!.through : undefined
}

/** Finds the relations of the through model with both ends: their keys are those of the pairs. */
function findEnds(side: Side, sides: readonly Side[]): void {
  const model = (side.through ?? side.inverses[0]?.through)?.model
  // Of a model with itself, only the names of the keys tell which end is which.
  if (model === undefined || isSameModel(side.source, side.target)) return
  for (const end of ['source', 'target'] as const) {
    const [only, ...others] = sides.filter(
      (one) =>
        one.kind === 'BelongsTo' &&
        isSameModel(one.source, model) &&
        isSameModel(one.target, side[end]),
    )
    if (only !== undefined && others.length === 0) side.ends[end] = only
  }
}

/** Finds the key that is there already where a model links others, and belongs to one of them. */
function findKeyOfPairs(side: Side, sides: readonly Side[]): void {
  const { source, target } = side
  const isAlike = (other: Side): boolean =>
    other.kind === 'BelongsTo' &&
    isSameModel(other.source, source) &&
    isSameModel(other.target, target)
  if (sides.filter(isAlike).length > 1) return
  const keys = sides.flatMap((other) => {
    const { kind, isNew, through, options } = other
    if (kind !== 'BelongsToMany' || isNew || through?.model?._owner !== source._owner) return []
    if (isSameModel(other.source, other.target)) return []
    const isFromTarget = isSameModel(other.source, target)
    if (!isFromTarget && !isSameModel(other.target, target)) return []
    return [keyNames(isFromTarget ? options.foreignKey : options.otherKey)!]
  })
  const [first, ...others] = keys
  if (first !== undefined && others.every((key) => isSameKey(key, first))) side.keyOfPairs = first
}

/** Whether two many-to-many sides go through the same table. */
export function isSameThrough(
  one: NonNullable<Side['through']>,
  other: NonNullable<Side['through']>,
): boolean {
  if (one.model !== undefined && other.model !== undefined) {
    return isSameModel(one.model, other.model)
  }
  return one.name === other.name
}

/** Several candidates, and at least one side without a key that would tell. */
function ambiguities(
  owners: readonly Side[],
  members: readonly Side[],
  seen: Set<Side>,
): Contradiction[] {
  return owners.flatMap((owner) => {
    const isOpen = (side: Side): boolean => side.inverses.length === 0 && !seen.has(side)
    if (!isOpen(owner)) return []
    const theirs = members.filter((member) => isOpen(member) && isFacing(owner, member))
    const ours = owners.filter(
      (other) => isOpen(other) && theirs.some((one) => isFacing(other, one)),
    )
    const all = [...new Set([...ours, ...theirs])]
    const isUnclear = all.some((side) => side.isNew && givenForeignKey(side) === undefined)
    if (theirs.length === 0 || !isUnclear) return []
    for (const side of all) seen.add(side)
    const first = theirs[0]!
    return [
      relationDisagreement.ambiguousInverse(all.map(placeOf), [
        codeOfSide(owner, { inverse: first.alias }),
        codeOfSide(owner, { foreignKey: ownForeignKey(first)[0] }),
      ]),
    ]
  })
}
