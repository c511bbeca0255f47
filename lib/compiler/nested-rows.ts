/**
 * Rows within a column: how a query is prepared to be aggregated, and how its rows are read back.
 * What the values look like in between is the dialect's.
 */
import { statementUsage } from '../errors/statement-usage.js'
import type { Decoder } from '../data-types/data-type.js'
import { Aliased } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { Select } from '../expression/select.js'
import type { NestedRows } from './compiled-statement.js'
import type { IdentifierQuoter } from './identifiers.js'
import { resultNamesOf } from './result-columns.js'

/**
 * Most values in one list of JSON: a function takes at most a hundred arguments in PostgreSQL, as
 * any server is built, and at least a hundred in SQLite. A row with more is a list of such lists.
 * https://www.postgresql.org/docs/current/runtime-config-preset.html (max_function_args),
 * https://www.sqlite.org/limits.html (SQLITE_MAX_FUNCTION_ARG)
 */
const MOST_VALUES = 100

/** A query whose columns have names that are all different, and those names. */
export interface NamedQuery {
  readonly query: Select
  readonly names: readonly string[]
}

/**
 * Gives every column of a query a name of its own, within the dialect's limit.
 *
 * @throws {UsageError} for what is no SELECT of listed columns
 */
export function nameColumns(query: Node, identifiers: IdentifierQuoter): NamedQuery {
  if (
    !(query instanceof Select) ||
    query.columns.length === 0 ||
    query.columns.some((item) => item.kind === 'star')
  ) {
    throw statementUsage.misplaced(
      query.kind,
      'Rows as JSON are those of a SELECT that lists its columns.',
    )
  }
  const taken = new Set<string>()
  const names = resultNamesOf(query.columns).map((name, index) => {
    const wanted = name ?? `column${index + 1}`
    let unique = identifiers.shorten(wanted)
    // SQLite finds a column by its name in any case, and takes the first.
    for (let i = 2; taken.has(unique.toLowerCase()); i++) {
      unique = identifiers.shorten(`${wanted}_${i}`)
    }
    taken.add(unique.toLowerCase())
    return unique
  })
  const columns = query.columns.map((item, index) => {
    const name = names[index]!
    if (!(item instanceof Aliased)) return new Aliased(item, name)
    return item.alias === name ? item : new Aliased(item.expression, name, item.type)
  })
  return { query: query.replace({ columns }), names }
}

/** SQL of the values of one row → SQL of the lists that its row is made of. */
export function listsOfValues(values: readonly string[]): readonly string[] {
  const lists: string[] = []
  for (let start = 0; start < values.length; start += MOST_VALUES) {
    lists.push(values.slice(start, start + MOST_VALUES).join(', '))
  }
  return lists
}

/**
 * The rows of a JSON text, or of the value that JSON was parsed to already, with as many values as
 * there are columns. Hot.
 */
export function readRows(value: unknown, width: number): unknown[][] {
  const rows = (typeof value === 'string' ? JSON.parse(value) : value) as unknown[][]
  if (width <= MOST_VALUES) return rows
  // Rows that were read before are whole.
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    if (row.length !== width) rows[index] = row.flat()
  }
  return rows
}

/** A decoder that gives the rows with all their values decoded, and so the rows within them. */
export function nestedDecoder(nested: NestedRows): Decoder {
  const decoders = nested.columns.map((column) => column.decode)
  return (value) => {
    const rows = nested.read(value)
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      for (let position = 0; position < decoders.length; position++) {
        const decode = decoders[position]
        const cell = row[position]
        if (decode !== undefined && cell !== null) row[position] = decode(cell)
      }
    }
    return rows
  }
}
