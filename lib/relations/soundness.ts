/** What can be wrong with one side of a relation by itself: its options and its keys. */
import { methodOf } from '../errors/code-text.js'
import { relationNames } from '../errors/relation-names.js'
import { relationOptions } from '../errors/relation-options.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { unsoundRelation } from '../errors/unsound-relation.js'
import { normalizeDataType } from '../data-types/data-type.js'
import { nearestName } from '../errors/base-error.js'
import type { AnyModel } from '../model/runtime.js'
import { checkAlias } from './aliases.js'
import {
  givenForeignKey,
  keyNames,
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
    ...checkOptions(side),
    ...checkAlias(side, sides, suggested),
    ...(side.kind === 'BelongsToMany' ? checkThrough(side) : checkReference(side)),
  ])
}

function checkOptions(side: Side): Contradiction[] {
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
      found.push(relationOptions.misspelledOption(where, name, known))
    }
  }
  if (side.kind !== 'BelongsToMany' && options.through !== undefined) {
    const code = codeOfSide(side, {}, 'BelongsToMany')
    found.push(relationOptions.needlessThrough(where, methodOf(side.kind), code))
  }
  for (const name of ['foreignKey', 'otherKey']) {
    const value = options[name]
    if (value === undefined || value === null || isKeyForm(value)) continue
    const what = `"${name}" must be the name of an attribute, or attribute options with "name"`
    found.push(relationOptions.malformedOption(where, what, value))
  }
  found.push(...checkTypes(side))
  const { inverse } = options
  if (inverse !== undefined && inverse !== false && typeof inverse !== 'string') {
    const what = '"inverse" must be the alias of the other side, or false if there is none'
    found.push(relationOptions.malformedOption(where, what, inverse))
  }
  return found
}

/** Takes every option away that only other kinds have. */
function withoutOthers({ kind, options }: Side): Readonly<Record<string, undefined>> {
  const others = Object.keys(options).filter((name) => !optionsOfKind[kind].includes(name))
  return Object.fromEntries(others.map((name) => [name, undefined]))
}

/** Data types that are none would be found when half of the associations are made. */
function checkTypes(side: Side): Contradiction[] {
  const { foreignKey, otherKey, keyType } = side.options
  const keys = [foreignKey, otherKey].flat() as ({ type?: unknown } | null | undefined)[]
  return [keyType, ...keys.map((key) => key?.type)]
    .filter((type) => type !== undefined && type !== null && !isDataType(type))
    .map((type) =>
      relationOptions.malformedOption(placeOf(side), 'the type is not a data type', type),
    )
}

function isDataType(type: unknown): boolean {
  try {
    normalizeDataType(type as never)
    return true
  } catch {
    return false
  }
}

function isKeyForm(value: unknown): boolean {
  if (typeof value === 'string') return value !== ''
  if (Array.isArray(value)) return value.length > 0 && value.every(isKeyForm)
  return typeof value === 'object' && value !== null
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
      return [unsoundRelation.keyLength(where, given, referred, model.name)]
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
