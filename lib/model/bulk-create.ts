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
import { readIncludes } from './hydration.js'
import { optionsForMany } from './instance-building.js'
import { createInstances } from './instance-creation.js'
import {
  assertLinkable,
  type GroupWriter,
  linkedByNested,
  referredByNested,
  writeAtomically,
  writeNestedAfter,
  writeNestedBefore,
} from './nested-persistence.js'
import { saveInstance } from './persistence.js'
import { validationHooks } from './save-steps.js'
import {
  type Batch,
  batchesOfOwnColumns,
  insertBatches,
  insertReturning,
  isGiven,
  rowsPerStatement,
} from './row-insertion.js'
import type { AnyModel, NormalizedInclude } from './runtime.js'
import { assignedOnce } from './shared-columns.js'
import { groupWithoutIncludes } from './siblings.js'
import { insertRows, returningAttributes } from './write-statements.js'
import type { WriteJournal } from './write-journal.js'

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
  const includes = includesOf(model, options, caller)
  const instances = buildAll(model, records, options, includes)
  const creation = { model, instances, options, includes, journal: undefined }
  if (!includes.some(({ as }) => instances.some((instance) => isHeld(instance.dataValues[as])))) {
    return createAll(creation)
  }
  return writeAtomically(model, caller, options, (inside, journal) =>
    createAll({ ...creation, options: { ...inside }, journal }),
  )
}

/** Instances to create together, and how. */
interface BulkCreation {
  readonly model: AnyModel
  readonly instances: readonly Model[]
  /** The options, which hooks may change. */
  readonly options: Record<string, unknown>
  readonly includes: readonly NormalizedInclude[]
  readonly journal: WriteJournal | undefined
  /** Attributes by which rows of another level refer to these. */
  readonly referred?: readonly string[] | undefined
}

async function createAll(creation: BulkCreation): Promise<Model[]> {
  const { model, options, journal } = creation
  const instances = creation.instances as Model[]
  const runsHooks = options.hooks !== false
  options.model = model
  if (runsHooks && isObserved(model, options)) listFields(model, options)
  if (journal !== undefined) for (const instance of instances) journal.record(instance)
  if (runsHooks && hasHooks(model, 'beforeBulkCreate')) {
    await runHooks(model, 'beforeBulkCreate', instances, options)
  }
  if (options.validate === true) await validateAll(model, instances, options)
  if (options.individualHooks === true) await createOneByOne(creation)
  else await createTogether(creation)
  if (runsHooks && hasHooks(model, 'afterBulkCreate')) {
    await runHooks(model, 'afterBulkCreate', instances, options)
  }
  groupWithoutIncludes(model, instances, options, `${model.name}.bulkCreate`)
  return instances
}

/** Whether a hook may look at the list of what is written, or add to it. */
function isObserved(model: AnyModel, options: Options): boolean {
  return (
    bulkHooks.some((name) => hasHooks(model, name)) ||
    (options.individualHooks === true && validationHooks.some((name) => hasHooks(model, name)))
  )
}

const bulkHooks = ['beforeBulkCreate', 'afterBulkCreate'] as const

function listFields(model: AnyModel, options: Record<string, unknown>): void {
  if (Array.isArray(options.fields)) options.fields = [...(options.fields as string[])]
  else {
    options.fields = [...model.modelDefinition.attributes.keys()]
    options.defaultFields = options.fields
  }
}

/** With the hooks of `create`, and what is nested as it is nested there. */
async function createOneByOne(creation: BulkCreation): Promise<void> {
  const { model, instances, options, journal, referred } = creation
  const own = {
    ...options,
    // What a hook has put in the place of the list was chosen.
    defaultFields: options.fields === options.defaultFields ? options.fields : undefined,
    individualHooks: undefined,
    validate: false,
    hooks: true,
  }
  const saves = instances.map((instance) => ({ instance, options: own }))
  const created = saves.filter(({ instance }) => instance.isNewRecord)
  const changed = saves.filter(({ instance }) => !instance.isNewRecord)
  if (created.length > 0) {
    const names = [...model.modelDefinition.attributes.keys()]
    const onConflict = conflictClause(model, options, names)
    await createInstances({ model, saves: created, options: own, journal, onConflict, referred })
  }
  for (const { instance } of changed) await saveInstance(instance, own)
}

async function createTogether(creation: BulkCreation): Promise<void> {
  const { model, instances, options, includes, journal } = creation
  const branches = includes.map((include) => ({ include, parents: instances }))
  const write = nestedBulkCreator(journal)
  assertLinkable(branches, options)
  const linked = linkedByNested(branches)
  const { autoIncrement } = model.modelDefinition
  // Rows that were there already have keys of their own.
  const isUpsert = includes.length > 0 && options.updateOnDuplicate !== undefined
  const own = isUpsert && autoIncrement !== undefined ? [autoIncrement.name] : []
  await writeNestedBefore(branches, { options, write, journal })
  await insertAll(
    model,
    instances,
    // The keys of what rows belong to are written, whatever else is.
    linked.length > 0 && Array.isArray(options.fields)
      ? { ...options, fields: [...(options.fields as string[]), ...linked] }
      : options,
    [...referredByNested(branches), ...(creation.referred ?? []), ...own],
  )
  for (const instance of instances) {
    instance.isNewRecord = false
    markAllSaved(instance)
  }
  await writeNestedAfter(branches, { options, write, journal })
}

function nestedBulkCreator(journal: WriteJournal | undefined): GroupWriter {
  return async (group) => {
    const options: Record<string, unknown> = { ...BULK_DEFAULTS, ...group.options }
    const isInserted = (instance: Model): boolean =>
      instance.isNewRecord || options.updateOnDuplicate !== undefined
    const created = group.instances.filter(isInserted)
    // Of a row that is there already, put among the nested ones, the changes are saved.
    const changed = group.instances.filter((instance) => !isInserted(instance))
    if (created.length > 0) await createAll({ ...group, instances: created, options, journal })
    for (const instance of changed) await instance.save(group.options as never)
  }
}

const BULK_DEFAULTS = {
  validate: false,
  hooks: true,
  individualHooks: false,
  ignoreDuplicates: false,
} as const

function isHeld(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null
}

function includesOf(
  model: AnyModel,
  { include }: Options,
  caller: string,
): readonly NormalizedInclude[] {
  if (include === undefined || include === null) return []
  return model.runtime.loader.normalizeIncludes(model, include, caller)
}

function bulkOptions(model: AnyModel, given: unknown, caller: string): Record<string, unknown> {
  const options: Record<string, unknown> = {
    ...BULK_DEFAULTS,
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

function buildAll(
  model: AnyModel,
  records: readonly unknown[],
  options: Options,
  includes: readonly NormalizedInclude[],
): Model[] {
  const buildOptions = optionsForMany(model, {
    isNewRecord: true,
    include: options.include,
    [readIncludes]: includes.length > 0 ? includes : undefined,
    raw: options.raw as boolean | undefined,
  })
  return records.map((record, index) => {
    if (record instanceof model.baseModel) return record as unknown as Model
    if (record !== undefined && (typeof record !== 'object' || Array.isArray(record))) {
      throw UsageError.notAttributeValues(`${model.name}.bulkCreate: record ${index + 1}`, record)
    }
    return model.build(record as never, buildOptions as never) as Model
  })
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
          hooks: options.individualHooks === true,
        } as never)
      } catch (error) {
        errors.push(new BulkRecordError(error as Error, instance))
      }
    }),
  )
  if (errors.length > 0) throw new AggregateError(errors)
}

async function insertAll(
  model: AnyModel,
  instances: readonly Model[],
  options: Options,
  referred: readonly string[],
): Promise<void> {
  stampAll(model, instances, options)
  const batches = batchesOf(model, instances, options)
  const inserted = new Set(batches.flatMap(({ attributes }) => attributes.map(({ name }) => name)))
  const onConflict = conflictClause(model, options, [...inserted])
  const returning = bulkReturning(model, batches, instances, options, referred)
  const clauses = { onConflict, returning }
  const { runtime } = model
  if (batches.length === 1 || runtime.transactionOf(options) !== null) {
    await insertBatches(model, batches, clauses, options)
    return
  }
  // v6 sends one statement, which is all or nothing; several are made so.
  await runtime.atomically(
    `${model.name}.bulkCreate`,
    { logging: options.logging },
    (transaction) =>
      insertBatches(
        model,
        batches,
        clauses,
        transaction === null ? options : { ...options, transaction },
      ),
  )
}

/** What comes back of each row: its key too, where it is needed and cannot be counted. */
function bulkReturning(
  model: AnyModel,
  batches: readonly Batch[],
  instances: readonly Model[],
  options: Options,
  referred: readonly string[],
): readonly AttributeDefinition[] {
  const returning = insertReturning(model, options, instances, referred)
  const key = model.modelDefinition.autoIncrement
  if (returning.length > 0 || key === undefined) return returning
  if (options.returning === false && !referred.includes(key.name)) return returning
  if (!model.runtime.dialect.supports.returning) return returning
  const isMixed = batches.some(({ attributes, values }) => {
    return attributes.includes(key) && values.includes(undefined)
  })
  return isMixed ? [key] : returning
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
    const fields = written.map(({ name }) => name)
    const list = instances.map((instance) => ({ instance, fields }))
    return batchesOfOwnColumns(model, list, { omitNull, options })
  }
  const attributes = written.filter((attribute) =>
    instances.some(({ dataValues }) => isGiven(attribute, dataValues[attribute.name])),
  )
  // Rows of nothing but defaults can only be inserted one at a time.
  const size = attributes.length === 0 ? 1 : rowsPerStatement(model, attributes.length)
  const batches: Batch[] = []
  for (let start = 0; start < instances.length; start += size) {
    const part = instances.slice(start, start + size)
    batches.push({ attributes, instances: part, values: valuesOf(part, attributes) })
  }
  return batches
}

/** The values of row after row. Hot. */
function valuesOf(
  instances: readonly Model[],
  attributes: readonly AttributeDefinition[],
): unknown[] {
  const width = attributes.length
  const values = new Array<unknown>(instances.length * width)
  let position = 0
  for (let index = 0; index < instances.length; index++) {
    const { dataValues } = instances[index]!
    for (let column = 0; column < width; column++) {
      const attribute = attributes[column]!
      const value: unknown = dataValues[attribute.name]
      const isMissing = value === undefined || value === null
      values[position++] = isMissing && !attribute.isAutoIncrement ? null : (value ?? undefined)
    }
  }
  return values
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
    assignedOnce(names.map((name) => new Assignment(column(name), new Excluded(column(name))))),
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
  const options: Record<string, unknown> = {
    hooks: true,
    validate: true,
    ...(given as object | undefined),
    model,
  }
  const { dialect } = model.runtime
  if (!dialect.supports.updateOnDuplicate) {
    throw UsageError.unsupportedByDialect(caller, 'upsert', dialect.name, 'updateOnDuplicate')
  }
  const instance = model.build(values as never, { isNewRecord: true } as never) as Model
  const { attributes, timestamps, primaryKeys } = model.modelDefinition
  const changed = (instance.changed() || []).filter(
    (name) => attributes.get(name)?.isVirtual === false,
  )
  const fields = Array.isArray(options.fields) ? [...(options.fields as string[])] : changed
  options.fields = fields
  if (options.validate !== false) {
    const skip = [...attributes.keys()].filter((name) => !changed.includes(name))
    await instance.validate({ ...options, skip } as never)
  }
  if (options.hooks !== false && hasHooks(model, 'beforeUpsert')) {
    await runHooks(model, 'beforeUpsert', values, options)
  }
  stampAll(model, [instance], { silent: false })
  const updated = fields.filter(
    (name) =>
      name !== timestamps.createdAt &&
      (changed.includes(name) || instance.changed(name as never)) &&
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
      count: 1,
      values: written.map((attribute) => instance.dataValues[attribute.name] as unknown),
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
