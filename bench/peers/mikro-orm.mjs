// MikroORM: entities described by EntitySchema, and a fork of the entity manager per call, as its
// documentation asks for per request. On SQLite, written dates have a type of their own, because
// MikroORM keeps dates as numbers there.

import { EntityCaseNamingStrategy, EntitySchema, Type } from '@mikro-orm/core'
import { COLD_MODELS } from '../schema.mjs'
import { decodeDate, encodeDate } from '../date-text.mjs'

/** A date as the text in which all peers keep it on SQLite. */
class DateText extends Type {
  convertToDatabaseValue(value) {
    return value instanceof Date ? encodeDate(value) : value
  }

  convertToJSValue(value) {
    return typeof value === 'string' ? decodeDate(value) : value
  }

  compareAsType() {
    return 'string'
  }

  get runtimeType() {
    return 'Date'
  }
}

/** Property descriptions of an engine. */
function propertyTypes(isSqlite) {
  const nullable = (property) => ({ ...property, nullable: true })
  return {
    id: { type: 'integer', primary: true, autoincrement: true },
    integer: { type: 'integer' },
    text: { type: 'text' },
    boolean: { type: 'boolean' },
    double: { type: 'double' },
    json: { type: 'json' },
    // What is only read needs no type of its own: the text is parsed by MikroORM itself.
    readDate: { type: 'datetime' },
    date: isSqlite ? { type: DateText } : { type: 'datetime' },
    nullable,
  }
}

class Author {}
class Post {}
class Tag {}
class Entry {}

function declare(isSqlite) {
  const p = propertyTypes(isSqlite)
  return [
    new EntitySchema({
      class: Author,
      tableName: 'authors',
      properties: {
        id: p.id,
        name: p.text,
        email: p.text,
        bio: p.nullable(p.text),
        active: p.boolean,
        rating: p.double,
        settings: p.json,
        createdAt: p.readDate,
        updatedAt: p.readDate,
        posts: { kind: '1:m', entity: () => Post, mappedBy: 'authorId' },
      },
    }),
    new EntitySchema({
      class: Post,
      tableName: 'posts',
      properties: {
        id: p.id,
        authorId: { kind: 'm:1', entity: () => Author, fieldName: 'authorId', mapToPk: true },
        title: p.text,
        body: p.text,
        published: p.boolean,
        views: p.integer,
        score: p.double,
        meta: p.json,
        publishedAt: p.nullable(p.readDate),
        createdAt: p.readDate,
        updatedAt: p.readDate,
        tags: {
          kind: 'm:n',
          entity: () => Tag,
          pivotTable: 'post_tags',
          joinColumn: 'postId',
          inverseJoinColumn: 'tagId',
        },
      },
    }),
    new EntitySchema({
      class: Tag,
      tableName: 'tags',
      properties: { id: p.id, name: p.text, official: p.boolean },
    }),
    new EntitySchema({
      class: Entry,
      tableName: 'entries',
      properties: {
        id: p.id,
        title: p.text,
        body: p.text,
        published: p.boolean,
        views: p.integer,
        score: p.double,
        meta: p.json,
        happenedAt: p.nullable(p.date),
        createdAt: { ...p.date, onCreate: () => new Date() },
        updatedAt: { ...p.date, onCreate: () => new Date(), onUpdate: () => new Date() },
      },
    }),
  ]
}

async function open(engine, url, entities) {
  const { MikroORM } = await import(engine === 'pg' ? '@mikro-orm/postgresql' : '@mikro-orm/sqlite')
  return MikroORM.init({
    entities,
    namingStrategy: EntityCaseNamingStrategy,
    ...(engine === 'pg' ? { clientUrl: url, pool: { min: 0, max: 5 } } : { dbName: url }),
  })
}

/** An entity as plain data; collections that were not asked for are left out. */
function plainEntity(entity) {
  const row = {}
  for (const [name, value] of Object.entries(entity)) {
    if (typeof value?.isInitialized !== 'function') row[name] = value
    else if (value.isInitialized()) row[name] = value.getItems().map(plainEntity)
  }
  return row
}

export async function setup(engine, url, inputs) {
  const isSqlite = engine !== 'pg'
  const orm = await open(engine, url, declare(isSqlite))
  const value = isSqlite
    ? (one) => (one instanceof Date ? encodeDate(one) : Number(one))
    : (one) => one

  const conditions = ({ published, views, either, authorIds, since }) => {
    const where = {}
    if (published !== undefined) where.published = value(published)
    if (views) where.views = { $gte: views[0], $lte: views[1] }
    if (either) where.$or = [{ title: { $like: either.title } }, { score: { $gte: either.score } }]
    if (authorIds) where.authorId = { $in: authorIds }
    if (since) where.publishedAt = { $gte: value(since) }
    return where
  }
  const page = { orderBy: { publishedAt: 'desc', id: 'asc' }, limit: 50 }

  return {
    findByPk: (i) => orm.em.fork().findOne(Author, inputs.authorId(i)),
    findAll: () => orm.em.fork().findAll(Post),
    includeJoined: () => orm.em.fork().findAll(Author, { populate: ['posts'], strategy: 'joined' }),
    includeSelectIn: () =>
      orm.em.fork().findAll(Author, { populate: ['posts'], strategy: 'select-in' }),
    includeThreeLevels: () => orm.em.fork().findAll(Author, { populate: ['posts.tags'] }),
    async insertOne(i) {
      const em = orm.em.fork()
      const entry = em.create(Entry, inputs.entry(i))
      await em.persist(entry).flush()
      return entry
    },
    bulkInsert() {
      const now = new Date()
      // It writes into the rows, nested ones too.
      const rows = inputs.entries.map((values) => ({
        ...values,
        meta: { ...values.meta },
        createdAt: now,
        updatedAt: now,
      }))
      return orm.em.fork().insertMany(Entry, rows)
    },
    async loadChangeSave(i) {
      const em = orm.em.fork()
      const entry = await em.findOne(Entry, inputs.entryId(i))
      entry.title = inputs.title(i)
      entry.views += 1
      await em.flush()
      return entry
    },
    complexWhere: (i) => orm.em.fork().find(Post, conditions(inputs.filter(i)), page),
    transaction: (i) =>
      orm.em.fork().transactional(async (em) => {
        const values = inputs.entry(i)
        const id = inputs.entryId(i)
        await em.persist(em.create(Entry, values)).flush()
        await em.nativeUpdate(Entry, { id }, { views: values.views, updatedAt: new Date() })
        return em.findOne(Entry, id)
      }),
    buildSql(i) {
      const query = orm.em
        .fork()
        .createQueryBuilder(Post)
        .where(conditions(inputs.variedFilter(i)))
        .orderBy(page.orderBy)
        .limit(page.limit)
      // It sends values within the text.
      return { sql: query.getFormattedQuery() }
    },
    plain: (result) => (Array.isArray(result) ? result.map(plainEntity) : plainEntity(result)),
    close: () => orm.close(),
  }
}

export async function coldStart(engine, url) {
  const p = propertyTypes(engine !== 'pg')
  const entities = []
  for (let n = 0; n < COLD_MODELS; n++) {
    entities.push(
      new EntitySchema({
        name: `Cold${n}`,
        tableName: `cold_${n}`,
        properties: {
          id: p.id,
          parentId:
            n === 0
              ? p.nullable(p.integer)
              : {
                  kind: 'm:1',
                  entity: () => entities[n - 1],
                  fieldName: 'parentId',
                  mapToPk: true,
                  nullable: true,
                },
          name: p.text,
          email: p.text,
          active: p.boolean,
          rating: p.double,
          settings: p.json,
          createdAt: p.readDate,
          updatedAt: p.readDate,
        },
      }),
    )
  }
  const orm = await open(engine, url, entities)
  const result = await orm.em.fork().findOne(entities[0], 1)
  await orm.close()
  return plainEntity(result)
}
