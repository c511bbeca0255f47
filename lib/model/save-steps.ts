/**
 * The steps of saving an instance that come before and after its statement: which attributes are
 * written, their times, validation, hooks. `persistence.ts` takes them for one instance,
 * `instance-creation.ts` for several at once.
 */
import { UniqueConstraintError } from '../errors/validation-errors.js'
import type { ValidationErrorItem } from '../errors/validation-errors.js'
import type { Model } from '../../types/model-class.js'
import { defaultValueMaker } from './default-values.js'
import { hasHooks, runHooks } from './hooks.js'
import { markSaved } from './instance-state.js'
import type { AnyModel } from './runtime.js'

type Options = Readonly<Record<string, unknown>>

/** An instance on its way to its row. */
export interface PendingSave {
  readonly instance: Model
  readonly model: AnyModel
  readonly hook: 'Create' | 'Update'
  readonly runsHooks: boolean
  /** Its own options, which its hooks may change. */
  readonly options: Record<string, unknown>
  /** What is written; hooks may add to it. */
  readonly fields: string[]
  /** Whether `fields` was not chosen by the caller. */
  readonly isDefaultFields: boolean
}

/** The first step: what is to be written, with the times of now. */
export function beginSave(instance: Model, given: unknown): PendingSave {
  const options: Record<string, unknown> = {
    hooks: true,
    validate: true,
    ...(given as object | undefined),
  }
  const model = instance.constructor as unknown as AnyModel
  const isDefaultFields = !Array.isArray(options.fields) || options.defaultFields !== undefined
  const fields = fieldsToSave(instance, model, options)
  stampTimes(instance, model, fields, options)
  options.fields = fields
  if (isDefaultFields) options.defaultFields = fields
  return {
    instance,
    model,
    hook: instance.isNewRecord ? 'Create' : 'Update',
    runsHooks: options.hooks !== false,
    options,
    fields,
    isDefaultFields,
  }
}

/** The second step: refuses values that do not pass. */
export async function validatePending(pending: PendingSave): Promise<void> {
  const { instance, model, fields, options } = pending
  if (options.validate !== false) await validateFields(instance, model, fields, options)
}

/** The names of the attributes that are columns. */
export function columnsOf({ model, fields }: PendingSave): string[] {
  const { attributes } = model.modelDefinition
  // Hooks add to the list, what is there already too.
  return fields.filter(
    (name, index) => attributes.get(name)?.isVirtual === false && fields.indexOf(name) === index,
  )
}

/** The last step, once the row is there. */
export async function finishSave(pending: PendingSave): Promise<void> {
  const { instance, model, hook, fields, options } = pending
  if (pending.runsHooks && hasHooks(model, `after${hook}`)) {
    // v6 clears the changes of saved fields after the hooks, so that they can still be asked for.
    await runHooks(model, `after${hook}`, instance, options)
  }
  markSaved(instance, fields)
}

/**
 * Says on the items of a violated key whose values were refused; not every database tells them. Of
 * several instances it is the one that has the value, where the database tells that.
 */
export function nameRefusedInstance(
  error: unknown,
  instances: readonly Model[],
  model: AnyModel,
): void {
  if (!(error instanceof UniqueConstraintError)) return
  const { byColumn } = model.modelDefinition
  const nameOf = (item: ValidationErrorItem): string =>
    byColumn.get(item.path ?? '')?.name ?? item.path ?? ''
  const holders = instances.filter((instance) =>
    error.errors.every((item) => String(instance.dataValues[nameOf(item)]) === String(item.value)),
  )
  const refused = instances.length === 1 ? instances[0] : holders.at(-1)
  if (refused === undefined) return
  for (const item of error.errors) {
    item.instance = refused
    item.value ??= refused.dataValues[nameOf(item)] ?? null
  }
}

function fieldsToSave(instance: Model, model: AnyModel, options: Options): string[] {
  const { attributes, timestamps, version, primaryKeys } = model.modelDefinition
  const isNew = instance.isNewRecord
  let fields: string[]
  if (Array.isArray(options.fields)) fields = [...(options.fields as string[])]
  else if (isNew) fields = [...attributes.keys()]
  else {
    const changed = instance.changed()
    fields = changed === false ? [] : changed.filter((name) => attributes.has(name))
  }
  const add = (name: string | undefined): void => {
    if (name !== undefined && !fields.includes(name)) fields.push(name)
  }
  if (fields.length > 0) {
    add(timestamps.updatedAt)
    add(version)
  }
  if (isNew) {
    add(timestamps.createdAt)
    const key = primaryKeys[0]
    if (key?.hasDefault === true) add(key.name)
  }
  const { updatedAt } = timestamps
  if (options.silent === true && updatedAt !== undefined) {
    const keeps = isNew && isPresent(instance.dataValues[updatedAt])
    if (!keeps) fields = fields.filter((name) => name !== updatedAt)
  }
  return fields
}

/** Whether there is a value. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null
}

function stampTimes(
  instance: Model,
  model: AnyModel,
  fields: readonly string[],
  options: Options,
): void {
  const { attributes, timestamps, version } = model.modelDefinition
  const now = new Date()
  const stamp = (name: string): unknown => {
    const attribute = attributes.get(name)!
    return defaultValueMaker(attribute)?.() ?? now
  }
  const { createdAt, updatedAt } = timestamps
  if (updatedAt !== undefined && options.silent !== true && fields.includes(updatedAt)) {
    instance.dataValues[updatedAt] = stamp(updatedAt)
  }
  if (!instance.isNewRecord) return
  if (createdAt !== undefined && !isPresent(instance.dataValues[createdAt])) {
    instance.dataValues[createdAt] = stamp(createdAt)
  }
  if (
    updatedAt !== undefined &&
    options.silent === true &&
    !isPresent(instance.dataValues[updatedAt])
  ) {
    // A new row needs the value even when it is not to be touched later.
    if (attributes.get(updatedAt)!.allowNull === false) {
      instance.dataValues[updatedAt] = stamp(updatedAt)
      ;(fields as string[]).push(updatedAt)
    }
  }
  if (version !== undefined && !isPresent(instance.dataValues[version])) {
    instance.dataValues[version] = 0
  }
}

async function validateFields(
  instance: Model,
  model: AnyModel,
  fields: readonly string[],
  options: Options,
): Promise<void> {
  const skip: string[] = []
  for (const name of model.modelDefinition.attributes.keys()) {
    if (!fields.includes(name)) skip.push(name)
  }
  // Hooks find the list of what is written, and may add to it.
  await instance.validate({ ...options, skip } as never)
}

/**
 * Runs the hooks before a write; what they change is written too. An update validates what they
 * changed, and fires the hooks of validation again, as v6 does, even when they changed nothing.
 */
export async function runBeforeHooks(pending: PendingSave): Promise<void> {
  const { instance, model, hook, fields, options } = pending
  if (!pending.runsHooks) return
  let changed: string[] = []
  if (hasHooks(model, `before${hook}`)) {
    const before = { ...instance.dataValues }
    await runHooks(model, `before${hook}`, instance, options)
    changed = [...model.modelDefinition.attributes.keys()].filter(
      (name) => instance.dataValues[name] !== before[name],
    )
  }
  if (Array.isArray(options.fields) && options.fields !== fields) {
    fields.splice(0, fields.length, ...(options.fields as string[]))
  }
  if (!pending.isDefaultFields) return
  for (const name of changed) if (!fields.includes(name)) fields.push(name)
  options.fields = fields
  if (hook === 'Create' || options.validate === false) return
  const isObserved = validationHooks.some((name) => hasHooks(model, name))
  if (changed.length > 0 || isObserved) await validateFields(instance, model, changed, options)
}

/** The hooks that validation runs. */
export const validationHooks = ['beforeValidate', 'afterValidate', 'validationFailed'] as const
