/**
 * The include option → a checked tree of what to load. All forms of v6 are understood here and
 * nowhere else; behind this file an include is an `IncludeNode`.
 */
import { adviceOnAlias, adviceOnModel } from '../associations/advice.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import { checkIncludeOptions, throughOptionNames } from '../model/include-options.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { applyScope } from '../model/scopes.js'
import { isSet } from '../query-options/operands.js'
import { includesOfAll } from './include-all.js'
import { type GivenInclude, mergeRepeated } from './include-merging.js'
import { readStrategy, type StrategyRead } from './include-strategy.js'

/** One association to load, with everything said about it. */
export interface IncludeNode extends StrategyRead {
  readonly association: AssociationLike
  /** The target, possibly scoped or bound to a schema. */
  readonly model: AnyModel
  readonly as: string
  /** The table alias in the statement: `posts`, `posts->tags`; shortened where it is too long. */
  readonly alias: string
  /** What column aliases begin with: `posts`, `posts.tags`. */
  readonly path: string
  /** The options of this include, the target's scope merged in. */
  readonly options: Readonly<Record<string, unknown>>
  /** Rows of the parent without a match are left out. */
  readonly required: boolean
  readonly right: boolean
  /** Whether a parent can appear in several rows because of this include. */
  readonly duplicating: boolean
  readonly through: ThroughInclude | undefined
  readonly children: readonly IncludeNode[]
}

/** The through row that comes with each target of a many-to-many association. */
export interface ThroughInclude {
  readonly model: AnyModel
  readonly as: string
  readonly alias: string
  readonly path: string
  readonly options: Readonly<Record<string, unknown>>
  /** False for `through: { attributes: [] }`: the row is joined and not shown. */
  readonly isVisible: boolean
}

/** Where an include stands: below which model, alias and path. */
interface Place {
  readonly caller: string
  readonly model: AnyModel
  readonly alias: string
  readonly path: string
  /** Whether a document holds what is here, so that what is below belongs into it. */
  readonly isInJson: boolean
  /** The includes that lead here, as they were given. */
  readonly above: readonly unknown[]
  /** How many these are. */
  readonly level: number
}

/** More levels than any tree has that ends. */
const MOST_LEVELS = 100

/**
 * Reads an include option.
 *
 * @param caller what errors begin with: `Book.findAll`
 * @throws {EagerLoadingError} for models that are not associated, or by another alias
 * @throws {UsageError} for an include of an unknown form
 */
export function includeTree(model: AnyModel, include: unknown, caller: string): IncludeNode[] {
  return readIncludes(include, {
    caller,
    model,
    alias: '',
    path: '',
    isInJson: false,
    above: [],
    level: 0,
  })
}

function readIncludes(include: unknown, place: Place): IncludeNode[] {
  if (include === undefined || include === null) return []
  const elements: unknown[] = Array.isArray(include) ? include : [include]
  const given = elements.flatMap((element) => {
    const all = includesOfAll(element, place.model, place.caller)
    return all === undefined
      ? [identify(element, place, false)]
      : all.map((one) => identify(one, place, true))
  })
  return (given.length > 1 ? mergeRepeated(given, place.caller) : given).map((one) =>
    readInclude(one, place),
  )
}

function readInclude({ association, given, parts }: GivenInclude, place: Place): IncludeNode {
  const where = `${place.caller}: include of "${association.as}"`
  checkIncludeOptions(place.model, given, where)
  const model = includedModel(association, given, where)
  const options = applyScope(model, given)
  const { as } = association
  const alias = place.alias === '' ? as : `${place.alias}->${as}`
  const { identifiers } = model.runtime.dialect
  const path = place.path === '' ? as : `${place.path}.${as}`
  const { strategy, isAuto, isSeparate, isOrdered } = readStrategy(
    association,
    options,
    place,
    given.order !== undefined && given.order !== null,
  )
  if (parts.some((part) => place.above.includes(part)) || place.level >= MOST_LEVELS) {
    throw UsageError.endlessInclude(place.caller, `${place.path}.${as}`, place.level)
  }
  const required = !isSeparate && isRequired(options)
  assertFits(association, options, where)
  const children = readIncludes(options.include, {
    caller: place.caller,
    model,
    alias,
    path,
    isInJson: strategy === 'json' || (place.isInJson && strategy === 'join'),
    above: [...place.above, ...parts],
    level: place.level + 1,
  })
  return {
    association,
    model,
    as,
    alias: place.alias === '' ? as : identifiers.shorten(alias),
    path,
    options,
    required,
    right: isRight(options, required, model, where),
    strategy,
    isAuto,
    isSeparate,
    isOrdered,
    duplicating:
      strategy === 'join' && association.isMultiAssociation && options.duplicating !== false,
    through: readThrough(association, options, alias, path),
    children,
  }
}

function isRequired(options: Readonly<Record<string, unknown>>): boolean {
  if (typeof options.required === 'boolean') return options.required
  return options.where !== undefined && options.where !== null
}

/** @throws {UsageError} where rows without a parent are asked for, and the dialect has no right joins */
function isRight(
  options: Readonly<Record<string, unknown>>,
  required: boolean,
  model: AnyModel,
  where: string,
): boolean {
  if (options.right !== true || required) return false
  const { name, supports } = model.runtime.dialect
  if (supports.rightJoin) return true
  throw UsageError.invalid(
    where,
    `"right" is not supported by ${name}`,
    undefined,
    'Leave it out for this dialect, or ask for the rows of the other side and include this one.',
  )
}

/** @throws {UsageError} for options that have no effect on an association of this kind */
function assertFits(
  association: AssociationLike,
  options: Readonly<Record<string, unknown>>,
  where: string,
): void {
  const { source, as, associationType, throughLink } = association
  if (throughLink === undefined && isSet(options.through)) {
    throw UsageError.invalid(
      where,
      `"through" is for belongsToMany; ${source.name}.${as} is a ${associationType}`,
      options.through,
      'Leave it out of this include.',
    )
  }
  if (throughLink !== undefined && options.or === true && isSet(options.where)) {
    throw UsageError.invalid(
      where,
      `"or" has no meaning for belongsToMany, which joins through another table`,
      undefined,
      'Leave it out of this include.',
    )
  }
}

function readThrough(
  association: AssociationLike,
  options: Readonly<Record<string, unknown>>,
  alias: string,
  path: string,
): ThroughInclude | undefined {
  const link = association.throughLink
  if (link === undefined) return undefined
  const given = (options.through ?? {}) as Record<string, unknown>
  const as = typeof given.as === 'string' ? given.as : link.as
  const merged = applyScope(link.model, given)
  const attributes = merged.attributes
  return {
    model: link.model,
    as,
    alias: link.model.runtime.dialect.identifiers.shorten(`${alias}->${as}`),
    path: `${path}.${as}`,
    // What else a scope of the through model has is for finders of its rows.
    options: Object.fromEntries(
      throughOptionNames.flatMap((name) => (isSet(merged[name]) ? [[name, merged[name]]] : [])),
    ),
    isVisible: !(Array.isArray(attributes) && attributes.length === 0),
  }
}

/**
 * The model to load: a scoped or schema-bound class given by the user, else the target.
 *
 * @throws {EagerLoadingError} for a model or an alias that is not that of the association
 */
function includedModel(
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
function identify(element: unknown, place: Place, isOfAll: boolean): GivenInclude {
  const { association, given } = named(element, place)
  return { association, given, parts: [given], isOfAll }
}

function named(element: unknown, place: Place): Pick<GivenInclude, 'association' | 'given'> {
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

function byAlias(alias: string, place: Place): AssociationLike {
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

function ownAssociation(association: AssociationLike, place: Place): AssociationLike {
  const { source, target, as } = association
  if (source.name !== place.model.name) {
    throw UsageError.associationOfOther(
      place.caller,
      place.model.name,
      { source: source.name, as },
      Object.keys(associationsOf(place.model)),
    )
  }
  if (isOfOtherInstance(source, place.model)) {
    const path = { source: place.model.name, target: target.name, as }
    throw UsageError.includeOfOtherInstance(place.caller, `${source.name}.${as}`, path)
  }
  return association
}

function notAssociated(place: Place, target: AnyModel): Error {
  const advice = adviceOnModel(place.model, target)
  return UsageError.notAssociated(place.caller, place.model.name, target.name, advice)
}

function byModel(target: AnyModel, as: string | undefined, place: Place): AssociationLike {
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
