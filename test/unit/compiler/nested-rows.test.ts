import { describe, expect, it } from 'vitest'
import { nestedDecoder, readRows } from '../../../lib/compiler/nested-rows.js'

describe('rows within a column', () => {
  it('are read from JSON text, and from what was parsed with the JSON around it', () => {
    expect(readRows('[[1,"a"],[2,null]]', 2)).toEqual([
      [1, 'a'],
      [2, null],
    ])
    const parsed = [[1, 'a']]
    expect(readRows(parsed, 2)).toBe(parsed)
  })

  it('are put together again where a row travels in several lists, once', () => {
    const row = Array.from({ length: 250 }, (_, i) => (i === 120 ? [['list']] : i))
    const json = JSON.stringify([[row.slice(0, 100), row.slice(100, 200), row.slice(200)]])
    const rows = readRows(json, 250)
    expect(rows).toEqual([row])
    expect(readRows(rows, 250)).toEqual([row])
  })

  it('are decoded value by value, null left alone, and so are the rows within them', () => {
    const inner = {
      columns: [{ name: 'n', decode: (value: unknown) => BigInt(value as string) }],
      read: (value: unknown) => readRows(value, 1),
    }
    const decode = nestedDecoder({
      columns: [
        { name: 'kept', decode: undefined },
        { name: 'number', decode: Number },
        { name: 'rows', decode: nestedDecoder(inner), nested: inner },
      ],
      read: (value) => readRows(value, 3),
    })
    expect(decode('[["a","1",[["9007199254740993"]]],["b",null,[]]]')).toEqual([
      ['a', 1, [[9007199254740993n]]],
      ['b', null, []],
    ])
  })
})
