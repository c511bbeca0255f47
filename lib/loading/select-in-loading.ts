/**
 * The select strategy: children are loaded by a statement of their own, by the keys of their
 * parents. Costs one statement per include, and no row is sent twice.
 */
import type { ThroughRow } from '../associations/through-row.js'
import { Op } from '../expression/operators.js'
import { findAllScoped } from '../model/finders.js'
import type { Model } from '../model/model.js'
import type { IncludeNode, ThroughInclude } from './include-tree.js'
import { limitPerParent } from './limit-per-parent.js'

/** Options of the parent's finder that its separate finders share. */
const inherited = [
  'transaction',
  'logging',
  'benchmark',
  'useMaster',
  'searchPath',
  'supportsSearchPath',
  'raw',
  'hooks',
  'logQueryParameters',
  'retry',
  'rawErrors',
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
  for (const child of children) {
    const holder =
      include.through === undefined
        ? child
        : (child.dataValues[include.through.as] as Model | undefined)
    if (holder === undefined) continue
    const key = keyOf(holder.dataValues, foreignKeys)
    const owners = key === undefined ? undefined : parentsByKey.get(key)
    if (owners === undefined) continue
    for (const owner of owners) (owner.dataValues[as] as Model[]).push(child)
  }
  if (link === undefined) hideAdded(children, include.options.attributes, foreignKeys)
  else hideThroughRows(children, include.through!, foreignKeys)
}

/** Of through rows, only what was asked for stays. */
function hideThroughRows(
  children: readonly Model[],
  through: ThroughInclude,
  foreignKeys: readonly string[],
): void {
  if (through.isVisible) {
    const rows = children.map(({ dataValues }) => dataValues[through.as] as Model)
    hideAdded(rows, through.options.attributes, foreignKeys)
  } else {
    for (const { dataValues } of children) delete dataValues[through.as]
  }
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
  const limited = limitPerParent(include, child.include, keys)
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
    association: (link.targetToThrough as ThroughRow).named(through.as),
    required: true,
    attributes: withAttributes(through.options.attributes, names),
    where: conditions.length === 1 ? conditions[0] : { [Op.and]: conditions },
  }
}
