/** Many-to-many: a through table holds the keys of both sides. */
import { UsageError } from '../errors/usage-errors.js'
import { Op } from '../expression/operators.js'
import type { Model } from '../model/model.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel, KeyPair, ThroughLink } from '../model/runtime.js'
import { Association, type CallOptions } from './association.js'
import {
  type AssociatedModel,
  both,
  createOptions,
  finderOptions,
  primaryKeyNames,
  targetFor,
  toInstances,
  uniqueTargets,
  withFields,
} from './finding.js'
import {
  actionsOf,
  addForeignKey,
  foreignKeyNames,
  type ForeignKeyOptions,
  isConstrained,
  readForeignKey,
  referencedAttributes,
} from './foreign-keys.js'
import { type MultiAccessors, multiAccessors } from './has-many.js'
import { type KeyValues, valuesOf } from './keys.js'
import { loadLazily } from './lazy-loading.js'
import { ThroughLinks } from './through-links.js'
import { readThrough, type ThroughOptions } from './through-model.js'
import { ThroughRow } from './through-row.js'

/** `Book.belongsToMany(Tag, { through: 'BookTag' })`: rows of `BookTag` link books and tags. */
export class BelongsToMany<S extends Model = any, T extends Model = any> extends Association<S, T> {
  readonly isMultiAssociation = true
  readonly keyPairs: readonly KeyPair[] = []
  readonly foreignKeys: readonly string[]
  /** The attributes of the source that `foreignKeys` refer to, in their order. */
  readonly sourceKeys: readonly string[]
  /** The attributes of the target that `otherKeys` refer to, in their order. */
  readonly targetKeys: readonly string[]
  readonly through: ThroughOptions
  /** The association in the other direction through the same model. */
  paired: BelongsToMany | undefined
  override readonly throughLink: ThroughLink
  readonly accessors: MultiAccessors & Readonly<Record<string, string>>
  #otherKeys: readonly string[]
  readonly #hasOwnOtherKey: boolean
  readonly #foreignKeyOptions: ForeignKeyOptions
  readonly #otherKeyOptions: ForeignKeyOptions
  /** Whether the two keys are the primary key of the through model. */
  readonly #keysArePrimary: boolean
  readonly #links: ThroughLinks

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    super(source, target, options, true)
    const { label } = this
    if (this.isSelfAssociation && !this.isAliased) {
      throw UsageError.invalidAssociation(
        label,
        '"as" must be given for a many-to-many association of a model with itself',
        `For example: ${source.name}.belongsToMany(${target.name}, { as: "children", through: … }).`,
      )
    }
    this.through = readThrough(this)
    this.paired = this.#findPair()
    const { paired } = this
    const given = readForeignKey(options.foreignKey, label)
    const other = readForeignKey(options.otherKey, label, 'otherKey')
    this.#foreignKeyOptions = given
    this.#otherKeyOptions = other
    // A list anywhere says that keys are whole; v6 takes the first attribute of each primary key.
    const isWhole =
      [given, other].some(({ isList }) => isList) ||
      [options.sourceKey, options.targetKey].some(Array.isArray)
    const toSource = { option: 'sourceKey', isWhole, label } as const
    const toTarget = { option: 'targetKey', isWhole, label } as const
    const sources = referencedAttributes(source, options.sourceKey ?? wholeKeyOf(paired), toSource)
    const targets = referencedAttributes(target, options.targetKey ?? paired?.sourceKeys, toTarget)
    this.sourceKeys = sources.map(({ name }) => name)
    this.targetKeys = targets.map(({ name }) => name)
    const chosen = paired !== undefined && paired.#hasOwnOtherKey ? paired.otherKeys : []
    this.foreignKeys = foreignKeyNames(
      given,
      sources,
      toSource,
      ({ name }, index) => chosen[index] ?? foreignKeyName(source.modelDefinition.singular, name),
    )
    this.#hasOwnOtherKey = other.isList || other.parts[0]!.name !== undefined
    this.#otherKeys = foreignKeyNames(
      other,
      targets,
      toTarget,
      ({ name }, index) =>
        paired?.foreignKeys[index] ??
        foreignKeyName(
          this.isSelfAssociation ? this.forms.singular : target.modelDefinition.singular,
          name,
        ),
    )
    if (this.#otherKeys.every((name) => this.foreignKeys.includes(name))) {
      throw UsageError.invalidAssociation(
        label,
        `both keys of the through table would be ${this.foreignKeys
          .map((name) => JSON.stringify(name))
          .join(', ')}`,
        'Set "foreignKey" and "otherKey" to different names.',
      )
    }
    if (paired !== undefined) this.#assertFits(paired)
    this.#keysArePrimary = paired === undefined ? this.#dropGeneratedKey() : paired.#keysArePrimary
    if (paired !== undefined) {
      paired.paired = this
      paired.#adopt(this.foreignKeys)
    }
    this.#addKeys()
    this.throughLink = this.#link()
    this.#links = new ThroughLinks(this)
    this.accessors = multiAccessors(this.forms.singular, this.forms.plural)
  }

  get associationType(): 'BelongsToMany' {
    return 'BelongsToMany'
  }

  /** The attribute of the source that `foreignKey` refers to; the first of a key of several. */
  get sourceKey(): string {
    return this.sourceKeys[0]!
  }

  /** The attribute of the target that `otherKey` refers to; the first of a key of several. */
  get targetKey(): string {
    return this.targetKeys[0]!
  }

  /** The attribute of the through model that holds the target's key; the first of several. */
  get otherKey(): string {
    return this.#otherKeys[0]!
  }

  /** The attributes of the through model that hold the target's key. */
  get otherKeys(): readonly string[] {
    return this.#otherKeys
  }

  /** The through model; v6's name. */
  get throughModel(): AnyModel {
    return this.through.model
  }

  /** v6's name for a table between both sides, whatever its real name is. */
  get combinedTableName(): string {
    const own = this.source.modelDefinition.table.name
    const other = this.isSelfAssociation ? this.as : this.target.modelDefinition.table.name
    return own.toLowerCase() < other.toLowerCase() ? own + other : other + own
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

  /** Both sides go through the same attributes, so each key has as many of them on either side. */
  #assertFits(paired: BelongsToMany): void {
    const isFit =
      paired.otherKeys.length === this.foreignKeys.length &&
      paired.foreignKeys.length === this.otherKeys.length
    if (isFit) return
    const keys = (names: readonly string[]): string => `[${names.join(', ')}]`
    throw UsageError.invalidAssociation(
      this.label,
      `its keys ${keys(this.foreignKeys)} and ${keys(this.otherKeys)} do not fit those of ` +
        `${paired.label} through ${this.through.model.name}, which are ` +
        `${keys(paired.otherKeys)} and ${keys(paired.foreignKeys)}`,
      'Give the lists "foreignKey" and "otherKey" on both sides, or on the side declared first.',
    )
  }

  /** The other side named its key for us: a default of ours gives way. */
  #adopt(foreignKeysOfPair: readonly string[]): void {
    if (this.#hasOwnOtherKey || String(this.#otherKeys) === String(foreignKeysOfPair)) return
    const abandoned = this.#otherKeys.filter(
      (name) => !foreignKeysOfPair.includes(name) && !this.foreignKeys.includes(name),
    )
    this.#otherKeys = foreignKeysOfPair
    for (const name of abandoned) this.through.model.removeAttribute(name)
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
    const { model } = this.through
    const uniqueKey = this.#keysArePrimary ? undefined : this.#uniqueKey()
    if (uniqueKey !== undefined) {
      // The name of the side that is declared last is that of both, as in v6.
      const attributes = model.rawAttributes as unknown as Record<string, Record<string, unknown>>
      for (const name of [...this.foreignKeys, ...this.otherKeys]) {
        if (attributes[name] !== undefined) attributes[name].unique = uniqueKey
      }
    }
    const shared = {
      label: this.label,
      holder: model,
      role: {
        ...(this.#keysArePrimary ? { primaryKey: true } : {}),
        ...(uniqueKey === undefined ? {} : { unique: uniqueKey }),
      },
      hasConstraint: isConstrained(this.options),
      ...actionsOf(this.options, 'CASCADE'),
    }
    addForeignKey({
      ...shared,
      names: this.foreignKeys,
      referenced: this.source,
      keys: this.sourceKeys.map((name) => this.source.modelDefinition.attributes.get(name)!),
      given: this.#foreignKeyOptions,
    })
    addForeignKey({
      ...shared,
      names: this.otherKeys,
      referenced: this.target,
      keys: this.targetKeys.map((name) => this.target.modelDefinition.attributes.get(name)!),
      given: this.#otherKeyOptions,
    })
  }

  /** The name of the key by which a source and a target are linked once; undefined for none. */
  #uniqueKey(): string | undefined {
    const { model, unique } = this.through
    if (!unique) return undefined
    const given = this.options.uniqueKey ?? this.paired?.options.uniqueKey
    if (typeof given === 'string') return given
    const names = new Set([...this.foreignKeys, ...this.otherKeys])
    return [model.modelDefinition.table.name, ...names, 'unique'].join('_')
  }

  #link(): ThroughLink {
    const { model, scope } = this.through
    const { sourceKeys, targetKeys, foreignKeys, otherKeys } = this
    const toThrough = targetKeys.map((name, index) => ({
      source: name,
      target: otherKeys[index]!,
    }))
    return {
      model,
      as: model.name,
      sourcePairs: sourceKeys.map((source, index) => ({ source, through: foreignKeys[index]! })),
      targetPairs: toThrough.map(({ source, target }) => ({ target: source, through: target })),
      scope,
      targetToThrough: new ThroughRow(this.target, model, toThrough),
    }
  }

  /** The targets of an instance, each with its through row under the through model's name. */
  get(instance: Model, options: CallOptions = {}): Promise<Model[]> {
    const load = (given: CallOptions): Promise<Model[]> => this.#get(instance, given)
    return loadLazily({ association: this, operation: 'get', instance, options, load })
  }

  #get(instance: Model, options: CallOptions): Promise<Model[]> {
    const own = this.#links.conditionOf(instance)
    if (own === undefined) return Promise.resolve([])
    const model = targetFor(this.target, options)
    return model.findAll(this.#find(own, options, finderOptions(options)))
  }

  /** How many targets an instance has. */
  async count(instance: Model, options: CallOptions = {}): Promise<number> {
    const load = (given: CallOptions): Promise<number> => this.#count(instance, given)
    return loadLazily({ association: this, operation: 'count', instance, options, load })
  }

  async #count(instance: Model, options: CallOptions): Promise<number> {
    const own = this.#links.conditionOf(instance)
    if (own === undefined) return 0
    const model = targetFor(this.target, options)
    const find = this.#find(own, { ...options, joinTableAttributes: [] }, finderOptions(options))
    return model.count({ ...find, attributes: undefined })
  }

  #find(
    key: KeyValues,
    options: CallOptions,
    find: Record<string, unknown>,
  ): Record<string, unknown> {
    const through = (options.through ?? {}) as Record<string, unknown>
    const include = find.include
    const others: unknown[] =
      include === undefined || include === null ? [] : Array.isArray(include) ? include : [include]
    const own = both(key, this.through.scope)
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
    const load = (given: CallOptions): Promise<boolean> => this.#has(instance, list, given)
    return loadLazily({ association: this, operation: 'has', instance, options, load })
  }

  async #has(instance: Model, list: readonly unknown[], options: CallOptions): Promise<boolean> {
    const conditions = uniqueTargets(this, list, this.#namesOfKeys)
    const found = await this.#get(instance, {
      scope: false,
      ...options,
      joinTableAttributes: [],
      where: both({ [Op.or]: conditions }, options.where),
    })
    return found.length === conditions.length
  }

  /** What a bare value given to `has` is: the primary key, as in v6. */
  get #namesOfKeys(): readonly string[] {
    return this.targetKeys.length > 1 ? this.targetKeys : primaryKeyNames(this.target)
  }

  /** Links the given targets to the instance, and no others. */
  async set(instance: Model, targets: unknown, options: CallOptions = {}): Promise<unknown> {
    const wanted = toInstances(this, targets, this.targetKeys)
    const links = wanted.map((target) => this.#links.linkOf(instance, target))
    const rows = await this.#links.rows(instance, undefined, options)
    const obsolete = rows.filter((row) => !links.some((link) => this.#links.isLink(row, link)))
    if (obsolete.length > 0) {
      const keys = obsolete.map((row) => this.otherKeys.map((name) => row.dataValues[name]))
      await this.#links.remove(instance, keys, options)
    }
    return this.#links.add(wanted, links, rows, options)
  }

  /** Links the given targets (instances or keys) to the instance, beside the ones it has. */
  async add(instance: Model, targets: unknown, options: CallOptions = {}): Promise<unknown> {
    const list = toInstances(this, targets, this.targetKeys)
    if (list.length === 0) return undefined
    const links = list.map((target) => this.#links.linkOf(instance, target))
    const keys = list.map((target) => valuesOf(target, this.targetKeys))
    const rows = await this.#links.rows(instance, keys, options)
    return this.#links.add(list, links, rows, options)
  }

  /** Removes the links to the given targets; the targets stay. */
  async remove(instance: Model, targets: unknown, options: CallOptions = {}): Promise<number> {
    const list = toInstances(this, targets, this.targetKeys)
    if (list.length === 0) return 0
    const keys = list.map((target) => valuesOf(target, this.targetKeys))
    return this.#links.remove(instance, keys, options)
  }

  /** Creates a target and links it to the instance. */
  async create(
    instance: Model,
    values: object = {},
    options: CallOptions | readonly string[] = {},
  ): Promise<Model> {
    const { through: _through, ...given } = createOptions(options)
    const target = await (this.target as unknown as AssociatedModel).create(
      { ...this.#links.sharedValues(instance), ...values, ...this.scope },
      withFields(given, Object.keys(this.scope ?? {})),
    )
    const { fields: _fields, ...addOptions } = createOptions(options)
    await this.add(instance, target, addOptions)
    return target
  }
}

/** What the other side says of the source's key, where that is more than v6's default. */
function wholeKeyOf(paired: BelongsToMany | undefined): readonly string[] | undefined {
  return paired !== undefined && paired.targetKeys.length > 1 ? paired.targetKeys : undefined
}
