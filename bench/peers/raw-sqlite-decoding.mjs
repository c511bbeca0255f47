// Values of SQLite rows, decoded in place by hand: what both SQLite drivers need.

import { decodeDate, encodeDate } from '../date-text.mjs'

export function decodeAuthor(row) {
  row.active = row.active === 1
  row.settings = JSON.parse(row.settings)
  row.createdAt = decodeDate(row.createdAt)
  row.updatedAt = decodeDate(row.updatedAt)
  return row
}

export function decodePost(row) {
  row.published = row.published === 1
  row.meta = JSON.parse(row.meta)
  row.publishedAt = decodeDate(row.publishedAt)
  row.createdAt = decodeDate(row.createdAt)
  row.updatedAt = decodeDate(row.updatedAt)
  return row
}

export function decodeEntry(row) {
  row.published = row.published === 1
  row.meta = JSON.parse(row.meta)
  row.happenedAt = decodeDate(row.happenedAt)
  row.createdAt = decodeDate(row.createdAt)
  row.updatedAt = decodeDate(row.updatedAt)
  return row
}

export function decodeTag(row) {
  row.official = row.official === 1
  return row
}

export function decodeAll(rows, decode) {
  for (let n = 0; n < rows.length; n++) decode(rows[n])
  return rows
}

/** The values of an entry in the order of `ENTRY_VALUES`. */
export function encodeEntry(values, now) {
  return [
    values.title,
    values.body,
    values.published ? 1 : 0,
    values.views,
    values.score,
    JSON.stringify(values.meta),
    values.happenedAt === null ? null : encodeDate(values.happenedAt),
    now,
    now,
  ]
}

/** A boolean or a date as SQLite holds it. */
export function encodeValue(value) {
  return value instanceof Date ? encodeDate(value) : Number(value)
}

/** The parameters of `filteredPosts`. */
export function encodeFilter({ published, views, either, authorIds, since }) {
  return [
    published ? 1 : 0,
    views[0],
    views[1],
    either.title,
    either.score,
    encodeDate(since),
    ...authorIds,
  ]
}
