/**
 * Instances out of rows by position. Hot: no closures, no spread and no key enumeration per row.
 */
import type { RowSink } from '../engine/connection.js'
import type { HydrationOptions } from '../model/hydration.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import { emptyValues, type Entity, type HydratedConstructor, type NestedReading } from './entity.js'
import { compareKeys, type LinkChoice } from './repeated-pairs.js'

/** A row by position, as a driver gives it. */
export type Row = readonly unknown[]

/** Turns rows into instances, part by part. */
export interface Hydration extends RowSink {
  /** Those of the rows taken so far. */
  readonly instances: Model[]
}

/** Begins to turn the rows of an entity into instances of a model. */
export type HydrationClass = new (
  entity: Entity,
  model: AnyModel,
  options: HydrationOptions,
) => Hydration

/** An instance under construction that has entities below it, and what was found there. */
interface Branch {
  readonly instance: Model
  readonly values: Record<string, unknown>
  /** One for each child entity: its branches by key, where rows can repeat; made when needed. */
  known: (Map<unknown, Branch> | undefined)[] | undefined
  /** One for each child entity: the branch of the row before. */
  last: (Branch | undefined)[] | undefined
  lastKeys: unknown[] | undefined
  /** One for each child entity that is one of several rows: the row that it is from. */
  links: Row[] | undefined
}

abstract class EntityHydration implements Hydration {
  readonly instances: Model[] = []
  protected readonly entity: Entity
  protected readonly model: AnyModel
  protected readonly options: HydrationOptions

  constructor(entity: Entity, model: AnyModel, options: HydrationOptions) {
    this.entity = entity
    this.model = model
    this.options = options
  }

  abstract take(rows: readonly Row[]): void
}

/** Each row is an instance with all that is below it. Hot. */
export class ToOneHydration extends EntityHydration {
  take(rows: readonly Row[]): void {
    const { entity, model, options, instances } = this
    for (let index = 0; index < rows.length; index++) {
      instances.push(readToOne(entity, model, rows[index]!, options))
    }
  }
}

function readToOne(entity: Entity, model: AnyModel, row: Row, options: HydrationOptions): Model {
  const values = readValues(entity, row)
  const { children } = entity
  for (let index = 0; index < children.length; index++) {
    const child = children[index]!
    values[child.as] =
      child.nested !== undefined
        ? readNested(child, child.nested, row)
        : !child.isCertain && isAbsent(child, row)
          ? null
          : readToOne(child, child.model, row, child.options)
  }
  return new (model as unknown as HydratedConstructor)(values, options)
}

/** Several rows can be one instance. Hot. */
export class TreeHydration extends EntityHydration {
  readonly #known = new Map<unknown, Branch>()
  #last: Branch | undefined
  #lastKey: unknown

  take(rows: readonly Row[]): void {
    const { entity } = this
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      const key = keyOf(entity, row)
      if (this.#last === undefined || key !== this.#lastKey || key === undefined) {
        this.#last = this.#branchFor(key, row)
        this.#lastKey = key
      }
      addChildren(entity, this.#last, row)
    }
  }

  #branchFor(key: unknown, row: Row): Branch {
    const found = key === undefined ? undefined : this.#known.get(key)
    if (found !== undefined) return found
    const branch = branchOf(this.entity, this.model, row, this.options)
    this.instances.push(branch.instance)
    if (key !== undefined) this.#known.set(key, branch)
    return branch
  }
}

function addChildren(entity: Entity, parent: Branch, row: Row): void {
  const { children } = entity
  for (let index = 0; index < children.length; index++) {
    const child = children[index]!
    // Rows within a column are all there since the parent was made.
    if (child.nested !== undefined || (!child.isCertain && isAbsent(child, row))) continue
    if (!child.isMulti) addOne(child, index, parent, row)
    else if (child.repeats) addUnlessKnown(child, index, parent, row)
    else addAnother(child, parent, row)
  }
}

/** A to-one child: the first row of the parent brings it. */
function addOne(child: Entity, index: number, parent: Branch, row: Row): void {
  const isLeaf = child.children.length === 0
  if (child.link !== undefined) {
    addLink(child, child.link, index, parent, row)
    return
  }
  if (parent.values[child.as] !== null) {
    // What is below another row of it is not that of the first one.
    const isSame = !child.isOneOfSeveral || keyOf(child, row) === parent.lastKeys?.[index]
    if (!isLeaf && isSame) addChildren(child, parent.last![index]!, row)
    return
  }
  if (isLeaf) {
    parent.values[child.as] = leafOf(child, row)
    return
  }
  const branch = branchOf(child, child.model, row, child.options)
  parent.values[child.as] = branch.instance
  ;(parent.last ??= [])[index] = branch
  if (child.isOneOfSeveral) (parent.lastKeys ??= [])[index] = keyOf(child, row)
  addChildren(child, branch, row)
}

/** A through row where several link the pair. */
function addLink(child: Entity, choice: LinkChoice, index: number, parent: Branch, row: Row): void {
  const links = (parent.links ??= [])
  const known = links[index]
  if (known !== undefined && !takesPlace(child, choice, row, known)) return
  links[index] = row
  parent.values[child.as] = leafOf(child, row)
}

function takesPlace({ keys }: Entity, choice: LinkChoice, row: Row, known: Row): boolean {
  for (let index = 0; index < keys.length; index++) {
    const order = compareKeys(row[keys[index]!], known[keys[index]!])
    if (order !== 0) return choice === 'last' || order > 0
  }
  return choice === 'last' && keys.length === 0
}

/** A to-many child of which every row is another one. */
function addAnother(child: Entity, parent: Branch, row: Row): void {
  const siblings = parent.values[child.as] as Model[]
  if (child.children.length === 0) {
    siblings.push(leafOf(child, row))
    return
  }
  const branch = branchOf(child, child.model, row, child.options)
  siblings.push(branch.instance)
  addChildren(child, branch, row)
}

/** A to-many child whose rows repeat: it is told apart by its key. */
function addUnlessKnown(child: Entity, index: number, parent: Branch, row: Row): void {
  const key = keyOf(child, row)
  const lastKeys = (parent.lastKeys ??= [])
  const last = (parent.last ??= [])
  let branch: Branch | undefined
  if (key !== undefined) {
    branch =
      last[index] !== undefined && lastKeys[index] === key
        ? last[index]
        : parent.known?.[index]?.get(key)
  }
  if (branch === undefined) {
    branch = branchOf(child, child.model, row, child.options)
    ;(parent.values[child.as] as Model[]).push(branch.instance)
    if (key !== undefined) {
      const known = (parent.known ??= [])
      ;(known[index] ??= new Map()).set(key, branch)
    }
  }
  last[index] = branch
  lastKeys[index] = key
  if (child.children.length > 0) addChildren(child, branch, row)
}

function leafOf(entity: Entity, row: Row): Model {
  const values = readValues(entity, row)
  return new (entity.model as unknown as HydratedConstructor)(values, entity.options)
}

function branchOf(entity: Entity, model: AnyModel, row: Row, options: HydrationOptions): Branch {
  const values = readValues(entity, row)
  const { children } = entity
  for (let index = 0; index < children.length; index++) {
    const child = children[index]!
    values[child.as] =
      child.nested !== undefined ? readNested(child, child.nested, row) : child.isMulti ? [] : null
  }
  const instance = new (model as unknown as HydratedConstructor)(values, options)
  return {
    instance,
    values,
    known: undefined,
    last: undefined,
    lastKeys: undefined,
    links: undefined,
  }
}

/** The instances of rows within a column: a list, or the first or null. */
function readNested(entity: Entity, nested: NestedReading, row: Row): Model[] | Model | null {
  const value = row[nested.position]
  const rows = value === null || value === undefined ? NO_ROWS : nested.rows.read(value)
  const RowHydration = nested.multiplies ? TreeHydration : ToOneHydration
  const hydration = new RowHydration(entity, entity.model, entity.options)
  hydration.take(rows as unknown[][])
  const { instances } = hydration
  return entity.isMulti ? instances : (instances[0] ?? null)
}

const NO_ROWS: readonly Row[] = Object.freeze([])

function readValues(entity: Entity, row: Row): Record<string, unknown> {
  const { names, decoders, start } = entity
  const values = emptyValues(entity)
  for (let index = 0; index < names.length; index++) {
    const value = row[start + index]
    const decode = decoders[index]
    values[names[index]!] =
      decode === undefined || value === null || value === undefined ? value : decode(value)
  }
  return values
}

/** An outer join found nothing: the key is null, or all columns are where no key is selected. */
function isAbsent(entity: Entity, row: Row): boolean {
  const { keys } = entity
  if (keys.length > 0) return row[keys[0]!] === null || row[keys[0]!] === undefined
  for (let index = entity.start; index < entity.end; index++) {
    if (row[index] !== null && row[index] !== undefined) return false
  }
  // Nothing selected here, but something may be further down.
  for (let index = 0; index < entity.children.length; index++) {
    const child = entity.children[index]!
    const isEmpty =
      child.nested === undefined ? isAbsent(child, row) : isEmptyList(row[child.nested.position])
    if (!isEmpty) return false
  }
  return true
}

function isEmptyList(json: unknown): boolean {
  return (
    json === null ||
    json === undefined ||
    json === '[]' ||
    (Array.isArray(json) && json.length === 0)
  )
}

function keyOf(entity: Entity, row: Row): unknown {
  const { keys } = entity
  if (keys.length === 0) return undefined
  if (keys.length === 1) {
    const key = row[keys[0]!]
    return key instanceof Uint8Array ? Buffer.from(key).toString('hex') : key
  }
  let text = ''
  for (let index = 0; index < keys.length; index++) {
    const part = row[keys[index]!]
    const shown = part instanceof Uint8Array ? Buffer.from(part).toString('hex') : String(part)
    text += `${shown.length}:${shown}`
  }
  return text
}
