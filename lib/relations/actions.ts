/** What can be wrong with `onDelete` and `onUpdate`: words that SQL has not, NULL where it may not be. */
import { nearestName } from '../errors/base-error.js'
import { associationCall } from '../errors/code-text.js'
import { relationOptions } from '../errors/relation-options.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { isSaidByAssociation } from '../model/initialization.js'
import { referentialActions } from '../schema/constraints.js'
import { foreignKeyOf, otherKeyOf } from './completion.js'
import { holderOf, keyOption, placeOf, type Side } from './side.js'
import { codeOfSide } from './side-code.js'
import { actionOfUse, isIdentifying } from './used-key.js'

/** Checks the actions of a side, once it is paired. */
export function checkActions(side: Side, sides: readonly Side[]): Contradiction[] {
  return (['onDelete', 'onUpdate'] as const).flatMap((option) => {
    const given = side.options[option]
    // An empty text says nothing, as in v6.
    if (given !== undefined && given !== null && given !== '' && actionOf(given) === undefined) {
      const action =
        (typeof given === 'string' ? nearestName(given, referentialActions) : undefined) ??
        'CASCADE'
      const code = codeOfSide(side, { [option]: action })
      const advice = { known: referentialActions, code }
      return [relationOptions.unknownAction(placeOf(side), option, given, advice)]
    }
    return checkNull(side, option, sides)
  })
}

function actionOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  const wanted = given.trim().toUpperCase()
  return referentialActions.find((one) => one === wanted)
}

/** SET NULL, said on one side, and a key that cannot be null, said on the same or on the other. */
function checkNull(
  side: Side,
  option: 'onDelete' | 'onUpdate',
  sides: readonly Side[],
): Contradiction[] {
  if (side.kind === 'BelongsToMany') return checkNullInPairs(side, option)
  const setsNull = (one: Side): boolean => actionOf(one.options[option]) === 'SET NULL'
  const both = [side, ...side.inverses]
  const givers = both.filter(setsNull)
  const [first] = givers
  if (first === undefined) return []
  // Each pair once: from the side that says it, the first of two.
  const reporters = givers.some(({ isNew }) => isNew) ? givers : both
  const isFirst = reporters
    .filter(({ isNew }) => isNew)
    .every((one) => sides.indexOf(side) <= sides.indexOf(one))
  if (!reporters.includes(side) || !isFirst) return []
  const name = foreignKeyOf(side)?.find((_, index) => isNotNull(both, index))
  if (name === undefined) return []
  const code = givers.some(({ isNew }) => isNew)
    ? givers.filter(({ isNew }) => isNew).map((one) => codeOfSide(one, { [option]: 'CASCADE' }))
    : [codeOfSide(side, { foreignKey: nullable(side.options.foreignKey) })]
  const isPrimary = isIdentifying(side.keys.foreignKey)
  const key = { name, holder: holderOf(side).name, place: placeOf(first), isPrimary }
  return [relationOptions.setsNotNull(placeOf(side), option, key, code)]
}

/** SET NULL for the keys of a table of pairs, which are its primary key unless it has another. */
function checkNullInPairs(side: Side, option: 'onDelete' | 'onUpdate'): Contradiction[] {
  if (actionOf(side.options[option]) !== 'SET NULL') return checkFormerNull(side, option)
  const through = [side, ...side.inverses].find((one) => one.through !== undefined)?.through
  if (through === undefined) return []
  const names = [...(foreignKeyOf(side) ?? []), ...(otherKeyOf(side) ?? [])]
  const definition = through.model?.modelDefinition
  const isKeyed = definition?.primaryKeys.some(({ isGenerated }) => !isGenerated) === true
  const isPart = (name: string): boolean =>
    !isKeyed || definition?.attributes.get(name)?.isPrimaryKey === true
  const name =
    names.find(isPart) ?? names.find((one) => definition?.attributes.get(one)?.allowNull === false)
  if (name === undefined) return []
  const place = placeOf(side)
  const key = { name, holder: through.name, place, isPrimary: isPart(name) }
  return [
    relationOptions.setsNotNull(place, option, key, [codeOfSide(side, { [option]: 'CASCADE' })]),
  ]
}

/** SET NULL that an association said before its key was to be one of those that make up a pair. */
function checkFormerNull(side: Side, option: 'onDelete' | 'onUpdate'): Contradiction[] {
  for (const key of [side.keys.foreignKey, side.keys.otherKey]) {
    const former = key?.uses.find(
      (use) => !use.side.isNew && actionOf(actionOfUse(use, option)) === 'SET NULL',
    )?.side
    const isFirst = key?.uses.find((use) => use.side.isNew)?.side === side
    if (key === undefined || former === undefined || !isFirst || !isIdentifying(key)) continue
    const { kind, sourceName: source, targetName: target, alias: as } = former
    const options = { as, foreignKey: keyOption(key.names), [option]: 'CASCADE' }
    const code = associationCall({ kind, source, target, options })
    const { holder } = key
    const given = {
      name: key.names.join(', '),
      holder: typeof holder === 'string' ? holder : holder.name,
      place: placeOf(former),
      isPrimary: true,
    }
    return [relationOptions.setsNotNull(placeOf(side), option, given, [code])]
  }
  return []
}

/** Whether a part of the key is never null: as its attribute says, else as the relation does. */
function isNotNull(both: readonly Side[], index: number): boolean {
  const [side] = both as readonly [Side, ...Side[]]
  const name = foreignKeyOf(side)?.[index] ?? ''
  const attribute = holderOf(side).modelDefinition.attributes.get(name)
  if (attribute?.isPrimaryKey === true || isIdentifying(side.keys.foreignKey)) return true
  const { raw } = attribute ?? {}
  const isOwn = raw !== undefined && !isSaidByAssociation(raw, 'allowNull')
  if (isOwn && typeof raw.allowNull === 'boolean') return !raw.allowNull
  return both.some(({ options: { foreignKey } }) => {
    const part: unknown = Array.isArray(foreignKey) ? foreignKey[index] : foreignKey
    return (part as { allowNull?: unknown } | null | undefined)?.allowNull === false
  })
}

function nullable(foreignKey: unknown): unknown {
  if (Array.isArray(foreignKey)) return foreignKey.map(nullable)
  return typeof foreignKey === 'object' && foreignKey !== null
    ? { ...foreignKey, allowNull: true }
    : foreignKey
}
