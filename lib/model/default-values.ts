/** The values that attributes have on new instances. */
import { DataType } from '../data-types/data-type.js'
import { defaultGenerator } from '../data-types/generated-defaults.js'
import { isPlainObject } from '../data-types/structured-types.js'
import { isNode } from '../expression/node.js'
import type { AttributeDefinition } from './definition-types.js'

/** Gives the default value of one attribute for one more instance. */
export type DefaultValueMaker = () => unknown

/**
 * How the default value of an attribute is made: functions are called, generators (`NOW`, `UUIDV4`)
 * run, objects and lists copied, so that no two instances share one.
 *
 * @returns undefined for an attribute without a default
 */
export function defaultValueMaker(
  attribute: Pick<AttributeDefinition, 'hasDefault' | 'defaultValue'>,
): DefaultValueMaker | undefined {
  if (!attribute.hasDefault) return undefined
  const { defaultValue } = attribute
  const generate = defaultGenerator(defaultValue)
  if (generate !== undefined) return generate
  if (typeof defaultValue === 'function') return () => callDefault(defaultValue)
  if (typeof defaultValue !== 'object' || defaultValue === null || isNode(defaultValue)) {
    return () => defaultValue
  }
  return () => clone(defaultValue)
}

function callDefault(make: unknown): unknown {
  const value: unknown = (make as () => unknown)()
  // v6 takes a data type that a function gives for what it is: its name as SQL.
  return value instanceof DataType ? value.toSql() : value
}

function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone)
  if (value instanceof Date) return new Date(value)
  if (Buffer.isBuffer(value)) return Buffer.from(value)
  if (!isPlainObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, {
      value: clone(value[key]),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}
