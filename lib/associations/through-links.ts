/** The rows of a through model: which there are, and writing those that link an instance to targets. */
import { UsageError } from '../errors/usage-errors.js'
import type { Model } from '../model/model.js'
import type { Association, CallOptions } from './association.js'
import { type AssociatedModel, both, isInstance, writeOptions } from './finding.js'
import {
  anyKeyCondition,
  isSameKey,
  isWhole,
  keyCondition,
  keyOf,
  keyText,
  type KeyValues,
  pick,
  valuesOf,
} from './keys.js'
import type { ThroughOptions } from './through-model.js'

/** What is needed of a many-to-many association. */
export interface LinkingAssociation
  extends Pick<Association, 'label' | 'source' | 'target' | 'foreignKeys'> {
  readonly otherKeys: readonly string[]
  readonly sourceKeys: readonly string[]
  readonly targetKeys: readonly string[]
  readonly through: ThroughOptions
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
  ): Promise<Model[]> {
    const own = this.conditionOf(instance)
    if (own === undefined) return []
    const { through, otherKeys } = this.#association
    const links = keys === undefined ? own : both(own, anyKeyCondition(otherKeys, keys))
    return this.#model.findAll({
      ...writeOptions(options),
      raw: false,
      where: both(links, through.scope),
    })
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
      where: both(both(through.scope, own), anyKeyCondition(otherKeys, keys)),
    })
  }

  /**
   * Inserts the links that are missing, and updates through values that differ.
   *
   * @param links those to the targets, in their order
   * @param rows those that there are
   * @returns the new through rows; undefined when there are none
   */
  async add(
    targets: readonly Model[],
    links: readonly KeyValues[],
    rows: readonly Model[],
    options: CallOptions,
  ): Promise<Model[] | undefined> {
    const { through, foreignKeys, otherKeys } = this.#association
    const shared = writeOptions(options)
    // A target that is given twice is linked once.
    const missing = new Map<string, KeyValues>()
    const byKey = new Map(rows.map((row) => [this.keyOfLink(row.dataValues), row]))
    for (const [index, target] of targets.entries()) {
      const link = links[index]!
      const values = this.#throughValues(target, options)
      const row = byKey.get(this.keyOfLink(link))
      if (row === undefined) {
        missing.set(keyText(Object.values(link)), { ...values, ...through.scope, ...link })
      } else if (
        Object.entries(values).some(([name, value]) => !isEqual(row.dataValues[name], value))
      ) {
        await this.#model.update(values, {
          ...shared,
          where: both(pick(row.dataValues, [...foreignKeys, ...otherKeys]), through.scope),
        })
      }
    }
    if (missing.size === 0) return undefined
    return this.#model.bulkCreate([...missing.values()], { validate: true, ...shared })
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

/** Whether a row has a value already. */
function isEqual(stored: unknown, given: unknown): boolean {
  if (stored instanceof Date && given instanceof Date) return stored.getTime() === given.getTime()
  return stored === given
}
