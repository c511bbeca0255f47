/**
 * Many rows as one JSON text. The driver `sqlite3` makes a JavaScript object of every row, value by
 * value across the border of native code, which costs more than the query; SQLite writes the same
 * rows as JSON, and JSON.parse reads them, in about half the time. Only for stored columns that hold
 * text, numbers, documents and null.
 *
 * SQLite writes fractions into JSON with 15 digits, of which a double needs 17: in columns for
 * fractions they travel as text, and text, which is rare there, in a list. Where a fraction turns up
 * in another column, the statement is read row by row instead.
 *
 * The rows are separated by a comma and a line feed, which JSON cannot have within a row, so that the
 * text is read in pieces: what a piece leaves behind is gone before the next one is read.
 */
import { InexactRowsError, type StatementRequest } from '../../engine/connection.js'
import { BoundedCache } from '../../engine/bounded-cache.js'

/** Fewer rows than this are read faster one by one. */
const FEWEST_ROWS = 50

/** The text of more rows than this comes as bytes, which spares V8 one string of all of it. */
const MANY_ROWS = 500

/** SQLite takes at least a hundred arguments, https://www.sqlite.org/limits.html (SQLITE_MAX_FUNCTION_ARG). */
const MOST_COLUMNS = 100

/** Characters that are read at a time; most of them are garbage by the end of young generations. */
const PIECE_LENGTH = 65_536

const SEPARATOR = ',\n'
const OPENING_BRACKET = 0x5b
const CLOSING_BRACKET = 0x5d

/** The rows as JSON without the outer brackets, as text or in UTF-8; null when there are none. */
export type JsonText = string | Buffer | null

type Columns = NonNullable<StatementRequest['columns']>

/** A statement that gives many rows, and what reads them as JSON: documents as text, or within it. */
interface Wrapped {
  readonly withText: string
  readonly withDocuments: string
}

const suitable = new WeakMap<Columns, boolean>()

/** Decides by its last result how a statement is read next time; one for each connection. */
export class JsonTransfer {
  /** Statements with many rows; null for those that are never read as JSON. */
  readonly #wrapped = new BoundedCache<Wrapped | null>(256)

  /** The statement that gives the same rows as one JSON text; undefined to read them one by one. */
  statementFor(request: StatementRequest): string | undefined {
    const wrapped = this.#wrapped.get(request.sql) ?? undefined
    return request.inBatches === true ? wrapped?.withDocuments : wrapped?.withText
  }

  /** Learns from the number of rows that a statement gave. */
  learn(request: StatementRequest, rowCount: number): void {
    const { sql, columns, reusable } = request
    if (rowCount < FEWEST_ROWS || reusable !== true || columns === undefined) return
    if (this.#wrapped.get(sql) !== undefined || !isSuitable(columns)) return
    const asBytes = rowCount >= MANY_ROWS
    this.#wrapped.set(sql, {
      withText: wrap(sql, columns, false, asBytes),
      withDocuments: wrap(sql, columns, true, asBytes),
    })
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

function wrap(sql: string, columns: Columns, withDocuments: boolean, asBytes: boolean): string {
  const values = columns.map(({ name, holds }) => {
    const value = `\`${name.replaceAll('`', '``')}\``
    if (holds === 'fractions') {
      // quote() has all digits, and 9.0e+999 for infinity.
      return `CASE typeof(${value}) WHEN 'real' THEN quote(${value}) WHEN 'text' THEN json_array(${value}) ELSE ${value} END`
    }
    if (holds === 'json' && withDocuments) {
      // json('') fails as what is no document does: the statement is then read row by row.
      return `CASE WHEN json_valid(${value}) THEN json(${value}) WHEN ${value} IS NOT NULL THEN json('') END`
    }
    return value
  })
  const rows = `group_concat(json_array(${values.join(', ')}), '${SEPARATOR}')`
  return `SELECT ${asBytes ? `CAST(${rows} AS BLOB)` : rows} AS json FROM (${sql})`
}

/**
 * All rows of a JSON text.
 *
 * @throws {InexactRowsError} for fractions where the column's type tells of none (SQLite lets it): the
 *   text has not all of their digits
 */
export function readJsonRows(json: JsonText, columns: Columns): unknown[][] {
  const all: unknown[][] = []
  for (const rows of readJsonBatches(json, columns, false)) for (const row of rows) all.push(row)
  return all
}

/** The rows of a JSON text, in batches that are read as they are asked for; throws as above. Hot. */
export function* readJsonBatches(
  json: JsonText,
  columns: Columns,
  withDocuments: boolean,
): Generator<unknown[][], void, undefined> {
  if (json === null) return
  // JSON has no zero bytes: the database is in UTF-16.
  if (typeof json !== 'string' && (json[0] === 0 || json[1] === 0)) throw new InexactRowsError()
  for (let start = 0; start < json.length; ) {
    const found = json.indexOf(SEPARATOR, start + PIECE_LENGTH)
    const end = found === -1 ? json.length : found
    const rows = JSON.parse(arrayText(json, start, end)) as unknown[][]
    for (let position = 0; position < columns.length; position++) {
      const { holds } = columns[position]!
      if (holds === 'fractions') restoreFractions(rows, position)
      else restoreOthers(rows, position, withDocuments && holds === 'json')
    }
    yield rows
    start = end + SEPARATOR.length
  }
}

/**
 * The rows from one separator to the next as a JSON array. In bytes the separators, which are not
 * needed any more, make room for its brackets: joining them to the text would copy all of it. Hot.
 */
function arrayText(json: string | Buffer, start: number, end: number): string {
  if (typeof json === 'string') return `[${json.slice(start, end)}]`
  if (start === 0 || end === json.length) return `[${json.toString('utf8', start, end)}]`
  json[start - 1] = OPENING_BRACKET
  json[end] = CLOSING_BRACKET
  return json.toString('utf8', start - 1, end + 1)
}

/** Hot. */
function restoreFractions(rows: unknown[][], position: number): void {
  for (let index = 0; index < rows.length; index++) {
    const value = rows[index]![position]
    if (typeof value === 'string') rows[index]![position] = Number(value)
    else if (typeof value === 'object' && value !== null) {
      rows[index]![position] = (value as [string])[0]
    }
  }
}

/** Hot. */
function restoreOthers(rows: unknown[][], position: number, areDocuments: boolean): void {
  for (let index = 0; index < rows.length; index++) {
    const value = rows[index]![position]
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw new InexactRowsError()
    } else if (areDocuments && typeof value === 'string') {
      // A document that is a text is decoded like any document that comes as text.
      rows[index]![position] = JSON.stringify(value)
    }
  }
}
