import { describe, expect, it } from 'vitest'
import { IdentifierQuoter } from '../../../lib/compiler/identifiers.js'
import { UsageError } from '../../../lib/errors/usage-errors.js'

const postgres = new IdentifierQuoter({
  open: '"',
  close: '"',
  maxLength: { length: 63, unit: 'bytes' },
  supportsSchemas: true,
})
const sqlite = new IdentifierQuoter({ open: '`', close: '`', supportsSchemas: false })
const mssql = new IdentifierQuoter({
  open: '[',
  close: ']',
  maxLength: { length: 128, unit: 'characters' },
  supportsSchemas: true,
})
const bare = new IdentifierQuoter({
  open: '"',
  close: '"',
  supportsSchemas: true,
  quoteOnlyWhenNeeded: true,
  reservedWords: new Set(['select', 'user']),
})

describe('IdentifierQuoter', () => {
  it('doubles the closing delimiter', () => {
    expect(postgres.quote('a"b`c')).toBe('"a""b`c"')
    expect(sqlite.quote('a"b`c')).toBe('`a"b``c`')
    expect(mssql.quote('a]b[c')).toBe('[a]]b[c]')
    expect(postgres.quote('a.b')).toBe('"a.b"')
    expect(postgres.quote('$&')).toBe('"$&"')
  })

  it.each([
    ['', 'is empty'],
    ['a\0b', 'NUL'],
    [null, 'is not text'],
    [undefined, 'is not text'],
    [{ toString: (): string => 'x' }, 'is not text'],
  ])('refuses %j', (name, message) => {
    for (const quoter of [postgres, bare]) {
      expect(() => quoter.quote(name as string)).toThrow(UsageError)
      expect(() => quoter.quote(name as string)).toThrow(message)
      expect(() => quoter.quoteAlways(name as string)).toThrow(message)
    }
  })

  it('writes a schema before the table where there are schemas, else into its name', () => {
    const table = { tableName: 'book', schema: 'library' }
    expect(postgres.quoteTable(table)).toBe('"library"."book"')
    expect(postgres.quoteTable({ ...table, delimiter: '_' })).toBe('"library"."book"')
    expect(sqlite.quoteTable(table)).toBe('`library.book`')
    expect(sqlite.quoteTable({ ...table, delimiter: '_' })).toBe('`library_book`')
    expect(sqlite.tableName({ ...table, delimiter: '' })).toBe('library.book')
    expect(postgres.tableName(table)).toBe('book')
  })

  it('writes a table without a schema alone', () => {
    expect(postgres.quoteTable('a.b')).toBe('"a.b"')
    expect(postgres.quoteTable({ tableName: 'book', schema: '' })).toBe('"book"')
    expect(sqlite.quoteTable({ tableName: 'book', schema: null })).toBe('`book`')
  })

  it('joins the alias of a path as v6 does', () => {
    expect(postgres.quotePath('a')).toBe('"a"')
    expect(postgres.quotePath('a.b')).toBe('"a"."b"')
    expect(postgres.quotePath('a.b.c')).toBe('"a->b"."c"')
  })

  it.each([
    ['a', 'a'],
    ['aB', 'aB'],
    ['_x1', '_x1'],
    ['é', 'é'],
    ['a$', 'a$'],
    ['select', '"select"'],
    ['SELECT', '"SELECT"'],
    ['a b', '"a b"'],
    ['a.b', '"a.b"'],
    ['a->b', '"a->b"'],
    ['1a', '"1a"'],
    ['a-b', '"a-b"'],
    ['a;--', '"a;--"'],
    ['a"b', '"a""b"'],
    ['*', '"*"'],
  ])('quotes %s only when needed', (name, text) => {
    expect(bare.quote(name)).toBe(text)
  })

  it('quotes always when told to', () => {
    expect(bare.quoteAlways('a')).toBe('"a"')
  })
})

describe('IdentifierQuoter.shorten', () => {
  it('leaves an alias alone that fits', () => {
    expect(postgres.shorten('x'.repeat(63))).toBe('x'.repeat(63))
    expect(sqlite.shorten('x'.repeat(1000))).toBe('x'.repeat(1000))
    expect(postgres.isTooLong('é'.repeat(32))).toBe(true)
    expect(mssql.isTooLong('é'.repeat(128))).toBe(false)
  })

  it('keeps the readable start of one that does not', () => {
    const short = postgres.shorten('author->books->copies->loans->reader->address->street->town')
    const long = postgres.shorten(`author->books->${'copies->'.repeat(10)}id`)
    expect(short).not.toMatch(/_[0-9a-z]{8}$/)
    expect(long).toMatch(/^author->books->copies->copies->.*_[0-9a-z]{8}$/)
    expect(Buffer.byteLength(long)).toBe(63)
  })

  it('tells aliases with the same start apart, and gives the same for the same', () => {
    const start = 'x'.repeat(80)
    expect(postgres.shorten(`${start}a`)).not.toBe(postgres.shorten(`${start}b`))
    expect(postgres.shorten(`${start}a`)).toBe(postgres.shorten(`${start}a`))
  })

  it('gives out no name that is taken', () => {
    const alias = 'x'.repeat(80)
    const first = postgres.shorten(alias)
    const second = postgres.shorten(alias, new Set([first]))
    expect(second).not.toBe(first)
    expect(Buffer.byteLength(second)).toBe(63)
  })
})
