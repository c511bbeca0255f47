import { describe, expect, it } from 'vitest'
import {
  decodeExactDecimal,
  decodeSafeInteger,
  encodeExactDecimal,
  encodeExactInteger,
  encodeSafeInteger,
  isInt64Text,
  normalizeDecimal,
  significantDigits,
} from '../../../lib/data-types/exact-numbers.js'

describe('normalizeDecimal', () => {
  it.each([
    ['1.50', '1.5'],
    ['001', '1'],
    ['-0.0', '0'],
    ['1e3', '1000'],
    ['1.5e-3', '0.0015'],
    ['-12.5E1', '-125'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e+21', '1000000000000000000000'],
    ['1.0e+20', '100000000000000000000'],
    ['0.000', '0'],
  ])('%s → %s', (text, expected) => {
    expect(normalizeDecimal(text)).toBe(expected)
  })

  it.each([['abc'], [''], ['.'], ['1,5'], ['0x10'], ['1e99999']])(
    'gives nothing for %o',
    (text) => {
      expect(normalizeDecimal(text)).toBeUndefined()
    },
  )
})

it.each([
  ['0.0015', 2],
  ['10.05', 4],
  ['-123.4', 4],
  ['0', 0],
])('%s has %i significant digits', (text, digits) => {
  expect(significantDigits(text)).toBe(digits)
})

it.each([
  ['9223372036854775807', true],
  ['9223372036854775808', false],
  ['-9223372036854775808', true],
  ['-9223372036854775809', false],
  ['+1', true],
  ['1.0', false],
])('%s fits into eight bytes: %s', (text, fits) => {
  expect(isInt64Text(text)).toBe(fits)
})

describe('exact integers', () => {
  it('pass as text beyond 2^53', () => {
    expect(encodeExactInteger(9007199254740993n)).toBe('9007199254740993')
    expect(encodeExactInteger('9007199254740993')).toBe('9007199254740993')
    expect(encodeExactInteger(5)).toBe(5)
  })

  it('are refused as numbers beyond 2^53, which are rounded already', () => {
    expect(() => encodeExactInteger(2 ** 53)).toThrow(
      '9007199254740992 cannot be written exactly as BIGINT. Give a bigint or text.',
    )
  })

  it.each([[1.5], ['1.5'], ['abc'], [{}], [[1]]])('refuse %o', (value) => {
    expect(() => encodeExactInteger(value)).toThrow('is not a valid bigint')
  })

  it('with mode "number" refuse what could not be read again', () => {
    expect(encodeSafeInteger('9007199254740991')).toBe('9007199254740991')
    expect(() => encodeSafeInteger('9007199254740993')).toThrow('cannot be written exactly')
    expect(decodeSafeInteger('9007199254740991')).toBe(9007199254740991)
    expect(() => decodeSafeInteger('9007199254740993')).toThrow(
      'BIGINT with mode "number": the stored "9007199254740993" has no exact JavaScript number. ' +
        'Use mode "string" for this attribute.',
    )
  })
})

describe('exact decimals', () => {
  it.each([['0.1'], ['123456789.12'], ['-0.000001'], ['1e21'], ['1.10']])('%s survives', (text) => {
    expect(decodeExactDecimal(encodeExactDecimal(text))).toBe(Number(text))
  })

  it.each([['0.1234567890123456789'], ['12345678901234567.5']])('%s is refused', (text) => {
    expect(() => encodeExactDecimal(text)).toThrow('cannot be written exactly')
    expect(() => decodeExactDecimal(text)).toThrow('has no exact JavaScript number')
  })

  it('knows NaN and the infinities of numeric', () => {
    expect(decodeExactDecimal('NaN')).toBeNaN()
    expect(decodeExactDecimal('-Infinity')).toBe(-Infinity)
  })
})
