/**
 * The types of the methods that `belongsToMany` adds to instances, for model classes to declare:
 * `declare addTag: BelongsToManyAddAssociationMixin<Tag, number>`.
 */
import type { Model } from '../lib/model/model.js'
import type { CreationAttributes } from './attributes.js'
import type { JoinTableAttributes } from './associations.js'
import type { FindOptions, IncludeThroughOptions } from './find-options.js'
import type { AssociationReadOptions, AssociationWriteOptions } from './mixins.js'
import type { Filterable, LazyLoadingOptions, Logging, Transactionable } from './query-options.js'
import type {
  BulkCreateOptions,
  CreateOptions,
  InstanceDestroyOptions,
  InstanceUpdateOptions,
} from './write-options.js'

/** Values of the through rows that a method writes. */
export interface ThroughValuesOptions {
  /** Values of the through row beside its keys. */
  through?: JoinTableAttributes
}

/** Options of a `belongsToMany` association's `getXs`. */
export interface BelongsToManyGetAssociationsMixinOptions
  extends FindOptions<any>,
    AssociationReadOptions {
  /** The attributes of the through row that come along; `[]` for none. Default: all. */
  joinTableAttributes?: readonly string[]
  /** Conditions on the through rows. */
  through?: IncludeThroughOptions
}

/** `getXs` of a `belongsToMany` association: the associated instances, each with its through row. */
export type BelongsToManyGetAssociationsMixin<T> = (
  options?: BelongsToManyGetAssociationsMixinOptions,
) => Promise<T[]>

/** Options of a `belongsToMany` association's `setXs`. */
export interface BelongsToManySetAssociationsMixinOptions
  extends Omit<FindOptions<any>, 'include' | 'raw' | 'attributes' | 'through'>,
    Omit<BulkCreateOptions<any>, 'include' | 'raw'>,
    ThroughValuesOptions {}

/**
 * `setXs` of a `belongsToMany` association: these, and no others, become associated. Null or an empty
 * list removes all, undefined is refused.
 */
export type BelongsToManySetAssociationsMixin<TModel, TPrimaryKey> = (
  newAssociations?: readonly (TModel | TPrimaryKey)[] | null,
  options?: BelongsToManySetAssociationsMixinOptions,
) => Promise<void>

/** Options of a `belongsToMany` association's `addXs`. */
export interface BelongsToManyAddAssociationsMixinOptions
  extends BelongsToManySetAssociationsMixinOptions {}

/** `addXs` of a `belongsToMany` association: these become associated too. */
export type BelongsToManyAddAssociationsMixin<T, TPrimaryKey> = (
  newAssociations?: readonly (T | TPrimaryKey)[],
  options?: BelongsToManyAddAssociationsMixinOptions,
) => Promise<void>

/** Options of a `belongsToMany` association's `addX`. */
export interface BelongsToManyAddAssociationMixinOptions
  extends BelongsToManySetAssociationsMixinOptions {}

/** `addX` of a `belongsToMany` association: this one becomes associated too. */
export type BelongsToManyAddAssociationMixin<T, TPrimaryKey> = (
  newAssociation?: T | TPrimaryKey,
  options?: BelongsToManyAddAssociationMixinOptions,
) => Promise<void>

/** Options of a `belongsToMany` association's `createX`. */
export interface BelongsToManyCreateAssociationMixinOptions
  extends CreateOptions<any>,
    ThroughValuesOptions {}

/** `createX` of a `belongsToMany` association: creates an instance and associates it. */
export type BelongsToManyCreateAssociationMixin<TModel extends Model> = (
  values?: CreationAttributes<TModel>,
  options?: BelongsToManyCreateAssociationMixinOptions,
) => Promise<TModel>

/** Options of a `belongsToMany` association's `removeX`. */
export interface BelongsToManyRemoveAssociationMixinOptions
  extends InstanceDestroyOptions,
    AssociationWriteOptions {}

/** `removeX` of a `belongsToMany` association: this one is no longer associated. */
export type BelongsToManyRemoveAssociationMixin<TModel, TPrimaryKey> = (
  oldAssociated?: TModel | TPrimaryKey,
  options?: BelongsToManyRemoveAssociationMixinOptions,
) => Promise<void>

/** Options of a `belongsToMany` association's `removeXs`. */
export interface BelongsToManyRemoveAssociationsMixinOptions
  extends InstanceDestroyOptions,
    Omit<InstanceUpdateOptions<any>, 'where'>,
    AssociationWriteOptions {}

/** `removeXs` of a `belongsToMany` association: these are no longer associated. */
export type BelongsToManyRemoveAssociationsMixin<TModel, TPrimaryKey> = (
  oldAssociateds?: readonly (TModel | TPrimaryKey)[],
  options?: BelongsToManyRemoveAssociationsMixinOptions,
) => Promise<void>

/** Options of a `belongsToMany` association's `hasX`. */
export interface BelongsToManyHasAssociationMixinOptions
  extends BelongsToManyGetAssociationsMixinOptions {}

/** `hasX` of a `belongsToMany` association: whether this one is associated. */
export type BelongsToManyHasAssociationMixin<TModel, TPrimaryKey> = (
  target: TModel | TPrimaryKey,
  options?: BelongsToManyHasAssociationMixinOptions,
) => Promise<boolean>

/** Options of a `belongsToMany` association's `hasXs`. */
export interface BelongsToManyHasAssociationsMixinOptions
  extends BelongsToManyGetAssociationsMixinOptions {}

/** `hasXs` of a `belongsToMany` association: whether all of these are associated. */
export type BelongsToManyHasAssociationsMixin<TModel, TPrimaryKey> = (
  targets: readonly (TModel | TPrimaryKey)[],
  options?: BelongsToManyHasAssociationsMixinOptions,
) => Promise<boolean>

/** Options of a `belongsToMany` association's `countXs`. */
export interface BelongsToManyCountAssociationsMixinOptions
  extends Transactionable,
    Logging,
    Filterable<any>,
    LazyLoadingOptions,
    Pick<AssociationReadOptions, 'scope'> {
  /** Conditions on the through rows. */
  through?: IncludeThroughOptions
}

/** `countXs` of a `belongsToMany` association: how many are associated. */
export type BelongsToManyCountAssociationsMixin = (
  options?: BelongsToManyCountAssociationsMixinOptions,
) => Promise<number>
