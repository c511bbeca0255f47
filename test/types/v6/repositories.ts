/** Generic repositories and helpers. */
import {
  type Attributes,
  type CreationAttributes,
  DataTypes,
  type FindOptions,
  Model,
  type ModelStatic,
  Sequelize,
  type WhereOptions,
} from 'sequelize'
import { Post, sequelize, User } from './models.js'

export class Repository<M extends Model> {
  constructor(protected readonly model: ModelStatic<M>) {}
  findAll(options?: FindOptions<Attributes<M>>): Promise<M[]> {
    return this.model.findAll(options)
  }
  findAllExplicit(options?: FindOptions<Attributes<M>>): Promise<M[]> {
    return this.model.findAll<M>(options)
  }
  findOne(where: WhereOptions<Attributes<M>>): Promise<M | null> {
    return this.model.findOne({ where })
  }
  findOneExplicit(where: WhereOptions<Attributes<M>>): Promise<M | null> {
    return this.model.findOne<M>({ where })
  }
  byId(id: number): Promise<M | null> {
    return this.model.findByPk(id)
  }
  byIdSure(id: number): Promise<M> {
    return this.model.findByPk(id, { rejectOnEmpty: true })
  }
  create(values: CreationAttributes<M>): Promise<M> {
    return this.model.create(values)
  }
  createExplicit(values: CreationAttributes<M>): Promise<M> {
    return this.model.create<M>(values)
  }
  bulk(values: CreationAttributes<M>[]): Promise<M[]> {
    return this.model.bulkCreate(values)
  }
  page(options: FindOptions<Attributes<M>>): Promise<{ rows: M[]; count: number }> {
    return this.model.findAndCountAll(options)
  }
  build(values: CreationAttributes<M>): M {
    return this.model.build(values)
  }
  count(where: WhereOptions<Attributes<M>>): Promise<number> {
    return this.model.count({ where })
  }
  async update(
    values: Partial<Attributes<M>>,
    where: WhereOptions<Attributes<M>>,
  ): Promise<number> {
    const [n] = await this.model.update(values, { where })
    return n
  }
  remove(where: WhereOptions<Attributes<M>>): Promise<number> {
    return this.model.destroy({ where })
  }
  async save(instance: M, values: Partial<Attributes<M>>): Promise<M> {
    instance.set(values)
    await instance.update(values)
    return instance.save()
  }
  make(): M {
    return new this.model()
  }
  name(): string {
    return this.model.name + this.model.tableName + this.model.primaryKeyAttribute
  }
}
export class UserRepository extends Repository<User> {
  constructor() {
    super(User)
  }
  named(name: string) {
    return this.findOne({ name })
  }
}

export class Crud<M extends Model & { id: number }> {
  constructor(private readonly model: ModelStatic<M>) {}
  async put(id: number, values: Partial<CreationAttributes<M>>) {
    const one = await this.model.findByPk(id)
    return one?.update(values as any)
  }
  async del(id: number) {
    return this.model.destroy({ where: { id } as any })
  }
  async add(values: object) {
    return this.model.create(values as CreationAttributes<M>)
  }
  async list(options: FindOptions = {}) {
    return this.model.findAll({ ...options, order: [['id', 'ASC']] })
  }
  async raw() {
    return this.model.findAll({ raw: true, attributes: ['id'] })
  }
  async fresh(values: CreationAttributes<M>) {
    const [one, made] = await this.model.findOrCreate({ where: values as any, defaults: values })
    return made ? one : one.reload()
  }
}
export const users = new Crud(User)
export const repositories: Repository<any>[] = [new UserRepository(), new Repository(Post)]
export const statics: ModelStatic<Model>[] = [
  User,
  Post,
  sequelize.define('X', { a: DataTypes.STRING }),
]
export const statics2: ModelStatic<any>[] = [User, Post]
for (const model of statics) void model.sync().then(() => model.findAll())
for (const model of Object.values(sequelize.models)) void model.findAll({ where: { a: 1 } })
export interface Db {
  sequelize: Sequelize
  User: typeof User
  Post: ModelStatic<Post>
}
export const db: Db = { sequelize, User, Post }
