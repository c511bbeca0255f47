import { describe, expect, it } from 'vitest'
import {
  kindBeside,
  listKind,
  listKindBeside,
  paddedLength,
  valueKind,
} from '../../../lib/expression/value-kind.js'

describe('valueKind', () => {
  it.each([
    ['text', 's'],
    ['', 's'],
    [0, 'i'],
    [-0, 'i'],
    [-(2 ** 31), 'i'],
    [2 ** 31, 'l'],
    [Number.MAX_SAFE_INTEGER, 'l'],
    [2 ** 60, 'd'],
    [1.5, 'd'],
    [Number.NaN, 'd'],
    [Number.POSITIVE_INFINITY, 'd'],
    [5n, 'i'],
    [2n ** 31n, 'l'],
    [2n ** 63n, 'd'],
    [true, 'b'],
    [new Date(0), 't'],
    [Buffer.from('a'), 'x'],
    [new Uint8Array(1), 'x'],
    [[1], 'a'],
    [null, 'n'],
    [undefined, 'n'],
    [{}, 'o'],
    [Symbol('s'), 'o'],
    [() => 1, 'o'],
  ])('of %o is %s', (value, kind) => {
    expect(valueKind(value)).toBe(kind)
  })
})

describe('listKind', () => {
  it('is that which all items can be read as', () => {
    expect(listKind([1, 2])).toBe('i')
    expect(listKind([1, 2 ** 31])).toBe('l')
    expect(listKind([2 ** 31, 1, 1.5])).toBe('d')
    expect(listKind(['a', 1])).toBe('s')
    expect(listKind([true, 1])).toBe('s')
    expect(listKind([Buffer.from('a')])).toBe('x')
    expect(listKind([])).toBe('n')
  })

  it('is that of objects where one is among the items, or bytes beside anything else', () => {
    expect(listKind([1, {}])).toBe('o')
    expect(listKind([[1]])).toBe('o')
    expect(listKind(['a', Buffer.from('a')])).toBe('o')
    expect(listKind([Buffer.from('a'), 'a', 'b'])).toBe('o')
  })
})

describe('paddedLength', () => {
  it('is the next power of two', () => {
    expect([0, 1, 2, 3, 4, 5, 1000].map(paddedLength)).toEqual([1, 1, 2, 4, 4, 8, 1024])
  })
})

describe('kindBeside', () => {
  it('is the kind of a value without a type', () => {
    expect(kindBeside(undefined, 'a')).toBe('s')
    expect(listKindBeside(undefined, [1.5])).toBe('d')
  })

  it('tells only numbers that an integer type cannot hold', () => {
    const kinds = (key: string, ...values: unknown[]) =>
      values.map((value) => kindBeside({ key }, value))
    expect(kinds('INTEGER', 1, 2 ** 31, 1.5, '9999999999', null)).toEqual(['', 'l', 'd', '', ''])
    expect(kinds('SMALLINT', 32767, 32768, -32768, -0.5)).toEqual(['', 'l', '', 'd'])
    expect(kinds('BIGINT', 2 ** 40, 2n ** 63n - 1n, 2n ** 63n)).toEqual(['', '', 'd'])
    expect(kinds('DOUBLE PRECISION', 1.5, 2 ** 60)).toEqual(['', ''])
  })

  it('of a list is that of the number that fits least', () => {
    const type = { key: 'INTEGER' }
    expect(listKindBeside(type, [1, 2])).toBe('')
    expect(listKindBeside(type, [1, 2 ** 31, 2])).toBe('l')
    expect(listKindBeside(type, [2 ** 31, 1.5, 1])).toBe('d')
    expect(listKindBeside({ key: 'DATE' }, [2 ** 31])).toBe('')
  })
})
