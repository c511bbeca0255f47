/** The schema and the rows of a database by table names, in the shapes that v6 gives. */
import { beforeEach, describe, expect, it } from 'vitest'
import {
  DataTypes,
  Deferrable,
  Op,
  type QueryInterface,
  type Sequelize,
  type Transaction,
} from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let queryInterface: QueryInterface
  const isPostgres = target.supports.enumTypes

  beforeEach(async () => {
    sequelize = createSequelize(target)
    queryInterface = sequelize.getQueryInterface()
    await queryInterface.dropAllTables()
    await queryInterface.dropAllEnums()
  })

  describe('tables', () => {
    it('are created once, listed, found and dropped', async () => {
      await queryInterface.createTable('book', { id, title: DataTypes.STRING })
      await queryInterface.createTable('book', { id, title: DataTypes.STRING })

      expect(await queryInterface.showAllTables()).toEqual(['book'])
      expect(await queryInterface.tableExists('book')).toBe(true)
      await queryInterface.dropTable('book')
      await queryInterface.dropTable('book')
      expect(await queryInterface.tableExists('book')).toBe(false)
    })

    it('have the unique keys of their attributes and options', async () => {
      await queryInterface.createTable(
        'book',
        {
          id,
          isbn: { type: DataTypes.STRING, unique: true },
          title: { type: DataTypes.STRING, unique: 'named' },
          year: { type: DataTypes.INTEGER, unique: 'named' },
          shelf: DataTypes.INTEGER,
        },
        { uniqueKeys: { place: { fields: ['shelf', 'year'] } } },
      )

      const indexes = await queryInterface.showIndex('book')
      const unique = indexes
        .filter((index) => index.unique && !index.primary)
        .map(({ fields }) => fields.map(({ attribute }) => attribute))
      expect(unique).toHaveLength(3)
      expect(unique).toEqual(
        expect.arrayContaining([['isbn'], ['shelf', 'year'], ['title', 'year']]),
      )
    })

    it('are described column by column', async () => {
      await queryInterface.createTable('author', { id })
      await queryInterface.createTable('book', {
        id,
        title: { type: DataTypes.STRING(40), allowNull: false, defaultValue: "it's" },
        lent: { type: DataTypes.BOOLEAN, defaultValue: true },
        author: { type: DataTypes.INTEGER, references: { model: 'author', key: 'id' } },
      })

      const description = await queryInterface.describeTable('book')

      expect(Object.keys(description)).toEqual(['id', 'title', 'lent', 'author'])
      expect(description).toMatchObject({
        id: { type: 'INTEGER', primaryKey: true },
        title: { allowNull: false, defaultValue: "it's", primaryKey: false },
        lent: { allowNull: true, defaultValue: true },
      })
      expect(description['title']!.type).toBe(isPostgres ? 'CHARACTER VARYING(40)' : 'VARCHAR(40)')
    })

    it('are described by v6 text for text', async () => {
      await queryInterface.createTable('book', {
        id,
        title: { type: DataTypes.STRING, unique: true },
      })

      const { title } = await queryInterface.describeTable('book')

      expect(title).toEqual(
        isPostgres
          ? {
              type: 'CHARACTER VARYING(255)',
              allowNull: true,
              defaultValue: null,
              comment: null,
              special: [],
              primaryKey: false,
            }
          : {
              type: 'VARCHAR(255)',
              allowNull: true,
              defaultValue: undefined,
              primaryKey: false,
              unique: true,
            },
      )
    })

    it('that do not exist are not described', async () => {
      await expect(queryInterface.describeTable('nope')).rejects.toThrow(
        'No description found for "nope" table. Check the table name and schema; remember, they _are_ case sensitive.',
      )
    })

    it('are renamed', async () => {
      await queryInterface.createTable('book', { id })

      await queryInterface.renameTable('book', 'tome')

      expect(await queryInterface.showAllTables()).toEqual(['tome'])
    })

    it('are all dropped, but for those to be skipped, whatever they refer to', async () => {
      await queryInterface.createTable('kept', { id })
      await queryInterface.createTable('a', { id, b: DataTypes.INTEGER })
      await queryInterface.createTable('b', {
        id,
        a: { type: DataTypes.INTEGER, references: { model: 'a', key: 'id' } },
      })
      await queryInterface.addConstraint('a', {
        type: 'foreign key',
        fields: ['b'],
        references: { table: 'b', field: 'id' },
      })
      await queryInterface.bulkInsert('a', [{ id: 1 }])
      await queryInterface.bulkInsert('b', [{ id: 1, a: 1 }])

      await queryInterface.dropAllTables({ skip: ['kept'] })

      expect(await queryInterface.showAllTables()).toEqual(['kept'])
    })

    it('refuses attributes without a type, and a table that is none', async () => {
      await expect(
        queryInterface.createTable('book', { title: undefined } as never),
      ).rejects.toThrow('book.title: the type is not a data type')
      await expect(queryInterface.createTable({} as never, { id })).rejects.toThrow(
        'queryInterface.createTable: the table must be a name or { tableName, schema }',
      )
    })

    it('take part in a transaction', async () => {
      const transaction = await sequelize.transaction()
      await queryInterface.createTable('book', { id }, { transaction })
      expect(await queryInterface.tableExists('book', { transaction })).toBe(true)
      await transaction.rollback()

      expect(await queryInterface.tableExists('book')).toBe(false)
    })
  })

  describe('columns', () => {
    beforeEach(async () => {
      await queryInterface.createTable('author', { id })
      await queryInterface.createTable('book', {
        id,
        title: DataTypes.STRING,
        pages: DataTypes.STRING,
      })
      await queryInterface.bulkInsert('book', [{ title: 'Emma', pages: '474' }])
    })

    it('are added with default, unique key and reference', async () => {
      await queryInterface.addColumn('book', 'isbn', { type: DataTypes.STRING, unique: true })
      await queryInterface.addColumn('book', 'language', {
        type: DataTypes.STRING,
        allowNull: false,
        defaultValue: 'en',
      })
      await queryInterface.addColumn('book', 'author', {
        type: DataTypes.INTEGER,
        references: { model: 'author', key: 'id' },
        onDelete: 'cascade',
      })

      expect(await queryInterface.select(null, 'book')).toEqual([
        { id: 1, title: 'Emma', pages: '474', isbn: null, language: 'en', author: null },
      ])
      expect(await queryInterface.getForeignKeyReferencesForTable('book')).toMatchObject([
        { columnName: 'author', referencedTableName: 'author', referencedColumnName: 'id' },
      ])
    })

    it('need a name and an attribute to be added', async () => {
      await expect(queryInterface.addColumn('book', 'x', undefined as never)).rejects.toThrow(
        'addColumn takes at least 3 arguments (table, attribute name, attribute definition)',
      )
    })

    it('are changed, with the rows converted', async () => {
      await queryInterface.changeColumn('book', 'pages', {
        type: DataTypes.INTEGER,
        allowNull: false,
        defaultValue: 100,
      })

      await queryInterface.bulkInsert('book', [{ title: 'Persuasion' }])
      expect(await queryInterface.select(null, 'book', { attributes: ['pages'] })).toEqual([
        { pages: 474 },
        { pages: 100 },
      ])
    })

    it('are changed only where they differ', async () => {
      await queryInterface.changeColumn('book', 'title', { type: DataTypes.STRING, unique: true })

      const sent = await statements(sequelize, () =>
        queryInterface.changeColumn('book', 'title', { type: DataTypes.STRING, unique: true }),
      )

      expect(sent.filter((sql) => /^(?:ALTER|CREATE|DROP)/.test(sql))).toEqual([])
    })

    it('get a reference when they are changed', async () => {
      await queryInterface.addColumn('book', 'author', DataTypes.INTEGER)

      await queryInterface.changeColumn('book', 'author', {
        type: DataTypes.INTEGER,
        references: { model: 'author', key: 'id' },
        onDelete: 'SET NULL',
      })

      await queryInterface.bulkInsert('author', [{ id: 5 }])
      await queryInterface.bulkUpdate('book', { author: 5 }, { title: 'Emma' })
      await queryInterface.bulkDelete('author', { id: 5 })
      expect(await queryInterface.select(null, 'book', { attributes: ['author'] })).toEqual([
        { author: null },
      ])
    })

    it('are renamed with their rows', async () => {
      await queryInterface.renameColumn('book', 'title', 'name')

      expect(await queryInterface.select(null, 'book', { attributes: ['name'] })).toEqual([
        { name: 'Emma' },
      ])
      await expect(queryInterface.renameColumn('book', 'title', 'x')).rejects.toThrow(
        "Table book doesn't have the column title",
      )
    })

    it('are removed with their indexes', async () => {
      await queryInterface.addIndex('book', ['pages', 'title'])

      await queryInterface.removeColumn('book', 'pages')

      expect(Object.keys(await queryInterface.describeTable('book'))).toEqual(['id', 'title'])
      expect((await queryInterface.showIndex('book')).filter(({ primary }) => !primary)).toEqual([])
    })
  })

  describe('indexes', () => {
    beforeEach(async () => {
      await queryInterface.createTable('book', {
        id,
        bookTitle: DataTypes.STRING,
        pages: DataTypes.INTEGER,
      })
    })

    it('are named after table and fields, shown, and removed by name or fields', async () => {
      await queryInterface.addIndex('book', ['bookTitle', { name: 'pages', order: 'DESC' }])
      await queryInterface.addIndex('book', { fields: ['pages'], unique: true, name: 'by_pages' })

      const shown = await queryInterface.showIndex('book')
      expect(
        shown.filter(({ primary }) => !primary).sort((a, b) => (a.name < b.name ? -1 : 1)),
      ).toMatchObject([
        {
          name: 'book_book_title_pages',
          unique: false,
          fields: [
            { attribute: 'bookTitle', order: undefined },
            { attribute: 'pages', order: 'DESC' },
          ],
        },
        { name: 'by_pages', unique: true },
      ])
      await queryInterface.removeIndex('book', ['bookTitle', 'pages'])
      await queryInterface.removeIndex('book', 'by_pages')
      expect((await queryInterface.showIndex('book')).filter(({ primary }) => !primary)).toEqual([])
    })

    it('can be of expressions and of a part of the rows', async () => {
      await queryInterface.addIndex('book', {
        name: 'lowered',
        unique: true,
        fields: [sequelize.fn('lower', sequelize.col('bookTitle'))],
        where: { pages: { [Op.gt]: 3 } },
      })

      const add = (title: string, pages: number): Promise<unknown> =>
        queryInterface.bulkInsert('book', [{ bookTitle: title, pages }])
      await add('Emma', 5)
      await add('emma', 2)
      await expect(add('EMMA', 4)).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' })
    })
  })

  describe('constraints', () => {
    beforeEach(async () => {
      await queryInterface.createTable('author', { id })
      await queryInterface.createTable('book', {
        id,
        isbn: DataTypes.STRING,
        pages: DataTypes.INTEGER,
        author: DataTypes.INTEGER,
      })
    })

    it('have the names that v6 gives, are shown and removed', async () => {
      await queryInterface.addConstraint('book', { type: 'unique', fields: ['isbn', 'pages'] })
      await queryInterface.addConstraint('book', {
        type: 'CHECK' as 'check',
        fields: ['pages'],
        where: { pages: { [Op.between]: [1, 9999] } },
      })
      await queryInterface.addConstraint('book', {
        type: 'foreign key',
        fields: ['author'],
        references: { table: 'author', field: 'id' },
        onDelete: 'set null',
      })

      const names = ['book_author_author_fk', 'book_isbn_pages_uk', 'book_pages_ck']
      const shown = (await queryInterface.showConstraint('book')).map((one) => one.constraintName)
      expect(shown.filter((name) => names.includes(name)).sort()).toEqual(names)
      expect(await queryInterface.showConstraint('book', 'book_pages_ck')).toHaveLength(1)
      expect(await queryInterface.getForeignKeysForTables(['book', 'author'])).toEqual({
        book: isPostgres ? ['book_author_author_fk'] : [],
        author: [],
      })
      await expect(queryInterface.bulkInsert('book', [{ pages: 0 }])).rejects.toThrow()
      for (const name of names) await queryInterface.removeConstraint('book', name)
      await queryInterface.bulkInsert('book', [{ pages: 0, author: 99 }])
    })

    it('that do not exist are not removed', async () => {
      await expect(queryInterface.removeConstraint('book', 'nope')).rejects.toMatchObject({
        name: 'SequelizeUnknownConstraintError',
      })
    })

    it('need all that they are made of', async () => {
      const add = (options: object): Promise<void> =>
        queryInterface.addConstraint('book', options as never)
      await expect(add({ type: 'unique' })).rejects.toThrow(
        'Fields must be specified through options.fields',
      )
      await expect(add({ fields: ['pages'] })).rejects.toThrow('Constraint type must be specified')
      await expect(add({ fields: ['pages'], type: 'odd' })).rejects.toThrow(
        '"odd" is not a known type of constraint',
      )
      await expect(add({ fields: ['pages'], type: 'check' })).rejects.toThrow('"where" is missing')
      await expect(
        add({ fields: ['author'], type: 'foreign key', references: { table: 'author' } }),
      ).rejects.toThrow('references object with table and field must be specified')
      await expect(add({ fields: ['pages'], type: 'default', defaultValue: 1 })).rejects.toThrow(
        'is not supported by',
      )
      await expect(
        add({
          fields: ['author'],
          type: 'foreign key',
          references: { table: 'author', field: 'id' },
          onDelete: 'explode',
        }),
      ).rejects.toThrow('"explode" is not a known value of onDelete')
    })
  })

  describe('names and queries as text', () => {
    it('are quoted', () => {
      const quoted = isPostgres
        ? ['"a.b"', '"a->b"."c"', '"s"."t"']
        : ['`a.b`', '`a->b`.`c`', '`s.t`']
      expect([
        queryInterface.quoteIdentifier('a.b'),
        queryInterface.quoteIdentifiers('a.b.c'),
        queryInterface.quoteTable({ tableName: 't', schema: 's' }),
      ]).toEqual(quoted)
    })

    it('are usable as a sub-query', async () => {
      await queryInterface.createTable('book', { id, title: DataTypes.STRING })
      await queryInterface.bulkInsert('book', [{ title: "it's" }, { title: 'x' }])
      const inner = queryInterface.queryGenerator.selectQuery('book', {
        attributes: ['id'],
        where: { title: "it's" },
      })

      const rows = await queryInterface.select(null, 'book', {
        where: { id: { [Op.in]: sequelize.literal(`(${inner.slice(0, -1)})`) } },
      })

      expect(rows).toEqual([{ id: 1, title: "it's" }])
    })
  })

  describe('transactions', () => {
    it('are committed and rolled back', async () => {
      await queryInterface.createTable('book', { id })
      const first = (await sequelize.transaction()) as Transaction
      await queryInterface.bulkInsert('book', [{ id: 1 }], { transaction: first })
      await queryInterface.commitTransaction(first)
      const second = (await sequelize.transaction()) as Transaction
      await queryInterface.bulkInsert('book', [{ id: 2 }], { transaction: second })
      await queryInterface.rollbackTransaction(second)

      expect(await queryInterface.select(null, 'book')).toEqual([{ id: 1 }])
    })

    it('must be transactions', async () => {
      await expect(queryInterface.commitTransaction({})).rejects.toThrow(
        'Unable to commit a transaction without transaction object',
      )
    })
  })

  it('tells the version of the database', async () => {
    expect(await queryInterface.databaseVersion()).toMatch(/^\d+\.\d+/)
  })
})

describe('schemas', () => {
  forEachDialect({ requires: 'schemas' }, (target) => {
    it('are created, listed, used and dropped', async () => {
      const sequelize = createSequelize(target)
      const queryInterface = sequelize.getQueryInterface()
      await queryInterface.dropAllSchemas()

      await queryInterface.createSchema('reserve')
      await queryInterface.createSchema('reserve')

      const table = { tableName: 'book', schema: 'reserve' }
      expect(await queryInterface.showAllSchemas()).toEqual(['reserve'])
      await queryInterface.createTable(table, { id, mood: DataTypes.ENUM('good') })
      await queryInterface.addIndex(table, ['mood'])
      await queryInterface.removeIndex(table, ['mood'])
      await queryInterface.addColumn(table, 'more', DataTypes.STRING)
      expect(await queryInterface.showAllTables({ schema: 'reserve' })).toEqual(['book'])
      expect(Object.keys(await queryInterface.describeTable('book', 'reserve'))).toEqual([
        'id',
        'mood',
        'more',
      ])
      await queryInterface.dropSchema('reserve')
      expect(await queryInterface.showAllSchemas()).toEqual([])
    })
  })

  forEachDialect({ lacks: 'schemas' }, (target) => {
    it('are prefixes of table names', async () => {
      const queryInterface = createSequelize(target).getQueryInterface()
      await queryInterface.createSchema('reserve')

      await queryInterface.createTable('book', { id }, { schema: 'reserve' })

      expect(await queryInterface.showAllTables()).toEqual(['reserve.book'])
      expect(await queryInterface.showAllSchemas()).toEqual([])
    })
  })
})

describe('enumerated types and deferred constraints', () => {
  forEachDialect({ requires: 'enumTypes' }, (target) => {
    it('come and go with their tables', async () => {
      const queryInterface = createSequelize(target).getQueryInterface()
      await queryInterface.dropAllTables()
      await queryInterface.dropAllEnums()
      await queryInterface.createTable('loan', { id, state: DataTypes.ENUM('open', 'so so') })

      await queryInterface.changeColumn('loan', 'state', {
        type: DataTypes.ENUM('open', 'so so', 'late'),
        defaultValue: 'late',
      })

      expect(await queryInterface.pgListEnums('loan')).toEqual([
        { enum_name: 'enum_loan_state', enum_value: '{open,"so so",late}' },
      ])
      await queryInterface.dropTable('loan')
      expect(await queryInterface.pgListEnums()).toEqual([])
    })

    it('wait for the commit where they are deferred', async () => {
      const sequelize = createSequelize(target)
      const queryInterface = sequelize.getQueryInterface()
      await queryInterface.dropAllTables()
      await queryInterface.createTable('author', { id })
      await queryInterface.createTable('book', {
        id,
        author: {
          type: DataTypes.INTEGER,
          references: { model: 'author', key: 'id', deferrable: Deferrable.INITIALLY_DEFERRED },
        },
      })
      const [key] = await queryInterface.getForeignKeyReferencesForTable('book')
      expect(key!.deferrable).toBe(Deferrable.INITIALLY_DEFERRED)

      await sequelize.transaction(async (transaction) => {
        await queryInterface.bulkInsert('book', [{ author: 1 }], { transaction })
        await queryInterface.bulkInsert('author', [{ id: 1 }], { transaction })
      })

      expect(await queryInterface.select(null, 'book')).toEqual([{ id: 1, author: 1 }])
    })
  })

  forEachDialect({ lacks: 'enumTypes' }, (target) => {
    it('are refused', async () => {
      const queryInterface = createSequelize(target).getQueryInterface()
      await expect(queryInterface.pgListEnums()).rejects.toThrow('is not supported by')
      await expect(queryInterface.dropEnum('x')).rejects.toThrow(
        'sequelize.dialect.supports.enumTypes tells',
      )
    })
  })
})

describe('functions and triggers', () => {
  forEachDialect({ requires: 'routines' }, (target) => {
    it('are created, renamed and dropped', async () => {
      const sequelize = createSequelize(target)
      const queryInterface = sequelize.getQueryInterface()
      await queryInterface.dropAllTables()
      await queryInterface.createTable('book', { id, title: DataTypes.STRING })
      const parameters = [{ type: 'integer', name: 'p' }]
      await queryInterface.createFunction(
        'plus',
        parameters,
        'integer',
        'plpgsql',
        'RETURN p + v;',
        ['IMMUTABLE'],
        {
          force: true,
          variables: [{ type: 'integer', name: 'v', default: 2 }],
        },
      )
      await queryInterface.renameFunction('plus', parameters, 'more')
      expect(await sequelize.query('SELECT more(3) AS n', { type: 'SELECT' })).toEqual([{ n: 5 }])
      await queryInterface.dropFunction('more', parameters)

      await queryInterface.createFunction(
        'loud',
        [],
        'trigger',
        'plpgsql',
        'NEW.title = upper(NEW.title); RETURN NEW;',
      )
      await queryInterface.createTrigger(
        'book',
        'shout',
        'before',
        { INSERT: [], UPDATE: ['title'] },
        'loud',
        [],
        ['FOR EACH ROW'],
      )
      await queryInterface.bulkInsert('book', [{ title: 'Emma' }])
      expect(await queryInterface.rawSelect('book', { attributes: ['title'] }, 'title')).toBe(
        'EMMA',
      )
      await queryInterface.renameTrigger('book', 'shout', 'cry')
      await queryInterface.dropTrigger('book', 'cry')
      await queryInterface.dropFunction('loud', [])
    })

    it('refuse what is missing or unknown', async () => {
      const queryInterface = createSequelize(target).getQueryInterface()
      await expect(queryInterface.createFunction('x', [], '', '', '')).rejects.toThrow(
        'createFunction missing some parameters',
      )
      await expect(queryInterface.dropFunction('x', undefined as never)).rejects.toThrow(
        'params must be a list',
      )
      await expect(
        queryInterface.createTrigger('t', 'x', 'during', ['insert'], 'f'),
      ).rejects.toThrow('"during" is not a known timing of a trigger')
      await expect(
        queryInterface.createTrigger('t', 'x', 'after', ['select'], 'f'),
      ).rejects.toThrow('"select" is not a known event of a trigger')
    })
  })

  forEachDialect({ lacks: 'routines' }, (target) => {
    it('are refused where there are none', async () => {
      const queryInterface = createSequelize(target).getQueryInterface()
      await expect(
        queryInterface.createFunction('x', [], 'int', 'sql', 'SELECT 1'),
      ).rejects.toThrow('sequelize.dialect.supports.routines tells')
    })
  })
})

describe('databases', () => {
  forEachDialect({ requires: 'databases' }, (target) => {
    it('are created and dropped', async () => {
      const sequelize = createSequelize(target)
      const queryInterface = sequelize.getQueryInterface()
      const name = `it's "${Date.now()}"`
      await queryInterface.createDatabase(name, { encoding: 'UTF8', template: 'template0' })
      const count = (): Promise<unknown> =>
        sequelize.query('SELECT count(*)::int AS n FROM pg_database WHERE datname = :name', {
          type: 'SELECT',
          replacements: { name },
        })
      expect(await count()).toEqual([{ n: 1 }])
      await queryInterface.dropDatabase(name)
      expect(await count()).toEqual([{ n: 0 }])
    })
  })

  forEachDialect({ lacks: 'databases' }, (target) => {
    it('are refused where there are none', async () => {
      const queryInterface = createSequelize(target).getQueryInterface()
      await expect(queryInterface.createDatabase('x')).rejects.toThrow(
        'sequelize.dialect.supports.databases tells',
      )
    })
  })
})
