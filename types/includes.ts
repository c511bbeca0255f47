/**
 * What an `include` adds to the types of results and of values on creation: from the relations that
 * `sequelize.relate` told TypeScript of (`relations.ts`), and from association objects. What an
 * include may be is checked in `checked-includes.ts`.
 */
import type { Model } from '../lib/model/model.js'
import type { CreationAttributes, IsAny, Simplify } from './attributes.js'
import type { Includeable } from './find-options.js'

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

/** The `include` of an item of `include`; undefined where it has none. */
export type IncludeBelow<E> = E extends { readonly include: infer I }
  ? I
  : 'include' extends keyof E
    ? E[keyof E & 'include'] | undefined
    : undefined

/** Nothing in place of an object without keys, so that the types it is added to stay as they are. */
type Fields<T> = [keyof T] extends [never] ? unknown : T

/** An item of an `include`, be it a list or one. */
export type ItemOf<I> = I extends readonly (infer E)[] ? E : I

// ---

/** An instance with what an `include` loads along. */
export type Included<M, I> = [I] extends [undefined]
  ? M
  : [AnyInclude] extends [I]
    ? M
    : WithFields<
        M,
        SureOrNot<LoadedFields<RelationsOf<M>, ItemOf<I>>, RelationsOf<M>, I>,
        SureOrNot<ShownFields<RelationsOf<M>, ItemOf<I>>, RelationsOf<M>, I>
      >

/** Fields, of which those are optional that an `include` does not name for sure. */
export type SureOrNot<F, R, I> = [keyof F] extends [SureNames<R, I>]
  ? F
  : SomeOptional<F, Extract<keyof F, SureNames<R, I>>>

type SomeOptional<F, Sure extends keyof F> = Pick<F, Sure> & Partial<Omit<F, Sure>>

/**
 * The aliases that an `include` names for sure: not those where the types leave open which of
 * several it is, or how long a list is.
 */
type SureNames<R, I> =
  IsUnion<I> extends true ? NamesInAll<R, I, NamesInOne<R, I>> : NamesInOne<R, I>

/** The names that are in each of a union of includes. */
type NamesInAll<R, I, Names> = Names extends unknown
  ? (I extends unknown ? (Names extends NamesInOne<R, I> ? true : false) : never) extends true
    ? Names
    : never
  : never

/** The names that are sure in an include, or in one at least of a union of includes. */
type NamesInOne<R, I> = I extends readonly [infer First, ...infer Rest]
  ? SoleName<R, First> | NamesInOne<R, Rest>
  : I extends readonly unknown[]
    ? never
    : SoleName<R, I>

/** The alias of an item that means one association, whichever of a union it is. */
type SoleName<R, E> = IsUnion<NameOrNone<R, E>> extends true ? never : AliasOf<R, E>

type NameOrNone<R, E> = E extends unknown
  ? [AliasOf<R, E>] extends [never]
    ? undefined
    : AliasOf<R, E>
  : never

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

type ShownFields<R, E> = {
  [A in AliasOf<R, E>]: ShownField<RelationNamed<R, A, E>, ItemNamed<R, A, E>>
}

type ShownItems<R, I> = [I] extends [undefined]
  ? {}
  : [AnyInclude] extends [I]
    ? {}
    : SureOrNot<ShownFields<R, ItemOf<I>>, R, I>

type ShownField<X, E> = X extends { readonly isMany: true }
  ? ShownChild<X, E>[]
  : IsRequired<E> extends true
    ? ShownChild<X, E>
    : ShownChild<X, E> | null

type ShownChild<X, E> = X extends { readonly target: infer T }
  ? Shown<T, ShownItems<RelationsOf<T>, IncludeBelow<E>>>
  : never

/** The fields of an inferred model's instances: its attributes, as their getters give them. */
export type FieldsOf<M> = M extends { readonly _attributes: infer A }
  ? { [K in keyof A]: K extends keyof M ? M[K] : A[K] }
  : {}

type LoadedFields<R, E> = {
  [A in AliasOf<R, E>]: LoadedField<RelationNamed<R, A, E>, ItemNamed<R, A, E>>
}

type LoadedField<X, E> = X extends { readonly isMany: true }
  ? Child<X, E>[]
  : IsRequired<E> extends true
    ? Child<X, E>
    : Child<X, E> | null

type Child<X, E> = X extends { readonly target: infer T; readonly through: infer Through }
  ? WithThrough<Included<T, IncludeBelow<E>>, ThroughFields<Through, E>>
  : never

type WithThrough<M, F> = unknown extends F ? M : WithFields<M, F>

/** Whether a parent is found only with one. */
export type IsRequired<E> = E extends { readonly required: infer Required }
  ? [Required] extends [true]
    ? true
    : false
  : E extends { readonly where: object }
    ? true
    : false

/** The through rows, as the `through` of an item shows them. */
type ThroughFields<Through, E> = unknown extends Through
  ? unknown
  : E extends { readonly through: infer T }
    ? ThroughPart<
        T extends { readonly as: infer Name extends string } ? RowAs<Through, Name> : Through,
        T
      >
    : Through

type RowAs<Through, Name extends string> =
  IsUnion<Name> extends true
    ? { [K in Name]?: Through[keyof Through] }
    : { [K in Name]: Through[keyof Through] }

type ThroughPart<F, T> = [HasAttributes<T>] extends [true]
  ? F
  : [HasAttributes<T>] extends [false]
    ? unknown
    : Partial<F>

/** Whether `attributes` selects some: a boolean where the types leave it open. */
export type HasAttributes<T> = T extends unknown
  ? 'attributes' extends keyof T
    ? SelectsSome<T[keyof T & 'attributes']>
    : true
  : never

type SelectsSome<A> = A extends readonly unknown[]
  ? number extends A['length']
    ? boolean
    : A['length'] extends 0
      ? false
      : true
  : true

/** The alias that an item of `include` means; never where the types do not tell. */
export type AliasOf<R, E> = IsAny<E> extends true ? never : LiteralName<NameOf<R, E>>

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

/** Those of the items of `include` that have an alias. */
export type ItemNamed<R, A, E> = E extends unknown ? (A extends AliasOf<R, E> ? E : never) : never

/** The relation of an alias; of one that the model is not known to have, as its object tells. */
export type RelationNamed<R, A, E> = A extends keyof R
  ? R[A]
  : RelationOfAssociation<ItemNamed<R, A, E>>

/** The relation that an item of `include` means. */
export type RelationOf<R, E> =
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

/** What `include` adds to the values on creation: the values of what is created along. */
export type NestedValues<M, I> = [I] extends [undefined]
  ? unknown
  : [AnyInclude] extends [I]
    ? unknown
    : Fields<NestedFields<RelationsOf<M>, ItemOf<I>>>

type NestedFields<R, E> = {
  [A in AliasOf<R, E>]?: NestedField<RelationNamed<R, A, E>, ItemNamed<R, A, E>> | undefined
}

type NestedField<X, E> = X extends { readonly isMany: true }
  ? readonly NestedRecord<X, E>[]
  : NestedRecord<X, E> | null

type NestedRecord<X, E> = X extends { readonly target: infer T }
  ? T extends Model
    ?
        | T
        | (CreationWithout<CreationAttributes<T>, ForeignKeyOf<X>> &
            NestedValues<T, IncludeBelow<E>> &
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
