/** What conditions compare with: values, expressions, columns, quantified lists, ranges. */
import type { Cast, Col, Expression, Fn, Literal } from '../lib/expression/expressions.js'
import type { Op } from '../lib/expression/operators.js'

/** Expressions that stand for a value. */
export type SqlValue = Literal | Fn | Col | Cast | Expression

/** Values that are as good as the attribute's own: a big integer for exact numbers kept as text. */
type WhereInput<T> = T extends bigint ? number | string : never

/** A value that an attribute is compared with: of the attribute's own type, or an expression. */
export type WhereValue<T = any> = T | SqlValue | WhereInput<T>

/** Comparison with a column: `{ [Op.col]: 'author.id' }`. */
export interface ColumnReference {
  /** The column, with its table's alias before a dot where needed. */
  [Op.col]: string
}

/** `ANY (…)` on the right of a comparison. PostgreSQL. */
export interface AnyOperator<T = any> {
  /** An array, a literal, or `Op.values`. */
  [Op.any]: readonly T[] | Literal | ValuesOperator<T>
}

/** `ALL (…)` on the right of a comparison. PostgreSQL. */
export interface AllOperator<T = any> {
  /** An array, a literal, or `Op.values`. */
  [Op.all]: readonly T[] | Literal | ValuesOperator<T>
}

/** `(VALUES (…), (…))` inside `Op.any` and `Op.all`. PostgreSQL. */
export interface ValuesOperator<T = any> {
  /** The values, each a row of its own. */
  [Op.values]: readonly (T | Literal)[]
}

/** A value of which a range may be made. */
export type RangeBound = number | bigint | string | Date

/** A range as v6 takes it as an operand: both ends, or nothing for the empty range. */
export type Rangable<T = RangeBound> = Range<T>

/** Both ends of a range; each alone, or with its inclusiveness. `[]` is the empty range. */
export type Range<T = RangeBound> =
  | readonly [lower: T | RangePart<T> | null, upper: T | RangePart<T> | null]
  | readonly []

/** One end of a range. */
export interface RangePart<T = RangeBound> {
  /** The bound; null or infinite when there is none. */
  value: T | null
  /** Whether the bound itself belongs to the range. */
  inclusive: boolean
}

/** A geometry to compare with. */
export interface WhereGeometryOptions {
  /** The kind of geometry: `Point`, `Polygon`, … */
  type: string
  /** Its coordinates, as in GeoJSON. */
  coordinates: readonly (number | readonly number[])[]
}
