/**
 * Laws of `$path$` conditions within includes: what they choose does not depend on how the include is
 * loaded, nor on the order in which the includes are written, and pages are slices.
 */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { DataTypes, Op, UsageError } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

interface Edge {
  readonly as: string
  readonly to: string
}

const graph: Readonly<Record<string, readonly Edge[]>> = {
  Person: [
    { as: 'works', to: 'Work' },
    { as: 'badge', to: 'Badge' },
    { as: 'mentor', to: 'Person' },
    { as: 'groups', to: 'Group' },
  ],
  Work: [
    { as: 'person', to: 'Person' },
    { as: 'parts', to: 'Part' },
  ],
  Part: [{ as: 'work', to: 'Work' }],
  Badge: [{ as: 'person', to: 'Person' }],
  Group: [{ as: 'members', to: 'Person' }],
}

interface Tree {
  readonly edge: Edge
  readonly required: boolean | undefined
  /** Which of the tables of the statement the condition names; none for undefined. */
  readonly outside: number | undefined
  readonly bound: number
  readonly isAlternative: boolean
  readonly include: readonly Tree[]
}

const DEPTH = 2

function trees(model: string, depth: number): fc.Arbitrary<readonly Tree[]> {
  if (depth === 0) return fc.constant([])
  const edges = [...graph[model]!]
  const [minLength, maxLength] = [depth === DEPTH ? 1 : 0, Math.min(2, edges.length)]
  return fc
    .subarray(edges, { minLength, maxLength })
    .chain((chosen) => fc.tuple(...chosen.map((edge) => tree(edge, depth))))
}

function tree(edge: Edge, depth: number): fc.Arbitrary<Tree> {
  return fc.record({
    edge: fc.constant(edge),
    required: fc.constantFrom(undefined, true, false, false),
    outside: fc.option(fc.nat(6), { nil: undefined, freq: 2 }),
    bound: fc.integer({ min: 1, max: 4 }),
    isAlternative: fc.boolean(),
    include: trees(edge.to, depth - 1),
  })
}

function pathsIn(nodes: readonly Tree[], above: string): string[] {
  return nodes.flatMap(({ edge, include }) => {
    const path = above === '' ? edge.as : `${above}.${edge.as}`
    return [path, ...pathsIn(include, path)]
  })
}

/** @param below in place of `more`, for what is below others */
function includes(
  nodes: readonly Tree[],
  tables: readonly string[],
  more: object,
  below = more,
): object[] {
  return nodes.map(({ edge, required, outside, bound, isAlternative, include }) => {
    const size = { [Op.gte]: bound }
    const named = { [`$${tables[(outside ?? 0) % tables.length]!}.size$`]: size }
    return {
      association: edge.as,
      ...more,
      ...(required === undefined ? {} : { required }),
      ...(outside === undefined
        ? {}
        : { where: isAlternative ? { [Op.or]: [{ id: 2 }, named] } : named }),
      include: includes(include, tables, below),
    }
  })
}

function reversed(nodes: readonly Tree[]): readonly Tree[] {
  return [...nodes].reverse().map((node) => ({ ...node, include: reversed(node.include) }))
}

/** Lists in an order of their own: without ORDER BY any order is right. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item) => sorted(item))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted((value as Record<string, unknown>)[name])]),
  )
}

forEachDialect({}, (target) => {
  let Person: any

  beforeAll(async () => {
    const sequelize = createSequelize(target)
    const options = { timestamps: false }
    const size = DataTypes.INTEGER
    Person = sequelize.define('Person', { size }, options)
    const Work: any = sequelize.define('Work', { size }, options)
    const Part: any = sequelize.define('Part', { size }, options)
    const Badge: any = sequelize.define('Badge', { size }, options)
    const Group: any = sequelize.define('Group', { size }, options)
    Person.hasMany(Work, { as: 'works', foreignKey: 'personId' })
    Work.belongsTo(Person, { as: 'person', foreignKey: 'personId' })
    Person.hasOne(Badge, { as: 'badge', foreignKey: 'personId' })
    Badge.belongsTo(Person, { as: 'person', foreignKey: 'personId' })
    Person.belongsTo(Person, { as: 'mentor', foreignKey: 'mentorId' })
    Work.hasMany(Part, { as: 'parts', foreignKey: 'workId' })
    Part.belongsTo(Work, { as: 'work', foreignKey: 'workId' })
    Person.belongsToMany(Group, { as: 'groups', through: 'Member', foreignKey: 'personId' })
    Group.belongsToMany(Person, { as: 'members', through: 'Member', foreignKey: 'groupId' })
    await sequelize.sync({ force: true })
    const rows = (count: number, row: (index: number) => object): object[] =>
      Array.from({ length: count }, (_, index) => row(index))
    await Group.bulkCreate(rows(3, (index) => ({ size: index + 1 })))
    await Person.bulkCreate(
      rows(5, (index) => ({ size: ((index * 3) % 5) + 1, mentorId: index || null })),
    )
    await Badge.bulkCreate(rows(3, (index) => ({ size: 4 - index, personId: index * 2 + 1 })))
    await Work.bulkCreate(
      rows(8, (index) => ({ size: (index % 4) + 1, personId: (index % 4) + 1 })),
    )
    await Part.bulkCreate(rows(9, (index) => ({ size: (index % 3) + 2, workId: (index % 6) + 1 })))
    const people: any[] = await Person.findAll({ order: ['id'] })
    for (const [index, person] of people.entries()) {
      await person.setGroups([(index % 3) + 1, ((index + 1) % 3) + 1].slice(0, (index % 2) + 1))
    }
  })

  const run = async (
    nodes: readonly Tree[],
    more: object,
    page: object = {},
    below = more,
  ): Promise<unknown[]> => {
    const tables = ['Person', ...pathsIn(nodes, '').sort()]
    const found: any[] = await Person.findAll({
      order: ['id'],
      include: includes(nodes, tables, more, below),
      ...page,
    })
    return found.map((one) => sorted(one.toJSON()))
  }

  /** Undefined where a path leads to what is not among the tables of the statement. */
  const unlessRefused = async (result: Promise<unknown[]>): Promise<unknown[] | undefined> =>
    result.catch((error: unknown) => {
      expect(error).toBeInstanceOf(UsageError)
      return undefined
    })

  it('chooses the same rows in every strategy, in every order of includes', async () => {
    let compared = 0
    let byDocument = 0
    let mixed = 0
    await fc.assert(
      fc.asyncProperty(
        trees('Person', DEPTH),
        fc.nat(4),
        fc.nat(2),
        async (nodes, limit, offset) => {
          const joined = await unlessRefused(run(nodes, { strategy: 'join' }))
          const chosen = await unlessRefused(run(nodes, {}))
          // What joins cannot do, the choice may do by key.
          if (joined === undefined) return
          expect(chosen).toEqual(joined)
          compared++
          expect(await run(reversed(nodes), {})).toEqual(joined)
          const page = { limit: limit + 1, offset }
          expect(await run(nodes, {}, page)).toEqual(joined.slice(offset, offset + limit + 1))
          const path = pathsIn(nodes, '').at(-1 - (limit % 2))
          if (path !== undefined) {
            const ordered = { order: [[...path.split('.'), 'size', 'DESC'], ['id']] }
            const all = await run(nodes, {}, ordered)
            const slice = all.slice(offset, offset + limit + 1)
            expect(await run(nodes, {}, { ...ordered, ...page })).toEqual(slice)
          }
          const count = await Person.count({
            distinct: true,
            include: includes(nodes, ['Person', ...pathsIn(nodes, '').sort()], {}),
          })
          expect(count).toBe(joined.length)
          if (!target.supports.jsonRows) return
          const topDocuments = await unlessRefused(run(nodes, { strategy: 'json' }, {}, {}))
          if (topDocuments !== undefined) {
            expect(topDocuments).toEqual(joined)
            mixed++
          }
          const documents = await unlessRefused(run(nodes, { strategy: 'json' }))
          if (documents === undefined) return
          byDocument++
          expect(documents).toEqual(joined)
        },
      ),
      { numRuns: 150 },
    )
    expect(compared).toBeGreaterThan(100)
    expect(byDocument).toBeGreaterThan(target.supports.jsonRows ? 50 : -1)
    expect(mixed).toBeGreaterThan(target.supports.jsonRows ? 90 : -1)
  })
})
