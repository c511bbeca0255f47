// How the report writes numbers, lists, shares and tables.

import Table from 'cli-table3'

const number = new Intl.NumberFormat('en-US')

/** Writes a whole number with thousands separators. */
export function count(value: number): string {
  return number.format(value)
}

/** Writes a share of 1 in percent, without decimals. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** Draws a share of 1 as a bar of blocks, 24 long when full. */
export function bar(share: number): string {
  return '█'.repeat(Math.round(share * 24))
}

/** Writes a distance: to ten metres when short, else to whole kilometres. */
export function kilometres(distance: number): string {
  return distance < 10 ? `${distance.toFixed(2)} km` : `${count(Math.round(distance))} km`
}

/** Writes a time in milliseconds, as seconds from one second on. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`
}

/** Writes a number together with what is counted: `1 statement`, `7 statements`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** Lists names; past `most` of them it only says how many more there are. */
export function list(names: readonly string[], most = Number.POSITIVE_INFINITY): string {
  if (names.length <= most + 1) return names.join(', ')
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}

/** A column of a table. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Characters per line; longer text goes on below. The longest cell decides when left out. */
  readonly width?: number
}

/** Draws a table with a line under its heads and nothing else around the cells. */
export function drawTable(columns: readonly Column[], rows: readonly string[][]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    colWidths: columns.map(({ width }) => (width === undefined ? null : width + 2)),
    wordWrap: true,
    chars: WITHOUT_FRAME,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
  })
  table.push(...rows.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}

const WITHOUT_FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}
