/** What the getters of all kinds do with their options: scope, schema, conditions. */
import { UsageError } from '../errors/usage-errors.js'
import { Op } from '../expression/operators.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import type { Association, CallOptions } from './association.js'
import { keyText, type KeyValues, pick } from './keys.js'

/** The statics of a model that associations call. */
export interface AssociatedModel {
  readonly name: string
  findAll(options: CallOptions): Promise<Model[]>
  findOne(options: CallOptions): Promise<Model | null>
  findByPk(key: unknown, options: CallOptions): Promise<Model | null>
  count(options: CallOptions): Promise<number>
  create(values: object, options: CallOptions): Promise<Model>
  update(values: object, options: CallOptions): Promise<unknown>
  destroy(options: CallOptions): Promise<number>
  bulkCreate(records: readonly object[], options: CallOptions): Promise<Model[]>
  build(values: object, options?: CallOptions): Model
  unscoped(): AssociatedModel
  scope(...names: unknown[]): AssociatedModel
  schema(schema: string, delimiter?: string): AssociatedModel
}

/** The target as a call's options choose it: `scope: false`, named scopes, another schema. */
export function targetFor(target: AnyModel, options: CallOptions): AssociatedModel {
  let model = target as unknown as AssociatedModel
  if (Object.hasOwn(options, 'scope')) {
    const { scope } = options
    model =
      scope === false || scope === null || scope === undefined
        ? model.unscoped()
        : model.scope(scope)
  }
  if (typeof options.schema === 'string') {
    model = model.schema(options.schema, options.schemaDelimiter as string | undefined)
  }
  return model
}

/** The options of a finder: a call's options without those that are the association's own. */
export function finderOptions(options: CallOptions): Record<string, unknown> {
  const {
    scope: _scope,
    schema: _schema,
    schemaDelimiter: _delimiter,
    joinTableAttributes: _joined,
    through: _through,
    ...rest
  } = options
  return rest
}

/** Conditions that must all hold. */
export function both(first: unknown, second: unknown): unknown {
  if (first === undefined || first === null) return second
  if (second === undefined || second === null) return first
  return { [Op.and]: [first, second] }
}

/** What is needed to read targets. */
type Targeting = Pick<Association, 'target' | 'label'>

/**
 * One target, or several, as instances or keys → instances of the target.
 *
 * @param names the attributes of the key: a value for one, an object for several
 * @throws {UsageError} for a value that is no such key
 */
export function toInstances(
  association: Targeting,
  values: unknown,
  names: readonly string[],
): Model[] {
  if (values === undefined || values === null) return []
  const list: unknown[] = Array.isArray(values) ? values : [values]
  const model = association.target as unknown as AssociatedModel
  return list.map((value) =>
    isInstance(value)
      ? value
      : model.build(keyGiven(association, value, names), { isNewRecord: false, raw: true }),
  )
}

/** A condition for each target, given as an instance or by its key; each target once. */
export function uniqueTargets(
  association: Targeting,
  list: readonly unknown[],
  names: readonly string[],
): KeyValues[] {
  const seen = new Map<string, KeyValues>()
  for (const value of list) {
    const condition = isInstance(value)
      ? pick(value.dataValues, names)
      : keyGiven(association, value, names)
    seen.set(keyText(Object.values(condition)), condition)
  }
  return [...seen.values()]
}

/**
 * A key as its attributes: `{ tenantId: 1, id: 5 }`, and a bare value for a key of one.
 *
 * @throws {UsageError} for a bare value, or an object that lacks a part, where the key has several
 */
export function keyGiven(
  { target, label }: Targeting,
  value: unknown,
  names: readonly string[],
): KeyValues {
  if (typeof value === 'object' && value !== null) {
    const parts = value as KeyValues
    if (names.every((name) => Object.hasOwn(parts, name))) return pick(parts, names)
  }
  if (names.length === 1) return { [names[0]!]: value }
  throw UsageError.invalid(
    label,
    `a key of ${target.name} has ${names.length} attributes`,
    value,
    `Pass an instance of ${target.name}, or an object with ${names.join(', ')}.`,
  )
}

/** The names of a model's primary key. */
export function primaryKeyNames(model: AnyModel): readonly string[] {
  const names = model.modelDefinition.primaryKeys.map(({ name }) => name)
  return names.length === 0 ? ['id'] : names
}

/** Options for a write: a getter's own options mean nothing there. */
export function writeOptions(options: CallOptions): Record<string, unknown> {
  const {
    where: _where,
    attributes: _attributes,
    order: _order,
    limit: _limit,
    ...rest
  } = finderOptions(options)
  return rest
}

/** `fields` of a create, with those that the association itself writes. */
export function withFields(options: CallOptions, names: readonly string[]): CallOptions {
  if (!Array.isArray(options.fields)) return options
  return { ...options, fields: [...new Set([...(options.fields as string[]), ...names])] }
}

/** Options of a create, of which v6 takes a bare list as `fields`. */
export function createOptions(options: CallOptions | readonly string[]): CallOptions {
  return Array.isArray(options) ? { fields: options } : (options as CallOptions)
}

/** Whether a value is a model's instance, as opposed to a primary key. */
export function isInstance(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && 'dataValues' in value
}
