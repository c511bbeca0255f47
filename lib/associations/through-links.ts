/** The rows of a through model: which there are, and writing those that link an instance to targets. */
import { UsageError } from '../errors/usage-errors.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import type { Association, CallOptions } from './association.js'
import type { AssociationCall } from './call-arguments.js'
import { type AssociatedModel, both, isInstance, together, writeOptions } from './finding.js'
import {
  anyKeyCondition,
  anyOf,
  isSameKey,
  isWhole,
  keyCondition,
  keyOf,
  keyText,
  type KeyValues,
  pick,
  valuesOf,
} from './keys.js'
import { changesAsNew, keepsRemovedLinks, removedByKey } from './removed-links.js'
import { scopeValues } from './scope-values.js'
import type { ThroughOptions } from './through-model.js'
import { statementsFor } from './whole-writes.js'

/** What is needed of a many-to-many association. */
export interface LinkingAssociation
  extends Pick<Association, 'label' | 'source' | 'target' | 'foreignKeys'> {
  readonly otherKeys: readonly string[]
  readonly sourceKeys: readonly string[]
  readonly targetKeys: readonly string[]
  readonly through: ThroughOptions
}

/** What is to be written of links. */
export interface LinkChanges {
  /** The values of new rows. */
  readonly missing: readonly KeyValues[]
  /** Rows of links that were removed, and come back. */
  readonly removed: readonly Model[]
  readonly changed: readonly { readonly row: Model; readonly values: KeyValues }[]
}

/** The through rows of an instance, and those of links that were removed but stand in the way. */
export interface LinkRows {
  readonly present: readonly Model[]
  readonly removed: readonly Model[]
}

/** Links that are to be there. */
export interface WantedLinks {
  readonly targets: readonly Model[]
  /** Those to the targets, in their order. */
  readonly links: readonly KeyValues[]
  /** Those that there are. */
  readonly rows: LinkRows
  readonly options: CallOptions
}

/** How many statements write changes. */
export function statementsOf(changes: LinkChanges, options: CallOptions): number {
  const { missing, removed, changed } = changes
  const perRow = [missing, removed].map(({ length }) => statementsFor(length, options))
  return perRow.reduce((sum, count) => sum + count, changed.length)
}

/** Reads and writes the through rows of one association. */
export class ThroughLinks {
  readonly #association: LinkingAssociation

  constructor(association: LinkingAssociation) {
    this.#association = association
  }

  get #model(): AssociatedModel {
    return this.#association.through.model as unknown as AssociatedModel
  }

  /** The condition on the through rows of an instance; undefined where it can have none. */
  conditionOf(instance: Model): KeyValues | undefined {
    const { foreignKeys, sourceKeys } = this.#association
    return keyCondition(foreignKeys, valuesOf(instance, sourceKeys))
  }

  /**
   * The keys of the row that links an instance with a target.
   *
   * @throws {AssociationError} when the two disagree on an attribute that both keys share
   */
  linkOf(instance: Model, target: Model): KeyValues {
    const { foreignKeys, otherKeys, sourceKeys, targetKeys } = this.#association
    const own = keyOf(foreignKeys, valuesOf(instance, sourceKeys))
    const other = keyOf(otherKeys, valuesOf(target, targetKeys))
    const shared = foreignKeys.filter((name) => Object.hasOwn(other, name))
    const different = shared.find((name) => !isSameKey(own, other, [name]))
    if (different === undefined) return { ...own, ...other }
    const { label, source, target: targetModel, through } = this.#association
    throw UsageError.invalidAssociation(
      label,
      `a ${source.name} and a ${targetModel.name} with different values for "${different}" ` +
        `cannot be linked: ${through.model.name} has one for both`,
    )
  }

  /** What a new target has to agree with where both keys of a link share an attribute. */
  sharedValues(instance: Model): KeyValues {
    const { foreignKeys, otherKeys, sourceKeys, targetKeys } = this.#association
    return Object.fromEntries(
      otherKeys.flatMap((name, index) => {
        const own = foreignKeys.indexOf(name)
        if (own === -1) return []
        return [[targetKeys[index]!, instance.get(sourceKeys[own] as never) as unknown]]
      }),
    )
  }

  /** The through rows of an instance: all, or those to some targets. */
  async rows(
    instance: Model,
    keys: readonly (readonly unknown[])[] | undefined,
    options: CallOptions,
  ): Promise<LinkRows> {
    const own = this.conditionOf(instance)
    if (own === undefined) return { present: [], removed: [] }
    const { through, foreignKeys, otherKeys } = this.#association
    const links = keys === undefined ? own : both(own, anyKeyCondition(otherKeys, keys))
    const names = [...foreignKeys, ...otherKeys, ...Object.keys(through.scope ?? {})]
    const findsRemoved = keepsRemovedLinks(through.model, names)
    const rows = await this.#model.findAll({
      ...writeOptions(options),
      ...(findsRemoved ? { paranoid: false } : {}),
      raw: false,
      where: both(links, through.scope),
    })
    if (!findsRemoved) return { present: rows, removed: [] }
    const isRemoved = (row: Model): boolean => row.isSoftDeleted()
    return {
      present: rows.filter((row) => !isRemoved(row)),
      removed: rows.filter(isRemoved),
    }
  }

  /** The key of the target that a link or a through row of one instance has, as text. */
  keyOfLink(link: KeyValues): string {
    return keyText(this.#association.otherKeys.map((name) => link[name]))
  }

  /** Deletes the rows that link an instance to some targets. */
  async remove(
    instance: Model,
    keys: readonly (readonly unknown[])[],
    options: CallOptions,
  ): Promise<number> {
    const own = this.conditionOf(instance)
    if (own === undefined) return 0
    const { through, otherKeys } = this.#association
    return this.#model.destroy({
      ...writeOptions(options),
      where: together([through.scope, own, anyKeyCondition(otherKeys, keys)]),
    })
  }

  /** What has to be written so that links are there, with the values that they are given. */
  changesFor(call: AssociationCall, { targets, links, rows, options }: WantedLinks): LinkChanges {
    const { scope, model } = this.#association.through
    const ofLinks = { holder: model, scope, option: 'through.scope' } as const
    // A target that is given twice is linked once.
    const wanted = new Map<string, KeyValues>()
    const changed: { row: Model; values: KeyValues }[] = []
    const byKey = new Map(rows.present.map((row) => [this.keyOfLink(row.dataValues), row]))
    for (const [index, target] of targets.entries()) {
      const link = links[index]!
      const values = this.#throughValues(target, options)
      const key = this.keyOfLink(link)
      const row = byKey.get(key)
      if (row === undefined) {
        wanted.set(key, { ...values, ...scopeValues(call, ofLinks, values), ...link })
      } else if (!hasValues(row, values)) changed.push({ row, values })
    }
    const removedRows = removedByKey(rows.removed, (row) => this.keyOfLink(row))
    const missing: KeyValues[] = []
    const removed: Model[] = []
    for (const [key, values] of wanted) {
      const row = removedRows.get(key)
      if (row === undefined) {
        missing.push(values)
        continue
      }
      removed.push(row)
      const different = changesAsNew(model, row, values)
      if (Object.keys(different).length > 0) changed.push({ row, values: different })
    }
    return { missing, removed, changed }
  }

  /**
   * Inserts the links that are missing, restores those that were removed, and updates through values
   * that differ.
   *
   * @returns the rows of the new links; undefined when there are none
   */
  async write(
    { missing, removed, changed }: LinkChanges,
    options: CallOptions,
  ): Promise<Model[] | undefined> {
    const { scope } = this.#association.through
    const shared = writeOptions(options)
    if (removed.length > 0) {
      const links = anyOf(removed.map((row) => this.#linkOfRow(row)))
      await this.#model.restore({ ...shared, where: both(links, scope) })
      for (const row of removed) noteRestored(row)
    }
    for (const { row, values } of changed) {
      await this.#model.update(values, { ...shared, where: both(this.#linkOfRow(row), scope) })
      if (removed.includes(row)) row.set(values as never, { raw: true } as never)
    }
    if (missing.length === 0) return removed.length === 0 ? undefined : [...removed]
    const created = await this.#model.bulkCreate(missing, { validate: true, ...shared })
    return [...removed, ...created]
  }

  #linkOfRow({ dataValues }: Model): KeyValues {
    const { foreignKeys, otherKeys } = this.#association
    return pick(dataValues, [...foreignKeys, ...otherKeys])
  }

  /** Values of a link: those of the call, and those put on the target under the through model's name. */
  #throughValues(target: Model, options: CallOptions): KeyValues {
    const { through, foreignKeys, otherKeys } = this.#association
    const own = (target as unknown as Record<string, unknown>)[through.model.name]
    // An instance there is the row by which the target was loaded, perhaps from somebody else.
    const given = isInstance(own) ? undefined : own
    const values = { ...(options.through as KeyValues | undefined), ...(given as KeyValues) }
    const { attributes, primaryKeys } = through.model.modelDefinition
    return Object.fromEntries(
      Object.entries(values).filter(
        ([name, value]) =>
          attributes.get(name)?.isVirtual === false &&
          // An empty primary key is one that the database is to give.
          !(primaryKeys.some((key) => key.name === name) && !isWhole([value])) &&
          !foreignKeys.includes(name) &&
          !otherKeys.includes(name),
      ),
    )
  }
}

/** A row that was restored by condition knows it. */
function noteRestored(row: Model): void {
  const { timestamps, attributes } = (row.constructor as AnyModel).modelDefinition
  const deletedAt = attributes.get(timestamps.deletedAt!)!
  row.dataValues[deletedAt.name] = deletedAt.hasDefault ? deletedAt.defaultValue : null
}

/** Whether a row has some values already. */
function hasValues({ dataValues }: Model, values: KeyValues): boolean {
  return Object.entries(values).every(([name, value]) => isEqual(dataValues[name], value))
}

function isEqual(stored: unknown, given: unknown): boolean {
  if (stored instanceof Date && given instanceof Date) return stored.getTime() === given.getTime()
  return stored === given
}
