/**
 * The result type that follows from a finder's options: `attributes`, `raw`, `plain`, `group`,
 * `returning` and `rejectOnEmpty`.
 */
import type { Model } from '../lib/model/model.js'
import type { Attributes, IsAny, Simplify } from './attributes.js'
import type { Col, Literal } from '../lib/expression/expressions.js'
import type {
  CountOptions,
  FindBaseOptions,
  GroupedCountResultItem,
  Includeable,
} from './find-options.js'
import type { ProjectionItem } from './query-options.js'

/**
 * What `attributes` of a typed finder may be. Without type arguments it stands for any projection:
 * the default where `attributes` is not inferred, as in v6's `User.findAll<User>({ attributes })`.
 */
export type Projection<TAttributes = any> =
  | readonly (ProjectionItem | (keyof TAttributes & string))[]
  | {
      /** Added to all attributes. */
      readonly include?: readonly ProjectionItem[] | undefined
      /** Left out of all attributes. */
      readonly exclude?: readonly (string | (keyof TAttributes & string))[] | undefined
    }

/** The names that are no attributes of the model become the names that are, which do not fit. */
type CheckedNames<TAttributes, P> = P extends readonly unknown[]
  ? {
      readonly [I in keyof P]: P[I] extends string
        ? string extends P[I]
          ? P[I]
          : P[I] extends keyof TAttributes
            ? P[I]
            : keyof TAttributes & string
        : P[I]
    }
  : P extends { readonly exclude: infer E }
    ? { readonly exclude: CheckedNames<TAttributes, E> }
    : unknown

/** `attributes` with each literal name checked against the model's attributes. */
export type CheckedProjection<TAttributes, P> =
  IsAny<TAttributes> extends true
    ? unknown
    : [Projection] extends [P]
      ? unknown
      : CheckedNames<TAttributes, P>

/** The options of finders whose result type follows from them. */
export interface TypedFindOptions<
  TAttributes,
  P = Projection<TAttributes>,
  Raw extends boolean = boolean,
  Plain extends boolean = boolean,
  I = Includeable | readonly Includeable[],
> extends FindBaseOptions<TAttributes> {
  /**
   * What is selected: names, `[expression, alias]` pairs, or `{ include, exclude }` relative to all
   * attributes. Default: all attributes.
   */
  attributes?: (P & CheckedProjection<TAttributes, P>) | undefined
  /** What is loaded along. */
  include?: I | undefined
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

/** One result of a finder: an instance, or with `raw: true` a plain row. */
export type FindResult<M extends Model, P = Projection, Raw = boolean> = [Raw] extends [true]
  ? HasExactResults<M> extends true
    ? ProjectedRow<Attributes<M>, P>
    : M
  : M

/** What `findAll` gives: a list, or with `plain: true` its first item or null. */
export type FindAllResult<M extends Model, P = Projection, Raw = boolean, Plain = boolean> = [
  Plain,
] extends [true]
  ? FindResult<M, P, Raw> | null
  : FindResult<M, P, Raw>[]

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
export type TypedCountWithOptions<TAttributes, G, P = Projection<TAttributes>> = Omit<
  CountOptions<TAttributes>,
  'attributes'
> &
  GroupedBy<G> & {
    /** What is selected beside the groups. Default: the grouped columns. */
    attributes?: P | undefined
  }

/** Options of `findByPk`: all but the condition. */
export type FindByPkOptions<
  TAttributes,
  P = Projection<TAttributes>,
  Raw extends boolean = boolean,
  I = Includeable | readonly Includeable[],
> = Omit<TypedFindOptions<TAttributes, P, Raw, boolean, I>, 'where'>

/** Options of `findAndCountAll` whose result type follows from them. */
export interface TypedFindAndCountOptions<
  TAttributes,
  P = Projection<TAttributes>,
  Raw extends boolean = boolean,
  I = Includeable | readonly Includeable[],
> extends TypedFindOptions<TAttributes, P, Raw, boolean, I> {
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
  | { returning: false }
  | { ignoreDuplicates: true }
  ? void
  : M
