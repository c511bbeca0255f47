import { expect, it } from 'vitest'
import { DataTypes, Sequelize } from '../../../lib/index.js'

// As sequelize@6 names them.
it('foreign keys are named after the primary key, whatever they refer to', () => {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false })
  const User = sequelize.define('User', { email: { type: DataTypes.STRING, unique: true } })
  const Post = sequelize.define('Post', {})
  const Settings = sequelize.define('Settings', {})
  expect(Post.belongsTo(User, { targetKey: 'email' }).foreignKey).toBe('UserId')
  expect(Post.belongsTo(User, { as: 'author', targetKey: 'email' }).foreignKey).toBe('authorId')
  expect(User.hasMany(Post, { sourceKey: 'email' }).foreignKey).toBe('UserId')
  expect(User.hasOne(Post, { as: 'first', sourceKey: 'email' }).foreignKey).toBe('firstId')
  expect(User.hasOne(Settings).foreignKey).toBe('UserId')
  expect(User.hasOne(Settings, { as: 'settings' }).foreignKey).toBe('settingId')
  expect(User.hasOne(Settings, { as: 'details' }).foreignKey).toBe('detailId')
  expect(Settings.belongsTo(User, { as: 'details' }).foreignKey).toBe('detailsId')
})

it('has-one takes the name of the model, the other kinds the singular that it was given', () => {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false })
  const name = { singular: 'member', plural: 'members' }
  const Staff = sequelize.define('Staff', {}, { name })
  const Card = sequelize.define('Card', {})
  expect(Staff.hasOne(Card).foreignKey).toBe('StaffId')
  expect(Staff.hasMany(Card).foreignKey).toBe('memberId')
  expect(Card.belongsTo(Staff).foreignKey).toBe('memberId')
})

it('relate names them alike', () => {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false })
  const User = sequelize.define('User', { email: { type: DataTypes.STRING, unique: true } })
  const Settings = sequelize.define('Settings', {})
  sequelize.relate({ User, Settings }, (r) => ({
    User: { settings: r.hasOne('Settings', { sourceKey: 'email', inverse: false }) },
  }))
  expect(User.associations['settings']!.foreignKey).toBe('settingId')
})
