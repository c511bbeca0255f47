// TypeORM: entities with classes, described by EntitySchema. On SQLite, dates go through column
// transformers, because TypeORM's own text of a date has no time zone.

import typeorm from 'typeorm'
import { COLD_MODELS } from '../schema.mjs'
import { decodeDate, encodeDate } from '../date-text.mjs'

const { Brackets, DataSource, EntitySchema } = typeorm

// 9 values a row and SQLite's limit of 32,766 parameters.
const SQLITE_CHUNK = 1000

/** Column descriptions of an engine. */
function columnTypes(isSqlite) {
  const transformer = {
    to: (value) => (value instanceof Date ? encodeDate(value) : value),
    from: (value) => (typeof value === 'string' ? decodeDate(value) : value),
  }
  return {
    id: { type: 'integer', primary: true, generated: 'increment' },
    key: { type: 'integer', primary: true },
    integer: { type: 'integer' },
    text: { type: 'text' },
    boolean: { type: 'boolean' },
    double: { type: isSqlite ? 'double' : 'double precision' },
    json: { type: isSqlite ? 'simple-json' : 'jsonb' },
    date: isSqlite ? { type: 'text', transformer } : { type: 'timestamp with time zone' },
  }
}

class Author {}
class Post {}
class Tag {}
class Entry {}

function declare(isSqlite) {
  const c = columnTypes(isSqlite)
  const nullable = (column) => ({ ...column, nullable: true })
  return [
    new EntitySchema({
      name: 'Author',
      target: Author,
      tableName: 'authors',
      columns: {
        id: c.id,
        name: c.text,
        email: c.text,
        bio: nullable(c.text),
        active: c.boolean,
        rating: c.double,
        settings: c.json,
        createdAt: c.date,
        updatedAt: c.date,
      },
      relations: { posts: { type: 'one-to-many', target: 'Post', inverseSide: 'author' } },
    }),
    new EntitySchema({
      name: 'Post',
      target: Post,
      tableName: 'posts',
      columns: {
        id: c.id,
        authorId: c.integer,
        title: c.text,
        body: c.text,
        published: c.boolean,
        views: c.integer,
        score: c.double,
        meta: c.json,
        publishedAt: nullable(c.date),
        createdAt: c.date,
        updatedAt: c.date,
      },
      relations: {
        author: {
          type: 'many-to-one',
          target: 'Author',
          inverseSide: 'posts',
          joinColumn: { name: 'authorId' },
        },
        tags: {
          type: 'many-to-many',
          target: 'Tag',
          joinTable: {
            name: 'post_tags',
            joinColumn: { name: 'postId' },
            inverseJoinColumn: { name: 'tagId' },
          },
        },
      },
    }),
    new EntitySchema({
      name: 'Tag',
      target: Tag,
      tableName: 'tags',
      columns: { id: c.id, name: c.text, official: c.boolean },
    }),
    new EntitySchema({
      name: 'Entry',
      target: Entry,
      tableName: 'entries',
      columns: {
        id: c.id,
        title: c.text,
        body: c.text,
        published: c.boolean,
        views: c.integer,
        score: c.double,
        meta: c.json,
        happenedAt: nullable(c.date),
        createdAt: c.date,
        updatedAt: c.date,
      },
    }),
  ]
}

async function open(engine, url, entities) {
  const shared = { entities, logging: false, synchronize: false }
  const source = new DataSource(
    engine === 'pg'
      ? { ...shared, type: 'postgres', url, poolSize: 5 }
      : { ...shared, type: 'better-sqlite3', database: url },
  )
  return source.initialize()
}

// Its own columns for these times are filled by defaults of the table, which this one has not.
function stamped(values) {
  const now = new Date()
  return { ...values, createdAt: now, updatedAt: now }
}

export async function setup(engine, url, inputs) {
  const isSqlite = engine !== 'pg'
  const source = await open(engine, url, declare(isSqlite))
  const authors = source.getRepository(Author)
  const posts = source.getRepository(Post)
  const entries = source.getRepository(Entry)
  const value = isSqlite
    ? (one) => (one instanceof Date ? encodeDate(one) : Number(one))
    : (one) => one

  const filtered = ({ published, views, either, authorIds, since }) => {
    const query = posts.createQueryBuilder('post')
    if (published !== undefined) {
      query.andWhere('post.published = :published', { published: value(published) })
    }
    if (views) {
      query.andWhere('post.views BETWEEN :least AND :most', { least: views[0], most: views[1] })
    }
    if (either) {
      query.andWhere(
        new Brackets((some) =>
          some
            .where('post.title LIKE :title', { title: either.title })
            .orWhere('post.score >= :score', { score: either.score }),
        ),
      )
    }
    if (authorIds) query.andWhere('post.authorId IN (:...authorIds)', { authorIds })
    if (since) query.andWhere('post.publishedAt >= :since', { since: value(since) })
    return query.orderBy('post.publishedAt', 'DESC').addOrderBy('post.id').limit(50)
  }

  return {
    findByPk: (i) => authors.findOneBy({ id: inputs.authorId(i) }),
    findAll: () => posts.find(),
    includeJoined: () => authors.find({ relations: { posts: true }, relationLoadStrategy: 'join' }),
    includeSelectIn: () =>
      authors.find({ relations: { posts: true }, relationLoadStrategy: 'query' }),
    includeThreeLevels: () => authors.find({ relations: { posts: { tags: true } } }),
    insertOne: (i) => entries.save(entries.create(stamped(inputs.entry(i)))),
    bulkInsert() {
      const rows = inputs.entries.map(stamped)
      if (!isSqlite) return entries.insert(rows)
      return source.transaction(async (manager) => {
        for (let start = 0; start < rows.length; start += SQLITE_CHUNK) {
          await manager.insert(Entry, rows.slice(start, start + SQLITE_CHUNK))
        }
      })
    },
    async loadChangeSave(i) {
      const entry = await entries.findOneBy({ id: inputs.entryId(i) })
      entry.title = inputs.title(i)
      entry.views += 1
      entry.updatedAt = new Date()
      return entries.save(entry)
    },
    complexWhere: (i) => filtered(inputs.filter(i)).getMany(),
    transaction: (i) =>
      source.transaction(async (manager) => {
        const values = inputs.entry(i)
        const id = inputs.entryId(i)
        await manager.insert(Entry, stamped(values))
        await manager.update(Entry, { id }, { views: values.views, updatedAt: new Date() })
        return manager.findOneBy(Entry, { id })
      }),
    buildSql(i) {
      const [sql, parameters] = filtered(inputs.variedFilter(i)).getQueryAndParameters()
      return { sql, parameters }
    },
    // Its columns are aliased; the rows of built SQL are looked at by their id.
    plain: (result) =>
      result?.parameters
        ? { ...result, sql: `SELECT "post_id" AS "id" FROM (${result.sql}) AS "found"` }
        : result,
    close: () => source.destroy(),
  }
}

export async function coldStart(engine, url) {
  const c = columnTypes(engine !== 'pg')
  const entities = []
  for (let n = 0; n < COLD_MODELS; n++) {
    entities.push(
      new EntitySchema({
        name: `Cold${n}`,
        tableName: `cold_${n}`,
        columns: {
          id: c.id,
          parentId: { ...c.integer, nullable: true },
          name: c.text,
          email: c.text,
          active: c.boolean,
          rating: c.double,
          settings: c.json,
          createdAt: c.date,
          updatedAt: c.date,
        },
        ...(n > 0 && {
          relations: {
            parent: {
              type: 'many-to-one',
              target: `Cold${n - 1}`,
              joinColumn: { name: 'parentId' },
            },
          },
        }),
      }),
    )
  }
  const source = await open(engine, url, entities)
  const result = await source.getRepository('Cold0').findOneBy({ id: 1 })
  await source.destroy()
  return result
}
