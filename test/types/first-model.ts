/** A first model: what the README shows compiles, and its mistakes do not. */
import { DataTypes, Op, Sequelize } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'

const sequelize = new Sequelize('sqlite::memory:')

const User = sequelize.define('User', {
  id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
  email: { type: DataTypes.STRING, allowNull: false },
  nickname: DataTypes.STRING,
  role: { type: DataTypes.ENUM('admin', 'member'), allowNull: false, defaultValue: 'member' },
})

const ada = await User.create({ email: 'ada@example.org' })
expectEqual<typeof ada.role, 'admin' | 'member'>(true)
expectEqual<typeof ada.nickname, string | null>(true)
expectEqual<typeof ada.createdAt, Date>(true)
expectEqual<typeof ada.id, number>(true)

// @ts-expect-error email is missing
await User.create({})
// @ts-expect-error email is text
await User.create({ email: 1 })
// @ts-expect-error no such role
await User.create({ email: 'ada@example.org', role: 'guest' })
// @ts-expect-error no such attribute
await User.create({ email: 'ada@example.org', emial: 'x' })
// @ts-expect-error unknown attribute
await User.findAll({ where: { emial: 'x' } })
// @ts-expect-error LIKE needs text
await User.findAll({ where: { id: { [Op.like]: '1' } } })

const rows = await User.findAll({ attributes: ['id', 'role'], raw: true })
expectEqual<typeof rows, { id: number; role: 'admin' | 'member' }[]>(true)

// @ts-expect-error was not selected
rows[0]?.email
// @ts-expect-error no such field
ada.emial
