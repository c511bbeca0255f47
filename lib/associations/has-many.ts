/** One-to-many: the target holds the foreign key. */
import { UsageError } from '../errors/usage-errors.js'
import { countFound } from '../model/finders.js'
import type { Model } from '../model/model.js'
import { upperFirst } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import { applyScope } from '../model/scopes.js'
import { PART_OF_CALL } from '../model/siblings.js'
import { isSet } from '../query-options/operands.js'
import type { CallOptions } from './association.js'
import {
  type AssociatedModel,
  both,
  finderOptions,
  keyedFinder,
  primaryKeyNames,
  targetFor,
  writeOptions,
} from './finding.js'
import { type AssociationCall, assertSourceKey, toInstances } from './call-arguments.js'
import { HasAssociation } from './has-association.js'
import {
  anyKeyCondition,
  anyOf,
  assignedValues,
  isWhole,
  keyOf,
  keyText,
  type KeyValues,
  nullsOf,
  pick,
} from './keys.js'
import { emptyingKeys } from './kept-keys.js'
import { hasTargets } from './has-targets.js'
import { isJoinable } from './joinable.js'
import { joinedRows } from './joined-finder.js'
import { loadLazily } from './lazy-loading.js'
import { statementsFor, writeWhole } from './whole-writes.js'

/** Names of the methods that a to-many association adds. */
export interface MultiAccessors {
  readonly get: string
  readonly set: string
  readonly addMultiple: string
  readonly add: string
  readonly create: string
  readonly remove: string
  readonly removeMultiple: string
  readonly hasSingle: string
  readonly hasAll: string
  readonly count: string
}

/** The methods of a to-many association, from both forms of its alias. */
export function multiAccessors(
  singular: string,
  plural: string,
): MultiAccessors & Record<string, string> {
  const one = upperFirst(singular)
  const many = upperFirst(plural)
  return {
    get: `get${many}`,
    set: `set${many}`,
    addMultiple: `add${many}`,
    add: `add${one}`,
    create: `create${one}`,
    remove: `remove${one}`,
    removeMultiple: `remove${many}`,
    hasSingle: `has${one}`,
    hasAll: `has${many}`,
    count: `count${many}`,
  }
}

/** `Author.hasMany(Book)`: each book has the key of its author. */
export class HasMany<S extends Model = any, T extends Model = any> extends HasAssociation<S, T> {
  readonly accessors: MultiAccessors & Readonly<Record<string, string>>

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    if (options.through !== undefined) {
      throw UsageError.throughOnHasMany(source.name, target.name, options.through)
    }
    super({ source, target, options, isMulti: true })
    this.accessors = multiAccessors(this.forms.singular, this.forms.plural)
  }

  get associationType(): 'HasMany' {
    return 'HasMany'
  }

  get isMultiAssociation(): boolean {
    return true
  }

  /** The targets of an instance; of several instances, a map of lists by their key (see `keyText`). */
  async get(
    instances: Model | readonly Model[],
    options: CallOptions = {},
  ): Promise<Model[] | Record<string, Model[]>> {
    if (!Array.isArray(instances)) {
      const instance = instances as Model
      const own = this.foreignCondition({ association: this, operation: 'get' }, instance)
      if (own === undefined) return []
      const load = (given: CallOptions): Promise<Model[]> => this.#getOne(own, given)
      return loadLazily({ association: this, operation: 'get', instance, options, load })
    }
    const model = targetFor(this.target, options)
    const find = keyedFinder(options, this.foreignKeys)
    const { limit, offset } = applyScope(model as unknown as AnyModel, find)
    if (isSet(limit) || isSet(offset)) return this.#getPages(instances as readonly Model[], options)
    const keys = this.keysOf(instances as readonly Model[])
    const found = await model.findAll({
      ...find,
      where: this.conditionOn(model, anyKeyCondition(this.foreignKeys, keys), find.where),
    })
    const groups: Record<string, Model[]> = {}
    for (const key of keys) groups[keyText(key)] = []
    for (const target of found) {
      const key = this.foreignKeys.map((name) => target.dataValues[name])
      groups[keyText(key)]?.push(target)
    }
    return groups
  }

  /** The targets of several instances, where a limit counts those of each. */
  async #getPages(
    instances: readonly Model[],
    options: CallOptions,
  ): Promise<Record<string, Model[]>> {
    const { attributes } = keyedFinder(options, this.foreignKeys)
    const keyed = { ...options, raw: false, attributes }
    const keys = new Map(this.keysOf(instances).map((key) => [keyText(key), key]))
    const whole = new Map([...keys].filter(([, key]) => isWhole(key)))
    const pageOf = isJoinable(this, 'get', keyed) ? await joinedRows(this, whole, keyed) : undefined
    const pages: Record<string, Model[]> = {}
    for (const [text, key] of keys) {
      if (!whole.has(text)) pages[text] = []
      else if (pageOf !== undefined) pages[text] = pageOf(text) as Model[]
      else pages[text] = await this.#getOne(keyOf(this.foreignKeys, key), keyed)
    }
    return pages
  }

  async #getOne(own: KeyValues, options: CallOptions): Promise<Model[]> {
    const model = targetFor(this.target, options)
    const find = finderOptions(options)
    return model.findAll({ ...find, where: this.conditionOn(model, own, find.where) })
  }

  /** How many targets an instance has. */
  async count(instance: Model, options: CallOptions = {}): Promise<number> {
    const own = this.foreignCondition({ association: this, operation: 'count' }, instance)
    if (own === undefined) return 0
    const load = (given: CallOptions): Promise<number> => this.#count(own, given)
    return loadLazily({ association: this, operation: 'count', instance, options, load })
  }

  async #count(own: KeyValues, options: CallOptions): Promise<number> {
    const model = targetFor(this.target, options, 'count')
    const find = finderOptions(options)
    const where = this.conditionOn(model, own, find.where)
    return countFound(model as unknown as AnyModel, { ...find, where })
  }

  /** Whether all of the given targets (instances or keys) are those of the instance. */
  async has(instance: Model, targets: unknown, options: CallOptions = {}): Promise<boolean> {
    return hasTargets(
      { association: this, instance, targets, options },
      {
        targetKeys: primaryKeyNames(this.target),
        conditionOn: (call) => this.foreignCondition(call, instance),
        ask: (own, conditions, given) => this.#has(own, conditions, given),
      },
    )
  }

  async #has(
    own: KeyValues,
    conditions: readonly KeyValues[],
    options: CallOptions,
  ): Promise<boolean> {
    const model = targetFor(this.target, { scope: false, ...options })
    const find = finderOptions(options)
    const names = Object.keys(conditions[0]!)
    const found = (await model.findAll({
      ...find,
      where: this.conditionOn(model, own, both(anyOf(conditions), find.where)),
      attributes: names,
      limit: undefined,
      offset: undefined,
      raw: true,
      rejectOnEmpty: false,
    })) as unknown as KeyValues[]
    // Rows that are joined with others can come several times.
    const keys = found.map((row) => keyText(names.map((name) => row[name])))
    return new Set(keys).size === conditions.length
  }

  /**
   * Makes the given targets, and no others, those of the instance. The key of its former ones becomes
   * null, unless the option `destroyPrevious` is true: then they are destroyed.
   */
  async set(instance: Model, targets: unknown, options: CallOptions = {}): Promise<Model> {
    const { destroyPrevious, ...rest } = options
    const primaryKey = primaryKeyNames(this.target)
    const call = { association: this, operation: 'set', given: targets } as const
    assertSourceKey(call, instance, this.sourceKeys)
    const wanted = toInstances(call, primaryKey, { acceptsUnsaved: true })
    const current = (await this.get(instance, {
      ...rest,
      include: undefined,
      ...PART_OF_CALL,
      scope: false,
      raw: true,
    })) as unknown as Record<string, unknown>[]
    const textOf = (row: KeyValues): string => keyText(primaryKey.map((name) => row[name]))
    const wantedKeys = new Set(wanted.map((target) => textOf(target.dataValues)))
    const currentKeys = new Set(current.map(textOf))
    const obsolete = current.filter((row) => !wantedKeys.has(textOf(row)))
    const missing = wanted.filter((target) => !currentKeys.has(textOf(target.dataValues)))
    // What cannot be done is refused before anything is written.
    const values = this.#assignedTo(call, instance, missing)
    const destroys = destroyPrevious === true
    const writes = statementsFor(obsolete.length, rest) + statementsFor(missing.length, rest)
    const whole = { call, options: rest, instances: missing, writes }
    await writeWhole(whole, async (shared) => {
      if (obsolete.length > 0) {
        const where = anyOf(obsolete.map((row) => pick(row, primaryKey)))
        const release = (): Promise<void> => this.#release(where, shared, destroys)
        await emptyingKeys(this.heldKey, 'destroyPrevious', release)
      }
      await this.#assign(missing, values, shared)
    })
    return instance
  }

  /**
   * Makes the given targets (instances or keys) those of the instance, beside the ones it has. One
   * that is not saved gets the key without being saved, as with `set`.
   */
  async add(instance: Model, targets: unknown, options: CallOptions = {}): Promise<Model> {
    const call = { association: this, operation: 'add', given: targets } as const
    assertSourceKey(call, instance, this.sourceKeys)
    const list = toInstances(call, primaryKeyNames(this.target), { acceptsUnsaved: true })
    const values = this.#assignedTo(call, instance, list)
    const writes = statementsFor(list.length, options)
    const whole = { call, options, instances: list, writes }
    await writeWhole(whole, (shared) => this.#assign(list, values, shared))
    return instance
  }

  /** What makes rows those of an instance. */
  #assignedTo(call: AssociationCall, instance: Model, targets: readonly Model[]): KeyValues {
    if (targets.length === 0) return {}
    const rows = targets.map((target) => target.dataValues as KeyValues)
    const key = assignedValues(this.heldKey, this.foreignValues(instance), rows)
    return { ...key, ...this.scopeFor(call) }
  }

  async #assign(targets: readonly Model[], values: KeyValues, options: CallOptions): Promise<void> {
    if (targets.length === 0 || Object.keys(values).length === 0) return
    const primaryKey = primaryKeyNames(this.target)
    const keys = targets.map((target) => pick(target.dataValues, primaryKey))
    const saved = keys.filter((key) => isWhole(Object.values(key)))
    if (saved.length > 0) {
      await (this.target as unknown as AssociatedModel)
        .unscoped()
        .update(values, { ...writeOptions(options), where: anyOf(saved) })
    }
    // The instances that were passed in know it too, without being saved again.
    for (const target of targets) {
      for (const [name, value] of Object.entries(values)) {
        target.set(name as never, value as never, { raw: true } as never)
        target.changed(name as never, false)
      }
    }
  }

  /**
   * Takes the given targets from the instance: their key becomes null and the rows stay, unless the
   * option `destroy` is true.
   */
  async remove(instance: Model, targets: unknown, options: CallOptions = {}): Promise<this> {
    const call = { association: this, operation: 'remove', given: targets } as const
    const own = this.foreignCondition(call, instance)
    const primaryKey = primaryKeyNames(this.target)
    const list = toInstances(call, primaryKey, { acceptsUnsaved: true })
    const keys = list.map((target) => pick(target.dataValues, primaryKey))
    const conditions = keys.filter((key) => isWhole(Object.values(key)))
    if (conditions.length === 0 || own === undefined) return this
    const { destroy, ...rest } = options
    const where = both(own, anyOf(conditions))!
    const writes = statementsFor(conditions.length, rest)
    await writeWhole({ call, options: rest, writes }, (shared) =>
      emptyingKeys(this.heldKey, 'destroy', () => this.#release(where, shared, destroy === true)),
    )
    return this
  }

  /** Empties the keys of rows, or destroys the rows. */
  async #release(where: object, options: CallOptions, destroys: boolean): Promise<void> {
    const model = (this.target as unknown as AssociatedModel).unscoped()
    if (destroys) await model.destroy({ ...writeOptions(options), where })
    else await model.update(nullsOf(this.heldKey), { ...writeOptions(options), where })
  }
}
