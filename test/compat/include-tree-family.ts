/**
 * The family of include trees over the lending library: generated as plain data from a seed, with
 * the finder options that each stands for. What they find is computed in `include-tree-answers.ts`.
 */
import fc from 'fast-check'
import type { Setting } from './support.js'

const DEPTH = 3

/** An association of the lending library, with the columns that it joins by. */
export interface Edge {
  readonly as: string
  readonly to: string
  readonly kind: 'BelongsTo' | 'HasOne' | 'HasMany' | 'BelongsToMany'
  /** The foreign key: in the source's table for BelongsTo, in the table between for BelongsToMany. */
  readonly key: string
  /** Of a BelongsToMany: the table between, and its key of the target. */
  readonly through?: { readonly table: string; readonly otherKey: string }
}

/** A row as the database gives it. */
export type Row = Readonly<Record<string, unknown>>

/** A condition: as option, and as what it says of a row. */
export interface Condition {
  readonly option: (setting: Setting) => object
  readonly holds: (row: Row) => boolean
}

/** An include as plain data. */
export interface Tree {
  readonly edge: Edge
  readonly required: boolean | undefined
  /** Which condition of the target; none for undefined. */
  readonly condition: number | undefined
  readonly attributes: 'all' | 'key' | 'without dates' | 'renamed'
  /** Loaded by a statement of its own, in this order, and not all. */
  readonly separate: Separate | undefined
  /** What is said about the through row of a many-to-many include. */
  readonly through: 'nothing' | 'hidden' | 'filtered'
  /** Soft-deleted rows too. */
  readonly withDeleted: boolean
  readonly include: readonly Tree[]
}

/** How the children of a separate include are ordered and limited, parent by parent. */
export interface Separate {
  readonly direction: 'ASC' | 'DESC' | undefined
  readonly limit: number | undefined
  readonly offset: number
}

/** A finder's options as plain data. */
export interface Query {
  readonly root: string
  readonly condition: number | undefined
  readonly withDeleted: boolean
  readonly attributes: Tree['attributes']
  /** A condition on an included column, written in the root's `where`. */
  readonly path: PathCondition | undefined
  /** Rows of an include that come first in the order, before the root's key. */
  readonly order: PathOrder | undefined
  readonly direction: 'ASC' | 'DESC'
  readonly include: readonly Tree[]
  readonly limit: number
  readonly offset: number
}

/** `'$books.genre$'` and the like. */
export interface PathCondition {
  readonly trees: readonly Tree[]
  /** Whether the root's own condition suffices, too. */
  readonly isAlternative: boolean
}

/** An order by the key of an included row. */
export interface PathOrder {
  readonly trees: readonly Tree[]
  readonly direction: 'ASC' | 'DESC'
}

/** The tables of the models. */
export const tables: Readonly<Record<string, string>> = {
  Author: 'Authors',
  Book: 'Books',
  Copy: 'Copies',
  Shelf: 'shelves',
  Tag: 'Tags',
  Loan: 'Loans',
  Reader: 'Readers',
  Passport: 'Passports',
}

const bookTags = (otherKey: string) => ({ table: 'BookTags', otherKey })

/** The associations of the lending library. */
export const graph: Readonly<Record<string, readonly Edge[]>> = {
  Author: [
    { as: 'Books', to: 'Book', kind: 'HasMany', key: 'AuthorId' },
    { as: 'mentor', to: 'Author', kind: 'BelongsTo', key: 'mentorId' },
    { as: 'pupils', to: 'Author', kind: 'HasMany', key: 'mentorId' },
  ],
  Book: [
    { as: 'Author', to: 'Author', kind: 'BelongsTo', key: 'AuthorId' },
    { as: 'copies', to: 'Copy', kind: 'HasMany', key: 'bookId' },
    { as: 'tags', to: 'Tag', kind: 'BelongsToMany', key: 'BookId', through: bookTags('TagId') },
  ],
  Copy: [
    { as: 'book', to: 'Book', kind: 'BelongsTo', key: 'bookId' },
    { as: 'shelf', to: 'Shelf', kind: 'BelongsTo', key: 'shelfId' },
    { as: 'loan', to: 'Loan', kind: 'HasOne', key: 'copyId' },
  ],
  Shelf: [{ as: 'copies', to: 'Copy', kind: 'HasMany', key: 'shelfId' }],
  Tag: [
    { as: 'books', to: 'Book', kind: 'BelongsToMany', key: 'TagId', through: bookTags('BookId') },
  ],
  Loan: [
    { as: 'copy', to: 'Copy', kind: 'BelongsTo', key: 'copyId' },
    { as: 'reader', to: 'Reader', kind: 'BelongsTo', key: 'readerId' },
  ],
  Reader: [
    { as: 'Passport', to: 'Passport', kind: 'HasOne', key: 'ReaderId' },
    { as: 'loans', to: 'Loan', kind: 'HasMany', key: 'readerId' },
    {
      as: 'friends',
      to: 'Reader',
      kind: 'BelongsToMany',
      key: 'readerId',
      through: { table: 'Friendship', otherKey: 'friendId' },
    },
  ],
  Passport: [{ as: 'Reader', to: 'Reader', kind: 'BelongsTo', key: 'ReaderId' }],
}

/** Conditions by model. A comparison with null holds for no row, as in SQL. */
export const conditions: Readonly<Record<string, readonly Condition[]>> = {
  Author: [
    {
      option: () => ({ country: ['IT', 'AR'] }),
      holds: ({ country }) => country === 'IT' || country === 'AR',
    },
    { option: ({ Op }) => ({ rating: { [Op.gt]: 4 } }), holds: ({ rating }) => Number(rating) > 4 },
  ],
  Book: [
    { option: () => ({ genre: 'novel' }), holds: ({ genre }) => genre === 'novel' },
    {
      option: ({ Op }) => ({ [Op.or]: [{ pages: { [Op.lt]: 100 } }, { lendable: false }] }),
      holds: ({ pages, lendable }) =>
        (pages !== null && Number(pages) < 100) || (lendable !== null && !lendable),
    },
  ],
  Copy: [
    { option: () => ({ condition: 'good' }), holds: ({ condition }) => condition === 'good' },
    {
      option: ({ Op }) => ({ shelfId: { [Op.ne]: null } }),
      holds: ({ shelfId }) => shelfId !== null,
    },
  ],
  Shelf: [{ option: () => ({ roomNumber: 1 }), holds: (row) => row['room_number'] === 1 }],
  Tag: [
    {
      option: ({ Op }) => ({ label: { [Op.like]: 'm%' } }),
      holds: ({ label }) => String(label).startsWith('m'),
    },
  ],
  Loan: [{ option: () => ({ returned: true }), holds: ({ returned }) => Boolean(returned) }],
  Reader: [
    { option: ({ Op }) => ({ name: { [Op.ne]: 'Sam' } }), holds: ({ name }) => name !== 'Sam' },
  ],
  Passport: [{ option: () => ({ number: 'P1' }), holds: ({ number }) => number === 'P1' }],
}

/** By model, the equality that stands under a `$path$`. */
export const pathConditions: Readonly<Record<string, { attribute: string; value: unknown }>> = {
  Author: { attribute: 'country', value: 'IT' },
  Book: { attribute: 'genre', value: 'novel' },
  Copy: { attribute: 'condition', value: 'good' },
  Shelf: { attribute: 'label', value: 'A' },
  Tag: { attribute: 'label', value: 'maze' },
  Loan: { attribute: 'dueOn', value: '2022-02-01' },
  Reader: { attribute: 'name', value: 'Rosa' },
  Passport: { attribute: 'number', value: 'P1' },
}

/** Through rows of `BookTags` that are left by the condition on them. */
export const isHeavy = ({ weight }: Row): boolean => Number(weight) > 2

/** Whether an association leads to many rows. */
export function isToMany({ kind }: Edge): boolean {
  return kind === 'HasMany' || kind === 'BelongsToMany'
}

/** Whether a tree, or one below it, is loaded by a statement of its own. */
export function hasSeparate({ separate, include }: Tree): boolean {
  return separate !== undefined || include.some(hasSeparate)
}

// ---

const attributes = fc.constantFrom<Tree['attributes'][]>(
  'all',
  'all',
  'all',
  'key',
  'without dates',
  'renamed',
)

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
    attributes,
    separate: edge.kind === 'HasMany' ? sometimes(separate, 3) : fc.constant(undefined),
    through:
      edge.kind === 'BelongsToMany'
        ? fc.constantFrom('nothing', 'hidden', edge.to === 'Reader' ? 'nothing' : 'filtered')
        : fc.constant('nothing'),
    withDeleted: edge.to === 'Reader' ? fc.boolean() : fc.constant(false),
    include: treesFrom(edge.to, depth - 1),
  })
}

const separate: fc.Arbitrary<Separate> = fc
  .constantFrom('plain', 'ordered', 'limited')
  .chain((form) =>
    fc.record({
      direction: form === 'plain' ? fc.constant(undefined) : fc.constantFrom('ASC', 'DESC'),
      limit: form === 'limited' ? fc.integer({ min: 1, max: 2 }) : fc.constant(undefined),
      offset: form === 'limited' ? fc.nat(1) : fc.constant(0),
    }),
  )

function sometimes<T>(given: fc.Arbitrary<T>, freq: number): fc.Arbitrary<T | undefined> {
  return fc.option(given, { nil: undefined, freq })
}

function conditionOf(model: string): fc.Arbitrary<number | undefined> {
  return fc.option(fc.nat(conditions[model]!.length - 1), { nil: undefined, freq: 2 })
}

/** The ways down a tree that one statement can go. */
function pathsOf(trees: readonly Tree[]): readonly (readonly Tree[])[] {
  return trees
    .filter((one) => one.separate === undefined)
    .flatMap((one) => [[one], ...pathsOf(one.include).map((rest) => [one, ...rest])])
}

function oneOf<T>(list: readonly T[]): fc.Arbitrary<T | undefined> {
  return list.length === 0 ? fc.constant(undefined) : sometimes(fc.constantFrom(...list), 2)
}

/** Queries of the family. */
export const queries: fc.Arbitrary<Query> = fc
  .constantFrom(...Object.keys(graph))
  .chain((root) => fc.tuple(fc.constant(root), treesFrom(root, DEPTH)))
  .chain(([root, include]) => {
    const paths = pathsOf(include)
    return fc.record({
      root: fc.constant(root),
      condition: conditionOf(root),
      withDeleted: root === 'Reader' ? fc.boolean() : fc.constant(false),
      attributes,
      path: oneOf(paths).chain((trees) =>
        trees === undefined
          ? fc.constant(undefined)
          : fc.record({ trees: fc.constant(trees), isAlternative: fc.boolean() }),
      ),
      order: oneOf(paths).chain((trees) =>
        trees === undefined
          ? fc.constant(undefined)
          : fc.record({
              trees: fc.constant(trees),
              direction: fc.constantFrom<PathOrder['direction'][]>('ASC', 'DESC'),
            }),
      ),
      direction: fc.constantFrom<Query['direction'][]>('ASC', 'DESC'),
      include: fc.constant(include),
      limit: fc.integer({ min: 1, max: 3 }),
      offset: fc.nat(1),
    })
  })

// ---

/** Loading strategies, of Relata only. */
export type Strategy = 'join' | 'select' | 'json' | 'auto'

/**
 * The finder's options of a query.
 *
 * @param strategy said of every include that neither is separate nor has columns in the query's
 *   conditions or order, which have to be joined; nothing is said without it
 */
export function optionsOf(query: Query, setting: Setting, strategy?: Strategy): object {
  const { root, include, order, direction } = query
  const joined = new Set([...(query.path?.trees ?? []), ...(order?.trees ?? [])])
  const spoken = (tree: Tree) =>
    strategy === undefined || tree.separate !== undefined || joined.has(tree) ? {} : { strategy }
  const path = order?.trees.map(({ edge }) => edge.as) ?? []
  return {
    where: whereOf(query, setting),
    ...attributesOf(query.attributes, root),
    ...(query.withDeleted ? { paranoid: false } : {}),
    order: [
      ...(order === undefined ? [] : [[...path, 'id', `${order.direction} NULLS LAST`]]),
      ['id', direction],
    ],
    include: includesOf(include, setting, spoken),
  }
}

function whereOf({ root, condition, path }: Query, setting: Setting): object {
  const own = condition === undefined ? {} : conditions[root]![condition]!.option(setting)
  if (path === undefined) return own
  const { attribute, value } = pathConditions[path.trees.at(-1)!.edge.to]!
  const key = `$${path.trees.map(({ edge }) => edge.as).join('.')}.${attribute}$`
  const { Op } = setting
  return condition !== undefined && path.isAlternative
    ? { [Op.or]: [own, { [key]: value }] }
    : { ...own, [key]: value }
}

function attributesOf(given: Tree['attributes'], model: string): object {
  if (given === 'key') return { attributes: ['id'] }
  if (given === 'renamed') return { attributes: ['id', ['id', 'number_again']] }
  if (given === 'all' || !'Author Book Shelf Reader'.includes(model)) return {}
  return { attributes: { exclude: ['createdAt', 'updatedAt'] } }
}

function includesOf(
  trees: readonly Tree[],
  setting: Setting,
  spoken: (tree: Tree) => object,
): object[] {
  return trees.map((tree) => {
    const { edge, required, condition, include } = tree
    const where = condition === undefined ? undefined : conditions[edge.to]![condition]!
    return {
      association: edge.as,
      ...throughOptions(tree.through, setting),
      ...(required === undefined ? {} : { required }),
      ...(where === undefined ? {} : { where: where.option(setting) }),
      ...attributesOf(tree.attributes, edge.to),
      ...(tree.withDeleted ? { paranoid: false } : {}),
      ...(tree.separate === undefined ? {} : separateOptions(tree.separate)),
      ...spoken(tree),
      include: includesOf(include, setting, spoken),
    }
  })
}

function separateOptions({ direction, limit, offset }: Separate): object {
  return {
    separate: true,
    ...(direction === undefined ? {} : { order: [['id', direction]] }),
    ...(limit === undefined ? {} : { limit, offset }),
  }
}

function throughOptions(through: Tree['through'], { Op }: Setting): object {
  if (through === 'hidden') return { through: { attributes: [] } }
  return through === 'filtered' ? { through: { where: { weight: { [Op.gt]: 2 } } } } : {}
}

// ---

/** A query in a few words, for titles. */
export function describeQuery(query: Query): string {
  const { root, condition, path, order, include, withDeleted } = query
  const marks = [
    withDeleted ? 'deleted too' : '',
    condition === undefined ? '' : `where${condition}`,
    path === undefined ? '' : `${path.isAlternative ? 'or ' : ''}$${wayOf(path.trees)}$`,
    order === undefined ? '' : `by ${wayOf(order.trees)} ${order.direction}`,
  ].filter((mark) => mark !== '')
  return `${[root, ...marks].join(' ')} → ${describeTrees(include)}`
}

function wayOf(trees: readonly Tree[]): string {
  return trees.map(({ edge }) => edge.as).join('.')
}

function describeTrees(trees: readonly Tree[]): string {
  return trees
    .map(({ edge, required, condition, separate: own, through, withDeleted, include }) => {
      const marks = [
        required === true ? '!' : required === false ? '?' : '',
        condition === undefined ? '' : `where${condition}`,
        own === undefined ? '' : `separate${own.limit === undefined ? '' : ` ${own.limit}`}`,
        through === 'filtered' ? 'through' : '',
        withDeleted ? 'deleted too' : '',
      ].filter((mark) => mark !== '')
      const below = include.length === 0 ? '' : `(${describeTrees(include)})`
      return `${edge.as}${marks.length === 0 ? '' : `[${marks.join(' ')}]`}${below}`
    })
    .join(', ')
}
