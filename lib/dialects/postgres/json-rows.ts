/**
 * Values within JSON that PostgreSQL makes of rows. The decoders of columns read the text that the
 * driver gives, which is what a type's output function writes; JSON has forms of its own for many
 * types, and a cast to text differs for some. So each type has the form that loses nothing.
 */
import type { ResultColumn } from '../../compiler/compiled-statement.js'
import type { TypeBinding } from '../../data-types/type-registry.js'
import type { RequestedColumn } from '../../engine/connection.js'
import { Aliased, JsonPath } from '../../expression/expressions.js'
import { JsonRows } from '../../expression/json-rows.js'
import type { Node } from '../../expression/node.js'
import { INT8, NUMERIC, type ServerTypes } from './server-types.js'
import { decodeBoolean, decodeJson, decodeNumber } from './text-decoders.js'

/**
 * How a value travels: `plain` as JSON has it, `json` as a part of the JSON around it, `text` and
 * `bpchar` cast to that type, `output` as its output function writes it, and `typed` so, with the
 * number of its type.
 */
type JsonForm = 'plain' | 'json' | 'text' | 'bpchar' | 'output' | 'typed'

/** By the key of the type. Of the types of extensions it is not known which casts they have. */
const forms: Readonly<Record<string, JsonForm>> = {
  // A cast to text would cut the blanks off where the column is a char(n).
  STRING: 'bpchar',
  CHAR: 'bpchar',
  TEXT: 'bpchar',
  CITEXT: 'bpchar',
  TSVECTOR: 'text',
  ENUM: 'text',
  UUID: 'text',
  TINYINT: 'text',
  SMALLINT: 'text',
  MEDIUMINT: 'text',
  INTEGER: 'text',
  BIGINT: 'text',
  DECIMAL: 'text',
  FLOAT: 'text',
  REAL: 'text',
  'DOUBLE PRECISION': 'text',
  DATE: 'text',
  DATEONLY: 'text',
  TIME: 'text',
  BLOB: 'text',
  JSON: 'text',
  JSONB: 'text',
  ARRAY: 'text',
  RANGE: 'text',
  // A cast to text would add a netmask. JSON has what the output function writes.
  INET: 'plain',
  CIDR: 'plain',
  MACADDR: 'plain',
  MACADDR8: 'plain',
}

const serverTypes: Readonly<Record<string, number>> = { BIGINT: INT8, DECIMAL: NUMERIC }

/** The form in which an item of a sub-query travels. */
export function jsonFormOf(item: Node, binding: TypeBinding | undefined): JsonForm {
  const expression = item instanceof Aliased ? item.expression : item
  if (expression instanceof JsonRows) return 'plain'
  if (binding === undefined) {
    return expression instanceof JsonPath && expression.result === 'json' ? 'json' : 'typed'
  }
  if (binding.decodeByDriver === true) return 'typed'
  switch (binding.decode) {
    // These read JSON's numbers and booleans as they read text.
    case decodeNumber:
    case decodeBoolean:
      return 'plain'
    case decodeJson:
      return 'json'
    default:
      return forms[binding.type.key] ?? 'output'
  }
}

/** SQL of a value by its name, in its form. */
export function jsonValueSql(name: string, form: JsonForm): string {
  // No operator IS NOT NULL, which is false for a composite value that holds a null.
  const isPresent = `${name} IS DISTINCT FROM NULL`
  switch (form) {
    case 'plain':
      return name
    case 'output':
      return `CASE WHEN ${isPresent} THEN concat(${name}) END`
    case 'typed':
      return `CASE WHEN ${isPresent} THEN json_build_array(pg_typeof(${name})::oid, concat(${name})) END`
    default:
      return `${name}::${form}`
  }
}

/** A column of nested rows, from the same column outside of JSON. */
export function nestedColumnOf(
  column: ResultColumn,
  form: JsonForm,
  binding: TypeBinding | undefined,
): ResultColumn {
  // It is parsed together with the JSON around it.
  if (form === 'json') return { name: column.name, decode: undefined }
  const serverType = form === 'text' ? serverTypes[binding?.type.key ?? ''] : undefined
  return serverType === undefined ? column : { ...column, serverType }
}

type Columns = readonly RequestedColumn[]

/**
 * Decodes those values of nested rows that are read by the server's type, in place. Columns that have
 * any hold rows afterwards, in place of their JSON.
 */
export function decodeNestedRows(
  rows: readonly unknown[][],
  columns: Columns | undefined,
  types: ServerTypes,
): void {
  if (columns === undefined) return
  for (const position of nestedPositions(columns)) {
    const nested = columns[position]!.nested!
    if (!needsServerTypes(nested.columns, types)) continue
    for (const row of rows) {
      // Of a run of rows, only the first has what repeats.
      if (row[position] === null || row[position] === undefined) continue
      const inner = nested.read(row[position])
      decodeCells(inner, nested.columns, types)
      row[position] = inner
    }
  }
}

function decodeCells(rows: readonly unknown[][], columns: Columns, types: ServerTypes): void {
  columns.forEach(({ decodeByDriver, serverType }, position) => {
    if (decodeByDriver === true) decodeTyped(rows, position, types)
    else if (serverType !== undefined && types.isReplaced(serverType)) {
      decodeAs(rows, position, types.asText.getTypeParser(serverType))
    }
  })
  decodeNestedRows(rows, columns, types)
}

/** Values that travel with the number of their type. */
function decodeTyped(rows: readonly unknown[][], position: number, types: ServerTypes): void {
  for (const row of rows) {
    if (row[position] === null) continue
    const [oid, text] = row[position] as [string, string]
    row[position] = types.decoding.getTypeParser(Number(oid), 'text')(text)
  }
}

function decodeAs(
  rows: readonly unknown[][],
  position: number,
  parse: (text: string) => unknown,
): void {
  for (const row of rows) {
    const text = row[position]
    if (typeof text === 'string') row[position] = parse(text)
  }
}

const nestedPositionsOf = new WeakMap<Columns, readonly number[]>()

/** Where columns stand that hold rows; found once for each compiled statement. */
function nestedPositions(columns: Columns): readonly number[] {
  let positions = nestedPositionsOf.get(columns)
  if (positions === undefined) {
    positions = columns.flatMap((column, index) => (column.nested === undefined ? [] : [index]))
    nestedPositionsOf.set(columns, positions)
  }
  return positions
}

function needsServerTypes(columns: Columns, types: ServerTypes): boolean {
  return columns.some(
    ({ decodeByDriver, nested, serverType }) =>
      decodeByDriver === true ||
      (serverType !== undefined && types.isReplaced(serverType)) ||
      (nested !== undefined && needsServerTypes(nested.columns, types)),
  )
}
