/** What `hooks: true` on has-one destroys with its owner. */
import { expect, it } from 'vitest'
import type { HasOneOptions } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({}, (target) => {
  const notNull = { name: 'userId', allowNull: false }
  const cases: readonly (readonly [string, HasOneOptions, boolean, number])[] = [
    ['a key that may not be null', { foreignKey: notNull }, false, 1],
    ['a key that its other side declared so', { foreignKey: 'userId' }, true, 1],
    ['a key that may be null', { foreignKey: 'userId' }, false, 0],
    ['an action that says so', { foreignKey: 'userId', onDelete: 'CASCADE' }, false, 1],
    ['no constraint', { foreignKey: notNull, constraints: false }, false, 0],
  ]

  it.each(cases)('%s, as in v6', async (_, options, hasOtherSide, expected) => {
    const sequelize = createSequelize(target)
    const User = sequelize.define('User', {}, { timestamps: false })
    const Profile = sequelize.define('Profile', {}, { timestamps: false }) as AnyModelClass
    if (hasOtherSide) Profile.belongsTo(User, { as: 'user', foreignKey: notNull })
    User.hasOne(Profile, { as: 'profile', hooks: true, ...options })
    let destroyed = 0
    Profile.addHook('beforeDestroy', () => void destroyed++)
    await sequelize.sync({ force: true })
    const user = await User.create()
    await Profile.create({ userId: (user as unknown as { id: number }).id })
    await user.destroy()
    expect(destroyed).toBe(expected)
    expect(await Profile.count({ where: { userId: 1 } })).toBe(
      options.constraints === false ? 1 : 0,
    )
  })
})
