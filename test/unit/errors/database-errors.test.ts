import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  DatabaseError,
  DeadlockError,
  EmptyResultError,
  ExclusionConstraintError,
  ForeignKeyConstraintError,
  OptimisticLockError,
  TimeoutError,
  UnknownConstraintError,
} from '../../../lib/errors/database-errors.js'

const parent = () =>
  Object.assign(new Error('boom'), { sql: 'SELECT 1', parameters: ['hunter2'], code: '23503' })

describe('DatabaseError', () => {
  it('carries the driver error, the statement and the code', () => {
    const driverError = parent()
    const error = new DatabaseError(driverError)
    expect(error).toMatchObject({
      name: 'SequelizeDatabaseError',
      message: 'boom',
      sql: 'SELECT 1',
      code: '23503',
    })
    expect(error.parent).toBe(driverError)
    expect(error.original).toBe(driverError)
    expect(error.cause).toBe(driverError)
  })

  it('keeps bound values readable but out of all printing', () => {
    const error = new DatabaseError(parent())
    expect(error.parameters).toEqual(['hunter2'])
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
    expect(JSON.stringify(error)).not.toContain('hunter2')
    expect(error.parent.parameters).toEqual(['hunter2'])
  })

  it('has empty parameters for an error outside a statement', () => {
    const error = new DatabaseError(new Error('q'))
    expect(error.parameters).toEqual({})
    expect(error.sql).toBeUndefined()
  })

  it('takes the stack of the call site', () => {
    const error = new DatabaseError(parent(), { stack: 'Error\n    at user (app.js:1:2)' })
    expect(error.stack).toBe('SequelizeDatabaseError: boom\n    at user (app.js:1:2)')
  })
})

describe('kinds of database errors', () => {
  it('names each class as v6 does', () => {
    expect(new TimeoutError(parent()).name).toBe('SequelizeTimeoutError')
    expect(new ForeignKeyConstraintError().name).toBe('SequelizeForeignKeyConstraintError')
    expect(new ExclusionConstraintError().name).toBe('SequelizeExclusionConstraintError')
    expect(new UnknownConstraintError().name).toBe('SequelizeUnknownConstraintError')
    expect(new EmptyResultError('m').name).toBe('SequelizeEmptyResultError')
    expect(new DeadlockError(parent()).name).toBe('SequelizeDatabaseError')
  })

  it('is a DatabaseError where a statement failed', () => {
    for (const error of [
      new TimeoutError(parent()),
      new DeadlockError(parent()),
      new ForeignKeyConstraintError(),
      new ExclusionConstraintError(),
      new UnknownConstraintError(),
    ]) {
      expect(error).toBeInstanceOf(DatabaseError)
    }
  })

  it('prefers a given message, then that of the driver, then a general one', () => {
    expect(new ForeignKeyConstraintError({ message: 'm', parent: parent() }).message).toBe('m')
    expect(new ForeignKeyConstraintError({ parent: parent() }).message).toBe('boom')
    expect(new ForeignKeyConstraintError().message).toBe('Database Error')
    expect(new ExclusionConstraintError().message).toBe('')
    expect(new UnknownConstraintError({ parent: parent() }).message).toBe(
      'The specified constraint does not exist',
    )
  })

  it('starts the stack of a constraint error with the given message', () => {
    const error = new ForeignKeyConstraintError({ message: 'm', parent: parent() })
    expect(error.stack).toMatch(/^SequelizeForeignKeyConstraintError: m\n/)
  })

  it('carries what is known of a foreign key', () => {
    const error = new ForeignKeyConstraintError({
      parent: parent(),
      table: 'copy',
      fields: ['bookId'],
      value: 1,
      index: 'copy_book_fk',
      reltype: 'child',
    })
    expect(error).toMatchObject({
      table: 'copy',
      fields: ['bookId'],
      value: 1,
      index: 'copy_book_fk',
      reltype: 'child',
      sql: 'SELECT 1',
    })
  })

  it('tells an unknown constraint before a statement is sent', () => {
    const error = UnknownConstraintError.missing('book', 'book_fk')
    expect(error.message).toBe('Constraint "book_fk" on table "book" does not exist.')
    expect(error).toMatchObject({ table: 'book', constraint: 'book_fk' })
  })
})

describe('OptimisticLockError', () => {
  it('names the model and carries values and condition', () => {
    const error = new OptimisticLockError({
      modelName: 'Book',
      values: { title: 'x' },
      where: { id: 1 },
    })
    expect(error).toMatchObject({
      name: 'SequelizeOptimisticLockError',
      message: 'Attempting to update a stale model instance: Book',
      modelName: 'Book',
      values: { title: 'x' },
      where: { id: 1 },
    })
  })
})
