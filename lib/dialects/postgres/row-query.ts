/**
 * A query of the driver `pg` that hands its rows over while more of them arrive. The text of a row is
 * then garbage before the next part comes, instead of being kept until the last row is there.
 */
import type pg from 'pg'
import type { ServerTypes } from './server-types.js'

/** Takes a part of the rows, and what the server tells of their columns. */
export type TakeRows = (rows: unknown[][], fields: readonly pg.FieldDef[]) => void

/** A query as `Client.query` takes it, whose result has no rows. */
export interface RowQuery extends pg.Submittable {
  /**
   * Hands over what is left, once the result is there.
   *
   * @throws what reading the rows threw, which would have ended the process while they arrived
   */
  finish(): void
}

/** Makes such queries. */
export type RowQueryClass = new (config: pg.QueryArrayConfig, take: TakeRows) => RowQuery

/** Rows that are handed over at a time. */
const PART = 128

/** What `Client` calls on its queries; the driver's types leave it out. */
interface QueryHandlers {
  handleRowDescription(message: { readonly fields: pg.FieldDef[] }): void
  handleDataRow(message: { readonly fields: unknown[] }): void
}

/** Its class for a driver; undefined for one (`pg.native`) that has all rows before it gives any. */
export function rowQueryClass(
  library: Pick<typeof pg, 'Query'>,
  serverTypes: ServerTypes,
): RowQueryClass | undefined {
  const Query = library.Query as unknown as
    | (new (
        config: pg.QueryArrayConfig,
      ) => pg.Query & QueryHandlers)
    | undefined
  const handlers = Query?.prototype as Partial<QueryHandlers> | undefined
  if (Query === undefined || typeof handlers?.handleDataRow !== 'function') return undefined

  return class extends Query implements RowQuery {
    readonly #take: TakeRows
    #rows: unknown[][] = []
    #fields: pg.FieldDef[] = []
    #bigNumbers: readonly number[] = []
    #failure: { readonly error: unknown } | undefined

    constructor(config: pg.QueryArrayConfig, take: TakeRows) {
      super(config)
      this.#take = take
    }

    override handleRowDescription(message: { readonly fields: pg.FieldDef[] }): void {
      super.handleRowDescription(message)
      this.#fields = message.fields
      this.#bigNumbers = serverTypes.replacedAmong(message.fields)
    }

    // Cells are the server's text already. Hot.
    override handleDataRow({ fields }: { readonly fields: unknown[] }): void {
      if (this.#rows.push(fields) === PART) this.#handOver()
    }

    finish(): void {
      if (this.#rows.length > 0) this.#handOver()
      if (this.#failure !== undefined) throw this.#failure.error
    }

    #handOver(): void {
      const rows = this.#rows
      this.#rows = []
      if (this.#failure !== undefined) return
      try {
        if (this.#bigNumbers.length > 0) for (const row of rows) this.#readBigNumbers(row)
        this.#take(rows, this.#fields)
      } catch (error) {
        this.#failure = { error }
      }
    }

    #readBigNumbers(row: unknown[]): void {
      for (const position of this.#bigNumbers) {
        const text = row[position]
        const { dataTypeID } = this.#fields[position]!
        if (text !== null)
          row[position] = serverTypes.asText.getTypeParser(dataTypeID)(text as string)
      }
    }
  }
}
