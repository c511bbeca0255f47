import { describe } from 'vitest'
import { onEmptyDatabase, type Setting } from './support.js'

const MODEL_HOOKS = [
  'beforeValidate',
  'afterValidate',
  'validationFailed',
  'beforeCreate',
  'afterCreate',
  'beforeUpdate',
  'afterUpdate',
  'beforeSave',
  'afterSave',
  'beforeDestroy',
  'afterDestroy',
  'beforeRestore',
  'afterRestore',
  'beforeUpsert',
  'afterUpsert',
  'beforeBulkCreate',
  'afterBulkCreate',
  'beforeBulkUpdate',
  'afterBulkUpdate',
  'beforeBulkDestroy',
  'afterBulkDestroy',
  'beforeBulkRestore',
  'afterBulkRestore',
  'beforeFind',
  'beforeFindAfterExpandIncludeAll',
  'beforeFindAfterOptions',
  'afterFind',
  'beforeCount',
  'beforeSync',
  'afterSync',
]

/** Operations that do two things at once. */
const UNORDERED = new Set(['findAndCountAll', 'static update with individual hooks'])

/** What is done to a paranoid Note of two rows, `a` and `b`, while its hooks are recorded. */
const operations: Record<string, (setting: Setting) => unknown> = {
  create: ({ Note }) => Note.create({ text: 'c' }),
  'build and save': ({ Note }) => Note.build({ text: 'c' }).save(),
  'save of a change': async ({ a }) => {
    a.text = 'changed'
    await a.save()
  },
  'save without a change': ({ a }) => a.save(),
  'update of an instance': ({ a }) => a.update({ text: 'changed' }),
  'update to the same value': ({ a }) => a.update({ text: 'a' }),
  'a failing validation': ({ a, attempt }) => attempt(() => a.update({ text: 'forbidden' })),
  'a failing creation': ({ Note, attempt }) => attempt(() => Note.create({ text: 'forbidden' })),
  'create without validation': ({ Note }) => Note.create({ text: 'c' }, { validate: false }),
  'create without hooks': ({ Note }) => Note.create({ text: 'c' }, { hooks: false }),
  'destroy of an instance': ({ a }) => a.destroy(),
  'forced destroy of an instance': ({ a }) => a.destroy({ force: true }),
  'restore of an instance': async ({ a, calls }) => {
    await a.destroy()
    calls.length = 0
    await a.restore()
  },
  'increment of an instance': ({ a }) => a.increment('size'),
  'reload of an instance': ({ a }) => a.reload(),
  validate: ({ a }) => a.validate(),
  'static update': ({ Note }) => Note.update({ text: 'x' }, { where: { text: 'a' } }),
  'static update with individual hooks': ({ Note }) =>
    Note.update({ text: 'x' }, { where: {}, individualHooks: true }),
  'static update without hooks': ({ Note }) =>
    Note.update({ text: 'x' }, { where: {}, hooks: false }),
  'static destroy': ({ Note }) => Note.destroy({ where: {} }),
  'static destroy with individual hooks': ({ Note }) =>
    Note.destroy({ where: {}, individualHooks: true }),
  'forced static destroy': ({ Note }) => Note.destroy({ where: {}, force: true }),
  'static restore': ({ Note }) => Note.restore({ where: {} }),
  'static restore with individual hooks': async ({ Note, calls }) => {
    await Note.destroy({ where: {} })
    calls.length = 0
    await Note.restore({ individualHooks: true })
  },
  truncate: ({ Note }) => Note.truncate(),
  bulkCreate: ({ Note }) => Note.bulkCreate([{ text: 'x' }, { text: 'y' }]),
  'bulkCreate with individual hooks': ({ Note }) =>
    Note.bulkCreate([{ text: 'x' }], { individualHooks: true }),
  'bulkCreate with validation': ({ Note }) => Note.bulkCreate([{ text: 'x' }], { validate: true }),
  'bulkCreate of nothing': ({ Note }) => Note.bulkCreate([]),
  upsert: ({ Note }) => Note.upsert({ id: 1, text: 'u' }),
  'upsert without validation': ({ Note }) => Note.upsert({ id: 1, text: 'u' }, { validate: false }),
  findAll: ({ Note }) => Note.findAll(),
  'findAll without hooks': ({ Note }) => Note.findAll({ hooks: false }),
  findOne: ({ Note }) => Note.findOne(),
  findByPk: ({ Note }) => Note.findByPk(1),
  'findByPk of nothing': ({ Note }) => Note.findByPk(99),
  count: ({ Note }) => Note.count(),
  findAndCountAll: ({ Note }) => Note.findAndCountAll(),
  max: ({ Note }) => Note.max('size'),
  'findOrCreate of something new': ({ Note }) => Note.findOrCreate({ where: { text: 'n' } }),
  'findOrCreate of something old': ({ Note }) => Note.findOrCreate({ where: { text: 'a' } }),
  'findOrBuild of something new': ({ Note }) => Note.findOrBuild({ where: { text: 'n' } }),
  'static increment': ({ Note }) => Note.increment('size', { where: {} }),
  sync: ({ Note }) => Note.sync(),
}

describe('hooks, beside v6', () => {
  onEmptyDatabase(({ same }) => {
    for (const [title, operate] of Object.entries(operations)) {
      same(`the order of hooks in ${title}`, async (setting) => {
        const { Note, calls } = await defineNote(setting)
        const [a, b] = await Note.bulkCreate([{ text: 'a' }, { text: 'b' }], { returning: true })
        calls.length = 0
        await operate({ ...setting, Note, a, b, calls })
        return UNORDERED.has(title) ? [...calls].sort() : calls
      })
    }
    same('the includes that beforeFindAfterOptions is given', async (setting) => {
      const { sequelize, DataTypes } = setting
      const timestamps = false
      const Note = sequelize.define('Note', { text: DataTypes.STRING }, { timestamps })
      const Line = sequelize.define('Line', { text: DataTypes.STRING }, { timestamps })
      const Word = sequelize.define('Word', { text: DataTypes.STRING }, { timestamps })
      Note.hasMany(Line, { as: 'lines' })
      Line.hasMany(Word, { as: 'words' })
      await sequelize.sync()
      const shown = (include: any): unknown =>
        include?.map((one: any) => [
          one.as,
          one.association.as,
          one.model.name,
          one.required,
          shown(one.include),
        ])
      const seen: unknown[] = []
      let changes = (_options: any): void => undefined
      Note.addHook('beforeFindAfterOptions', (options: any) => {
        seen.push(shown(options.include))
        changes(options)
      })
      await Note.findAll({ include: ['lines'] })
      await Note.findAll({ include: { all: true, nested: true } })
      await Note.findAll({ include: [{ model: Line, as: 'lines', where: { text: 'x' } }] })
      await Note.findAll({
        include: [{ association: 'lines', required: true, include: [{ association: 'words' }] }],
      })
      const note = await Note.create({ text: 'a' })
      changes = ({ include }) => {
        include[0].where = { text: 'none' }
      }
      const found = await Note.findAll({ include: ['lines'] })
      return [seen, found.length, note.id]
    })
    same('hooks of the instance of Sequelize run after the model’s', async (setting) => {
      const calls: string[] = []
      setting.sequelize.addHook('beforeCreate', () => void calls.push('permanent'))
      setting.sequelize.addHook('beforeFind', () => void calls.push('permanent find'))
      const Note = setting.sequelize.define('Note', { text: setting.DataTypes.STRING })
      Note.addHook('beforeCreate', () => void calls.push('own'))
      Note.beforeFind(() => void calls.push('own find'))
      await setting.sequelize.sync()
      await Note.create({ text: 'a' })
      await Note.findAll()
      return calls
    })
    same('the forms of registration', async (setting) => {
      const calls: string[] = []
      const push = (name: string) => () => void calls.push(name)
      const Note = setting.sequelize.define(
        'Note',
        { text: setting.DataTypes.STRING },
        { hooks: { beforeCreate: push('option'), afterCreate: [push('list 1'), push('list 2')] } },
      )
      Note.beforeCreate(push('method'))
      Note.beforeCreate('named', push('named'))
      Note.addHook('beforeCreate', 'again', push('addHook'))
      const removable = push('removed')
      Note.addHook('beforeCreate', removable)
      Note.addHook('beforeCreate', 'byName', push('removed too'))
      Note.removeHook('beforeCreate', removable)
      Note.removeHook('beforeCreate', 'byName')
      Note.addHook('beforeSave', push('save'))
      Note.afterSave(push('after save'))
      await Note.sync()
      await Note.create({ text: 'a' })
      return [
        calls,
        ...['beforeCreate', 'beforeDestroy', 'beforeSave'].map((name) =>
          Boolean(Note.hasHook(name)),
        ),
      ]
    })
    same('hooks change what is written', async (setting) => {
      const { sequelize, DataTypes } = setting
      const Note = sequelize.define('Note', { text: DataTypes.STRING, slug: DataTypes.STRING })
      Note.beforeValidate((note: Setting) => void (note['slug'] ??= 'validated'))
      Note.beforeCreate((note: Setting) => void (note['text'] += '!'))
      Note.beforeUpdate((note: Setting) => void (note['slug'] = 'updated'))
      Note.beforeBulkUpdate((options: Setting) => void (options['attributes'].text = 'bulk'))
      Note.beforeBulkCreate((notes: Setting[]) => notes.forEach((note) => (note['slug'] = 'many')))
      Note.beforeFind((options: Setting) => void (options['order'] = ['id']))
      Note.beforeCount((options: Setting) => void (options['where'] = { slug: 'many' }))
      await Note.sync()
      const note = await Note.create({ text: 'a' })
      await note.update({ text: 'b' })
      const first = await Note.findByPk(note.id)
      const options: { fields?: string[] } = {}
      await Note.update({ text: 'ignored' }, { where: { id: note.id }, ...options })
      await Note.bulkCreate([{ text: 'm' }])
      return [note, first, await Note.findAll(), await Note.count()]
    })
    same('hooks change the options and the results of find', async ({ sequelize, DataTypes }) => {
      const Note = sequelize.define('Note', { text: DataTypes.STRING, size: DataTypes.INTEGER })
      Note.beforeFind((options: Setting) => {
        options['where'] = { ...options['where'], size: 2 }
      })
      Note.afterFind((found: Setting[] | Setting | null) => {
        if (Array.isArray(found)) for (const note of found) note['text'] = 'seen'
      })
      await Note.sync()
      await Note.bulkCreate([{ size: 1 }, { size: 2 }])
      const notes = await Note.findAll()
      return notes.map((note: Setting) => note['dataValues'].text)
    })
    same('an error of a hook stops the operation', async (setting) => {
      const { Note } = await defineNote(setting)
      Note.addHook('beforeCreate', () => {
        throw new Error('stop')
      })
      Note.addHook('beforeBulkDestroy', async () => {
        throw new Error('stay')
      })
      return [
        await setting.attempt(() => Note.create({ text: 'x' })),
        await setting.attempt(() => Note.destroy({ where: {} })),
        await Note.count(),
      ]
    })
    same('hooks see the instance, the options and the transaction', async (setting) => {
      const { sequelize, DataTypes } = setting
      const seen: unknown[] = []
      const Note = sequelize.define('Note', { text: DataTypes.STRING })
      const look = (name: string) => (note: Setting, options: Setting) =>
        void seen.push([
          name,
          note['text'],
          note['isNewRecord'],
          (note['changed']() || []).includes('text'),
          note['previous']('text'),
          options['transaction'] !== undefined,
          options['validate'],
          options['hooks'],
          options['mine'],
        ])
      for (const name of [
        'beforeValidate',
        'beforeCreate',
        'afterCreate',
        'beforeUpdate',
        'afterUpdate',
      ])
        Note.addHook(name, look(name))
      await Note.sync()
      await sequelize.transaction(async (transaction: unknown) => {
        const note = await Note.create({ text: 'a' }, { transaction, mine: 1 })
        await note.update({ text: 'b' }, { transaction, mine: 2 })
      })
      return seen
    })
    same(
      'beforeFind sees the options with scope and includes',
      async ({ sequelize, DataTypes }) => {
        const seen: unknown[] = []
        const Note = sequelize.define(
          'Note',
          { text: DataTypes.STRING },
          { defaultScope: { where: { text: 'a' } } },
        )
        Note.hasMany(Note, { as: 'replies', foreignKey: 'parentId' })
        Note.beforeFind((options: Setting) => void seen.push([options['where'], options['limit']]))
        Note.beforeFindAfterOptions((options: Setting) => void seen.push([options['attributes']]))
        Note.beforeFindAfterExpandIncludeAll(
          (options: Setting) => void seen.push(options['include'].length),
        )
        await Note.sync()
        await Note.findOne({ include: { all: true }, order: ['id'] })
        return seen
      },
    )
    same('definition and sync hooks of the instance', async ({ sequelize, DataTypes }) => {
      const calls: unknown[] = []
      sequelize.addHook('beforeDefine', (attributes: Setting, options: Setting) => {
        attributes['added'] = DataTypes.STRING
        calls.push(['beforeDefine', Object.keys(attributes), options['modelName']])
      })
      sequelize.addHook(
        'afterDefine',
        (model: Setting) => void calls.push(['afterDefine', model['name']]),
      )
      for (const name of ['beforeBulkSync', 'afterBulkSync', 'beforeSync', 'afterSync']) {
        sequelize.addHook(name, (options: Setting) => void calls.push([name, options['hooks']]))
      }
      const Note = sequelize.define('Note', { text: DataTypes.STRING })
      await sequelize.sync({ force: true })
      return [calls, Object.keys(Note.rawAttributes)]
    })
    same('query and association hooks', async ({ sequelize, DataTypes }) => {
      const calls: unknown[] = []
      const Note = sequelize.define('Note', { text: DataTypes.STRING })
      Note.beforeAssociate(
        (data: Setting) => void calls.push(['before', data['type'].name ?? data['type']]),
      )
      Note.afterAssociate((data: Setting) => void calls.push(['after', data['association'].as]))
      Note.hasMany(Note, { as: 'replies', hooks: true })
      await Note.sync()
      sequelize.addHook(
        'beforeQuery',
        (options: Setting) => void calls.push(['query', options['type']]),
      )
      sequelize.addHook(
        'afterQuery',
        (options: Setting) => void calls.push(['queried', options['type']]),
      )
      await Note.findAll()
      await sequelize.query('SELECT 1')
      return calls
    })
    same(
      'destroy with hooks destroys the children one by one',
      async ({ sequelize, DataTypes }) => {
        const calls: unknown[] = []
        const Note = sequelize.define('Note', { text: DataTypes.STRING })
        const Reply = sequelize.define('Reply', { text: DataTypes.STRING })
        Note.hasMany(Reply, { onDelete: 'CASCADE', hooks: true })
        Reply.belongsTo(Note)
        for (const name of ['beforeDestroy', 'afterDestroy']) {
          Note.addHook(name, (note: Setting) => void calls.push([name, 'Note', note['text']]))
          Reply.addHook(name, (reply: Setting) => void calls.push([name, 'Reply', reply['text']]))
        }
        await sequelize.sync()
        const note = await Note.create({ text: 'a' })
        await Reply.create({ text: 'r1', NoteId: note.id })
        await Reply.create({ text: 'r2', NoteId: note.id })
        await note.destroy()
        return [calls, await Reply.count()]
      },
    )
    same(
      'an unknown hook is refused or ignored alike',
      async ({ sequelize, DataTypes, attempt }) => {
        const Note = sequelize.define('Note', { text: DataTypes.STRING })
        return (await attempt(() => Note.addHook('beforeNothing', () => {}))) instanceof Error
      },
    )
  })
})

async function defineNote({ sequelize, DataTypes }: Setting) {
  const calls: unknown[] = []
  const Note = sequelize.define(
    'Note',
    {
      text: { type: DataTypes.STRING, validate: { notIn: [['forbidden']] } },
      size: { type: DataTypes.INTEGER, defaultValue: 0 },
    },
    { paranoid: true },
  )
  await Note.sync()
  for (const name of MODEL_HOOKS) {
    Note.addHook(name, (subject: unknown) => void calls.push(`${name} ${subjectOf(subject)}`))
  }
  return { Note, calls }
}

/** Says what a hook was called with: instances by text, lists by length, options by their kind. */
function subjectOf(subject: unknown): string {
  if (Array.isArray(subject)) return `${subject.length} items`
  if (typeof subject !== 'object' || subject === null) return String(subject)
  return 'dataValues' in subject ? `of ${(subject as Setting)['text']}` : 'options or values'
}
