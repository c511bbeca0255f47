/** One-to-many: the target holds the foreign key. */
import { Op } from '../expression/operators.js'
import { UsageError } from '../errors/usage-errors.js'
import type { Model } from '../model/model.js'
import { upperFirst } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import type { CallOptions } from './association.js'
import {
  both,
  finderOptions,
  isInstance,
  targetFor,
  toInstances,
  type AssociatedModel,
} from './finding.js'
import { HasAssociation } from './has-association.js'
import { withFields } from './has-one.js'

/** Names of the methods that a to-many association adds. */
export interface MultiAccessors {
  readonly get: string
  readonly set: string
  readonly addMultiple: string
  readonly add: string
  readonly create: string
  readonly remove: string
  readonly removeMultiple: string
  readonly hasSingle: string
  readonly hasAll: string
  readonly count: string
}

/** The methods of a to-many association, from both forms of its alias. */
export function multiAccessors(
  singular: string,
  plural: string,
): MultiAccessors & Record<string, string> {
  const one = upperFirst(singular)
  const many = upperFirst(plural)
  return {
    get: `get${many}`,
    set: `set${many}`,
    addMultiple: `add${many}`,
    add: `add${one}`,
    create: `create${one}`,
    remove: `remove${one}`,
    removeMultiple: `remove${many}`,
    hasSingle: `has${one}`,
    hasAll: `has${many}`,
    count: `count${many}`,
  }
}

/** `Author.hasMany(Book)`: each book has the key of its author. */
export class HasMany<S extends Model = any, T extends Model = any> extends HasAssociation<S, T> {
  readonly accessors: MultiAccessors & Readonly<Record<string, string>>

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    if (options.through !== undefined) {
      throw UsageError.invalid(
        `${source.name}.hasMany(${target.name})`,
        'hasMany does not go through another table',
        undefined,
        `Use ${source.name}.belongsToMany(${target.name}, { through: … }).`,
      )
    }
    super({ source, target, options, isMulti: true })
    this.accessors = multiAccessors(this.forms.singular, this.forms.plural)
  }

  get associationType(): 'HasMany' {
    return 'HasMany'
  }

  get isMultiAssociation(): boolean {
    return true
  }

  /** The targets of an instance; of several instances, a map of lists by their key's value. */
  async get(
    instances: Model | readonly Model[],
    options: CallOptions = {},
  ): Promise<Model[] | Record<string, Model[]>> {
    const model = targetFor(this.target, options)
    const find = finderOptions(options)
    const scoped = both(this.scope, find.where)
    if (!Array.isArray(instances)) {
      const key = (instances as Model).get(this.sourceKey as never) as unknown
      return model.findAll({ ...find, where: both({ [this.foreignKey]: key ?? null }, scoped) })
    }
    const keys = (instances as readonly Model[]).map((one) => one.dataValues[this.sourceKey])
    const found = await model.findAll({
      ...find,
      raw: false,
      where: both({ [this.foreignKey]: keys }, scoped),
    })
    const groups: Record<string, Model[]> = {}
    for (const key of keys) groups[String(key)] = []
    for (const target of found) groups[String(target.dataValues[this.foreignKey])]?.push(target)
    return groups
  }

  /** How many targets an instance has. */
  async count(instance: Model, options: CallOptions = {}): Promise<number> {
    const model = targetFor(this.target, options)
    const find = finderOptions(options)
    return model.count({ ...find, where: both(this.#where(instance), find.where) })
  }

  /** Whether all of the given targets (instances or keys) are those of the instance. */
  async has(instance: Model, targets: unknown, options: CallOptions = {}): Promise<boolean> {
    const list: unknown[] = Array.isArray(targets) ? targets : [targets]
    if (list.length === 0) return true
    const model = targetFor(this.target, { scope: false, ...options })
    const conditions = uniqueTargets(this.target, list)
    const find = finderOptions(options)
    const count = await model.count({
      ...find,
      where: both(both(this.#where(instance), { [Op.or]: conditions }), find.where),
    })
    return count === conditions.length
  }

  /** Makes the given targets, and no others, those of the instance. */
  async set(instance: Model, targets: unknown, options: CallOptions = {}): Promise<Model> {
    const wanted = toInstances(this.target, targets, this.#targetKey())
    const current = (await this.get(instance, {
      scope: false,
      ...options,
      raw: true,
    })) as unknown as Record<string, unknown>[]
    const keys = this.target.modelDefinition.primaryKeys.map((key) => key.name)
    const isIn = (
      list: readonly Record<string, unknown>[],
      one: Record<string, unknown>,
    ): boolean => list.some((other) => keys.every((key) => String(other[key]) === String(one[key])))
    const wantedValues = wanted.map((target) => target.dataValues as Record<string, unknown>)
    const obsolete = current.filter((row) => !isIn(wantedValues, row))
    const missing = wanted.filter((target) => !isIn(current, target.dataValues))
    const model = (this.target as unknown as AssociatedModel).unscoped()
    if (obsolete.length > 0) {
      await model.update(
        { [this.foreignKey]: null },
        { ...writeOptions(options), where: { [Op.or]: obsolete.map((row) => pick(row, keys)) } },
      )
    }
    if (missing.length > 0) await this.#assign(instance, missing, options)
    return instance
  }

  /** Makes the given targets (instances or keys) those of the instance, beside the ones it has. */
  async add(instance: Model, targets: unknown, options: CallOptions = {}): Promise<Model> {
    const list = toInstances(this.target, targets, this.#targetKey())
    if (list.length > 0) await this.#assign(instance, list, options)
    return instance
  }

  async #assign(instance: Model, targets: readonly Model[], options: CallOptions): Promise<void> {
    const keys = this.target.modelDefinition.primaryKeys.map((key) => key.name)
    const values = { [this.foreignKey]: instance.get(this.sourceKey as never), ...this.scope }
    const where = { [Op.or]: targets.map((target) => pick(target.dataValues, keys)) }
    await (this.target as unknown as AssociatedModel)
      .unscoped()
      .update(values, { ...writeOptions(options), where })
    // The instances that were passed in know it too, without being saved again.
    for (const target of targets) {
      for (const [name, value] of Object.entries(values)) {
        target.set(name as never, value as never, { raw: true } as never)
        target.changed(name as never, false)
      }
    }
  }

  /** Takes the given targets from the instance: their key becomes null, the rows stay. */
  async remove(instance: Model, targets: unknown, options: CallOptions = {}): Promise<this> {
    if (targets === undefined || targets === null) return this
    const list: unknown[] = Array.isArray(targets) ? targets : [targets]
    if (list.length === 0) return this
    await (this.target as unknown as AssociatedModel).unscoped().update(
      { [this.foreignKey]: null },
      {
        ...writeOptions(options),
        where: {
          [this.foreignKey]: instance.get(this.sourceKey as never),
          [Op.or]: uniqueTargets(this.target, list),
        },
      },
    )
    return this
  }

  /** Creates a target of the instance. */
  create(
    instance: Model,
    values: object = {},
    options: CallOptions | readonly string[] = {},
  ): Promise<Model> {
    const given: CallOptions = Array.isArray(options)
      ? { fields: options }
      : (options as CallOptions)
    return (this.target as unknown as AssociatedModel).create(
      { ...values, ...this.scope, [this.foreignKey]: instance.get(this.sourceKey as never) },
      withFields(given, [...Object.keys(this.scope ?? {}), this.foreignKey]),
    )
  }

  #where(instance: Model): unknown {
    return both({ [this.foreignKey]: instance.get(this.sourceKey as never) }, this.scope)
  }

  #targetKey(): string {
    return this.target.modelDefinition.primaryKeys[0]?.name ?? 'id'
  }
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

/** The named values of a row. */
export function pick(
  row: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]))
}

/** A condition for each target, given as an instance or by its primary key; each target once. */
export function uniqueTargets(
  target: AnyModel,
  list: readonly unknown[],
): Record<string, unknown>[] {
  const keys = target.modelDefinition.primaryKeys.map((key) => key.name)
  const seen = new Map<string, Record<string, unknown>>()
  for (const item of list) {
    const condition = isInstance(item)
      ? pick(item.dataValues, keys)
      : typeof item === 'object' && item !== null && !(item instanceof Uint8Array)
        ? pick(item as Record<string, unknown>, keys)
        : { [keys[0] ?? 'id']: item }
    seen.set(JSON.stringify(Object.values(condition).map(String)), condition)
  }
  return [...seen.values()]
}
