import { describe, expect, it } from 'vitest'
import { col, literal } from '../../../lib/expression/constructors.js'
import { Parameter } from '../../../lib/expression/expressions.js'
import { select } from '../../../lib/expression/select-builder.js'
import { sql } from '../../../lib/expression/sql-tag.js'
import { compileFor } from '../../support/compile.js'

const compile = (fragment: unknown) => compileFor('postgres', fragment)

describe('sql', () => {
  it('binds what is interpolated', () => {
    const title = "'; DROP TABLE book; --"
    expect(compile(sql`SELECT * FROM book WHERE title = ${title} AND id > ${5}`)).toEqual({
      sql: 'SELECT * FROM book WHERE title = $1 AND id > $2::int4',
      parameters: [title, 5],
    })
  })

  it('puts expressions, queries and fragments in their place', () => {
    const expensive = sql`${col('price')} > ${10}`
    const query = select(col('id')).where(sql`${expensive} OR ${literal('TRUE')}`)
    expect(compile(sql`SELECT EXISTS ${query}`)).toEqual({
      sql: 'SELECT EXISTS (SELECT "id" WHERE "price" > $1::int4 OR TRUE)',
      parameters: [10],
    })
  })

  it('binds a parameter with its type', () => {
    expect(compile(sql`SELECT ${new Parameter('a')}`).parameters).toEqual(['a'])
  })

  it('quotes names, no dot within which divides them', () => {
    expect(
      compile(sql`SELECT ${sql.identifier('a.b')} FROM ${sql.identifier('lib', 'book"')}`).sql,
    ).toBe('SELECT "a.b" FROM "lib"."book"""')
  })

  it('writes lists, and joins fragments', () => {
    expect(compile(sql`SELECT 1 WHERE id IN ${sql.list([1, 2])}`)).toEqual({
      sql: 'SELECT 1 WHERE id IN ($1::int4, $2::int4)',
      parameters: [1, 2],
    })
    const conditions = sql.join([sql`a = ${'x'}`, sql`b = ${'y'}`], sql` AND `)
    expect(compile(sql`SELECT 1 WHERE ${conditions}`)).toEqual({
      sql: 'SELECT 1 WHERE a = $1 AND b = $2',
      parameters: ['x', 'y'],
    })
    expect(() => sql.list([])).toThrow('sql.list: the list is empty')
  })

  it('has one shape for all values', () => {
    const at = (value: string) => sql`SELECT ${value}`
    expect(compile(at('a')).sql).toBe(compile(at('b')).sql)
  })

  it('refuses a call with text, and a value that is undefined', () => {
    const call = sql as unknown as (...args: unknown[]) => unknown
    expect(() => call('SELECT 1')).toThrow('sql: it is a tag of template literals.')
    expect(() => call(['SELECT 1'])).toThrow('sql: it is a tag of template literals.')
    expect(() => sql`SELECT ${undefined}`).toThrow('sql: a value is undefined. Use null for NULL.')
  })

  it('refuses objects, which no parameter can carry', () => {
    expect(() => compile(sql`SELECT ${{ toString: () => '1' }}`)).toThrow(
      'Statement: a value without a data type must be text',
    )
  })
})
