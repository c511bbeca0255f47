import { describe, expect, it } from 'vitest'
import { compileFor, generatorFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { hostileTexts } from '../support/hostile-text.js'
import { author, book, loan } from '../support/library-tables.js'
import {
  Aliased,
  Cast,
  Column,
  DataTypes,
  fn,
  JsonPath,
  JsonRows,
  literal,
  normalizeDataType,
  select,
  Select,
  Star,
  Table,
} from '../support/tree.js'

/** SQLite: a column, whose values tell their class. */
const stored = (name: string): string =>
  `CASE typeof(\`${name}\`) WHEN 'real' THEN json_array(printf('%!.17g', \`${name}\`))` +
  ` WHEN 'blob' THEN json_array(hex(\`${name}\`), 0) ELSE \`${name}\` END`

/** SQLite: an expression, which may be JSON. */
const computed = (name: string): string =>
  stored(name).replace(' ELSE', ` WHEN 'text' THEN \`${name}\` || '' ELSE`)

/** PostgreSQL: a value of a type that only the server knows. */
const typed = (name: string): string =>
  `CASE WHEN "${name}" IS DISTINCT FROM NULL THEN json_build_array(pg_typeof("${name}")::oid, concat("${name}")) END`

/** The columns of the list that a dialect makes of one column of a type. */
function valueSql(dialect: 'postgres' | 'sqlite', type: unknown): string | undefined {
  const column = new Column('t', 'c', normalizeDataType(type))
  const rows = new JsonRows(new Select({ columns: [column], from: [new Table('t')] }))
  const { sql } = compileFor(dialect, new Select({ columns: [new Aliased(rows, 'rows')] }))
  return /json_(?:build_)?array\((.*)\)(?:\), '\[\]'\)|\)) FROM \(SELECT/.exec(sql)?.[1]
}

describe('rows as JSON', () => {
  it('are those of a sub-query, in its order and within its limit', () => {
    const books = select(book.id, book.title)
      .from(book)
      .where(book.authorId.eq(author.id).and(book.price.gt(2)))
      .orderBy(book.title)
      .limit(3)
      .offset(1)
    const query = select(author.id, new Aliased(new JsonRows(books.node), 'books'))
      .from(author)
      .where(author.name.eq('Ada'))
    expectSql(query, {
      sqlite: [
        `SELECT \`author\`.\`id\`, (SELECT json_group_array(json_array(${stored('id')}, ${stored('title')})) FROM (SELECT \`book\`.\`id\`, \`book\`.\`title\` FROM \`book\` WHERE \`book\`.\`authorId\` = \`author\`.\`id\` AND \`book\`.\`price\` > ? ORDER BY \`book\`.\`title\` LIMIT +? OFFSET +?) AS \`rows\`) AS \`books\` FROM \`author\` WHERE \`author\`.\`name\` = ?`,
        [2, 3, 1, 'Ada'],
      ],
      postgres: [
        `SELECT "author"."id", (SELECT coalesce(json_agg(json_build_array("id", "title"::bpchar)), '[]') FROM (SELECT "book"."id", "book"."title" FROM "book" WHERE "book"."authorId" = "author"."id" AND "book"."price" > ? ORDER BY "book"."title" LIMIT ? OFFSET ?) AS "rows") AS "books" FROM "author" WHERE "author"."name" = ?`,
        [2, 3, 1, 'Ada'],
      ],
    })
  })

  it('can hold rows', () => {
    const loans = new JsonRows(
      select(loan.id).from(loan).where(loan.bookId.eq(book.id)).orderBy(loan.id).node,
    )
    const books = select(book.id, new Aliased(loans, 'loans')).from(book)
    expectSql(select(new Aliased(new JsonRows(books.node), 'books')), {
      sqlite: [
        `SELECT (SELECT json_group_array(json_array(${stored('id')}, json(\`loans\`))) FROM (SELECT \`book\`.\`id\`, (SELECT json_group_array(json_array(${stored('id')})) FROM (SELECT \`loan\`.\`id\` FROM \`loan\` WHERE \`loan\`.\`bookId\` = \`book\`.\`id\` ORDER BY \`loan\`.\`id\`) AS \`rows\`) AS \`loans\` FROM \`book\`) AS \`rows\`) AS \`books\``,
      ],
      postgres: [
        `SELECT (SELECT coalesce(json_agg(json_build_array("id", "loans")), '[]') FROM (SELECT "book"."id", (SELECT coalesce(json_agg(json_build_array("id")), '[]') FROM (SELECT "loan"."id" FROM "loan" WHERE "loan"."bookId" = "book"."id" ORDER BY "loan"."id") AS "rows") AS "loans" FROM "book") AS "rows") AS "books"`,
      ],
    })
  })

  it('hold expressions without a known type, which are told apart by the server', () => {
    const items = [
      new Aliased(fn('max', book.price), 'top'),
      literal('1 + 1'),
      new Cast(book.id, 'text'),
      new Aliased(new JsonPath(book.meta, ['a'], 'json'), 'part'),
    ]
    expectSql(
      select(
        new Aliased(new JsonRows(new Select({ columns: items, from: [new Table('book')] })), 'r'),
      ),
      {
        sqlite: [
          `SELECT (SELECT json_group_array(json_array(${computed('top')}, ${computed('column2')}, ${computed('value')}, ${computed('part')})) FROM (SELECT max(\`book\`.\`price\`) AS \`top\`, 1 + 1 AS \`column2\`, CAST(\`book\`.\`id\` AS TEXT) AS \`value\`, (\`book\`.\`meta\` -> '$."a"') AS \`part\` FROM \`book\`) AS \`rows\`) AS \`r\``,
        ],
        postgres: [
          `SELECT (SELECT coalesce(json_agg(json_build_array(${typed('top')}, ${typed('column2')}, ${typed('value')}, "part"::json)), '[]') FROM (SELECT max("book"."price") AS "top", 1 + 1 AS "column2", CAST("book"."id" AS TEXT) AS "value", ("book"."meta"#>'{a}') AS "part" FROM "book") AS "rows") AS "r"`,
        ],
      },
    )
  })

  it('travel in the form that loses nothing of their type', () => {
    const inPostgres = (type: unknown) => valueSql('postgres', type)
    const output = 'CASE WHEN "c" IS DISTINCT FROM NULL THEN concat("c") END'
    for (const type of [
      DataTypes.INTEGER,
      DataTypes.SMALLINT,
      DataTypes.DOUBLE,
      DataTypes.REAL,
      DataTypes.BOOLEAN,
      DataTypes.INET,
      DataTypes.CIDR,
    ]) {
      expect(inPostgres(type)).toBe('"c"')
    }
    for (const type of [
      DataTypes.BIGINT,
      DataTypes.DECIMAL(10, 2),
      DataTypes.DATE,
      DataTypes.DATEONLY,
      DataTypes.TIME,
      DataTypes.BLOB,
      DataTypes.UUID,
      DataTypes.ENUM('a'),
      DataTypes.ARRAY(DataTypes.BIGINT),
      DataTypes.RANGE(DataTypes.DATE),
    ]) {
      expect(inPostgres(type)).toBe('"c"::text')
    }
    for (const type of [DataTypes.STRING, DataTypes.TEXT, DataTypes.CHAR(4), DataTypes.CITEXT]) {
      expect(inPostgres(type)).toBe('"c"::bpchar')
    }
    expect(inPostgres(DataTypes.JSON)).toBe('"c"::json')
    expect(inPostgres(DataTypes.JSONB)).toBe('"c"::json')
    expect(inPostgres(DataTypes.HSTORE)).toBe(output)
    expect(inPostgres(DataTypes.GEOMETRY)).toBe(output)
    expect(inPostgres('money')).toBe(typed('c'))
    expect(valueSql('sqlite', DataTypes.BIGINT)).toBe('CAST(`c` AS TEXT)')
    expect(valueSql('sqlite', DataTypes.JSON)).toBe(stored('c'))
  })

  it('are lists of lists where a row has more values than fit in one call', () => {
    const columns = Array.from({ length: 101 }, (_, i) => new Column('t', `c${i}`))
    const rows = new JsonRows(new Select({ columns, from: [new Table('t')] }))
    for (const dialect of ['sqlite', 'postgres'] as const) {
      const { sql } = compileFor(dialect, select(new Aliased(rows, 'r')))
      const list = dialect === 'sqlite' ? 'json_array' : 'json_build_array'
      expect(sql).toContain(`${list}(${list}(`)
      const [column] = generatorFor(dialect).compile(select(new Aliased(rows, 'r')).node).columns
      const row = Array.from({ length: 101 }, (_, i) => i)
      const json = JSON.stringify([[row.slice(0, 100), row.slice(100)]])
      expect(column!.nested!.read(json)).toEqual([row])
      expect(column!.decode!(json)).toEqual([row])
    }
  })

  it('have columns with names of their own, in any case and of any length', () => {
    const long = 'x'.repeat(80)
    const columns = [
      new Column('t', 'id'),
      new Column('u', 'ID'),
      new Column('v', 'id'),
      new Column('t', long),
      new Column('u', long),
    ]
    const rows = new JsonRows(new Select({ columns, from: [new Table('t')] }))
    for (const dialect of ['sqlite', 'postgres'] as const) {
      const [column] = generatorFor(dialect).compile(select(new Aliased(rows, 'r')).node).columns
      const names = column!.nested!.columns.map(({ name }) => name.toLowerCase())
      expect(new Set(names).size).toBe(5)
      expect(names.slice(0, 3)).toEqual(['id', 'id_2', 'id_2_2'])
      const limit = dialect === 'postgres' ? 63 : 83
      expect(names.every((name) => name.length <= limit)).toBe(true)
    }
  })

  it('quote every name and bind every value, whatever they hold', () => {
    for (const text of hostileTexts) {
      const rows = new JsonRows(
        new Select({
          columns: [new Aliased(new Column(text, text), text)],
          from: [new Table(text)],
          where: new Column(text, text).eq(text),
        }),
      )
      for (const dialect of ['sqlite', 'postgres'] as const) {
        const generator = generatorFor(dialect)
        const quoted = generator.identifiers.quote(text)
        const { sql, parameters } = compileFor(dialect, select(new Aliased(rows, 'r')))
        const rest = sql.replaceAll(quoted, '').replaceAll(/\$\d+(::text)?|\?/g, '')
        expect(rest).toMatch(/^SELECT \(SELECT [\w\s()[\]',.%!|:]+ FROM \(SELECT \. /)
        expect(parameters).toEqual([text])
      }
    }
  })

  it('are refused of what has no columns that can be listed', () => {
    for (const dialect of ['sqlite', 'postgres'] as const) {
      for (const query of [
        select().from(book).node,
        new Select({ columns: [new Star()], from: [new Table('t')] }),
      ]) {
        expect(() => compileFor(dialect, select(new Aliased(new JsonRows(query), 'r')))).toThrow(
          'Rows as JSON are those of a SELECT that lists its columns.',
        )
      }
    }
  })
})
