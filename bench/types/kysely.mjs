// Kysely: an interface of the database, written by hand or generated; nested rows by its JSON
// helpers.

import { COLUMNS, modelOfQuery, ROLES, SETTINGS } from './schema.mjs'

/** The name in the table. */
export const title = 'kysely'

const TYPES = {
  text: 'string',
  integer: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'Date',
  role: ROLES.map((role) => `'${role}'`).join(' | '),
  json: SETTINGS,
}

function column({ type, optional, now, default: value }) {
  if (type === 'id') return 'Generated<number>'
  if (optional) return `${TYPES[type]} | null`
  return value === undefined && !now ? TYPES[type] : `Generated<${TYPES[type]}>`
}

function table({ name }) {
  return `export interface ${name} {
${COLUMNS.map((one) => `  ${one.name}: ${column(one)}`).join('\n')}
}`
}

/**
 * The program.
 *
 * @param {ReturnType<import('./schema.mjs').generateModels>} models
 * @returns {{ schema: string, queries: string }}
 */
export function generate(models) {
  const schema = `import { type Generated, Kysely, PostgresDialect } from 'kysely'

${models.map(table).join('\n')}
export interface Database {
${models.map((model) => `  ${model.table}: ${model.name}`).join('\n')}
}
export const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: async () => { throw new Error() } }) })
`
  const byName = Object.fromEntries(models.map((model) => [model.name, model]))
  const of = (n) => modelOfQuery(models, n)
  const t = (n) => of(n).table
  const relation = (model, name) => byName[model[name]]
  const many = (model, eb, more = '', select = '.selectAll()') => {
    const { table: child } = relation(model, 'children')
    return `jsonArrayFrom(${eb}.selectFrom('${child}')${select}.whereRef('${child}.parentId', '=', '${model.table}.id')${more}).as('children')`
  }
  const parent = (model, eb, more = '') => {
    const { table: target } = relation(model, 'parent')
    return `jsonObjectFrom(${eb}.selectFrom('${target}').selectAll()${more}.whereRef('${target}.id', '=', '${model.table}.parentId')).as('parent')`
  }
  const twin = (model, eb) => {
    const { table: target } = relation(model, 'twin')
    const [own, other] = model.hasTwinKey ? ['twinId', 'id'] : ['id', 'twinId']
    return `jsonObjectFrom(${eb}.selectFrom('${target}').selectAll().whereRef('${target}.${other}', '=', '${model.table}.${own}')).as('twin')`
  }
  const child12 = relation(of(12), 'children')
  const parent13 = relation(of(13), 'parent')
  const grand13 = relation(parent13, 'parent')
  const queries = `import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import { db } from './schema.js'

const r0 = await db.selectFrom('${t(0)}').selectAll().execute()
export const v0: string | undefined = r0[0]?./*complete email*/email
const r1 = await db.selectFrom('${t(1)}').selectAll().where('id', '=', 1).executeTakeFirst()
export const v1: number | null | undefined = r1?.age
const r2 = await db.selectFrom('${t(2)}').selectAll().where(/*complete+1 email*/'email', '=', 'a').executeTakeFirst()
export const v2: Date | undefined = r2?.createdAt
const r3 = await db.selectFrom('${t(3)}').select(['id', 'name']).execute()
export const v3: string | undefined = r3[0]?.name
const r4 = await db.selectFrom('${t(4)}').select(['id', /*complete+1 role*/'role']).where('active', '=', true).execute()
export const v4: 'admin' | 'member' | 'guest' | undefined = r4[0]?.role
const r5 = await db.selectFrom('${t(5)}').selectAll().where('rank', '>', 3).where('email', 'like', 'a%').where('age', 'in', [1, 2, 3]).execute()
export const v5: boolean | undefined = r5[0]?.active
const r6 = await db.selectFrom('${t(6)}').selectAll().where((eb) => eb.or([eb('name', '=', 'a'), eb('score', '<=', 2)])).execute()
export const v6: number | undefined = r6[0]?.score
const r7 = await db.selectFrom('${t(7)}').selectAll().orderBy('name', 'desc').orderBy('id').limit(10).offset(20).execute()
export const v7: { theme: string } | null | undefined = r7[0]?.settings
const r8 = await db.selectFrom('${t(8)}').selectAll().select((eb) => ${many(of(8), 'eb').replace("selectFrom('", 'selectFrom(/*complete+1 ' + relation(of(8), 'children').table + "*/'")}).execute()
export const v8: string | undefined = r8[0]?.children[0]?.name
const r9 = await db.selectFrom('${t(9)}').selectAll().select((eb) => ${parent(of(9), 'eb')}).execute()
export const v9: string | undefined = r9[0]?.parent?.name
const r10 = await db.selectFrom('${t(10)}').selectAll().select((eb) => ${twin(of(10), 'eb')}).execute()
export const v10: string | undefined = r10[0]?.twin?.name
const r11 = await db.selectFrom('${t(11)}').selectAll().select((eb) => [${many(of(11), 'eb')}, ${twin(of(11), 'eb')}]).execute()
export const v11: [string | undefined, string | undefined] = [r11[0]?.children[0]?.email, r11[0]?.twin?.email]
const r12 = await db.selectFrom('${t(12)}').selectAll().select((eb) => ${many(of(12), 'eb', `.select((e2) => ${twin(child12, 'e2')})`)}).execute()
export const v12: string | undefined = r12[0]?.children[0]?.twin?./*complete email*/email
const r13 = await db.selectFrom('${t(13)}').selectAll().select((eb) => ${parent(of(13), 'eb', `.select((e2) => ${parent(parent13, 'e2', `.select((e3) => ${many(grand13, 'e3')})`)})`)}).execute()
export const v13: string | undefined = r13[0]?.parent?.parent?.children[0]?.name
const r14 = await db.selectFrom('${t(14)}').selectAll().select((eb) => ${many(of(14), 'eb', ".where('active', '=', true)")}).execute()
export const v14: number | undefined = r14[0]?.children[0]?.rank
const r15 = await db.selectFrom('${t(15)}').selectAll().select((eb) => ${many(of(15), 'eb', '', ".select(['id', 'name'])")}).execute()
export const v15: string | undefined = r15[0]?.children[0]?.name
const r16 = await db.selectFrom('${t(16)}').select(['id', 'name']).select((eb) => ${parent(of(16), 'eb')}).execute()
export const v16: [string | undefined, number | undefined] = [r16[0]?.name, r16[0]?.parent?.score]
const r17 = await db.selectFrom('${t(17)}').select((eb) => eb.fn.countAll<number>().as('count')).where('role', '=', 'admin').executeTakeFirstOrThrow()
export const v17: number = r17.count
const r18 = await db.insertInto('${t(18)}').values({ name: 'a', email: 'b', score: 1 }).returningAll().executeTakeFirstOrThrow()
export const v18: string = r18.name
const r19 = await db.selectFrom('${t(19)}').selectAll().where('role', 'in', ['admin', 'guest']).select((eb) => ${many(of(19), 'eb', ".where('score', '>=', 1)")}).orderBy('id').limit(5).execute()
export const v19: string | undefined = r19[0]?.children[0]?.email
`
  return { schema, queries }
}
