/** The expression language without models: statements put together in code, run by `query`. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  aliased,
  col,
  DataTypes,
  deleteFrom,
  fn,
  insert,
  literal,
  QueryTypes,
  type Sequelize,
  select,
  sql,
  subquery,
  table,
  update,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const author = table('author', { id: DataTypes.INTEGER, name: DataTypes.STRING })
const book = table('book', {
  id: DataTypes.INTEGER,
  title: DataTypes.STRING,
  pages: DataTypes.INTEGER,
  authorId: DataTypes.INTEGER,
  lent: DataTypes.BOOLEAN,
  published: DataTypes.DATE,
  meta: DataTypes.JSON,
})

forEachDialect({}, (target) => {
  let sequelize: Sequelize

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const { quote } = sequelize.dialect.identifiers
    const name = quote.bind(sequelize.dialect.identifiers)
    const typeOf = (type: unknown) =>
      sequelize.dialect.types.bind(sequelize.normalizeDataType(type) as never).sql
    for (const [table_, types] of [
      ['author', { id: DataTypes.INTEGER, name: DataTypes.STRING }],
      [
        'book',
        {
          ...{ id: DataTypes.INTEGER, title: DataTypes.STRING, pages: DataTypes.INTEGER },
          ...{ authorId: DataTypes.INTEGER, lent: DataTypes.BOOLEAN, published: DataTypes.DATE },
          meta: DataTypes.JSON,
        },
      ],
    ] as const) {
      const columns = Object.entries(types).map(([key, type]) => `${name(key)} ${typeOf(type)}`)
      await sequelize.query(`CREATE TABLE ${table_} (${columns.join(', ')}, PRIMARY KEY (id))`)
    }
  })

  const published = new Date('1815-12-23T00:00:00.000Z')

  beforeEach(async () => {
    await sequelize.query(deleteFrom(book))
    await sequelize.query(deleteFrom(author))
    await sequelize.query(
      insert(author).values(
        { id: 1, name: 'Austen' },
        { id: 2, name: 'Eliot' },
        { id: 3, name: 'Poe' },
      ),
    )
    await sequelize.query(
      insert(book).values(
        { id: 1, title: 'Emma', pages: 474, authorId: 1, lent: true, published, meta: { a: [1] } },
        { id: 2, title: 'Persuasion', pages: 249, authorId: 1, lent: false },
        { id: 3, title: 'Romola', pages: 600, authorId: 2 },
        { id: 4, title: 'Beowulf', pages: null },
      ),
    )
  })

  const rows = (query: unknown): Promise<any[]> =>
    sequelize.query(query as never, { type: QueryTypes.SELECT })
  const titles = async (query: unknown) => (await rows(query)).map(({ title }) => title)

  describe('select', () => {
    it('gives records by the names of its columns', async () => {
      expect(await rows(select(book.id, book.title).from(book).where(book.id.eq(1)))).toEqual([
        { id: 1, title: 'Emma' },
      ])
      expect(await rows(select(fn('count', literal('*')).as('n')).from(book))).toEqual([
        { n: expect.anything() },
      ])
    })

    it('filters, orders and pages', async () => {
      const all = select(book.title).from(book)
      expect(
        await titles(all.where(book.pages.gt(249).or(book.pages.isNull())).orderBy(book.id)),
      ).toEqual([...['Emma', 'Romola', 'Beowulf']])
      expect(await titles(all.where(book.title.in(['Emma', "x'y"])))).toEqual(['Emma'])
      expect(await titles(all.where(book.title.like('%o%')).orderBy(book.title.desc()))).toEqual([
        ...['Romola', 'Persuasion', 'Beowulf'],
      ])
      expect(await titles(all.where(book.pages.between(200, 500).not()))).toEqual(['Romola'])
      expect(await titles(all.orderBy(book.pages.asc('last')).limit(2).offset(1))).toEqual([
        ...['Emma', 'Romola'],
      ])
      expect(await titles(all.where(book.lent.eq(true), book.pages.gt(1)))).toEqual(['Emma'])
      expect(await titles(all.where(book.published.eq(published)))).toEqual(['Emma'])
    })

    it('computes', async () => {
      const [row] = await rows(
        select(
          book.pages.plus(1).times(2).as('n'),
          book.title.concat('!').as('loud'),
          fn('upper', book.title).as('upper'),
        )
          .from(book)
          .where(book.id.eq(1)),
      )
      expect(row).toEqual({ n: 950, loud: 'Emma!', upper: 'EMMA' })
    })

    it('joins', async () => {
      const joined = select(book.title, author.name).from(book)
      const pairs = async (query: unknown) =>
        (await rows(query)).map((row) => [row.title, row.name])
      expect(
        await pairs(joined.join(author, author.id.eq(book.authorId)).orderBy(book.id)),
      ).toEqual([
        ['Emma', 'Austen'],
        ['Persuasion', 'Austen'],
        ['Romola', 'Eliot'],
      ])
      expect(
        (await pairs(joined.leftJoin(author, author.id.eq(book.authorId)).orderBy(book.id))).at(-1),
      ).toEqual(['Beowulf', null])
      expect(await pairs(joined.crossJoin(author))).toHaveLength(12)
    })

    it('reads a table twice under two names', async () => {
      const other = aliased(book, 'other')
      const query = select(book.title, other.title.as('longer'))
        .from(book)
        .join(other, other.pages.gt(book.pages))
        .orderBy(book.pages, other.pages)
      expect(await rows(query)).toEqual([
        { title: 'Persuasion', longer: 'Emma' },
        { title: 'Persuasion', longer: 'Romola' },
        { title: 'Emma', longer: 'Romola' },
      ])
    })

    it('groups', async () => {
      const query = select(author.name, fn('sum', book.pages).as('pages'))
        .from(author)
        .join(book, book.authorId.eq(author.id))
        .groupBy(author.name)
        .having(fn('count', book.id).gt(1))
      expect((await rows(query)).map(({ name, pages }) => [name, Number(pages)])).toEqual([
        ['Austen', 723],
      ])
    })

    it('stands within others: in conditions, as a table, in common table expressions', async () => {
      const long = select(book.authorId).from(book).where(book.pages.gt(500))
      expect(await rows(select(author.name).from(author).where(author.id.in(long)))).toEqual([
        { name: 'Eliot' },
      ])
      const counted = subquery(
        select(book.authorId, fn('count', book.id).as('n')).from(book).groupBy(book.authorId),
        'counted',
      )
      expect(
        (
          await rows(
            select(author.name, col('counted.n'))
              .from(author)
              .join(counted, author.id.eq(col('counted.authorId')))
              .orderBy(author.id),
          )
        ).map((row) => [row.name, Number(row.n)]),
      ).toEqual([
        ['Austen', 2],
        ['Eliot', 1],
      ])
    })

    it('unites', async () => {
      const names = select(author.name.as('name')).from(author)
      const titled = select(book.title.as('name')).from(book).where(book.id.lt(3))
      expect((await rows(names.union(titled))).map(({ name }) => name).sort()).toEqual([
        ...['Austen', 'Eliot', 'Emma', 'Persuasion', 'Poe'],
      ])
    })

    it('numbers rows within their group', async () => {
      const query = select(
        book.title,
        fn('row_number')
          .over({ partitionBy: [book.authorId], orderBy: [book.pages.desc()] })
          .as('n'),
      )
        .from(book)
        .where(book.authorId.isNotNull())
        .orderBy(book.id)
      expect((await rows(query)).map(({ title, n }) => [title, Number(n)])).toEqual([
        ['Emma', 1],
        ['Persuasion', 2],
        ['Romola', 1],
      ])
    })

    it('is a value: each step gives a new one', async () => {
      const all = select(book.title).from(book).orderBy(book.id)
      const long = all.where(book.pages.gt(300))
      expect([(await titles(all)).length, await titles(long)]).toEqual([4, ['Emma', 'Romola']])
    })

    it('is one statement to the database, whatever its values', async () => {
      const sent = await statements(sequelize, async () => {
        for (const id of [1, 2]) await rows(select(book.title).from(book).where(book.id.eq(id)))
      })
      expect(sent[0]).toBe(sent[1])
      expect(sent[0]).not.toMatch(/= 1/)
    })
  })

  describe('insert', () => {
    it('takes rows with different columns, and text of any kind', async () => {
      const title = `'; DROP TABLE book; -- \\ " \u{1f600}`
      await sequelize.query(insert(book).values({ id: 9, title }, { id: 10, pages: 5 }))
      expect(
        await rows(select(book.title, book.pages).from(book).where(book.id.gt(8)).orderBy(book.id)),
      ).toEqual([
        { title, pages: null },
        { title: null, pages: 5 },
      ])
    })

    it('inserts what a query finds', async () => {
      await sequelize.query(
        insert(book).from(['id', 'title'], select(author.id.plus(100), author.name).from(author)),
      )
      expect(
        await titles(select(book.title).from(book).where(book.id.gt(100)).orderBy(book.id)),
      ).toEqual([...['Austen', 'Eliot', 'Poe']])
    })

    it('updates or leaves rows whose key is there', async () => {
      const row = { id: 1, title: 'Emma II', pages: 1 }
      await sequelize.query(
        insert(book)
          .values(row)
          .onConflict({ target: ['id'] }),
      )
      expect(await titles(select(book.title).from(book).where(book.id.eq(1)))).toEqual(['Emma'])
      await sequelize.query(
        insert(book)
          .values(row)
          .onConflict({ target: ['id'], set: { title: 'changed' } }),
      )
      expect(await rows(select(book.title, book.pages).from(book).where(book.id.eq(1)))).toEqual([
        { title: 'changed', pages: 474 },
      ])
    })

    it('refuses columns that the table has not', () => {
      expect(() => insert(book).values({ id: 1, titel: 'x' } as never)).toThrow(/titel/)
    })
  })

  describe('update and deleteFrom', () => {
    it('change the rows of a condition', async () => {
      await sequelize.query(
        update(book)
          .set({ pages: book.pages.plus(1), lent: true })
          .where(book.authorId.eq(1)),
      )
      expect(
        (await rows(select(book.pages).from(book).orderBy(book.id))).map(({ pages }) => pages),
      ).toEqual([...[475, 250, 600, null]])
    })

    it('delete the rows of a condition', async () => {
      await sequelize.query(deleteFrom(book).where(book.pages.isNull().or(book.id.eq(1))))
      expect(await titles(select(book.title).from(book).orderBy(book.id))).toEqual([
        'Persuasion',
        'Romola',
      ])
    })

    it('take part in transactions', async () => {
      const transaction = await sequelize.transaction()
      await sequelize.query(deleteFrom(book), { transaction })
      await transaction.rollback()
      expect(await titles(select(book.title).from(book))).toHaveLength(4)
    })
  })

  describe('the sql tag', () => {
    it('binds what is interpolated', async () => {
      const title = "Emma' OR 1=1 --"
      expect(await rows(sql`SELECT title FROM book WHERE title = ${title}`)).toEqual([])
      expect(
        await rows(sql`SELECT title FROM book WHERE title = ${'Emma'} AND pages > ${10}`),
      ).toEqual([{ title: 'Emma' }])
    })

    it('takes names, lists, parts and raw text', async () => {
      const condition = sql`${sql.identifier('pages')} > ${300}`
      const both = sql.join(
        [condition, sql`title IN ${sql.list(['Emma', 'Beowulf'])}`],
        sql.raw(' AND '),
      )
      expect(await rows(sql`SELECT title FROM ${sql.identifier('book')} WHERE ${both}`)).toEqual([
        { title: 'Emma' },
      ])
    })

    it('stands among other expressions', async () => {
      expect(
        await titles(
          select(book.title).from(book).where(sql`length(${book.title}) > ${7}`).orderBy(book.id),
        ),
      ).toEqual(['Persuasion'])
    })

    it('refuses undefined, and being called with text', () => {
      expect(() => sql`SELECT ${undefined}`).toThrow(/undefined/)
      expect(() => (sql as unknown as (text: string) => unknown)('SELECT 1')).toThrow()
    })
  })
})

forEachDialect({ requires: 'returning' }, (target) => {
  it('changes give rows with returning', async () => {
    const sequelize = createSequelize(target)
    const tag = table('returned_tag', { id: DataTypes.INTEGER, label: DataTypes.STRING })
    await sequelize.query('CREATE TABLE returned_tag (id INTEGER PRIMARY KEY, label VARCHAR(20))')
    const rows = (query: unknown) => sequelize.query(query as never, { type: QueryTypes.SELECT })
    expect(
      await rows(
        insert(tag).values({ id: 1, label: 'a' }, { id: 2, label: 'b' }).returning(tag.id),
      ),
    ).toEqual([{ id: 1 }, { id: 2 }])
    expect(
      await rows(update(tag).set({ label: 'c' }).where(tag.id.eq(2)).returning(tag.id, tag.label)),
    ).toEqual([{ id: 2, label: 'c' }])
    expect(await rows(deleteFrom(tag).where(tag.id.eq(1)).returning(tag.label))).toEqual([
      { label: 'a' },
    ])
    await sequelize.query('DROP TABLE returned_tag')
  })
})
