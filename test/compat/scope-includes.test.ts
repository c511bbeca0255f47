/** How the includes of scopes, of calls and of included models are merged, beside v6. */
import { describe } from 'vitest'
import { canonical, sortedLists } from './canonical.js'
import { onEmptyDatabase, type Setting } from './support.js'

/** Two scopes that are about the same include, or about several. */
const pairs: Readonly<Record<string, (setting: Setting) => readonly [object, object]>> = {
  'where on two attributes': () => [
    { include: [{ association: 'parts', where: { size: [1, 2] } }] },
    { include: [{ association: 'parts', where: { rank: 2 } }] },
  ],
  'where on one attribute': () => [
    { include: [{ association: 'parts', where: { size: 1 } }] },
    { include: [{ association: 'parts', where: { size: 2 } }] },
  ],
  'where with operators': ({ Op }) => [
    { include: [{ association: 'parts', where: { size: { [Op.gt]: 1 } } }] },
    { include: [{ association: 'parts', where: { size: { [Op.lt]: 4 } } }] },
  ],
  'where with Op.or': ({ Op }) => [
    { include: [{ association: 'parts', where: { [Op.or]: [{ size: 1 }] } }] },
    { include: [{ association: 'parts', where: { [Op.or]: [{ rank: 1 }] } }] },
  ],
  'no where, then one': () => [
    { include: ['parts'] },
    { include: [{ association: 'parts', where: { rank: 2 } }] },
  ],
  'where: null': () => [
    { include: [{ association: 'parts', where: { size: 1 } }] },
    { include: [{ association: 'parts', where: null }] },
  ],
  'required: false': () => [
    { include: [{ association: 'parts', required: true }] },
    { include: [{ association: 'parts', required: false }] },
  ],
  'lists of attributes': () => [
    { include: [{ association: 'parts', attributes: ['id', 'size'] }] },
    { include: [{ association: 'parts', attributes: ['rank'] }] },
  ],
  'a list and an exclusion': () => [
    { include: [{ association: 'parts', attributes: ['id'] }] },
    { include: [{ association: 'parts', attributes: { exclude: ['size'] } }] },
  ],
  'two exclusions': () => [
    { include: [{ association: 'parts', attributes: { exclude: ['size'] } }] },
    { include: [{ association: 'parts', attributes: { exclude: ['rank'] } }] },
  ],
  'nested includes': () => [
    { include: [{ association: 'parts', include: ['bolts'] }] },
    { include: [{ association: 'parts', include: ['maker'] }] },
  ],
  'nested includes that are no lists': () => [
    { include: [{ association: 'parts', include: 'bolts' }] },
    { include: [{ association: 'parts', include: { association: 'maker' } }] },
  ],
  'nested includes of one association': () => [
    { include: [{ association: 'parts', include: [{ association: 'bolts', where: { m: 1 } }] }] },
    { include: [{ association: 'parts', include: [{ association: 'bolts', where: { id: 1 } }] }] },
  ],
  'other forms of one include': ({ Part }) => [
    { include: [{ model: Part, as: 'parts', where: { size: [1, 2] } }] },
    { include: [{ association: 'parts', where: { rank: 2 } }] },
  ],
  'several associations': () => [{ include: ['parts'] }, { include: ['owner'] }],
  'one that is no list, then a list': () => [{ include: 'parts' }, { include: ['owner'] }],
  'a list, then one that is none': () => [{ include: ['owner'] }, { include: 'parts' }],
  'objects that are no lists': () => [
    { include: { association: 'parts', where: { size: [1, 2] } } },
    { include: { association: 'parts', where: { rank: 2 } } },
  ],
  'the same order of a separate include': () => [
    { include: [{ association: 'parts', separate: true, order: [['id', 'DESC']] }] },
    { include: [{ association: 'parts', limit: 2 }] },
  ],
}

describe('includes of scopes, beside v6', () => {
  onEmptyDatabase(({ same, differs }) => {
    for (const [title, pairOf] of Object.entries(pairs)) {
      for (const whereMergeStrategy of ['overwrite', 'and']) {
        same(`${title}, ${whereMergeStrategy}`, async (setting) => {
          const models = await defineMachines(setting, { whereMergeStrategy })
          const { Machine } = models
          // v6 changes the objects of scopes, so that calls get others.
          const fresh = () => pairOf({ ...setting, ...models })
          const order = ['id']
          fresh().forEach((scope, index) => Machine.addScope(['below', 'above'][index], scope))
          const found = [
            await Machine.scope('below', 'above').findAll({ order }),
            await Machine.scope('below').findAll({ order, ...fresh()[1] }),
            await Machine.scope('below', 'above').findAll({ order, ...fresh()[0] }),
            // What was merged has changed none of them.
            await Machine.scope('below').findAll({ order }),
          ]
          return sortedLists(canonical(found))
        })
      }
    }

    const ofPart = {
      where: { size: [1, 2] },
      attributes: { exclude: ['rank'] },
      include: [{ association: 'bolts', where: { m: 1 }, required: false }],
    }
    const given: Readonly<Record<string, object>> = {
      nothing: {},
      'another where': { where: { rank: 2 } },
      'where on the same attribute': { where: { size: 4 } },
      attributes: { attributes: ['id', 'rank'] },
      'a nested include': { include: ['maker'] },
      'a nested include that is no list': { include: 'maker' },
      'the same nested include': { include: [{ association: 'bolts', where: { id: 2 } }] },
    }
    for (const [title, options] of Object.entries(given)) {
      same(`the default scope of an included model, with ${title}`, async (setting) => {
        const { Machine, Part } = await defineMachines(setting, {})
        Part.addScope('defaultScope', ofPart, { override: true })
        const include = [{ association: 'parts', ...options }]
        return sortedLists(canonical(await Machine.findAll({ include, order: ['id'] })))
      })
    }

    differs(
      'what the default scope of an included model hides',
      async (setting) => {
        const { Machine, Part } = await defineMachines(setting, {})
        Part.addScope('defaultScope', { attributes: { exclude: ['rank'] } }, { override: true })
        const include = [
          { association: 'parts', attributes: { exclude: ['machineId', 'makerId'] } },
        ]
        const [{ parts }] = await Machine.findAll({ include, where: { id: 1 } })
        return Object.keys(parts[0].get()).sort()
      },
      {
        because: 'an exclusion in an include does not show what a scope excludes, as in a finder',
        v6: ['id', 'rank', 'size'],
        relata: ['id', 'size'],
      },
    )
  })
})

async function defineMachines({ sequelize, DataTypes }: Setting, options: object) {
  const plain = { timestamps: false, ...options }
  const { INTEGER } = DataTypes
  const Machine = sequelize.define('Machine', { size: INTEGER }, plain)
  const Part = sequelize.define('Part', { size: INTEGER, rank: INTEGER }, plain)
  const Bolt = sequelize.define('Bolt', { m: INTEGER }, plain)
  const Firm = sequelize.define('Firm', { size: INTEGER }, plain)
  Machine.hasMany(Part, { as: 'parts', foreignKey: 'machineId' })
  Machine.belongsTo(Firm, { as: 'owner', foreignKey: 'ownerId' })
  Part.hasMany(Bolt, { as: 'bolts', foreignKey: 'partId' })
  Part.belongsTo(Firm, { as: 'maker', foreignKey: 'makerId' })
  await sequelize.sync()
  await Firm.bulkCreate([{ size: 1 }, { size: 2 }])
  await Machine.bulkCreate([{ size: 1, ownerId: 1 }, { size: 2 }, { size: 3 }])
  const sizes = [1, 2, 4].flatMap((size) => [1, 2].map((rank) => ({ size, rank })))
  await Part.bulkCreate(
    [1, 2].flatMap((machineId) => sizes.map((part) => ({ ...part, machineId, makerId: 2 }))),
  )
  await Bolt.bulkCreate([
    { m: 1, partId: 1 },
    { m: 2, partId: 1 },
    { m: 1, partId: 4 },
    { m: 1, partId: 9 },
  ])
  return { Machine, Part, Bolt, Firm } as Setting
}
