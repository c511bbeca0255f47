/**
 * What an `include` adds to the types of results and of values on creation, and which includes a
 * model has: from the relations that `sequelize.relate` told TypeScript of (`relations.ts`), and
 * from association objects.
 */
import type { Association } from '../lib/associations/association.js'
import type { Expression } from '../lib/expression/expressions.js'
import type { Model } from '../lib/model/model.js'
import type {
  Attributes,
  CreationAttributes,
  IsAny,
  Simplify,
  UnknownName,
  UnknownOption,
} from './attributes.js'
import type { Includeable, IncludeOptions } from './find-options.js'
import type { CheckedProjection, Offered } from './projections.js'
import type { WhereAttributeHash, WhereOptions } from './where-options.js'

declare const relations: unique symbol

/** The mark of instances whose relations are known. */
export interface Relational<R> {
  /** Never set. */
  readonly [relations]: R
}

/** The relations of a model by alias; unknown where the types do not tell. */
export type RelationsOf<M> = M extends { readonly [relations]: infer R } ? R : unknown

/** A relation, as far as results and values on creation follow from it. */
export interface KnownRelation {
  /** Whether there may be many of the target. */
  readonly isMany: boolean
  /** An instance of the target. */
  readonly target: unknown
  /** What is found on each target beside its own fields: the through row, by its name. */
  readonly through: unknown
  /** The names that the foreign key may have. */
  readonly foreignKey: string
}

/** Any `include`: what finders have whose types are not to follow from it. */
export type AnyInclude = Includeable | readonly Includeable[]

/** The `include` among options. */
export type IncludeOf<O> = O extends { readonly include: infer I } ? I : AnyInclude

/** Nothing in place of an object without keys, so that the types it is added to stay as they are. */
type Fields<T> = [keyof T] extends [never] ? unknown : T

type ItemOf<I> = I extends readonly (infer E)[] ? E : I

type ModelClass = abstract new (...args: never) => unknown

// ---

/** An instance with what an `include` loads along. */
export type Included<M, I> = [AnyInclude] extends [I]
  ? M
  : IsCertain<I> extends true
    ? WithFields<M, LoadedFields<RelationsOf<M>, ItemOf<I>>, ShownFields<RelationsOf<M>, ItemOf<I>>>
    : WithFields<
        M,
        Partial<LoadedFields<RelationsOf<M>, ItemOf<I>>>,
        Partial<ShownFields<RelationsOf<M>, ItemOf<I>>>
      >

/**
 * Whether all that an `include` names is loaded: not where the types leave open which of several
 * it is, or how long a list is.
 */
type IsCertain<I> =
  IsUnion<I> extends true
    ? false
    : I extends readonly unknown[]
      ? number extends I['length']
        ? false
        : true extends { [K in keyof I]: IsUnion<I[K]> }[number]
          ? false
          : true
      : true

/** Whether a type is one of several. */
export type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never

type WithFields<M, TFields, TShown = TFields> = [keyof TFields] extends [never]
  ? M
  : InstanceWith<Shown<M, TShown>, M, TFields>

/**
 * An instance with fields that it does not always have.
 *
 * @typeParam _TShown what editors show before all else: the fields as one plain object type
 */
export type InstanceWith<_TShown, M, TFields> = TFields & M

type Shown<M, TFields> = M extends { readonly _inferred: unknown }
  ? Simplify<FieldsOf<M> & TFields>
  : TFields

type ShownFields<R, E> = { [Item in E as AliasOf<R, Item>]: ShownField<R, Item> }

type ShownItems<R, I> = [AnyInclude] extends [I]
  ? {}
  : IsCertain<I> extends true
    ? ShownFields<R, ItemOf<I>>
    : Partial<ShownFields<R, ItemOf<I>>>

type ShownField<R, E> =
  RelationOf<R, E> extends infer X
    ? X extends { readonly isMany: true }
      ? ShownChild<X, E>[]
      : IsRequired<E> extends true
        ? ShownChild<X, E>
        : ShownChild<X, E> | null
    : never

type ShownChild<X, E> = X extends { readonly target: infer T }
  ? Shown<T, ShownItems<RelationsOf<T>, IncludeOf<E>>>
  : never

/** The fields of an inferred model's instances: its attributes, as their getters give them. */
export type FieldsOf<M> = M extends { readonly _attributes: infer A }
  ? { [K in keyof A]: K extends keyof M ? M[K] : A[K] }
  : {}

type LoadedFields<R, E> = { [Item in E as AliasOf<R, Item>]: LoadedField<R, Item> }

type LoadedField<R, E> =
  RelationOf<R, E> extends infer X
    ? X extends { readonly isMany: true }
      ? Child<X, E>[]
      : IsRequired<E> extends true
        ? Child<X, E>
        : Child<X, E> | null
    : never

type Child<X, E> = X extends { readonly target: infer T; readonly through: infer Through }
  ? WithThrough<Included<T, IncludeOf<E>>, ThroughFields<Through, E>>
  : never

type WithThrough<M, F> = unknown extends F ? M : WithFields<M, F>

type IsRequired<E> = E extends { readonly required: infer Required }
  ? [Required] extends [true]
    ? true
    : false
  : E extends { readonly where: object }
    ? true
    : false

type ThroughFields<Through, E> = E extends {
  readonly through: { readonly attributes: readonly [] }
}
  ? unknown
  : E extends { readonly through: { readonly as: infer Name extends string } }
    ? { [K in Name]: Through[keyof Through] }
    : Through

/** The alias that an item of `include` means; never where the types do not tell. */
type AliasOf<R, E> = IsAny<E> extends true ? never : LiteralName<NameOf<R, E>>

type LiteralName<N> = N extends string ? (string extends N ? never : N) : never

type NameOf<R, E> = E extends string
  ? KnownName<R, E>
  : E extends { readonly association: infer A }
    ? A extends string
      ? KnownName<R, A>
      : A extends { readonly as: infer N }
        ? N
        : never
    : E extends { readonly associationType: string; readonly as: infer N }
      ? N
      : E extends { readonly as: infer N }
        ? KnownName<R, N>
        : never

type KnownName<R, N> = N extends keyof R ? N : never

/** The relation that an item of `include` means. */
type RelationOf<R, E> =
  AliasOf<R, E> extends infer A
    ? [A] extends [never]
      ? never
      : A extends keyof R
        ? R[A]
        : RelationOfAssociation<E>
    : never

type RelationOfAssociation<E> = E extends { readonly association: infer A }
  ? AssociatedRelation<A>
  : AssociatedRelation<E>

type AssociatedRelation<A> = A extends {
  readonly associationType: infer Kind
  readonly _target?: infer T
}
  ? {
      readonly isMany: Kind extends 'HasMany' | 'BelongsToMany' ? true : false
      readonly target: NonNullable<T>
      readonly through: unknown
    }
  : never

/** A plain row with the columns of what an `include` loads along: `'author.name'`. */
export type IncludedRow<Row, M, I> = [AnyInclude] extends [I]
  ? Row
  : RowWith<Row, AliasOf<RelationsOf<M>, ItemOf<I>>>

type RowWith<Row, A extends string> = [A] extends [never]
  ? Row
  : Simplify<Row & { [K in `${A}.${string}`]: any }>

// ---

/**
 * `include` with its aliases, options and nested includes checked, where the relations of the model
 * are known; else its options.
 */
export type CheckedInclude<R, I, Names = NamesIn<R>> = [AnyInclude] extends [I]
  ? unknown
  : I extends readonly unknown[]
    ? number extends I['length']
      ? CheckedList<I>
      : { readonly [K in keyof I]: CheckedItem<R, I[K], Names> }
    : CheckedItem<R, I, Names>

// Of lists whose length is not known only the items' type can be checked.
type CheckedList<I> = I extends readonly Includeable[] ? unknown : readonly Includeable[]

/**
 * The includes of a model whose relations are known, for editors to offer while one is written. All
 * of them pass {@link CheckedInclude} too.
 */
export type OfferedIncludes<R> = unknown extends R
  ? never
  : OfferedInclude<R> | Offered<OfferedInclude<R>>

type OfferedInclude<R> = (keyof R & string) | { [A in keyof R]: OfferedOptions<A, R[A]> }[keyof R]

interface OfferedOptions<A, X>
  extends Omit<
    IncludeOptions,
    'association' | 'as' | 'attributes' | 'include' | 'model' | 'where'
  > {
  association: A
  attributes?: Offered<keyof AttributesOfTarget<TargetIn<X>> & string> | undefined
  include?: OfferedIncludes<RelationsOf<TargetIn<X>>> | undefined
  where?: WhereOptions<ConditionsOfTarget<TargetIn<X>>> | undefined
}

type TargetIn<X> = X extends { readonly target: infer T } ? T : never

type ConditionsOfTarget<T> = T extends { readonly _conditions: infer C } ? C : never

type CheckedItem<R, E, Names> =
  IsAny<E> extends true
    ? unknown
    : E extends string
      ? CheckedAlias<E, Names>
      : E extends ModelClass
        ? CheckedModel<R, E>
        : E extends Association | null | undefined
          ? unknown
          : IncludeOptions extends E
            ? unknown
            : E extends object
              ? CheckedOptions<R, E, Names>
              : Includeable

// The relations that a declaration makes have aliases, by which they must be included. A model that
// is the target of none may be that of an association which the types do not know.
type CheckedModel<R, C extends ModelClass> = unknown extends R
  ? unknown
  : [AliasOfTarget<R, InstanceType<C>>] extends [never]
    ? unknown
    : UnknownName<AliasOfTarget<R, InstanceType<C>>>

type AliasOfTarget<R, T> =
  IsAny<T> extends true
    ? never
    : {
        [A in keyof R]: R[A] extends { readonly target: infer Target }
          ? [Target] extends [T]
            ? A
            : never
          : never
      }[keyof R]

// One of the names, in place of another one.
type CheckedAlias<N, Names> = N extends string ? (string extends N ? unknown : Names) : unknown

/**
 * What aliases includes of a model may have. Of any model (`M extends Model`) nothing is known, and
 * its field lets all pass.
 */
export type AliasesOf<M extends Model> = M['_aliases'] | NamesIn<RelationsOf<M>>

/** The aliases of a model, as far as they are known. */
export type NamesIn<R> = unknown extends R ? string : KnownNames<keyof R & string>

/** Names that are known; what is none of them is refused with the list of them. */
export type KnownNames<Names> = Names | UnknownName<Names>

type CheckedOptions<R, E, Names> = {
  readonly [K in keyof E]: K extends 'association' | 'as'
    ? CheckedAlias<E[K], Names>
    : K extends 'model'
      ? CheckedOwner<R, E>
      : K extends 'include'
        ? CheckedInclude<RelationsOf<TargetOf<R, E>>, E[K]>
        : K extends 'where'
          ? CheckedWhere<TargetOf<R, E>, E[K]>
          : K extends 'attributes'
            ? CheckedProjection<AttributesOfTarget<TargetOf<R, E>>, E[K]> &
                IncludeOptions['attributes']
            : K extends keyof IncludeOptions
              ? IncludeOptions[K]
              : K extends 'all' | 'nested'
                ? true | string | readonly string[] | boolean
                : UnknownOption
}

type CheckedOwner<R, E> = E extends { readonly as: unknown } | { readonly association: unknown }
  ? IncludeOptions['model']
  : E extends { readonly model: infer C extends ModelClass }
    ? CheckedModel<R, C> & IncludeOptions['model']
    : IncludeOptions['model']

type TargetOf<R, E> =
  RelationOf<R, E> extends infer X
    ? [X] extends [never]
      ? E extends { readonly model: infer C extends ModelClass }
        ? InstanceType<C>
        : unknown
      : X extends { readonly target: infer T }
        ? T
        : unknown
    : unknown

type AttributesOfTarget<T> = T extends Model ? Attributes<T> : any

type CheckedWhere<T, W> = T extends { readonly _conditions: infer C }
  ? IsAny<C> extends true
    ? WhereOptions | undefined
    : W extends readonly unknown[] | Expression | undefined
      ? WhereOptions<C> | undefined
      : WhereOptions<C> & {
          readonly [K in Exclude<keyof W, keyof WhereAttributeHash<C>>]: UnknownName<
            keyof C & string
          >
        }
  : WhereOptions | undefined

// ---

/** What `include` adds to the values on creation: the values of what is created along. */
export type NestedValues<M, I> = [AnyInclude] extends [I]
  ? unknown
  : Fields<NestedFields<RelationsOf<M>, ItemOf<I>>>

type NestedFields<R, E> = { [Item in E as AliasOf<R, Item>]?: NestedField<R, Item> | undefined }

type NestedField<R, E> =
  RelationOf<R, E> extends infer X
    ? X extends { readonly isMany: true }
      ? readonly NestedRecord<X, E>[]
      : NestedRecord<X, E> | null
    : never

type NestedRecord<X, E> = X extends { readonly target: infer T }
  ? T extends Model
    ?
        | T
        | (CreationWithout<CreationAttributes<T>, ForeignKeyOf<X>> &
            NestedValues<T, IncludeOf<E>> &
            ThroughValues<X>)
    : never
  : never

type ForeignKeyOf<X> = X extends { readonly foreignKey: infer K } ? K : never

/** Values on creation, of which some are filled in by the association. */
export type CreationWithout<T, K> = [Extract<keyof T, K>] extends [never]
  ? T
  : Omit<T, Extract<keyof T, K>> & Partial<Pick<T, Extract<keyof T, K>>>

type ThroughValues<X> = X extends { readonly through: infer Through }
  ? unknown extends Through
    ? unknown
    : { [K in keyof Through]?: object }
  : unknown
