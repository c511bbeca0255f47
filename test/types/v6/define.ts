/** `define` in its styles, and what `sequelize` has. */
import {
  type BuildOptions,
  DataTypes,
  Deferrable,
  type Dialect,
  Model,
  type ModelAttributes,
  type ModelCtor,
  type ModelDefined,
  type ModelStatic,
  Op,
  type Optional,
  type Options,
  type PoolOptions,
  QueryInterface,
  type QueryOptions,
  QueryTypes,
  Sequelize,
  Transaction,
  type TransactionOptions,
} from 'sequelize'
import { migrate } from './migrations.js'

const options: Options = {
  dialect: 'postgres',
  host: 'x',
  port: 5432,
  logging: (sql, timing) => {
    sql.length
    timing
  },
  benchmark: true,
  timezone: '+02:00',
  ssl: true,
  dialectOptions: { ssl: { rejectUnauthorized: false } },
  pool: { max: 3 },
  define: { charset: 'utf8', hooks: {} },
  replication: { read: [{ host: 'a' }], write: { host: 'b' } },
  retry: { max: 3, match: [/x/, 'y'] },
  isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE,
  hooks: { afterConnect() {}, beforeCreate() {} },
  quoteIdentifiers: true,
  transactionType: Transaction.TYPES.IMMEDIATE,
  schema: 's',
  minifyAliases: true,
  query: { raw: true },
  set: {},
  sync: { force: true },
  omitNull: true,
  native: false,
  standardConformingStrings: true,
  clientMinMessages: 'warning',
  typeValidation: true,
  logQueryParameters: true,
  attributeBehavior: 'escape',
  protocol: 'tcp',
  dialectModule: {},
  dialectModulePath: 'x',
  storage: 'x',
  keepDefaultTimezone: true,
  operatorsAliases: { $gt: Op.gt },
  databaseVersion: '1',
  ssl2: 1,
} as Options
export const s1 = new Sequelize('db', 'user', 'pass', options)
export const s2 = new Sequelize('postgres://x', options)
export const s3 = new Sequelize({ ...options, database: 'x', username: 'x', password: 'x' })
export const s4 = new Sequelize(process.env['URL']!, {
  dialect: process.env['D'] as Dialect,
  logging: console.log,
})
export const s5 = new Sequelize('db', 'user', undefined, { dialect: 'mysql', logging: false })
export const pool: PoolOptions = {
  max: 3,
  min: 1,
  idle: 1,
  acquire: 1,
  evict: 1,
  maxUses: 2,
  validate: () => true,
}
const sequelize: Sequelize = s1
Sequelize.useCLS({} as any)

interface Attrs {
  id: number
  name: string
  note: string | null
}
type Creation = Optional<Attrs, 'id' | 'note'>
interface UserInstance extends Model<Attrs, Creation>, Attrs {
  posts?: unknown[]
}
export const A: ModelDefined<Attrs, Creation> = sequelize.define('A', {
  id: { type: DataTypes.INTEGER, primaryKey: true },
  name: DataTypes.STRING,
  note: DataTypes.STRING,
})
export const B = sequelize.define<UserInstance>(
  'B',
  {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: DataTypes.STRING, allowNull: false },
    note: DataTypes.STRING,
  },
  {
    tableName: 'b',
    timestamps: false,
    hooks: {
      beforeCreate(b) {
        b.name
      },
    },
    defaultScope: { where: { name: 'x' } },
    scopes: { x: { where: { name: 'x' } } },
  },
)
export const C = sequelize.define<Model<Attrs, Creation>>('C', {
  id: DataTypes.INTEGER,
  name: DataTypes.STRING,
  note: { type: DataTypes.STRING, allowNull: true },
})
export const D = sequelize.define(
  'D',
  { name: DataTypes.STRING, n: { type: DataTypes.INTEGER } },
  { underscored: true },
)
export const E = sequelize.define('E', {})
export type Static = typeof Model &
  (new (
    values?: Record<string, unknown>,
    options?: BuildOptions,
  ) => UserInstance)
export const F = sequelize.define('F', { name: DataTypes.STRING }) as Static
export const G: ModelCtor<Model<any, any>> = sequelize.define('G', { name: DataTypes.STRING })
export const H: ModelStatic<Model> = sequelize.define('H', { name: DataTypes.STRING })
export const I: ModelStatic<UserInstance> = sequelize.define<UserInstance>('I', {
  id: DataTypes.INTEGER,
  name: DataTypes.STRING,
  note: DataTypes.STRING,
})
export const J = sequelize.define<Model<any, any>>('J', { whatever: DataTypes.STRING })
export function factory(db: Sequelize, types: typeof DataTypes) {
  const attributes: ModelAttributes = {
    a: types.STRING,
    b: { type: types.INTEGER.UNSIGNED, allowNull: false, defaultValue: 0 },
  }
  const M = db.define('M', attributes, { timestamps: false })
  return M
}
export function factory2(db: Sequelize, types: typeof DataTypes) {
  class User extends Model {
    declare id: number
    declare name: string
    static associate(models: Record<string, ModelStatic<any>>) {
      User.hasMany(models.Post, { foreignKey: 'userId' })
    }
  }
  User.init(
    { id: { type: types.INTEGER, primaryKey: true }, name: types.STRING },
    { sequelize: db, modelName: 'User' },
  )
  return User
}
B.prototype.toString = function () {
  return 'x'
}
;(B as any).prototype.greet = function (this: UserInstance) {
  return this.name
}
B.hasMany(C, { as: 'posts' })
C.belongsTo(B)
D.belongsToMany(E, { through: 'x' })
E.hasOne(D)

export async function use() {
  const a = await A.create({ name: 'x' })
  a.getDataValue('name').length
  a.get('name')
  a.get().note
  const b = await B.create({ name: 'x' })
  b.name.length
  b.posts?.length
  const b2: UserInstance | null = await B.findOne({
    where: { name: 'x' },
    include: [{ model: C, as: 'posts' }],
  })
  const [b3] = await B.findAll({
    where: { [Op.or]: [{ name: 'x' }, { note: null }], note: { [Op.ne]: null } },
  })
  b3.name
  const b4 = await B.findAll<UserInstance>({ attributes: ['id', 'name'], raw: true })
  b4[0].id
  const c = await C.create({ name: 'x' })
  c.get('name')
  c.getDataValue('note')
  c.toJSON()
  const d = await D.create({ name: 'x' })
  d.get('name')
  d.getDataValue('name' as any)
  const d2 = await D.findOne({ where: { name: 'x' }, raw: true })
  const e = await E.findAll()
  const f = await F.create({ name: 'x' })
  f.name
  const f3: UserInstance = F.build({ name: 'x' })
  const g = await G.create({ anything: 1 })
  ;(g as any).x
  g.get('x')
  await H.findAll({ where: { x: 1 } })
  const j = await J.findByPk(1)
  j?.get('whatever')
  await J.update({ x: 1 }, { where: { x: 1 } })
  const plain = b.get({ plain: true })
  plain.name
  const json = b.toJSON()
  json
  await sequelize.authenticate({ logging: false })
  await sequelize.sync({
    force: true,
    alter: { drop: false },
    match: /x/,
    logging: console.log,
    hooks: true,
    schema: 'x',
    searchPath: 'x',
  })
  await sequelize.drop({ cascade: true })
  await sequelize.truncate({ cascade: true, restartIdentity: true })
  await sequelize.close()
  sequelize.getDialect()
  sequelize.getDatabaseName()
  sequelize.config.host
  sequelize.models.A
  sequelize.isDefined('A')
  sequelize.model('A')
  sequelize.escape('x')
  await sequelize.createSchema('x', { logging: false })
  await sequelize.showAllSchemas({})
  await sequelize.dropSchema('x', {})
  await sequelize.dropAllSchemas({})
  sequelize.fn('a', 1)
  sequelize.col('x')
  sequelize.literal('x')
  sequelize.cast('x', 'int')
  sequelize.and({ a: 1 }, { b: 2 })
  sequelize.or({ a: 1 })
  sequelize.json('a.b', 1)
  sequelize.where(sequelize.col('x'), Op.gt, 3)
  sequelize.where(sequelize.col('x'), { [Op.gt]: 3 })
  sequelize.random()
  Sequelize.fn('x', Sequelize.col('y'))
  Sequelize.literal('x')
  Sequelize.cast(Sequelize.col('x'), 'int')
  Sequelize.and({ a: 1 })
  Sequelize.or({ a: 1 }, { b: 1 })
  Sequelize.json('a', 'b')
  Sequelize.where(Sequelize.col('x'), '=', 3)
  const result: number = await sequelize.transaction(async (t) => {
    await B.create({ name: 'x' }, { transaction: t })
    t.afterCommit(() => {})
    t.LOCK.UPDATE
    return 1
  })
  const result2 = await sequelize.transaction(
    {
      isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED,
      type: Transaction.TYPES.DEFERRED,
      deferrable: Deferrable.SET_DEFERRED(['x']),
      readOnly: true,
      logging: false,
      autocommit: true,
    } as TransactionOptions,
    async (t: Transaction) => 'x',
  )
  result2.length
  const t: Transaction = await sequelize.transaction()
  const t2 = await sequelize.transaction({
    transaction: t,
    isolationLevel: Transaction.ISOLATION_LEVELS.SERIALIZABLE,
  })
  await t.commit()
  await t2.rollback()
  t.LOCK.SHARE
  await B.findAll({ lock: true, transaction: t })
  await B.findAll({ lock: Transaction.LOCK.UPDATE, transaction: t })
  await B.findAll({ lock: { level: t.LOCK.KEY_SHARE, of: C }, skipLocked: true })
  await sequelize.set({ a: 1 }, { transaction: t })
  await sequelize.query('x', {
    replacements: { a: [1, 2] },
    type: QueryTypes.SELECT,
    transaction: t,
    logging: console.log,
    benchmark: true,
    nest: true,
    fieldMap: { a: 'b' },
    useMaster: true,
    retry: { max: 1 },
    rejectOnEmpty: true,
  } as QueryOptions)
  const qi: QueryInterface = sequelize.getQueryInterface()
  await migrate(qi)
  return [b2, c, d2, e, f3, j, result]
}
