/**
 * The select strategy: children are loaded by a statement of their own, by the keys of their
 * parents. Costs one statement per include, and no row is sent twice.
 */
import {
  Aliased,
  Binary,
  Column,
  Fn,
  In,
  Over,
  Parameter,
  ParameterList,
  Tuple,
} from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Op } from '../expression/operators.js'
import { Select } from '../expression/select.js'
import { Join, Subquery } from '../expression/sources.js'
import { findAllScoped } from '../model/finders.js'
import type { Model } from '../model/model.js'
import { paranoidCondition } from '../model/paranoid.js'
import { orderings } from '../query-options/order.js'
import { whereCondition } from '../query-options/where.js'
import { columnOf, conjunction, includeResolver, tableOf } from './joined-loading.js'
import { ModelResolver } from './model-resolver.js'
import type { IncludeNode } from './include-tree.js'

/** Options of the parent's finder that its separate finders share. */
const inherited = [
  'transaction',
  'logging',
  'benchmark',
  'useMaster',
  'searchPath',
  'raw',
  'hooks',
  'logQueryParameters',
  'retry',
] as const

/** Loads those includes of a tree that are loaded separately, for the given parents. */
export async function loadSeparately(
  includes: readonly IncludeNode[],
  parents: readonly Model[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const include of includes) {
    if (include.strategy === 'select') await loadInclude(include, parents, options)
    else await loadSeparately(include.children, loadedBelow(include, parents), options)
  }
}

function loadedBelow(include: IncludeNode, parents: readonly Model[]): Model[] {
  if (!hasSeparate(include.children)) return []
  const below: Model[] = []
  for (const parent of parents) {
    const loaded = parent.dataValues[include.as] as Model | Model[] | null | undefined
    if (Array.isArray(loaded)) below.push(...loaded)
    else if (loaded !== null && loaded !== undefined) below.push(loaded)
  }
  return below
}

function hasSeparate(includes: readonly IncludeNode[]): boolean {
  return includes.some((include) => include.strategy === 'select' || hasSeparate(include.children))
}

async function loadInclude(
  include: IncludeNode,
  parents: readonly Model[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (parents.length === 0) return
  const { as } = include
  const link = include.association.throughLink
  const sourceNames = (link?.sourcePairs ?? include.association.keyPairs).map((pair) => pair.source)
  const parentsByKey = new Map<string, Model[]>()
  const keys: unknown[][] = []
  for (const parent of parents) {
    parent.dataValues[as] = []
    const text = keyOf(parent.dataValues, sourceNames)
    if (text === undefined) continue
    const group = parentsByKey.get(text)
    if (group === undefined) {
      parentsByKey.set(text, [parent])
      keys.push(sourceNames.map((name) => parent.dataValues[name]))
    } else group.push(parent)
  }
  if (keys.length === 0) return
  const children = (await findAllScoped(
    include.model,
    childOptions(include, keys, options),
  )) as Model[]
  const foreignKeys =
    link === undefined
      ? include.association.keyPairs.map((pair) => pair.target)
      : link.sourcePairs.map((pair) => pair.through)
  const throughAs = include.through?.as
  for (const child of children) {
    const holder =
      throughAs === undefined ? child : (child.dataValues[throughAs] as Model | undefined)
    if (holder === undefined) continue
    const key = keyOf(holder.dataValues, foreignKeys)
    const owners = key === undefined ? undefined : parentsByKey.get(key)
    if (owners === undefined) continue
    for (const owner of owners) (owner.dataValues[as] as Model[]).push(child)
  }
  if (link === undefined) hideAdded(children, include.options.attributes, foreignKeys)
}

/** Foreign keys that were loaded only to find the parents do not stay on the children, as in v6. */
function hideAdded(
  children: readonly Model[],
  attributes: unknown,
  foreignKeys: readonly string[],
): void {
  if (!Array.isArray(attributes)) return
  const added = foreignKeys.filter((name) => !attributes.includes(name))
  if (added.length === 0) return
  for (const { dataValues } of children) for (const name of added) delete dataValues[name]
}

/**
 * A key as text, whatever characters it has; a number and its text are one key, as in SQL. Hot.
 *
 * @returns undefined when a part of the key is null or missing
 */
function keyOf(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  if (names.length === 1) return keyPart(values[names[0]!])
  let text = ''
  for (const name of names) {
    const part = keyPart(values[name])
    if (part === undefined) return undefined
    text += `${part.length}:${part}`
  }
  return text
}

function keyPart(part: unknown): string | undefined {
  if (typeof part === 'string') return part
  if (part === null || part === undefined) return undefined
  if (part instanceof Date) return String(part.getTime())
  return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : String(part)
}

function childOptions(
  include: IncludeNode,
  keys: readonly (readonly unknown[])[],
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const {
    as: _as,
    association: _association,
    model: _model,
    separate: _separate,
    through: _through,
    ...own
  } = include.options
  const child: Record<string, unknown> = { ...own, caller: options.caller }
  for (const name of inherited) {
    if (options[name] !== undefined && child[name] === undefined) child[name] = options[name]
  }
  delete child.required
  delete child.limit
  delete child.offset
  const { association } = include
  const conditions: unknown[] = []
  if (own.where !== undefined && own.where !== null) conditions.push(own.where)
  if (association.scope !== undefined) conditions.push(association.scope)
  const link = association.throughLink
  if (link === undefined) {
    conditions.push(
      keyWhere(
        association.keyPairs.map((pair) => pair.target),
        keys,
      ),
    )
    child.attributes = withAttributes(
      own.attributes,
      association.keyPairs.map((pair) => pair.target),
    )
  } else {
    child.include = [...asList(own.include), throughInclude(include, keys)]
  }
  const limited = limitPerParent(include, keys)
  if (limited !== undefined) conditions.push(limited)
  child.where = conditions.length === 1 ? conditions[0] : { [Op.and]: conditions }
  return child
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function keyWhere(names: readonly string[], keys: readonly (readonly unknown[])[]): unknown {
  if (names.length === 1) return { [names[0]!]: keys.map((key) => key[0]) }
  return {
    [Op.or]: keys.map((key) => Object.fromEntries(names.map((name, index) => [name, key[index]]))),
  }
}

function withAttributes(attributes: unknown, names: readonly string[]): unknown {
  if (!Array.isArray(attributes)) return attributes
  const missing = names.filter((name) => !attributes.includes(name))
  return missing.length === 0 ? attributes : [...attributes, ...missing]
}

function throughInclude(
  include: IncludeNode,
  keys: readonly (readonly unknown[])[],
): Record<string, unknown> {
  const link = include.association.throughLink!
  const through = include.through!
  const names = link.sourcePairs.map((pair) => pair.through)
  const conditions: unknown[] = [keyWhere(names, keys)]
  if (through.options.where !== undefined) conditions.push(through.options.where)
  if (link.scope !== undefined) conditions.push(link.scope)
  return {
    ...through.options,
    association: link.targetToThrough,
    required: true,
    attributes: withAttributes(through.options.attributes, names),
    where: conditions.length === 1 ? conditions[0] : { [Op.and]: conditions },
  }
}

/**
 * LIMIT and OFFSET count the children of each parent: a window function numbers them.
 *
 * @returns the condition on the child's primary key; undefined without a limit
 */
function limitPerParent(include: IncludeNode, keys: readonly (readonly unknown[])[]): unknown {
  const { limit, offset } = include.options
  const hasLimit = limit !== undefined && limit !== null
  const hasOffset = offset !== undefined && offset !== null
  if (!hasLimit && !hasOffset) return undefined
  const { model, association } = include
  const caller = `${association.source.name}.findAll`
  const alias = model.name
  const link = association.throughLink
  const resolver = new ModelResolver({ caller, model, alias, includes: include.children })
  const joins: Join[] = []
  const conditions: (Node | undefined)[] = [
    paranoidCondition(model, alias, include.options),
    include.options.where === undefined
      ? undefined
      : whereCondition(include.options.where, resolver),
    association.scope === undefined ? undefined : whereCondition(association.scope, resolver),
  ]
  let partition: Node[]
  if (link === undefined) {
    partition = association.keyPairs.map((pair) => columnOf(model, alias, pair.target))
  } else {
    const throughAlias = `${alias}->${link.as}`
    partition = link.sourcePairs.map((pair) => columnOf(link.model, throughAlias, pair.through))
    joins.push(
      new Join(
        'inner',
        tableOf(link.model, throughAlias),
        conjunction(
          link.targetPairs.map(
            (pair) =>
              new Binary(
                '=',
                columnOf(model, alias, pair.target),
                columnOf(link.model, throughAlias, pair.through),
              ),
          ),
        ),
      ),
    )
  }
  conditions.push(keysCondition(partition, keys))
  const { primaryKeys } = model.modelDefinition
  const order =
    include.options.order === undefined || include.options.order === null
      ? primaryKeys.map((key) => columnOf(model, alias, key.name))
      : orderings(include.options.order, includeOrderResolver(include, resolver))
  const numbered = new Select({
    columns: [
      ...primaryKeys.map((key) => columnOf(model, alias, key.name)),
      ...(link === undefined
        ? []
        : partition.map((column, index) => new Aliased(column, `parent${index}`))),
      aliasedRowNumber(partition, order),
    ],
    from: [tableOf(model, alias)],
    joins,
    where: conjunction(conditions),
  })
  const position = new Column('numbered', 'position')
  const start = hasOffset ? Number(offset) : 0
  // A target of several parents is counted for each of them, so its through row is named too.
  const through = link === undefined ? [] : link.sourcePairs.map((pair) => pair.through)
  const keysOfPage = new Select({
    columns: [
      ...primaryKeys.map((key) => new Column('numbered', key.column)),
      ...through.map((_, index) => new Column('numbered', `parent${index}`)),
    ],
    from: [new Subquery(numbered, 'numbered')],
    where: conjunction([
      new Binary('>', position, new Parameter(start)),
      hasLimit ? new Binary('<=', position, new Parameter(start + Number(limit))) : undefined,
    ]),
  })
  const left: Node[] = primaryKeys.map((key) => columnOf(model, alias, key.name))
  if (link !== undefined) {
    for (const name of through) left.push(columnOf(link.model, include.through!.as, name))
  }
  return new In(left.length === 1 ? left[0]! : new Tuple(left), keysOfPage)
}

function includeOrderResolver(include: IncludeNode, resolver: ModelResolver): ModelResolver {
  return include.children.length === 0
    ? resolver
    : includeResolver({ ...include, alias: include.model.name }, resolver.caller)
}

function keysCondition(columns: readonly Node[], keys: readonly (readonly unknown[])[]): Node {
  if (columns.length === 1) {
    return new In(
      columns[0]!,
      new ParameterList(
        keys.map((key) => key[0]),
        (columns[0] as Column).type,
      ),
    )
  }
  return new In(new Tuple(columns), new Tuple(keys.map((key) => new Tuple(key))))
}

function aliasedRowNumber(partition: readonly Node[], order: readonly Node[]): Node {
  return new Aliased(new Over(new Fn('row_number', []), partition, order), 'position')
}
