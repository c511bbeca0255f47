/**
 * The result type that follows from a finder's options: `attributes`, `include`, `raw`, `plain`,
 * `group`, `returning` and `rejectOnEmpty`.
 */
import type { Model } from '../lib/model/model.js'
import type { Attributes, Nothing, Simplify } from './attributes.js'
import type { Col, Literal } from '../lib/expression/expressions.js'
import type { CountOptions, FindBaseOptions, GroupedCountResultItem } from './find-options.js'
import type { AliasesOf, IncludeOption, IncludeSite } from './checked-includes.js'
import type { AnyInclude, Included, IncludedRow, IncludeOf, RelationsOf } from './includes.js'
import type { HasKnownIncludes, NestedRow } from './nested-rows.js'
import type {
  CheckedProjection,
  OfferedProjection,
  ProjectedRow,
  Projection,
  SelectedBy,
} from './projections.js'

/** What is checked of the options of finders whose result type follows from them. */
export interface CheckedFindOptions<TAttributes, P> {
  /** What is selected, with each name checked. */
  attributes?: CheckedProjection<TAttributes, P> | undefined
}

/** The options of finders whose result type follows from them. */
export interface TypedFindOptions<
  TAttributes,
  P = Projection<TAttributes>,
  I = AnyInclude,
  TConditions = TAttributes,
  R = unknown,
  Names = string,
> extends FindBaseOptions<TConditions> {
  /**
   * What is selected: names, `[expression, alias]` pairs, or `{ include, exclude }` relative to all
   * attributes. Default: all attributes.
   */
  attributes?: P | OfferedProjection<TAttributes> | undefined
  /** What is loaded along. */
  include?: IncludeOption<R, I, Names> | undefined
  /** Gives plain objects in place of instances; included columns have dotted keys. Default: false. */
  raw?: boolean | undefined
  /** Gives the first row, or null. Default: false. */
  plain?: boolean | undefined
  /**
   * Rejects when nothing is found: with `EmptyResultError`, or with the error given. Default: the
   * model's `rejectOnEmpty`, else false.
   */
  rejectOnEmpty?: boolean | Error | (new (...args: any[]) => Error) | undefined
}

/**
 * Settings of result types, to be extended by declaration merging.
 *
 * @example
 * declare module 'relata' {
 *   interface TypeSettings {
 *     results: 'exact'
 *   }
 * }
 */
export interface TypeSettings {}

/**
 * Whether results are typed as what they are at run time, where v6's types say otherwise (`raw`
 * rows as instances, aggregates of no rows as never null): for inferred models always, for classes
 * with hand-written types when `TypeSettings` has `results: 'exact'`.
 */
type HasExactResults<M> = M extends { readonly _inferred: unknown }
  ? true
  : TypeSettings extends { results: 'exact' }
    ? true
    : false

/**
 * Where the options are inferred as a whole, beside those that their types are made of: for what is
 * asked of them with {@link HasSet}. Without effect on what options may be.
 */
export type OptionsSite<O> = unknown extends O ? unknown : [O] extends [Nothing] ? O : unknown

/** Whether options are known to have one set to true. */
export type HasSet<O, Name extends string> = [unknown] extends [O]
  ? false
  : [O] extends [never]
    ? false
    : [O] extends [{ readonly [K in Name]: true }]
      ? true
      : false

/** An include that perhaps the options do not have; then it may be undefined, too. */
type IncludeIn<O, I> = unknown extends O
  ? I
  : [O] extends [{ readonly include: unknown }]
    ? I
    : I | undefined

/** Whether nested rows have what instances of a class, as which v6 types them, have not. */
type NamesRelations<M, O, I> =
  HasSet<O, 'nest'> extends true
    ? unknown extends RelationsOf<M>
      ? false
      : HasKnownIncludes<M, I>
    : false

/** One result of a finder: an instance with what is included, or with `raw: true` a plain row. */
export type FindResult<M extends Model, P = Projection, O = unknown, I = AnyInclude> =
  HasSet<O, 'raw'> extends true
    ? HasExactResults<M> extends true
      ? HasSet<O, 'nest'> extends true
        ? NestedRow<ProjectedRow<Attributes<M>, P>, M, IncludeIn<O, I>>
        : IncludedRow<ProjectedRow<Attributes<M>, P>, M, I>
      : NamesRelations<M, O, I> extends true
        ? NestedRow<ProjectedRow<Attributes<M>, P>, M, IncludeIn<O, I>>
        : M
    : [AnyInclude] extends [I]
      ? M
      : Included<M, IncludeIn<O, I>>

/** What `findAll` gives: a list, or with `plain: true` its first item or null. */
export type FindAllResult<M extends Model, P = Projection, O = unknown, I = AnyInclude> =
  HasSet<O, 'plain'> extends true ? FindResult<M, P, O, I> | null : FindResult<M, P, O, I>[]

/** What an aggregate of an attribute gives: a value of its type, or null when there are no rows. */
export type AggregateResult<M extends Model, T> = HasExactResults<M> extends true ? T | null : T

/**
 * One group of `count` with `group`: the grouped attributes, what `attributes` selects beside them,
 * and the count. Where names are known at run time only, any name may be read.
 */
export type GroupedCount<TAttributes, G, P = undefined> =
  string extends GroupNames<G>
    ? GroupedCountResultItem
    : [Projection] extends [P]
      ? GroupedCountResultItem
      : Simplify<
          {
            [K in GroupNames<G> & keyof TAttributes]: TAttributes[K]
          } & {
            [K in Exclude<GroupNames<G>, keyof TAttributes>]: unknown
          } & (P extends readonly unknown[] ? SelectedBy<TAttributes, P> : unknown) & {
              count: number
            }
        >

type GroupNames<G> = G extends string
  ? G
  : G extends readonly (infer Item)[]
    ? GroupNames<Item>
    : never

/** Options that group rows by names that are known. */
export interface GroupedBy<G> {
  /** Groups rows by these columns or expressions. */
  group: G
}

/** Options of `count` with groups whose names are known. */
export type TypedCountWithOptions<
  TAttributes,
  G,
  P = Projection<TAttributes>,
  TConditions = TAttributes,
> = Omit<CountOptions<TAttributes, TConditions>, 'attributes'> &
  GroupedBy<G> & {
    /** What is selected beside the groups. Default: the grouped columns. */
    attributes?: P | undefined
  }

/** The options of a model's finders, with its attributes, conditions and relations. */
export type FinderOptions<
  M extends Model,
  P = Projection,
  O = unknown,
  I = AnyInclude,
> = TypedFindOptions<Attributes<M>, P, I, M['_conditions'], RelationsOf<M>, AliasesOf<M>> &
  CheckedFindOptions<Attributes<M>, P> &
  IncludeSite<I> &
  OptionsSite<O>

/** Options of `findByPk`: all but the condition. */
export type FindByPkOptions<M extends Model, P = Projection, O = unknown, I = AnyInclude> = Omit<
  TypedFindOptions<Attributes<M>, P, I, M['_conditions'], RelationsOf<M>, AliasesOf<M>>,
  'where'
> &
  CheckedFindOptions<Attributes<M>, P> &
  IncludeSite<I> &
  OptionsSite<O>

/** Options of `findAndCountAll` beside those of finders. */
export interface CountedColumn {
  /** The column to count. Default: the primary key with includes, else all rows. */
  col?: string | undefined
}

/** The `include` of `count`. */
export type CountedInclude<M extends Model, I> = IncludeSite<I> & {
  /** Joined tables. Only required ones change the count, unless `distinct` is false. */
  include?: IncludeOption<RelationsOf<M>, I, AliasesOf<M>> | undefined
}

/** Options under which an empty result rejects, so that the result is never null. */
export interface RejectOnEmpty {
  /** Rejects when nothing is found: with `EmptyResultError`, or with the error given. */
  rejectOnEmpty: true | Error | (new (...args: any[]) => Error)
}

/** Options of `update` under which the rows are returned too. */
export interface ReturningRows<TAttributes> {
  /** Gives the updated rows, or some attributes of them. PostgreSQL, SQLite, SQL Server. */
  returning: true | readonly (keyof TAttributes | Literal | Col)[]
}

/** What `create` gives: nothing where the row may not have been inserted, or is not read back. */
export type CreateResult<M extends Model, O> = O extends
  | { readonly returning: false }
  | { readonly ignoreDuplicates: true }
  ? void
  : Included<M, IncludeOf<O>>
