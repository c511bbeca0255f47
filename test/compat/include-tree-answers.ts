/**
 * What a query of the family finds, computed from the tables' rows by the definition of each option
 * and by neither library: the judge where they differ.
 */
import {
  conditions,
  type Edge,
  isHeavy,
  isToMany,
  pathConditions,
  type PathOrder,
  type Query,
  type Row,
  tables,
  type Tree,
} from './include-tree-family.js'
import type { Setting } from './support.js'

/** The rows of all tables. */
export type Rows = Readonly<Record<string, readonly Row[]>>

/** An instance as its key and what was loaded with it. */
export interface Found {
  readonly id: unknown
  readonly [alias: string]: unknown
}

/** Reads all rows, by plain SQL. */
export async function readRows({ sequelize }: Setting): Promise<Rows> {
  const rows: Record<string, readonly Row[]> = {}
  for (const table of [...Object.values(tables), 'BookTags', 'Friendship']) {
    rows[table] = await sequelize.query(`SELECT * FROM "${table}"`, { type: 'SELECT' })
  }
  return rows
}

/** The instances that the query finds, in order, without its limit. */
export function answer(query: Query, rows: Rows): Found[] {
  const { root, condition, path, include, withDeleted, order, direction } = query
  const own = condition === undefined ? undefined : conditions[root]![condition]!
  const found: Found[] = []
  for (const row of rows[tables[root]!]!) {
    if (!isVisible(row, withDeleted)) continue
    const isOwn = own === undefined || own.holds(row)
    const suffices = path === undefined || (path.isAlternative && own !== undefined && isOwn)
    if (!isOwn && !(path?.isAlternative === true && own !== undefined)) continue
    const one = load(row, include, suffices ? [] : path.trees, rows)
    if (one !== undefined) found.push(one)
  }
  return found.sort(
    (a, b) =>
      (order === undefined
        ? 0
        : compare(firstKey(a, order), firstKey(b, order), order.direction)) ||
      compare(a.id, b.id, direction),
  )
}

/**
 * An instance with its includes; undefined when one that is required has no row.
 *
 * @param path the includes, from here down, on whose row the query's `where` sets a condition: rows
 *   without one are left out of the joined table
 */
function load(
  row: Row,
  trees: readonly Tree[],
  path: readonly Tree[],
  rows: Rows,
): Found | undefined {
  const found: Record<string, unknown> = {}
  for (const tree of trees) {
    const isOnPath = path[0] === tree
    const children = childrenOf(row, tree, isOnPath ? path : [], rows)
    const { edge, separate } = tree
    if (separate === undefined && (isRequired(tree) || isOnPath) && children.length === 0) {
      return undefined
    }
    found[edge.as] = isToMany(edge) ? pageOf(children, tree) : (children[0] ?? null)
  }
  return { id: row['id'], ...found }
}

function childrenOf(row: Row, tree: Tree, path: readonly Tree[], rows: Rows): Found[] {
  const { edge, condition, withDeleted, include } = tree
  const own = condition === undefined ? undefined : conditions[edge.to]![condition]!
  const children: Found[] = []
  for (const target of targetsOf(row, tree, rows)) {
    if (!isVisible(target, withDeleted)) continue
    if (own !== undefined && !own.holds(target)) continue
    if (path.length === 1 && !holdsAtPath(target, edge)) continue
    const child = load(target, include, path.slice(1), rows)
    if (child !== undefined) children.push(child)
  }
  return children.sort((a, b) => compare(a.id, b.id, 'ASC'))
}

function targetsOf(row: Row, { edge, through }: Tree, rows: Rows): readonly Row[] {
  const { to, kind, key } = edge
  const targets = rows[tables[to]!]!
  if (kind === 'BelongsTo') return targets.filter(({ id }) => id === row[key])
  if (kind !== 'BelongsToMany') return targets.filter((target) => target[key] === row['id'])
  const { table, otherKey } = edge.through!
  return rows[table]!.filter(
    (link) => link[key] === row['id'] && (through !== 'filtered' || isHeavy(link)),
  ).flatMap((link) => targets.filter(({ id }) => id === link[otherKey]))
}

function isVisible(row: Row, withDeleted: boolean): boolean {
  return withDeleted || row['deletedAt'] === undefined || row['deletedAt'] === null
}

function holdsAtPath(row: Row, { to }: Edge): boolean {
  const { attribute, value } = pathConditions[to]!
  return row[attribute] === value
}

/** An include is required when that is said, or when it has a condition and nothing is said. */
function isRequired({ required, condition }: Tree): boolean {
  return required ?? condition !== undefined
}

/** The children of a separate include: in its order, and not all. */
function pageOf(children: Found[], { separate }: Tree): Found[] {
  if (separate === undefined) return children
  const { direction = 'ASC', limit = children.length, offset } = separate
  return children.sort((a, b) => compare(a.id, b.id, direction)).slice(offset, offset + limit)
}

/** The key by which an instance comes first among joined rows that are ordered by a path. */
function firstKey(found: Found, { trees, direction }: PathOrder): unknown {
  let reached: readonly Found[] = [found]
  for (const { edge } of trees) {
    reached = reached.flatMap((one) => (one[edge.as] ?? []) as Found | Found[])
  }
  return reached.map(({ id }) => id).sort((a, b) => compare(a, b, direction))[0] ?? null
}

/** Compares keys; null comes last in both directions. */
function compare(a: unknown, b: unknown, direction: 'ASC' | 'DESC'): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const difference = Number(a) - Number(b)
  return direction === 'ASC' ? difference : -difference
}

/**
 * Found instances as their keys and includes, to be compared with an answer. Lists whose order was
 * not asked for are sorted.
 */
export function keysOf(instances: readonly Row[], trees: readonly Tree[]): Found[] {
  return instances.map((instance) => {
    const found: Record<string, unknown> = {}
    for (const { edge, separate, include } of trees) {
      const loaded = instance[edge.as]
      if (!Array.isArray(loaded)) {
        found[edge.as] = loaded ? keysOf([loaded as Row], include)[0] : null
        continue
      }
      const keys = keysOf(loaded, include)
      const isOrdered = separate?.direction !== undefined
      found[edge.as] = isOrdered ? keys : keys.sort((a, b) => compare(a.id, b.id, 'ASC'))
    }
    return { id: instance['id'], ...found }
  })
}

/** Instances in canonical form, with the lists sorted whose order was not asked for. */
export function arranged(instances: unknown, trees: readonly Tree[]): unknown {
  return (instances as Record<string, Row>[]).map((instance) => {
    const [[model, values] = []] = Object.entries(instance)
    const own: Record<string, unknown> = { ...values }
    for (const { edge, separate, include } of trees) {
      const loaded = own[edge.as]
      if (!Array.isArray(loaded)) {
        if (loaded) own[edge.as] = (arranged([loaded], include) as unknown[])[0]
        continue
      }
      const list = arranged(loaded, include) as unknown[]
      own[edge.as] =
        separate?.direction === undefined
          ? list.sort((a, b) => textOf(a).localeCompare(textOf(b)))
          : list
    }
    return { [model!]: own }
  })
}

function textOf(value: unknown): string {
  return JSON.stringify(value)
}
