// Hand-written code on pg: named (prepared) statements through a pool; pg itself decodes dates,
// booleans and JSON.

import pg from 'pg'
import { buildFiltered, nest, nestJoined, nestTags, statements } from './raw-statements.mjs'
import { ENTRY_VALUES } from '../schema.mjs'

const BULK_TYPES = {
  published: 'boolean',
  views: 'integer',
  score: 'double precision',
  meta: 'jsonb',
  happenedAt: 'timestamptz',
  createdAt: 'timestamptz',
  updatedAt: 'timestamptz',
}
const among = (column, n) => `${column} = ANY($${n})`
const same = (row) => row
const idsOf = (rows) => rows.map((one) => one.id)

export async function setup(_engine, url, inputs) {
  const pool = new pg.Pool({ connectionString: url, max: 5 })
  const sql = statements((n) => `$${n}`, among, among)
  sql.insertEntry += ' RETURNING "id"'
  sql.insertAll =
    `INSERT INTO "entries" (${ENTRY_VALUES.map((column) => `"${column}"`).join(', ')}) ` +
    `SELECT * FROM unnest(${ENTRY_VALUES.map((column, n) => `$${n + 1}::${BULK_TYPES[column] ?? 'text'}[]`).join(', ')})`
  const rows = async (name, values, client = pool) =>
    (await client.query({ name, text: sql[name], values })).rows
  const insertEntry = async (values, client) => {
    const now = new Date()
    const [{ id }] = await rows(
      'insertEntry',
      [
        values.title,
        values.body,
        values.published,
        values.views,
        values.score,
        values.meta,
        values.happenedAt,
        now,
        now,
      ],
      client,
    )
    return { id, ...values, createdAt: now, updatedAt: now }
  }

  return {
    findByPk: async (i) => (await rows('authorById', [inputs.authorId(i)]))[0],
    findAll: () => rows('allPosts'),
    includeJoined: async () => nestJoined(await rows('authorsWithPosts'), same, same),
    async includeSelectIn() {
      const authors = await rows('allAuthors')
      return nest(authors, await rows('postsOfAuthors', [idsOf(authors)]), 'authorId', 'posts')
    },
    async includeThreeLevels() {
      const authors = await rows('allAuthors')
      const posts = await rows('postsOfAuthors', [idsOf(authors)])
      nestTags(posts, await rows('tagsOfPosts', [idsOf(posts)]))
      return nest(authors, posts, 'authorId', 'posts')
    },
    insertOne: (i) => insertEntry(inputs.entry(i)),
    async bulkInsert() {
      const now = new Date()
      const columns = ENTRY_VALUES.map((column) =>
        inputs.entries.map((values) =>
          column === 'createdAt' || column === 'updatedAt' ? now : values[column],
        ),
      )
      const meta = ENTRY_VALUES.indexOf('meta')
      columns[meta] = columns[meta].map((value) => JSON.stringify(value))
      await rows('insertAll', columns)
    },
    async loadChangeSave(i) {
      const [entry] = await rows('entryById', [inputs.entryId(i)])
      entry.title = inputs.title(i)
      entry.views += 1
      entry.updatedAt = new Date()
      await rows('changeEntry', [entry.title, entry.views, entry.updatedAt, entry.id])
      return entry
    },
    complexWhere(i) {
      const { published, views, either, authorIds, since } = inputs.filter(i)
      return rows('filteredPosts', [
        published,
        ...views,
        either.title,
        either.score,
        since,
        authorIds,
      ])
    },
    async transaction(i) {
      const values = inputs.entry(i)
      const id = inputs.entryId(i)
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        await insertEntry(values, client)
        await rows('setViews', [values.views, new Date(), id], client)
        const [entry] = await rows('entryById', [id], client)
        await client.query('COMMIT')
        return entry
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      } finally {
        client.release()
      }
    },
    buildSql: (i) => buildFiltered(inputs.variedFilter(i), true, (value) => value),
    plain: (result) => result,
    close: () => pool.end(),
  }
}

export async function coldStart(_engine, url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query('SELECT * FROM "cold_0" WHERE "id" = $1', [1])
  await client.end()
  return rows[0]
}
