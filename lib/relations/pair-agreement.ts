/** What the two sides of one relation can say differently: names of keys, columns, actions. */
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { sharedOptions } from './completion.js'
import { columnDisagreements } from './key-columns.js'
import {
  givenForeignKey,
  isSameKey,
  keyNames,
  keyOption,
  placeOf,
  referenceOption,
  type Side,
} from './side.js'
import { codeOfSide } from './side-code.js'
import { throughUnique } from './through.js'

/** Checks the two sides of one relation against each other. */
export function checkPair(side: Side, other: Side): Contradiction[] {
  return side.kind === 'BelongsToMany' ? checkCrossing(side, other) : checkKeyPair(side, other)
}

/** The two sides of one foreign key. */
function checkKeyPair(side: Side, other: Side): Contradiction[] {
  const found: Contradiction[] = []
  const own = givenForeignKey(side)
  const theirs = givenForeignKey(other)
  if (own !== undefined && theirs !== undefined && !isSameKey(own, theirs)) {
    const key = side.isNew && other.isNew ? keyOption(holderFirst(side, other)) : keyOption(theirs)
    found.push(disagreement(side, other, 'foreignKey', [own, theirs], { foreignKey: key }))
  }
  const ownReference = keyNames(side.options[referenceOption(side)])
  const theirReference = keyNames(other.options[referenceOption(other)])
  if (
    ownReference !== undefined &&
    theirReference !== undefined &&
    !isSameKey(ownReference, theirReference)
  ) {
    const where = placeOf(side)
    found.push(
      relationDisagreement.disagreement(
        where,
        referenceOption(side),
        {
          other: placeOf(other),
          own: keyOption(ownReference),
          theirs: keyOption(theirReference),
        },
        other.isNew
          ? [side, other].map((one) =>
              codeOfSide(one, { [referenceOption(one)]: keyOption(ownReference) }),
            )
          : [codeOfSide(side, { [referenceOption(side)]: keyOption(theirReference) })],
      ),
    )
  }
  found.push(...checkShared(side, other, sharedOptions))
  return [...found, ...columnDisagreements(side, 'foreignKey', other, 'foreignKey')]
}

function holderFirst(side: Side, other: Side): readonly string[] {
  const holder = side.kind === 'BelongsTo' ? side : other
  return givenForeignKey(holder)!
}

/** Options of which both sides say something different. */
function checkShared(side: Side, other: Side, names: readonly string[]): Contradiction[] {
  return names.flatMap((name) => {
    const [mine, its] = [side.options[name], other.options[name]]
    if (mine === undefined || its === undefined || comparable(mine) === comparable(its)) return []
    return [disagreement(side, other, name, [mine, its], { [name]: other.isNew ? mine : its })]
  })
}

function comparable(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value
}

function disagreement(
  side: Side,
  other: Side,
  option: string,
  [own, theirs]: readonly [unknown, unknown],
  changed: Readonly<Record<string, unknown>>,
): Contradiction {
  const shown = (value: unknown): unknown =>
    Array.isArray(value) ? keyOption(value as string[]) : value
  // An association that is there already cannot be written anew by this declaration.
  const code = [side, other].filter(({ isNew }) => isNew).map((one) => codeOfSide(one, changed))
  return relationDisagreement.disagreement(
    placeOf(side),
    option,
    { other: placeOf(other), own: shown(own), theirs: shown(theirs) },
    code,
  )
}

/** The two sides of a through table. */
function checkCrossing(side: Side, other: Side): Contradiction[] {
  return [
    ...checkCrossedNames(side, other),
    ...columnDisagreements(side, 'foreignKey', other, 'otherKey'),
    ...columnDisagreements(side, 'otherKey', other, 'foreignKey'),
    ...checkShared(side, other, [...sharedOptions, 'uniqueKey', 'timestamps']),
    ...checkUnique(side, other),
  ]
}

/** Whether a pair may be there twice: one table cannot do both. */
function checkUnique(side: Side, other: Side): Contradiction[] {
  const [own, theirs] = [throughUnique(side), throughUnique(other)]
  if (own === undefined || theirs === undefined || own === theirs) return []
  const code = [side, other]
    .filter(({ isNew }) => isNew)
    .map((one) => {
      const through = { ...(one.options.through as object), unique: other.isNew ? own : theirs }
      return codeOfSide({ ...one, options: { ...one.options, through } })
    })
  const values = { other: placeOf(other), own, theirs }
  return [relationDisagreement.disagreement(placeOf(side), 'through.unique', values, code)]
}

/** The two sides of a through table: the key of one is the other key of the other. */
function checkCrossedNames(side: Side, other: Side): Contradiction[] {
  const pairs = [
    ['foreignKey', 'otherKey'],
    ['otherKey', 'foreignKey'],
    ['sourceKey', 'targetKey'],
    ['targetKey', 'sourceKey'],
  ] as const
  const wrong = pairs.filter(([mine, its]) => {
    const own = keyNames(side.options[mine])
    const theirs = keyNames(other.options[its])
    return own !== undefined && theirs !== undefined && !isSameKey(own, theirs)
  })
  const [first] = wrong
  if (first === undefined) return []
  const isOfThrough = first[0] === 'foreignKey' || first[0] === 'otherKey'
  const names = isOfThrough
    ? (['foreignKey', 'otherKey'] as const)
    : (['sourceKey', 'targetKey'] as const)
  const shown = (one: Side): Record<string, unknown> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const keys = keyNames(one.options[name])
        return keys === undefined ? [] : [[name, keyOption(keys)]]
      }),
    )
  const [own, theirs] = [shown(side), shown(other)]
  const crossed = (keys: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    [names[0]]: keys[names[1]],
    [names[1]]: keys[names[0]],
  })
  return [
    relationDisagreement.keysNotCrossed(
      placeOf(side),
      { other: placeOf(other), own, theirs },
      other.isNew
        ? [codeOfSide(side), codeOfSide(other, crossed(own))]
        : [codeOfSide(side, crossed(theirs))],
    ),
  ]
}
