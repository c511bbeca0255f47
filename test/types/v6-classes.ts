/** Programs for v6 that declare model classes: they compile unchanged. */
import {
  type Association,
  type Attributes,
  type BelongsToGetAssociationMixin,
  type CreationAttributes,
  type CreationOptional,
  col,
  DataTypes,
  type ForeignKey,
  fn,
  type HasManyAddAssociationMixin,
  type HasManyCreateAssociationMixin,
  type HasManyGetAssociationsMixin,
  type InferAttributes,
  type InferCreationAttributes,
  literal,
  Model,
  type NonAttribute,
  Op,
  type Optional,
  Sequelize,
  type Transaction,
  where,
} from '../../lib/index.js'
import { expectEqual } from './expect-type.js'

const sequelize = new Sequelize('sqlite::memory:', { define: { underscored: true } })

class User extends Model<
  InferAttributes<User, { omit: 'projects' }>,
  InferCreationAttributes<User, { omit: 'projects' }>
> {
  declare id: CreationOptional<number>
  declare name: string
  declare preferredName: string | null
  declare meta: CreationOptional<{ a: { b: number }; tags: string[] }>
  declare data: CreationOptional<Record<string, unknown>>
  declare tags: CreationOptional<string[]>
  declare role: CreationOptional<'admin' | 'member'>
  declare active: CreationOptional<boolean>
  declare createdAt: CreationOptional<Date>
  declare updatedAt: CreationOptional<Date>
  declare getProjects: HasManyGetAssociationsMixin<Project>
  declare addProject: HasManyAddAssociationMixin<Project, number>
  declare createProject: HasManyCreateAssociationMixin<Project, 'ownerId'>
  declare projects?: NonAttribute<Project[]>
  declare static associations: { projects: Association<User, Project> }

  get fullName(): NonAttribute<string> {
    return this.name
  }

  greet(): string {
    return `Hello, ${this.name}`
  }
}

class Project extends Model<InferAttributes<Project>, InferCreationAttributes<Project>> {
  declare id: CreationOptional<number>
  declare ownerId: ForeignKey<User['id']>
  declare name: string
  declare owner?: NonAttribute<User>
  declare getOwner: BelongsToGetAssociationMixin<User>
  declare createdAt: CreationOptional<Date>
}

interface AddressAttributes {
  userId: number
  address: string
  zip: string | null
}
interface AddressCreationAttributes extends Optional<AddressAttributes, 'userId'> {}

class Address
  extends Model<AddressAttributes, AddressCreationAttributes>
  implements AddressAttributes
{
  declare userId: number
  declare address: string
  declare zip: string | null
}

expectEqual<
  keyof Attributes<User>,
  | 'id'
  | 'name'
  | 'preferredName'
  | 'meta'
  | 'data'
  | 'tags'
  | 'role'
  | 'active'
  | 'createdAt'
  | 'updatedAt'
>(true)
expectEqual<keyof Attributes<Project>, 'id' | 'ownerId' | 'name' | 'createdAt'>(true)
type RequiredKeys<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T]
expectEqual<RequiredKeys<CreationAttributes<User>>, 'name'>(true)
// A foreign key typed as the id it refers to is as optional as that id.
expectEqual<RequiredKeys<CreationAttributes<Project>>, 'name'>(true)
expectEqual<RequiredKeys<CreationAttributes<Address>>, 'address'>(true)

// The foreign key may be left out of the attributes: the association adds it.
Project.init(
  {
    id: { type: DataTypes.INTEGER, autoIncrement: true, primaryKey: true },
    name: {
      type: new DataTypes.STRING(128),
      allowNull: false,
      validate: {
        len: [1, 3],
        isIn: [['a', 'b']],
        notEmpty: true,
        is: /^a/i,
        custom(value: string) {
          if (!value) throw new Error('a name is needed')
        },
      },
    },
    createdAt: DataTypes.DATE,
  },
  { sequelize, tableName: 'projects' },
)

User.init(
  {
    id: { type: DataTypes.INTEGER.UNSIGNED, autoIncrement: true, primaryKey: true },
    name: {
      type: DataTypes.STRING,
      allowNull: false,
      get() {
        return this.getDataValue('name')
      },
      set(value: string) {
        this.setDataValue('name', value.trim())
      },
    },
    preferredName: { type: DataTypes.STRING(128), allowNull: true },
    meta: DataTypes.JSON,
    data: DataTypes.JSONB,
    tags: DataTypes.ARRAY(DataTypes.STRING),
    role: DataTypes.ENUM('admin', 'member'),
    active: { type: DataTypes.BOOLEAN, defaultValue: true },
    createdAt: DataTypes.DATE,
    updatedAt: DataTypes.DATE,
  },
  {
    sequelize,
    tableName: 'users',
    paranoid: true,
    indexes: [
      { unique: true, fields: ['name'] },
      { name: 'lower_name', fields: [fn('lower', col('name'))] },
    ],
    hooks: {
      beforeCreate(user, options) {
        user.name = user.name.trim()
        options.transaction?.id satisfies string | undefined
      },
      beforeFind(options) {
        options.where = {}
      },
    },
    defaultScope: { where: { active: true } },
    scopes: {
      active: { where: { active: true } },
      named(name: string) {
        return { where: { name } }
      },
    },
    validate: {
      nameDiffers() {
        if (this.name === this.preferredName) throw new Error('choose another')
      },
    },
  },
)

Address.init(
  {
    userId: DataTypes.INTEGER,
    address: { type: DataTypes.STRING, allowNull: false },
    zip: DataTypes.STRING,
  },
  { sequelize, timestamps: false },
)

User.hasMany(Project, { sourceKey: 'id', foreignKey: 'ownerId', as: 'projects' })
Project.belongsTo(User, {
  foreignKey: { name: 'ownerId', allowNull: false },
  as: 'owner',
  onDelete: 'CASCADE',
})

export async function useThem(transaction: Transaction): Promise<void> {
  const user = await User.create({ name: 'Ada', preferredName: null })
  const again = await User.create({ name: 'Ada' }, { transaction, fields: ['name'] })
  user.id.toFixed()
  again.createdAt.getTime()
  await Project.create({ name: 'x', ownerId: 1 })
  const project = await user.createProject({ name: 'x' })
  const projects: Project[] = await user.getProjects({ where: { name: 'a' }, limit: 3 })
  await user.getProjects({ scope: ['open', { method: ['of', 1] }] })
  await user.getProjects({ scope: { method: 'open' } })
  await user.addProject(project, { individualHooks: true })
  await user.addProject(3)
  const owner: User = await project.getOwner()
  const first = await User.findByPk(1, {
    include: [User.associations.projects],
    rejectOnEmpty: true,
  })
  first.projects?.[0]?.name satisfies string | undefined

  // v6 types plain rows as instances, and programs rely on it.
  const plain: User[] = await User.findAll({ raw: true })
  const explicit: User[] = await User.findAll<User>({ where: { name: 'x' } })

  await User.findAll({
    where: { [Op.or]: [{ name: 'a' }, { preferredName: null }], id: [1, 2], active: true },
  })
  await User.findAll({
    where: { [Op.and]: [{ name: 'a' }, literal('1=1'), where(fn('lower', col('name')), 'x')] },
  })
  await User.findAll({ where: { '$projects.name$': 'x', 'meta.a.b': 3, 'data.x.y': 'z' } })
  await User.findAll({
    order: [
      ['name', 'DESC'],
      [Project, 'name', 'ASC'],
      [{ model: Project, as: 'projects' }, 'name', 'DESC'],
      [User.associations.projects, 'name', 'ASC'],
      [fn('max', col('x')), 'DESC'],
      literal('1'),
      'id',
    ],
  })
  await User.findAll({
    include: [
      Project,
      'projects',
      { model: Project, as: 'projects', where: { name: 'x' }, required: false, attributes: ['id'] },
      { association: 'projects', include: [{ all: true }] },
      { all: true, nested: true },
    ],
    limit: 3,
    offset: 2,
    subQuery: false,
    lock: transaction.LOCK.UPDATE,
    skipLocked: true,
    transaction,
    logging: console.log,
  })
  await User.findAll({ lock: { level: transaction.LOCK.SHARE, of: User } })
  const { rows, count } = await User.findAndCountAll({ where: { name: 'x' }, distinct: true })
  rows[0]?.name satisfies string | undefined
  count.toFixed()
  const groups = await User.count({ group: ['name'] })
  groups[0]?.count.toFixed()
  const max: number = await User.max('id')
  const min = await User.min<Date, User>('createdAt')
  min.getTime()
  const sum: number = await User.sum('id')
  const [found] = await User.findOrCreate({ where: { name: 'x' }, defaults: { name: 'y' } })
  found.greet()
  const [affected] = await User.update({ name: 'x' }, { where: { id: 1 } })
  const [, changed] = await User.update({ name: 'x' }, { where: { id: 1 }, returning: true })
  changed[0]?.name satisfies string | undefined
  await user.increment('id', { by: 3 })
  user.set('name', 'x')
  user.set({ name: 'x' })
  user.get('name').length
  user.get().name satisfies string
  user.get({ plain: true }).name satisfies string
  user.toJSON().name satisfies string
  await User.scope('active').findAll({ where: { name: 'x' } })
  await User.scope({ method: ['named', 'x'] }).count()
  User.addScope('y', { where: { name: 'y' } })
  User.beforeCreate((created) => void created.name)
  User.addHook('beforeCreate', 'trim', (created: User) => void created.name)
  void [projects, owner, plain, explicit, max, sum, affected]
}

// @ts-expect-error a name is needed
await User.create({ preferredName: 'x' })
// @ts-expect-error a name is text
await User.create({ name: 3 })
// @ts-expect-error no such attribute
await User.findAll({ where: { nam: 'x' } })
// @ts-expect-error an association is no attribute
await User.findAll({ where: { projects: 'x' } })
// @ts-expect-error a method is no attribute
await User.findAll({ where: { greet: 'x' } })
// @ts-expect-error an id is never null
await User.findAll({ where: { id: { [Op.ne]: null } } })
// @ts-expect-error LIKE needs text
await User.findAll({ where: { id: { [Op.like]: 'x' } } })
// @ts-expect-error no such attribute
await User.findAll({ attributes: ['idd'] })
// @ts-expect-error no such attribute
User.init({ nam: DataTypes.STRING }, { sequelize })
