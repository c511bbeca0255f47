/** The other side of a relation, where it was not declared: its likely name and code. */
import { aliasOfKey, lowerFirst } from '../associations/advice.js'
import { type AssociationCode, relationEntry } from '../errors/code-text.js'
import { foreignKeyOf, otherKeyOf } from './completion.js'
import { givenForeignKey, isSelf, keyNames, keyOption, type Side } from './side.js'

/** Another side as it could be declared. */
export interface SuggestedSide {
  readonly alias: string
  readonly code: string
}

/** The sides that are new, have no other side, and do not say that there is none. */
export function sidesWithoutInverse(sides: readonly Side[]): Side[] {
  return sides.filter(
    (side) =>
      side.isNew &&
      side.inverses.length === 0 &&
      side.options.inverse === undefined &&
      // Friends of a person are persons: one side says it all.
      !(side.kind === 'BelongsToMany' && isSelf(side)),
  )
}

/** The other side of a side, with the keys that it would have to name; others it takes over. */
export function suggestInverse(side: Side): SuggestedSide {
  const { sourceName, targetName } = side
  const { singular, plural } = side.source.modelDefinition
  const key = keyOption(foreignKeyOf(side) ?? [])
  const isGiven = givenForeignKey(side) !== undefined
  const alias =
    side.kind === 'HasOne' || side.kind === 'HasMany'
      ? ((isGiven ? aliasOfKey(foreignKeyOf(side)?.[0]) : undefined) ?? lowerFirst(singular))
      : lowerFirst(plural)
  const options: Record<string, unknown> =
    side.kind === 'BelongsToMany'
      ? {
          through: side.through?.name,
          ...(isGiven ? { otherKey: key } : {}),
          ...(keyNames(side.options.otherKey) === undefined
            ? {}
            : { foreignKey: keyOption(otherKeyOf(side)!) }),
        }
      : isGiven
        ? { foreignKey: key }
        : {}
  const call: AssociationCode = {
    kind: counterKind(side.kind),
    source: targetName,
    target: sourceName,
    options,
  }
  return { alias, code: relationEntry(alias, call) }
}

function counterKind(kind: Side['kind']): Side['kind'] {
  if (kind === 'BelongsToMany') return kind
  return kind === 'BelongsTo' ? 'HasMany' : 'BelongsTo'
}
