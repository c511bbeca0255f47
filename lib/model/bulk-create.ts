/** `Model.bulkCreate` and `Model.upsert`: rows written without asking whether they exist. */
import { AggregateError } from '../errors/base-error.js'
import { BulkRecordError } from '../errors/validation-errors.js'
import { UsageError } from '../errors/usage-errors.js'
import { Excluded, Inline, Parameter, ParameterList, Tuple } from '../expression/expressions.js'
import { Assignment, OnConflict } from '../expression/mutations.js'
import type { Node } from '../expression/node.js'
import { rewrite } from '../expression/traverse.js'
import type { AttributeDefinition } from './definition-types.js'
import { defaultValueMaker } from './default-values.js'
import { checkWriteOptions } from './finder-options.js'
import { hasHooks, runHooks } from './hooks.js'
import { markAllSaved } from './instance-state.js'
import type { Model } from '../../types/model-class.js'
import { saveIncludedAfter, saveIncludedBefore } from './nested-persistence.js'
import { insertReturning, keepsNull, keyValue, saveInstance } from './persistence.js'
import type { AnyModel } from './runtime.js'
import { insertRows, returningAttributes } from './write-statements.js'

type Options = Readonly<Record<string, unknown>>

/** `Model.bulkCreate`. */
export async function bulkCreate(
  model: AnyModel,
  records: unknown,
  given: unknown,
): Promise<Model[]> {
  const caller = `${model.name}.bulkCreate`
  if (!Array.isArray(records)) {
    throw UsageError.invalid(caller, 'the records must be a list', records)
  }
  if (records.length === 0) return []
  checkWriteOptions(model, given, 'bulkCreate')
  const options = bulkOptions(model, given, caller)
  const instances = buildAll(model, records, options)
  const runsHooks = options.hooks !== false
  if (runsHooks && hasHooks(model, 'beforeBulkCreate')) {
    await runHooks(model, 'beforeBulkCreate', instances, options)
  }
  if (options.validate === true) await validateAll(model, instances, options)
  if (options.individualHooks === true) {
    for (const instance of instances) {
      await saveInstance(instance, {
        ...options,
        individualHooks: undefined,
        validate: false,
        hooks: true,
        fields: options.fields,
      })
    }
  } else {
    await saveIncludedOfAll(instances, options, 'before')
    await insertAll(model, instances, options)
    for (const instance of instances) {
      instance.isNewRecord = false
      markAllSaved(instance)
    }
    await saveIncludedOfAll(instances, options, 'after')
  }
  if (runsHooks && hasHooks(model, 'afterBulkCreate')) {
    await runHooks(model, 'afterBulkCreate', instances, options)
  }
  return instances
}

function bulkOptions(model: AnyModel, given: unknown, caller: string): Record<string, unknown> {
  const options: Record<string, unknown> = {
    validate: false,
    hooks: true,
    individualHooks: false,
    ignoreDuplicates: false,
    ...(given as object | undefined),
  }
  const { dialect } = model.runtime
  const { supports } = dialect
  if (options.ignoreDuplicates === true && !supports.ignoreDuplicates) {
    throw UsageError.unsupportedByDialect(
      caller,
      'ignoreDuplicates',
      dialect.name,
      'ignoreDuplicates',
    )
  }
  if (options.updateOnDuplicate === undefined) return options
  if (!supports.updateOnDuplicate) {
    throw UsageError.unsupportedByDialect(
      caller,
      'updateOnDuplicate',
      dialect.name,
      'updateOnDuplicate',
    )
  }
  const names = options.updateOnDuplicate
  if (!Array.isArray(names) || names.length === 0) {
    throw UsageError.invalidOption(
      caller,
      'updateOnDuplicate',
      'a list of attributes, not empty',
      names,
    )
  }
  return options
}

function buildAll(model: AnyModel, records: readonly unknown[], options: Options): Model[] {
  const buildOptions = { isNewRecord: true, include: options.include, raw: options.raw }
  return records.map((record) =>
    record instanceof model.baseModel
      ? (record as unknown as Model)
      : (model.build(record as never, buildOptions as never) as Model),
  )
}

async function validateAll(
  model: AnyModel,
  instances: readonly Model[],
  options: Options,
): Promise<void> {
  const errors: Error[] = []
  const skip = Array.isArray(options.fields)
    ? [...model.modelDefinition.attributes.keys()].filter(
        (name) => !(options.fields as string[]).includes(name),
      )
    : []
  await Promise.all(
    instances.map(async (instance) => {
      try {
        await instance.validate({
          ...options,
          skip,
          fields: undefined,
          hooks: options.individualHooks === true,
        } as never)
      } catch (error) {
        errors.push(new BulkRecordError(error as Error, instance))
      }
    }),
  )
  if (errors.length > 0) throw new AggregateError(errors)
}

async function saveIncludedOfAll(
  instances: readonly Model[],
  options: Options,
  when: 'before' | 'after',
): Promise<void> {
  if (options.include === undefined) return
  for (const instance of instances) {
    if (when === 'before') await saveIncludedBefore(instance, options)
    else await saveIncludedAfter(instance, options)
  }
}

interface Batch {
  readonly attributes: readonly AttributeDefinition[]
  readonly instances: Model[]
  readonly rows: unknown[][]
}

async function insertAll(
  model: AnyModel,
  instances: readonly Model[],
  options: Options,
): Promise<void> {
  stampAll(model, instances, options)
  const batches = batchesOf(model, instances, options)
  const inserted = new Set(batches.flatMap(({ attributes }) => attributes.map(({ name }) => name)))
  const onConflict = conflictClause(model, options, [...inserted])
  const returning = bulkReturning(model, batches, options)
  const insert = async (inside: Options): Promise<void> => {
    for (const batch of batches) {
      const result = await insertRows(
        model,
        { attributes: batch.attributes, rows: batch.rows, onConflict, returning },
        inside,
      )
      takeResults(model, batch, result, onConflict !== undefined)
    }
  }
  const { runtime } = model
  if (batches.length === 1 || runtime.transactionOf(options) !== null) await insert(options)
  else {
    // v6 sends one statement, which is all or nothing; several are made so.
    await runtime.transaction({ logging: options.logging }, (transaction) =>
      insert({ ...options, transaction }),
    )
  }
}

/** What comes back of each row: its key too, where some rows bring theirs and it cannot be counted. */
function bulkReturning(
  model: AnyModel,
  batches: readonly Batch[],
  options: Options,
): ReturnType<typeof insertReturning> {
  const returning = insertReturning(model, options)
  const key = model.modelDefinition.autoIncrement
  if (returning.length > 0 || key === undefined || options.returning === false) return returning
  const isMixed = batches.some(({ attributes, rows }) => {
    const position = attributes.indexOf(key)
    return position !== -1 && rows.some((row) => row[position] === undefined)
  })
  return isMixed && model.runtime.dialect.supports.returning ? [key] : returning
}

function stampAll(model: AnyModel, instances: readonly Model[], options: Options): void {
  const { attributes, timestamps, version } = model.modelDefinition
  const { createdAt, updatedAt } = timestamps
  const now = new Date()
  const stamp = (name: string): unknown => {
    const attribute = attributes.get(name)!
    return defaultValueMaker(attribute)?.() ?? now
  }
  for (const { dataValues } of instances) {
    if (createdAt !== undefined && (dataValues[createdAt] ?? null) === null) {
      dataValues[createdAt] = stamp(createdAt)
    }
    if (
      updatedAt !== undefined &&
      (options.silent !== true || (dataValues[updatedAt] ?? null) === null)
    ) {
      if ((dataValues[updatedAt] ?? null) === null) dataValues[updatedAt] = stamp(updatedAt)
    }
    if (version !== undefined && (dataValues[version] ?? null) === null) dataValues[version] = 0
  }
}

/**
 * Rows in their order, as many at a time as one statement can bind. All have the columns that any of
 * them sets; a row that does not set one has NULL there, as in v6, and a key that is counted has the
 * next number.
 */
function batchesOf(model: AnyModel, instances: readonly Model[], options: Options): Batch[] {
  const written = writtenAttributes(model, options)
  const omitNull = options.omitNull ?? model.options.omitNull
  if (omitNull === true) {
    const size = rowsPerStatement(model, written.length)
    return batchesWithoutNulls(written, instances, size, options)
  }
  const attributes = written.filter((attribute) =>
    instances.some(({ dataValues }) => isGiven(attribute, dataValues[attribute.name])),
  )
  // Rows of nothing but defaults can only be inserted one at a time.
  const size = attributes.length === 0 ? 1 : rowsPerStatement(model, attributes.length)
  const batches: Batch[] = []
  for (let start = 0; start < instances.length; start += size) {
    const part = instances.slice(start, start + size)
    const rows = part.map(({ dataValues }) =>
      attributes.map((attribute) => {
        const value = dataValues[attribute.name]
        if (isGiven(attribute, value)) return value
        return attribute.isAutoIncrement ? undefined : null
      }),
    )
    batches.push({ attributes, instances: part, rows })
  }
  return batches
}

/** Rows in their order; those that leave out other columns than the one before are one statement more. */
function batchesWithoutNulls(
  written: readonly AttributeDefinition[],
  instances: readonly Model[],
  size: number,
  options: Options,
): Batch[] {
  const batches: { attributes: AttributeDefinition[]; instances: Model[]; rows: unknown[][] }[] = []
  for (const instance of instances) {
    const { dataValues } = instance
    const attributes = written.filter((attribute) => {
      const value = dataValues[attribute.name]
      return isGiven(attribute, value) && (value !== null || keepsNull(attribute.name, options))
    })
    const row = attributes.map(({ name }) => dataValues[name])
    const last = batches.at(-1)
    const isAlike =
      last !== undefined &&
      attributes.length > 0 &&
      last.attributes.length === attributes.length &&
      last.rows.length < size &&
      attributes.every((attribute, index) => attribute === last.attributes[index])
    if (isAlike) {
      last.instances.push(instance)
      last.rows.push(row)
    } else batches.push({ attributes, instances: [instance], rows: [row] })
  }
  return batches
}

function isGiven(attribute: AttributeDefinition, value: unknown): boolean {
  return value !== undefined && !(value === null && attribute.isAutoIncrement)
}

function rowsPerStatement(model: AnyModel, width: number): number {
  const { rowsPerInsert, maxParameters } = model.runtime.dialect.supports
  return Math.max(1, Math.min(rowsPerInsert, Math.floor(maxParameters / width)))
}

function writtenAttributes(model: AnyModel, options: Options): AttributeDefinition[] {
  const { columns, timestamps } = model.modelDefinition
  if (!Array.isArray(options.fields)) return [...columns]
  const names = new Set(options.fields as string[])
  for (const name of [timestamps.createdAt, timestamps.updatedAt, model.modelDefinition.version]) {
    if (name !== undefined) names.add(name)
  }
  return columns.filter((attribute) => names.has(attribute.name))
}

function conflictClause(
  model: AnyModel,
  options: Options,
  inserted: readonly string[],
): OnConflict | undefined {
  if (Array.isArray(options.updateOnDuplicate)) {
    const { timestamps, attributes } = model.modelDefinition
    for (const name of options.updateOnDuplicate as unknown[]) {
      if (typeof name === 'string' && attributes.has(name)) continue
      throw UsageError.unknownAttribute(
        `${model.name}.bulkCreate`,
        'updateOnDuplicate',
        String(name),
        { name: model.name, attributes: attributes.keys() },
      )
    }
    const names = (options.updateOnDuplicate as string[]).filter(
      (name) => name !== timestamps.createdAt && attributes.get(name)?.isVirtual === false,
    )
    const given = options.conflictAttributes as readonly string[] | null | undefined
    // Which key a row violates is decided by what is inserted, not by what is updated.
    const target = given?.length ? given : conflictKey(model, inserted)
    return upsertClause(model, names, target, options.conflictWhere, 'bulkCreate')
  }
  return options.ignoreDuplicates === true ? model.runtime.ignoreConflicts(model) : undefined
}

/** ON CONFLICT (the unique key) DO UPDATE SET the named attributes to what would have been inserted. */
function upsertClause(
  model: AnyModel,
  names: readonly string[],
  target: unknown,
  where: unknown,
  method: string,
): OnConflict {
  const caller = `${model.name}.${method}`
  const { supports, name: dialectName } = model.runtime.dialect
  if (where !== undefined && where !== null && !supports.conflictWhere) {
    throw UsageError.unsupportedByDialect(caller, 'conflictWhere', dialectName, 'conflictWhere')
  }
  const keys =
    Array.isArray(target) && target.length > 0 ? (target as string[]) : conflictKey(model, names)
  const column = (name: string): string =>
    model.modelDefinition.attributes.get(name)?.column ?? name
  return new OnConflict(
    keys.map(column),
    names.map((name) => new Assignment(column(name), new Excluded(column(name)))),
    where === undefined || where === null
      ? undefined
      : spelledOut(model.runtime.whereCondition(model, where, caller)),
  )
}

/**
 * The condition of a partial index with its values in the SQL text: only so does a database see that
 * the index is meant.
 */
function spelledOut(condition: Node | undefined): Node | undefined {
  if (condition === undefined) return undefined
  return rewrite(condition, (node) => {
    if (node instanceof Parameter) return new Inline(node.value, node.type)
    if (!(node instanceof ParameterList)) return node
    return new Tuple((node.values as unknown[]).map((value) => new Inline(value, node.type)))
  })
}

/**
 * The unique key that a new row may violate: the first one that has values among the written
 * attributes, else the primary key.
 */
function conflictKey(model: AnyModel, written: readonly string[]): readonly string[] {
  const { uniqueKeys, primaryKeys, byColumn } = model.modelDefinition
  const indexes = model._indexes as unknown as readonly { unique?: boolean; fields: unknown[] }[]
  const uniqueIndexes = indexes
    .filter(
      (index) => index.unique === true && index.fields.every((field) => typeof field === 'string'),
    )
    .map((index) => (index.fields as string[]).map((field) => byColumn.get(field)?.name ?? field))
  const namesOf = (columns: readonly string[]): string[] =>
    columns.map((column) => byColumn.get(column)?.name ?? column)
  const candidates = [...uniqueKeys.map((key) => namesOf(key.fields)), ...uniqueIndexes]
  const touched = candidates.find((fields) => fields.some((name) => written.includes(name)))
  return touched ?? primaryKeys.map((attribute) => attribute.name)
}

function takeResults(
  model: AnyModel,
  batch: Batch,
  result: Awaited<ReturnType<typeof insertRows>>,
  mayLeaveOut: boolean,
): void {
  const { instances } = batch
  if (result.rows.length === instances.length) {
    instances.forEach((instance, index) => Object.assign(instance.dataValues, result.rows[index]))
    return
  }
  const key = model.modelDefinition.autoIncrement
  const { insertIds } = model.runtime.dialect.supports
  const { insertId } = result
  if (key === undefined || insertIds === false || insertId === undefined || mayLeaveOut) return
  if (batch.attributes.includes(key) || result.rowCount !== instances.length) return
  // One statement's keys follow each other: SQLite tells the last, MySQL the first.
  const step = typeof insertId === 'bigint' ? 1n : 1
  let id = (
    insertIds === 'first' ? insertId : BigInt(insertId) - BigInt(instances.length - 1)
  ) as bigint
  id = BigInt(id)
  for (const instance of instances) {
    instance.dataValues[key.name] = keyValue(id)
    id += BigInt(step)
  }
}

/**
 * `Model.upsert`.
 *
 * @returns the instance, and whether it was created: null where the database does not tell, as in v6
 */
export async function upsert(
  model: AnyModel,
  values: unknown,
  given: unknown,
): Promise<[Model, boolean | null]> {
  const caller = `${model.name}.upsert`
  checkWriteOptions(model, given, 'upsert')
  const options: Record<string, unknown> = { hooks: true, ...(given as object | undefined) }
  const { dialect } = model.runtime
  if (!dialect.supports.updateOnDuplicate) {
    throw UsageError.unsupportedByDialect(caller, 'upsert', dialect.name, 'updateOnDuplicate')
  }
  const instance = model.build(values as never, { isNewRecord: true } as never) as Model
  const { attributes, timestamps, primaryKeys } = model.modelDefinition
  const changed = (instance.changed() || []).filter(
    (name) => attributes.get(name)?.isVirtual === false,
  )
  const fields = Array.isArray(options.fields) ? (options.fields as string[]) : changed
  options.fields = fields
  if (options.validate !== false) {
    const skip = [...attributes.keys()].filter((name) => !changed.includes(name))
    await instance.validate({ ...options, skip, fields: undefined } as never)
  }
  if (options.hooks !== false && hasHooks(model, 'beforeUpsert')) {
    await runHooks(model, 'beforeUpsert', values, options)
  }
  stampAll(model, [instance], { silent: false })
  const updated = fields.filter(
    (name) =>
      name !== timestamps.createdAt &&
      changed.includes(name) &&
      !primaryKeys.some((key) => key.name === name),
  )
  if (timestamps.updatedAt !== undefined && !updated.includes(timestamps.updatedAt)) {
    updated.push(timestamps.updatedAt)
  }
  const written = model.modelDefinition.columns.filter((attribute) => {
    const value = instance.dataValues[attribute.name]
    return (
      value !== undefined &&
      !(value === null && (attribute.isAutoIncrement || attribute.isPrimaryKey))
    )
  })
  const onConflict = upsertClause(
    model,
    updated.length > 0 ? updated : changed,
    options.conflictFields ?? conflictFieldsOf(model, changed),
    options.conflictWhere,
    'upsert',
  )
  const result = await insertRows(
    model,
    {
      attributes: written,
      rows: [written.map((attribute) => instance.dataValues[attribute.name])],
      onConflict,
      returning:
        dialect.supports.returning && options.returning !== false
          ? returningAttributes(model, options.returning ?? true)
          : [],
    },
    options,
  )
  if (result.rows[0] !== undefined) Object.assign(instance.dataValues, result.rows[0])
  instance.isNewRecord = false
  markAllSaved(instance)
  const outcome: [Model, boolean | null] = [instance, null]
  if (options.hooks !== false && hasHooks(model, 'afterUpsert')) {
    await runHooks(model, 'afterUpsert', outcome, options)
  }
  return outcome
}

/** The primary key where it is given, as a row with this key can exist; else a unique key. */
function conflictFieldsOf(model: AnyModel, changed: readonly string[]): readonly string[] {
  const { primaryKeys } = model.modelDefinition
  const hasPrimary =
    primaryKeys.length > 0 && primaryKeys.every((key) => changed.includes(key.name))
  return hasPrimary ? primaryKeys.map((key) => key.name) : conflictKey(model, changed)
}
