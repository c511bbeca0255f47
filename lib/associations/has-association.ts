/** What has-one and has-many share: the target holds the foreign key. */
import type { Model } from '../model/model.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel, KeyPair } from '../model/runtime.js'
import { Association, type CallOptions } from './association.js'
import {
  type AssociationCall,
  assertSourceKey,
  assertValues,
  hasSourceKey,
} from './call-arguments.js'
import { type AssociatedModel, createOptions, withFields } from './finding.js'
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
import { type HeldKey, keyOf, type KeyValues, valuesOf } from './keys.js'
import { scopeValues } from './scope-values.js'

/** What a has-association is made from. */
export interface HasParts {
  readonly source: AnyModel
  readonly target: AnyModel
  readonly options: Readonly<Record<string, unknown>>
  readonly isMulti: boolean
}

/** The base of `HasOne` and `HasMany`. */
export abstract class HasAssociation<
  S extends Model = any,
  T extends Model = any,
> extends Association<S, T> {
  readonly foreignKeys: readonly string[]
  /** The attributes of the source that the foreign key refers to, in its order. */
  readonly sourceKeys: readonly string[]
  readonly keyPairs: readonly KeyPair[]

  constructor({ source, target, options, isMulti }: HasParts) {
    super(source, target, options, isMulti)
    const { label } = this
    const given = readForeignKey(options.foreignKey, label)
    const reference = { option: 'sourceKey', isWhole: given.isList, label } as const
    const keys = referencedAttributes(source, options.sourceKey, reference)
    this.sourceKeys = keys.map(({ name }) => name)
    this.foreignKeys = foreignKeyNames(given, keys, reference, (key) =>
      foreignKeyName(this.ownerName(), namingKey(source, keys, key)),
    )
    this.assertKeyIsNotAlias(this.foreignKeys)
    this.keyPairs = this.foreignKeys.map((name, index) => ({
      source: this.sourceKeys[index]!,
      target: name,
    }))
    const key = { label, holder: target, names: this.foreignKeys, given }
    addForeignKey({
      ...key,
      ...referentialActions({ ...key, options, otherwise: 'CASCADE' }),
      referenced: source,
      keys,
      type: options.keyType,
      allowNull: true,
      hasConstraint: isConstrained(options),
    })
  }

  /** What the name of a foreign key begins with when none is given. */
  protected ownerName(): string {
    return this.source.modelDefinition.singular
  }

  /** The attribute of the source that the key refers to; the first of a key of several. */
  get sourceKey(): string {
    return this.sourceKeys[0]!
  }

  /** The column of the foreign key; the first of a key of several. */
  get identifierField(): string {
    return this.target.modelDefinition.attributes.get(this.foreignKey)!.column
  }

  /** v6's name of `identifierField`. */
  get foreignKeyField(): string {
    return this.identifierField
  }

  /** The column that the key refers to; the first of a key of several. */
  get sourceKeyField(): string {
    return this.source.modelDefinition.attributes.get(this.sourceKey)!.column
  }

  /** Creates a target of the instance. */
  async create(
    instance: Model,
    values: object = {},
    options: CallOptions | readonly string[] = {},
  ): Promise<Model> {
    const call = { association: this, operation: 'create' } as const
    assertSourceKey(call, instance, this.sourceKeys)
    assertValues(call, values)
    return (this.target as unknown as AssociatedModel).create(
      { ...values, ...this.scopeFor(call, values), ...this.foreignValues(instance) },
      withFields(createOptions(options), [...Object.keys(this.scope ?? {}), ...this.foreignKeys]),
    )
  }

  /** The values that targets get of the association's scope. */
  protected scopeFor(call: AssociationCall, values?: object): KeyValues {
    return scopeValues(call, { holder: this.target, scope: this.scope, option: 'scope' }, values)
  }

  /** The foreign key, for what frees rows of it and gives rows to it. */
  protected get heldKey(): HeldKey {
    return { label: this.label, holder: this.target, foreignKeys: this.foreignKeys }
  }

  /** The condition on the targets that have some key, with what a getter was given. */
  protected conditionOn(
    model: AssociatedModel,
    own: Readonly<Record<string | symbol, unknown>>,
    where: unknown,
  ): object {
    return ownedCondition(model, { own, scope: this.scope, where })
  }

  /**
   * The values of the key of several instances.
   *
   * @throws {UsageError} when one is not known
   */
  protected keysOf(instances: readonly Model[]): (readonly unknown[])[] {
    const call = { association: this, operation: 'get' } as const
    for (const instance of instances) hasSourceKey(call, instance, this.sourceKeys)
    return instances.map((one) => this.sourceKeys.map((name) => one.dataValues[name] as unknown))
  }

  /** The values of the foreign key of the instance's targets. */
  protected foreignValues(instance: Model): KeyValues {
    return keyOf(this.foreignKeys, valuesOf(instance, this.sourceKeys))
  }

  /**
   * The condition on the targets of the instance that a method was called on; undefined where it can
   * have none.
   *
   * @throws {UsageError} when its key is not known
   */
  protected foreignCondition(call: AssociationCall, instance: Model): KeyValues | undefined {
    return hasSourceKey(call, instance, this.sourceKeys) ? this.foreignValues(instance) : undefined
  }
}
