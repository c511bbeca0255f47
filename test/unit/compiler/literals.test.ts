import { describe, expect, it } from 'vitest'
import { LiteralEscaper } from '../../../lib/compiler/literals.js'
import { UsageError } from '../../../lib/errors/usage-errors.js'

const standard = new LiteralEscaper()
const sqlite = new LiteralEscaper({ booleans: 'digits' })
const mysql = new LiteralEscaper({ backslashes: 'escaped' })
const postgres = new LiteralEscaper({ backslashes: 'escape-string' })
const mssql = new LiteralEscaper({ stringPrefix: 'N', booleans: 'digits' })

describe('LiteralEscaper', () => {
  it.each([
    [null, 'NULL'],
    [undefined, 'NULL'],
    [true, 'true'],
    [false, 'false'],
    [-0, '0'],
    [1.5, '1.5'],
    [1e300, '1e+300'],
    [5n, '5'],
    ['', "''"],
    ["it's", "'it''s'"],
    ['a\\b', "'a\\b'"],
    ["'; DROP TABLE book; --", "'''; DROP TABLE book; --'"],
    ['é😀', "'é😀'"],
    [new Date(0), "'1970-01-01 00:00:00.000 +00:00'"],
    [Buffer.from('xyz'), "X'78797a'"],
    [new Uint8Array([0, 255]), "X'00ff'"],
    [[1, 'b'], "1, 'b'"],
    [[[1, 2], [3]], '(1, 2), (3)'],
    [[], ''],
  ])('writes %o', (value, text) => {
    expect(standard.escape(value)).toBe(text)
  })

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    { a: 1 },
    () => 1,
    Symbol('x'),
    new Date(Number.NaN),
    'a\0b',
    new Map(),
    [{ a: 1 }],
  ])('refuses %s', (value) => {
    expect(() => standard.escape(value)).toThrow(UsageError)
  })

  it('follows the rules of the dialect for text', () => {
    expect(mysql.escape("a\\'b")).toBe("'a\\\\''b'")
    expect(postgres.escape("a\\'b")).toBe("E'a\\\\''b'")
    expect(postgres.escape('ab')).toBe("'ab'")
    expect(mssql.escape("a'b")).toBe("N'a''b'")
  })

  it('follows the rules of the dialect for truth values and dates', () => {
    expect(sqlite.escape([true, false])).toBe('1, 0')
    const local = new LiteralEscaper({ formatDate: (date) => `on ${date.getTime()}` })
    expect(local.escape(new Date(7))).toBe("'on 7'")
  })

  it('lets a dialect write what the standard refuses', () => {
    class Permissive extends LiteralEscaper {
      protected override escapeNonFinite(number: number): string {
        return `'${number}'`
      }
      protected override escapeNul(text: string): string {
        return text.replaceAll('\0', '')
      }
      override escapeList(list: readonly unknown[]): string {
        return `ARRAY[${list.map((item) => this.escape(item)).join(',')}]`
      }
    }
    const permissive = new Permissive()
    expect(permissive.escape(Number.NaN)).toBe("'NaN'")
    expect(permissive.escape('a\0b')).toBe("'ab'")
    expect(permissive.escape([1, ['b']])).toBe("ARRAY[1,ARRAY['b']]")
  })

  it('shows no secret in its refusal', () => {
    expect(() => standard.escape({ password: 'hunter2' })).not.toThrow('hunter2')
  })
})
