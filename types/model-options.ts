/** The options of `define()`, `init()` and scopes. */
import type { Model } from '../lib/model/model.js'
import type { Sequelize } from '../lib/sequelize.js'
import type { Attributes } from './attributes.js'
import type { FindOptions } from './find-options.js'
import type { HookOptions, ModelHooks } from './hooks.js'
import type { StrictLoading } from './query-options.js'
import type { ModelIndexesOptions } from './table-options.js'

/** The singular and plural names of a model, from which aliases of associations are made. */
export interface ModelNameOptions {
  /** The singular. Default: the model's name in the singular. */
  singular?: string
  /** The plural. Default: the model's name in the plural. */
  plural?: string
}

/** Pseudo-attributes that are read. An attribute's own `get` goes before. */
export type ModelGetterOptions<M extends Model = Model> = {
  [name: string]: (this: M) => unknown
}

/** Pseudo-attributes that are written. An attribute's own `set` goes before. */
export type ModelSetterOptions<M extends Model = Model> = {
  [name: string]: (this: M, value: any) => void
}

/** Named scopes: finder options, or functions that give them. */
export interface ModelScopeOptions<TAttributes = any> {
  /** The scope, by name. */
  [name: string]: FindOptions<TAttributes> | ((...args: readonly any[]) => FindOptions<TAttributes>)
}

/** Options of `addScope`. */
export interface AddScopeOptions {
  /** Replaces a scope of the same name. Default: false; a second one of the name is an error. */
  override?: boolean
}

/** The options of `define()` that leave the types of attributes as they are. */
export interface BaseModelOptions<M extends Model = Model> {
  /** Restricts every finder, unless `unscoped()`. Default: no restriction. */
  defaultScope?: FindOptions<Attributes<M>>
  /** Named scopes, for `Model.scope(name)`. Default: none. */
  scopes?: ModelScopeOptions<Attributes<M>>
  /** How `where` of scopes and finders are merged per key: the later wins, or both hold. Default: `'overwrite'`. */
  whereMergeStrategy?: 'overwrite' | 'and'
  /** Leaves null values out of INSERT and UPDATE. Default: that of `new Sequelize`. */
  omitNull?: boolean
  /** Makes column and table names snake case; attribute names stay. Default: false. */
  underscored?: boolean
  /** Whether the table has triggers, so that rows are read back another way. SQL Server. Default: false. */
  hasTrigger?: boolean
  /** Makes the table's name the model's name, not its plural. Default: false. */
  freezeTableName?: boolean
  /** The model's names, for the aliases of associations. */
  name?: ModelNameOptions
  /** The model's name. Default: the class's name. */
  modelName?: string
  /** Indexes of the table. Default: none. */
  indexes?: readonly ModelIndexesOptions[]
  /** The table's name, as it is. Default: the plural of the model's name. */
  tableName?: string
  /** The schema. Default: that of `new Sequelize`. */
  schema?: string
  /** Between schema and table in dialects without schemas. Default: a dot. */
  schemaDelimiter?: string
  /** The storage engine. MySQL, MariaDB. Default: InnoDB. */
  engine?: string
  /** The table's character set. MySQL, MariaDB. */
  charset?: string
  /** A comment on the table. PostgreSQL, MySQL, MariaDB. */
  comment?: string
  /** The table's collation. MySQL, MariaDB. */
  collate?: string
  /** The row format. MySQL, MariaDB. */
  rowFormat?: string
  /** The first automatic number. MySQL, MariaDB. */
  initialAutoIncrement?: string | number
  /** Hooks, by name: a function or several. */
  hooks?: HookOptions<ModelHooks<M, Attributes<M>>>
  /** Validators of the whole instance, by name. They throw, reject, or call back with an error. */
  validate?: { [name: string]: (this: M, callback?: any) => unknown }
  /** Pseudo-attributes that are read. */
  getterMethods?: ModelGetterOptions<M>
  /** Pseudo-attributes that are written. */
  setterMethods?: ModelSetterOptions<M>
  /** What finders do when nothing is found: give null, or reject. Default: false. */
  rejectOnEmpty?: boolean | Error | (new (...args: any[]) => Error)
  /**
   * What happens on a lazy load from one of several instances of a result, which would be repeated
   * for each of them (N+1). Default: that of `new Sequelize`.
   */
  strictLoading?: StrictLoading
  /** Sends the same lazy loads of one tick as one statement. Default: that of `new Sequelize`. */
  batchLazyLoading?: boolean
}

/** The options of `define()` by which attributes are added; their types say which. */
export interface TimestampOptions<
  TTimestamps = boolean,
  TCreatedAt = string | boolean,
  TUpdatedAt = string | boolean,
  TDeletedAt = string | boolean,
  TParanoid = boolean,
  TVersion = string | boolean,
> {
  /** Adds `createdAt` and `updatedAt`. Default: true. */
  timestamps?: TTimestamps
  /** Sets `deletedAt` in place of deleting. Needs `timestamps`. Default: false. */
  paranoid?: TParanoid
  /** The attribute of the creation time: another name, or `false` for none. Default: `createdAt`. */
  createdAt?: TCreatedAt
  /** The attribute of the deletion time: another name, or `false` for none. Default: `deletedAt`. */
  deletedAt?: TDeletedAt
  /** The attribute of the last change: another name, or `false` for none. Default: `updatedAt`. */
  updatedAt?: TUpdatedAt
  /**
   * Adds an integer attribute, `version` or of this name, by which `save` notices that another has
   * changed the row (`OptimisticLockError`). Default: false.
   */
  version?: TVersion
}

/** The options of `define()`. */
export interface ModelOptions<M extends Model = Model>
  extends BaseModelOptions<M>,
    TimestampOptions {}

/** The options of `init()` that leave the types of attributes as they are. */
export interface InitBaseOptions<M extends Model = Model, TDefine = any>
  extends BaseModelOptions<M> {
  /** The Sequelize instance that the model belongs to. Required. */
  sequelize: Sequelize<TDefine>
}

/** The options of `init()`. */
export interface InitOptions<M extends Model = Model>
  extends InitBaseOptions<M>,
    TimestampOptions {}
