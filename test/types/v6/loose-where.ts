/** Conditions on the class or on unknown attributes. */
import {
  type Attributes,
  type FindOptions,
  Model,
  type ModelStatic,
  Op,
  type WhereOptions,
} from 'sequelize'
import { User } from './models.js'

export class Loose<M extends Model> {
  constructor(private readonly model: ModelStatic<M>) {}
  findAll(options?: FindOptions): Promise<M[]> {
    return this.model.findAll(options)
  }
  findOne(where: WhereOptions): Promise<M | null> {
    return this.model.findOne({ where })
  }
  count(where: WhereOptions<any>): Promise<number> {
    return this.model.count({ where })
  }
  destroy(where: WhereOptions<any>): Promise<number> {
    return this.model.destroy({ where })
  }
}
const byClass: WhereOptions<User> = { name: 'x' }
void User.findAll({ where: byClass })
const options: FindOptions<User> = { where: { name: 'x' }, attributes: ['id'] }
void User.findAll(options)
void User.findOne(options)
const attrs: WhereOptions<Attributes<User>> = { name: { [Op.like]: 'x' } }
const any: WhereOptions = attrs
void User.findAll({ where: any })
void User.findAll({ where: { 'meta.a': { [Op.like]: '%b%' }, 'meta.a.b': 1 } })
void User.findAll({ where: { 'meta.a': '{"b":1}' } })
export interface Query {
  name?: string
  id?: number
}
export function search(query: Query) {
  return User.findAll({ where: { ...query } })
}
export function search2(query: Partial<Attributes<User>>) {
  return User.findAll({ where: query })
}
export function search3(query: Record<string, unknown>) {
  return User.findAll({ where: query as any })
}
