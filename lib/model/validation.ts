/**
 * Validation of instances: null and text checks of every attribute, its validators, and those of
 * the model. Which checks a model has is found once per definition.
 */
import type { Model } from '../../types/model-class.js'
import { StringType, TextType } from '../data-types/text-types.js'
import type { DataType } from '../data-types/data-type.js'
import { isPlainObject } from '../data-types/structured-types.js'
import { didYouMean } from '../errors/base-error.js'
import { UsageError } from '../errors/usage-errors.js'
import { ValidationError, ValidationErrorItem } from '../errors/validation-errors.js'
import { isNode } from '../expression/node.js'
import {
  validatorArguments,
  validatorMessage,
  validatorNamed,
  validatorNames,
} from './built-in-validators.js'
import type { AttributeDefinition, ModelDefinition } from './definition-types.js'
import { hasHooks, runHooks } from './hooks.js'
import { modelOf, previousValue } from './instance-state.js'
import type { AnyModel, AssociationLike } from './runtime.js'

/** Options of `validate`, with those of `save` that hooks see. */
export type ValidateOptions = Readonly<Record<string, unknown>>

/** One validator of an attribute: a function, or the setting of a built-in one. */
interface AttributeValidator {
  readonly name: string
  readonly setting: unknown
}

/** What is checked of one attribute. */
interface AttributeChecks {
  readonly attribute: AttributeDefinition
  readonly isRequired: boolean
  readonly isText: boolean
  readonly validators: readonly AttributeValidator[]
}

/** A custom validator; `this` is the instance. */
type CustomFunction = (this: Model, ...args: unknown[]) => unknown

const checksByDefinition = new WeakMap<ModelDefinition, readonly AttributeChecks[]>()

/** Validators that were set for one instance alone. */
const instanceValidators = new WeakMap<Model, Map<string, readonly AttributeValidator[]>>()

/** `instance.setValidators`. */
export function setValidators(instance: Model, attribute: string, validators: unknown): void {
  let own = instanceValidators.get(instance)
  if (own === undefined) {
    own = new Map()
    instanceValidators.set(instance, own)
  }
  own.set(attribute, validatorsOf(validators))
}

/**
 * Validates an instance: `instance.validate`.
 *
 * @returns the instance
 * @throws {ValidationError} with an item for each refusal
 */
export async function validateInstance(instance: Model, given: unknown): Promise<Model> {
  const model = modelOf(instance)
  const options: Record<string, unknown> = { hooks: true, ...(given as object | undefined) }
  options.skip = skippedNames(model, options)
  const runsHooks = options.hooks !== false
  if (runsHooks && hasHooks(model, 'beforeValidate')) {
    await runHooks(model, 'beforeValidate', instance, options)
  }
  const items = await collectItems(instance, new Set(options.skip as readonly string[]))
  if (items.length > 0) {
    const error = new ValidationError(null, items)
    if (runsHooks && hasHooks(model, 'validationFailed')) {
      await runHooks(model, 'validationFailed', instance, options, error)
    }
    throw error
  }
  if (runsHooks && hasHooks(model, 'afterValidate')) {
    await runHooks(model, 'afterValidate', instance, options)
  }
  return instance
}

function skippedNames(model: AnyModel, options: ValidateOptions): readonly unknown[] {
  const { fields, skip } = options
  if (Array.isArray(fields) && skip === undefined) {
    return [...model.modelDefinition.attributes.keys()].filter((name) => !fields.includes(name))
  }
  if (skip === undefined || skip === null) return []
  if (!Array.isArray(skip)) {
    throw UsageError.invalidOption(`${model.name}.validate`, 'skip', 'a list of names', skip)
  }
  return skip
}

/** Refusals in v6's order: of null and of one's own functions, of the model, of built-in validators. */
async function collectItems(
  instance: Model,
  skip: ReadonlySet<string>,
): Promise<ValidationErrorItem[]> {
  const model = modelOf(instance)
  const found: ValidationErrorItem[] = []
  const builtIn: ValidationErrorItem[] = []
  const pending: Promise<ValidationErrorItem | undefined>[] = []
  const note = (result: Refusal): void => {
    if (result instanceof Promise) pending.push(result)
    else if (result !== undefined) found.push(result)
  }
  const own = instanceValidators.get(instance)
  for (const checks of checksOf(model)) {
    const { name } = checks.attribute
    if (skip.has(name)) continue
    const value = instance.dataValues[name] as unknown
    if (isNode(value)) continue
    const validators = own?.get(name) ?? checks.validators
    if (value === null || value === undefined) {
      if (checks.isRequired && !isGivenByAssociation(model, instance, name)) {
        const others = model.modelDefinition.sharedColumns.get(name)
        const isSaid = others?.some((other) => found.some(({ path }) => path === other))
        if (isSaid !== true) found.push(nullItem(instance, checks.attribute, value))
      }
      if (checks.attribute.allowNull !== true) continue
    } else if (checks.isText && !isTextual(value)) found.push(textItem(instance, name, value))
    for (const validator of validators) {
      if (typeof validator.setting === 'function') {
        note(runCustom(instance, validator.name, name, validator.setting as CustomFunction, value))
      } else if (value !== null && value !== undefined) {
        const item = runBuiltIn(instance, validator, name, value)
        if (item !== undefined) builtIn.push(item)
      }
    }
  }
  for (const [name, validate] of Object.entries(model.options.validate ?? {})) {
    if (!skip.has(name)) note(runOfModel(instance, name, validate as CustomFunction))
  }
  const late = pending.length === 0 ? [] : await Promise.all(pending)
  return [...found, ...builtIn, ...late.filter((item) => item !== undefined)]
}

function checksOf(model: AnyModel): readonly AttributeChecks[] {
  const definition = model.modelDefinition
  let checks = checksByDefinition.get(definition)
  if (checks === undefined) {
    checks = [...definition.attributes.values()].map(attributeChecks).filter(isChecked)
    checksByDefinition.set(definition, checks)
  }
  return checks
}

function attributeChecks(attribute: AttributeDefinition): AttributeChecks {
  return {
    attribute,
    isRequired:
      attribute.allowNull === false && !attribute.isGenerated && !attribute.isAutoIncrement,
    isText: isTextType(attribute.type),
    validators: validatorsOf(attribute.raw.validate),
  }
}

/** A generated attribute without validators has nothing to check, nor has one of any value. */
function isChecked(checks: AttributeChecks): boolean {
  return (
    checks.isRequired ||
    checks.isText ||
    checks.validators.length > 0 ||
    !checks.attribute.isGenerated
  )
}

function isTextType(type: DataType): boolean {
  // CITEXT is told by its key: it is a type of its own.
  return type instanceof StringType || type instanceof TextType || type.key === 'CITEXT'
}

function validatorsOf(validate: unknown): AttributeValidator[] {
  if (!isPlainObject(validate)) return []
  return Object.entries(validate)
    .filter(([name, setting]) => name !== 'notNull' && setting !== undefined && setting !== null)
    .map(([name, setting]) => ({ name, setting }))
}

function isTextual(value: unknown): boolean {
  if (typeof value === 'function') return false
  return typeof value !== 'object' || value instanceof Uint8Array || value instanceof String
}

/** The key of a row that is saved along comes from that row. */
function isGivenByAssociation(model: AnyModel, instance: Model, name: string): boolean {
  const associations = Object.values(
    model.associations as unknown as Record<string, AssociationLike>,
  )
  const others = model.modelDefinition.sharedColumns.get(name)
  return associations.some(
    ({ associationType, keyPairs, as }) =>
      associationType === 'BelongsTo' &&
      keyPairs.some(({ source }) => source === name || others?.includes(source) === true) &&
      Boolean(instance.dataValues[as]),
  )
}

function nullItem(
  instance: Model,
  attribute: AttributeDefinition,
  value: unknown,
): ValidationErrorItem {
  const { validate } = attribute.raw
  const message = isPlainObject(validate) ? validatorMessage(validate.notNull) : undefined
  return new ValidationErrorItem(
    message ?? `${modelOf(instance).name}.${attribute.name} cannot be null`,
    'notNull Violation',
    attribute.name,
    value,
    instance,
    'is_null',
  )
}

function textItem(instance: Model, name: string, value: unknown): ValidationErrorItem {
  return new ValidationErrorItem(
    `${name} cannot be an array or an object`,
    'string violation',
    name,
    value,
    instance,
    'not_a_string',
  )
}

/** A refusal, one that is still to come, or nothing. */
type Refusal = ValidationErrorItem | undefined | Promise<ValidationErrorItem | undefined>

/** A validator of an attribute: with two parameters, the second is a callback. */
function runCustom(
  instance: Model,
  validatorName: string,
  path: string,
  validate: CustomFunction,
  value: unknown,
): Refusal {
  return run(
    () =>
      validate.length >= 2
        ? byCallback((callback) => validate.call(instance, value, callback))
        : validate.call(instance, value),
    (error) => customItem(instance, error, path, value, validatorName),
  )
}

/** A validator of the model: with one parameter, it is a callback. */
function runOfModel(instance: Model, name: string, validate: CustomFunction): Refusal {
  return run(
    () =>
      validate.length >= 1
        ? byCallback((callback) => validate.call(instance, callback))
        : validate.call(instance),
    (error) => customItem(instance, error, name, undefined, name),
  )
}

/** Calls a validator that throws, rejects or returns; what it returns is not looked at. */
function run(validate: () => unknown, refusal: (error: unknown) => ValidationErrorItem): Refusal {
  let result: unknown
  try {
    result = validate()
  } catch (error) {
    return refusal(error)
  }
  if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return undefined
  return Promise.resolve(result).then(
    () => undefined,
    (error: unknown) => refusal(error),
  )
}

function byCallback(start: (callback: (error?: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      // A callback says by its argument whether there is an error, of whatever kind.
      if (error) reject(error as Error)
      else resolve()
    })
  })
}

function customItem(
  instance: Model,
  error: unknown,
  path: string,
  value: unknown,
  validatorName: string,
): ValidationErrorItem {
  const message = error instanceof Error ? error.message || String(error) : String(error)
  const item = new ValidationErrorItem(
    message,
    'Validation error',
    path,
    value,
    instance,
    validatorName,
  )
  if (error instanceof Error) item.original = error
  return item
}

/** A validator by name, on the value as text. */
function runBuiltIn(
  instance: Model,
  { name, setting }: AttributeValidator,
  path: string,
  value: unknown,
): ValidationErrorItem | undefined {
  const { args, shown } = validatorArguments(name, setting)
  const isValid = checkBuiltIn(instance, name, path, value, args)
  if (isValid === true) return undefined
  const message =
    typeof isValid === 'string'
      ? isValid
      : (validatorMessage(setting) ?? `Validation ${name} on ${path} failed`)
  const item = new ValidationErrorItem(
    message,
    'Validation error',
    path,
    value,
    instance,
    typeof isValid === 'string' ? null : name,
    typeof isValid === 'string' ? null : name,
    typeof isValid === 'string' ? null : shown,
  )
  item.original = new Error(message)
  return item
}

/** Whether the value passes; a text for a validator that cannot be run. */
function checkBuiltIn(
  instance: Model,
  name: string,
  path: string,
  value: unknown,
  args: readonly unknown[],
): boolean | string {
  if (name === 'isImmutable') return instance.isNewRecord || previousValue(instance, path) === value
  if (name === 'isArray') return Array.isArray(value)
  const validate = validatorNamed(name)
  if (validate === undefined) {
    return `Invalid validator function: ${name}.${didYouMean(name, validatorNames())}`
  }
  try {
    return validate(String(value), ...args)
  } catch (error) {
    // Arguments that the validator cannot take, such as a locale that it does not know.
    return error instanceof Error ? error.message : String(error)
  }
}
