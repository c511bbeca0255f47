/**
 * The part of the `Sequelize` class that registers hooks: on an instance for all its models, on the
 * class for all instances (`beforeInit`, `afterInit`).
 */
import type { SequelizeHooks } from '../../types/sequelize-options.js'
import { addHookTo, HookRegistry, hookNames } from '../model/hooks.js'

/** The names of the hooks of Sequelize instances. */
export type SequelizeHookName = keyof SequelizeHooks

/** A method that registers one kind of hook: `sequelize.beforeDefine(attributes => …)`. */
export interface SequelizeHookMethod<K extends SequelizeHookName> {
  /** @param name a name by which the hook can be removed */
  <This>(this: This, name: string, hook: SequelizeHooks[K]): This
  <This>(this: This, hook: SequelizeHooks[K]): This
}

type SequelizeHookMethods = { [K in SequelizeHookName]: SequelizeHookMethod<K> }

/** Hooks of all instances. */
const staticHooks = new HookRegistry('Sequelize')

/** Hooks by `addHook`, and what follows from it. */
abstract class HookOwner {
  /** The options of the class: its hooks. */
  static readonly options = { hooks: staticHooks.entries }
  /** The hooks of this instance; those of its models are not among them. */
  declare readonly _hooks: HookRegistry

  /** Adds a hook for all models of this instance, with a name by which it can be removed. */
  addHook<K extends SequelizeHookName>(type: K, name: string, hook: SequelizeHooks[K]): this
  addHook<K extends SequelizeHookName>(type: K, hook: SequelizeHooks[K]): this
  addHook(type: string, name: unknown, hook?: unknown): this {
    addHookTo(this._hooks, type, name, hook)
    return this
  }

  /** Removes a hook by its name or the function itself. */
  removeHook(type: SequelizeHookName, hook: string | ((...args: any[]) => unknown)): this {
    this._hooks.remove(type, hook)
    return this
  }

  /** Whether there are hooks of this kind. */
  hasHook(type: SequelizeHookName): boolean {
    return this._hooks.has(type)
  }

  /** Whether there are hooks of this kind; the same as `hasHook`. */
  hasHooks(type: SequelizeHookName): boolean {
    return this._hooks.has(type)
  }

  /** Runs the hooks of a kind, one after the other. */
  runHooks(type: SequelizeHookName, ...args: unknown[]): Promise<void> {
    return this._hooks.run(this, type, args)
  }

  /** Runs the hooks of a kind whose results are not awaited. */
  runHooksSync(type: SequelizeHookName, ...args: unknown[]): void {
    this._hooks.runSync(this, type, args)
  }

  /** Adds a hook for all instances, with a name by which it can be removed. */
  static addHook<This, K extends SequelizeHookName>(
    this: This,
    type: K,
    name: string,
    hook: SequelizeHooks[K],
  ): This
  static addHook<This, K extends SequelizeHookName>(
    this: This,
    type: K,
    hook: SequelizeHooks[K],
  ): This
  static addHook(type: string, name: unknown, hook?: unknown): unknown {
    addHookTo(staticHooks, type, name, hook)
    return this
  }

  /** Removes a hook of all instances by its name or the function itself. */
  static removeHook<This>(
    this: This,
    type: SequelizeHookName,
    hook: string | ((...args: any[]) => unknown),
  ): This {
    staticHooks.remove(type, hook)
    return this
  }

  /** Whether there are hooks of this kind for all instances. */
  static hasHook(type: SequelizeHookName): boolean {
    return staticHooks.has(type)
  }

  /** Whether there are hooks of this kind for all instances; the same as `hasHook`. */
  static hasHooks(type: SequelizeHookName): boolean {
    return staticHooks.has(type)
  }

  /** Runs the hooks of all instances, one after the other. */
  static runHooks(type: SequelizeHookName, ...args: unknown[]): Promise<void> {
    return staticHooks.run(this, type, args)
  }

  /** Runs the hooks of all instances whose results are not awaited. */
  static runHooksSync(type: SequelizeHookName, ...args: unknown[]): void {
    staticHooks.runSync(this, type, args)
  }
}

for (const name of hookNames) {
  const add = function (
    this: { addHook(...args: unknown[]): unknown },
    ...args: unknown[]
  ): unknown {
    return this.addHook(name, ...args)
  }
  for (const owner of [HookOwner, HookOwner.prototype]) {
    Object.defineProperty(owner, name, { value: add, writable: true, configurable: true })
  }
}

/** What has hooks among Sequelize instances, with a method for every hook: the base of `Sequelize`. */
export const HookableSequelize = HookOwner as unknown as Omit<typeof HookOwner, 'prototype'> &
  SequelizeHookMethods &
  (abstract new () => HookOwner & SequelizeHookMethods)
