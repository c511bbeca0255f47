import { describe, expect, it } from 'vitest'
import { compileFor, generatorFor } from '../support/compile.js'
import { expectSql } from '../support/expect-sql.js'
import { author, book } from '../support/library-tables.js'
import { col, Default, fn, Insert, insert, select, Table, Tuple } from '../support/tree.js'

describe('INSERT', () => {
  it('binds the values of each row by the types of the columns', () => {
    const day = new Date(Date.UTC(2024, 0, 31))
    expectSql(
      insert(book).values(
        { title: 'Emma', published: day, lendable: true },
        { title: 'Persuasion', published: null, lendable: false },
      ),
      {
        sqlite: [
          'INSERT INTO `book` (`title`, `published`, `lendable`) VALUES (?, ?, ?), (?, ?, ?)',
          ['Emma', '2024-01-31 00:00:00.000 +00:00', 1, 'Persuasion', null, 0],
        ],
        postgres: [
          'INSERT INTO "book" ("title", "published", "lendable") VALUES (?, ?, ?), (?, ?, ?)',
          ['Emma', '2024-01-31 00:00:00.000 +00:00', true, 'Persuasion', null, false],
        ],
      },
    )
  })

  it('takes expressions among the values', () => {
    expectSql(insert(author).values({ id: fn('f', 1), name: col('x') }), {
      sqlite: ['INSERT INTO `author` (`id`, `name`) VALUES (f(?), `x`)', [1]],
      postgres: ['INSERT INTO "author" ("id", "name") VALUES (f(?::int4), "x")', [1]],
    })
  })

  it('inserts a row of defaults', () => {
    expectSql(insert(author), {
      sqlite: ['INSERT INTO `author` DEFAULT VALUES'],
      postgres: ['INSERT INTO "author" DEFAULT VALUES'],
    })
  })

  it('leaves out a column that has its default in every row, where DEFAULT is no value', () => {
    const rows = [new Tuple([new Default(), 'a']), new Tuple([new Default(), 'b'])]
    const into = new Table('author')
    expectSql(new Insert({ into, columns: ['id', 'name'], rows }), {
      sqlite: ['INSERT INTO `author` (`name`) VALUES (?), (?)', ['a', 'b']],
      postgres: [
        'INSERT INTO "author" ("id", "name") VALUES (DEFAULT, ?), (DEFAULT, ?)',
        ['a', 'b'],
      ],
    })
    expectSql(new Insert({ into, columns: ['id'], rows: [new Tuple([new Default()])] }), {
      sqlite: ['INSERT INTO `author` DEFAULT VALUES'],
      postgres: ['INSERT INTO "author" ("id") VALUES (DEFAULT)'],
    })
  })

  it('writes NULL for the default of some rows, which makes the next key in SQLite', () => {
    expectSql(insert(author).values({ id: 1, name: 'a' }, { name: 'b' }), {
      sqlite: ['INSERT INTO `author` (`id`, `name`) VALUES (?, ?), (NULL, ?)', [1, 'a', 'b']],
      postgres: ['INSERT INTO "author" ("id", "name") VALUES (?, ?), (DEFAULT, ?)', [1, 'a', 'b']],
    })
  })

  it('inserts the rows of a query', () => {
    expectSql(insert(author).from(['name'], select(book.title).from(book)), {
      sqlite: ['INSERT INTO `author` (`name`) SELECT `book`.`title` FROM `book`'],
      postgres: ['INSERT INTO "author" ("name") SELECT "book"."title" FROM "book"'],
    })
  })

  it('gives back what was written', () => {
    const statement = insert(book)
      .values({ title: 'Emma' })
      .returning(book.id, book.isbn.as('number'))
    expectSql(statement, {
      sqlite: [
        'INSERT INTO `book` (`title`) VALUES (?) RETURNING `id`, CAST(`isbn` AS TEXT) AS `number`',
        ['Emma'],
      ],
      postgres: [
        'INSERT INTO "book" ("title") VALUES (?) RETURNING "book"."id", "book"."isbn" AS "number"',
        ['Emma'],
      ],
    })
    const compiled = generatorFor('postgres').compile(statement.node)
    expect(compiled).toMatchObject({ effect: 'insert', returnsRows: true })
    expect(compiled.columns.map((column) => column.name)).toEqual(['id', 'number'])
  })

  it('refuses a row of another length than the columns', () => {
    const statement = new Insert({
      into: new Table('author'),
      columns: ['id', 'name'],
      rows: [new Tuple([1])],
    })
    expect(() => compileFor('postgres', statement)).toThrow(
      'Statement: INSERT names 2 columns, and a row has 1 values.',
    )
  })

  it('refuses a column that the table does not have', () => {
    expect(() => insert(author).values({ nmae: 'Ada' })).toThrow(
      'Statement: "nmae" is not a column of the table. Did you mean "name"?',
    )
  })
})
