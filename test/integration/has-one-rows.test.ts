/** Has-one associations whose tables have several rows, which no unique key keeps out. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  const strategies = ['auto', 'join', 'select', ...(target.supports.jsonRows ? ['json'] : [])]
  let sequelize: Sequelize
  let User: AnyModelClass

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const define = (name: string, attributes: object): AnyModelClass =>
      sequelize.define(name, attributes as never, { timestamps: false }) as never
    User = define('User', { name: DataTypes.STRING })
    const Pin = define('Pin', { text: DataTypes.STRING })
    const Mark = define('Mark', { text: DataTypes.STRING })
    const Badge = define('Badge', { userId: { type: DataTypes.INTEGER, unique: true } })
    User.hasOne(Pin, { as: 'pin', foreignKey: 'userId' })
    User.hasOne(Badge, { as: 'badge', foreignKey: 'userId' })
    Pin.hasMany(Mark, { as: 'marks', foreignKey: 'pinId' })
    await sequelize.sync({ force: true })
    await User.bulkCreate(['a', 'b', 'c', 'd'].map((name) => ({ name })))
    const pins = [1, 1, 2, 1, 3, 3].map((userId, index) => ({ userId, text: `p${index + 1}` }))
    await Pin.bulkCreate(pins)
    await Mark.bulkCreate(
      pins.flatMap(({ text }, index) => [
        { pinId: index + 1, text: `${text}x` },
        { pinId: index + 1, text: `${text}y` },
      ]),
    )
  })

  const pinsOf: Readonly<Record<number, readonly (number | undefined)[]>> = {
    1: [1, 2, 4],
    2: [3],
    3: [5, 6],
    4: [undefined],
  }

  describe.each(strategies)('an include of one (%s)', (strategy) => {
    const find = (options: object, include: object = {}): Promise<any[]> =>
      User.findAll({
        include: { association: 'pin', strategy, ...include },
        order: ['id'],
        ...options,
      } as never)

    it('gives each parent once, with one of its rows', async () => {
      const users = await find({})
      expect(users.map(({ id }) => id)).toEqual([1, 2, 3, 4])
      for (const { id, pin } of users) expect(pinsOf[id]).toContain(pin?.id)
    })

    it('gives pages of parents', async () => {
      for (const offset of [0, 1, 2]) {
        const users = await find({ limit: 2, offset })
        expect(users.map(({ id }) => id)).toEqual([1, 2, 3, 4].slice(offset, offset + 2))
      }
      const { count, rows } = await User.findAndCountAll({
        include: { association: 'pin', strategy, required: true },
        order: ['id'],
        limit: 2,
      } as never)
      expect([count, rows.map(({ id }: any) => id)]).toEqual([3, [1, 2]])
    })

    it('gives what is below the row, and nothing of the others', async () => {
      for (const below of [{}, { strategy }]) {
        const users = await find({}, { include: [{ association: 'marks', ...below }] })
        expect(users.map(({ id }) => id)).toEqual([1, 2, 3, 4])
        for (const { pin } of users) {
          const texts = (pin?.marks ?? []).map(({ text }: any) => text).toSorted()
          expect(texts).toEqual(pin === null ? [] : [`${pin.text}x`, `${pin.text}y`])
        }
      }
    })

    it('keeps to a condition, also in pages', async () => {
      const where = { text: { [Op.in]: ['p4', 'p3', 'p6'] } }
      for (const page of [{}, { limit: 3 }]) {
        const users = await find(page, { where })
        expect(users.map(({ id, pin }) => [id, pin.id])).toEqual([
          [1, 4],
          [2, 3],
          [3, 6],
        ])
      }
    })
  })

  it('can be ordered and filtered by, in pages', async () => {
    const find = (page: object): Promise<any[]> =>
      User.findAll({
        include: 'pin',
        where: { '$pin.text$': { [Op.ne]: 'p1' } },
        order: [
          ['pin', 'text', 'DESC'],
          ['id', 'ASC'],
        ],
        ...page,
      } as never)
    const whole = (await find({})).map(({ id, pin }) => [id, pin.text])
    expect(whole).toEqual([
      [3, 'p6'],
      [1, 'p4'],
      [2, 'p3'],
    ])
    for (const offset of [0, 1, 2]) {
      const page = await find({ limit: 2, offset })
      expect(page.map(({ id, pin }) => [id, pin.text])).toEqual(whole.slice(offset, offset + 2))
    }
  })

  it('is one row in raw results for each, as joins give them', async () => {
    const rows = await User.findAll({ include: 'pin', raw: true } as never)
    expect(rows).toHaveLength(7)
  })

  it('needs no sub-query where its key is unique', async () => {
    const sql = (association: string): Promise<string[]> =>
      statements(sequelize, () =>
        User.findAll({ include: { association, strategy: 'join' }, limit: 2 } as never),
      )
    expect((await sql('badge'))[0]).not.toContain('(SELECT')
    expect((await sql('pin'))[0]).toContain('(SELECT')
  })
})
