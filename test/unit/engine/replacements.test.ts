import { describe, expect, it } from 'vitest'
import {
  assertOneKindOfValues,
  type BindValues,
  bindNamed,
  bindReplacements,
  type BoundSql,
  type Replacements,
} from '../../../lib/engine/replacements.js'
import { UsageError } from '../../../lib/errors/usage-errors.js'
import { literal } from '../../../lib/expression/constructors.js'

const rules = { dollarQuotes: true, escapeStrings: true, questionMarkOperators: true }

/** `sql` with `<0>`, `<1>`, … for its values. */
function numbered({ fragments }: BoundSql): string {
  return fragments.map((text, i) => (i === 0 ? text : `<${i - 1}>${text}`)).join('')
}

const replace = (sql: string, values: Replacements) => bindReplacements(sql, values, rules)
const bind = (sql: string, values: BindValues) => bindNamed(sql, values, rules)

describe('bindReplacements', () => {
  it('takes values by name out of the text', () => {
    const bound = replace('SELECT :a, \':a\', "b".c WHERE d IN (:e)', { a: 1, e: 'x' })
    expect(numbered(bound)).toBe('SELECT <0>, \':a\', "b".c WHERE d IN (<1>)')
    expect(bound.values).toEqual([1, 'x'])
  })

  it('takes values in order out of the text', () => {
    const bound = replace("SELECT ?, '?', ? -- ?", [1, null])
    expect(numbered(bound)).toBe("SELECT <0>, '?', <1> -- ?")
    expect(bound.values).toEqual([1, null])
  })

  it('gives equal keys to a value that is written twice', () => {
    expect(replace('SELECT :a, :b, :a', { a: 1, b: 1 }).keys).toEqual([':a', ':b', ':a'])
    expect(replace('SELECT ?, ?', [1, 1]).keys).toEqual(['?0', '?1'])
  })

  it('makes a list its items, and lists within it tuples', () => {
    const list = replace('id IN (:ids)', { ids: [1, 2, 3] })
    expect(numbered(list)).toBe('id IN (<0>, <1>, <2>)')
    expect(list.values).toEqual([1, 2, 3])
    const rows = replace('VALUES ?', [
      [
        [1, 'a'],
        [2, [undefined]],
      ],
    ])
    expect(numbered(rows)).toBe('VALUES (<0>, <1>), (<2>, (<3>))')
    expect(rows.values).toEqual([1, 'a', 2, null])
    expect(numbered(replace('IN (:ids)', { ids: [] }))).toBe('IN ()')
  })

  it('passes expression nodes through for the caller to compile', () => {
    const now = literal('now()')
    expect(replace('SELECT :now', { now }).values).toEqual([now])
  })

  it('leaves casts and the operators of PostgreSQL untouched', () => {
    const sql = "SELECT a::int, b ?| array['x'], c ?& d, e @? f"
    expect(numbered(replace(sql, { int: 1, x: 2 }))).toBe(sql)
    expect(numbered(replace(sql, [1]))).toBe(sql)
    expect(numbered(replace('SELECT a ?? b, ?', [1]))).toBe('SELECT a ? b, <0>')
    expect(numbered(replace('SELECT :a::int', { a: 1 }))).toBe('SELECT <0>::int')
  })

  it('replaces beside operators when the name has a value, and else leaves the text', () => {
    expect(numbered(replace('SELECT 1+:a/2', { a: 1 }))).toBe('SELECT 1+<0>/2')
    expect(numbered(replace('SELECT 1+:a/2', { b: 1 }))).toBe('SELECT 1+:a/2')
  })

  it('leaves placeholders of the other form and superfluous values', () => {
    expect(numbered(replace('SELECT :a, ?', [1, 2, 3]))).toBe('SELECT :a, <0>')
    expect(numbered(replace('SELECT :a, ? ?? ?', { a: 1 }))).toBe('SELECT <0>, ? ?? ?')
  })

  it.each([
    ['SELECT :a', {}, ':a has no value'],
    ['SELECT :a', { a: undefined }, ':a has no value'],
    ['SELECT :toString', {}, ':toString has no value'],
    ['SELECT :__proto__', {}, ':__proto__ has no value'],
    ['SELECT ?, ?', [1], '? number 2 has no value'],
    ['SELECT ?', [undefined], '? number 1 has no value'],
    ["SELECT 'abc :a", { a: 1 }, 'unterminated string literal'],
    ["SELECT 'abc", {}, 'unterminated string literal'],
    ['SELECT $$abc', [], 'unterminated string literal'],
    ['SELECT :a', { a: { b: 1 } }, 'cannot be bound. Received { b: 1 }'],
    ['SELECT :a', { a: [[{ b: 1 }]] }, 'cannot be bound'],
    ['SELECT :a', { a: () => 1 }, 'cannot be bound'],
    ['SELECT :a', { a: Symbol('x') }, 'cannot be bound'],
    ['SELECT :a', { a: { [Symbol.for('eq')]: 1 } }, 'cannot be bound'],
  ] as const)('refuses %j with %j', (sql, values, message) => {
    expect(() => replace(sql, values as Replacements)).toThrow(UsageError)
    expect(() => replace(sql, values as Replacements)).toThrow(message)
  })

  it.each(['text', 5, null, new Map(), new Date()])('refuses %s for replacements', (values) => {
    expect(() => replace('SELECT 1', values as unknown as Replacements)).toThrow(
      'replacements must be a list or a plain object',
    )
  })
})

describe('bindNamed', () => {
  it('takes values by name out of the text', () => {
    const bound = bind("SELECT $b, $a, '$a', $b", { a: 1, b: 2 })
    expect(numbered(bound)).toBe("SELECT <0>, <1>, '$a', <2>")
    expect(bound.values).toEqual([2, 1, 2])
    expect(bound.keys).toEqual(['b', 'a', 'b'])
  })

  it('takes values by position out of the text', () => {
    const bound = bind('SELECT $2, $1', ['a', 'b'])
    expect(bound.values).toEqual(['b', 'a'])
  })

  it('binds lists and objects as they are', () => {
    expect(bind('SELECT $1', [[1, 2]]).values).toEqual([[1, 2]])
    expect(bind('SELECT $a', { a: { b: 1 } }).values).toEqual([{ b: 1 }])
  })

  it('writes $$ as a dollar sign', () => {
    expect(bindNamed('SELECT $$, $a', { a: 1 }, {}).fragments).toEqual(['SELECT $, ', ''])
    expect(bind('DO $$$$ SELECT $1 $$$$', []).fragments).toEqual(['DO $$ SELECT $1 $$'])
  })

  it.each([
    ['SELECT $a', {}, '$a has no value'],
    ['SELECT $a', { a: undefined }, '$a has no value'],
    ['SELECT $a', [1], '$a has no value'],
    ['SELECT $0', [1], '$0 has no value'],
    ['SELECT $01', [1], '$01 has no value'],
    ['SELECT $2', [1], '$2 has no value'],
    ['SELECT $length', [1], '$length has no value'],
    ['SELECT $constructor', {}, '$constructor has no value'],
  ] as const)('refuses %j with %j', (sql, values, message) => {
    expect(() => bind(sql, values)).toThrow(message)
  })

  it('leaves an unterminated literal to the database', () => {
    expect(bind("SELECT 'a $1", [1]).fragments).toEqual(["SELECT 'a $1"])
  })

  it('refuses values that are neither list nor plain object', () => {
    expect(() => bind('SELECT $1', 'x' as unknown as BindValues)).toThrow(
      'bind must be a list or a plain object',
    )
  })
})

describe('assertOneKindOfValues', () => {
  it('refuses replacements and bind together', () => {
    expect(() => assertOneKindOfValues([], {})).toThrow('"replacements" and "bind"')
    expect(() => assertOneKindOfValues([], undefined)).not.toThrow()
  })
})
