/**
 * The methods that relations add to instances: `getPosts`, `addPost`, `countPosts`, … with their
 * names made from the alias and its singular, and what they take and give from the target.
 */
import type { Model } from '../lib/model/model.js'
import type { Attributes, CreationAttributes, Identifier } from './attributes.js'
import type { FinderOptions, FindResult, HasSet } from './find-results.js'
import type { AnyInclude, CreationWithout, IncludeOf, Included, NestedValues } from './includes.js'
import type { Singular } from './inflection.js'
import type { IncludeThroughOptions } from './find-options.js'
import type {
  AssociationReadOptions,
  BelongsToSetAssociationMixinOptions,
  HasManyAddAssociationsMixinOptions,
  HasManyCountAssociationsMixinOptions,
  HasManyRemoveAssociationsMixinOptions,
  HasManySetAssociationsMixinOptions,
} from './mixins.js'
import type {
  BelongsToManyCountAssociationsMixinOptions,
  BelongsToManyRemoveAssociationsMixinOptions,
  BelongsToManySetAssociationsMixinOptions,
  ThroughValuesOptions,
} from './many-to-many-mixins.js'
import type { Projection } from './projections.js'
import type { CreateOptions } from './write-options.js'
import type { WhereOptions } from './where-options.js'

/** A relation as its methods see it. */
export interface MethodRelation {
  /** The name of the relation. */
  readonly alias: string
  /** The singular of the name, where the declaration gives one. */
  readonly singular: string | undefined
  /** The kind of its association. */
  readonly kind: string
  /** An instance of the target, with what its own relations add. */
  readonly target: unknown
  /** An instance of the target without that: what methods take. */
  readonly plainTarget: unknown
  /** What is found on each target beside its own fields: the through row, by its name. */
  readonly through: unknown
  /** The names that the foreign key may have. */
  readonly foreignKey: string
}

/** The methods of relations, given as a union. */
export type MethodsOf<X extends MethodRelation> = {
  [E in MethodEntry<X> as E['name']]: E['method']
}

interface Method<Name extends string, M> {
  name: Name
  method: M
}

// `X extends unknown` takes each of the union by itself. To ask whether it extends MethodRelation
// would look at the target, and from there at the relations of all models.
type MethodEntry<X extends MethodRelation> = X extends unknown
  ? X['kind'] extends 'HasMany'
    ? ManyEntry<X, HasManyMethods<X>>
    : X['kind'] extends 'BelongsToMany'
      ? ManyEntry<X, BelongsToManyMethods<X>>
      : OneEntry<X, OneMethods<X>>
  : never

type OneEntry<X extends MethodRelation, Methods extends OneMethods<any>> =
  | Method<`get${Capitalize<X['alias']>}`, Methods['get']>
  | Method<`set${Capitalize<X['alias']>}`, Methods['set']>
  | Method<`create${Capitalize<X['alias']>}`, Methods['create']>

type ManyEntry<X extends MethodRelation, Methods extends ManyMethods> =
  | Method<`get${Capitalize<X['alias']>}`, Methods['get']>
  | Method<`count${Capitalize<X['alias']>}`, Methods['count']>
  | Method<`set${Capitalize<X['alias']>}`, Methods['set']>
  | Method<`add${Capitalize<X['alias'] | SingularName<X>>}`, Methods['add']>
  | Method<`remove${Capitalize<X['alias'] | SingularName<X>>}`, Methods['remove']>
  | Method<`has${Capitalize<X['alias'] | SingularName<X>>}`, Methods['has']>
  | Method<`create${Capitalize<SingularName<X>>}`, Methods['create']>

type SingularName<X extends MethodRelation> = X['singular'] extends string
  ? X['singular']
  : Singular<X['alias']>

interface ManyMethods {
  get: unknown
  count: unknown
  set: unknown
  add: unknown
  remove: unknown
  has: unknown
  create: unknown
}

type OneOrMany<T> = T | Identifier | readonly (T | Identifier)[]

/** Options of the methods that read through a relation. */
export type RelatedFindOptions<
  T extends Model,
  P = Projection,
  O = unknown,
  I = AnyInclude,
> = FinderOptions<T, P, O, I> & AssociationReadOptions

/** The methods of `belongsTo` and `hasOne`. */
export interface OneMethods<X extends MethodRelation> {
  /** Finds the related instance, or null. */
  get: <const P = Projection, O = unknown, const I = AnyInclude>(
    options?: RelatedFindOptions<TargetOf<X>, P, O, I>,
  ) => Promise<FindResult<TargetOf<X>, P, O, I> | null>
  /** Relates an instance, given or by its key; null relates none. */
  set: (
    target?: X['plainTarget'] | Identifier | null,
    options?: BelongsToSetAssociationMixinOptions,
  ) => Promise<void>
  /** Creates an instance and relates it. */
  create: Creating<X>
}

/** The methods of `hasMany`. */
export interface HasManyMethods<X extends MethodRelation> {
  /** Finds the related instances. */
  get: <const P = Projection, O = unknown, const I = AnyInclude>(
    options?: RelatedFindOptions<TargetOf<X>, P, O, I>,
  ) => Promise<FindResult<TargetOf<X>, P, O, I>[]>
  /** Counts the related rows. */
  count: (
    options?: Omit<HasManyCountAssociationsMixinOptions, 'where'> & ConditionsOn<TargetOf<X>>,
  ) => Promise<number>
  /** Relates these, and no others. */
  set: (
    targets?: readonly (X['plainTarget'] | Identifier)[] | null,
    options?: HasManySetAssociationsMixinOptions,
  ) => Promise<void>
  /** Relates these too. */
  add: (
    targets?: OneOrMany<X['plainTarget']>,
    options?: HasManyAddAssociationsMixinOptions,
  ) => Promise<void>
  /** Ends the relation to these. */
  remove: (
    targets?: OneOrMany<X['plainTarget']>,
    options?: HasManyRemoveAssociationsMixinOptions,
  ) => Promise<void>
  /** Whether all of these are related. */
  has: (
    targets: OneOrMany<X['plainTarget']>,
    options?: RelatedFindOptions<TargetOf<X>>,
  ) => Promise<boolean>
  /** Creates an instance and relates it. */
  create: Creating<X>
}

/** The methods of `belongsToMany`. */
export interface BelongsToManyMethods<X extends MethodRelation> {
  /** Finds the related instances, each with its through row. */
  get: <const P = Projection, O = unknown, const I = AnyInclude>(
    options?: RelatedFindOptions<TargetOf<X>, P, O, I> & ThroughReadOptions,
  ) => Promise<WithThrough<FindResult<TargetOf<X>, P, O, I>, X, O>[]>
  /** Counts the related rows. */
  count: (
    options?: Omit<BelongsToManyCountAssociationsMixinOptions, 'where'> & ConditionsOn<TargetOf<X>>,
  ) => Promise<number>
  /** Relates these, and no others. */
  set: (
    targets?: readonly (X['plainTarget'] | Identifier)[] | null,
    options?: BelongsToManySetAssociationsMixinOptions,
  ) => Promise<void>
  /** Relates these too; `through` has values for their through rows. */
  add: (
    targets?: OneOrMany<X['plainTarget']>,
    options?: BelongsToManySetAssociationsMixinOptions,
  ) => Promise<void>
  /** Ends the relation to these. */
  remove: (
    targets?: OneOrMany<X['plainTarget']>,
    options?: BelongsToManyRemoveAssociationsMixinOptions,
  ) => Promise<void>
  /** Whether all of these are related. */
  has: (
    targets: OneOrMany<X['plainTarget']>,
    options?: RelatedFindOptions<TargetOf<X>> & ThroughReadOptions,
  ) => Promise<boolean>
  /** Creates an instance and relates it. */
  create: Creating<X, ThroughValuesOptions>
}

/** How reading through a many-to-many relation treats its through rows. */
export interface ThroughReadOptions {
  /** The attributes of the through row that come along; `[]` for none. Default: all. */
  joinTableAttributes?: readonly string[]
  /** Conditions on the through rows. */
  through?: IncludeThroughOptions
}

/** Creates an instance of a relation's target, whose foreign key need not be among the values. */
export type Creating<X extends MethodRelation, More = unknown> = <
  const O extends CreateOptions<Attributes<TargetOf<X>>> = CreateOptions<Attributes<TargetOf<X>>>,
>(
  values?: CreationWithout<CreationAttributes<TargetOf<X>>, X['foreignKey']> &
    NestedValues<TargetOf<X>, IncludeOf<O>>,
  options?: O & More,
) => Promise<Included<TargetOf<X>, IncludeOf<O>>>

interface ConditionsOn<T extends Model> {
  /** Only rows for which this holds. */
  where?: WhereOptions<T['_conditions']> | undefined
}

type TargetOf<X extends MethodRelation> = X['target'] extends Model ? X['target'] : never

type WithThrough<T, X extends MethodRelation, O> =
  HasSet<O, 'raw'> extends true ? T : T & X['through']
