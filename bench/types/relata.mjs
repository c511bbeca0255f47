// Relata: `define` for each model, and all relations in one place, from which finders know what an
// include gives.

import { COLUMNS, ROLES, modelOfQuery, SETTINGS } from './schema.mjs'

/** The name in the table. */
export const title = 'relata'

/** Columns that a model of Relata has by itself. */
const IMPLIED = new Set(['createdAt', 'updatedAt'])

const TYPES = {
  text: 'DataTypes.STRING',
  integer: 'DataTypes.INTEGER',
  double: 'DataTypes.DOUBLE',
  boolean: 'DataTypes.BOOLEAN',
  date: 'DataTypes.DATE',
  role: `DataTypes.ENUM(${ROLES.map((role) => `'${role}'`).join(', ')})`,
  json: `DataTypes.JSON<${SETTINGS}>()`,
}

function attribute({ type, optional, default: value }) {
  if (type === 'id') return '{ type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }'
  if (optional) return TYPES[type]
  const initial = value === undefined ? '' : `, defaultValue: ${JSON.stringify(value)}`
  return `{ type: ${TYPES[type]}, allowNull: false${initial} }`
}

function definition({ name, table }) {
  const attributes = COLUMNS.filter((column) => !IMPLIED.has(column.name)).map(
    (column) => `  ${column.name}: ${attribute(column)},`,
  )
  return `const ${name} = sequelize.define('${name}', {
${attributes.join('\n')}
}, { tableName: '${table}' })`
}

function relations({ name, parent, children, twin, hasTwinKey }) {
  const verb = hasTwinKey ? 'belongsTo' : 'hasOne'
  return `  ${name}: {
    parent: r.belongsTo('${parent}', { foreignKey: 'parentId' }),
    children: r.hasMany('${children}', { foreignKey: 'parentId' }),
    twin: r.${verb}('${twin}', { foreignKey: 'twinId' }),
  },`
}

/**
 * The program.
 *
 * @param {ReturnType<import('./schema.mjs').generateModels>} models
 * @param {string} [from] what `relata` is imported from
 * @returns {{ schema: string, queries: string }}
 */
export function generate(models, from = 'relata') {
  const names = models.map(({ name }) => name).join(', ')
  const schema = `import { DataTypes, Sequelize } from '${from}'

const sequelize = new Sequelize('sqlite::memory:')
${models.map(definition).join('\n')}
export const models = sequelize.relate({ ${names} }, (r) => ({
${models.map(relations).join('\n')}
}))
`
  const m = (n) => `models.${modelOfQuery(models, n).name}`
  const queries = `import { Op } from '${from}'
import { models } from './schema.js'

const r0 = await ${m(0)}.findAll()
export const v0: string | undefined = r0[0]?./*complete email*/email
const r1 = await ${m(1)}.findByPk(1)
export const v1: number | null | undefined = r1?.age
const r2 = await ${m(2)}.findOne({ where: { /*complete email*/email: 'a' } })
export const v2: Date | undefined = r2?.createdAt
const r3 = await ${m(3)}.findAll({ attributes: ['id', 'name'], raw: true })
export const v3: string | undefined = r3[0]?.name
const r4 = await ${m(4)}.findAll({ attributes: ['id', /*complete+1 role*/'role'], where: { active: true }, raw: true })
export const v4: 'admin' | 'member' | 'guest' | undefined = r4[0]?.role
const r5 = await ${m(5)}.findAll({ where: { rank: { [Op.gt]: 3 }, email: { [Op.like]: 'a%' }, age: [1, 2, 3] } })
export const v5: boolean | undefined = r5[0]?.active
const r6 = await ${m(6)}.findAll({ where: { [Op.or]: [{ name: 'a' }, { score: { [Op.lte]: 2 } }] } })
export const v6: number | undefined = r6[0]?.score
const r7 = await ${m(7)}.findAll({ order: [['name', 'DESC'], ['id', 'ASC']], limit: 10, offset: 20 })
export const v7: { theme: string } | null | undefined = r7[0]?.settings
const r8 = await ${m(8)}.findAll({ include: [/*complete+1 children*/'children'] })
export const v8: string | undefined = r8[0]?.children[0]?.name
const r9 = await ${m(9)}.findAll({ include: ['parent'] })
export const v9: string | undefined = r9[0]?.parent?.name
const r10 = await ${m(10)}.findAll({ include: ['twin'] })
export const v10: string | undefined = r10[0]?.twin?.name
const r11 = await ${m(11)}.findAll({ include: ['children', 'twin'] })
export const v11: [string | undefined, string | undefined] = [r11[0]?.children[0]?.email, r11[0]?.twin?.email]
const r12 = await ${m(12)}.findAll({ include: [{ association: 'children', include: ['twin'] }] })
export const v12: string | undefined = r12[0]?.children[0]?.twin?./*complete email*/email
const r13 = await ${m(13)}.findAll({
  include: [{ association: 'parent', include: [{ association: 'parent', include: ['children'] }] }],
})
export const v13: string | undefined = r13[0]?.parent?.parent?.children[0]?.name
const r14 = await ${m(14)}.findAll({ include: [{ association: 'children', where: { active: true } }] })
export const v14: number | undefined = r14[0]?.children[0]?.rank
const r15 = await ${m(15)}.findAll({ include: [{ association: 'children', attributes: ['id', 'name'] }] })
export const v15: string | undefined = r15[0]?.children[0]?.name
const r16 = await ${m(16)}.findAll({ attributes: ['id', 'name'], include: ['parent'] })
export const v16: [string | undefined, number | undefined] = [r16[0]?.name, r16[0]?.parent?.score]
const r17 = await ${m(17)}.count({ where: { role: 'admin' } })
export const v17: number = r17
const r18 = await ${m(18)}.create({ name: 'a', email: 'b', score: 1 })
export const v18: string = r18.name
const r19 = await ${m(19)}.findAll({
  where: { role: ['admin', 'guest'] },
  include: [{ association: 'children', where: { score: { [Op.gte]: 1 } } }],
  order: [['id', 'ASC']],
  limit: 5,
})
export const v19: string | undefined = r19[0]?.children[0]?.email
`
  return { schema, queries }
}
