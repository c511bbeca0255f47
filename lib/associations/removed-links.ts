/**
 * Links of paranoid through models that were removed: their rows are still there, and where a unique
 * key is made of the pair, another row of it is refused. Adding the link again brings its row back.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import type { KeyValues } from './keys.js'

/** Whether rows of removed links stand in the way of new ones. */
export function keepsRemovedLinks(through: AnyModel, names: readonly string[]): boolean {
  const { isParanoid, primaryKeys, uniqueKeys, byColumn } = through.modelDefinition
  if (!isParanoid) return false
  const indexes = (through._indexes as unknown as readonly UniqueIndex[]).filter(
    ({ unique, where }) => unique === true && where === undefined,
  )
  const keys = [
    primaryKeys.map(({ name }) => name),
    ...[...uniqueKeys, ...indexes].map(({ fields }) =>
      fields.map((field) => byColumn.get(field as string)?.name ?? field),
    ),
  ]
  return keys.some((key) => key.length > 0 && key.every((name) => names.includes(name as string)))
}

interface UniqueIndex {
  readonly unique?: boolean
  readonly fields: readonly unknown[]
  readonly where?: unknown
}

/** The one row of each removed link, by its key; several were written where nothing refuses them. */
export function removedByKey(
  rows: readonly Model[],
  keyOf: (row: KeyValues) => string,
): ReadonlyMap<string, Model> {
  const removed = new Map<string, Model>()
  const repeated = new Set<string>()
  for (const row of rows) {
    const key = keyOf(row.dataValues)
    if (removed.has(key)) repeated.add(key)
    else removed.set(key, row)
  }
  for (const key of repeated) removed.delete(key)
  return removed
}

/**
 * What has to be changed in the row of a removed link so that it has the values of a new one: a role
 * that was taken away is not given back with the link.
 *
 * @param values of a new row
 */
export function changesAsNew(through: AnyModel, row: Model, values: KeyValues): KeyValues {
  const { columns, timestamps, version } = through.modelDefinition
  const kept = new Set([...Object.values(timestamps), version])
  const { dataValues } = through.build(values as never) as Model
  const entries = columns
    .filter(({ name, isPrimaryKey, isAutoIncrement }) => {
      return !isPrimaryKey && !isAutoIncrement && !kept.has(name)
    })
    .map(({ name }) => [name, (dataValues[name] as unknown) ?? null] as const)
    .filter(([name, value]) => !isDeepStrictEqual(row.dataValues[name] ?? null, value))
  return Object.fromEntries(entries)
}
