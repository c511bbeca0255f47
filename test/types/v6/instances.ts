/** Instances of class-style models, their associations, conditions built step by step. */
import {
  type Attributes,
  type BuildOptions,
  type BulkCreateOptions,
  type CountOptions,
  type CreationAttributes,
  type DestroyOptions,
  type FindOptions,
  type InstanceDestroyOptions,
  type InstanceUpdateOptions,
  type ModelCtor,
  type ModelOptions,
  Op,
  type SaveOptions,
  Transaction,
  UniqueConstraintError,
  type UpdateOptions,
  type UpsertOptions,
  ValidationError,
  type WhereOptions,
} from 'sequelize'
import {
  author,
  type Group,
  groups,
  Post,
  posts,
  type Profile,
  profile,
  sequelize,
  User,
} from './library.js'

export async function use(transaction: Transaction) {
  const user = await User.create({ email: 'x', age: 3, status: 'active' })
  const withPosts = await User.create({ email: 'x', posts: [{ title: 'a' }] } as any, {
    include: [User.associations.posts],
  })
  const p: Profile = await user.getProfile()
  await user.setProfile(p, { transaction })
  await user.setProfile(3)
  await user.setProfile(null as any)
  const created: Profile = await user.createProfile({ bio: 'x', userId: 1 }, { transaction })
  const boss: User | null = await user.getBoss({ scope: false, attributes: ['id'] })
  await user.setBoss(1, { save: false })
  await user.setBoss(undefined)
  await user.createBoss({ email: 'x' })
  const list: Post[] = await user.getPosts({
    where: { title: { [Op.like]: '%x' } },
    order: [['id', 'DESC']],
    limit: 3,
    include: [{ association: 'author' }],
    transaction,
  })
  await user.addPost(list[0])
  await user.addPost(1, { transaction })
  await user.addPosts([list[0], 2])
  await user.setPosts([])
  await user.setPosts()
  await user.removePost(1)
  await user.removePosts([1, list[0]])
  const has: boolean = await user.hasPost(list[0])
  await user.hasPosts([1, 2])
  const n: number = await user.countPosts({ where: { title: 'x' } })
  const post: Post = await user.createPost({ title: 'x' }, { transaction })
  const gs: Group[] = await user.getGroups({ joinTableAttributes: ['role'] })
  await user.addGroup(gs[0], { through: { role: 'admin' } })
  await user.addGroups([1, 2])
  await user.setGroups(gs, { through: {} })
  await user.removeGroup(1)
  await user.removeGroups([1])
  await user.hasGroup(1)
  await user.hasGroups([1])
  await user.countGroups()
  await user.createGroup({ name: 'x' }, { through: { role: 'x' } })
  gs[0].UserGroup?.role
  user.posts?.[0].author?.email
  user.groups?.length
  user.set('email', 'x')
  user.set({ email: 'x', age: 1 })
  user.set('settings', { a: 1 })
  user.set({ email: 'x' }, { raw: true, reset: true })
  user.setAttributes({ email: 'x' })
  user.setAttributes('email', 'x')
  user.setDataValue('email', 'x')
  user.getDataValue('email').length
  user.get('email').length
  user.get('email', { plain: true, clone: true })
  user.get({ plain: true }).email
  user.get().age
  user.get('unknown')
  user.toJSON().email
  user.changed('email') satisfies boolean
  user.changed() satisfies false | string[]
  user.changed('settings', true)
  user.previous('email')
  user.previous().email
  user.isNewRecord
  user.equals(user)
  user.equalsOneOf([user])
  user.isSoftDeleted()
  user.where()
  user.sequelize.close()
  const saved: User = await user.save({
    transaction,
    fields: ['email'],
    validate: false,
    hooks: false,
    silent: true,
  })
  await user.update({ email: 'x' }, { transaction, where: { id: 1 } })
  await user.update('email', 'x')
  await user.update({ age: null })
  await user.reload({ include: [Post], transaction })
  await user.destroy({ force: true, transaction })
  await user.restore({ transaction })
  await user.increment('age', { by: 2 })
  await user.increment(['age'])
  await user.increment({ age: 2 }, { transaction })
  await user.decrement('age')
  try {
    await user.validate({ skip: ['email'], fields: ['a'] })
  } catch (error) {
    if (error instanceof UniqueConstraintError) {
      error.errors[0].path
      error.fields
      error.parent
      error.sql
    }
    if (error instanceof ValidationError) {
      error.errors.map((e) => [e.message, e.path, e.value, e.type, e.validatorKey, e.instance])
      error.get('email')
    }
  }
  posts.foreignKey
  posts.as
  posts.target.name
  posts.source.findAll()
  posts.associationType
  groups.otherKey
  profile.isSingleAssociation
  posts.accessors.get
  author.identifier
  const scoped = User.scope({ method: ['older', 3] })
  await scoped.findAll()
  ;(await User.scope('active').findOne())?.isAdult()
  await sequelize.models.User.findAll()
  sequelize.model('User').findOne()
  await sequelize.models.User.create({ anything: 1 })
  const one = await sequelize.models.User.findOne()
  one?.get('email')
  ;(one as User).email
  return [withPosts, created, boss, has, n, post, saved]
}
export const w: WhereOptions<Attributes<User>> = {
  email: { [Op.or]: ['a', { [Op.like]: 'x' }] },
  [Op.and]: [{ age: 3 }],
  age: { [Op.between]: [1, 2] },
  status: ['active'],
  createdAt: { [Op.lt]: new Date() },
  '$posts.title$': 'x',
  bossId: null,
}
export function buildWhere(q: { email?: string; from?: Date; ids?: number[] }) {
  const where: WhereOptions<Attributes<User>> = {}
  if (q.email) where.email = { [Op.like]: `%${q.email}%` }
  if (q.from) where.age = { [Op.gte]: 3 }
  if (q.ids) where.id = q.ids
  const loose: WhereOptions = {}
  loose['x'] = 3
  const more: WhereOptions<any> = { ...where, ...loose, [Op.or]: [where, loose] }
  const conditions: WhereOptions<Attributes<User>>[] = []
  conditions.push(
    { age: 3 },
    sequelize.literal('1 = 1'),
    sequelize.where(sequelize.fn('lower', sequelize.col('email')), 'x'),
  )
  return User.findAll({ where: { [Op.and]: [where, more, ...conditions] } })
}
export type Unused = [
  ModelOptions<User>,
  ModelCtor<User>,
  BuildOptions,
  UpdateOptions<User>,
  InstanceUpdateOptions<User>,
  SaveOptions<User>,
  FindOptions<User>,
  DestroyOptions<User>,
  InstanceDestroyOptions,
  BulkCreateOptions<User>,
  UpsertOptions<User>,
  CountOptions<User>,
  CreationAttributes<User>,
]
