/**
 * The `Model` class: what users extend, find with, and hold as instances. Every method is a short
 * call into this folder. What a model knows of itself is `defined-model.ts`, its hooks are
 * `hookable-model.ts`.
 */
import type {
  AllowReadonlyArray,
  Attributes,
  CreationAttributes,
  Identifier,
  MakeNullishOptional,
} from '../../types/attributes.js'
import type {
  AliasesOf,
  CheckedInclude,
  IncludeOption,
  IncludeSite,
} from '../../types/checked-includes.js'
import type { AggregateOptions, CountOptions, FindOptions } from '../../types/find-options.js'
import type {
  AggregateResult,
  CountedColumn,
  CountedInclude,
  CreateResult,
  FindAllResult,
  FindByPkOptions,
  FinderOptions,
  FindResult,
  GroupedBy,
  GroupedCount,
  RejectOnEmpty,
  ReturningRows,
  TypedCountWithOptions,
} from '../../types/find-results.js'
import type {
  AnyInclude,
  Included,
  IncludeOf,
  NestedValues,
  RelationsOf,
} from '../../types/includes.js'
import type { Sequelize } from '../../types/model-class.js'
import type { ModelStatic } from '../../types/model-statics.js'
import type { Projection } from '../../types/projections.js'
import type { ColumnsDescription } from '../../types/query-interface.js'
import type { GroupOption, Logging, Transactionable } from '../../types/query-options.js'
import type { DropOptions, SyncOptions } from '../../types/table-options.js'
import type {
  BuildOptions,
  BulkCreateOptions,
  CreateOptions,
  DestroyOptions,
  FindOrBuildOptions,
  FindOrCreateOptions,
  GetOptions,
  IncrementDecrementOptions,
  IncrementDecrementOptionsWithBy,
  InstanceDestroyOptions,
  InstanceRestoreOptions,
  InstanceUpdateOptions,
  RestoreOptions,
  SaveOptions,
  SetOptions,
  TruncateOptions,
  UpdateOptions,
  UpdateValues,
  UpsertOptions,
  ValidationOptions,
} from '../../types/write-options.js'
import { warnOfShadowingFields } from './accessors.js'
import { bulkCreate, upsert } from './bulk-create.js'
import {
  create,
  destroyWhere,
  incrementWhere,
  restoreWhere,
  truncateModel,
  updateWhere,
} from './bulk-persistence.js'
import { DefinedModel } from './defined-model.js'
import { findCreateFind, findOrBuild, findOrCreate } from './find-or-create.js'
import { warnOfFinderOptions } from './finder-options.js'
import * as finders from './finders.js'
import { type HydrationOptions, hydrated } from './hydration.js'
import { buildInstance, type InstanceOptions } from './instance-building.js'
import {
  changedNames,
  type InstanceChanges,
  isChanged,
  markChanged,
  previousOfChanged,
  previousValue,
  previousValues,
  replacePreviousValues,
  setDataValue,
  setValue,
  setValues,
} from './instance-state.js'
import {
  equalsInstance,
  getValue,
  getValues,
  isSoftDeleted,
  jsonValues,
  whereOf,
} from './instance-values.js'
import {
  destroyInstance,
  incrementInstance,
  reloadInstance,
  restoreInstance,
  save,
  updateInstance,
} from './persistence.js'
import type { AnyModel } from './runtime.js'
import { describeModel, dropModel, syncModel } from './synchronize.js'
import { setValidators, validateInstance } from './validation.js'

/** What `increment` and `decrement` change: attributes by one amount, or each by its own. */
type Steps<TAttributes> =
  | AllowReadonlyArray<keyof TAttributes>
  | { [K in keyof TAttributes]?: number }

/** What conditions may be on. */
type Conditions<M extends Model> = M['_conditions']

/** The options of `create` with their `include` checked. */
type CheckedCreateOptions<M extends Model, O> = O extends { readonly include: infer I }
  ? { readonly include: CheckedInclude<RelationsOf<M>, I, AliasesOf<M>> }
  : unknown

/** Rows, and how many are changed: what `increment` of a model gives. */
type IncrementResult<M> = Promise<[affectedRows: M[], affectedCount?: number]>

/** The class of an instance whose class-field check is still to be done. */
interface UncheckedClass {
  _isFieldCheckDone?: boolean
}

/**
 * A model: a class of instances, each of which stands for a row.
 *
 * @example
 * class Book extends Model<InferAttributes<Book>, InferCreationAttributes<Book>> {
 *   declare id: CreationOptional<number>
 *   declare title: string
 * }
 * Book.init({ id: { … }, title: DataTypes.STRING }, { sequelize })
 *
 * @typeParam TModelAttributes the attributes
 * @typeParam TCreationAttributes the values on creation
 * @typeParam TConditions what conditions may be on, by name: the attributes that are columns
 */
export abstract class Model<
  TModelAttributes extends {} = any,
  TCreationAttributes extends {} = TModelAttributes,
  TConditions extends {} = TModelAttributes,
> extends DefinedModel {
  /** Tells TypeScript the attributes; never there at run time. */
  declare _attributes: TModelAttributes
  /** Tells TypeScript the values on creation; never there at run time. */
  declare _creationAttributes: TCreationAttributes
  /** Tells TypeScript what conditions may be on; never there at run time. */
  declare _conditions: TConditions
  /** Tells TypeScript which aliases there may be beside known ones; never there at run time. */
  declare _aliases: string

  /** The stored values, by attribute. Setters, getters and change tracking are passed by. */
  declare dataValues: TModelAttributes
  /** What changed since the instance was loaded or saved; undefined for nothing. */
  declare _changes: InstanceChanges | undefined
  /** The options that the instance was made with. */
  declare _options: Record<string, unknown>
  /** Whether `save` inserts. */
  declare isNewRecord: boolean

  /** The `Model` class itself, told apart from the user's models. */
  static get baseModel(): typeof Model {
    return Model
  }

  /**
   * Builds an instance; nothing is saved. `Model.build` does the same.
   *
   * @throws {UsageError} for a model that was not given to a Sequelize instance
   */
  constructor(values?: MakeNullishOptional<TCreationAttributes>, options?: BuildOptions) {
    super()
    const ModelClass = new.target as unknown as UncheckedClass
    // Hot: rows that are loaded. All fields are set in one order, so that instances have one shape.
    if ((options as HydrationOptions | undefined)?.[hydrated] === true) {
      this.dataValues = values as unknown as TModelAttributes
      this._changes = undefined
      this._options = options as unknown as Record<string, unknown>
      this.isNewRecord = false
    } else {
      buildInstance(this, values ?? {}, (options ?? {}) as InstanceOptions)
    }
    if (ModelClass._isFieldCheckDone !== true) checkFields(ModelClass, this)
  }

  /** The Sequelize instance of the model. */
  get sequelize(): Sequelize {
    return (this.constructor as typeof Model).sequelize
  }

  /** The values before they were changed, of all attributes. */
  get _previousDataValues(): TModelAttributes {
    return previousValues(this) as TModelAttributes
  }

  set _previousDataValues(values: TModelAttributes) {
    replacePreviousValues(this, values as Record<string, unknown>)
  }

  /** Builds an instance, or one for each element of a list; nothing is saved. */
  static build<M extends Model, const I = AnyInclude>(
    this: ModelStatic<M>,
    record?: CreationAttributes<M> & NestedValues<M, I>,
    options?: BuildOptions<IncludeOption<RelationsOf<M>, I, AliasesOf<M>>> & IncludeSite<I>,
  ): Included<M, I>
  static build<M extends Model, const I = AnyInclude>(
    this: ModelStatic<M>,
    records: readonly (CreationAttributes<M> & NestedValues<M, I>)[],
    options?: BuildOptions<IncludeOption<RelationsOf<M>, I, AliasesOf<M>>> & IncludeSite<I>,
  ): Included<M, I>[]
  static build(values: unknown, options?: BuildOptions): unknown {
    const Class = this as unknown as new (values: unknown, options?: BuildOptions) => Model
    return Array.isArray(values)
      ? values.map((record) => new Class(record, options))
      : new Class(values, options)
  }

  /** Builds an instance for each element of a list; nothing is saved. */
  static bulkBuild<M extends Model, const I = AnyInclude>(
    this: ModelStatic<M>,
    records: readonly (CreationAttributes<M> & NestedValues<M, I>)[],
    options?: BuildOptions<IncludeOption<RelationsOf<M>, I, AliasesOf<M>>> & IncludeSite<I>,
  ): Included<M, I>[] {
    return this.build(records as never, options as never) as never
  }

  /** Finds all rows that meet the options. */
  static findAll<M extends Model, const P = Projection, O = unknown, const I = AnyInclude>(
    this: ModelStatic<M>,
    options?: FinderOptions<M, P, O, I>,
  ): Promise<FindAllResult<M, P, O, I>> {
    return finders.findAll(inside(this), options) as never
  }

  /** Finds the row with a primary key; null when there is none. A composite key is an object. */
  static findByPk<M extends Model, const P = Projection, O = unknown, const I = AnyInclude>(
    this: ModelStatic<M>,
    identifier: Identifier | Date | Partial<Attributes<M>>,
    options: FindByPkOptions<M, P, O, I> & RejectOnEmpty,
  ): Promise<FindResult<M, P, O, I>>
  static findByPk<M extends Model, const P = Projection, O = unknown, const I = AnyInclude>(
    this: ModelStatic<M>,
    identifier?: Identifier | Date | Partial<Attributes<M>> | null,
    options?: FindByPkOptions<M, P, O, I>,
  ): Promise<FindResult<M, P, O, I> | null>
  static findByPk(identifier?: unknown, options?: unknown): Promise<unknown> {
    return finders.findByPk(inside(this), identifier, options)
  }

  /** Finds the first row that meets the options; null when there is none. */
  static findOne<M extends Model, const P = Projection, O = unknown, const I = AnyInclude>(
    this: ModelStatic<M>,
    options: FinderOptions<M, P, O, I> & RejectOnEmpty,
  ): Promise<FindResult<M, P, O, I>>
  static findOne<M extends Model, const P = Projection, O = unknown, const I = AnyInclude>(
    this: ModelStatic<M>,
    options?: FinderOptions<M, P, O, I>,
  ): Promise<FindResult<M, P, O, I> | null>
  static findOne(options?: unknown): Promise<unknown> {
    return finders.findOne(inside(this), options)
  }

  /** Finds the rows of one page, and counts all that meet the conditions. */
  static findAndCountAll<
    M extends Model,
    const G extends GroupOption = GroupOption,
    const P = Projection,
    O = unknown,
    const I = AnyInclude,
  >(
    this: ModelStatic<M>,
    options: FinderOptions<M, P, O, I> & CountedColumn & GroupedBy<G>,
  ): Promise<{ rows: FindResult<M, P, O, I>[]; count: GroupedCount<Attributes<M>, G>[] }>
  static findAndCountAll<M extends Model, const P = Projection, O = unknown, const I = AnyInclude>(
    this: ModelStatic<M>,
    options?: FinderOptions<M, P, O, I> & CountedColumn,
  ): Promise<{ rows: FindResult<M, P, O, I>[]; count: number }>
  static findAndCountAll(options?: unknown): Promise<unknown> {
    return finders.findAndCountAll(inside(this), options)
  }

  /** Counts rows; with `group`, those of each group. */
  static count<M extends Model, const G extends GroupOption = GroupOption, const P = undefined>(
    this: ModelStatic<M>,
    options: TypedCountWithOptions<Attributes<M>, G, P, Conditions<M>>,
  ): Promise<GroupedCount<Attributes<M>, G, P>[]>
  static count<M extends Model, const I = AnyInclude>(
    this: ModelStatic<M>,
    options?: Omit<CountOptions<Attributes<M>, Conditions<M>>, 'group' | 'include'> &
      CountedInclude<M, I>,
  ): Promise<number>
  static count(options?: unknown): Promise<unknown> {
    return finders.count(inside(this), options)
  }

  /** An SQL aggregate of an attribute: `Book.aggregate('price', 'avg')`. */
  static aggregate<T, M extends Model>(
    this: ModelStatic<M>,
    attribute: keyof Attributes<M> | '*',
    aggregateFunction: string,
    options?: AggregateOptions<T, Attributes<M>, Conditions<M>>,
  ): Promise<T> {
    return finders.aggregate(inside(this), attribute as string, aggregateFunction, options) as never
  }

  /** The least value of an attribute. */
  static min<M extends Model, K extends keyof Attributes<M>>(
    this: ModelStatic<M>,
    field: K,
    options?: AggregateOptions<unknown, Attributes<M>, Conditions<M>>,
  ): Promise<AggregateResult<M, Attributes<M>[K]>>
  static min<T, M extends Model>(
    this: ModelStatic<M>,
    field: keyof Attributes<M>,
    options?: AggregateOptions<T, Attributes<M>, Conditions<M>>,
  ): Promise<T>
  static min(field: PropertyKey, options?: unknown): Promise<unknown> {
    return finders.aggregate(inside(this), field as string, 'min', options)
  }

  /** The greatest value of an attribute. */
  static max<M extends Model, K extends keyof Attributes<M>>(
    this: ModelStatic<M>,
    field: K,
    options?: AggregateOptions<unknown, Attributes<M>, Conditions<M>>,
  ): Promise<AggregateResult<M, Attributes<M>[K]>>
  static max<T, M extends Model>(
    this: ModelStatic<M>,
    field: keyof Attributes<M>,
    options?: AggregateOptions<T, Attributes<M>, Conditions<M>>,
  ): Promise<T>
  static max(field: PropertyKey, options?: unknown): Promise<unknown> {
    return finders.aggregate(inside(this), field as string, 'max', options)
  }

  /** The sum of an attribute's values; null when there are no rows. */
  static sum<M extends Model>(
    this: ModelStatic<M>,
    field: keyof Attributes<M>,
    options?: AggregateOptions<unknown, Attributes<M>, Conditions<M>>,
  ): Promise<AggregateResult<M, number>> {
    return finders.aggregate(inside(this), field as string, 'sum', options) as never
  }

  /** Warns of options that do not exist, and of attributes in their place; finders do so themselves. */
  static warnOnInvalidOptions(options?: object): void {
    warnOfFinderOptions(inside(this), options)
  }

  /** Builds an instance and saves it. */
  static create<
    M extends Model,
    const O extends CreateOptions<Attributes<M>> = CreateOptions<Attributes<M>>,
  >(
    this: ModelStatic<M>,
    values?: CreationAttributes<M> & NestedValues<M, IncludeOf<O>>,
    options?: O & CheckedCreateOptions<M, O>,
  ): Promise<CreateResult<M, O>> {
    return create(inside(this), values, options) as never
  }

  /** Inserts many rows by one statement. */
  static bulkCreate<M extends Model, const I = AnyInclude>(
    this: ModelStatic<M>,
    records: readonly (CreationAttributes<M> & NestedValues<M, I>)[],
    options?: BulkCreateOptions<Attributes<M>, IncludeOption<RelationsOf<M>, I, AliasesOf<M>>> &
      IncludeSite<I>,
  ): Promise<Included<M, I>[]> {
    return bulkCreate(inside(this), records, options) as never
  }

  /** Inserts a row, or updates the one that is there already; null says that the dialect does not tell. */
  static upsert<M extends Model>(
    this: ModelStatic<M>,
    values: CreationAttributes<M>,
    options?: UpsertOptions<Attributes<M>>,
  ): Promise<[instance: M, created: boolean | null]> {
    return upsert(inside(this), values, options) as never
  }

  /** Finds a row, or builds an instance that is not saved. */
  static findOrBuild<M extends Model>(
    this: ModelStatic<M>,
    options: FindOrBuildOptions<Attributes<M>, CreationAttributes<M>, Conditions<M>>,
  ): Promise<[instance: M, built: boolean]> {
    return findOrBuild(inside(this), options) as never
  }

  /** Finds a row, or creates it, in a transaction. */
  static findOrCreate<M extends Model>(
    this: ModelStatic<M>,
    options: FindOrCreateOptions<Attributes<M>, CreationAttributes<M>, Conditions<M>>,
  ): Promise<[instance: M, created: boolean]> {
    return findOrCreate(inside(this), options) as never
  }

  /** Finds a row, or creates it, or finds the one that another created meanwhile; no transaction. */
  static findCreateFind<M extends Model>(
    this: ModelStatic<M>,
    options: FindOrCreateOptions<Attributes<M>, CreationAttributes<M>, Conditions<M>>,
  ): Promise<[instance: M, created: boolean]> {
    return findCreateFind(inside(this), options) as never
  }

  /** Updates rows; gives how many, and with `returning` the rows. */
  static update<M extends Model>(
    this: ModelStatic<M>,
    values: UpdateValues<Attributes<M>>,
    options: UpdateOptions<Attributes<M>, Conditions<M>> & ReturningRows<Attributes<M>>,
  ): Promise<[affectedCount: number, affectedRows: M[]]>
  static update<M extends Model>(
    this: ModelStatic<M>,
    values: UpdateValues<Attributes<M>>,
    options: UpdateOptions<Attributes<M>, Conditions<M>>,
  ): Promise<[affectedCount: number]>
  static update(values: unknown, options: unknown): Promise<unknown> {
    return updateWhere(inside(this), values, options)
  }

  /** Deletes rows, or marks them as deleted; gives how many. */
  static destroy<M extends Model>(
    this: ModelStatic<M>,
    options?: DestroyOptions<Attributes<M>, Conditions<M>>,
  ): Promise<number> {
    return destroyWhere(inside(this), options) as never
  }

  /** Empties the table. */
  static truncate<M extends Model>(
    this: ModelStatic<M>,
    options?: TruncateOptions<Attributes<M>, Conditions<M>>,
  ): Promise<void> {
    return truncateModel(inside(this), options) as never
  }

  /** Restores soft-deleted rows. */
  static restore<M extends Model>(
    this: ModelStatic<M>,
    options?: RestoreOptions<Attributes<M>, Conditions<M>>,
  ): Promise<void> {
    return restoreWhere(inside(this), options) as never
  }

  /** Adds to attributes of rows, in the database. */
  static increment<M extends Model>(
    this: ModelStatic<M>,
    fields: Steps<Attributes<M>>,
    options: IncrementDecrementOptionsWithBy<Attributes<M>, Conditions<M>>,
  ): IncrementResult<M> {
    return incrementWhere(inside(this), fields, options, 1) as never
  }

  /** Subtracts from attributes of rows, in the database. */
  static decrement<M extends Model>(
    this: ModelStatic<M>,
    fields: Steps<Attributes<M>>,
    options: IncrementDecrementOptionsWithBy<Attributes<M>, Conditions<M>>,
  ): IncrementResult<M> {
    return incrementWhere(inside(this), fields, options, -1) as never
  }

  /** Creates the table, or changes it, with its indexes. */
  static sync<M extends Model>(this: ModelStatic<M>, options?: SyncOptions): Promise<M> {
    return syncModel(inside(this), options) as never
  }

  /** Drops the table. */
  static drop(options?: DropOptions): Promise<void> {
    return dropModel(inside(this), options) as never
  }

  /** The columns as the database has them. */
  static describe(
    schema?: string,
    options?: Logging & Transactionable,
  ): Promise<ColumnsDescription> {
    return describeModel(inside(this), schema, options) as never
  }

  /** The value of an attribute, or all values. Getters run unless `raw`. */
  get<K extends keyof this>(key: K, options?: GetOptions): this[K]
  get(key: string, options?: GetOptions): unknown
  get(options?: GetOptions): TModelAttributes
  get(key?: unknown, options?: GetOptions): unknown {
    return typeof key === 'string'
      ? getValue(this, key, options ?? {})
      : getValues(this, (key as GetOptions | undefined) ?? options ?? {})
  }

  /** Sets an attribute, a place in a JSON attribute (`meta.audit.by`), or several attributes. */
  set<K extends keyof TModelAttributes>(
    key: K,
    value: TModelAttributes[K],
    options?: SetOptions,
  ): this
  set(values: Partial<TModelAttributes>, options?: SetOptions): this
  set(
    path: `${keyof TModelAttributes & string}.${string}`,
    value: unknown,
    options?: SetOptions,
  ): this
  set(key: unknown, value?: unknown, options?: SetOptions): this {
    if (typeof key === 'object' && key !== null) {
      setValues(this, key as Record<string, unknown>, (value as SetOptions | undefined) ?? {})
    } else setValue(this, String(key), value, options ?? {})
    return this
  }

  /** The same as `set`. */
  setAttributes<K extends keyof TModelAttributes>(
    key: K,
    value: TModelAttributes[K],
    options?: SetOptions,
  ): this
  setAttributes(values: Partial<TModelAttributes>, options?: SetOptions): this
  setAttributes(key: unknown, value?: unknown, options?: SetOptions): this {
    return this.set(key as never, value as never, options)
  }

  /** The stored value of an attribute; its getter does not run. */
  getDataValue<K extends keyof TModelAttributes>(key: K): TModelAttributes[K] {
    return this.dataValues[key]
  }

  /** Stores a value; the attribute's setter does not run. */
  setDataValue<K extends keyof TModelAttributes>(key: K, value: TModelAttributes[K]): void {
    setDataValue(this, key as string, value)
  }

  /**
   * The names of attributes that changed since the instance was loaded or saved, or false; whether
   * one did; or, with a value, says that it did. A JSON value that was changed in place needs that.
   */
  changed<K extends keyof this>(key: K): boolean
  changed<K extends keyof this>(key: K, dirty: boolean): void
  changed(): false | string[]
  changed(key?: unknown, dirty?: boolean): unknown {
    if (key === undefined) return changedNames(this)
    if (dirty === undefined) return isChanged(this, key as string)
    markChanged(this, key as string, dirty)
    return this
  }

  /** The value of an attribute before it changed, or those of all that changed. */
  previous(): Partial<TModelAttributes>
  previous<K extends keyof TModelAttributes>(key: K): TModelAttributes[K] | undefined
  previous(key?: unknown): unknown {
    return key === undefined ? previousOfChanged(this) : previousValue(this, key as string)
  }

  /** The condition on the primary key that is met by this row alone, by column. */
  where(checkVersion = false): object {
    return whereOf(this, checkVersion) as object
  }

  /** Whether another instance stands for the same row. */
  equals(other: this): boolean {
    return equalsInstance(this, other)
  }

  /** Whether one of these instances stands for the same row. */
  equalsOneOf(others: readonly this[]): boolean {
    return others.some((other) => this.equals(other))
  }

  /** Whether the row of a paranoid model is soft-deleted. */
  isSoftDeleted(): boolean {
    return isSoftDeleted(this)
  }

  /** A copy of all values, included instances as plain objects. */
  toJSON<T extends TModelAttributes>(): T
  toJSON(): object
  toJSON(): object {
    return jsonValues(this)
  }

  /** `[object SequelizeInstance:Book]`. */
  override toString(): string {
    return `[object SequelizeInstance:${this.constructor.name}]`
  }

  /**
   * Validates the instance.
   *
   * @throws {ValidationError} with an item for each value that was refused
   */
  validate(options?: ValidationOptions): Promise<void> {
    return validateInstance(this, options) as never
  }

  /** Gives an attribute validators, for this instance alone. */
  setValidators(attribute: string, validators: object): void {
    setValidators(this, attribute, validators)
  }

  /** Validates, then inserts or updates the row. */
  save(options?: SaveOptions<TModelAttributes>): Promise<this> {
    return save(this, options) as never
  }

  /** Sets values and saves them; other changes are not saved. */
  update<K extends keyof TModelAttributes>(
    key: K,
    value: TModelAttributes[K],
    options?: InstanceUpdateOptions<TModelAttributes>,
  ): Promise<this>
  update(
    values: UpdateValues<TModelAttributes>,
    options?: InstanceUpdateOptions<TModelAttributes>,
  ): Promise<this>
  update(key: unknown, value?: unknown, options?: unknown): Promise<this> {
    const values = typeof key === 'string' ? { [key]: value } : key
    return updateInstance(this, values, typeof key === 'string' ? options : value) as never
  }

  /** Deletes the row, or marks it as deleted. */
  destroy(options?: InstanceDestroyOptions): Promise<void> {
    return destroyInstance(this, options) as never
  }

  /** Restores the soft-deleted row. */
  restore(options?: InstanceRestoreOptions): Promise<void> {
    return restoreInstance(this, options) as never
  }

  /**
   * Reads the row again, with what was included and by the scope of the instance's class: attributes
   * that it hides stay hidden.
   *
   * @throws {InstanceError} when the row is gone, or outside of that scope
   */
  reload(options?: FindOptions<TModelAttributes>): Promise<this> {
    return reloadInstance(this, options) as never
  }

  /** Adds to attributes, in the database; `reload` shows the result. */
  increment<K extends keyof TModelAttributes>(
    fields: Steps<TModelAttributes> | K,
    options?: IncrementDecrementOptionsWithBy<TModelAttributes> | IncrementDecrementOptions,
  ): Promise<this> {
    return incrementInstance(this, fields, options, 1) as never
  }

  /** Subtracts from attributes, in the database; `reload` shows the result. */
  decrement<K extends keyof TModelAttributes>(
    fields: Steps<TModelAttributes> | K,
    options?: IncrementDecrementOptionsWithBy<TModelAttributes> | IncrementDecrementOptions,
  ): Promise<this> {
    return incrementInstance(this, fields, options, -1) as never
  }
}

/** A model class as the inside of the library handles it. */
function inside(model: unknown): AnyModel {
  return model as AnyModel
}

/** Once per class, at its first instance. */
function checkFields(ModelClass: UncheckedClass, instance: Model): void {
  Object.defineProperty(ModelClass, '_isFieldCheckDone', { value: true })
  warnOfShadowingFields(ModelClass as unknown as AnyModel, instance)
}
