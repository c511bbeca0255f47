/** The names of the options with which associations are declared. */
import type {
  BelongsToManyOptions,
  BelongsToOptions,
  HasManyOptions,
  HasOneOptions,
} from '../../types/associations.js'
import { checkOptionNames, type OptionNames } from '../errors/option-names.js'
import type { AnyModel } from '../model/runtime.js'

const ofAll = {
  as: true,
  constraints: true,
  foreignKey: true,
  foreignKeyConstraint: true,
  hooks: true,
  inverse: true,
  onDelete: true,
  onUpdate: true,
  scope: true,
} as const

const ofHasOne: OptionNames<HasOneOptions> = { ...ofAll, keyType: true, sourceKey: true }
const ofHasMany: OptionNames<HasManyOptions> = { ...ofAll, keyType: true, sourceKey: true }
const ofBelongsTo: OptionNames<BelongsToOptions> = { ...ofAll, keyType: true, targetKey: true }
const ofBelongsToMany: OptionNames<BelongsToManyOptions> = {
  ...ofAll,
  otherKey: true,
  sourceKey: true,
  targetKey: true,
  through: true,
  timestamps: true,
  uniqueKey: true,
}

const known = {
  HasOne: ofHasOne,
  HasMany: ofHasMany,
  BelongsTo: ofBelongsTo,
  BelongsToMany: ofBelongsToMany,
} as const

/** Options that v6 takes from one kind for another, and those that have errors of their own. */
const tolerated = {
  keyType: true,
  otherKey: true,
  singular: true,
  sourceKey: true,
  targetKey: true,
  through: true,
  timestamps: true,
  underscored: true,
  uniqueKey: true,
  useHooks: true,
} as const

/** Looks at the names of an association's options, as `checkOptionNames` does. */
export function checkAssociationOptions(
  kind: keyof typeof known,
  source: AnyModel,
  target: AnyModel,
  options: object,
): void {
  const method = kind[0]!.toLowerCase() + kind.slice(1)
  const where = `${source.name}.${method}(${target.name})`
  checkOptionNames(where, options, known[kind], source.runtime.runtimeOptions.strict, tolerated)
}
