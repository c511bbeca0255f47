import { describe, expect, it } from 'vitest'
import { INTEGER } from '../../../lib/data-types/number-types.js'
import { ARRAY, encodeJson, ENUM, HSTORE, RANGE } from '../../../lib/data-types/structured-types.js'
import { DATE } from '../../../lib/data-types/temporal-types.js'
import { STRING } from '../../../lib/data-types/text-types.js'

describe('encodeJson', () => {
  it.each([
    [{ a: [1, null] }, '{"a":[1,null]}'],
    ['text', '"text"'],
    [5, '5'],
    [true, 'true'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('%o → %s', (value, expected) => {
    expect(encodeJson(value)).toBe(expected)
  })

  const circular: { self?: unknown } = {}
  circular.self = circular

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', { n: 1n }],
    ['a circle', circular],
  ])('refuses %s', (_name, value) => {
    expect(() => encodeJson(value)).toThrow('is not a valid JSON value')
  })
})

describe('ENUM', () => {
  // What a TypeScript enum with text members is at run time.
  const Colour = { Red: 'red', Blue: 'blue' } as const

  it.each([
    ['texts', ENUM('red', 'blue')],
    ['a list', ENUM(['red', 'blue'])],
    ['options', ENUM({ values: ['red', 'blue'] })],
    ['a TypeScript enum', ENUM(Colour)],
  ])('is made of %s', (_name, type) => {
    expect(type.values).toEqual(['red', 'blue'])
    expect(type.validate('red')).toBe(true)
  })

  it('names the choices', () => {
    expect(() => ENUM('red', 'blue').validate('green')).toThrow(
      '"green" is not a valid choice in ["red","blue"]',
    )
  })
})

describe('validate', () => {
  it('asks for lists, for objects', () => {
    expect(ARRAY(INTEGER).validate([1])).toBe(true)
    expect(() => ARRAY(INTEGER).validate(1)).toThrow('1 is not a valid array')
    expect(RANGE(INTEGER).validate([1, 2])).toBe(true)
    expect(() => RANGE(INTEGER).validate([1])).toThrow('must be an array with two elements')
    expect(() => RANGE(INTEGER).validate(1)).toThrow('1 is not a valid range')
    expect(HSTORE().validate({ a: 'b' })).toBe(true)
    expect(() => HSTORE().validate([])).toThrow('[] is not a valid hstore')
  })
})

describe('element types', () => {
  it('are found in every form', () => {
    expect(ARRAY({ type: STRING }).type).toBeInstanceOf(STRING)
    expect(ARRAY('ltree').type?.toSql()).toBe('ltree')
    expect(ARRAY.is(ARRAY(INTEGER), INTEGER)).toBe(true)
    expect(ARRAY.is(ARRAY(STRING), INTEGER)).toBe(false)
    expect(RANGE()._subtype).toBe('INTEGER')
    expect(RANGE({ subtype: DATE })._subtype).toBe('DATE')
    expect(RANGE(DATE).type).toBeInstanceOf(DATE)
  })
})
