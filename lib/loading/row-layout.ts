/** Where the columns of a finder's row belong: which entity, which attribute, which key. */
import { ThroughRow } from '../associations/through-row.js'
import type { RepeatedColumns } from '../engine/connection.js'
import { Aliased, Column, type ValueType } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import type { AnyModel } from '../model/runtime.js'
import { projection, type ProjectedColumn } from '../query-options/projection.js'
import { type EntityColumn, isShown, type WantedKeys, withKeys } from './entity-keys.js'
import { heldName, isReadAsText } from './exact-keys.js'
import type { IncludeNode } from './include-tree.js'
import { jsonColumn, orderingsOf, type ParentTable, withoutRepetition } from './json-loading.js'
import { includeResolver, mayMatchSeveral, repeatsUnasked } from './joined-loading.js'
import { mentionsIn, mentionsTable, type TableName } from './mentioned-names.js'
import { ModelResolver } from './model-resolver.js'
import { type LinkChoice, linksRepeatedly, repeatsPairs } from './repeated-pairs.js'

/** How the columns of one entity stand in a row. */
export interface EntityPlan {
  readonly model: AnyModel
  /** Under which name the parent holds it; empty for the root. */
  readonly as: string
  readonly isMulti: boolean
  /** Result names, one for each column from `start` on; hidden columns follow. */
  readonly names: readonly string[]
  readonly start: number
  /** Positions of the columns that tell rows of this entity apart; empty when none are selected. */
  readonly keys: readonly number[]
  /** Attributes the instance was loaded with. */
  readonly attributes: readonly string[]
  readonly children: readonly EntityPlan[]
  /** Whether a to-many include without columns repeats the rows of this entity. */
  readonly repeatsUnseen: boolean
  /** Names under which included instances are held, those loaded separately among them. */
  readonly includeNames: readonly string[]
  /** Keys that were selected only to load includes by them, and do not stay on the instance. */
  readonly addedKeys: readonly string[]
  /** Where the rows are of an include that is loaded as JSON. */
  readonly nested?: NestedPlan
  /** Whether it is to-one, and joins may find several rows of it all the same. */
  readonly isOneOfSeveral?: boolean
  /** Whether it is there whenever its parent is: a through row, even if all that is shown is null. */
  readonly isCertain?: true
  /** Of a through row that is one of several: which of them it is. */
  readonly link?: LinkChoice
}

/** Rows of an entity within one column of its parent's row. */
export interface NestedPlan {
  /** Where the column stands in the parent's row; positions of the entity are those in its own rows. */
  readonly position: number
  /** Whether an instance can appear in several of the rows. */
  readonly multiplies: boolean
}

/** Lays columns out in a row, and remembers which entity each belongs to. */
export class RowLayout {
  readonly columns: Node[] = []
  readonly linkPositions: number[] = []
  hasJoins = false
  readonly #raw: boolean
  readonly #grouped: boolean
  readonly #orderBy: readonly Node[]

  /** @param orderBy what the rows are ordered by */
  constructor(raw: boolean, grouped: boolean, orderBy: readonly Node[]) {
    this.#raw = raw
    this.#grouped = grouped
    this.#orderBy = orderBy
  }

  entity(
    table: ParentTable,
    as: string,
    path: string,
    isMulti: boolean,
    projected: readonly EntityColumn[],
    includes: readonly IncludeNode[],
    caller: string,
    given: unknown,
  ): EntityPlan {
    const { model } = table
    const start = this.columns.length
    const keyNames = new Set(keyAttributes(model))
    const keys: number[] = []
    for (const column of projected) {
      if (column.attribute !== undefined && keyNames.has(column.attribute)) {
        keys.push(this.columns.length)
      }
      const name = path === '' ? column.name : `${path}.${column.name}`
      this.columns.push(named(column.expression, name, column.type))
    }
    const children: EntityPlan[] = []
    const linkKeys: number[] = []
    let repeatsUnseen = false
    for (const include of includes) {
      if (include.strategy === 'json') {
        const child = this.#nested(table, include, caller)
        if (child !== undefined) children.push(child)
      }
      if (include.strategy === 'select' && isShown(include)) {
        children.push(placeOf(include, this.columns.length))
      }
      if (include.strategy !== 'join') continue
      const child = this.#include(include, caller)
      if (linksRepeatedly(include)) repeatsUnseen = true
      // Loaded through a table, a row is one per through row, of several parents perhaps.
      else if (include.association instanceof ThroughRow) linkKeys.push(...child.keys)
      repeatsUnseen ||= mayMatchSeveral(include)
      // An include without columns joins and filters; its name does not appear on the parent.
      if (child.names.length > 0 || child.children.length > 0) children.push(child)
      else repeatsUnseen ||= multipliesRows(include)
    }
    const shown = projected.filter((column) => column.isHidden !== true)
    return {
      model,
      as,
      isMulti,
      names: shown.map((column) => column.name),
      start,
      keys: keys.length === keyNames.size ? [...keys, ...linkKeys] : [],
      attributes: [
        ...shown
          .filter((column) => column.isAdded !== true)
          .map((column) => column.attribute ?? column.name),
        ...virtualsOf(model, given),
      ],
      children,
      repeatsUnseen,
      includeNames: includes.map((include) => include.as),
      addedKeys: shown.filter((column) => column.isAdded === true).map((column) => column.name),
    }
  }

  /** An include whose rows are one column here. Undefined where nothing is selected of it. */
  #nested(parent: ParentTable, given: IncludeNode, caller: string): EntityPlan | undefined {
    const include = withoutRepetition(given)
    const inner = new RowLayout(false, false, orderingsOf(include, caller))
    const entity = inner.#include(include, caller)
    const { columns } = inner
    if (columns.length === 0) return undefined
    const multiplies =
      repeatsPairs(include.association) ||
      include.children.some(multipliesRows) ||
      repeatsUnasked(include.children)
    const position = this.columns.length
    this.columns.push(
      named(jsonColumn(parent, include, { columns, multiplies }, caller), include.path, undefined),
    )
    return { ...entity, nested: { position, multiplies } }
  }

  #include(include: IncludeNode, caller: string): EntityPlan {
    this.hasJoins = true
    const resolver = includeResolver(include, caller)
    const chosen = projection(include.options.attributes, resolver)
    // What is below a row without columns belongs to it all the same, so that its key is needed.
    const isPlain = this.#raw || this.#grouped || !isShown(include)
    const wanted: WantedKeys = {
      includes: isPlain ? [] : include.children,
      linkKeys: (include.options.linkKeys ?? []) as readonly string[],
      hidesPrimaryKey: isPlain,
    }
    const columns = withKeys(include.model, chosen, wanted, resolver)
    const own = this.entity(
      include,
      include.as,
      include.path,
      include.association.isMultiAssociation,
      columns,
      include.children,
      caller,
      include.options.attributes,
    )
    const shown = showingGetters(own, include.options.attributes)
    const entity = mayMatchSeveral(include) ? { ...shown, isOneOfSeveral: true } : shown
    this.linkPositions.push(...linkPositions(entity, columns, include.options))
    const { through } = include
    if (through === undefined) {
      return linksRepeatedly(include) ? { ...entity, link: this.#choice(include) } : entity
    }
    const repeats = !isPlain && repeatsPairs(include.association)
    const repeatsUnseen = entity.repeatsUnseen || repeats
    if (!through.isVisible || !(this.#raw || isShown(include))) return { ...entity, repeatsUnseen }
    const { model, alias, options } = through
    const throughResolver = new ModelResolver({ caller, model, alias, includes: [] })
    const throughColumns = withKeys(
      model,
      projection(options.attributes, throughResolver),
      { includes: [], linkKeys: [], hidesPrimaryKey: !repeats },
      throughResolver,
    )
    const throughEntity = this.entity(
      through,
      through.as,
      through.path,
      false,
      throughColumns,
      [],
      caller,
      options.attributes,
    )
    const row = showingGetters(throughEntity, options.attributes)
    const link = repeats ? { link: this.#choice(through) } : {}
    return {
      ...entity,
      repeatsUnseen,
      children: [...entity.children, { ...row, isCertain: true, ...link }],
      includeNames: [...entity.includeNames, through.as],
    }
  }

  #choice(link: TableName): LinkChoice {
    return mentionsTable(mentionsIn(this.#orderBy), link) ? 'last' : 'greatest'
  }
}

/** An entity without columns: it keeps the place, among its siblings, of what is loaded later. */
function placeOf(include: IncludeNode, start: number): EntityPlan {
  return {
    model: include.model,
    as: include.as,
    isMulti: false,
    names: [],
    start,
    keys: [],
    attributes: [],
    children: [],
    repeatsUnseen: false,
    includeNames: [],
    addedKeys: [],
  }
}

/** The virtual attributes that an `attributes` option asks for: no columns, but shown by `get()`. */
function virtualsOf(model: AnyModel, attributes: unknown): readonly string[] {
  const all = [...model.modelDefinition.attributes.values()]
    .filter((attribute) => attribute.isVirtual)
    .map((attribute) => attribute.name)
  if (all.length === 0 || attributes === undefined || attributes === null) return all
  if (Array.isArray(attributes)) return all.filter((name) => attributes.includes(name))
  const { exclude } = attributes as { exclude?: readonly unknown[] }
  return all.filter((name) => exclude?.includes(name) !== true)
}

/**
 * An entity that shows what the option `getterMethods` adds to its attributes: unless some are chosen,
 * included instances do, as in v6, and those that are found by themselves do not.
 */
export function showingGetters(entity: EntityPlan, chosen: unknown): EntityPlan {
  const { _rules: rules, modelDefinition } = entity.model
  if (chosen !== undefined && chosen !== null) return entity
  const added = [...rules.getters.keys()].filter((name) => !modelDefinition.attributes.has(name))
  if (added.length === 0) return entity
  return { ...entity, attributes: [...entity.attributes, ...added] }
}

/** What tells rows of a model apart: its primary key, else its first unique key. */
function keyAttributes(model: AnyModel): readonly string[] {
  const { primaryKeys, uniqueKeys, byColumn } = model.modelDefinition
  if (primaryKeys.length > 0) return primaryKeys.map((attribute) => attribute.name)
  return (uniqueKeys[0]?.fields ?? []).map((column) => byColumn.get(column)?.name ?? column)
}

/** A column of the projection; the name is left out where the database gives the same one. */
function named(expression: Node, name: string, type: ValueType | undefined): Node {
  if (expression instanceof Column && expression.name === name && expression.type === type) {
    return expression
  }
  return new Aliased(expression, name, type)
}

/** Where an entity's row has the keys of its parent that `linkKeys` asks for. */
export function linkPositions(
  entity: EntityPlan,
  columns: readonly ProjectedColumn[],
  options: Readonly<Record<string, unknown>>,
): number[] {
  const { model, start } = entity
  const linkKeys = (options.linkKeys ?? []) as readonly string[]
  return linkKeys.map((key) => {
    const isLink = isReadAsText(model, key)
      ? ({ name }: ProjectedColumn) => name === heldName(model, key)
      : ({ attribute }: ProjectedColumn) => attribute === key
    return start + columns.findIndex(isLink)
  })
}

/** The columns by which the rows of an entity, and of what is joined to it, are told apart. */
export function keyColumns({ keys, children }: EntityPlan): number[] {
  return [...keys, ...children.flatMap((child) => (child.nested ? [] : keyColumns(child)))]
}

/** The columns of an entity that its key determines; undefined where the key is not selected. */
export function repeatedColumns(entity: EntityPlan): RepeatedColumns | undefined {
  const { start, names, keys, children } = entity
  if (keys.length === 0) return undefined
  const own = names.map((_name, index) => start + index)
  const nested = children.flatMap((child) => (child.nested ? [child.nested.position] : []))
  const columns = [...own, ...nested].filter((position) => !keys.includes(position))
  return columns.length === 0 ? undefined : { keys, columns }
}

/** Whether an include makes several rows of one of its parent. */
export function multipliesRows(include: IncludeNode): boolean {
  if (include.strategy !== 'join') return false
  return include.association.isMultiAssociation || include.children.some(multipliesRows)
}
