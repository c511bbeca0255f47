import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  mentions,
  parseCreateIndex,
  parseCreateTable,
  printCreateTable,
} from '../../../lib/dialects/sqlite/create-statement.js'

const statements = [
  'CREATE TABLE t (a, b INTEGER, c)',
  'CREATE TABLE t (a INTEGER PRIMARY KEY DESC ON CONFLICT FAIL, "b ""q""" TEXT DEFAULT \'it\'\'s, (\', [c d] REAL DEFAULT -1.5e3)',
  "CREATE TABLE t (`a``b` VARCHAR(10, 2) NOT NULL ON CONFLICT IGNORE UNIQUE, b DEFAULT (1 + (2)) CHECK (b > 0 AND b <> ')'))",
  'CREATE TABLE t (a CONSTRAINT "named" NOT NULL CONSTRAINT u UNIQUE, b NULL DEFAULT NULL, c DEFAULT CURRENT_TIMESTAMP)',
  `CREATE TABLE t ( -- a comment, with a comma
    a UNSIGNED BIG INT /* , b */,
    b TEXT COLLATE NOCASE,
    c INTEGER GENERATED ALWAYS AS (a * 2) STORED,
    d AS (a + 1),
    CONSTRAINT pk PRIMARY KEY (a, b),
    UNIQUE (b COLLATE BINARY, a DESC) ON CONFLICT ROLLBACK,
    CHECK (a > 1), CHECK (b <> 'x')
  ) WITHOUT ROWID`,
  'CREATE TABLE t (a INT REFERENCES u, b INT REFERENCES "u" (x) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL NOT DEFERRABLE NOT NULL, FOREIGN KEY (a, b) REFERENCES v (x, y) ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED)',
  "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, \"primary\" TEXT, 'quoted' TEXT, x BLOB DEFAULT x'00ff', y DEFAULT +5, z DEFAULT TRUE)",
  'CREATE TABLE t (a TEXT, b INT) STRICT',
]

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
}

function pragmaOf(sql: string): { sql: string; columns: Column[] } {
  const database = new Database(':memory:')
  database.exec(sql)
  const stored = database.prepare("SELECT sql FROM sqlite_master WHERE name = 't'").pluck().get()
  return { sql: stored as string, columns: database.pragma('table_xinfo(t)') as Column[] }
}

describe('a stored CREATE TABLE statement', () => {
  it.each(statements)('is read as SQLite reads it: %s', (sql) => {
    const { sql: stored, columns } = pragmaOf(sql)

    const parsed = parseCreateTable(stored)

    expect(parsed.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name))
    const typeOf = (type: string): string => type.replaceAll(/\s*([(),])\s*/g, '$1').toUpperCase()
    for (const [index, column] of parsed.columns.entries()) {
      // SQLite leaves GENERATED ALWAYS out of the type.
      expect(typeOf(column.type)).toBe(
        typeOf(columns[index]!.type.replace(/ ?GENERATED ALWAYS$/i, '')),
      )
      const fallback = column.clauses.find(({ kind }) => kind === 'default')
      const value = fallback?.value.replace(/^\((.*)\)$/s, '$1').replace(/^\+/, '') ?? null
      expect(value).toBe(columns[index]!.dflt_value?.replace(/^\+/, '') ?? null)
    }
  })

  it.each(statements)('means the same when it is put together again: %s', (sql) => {
    const { sql: stored, columns } = pragmaOf(sql)

    const printed = printCreateTable(parseCreateTable(stored), 't')

    expect(pragmaOf(printed).columns).toEqual(columns)
    expect(parseCreateTable(printed)).toEqual(parseCreateTable(stored))
  })

  it('tells names, columns and references of constraints', () => {
    const { columns, constraints } = parseCreateTable(statements[5]!)

    expect(columns[1]!.clauses[0]!.references).toEqual({
      table: 'u',
      columns: ['x'],
      onDelete: 'SET NULL',
      onUpdate: 'NO ACTION',
      isDeferred: false,
    })
    expect(columns[1]!.clauses[1]!.kind).toBe('notNull')
    expect(constraints).toMatchObject([
      { columns: ['a', 'b'], references: { table: 'v', columns: ['x', 'y'], isDeferred: true } },
    ])
    const named = parseCreateTable(statements[3]!).columns[0]!.clauses
    expect(named.map(({ kind, name }) => [kind, name])).toEqual([
      ['notNull', 'named'],
      ['unique', 'u'],
    ])
  })

  it('of a virtual table is refused', () => {
    expect(() => parseCreateTable('CREATE VIRTUAL TABLE t USING fts5(a)')).toThrow(
      'only plain tables can be altered',
    )
  })
})

describe('a stored CREATE INDEX statement', () => {
  it('is read with orders, collations, expressions and its condition', () => {
    const sql =
      "CREATE UNIQUE INDEX i ON t (\"a b\" COLLATE NOCASE DESC, c ASC, lower(d || ',')) WHERE a > '(' AND c IS NOT NULL"

    expect(parseCreateIndex(sql)).toEqual({
      fields: [
        { column: 'a b', expression: '"a b"', collation: 'NOCASE', order: 'DESC' },
        { column: 'c', expression: 'c', collation: undefined, order: 'ASC' },
        {
          column: undefined,
          expression: "lower(d || ',')",
          collation: undefined,
          order: undefined,
        },
      ],
      where: "a > '(' AND c IS NOT NULL",
    })
  })

  it('mentions a column by its name in any quotes, not in texts and comments', () => {
    expect(mentions('CREATE INDEX i ON t ("A b")', 'a B')).toBe(true)
    expect(mentions("CREATE INDEX i ON t (x) WHERE x = 'ab' -- ab", 'ab')).toBe(false)
  })
})
