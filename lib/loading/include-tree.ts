/**
 * The include option → a checked tree of what to load. All forms of v6 are understood here and
 * nowhere else; behind this file an include is an `IncludeNode`.
 */
import { adviceOnAlias, adviceOnModel } from '../associations/advice.js'
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import { checkIncludeOptions } from '../model/finder-options.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { applyScope } from '../model/scopes.js'
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
  })
}

function readIncludes(include: unknown, place: Place): IncludeNode[] {
  if (include === undefined || include === null) return []
  const elements: unknown[] = Array.isArray(include) ? include : [include]
  const nodes: IncludeNode[] = []
  for (const element of expandAll(elements, place)) {
    const node = readInclude(element, place)
    // An explicit include after `all` adds to what is there instead of joining twice.
    const index = nodes.findIndex((other) => other.as === node.as)
    if (index === -1) nodes.push(node)
    else nodes[index] = node
  }
  return nodes
}

/** `{ all: true, nested: true }` → one include per association. */
function expandAll(elements: readonly unknown[], place: Place): unknown[] {
  return elements.flatMap((element) => {
    if (typeof element !== 'object' || element === null) return [element]
    const { all, nested, ...rest } = element as Record<string, unknown>
    if (all === undefined || all === false) return [element]
    return everyAssociation(all, nested === true, rest, place.model, [place.model.name], place)
  })
}

const associationGroups: Readonly<Record<string, readonly string[]>> = {
  All: ['BelongsTo', 'HasOne', 'HasMany', 'BelongsToMany'],
  BelongsTo: ['BelongsTo'],
  HasOne: ['HasOne'],
  HasMany: ['HasMany', 'BelongsToMany'],
  One: ['BelongsTo', 'HasOne'],
  Has: ['HasOne', 'HasMany', 'BelongsToMany'],
  Many: ['HasMany', 'BelongsToMany'],
}

function everyAssociation(
  all: unknown,
  nested: boolean,
  rest: Record<string, unknown>,
  model: AnyModel,
  used: readonly string[],
  place: Place,
): unknown[] {
  const groups: unknown[] = all === true ? ['All'] : Array.isArray(all) ? all : [all]
  const kinds = new Set<string>()
  for (const group of groups) {
    const members =
      typeof group === 'string' && Object.hasOwn(associationGroups, group)
        ? associationGroups[group]
        : undefined
    if (members === undefined) {
      throw UsageError.unknownIncludeAll(place.caller, group)
    }
    for (const kind of members) kinds.add(kind)
  }
  return Object.values(associationsOf(model))
    .filter((association) => kinds.has(association.associationType))
    .filter((association) => !nested || !used.includes(association.target.name))
    .map((association) => {
      const include: Record<string, unknown> = { ...rest, association }
      if (nested) {
        const below = everyAssociation(
          all,
          true,
          rest,
          association.target,
          [...used, association.target.name],
          place,
        )
        if (below.length > 0) include.include = below
      }
      return include
    })
}

function readInclude(element: unknown, place: Place): IncludeNode {
  const { association, given } = identify(element, place)
  checkIncludeOptions(place.model, given, `${place.caller}: include of "${association.as}"`)
  const model = includedModel(association, given.model)
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
  if (place.above.includes(given) || place.above.length >= MOST_LEVELS) {
    throw UsageError.endlessInclude(place.caller, `${place.path}.${as}`, place.above.length)
  }
  const children = readIncludes(options.include, {
    caller: place.caller,
    model,
    alias,
    path,
    isInJson: strategy === 'json' || (place.isInJson && strategy === 'join'),
    above: [...place.above, given],
  })
  return {
    association,
    model,
    as,
    alias: place.alias === '' ? as : identifiers.shorten(alias),
    path,
    options,
    required: !isSeparate && isRequired(options),
    right: options.right === true && model.runtime.dialect.supports.rightJoin,
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
    options: merged,
    isVisible: !(Array.isArray(attributes) && attributes.length === 0),
  }
}

/** The model to load: a scoped or schema-bound class given by the user, else the target. */
function includedModel(association: AssociationLike, given: unknown): AnyModel {
  const { target } = association
  return typeof given === 'function' && given !== target && given.name === target.name
    ? (given as unknown as AnyModel)
    : target
}

/** Which association an element means, and the options it comes with. */
function identify(
  element: unknown,
  place: Place,
): { association: AssociationLike; given: Record<string, unknown> } {
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
  if (association !== undefined) {
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
  if (typeof as === 'string' && model === undefined) {
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
    throw UsageError.unknownAssociation(
      place.caller,
      place.model.name,
      alias,
      Object.keys(associations),
      adviceOnAlias(place.model, alias),
    )
  }
  return associations[alias]!
}

function ownAssociation(association: AssociationLike, place: Place): AssociationLike {
  const { source, as } = association
  if (source.name !== place.model.name) {
    throw UsageError.associationOfOther(
      place.caller,
      place.model.name,
      { source: source.name, as },
      Object.keys(associationsOf(place.model)),
    )
  }
  return association
}

function notAssociated(place: Place, target: AnyModel): Error {
  const advice = adviceOnModel(place.model, target)
  return UsageError.notAssociated(place.caller, place.model.name, target.name, advice)
}

function byModel(target: AnyModel, as: string | undefined, place: Place): AssociationLike {
  const associations = Object.values(associationsOf(place.model))
  const candidates = associations.filter((association) => association.target.name === target.name)
  if (candidates.length === 0) {
    throw notAssociated(place, target)
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
