/**
 * The finders: `findAll` and what rests on it. Each checks its options, runs the hooks in v6's
 * order, merges the scope, and hands over to the loader.
 */
import { EmptyResultError } from '../errors/database-errors.js'
import { UsageError } from '../errors/usage-errors.js'
import { col, fn as sqlFunction } from '../expression/constructors.js'
import { isNode } from '../expression/node.js'
import type { AttributeDefinition } from './definition-types.js'
import { checkFinderOptions } from './finder-options.js'
import { hasHooks, runHooks } from './hooks.js'
import { bindLiterals } from './literal-values.js'
import { isSet } from '../query-options/operands.js'
import type { AnyModel, NormalizedInclude } from './runtime.js'
import { applyScope } from './scopes.js'

/** Options of a finder, before they are checked. */
export type FinderOptions = Readonly<Record<string, unknown>>

/** `Model.findAll`. */
export function findAll(model: AnyModel, options: unknown): Promise<unknown> {
  return find(model, finderOptions(model, options, 'findAll'), 'findAll', false)
}

/**
 * Finds with options into which the scope is merged already: what loading uses for children.
 *
 * @returns instances or plain rows; never null
 */
export async function findAllScoped(
  model: AnyModel,
  options: Record<string, unknown>,
): Promise<unknown[]> {
  const found = await find(model, options, 'findAll', true)
  return found as unknown[]
}

/** `Model.findOne`. */
export async function findOne(model: AnyModel, options: unknown): Promise<unknown> {
  const given = finderOptions(model, options, 'findOne')
  const single: Record<string, unknown> = { ...given, plain: given.plain ?? true }
  if (given.limit === undefined && !isByUniqueKey(model, given.where)) single.limit = 1
  if (isOverridden(model, 'findAll')) return callOverridden(model, 'findAll', single)
  return find(model, single, 'findOne', false)
}

/** `Model.findByPk`. A composite key is given as an object. */
export async function findByPk(model: AnyModel, key: unknown, options: unknown): Promise<unknown> {
  if (key === null || key === undefined) return null
  const given = finderOptions(model, options, 'findByPk')
  const single: Record<string, unknown> = { ...given, where: keyCondition(model, key) }
  if (isOverridden(model, 'findOne')) return callOverridden(model, 'findOne', single)
  single.plain ??= true
  if (isOverridden(model, 'findAll')) return callOverridden(model, 'findAll', single)
  return find(model, single, 'findByPk', false)
}

/** `Model.findAndCountAll`. */
export async function findAndCountAll(
  model: AnyModel,
  options: unknown,
): Promise<{ count: unknown; rows: unknown[] }> {
  const given = finderOptions(model, options, 'findAndCountAll')
  // As in v6 the attributes are of the rows: a count of groups has their names beside it.
  const {
    attributes: _attributes,
    limit: _limit,
    offset: _offset,
    order: _order,
    plain: _plain,
    raw: _raw,
    ...counted
  } = given
  const countOptions: Record<string, unknown> = { ...counted }
  // It says how to count; rows of the root are distinct in any case.
  const { distinct: _distinct, ...found } = given
  if (isPageOfRoots(model, given)) countOptions.distinct = true
  const [count, rows] = await Promise.all([
    (model as unknown as { count(options: unknown): Promise<unknown> }).count(countOptions),
    (model as unknown as { findAll(options: unknown): Promise<unknown[]> }).findAll(found),
  ])
  return { count, rows: count === 0 ? [] : rows }
}

/**
 * Whether the number beside a page has to be asked for as one of distinct roots. v6 gives that of
 * joined rows, unless told otherwise; a page of roots needs that of roots.
 */
function isPageOfRoots(model: AnyModel, given: Readonly<Record<string, unknown>>): boolean {
  if (given.distinct !== undefined || given.col !== undefined || given.group) return false
  const { include } = applyScope(model, given)
  return include !== undefined && include !== null && model.modelDefinition.primaryKeys.length > 0
}

async function find(
  model: AnyModel,
  given: FinderOptions,
  caller: string,
  isScoped: boolean,
): Promise<unknown> {
  const runsHooks = given.hooks !== false && hasFinderHooks(model)
  let options = given as Record<string, unknown>
  if (runsHooks) options = cloneOptions(given)
  if (!isScoped) {
    options = applyScope(model, options)
    if (model.runtime.runtimeOptions.findsRaw && options.raw === undefined) {
      options = { ...options, raw: true }
    }
  }
  if (runsHooks) await runHooksBeforeFind(model, options, caller)
  if (options.caller !== caller) options = { ...options, caller }
  checkFinderOptions(model, options, caller, isScoped)
  options = bindLiterals(model, options)
  const rows = await model.runtime.loader.load(model, options)
  const found = options.plain === true ? (rows[0] ?? null) : rows
  if (runsHooks) await runHooks(model, 'afterFind', found, options)
  if (rows.length === 0) rejectEmpty(model, options)
  return found
}

/** Runs the hooks in front of a finder, which may change its options. */
async function runHooksBeforeFind(
  model: AnyModel,
  options: Record<string, unknown>,
  caller: string,
): Promise<void> {
  if (options.hooks === undefined) options.hooks = true
  await runHooks(model, 'beforeFind', options)
  if (hasHooks(model, 'beforeFindAfterExpandIncludeAll')) {
    options.include = expandedIncludes(model, options, caller)
    await runHooks(model, 'beforeFindAfterExpandIncludeAll', options)
  }
  if (hasHooks(model, 'beforeFindAfterOptions')) {
    options.include = expandedIncludes(model, options, caller, { showsRequired: true })
    options.attributes = listedAttributes(model, options.attributes)
    await runHooks(model, 'beforeFindAfterOptions', options)
  }
}

const finderHooks = [
  'beforeFind',
  'beforeFindAfterExpandIncludeAll',
  'beforeFindAfterOptions',
  'afterFind',
] as const

/** Whether a model has hooks that run when it is found. */
export function hasFinderHooks(model: AnyModel): boolean {
  for (const name of finderHooks) if (hasHooks(model, name)) return true
  return false
}

/** The includes in full, for hooks that look into them; with what v6 has decided by then. */
function expandedIncludes(
  model: AnyModel,
  options: FinderOptions,
  caller: string,
  { showsRequired = false } = {},
): unknown {
  if (options.include === undefined || options.include === null) return options.include
  const full = ({
    include,
    association,
    as,
    model: target,
    options: own,
  }: NormalizedInclude): object => ({
    ...own,
    association,
    as,
    model: target,
    ...(showsRequired ? { required: own.required ?? isSet(own.where) } : {}),
    ...(include.length === 0 ? {} : { include: include.map(full) }),
  })
  return model.runtime.loader
    .normalizeIncludes(model, options.include, `${model.name}.${caller}`)
    .map(full)
}

/** The attributes as a list, for hooks that look into them. */
function listedAttributes(model: AnyModel, attributes: unknown): unknown {
  if (Array.isArray(attributes)) return attributes
  const { include = [], exclude = [] } = (attributes ?? {}) as Record<string, readonly unknown[]>
  const own = [...model.modelDefinition.attributes.keys()].filter((name) => !exclude.includes(name))
  return [...own, ...include]
}

function rejectEmpty(model: AnyModel, options: FinderOptions): void {
  const reject = options.rejectOnEmpty ?? model.options.rejectOnEmpty
  if (reject === undefined || reject === false || reject === null) return
  if (reject instanceof Error) throw reject
  if (typeof reject === 'function') throw new (reject as new () => Error)()
  throw new EmptyResultError(
    `${model.name}.${String(options.caller)}: no row was found, and rejectOnEmpty is set.`,
  )
}

/** Options as an object; nothing given is no options. */
function finderOptions(model: AnyModel, options: unknown, caller: string): FinderOptions {
  if (options === undefined || options === null) return {}
  if (typeof options !== 'object' || isNode(options) || Array.isArray(options)) {
    throw UsageError.malformedOptions(`${model.name}.${caller}`, options)
  }
  return options as FinderOptions
}

/** A copy that hooks may change: deep in plain objects and lists, shared in all else. */
export function cloneOptions(options: FinderOptions): Record<string, unknown> {
  return clonePlain(options) as Record<string, unknown>
}

/** Includes that lead back to themselves are refused by whoever reads them. */
const DEEPEST_COPY = 500

function clonePlain(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST_COPY) return value
  if (Array.isArray(value)) return value.map((item) => clonePlain(item, depth + 1))
  if (typeof value !== 'object' || value === null || isNode(value)) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const copy: Record<string | symbol, unknown> = {}
  for (const key of Reflect.ownKeys(value)) {
    Object.defineProperty(copy, key, {
      value: clonePlain((value as Record<string | symbol, unknown>)[key], depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

/** Whether a condition can be met by one row at most, so that LIMIT would only cost. */
function isByUniqueKey(model: AnyModel, where: unknown): boolean {
  if (typeof where !== 'object' || where === null || isNode(where)) return false
  const { primaryKeys, uniqueKeys, byColumn } = model.modelDefinition
  const names = [
    ...(primaryKeys.length === 1 ? [primaryKeys[0]!.name] : []),
    ...uniqueKeys
      .filter((key) => key.fields.length === 1)
      .map((key) => byColumn.get(key.fields[0]!)?.name ?? key.fields[0]!),
  ]
  return names.some((name) => {
    if (!Object.hasOwn(where, name)) return false
    const value = (where as Record<string, unknown>)[name]
    return (
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'bigint' ||
      Buffer.isBuffer(value)
    )
  })
}

/** The condition that a primary key stands for. */
export function keyCondition(model: AnyModel, key: unknown): Record<string, unknown> {
  const { primaryKeys } = model.modelDefinition
  if (isKeyValue(key, primaryKeys[0])) {
    if (primaryKeys.length !== 1)
      throw UsageError.unsuitableKey(model.name, key, primaryKeyNames(model))
    return { [primaryKeys[0]!.name]: key }
  }
  if (typeof key !== 'object' || key === null || isNode(key)) {
    throw UsageError.unsuitableKey(model.name, key, primaryKeyNames(model))
  }
  const parts = key as Record<string, unknown>
  const condition: Record<string, unknown> = {}
  for (const attribute of primaryKeys) {
    const { name } = attribute
    if (!Object.hasOwn(parts, name) || !isKeyValue(parts[name], attribute)) {
      throw UsageError.unsuitableKey(model.name, key, primaryKeyNames(model))
    }
    condition[name] = parts[name]
  }
  if (primaryKeys.length === 0) throw UsageError.unsuitableKey(model.name, key, [])
  return condition
}

/** Whether a value can be that of a key; a moment is one where the key is. */
function isKeyValue(value: unknown, attribute: AttributeDefinition | undefined): boolean {
  if (value instanceof Date) return ['DATE', 'DATEONLY'].includes(attribute?.type?.key ?? '')
  return (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Uint8Array
  )
}

function primaryKeyNames(model: AnyModel): string[] {
  return model.modelDefinition.primaryKeys.map((attribute) => attribute.name)
}

/** v6 calls `this.findAll` from `findOne`, so an application's own `findAll` takes part. */
function isOverridden(model: AnyModel, method: 'findAll' | 'findOne'): boolean {
  return model[method] !== model.baseModel[method]
}

function callOverridden(
  model: AnyModel,
  method: 'findAll' | 'findOne',
  options: Record<string, unknown>,
): Promise<unknown> {
  return (model as unknown as Record<string, (options: unknown) => Promise<unknown>>)[method]!(
    options,
  )
}

/** `Model.count`. */
export async function count(model: AnyModel, options: unknown): Promise<unknown> {
  const counted = scopedForAggregate(model, finderOptions(model, options, 'count'))
  if (counted.hooks !== false && hasHooks(model, 'beforeCount')) {
    await runHooks(model, 'beforeCount', counted)
  }
  checkFinderOptions(model, counted, 'count')
  return countScoped(model, counted)
}

/**
 * The number of rows that a getter of an association would find. As in v6 it is a finder, of one
 * row, to hooks and to a `findAll` of the application: what hides rows from them, hides them here.
 * Hooks of `count` do not run. With `group` it is the number of the first group.
 */
export async function countFound(model: AnyModel, options: FinderOptions): Promise<number> {
  const { name, modelDefinition } = model
  const key = modelDefinition.primaryKeys[0]
  const value = sqlFunction('COUNT', col(key === undefined ? '*' : `${name}.${key.column}`))
  const asFinder = { attributes: [[value, 'count']], raw: true, plain: true }
  if (isOverridden(model, 'findAll')) {
    const row = await callOverridden(model, 'findAll', { ...options, ...asFinder })
    return Number((row as { readonly count?: unknown } | null)?.count ?? 0)
  }
  const counted = scopedForAggregate(model, options)
  if (counted.hooks === false || !hasFinderHooks(model)) return firstCount(model, counted)
  const found: Record<string, unknown> = { ...counted, ...asFinder }
  await runHooksBeforeFind(model, found, 'count')
  const { raw: _raw, plain: _plain, ...changed } = found
  const row = { count: await firstCount(model, { ...changed, attributes: counted.attributes }) }
  await runHooks(model, 'afterFind', row, found)
  return Number(row.count)
}

/** The number of rows; with `group`, as in v6, that of the first group. */
async function firstCount(model: AnyModel, counted: Record<string, unknown>): Promise<number> {
  checkFinderOptions(model, counted, 'count')
  const count = await countScoped(model, counted)
  return typeof count === 'number' ? count : (count[0]?.count ?? 0)
}

/** The options of an aggregate, with the scope merged in. */
function scopedForAggregate(model: AnyModel, options: FinderOptions): Record<string, unknown> {
  const given = cloneOptions(options)
  return { ...applyScope(model, given), attributes: aggregateAttributes(given) }
}

/** A count with options that were checked, or one for each group. */
async function countScoped(
  model: AnyModel,
  counted: Record<string, unknown>,
): Promise<number | { readonly count: number }[]> {
  const hasInclude = Array.isArray(counted.include)
    ? counted.include.length > 0
    : counted.include !== undefined && counted.include !== null
  const { primaryKeys } = model.modelDefinition
  let column = typeof counted.col === 'string' ? counted.col : '*'
  if (counted.col === undefined) {
    if (hasInclude && primaryKeys.length > 0) column = primaryKeys[0]!.name
    else if (counted.distinct === true && primaryKeys.length > 0) column = primaryKeys[0]!.name
  }
  const isGrouped = counted.group !== undefined && counted.group !== null
  if (counted.distinct === true && counted.col === undefined && !isGrouped) {
    // One attribute of several does not tell rows apart: whole rows are counted.
    if (primaryKeys.length > 1) column = '*'
  }
  const rows = await aggregateRows(model, column, 'count', {
    ...counted,
    caller: 'count',
    limit: undefined,
    offset: undefined,
    order: undefined,
    attributes: isGrouped ? counted.attributes : undefined,
  })
  if (isGrouped) return rows.map((row) => ({ ...row, count: Number(row.count) }))
  return Number(rows[0]?.count ?? 0)
}

/**
 * The attributes that an aggregate selects beside its value: those of the call. What a scope selects,
 * and what an object adds or leaves out, is about rows and would make groups ambiguous; v6 ignores it.
 */
function aggregateAttributes({ attributes }: Readonly<Record<string, unknown>>): unknown {
  return Array.isArray(attributes) ? attributes : undefined
}

/** `Model.aggregate`, and `min`, `max` and `sum`. */
export async function aggregate(
  model: AnyModel,
  attribute: string,
  fn: string,
  options: unknown,
): Promise<unknown> {
  if (typeof attribute !== 'string' || attribute === '') {
    throw UsageError.invalid(
      `${model.name}.aggregate`,
      'the first argument is not the name of an attribute',
      attribute,
      'Give the attribute to aggregate, or "*"',
    )
  }
  const given = scopedForAggregate(model, finderOptions(model, options, fn))
  checkFinderOptions(model, given, 'aggregate')
  const rows = await aggregateRows(model, attribute, fn, { ...given, caller: 'aggregate' })
  const isPlain = given.plain ?? given.group === undefined
  if (isPlain !== true) return rows
  return rows[0]?.[fn] ?? null
}

function aggregateRows(
  model: AnyModel,
  attribute: string,
  fn: string,
  options: Record<string, unknown>,
): Promise<Record<string, unknown>[]> {
  return model.runtime.loader.aggregate(model, attribute, fn, bindLiterals(model, options))
}
