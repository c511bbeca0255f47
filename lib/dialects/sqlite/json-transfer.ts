/**
 * Many rows as one JSON text. The driver `sqlite3` makes a JavaScript object of every row, value by
 * value across the border of native code, which costs more than the query; SQLite writes the same
 * rows as JSON, and JSON.parse reads them, in about half the time. Only for stored columns that hold
 * text, numbers and null.
 *
 * SQLite writes fractions into JSON with 15 digits, of which a double needs 17: in columns for
 * fractions they travel as a list of one text, which no other value can be taken for. Where one turns
 * up in another column, the statement is read row by row instead.
 */
import type { StatementRequest } from '../../engine/connection.js'
import { BoundedCache } from '../../engine/bounded-cache.js'

/** Fewer rows than this are read faster one by one. */
const FEWEST_ROWS = 50

/** SQLite takes at least a hundred arguments, https://www.sqlite.org/limits.html (SQLITE_MAX_FUNCTION_ARG). */
const MOST_COLUMNS = 100

type Columns = NonNullable<StatementRequest['columns']>

const suitable = new WeakMap<Columns, boolean>()

/** Decides by its last result how a statement is read next time; one for each connection. */
export class JsonTransfer {
  /** Statements with many rows, and the statement that reads them as JSON; null for never. */
  readonly #wrapped = new BoundedCache<string | null>(256)

  /** The statement that gives the same rows as one JSON text; undefined to read them one by one. */
  statementFor(request: StatementRequest): string | undefined {
    return this.#wrapped.get(request.sql) ?? undefined
  }

  /** Learns from the number of rows that a statement gave. */
  learn(request: StatementRequest, rowCount: number): void {
    const { sql, columns, reusable } = request
    if (rowCount < FEWEST_ROWS || reusable !== true || columns === undefined) return
    if (this.#wrapped.get(sql) !== undefined || !isSuitable(columns)) return
    this.#wrapped.set(sql, wrap(sql, columns))
  }

  /** Reads a statement one by one from now on: a value turned out to be bytes, or the text too long. */
  giveUp(request: StatementRequest): void {
    this.#wrapped.delete(request.sql)
    this.#wrapped.set(request.sql, null)
  }
}

function isSuitable(columns: Columns): boolean {
  let answer = suitable.get(columns)
  if (answer === undefined) {
    answer =
      columns.length > 0 &&
      columns.length <= MOST_COLUMNS &&
      columns.every((column) => column.holds !== undefined)
    suitable.set(columns, answer)
  }
  return answer
}

function wrap(sql: string, columns: Columns): string {
  const values = columns.map((column) => {
    const name = `\`${column.name.replaceAll('`', '``')}\``
    return column.holds !== 'fractions'
      ? name
      : `CASE typeof(${name}) WHEN 'real' THEN json_array(printf('%!.17g', ${name})) ELSE ${name} END`
  })
  return `SELECT json_group_array(json_array(${values.join(', ')})) AS json FROM (${sql})`
}

/**
 * Rows from the JSON text, their fractions put back. Hot.
 *
 * @returns undefined when a column holds what its type does not tell (SQLite lets it), so that the
 *   JSON may not be exact
 */
export function readJsonRows(json: string, columns: Columns): unknown[][] | undefined {
  const rows = JSON.parse(json) as unknown[][]
  for (let position = 0; position < columns.length; position++) {
    const { holds } = columns[position]!
    if (holds === 'fractions') {
      for (let index = 0; index < rows.length; index++) {
        const value = rows[index]![position]
        if (typeof value === 'object' && value !== null) {
          rows[index]![position] = fraction((value as [string])[0])
        }
      }
    } else {
      for (let index = 0; index < rows.length; index++) {
        const value = rows[index]![position]
        if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined
      }
    }
  }
  return rows
}

function fraction(text: string): number {
  if (text === 'Inf') return Number.POSITIVE_INFINITY
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
}
