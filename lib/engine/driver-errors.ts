/** What the dialects' translations of driver errors have in common. */
import type { DatabaseErrorParent } from '../errors/database-errors.js'
import { ValidationErrorItem } from '../errors/validation-errors.js'
import type { FailedStatement } from './dialect.js'

/**
 * The driver's error with `sql` and, not enumerable, `parameters`: our classes take them from there,
 * and v6 applications too. Whatever else was thrown is made an error.
 */
export function attachStatement(error: unknown, statement?: FailedStatement): DatabaseErrorParent {
  const parent = error instanceof Error ? error : new Error(String(error))
  if (statement === undefined) return parent
  Object.assign(parent, { sql: statement.sql })
  Object.defineProperty(parent, 'parameters', {
    value: statement.parameters,
    enumerable: false,
    configurable: true,
    writable: true,
  })
  return parent
}

/**
 * The message that a unique key was declared with.
 *
 * @param fields the columns of the key
 * @param constraint its name, where the database tells
 */
export function uniqueKeyMessage(
  statement: FailedStatement | undefined,
  fields: readonly string[],
  constraint?: string,
): string | undefined {
  const messages = statement?.uniqueKeyMessages
  if (messages === undefined) return undefined
  const keys = [constraint, [...fields].sort().join(','), [...fields].sort().join(', ')]
  const key = keys.find((name) => name !== undefined && Object.hasOwn(messages, name))
  return key === undefined ? undefined : messages[key]
}

/** v6's items of a violated unique key: one per column, named after it. */
export function uniqueItems(
  fields: readonly string[],
  known: {
    readonly message?: string | undefined
    readonly values?: Readonly<Record<string, unknown>> | undefined
  } = {},
): ValidationErrorItem[] {
  return fields.map(
    (field) =>
      new ValidationErrorItem(
        known.message ?? `${field} must be unique`,
        'unique violation',
        field,
        known.values?.[field],
        null,
        'not_unique',
      ),
  )
}
