/** What happens to rows without loading them: create, update, destroy, restore and increment by condition. */
import { UsageError } from '../errors/usage-errors.js'
import { Binary, Column, Parameter } from '../expression/expressions.js'
import { Assignment, Update } from '../expression/mutations.js'
import { isNode, type Node } from '../expression/node.js'
import { limitParameter } from '../query-options/limit.js'
import { defaultValueMaker } from './default-values.js'
import { executeOptions } from './execute-options.js'
import { checkWriteOptions } from './finder-options.js'
import { assertKnownAliases } from './include-options.js'
import { cloneOptions } from './finders.js'
import { readIncludes } from './hydration.js'
import { hasHooks, runHooks } from './hooks.js'
import type { Model } from '../../types/model-class.js'
import { paranoidCondition } from './paranoid.js'
import { allOf, saveInstance } from './persistence.js'
import { keepsNull } from './row-insertion.js'
import { validationHooks } from './save-steps.js'
import { bindLiterals } from './literal-values.js'
import type { AnyModel } from './runtime.js'
import { groupWithoutIncludes } from './siblings.js'
import { applyScope } from './scopes.js'
import { deleteRows, returningAttributes, updateRows } from './write-statements.js'

type Options = Readonly<Record<string, unknown>>
type FindAll = { findAll(options: unknown): Promise<Model[]> }

/** `Model.create`. */
export async function create(model: AnyModel, values: unknown, given: unknown): Promise<Model> {
  const caller = `${model.name}.create`
  checkWriteOptions(model, given, 'create')
  const options = { ...(given as object | undefined) } as Record<string, unknown>
  if (Array.isArray(values)) {
    throw UsageError.invalid(
      caller,
      'the values are a list',
      values,
      `Give those of one row, or call ${model.name}.bulkCreate.`,
    )
  }
  if (values !== undefined && typeof values !== 'object')
    throw UsageError.notAttributeValues(caller, values)
  // As in v6 what counts as nothing stands for all.
  if (!options.fields) delete options.fields
  else if (!Array.isArray(options.fields)) {
    throw UsageError.invalidOption(caller, '"fields"', 'a list of attributes', options.fields)
  }
  const instance = model.build(
    values as never,
    {
      isNewRecord: true,
      attributes: options.fields,
      include: options.include,
      // Read here, so that errors name the call.
      [readIncludes]:
        options.include === undefined || options.include === null
          ? undefined
          : model.runtime.loader.normalizeIncludes(model, options.include, caller),
      raw: options.raw,
      silent: options.silent,
    } as never,
  ) as Model
  // Awaited, so that the stack of an error leads to the caller.
  return await saveInstance(instance, options)
}

/** `Model.update`: an UPDATE by condition, or with `individualHooks` one for each row. */
export async function updateWhere(
  model: AnyModel,
  values: unknown,
  given: unknown,
): Promise<[number] | [number, unknown[]]> {
  const caller = `${model.name}.update`
  checkWriteOptions(model, given, 'update')
  let options: Record<string, unknown> = {
    validate: true,
    hooks: true,
    individualHooks: false,
    ...scopedOptions(model, given, caller),
    type: 'BULKUPDATE',
    model,
  }
  assertWhere(options, caller)
  const { attributes, timestamps, version } = model.modelDefinition
  let wanted = definedValues(values, caller)
  const allowed = Array.isArray(options.fields) ? (options.fields as string[]) : undefined
  for (const name of Object.keys(wanted)) {
    if (attributes.has(name)) {
      if (allowed?.includes(name) === false) delete wanted[name]
    } else if (model.runtime.runtimeOptions.strict) {
      throw UsageError.unexpectedKey(`${caller} (strict)`, 'the values', name, {
        name: model.name,
        attributes: attributes.keys(),
      })
    } else delete wanted[name]
  }
  const { updatedAt } = timestamps
  if (updatedAt !== undefined && options.silent !== true) {
    const attribute = attributes.get(updatedAt)!
    wanted[updatedAt] = defaultValueMaker(attribute)?.() ?? new Date()
  }
  const observers = options.individualHooks === true ? eachUpdateHooks : updateHooks
  const isObserved = options.hooks !== false && observers.some((name) => hasHooks(model, name))
  if (isObserved) options.fields = Object.keys(wanted)
  const built = await validateUpdate(model, wanted, options)
  wanted = built.values
  options = { ...options, attributes: wanted }
  if (isObserved) options.fields = Object.keys(wanted)
  if (options.hooks !== false && hasHooks(model, 'beforeBulkUpdate')) {
    const listed = Object.keys(wanted)
    await runHooks(model, 'beforeBulkUpdate', options)
    wanted = withoutRemoved(options, listed)
  }
  let result: [number] | [number, unknown[]]
  if (options.individualHooks === true) {
    result = await updateIndividually(model, wanted, options)
  } else {
    const omitNull = options.omitNull ?? model.options.omitNull
    const columns = Object.fromEntries(
      Object.entries(wanted).filter(
        ([name, value]) =>
          attributes.get(name)?.isVirtual === false &&
          !(omitNull === true && value === null && !keepsNull(name, options)),
      ),
    )
    // As in v6: with nothing to set, the time of change does not change either.
    if (Object.keys(columns).every((name) => name === updatedAt)) return [0]
    if (version !== undefined && columns[version] === undefined) {
      columns[version] = addition(model, version, 1)
    }
    result = await runUpdate(model, columns, options, caller)
  }
  if (options.hooks !== false && hasHooks(model, 'afterBulkUpdate')) {
    await runHooks(model, 'afterBulkUpdate', options)
  }
  return result
}

const updateHooks = ['beforeBulkUpdate', 'afterBulkUpdate', ...validationHooks] as const

/** With hooks of each row. */
const eachUpdateHooks = [
  ...updateHooks,
  'beforeUpdate',
  'afterUpdate',
  'beforeSave',
  'afterSave',
] as const

/** The values as hooks left them: what they took from the list of names is not written. */
function withoutRemoved(options: Options, listed: readonly string[]): Record<string, unknown> {
  const values = { ...(options.attributes as Record<string, unknown>) }
  const fields: readonly unknown[] = Array.isArray(options.fields) ? options.fields : listed
  for (const name of listed) if (!fields.includes(name)) delete values[name]
  return values
}

function definedValues(values: unknown, caller: string): Record<string, unknown> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw UsageError.invalid(
      caller,
      'the values must be an object',
      values,
      'Give attributes and their new values.',
    )
  }
  const wanted: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined)
      Object.defineProperty(wanted, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      })
  }
  return wanted
}

function scopedOptions(model: AnyModel, given: unknown, caller: string): Record<string, unknown> {
  if (
    given !== undefined &&
    given !== null &&
    (typeof given !== 'object' || Array.isArray(given))
  ) {
    throw UsageError.invalid(caller, 'the options must be an object', given)
  }
  const options = cloneOptions((given ?? {}) as Options)
  assertKnownAliases(model, options.include, caller)
  return bindLiterals(model, applyScope(model, options))
}

function assertWhere(options: Options, caller: string): void {
  const { where } = options
  if (where === undefined || where === null) throw UsageError.missingWhere(caller)
  if (typeof where !== 'object') {
    throw UsageError.malformedWhere(
      caller,
      'where must be an object, a list or an expression',
      where,
    )
  }
}

/** Sets the values on an instance, so that setters and validators see them, as v6 does. */
async function validateUpdate(
  model: AnyModel,
  wanted: Record<string, unknown>,
  options: Options,
): Promise<{ values: Record<string, unknown> }> {
  if (options.validate === false && !model.modelDefinition.hasCustomSetters)
    return { values: wanted }
  const { attributes, timestamps } = model.modelDefinition
  const instance = model.build({} as never, { isNewRecord: true, raw: true } as never) as Model
  const before = { ...instance.dataValues }
  instance.set(wanted as never)
  const values: Record<string, unknown> = {}
  for (const name of attributes.keys()) {
    const value = instance.dataValues[name]
    const isSideEffect = options.sideEffects !== false && value !== before[name]
    if (Object.hasOwn(wanted, name) || isSideEffect) {
      if (value !== undefined) values[name] = value
    }
  }
  if (timestamps.updatedAt !== undefined && Object.hasOwn(wanted, timestamps.updatedAt)) {
    values[timestamps.updatedAt] = wanted[timestamps.updatedAt]
  }
  if (options.validate !== false) {
    const skip = [...attributes.keys()].filter((name) => !Object.hasOwn(values, name))
    await instance.validate({ ...options, skip, hooks: options.hooks } as never)
    for (const name of Object.keys(values)) {
      const value = instance.dataValues[name]
      if (value !== undefined) values[name] = value
    }
  }
  return { values }
}

async function runUpdate(
  model: AnyModel,
  values: Record<string, unknown>,
  options: Options,
  caller: string,
): Promise<[number] | [number, unknown[]]> {
  const returning = model.runtime.dialect.supports.returning
    ? returningAttributes(model, options.returning)
    : []
  const result = await updateRows(
    model,
    {
      values,
      where: rowCondition(model, options, caller),
      ...firstRows(model, options, caller),
      returning,
    },
    options,
  )
  if (returning.length === 0) return [result.rowCount]
  const rows = result.rows.map((row) =>
    model.build(row as never, { isNewRecord: false, raw: true } as never),
  ) as Model[]
  groupWithoutIncludes(model, rows, options, caller)
  return [result.rowCount, rows]
}

/** How many rows are written, and which of them are the first; the order says nothing without a limit. */
function firstRows(
  model: AnyModel,
  options: Options,
  caller: string,
): { limit: Node | undefined; orderBy: readonly Node[] } {
  const limit = limitParameter(options.limit, 'limit', caller)
  const isOrdered = limit !== undefined && options.order !== undefined && options.order !== null
  return { limit, orderBy: isOrdered ? model.runtime.writeOrder(model, options.order, caller) : [] }
}

/** The rows that `where` and soft deletion leave. */
function rowCondition(model: AnyModel, options: Options, caller: string): Node | undefined {
  return allOf([
    paranoidCondition(model, undefined, options),
    options.where === undefined || options.where === null
      ? undefined
      : model.runtime.whereCondition(model, options.where, caller),
  ])
}

/** Loads the rows, runs `beforeUpdate` on each; equal changes are written by one statement. */
async function updateIndividually(
  model: AnyModel,
  wanted: Record<string, unknown>,
  options: Options,
): Promise<[number, unknown[]]> {
  const instances = await loadForHooks(model, options, `${model.name}.update`)
  if (instances.length === 0) return [0, []]
  for (const instance of instances) {
    for (const [name, value] of Object.entries(wanted)) instance.setDataValue(name, value)
    if (hasHooks(model, 'beforeUpdate')) await runHooks(model, 'beforeUpdate', instance, options)
  }
  for (const instance of instances) {
    const changed = instance.changed() || []
    await saveInstance(instance, {
      ...individualOptions(options),
      fields: changed,
      hooks: false,
      validate: false,
    })
    if (hasHooks(model, 'afterUpdate')) await runHooks(model, 'afterUpdate', instance, options)
  }
  return [instances.length, instances]
}

function individualOptions(options: Options): Record<string, unknown> {
  return pickOptions(options, [...executionOptions, 'silent', 'paranoid', 'omitNull', 'allowNull'])
}

/** Options of a call that say how its statements are run, whatever they do. */
const executionOptions = [
  'transaction',
  'logging',
  'benchmark',
  'logQueryParameters',
  'searchPath',
  'supportsSearchPath',
  'retry',
  'rawErrors',
] as const

function pickOptions(options: Options, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  )
}

function loadForHooks(model: AnyModel, options: Options, caller: string): Promise<Model[]> {
  // What the write would refuse is refused before anything is sent.
  rowCondition(model, options, caller)
  return (model.unscoped() as unknown as FindAll).findAll({
    ...pickOptions(options, [...executionOptions, 'where', 'paranoid', 'limit', 'order']),
    // The rows are about to change: what a reader knows of them may be old.
    useMaster: true,
    raw: false,
  })
}

/** `Model.destroy`. */
export async function destroyWhere(model: AnyModel, given: unknown): Promise<unknown> {
  const caller = `${model.name}.destroy`
  checkWriteOptions(model, given, 'destroy')
  const options: Record<string, unknown> = {
    hooks: true,
    individualHooks: false,
    force: false,
    cascade: false,
    restartIdentity: false,
    ...scopedOptions(model, given, caller),
    type: 'BULKDELETE',
    model,
  }
  if (options.truncate !== true) {
    if (options.where === undefined || options.where === null) throw UsageError.missingWhere(caller)
    if (typeof options.where !== 'object') {
      throw UsageError.malformedWhere(
        caller,
        'where must be an object, a list or an expression',
        options.where,
      )
    }
  }
  if (options.hooks !== false && hasHooks(model, 'beforeBulkDestroy')) {
    await runHooks(model, 'beforeBulkDestroy', options)
  }
  let instances: Model[] = []
  if (options.individualHooks === true) {
    instances = await loadForHooks(model, options, caller)
    for (const instance of instances) await runHooks(model, 'beforeDestroy', instance, options)
  }
  const result = await removeRows(model, options, caller)
  if (options.individualHooks === true) {
    for (const instance of instances) await runHooks(model, 'afterDestroy', instance, options)
  }
  if (options.hooks !== false && hasHooks(model, 'afterBulkDestroy')) {
    await runHooks(model, 'afterBulkDestroy', options)
  }
  return result
}

async function removeRows(model: AnyModel, options: Options, caller: string): Promise<unknown> {
  const { isParanoid, timestamps } = model.modelDefinition
  if (isParanoid && options.force !== true) {
    const values: Record<string, unknown> = { [timestamps.deletedAt!]: new Date() }
    const [count] = await runUpdate(
      model,
      values,
      { ...options, where: options.where ?? {}, returning: false },
      caller,
    )
    return count
  }
  if (options.truncate === true) return emptyTable(model, options)
  const where = model.runtime.whereCondition(model, options.where, caller)
  return deleteRows(model, where, firstRows(model, options, caller), options)
}

/** As in v6: how many rows there were, where they are deleted; TRUNCATE does not tell, which is 0. */
async function emptyTable(model: AnyModel, options: Options): Promise<number> {
  const { supports } = model.runtime.dialect
  const count = supports.truncate ? 0 : await deleteRows(model, undefined, {}, options)
  if (supports.truncate || options.restartIdentity === true) {
    await model.runtime.truncateTable(model, options)
  }
  return count
}

/** `Model.truncate`. */
export async function truncateModel(model: AnyModel, given: unknown): Promise<unknown> {
  return destroyWhere(model, { ...(given as object | undefined), truncate: true })
}

/** `Model.restore`. */
export async function restoreWhere(model: AnyModel, given: unknown): Promise<unknown> {
  const caller = `${model.name}.restore`
  checkWriteOptions(model, given, 'restore')
  const { isParanoid, timestamps, attributes } = model.modelDefinition
  if (!isParanoid) throw UsageError.notParanoid(caller, model.name)
  const options: Record<string, unknown> = {
    hooks: true,
    individualHooks: false,
    ...cloneOptions((given ?? {}) as Options),
    model,
  }
  if (options.hooks !== false && hasHooks(model, 'beforeBulkRestore')) {
    await runHooks(model, 'beforeBulkRestore', options)
  }
  let instances: Model[] = []
  if (options.individualHooks === true) {
    instances = await loadForHooks(model, { ...options, paranoid: false }, caller)
    for (const instance of instances) await runHooks(model, 'beforeRestore', instance, options)
  }
  const deletedAt = attributes.get(timestamps.deletedAt!)!
  const values: Record<string, unknown> = {
    [deletedAt.name]: deletedAt.hasDefault ? deletedAt.defaultValue : null,
  }
  const { updatedAt } = timestamps
  if (updatedAt !== undefined) values[updatedAt] = new Date()
  const [count] = await runUpdate(
    model,
    values,
    { ...options, paranoid: false, returning: false },
    caller,
  )
  if (options.individualHooks === true) {
    for (const instance of instances) await runHooks(model, 'afterRestore', instance, options)
  }
  if (options.hooks !== false && hasHooks(model, 'afterBulkRestore')) {
    await runHooks(model, 'afterBulkRestore', options)
  }
  return count
}

/**
 * `Model.increment` and `Model.decrement`.
 *
 * @returns v6's shapes: `[[rows], count]` where rows come back, else `[[undefined, count]]`
 */
export async function incrementWhere(
  model: AnyModel,
  fields: unknown,
  given: unknown,
  sign: 1 | -1,
): Promise<unknown> {
  const caller = `${model.name}.${sign === 1 ? 'increment' : 'decrement'}`
  checkWriteOptions(model, given, sign === 1 ? 'increment' : 'decrement')
  const options: Record<string, unknown> = { by: 1, ...scopedOptions(model, given, caller) }
  assertWhere(options, caller)
  const amounts = amountsOf(fields, options.by, caller)
  const { attributes, timestamps, version } = model.modelDefinition
  const set: Assignment[] = []
  for (const [name, amount] of Object.entries(amounts)) {
    const attribute = attributes.get(name)
    if (attribute === undefined || attribute.isVirtual) {
      throw UsageError.unknownAttribute(caller, 'fields', name, {
        name: model.name,
        attributes: attributes.keys(),
      })
    }
    set.push(new Assignment(attribute.column, addition(model, name, amount * sign)))
  }
  if (version !== undefined && !Object.hasOwn(amounts, version)) {
    set.push(new Assignment(attributes.get(version)!.column, addition(model, version, 1)))
  }
  const { updatedAt } = timestamps
  if (updatedAt !== undefined && options.silent !== true && !Object.hasOwn(amounts, updatedAt)) {
    const attribute = attributes.get(updatedAt)!
    const now = defaultValueMaker(attribute)?.() ?? new Date()
    set.push(new Assignment(attribute.column, new Parameter(now, attribute.type)))
  }
  const { supports } = model.runtime.dialect
  const givesRows = supports.returning && supports.insertIds === false
  const returning =
    options.returning === false || !givesRows
      ? []
      : returningAttributes(model, options.returning ?? true)
  const tree = new Update({
    table: model.modelDefinition.table,
    set,
    where: rowCondition(model, { paranoid: false, ...options }, caller),
    returning: returning.map(
      (attribute) => new Column(undefined, attribute.column, attribute.type),
    ),
  })
  const bound = model.runtime.statements.bind(tree)
  const result = await model.runtime.executor.run(
    bound.statement,
    bound.parameters,
    executeOptions(model.runtime, model, options, 'UPDATE'),
  )
  if (returning.length === 0) return [[undefined, result.rowCount]]
  const rows = result.rows.map((row) => {
    const values: Record<string, unknown> = {}
    returning.forEach((attribute, index) => {
      const value = row[index]
      const decode = attribute.binding?.decode
      values[attribute.name] = value === null || decode === undefined ? value : decode(value)
    })
    return model.build(values as never, { isNewRecord: false, raw: true } as never)
  })
  return [rows, result.rowCount]
}

/** `column + amount`, with null counted as nothing only where SQL does: null stays null, as in v6. */
function addition(model: AnyModel, name: string, amount: number): Node {
  const attribute = model.modelDefinition.attributes.get(name)!
  const column = new Column(undefined, attribute.column, attribute.type)
  return new Binary(amount < 0 ? '-' : '+', column, new Parameter(Math.abs(amount)))
}

function amountsOf(fields: unknown, by: unknown, caller: string): Record<string, number> {
  const amount = numeric(by, caller)
  if (typeof fields === 'string') return { [fields]: amount }
  if (Array.isArray(fields)) {
    return Object.fromEntries(fields.map((name: unknown) => [String(name), amount]))
  }
  if (typeof fields === 'object' && fields !== null && !isNode(fields)) {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, numeric(value, caller)]),
    )
  }
  throw UsageError.invalid(
    caller,
    'the fields cannot be read',
    fields,
    'Give an attribute, a list of attributes, or an object of attributes and amounts.',
  )
}

/** An amount to add, as a number. */
function numeric(value: unknown, caller: string): number {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof amount !== 'number' || !Number.isFinite(amount)) {
    throw UsageError.invalid(caller, 'the amount is not a number', value)
  }
  return amount
}
