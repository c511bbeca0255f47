/** What can be wrong between two sides of a relation, or between relations that are none. */
import { methodOf } from '../errors/code-text.js'
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { unsoundRelation } from '../errors/unsound-relation.js'
import type { AnyModel } from '../model/runtime.js'
import { checkActions } from './actions.js'
import { foreignKeyOf, otherKeyOf, sharedForeignKey } from './completion.js'
import { checkKeyNames } from './key-names.js'
import { checkKeyWords } from './key-words.js'
import { isSameThrough } from './pairing.js'
import { suggestInverse } from './missing-inverse.js'
import { checkPair } from './pair-agreement.js'
import {
  isFacing,
  isHas,
  isSameKey,
  isSelf,
  keyNames,
  placeOf,
  type Side,
  type UsedKey,
} from './side.js'
import { checkSharedKeys } from './shared-keys.js'
import { codeOfSide } from './side-code.js'
import { unknownKeys } from './soundness.js'

/** What the sides are checked by. */
interface Surroundings {
  /** All models of the instance. */
  readonly models: readonly AnyModel[]
  /** Sides whose pairing is to be said: until then their keys are not known. */
  readonly undecided: ReadonlySet<Side>
  readonly keys: readonly UsedKey[]
}

/**
 * Checks the sides against each other, once they are paired.
 */
export function checkAgreement(
  sides: readonly Side[],
  { models, undecided, keys }: Surroundings,
): Contradiction[] {
  const declared = sides.filter(({ isNew }) => isNew)
  const facing = checkFacing(sides)
  return [
    ...declared.flatMap((side) => checkPairs(side, sides)),
    ...declared.filter(({ kind }) => kind === 'BelongsToMany').flatMap(checkManyToMany),
    ...facing,
    ...declared.flatMap((side) => checkActions(side, sides)),
    ...keys.flatMap(checkKeyWords),
    ...checkSharedKeys(sides, models),
    ...checkKeyNames(sides.filter((side) => !undecided.has(side))),
  ]
}

/** Each pair once: from the side that comes first, or from the one that is new. */
function checkPairs(side: Side, sides: readonly Side[]): Contradiction[] {
  return side.inverses
    .filter((other) => !other.isNew || sides.indexOf(side) < sides.indexOf(other))
    .flatMap((other) => checkPair(side, other))
    .concat(checkNumber(side))
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
