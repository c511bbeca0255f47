// Hand-written code on sqlite3: statements prepared once, rows decoded in place.

import sqlite3 from 'sqlite3'
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
import { ENTRY_VALUES } from '../schema.mjs'

const BULK_CHUNK = 500
const among = (column) => `${column} IN (SELECT value FROM json_each(?))`
const amongFilter = (column) => `${column} IN (${Array(IN_LIST).fill('?').join(', ')})`
const idsOf = (rows) => JSON.stringify(rows.map((one) => one.id))

function open(file) {
  return new Promise((resolve, reject) => {
    const db = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(db)))
  })
}

function close(db) {
  return new Promise((resolve, reject) => db.close((error) => (error ? reject(error) : resolve())))
}

const all = (statement, parameters = []) =>
  new Promise((resolve, reject) =>
    statement.all(parameters, (error, rows) => (error ? reject(error) : resolve(rows))),
  )

const run = (statement, parameters = []) =>
  new Promise((resolve, reject) =>
    statement.run(parameters, function done(error) {
      if (error) reject(error)
      else resolve(this.lastID)
    }),
  )

export async function setup(_engine, file, inputs) {
  const db = await open(file)
  const prepare = (text) =>
    new Promise((resolve, reject) => {
      const statement = db.prepare(text, (error) => (error ? reject(error) : resolve(statement)))
    })
  const holders = `(${ENTRY_VALUES.map(() => '?').join(', ')})`
  const sql = {
    ...statements(() => '?', among, amongFilter),
    insertChunk:
      `INSERT INTO "entries" (${ENTRY_VALUES.map((column) => `"${column}"`).join(', ')}) ` +
      `VALUES ${Array(BULK_CHUNK).fill(holders).join(', ')}`,
    begin: 'BEGIN',
    commit: 'COMMIT',
    rollback: 'ROLLBACK',
  }
  const prepared = {}
  for (const [name, text] of Object.entries(sql)) prepared[name] = await prepare(text)

  const one = async (statement, parameters) => (await all(statement, parameters))[0]
  const inTransaction = async (work) => {
    await run(prepared.begin)
    try {
      const result = await work()
      await run(prepared.commit)
      return result
    } catch (error) {
      await run(prepared.rollback)
      throw error
    }
  }
  const allAuthors = async () => row.decodeAll(await all(prepared.allAuthors), row.decodeAuthor)
  const postsOf = async (authors) =>
    row.decodeAll(await all(prepared.postsOfAuthors, [idsOf(authors)]), row.decodePost)
  const insertEntry = async (values) => {
    const now = new Date()
    const id = await run(prepared.insertEntry, row.encodeEntry(values, encodeDate(now)))
    return { id, ...values, createdAt: now, updatedAt: now }
  }

  return {
    findByPk: async (i) => row.decodeAuthor(await one(prepared.authorById, [inputs.authorId(i)])),
    findAll: async () => row.decodeAll(await all(prepared.allPosts), row.decodePost),
    includeJoined: async () =>
      nestJoined(await all(prepared.authorsWithPosts), row.decodeAuthor, row.decodePost),
    async includeSelectIn() {
      const authors = await allAuthors()
      return nest(authors, await postsOf(authors), 'authorId', 'posts')
    },
    async includeThreeLevels() {
      const authors = await allAuthors()
      const posts = await postsOf(authors)
      nestTags(posts, row.decodeAll(await all(prepared.tagsOfPosts, [idsOf(posts)]), row.decodeTag))
      return nest(authors, posts, 'authorId', 'posts')
    },
    insertOne: (i) => insertEntry(inputs.entry(i)),
    bulkInsert: () =>
      inTransaction(async () => {
        const now = encodeDate(new Date())
        for (let start = 0; start < inputs.entries.length; start += BULK_CHUNK) {
          const chunk = inputs.entries.slice(start, start + BULK_CHUNK)
          await run(
            prepared.insertChunk,
            chunk.flatMap((values) => row.encodeEntry(values, now)),
          )
        }
      }),
    async loadChangeSave(i) {
      const entry = row.decodeEntry(await one(prepared.entryById, [inputs.entryId(i)]))
      entry.title = inputs.title(i)
      entry.views += 1
      entry.updatedAt = new Date()
      await run(prepared.changeEntry, [
        entry.title,
        entry.views,
        encodeDate(entry.updatedAt),
        entry.id,
      ])
      return entry
    },
    complexWhere: async (i) =>
      row.decodeAll(
        await all(prepared.filteredPosts, row.encodeFilter(inputs.filter(i))),
        row.decodePost,
      ),
    transaction: (i) =>
      inTransaction(async () => {
        const values = inputs.entry(i)
        const id = inputs.entryId(i)
        await insertEntry(values)
        await run(prepared.setViews, [values.views, encodeDate(new Date()), id])
        return row.decodeEntry(await one(prepared.entryById, [id]))
      }),
    buildSql: (i) => buildFiltered(inputs.variedFilter(i), false, row.encodeValue),
    plain: (result) => result,
    async close() {
      for (const statement of Object.values(prepared))
        await new Promise((done) => statement.finalize(done))
      await close(db)
    },
  }
}

export async function coldStart(_engine, file) {
  const db = await open(file)
  const rows = await new Promise((resolve, reject) =>
    db.all('SELECT * FROM "cold_0" WHERE "id" = ?', [1], (error, found) =>
      error ? reject(error) : resolve(found),
    ),
  )
  await close(db)
  return row.decodeAuthor(rows[0])
}
