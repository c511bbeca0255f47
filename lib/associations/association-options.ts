/** The names of the options with which associations are declared. */
import type {
  BelongsToManyOptions,
  BelongsToOptions,
  HasManyOptions,
  HasOneOptions,
  ThroughOptions,
} from '../../types/associations.js'
import { isPlainObject } from '../data-types/structured-types.js'
import { codeText, methodOf } from '../errors/code-text.js'
import { checkOptionNames, type OptionNames, warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import { checkForeignKeyOptions } from '../model/definition-options.js'
import type { AnyModel } from '../model/runtime.js'
import { checkAssociationValues } from './association-values.js'

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

const ofThrough: OptionNames<ThroughOptions> = {
  model: true,
  paranoid: true,
  scope: true,
  unique: true,
}

const known = {
  HasOne: ofHasOne,
  HasMany: ofHasMany,
  BelongsTo: ofBelongsTo,
  BelongsToMany: ofBelongsToMany,
} as const

type Kind = keyof typeof known

/** Options that only some kinds have: v6 takes them on the others, and does nothing with them. */
const kindsOf: Readonly<Record<string, readonly Kind[]>> = {
  keyType: ['BelongsTo', 'HasOne', 'HasMany'],
  otherKey: ['BelongsToMany'],
  scope: ['HasOne', 'HasMany', 'BelongsToMany'],
  sourceKey: ['HasOne', 'HasMany', 'BelongsToMany'],
  targetKey: ['BelongsTo', 'BelongsToMany'],
  // Has an error of its own on hasMany.
  through: ['HasMany', 'BelongsToMany'],
  timestamps: ['BelongsToMany'],
  uniqueKey: ['BelongsToMany'],
}

/** Options that are known of v6, and those that are looked at otherwise. */
const tolerated: Readonly<Record<string, true>> = {
  ...(Object.fromEntries(Object.keys(kindsOf).map((name) => [name, true])) as object),
  singular: true,
  underscored: true,
  useHooks: true,
}

/** Looks at the names of an association's options, as `checkOptionNames` does. */
export function checkAssociationOptions(
  kind: Kind,
  source: AnyModel,
  target: AnyModel,
  options: object,
): void {
  const where = `${source.name}.${methodOf(kind)}(${target.name})`
  const { strict } = source.runtime.runtimeOptions
  checkOptionNames(where, options, known[kind], strict, tolerated)
  const values = options as Readonly<Record<string, unknown>>
  checkKinds(where, kind, values, strict)
  checkSingular(where, values, strict)
  if (isPlainObject(values.through)) {
    checkOptionNames(`${where}: through`, values.through, ofThrough, strict, { timestamps: true })
  }
  checkAssociationValues({ where, strict }, values)
  for (const name of ['foreignKey', 'otherKey'] as const) {
    const given = values[name]
    for (const part of Array.isArray(given) ? (given as unknown[]) : [given]) {
      if (isPlainObject(part)) checkForeignKeyOptions(`${where}: ${name}`, part, strict)
    }
  }
}

/** @throws {AssociationError} with `strict`, for an option that only other kinds have */
function checkKinds(
  where: string,
  kind: Kind,
  options: Readonly<Record<string, unknown>>,
  strict: boolean,
): void {
  for (const [name, kinds] of Object.entries(kindsOf)) {
    const value = options[name]
    if (value === undefined || value === null || kinds.includes(kind)) continue
    const others = kinds.filter((one) => Object.hasOwn(known[one], name)).map(methodOf)
    const what = `"${name}" is an option of ${listed(others)}, not of ${methodOf(kind)}`
    if (strict) throw UsageError.invalidAssociation(`${where} (strict)`, what, 'Leave it out.')
    warnOnce('RELATA_UNKNOWN_OPTION', `${where}: ${what}. Leave it out.`)
  }
}

/** @throws {AssociationError} with `strict`, for the name of one where it is not looked for */
function checkSingular(
  where: string,
  { as, singular }: Readonly<Record<string, unknown>>,
  strict: boolean,
): void {
  if (singular === undefined || singular === null) return
  const what = '"singular" is an option of sequelize.relate'
  const plural = typeof as === 'string' ? as : '…'
  const todo = `Give both names: ${codeText({ as: { singular, plural } })}.`
  if (strict) throw UsageError.invalidAssociation(`${where} (strict)`, what, todo)
  warnOnce('RELATA_UNKNOWN_OPTION', `${where}: ${what}. ${todo}`)
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  return [...names.slice(0, -2), names.slice(-2).join(' and ')].join(', ')
}
