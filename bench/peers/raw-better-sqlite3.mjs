// Hand-written code on better-sqlite3: statements prepared once, rows decoded in place.

import Database from 'better-sqlite3'
import { encodeDate } from '../date-text.mjs'
import * as row from './raw-sqlite-decoding.mjs'
import {
  buildFiltered,
  IN_LIST,
  nest,
  nestJoined,
  nestTags,
  statements,
} from './raw-statements.mjs'

const among = (column) => `${column} IN (SELECT value FROM json_each(?))`
const amongFilter = (column) => `${column} IN (${Array(IN_LIST).fill('?').join(', ')})`
const idsOf = (rows) => JSON.stringify(rows.map((one) => one.id))

export async function setup(_engine, file, inputs) {
  const db = new Database(file)
  const sql = statements(() => '?', among, amongFilter)
  const prepared = Object.fromEntries(
    Object.entries(sql).map(([name, text]) => [name, db.prepare(text)]),
  )

  const allAuthors = () => row.decodeAll(prepared.allAuthors.all(), row.decodeAuthor)
  const postsOf = (authors) =>
    row.decodeAll(prepared.postsOfAuthors.all(idsOf(authors)), row.decodePost)
  const insertEntry = (values) => {
    const now = new Date()
    const text = encodeDate(now)
    const { lastInsertRowid } = prepared.insertEntry.run(row.encodeEntry(values, text))
    return { id: lastInsertRowid, ...values, createdAt: now, updatedAt: now }
  }
  const insertAll = db.transaction((rows) => {
    const now = encodeDate(new Date())
    for (const values of rows) prepared.insertEntry.run(row.encodeEntry(values, now))
  })
  const threeStatements = db.transaction((values, id) => {
    insertEntry(values)
    prepared.setViews.run(values.views, encodeDate(new Date()), id)
    return row.decodeEntry(prepared.entryById.get(id))
  })

  return {
    findByPk: (i) => row.decodeAuthor(prepared.authorById.get(inputs.authorId(i))),
    findAll: () => row.decodeAll(prepared.allPosts.all(), row.decodePost),
    includeJoined: () =>
      nestJoined(prepared.authorsWithPosts.all(), row.decodeAuthor, row.decodePost),
    includeSelectIn() {
      const authors = allAuthors()
      return nest(authors, postsOf(authors), 'authorId', 'posts')
    },
    includeThreeLevels() {
      const authors = allAuthors()
      const posts = postsOf(authors)
      nestTags(posts, row.decodeAll(prepared.tagsOfPosts.all(idsOf(posts)), row.decodeTag))
      return nest(authors, posts, 'authorId', 'posts')
    },
    insertOne: (i) => insertEntry(inputs.entry(i)),
    bulkInsert: () => insertAll(inputs.entries),
    loadChangeSave(i) {
      const entry = row.decodeEntry(prepared.entryById.get(inputs.entryId(i)))
      entry.title = inputs.title(i)
      entry.views += 1
      entry.updatedAt = new Date()
      prepared.changeEntry.run(entry.title, entry.views, encodeDate(entry.updatedAt), entry.id)
      return entry
    },
    complexWhere: (i) =>
      row.decodeAll(prepared.filteredPosts.all(row.encodeFilter(inputs.filter(i))), row.decodePost),
    transaction: (i) => threeStatements(inputs.entry(i), inputs.entryId(i)),
    buildSql: (i) => buildFiltered(inputs.variedFilter(i), false, row.encodeValue),
    plain: (result) => result,
    close: async () => db.close(),
  }
}

export async function coldStart(_engine, file) {
  const db = new Database(file)
  const result = row.decodeAuthor(db.prepare('SELECT * FROM "cold_0" WHERE "id" = ?').get(1))
  db.close()
  return result
}
