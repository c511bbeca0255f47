import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdentifierQuoter } from '../../../lib/compiler/identifiers.js'
import { LiteralEscaper, type LiteralRules } from '../../../lib/compiler/literals.js'
import { bindNamed, bindReplacements } from '../../../lib/engine/replacements.js'
import { parseSql, type SqlLexicalRules } from '../../../lib/engine/sql-scanner.js'

interface DialectRules {
  readonly lexical: SqlLexicalRules
  readonly literal: LiteralRules
  readonly quotes: readonly [string, string]
}

const dialects: Record<'sqlite' | 'postgres' | 'mysql' | 'mssql', DialectRules> = {
  sqlite: {
    lexical: { backtickIdentifiers: true, bracketIdentifiers: 'single' },
    literal: { booleans: 'digits' },
    quotes: ['`', '`'],
  },
  postgres: {
    lexical: {
      escapeStrings: true,
      dollarQuotes: true,
      nestedComments: true,
      questionMarkOperators: true,
    },
    literal: { backslashes: 'escape-string' },
    quotes: ['"', '"'],
  },
  mysql: {
    lexical: {
      backslashEscapes: true,
      doubleQuotedStrings: true,
      backtickIdentifiers: true,
      hashComments: true,
      dashCommentsNeedSpace: true,
    },
    literal: { backslashes: 'escaped' },
    quotes: ['`', '`'],
  },
  mssql: {
    lexical: { bracketIdentifiers: 'doubled', nestedComments: true },
    literal: { stringPrefix: 'N' },
    quotes: ['[', ']'],
  },
}

// Text that is rich in what the scanner looks for.
const sqlText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        ...["'", "''", '"', '`', '[', ']', ']]', '\\', "\\'", '$', '$$', '$x$', '$1', '$a', ':a'],
        ...[' :a ', '::', ':=', '?', '??', '?|', '--', '/*', '*/', '#', 'E', "E'", 'N', '\n', '\r'],
        ...[' ', ',', '(', ')', '=', 'a', '1', 'é', '😀', ';'],
      ),
    )
    .map((parts) => parts.join('')),
)
const withoutNul = sqlText.filter((text) => !text.includes('\0'))
const bindable = fc.oneof(
  sqlText,
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.date(),
  fc.constant(null),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
)

describe.each(Object.entries(dialects))('raw SQL of %s', (_, { lexical, literal, quotes }) => {
  const [open, close] = quotes
  const escaper = new LiteralEscaper(literal)
  const quoter = new IdentifierQuoter({ open, close, supportsSchemas: false })
  // `N` and `E` are prefixes that the scanner leaves in the text before the literal.
  const withoutPrefix = (text: string) => text.replace(/^[NE]'/, "'")

  function expectUntouched(opaque: string): void {
    const sql = `SELECT ${opaque} , :a`
    const bound = bindReplacements(sql, { a: 'value', x: 'value' }, lexical)
    expect(bound.values).toEqual(['value'])
    expect(bound.fragments).toEqual([`SELECT ${opaque} , `, ''])
    const listed = bindReplacements(`SELECT ${opaque} , ?`, ['value'], lexical)
    expect(listed.fragments).toEqual([`SELECT ${opaque} , `, ''])
    const named = bindNamed(`SELECT ${opaque} , $a`, { a: 'value' }, lexical)
    expect(named.fragments).toEqual([`SELECT ${opaque} , `, ''])
  }

  it('loses no character of any text', () => {
    fc.assert(
      fc.property(sqlText, fc.constantFrom('replacements', 'bind'), (sql, style) => {
        const fragments = parseSql(sql, lexical, style as 'replacements' | 'bind')
        expect(fragments.map((fragment) => fragment.text).join('')).toBe(sql)
      }),
    )
  })

  it('never looks into a text literal', () => {
    fc.assert(fc.property(withoutNul, (text) => expectUntouched(escaper.escapeString(text))))
  })

  it('never looks into a quoted identifier', () => {
    // SQLite reads its own backticks as they are doubled; brackets of any text are covered by mssql.
    const name = withoutNul.filter((text) => text !== '')
    fc.assert(fc.property(name, (text) => expectUntouched(quoter.quote(text))))
  })

  it('never looks into a comment', () => {
    const inBlock = sqlText.map((text) => text.replaceAll(/[*/]/g, ''))
    fc.assert(fc.property(inBlock, (text) => expectUntouched(`/* ${text} */`)))
    const inLine = sqlText.map((text) => text.replaceAll('\n', ''))
    fc.assert(fc.property(inLine, (text) => expectUntouched(`-- ${text}\n`)))
  })

  it('lets any value survive untouched', () => {
    fc.assert(
      fc.property(bindable, (value) => {
        expect(bindReplacements('SELECT :a', { a: value }, lexical).values).toEqual([value])
        expect(bindReplacements('SELECT ?', [value], lexical).values).toEqual([value])
        expect(bindNamed('SELECT $a', { a: value }, lexical).values).toEqual([value])
      }),
    )
  })

  it('has one fragment more than values, for any text', () => {
    const values = { a: [1, [2, 3]], é: 1, aa: 2, a1: 3 }
    fc.assert(
      fc.property(sqlText, (sql) => {
        let bound: ReturnType<typeof bindReplacements>
        try {
          bound = bindReplacements(sql, values, lexical)
        } catch {
          return
        }
        expect(bound.fragments).toHaveLength(bound.values.length + 1)
        expect(bound.keys).toHaveLength(bound.values.length)
      }),
    )
  })

  it('reads a text literal back as the text that was written', () => {
    fc.assert(
      fc.property(withoutNul, (text) => {
        const sql = escaper.escapeString(text)
        const strings = parseSql(sql, lexical).filter((fragment) => fragment.kind === 'string')
        expect(strings.map((fragment) => fragment.text)).toEqual([withoutPrefix(sql)])
        const body = withoutPrefix(sql).slice(1, -1).replaceAll("''", "'")
        const hasEscapes = literal.backslashes === 'escaped' || sql.startsWith('E')
        expect(hasEscapes ? body.replaceAll('\\\\', '\\') : body).toBe(text)
      }),
    )
  })

  it('reads a quoted identifier back as the name that was written', () => {
    fc.assert(
      fc.property(
        withoutNul.filter((text) => text !== ''),
        (name) => {
          const sql = quoter.quote(name)
          const fragments = parseSql(sql, lexical)
          expect(fragments).toEqual([{ kind: 'identifier', text: sql, isTerminated: true }])
          expect(sql.slice(1, -1).replaceAll(close + close, close)).toBe(name)
        },
      ),
    )
  })
})

describe('dollar quotes', () => {
  it('are never looked into', () => {
    const body = sqlText.filter((text) => !`${text}$q$`.slice(0, -1).includes('$q$'))
    fc.assert(
      fc.property(body, (text) => {
        const sql = `SELECT $q$${text}$q$ , :a`
        const bound = bindReplacements(sql, { a: 1 }, dialects.postgres.lexical)
        expect(bound.fragments).toEqual([`SELECT $q$${text}$q$ , `, ''])
      }),
    )
  })
})

describe('shortened aliases', () => {
  it('fit, keep whole characters, and are the same for the same alias', () => {
    const quoter = new IdentifierQuoter({
      open: '"',
      close: '"',
      maxLength: { length: 63, unit: 'bytes' },
      supportsSchemas: true,
    })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (alias) => {
        const short = quoter.shorten(alias)
        expect(Buffer.byteLength(short)).toBeLessThanOrEqual(63)
        expect(() => encodeURIComponent(short)).not.toThrow()
        expect(quoter.shorten(alias)).toBe(short)
        expect(quoter.shorten(short)).toBe(short)
      }),
    )
  })
})
