/**
 * What is inferred from `define()` and `init()`: the attribute types, the values on creation, the
 * instance and the model, from the attribute object, the model's options and the `define` option
 * of `new Sequelize`.
 */
import type { Model } from '../lib/model/model.js'
import type { ModelAttributeColumnOptions } from './attribute-options.js'
import type { AbstractDataType, DataType, DataTypeInput, DataTypeValue } from './data-types.js'
import type { Attributes, IsAny, Simplify, UnknownOption } from './attributes.js'
import type { ModelStatic, ModelStaticMembers } from './model-statics.js'
import type { ModelOptions } from './model-options.js'
import type { BuildOptions } from './write-options.js'

/** `this` in getters, setters and validators of inferred models: its attributes are not checked. */
export type LooseInstance = Model<any, any> & { [attribute: string]: any }

/** The attribute object that types are inferred from. */
export interface InferableAttributes {
  /** The attribute, by name. */
  readonly [name: string]: DataType | Readonly<ModelAttributeColumnOptions<LooseInstance>>
}

/** The attribute object with each option of its attributes checked: misspelt ones are refused. */
export type CheckedAttributes<A> = {
  readonly [K in keyof A]: A[K] extends { readonly type: unknown }
    ? A[K] extends AbstractDataType
      ? unknown
      : { readonly [O in Exclude<keyof A[K], keyof ModelAttributeColumnOptions>]: UnknownOption }
    : unknown
}

/** The model options that types are inferred from. */
export type InferableOptions = Readonly<ModelOptions<any>>

/**
 * The attributes of the model that `define(name, attributes, options)` gives, with the implicit
 * `id`, the timestamps and the version.
 *
 * @typeParam A the attribute object
 * @typeParam O the model's options
 * @typeParam D the `define` option of `new Sequelize`
 */
export type AttributesOf<A, O = {}, D = {}> = Simplify<
  ImplicitId<A> & {
    -readonly [K in keyof A]: AttributeValue<A[K]>
  } & ImplicitAttributes<A, O, D>
>

/** The values that creating an instance takes, by the same rules as {@link AttributesOf}. */
export type CreationAttributesOf<A, O = {}, D = {}> = Simplify<
  {
    -readonly [K in keyof A as IsOptional<K, A[K], TimestampNames<O, D>> extends true
      ? never
      : K]: CreationValue<A[K]>
  } & Partial<OrUndefined<ImplicitId<A>>> & {
      -readonly [K in keyof A as IsOptional<K, A[K], TimestampNames<O, D>> extends true
        ? K
        : never]?: CreationValue<A[K]> | undefined
    } & Partial<OrUndefined<ImplicitAttributes<A, O, D>>>
>

/** The attributes that read otherwise than they are stored: what their getters give. */
export type GettersOf<A> = Simplify<{
  -readonly [K in keyof A as IsAny<GetterResult<A[K]>> extends true
    ? never
    : [GetterResult<A[K]>] extends [never]
      ? never
      : K]: GetterResult<A[K]>
}>

/** The names of the attributes that are no columns. */
export type VirtualsOf<A> = {
  [K in keyof A]: IsVirtual<A[K]> extends true ? K : never
}[keyof A]

/**
 * An instance of an inferred model.
 *
 * @typeParam TVirtuals the names of the attributes that are no columns
 */
export type DefinedInstance<
  TAttributes extends {},
  TCreationAttributes extends {},
  TGetters = {},
  TVirtuals = never,
> = Model<TAttributes, TCreationAttributes, Columns<TAttributes, TVirtuals>> &
  InstanceFields<TAttributes, TGetters> &
  InferredInstance

type Columns<TAttributes, TVirtuals> = [TVirtuals] extends [never]
  ? TAttributes
  : Omit<TAttributes, TVirtuals & keyof TAttributes>

/** The fields of an instance: its attributes, as their getters give them where there are any. */
type InstanceFields<TAttributes, TGetters> = [keyof TGetters] extends [never]
  ? TAttributes
  : Omit<TAttributes, keyof TGetters> & TGetters

/** The instances of the model that `define(name, attributes, options)` gives. */
export type InstanceOf<A, O = {}, D = {}> = DefinedInstance<
  AttributesOf<A, O, D>,
  CreationAttributesOf<A, O, D>,
  GettersOf<A>,
  VirtualsOf<A>
>

/** What tells instances of inferred models from those of classes with hand-written types. */
export interface InferredInstance {
  /** Never set. Types of results follow the options of the finder, `raw` among them. */
  readonly _inferred: true | undefined
}

/** The model that `define(name, attributes, options)` gives. */
export type DefinedModel<A, O = {}, D = {}> = InferredModel<
  AttributesOf<A, O, D>,
  CreationAttributesOf<A, O, D>,
  GettersOf<A>,
  VirtualsOf<A>
>

/** A model by the types of its attributes, of the values on creation, and of its fields. */
export type InferredModel<
  TAttributes extends {},
  TCreationAttributes extends {} = TAttributes,
  TGetters = {},
  TVirtuals = never,
> = ModelStaticMembers & InferredConstructor<TAttributes, TCreationAttributes, TGetters, TVirtuals>

/** A model class without types of its own, or never: `init` then infers them. */
export type UntypedModel<MS extends ModelStatic<Model>> =
  IsAny<Attributes<InstanceType<MS>>> extends true ? MS : never

/** The model that `init` gives for a class without types of its own. */
export type InitializedModel<MS extends ModelStatic<Model>, A, O = {}, D = {}> = MS & {
  new (
    values?: CreationAttributesOf<A, O, D>,
    options?: BuildOptions,
  ): Omit<InstanceType<MS>, keyof Model> & InstanceOf<A, O, D>
}

/** How an instance of an inferred model is made with `new`. */
export interface InferredConstructor<
  TAttributes extends {},
  TCreationAttributes extends {},
  TGetters,
  TVirtuals = never,
> {
  new (
    values?: TCreationAttributes,
    options?: BuildOptions,
  ): DefinedInstance<TAttributes, TCreationAttributes, TGetters, TVirtuals>
}

type OrUndefined<T> = { [K in keyof T]: T[K] | undefined }

/** The options of an attribute, whether it was written as a data type or as an object. */
type IsOptions<X> = X extends { readonly type: unknown }
  ? X extends AbstractDataType
    ? false
    : true
  : false

/** The data type of an attribute, from either way of writing it. */
type TypeOf<X> = IsOptions<X> extends true ? (X extends { readonly type: infer T } ? T : never) : X

type EnumValues<X> =
  IsOptions<X> extends true
    ? X extends { readonly values: readonly (infer V extends string)[] }
      ? V
      : never
    : never

type StoredType<X> = [EnumValues<X>] extends [never] ? DataTypeValue<TypeOf<X>> : EnumValues<X>

type InputType<X> = [EnumValues<X>] extends [never] ? DataTypeInput<TypeOf<X>> : EnumValues<X>

type IsNotNull<X> = X extends
  | { readonly allowNull: false }
  | { readonly primaryKey: true }
  | { readonly autoIncrement: true }
  ? IsOptions<X>
  : false

type IsVirtual<X> =
  TypeOf<X> extends VirtualMark | (abstract new (...args: any[]) => VirtualMark) ? true : false

interface VirtualMark {
  readonly returnType: unknown
  readonly fields: unknown
}

type AttributeValue<X> =
  IsVirtual<X> extends true
    ? VirtualValue<X>
    : IsNotNull<X> extends true
      ? StoredType<X>
      : StoredType<X> | null

// A getter says more of a virtual attribute than its return type does.
type VirtualValue<X> = [GetterResult<X>] extends [never]
  ? StoredType<X> | undefined
  : IsAny<GetterResult<X>> extends true
    ? StoredType<X> | undefined
    : GetterResult<X>

type GetterResult<X> = X extends { readonly get: (...args: any[]) => infer R }
  ? IsOptions<X> extends true
    ? R
    : never
  : never

/** Whether null is a possible value; a setter decides by its parameter. */
type OrNull<X> = IsNotNull<X> extends true ? never : null

// Conditional, so that editors show the union and not this alias.
type CreationValue<X> = [SetterInput<X>] extends [never]
  ? InputType<X> | OrNull<X>
  : SetterInput<X> | OrNull<X>

type SetterInput<X> = X extends { readonly set: (value: infer V, ...rest: any[]) => unknown }
  ? IsOptions<X> extends true
    ? V
    : never
  : never

type IsOptional<K, X, Timestamps> = K extends Timestamps
  ? true
  : IsNotNull<X> extends true
    ? X extends { readonly autoIncrement: true } | { readonly defaultValue: unknown }
      ? true
      : false
    : true

type HasPrimaryKey<A> = true extends {
  [K in keyof A]: A[K] extends { readonly primaryKey: true } ? IsOptions<A[K]> : false
}[keyof A]
  ? true
  : false

type ImplicitId<A> = HasPrimaryKey<A> extends true ? {} : 'id' extends keyof A ? {} : { id: number }

/** An option, as the model has it, else as `new Sequelize({ define })` has it; never for none. */
type Option<O, D, K extends keyof ModelOptions> = [OwnOption<O, K>] extends [never]
  ? OwnOption<D, K>
  : OwnOption<O, K>

type OwnOption<O, K> =
  IsAny<O> extends true ? never : K extends keyof O ? Exclude<O[K], undefined> : never

type IsFalse<T> = [T] extends [never] ? false : [T] extends [false] ? true : false
type IsTrue<T> = [T] extends [never] ? false : [T] extends [true] ? true : false
type TextOr<T, Otherwise> = [T] extends [never] ? Otherwise : T extends string ? T : Otherwise

/** The name of a timestamp: its default, the one it was given, or never. */
type TimestampName<O, D, K extends 'createdAt' | 'updatedAt' | 'deletedAt'> =
  IsFalse<Option<O, D, 'timestamps'>> extends true
    ? never
    : IsFalse<Option<O, D, K>> extends true
      ? never
      : TextOr<Option<O, D, K>, K>

type DeletedName<O, D> =
  IsTrue<Option<O, D, 'paranoid'>> extends true ? TimestampName<O, D, 'deletedAt'> : never

type VersionName<O, D> =
  IsTrue<Option<O, D, 'version'>> extends true ? 'version' : TextOr<Option<O, D, 'version'>, never>

type TimestampNames<O, D> =
  | TimestampName<O, D, 'createdAt'>
  | TimestampName<O, D, 'updatedAt'>
  | DeletedName<O, D>
  | VersionName<O, D>

type ImplicitAttributes<A, O, D> = {
  [K in VersionName<O, D> as K extends keyof A ? never : K]: number
} & {
  [K in TimestampName<O, D, 'createdAt'> | TimestampName<O, D, 'updatedAt'> as K extends keyof A
    ? never
    : K]: Date
} & {
  [K in DeletedName<O, D> as K extends keyof A ? never : K]: Date | null
}
