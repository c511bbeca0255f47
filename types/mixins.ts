/**
 * The types of the methods that to-one associations and `hasMany` add to instances, for model
 * classes to declare: `declare getBooks: HasManyGetAssociationsMixin<Book>`.
 */
import type { Model } from '../lib/model/model.js'
import type { CreationAttributes } from './attributes.js'
import type { FindOptions, ScopeOptions } from './find-options.js'
import type { Filterable, LazyLoadingOptions, Logging, Transactionable } from './query-options.js'
import type { CreateOptions, InstanceUpdateOptions, SaveOptions } from './write-options.js'

/** What all methods that read through an association take. */
export interface AssociationReadOptions {
  /**
   * The target's scopes to apply, by name or, with arguments, as `{ method: [name, …arguments] }`;
   * `false` for none, not even its default scope.
   */
  scope?: string | boolean | ScopeOptions | readonly (string | ScopeOptions)[]
  /** The schema of the target's table. Default: the target's own. */
  schema?: string
  /** Between schema and table in dialects without schemas. Default: a dot. */
  schemaDelimiter?: string
}

/** What the methods that write many rows at once take. */
export interface AssociationWriteOptions {
  /** Runs the hooks of single rows too, for each row that is written. Default: false. */
  individualHooks?: boolean | undefined
}

/** Options of a `belongsTo` association's `getX`. */
export interface BelongsToGetAssociationMixinOptions
  extends FindOptions<any>,
    AssociationReadOptions {}

/**
 * `getX` of a `belongsTo` association: the associated instance, or null. `T` may say `| null` itself.
 */
export type BelongsToGetAssociationMixin<T> = (
  options?: BelongsToGetAssociationMixinOptions,
) => Promise<T>

/** Options of a `belongsTo` association's `setX`. */
export interface BelongsToSetAssociationMixinOptions extends SaveOptions<any> {
  /** Saves at once; `false` only sets the foreign key. Default: true. */
  save?: boolean
}

/** `setX` of a `belongsTo` association: an instance or its key; null sets none, undefined is refused. */
export type BelongsToSetAssociationMixin<T, TPrimaryKey> = (
  newAssociation?: T | TPrimaryKey | null,
  options?: BelongsToSetAssociationMixinOptions,
) => Promise<void>

/** Options of a `belongsTo` association's `createX`. */
export interface BelongsToCreateAssociationMixinOptions
  extends CreateOptions<any>,
    BelongsToSetAssociationMixinOptions {}

/** `createX` of a `belongsTo` association: creates an instance and sets it. */
export type BelongsToCreateAssociationMixin<T extends Model> = (
  values?: CreationAttributes<T>,
  options?: BelongsToCreateAssociationMixinOptions,
) => Promise<T>

/** Options of a `hasOne` association's `getX`. */
export interface HasOneGetAssociationMixinOptions
  extends FindOptions<any>,
    AssociationReadOptions {}

/** `getX` of a `hasOne` association: the associated instance, or null. `T` may say `| null` itself. */
export type HasOneGetAssociationMixin<T> = (
  options?: HasOneGetAssociationMixinOptions,
) => Promise<T>

/** Options of a `hasOne` association's `setX`. */
export interface HasOneSetAssociationMixinOptions extends SaveOptions<any> {
  /** Destroys the former one in place of setting its key to null. Default: false. */
  destroyPrevious?: boolean
}

/** `setX` of a `hasOne` association: an instance or its key; null sets none, undefined is refused. */
export type HasOneSetAssociationMixin<T, TPrimaryKey> = (
  newAssociation?: T | TPrimaryKey | null,
  options?: HasOneSetAssociationMixinOptions,
) => Promise<void>

/** Options of a `hasOne` association's `createX`. */
export interface HasOneCreateAssociationMixinOptions
  extends Omit<HasOneSetAssociationMixinOptions, 'destroyPrevious'>,
    CreateOptions<any> {}

/** `createX` of a `hasOne` association: creates an instance and sets it. */
export type HasOneCreateAssociationMixin<T extends Model> = (
  values?: CreationAttributes<T>,
  options?: HasOneCreateAssociationMixinOptions,
) => Promise<T>

/** Options of a `hasMany` association's `getXs`. */
export interface HasManyGetAssociationsMixinOptions
  extends FindOptions<any>,
    AssociationReadOptions {}

/** `getXs` of a `hasMany` association: the associated instances. */
export type HasManyGetAssociationsMixin<T> = (
  options?: HasManyGetAssociationsMixinOptions,
) => Promise<T[]>

/** Options of a `hasMany` association's `setXs`. */
export interface HasManySetAssociationsMixinOptions
  extends FindOptions<any>,
    Omit<InstanceUpdateOptions<any>, 'attributes' | 'where' | 'raw'>,
    AssociationWriteOptions {
  /** Destroys the former ones in place of setting their keys to null. Default: false. */
  destroyPrevious?: boolean
}

/**
 * `setXs` of a `hasMany` association: these, and no others, become associated. Null or an empty list
 * removes all, undefined is refused.
 */
export type HasManySetAssociationsMixin<T, TPrimaryKey> = (
  newAssociations?: readonly (T | TPrimaryKey)[] | null,
  options?: HasManySetAssociationsMixinOptions,
) => Promise<void>

/** Options of a `hasMany` association's `addXs`. */
export interface HasManyAddAssociationsMixinOptions
  extends Omit<InstanceUpdateOptions<any>, 'where'>,
    AssociationWriteOptions {}

/** `addXs` of a `hasMany` association: these become associated too. */
export type HasManyAddAssociationsMixin<T, TPrimaryKey> = (
  newAssociations?: readonly (T | TPrimaryKey)[],
  options?: HasManyAddAssociationsMixinOptions,
) => Promise<void>

/** Options of a `hasMany` association's `addX`. */
export interface HasManyAddAssociationMixinOptions
  extends Omit<InstanceUpdateOptions<any>, 'where'>,
    AssociationWriteOptions {}

/** `addX` of a `hasMany` association: this one becomes associated too. */
export type HasManyAddAssociationMixin<T, TPrimaryKey> = (
  newAssociation?: T | TPrimaryKey,
  options?: HasManyAddAssociationMixinOptions,
) => Promise<void>

/** Options of a `hasMany` association's `createX`. */
export interface HasManyCreateAssociationMixinOptions extends CreateOptions<any> {}

/**
 * `createX` of a `hasMany` association: creates an associated instance. The foreign key and the
 * association's scope need not be among the values.
 */
export type HasManyCreateAssociationMixin<
  TModel extends Model,
  TForeignKey extends keyof CreationAttributes<TModel> = never,
  TScope extends keyof CreationAttributes<TModel> = never,
> = (
  values?: Omit<CreationAttributes<TModel>, TForeignKey | TScope>,
  options?: HasManyCreateAssociationMixinOptions | readonly string[],
) => Promise<TModel>

/** Options of a `hasMany` association's `removeX`. */
export interface HasManyRemoveAssociationMixinOptions
  extends Omit<InstanceUpdateOptions<any>, 'where'>,
    AssociationWriteOptions {
  /** Destroys what is removed in place of setting its key to null. Default: false. */
  destroy?: boolean
}

/** `removeX` of a `hasMany` association: this one is no longer associated. */
export type HasManyRemoveAssociationMixin<T, TPrimaryKey> = (
  oldAssociated?: T | TPrimaryKey,
  options?: HasManyRemoveAssociationMixinOptions,
) => Promise<void>

/** Options of a `hasMany` association's `removeXs`. */
export interface HasManyRemoveAssociationsMixinOptions
  extends Omit<InstanceUpdateOptions<any>, 'where'>,
    AssociationWriteOptions {
  /** Destroys what is removed in place of setting its key to null. Default: false. */
  destroy?: boolean
}

/** `removeXs` of a `hasMany` association: these are no longer associated. */
export type HasManyRemoveAssociationsMixin<T, TPrimaryKey> = (
  oldAssociateds?: readonly (T | TPrimaryKey)[],
  options?: HasManyRemoveAssociationsMixinOptions,
) => Promise<void>

/** Options of a `hasMany` association's `hasX`. */
export interface HasManyHasAssociationMixinOptions extends HasManyGetAssociationsMixinOptions {}

/** `hasX` of a `hasMany` association: whether this one is associated. */
export type HasManyHasAssociationMixin<TModel, TPrimaryKey> = (
  target: TModel | TPrimaryKey,
  options?: HasManyHasAssociationMixinOptions,
) => Promise<boolean>

/** Options of a `hasMany` association's `hasXs`. */
export interface HasManyHasAssociationsMixinOptions extends HasManyGetAssociationsMixinOptions {}

/** `hasXs` of a `hasMany` association: whether all of these are associated. */
export type HasManyHasAssociationsMixin<TModel, TPrimaryKey> = (
  targets: readonly (TModel | TPrimaryKey)[],
  options?: HasManyHasAssociationsMixinOptions,
) => Promise<boolean>

/** Options of a `hasMany` association's `countXs`. */
export interface HasManyCountAssociationsMixinOptions
  extends Transactionable,
    Logging,
    Filterable<any>,
    LazyLoadingOptions,
    Pick<AssociationReadOptions, 'scope'> {}

/** `countXs` of a `hasMany` association: how many are associated. */
export type HasManyCountAssociationsMixin = (
  options?: HasManyCountAssociationsMixinOptions,
) => Promise<number>
