/**
 * v6's public `Utils` export. Kept for applications that call it; nothing in `lib/` does.
 */
import { classToInvokable } from './data-types/invokable.js'
import { generateDefault } from './data-types/generated-defaults.js'
import type * as expressions from './expression/expressions.js'
import { Cast, Col, Fn, Json, Literal, Where, Expression } from './expression/expressions.js'
import { isNode } from './expression/node.js'
import { mergeOptions } from './model/model-options.js'
import {
  camelize,
  foreignKeyName,
  indexName,
  pluralize,
  singularize,
  underscore,
  upperFirst,
  useInflection,
} from './model/naming.js'

function isPlain(value: unknown): value is Record<string | symbol, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function cloneDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloneDeep)
  if (!isPlain(value) || isNode(value)) return value
  const copy: Record<string | symbol, unknown> = {}
  for (const key of Reflect.ownKeys(value)) {
    Object.defineProperty(copy, key, {
      value: cloneDeep(value[key as string]),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

function getOperators(value: object): symbol[] {
  return Object.getOwnPropertySymbols(value)
}

function getComplexKeys(value: object): (string | symbol)[] {
  return [...getOperators(value), ...Object.keys(value)]
}

function getComplexSize(value: unknown): number {
  return Array.isArray(value) ? value.length : getComplexKeys(value as object).length
}

/** Deep defaults: what the first object lacks comes from the second. */
function mergeDefaults(
  target: Record<string, unknown>,
  defaults: Record<string, unknown>,
): Record<string, unknown> {
  const merged = cloneDeep(target) as Record<string, unknown>
  for (const [key, value] of Object.entries(defaults)) {
    if (!Object.hasOwn(merged, key) || merged[key] === undefined) {
      Object.defineProperty(merged, key, {
        value: cloneDeep(value),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    } else if (isPlain(merged[key]) && isPlain(value)) {
      merged[key] = mergeDefaults(merged[key] as Record<string, unknown>, value)
    }
  }
  return merged
}

/** v6's `merge`: later objects win; plain objects are merged, lists joined with the later one first. */
function merge(...objects: readonly object[]): Record<string, unknown> {
  let merged: Record<string, unknown> = {}
  for (const given of objects) merged = mergeOptions(merged, given as Record<string, unknown>)
  return merged
}

/** v6's `defaults`: what is undefined in the first object is taken from the next that has it. */
function defaults(
  object: Record<string, unknown>,
  ...sources: readonly object[]
): Record<string, unknown> {
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) {
      if (key !== '__proto__' && object[key] === undefined) object[key] = value
    }
  }
  return object
}

function camelizeObjectKeys(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [camelize(key), value]))
}

function removeNullValuesFromHash(
  hash: Record<string, unknown>,
  omitNull: boolean,
): Record<string, unknown> {
  if (!omitNull) return hash
  return Object.fromEntries(
    Object.entries(hash).filter(
      ([key, value]) => key.endsWith('Id') || (value !== null && value !== undefined),
    ),
  )
}

function flattenObjectDeep(value: Record<string, unknown>, prefix = ''): Record<string, unknown> {
  if (!isPlain(value)) return value
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, item]) =>
      isPlain(item)
        ? flattenObjectDeep(item as Record<string, unknown>, `${prefix}${key}.`)
        : { [`${prefix}${key}`]: item },
    ),
  ) as Record<string, unknown>
}

/** Helpers that v6 exports; semi-public there. */
export const Utils = {
  camelize,
  camelizeIf: (text: string, condition: boolean): string => (condition ? camelize(text) : text),
  underscore,
  underscoredIf: (text: string, condition: boolean): string =>
    condition ? underscore(text) : text,
  upperFirst,
  pluralize,
  singularize,
  useInflection,
  foreignKeyName,
  cloneDeep,
  merge,
  mergeDefaults,
  defaults,
  camelizeObjectKeys,
  removeNullValuesFromHash,
  flattenObjectDeep,
  getOperators,
  getComplexKeys,
  getComplexSize,
  isWhereEmpty: (value: unknown): boolean =>
    value !== null && typeof value === 'object' && getComplexSize(value) === 0,
  isPrimitive: (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value),
  isColString: (value: unknown): boolean =>
    typeof value === 'string' && value.startsWith('$') && value.endsWith('$'),
  canTreatArrayAsAnd: (list: readonly unknown[]): boolean =>
    list.some((item) => isPlain(item) || item instanceof Where),
  combineTableNames: (first: string, second: string): string =>
    first.toLowerCase() < second.toLowerCase() ? first + second : second + first,
  generateEnumName: (tableName: string, columnName: string): string =>
    `enum_${tableName}_${columnName}`,
  nameIndex: (index: { name?: string; fields: readonly unknown[] }, tableName: string): object =>
    Object.hasOwn(index, 'name') ? index : { ...index, name: indexName(tableName, index.fields) },
  toDefaultValue: (value: unknown): unknown => generateDefault(value) ?? cloneDeep(value),
  now: (): Date => new Date(),
  intersects: (first: readonly unknown[], second: readonly unknown[]): boolean =>
    first.some((item) => second.includes(item)),
  spliceStr: (text: string, index: number, count: number, add: string): string =>
    text.slice(0, index) + add + text.slice(index + count),
  TICK_CHAR: '`',
  addTicks: (text: string, tick = '`'): string => tick + text.replaceAll(tick, '') + tick,
  removeTicks: (text: string, tick = '`'): string => text.replaceAll(tick, ''),
  safeStringifyJson: (value: unknown): string => JSON.stringify(value),
  classToInvokable,
  SequelizeMethod: Expression,
  Fn,
  Col,
  Cast,
  Literal,
  Json,
  Where,
}

/** v6's `Utils` is a namespace, which has the types of expressions: `Utils.Literal`. */
export declare namespace Utils {
  type SequelizeMethod = expressions.Expression
  type Cast = expressions.Cast
  type Col = expressions.Col
  type Fn = expressions.Fn
  type Json = expressions.Json
  type Literal = expressions.Literal
  type Where = expressions.Where
}
