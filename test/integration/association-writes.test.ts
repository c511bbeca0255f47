/** Methods of associations that send several writes: all of them are done, or none. */
import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize, type Transaction } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

// biome-ignore lint/suspicious/noExplicitAny: what associations add is not known to types
type AnyInstance = any

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let User: AnyModelClass
  let Post: AnyModelClass
  let Profile: AnyModelClass
  let Tag: AnyModelClass
  let Tagging: AnyModelClass
  let user: AnyInstance

  beforeEach(async () => {
    sequelize = createSequelize(target)
    const define = (name: string, attributes: object): AnyModelClass =>
      sequelize.define(name, attributes as never, { timestamps: false }) as AnyModelClass
    User = define('User', { name: DataTypes.STRING })
    Post = define('Post', { title: { type: DataTypes.STRING } })
    Profile = define('Profile', { bio: { type: DataTypes.STRING, validate: { len: [1, 9] } } })
    Tag = define('Tag', { label: DataTypes.STRING })
    Tagging = define('Tagging', { weight: { type: DataTypes.INTEGER, validate: { max: 9 } } })
    User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    User.hasOne(Profile, { as: 'profile', foreignKey: 'userId' })
    User.belongsToMany(Tag, {
      as: 'tags',
      through: Tagging,
      foreignKey: 'userId',
      otherKey: 'tagId',
    })
    await sequelize.sync({ force: true })
    user = await User.create({ name: 'Ada' })
    await Post.bulkCreate([{ userId: 1, title: 'a' }, { userId: 1, title: 'b' }, { title: 'c' }])
    await Profile.bulkCreate([{ userId: 1, bio: 'old' }, { bio: 'new' }])
    await Tag.bulkCreate([{ label: 'x' }, { label: 'y' }, { label: 'z' }])
    await user.setTags([1, 2])
  })

  const taggings = async (): Promise<unknown[]> =>
    (await Tagging.findAll({ order: ['tagId'] })).map(({ tagId, weight }: AnyInstance) => [
      tagId,
      weight,
    ])
  const owners = async (model: AnyModelClass): Promise<unknown[]> =>
    (await model.findAll({ order: ['id'] })).map(({ userId }: AnyInstance) => userId)
  const kinds = (sent: readonly string[]): string[] => sent.map((sql) => sql.split(/[ ;]/)[0]!)
  const BEGIN = target.dialect === 'postgres' ? 'START' : 'BEGIN'

  describe('a call that fails leaves everything as it was', () => {
    it('set of many-to-many: a target that is not there', async () => {
      await expect(user.setTags([999])).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
      })
      expect(await taggings()).toEqual([
        [1, null],
        [2, null],
      ])
    })

    it('set of many-to-many: values of links that are refused', async () => {
      await expect(user.setTags([1, 3], { through: { weight: 10 } })).rejects.toThrow()
      await expect(user.setTags([3], { through: { weight: 10 } })).rejects.toThrow()
      expect(await taggings()).toEqual([
        [1, null],
        [2, null],
      ])
    })

    it('add of many-to-many: one link changed, another one refused', async () => {
      await expect(user.addTags([1, 999], { through: { weight: 5 } })).rejects.toThrow()
      expect(await taggings()).toEqual([
        [1, null],
        [2, null],
      ])
    })

    it('set of has-many: a hook that throws between', async () => {
      const [, , other] = await Post.findAll({ order: ['id'] })
      let updates = 0
      Post.addHook('beforeBulkUpdate', () => {
        if (++updates === 2) throw new Error('not now')
      })
      await expect(user.setPosts([other])).rejects.toThrow('not now')
      expect(await owners(Post)).toEqual([1, 1, null])
      expect(other.userId).toBe(null)
    })

    it('add and remove of has-many with hooks of each row', async () => {
      Post.addHook('afterUpdate', (post: AnyInstance) => {
        if (post.title === 'b') throw new Error('not b')
      })
      const individualHooks = true
      await user.removePosts([1, 2], { individualHooks }).catch((error: unknown) => error)
      expect(await owners(Post)).toEqual([1, 1, null])
      const second = await User.create({ name: 'Bob' })
      await expect(second.addPosts([1, 2, 3], { individualHooks })).rejects.toThrow('not b')
      expect(await owners(Post)).toEqual([1, 1, null])
    })

    it('set of has-one: a new target that is refused', async () => {
      const next = await Profile.findByPk(2)
      next.bio = 'much too long'
      await expect(user.setProfile(next)).rejects.toMatchObject({
        name: 'SequelizeValidationError',
      })
      expect(await owners(Profile)).toEqual([1, null])
      expect([next.userId, next.changed()]).toEqual([null, ['bio']])
      next.bio = 'short'
      await user.setProfile(next)
      expect(await owners(Profile)).toEqual([null, 1])
      const unsaved = Profile.build({ bio: 'much too long' })
      const set = user.setProfile(unsaved, { destroyPrevious: true })
      await expect(set).rejects.toThrow()
      expect(await owners(Profile)).toEqual([null, 1])
      expect([unsaved.userId, unsaved.isNewRecord]).toEqual([undefined, true])
    })
  })

  describe('transactions', () => {
    it('are begun for several writes alone', async () => {
      const sent = async (call: () => Promise<unknown>): Promise<string[]> =>
        kinds(await statements(sequelize, call))
      const several = ['SELECT', BEGIN, 'DELETE', 'INSERT', 'COMMIT']
      expect(await sent(() => user.setTags([3]))).toEqual(several)
      expect(await sent(() => user.addTag(1))).toEqual(['SELECT', 'INSERT'])
      expect(await sent(() => user.addTag(1))).toEqual(['SELECT'])
      expect(await sent(() => user.setTags([3]))).toEqual(['SELECT', 'DELETE'])
      expect(await sent(() => user.removeTags([3, 1]))).toEqual(['DELETE'])
      const moved = ['SELECT', BEGIN, 'UPDATE', 'UPDATE', 'COMMIT']
      expect(await sent(() => user.setPosts([3]))).toEqual(moved)
      expect(await sent(() => user.addPosts([1, 2]))).toEqual(['UPDATE'])
      expect(await sent(() => user.removePosts([1, 2]))).toEqual(['UPDATE'])
      expect(await sent(() => user.setProfile(2))).toEqual(moved)
      expect(await sent(() => user.setProfile(null))).toEqual(['SELECT', 'UPDATE'])
    })

    it('of their own have the statements of hooks in them', async () => {
      Tagging.addHook('beforeBulkDestroy', async () => {
        await Post.create({ title: 'hooked' })
      })
      await expect(user.setTags([999])).rejects.toThrow()
      expect(await Post.count({ where: { title: 'hooked' } })).toBe(0)
    })

    it('that are given are used as they are', async () => {
      let seen: unknown
      Tagging.addHook('beforeBulkDestroy', (options: { transaction?: unknown }) => {
        seen = options.transaction
      })
      const call = async (transaction: Transaction): Promise<void> => {
        await user.setTags([3], { transaction })
        expect(seen).toBe(transaction)
        throw new Error('undo')
      }
      const sent = await statements(sequelize, async () => {
        await expect(sequelize.transaction(call)).rejects.toThrow('undo')
      })
      expect(kinds(sent)).toEqual([BEGIN, 'SELECT', 'DELETE', 'INSERT', 'ROLLBACK'])
      expect((await taggings()).length).toBe(2)
    })
  })

  describe('a scope with conditions', () => {
    let owner: AnyInstance
    let Note: AnyModelClass

    beforeEach(async () => {
      Note = sequelize.define('Note', { kind: DataTypes.STRING }, { timestamps: false })
      const kind = ['memo', 'letter']
      const key = { foreignKey: 'userId', scope: { kind } }
      User.hasMany(Note, { as: 'notes', ...key })
      User.hasOne(Note, { as: 'note', foreignKey: 'userId', scope: { kind: { [Op.ne]: 'memo' } } })
      User.belongsToMany(Note, {
        as: 'marks',
        through: { model: 'Mark', scope: { grade: [1, 2] } },
        foreignKey: 'userId',
        otherKey: 'noteId',
        scope: { kind },
      })
      sequelize.models.Mark!.rawAttributes.grade = { type: DataTypes.INTEGER } as never
      sequelize.models.Mark!.refreshAttributes()
      await sequelize.sync({ force: true })
      owner = await User.create({ name: 'Ada' })
    })

    it('gives no values, and the error says which scope it is', async () => {
      const note = await Note.create({ kind: 'list' })
      const sent = await statements(sequelize, async () => {
        await expect(owner.createNote({})).rejects.toThrow(
          'user.createNote: "scope" of User.hasMany(Note, { as: "notes" }) has a condition on ' +
            '"kind", which is no value that a row could get. Received ["memo", "letter"]. ' +
            'Give a value of "kind" to user.createNote',
        )
        await expect(owner.addNote(note)).rejects.toThrow(
          'Write the row yourself, with a value of "kind": Note.update(',
        )
        await expect(owner.createMark({})).rejects.toThrow(/"scope" of User\.belongsToMany\(Note/)
      })
      expect(sent).toEqual([])
      await expect(owner.setNote(note)).rejects.toThrow(/"scope" of User\.hasOne\(Note/)
      await expect(owner.addMark(note)).rejects.toThrow(
        /^user\.addMark: "through\.scope" of User\.belongsToMany\(Note.* on "grade"/,
      )
      expect(note.userId ?? null).toBe(null)
    })

    it('takes the values that a call gives there', async () => {
      const note = await owner.createNote({ kind: 'memo' })
      expect(await owner.hasNote(note)).toBe(true)
      await owner.createMark({ kind: 'letter' }, { through: { grade: 2 } })
      expect(await owner.countMarks()).toBe(1)
    })
  })

  it('tell the hooks of through models which rows are removed, by their keys', async () => {
    const sequelize = createSequelize(target, { define: { timestamps: false } })
    const Post: any = sequelize.define('HookedPost', {})
    const Tag: any = sequelize.define('HookedTag', {})
    const Link: any = sequelize.define('HookedLink', { kind: DataTypes.STRING })
    const keys = { foreignKey: 'postId', otherKey: 'tagId' }
    const through = { model: Link, scope: { kind: 'plain' } }
    Post.belongsToMany(Tag, { as: 'tags', through, ...keys })
    await sequelize.sync({ force: true })
    const seen: unknown[] = []
    Link.addHook('beforeBulkDestroy', ({ where }: any) => seen.push(where))
    const post = await Post.create()
    const [one, other] = [await Tag.create(), await Tag.create()]
    await post.addTags([one, other])
    await post.removeTag(one)
    await post.setTags([])
    expect(seen).toEqual([
      { kind: 'plain', postId: post.id, tagId: [one.id] },
      { kind: 'plain', postId: post.id, tagId: [other.id] },
    ])
    await sequelize.drop()
  })
})
