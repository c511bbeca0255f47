/** Static methods, with type arguments as v6 takes them. */
import { col, fn, literal, Op, Transaction } from 'sequelize'
import { Post, User } from './models.js'

export async function finders(transaction: Transaction) {
  const a: User[] = await User.findAll<User>({ attributes: ['id', 'name'] })
  const a2: User[] = await User.findAll<User>({
    attributes: { exclude: ['nick'] },
    raw: true,
    where: { name: 'x' },
    transaction,
  })
  const a3: User[] = await User.findAll<User>()
  const a4: User[] = await User.findAll<User>({
    attributes: ['id', [fn('COUNT', col('id')), 'n']],
    group: ['id'],
    include: [{ model: Post, as: 'posts' }],
  })
  const a5: User[] = await User.findAll<User>({
    attributes: { include: [[literal('1'), 'one']] },
    plain: false,
  })
  const b: User | null = await User.findOne<User>({ attributes: ['id'], where: { id: 1 } })
  const b2: User = await User.findOne<User>({ where: { id: 1 }, rejectOnEmpty: true })
  const b3: User | null = await User.findOne<User>({ raw: true, attributes: ['name'] })
  const c: User | null = await User.findByPk<User>(1)
  const c2: User | null = await User.findByPk<User>(1, { attributes: ['id'], include: ['posts'] })
  const c3: User = await User.findByPk<User>(1, { rejectOnEmpty: true })
  const c4: User = await User.findByPk<User>('1', { rejectOnEmpty: new Error('x'), raw: true })
  const d: { rows: User[]; count: number } = await User.findAndCountAll<User>({
    attributes: ['id'],
    limit: 2,
  })
  const d2 = await User.findAndCountAll<User>({ group: ['name'] })
  d2.count[0].count.toFixed()
  const e: User = await User.create<User>({ name: 'x' })
  const e2: User = await User.create<User>({ name: 'x' }, { transaction })
  const e3: User = await User.create(
    { name: 'x' },
    { transaction, returning: true, include: [Post] },
  )
  const f: User[] = await User.bulkCreate<User>([{ name: 'x' }], {
    transaction,
    returning: ['id'],
    updateOnDuplicate: ['name'],
  })
  const g: [number] = (await User.update<User>({ name: 'x' }, { where: { id: 1 } })) as [number]
  const [n] = await User.update<User>({ name: 'x' }, { where: { id: 1 } })
  const [m, rows] = await User.update<User>({ name: 'x' }, { where: { id: 1 }, returning: true })
  rows[0].name
  const [h, made] = await User.upsert<User>({ name: 'x' }, { transaction, returning: true })
  const i: number = await User.count<User>()
  const i2: number = await User.count<User>({ where: { name: 'x' }, distinct: true, col: 'id' })
  const i3 = await User.count<User>({ group: ['name'] })
  i3[0].count.toFixed()
  const [j, created]: [User, boolean] = await User.findOrCreate<User>({
    where: { name: 'x' },
    defaults: { name: 'x' },
  })
  const [k] = await User.findOrBuild<User>({ where: { name: 'x' }, defaults: { name: 'x' } })
  const [l] = await User.findCreateFind<User>({ where: { name: 'x' }, defaults: { name: 'x' } })
  const o: number = await User.destroy<User>({ where: { id: [1, 2] }, force: true })
  const o2: void = await User.restore<User>({ where: { id: [1, 2] } })
  const p: void = await User.truncate<User>({ cascade: true })
  const q: number = await User.max<number, User>('id')
  const q2: string = await User.min<string, User>('name', { where: { id: { [Op.gt]: 3 } } })
  const q4: number = await User.sum('id', { where: { name: 'x' } })
  const q5: number = await User.aggregate<number, User>('id', 'avg')
  await User.increment<User>('id', { by: 2, where: { id: 1 } })
  await User.increment<User>(['id'], { by: 2, where: { id: 1 } })
  await User.increment<User>({ id: 2 }, { where: { id: 1 } })
  await User.decrement<User>('id', { by: 2, where: { id: 1 } })
  const s: User[] = await User.scope('x').findAll<User>({ attributes: ['id'] })
  const s2: User | null = await User.scope(['x', { method: ['y', 1] }]).findOne<User>({
    attributes: ['id'],
  })
  const s3: User[] = await User.unscoped().findAll<User>()
  const s4: User[] = await User.schema('x').findAll()
  const s5: User = User.build<User>({ name: 'x' })
  const s7: User = await User.scope('x').create({ name: 'x' })
  const s8: number = await User.scope().count()
  const s9: User[] = await User.scope(['defaultScope', 'b']).findAll()
  await User.sync({ force: true })
  await User.drop({ cascade: true })
  await User.describe()
  const u = new User({ name: 'x' })
  const u2 = new User({ name: 'x' }, { isNewRecord: false, raw: true })
  const u3 = new User()
  const attributes = User.getAttributes()
  attributes.name.type
  attributes.id.primaryKey
  User.rawAttributes.name.allowNull
  const t = User.getTableName()
  return [
    a,
    a2,
    a3,
    a4,
    a5,
    b,
    b2,
    b3,
    c,
    c2,
    c3,
    c4,
    d,
    e,
    e2,
    e3,
    f,
    g,
    n,
    m,
    h,
    made,
    i,
    i2,
    j,
    created,
    k,
    l,
    o,
    o2,
    p,
    q,
    q2,
    q4,
    q5,
    s,
    s2,
    s3,
    s4,
    s5,
    s7,
    s8,
    s9,
    u,
    u2,
    u3,
    t,
  ]
}
