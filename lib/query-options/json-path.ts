/** Text that names a place inside a JSON value: `audit.by`, `lines[0].sku`, `"a.b".c`, `n::integer`. */
import { UsageError } from '../errors/usage-errors.js'
import { Cast } from '../expression/expressions.js'
import type { Node } from '../expression/node.js'

/** A parsed path. */
export interface JsonPlace {
  readonly legs: readonly (string | number)[]
  /** The type behind `::`, in lower case. */
  readonly cast: string | undefined
}

/** SQL types that `::` may name: a closed list, so that no text of a request reaches the statement. */
const castTypes = new Set([
  'integer',
  'int',
  'smallint',
  'bigint',
  'float',
  'real',
  'double',
  'double precision',
  'decimal',
  'numeric',
  'boolean',
  'text',
  'char',
  'varchar',
  'nvarchar',
  'date',
  'timestamp',
  'timestamptz',
  'datetime',
  'json',
  'jsonb',
  'signed',
  'unsigned',
])

/**
 * Parses a path. Whole numbers are array positions, as in v6.
 *
 * @throws {UsageError} for an unknown cast or an unterminated quote or bracket
 */
export function parseJsonPath(text: string, caller: string): JsonPlace {
  const separator = text.lastIndexOf('::')
  const cast =
    separator === -1
      ? undefined
      : text
          .slice(separator + 2)
          .trim()
          .toLowerCase()
  if (cast !== undefined && !castTypes.has(cast)) {
    throw UsageError.unknownCast(caller, cast, castTypes)
  }
  const path = separator === -1 ? text : text.slice(0, separator)
  const legs: (string | number)[] = []
  let position = 0
  while (position < path.length) {
    if (path[position] === '.') {
      position++
    } else if (path[position] === '"') {
      const end = path.indexOf('"', position + 1)
      if (end === -1) throw UsageError.malformedJsonPath(caller, text)
      legs.push(path.slice(position + 1, end))
      position = end + 1
    } else if (path[position] === '[') {
      const end = path.indexOf(']', position)
      const index = end === -1 ? '' : path.slice(position + 1, end)
      if (!/^\d+$/.test(index)) throw UsageError.malformedJsonPath(caller, text)
      legs.push(Number(index))
      position = end + 1
    } else {
      const rest = /^[^.[]+/.exec(path.slice(position))![0]
      legs.push(leg(rest))
      position += rest.length
    }
  }
  return { legs, cast }
}

/** A key of a nested object as a leg: `{ lines: { 0: … } }` means the first line. */
export function leg(name: string): string | number {
  return /^\d{1,9}$/.test(name) ? Number(name) : name
}

/** An expression under the cast that a path asks for. */
export function castPlace(expression: Node, cast: string | undefined): Node {
  return cast === undefined ? expression : new Cast(expression, cast)
}
