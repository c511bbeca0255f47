/**
 * What all associations share: source, target, alias, and the names of the methods they add. How
 * each kind finds and writes its rows is in its own file.
 */
import { isDeepStrictEqual } from 'node:util'
import { UsageError } from '../errors/usage-errors.js'
import type { Model } from '../model/model.js'
import { lowerFirst, pluralize, singularize } from '../model/naming.js'
import type { AnyModel, AssociationLike, KeyPair, ThroughLink } from '../model/runtime.js'
import { aliasOfKey } from './alias-names.js'

/** Options of a call of an association: those of the finder or write it becomes. */
export type CallOptions = Readonly<Record<string, unknown>>

/** Both forms of a name. */
export interface AliasForms {
  readonly singular: string
  readonly plural: string
}

/**
 * The base of the four kinds.
 *
 * @typeParam S instances of the source
 * @typeParam T instances of the target
 */
export abstract class Association<S extends Model = any, T extends Model = any>
  implements AssociationLike
{
  /** Tells TypeScript the instances of the source; never there at run time. */
  declare readonly _source?: S
  /** Tells TypeScript the instances of the target; never there at run time. */
  declare readonly _target?: T

  abstract readonly associationType: AssociationLike['associationType']
  abstract readonly isMultiAssociation: boolean
  /** The attributes of the foreign key: one, or those of a key of several. */
  abstract readonly foreignKeys: readonly string[]
  abstract readonly keyPairs: readonly KeyPair[]
  abstract readonly accessors: Readonly<Record<string, string>>
  readonly throughLink: ThroughLink | undefined = undefined

  readonly source: AnyModel
  readonly target: AnyModel
  readonly options: Readonly<Record<string, unknown>>
  readonly as: string
  readonly isAliased: boolean
  readonly isSelfAssociation: boolean
  readonly scope: Readonly<Record<string, unknown>> | undefined
  /** v6's `associationAccessor`, the same as `as`. */
  readonly associationAccessor: string
  protected readonly forms: AliasForms

  constructor(
    source: AnyModel,
    target: AnyModel,
    options: Readonly<Record<string, unknown>>,
    isMulti: boolean,
  ) {
    this.source = source
    this.target = target
    this.options = options
    this.scope = options.scope as Association['scope']
    this.isSelfAssociation = source.name === target.name
    this.isAliased = isNamed(options.as)
    this.forms = aliasForms(source, target, options.as, isMulti)
    noteName(options, this.forms)
    this.as = isMulti ? this.forms.plural : this.forms.singular
    this.associationAccessor = this.as
    this.#assertAliasIsFree()
  }

  /** Checked before any model is changed. */
  #assertAliasIsFree(): void {
    const { source, as, label } = this
    const associations = source.associations as unknown as Record<string, AssociationLike>
    if (Object.hasOwn(associations, as)) {
      const { associationType, target, options } = associations[as]!
      const isSame = target === this.target && associationType === this.associationType
      // Declared twice by the same words, it is one, as in v6.
      if (isSame && !this.isAliased && isDeepStrictEqual(options, this.options)) return
      throw UsageError.aliasTaken(label, source.name, as, {
        kind: associationType,
        target: target.name,
        isSame,
      })
    }
    if (source.modelDefinition.attributes.has(as)) {
      throw UsageError.aliasClashesWithAttribute(label, source.name, as)
    }
  }

  /** Where the source holds the key, its alias and the key are two names. */
  protected assertKeyIsNotAlias(foreignKeys: readonly string[]): void {
    const { source, target, as, label, associationType: kind } = this
    if (source._owner !== target._owner && kind !== 'BelongsTo') return
    if (!foreignKeys.includes(as)) return
    const { singular, plural } = target.modelDefinition
    const alias = aliasOfKey(as) ?? lowerFirst(this.isMultiAssociation ? plural : singular)
    throw UsageError.aliasIsForeignKey(label, as, {
      ...{ kind, source: source.name, target: target.name },
      options: { as: alias === as ? `${as}Row` : alias, foreignKey: as },
    })
  }

  /** The attribute of the foreign key; the first of a key of several. */
  get foreignKey(): string {
    return this.foreignKeys[0]!
  }

  get isSingleAssociation(): boolean {
    return !this.isMultiAssociation
  }

  /** v6's way from an association of a model with itself to its other side, which is itself. */
  get targetAssociation(): this | null {
    return this.isSelfAssociation && this.isMultiAssociation ? this : null
  }

  /** The instance that the models belong to. */
  get sequelize(): AnyModel['sequelize'] {
    return this.source.sequelize
  }

  /** v6's name of the foreign key attribute. */
  get identifier(): string {
    return this.foreignKey
  }

  /** What errors begin with: `Author.hasMany(Book)`. */
  get label(): string {
    const method = this.associationType[0]!.toLowerCase() + this.associationType.slice(1)
    const as = this.isAliased ? `, { as: ${JSON.stringify(this.as)} }` : ''
    return `${this.source.name}.${method}(${this.target.name}${as})`
  }
}

/** v6's `association.options.name`; not enumerable, since nobody gave it. */
function noteName(
  options: Readonly<Record<string, unknown>>,
  { singular, plural }: AliasForms,
): void {
  if (!Object.isExtensible(options) || Object.hasOwn(options, 'name')) return
  Object.defineProperty(options, 'name', {
    value: { singular, plural },
    configurable: true,
    writable: true,
  })
}

/** Whether an alias is given; an empty one is none, as in v6. */
function isNamed(as: unknown): boolean {
  return as !== undefined && as !== null && as !== ''
}

function aliasForms(source: AnyModel, target: AnyModel, as: unknown, isMulti: boolean): AliasForms {
  if (!isNamed(as)) {
    const { singular, plural } = target.modelDefinition
    return { singular, plural }
  }
  if (typeof as === 'string') {
    return isMulti
      ? { singular: singularize(as), plural: as }
      : { singular: as, plural: pluralize(as) }
  }
  const { singular, plural } = as as Partial<AliasForms>
  if (typeof singular !== 'string' || typeof plural !== 'string') {
    throw UsageError.invalidAssociation(
      `${source.name} with ${target.name}`,
      '"as" must be text, or an object with "singular" and "plural"',
    )
  }
  return { singular, plural }
}
