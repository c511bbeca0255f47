import { describe, expect, it } from 'vitest'
import { translateConnectionError, translateError } from '../../../lib/dialects/postgres/errors.js'
import { DeadlockError, SerializationError } from '../../../lib/errors/database-errors.js'
import { UsageError } from '../../../lib/errors/usage-errors.js'

const driverError = (properties: object, message = 'from the server'): Error =>
  Object.assign(new Error(message), properties)
const statement = { sql: 'INSERT INTO book', parameters: ['secret'] }

describe('translateError of postgres', () => {
  it.each([
    ['Key (title)=(Emma) already exists.', { title: 'Emma' }],
    ['Key (author, title)=(1, Emma) already exists.', { author: '1', title: 'Emma' }],
    ['Key ("the title")=(a, b) already exists.', { 'the title': 'a, b' }],
    ['Key (title)=() already exists.', { title: '' }],
    ['Schlüssel »(title)=(Emma)« existiert bereits.', { title: 'Emma' }],
    ['Key (lower(title::text))=(emma) already exists.', { 'lower(title::text)': 'emma' }],
    [undefined, {}],
    ['something else', {}],
  ])('reads the fields of a unique violation from %j', (detail, fields) => {
    const error = translateError(driverError({ code: '23505', detail }), statement)
    expect(error).toMatchObject({ name: 'SequelizeUniqueConstraintError', fields })
    expect((error as unknown as { errors: { path: string }[] }).errors.map((e) => e.path)).toEqual(
      Object.keys(fields),
    )
  })

  it.each([
    [{ book_title_key: 'Taken.' }, 'Taken.'],
    [{ 'author,title': 'Taken together.' }, 'Taken together.'],
    [{ other: 'Not this.' }, 'Validation error'],
  ])('gives the message a key was declared with: %j', (uniqueKeyMessages, message) => {
    const error = driverError({
      code: '23505',
      constraint: 'book_title_key',
      detail: 'Key (title, author)=(Emma, 1) already exists.',
    })
    expect(translateError(error, { ...statement, uniqueKeyMessages })).toMatchObject({ message })
  })

  it('keeps the values of an exclusion apart from those of the other row', () => {
    const detail = 'Key (during)=([2,3)) conflicts with existing key (during)=([1,5)).'
    const error = translateError(driverError({ code: '23P01', detail, constraint: 'no_overlap' }))
    expect(error).toMatchObject({ fields: { during: '[2,3)' }, constraint: 'no_overlap' })
  })

  it('tells deadlocks and serialization failures apart by class, not by name', () => {
    const deadlock = translateError(driverError({ code: '40P01' }))
    const serialization = translateError(driverError({ code: '40001' }))
    expect(deadlock).toBeInstanceOf(DeadlockError)
    expect(serialization).toBeInstanceOf(SerializationError)
    expect([deadlock.name, serialization.name]).toEqual([
      'SequelizeDatabaseError',
      'SequelizeDatabaseError',
    ])
  })

  it('takes an unknown object for an unknown constraint only where the SQL names one', () => {
    const error = { code: '42704' }
    const named = translateError(
      driverError(error, 'constraint "a" of relation "b" does not exist'),
      {
        sql: 'ALTER TABLE b DROP CONSTRAINT a',
        parameters: [],
      },
    )
    expect(named).toMatchObject({
      name: 'SequelizeUnknownConstraintError',
      constraint: 'a',
      table: 'b',
    })
    const type = translateError(driverError(error), { sql: 'SELECT 1::nothing', parameters: [] })
    expect(type.name).toBe('SequelizeDatabaseError')
  })

  it('keeps SQL and values on the error, the values not printed', () => {
    const error = translateError(driverError({ code: 'XX000' }), statement)
    expect(error).toMatchObject({ sql: 'INSERT INTO book', parameters: ['secret'] })
    expect(Object.keys(error)).not.toContain('parameters')
    expect(Object.keys((error as unknown as { parent: object }).parent)).not.toContain('parameters')
  })

  it('leaves our own errors alone, and makes an error of whatever else was thrown', () => {
    const own = UsageError.closed('query')
    expect(translateError(own)).toBe(own)
    expect(translateError('text')).toMatchObject({
      name: 'SequelizeDatabaseError',
      message: 'text',
    })
  })
})

describe('translateConnectionError of postgres', () => {
  it.each([
    ['ECONNREFUSED', 'SequelizeConnectionRefusedError'],
    ['ENOTFOUND', 'SequelizeHostNotFoundError'],
    ['EHOSTUNREACH', 'SequelizeHostNotReachableError'],
    ['EINVAL', 'SequelizeInvalidConnectionError'],
    ['CONNECTION_ENDED', 'SequelizeConnectionTimedOutError'],
    ['28P01', 'SequelizeConnectionError'],
  ])('translates %s', (code, name) => {
    expect(translateConnectionError(driverError({ code }))).toMatchObject({ name })
  })

  it('gives an error about several addresses the messages of all of them', () => {
    const error = new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')])
    expect(translateConnectionError(Object.assign(error, { code: 'ECONNREFUSED' }))).toMatchObject({
      name: 'SequelizeConnectionRefusedError',
      message: '::1 refused; 127.0.0.1 refused',
    })
  })
})
