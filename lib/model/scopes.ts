/**
 * Scopes: restrictions that a model's finders start from. A scope is a finder's options; merging
 * two of them is merging a scope and the options of a call, the later one going before.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import { Op } from '../expression/operators.js'
import type { AnyModel, AssociationLike } from './runtime.js'

/** Finder options, as scopes are. */
export type ScopeValues = Record<string, unknown>

/** A class's present scope. */
export interface ScopeChoice {
  readonly scope: ScopeValues
  readonly names: string[]
}

/** What options are of: in a call an include that is no list takes the place of a scope's, as in v6. */
type OptionsOwner = 'call' | 'include' | 'scope'

/**
 * The options of a finder's call, or of an include, with the model's scope merged below them. Without
 * a scope these are the very options given. On the way of every finder.
 */
export function applyScope(
  model: AnyModel,
  options: Record<string, unknown>,
  owner: OptionsOwner = 'call',
): Record<string, unknown> {
  const scope = model._scope as ScopeValues
  for (const name in scope) {
    if (scope[name] !== undefined) return mergeScopes(model, [scope, options], owner)
  }
  return options
}

/**
 * The scope that `scope(...)` chooses.
 *
 * @throws {SequelizeScopeError} for a scope that is not defined
 */
export function chooseScope(model: AnyModel, given: readonly unknown[]): ScopeChoice {
  const names: string[] = []
  const scopes: ScopeValues[] = []
  for (const choice of given.flat()) {
    if (choice === null || choice === undefined) continue
    const { scope, name } = resolveScope(model, choice)
    scopes.push(scope)
    names.push(name)
  }
  return { scope: mergeScopes(model, scopes), names }
}

function resolveScope(model: AnyModel, choice: unknown): { scope: ScopeValues; name: string } {
  const { method } = choice as { method?: unknown }
  if (isPlainObject(choice) && method === undefined) {
    return { scope: choice, name: 'defaultScope' }
  }
  const [name, ...args] = (Array.isArray(method) ? method : [method ?? choice]) as unknown[]
  const scopes = model.options.scopes as Record<string, unknown>
  const found =
    typeof name !== 'string'
      ? undefined
      : name === 'defaultScope' && isPlainObject(model.options.defaultScope)
        ? model.options.defaultScope
        : Object.hasOwn(scopes, name)
          ? scopes[name]
          : undefined
  const scope: unknown =
    typeof found === 'function'
      ? (found as (...args: unknown[]) => unknown).apply(model, args)
      : found
  if (typeof scope !== 'object' || scope === null) {
    throw UsageError.unknownScope(
      model.name,
      typeof name === 'string' ? name : String(name),
      Object.keys(scopes),
    )
  }
  return { scope: scope as ScopeValues, name: name as string }
}

/**
 * Adds a scope to a model: `addScope`.
 *
 * @throws {UsageError} for a name that is taken, unless `override`
 */
export function defineScope(
  model: AnyModel,
  name: string,
  scope: unknown,
  options: { readonly override?: boolean | undefined },
): void {
  const defined = model.options.scopes as Record<string, unknown>
  const isTaken =
    name === 'defaultScope'
      ? Object.keys(model.options.defaultScope as object).length > 0
      : Object.hasOwn(defined, name)
  if (isTaken && options.override !== true) throw UsageError.scopeTaken(model.name, name)
  if ((typeof scope !== 'object' || scope === null) && typeof scope !== 'function') {
    throw UsageError.invalidOption(
      `${model.name}.addScope`,
      `the scope "${name}"`,
      'an object of finder options or a function that gives one',
      scope,
    )
  }
  if (name === 'defaultScope') {
    model.options.defaultScope = scope
    model._scope = scope as ScopeValues
    return
  }
  Object.defineProperty(defined, name, {
    value: scope,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

/**
 * Several scopes as one, later ones before earlier ones. None of them is changed.
 *
 * @param owner what the last of them is
 */
export function mergeScopes(
  model: AnyModel,
  scopes: readonly ScopeValues[],
  owner: OptionsOwner = 'scope',
): ScopeValues {
  const merged: ScopeValues = {}
  for (const scope of scopes) {
    for (const name of Object.keys(scope)) {
      if (name === '__proto__') continue
      merged[name] =
        name === 'include' && owner === 'call' && isSingle(scope.include)
          ? scope.include
          : mergeOption(model, name, merged[name], scope[name])
    }
  }
  return merged
}

/** Whether an include is given, and not as a list. */
function isSingle(include: unknown): boolean {
  return include !== undefined && include !== null && !Array.isArray(include)
}

function mergeOption(model: AnyModel, name: string, below: unknown, above: unknown): unknown {
  switch (name) {
    case 'where':
    case 'having':
      return model.options.whereMergeStrategy === 'and'
        ? joinConditions(below, above)
        : overwriteConditions(below, above)
    case 'include':
      return mergeIncludes(model, below, above)
    case 'attributes':
      if (isPlainObject(below) && isPlainObject(above)) return mergeAttributes(below, above)
  }
  if (above === undefined) return below
  if (Array.isArray(below) && Array.isArray(above)) return union(below, above)
  return Array.isArray(above) ? [...(above as unknown[])] : above
}

function union(below: readonly unknown[], above: readonly unknown[]): unknown[] {
  return [...new Set([...below, ...above])]
}

/** `{ include, exclude }` of two scopes. */
function mergeAttributes(
  below: Record<string, unknown>,
  above: Record<string, unknown>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...below }
  for (const name of Object.keys(above)) {
    const value = above[name]
    const other = merged[name]
    if (value === undefined) continue
    merged[name] = Array.isArray(other) && Array.isArray(value) ? union(other, value) : value
  }
  return merged
}

/** The condition above replaces that below, attribute by attribute and operator by operator. */
function overwriteConditions(below: unknown, above: unknown): unknown {
  if (above === undefined) return below
  const upper = isNode(above) ? { [Op.and]: above } : above
  const lower = isNode(below) ? { [Op.and]: below } : below
  if (!isPlainObject(upper) || !isPlainObject(lower)) {
    return below === undefined ? above : upper
  }
  const merged: Record<string | symbol, unknown> = { ...lower }
  for (const key of Reflect.ownKeys(upper)) {
    Object.defineProperty(merged, key, {
      value: (upper as Record<string | symbol, unknown>)[key],
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return merged
}

/** Both conditions hold. */
function joinConditions(below: unknown, above: unknown): unknown {
  const [lower, upper] = [conjuncts(below), conjuncts(above)]
  if (lower.length === 0) return above === undefined ? below : above
  if (upper.length === 0) return below
  return { [Op.and]: [...lower, ...upper] }
}

/** The parts of a condition that all must hold; none for an empty one. */
function conjuncts(condition: unknown): unknown[] {
  if (condition === undefined || condition === null) return []
  if (Array.isArray(condition)) return (condition as unknown[]).flatMap(conjuncts)
  if (!isPlainObject(condition)) return [condition]
  const keys = Reflect.ownKeys(condition)
  if (keys.length === 0) return []
  if (keys.length === 1 && keys[0] === Op.and) {
    const parts = (condition as Record<symbol, unknown>)[Op.and]
    return conjuncts(parts)
  }
  return [condition]
}

/** Includes of the same association become one. */
function mergeIncludes(model: AnyModel, below: unknown, above: unknown): unknown {
  if (above === undefined || above === null) return below
  if (below === undefined || below === null) return above
  const merged: unknown[] = []
  for (const element of [below, above].flat()) {
    const place = merged.findIndex((other) => isSameInclude(model, other, element))
    if (place === -1) merged.push(element)
    else merged[place] = mergeInclude(model, merged[place], element)
  }
  return merged
}

function mergeInclude(model: AnyModel, below: unknown, above: unknown): unknown {
  const association = associationOf(model, above) ?? associationOf(model, below)
  const target = association?.target ?? model
  const [lower, upper] = [includeOptions(below), includeOptions(above)]
  const merged: Record<string, unknown> = {}
  for (const options of [lower, upper]) {
    for (const name of Object.keys(options)) {
      if (name === '__proto__') continue
      merged[name] =
        name === 'include'
          ? mergeIncludes(target, merged[name], options[name])
          : mergeOption(model, name, merged[name], options[name])
    }
  }
  return merged
}

function includeOptions(element: unknown): Record<string, unknown> {
  if (typeof element === 'string') return { association: element }
  if (typeof element === 'function') return { model: element }
  return isPlainObject(element) ? element : { association: element }
}

function isSameInclude(model: AnyModel, left: unknown, right: unknown): boolean {
  const [first, second] = [associationOf(model, left), associationOf(model, right)]
  return first !== undefined && first === second
}

/** The association that an include means; undefined for one that loading must read or refuse. */
function associationOf(model: AnyModel, element: unknown): AssociationLike | undefined {
  const associations = model.associations as unknown as Record<string, AssociationLike>
  const named = (alias: unknown): AssociationLike | undefined =>
    typeof alias === 'string' && Object.hasOwn(associations, alias)
      ? associations[alias]
      : undefined
  const options = includeOptions(element)
  if (options.association !== undefined) {
    return typeof options.association === 'string'
      ? named(options.association)
      : (options.association as AssociationLike)
  }
  if (options.as !== undefined) return named(options.as)
  if (typeof options.model !== 'function') return undefined
  const target = options.model as AnyModel
  return Object.values(associations).find(
    (association) => !association.isAliased && association.target.name === target.name,
  )
}
