/**
 * INSERT of several instances of one model: as many rows to a statement as it can bind, in the order
 * of the instances, and the keys that the database gave back on the right ones.
 */
import type { OnConflict } from '../expression/mutations.js'
import { isNode } from '../expression/node.js'
import type { Model } from '../../types/model-class.js'
import type { AttributeDefinition } from './definition-types.js'
import type { AnyModel } from './runtime.js'
import { insertRows, returningAttributes, type WriteResult } from './write-statements.js'

type Options = Readonly<Record<string, unknown>>

/** Rows of one statement. */
export interface Batch {
  readonly attributes: readonly AttributeDefinition[]
  readonly instances: readonly Model[]
  /** Row after row, each in the order of `attributes`; undefined stands for the column's default. */
  readonly values: readonly unknown[]
}

/** The names to write of an instance, by instance. */
export interface InstanceRow {
  readonly instance: Model
  readonly fields: readonly string[]
}

/** Whether a null is left out of what is written, and which are not. */
export interface NullRule {
  readonly omitNull: boolean
  readonly options: Options
}

/** v6's omitNull keeps foreign keys and what `allowNull` lists. */
export function keepsNull(name: string, options: Options): boolean {
  const kept = options.allowNull
  return /Id$/.test(name) || (Array.isArray(kept) && kept.includes(name))
}

/** A key given by the database: a number, or text beyond what a number can hold. */
export function keyValue(id: number | bigint): number | string {
  if (typeof id === 'number') return id
  return id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id.toString()
}

const none: readonly string[] = []

/**
 * Columns that come back from an INSERT: all, unless the driver tells the key and no more is asked.
 * Keys that would stay unknown come back in any case: one that an expression makes, and those by
 * which other rows are about to refer to these.
 *
 * @param referred attributes that other rows refer to
 */
export function insertReturning(
  model: AnyModel,
  options: Options,
  instances: readonly Model[],
  referred: readonly string[] = none,
): readonly AttributeDefinition[] {
  const { supports } = model.runtime.dialect
  if (!supports.returning) return []
  const asked = askedReturning(model, options)
  const { autoIncrement: counted } = model.modelDefinition
  const unknown = unknownKeys(model, options, instances, referred).filter(
    (attribute) => !asked.includes(attribute),
  )
  if (unknown.length === 0) return asked
  const isTold = supports.insertIds !== false
  // Of a row that was there already, the driver tells nothing.
  const isCertain = isTold && options.updateOnDuplicate === undefined
  const needed = unknown.filter((attribute) => attribute !== counted || !isCertain)
  const columns = needed.length === 0 ? asked : [...asked, ...needed]
  if (counted === undefined || !isTold || columns.includes(counted)) return columns
  // Of rows that come back, the driver does not tell the keys.
  return columns.length > 0 ? [...columns, counted] : columns
}

function askedReturning(model: AnyModel, options: Options): readonly AttributeDefinition[] {
  const { returning } = options
  if (returning === false) return []
  if (returning === undefined && model.runtime.dialect.supports.insertIds !== false) return []
  return returningAttributes(model, returning ?? true)
}

/** Attributes that are needed, and of which only the database knows what it has stored. */
function unknownKeys(
  model: AnyModel,
  options: Options,
  instances: readonly Model[],
  referred: readonly string[],
): AttributeDefinition[] {
  const { attributes, primaryKeys } = model.modelDefinition
  const unknown = new Set<AttributeDefinition>()
  for (const key of primaryKeys) {
    if (instances.some(({ dataValues }) => isNode(dataValues[key.name]))) unknown.add(key)
  }
  for (const name of referred) {
    const attribute = attributes.get(name)
    if (attribute === undefined || attribute.isVirtual) continue
    const isUnknown = instances.some(({ dataValues }) => {
      const value: unknown = dataValues[name]
      return value === undefined || value === null || isNode(value)
    })
    // A row that was there keeps the key that it has.
    if (isUnknown || options.updateOnDuplicate !== undefined) unknown.add(attribute)
  }
  return [...unknown]
}

/** Whether a value is written: not where there is none, or where the database counts. */
export function isGiven(attribute: AttributeDefinition, value: unknown): boolean {
  return value !== undefined && !(value === null && attribute.isAutoIncrement)
}

/** How many rows one statement can take. */
export function rowsPerStatement(model: AnyModel, width: number): number {
  const { rowsPerInsert, maxParameters } = model.runtime.dialect.supports
  return Math.max(1, Math.min(rowsPerInsert, Math.floor(maxParameters / Math.max(1, width))))
}

/**
 * Batches of rows that each leave out what they do not have, so that the column's default is taken:
 * as if each was inserted by itself. Where a dialect has no DEFAULT among values, rows with other
 * columns than those before begin a statement.
 *
 * @param isOneByOne each row is a statement, for what cannot be told of several
 */
export function batchesOfOwnColumns(
  model: AnyModel,
  list: readonly InstanceRow[],
  nulls: NullRule,
  isOneByOne = false,
): Batch[] {
  const { columns } = model.modelDefinition
  const written = list.map(({ instance, fields }) => {
    const names = new Set(fields)
    return columns.filter(
      (attribute) =>
        names.has(attribute.name) &&
        isWritten(attribute, instance.dataValues[attribute.name], nulls),
    )
  })
  const canMix = model.runtime.dialect.supports.defaultInRows
  const batches: Batch[] = []
  let start = 0
  while (start < list.length) {
    let attributes = written[start]!
    let end = start + 1
    while (!isOneByOne && end < list.length) {
      const next = written[end]!
      if (attributes.length === 0 || next.length === 0) break
      const isAlike = haveSameItems(attributes, next)
      if (!isAlike && !canMix) break
      const both = isAlike
        ? attributes
        : columns.filter((column) => attributes.includes(column) || next.includes(column))
      if (end - start + 1 > rowsPerStatement(model, both.length)) break
      attributes = both
      end++
    }
    const part = list.slice(start, end)
    const values = part.flatMap(({ instance }, index) => {
      const own = written[start + index]!
      return attributes.map((attribute) =>
        own === attributes || own.includes(attribute)
          ? (instance.dataValues[attribute.name] as unknown)
          : undefined,
      )
    })
    batches.push({ attributes, instances: part.map(({ instance }) => instance), values })
    start = end
  }
  return batches
}

function isWritten(attribute: AttributeDefinition, value: unknown, nulls: NullRule): boolean {
  if (!isGiven(attribute, value)) return false
  return value !== null || !nulls.omitNull || keepsNull(attribute.name, nulls.options)
}

function haveSameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index])
}

/** What else belongs to the statements of some batches. */
export interface InsertClauses {
  readonly onConflict: OnConflict | undefined
  readonly returning: readonly AttributeDefinition[]
}

/** Inserts batches, in order; what comes back is put on the instances once all are inserted. */
export async function insertBatches(
  model: AnyModel,
  batches: readonly Batch[],
  clauses: InsertClauses,
  options: Options,
): Promise<void> {
  const results: WriteResult[] = []
  for (const { attributes, instances, values } of batches) {
    const count = instances.length
    results.push(await insertRows(model, { attributes, count, values, ...clauses }, options))
  }
  batches.forEach((batch, index) => {
    takeResult(model, batch, results[index]!, clauses.onConflict !== undefined)
  })
}

function takeResult(
  model: AnyModel,
  batch: Batch,
  result: WriteResult,
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
  if (key === undefined || insertIds === false || insertId === undefined) return
  if (mayLeaveOut && instances.length > 1) return
  if (batch.attributes.includes(key) || result.rowCount !== instances.length) return
  // One statement's keys follow each other: SQLite tells the last, MySQL the first.
  const first = BigInt(insertId) - BigInt(insertIds === 'last' ? instances.length - 1 : 0)
  const number = Number(first)
  const isSafe = Number.isSafeInteger(number) && Number.isSafeInteger(number + instances.length)
  for (let index = 0; index < instances.length; index++) {
    instances[index]!.dataValues[key.name] = isSafe
      ? number + index
      : keyValue(first + BigInt(index))
  }
}
