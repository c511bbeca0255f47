/**
 * The names in the conditions, the order and the through options of an `include`, checked against
 * the included model's attributes. Models whose types are not known let all names pass.
 */
import type { Expression } from '../lib/expression/expressions.js'
import type { Op } from '../lib/expression/operators.js'
import type { Model } from '../lib/model/model.js'
import type { Attributes, IsAny, UnknownName, UnknownOption } from './attributes.js'
import type { IncludeOptions, IncludeThroughOptions } from './find-options.js'
import type { RelationsOf } from './includes.js'
import type { CheckedProjection } from './projections.js'
import type { LazyLoadingOptions } from './query-options.js'
import type { WhereAttributeHash, WhereOptions } from './where-options.js'

/** The attributes of an instance's type; `any` for what is no model. */
export type AttributesOfTarget<T> = T extends Model ? Attributes<T> : any

/**
 * Conditions on a model with each name checked, also in lists and below `Op.and`, `Op.or` and `Op.not`.
 * `$path$` keys lead anywhere, since they begin at the root of the query.
 *
 * @typeParam T an instance of the model
 * @typeParam Others names that are no attributes, and may be there all the same
 */
export type CheckedConditions<T, W, Others = never> = T extends { readonly _conditions: infer C }
  ? IsAny<C> extends true
    ? WhereOptions | undefined
    : [Expression] extends [W]
      ? WhereOptions<C> | undefined
      : CheckedGroup<C, W, Others>
  : WhereOptions | undefined

type GroupOperator = typeof Op.and | typeof Op.or | typeof Op.not

type CheckedGroup<C, W, Others> = W extends Expression | undefined
  ? W
  : W extends readonly unknown[]
    ? { readonly [I in keyof W]: CheckedGroup<C, W[I], Others> }
    : W extends object
      ? CheckedHash<C, W, Others>
      : WhereOptions<C>

type CheckedHash<C, W, Others> = {
  readonly [K in keyof W]: K extends GroupOperator
    ? CheckedGroup<C, W[K], Others>
    : K extends keyof WhereAttributeHash<C>
      ? WhereAttributeHash<C>[K]
      : K extends Others | `$${string}$`
        ? unknown
        : string extends K
          ? unknown
          : UnknownName<Exclude<keyof C & string, `$${string}`>>
}

/** Names of columns, which v6 asks for in `on`: where attributes have no such names. */
export type ColumnNames<A> = [Extract<keyof A, `${string}_${string}`>] extends [never]
  ? `${string}_${string}`
  : never

// ---

/** The `order` of an include, with the names of attributes and of aliases in its `attributes`. */
export type CheckedOrder<T, E, O> = IncludeOptions['order'] &
  (IsAny<AttributesOfTarget<T>> extends true
    ? unknown
    : O extends readonly unknown[]
      ? { readonly [I in keyof O]: CheckedOrderItem<T, OrderName<T, E>, O[I]> }
      : CheckedOrderItem<T, OrderName<T, E>, O>)

type OrderName<T, E> =
  | (keyof AttributesOfTarget<T> & string)
  | ColumnNames<AttributesOfTarget<T>>
  | SelectedAlias<E extends { readonly attributes: infer P } ? P : undefined>
  | `${string}.${string}`

type SelectedAlias<P> = P extends readonly (infer Item)[]
  ? Item extends readonly [unknown, infer Alias extends string]
    ? Alias
    : never
  : P extends { readonly include: infer Added }
    ? SelectedAlias<Added>
    : never

type Direction = `ASC${string}` | `DESC${string}` | `NULLS ${string}`

type CheckedOrderItem<T, Names, Item> = Item extends string
  ? CheckedOrderName<T, Names, Item>
  : Item extends readonly [infer First extends string, ...infer Rest]
    ? EndsOrder<Rest> extends true
      ? readonly [CheckedOrderName<T, Names, First>, ...Rest]
      : CheckedOrderPath<T, Item, First, Rest>
    : Item

type CheckedOrderName<T, Names, Name extends string> = string extends Name
  ? Name
  : Name extends Names
    ? Name
    : UnknownName<keyof AttributesOfTarget<T> & string>

/** Whether what follows a name says the direction, or nothing. */
type EndsOrder<Rest> = Rest extends readonly []
  ? true
  : Rest extends readonly [infer Last]
    ? Last extends string
      ? Uppercase<Last> extends Direction
        ? true
        : false
      : Last extends null | undefined
        ? true
        : false
    : false

type CheckedOrderPath<T, Item, First, Rest> =
  unknown extends RelationsOf<T>
    ? Item
    : First extends keyof RelationsOf<T>
      ? RelationsOf<T>[First] extends { readonly target: infer Target }
        ? CheckedOrderItem<Target, OrderName<Target, {}>, Rest> extends infer Checked extends
            readonly unknown[]
          ? readonly [First, ...Checked]
          : Item
        : Item
      : readonly [UnknownName<keyof RelationsOf<T> & string>, ...(Rest & readonly unknown[])]

// ---

/** The `through` of an include, with the names of the through model's attributes and of its keys. */
export type CheckedThrough<X, V> = [X] extends [
  { readonly through: infer Through; readonly throughKeys: infer Keys extends string },
]
  ? [X] extends [never]
    ? IncludeThroughOptions | undefined
    : unknown extends Through
      ? IncludeThroughOptions | undefined
      : CheckedThroughOptions<Through[keyof Through], Keys, V>
  : IncludeThroughOptions | undefined

type CheckedThroughOptions<Row, Keys extends string, V> = V extends object
  ? {
      readonly [K in keyof V]: K extends 'where'
        ? CheckedConditions<Row, V[K], Keys>
        : K extends 'attributes'
          ? CheckedProjection<RowAttributes<AttributesOfTarget<Row>, Keys>, V[K]> &
              IncludeThroughOptions['attributes']
          : K extends keyof IncludeThroughOptions
            ? IncludeThroughOptions[K]
            : K extends keyof LazyLoadingOptions
              ? LazyLoadingOptions[K]
              : UnknownOption
    }
  : IncludeThroughOptions | undefined

type RowAttributes<A, Keys extends string> =
  IsAny<A> extends true ? any : A & { readonly [K in Keys]: unknown }
