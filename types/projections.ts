/** What `attributes` of finders may be, whether its names are attributes, and what it selects. */
import type { IsAny, Simplify, UnknownName } from './attributes.js'
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

/** In the place of names that are no attributes of the model: what fits none. */
type CheckedNames<TAttributes, P> = P extends readonly unknown[]
  ? {
      readonly [I in keyof P]: P[I] extends string
        ? string extends P[I]
          ? P[I]
          : P[I] extends keyof TAttributes
            ? P[I]
            : (keyof TAttributes & string) | UnknownName<keyof TAttributes & string>
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

/** The attributes of a model, for editors to offer while a projection is written. */
export type OfferedProjection<TAttributes> =
  IsAny<TAttributes> extends true ? never : Offered<keyof TAttributes & string>

/**
 * A list of what editors offer. It is no mere array type, because inference would take an array
 * type beside a type parameter for the destination of all arrays.
 */
export interface Offered<T> extends ReadonlyArray<T> {}

// ---

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

/** The names that a list selects, with their values. */
export type SelectedBy<TAttributes, Items extends readonly unknown[]> = {
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
