/** What to say of a path that leads through an association that is not included. */
import { didYouMean } from '../errors/base-error.js'
import { codeText, nestedInclude } from '../errors/code-text.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel, AssociationLike } from '../model/runtime.js'
import type { IncludeNode, StatementRoot } from './include-tree.js'

/** Where a path begins. */
interface Start {
  readonly caller: string
  readonly model: AnyModel
  readonly includes: readonly IncludeNode[]
  /** The include whose options the path stands in; undefined for those of the finder. */
  readonly include?: IncludeNode
  readonly statement?: StatementRoot
  /** The alias of the model's table; undefined in statements that write, which have no other table. */
  readonly alias?: string | undefined
}

/**
 * The error for a path of aliases of which one is not included: with the include to write, or what the
 * alias may have been meant to be.
 *
 * @param where where the path stands
 */
export function missingInclude(start: Start, where: string, path: readonly string[]): UsageError {
  const { model, depth } = walk(start, path)
  const step = path[depth] ?? path.at(-1)!
  const known = Object.keys(model.associations)
  if (start.alias === undefined && known.includes(step)) {
    return UsageError.pathInWrite(start.caller, where, path, model.name, keysOf(model))
  }
  const what = `${where} names ${JSON.stringify(path.join('.'))}, which is not included`
  return UsageError.invalid(
    start.caller,
    known.includes(step) || start.include === undefined ? what : `${what} (${beginning(start)})`,
    undefined,
    known.includes(step)
      ? `Include it: { include: [${codeText(nestedInclude(path.slice(0, depth + reach(model, path.slice(depth)))))}] }${placeOf(start)}.`
      : `${model.name} has no association ${JSON.stringify(step)}.${didYouMean(step, known, model.name)}`,
  )
}

function keysOf({ modelDefinition }: AnyModel): string[] {
  return modelDefinition.primaryKeys.map(({ name }) => name)
}

function beginning({ model, statement }: Start): string {
  const root =
    statement === undefined || statement.model === model ? '' : `${statement.model.name}, or at `
  return `a path within an include begins at ${root}the included model, ${model.name}`
}

/** How far a path leads through what is included. */
function walk(
  { model, includes }: Start,
  path: readonly string[],
): { readonly model: AnyModel; readonly depth: number } {
  let at = { model, includes, depth: 0 }
  for (const step of path) {
    const next = at.includes.find(({ as }) => as === step)
    if (next === undefined) break
    at = { model: next.model, includes: next.children, depth: at.depth + 1 }
  }
  return at
}

/** How far a path leads through associations. */
function reach(model: AnyModel, path: readonly string[]): number {
  let at = model
  let count = 0
  for (const step of path) {
    const associations = at.associations as unknown as Record<string, AssociationLike>
    if (!Object.hasOwn(associations, step)) break
    at = associations[step]!.target
    count++
  }
  return count
}

function placeOf({ include }: Start): string {
  return include === undefined ? '' : ` within the include of ${JSON.stringify(include.as)}`
}
