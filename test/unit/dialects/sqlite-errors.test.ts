import { describe, expect, it } from 'vitest'
import { translateConnectionError, translateError } from '../../../lib/dialects/sqlite/errors.js'

/** The same failure as the two drivers report it. */
const reports = (code: string, extended: string, message: string): [string, Error][] => [
  ['sqlite3', Object.assign(new Error(`${code}: ${message}`), { code, errno: 1 })],
  ['better-sqlite3', Object.assign(new Error(message), { code: extended })],
]
const statement = { sql: 'INSERT INTO book', parameters: [] }

describe.each([0, 1])('translateError of sqlite', (driver) => {
  const translate = (code: string, extended: string, message: string, known = {}) => {
    const [, error] = reports(code, extended, message)[driver]!
    return translateError(error, { ...statement, ...known })
  }

  it('reads the columns of a unique violation', () => {
    const message = 'UNIQUE constraint failed: book.author, book.title'
    const known = { uniqueKeyMessages: { 'author,title': 'Taken.' } }
    expect(
      translate('SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE', message, known),
    ).toMatchObject({
      name: 'SequelizeUniqueConstraintError',
      message: 'Taken.',
      fields: ['author', 'title'],
      errors: [
        { path: 'author', message: 'Taken.' },
        { path: 'title', message: 'Taken.' },
      ],
    })
  })

  it('finds the message of an index on expressions by its name', () => {
    const message = "UNIQUE constraint failed: index 'book_lower_title'"
    const known = { uniqueKeyMessages: { book_lower_title: 'Taken.' } }
    expect(
      translate('SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE', message, known),
    ).toMatchObject({
      message: 'Taken.',
      fields: [],
    })
  })

  it("reports NOT NULL by v6's class, with no fields", () => {
    const message = 'NOT NULL constraint failed: book.title'
    expect(translate('SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_NOTNULL', message)).toMatchObject({
      name: 'SequelizeUniqueConstraintError',
      message: 'Validation error',
      fields: [],
      errors: [],
    })
  })

  it('reports a foreign key', () => {
    const error = translate(
      'SQLITE_CONSTRAINT',
      'SQLITE_CONSTRAINT_FOREIGNKEY',
      'FOREIGN KEY constraint failed',
    )
    expect(error).toMatchObject({
      name: 'SequelizeForeignKeyConstraintError',
      message: 'SQLITE_CONSTRAINT: FOREIGN KEY constraint failed',
    })
  })

  it('reports a locked database as a time-out, by the message that is retried', () => {
    expect(translate('SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'database is locked')).toMatchObject({
      name: 'SequelizeTimeoutError',
      message: 'SQLITE_BUSY: database is locked',
    })
  })

  it("leads any other message by SQLite's code", () => {
    expect(translate('SQLITE_ERROR', 'SQLITE_ERROR', 'no such table: x')).toMatchObject({
      name: 'SequelizeDatabaseError',
      message: 'SQLITE_ERROR: no such table: x',
      sql: 'INSERT INTO book',
    })
  })

  it('reports a database that cannot be opened', () => {
    const [, error] = reports('SQLITE_CANTOPEN', 'SQLITE_CANTOPEN', 'unable to open')[driver]!
    expect(translateConnectionError(error)).toMatchObject({
      name: 'SequelizeConnectionError',
      message: 'SQLITE_CANTOPEN: unable to open',
      parent: error,
    })
  })
})
