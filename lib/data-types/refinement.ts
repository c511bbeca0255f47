/** How a dialect refines a data type that differs in few points: as a line of a table. */
import type { DataType, DataTypeClass, Decoder, Encoder } from './data-type.js'

/** What a dialect does in its own way; the rest stays as it is. */
export interface Refinement<TType extends DataType> {
  /** The SQL type of a column. */
  readonly sql?: string | ((type: TType) => string)
  readonly encode?: Encoder
  readonly decode?: Decoder
}

/**
 * A subclass of a data type for one dialect, beside the class that it refines: an entry of
 * `DialectDataTypes.refinements`. Types that depend on their options or on the context are written
 * as classes instead.
 */
export function refine<TType extends DataType>(
  Base: DataTypeClass<TType>,
  { sql, encode, decode }: Refinement<TType>,
): [DataTypeClass, DataTypeClass] {
  // A class can extend a value only when its instance type is not a parameter.
  const Refined = class extends (Base as DataTypeClass) {}
  Object.defineProperty(Refined, 'name', { value: Base.name })
  if (typeof sql === 'string') {
    Refined.prototype.toSql = () => sql
  } else if (sql !== undefined) {
    Refined.prototype.toSql = function (this: DataType) {
      return sql(this as TType)
    }
  }
  if (encode !== undefined) Refined.prototype.encoder = () => encode
  if (decode !== undefined) Refined.prototype.decoder = () => decode
  return [Base as DataTypeClass, Refined]
}
