/** `include: { all: true }`: one include for each association of some kinds. */
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'

type Options = Readonly<Record<string, unknown>>

const associationGroups: Readonly<Record<string, readonly string[]>> = {
  All: ['BelongsTo', 'HasOne', 'HasMany', 'BelongsToMany'],
  BelongsTo: ['BelongsTo'],
  HasOne: ['HasOne'],
  HasMany: ['HasMany'],
  BelongsToMany: ['BelongsToMany'],
  One: ['BelongsTo', 'HasOne'],
  // Many-to-many associations are not among these in v6.
  Has: ['HasOne', 'HasMany'],
  Many: ['HasMany'],
}

/**
 * The includes that an element with `all` stands for; undefined for any other element.
 *
 * @param caller what errors begin with: `Book.findAll`
 * @throws {EagerLoadingError} for a kind of association that there is not
 */
export function includesOfAll(
  element: unknown,
  model: AnyModel,
  caller: string,
): Options[] | undefined {
  if (typeof element !== 'object' || element === null) return undefined
  const { all, nested, ...rest } = element as Record<string, unknown>
  if (all === undefined || all === null || all === false) return undefined
  const expansion = { kinds: kindsOf(all, caller), nested: nested === true, rest }
  return everyAssociation(model, expansion, [])
}

interface Expansion {
  readonly kinds: ReadonlySet<string>
  readonly nested: boolean
  /** The other options, which each of the includes gets. */
  readonly rest: Options
}

function kindsOf(all: unknown, caller: string): ReadonlySet<string> {
  const groups: unknown[] = all === true ? ['All'] : Array.isArray(all) ? all : [all]
  const kinds = new Set<string>()
  for (const group of groups) {
    const members =
      typeof group === 'string' && Object.hasOwn(associationGroups, group)
        ? associationGroups[group]
        : undefined
    if (members === undefined) throw UsageError.unknownIncludeAll(caller, group)
    for (const kind of members) kinds.add(kind)
  }
  return kinds
}

/** @param used the models that lead here, to which nothing leads back */
function everyAssociation(
  model: AnyModel,
  expansion: Expansion,
  used: readonly string[],
): Options[] {
  const { kinds, nested, rest } = expansion
  const associations = Object.values(
    model.associations as unknown as Record<string, AssociationLike>,
  )
  return associations
    .filter((association) => kinds.has(association.associationType))
    .filter((association) => !nested || !used.includes(association.target.name))
    .map((association) => {
      const include: Record<string, unknown> = { ...rest, association }
      // Of those that it is given for, it is meant for the ones that have a through table.
      if (association.throughLink === undefined) delete include.through
      if (nested) {
        const { target } = association
        const below = everyAssociation(target, expansion, [...used, model.name])
        if (below.length > 0) include.include = below
      }
      return include
    })
}
