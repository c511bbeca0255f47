import { describe, expect, it } from 'vitest'
import { parseSql, type SqlLexicalRules } from '../../../lib/engine/sql-scanner.js'

const postgres: SqlLexicalRules = {
  escapeStrings: true,
  dollarQuotes: true,
  nestedComments: true,
  questionMarkOperators: true,
}
const mysql: SqlLexicalRules = {
  backslashEscapes: true,
  doubleQuotedStrings: true,
  backtickIdentifiers: true,
  hashComments: true,
  dashCommentsNeedSpace: true,
}
const sqlite: SqlLexicalRules = { backtickIdentifiers: true, bracketIdentifiers: 'single' }

function parts(sql: string, rules: SqlLexicalRules, style?: 'bind'): string[] {
  return parseSql(sql, rules, style).map((fragment) => `${fragment.kind} ${fragment.text}`)
}

describe('parseSql', () => {
  it('finds strings, identifiers, comments and placeholders', () => {
    expect(parts(`SELECT 'a' AS "b" /* c */, :d -- e`, {})).toEqual([
      'text SELECT ',
      "string 'a'",
      'text  AS ',
      'identifier "b"',
      'text  ',
      'comment /* c */',
      'text , ',
      'named :d',
      'text  ',
      'comment -- e',
    ])
  })

  it('reads a doubled quote as part of the text', () => {
    expect(parts(`'it''s' "a""b"`, {})).toEqual(["string 'it''s'", 'text  ', 'identifier "a""b"'])
  })

  it('reads a backslash as an escape only where the dialect does', () => {
    expect(parts(`'\\' , :a`, {})).toContain('named :a')
    expect(parts(`'\\' , :a'`, mysql)).toEqual([`string '\\' , :a'`])
    expect(parts(`"\\" , :a"`, mysql)).toEqual([`string "\\" , :a"`])
  })

  it('reads E strings of PostgreSQL, continued ones too', () => {
    expect(parts(`E'\\' :a', :b`, postgres)).toEqual([
      'text E',
      `string '\\' :a'`,
      'text , ',
      'named :b',
    ])
    expect(parts(`e'a'\n  '\\' :a'`, postgres)).toEqual(['text e', `string 'a'\n  '\\' :a'`])
    expect(parts(`nameE'\\', :a`, postgres)).toContain('named :a')
  })

  it('reads dollar quotes with and without a tag', () => {
    expect(parts('SELECT $$ :a $$, $x$ :b $$ $x$, :c', postgres)).toEqual([
      'text SELECT ',
      'string $$ :a $$',
      'text , ',
      'string $x$ :b $$ $x$',
      'text , ',
      'named :c',
    ])
  })

  it('reads no dollar quote inside a name', () => {
    expect(parts('SELECT a$b$ , :c, d$b$', postgres)).toContain('named :c')
  })

  it('reads nested comments only where the dialect does', () => {
    expect(parts('/* /* */ :a */', postgres)).toEqual(['comment /* /* */ :a */'])
    expect(parts('/* /* */ :a */', sqlite)).toEqual([
      'comment /* /* */',
      'text  ',
      'named :a',
      'text  */',
    ])
    expect(parts('/*/ :a */', sqlite)).toEqual(['comment /*/ :a */'])
    expect(parts('/* /*/ , :a', sqlite)).toContain('named :a')
  })

  it('reads the comments of MySQL', () => {
    expect(parts('1 # :a\n, :b', mysql)).toEqual([
      'text 1 ',
      'comment # :a',
      'text \n, ',
      'named :b',
    ])
    expect(parts('1--1, :a', mysql)).toContain('named :a')
    expect(parts('1 -- :a', mysql)).toEqual(['text 1 ', 'comment -- :a'])
  })

  it('reads backticks and brackets as identifiers only where the dialect does', () => {
    expect(parts('`:a` [:b] [:c]', sqlite)).toEqual([
      'identifier `:a`',
      'text  ',
      'identifier [:b]',
      'text  ',
      'identifier [:c]',
    ])
    expect(parts('[a]] , :b', sqlite)).toContain('named :b')
    expect(parts('[a]] , :b]', { bracketIdentifiers: 'doubled' })).toEqual([
      'identifier [a]] , :b]',
    ])
    expect(parts('ARRAY[:a]', postgres)).toContain('named :a')
  })

  it.each(['(:a)', ':a,', ' :a;', '\t:a\n', '=:a', '>:a', '[:a]', ',:a', ':a::int', ':a'])(
    'is certain of :a in %j',
    (sql) => {
      expect(parseSql(sql, postgres)).toContainEqual(
        expect.objectContaining({ kind: 'named', name: 'a', isCertain: true }),
      )
    },
  )

  it.each(['1+:a', ':a/2', '<:a', ":a||'x'", ' :a=1'])('holds :a in %j possible', (sql) => {
    expect(parseSql(sql, postgres)).toContainEqual(
      expect.objectContaining({ kind: 'named', name: 'a', isCertain: false }),
    )
  })

  it.each([
    'x::a',
    'x :: a',
    '@x:=a',
    'x.:a',
    'a[1:a]',
    ':1',
    ':a:b ',
    ':a.b',
    '12:a',
    ': a',
    ';:a',
  ])('takes %j as text', (sql) => {
    expect(parts(sql, postgres)).toEqual([`text ${sql}`])
  })

  it('takes ? for a placeholder, but not in the operators of PostgreSQL', () => {
    expect(
      parts('? (?) 1+? ?::int', postgres).filter((part) => part === 'positional ?'),
    ).toHaveLength(4)
    for (const sql of ['a ?| b', 'a ?& b', 'a @? b', 'a?b', 'a #? b']) {
      expect(parts(sql, postgres)).toEqual([`text ${sql}`])
    }
    expect(parts('a ?? b', postgres)).toContain('escaped ??')
    expect(parts("?||'x'", sqlite)).toContain('positional ?')
  })

  it('finds $name, $1 and $$ for bind', () => {
    expect(parts('$a, $1, 1+$b_2-3, x$c, $$d, :e, ?', {}, 'bind')).toEqual([
      'bind $a',
      'text , ',
      'bind $1',
      'text , 1+',
      'bind $b_2',
      'text -3, x$c, ',
      'escaped $$',
      'text d, :e, ?',
    ])
  })

  it('leaves dollar quotes alone for bind, v6 style ones too', () => {
    expect(parts('$$ $1 $$, $1', postgres, 'bind')).toEqual([
      'string $$ $1 $$',
      'text , ',
      'bind $1',
    ])
    expect(parts('$$$$ $1 $$$$', postgres, 'bind')).toEqual([
      'escaped $$',
      'escaped $$',
      'string  $1 ',
      'escaped $$',
      'escaped $$',
    ])
  })

  it.each([
    ["'abc :a", 'string'],
    ["E'abc\\'", 'string'],
    ['$x$ :a', 'string'],
    ['"abc :a', 'identifier'],
    ['[abc', 'identifier'],
    ['/* :a', 'comment'],
  ])('marks %j as not terminated', (sql, kind) => {
    const rules = sql.startsWith('[') ? sqlite : postgres
    expect(parseSql(sql, rules).at(-1)).toMatchObject({ kind, isTerminated: false })
  })

  it('takes linear time', () => {
    const start = performance.now()
    parseSql(`SELECT ${'\'a\', :b, "c", /* d */ '.repeat(20_000)}1`, postgres)
    parseSql(`${'('.repeat(200_000)}${'/*'.repeat(100_000)}`, postgres)
    parseSql("''".repeat(100_000), postgres)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
