/** The hooks of models and of Sequelize instances, and what each is called with. */
import type { Model } from '../lib/model/model.js'
import type { Association } from '../lib/associations/association.js'
import type { Sequelize } from '../lib/sequelize.js'
import type { ModelStatic } from './model-statics.js'
import type { AssociationOptions } from './associations.js'
import type { CountOptions, FindOptions } from './find-options.js'
import type { QueryOptions } from './query-options.js'
import type { SyncOptions } from './table-options.js'
import type {
  BulkCreateOptions,
  CreateOptions,
  DestroyOptions,
  InstanceDestroyOptions,
  InstanceRestoreOptions,
  InstanceUpdateOptions,
  RestoreOptions,
  UpdateOptions,
  UpsertOptions,
  ValidationOptions,
} from './write-options.js'

/** What hooks give: nothing, at once or later. Throwing stops the operation. */
export type HookReturn = Promise<void> | void

/** The hooks of a model, by name. */
export interface ModelHooks<M extends Model = Model, TAttributes = any> {
  /** Before an instance is validated. */
  beforeValidate(instance: M, options: ValidationOptions): HookReturn
  /** After an instance was found valid. */
  afterValidate(instance: M, options: ValidationOptions): HookReturn
  /** After an instance was found invalid. An error thrown here replaces the validation's own. */
  validationFailed(instance: M, options: ValidationOptions, error: unknown): HookReturn
  /** Before a new row is inserted. */
  beforeCreate(instance: M, options: CreateOptions<TAttributes>): HookReturn
  /** After a new row was inserted. */
  afterCreate(instance: M, options: CreateOptions<TAttributes>): HookReturn
  /** Before a row is deleted. */
  beforeDestroy(instance: M, options: InstanceDestroyOptions): HookReturn
  /** After a row was deleted. */
  afterDestroy(instance: M, options: InstanceDestroyOptions): HookReturn
  /** Before a soft-deleted row is restored. */
  beforeRestore(instance: M, options: InstanceRestoreOptions): HookReturn
  /** After a soft-deleted row was restored. */
  afterRestore(instance: M, options: InstanceRestoreOptions): HookReturn
  /** Before a row is updated. */
  beforeUpdate(instance: M, options: InstanceUpdateOptions<TAttributes>): HookReturn
  /** After a row was updated. */
  afterUpdate(instance: M, options: InstanceUpdateOptions<TAttributes>): HookReturn
  /** Before `upsert`. */
  beforeUpsert(values: M, options: UpsertOptions<TAttributes>): HookReturn
  /** After `upsert`, with the instance and whether it was created, as far as the dialect says. */
  afterUpsert(result: [M, boolean | null], options: UpsertOptions<TAttributes>): HookReturn
  /** Before a row is inserted or updated. */
  beforeSave(
    instance: M,
    options: InstanceUpdateOptions<TAttributes> | CreateOptions<TAttributes>,
  ): HookReturn
  /** After a row was inserted or updated. */
  afterSave(
    instance: M,
    options: InstanceUpdateOptions<TAttributes> | CreateOptions<TAttributes>,
  ): HookReturn
  /** Before `bulkCreate`. */
  beforeBulkCreate(instances: M[], options: BulkCreateOptions<TAttributes>): HookReturn
  /** After `bulkCreate`. */
  afterBulkCreate(instances: readonly M[], options: BulkCreateOptions<TAttributes>): HookReturn
  /** Before `destroy` by condition. */
  beforeBulkDestroy(options: DestroyOptions<TAttributes>): HookReturn
  /** After `destroy` by condition. */
  afterBulkDestroy(options: DestroyOptions<TAttributes>): HookReturn
  /** Before `restore` by condition. */
  beforeBulkRestore(options: RestoreOptions<TAttributes>): HookReturn
  /** After `restore` by condition. */
  afterBulkRestore(options: RestoreOptions<TAttributes>): HookReturn
  /** Before `update` by condition; `options.attributes` are its values and may be changed. */
  beforeBulkUpdate(
    options: UpdateOptions<TAttributes> & BulkUpdateHookValues<TAttributes>,
  ): HookReturn
  /** After `update` by condition. */
  afterBulkUpdate(
    options: UpdateOptions<TAttributes> & BulkUpdateHookValues<TAttributes>,
  ): HookReturn
  /** Before a finder, with its options as given and its scope merged. */
  beforeFind(options: FindOptions<TAttributes>): HookReturn
  /** Before a count. */
  beforeCount(options: CountOptions<TAttributes>): HookReturn
  /** Before a finder, once `{ all: true }` is expanded. */
  beforeFindAfterExpandIncludeAll(options: FindOptions<TAttributes>): HookReturn
  /** Before a finder, once all its options are complete. */
  beforeFindAfterOptions(options: FindOptions<TAttributes>): HookReturn
  /** After a finder, with what it found: instances, one instance, or null. */
  afterFind(result: readonly M[] | M | null, options: FindOptions<TAttributes>): HookReturn
  /** Before a model's table is synchronised. */
  beforeSync(options: SyncOptions): HookReturn
  /** After a model's table was synchronised. */
  afterSync(options: SyncOptions): HookReturn
  /** Before all tables are synchronised. */
  beforeBulkSync(options: SyncOptions): HookReturn
  /** After all tables were synchronised. */
  afterBulkSync(options: SyncOptions): HookReturn
  /** Before an association with `hooks: true` is made. Synchronous. */
  beforeAssociate(data: AssociateHookData, options: AssociationOptions): void
  /** After an association with `hooks: true` was made. Synchronous. */
  afterAssociate(
    data: AssociateHookData & { association: Association },
    options: AssociationOptions,
  ): void
  /** Before a statement is run. */
  beforeQuery(options: QueryOptions, query: unknown): HookReturn
  /** After a statement was run, or failed. */
  afterQuery(options: QueryOptions, query: unknown): HookReturn
}

/** The values of an `update` by condition, as its hooks see them. */
export interface BulkUpdateHookValues<TAttributes = any> {
  /** The new values. */
  attributes?: Partial<TAttributes>
  /** The model. */
  model?: ModelStatic<any>
}

/** What the hooks of associations are told. */
export interface AssociateHookData {
  /** The model that has the association. */
  source: ModelStatic<any>
  /** The model it leads to. */
  target: ModelStatic<any>
  /** The association's class. */
  type: unknown
  /** The Sequelize instance. */
  sequelize?: Sequelize
}

/** The `hooks` option: each hook a function, or several that run in order. */
export type HookOptions<Hooks> = {
  [K in keyof Hooks]?: Hooks[K] | readonly Hooks[K][]
}

/** A hook, by name, in the form that `addHook` takes. */
export type HookFunction<Hooks, K extends keyof Hooks> = Hooks[K] extends (
  ...args: infer Args
) => infer Result
  ? (...args: Args) => Result
  : never

/** What has hooks. Its fields are never set; they carry the attribute types. */
export interface Hooks<
  M extends Model = Model,
  TModelAttributes = any,
  TCreationAttributes = TModelAttributes,
> {
  /** The instance. */
  readonly _model?: M
  /** The attributes. */
  readonly _attributes: TModelAttributes
  /** The values on creation. */
  readonly _creationAttributes: TCreationAttributes
}

/** The class of what has hooks. */
export type HooksCtor<H extends Hooks> = HooksStatic & (new () => H)

/** The name of a hook: of models, or of Sequelize instances. */
export type HookName = keyof ModelHooks | (string & {})

/** The methods by which hooks are added, removed and run. */
export interface HooksStatic {
  /** Adds a hook, under a name by which it can be removed. */
  addHook(type: HookName, name: string, hook: (...args: any[]) => unknown): unknown
  /** Adds a hook. */
  addHook(type: HookName, hook: (...args: any[]) => unknown): unknown
  /** Removes a hook, by its name or the function itself. */
  removeHook(type: HookName, hook: string | ((...args: any[]) => unknown)): unknown
  /** Whether there are hooks of this kind. */
  hasHook(type: HookName): boolean
  /** Whether there are hooks of this kind. */
  hasHooks(type: HookName): boolean
}
