/** What an instance shows of its values: `get`, `toJSON`, `where`, comparison. */
import type { Model } from '../../types/model-class.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import { isPlainObject } from '../data-types/structured-types.js'
import { modelOf, rowCondition } from './instance-state.js'

/** Options of `get`. */
export interface ReadOptions {
  readonly raw?: boolean | undefined
  readonly plain?: boolean | undefined
  readonly clone?: boolean | undefined
}

/** `get(key, options)`. */
export function getValue(instance: Model, key: string, options: ReadOptions): unknown {
  const getter = modelOf(instance)._rules.getters.get(key)
  if (getter !== undefined && options.raw !== true) return getter.call(instance, key)
  const value = instance.dataValues[key]
  return options.plain === true ? plainValue(value, options) : value
}

/** Included instances as plain objects; only what was included is looked into. */
function plainValue(value: unknown, options: ReadOptions): unknown {
  if (Array.isArray(value)) {
    return value.some(isInstance) ? value.map((item) => plainValue(item, options)) : value
  }
  return isInstance(value) ? value.get(options as { plain: true }) : value
}

function isInstance(value: unknown): value is Model {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dataValues' in value &&
    typeof (value as Model).get === 'function'
  )
}

/** `get(options)`: all values. The very object `dataValues` where nothing has to be changed. */
export function getValues(instance: Model, options: ReadOptions): Record<string, unknown> {
  const { getters } = modelOf(instance)._rules
  const { dataValues } = instance
  const includeNames = instance._options.includeNames as readonly string[] | undefined
  const hasIncludes = includeNames !== undefined && includeNames.length > 0
  if (getters.size === 0 && !(options.plain === true && hasIncludes) && options.clone !== true) {
    return dataValues
  }
  const values: Record<string, unknown> = {}
  const selected = instance._options.attributes as readonly string[] | undefined
  for (const name of getters.keys()) {
    if (selected === undefined || selected.includes(name)) {
      values[name] = instance.get(name, options as object)
    }
  }
  for (const name of Object.keys(dataValues)) {
    if (Object.hasOwn(values, name)) continue
    const value =
      options.plain === true && includeNames?.includes(name) === true
        ? plainValue(dataValues[name], options)
        : dataValues[name]
    if (name !== '__proto__') values[name] = value
  }
  return values
}

/** A deep copy of all values, for `toJSON`. */
export function jsonValues(instance: Model): Record<string, unknown> {
  return cloneValue(instance.get({ plain: true })) as Record<string, unknown>
}

function cloneValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloneValue)
  if (typeof value !== 'object' || value === null || isNode(value)) return value
  if (value instanceof Date) return new Date(value)
  if (Buffer.isBuffer(value)) return Buffer.from(value)
  if (!isPlainObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, {
      value: cloneValue(value[key]),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

/** The condition that is met by the instance's row alone, by column: v6's `where()`. */
export function whereOf(instance: Model, checkVersion: boolean): object | null {
  const condition = rowCondition(instance, { checkVersion })
  if (condition === undefined) return null
  const { attributes } = modelOf(instance).modelDefinition
  return Object.fromEntries(
    Object.entries(condition).map(([name, value]) => [attributes.get(name)!.column, value]),
  )
}

/** Whether two instances stand for one row: the same model, the same key. */
export function equalsInstance(instance: Model, other: unknown): boolean {
  const model = modelOf(instance)
  if (typeof other !== 'object' || other === null || !isInstance(other)) return false
  // Classes made by scope() and schema() are the same model.
  if (modelOf(other)._owner !== model._owner) return false
  const keys = model.modelDefinition.primaryKeys
  const compared = keys.length > 0 ? keys : model.modelDefinition.columns
  return compared.every(({ name }) =>
    isSameValue(instance.get(name, { raw: true }), other.get(name, { raw: true })),
  )
}

function isSameValue(left: unknown, right: unknown): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array)
    return Buffer.compare(left, right) === 0
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime()
  return left === right
}

/**
 * Whether a row is soft-deleted: its `deletedAt` is set, to another value than its default.
 *
 * @throws {UsageError} for a model that is not paranoid
 */
export function isSoftDeleted(instance: Model): boolean {
  const model = modelOf(instance)
  const { deletedAt } = model.modelDefinition.timestamps
  if (deletedAt === undefined) {
    throw UsageError.notParanoid(`${model.name}.isSoftDeleted`, model.name)
  }
  const attribute = model.modelDefinition.attributes.get(deletedAt)!
  const value = instance.get(deletedAt)
  const presentValue = attribute.hasDefault ? attribute.defaultValue : null
  return !isSameValue(value ?? null, presentValue)
}
