/** Statements without models, on real databases: what the compiler writes means what it should. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  aliased,
  Binary,
  Case,
  col,
  DataTypes,
  deleteFrom,
  Excluded,
  fn,
  In,
  insert,
  JsonPath,
  literal,
  type Node,
  normalizeDataType,
  Parameter,
  ParameterList,
  select,
  table,
  Tuple,
  update,
  Values,
} from '../support/tree.js'

const columns = {
  id: DataTypes.INTEGER,
  title: DataTypes.STRING,
  isbn: DataTypes.BIGINT,
  price: DataTypes.DOUBLE,
  published: DataTypes.DATE,
  lendable: DataTypes.BOOLEAN,
  cover: DataTypes.BLOB,
  code: DataTypes.UUID,
  meta: DataTypes.JSON,
}
const book = table('book', columns)

const emma = {
  id: 1,
  title: 'Emma',
  isbn: '9007199254740993',
  price: 9.5,
  published: new Date(Date.UTC(1815, 11, 23)),
  lendable: true,
  cover: Buffer.from([0, 255]),
  code: '123e4567-e89b-12d3-a456-426614174000',
  meta: { tags: ['new', 'old'], 'a.b': { "it's": 1 }, 'q"k\\': 'odd', '': 'empty' },
}
const persuasion = {
  id: 2,
  title: '7',
  isbn: '9007199254740995',
  price: 0.1,
  published: new Date(Date.UTC(1817, 11, 20)),
  lendable: false,
  cover: Buffer.from('x'),
  code: '223e4567-e89b-12d3-a456-426614174000',
  meta: { tags: [] },
}

forEachDialect({}, (target) => {
  let sequelize: Sequelize

  /** The decoded rows of a statement. */
  async function run(statement: { readonly node: Node }): Promise<unknown[][]> {
    const bound = sequelize.statements.bind(statement.node)
    const { rows } = await sequelize.executor.run(bound.statement, bound.parameters)
    return rows.map((row) =>
      row.map((value, i) => {
        const decode = bound.statement.columns[i]?.decode
        return value === null || decode === undefined ? value : decode(value)
      }),
    )
  }

  const idsWhere = async (condition: Node) =>
    (await run(select(book.id).from(book).where(condition).orderBy(book.id))).map(([id]) => id)

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const { types, identifiers } = sequelize.dialect
    const definitions = Object.entries(columns).map(
      ([name, type]) => `${identifiers.quote(name)} ${types.bind(normalizeDataType(type)).sql}`,
    )
    await sequelize.query(`CREATE TABLE book (${definitions.join(', ')}, PRIMARY KEY (id))`)
    await run(insert(book).values(emma, persuasion))
  })

  describe('values', () => {
    it('come back as they were written', async () => {
      const all = Object.keys(columns).map((name) => book[name as keyof typeof columns])
      const rows = await run(
        select(...all)
          .from(book)
          .orderBy(book.id),
      )
      expect(rows).toEqual([Object.values(emma), Object.values(persuasion)])
    })

    it.each([
      ['numbers', () => book.id.in([1, 3])],
      ['numbers as text', () => book.id.in(['1', '3'])],
      ['numbers without a type', () => new In(book.id, new ParameterList([1, 3]))],
      ['fractions beside an integer', () => book.id.in([1, 1.5])],
      ['numbers that the column cannot hold', () => book.id.in([1, 2 ** 40])],
      ['text', () => book.title.in(['Emma', "'"])],
      ['large integers as text', () => book.isbn.in(['9007199254740993'])],
      ['large integers', () => book.isbn.in([9007199254740993n])],
      ['doubles', () => book.price.in([9.5, 0.30000000000000004])],
      ['dates', () => book.published.in([emma.published])],
      ['booleans', () => book.lendable.in([true])],
      ['bytes', () => book.cover.in([emma.cover])],
      ['UUIDs', () => book.code.in([emma.code])],
      ['rows', () => new In(new Tuple([book.id, book.title]), new Tuple([new Tuple([1, 'Emma'])]))],
      [
        '10,000 items',
        () => book.id.in(Array.from({ length: 10_000 }, (_, i) => (i < 1 ? 1 : i + 2))),
      ],
    ])('are found in a list of %s', async (_, condition) => {
      expect(await idsWhere(condition())).toEqual([1])
    })

    it('are found in a list of numbers beside a text column, where the dialect compares them', async () => {
      expect(await idsWhere(book.title.in([7]))).toEqual([2])
    })

    it('are outside of a list', async () => {
      expect(await idsWhere(book.title.notIn(['Emma', 'x']))).toEqual([2])
      expect(await idsWhere(book.cover.notIn([emma.cover]))).toEqual([2])
      expect(await idsWhere(book.id.notIn([]))).toEqual([1, 2])
    })

    it('beyond an integer column are compared as numbers', async () => {
      expect(await idsWhere(book.id.eq(99_999_999_999))).toEqual([])
      expect(await idsWhere(book.id.lt(99_999_999_999))).toEqual([1, 2])
      expect(await idsWhere(book.id.gt(1.5))).toEqual([2])
      expect(await idsWhere(book.id.between(0.5, 1.5))).toEqual([1])
    })

    it('are compared with null where they may be null', async () => {
      const is = (value: unknown) =>
        new Binary('is', book.lendable, new Parameter(value, DataTypes.BOOLEAN))
      expect(await idsWhere(is(true))).toEqual([1])
      expect(await idsWhere(is(null))).toEqual([])
      expect(await idsWhere(book.lendable.eq(null))).toEqual([])
    })
  })

  describe('JSON paths', () => {
    it.each([
      [['tags', 0], 'new'],
      [['tags', -1], 'old'],
      [['q"k\\'], 'odd'],
      [[''], 'empty'],
      [['missing'], null],
      [["') OR 1=1 --"], null],
    ])('%j gives text', async (path, expected) => {
      const rows = await run(
        select(book.meta.at(...path).as('v'))
          .from(book)
          .where(book.id.eq(1)),
      )
      expect(rows).toEqual([[expected]])
    })

    it('give JSON', async () => {
      const path = new JsonPath(book.meta, ['a.b'], 'json').as('v')
      const [row] = await run(select(path).from(book).where(book.id.eq(1)))
      expect(row).toEqual([{ "it's": 1 }])
    })
  })

  describe('expressions', () => {
    const one = async (expression: Node) => String((await run(select(expression)))[0]?.[0])

    it('take values of every kind', async () => {
      expect(await one(new Parameter('a').as('v'))).toBe('a')
      expect(await one(new Parameter(1.5).as('v'))).toBe('1.5')
      expect(await one(fn('coalesce', null, 'x').as('v'))).toBe('x')
      expect(await one(fn('abs', -5).as('v'))).toBe('5')
      expect(await one(fn('substr', 'abcdef', 2, 3).as('v'))).toBe('bcd')
      expect(await one(fn('nullif', 'a', 'b').as('v'))).toBe('a')
      expect(await one(new Parameter(2 ** 40).plus(1).as('v'))).toBe('1099511627777')
      expect(await one(new Parameter(1).plus(2).times(3).as('v'))).toBe('9')
      expect(await one(new Parameter('a').concat('b').concat('c').as('v'))).toBe('abc')
    })

    it('choose', async () => {
      const size = new Case(
        undefined,
        [book.price.gt(5)],
        [literal("'dear'")],
        new Parameter('cheap'),
      )
      expect(await run(select(size.as('size')).from(book).orderBy(book.id))).toEqual([
        ['dear'],
        ['cheap'],
      ])
    })

    it('are grouped by functions of values, made anew in each clause', async () => {
      const initial = () => fn('substr', book.title, 1, 1)
      const query = select(initial().as('initial'), fn('concat', initial(), '!').as('text'))
        .from(book)
        .groupBy(initial())
        .orderBy(initial())
      expect(await run(query)).toEqual([
        ['7', '7!'],
        ['E', 'E!'],
      ])
      const distinct = select(initial().as('initial')).distinct().from(book).orderBy(initial())
      expect(await run(distinct)).toEqual([['7'], ['E']])
    })

    it('number rows', async () => {
      const rank = fn('row_number').over({ orderBy: [book.price.asc()] })
      const rows = await run(
        select(book.id, rank.castTo(DataTypes.INTEGER).as('rank')).from(book).orderBy(book.id),
      )
      expect(rows).toEqual([
        [1, 2],
        [2, 1],
      ])
    })
  })

  describe('sources', () => {
    it('can be written out', async () => {
      const rows = new Values([new Tuple([1, 'a']), new Tuple([2, 'b'])], 'v', ['n', 's'])
      expect(await run(select(col('v.s')).from(rows).where(col('v.n').gt(1)))).toEqual([['b']])
    })

    it('can be recursive', async () => {
      const c = table('c', { n: DataTypes.INTEGER })
      const numbers = select(new Parameter(1).as('n'))
        .unionAll(select(c.n.plus(1)).from(c).where(c.n.lt(3)))
        .asCte('c', { columns: ['n'], recursive: true })
      expect(await run(select(c.n).with(numbers).from(c))).toEqual([[1], [2], [3]])
    })

    it('can be united, and sliced', async () => {
      const first = select(book.id).from(book).orderBy(book.id).limit(1)
      const all = select(book.id).from(book)
      const rows = await run(first.unionAll(all).orderBy(col('id').desc()).limit(2))
      expect(rows).toEqual([[2], [1]])
    })

    it('can be joined with themselves, and skipped over', async () => {
      const other = aliased(book, 'other')
      const pairs = select(book.id, other.id)
        .from(book)
        .leftJoin(other, other.id.gt(book.id))
        .orderBy(book.id)
      expect(await run(pairs)).toEqual([
        [1, 2],
        [2, null],
      ])
      expect(await run(pairs.offset(1))).toEqual([[2, null]])
    })
  })

  describe('changes', () => {
    const shelf = table('shelf', {
      id: DataTypes.INTEGER,
      label: DataTypes.STRING,
      room: DataTypes.INTEGER,
    })
    const labels = async () =>
      (await run(select(shelf.label).from(shelf).orderBy(shelf.id))).map(([label]) => label)

    beforeAll(async () => {
      const id = target.dialect === 'postgres' ? 'SERIAL' : 'INTEGER'
      await sequelize.query(
        `CREATE TABLE shelf (id ${id} PRIMARY KEY, label VARCHAR(20) UNIQUE DEFAULT 'none', room INTEGER)`,
      )
    })

    it('insert rows with defaults and without, and give them back', async () => {
      const first = await run(
        insert(shelf).values({ label: 'a' }, { label: 'b' }).returning(shelf.id),
      )
      expect(first).toEqual([[1], [2]])
      expect(await run(insert(shelf).returning(shelf.id, shelf.label))).toEqual([[3, 'none']])
    })

    it('leave existing rows, or change them', async () => {
      await run(insert(shelf).values({ label: 'a', room: 9 }).onConflict())
      const upsert = insert(shelf)
        .values({ label: 'a', room: 5 }, { label: 'd', room: 6 })
        .onConflict({ target: ['label'], set: { room: new Excluded('room') } })
      await run(upsert)
      expect(
        await run(
          select(shelf.room)
            .from(shelf)
            .where(shelf.label.in(['a', 'd']))
            .orderBy(shelf.label),
        ),
      ).toEqual([[5], [6]])
    })

    it('touch no more rows than the limit', async () => {
      const moved = update(shelf)
        .set({ room: 1 })
        .orderBy(shelf.id.asc())
        .limit(2)
        .returning(shelf.label)
      expect((await run(moved)).flat().sort()).toEqual(['a', 'b'])
      await run(deleteFrom(shelf).where(shelf.room.eq(1)).orderBy(shelf.id.desc()).limit(1))
      expect(await labels()).toEqual(['a', 'none', 'd'])
    })

    it('insert the rows of a query', async () => {
      const copies = select(fn('upper', shelf.label), shelf.room).from(shelf).orderBy(shelf.id)
      await run(insert(shelf).from(['label', 'room'], copies).onConflict())
      expect((await labels()).slice(3)).toEqual(['A', 'NONE', 'D'])
    })
  })
})
