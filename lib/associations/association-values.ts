/**
 * The values of options with which associations are declared. What v6 takes, and makes something of, is
 * warned of where nobody can mean it, and refused with `strict`; what it can make nothing of is refused.
 */
import { isPlainObject } from '../data-types/structured-types.js'
import { didYouMean, nearestName, show } from '../errors/base-error.js'
import { warnOnce } from '../errors/option-names.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { referentialActions } from '../schema/constraints.js'

type Options = Readonly<Record<string, unknown>>

/** Where options stand, and what is done about those that are wrong. */
interface Place {
  readonly where: string
  readonly strict: boolean
}

const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isText = (value: unknown): boolean => typeof value === 'string'
const isObject = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value)

/** What options are, other than nothing. */
const kinds: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  constraints: [isBoolean, 'true or false'],
  foreignKeyConstraint: [isBoolean, 'true or false'],
  hooks: [isBoolean, 'true or false'],
  uniqueKey: [isText, 'the name of the unique key'],
  scope: [isObject, 'an object of attributes and values'],
}

const kindsInThrough: typeof kinds = {
  paranoid: [isBoolean, 'true or false'],
  unique: [isBoolean, 'true or false'],
  scope: [isObject, 'an object of attributes and values'],
}

const kindsInKey: typeof kinds = { allowNull: [isBoolean, 'true or false'] }

/**
 * Looks at the values of an association's options.
 *
 * @throws {AssociationError} for actions that are no text; with `strict`, for all that is not as it should be
 */
export function checkAssociationValues(place: Place, options: Options): void {
  checkKinds(place, options, kinds, '')
  checkActions(place, options, '')
  const { through } = options
  if (isPlainObject(through)) checkKinds(place, through, kindsInThrough, 'through.')
  for (const name of ['foreignKey', 'otherKey'] as const) {
    const given = options[name]
    for (const part of Array.isArray(given) ? (given as unknown[]) : [given]) {
      if (!isPlainObject(part)) continue
      checkKinds(place, part, kindsInKey, `${name}.`)
      checkActions(place, part, `${name}.`)
    }
  }
}

function checkKinds(place: Place, options: Options, known: typeof kinds, prefix: string): void {
  for (const [name, [isKind, expected]] of Object.entries(known)) {
    const value = options[name]
    if (value === undefined || value === null || isKind(value)) continue
    refuseOrWarn(place, `"${prefix}${name}" must be ${expected}. Received ${show(value)}.`)
  }
}

function checkActions(place: Place, options: Options, prefix: string): void {
  for (const name of ['onDelete', 'onUpdate'] as const) {
    const value = options[name]
    // What counts as nothing says nothing, as in v6.
    if (!value) continue
    const option = `"${prefix}${name}"`
    if (typeof value !== 'string') {
      const expected = `one of ${referentialActions.map((action) => `"${action}"`).join(', ')}`
      throw UsageError.invalidAssociation(
        place.where,
        `${option} must be ${expected}. Received ${show(value)}`,
      )
    }
    const action = value.trim().toUpperCase()
    if ((referentialActions as readonly string[]).includes(action)) continue
    const near = nearestName(action, referentialActions)
    const hint =
      near === undefined
        ? ` Use one of ${referentialActions.join(', ')}.`
        : ` Did you mean "${near}"?`
    refuseOrWarn(place, `${option} is ${show(value)}, which no database knows.${hint}`)
  }
}

/** @throws {AssociationError} with `strict` */
function refuseOrWarn({ where, strict }: Place, text: string): void {
  if (strict) throw UsageError.invalidAssociation(`${where} (strict)`, text)
  warnOnce('RELATA_OPTION_VALUE', `${where}: ${text}`)
}

/**
 * What is wrong with the scopes of an association whose models have all their attributes: a name that
 * is none is looked for, and never written.
 */
export function scopeProblem({ target, scope }: AssociationLike): string | undefined {
  return unknownInScope(target, 'scope', scope)
}

/** The same of the scope of the rows between two models. */
export function throughScopeProblem({ throughLink }: AssociationLike): string | undefined {
  return throughLink && unknownInScope(throughLink.model, 'through.scope', throughLink.scope)
}

function unknownInScope(model: AnyModel, option: string, scope: unknown): string | undefined {
  if (!isPlainObject(scope)) return undefined
  const { attributes } = model.modelDefinition
  // Paths are conditions on what is within a value.
  const name = Object.keys(scope).find((one) => !attributes.has(one) && !/[.$]/.test(one))
  if (name === undefined) return undefined
  const choices = didYouMean(name, attributes.keys(), model.name)
  return `"${option}" names ${JSON.stringify(name)}, which is not an attribute of ${model.name}.${choices}`
}

/** Says so, once all that are declared together are there. */
export function warnOfScope(association: AssociationLike): void {
  const problem = scopeProblem(association) ?? throughScopeProblem(association)
  if (problem === undefined) return
  warnOnce('RELATA_OPTION_VALUE', `${association.source.name}.${association.as}: ${problem}`)
}
