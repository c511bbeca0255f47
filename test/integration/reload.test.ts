/** `reload` finds the row as the instance's class finds it: scopes and includes take part. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let User: any
  let Post: any
  let Draft: any

  beforeAll(() => {
    sequelize = createSequelize(target)
    const timestamps = false
    User = sequelize.define(
      'User',
      {
        name: DataTypes.STRING,
        secret: DataTypes.STRING,
        shout: {
          type: DataTypes.VIRTUAL,
          get(this: any) {
            return `${this.name}!`
          },
        },
      },
      {
        timestamps,
        defaultScope: { attributes: { exclude: ['secret', 'shout'] } },
        scopes: { ada: { where: { name: 'Ada' } }, whole: {}, posts: { include: ['posts'] } },
      },
    )
    Post = sequelize.define('Post', { title: DataTypes.STRING }, { timestamps })
    Draft = sequelize.define(
      'Draft',
      { title: DataTypes.STRING, text: DataTypes.STRING },
      { timestamps, defaultScope: { attributes: ['title'] } },
    )
    User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    Post.belongsTo(User, { as: 'author', foreignKey: 'userId' })
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
    await User.create({ name: 'Ada', secret: 's' })
    await Post.bulkCreate([
      { title: 'a', userId: 1 },
      { title: 'b', userId: 1 },
    ])
  })

  it('keeps what an instance holds that was joined below another include', async () => {
    for (const strategy of ['join', 'auto']) {
      const nested = { association: 'posts', strategy, attributes: ['id', 'title'] }
      const found = await Post.findOne({
        include: { association: 'author', include: [nested] },
        order: ['id'],
      })
      const before = JSON.parse(JSON.stringify(found.author))
      expect(before.posts).toHaveLength(2)
      await found.author.reload()
      const after = JSON.parse(JSON.stringify(found.author))
      const byTitle = (one: any, other: any): number => (one.title < other.title ? -1 : 1)
      for (const { posts: held } of [before, after]) held.sort(byTitle)
      expect(after).toEqual(before)
      expect(found.author.posts[0]).toBeInstanceOf(Post)
    }
  })

  it('keeps the conditions of what was included below another include', async () => {
    const strategies = ['join', 'select', 'auto', ...(target.supports.jsonRows ? ['json'] : [])]
    for (const strategy of strategies) {
      // The plan of the second one is that of the first.
      for (const title of ['a', 'b']) {
        const nested = { association: 'posts', strategy, where: { title }, required: false }
        const found = await Post.findOne({
          include: { association: 'author', strategy, include: nested },
          order: ['id'],
        })
        const { author } = found
        await Post.update({ title: `new ${title}` }, { where: { title } })
        await author.reload()
        expect(author.posts).toEqual([])
        await Post.update({ title }, { where: { title: `new ${title}` } })
        await author.reload()
        expect(author.posts.map((post: any) => post.title)).toEqual([title])
        await author.reload({ include: [] })
        expect(author.get('posts')).toBeUndefined()
      }
    }
  })

  const posts = [
    { id: 1, title: 'a', userId: 1 },
    { id: 2, title: 'b', userId: 1 },
  ]
  const byId = { order: [['posts', 'id', 'ASC']] }
  const json = (instance: any) => JSON.parse(JSON.stringify(instance))

  describe('the default scope', () => {
    it('keeps what it hides hidden', async () => {
      const user = await User.findByPk(1)
      expect(json(await user.reload())).toEqual({ id: 1, name: 'Ada' })
      const created = await User.create({ name: 'Eva', secret: 't' })
      expect(json(await created.reload())).toEqual({ id: 2, name: 'Eva' })
    })

    it('keeps it hidden with includes', async () => {
      const user = await User.findByPk(1, { include: ['posts'] })
      expect(json(await user.reload(byId))).toEqual({ id: 1, name: 'Ada', posts })
      const bare = await User.findByPk(1)
      await bare.reload({ include: ['posts'], ...byId })
      expect(json(await bare.reload(byId))).toEqual({ id: 1, name: 'Ada', posts })
      const post = await Post.findByPk(1, { include: ['author'] })
      expect(json(await post.author.reload())).toEqual({ id: 1, name: 'Ada' })
    })

    it('decides over the attributes that were found', async () => {
      const user = await User.findByPk(1, { attributes: ['id', 'secret'] })
      expect(json(await user.reload())).toEqual({ id: 1, name: 'Ada' })
    })

    it('gives way to the attributes of the call', async () => {
      const user = await User.findByPk(1)
      await user.reload({ attributes: { include: ['secret'] } })
      expect(json(user)).toEqual({ id: 1, name: 'Ada', secret: 's' })
      const other = await User.findByPk(1)
      expect(json(await other.reload({ attributes: ['secret'] }))).toEqual({
        id: 1,
        name: 'Ada',
        secret: 's',
      })
    })

    it('leaves the key to the instance where it leaves it out, unlike in v6', async () => {
      const draft = await Draft.create({ title: 'x', text: 'y' })
      await draft.reload()
      expect(json(draft)).toEqual({ id: 1, title: 'x' })
      await draft.update({ title: 'z' })
      expect(await Draft.unscoped().findByPk(1, { raw: true })).toMatchObject({ title: 'z' })
    })
  })

  it('uses the scope by which the instance was found', async () => {
    const whole = { id: 1, name: 'Ada', secret: 's', shout: 'Ada!' }
    expect(json(await (await User.unscoped().findByPk(1)).reload())).toEqual(whole)
    expect(json(await (await User.scope('whole').findByPk(1)).reload())).toEqual(whole)
    const user = await User.scope('posts').findByPk(1)
    expect(json(await user.reload(byId))).toEqual({ ...whole, posts })
    const ada = await User.scope('ada').findOne()
    await User.update({ name: 'Eva' }, { where: { id: 1 } })
    await expect(ada.reload()).rejects.toThrow(/outside the scope/)
  })

  it('shows what was reloaded: virtual attributes, and includes as plain objects', async () => {
    const user = await User.unscoped().findByPk(1, { attributes: ['id'] })
    expect(json(await user.reload())).toHaveProperty('shout', 'Ada!')
    await user.reload({ include: ['posts'], ...byId })
    expect(user.get({ plain: true }).posts[0]).toStrictEqual(posts[0])
  })

  it('calls a findOne of the class', async () => {
    class Note extends (Post as any) {
      static calls = 0
      static findOne(options: unknown) {
        Note.calls++
        return super.findOne(options)
      }
    }
    ;(Note as any).init({ text: DataTypes.STRING }, { sequelize, timestamps: false })
    await (Note as any).sync()
    const note = await (Note as any).create({ text: 'x' })
    await note.reload()
    expect(Note.calls).toBe(1)
    await (Note as any).drop()
  })
})
