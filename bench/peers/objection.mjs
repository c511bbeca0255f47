// Objection on knex: model classes; on SQLite, dates and booleans are decoded in the hooks that its
// documentation gives for that ($parseDatabaseJson, $formatDatabaseJson).

import knexPackage from 'knex'
import objection from 'objection'
import { COLD_MODELS } from '../schema.mjs'
import { decodeDate, encodeDate } from '../date-text.mjs'

const { Model } = objection

// SQLite's knex client writes several rows as a compound SELECT, of which SQLite allows 500.
const SQLITE_CHUNK = 500

function connect(engine, url) {
  return engine === 'pg'
    ? knexPackage({ client: 'pg', connection: url, pool: { min: 0, max: 5 } })
    : knexPackage({ client: engine, connection: { filename: url }, useNullAsDefault: true })
}

/** The base of all models: the columns to decode by hand are listed per class, as one would. */
function baseModel(isSqlite) {
  class Base extends Model {
    static booleans = []
    static dates = []

    $beforeInsert() {
      this.createdAt = new Date()
      this.updatedAt = this.createdAt
    }

    $beforeUpdate() {
      this.updatedAt = new Date()
    }
  }
  if (!isSqlite) return Base
  return class SqliteBase extends Base {
    $parseDatabaseJson(json) {
      const row = super.$parseDatabaseJson(json)
      for (const column of this.constructor.booleans) {
        if (row[column] !== undefined) row[column] = row[column] === 1
      }
      for (const column of this.constructor.dates) {
        if (row[column] !== undefined) row[column] = decodeDate(row[column])
      }
      return row
    }

    $formatDatabaseJson(json) {
      const row = super.$formatDatabaseJson(json)
      for (const column of this.constructor.booleans) {
        if (row[column] !== undefined) row[column] = row[column] ? 1 : 0
      }
      for (const column of this.constructor.dates) {
        if (row[column]) row[column] = encodeDate(row[column])
      }
      return row
    }
  }
}

function declare(isSqlite) {
  const Base = baseModel(isSqlite)
  class Tag extends Base {
    static tableName = 'tags'
    static booleans = ['official']
  }
  class Post extends Base {
    static tableName = 'posts'
    static jsonAttributes = ['meta']
    static booleans = ['published']
    static dates = ['publishedAt', 'createdAt', 'updatedAt']
    static relationMappings = {
      tags: {
        relation: Model.ManyToManyRelation,
        modelClass: Tag,
        join: {
          from: 'posts.id',
          through: { from: 'post_tags.postId', to: 'post_tags.tagId' },
          to: 'tags.id',
        },
      },
    }
  }
  class Author extends Base {
    static tableName = 'authors'
    static jsonAttributes = ['settings']
    static booleans = ['active']
    static dates = ['createdAt', 'updatedAt']
    static relationMappings = {
      posts: {
        relation: Model.HasManyRelation,
        modelClass: Post,
        join: { from: 'authors.id', to: 'posts.authorId' },
      },
    }
  }
  class Entry extends Base {
    static tableName = 'entries'
    static jsonAttributes = ['meta']
    static booleans = ['published']
    static dates = ['happenedAt', 'createdAt', 'updatedAt']
  }
  return { Author, Post, Tag, Entry }
}

export async function setup(engine, url, inputs) {
  const knex = connect(engine, url)
  const isSqlite = engine !== 'pg'
  const models = declare(isSqlite)
  const Author = models.Author.bindKnex(knex)
  const Post = models.Post.bindKnex(knex)
  const Entry = models.Entry.bindKnex(knex)
  const value = isSqlite
    ? (one) => (one instanceof Date ? encodeDate(one) : Number(one))
    : (one) => one

  const filtered = ({ published, views, either, authorIds, since }) => {
    const query = Post.query()
    if (published !== undefined) query.where('published', value(published))
    if (views) query.whereBetween('views', views)
    if (either) {
      query.where((some) =>
        some.where('title', 'like', either.title).orWhere('score', '>=', either.score),
      )
    }
    if (authorIds) query.whereIn('authorId', authorIds)
    if (since) query.where('publishedAt', '>=', value(since))
    return query.orderBy('publishedAt', 'desc').orderBy('id').limit(50)
  }

  return {
    findByPk: (i) => Author.query().findById(inputs.authorId(i)),
    findAll: () => Post.query(),
    includeJoined: () => Author.query().withGraphJoined('posts'),
    includeSelectIn: () => Author.query().withGraphFetched('posts'),
    includeThreeLevels: () => Author.query().withGraphFetched('posts.tags'),
    insertOne: (i) => Entry.query().insert(inputs.entry(i)),
    bulkInsert() {
      if (!isSqlite) return Entry.query().insert(inputs.entries)
      // Objection inserts lists only where the database returns their ids; elsewhere its
      // documentation sends one to knex, which knows no models.
      const now = new Date()
      const rows = inputs.entries.map((values) =>
        Entry.fromJson({ ...values, createdAt: now, updatedAt: now }).$toDatabaseJson(),
      )
      return knex.batchInsert('entries', rows, SQLITE_CHUNK)
    },
    async loadChangeSave(i) {
      const entry = await Entry.query().findById(inputs.entryId(i))
      await entry.$query().patch({ title: inputs.title(i), views: entry.views + 1 })
      return entry
    },
    complexWhere: (i) => filtered(inputs.filter(i)),
    transaction: (i) =>
      Entry.transaction(async (trx) => {
        const values = inputs.entry(i)
        const id = inputs.entryId(i)
        await Entry.query(trx).insert(values)
        await Entry.query(trx).patch({ views: values.views }).where('id', id)
        return Entry.query(trx).findById(id)
      }),
    buildSql(i) {
      const { sql, bindings } = filtered(inputs.variedFilter(i)).toKnexQuery().toSQL().toNative()
      return { sql, parameters: bindings }
    },
    plain: (result) =>
      Array.isArray(result)
        ? result.map((one) => one.toJSON?.() ?? one)
        : (result?.toJSON?.() ?? result),
    close: () => knex.destroy(),
  }
}

export async function coldStart(engine, url) {
  const knex = connect(engine, url)
  const Base = baseModel(engine !== 'pg')
  const models = []
  for (let n = 0; n < COLD_MODELS; n++) {
    const parent = models[n - 1]
    models.push(
      class extends Base {
        static name = `Cold${n}`
        static tableName = `cold_${n}`
        static jsonAttributes = ['settings']
        static booleans = ['active']
        static dates = ['createdAt', 'updatedAt']
        static relationMappings = parent
          ? {
              parent: {
                relation: Model.BelongsToOneRelation,
                modelClass: parent,
                join: { from: `cold_${n}.parentId`, to: `cold_${n - 1}.id` },
              },
            }
          : {}
      },
    )
  }
  const result = await models[0].query(knex).findById(1)
  await knex.destroy()
  return result.toJSON()
}
