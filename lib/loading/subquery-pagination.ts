/**
 * LIMIT with to-many includes: joined rows are not what the limit counts, so root rows are limited
 * in a sub-query, and what is included is joined to the page.
 */
import {
  Aliased,
  Binary,
  Case,
  Cast,
  Col,
  Column,
  Fn,
  Fragment,
  Literal,
  Ordering,
  Over,
} from '../expression/expressions.js'
import { JsonRows } from '../expression/json-rows.js'
import { isNode, type Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import { Join, Subquery } from '../expression/sources.js'
import { childrenOf, rewrite } from '../expression/traverse.js'
import type { AnyModel } from '../model/runtime.js'
import type { ProjectedColumn } from '../query-options/projection.js'
import {
  conjunction,
  existsCondition,
  joinsOf,
  matchesSeveral,
  repeatsUnasked,
  statedConditions,
  tableOf,
} from './joined-loading.js'
import type { IncludeNode } from './include-tree.js'
import { allNamed, conjuncts } from './join-order.js'
import { isSet } from '../query-options/operands.js'
import { type Aliases, aliasesOf } from './ordering-terms.js'

/** Whether rows have to be limited before what is included is joined. */
export function needsPagination(
  options: Readonly<Record<string, unknown>>,
  includes: readonly IncludeNode[],
): boolean {
  const isLimited =
    (options.limit !== undefined && options.limit !== null) ||
    (options.offset !== undefined && options.offset !== null)
  if (!isLimited || options.subQuery === false) return options.subQuery === true && isLimited
  if (includes.some(isDuplicating)) return true
  // Locks are for the rows of joined tables, too.
  const isLocked = isSet(options.lock) && options.lock !== false
  return !isLocked && repeatsUnasked(includes)
}

function isDuplicating(include: IncludeNode): boolean {
  if (include.strategy !== 'join') return false
  return include.duplicating || include.children.some(isDuplicating)
}

/** What a page is made from. */
export interface PageParts {
  /** The statement without pagination. */
  readonly flat: Select
  readonly model: AnyModel
  readonly includes: readonly IncludeNode[]
  readonly rootColumns: readonly ProjectedColumn[]
  /** The computed ones among them, by alias, that are made of what is joined to the page. */
  readonly beside: Aliases
  /** Includes that `where` or `order` of the root reach into. */
  readonly reached: ReadonlySet<IncludeNode>
  readonly caller: string
}

/** Of the computed columns of a root, those that name what is joined to it. */
export function madeOfJoined(
  columns: readonly ProjectedColumn[],
  model: AnyModel,
  includes: readonly IncludeNode[],
): Aliases {
  const joined = new Set<IncludeNode>()
  const add = (include: IncludeNode): void => {
    if (include.strategy !== 'join') return
    joined.add(include)
    include.children.forEach(add)
  }
  includes.forEach(add)
  const computed = aliasesOf(columns)
  return new Map(
    [...computed].filter(([, expression]) => !staysWithin(expression, model.name, joined)),
  )
}

/** The sub-query that gives one page of root rows. */
export function pageQuery(parts: PageParts): Select {
  const { flat, model, includes, caller } = parts
  const reached = withRequired(parts.reached)
  const alias = model.name
  const filters = includes
    .filter((include) => include.strategy === 'join' && include.required && !reached.has(include))
    .map((include) => existsCondition(model, alias, include, caller))
  const where = conjunction([flat.where, ...filters])
  const columns = pageColumns(parts)
  const from = [tableOf(model, alias)]
  if (reached.size === 0) {
    return new Select({
      columns,
      from,
      where,
      orderBy: flat.orderBy,
      limit: flat.limit,
      offset: flat.offset,
      lock: flat.lock,
      hints: flat.hints,
    })
  }
  const joins = joinsOf(model, alias, includes, caller, reached)
  const repeats = [...reached].some(matchesSeveral)
  if (!repeats) {
    return new Select({
      columns,
      from,
      joins,
      where,
      orderBy: flat.orderBy,
      limit: flat.limit,
      offset: flat.offset,
      lock: flat.lock,
    })
  }
  return new Select({
    columns,
    from,
    joins: [keyPage(parts, joins, where)],
    orderBy: flat.orderBy.filter((item) => staysWithin(item, alias, reached)),
  })
}

/**
 * Adds the includes that a condition or an ordering names by `col('author.name')` or in the text of a
 * `literal()`, which are sent as they are and resolve to nothing before.
 */
export function reachNamed(
  node: Node,
  includes: readonly IncludeNode[],
  reached: Set<IncludeNode>,
): void {
  if (node instanceof Col) {
    let children = includes
    for (const step of node.col.split(/\.|->/).slice(0, -1)) {
      const next = children.find((include) => include.as === step)
      if (next === undefined) return
      reached.add(next)
      children = next.children
    }
  }
  const text = sqlTextOf(node)
  if (text !== undefined) reachInText(text, includes, reached)
  for (const child of childrenOf(node)) reachNamed(child, includes, reached)
}

/**
 * Adds the includes that conditions of other includes name: `$author.name$` in the `where` of `books`.
 *
 * @param where the finder's conditions, in which those of required includes can stand as EXISTS
 */
export function reachBetween(
  where: readonly Node[],
  includes: readonly IncludeNode[],
  reached: Set<IncludeNode>,
  caller: string,
): void {
  const add = (path: readonly IncludeNode[]): void => {
    for (const include of path) reached.add(include)
  }
  for (const path of allNamed(where, includes)) add(path)
  const visit = (include: IncludeNode, above: readonly IncludeNode[]): void => {
    if (include.strategy !== 'join') return
    const own = [...above, include]
    for (const path of allNamed(statedConditions(include, caller), includes)) {
      const isAbove = own.includes(path.at(-1)!)
      // What is below is joined in the include's own EXISTS, unless it is joined itself.
      const isBelow = path.includes(include)
      if (!isAbove && (!isBelow || reached.has(include))) add(path)
    }
    for (const child of include.children) visit(child, own)
  }
  for (let size = -1; size !== reached.size; ) {
    size = reached.size
    // What is joined with them can name more.
    for (const include of withRequired(reached)) reached.add(include)
    for (const include of includes) visit(include, [])
  }
}

/** @returns whether one of the includes, or what is below them, is named */
function reachInText(
  text: string,
  includes: readonly IncludeNode[],
  reached: Set<IncludeNode>,
): boolean {
  let isNamed = false
  for (const include of includes) {
    if (include.strategy !== 'join') continue
    const isBelow = reachInText(text, include.children, reached)
    if (!isBelow && !namesTable(text, include)) continue
    reached.add(include)
    isNamed = true
  }
  return isNamed
}

/** The text of an expression that is sent as it is; undefined for others. */
function sqlTextOf(node: Node): string | undefined {
  if (node instanceof Literal) return node.val
  return node instanceof Fragment ? node.texts.join('?') : undefined
}

/**
 * Whether SQL text has a column of an include: its alias, quoted or not, and a point. In a sub-query
 * with a table of that name it is the column of that one.
 */
function namesTable(text: string, { alias }: IncludeNode): boolean {
  const name = alias.replaceAll(/[^\w]/g, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`)
  const quoted = `["\`[]?${name}["\`\\]]?`
  if (!new RegExp(`(?<![\\w$])${quoted}\\s*\\.`, 'iu').test(text)) return false
  return !new RegExp(
    `\\b(?:from|join)\\s+(?:[\\w"\`[\\]]+\\s*\\.\\s*)*${quoted}(?!\\s*\\.)(?![\\w$])`,
    'iu',
  ).test(text)
}

/** What is reached, and what decides below it whether its rows are there at all. */
export function withRequired(reached: ReadonlySet<IncludeNode>): ReadonlySet<IncludeNode> {
  const all = new Set<IncludeNode>()
  const add = (include: IncludeNode): void => {
    all.add(include)
    for (const child of include.children) {
      if (child.strategy === 'join' && child.required) add(child)
    }
  }
  reached.forEach(add)
  return all
}

/** Joins the root to the keys of its page, for conditions that reach into to-many includes. */
function keyPage(parts: PageParts, joins: readonly Join[], where: Node | undefined): Join {
  const { flat, model } = parts
  const alias = model.name
  const root = { alias, model, reached: withRequired(parts.reached) }
  const keys = model.modelDefinition.primaryKeys.map(
    (attribute) => new Column(alias, attribute.column, attribute.type),
  )
  const rows = { from: [tableOf(model, alias)], joins, where }
  const page = { limit: flat.limit, offset: flat.offset }
  const reaching = flat.orderBy.filter((item) => !staysWithin(item, alias, root.reached))
  const columns = keys.map((key, index) => new Aliased(key, `key${index}`))
  const query =
    reaching.length > 1 || !reaching.every((item) => hasExtremes(item, model))
      ? firstOfRanked(columns, rows, flat.orderBy, page)
      : new Select({
          columns,
          ...rows,
          ...page,
          groupBy: [...keys, ...rootColumnsOf(flat.orderBy, model, keys)],
          orderBy: flat.orderBy.map((item) => representative(item, root)),
        })
  return new Join(
    'inner',
    new Subquery(query, 'page'),
    conjunction(keys.map((key, index) => new Binary('=', key, new Column('page', `key${index}`)))),
  )
}

/**
 * The columns of the root that an ordering names, beside its key. They have one value for each row of
 * the root, which not every database knows: of a view none does.
 */
function rootColumnsOf(
  orderBy: readonly Node[],
  model: AnyModel,
  keys: readonly Column[],
): readonly Column[] {
  const columns = new Map<string, Column>()
  const visit = (node: Node): void => {
    if (node instanceof Column && node.table === model.name) columns.set(node.name, node)
    childrenOf(node).forEach(visit)
  }
  orderBy.forEach(visit)
  for (const { name } of keys) columns.delete(name)
  return [...columns.values()]
}

/** Types of which no database lacks MIN and MAX, some of them by way of another type. */
const typesWithExtremes: ReadonlySet<string> = new Set([
  'BIGINT',
  'BOOLEAN',
  'CHAR',
  'CITEXT',
  'DATE',
  'DATEONLY',
  'DECIMAL',
  'DOUBLE PRECISION',
  'ENUM',
  'FLOAT',
  'INTEGER',
  'MEDIUMINT',
  'REAL',
  'SMALLINT',
  'STRING',
  'TEXT',
  'TIME',
  'TINYINT',
  'UUID',
])

/** Whether MIN and MAX can tell which of several values of an ordering comes first. */
function hasExtremes(item: Node, model: AnyModel): boolean {
  if (model.runtime.dialect.supports.extremesOfAllTypes) return item instanceof Ordering
  if (!(item instanceof Ordering) || !(item.expression instanceof Column)) return false
  const { type } = item.expression
  return type !== undefined && typesWithExtremes.has(type.key)
}

/**
 * The keys of a page that several columns of joined rows order: of the rows of a root, the one that
 * comes first by all of them counts, which the least value of each would not give.
 */
function firstOfRanked(
  keys: readonly Aliased[],
  rows: Pick<Select, 'from' | 'joins' | 'where'>,
  orderBy: readonly Node[],
  page: Pick<Select, 'limit' | 'offset'>,
): Select {
  const position = new Over(new Fn('row_number', []), [], orderBy)
  const ranked = new Select({ columns: [...keys, new Aliased(position, 'position')], ...rows })
  const columns = keys.map(({ alias }) => new Column('ranked', alias))
  return new Select({
    columns,
    from: [new Subquery(ranked, 'ranked')],
    groupBy: columns,
    orderBy: [new Fn('min', [new Column('ranked', 'position')])],
    ...page,
  })
}

/** Of the values that a root row has in an ordering, the one that comes first. */
export function representative(item: Node, root: OrderedRoot): Node {
  if (staysWithin(item, root.alias, root.reached)) return item
  if (!(item instanceof Ordering)) return item
  const { expression, direction, nulls } = item
  const pick = direction === 'desc' ? 'max' : 'min'
  const { extremesOfAllTypes, nullsSortLow } = root.model.runtime.dialect.supports
  const value = extremesOfAllTypes ? expression : comparable(expression)
  const extreme = new Fn(pick, [value])
  const nullsFirst =
    nulls === undefined ? (direction !== 'desc') === nullsSortLow : nulls === 'first'
  return new Ordering(nullsFirst ? nullOr(value, extreme) : extreme, direction, nulls)
}

/** MIN and MAX take no notice of nulls, which come first here: null, where one of the values is. */
function nullOr(value: Node, extreme: Node): Node {
  const counts = [value, new Col('*')].map((counted) => new Fn('count', [counted]))
  return new Case(
    undefined,
    [new Binary('<', counts[0]!, counts[1]!)],
    [new Literal('NULL')],
    extreme,
  )
}

/** The table whose rows are ordered, by columns of what is joined to it. */
export interface OrderedRoot {
  readonly model: AnyModel
  readonly alias: string
  readonly reached: ReadonlySet<IncludeNode>
}

/** The same order in values of a type that MIN and MAX take. */
function comparable(expression: Node): Node {
  if (!(expression instanceof Column)) return expression
  switch (expression.type?.key) {
    case 'BOOLEAN':
      return new Cast(expression, 'integer')
    case 'UUID':
      return new Cast(expression, 'text')
    default:
      return expression
  }
}

/** Whether an expression names no column of another table than the root's. */
function staysWithin(node: Node, alias: string, reached: ReadonlySet<IncludeNode>): boolean {
  const text = sqlTextOf(node)
  if (text !== undefined && [...reached].some((include) => namesTable(text, include))) return false
  if (node instanceof Column && node.table !== undefined && node.table !== alias) return false
  if (node instanceof Col && node.col.includes('.') && !node.col.startsWith(`${alias}.`))
    return false
  return childrenOf(node).every((child) => staysWithin(child, alias, reached))
}

/**
 * The root's columns inside the page: attributes under their column names, computed ones under
 * their aliases, and keys that joins outside need.
 */
function pageColumns(parts: PageParts): Node[] {
  const { model, includes, rootColumns } = parts
  const columns = new Map<string, Node>()
  for (const column of rootColumns) {
    if (column.attribute === undefined) {
      if (parts.beside.has(column.name)) continue
      columns.set(column.name, new Aliased(column.expression, column.name, column.type))
    } else if (column.expression instanceof Column) {
      columns.set(column.expression.name, new Column(model.name, column.expression.name))
    }
  }
  const definition = model.modelDefinition
  const needed = [
    ...definition.primaryKeys.map((attribute) => attribute.name),
    ...includes.flatMap((include) => {
      const pairs: readonly { readonly source: string }[] =
        include.association.throughLink?.sourcePairs ?? include.association.keyPairs
      return pairs.map((pair) => pair.source)
    }),
    ...orderedAttributes(parts),
    // What text names is not known.
    ...(parts.beside.size === 0 ? [] : definition.columns.map((attribute) => attribute.name)),
  ]
  for (const name of needed) {
    const column = definition.attributes.get(name)?.column ?? name
    if (!columns.has(column)) columns.set(column, new Column(model.name, column))
  }
  return [...columns.values()]
}

/**
 * Of the conditions on the root, those that reach into to-many includes. They have chosen the page;
 * they choose among the joined rows, too, as they do without a limit.
 */
export function outerConditions(
  where: Node | undefined,
  model: AnyModel,
  reached: ReadonlySet<IncludeNode>,
): Node | undefined {
  const repeats = [...reached].some(matchesSeveral)
  if (!repeats || where === undefined) return undefined
  return conjunction(
    conjuncts(where).filter((condition) => !staysWithin(condition, model.name, reached)),
  )
}

/** Attributes that order and conditions outside name, and joins outside may use. */
function orderedAttributes(parts: PageParts): string[] {
  const names: string[] = []
  const { byColumn } = parts.model.modelDefinition
  const visit = (node: Node): void => {
    if (node instanceof Column && node.table === parts.model.name) {
      names.push(byColumn.get(node.name)?.name ?? node.name)
    }
    if (node instanceof Col && node.col.startsWith(`${parts.model.name}.`)) {
      const column = node.col.slice(parts.model.name.length + 1)
      if (column !== '*' && !column.includes('.')) names.push(byColumn.get(column)?.name ?? column)
    }
    childrenOf(node).forEach(visit)
  }
  parts.flat.orderBy.forEach(visit)
  const conditions = outerConditions(parts.flat.where, parts.model, parts.reached)
  if (conditions !== undefined) visit(conditions)
  parts.flat.joins.forEach((join) => visit(join))
  parts.flat.columns.filter(holdsRows).forEach(visit)
  return names
}

/** Whether a column has the rows of an include, which are found by the values of its own row. */
function holdsRows(column: Node): boolean {
  return column instanceof Aliased && column.expression instanceof JsonRows
}

/**
 * The ordering outside the page: the same, with computed columns of the root named by the alias
 * under which the page gives them.
 */
export function outerOrder(
  orderBy: readonly Node[],
  outside: ReadonlyMap<Node, Node>,
): readonly Node[] {
  if (outside.size === 0) return orderBy
  return orderBy.map((item) =>
    rewrite(item, (node) => (isNode(node) ? (outside.get(node) ?? node) : node)),
  )
}
