// Prisma: its schema file, from which its command generates the client's types.

import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { COLUMNS, modelOfQuery, ROLES } from './schema.mjs'

/** The name in the table. */
export const title = 'prisma'

/** Where its packages are: apart from the others, for they are many. */
export const packages = new URL('./node_modules', import.meta.url)

const TYPES = {
  text: 'String',
  integer: 'Int',
  double: 'Float',
  boolean: 'Boolean',
  date: 'DateTime',
  role: 'Role',
  json: 'Json',
}

function field({ name, type, optional, now, default: value }, { hasTwinKey }) {
  if (type === 'id') return `${name} Int @id @default(autoincrement())`
  const unique = name === 'twinId' && hasTwinKey ? ' @unique' : ''
  if (optional) return `${name} ${TYPES[type]}?${unique}`
  if (now) return `${name} DateTime @default(now())`
  const initial = value === undefined ? '' : ` @default(${value})`
  return `${name} ${TYPES[type]}${initial}`
}

function model(one) {
  const { name, parent, children, twin, hasTwinKey } = one
  const twinSide = hasTwinKey
    ? `twin ${twin}? @relation("twin_${name}", fields: [twinId], references: [id])`
    : `twin ${twin}? @relation("twin_${twin}")`
  return `model ${name} {
${COLUMNS.map((column) => `  ${field(column, one)}`).join('\n')}
  parent ${parent}? @relation("parent_${name}", fields: [parentId], references: [id])
  children ${children}[] @relation("parent_${children}")
  ${twinSide}
}`
}

/**
 * The program; `schema` is what its queries import, `files` what the command reads.
 *
 * @param {ReturnType<import('./schema.mjs').generateModels>} models
 * @returns {{ schema: string, queries: string, files: Record<string, string> }}
 */
export function generate(models) {
  const schema = `import { PrismaClient } from './client/client.js'

export const db = new PrismaClient({ accelerateUrl: 'prisma://localhost' })
`
  const prismaSchema = `generator client {
  provider = "prisma-client"
  output = "./client"
}
datasource db {
  provider = "postgresql"
}
enum Role {
${ROLES.map((role) => `  ${role}`).join('\n')}
}
${models.map(model).join('\n')}
`
  const m = (n) => `db.${modelOfQuery(models, n).table}`
  const queries = `import { db } from './schema.js'

const r0 = await ${m(0)}.findMany()
export const v0: string | undefined = r0[0]?./*complete email*/email
const r1 = await ${m(1)}.findUnique({ where: { id: 1 } })
export const v1: number | null | undefined = r1?.age
const r2 = await ${m(2)}.findFirst({ where: { /*complete email*/email: 'a' } })
export const v2: Date | undefined = r2?.createdAt
const r3 = await ${m(3)}.findMany({ select: { id: true, name: true } })
export const v3: string | undefined = r3[0]?.name
const r4 = await ${m(4)}.findMany({ select: { id: true, /*complete rank*/role: true }, where: { active: true } })
export const v4: 'admin' | 'member' | 'guest' | undefined = r4[0]?.role
const r5 = await ${m(5)}.findMany({ where: { rank: { gt: 3 }, email: { startsWith: 'a' }, age: { in: [1, 2, 3] } } })
export const v5: boolean | undefined = r5[0]?.active
const r6 = await ${m(6)}.findMany({ where: { OR: [{ name: 'a' }, { score: { lte: 2 } }] } })
export const v6: number | undefined = r6[0]?.score
const r7 = await ${m(7)}.findMany({ orderBy: [{ name: 'desc' }, { id: 'asc' }], take: 10, skip: 20 })
export const v7: unknown = r7[0]?.settings
const r8 = await ${m(8)}.findMany({ include: { /*complete children*/children: true } })
export const v8: string | undefined = r8[0]?.children[0]?.name
const r9 = await ${m(9)}.findMany({ include: { parent: true } })
export const v9: string | undefined = r9[0]?.parent?.name
const r10 = await ${m(10)}.findMany({ include: { twin: true } })
export const v10: string | undefined = r10[0]?.twin?.name
const r11 = await ${m(11)}.findMany({ include: { children: true, twin: true } })
export const v11: [string | undefined, string | undefined] = [r11[0]?.children[0]?.email, r11[0]?.twin?.email]
const r12 = await ${m(12)}.findMany({ include: { children: { include: { twin: true } } } })
export const v12: string | undefined = r12[0]?.children[0]?.twin?./*complete email*/email
const r13 = await ${m(13)}.findMany({ include: { parent: { include: { parent: { include: { children: true } } } } } })
export const v13: string | undefined = r13[0]?.parent?.parent?.children[0]?.name
const r14 = await ${m(14)}.findMany({ include: { children: { where: { active: true } } } })
export const v14: number | undefined = r14[0]?.children[0]?.rank
const r15 = await ${m(15)}.findMany({ include: { children: { select: { id: true, name: true } } } })
export const v15: string | undefined = r15[0]?.children[0]?.name
const r16 = await ${m(16)}.findMany({ select: { id: true, name: true, parent: true } })
export const v16: [string | undefined, number | undefined] = [r16[0]?.name, r16[0]?.parent?.score]
const r17 = await ${m(17)}.count({ where: { role: 'admin' } })
export const v17: number = r17
const r18 = await ${m(18)}.create({ data: { name: 'a', email: 'b', score: 1 } })
export const v18: string = r18.name
const r19 = await ${m(19)}.findMany({
  where: { role: { in: ['admin', 'guest'] } },
  include: { children: { where: { score: { gte: 1 } } } },
  orderBy: { id: 'asc' },
  take: 5,
})
export const v19: string | undefined = r19[0]?.children[0]?.email
`
  return { schema, queries, files: { 'schema.prisma': prismaSchema } }
}

/**
 * Generates the client's types.
 *
 * @param {string} folder where the files are
 */
export function prepare(folder) {
  const command = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const { status, stderr } = spawnSync(
    process.execPath,
    [command, 'generate', '--schema', 'schema.prisma'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        // Generating types needs no engine; without this, the command would fetch one.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
      },
    },
  )
  if (status !== 0) throw new Error(`prisma generate failed: ${stderr.trim()}`)
}
