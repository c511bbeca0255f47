import { describe, expect, it } from 'vitest'
import {
  BIGINT,
  DECIMAL,
  DOUBLE,
  FLOAT,
  INTEGER,
  type NumberType,
  SMALLINT,
} from '../../../lib/data-types/number-types.js'

/** Values as v6 judges them. */
const JUDGED: readonly (readonly [NumberType<any, any>, unknown, boolean])[] = [
  [INTEGER(), 1, true],
  [INTEGER(), '1', true],
  [INTEGER(), '-1', true],
  [INTEGER(), 10n, true],
  [INTEGER(), 1.5, false],
  [INTEGER(), '1.5', false],
  [INTEGER(), ' 1', false],
  [INTEGER(), '', false],
  [INTEGER(), '1e3', false],
  [INTEGER(), Number.NaN, false],
  [INTEGER(), true, false],
  [BIGINT(), '9007199254740993', true],
  [BIGINT(), 1.5, false],
  [DECIMAL(), '1.50', true],
  [DECIMAL(), '.5', true],
  [DECIMAL(), '5.', true],
  [DECIMAL(), '1e5', true],
  [DECIMAL(), '+1', false],
  [DECIMAL(), '', false],
  [DECIMAL(), 'Infinity', false],
  [FLOAT(), '1.5', true],
  [FLOAT(), 1e21, true],
  [FLOAT(), 'abc', false],
  [FLOAT(), '.', false],
  [FLOAT(), 'NaN', false],
]

describe('validate', () => {
  it.each(JUDGED)('%s of %o is %s', (type, value, valid) => {
    const check = () => type.validate(value)
    if (valid) expect(check()).toBe(true)
    else expect(check).toThrow(` is not a valid ${type.key.toLowerCase()}`)
  })

  it('names the type', () => {
    expect(() => SMALLINT().validate('x')).toThrow('"x" is not a valid smallint')
    expect(() => DOUBLE().validate('x')).toThrow('"x" is not a valid double precision')
  })
})

describe('the encoder of INTEGER', () => {
  const encode = INTEGER().encoder()

  it.each([
    [5, 5],
    [-0, -0],
    ['5', '5'],
    ['abc', 'abc'],
    [10n, 10],
    [9007199254740993n, '9007199254740993'],
    [true, 1],
    [false, 0],
    [new Number(4), 4],
  ])('%o → %o', (value, expected) => {
    expect(encode(value)).toBe(expected)
  })

  it.each([[{ a: 1 }], [[1]], [new Date(0)], [Number.NaN], [Infinity], [Symbol('x')]])(
    'refuses %o',
    (value) => {
      expect(() => encode(value)).toThrow('is not a valid integer')
    },
  )
})

describe('the encoder of FLOAT', () => {
  const encode = FLOAT().encoder()

  it.each([
    [1.5, 1.5],
    ['1.5', 1.5],
    ['1e5', 100000],
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['-infinity', '-Infinity'],
    [10n, 10],
    [true, 1],
  ])('%o → %o', (value, expected) => {
    expect(encode(value)).toBe(expected)
  })

  it.each([['abc'], [''], [{}], [[1]]])('refuses %o', (value) => {
    expect(() => encode(value)).toThrow('is not a valid float')
  })
})

describe('the encoder of DECIMAL', () => {
  const encode = DECIMAL(10, 2).encoder()

  it('takes objects of decimal libraries by their text', () => {
    class Decimal {
      toString(): string {
        return '1.25'
      }
    }
    expect(encode(new Decimal())).toBe('1.25')
  })

  it.each([[{ a: 1 }], [{ toString: () => '1' }], [[1]], [new Date(0)], [Number.NaN], [new Map()]])(
    'refuses %o',
    (value) => {
      expect(() => encode(value)).toThrow('is not a valid decimal')
    },
  )
})

describe('modes', () => {
  it('are refused when they do not exist', () => {
    expect(() => BIGINT({ mode: 'text' as never })).toThrow(
      'DataTypes.BIGINT: "text" is not a known mode. Possible: string, number, bigint.',
    )
    expect(() => DECIMAL({ mode: 'bigint' as never })).toThrow(
      'DataTypes.DECIMAL: "bigint" is not a known mode. Possible: string, number.',
    )
  })
})
