/** The `through` option of a many-to-many association → the model that links its sides. */
import { warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel } from '../model/runtime.js'
import type { Association } from './association.js'

/** The through option in its full form. */
export interface ThroughOptions {
  readonly model: AnyModel
  /** Whether a pair of source and target may be linked once only. */
  readonly unique: boolean
  readonly scope: Readonly<Record<string, unknown>> | undefined
}

/**
 * Reads `through`: a model, a name (of a model, or of a table whose model is then defined), or an
 * object with `model`, `unique`, `paranoid` and `scope`.
 *
 * @throws {AssociationError} when it is missing or none of these
 */
export function readThrough(association: Association): ThroughOptions {
  const { through } = association.options
  const pair = { source: association.source.name, target: association.target.name }
  if (through === undefined || through === null) {
    throw UsageError.missingThrough(association.label, pair)
  }
  const isObject = typeof through === 'object' && !isModel(through)
  const given = (isObject ? through : { model: through }) as Record<string, unknown>
  if (given.model === undefined || given.model === null) {
    throw UsageError.missingThrough(association.label, pair)
  }
  const model = throughModel(given, association)
  assertKeepsKey(model, association)
  return {
    model,
    unique: given.unique !== false,
    scope: given.scope as ThroughOptions['scope'],
  }
}

/** @throws {AssociationError} for an end of the association that would lose its primary key to the links */
function assertKeepsKey(model: AnyModel, { source, target, label }: Association): void {
  const isEnd = model._owner === source._owner || model._owner === target._owner
  if (!isEnd || !model.modelDefinition.primaryKeys.some(({ isGenerated }) => isGenerated)) return
  throw UsageError.throughIsEnd(label, model.name, [source.name, target.name].toSorted().join(''))
}

function isModel(value: unknown): value is AnyModel {
  return typeof value === 'function' && 'modelDefinition' in value
}

function throughModel(given: Record<string, unknown>, association: Association): AnyModel {
  const { model } = given
  if (isModel(model)) {
    if (model.name === association.as)
      throw UsageError.aliasIsThrough(association.label, model.name)
    return model
  }
  if (typeof model !== 'string' || model === '') {
    throw UsageError.notAModel(association.label, 'through', model)
  }
  if (model === association.as) throw UsageError.aliasIsThrough(association.label, model)
  const { source, options } = association
  const known = source.runtime.modelNamed(model)
  if (known !== undefined) return known
  const { schema } = source.modelDefinition.table
  const other = modelOfTable(source, model, schema)
  if (other !== undefined) assertSecondModel(association, model, other)
  const { timestamps } = options
  return defineThroughModel(source, model, { timestamps, paranoid: given.paranoid })
}

/** Defines the model of a table that is made for an association, with options of one of its ends. */
export function defineThroughModel(
  end: AnyModel,
  name: string,
  given: { readonly timestamps?: unknown; readonly paranoid?: unknown },
): AnyModel {
  return end.runtime.defineModel(
    name,
    {},
    {
      ...inherited(end),
      tableName: name,
      ...withTimestamps(given.timestamps),
      paranoid: given.paranoid === true,
      indexes: [],
      schema: end.modelDefinition.table.schema,
      hooks: {},
    },
  )
}

function modelOfTable(source: AnyModel, name: string, schema: unknown): AnyModel | undefined {
  const models = Object.values(source.sequelize.models) as unknown as AnyModel[]
  return models.find(({ modelDefinition: { table } }) => {
    return table.name === name && table.schema === schema
  })
}

/** v6 makes a second model of the table; `sync` creates it as the first one says, without the keys. */
function assertSecondModel({ label, source }: Association, name: string, other: AnyModel): void {
  const error = UsageError.throughIsTable(label, name, other.name)
  if (source.runtime.runtimeOptions.strict) throw error
  warnOnce('RELATA_THROUGH_TABLE', error.message)
}

/** Options that a table made for an association takes from the source, as in v6. */
const inheritedOptions = [
  'underscored',
  'createdAt',
  'updatedAt',
  'deletedAt',
  'version',
  'schemaDelimiter',
  'charset',
  'collate',
  'engine',
  'omitNull',
] as const

function inherited(source: AnyModel): Record<string, unknown> {
  const given = source.options as unknown as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    inheritedOptions.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]),
  )
}

/** Not those of the source: `define` decides where the association says nothing. */
function withTimestamps(given: unknown): Record<string, unknown> {
  return given === undefined ? {} : { timestamps: given }
}
