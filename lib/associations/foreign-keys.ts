/** Choosing, naming and adding foreign keys. */
import { UsageError } from '../errors/usage-errors.js'
import type { AttributeDefinition } from '../model/definition-types.js'
import type { AnyModel } from '../model/runtime.js'
import { mergeAttributeDefaults } from '../model/initialization.js'

/** A foreign key as the options describe it. */
export interface ForeignKeyOptions {
  readonly name: string | undefined
  /** Attribute options given with the key. */
  readonly attribute: Readonly<Record<string, unknown>>
}

/** v6's forms of `foreignKey` and `otherKey`: a name, or attribute options with `name` or `fieldName`. */
export function readForeignKey(option: unknown, label: string): ForeignKeyOptions {
  if (option === undefined || option === null) return { name: undefined, attribute: {} }
  if (typeof option === 'string' && option !== '') return { name: option, attribute: {} }
  if (typeof option === 'object' && !Array.isArray(option)) {
    const { name, fieldName, ...attribute } = option as Record<string, unknown>
    const chosen = name ?? fieldName
    if (chosen === undefined || typeof chosen === 'string') {
      return { name: chosen, attribute }
    }
  }
  throw UsageError.invalidAssociation(
    label,
    '"foreignKey" must be the name of an attribute, or attribute options with "name"',
  )
}

/** The attribute that a key refers to: the named one, or the primary key. */
export function referencedAttribute(
  model: AnyModel,
  named: unknown,
  option: string,
  label: string,
): AttributeDefinition {
  const { attributes, primaryKeys } = model.modelDefinition
  if (named !== undefined && named !== null) {
    const attribute = attributes.get(String(named))
    if (attribute === undefined) {
      throw UsageError.invalidAssociation(
        label,
        `"${option}" names ${JSON.stringify(named)}, which is not an attribute of ${model.name}`,
        `${model.name} has: ${[...attributes.keys()].join(', ')}.`,
      )
    }
    return attribute
  }
  const key = primaryKeys[0]
  if (key === undefined) {
    throw UsageError.invalidAssociation(
      label,
      `${model.name} has no primary key to refer to`,
      `Set "${option}" to a unique attribute of ${model.name}.`,
    )
  }
  return key
}

/** A foreign key to add to the model that holds it. */
export interface ForeignKey {
  readonly holder: AnyModel
  readonly name: string
  readonly referenced: AnyModel
  readonly key: AttributeDefinition
  readonly given: Readonly<Record<string, unknown>>
  readonly onDelete: string | undefined
  readonly onUpdate: string | undefined
  readonly hasConstraint: boolean
  readonly type?: unknown
}

/** Adds a foreign key's attribute to its model; what the model says of it already stays. */
export function addForeignKey(foreignKey: ForeignKey): void {
  const { holder, name, referenced, key, given, hasConstraint } = foreignKey
  const attribute: Record<string, unknown> = {
    type: foreignKey.type ?? plainKeyType(key),
    allowNull: true,
    ...given,
  }
  if (hasConstraint) {
    attribute.references = {
      model: referenced.getTableName(),
      key: key.column,
      ...(given.references as object | undefined),
      ...((given as { deferrable?: unknown }).deferrable === undefined
        ? {}
        : { deferrable: (given as { deferrable?: unknown }).deferrable }),
    }
    attribute.onDelete = given.onDelete ?? foreignKey.onDelete
    attribute.onUpdate = given.onUpdate ?? foreignKey.onUpdate
  }
  mergeAttributeDefaults(holder, { [name]: attribute })
}

/** The type of a foreign key: that of the key it refers to. */
function plainKeyType(key: AttributeDefinition): unknown {
  return key.type
}

/** Whether a foreign key may be null, by what its model and the options say. */
export function allowsNull(
  holder: AnyModel,
  name: string,
  given: Readonly<Record<string, unknown>>,
): boolean {
  const own = holder.modelDefinition.attributes.get(name)?.allowNull
  return (own ?? given.allowNull ?? true) !== false
}

/** Whether the database is to enforce a key: unless `constraints: false`. */
export function isConstrained(options: Readonly<Record<string, unknown>>): boolean {
  return options.constraints !== false || options.foreignKeyConstraint === true
}

/** Upper case, as v6 writes referential actions. */
export function actionOf(option: unknown, fallback: string): string {
  return typeof option === 'string' ? option.toUpperCase() : fallback
}
