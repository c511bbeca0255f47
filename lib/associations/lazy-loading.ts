/**
 * What happens when an association is asked for the rows of one instance: `user.getPosts()`. By
 * default a statement is sent. With `strictLoading` a load that would be repeated for each instance
 * of a result is reported; with `batchLazyLoading` the same loads of one tick become one statement.
 *
 * A load counts as repeated when the instance came out of a result with others, whatever its
 * conditions, at the first access already: a test with two rows finds it. What goes into one
 * statement with others does not count, and of those that go alone the first does not: one row may
 * be picked out of a result.
 */
import type { StrictLoading } from '../../types/query-options.js'
import { type LazyLoad, strictLoadingError, strictLoadingText } from '../errors/strict-loading.js'
import { codeText } from '../errors/code-text.js'
import {
  assertLazyLoading,
  calledBy,
  defaultLazyLoading,
  givenLazyLoading,
  inheritedLazyLoading,
  type SiblingGroup,
  siblingsOf,
} from '../model/siblings.js'
import type { Association, CallOptions } from './association.js'
import { callText } from './call-arguments.js'
import { joinBatch, type LazyRequest } from './lazy-batch.js'

/** Answers a request for the rows of one instance as the options say. */
export function loadLazily<R>(request: LazyRequest<R>): Promise<R> {
  const { association, instance, options, load } = request
  const group = siblingsOf(instance)
  const { strictLoading, batchLazyLoading } = defaultLazyLoading(association.source)
  const given = givenLazyLoading(options)
  if (
    group === undefined &&
    given === undefined &&
    strictLoading === 'off' &&
    batchLazyLoading === false
  ) {
    return load(options)
  }
  const label = callText(request)
  try {
    assertLazyLoading(label, options)
    // What is loaded from here is subject to what the finder said, and shows the way it came.
    const complete: CallOptions = {
      ...options,
      ...inheritedLazyLoading(instance),
      ...given,
      [calledBy]: label,
    }
    const mode = given?.strictLoading ?? group?.strictLoading ?? 'off'
    const isBatched = complete.batchLazyLoading ?? batchLazyLoading
    const whole = { ...request, options: complete }
    if (isBatched === true) {
      const joined = joinBatch(whole, () => reportLone(whole, group, mode))
      if (joined !== undefined) return joined
    }
    report(whole, group, mode)
    return load(complete)
  } catch (error) {
    return Promise.reject(error as Error)
  }
}

/** A batch of one: the first of a result may be, for one row may be picked out of it. */
function reportLone(
  request: LazyRequest<unknown>,
  group: SiblingGroup | undefined,
  mode: StrictLoading,
): void {
  if (group === undefined || mode === 'off') return
  const { association, instance } = request
  const first = group.alone.get(association)?.deref()
  if (first === undefined) group.alone.set(association, new WeakRef(instance))
  else if (first !== instance) report(request, group, mode)
}

function report(
  request: LazyRequest<unknown>,
  group: SiblingGroup | undefined,
  mode: StrictLoading,
): void {
  if (mode === 'off' || group === undefined || group.size < 2) return
  if (mode === 'throw') throw strictLoadingError(describe(request, group))
  const { association } = request
  if (group.warned.has(association)) return
  group.warned.add(association)
  warnOnce(association, describe(request, group))
}

/** The warnings that were given; bounded, since an application may run for months. */
const warned = new WeakMap<Association, Set<string>>()
const MOST_WARNINGS = 100

/** Once for an association, a query and a place in the code, however many instances there are. */
function warnOnce(association: Association, load: LazyLoad): void {
  const causes = warned.get(association) ?? new Set()
  warned.set(association, causes)
  const cause = strictLoadingText({ ...load, siblings: 0 })
  if (causes.has(cause) || causes.size >= MOST_WARNINGS) return
  causes.add(cause)
  process.emitWarning(strictLoadingText(load), { code: 'RELATA_STRICT_LOADING' })
}

function describe(request: LazyRequest<unknown>, group: SiblingGroup): LazyLoad {
  const { association } = request
  return {
    call: callText(request),
    hasArgument: request.operation === 'has',
    model: association.source.name,
    association: association.as,
    siblings: group.size,
    origin: group.origin,
    instead: insteadOf(request, group),
    isLoaded: isLoaded(request),
  }
}

/** Whether what is asked for is there. With conditions of its own it may be something else. */
function isLoaded({ association, instance, options }: LazyRequest<unknown>): boolean {
  const isFiltered = options.where !== undefined && options.where !== null
  return !isFiltered && Object.hasOwn(instance.dataValues, association.as)
}

/** The include to write, from the root of the result down. */
function insteadOf({ association, options }: LazyRequest<unknown>, group: SiblingGroup): string {
  const { as } = association
  const isFiltered = options.where !== undefined && options.where !== null
  let include: unknown = isFiltered ? { association: as, where: SHORTENED, required: false } : as
  for (const alias of group.path.toReversed()) include = { association: alias, include: [include] }
  return `${group.finder ?? group.origin}(${codeText({ include: [include] })})`
}

/** A value that code in messages shows as `…`. */
const SHORTENED = Symbol('…')
