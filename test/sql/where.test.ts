import { describe, expect, it } from 'vitest'
import { compileFor } from '../support/compile.js'
import { type ExpectedSql, expectSql } from '../support/expect-sql.js'
import { book, loan } from '../support/library-tables.js'
import {
  Binary,
  col,
  DataTypes,
  Exists,
  fn,
  In,
  literal,
  Logical,
  type Node,
  Parameter,
  ParameterList,
  Quantified,
  select,
  Tuple,
  Unary,
  Values,
} from '../support/tree.js'

/** The SQL of a condition, without the rest of the statement. */
function expectCondition(condition: Node, expected: Readonly<Record<string, ExpectedSql>>): void {
  const whole = (quote: string, [sql, parameters]: ExpectedSql): ExpectedSql => [
    `SELECT ${quote}b${quote}.${quote}id${quote} WHERE ${sql}`,
    parameters ?? [],
  ]
  const entries = Object.entries(expected).map(([dialect, sql]): [string, ExpectedSql] => [
    dialect,
    whole(dialect === 'sqlite' ? '`' : '"', sql),
  ])
  expectSql(select(col('b.id')).where(condition), Object.fromEntries(entries))
}

describe('comparisons', () => {
  it('compares with bound values', () => {
    expectCondition(book.price.eq(1).and(book.price.ne(2), book.price.lte(3), book.price.gte(4)), {
      sqlite: [
        '`book`.`price` = ? AND `book`.`price` != ? AND `book`.`price` <= ? AND `book`.`price` >= ?',
        [1, 2, 3, 4],
      ],
      postgres: [
        '"book"."price" = ? AND "book"."price" != ? AND "book"."price" <= ? AND "book"."price" >= ?',
        [1, 2, 3, 4],
      ],
    })
  })

  it('writes IS for null', () => {
    expectCondition(book.title.eq(null).or(book.title.ne(null)), {
      sqlite: ['`book`.`title` IS NULL OR `book`.`title` IS NOT NULL'],
      postgres: ['"book"."title" IS NULL OR "book"."title" IS NOT NULL'],
    })
  })

  it('compares with a bound value that may be null by the operator that knows null', () => {
    expectCondition(new Binary('is', book.lendable, new Parameter(true)), {
      sqlite: ['`book`.`lendable` IS ?', [1]],
      postgres: ['"book"."lendable" IS NOT DISTINCT FROM ?::bool', [true]],
    })
    expectCondition(new Binary('isNot', book.lendable, new Parameter(null, DataTypes.BOOLEAN)), {
      sqlite: ['`book`.`lendable` IS NOT ?', [null]],
      postgres: ['"book"."lendable" IS DISTINCT FROM ?', [null]],
    })
  })

  it('gives a number without a type that of a literal in PostgreSQL', () => {
    const values = [1, 2 ** 31, 2 ** 60, 1.5, 10n, -0].map((value) => fn('f', value))
    expectCondition(new Logical('and', values), {
      sqlite: [
        'f(?) AND f(?) AND f(?) AND f(?) AND f(?) AND f(?)',
        [1, 2 ** 31, 2 ** 60, 1.5, 10, -0],
      ],
      postgres: [
        'f(?::int4) AND f(?::int8) AND f(?::numeric) AND f(?::numeric) AND f(?::int4) AND f(?::int4)',
        [1, 2 ** 31, 2 ** 60, 1.5, '10', -0],
      ],
    })
  })

  it('compares an integer column with a number beyond it as what the number is', () => {
    const { id, isbn } = book
    expectCondition(id.eq(2 ** 31).or(id.gt(1.5), id.eq(1), id.in([1, 2 ** 31]), isbn.in([1.5])), {
      sqlite: [
        '`book`.`id` = ? OR `book`.`id` > ? OR `book`.`id` = ? OR `book`.`id` IN (SELECT +value FROM json_each(?)) OR `book`.`isbn` IN (SELECT +value FROM json_each(?))',
        [2 ** 31, 1.5, 1, '[1,2147483648]', '[1.5]'],
      ],
      postgres: [
        '"book"."id" = ?::int8 OR "book"."id" > ?::numeric OR "book"."id" = ? OR "book"."id" = ANY (?::int8[]) OR "book"."isbn" = ANY (?::numeric[])',
        [2 ** 31, 1.5, 1, [1, 2 ** 31], [1.5]],
      ],
    })
  })

  it('matches patterns', () => {
    expectCondition(book.title.like('E%').and(book.title.notLike('%x')), {
      sqlite: ['`book`.`title` LIKE ? AND `book`.`title` NOT LIKE ?', ['E%', '%x']],
      postgres: ['"book"."title" LIKE ? AND "book"."title" NOT LIKE ?', ['E%', '%x']],
    })
  })

  it('keeps SQLite from preparing anew for patterns that no index helps', () => {
    expectCondition(book.title.like('%ma').or(book.title.like('_mma'), book.title.like('E%')), {
      sqlite: [
        '`book`.`title` LIKE +? OR `book`.`title` LIKE +? OR `book`.`title` LIKE ?',
        ['%ma', '_mma', 'E%'],
      ],
      postgres: [
        '"book"."title" LIKE ? OR "book"."title" LIKE ? OR "book"."title" LIKE ?',
        ['%ma', '_mma', 'E%'],
      ],
    })
  })

  it('changes a value before it is bound', () => {
    const starts = new Parameter('Em', DataTypes.STRING, (value) => `${String(value)}%`)
    expectCondition(new Binary('like', book.title, starts), {
      sqlite: ['`book`.`title` LIKE ?', ['Em%']],
      postgres: ['"book"."title" LIKE ?', ['Em%']],
    })
  })

  it('matches regular expressions', () => {
    expectCondition(book.title.matches('^E'), {
      sqlite: ['`book`.`title` REGEXP ?', ['^E']],
      postgres: ['"book"."title" ~ ?', ['^E']],
    })
  })

  it('takes both ends into BETWEEN', () => {
    expectCondition(book.price.between(1, 2).and(book.price.notBetween(3, 4)), {
      sqlite: [
        '`book`.`price` BETWEEN ? AND ? AND `book`.`price` NOT BETWEEN ? AND ?',
        [1, 2, 3, 4],
      ],
      postgres: [
        '"book"."price" BETWEEN ? AND ? AND "book"."price" NOT BETWEEN ? AND ?',
        [1, 2, 3, 4],
      ],
    })
  })

  it('encodes dates, booleans and bytes as the column does', () => {
    const day = new Date(Date.UTC(2024, 0, 31))
    expectCondition(
      book.published.eq(day).and(book.lendable.eq(true), book.cover.eq(Buffer.from('x'))),
      {
        sqlite: [
          '`book`.`published` = ? AND `book`.`lendable` = ? AND `book`.`cover` = ?',
          ['2024-01-31 00:00:00.000 +00:00', 1, Buffer.from('x')],
        ],
        postgres: [
          '"book"."published" = ? AND "book"."lendable" = ? AND "book"."cover" = ?',
          ['2024-01-31 00:00:00.000 +00:00', true, Buffer.from('x')],
        ],
      },
    )
  })

  it('casts text among the arguments of functions that take any type', () => {
    expectCondition(fn('concat', 'a', book.title, null, new Date(0)).eq('x'), {
      sqlite: [
        'concat(?, `book`.`title`, ?, ?) = ?',
        ['a', null, '1970-01-01 00:00:00.000 +00:00', 'x'],
      ],
      postgres: [
        'concat(?::text, "book"."title", ?::text, ?::text) = ?',
        ['a', null, '1970-01-01 00:00:00.000 +00:00', 'x'],
      ],
    })
  })
})

describe('AND, OR and NOT', () => {
  it('puts parentheses where the meaning needs them', () => {
    const [a, b, c] = [book.id.eq(1), book.id.eq(2), book.id.eq(3)]
    expectCondition(new Logical('and', [new Logical('or', [a, b]), new Unary('not', c)]), {
      sqlite: ['(`book`.`id` = ? OR `book`.`id` = ?) AND NOT (`book`.`id` = ?)', [1, 2, 3]],
      postgres: ['("book"."id" = ? OR "book"."id" = ?) AND NOT ("book"."id" = ?)', [1, 2, 3]],
    })
    expectCondition(new Logical('or', [new Logical('and', [a, b]), c]), {
      sqlite: ['(`book`.`id` = ? AND `book`.`id` = ?) OR `book`.`id` = ?', [1, 2, 3]],
      postgres: ['("book"."id" = ? AND "book"."id" = ?) OR "book"."id" = ?', [1, 2, 3]],
    })
  })

  it('makes AND of nothing true and OR of nothing false', () => {
    expectCondition(new Logical('or', [new Logical('and', []), new Logical('or', [])]), {
      sqlite: ['1 = 1 OR 0 = 1'],
      postgres: ['1 = 1 OR 0 = 1'],
    })
  })

  it('leaves out AND and OR around one condition', () => {
    expectCondition(new Logical('or', [new Logical('and', [book.id.eq(1)])]), {
      sqlite: ['`book`.`id` = ?', [1]],
      postgres: ['"book"."id" = ?', [1]],
    })
  })

  it('keeps the text of the user together', () => {
    const text = new Logical('and', [new Logical('or', [literal('a OR b')]), book.id.eq(1)])
    expectCondition(text, {
      sqlite: ['(a OR b) AND `book`.`id` = ?', [1]],
      postgres: ['(a OR b) AND "book"."id" = ?', [1]],
    })
  })

  it('keeps conditions apart from comparisons', () => {
    expectCondition(new Binary('=', book.id.eq(1), new Unary('not', book.lendable)), {
      sqlite: ['(`book`.`id` = ?) = (NOT (`book`.`lendable`))', [1]],
      postgres: ['("book"."id" = ?) = (NOT ("book"."lendable"))', [1]],
    })
  })
})

describe('arithmetic', () => {
  it('puts parentheses where the meaning needs them', () => {
    const { price } = book
    expectCondition(
      price
        .plus(1)
        .times(price.minus(price.minus(2)))
        .gt(price.plus(3).plus(4)),
      {
        sqlite: [
          '(`book`.`price` + ?) * (`book`.`price` - (`book`.`price` - ?)) > `book`.`price` + ? + ?',
          [1, 2, 3, 4],
        ],
        postgres: [
          '("book"."price" + ?::int4) * ("book"."price" - ("book"."price" - ?::int4)) > "book"."price" + ?::int4 + ?::int4',
          [1, 2, 3, 4],
        ],
      },
    )
  })

  it('puts || in parentheses beside other operators, about whose strength dialects disagree', () => {
    const { title } = book
    expectCondition(title.concat('a').concat(title.plus(1)).eq(title.concat('b').times(2)), {
      sqlite: [
        '`book`.`title` || ? || (`book`.`title` + ?) = (`book`.`title` || ?) * ?',
        ['a', 1, 'b', 2],
      ],
      postgres: [
        '"book"."title" || ? || ("book"."title" + ?::int4) = ("book"."title" || ?) * ?::int4',
        ['a', 1, 'b', 2],
      ],
    })
  })

  it('never writes two minus signs in a row', () => {
    expectCondition(new Unary('-', new Unary('-', book.price)).gt(literal('-1')), {
      sqlite: ['-(-`book`.`price`) > -1'],
      postgres: ['-(-"book"."price") > -1'],
    })
  })
})

describe('IN', () => {
  it('binds a list as one parameter', () => {
    expectCondition(book.id.in([1, 2, 3]).and(book.title.notIn(['a', 'b'])), {
      sqlite: [
        '`book`.`id` IN (SELECT +value FROM json_each(?)) AND `book`.`title` NOT IN (SELECT +value FROM json_each(?))',
        ['[1,2,3]', '["a","b"]'],
      ],
      postgres: [
        '"book"."id" = ANY (?) AND "book"."title" <> ALL (?)',
        [
          [1, 2, 3],
          ['a', 'b'],
        ],
      ],
    })
  })

  it('binds a list without a type as what its items can be read as', () => {
    const lists = [[1, 2], [1, 1.5], [true], ['a', 1]].map(
      (items) => new In(col('x'), new ParameterList(items)),
    )
    expectCondition(new Logical('and', lists), {
      sqlite: [
        Array(4).fill('`x` IN (SELECT +value FROM json_each(?))').join(' AND '),
        ['[1,2]', '[1,1.5]', '[1]', '["a",1]'],
      ],
      postgres: [
        '"x" = ANY (?::int4[]) AND "x" = ANY (?::numeric[]) AND "x" = ANY (?::bool[]) AND "x" = ANY (?)',
        [[1, 2], [1, 1.5], [true], ['a', 1]],
      ],
    })
  })

  it('sends bytes as hexadecimal digits where lists are JSON', () => {
    expectCondition(book.cover.in([Buffer.from('a'), 'b']), {
      sqlite: ['`book`.`cover` IN (SELECT unhex(value) FROM json_each(?))', ['["61","62"]']],
      postgres: ['"book"."cover" = ANY (?)', [[Buffer.from('a'), Buffer.from('b')]]],
    })
  })

  it('keeps all digits of large integers', () => {
    expectCondition(book.isbn.in([9007199254740993n, '9007199254740995']), {
      sqlite: [
        '`book`.`isbn` IN (SELECT +value FROM json_each(?))',
        ['["9007199254740993","9007199254740995"]'],
      ],
      postgres: ['"book"."isbn" = ANY (?)', [['9007199254740993', '9007199254740995']]],
    })
  })

  it('writes tuples of expressions, and rows', () => {
    const rows = new Tuple([new Tuple([1, 'a']), new Tuple([2, 'b'])])
    expectCondition(new In(new Tuple([book.id, book.title]), rows), {
      sqlite: ['(`book`.`id`, `book`.`title`) IN (VALUES (?, ?), (?, ?))', [1, 'a', 2, 'b']],
      postgres: ['("book"."id", "book"."title") IN ((?::int4, ?), (?::int4, ?))', [1, 'a', 2, 'b']],
    })
    expectCondition(new In(book.id, new Tuple([fn('f'), 2])), {
      sqlite: ['`book`.`id` IN (f(), ?)', [2]],
      postgres: ['"book"."id" IN (f(), ?::int4)', [2]],
    })
  })

  it('sends a literal as it is', () => {
    expectCondition(book.id.in(literal('(SELECT 1)')), {
      sqlite: ['`book`.`id` IN (SELECT 1)'],
      postgres: ['"book"."id" IN (SELECT 1)'],
    })
  })

  it('has nothing in an empty list, and everything outside of it', () => {
    expectCondition(book.id.in([]).or(book.id.notIn([])), {
      sqlite: ['0 = 1 OR 1 = 1'],
      postgres: ['0 = 1 OR 1 = 1'],
    })
  })

  it('refuses bytes beside other values, and objects', () => {
    for (const items of [[Buffer.from('a'), 'b'], [{ a: 1 }]]) {
      const query = select().where(new In(col('x'), new ParameterList(items)))
      for (const dialect of ['sqlite', 'postgres'] as const) {
        expect(() => compileFor(dialect, query)).toThrow(/cannot be bound together/)
      }
    }
  })
})

describe('EXISTS, ANY and ALL', () => {
  it('asks whether a query has rows', () => {
    const query = select(literal('1')).from(loan).where(loan.bookId.eq(book.id)).node
    expectCondition(new Unary('not', new Exists(query)), {
      sqlite: ['NOT (+EXISTS (SELECT 1 FROM `loan` WHERE `loan`.`bookId` = `book`.`id`))'],
      postgres: ['NOT (EXISTS (SELECT 1 FROM "loan" WHERE "loan"."bookId" = "book"."id"))'],
    })
  })

  it('binds a list for ANY and ALL, or writes VALUES', () => {
    const some = new Quantified('any', new ParameterList(['a%', 'b%']))
    const all = new Quantified(
      'all',
      new Values([new Tuple([new Parameter(1, DataTypes.INTEGER)]), new Tuple([2])]),
    )
    const condition = book.title.like(some).and(new Binary('>', book.id, all))
    expect(compileFor('postgres', select(book.id).where(condition))).toEqual({
      sql: 'SELECT "book"."id" WHERE "book"."title" LIKE ANY ($1) AND "book"."id" > ALL (VALUES ($2::INTEGER), ($3::int4))',
      parameters: [['a%', 'b%'], 1, 2],
    })
    expect(() => compileFor('sqlite', select(book.id).where(condition))).toThrow(
      'ANY of a list is not supported by this dialect. Use Op.in instead.',
    )
  })
})

describe('operators of PostgreSQL', () => {
  const postgres = (condition: Node) => {
    const { sql, parameters } = compileFor('postgres', select(loan.id).where(condition))
    return [sql.slice('SELECT "loan"."id" WHERE '.length), ...parameters]
  }

  it('spells those of arrays, ranges, JSON and text search', () => {
    const spelled = (['overlap', 'contained', 'adjacent', 'strictLeft', 'strictRight'] as const)
      .concat(['noExtendRight', 'noExtendLeft', 'match', 'iLike', 'notILike'] as never[])
      .concat(['notRegexp', 'iRegexp', 'notIRegexp', 'contains'] as never[])
      .map((operator) =>
        compileFor('postgres', select().where(new Binary(operator, col('a'), col('b')))).sql.slice(
          19,
          -4,
        ),
      )
    expect(spelled.map((text) => text.trim())).toEqual([
      '&&',
      '<@',
      '-|-',
      '<<',
      '>>',
      '&<',
      '&>',
      '@@',
      'ILIKE',
      'NOT ILIKE',
      '!~',
      '~*',
      '!~*',
      '@>',
    ])
  })

  it('casts arrays, ranges and JSON, which the server would take for text', () => {
    expect(
      postgres(new Binary('overlap', loan.tags, new Parameter(['a'], loan.tags.type))),
    ).toEqual(['"loan"."tags" && $1::varchar[]', '{"a"}'])
    expect(
      postgres(new Binary('contains', loan.notes, new Parameter({ a: 1 }, loan.notes.type))),
    ).toEqual(['"loan"."notes" @> $1::jsonb', '{"a":1}'])
  })

  it('casts a single value that a range is asked for', () => {
    const day = new Parameter('2024-01-31', DataTypes.DATEONLY)
    expect(postgres(new Binary('contains', loan.period, day))).toEqual([
      '"loan"."period" @> $1::DATE',
      '2024-01-31',
    ])
  })

  it('binds keys as an array of text', () => {
    const keys = new Parameter(['a', 'b'], loan.notes.type)
    expect(postgres(new Binary('anyKeyExists', loan.notes, keys))[0]).toBe(
      '"loan"."notes" ?| $1::text[]',
    )
    expect(postgres(new Binary('allKeysExist', loan.notes, keys))[0]).toBe(
      '"loan"."notes" ?& $1::text[]',
    )
  })

  it('sends a list of arrays as text, because there is no array of arrays', () => {
    const list = new ParameterList([['a'], ['b', 'c']], loan.tags.type)
    expect(postgres(new In(loan.tags, list))[0]).toBe(
      '"loan"."tags" IN (SELECT item::varchar[] FROM unnest($1::text[]) AS item)',
    )
  })

  it('has none of them in SQLite', () => {
    const query = select().where(new Binary('overlap', col('a'), col('b')))
    expect(() => compileFor('sqlite', query)).toThrow(
      'Statement: the operator overlap is not supported by this dialect.',
    )
  })
})
