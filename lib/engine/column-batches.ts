/**
 * Rows that a driver gave as one list of values per column. Who wants instances takes the lists; who
 * wants rows is given some at a time, which are garbage before the next are made.
 */
import type { ColumnLists, RowBatches } from './connection.js'

/** Rows that are made at a time. */
const BATCH = 1024

/** The rows of lists that are read when they are asked for. */
export class ColumnBatches implements RowBatches {
  readonly columns: () => ColumnLists
  readonly #prepare: ((rows: unknown[][]) => void) | undefined

  /**
   * @param read called once; throws where the lists do not tell the values exactly
   * @param prepare what is to be done with rows before they are taken
   */
  constructor(read: () => ColumnLists, prepare?: (rows: unknown[][]) => void) {
    this.columns = read
    this.#prepare = prepare
  }

  *[Symbol.iterator](): Generator<unknown[][], void, undefined> {
    const columns = this.columns()
    for (let start = 0; start < columns.count; start += BATCH) {
      const rows = rowsOf(columns, start, Math.min(start + BATCH, columns.count))
      this.#prepare?.(rows)
      yield rows
    }
  }
}

/**
 * Rows by position. Values that come once for a run of rows are in its first row, `undefined` in the
 * others. Hot.
 */
export function rowsOf({ lists, runs }: ColumnLists, start: number, end: number): unknown[][] {
  const width = lists.length
  const rows = new Array<unknown[]>(end - start)
  for (let index = 0; index < rows.length; index++) rows[index] = new Array<unknown>(width)
  for (let position = 0; position < width; position++) {
    if (runs?.columns.includes(position) === true) {
      fillRunColumn(rows, position, lists[position]!, runs.starts, start)
    } else fillColumn(rows, position, lists[position]!, start)
  }
  return rows
}

type List = ColumnLists['lists'][number]

function fillColumn(rows: unknown[][], position: number, list: List, start: number): void {
  if (list instanceof Float64Array) {
    for (let index = 0; index < rows.length; index++) {
      rows[index]![position] = numberOrNull(list[start + index]!)
    }
  } else {
    for (let index = 0; index < rows.length; index++) rows[index]![position] = list[start + index]
  }
}

function fillRunColumn(
  rows: unknown[][],
  position: number,
  list: List,
  starts: readonly number[],
  start: number,
): void {
  for (let run = firstRunFrom(starts, start); run < starts.length; run++) {
    const row = rows[starts[run]! - start]
    if (row === undefined) return
    row[position] = valueAt(list, run)
  }
}

/** A value of a list: among numbers NaN stands for null. */
export function valueAt(list: List, index: number): unknown {
  return list instanceof Float64Array ? numberOrNull(list[index]!) : list[index]
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/** The first run that begins at a row or after it. */
function firstRunFrom(starts: readonly number[], row: number): number {
  let from = 0
  let to = starts.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (starts[middle]! < row) from = middle + 1
    else to = middle
  }
  return from
}
