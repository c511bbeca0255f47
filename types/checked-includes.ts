/**
 * Which includes a model has: each alias, option and condition of an `include` is checked, at every
 * depth, as far as the relations (`relations.ts`) or the included model are known.
 */
import type { Association } from '../lib/associations/association.js'
import type { Model } from '../lib/model/model.js'
import type { Attributes, IsAny, Nothing, UnknownName, UnknownOption } from './attributes.js'
import type {
  AttributesOfTarget,
  CheckedConditions,
  CheckedOrder,
  CheckedThrough,
  ColumnNames,
} from './checked-conditions.js'
import type { Includeable, IncludeOptions } from './find-options.js'
import type { AnyInclude, RelationOf, RelationsOf } from './includes.js'
import type { CheckedProjection, Offered } from './projections.js'
import type { WhereOptions } from './where-options.js'

type ModelClass = abstract new (...args: never) => unknown

/**
 * The `include` of options: what passes the checks, once it is inferred. While it is written, editors
 * offer the includes of the model.
 */
export type IncludeOption<R, I, Names = NamesIn<R>> =
  | ([I] extends [Nothing] ? OfferedIncludes<R> : never)
  | ([I] extends [Nothing] ? I : CheckedInclude<R, I, Names>)

/**
 * Where an `include` is inferred from with the `undefined` that it may be, which an optional property
 * takes away. Without effect on what options may be.
 */
export type IncludeSite<I> = unknown extends I
  ? unknown
  : [I] extends [Nothing]
    ? { readonly include: I }
    : unknown

/**
 * `include` with its aliases, options and nested includes checked, where the relations of the model
 * are known; else its options. What passes stands as it is.
 */
export type CheckedInclude<R, I, Names = NamesIn<R>> = [AnyInclude] extends [I]
  ? I
  : I extends readonly unknown[]
    ? number extends I['length']
      ? CheckedList<R, I, Names>
      : { readonly [K in keyof I]: CheckedItem<R, I[K], Names> }
    : I extends undefined
      ? I
      : CheckedItem<R, I, Names>

// Of a list whose length is not known, each item may be any of its type.
type CheckedList<R, I extends readonly unknown[], Names> = [Includeable] extends [I[number]]
  ? I
  : { readonly [K in keyof I]: CheckedItem<R, I[K], Names> }

/** The includes of a model whose relations are known, for editors to offer while one is written. */
type OfferedIncludes<R> = unknown extends R
  ? never
  : (keyof R & string) | OfferedObject<R> | Offered<(keyof R & string) | OfferedObject<R>>

type OfferedObject<R> = { [A in keyof R]: OfferedOptions<A, R[A]> }[keyof R]

interface OfferedOptions<A, X>
  extends Omit<IncludeOptions, 'association' | 'as' | 'attributes' | 'include' | 'model' | 'where'>,
    Nothing {
  association: A
  attributes?: Offered<keyof AttributesOfTarget<TargetIn<X>> & string> | undefined
  include?: OfferedIncludes<RelationsOf<TargetIn<X>>> | undefined
  where?: WhereOptions<ConditionsOfTarget<TargetIn<X>>> | undefined
}

type TargetIn<X> = X extends { readonly target: infer T } ? T : never

type ConditionsOfTarget<T> = T extends { readonly _conditions: infer C } ? C : never

type CheckedItem<R, E, Names> =
  IsAny<E> extends true
    ? E
    : E extends string
      ? CheckedAlias<E, Names>
      : E extends ModelClass
        ? CheckedModel<R, E>
        : E extends Association
          ? E
          : IncludeOptions extends E
            ? E
            : E extends object
              ? CheckedOptions<R, E, Names>
              : Includeable

/**
 * What stands in the place of a model in the compiler's message that is not related under any alias.
 * Nothing is of this type.
 */
export interface UnrelatedModel<Aliases> extends UnknownName<Aliases> {}

/**
 * What stands in the place of a model in the compiler's message that is not the one under an alias.
 * Nothing is of this type.
 */
export interface OtherModel<Alias> extends UnknownName<Alias> {}

// The relations that a declaration makes have aliases, by which they must be included.
type CheckedModel<R, C extends ModelClass> = unknown extends R
  ? C
  : IsLoose<InstanceType<C>> extends true
    ? C
    : [AliasOfTarget<R, InstanceType<C>>] extends [never]
      ? UnrelatedModel<keyof R & string>
      : UnknownName<AliasOfTarget<R, InstanceType<C>>>

/** Whether a model's attributes are not known, so that it may be any model. */
type IsLoose<T> = IsAny<T> extends true ? true : T extends Model ? IsAny<Attributes<T>> : true

type AliasOfTarget<R, T> = {
  [A in keyof R]: R[A] extends { readonly target: infer Target }
    ? [Target] extends [T]
      ? A
      : never
    : never
}[keyof R]

// One of the names, in place of another one.
type CheckedAlias<N, Names> = N extends string ? (string extends N ? N : Names) : N

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
          ? CheckedConditions<TargetOf<R, E>, E[K]>
          : K extends 'on'
            ? CheckedConditions<
                TargetOf<R, E>,
                E[K],
                ColumnNames<AttributesOfTarget<TargetOf<R, E>>>
              >
            : K extends 'order'
              ? CheckedOrder<TargetOf<R, E>, E, E[K]>
              : K extends 'through'
                ? CheckedThrough<RelationOf<R, E>, E[K]>
                : K extends 'attributes'
                  ? CheckedProjection<AttributesOfTarget<TargetOf<R, E>>, E[K]> &
                      IncludeOptions['attributes']
                  : K extends keyof IncludeOptions
                    ? IncludeOptions[K]
                    : K extends 'all' | 'nested'
                      ? true | string | readonly string[] | boolean
                      : UnknownOption
}

type CheckedOwner<R, E> = E extends { readonly model: infer C extends ModelClass }
  ? E extends { readonly association: unknown }
    ? IncludeOptions['model']
    : E extends { readonly as: infer A }
      ? A extends keyof R
        ? CheckedAliased<R[A], A, C>
        : IncludeOptions['model']
      : CheckedModel<R, C> & IncludeOptions['model']
  : IncludeOptions['model']

// The model under an alias, as it was before `relate`, or as a later call gave it.
type CheckedAliased<X, Alias, C extends ModelClass> = X extends {
  readonly target: infer T
  readonly plainTarget: infer Plain
}
  ? [T] extends [InstanceType<C>]
    ? C
    : [InstanceType<C>] extends [Plain]
      ? C
      : OtherModel<Alias>
  : C

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
