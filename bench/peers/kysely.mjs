// Kysely, a query builder: rows are plain objects. It decodes nothing beyond what the driver does,
// so on SQLite dates, booleans and JSON are decoded by hand here, in place. Nested rows are read as
// its documentation proposes, by JSON functions of the database (jsonArrayFrom), except in the
// operation that asks for a second statement.

import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import { COLUMNS } from '../schema.mjs'
import { decodeDate, encodeDate } from '../date-text.mjs'
import * as sqlite from './raw-sqlite-decoding.mjs'
import { nest } from './raw-statements.mjs'

// 9 values a row and SQLite's limit of 32,766 parameters.
const SQLITE_CHUNK = 1000

async function open(engine, url) {
  if (engine === 'pg') {
    const { default: pg } = await import('pg')
    const { jsonArrayFrom } = await import('kysely/helpers/postgres')
    const pool = new pg.Pool({ connectionString: url, max: 5 })
    return {
      db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
      jsonArrayFrom,
      ...postgres,
    }
  }
  const { default: Database } = await import('better-sqlite3')
  const { jsonArrayFrom } = await import('kysely/helpers/sqlite')
  const db = new Kysely({ dialect: new SqliteDialect({ database: new Database(url) }) })
  return { db, jsonArrayFrom, ...fromSqlite }
}

const same = (value) => value
const datesOf =
  (...columns) =>
  (row) => {
    for (const column of columns) if (row[column] !== null) row[column] = new Date(row[column])
    return row
  }

/** What has to be done by hand with pg: only dates that come inside JSON. */
const postgres = {
  author: same,
  post: same,
  entry: same,
  nestedPost: datesOf('publishedAt', 'createdAt', 'updatedAt'),
  nestedTag: same,
  values: (values, now) => ({ ...values, createdAt: now, updatedAt: now }),
  value: same,
}

/** What has to be done by hand with SQLite. Nested JSON is parsed by the JSON of its parent. */
const fromSqlite = {
  author: sqlite.decodeAuthor,
  post: sqlite.decodePost,
  entry: sqlite.decodeEntry,
  nestedPost(row) {
    row.published = row.published === 1
    if (typeof row.meta === 'string') row.meta = JSON.parse(row.meta)
    row.publishedAt = decodeDate(row.publishedAt)
    row.createdAt = decodeDate(row.createdAt)
    row.updatedAt = decodeDate(row.updatedAt)
    return row
  },
  nestedTag: sqlite.decodeTag,
  values: (values, now) => ({
    ...values,
    published: values.published ? 1 : 0,
    meta: JSON.stringify(values.meta),
    happenedAt: values.happenedAt === null ? null : encodeDate(values.happenedAt),
    createdAt: encodeDate(now),
    updatedAt: encodeDate(now),
  }),
  value: sqlite.encodeValue,
}

export async function setup(engine, url, inputs) {
  const { db, jsonArrayFrom, ...by } = await open(engine, url)
  const isSqlite = engine !== 'pg'

  const posts = db.selectFrom('posts').select(COLUMNS.posts)
  const allAuthors = async () =>
    sqlite.decodeAll(await db.selectFrom('authors').select(COLUMNS.authors).execute(), by.author)
  const entryById = async (id, on) =>
    by.entry(
      await on
        .selectFrom('entries')
        .select(COLUMNS.entries)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
  const insertEntry = async (values, on) => {
    const now = new Date()
    const { id } = await on
      .insertInto('entries')
      .values(by.values(values, now))
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id, ...values, createdAt: now, updatedAt: now }
  }
  const filtered = ({ published, views, either, authorIds, since }) => {
    let query = posts
    if (published !== undefined) query = query.where('published', '=', by.value(published))
    if (views) query = query.where((eb) => eb.between('views', views[0], views[1]))
    if (either) {
      query = query.where((eb) =>
        eb.or([eb('title', 'like', either.title), eb('score', '>=', either.score)]),
      )
    }
    if (authorIds) query = query.where('authorId', 'in', authorIds)
    if (since) query = query.where('publishedAt', '>=', by.value(since))
    return query.orderBy('publishedAt', 'desc').orderBy('id').limit(50)
  }

  return {
    findByPk: async (i) =>
      by.author(
        await db
          .selectFrom('authors')
          .select(COLUMNS.authors)
          .where('id', '=', inputs.authorId(i))
          .executeTakeFirst(),
      ),
    findAll: async () => sqlite.decodeAll(await posts.execute(), by.post),
    async includeJoined() {
      const authors = await db
        .selectFrom('authors')
        .select(COLUMNS.authors)
        .select((eb) =>
          jsonArrayFrom(
            eb
              .selectFrom('posts')
              .select(COLUMNS.posts)
              .whereRef('posts.authorId', '=', 'authors.id'),
          ).as('posts'),
        )
        .execute()
      for (const author of authors) {
        by.author(author)
        if (isSqlite) author.posts = JSON.parse(author.posts)
        sqlite.decodeAll(author.posts, by.nestedPost)
      }
      return authors
    },
    async includeSelectIn() {
      const authors = await allAuthors()
      const ids = authors.map((author) => author.id)
      const children = await posts.where('authorId', 'in', ids).execute()
      return nest(authors, sqlite.decodeAll(children, by.post), 'authorId', 'posts')
    },
    async includeThreeLevels() {
      const authors = await db
        .selectFrom('authors')
        .select(COLUMNS.authors)
        .select((eb) =>
          jsonArrayFrom(
            eb
              .selectFrom('posts')
              .select(COLUMNS.posts)
              .select((inner) =>
                jsonArrayFrom(
                  inner
                    .selectFrom('tags')
                    .innerJoin('post_tags', 'post_tags.tagId', 'tags.id')
                    .select(['tags.id', 'tags.name', 'tags.official'])
                    .whereRef('post_tags.postId', '=', 'posts.id'),
                ).as('tags'),
              )
              .whereRef('posts.authorId', '=', 'authors.id'),
          ).as('posts'),
        )
        .execute()
      for (const author of authors) {
        by.author(author)
        if (isSqlite) author.posts = JSON.parse(author.posts)
        for (const post of author.posts) {
          by.nestedPost(post)
          if (typeof post.tags === 'string') post.tags = JSON.parse(post.tags)
          sqlite.decodeAll(post.tags, by.nestedTag)
        }
      }
      return authors
    },
    insertOne: (i) => insertEntry(inputs.entry(i), db),
    bulkInsert() {
      const now = new Date()
      const rows = inputs.entries.map((values) => by.values(values, now))
      if (!isSqlite) return db.insertInto('entries').values(rows).execute()
      return db.transaction().execute(async (trx) => {
        for (let start = 0; start < rows.length; start += SQLITE_CHUNK) {
          await trx
            .insertInto('entries')
            .values(rows.slice(start, start + SQLITE_CHUNK))
            .execute()
        }
      })
    },
    async loadChangeSave(i) {
      const entry = await entryById(inputs.entryId(i), db)
      entry.title = inputs.title(i)
      entry.views += 1
      entry.updatedAt = new Date()
      await db
        .updateTable('entries')
        .set({
          title: entry.title,
          views: entry.views,
          updatedAt: isSqlite ? encodeDate(entry.updatedAt) : entry.updatedAt,
        })
        .where('id', '=', entry.id)
        .execute()
      return entry
    },
    complexWhere: async (i) =>
      sqlite.decodeAll(await filtered(inputs.filter(i)).execute(), by.post),
    transaction: (i) =>
      db.transaction().execute(async (trx) => {
        const values = inputs.entry(i)
        const id = inputs.entryId(i)
        await insertEntry(values, trx)
        await trx
          .updateTable('entries')
          .set({ views: values.views, updatedAt: by.value(new Date()) })
          .where('id', '=', id)
          .execute()
        return entryById(id, trx)
      }),
    buildSql: (i) => filtered(inputs.variedFilter(i)).compile(),
    plain: (result) => result,
    close: () => db.destroy(),
  }
}

export async function coldStart(engine, url) {
  const { db, author } = await open(engine, url)
  const row = await db.selectFrom('cold_0').selectAll().where('id', '=', 1).executeTakeFirst()
  await db.destroy()
  return author(row)
}
