/** Included values on instances: nested objects become instances of the associated models. */
import { isPlainObject } from '../data-types/structured-types.js'
import { warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import type { Model } from '../../types/model-class.js'
import { defineIncludeAccessor } from './accessors.js'
import { readIncludes } from './hydration.js'
import type { AnyModel, AssociationLike, NormalizedInclude } from './runtime.js'

/** What `build` of a nested instance needs. */
interface ChildOptions {
  readonly raw?: boolean | undefined
}

type Builder = {
  build(values: unknown, options: object): Model
}

/** What of an include says how the values under its name become instances. */
type ValueInclude = Pick<NormalizedInclude, 'association' | 'model' | 'include'> & {
  readonly attributes: readonly unknown[] | undefined
}

/**
 * Sets a value under the name of an association that the instance was built or found to include.
 *
 * @returns whether the key is such a name
 */
export function setIncluded(
  instance: Model,
  key: string,
  value: unknown,
  options: ChildOptions,
): boolean {
  const names = instance._options.includeNames as readonly string[] | undefined
  if (names === undefined || !names.includes(key)) return false
  const include = includeOf(instance, key)
  // What was assigned before it was included.
  if (Object.hasOwn(instance, key)) delete (instance as unknown as Record<string, unknown>)[key]
  instance.dataValues[key] =
    include === undefined
      ? pairValue(instance, key, value)
      : builtValue(instance, include, value, options)
  return true
}

/** The include of a name; undefined for the row of a through table, which no association stands for. */
function includeOf(instance: Model, key: string): ValueInclude | undefined {
  const model = instance.constructor as unknown as AnyModel
  const { includes, include } = instance._options as {
    includes?: readonly NormalizedInclude[]
    include?: unknown
  }
  const known =
    includes ??
    (include === undefined || include === null
      ? []
      : model.runtime.loader.normalizeIncludes(model, include, `${model.name}.set`))
  const found = known.find(({ as }) => as === key)
  if (found !== undefined) {
    const { attributes } = found.options
    return { ...found, attributes: Array.isArray(attributes) ? attributes : undefined }
  }
  const associations = model.associations as unknown as Record<string, AssociationLike>
  const association = Object.hasOwn(associations, key) ? associations[key] : undefined
  // What was joined below another include remembers no options of its own.
  return association === undefined
    ? undefined
    : { association, model: association.target, include: [], attributes: undefined }
}

/** The row of a through table that is given with its target. */
function pairValue(instance: Model, key: string, value: unknown): unknown {
  const held = instance.dataValues[key] as Model | null | undefined
  if (!isInstance(held) || !isPlainObject(value)) return value
  return (held.constructor as unknown as Builder).build(value, { isNewRecord: false })
}

function isInstance(value: unknown): value is Model {
  return (value as { dataValues?: unknown } | null | undefined)?.dataValues !== undefined
}

function builtValue(
  instance: Model,
  include: ValueInclude,
  value: unknown,
  options: ChildOptions,
): unknown {
  const childOptions = {
    isNewRecord: instance.isNewRecord,
    [readIncludes]: include.include,
    raw: options.raw,
    ...(include.attributes === undefined ? {} : { attributes: include.attributes }),
  }
  assertFits(instance, include, value)
  const valueOf = (item: unknown): unknown =>
    isTaken(instance, include, item) ? item : build(include, item, childOptions)
  if (include.association.isSingleAssociation) {
    if (Array.isArray(value) && value.length > 1) warnOfSeveral(instance, include, value)
    const single = Array.isArray(value) ? (value[0] as unknown) : value
    return isEmpty(include.model, single) ? null : valueOf(single)
  }
  const list: unknown[] = Array.isArray(value)
    ? value
    : value === null || value === undefined
      ? []
      : [value]
  return list.filter((item) => !isEmpty(include.model, item)).map(valueOf)
}

/**
 * Whether a value is held as it is: an instance that a stored one is given. It may be changed or not
 * saved yet, of which a copy would know nothing. What is built with its parent is written with it,
 * and so is built anew.
 */
function isTaken(instance: Model, { model }: ValueInclude, value: unknown): boolean {
  if (instance.isNewRecord || !isInstance(value)) return false
  return (value.constructor as unknown as AnyModel)._owner === model._owner
}

/** @throws {UsageError} for an instance of another model, whose values mean something else, and for no values */
function assertFits(instance: Model, { association, model }: ValueInclude, value: unknown): void {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const wrong = list.findIndex((item) =>
    isInstance(item)
      ? !(item instanceof model._owner)
      : item !== null && item !== undefined && !mayHaveAttributes(item),
  )
  if (wrong === -1) return
  const place = Array.isArray(value) ? `item ${wrong + 1} of ${list.length}` : 'the value'
  const item = list[wrong]
  throw UsageError.invalid(
    instance.constructor.name,
    `${place} of ${JSON.stringify(association.as)} is ${
      isInstance(item)
        ? `an instance of ${item.constructor.name}, not of ${model.name}`
        : 'not an object of attributes'
    }`,
    isInstance(item) ? undefined : item,
    `Give an instance of ${model.name}, or its values by attribute.`,
  )
}

/** Whether what a value says is found under the names of its properties. */
function mayHaveAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isNode(value)) return false
  if (value instanceof Date || value instanceof RegExp || value instanceof Promise) return false
  return !(Symbol.iterator in value)
}

/** v6 takes the first, and says nothing. */
function warnOfSeveral(
  instance: Model,
  { association: { as }, model }: ValueInclude,
  values: readonly unknown[],
): void {
  const { name: where, runtime } = instance.constructor as unknown as AnyModel
  const what = `the list of ${JSON.stringify(as)} has more than one item`
  const advice = `There is one ${JSON.stringify(as)}: give one ${model.name}, or its values.`
  if (runtime.runtimeOptions.strict) {
    throw UsageError.invalid(`${where} (strict)`, what, values, advice)
  }
  warnOnce('RELATA_NESTED_VALUES', `${where}: ${what}, of which the first is taken. ${advice}`)
}

/** Nothing, or the row of an outer join that found nothing. */
function isEmpty(model: AnyModel, value: unknown): boolean {
  if (value === null || value === undefined) return true
  const key = model.modelDefinition.primaryKeys[0]?.name
  if (key === undefined) return false
  const values = valuesOf(value)
  return (
    Object.hasOwn(values, key) &&
    values[key] === null &&
    Object.keys(values).every((name) => values[name] === null)
  )
}

function valuesOf(value: unknown): Record<string, unknown> {
  const { dataValues } = value as { dataValues?: Record<string, unknown> }
  return dataValues ?? (value as Record<string, unknown>)
}

function withoutKey(values: Record<string, unknown>, key: string): Record<string, unknown> {
  const { [key]: _left, ...others } = values
  return others
}

function build(include: ValueInclude, value: unknown, options: object): Model {
  const values = valuesOf(value)
  const link = include.association.throughLink
  // Of an instance it may have been assigned: `tag.BookTag = { … }`.
  const row =
    link === undefined
      ? undefined
      : (values[link.as] ?? (value as Record<string, unknown>)[link.as])
  const own =
    link === undefined || values[link.as] === undefined ? values : withoutKey(values, link.as)
  const instance = (include.model as unknown as Builder).build(own, options)
  if (link !== undefined && typeof row === 'object' && row !== null) {
    // The row of the through table is written, and shown, with its target.
    const isBuilt = 'dataValues' in row
    defineIncludeAccessor(include.model, link.as)
    instance.dataValues[link.as] = isBuilt
      ? row
      : (link.model as unknown as Builder).build(row, {
          isNewRecord: (options as { isNewRecord?: boolean }).isNewRecord,
        })
  }
  return instance
}
