/** Which association an element of `include` means, in all forms of v6, and which model is loaded. */
import {
  adviceOnAlias,
  adviceOnAssociation,
  adviceOnModel,
  adviceOnOwnAlias,
} from '../associations/advice.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { isSet } from '../query-options/operands.js'
import type { GivenInclude } from './include-merging.js'

/** Where an include stands: below which model. */
interface IncludePlace {
  /** What errors begin with: `Book.findAll`. */
  readonly caller: string
  readonly model: AnyModel
}

/**
 * The model to load: a scoped or schema-bound class given by the user, else the target.
 *
 * @throws {EagerLoadingError} for a model or an alias that is not that of the association
 */
export function includedModel(
  association: AssociationLike,
  { model, as }: Readonly<Record<string, unknown>>,
  where: string,
): AnyModel {
  const { target, source } = association
  const path = { source: source.name, target: target.name, as: association.as }
  if (typeof as === 'string' && as !== association.as) {
    throw UsageError.contradictoryAlias(where, path, as)
  }
  if (!isSet(model) || model === target) return target
  if (typeof model === 'string' && [target.name, association.as].includes(model)) return target
  if (!isModelClass(model)) throw UsageError.contradictoryModel(where, path, model)
  if (isOfOtherInstance(model, target)) {
    throw UsageError.includeOfOtherInstance(where, model.name, path)
  }
  if (!isSameModel(model, target)) throw UsageError.contradictoryModel(where, path, model)
  // Plans are kept by model, and the name of a derived class would be part of its statements.
  return model.name === target.name ? model : target
}

/** Whether two classes are one model: scoped, in another schema, derived, or defined again. */
function isSameModel(one: AnyModel, other: AnyModel): boolean {
  if (one === other || one._owner === other._owner) return true
  return one.name === other.name && !isOfOtherInstance(one, other)
}

/** Whether two classes of one name are models of two Sequelize instances. */
function isOfOtherInstance(one: AnyModel, other: AnyModel): boolean {
  return (
    one.name === other.name &&
    one._definition !== undefined &&
    other._definition !== undefined &&
    one.sequelize !== other.sequelize
  )
}

/** Which association an element means, and the options it comes with. */
export function identify(element: unknown, place: IncludePlace, isOfAll: boolean): GivenInclude {
  const { association, given } = named(element, place)
  return { association, given, parts: [given], isOfAll }
}

function named(element: unknown, place: IncludePlace): Pick<GivenInclude, 'association' | 'given'> {
  if (typeof element === 'string') {
    return { association: byAlias(element, place), given: {} }
  }
  if (isAssociation(element)) {
    return { association: ownAssociation(element, place), given: {} }
  }
  if (isModelClass(element)) {
    return { association: byModel(element, undefined, place), given: { model: element } }
  }
  if (
    typeof element !== 'object' ||
    element === null ||
    isNode(element) ||
    Array.isArray(element)
  ) {
    throw UsageError.malformedInclude(place.caller, 'include', element)
  }
  const given = element as Record<string, unknown>
  const { association, as, model } = given
  if (isSet(association)) {
    if (typeof association === 'string') return { association: byAlias(association, place), given }
    if (isAssociation(association)) {
      return { association: ownAssociation(association, place), given }
    }
    throw UsageError.malformedInclude(place.caller, 'include', element)
  }
  if (isModelClass(model)) {
    return { association: byModel(model, aliasText(as), place), given }
  }
  if (typeof model === 'string') return { association: byAlias(model, place), given }
  if (typeof as === 'string' && !isSet(model)) {
    return { association: byAlias(as, place), given }
  }
  throw UsageError.malformedInclude(place.caller, 'include', element)
}

function aliasText(as: unknown): string | undefined {
  if (typeof as === 'string') return as
  const plural = (as as { plural?: unknown } | undefined)?.plural
  return typeof plural === 'string' ? plural : undefined
}

function associationsOf(model: AnyModel): Record<string, AssociationLike> {
  return model.associations as unknown as Record<string, AssociationLike>
}

/** Whether a value is an association. */
export function isAssociation(value: unknown): value is AssociationLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isNode(value) &&
    typeof (value as AssociationLike).associationType === 'string' &&
    typeof (value as AssociationLike).source === 'function'
  )
}

function isModelClass(value: unknown): value is AnyModel {
  return typeof value === 'function' && 'modelDefinition' in value
}

function byAlias(alias: string, place: IncludePlace): AssociationLike {
  const associations = associationsOf(place.model)
  if (!Object.hasOwn(associations, alias)) {
    throw UsageError.unknownInclude(
      place.caller,
      { name: place.model.name, aliases: Object.keys(associations) },
      alias,
      { path: pathOf(alias, place.model), advice: adviceOnAlias(place.model, alias) },
    )
  }
  return associations[alias]!
}

/** The aliases of a name with dots, where they lead from association to association. */
function pathOf(name: string, model: AnyModel): string[] | undefined {
  const path = name.split('.')
  if (path.length === 1) return undefined
  let at = model
  for (const as of path) {
    const associations = associationsOf(at)
    if (!Object.hasOwn(associations, as)) return undefined
    at = associations[as]!.target
  }
  return path
}

function ownAssociation(association: AssociationLike, place: IncludePlace): AssociationLike {
  const { source, target, as } = association
  if (source.name !== place.model.name) {
    throw UsageError.associationOfOther(
      place.caller,
      place.model.name,
      { source: source.name, as },
      adviceOnAssociation(place.model, association),
    )
  }
  if (isOfOtherInstance(source, place.model)) {
    const path = { source: place.model.name, target: target.name, as }
    throw UsageError.includeOfOtherInstance(place.caller, `${source.name}.${as}`, path)
  }
  return association
}

function notAssociated(place: IncludePlace, target: AnyModel): Error {
  const advice = adviceOnModel(place.model, target)
  return UsageError.notAssociated(place.caller, place.model.name, target.name, advice)
}

function byModel(target: AnyModel, as: string | undefined, place: IncludePlace): AssociationLike {
  const associations = Object.values(associationsOf(place.model))
  const candidates = associations.filter((association) => isSameModel(association.target, target))
  if (candidates.length === 0) {
    const other = associations.find((association) => isOfOtherInstance(association.target, target))
    if (other === undefined) throw notAssociated(place, target)
    throw UsageError.includeOfOtherInstance(place.caller, `the model ${target.name}`, {
      source: place.model.name,
      target: target.name,
      as: other.as,
    })
  }
  if (as !== undefined) {
    const named = candidates.find((association) => association.as === as)
    if (named !== undefined) return named
    throw UsageError.wrongAlias(
      place.caller,
      { source: place.model.name, target: target.name },
      as,
      candidates.map((association) => association.as),
      isSameModel(place.model, target) ? adviceOnOwnAlias(place.model, as) : undefined,
    )
  }
  const plain = candidates.filter((association) => !association.isAliased)
  if (plain[0] !== undefined) return plain[0]
  if (candidates.length > 1) {
    throw UsageError.ambiguousAssociation(
      place.caller,
      place.model.name,
      target.name,
      candidates.map((association) => association.as),
    )
  }
  throw UsageError.wrongAlias(
    place.caller,
    { source: place.model.name, target: target.name },
    undefined,
    candidates.map((association) => association.as),
  )
}
