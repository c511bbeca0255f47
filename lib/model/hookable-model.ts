/** The part of `Model` that registers hooks: `addHook` and a method for every hook. */
import type { Attributes } from '../../types/attributes.js'
import type { HookFunction, ModelHooks } from '../../types/hooks.js'
import type { Model } from '../../types/model-class.js'
import type { ModelStatic } from '../../types/model-statics.js'
import { addHookTo, hasHooks, hookNames, type HookRegistry, runHooksOf } from './hooks.js'
import type { AnyModel } from './runtime.js'

/** A method that registers one kind of hook: `Book.beforeCreate(book => …)`. */
export interface ModelHookMethod<K extends keyof ModelHooks> {
  /** @param name a name by which the hook can be removed */
  <M extends Model>(
    this: ModelStatic<M>,
    name: string,
    hook: HookFunction<ModelHooks<M, Attributes<M>>, K>,
  ): void
  <M extends Model>(this: ModelStatic<M>, hook: HookFunction<ModelHooks<M, Attributes<M>>, K>): void
}

/** What has hooks among model classes: the base of `Model`. */
export abstract class HookableModel {
  /** The hooks of this model; those of its instance are not among them. */
  declare static _hooks: HookRegistry

  /** Adds a hook, with a name by which it can be removed. */
  static addHook<M extends Model, K extends keyof ModelHooks>(
    this: ModelStatic<M>,
    hookType: K,
    name: string,
    hook: HookFunction<ModelHooks<M, Attributes<M>>, K>,
  ): ModelStatic<M>
  static addHook<M extends Model, K extends keyof ModelHooks>(
    this: ModelStatic<M>,
    hookType: K,
    hook: HookFunction<ModelHooks<M, Attributes<M>>, K>,
  ): ModelStatic<M>
  static addHook(hookType: string, name: unknown, hook?: unknown): unknown {
    addHookTo(this._hooks, hookType, name, hook)
    return this
  }

  /** Removes a hook by its name or the function itself. */
  static removeHook<M extends Model>(
    this: ModelStatic<M>,
    hookType: keyof ModelHooks,
    hook: string | ((...args: any[]) => unknown),
  ): ModelStatic<M> {
    inside(this)._hooks.remove(hookType, hook)
    return this
  }

  /** Whether there are hooks of this kind: of the model, or of its Sequelize instance. */
  static hasHook(hookType: keyof ModelHooks): boolean {
    return hasHooks(inside(this), hookType)
  }

  /** Whether there are hooks of this kind; the same as `hasHook`. */
  static hasHooks(hookType: keyof ModelHooks): boolean {
    return hasHooks(inside(this), hookType)
  }

  /** Runs the hooks of a kind: the model's own, then those of its Sequelize instance. */
  static runHooks(hookType: keyof ModelHooks, ...args: unknown[]): Promise<void> | undefined {
    return runHooksOf(inside(this), hookType, args)
  }

  declare static beforeValidate: ModelHookMethod<'beforeValidate'>
  declare static afterValidate: ModelHookMethod<'afterValidate'>
  declare static validationFailed: ModelHookMethod<'validationFailed'>
  declare static beforeCreate: ModelHookMethod<'beforeCreate'>
  declare static afterCreate: ModelHookMethod<'afterCreate'>
  declare static beforeDestroy: ModelHookMethod<'beforeDestroy'>
  declare static afterDestroy: ModelHookMethod<'afterDestroy'>
  declare static beforeRestore: ModelHookMethod<'beforeRestore'>
  declare static afterRestore: ModelHookMethod<'afterRestore'>
  declare static beforeUpdate: ModelHookMethod<'beforeUpdate'>
  declare static afterUpdate: ModelHookMethod<'afterUpdate'>
  declare static beforeUpsert: ModelHookMethod<'beforeUpsert'>
  declare static afterUpsert: ModelHookMethod<'afterUpsert'>
  declare static beforeSave: ModelHookMethod<'beforeSave'>
  declare static afterSave: ModelHookMethod<'afterSave'>
  declare static beforeBulkCreate: ModelHookMethod<'beforeBulkCreate'>
  declare static afterBulkCreate: ModelHookMethod<'afterBulkCreate'>
  declare static beforeBulkDestroy: ModelHookMethod<'beforeBulkDestroy'>
  declare static afterBulkDestroy: ModelHookMethod<'afterBulkDestroy'>
  declare static beforeBulkRestore: ModelHookMethod<'beforeBulkRestore'>
  declare static afterBulkRestore: ModelHookMethod<'afterBulkRestore'>
  declare static beforeBulkUpdate: ModelHookMethod<'beforeBulkUpdate'>
  declare static afterBulkUpdate: ModelHookMethod<'afterBulkUpdate'>
  declare static beforeFind: ModelHookMethod<'beforeFind'>
  declare static beforeCount: ModelHookMethod<'beforeCount'>
  declare static beforeFindAfterExpandIncludeAll: ModelHookMethod<'beforeFindAfterExpandIncludeAll'>
  declare static beforeFindAfterOptions: ModelHookMethod<'beforeFindAfterOptions'>
  declare static afterFind: ModelHookMethod<'afterFind'>
  declare static beforeSync: ModelHookMethod<'beforeSync'>
  declare static afterSync: ModelHookMethod<'afterSync'>
  declare static beforeBulkSync: ModelHookMethod<'beforeBulkSync'>
  declare static afterBulkSync: ModelHookMethod<'afterBulkSync'>
  declare static beforeAssociate: ModelHookMethod<'beforeAssociate'>
  declare static afterAssociate: ModelHookMethod<'afterAssociate'>
  declare static beforeQuery: ModelHookMethod<'beforeQuery'>
  declare static afterQuery: ModelHookMethod<'afterQuery'>

  static {
    for (const hookName of hookNames) {
      Object.defineProperty(this, hookName, {
        value: function (this: AnyModel, name: unknown, hook?: unknown) {
          addHookTo(this._hooks, hookName, name, hook)
          return this
        },
        configurable: true,
        writable: true,
      })
    }
  }
}

/** A model class as the inside of the library handles it. */
function inside(model: unknown): AnyModel {
  return model as AnyModel
}
