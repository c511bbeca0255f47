/** The options of the statement that loads an include by the keys of its parents. */
import type { ThroughRow } from '../associations/through-row.js'
import { Op } from '../expression/operators.js'
import type { AnyModel } from '../model/runtime.js'
import { heldName, isReadAsText, keysCondition, textOf } from './exact-keys.js'
import type { IncludeNode } from './include-tree.js'
import { columnOf } from './joined-loading.js'
import { isPlainObject, isSet } from '../query-options/operands.js'
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
  if (!isSet(own.attributes)) child.showsGetters = true
  const conditions: unknown[] = []
  if (association.scope !== undefined) conditions.push(association.scope)
  if (association.throughLink === undefined) {
    const names = association.keyPairs.map((pair) => pair.target)
    conditions.push(keyWhere(include.model, include.model.name, names, keys))
    if (how.showsKeys === true) {
      const table = { model: include.model, alias: include.model.name }
      child.attributes = withKeysShown(own.attributes, names, table)
    } else child.linkKeys = names
  } else {
    child.include = [...asList(own.include), throughInclude(include, keys, how)]
    if (how.showsKeys === true && repeatsPairs(association)) {
      const table = { model: include.model, alias: include.model.name }
      child.attributes = withKeysShown(own.attributes, primaryKeyOf(include.model), table)
    }
  }
  const limited = limitPerParent(include, child.include, keys)
  if (limited !== undefined) conditions.push(limited)
  child.where = withConditions(include.model, own.where, conditions)
  return child
}

/** A condition with others beside it. Errors name the places in it as they were given. */
function withConditions(model: AnyModel, where: unknown, others: readonly unknown[]): unknown {
  if (others.length === 0) return where
  const [key, ...rest] = primaryKeyOf(model)
  const isNumber = typeof where === 'number' || typeof where === 'bigint'
  // A number by itself is a primary key.
  if (isNumber && key !== undefined && rest.length === 0) {
    return { [key]: where, [Op.and]: others }
  }
  if (!isSet(where)) return others.length === 1 ? others[0] : { [Op.and]: others }
  if (!isPlainObject(where)) return { [Op.and]: [where, ...others] }
  const given = (where as Readonly<Record<symbol, unknown>>)[Op.and]
  const list = Array.isArray(given) ? given : given === undefined ? [] : [given]
  return { ...where, [Op.and]: [...(list as unknown[]), ...others] }
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
  const [only] = names
  if (names.length === 1 && only !== undefined && !isReadAsText(model, only)) {
    return { [only]: keys.map((key) => key[0]) }
  }
  return keysCondition(
    names.map((name) => columnOf(model, alias, name)),
    keys,
  )
}

/** An `attributes` option with some keys, and with the text of those that are read as text. */
function withKeysShown(
  attributes: unknown,
  names: readonly string[],
  table: { readonly model: AnyModel; readonly alias: string },
): unknown {
  const { model, alias } = table
  const texts = names
    .filter((name) => isReadAsText(model, name))
    .map((name) => [textOf(columnOf(model, alias, name)), heldName(model, name)])
  if (Array.isArray(attributes)) {
    const missing = names.filter((name) => !attributes.includes(name))
    return missing.length + texts.length === 0 ? attributes : [...attributes, ...missing, ...texts]
  }
  if (texts.length === 0) return attributes
  const { include, ...others } = (attributes ?? {}) as { include?: readonly unknown[] }
  return { ...others, include: [...(include ?? []), ...texts] }
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
  const table = { model: through.model, alias: through.as }
  const conditions: unknown[] = [keyWhere(through.model, through.as, names, keys)]
  if (link.scope !== undefined) conditions.push(link.scope)
  return {
    ...through.options,
    association: (link.targetToThrough as ThroughRow).named(through.as),
    required: true,
    ...(Object.keys(through.model._scope).length > 0 ? { model: through.model.unscoped() } : {}),
    ...(how.showsKeys === true
      ? { attributes: withKeysShown(through.options.attributes, shown, table) }
      : { linkKeys: names }),
    where: withConditions(through.model, through.options.where, conditions),
  }
}
