// Drizzle: tables declared with their decoders, statements that do not change prepared once, as its
// documentation advises for speed; nested rows through its relational queries, except in the
// operation that asks for a second statement.

import { and, asc, between, desc, eq, gte, inArray, like, or, relations, sql } from 'drizzle-orm'
import { COLD_MODELS, ENTRY_VALUES } from '../schema.mjs'
import { decodeDate, encodeDate } from '../date-text.mjs'
import { nest } from './raw-statements.mjs'

const SQLITE_CHUNK = 1000

async function sqliteKit() {
  const { customType, integer, primaryKey, real, sqliteTable, text } = await import(
    'drizzle-orm/sqlite-core'
  )
  // A placeholder's null reaches toDriver; a plain null does not.
  const toDriver = (value) => (value === null ? null : encodeDate(value))
  const date = customType({ dataType: () => 'datetime', fromDriver: decodeDate, toDriver })
  return {
    table: sqliteTable,
    primaryKey,
    key: () => integer().primaryKey({ autoIncrement: true }),
    integer: () => integer(),
    text: () => text(),
    double: () => real(),
    boolean: () => integer({ mode: 'boolean' }),
    json: () => text({ mode: 'json' }),
    date: () => date(),
  }
}

async function postgresKit() {
  const { boolean, doublePrecision, integer, jsonb, pgTable, primaryKey, serial, text, timestamp } =
    await import('drizzle-orm/pg-core')
  return {
    table: pgTable,
    primaryKey,
    key: () => serial().primaryKey(),
    integer: () => integer(),
    text: () => text(),
    double: () => doublePrecision(),
    boolean: () => boolean(),
    json: () => jsonb(),
    date: () => timestamp({ withTimezone: true }),
  }
}

const kitOf = (engine) => (engine === 'pg' ? postgresKit() : sqliteKit())

/** `$defaultFn` and `$onUpdate` keep the timestamps, as the other mappers do by themselves. */
function timestamps(c) {
  return {
    createdAt: c
      .date()
      .notNull()
      .$defaultFn(() => new Date()),
    updatedAt: c
      .date()
      .notNull()
      .$defaultFn(() => new Date())
      .$onUpdate(() => new Date()),
  }
}

function declare(c) {
  const authors = c.table('authors', {
    id: c.key(),
    name: c.text().notNull(),
    email: c.text().notNull(),
    bio: c.text(),
    active: c.boolean().notNull(),
    rating: c.double().notNull(),
    settings: c.json().notNull(),
    ...timestamps(c),
  })
  const posts = c.table('posts', {
    id: c.key(),
    authorId: c.integer().notNull(),
    title: c.text().notNull(),
    body: c.text().notNull(),
    published: c.boolean().notNull(),
    views: c.integer().notNull(),
    score: c.double().notNull(),
    meta: c.json().notNull(),
    publishedAt: c.date(),
    ...timestamps(c),
  })
  const tags = c.table('tags', {
    id: c.key(),
    name: c.text().notNull(),
    official: c.boolean().notNull(),
  })
  const postTags = c.table(
    'post_tags',
    { postId: c.integer().notNull(), tagId: c.integer().notNull() },
    (t) => [c.primaryKey({ columns: [t.postId, t.tagId] })],
  )
  const entries = c.table('entries', {
    id: c.key(),
    title: c.text().notNull(),
    body: c.text().notNull(),
    published: c.boolean().notNull(),
    views: c.integer().notNull(),
    score: c.double().notNull(),
    meta: c.json().notNull(),
    happenedAt: c.date(),
    ...timestamps(c),
  })
  return {
    authors,
    posts,
    tags,
    postTags,
    entries,
    authorRelations: relations(authors, ({ many }) => ({ posts: many(posts) })),
    postRelations: relations(posts, ({ one, many }) => ({
      author: one(authors, { fields: [posts.authorId], references: [authors.id] }),
      postTags: many(postTags),
    })),
    postTagRelations: relations(postTags, ({ one }) => ({
      post: one(posts, { fields: [postTags.postId], references: [posts.id] }),
      tag: one(tags, { fields: [postTags.tagId], references: [tags.id] }),
    })),
  }
}

async function open(engine, url, schema) {
  if (engine === 'pg') {
    const { default: pg } = await import('pg')
    const { drizzle } = await import('drizzle-orm/node-postgres')
    const pool = new pg.Pool({ connectionString: url, max: 5 })
    return { db: drizzle({ client: pool, schema }), close: () => pool.end() }
  }
  const { default: Database } = await import('better-sqlite3')
  const { drizzle } = await import('drizzle-orm/better-sqlite3')
  const client = new Database(url)
  return { db: drizzle({ client, schema }), close: async () => client.close() }
}

export async function setup(engine, url, inputs) {
  const schema = declare(await kitOf(engine))
  const { db, close } = await open(engine, url, schema)
  const { authors, posts, entries } = schema
  const isSqlite = engine !== 'pg'
  const p = sql.placeholder
  const prepare = (query, name) => (isSqlite ? query.prepare() : query.prepare(name))
  const firstOf = async (rows) => (await rows)[0]

  const authorById = prepare(
    db
      .select()
      .from(authors)
      .where(eq(authors.id, p('id'))),
    'authorById',
  )
  const allAuthors = prepare(db.select().from(authors), 'allAuthors')
  const allPosts = prepare(db.select().from(posts), 'allPosts')
  const entryById = prepare(
    db
      .select()
      .from(entries)
      .where(eq(entries.id, p('id'))),
    'entryById',
  )
  // A prepared insert or update would freeze the values of $defaultFn and $onUpdate, so they are
  // placeholders too. PostgreSQL's timestamp column fails on a placeholder's null: not prepared there.
  const insertPrepared =
    isSqlite &&
    db
      .insert(entries)
      .values(Object.fromEntries(ENTRY_VALUES.map((column) => [column, p(column)])))
      .returning()
      .prepare()
  const changePrepared = prepare(
    db
      .update(entries)
      .set({ title: p('title'), views: p('views'), updatedAt: p('updatedAt') })
      .where(eq(entries.id, p('id'))),
    'changeEntry',
  )
  const stamped = (values) => {
    const now = new Date()
    return { ...values, createdAt: now, updatedAt: now }
  }
  const authorsWithPosts = prepare(
    db.query.authors.findMany({ with: { posts: true } }),
    'authorsWithPosts',
  )
  const threeLevels = prepare(
    db.query.authors.findMany({
      with: { posts: { with: { postTags: { columns: {}, with: { tag: true } } } } },
    }),
    'threeLevels',
  )
  const filtered = ({ published, views, either, authorIds, since }) =>
    db
      .select()
      .from(posts)
      .where(
        and(
          published === undefined ? undefined : eq(posts.published, published),
          views && between(posts.views, views[0], views[1]),
          either && or(like(posts.title, either.title), gte(posts.score, either.score)),
          authorIds && inArray(posts.authorId, authorIds),
          since && gte(posts.publishedAt, since),
        ),
      )
      .orderBy(desc(posts.publishedAt), asc(posts.id))
      .limit(50)

  return {
    findByPk: isSqlite
      ? (i) => authorById.get({ id: inputs.authorId(i) })
      : (i) => firstOf(authorById.execute({ id: inputs.authorId(i) })),
    findAll: isSqlite ? () => allPosts.all() : () => allPosts.execute(),
    includeJoined: () => authorsWithPosts.execute(),
    async includeSelectIn() {
      const parents = await allAuthors.execute()
      const ids = parents.map((author) => author.id)
      return nest(
        parents,
        await db.select().from(posts).where(inArray(posts.authorId, ids)),
        'authorId',
        'posts',
      )
    },
    async includeThreeLevels() {
      const found = await threeLevels.execute()
      for (const author of found) {
        for (const post of author.posts) {
          post.tags = post.postTags.map((link) => link.tag)
          delete post.postTags
        }
      }
      return found
    },
    insertOne: isSqlite
      ? (i) => insertPrepared.get(stamped(inputs.entry(i)))
      : (i) => firstOf(db.insert(entries).values(inputs.entry(i)).returning()),
    bulkInsert() {
      if (!isSqlite) return db.insert(entries).values(inputs.entries)
      return db.transaction((trx) => {
        for (let start = 0; start < inputs.entries.length; start += SQLITE_CHUNK) {
          trx
            .insert(entries)
            .values(inputs.entries.slice(start, start + SQLITE_CHUNK))
            .run()
        }
      })
    },
    async loadChangeSave(i) {
      const id = inputs.entryId(i)
      const entry = isSqlite ? entryById.get({ id }) : await firstOf(entryById.execute({ id }))
      const change = { title: inputs.title(i), views: entry.views + 1, updatedAt: new Date() }
      if (isSqlite) changePrepared.run({ id, ...change })
      else await changePrepared.execute({ id, ...change })
      return Object.assign(entry, change)
    },
    complexWhere: isSqlite
      ? (i) => filtered(inputs.filter(i)).all()
      : (i) => filtered(inputs.filter(i)),
    transaction(i) {
      const values = inputs.entry(i)
      const id = inputs.entryId(i)
      if (isSqlite) {
        return db.transaction((trx) => {
          trx.insert(entries).values(values).run()
          trx.update(entries).set({ views: values.views }).where(eq(entries.id, id)).run()
          return trx.select().from(entries).where(eq(entries.id, id)).get()
        })
      }
      return db.transaction(async (trx) => {
        await trx.insert(entries).values(values)
        await trx.update(entries).set({ views: values.views }).where(eq(entries.id, id))
        return firstOf(trx.select().from(entries).where(eq(entries.id, id)))
      })
    },
    buildSql(i) {
      const { sql: text, params } = filtered(inputs.variedFilter(i)).toSQL()
      return { sql: text, parameters: params }
    },
    plain: (result) => result,
    close,
  }
}

export async function coldStart(engine, url) {
  const c = await kitOf(engine)
  const schema = {}
  for (let n = 0; n < COLD_MODELS; n++) {
    const table = c.table(`cold_${n}`, {
      id: c.key(),
      parentId: c.integer(),
      name: c.text().notNull(),
      email: c.text().notNull(),
      active: c.boolean().notNull(),
      rating: c.double().notNull(),
      settings: c.json().notNull(),
      ...timestamps(c),
    })
    schema[`cold${n}`] = table
    const parent = schema[`cold${n - 1}`]
    if (parent) {
      schema[`cold${n}Relations`] = relations(table, ({ one }) => ({
        parent: one(parent, { fields: [table.parentId], references: [parent.id] }),
      }))
    }
  }
  const { db, close } = await open(engine, url, schema)
  const [result] = await db.select().from(schema.cold0).where(eq(schema.cold0.id, 1))
  await close()
  return result
}
