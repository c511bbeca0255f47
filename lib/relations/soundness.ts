/** What can be wrong with one side of a relation by itself: its options and its keys. */
import { methodOf } from '../errors/code-text.js'
import { relationNames } from '../errors/relation-names.js'
import { relationOptions } from '../errors/relation-options.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { unsoundRelation } from '../errors/unsound-relation.js'
import { nearestName } from '../errors/base-error.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import { checkAlias } from './aliases.js'
import { foreignKeyOf } from './completion.js'
import { checkOptionValues } from './option-values.js'
import { checkReferred, hasOneTypeForSeveral } from './referred-keys.js'
import {
  givenForeignKey,
  keyNames,
  keyOption,
  ownerName,
  placeOf,
  referencedKeys,
  referencedModel,
  referenceOption,
  type Side,
} from './side.js'
import { codeOfSide } from './side-code.js'
import { checkThrough } from './through.js'

const sharedOptions = [
  'foreignKey',
  'constraints',
  'foreignKeyConstraint',
  'onDelete',
  'onUpdate',
  'hooks',
  'inverse',
]

const optionsOfKind: Readonly<Record<Side['kind'], readonly string[]>> = {
  BelongsTo: [...sharedOptions, 'targetKey', 'keyType'],
  HasOne: [...sharedOptions, 'scope', 'sourceKey', 'keyType'],
  HasMany: [...sharedOptions, 'scope', 'sourceKey', 'keyType', 'singular'],
  BelongsToMany: [
    ...sharedOptions,
    'scope',
    'through',
    'otherKey',
    'sourceKey',
    'targetKey',
    'timestamps',
    'uniqueKey',
    'singular',
  ],
}

/** Options that some kind has: on another kind they would do nothing. */
const allOptions = new Set(Object.values(optionsOfKind).flat())

/** Checks the sides that are to be declared, each by itself. */
export function checkSides(sides: readonly Side[]): Contradiction[] {
  const declared = sides.filter(({ isNew }) => isNew)
  const suggested: Side[] = []
  return declared.flatMap((side) => [
    ...checkOptions(side, sides),
    ...checkAlias(side, sides, suggested),
    ...(side.kind === 'BelongsToMany' ? checkThrough(side) : checkReference(side)),
    ...checkReferred(side, sides),
    ...checkKeyType(side),
  ])
}

function checkOptions(side: Side, sides: readonly Side[]): Contradiction[] {
  const where = placeOf(side)
  const { options } = side
  const known = optionsOfKind[side.kind]
  const isStrict = side.source.runtime.runtimeOptions.strict
  const found: Contradiction[] = []
  if (options.as !== undefined) {
    found.push(relationNames.aliasTwice(where, options.as, codeOfSide(side)))
  }
  for (const name of Object.keys(options)) {
    if (name === 'as' || known.includes(name) || name === 'through') continue
    // What is like no option is the user's own: hooks read it, unless options are strict.
    if (allOptions.has(name)) {
      if (options[name] === undefined) continue
      const advice = { known, code: codeOfSide(side, withoutOthers(side)) }
      found.push(relationOptions.optionOfOtherKind(where, name, methodOf(side.kind), advice))
    } else if (isStrict || nearestName(name, known) !== undefined) {
      const meant = nearestName(name, known)
      const right = meant === undefined ? {} : { [meant]: options[name] }
      const advice = { known, code: codeOfSide(side, right) }
      found.push(relationOptions.misspelledOption(where, name, advice))
    }
  }
  if (side.kind !== 'BelongsToMany' && options.through !== undefined) {
    const code = codeOfSide(side, {}, 'BelongsToMany')
    found.push(relationOptions.needlessThrough(where, methodOf(side.kind), code))
  }
  found.push(...checkOptionValues(side, sides))
  return found
}

/** Takes every option away that only other kinds have. */
function withoutOthers({ kind, options }: Side): Readonly<Record<string, undefined>> {
  const others = Object.keys(options).filter((name) => !optionsOfKind[kind].includes(name))
  return Object.fromEntries(others.map((name) => [name, undefined]))
}

/** `keyType` is the type of one attribute. */
function checkKeyType(side: Side): Contradiction[] {
  if (!hasOneTypeForSeveral(side)) return []
  const names = foreignKeyOf(side) ?? []
  return [relationOptions.oneTypeForSeveral(placeOf(side), names, [codeOfSide(side)])]
}

/** What the key of a one-to-one or one-to-many relation refers to must be there. */
function checkReference(side: Side): Contradiction[] {
  const model = referencedModel(side)
  const option = referenceOption(side)
  const named = keyNames(side.options[option])
  const where = placeOf(side)
  if (named !== undefined) {
    const unknown = unknownKeys(where, option, named, model)
    if (unknown.length > 0) return unknown
  }
  const given = givenForeignKey(side)
  const referred = referencedKeys(side)
  if (given !== undefined && referred.length > 0 && given.length !== referred.length) {
    // The other side may be the one that says what is referred to.
    const isSaidThere = side.inverses.some(
      (other) => other.options[referenceOption(other)] !== undefined,
    )
    if (named !== undefined || !isSaidThere) {
      const foreignKey = keyFor(given, referred, ownerName(side))
      const others = side.inverses.filter((other) => other.isNew && givenForeignKey(other))
      const code = [side, ...others].map((one) => codeOfSide(one, { foreignKey }))
      return [unsoundRelation.keyLength(where, given, referred, { model: model.name, code })]
    }
  }
  if (named !== undefined) return []
  if (model.modelDefinition.primaryKeys.length > 0) return []
  if (side.inverses.some((other) => other.options[referenceOption(other)] !== undefined)) return []
  return [
    unsoundRelation.nothingToReferTo(
      where,
      model.name,
      option,
      codeOfSide(side, { [option]: '…' }),
    ),
  ]
}

/** As many names as there is to refer to: those that are given, and what is missing by its default. */
function keyFor(given: readonly string[], referred: readonly string[], owner: string): unknown {
  const names: string[] = []
  for (const [index, key] of referred.entries()) {
    const name = given[index] ?? foreignKeyName(owner, key)
    names.push(names.includes(name) ? `${name}${index + 1}` : name)
  }
  return keyOption(names)
}

/** Names in `sourceKey` or `targetKey` that are no attribute of the model. */
export function unknownKeys(
  where: string,
  option: string,
  names: readonly string[],
  model: AnyModel,
): Contradiction[] {
  const { attributes } = model.modelDefinition
  return names
    .filter((name) => !attributes.has(name))
    .map((name) =>
      unsoundRelation.unknownKey(where, option, name, {
        name: model.name,
        attributes: [...attributes.keys()],
      }),
    )
}
