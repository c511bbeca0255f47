/** One-to-one: the target holds the foreign key, and one row at most has it. */
import type { Model } from '../model/model.js'
import { singularize, upperFirst } from '../model/naming.js'
import type { AnyModel } from '../model/runtime.js'
import { PART_OF_CALL } from '../model/siblings.js'
import type { CallOptions } from './association.js'
import { assertOneTarget, assertSourceKey, toInstances } from './call-arguments.js'
import { finderOptions, keyedFinder, primaryKeyNames, targetFor } from './finding.js'
import { HasAssociation } from './has-association.js'
import {
  anyKeyCondition,
  assignedValues,
  isSameKey,
  keyText,
  type KeyValues,
  nullsOf,
} from './keys.js'
import { emptyingKeys } from './kept-keys.js'
import { loadLazily } from './lazy-loading.js'
import { writeWhole } from './whole-writes.js'

/** `Reader.hasOne(Card)`: each card has the key of its reader. */
export class HasOne<S extends Model = any, T extends Model = any> extends HasAssociation<S, T> {
  readonly accessors: Readonly<{ get: string; set: string; create: string }>

  constructor(source: AnyModel, target: AnyModel, options: Readonly<Record<string, unknown>>) {
    super({ source, target, options, isMulti: false })
    const name = upperFirst(this.forms.singular)
    this.accessors = { get: `get${name}`, set: `set${name}`, create: `create${name}` }
  }

  get associationType(): 'HasOne' {
    return 'HasOne'
  }

  get isMultiAssociation(): boolean {
    return false
  }

  /** As in v6, the name of the model, whatever singular it was given. */
  protected override ownerName(): string {
    return singularize(this.isAliased ? this.forms.singular : this.source.name)
  }

  /** The target of an instance, or null; of several, a map by their key (see `keyText`). */
  async get(
    instances: Model | readonly Model[],
    options: CallOptions = {},
  ): Promise<Model | null | Record<string, Model | null>> {
    if (Array.isArray(instances)) {
      const model = targetFor(this.target, options)
      const find = keyedFinder(options, this.foreignKeys)
      const keys = this.keysOf(instances as readonly Model[])
      const found = await model.findAll({
        ...find,
        where: this.conditionOn(model, anyKeyCondition(this.foreignKeys, keys), find.where),
      })
      const targets: Record<string, Model | null> = {}
      for (const key of keys) targets[keyText(key)] = null
      for (const target of found) {
        targets[keyText(this.foreignKeys.map((name) => target.dataValues[name]))] = target
      }
      return targets
    }
    const instance = instances as Model
    const own = this.foreignCondition({ association: this, operation: 'get' }, instance)
    if (own === undefined) return null
    const load = (given: CallOptions): Promise<Model | null> => this.#getOne(own, given)
    return loadLazily({ association: this, operation: 'get', instance, options, load })
  }

  async #getOne(own: KeyValues, options: CallOptions): Promise<Model | null> {
    const model = targetFor(this.target, options)
    const find = finderOptions(options)
    return model.findOne({ ...find, where: this.conditionOn(model, own, find.where) })
  }

  /**
   * Replaces the target: the old one loses its key, or is destroyed with the option
   * `destroyPrevious`; the new one (an instance, its key, or null) gets it.
   */
  async set(instance: Model, target: unknown, options: CallOptions = {}): Promise<unknown> {
    const { destroyPrevious, ...rest } = options
    const shared = { ...rest, association: true }
    const primaryKey = primaryKeyNames(this.target)
    const call = { association: this, operation: 'set', given: target } as const
    assertSourceKey(call, instance, this.sourceKeys)
    assertOneTarget(call)
    const [next] = toInstances(call, primaryKey, { acceptsUnsaved: true })
    const current = (await this.get(instance, {
      ...rest,
      include: undefined,
      ...PART_OF_CALL,
      scope: false,
      raw: false,
    })) as Model | null
    const isSame =
      current !== null &&
      next !== undefined &&
      isSameKey(current.dataValues, next.dataValues, primaryKey)
    if (isSame) return current
    const values =
      next === undefined || next.isNewRecord
        ? this.foreignValues(instance)
        : assignedValues(this.heldKey, this.foreignValues(instance), [next.dataValues])
    const given = next === undefined ? {} : { ...this.scopeFor(call), ...values }
    const instances = next === undefined ? [] : [next]
    const writes = instances.length + (current === null ? 0 : 1)
    return writeWhole({ call, options: shared, instances, writes }, async (inside) => {
      if (current !== null) await this.#release(current, inside, destroyPrevious === true)
      if (next === undefined) return null
      for (const [name, value] of Object.entries(given)) {
        next.set(name as never, value as never)
      }
      return next.save(inside as never)
    })
  }

  /** Empties the key of the former target, or destroys it. */
  async #release(former: Model, options: CallOptions, destroys: boolean): Promise<void> {
    if (destroys) {
      const { association: _association, ...rest } = options
      await former.destroy(rest as never)
      return
    }
    const nulls = nullsOf(this.heldKey)
    const fields = Object.keys(nulls)
    former.set(nulls as never)
    await emptyingKeys(this.heldKey, 'destroyPrevious', () =>
      former.save({ ...options, fields, allowNull: fields } as never),
    )
  }
}
