import { describe, expect, it } from 'vitest'
import { compileFor, generatorFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { book } from '../support/library-tables.js'
import { Assignment, Default, deleteFrom, Table, Update, update } from '../support/tree.js'

describe('UPDATE', () => {
  it('sets values and expressions', () => {
    expectSql(
      update(book)
        .set({ title: 'Emma', price: book.price.plus(1) })
        .where(book.id.eq(1)),
      {
        sqlite: [
          'UPDATE `book` SET `title` = ?, `price` = `book`.`price` + ? WHERE `book`.`id` = ?',
          ['Emma', 1, 1],
        ],
        postgres: [
          'UPDATE "book" SET "title" = ?, "price" = "book"."price" + ?::int4 WHERE "book"."id" = ?',
          ['Emma', 1, 1],
        ],
      },
    )
  })

  it('gives back what was written, in SQLite by names without the table', () => {
    const table = new Table('book', undefined, 'Book')
    const statement = new Update({
      table,
      set: [new Assignment('title', book.title)],
      returning: [book.id, book.isbn],
    })
    expectSql(statement, {
      sqlite: [
        'UPDATE `book` AS `Book` SET `title` = `book`.`title` RETURNING `id`, CAST(`isbn` AS TEXT) AS `isbn`',
      ],
      postgres: [
        'UPDATE "book" AS "Book" SET "title" = "book"."title" RETURNING "book"."id", "book"."isbn"',
      ],
    })
  })

  it('changes no more rows than the limit', () => {
    const statement = update(book)
      .set({ title: 'x' })
      .where(book.price.gt(1))
      .orderBy(book.id.asc())
      .limit(2)
    expectSql(statement, {
      sqlite: [
        'UPDATE `book` SET `title` = ? WHERE _rowid_ IN (SELECT _rowid_ FROM `book` WHERE `book`.`price` > ? ORDER BY `book`.`id` ASC LIMIT +?)',
        ['x', 1, 2],
      ],
      postgres: [
        'UPDATE "book" SET "title" = ? WHERE ("book".tableoid, "book".ctid) IN (SELECT "book".tableoid, "book".ctid FROM "book" WHERE "book"."price" > ? ORDER BY "book"."id" ASC LIMIT ?)',
        ['x', 1, 2],
      ],
    })
  })

  it('refuses to set nothing, and in SQLite to set a default', () => {
    expect(() => compileFor('postgres', update(book))).toThrow(
      'Statement: UPDATE needs at least one assignment.',
    )
    const statement = update(book).set({ title: new Default() })
    expect(compileFor('postgres', statement).sql).toBe('UPDATE "book" SET "title" = DEFAULT')
    expect(() => compileFor('sqlite', statement)).toThrow(
      'Statement: DEFAULT in UPDATE is not supported by this dialect. Give the value itself.',
    )
  })
})

describe('DELETE', () => {
  it('removes the rows of a condition', () => {
    expectSql(
      deleteFrom(book)
        .where(book.id.in([1, 2]))
        .returning(book.title),
      {
        sqlite: [
          'DELETE FROM `book` WHERE `book`.`id` IN (SELECT +value FROM json_each(?)) RETURNING `title`',
          ['[1,2]'],
        ],
        postgres: [
          'DELETE FROM "book" WHERE "book"."id" = ANY (?) RETURNING "book"."title"',
          [[1, 2]],
        ],
      },
    )
  })

  it('removes no more rows than the limit', () => {
    expectSql(deleteFrom(book).limit(1), {
      sqlite: ['DELETE FROM `book` WHERE _rowid_ IN (SELECT _rowid_ FROM `book` LIMIT +?)', [1]],
      postgres: [
        'DELETE FROM "book" WHERE ("book".tableoid, "book".ctid) IN (SELECT "book".tableoid, "book".ctid FROM "book" LIMIT ?)',
        [1],
      ],
    })
  })

  it('tells its effect and that it gives no rows', () => {
    expect(generatorFor('sqlite').compile(deleteFrom(book).node)).toMatchObject({
      effect: 'delete',
      returnsRows: false,
      columns: [],
    })
  })
})
