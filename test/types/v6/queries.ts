/** Raw SQL, `order` and `include`. */
import {
  col,
  type FindOptions,
  fn,
  type Includeable,
  type InferAttributes,
  literal,
  type Order,
  type OrderItem,
  QueryTypes,
  Transaction,
} from 'sequelize'
import { Post, sequelize, User } from './models.js'

export async function queries(transaction: Transaction) {
  const a: { id: number }[] = await sequelize.query<{ id: number }>('SELECT 1', {
    type: QueryTypes.SELECT,
  })
  const b: { id: number } | null = await sequelize.query<{ id: number }>('SELECT 1', {
    type: QueryTypes.SELECT,
    plain: true,
  })
  const c: User[] = await sequelize.query('SELECT 1', { model: User, mapToModel: true })
  const c2: User | null = await sequelize.query('SELECT 1', {
    model: User,
    mapToModel: true,
    plain: true,
  })
  const [rows, meta] = await sequelize.query('UPDATE x', { replacements: { a: 1 }, transaction })
  const [id, count] = await sequelize.query('INSERT', {
    type: QueryTypes.INSERT,
    replacements: [1],
  })
  const [, affected] = await sequelize.query('UPDATE', { type: QueryTypes.UPDATE, bind: { a: 1 } })
  const none: void = await sequelize.query('DELETE', { type: QueryTypes.DELETE, bind: [1] })
  const d = await sequelize.query(
    { query: 'SELECT ?', values: [1] },
    { type: QueryTypes.SELECT, raw: true, logging: false, nest: true },
  )
  const e: number = await sequelize.query('x', { type: QueryTypes.BULKDELETE })
  const f: string[] = await sequelize.query('x', { type: QueryTypes.SHOWTABLES })
  const r = await sequelize.query<User>('x', { raw: true, type: QueryTypes.SELECT })
  r[0].name
  affected.toFixed()
  count.toFixed()
  return [a, b, c, c2, rows, meta, id, none, d, e, f]
}

export const orders: Order[] = [
  ['name'],
  ['name', 'DESC'],
  [
    ['name', 'DESC'],
    ['id', 'ASC'],
  ],
  [[col('name'), 'DESC']],
  literal('x'),
  fn('x'),
  [[Post, 'title', 'ASC']],
  [[{ model: Post, as: 'posts' }, 'title', 'ASC']],
  [[User.associations.posts, 'title', 'DESC']],
  [['posts', 'title', 'ASC']],
  [[literal('x'), 'ASC']],
  [sequelize.literal('max(x) DESC')],
]
export const orderItem: OrderItem = ['name', 'DESC']
export const includeables: Includeable[] = [
  Post,
  'posts',
  User.associations.posts,
  {
    model: Post,
    as: 'posts',
    required: true,
    attributes: ['id'],
    where: { title: 'x' },
    separate: true,
    order: [['id', 'ASC']],
    limit: 3,
  },
  { all: true, nested: true },
  {
    association: User.associations.posts,
    include: [{ model: User, as: 'user', paranoid: false }],
    on: { id: 1 },
    right: true,
    duplicating: false,
    subQuery: false,
  },
  { association: 'posts', through: { attributes: [], where: { x: 1 } } },
]
export function orderFrom(sort: string, direction: string): Order {
  return [[sort, direction]]
}
export async function dynamicOrder(sort: string, direction: 'ASC' | 'DESC') {
  const order: Order = []
  if (sort) order.push([sort, direction])
  await User.findAll({ order })
  const list: OrderItem[] = [[sort, direction], literal('1')]
  await User.findAll({ order: list })
  const options: FindOptions<InferAttributes<User>> = { order: [[sort, direction]] }
  options.where = { name: 'x' }
  options.include = [{ model: Post, as: 'posts' }]
  options.attributes = ['id']
  options.limit = 3
  return User.findAll(options)
}
