/**
 * Laws of loading: whichever strategies an include tree is loaded by, the instances are the same and
 * no two places share one; a limited result is a slice of the unlimited one.
 */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import {
  col,
  DataTypes,
  fn,
  literal,
  type ModelStatic,
  Op,
  type Sequelize,
  where,
} from '../../lib/index.js'
import { createSequelize, type DialectTarget, forEachDialect } from '../support/dialects.js'

const DEPTH = 3
const strategies = ['join', 'select', 'json', 'auto'] as const
type Strategy = (typeof strategies)[number]

interface Edge {
  readonly as: string
  readonly to: string
  readonly isMulti?: boolean
  readonly hasThrough?: boolean
}

/** The associations that are defined below. */
const graph: Readonly<Record<string, readonly Edge[]>> = {
  Person: [
    { as: 'works', to: 'Work', isMulti: true },
    { as: 'mentor', to: 'Person' },
    { as: 'pupils', to: 'Person', isMulti: true },
    { as: 'badge', to: 'Badge' },
    { as: 'groups', to: 'Group', isMulti: true, hasThrough: true },
  ],
  Work: [
    { as: 'person', to: 'Person' },
    { as: 'parts', to: 'Part', isMulti: true },
    { as: 'fans', to: 'Person', isMulti: true, hasThrough: true },
  ],
  Part: [{ as: 'work', to: 'Work' }],
  Badge: [{ as: 'person', to: 'Person' }],
  Group: [{ as: 'members', to: 'Person', isMulti: true, hasThrough: true }],
}

/** An include as plain data; `strategy` is what it has in the mixture. */
interface Tree {
  readonly edge: Edge
  readonly required: boolean | undefined
  readonly bound: number | undefined
  readonly columns: 'all' | 'few' | 'no key' | 'none'
  readonly isOrdered: boolean
  readonly through: 'nothing' | 'hidden' | 'filtered' | 'few'
  readonly strategy: Strategy
  readonly include: readonly Tree[]
}

interface Query {
  readonly root: string
  readonly bound: number | undefined
  readonly columns: 'all' | 'few' | 'no key'
  readonly include: readonly Tree[]
  readonly limit: number | undefined
  readonly offset: number | undefined
}

function trees(model: string, depth: number): fc.Arbitrary<readonly Tree[]> {
  if (depth === 0) return fc.constant([])
  const edges = graph[model]!
  const most = Math.min(edges.length, depth === DEPTH ? 3 : 2)
  return fc
    .subarray([...edges], { minLength: depth === DEPTH ? 1 : 0, maxLength: most })
    .chain((chosen) => fc.tuple(...chosen.map((edge) => tree(edge, depth))))
}

function tree(edge: Edge, depth: number): fc.Arbitrary<Tree> {
  return fc.record({
    edge: fc.constant(edge),
    required: fc.constantFrom(undefined, undefined, undefined, true, false),
    bound: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 2 }),
    columns: fc.constantFrom('all', 'all', 'few', 'no key', 'none'),
    isOrdered: fc.boolean(),
    through: edge.hasThrough
      ? fc.constantFrom('nothing', 'hidden', 'filtered', 'few')
      : fc.constant('nothing'),
    strategy: fc.constantFrom(...strategies),
    include: trees(edge.to, depth - 1),
  })
}

const query: fc.Arbitrary<Query> = fc.constantFrom(...Object.keys(graph)).chain((root) =>
  fc.record({
    root: fc.constant(root),
    bound: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 2 }),
    columns: fc.constantFrom('all', 'all', 'few', 'no key'),
    include: trees(root, DEPTH),
    limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    offset: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  }),
)

/** How a tree is to be loaded: all of it in one way, or each include in its own. */
type Assignment = Strategy | 'mixture'

/** Something that a finder says beside its includes, about them perhaps. */
type Remark = (path: readonly string[], models: Models) => object

const remarks: readonly Remark[] = [
  (path) => ({ where: { [`$${path.join('.')}.size$`]: { [Op.gte]: 2 } } }),
  (path) => ({ where: { [Op.or]: [{ id: 1 }, { [`$${path.join('.')}.id$`]: null }] } }),
  (path) => ({ order: [[...path, 'size', 'DESC'], ['id']] }),
  (path) => ({ order: [[col(`${path.join('->')}.size`), 'DESC'], ['id']] }),
  (path) => ({ where: literal(`${quoted(path)} IS NOT NULL`) }),
  (path) => ({ where: where(fn('abs', col(`${path.join('->')}.size`)), Op.gt, 2) }),
  (path) => ({ attributes: ['id', [literal(quoted(path)), 'reached']], raw: true }),
  () => ({ raw: true }),
  () => ({ attributes: ['id', [literal('1 + 1'), 'two']] }),
  () => ({ attributes: ['id', [fn('abs', col('id')), 'positive']] }),
  () => ({ attributes: { include: [[fn('count', literal('*')), 'n']] } }),
  (path) => ({ attributes: ['id'], group: ['id'], having: literal(`count(${quoted(path)}) > 1`) }),
  () => ({ distinct: true }),
  () => ({ subQuery: false, limit: 3, order: ['id'] }),
  (path) => ({ limit: 2, order: [[...path, 'size'], ['id']] }),
]

/** Backticks and double quotes are both read by SQLite. */
function quoted(path: readonly string[]): string {
  return `"${path.join('->')}"."size"`
}

/** What an include says beside its own conditions. */
const asides: readonly ((root: string) => object)[] = [
  () => ({}),
  () => ({}),
  (root) => ({ where: { size: { [Op.lte]: col(`${root}.size`) } } }),
  (root) => ({ where: literal(`"${root}"."size" > 1`) }),
  () => ({ attributes: ['id', [fn('abs', col('size')), 'positive']] }),
  () => ({ attributes: ['id', [literal('1'), 'one']] }),
  () => ({ attributes: ['id', [fn('count', literal('*')), 'n']] }),
  () => ({ duplicating: false }),
  () => ({ or: true, where: { size: 1 } }),
  () => ({ on: { size: 1 } }),
]

function attributes(columns: Tree['columns']): object {
  if (columns === 'none') return { attributes: [] }
  if (columns === 'all') return {}
  return { attributes: columns === 'few' ? ['id', 'size'] : ['size'] }
}

function includes(nodes: readonly Tree[], assignment: Assignment): object[] {
  return nodes.map(({ edge, required, bound, columns, isOrdered, through, ...node }) => {
    const strategy = assignment === 'mixture' ? node.strategy : assignment
    return {
      association: edge.as,
      strategy,
      ...(required === undefined ? {} : { required }),
      ...(bound === undefined ? {} : { where: { size: { [Op.gte]: bound } } }),
      ...attributes(columns),
      ...(isOrdered && strategy !== 'join' ? { order: [['size', 'DESC'], ['id']] } : {}),
      ...(through === 'hidden' && edge.hasThrough ? { through: { attributes: [] } } : {}),
      ...(through === 'filtered' ? { through: { where: { rank: { [Op.gt]: 1 } } } } : {}),
      ...(through === 'few' ? { through: { attributes: ['rank'] } } : {}),
      include: includes(node.include, assignment),
    }
  })
}

/** The includes, of which each list is a page of its own. */
function paged(nodes: readonly Tree[], strategy: Strategy, page: object): object[] {
  const order = [['size', 'DESC'], ['id']]
  return includes(nodes, strategy).map((include, index) => {
    const { edge, include: below } = nodes[index]!
    return {
      ...include,
      ...(edge.isMulti ? { ...page, order } : {}),
      include: paged(below, strategy, page),
    }
  })
}

/** The paths to the includes of a tree. */
function pathsIn(nodes: readonly Tree[], above: readonly string[] = []): string[][] {
  return nodes.flatMap(({ edge, include }) => [
    [...above, edge.as],
    ...pathsIn(include, [...above, edge.as]),
  ])
}

/** The includes with something more said in each; `separate: false` joins them. */
function remarked(nodes: readonly Tree[], separate: boolean | undefined, more: object[]): object[] {
  return includes(nodes, 'join').map((include, index) => {
    const { strategy: _strategy, ...own } = include as { strategy?: unknown }
    return {
      ...own,
      ...more.shift(),
      separate,
      include: remarked(nodes[index]!.include, separate, more),
    }
  })
}

type Plain = Record<string, unknown>

/** The same tree with lists in an order of their own: without ORDER BY any order is right. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item))
    return items
      .map((item) => ({ item, text: JSON.stringify(item) }))
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
      .map(({ item }) => item)
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, sorted(item)]))
}

/** Whether lists that were asked for in an order are in it. */
function assertOrdered(parent: Plain, nodes: readonly Tree[], assignment: Assignment): void {
  for (const node of nodes) {
    const strategy = assignment === 'mixture' ? node.strategy : assignment
    const children = [parent[node.edge.as] ?? []].flat() as Plain[]
    if (node.columns !== 'none' && node.isOrdered && node.edge.isMulti && strategy !== 'join') {
      const sizes = children.map(({ size }) => Number(size))
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    }
    for (const child of children) assertOrdered(child, node.include, assignment)
  }
}

/** Every instance of a result, once for each place that holds it. */
function instancesIn(value: unknown, found: object[] = []): object[] {
  if (Array.isArray(value)) for (const item of value) instancesIn(item, found)
  else if (value !== null && typeof value === 'object' && 'dataValues' in value) {
    found.push(value)
    for (const held of Object.values(value.dataValues as Plain)) instancesIn(held, found)
  }
  return found
}

interface Models {
  readonly sequelize: Sequelize
  // biome-ignore lint/suspicious/noExplicitAny: which values instances have depends on the query
  readonly byName: Readonly<Record<string, ModelStatic<any>>>
}

function define(sequelize: Sequelize): Models {
  const size = DataTypes.INTEGER
  const Person = sequelize.define('Person', { size, born: DataTypes.DATEONLY }, { paranoid: true })
  const Work = sequelize.define('Work', {
    size,
    price: DataTypes.DECIMAL(8, 2),
    at: DataTypes.DATE,
  })
  const Part = sequelize.define('Part', { size, big: DataTypes.BIGINT }, { timestamps: false })
  const Badge = sequelize.define('Badge', { size, meta: DataTypes.JSON }, { timestamps: false })
  const Group = sequelize.define('Group', { size, label: DataTypes.STRING }, { timestamps: false })
  const plain = { timestamps: false }
  const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
  const Member = sequelize.define('Member', { id, rank: DataTypes.INTEGER }, plain)
  // A person can be a member of one group several times.
  const through = { model: Member, unique: false }
  const Fan = sequelize.define('Fan', { rank: DataTypes.INTEGER }, plain)
  Person.hasMany(Work, { as: 'works', foreignKey: 'personId' })
  Work.belongsTo(Person, { as: 'person', foreignKey: 'personId' })
  Person.belongsTo(Person, { as: 'mentor', foreignKey: 'mentorId' })
  Person.hasMany(Person, { as: 'pupils', foreignKey: 'mentorId' })
  Person.hasOne(Badge, { as: 'badge', foreignKey: 'personId' })
  Badge.belongsTo(Person, { as: 'person', foreignKey: 'personId' })
  Work.hasMany(Part, { as: 'parts', foreignKey: 'workId' })
  Part.belongsTo(Work, { as: 'work', foreignKey: 'workId' })
  Person.belongsToMany(Group, { as: 'groups', through, foreignKey: 'personId' })
  Group.belongsToMany(Person, { as: 'members', through, foreignKey: 'groupId' })
  Work.belongsToMany(Person, { as: 'fans', through: Fan, foreignKey: 'workId' })
  return { sequelize, byName: { Person, Work, Part, Badge, Group, Member, Fan } }
}

/** Rows by chance, the same in every run. */
async function fill({ byName }: Models): Promise<void> {
  let state = 20_240_607
  const upTo = (most: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return 1 + (Math.floor(state / 65_536) % most)
  }
  const rows = (count: number, row: (id: number) => object): object[] =>
    Array.from({ length: count }, (_, index) => row(index + 1))
  const size = (): number => upTo(5)
  const maybe = (most: number): number | null => (upTo(4) === 1 ? null : upTo(most))
  const people = rows(8, (id) => ({
    size: size(),
    born: `19${10 + id}-0${id}-11`,
    mentorId: id === 1 ? null : maybe(id - 1),
    deletedAt: id === 6 ? new Date(0) : null,
  }))
  for (const person of people) await byName.Person!.create(person)
  await byName.Work!.bulkCreate(
    rows(12, (id) => ({ size: size(), price: `${id}.50`, at: new Date(id), personId: maybe(8) })),
  )
  await byName.Part!.bulkCreate(
    rows(20, () => ({ size: size(), big: '9007199254740993', workId: maybe(12) })),
  )
  await byName.Badge!.bulkCreate(
    rows(5, (id) => ({ size: size(), meta: { id, list: [id] }, personId: id + 2 })),
  )
  await byName.Group!.bulkCreate(rows(4, (id) => ({ size: size(), label: `group ${id}` })))
  const pairs = (lefts: number, rights: number) =>
    rows(lefts, (left) => ({ left })).flatMap(({ left }: any) =>
      rows(rights, (right) => ({ left, right })).filter(() => upTo(3) === 1),
    ) as { left: number; right: number }[]
  await byName.Member!.bulkCreate(
    [...pairs(8, 4), ...pairs(8, 4)].map(({ left, right }) => ({
      personId: left,
      groupId: right,
      rank: upTo(3),
    })),
  )
  await byName.Fan!.bulkCreate(
    pairs(12, 8).map(({ left, right }) => ({ workId: left, PersonId: right, rank: upTo(3) })),
  )
}

function assignments(target: DialectTarget): Assignment[] {
  return [
    'join',
    'select',
    'auto',
    'mixture',
    ...(target.supports.jsonRows ? ['json' as const] : []),
  ]
}

forEachDialect({}, (target) => {
  let models: Models

  beforeAll(async () => {
    models = define(createSequelize(target))
    await models.sequelize.sync({ force: true })
    await fill(models)
  })

  function find(given: Query, assignment: Assignment, page: object = {}): Promise<any[]> {
    return models.byName[given.root]!.findAll({
      ...(given.bound === undefined ? {} : { where: { size: { [Op.gte]: given.bound } } }),
      ...attributes(given.columns),
      include: includes(given.include, assignment),
      order: ['id'],
      ...page,
    })
  }

  it('loads equal instances by every strategy, none of them twice', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(query, async (given) => {
        const { limit, offset } = given
        const page = { limit, ...(limit === undefined ? {} : { offset }) }
        let expected: string | undefined
        for (const assignment of assignments(target)) {
          const rows = await find(given, assignment, page)
          const plain = rows.map((instance) => instance.toJSON() as Plain)
          // As text, so that the order of names is compared, too.
          const found = JSON.stringify(plain.map(sorted), undefined, 1)
          expected ??= found
          expect({ assignment, found }).toEqual({ assignment, found: expected })
          for (const parent of plain) assertOrdered(parent, given.include, assignment)
          const instances = instancesIn(rows)
          expect(new Set(instances).size).toBe(instances.length)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('chooses no strategy that shows', { timeout: 120_000 }, async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(
        query,
        fc.constantFrom(...remarks),
        fc.nat(100),
        fc.infiniteStream(fc.constantFrom(...asides)),
        async (given, remark, choice, said) => {
          const paths = pathsIn(given.include)
          const options = remark(paths[choice % paths.length]!, models)
          const extras = [...said.take(paths.length)].map((aside) => aside(given.root))
          const answers: unknown[] = []
          for (const separate of [undefined, false]) {
            const found = models.byName[given.root]!.findAll({
              order: ['id'],
              ...options,
              include: remarked(given.include, separate, [...extras]),
            })
            answers.push(
              await found.then(
                (rows) => sorted(rows.map((row: any) => (row.toJSON ? row.toJSON() : row))),
                (error: Error) => error.name,
              ),
            )
          }
          if (typeof answers[1] !== 'string') {
            compared++
            expect(answers[0]).toEqual(answers[1])
          }
        },
      ),
      { numRuns: 250 },
    )
    expect(compared).toBeGreaterThan(50)
  })

  it('keeps the limit of an include by every strategy that has one', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        query,
        fc.integer({ min: 1, max: 3 }),
        fc.nat(2),
        async (given, limit, offset) => {
          let expected: string | undefined
          for (const assignment of ['select', ...(target.supports.jsonRows ? ['json'] : [])]) {
            const include = paged(given.include, assignment as Strategy, { limit, offset })
            const rows = await models.byName[given.root]!.findAll({ include, order: ['id'] })
            const found = JSON.stringify(
              rows.map((row: any) => sorted(row.toJSON())),
              undefined,
              1,
            )
            expected ??= found
            expect({ assignment, found }).toEqual({ assignment, found: expected })
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('gives a page that is a slice of the whole', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        query,
        fc.integer({ min: 1, max: 4 }),
        fc.nat(4),
        async (given, limit, offset) => {
          const plain = (found: any[]) => found.map((instance) => sorted(instance.toJSON()))
          const whole = plain(await find(given, 'auto'))
          for (const assignment of assignments(target)) {
            const page = plain(await find(given, assignment, { limit, offset }))
            expect({ assignment, page }).toEqual({
              assignment,
              page: whole.slice(offset, offset + limit),
            })
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
