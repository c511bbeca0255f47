/** Aliases that differ in case only, from each other or from the model's name: not one to a database. */
import { beforeAll, expect, it } from 'vitest'
import { col, DataTypes, Op, UsageError } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  const strategies = ['auto', 'join', 'select', ...(target.supports.jsonRows ? ['json'] : [])]
  const sequelize = createSequelize(target)
  const define = (name: string, attributes: object): AnyModelClass =>
    sequelize.define(name, attributes as never, { timestamps: false }) as never
  const Note = define('Note', { text: DataTypes.STRING })
  const Tag = define('Tag', { text: DataTypes.STRING })
  Note.belongsTo(Note, { as: 'note', foreignKey: 'noteId' })
  Note.belongsTo(Note, { as: 'Parent', foreignKey: 'upperId' })
  Note.belongsTo(Note, { as: 'parent', foreignKey: 'lowerId' })
  Note.hasMany(Note, { as: 'Kids', foreignKey: 'upperId' })
  Note.hasMany(Note, { as: 'kids', foreignKey: 'lowerId' })
  const keys = { foreignKey: 'noteId', otherKey: 'tagId', timestamps: false }
  Note.belongsToMany(Tag, { as: 'tags', through: 'Small', ...keys })
  Note.belongsToMany(Tag, { as: 'Tags', through: 'Great', ...keys })

  beforeAll(async () => {
    await sequelize.sync({ force: true })
    await Note.bulkCreate([
      { text: 'one' },
      { text: 'two' },
      { text: 'three', upperId: 1, lowerId: 2, noteId: 2 },
      { text: 'four', upperId: 2, lowerId: 1, noteId: 1 },
    ])
    await Tag.bulkCreate([{ text: 'small' }, { text: 'great' }])
    await sequelize.models['Small']!.create({ noteId: 1, tagId: 1 })
    await sequelize.models['Great']!.create({ noteId: 1, tagId: 2 })
  })

  async function found(aliases: readonly string[], options: object = {}): Promise<unknown> {
    const answers: unknown[] = []
    for (const strategy of strategies) {
      const rows = await Note.findAll({
        attributes: ['id'],
        include: aliases.map((association) => ({ association, strategy, attributes: ['text'] })),
        order: ['id'],
        ...options,
      } as never)
      answers.push(rows.map((row) => row.get({ plain: true })))
      expect({ strategy, answer: answers.at(-1) }).toEqual({ strategy, answer: answers[0] })
    }
    return answers[0]
  }

  it('load what belongs to each, by every strategy', async () => {
    expect(await found(['Parent', 'parent'], { where: { id: [1, 3, 4] } })).toEqual([
      { id: 1, Parent: null, parent: null },
      { id: 3, Parent: { text: 'one' }, parent: { text: 'two' } },
      { id: 4, Parent: { text: 'two' }, parent: { text: 'one' } },
    ])
    expect(await found(['kids', 'Kids'], { where: { id: [1, 2] } })).toEqual([
      { id: 1, Kids: [{ text: 'three' }], kids: [{ text: 'four' }] },
      { id: 2, Kids: [{ text: 'four' }], kids: [{ text: 'three' }] },
    ])
    expect(await found(['kids', 'Kids'], { limit: 1, offset: 1 })).toEqual([
      { id: 2, Kids: [{ text: 'four' }], kids: [{ text: 'three' }] },
    ])
    expect(await found(['tags', 'Tags'], { where: { id: 1 } })).toMatchObject([
      { id: 1, tags: [{ text: 'small' }], Tags: [{ text: 'great' }] },
    ])
    expect(await found(['note'], { where: { id: [2, 4] } })).toEqual([
      { id: 2, note: null },
      { id: 4, note: { text: 'one' } },
    ])
  })

  it('load what is below each', async () => {
    for (const strategy of strategies) {
      const include = ['Parent', 'parent'].map((association) => ({
        association,
        attributes: ['text'],
        strategy,
        include: [{ association: 'kids', strategy, attributes: ['id'] }],
      }))
      const three = await Note.findByPk(3, { attributes: ['id'], include } as never)
      expect(three.get({ plain: true })).toEqual({
        id: 3,
        Parent: { text: 'one', kids: [{ id: 4 }] },
        parent: { text: 'two', kids: [{ id: 3 }] },
      })
    }
  })

  it('are told apart by paths in conditions and orders, and counted', async () => {
    const include = ['Parent', 'parent']
    const where = { '$Parent.text$': 'one', '$parent.text$': 'two' }
    expect(await Note.count({ include, where })).toBe(1)
    const rows = await Note.findAll({ include, where: { '$parent.text$': { [Op.ne]: null } } })
    expect(rows).toHaveLength(2)
    const order = [['parent', 'text', 'ASC']]
    const sorted = await Note.findAll({ include, where: { id: [3, 4] }, order } as never)
    expect(sorted.map(({ id }) => id)).toEqual([4, 3])
    const required = include.map((association) => ({ association, required: true }))
    expect(await Note.count({ include: required })).toBe(2)
  })

  it('are refused in col() where it would find the other one, before anything is sent', async () => {
    const find = () =>
      Note.findAll({ include: ['Parent', 'parent'], order: [[col('parent.text'), 'DESC']] })
    if (target.name.startsWith('postgres')) {
      expect((await find()).at(-2)!.parent.text).toBe('two')
      return
    }
    const sent = await statements(sequelize, async () => {
      await expect(find()).rejects.toThrow(UsageError)
      await expect(find()).rejects.toThrow(/Write the path, "\$parent\.text\$"/)
    })
    expect(sent).toEqual([])
  })
})
