/**
 * The result type that follows from a finder's options: `attributes`, `include`, `raw`, `plain`,
 * `group`, `returning` and `rejectOnEmpty`.
 */
import type { Model } from '../lib/model/model.js'
import type { Attributes, IsAny, Simplify } from './attributes.js'
import type { Col, Literal } from '../lib/expression/expressions.js'
import type { CountOptions, FindBaseOptions, GroupedCountResultItem } from './find-options.js'
import type {
  AliasesOf,
  AnyInclude,
  CheckedInclude,
  Included,
  IncludedRow,
  IncludeOf,
  OfferedIncludes,
  RelationsOf,
} from './includes.js'
import type { CheckedProjection, OfferedProjection, Projection } from './projections.js'

/** What is checked of the options of finders whose result type follows from them. */
export interface CheckedFindOptions<TAttributes, R, P, I, Names> {
  /** What is selected, with each name checked. */
  attributes?: CheckedProjection<TAttributes, P> | undefined
  /** What is loaded along, with each alias and option checked. */
  include?: CheckedInclude<R, I, Names> | undefined
}

/** The options of finders whose result type follows from them. */
export interface TypedFindOptions<
  TAttributes,
  P = Projection<TAttributes>,
  Raw extends boolean = boolean,
  Plain extends boolean = boolean,
  I = AnyInclude,
  TConditions = TAttributes,
  R = unknown,
> extends FindBaseOptions<TConditions> {
  /**
   * What is selected: names, `[expression, alias]` pairs, or `{ include, exclude }` relative to all
   * attributes. Default: all attributes.
   */
  attributes?: P | OfferedProjection<TAttributes> | undefined
  /** What is loaded along. */
  include?: I | OfferedIncludes<R> | undefined
  /** Gives plain objects in place of instances; included columns have dotted keys. Default: false. */
  raw?: Raw | undefined
  /** Gives the first row, or null. Default: false. */
  plain?: Plain | undefined
  /**
   * Rejects when nothing is found: with `EmptyResultError`, or with the error given. Default: the
   * model's `rejectOnEmpty`, else false.
   */
  rejectOnEmpty?: boolean | Error | (new (...args: any[]) => Error) | undefined
}

/** A name that `attributes` selects. */
type SelectedName<Item> = Item extends readonly [unknown, infer Alias extends string]
  ? Alias
  : Item extends string
    ? Item
    : never

type SelectedValue<TAttributes, Item> = Item extends readonly [infer Source, string]
  ? Source extends keyof TAttributes
    ? TAttributes[Source]
    : Source extends { readonly _value?: infer V }
      ? unknown extends V
        ? any
        : V
      : any
  : Item extends keyof TAttributes
    ? TAttributes[Item]
    : any

type SelectedBy<TAttributes, Items extends readonly unknown[]> = {
  [Item in Items[number] as SelectedName<Item>]: SelectedValue<TAttributes, Item>
}

/** A plain row with the attributes that a projection selects. */
export type ProjectedRow<TAttributes, P> =
  IsAny<TAttributes> extends true
    ? any
    : [Projection] extends [P]
      ? TAttributes
      : P extends readonly unknown[]
        ? string extends SelectedName<P[number]>
          ? TAttributes
          : Simplify<SelectedBy<TAttributes, P>>
        : P extends { readonly include: unknown } | { readonly exclude: unknown }
          ? Simplify<
              Omit<
                TAttributes,
                P extends { readonly exclude: readonly (infer N)[] } ? N & string : never
              > &
                (P extends { readonly include: infer Items extends readonly unknown[] }
                  ? SelectedBy<TAttributes, Items>
                  : unknown)
            >
          : TAttributes

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

/** One result of a finder: an instance with what is included, or with `raw: true` a plain row. */
export type FindResult<M extends Model, P = Projection, Raw = boolean, I = AnyInclude> = [
  Raw,
] extends [true]
  ? HasExactResults<M> extends true
    ? IncludedRow<ProjectedRow<Attributes<M>, P>, M, I>
    : M
  : Included<M, I>

/** What `findAll` gives: a list, or with `plain: true` its first item or null. */
export type FindAllResult<
  M extends Model,
  P = Projection,
  Raw = boolean,
  Plain = boolean,
  I = AnyInclude,
> = [Plain] extends [true] ? FindResult<M, P, Raw, I> | null : FindResult<M, P, Raw, I>[]

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
  Raw extends boolean = boolean,
  Plain extends boolean = boolean,
  I = AnyInclude,
> = TypedFindOptions<Attributes<M>, P, Raw, Plain, I, M['_conditions'], RelationsOf<M>> &
  CheckedFindOptions<Attributes<M>, RelationsOf<M>, P, I, AliasesOf<M>>

/** Options of `findByPk`: all but the condition. */
export type FindByPkOptions<
  M extends Model,
  P = Projection,
  Raw extends boolean = boolean,
  I = AnyInclude,
> = Omit<
  TypedFindOptions<Attributes<M>, P, Raw, boolean, I, M['_conditions'], RelationsOf<M>>,
  'where'
> &
  CheckedFindOptions<Attributes<M>, RelationsOf<M>, P, I, AliasesOf<M>>

/** Options of `findAndCountAll` beside those of finders. */
export interface CountedColumn {
  /** The column to count. Default: the primary key with includes, else all rows. */
  col?: string | undefined
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
