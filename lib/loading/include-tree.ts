/**
 * The include option → a checked tree of what to load. Its forms are understood here and in
 * `include-target.ts`, and nowhere else; behind these files an include is an `IncludeNode`.
 */
import { UsageError } from '../errors/usage-errors.js'
import { Cast, Fn } from '../expression/expressions.js'
import { Op } from '../expression/operators.js'
import { checkIncludeOptions, throughOptionNames } from '../model/include-options.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import { applyScope } from '../model/scopes.js'
import { isSet, unslot } from '../query-options/operands.js'
import { includesOfAll } from './include-all.js'
import { type GivenInclude, mergeRepeated } from './include-merging.js'
import { identify, includedModel } from './include-target.js'
import { readStrategy, type StrategyRead } from './include-strategy.js'

/** One association to load, with everything said about it. */
export interface IncludeNode extends StrategyRead {
  readonly association: AssociationLike
  /** The target, possibly scoped or bound to a schema. */
  readonly model: AnyModel
  readonly as: string
  /**
   * The table alias in the statement: `posts`, `posts->tags`; shortened where it is too long, and with
   * a number where the database takes it for another one.
   */
  readonly alias: string
  /** Whether `col()` by the path means another table, since the alias was taken. */
  readonly isRenamed: boolean
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
  /** Where paths in its conditions begin. */
  readonly statement: StatementRoot
}

/** The root of the statement that loads an include. */
export interface StatementRoot {
  readonly model: AnyModel
  readonly alias: string
  /** Its includes as they are read, before strategies are chosen for them. */
  readonly includes: readonly IncludeNode[]
  /** That of the finder, for what `strategy: 'select'` loads by a statement of its own. */
  readonly above: StatementRoot | undefined
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
  /** The table aliases in use. */
  readonly taken: Set<string>
  readonly statement: StatementRoot
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
  const includes: IncludeNode[] = []
  const read = readIncludes(include, {
    caller,
    model,
    alias: '',
    path: '',
    isInJson: false,
    above: [],
    level: 0,
    taken: aliasesBeside(model),
    statement: { model, alias: model.name, includes, above: undefined },
  })
  includes.push(...read)
  return read
}

/** The aliases in use before any include is joined. */
function aliasesBeside(model: AnyModel): Set<string> {
  const taken = new Set<string>()
  model.runtime.dialect.identifiers.distinct(model.name, taken)
  return taken
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
  const merged = applyScope(model, given, 'include')
  const { as } = association
  const alias = place.alias === '' ? as : `${place.alias}->${as}`
  const { identifiers } = model.runtime.dialect
  const plainAlias = place.alias === '' ? as : identifiers.shorten(alias)
  const tableAlias = identifiers.distinct(plainAlias, place.taken)
  const path = place.path === '' ? as : `${place.path}.${as}`
  const { strategy, isAuto, isSeparate, isOrdered } = readStrategy(
    association,
    merged,
    place,
    given.order !== undefined && given.order !== null,
  )
  const options = isSeparate ? besideScope(model, association, given, merged) : merged
  if (parts.some((part) => place.above.includes(part)) || place.level >= MOST_LEVELS) {
    throw UsageError.endlessInclude(place.caller, `${place.path}.${as}`, place.level)
  }
  const required = !isSeparate && isRequired(options)
  assertFits(association, options, where)
  assertComputedAreNamed(options.attributes, where)
  const below: IncludeNode[] = []
  const statement: StatementRoot =
    strategy === 'select'
      ? {
          model,
          alias: tableAlias,
          includes: below,
          above: isSeparate ? undefined : place.statement,
        }
      : place.statement
  const children = readIncludes(options.include, {
    caller: place.caller,
    model,
    alias,
    path,
    isInJson: strategy === 'json' || (place.isInJson && strategy === 'join'),
    above: [...place.above, ...parts],
    level: place.level + 1,
    taken: place.taken,
    statement,
  })
  below.push(...children)
  return {
    association,
    model,
    as,
    alias: tableAlias,
    isRenamed: tableAlias !== plainAlias && as !== place.statement.alias,
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
    through: readThrough(association, options, { alias, path, taken: place.taken }),
    children,
    statement,
  }
}

/** The condition of what v6 loads by its getter does not take the place of that of the default scope. */
function besideScope(
  model: AnyModel,
  { target }: AssociationLike,
  given: Readonly<Record<string, unknown>>,
  merged: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const isOverwritten =
    isSet(given.where) && isSet(model._scope.where) && model.options.whereMergeStrategy !== 'and'
  if (!isOverwritten || model._scope !== target._scope) return merged
  const { where } = applyScope(model, { where: { [Op.and]: [merged.where] } })
  return { ...merged, where }
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
      unslot(options.through),
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

/** @throws {UsageError} for a computed column without the name that it is to have on the instance */
function assertComputedAreNamed(attributes: unknown, where: string): void {
  const list: unknown = Array.isArray(attributes)
    ? attributes
    : (attributes as { include?: unknown } | null | undefined)?.include
  if (!Array.isArray(list)) return
  list.forEach((item: unknown, index) => {
    if (!(item instanceof Fn) && !(item instanceof Cast)) return
    const name = item instanceof Fn ? `fn(${JSON.stringify(item.fn)}, …)` : 'cast(…)'
    throw UsageError.invalid(
      where,
      `attributes[${index}] is computed by ${name} and has no name`,
      undefined,
      `Give it one: [${name}, 'name'].`,
    )
  })
}

function readThrough(
  association: AssociationLike,
  options: Readonly<Record<string, unknown>>,
  { alias, path, taken }: Pick<Place, 'alias' | 'path' | 'taken'>,
): ThroughInclude | undefined {
  const link = association.throughLink
  if (link === undefined) return undefined
  const given = (options.through ?? {}) as Record<string, unknown>
  const as = typeof given.as === 'string' && given.as !== '' ? given.as : link.as
  const { attributes } = given
  const { identifiers } = link.model.runtime.dialect
  return {
    model: link.model,
    as,
    alias: identifiers.distinct(identifiers.shorten(`${alias}->${as}`), taken),
    path: `${path}.${as}`,
    // A scope of the through model is for finders of its rows, and for getters, as in v6.
    options: Object.fromEntries(
      throughOptionNames.flatMap((name) =>
        isSet(given[name]) && given[name] !== '' ? [[name, given[name]]] : [],
      ),
    ),
    isVisible: !(Array.isArray(attributes) && attributes.length === 0),
  }
}
