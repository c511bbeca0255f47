/** Rows of tables by name, without a model or beside one: v6's low-level data methods. */
import { normalizeDataType } from '../data-types/data-type.js'
import { DateType } from '../data-types/temporal-types.js'
import { BigIntType, DecimalType, FloatType, IntegerType } from '../data-types/number-types.js'
import { UsageError } from '../errors/usage-errors.js'
import {
  Aliased,
  Binary,
  Column,
  Excluded,
  Parameter,
  Star,
  Tuple,
} from '../expression/expressions.js'
import { Assignment, Delete, Insert, OnConflict, Update } from '../expression/mutations.js'
import { isNode, type Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { Table } from '../expression/sources.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import { tableIdentity } from '../model/table-definition.js'
import type { ColumnResolver } from '../query-options/column-resolver.js'
import { limitParameter } from '../query-options/limit.js'
import { orderings } from '../query-options/order.js'
import { groupings, projection } from '../query-options/projection.js'
import { resolveExpression, whereCondition } from '../query-options/where.js'
import type { OperationOptions, QueryInterfaceHost } from './host.js'
import { type ColumnTypes, columnTypes, modelColumnTypes, resolverOf } from './table-resolver.js'

/** Values by column. */
export type RowValues = Readonly<Record<string, unknown>>

/** A table's node. */
function tableNode(given: unknown, where: string, options: OperationOptions): Table {
  const { tableName, schema, delimiter } = tableIdentity(given, where, options.schema)
  return new Table(tableName, schema, undefined, delimiter)
}

/** What the values of one table are bound with. */
interface ValueContext {
  readonly types: ColumnTypes
  readonly resolver: ColumnResolver
}

function valueNode(value: unknown, column: string, { types, resolver }: ValueContext): Node {
  if (isNode(value)) return resolveExpression(value, resolver)
  return new Parameter(value ?? null, types.get(column))
}

function contextOf(
  host: QueryInterfaceHost,
  where: string,
  types: ColumnTypes,
  model?: AnyModel,
): ValueContext {
  return { types, resolver: resolverOf(host, where, model, types) }
}

function modelOfInstance(instance: Model | null | undefined): AnyModel | undefined {
  return instance ? (instance.constructor as unknown as AnyModel) : undefined
}

/** The columns given back: `*` for true, or those named. */
function returningOf(returning: unknown): Node[] {
  if (returning === undefined || returning === null || returning === false) return []
  if (!Array.isArray(returning)) return [new Star()]
  return returning.map((item: unknown) =>
    isNode(item) ? item : new Column(undefined, String(item)),
  )
}

/** `insert`: `[instance or what the database gave, rows written]`. */
export async function insert(
  host: QueryInterfaceHost,
  instance: Model | null | undefined,
  given: unknown,
  values: RowValues,
  options: OperationOptions,
): Promise<unknown> {
  const where = 'queryInterface.insert'
  const model = modelOfInstance(instance)
  const context = contextOf(
    host,
    where,
    model === undefined ? new Map() : modelColumnTypes(model),
    model,
  )
  const columns = Object.keys(values)
  const node = new Insert({
    into: tableNode(given, where, options),
    columns,
    rows: columns.length === 0 ? [] : [rowOf(values, columns, context)],
    returning: returningOf(options.returning),
  })
  const [result, count] = (await host.query(node, { ...options, type: 'INSERT' })) as [
    unknown,
    number,
  ]
  if (!instance) return [result, count]
  takeBack(instance, result)
  return [instance, count]
}

/** What the database gave is set on the instance that was written. */
function takeBack(instance: Model, result: unknown): void {
  const { byColumn, autoIncrement } = modelOfInstance(instance)!.modelDefinition
  if (Array.isArray(result)) {
    for (const [column, value] of Object.entries((result[0] as object | undefined) ?? {})) {
      instance.dataValues[byColumn.get(column)?.name ?? column] = value
    }
  } else if (autoIncrement !== undefined && instance.dataValues[autoIncrement.name] == null) {
    instance.dataValues[autoIncrement.name] = result
  }
  instance.isNewRecord = false
}

function rowOf(values: RowValues, columns: readonly string[], context: ValueContext): Tuple {
  return new Tuple(columns.map((column) => valueNode(values[column], column, context)))
}

/** `bulkInsert`: the key of the row that the database tells, or the rows with `returning`. */
export async function bulkInsert(
  host: QueryInterfaceHost,
  given: unknown,
  records: readonly RowValues[],
  options: OperationOptions,
  attributes: unknown,
): Promise<unknown> {
  const where = 'queryInterface.bulkInsert'
  if (!Array.isArray(records) || records.length === 0) {
    throw UsageError.invalid(where, 'there are no records to insert', records)
  }
  // A key that a row lacks is NULL in it, as in v6.
  const columns = [...new Set(records.flatMap((record: RowValues) => Object.keys(record)))]
  const context = contextOf(host, where, columnTypes(attributes))
  const node = new Insert({
    into: tableNode(given, where, options),
    columns,
    rows: records.map((record: RowValues) => rowOf(record, columns, context)),
    onConflict: conflictOf(options, context),
    returning: returningOf(options.returning),
  })
  const [result] = (await host.query(node, { ...options, type: 'INSERT' })) as [unknown]
  return result
}

function conflictOf(options: OperationOptions, { resolver }: ValueContext): OnConflict | undefined {
  const { updateOnDuplicate, upsertKeys, conflictAttributes, conflictWhere } = options
  if (Array.isArray(updateOnDuplicate)) {
    const target = (upsertKeys ?? conflictAttributes ?? []) as readonly string[]
    const set = updateOnDuplicate.map(
      (column: unknown) => new Assignment(String(column), new Excluded(String(column))),
    )
    const partial = conflictWhere ? whereCondition(conflictWhere, resolver) : undefined
    return new OnConflict(target, set, partial)
  }
  return options.ignoreDuplicates === true ? new OnConflict([], []) : undefined
}

/** `upsert`: `[what the database gave, whether the row is new]`; SQLite and PostgreSQL do not tell. */
export async function upsert(
  host: QueryInterfaceHost,
  given: unknown,
  values: { readonly insert: RowValues; readonly update: RowValues },
  options: OperationOptions,
): Promise<unknown> {
  const where = 'queryInterface.upsert'
  const model = options.model as AnyModel | undefined
  const types = model === undefined ? new Map() : modelColumnTypes(model)
  const context = contextOf(host, where, types, model)
  const columns = Object.keys(values.insert)
  const updated = Object.keys(values.update)
  const partial = options.conflictWhere
    ? whereCondition(options.conflictWhere, context.resolver)
    : undefined
  const target = conflictTarget(options, model, updated)
  const node = new Insert({
    into: tableNode(given, where, options),
    columns,
    rows: [rowOf(values.insert, columns, context)],
    onConflict: new OnConflict(
      target,
      updated.map((column) => new Assignment(column, new Excluded(column))),
      partial,
    ),
    returning: returningOf(options.returning),
  })
  return host.query(node, { ...options, type: 'UPSERT', model: undefined })
}

function conflictTarget(
  options: OperationOptions,
  model: AnyModel | undefined,
  updated: readonly string[],
): readonly string[] {
  const { conflictFields, upsertKeys } = options
  for (const given of [conflictFields, upsertKeys]) {
    if (Array.isArray(given) && given.length > 0) return given.map(String)
  }
  if (model === undefined) return []
  const { uniqueKeys, primaryKeys } = model.modelDefinition
  // As v6 does: the first unique key that is written, else the primary key.
  const key = uniqueKeys.find(({ fields }) => fields.some((column) => updated.includes(column)))
  return key?.fields ?? primaryKeys.map(({ column }) => column)
}

/** `update`: `[instance or rows, rows changed]`. */
export async function update(
  host: QueryInterfaceHost,
  instance: Model | null | undefined,
  given: unknown,
  change: { readonly values: RowValues; readonly where: unknown },
  options: OperationOptions,
): Promise<unknown> {
  const caller = 'queryInterface.update'
  const model = modelOfInstance(instance)
  const types = model === undefined ? new Map() : modelColumnTypes(model)
  const node = updateNode(given, change, options, contextOf(host, caller, types, model))
  const [result, count] = (await host.query(node, { ...options, type: 'UPDATE' })) as [
    unknown,
    number,
  ]
  if (!instance) return [result, count]
  if (Array.isArray(result) && result.length > 0) takeBack(instance, result)
  return [instance, count]
}

function updateNode(
  given: unknown,
  { values, where }: { readonly values: RowValues; readonly where: unknown },
  options: OperationOptions,
  context: ValueContext,
): Update {
  const { resolver } = context
  return new Update({
    table: tableNode(given, resolver.caller, options),
    set: Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([column, value]) => new Assignment(column, valueNode(value, column, context))),
    where: conditionOf(where, resolver),
    limit: limitParameter(options.limit, 'limit', resolver.caller),
    returning: returningOf(options.returning),
  })
}

function conditionOf(where: unknown, resolver: ColumnResolver): Node | undefined {
  return where === undefined || where === null ? undefined : whereCondition(where, resolver)
}

/** `bulkUpdate`: how many rows were changed, or the rows with `returning`. */
export async function bulkUpdate(
  host: QueryInterfaceHost,
  given: unknown,
  change: { readonly values: RowValues; readonly where: unknown },
  options: OperationOptions,
  attributes: unknown,
): Promise<unknown> {
  const context = contextOf(host, 'queryInterface.bulkUpdate', columnTypes(attributes))
  const node = updateNode(given, change, options, context)
  return host.query(node, { ...options, type: 'BULKUPDATE', model: undefined })
}

/** `delete`: of the row of an instance; children first where associations say so. */
export async function deleteRow(
  host: QueryInterfaceHost,
  instance: Model | null | undefined,
  given: unknown,
  where: unknown,
  options: OperationOptions,
): Promise<unknown> {
  const caller = 'queryInterface.delete'
  const model = modelOfInstance(instance)
  const { resolver } = contextOf(host, caller, new Map(), model)
  const node = new Delete({
    from: tableNode(given, caller, options),
    where: conditionOf(where, resolver),
    limit: limitParameter(options.limit, 'limit', caller),
  })
  return host.query(node, { ...options, type: 'DELETE' })
}

/** `bulkDelete`, of all rows without a condition. */
export async function bulkDelete(
  host: QueryInterfaceHost,
  given: unknown,
  where: unknown,
  options: OperationOptions,
  model: AnyModel | undefined,
): Promise<unknown> {
  const caller = 'queryInterface.bulkDelete'
  if (options.truncate === true) {
    const table = tableIdentity(given, caller, options.schema)
    const [statement] = host.dialect.ddl.compile({
      kind: 'truncateTable',
      table,
      cascade: options.cascade === true,
      restartIdentity: options.restartIdentity === true,
    })
    return host.query(statement!.sql, options)
  }
  const { resolver } = contextOf(host, caller, new Map(), model)
  const node = new Delete({
    from: tableNode(given, caller, options),
    where: conditionOf(where, resolver),
    limit: limitParameter(options.limit, 'limit', caller),
  })
  return host.query(node, options)
}

/** `select`: rows, as instances of the model where one is given. */
export async function select(
  host: QueryInterfaceHost,
  model: AnyModel | null | undefined,
  given: unknown,
  options: OperationOptions,
): Promise<unknown> {
  const node = selectNode(host, model ?? undefined, given, options)
  return host.query(node, { ...options, type: 'SELECT', ...(model && { model, mapToModel: true }) })
}

/** The statement of `select` and `rawSelect`. */
export function selectNode(
  host: QueryInterfaceHost,
  model: AnyModel | undefined,
  given: unknown,
  options: OperationOptions,
): Select {
  const caller = 'queryInterface.select'
  if (options.include !== undefined) {
    throw UsageError.invalid(
      caller,
      'it loads one table only',
      options.include,
      'Use a finder of the model.',
    )
  }
  const resolver = resolverOf(host, caller, model)
  const { attributes, group, having, order } = options
  return new Select({
    columns:
      attributes === undefined || attributes === null
        ? [new Star()]
        : projection(attributes, resolver).map(
            ({ expression, name }) => new Aliased(expression, name),
          ),
    from: [tableNode(given, caller, options)],
    where: conditionOf(options.where, resolver),
    groupBy: group === undefined || group === null ? [] : groupings(group, resolver),
    having: conditionOf(having, resolver),
    orderBy: order === undefined || order === null ? [] : orderings(order, resolver),
    limit: limitParameter(options.limit, 'limit', caller),
    offset: limitParameter(options.offset, 'offset', caller),
  })
}

/** `rawSelect`: one value of the first row, converted to `dataType`. */
export async function rawSelect(
  host: QueryInterfaceHost,
  given: unknown,
  options: OperationOptions,
  selector: unknown,
  model: AnyModel | undefined,
): Promise<unknown> {
  if (typeof selector !== 'string' || selector === '') {
    throw UsageError.invalid(
      'queryInterface.rawSelect',
      'Please pass an attribute selector!',
      selector,
    )
  }
  const node = selectNode(host, model, given, options)
  const isPlain = options.plain !== false
  const rows = await host.query(node, {
    ...options,
    raw: true,
    plain: isPlain,
    type: 'SELECT',
    model: undefined,
  })
  if (!isPlain) return rows
  const value = (rows as RowValues | null)?.[selector] ?? null
  return value === null ? null : converted(value, options.dataType)
}

/** An aggregate's value in its data type. Decimals become numbers, as in v6. */
function converted(value: unknown, dataType: unknown): unknown {
  if (dataType === undefined || dataType === null) return value
  const type = normalizeDataType(dataType, { where: 'queryInterface.rawSelect: dataType' })
  if (type instanceof DecimalType || type instanceof FloatType) {
    return isNumeric(value) ? parseFloat(String(value)) : value
  }
  if (type instanceof IntegerType || type instanceof BigIntType) {
    return isNumeric(value) ? parseInt(String(value), 10) : value
  }
  if (type instanceof DateType && !(value instanceof Date)) return new Date(value as string)
  return value
}

function isNumeric(value: unknown): boolean {
  return value !== '' && !Number.isNaN(Number(value))
}

/** `increment` and `decrement`: columns changed by amounts, others set. */
export async function arithmetic(
  host: QueryInterfaceHost,
  operator: '+' | '-',
  target: {
    readonly model: AnyModel | null | undefined
    readonly table: unknown
    readonly where: unknown
  },
  change: { readonly amounts: RowValues; readonly values: RowValues },
  options: OperationOptions,
): Promise<unknown> {
  const caller = operator === '+' ? 'queryInterface.increment' : 'queryInterface.decrement'
  const model = target.model ?? undefined
  const types: ColumnTypes = model === undefined ? new Map() : modelColumnTypes(model)
  const context = contextOf(host, caller, types, model)
  const set = [
    ...Object.entries(change.amounts).map(([column, amount]) => {
      const current = new Column(undefined, column, types.get(column))
      return new Assignment(
        column,
        new Binary(operator, current, valueNode(amount, column, context)),
      )
    }),
    ...Object.entries(change.values).map(
      ([column, value]) => new Assignment(column, valueNode(value, column, context)),
    ),
  ]
  // v6 gives the rows back where the driver tells no keys.
  const returns = options.returning !== false && host.dialect.supports.insertIds === false
  const node = new Update({
    table: tableNode(target.table, caller, options),
    set,
    where: conditionOf(target.where, context.resolver),
    returning: returns ? [new Star()] : [],
  })
  return host.query(node, { ...options, type: 'UPDATE', model: undefined })
}
