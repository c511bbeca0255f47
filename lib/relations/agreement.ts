/** What can be wrong between two sides of a relation, or between relations that are none. */
import { methodOf } from '../errors/code-text.js'
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { unsoundRelation } from '../errors/unsound-relation.js'
import type { AnyModel } from '../model/runtime.js'
import { checkActions } from './actions.js'
import { foreignKeyOf, otherKeyOf, sharedForeignKey } from './completion.js'
import { checkKeyNames } from './key-names.js'
import { isSameThrough } from './pairing.js'
import { suggestInverse } from './missing-inverse.js'
import {
  givenForeignKey,
  isFacing,
  isHas,
  isSameKey,
  isSelf,
  keyNames,
  keyOption,
  placeOf,
  referenceOption,
  type Side,
} from './side.js'
import { checkSharedKeys } from './shared-keys.js'
import { codeOfSide } from './side-code.js'
import { unknownKeys } from './soundness.js'

/**
 * Checks the sides against each other, once they are paired.
 *
 * @param models all models of the instance
 */
export function checkAgreement(
  sides: readonly Side[],
  models: readonly AnyModel[],
): Contradiction[] {
  const declared = sides.filter(({ isNew }) => isNew)
  const facing = checkFacing(sides)
  return [
    ...declared.flatMap((side) => checkPairs(side, sides)),
    ...declared.filter(({ kind }) => kind === 'BelongsToMany').flatMap(checkManyToMany),
    ...facing,
    ...declared.flatMap((side) => checkActions(side, sides)),
    ...checkSharedKeys(sides, models),
    ...checkKeyNames(sides),
  ]
}

/** Each pair once: from the side that comes first, or from the one that is new. */
function checkPairs(side: Side, sides: readonly Side[]): Contradiction[] {
  return side.inverses
    .filter((other) => !other.isNew || sides.indexOf(side) < sides.indexOf(other))
    .flatMap((other) =>
      side.kind === 'BelongsToMany' ? checkCrossing(side, other) : checkKeyPair(side, other),
    )
    .concat(checkNumber(side))
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
        [
          codeOfSide(side, { [referenceOption(side)]: keyOption(ownReference) }),
          codeOfSide(other, { [referenceOption(other)]: keyOption(ownReference) }),
        ],
      ),
    )
  }
  for (const name of ['onDelete', 'onUpdate', 'constraints'] as const) {
    const [mine, its] = [side.options[name], other.options[name]]
    if (mine === undefined || its === undefined || comparable(mine) === comparable(its)) continue
    found.push(disagreement(side, other, name, [mine, its], { [name]: mine }))
  }
  return [...found, ...checkKeyColumns(side, other)]
}

function holderFirst(side: Side, other: Side): readonly string[] {
  const holder = side.kind === 'BelongsTo' ? side : other
  return givenForeignKey(holder)!
}

function comparable(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value
}

/** What both sides say of the key's column: `allowNull`, `unique`, `field`, … */
function checkKeyColumns(side: Side, other: Side): Contradiction[] {
  const own = columnOptions(side.options.foreignKey)
  const theirs = columnOptions(other.options.foreignKey)
  return Object.keys(own)
    .filter((name) => Object.hasOwn(theirs, name) && isPlainValue(own[name]))
    .filter((name) => isPlainValue(theirs[name]) && own[name] !== theirs[name])
    .map((name) =>
      relationDisagreement.disagreement(
        placeOf(side),
        `foreignKey.${name}`,
        { other: placeOf(other), own: own[name], theirs: theirs[name] },
        [
          codeOfSide(side),
          codeOfSide(other, { foreignKey: { ...(other.options.foreignKey as object), ...own } }),
        ],
      ),
    )
}

function columnOptions(option: unknown): Readonly<Record<string, unknown>> {
  if (typeof option !== 'object' || option === null || Array.isArray(option)) return {}
  const { name: _name, fieldName: _fieldName, ...rest } = option as Record<string, unknown>
  return rest
}

function isPlainValue(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
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

/** One key cannot be that of one row and of many. */
function checkNumber(side: Side): Contradiction[] {
  if (side.kind !== 'HasOne' || side.options.scope !== undefined) return []
  const many = side.inverses
    .flatMap(({ inverses }) => inverses)
    .find((other) => other.kind === 'HasMany' && other.options.scope === undefined)
  if (many === undefined) return []
  const key = sharedForeignKey(side)?.[0] ?? ''
  return [
    relationDisagreement.oneAndMany(
      placeOf(side),
      placeOf(many),
      key,
      codeOfSide(side, { inverse: false }),
    ),
  ]
}

/** The two sides of a through table: the key of one is the other key of the other. */
function checkCrossing(side: Side, other: Side): Contradiction[] {
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

function checkManyToMany(side: Side): Contradiction[] {
  const where = placeOf(side)
  const found: Contradiction[] = []
  const through = side.through ?? side.inverses[0]?.through
  if (through === undefined) {
    const names = [side.source.name, side.target.name].sort().join('')
    found.push(relationDisagreement.missingThrough(where, [codeOfSide(side, { through: names })]))
  }
  for (const [option, model] of [
    ['sourceKey', side.source],
    ['targetKey', side.target],
  ] as const) {
    const names = keyNames(side.options[option])
    if (names !== undefined) found.push(...unknownKeys(where, option, names, model))
    else if (model.modelDefinition.primaryKeys.length === 0) {
      const code = codeOfSide(side, { [option]: '…' })
      found.push(unsoundRelation.nothingToReferTo(where, model.name, option, code))
    }
  }
  if (found.length > 0) return found
  const [key, otherKey] = [foreignKeyOf(side), otherKeyOf(side)]
  if (key !== undefined && otherKey !== undefined && isSameKey(key, otherKey)) {
    const code = codeOfSide(side, { otherKey: `${key[0]}2` })
    return [relationDisagreement.oneKeyForBoth(where, key.join(', '), code)]
  }
  return []
}

/** Sides that face each other, have no other side, and cannot be two sides of one relation. */
function checkFacing(sides: readonly Side[]): Contradiction[] {
  const lonely = sides.filter(
    (side) => side.inverses.length === 0 && side.options.inverse !== false && !isSelf(side),
  )
  const done = new Set<Side>()
  return lonely.flatMap((side) => {
    if (done.has(side)) return []
    const other = lonely.find(
      (one) => one !== side && !done.has(one) && isFacing(side, one) && (side.isNew || one.isNew),
    )
    if (other === undefined) return []
    const problem = facingProblem(side, other, sides)
    if (problem === undefined) return []
    done.add(side).add(other)
    return [problem]
  })
}

function facingProblem(side: Side, other: Side, sides: readonly Side[]): Contradiction | undefined {
  const where = placeOf(side)
  const place = placeOf(other)
  if (side.kind === 'BelongsToMany' && other.kind === 'BelongsToMany') {
    return throughProblem(side, other)
  }
  if (side.kind === 'BelongsToMany' || other.kind === 'BelongsToMany') {
    const [many, plain] = side.kind === 'BelongsToMany' ? [side, other] : [other, side]
    const code = codeOfSide(
      plain,
      { through: many.through?.name, foreignKey: undefined },
      many.kind,
    )
    const kind = methodOf(plain.kind)
    return relationDisagreement.facingManyToMany(placeOf(many), placeOf(plain), kind, code)
  }
  if (isHas(side) && isHas(other)) {
    const isMany = side.kind === 'HasMany' && other.kind === 'HasMany'
    const through = [side.source.name, side.target.name].sort().join('')
    const code = isMany
      ? [side, other].map((one) =>
          codeOfSide(one, { through, foreignKey: undefined }, 'BelongsToMany'),
        )
      : [codeOfSide(belonging(side, other), {}, 'BelongsTo')]
    return relationDisagreement.facingHas(where, place, code, isMany)
  }
  if (side.kind === 'BelongsTo' && other.kind === 'BelongsTo') {
    const code = [
      codeOfSide(other, { foreignKey: undefined, targetKey: undefined }, 'HasOne'),
      // Written in place of the other one.
      suggestInverse(
        side,
        sides.filter((one) => one !== other),
      ).code,
    ]
    return relationDisagreement.facingBelongsTo(where, place, code)
  }
  return undefined
}

/** Of one has-one and one has-many, the has-one belongs; of two has-one, the second. */
function belonging(side: Side, other: Side): Side {
  return side.kind === 'HasOne' && other.kind === 'HasMany' ? side : other
}

function throughProblem(side: Side, other: Side): Contradiction | undefined {
  if (side.through === undefined || other.through === undefined) return undefined
  if (isSameThrough(side.through, other.through)) return undefined
  const through = side.through.name
  return relationDisagreement.otherThrough(
    placeOf(side),
    { other: placeOf(other), own: through, theirs: other.through.name },
    [side, other].map((one) => codeOfSide(one, { through })),
  )
}
