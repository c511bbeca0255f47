/**
 * Choosing, naming and adding foreign keys. A key has one attribute or, where the option is a list,
 * several; a key of several is one constraint of the table.
 */
import { show } from '../errors/base-error.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AttributeDefinition } from '../model/definition-types.js'
import { addForeignKeyAttributes } from '../model/initialization.js'
import { columnNameOf } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'

/** One attribute of a foreign key as the options describe it. */
export interface ForeignKeyPart {
  readonly name: string | undefined
  /** Attribute options given with the key. */
  readonly attribute: Readonly<Record<string, unknown>>
}

/** A foreign key as the options describe it. */
export interface ForeignKeyOptions {
  /** Which option it is; what errors name. */
  readonly option: 'foreignKey' | 'otherKey'
  /** Whether a list was given. */
  readonly isList: boolean
  /** One part without a name when nothing was given. */
  readonly parts: readonly ForeignKeyPart[]
}

/**
 * The forms of `foreignKey` and `otherKey`: a name, attribute options with `name` or `fieldName`, or
 * a list of these for a key of several attributes.
 *
 * @throws {AssociationError} for anything else
 */
export function readForeignKey(
  given: unknown,
  label: string,
  option: ForeignKeyOptions['option'] = 'foreignKey',
): ForeignKeyOptions {
  if (!Array.isArray(given)) {
    return { option, isList: false, parts: [readPart(given, label, option)] }
  }
  if (given.length === 0) {
    throw UsageError.invalidAssociation(
      label,
      `"${option}" is an empty list`,
      'List the attributes of the key, or leave the option out.',
    )
  }
  const parts = given.map((one: unknown) => {
    if (one !== undefined && one !== null && one !== '') return readPart(one, label, option)
    throw malformed(label, option)
  })
  return { option, isList: true, parts }
}

function readPart(given: unknown, label: string, option: string): ForeignKeyPart {
  // An empty name is none, as in v6.
  if (given === undefined || given === null || given === '') {
    return { name: undefined, attribute: {} }
  }
  if (typeof given === 'string') return { name: given, attribute: {} }
  if (typeof given === 'object' && isDescription(given)) {
    const { name, fieldName, ...attribute } = given as Record<string, unknown>
    const chosen = nameOrNone(name) ?? nameOrNone(fieldName)
    if (chosen === undefined || typeof chosen === 'string') return { name: chosen, attribute }
  }
  throw malformed(label, option)
}

/** Whether an object says something, or is at least meant to: maps, dates and the like have nothing to read. */
function isDescription(given: object): boolean {
  if (Array.isArray(given)) return false
  const prototype: unknown = Object.getPrototypeOf(given)
  const isPlain = prototype === Object.prototype || prototype === null
  return isPlain || Object.keys(given).length > 0 || 'name' in given || 'fieldName' in given
}

function nameOrNone(name: unknown): unknown {
  return name === '' ? undefined : (name ?? undefined)
}

function malformed(label: string, option: string): UsageError {
  return UsageError.invalidAssociation(
    label,
    `"${option}" must be the name of an attribute, attribute options with "name", or a list of these`,
  )
}

/** Where the attributes that a key refers to are named. */
export interface ReferenceOption {
  readonly option: 'sourceKey' | 'targetKey'
  /** Whether the whole primary key is meant when nothing is named; v6 means its first attribute. */
  readonly isWhole: boolean
  readonly label: string
}

/**
 * The attributes that a key refers to: the named ones, or those of the primary key.
 *
 * @throws {AssociationError} for names that are no attributes, and without a primary key
 */
export function referencedAttributes(
  model: AnyModel,
  named: unknown,
  { option, isWhole, label }: ReferenceOption,
): readonly AttributeDefinition[] {
  const { attributes, primaryKeys } = model.modelDefinition
  if (named !== undefined && named !== null) {
    const names: unknown[] = Array.isArray(named) ? named : [named]
    if (names.length === 0) {
      throw UsageError.invalidAssociation(
        label,
        `"${option}" is an empty list`,
        'List the attributes that the key refers to, or leave the option out.',
      )
    }
    assertDistinct(names.map(textOfName), option, label)
    return names.map((name) => {
      const attribute = attributes.get(textOfName(name))
      if (attribute !== undefined) return attribute
      throw UsageError.invalidAssociation(
        label,
        `"${option}" names ${show(name)}, which is not an attribute of ${model.name}`,
        `${model.name} has: ${[...attributes.keys()].join(', ')}.`,
      )
    })
  }
  const [first] = primaryKeys
  if (first === undefined) {
    throw UsageError.invalidAssociation(
      label,
      `${model.name} has no primary key to refer to`,
      `Set "${option}" to a unique attribute of ${model.name}.`,
    )
  }
  return isWhole ? primaryKeys : [first]
}

/**
 * The names of a foreign key's attributes, one for each attribute that it refers to.
 *
 * @param nameOf the name of a part that was given none
 * @throws {AssociationError} when the lists differ in length, or a name is there twice
 */
export function foreignKeyNames(
  given: ForeignKeyOptions,
  keys: readonly AttributeDefinition[],
  { option, label }: ReferenceOption,
  nameOf: (key: AttributeDefinition, index: number) => string,
): readonly string[] {
  const { parts } = given
  const isGiven = given.isList || parts[0]!.name !== undefined
  if (isGiven && parts.length !== keys.length) {
    const own = parts.map(({ name }, index) => name ?? `(attribute ${index + 1})`)
    const others = keys.map(({ name }) => name)
    throw UsageError.invalidAssociation(
      label,
      `"${given.option}" has ${counted(own)}, and refers to ${counted(others)}`,
      `Give "${given.option}" and "${option}" lists of the same length, in the same order.`,
    )
  }
  const names = keys.map((key, index) => parts[index]?.name ?? nameOf(key, index))
  assertDistinct(names, given.option, label)
  return names
}

/**
 * What a foreign key that was given no name is named after: as in v6 the primary key of the model that
 * is referred to, whichever attribute `targetKey` or `sourceKey` names.
 */
export function namingKey(
  referenced: AnyModel,
  keys: readonly AttributeDefinition[],
  key: AttributeDefinition,
): string {
  const [primary] = referenced.modelDefinition.primaryKeys
  return keys.length === 1 ? (primary ?? key).name : key.name
}

/** What an object that is given for a name reads, which may have no text at all. */
function textOfName(name: unknown): string {
  return typeof name === 'object' ? show(name) : String(name)
}

function counted(names: readonly string[]): string {
  return `${names.length} attribute${names.length === 1 ? '' : 's'} (${names.join(', ')})`
}

function assertDistinct(names: readonly string[], option: string, label: string): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated === undefined) return
  throw UsageError.invalidAssociation(
    label,
    `"${option}" has ${JSON.stringify(repeated)} twice`,
    'Name each attribute of the key once.',
  )
}

/** A foreign key to add to the model that holds it. */
export interface ForeignKey {
  readonly label: string
  readonly holder: AnyModel
  readonly names: readonly string[]
  readonly referenced: AnyModel
  /** What each name refers to. */
  readonly keys: readonly AttributeDefinition[]
  readonly given: ForeignKeyOptions
  /** Attribute options of all parts: those of a through model's primary key. */
  readonly role?: Readonly<Record<string, unknown>>
  readonly onDelete: string | undefined
  readonly onUpdate: string | undefined
  readonly hasConstraint: boolean
  /** What is not said of a new attribute: nothing in a through model, as in v6. */
  readonly allowNull?: true | undefined
  readonly type?: unknown
}

/**
 * The attribute that a model has already for the column of a new key: `userId: { field: 'user_id' }`
 * where the key is `user_id`. As in v6 the key is an attribute beside it.
 */
function attributeOfColumn(
  holder: AnyModel,
  name: string,
  { field }: ForeignKeyPart['attribute'],
): AttributeDefinition | undefined {
  const { attributes, byColumn } = holder.modelDefinition
  if (attributes.has(name)) return undefined
  const isUnderscored = (holder.options as { underscored?: unknown }).underscored === true
  return byColumn.get(typeof field === 'string' ? field : columnNameOf(name, isUnderscored))
}

/** Adds a foreign key's attributes to its model; what the model says of them already stays. */
export function addForeignKey(foreignKey: ForeignKey): void {
  const { holder, names, referenced, keys, given, role, hasConstraint, allowNull } = foreignKey
  const isTyped = foreignKey.type !== undefined && foreignKey.type !== null
  const partOf = (index: number): ForeignKeyPart['attribute'] => {
    const own = given.parts[index]?.attribute
    const other = attributeOfColumn(holder, names[index]!, own ?? {})
    return {
      ...(allowNull === undefined ? {} : { allowNull }),
      ...(other === undefined || isTyped ? {} : { type: other.raw.type }),
      ...(other?.allowNull === false ? { allowNull: false } : {}),
      ...own,
      ...role,
    }
  }
  if (names.length === 1) {
    const part = partOf(0)
    const attribute: Record<string, unknown> = {
      type: foreignKey.type ?? keys[0]!.type,
      ...part,
    }
    if (hasConstraint && isReferable(referenced, keys[0]!)) {
      // What it refers to, the association says, as in v6.
      const { deferrable = part.deferrable } = (part.references ?? {}) as Record<string, unknown>
      attribute.references = {
        model: referenced.getTableName(),
        key: keys[0]!.column,
        ...(deferrable === undefined ? {} : { deferrable }),
      }
      attribute.onDelete = foreignKey.onDelete
      attribute.onUpdate = foreignKey.onUpdate
    }
    addForeignKeyAttributes(holder, { [names[0]!]: attribute })
    return
  }
  if (isTyped) {
    throw UsageError.invalidAssociation(
      foreignKey.label,
      '"keyType" is the type of one attribute, and the key has several',
      `Give each its own: ${given.option}: [{ name: ${JSON.stringify(names[0])}, type: … }, …].`,
    )
  }
  const parts = names.map((_, index) => partOf(index))
  addForeignKeyAttributes(
    holder,
    Object.fromEntries(
      names.map((name, index) => {
        // When the whole key is checked is no matter of one column.
        const { deferrable: _deferrable, ...part } = parts[index]!
        return [name, { type: keys[index]!.type, ...part }]
      }),
    ),
    hasConstraint
      ? {
          references: referenced.getTableName(),
          referencedColumns: keys.map(({ column }) => column),
          onDelete: foreignKey.onDelete,
          onUpdate: foreignKey.onUpdate,
          deferrable: parts.find(({ deferrable }) => deferrable !== undefined)?.deferrable,
        }
      : undefined,
  )
}

/** Part of a primary key is not unique by itself, and databases refer to what is unique. */
function isReferable(model: AnyModel, key: AttributeDefinition): boolean {
  return !key.isPrimaryKey || model.modelDefinition.primaryKeys.length === 1
}

/** How many attributes of a foreign key may be null, by what its model and the options say. */
function nullability(
  holder: AnyModel,
  names: readonly string[],
  given: ForeignKeyOptions,
): 'all' | 'some' | 'none' {
  const nullable = names.filter((name, index) => {
    const attribute = given.parts[index]?.attribute ?? {}
    const own = holder.modelDefinition.attributes.get(name)
    // As in v6: of an attribute that the model declares, it must say that it may be null.
    if (own !== undefined && names.length === 1) return own.allowNull === true && !own.isPrimaryKey
    const other = own ?? attributeOfColumn(holder, name, attribute)
    if (other?.isPrimaryKey === true) return false
    return (other?.allowNull ?? attribute.allowNull ?? true) !== false
  })
  if (nullable.length === names.length) return 'all'
  return nullable.length === 0 ? 'none' : 'some'
}

/** What a foreign key's actions depend on. */
export interface ActionParts extends Pick<ForeignKey, 'label' | 'names' | 'holder' | 'given'> {
  readonly options: Readonly<Record<string, unknown>>
  /** What deleting the referred row does where no attribute may be null. */
  readonly otherwise: string
}

/**
 * What deleting the referred row and changing its key does. A key with an attribute that must stay
 * cannot be set to null by the database; its rows neither go with their owner unasked, for they
 * could do without one. Without `constraints` there is only what was asked for.
 *
 * @throws {AssociationError} for SET NULL on a key of several attributes that cannot all be null
 */
export function referentialActions(parts: ActionParts): Pick<ForeignKey, 'onDelete' | 'onUpdate'> {
  const { label, names, holder, given, options, otherwise } = parts
  const nullable = nullability(holder, names, given)
  const fallback = { all: 'SET NULL', some: 'NO ACTION', none: otherwise }[nullable]
  const actions = actionsOf(options, given, fallback)
  const setsNull = isSetNull(actions.onDelete)
  if (setsNull && nullable !== 'all' && names.length > 1) {
    throw UsageError.invalidAssociation(
      label,
      `onDelete: "SET NULL" would set all of ${names.join(', ')} to null, and not each of them ` +
        `may be null in ${holder.name}`,
      'Use "CASCADE", "RESTRICT" or "NO ACTION".',
    )
  }
  if (setsNull && nullable !== 'all') assertNotSetNull({ label, holder, given, options })
  return actions
}

/**
 * Refuses SET NULL that a key says of itself which may not be null. Beside the key it is left to the
 * database, as in v6.
 *
 * @throws {AssociationError}
 */
export function assertNotSetNull({
  label,
  holder,
  given,
  options,
}: Pick<ActionParts, 'label' | 'holder' | 'given' | 'options'>): void {
  if (textOf(options.onDelete) !== undefined) return
  if (!given.parts.some(({ attribute }) => isSetNull(textOf(attribute.onDelete)))) return
  throw UsageError.invalidAssociation(
    label,
    `onDelete: "SET NULL" in "${given.option}" would set a column of ${holder.name} to null that may ` +
      'not be null',
    'Use "CASCADE", "RESTRICT" or "NO ACTION".',
  )
}

function isSetNull(action: string | undefined): boolean {
  return action?.trim().toUpperCase() === 'SET NULL'
}

/**
 * The actions that are given: beside the foreign key, else in it, where v7 has them. Those that are not
 * have a default where there are `constraints`.
 */
export function actionsOf(
  options: Readonly<Record<string, unknown>>,
  { parts }: ForeignKeyOptions,
  onDelete: string,
): Pick<ForeignKey, 'onDelete' | 'onUpdate'> {
  const hasDefaults = options.constraints !== false
  const given = (name: 'onDelete' | 'onUpdate'): string | undefined => {
    const inKey = parts.map(({ attribute }) => textOf(attribute[name]))
    return textOf(options[name]) ?? inKey.find((action) => action !== undefined)
  }
  return {
    onDelete: given('onDelete') ?? (hasDefaults ? onDelete : undefined),
    onUpdate: given('onUpdate') ?? (hasDefaults ? 'CASCADE' : undefined),
  }
}

function textOf(option: unknown): string | undefined {
  return typeof option === 'string' && option !== '' ? option : undefined
}

/** Whether the database is to enforce a key: unless `constraints: false`. */
export function isConstrained(options: Readonly<Record<string, unknown>>): boolean {
  return options.constraints !== false || options.foreignKeyConstraint === true
}
