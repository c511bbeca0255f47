/**
 * The typing core of models: brands for the fields of a model class, what is inferred from them,
 * and the attribute types of any model. What is inferred from `define()`'s attribute object is in
 * `inferred-model.ts`.
 */
import type { Model } from '../lib/model/model.js'

declare const creationOptional: unique symbol
declare const nonAttribute: unique symbol
declare const foreignKey: unique symbol
declare const unknownName: unique symbol

/**
 * Marks a field of a model class as optional on creation: ids, defaults, timestamps.
 *
 * @example
 * class Book extends Model<InferAttributes<Book>, InferCreationAttributes<Book>> {
 *   declare id: CreationOptional<number>
 * }
 */
export type CreationOptional<T> = T extends null | undefined
  ? T
  : T & { readonly [creationOptional]?: true }

/** Marks a field of a model class as no column: associations, computed getters. */
export type NonAttribute<T> = T extends null | undefined
  ? T
  : T & { readonly [nonAttribute]?: true }

/**
 * Marks a field of a model class as a foreign key, which may be left out of `init`'s attributes
 * because the association adds it.
 */
export type ForeignKey<T> = T extends null | undefined ? T : T & { readonly [foreignKey]?: true }

/** Whether a type is exactly `any`. */
export type IsAny<T> = 0 extends 1 & T ? true : false

/** The same type written out as one plain object, as editors show it. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** What nothing is of. A branch of a type that asks for it is for inference only, and never taken. */
export interface Nothing {
  readonly [unknownName]: never
}

/** What stands in the place of a misspelt name in the compiler's message. Nothing is of this type. */
export interface UnknownName<Known> {
  /** The names that there are. */
  readonly known: Known
  readonly [unknownName]: never
}

/** What stands in the place of a misspelt option in the compiler's message. Nothing is of this type. */
export interface UnknownOption {
  readonly [unknownName]: never
}

/** Any function. */
export type AnyFunction = (...args: any[]) => any

/** Any abstract or concrete class. */
export type AbstractConstructor<T = unknown> = abstract new (...args: any[]) => T

type HasBrand<T, B extends symbol> =
  IsAny<T> extends true ? false : B extends keyof NonNullable<T> ? true : false

type AttributeKey<M extends Model, K extends keyof M, Omitted> = K extends keyof Model | Omitted
  ? never
  : M[K] extends AnyFunction
    ? IsAny<M[K]> extends true
      ? K
      : never
    : HasBrand<M[K], typeof nonAttribute> extends true
      ? never
      : K

/**
 * The attributes of a model class, inferred from its `declare` fields: all of them except methods,
 * fields marked `NonAttribute` and the keys of `omit`.
 */
export type InferAttributes<
  M extends Model,
  Options extends InferAttributesOptions<keyof M | never | ''> = { omit: never },
> = { [K in keyof M as AttributeKey<M, K, Options['omit']>]: M[K] }

/**
 * The values that creating an instance takes, inferred from the `declare` fields of a model class.
 * Fields marked `CreationOptional` and nullable fields may be left out.
 */
export type InferCreationAttributes<
  M extends Model,
  Options extends InferAttributesOptions<keyof M | never | ''> = { omit: never },
> = {
  [K in keyof M as AttributeKey<M, K, Options['omit']>]: HasBrand<
    M[K],
    typeof creationOptional
  > extends true
    ? M[K] | undefined
    : M[K]
}

/** Second argument of `InferAttributes` and `InferCreationAttributes`. */
export interface InferAttributesOptions<Excluded> {
  /** Fields that are no attributes. Marking them `NonAttribute` says the same at the field. */
  omit?: Excluded
}

/** Attributes of a model class that `init` need not list: those marked `ForeignKey`. */
export type BrandedForeignKeys<TAttributes> = {
  [K in keyof TAttributes]-?: HasBrand<TAttributes[K], typeof foreignKey> extends true ? K : never
}[keyof TAttributes]

/** The attributes of a model's instances: `Attributes<User>` or `Attributes<InstanceType<typeof User>>`. */
export type Attributes<M extends Model> = M['_attributes']

/** The values that `create` and `build` take for a model. Nullable attributes may be left out. */
export type CreationAttributes<M extends Model> = M extends { readonly _inferred: unknown }
  ? M['_creationAttributes']
  : MakeNullishOptional<M['_creationAttributes']>

/**
 * The same object type with some keys optional: `interface UserCreation extends
 * Optional<UserAttributes, 'id'> {}`.
 */
export type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>

/** The keys whose value may be null or undefined. */
export type NullishPropertiesOf<T> = {
  [K in keyof T]-?: undefined extends T[K] ? K : null extends T[K] ? K : never
}[keyof T]

/** The same object type, its keys optional wherever null or undefined is a possible value. */
export type MakeNullishOptional<T> =
  IsAny<T> extends true
    ? any
    : T extends unknown
      ? Simplify<
          { [K in keyof T as K extends NullishPropertiesOf<T> ? never : K]: T[K] } & {
            [K in keyof T as K extends NullishPropertiesOf<T> ? K : never]?: T[K]
          }
        >
      : never

/** The same object type with some keys required. */
export type SetRequired<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>

/** The same type without `readonly`, at every depth. */
export type DeepWriteable<T> = { -readonly [K in keyof T]: DeepWriteable<T[K]> }

/** The values that the attributes of a model have. */
export type AttributeType<M extends Model> = Attributes<M>[keyof Attributes<M>]

/** A type, or a read-only array of it. */
export type AllowReadonlyArray<T> = T | readonly T[]

/** What identifies a row: a primary key's value. */
export type Identifier = number | bigint | string | Buffer
