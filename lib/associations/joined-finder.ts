/** One finder for the rows of several instances, and what belongs to which of them. */
import { count, findAllScoped } from '../model/finders.js'
import { Model } from '../model/model.js'
import type { AnyModel, ThroughLink } from '../model/runtime.js'
import { applyScope } from '../model/scopes.js'
import type { Association, CallOptions } from './association.js'
import { type AssociatedModel, both, finderOptions, targetFor } from './finding.js'
import { allConditions, ownedCondition } from './getter-conditions.js'
import { anyKeyCondition, isWhole, keyText } from './keys.js'

/** The keys of instances, by their text. */
export type KeysByText = ReadonlyMap<string, readonly unknown[]>

/** What answers a key. */
type Answers<R> = (key: string) => R

type Row = Record<string, unknown>

/** Where the rows hold the key of their instance, and whether it is there for that alone. */
interface KeyPlace {
  readonly names: readonly string[]
  /** Under which name a row holds its through row; undefined where it has the key itself. */
  readonly through: string | undefined
  /** The names that were not asked for. */
  readonly added: readonly string[]
  /** Whether nothing of the through row was asked for. */
  readonly isThroughHidden: boolean
}

/**
 * The rows of several instances.
 *
 * @param options those of one of the calls, which are all the same
 * @returns undefined where some row belongs to nobody for certain
 */
export async function joinedRows(
  association: Association,
  keys: KeysByText,
  options: CallOptions,
): Promise<Answers<unknown> | undefined> {
  if (hasLikeKeys(keys)) return undefined
  const model = targetFor(association.target, options) as unknown as AnyModel
  const { find, place } = joinedFinder(association, model, [...keys.values()], options)
  const found = (await findAllScoped(model, find)) as Row[]
  const rowsByKey = new Map<string, Row[]>()
  for (const row of found) {
    const key = keyOfRow(row, place, find)
    if (key === undefined || !keys.has(key)) return undefined
    const rows = rowsByKey.get(key)
    if (rows === undefined) rowsByKey.set(key, [row])
    else rows.push(row)
  }
  hideKeys(found, place, find)
  const seen = new WeakSet<object>()
  return association.isMultiAssociation
    ? (key) => (rowsByKey.get(key) ?? []).map((row) => own(row, seen))
    : (key) => {
        const row = rowsByKey.get(key)?.[0]
        return row === undefined ? null : own(row, seen)
      }
}

/**
 * How many rows each of several instances has.
 *
 * @returns undefined where some rows belong to nobody for certain
 */
export async function joinedCounts(
  association: Association,
  keys: KeysByText,
  options: CallOptions,
): Promise<Answers<number> | undefined> {
  if (hasLikeKeys(keys)) return undefined
  const model = targetFor(association.target, options, 'count')
  const { names, ...find } = joinedCount(association, model, [...keys.values()], options)
  const groups = (await count(model as unknown as AnyModel, {
    ...find,
    attributes: undefined,
    group: names,
    // Those of `count` do not run; with those of finders each instance is asked alone.
    hooks: false,
  })) as readonly (Row & { count: number })[]
  const counts = new Map<string, number>()
  for (const group of groups) {
    // What is counted by comes first, under the last names of paths.
    const key = keyText(Object.values(group).slice(0, names.length))
    if (!keys.has(key)) return undefined
    counts.set(key, group.count)
  }
  return (key) => counts.get(key) ?? 0
}

function joinedCount(
  association: Association,
  model: AssociatedModel,
  keys: readonly (readonly unknown[])[],
  options: CallOptions,
): CallOptions & { readonly names: readonly string[] } {
  const find = finderOptions(options)
  const { scope, throughLink: link } = association
  if (link === undefined) {
    const names = association.keyPairs.map(({ target }) => target)
    const own = anyKeyCondition(names, keys)
    return { ...find, names, where: ownedCondition(model, { own, scope, where: find.where }) }
  }
  const { attributes } = link.model.modelDefinition
  return {
    ...find,
    names: link.sourcePairs.map(({ through }) => `${link.as}.${attributes.get(through)!.column}`),
    where: allConditions(model, [scope, find.where]),
    include: [throughInclude(link, keys, { ...options, joinTableAttributes: [] }, [])],
  }
}

/** The row of the through table, of any of the keys. */
function throughInclude(
  link: ThroughLink,
  keys: readonly (readonly unknown[])[],
  { through, joinTableAttributes }: CallOptions,
  added: readonly string[],
): object {
  const { paranoid, where } = (through ?? {}) as Record<string, unknown>
  const asked = joinTableAttributes as readonly string[] | undefined
  const names = link.sourcePairs.map((pair) => pair.through)
  return {
    association: link.targetToThrough,
    ...(asked === undefined ? {} : { attributes: [...asked, ...added] }),
    required: true,
    paranoid: paranoid ?? true,
    where: ownedCondition(link.model as unknown as AssociatedModel, {
      own: anyKeyCondition(names, keys),
      scope: link.scope,
      where,
    }),
  }
}

/** Texts that a database may take for equal although they are not the same. */
function hasLikeKeys(keys: KeysByText): boolean {
  const folded = new Set<string>()
  for (const text of keys.keys()) {
    const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trimEnd()
    if (folded.has(plain)) return true
    folded.add(plain)
  }
  return false
}

function joinedFinder(
  association: Association,
  model: AnyModel,
  keys: readonly (readonly unknown[])[],
  options: CallOptions,
): { find: Record<string, unknown>; place: KeyPlace } {
  const find = finderOptions(options)
  const { scope, throughLink: link } = association
  const target = model as unknown as AssociatedModel
  if (link !== undefined) {
    const names = link.sourcePairs.map(({ through }) => through)
    const asked = options.joinTableAttributes as readonly string[] | undefined
    const added = asked === undefined ? [] : names.filter((name) => !asked.includes(name))
    const include = [...listOf(find.include), throughInclude(link, keys, options, added)]
    const where = allConditions(target, [scope, find.where])
    const merged = scoped(model, { ...find, where, include })
    return {
      find: paged(association, model, merged, keys),
      place: { names, through: link.as, added, isThroughHidden: asked?.length === 0 },
    }
  }
  const names = association.keyPairs.map(({ target }) => target)
  const own = anyKeyCondition(names, keys)
  const where = ownedCondition(target, { own, scope, where: find.where })
  const merged = scoped(model, { ...find, where })
  const { attributes, added } = withKeys(merged.attributes, names)
  return {
    find: { ...paged(association, model, merged, keys), attributes },
    place: { names, through: undefined, added, isThroughHidden: false },
  }
}

/** The options with the scope merged in, and with the default of `raw`. */
function scoped(model: AnyModel, find: Record<string, unknown>): Record<string, unknown> {
  const merged = applyScope(model, find)
  return { ...merged, raw: merged.raw ?? model.runtime.runtimeOptions.findsRaw }
}

/** A limit counts the rows of each instance. */
function paged(
  association: Association,
  model: AnyModel,
  find: Record<string, unknown>,
  keys: readonly (readonly unknown[])[],
): Record<string, unknown> {
  const page = model.runtime.loader.pageOfEach(association, model, find, keys)
  if (page === undefined) return find
  return { ...find, where: both(find.where, page), limit: undefined, offset: undefined }
}

function listOf(include: unknown): readonly unknown[] {
  if (include === undefined || include === null) return []
  return Array.isArray(include) ? include : [include]
}

/** Attributes with the key among them, and which of its names had to be added. */
function withKeys(
  attributes: unknown,
  names: readonly string[],
): { attributes: unknown; added: readonly string[] } {
  if (attributes === undefined || attributes === null) return { attributes, added: [] }
  if (Array.isArray(attributes)) {
    const added = names.filter((name) => !attributes.includes(name))
    return { attributes: [...(attributes as unknown[]), ...added], added }
  }
  const { exclude } = attributes as { exclude?: readonly unknown[] }
  const added = names.filter((name) => exclude?.includes(name) === true)
  if (added.length === 0) return { attributes, added }
  const kept = exclude!.filter((name) => !added.includes(name as string))
  return { attributes: { ...attributes, exclude: kept }, added }
}

/** The key of the instance that a row belongs to. */
function keyOfRow(
  row: Row,
  { names, through }: KeyPlace,
  { raw, nest }: CallOptions,
): string | undefined {
  const parts = names.map((name) => {
    if (raw === true && through !== undefined && nest !== true) return row[`${through}.${name}`]
    const values = valuesOf(row)
    return through === undefined ? values[name] : valuesOf(values[through])[name]
  })
  return isWhole(parts) ? keyText(parts) : undefined
}

/** The values of an instance; a plain row has them itself. */
function valuesOf(row: unknown): Row {
  return row instanceof Model ? (row.dataValues as Row) : ((row ?? {}) as Row)
}

/** Takes away what was loaded only to find the instances. */
function hideKeys(rows: readonly Row[], place: KeyPlace, { raw, nest }: CallOptions): void {
  const { added, through, isThroughHidden } = place
  if (added.length === 0) return
  const changed = new Map<unknown, object>()
  for (const row of rows) {
    if (through === undefined) hide(row, added, changed)
    else if (raw === true && nest !== true) {
      for (const name of added) delete row[`${through}.${name}`]
    } else if (isThroughHidden) delete valuesOf(row)[through]
    else hide(valuesOf(row)[through], added, changed)
  }
}

/** @param changed the options that instances share → the same without the hidden attributes */
function hide(row: unknown, added: readonly string[], changed: Map<unknown, object>): void {
  const values = valuesOf(row)
  for (const name of added) delete values[name]
  if (values === row) return
  const instance = row as Model
  let options = changed.get(instance._options)
  if (options === undefined) {
    const { attributes } = instance._options as { attributes: readonly string[] }
    options = {
      ...instance._options,
      attributes: attributes.filter((name) => !added.includes(name)),
    }
    changed.set(instance._options, options)
  }
  instance._options = options as Record<string, unknown>
}

/** The row itself the first time, then copies: what one caller changes, no other one sees. */
function own(row: Row, seen: WeakSet<object>): unknown {
  if (seen.has(row)) return copyOf(row)
  seen.add(row)
  for (const [name, value] of Object.entries(valuesOf(row))) {
    if (value instanceof Model) valuesOf(row)[name] = own(value as unknown as Row, seen)
    else if (Array.isArray(value) && value[0] instanceof Model) {
      valuesOf(row)[name] = (value as Row[]).map((held) => own(held, seen))
    }
  }
  return row
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  if (value instanceof Date) return new Date(value)
  if (Buffer.isBuffer(value)) return Buffer.from(value)
  if (value instanceof Model) {
    const ModelClass = value.constructor as new (values: unknown, options: unknown) => Model
    return new ModelClass(copyOf(value.dataValues), value._options)
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const copy = Object.create(prototype as object | null) as Row
  for (const [name, item] of Object.entries(value)) {
    Object.defineProperty(copy, name, {
      value: copyOf(item),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}
