/** `update`, `destroy` and the like with paths into other tables, and with includes. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let User: any
  let Stay: any

  beforeAll(() => {
    sequelize = createSequelize(target)
    const timestamps = false
    User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps })
    const Post = sequelize.define('Post', { title: DataTypes.STRING }, { timestamps })
    const key = { type: DataTypes.INTEGER, primaryKey: true }
    Stay = sequelize.define('Stay', { hotel: key, room: key, nights: 'INTEGER' }, { timestamps })
    User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    Post.belongsTo(User, { as: 'author', foreignKey: 'userId' })
    Stay.belongsTo(User, { as: 'guest' })
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
    await User.bulkCreate([{ name: 'Ada' }, { name: 'Eva' }])
    await (sequelize.models.Post as any).create({ title: 'x', userId: 1 })
  })

  const refusal = async (run: () => Promise<unknown>): Promise<Error> => {
    let refused = new Error('not refused')
    const sent = await statements(sequelize, async () => {
      await run().catch((error: Error) => {
        refused = error
      })
    })
    expect(sent).toEqual([])
    return refused
  }

  const where = { '$posts.title$': 'x' }
  const include = ['posts']
  const found =
    "const found = await User.findAll({ attributes: ['id'], include: ['posts'], where: { … } })"
  const message = (method: string, first: string) =>
    `User.${method}: where.$posts.title$ names "posts", and a statement that writes cannot join ` +
    'other tables: "include" has no effect in it. Find the rows first, and name them by their key:\n' +
    `  ${found}\n` +
    `  await User.${method}(${first}{ where: { id: { [Op.in]: found.map((row) => row.id) } } })`

  describe('a path to another table is refused', () => {
    it.each<[string, string, (options: object) => Promise<unknown>]>([
      ['update', 'values, ', (options) => User.update({ name: 'z' }, options)],
      ['destroy', '', (options) => User.destroy(options)],
      ['increment', 'fields, ', (options) => User.increment('id', options)],
    ])('in %s, with what to write instead', async (method, first, run) => {
      for (const options of [{ where }, { where, include }]) {
        expect((await refusal(() => run(options))).message).toBe(message(method, first))
      }
    })

    it('with hooks of each row, too', async () => {
      const options = { where, include, individualHooks: true }
      const error = await refusal(() => User.update({ name: 'z' }, options))
      expect(error.message).toBe(message('update', 'values, '))
      expect((await refusal(() => User.destroy(options))).message).toBe(message('destroy', ''))
    })

    it('with the whole path, and all parts of the key', async () => {
      const deep = { '$guest.posts.title$': 'x' }
      expect((await refusal(() => Stay.destroy({ where: deep }))).message).toContain(
        "  const found = await Stay.findAll({ attributes: ['hotel', 'room'], " +
          "include: [{ association: 'guest', include: ['posts'] }], where: { … } })\n" +
          '  await Stay.destroy({ where: { [Op.or]: found.map(({ hotel, room }) => ' +
          '({ hotel, room })) } })',
      )
    })

    it('with the alias that was meant', async () => {
      const error = await refusal(() => User.destroy({ where: { '$psts.title$': 'x' } }))
      expect(error.message).toContain('Did you mean "posts"?')
    })
  })

  it('what is written instead does it', async () => {
    const rows = await User.findAll({ attributes: ['id'], include, where })
    await User.update({ name: 'z' }, { where: { id: { [Op.in]: rows.map((row: any) => row.id) } } })
    expect(await User.count({ where: { name: 'z' } })).toBe(1)
  })

  it('an include of an alias that does not exist is refused, as in v6', async () => {
    for (const run of [
      () => User.update({ name: 'z' }, { where: { id: 1 }, include: ['psts'] }),
      () => User.destroy({ where: { id: 1 }, include: 'psts' }),
      () => User.increment('id', { where: { id: 1 }, include: [{ association: 'psts' }] }),
    ]) {
      expect((await refusal(run)).message).toMatch(/no association named "psts".*"posts"/)
    }
    expect(await User.update({ name: 'z' }, { where: { id: 1 }, include })).toEqual([1])
  })
})
