/** `includes` for `include`, and options of includes that are given to a finder. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Shop: any
  let Item: any
  let Label: any
  let shop: any
  let item: any

  const define = async (options: object) => {
    sequelize = createSequelize(target, options as never)
    const timestamps = false
    Shop = sequelize.define('Shop', { name: DataTypes.STRING }, { timestamps })
    Item = sequelize.define('Item', { title: DataTypes.STRING }, { timestamps })
    Label = sequelize.define('Label', { text: DataTypes.STRING }, { timestamps })
    Shop.hasMany(Item, { as: 'items', foreignKey: 'shopId' })
    Item.belongsTo(Shop, { as: 'shop', foreignKey: 'shopId' })
    Item.belongsToMany(Label, { as: 'labels', through: 'ItemLabel', timestamps })
    Label.belongsToMany(Item, { as: 'items', through: 'ItemLabel', timestamps })
    await sequelize.sync({ force: true })
    shop = await Shop.create({ name: 'a' })
    item = await Item.create({ title: 'b', shopId: 1 })
    await item.createLabel({ text: 'c' })
  }

  /** Runs a call that is refused; tells its message, and asserts that nothing was sent. */
  const refusal = async (run: () => Promise<unknown>): Promise<string> => {
    let message = ''
    const sent = await statements(sequelize, async () => {
      await run().catch((error: Error) => {
        expect(error.name).toBe('SequelizeUsageError')
        message = error.message
      })
    })
    expect(sent).toEqual([])
    return message
  }

  describe('with strict', () => {
    beforeAll(() => define({ strict: true }))

    const typo = { includes: ['items'] } as never

    it.each<[string, () => Promise<unknown>]>([
      ['Shop.findAll', () => Shop.findAll(typo)],
      ['Shop.findOne', () => Shop.findOne(typo)],
      ['Shop.findByPk', () => Shop.findByPk(1, typo)],
      ['Shop.count', () => Shop.count(typo)],
      ['Shop.count', () => Shop.findAndCountAll(typo)],
      ['Item.findAll', () => shop.getItems({ includes: ['labels'] })],
      ['Label.findAll', () => item.getLabels({ includes: ['items'] })],
      ['Shop.findOne', () => shop.reload(typo)],
      ['Shop.create', () => Shop.create({ name: 'x' }, typo)],
      ['Shop.build', async () => Shop.build({ name: 'x' }, typo)],
      ['Shop.bulkCreate', () => Shop.bulkCreate([{ name: 'x' }], typo)],
      ['Shop.update', () => Shop.update({ name: 'x' }, { where: {}, includes: [] } as never)],
    ])('%s refuses "includes"', async (where, run) => {
      expect(await refusal(run)).toBe(
        `${where} (strict): "includes" is not an option. Did you mean "include"?`,
      )
    })

    it('refuses it in an include', async () => {
      const include = [{ association: 'items', includes: ['labels'] }]
      expect(await refusal(() => Shop.findAll({ include }))).toBe(
        'Shop.findAll: include of "items" (strict): "includes" is not an option. Did you mean ' +
          '"include"?',
      )
    })

    it.each<[string, unknown, string]>([
      ['separate', true, "{ include: [{ association: 'items', separate: true }] }"],
      ['required', false, "{ include: [{ association: 'items', required: false }] }"],
      ['through', { where: {} }, "{ include: [{ association: 'items', through: { where: {} } }] }"],
    ])('refuses %s of a finder', async (name, value, code) => {
      const options = { include: ['items'], [name]: value }
      expect(await refusal(() => Shop.findAll(options))).toMatch(
        new RegExp(
          `^Shop.findAll \\(strict\\): "${name}" is an option of includes, not of finders`,
        ),
      )
      expect(await refusal(() => Shop.findAll(options))).toContain(
        `Give it to the include that it is for: ${code}.`,
      )
    })

    it.each(['model', 'as', 'association', 'all'])('refuses %s of a finder', async (name) => {
      const options = { include: [{ model: Item, as: 'items' }], [name]: 'items' }
      expect(await refusal(() => Shop.findAll(options))).toBe(
        `Shop.findAll (strict): "${name}" is an option of includes, not of finders. Received ` +
          `"items". Name what to load in the include: { include: ['items'] }.`,
      )
    })

    it('takes the options that methods of associations, and separate includes, hand on', async () => {
      expect(await item.getLabels({ through: { where: { ItemId: 1 } } })).toHaveLength(1)
      expect(await item.countLabels({ joinTableAttributes: [], scope: false })).toBe(1)
      const [found] = await Shop.findAll({
        include: [{ association: 'items', separate: true, include: ['labels'] }],
      })
      expect(found.items[0].labels[0].text).toBe('c')
    })

    it("groups by a column that is named after the model, v6's way", async () => {
      const rows = await Shop.findAll({ attributes: ['id'], group: ['Shop.id'], raw: true })
      expect(rows).toEqual([{ id: 1 }])
      await expect(Shop.findAll({ attributes: ['id'], group: ['Shop.idd'] })).rejects.toThrow(
        /Did you mean "id"/,
      )
    })
  })

  describe('without strict', () => {
    beforeEach(() => define({}))

    it('warns of "includes"', async () => {
      const warnings: string[] = []
      const take = (warning: Error & { code?: string }) => {
        warnings.push(`${String(warning.code)}: ${warning.message}`)
      }
      process.on('warning', take)
      try {
        // Once for each text in a process: a model of its own for each dialect.
        const name = `Stall${target.name.replaceAll(/\W/g, '')}`
        const Stall = sequelize.define(name, {}, { tableName: 'Shops', timestamps: false })
        await Stall.findAll({ includes: [], attributes: ['id'] } as never)
        expect(Stall.build({}, { includes: ['items'] } as never).get()).toEqual({ id: null })
        await new Promise(setImmediate)
        expect(warnings).toEqual([
          `RELATA_UNKNOWN_OPTION: ${name}.findAll: "includes" is not an option. Did you mean "include"?`,
          `RELATA_UNKNOWN_OPTION: ${name}.build: "includes" is not an option. Did you mean "include"?`,
        ])
      } finally {
        process.off('warning', take)
      }
    })

    it('takes options of includes, as v6 does', async () => {
      expect(await Shop.findAll({ separate: true, required: true, as: 'x' } as never)).toHaveLength(
        1,
      )
    })
  })

  describe('a strategy of a finder', () => {
    beforeEach(() => define({}))

    const shown = (as: string, strategy: string) =>
      `Give it to the include that it is for: ` +
      `{ include: [{ association: '${as}', strategy: '${strategy}' }] }.`

    it.each<[string, unknown, string]>([
      ['json', ['items'], shown('items', 'json')],
      ['select', { association: 'items' }, shown('items', 'select')],
      ['foo', undefined, shown('…', 'json')],
    ])('%s is refused', async (strategy, include, code) => {
      const options = { strategy, ...(include === undefined ? {} : { include }) } as never
      for (const method of ['findAll', 'findOne', 'count'] as const) {
        expect(await refusal(() => Shop[method](options))).toBe(
          `Shop.${method}: "strategy" is an option of includes, not of finders. Received ` +
            `"${strategy}". ${code}`,
        )
      }
      expect(await refusal(() => Shop.findAndCountAll(options))).toContain(code)
    })

    it('is refused in the methods of associations', async () => {
      const options = { strategy: 'json', include: ['labels'] }
      expect(await refusal(() => shop.getItems(options))).toContain(shown('labels', 'json'))
    })
  })
})
