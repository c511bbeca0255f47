/** Rows as plain objects: those of `raw: true`, and of aggregates. */
import type { CompiledStatement } from '../compiler/compiled-statement.js'
import type { Decoder } from '../data-types/data-type.js'
import type { RowSink } from '../engine/connection.js'
import { nestKeys } from '../engine/raw-query.js'
import type { Row } from './row-hydration.js'

/** How the rows of a statement become objects. */
export interface RawReading {
  /** Result names by position. */
  readonly names: readonly string[]
  readonly decoders: readonly (Decoder | undefined)[]
}

/**
 * How the rows of `raw: true` are read.
 *
 * @param isDecoded whether the driver decodes values by itself, so that v6 gives decoded ones; else only
 *   columns that had to be sent in another form are decoded
 */
export function rawReading({ columns }: CompiledStatement, isDecoded: boolean): RawReading {
  return {
    names: columns.map(({ name }) => name),
    decoders: columns.map(({ decode, rawDecode }) => (isDecoded ? decode : rawDecode)),
  }
}

/** Makes objects of rows, part by part. Hot. */
export class RawRows implements RowSink {
  readonly objects: Record<string, unknown>[] = []
  readonly #reading: RawReading
  // In an object without prototype `__proto__` is a key as any other.
  readonly #isHostile: boolean

  constructor(reading: RawReading) {
    this.#reading = reading
    this.#isHostile = reading.names.includes('__proto__')
  }

  take(rows: readonly Row[]): void {
    const { names, decoders } = this.#reading
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      const object = (this.#isHostile ? Object.create(null) : {}) as Record<string, unknown>
      for (let position = 0; position < names.length; position++) {
        const value = row[position]
        const decode = decoders[position]
        object[names[position]!] =
          decode === undefined || value === null || value === undefined ? value : decode(value)
      }
      this.objects.push(object)
    }
  }

  /** The objects, with values of paths such as `author.name` within others where that is asked for. */
  finish(nest: boolean): unknown[] {
    return nest ? this.objects.map(nestKeys) : this.objects
  }
}
