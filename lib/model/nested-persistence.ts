/**
 * What was built together with instances by `include`: which of it is written before them and which
 * after, level by level for all instances of a level, and how the keys of one get to the other. How
 * a level is written is the caller's: as by `create`, or as by `bulkCreate`.
 */
import type { Model } from '../../types/model-class.js'
import { UsageError } from '../errors/usage-errors.js'
import { modelOf } from './instance-state.js'
import type { AnyModel, NormalizedInclude, ThroughLink } from './runtime.js'
import { isScopeCondition } from './scope-conditions.js'
import { WriteJournal } from './write-journal.js'

type Options = Readonly<Record<string, unknown>>

/** Instances of one model that are written together. */
export interface NestedGroup {
  readonly model: AnyModel
  readonly instances: readonly Model[]
  /** By instance: the one that holds it. */
  readonly parents: readonly Model[]
  readonly options: Options
  /** What of them is nested in their turn. */
  readonly includes: readonly NormalizedInclude[]
  /** Attributes by which other rows refer to them: their values must be known once they are written. */
  readonly referred: readonly string[]
}

/** Writes a group, with all that is nested in it. */
export type GroupWriter = (group: NestedGroup) => Promise<void>

/** One include and the instances that may hold something under it. */
export interface NestedBranch {
  readonly include: NormalizedInclude
  readonly parents: readonly Model[]
}

/** What the writing of all levels has in common. */
export interface NestedWrite {
  /** The options of the level above. */
  readonly options: Options
  readonly write: GroupWriter
  /** Where instances are noted before they change; undefined where nothing is nested. */
  readonly journal: WriteJournal | undefined
}

/** Options of the outer write that the nested ones share: how statements are sent, as in v6. */
const shared = [
  'transaction',
  'logging',
  'benchmark',
  'logQueryParameters',
  'searchPath',
  'supportsSearchPath',
  'retry',
  'rawErrors',
] as const

/** The includes with which an instance was built; none for one that was loaded. */
function includesOf(instance: Model): readonly NormalizedInclude[] {
  return (instance._options as { includes?: readonly NormalizedInclude[] }).includes ?? []
}

/** Whether an instance was built with something that is to be written with it. */
export function holdsNested(instance: Model): boolean {
  const { includes } = instance._options as { includes?: readonly NormalizedInclude[] }
  return includes?.some(({ as }) => heldBy(instance, as).length > 0) === true
}

/** The instances that one holds under the name of an include. */
function heldBy(instance: Model, as: string): readonly Model[] {
  const held = instance.dataValues[as] as unknown
  if (Array.isArray(held)) return held.filter(isInstance)
  return isInstance(held) ? [held] : []
}

function isInstance(value: unknown): value is Model {
  return (value as { dataValues?: unknown } | null | undefined)?.dataValues !== undefined
}

/** Each include that instances were built with, and the instances. */
export function ownBranches(instances: readonly Model[]): NestedBranch[] {
  const parents = new Map<NormalizedInclude, Model[]>()
  for (const instance of instances) {
    for (const include of includesOf(instance)) {
      const list = parents.get(include)
      if (list === undefined) parents.set(include, [instance])
      else list.push(instance)
    }
  }
  return [...parents].map(([include, list]) => ({ include, parents: list }))
}

/** Attributes of holders by which what they hold refers to them. */
export function referredByNested(branches: readonly NestedBranch[]): string[] {
  return branches.flatMap(({ include: { association, as }, parents }) => {
    if (association.associationType === 'BelongsTo' || !isHeld(as, parents)) return []
    const pairs = association.throughLink?.sourcePairs ?? association.keyPairs
    return pairs.map(({ source }) => source)
  })
}

/** Attributes of holders that are about to have the key of what they hold. */
export function linkedByNested(branches: readonly NestedBranch[]): string[] {
  return branches.flatMap(({ include: { association, as }, parents }) =>
    association.associationType === 'BelongsTo' && isHeld(as, parents)
      ? association.keyPairs.map(({ source }) => source)
      : [],
  )
}

function isHeld(as: string, parents: readonly Model[]): boolean {
  return parents.some((parent) => heldBy(parent, as).length > 0)
}

/**
 * Runs a write, in a transaction of its own where the options name none; instances that are recorded
 * are what they were before when it fails. A transaction that was given is not theirs to undo: a
 * savepoint in it would also undo what others do in it at the same time.
 *
 * @param caller what errors begin with: `Book.create`
 */
export async function writeAtomically<T>(
  model: AnyModel,
  caller: string,
  options: Options,
  write: (options: Options, journal: WriteJournal) => Promise<T>,
): Promise<T> {
  const { runtime } = model
  const journal = new WriteJournal()
  const { logging, benchmark } = options
  try {
    if (runtime.transactionOf(options) !== null) return await write(options, journal)
    return await runtime.atomically(caller, { logging, benchmark }, (transaction) =>
      write(transaction === null ? options : { ...options, transaction }, journal),
    )
  } catch (error) {
    journal.restore()
    throw error
  }
}

/** Writes the targets of belongs-to associations, whose keys the instances need. */
export async function writeNestedBefore(
  branches: readonly NestedBranch[],
  nested: NestedWrite,
): Promise<void> {
  for (const { include, parents } of branches) {
    if (include.association.associationType !== 'BelongsTo') continue
    const links = linksOf(include, parents)
    await writeTargets(include, links, nested)
    for (const { parent, target } of links) {
      for (const pair of include.association.keyPairs) {
        setRaw(parent, pair.source, target.dataValues[pair.target])
      }
    }
  }
}

/**
 * Asserts that what is nested in rows can be linked to them: a row that is left out as a duplicate
 * does not tell its key.
 *
 * @throws {UsageError} when the key is not among the values either
 */
export function assertLinkable(branches: readonly NestedBranch[], options: Options): void {
  if (options.ignoreDuplicates !== true) return
  for (const { include, parents } of branches) {
    const { association, as } = include
    if (association.associationType === 'BelongsTo') continue
    const pairs = association.throughLink?.sourcePairs ?? association.keyPairs
    const names = pairs.map(({ source }) => source)
    const holders = linksOf(include, parents).map(({ parent }) => parent)
    assertKnown(holders, names, `${association.source.name}: what is nested under "${as}"`)
  }
}

function assertKnown(rows: readonly Model[], names: readonly string[], what: string): void {
  const missing = names.find((name) =>
    rows.some(({ dataValues }) => dataValues[name] === null || dataValues[name] === undefined),
  )
  if (missing === undefined) return
  throw UsageError.invalid(
    what,
    `it cannot be linked with "ignoreDuplicates": a row that is left out does not tell its "${missing}"`,
    undefined,
    `Give "${missing}" with the values, or write the rows without "include" and find them before you link others to them.`,
  )
}

/** Writes what holds the keys of instances: has-one, has-many, many-to-many with its through rows. */
export async function writeNestedAfter(
  branches: readonly NestedBranch[],
  nested: NestedWrite,
): Promise<void> {
  assertLinkable(branches, nested.options)
  for (const { include, parents } of branches) {
    const { association } = include
    if (association.associationType === 'BelongsTo') continue
    const links = linksOf(include, parents)
    if (association.throughLink === undefined) {
      for (const { parent, target } of links) {
        nested.journal?.record(target)
        adopt(target, parent, include)
      }
      await writeTargets(include, links, nested)
    } else {
      for (const { target } of links) {
        nested.journal?.record(target)
        if (target.isNewRecord) putScope(target, include)
      }
      await writeTargets(include, links, nested)
      await writeThroughRows(association.throughLink, include, links, nested)
    }
  }
}

interface Link {
  readonly parent: Model
  readonly target: Model
}

function linksOf(include: NormalizedInclude, parents: readonly Model[]): Link[] {
  return parents.flatMap((parent) =>
    heldBy(parent, include.as).map((target) => ({ parent, target })),
  )
}

function setRaw(instance: Model, name: string, value: unknown): void {
  instance.set(name as never, value as never, { raw: true } as never)
}

function adopt(target: Model, parent: Model, include: NormalizedInclude): void {
  for (const pair of include.association.keyPairs) {
    put(target, pair.target, parent.dataValues[pair.source])
  }
  putScope(target, include)
}

/**
 * Gives a target what the scope of its association says.
 *
 * @throws {UsageError} for a condition, which is no value, where the target has none; v6 leaves a
 *   target of a many-to-many association as it is
 */
function putScope(target: Model, { association, as }: NormalizedInclude): void {
  const { attributes } = modelOf(target).modelDefinition
  for (const [name, value] of Object.entries(association.scope ?? {})) {
    const isCondition = isScopeCondition(value, attributes.get(name)?.type)
    if (!isCondition) put(target, name, value)
    else if (association.throughLink === undefined && (target.dataValues[name] ?? null) === null) {
      throw UsageError.invalid(
        `${association.source.name}: what is nested under "${as}"`,
        `the "scope" of the association has a condition on "${name}", which is no value that a row could get`,
        value,
        `Give a value of "${name}" with it.`,
      )
    }
  }
}

/** Of a stored row it counts as a change, so that it is written; its own key stays what it is. */
function put(target: Model, name: string, value: unknown): void {
  const { primaryKeys } = modelOf(target).modelDefinition
  if (target.isNewRecord || primaryKeys.some((key) => key.name === name)) {
    setRaw(target, name, value)
  } else target.setDataValue(name as never, value as never)
}

/** An instance that several hold is written once. */
async function writeTargets(
  include: NormalizedInclude,
  links: readonly Link[],
  { options, write, journal }: NestedWrite,
): Promise<void> {
  const holders = new Map<Model, Model>()
  for (const { parent, target } of links) if (!holders.has(target)) holders.set(target, parent)
  if (holders.size === 0) return
  const instances = [...holders.keys()]
  const own = targetOptions(include, options)
  if (journal !== undefined) for (const instance of instances) journal.record(instance)
  await write({
    model: include.model,
    instances,
    parents: [...holders.values()],
    options: own,
    includes: include.include,
    referred: referredTargets(include),
  })
  if (own.ignoreDuplicates === true) assertTargetsKnown(include, instances)
}

/** Those that others are to refer to, of which some may have been left out. */
function assertTargetsKnown(include: NormalizedInclude, targets: Model[]): void {
  const { association, as } = include
  const what = `${association.source.name}: what is nested under "${as}"`
  assertKnown(targets, referredTargets(include), what)
}

/** Attributes of targets by which their holders, or the rows that link them, refer to them. */
function referredTargets({ association }: NormalizedInclude): string[] {
  const { throughLink, keyPairs, associationType } = association
  const pairs = throughLink?.targetPairs ?? (associationType === 'BelongsTo' ? keyPairs : [])
  return pairs.map(({ target }) => target)
}

/** What targets are written with: with "fields", also what the association itself sets. */
function targetOptions(include: NormalizedInclude, options: Options): Record<string, unknown> {
  const own = nestedOptions(include, include.model, options)
  if (!Array.isArray(own.fields)) return own
  const { associationType, throughLink, keyPairs, scope } = include.association
  const isKeyHeld = associationType !== 'BelongsTo' && throughLink === undefined
  const keys = isKeyHeld ? keyPairs.map(({ target }) => target) : []
  own.fields = [...new Set([...(own.fields as string[]), ...keys, ...Object.keys(scope ?? {})])]
  return own
}

/** What a level is written with: options of its include, over what all levels share. */
function nestedOptions(
  include: NormalizedInclude,
  model: AnyModel,
  options: Options,
): Record<string, unknown> {
  // Hooks of v6 find the model and the name under which the rows are nested.
  const nested: Record<string, unknown> = { model, as: include.as }
  for (const name of shared) if (options[name] !== undefined) nested[name] = options[name]
  const {
    include: _include,
    model: _model,
    association: _association,
    as: _as,
    attributes: _attributes,
    where: _where,
    ...own
  } = include.options
  return { ...nested, ...own }
}

async function writeThroughRows(
  link: ThroughLink,
  include: NormalizedInclude,
  links: readonly Link[],
  { options, write, journal }: NestedWrite,
): Promise<void> {
  if (links.length === 0) return
  const rows = links.map(({ parent, target }) => throughRow(link, include, parent, target))
  if (journal !== undefined) for (const row of rows) journal.record(row)
  // What is said of attributes is said of those of the target.
  const {
    fields: _fields,
    returning: _returning,
    updateOnDuplicate: _updateOnDuplicate,
    conflictAttributes: _conflictAttributes,
    conflictWhere: _conflictWhere,
    ...own
  } = nestedOptions(include, link.model, options)
  await write({
    model: link.model,
    instances: rows,
    parents: links.map(({ parent }) => parent),
    options: own,
    includes: [],
    referred: [],
  })
}

/** The row that links two instances, with the values that the target has for it. */
function throughRow(
  link: ThroughLink,
  include: NormalizedInclude,
  parent: Model,
  target: Model,
): Model {
  const given =
    target.dataValues[link.as] ?? (target as unknown as Record<string, unknown>)[link.as]
  const keys: Record<string, unknown> = {}
  for (const pair of link.sourcePairs) keys[pair.through] = parent.dataValues[pair.source]
  for (const pair of link.targetPairs) keys[pair.through] = target.dataValues[pair.target]
  const row = (link.model as unknown as { build(values: object, options: object): Model }).build(
    {
      ...(include.options.through as { values?: object } | undefined)?.values,
      ...link.scope,
      ...(isInstance(given) ? undefined : (given as object | undefined)),
      ...keys,
    },
    { isNewRecord: true },
  )
  // An instance has what its setters made of the values: they run once.
  for (const [name, value] of Object.entries(isInstance(given) ? given.dataValues : {})) {
    if (!Object.hasOwn(keys, name)) row.setDataValue(name as never, value as never)
  }
  // Where through values were given, the target holds its row; v6 leaves there what was given.
  if (given !== undefined && given !== null) target.dataValues[link.as] = row
  return row
}
