/** Classes with every mixin type; attributes, options, hooks, scopes, validators. */
import {
  Association,
  type Attributes,
  BelongsTo,
  type BelongsToCreateAssociationMixin,
  type BelongsToGetAssociationMixin,
  BelongsToMany,
  type BelongsToManyAddAssociationMixin,
  type BelongsToManyAddAssociationsMixin,
  type BelongsToManyCountAssociationsMixin,
  type BelongsToManyCreateAssociationMixin,
  type BelongsToManyGetAssociationsMixin,
  type BelongsToManyHasAssociationMixin,
  type BelongsToManyHasAssociationsMixin,
  type BelongsToManyRemoveAssociationMixin,
  type BelongsToManyRemoveAssociationsMixin,
  type BelongsToManySetAssociationsMixin,
  type BelongsToSetAssociationMixin,
  type CreationOptional,
  DataTypes,
  type ForeignKey,
  HasMany,
  type HasManyAddAssociationMixin,
  type HasManyAddAssociationsMixin,
  type HasManyCountAssociationsMixin,
  type HasManyCreateAssociationMixin,
  type HasManyGetAssociationsMixin,
  type HasManyHasAssociationMixin,
  type HasManyHasAssociationsMixin,
  type HasManyRemoveAssociationMixin,
  type HasManyRemoveAssociationsMixin,
  type HasManySetAssociationsMixin,
  HasOne,
  type HasOneCreateAssociationMixin,
  type HasOneGetAssociationMixin,
  type HasOneSetAssociationMixin,
  type InferAttributes,
  type InferCreationAttributes,
  type InitOptions,
  Model,
  type ModelAttributes,
  type ModelStatic,
  type NonAttribute,
  Op,
  type Optional,
  Sequelize,
  type SyncOptions,
} from 'sequelize'

export const sequelize = new Sequelize({
  dialect: 'sqlite',
  storage: ':memory:',
  logging: false,
  define: { timestamps: true, underscored: true },
  pool: { max: 5, min: 0, acquire: 30000, idle: 10000 },
})

export class User extends Model<
  InferAttributes<User, { omit: 'groups' | 'profile' }>,
  InferCreationAttributes<User, { omit: 'groups' | 'profile' }>
> {
  declare id: CreationOptional<number>
  declare email: string
  declare age: number | null
  declare bossId: ForeignKey<User['id']> | null
  declare password: CreationOptional<string | null>
  declare settings: CreationOptional<Record<string, any>>
  declare status: CreationOptional<'active' | 'banned'>
  readonly createdAt!: CreationOptional<Date>
  declare readonly updatedAt: CreationOptional<Date>
  declare readonly deletedAt: CreationOptional<Date | null>

  declare getProfile: HasOneGetAssociationMixin<Profile>
  declare setProfile: HasOneSetAssociationMixin<Profile, Profile['id']>
  declare createProfile: HasOneCreateAssociationMixin<Profile>
  declare getBoss: BelongsToGetAssociationMixin<User | null>
  declare setBoss: BelongsToSetAssociationMixin<User, number>
  declare createBoss: BelongsToCreateAssociationMixin<User>
  declare getPosts: HasManyGetAssociationsMixin<Post>
  declare addPost: HasManyAddAssociationMixin<Post, number>
  declare addPosts: HasManyAddAssociationsMixin<Post, number>
  declare setPosts: HasManySetAssociationsMixin<Post, number>
  declare removePost: HasManyRemoveAssociationMixin<Post, number>
  declare removePosts: HasManyRemoveAssociationsMixin<Post, number>
  declare hasPost: HasManyHasAssociationMixin<Post, number>
  declare hasPosts: HasManyHasAssociationsMixin<Post, number>
  declare countPosts: HasManyCountAssociationsMixin
  declare createPost: HasManyCreateAssociationMixin<Post, 'authorId'>
  declare getGroups: BelongsToManyGetAssociationsMixin<Group>
  declare addGroup: BelongsToManyAddAssociationMixin<Group, number>
  declare addGroups: BelongsToManyAddAssociationsMixin<Group, number>
  declare setGroups: BelongsToManySetAssociationsMixin<Group, number>
  declare removeGroup: BelongsToManyRemoveAssociationMixin<Group, number>
  declare removeGroups: BelongsToManyRemoveAssociationsMixin<Group, number>
  declare hasGroup: BelongsToManyHasAssociationMixin<Group, number>
  declare hasGroups: BelongsToManyHasAssociationsMixin<Group, number>
  declare countGroups: BelongsToManyCountAssociationsMixin
  declare createGroup: BelongsToManyCreateAssociationMixin<Group>

  declare posts?: NonAttribute<Post[]>
  declare boss?: NonAttribute<User>
  declare groups?: Group[]
  declare profile?: Profile
  declare static associations: {
    posts: Association<User, Post>
    groups: BelongsToMany<User, Group>
    profile: HasOne<User, Profile>
    boss: BelongsTo<User, User>
    own: HasMany<User, Post>
  }
  get display(): NonAttribute<string> {
    return this.email
  }
  isAdult(): boolean {
    return (this.age ?? 0) > 18
  }
  static async byEmail(email: string): Promise<User | null> {
    return this.findOne({ where: { email } })
  }
  static async emails(): Promise<string[]> {
    return (await this.findAll({ attributes: ['email'], raw: true })).map((u) => u.email)
  }
  static associate(models: { Post: ModelStatic<Post>; Group: typeof Group }) {
    this.hasMany(models.Post, {
      as: 'posts',
      foreignKey: 'authorId',
      onDelete: 'CASCADE',
      hooks: true,
    })
    this.belongsToMany(models.Group, {
      through: 'UserGroups',
      as: 'groups',
      foreignKey: 'userId',
      otherKey: 'groupId',
      timestamps: false,
    })
  }
  override toJSON() {
    const { password, ...rest } = this.get()
    return rest
  }
}
export class Profile extends Model<InferAttributes<Profile>, InferCreationAttributes<Profile>> {
  declare id: CreationOptional<number>
  declare bio: string
  declare userId: ForeignKey<number>
}
export class Post extends Model<InferAttributes<Post>, InferCreationAttributes<Post>> {
  declare id: CreationOptional<number>
  declare title: string
  declare authorId: ForeignKey<User['id']>
  declare author?: NonAttribute<User>
  declare getAuthor: BelongsToGetAssociationMixin<User>
}
interface GroupAttributes {
  id: number
  name: string
  description?: string | null
  createdAt?: Date
}
interface GroupCreation extends Optional<GroupAttributes, 'id' | 'description'> {}
export class Group extends Model<GroupAttributes, GroupCreation> implements GroupAttributes {
  public id!: number
  public name!: string
  public description!: string | null
  public readonly createdAt!: Date
  public readonly users?: User[]
  public UserGroup?: { role: string }
  public getUsers!: BelongsToManyGetAssociationsMixin<User>
  public addUser!: BelongsToManyAddAssociationMixin<User, number>
  public static associations: { users: Association<Group, User> }
}

User.init(
  {
    id: { type: DataTypes.INTEGER.UNSIGNED, autoIncrement: true, primaryKey: true },
    email: {
      type: DataTypes.STRING(120),
      allowNull: false,
      unique: true,
      validate: {
        isEmail: { msg: 'no' },
        len: { args: [3, 120], msg: 'x' },
        notIn: [['a']],
        async free(value: string) {
          await User.findOne({ where: { email: value } })
        },
        withThis(this: User, value: string) {
          this.email = value
        },
      },
    },
    age: {
      type: DataTypes.INTEGER,
      allowNull: true,
      field: 'user_age',
      validate: { min: 0, max: { args: [150], msg: 'old' }, isInt: true },
    },
    password: {
      type: DataTypes.STRING,
      get() {
        const raw = this.getDataValue('password')
        return raw ? '***' : null
      },
      set(value: string) {
        this.setDataValue('password', value + this.email)
      },
    },
    settings: { type: DataTypes.JSONB, defaultValue: {} },
    status: { type: DataTypes.ENUM('active', 'banned'), defaultValue: 'active' },
    createdAt: DataTypes.DATE,
    updatedAt: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
    deletedAt: DataTypes.DATE(6),
  },
  {
    sequelize,
    modelName: 'User',
    tableName: 'users',
    paranoid: true,
    timestamps: true,
    underscored: true,
    freezeTableName: true,
    schema: 'public',
    comment: 'x',
    version: true,
    indexes: [
      { unique: true, fields: ['email'] },
      {
        fields: [{ name: 'age', order: 'DESC' }],
        where: { age: { [Op.gt]: 3 } },
        using: 'BTREE',
        name: 'x',
      },
      { fields: ['email', sequelize.fn('lower', sequelize.col('email'))], type: 'UNIQUE' },
    ],
    defaultScope: { attributes: { exclude: ['password'] } },
    scopes: {
      active: { where: { status: 'active' } },
      older(than: number) {
        return { where: { age: { [Op.gte]: than } } }
      },
      withPosts: () => ({ include: [{ model: Post, as: 'posts' }] }),
    },
    hooks: {
      beforeCreate: async (user, options) => {
        user.email = user.email.toLowerCase()
        options.transaction
        options.fields
      },
      beforeSave(user) {
        if (user.changed('password')) user.password = 'x'
      },
      beforeUpdate(user) {
        user.email
      },
      afterFind(found) {
        found
      },
      beforeBulkCreate(users, options) {
        users.forEach((u) => u.email)
        options.individualHooks = true
      },
      beforeBulkUpdate(options) {
        options.individualHooks = true
        options.where
      },
      beforeBulkDestroy(options) {
        options.individualHooks = true
      },
      beforeValidate: (user, options) => {
        options.skip = ['a']
        user.email
      },
      beforeDestroy(user, options) {
        options.force
      },
      afterUpsert(created, options) {
        created
        options.fields
      },
      beforeUpsert(values, options) {
        values
        options.validate
      },
      beforeCount(options) {
        options.where = {}
      },
      beforeFindAfterExpandIncludeAll(options) {
        options.include
      },
      beforeFindAfterOptions(options) {
        options.limit = 1
      },
      afterSync(options: SyncOptions) {
        options.force
      },
      afterRestore(user) {
        user.email
      },
    },
    getterMethods: {
      full() {
        return this.email
      },
    },
    setterMethods: {
      full(value: string) {
        this.email = value
      },
    },
    validate: {
      both() {
        if (this.age === null) throw new Error('x')
      },
    },
    name: { singular: 'user', plural: 'users' },
    whereMergeStrategy: 'and',
  },
)
Profile.init(
  {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    bio: DataTypes.TEXT('long'),
  },
  { sequelize, timestamps: false },
)
Post.init(
  {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    title: {
      type: new DataTypes.STRING(10),
      allowNull: false,
      defaultValue: () => 'x',
      references: { model: User, key: 'id' },
      onDelete: 'SET NULL',
    },
  },
  { sequelize },
)
const groupAttributes: ModelAttributes<Group, GroupAttributes> = {
  id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
  name: DataTypes.STRING,
  description: { type: DataTypes.TEXT, allowNull: true },
  createdAt: DataTypes.DATE,
}
const groupOptions: InitOptions<Group> = { sequelize, modelName: 'group' }
Group.init(groupAttributes, groupOptions)

export const posts: HasMany<User, Post> = User.hasMany(Post, {
  as: 'posts',
  foreignKey: { name: 'authorId', allowNull: false },
  sourceKey: 'id',
  scope: { a: 1 },
  constraints: false,
})
export const author: BelongsTo<Post, User> = Post.belongsTo(User, {
  as: 'author',
  foreignKey: 'authorId',
  targetKey: 'id',
  onUpdate: 'CASCADE',
})
export const groups = User.belongsToMany(Group, {
  through: { model: 'UserGroups', unique: false, scope: { x: 1 } },
  as: { singular: 'group', plural: 'groups' },
})
export const profile: HasOne<User, Profile> = User.hasOne(Profile, {
  as: 'profile',
  foreignKey: 'userId',
})
User.belongsTo(User, { as: 'boss', foreignKey: 'bossId' })
