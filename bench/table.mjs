// The printed tables, and the same figures as JSON.

import Table from 'cli-table3'

const NOISY_SPREAD = 0.4

/** The middle of a list of numbers; of an even count, the mean of the two. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * The figures of a cell: per clock the median, least and greatest of the rounds, in milliseconds
 * per call (per `times` calls where the operation counts so).
 *
 * @param {import('./measure.mjs').Cell} cell
 * @param {{ times?: number }} operation
 */
export function figures(cell, { times = 1 }) {
  const of = (clock) => {
    const values = cell.samples.map((sample) => sample[clock] * times)
    return { median: median(values), least: Math.min(...values), greatest: Math.max(...values) }
  }
  return { cpuMs: of('cpuMs'), wallMs: of('wallMs') }
}

/**
 * One table: a row per operation, a column per peer, raw in time and the others in multiples of it.
 *
 * @param {'cpuMs' | 'wallMs'} clock
 * @param {string[]} peers
 * @param {Record<string, string>} heads the column titles of the peers
 * @param {object[]} operations
 * @param {Record<string, Record<string, import('./measure.mjs').Cell>>} cells
 */
export function renderTable(clock, peers, heads, operations, cells) {
  const table = new Table({
    head: ['', ...peers.map((peer) => heads[peer])],
    colAligns: ['left', ...peers.map(() => 'right')],
    style: { head: [], border: [], compact: true },
  })
  for (const operation of operations) {
    const row = cells[operation.name]
    const rawMs = isMeasured(row.raw) ? figures(row.raw, operation)[clock].median : undefined
    table.push([
      operation.title,
      ...peers.map((peer) => cellText(row[peer], peer, operation, clock, rawMs)),
    ])
  }
  return table.toString()
}

function isMeasured(cell) {
  return cell?.status === 'measured' && cell.samples.length > 0
}

function cellText(cell, peer, operation, clock, rawMs) {
  if (!isMeasured(cell)) return cell?.status === 'failed' ? 'failed' : '–'
  const { median: middle, least, greatest } = figures(cell, operation)[clock]
  const noise = (greatest - least) / middle > NOISY_SPREAD ? '~' : ''
  const unequal = cell.isEqual ? '' : '≠ '
  const inTime = peer === 'raw' || operation.unit === 'ms' || rawMs === undefined
  return `${unequal}${noise}${inTime ? duration(middle) : ratio(middle / rawMs)}`
}

function ratio(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function duration(ms) {
  if (ms < 1) return `${(ms * 1000).toPrecision(3)} µs`
  return `${ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3)} ms`
}

/**
 * The figures of an engine as plain data.
 *
 * @returns {Record<string, Record<string, object>>} operation → peer → status, equality, clocks, ratios
 */
export function plainFigures(operations, cells) {
  const result = {}
  for (const operation of operations) {
    const row = cells[operation.name]
    const raw = isMeasured(row.raw) ? figures(row.raw, operation) : undefined
    result[operation.name] = {}
    for (const [peer, cell] of Object.entries(row)) {
      if (!isMeasured(cell)) {
        result[operation.name][peer] = { status: cell.status }
        continue
      }
      const own = figures(cell, operation)
      result[operation.name][peer] = {
        status: cell.status,
        isEqual: cell.isEqual,
        ...own,
        ...(raw && {
          cpuRatio: own.cpuMs.median / raw.cpuMs.median,
          wallRatio: own.wallMs.median / raw.wallMs.median,
        }),
      }
    }
  }
  return result
}
