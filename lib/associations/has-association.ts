/** What has-one and has-many share: the target holds the foreign key. */
import type { Model } from '../model/model.js'
import { foreignKeyName } from '../model/naming.js'
import type { AnyModel, KeyPair } from '../model/runtime.js'
import { Association } from './association.js'
import {
  actionOf,
  addForeignKey,
  allowsNull,
  isConstrained,
  readForeignKey,
  referencedAttribute,
} from './foreign-keys.js'

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
  readonly foreignKey: string
  /** The attribute of the source that the key refers to. */
  readonly sourceKey: string
  readonly keyPairs: readonly KeyPair[]

  constructor({ source, target, options, isMulti }: HasParts) {
    super(source, target, options, isMulti)
    const key = referencedAttribute(source, options.sourceKey, 'sourceKey', this.label)
    const given = readForeignKey(options.foreignKey, this.label)
    this.sourceKey = key.name
    this.foreignKey = given.name ?? foreignKeyName(this.ownerName(), key.name)
    this.keyPairs = [{ source: this.sourceKey, target: this.foreignKey }]
    const nullable = allowsNull(target, this.foreignKey, given.attribute)
    addForeignKey({
      holder: target,
      name: this.foreignKey,
      referenced: source,
      key,
      given: given.attribute,
      type: options.keyType,
      hasConstraint: isConstrained(options),
      onDelete: actionOf(options.onDelete, nullable ? 'SET NULL' : 'CASCADE'),
      onUpdate: actionOf(options.onUpdate, 'CASCADE'),
    })
  }

  /** What the name of a foreign key begins with when none is given. */
  protected ownerName(): string {
    return this.source.modelDefinition.singular
  }

  /** The column of the foreign key. */
  get identifierField(): string {
    return this.target.modelDefinition.attributes.get(this.foreignKey)!.column
  }

  /** v6's name of `identifierField`. */
  get foreignKeyField(): string {
    return this.identifierField
  }

  /** The column that the key refers to. */
  get sourceKeyField(): string {
    return this.source.modelDefinition.attributes.get(this.sourceKey)!.column
  }
}
