/** Included values on instances: nested objects become instances of the associated models. */
import type { Model } from '../../types/model-class.js'
import { defineIncludeAccessor } from './accessors.js'
import type { AnyModel, NormalizedInclude } from './runtime.js'

/** What `build` of a nested instance needs. */
interface ChildOptions {
  readonly raw?: boolean | undefined
}

type Builder = {
  build(values: unknown, options: object): Model
}

/**
 * Sets a value under the name of an association that the instance was built to include.
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
  const includes = instance._options.includes as readonly NormalizedInclude[] | undefined
  const include = includes?.find((item) => item.as === key)
  // What a finder included is set as it is: it holds instances already.
  if (include === undefined) {
    instance.dataValues[key] = value
    return true
  }
  instance.dataValues[key] = builtValue(instance, include, value, options)
  return true
}

function builtValue(
  instance: Model,
  include: NormalizedInclude,
  value: unknown,
  options: ChildOptions,
): unknown {
  const childOptions = {
    isNewRecord: instance.isNewRecord,
    includes: include.include,
    raw: options.raw,
    ...(Array.isArray(include.options.attributes)
      ? { attributes: include.options.attributes }
      : {}),
  }
  if (include.association.isSingleAssociation) {
    const single = Array.isArray(value) ? (value[0] as unknown) : value
    return isEmpty(include.model, single) ? null : build(include, single, childOptions)
  }
  const list: unknown[] = Array.isArray(value)
    ? value
    : value === null || value === undefined
      ? []
      : [value]
  return list
    .filter((item) => !isEmpty(include.model, item))
    .map((item) => build(include, item, childOptions))
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

function build(include: NormalizedInclude, value: unknown, options: object): Model {
  const values = valuesOf(value)
  const instance = (include.model as unknown as Builder).build(values, options)
  const link = include.association.throughLink
  const row = link === undefined ? undefined : values[link.as]
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
