/**
 * What users build expressions with: v6's `fn`, `col`, `literal`, `cast`, `json`, `where`, `and`
 * and `or`.
 */
import { Cast, Col, Fn, Json, Literal, Where, type ValueType } from './expressions.js'
import { Op } from './operators.js'

/**
 * A call of an SQL function: `fn('lower', col('title'))`. Strings, numbers and dates among the
 * arguments are bound as parameters; plain objects are conditions, as in `where`.
 *
 * The name is sent unquoted, so it must be a plain or dotted identifier.
 *
 * @throws {TypeError} for a name that is anything else
 */
export function fn(name: string, ...args: readonly unknown[]): Fn {
  if (
    typeof name !== 'string' ||
    !/^[\p{L}_][\p{L}\p{N}_$]*(\.[\p{L}_][\p{L}\p{N}_$]*)*$/u.test(name)
  ) {
    throw new TypeError(
      `fn: ${JSON.stringify(name)} is not the name of an SQL function. ` +
        'Use letters, digits and underscores (a schema before a dot), or literal() for free text.',
    )
  }
  return new Fn(name, args)
}

/** A column: `col('title')`, `col('Book.title')`, `col('*')`. Quoted, never taken as SQL. */
export function col(name: string): Col {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`col: a column name is needed, received ${JSON.stringify(name)}.`)
  }
  return new Col(name)
}

/**
 * SQL text, sent as it is. Never put user input into it: use `replacements`, `bind`, or the `sql`
 * tag for values.
 */
export function literal(sql: string | number | boolean | bigint): Literal {
  return new Literal(String(sql))
}

/** `CAST(value AS type)`. The type is an SQL type's name or a data type. */
export function cast(value: unknown, type: string | ValueType): Cast {
  if (
    typeof type === 'string' &&
    !/^[\p{L}_][\p{L}\p{N}_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?( (unsigned|signed|with(out)? time zone))?(\[\])*$/iu.test(
      type,
    )
  ) {
    throw new TypeError(
      `cast: ${JSON.stringify(type)} is not the name of an SQL type. Give a name such as "integer" or "numeric(10, 2)", or a data type.`,
    )
  }
  return new Cast(value, type)
}

/**
 * A place in a JSON column (`json('meta.audit.by')`), or conditions on such places
 * (`json({ meta: { audit: { by: 'ada' } } })`).
 */
export function json(
  conditionsOrPath: Readonly<Record<string, unknown>> | string,
  value?: unknown,
): Json {
  return new Json(conditionsOrPath, value)
}

/**
 * A comparison with a free left side: `where(fn('lower', col('title')), 'emma')`,
 * `where(col('price'), Op.gt, 10)`, `where(col('price'), '>=', 10)`.
 */
export function where(attribute: unknown, comparator: string | symbol, logic: unknown): Where
export function where(attribute: unknown, logic: unknown): Where
export function where(attribute: unknown, ...rest: readonly unknown[]): Where {
  return rest.length < 2
    ? new Where(attribute, '=', rest[0])
    : new Where(attribute, rest[0] as string | symbol, rest[1])
}

/** Conditions of which all must hold. */
export function and<const T extends readonly unknown[]>(...conditions: T): { [Op.and]: T } {
  return { [Op.and]: conditions }
}

/** Conditions of which one must hold. */
export function or<const T extends readonly unknown[]>(...conditions: T): { [Op.or]: T } {
  return { [Op.or]: conditions }
}
