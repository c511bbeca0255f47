/** What is said of a foreign key by all that use it. */
import type { AnyModel } from '../model/runtime.js'
import { columnOptions, type KeyUse, type UsedKey } from './side.js'

/** Whether a key is one of the two keys of a many-to-many relation. */
export function isKeyOfPairs(key: UsedKey | undefined): boolean {
  return key?.uses.some(({ side }) => side.kind === 'BelongsToMany') === true
}

/**
 * Whether the rows of a table of pairs are identified by their keys, this one among them: then no
 * row can be without it.
 */
export function isIdentifying(key: UsedKey | undefined): boolean {
  if (key === undefined || !isKeyOfPairs(key)) return false
  const { holder, names } = key
  if (typeof holder === 'string') return true
  const { primaryKeys, attributes } = (holder as AnyModel).modelDefinition
  if (primaryKeys.every(({ isGenerated }) => isGenerated)) return true
  return names.some((name) => attributes.get(name)?.isPrimaryKey === true)
}

/** The action that a use of a key says, beside the key or in it. */
export function actionOfUse(
  { side, option }: KeyUse,
  action: 'onDelete' | 'onUpdate',
): string | undefined {
  const inKey = columnOptions(side.options[option]).map((column) => textOf(column[action]))
  return textOf(side.options[action]) ?? inKey.find((one) => one !== undefined)
}

/** The uses of a key that say what the database does: those that it enforces. */
export function enforcedUses({ uses }: UsedKey): readonly KeyUse[] {
  return uses.filter(({ side }) =>
    [side, ...side.inverses].every(({ options }) => options.constraints !== false),
  )
}

/** The action that any use of a key says. */
export function saidAction(key: UsedKey, action: 'onDelete' | 'onUpdate'): string | undefined {
  for (const use of enforcedUses(key)) {
    const said = actionOfUse(use, action)
    if (said !== undefined) return said
  }
  return undefined
}

/** What all uses of a key say of its columns; the first one that says a thing counts. */
export function saidColumns({
  names,
  uses,
}: UsedKey): readonly Readonly<Record<string, unknown>>[] {
  const all = uses.map(({ side, option }) => columnOptions(side.options[option]))
  return names.map((_, index) => Object.assign({}, ...all.map((one) => one[index]).reverse()))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
