/** Raw SQL: result shapes by query type, values in the text, and errors of the database. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  bindRawSql,
  type Engine,
  forEachEngine,
  Fragment,
  Literal,
  openEngine,
  Parameter,
} from '../support/engine.js'

async function createBooks(engine: Engine): Promise<void> {
  const key = engine.dialect.name === 'sqlite' ? 'INTEGER' : 'SERIAL'
  await engine.query('DROP TABLE IF EXISTS copy')
  await engine.query('DROP TABLE IF EXISTS book')
  await engine.query(
    `CREATE TABLE book (id ${key} PRIMARY KEY, title TEXT NOT NULL UNIQUE, pages INTEGER CHECK (pages > 0))`,
  )
  await engine.query(
    'CREATE TABLE copy (id INTEGER PRIMARY KEY, book INTEGER REFERENCES book (id), shelf TEXT, UNIQUE (book, shelf))',
  )
  await engine.query("INSERT INTO book (title, pages) VALUES ('Emma', 474), ('Persuasion', 249)")
}

forEachEngine((target) => {
  let engine: Engine
  beforeAll(async () => {
    engine = openEngine(target)
    await createBooks(engine)
  })

  describe('result shapes', () => {
    const emma = { id: 1, title: 'Emma', pages: 474 }
    const persuasion = { id: 2, title: 'Persuasion', pages: 249 }
    const select = 'SELECT * FROM book ORDER BY id'

    it('gives rows and metadata for RAW, the default', async () => {
      const [rows, metadata] = (await engine.query(select)) as [unknown, unknown]
      expect(rows).toEqual([emma, persuasion])
      expect(metadata).toBeTypeOf('object')
    })

    it('gives the rows for SELECT, the first one or null with plain', async () => {
      const query = (sql: string, options: object) => engine.query(sql, undefined, options)
      expect(await query(select, { type: 'SELECT' })).toEqual([emma, persuasion])
      expect(await query(select, { plain: true })).toEqual(emma)
      expect(await query('SELECT * FROM book WHERE id < 0', { plain: true })).toBeNull()
    })

    it('renames columns by fieldMap and nests dotted names', async () => {
      const sql =
        'SELECT title AS "book.title", pages AS "book.size.pages", id FROM book WHERE id = 1'
      expect(await engine.query(sql, undefined, { nest: true })).toEqual([
        { book: { title: 'Emma', size: { pages: 474 } }, id: 1 },
      ])
      const options = { type: 'SELECT', fieldMap: { id: 'number' } }
      expect(await engine.query('SELECT id FROM book WHERE id = 1', undefined, options)).toEqual([
        { number: 1 },
      ])
    })

    it('throws for an empty result when rejectOnEmpty is set', async () => {
      const none = (rejectOnEmpty: unknown) =>
        engine.query('SELECT * FROM book WHERE id < 0', undefined, { plain: true, rejectOnEmpty })
      await expect(none(true)).rejects.toMatchObject({ name: 'SequelizeEmptyResultError' })
      await expect(none(new Error('no such book'))).rejects.toThrow('no such book')
    })

    it('gives key or rows, and the count, for statements that change', async () => {
      const query = (sql: string, type: string) => engine.query(sql, undefined, { type })
      const inserted = await query("INSERT INTO book (id, title) VALUES (30, 'Sanditon')", 'INSERT')
      expect(inserted).toEqual(target.dialect === 'sqlite' ? [30, 1] : [[], 1])
      const sql = "UPDATE book SET pages = 80 WHERE title = 'Sanditon'"
      expect(await query(sql, 'UPDATE')).toEqual(
        target.dialect === 'sqlite' ? [undefined, 1] : [[], 1],
      )
      expect(await query(sql, 'BULKUPDATE')).toBe(1)
      expect(await query('DELETE FROM book WHERE id = 30', 'BULKDELETE')).toBe(1)
      expect(await query('DELETE FROM book WHERE id = 30', 'DELETE')).toEqual(
        target.dialect === 'sqlite' ? undefined : [],
      )
    })

    it('gives the rows of RETURNING', async () => {
      const sql = "INSERT INTO book (title) VALUES ('Lady Susan') RETURNING title"
      const inserted = await engine.query(sql, undefined, { type: 'INSERT' })
      expect(inserted).toEqual([[{ title: 'Lady Susan' }], 1])
      await engine.query("DELETE FROM book WHERE title = 'Lady Susan'")
    })

    it('makes a column named __proto__ a key and nothing else', async () => {
      const [row] = (await engine.query('SELECT 1 AS "__proto__", 2 AS b', undefined, {
        type: 'SELECT',
      })) as object[]
      expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
      expect({}).not.toHaveProperty('b')
    })
  })

  describe('values in the text', () => {
    const read = (sql: string, options: object) =>
      engine.query(sql, undefined, { type: 'SELECT', ...options })

    it('binds replacements by name and by position, lists too', async () => {
      const byName = { replacements: { titles: ['Emma', 'Persuasion'], least: 300 } }
      const sql = 'SELECT title FROM book WHERE title IN (:titles) AND pages > :least'
      expect(await read(sql, byName)).toEqual([{ title: 'Emma' }])
      expect(
        await read('SELECT title FROM book WHERE pages BETWEEN ? AND ?', {
          replacements: [1, 300],
        }),
      ).toEqual([{ title: 'Persuasion' }])
    })

    it('gives numbers the type they have as literals', async () => {
      expect(await read('SELECT ? + 1 AS x, ? * 2 AS y', { replacements: [1, 1.5] })).toEqual(
        target.dialect === 'sqlite' ? [{ x: 2, y: 3 }] : [{ x: 2, y: '3.0' }],
      )
    })

    it('never lets a value become SQL', async () => {
      const value = "x' OR '1'='1"
      const sql = 'SELECT title FROM book WHERE title = '
      expect(await read(`${sql}:value`, { replacements: { value } })).toEqual([])
      expect(await read(`${sql}$value`, { bind: { value } })).toEqual([])
    })

    it('binds by name and by number, one value in several places', async () => {
      const sql = 'SELECT title FROM book WHERE title = $title OR title = $title ORDER BY $2'
      expect(await read(sql.replace(' ORDER BY $2', ''), { bind: { title: 'Emma' } })).toEqual([
        { title: 'Emma' },
      ])
      const numbered = 'SELECT title FROM book WHERE title = $2 AND pages > $1'
      expect(await read(numbered, { bind: [1, 'Emma'] })).toEqual([{ title: 'Emma' }])
    })

    it('takes null, dates and buffers', async () => {
      const bind = [null, new Date(0), Buffer.from('ab')]
      const sql =
        target.dialect === 'sqlite'
          ? 'SELECT $1 AS a, $2 AS b, $3 AS c'
          : 'SELECT $1::text AS a, $2::timestamptz AS b, $3::bytea AS c'
      const date = target.dialect === 'sqlite' ? '1970-01-01 00:00:00.000 +00:00' : new Date(0)
      expect(await read(sql, { bind })).toEqual([{ a: null, b: date, c: Buffer.from('ab') }])
    })

    it('writes values into statements that take no parameters', async () => {
      const replacements = { fallback: "it's a \\ title" }
      await engine.query(
        'CREATE TABLE untitled (id INTEGER, title TEXT DEFAULT :fallback)',
        undefined,
        {
          replacements,
        },
      )
      await engine.query('INSERT INTO untitled (id) VALUES (1)')
      expect(await read('SELECT title FROM untitled', {})).toEqual([{ title: "it's a \\ title" }])
      await engine.query('DROP TABLE untitled')
    })

    it("takes v6's object with query and values", async () => {
      const query = { query: 'SELECT title FROM book WHERE id = :id', values: { id: 1 } }
      expect(await engine.query(query as never, undefined, { plain: true })).toEqual({
        title: 'Emma',
      })
    })

    it('takes expressions, with expressions and values in their gaps', async () => {
      const fragment = new Fragment(
        ['SELECT ', ' AS x, ', ' AS y'],
        [new Parameter('bound'), new Literal('1 + 1')],
      )
      expect(await engine.query(fragment as never, undefined, { plain: true })).toEqual({
        x: 'bound',
        y: 2,
      })
    })

    it.each([
      [{ replacements: {}, bind: [] }, 'cannot be used together'],
      [{ replacements: {} }, ':id has no value'],
      [{ replacements: { id: {} } }, 'cannot be bound'],
    ])('refuses %j', async (options, message) => {
      await expect(read('SELECT * FROM book WHERE id = :id', options)).rejects.toThrow(message)
    })

    it.each([[undefined], [7], [{}]])('refuses %j in place of SQL', async (sql) => {
      await expect(engine.query(sql as never)).rejects.toThrow('the SQL must be')
    })
  })

  describe('errors', () => {
    const fail = async (sql: string, options: object = {}): Promise<Record<string, unknown>> => {
      const error = await engine.query(sql, undefined, options).catch((reason: unknown) => reason)
      return error as Record<string, unknown>
    }

    it('reports a violated unique key by its columns', async () => {
      const error = await fail("INSERT INTO book (title) VALUES ('Emma')")
      expect(error).toMatchObject({
        name: 'SequelizeUniqueConstraintError',
        message: 'Validation error',
        fields: target.dialect === 'sqlite' ? ['title'] : { title: 'Emma' },
        errors: [
          {
            message: 'title must be unique',
            path: 'title',
            type: 'unique violation',
            validatorKey: 'not_unique',
          },
        ],
        sql: "INSERT INTO book (title) VALUES ('Emma')",
      })
    })

    it('reports a unique key of several columns, with the message it was declared with', async () => {
      await engine.query("INSERT INTO copy VALUES (1, 1, 'A')")
      const sql = "INSERT INTO copy VALUES (2, 1, 'A')"
      const error = await fail(sql, { uniqueKeyMessages: { 'book,shelf': 'Already there.' } })
      expect(error).toMatchObject({
        message: 'Already there.',
        fields: target.dialect === 'sqlite' ? ['book', 'shelf'] : { book: '1', shelf: 'A' },
      })
      expect((error['errors'] as { path: string }[]).map((item) => item.path)).toEqual([
        'book',
        'shelf',
      ])
    })

    it('reports a violated foreign key', async () => {
      expect(await fail("INSERT INTO copy VALUES (3, 99, 'B')")).toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
        ...(target.dialect === 'postgres' && {
          table: 'copy',
          index: 'copy_book_fkey',
          fields: null,
        }),
      })
    })

    it("reports NOT NULL and CHECK by v6's classes", async () => {
      const name =
        target.dialect === 'sqlite' ? 'SequelizeUniqueConstraintError' : 'SequelizeDatabaseError'
      expect(await fail('INSERT INTO book (title) VALUES (NULL)')).toMatchObject({ name })
      expect(await fail("INSERT INTO book (title, pages) VALUES ('x', -1)")).toMatchObject({ name })
    })

    it('reports SQL that cannot be run, with SQL and values, which do not print', async () => {
      const error = await fail('SELECT * FROM no_such_table WHERE id = $id', {
        bind: { id: 'secret' },
      })
      expect(error).toMatchObject({ name: 'SequelizeDatabaseError', parameters: ['secret'] })
      expect(error['sql']).toContain('no_such_table')
      expect(JSON.stringify(error)).not.toContain('secret')
      expect(String(error['message'])).not.toContain('secret')
      expect(error['cause']).toBe(error['parent'])
    })
  })
})

forEachEngine(
  (target) => {
    it('gives the rows of several statements one after the other', async () => {
      const engine = openEngine(target)
      const [rows, results] = (await engine.query('SELECT 1 AS a; SELECT 2 AS b')) as [
        unknown,
        unknown[],
      ]
      expect(rows).toEqual([{ a: 1 }, { b: 2 }])
      expect(results).toHaveLength(2)
    })

    it("gives the driver's result as metadata, with rows by name", async () => {
      const engine = openEngine(target)
      const [, metadata] = (await engine.query('SELECT 1 AS a')) as [unknown, unknown]
      expect(metadata).toMatchObject({ command: 'SELECT', rowCount: 1, rows: [{ a: 1 }] })
    })

    it('writes values into literals with the name of a type, and into several statements', async () => {
      const engine = openEngine(target)
      const typed = await engine.query(
        "SELECT date :day AS d, to_char(interval :span, 'DD') AS i",
        undefined,
        {
          replacements: { day: '2020-01-02', span: '3 days' },
          plain: true,
        },
      )
      expect(typed).toEqual({ d: '2020-01-02', i: '03' })
      const several = await engine.query("SELECT :a AS a; SELECT ';' AS b", undefined, {
        replacements: { a: "it's" },
      })
      expect((several as unknown[])[0]).toEqual([{ a: "it's" }, { b: ';' }])
    })

    it('leaves the type of bound values to the statement', async () => {
      const engine = openEngine(target)
      expect(
        await engine.query("SELECT 'a5' = 'a' || $1 AS text, $2::int + 1 AS number", [5, '6'], {
          plain: true,
        }),
      ).toEqual({ text: true, number: 7 })
    })

    it('reports an exclusion, an unknown constraint and a deadlock by their classes', async () => {
      const engine = openEngine(target)
      await engine.query(
        'CREATE TABLE loan (during int4range, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&))',
      )
      await engine.query("INSERT INTO loan VALUES ('[1,5)')")
      await expect(engine.query("INSERT INTO loan VALUES ('[2,3)')")).rejects.toMatchObject({
        name: 'SequelizeExclusionConstraintError',
        constraint: 'no_overlap',
        table: 'loan',
        fields: { during: '[2,3)' },
      })
      await expect(engine.query('ALTER TABLE loan DROP CONSTRAINT nothing')).rejects.toMatchObject({
        name: 'SequelizeUnknownConstraintError',
        constraint: 'nothing',
        table: 'loan',
      })
      await expect(engine.query('DROP INDEX nothing')).rejects.toMatchObject({
        name: 'SequelizeUnknownConstraintError',
      })
      await engine.query('DROP TABLE loan')
    })

    it('reads the values of a violated key, whatever they contain', async () => {
      const engine = openEngine(target)
      await engine.query('CREATE TABLE odd ("the title" TEXT UNIQUE)')
      const title = 'a) (b)=(c, d'
      await engine.query('INSERT INTO odd VALUES ($1)', [title])
      await expect(engine.query('INSERT INTO odd VALUES ($1)', [title])).rejects.toMatchObject({
        fields: { 'the title': title },
      })
      await engine.query('DROP TABLE odd')
    })

    it('numbers the parameters of a statement, equal names as one', () => {
      const { dialect } = openEngine(target)
      expect(bindRawSql(dialect, 'SELECT $b, $a, $b', { bind: { a: 1, b: 'x' } })).toEqual({
        sql: 'SELECT $1, $2, $1',
        parameters: ['x', 1],
      })
    })
  },
  ['postgres'],
)
