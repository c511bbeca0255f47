/** `findOrBuild`, `findOrCreate` and `findCreateFind`. */
import { UniqueConstraintError } from '../errors/validation-errors.js'
import { warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import { Op } from '../expression/operators.js'
import { isNode } from '../expression/node.js'
import { isSet } from '../query-options/operands.js'
import { checkWriteOptions } from './finder-options.js'
import { cloneOptions } from './finders.js'
import { hasHooks } from './hooks.js'
import type { Model } from '../../types/model-class.js'
import type { AnyModel } from './runtime.js'

type Options = Record<string, unknown>
type Statics = {
  findOne(options: Options): Promise<Model | null>
  create(values: unknown, options: Options): Promise<Model>
}

/** `Model.findOrBuild`: the row, or an instance that is not saved. */
export async function findOrBuild(model: AnyModel, given: unknown): Promise<[Model, boolean]> {
  const options = readOptions(model, given, 'findOrBuild')
  const found = await statics(model).findOne(options)
  if (found !== null) return [found, false]
  const built = model.build(newValues(options) as never, options as never) as Model
  return [built, true]
}

/**
 * `Model.findOrCreate`, in a transaction of its own unless one is given. A row that appears between
 * the two statements is found again.
 */
export async function findOrCreate(model: AnyModel, given: unknown): Promise<[Model, boolean]> {
  const options = readOptions(model, given, 'findOrCreate')
  warnOfUnknownDefaults(model, options)
  const { runtime } = model
  const outer = runtime.transactionOf(options)
  const attempt = async (transaction: unknown): Promise<[Model, boolean]> => {
    const inside: Options = { ...options, transaction }
    const found = await statics(model).findOne(inside)
    if (found !== null) return [found, false]
    const values = newValues(options)
    try {
      // A savepoint keeps the transaction usable when another one has inserted the row meanwhile.
      const created = await runtime.transaction(
        { transaction, logging: options.logging },
        (savepoint) =>
          statics(model).create(values, {
            ...createOptions(model, options, values),
            transaction: savepoint,
          }),
      )
      return [created, true]
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error
      rejectConflictOfDefaults(model, error, options)
      const other = await statics(model).findOne(inside)
      if (other === null) throw error
      return [other, false]
    }
  }
  if (outer !== null) return attempt(outer)
  return runtime.ownTransaction({ logging: options.logging }, attempt)
}

/** `Model.findCreateFind`: find, create, and find again when another has created it. No transaction. */
export async function findCreateFind(model: AnyModel, given: unknown): Promise<[Model, boolean]> {
  const options = readOptions(model, given, 'findCreateFind')
  const found = await statics(model).findOne(options)
  if (found !== null) return [found, false]
  try {
    const outer = model.runtime.transactionOf(options)
    const values = newValues(options)
    const created =
      outer === null
        ? await statics(model).create(values, createOptions(model, options, values))
        : await model.runtime.transaction({ transaction: outer }, (savepoint) =>
            statics(model).create(values, {
              ...createOptions(model, options, values),
              transaction: savepoint,
            }),
          )
    return [created, true]
  } catch (error) {
    if (!(error instanceof UniqueConstraintError)) throw error
    const other = await statics(model).findOne(options)
    if (other === null) throw error
    return [other, false]
  }
}

function statics(model: AnyModel): Statics {
  return model as unknown as Statics
}

/** Checks before the transaction begins what the statements in it would find at fault. */
function readOptions(model: AnyModel, given: unknown, method: string): Options {
  const options = (given ?? {}) as Options
  const caller = `${model.name}.${method}`
  if (typeof options !== 'object' || options.where === undefined || options.where === null) {
    throw UsageError.invalid(
      caller,
      'the option "where" is missing',
      given,
      'Give the values to look for, which a new row gets too.',
    )
  }
  checkWriteOptions(model, options, method)
  if (isSet(options.include)) model.runtime.loader.normalizeIncludes(model, options.include, caller)
  // A hook may still make another condition of it, and an include more columns to compare.
  if (!hasHooks(model, 'beforeFind') && options.include === undefined) {
    model.runtime.whereCondition(model, options.where, caller)
  }
  if (model.runtime.runtimeOptions.strict) assertDefaults(model, options, caller)
  // What is created is an instance; what is found is one too, unless it is asked for otherwise.
  return { ...cloneOptions(options), raw: options.raw ?? false }
}

function assertDefaults(model: AnyModel, options: Options, caller: string): void {
  const { attributes } = model.modelDefinition
  for (const name of Object.keys((options.defaults ?? {}) as Options)) {
    if (attributes.has(name) || isIncluded(model, options.include, name)) continue
    if (Object.hasOwn(model.associations, name)) {
      throw UsageError.nestedValueNotIncluded(`${caller} (strict)`, model.name, name)
    }
    throw UsageError.unexpectedKey(`${caller} (strict)`, 'the defaults', name, {
      name: model.name,
      attributes: attributes.keys(),
    })
  }
}

/** A new row gets the defaults and those conditions that are plain values. */
function newValues(options: Options): Options {
  return { ...(options.defaults as Options | undefined), ...plainValues(options.where) }
}

function plainValues(where: unknown): Options {
  const values: Options = {}
  if (typeof where !== 'object' || where === null || isNode(where)) return values
  const parts: unknown[] = Array.isArray(where) ? where : [where]
  for (const part of parts) {
    if (typeof part !== 'object' || part === null || isNode(part)) continue
    const and = (part as Record<symbol, unknown>)[Op.and]
    if (and !== undefined) Object.assign(values, plainValues(and))
    for (const [name, value] of Object.entries(part)) {
      if (name === '__proto__' || name.includes('$') || isOperatorObject(value)) continue
      values[name] = value
    }
  }
  return values
}

function isOperatorObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isNode(value)) return false
  return Object.getOwnPropertySymbols(value).length > 0
}

function createOptions(model: AnyModel, options: Options, values: Options): Options {
  const {
    where: _where,
    defaults: _defaults,
    attributes: _attributes,
    order: _order,
    limit: _limit,
    paranoid: _paranoid,
    include,
    rejectOnEmpty: _reject,
    plain: _plain,
    raw: _raw,
    ...rest
  } = options
  const isNested = Object.keys(values).some((name) => isIncluded(model, include, name))
  return isNested ? { ...rest, include } : rest
}

/** Whether the values of a new row may hold those of an association under a name. */
function isIncluded(model: AnyModel, include: unknown, name: string): boolean {
  if (!isSet(include) || !Object.hasOwn(model.associations, name)) return false
  const includes = model.runtime.loader.normalizeIncludes(model, include, model.name)
  return includes.some(({ as }) => as === name)
}

/** A conflict on keys that only the defaults name would be looked for in vain. */
function rejectConflictOfDefaults(
  model: AnyModel,
  error: UniqueConstraintError,
  options: Options,
): void {
  const names = Array.isArray(error.fields)
    ? (error.fields as string[])
    : Object.keys((error.fields as object | undefined) ?? {})
  const { attributes, byColumn } = model.modelDefinition
  const conflicting = names.map(
    (name) => attributes.get(name)?.name ?? byColumn.get(name)?.name ?? name,
  )
  if (conflicting.length === 0) return
  const looked = new Set(Object.keys(plainValues(options.where)))
  const defaults = (options.defaults ?? {}) as Options
  if (conflicting.every((name) => !looked.has(name) && Object.hasOwn(defaults, name))) throw error
}

function warnOfUnknownDefaults(model: AnyModel, options: Options): void {
  const unknown = Object.keys((options.defaults ?? {}) as Options).filter(
    (name) =>
      !model.modelDefinition.attributes.has(name) && !isIncluded(model, options.include, name),
  )
  if (unknown.length === 0) return
  warnOnce(
    'RELATA_UNKNOWN_DEFAULTS',
    `${model.name}.findOrCreate: ${unknown.map((name) => JSON.stringify(name)).join(', ')} in "defaults" is no attribute of ${model.name} and is ignored.`,
  )
}
