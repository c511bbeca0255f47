/** Many-to-many: a through table holds the keys of both sides. */
import { UsageError } from '../errors/usage-errors.js'
import { Op } from '../expression/operators.js'
import type { Model } from '../model/model.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel, KeyPair, ThroughLink } from '../model/runtime.js'
import { Association, type CallOptions } from './association.js'
import {
  both,
  finderOptions,
  isInstance,
  targetFor,
  toInstances,
  type AssociatedModel,
} from './finding.js'
import {
  actionOf,
  addForeignKey,
  type ForeignKeyOptions,
  isConstrained,
  readForeignKey,
  referencedAttribute,
} from './foreign-keys.js'
import {
  type MultiAccessors,
  multiAccessors,
  pick,
  uniqueTargets,
  writeOptions,
} from './has-many.js'
import { readThrough, type ThroughOptions } from './through-model.js'
import { ThroughRow } from './through-row.js'

/** `Book.belongsToMany(Tag, { through: 'BookTag' })`: rows of `BookTag` link books and tags. */
export class BelongsToMany<S extends Model = any, T extends Model = any> extends Association<S, T> {
  readonly associationType = 'BelongsToMany'
  readonly isMultiAssociation = true
  readonly keyPairs: readonly KeyPair[] = []
  readonly foreignKey: string
  /** The attribute of the source that `foreignKey` refers to. */
  readonly sourceKey: string
  /** The attribute of the target that `otherKey` refers to. */
  readonly targetKey: string
  readonly through: ThroughOptions
  /** The association in the other direction through the same model. */
  paired: BelongsToMany | undefined
  override readonly throughLink: ThroughLink
  readonly accessors: MultiAccessors & Readonly<Record<string, string>>
  #otherKey: string
  readonly #hasOwnOtherKey: boolean
  readonly #foreignKeyOptions: ForeignKeyOptions
  readonly #otherKeyOptions: ForeignKeyOptions
  /** Whether the two keys are the primary key of the through model. */
  readonly #keysArePrimary: boolean

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    super(source, target, options, true)
    if (this.isSelfAssociation && !this.isAliased) {
      throw UsageError.invalidAssociation(
        this.label,
        '"as" must be given for a many-to-many association of a model with itself',
        `For example: ${source.name}.belongsToMany(${target.name}, { as: "children", through: … }).`,
      )
    }
    this.through = readThrough(this)
    this.paired = this.#findPair()
    const { paired } = this
    this.#foreignKeyOptions = readForeignKey(options.foreignKey, this.label)
    this.#otherKeyOptions = readForeignKey(options.otherKey, this.label)
    this.sourceKey = referencedAttribute(source, options.sourceKey, 'sourceKey', this.label).name
    this.targetKey = referencedAttribute(
      target,
      options.targetKey ?? paired?.sourceKey,
      'targetKey',
      this.label,
    ).name
    this.foreignKey =
      this.#foreignKeyOptions.name ??
      (paired !== undefined && paired.#hasOwnOtherKey ? paired.otherKey : undefined) ??
      foreignKeyName(source.modelDefinition.singular, this.sourceKey)
    this.#hasOwnOtherKey = this.#otherKeyOptions.name !== undefined
    this.#otherKey =
      this.#otherKeyOptions.name ??
      paired?.foreignKey ??
      foreignKeyName(
        this.isSelfAssociation ? this.forms.singular : target.modelDefinition.singular,
        this.targetKey,
      )
    if (this.#otherKey === this.foreignKey) {
      throw UsageError.invalidAssociation(
        this.label,
        `both keys of the through table would be ${JSON.stringify(this.foreignKey)}`,
        'Set "foreignKey" and "otherKey" to different names.',
      )
    }
    this.#keysArePrimary = paired === undefined ? this.#dropGeneratedKey() : paired.#keysArePrimary
    if (paired !== undefined) {
      paired.paired = this
      paired.#adopt(this.foreignKey)
    }
    this.#addKeys()
    this.throughLink = this.#link()
    this.accessors = multiAccessors(this.forms.singular, this.forms.plural)
  }

  /** The attribute of the through model that holds the target's key. */
  get otherKey(): string {
    return this.#otherKey
  }

  /** The through model; v6's name. */
  get throughModel(): AnyModel {
    return this.through.model
  }

  /** The through table's name. */
  get combinedTableName(): unknown {
    return this.through.model.getTableName()
  }

  /** The column of the foreign key in the through table. */
  get identifierField(): string {
    return this.#column(this.foreignKey)
  }

  /** The column of the other key in the through table. */
  get foreignIdentifierField(): string {
    return this.#column(this.otherKey)
  }

  /** v6's name of `otherKey`. */
  get foreignIdentifier(): string {
    return this.otherKey
  }

  /** The column that `foreignKey` refers to. */
  get sourceKeyField(): string {
    return this.source.modelDefinition.attributes.get(this.sourceKey)!.column
  }

  /** The column that `otherKey` refers to. */
  get targetKeyField(): string {
    return this.target.modelDefinition.attributes.get(this.targetKey)!.column
  }

  #column(name: string): string {
    return this.through.model.modelDefinition.attributes.get(name)!.column
  }

  #findPair(): BelongsToMany | undefined {
    return Object.values(this.target.associations as unknown as Record<string, unknown>).find(
      (other): other is BelongsToMany =>
        other instanceof BelongsToMany &&
        other.through.model === this.through.model &&
        other.target.name === this.source.name &&
        other.paired === undefined,
    )
  }

  /** The other side named its key for us: a default of ours gives way. */
  #adopt(foreignKeyOfPair: string): void {
    if (this.#hasOwnOtherKey || this.#otherKey === foreignKeyOfPair) return
    const abandoned = this.#otherKey
    this.#otherKey = foreignKeyOfPair
    this.through.model.removeAttribute(abandoned)
    this.#addKeys()
    Object.assign(this, { throughLink: this.#link() })
  }

  /** A through model without a key of its own is identified by both foreign keys. */
  #dropGeneratedKey(): boolean {
    const { model } = this.through
    const generated = model.modelDefinition.primaryKeys.find((key) => key.isGenerated)
    if (generated === undefined) return false
    model.removeAttribute(generated.name)
    return true
  }

  #addKeys(): void {
    const { model, unique } = this.through
    const isKey = this.#keysArePrimary
    const table = model.modelDefinition.table.name
    const uniqueKey =
      typeof this.options.uniqueKey === 'string'
        ? this.options.uniqueKey
        : [table, ...[this.foreignKey, this.otherKey], 'unique'].join('_')
    const role: Record<string, unknown> = isKey
      ? { primaryKey: true, allowNull: false }
      : unique
        ? {
            unique:
              this.paired === undefined
                ? uniqueKey
                : (this.paired.options.uniqueKey ?? this.#pairUniqueKey(uniqueKey)),
          }
        : {}
    const shared = {
      holder: model,
      hasConstraint: isConstrained(this.options),
      onDelete: actionOf(this.options.onDelete, 'CASCADE'),
      onUpdate: actionOf(this.options.onUpdate, 'CASCADE'),
    }
    addForeignKey({
      ...shared,
      name: this.foreignKey,
      referenced: this.source,
      key: referencedAttribute(this.source, this.sourceKey, 'sourceKey', this.label),
      given: { ...role, ...this.#foreignKeyOptions.attribute },
    })
    addForeignKey({
      ...shared,
      name: this.otherKey,
      referenced: this.target,
      key: referencedAttribute(this.target, this.targetKey, 'targetKey', this.label),
      given: { ...role, ...this.#otherKeyOptions.attribute },
    })
  }

  /** The unique key that the other side made already. */
  #pairUniqueKey(own: string): unknown {
    const existing = this.through.model.modelDefinition.attributes.get(this.foreignKey)?.raw.unique
    return existing ?? own
  }

  #link(): ThroughLink {
    const { model, scope } = this.through
    return {
      model,
      as: model.name,
      sourcePairs: [{ source: this.sourceKey, through: this.foreignKey }],
      targetPairs: [{ target: this.targetKey, through: this.otherKey }],
      scope,
      targetToThrough: new ThroughRow(this.target, model, this.targetKey, this.otherKey),
    }
  }

  /** The targets of an instance, each with its through row under the through model's name. */
  get(instance: Model, options: CallOptions = {}): Promise<Model[]> {
    const model = targetFor(this.target, options)
    return model.findAll(this.#find(instance, options, finderOptions(options)))
  }

  /** How many targets an instance has. */
  count(instance: Model, options: CallOptions = {}): Promise<number> {
    const model = targetFor(this.target, options)
    const find = this.#find(
      instance,
      { ...options, joinTableAttributes: [] },
      finderOptions(options),
    )
    return model.count({ ...find, attributes: undefined })
  }

  #find(
    instance: Model,
    options: CallOptions,
    find: Record<string, unknown>,
  ): Record<string, unknown> {
    const through = (options.through ?? {}) as Record<string, unknown>
    const include = find.include
    const others: unknown[] =
      include === undefined || include === null ? [] : Array.isArray(include) ? include : [include]
    const own = both(
      { [this.foreignKey]: (instance.get(this.sourceKey as never) as unknown) ?? null },
      this.through.scope,
    )
    return {
      ...find,
      where: both(this.scope, find.where) ?? {},
      include: [
        ...others,
        {
          association: this.throughLink.targetToThrough,
          ...(options.joinTableAttributes === undefined
            ? {}
            : { attributes: options.joinTableAttributes }),
          required: true,
          paranoid: through.paranoid ?? true,
          where: both(own, through.where),
        },
      ],
    }
  }

  /** Whether all of the given targets (instances or keys) are linked to the instance. */
  async has(instance: Model, targets: unknown, options: CallOptions = {}): Promise<boolean> {
    const list: unknown[] = Array.isArray(targets) ? targets : [targets]
    if (list.length === 0) return true
    const conditions = uniqueTargets(this.target, list)
    const found = await this.get(instance, {
      scope: false,
      ...options,
      joinTableAttributes: [],
      where: both({ [Op.or]: conditions }, options.where),
    })
    return found.length === conditions.length
  }

  /** Links the given targets to the instance, and no others. */
  async set(instance: Model, targets: unknown, options: CallOptions = {}): Promise<unknown> {
    const wanted = toInstances(this.target, targets, this.targetKey)
    const rows = await this.#throughRows(instance, undefined, options)
    const obsolete = rows.filter((row) => !wanted.some((target) => this.#links(row, target)))
    const changes: Promise<unknown>[] = []
    if (obsolete.length > 0) {
      changes.push(
        this.#unlink(
          instance,
          obsolete.map((row) => row.dataValues[this.otherKey]),
          options,
        ),
      )
    }
    await Promise.all(changes)
    return this.#linkAll(instance, wanted, rows, options)
  }

  /** Links the given targets (instances or keys) to the instance, beside the ones it has. */
  async add(instance: Model, targets: unknown, options: CallOptions = {}): Promise<unknown> {
    if (targets === undefined || targets === null) return undefined
    const list = toInstances(this.target, targets, this.targetKey)
    if (list.length === 0) return undefined
    const keys = list.map((target) => target.get(this.targetKey as never) as unknown)
    const rows = await this.#throughRows(instance, keys, options)
    return this.#linkAll(instance, list, rows, options)
  }

  /** Removes the links to the given targets; the targets stay. */
  async remove(instance: Model, targets: unknown, options: CallOptions = {}): Promise<number> {
    if (targets === undefined || targets === null) return 0
    const list = toInstances(this.target, targets, this.targetKey)
    if (list.length === 0) return 0
    return this.#unlink(
      instance,
      list.map((target) => target.get(this.targetKey as never) as unknown),
      options,
    )
  }

  /** Creates a target and links it to the instance. */
  async create(
    instance: Model,
    values: object = {},
    options: CallOptions | readonly string[] = {},
  ): Promise<Model> {
    const given: CallOptions = Array.isArray(options)
      ? { fields: options }
      : (options as CallOptions)
    const { through: _through, ...createOptions } = given
    const fields = Array.isArray(createOptions.fields)
      ? {
          fields: [
            ...new Set([...(createOptions.fields as string[]), ...Object.keys(this.scope ?? {})]),
          ],
        }
      : {}
    const target = await (this.target as unknown as AssociatedModel).create(
      { ...values, ...this.scope },
      { ...createOptions, ...fields },
    )
    const { fields: _fields, ...addOptions } = given
    await this.add(instance, target, addOptions)
    return target
  }

  #links(row: Model, target: Model): boolean {
    return String(row.dataValues[this.otherKey]) === String(target.get(this.targetKey as never))
  }

  #throughRows(
    instance: Model,
    keys: readonly unknown[] | undefined,
    options: CallOptions,
  ): Promise<Model[]> {
    const { model, scope } = this.through
    const where = both(
      {
        [this.foreignKey]: instance.get(this.sourceKey as never),
        ...(keys === undefined ? {} : { [this.otherKey]: keys }),
      },
      scope,
    )
    return (model as unknown as AssociatedModel).findAll({
      ...writeOptions(options),
      raw: false,
      where,
    })
  }

  #unlink(instance: Model, keys: readonly unknown[], options: CallOptions): Promise<number> {
    const { model, scope } = this.through
    return (model as unknown as AssociatedModel).destroy({
      ...writeOptions(options),
      where: {
        ...scope,
        [this.foreignKey]: instance.get(this.sourceKey as never),
        [this.otherKey]: keys,
      },
    })
  }

  /** Inserts the links that are missing, and updates through values that differ. */
  async #linkAll(
    instance: Model,
    targets: readonly Model[],
    rows: readonly Model[],
    options: CallOptions,
  ): Promise<unknown> {
    const { model, scope } = this.through
    const through = model as unknown as AssociatedModel
    const shared = writeOptions(options)
    const missing: Record<string, unknown>[] = []
    for (const target of targets) {
      const values = this.#throughValues(target, options)
      const row = rows.find((candidate) => this.#links(candidate, target))
      if (row === undefined) {
        missing.push({
          ...values,
          ...scope,
          [this.foreignKey]: instance.get(this.sourceKey as never),
          [this.otherKey]: target.get(this.targetKey as never),
        })
      } else if (Object.entries(values).some(([name, value]) => row.dataValues[name] !== value)) {
        await through.update(values, {
          ...shared,
          where: pick(row.dataValues, [this.foreignKey, this.otherKey]),
        })
      }
    }
    if (missing.length === 0) return undefined
    return through.bulkCreate(missing, { validate: true, ...shared })
  }

  /** Values of a link: those of the call, and those put on the target under the through model's name. */
  #throughValues(target: Model, options: CallOptions): Record<string, unknown> {
    const own = (target as unknown as Record<string, unknown>)[this.throughLink.as]
    const given = isInstance(own) ? own.dataValues : own
    const values = {
      ...(options.through as Record<string, unknown> | undefined),
      ...(given as Record<string, unknown> | undefined),
    }
    const { attributes, primaryKeys } = this.through.model.modelDefinition
    return Object.fromEntries(
      Object.entries(values).filter(
        ([name]) =>
          attributes.get(name)?.isVirtual === false &&
          !primaryKeys.some((key) => key.name === name) &&
          name !== this.foreignKey &&
          name !== this.otherKey,
      ),
    )
  }
}
