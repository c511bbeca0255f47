/** One-to-one: the target holds the foreign key, and one row at most has it. */
import type { Model } from '../model/model.js'
import { upperFirst } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import type { CallOptions } from './association.js'
import { both, finderOptions, isInstance, targetFor, type AssociatedModel } from './finding.js'
import { HasAssociation } from './has-association.js'

/** `Reader.hasOne(Card)`: each card has the key of its reader. */
export class HasOne<S extends Model = any, T extends Model = any> extends HasAssociation<S, T> {
  readonly accessors: Readonly<{ get: string; set: string; create: string }>

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    super({ source, target, options, isMulti: false })
    const name = upperFirst(this.forms.singular)
    this.accessors = { get: `get${name}`, set: `set${name}`, create: `create${name}` }
  }

  get associationType(): 'HasOne' {
    return 'HasOne'
  }

  get isMultiAssociation(): boolean {
    return false
  }

  protected override ownerName(): string {
    return this.isAliased ? this.forms.singular : super.ownerName()
  }

  /** The target of an instance; of several instances, a map by their key's value. */
  async get(
    instances: Model | readonly Model[],
    options: CallOptions = {},
  ): Promise<Model | null | Record<string, Model>> {
    const model = targetFor(this.target, options)
    const find = finderOptions(options)
    const scoped = both(this.scope, find.where)
    if (Array.isArray(instances)) {
      const keys = (instances as readonly Model[]).map((one) => one.dataValues[this.sourceKey])
      const found = await model.findAll({
        ...find,
        raw: false,
        where: both({ [this.foreignKey]: keys }, scoped),
      })
      return Object.fromEntries(
        found.map((target) => [String(target.dataValues[this.foreignKey]), target]),
      )
    }
    const key = (instances as Model).get(this.sourceKey as never) as unknown
    if (key === null || key === undefined) return null
    return model.findOne({ ...find, where: both({ [this.foreignKey]: key }, scoped) })
  }

  /** Replaces the target: the old one loses its key, the new one (an instance, its key, or null) gets it. */
  async set(instance: Model, target: unknown, options: CallOptions = {}): Promise<unknown> {
    const shared = { ...options, association: true }
    const current = (await this.get(instance, {
      ...options,
      scope: false,
      raw: false,
    })) as Model | null
    const { primaryKeys } = this.target.modelDefinition
    const key = primaryKeys[0]?.name ?? 'id'
    const isSame =
      current !== null &&
      target !== null &&
      target !== undefined &&
      primaryKeys.every(
        ({ name }) =>
          current.dataValues[name] === (isInstance(target) ? target.dataValues[name] : target),
      )
    if (current !== null && !isSame) {
      current.set(this.foreignKey as never, null as never)
      await current.save({
        ...shared,
        fields: [this.foreignKey],
        allowNull: [this.foreignKey],
      } as never)
    }
    if (target === null || target === undefined || isSame) return isSame ? current : null
    const next = isInstance(target)
      ? target
      : (this.target as unknown as AssociatedModel).build(
          { [key]: target },
          { isNewRecord: false, raw: true },
        )
    for (const [name, value] of Object.entries(this.scope ?? {})) {
      next.set(name as never, value as never)
    }
    next.set(this.foreignKey as never, instance.get(this.sourceKey as never) as never)
    return next.save(shared as never)
  }

  /** Creates the target of an instance. */
  create(instance: Model, values: object = {}, options: CallOptions = {}): Promise<Model> {
    const given = {
      ...values,
      ...this.scope,
      [this.foreignKey]: instance.get(this.sourceKey as never),
    }
    return (this.target as unknown as AssociatedModel).create(
      given,
      withFields(options, [...Object.keys(this.scope ?? {}), this.foreignKey]),
    )
  }
}

/** `fields` of a create, with those that the association itself writes. */
export function withFields(options: CallOptions, names: readonly string[]): CallOptions {
  if (!Array.isArray(options.fields)) return options
  return { ...options, fields: [...new Set([...(options.fields as string[]), ...names])] }
}
