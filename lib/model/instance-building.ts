/** Makes instances of values that do not come from the database: `build`, `new Model`. */
import type { Model } from '../../types/model-class.js'
import { refuseOrWarn } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import { readIncludes } from './hydration.js'
import { noPreviousValues, setFirstValues, setValues } from './instance-state.js'
import { isInheritedName } from './instance-rules.js'
import type { AnyModel, NormalizedInclude } from './runtime.js'

const sharedOptions: unique symbol = Symbol('sharedOptions')

/** Options of `build`, with what nested instances are handed on. */
export interface InstanceOptions extends Record<string, unknown> {
  /** What instances keep of the options, where they were made together. */
  readonly [sharedOptions]?: Record<string, unknown>
  readonly isNewRecord?: boolean | undefined
  readonly raw?: boolean | undefined
  readonly attributes?: readonly unknown[] | undefined
  readonly include?: unknown
  readonly [readIncludes]?: readonly NormalizedInclude[] | undefined
}

/** Fills a new instance: its options, its defaults, the values given. */
export function buildInstance(instance: Model, values: unknown, given: InstanceOptions): void {
  const model = instance.constructor as unknown as AnyModel
  if (model._definition === undefined) {
    throw UsageError.modelNotInitialized(`new ${model.name}`, model.name)
  }
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw UsageError.notAttributeValues(`${model.name}.build`, values)
  }
  const isNewRecord = given.isNewRecord ?? true
  // An attribute such as "constructor" must not seem to have the value that objects inherit.
  instance.dataValues = model._rules.hasInheritedNames ? Object.create(null) : {}
  instance._changes = noPreviousValues()
  instance._options = given[sharedOptions] ?? instanceOptions(model, given, isNewRecord)
  instance.isNewRecord = isNewRecord
  const known = (values ?? {}) as Record<string, unknown>
  if (isNewRecord) setFirstValues(instance, setInitialValues(instance, model, known), given)
  else setValues(instance, known, given)
}

/** Options of `build` for many new instances, which share what each would else hold a copy of. */
export function optionsForMany(model: AnyModel, given: InstanceOptions): InstanceOptions {
  return { ...given, [sharedOptions]: instanceOptions(model, given, true) }
}

function instanceOptions(
  model: AnyModel,
  given: InstanceOptions,
  isNewRecord: boolean,
): Record<string, unknown> {
  if (given.includes !== undefined) {
    refuseOrWarn(
      `${model.name}.build`,
      'includes',
      ['include'],
      model.runtime.runtimeOptions.strict,
    )
  }
  const options: Record<string, unknown> = {
    ...given,
    includes: undefined,
    isNewRecord,
    _schema: model._schema,
    _schemaDelimiter: model._schemaDelimiter,
  }
  if (given.attributes !== undefined) {
    // `[expression, alias]` is known by its alias.
    options.attributes = given.attributes.map((item) =>
      Array.isArray(item) ? (item[1] as unknown) : item,
    )
  }
  const includes =
    given[readIncludes] ??
    (given.include === undefined || given.include === null
      ? undefined
      : model.runtime.loader.normalizeIncludes(model, given.include, `${model.name}.build`))
  if (includes !== undefined) {
    options.includes = includes
    options.includeNames = includes.map((include) => include.as)
  }
  return options
}

/**
 * Defaults, for what is not given; they do not count as changes.
 *
 * @returns the values that are given: `undefined` is not, where there is a default
 */
function setInitialValues(
  instance: Model,
  model: AnyModel,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  let given = values
  for (const [name, make] of model._rules.initialValues) {
    if (isInheritedName(name) ? Object.hasOwn(values, name) : values[name] !== undefined) continue
    instance.dataValues[name] = make()
    if (Object.hasOwn(values, name)) {
      if (given === values) given = { ...values }
      delete (given as Record<string, unknown>)[name]
    }
  }
  return given
}
