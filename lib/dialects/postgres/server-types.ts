/**
 * How the driver reads values: as text where the columns have decoders, by the server's types in
 * raw SQL. Types of extensions are learned from the server when they are first met.
 */
import type pg from 'pg'
import type { Decoder } from '../../data-types/data-type.js'
import { arrayDecoder, pgNamedTypeDecoders, pgTypeDecoders } from './data-types.js'

/** The driver's interface for reading values. */
export interface TypeParsers {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown
}

type Parser = (value: string) => unknown
type Field = Pick<pg.FieldDef, 'dataTypeID'>

// Below are the types of the server itself, whose OIDs are the same everywhere.
const FIRST_OWN_OID = 16_384

/** The OID of `int8`. */
export const INT8 = 20
/** The OID of `numeric`. */
export const NUMERIC = 1700

const keepText: Parser = (value) => value

/** The types of one server, as one driver reads them. */
export class ServerTypes {
  /** Values as the server's text. */
  readonly asText: TypeParsers
  /** Values decoded by their types. */
  readonly decoding: TypeParsers
  readonly #driverTypes: typeof pg.types
  /** OIDs that were asked for; null for types that stay text. */
  readonly #learned = new Map<number, Decoder | null>()

  constructor(library: Pick<typeof pg, 'types'>) {
    this.#driverTypes = library.types
    this.asText = {
      getTypeParser: (oid) =>
        oid === INT8 || oid === NUMERIC ? this.#ownNumberParser(oid) : keepText,
    }
    this.decoding = { getTypeParser: (oid) => this.#parserOf(oid) }
  }

  /** Whether the application replaced the driver's parser of a type of big numbers. */
  isReplaced(oid: number): boolean {
    return this.#ownNumberParser(oid) !== keepText
  }

  /** Where columns stand whose values the application's own parser reads. */
  replacedAmong(fields: readonly Field[]): number[] {
    return fields.flatMap(({ dataTypeID }, position) =>
      (dataTypeID === INT8 || dataTypeID === NUMERIC) && this.isReplaced(dataTypeID)
        ? [position]
        : [],
    )
  }

  /** The types of a result that are not known yet. */
  unknownAmong(fields: readonly Field[]): number[] {
    const unknown: number[] = []
    for (const { dataTypeID } of fields) {
      const isKnown = dataTypeID < FIRST_OWN_OID || this.#learned.has(dataTypeID)
      if (!isKnown && !unknown.includes(dataTypeID)) unknown.push(dataTypeID)
    }
    return unknown
  }

  /** The statement that tells their names, and whether they are arrays. */
  lookUp(oids: readonly number[]): { readonly sql: string; readonly parameters: unknown[] } {
    return {
      sql:
        'SELECT t.oid, t.typname, e.typname FROM pg_type t ' +
        "LEFT JOIN pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem " +
        'WHERE t.oid = ANY ($1::oid[])',
      parameters: [`{${oids.join(',')}}`],
    }
  }

  /** Takes the rows of {@link lookUp}. */
  learn(oids: readonly number[], rows: readonly (readonly unknown[])[]): void {
    for (const oid of oids) this.#learned.set(oid, null)
    for (const [oid, name, element] of rows) {
      const decode =
        typeof element === 'string'
          ? arrayDecoder(pgNamedTypeDecoders.get(element))
          : pgNamedTypeDecoders.get(String(name))
      this.#learned.set(Number(oid), decode ?? null)
    }
  }

  /** Decodes the columns of some types in rows that were read before these were learned. */
  decodeLate(fields: readonly Field[], oids: readonly number[], rows: unknown[][]): void {
    for (const [column, { dataTypeID }] of fields.entries()) {
      const decode = oids.includes(dataTypeID) ? this.#learned.get(dataTypeID) : null
      if (decode === null || decode === undefined) continue
      for (const row of rows) {
        if (row[column] !== null) row[column] = decode(row[column])
      }
    }
  }

  #parserOf(oid: number): Parser {
    if (oid === INT8 || oid === NUMERIC) return this.#ownNumberParser(oid)
    const learned = this.#learned.get(oid)
    return learned ?? pgTypeDecoders.get(oid) ?? this.#driverParser(oid)
  }

  #driverParser(oid: number): Parser {
    return this.#driverTypes.getTypeParser(oid, 'text') as Parser
  }

  /**
   * The driver's parser for big numbers where the application replaced it, by `pg.types.setTypeParser`
   * or `pg.defaults.parseInt8`; v6 leaves these types to the driver, so that it takes effect.
   */
  #ownNumberParser(oid: number): Parser {
    const parser = this.#driverParser(oid)
    return parser('10') === '10' ? keepText : parser
  }
}
