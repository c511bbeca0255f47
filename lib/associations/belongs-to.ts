/** Many-to-one: the source holds the foreign key. */
import type { Model } from '../model/model.js'
import { foreignKeyName, upperFirst } from '../model/naming.js'
import type { AnyModel, KeyPair } from '../model/runtime.js'
import { Association, type CallOptions } from './association.js'
import {
  assertForeignKey,
  assertOneTarget,
  assertSource,
  assertValues,
  hasSourceKey,
  keyOfOne,
} from './call-arguments.js'
import {
  type AssociatedModel,
  finderOptions,
  keyedFinder,
  primaryKeyNames,
  targetFor,
} from './finding.js'
import {
  addForeignKey,
  foreignKeyNames,
  namingKey,
  isConstrained,
  readForeignKey,
  referencedAttributes,
  referentialActions,
} from './foreign-keys.js'
import { ownedCondition } from './getter-conditions.js'
import {
  anyKeyCondition,
  assignedValues,
  type HeldKey,
  isWhole,
  keptAttributes,
  keyOf,
  keyText,
  type KeyValues,
  nullsOf,
  valuesOf,
} from './keys.js'
import { loadLazily } from './lazy-loading.js'

/** `Book.belongsTo(Author)`: each book has the key of its author. */
export class BelongsTo<S extends Model = any, T extends Model = any> extends Association<S, T> {
  readonly isMultiAssociation = false
  readonly foreignKeys: readonly string[]
  /** The attributes of the target that the key refers to, in its order. */
  readonly targetKeys: readonly string[]
  readonly keyPairs: readonly KeyPair[]
  readonly accessors: Readonly<{ get: string; set: string; create: string }>

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    super(source, target, options, false)
    const { label } = this
    const given = readForeignKey(options.foreignKey, label)
    const reference = { option: 'targetKey', isWhole: given.isList, label } as const
    const keys = referencedAttributes(target, options.targetKey, reference)
    this.targetKeys = keys.map(({ name }) => name)
    this.foreignKeys = foreignKeyNames(given, keys, reference, (key) =>
      foreignKeyName(this.as, namingKey(target, keys, key)),
    )
    this.assertKeyIsNotAlias(this.foreignKeys)
    this.keyPairs = this.foreignKeys.map((name, index) => ({
      source: name,
      target: this.targetKeys[index]!,
    }))
    const key = { label, holder: source, names: this.foreignKeys, given }
    addForeignKey({
      ...key,
      ...referentialActions({ ...key, options, otherwise: 'NO ACTION' }),
      referenced: target,
      keys,
      type: options.keyType,
      allowNull: true,
      hasConstraint: isConstrained(options),
    })
    const name = upperFirst(this.forms.singular)
    this.accessors = { get: `get${name}`, set: `set${name}`, create: `create${name}` }
  }

  get associationType(): 'BelongsTo' {
    return 'BelongsTo'
  }

  /** The attribute of the target that the key refers to; the first of a key of several. */
  get targetKey(): string {
    return this.targetKeys[0]!
  }

  /** The column of the foreign key; the first of a key of several. */
  get identifierField(): string {
    return this.source.modelDefinition.attributes.get(this.foreignKey)!.column
  }

  /** v6's name of `identifierField`. */
  get foreignKeyField(): string {
    return this.identifierField
  }

  /** The column that the key refers to; the first of a key of several. */
  get targetKeyField(): string {
    return this.target.modelDefinition.attributes.get(this.targetKey)!.column
  }

  /** The target of an instance, or null; of several instances, a map by the key (see `keyText`). */
  async get(
    instances: Model | readonly Model[],
    options: CallOptions = {},
  ): Promise<Model | null | Record<string, Model | null>> {
    if (Array.isArray(instances)) {
      const model = targetFor(this.target, options)
      const find = keyedFinder(options, this.targetKeys)
      return this.#getMany(instances as readonly Model[], model, find)
    }
    const instance = instances as Model
    assertForeignKey({ association: this, operation: 'get' }, instance, this.foreignKeys)
    const load = (given: CallOptions): Promise<Model | null> => this.#getOne(instance, given)
    return loadLazily({ association: this, operation: 'get', instance, options, load })
  }

  async #getOne(instance: Model, options: CallOptions): Promise<Model | null> {
    const model = targetFor(this.target, options)
    const find = finderOptions(options)
    const values = valuesOf(instance, this.foreignKeys)
    if (!isWhole(values)) return null
    const { primaryKeys } = this.target.modelDefinition
    const isPrimary =
      values.length === 1 && primaryKeys.length === 1 && primaryKeys[0]!.name === this.targetKey
    if (isPrimary && find.where === undefined) return model.findByPk(values[0], find)
    return model.findOne({
      ...find,
      where: ownedCondition(model, { own: keyOf(this.targetKeys, values), where: find.where }),
      limit: null,
    })
  }

  async #getMany(
    instances: readonly Model[],
    model: AssociatedModel,
    find: Record<string, unknown>,
  ): Promise<Record<string, Model | null>> {
    const keys = new Map<string, readonly unknown[]>()
    const targets: Record<string, Model | null> = {}
    for (const instance of instances) {
      assertForeignKey({ association: this, operation: 'get' }, instance, this.foreignKeys)
      const values = this.foreignKeys.map((name) => instance.dataValues[name] ?? null)
      targets[keyText(values)] = null
      if (isWhole(values)) keys.set(keyText(values), values)
    }
    const own = anyKeyCondition(this.targetKeys, [...keys.values()])
    const found = await model.findAll({
      ...find,
      where: ownedCondition(model, { own, where: find.where }),
    })
    for (const target of found) {
      targets[keyText(this.targetKeys.map((name) => target.dataValues[name]))] = target
    }
    return targets
  }

  /** Points an instance at another target (an instance, its key, or null), and saves the key. */
  async set(instance: Model, target: unknown, options: CallOptions = {}): Promise<Model> {
    const values = this.#valuesFor(instance, target)
    for (const [name, value] of Object.entries(values)) {
      instance.set(name as never, value as never)
    }
    if (options.save === false) return instance
    const { save: _save, ...rest } = options
    return (await instance.save({
      fields: Object.keys(values),
      association: true,
      ...rest,
    } as never)) as Model
  }

  /** Creates a target and points the instance at it. */
  async create(instance: Model, values: object = {}, options: CallOptions = {}): Promise<Model> {
    const call = { association: this, operation: 'create' } as const
    assertSource(call, instance)
    assertValues(call, values)
    // Else the row to save the key in would be missed once the target is there.
    if (!instance.isNewRecord && options.save !== false) {
      hasSourceKey(call, instance, primaryKeyNames(this.source))
    }
    const created = await (this.target as unknown as AssociatedModel).create(
      { ...this.#keptValues(instance), ...values },
      options,
    )
    // What of the target is written says nothing of the key.
    const { fields: _fields, include: _include, ...rest } = options
    await this.set(instance, created, rest)
    return created
  }

  get #heldKey(): HeldKey {
    return { label: this.label, holder: this.source, foreignKeys: this.foreignKeys }
  }

  #valuesFor(instance: Model, target: unknown): KeyValues {
    const call = { association: this, operation: 'set', given: target } as const
    assertSource(call, instance)
    assertOneTarget(call)
    if (target === null) return nullsOf(this.#heldKey)
    const key = keyOfOne(call, this.targetKeys)
    const values = keyOf(this.foreignKeys, Object.values(key))
    return instance.isNewRecord
      ? values
      : assignedValues(this.#heldKey, values, [instance.dataValues])
  }

  /** Of a key of several attributes, what a new target has to agree with: the tenant's id, say. */
  #keptValues(instance: Model): KeyValues {
    const kept = new Set(keptAttributes(this.#heldKey))
    const pairs = this.keyPairs.filter(
      ({ source }) => kept.has(source) && isWhole([instance.dataValues[source]]),
    )
    return Object.fromEntries(
      pairs.map(({ source, target }) => [target, instance.dataValues[source]]),
    )
  }
}
