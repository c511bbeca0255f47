/**
 * What a plan says of an entity of its rows, in the form in which instances are made of them: names,
 * decoders and positions are known, so that the row loops look up no option.
 */
import type { NestedRows, ResultColumn } from '../compiler/compiled-statement.js'
import type { Decoder } from '../data-types/data-type.js'
import { defineIncludeAccessor } from '../model/accessors.js'
import { hydrated, type HydrationOptions } from '../model/hydration.js'
import { isInheritedName } from '../model/instance-rules.js'
import type { Model } from '../model/model.js'
import type { AnyModel } from '../model/runtime.js'
import type { LinkChoice } from './repeated-pairs.js'
import type { EntityPlan, NestedPlan } from './row-layout.js'
import { type ValuesTemplate, valuesTemplate } from './values-template.js'

/** How an entity whose rows are within one column of its parent's row is read. */
export interface NestedReading {
  readonly position: number
  readonly rows: NestedRows
  /** Whether an instance can appear in several of the rows. */
  readonly multiplies: boolean
}

/** The columns of a row that belong to one model. */
export interface Entity {
  readonly model: AnyModel
  readonly as: string
  readonly isMulti: boolean
  readonly names: readonly string[]
  readonly decoders: readonly (Decoder | undefined)[]
  readonly start: number
  readonly end: number
  readonly keys: readonly number[]
  /** Whether it is there whenever its parent is. */
  readonly isCertain: boolean
  /** Whether it is to-one, and rows may bring others of it, too. */
  readonly isOneOfSeveral: boolean
  /** Of a through row that is one of several: which of them it is. */
  readonly link: LinkChoice | undefined
  /** Whether rows of this entity can repeat under one parent. */
  readonly repeats: boolean
  readonly children: readonly Entity[]
  /** Undefined for an entity whose columns are among those of its parent. */
  readonly nested: NestedReading | undefined
  readonly options: HydrationOptions
  /** What the values of a row are a copy of; undefined where a name is one that objects inherit. */
  readonly template: ValuesTemplate | undefined
}

/** A model, as it is called for rows. */
export type HydratedConstructor = new (
  values: Record<string, unknown>,
  options: HydrationOptions,
) => Model

/**
 * The root of a plan.
 *
 * @param columns those of the statement
 */
export function rootEntity(plan: EntityPlan, columns: readonly ResultColumn[]): Entity {
  return entityOf(plan, columns, false)
}

/** The values of a row before they are read. Hot. */
export function emptyValues({ template }: Entity): Record<string, unknown> {
  // Without prototype `__proto__` is a name as any other.
  return template === undefined
    ? (Object.create(null) as Record<string, unknown>)
    : template.copy(template.form)
}

/** @param outside whether something beside the entity, or beside one above it, multiplies rows */
function entityOf(plan: EntityPlan, columns: readonly ResultColumn[], outside: boolean): Entity {
  const multi = plan.children.filter((child) => multipliesBelow(child))
  const repeats = outside || plan.repeatsUnseen
  const children = plan.children.map((child) =>
    child.nested === undefined
      ? entityOf(child, columns, repeats || multi.some((other) => other !== child))
      : nestedEntityOf(child, child.nested, columns),
  )
  for (const child of children) defineIncludeAccessor(plan.model, child.as)
  const end = plan.start + plan.names.length
  return {
    model: plan.model,
    as: plan.as,
    isMulti: plan.isMulti,
    names: plan.names,
    decoders: columns.slice(plan.start, end).map((column) => column.decode),
    start: plan.start,
    end,
    keys: plan.keys,
    isCertain: plan.isCertain === true,
    isOneOfSeveral: plan.isOneOfSeveral === true,
    link: plan.link,
    repeats: repeats || multi.length > 0,
    children,
    nested: undefined,
    options: hydrationOptions(plan),
    template: templateOf([...plan.names, ...plan.children.map((child) => child.as)]),
  }
}

function templateOf(names: readonly string[]): Entity['template'] {
  return names.some(isInheritedName) ? undefined : valuesTemplate(names)
}

/** An entity whose rows are within a column: they have columns, and repeat, on their own. */
function nestedEntityOf(
  plan: EntityPlan,
  { position, multiplies }: NestedPlan,
  columns: readonly ResultColumn[],
): Entity {
  const rows = columns[position]!.nested!
  const entity = entityOf(plan, rows.columns, false)
  return { ...entity, nested: { position, rows, multiplies } }
}

function multipliesBelow(plan: EntityPlan): boolean {
  if (plan.nested !== undefined) return false
  return plan.isMulti || plan.repeatsUnseen || plan.children.some(multipliesBelow)
}

function hydrationOptions(plan: EntityPlan): HydrationOptions {
  return {
    [hydrated]: true,
    isNewRecord: false,
    raw: true,
    attributes: plan.attributes,
    includeNames: plan.includeNames,
    include: undefined,
  }
}
