import { describe, expect, it } from 'vitest'
import { BoundedCache } from '../../../lib/engine/bounded-cache.js'

describe('BoundedCache', () => {
  it('gives back what was put in', () => {
    const cache = new BoundedCache<number>(4)
    cache.set('a', 1)
    expect(cache.get('a')).toBe(1)
    expect(cache.get('b')).toBeUndefined()
  })

  it('never holds more than its limit, and tells of each entry it drops', () => {
    const dropped: number[] = []
    const cache = new BoundedCache<number>(10, (value) => dropped.push(value))
    for (let i = 0; i < 100; i++) {
      cache.set(String(i), i)
      expect(cache.size).toBeLessThanOrEqual(10)
    }
    expect(dropped.length + cache.size).toBe(100)
    expect(new Set(dropped).size).toBe(dropped.length)
  })

  it('keeps what is used', () => {
    const cache = new BoundedCache<number>(10)
    cache.set('used', -1)
    for (let i = 0; i < 100; i++) {
      cache.set(String(i), i)
      expect(cache.get('used')).toBe(-1)
    }
  })

  it('forgets single entries and all of them without telling', () => {
    const dropped: number[] = []
    const cache = new BoundedCache<number>(4, (value) => dropped.push(value))
    for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) cache.set(key, value)
    cache.delete('a')
    expect(cache.get('a')).toBeUndefined()
    expect(cache.drain().sort()).toEqual([2, 3])
    expect(cache.size).toBe(0)
    expect(dropped).toEqual([])
  })
})
