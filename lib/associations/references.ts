/** Attributes that refer to another model, by their `references` or by their names. */
import type { AttributeDefinition } from '../model/definition-types.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'

/** An attribute that refers to a model. */
export interface Reference {
  readonly attribute: string
  /** The attribute that it refers to; undefined for the primary key. */
  readonly key: string | undefined
}

/** The attributes of a model whose `references` name another model, its table or its class. */
export function referencesTo(holder: AnyModel, referenced: AnyModel): Reference[] {
  const { byColumn, attributes, primaryKeys } = referenced.modelDefinition
  return holder.modelDefinition.columns.flatMap((attribute) => {
    const given = referenceOf(attribute)
    if (given === undefined || !isTableOf(referenced, given.model)) return []
    const key = typeof given.key === 'string' ? given.key : undefined
    const name = key === undefined ? undefined : (attributes.get(key) ?? byColumn.get(key))?.name
    const isPrimary = name === undefined || name === primaryKeys[0]?.name
    return [{ attribute: attribute.name, key: isPrimary ? undefined : name }]
  })
}

/** What an attribute says that it refers to. */
export function referenceOf({
  raw,
}: AttributeDefinition): { readonly model: unknown; readonly key?: unknown } | undefined {
  const references: unknown = raw.references
  if (references === undefined || references === null || references === false) return undefined
  const isWhole = typeof references === 'object' && 'model' in references
  return isWhole ? (references as { model: unknown; key?: unknown }) : { model: references }
}

/** Whether a table as `references` names it is that of a model. */
export function isTableOf(model: AnyModel, table: unknown): boolean {
  if (typeof table === 'function' && 'modelDefinition' in table) {
    const other = (table as unknown as AnyModel).modelDefinition.table
    const own = model.modelDefinition.table
    return own.name === other.name && own.schema === other.schema
  }
  const { name, schema } = model.modelDefinition.table
  if (typeof table === 'string') return table === name && schema === undefined
  const given = table as { tableName?: unknown; schema?: unknown } | null | undefined
  return given?.tableName === name && (given.schema ?? undefined) === schema
}

/** The attribute of a model that looks like a key to another one, and refers to nothing else. */
export function likelyKey(holder: AnyModel, referenced: AnyModel): string | undefined {
  const { singular } = referenced.modelDefinition
  const wanted = defaultKey(singular, referenced).toLowerCase()
  return holder.modelDefinition.columns.find(
    (attribute) =>
      attribute.name.replaceAll('_', '').toLowerCase() === wanted &&
      referenceOf(attribute) === undefined,
  )?.name
}

/** The key to a model by the name of a relation. */
export function defaultKey(name: string, referenced: AnyModel): string {
  return foreignKeyName(name, referenced.modelDefinition.primaryKeys[0]?.name ?? 'id')
}
