// MikroORM: entities by `defineEntity`, whose types are inferred from their properties.

import { COLUMNS, modelOfQuery, ROLES, SETTINGS } from './schema.mjs'

/** The name in the table. */
export const title = '@mikro-orm'

const TYPES = {
  text: 'p.string()',
  integer: 'p.integer()',
  double: 'p.float()',
  boolean: 'p.boolean()',
  date: 'p.datetime()',
  role: `p.enum([${ROLES.map((role) => `'${role}'`).join(', ')}])`,
  json: `p.json<${SETTINGS}>()`,
}

/** The keys of relations are columns of the relations, and their own properties beside them. */
function property({ name, type, optional, now, default: value }) {
  if (type === 'id') return 'p.integer().primary()'
  if (name.endsWith('Id')) return `${TYPES[type]}.nullable().persist(false)`
  if (optional) return `${TYPES[type]}.nullable()`
  if (now) return `${TYPES[type]}.onCreate(() => new Date())`
  return value === undefined ? TYPES[type] : `${TYPES[type]}.default(${JSON.stringify(value)})`
}

function entity({ name, table, parent, children, twin, hasTwinKey }) {
  const twinSide = hasTwinKey
    ? `p.oneToOne(${twin}).owner().nullable().joinColumn('twinId')`
    : `p.oneToOne(${twin}).mappedBy('twin').nullable()`
  return `export const ${name} = defineEntity({
  name: '${name}',
  tableName: '${table}',
  properties: {
${COLUMNS.map((one) => `    ${one.name}: ${property(one)},`).join('\n')}
    parent: () => p.manyToOne(${parent}).nullable().joinColumn('parentId'),
    children: () => p.oneToMany(${children}).mappedBy('parent'),
    twin: () => ${twinSide},
  },
})`
}

/**
 * The program.
 *
 * @param {ReturnType<import('./schema.mjs').generateModels>} models
 * @returns {{ schema: string, queries: string }}
 */
export function generate(models) {
  const schema = `import { defineEntity, p } from '@mikro-orm/core'

${models.map(entity).join('\n')}
export const entities = [${models.map(({ name }) => name).join(', ')}]
`
  const m = (n) => `schema.${modelOfQuery(models, n).name}`
  const queries = `import { MikroORM } from '@mikro-orm/postgresql'
import * as schema from './schema.js'

const orm = await MikroORM.init({ entities: schema.entities, dbName: 'db' })
const em = orm.em.fork()
const r0 = await em.findAll(${m(0)})
export const v0: string | undefined = r0[0]?./*complete email*/email
const r1 = await em.findOne(${m(1)}, 1)
export const v1: number | null | undefined = r1?.age
const r2 = await em.findOne(${m(2)}, { /*complete email*/email: 'a' })
export const v2: Date | undefined = r2?.createdAt
const r3 = await em.findAll(${m(3)}, { fields: ['id', 'name'] })
export const v3: string | undefined = r3[0]?.name
const r4 = await em.find(${m(4)}, { active: true }, { fields: ['id', /*complete+1 role*/'role'] })
export const v4: 'admin' | 'member' | 'guest' | undefined = r4[0]?.role
const r5 = await em.find(${m(5)}, { rank: { $gt: 3 }, email: { $like: 'a%' }, age: [1, 2, 3] })
export const v5: boolean | undefined = r5[0]?.active
const r6 = await em.find(${m(6)}, { $or: [{ name: 'a' }, { score: { $lte: 2 } }] })
export const v6: number | undefined = r6[0]?.score
const r7 = await em.findAll(${m(7)}, { orderBy: { name: 'desc', id: 'asc' }, limit: 10, offset: 20 })
export const v7: { theme: string } | null | undefined = r7[0]?.settings
const r8 = await em.findAll(${m(8)}, { populate: [/*complete+1 children*/'children'] })
export const v8: string | undefined = r8[0]?.children[0]?.name
const r9 = await em.findAll(${m(9)}, { populate: ['parent'] })
export const v9: string | undefined = r9[0]?.parent?.name
const r10 = await em.findAll(${m(10)}, { populate: ['twin'] })
export const v10: string | undefined = r10[0]?.twin?.name
const r11 = await em.findAll(${m(11)}, { populate: ['children', 'twin'] })
export const v11: [string | undefined, string | undefined] = [r11[0]?.children[0]?.email, r11[0]?.twin?.email]
const r12 = await em.findAll(${m(12)}, { populate: ['children.twin'] })
export const v12: string | undefined = r12[0]?.children[0]?.twin?./*complete email*/email
const r13 = await em.findAll(${m(13)}, { populate: ['parent.parent.children'] })
export const v13: string | undefined = r13[0]?.parent?.parent?.children[0]?.name
const r14 = await em.findAll(${m(14)}, { populate: ['children'], populateWhere: { children: { active: true } } })
export const v14: number | undefined = r14[0]?.children[0]?.rank
const r15 = await em.findAll(${m(15)}, { populate: ['children'], fields: ['*', 'children.id', 'children.name'] })
export const v15: string | undefined = r15[0]?.children[0]?.name
const r16 = await em.findAll(${m(16)}, { populate: ['parent'], fields: ['id', 'name', 'parent.*'] })
export const v16: [string | undefined, number | undefined] = [r16[0]?.name, r16[0]?.parent?.score]
const r17 = await em.count(${m(17)}, { role: 'admin' })
export const v17: number = r17
const r18 = em.create(${m(18)}, { name: 'a', email: 'b', score: 1 })
await em.flush()
export const v18: string = r18.name
const r19 = await em.find(${m(19)}, { role: ['admin', 'guest'] }, {
  populate: ['children'],
  populateWhere: { children: { score: { $gte: 1 } } },
  orderBy: { id: 'asc' },
  limit: 5,
})
export const v19: string | undefined = r19[0]?.children[0]?.email
`
  return { schema, queries }
}
