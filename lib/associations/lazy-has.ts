/** `hasX` of several instances by one statement: which of the asked targets each of them has. */
import type { DataType } from '../data-types/data-type.js'
import { BigIntType, IntegerType } from '../data-types/number-types.js'
import { UuidType } from '../data-types/text-types.js'
import type { Association, CallOptions } from './association.js'
import { both } from './finding.js'
import { isJoinable } from './joinable.js'
import { joinedRows, type KeysByText } from './joined-finder.js'
import { anyOf, keyText, type KeyValues } from './keys.js'

/** Options that mean the same for one instance and for several. */
const sharedOptions: ReadonlySet<string> = new Set([
  'batchLazyLoading',
  'benchmark',
  'hooks',
  'logging',
  'logQueryParameters',
  'paranoid',
  'schema',
  'schemaDelimiter',
  'scope',
  'searchPath',
  'strictLoading',
  'through',
  'transaction',
  'useMaster',
  'where',
])

/** Whether equal keys of targets are the same text, as they are given and as rows have them. */
export function areComparable(
  { target }: Association,
  targets: readonly KeyValues[] | undefined,
): targets is readonly KeyValues[] {
  const { attributes } = target.modelDefinition
  return (
    targets?.every((key) =>
      Object.entries(key).every(([name, value]) => isComparable(value, attributes.get(name)?.type)),
    ) === true
  )
}

function isComparable(value: unknown, type: DataType | undefined): boolean {
  if (type instanceof IntegerType || type instanceof BigIntType) {
    return typeof value === 'string' ? /^(0|-?[1-9]\d*)$/.test(value) : isWholeNumber(value)
  }
  return type instanceof UuidType && typeof value === 'string' && /^[\da-f-]{36}$/.test(value)
}

function isWholeNumber(value: unknown): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value)
}

/** Whether calls with these options can go together. */
export function isHasJoinable(
  association: Association,
  options: CallOptions,
  names: readonly string[],
): boolean {
  const given = Object.keys(options).filter((name) => options[name] !== undefined)
  if (!given.every((name) => sharedOptions.has(name))) return false
  const finder = finderOf(options, names)
  return isJoinable(association, 'get', finder)
}

function finderOf(options: CallOptions, names: readonly string[]): CallOptions {
  return { scope: false, ...options, attributes: names, joinTableAttributes: [], raw: false }
}

/**
 * Which of the asked targets each of several instances has.
 *
 * @param targets those that any of the calls asks for
 * @returns undefined where some row belongs to nobody for certain
 */
export async function joinedHas(
  association: Association,
  keys: KeysByText,
  targets: readonly KeyValues[],
  options: CallOptions,
): Promise<((key: string, asked: readonly KeyValues[]) => boolean) | undefined> {
  const names = Object.keys(targets[0]!)
  const textOf = (row: KeyValues): string => keyText(names.map((name) => row[name]))
  const asked = [...new Map(targets.map((target) => [textOf(target), target])).values()]
  const rowsOf = await joinedRows(association, keys, {
    ...finderOf(options, names),
    where: both(anyOf(asked), options.where),
  })
  if (rowsOf === undefined) return undefined
  return (key, wanted) => {
    const rows = rowsOf(key) as readonly { readonly dataValues: KeyValues }[]
    const found = new Set(rows.map(({ dataValues }) => textOf(dataValues)))
    return wanted.every((target) => found.has(textOf(target)))
  }
}
