/** Generated include trees: depth up to 3, all kinds, required or not, conditions, orders, limits. */
import fc from 'fast-check'
import { describe } from 'vitest'
import { canonical, sortedLists } from './canonical.js'
import { onLibrary, type Setting } from './support.js'

const SEED = 20_200_102
const TREES = 60
const DEPTH = 3

interface Edge {
  readonly as: string
  readonly to: string
  readonly kind: 'BelongsTo' | 'HasOne' | 'HasMany' | 'BelongsToMany'
}

/** An include as plain data. */
interface Tree {
  readonly edge: Edge
  readonly required: boolean | undefined
  /** Which condition of the target; none for undefined. */
  readonly condition: number | undefined
  readonly fewAttributes: boolean
  readonly separate: boolean
  /** What is said about the through row of a many-to-many include. */
  readonly through: 'nothing' | 'hidden' | 'filtered'
  readonly include: readonly Tree[]
}

interface Query {
  readonly root: string
  readonly condition: number | undefined
  readonly direction: 'ASC' | 'DESC'
  /** Whether the rows of the first to-one include come before the primary key in the order. */
  readonly ordersByInclude: boolean
  readonly fewAttributes: boolean
  readonly include: readonly Tree[]
  readonly limit: number
  readonly offset: number
}

/** The associations of the lending library. */
const graph: Readonly<Record<string, readonly Edge[]>> = {
  Author: [
    { as: 'Books', to: 'Book', kind: 'HasMany' },
    { as: 'mentor', to: 'Author', kind: 'BelongsTo' },
    { as: 'pupils', to: 'Author', kind: 'HasMany' },
  ],
  Book: [
    { as: 'Author', to: 'Author', kind: 'BelongsTo' },
    { as: 'copies', to: 'Copy', kind: 'HasMany' },
    { as: 'tags', to: 'Tag', kind: 'BelongsToMany' },
  ],
  Copy: [
    { as: 'book', to: 'Book', kind: 'BelongsTo' },
    { as: 'shelf', to: 'Shelf', kind: 'BelongsTo' },
    { as: 'loan', to: 'Loan', kind: 'HasOne' },
  ],
  Shelf: [{ as: 'copies', to: 'Copy', kind: 'HasMany' }],
  Tag: [{ as: 'books', to: 'Book', kind: 'BelongsToMany' }],
  Loan: [
    { as: 'copy', to: 'Copy', kind: 'BelongsTo' },
    { as: 'reader', to: 'Reader', kind: 'BelongsTo' },
  ],
  Reader: [
    { as: 'Passport', to: 'Passport', kind: 'HasOne' },
    { as: 'loans', to: 'Loan', kind: 'HasMany' },
    { as: 'friends', to: 'Reader', kind: 'BelongsToMany' },
  ],
  Passport: [{ as: 'Reader', to: 'Reader', kind: 'BelongsTo' }],
}

/** Conditions by model. */
const conditions: Readonly<Record<string, readonly ((setting: Setting) => object)[]>> = {
  Author: [() => ({ country: ['IT', 'AR'] }), ({ Op }) => ({ rating: { [Op.gt]: 4 } })],
  Book: [
    () => ({ genre: 'novel' }),
    ({ Op }) => ({ [Op.or]: [{ pages: { [Op.lt]: 100 } }, { lendable: false }] }),
  ],
  Copy: [() => ({ condition: 'good' }), ({ Op }) => ({ shelfId: { [Op.ne]: null } })],
  Shelf: [() => ({ roomNumber: 1 })],
  Tag: [({ Op }) => ({ label: { [Op.like]: 'm%' } })],
  Loan: [() => ({ returned: true })],
  Reader: [({ Op }) => ({ name: { [Op.ne]: 'Sam' } })],
  Passport: [() => ({ number: 'P1' })],
}

function treesFrom(model: string, depth: number): fc.Arbitrary<readonly Tree[]> {
  if (depth === 0) return fc.constant([])
  const maxLength = Math.min(depth === DEPTH ? 3 : 2, graph[model]!.length)
  return fc
    .subarray([...graph[model]!], { minLength: depth === DEPTH ? 1 : 0, maxLength })
    .chain((edges) => fc.tuple(...edges.map((edge) => tree(edge, depth))))
}

function tree(edge: Edge, depth: number): fc.Arbitrary<Tree> {
  return fc.record({
    edge: fc.constant(edge),
    required: fc.constantFrom(undefined, undefined, true, false),
    condition: conditionOf(edge.to),
    fewAttributes: fc.boolean(),
    separate: edge.kind === 'HasMany' ? fc.nat(3).map((n) => n === 0) : fc.constant(false),
    through:
      edge.kind === 'BelongsToMany'
        ? fc.constantFrom('nothing', 'hidden', edge.to === 'Reader' ? 'nothing' : 'filtered')
        : fc.constant('nothing'),
    include: treesFrom(edge.to, depth - 1),
  })
}

function conditionOf(model: string): fc.Arbitrary<number | undefined> {
  return fc.option(fc.nat(conditions[model]!.length - 1), { nil: undefined, freq: 2 })
}

const query: fc.Arbitrary<Query> = fc.constantFrom(...Object.keys(graph)).chain((root) =>
  fc.record({
    root: fc.constant(root),
    condition: conditionOf(root),
    direction: fc.constantFrom('ASC', 'DESC'),
    ordersByInclude: fc.boolean(),
    fewAttributes: fc.nat(3).map((n) => n === 0),
    include: treesFrom(root, DEPTH),
    limit: fc.integer({ min: 1, max: 3 }),
    offset: fc.nat(1),
  }),
)

function includesOf(trees: readonly Tree[], setting: Setting): object[] {
  return trees.map(({ edge, required, condition, fewAttributes, separate, through, include }) => ({
    association: edge.as,
    ...throughOptions(through, setting),
    ...(required === undefined ? {} : { required }),
    ...(condition === undefined ? {} : { where: conditions[edge.to]![condition]!(setting) }),
    ...(fewAttributes ? { attributes: ['id'] } : {}),
    ...(separate ? { separate } : {}),
    include: includesOf(include, setting),
  }))
}

function throughOptions(through: Tree['through'], { Op }: Setting): object {
  if (through === 'hidden') return { through: { attributes: [] } }
  return through === 'filtered' ? { through: { where: { weight: { [Op.gt]: 2 } } } } : {}
}

function optionsOf(given: Query, setting: Setting): object {
  const { root, condition, direction, include, ordersByInclude, fewAttributes } = given
  const first = include.find(({ edge }) => edge.kind === 'BelongsTo' || edge.kind === 'HasOne')
  return {
    ...(condition === undefined ? {} : { where: conditions[root]![condition]!(setting) }),
    ...(fewAttributes ? { attributes: ['id'] } : {}),
    order: [
      ...(ordersByInclude && first !== undefined ? [[first.edge.as, 'id', 'DESC NULLS LAST']] : []),
      ['id', direction],
    ],
    include: includesOf(include, setting),
  }
}

async function run(given: Query, setting: Setting, page: object): Promise<unknown[]> {
  const found = await setting[given.root].findAll({ ...optionsOf(given, setting), ...page })
  return found.map((one: object) => sortedLists(canonical(one)))
}

function isSeparate({ separate, include }: Tree): boolean {
  return separate || include.some(isSeparate)
}

function describeTrees(trees: readonly Tree[]): string {
  return trees
    .map(({ edge, required, condition, separate, include }) => {
      const marks = [
        required === true ? '!' : required === false ? '?' : '',
        condition === undefined ? '' : `where${condition}`,
        separate ? 'separate' : '',
      ].join(' ')
      const below = include.length === 0 ? '' : `(${describeTrees(include)})`
      return `${edge.as}${marks.trim() === '' ? '' : `[${marks.trim()}]`}${below}`
    })
    .join(', ')
}

describe('generated include trees, beside v6', () => {
  onLibrary(({ same }) => {
    fc.sample(query, { seed: SEED, numRuns: TREES }).forEach((given, index) => {
      const where = given.condition === undefined ? '' : ` where${given.condition}`
      const title = `${index}: ${given.root}${where} → ${describeTrees(given.include)}`
      same(title, (setting) => run(given, setting, {}))
      // v6 limits some trees wrongly; what its unlimited result holds there is not in doubt.
      same(`${title}, a page`, async (setting) => {
        const { limit, offset } = given
        const isReference = String(setting.lib.version).startsWith('6.')
        return isReference
          ? (await run(given, setting, {})).slice(offset, offset + limit)
          : run(given, setting, { limit, offset })
      })
      // What is loaded separately is counted with its condition by v6.
      if (given.include.some(isSeparate)) return
      same(`${title}, raw`, async (setting) =>
        sortedLists(
          canonical(await setting[given.root].findAll({ ...optionsOf(given, setting), raw: true })),
        ),
      )
      same(`${title}, counted`, (setting) => {
        const options = { ...optionsOf(given, setting), order: undefined, attributes: undefined }
        return setting[given.root].count({ ...options, distinct: true })
      })
    })
  })
})
