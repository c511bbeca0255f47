/** Errors of the driver `pg` → our classes, by SQLSTATE and the fields that the server tells. */
import { BaseError } from '../../errors/base-error.js'
import {
  ConnectionError,
  ConnectionRefusedError,
  ConnectionTimedOutError,
  HostNotFoundError,
  HostNotReachableError,
  InvalidConnectionError,
} from '../../errors/connection-errors.js'
import {
  DatabaseError,
  type DatabaseErrorParent,
  DeadlockError,
  ExclusionConstraintError,
  ForeignKeyConstraintError,
  SerializationError,
  UnknownConstraintError,
} from '../../errors/database-errors.js'
import { UniqueConstraintError } from '../../errors/validation-errors.js'
import type { FailedStatement } from '../../engine/dialect.js'
import { attachStatement, uniqueItems, uniqueKeyMessage } from '../../engine/driver-errors.js'

/** https://www.postgresql.org/docs/current/protocol-error-fields.html */
interface PgError extends DatabaseErrorParent {
  readonly code?: string
  readonly detail?: string
  readonly table?: string
  readonly constraint?: string
}

/** A failed statement as one of our errors. */
export function translateError(error: unknown, statement?: FailedStatement): BaseError {
  if (error instanceof BaseError) return error
  const parent: PgError = attachStatement(error, statement)
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  switch (parent.code) {
    case '23505':
      return uniqueViolation(parent, statement)
    case '23503':
    // ON DELETE RESTRICT, from PostgreSQL 18 on.
    case '23001':
      return new ForeignKeyConstraintError({
        parent,
        message: parent.message,
        fields: null,
        index: parent.constraint,
        table: parent.table,
      })
    case '23P01':
      return new ExclusionConstraintError({
        parent,
        message: parent.message,
        constraint: parent.constraint,
        fields: fieldsOf(parent) as Record<string, string> | undefined,
        table: parent.table,
      })
    case '42704':
      return unknownObject(parent, statement)
    case '40P01':
      return new DeadlockError(parent)
    case '40001':
      return new SerializationError(parent)
    default:
      return new DatabaseError(parent, {}, messageWithoutValues(parent, statement))
  }
}

/**
 * The server quotes a value that it cannot read: `invalid input syntax for type uuid: "…"`. The value
 * is on the error's `parameters`, and in the driver's error.
 */
function messageWithoutValues(
  parent: PgError,
  statement: FailedStatement | undefined,
): string | undefined {
  // Class 22 are data exceptions; elsewhere a quoted text is a name.
  if (parent.code?.startsWith('22') !== true) return undefined
  let { message } = parent
  for (const value of statement?.parameters ?? []) {
    if (typeof value === 'string') message = message.replaceAll(`"${value}"`, '"***"')
  }
  return message
}

/** A connection that could not be made. */
export function translateConnectionError(error: unknown): BaseError {
  if (error instanceof BaseError) return error
  const parent: PgError = attachStatement(withMessage(error))
  switch (parent.code) {
    case 'ECONNREFUSED':
      return new ConnectionRefusedError(parent)
    case 'ENOTFOUND':
      return new HostNotFoundError(parent)
    case 'EHOSTUNREACH':
      return new HostNotReachableError(parent)
    case 'EINVAL':
      return new InvalidConnectionError(parent)
    case 'CONNECTION_ENDED':
      return new ConnectionTimedOutError(parent)
    default:
      return new ConnectionError(parent)
  }
}

/** Node reports several failed addresses of one host as an error without a message. */
function withMessage(error: unknown): unknown {
  const { message, errors } = Object(error) as { message?: string; errors?: readonly Error[] }
  if (message === '' && Array.isArray(errors) && errors.length > 0) {
    Object.assign(error as object, { message: errors.map((each) => each.message).join('; ') })
  }
  return error
}

function uniqueViolation(parent: PgError, statement: FailedStatement | undefined): BaseError {
  const values = fieldsOf(parent) ?? {}
  const fields = Object.keys(values)
  const message = uniqueKeyMessage(statement, fields, parent.constraint)
  return new UniqueConstraintError({
    parent,
    message: message ?? 'Validation error',
    fields: values,
    errors: uniqueItems(fields, { message, values }),
  })
}

/** An index or a constraint that a statement names and that is not there. */
function unknownObject(parent: PgError, statement: FailedStatement | undefined): BaseError {
  if (!/constraint|index/i.test(statement?.sql ?? '')) return new DatabaseError(parent)
  const found = /"([^"]*)" of relation "([^"]*)"/.exec(parent.message)
  return new UnknownConstraintError({
    parent,
    message: 'Unknown constraint error',
    constraint: found?.[1],
    table: found?.[2],
  })
}

/**
 * `Key (a, b)=(1, 2) already exists.`, in any language → the columns and their values as text. An
 * exclusion's detail tells the values of the other row after that.
 */
function fieldsOf(error: PgError): Record<string, string> | undefined {
  const detail = error.detail ?? ''
  const start = detail.indexOf('(') + 1
  const middle = detail.indexOf(')=(', start)
  if (start === 0 || middle === -1) return undefined
  const nameList = detail.slice(start, middle)
  const rest = detail.slice(middle + 3).split(`(${nameList})=(`, 1)[0]!
  const valueList = rest.slice(0, rest.lastIndexOf(')'))
  const names = splitList(nameList).map(unquote)
  const values = names.length === 1 ? [valueList] : splitList(valueList)
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']))
}

function splitList(text: string): string[] {
  return text.split(', ')
}

function unquote(name: string): string {
  return name.replaceAll('"', '')
}
