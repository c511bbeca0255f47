/**
 * Keys of associations as values. A key counts as a whole: with a null among its parts it refers to
 * nothing (MATCH SIMPLE of SQL). What else the attributes of a key of several are there for stays as
 * it is.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Op } from '../expression/operators.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'

/** The values of a row or of a key, by attribute. */
export type KeyValues = Readonly<Record<string, unknown>>

/** A foreign key and its holder. */
export interface HeldKey {
  /** What errors begin with. */
  readonly label: string
  readonly holder: AnyModel
  /** The attributes of the foreign key. */
  readonly foreignKeys: readonly string[]
}

/** The values of a key on an instance, in the order of its attributes. */
export function valuesOf(instance: Model, names: readonly string[]): readonly unknown[] {
  return names.map((name) => (instance.get(name as never) as unknown) ?? null)
}

/** Whether a key refers to something: no part of it is null. */
export function isWhole(values: readonly unknown[]): boolean {
  return values.every((value) => value !== null && value !== undefined)
}

/** Names and values, side by side. */
export function keyOf(names: readonly string[], values: readonly unknown[]): KeyValues {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]))
}

/** The named values of a row. */
export function pick(row: KeyValues, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]))
}

/**
 * The condition that finds the rows of a key.
 *
 * @returns undefined where there can be none: a part of the key is null
 */
export function keyCondition(
  names: readonly string[],
  values: readonly unknown[],
): KeyValues | undefined {
  return isWhole(values) ? keyOf(names, values) : undefined
}

/** The condition that finds the rows of any of some keys. */
export function anyKeyCondition(
  names: readonly string[],
  keys: readonly (readonly unknown[])[],
): Readonly<Record<string | symbol, unknown>> {
  if (names.length === 1) return { [names[0]!]: keys.map(([value]) => value) }
  return anyOf(keys.filter(isWhole).map((values) => keyOf(names, values)))
}

/** Conditions that stand beside each other: SQLite nests a thousand at most, one within the other. */
const MOST_BESIDE = 100

/** Any of some conditions on keys: as one list where each is a value of the same attribute. */
export function anyOf(
  conditions: readonly KeyValues[],
): Readonly<Record<string | symbol, unknown>> {
  if (conditions.length === 1) return conditions[0]!
  const [name, ...others] = Object.keys(conditions[0] ?? {})
  const isList =
    name !== undefined &&
    others.length === 0 &&
    conditions.every((one) => Object.keys(one).length === 1 && isListed(one[name]))
  if (isList) return { [name]: conditions.map((one) => one[name]) }
  let parts: readonly unknown[] = conditions
  while (parts.length > MOST_BESIDE) {
    parts = chunksOf(parts).map((chunk) => ({ [Op.or]: chunk }))
  }
  return { [Op.or]: parts }
}

/** Whether a value can stand in a list: no condition, and no list, of its own. */
function isListed(value: unknown): boolean {
  return typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array
}

function chunksOf(list: readonly unknown[]): unknown[][] {
  const chunks: unknown[][] = []
  for (let start = 0; start < list.length; start += MOST_BESIDE) {
    chunks.push(list.slice(start, start + MOST_BESIDE))
  }
  return chunks
}

/**
 * A key as text, for maps: the value where it is one, as in v6; a JSON list of texts for several.
 */
export function keyText(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : JSON.stringify(values.map(String))
}

/** Whether two rows have the same values under some names. */
export function isSameKey(left: KeyValues, right: KeyValues, names: readonly string[]): boolean {
  return names.every((name) => String(left[name]) === String(right[name]))
}

/**
 * What frees a row of its owner. Of several attributes, those become null that may, and that are
 * there for this key alone: neither for the primary key nor for another foreign key.
 *
 * @throws {AssociationError} when no attribute of several is left
 */
export function nullsOf(key: HeldKey): Record<string, null> {
  const { label, holder, foreignKeys } = key
  if (foreignKeys.length === 1) return { [foreignKeys[0]!]: null }
  const fixed = foreignKeys.map((name) => reasonToKeep(key, name))
  const free = foreignKeys.filter((_, index) => fixed[index] === undefined)
  if (free.length > 0) return Object.fromEntries(free.map((name) => [name, null]))
  const reasons = foreignKeys.map((name, index) => `"${name}" ${fixed[index]!}`)
  throw UsageError.invalidAssociation(
    label,
    `a row of ${holder.name} cannot be without its owner: ${reasons.join(', ')}`,
    'Destroy the rows, give them to another owner, or make an attribute of the key nullable. ' +
      'Methods of has-one and has-many destroy them with { destroyPrevious: true } (set) and ' +
      '{ destroy: true } (remove).',
  )
}

/** Why an attribute of a key of several is not set to null; undefined when it can be. */
function reasonToKeep({ holder, foreignKeys }: HeldKey, name: string): string | undefined {
  const { attributes, foreignKeys: all } = holder.modelDefinition
  const attribute = attributes.get(name)
  if (attribute?.isPrimaryKey === true) return 'is part of the primary key'
  if (attribute?.allowNull === false) return 'may not be null'
  const isOwn = (names: readonly string[]): boolean =>
    names.length === foreignKeys.length && names.every((one) => foreignKeys.includes(one))
  const isShared =
    attribute?.raw.references !== undefined ||
    all.some(({ attributes: names }) => names.includes(name) && !isOwn(names))
  return isShared ? 'is part of another foreign key' : undefined
}

/** The attributes of a key of several that a row keeps when it loses its owner. */
export function keptAttributes(key: HeldKey): readonly string[] {
  if (key.foreignKeys.length === 1) return []
  return key.foreignKeys.filter((name) => reasonToKeep(key, name) !== undefined)
}

/**
 * What gives existing rows to an owner: the values of the foreign key, without those that are part
 * of the rows' own primary key, which must agree already.
 *
 * @throws {AssociationError} when they do not
 */
export function assignedValues(
  { label, holder, foreignKeys }: HeldKey,
  values: KeyValues,
  rows: readonly KeyValues[],
): KeyValues {
  if (foreignKeys.length === 1) return values
  const { attributes } = holder.modelDefinition
  const own = foreignKeys.filter((name) => attributes.get(name)?.isPrimaryKey === true)
  const different = own.find((name) => rows.some((row) => !isSameKey(row, values, [name])))
  if (different !== undefined) {
    throw UsageError.invalidAssociation(
      label,
      `a row of ${holder.name} cannot be given to an owner whose key has another value for ` +
        `"${different}", which is part of the primary key of ${holder.name}`,
      'Create a new row for that owner instead.',
    )
  }
  return pick(
    values,
    foreignKeys.filter((name) => !own.includes(name)),
  )
}
