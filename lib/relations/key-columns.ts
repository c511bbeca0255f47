/** What the two sides of a relation say of the column of their key: `allowNull`, `field`, its type. */
import { normalizeDataType } from '../data-types/data-type.js'
import { relationDisagreement } from '../errors/relation-disagreement.js'
import type { Contradiction } from '../errors/relation-usage.js'
import { columnOptions, placeOf, type Side } from './side.js'
import { codeOfSide } from './side-code.js'

type KeyOption = 'foreignKey' | 'otherKey'

/** What is said differently of one key, which each side names by an option of its own. */
export function columnDisagreements(
  side: Side,
  own: KeyOption,
  other: Side,
  theirs: KeyOption,
): Contradiction[] {
  return [
    ...checkValues(side, own, other, theirs),
    ...checkTypes({ side, option: own }, { side: other, option: theirs }),
  ]
}

function checkValues(
  side: Side,
  ownOption: KeyOption,
  other: Side,
  theirOption: KeyOption,
): Contradiction[] {
  const theirs = columnOptions(other.options[theirOption])
  const disagreement = side.inverses.includes(other)
    ? relationDisagreement.disagreement
    : relationDisagreement.oneKeyTwoWords
  return columnOptions(side.options[ownOption]).flatMap((own, index) => {
    const its = theirs[index] ?? {}
    return Object.keys(own)
      .filter((name) => Object.hasOwn(its, name) && own[name] !== its[name])
      .filter((name) => isPlainValue(own[name]) && isPlainValue(its[name]))
      .map((name) =>
        disagreement(
          placeOf(side),
          `${ownOption}.${name}`,
          { other: placeOf(other), own: own[name], theirs: its[name] },
          codeOfBoth(side, ownOption, other, theirOption),
        ),
      )
  })
}

/** Both sides with what the first says of the columns, or the one that can be changed with the other's. */
function codeOfBoth(
  side: Side,
  ownOption: KeyOption,
  other: Side,
  theirOption: KeyOption,
): string[] {
  const merged = (given: unknown, from: unknown): unknown => {
    const columns = columnOptions(from)
    const parts = (Array.isArray(given) ? (given as unknown[]) : [given]).map((part, index) => ({
      ...(typeof part === 'string' ? { name: part } : (part as object)),
      ...columns[index],
    }))
    return Array.isArray(given) ? parts : parts[0]
  }
  const [own, theirs] = [side.options[ownOption], other.options[theirOption]]
  return other.isNew
    ? [codeOfSide(side), codeOfSide(other, { [theirOption]: merged(theirs, own) })]
    : [codeOfSide(side, { [ownOption]: merged(own, theirs) })]
}

function isPlainValue(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

interface Said {
  readonly side: Side
  readonly option: KeyOption
}

/** The types of a key's columns, in the key or beside it as `keyType`. */
function checkTypes(own: Said, other: Said): Contradiction[] {
  const theirs = typesOf(other)
  const index = typesOf(own).findIndex(
    (type, at) => type !== undefined && theirs[at] !== undefined && type !== theirs[at],
  )
  if (index < 0) return []
  const written = own.side.options.keyType === undefined ? `${own.option}.type` : 'keyType'
  const values = { other: placeOf(other.side), own: typesOf(own)[index], theirs: theirs[index] }
  // A type is kept on one side: an association that is there already cannot be written anew.
  const changed = other.side.isNew ? other : own
  const areSides = own.side.inverses.includes(other.side)
  const code = codeWithoutType(changed)
  return [relationDisagreement.twoTypes(placeOf(own.side), written, values, { areSides, code })]
}

/** The SQL types that a side says its key has, where it says so. */
function typesOf({ side, option }: Said): (string | undefined)[] {
  const { keyType } = side.options
  return columnOptions(side.options[option]).map(({ type = keyType }) => sqlOf(type))
}

function sqlOf(type: unknown): string | undefined {
  if (type === undefined || type === null) return undefined
  try {
    return normalizeDataType(type as never).toSql()
  } catch {
    // What is no data type is reported as such.
    return undefined
  }
}

function codeWithoutType({ side, option }: Said): string {
  const given = side.options[option]
  const untyped = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    const { type: _type, ...rest } = part as Record<string, unknown>
    return Object.keys(rest).length === 1 && typeof rest.name === 'string' ? rest.name : rest
  }
  const key: unknown = Array.isArray(given) ? given.map(untyped) : untyped(given)
  const options = { ...side.options, keyType: undefined, [option]: key }
  return codeOfSide({ ...side, options })
}
