/**
 * The columns of an entity that loading needs beside those that are asked for: what tells its rows
 * apart, whose they are, and the keys by which more is loaded.
 */
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel } from '../model/runtime.js'
import { projection, type ProjectedColumn } from '../query-options/projection.js'
import { heldName, isReadAsText, textOf } from './exact-keys.js'
import type { IncludeNode } from './include-tree.js'
import { isSet } from '../query-options/operands.js'
import type { ModelResolver } from './model-resolver.js'

/** A column of an entity. */
export interface EntityColumn extends ProjectedColumn {
  /** It tells rows apart, or whose they are, and does not appear on the instance. */
  readonly isHidden?: boolean
  /** It is on the instance until what it is the key of is loaded. */
  readonly isAdded?: boolean
}

/** Which keys of an entity loading needs, whether they are asked for or not. */
export interface WantedKeys {
  readonly includes: readonly IncludeNode[]
  /** By which the rows of this statement find their parents. */
  readonly linkKeys: readonly string[]
  /** Nothing has to be told apart. */
  readonly hidesPrimaryKey: boolean
  /** Keys by which `separate` includes are loaded stay on the instance, as v6 leaves them on roots. */
  readonly showsSeparate?: boolean
}

/**
 * Adds what the projection leaves out and loading needs: the primary key and the keys of parents,
 * hidden as in v6, and the keys by which includes are loaded afterwards.
 */
export function withKeys(
  model: AnyModel,
  columns: readonly ProjectedColumn[],
  wanted: WantedKeys,
  resolver: ModelResolver,
): readonly EntityColumn[] {
  const present = new Set(columns.map((column) => column.attribute))
  const added = new Set<string>()
  const asText = new Set<string>()
  const shown = new Set<string>()
  for (const include of wanted.includes) {
    if (include.strategy !== 'select' || !isShown(include)) continue
    for (const key of sourceKeysOf(include)) {
      const staysShown = include.isSeparate && wanted.showsSeparate === true
      if (isReadAsText(model, key) && !wanted.hidesPrimaryKey) {
        asText.add(key)
        if (!staysShown) continue
      }
      if (present.has(key)) continue
      if (columns.some((column) => column.name === key)) {
        throw UsageError.hiddenKey(resolver.caller, key, include.as)
      }
      added.add(key)
      if (staysShown) shown.add(key)
    }
  }
  const linksAsText = wanted.linkKeys.filter((name) => isReadAsText(model, name))
  const hidden = new Set(wanted.linkKeys.filter((name) => !linksAsText.includes(name)))
  if (!wanted.hidesPrimaryKey) {
    for (const { name } of model.modelDefinition.primaryKeys) hidden.add(name)
  }
  const missing = [...hidden].filter((name) => !present.has(name) && !added.has(name))
  if (added.size + asText.size + missing.length + linksAsText.length === 0) return columns
  const textColumns = (names: Iterable<string>): ProjectedColumn[] =>
    projection([...names], resolver).map(({ name, expression }) => ({
      name: heldName(model, name),
      expression: textOf(expression),
      type: undefined,
      attribute: undefined,
    }))
  return [
    ...columns,
    ...projection([...added], resolver).map((column) => ({
      ...column,
      isAdded: !shown.has(column.name),
    })),
    ...textColumns(asText).map((column) => ({ ...column, isAdded: true })),
    ...projection(missing, resolver).map((column) => ({ ...column, isHidden: true })),
    ...textColumns(linksAsText).map((column) => ({ ...column, isHidden: true })),
  ]
}

/** The attributes of the source by which an include finds its rows. */
export function sourceKeysOf(include: IncludeNode): readonly string[] {
  const { association } = include
  const pairs: readonly { readonly source: string }[] =
    association.throughLink?.sourcePairs ?? association.keyPairs
  return pairs.map((pair) => pair.source)
}

/**
 * Whether anything of an include appears on its parent: `attributes: []` only joins, or filters. A
 * through row appears then where it is asked for.
 */
export function isShown({ options, through, children }: IncludeNode): boolean {
  const hidesAll = Array.isArray(options.attributes) && options.attributes.length === 0
  const asksThrough = through?.isVisible === true && isSet(through.options.attributes)
  return !hidesAll || asksThrough || children.some(isShown)
}
