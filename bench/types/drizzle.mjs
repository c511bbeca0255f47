// Drizzle: tables and their relations; finders by its relational queries.

import { COLUMNS, modelOfQuery, ROLES, SETTINGS } from './schema.mjs'

/** The name in the table. */
export const title = 'drizzle-orm'

const TYPES = {
  text: 'text()',
  integer: 'integer()',
  double: 'doublePrecision()',
  boolean: 'boolean()',
  date: 'timestamp()',
  role: `text({ enum: [${ROLES.map((role) => `'${role}'`).join(', ')}] })`,
  json: `jsonb().$type<${SETTINGS}>()`,
}

function column({ type, optional, now, default: value }) {
  if (type === 'id') return 'serial().primaryKey()'
  if (optional) return TYPES[type]
  const initial =
    value === undefined ? (now ? '.defaultNow()' : '') : `.default(${JSON.stringify(value)})`
  return `${TYPES[type]}.notNull()${initial}`
}

function table(model) {
  return `export const ${model.table} = pgTable('${model.table}', {
${COLUMNS.map((one) => `  ${one.name}: ${column(one)},`).join('\n')}
})`
}

function relationsOf(model, byName) {
  const own = model.table
  const target = (name) => byName[model[name]].table
  const twin = model.hasTwinKey
    ? `one(${target('twin')}, { fields: [${own}.twinId], references: [${target('twin')}.id], relationName: 'twin_${own}' })`
    : `one(${target('twin')}, { fields: [${own}.id], references: [${target('twin')}.twinId], relationName: 'twin_${target('twin')}' })`
  return `export const ${own}Relations = relations(${own}, ({ one, many }) => ({
  parent: one(${target('parent')}, { fields: [${own}.parentId], references: [${target('parent')}.id], relationName: 'parent_${own}' }),
  children: many(${target('children')}, { relationName: 'parent_${target('children')}' }),
  twin: ${twin},
}))`
}

/**
 * The program.
 *
 * @param {ReturnType<import('./schema.mjs').generateModels>} models
 * @returns {{ schema: string, queries: string }}
 */
export function generate(models) {
  const byName = Object.fromEntries(models.map((model) => [model.name, model]))
  const schema = `import { relations } from 'drizzle-orm'
import { boolean, doublePrecision, integer, jsonb, pgTable, serial, text, timestamp } from 'drizzle-orm/pg-core'

${models.map(table).join('\n')}
${models.map((model) => relationsOf(model, byName)).join('\n')}
`
  const t = (n) => modelOfQuery(models, n).table
  const q = (n) => `db.query.${t(n)}`
  const queries = `import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import * as schema from './schema.js'

const db = drizzle('postgres://localhost', { schema })
const r0 = await ${q(0)}.findMany()
export const v0: string | undefined = r0[0]?./*complete email*/email
const r1 = await ${q(1)}.findFirst({ where: (t, { eq }) => eq(t.id, 1) })
export const v1: number | null | undefined = r1?.age
const r2 = await ${q(2)}.findFirst({ where: (t, { eq }) => eq(t./*complete email*/email, 'a') })
export const v2: Date | undefined = r2?.createdAt
const r3 = await ${q(3)}.findMany({ columns: { id: true, name: true } })
export const v3: string | undefined = r3[0]?.name
const r4 = await ${q(4)}.findMany({ columns: { id: true, /*complete rank*/role: true }, where: (t, { eq }) => eq(t.active, true) })
export const v4: 'admin' | 'member' | 'guest' | undefined = r4[0]?.role
const r5 = await ${q(5)}.findMany({ where: (t, { and, gt, inArray, like }) => and(gt(t.rank, 3), like(t.email, 'a%'), inArray(t.age, [1, 2, 3])) })
export const v5: boolean | undefined = r5[0]?.active
const r6 = await ${q(6)}.findMany({ where: (t, { eq, lte, or }) => or(eq(t.name, 'a'), lte(t.score, 2)) })
export const v6: number | undefined = r6[0]?.score
const r7 = await ${q(7)}.findMany({ orderBy: (t, { asc, desc }) => [desc(t.name), asc(t.id)], limit: 10, offset: 20 })
export const v7: { theme: string } | null | undefined = r7[0]?.settings
const r8 = await ${q(8)}.findMany({ with: { /*complete children*/children: true } })
export const v8: string | undefined = r8[0]?.children[0]?.name
const r9 = await ${q(9)}.findMany({ with: { parent: true } })
export const v9: string | undefined = r9[0]?.parent?.name
const r10 = await ${q(10)}.findMany({ with: { twin: true } })
export const v10: string | undefined = r10[0]?.twin?.name
const r11 = await ${q(11)}.findMany({ with: { children: true, twin: true } })
export const v11: [string | undefined, string | undefined] = [r11[0]?.children[0]?.email, r11[0]?.twin?.email]
const r12 = await ${q(12)}.findMany({ with: { children: { with: { twin: true } } } })
export const v12: string | undefined = r12[0]?.children[0]?.twin?./*complete email*/email
const r13 = await ${q(13)}.findMany({ with: { parent: { with: { parent: { with: { children: true } } } } } })
export const v13: string | undefined = r13[0]?.parent?.parent?.children[0]?.name
const r14 = await ${q(14)}.findMany({ with: { children: { where: (t, { eq }) => eq(t.active, true) } } })
export const v14: number | undefined = r14[0]?.children[0]?.rank
const r15 = await ${q(15)}.findMany({ with: { children: { columns: { id: true, name: true } } } })
export const v15: string | undefined = r15[0]?.children[0]?.name
const r16 = await ${q(16)}.findMany({ columns: { id: true, name: true }, with: { parent: true } })
export const v16: [string | undefined, number | undefined] = [r16[0]?.name, r16[0]?.parent?.score]
const r17 = await db.$count(schema.${t(17)}, eq(schema.${t(17)}.role, 'admin'))
export const v17: number = r17
const [r18] = await db.insert(schema.${t(18)}).values({ name: 'a', email: 'b', score: 1 }).returning()
export const v18: string | undefined = r18?.name
const r19 = await ${q(19)}.findMany({
  where: (t, { inArray }) => inArray(t.role, ['admin', 'guest']),
  with: { children: { where: (t, { gte }) => gte(t.score, 1) } },
  orderBy: (t, { asc }) => asc(t.id),
  limit: 5,
})
export const v19: string | undefined = r19[0]?.children[0]?.email
`
  return { schema, queries }
}
