/**
 * Instances that came out of one result, and what may be loaded lazily from them. Only results that
 * an option asks for are watched: their instances then share one `SiblingGroup`, which hangs on the
 * options object that they share anyway.
 */
import type { Model } from '../../types/model-class.js'
import type { LazyLoadingOptions, StrictLoading } from '../../types/query-options.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel, AssociationLike } from './runtime.js'

/** Under which an instance's options hold its group. */
export const siblings: unique symbol = Symbol('siblings')

/** In a finder's options: the getter that it was called by, as the user writes it. */
export const calledBy: unique symbol = Symbol('calledBy')

/** One entity of a watched result: the root, or what one include loaded for all of its parents. */
export interface WatchedEntity {
  /** Under which name parents hold it; empty for the root. */
  readonly as: string
  readonly model: AnyModel
  /** The aliases that lead here from the root. */
  readonly path: readonly string[]
  /** The finder that could include more; undefined for the one that gave the result. */
  readonly finder: string | undefined
  /** What holds for its instances, the model's and the instance's options taken into account. */
  readonly strictLoading: StrictLoading
  /** What the finder, or the include, said; it holds for what is loaded from here, too. */
  readonly given: LazyLoadingOptions
  readonly children: readonly WatchedEntity[]
}

/** The instances of one entity in one result. */
export interface SiblingGroup extends Omit<WatchedEntity, 'as' | 'model' | 'children'> {
  /** How many there are. */
  size: number
  /** The call that gave the result, as the user writes it: `User.findAll`. */
  readonly origin: string
  /** The associations that were warned of. */
  readonly warned: Set<AssociationLike>
  /** With batches: the instance for which a statement of its own was sent already. */
  readonly alone: Map<AssociationLike, WeakRef<Model>>
}

const NOTHING_GIVEN: LazyLoadingOptions = Object.freeze({})

/** Options for a request that is part of another call: neither reported nor put off. */
export const PART_OF_CALL: LazyLoadingOptions = Object.freeze({
  strictLoading: 'off',
  batchLazyLoading: false,
})

/** The group of an instance; undefined where its result is not watched. */
export function siblingsOf(instance: Model): SiblingGroup | undefined {
  return (instance._options as { [siblings]?: SiblingGroup })[siblings]
}

/** The lazy-loading options among the options of a finder; undefined for none. */
export function givenLazyLoading(
  options: Readonly<Record<string, unknown>>,
): LazyLoadingOptions | undefined {
  const { strictLoading, batchLazyLoading } = options as LazyLoadingOptions
  if (strictLoading === undefined && batchLazyLoading === undefined) return undefined
  return {
    ...(strictLoading === undefined ? {} : { strictLoading }),
    ...(batchLazyLoading === undefined ? {} : { batchLazyLoading }),
  }
}

/** What the finder of an instance said, for finders that start from the instance. */
export function inheritedLazyLoading(instance: Model): LazyLoadingOptions {
  return siblingsOf(instance)?.given ?? NOTHING_GIVEN
}

/** The two options, both known. */
export interface LazyLoadingDefaults {
  readonly strictLoading: StrictLoading
  readonly batchLazyLoading: boolean
}

/** What a model, or else its Sequelize instance, says of lazy loads. */
export function defaultLazyLoading({ options, runtime }: AnyModel): LazyLoadingDefaults {
  const own = options as LazyLoadingOptions
  const { strictLoading, batchLazyLoading } = runtime.runtimeOptions
  return {
    strictLoading: own.strictLoading ?? strictLoading,
    batchLazyLoading: own.batchLazyLoading ?? batchLazyLoading,
  }
}

/**
 * Checks the two options wherever they are taken.
 *
 * @param where what errors begin with: `User.findAll`, `new Sequelize`
 * @throws {UsageError} for any other value
 */
export function assertLazyLoading(where: string, options: Readonly<Record<string, unknown>>): void {
  const { strictLoading, batchLazyLoading } = options
  if (strictLoading !== undefined && !isStrictLoading(strictLoading)) {
    throw UsageError.invalidOption(
      where,
      'strictLoading',
      '"off", "warn" or "throw"',
      strictLoading,
    )
  }
  if (batchLazyLoading !== undefined && typeof batchLazyLoading !== 'boolean') {
    throw UsageError.invalidOption(where, 'batchLazyLoading', 'true or false', batchLazyLoading)
  }
}

function isStrictLoading(value: unknown): value is StrictLoading {
  return value === 'off' || value === 'warn' || value === 'throw'
}

/**
 * Puts the instances of a watched result into groups, one for each entity.
 *
 * @param origin the call that gave the result, as the user writes it: `User.findAll`
 */
export function groupSiblings(
  entity: WatchedEntity,
  instances: readonly Model[],
  origin: string,
): void {
  const { path, finder, strictLoading, given, children } = entity
  const group: SiblingGroup = {
    path,
    finder,
    strictLoading,
    given,
    origin,
    size: 0,
    warned: new Set(),
    alone: new Map(),
  }
  let shared: unknown
  let marked: object = {}
  for (const instance of instances) {
    const options = instance._options as { [siblings]?: SiblingGroup }
    if (options[siblings] === group) continue
    // The rows of an entity share their options: one copy does for all of them.
    if (options !== shared) {
      shared = options
      marked = { ...options, [siblings]: group }
    }
    instance._options = marked as Record<string, unknown>
    group.size++
  }
  for (const child of children) groupSiblings(child, heldBy(instances, child.as), origin)
}

/**
 * The same for a call that gives several instances and is no finder: `bulkCreate`, `update` with
 * `returning`, `sequelize.query` with `model`.
 */
export function groupWithoutIncludes(
  model: AnyModel,
  instances: readonly Model[],
  options: Readonly<Record<string, unknown>>,
  origin: string,
): void {
  const given = givenLazyLoading(options)
  const { strictLoading } = defaultLazyLoading(model)
  if (given === undefined && strictLoading === 'off') return
  const entity: WatchedEntity = {
    as: '',
    model,
    path: [],
    finder: `${model.name}.findAll`,
    strictLoading: given?.strictLoading ?? strictLoading,
    given: given ?? NOTHING_GIVEN,
    children: [],
  }
  groupSiblings(entity, instances, origin)
}

function heldBy(parents: readonly Model[], as: string): Model[] {
  const held: Model[] = []
  for (const { dataValues } of parents) {
    const value = dataValues[as] as Model | readonly Model[] | null | undefined
    if (Array.isArray(value)) held.push(...(value as Model[]))
    else if (value !== null && value !== undefined) held.push(value as Model)
  }
  return held
}
