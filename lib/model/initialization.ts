/**
 * Makes a class a model: `init`, and what follows when attributes are added or removed. The static
 * properties that v6 documents are set here as plain properties, because applications read and
 * sometimes replace them.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import { UsageError } from '../errors/usage-errors.js'
import { defineAttributeAccessors } from './accessors.js'
import {
  buildDefinition,
  normalizeAttribute,
  normalizeAttributes,
  type RawAttribute,
  type RawAttributes,
  timestampNames,
  versionName,
  withDefaultAttributes,
} from './definition.js'
import { checkAttributeOptions, checkModelOptions } from './definition-options.js'
import type { ForeignKeyConstraint, ModelDefinition } from './definition-types.js'
import { HookRegistry } from './hooks.js'
import { type InstanceRules, instanceRules } from './instance-rules.js'
import { assertOptions, completeOptions, normalizeIndex } from './model-options.js'
import { indexName, tableNameOf } from './naming.js'
import type { AnyModel, ModelRuntime } from './runtime.js'

/** The statics of a model class that are set by `init`, past their public types. */
type Statics = Record<string, unknown>

/**
 * Defines a model: `Model.init`.
 *
 * @throws {UsageError} for attributes and options that contradict themselves
 */
export function initModel(
  model: AnyModel,
  attributes: unknown,
  given: Readonly<Record<string, unknown>> | undefined,
): void {
  const runtime = given?.sequelize as ModelRuntime | undefined
  if (runtime === undefined || runtime === null) {
    throw UsageError.missingOption(
      `${model.name || 'Model'}.init`,
      'sequelize',
      'Pass the Sequelize instance that the model belongs to.',
    )
  }
  const name = nameOf(model, given?.modelName)
  if (!isPlainObject(attributes)) {
    throw UsageError.invalidOption(
      `${name}.init`,
      'attributes',
      'an object of attributes',
      attributes,
    )
  }
  checkModelOptions(name, given!, runtime.runtimeOptions.strict)
  const options = completeOptions(name, given!, runtime)
  options.modelName = name
  options.sequelize = runtime
  // Hooks may change both; what the application passed stays as it is.
  const editable = copyAttributes(attributes)
  for (const [attribute, options] of Object.entries(editable)) {
    if (!isPlainObject(options)) continue
    checkAttributeOptions(name, attribute, options, runtime.runtimeOptions.strict)
  }
  runtime.runHooksSync('beforeDefine', editable, options)
  const modelName = nameOf(model, options.modelName)
  delete options.modelName
  assertOptions(modelName, options)
  options.indexes = (options.indexes as unknown[]).map((index) =>
    normalizeIndex(modelName, tableNameOf(modelName, options), index),
  )
  const hooks = new HookRegistry(modelName, options.hooks)
  options.hooks = hooks.entries
  setStatics(model, {
    name: modelName,
    sequelize: runtime,
    options,
    associations: {},
    _foreignKeys: [],
    _owner: model,
    _hooks: hooks,
    _schema: options.schema,
    _schemaDelimiter: options.schemaDelimiter,
    _chosenSchema: undefined,
    _scope: options.defaultScope,
    _scopeNames: ['defaultScope'],
    // A class may be given to another instance: what it has no longer goes with its accessors.
    _accessorNames: Object.hasOwn(model, '_accessorNames') ? model._accessorNames : new Set(),
    _isFieldCheckDone: false,
    rawAttributes: withDefaultAttributes(
      modelName,
      normalizeAttributes(modelName, editable),
      timestampNames(options),
      versionName(options),
    ),
  })
  refreshModel(model)
  runtime.registerModel(model)
  runtime.runHooksSync('afterDefine', model)
}

function nameOf(model: AnyModel, given: unknown): string {
  const name = given ?? model.name
  if (typeof name === 'string' && name !== '') return name
  throw UsageError.missingOption(
    'Model.init',
    'modelName',
    'A class without a name needs it: init(attributes, { sequelize, modelName: "Book" }).',
  )
}

function copyAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name]
    Object.defineProperty(copy, name, {
      value: isPlainObject(attribute) ? { ...attribute } : attribute,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}

/** Sets static properties whatever the class has under these names: `name` is read-only on classes. */
function setStatics(model: AnyModel, statics: Statics): void {
  for (const name of Object.keys(statics)) {
    Object.defineProperty(model, name, {
      value: statics[name],
      enumerable: name !== 'name',
      configurable: true,
      writable: true,
    })
  }
}

/** Builds a model's definition anew from its raw attributes: `refreshAttributes`. */
export function refreshModel(model: AnyModel): void {
  const owner = model._owner
  const runtime = owner.runtime
  const rawAttributes = owner.rawAttributes as unknown as RawAttributes
  for (const name of Object.keys(rawAttributes)) {
    rawAttributes[name] = ownAttribute(owner, name, rawAttributes[name]!)
  }
  const definition = buildDefinition({
    modelName: owner.name,
    options: owner.options as unknown as Record<string, unknown>,
    rawAttributes,
    foreignKeys: owner._foreignKeys,
    runtime,
  })
  const rules = instanceRules(definition, owner.options as unknown as Record<string, unknown>)
  setStatics(owner, {
    ...publicStatics(owner, definition, rules),
    _definition: definition,
    _rules: rules,
    attributeNamesByColumn: new Map(
      [...definition.byColumn].map(([column, attribute]) => [column, attribute.name]),
    ),
    uniqueKeyMessages: uniqueKeyMessages(definition),
  })
  owner._accessorNames = defineAttributeAccessors(owner, owner._accessorNames)
  runtime.definitionChanged(definition)
}

/** A raw attribute as v6 has it; one that was put there from outside is copied and completed. */
function ownAttribute(owner: AnyModel, name: string, raw: RawAttribute): RawAttribute {
  const attribute =
    raw._modelAttribute === true && raw.Model === owner && raw.fieldName === name
      ? raw
      : normalizeAttribute(owner.name, name, raw)
  attribute.Model = owner
  attribute.fieldName = name
  attribute._modelAttribute = true
  return attribute
}

/** Removes an attribute: `removeAttribute`. */
export function removeAttribute(model: AnyModel, name: string): void {
  const owner = model._owner
  delete (owner.rawAttributes as unknown as RawAttributes)[name]
  setStatics(owner, {
    _foreignKeys: owner._foreignKeys.filter(({ attributes }) => !attributes.includes(name)),
  })
  refreshModel(owner)
}

/**
 * Adds the attributes of a foreign key to a model, or what is missing in those that are there. What
 * the model says itself stays, and so does the constraint of a key of the same attributes.
 *
 * @param constraint of a key of several attributes; one attribute has it in its `references`
 */
export function addForeignKeyAttributes(
  model: AnyModel,
  attributes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  constraint?: ForeignKeyConstraint,
): void {
  const { _foreignKeys: known } = model._owner
  const names = Object.keys(attributes)
  const own = names.map((name) => saidOptions(model, name))
  const index = known.findIndex(({ attributes: others }) => isSameSet(others, names))
  if (index === -1) known.push({ attributes: names, constraint })
  else if (known[index]!.constraint === undefined) known[index] = { attributes: names, constraint }
  mergeAttributeDefaults(model, attributes)
  for (const [index, name] of names.entries()) {
    const attribute = model._owner.rawAttributes[name as never] as unknown as RawAttribute
    if (!optionsOfModel.has(attribute)) optionsOfModel.set(attribute, own[index]!)
  }
}

/** The options of foreign keys that models give themselves: all others come from associations. */
const optionsOfModel = new WeakMap<object, ReadonlySet<string>>()

function saidOptions(model: AnyModel, name: string): ReadonlySet<string> {
  const attribute = (model._owner.rawAttributes as unknown as RawAttributes)[name]
  return new Set(Object.keys(attribute ?? {}).filter((key) => attribute![key] !== undefined))
}

/** Whether an association said an option of an attribute, and not its model. */
export function isSaidByAssociation(attribute: object, option: string): boolean {
  return optionsOfModel.get(attribute)?.has(option) === false
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name))
}

/** Adds attributes to a model, or what is missing in those that are there. */
export function mergeAttributeDefaults(
  model: AnyModel,
  attributes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): void {
  const owner = model._owner
  const rawAttributes = owner.rawAttributes as unknown as RawAttributes
  for (const [name, defaults] of Object.entries(attributes)) {
    if (!Object.hasOwn(rawAttributes, name)) {
      rawAttributes[name] = normalizeAttribute(owner.name, name, defaults)
      continue
    }
    const attribute = rawAttributes[name]!
    for (const [key, value] of Object.entries(defaults)) {
      if (attribute[key] === undefined && value !== undefined) attribute[key] = value
    }
  }
  refreshModel(owner)
}

function uniqueKeyMessages(definition: ModelDefinition): Record<string, string> {
  const messages: Record<string, string> = {}
  for (const { name, fields, message } of definition.uniqueKeys) {
    if (message === undefined) continue
    messages[name] = message
    messages[[...fields].sort().join(',')] = message
  }
  return messages
}

/** The static properties that v6 documents. */
function publicStatics(
  owner: AnyModel,
  definition: ModelDefinition,
  rules: InstanceRules,
): Statics {
  const rawAttributes = owner.rawAttributes as unknown as RawAttributes
  const tableAttributes: RawAttributes = {}
  const fieldRawAttributesMap: RawAttributes = {}
  const fieldAttributeMap: Record<string, string> = {}
  for (const { name, column, isVirtual } of definition.attributes.values()) {
    fieldRawAttributesMap[column] = rawAttributes[name]!
    if (isVirtual) continue
    tableAttributes[name] = rawAttributes[name]!
    if (column !== name) fieldAttributeMap[column] = name
  }
  const { timestamps, version, primaryKeys } = definition
  return {
    tableName: definition.table.name,
    underscored: owner.options.underscored,
    tableAttributes,
    fieldRawAttributesMap,
    fieldAttributeMap,
    primaryKeys: Object.fromEntries(primaryKeys.map(({ name, raw }) => [name, raw])),
    primaryKeyAttributes: primaryKeys.map(({ name }) => name),
    primaryKeyAttribute: primaryKeys[0]?.name,
    primaryKeyField: primaryKeys[0]?.column,
    autoIncrementAttribute: definition.autoIncrement?.name ?? null,
    uniqueKeys: Object.fromEntries(
      definition.uniqueKeys.map((key) => [
        key.name,
        {
          fields: [...key.fields],
          msg: key.message ?? null,
          name: key.name,
          column: (key as { attribute?: string }).attribute,
          customIndex: key.customIndex,
        },
      ]),
    ),
    _indexes: indexesOf(owner, definition),
    _timestampAttributes: { ...timestamps },
    _versionAttribute: version,
    _readOnlyAttributes: rules.readOnlyAttributes,
    _virtualAttributes: rules.virtualAttributes,
    _jsonAttributes: rules.jsonAttributes,
  }
}

/** The indexes of the options, and those that attributes ask for with `index: true`. */
function indexesOf(owner: AnyModel, definition: ModelDefinition): Record<string, unknown>[] {
  const tableName = definition.table.name
  const indexes = [...(owner.options.indexes as unknown as Record<string, unknown>[])]
  for (const { raw, column, type } of definition.attributes.values()) {
    if (raw.index !== true || type.key !== 'JSONB') continue
    const fields = [column]
    indexes.push({
      fields,
      type: '',
      parser: null,
      using: 'gin',
      name: indexName(tableName, fields),
    })
  }
  return indexes
}
