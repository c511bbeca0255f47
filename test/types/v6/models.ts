/** Two models that the other programs use. */
import {
  Association,
  type CreationOptional,
  DataTypes,
  type ForeignKey,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type NonAttribute,
  Sequelize,
} from 'sequelize'

export const sequelize = new Sequelize('sqlite::memory:')

export class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<number>
  declare name: string
  declare nick: string | null
  declare meta: CreationOptional<{ a: { b: number } }>
  declare createdAt: CreationOptional<Date>
  declare posts?: NonAttribute<Post[]>
  declare static associations: { posts: Association<User, Post> }
}
export class Post extends Model<InferAttributes<Post>, InferCreationAttributes<Post>> {
  declare id: CreationOptional<number>
  declare title: string
  declare userId: ForeignKey<User['id']>
  declare user?: NonAttribute<User>
}
User.init(
  {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: DataTypes.STRING, allowNull: false },
    nick: DataTypes.STRING,
    meta: DataTypes.JSON,
    createdAt: DataTypes.DATE,
  },
  { sequelize },
)
Post.init(
  {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    title: DataTypes.STRING,
  },
  { sequelize },
)
User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
Post.belongsTo(User, { as: 'user', foreignKey: 'userId' })
