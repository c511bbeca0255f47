/**
 * The select strategy: children are loaded by a statement of their own, by the keys of their
 * parents. Costs one statement per include, and no row is sent twice.
 *
 * Rows of a child become instances once for each parent, so that parents with equal keys have
 * children of their own, as joins would give them.
 */
import type { ColumnLists, RowSink } from '../engine/connection.js'
import { UsageError } from '../errors/usage-errors.js'
import { findAllScoped, hasFinderHooks } from '../model/finders.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import { childOptions, type Keys } from './child-options.js'
import type { Row } from './row-hydration.js'
import { heldName } from './exact-keys.js'
import type { IncludeNode, ThroughInclude } from './include-tree.js'
import { isShown } from './entity-keys.js'
import type { AddedKeys } from './load-plan.js'
import { keyOf, keyText } from './key-text.js'
import { oncePerPair, primaryKeyOf, repeatsPairs } from './repeated-pairs.js'

/** How the rows of children are read, by what is known of their statement. */
export interface ChildReader {
  /** Whether each row is an instance; else several can be. */
  readonly isOneEach: boolean
  /** The key of the parent that a row belongs to; undefined for none. Hot. */
  parentKey(row: Row): string | undefined
  /** Makes new instances of rows: one for each, or of all the rows of one parent. */
  hydrate(rows: unknown[][]): Model[]
  /** Whether instances can be made by columns, where each row is one. */
  readonly isByColumns: boolean
  /** Where the parent's key is in a row. */
  readonly keyPositions: readonly number[]
  /** Makes new instances, one for each row. */
  hydrateColumns(columns: ColumnLists): Model[]
  /** Whether nothing is loaded below the children by further statements. */
  readonly isLeaf: boolean
}

/** Takes rows of children. */
export interface ChildSink extends RowSink {
  /** @returns the children, where something is to be loaded below them */
  finish(): Model[]
}

/** Executes the statements of children. */
export interface ChildLoader {
  /**
   * @param how.include what instances remember to have been loaded with
   * @param how.inBatches whether rows may come in a form that is not exact for every value
   * @param begin makes what takes the rows; called again where the statement has to be sent again
   */
  loadRows(
    model: AnyModel,
    options: Record<string, unknown>,
    how: { readonly include: unknown; readonly inBatches: boolean },
    begin: (children: ChildReader) => ChildSink,
  ): Promise<void>
}

/** Loads those includes of a tree that have statements of their own, for the given parents. */
export async function loadSelected(
  loader: ChildLoader,
  includes: readonly IncludeNode[],
  parents: readonly Model[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const include of includes) {
    if (include.strategy === 'select') {
      if (isShown(include)) await loadInclude(loader, include, parents, options)
    } else if (hasSelected(include.children)) {
      await loadSelected(loader, include.children, childrenOf(parents, include.as), options)
    }
  }
}

function hasSelected(includes: readonly IncludeNode[]): boolean {
  return includes.some((include) => include.strategy === 'select' || hasSelected(include.children))
}

/** The instances that parents hold under a name. */
function childrenOf(parents: readonly Model[], as: string): Model[] {
  const below: Model[] = []
  for (const parent of parents) {
    const loaded = parent.dataValues[as] as Model | Model[] | null | undefined
    if (Array.isArray(loaded)) for (const child of loaded) below.push(child)
    else if (loaded !== null && loaded !== undefined) below.push(loaded)
  }
  return below
}

/** Takes away the keys that were selected only to load includes by them. */
export function removeAddedKeys(added: readonly AddedKeys[], roots: readonly Model[]): void {
  for (const { parentPath, names } of added) {
    let holders = roots
    for (const as of parentPath) holders = childrenOf(holders, as)
    for (const { dataValues } of holders) for (const name of names) delete dataValues[name]
  }
}

/** The parents that have a key in common, most often one. */
interface Owner {
  readonly parent: Model
  others: Model[] | undefined
}

type Owners = ReadonlyMap<string, Owner>

async function loadInclude(
  loader: ChildLoader,
  include: IncludeNode,
  parents: readonly Model[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { model, association } = include
  const pairs = association.throughLink?.sourcePairs ?? association.keyPairs
  const names = pairs.map((pair) => heldName(association.source, pair.source))
  const owners = new Map<string, Owner>()
  const keys: unknown[][] = []
  for (const parent of parents) {
    const { dataValues } = parent
    giveNothing(parent, include)
    const text = keyOf(dataValues, names)
    if (text === undefined) continue
    const owner = owners.get(text)
    if (owner !== undefined) (owner.others ??= []).push(parent)
    else {
      owners.set(text, { parent, others: undefined })
      keys.push(names.map((name) => dataValues[name]))
    }
  }
  if (keys.length === 0) return
  if (include.isSeparate && options.hooks !== false && hasFinderHooks(model)) {
    await loadWithHooks(include, keys, owners, options)
    return
  }
  for (const chunk of chunked(keys, model)) await loadChunk(loader, include, chunk, owners, options)
}

function giveNothing(parent: Model, { as, association }: IncludeNode): void {
  parent.dataValues[as] = association.isMultiAssociation ? [] : null
}

function give(parent: Model, { as, association }: IncludeNode, child: Model): void {
  const { dataValues } = parent
  if (association.isMultiAssociation) (dataValues[as] as Model[]).push(child)
  // Of a to-one association the first row counts.
  else dataValues[as] ??= child
}

/** Takes over a list of children, which is as long as it must be: one that grows is not. */
function giveAll(parent: Model, include: IncludeNode, children: Model[]): void {
  const { dataValues } = parent
  const isFirst = (dataValues[include.as] as Model[] | null)?.length === 0
  if (include.association.isMultiAssociation && isFirst) dataValues[include.as] = children
  else for (const child of children) give(parent, include, child)
}

/**
 * Most keys in a statement where each is a parameter or two of its own. Well below the limits of
 * databases, of which SQL Server's 2100 parameters is the lowest.
 */
const MOST_KEYS = 500

function chunked(keys: Keys, model: AnyModel): Keys[] {
  const isWhole = model.runtime.dialect.queries.listBinding === 'whole' && keys[0]!.length === 1
  if (isWhole || keys.length <= MOST_KEYS) return [keys]
  const chunks: Keys[] = []
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    chunks.push(keys.slice(start, start + MOST_KEYS))
  }
  return chunks
}

async function loadChunk(
  loader: ChildLoader,
  include: IncludeNode,
  keys: Keys,
  owners: Owners,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const given = childOptions(include, keys, options)
  // Batches can hold documents that are read already, and what is read twice would be shared.
  const isShared = keys.some((key) => owners.get(keyText(key)!)!.others !== undefined)
  const how = { include: include.options.include, inBatches: !isShared }
  let isAgain = false
  await loader.loadRows(include.model, given, how, (children) => {
    if (isAgain) takeBack(include, keys, owners)
    isAgain = true
    if (!children.isOneEach) return new GroupDistribution(include, owners, children)
    return children.isByColumns && !isShared
      ? new ColumnDistribution(include, owners, children)
      : new RowDistribution(include, owners, children)
  })
}

/** Takes from parents what an execution gave them that did not come to its end. */
function takeBack(include: IncludeNode, keys: Keys, owners: Owners): void {
  for (const key of keys) {
    const { parent, others = [] } = owners.get(keyText(key)!)!
    for (const owner of [parent, ...others]) giveNothing(owner, include)
  }
}

abstract class Distribution implements ChildSink {
  protected readonly include: IncludeNode
  protected readonly children: ChildReader
  protected readonly loaded: Model[] = []
  readonly #owners: Owners

  constructor(include: IncludeNode, owners: Owners, children: ChildReader) {
    this.include = include
    this.children = children
    this.#owners = owners
  }

  abstract take(rows: unknown[][]): void
  abstract finish(): Model[]

  protected ownerOf(row: Row): Owner | undefined {
    const key = this.children.parentKey(row)
    const owner = key === undefined ? undefined : this.#owners.get(key)
    if (owner === undefined) assertNotLost(this.include, key)
    return owner
  }
}

/** Each row is a child, so that rows can be forgotten part by part. Hot. */
class RowDistribution extends Distribution {
  take(rows: unknown[][]): void {
    const { include, children, loaded } = this
    const { isLeaf } = children
    const instances = children.hydrate(rows)
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      const owner = this.ownerOf(row)
      if (owner === undefined) continue
      give(owner.parent, include, instances[index]!)
      if (!isLeaf) loaded.push(instances[index]!)
      if (owner.others === undefined) continue
      for (const parent of owner.others) {
        const [child] = children.hydrate([copyOf(row)])
        give(parent, include, child!)
        if (!isLeaf) loaded.push(child!)
      }
    }
  }

  finish(): Model[] {
    return this.loaded
  }
}

/** The same for children of one parent each, by columns where these are given. Hot. */
class ColumnDistribution extends RowDistribution {
  takeColumns(columns: ColumnLists): void {
    const { children, loaded } = this
    const instances = children.hydrateColumns(columns)
    const keys = children.keyPositions.map((position) => columns.lists[position]!)
    const row: unknown[] = []
    let from = 0
    for (let index = 1; index <= columns.count; index++) {
      if (index < columns.count && areEqual(keys, index, from)) continue
      for (const position of children.keyPositions) row[position] = columns.lists[position]![from]
      const owner = this.ownerOf(row)
      if (owner !== undefined) {
        const siblings = instances.slice(from, index)
        giveAll(owner.parent, this.include, siblings)
        if (!children.isLeaf) for (const child of siblings) loaded.push(child)
      }
      from = index
    }
  }
}

/** Whether two rows have the same values in some columns. */
function areEqual(lists: ColumnLists['lists'], one: number, other: number): boolean {
  for (let index = 0; index < lists.length; index++) {
    if (lists[index]![one] !== lists[index]![other]) return false
  }
  return true
}

/** Several rows can be one child, so that rows are sorted out by their parents first. */
class GroupDistribution extends Distribution {
  readonly #rowsByOwner = new Map<Owner, unknown[][]>()

  take(rows: unknown[][]): void {
    for (const row of rows) {
      const owner = this.ownerOf(row)
      if (owner === undefined) continue
      const group = this.#rowsByOwner.get(owner)
      if (group === undefined) this.#rowsByOwner.set(owner, [row])
      else group.push(row)
    }
  }

  finish(): Model[] {
    for (const [{ parent, others }, rows] of this.#rowsByOwner) {
      this.#giveAll(parent, rows)
      if (others !== undefined) for (const owner of others) this.#giveAll(owner, rows.map(copyOf))
    }
    return this.loaded
  }

  #giveAll(owner: Model, rows: unknown[][]): void {
    for (const child of this.children.hydrate(rows)) {
      give(owner, this.include, child)
      this.loaded.push(child)
    }
  }
}

/**
 * A row came because its key is one of those asked for. When none is equal as text, the database
 * compares such keys otherwise (CITEXT, decimals of different scale), and the child has no parent here.
 * v6 leaves it out.
 */
function assertNotLost({ isSeparate, association }: IncludeNode, key: string | undefined): void {
  if (isSeparate || key === undefined) return
  throw UsageError.unlikeKeys(association.source.name, association.as, key)
}

/** A row to make another instance of; values that decoders leave as they are must not be shared. */
function copyOf(row: Row): unknown[] {
  return row.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value))
}

/**
 * As v6 loads `separate` includes of models with finder hooks, which see the instances: the keys of
 * their parents are on them, and parents with equal keys share them.
 */
async function loadWithHooks(
  include: IncludeNode,
  keys: Keys,
  owners: Owners,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { association, through } = include
  const link = association.throughLink
  const given = childOptions(include, keys, options, { showsKeys: true })
  const children = (await findAllScoped(include.model, given)) as Model[]
  const foreignKeys =
    link === undefined
      ? association.keyPairs.map((pair) => pair.target)
      : link.sourcePairs.map((pair) => pair.through)
  const keyHolder = through?.model ?? include.model
  const heldKeys = foreignKeys.map((name) => heldName(keyHolder, name))
  const texts = heldKeys.filter((name) => !foreignKeys.includes(name))
  const kept = repeatsPairs(association) ? oncePerPair(children, include, heldKeys) : children
  for (const child of kept) {
    const holder =
      through === undefined ? child : (child.dataValues[through.as] as Model | undefined)
    const key = holder === undefined ? undefined : keyOf(holder.dataValues, heldKeys)
    for (const name of texts) delete holder?.dataValues[name]
    const owner = key === undefined ? undefined : owners.get(key)
    if (owner === undefined) continue
    for (const parent of [owner.parent, ...(owner.others ?? [])]) give(parent, include, child)
  }
  if (link === undefined) hideAdded(children, include.options.attributes, foreignKeys)
  else if (!repeatsPairs(association)) hideThroughRows(children, through!, foreignKeys)
  else {
    hideAdded(children, include.options.attributes, primaryKeyOf(include.model))
    hideThroughRows(children, through!, [...foreignKeys, ...primaryKeyOf(through!.model)])
  }
}

/** Of through rows, only what was asked for stays. */
function hideThroughRows(
  children: readonly Model[],
  through: ThroughInclude,
  foreignKeys: readonly string[],
): void {
  if (through.isVisible) {
    const rows = children.map(({ dataValues }) => dataValues[through.as] as Model)
    hideAdded(rows, through.options.attributes, foreignKeys)
  } else {
    for (const { dataValues } of children) delete dataValues[through.as]
  }
}

/** Foreign keys that were loaded only to find the parents do not stay on the children, as in v6. */
function hideAdded(
  children: readonly Model[],
  attributes: unknown,
  foreignKeys: readonly string[],
): void {
  if (!Array.isArray(attributes)) return
  const added = foreignKeys.filter((name) => !attributes.includes(name))
  if (added.length === 0) return
  for (const { dataValues } of children) for (const name of added) delete dataValues[name]
}
