import { describe, expect, it } from 'vitest'
import * as postgres from '../../../lib/dialects/postgres/schema-text.js'
import * as sqlite from '../../../lib/dialects/sqlite/schema-text.js'

describe("PostgreSQL's spellings of a type", () => {
  it.each([
    ['VARCHAR(40)', 'character varying(40)'],
    ['CHAR(3)', 'character(3)'],
    ['CHAR', 'character(1)'],
    ['TIMESTAMP WITH TIME ZONE', 'timestamp with time zone'],
    ['TIMESTAMP(3) WITH TIME ZONE', 'timestamp(3) with time zone'],
    ['DECIMAL(10)', 'numeric(10,0)'],
    ['DECIMAL(10, 2)', 'numeric(10,2)'],
    ['FLOAT', 'double precision'],
    ['FLOAT(10)', 'real'],
    ['INTEGER', 'int4'],
    ['TIME', 'time without time zone'],
    ['VARCHAR(255)[]', 'character varying(255)[]'],
    ['"enum_book_mood"', 'enum_book_mood'],
    ['"library"."Mood"[]', 'library."Mood"[]'],
  ])('%s and %s are one', (ours, servers) => {
    expect(postgres.typeKey(ours)).toBe(postgres.typeKey(servers))
  })

  it.each([
    ['VARCHAR(40)', 'VARCHAR(41)'],
    ['TEXT', 'TEXT[]'],
    ['INTEGER', 'BIGINT'],
    ['TIMESTAMP WITH TIME ZONE', 'timestamp without time zone'],
    ['"Mood"', '"mood"'],
  ])('%s and %s are two', (left, right) => {
    expect(postgres.typeKey(left)).not.toBe(postgres.typeKey(right))
  })
})

describe("PostgreSQL's spellings of an expression", () => {
  it.each([
    ["'it''s'", "'it''s'::character varying"],
    ["E'a\\\\b'", "'a\\b'::text"],
    ['-5', "'-5'::integer"],
    ['abs(-3)', "abs('-3'::integer)"],
    ['CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP'],
    ['NOW()', 'now()'],
    ['"pages" > 0', '(pages > 0)'],
    ['"pages" != 1', '(pages <> 1)'],
    ["'{}'", "'{}'::text[]"],
    ["'x'", '\'x\'::library."Mood"'],
  ])('%s and %s are one', (ours, servers) => {
    expect(postgres.expressionKey(ours)).toBe(postgres.expressionKey(servers))
  })

  it.each([
    ["'a'", "'A'"],
    ["'5'", "'5 '"],
    ['a - 1', 'a + 1'],
    ['lower(a)', 'lower'],
  ])('%s and %s are two', (left, right) => {
    expect(postgres.expressionKey(left)).not.toBe(postgres.expressionKey(right))
  })
})

describe("SQLite's spellings", () => {
  it('differ in case, white space, quotes and idle parentheses only', () => {
    expect(sqlite.typeKey('Decimal( 10 , 2 )')).toBe(sqlite.typeKey('DECIMAL(10,2)'))
    expect(sqlite.expressionKey('(`a` > 1)')).toBe(sqlite.expressionKey('"A">1'))
    expect(sqlite.expressionKey("'a'")).not.toBe(sqlite.expressionKey("'A'"))
  })
})
