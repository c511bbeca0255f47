import { describe } from 'vitest'
import { onEmptyDatabase, onFreshLibrary, type Setting } from './support.js'

describe('soft deletion, beside v6', () => {
  onFreshLibrary(({ same }) => {
    same('destroy keeps the row', async ({ Reader }) => {
      const reader = await Reader.findByPk(1)
      await reader.destroy()
      return [
        reader,
        reader.isSoftDeleted(),
        await Reader.findByPk(1),
        await Reader.findByPk(1, { paranoid: false }),
        await Reader.count(),
      ]
    })
    same('destroy of what is already deleted', async ({ Reader }) => {
      const reader = await Reader.findByPk(3, { paranoid: false })
      await reader.destroy()
      return [reader.isSoftDeleted(), await Reader.findByPk(3, { paranoid: false })]
    })
    same('destroy with force', async ({ Reader, Passport }) => {
      const reader = await Reader.findByPk(4)
      await reader.destroy({ force: true })
      return [await Reader.count({ paranoid: false }), await Passport.count()]
    })
    same('restore of an instance', async ({ Reader }) => {
      const reader = await Reader.findByPk(3, { paranoid: false })
      await reader.restore()
      return [reader, reader.isSoftDeleted(), await Reader.findByPk(3)]
    })
    same('static destroy', async ({ Reader }) => [
      await Reader.destroy({ where: { id: [1, 2, 3] } }),
      await Reader.findAll({ order: ['id'], paranoid: false }),
    ])
    same('static destroy with force', async ({ Reader }) => [
      await Reader.destroy({ where: { id: [3, 4] }, force: true }),
      await Reader.count({ paranoid: false }),
    ])
    same('static restore', async ({ Reader }) => {
      await Reader.destroy({ where: {} })
      return [
        await Reader.restore({ where: { id: [1, 3] } }),
        (await Reader.findAll({ order: ['id'] })).map(({ id }: Setting) => id),
      ]
    })
    same('static restore of all', async ({ Reader }) => {
      await Reader.restore()
      return Reader.count()
    })
    same('conditions on deletedAt', async ({ Reader, Op }) => [
      await Reader.findAll({ where: { deletedAt: { [Op.ne]: null } }, paranoid: false }),
      await Reader.findAll({ where: { deletedAt: { [Op.ne]: null } } }),
      await Reader.count({ where: { [Op.or]: [{ id: 3 }, { id: 1 }] } }),
    ])
    same('includes leave soft-deleted rows out', async ({ Loan, Passport }) => [
      await Loan.findAll({ include: ['reader'], order: ['id'] }),
      await Loan.findAll({ include: [{ association: 'reader', required: true }], order: ['id'] }),
      await Loan.findAll({ include: [{ association: 'reader', paranoid: false }], order: ['id'] }),
      await Passport.findAll({ include: ['Reader'], order: ['id'] }),
    ])
    same('getters leave soft-deleted rows out', async ({ Passport }) => {
      const passport = await Passport.findByPk(3)
      return [await passport.getReader(), await passport.getReader({ paranoid: false })]
    })
    same('save, update and reload of a deleted instance', async ({ Reader, attempt }) => {
      const reader = await Reader.findByPk(3, { paranoid: false })
      await reader.update({ name: 'Thomas' })
      return [
        await Reader.findByPk(3, { paranoid: false }),
        await attempt(() => reader.reload()),
        (await reader.reload({ paranoid: false })).name,
      ]
    })
    same('findOrCreate does not see deleted rows', async ({ Reader }) => {
      const [, created] = await Reader.findOrCreate({ where: { name: 'Tom' } })
      return [created, await Reader.count({ paranoid: false })]
    })
    same('raw values of a deleted row', ({ Reader }) =>
      Reader.findAll({ paranoid: false, raw: true, order: ['id'] }),
    )
  })
  onEmptyDatabase(({ same }) => {
    same('deletedAt under another name, and a default value', async ({ sequelize, DataTypes }) => {
      const Item = sequelize.define(
        'Item',
        { name: DataTypes.STRING },
        { paranoid: true, deletedAt: 'removedAt', underscored: true },
      )
      const Other = sequelize.define(
        'Other',
        {
          name: DataTypes.STRING,
          deletedAt: { type: DataTypes.DATE, defaultValue: new Date(0) },
        },
        { paranoid: true },
      )
      await sequelize.sync()
      const item = await Item.create({ name: 'a' })
      await item.destroy()
      const other = await Other.create({ name: 'a' })
      await Other.create({ name: 'b' })
      await other.destroy()
      return [
        await Item.findAll({ paranoid: false }),
        await Item.count(),
        (await Other.findAll()).map(({ name }: Setting) => name),
        await Other.findAll({ paranoid: false, order: ['id'] }),
        await other.restore().then(() => other.isSoftDeleted()),
        await Other.count(),
      ]
    })
    same('a paranoid through model', async ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps: false })
      const Group = sequelize.define('Group', { name: DataTypes.STRING }, { timestamps: false })
      const Membership = sequelize.define(
        'Membership',
        { role: DataTypes.STRING },
        { paranoid: true },
      )
      User.belongsToMany(Group, { through: Membership, as: 'groups' })
      Group.belongsToMany(User, { through: Membership, as: 'users' })
      await sequelize.sync()
      const user = await User.create({ name: 'u' })
      const [a, b] = await Group.bulkCreate([{ name: 'a' }, { name: 'b' }])
      await user.addGroups([a.id ?? 1, b.id ?? 2])
      await user.removeGroup(1)
      return [
        (await user.getGroups()).map(({ name }: Setting) => name),
        await Membership.count(),
        await Membership.count({ paranoid: false }),
        (await User.findAll({ include: ['groups'] }))[0].groups.map(({ name }: Setting) => name),
        (await user.getGroups({ through: { paranoid: false } })).length,
      ]
    })
    same(
      'restore of a model that is not paranoid is refused',
      async ({ sequelize, DataTypes, attempt }) => {
        const Item = sequelize.define('Item', { name: DataTypes.STRING })
        await Item.sync()
        const item = await Item.create({ name: 'a' })
        return [
          (await attempt(() => item.restore())) instanceof Error,
          (await attempt(() => Item.restore())) instanceof Error,
          (await attempt(() => item.isSoftDeleted())) instanceof Error,
        ]
      },
    )
  })
})
