import { describe, expect, it } from 'vitest'
import { compileFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { book } from '../support/library-tables.js'
import { Literal, select } from '../support/tree.js'

describe('LIMIT and OFFSET', () => {
  it('are bound', () => {
    expectSql(select(book.id).from(book).limit(2).offset(1), {
      sqlite: ['SELECT `book`.`id` FROM `book` LIMIT +? OFFSET +?', [2, 1]],
      postgres: ['SELECT "book"."id" FROM "book" LIMIT ? OFFSET ?', [2, 1]],
    })
  })

  it('let OFFSET stand alone', () => {
    expectSql(select(book.id).from(book).offset(1), {
      sqlite: ['SELECT `book`.`id` FROM `book` LIMIT -1 OFFSET +?', [1]],
      postgres: ['SELECT "book"."id" FROM "book" OFFSET ?', [1]],
    })
  })

  it('take an expression', () => {
    const query = select(book.id)
      .from(book)
      .node.replace({ limit: new Literal('1 + 1') })
    expectSql(query, {
      sqlite: ['SELECT `book`.`id` FROM `book` LIMIT 1 + 1'],
      postgres: ['SELECT "book"."id" FROM "book" LIMIT 1 + 1'],
    })
  })

  it('refuse what is no number of rows', () => {
    for (const rows of [-1, 1.5, Number.NaN, '5; DROP TABLE book' as never]) {
      expect(() => select(book.id).limit(rows)).toThrow(
        'Statement: limit must be a whole number, zero or more.',
      )
    }
  })

  it('give the first row for each value, where the dialect can', () => {
    const query = select(book.id).distinctOn(book.authorId).from(book)
    expect(compileFor('postgres', query).sql).toBe(
      'SELECT DISTINCT ON ("book"."authorId") "book"."id" FROM "book"',
    )
    expect(() => compileFor('sqlite', query)).toThrow(
      'Statement: DISTINCT ON is not supported by this dialect.',
    )
  })
})
