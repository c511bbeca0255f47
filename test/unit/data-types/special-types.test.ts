import { describe, expect, it } from 'vitest'
import {
  BLOB,
  BOOLEAN,
  CIDR,
  encodeBytes,
  INET,
  MACADDR,
  MACADDR8,
  parseBoolean,
} from '../../../lib/data-types/special-types.js'

describe('BOOLEAN', () => {
  it.each([
    [true, true],
    ['true', true],
    ['false', false],
    ['1', true],
    [1, true],
    [0, false],
    [1n, true],
    [Buffer.from([1]), true],
    [Buffer.from([0]), false],
    ['x', 'x'],
    [2, 2],
    [null, null],
    [undefined, undefined],
  ])('sanitizes %o to %o', (value, expected) => {
    expect(BOOLEAN()._sanitize(value)).toBe(expected)
  })

  it.each([[{}], [[]], [new Date(0)], [Buffer.from([1, 2])]])('refuses %o', (value) => {
    expect(() => BOOLEAN().encoder()(value)).toThrow('is not a valid boolean')
  })

  it('reads what stands for a boolean', () => {
    expect(parseBoolean(new Boolean(false))).toBe(false)
  })
})

describe('encodeBytes', () => {
  it.each([
    ['text', 'é', [0xc3, 0xa9]],
    ['a Buffer', Buffer.from([1]), [1]],
    ['a Uint8Array', new Uint8Array([1, 2]), [1, 2]],
    ['an ArrayBuffer', new Uint8Array([1, 2]).buffer, [1, 2]],
    ['a DataView', new DataView(new Uint8Array([1, 2, 3]).buffer, 1), [2, 3]],
    ['a list of bytes', [1, 255], [1, 255]],
    ['a number, as v6 stored it', 5, [0x35]],
  ])('takes %s', (_name, value, bytes) => {
    expect([...encodeBytes(value)]).toEqual(bytes)
  })

  it.each([[{}], [[256]], [['a']], [true], [new Date(0)]])('refuses %o', (value) => {
    expect(() => encodeBytes(value)).toThrow('is not a valid blob')
  })

  it('is stricter where values are validated', () => {
    expect(BLOB().validate('a')).toBe(true)
    expect(() => BLOB().validate([1])).toThrow('[1] is not a valid blob')
  })
})

describe('addresses', () => {
  it.each([
    [INET(), '10.0.0.1', true],
    [INET(), '::1', true],
    [INET(), '10.0.0', false],
    [CIDR(), '10.0.0.0/8', true],
    [CIDR(), '2001:db8::/32', true],
    [CIDR(), '10.0.0.0/33', false],
    [CIDR(), '10.0.0.1', false],
    [CIDR(), '10.0.0.0/08', false],
    [CIDR(), '10.0.0.0/8/8', false],
    [MACADDR(), '08:00:2b:01:02:03', true],
    [MACADDR(), '08-00-2b-01-02-03', true],
    [MACADDR(), '0800.2b01.0203', true],
    [MACADDR(), '08:00-2b:01:02:03', false],
    [MACADDR8(), '08:00:2b:01:02:03:04:05', true],
  ])('%s of %s is valid: %s', (type, value, valid) => {
    if (valid) expect(type.validate(value)).toBe(true)
    else expect(() => type.validate(value)).toThrow(`is not a valid ${type.key}`)
  })
})
