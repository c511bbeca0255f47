/**
 * Many rows as one JSON list per column. The driver `sqlite3` makes a JavaScript object of every
 * row, value by value across the border of native code, which costs more than the query. SQLite
 * writes the values of a column one after the other in a fraction of that time, and JSON.parse reads
 * a list of one kind of value faster than rows of many. Only for stored columns that hold text,
 * numbers, documents and null.
 *
 * SQLite writes fractions into JSON with 15 digits, of which a double needs 17. In columns for
 * fractions, those that are whole millionths travel as these, and others as text; text, which is
 * rare there, in a list. Where a fraction turns up in another column, the rows are read one by one.
 */
import { randomInt } from 'node:crypto'
import { timestampBytesToMs } from '../../data-types/date-text.js'
import { ColumnBatches, rowsOf } from '../../engine/column-batches.js'
import {
  type ColumnLists,
  InexactRowsError,
  type StatementRequest,
  type StatementResult,
} from '../../engine/connection.js'

type Columns = NonNullable<StatementRequest['columns']>

/** The values of a column: JSON, or in documents what stands between the brackets of a list. */
type ColumnText = string | Buffer

type List = ColumnLists['lists'][number]

/** How the values of columns are sent. */
interface ColumnForm {
  /** Stands between documents: a number that no document can have been written for. */
  readonly separator: number
  /** Documents and dates come as what a column's decoder makes of their text, or nearly. */
  readonly asValues: boolean
  /** Columns come as bytes, which spares V8 long strings, and dates any. */
  readonly asBytes: boolean
}

/** The lists of more rows than this come as bytes. */
const MANY_ROWS = 500

/** What columns for fractions send whole numbers of, so that a division gives the fraction again. */
const UNITS = 1_000_000

/** Up to here, a whole number of units is exact. */
const MOST = 1_000_000_000

/** What SQLite says of values that cannot be in a list of JSON, or of a list that is too long. */
const UNFIT = /JSON cannot hold BLOB|too big/

const NO_ROWS: unknown[][] = []
const NO_NAMES: readonly string[] = []
const POINT = '.'
const QUOTE = 0x22
const LETTER_N = 0x6e
/** `"2024-01-02 03:04:05.678 +00:00"` and `null` in JSON, without the comma. */
const DATE_LENGTH = 32
const NULL_LENGTH = 4

/** A statement that gives rows as lists. */
export interface ColumnStatement {
  readonly sql: string
  readonly form: ColumnForm
}

/** What reads the rows of another statement as lists: for instances, and raw. */
interface Wrapped {
  readonly forValues: ColumnStatement
  readonly forText: ColumnStatement
}

const suitable = new WeakMap<Columns, boolean>()

/** Decides by its last result how a statement is read next time, on whichever connection. */
export class ColumnTransfer {
  /** By the columns of statements with many rows; null for those that are never read in this way. */
  readonly #wrapped = new WeakMap<Columns, Wrapped | null>()
  readonly #separator = randomInt(2 ** 47, 2 ** 48 - 1)
  readonly #fewestRows: number

  /** @param fewestRows fewer than these the driver reads faster one by one */
  constructor(fewestRows: number) {
    this.#fewestRows = fewestRows
  }

  /** The statement that gives the same rows as lists; undefined to read them one by one. */
  statementFor(request: StatementRequest): ColumnStatement | undefined {
    const wrapped = request.columns && this.#wrapped.get(request.columns)
    return request.inBatches === true ? wrapped?.forValues : wrapped?.forText
  }

  /** Learns from the number of rows that a statement gave one by one. */
  learn(request: StatementRequest, rowCount: number): void {
    const { sql, columns, isQuery, reusable } = request
    if (rowCount < this.#fewestRows || isQuery !== true || reusable !== true) return
    if (columns === undefined || this.#wrapped.has(columns) || !isSuitable(columns)) return
    this.#wrap(sql, columns, rowCount)
  }

  /**
   * The result of a request from the one row that its lists are.
   *
   * @throws {InexactRowsError} where the rows must be read one by one; for batches, when these are read
   */
  read(request: StatementRequest, texts: unknown[], form: ColumnForm): StatementResult {
    const [rowCount, bytes] = texts as [number, number]
    if (bytes > 0) throw new InexactRowsError()
    const { sql, columns } = request
    if (rowCount >= MANY_ROWS && !form.asBytes) this.#wrap(sql, columns!, rowCount)
    if (request.inBatches === true) {
      const batches = new ColumnBatches(this.#reader(request, texts, form))
      return { rows: NO_ROWS, batches, columns: NO_NAMES, rowCount }
    }
    const lists = readLists(texts, request, form)
    return { rows: rowsOf({ count: rowCount, lists }, 0, rowCount), columns: NO_NAMES, rowCount }
  }

  /** Reads the lists when they are asked for, and remembers when that cannot be. */
  #reader(request: StatementRequest, texts: unknown[], form: ColumnForm): () => ColumnLists {
    return () => {
      try {
        return { count: texts[0] as number, lists: readLists(texts, request, form) }
      } catch (error) {
        this.#giveUp(request)
        throw error
      }
    }
  }

  /** Whether an error means that the rows are to be read one by one, which they are from then on. */
  givesUp(request: StatementRequest, error: unknown): boolean {
    const isUnfit = error instanceof InexactRowsError || UNFIT.test(String(error))
    if (isUnfit) this.#giveUp(request)
    return isUnfit
  }

  #wrap(sql: string, columns: Columns, rowCount: number): void {
    const statement = (asValues: boolean): ColumnStatement => {
      const form = { separator: this.#separator, asValues, asBytes: rowCount >= MANY_ROWS }
      return { sql: columnStatement(sql, columns, form), form }
    }
    this.#wrapped.set(columns, { forValues: statement(true), forText: statement(false) })
  }

  #giveUp({ columns }: StatementRequest): void {
    if (columns !== undefined) this.#wrapped.set(columns, null)
  }
}

function isSuitable(columns: Columns): boolean {
  let answer = suitable.get(columns)
  if (answer === undefined) {
    answer = columns.length > 0 && columns.every((column) => column.holds !== undefined)
    suitable.set(columns, answer)
  }
  return answer
}

/**
 * A statement that gives the rows of another as one row of lists. Bytes are greater than all other
 * values; JSON would take some for documents of SQLite's own form (https://sqlite.org/jsonb.html).
 */
function columnStatement(sql: string, columns: Columns, form: ColumnForm): string {
  const names = columns.map((_column, position) => `c${position}`)
  const lists = columns.map(({ holds }, position) => {
    const list = listSql(names[position]!, holds, form)
    return `${form.asBytes ? `CAST(${list} AS BLOB)` : list} AS c${position}`
  })
  const isBytes = names.map((name) => `${name} >= x''`).join(' OR ')
  return (
    `WITH r (${names.join(', ')}) AS (${sql}) SELECT count(*) AS count, ` +
    `count(*) FILTER (WHERE ${isBytes}) AS bytes, ${lists.join(', ')} FROM r`
  )
}

function listSql(
  value: string,
  holds: Columns[number]['holds'],
  { asValues, separator }: ColumnForm,
): string {
  if (holds === 'fractions') return `json_group_array(${fractionSql(value)})`
  if (holds === 'json' && asValues) {
    return `group_concat(coalesce(${value}, 'null'), ',${separator},')`
  }
  return `json_group_array(${value})`
}

/** The sign takes the column's affinity away: text is never equal to a number. */
function fractionSql(value: string): string {
  const units = `round(${value} * ${UNITS}.0)`
  return (
    `CASE WHEN ${units} / ${UNITS}.0 = +${value} AND +${value} BETWEEN -${MOST} AND ${MOST} ` +
    `THEN CAST(${units} AS INTEGER) ELSE CASE typeof(${value}) ` +
    // quote() has all digits, and 9.0e+999 for infinity.
    `WHEN 'real' THEN quote(${value}) WHEN 'integer' THEN quote(${value}) ` +
    `WHEN 'text' THEN json_array(${value}) ELSE ${value} END END`
  )
}

/**
 * The values of each column.
 *
 * @param texts the one row of such a statement; a text is taken out when it is read, as each can have
 *   hundreds of megabytes
 * @throws {InexactRowsError} for values that their text does not tell exactly, for documents that are
 *   none, and for lists that are too long for a string
 */
function readLists(
  texts: unknown[],
  { columns, keyColumns }: StatementRequest,
  form: ColumnForm,
): List[] {
  const count = texts[0] as number
  if (count === 0) return []
  return columns!.map(({ holds }, position) => {
    const text = texts[position + 2] as ColumnText
    texts[position + 2] = undefined
    // Different texts can be one instant, but not one key.
    const isKey = holds === 'timestamps' && keyColumns?.includes(position) === true
    return readList(text, isKey ? 'text' : holds, form, count)
  })
}

function readList(
  text: ColumnText,
  holds: Columns[number]['holds'],
  { asValues, separator }: ColumnForm,
  count: number,
): List {
  // JSON has no zero bytes: the database is in UTF-16.
  if (typeof text !== 'string' && (text[0] === 0 || text[1] === 0)) throw new InexactRowsError()
  if (asValues && holds === 'timestamps' && typeof text !== 'string') {
    const dates = readDates(text, count)
    if (dates !== undefined) return dates
  }
  const string = stringOf(text)
  if (asValues && holds === 'json') return readDocuments(string, separator, count)
  const list = JSON.parse(string) as unknown[]
  if (holds === 'fractions') restoreFractions(list)
  else if (holdsNumber(list) && string.includes(POINT)) throw new InexactRowsError()
  return list
}

function stringOf(text: string | Buffer): string {
  if (typeof text === 'string') return text
  try {
    return text.toString('utf8')
  } catch {
    // ERR_STRING_TOO_LONG
    throw new InexactRowsError()
  }
}

/**
 * Documents with the separator between them. Nobody could foresee it: where it stands at every other
 * place, each of the texts between is one document, whatever was written there. Hot.
 */
function readDocuments(text: string, separator: number, count: number): unknown[] {
  let parts: unknown[]
  try {
    parts = JSON.parse(`[${text}]`) as unknown[]
  } catch {
    throw new InexactRowsError()
  }
  if (parts.length !== 2 * count - 1) throw new InexactRowsError()
  const list = new Array<unknown>(count)
  for (let index = 0; index < count; index++) {
    const document = parts[2 * index]
    // A column for documents turns the text of a fraction into a number, of which digits were lost.
    if (typeof document === 'number') throw new InexactRowsError()
    if (index > 0 && parts[2 * index - 1] !== separator) throw new InexactRowsError()
    // A document that is a text is decoded like any document that comes as text.
    list[index] = typeof document === 'string' ? JSON.stringify(document) : document
  }
  return list
}

/** Milliseconds since 1970, without a string for each; undefined where one has another form. Hot. */
function readDates(bytes: Buffer, count: number): Float64Array | undefined {
  const list = new Float64Array(count)
  let at = 1
  for (let index = 0; index < count; index++) {
    if (bytes[at] === QUOTE) {
      if (bytes[at + DATE_LENGTH - 1] !== QUOTE) return undefined
      const ms = timestampBytesToMs(bytes, at + 1)
      if (Number.isNaN(ms)) return undefined
      list[index] = ms
      at += DATE_LENGTH + 1
    } else if (bytes[at] === LETTER_N) {
      list[index] = Number.NaN
      at += NULL_LENGTH + 1
    } else return undefined
  }
  return list
}

/** Hot. */
function restoreFractions(list: unknown[]): void {
  for (let index = 0; index < list.length; index++) {
    const value = list[index]
    if (typeof value === 'number') list[index] = value / UNITS
    else if (typeof value === 'string') list[index] = Number(value)
    else if (value !== null) list[index] = (value as [string])[0]
  }
}

/** Hot. */
function holdsNumber(list: readonly unknown[]): boolean {
  for (let index = 0; index < list.length; index++) {
    if (typeof list[index] === 'number') return true
  }
  return false
}
