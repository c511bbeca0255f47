/** Many-to-one: the source holds the foreign key. */
import type { Model } from '../model/model.js'
import { foreignKeyName, upperFirst } from '../model/naming.js'
import type { AnyModel, KeyPair } from '../model/runtime.js'
import { Association, type CallOptions } from './association.js'
import { both, finderOptions, isInstance, targetFor, type AssociatedModel } from './finding.js'
import {
  actionOf,
  addForeignKey,
  allowsNull,
  isConstrained,
  readForeignKey,
  referencedAttribute,
} from './foreign-keys.js'

/** `Book.belongsTo(Author)`: each book has the key of its author. */
export class BelongsTo<S extends Model = any, T extends Model = any> extends Association<S, T> {
  readonly associationType = 'BelongsTo'
  readonly isMultiAssociation = false
  readonly foreignKey: string
  /** The attribute of the target that the key refers to. */
  readonly targetKey: string
  readonly keyPairs: readonly KeyPair[]
  readonly accessors: Readonly<{ get: string; set: string; create: string }>

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    super(source, target, options, false)
    const key = referencedAttribute(target, options.targetKey, 'targetKey', this.label)
    const given = readForeignKey(options.foreignKey, this.label)
    this.targetKey = key.name
    this.foreignKey = given.name ?? foreignKeyName(this.as, key.name)
    this.keyPairs = [{ source: this.foreignKey, target: this.targetKey }]
    const nullable = allowsNull(source, this.foreignKey, given.attribute)
    addForeignKey({
      holder: source,
      name: this.foreignKey,
      referenced: target,
      key,
      given: given.attribute,
      type: options.keyType,
      hasConstraint: isConstrained(options),
      onDelete: actionOf(options.onDelete, nullable ? 'SET NULL' : 'NO ACTION'),
      onUpdate: actionOf(options.onUpdate, 'CASCADE'),
    })
    const name = upperFirst(this.forms.singular)
    this.accessors = { get: `get${name}`, set: `set${name}`, create: `create${name}` }
  }

  /** The column of the foreign key. */
  get identifierField(): string {
    return this.source.modelDefinition.attributes.get(this.foreignKey)!.column
  }

  /** v6's name of `identifierField`. */
  get foreignKeyField(): string {
    return this.identifierField
  }

  /** The column that the key refers to. */
  get targetKeyField(): string {
    return this.target.modelDefinition.attributes.get(this.targetKey)!.column
  }

  /** The target of an instance; of several instances, a map by the key's value. */
  async get(
    instances: Model | readonly Model[],
    options: CallOptions = {},
  ): Promise<Model | null | Record<string, Model>> {
    const model = targetFor(this.target, options)
    const find = finderOptions(options)
    if (Array.isArray(instances)) {
      return this.#getMany(instances as readonly Model[], model, find)
    }
    const key = (instances as Model).get(this.foreignKey as never) as unknown
    if (key === null || key === undefined) return null
    const { primaryKeys } = this.target.modelDefinition
    const isPrimary = primaryKeys.length === 1 && primaryKeys[0]!.name === this.targetKey
    if (isPrimary && find.where === undefined) return model.findByPk(key, find)
    return model.findOne({
      ...find,
      where: both({ [this.targetKey]: key }, find.where),
      limit: null,
    })
  }

  async #getMany(
    instances: readonly Model[],
    model: AssociatedModel,
    find: Record<string, unknown>,
  ): Promise<Record<string, Model>> {
    const keys = instances
      .map((instance) => instance.dataValues[this.foreignKey])
      .filter((key) => key !== null && key !== undefined)
    const found = await model.findAll({
      ...find,
      raw: false,
      where: both({ [this.targetKey]: [...new Set(keys)] }, find.where),
    })
    return Object.fromEntries(
      found.map((target) => [String(target.dataValues[this.targetKey]), target]),
    )
  }

  /** Points an instance at another target (an instance, its key, or null), and saves the key. */
  async set(instance: Model, target: unknown, options: CallOptions = {}): Promise<Model> {
    const value = isInstance(target) ? target.get(this.targetKey as never) : target
    instance.set(this.foreignKey as never, (value ?? null) as never)
    if (options.save === false) return instance
    const { save: _save, ...rest } = options
    return (await instance.save({
      fields: [this.foreignKey],
      association: true,
      ...rest,
    } as never)) as Model
  }

  /** Creates a target and points the instance at it. */
  async create(instance: Model, values: object = {}, options: CallOptions = {}): Promise<Model> {
    const created = await (this.target as unknown as AssociatedModel).create(values, options)
    await this.set(instance, created, options)
    return created
  }
}
