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
import type { Model } from '../model/model.js'
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
  const label = callText(request)
  if (
    group === undefined &&
    given === undefined &&
    strictLoading === 'off' &&
    batchLazyLoading === false
  ) {
    return load({ ...options, [calledBy]: label })
  }
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
    isReplaced: isReplaced(association, request.instance),
  }
}

/** Options of a getter by which it may load something else than an include without them does. */
const narrowing = ['where', 'limit', 'offset', 'scope', 'paranoid'] as const

/** Whether what is asked for is there. With conditions of its own it may be something else. */
function isLoaded({ association, instance, options }: LazyRequest<unknown>): boolean {
  const { where } = throughOf(options)
  if ([...narrowing.map((name) => options[name]), where].some(isGiven)) return false
  return Object.hasOwn(instance.dataValues, association.as) && !isReplaced(association, instance)
}

/** Whether the key of an instance was changed since its target was loaded along. */
function isReplaced(
  { associationType, as, keyPairs }: Association,
  { dataValues }: Model,
): boolean {
  if (associationType !== 'BelongsTo' || !Object.hasOwn(dataValues, as)) return false
  const loaded = dataValues[as] as Model | null
  return keyPairs.some(({ source, target }) => {
    const [own, theirs] = [dataValues[source], valueOf(loaded, target)]
    // What was not selected tells nothing.
    return theirs !== undefined && String(own ?? null) !== String(theirs)
  })
}

/** A value of a target, which may be a plain object; of no target, null. */
function valueOf(loaded: Model | null, name: string): unknown {
  if (loaded === null) return null
  const values = (loaded.dataValues as Model['dataValues'] | undefined) ?? loaded
  return (values as Record<string, unknown>)[name]
}

/** The include to write, from the root of the result down. */
function insteadOf(
  { association, operation, options }: LazyRequest<unknown>,
  group: SiblingGroup,
): string {
  let include = includeOf(association, operation, options)
  for (const alias of group.path.toReversed()) include = { association: alias, include: [include] }
  return `${group.finder ?? group.origin}(${codeText({ include: [include] })})`
}

/** An include that loads what a getter with these options does. */
function includeOf(
  { as, isMultiAssociation }: Association,
  operation: LazyRequest<unknown>['operation'],
  options: CallOptions,
): unknown {
  const { where, paranoid } = options
  const { where: throughWhere } = throughOf(options)
  const reads = operation === 'get'
  const { attributes, include, joinTableAttributes } = reads ? options : {}
  const { order, limit, offset } = reads && isMultiAssociation ? options : {}
  const through = given({ where: throughWhere, attributes: joinTableAttributes })
  const own = given({ attributes, where, include, order, limit, offset, paranoid })
  const parts = { ...own, ...(Object.keys(through).length === 0 ? {} : { through }) }
  if (Object.keys(parts).length === 0) return as
  const isFiltered = isGiven(where) || isGiven(throughWhere)
  return { association: as, ...parts, ...(isFiltered ? { required: false } : {}) }
}

function throughOf({ through }: CallOptions): { readonly where?: unknown } {
  return (through as { readonly where?: unknown } | null | undefined) ?? {}
}

/** The options that are given; what may be long, or a value of somebody, shortened. */
function given(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(options).filter(([, value]) => isGiven(value))
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isPlainlyShown(value) ? value : SHORTENED]),
  )
}

function isPlainlyShown(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string')
  return typeof value === 'number' || typeof value === 'boolean'
}

function isGiven(option: unknown): boolean {
  return option !== undefined && option !== null
}

/** A value that code in messages shows as `…`. */
const SHORTENED = Symbol('…')
