/**
 * INSERT of several instances of one model: as many rows to a statement as it can bind, in the order
 * of the instances, and the keys that the database gave back on the right ones.
 */
import type { OnConflict } from '../expression/mutations.js'
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

/** Columns that come back from an INSERT: all, unless the driver tells the key and no more is asked. */
export function insertReturning(
  model: AnyModel,
  options: Options,
): ReturnType<typeof returningAttributes> {
  const { supports } = model.runtime.dialect
  const { returning } = options
  if (!supports.returning || returning === false) return []
  if (returning === undefined && supports.insertIds !== false) return []
  return returningAttributes(model, returning ?? true)
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
