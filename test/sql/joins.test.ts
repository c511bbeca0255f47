import { describe, expect, it } from 'vitest'
import { compileFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { author, book, loan } from '../support/library-tables.js'
import { col, fn, Join, select, Select, Table } from '../support/tree.js'

describe('joins', () => {
  it('are written in order', () => {
    expectSql(
      select(book.id)
        .from(book)
        .join(author, author.id.eq(book.authorId))
        .leftJoin(loan, loan.bookId.eq(book.id).and(loan.id.gt(1)))
        .crossJoin(new Table('shelf')),
      {
        sqlite: [
          'SELECT `book`.`id` FROM `book` INNER JOIN `author` ON `author`.`id` = `book`.`authorId` LEFT OUTER JOIN `loan` ON `loan`.`bookId` = `book`.`id` AND `loan`.`id` > ? CROSS JOIN `shelf`',
          [1],
        ],
        postgres: [
          'SELECT "book"."id" FROM "book" INNER JOIN "author" ON "author"."id" = "book"."authorId" LEFT OUTER JOIN "loan" ON "loan"."bookId" = "book"."id" AND "loan"."id" > ? CROSS JOIN "shelf"',
          [1],
        ],
      },
    )
  })

  it('have nested joins taken first', () => {
    const nested = new Join('inner', new Table('b', undefined, 'b'), col('b.id').eq(col('a.id')))
    const outer = new Join('left', new Table('a', undefined, 'a'), col('a.id').eq(col('t.id')), [
      nested,
    ])
    expectSql(new Select({ columns: [col('t.id')], from: [new Table('t')], joins: [outer] }), {
      sqlite: [
        'SELECT `t`.`id` FROM `t` LEFT OUTER JOIN (`a` AS `a` INNER JOIN `b` AS `b` ON `b`.`id` = `a`.`id`) ON `a`.`id` = `t`.`id`',
      ],
      postgres: [
        'SELECT "t"."id" FROM "t" LEFT OUTER JOIN ("a" AS "a" INNER JOIN "b" AS "b" ON "b"."id" = "a"."id") ON "a"."id" = "t"."id"',
      ],
    })
  })

  it('write right and full joins', () => {
    const on = author.id.eq(book.authorId)
    expectSql(select().from(book).rightJoin(author, on).fullJoin(loan, on), {
      sqlite: [
        'SELECT * FROM `book` RIGHT OUTER JOIN `author` ON `author`.`id` = `book`.`authorId` FULL OUTER JOIN `loan` ON `author`.`id` = `book`.`authorId`',
      ],
      postgres: [
        'SELECT * FROM "book" RIGHT OUTER JOIN "author" ON "author"."id" = "book"."authorId" FULL OUTER JOIN "loan" ON "author"."id" = "book"."authorId"',
      ],
    })
  })

  it('let a query see the sources before it, where the dialect can', () => {
    const latest = select(fn('max', loan.id).as('id'))
      .from(loan)
      .where(loan.bookId.eq(book.id))
      .as('latest', { lateral: true })
    const query = select(book.id).from(book).crossJoin(latest)
    expect(compileFor('postgres', query).sql).toBe(
      'SELECT "book"."id" FROM "book" CROSS JOIN LATERAL (SELECT max("loan"."id") AS "id" FROM "loan" WHERE "loan"."bookId" = "book"."id") AS "latest"',
    )
    expect(() => compileFor('sqlite', query)).toThrow(
      'Statement: LATERAL is not supported by this dialect.',
    )
  })
})
