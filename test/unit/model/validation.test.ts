/** Validation: the same models on Relata and on sequelize v6, what they refuse compared. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import { UsageError } from '../../../lib/errors/usage-errors.js'
import { ValidationError } from '../../../lib/errors/validation-errors.js'
import { Literal } from '../../../lib/expression/expressions.js'
import { Validator, validatorArguments } from '../../../lib/model/built-in-validators.js'
import { defineModel, fakeRuntime, linkModels } from './fake-runtime.js'

const v6 = createRequire(import.meta.url)('sequelize')

type Case = (types: any) => {
  readonly attributes: object
  readonly values: object
  readonly options?: object
  readonly validate?: object
}

/** What a validation says, in a form that both libraries share. */
async function outcomeOf(model: any, { values, validate }: ReturnType<Case>): Promise<unknown> {
  const instance = model.build(values)
  try {
    return (await instance.validate(validate)) === instance ? 'valid' : 'valid, but another result'
  } catch (error) {
    const { name, message, errors } = error as { name: string; message: string; errors: any[] }
    return {
      name,
      message,
      errors: errors.map((item) => ({
        message: item.message,
        type: item.type,
        path: item.path,
        value: item.value,
        origin: item.origin,
        isOfInstance: item.instance === instance,
        validatorKey: item.validatorKey,
        validatorName: item.validatorName,
        argumentCount: item.validatorArgs.length,
        hasOriginal: item.original instanceof Error,
      })),
    }
  }
}

const text =
  (setting: object, value: unknown, more: object = {}): Case =>
  (types) => ({
    attributes: { a: { type: types.STRING, ...more, validate: setting } },
    values: { a: value },
  })

const whole =
  (setting: object, value: unknown): Case =>
  (types) => ({
    attributes: { a: { type: types.INTEGER, validate: setting } },
    values: { a: value },
  })

const fail = (message: unknown) => () => {
  throw message
}

const cases: Record<string, Case> = {
  'nothing to check': (types) => ({ attributes: { a: types.STRING }, values: { a: 'x' } }),
  'null that is not allowed': (types) => ({
    attributes: { a: { type: types.STRING, allowNull: false } },
    values: {},
  }),
  'null with a message': text({ notNull: { msg: 'needed' } }, null, { allowNull: false }),
  'null with arguments and a message': text({ notNull: { args: true, msg: 'needed' } }, null, {
    allowNull: false,
  }),
  'null of a default': (types) => ({
    attributes: { a: { type: types.INTEGER, allowNull: false, defaultValue: 1 } },
    values: { a: null },
  }),
  'null of an automatic key': (types) => ({
    attributes: {
      a: { type: types.INTEGER, allowNull: false, autoIncrement: true, primaryKey: true },
    },
    values: {},
  }),
  'null of a key': (types) => ({
    attributes: { a: { type: types.STRING, allowNull: false, primaryKey: true } },
    values: {},
  }),
  'null is not validated': text({ isEmail: true, own: fail(new Error('E')) }, null),
  'null that is allowed goes to functions': text(
    { isEmail: true, own: fail(new Error('E')) },
    null,
    { allowNull: true },
  ),
  isEmail: text({ isEmail: true }, 'x'),
  'isEmail that passes': text({ isEmail: true }, 'x@example.org'),
  'isEmail with a message': text({ isEmail: { args: true, msg: 'bad' } }, 'x'),
  'isEmail: false still validates': text({ isEmail: false }, 'x'),
  len: text({ len: [2, 3] }, 'x'),
  'len with a message': text({ len: { args: [2, 3], msg: 'L' } }, 'x'),
  'len of one number': text({ len: 2 }, 'x'),
  isIn: text({ isIn: [['a', 'b']] }, 'x'),
  'isIn that passes': whole({ isIn: [[1, 2]] }, 1),
  'isIn with a flat list': text({ isIn: ['abc', 'b'] }, 'x'),
  notIn: text({ notIn: [['a', 'x']] }, 'x'),
  'is, as a pattern': text({ is: /^[a-c]+$/i }, 'x'),
  'is, as a list': text({ is: ['^[a-c]+$', 'i'] }, 'x'),
  'is, as text': text({ is: '^[a-c]+$' }, 'x'),
  'is, with arguments': text({ is: { args: /^a$/, msg: 'R' } }, 'x'),
  regex: text({ regex: { args: ['^a$'], msg: 'R' } }, 'x'),
  not: text({ not: ['[a-z]', 'i'] }, 'x'),
  notRegex: text({ notRegex: /x/g }, 'x'),
  min: whole({ min: 23 }, 3),
  'min in a list': whole({ min: [23] }, 3),
  'max and min': whole({ max: 2, min: 1 }, 3),
  'min of what is no number': text({ min: 2 }, 'abc'),
  notEmpty: text({ notEmpty: true }, ' \t'),
  isNull: text({ isNull: true }, 'x'),
  isDate: text({ isDate: true }, 'x'),
  'isDate that passes': (types) => ({
    attributes: { a: { type: types.DATE, validate: { isDate: true, isAfter: '2000-01-01' } } },
    values: { a: new Date() },
  }),
  isAfter: (types) => ({
    attributes: { a: { type: types.DATE, validate: { isAfter: '2100-01-01' } } },
    values: { a: new Date(0) },
  }),
  isBefore: (types) => ({
    attributes: { a: { type: types.DATE, validate: { isBefore: '1900-01-01' } } },
    values: { a: new Date(0) },
  }),
  isDecimal: text({ isDecimal: true }, 'x'),
  'isDecimal with an exponent': text({ isDecimal: true }, '-1.5e5'),
  isUUID: text({ isUUID: 4 }, 'x'),
  contains: text({ contains: 'foo' }, 'x'),
  notContains: text({ notContains: 'x' }, 'x'),
  equals: text({ equals: 'foo' }, 'x'),
  'isInt with options': whole({ isInt: { min: 3 } }, 1),
  'isInt with arguments': whole({ isInt: { args: [{ min: 3 }], msg: 'q' } }, 1),
  'isInt of a fraction': whole({ isInt: true, len: [2, 3] }, 1.5),
  isUrl: text({ isUrl: true }, 'x'),
  'isURL that passes': text({ isURL: true }, 'http://example.org'),
  isIPv4: text({ isIPv4: true }, '::1'),
  isIPv6: text({ isIPv6: true }, '1.1.1.1'),
  'isAlpha in a language': text({ isAlpha: 'de-DE' }, 'ä'),
  isAlphanumeric: text({ isAlphanumeric: true }, 'ä ö'),
  isCreditCard: text({ isCreditCard: true }, '1'),
  'isMobilePhone in a country': text({ isMobilePhone: 'de-DE' }, 'X'),
  isLowercase: text({ isLowercase: true }, 'X'),
  'isImmutable of a new instance': text({ isImmutable: true }, 'X'),
  'a list as text': (types) => ({
    attributes: { a: { type: types.JSON, validate: { len: [1, 2] } } },
    values: { a: [1, 2, 3] },
  }),
  'a function': text({ own: (value: string) => fail(new Error(`no ${value}`))() }, 'x'),
  'a function that throws text': text({ own: fail('words') }, 'x'),
  'a function that returns false': text({ own: () => false }, 'x'),
  'a function that rejects': text({ own: async () => fail(new Error('A'))() }, 'x'),
  'a function with a callback': text(
    { own: (_value: unknown, next: (error?: unknown) => void) => next('C') },
    'x',
  ),
  'a function with a callback that passes': text(
    { own: (_value: unknown, next: () => void) => next() },
    'x',
  ),
  'a function with a late callback': text(
    {
      own: (_value: unknown, next: (error: Error) => void) =>
        void setTimeout(() => next(new Error('late')), 1),
    },
    'x',
  ),
  'a function with a callback that throws': text(
    { own: (_value: unknown, _next: unknown) => fail(new Error('T'))() },
    'x',
  ),
  'a function of the model': (types) => ({
    attributes: { a: types.STRING },
    values: { a: 'x' },
    options: {
      validate: {
        both(this: { a: string }) {
          throw new Error(`M ${this.a}`)
        },
      },
    },
  }),
  'a function of the model with a callback': (types) => ({
    attributes: { a: types.STRING },
    values: {},
    options: { validate: { both: (next: (error: string) => void) => next('M') } },
  }),
  'a function of the model that rejects': (types) => ({
    attributes: { a: types.STRING },
    values: {},
    options: { validate: { both: async () => fail(new Error('M'))() } },
  }),
  'a function of the model that is skipped': (types) => ({
    attributes: { a: types.STRING },
    values: {},
    options: { validate: { both: fail(new Error('M')) } },
    validate: { skip: ['both'] },
  }),
  'only some fields': (types) => ({
    attributes: {
      a: { type: types.STRING, validate: { isEmail: true } },
      b: { type: types.STRING, validate: { isEmail: true } },
    },
    values: { a: 'x', b: 'y' },
    options: { validate: { both: fail(new Error('M')) } },
    validate: { fields: ['a'] },
  }),
  'all but some': (types) => ({
    attributes: {
      a: { type: types.STRING, validate: { isEmail: true } },
      b: { type: types.STRING, validate: { isEmail: true } },
    },
    values: { a: 'x', b: 'y' },
    validate: { skip: ['a'] },
  }),
  'several refusals': (types) => ({
    attributes: {
      a: {
        type: types.STRING,
        validate: { isEmail: true, own: fail(new Error('1')), isInt: true },
      },
      b: { type: types.STRING, allowNull: false },
    },
    values: { a: 'x' },
    options: { validate: { both: fail(new Error('M')) } },
  }),
  'objects in text attributes': (types) => ({
    attributes: { a: types.STRING, b: types.TEXT, c: types.CITEXT, d: types.CHAR },
    values: { a: {}, b: [1], c: ['x'], d: new Date(0) },
  }),
  'bytes and numbers in text attributes': (types) => ({
    attributes: { a: types.STRING, b: types.TEXT },
    values: { a: Buffer.from('x'), b: 5 },
  }),
  'objects elsewhere': (types) => ({
    attributes: { a: types.INTEGER, b: types.JSON },
    values: { a: {}, b: {} },
  }),
}

describe('validation refuses what v6 refuses', () => {
  it.each(Object.entries(cases))('%s', async (_title, make) => {
    const instance = new v6.Sequelize({ dialect: 'sqlite', logging: false })
    const [his, mine] = [make(v6.DataTypes), make(DataTypes)]
    const theirs = instance.define('Book', his.attributes, { timestamps: false, ...his.options })
    const ours = defineModel(fakeRuntime(), 'Book', mine.attributes, {
      timestamps: false,
      ...mine.options,
    })
    expect(await outcomeOf(ours, mine)).toEqual(await outcomeOf(theirs, his))
  })
})

describe('validation', () => {
  it('leaves expressions alone', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {
      a: { type: DataTypes.STRING, validate: { isEmail: true } },
    })
    const book = new Book({ a: new Literal('1') })
    expect(await book.validate()).toBe(book)
  })

  it('lets the key of a row that is saved along be null', async () => {
    const runtime = fakeRuntime()
    const Author = defineModel(runtime, 'Author', {})
    const Book = defineModel(runtime, 'Book', {
      authorId: { type: DataTypes.INTEGER, allowNull: false },
    })
    linkModels(Book as never, Author as never, {
      as: 'author',
      kind: 'BelongsTo',
      foreignKey: 'authorId',
    })
    await expect(new Book({}).validate()).rejects.toThrow('Book.authorId cannot be null')
    await new Book({ author: {} }, { include: [{ as: 'author' }] }).validate()
  })

  it('tells an unknown validator, and the near one', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {
      a: { type: DataTypes.STRING, validate: { isEmial: true } },
    })
    await expect(new Book({ a: 'x' }).validate()).rejects.toThrow(
      'Invalid validator function: isEmial. Did you mean "isEmail"?',
    )
    await new Book({ a: null }).validate()
  })

  it('tells arguments that a validator cannot take', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {
      a: { type: DataTypes.STRING, validate: { isAlpha: 'xx-XX' } },
    })
    await expect(new Book({ a: 'x' }).validate()).rejects.toThrow("Invalid locale 'xx-XX'")
  })

  it('refuses a change of what is immutable', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {
      a: { type: DataTypes.STRING, validate: { isImmutable: true } },
    })
    const book = new Book({ id: 1, a: 'x' }, { raw: true, isNewRecord: false })
    await book.validate()
    book.a = 'y'
    await expect(book.validate()).rejects.toThrow('Validation isImmutable on a failed')
  })

  it('takes validators of one instance alone', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', { a: DataTypes.STRING })
    const [book, other] = [new Book({ a: 'x' }), new Book({ a: 'x' })]
    book.setValidators('a', { isInt: true })
    await expect(book.validate()).rejects.toThrow('Validation isInt on a failed')
    await other.validate()
  })

  it('checks isIP for the version that is named', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {
      a: { type: DataTypes.STRING, validate: { isIP: 4 } },
    })
    await expect(new Book({ a: '::1' }).validate()).rejects.toThrow('Validation isIP on a failed')
    await new Book({ a: '1.1.1.1' }).validate()
  })

  it('accepts any UUID for isUUID: true', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {
      a: { type: DataTypes.STRING, validate: { isUUID: true } },
    })
    await new Book({ a: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' }).validate()
    await expect(new Book({ a: 'x' }).validate()).rejects.toThrow(ValidationError)
  })

  it('refuses a skip option that is no list', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {})
    await expect(new Book({}).validate({ skip: 'a' as never })).rejects.toThrow(UsageError)
  })
})

describe('hooks of validation', () => {
  function bookWithHooks(allowNull: boolean): { Book: any; calls: unknown[] } {
    const calls: unknown[] = []
    const Book = defineModel(
      fakeRuntime(),
      'Book',
      { a: { type: DataTypes.STRING, allowNull } },
      {
        hooks: {
          beforeValidate: (_book: unknown, options: { skip: unknown }) =>
            calls.push(['before', options.skip]),
          afterValidate: () => calls.push(['after']),
          validationFailed: (_book: unknown, _options: unknown, error: Error) =>
            calls.push(['failed', error.message]),
        },
      },
    )
    return { Book, calls }
  }

  it('run before and after', async () => {
    const { Book, calls } = bookWithHooks(true)
    await new Book({}).validate()
    expect(calls).toEqual([['before', []], ['after']])
  })

  it('are told of a failure', async () => {
    const { Book, calls } = bookWithHooks(false)
    await expect(new Book({}).validate()).rejects.toThrow(ValidationError)
    expect(calls).toEqual([
      ['before', []],
      ['failed', 'notNull Violation: Book.a cannot be null'],
    ])
  })

  it('may replace the error', async () => {
    const { Book } = bookWithHooks(false)
    Book.validationFailed(() => {
      throw new Error('mine')
    })
    await expect(new Book({}).validate()).rejects.toThrow('mine')
  })

  it('may add to what is skipped', async () => {
    const { Book } = bookWithHooks(false)
    Book.beforeValidate((_book: unknown, options: { skip: string[] }) => {
      options.skip = ['a']
    })
    await new Book({}).validate()
  })

  it('do not run with hooks: false', async () => {
    const { Book, calls } = bookWithHooks(true)
    await new Book({}).validate({ hooks: false })
    expect(calls).toEqual([])
  })
})

describe('Validator', () => {
  it('has the validators of v6', () => {
    const missing = Object.keys(v6.Validator).filter(
      (name) => typeof v6.Validator[name] === 'function' && typeof Validator[name] !== 'function',
    )
    expect(missing.filter((name) => !['init', 'toString', 'isImmutable'].includes(name))).toEqual(
      [],
    )
  })

  it('is extended by new ones, which attributes can name', async () => {
    Validator.extend('isShouted', (value) => value.toUpperCase() === value)
    const Book = defineModel(fakeRuntime(), 'Book', {
      a: { type: DataTypes.STRING, validate: { isShouted: true } },
    })
    await new Book({ a: 'X' }).validate()
    await expect(new Book({ a: 'x' }).validate()).rejects.toThrow(
      'Validation isShouted on a failed',
    )
  })

  it.each([
    ['len', [1, 2], [1, 2]],
    ['len', { args: [1, 2], msg: 'x' }, [1, 2]],
    ['isEmail', true, []],
    ['isEmail', { msg: 'x' }, []],
    ['isInt', { min: 3 }, [{ min: 3 }]],
    ['isUUID', 4, [4]],
    ['isUUID', { args: true, msg: 'x' }, []],
    ['is', /a/, [/a/]],
  ])('reads the arguments of %s: %j', (name, setting, args) => {
    expect(validatorArguments(name, setting).args).toEqual(args)
  })
})
