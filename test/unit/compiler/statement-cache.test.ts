import { describe, expect, it } from 'vitest'
import type { CompiledStatement } from '../../../lib/compiler/compiled-statement.js'
import { StatementCache } from '../../../lib/compiler/statement-cache.js'

const statement = (sql: string): CompiledStatement => ({
  sql,
  parameters: [],
  columns: [],
  effect: 'read',
  returnsRows: true,
})

describe('StatementCache', () => {
  it('keeps as many statements as it has room for, the last used ones', () => {
    const cache = new StatementCache(2)
    cache.set('a', statement('a'))
    cache.set('b', statement('b'))
    cache.get('a')
    cache.set('c', statement('c'))
    expect([cache.get('a')?.sql, cache.get('b')?.sql, cache.get('c')?.sql]).toEqual([
      'a',
      undefined,
      'c',
    ])
  })

  it('counts hits and misses', () => {
    const cache = new StatementCache(10)
    cache.get('a')
    cache.set('a', statement('a'))
    cache.get('a')
    cache.get('a')
    expect(cache.statistics()).toEqual({ hits: 2, misses: 1, size: 1, capacity: 10 })
  })

  it('forgets all', () => {
    const cache = new StatementCache()
    cache.set('a', statement('a'))
    cache.clear()
    expect(cache.get('a')).toBeUndefined()
    expect(cache.statistics().capacity).toBe(1000)
  })
})
