/**
 * A look at the options of includes before they are read: names, kinds of value, and includes given
 * twice. It runs for every finder, also for one whose plan is known already, and so before anything
 * is sent.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import { refuseOrWarn, warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import { Slot } from '../expression/expressions.js'
import { limitParameter } from '../query-options/limit.js'
import {
  finderOnlyOptionNames,
  includeOptionNames,
  knownOptionNames,
} from './finder-option-names.js'
import type { AnyModel, AssociationLike } from './runtime.js'

type Options = Readonly<Record<string, unknown>>

/** What an include is for: in a write its options are those of the writes below. */
export type IncludeUse = 'find' | 'write'

/**
 * Checks all includes of an option, the nested ones too.
 *
 * @param caller what errors begin with: `Book.findAll`
 * @throws {UsageError} for options of the wrong kind, with `strict` for names that do not exist, and
 *   for two includes of one association that contradict each other
 */
export function checkIncludes(
  model: AnyModel,
  include: unknown,
  caller: string,
  use: IncludeUse,
): void {
  if (!walk(model, include, { caller, use, above: [] })) return
  // Values are no part of the shape that plans are kept by, so they are compared each time.
  model.runtime.loader.normalizeIncludes(model, include, caller)
}

interface Place {
  readonly caller: string
  readonly use: IncludeUse
  /** The includes that lead here: one that leads back to itself is refused by who reads it. */
  readonly above: readonly unknown[]
}

/** @returns whether an association is included more than once in one place */
function walk(model: AnyModel | undefined, include: unknown, place: Place): boolean {
  if (!Array.isArray(include)) return walkElement(model, include, place)
  let repeats = false
  const seen: (AssociationLike | undefined)[] = []
  for (const element of include as unknown[]) {
    if (walkElement(model, element, place)) repeats = true
    if (include.length === 1 || model === undefined) continue
    const association = associationOf(model, element)
    if (association !== undefined && seen.includes(association)) repeats = true
    seen.push(association)
  }
  return repeats
}

function walkElement(model: AnyModel | undefined, element: unknown, place: Place): boolean {
  if (!isPlainObject(element) || place.above.includes(element)) return false
  if (model !== undefined) {
    const where = `${place.caller}: include of ${nameOf(element)}`
    checkIncludeOptions(model, element, where)
    if (place.use === 'find') checkFinderOnly(model, element, where)
  }
  if (element.include === undefined || element.include === null) return false
  const target = model === undefined ? undefined : associationOf(model, element)?.target
  return walk(target, element.include, { ...place, above: [...place.above, element] })
}

function nameOf({ association, as, model, all }: Options): string {
  if (typeof association === 'string') return `"${association}"`
  const alias = (association as { as?: unknown } | null | undefined)?.as ?? as
  if (typeof alias === 'string') return `"${alias}"`
  if (typeof model === 'function') return model.name
  return all === undefined ? 'an association' : '"all"'
}

/**
 * Asserts that aliases in the include of a write exist, as v6 does; nothing else comes of it there.
 *
 * @throws {EagerLoadingError} for the first that does not
 */
export function assertKnownAliases(model: AnyModel, include: unknown, caller: string): void {
  for (const element of [include].flat()) {
    const alias = isPlainObject(element) ? element.association : element
    if (typeof alias === 'string' && !Object.hasOwn(model.associations, alias)) {
      model.runtime.loader.normalizeIncludes(model, [alias], caller)
    }
  }
}

/** The alias that an include option names first; undefined where it names none. */
export function aliasOf(include: unknown): string | undefined {
  const first: unknown = Array.isArray(include) ? include[0] : include
  const own = isPlainObject(first) ? (first.association ?? first.as) : first
  if (typeof own === 'string') return own
  const { as } = (own ?? {}) as { as?: unknown }
  return typeof as === 'string' ? as : undefined
}

/** The association that an include means; undefined for one that its reader must refuse. */
function associationOf(model: AnyModel, element: unknown): AssociationLike | undefined {
  const own = model.associations as unknown as Record<string, AssociationLike>
  const options: Options = isPlainObject(element)
    ? element
    : { [typeof element === 'function' ? 'model' : 'association']: element }
  const named = options.association ?? (typeof options.model === 'string' ? options.model : null)
  if (typeof named === 'object' && named !== null) return named as AssociationLike
  const alias = named ?? options.as
  if (typeof alias === 'string') return Object.hasOwn(own, alias) ? own[alias] : undefined
  if (typeof options.model !== 'function') return undefined
  const { name } = options.model
  const candidates = Object.values(own).filter(({ target }) => target.name === name)
  return candidates.find(({ isAliased }) => !isAliased) ?? candidates[0]
}

/**
 * Checks the options of one include, not those below it.
 *
 * @param where what errors begin with: `Book.findAll: include of "author"`
 */
export function checkIncludeOptions(model: AnyModel, options: Options, where: string): void {
  const { strict } = model.runtime.runtimeOptions
  for (const name in options) {
    if (!knownOptionNames.has(name)) refuseOrWarn(where, name, includeOptionNames, strict)
    const value = options[name]
    if (value === undefined || value === null || typeof value === 'boolean') {
      if (!mustNotBeFlags.has(name) || typeof value !== 'boolean') continue
    }
    checkValue(where, name, value, strict)
  }
}

/** Options that are no flags: for all others a boolean needs no further look. */
const mustNotBeFlags: ReadonlySet<string> = new Set([
  'through',
  'attributes',
  'as',
  'limit',
  'offset',
])

function checkValue(where: string, name: string, value: unknown, strict: boolean): void {
  switch (name) {
    case 'required':
    case 'right':
    case 'separate':
    case 'or':
    case 'duplicating':
    case 'paranoid':
    case 'subQuery':
    case 'subQueryFilter':
    case 'nested':
      throw UsageError.invalidOption(where, name, 'true or false', value)
    case 'limit':
    case 'offset':
      if (!(value instanceof Slot)) limitParameter(value, name, where)
      break
    case 'as':
      if (typeof value !== 'string' && !isPlainObject(value)) {
        throw UsageError.invalidOption(where, name, 'an alias as text', value)
      }
      break
    case 'attributes':
      checkAttributes(where, value)
      break
    case 'through':
      checkThrough(where, value, strict)
  }
}

/**
 * Checks the form of an `attributes` option, not the attributes.
 *
 * @throws {QueryError} for what is neither a list nor an object
 * @throws {UsageError} for a key beside `include` and `exclude`
 */
export function checkAttributes(where: string, attributes: unknown): void {
  if (Array.isArray(attributes)) return
  if (!isPlainObject(attributes)) {
    throw UsageError.malformedAttributes(where, 'attributes', attributes)
  }
  for (const key of Object.keys(attributes)) {
    if (key !== 'include' && key !== 'exclude') {
      throw UsageError.unknownAttributesKey(where, key, attributes)
    }
    const list = attributes[key]
    if (list !== undefined && !Array.isArray(list)) {
      throw UsageError.malformedAttributes(where, `attributes.${key}`, list)
    }
  }
}

/** Options of the `through` of an include. */
export const throughOptionNames = [
  'where',
  'attributes',
  'as',
  'paranoid',
  'strictLoading',
  'batchLazyLoading',
] as const

/** What v6 itself sets there, on includes that are used again. */
const setByV6: ReadonlySet<string> = new Set(['model', 'association', 'parent', '_pseudo'])

/** Options that a pair cannot have, since it comes with its target or not at all. */
const ofTargets: ReadonlySet<string> = new Set(['limit', 'offset', 'separate', 'strategy'])

function checkThrough(where: string, through: unknown, strict: boolean): void {
  if (!isPlainObject(through)) {
    throw UsageError.invalidOption(where, 'through', 'an object of options', through)
  }
  for (const name in through) {
    const value = through[name]
    if ((throughOptionNames as readonly string[]).includes(name)) {
      checkThroughValue(`${where}: through`, name, value, strict)
      continue
    }
    if (setByV6.has(name) || value === undefined || value === null) continue
    if (ofTargets.has(name)) throw UsageError.optionOfTarget(where, name, value)
    if (strict || !knownOptionNames.has(name)) {
      refuseOrWarn(`${where}: through`, name, throughOptionNames, strict)
    } else warnOnce('RELATA_UNKNOWN_OPTION', withoutEffect(`${where}: through`, name, '"through"'))
  }
}

function checkThroughValue(where: string, name: string, value: unknown, strict: boolean): void {
  if (value === undefined || value === null) return
  if (name === 'where' && typeof value !== 'object') {
    throw UsageError.invalidOption(where, 'where', 'a condition', value)
  }
  if (name === 'paranoid' && typeof value === 'boolean') return
  checkValue(where, name, value, strict)
}

function withoutEffect(where: string, name: string, place: string): string {
  return `${where}: "${name}" is an option of finders, and has no effect in ${place}. Leave it out.`
}

/** @throws {UsageError} with `strict`, for options of finders; an include of its own statement has them */
function checkFinderOnly(model: AnyModel, options: Options, where: string): void {
  for (const name in options) {
    if (!finderOnlyOptionNames.has(name)) continue
    const value = options[name]
    if (value === undefined || value === null || value === false) continue
    if (isOwnFinder(options)) return
    if (model.runtime.runtimeOptions.strict) {
      throw UsageError.optionOfFinder(`${where} (strict)`, name)
    }
    warnOnce('RELATA_UNKNOWN_OPTION', withoutEffect(where, name, 'an include'))
  }
}

/** Whether an include is loaded as v6's `separate`, whose options are those of a finder. */
function isOwnFinder({ separate, strategy, limit, offset }: Options): boolean {
  if (strategy !== undefined && strategy !== null && strategy !== 'auto') return false
  return separate === true || (separate !== false && (limit ?? offset ?? null) !== null)
}
