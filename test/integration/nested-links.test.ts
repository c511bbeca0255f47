/** How rows that are written together get each other's keys, whatever is said of their columns. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, literal, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Company: any
  let User: any
  let Profile: any
  let Post: any
  let Tag: any
  let Link: any

  beforeAll(() => {
    sequelize = createSequelize(target, { define: { timestamps: false } })
    Company = sequelize.define('Company', { name: DataTypes.STRING, size: DataTypes.INTEGER })
    User = sequelize.define('User', { name: DataTypes.STRING, age: DataTypes.INTEGER })
    Profile = sequelize.define('Profile', { bio: DataTypes.STRING })
    Post = sequelize.define('Post', {
      title: DataTypes.STRING,
      kind: DataTypes.STRING,
      pages: DataTypes.INTEGER,
    })
    Tag = sequelize.define('Tag', {
      label: { type: DataTypes.STRING, unique: true },
      kind: DataTypes.STRING,
    })
    Link = sequelize.define('Link', { weight: DataTypes.INTEGER })
    User.belongsTo(Company, { as: 'company', foreignKey: 'companyId' })
    User.hasOne(Profile, { as: 'profile', foreignKey: 'userId' })
    User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    User.hasMany(Post, { as: 'drafts', foreignKey: 'userId', scope: { kind: 'draft' } })
    const through = { through: Link, foreignKey: 'userId', otherKey: 'tagId' }
    User.belongsToMany(Tag, { as: 'tags', ...through })
    User.belongsToMany(Tag, { as: 'topics', ...through, scope: { kind: 'topic' } })
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
  })

  const include = ['company', 'profile', 'posts', 'tags']
  const tree = () => ({
    name: 'Ada',
    company: { name: 'C' },
    profile: { bio: 'B' },
    posts: [{ title: 'P' }, { title: 'Q' }],
    tags: [{ label: 'T' }],
  })
  /** The one user, with all that is linked to it. */
  const stored = async () => {
    const user = await User.findOne({ include, order: [['posts', 'id', 'ASC']] })
    const { company, profile, posts, tags } = user
    return [
      ...[company?.name, profile?.bio, posts.map(({ title }: any) => title)],
      tags.map(({ label }: any) => label),
    ]
  }
  const whole = ['C', 'B', ['P', 'Q'], ['T']]

  describe('with "returning"', () => {
    for (const returning of [false, ['name'], ['id'], true]) {
      const shown = JSON.stringify(returning)
      it(`${shown} of the outer rows, what is nested is linked`, async () => {
        const made = await User.create(tree(), { include, returning })
        expect(await stored()).toEqual(whole)
        expect(made.posts[0].userId).toBe(made.id)
        for (const individualHooks of [false, true]) {
          await sequelize.sync({ force: true })
          await User.bulkCreate([tree()], { include, returning, individualHooks })
          expect(await stored()).toEqual(whole)
        }
      })
    }

    it('of what is nested, it is linked', async () => {
      const nested = [
        { association: 'company', returning: ['size'] },
        { association: 'tags', returning: ['label'] },
        { association: 'posts', returning: false },
        'profile',
      ]
      await User.create(tree(), { include: nested })
      expect(await stored()).toEqual(whole)
      await sequelize.sync({ force: true })
      await User.bulkCreate([tree()], { include: nested })
      expect(await stored()).toEqual(whole)
    })

    it('no more comes back where nothing is nested', async () => {
      const sent = await statements(sequelize, async () => {
        await User.create({ name: 'x' }, { include, returning: false })
        await User.bulkCreate([{ name: 'x' }], { include, returning: false })
      })
      expect(sent.filter((sql) => sql.includes('RETURNING'))).toEqual([])
    })
  })

  it('a key that is no primary key, and that the database makes, comes back', async () => {
    const own = createSequelize(target, { define: { timestamps: false } })
    const made = target.dialect === 'sqlite' ? '(lower(hex(randomblob(8))))' : 'md5(random()::text)'
    const code = { type: DataTypes.STRING, unique: true, defaultValue: literal(made) }
    const Owner: any = own.define('KeyOwner', { code })
    const Thing: any = own.define('KeyThing', { name: DataTypes.STRING })
    Owner.hasMany(Thing, { as: 'things', foreignKey: 'ownerCode', sourceKey: 'code' })
    Thing.belongsTo(Owner, { as: 'owner', foreignKey: 'ownerCode', targetKey: 'code' })
    await own.sync({ force: true })
    const owner = await Owner.create({ things: [{ name: 'a' }] }, { include: 'things' })
    expect(owner.code).toMatch(/^[0-9a-f]+$/)
    expect((await owner.getThings()).map(({ name }: any) => name)).toEqual(['a'])
    const [thing] = await Thing.bulkCreate([{ name: 'b', owner: {} }], { include: 'owner' })
    expect((await thing.getOwner()).id).toBe(thing.owner.id)
  })

  describe('a primary key that an expression makes', () => {
    let Item: any
    let Part: any

    beforeAll(async () => {
      const own = createSequelize(target, { define: { timestamps: false } })
      const made =
        target.dialect === 'sqlite' ? '(lower(hex(randomblob(8))))' : 'md5(random()::text)'
      const id = { type: DataTypes.STRING, primaryKey: true, defaultValue: literal(made) }
      Item = own.define('ExpressionItem', { id, name: DataTypes.STRING })
      Part = own.define('ExpressionPart', { name: DataTypes.STRING })
      Item.hasMany(Part, { as: 'parts', foreignKey: 'itemId' })
      Part.belongsTo(Item, { as: 'item', foreignKey: 'itemId' })
      await own.sync({ force: true })
    })

    it('is known after create and bulkCreate', async () => {
      const item = await Item.create({ name: 'x' })
      expect(item.id).toMatch(/^[0-9a-f]+$/)
      await item.update({ name: 'y' })
      await item.reload()
      expect(item.name).toBe('y')
      const items = await Item.bulkCreate([{ name: 'a' }, { name: 'b' }])
      for (const { id, name } of items) expect((await Item.findByPk(id)).name).toBe(name)
    })

    it('links what is nested, and what is created later', async () => {
      const item = await Item.create({ parts: [{ name: 'p' }] }, { include: 'parts' })
      expect(await item.countParts()).toBe(1)
      expect((await item.createPart({ name: 'q' })).itemId).toBe(item.id)
      const part = await Part.create({ name: 'r', item: { name: 'z' } }, { include: 'item' })
      expect((await part.getItem()).name).toBe('z')
      expect((await part.createItem({ name: 'w' })).id).toBe(part.itemId)
    })
  })

  describe('with "fields"', () => {
    it('of an include, the key and the scope of its association are written', async () => {
      for (const individualHooks of [undefined, false, true]) {
        await sequelize.sync({ force: true })
        const values = () => ({
          posts: [{ title: 'a', pages: 3 }],
          drafts: [{ title: 'b', pages: 3 }],
          topics: [{ label: 't' }],
        })
        const fields = {
          include: [
            { association: 'posts', fields: ['title'] },
            { association: 'drafts', fields: ['title'] },
            { association: 'topics', fields: ['label'] },
          ],
        }
        const made =
          individualHooks === undefined
            ? await User.create(values(), fields)
            : (await User.bulkCreate([values()], { ...fields, individualHooks }))[0]
        const rows = await Post.findAll({ order: ['title'], raw: true })
        expect(
          rows.map(({ title, kind, pages, userId }: any) => [title, kind, pages, userId]),
        ).toEqual([
          ['a', null, null, made.id],
          ['b', 'draft', null, made.id],
        ])
        expect((await made.getTopics()).map(({ label }: any) => label)).toEqual(['t'])
      }
    })

    it('of the outer rows, the key of what they belong to is written', async () => {
      const values = () => ({ name: 'Ada', age: 3, company: { name: 'C' } })
      const options = () => ({ fields: ['name'], include: 'company' })
      const given = options()
      await User.create(values(), given)
      await User.bulkCreate([values()], options())
      await User.bulkCreate([values()], { ...options(), individualHooks: true })
      const users = await User.findAll({ include: 'company' })
      expect(users.map(({ age, company }: any) => [age, company?.name])).toEqual([
        [null, 'C'],
        [null, 'C'],
        [null, 'C'],
      ])
      expect(given.fields).toEqual(['name'])
    })
  })

  it('targets of a scoped many-to-many association have what its scope says', async () => {
    const user = await User.create({ topics: [{ label: 'a' }] }, { include: 'topics' })
    const [other] = await User.bulkCreate([{ topics: [{ label: 'b', kind: 'other' }] }], {
      include: 'topics',
    })
    expect([user.topics[0].kind, other.topics[0].kind]).toEqual(['topic', 'topic'])
    expect((await user.getTopics()).map(({ label }: any) => label)).toEqual(['a'])
    expect((await other.getTopics()).map(({ label }: any) => label)).toEqual(['b'])
  })

  describe('a scope that is a condition', () => {
    let Owner: any

    beforeAll(() => {
      Owner = sequelize.define('Owner', {})
      const scope = { kind: ['a', 'b'] }
      Owner.hasMany(Post, { as: 'letters', foreignKey: 'ownerId', scope })
      Owner.belongsToMany(Tag, { as: 'marks', through: 'OwnerMark', scope })
    })

    it('leaves the values that are given', async () => {
      const values = { letters: [{ kind: 'a' }], marks: [{ kind: 'b' }, {}] }
      const include = ['letters', 'marks']
      const owners = [
        await Owner.create(values, { include }),
        ...(await Owner.bulkCreate([values], { include })),
      ]
      for (const owner of owners) {
        expect((await owner.getLetters()).map(({ kind }: any) => kind)).toEqual(['a'])
        expect((await owner.getMarks()).map(({ kind }: any) => kind)).toEqual(['b'])
      }
    })

    it('is no value that a row could get', async () => {
      const error = await Owner.create({ letters: [{}] }, { include: 'letters' }).catch(
        (reason: unknown) => reason,
      )
      expect((error as Error).message).toBe(
        'Owner: what is nested under "letters": the "scope" of the association has a condition on ' +
          '"kind", which is no value that a row could get. Received ["a", "b"]. Give a value of ' +
          '"kind" with it.',
      )
      expect(await Owner.count()).toBe(0)
    })
  })

  it('"updateOnDuplicate" of a many-to-many include is of the targets alone', async () => {
    const { id } = await Tag.create({ label: 'known', kind: 'old' })
    const [user] = await User.bulkCreate(
      [{ tags: [{ label: 'known', kind: 'new', Link: { weight: 2 } }, { label: 'other' }] }],
      {
        include: [
          { association: 'tags', updateOnDuplicate: ['kind'], conflictAttributes: ['label'] },
        ],
      },
    )
    const tags = await user.getTags({ order: ['label'] })
    expect(tags.map(({ label, kind, Link: { weight } }: any) => [label, kind, weight])).toEqual([
      ['known', 'new', 2],
      ['other', null, null],
    ])
    expect(tags[0].id).toBe(id)
  })

  describe('stored rows that are assigned to an instance which was built', () => {
    const built = () => User.build({ name: 'Eva' }, { include: ['drafts', ...include] })

    for (const how of ['save', 'bulkCreate']) {
      it(`are linked by ${how}, with what changed of them`, async () => {
        const company = await Company.create({ name: 'C' })
        const profile = await Profile.create({ bio: 'B' })
        const posts = await Post.bulkCreate([{ title: 'P' }, { title: 'old' }], { returning: true })
        const tag = await Tag.create({ label: 'T' })
        const user = built()
        posts[1].title = 'Q'
        Object.assign(user, { company, profile, posts, tags: [tag] })
        if (how === 'save') await user.save()
        else await User.bulkCreate([user], { include })
        expect(await stored()).toEqual(whole)
        expect(user.posts[0]).toBe(posts[0])
        expect(posts.map((post: any) => post.changed())).toEqual([false, false])
        expect([posts[0].userId, profile.userId, user.companyId]).toEqual([
          ...[user.id, user.id, company.id],
        ])
        expect(await Post.count()).toBe(2)
      })
    }

    it('beside new ones, by push, with the scope of the association', async () => {
      const post = await Post.create({ title: 'stored', kind: 'letter' })
      const user = User.build({ drafts: [{ title: 'new' }] }, { include: ['drafts'] })
      user.drafts.push(post)
      await user.save()
      const drafts = await user.getDrafts({ order: ['title'] })
      expect(drafts.map(({ title }: any) => title)).toEqual(['new', 'stored'])
      expect(post.kind).toBe('draft')
    })

    it('are what they were when the save fails', async () => {
      await Tag.create({ label: 'taken' })
      const post = await Post.create({ title: 'P' })
      const user = built()
      user.posts = [post]
      user.tags = [Tag.build({ label: 'taken' })]
      await expect(user.save()).rejects.toThrow()
      expect([post.userId ?? null, post.changed()]).toEqual([null, false])
      user.tags[0].label = 'free'
      await user.save()
      expect(await user.countPosts()).toBe(1)
    })

    it('are written with strict, too, and their hooks are told of the holder', async () => {
      const strict = createSequelize(target, { strict: true, define: { timestamps: false } })
      const Holder: any = strict.define('StrictHolder', {})
      const Held: any = strict.define('StrictHeld', {})
      Holder.hasMany(Held, { as: 'helds', foreignKey: 'holderId' })
      await strict.sync({ force: true })
      const seen: unknown[] = []
      Held.addHook('beforeUpdate', (_held: unknown, { parentRecord, as, model }: any) => {
        seen.push(parentRecord, as, model)
      })
      const held = await Held.create({})
      const holder = Holder.build({}, { include: 'helds' })
      holder.helds = [held]
      await holder.save()
      expect(await holder.countHelds()).toBe(1)
      expect(seen).toEqual([holder, 'helds', Held])
    })
  })
})
