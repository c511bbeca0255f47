/** Destroying dependents one by one before their owner, for associations with `hooks: true`. */
import type { Model } from '../../types/model-class.js'
import type { AnyModel, AssociationLike } from './runtime.js'
import { PART_OF_CALL } from './siblings.js'

/**
 * Loads and destroys the rows that a has-one or has-many association with `hooks: true` and
 * `onDelete: 'CASCADE'` holds (said, or of has-one because of its key), so that their own destroy hooks run: the database's cascade would
 * not tell.
 */
export async function destroyDependents(
  instance: Model,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const model = instance.constructor as unknown as AnyModel
  const associations = Object.values(
    model.associations as unknown as Record<string, AssociationLike>,
  )
  const { transaction, logging, benchmark, logQueryParameters, searchPath } = options
  const shared = { transaction, logging, benchmark, logQueryParameters, searchPath }
  for (const association of associations) {
    if (association.options.hooks !== true) continue
    if (String(onDeleteOf(association)).toUpperCase() !== 'CASCADE') continue
    if (association.associationType === 'BelongsTo') continue
    const accessor = association.accessors.get
    if (accessor === undefined) continue
    const found = (await (
      instance as unknown as Record<string, (options: object) => Promise<Model | Model[] | null>>
    )[accessor]!({ ...shared, ...PART_OF_CALL, raw: false })) as Model | Model[] | null
    const dependents = Array.isArray(found) ? found : found === null ? [] : [found]
    for (const dependent of dependents) {
      await dependent.destroy({ ...options } as never)
    }
  }
}

/** The action of an association. As in v6, has-one has one that nobody said; has-many has not. */
function onDeleteOf({ associationType, options, keyPairs, target }: AssociationLike): unknown {
  const { onDelete, constraints } = options
  if (onDelete !== undefined && onDelete !== null) return onDelete
  if (associationType !== 'HasOne' || constraints === false || keyPairs.length > 1) return undefined
  const key = target.modelDefinition.attributes.get(keyPairs[0]!.target)
  return key?.allowNull === false ? 'CASCADE' : undefined
}
