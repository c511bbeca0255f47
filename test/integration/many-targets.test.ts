import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const options = { timestamps: false }
const MANY = 1200

forEachDialect({}, (target) => {
  describe('methods of associations, given many targets', () => {
    let sequelize: Sequelize
    let Parent: any
    let Child: any
    let Tag: any
    let Pair: any

    beforeAll(async () => {
      sequelize = createSequelize(target)
      const key = { type: DataTypes.INTEGER, primaryKey: true }
      Parent = sequelize.define('Parent', { a: key, b: key }, options)
      Child = sequelize.define('Child', {}, options)
      Tag = sequelize.define('Tag', {}, options)
      const Owner: any = sequelize.define('Owner', {}, options)
      Pair = Owner
      Owner.hasMany(Child, { as: 'children', foreignKey: 'ownerId' })
      Owner.hasMany(Parent, { as: 'parents', foreignKey: 'ownerId' })
      Owner.belongsToMany(Tag, { as: 'tags', through: 'OwnerTag' })
      Owner.belongsToMany(Parent, {
        as: 'kin',
        through: 'Kin',
        foreignKey: ['ownerId'],
        otherKey: ['pa', 'pb'],
      })
      await sequelize.sync({ force: true })
      await Owner.bulkCreate([{}, {}])
    })

    it.each([
      ['children', 'Children', () => Child, {}],
      ['parents', 'Parents', () => Parent, { isComposite: true }],
      ['tags', 'Tags', () => Tag, {}],
      ['kin', 'Kin', () => Parent, { isComposite: true }],
    ])('of %s', async (_as, name, model, { isComposite = false }: { isComposite?: boolean }) => {
      await model().destroy({ where: {} })
      const rows = Array.from({ length: MANY }, (_, n) =>
        isComposite ? { a: n, b: n % 7 } : { id: n + 1 },
      )
      await model().bulkCreate(rows)
      const all = await model().findAll()
      const [owner] = await Pair.findAll({ order: ['id'] })
      await owner[`add${name}`](all)
      expect(await owner[`count${name}`]()).toBe(MANY)
      expect(await owner[`has${name}`](all)).toBe(true)
      await owner[`set${name}`](all.slice(0, 2))
      expect(await owner[`count${name}`]()).toBe(2)
      expect(await owner[`has${name}`](all)).toBe(false)
      await owner[`set${name}`](all)
      await owner[`remove${name}`](all.slice(1))
      expect(await owner[`count${name}`]()).toBe(1)
      await owner[`set${name}`]([])
      expect(await owner[`count${name}`]()).toBe(0)
    })
  })

  it('association objects give the targets of several instances, whatever is selected', async () => {
    const sequelize = createSequelize(target)
    const User: any = sequelize.define('User', { name: DataTypes.STRING }, options)
    const Post: any = sequelize.define('Post', { title: DataTypes.STRING }, options)
    const posts: any = User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    const first: any = User.hasOne(Post, { as: 'first', foreignKey: 'userId' })
    const author: any = Post.belongsTo(User, { as: 'author', foreignKey: 'userId' })
    await sequelize.sync({ force: true })
    const users = await User.bulkCreate([{ name: 'a' }, { name: 'b' }], { returning: true })
    await Post.create({ title: 'x', userId: users[0].id })
    const [found] = await Post.findAll()
    for (const attributes of [['title'], { exclude: ['userId'] }]) {
      const lists = await posts.get(users, { attributes })
      expect(lists[users[0].id].map((post: any) => post.title)).toEqual(['x'])
      expect(lists[users[1].id]).toEqual([])
      expect((await first.get(users, { attributes }))[users[0].id].title).toBe('x')
    }
    const authors = await author.get([found], { attributes: ['name'] })
    expect(authors[users[0].id].name).toBe('a')
  })

  describe('many-to-many', () => {
    it('has a target that is linked twice', async () => {
      const sequelize = createSequelize(target)
      const A: any = sequelize.define('A', {}, options)
      const B: any = sequelize.define('B', {}, options)
      const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
      const D: any = sequelize.define('D', { id }, options)
      A.belongsToMany(B, { as: 'bs', through: { model: D, unique: false } })
      await sequelize.sync({ force: true })
      const [a, b, other] = [await A.create(), await B.create(), await B.create()]
      await D.bulkCreate([
        { AId: a.id, BId: b.id },
        { AId: a.id, BId: b.id },
      ])
      expect([await a.hasB(b), await a.hasBs([b]), await a.hasB(b.id)]).toEqual([true, true, true])
      expect([await a.hasB(other), await a.hasBs([b, other])]).toEqual([false, false])
    })

    it('is asked by the key that links refer to', async () => {
      const sequelize = createSequelize(target, { define: options })
      const Book: any = sequelize.define('Book', {})
      const number = { type: DataTypes.INTEGER, unique: true }
      const Tag: any = sequelize.define('Tag', { number })
      const keys = { targetKey: 'number', foreignKey: 'bookId', otherKey: 'tag' }
      Book.belongsToMany(Tag, { as: 'tags', through: 'Tagged', ...keys })
      await sequelize.sync({ force: true })
      const [book, other] = [await Book.create({}), await Book.create({})]
      const [two, one] = await Tag.bulkCreate([{ number: 2 }, { number: 1 }], { returning: true })
      const none = await Tag.create({})
      await book.addTag(2)
      expect([await book.hasTag(2), await book.hasTag(1)]).toEqual([true, false])
      expect([await book.hasTag(two), await book.hasTag(one)]).toEqual([true, false])
      expect([await book.hasTags([2, two]), await book.hasTags([one, 2])]).toEqual([true, false])
      expect(await book.hasTag(none)).toBe(false)
      const batched = [book, other].map((one) => one.hasTag(2, { batchLazyLoading: true }))
      expect(await Promise.all(batched)).toEqual([true, false])
    })

    it('pairs the keys that each side says of itself', async () => {
      const sequelize = createSequelize(target, { define: options })
      const text = { type: DataTypes.STRING, unique: true }
      const A: any = sequelize.define('A', { code: text }, options)
      const B: any = sequelize.define('B', { isbn: text }, options)
      A.belongsToMany(B, { through: 'AB', sourceKey: 'code' })
      B.belongsToMany(A, { through: 'AB', sourceKey: 'isbn' })
      await sequelize.sync({ force: true })
      expect(A.associations.Bs.targetKey).toBe('isbn')
      expect(Object.keys(sequelize.models['AB']!.getAttributes())).toEqual(['ACode', 'BIsbn'])
      const a = await A.create({ code: 'a9' })
      const b = await B.create({ isbn: 'b9' })
      await a.addB(b)
      expect((await sequelize.models['AB']!.findAll({ raw: true }))[0]).toEqual({
        ACode: 'a9',
        BIsbn: 'b9',
      })
      expect(await b.hasA(a)).toBe(true)
      expect((await A.findOne({ include: 'Bs' })).Bs[0].isbn).toBe('b9')
    })

    it('pairs sides of which each names the key of the other', async () => {
      const sequelize = createSequelize(target, { define: options })
      const A: any = sequelize.define('A', {}, options)
      const B: any = sequelize.define('B', {}, options)
      A.belongsToMany(B, { through: 'AB', otherKey: 'b1' })
      B.belongsToMany(A, { through: 'AB', otherKey: 'a1' })
      await sequelize.sync({ force: true })
      expect(Object.keys(sequelize.models['AB']!.getAttributes()).toSorted()).toEqual(['a1', 'b1'])
      const [a, b] = [await A.create(), await B.create()]
      await a.addB(b)
      expect(await b.hasA(a)).toBe(true)
      await b.removeA(a)
      await b.addA(a)
      expect((await A.findOne({ include: 'Bs' })).Bs).toHaveLength(1)
    })
  })
})
