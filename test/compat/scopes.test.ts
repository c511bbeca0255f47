import { describe } from 'vitest'
import { onEmptyDatabase, type Setting } from './support.js'

describe('scopes, beside v6', () => {
  onEmptyDatabase(({ same }) => {
    const scoped = (title: string, program: (setting: Setting) => unknown) =>
      same(title, async (setting) => program({ ...setting, ...(await defineScoped(setting)) }))

    scoped('the default scope applies to finders', async ({ Note }) => [
      await Note.findAll({ order: ['id'] }),
      await Note.count(),
      await Note.findByPk(1),
      await Note.findByPk(3),
      await Note.findOne({ where: { text: 'c' } }),
      await Note.max('size'),
      await Note.sum('size'),
    ])
    scoped('the default scope applies to update and destroy', async ({ Note }) => [
      await Note.update({ text: 'x' }, { where: { size: [1, 2, 3, 4] } }),
      await Note.unscoped().findAll({ order: ['id'] }),
      await Note.destroy({ where: { size: [1, 3] } }),
      await Note.unscoped().count(),
    ])
    scoped('the default scope applies to increment', async ({ Note }) => {
      await Note.increment('size', { where: {} })
      return (await Note.unscoped().findAll({ order: ['id'] })).map(({ size }: Setting) => size)
    })
    scoped('the condition of a finder wins over the scope’s', async ({ Note }) => [
      await Note.findAll({ where: { active: false }, order: ['id'] }),
      await Note.count({ where: { active: false } }),
    ])
    scoped('unscoped', async ({ Note }) => [
      await Note.unscoped().count(),
      await Note.scope().count(),
      await Note.scope(null).count(),
    ])
    scoped('a named scope drops the default scope', ({ Note }) => ids(Note.scope('big')))
    scoped('a named scope with the default scope', async ({ Note }) => [
      await ids(Note.scope('defaultScope', 'big')),
      await ids(Note.scope(['defaultScope', 'big'])),
    ])
    scoped('a scope with arguments', async ({ Note }) => [
      await ids(Note.scope({ method: ['sizeOver', 2] })),
      await ids(Note.scope([{ method: ['sizeOver', 1] }, 'limited'])),
      await ids(Note.scope({ method: 'noArguments' })),
    ])
    scoped('a scope that is an object', ({ Note }) => ids(Note.scope({ where: { text: 'b' } })))
    scoped('scopes chained', ({ Note }) => ids(Note.scope('big').scope('limited')))
    scoped('several scopes: the later where wins by key', ({ Note }) =>
      ids(Note.scope('big', { method: ['sizeOver', 3] })),
    )
    scoped('scopes with operators', ({ Note, Op }) =>
      ids(Note.scope('either').scope('either', { where: { [Op.and]: [{ size: 1 }] } })),
    )
    scoped('limit and order of a scope', async ({ Note }) => [
      await ids(Note.scope('limited')),
      await Note.scope('limited').findAll({ limit: 1 }),
      (await Note.scope('limited', 'ordered').findAll()).map(({ id }: Setting) => id),
      (await Note.scope('ordered').findAll({ order: [['id', 'ASC']] })).map(
        ({ id }: Setting) => id,
      ),
    ])
    scoped('attributes of a scope', async ({ Note }) => [
      await Note.scope('slim').findAll({ order: ['id'] }),
      await Note.scope('slim').findAll({ attributes: ['size'], order: ['id'] }),
      await Note.scope('without').findAll({ order: ['id'] }),
      await Note.scope('without', 'computed').findAll({ order: ['id'] }),
    ])
    scoped('includes of scopes are merged', async ({ Note }) => [
      await Note.scope('withReplies').findAll({ order: ['id', ['replies', 'id', 'ASC']] }),
      await Note.scope('withReplies', 'withLongReplies').findAll({
        order: ['id', ['replies', 'id', 'ASC']],
      }),
      await Note.scope('withReplies').findAll({
        include: [{ association: 'replies', where: { text: 'r1' } }],
        order: ['id'],
      }),
    ])
    scoped('a scoped model in an include', ({ Note, Reply }) =>
      Reply.findAll({
        include: [{ model: Note.scope('big'), as: 'note' }],
        order: ['id'],
      }),
    )
    scoped('the default scope of an included model', ({ Reply }) =>
      Reply.findAll({ include: ['note'], order: ['id'] }),
    )
    scoped('an unscoped model in an include', ({ Note, Reply }) =>
      Reply.findAll({ include: [{ model: Note.unscoped(), as: 'note' }], order: ['id'] }),
    )
    scoped('scopes of association getters', async ({ Note, Reply }) => {
      const reply = await Reply.findOne({ where: { text: 'r3' } })
      const note = await Note.findByPk(1)
      return [
        await reply.getNote(),
        await reply.getNote({ scope: false }),
        await reply.getNote({ scope: 'big' }),
        await note.getReplies({ order: ['id'] }),
        await note.getReplies({ scope: 'loud', order: ['id'] }),
        await note.countReplies(),
      ]
    })
    scoped('create through a scope ignores its conditions', async ({ Note }) => {
      const note = await Note.scope('big').create({ text: 'new' })
      return [note, note.size]
    })
    scoped('build and findOrCreate through a scope', async ({ Note }) => [
      Note.scope('big').build({ text: 'x' }),
      await Note.scope('big').findOrCreate({ where: { text: 'c' } }),
    ])
    scoped('addScope', async ({ Note, attempt }) => {
      Note.addScope('tiny', { where: { size: 1 } })
      return [
        await ids(Note.scope('tiny')),
        (await attempt(() => Note.addScope('tiny', { where: {} }))) instanceof Error,
        Note.addScope('tiny', { where: { size: 2 } }, { override: true }),
        await ids(Note.scope('tiny')),
        (await attempt(() => Note.addScope('defaultScope', { where: {} }))) instanceof Error,
        Note.addScope('defaultScope', { where: { size: 4 } }, { override: true }),
        await ids(Note),
      ]
    })
    scoped('an unknown scope is refused', ({ Note, attempt }) => attempt(() => Note.scope('nope')))
    scoped('a scoped model is a model of the same name', ({ Note }) => {
      const big = Note.scope('big')
      return [
        big.name,
        big.tableName,
        big === Note,
        big.scoped,
        Note.scoped,
        big.prototype instanceof Note,
      ]
    })
    scoped('instances found through a scope', async ({ Note }) => {
      const note = await Note.scope('big').findOne({ order: ['id'] })
      return [note instanceof Note, note, await note.update({ text: 'y' }), await note.reload()]
    })
    scoped('findAndCountAll and aggregates through a scope', async ({ Note }) => [
      await Note.scope('big').findAndCountAll({ order: ['id'], limit: 1 }),
      await Note.scope('big').sum('size'),
      await Note.scope('big').count({ where: { text: 'c' } }),
    ])
    scoped('destroy through a scope', async ({ Note }) => [
      await Note.scope('big').destroy({ where: {} }),
      await ids(Note.unscoped()),
    ])

    same('whereMergeStrategy and', async ({ sequelize, DataTypes, Op }) => {
      const Note = sequelize.define(
        'Note',
        { size: DataTypes.INTEGER },
        {
          whereMergeStrategy: 'and',
          defaultScope: { where: { size: { [Op.gt]: 1 } } },
          scopes: { small: { where: { size: { [Op.lt]: 4 } } } },
          timestamps: false,
        },
      )
      await Note.sync()
      await Note.bulkCreate([1, 2, 3, 4].map((size) => ({ size })))
      return [
        await ids(Note.scope('defaultScope', 'small')),
        (await Note.findAll({ where: { size: { [Op.ne]: 3 } }, order: ['id'] })).map(
          ({ id }: Setting) => id,
        ),
      ]
    })
    same('scopes that are functions see the model', async ({ sequelize, DataTypes }) => {
      const Note = sequelize.define(
        'Note',
        { size: DataTypes.INTEGER },
        {
          timestamps: false,
          scopes: {
            exactly: (size: number, id?: number) => ({
              where: id === undefined ? { size } : { size, id },
            }),
          },
        },
      )
      await Note.sync()
      await Note.bulkCreate([{ size: 1 }, { size: 2 }, { size: 2 }])
      return [
        await ids(Note.scope({ method: ['exactly', 2] })),
        await ids(Note.scope({ method: ['exactly', 2, 3] })),
      ]
    })
    same('a scope on a model without any', async ({ sequelize, DataTypes, attempt }) => {
      const Note = sequelize.define('Note', { size: DataTypes.INTEGER })
      return ((await attempt(() => Note.scope('x'))) as Error).name
    })
  })
})

async function ids(model: Setting): Promise<number[]> {
  const found = await model['findAll']({ order: ['id'] })
  return found.map(({ id }: Setting) => id)
}

async function defineScoped({ sequelize, DataTypes, Op, fn, col }: Setting): Promise<Setting> {
  const Note = sequelize.define(
    'Note',
    { text: DataTypes.STRING, size: DataTypes.INTEGER, active: DataTypes.BOOLEAN },
    {
      timestamps: false,
      defaultScope: { where: { active: true } },
      scopes: {
        big: { where: { size: { [Op.gt]: 2 } } },
        sizeOver: (size: number) => ({ where: { size: { [Op.gt]: size } } }),
        noArguments: () => ({ where: { size: 4 } }),
        limited: { limit: 2 },
        ordered: { order: [['size', 'DESC']] },
        either: { where: { [Op.or]: [{ size: 1 }, { size: 4 }] } },
        slim: { attributes: ['id', 'text'] },
        without: { attributes: { exclude: ['active'] } },
        computed: { attributes: { include: [[fn('LENGTH', col('Note.text')), 'length']] } },
        withReplies: { include: [{ association: 'replies' }] },
        withLongReplies: { include: [{ association: 'replies', attributes: ['id', 'text'] }] },
      },
    },
  )
  const Reply = sequelize.define(
    'Reply',
    { text: DataTypes.STRING, loud: DataTypes.BOOLEAN },
    { timestamps: false, scopes: { loud: { where: { loud: true } } } },
  )
  Note.hasMany(Reply, { as: 'replies', foreignKey: 'noteId' })
  Reply.belongsTo(Note, { as: 'note', foreignKey: 'noteId' })
  await sequelize.sync()
  await Note.bulkCreate([
    { text: 'a', size: 1, active: true },
    { text: 'b', size: 2, active: true },
    { text: 'c', size: 3, active: false },
    { text: 'd', size: 4, active: true },
  ])
  await Reply.bulkCreate([
    { text: 'r1', noteId: 1, loud: true },
    { text: 'r2', noteId: 1, loud: false },
    { text: 'r3', noteId: 3, loud: true },
    { text: 'r4', noteId: 4, loud: null },
  ])
  return { Note, Reply }
}
