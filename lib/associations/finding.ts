/** What the getters of all kinds do with their options: scope, schema, conditions. */
import { Op } from '../expression/operators.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import { isPlainObject } from '../query-options/operands.js'
import { assertDefinedCondition } from '../query-options/defined-condition.js'
import type { CallOptions } from './association.js'

/** The statics of a model that associations call. */
export interface AssociatedModel {
  readonly name: string
  findAll(options: CallOptions): Promise<Model[]>
  findOne(options: CallOptions): Promise<Model | null>
  findByPk(key: unknown, options: CallOptions): Promise<Model | null>
  create(values: object, options: CallOptions): Promise<Model>
  update(values: object, options: CallOptions): Promise<unknown>
  destroy(options: CallOptions): Promise<number>
  restore(options: CallOptions): Promise<unknown>
  bulkCreate(records: readonly object[], options: CallOptions): Promise<Model[]>
  build(values: object, options?: CallOptions): Model
  unscoped(): AssociatedModel
  scope(...names: unknown[]): AssociatedModel
  schema(schema: string, delimiter?: string): AssociatedModel
}

/**
 * The target as a call's options choose it: `scope: false`, named scopes, another schema.
 *
 * @param method of the target, for errors
 */
export function targetFor(
  target: AnyModel,
  options: CallOptions,
  method: 'findAll' | 'count' = 'findAll',
): AssociatedModel {
  const { where } = options
  if (where !== undefined && where !== null) {
    assertDefinedCondition(where, `${target.name}.${method}`)
  }
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

/** The same for several instances: the keys by which their targets are told apart are selected too. */
export function keyedFinder(
  options: CallOptions,
  names: readonly string[],
): Record<string, unknown> {
  const find = finderOptions(options)
  return { ...find, raw: false, attributes: withNames(find.attributes, names) }
}

function withNames(attributes: unknown, names: readonly string[]): unknown {
  if (Array.isArray(attributes)) return [...new Set([...(attributes as unknown[]), ...names])]
  const { exclude } = (attributes ?? {}) as { exclude?: unknown }
  if (!Array.isArray(exclude)) return attributes
  return {
    ...(attributes as object),
    exclude: exclude.filter((name) => !names.includes(name as string)),
  }
}

/** Conditions that must all hold. */
export function both(first: unknown, second: unknown): unknown {
  if (first === undefined || first === null) return second
  if (second === undefined || second === null) return first
  return { [Op.and]: [first, second] }
}

/**
 * The same as one object where no name is in several, so that hooks find the keys of a call in
 * `options.where`, as in v6.
 */
export function together(conditions: readonly (object | undefined)[]): unknown {
  const present = conditions.filter((condition) => condition !== undefined)
  const names = present.flatMap((condition) => Reflect.ownKeys(condition))
  const isPlain = present.every((condition) => isPlainObject(condition))
  if (isPlain && new Set(names).size === names.length) return Object.assign({}, ...present)
  return present.reduce<unknown>(both, undefined)
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
    // What a new target is created with: rows of other models have nothing of that name.
    include: _include,
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
