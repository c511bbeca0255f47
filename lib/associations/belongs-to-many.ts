/** Many-to-many: a through table holds the keys of both sides. */
import { UsageError } from '../errors/usage-errors.js'
import { countFound } from '../model/finders.js'
import type { Model } from '../model/model.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel, KeyPair, ThroughLink } from '../model/runtime.js'
import { Association, type CallOptions } from './association.js'
import {
  type AssociationCall,
  assertSourceKey,
  assertValues,
  hasSourceKey,
  toInstances,
} from './call-arguments.js'
import {
  type AssociatedModel,
  both,
  createOptions,
  finderOptions,
  isInstance,
  targetFor,
  withFields,
} from './finding.js'
import {
  actionsOf,
  addForeignKey,
  assertNotSetNull,
  foreignKeyNames,
  type ForeignKeyOptions,
  isConstrained,
  readForeignKey,
  referencedAttributes,
} from './foreign-keys.js'
import { allConditions, ownedCondition } from './getter-conditions.js'
import { type MultiAccessors, multiAccessors } from './has-many.js'
import { anyOf, isWhole, keyText, type KeyValues, valuesOf } from './keys.js'
import { hasTargets } from './has-targets.js'
import { loadLazily } from './lazy-loading.js'
import { scopeValues } from './scope-values.js'
import { statementsOf, ThroughLinks } from './through-links.js'
import { readThrough, type ThroughOptions } from './through-model.js'
import {
  type Disagreement,
  disagreementOf,
  keysBeside,
  noteLinkAttributes,
  type PairKeys,
  releaseKey,
  releaseReference,
  reportDisagreement,
  reportReferences,
} from './through-pairs.js'
import { ThroughRow } from './through-row.js'
import { statementsFor, writeWhole } from './whole-writes.js'

/** Through models whose primary key is made of the keys of associations. */
const identifiedByLinks = new WeakSet<AnyModel>()

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
    const sources = referencedAttributes(
      source,
      options.sourceKey ?? saidOfSource(paired),
      toSource,
    )
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
    const disagreement = paired === undefined ? undefined : this.#disagreement(paired)
    if (disagreement === 'apart') this.paired = undefined
    const shares = paired !== undefined && disagreement !== 'apart'
    this.#keysArePrimary = shares ? paired.#keysArePrimary : this.#arePrimary()
    if (this.#keysArePrimary) {
      const holder = this.through.model
      assertNotSetNull({ label, holder, given, options })
      assertNotSetNull({ label, holder, given: other, options })
    }
    if (paired === undefined) this.#dropGeneratedKey()
    else this.#settle(paired, disagreement)
    if (shares && disagreement === undefined) reportReferences(paired, this)
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

  /**
   * How the keys of the side that was declared before are others, and says so.
   *
   * @throws {AssociationError} with `strict`
   */
  #disagreement(paired: BelongsToMany): Disagreement | undefined {
    const arePrimary = paired.#keysArePrimary
    const keys = paired.#keysGiven(this)
    const { model } = this.through
    const disagreement = disagreementOf(paired, keys, this, { model, arePrimary })
    // With a key of its own the model has room for both: whether that is meant, the other calls tell.
    if (disagreement !== undefined && (disagreement !== 'apart' || arePrimary)) {
      const { source, target, as, isAliased, options } = paired
      const former = { source, target, as, isAliased, options, ...keys }
      reportDisagreement(disagreement, { former, side: this, model }, [paired, this])
    }
    return disagreement
  }

  /** The keys of this side, where defaults of ours give way to what the other side says. */
  #keysGiven(pair: BelongsToMany): PairKeys {
    const named = this.#foreignKeyOptions
    const hasOwnForeignKey = named.isList || named.parts[0]!.name !== undefined
    return {
      foreignKeys: pair.#hasOwnOtherKey && !hasOwnForeignKey ? pair.otherKeys : this.foreignKeys,
      otherKeys: this.#hasOwnOtherKey ? this.#otherKeys : pair.foreignKeys,
    }
  }

  /** Makes the former side and this one the two sides of one relation. */
  #settle(paired: BelongsToMany, disagreement: Disagreement | undefined): void {
    if (disagreement !== 'apart') paired.paired = this
    if (disagreement === 'swapped') {
      for (const name of [...this.foreignKeys, ...this.#otherKeys]) {
        releaseReference(this.through.model, name)
      }
      return
    }
    const isSelf = this.isSelfAssociation
    const { foreignKeys, otherKeys } = this
    paired.#adopt(
      this,
      disagreement === 'replaced'
        ? keysBeside(paired, { foreignKeys, otherKeys, isSelf })
        : paired.#keysGiven(this),
    )
  }

  #adopt(pair: BelongsToMany, { foreignKeys, otherKeys }: PairKeys): void {
    const before = [...this.foreignKeys, ...this.#otherKeys]
    const targetKeys = this.options.targetKey === undefined ? pair.sourceKeys : this.targetKeys
    const isSame =
      String([foreignKeys, otherKeys, targetKeys].map(String)) ===
      String([this.foreignKeys, this.#otherKeys, this.targetKeys].map(String))
    if (isSame) return
    this.#otherKeys = otherKeys
    Object.assign(this, { foreignKeys, targetKeys })
    const after = new Set([...foreignKeys, ...otherKeys])
    for (const name of before) if (!after.has(name)) releaseKey(this.through.model, name)
    this.#addKeys()
    Object.assign(this, { throughLink: this.#link() })
  }

  /** Remembers what another side may change, for a call that is refused. */
  remember(): () => void {
    const { foreignKeys, targetKeys, throughLink, paired } = this
    const otherKeys = this.#otherKeys
    return () => {
      this.#otherKeys = otherKeys
      Object.assign(this, { foreignKeys, targetKeys, throughLink, paired })
    }
  }

  /**
   * A through model without a key of its own is identified by both foreign keys; those of a further
   * association by the same keys are that key already.
   */
  #arePrimary(): boolean {
    const { model } = this.through
    const { primaryKeys } = model.modelDefinition
    if (primaryKeys.some((key) => key.isGenerated)) return true
    const names = new Set([...this.foreignKeys, ...this.#otherKeys])
    return (
      identifiedByLinks.has(model._owner) &&
      names.size === primaryKeys.length &&
      primaryKeys.every(({ name }) => names.has(name))
    )
  }

  #dropGeneratedKey(): void {
    const { model } = this.through
    const generated = model.modelDefinition.primaryKeys.find((key) => key.isGenerated)
    if (generated === undefined) return
    model.removeAttribute(generated.name)
    identifiedByLinks.add(model._owner)
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
    const arePrimary = this.#keysArePrimary
    noteLinkAttributes(model, [...this.foreignKeys, ...this.otherKeys], { arePrimary })
    const shared = {
      label: this.label,
      holder: model,
      role: {
        ...(this.#keysArePrimary ? { primaryKey: true } : {}),
        ...(uniqueKey === undefined ? {} : { unique: uniqueKey }),
      },
      hasConstraint: isConstrained(this.options),
    }
    addForeignKey({
      ...shared,
      names: this.foreignKeys,
      referenced: this.source,
      keys: this.sourceKeys.map((name) => this.source.modelDefinition.attributes.get(name)!),
      given: this.#foreignKeyOptions,
      ...actionsOf(this.options, this.#foreignKeyOptions, 'CASCADE'),
    })
    addForeignKey({
      ...shared,
      names: this.otherKeys,
      referenced: this.target,
      keys: this.targetKeys.map((name) => this.target.modelDefinition.attributes.get(name)!),
      given: this.#otherKeyOptions,
      ...actionsOf(this.options, this.#otherKeyOptions, 'CASCADE'),
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
  async get(instance: Model, options: CallOptions = {}): Promise<Model[]> {
    const own = this.#conditionOn({ association: this, operation: 'get' }, instance)
    if (own === undefined) return []
    const load = (given: CallOptions): Promise<Model[]> => this.#get(own, given)
    return loadLazily({ association: this, operation: 'get', instance, options, load })
  }

  #get(own: KeyValues, options: CallOptions): Promise<Model[]> {
    const model = targetFor(this.target, options)
    return model.findAll(this.#find(model, own, options))
  }

  /** How many targets an instance has. */
  async count(instance: Model, options: CallOptions = {}): Promise<number> {
    const own = this.#conditionOn({ association: this, operation: 'count' }, instance)
    if (own === undefined) return 0
    const load = (given: CallOptions): Promise<number> => this.#count(own, given)
    return loadLazily({ association: this, operation: 'count', instance, options, load })
  }

  async #count(own: KeyValues, options: CallOptions): Promise<number> {
    const model = targetFor(this.target, options, 'count')
    const find = this.#find(model, own, { ...options, joinTableAttributes: [] })
    return countFound(model as unknown as AnyModel, { ...find, attributes: undefined })
  }

  /** The condition on the through rows of the instance; undefined where it can have none. */
  #conditionOn(call: AssociationCall, instance: Model): KeyValues | undefined {
    const isKeyed = hasSourceKey(call, instance, this.sourceKeys)
    return isKeyed ? this.#links.conditionOf(instance) : undefined
  }

  #find(model: AssociatedModel, key: KeyValues, options: CallOptions): Record<string, unknown> {
    const find = finderOptions(options)
    const through = (options.through ?? {}) as Record<string, unknown>
    const include = find.include
    const others: unknown[] =
      include === undefined || include === null ? [] : Array.isArray(include) ? include : [include]
    const { model: rows, scope } = this.through
    return {
      ...find,
      where: allConditions(model, [this.scope, find.where]),
      include: [
        ...others,
        {
          association: this.throughLink.targetToThrough,
          ...(options.joinTableAttributes === undefined
            ? {}
            : { attributes: options.joinTableAttributes }),
          required: true,
          paranoid: through.paranoid ?? true,
          where: ownedCondition(rows as unknown as AssociatedModel, {
            own: key,
            scope,
            where: through.where,
          }),
        },
      ],
    }
  }

  /** Whether all of the given targets (instances or keys) are linked to the instance. */
  async has(instance: Model, targets: unknown, options: CallOptions = {}): Promise<boolean> {
    return hasTargets(
      { association: this, instance, targets, options },
      {
        targetKeys: this.targetKeys,
        conditionOn: (call) => this.#conditionOn(call, instance),
        ask: (own, conditions, given) => this.#has(own, conditions, given),
      },
    )
  }

  async #has(
    own: KeyValues,
    conditions: readonly KeyValues[],
    options: CallOptions,
  ): Promise<boolean> {
    const found = await this.#get(own, {
      scope: false,
      ...options,
      joinTableAttributes: [],
      where: both(anyOf(conditions), options.where),
      rejectOnEmpty: false,
    })
    // Several rows can link the same two.
    const [names] = conditions.map(Object.keys)
    const keys = found.map((one) => {
      const row = (isInstance(one) ? one.dataValues : one) as KeyValues
      return keyText(names!.map((name) => row[name]))
    })
    return new Set(keys).size === conditions.length
  }

  /** Links the given targets to the instance, and no others. */
  async set(instance: Model, targets: unknown, options: CallOptions = {}): Promise<unknown> {
    const wanted = this.#writtenTargets('set', instance, targets)
    const links = wanted.map((target) => this.#links.linkOf(instance, target))
    const rows = await this.#links.rows(instance, undefined, options)
    const wantedKeys = new Set(links.map((link) => this.#links.keyOfLink(link)))
    const obsolete = rows.present.filter(
      (row) => !wantedKeys.has(this.#links.keyOfLink(row.dataValues)),
    )
    const keys = obsolete.map((row) => this.otherKeys.map((name) => row.dataValues[name]))
    const call = { association: this, operation: 'set', given: targets } as const
    const changes = this.#links.changesFor(call, { targets: wanted, links, rows, options })
    const writes = statementsFor(obsolete.length, options) + statementsOf(changes, options)
    return writeWhole({ call, options, writes }, async (shared) => {
      if (keys.length > 0) await this.#links.remove(instance, keys, shared)
      return this.#links.write(changes, shared)
    })
  }

  /** Links the given targets (instances or keys) to the instance, beside the ones it has. */
  async add(instance: Model, targets: unknown, options: CallOptions = {}): Promise<unknown> {
    const list = this.#writtenTargets('add', instance, targets)
    if (list.length === 0) return undefined
    const links = list.map((target) => this.#links.linkOf(instance, target))
    const keys = list.map((target) => valuesOf(target, this.targetKeys))
    const rows = await this.#links.rows(instance, keys, options)
    const call = { association: this, operation: 'add', given: targets } as const
    const changes = this.#links.changesFor(call, { targets: list, links, rows, options })
    return writeWhole({ call, options, writes: statementsOf(changes, options) }, (shared) =>
      this.#links.write(changes, shared),
    )
  }

  /** Removes the links to the given targets; the targets stay. */
  async remove(instance: Model, targets: unknown, options: CallOptions = {}): Promise<number> {
    const call = { association: this, operation: 'remove', given: targets } as const
    const isKeyed = hasSourceKey(call, instance, this.sourceKeys)
    const list = toInstances(call, this.targetKeys, { acceptsUnsaved: true })
    const keys = list.map((target) => valuesOf(target, this.targetKeys)).filter(isWhole)
    if (keys.length === 0 || !isKeyed) return 0
    const writes = statementsFor(keys.length, options)
    return writeWhole({ call, options, writes }, (shared) =>
      this.#links.remove(instance, keys, shared),
    )
  }

  #writtenTargets(operation: 'set' | 'add', instance: Model, targets: unknown): Model[] {
    const call = { association: this, operation, given: targets }
    assertSourceKey(call, instance, this.sourceKeys)
    return toInstances(call, this.targetKeys, { acceptsUnsaved: false })
  }

  /** Creates a target and links it to the instance. */
  async create(
    instance: Model,
    values: object = {},
    options: CallOptions | readonly string[] = {},
  ): Promise<Model> {
    const call = { association: this, operation: 'create' } as const
    assertSourceKey(call, instance, this.sourceKeys)
    assertValues(call, values)
    const { through: _through, ...given } = createOptions(options)
    const ofTarget = { holder: this.target, scope: this.scope, option: 'scope' } as const
    const scope = scopeValues(call, ofTarget, values)
    const target = await (this.target as unknown as AssociatedModel).create(
      { ...this.#links.sharedValues(instance), ...values, ...scope },
      withFields(given, Object.keys(this.scope ?? {})),
    )
    const { fields: _fields, ...addOptions } = createOptions(options)
    await this.add(instance, target, addOptions)
    return target
  }
}

/** What the other side says of the source's key, where that is more than v6's default. */
function saidOfSource(paired: BelongsToMany | undefined): readonly string[] | undefined {
  const isSaid = paired?.options.targetKey !== undefined || (paired?.targetKeys.length ?? 0) > 1
  return isSaid ? paired?.targetKeys : undefined
}
