/** Links of paranoid through models: what was removed can be added again. */
import { describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

// biome-ignore lint/suspicious/noExplicitAny: what associations add is not known to types
type AnyInstance = any

forEachDialect({}, (target) => {
  interface Members {
    readonly sequelize: Sequelize
    readonly Membership: AnyModelClass
    readonly user: AnyInstance
  }

  /** @param through what the through model has beside its keys and `role` */
  const openMembers = async (
    through: object,
    options: object = {},
    given: object = {},
  ): Promise<Members> => {
    const sequelize = createSequelize(target)
    const plain = { timestamps: false }
    const User = sequelize.define('User', {}, plain) as AnyModelClass
    const Group = sequelize.define('Group', {}, plain) as AnyModelClass
    const role = { type: DataTypes.STRING, defaultValue: 'reader' }
    const since = { type: DataTypes.INTEGER }
    const Membership = sequelize.define(
      'Membership',
      { ...through, role, since },
      { paranoid: true, ...options },
    ) as AnyModelClass
    User.belongsToMany(Group, {
      as: 'groups',
      through: { model: Membership, ...given },
      foreignKey: 'userId',
      otherKey: 'groupId',
    })
    await sequelize.sync({ force: true })
    await Group.bulkCreate([{}, {}, {}])
    return { sequelize, Membership, user: await User.create() }
  }

  const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
  const rowsOf = async ({ Membership }: Members): Promise<unknown[]> => {
    const order = Object.hasOwn(Membership.rawAttributes, 'id') ? ['id'] : ['groupId']
    const rows = await Membership.findAll({ paranoid: false, order })
    return rows.map((row: AnyInstance) => [
      row.groupId,
      row.role,
      row.since,
      row.isSoftDeleted() ? 'removed' : 'there',
    ])
  }

  const kinds: readonly (readonly [string, object, object])[] = [
    ['identified by both keys', {}, {}],
    ['with a key of its own', { id }, {}],
    ['underscored', { id }, { underscored: true }],
  ]

  describe.each(kinds)('a through model %s', (_, through, options) => {
    it('has a removed link again by add, with the values of a new one', async () => {
      const members = await openMembers(through, options)
      const { user } = members
      await user.addGroups([1, 2], { through: { role: 'admin', since: 1 } })
      await user.removeGroup(1)
      expect(await user.countGroups()).toBe(1)
      const [row] = await user.addGroup(1)
      expect([row.role, row.since, row.isSoftDeleted()]).toEqual(['reader', null, false])
      expect(await rowsOf(members)).toEqual([
        [1, 'reader', null, 'there'],
        [2, 'admin', 1, 'there'],
      ])
      await user.removeGroups([1, 2])
      const added = await user.addGroups([3, 1, 2, 2], { through: { role: 'editor' } })
      expect(added).toHaveLength(3)
      expect(await rowsOf(members)).toEqual([
        [1, 'editor', null, 'there'],
        [2, 'editor', null, 'there'],
        [3, 'editor', null, 'there'],
      ])
    })

    it('has it again by set', async () => {
      const members = await openMembers(through, options)
      const { user } = members
      await user.setGroups([1, 2])
      await user.setGroups([2, 3])
      await user.setGroups([3, 1], { through: { since: 7 } })
      expect(await rowsOf(members)).toEqual([
        [1, 'reader', 7, 'there'],
        [2, 'reader', null, 'removed'],
        [3, 'reader', 7, 'there'],
      ])
      await user.setGroups(null)
      expect(await user.countGroups()).toBe(0)
      await user.setGroups([1, 2, 3])
      expect(await user.countGroups()).toBe(3)
    })

    it('runs the hooks of restore', async () => {
      const { Membership, user } = await openMembers(through, options)
      await user.setGroups([1])
      await user.removeGroup(1)
      const ran: string[] = []
      for (const hook of ['beforeBulkRestore', 'afterBulkRestore', 'beforeBulkCreate'] as const) {
        Membership.addHook(hook, () => void ran.push(hook))
      }
      await user.addGroup(1)
      expect(ran).toEqual(['beforeBulkRestore', 'afterBulkRestore'])
    })

    it('asks no more than before', async () => {
      const { sequelize, user } = await openMembers(through, options)
      const first = await statements(sequelize, () => user.addGroup(1))
      await user.removeGroup(1)
      const again = await statements(sequelize, () => user.addGroup(1))
      expect(first.map((sql) => sql.split(' ')[0])).toEqual(['SELECT', 'INSERT'])
      expect(again.map((sql) => sql.split(' ')[0])).toEqual(['SELECT', 'UPDATE'])
    })
  })

  it('a link that may be there several times is a new row, as in v6', async () => {
    const members = await openMembers({ id }, {}, { unique: false })
    const { user } = members
    await user.addGroup(1, { through: { role: 'admin' } })
    await user.removeGroup(1)
    await user.addGroup(1)
    expect(await rowsOf(members)).toEqual([
      [1, 'admin', null, 'removed'],
      [1, 'reader', null, 'there'],
    ])
  })

  it('a refused value leaves the link removed', async () => {
    const members = await openMembers({ level: { type: DataTypes.INTEGER, validate: { max: 3 } } })
    const { user } = members
    await user.setGroups([1, 2])
    await user.removeGroup(1)
    await expect(user.setGroups([1], { through: { level: 9 } })).rejects.toThrow()
    expect(await rowsOf(members)).toEqual([
      [1, 'reader', null, 'removed'],
      [2, 'reader', null, 'there'],
    ])
  })
})
