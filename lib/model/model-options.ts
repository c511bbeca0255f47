/** The options of a model: v6's defaults, `define` of `new Sequelize`, and what the model says. */
import { isPlainObject } from '../data-types/structured-types.js'
import { UsageError } from '../errors/usage-errors.js'
import { indexName, modelNames } from './naming.js'
import type { ModelRuntime } from './runtime.js'
import { assertLazyLoading } from './siblings.js'

/** A model's options, complete: `Model.options`. Keys that Relata does not know are kept. */
export type ModelOptionValues = Record<string, unknown>

/** The options of a model with their defaults filled in. What was given is not changed. */
export function completeOptions(
  modelName: string,
  given: Readonly<Record<string, unknown>>,
  runtime: ModelRuntime,
): ModelOptionValues {
  const { sequelize: _sequelize, modelName: _modelName, ...own } = given
  const { runtimeOptions } = runtime
  const merged = mergeOptions(runtimeOptions.define, own)
  const options: ModelOptionValues = {
    timestamps: true,
    validate: {},
    freezeTableName: false,
    underscored: false,
    paranoid: false,
    rejectOnEmpty: false,
    whereCollection: null,
    schema: runtimeOptions.schema ?? null,
    schemaDelimiter: '',
    defaultScope: {},
    scopes: {},
    indexes: [],
    whereMergeStrategy: 'overwrite',
    ...merged,
  }
  for (const [name, value] of Object.entries(options)) {
    // `undefined` means not given, as it does wherever options are taken.
    if (value === undefined && Object.hasOwn(defaultsOfUndefined, name)) {
      options[name] = defaultsOfUndefined[name]!()
    }
  }
  if (isPlainObject(options.scopes)) options.scopes = { ...options.scopes }
  options.name = modelNames(modelName, merged.name as object | undefined)
  options.omitNull = options.omitNull ?? runtimeOptions.omitNull
  return options
}

const defaultsOfUndefined: Readonly<Record<string, () => unknown>> = {
  timestamps: () => true,
  validate: () => ({}),
  underscored: () => false,
  paranoid: () => false,
  schemaDelimiter: () => '',
  defaultScope: () => ({}),
  scopes: () => ({}),
  indexes: () => [],
  whereMergeStrategy: () => 'overwrite',
}

/**
 * Options merged over defaults: plain objects key by key at every depth; lists one after the other,
 * as in v6, so that a model's indexes do not take away those of `define`; all else as a whole.
 */
export function mergeOptions(
  defaults: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string | symbol, unknown> = { ...defaults }
  for (const name of Reflect.ownKeys(given)) {
    if (name === '__proto__') continue
    const value = (given as Record<string | symbol, unknown>)[name]
    const below = Object.hasOwn(merged, name) ? merged[name] : undefined
    if (value === undefined && below !== undefined) continue
    if (isPlainObject(value) && isPlainObject(below)) merged[name] = mergeOptions(below, value)
    else if (Array.isArray(value) && Array.isArray(below)) merged[name] = [...value, ...below]
    else merged[name] = value
  }
  return merged
}

/** @throws {UsageError} for options of the wrong kind */
export function assertOptions(modelName: string, options: ModelOptionValues): void {
  for (const name of ['createdAt', 'updatedAt', 'deletedAt'] as const) {
    if (!Object.hasOwn(options, name) || options[name] === undefined) continue
    const value = options[name]
    if ((typeof value !== 'string' || value === '') && typeof value !== 'boolean') {
      throw UsageError.invalidOption(
        modelName,
        name,
        "the attribute's name, true for its default name, or false for none",
        value,
      )
    }
  }
  if (options.whereMergeStrategy !== 'overwrite' && options.whereMergeStrategy !== 'and') {
    throw UsageError.unknownChoice(modelName, 'whereMergeStrategy', options.whereMergeStrategy, [
      'overwrite',
      'and',
    ])
  }
  assertLazyLoading(modelName, options)
  if (!Array.isArray(options.indexes)) {
    throw UsageError.invalidOption(modelName, 'indexes', 'a list of indexes', options.indexes)
  }
  if (!isPlainObject(options.validate) && options.validate !== null) {
    throw UsageError.invalidOption(
      modelName,
      'validate',
      'an object of functions',
      options.validate,
    )
  }
  if (!isPlainObject(options.scopes)) {
    throw UsageError.invalidOption(modelName, 'scopes', 'an object of scopes', options.scopes)
  }
}

/**
 * An index in its full form, named after its table and fields unless it has a name.
 *
 * @throws {UsageError} for an index without fields
 */
export function normalizeIndex(
  modelName: string,
  tableName: string,
  given: unknown,
): Record<string, unknown> {
  const index = given as Record<string, unknown> | null | undefined
  if (!Array.isArray(index?.fields) || index.fields.length === 0) {
    throw UsageError.invalidDefinition(
      modelName,
      'an index has no "fields"',
      "List the index's attributes: { fields: ['title'] }.",
    )
  }
  const complete: Record<string, unknown> = { type: '', parser: null, ...index }
  if (typeof complete.type === 'string' && complete.type.toLowerCase() === 'unique') {
    complete.unique = true
    delete complete.type
  }
  if (!Object.hasOwn(complete, 'name') || complete.name === undefined) {
    complete.name = indexName(tableName, index.fields as unknown[])
  }
  return complete
}
