/**
 * The result of compilation: SQL text, where each bound value comes from, and how each column of
 * the result is decoded. Immutable, and kept in caches; it holds no value of the execution that
 * compiled it.
 */
import type { Decoder, Encoder } from '../data-types/data-type.js'
import { Slot, type ParameterTransform } from '../expression/expressions.js'

/** Where one bound value comes from. */
export interface ParameterSource {
  /** Position in the list of values given at execution. */
  readonly index: number
  readonly transform: ParameterTransform | undefined
  /** Applied to the value, or to each item of a list; null is passed by. */
  readonly encode: Encoder | undefined
  /** How a list is bound: `array` as one parameter that `encodeList` makes, `item` one of its items. */
  readonly list: 'none' | 'array' | 'item'
  /** For `item`: which item of the list; the last item is repeated beyond the end (padding). */
  readonly item: number
  /** For `array`: the encoded items → the one parameter (a driver array, JSON text). */
  readonly encodeList: ((items: readonly unknown[]) => unknown) | undefined
}

/** One column of the result. */
export interface ResultColumn {
  readonly name: string
  /** Driver value (never null) → JavaScript value; undefined leaves it. */
  readonly decode: Decoder | undefined
  /** The same for raw rows of a driver that gives raw values: only what had to be selected in another form. */
  readonly rawDecode?: Decoder | undefined
  /**
   * What a stored column is declared to hold: text, fractions, timestamps (text that `decode` reads as
   * it does the milliseconds since 1970), documents, or else (whole numbers, booleans). Undefined for
   * what may be bytes, and for what is computed.
   */
  readonly holds?: 'text' | 'fractions' | 'timestamps' | 'json' | 'other'
  /** Nothing is known of its type: it is decoded as in a raw query. */
  readonly decodeByDriver?: true
  /** Of a column that holds rows (`JsonRows`): what these are. */
  readonly nested?: NestedRows
  /** Of a column of nested rows: the server's type, whose reading the application may have replaced. */
  readonly serverType?: number
}

/** The rows within one column of a result. */
export interface NestedRows {
  readonly columns: readonly ResultColumn[]
  /**
   * What the driver gives (never null) → rows by position, with values as the driver gives those of
   * a column, not yet decoded. Rows within these rows stay for the `read` of their own column. Takes
   * over what it is given.
   */
  read(value: unknown): unknown[][]
}

/** What a statement does, as far as routing and results depend on it. */
export type StatementEffect = 'read' | 'insert' | 'update' | 'delete' | 'ddl' | 'other'

/** A statement in a dialect's SQL, ready to be executed with values. */
export interface CompiledStatement {
  readonly sql: string
  readonly parameters: readonly ParameterSource[]
  /** The columns of the result in order; empty where there are none or they are not known. */
  readonly columns: readonly ResultColumn[]
  readonly effect: StatementEffect
  /** Whether rows come back (SELECT, RETURNING). */
  readonly returnsRows: boolean
}

/** A compiled statement together with the values of one execution. */
export interface BoundStatement {
  readonly statement: CompiledStatement
  readonly parameters: readonly unknown[]
}

/**
 * The driver parameters for one execution.
 *
 * @param values the values of the shape, or of the plan's slots, in their order; raw, not encoded
 */
export function bindParameters(
  statement: CompiledStatement,
  values: readonly unknown[],
): unknown[] {
  const sources = statement.parameters
  const bound = new Array<unknown>(sources.length)
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i]!
    let value = values[source.index]
    if (value instanceof Slot) value = value.value
    if (source.list === 'none') {
      if (source.transform !== undefined) value = source.transform(value)
      bound[i] =
        value === null || value === undefined
          ? null
          : source.encode === undefined
            ? value
            : source.encode(value)
    } else {
      bound[i] = bindList(source, value as readonly unknown[])
    }
  }
  return bound
}

function bindList(source: ParameterSource, list: readonly unknown[]): unknown {
  const encode = (item: unknown): unknown =>
    item === null || item === undefined || source.encode === undefined ? item : source.encode(item)
  if (source.list === 'array') {
    const items = list.map(encode)
    return source.encodeList === undefined ? items : source.encodeList(items)
  }
  return encode(list[Math.min(source.item, list.length - 1)])
}
