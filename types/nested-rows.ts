/**
 * Plain rows with what is included as plain objects: what finders give with `raw: true` and
 * `nest: true`. A row stands for one of each association, to-many ones too.
 */
import type { Model } from '../lib/model/model.js'
import type { Attributes, IsAny, Simplify } from './attributes.js'
import type {
  AliasOf,
  AnyInclude,
  HasAttributes,
  IncludeBelow,
  IsRequired,
  ItemNamed,
  ItemOf,
  RelationNamed,
  RelationsOf,
  SureOrNot,
} from './includes.js'
import type { ProjectedRow, Projection } from './projections.js'

/** A plain row with the columns of what an `include` loads along, nested by alias. */
export type NestedRow<Row, M, I> = NestedIn<Row, M, I, true>

/** Whether an `include` names relations that the types know. */
export type HasKnownIncludes<M, I> = [AnyInclude] extends [I]
  ? false
  : [I] extends [undefined]
    ? false
    : [AliasOf<RelationsOf<M>, ItemOf<I>>] extends [never]
      ? false
      : true

/** @typeParam Sure whether there is a row for certain: else all its values may be null */
type NestedIn<Row, M, I, Sure> =
  HasKnownIncludes<M, I> extends false
    ? Row
    : Simplify<Row & SureOrNot<NestedFields<RelationsOf<M>, ItemOf<I>, Sure>, RelationsOf<M>, I>>

type NestedFields<R, E, Sure> = {
  [A in AliasOf<R, E>]: NestedField<
    RelationNamed<R, A, E>,
    ItemNamed<R, A, E>,
    Sure extends true ? IsRequired<ItemNamed<R, A, E>> : false
  >
}

type NestedField<X, E, Sure> = X extends { readonly target: infer T extends Model }
  ? NestedIn<
      Simplify<PerhapsNull<ProjectedRow<Attributes<T>, ProjectionOf<E>>, Sure> & ThroughRow<X, E>>,
      T,
      IncludeBelow<E>,
      Sure
    >
  : any

type ProjectionOf<E> = E extends { readonly attributes: infer P } ? P : Projection

type PerhapsNull<Row, Sure> =
  IsAny<Row> extends true ? any : Sure extends true ? Row : { [K in keyof Row]: Row[K] | null }

// Its keys are no attributes that the types know.
type ThroughRow<X, E> = X extends { readonly through: infer Through }
  ? unknown extends Through
    ? unknown
    : [HasAttributes<ThroughOf<E>>] extends [false]
      ? unknown
      : ThroughOf<E> extends { readonly as: infer Name extends string }
        ? { [K in Name]?: any }
        : { [K in keyof Through]?: any }
  : unknown

type ThroughOf<E> = E extends { readonly through: infer T } ? T : undefined
