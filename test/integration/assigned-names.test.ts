/** What is assigned to an instance under the name of an association. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let User: any

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const timestamps = false
    User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps })
    const Token: any = sequelize.define('Token', { secret: DataTypes.STRING }, { timestamps })
    User.hasMany(Token, { as: 'tokens', foreignKey: 'userId' })
    await sequelize.sync({ force: true })
    await User.create({ name: 'Ada', tokens: [{ secret: 's' }] }, { include: ['tokens'] })
  })

  const json = (instance: any): unknown => JSON.parse(JSON.stringify(instance))
  const tokens = [{ id: 1, secret: 's', userId: 1 }]

  describe('where it was not included', () => {
    it('is a property of the object, which no JSON shows', async () => {
      // An include somewhere makes the property of the class.
      await User.findOne({ include: ['tokens'] })
      const user = await User.findByPk(1)
      user.tokens = await user.getTokens()
      expect(user.tokens[0].secret).toBe('s')
      expect(json(user)).toEqual({ id: 1, name: 'Ada' })
      expect(Object.keys(user)).toContain('tokens')
      expect(user.changed()).toBe(false)
      user.tokens = 3
      expect(user.tokens).toBe(3)
      expect(json(user)).toEqual({ id: 1, name: 'Ada' })
      await user.save()
    })

    it('gives way to what is included later', async () => {
      const user = await User.findByPk(1)
      user.tokens = 3
      await user.reload({ include: ['tokens'] })
      expect(user.tokens).toHaveLength(1)
      expect(json(user)).toEqual({ id: 1, name: 'Ada', tokens })
    })
  })

  it('is what is included, where it was', async () => {
    const user = await User.findByPk(1, { include: ['tokens'] })
    const [token] = user.tokens
    user.tokens = []
    expect(json(user)).toEqual({ id: 1, name: 'Ada', tokens: [] })
    user.tokens = [token]
    expect(json(user)).toEqual({ id: 1, name: 'Ada', tokens })
    const built = User.build({ name: 'Eva' }, { include: ['tokens'] })
    built.tokens = [token.constructor.build({ secret: 't' })]
    expect(json(built)).toMatchObject({ tokens: [{ secret: 't' }] })
  })
})
