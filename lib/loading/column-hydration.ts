/**
 * Instances out of values that come as one list per column: the values of many rows are given a column
 * at a time, so that no row is ever made. Hot.
 */
import { valueAt } from '../engine/column-batches.js'
import type { ColumnLists } from '../engine/connection.js'
import type { HydrationOptions } from '../model/hydration.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import { emptyValues, type Entity, type HydratedConstructor } from './entity.js'
import { type HydrationClass, ToOneHydration, TreeHydration } from './row-hydration.js'

type List = ColumnLists['lists'][number]

/** Rows whose values are made at a time. */
const BATCH = 512

/** How the rows of an entity become instances: by columns where these are given and that can be. */
export function hydrationClass(entity: Entity, multiplies: boolean): HydrationClass {
  if (multiplies) {
    if (isListPerRoot(entity)) return ListColumnHydration
    return isOnePerRow(entity) && entity.keys.length === 1 ? OnceColumnHydration : TreeHydration
  }
  return isOnePerRow(entity) ? ColumnHydration : ToOneHydration
}

/** Whether a row has one instance of each entity at most, and none of them within a column. */
function isOnePerRow({ nested, children }: Entity): boolean {
  return nested === undefined && children.every((child) => !child.isMulti && isOnePerRow(child))
}

/** Whether all that multiplies the rows of a root is one list of children, each with a row of its own. */
function isListPerRoot({ keys, children }: Entity): boolean {
  const lists = children.filter(({ isMulti }) => isMulti)
  return (
    keys.length === 1 &&
    lists.length === 1 &&
    !lists[0]!.repeats &&
    children.every((child) => isOnePerRow(child))
  )
}

/** Each row is an instance with all that is below it. */
class ColumnHydration extends ToOneHydration {
  takeColumns(columns: ColumnLists): void {
    const { entity, model, options, instances } = this
    for (let from = 0; from < columns.count; from += BATCH) {
      const rows = { columns, from, count: Math.min(BATCH, columns.count - from), at: undefined }
      const values = valuesOf(entity, rows)
      giveToOne(entity.children, values, rows)
      for (const own of values) instances.push(instanceOf(model, own, options))
    }
  }
}

/** Each row is an instance with all that is below it, but for rows that repeat one. */
class OnceColumnHydration extends TreeHydration {
  readonly #seen = new Set<unknown>()

  takeColumns(columns: ColumnLists): void {
    const { entity, model, options, instances } = this
    const keys = columns.lists[entity.keys[0]!]!
    const at: number[] = []
    for (let row = 0; row < columns.count; row++) {
      if (this.#seen.has(keys[row])) continue
      this.#seen.add(keys[row])
      at.push(row)
    }
    const isEach = at.length === columns.count
    for (let from = 0; from < at.length; from += BATCH) {
      const count = Math.min(BATCH, at.length - from)
      const rows = { columns, from, count, at: isEach ? undefined : at }
      const values = valuesOf(entity, rows)
      giveToOne(entity.children, values, rows)
      for (const own of values) instances.push(instanceOf(model, own, options))
    }
  }
}

/** Roots of which each has one list of children. */
class ListColumnHydration extends TreeHydration {
  takeColumns(columns: ColumnLists): void {
    const { entity, model, options, instances } = this
    const { count, lists, runs } = columns
    const keys = lists[entity.keys[0]!]!
    const starts = runs?.starts ?? startsOfRuns(keys, count)
    const list = entity.children.find(({ isMulti }) => isMulti)!
    const listed = allOf(list, columns)
    const rows = { columns, from: 0, count: starts.length, at: starts }
    const roots = valuesOf(entity, rows)
    giveToOne(entity.children, roots, rows)
    const known = new Map<unknown, Model[]>()
    for (let run = 0; run < starts.length; run++) {
      const from = starts[run]!
      const found = presentAmong(listed, from, starts[run + 1] ?? count)
      const siblings = known.get(keys[from])
      if (siblings === undefined) {
        known.set(keys[from], found)
        roots[run]![list.as] = found
        instances.push(instanceOf(model, roots[run]!, options))
      } else for (const instance of found) siblings.push(instance)
    }
  }
}

/** Some rows of lists. */
interface Rows {
  readonly columns: ColumnLists
  readonly from: number
  readonly count: number
  /** Which rows; undefined for those from `from` on. */
  readonly at: readonly number[] | undefined
}

/** The rows whose key is not that of the row before. */
function startsOfRuns(keys: List, count: number): number[] {
  const starts: number[] = []
  for (let row = 0; row < count; row++) {
    if (row === 0 || keys[row] !== keys[row - 1]) starts.push(row)
  }
  return starts
}

/** The instances of an entity in all rows; null where an outer join found none. */
function allOf(entity: Entity, columns: ColumnLists): (Model | null)[] {
  const all: (Model | null)[] = []
  for (let from = 0; from < columns.count; from += BATCH) {
    const rows = { columns, from, count: Math.min(BATCH, columns.count - from), at: undefined }
    for (const instance of instancesOf(entity, rows)) all.push(instance)
  }
  return all
}

/** The instances of an entity in some rows; null where an outer join found none. */
function instancesOf(entity: Entity, rows: Rows): (Model | null)[] {
  const { model, options } = entity
  const values = valuesOf(entity, rows)
  giveToOne(entity.children, values, rows)
  const instances = new Array<Model | null>(rows.count)
  for (let index = 0; index < values.length; index++) {
    const isPresent = entity.isCertain || !isAbsent(entity, rows.columns, rowAt(rows, index))
    instances[index] = isPresent ? instanceOf(model, values[index]!, options) : null
  }
  return instances
}

function instanceOf(
  model: AnyModel,
  values: Record<string, unknown>,
  options: HydrationOptions,
): Model {
  return new (model as unknown as HydratedConstructor)(values, options)
}

/** Gives the values of rows the instances of to-one children. */
function giveToOne(
  children: readonly Entity[],
  values: readonly Record<string, unknown>[],
  rows: Rows,
): void {
  for (const child of children) {
    if (child.isMulti) continue
    const instances = instancesOf(child, rows)
    for (let index = 0; index < values.length; index++) values[index]![child.as] = instances[index]
  }
}

/** The values of an entity in some rows, column by column. */
function valuesOf(entity: Entity, rows: Rows): Record<string, unknown>[] {
  const { from, count, at } = rows
  const { lists, runs } = rows.columns
  const values = new Array<Record<string, unknown>>(count)
  for (let index = 0; index < count; index++) values[index] = emptyValues(entity)
  for (let index = 0; index < entity.names.length; index++) {
    const position = entity.start + index
    const list = lists[position]!
    if (at === undefined || runs?.columns.includes(position) === true) {
      readColumn(values, entity, index, list, from)
    } else {
      const chosen = at.slice(from, from + count).map((row) => valueAt(list, row))
      readColumn(values, entity, index, chosen, 0)
    }
  }
  return values
}

/** Gives rows their values of one column, from a place in its list on. */
function readColumn(
  values: readonly Record<string, unknown>[],
  entity: Entity,
  column: number,
  list: List,
  from: number,
): void {
  const name = entity.names[column]!
  const decode = entity.decoders[column]
  if (list instanceof Float64Array) {
    for (let index = 0; index < values.length; index++) {
      const value = list[from + index]!
      values[index]![name] = Number.isNaN(value)
        ? null
        : decode === undefined
          ? value
          : decode(value)
    }
    return
  }
  for (let index = 0; index < values.length; index++) {
    const value = list[from + index]
    values[index]![name] =
      decode === undefined || value === null || value === undefined ? value : decode(value)
  }
}

/** A list as long as it must be, which one that grows is not. */
function presentAmong(listed: readonly (Model | null)[], from: number, to: number): Model[] {
  const found = listed.slice(from, to)
  return (found.includes(null) ? found.filter((one) => one !== null) : found) as Model[]
}

/** As for rows: the key is null, or all columns are where no key is selected. */
function isAbsent(entity: Entity, columns: ColumnLists, row: number): boolean {
  const { keys, children } = entity
  if (keys.length > 0) return valueAt(columns.lists[keys[0]!]!, row) === null
  for (let position = entity.start; position < entity.end; position++) {
    if (valueAt(columns.lists[position]!, row) !== null) return false
  }
  return children.every((child) => isAbsent(child, columns, row))
}

function rowAt({ at, from }: Rows, index: number): number {
  return at === undefined ? from + index : at[from + index]!
}
