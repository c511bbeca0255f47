/** Which instances of a finder's result are watched for lazy loads: decided once per plan. */
import type { LazyLoadingOptions } from '../../types/query-options.js'
import { ThroughRow } from '../associations/through-row.js'
import {
  assertLazyLoading,
  calledBy,
  defaultLazyLoading,
  givenLazyLoading,
  type WatchedEntity,
} from '../model/siblings.js'
import type { AnyModel } from '../model/runtime.js'
import type { IncludeNode } from './include-tree.js'

/**
 * The entities of a result whose lazy loads are watched. What an include says goes before what the
 * finder says, and that before the model and the Sequelize instance.
 *
 * @param caller what errors begin with: `Book.findAll`
 * @returns undefined where no option asks for it
 * @throws {UsageError} for values that the options do not have
 */
export function watchedEntities(
  model: AnyModel,
  options: Readonly<Record<string, unknown>>,
  includes: readonly IncludeNode[],
  caller: string,
): WatchedEntity | undefined {
  assertLazyLoading(caller, options)
  const given = givenLazyLoading(options)
  const children = includes.flatMap((include) => watchedInclude(include, given, [], caller))
  const { strictLoading } = defaultLazyLoading(model)
  if (given === undefined && strictLoading === 'off' && children.length === 0) return undefined
  return entity({ as: '', model, path: [], finder: undefined, given, children })
}

function watchedInclude(
  include: IncludeNode,
  inherited: LazyLoadingOptions | undefined,
  above: readonly string[],
  caller: string,
): WatchedEntity[] {
  const { model, as, through } = include
  const path = [...above, as]
  assertLazyLoading(`${caller}: include of "${path.join('.')}"`, include.options)
  const said = givenLazyLoading(include.options)
  const given = said === undefined ? inherited : { ...inherited, ...said }
  const children = include.children.flatMap((child) => watchedInclude(child, given, path, caller))
  if (through?.isVisible === true) {
    const row = { as: through.as, model: through.model, given, children: [] }
    if (isWatched(row.model, given)) children.push(throughRow(row))
  }
  if (!isWatched(model, given) && children.length === 0) return []
  const own = { as, model, given, children }
  return [
    include.association instanceof ThroughRow
      ? throughRow(own)
      : entity({ ...own, path, finder: undefined }),
  ]
}

function isWatched(model: AnyModel, given: LazyLoadingOptions | undefined): boolean {
  return given !== undefined || defaultLazyLoading(model).strictLoading !== 'off'
}

/** Nothing can be included below a through row, so another finder is shown. */
function throughRow(parts: Omit<EntityParts, 'path' | 'finder'>): WatchedEntity {
  return entity({ ...parts, path: [], finder: `${parts.model.name}.findAll` })
}

/** What a watched entity is made of. */
interface EntityParts extends Omit<WatchedEntity, 'given' | 'strictLoading'> {
  readonly given: LazyLoadingOptions | undefined
}

function entity(parts: EntityParts): WatchedEntity {
  const { given = {}, model } = parts
  return {
    ...parts,
    given,
    strictLoading: given.strictLoading ?? defaultLazyLoading(model).strictLoading,
  }
}

/** The call that gives a finder's result, as the user writes it. */
export function originOf(
  options: Readonly<Record<string | symbol, unknown>>,
  caller: string,
): string {
  const getter = options[calledBy]
  return typeof getter === 'string' ? getter : caller
}
