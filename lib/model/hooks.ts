/**
 * Hooks: what may be registered, in which order it runs. A `HookRegistry` is held by every model
 * and by every Sequelize instance; a model's operations run its own hooks first, then those of its
 * instance.
 */
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel } from './runtime.js'

/** A hook as it is called. `this` is the model or the Sequelize instance. */
export type HookFunction = (this: unknown, ...args: any[]) => unknown

/** A hook as it is kept: a function, or one with a name by which it can be removed. */
export type HookEntry = HookFunction | { readonly name: string | symbol; readonly fn: HookFunction }

/** What is to be known of one kind of hook. */
export interface HookKind {
  /** Runs at once, its result is not awaited. */
  readonly isSync?: true
  /** Registering here registers there, too. */
  readonly proxies?: readonly string[]
}

const instanceHooks = [
  'beforeValidate',
  'afterValidate',
  'validationFailed',
  'beforeCreate',
  'afterCreate',
  'beforeDestroy',
  'afterDestroy',
  'beforeRestore',
  'afterRestore',
  'beforeUpdate',
  'afterUpdate',
  'beforeUpsert',
  'afterUpsert',
]

const bulkHooks = [
  'beforeBulkCreate',
  'afterBulkCreate',
  'beforeBulkDestroy',
  'afterBulkDestroy',
  'beforeBulkRestore',
  'afterBulkRestore',
  'beforeBulkUpdate',
  'afterBulkUpdate',
]

const queryHooks = [
  'beforeFind',
  'beforeFindAfterExpandIncludeAll',
  'beforeFindAfterOptions',
  'afterFind',
  'beforeCount',
  'beforeQuery',
  'afterQuery',
]

const schemaHooks = ['beforeSync', 'afterSync', 'beforeBulkSync', 'afterBulkSync']

const connectionHooks = [
  'beforeConnect',
  'afterConnect',
  'beforeDisconnect',
  'afterDisconnect',
  'beforePoolAcquire',
  'afterPoolAcquire',
]

const syncHooks = [
  'beforeAssociate',
  'afterAssociate',
  'beforeDefine',
  'afterDefine',
  'beforeInit',
  'afterInit',
]

/** Every kind of hook by its name. */
export const hookKinds: ReadonlyMap<string, HookKind> = new Map<string, HookKind>([
  ...[...instanceHooks, ...bulkHooks, ...queryHooks, ...schemaHooks, ...connectionHooks].map(
    (name): [string, HookKind] => [name, {}],
  ),
  ...syncHooks.map((name): [string, HookKind] => [name, { isSync: true }]),
  ['beforeSave', { proxies: ['beforeUpdate', 'beforeCreate'] }],
  ['afterSave', { proxies: ['afterUpdate', 'afterCreate'] }],
])

/** The names of all hooks. */
export const hookNames: readonly string[] = [...hookKinds.keys()]

/** The hooks of one owner. */
export class HookRegistry {
  /** The hooks by name: v6's `Model.options.hooks`. */
  readonly entries: Record<string, HookEntry[]>
  readonly #where: string

  /**
   * @param where what errors begin with: the model's name, `Sequelize`
   * @param options v6's `hooks` option: a function or several by name
   * @throws {UsageError} for a hook that does not exist or is no function
   */
  constructor(where: string, options?: unknown) {
    this.#where = where
    this.entries = {}
    if (options === undefined || options === null) return
    if (typeof options !== 'object' || Array.isArray(options)) {
      throw UsageError.invalidOption(where, 'hooks', 'an object of hooks by name', options)
    }
    for (const [name, hooks] of Object.entries(options)) {
      if (hooks === undefined || hooks === null) continue
      for (const hook of Array.isArray(hooks) ? (hooks as unknown[]) : [hooks]) {
        this.add(name, hook)
      }
    }
  }

  /**
   * Adds a hook; those of `beforeSave` and `afterSave` also to the create and update hooks.
   *
   * @param hook a function, or `{ name, fn }`
   * @throws {UsageError} for a hook that does not exist or is no function
   */
  add(type: string, hook: unknown, name?: string | symbol): void {
    const kind = this.kindOf(type, 'addHook')
    const entry = entryOf(hook, name)
    if (entry === undefined) {
      throw UsageError.invalidOption(`${this.#where}.addHook`, type, 'a function', hook)
    }
    for (const target of kind.proxies ?? []) this.#listOf(target).push(entry)
    this.#listOf(type).push(entry)
  }

  /** Removes a hook by its name or the function itself; does nothing when there is none. */
  remove(type: string, hook: unknown): void {
    const kind = this.kindOf(type, 'removeHook')
    for (const target of [...(kind.proxies ?? []), type]) {
      const entries = this.entries[target]
      if (entries === undefined) continue
      this.entries[target] = entries.filter((entry) => !isSameHook(entry, hook))
    }
  }

  /** Whether there are hooks of this name. On the way of every operation. */
  has(type: string): boolean {
    const entries = this.entries[type]
    return entries !== undefined && entries.length > 0
  }

  /** The functions of one hook, in order of registration. */
  functions(type: string): HookFunction[] {
    return (this.entries[type] ?? []).map((entry) =>
      typeof entry === 'function' ? entry : entry.fn,
    )
  }

  /** Runs hooks one after the other, each awaited. `self` is their `this`. */
  async run(self: unknown, type: string, args: readonly unknown[]): Promise<void> {
    for (const hook of this.functions(type)) await hook.apply(self, args as unknown[])
  }

  /** Runs synchronous hooks; what they return is not looked at. */
  runSync(self: unknown, type: string, args: readonly unknown[]): void {
    for (const hook of this.functions(type)) hook.apply(self, args as unknown[])
  }

  /** @throws {UsageError} for a hook that does not exist */
  kindOf(type: string, method: string): HookKind {
    const kind = hookKinds.get(type)
    if (kind === undefined) {
      throw UsageError.unknownHook(`${this.#where}.${method}`, String(type), hookNames)
    }
    return kind
  }

  #listOf(type: string): HookEntry[] {
    let entries = Object.hasOwn(this.entries, type) ? this.entries[type] : undefined
    if (entries === undefined) {
      entries = []
      this.entries[type] = entries
    }
    return entries
  }
}

function entryOf(hook: unknown, name: string | symbol | undefined): HookEntry | undefined {
  if (typeof hook === 'function') {
    const fn = hook as HookFunction
    return name === undefined ? fn : { name, fn }
  }
  if (typeof hook !== 'object' || hook === null) return undefined
  const { fn, name: ownName } = hook as { fn?: unknown; name?: unknown }
  if (typeof fn !== 'function') return undefined
  return { name: typeof ownName === 'string' ? ownName : (name ?? ''), fn: fn as HookFunction }
}

function isSameHook(entry: HookEntry, hook: unknown): boolean {
  if (typeof hook === 'function') {
    return (typeof entry === 'function' ? entry : entry.fn) === hook
  }
  // A function's own name is not the name it was registered under.
  return typeof entry === 'object' && entry.name === hook
}

/** v6's `addHook(type, fn)` and `addHook(type, name, fn)`. */
export function addHookTo(registry: HookRegistry, type: string, name: unknown, fn: unknown): void {
  if (typeof name === 'function') registry.add(type, name)
  else registry.add(type, fn, name as string | symbol | undefined)
}

/** Whether an operation of a model has hooks of this name: its own or those of its instance. */
export function hasHooks(model: AnyModel, name: string): boolean {
  // The runtime first: it refuses a model that was never initialized.
  return model.runtime.hasHooks(name) || model._hooks.has(name)
}

/** Runs the hooks of an operation, each awaited: the model's own, then those of its instance. */
export async function runHooks(
  model: AnyModel,
  name: string,
  ...args: readonly unknown[]
): Promise<void> {
  if (model._hooks.has(name)) await model._hooks.run(model, name, args)
  if (model.runtime.hasHooks(name)) await model.runtime.runHooks(name, ...args)
}

/** Runs the synchronous hooks of an operation: the model's own, then those of its instance. */
export function runHooksSync(model: AnyModel, name: string, ...args: readonly unknown[]): void {
  if (model._hooks.has(name)) model._hooks.runSync(model, name, args)
  if (model.runtime.hasHooks(name)) model.runtime.runHooksSync(name, ...args)
}

/** v6's public `runHooks`, on models: synchronous hooks run at once, others give a promise. */
export function runHooksOf(
  model: AnyModel,
  type: string,
  args: readonly unknown[],
): Promise<void> | undefined {
  if (model._hooks.kindOf(type, 'runHooks').isSync === true) {
    runHooksSync(model, type, ...args)
    return undefined
  }
  return runHooks(model, type, ...args)
}
