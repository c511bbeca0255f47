// Results of different peers, made comparable: one canonical text per result.

const RECENT_MS = 10 * 60 * 1000
const DATE_TEXT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+00:00$/

/**
 * The canonical form of plain data, itself plain JSON. Keys are sorted; lists of rows are sorted by id unless their
 * order counts; a `Date` differs from a text that looks like it. Dates of the last ten minutes, which
 * peers set themselves as timestamps, become `<now>`.
 *
 * @param {unknown} value plain data: no model instances
 * @param {{ ordered?: boolean }} [options]
 */
export function canonical(value, { ordered = false } = {}) {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return isRecentText(value) ? { $dateText: '<now>' } : value
  if (value instanceof Date) return { $date: isRecent(value) ? '<now>' : value.toISOString() }
  if (Array.isArray(value)) {
    const list = value.map((one) => canonical(one, { ordered }))
    return ordered ? list : list.sort(byId)
  }
  if (typeof value === 'object') {
    const keys = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
    return Object.fromEntries(keys.map((key) => [key, canonical(value[key], { ordered })]))
  }
  return { [`$${typeof value}`]: String(value) }
}

function isRecent(date) {
  return Math.abs(Date.now() - date.getTime()) < RECENT_MS
}

function isRecentText(text) {
  return DATE_TEXT.test(text) && isRecent(new Date(text))
}

function byId(a, b) {
  return (a?.id ?? 0) - (b?.id ?? 0)
}

/**
 * Where two canonical values first differ, for a person to read.
 *
 * @param {unknown} expected what raw gave
 * @param {unknown} received
 * @returns {string | undefined} for example `results[0][3].bio: raw has null, here ""`
 */
export function firstDifference(expected, received, path = '') {
  if (Object.is(expected, received)) return undefined
  if (
    !isObject(expected) ||
    !isObject(received) ||
    Array.isArray(expected) !== Array.isArray(received)
  ) {
    return `${path}: raw has ${shorten(expected)}, here ${shorten(received)}`
  }
  if (Array.isArray(expected) && expected.length !== received.length) {
    return `${path}: raw has ${expected.length} elements, here ${received.length}`
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(received)])) {
    const below = Array.isArray(expected) ? `${path}[${key}]` : path ? `${path}.${key}` : key
    const found = firstDifference(expected[key], received[key], below)
    if (found) return found
  }
  return undefined
}

function isObject(value) {
  return value !== null && typeof value === 'object'
}

function shorten(value) {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
