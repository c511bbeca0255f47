import { describe, expect, it } from 'vitest'
import { encodeText, STRING, TEXT, UUID, UUIDV4 } from '../../../lib/data-types/text-types.js'

const V1 = '6fa459ea-ee8a-11d4-a716-446655440000'
const V4 = '550e8400-e29b-41d4-a716-446655440000'

describe('encodeText', () => {
  it.each([
    ['text', 'a', 'a'],
    ['a number', 1.5, '1.5'],
    ['a bigint', 10n, '10'],
    ['a boolean', true, 'true'],
    ['a String object', new String('a'), 'a'],
  ])('makes text of %s', (_name, value, expected) => {
    expect(encodeText(value)).toBe(expected)
  })

  it('lets bytes pass as a Buffer without copying them', () => {
    const bytes = new Uint8Array([1, 2, 3]).subarray(1)
    const encoded = encodeText(bytes) as Buffer
    expect([...encoded]).toEqual([2, 3])
    expect(encoded.buffer).toBe(bytes.buffer)
  })

  it.each([
    ['a plain object', { a: 1 }, '{ a: 1 } is not a valid string'],
    ['a list', [1], '[1] is not a valid string'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z is not a valid string'],
    ['a symbol', Symbol('s'), 'Symbol(s) is not a valid string'],
    ['a function', encodeText, 'encodeText is not a valid string'],
  ])('refuses %s', (_name, value, message) => {
    expect(() => encodeText(value)).toThrow(
      expect.objectContaining({ name: 'SequelizeValidationError', message }),
    )
  })
})

describe('validate', () => {
  it.each([
    [STRING(), 'a', true],
    [STRING(), 5, true],
    [STRING(), new String('a'), true],
    [STRING(), true, false],
    [STRING(), Buffer.from('a'), false],
    [STRING.BINARY, Buffer.from('a'), true],
    [STRING(), {}, false],
    [TEXT(), 'a', true],
    [TEXT(), 5, false],
    [UUID(), V1, true],
    [UUID(), 'a', false],
    [UUIDV4(), V4, true],
    [UUIDV4(), V1, false],
  ])('%s of %o is %s', (type, value, valid) => {
    const check = () => type.validate(value)
    if (valid) expect(check()).toBe(true)
    else expect(check).toThrow(/ is not a valid /)
  })

  it('lets any text pass as a pattern', () => {
    expect(UUID().validate('550e%', { acceptStrings: true })).toBe(true)
  })
})
