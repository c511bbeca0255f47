/** Tables made from models, and changed to fit them. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

/** The statements among those sent that change the schema. */
async function ddlOf(sequelize: Sequelize, run: () => Promise<unknown>): Promise<string[]> {
  const sent = await statements(sequelize, run)
  return sent.filter((sql) => /^(?:CREATE|ALTER|DROP|COMMENT|DO|TRUNCATE)\b/.test(sql))
}

const plain = { timestamps: false } as const

forEachDialect({}, (target) => {
  let sequelize: Sequelize

  beforeEach(async () => {
    sequelize = createSequelize(target)
    await sequelize.getQueryInterface().dropAllTables()
    await sequelize.getQueryInterface().dropAllEnums()
  })

  describe('sync', () => {
    it('creates the table with its indexes, and does nothing the second time', async () => {
      const Book = sequelize.define(
        'Book',
        { title: { type: DataTypes.STRING, unique: true }, pages: DataTypes.INTEGER },
        { indexes: [{ fields: ['pages', 'title'] }] },
      )

      await Book.sync()

      expect(await ddlOf(sequelize, () => Book.sync())).toEqual([])
      const indexes = await sequelize.getQueryInterface().showIndex('Books')
      expect(indexes.map(({ name }) => name)).toContain('books_pages_title')
      await Book.create({ title: 'Emma' })
      await expect(Book.create({ title: 'Emma' })).rejects.toThrow('Validation error')
    })

    it('adds an index that the table lacks, by its name', async () => {
      await sequelize.define('Book', { title: DataTypes.STRING }, plain).sync()
      const Book = sequelize.define(
        'Book',
        { title: DataTypes.STRING },
        { ...plain, indexes: [{ fields: ['title'], name: 'by_title' }] },
      )

      const ddl = await ddlOf(sequelize, () => Book.sync())

      expect(ddl).toHaveLength(1)
      expect(ddl[0]).toContain('by_title')
    })

    it('names the column of an attribute in an index', async () => {
      const Book = sequelize.define(
        'Book',
        { bookTitle: { type: DataTypes.STRING, field: 'book_title' } },
        { ...plain, indexes: [{ fields: ['bookTitle'], where: { bookTitle: 'Emma' } }] },
      )

      await Book.sync()

      const [index] = (await sequelize.getQueryInterface().showIndex('Books')).filter(
        ({ name }) => name === 'books_book_title',
      )
      expect(index?.fields.map(({ attribute }) => attribute)).toEqual(['book_title'])
    })

    it('drops and creates the table with force', async () => {
      const Book = sequelize.define('Book', { title: DataTypes.STRING })
      await Book.sync()
      await Book.create({ title: 'Emma' })

      await Book.sync({ force: true })

      expect(await Book.count()).toBe(0)
    })

    it('runs its hooks around the change, with the options', async () => {
      const Book = sequelize.define('Book', { title: DataTypes.STRING })
      const seen: unknown[] = []
      Book.beforeSync((options) => void seen.push('before', (options as { force?: boolean }).force))
      Book.afterSync(() => void seen.push('after'))

      await Book.sync({ force: true })
      await Book.sync({ hooks: false })

      expect(seen).toEqual(['before', true, 'after'])
    })

    it('takes what a hook changes in the options', async () => {
      const Book = sequelize.define('Book', {}, plain)
      await Book.sync()
      await Book.create({})
      Book.beforeSync((options) => {
        ;(options as { force?: boolean }).force = true
      })

      await Book.sync()

      expect(await Book.count()).toBe(0)
    })

    it('knows names again that are longer than the database keeps', async () => {
      const long = 'a_very_long_name_'.repeat(6)
      const Book = sequelize.define(
        'Book',
        { mood: DataTypes.ENUM('good', 'bad') },
        { ...plain, tableName: long.slice(0, 60), indexes: [{ fields: ['mood'], name: long }] },
      )
      await Book.sync()

      expect(await ddlOf(sequelize, () => Book.sync({ alter: true }))).toEqual([])
    })

    it('creates the tables of all models, each after those that it refers to', async () => {
      const Copy = sequelize.define('Copy', {}, plain)
      const Book = sequelize.define('Book', {}, plain)
      Copy.belongsTo(Book, { foreignKey: { allowNull: false } })

      const ddl = await ddlOf(sequelize, () => sequelize.sync())

      expect(ddl.map((sql) => /(Books|Copies)/.exec(sql)?.[1])).toEqual(['Books', 'Copies'])
      await expect(Copy.create({ BookId: 7 } as never)).rejects.toThrow(/foreign key/i)
    })

    it('creates and drops tables that refer to each other in a circle', async () => {
      const Author = sequelize.define('Author', {}, plain)
      const Book = sequelize.define('Book', {}, plain)
      Book.belongsTo(Author)
      Author.belongsTo(Book, { as: 'debut' })

      await sequelize.sync()
      await sequelize.sync({ force: true })

      const queryInterface = sequelize.getQueryInterface()
      for (const table of ['Authors', 'Books']) {
        expect(await queryInterface.getForeignKeyReferencesForTable(table)).toHaveLength(1)
      }
      await sequelize.drop()
      expect(await queryInterface.showAllTables()).toEqual([])
    })

    it('refers to a table of itself', async () => {
      const Shelf = sequelize.define('Shelf', {}, plain)
      Shelf.belongsTo(Shelf, { as: 'above' })

      await Shelf.sync()

      const keys = await sequelize.getQueryInterface().getForeignKeyReferencesForTable('Shelves')
      expect(keys).toMatchObject([{ columnName: 'aboveId', referencedTableName: 'Shelves' }])
    })

    it('keeps any text as default, as name of table and column, and as comment', async () => {
      const queryInterface = sequelize.getQueryInterface()
      // No database keeps NUL; a name has 63 bytes in PostgreSQL.
      const text = fc
        .string({ unit: 'grapheme', maxLength: 12 })
        .filter((one) => !one.includes('\0'))
      const name = text.filter((one) => one !== '' && !/^sqlite_/i.test(one))
      await fc.assert(
        fc.asyncProperty(name, name, text, text, async (table, column, value, comment) => {
          // SQLite compares names without regard to case.
          fc.pre(column.toLowerCase() !== 'id')
          const Thing = sequelize.define(
            'Thing',
            { word: { type: DataTypes.STRING, field: column, defaultValue: value, comment } },
            { ...plain, tableName: table, comment },
          )
          await Thing.sync({ force: true })
          expect(await ddlOf(sequelize, () => Thing.sync({ alter: true }))).toEqual([])
          await queryInterface.bulkInsert(table, [{ id: 1 }])
          expect((await Thing.findByPk(1))?.get('word')).toBe(value)
          expect((await Thing.describe())[column]?.defaultValue).toBe(value)
          await Thing.drop()
        }),
        { numRuns: 25 },
      )
    }, 60_000)
  })

  describe('sync with alter', () => {
    it('does nothing to a table that fits its model, whatever the types and defaults', async () => {
      const Everything = sequelize.define(
        'Everything',
        {
          string: {
            type: DataTypes.STRING(40),
            allowNull: false,
            unique: true,
            defaultValue: "it's",
          },
          char: DataTypes.CHAR(3),
          text: { type: DataTypes.TEXT, defaultValue: 'a\\b' },
          integer: { type: DataTypes.INTEGER, unique: 'pair', defaultValue: -1 },
          bigint: { type: DataTypes.BIGINT, unique: 'pair', defaultValue: '-5' },
          float: { type: DataTypes.FLOAT, defaultValue: 1.5 },
          double: { type: DataTypes.DOUBLE, defaultValue: -0.25 },
          decimal: { type: DataTypes.DECIMAL(10, 2), defaultValue: '1.50' },
          boolean: { type: DataTypes.BOOLEAN, defaultValue: true },
          date: { type: DataTypes.DATE(3), defaultValue: new Date(0) },
          now: { type: DataTypes.DATE, defaultValue: sequelize.literal('CURRENT_TIMESTAMP') },
          day: { type: DataTypes.DATEONLY, defaultValue: '2020-01-31' },
          time: DataTypes.TIME,
          uuid: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 },
          blob: { type: DataTypes.BLOB, defaultValue: Buffer.from('ab') },
          json: { type: DataTypes.JSON, defaultValue: { b: [1, 'x'], a: null } },
          jsonb: { type: DataTypes.JSONB, defaultValue: { bb: 1, a: 2 } },
          mood: { type: DataTypes.ENUM('so so', "it's"), defaultValue: "it's" },
          lower: { type: DataTypes.STRING, defaultValue: sequelize.fn('lower', 'ABC') },
          nothing: { type: DataTypes.STRING, defaultValue: null },
          ...(target.supports.arrays
            ? {
                array: { type: DataTypes.ARRAY(DataTypes.STRING), defaultValue: ['a', 'b"c'] },
                moods: DataTypes.ARRAY(DataTypes.ENUM('x', 'y')),
                range: DataTypes.RANGE(DataTypes.DATE),
                inet: DataTypes.INET,
              }
            : {}),
        },
        {
          comment: 'all of it',
          indexes: [
            { fields: ['text', { name: 'char', order: 'DESC' }] },
            { fields: ['integer'], unique: true, where: { boolean: true }, name: 'partial' },
            { fields: [sequelize.fn('lower', sequelize.col('text'))], name: 'lowered' },
          ],
        },
      )
      await Everything.sync()

      expect(await ddlOf(sequelize, () => Everything.sync({ alter: true }))).toEqual([])
    })

    it('adds, changes and removes columns, and keeps the rows', async () => {
      const before = sequelize.define(
        'Book',
        { title: DataTypes.STRING(20), pages: DataTypes.STRING, gone: DataTypes.INTEGER },
        plain,
      )
      await before.sync()
      await before.bulkCreate([
        { title: 'Emma', pages: '474', gone: 1 },
        { title: 'Persuasion', pages: '249', gone: 2 },
      ])
      const Book = sequelize.define(
        'Book',
        {
          title: { type: DataTypes.TEXT, allowNull: false },
          pages: { type: DataTypes.INTEGER, defaultValue: 1 },
          language: { type: DataTypes.STRING, allowNull: false, defaultValue: 'en' },
        },
        plain,
      )

      await Book.sync({ alter: true })

      const rows = await Book.findAll({ order: ['id'], raw: true })
      expect(rows).toEqual([
        { id: 1, title: 'Emma', pages: 474, language: 'en' },
        { id: 2, title: 'Persuasion', pages: 249, language: 'en' },
      ])
      expect(Object.keys(await Book.describe())).not.toContain('gone')
      expect(await ddlOf(sequelize, () => Book.sync({ alter: true }))).toEqual([])
      await expect(Book.create({ title: null } as never)).rejects.toThrow('cannot be null')
    })

    it('removes no column with drop: false', async () => {
      await sequelize.define('Book', { title: DataTypes.STRING, kept: DataTypes.STRING }).sync()
      const Book = sequelize.define('Book', { title: DataTypes.STRING, added: DataTypes.STRING })

      await Book.sync({ alter: { drop: false } })

      expect(Object.keys(await Book.describe())).toEqual(expect.arrayContaining(['kept', 'added']))
    })

    it('adds unique keys and foreign keys once, and replaces those that changed', async () => {
      const Author = sequelize.define('Author', {}, plain)
      const before = sequelize.define('Book', { isbn: DataTypes.STRING }, plain)
      before.belongsTo(Author, { onDelete: 'SET NULL' })
      await sequelize.sync()
      await Author.create({})
      await before.create({ isbn: '1', AuthorId: 1 } as never)
      const Book = sequelize.define(
        'Book',
        { isbn: { type: DataTypes.STRING, unique: true } },
        plain,
      )
      Book.belongsTo(Author, { onDelete: 'CASCADE' })

      await Book.sync({ alter: true })

      expect(await ddlOf(sequelize, () => Book.sync({ alter: true }))).toEqual([])
      await expect(Book.create({ isbn: '1' })).rejects.toThrow('Validation error')
      await Author.destroy({ where: { id: 1 } })
      expect(await Book.count()).toBe(0)
    })

    it('leaves constraints and indexes that the model does not know', async () => {
      const Book = sequelize.define(
        'Book',
        { title: DataTypes.STRING, pages: DataTypes.INTEGER },
        plain,
      )
      await Book.sync()
      const queryInterface = sequelize.getQueryInterface()
      await queryInterface.addConstraint('Books', {
        type: 'check',
        fields: ['pages'],
        name: 'some_pages',
        where: sequelize.literal('pages > 0'),
      })
      await queryInterface.addIndex('Books', ['pages'], { name: 'by_pages' })
      const changed = sequelize.define(
        'Book',
        { title: DataTypes.TEXT, pages: DataTypes.INTEGER },
        plain,
      )

      await changed.sync({ alter: true })

      await expect(changed.create({ pages: 0 })).rejects.toThrow()
      expect((await queryInterface.showIndex('Books')).map(({ name }) => name)).toContain(
        'by_pages',
      )
    })

    it('leaves the table as it was when a change is impossible', async () => {
      const before = sequelize.define('Book', { title: DataTypes.STRING }, plain)
      await before.sync()
      await before.create({})
      const Book = sequelize.define(
        'Book',
        { title: { type: DataTypes.STRING, allowNull: false }, added: DataTypes.STRING },
        plain,
      )

      await expect(Book.sync({ alter: true })).rejects.toThrow()

      expect(Object.keys(await Book.describe())).toEqual(['id', 'title'])
      expect(await before.count()).toBe(1)
      await before.create({ title: 'still works' })
    })

    it('takes part in a transaction', async () => {
      const Book = sequelize.define('Book', { title: DataTypes.STRING }, plain)
      await Book.sync()
      const changed = sequelize.define(
        'Book',
        { title: DataTypes.TEXT, added: DataTypes.STRING },
        plain,
      )

      const transaction = await sequelize.transaction()
      await changed.sync({ alter: true, transaction })
      await transaction.rollback()

      expect(Object.keys(await Book.describe())).toEqual(['id', 'title'])
    })
  })

  describe('drop and truncate', () => {
    it('drops the tables of all models, those that refer to others first', async () => {
      const Book = sequelize.define('Book', { mood: DataTypes.ENUM('good', 'bad') }, plain)
      const Copy = sequelize.define('Copy', {}, plain)
      Copy.belongsTo(Book, { foreignKey: { allowNull: false } })
      await sequelize.sync()
      await Book.create({})
      await Copy.create({ BookId: 1 } as never)

      await sequelize.drop()

      expect(await sequelize.getQueryInterface().showAllTables()).toEqual([])
    })

    it('empties a table', async () => {
      const Book = sequelize.define('Book', {}, plain)
      await Book.sync()
      await Book.bulkCreate([{}, {}])

      await Book.truncate()

      expect(await Book.count()).toBe(0)
    })
  })

  it('describes a table, and refuses to describe one that does not exist', async () => {
    const Book = sequelize.define(
      'Book',
      { title: { type: DataTypes.STRING(9), allowNull: false } },
      plain,
    )
    await expect(Book.describe()).rejects.toThrow('No description found for "Books" table')
    await Book.sync()

    const { id, title } = await Book.describe()

    expect(id).toMatchObject({ primaryKey: true })
    expect(title).toMatchObject({ allowNull: false, primaryKey: false })
  })

  it('keeps a model in its schema', async () => {
    const queryInterface = sequelize.getQueryInterface()
    await queryInterface.createSchema('reserve')
    const Book = sequelize.define(
      'Book',
      { mood: DataTypes.ENUM('good', 'bad') },
      { ...plain, schema: 'reserve', indexes: [{ fields: ['mood'] }] },
    )

    await Book.sync({ force: true })
    await Book.create({ mood: 'good' })

    expect(await ddlOf(sequelize, () => Book.sync({ alter: true }))).toEqual([])
    expect(await queryInterface.tableExists({ tableName: 'Books', schema: 'reserve' })).toBe(true)
    expect(await queryInterface.tableExists('Books')).toBe(false)
    await Book.drop()
    await queryInterface.dropSchema('reserve')
  })
})

forEachDialect({ requires: 'enumTypes' }, (target) => {
  describe('enumerated types', () => {
    it('get the values that models add, in their places, with every sync', async () => {
      const sequelize = createSequelize(target)
      await sequelize.getQueryInterface().dropAllTables()
      const before = sequelize.define('Loan', { state: DataTypes.ENUM('open', 'closed') }, plain)
      await before.sync({ force: true })
      await before.create({ state: 'open' })
      const states = ['new', 'open', 'late', 'closed', 'lost'] as const
      const Loan = sequelize.define(
        'Loan',
        { state: { type: DataTypes.ENUM(...states), defaultValue: 'new' } },
        plain,
      )

      await Loan.sync({ alter: true })

      expect((await Loan.describe())['state']?.special).toEqual([...states])
      expect((await Loan.create({})).get('state')).toBe('new')
      expect(await ddlOf(sequelize, () => Loan.sync({ alter: true }))).toEqual([])
    })

    it('take over a column of another type with its rows', async () => {
      const sequelize = createSequelize(target)
      const before = sequelize.define(
        'Loan',
        { state: { type: DataTypes.STRING, defaultValue: 'open' } },
        plain,
      )
      await before.sync({ force: true })
      await before.create({})
      const Loan = sequelize.define(
        'Loan',
        { state: { type: DataTypes.ENUM('open', 'closed'), defaultValue: 'open' } },
        plain,
      )

      await Loan.sync({ alter: true })

      expect(await Loan.findAll({ raw: true })).toEqual([{ id: 1, state: 'open' }])
      expect(await ddlOf(sequelize, () => Loan.sync({ alter: true }))).toEqual([])
    })
  })
})

forEachDialect({ lacks: 'alterColumns' }, (target) => {
  describe('a table that SQLite must make anew', () => {
    let sequelize: Sequelize

    beforeEach(async () => {
      sequelize = createSequelize(target)
      await sequelize.query(
        'CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT) -- who',
      )
      await sequelize.query(
        `CREATE TABLE "book" ( -- what is lent
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          title VARCHAR(20) COLLATE NOCASE NOT NULL CHECK (length(title) > 1),
          "pages" INT DEFAULT (1 + 1) /* many */,
          price DECIMAL(10, 2),
          double_price AS (price * 2),
          author_id INTEGER REFERENCES author (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
          sequel INTEGER REFERENCES book,
          CONSTRAINT cheap CHECK (price < 100),
          UNIQUE (title, pages) ON CONFLICT IGNORE
        )`,
      )
      await sequelize.query(
        'CREATE TABLE copy (id INTEGER PRIMARY KEY, book_id INTEGER NOT NULL REFERENCES book (id) ON DELETE CASCADE)',
      )
      await sequelize.query('CREATE INDEX by_price ON book (price DESC) WHERE price > 1')
      await sequelize.query('CREATE VIEW long_book AS SELECT * FROM book WHERE pages > 100')
      await sequelize.query('CREATE TABLE log (line TEXT)')
      await sequelize.query(
        "CREATE TRIGGER logged AFTER INSERT ON book BEGIN INSERT INTO log VALUES ('new ' || NEW.title); END",
      )
      await sequelize.query("INSERT INTO author (name) VALUES ('Jane')")
      await sequelize.query(
        "INSERT INTO book (id, title, price, author_id) VALUES (1, 'Emma', 9.5, 1), (7, 'Gone', 1, 1)",
      )
      await sequelize.query('UPDATE book SET sequel = 1')
      await sequelize.query('DELETE FROM book WHERE id = 7')
      await sequelize.query('INSERT INTO copy VALUES (1, 1)')
    })

    async function change(): Promise<void> {
      await sequelize.getQueryInterface().changeColumn('book', 'pages', {
        type: DataTypes.BIGINT,
        allowNull: false,
        defaultValue: 3,
      })
    }

    it('keeps everything that is not changed', async () => {
      const [before] = (await sequelize.query(
        "SELECT sql FROM sqlite_master WHERE name = 'book'",
      )) as [{ sql: string }[], unknown]

      await change()

      const [after] = (await sequelize.query(
        "SELECT sql FROM sqlite_master WHERE name = 'book'",
      )) as [{ sql: string }[], unknown]
      const columns = (sql: string): string[] =>
        sql
          .slice(sql.indexOf('(') + 1)
          .split(/,\s+(?=[a-z"C])/i)
          .map((one) => one.trim())
      expect(columns(before[0]!.sql).length).toBe(columns(after[0]!.sql).length)
      for (const part of [
        'COLLATE NOCASE NOT NULL CHECK (length(title) > 1)',
        'AS (price * 2)',
        'DEFERRABLE INITIALLY DEFERRED',
        'CONSTRAINT cheap CHECK (price < 100)',
        'UNIQUE (title, pages) ON CONFLICT IGNORE',
        'AUTOINCREMENT',
        '"pages" BIGINT NOT NULL DEFAULT 3',
      ]) {
        expect(after[0]!.sql).toContain(part)
      }
      const names = await sequelize.query(
        "SELECT name FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name",
        { type: 'SELECT' },
      )
      expect(names).toEqual(
        ['author', 'book', 'by_price', 'copy', 'log', 'logged', 'long_book'].map((name) => ({
          name,
        })),
      )
    })

    it('keeps its rows, those that refer to it, its counter and its triggers', async () => {
      await change()

      expect(
        await sequelize.query('SELECT id, title, pages, double_price, sequel FROM book', {
          type: 'SELECT',
        }),
      ).toEqual([{ id: 1, title: 'Emma', pages: 2, double_price: 19, sequel: 1 }])
      expect(await sequelize.query('SELECT * FROM copy', { type: 'SELECT' })).toEqual([
        { id: 1, book_id: 1 },
      ])
      await sequelize.query("INSERT INTO book (title) VALUES ('Persuasion')")
      expect(await sequelize.query('SELECT max(id) AS id FROM book', { type: 'SELECT' })).toEqual([
        { id: 8 },
      ])
      expect(
        await sequelize.query('SELECT line FROM log ORDER BY rowid DESC LIMIT 1', {
          type: 'SELECT',
        }),
      ).toEqual([{ line: 'new Persuasion' }])
      await expect(sequelize.query('INSERT INTO copy VALUES (2, 99)')).rejects.toThrow(
        /foreign key/i,
      )
      await sequelize.query('DELETE FROM book WHERE id = 1')
      expect(await sequelize.query('SELECT * FROM copy', { type: 'SELECT' })).toEqual([])
    })

    it('is refused inside a transaction while rows refer to it, since they would be deleted', async () => {
      const transaction = await sequelize.transaction()
      await expect(
        sequelize
          .getQueryInterface()
          .changeColumn('book', 'pages', { type: DataTypes.TEXT }, { transaction }),
      ).rejects.toThrow('SQLite cannot do this inside a transaction, because rows of "book" refer')
      await transaction.rollback()

      expect(await sequelize.query('SELECT * FROM copy', { type: 'SELECT' })).toHaveLength(1)
    })

    it('loses a column with the constraints and indexes that it is part of, and nothing else', async () => {
      await sequelize.getQueryInterface().removeColumn('book', 'double_price')
      await sequelize.getQueryInterface().removeColumn('book', 'price')

      const columns = Object.keys(await sequelize.getQueryInterface().describeTable('book'))
      expect(columns).toEqual(['id', 'title', 'pages', 'author_id', 'sequel'])
      const names = (await sequelize.getQueryInterface().showIndex('book')).map(({ name }) => name)
      expect(names).not.toContain('by_price')
      expect(await sequelize.getQueryInterface().showConstraint('book')).toEqual([])
    })

    it('is not touched when a change would break a reference', async () => {
      const queryInterface = sequelize.getQueryInterface()
      await sequelize.query('CREATE TABLE loan (id INTEGER PRIMARY KEY, book_id INTEGER)')
      await sequelize.query('INSERT INTO loan VALUES (1, 99)')

      await expect(
        queryInterface.addConstraint('loan', {
          type: 'foreign key',
          fields: ['book_id'],
          references: { table: 'book', field: 'id' },
        }),
      ).rejects.toMatchObject({ name: 'SequelizeForeignKeyConstraintError' })

      expect(await queryInterface.showConstraint('loan')).toEqual([])
      expect(await sequelize.query('PRAGMA foreign_keys', { type: 'SELECT' })).toEqual([
        { foreign_keys: 1 },
      ])
    })
  })
})
