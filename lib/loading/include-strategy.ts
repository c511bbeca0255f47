/** The option `strategy` of an include, and what v6 has for it. */
import { UsageError } from '../errors/usage-errors.js'
import type { AssociationLike } from '../model/runtime.js'
import { isSet } from '../query-options/operands.js'
import { repeatsPairs } from './repeated-pairs.js'

/**
 * How an include is loaded. `join`: in the statement of the parent, a row for each pair. `json`: in
 * the statement of the parent, its rows as one document. `select`: in a statement of its own, by the
 * parents' keys.
 */
export type LoadingStrategy = 'join' | 'select' | 'json'

/** What the option `strategy` of an include can be. */
const loadingStrategies = ['join', 'select', 'json', 'auto'] as const

/** How an include is to be loaded. */
export interface StrategyRead {
  readonly strategy: LoadingStrategy
  /**
   * Whether the strategy is Relata's choice: as read it is `join`, see `strategy-choice.ts`, and in a
   * document `json`, see `document-joins.ts`.
   */
  readonly isAuto: boolean
  /** Loaded as v6's `separate`: it does not filter its parents, and runs the finder hooks. */
  readonly isSeparate: boolean
  /** Whether the include itself has an order, which only a statement of its own or a document keeps. */
  readonly isOrdered: boolean
}

/** Where an include stands. */
export interface StrategyPlace {
  /** What errors begin with: `Book.findAll`. */
  readonly caller: string
  /** Whether a document holds what is here, so that what is below belongs into it. */
  readonly isInJson: boolean
}

/**
 * Reads `strategy`, and what v6 has for it: `separate`, and a limit without `separate`.
 *
 * @param options those of the include, with the scope of its model
 * @param isOrdered whether the include itself has an order
 * @throws {UsageError} for a strategy that there is not, or that does not fit the include
 */
export function readStrategy(
  association: AssociationLike,
  options: Readonly<Record<string, unknown>>,
  place: StrategyPlace,
  isOrdered: boolean,
): StrategyRead {
  const { separate, strategy } = options
  const where = `${place.caller}: include of "${association.as}"`
  const isPaged = isSet(options.limit) || isSet(options.offset)
  if (isSet(strategy) && !loadingStrategies.includes(strategy as 'auto')) {
    throw UsageError.unknownStrategy(where, strategy, loadingStrategies)
  }
  if (isSet(strategy) && strategy !== 'auto') {
    if (typeof separate === 'boolean' && separate !== (strategy === 'select')) {
      throw UsageError.invalid(
        where,
        `"separate: ${separate}" and "strategy: '${strategy as string}'" contradict each other`,
        undefined,
        'Leave "separate" out',
      )
    }
    const fitted = { ...options, order: isOrdered ? options.order : undefined }
    assertFitsStrategy(where, association, strategy as LoadingStrategy, fitted)
    // Among aggregated rows a limit would count the rows that link a pair.
    const countsLinks = strategy === 'json' && isPaged && repeatsPairs(association)
    return {
      strategy: countsLinks && !isSet(options.on) ? 'select' : (strategy as LoadingStrategy),
      isAuto: false,
      isSeparate: false,
      isOrdered,
    }
  }
  if (separate !== true && !(isPaged && separate === undefined)) {
    if (isPaged) {
      throw UsageError.invalid(
        where,
        'limit and offset of an include need a statement of its own',
        { separate },
        'Leave "separate" out, or set it to true',
      )
    }
    if (place.isInJson) return { strategy: 'json', isAuto: true, isSeparate: false, isOrdered }
    return { strategy: 'join', isAuto: separate !== false, isSeparate: false, isOrdered }
  }
  if (association.isSingleAssociation) {
    throw UsageError.invalid(
      where,
      `only to-many associations can be loaded separately; ${association.source.name}.${association.as} is a ${association.associationType}`,
      undefined,
      'Leave "separate" and "limit" out of this include',
    )
  }
  assertNoJoinOptions(
    where,
    options,
    separate === true ? '"separate: true"' : 'a limit',
    'Leave one of them out.',
  )
  return { strategy: 'select', isAuto: false, isSeparate: true, isOrdered }
}

/** @throws {UsageError} for options of joins, which have no meaning for what is loaded by key */
function assertNoJoinOptions(
  where: string,
  options: Readonly<Record<string, unknown>>,
  by: string,
  todo: string,
): void {
  for (const name of ['on', 'or', 'right', 'duplicating'] as const) {
    if (!isSet(options[name]) || options[name] === false) continue
    throw UsageError.invalid(
      where,
      `"${name}" is for joins, and ${by} loads by key`,
      undefined,
      todo,
    )
  }
}

/** @throws {UsageError} for options of an include that its strategy has no place for */
function assertFitsStrategy(
  where: string,
  association: AssociationLike,
  strategy: LoadingStrategy,
  options: Readonly<Record<string, unknown>>,
): void {
  if ((isSet(options.limit) || isSet(options.offset)) && association.isSingleAssociation) {
    throw UsageError.invalid(
      where,
      `limit and offset are for to-many associations; ${association.source.name}.${association.as} is a ${association.associationType}`,
      undefined,
      'Leave them out of this include',
    )
  }
  if (strategy === 'join') {
    for (const name of ['limit', 'offset', 'order'] as const) {
      if (!isSet(options[name])) continue
      throw UsageError.invalid(
        where,
        `${name} of an include has no meaning with "strategy: 'join'", whose rows are those of the parents`,
        undefined,
        'Use "strategy: \'select\'" or leave it out',
      )
    }
  }
  if (strategy === 'select') {
    assertNoJoinOptions(
      where,
      options,
      '"strategy: \'select\'"',
      'Use "strategy: \'join\'" for this include.',
    )
  }
}
