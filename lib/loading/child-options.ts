/** The options of the statement that loads an include by the keys of its parents. */
import type { ThroughRow } from '../associations/through-row.js'
import { In, Parameter, Tuple } from '../expression/expressions.js'
import { Op } from '../expression/operators.js'
import { paddedLength } from '../expression/value-kind.js'
import type { AnyModel } from '../model/runtime.js'
import type { IncludeNode } from './include-tree.js'
import { columnOf } from './joined-loading.js'
import { limitPerParent } from './limit-per-parent.js'
import { primaryKeyOf, repeatsPairs } from './repeated-pairs.js'

/** Keys of parents, each a list of its parts. */
export type Keys = readonly (readonly unknown[])[]

/** Options of the parent's finder that the statements of its includes share. */
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

/** Options of an include that are options of its statement. The others are of joins. */
const kept = ['attributes', 'include', 'order', 'paranoid'] as const

/**
 * The options to find the children of some parents with.
 *
 * @param keys at least one; none of them twice
 * @param options those of the parents' finder
 * @param how.showsKeys selects the keys of the parents visibly, for hooks
 */
export function childOptions(
  include: IncludeNode,
  keys: Keys,
  options: Readonly<Record<string, unknown>>,
  how: { readonly showsKeys?: boolean } = {},
): Record<string, unknown> {
  const { association } = include
  const own = include.options
  const child = include.isSeparate ? separateOptions(own) : joinedOptions(own)
  child.caller = options.caller
  for (const name of inherited) {
    if (options[name] !== undefined && child[name] === undefined) child[name] = options[name]
  }
  // Where joins below find several rows of a child, it is one instance, as it is among joined children.
  if (!include.isSeparate) child.mergesRows = true
  const conditions: unknown[] = []
  if (own.where !== undefined && own.where !== null) conditions.push(own.where)
  if (association.scope !== undefined) conditions.push(association.scope)
  if (association.throughLink === undefined) {
    const names = association.keyPairs.map((pair) => pair.target)
    conditions.push(keyWhere(include.model, include.model.name, names, keys))
    if (how.showsKeys === true) child.attributes = withAttributes(own.attributes, names)
    else child.linkKeys = names
  } else {
    child.include = [...asList(own.include), throughInclude(include, keys, how)]
    if (how.showsKeys === true && repeatsPairs(association)) {
      child.attributes = withAttributes(own.attributes, primaryKeyOf(include.model))
    }
  }
  const limited = limitPerParent(include, child.include, keys)
  if (limited !== undefined) conditions.push(limited)
  if (conditions.length > 0) {
    child.where = conditions.length === 1 ? conditions[0] : { [Op.and]: conditions }
  }
  return child
}

function joinedOptions(own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const child: Record<string, unknown> = {}
  for (const name of kept) if (own[name] !== undefined) child[name] = own[name]
  return child
}

/** v6 hands on whatever a `separate` include has. */
function separateOptions(own: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const child = { ...own }
  for (const name of [
    'as',
    'association',
    'model',
    'separate',
    'strategy',
    'through',
    'required',
    'limit',
    'offset',
    'where',
  ]) {
    delete child[name]
  }
  return child
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function keyWhere(model: AnyModel, alias: string, names: readonly string[], keys: Keys): unknown {
  if (names.length === 1) return { [names[0]!]: keys.map((key) => key[0]) }
  const columns = names.map((name) => columnOf(model, alias, name))
  // Lists of similar length have one plan.
  const padded = Array.from(
    { length: paddedLength(keys.length) },
    (_, index) => keys[Math.min(index, keys.length - 1)]!,
  )
  const rows = padded.map(
    (key) => new Tuple(key.map((value, index) => new Parameter(value, columns[index]!.type))),
  )
  return new In(new Tuple(columns), new Tuple(rows))
}

function withAttributes(attributes: unknown, names: readonly string[]): unknown {
  if (!Array.isArray(attributes)) return attributes
  const missing = names.filter((name) => !attributes.includes(name))
  return missing.length === 0 ? attributes : [...attributes, ...missing]
}

function throughInclude(
  include: IncludeNode,
  keys: Keys,
  how: { readonly showsKeys?: boolean },
): Record<string, unknown> {
  const link = include.association.throughLink!
  const through = include.through!
  const names = link.sourcePairs.map((pair) => pair.through)
  const shown = repeatsPairs(include.association)
    ? [...names, ...primaryKeyOf(through.model)]
    : names
  const conditions: unknown[] = [keyWhere(through.model, through.as, names, keys)]
  if (through.options.where !== undefined) conditions.push(through.options.where)
  if (link.scope !== undefined) conditions.push(link.scope)
  return {
    ...through.options,
    association: (link.targetToThrough as ThroughRow).named(through.as),
    required: true,
    ...(Object.keys(through.model._scope).length > 0 ? { model: through.model.unscoped() } : {}),
    ...(how.showsKeys === true
      ? { attributes: withAttributes(through.options.attributes, shown) }
      : { linkKeys: names }),
    where: conditions.length === 1 ? conditions[0] : { [Op.and]: conditions },
  }
}
