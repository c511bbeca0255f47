import { describe, expect, it } from 'vitest'
import { compileFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { author, book } from '../support/library-tables.js'
import { DataTypes, Excluded, Inline, insert, select } from '../support/tree.js'

describe('INSERT … ON CONFLICT', () => {
  const row = insert(book).values({ id: 1, title: 'Emma' })

  it('leaves the existing row as it is', () => {
    expectSql(row.onConflict(), {
      sqlite: [
        'INSERT INTO `book` (`id`, `title`) VALUES (?, ?) ON CONFLICT DO NOTHING',
        [1, 'Emma'],
      ],
      postgres: [
        'INSERT INTO "book" ("id", "title") VALUES (?, ?) ON CONFLICT DO NOTHING',
        [1, 'Emma'],
      ],
    })
  })

  it('changes the existing row', () => {
    const statement = row.onConflict({
      target: ['id'],
      set: { title: new Excluded('title'), price: 5 },
      where: book.price.lt(5),
    })
    expectSql(statement, {
      sqlite: [
        'INSERT INTO `book` (`id`, `title`) VALUES (?, ?) ON CONFLICT (`id`) DO UPDATE SET `title` = EXCLUDED.`title`, `price` = ? WHERE `book`.`price` < ?',
        [1, 'Emma', 5, 5],
      ],
      postgres: [
        'INSERT INTO "book" ("id", "title") VALUES (?, ?) ON CONFLICT ("id") DO UPDATE SET "title" = EXCLUDED."title", "price" = ? WHERE "book"."price" < ?',
        [1, 'Emma', 5, 5],
      ],
    })
  })

  it('spells values into the condition of a partial index, where no parameter is recognised', () => {
    const statement = row.onConflict({
      target: ['id'],
      targetWhere: book.title.eq(new Inline("it's", DataTypes.STRING)),
    })
    expectSql(statement, {
      sqlite: [
        "INSERT INTO `book` (`id`, `title`) VALUES (?, ?) ON CONFLICT (`id`) WHERE `book`.`title` = 'it''s' DO NOTHING",
        [1, 'Emma'],
      ],
      postgres: [
        `INSERT INTO "book" ("id", "title") VALUES (?, ?) ON CONFLICT ("id") WHERE "book"."title" = 'it''s' DO NOTHING`,
        [1, 'Emma'],
      ],
    })
  })

  it('keeps ON CONFLICT apart from the ON of a join after a query', () => {
    expectSql(insert(author).from(['name'], select(book.title).from(book)).onConflict(), {
      sqlite: [
        'INSERT INTO `author` (`name`) SELECT `book`.`title` FROM `book` WHERE true ON CONFLICT DO NOTHING',
      ],
      postgres: [
        'INSERT INTO "author" ("name") SELECT "book"."title" FROM "book" ON CONFLICT DO NOTHING',
      ],
    })
  })

  it('needs a unique key in PostgreSQL to change the existing row', () => {
    const statement = row.onConflict({ set: { title: 'x' } })
    expect(() => compileFor('postgres', statement)).toThrow(
      'ON CONFLICT DO UPDATE needs the columns of a unique key',
    )
    expect(compileFor('sqlite', statement).sql).toContain('ON CONFLICT DO UPDATE SET `title` = ?')
  })
})
