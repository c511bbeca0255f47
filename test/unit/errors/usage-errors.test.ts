import { describe, expect, it } from 'vitest'
import { BaseError } from '../../../lib/errors/base-error.js'
import {
  AssociationError,
  EagerLoadingError,
  InstanceError,
  QueryError,
  SequelizeScopeError,
  UsageError,
} from '../../../lib/errors/usage-errors.js'

const book = { name: 'Book', attributes: ['id', 'title', 'price'] }

describe('UsageError', () => {
  it('is a BaseError, so that `instanceof Error` holds', () => {
    const error = UsageError.missingWhere('Book.destroy')
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toBeInstanceOf(BaseError)
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe('SequelizeUsageError')
  })

  it('starts its stack at the caller of the factory', () => {
    function findAll(): never {
      throw UsageError.undefinedInWhere('Book.findAll', 'where.title')
    }
    expect(findAll).toThrow(
      expect.objectContaining({
        stack: expect.stringMatching(/^SequelizeUsageError: Book\.findAll: [^\n]*\n\s+at findAll /),
      }),
    )
  })

  it('says where, what, what was received and what to do', () => {
    expect(
      UsageError.invalid('Book.findAll', 'lock is odd', { level: 1 }, 'Use LOCK.UPDATE.').message,
    ).toBe('Book.findAll: lock is odd. Received { level: 1 }. Use LOCK.UPDATE.')
    expect(UsageError.invalid('Book.findAll', 'lock is odd').message).toBe(
      'Book.findAll: lock is odd.',
    )
  })

  it.each([
    [
      UsageError.unknownAttribute('Book.findAll (strict)', 'attributes', 'titel', book),
      'Book.findAll (strict): "titel" in attributes is not an attribute of Book. ' +
        'Did you mean "title"?',
    ],
    [
      UsageError.unexpectedKey('Shelf.bulkCreate (strict)', 'row 2 of 3', 'colour', {
        name: 'Shelf',
        attributes: ['id', 'label', 'room'],
      }),
      'Shelf.bulkCreate (strict): row 2 of 3 has the unexpected key "colour". ' +
        'Shelf has: id, label, room.',
    ],
    [
      UsageError.operatorNeedsType(
        'Loan.findAll',
        'where.period',
        { operator: Symbol.for('overlap'), needs: 'an ARRAY or RANGE column' },
        { column: 'Loan.period', type: 'DATEONLY' },
      ),
      'Loan.findAll: where.period uses Op.overlap, which needs an ARRAY or RANGE column; ' +
        'Loan.period is DATEONLY.',
    ],
    [
      UsageError.unsupportedByDialect('Book.findAll', 'lock.skipLocked', 'sqlite', 'skipLocked'),
      'Book.findAll: lock.skipLocked is not supported by sqlite. Leave it out for this dialect\n' +
        '(sequelize.dialect.supports.skipLocked tells).',
    ],
    [
      UsageError.unknownOperator('Book.findAll', 'where.price', Symbol('like')),
      'Book.findAll: where.price uses Symbol(like), which is not an operator.',
    ],
    [
      UsageError.unknownOperator('Book.findAll', 'where.price', 'Op.lik', ['Op.like', 'Op.eq']),
      'Book.findAll: where.price uses Op.lik, which is not an operator. Did you mean "Op.like"?',
    ],
    [
      UsageError.missingDriver(['sqlite3', 'better-sqlite3'], 'sqlite'),
      'new Sequelize: the driver of sqlite is not installed. Please install "sqlite3" or ' +
        '"better-sqlite3": npm install sqlite3',
    ],
  ])('words the situation: %s', (error, message) => {
    expect(error.message).toBe(message)
  })

  it.each([
    [
      UsageError.aliasTaken('Author.hasMany(Book, { as: "works" })', 'Author', 'works'),
      AssociationError,
      'SequelizeAssociationError',
    ],
    [
      UsageError.missingThrough('A.belongsToMany(B)'),
      AssociationError,
      'SequelizeAssociationError',
    ],
    [
      UsageError.notAssociated('A.findAll', 'A', 'B'),
      EagerLoadingError,
      'SequelizeEagerLoadingError',
    ],
    [
      UsageError.ambiguousAssociation('A.findAll', 'A', 'B', ['x', 'y']),
      EagerLoadingError,
      'SequelizeEagerLoadingError',
    ],
    [
      UsageError.malformedAttributes('A.findAll', 'attributes', 'x'),
      QueryError,
      'SequelizeQueryError',
    ],
    [UsageError.unknownScope('A', 'x', []), SequelizeScopeError, 'SequelizeScopeError'],
    [UsageError.instanceGone('a.reload', 1), InstanceError, 'SequelizeInstanceError'],
  ])('is of the class v6 uses: %s', (error, ErrorClass, name) => {
    expect(error).toBeInstanceOf(ErrorClass)
    expect(error.name).toBe(name)
  })

  it('lists the aliases when one is missing or wrong', () => {
    const pair = { source: 'Author', target: 'Book' }
    expect(UsageError.wrongAlias('Author.findAll', pair, 'novels', ['works']).message).toBe(
      'Author.findAll: Book is not associated by the alias "novels". ' +
        'Add "as" with "works" to include it in Author:' +
        "\n  include: { model: Book, as: 'works' }",
    )
    expect(UsageError.wrongAlias('Author.findAll', pair, undefined, ['a', 'b']).message).toContain(
      '"as" is missing. Add "as" with "a" or "b"',
    )
  })

  it('keeps the refused statement of a finished transaction', () => {
    const error = UsageError.finishedTransaction('Book.findAll', {
      state: 'commit',
      id: 'x1',
      sql: 'SELECT 1',
    })
    expect(error.sql).toBe('SELECT 1')
    expect(error.message).toContain('commit has been called on this transaction(x1)')
    expect('sql' in UsageError.finishedTransaction('t.commit', { state: 'rollback' })).toBe(false)
  })

  it('tells that something else was given for a transaction', () => {
    expect(UsageError.notATransaction(Promise.resolve()).message).toBe(
      'sequelize.query: the option "transaction" is not a transaction. Received [Promise] ' +
        '(is an "await" missing?). Give what sequelize.transaction() resolved to or passed to ' +
        'its function.',
    )
  })

  it('tells a missing dialect from an unknown one', () => {
    expect(UsageError.unknownDialect(undefined, ['postgres']).message).toContain('is missing')
    expect(UsageError.unknownDialect('oracl', ['postgres', 'sqlite']).message).toBe(
      'new Sequelize: the dialect "oracl" is not supported. Supported dialects: postgres, sqlite.',
    )
  })

  it('never prints a secret of a received value', () => {
    const error = UsageError.malformedWhere('Reader.findOne', 'where cannot be read', {
      password: 'hunter2',
    })
    expect(error.message).not.toContain('hunter2')
  })
})
