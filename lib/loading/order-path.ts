/**
 * What the first items of an `order` entry name: `[Author, 'name']`, `['author', 'shelf', 'label']`,
 * `[{ model: Author, as: 'writer' }, 'name']`.
 */
import { UsageError } from '../errors/usage-errors.js'
import type { IncludeNode } from './include-tree.js'

/** The include (or the through table of one) that an order entry names. */
export interface OrderTarget {
  readonly include: IncludeNode
  /** The includes that lead to it, itself the last. */
  readonly path: readonly IncludeNode[]
  readonly through: boolean
}

/**
 * Finds the include that a path of models, associations and aliases leads to. A model by itself means
 * its first association without an alias, as in v6, or the only one by which it is included.
 *
 * @param caller what errors begin with: `Book.findAll`
 * @returns undefined when a step leads nowhere
 * @throws {EagerLoadingError} for a model that is included by several aliases
 */
export function orderTarget(
  includes: readonly IncludeNode[],
  path: readonly unknown[],
  caller: string,
): OrderTarget | undefined {
  const walked: IncludeNode[] = []
  let current: IncludeNode | undefined
  let children = includes
  for (const step of path) {
    const named = children.filter((include) => names(step, include))
    const next = named.length > 1 ? withoutAlias(named) : named[0]
    if (next === undefined && named.length > 1) throw ambiguous(named, walked, caller)
    if (next === undefined) {
      if (current?.through !== undefined && namesThrough(step, current)) {
        return { include: current, path: walked, through: true }
      }
      return undefined
    }
    current = next
    walked.push(next)
    children = next.children
  }
  return current === undefined ? undefined : { include: current, path: walked, through: false }
}

/** Of includes of one model, that of its first association without an alias. */
function withoutAlias(named: readonly IncludeNode[]): IncludeNode | undefined {
  const { associations } = named[0]!.association.source
  return Object.keys(associations)
    .flatMap((as) => named.filter(({ association }) => association.as === as))
    .find(({ association }) => !association.isAliased)
}

function ambiguous(
  named: readonly IncludeNode[],
  above: readonly IncludeNode[],
  caller: string,
): Error {
  const [{ model }] = named as [IncludeNode]
  return UsageError.ambiguousOrder(
    caller,
    model.name,
    named.map(({ as }) => [...above, { as }].map((include) => include.as)),
    model.modelDefinition.columns[0]?.name ?? '…',
  )
}

function names(step: unknown, include: IncludeNode): boolean {
  if (typeof step === 'string') return include.as === step
  if (step === include.association) return true
  if (typeof step === 'function') return isSameModel(step, include)
  if (typeof step !== 'object' || step === null) return false
  const { model, as, association } = step as Record<string, unknown>
  if (association !== undefined) return association === include.association
  if (typeof as === 'string')
    return include.as === as && (model === undefined || isSameModel(model, include))
  return model !== undefined && isSameModel(model, include)
}

/** Whether a step names the through table of an include. */
export function namesThrough(step: unknown, include: IncludeNode): boolean {
  const { model, as } = include.through!
  if (typeof step === 'string') return step === as
  return step === model || (step as { model?: unknown } | null)?.model === model
}

/** Scoped and schema-bound classes are the same model by name. */
function isSameModel(candidate: unknown, include: IncludeNode): boolean {
  return (
    candidate === include.model ||
    candidate === include.association.target ||
    (typeof candidate === 'function' && candidate.name === include.model.name)
  )
}
