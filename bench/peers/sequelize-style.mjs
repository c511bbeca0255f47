// The one program that both Relata and Sequelize v6 run: their public interface is the same.

import { COLD_MODELS } from '../schema.mjs'

/** The constructor's options for an engine, and what belongs to its dialect. */
async function connection(engine, url) {
  const { default: dialectModule } = await import(engine)
  const shared = { dialectModule, logging: false, pool: { max: 5 } }
  return engine === 'pg'
    ? { arguments: [url, { ...shared, dialect: 'postgres' }], json: 'JSONB' }
    : { arguments: [{ ...shared, dialect: 'sqlite', storage: url }], json: 'JSON' }
}

function define(sequelize, DataTypes, jsonType) {
  // Sequelize v6 writes into the attribute objects it is given, so each attribute gets its own.
  const text = () => ({ type: DataTypes.STRING, allowNull: false })
  const long = () => ({ type: DataTypes.TEXT, allowNull: false })
  const boolean = () => ({ type: DataTypes.BOOLEAN, allowNull: false })
  const integer = () => ({ type: DataTypes.INTEGER, allowNull: false })
  const double = () => ({ type: DataTypes.DOUBLE, allowNull: false })
  const json = () => ({ type: DataTypes[jsonType], allowNull: false })
  const id = () => ({ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true })

  const Author = sequelize.define(
    'Author',
    {
      id: id(),
      name: text(),
      email: text(),
      bio: DataTypes.TEXT,
      active: boolean(),
      rating: double(),
      settings: json(),
    },
    { tableName: 'authors' },
  )
  const Post = sequelize.define(
    'Post',
    {
      id: id(),
      authorId: integer(),
      title: text(),
      body: long(),
      published: boolean(),
      views: integer(),
      score: double(),
      meta: json(),
      publishedAt: DataTypes.DATE,
    },
    { tableName: 'posts' },
  )
  const Tag = sequelize.define(
    'Tag',
    { id: id(), name: text(), official: boolean() },
    { tableName: 'tags', timestamps: false },
  )
  const PostTag = sequelize.define(
    'PostTag',
    {
      postId: { type: DataTypes.INTEGER, primaryKey: true },
      tagId: { type: DataTypes.INTEGER, primaryKey: true },
    },
    { tableName: 'post_tags', timestamps: false },
  )
  const Entry = sequelize.define(
    'Entry',
    {
      id: id(),
      title: text(),
      body: long(),
      published: boolean(),
      views: integer(),
      score: double(),
      meta: json(),
      happenedAt: DataTypes.DATE,
    },
    { tableName: 'entries' },
  )
  Author.hasMany(Post, { as: 'posts', foreignKey: 'authorId' })
  Post.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
  Post.belongsToMany(Tag, { as: 'tags', through: PostTag, foreignKey: 'postId', otherKey: 'tagId' })
  Tag.belongsToMany(Post, {
    as: 'posts',
    through: PostTag,
    foreignKey: 'tagId',
    otherKey: 'postId',
  })
  return { Author, Post, Entry }
}

function findOptions(Op, { published, views, either, authorIds, since }) {
  const where = {}
  if (published !== undefined) where.published = published
  if (views) where.views = { [Op.between]: views }
  if (either) {
    where[Op.or] = [{ title: { [Op.like]: either.title } }, { score: { [Op.gte]: either.score } }]
  }
  if (authorIds) where.authorId = { [Op.in]: authorIds }
  if (since) where.publishedAt = { [Op.gte]: since }
  return {
    where,
    order: [
      ['publishedAt', 'DESC'],
      ['id', 'ASC'],
    ],
    limit: 50,
  }
}

/**
 * A function that gives the SQL of a finder's options without sending it, in v6's way; undefined
 * where the library does not offer that.
 */
function selectBuilder(sequelize, Model) {
  const { queryGenerator } = sequelize.getQueryInterface()
  if (typeof queryGenerator?.selectQuery !== 'function') return undefined
  const attributes = Object.keys(Model.getAttributes())
  return (options) => {
    const built = queryGenerator.selectQuery(
      Model.getTableName(),
      { ...options, attributes },
      Model,
    )
    // v6 spells the values of a SELECT into its text.
    return typeof built === 'string'
      ? { sql: built }
      : { sql: built.query ?? built.sql, parameters: built.bind ?? built.parameters }
  }
}

/** What a loading strategy has a part in: each include that it can be asked for. */
function onlyIncludes(operations, strategy) {
  const { includeJoined, includeThreeLevels, plain, close } = operations
  return strategy === 'select'
    ? { includeSelectIn: includeJoined, includeThreeLevels, plain, close }
    : { includeJoined, includeThreeLevels, plain, close }
}

/**
 * Makes a peer of a package with Sequelize v6's interface.
 *
 * @param {{ Sequelize: Function, DataTypes: object, Op: object }} library
 * @param {'join' | 'select' | 'json'} [strategy] how Relata is told to load every include; the peer
 *   then offers nothing else
 */
export function peerOf({ Sequelize, DataTypes, Op }, strategy) {
  const loaded = strategy === undefined ? {} : { strategy }

  async function setup(engine, url, inputs) {
    const { arguments: options, json } = await connection(engine, url)
    // An option that is not known must not be passed over in a comparison of its values.
    if (strategy !== undefined) options.at(-1).strict = true
    const sequelize = new Sequelize(...options)
    const { Author, Post, Entry } = define(sequelize, DataTypes, json)
    const posts = (options) => ({ association: 'posts', ...loaded, ...options })
    const tags = () => ({ association: 'tags', through: { attributes: [] }, ...loaded })
    const operations = {
      findByPk: (i) => Author.findByPk(inputs.authorId(i)),
      findAll: () => Post.findAll(),
      includeJoined: () => Author.findAll({ include: [posts()] }),
      includeSelectIn: () => Author.findAll({ include: [posts({ separate: true })] }),
      includeThreeLevels: () => Author.findAll({ include: [posts({ include: [tags()] })] }),
      insertOne: (i) => Entry.create(inputs.entry(i)),
      bulkInsert: () => Entry.bulkCreate(inputs.entries),
      async loadChangeSave(i) {
        const entry = await Entry.findByPk(inputs.entryId(i))
        entry.title = inputs.title(i)
        entry.views += 1
        return entry.save()
      },
      complexWhere: (i) => Post.findAll(findOptions(Op, inputs.filter(i))),
      transaction: (i) =>
        sequelize.transaction(async (transaction) => {
          const values = inputs.entry(i)
          const id = inputs.entryId(i)
          await Entry.create(values, { transaction })
          await Entry.update({ views: values.views }, { where: { id }, transaction })
          return Entry.findByPk(id, { transaction })
        }),
      plain: (result) =>
        Array.isArray(result)
          ? result.map((one) => one.get({ plain: true }))
          : (result?.get?.({ plain: true }) ?? result),
      close: () => sequelize.close(),
    }
    if (strategy !== undefined) return onlyIncludes(operations, strategy)
    const build = selectBuilder(sequelize, Post)
    if (build) operations.buildSql = (i) => build(findOptions(Op, inputs.variedFilter(i)))
    return operations
  }

  async function coldStart(engine, url) {
    const { arguments: options, json } = await connection(engine, url)
    const sequelize = new Sequelize(...options)
    const models = []
    for (let n = 0; n < COLD_MODELS; n++) {
      models.push(
        sequelize.define(
          `Cold${n}`,
          {
            id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
            parentId: DataTypes.INTEGER,
            name: { type: DataTypes.STRING, allowNull: false },
            email: { type: DataTypes.STRING, allowNull: false },
            active: { type: DataTypes.BOOLEAN, allowNull: false },
            rating: { type: DataTypes.DOUBLE, allowNull: false },
            settings: { type: DataTypes[json], allowNull: false },
          },
          { tableName: `cold_${n}` },
        ),
      )
      if (n > 0) models[n].belongsTo(models[n - 1], { as: 'parent', foreignKey: 'parentId' })
    }
    const row = await models[0].findByPk(1)
    await sequelize.close()
    return row.get({ plain: true })
  }

  return { setup, coldStart }
}
