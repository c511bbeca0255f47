import { describe } from 'vitest'
import { onEmptyDatabase, type Setting } from './support.js'

/** Rules with a value that passes and one that fails. */
const rules: Record<string, [rule: unknown, good: unknown, bad: unknown]> = {
  is: [/^[a-z]+$/i, 'abc', 'a1'],
  'is, as a list': [['^[a-z]+$', 'i'], 'ABC', '1'],
  not: [/^[a-z]+$/i, '123', 'abc'],
  isEmail: [true, 'a@example.org', 'a@'],
  isUrl: [true, 'https://example.org', 'nope'],
  isIP: [true, '10.0.0.1', '10.0.0.999'],
  isIPv4: [true, '10.0.0.1', '::1'],
  isIPv6: [true, '::1', '10.0.0.1'],
  isAlpha: [true, 'abc', 'a1'],
  isAlphanumeric: [true, 'a1', 'a-1'],
  isNumeric: [true, '12.5', 'x'],
  isInt: [true, 12, '1.5'],
  isFloat: [true, '1.5', 'x'],
  isDecimal: [true, '1.50', 'x'],
  isLowercase: [true, 'abc', 'Abc'],
  isUppercase: [true, 'ABC', 'Abc'],
  notNull: [true, 'x', null],
  isNull: [true, null, 'x'],
  notEmpty: [true, 'x', '  '],
  equals: ['same', 'same', 'other'],
  contains: ['ell', 'hello', 'world'],
  notContains: ['ell', 'world', 'hello'],
  notIn: [[['a', 'b']], 'c', 'a'],
  isIn: [[['a', 'b']], 'a', 'c'],
  len: [[2, 4], 'abc', 'abcde'],
  isUUID: [4, '6fa459ea-ee8a-4ca4-894e-db77e160355e', 'x'],
  isDate: [true, '2020-01-01', 'nope'],
  isAfter: ['2020-01-01', '2020-01-02', '2019-01-01'],
  isBefore: ['2020-01-01', '2019-01-02', '2021-01-01'],
  max: [23, 22, 24],
  min: [23, 24, 22],
  isCreditCard: [true, '4111111111111111', '1234'],
  'isInt with a message': [{ msg: 'no number' }, 1, 'x'],
  'len with arguments and a message': [{ args: [2, 4], msg: 'bad length' }, 'abc', 'a'],
  'isIn with arguments and a message': [{ args: [['a']], msg: 'not a' }, 'a', 'b'],
  isJSON: [true, '{"a":1}', '{'],
  isHexadecimal: [true, 'ff00', 'xyz'],
  isPort: [true, '80', '99999'],
}

describe('validation, beside v6', () => {
  onEmptyDatabase(
    ({ same }) => {
      for (const [title, [rule, good, bad]] of Object.entries(rules)) {
        same(`the rule ${title}`, async ({ sequelize, DataTypes, attempt }) => {
          const name = title.split(/,| with/)[0] as string
          const Item = sequelize.define('Item', {
            value: {
              type: DataTypes.STRING,
              allowNull: name !== 'notNull',
              validate: { [name]: rule },
            },
          })
          const validate = (value: unknown) =>
            attempt(() =>
              Item.build({ value })
                .validate()
                .then(() => 'valid'),
            )
          return [await validate(good), await validate(bad), await validate(null)]
        })
      }
      same('several failures come together', async (setting) => {
        const Person = definePerson(setting)
        return setting.attempt(() => Person.build({ name: 'x', email: 'nope', age: -1 }).validate())
      })
      same('a value that must not be null', async (setting) => {
        const Person = definePerson(setting)
        const error = await setting.attempt(() => Person.create({ age: 5 }))
        return [error, error.get('name'), error.message]
      })
      same('create, save and update validate', async (setting) => {
        const Person = definePerson(setting)
        await Person.sync()
        const person = await Person.create({ name: 'Ada', email: 'ada@example.org', age: 3 })
        person.age = 200
        return [
          await setting.attempt(() => person.save()),
          await setting.attempt(() => person.update({ email: 'nope' })),
          await setting.attempt(() => Person.update({ age: -5 }, { where: { id: person.id } })),
          await setting.attempt(() => Person.create({ name: null })),
          await Person.findAll(),
        ]
      })
      same('validate: false', async (setting) => {
        const Person = definePerson(setting)
        await Person.sync()
        const person = await Person.create({ name: 'Ada', age: -1 }, { validate: false })
        await person.update({ age: -2 }, { validate: false })
        await Person.update({ age: -3 }, { where: {}, validate: false })
        return Person.findAll()
      })
      same('skip and fields', async (setting) => {
        const Person = definePerson(setting)
        const build = () => Person.build({ name: 'x', email: 'nope', age: -1 })
        return [
          await setting.attempt(() => build().validate({ skip: ['email'] })),
          await setting.attempt(() => build().validate({ fields: ['email'] })),
          await setting
            .attempt(() => build().validate({ skip: ['email', 'age', 'name', 'both'] }))
            .then(Boolean),
        ]
      })
      same('custom validators', async ({ sequelize, DataTypes, attempt }) => {
        const Item = sequelize.define(
          'Item',
          {
            even: {
              type: DataTypes.INTEGER,
              validate: {
                isEven(value: number) {
                  if (value % 2 !== 0) throw new Error('odd')
                },
              },
            },
            later: {
              type: DataTypes.STRING,
              validate: {
                async isLater(value: string) {
                  await Promise.resolve()
                  if (value === 'never') throw new Error('too late')
                },
              },
            },
            called: {
              type: DataTypes.STRING,
              validate: {
                withCallback(value: string, next: (error?: unknown) => void) {
                  next(value === 'bad' ? 'called back' : undefined)
                },
              },
            },
          },
          {
            validate: {
              both(this: Setting) {
                if (this['even'] === 4 && this['later'] === 'x') throw new Error('not both')
              },
              async slowly(this: Setting) {
                await Promise.resolve()
                if (this['even'] === 6) throw new Error('six')
              },
            },
          },
        )
        const validate = (values: object) =>
          attempt(() =>
            Item.build(values)
              .validate()
              .then(() => 'valid'),
          )
        return [
          await validate({ even: 2, later: 'x', called: 'ok' }),
          await validate({ even: 3 }),
          await validate({ later: 'never' }),
          await validate({ called: 'bad' }),
          await validate({ even: 4, later: 'x' }),
          await validate({ even: 6 }),
          await validate({ even: 3, later: 'never', called: 'bad' }),
        ]
      })
      same('custom validators on null', async ({ sequelize, DataTypes, attempt }) => {
        const calls: unknown[] = []
        const attribute = (name: string, allowNull?: boolean) => ({
          type: DataTypes.STRING,
          ...(allowNull === undefined ? {} : { allowNull }),
          validate: { note: (value: unknown) => void calls.push([name, value]), len: [1, 2] },
        })
        const Item = sequelize.define('Item', {
          unsaid: attribute('unsaid'),
          allowed: attribute('allowed', true),
          forbidden: attribute('forbidden', false),
        })
        const result = await attempt(() => Item.build({}).validate())
        await attempt(() => Item.build({ unsaid: null, allowed: null, forbidden: 'x' }).validate())
        return [calls, result]
      })
      same(
        'text attributes refuse lists and objects',
        async ({ sequelize, DataTypes, attempt }) => {
          const Item = sequelize.define('Item', { text: DataTypes.STRING, long: DataTypes.TEXT })
          return [
            await attempt(() => Item.build({ text: ['a'] }).validate()),
            await attempt(() => Item.build({ text: { a: 1 }, long: { b: 1 } }).validate()),
            await attempt(() =>
              Item.build({ text: 5 })
                .validate()
                .then(() => 'valid'),
            ),
          ]
        },
      )
      same('isImmutable', async ({ sequelize, DataTypes, attempt }) => {
        const Item = sequelize.define('Item', {
          code: { type: DataTypes.STRING, validate: { isImmutable: true } },
        })
        await Item.sync()
        const item = await Item.create({ code: 'a' })
        item.code = 'b'
        return attempt(() => item.save())
      })
      same('messages of allowNull and unique', async ({ sequelize, DataTypes, attempt }) => {
        const Item = sequelize.define('Item', {
          name: {
            type: DataTypes.STRING,
            allowNull: false,
            validate: { notNull: { msg: 'a name, please' } },
          },
          code: { type: DataTypes.STRING, unique: { name: 'one_code', msg: 'code is taken' } },
        })
        await Item.sync()
        await Item.create({ name: 'a', code: 'c' })
        return [
          await attempt(() => Item.create({ code: 'd' })),
          await attempt(() => Item.create({ name: 'b', code: 'c' })).then((error: Error) => [
            error.name,
            error.message,
          ]),
        ]
      })
      same('typeValidation refuses wrong types', async ({ sequelize, DataTypes, attempt }) => {
        const Item = sequelize.define('Item', {
          size: DataTypes.INTEGER,
          kind: DataTypes.ENUM('a', 'b'),
          key: DataTypes.UUID,
          flag: DataTypes.BOOLEAN,
        })
        await Item.sync()
        const create = async (values: object) => {
          const error = await attempt(() => Item.create(values))
          return error instanceof Error ? error.name : 'created'
        }
        return [
          await create({ size: 'x' }),
          await create({ size: 5, kind: 'a', flag: true }),
          await create({ kind: 'c' }),
          await create({ key: 'nope' }),
        ]
      })
      same('bulkCreate with validate', async (setting) => {
        const Person = definePerson(setting)
        await Person.sync()
        return [
          await setting.attempt(() =>
            Person.bulkCreate([{ name: 'Ada' }, { name: null }, { name: 'B', age: -1 }], {
              validate: true,
            }),
          ),
          await Person.count(),
          await Person.bulkCreate([{ name: 'Ada', age: -5 }]).then(() => Person.count()),
        ]
      })
      same('values made by the database are not validated', async (setting) => {
        const Person = definePerson(setting)
        const { fn } = setting
        return setting.attempt(() =>
          Person.build({ name: fn('upper', 'x'), age: fn('abs', -500) })
            .validate()
            .then(() => 'valid'),
        )
      })
      same('an unknown rule is refused', async ({ sequelize, DataTypes, attempt }) => {
        const error = await attempt(() => {
          const Item = sequelize.define('Item', {
            value: { type: DataTypes.STRING, validate: { isNothing: true } },
          })
          return Item.build({ value: 'x' }).validate()
        })
        return error instanceof Error
      })
    },
    { typeValidation: true },
  )
})

function definePerson({ sequelize, DataTypes }: Setting): Setting {
  return sequelize.define(
    'Person',
    {
      name: { type: DataTypes.STRING, allowNull: false, validate: { len: [2, 10] } },
      email: { type: DataTypes.STRING, validate: { isEmail: { msg: 'not an address' } } },
      age: { type: DataTypes.INTEGER, validate: { min: 0, max: 150 } },
    },
    {
      timestamps: false,
      validate: {
        both(this: Setting) {
          if (this['age'] === 13 && this['name'] === 'Tom') throw new Error('unlucky')
        },
      },
    },
  )
}
