/** Errors of the SQLite drivers → our classes, by SQLite's result codes and messages. */
import { BaseError } from '../../errors/base-error.js'
import { ConnectionError } from '../../errors/connection-errors.js'
import {
  DatabaseError,
  type DatabaseErrorParent,
  ForeignKeyConstraintError,
  TimeoutError,
} from '../../errors/database-errors.js'
import { UniqueConstraintError } from '../../errors/validation-errors.js'
import type { FailedStatement } from '../../engine/dialect.js'
import { attachStatement, uniqueItems, uniqueKeyMessage } from '../../engine/driver-errors.js'

interface SqliteDriverError extends DatabaseErrorParent {
  readonly code?: string
}

/** A failed statement as one of our errors. */
export function translateError(error: unknown, statement?: FailedStatement): BaseError {
  if (error instanceof BaseError) return error
  const parent: SqliteDriverError = attachStatement(error, statement)
  const message = messageOf(parent)
  switch (primaryCode(parent)) {
    case 'SQLITE_CONSTRAINT':
      return translateConstraint(parent, message, statement)
    case 'SQLITE_BUSY':
      return new TimeoutError(parent, {}, message)
    default:
      return new DatabaseError(parent, {}, message)
  }
}

/** A database that could not be opened. */
export function translateConnectionError(error: unknown): BaseError {
  if (error instanceof BaseError) return error
  const parent: SqliteDriverError = attachStatement(error)
  return Object.assign(new ConnectionError(parent), { message: messageOf(parent) })
}

function translateConstraint(
  parent: SqliteDriverError,
  message: string,
  statement: FailedStatement | undefined,
): BaseError {
  if (message.includes('FOREIGN KEY constraint failed')) {
    return new ForeignKeyConstraintError({ parent, message })
  }
  const fields = uniqueFields(message)
  const ownMessage = uniqueKeyMessage(statement, fields, indexName(message))
  return new UniqueConstraintError({
    parent,
    // v6 reports NOT NULL and CHECK by this class too, with no fields; the text at least is true.
    message: ownMessage ?? 'Validation error',
    fields,
    errors: uniqueItems(fields, { message: ownMessage }),
  })
}

/** `UNIQUE constraint failed: book.title, book.author` → the columns; none for other failures. */
function uniqueFields(message: string): string[] {
  const list = /UNIQUE constraint failed: (?!index )(.*)/s.exec(message)?.[1]
  return list === undefined ? [] : list.split(', ').map((name) => name.slice(name.indexOf('.') + 1))
}

function indexName(message: string): string | undefined {
  return /UNIQUE constraint failed: index '(.*)'/.exec(message)?.[1]
}

/** SQLITE_CONSTRAINT for SQLITE_CONSTRAINT_UNIQUE: one driver tells the code, the other its details. */
function primaryCode(error: SqliteDriverError): string {
  return String(error.code ?? '')
    .split('_', 2)
    .join('_')
}

/** v6's form, which applications match: led by the code, whichever the driver. */
function messageOf(error: SqliteDriverError): string {
  const code = primaryCode(error)
  return !code.startsWith('SQLITE_') || error.message.startsWith('SQLITE_')
    ? error.message
    : `${code}: ${error.message}`
}
