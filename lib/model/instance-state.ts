/**
 * The state of an instance: its values, what changed since it was loaded or saved, and what it was
 * before. A loaded instance holds its values and nothing else; a value is remembered when it is
 * changed for the first time, so that instances which are only read cost nothing.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Model } from '../../types/model-class.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import { setIncluded } from './included-values.js'
import type { InstanceRules } from './instance-rules.js'
import { setJsonPath } from './json-path-value.js'
import type { AnyModel } from './runtime.js'

/** What an instance remembers of its changes. */
export interface InstanceChanges {
  /** The names that count as changed, in order of their change. */
  readonly changed: Set<string>
  /** Values before they were changed. */
  previous: Record<string, unknown>
  /**
   * Whether `previous` says all there is: an attribute without entry had no value. Otherwise its
   * previous value is the present one.
   */
  isComplete: boolean
}

/**
 * The changes of a new instance: the names that were given a value. Most are never asked for, so that
 * they are written down when they are.
 */
class InitialChanges implements InstanceChanges {
  readonly #names: readonly string[]
  #changed: Set<string> | undefined
  #previous: Record<string, unknown> | undefined
  isComplete = true

  constructor(names: readonly string[]) {
    this.#names = names
  }

  get changed(): Set<string> {
    this.#changed ??= new Set(this.#names)
    return this.#changed
  }

  get previous(): Record<string, unknown> {
    this.#previous ??= Object.fromEntries(this.#names.map((name) => [name, undefined]))
    return this.#previous
  }

  set previous(values: Record<string, unknown>) {
    this.#previous = values
  }
}

/** Options of `set`. */
export interface SetValuesOptions {
  readonly raw?: boolean | undefined
  readonly reset?: boolean | undefined
  readonly attributes?: readonly unknown[] | undefined
}

/** The class of an instance. */
export function modelOf(instance: Model): AnyModel {
  return instance.constructor as unknown as AnyModel
}

function rulesOf(instance: Model): InstanceRules {
  return modelOf(instance)._rules
}

function changesOf(instance: Model): InstanceChanges {
  instance._changes ??= { changed: new Set(), previous: {}, isComplete: false }
  return instance._changes
}

/** The changes of an instance that had no values before. */
export function noPreviousValues(): InstanceChanges {
  return { changed: new Set(), previous: {}, isComplete: true }
}

function remember(instance: Model, key: string): InstanceChanges {
  const changes = changesOf(instance)
  if (!changes.isComplete && !Object.hasOwn(changes.previous, key)) {
    define(changes.previous, key, instance.dataValues[key])
  }
  return changes
}

/** Assignment that treats `__proto__` as any other name. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') {
    target[key] = value
    return
  }
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

/** All previous values, from now on kept apart: v6's `_previousDataValues`. */
export function previousValues(instance: Model): Record<string, unknown> {
  const changes = changesOf(instance)
  if (!changes.isComplete) {
    changes.previous = { ...instance.dataValues, ...changes.previous }
    changes.isComplete = true
  }
  return changes.previous
}

/** Replaces all previous values: an assignment to v6's `_previousDataValues`. */
export function replacePreviousValues(instance: Model, values: Record<string, unknown>): void {
  const changes = changesOf(instance)
  changes.previous = values
  changes.isComplete = true
}

/** The value of an attribute before it was changed. */
export function previousValue(instance: Model, key: string): unknown {
  const changes = instance._changes
  if (changes === undefined) return instance.dataValues[key]
  if (changes.isComplete || Object.hasOwn(changes.previous, key)) return changes.previous[key]
  return instance.dataValues[key]
}

/** The previous values of what changed: `previous()`. */
export function previousOfChanged(instance: Model): Record<string, unknown> {
  const previous: Record<string, unknown> = {}
  for (const key of instance._changes?.changed ?? []) {
    if (isKnownBefore(instance, key)) define(previous, key, previousValue(instance, key))
  }
  return previous
}

function isKnownBefore(instance: Model, key: string): boolean {
  const changes = instance._changes!
  if (Object.hasOwn(changes.previous, key)) return true
  return !changes.isComplete && Object.hasOwn(instance.dataValues, key)
}

/** The names of changed attributes; false for none: `changed()`. */
export function changedNames(instance: Model): string[] | false {
  const changed = instance._changes?.changed
  return changed === undefined || changed.size === 0 ? false : [...changed]
}

/** Whether an attribute changed: `changed(key)`. */
export function isChanged(instance: Model, key: string): boolean {
  return instance._changes?.changed.has(key) === true
}

/** Says that an attribute counts as changed, or no longer does: `changed(key, value)`. */
export function markChanged(instance: Model, key: string, isNowChanged: boolean): void {
  if (isNowChanged) changesOf(instance).changed.add(key)
  else instance._changes?.changed.delete(key)
}

/** The present values of these attributes are those of the row: after `save`. */
export function markSaved(instance: Model, keys: Iterable<string>): void {
  const changes = instance._changes
  if (changes === undefined) return
  const { sharedColumns } = modelOf(instance).modelDefinition
  for (const key of keys) {
    markOneSaved(instance, changes, key)
    if (sharedColumns.size === 0) continue
    for (const other of sharing(instance, key)) markOneSaved(instance, changes, other)
  }
}

function markOneSaved(instance: Model, changes: InstanceChanges, key: string): void {
  changes.changed.delete(key)
  if (changes.isComplete) define(changes.previous, key, instance.dataValues[key])
  else delete changes.previous[key]
}

const none: readonly string[] = []

/** The other attributes of an attribute's column, which have its value. */
function sharing(instance: Model, key: string): readonly string[] {
  const { sharedColumns } = modelOf(instance).modelDefinition
  return sharedColumns.size === 0 ? none : (sharedColumns.get(key) ?? none)
}

/** All present values are those of the row: after `reload`. */
export function markAllSaved(instance: Model): void {
  instance._changes = undefined
}

/** `setDataValue`: past setters and checks. Counts as a change when it differs from before. */
export function setDataValue(instance: Model, key: string, value: unknown): void {
  if (!isSame(value, previousValue(instance, key))) {
    const changes = instance._changes
    // What no attribute has was not there before, and is not remembered.
    if (changes?.isComplete !== true && Object.hasOwn(instance.dataValues, key)) {
      remember(instance, key)
    } else if (changes === undefined || !changes.isComplete) rememberAbsent(instance, key)
    markChanged(instance, key, true)
  }
  define(instance.dataValues, key, value)
  for (const other of sharing(instance, key)) {
    if (!isSame(instance.dataValues[other], value)) setDataValue(instance, other, value)
  }
}

/** A key that had no value: it must not be taken for unchanged once it has one. */
function rememberAbsent(instance: Model, key: string): void {
  const { previous } = changesOf(instance)
  if (!Object.hasOwn(previous, key)) define(previous, key, undefined)
}

/** Equality of values: deep, 0 and -0 equal. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object') return Object.is(left, right)
  return isDeepStrictEqual(left, right)
}

/** `set(key, value)`, and each entry of `set(values)`. */
export function setValue(
  instance: Model,
  key: string,
  value: unknown,
  options: SetValuesOptions,
): void {
  const { _rules: rules, modelDefinition } = modelOf(instance)
  const { dataValues } = instance
  const isRaw = options.raw === true
  const before = dataValues[key]
  const setter = isRaw ? undefined : rules.setters.get(key)
  if (setter !== undefined) {
    setter.call(instance, value, key)
    // The setter may have written by setDataValue, or by set on another attribute.
    if (!isSame(dataValues[key], before)) {
      const changes = changesOf(instance)
      define(changes.previous, key, before)
      changes.changed.add(key)
    }
    return
  }
  if (setIncluded(instance, key, value, options)) return
  if (!modelDefinition.attributes.has(key)) {
    if (setUnknown(instance, key, value, isRaw)) return
    if (!isRaw) return
  } else if (!isRaw && isWrittenOnce(instance, rules, key, before)) return
  const sanitizer = isNode(value) ? undefined : rules.sanitizers.get(key)
  const next = sanitizer === undefined ? value : sanitizer._sanitize!(value, { raw: isRaw })
  if (isRaw) {
    remember(instance, key)
  } else if (isNode(next) || isDifferent(rules, key, next, before)) {
    const changes = changesOf(instance)
    define(changes.previous, key, before)
    changes.changed.add(key)
  }
  define(dataValues, key, next)
  for (const other of sharing(instance, key)) {
    if (!isRaw) setDataValue(instance, other, next)
    else {
      remember(instance, other)
      define(dataValues, other, next)
    }
  }
}

function isDifferent(rules: InstanceRules, key: string, next: unknown, before: unknown): boolean {
  const comparer = rules.comparers.get(key)
  if (comparer !== undefined && next !== null && next !== undefined) {
    return comparer._isChanged!(next, before)
  }
  return !isSame(next, before)
}

/** A key that is no attribute: a place in a JSON attribute, or nothing. */
function setUnknown(instance: Model, key: string, value: unknown, isRaw: boolean): boolean {
  const { _rules: rules } = modelOf(instance)
  const dot = key.indexOf('.')
  if (dot > 0 && !isRaw) {
    const root = key.slice(0, dot)
    if (rules.jsonAttributes.has(root)) {
      setInJson(instance, root, key, value)
      return true
    }
  }
  if (!isRaw) assertKnownKey(instance, key)
  return false
}

function setInJson(instance: Model, root: string, path: string, value: unknown): void {
  const before = instance.dataValues[root]
  const where = `${modelOf(instance).name}.set`
  const next = setJsonPath(before, path.slice(root.length + 1), value, (step, received) => {
    throw step === '__proto__'
      ? UsageError.malformedJsonPath(where, path)
      : UsageError.invalid(
          where,
          `"${path}" leads through a value that has no parts`,
          received,
          `Set "${root}" to an object first`,
        )
  })
  if (next === before) return
  const changes = changesOf(instance)
  define(changes.previous, root, before)
  changes.changed.add(root)
  instance.dataValues[root] = next
}

/** Unknown keys are left out as in v6; `strict` refuses them. */
function assertKnownKey(instance: Model, key: string): void {
  const model = modelOf(instance)
  if (!model.runtime.runtimeOptions.strict) return
  const where = `${model.name}.set (strict)`
  if (Object.hasOwn(model.associations, key)) {
    throw UsageError.nestedValueNotIncluded(where, model.name, key)
  }
  throw UsageError.unexpectedKey(where, 'the values', key, {
    name: model.name,
    attributes: model.modelDefinition.attributes.keys(),
  })
}

/** With `strict`, the same of all keys before the first is set: a refused call changes nothing. */
function assertKnownKeys(
  instance: Model,
  keys: readonly string[],
  includeNames: readonly string[] | undefined,
): void {
  const { _rules: rules, modelDefinition, runtime } = modelOf(instance)
  if (!runtime.runtimeOptions.strict) return
  for (const key of keys) {
    if (modelDefinition.attributes.has(key) || rules.setters.has(key)) continue
    if (includeNames?.includes(key) === true) continue
    if (!rules.jsonAttributes.has(key.split('.', 1)[0]!)) assertKnownKey(instance, key)
  }
}

/**
 * A key that is there is no longer changed, as in v6, nor is what only Relata writes once a row is
 * stored.
 */
function isWrittenOnce(
  instance: Model,
  rules: InstanceRules,
  key: string,
  before: unknown,
): boolean {
  if (rules.primaryKeys.has(key) && Boolean(before)) return true
  return !instance.isNewRecord && rules.readOnlyAttributes.has(key)
}

/**
 * The values of a new instance, which has its defaults and nothing else. Hot: plain attributes, which
 * almost all are, get their value without being compared with what is not there.
 */
export function setFirstValues(
  instance: Model,
  values: Readonly<Record<string, unknown>>,
  options: SetValuesOptions,
): void {
  const { _rules: rules } = modelOf(instance)
  if (options.raw === true || options.attributes !== undefined || rules.setters.size > 0) {
    setValues(instance, values, options)
    return
  }
  const { dataValues } = instance
  const names = Object.keys(values)
  assertKnownKeys(instance, names, instance._options.includeNames as readonly string[] | undefined)
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!
    const value = values[name]
    const type = rules.plainAttributes.get(name)
    if (type === undefined || value === undefined) {
      instance._changes = new InitialChanges(names.slice(0, index))
      for (const rest of names.slice(index)) setValue(instance, rest, values[rest], options)
      return
    }
    dataValues[name] =
      type === null || isNode(value) ? value : type._sanitize!(value, { raw: false })
  }
  instance._changes = new InitialChanges(names)
}

/** `set(values, options)`. */
export function setValues(
  instance: Model,
  values: Readonly<Record<string, unknown>>,
  options: SetValuesOptions,
): void {
  if (options.reset === true) {
    const changes = changesOf(instance)
    changes.previous = previousValues(instance)
    instance.dataValues = {}
    for (const key of Object.keys(values)) changes.changed.delete(key)
  }
  const includeNames = instance._options.includeNames as readonly string[] | undefined
  const isPlainRaw = options.raw === true && options.attributes === undefined
  if (isPlainRaw && (includeNames === undefined || includeNames.length === 0)) {
    for (const key of Object.keys(values))
      define(instance.dataValues, key, rawValue(instance, key, values[key]))
    forgetPrevious(instance)
    return
  }
  const keys =
    options.attributes === undefined
      ? Object.keys(values)
      : attributeKeys(options.attributes, includeNames)
  if (options.raw !== true) assertKnownKeys(instance, keys, includeNames)
  for (const key of keys) {
    if (options.attributes !== undefined && values[key] === undefined) continue
    setValue(instance, key, values[key], options)
  }
  if (options.raw === true) forgetPrevious(instance)
}

/** Even raw values of some types are converted, booleans among them. */
function rawValue(instance: Model, key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object') {
    const sanitizer = rulesOf(instance).sanitizers.get(key)
    if (sanitizer !== undefined) return sanitizer._sanitize!(value, { raw: true })
  }
  return value
}

/** The present values are the previous ones; what counted as changed still does. */
function forgetPrevious(instance: Model): void {
  const changes = instance._changes
  if (changes === undefined) return
  if (changes.changed.size === 0) instance._changes = undefined
  else {
    changes.previous = {}
    changes.isComplete = false
  }
}

/** The names under which a projection's items are found, and the included ones. */
function attributeKeys(
  attributes: readonly unknown[],
  includeNames: readonly string[] | undefined,
): string[] {
  const names = attributes.map((item) => String(Array.isArray(item) ? item[1] : item))
  return [...names, ...(includeNames ?? [])]
}

/**
 * The condition that is met by the instance's row alone, by attribute. With `checkVersion` the row
 * must not have been changed by others.
 *
 * @returns undefined for a model without a primary key
 */
export function rowCondition(
  instance: Model,
  options: { readonly checkVersion: boolean },
): Record<string, unknown> | undefined {
  const { primaryKeys, version } = modelOf(instance).modelDefinition
  if (primaryKeys.length === 0) return undefined
  const condition: Record<string, unknown> = {}
  for (const { name } of primaryKeys) condition[name] = instance.dataValues[name]
  if (options.checkVersion && version !== undefined) {
    condition[version] = instance.dataValues[version]
  }
  return condition
}
