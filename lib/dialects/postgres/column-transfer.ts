/**
 * Many rows as one list per column. The driver makes a string of every value, and an array of every
 * row; lists that the server aggregated come as one text each, which JSON.parse reads several times as
 * fast, and timestamps as bytes, which cost neither side a text.
 *
 * https://www.postgresql.org/docs/current/functions-aggregate.html: an aggregate takes the rows of a
 * sorted sub-query in their order, where nothing else than the sub-query is read.
 */
import { ColumnBatches } from '../../engine/column-batches.js'
import type {
  ColumnLists,
  RepeatedColumns,
  RequestedColumn,
  StatementRequest,
  StatementResult,
} from '../../engine/connection.js'
import { decodeNestedRows } from './json-rows.js'
import { INT8, NUMERIC, type ServerTypes } from './server-types.js'
import { decodeBoolean, decodeJson, decodeNumber, decodeTimestamp } from './text-decoders.js'

type Columns = NonNullable<StatementRequest['columns']>

/**
 * How the values of a column travel: `plain` as JSON has them, `document` as a part of the JSON around
 * them, `instant` as the bytes of their timestamps, `text` cast to it, `output` as the text that the
 * type's output function writes, which is what the driver would give.
 */
type ColumnForm = 'plain' | 'document' | 'instant' | 'text' | 'output'

/** How a column travels, and the type that the server told. */
interface Travel {
  readonly form: ColumnForm
  readonly oid: number
}

/** A statement that gives the rows of another as lists. */
export interface ColumnStatement {
  readonly sql: string
  readonly travels: readonly Travel[]
  readonly runs: RepeatedColumns | undefined
  /** The types among them that the application may read by a parser of its own. */
  readonly bigNumbers: readonly number[]
  /** With more rows than this, none of them are there. */
  readonly mostRows: number
}

/** How the rows of a statement that gave many come from then on. */
interface Known {
  /** Undefined: row by row. */
  statement: ColumnStatement | undefined
}

/** Rows from which on it pays to have them in another way. */
const FEWEST_ROWS = 128

/** Most rows, and most characters, of one result in lists; beyond, rows are forgotten as they come. */
const MOST_ROWS = 100_000
const MOST_CHARACTERS = 32_000_000

/** Rows whose size is looked at. */
const SAMPLE = 64

/** 2000-01-01, from where the server counts. */
const MILLENNIUM_MS = 946_684_800_000
/** What stands for no timestamp; none is as early. */
const ABSENT_INSTANT = '8000000000000001'
const ABSENT_MICROSECONDS = BigInt.asIntN(64, BigInt(`0x${ABSENT_INSTANT}`))
const INSTANT_BYTES = 8
/** From here on, the upper half of a number of microseconds makes it more than a double holds. */
const MOST_UPPER = 2 ** 21

// OIDs of the server's own types: https://github.com/postgres/postgres (pg_type.dat).
const BOOL = 16
const BYTEA = 17
const JSON_TYPES: ReadonlySet<number> = new Set([114, 3802])
const TIMESTAMPTZ = 1184
/** int2, int4, int8, float4, float8, numeric */
const NUMBERS: ReadonlySet<number> = new Set([21, 23, INT8, 700, 701, NUMERIC])
/** text, varchar, char, uuid: what JSON quotes is what the driver gives. */
const TEXTS: ReadonlySet<number> = new Set([25, 1043, 1042, 2950])
/** int8, numeric, date, time: a cast writes what the driver gives. */
const CASTABLE: ReadonlySet<number> = new Set([INT8, NUMERIC, 1082, 1083])
/** Types of which nothing is known that were not declared for the column. */
const FIRST_OWN_OID = 16_384

/** What the server does not know or cannot do, and what it has no memory for. */
const UNFIT = /^(?:42883|0A000|XX000|53200|54\w{3})$/

const NO_ROWS: unknown[][] = []
const NO_NAMES: readonly string[] = []
const NO_VALUES: readonly unknown[] = []

/** Decides by its last result how a statement is read next time, on whichever connection. */
export class ColumnTransfer {
  readonly #serverTypes: ServerTypes
  readonly #known = new WeakMap<Columns, Known>()
  /** Whether the server has shown that it can do this. Before, no transaction is put at risk. */
  #isProven = false

  constructor(serverTypes: ServerTypes) {
    this.#serverTypes = serverTypes
  }

  /** Whether a statement gave many rows. */
  givesMany({ columns }: StatementRequest): boolean {
    return columns !== undefined && this.#known.has(columns)
  }

  /** The statement that gives the same rows as lists; undefined to read them one by one. */
  statementFor(request: StatementRequest, isInTransaction: boolean): ColumnStatement | undefined {
    if (request.inBatches !== true || request.columns === undefined) return undefined
    const statement = this.#known.get(request.columns)?.statement
    if (statement === undefined || (isInTransaction && !this.#isProven)) return undefined
    // The application's own parser has to see the driver's text.
    const isReplaced = statement.bigNumbers.some((oid) => this.#serverTypes.isReplaced(oid))
    return isReplaced ? undefined : statement
  }

  /** Learns from the rows that a statement gave one by one. */
  learn(
    request: StatementRequest,
    rows: readonly unknown[][],
    fields: readonly { readonly dataTypeID: number }[],
  ): void {
    const { columns } = request
    if (rows.length < FEWEST_ROWS || columns === undefined || this.#known.has(columns)) return
    this.#known.set(columns, { statement: this.#statementFor(request, columns, rows, fields) })
  }

  /**
   * The result of a request from the one row that its lists are; undefined where there are too many
   * rows, which are read one by one from then on.
   */
  read(
    request: StatementRequest,
    cells: unknown[],
    statement: ColumnStatement,
  ): StatementResult | undefined {
    this.#isProven = true
    const columns = request.columns!
    const rowCount = Number(cells[0])
    if (rowCount > statement.mostRows) {
      this.#known.set(columns, { statement: undefined })
      return undefined
    }
    const batches = new ColumnBatches(
      () => this.#readLists(cells, columns, statement),
      (rows) => decodeNestedRows(rows, columns, this.#serverTypes),
    )
    return { rows: NO_ROWS, batches, columns: NO_NAMES, rowCount }
  }

  /** Whether an error means that the rows are to be read one by one, which they are from then on. */
  givesUp({ columns }: StatementRequest, error: unknown): boolean {
    const isUnfit = UNFIT.test(String((error as { code?: unknown }).code))
    if (isUnfit && columns !== undefined) this.#known.set(columns, { statement: undefined })
    return isUnfit
  }

  #statementFor(
    request: StatementRequest,
    columns: Columns,
    rows: readonly unknown[][],
    fields: readonly { readonly dataTypeID: number }[],
  ): ColumnStatement | undefined {
    const { isQuery, reusable, searchPath } = request
    if (isQuery !== true || reusable !== true || searchPath !== undefined) return undefined
    if (columns.length === 0 || columns.length !== fields.length) return undefined
    const mostRows = Math.min(MOST_ROWS, Math.floor((2 * MOST_CHARACTERS) / charactersOf(rows)))
    if (rows.length > mostRows / 2) return undefined
    const travels: Travel[] = []
    for (const [position, column] of columns.entries()) {
      const oid = fields[position]!.dataTypeID
      const isKey = request.keyColumns?.includes(position) === true
      const form = this.#formOf(column, oid, isKey)
      if (form === undefined) return undefined
      travels.push({ form, oid })
    }
    const { runs } = request
    const sql = columnSql(request.sql, travels, runs, mostRows)
    const bigNumbers = [INT8, NUMERIC].filter((type) => travels.some(({ oid }) => oid === type))
    return { sql, travels, runs, mostRows, bigNumbers }
  }

  #formOf(
    { decode, decodeByDriver, nested }: RequestedColumn,
    oid: number,
    isKey: boolean,
  ): ColumnForm | undefined {
    if (oid === BYTEA || (oid >= FIRST_OWN_OID && decodeByDriver === true)) return undefined
    if (decodeByDriver === true) return 'output'
    if (nested !== undefined) return JSON_TYPES.has(oid) ? 'document' : undefined
    if (JSON_TYPES.has(oid) && decode === decodeJson) return 'document'
    // Milliseconds do not tell all keys apart.
    if (oid === TIMESTAMPTZ && decode === decodeTimestamp && !isKey) return 'instant'
    if (TEXTS.has(oid)) return 'plain'
    if (decode === decodeNumber && NUMBERS.has(oid)) return 'plain'
    if (decode === decodeBoolean && oid === BOOL) return 'plain'
    return CASTABLE.has(oid) ? 'text' : 'output'
  }

  #readLists(cells: unknown[], columns: Columns, { runs, travels }: ColumnStatement): ColumnLists {
    const count = Number(cells[0])
    if (count === 0) return { count, lists: travels.map(() => NO_VALUES) }
    const starts = runs === undefined ? undefined : (JSON.parse(cells[1] as string) as number[])
    const first = cells.length - travels.length
    const lists = travels.map(({ form, oid }, position) => {
      const text = cells[first + position] as string
      cells[first + position] = undefined
      if (form === 'instant') return readInstants(text)
      const list = JSON.parse(text) as unknown[]
      const column = columns[position]!
      if (form === 'document' && column.nested === undefined) quoteTexts(list)
      if (column.decodeByDriver === true) this.#decodeComputed(list, oid)
      return list
    })
    return starts === undefined
      ? { count, lists }
      : { count, lists, runs: { starts, columns: runs!.columns } }
  }

  #decodeComputed(list: unknown[], oid: number): void {
    if (oid === INT8 || oid === NUMERIC) return
    const decode = this.#serverTypes.decoding.getTypeParser(oid, 'text')
    for (let index = 0; index < list.length; index++) {
      const value = list[index]
      if (typeof value === 'string') list[index] = decode(value)
    }
  }
}

/** Characters of a row, from the first of many. */
function charactersOf(rows: readonly unknown[][]): number {
  let characters = 0
  const sample = Math.min(rows.length, SAMPLE)
  for (let index = 0; index < sample; index++) {
    for (const value of rows[index]!) {
      characters += typeof value === 'string' ? value.length : 1
    }
  }
  return Math.max(1, characters / sample)
}

/** SQL that gives the rows of a statement as one row of lists. */
function columnSql(
  sql: string,
  travels: readonly Travel[],
  runs: RepeatedColumns | undefined,
  mostRows: number,
): string {
  const names = travels.map((_travel, position) => nameOf(position))
  const lists = travels.map(({ form }, position) =>
    listSql(names[position]!, form, runs?.columns.includes(position) === true ? IN_RUNS : ''),
  )
  const rows = `SELECT * FROM (${sql}) AS r (${names.join(', ')}) LIMIT ${mostRows + 1}`
  if (runs === undefined) return `SELECT ${COUNT}, ${lists.join(', ')} FROM (${rows}) AS r`
  const starts = `pg_catalog.json_agg(row_index)${IN_RUNS}`
  return `SELECT ${COUNT}, ${starts}, ${lists.join(', ')} FROM (${rowsWithRuns(rows, runs)}) AS r`
}

const COUNT = 'pg_catalog.count(*)::int4'
const IN_RUNS = ' FILTER (WHERE starts_run)'

function nameOf(position: number): string {
  return `c${position}`
}

/** Rows with their number, and whether each begins a run: the first, and those with another key. */
function rowsWithRuns(rows: string, { keys }: RepeatedColumns): string {
  const index = 'pg_catalog.row_number() OVER () - 1'
  const changes = keys.map((position) => {
    const key = nameOf(position)
    return `${key} IS DISTINCT FROM pg_catalog.lag(${key}) OVER ()`
  })
  const starts = [`${index} = 0`, ...changes].join(' OR ')
  return `SELECT *, ${index} AS row_index, ${starts} AS starts_run FROM (${rows}) AS r`
}

function listSql(name: string, form: ColumnForm, filter: string): string {
  if (form === 'instant') {
    const absent = `pg_catalog.decode('${ABSENT_INSTANT}', 'hex')`
    const bytes = `coalesce(pg_catalog.timestamptz_send(${name}), ${absent})`
    return `pg_catalog.encode(pg_catalog.string_agg(${bytes}, ''::bytea)${filter}, 'hex')`
  }
  return `pg_catalog.json_agg(${valueSql(name, form)})${filter}`
}

function valueSql(name: string, form: ColumnForm): string {
  switch (form) {
    case 'text':
      return `${name}::text`
    case 'output':
      // No operator IS NOT NULL, which is false for a composite value that holds a null.
      return `CASE WHEN ${name} IS DISTINCT FROM NULL THEN pg_catalog.concat(${name}) END`
    default:
      return name
  }
}

/** Documents that are a text are decoded like any document that comes as text. Hot. */
function quoteTexts(list: unknown[]): void {
  for (let index = 0; index < list.length; index++) {
    if (typeof list[index] === 'string') list[index] = JSON.stringify(list[index])
  }
}

/**
 * Timestamps, whose bytes are microseconds since 2000, in milliseconds since 1970: NaN for none, and
 * ±Infinity. Hot.
 */
function readInstants(hex: string): Float64Array {
  const bytes = Buffer.from(hex, 'hex')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const list = new Float64Array(bytes.length / INSTANT_BYTES)
  for (let index = 0; index < list.length; index++) {
    const upper = view.getInt32(index * INSTANT_BYTES)
    list[index] =
      upper >= -MOST_UPPER && upper < MOST_UPPER
        ? Math.floor((upper * 2 ** 32 + view.getUint32(index * INSTANT_BYTES + 4)) / 1000) +
          MILLENNIUM_MS
        : readRareInstant(view.getBigInt64(index * INSTANT_BYTES))
  }
  return list
}

function readRareInstant(microseconds: bigint): number {
  if (microseconds === ABSENT_MICROSECONDS) return Number.NaN
  if (microseconds === 2n ** 63n - 1n) return Infinity
  if (microseconds === -(2n ** 63n)) return -Infinity
  const remainder = ((microseconds % 1000n) + 1000n) % 1000n
  return Number((microseconds - remainder) / 1000n) + MILLENNIUM_MS
}
