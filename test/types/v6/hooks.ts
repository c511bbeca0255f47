/** Hooks and scopes that are registered on models, on instances of Sequelize, and on its class. */
import { type Attributes, type CreateOptions, Sequelize } from 'sequelize'
import { Post, sequelize, User } from './library.js'

User.addHook('afterCreate', (user, options) => {
  void user
  void options
})
User.addHook(
  'afterCreate',
  'named',
  async (user: User, options: CreateOptions<Attributes<User>>) => {
    user.email
    options.transaction
  },
)
User.beforeCreate((user, options) => {
  user.email = 'x'
  void options.transaction
})
User.afterUpdate('audit', async (user, options) => {
  user.changed()
  user.previous('email')
  void options
})
User.beforeBulkDestroy((options) => {
  options
})
User.afterFind((found) => {
  found
})
User.beforeSync((options) => {
  options.force
})
User.removeHook('afterCreate', 'named')
User.hasHook('afterCreate')
User.addScope('x', { where: { email: 'x' }, include: [Post] }, { override: true })
User.addScope('y', (a: number) => ({ where: { id: a } }))
sequelize.addHook('beforeConnect', (config) => {
  config.password = 'rotated'
})
new Sequelize({
  hooks: {
    async beforeConnect(config) {
      config.password = await Promise.resolve('token')
      config.host = 'db.example'
    },
  },
})
const secret: string | null = sequelize.config.password
void secret
sequelize.addHook('beforeDefine', (attributes, options) => {
  void attributes
  void options
})
sequelize.beforeDefine((attributes, options) => {
  options.tableName
  void attributes
})
Sequelize.afterConnect((connection, config) => {
  void connection
  config.host
})
Sequelize.beforeInit((config, options) => {
  config.database
  options.logging
})
