import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  BulkRecordError,
  UniqueConstraintError,
  ValidationError,
  ValidationErrorItem,
  ValidationErrorItemOrigin,
} from '../../../lib/errors/validation-errors.js'

const nullItem = () =>
  new ValidationErrorItem(
    'Book.title cannot be null',
    'notNull Violation',
    'title',
    null,
    { id: 1 },
    'is_null',
    'isNull',
    [1],
  )

describe('ValidationErrorItem', () => {
  it('has exactly the keys of v6', () => {
    expect(Object.keys(nullItem())).toEqual([
      'message',
      'type',
      'path',
      'value',
      'origin',
      'instance',
      'validatorKey',
      'validatorName',
      'validatorArgs',
    ])
  })

  it.each([
    ['notNull Violation', 'CORE'],
    ['string violation', 'CORE'],
    ['unique violation', 'DB'],
    ['Validation error', 'FUNCTION'],
  ])('derives the origin of the type %s', (type, origin) => {
    expect(new ValidationErrorItem('m', type)).toMatchObject({ type, origin })
  })

  it('takes a bare origin for the type and ignores unknown types', () => {
    expect(new ValidationErrorItem('m', 'DB')).toMatchObject({ type: null, origin: 'DB' })
    expect(new ValidationErrorItem('m', 'constructor')).toMatchObject({ type: null, origin: null })
  })

  it('gives the key of the check with and without its origin', () => {
    expect(nullItem().getValidatorKey()).toBe('core.is_null')
    expect(nullItem().getValidatorKey(true, '-')).toBe('core-is_null')
    expect(nullItem().getValidatorKey(false)).toBe('is_null')
    expect(new ValidationErrorItem('m').getValidatorKey()).toBe('')
  })

  it('refuses an empty separator', () => {
    expect(() => nullItem().getValidatorKey(true, '')).toThrow('separator must be a non-empty')
  })

  it('lists origins and types as statics', () => {
    expect(ValidationErrorItem.Origins).toEqual(ValidationErrorItemOrigin)
    expect(ValidationErrorItem.TypeStringMap['unique violation']).toBe('DB')
  })
})

describe('ValidationError', () => {
  it('prefers a given message, then joins those of its items, then has a general one', () => {
    expect(new ValidationError('given', [nullItem()]).message).toBe('given')
    expect(new ValidationError('', [nullItem(), nullItem()]).message).toBe(
      'notNull Violation: Book.title cannot be null,\nnotNull Violation: Book.title cannot be null',
    )
    expect(new ValidationError().message).toBe('Validation Error')
  })

  it('finds the items of an attribute', () => {
    const error = new ValidationError('', [nullItem()])
    expect(error.get('title')).toEqual(error.errors)
    expect(error.get('id')).toEqual([])
  })

  it('says which value does not fit a data type', () => {
    expect(ValidationError.invalidValue('x', 'integer').message).toBe('"x" is not a valid integer')
  })
})

describe('UniqueConstraintError', () => {
  it('carries fields, statement and driver error', () => {
    const parent = Object.assign(new Error('boom'), { sql: 'INSERT', parameters: ['hunter2'] })
    const error = new UniqueConstraintError({ parent, fields: { title: 'x' }, errors: [] })
    expect(error).toBeInstanceOf(ValidationError)
    expect(error).toMatchObject({
      name: 'SequelizeUniqueConstraintError',
      message: 'boom',
      fields: { title: 'x' },
      sql: 'INSERT',
      errors: [],
    })
    expect(error.cause).toBe(parent)
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })

  it('stands without a driver error', () => {
    expect(new UniqueConstraintError()).toMatchObject({
      message: 'Validation Error',
      fields: {},
      sql: '',
    })
    expect(new UniqueConstraintError({ message: 'hey' }).message).toBe('hey')
  })
})

describe('BulkRecordError', () => {
  it('pairs a record with its error', () => {
    const cause = new ValidationError('', [nullItem()])
    const error = new BulkRecordError(cause, { id: 1 })
    expect(error).toMatchObject({ name: 'SequelizeBulkRecordError', record: { id: 1 } })
    expect(error.errors).toBe(cause)
    expect(error.message).toBe(cause.message)
  })
})
