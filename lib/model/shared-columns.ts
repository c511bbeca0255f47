/**
 * Several attributes of one column: `userId: { field: 'user_id' }` beside an association with
 * `foreignKey: 'user_id'`. They have one value, which a statement writes once.
 */
import type { Assignment } from '../expression/mutations.js'
import type { AttributeDefinition, SharedColumns } from './definition-types.js'

/** Which attributes share their column with others. */
export function sharedColumns(columns: readonly AttributeDefinition[]): SharedColumns {
  const names = new Map<string, string[]>()
  for (const { name, column } of columns) {
    const list = names.get(column)
    if (list === undefined) names.set(column, [name])
    else list.push(name)
  }
  const shared = new Map<string, readonly string[]>()
  for (const { name, column } of columns) {
    const others = names.get(column)!.filter((other) => other !== name)
    if (others.length > 0) shared.set(name, others)
  }
  return shared
}

/** Values of rows, each in the order of the attributes. */
export interface RowValues {
  readonly attributes: readonly AttributeDefinition[]
  readonly count: number
  readonly values: readonly unknown[]
}

/** The same rows with each column once: its value is that of the last attribute that has one. */
export function withColumnsOnce<T extends RowValues>(rows: T): T {
  const { attributes, count, values } = rows
  const positions = new Map<string, number[]>()
  attributes.forEach(({ column }, index) => {
    const list = positions.get(column)
    if (list === undefined) positions.set(column, [index])
    else list.push(index)
  })
  if (positions.size === attributes.length) return rows
  const groups = [...positions.values()]
  const merged: unknown[] = []
  for (let row = 0; row < count; row++) {
    for (const group of groups) {
      const own = group.map((index) => values[row * attributes.length + index])
      const present = own.findLast((value) => value !== undefined && value !== null)
      merged.push(present ?? (own.includes(null) ? null : undefined))
    }
  }
  return { ...rows, attributes: groups.map((group) => attributes[group.at(-1)!]!), values: merged }
}

/** Assignments with each column once, by the last one that is given. */
export function assignedOnce(assignments: readonly Assignment[]): readonly Assignment[] {
  const byColumn = new Map(assignments.map((one) => [one.column, one]))
  return byColumn.size === assignments.length ? assignments : [...byColumn.values()]
}
