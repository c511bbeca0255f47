import { describe, expect, it } from 'vitest'
import { compileFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { author, book } from '../support/library-tables.js'
import {
  aliased,
  Case,
  cast,
  col,
  DataTypes,
  fn,
  Fn,
  literal,
  Parameter,
  select,
  Select,
  Table,
  Tuple,
  Values,
} from '../support/tree.js'

describe('SELECT', () => {
  it('writes the clauses in the order of SQL, and values as parameters', () => {
    expectSql(
      select(book.authorId, fn('count', col('*')).as('books'))
        .from(book)
        .where(book.price.gt(10))
        .groupBy(book.authorId)
        .having(fn('count', col('*')).gt(2))
        .orderBy(book.authorId.desc())
        .limit(5)
        .offset(10),
      {
        sqlite: [
          'SELECT `book`.`authorId`, count(*) AS `books` FROM `book` WHERE `book`.`price` > ? GROUP BY `book`.`authorId` HAVING count(*) > ? ORDER BY `book`.`authorId` DESC LIMIT +? OFFSET +?',
          [10, 2, 5, 10],
        ],
        postgres: [
          'SELECT "book"."authorId", count(*) AS "books" FROM "book" WHERE "book"."price" > ? GROUP BY "book"."authorId" HAVING count(*) > ?::int4 ORDER BY "book"."authorId" DESC LIMIT ? OFFSET ?',
          [10, 2, 5, 10],
        ],
      },
    )
  })

  it('selects all columns when none are named', () => {
    expectSql(select().from(book), {
      sqlite: ['SELECT * FROM `book`'],
      postgres: ['SELECT * FROM "book"'],
    })
  })

  it('gives a column no alias that is its own name', () => {
    expectSql(select(book.title.as('title'), book.price.as('cost')).from(book), {
      sqlite: ['SELECT `book`.`title`, `book`.`price` AS `cost` FROM `book`'],
      postgres: ['SELECT "book"."title", "book"."price" AS "cost" FROM "book"'],
    })
  })

  it('binds a value once that stands in a group and in its like', () => {
    const day = () => fn('date_trunc', 'day', book.published)
    const month = fn('date_trunc', 'month', book.published)
    const query = select(day().as('day'), fn('concat', day(), '!').as('text'), month.as('month'))
      .from(book)
      .where(book.title.eq('day'))
      .groupBy(day(), month)
      .having(fn('max', day()).gt(fn('f', 'day')))
      .orderBy(day())
    expect(compileFor('postgres', query)).toEqual({
      sql: 'SELECT date_trunc($1, "book"."published") AS "day", concat(date_trunc($1, "book"."published"), $2::text) AS "text", date_trunc($3, "book"."published") AS "month" FROM "book" WHERE "book"."title" = $4 GROUP BY date_trunc($1, "book"."published"), date_trunc($3, "book"."published") HAVING max(date_trunc($1, "book"."published")) > f($5) ORDER BY date_trunc($1, "book"."published")',
      parameters: ['day', '!', 'month', 'day', 'day'],
    })
    expect(compileFor('sqlite', query).parameters).toEqual([
      ...['day', 'day', '!', 'month', 'day', 'day', 'month', 'day', 'day', 'day'],
    ])
  })

  it('gives each row once', () => {
    expectSql(select(book.title).distinct().from(book), {
      sqlite: ['SELECT DISTINCT `book`.`title` FROM `book`'],
      postgres: ['SELECT DISTINCT "book"."title" FROM "book"'],
    })
  })

  it('makes a schema part of the name of a table where there are no schemas', () => {
    const shelf = new Table('shelf', 'library', 's')
    expectSql(select(col('s.id')).from(shelf), {
      sqlite: ['SELECT `s`.`id` FROM `library.shelf` AS `s`'],
      postgres: ['SELECT "s"."id" FROM "library"."shelf" AS "s"'],
    })
  })

  it('joins the parts of a path before the column by arrows', () => {
    expectSql(select(col('shelf.room.id'), col('shelf.*'), col('*')).from(book), {
      sqlite: ['SELECT `shelf->room`.`id`, `shelf`.*, * FROM `book`'],
      postgres: ['SELECT "shelf->room"."id", "shelf".*, * FROM "book"'],
    })
  })

  it('doubles delimiters in names', () => {
    expectSql(select(col('a"b`c')).from(new Table('t"`')), {
      sqlite: ['SELECT `a"b``c` FROM `t"```'],
      postgres: ['SELECT "a""b`c" FROM "t""`"'],
    })
  })

  it('sends literals as they are', () => {
    expectSql(select(literal('1 + 1').as('two')).from(book).where(literal('price > 1')), {
      sqlite: ['SELECT 1 + 1 AS `two` FROM `book` WHERE price > 1'],
      postgres: ['SELECT 1 + 1 AS "two" FROM "book" WHERE price > 1'],
    })
  })

  it('reads from queries', () => {
    const cheap = select(book.id, book.title).from(book).where(book.price.lt(5)).as('cheap')
    expectSql(select(col('cheap.title')).from(cheap), {
      sqlite: [
        'SELECT `cheap`.`title` FROM (SELECT `book`.`id`, `book`.`title` FROM `book` WHERE `book`.`price` < ?) AS `cheap`',
        [5],
      ],
      postgres: [
        'SELECT "cheap"."title" FROM (SELECT "book"."id", "book"."title" FROM "book" WHERE "book"."price" < ?) AS "cheap"',
        [5],
      ],
    })
  })

  it('uses a query as a value, as a list and in EXISTS', () => {
    const written = select(author.id).from(author).where(author.name.eq('Ada'))
    expectSql(
      select(fn('coalesce', written, 0).as('id'))
        .from(book)
        .where(book.authorId.in(written)),
      {
        sqlite: [
          'SELECT coalesce((SELECT `author`.`id` FROM `author` WHERE `author`.`name` = ?), ?) AS `id` FROM `book` WHERE `book`.`authorId` IN (SELECT `author`.`id` FROM `author` WHERE `author`.`name` = ?)',
          ['Ada', 0, 'Ada'],
        ],
        postgres: [
          'SELECT coalesce((SELECT "author"."id" FROM "author" WHERE "author"."name" = ?), ?::int4) AS "id" FROM "book" WHERE "book"."authorId" IN (SELECT "author"."id" FROM "author" WHERE "author"."name" = ?)',
          ['Ada', 0],
        ],
      },
    )
  })

  it('reads from written-out rows', () => {
    const rows = new Values([new Tuple([1, 'a']), new Tuple([2, 'b'])], 'v', ['n', 's'])
    expectSql(select(col('v.s')).from(rows), {
      sqlite: [
        'SELECT `v`.`s` FROM (SELECT column1 AS `n`, column2 AS `s` FROM (VALUES (?, ?), (?, ?))) AS `v`',
        [1, 'a', 2, 'b'],
      ],
      postgres: [
        'SELECT "v"."s" FROM (VALUES (?::int4, ?::text), (?::int4, ?::text)) AS "v" ("n", "s")',
        [1, 'a', 2, 'b'],
      ],
    })
  })

  it('writes common table expressions, recursive when one is', () => {
    const numbers = select(new Parameter(1, DataTypes.INTEGER).as('n'))
      .unionAll(select(col('c.n').plus(1)).from(new Table('c')).where(col('c.n').lt(3)))
      .asCte('c', { columns: ['n'], recursive: true })
    expectSql(select(col('n')).with(numbers).from(new Table('c')), {
      sqlite: [
        'WITH RECURSIVE `c` (`n`) AS (SELECT ? AS `n` UNION ALL SELECT `c`.`n` + ? FROM `c` WHERE `c`.`n` < ?) SELECT `n` FROM `c`',
        [1, 1, 3],
      ],
      postgres: [
        'WITH RECURSIVE "c" ("n") AS ((SELECT ?::INTEGER AS "n") UNION ALL (SELECT "c"."n" + ?::int4 FROM "c" WHERE "c"."n" < ?::int4)) SELECT "n" FROM "c"',
        [1, 1, 3],
      ],
    })
  })

  it('joins queries, and slices the whole', () => {
    const a = select(book.id).from(book)
    const b = select(author.id).from(author).orderBy(author.id).limit(1)
    expectSql(a.union(b).orderBy(col('id')).limit(3), {
      sqlite: [
        'SELECT `book`.`id` FROM `book` UNION SELECT * FROM (SELECT `author`.`id` FROM `author` ORDER BY `author`.`id` LIMIT +?) ORDER BY `id` LIMIT +?',
        [1, 3],
      ],
      postgres: [
        '(SELECT "book"."id" FROM "book") UNION (SELECT "author"."id" FROM "author" ORDER BY "author"."id" LIMIT ?) ORDER BY "id" LIMIT ?',
        [1, 3],
      ],
    })
  })

  it('writes window functions', () => {
    const rank = fn('row_number').over({
      partitionBy: [book.authorId],
      orderBy: [book.price.desc('last')],
    })
    expectSql(select(rank.as('rank')).from(book), {
      sqlite: [
        'SELECT row_number() OVER (PARTITION BY `book`.`authorId` ORDER BY `book`.`price` DESC NULLS LAST) AS `rank` FROM `book`',
      ],
      postgres: [
        'SELECT row_number() OVER (PARTITION BY "book"."authorId" ORDER BY "book"."price" DESC NULLS LAST) AS "rank" FROM "book"',
      ],
    })
  })

  it('writes CASE with and without an operand', () => {
    const size = new Case(
      undefined,
      [book.price.gt(50)],
      [new Parameter('dear', DataTypes.STRING)],
      new Parameter('cheap', DataTypes.STRING),
    )
    const word = new Case(book.id, [new Parameter(1)], [literal("'one'")], undefined)
    expectSql(select(size.as('size'), word.as('word')).from(book), {
      sqlite: [
        "SELECT CASE WHEN `book`.`price` > ? THEN ? ELSE ? END AS `size`, CASE `book`.`id` WHEN ? THEN 'one' END AS `word` FROM `book`",
        [50, 'dear', 'cheap', 1],
      ],
      postgres: [
        `SELECT CASE WHEN "book"."price" > ? THEN ? ELSE ? END AS "size", CASE "book"."id" WHEN ?::int4 THEN 'one' END AS "word" FROM "book"`,
        [50, 'dear', 'cheap', 1],
      ],
    })
  })

  it('casts to types by name and to data types', () => {
    expectSql(
      select(
        cast(book.title, 'integer').as('a'),
        cast(book.title, 'timestamp').as('b'),
        cast('5', DataTypes.DOUBLE).as('c'),
      ).from(book),
      {
        sqlite: [
          'SELECT CAST(`book`.`title` AS INTEGER) AS `a`, CAST(`book`.`title` AS DATETIME) AS `b`, CAST(? AS DOUBLE PRECISION) AS `c` FROM `book`',
          ['5'],
        ],
        postgres: [
          'SELECT CAST("book"."title" AS INTEGER) AS "a", CAST("book"."title" AS TIMESTAMP) AS "b", CAST(? AS DOUBLE PRECISION) AS "c" FROM "book"',
          ['5'],
        ],
      },
    )
  })

  it('counts different values', () => {
    expectSql(select(new Fn('COUNT', [book.authorId], true).as('n')).from(book), {
      sqlite: ['SELECT COUNT(DISTINCT `book`.`authorId`) AS `n` FROM `book`'],
      postgres: ['SELECT COUNT(DISTINCT "book"."authorId") AS "n" FROM "book"'],
    })
  })

  it('gives every column of the result a name of its own', () => {
    expectSql(select(book.id, author.id, author.id.as('id_2'), fn('count', col('*'))).from(book), {
      sqlite: [
        'SELECT `book`.`id`, `author`.`id` AS `id_2`, `author`.`id` AS `id_2_2`, count(*) AS `count` FROM `book`',
      ],
      postgres: [
        'SELECT "book"."id", "author"."id" AS "id_2", "author"."id" AS "id_2_2", count(*) AS "count" FROM "book"',
      ],
    })
  })

  describe('of a BIGINT in SQLite', () => {
    it('reads text', () => {
      expectSql(select(book.isbn, book.isbn.as('number')).from(book).orderBy(book.isbn), {
        sqlite: [
          'SELECT CAST(`book`.`isbn` AS TEXT) AS `isbn`, CAST(`book`.`isbn` AS TEXT) AS `number` FROM `book` ORDER BY `book`.`isbn`',
        ],
        postgres: [
          'SELECT "book"."isbn", "book"."isbn" AS "number" FROM "book" ORDER BY "book"."isbn"',
        ],
      })
    })

    it('reads a number where another clause may mean the column of the result', () => {
      const query = select(book.isbn).from(book)
      for (const [item, text] of [
        [col('isbn'), '`isbn`'],
        [literal('"ISBN" DESC'), '"ISBN" DESC'],
        [fn('abs', col('isbn')), 'abs(`isbn`)'],
      ] as const) {
        expect(compileFor('sqlite', query.orderBy(item)).sql).toBe(
          `SELECT \`book\`.\`isbn\` FROM \`book\` ORDER BY ${text}`,
        )
      }
    })

    it('reads text where other names only look like it', () => {
      const query = select(book.isbn).from(book)
      for (const text of ['isbns', 'book.isbn', 'book."isbn"', '_isbn', 'title']) {
        expect(compileFor('sqlite', query.orderBy(literal(text))).sql).toContain('AS TEXT')
      }
    })

    it('leaves queries inside of others, and set operations, as they are', () => {
      const inner = select(book.isbn).from(book)
      expectSql(select(col('inner.isbn')).from(inner.as('inner')), {
        sqlite: ['SELECT `inner`.`isbn` FROM (SELECT `book`.`isbn` FROM `book`) AS `inner`'],
        postgres: ['SELECT "inner"."isbn" FROM (SELECT "book"."isbn" FROM "book") AS "inner"'],
      })
      expectSql(inner.union(select(fn('abs', book.isbn)).from(book)), {
        sqlite: [
          'SELECT `book`.`isbn` FROM `book` UNION SELECT abs(`book`.`isbn`) AS `abs` FROM `book`',
        ],
        postgres: [
          '(SELECT "book"."isbn" FROM "book") UNION (SELECT abs("book"."isbn") AS "abs" FROM "book")',
        ],
      })
    })
  })

  it('compares a table with itself under another name', () => {
    const other = aliased(book, 'other')
    expectSql(select(other.title).from(other, new Table('x')), {
      sqlite: ['SELECT `other`.`title` FROM `book` AS `other`, `x`'],
      postgres: ['SELECT "other"."title" FROM "book" AS "other", "x"'],
    })
  })

  it('needs no source', () => {
    expectSql(new Select({ columns: [new Parameter('a').as('a'), new Parameter(1.5).as('b')] }), {
      sqlite: ['SELECT ? AS `a`, ? AS `b`', ['a', 1.5]],
      postgres: ['SELECT ?::text AS "a", ?::numeric AS "b"', ['a', 1.5]],
    })
  })
})
