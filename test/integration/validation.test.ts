/** Validation: what is refused before anything is sent, and how the refusal reads. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  AggregateError,
  DataTypes,
  literal,
  type Sequelize,
  ValidationError,
  Validator,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize

  beforeAll(() => {
    sequelize = createSequelize(target)
  })

  async function made(name: string, attributes: object, options: object = {}) {
    const model = sequelize.define(
      name,
      attributes as never,
      {
        timestamps: false,
        ...options,
      } as never,
    )
    await model.sync({ force: true })
    return model as unknown as AnyModelClass
  }

  /** What a refused operation reports: `path: validatorKey: message` of each item. */
  async function refusal(run: Promise<unknown>): Promise<string[]> {
    const error = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ValidationError)
    return (error as ValidationError).errors.map(
      ({ path, validatorKey, message }) => `${path}: ${validatorKey}: ${message}`,
    )
  }

  const reader = () =>
    made('Reader', {
      name: { type: DataTypes.STRING, allowNull: false },
      email: { type: DataTypes.STRING, validate: { isEmail: true } },
      age: {
        type: DataTypes.INTEGER,
        validate: { min: 6, max: { args: [120], msg: 'nobody is that old' } },
      },
      role: { type: DataTypes.STRING, validate: { isIn: [['reader', 'clerk']] } },
      code: {
        type: DataTypes.STRING,
        validate: { is: /^[a-z]+$/i, len: [2, 4], notContains: 'x' },
      },
    })

  it('refuses a row with all that is wrong with it, before anything is sent', async () => {
    const Reader = await reader()
    const sent = await statements(sequelize, async () => {
      expect(
        await refusal(Reader.create({ email: 'nowhere', age: 130, role: 'boss', code: 'abxyz' })),
      ).toEqual([
        'name: is_null: Reader.name cannot be null',
        'email: isEmail: Validation isEmail on email failed',
        'age: max: nobody is that old',
        'role: isIn: Validation isIn on role failed',
        'code: len: Validation len on code failed',
        'code: notContains: Validation notContains on code failed',
      ])
    })
    expect(sent).toEqual([])
  })

  it('lets a row pass that is right', async () => {
    const Reader = await reader()
    const rosa = await Reader.create({
      ...{ name: 'Rosa', email: 'r@example.org', age: 6, role: 'clerk', code: 'Abc' },
    })
    expect(rosa.id).toBe(1)
    await expect(rosa.validate()).resolves.not.toThrow()
  })

  it('keeps the instance as it was, so that it can be corrected and saved', async () => {
    const Reader = await reader()
    const rosa = Reader.build({ name: 'Rosa', age: 3 })
    await refusal(rosa.save())
    expect([rosa.isNewRecord, rosa.changed()]).toEqual([true, expect.arrayContaining(['age'])])
    rosa.age = 30
    await rosa.save()
    await refusal(rosa.update({ age: 1 }))
    expect(rosa.age).toBe(1)
    expect((await rosa.reload()).age).toBe(30)
  })

  it('sums the items up in the message', async () => {
    const Reader = await reader()
    await expect(Reader.create({ age: 3 })).rejects.toThrow(
      'notNull Violation: Reader.name cannot be null,\nValidation error: Validation min on age failed',
    )
  })

  it('says what a null is missing with the message of notNull', async () => {
    const Reader = await made('NamedReader', {
      name: { type: DataTypes.STRING, allowNull: false, validate: { notNull: { msg: 'who?' } } },
    })
    expect(await refusal(Reader.create({ name: null }))).toEqual(['name: is_null: who?'])
  })

  it('does not run built-in validators on null, nor any validator on expressions', async () => {
    const Reader = await reader()
    await Reader.create({ name: literal("'abc'"), age: null, email: null })
    expect((await Reader.findOne()).name).toBe('abc')
  })

  it('checks only what is saved', async () => {
    const Reader = await reader()
    const rosa = await Reader.create({ name: 'Rosa', age: 2 }, { validate: false })
    await rosa.update({ name: 'Rosalind' })
    rosa.age = 1
    rosa.name = 'R'
    await rosa.save({ fields: ['name'] })
    await refusal(rosa.save())
    await rosa.save({ validate: false })
    expect((await rosa.reload()).age).toBe(1)
  })

  it('leaves attributes out with skip, and others with fields', async () => {
    const Reader = await reader()
    const rosa = Reader.build({ name: 'Rosa', age: 1, role: 'boss' })
    await rosa.validate({ skip: ['age', 'role'] })
    expect(await refusal(rosa.validate({ fields: ['role'] }))).toEqual([
      'role: isIn: Validation isIn on role failed',
    ])
  })

  describe('custom validators', () => {
    it('throw, reject or call back, with the instance as this', async () => {
      const Loan = await made('Loan', {
        days: {
          type: DataTypes.INTEGER,
          validate: {
            even(value: number) {
              if (value % 2 !== 0) throw new Error('days must be even')
            },
            async few(this: any, value: number) {
              await Promise.resolve()
              if (value > this.limit) throw new Error(`at most ${this.limit} days`)
            },
            positive(value: number, next: (error?: string) => void) {
              next(value > 0 ? undefined : 'days must be positive')
            },
          },
        },
        limit: DataTypes.INTEGER,
      })
      expect(await refusal(Loan.create({ days: 15, limit: 14 }))).toEqual([
        'days: even: days must be even',
        'days: few: at most 14 days',
      ])
      expect(await refusal(Loan.create({ days: -2, limit: 14 }))).toEqual([
        'days: positive: days must be positive',
      ])
      await Loan.create({ days: 2, limit: 14 })
    })

    it('of the model see the whole row', async () => {
      const Loan = await made(
        'SpanLoan',
        { from: DataTypes.INTEGER, until: DataTypes.INTEGER },
        {
          validate: {
            inOrder(this: any) {
              if (this.from > this.until) throw new Error('ends before it begins')
            },
          },
        },
      )
      expect(await refusal(Loan.create({ from: 2, until: 1 }))).toEqual([
        'inOrder: inOrder: ends before it begins',
      ])
      await Loan.create({ from: 1, until: 2 })
    })

    it('keep what they threw as original', async () => {
      const mine = new RangeError('no')
      const Loan = await made('OriginalLoan', {
        days: {
          type: DataTypes.INTEGER,
          validate: {
            never() {
              throw mine
            },
          },
        },
      })
      await expect(Loan.create({ days: 1 })).rejects.toMatchObject({ errors: [{ original: mine }] })
    })

    it('are added to all models by Validator.extend', async () => {
      Validator.extend('isShelfMark', (value: string) => /^[A-Z]\d+$/.test(value))
      const Copy = await made('MarkedCopy', {
        mark: { type: DataTypes.STRING, validate: { isShelfMark: true } },
      })
      expect(await refusal(Copy.create({ mark: 'x' }))).toEqual([
        'mark: isShelfMark: Validation isShelfMark on mark failed',
      ])
      await Copy.create({ mark: 'A1' })
    })

    it('that do not exist are named when they are met', async () => {
      const Copy = await made('OddCopy', {
        mark: { type: DataTypes.STRING, validate: { isPurple: true } },
      })
      await expect(Copy.create({ mark: 'x' })).rejects.toThrow(/isPurple/)
    })
  })

  it('has isImmutable, which lets new rows pass and changes not', async () => {
    const Copy = await made('FixedCopy', {
      mark: { type: DataTypes.STRING, validate: { isImmutable: true } },
    })
    const copy = await Copy.create({ mark: 'A' })
    expect(await refusal(copy.update({ mark: 'B' }))).toEqual([
      'mark: isImmutable: Validation isImmutable on mark failed',
    ])
  })

  describe('of many rows', () => {
    it('is asked for in bulkCreate, and refuses all rows for one', async () => {
      const Reader = await reader()
      const rows = [{ name: 'Rosa', age: 30 }, { name: 'Sam', age: 1 }, { age: 30 }]
      const error = await Reader.bulkCreate(rows, { validate: true }).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(AggregateError)
      expect((error as AggregateError).errors).toMatchObject([
        { name: 'SequelizeBulkRecordError', record: { name: 'Sam' } },
        { name: 'SequelizeBulkRecordError', record: { age: 30 } },
      ])
      expect(await Reader.count()).toBe(0)
      await Reader.bulkCreate(rows.slice(0, 2))
      expect(await Reader.count()).toBe(2)
    })

    it('is done by static update, for the attributes that it sets', async () => {
      const Reader = await reader()
      await Reader.create({ name: 'Rosa', age: 30 })
      expect(await refusal(Reader.update({ age: 1 }, { where: {} }))).toEqual([
        'age: min: Validation min on age failed',
      ])
      expect(await Reader.update({ age: 1 }, { where: {}, validate: false })).toEqual([1])
    })

    it('is done by upsert', async () => {
      const Reader = await reader()
      expect(await refusal(Reader.upsert({ id: 1, name: 'Rosa', age: 1 }))).toEqual([
        'age: min: Validation min on age failed',
      ])
    })
  })

  it('refuses values that are no text for a text column', async () => {
    const Reader = await reader()
    expect(await refusal(Reader.create({ name: { first: 'Rosa' } }))).toEqual([
      'name: not_a_string: name cannot be an array or an object',
    ])
  })

  it('checks types with typeValidation, before anything is sent', async () => {
    const strict = createSequelize(target, { typeValidation: true })
    const Copy = strict.define('TypedCopy', { n: DataTypes.INTEGER }, { timestamps: false })
    await Copy.sync({ force: true })
    const sent = await statements(strict, async () => {
      await expect(Copy.create({ n: 'many' as never })).rejects.toThrow(/many/)
    })
    expect(sent).toEqual([])
  })

  it('gives the hooks of validation the last word', async () => {
    const Reader = await made('HookReader', {
      email: { type: DataTypes.STRING, validate: { isEmail: true } },
    })
    Reader.addHook('beforeValidate', (instance: any) => {
      instance.email = instance.email?.trim()
    })
    Reader.addHook('validationFailed', () => {
      throw new Error('spelled another way')
    })
    await Reader.create({ email: ' r@example.org ' })
    await expect(Reader.create({ email: 'x' })).rejects.toThrow('spelled another way')
  })
})
