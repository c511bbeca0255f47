/**
 * Values within JSON that SQLite makes of rows. Its columns hold what they are given whatever their
 * type, so each value tells its class. Whole numbers, text and null are as JSON has them. Fractions,
 * which SQLite writes with 15 digits of the 17 that a double needs, travel as a list of one text, and
 * bytes, which JSON has not, as a list of their digits and a zero: no other value is a list. A
 * negative zero, which only an expression can give, arrives as zero: SQLite writes it so.
 */
import type { NestedRows } from '../../compiler/compiled-statement.js'
import type { TypeBinding } from '../../data-types/type-registry.js'
import { Aliased, Column } from '../../expression/expressions.js'
import { JsonRows } from '../../expression/json-rows.js'
import type { Node } from '../../expression/node.js'

/** SQL of a value by its name, in the form in which it travels. */
export function jsonValueSql(name: string, item: Node, binding: TypeBinding | undefined): string {
  const expression = item instanceof Aliased ? item.expression : item
  // That a value is JSON is not always known any more outside of the sub-query that made it.
  if (expression instanceof JsonRows) return `json(${name})`
  if (binding?.selectWrap === 'text') return `CAST(${name} AS TEXT)`
  const real = `WHEN 'real' THEN json_array(printf('%!.17g', ${name}))`
  const blob = `WHEN 'blob' THEN json_array(hex(${name}), 0)`
  // What a JSON function gives would become a part of the JSON around it, unlike the same text in a
  // column; joined with text it is text.
  const text = expression instanceof Column ? '' : ` WHEN 'text' THEN ${name} || ''`
  return `CASE typeof(${name}) ${real} ${blob}${text} ELSE ${name} END`
}

/** Rows with their fractions and bytes put back. Hot. */
export function readExactRows(nested: NestedRows, json: unknown): unknown[][] {
  const rows = nested.read(json)
  const { columns } = nested
  for (let position = 0; position < columns.length; position++) {
    if (columns[position]!.nested !== undefined) continue
    for (let index = 0; index < rows.length; index++) {
      const value = rows[index]![position]
      if (typeof value === 'object' && value !== null) {
        rows[index]![position] = readMarked(value as readonly [string, 0?])
      }
    }
  }
  return rows
}

function readMarked(marked: readonly [text: string, bytes?: 0]): unknown {
  const [text] = marked
  return marked.length === 1 ? readFraction(text) : Buffer.from(text, 'hex')
}

/** The text of a fraction, as `printf` writes it → the number. */
function readFraction(text: string): number {
  if (text === 'Inf') return Number.POSITIVE_INFINITY
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
}
