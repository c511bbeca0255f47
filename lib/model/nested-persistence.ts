/**
 * What was built together with instances by `include`: which of it is written before them and which
 * after, level by level for all instances of a level, and how the keys of one get to the other. How
 * a level is written is the caller's: as by `create`, or as by `bulkCreate`.
 */
import type { Model } from '../../types/model-class.js'
import { UsageError } from '../errors/usage-errors.js'
import type { AnyModel, KeyPair, NormalizedInclude, ThroughLink } from './runtime.js'
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
  /** Where instances are noted before they change; undefined where nothing can be undone. */
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
  return includes?.some((include) => heldBy(instance, include).length > 0) === true
}

/** The instances that one holds under an include. */
function heldBy(instance: Model, include: NormalizedInclude): readonly Model[] {
  const held = instance.dataValues[include.as] as unknown
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

/**
 * Runs a write, in a transaction of its own where the options name none; instances that are recorded
 * are what they were before when it fails.
 *
 * @param caller what errors begin with: `Book.create`
 */
export async function writeAtomically<T>(
  model: AnyModel,
  caller: string,
  options: Options,
  write: (options: Options, journal: WriteJournal | undefined) => Promise<T>,
): Promise<T> {
  const { runtime } = model
  if (runtime.transactionOf(options) !== null) return write(options, undefined)
  const journal = new WriteJournal()
  const { logging, benchmark } = options
  try {
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
        adopt(target, parent, association.keyPairs, association.scope)
      }
      await writeTargets(include, links, nested)
    } else {
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
  return parents.flatMap((parent) => heldBy(parent, include).map((target) => ({ parent, target })))
}

function setRaw(instance: Model, name: string, value: unknown): void {
  instance.set(name as never, value as never, { raw: true } as never)
}

function adopt(
  target: Model,
  parent: Model,
  keyPairs: readonly KeyPair[],
  scope: Readonly<Record<string, unknown>> | undefined,
): void {
  for (const pair of keyPairs) setRaw(target, pair.target, parent.dataValues[pair.source])
  for (const [name, value] of Object.entries(scope ?? {})) setRaw(target, name, value)
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
  const own = nestedOptions(include, options)
  if (journal !== undefined) for (const instance of instances) journal.record(instance)
  await write({
    model: include.model,
    instances,
    parents: [...holders.values()],
    options: own,
    includes: include.include,
  })
  if (own.ignoreDuplicates === true) assertTargetsKnown(include, instances)
}

/** Those that others are to refer to, of which some may have been left out. */
function assertTargetsKnown({ association, as }: NormalizedInclude, targets: Model[]): void {
  const { throughLink, keyPairs, associationType, source } = association
  const pairs = throughLink?.targetPairs ?? (associationType === 'BelongsTo' ? keyPairs : [])
  const names = pairs.map(({ target }) => target)
  assertKnown(targets, names, `${source.name}: what is nested under "${as}"`)
}

/** What a level is written with: options of its include, over what all levels share. */
function nestedOptions(include: NormalizedInclude, options: Options): Record<string, unknown> {
  const nested: Record<string, unknown> = {}
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
  // The keys are set here, whatever attributes of the target may be written.
  const { fields: _fields, ...own } = nestedOptions(include, options)
  await write({
    model: link.model,
    instances: rows,
    parents: links.map(({ parent }) => parent),
    options: own,
    includes: [],
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
      ...(isInstance(given) ? given.dataValues : (given as object | undefined)),
      ...keys,
    },
    { isNewRecord: true },
  )
  // Where through values were given, the target holds its row; v6 leaves there what was given.
  if (given !== undefined && given !== null) target.dataValues[link.as] = row
  return row
}
