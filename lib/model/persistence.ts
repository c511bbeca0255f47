/** What happens to one instance: save, update, destroy, restore, increment, reload. */
import { OptimisticLockError } from '../errors/database-errors.js'
import { UsageError } from '../errors/usage-errors.js'
import { Logical } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'
import { destroyDependents } from './cascade.js'
import { checkWriteOptions } from './finder-options.js'
import { hasHooks, runHooks } from './hooks.js'
import { markAllSaved, markSaved, modelOf, rowCondition } from './instance-state.js'
import { isSoftDeleted } from './instance-values.js'
import type { Model } from '../../types/model-class.js'
import { createWithNested, earlierSave } from './instance-creation.js'
import { lowerFirst } from './naming.js'
import { holdsNested } from './nested-persistence.js'
import { insertReturning, keepsNull, keyValue } from './row-insertion.js'
import type { AnyModel } from './runtime.js'
import {
  beginSave,
  columnsOf,
  finishSave,
  isPresent,
  nameRefusedInstance,
  type PendingSave,
  runBeforeHooks,
  validatePending,
} from './save-steps.js'
import { calledBy, inheritedLazyLoading } from './siblings.js'
import { deleteRows, insertRows, returningAttributes, updateRows } from './write-statements.js'

type Options = Readonly<Record<string, unknown>>

/** `instance.save`: the options are the user's own, and are looked at. */
export async function save(instance: Model, given: unknown): Promise<Model> {
  checkWriteOptions(modelOf(instance), given, 'save')
  return saveInstance(instance, given)
}

/** What `save`, `create` and `update` come to. */
export async function saveInstance(instance: Model, given: unknown): Promise<Model> {
  const wasNew = instance.isNewRecord
  if (wasNew && holdsNested(instance)) {
    const earlier = earlierSave(instance, given as Options)
    if (earlier === undefined) return createWithNested(instance, given)
    await earlier
    return saveInstance(instance, given)
  }
  const model = modelOf(instance)
  if (!wasNew) assertKey(instance, model, 'save')
  const pending = beginSave(instance, given)
  await validatePending(pending)
  await runBeforeHooks(pending)
  const columns = columnsOf(pending)
  if (columns.length === 0 && !wasNew) return instance
  if (!wasNew && instance.changed() === false) return instance
  try {
    if (wasNew) await insertInstance(pending, columns)
    else await updateInstanceRow(instance, model, columns, pending.options)
  } catch (error) {
    nameRefusedInstance(error, [instance], model)
    throw error
  }
  instance.isNewRecord = false
  await finishSave(pending)
  return instance
}

/** @throws {UsageError} for a persisted instance without a value for its primary key */
export function assertKey(instance: Model, model: AnyModel, method: string): void {
  const { primaryKeys } = model.modelDefinition
  for (const key of primaryKeys) {
    if (instance.dataValues[key.name] === undefined) {
      throw UsageError.instanceWithoutKey(`${model.name}.${method}`, key.name)
    }
  }
}

async function insertInstance(
  { instance, model, options }: PendingSave,
  columns: readonly string[],
): Promise<void> {
  const { runtime, modelDefinition: definition } = model
  const omitNull = options.omitNull ?? model.options.omitNull ?? runtime.runtimeOptions.omitNull
  const attributes = []
  const values: unknown[] = []
  for (const name of columns) {
    const attribute = definition.attributes.get(name)!
    const value = instance.dataValues[name]
    if (value === undefined) continue
    if (
      value === null &&
      (attribute.isAutoIncrement || (omitNull === true && !keepsNull(name, options)))
    ) {
      continue
    }
    attributes.push(attribute)
    values.push(value)
  }
  const returning = insertReturning(model, options, [instance])
  const result = await insertRows(
    model,
    {
      attributes,
      count: 1,
      values,
      returning,
      ...(options.ignoreDuplicates === true ? { onConflict: runtime.ignoreConflicts(model) } : {}),
    },
    options,
  )
  const row = result.rows[0]
  if (row !== undefined) Object.assign(instance.dataValues, row)
  const key = definition.autoIncrement
  if (
    key !== undefined &&
    !isPresent(instance.dataValues[key.name]) &&
    isPresent(result.insertId)
  ) {
    if (result.rowCount > 0) instance.dataValues[key.name] = keyValue(result.insertId!)
  }
}

async function updateInstanceRow(
  instance: Model,
  model: AnyModel,
  columns: readonly string[],
  options: Options,
): Promise<void> {
  const { version, primaryKeys } = model.modelDefinition
  const where = instanceCondition(instance, model, true, 'save')
  const values: Record<string, unknown> = {}
  const omitNull =
    options.omitNull ?? model.options.omitNull ?? model.runtime.runtimeOptions.omitNull
  for (const name of columns) {
    const attribute = model.modelDefinition.attributes.get(name)!
    const value = instance.dataValues[name]
    if (value === undefined) continue
    if (value === null && omitNull === true && !keepsNull(name, options)) continue
    if (attribute.isAutoIncrement && primaryKeys.includes(attribute)) continue
    values[name] = value
  }
  if (version !== undefined) {
    values[version] = Number(instance.dataValues[version] ?? 0) + 1
  }
  if (Object.keys(values).length === 0) return
  const returning = model.runtime.dialect.supports.returning
    ? returningAttributes(model, options.returning)
    : []
  const result = await updateRows(model, { values, where, returning }, options)
  if (version !== undefined) {
    if (result.rowCount < 1) throw staleInstance(instance, model, values)
    instance.dataValues[version] = values[version]
  }
  if (result.rows[0] !== undefined) Object.assign(instance.dataValues, result.rows[0])
}

function staleInstance(
  instance: Model,
  model: AnyModel,
  values: Record<string, unknown> | undefined,
): OptimisticLockError {
  return new OptimisticLockError({
    modelName: model.name,
    ...(values === undefined ? {} : { values }),
    where: instance.where(true) as Record<string, unknown>,
  })
}

/** The condition that selects an instance's row. */
export function instanceCondition(
  instance: Model,
  model: AnyModel,
  checksVersion: boolean,
  method: string,
): Node {
  const where = rowCondition(instance, { checkVersion: checksVersion })
  const condition =
    where === undefined
      ? undefined
      : model.runtime.whereCondition(model, where, `${model.name}.${method}`)
  if (condition === undefined) {
    throw UsageError.missingPrimaryKey(`${model.name}.${method}`, model.name)
  }
  return condition
}

/** `instance.update`. */
export async function updateInstance(
  instance: Model,
  values: unknown,
  given: unknown,
): Promise<Model> {
  const options: Record<string, unknown> = Array.isArray(given)
    ? { fields: given }
    : { ...(given as object | undefined) }
  const model = modelOf(instance)
  checkWriteOptions(model, options, 'update')
  const wanted = Object.fromEntries(
    Object.entries((values ?? {}) as object).filter(([, value]) => value !== undefined),
  )
  const { primaryKeys } = model.modelDefinition
  if (!instance.isNewRecord && !primaryKeys.some(({ name }) => Object.hasOwn(wanted, name))) {
    assertKey(instance, model, 'update')
  }
  const before = instance.changed() || []
  const { fields } = options
  instance.set(wanted as never, { ...options, attributes: fields } as never)
  const changed = instance.changed() || []
  if (fields === undefined || fields === null) {
    const sideEffects = changed.filter((name) => !before.includes(name))
    const named = new Set([...Object.keys(wanted), ...sideEffects])
    options.fields = changed.filter((name) => named.has(name))
    options.defaultFields = options.fields
  }
  return saveInstance(instance, options)
}

/** `instance.destroy`. */
export async function destroyInstance(instance: Model, given: unknown): Promise<void> {
  const options: Record<string, unknown> = {
    hooks: true,
    force: false,
    ...(given as object | undefined),
  }
  const model = modelOf(instance)
  const runsHooks = options.hooks !== false
  if (runsHooks && hasHooks(model, 'beforeDestroy')) {
    await runHooks(model, 'beforeDestroy', instance, options)
  }
  const { isParanoid, timestamps, version } = model.modelDefinition
  if (isParanoid && options.force !== true) {
    const name = timestamps.deletedAt!
    if (!isPresent(instance.dataValues[name]) || !isSoftDeleted(instance)) {
      instance.setDataValue(name, new Date())
    }
    await saveInstance(instance, { ...options, hooks: false })
  } else {
    // A row that stays is still what others refer to.
    await destroyDependents(instance, options)
    assertKey(instance, model, 'destroy')
    const where = instanceCondition(instance, model, true, 'destroy')
    const count = await deleteRows(model, where, {}, options)
    if (version !== undefined && count < 1) throw staleInstance(instance, model, undefined)
  }
  if (runsHooks && hasHooks(model, 'afterDestroy')) {
    await runHooks(model, 'afterDestroy', instance, options)
  }
}

/** `instance.restore`. */
export async function restoreInstance(instance: Model, given: unknown): Promise<void> {
  const model = modelOf(instance)
  const { isParanoid, timestamps } = model.modelDefinition
  if (!isParanoid) throw UsageError.notParanoid(`${model.name}.restore`, model.name)
  const options: Record<string, unknown> = { hooks: true, ...(given as object | undefined) }
  const runsHooks = options.hooks !== false
  if (runsHooks && hasHooks(model, 'beforeRestore')) {
    await runHooks(model, 'beforeRestore', instance, options)
  }
  const name = timestamps.deletedAt!
  const attribute = model.modelDefinition.attributes.get(name)!
  instance.setDataValue(name, attribute.hasDefault ? attribute.defaultValue : null)
  await saveInstance(instance, { ...options, hooks: false, omitNull: false })
  if (runsHooks && hasHooks(model, 'afterRestore')) {
    await runHooks(model, 'afterRestore', instance, options)
  }
}

/** `instance.increment` and `instance.decrement`: one UPDATE of the row, done by the model. */
export async function incrementInstance(
  instance: Model,
  fields: unknown,
  given: unknown,
  sign: 1 | -1,
): Promise<Model> {
  const model = modelOf(instance)
  assertKey(instance, model, sign === 1 ? 'increment' : 'decrement')
  const options = { ...(given as object | undefined) } as Record<string, unknown>
  const own = rowCondition(instance, { checkVersion: false })!
  const method = sign === 1 ? 'increment' : 'decrement'
  const result = (await (
    model as unknown as Record<string, (fields: unknown, options: unknown) => Promise<unknown>>
  )[method]!(fields, {
    ...options,
    where: { ...(options.where as object | undefined), ...own },
    instance,
  })) as unknown[]
  const rows = result[0] as Record<string, unknown>[] | undefined
  const row = Array.isArray(rows) ? rows[0] : undefined
  if (row !== undefined && !isNode(row)) {
    const values = (row as { dataValues?: Record<string, unknown> }).dataValues ?? row
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined) instance.dataValues[name] = value
    }
  }
  return instance
}

/** `instance.reload`: the row as its class finds it, the scope of that class included, as in v6. */
export async function reloadInstance(instance: Model, given: unknown): Promise<Model> {
  const model = modelOf(instance)
  assertKey(instance, model, 'reload')
  const options = { ...(given as object | undefined) } as Record<string, unknown>
  const key = rowCondition(instance, { checkVersion: false })
  const found = (await (model as unknown as Finder).findOne({
    ...inheritedLazyLoading(instance),
    ...options,
    [calledBy]: `${lowerFirst(model.modelDefinition.singular)}.reload`,
    include: options.include ?? (instance._options as { include?: unknown }).include,
    raw: false,
    plain: true,
    where: key,
  })) as Model | null
  if (found === null) {
    throw UsageError.instanceGone(`${model.name}.reload`, instance.where())
  }
  const isWhole = options.attributes === undefined
  instance._options = reloadedOptions(instance, found, isWhole)
  // A scope that leaves the key out must not make the instance one without a row.
  const values = isWhole ? { ...key, ...found.dataValues } : found.dataValues
  instance.set(values as never, { raw: true, reset: isWhole } as never)
  if (isWhole) markAllSaved(instance)
  else markSaved(instance, Object.keys(values))
  return instance
}

interface Finder {
  findOne(options: object): Promise<unknown>
}

/** What an instance shows, and includes when it is reloaded again. */
function reloadedOptions(instance: Model, found: Model, isWhole: boolean): Record<string, unknown> {
  const [before, now] = [instance._options, found._options] as ReloadedOptions[]
  const names = now!.includeNames ?? []
  const attributes = isWhole ? now!.attributes : union(before!.attributes, now!.attributes)
  const { includes: _built, ...kept } = before!
  return {
    ...kept,
    attributes,
    include: now!.include,
    includeNames: isWhole ? names : union(before!.includeNames ?? [], names),
  }
}

interface ReloadedOptions extends Record<string, unknown> {
  readonly attributes?: readonly string[] | undefined
  readonly includeNames?: readonly string[] | undefined
}

/** Undefined stands for all. */
function union(
  left: readonly string[] | undefined,
  right: readonly string[] | undefined,
): readonly string[] | undefined {
  return left === undefined || right === undefined ? undefined : [...new Set([...left, ...right])]
}

/** Conditions that must all hold; undefined for none. */
export function allOf(conditions: readonly (Node | undefined)[]): Node | undefined {
  const present = conditions.filter((condition) => condition !== undefined)
  return present.length > 1 ? new Logical('and', present) : present[0]
}
