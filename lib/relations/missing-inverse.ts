/** The other side of a relation, where it was not declared: its likely name and code. */
import { aliasOfKey } from '../associations/alias-names.js'
import { type AssociationCode, relationEntry } from '../errors/code-text.js'
import { freeAlias } from './aliases.js'
import { foreignKeyOf, otherKeyOf } from './completion.js'
import { completeConstraints } from './shared-keys.js'
import {
  givenForeignKey,
  isHas,
  isSameKey,
  isSelf,
  keyNames,
  keyOption,
  ownForeignKey,
  type Side,
} from './side.js'

/** Another side as it could be declared. */
export interface SuggestedSide {
  readonly alias: string
  readonly code: string
  /** As if it were declared. */
  readonly side: Side
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

/**
 * The other side of a side, with the keys that it would have to name; others it takes over.
 *
 * @param sides what its alias must not clash with
 */
export function suggestInverse(side: Side, sides: readonly Side[]): SuggestedSide {
  const { sourceName, targetName } = side
  const names = foreignKeyOf(side) ?? []
  const key = keyOption(names)
  const isGiven = givenForeignKey(side) !== undefined
  const kind = counterKind(side.kind)
  // Of several models that a key may refer to, each is called by its own name.
  const isShared = sides.some(
    (other) =>
      other.source !== side.source &&
      other.target === side.target &&
      isHas(other) &&
      isSameKey(foreignKeyOf(other) ?? [], foreignKeyOf(side) ?? []),
  )
  const named =
    isGiven && isHas(side) && !isShared ? aliasOfKey(foreignKeyOf(side)?.[0]) : undefined
  const constraints = completeConstraints(side) === false ? { constraints: false } : {}
  const options: Record<string, unknown> =
    side.kind === 'BelongsToMany'
      ? {
          through: throughCode(side),
          ...(isGiven ? { otherKey: key } : {}),
          ...(keyNames(side.options.otherKey) === undefined
            ? {}
            : { foreignKey: keyOption(otherKeyOf(side)!) }),
        }
      : isGiven
        ? { foreignKey: key, ...constraints }
        : constraints
  const suggested: Side = {
    ...side,
    kind,
    source: side.target,
    target: side.source,
    sourceName: targetName,
    targetName: sourceName,
    alias: '',
    options,
    inverses: [],
    keys: {},
    ends: {},
  }
  const alias = freeAlias(suggested, sides, named === undefined ? [] : [named])
  if (isHas(side) && !isGiven && !isSameKey(ownForeignKey({ ...suggested, alias }), names)) {
    // By the name of the other side, the key that is there would be called otherwise.
    options.foreignKey = key
  }
  const call: AssociationCode = { kind, source: targetName, target: sourceName, options }
  return { alias, code: relationEntry(alias, call), side: { ...suggested, alias } }
}

/** The table of pairs, with the scope by which its rows are told apart; `unique` holds for both. */
function throughCode({ through, options }: Side): unknown {
  const { scope } = (options.through ?? {}) as { scope?: unknown }
  return scope === undefined ? through?.name : { model: through?.name, scope }
}

/** The other sides of several sides: none takes the name of another. */
export function suggestInverses(sides: readonly Side[], all: readonly Side[]): SuggestedSide[] {
  const suggested: SuggestedSide[] = []
  for (const side of sides) {
    suggested.push(suggestInverse(side, [...all, ...suggested.map((one) => one.side)]))
  }
  return suggested
}

/** The code of sides, those of a model in one object: two properties of a name would be one. */
export function codeByModel(suggested: readonly SuggestedSide[]): string[] {
  const byModel = new Map<string, string[]>()
  for (const { code, side } of suggested) {
    const codes = byModel.get(side.sourceName) ?? []
    byModel.set(side.sourceName, [...codes, code])
  }
  return [...byModel.values()].map((codes) => {
    const [first = '', ...rest] = codes
    // "C: { a: r.… }" and "C: { b: r.… }" begin alike.
    const start = codeKey(first).length
    return [first.slice(0, -2), ...rest.map((code) => code.slice(start, -2))].join(', ') + ' }'
  })
}

function codeKey(code: string): string {
  return /^(?:'(?:[^'\\]|\\.)*'|[^:]*): \{ /.exec(code)?.[0] ?? ''
}

function counterKind(kind: Side['kind']): Side['kind'] {
  if (kind === 'BelongsToMany') return kind
  return kind === 'BelongsTo' ? 'HasMany' : 'BelongsTo'
}
