/** Models in schemas: where the foreign keys of `Model.schema()` and of tables lead. */
import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const plain = { timestamps: false }

forEachDialect({ requires: 'schemas' }, (target) => {
  let sequelize: Sequelize

  beforeEach(async () => {
    sequelize = createSequelize(target, { define: plain })
    for (const schema of ['north', 'south', 'shared']) {
      await sequelize.dropSchema(schema)
      await sequelize.createSchema(schema)
    }
    for (const table of await sequelize.getQueryInterface().showAllTables()) {
      await sequelize.getQueryInterface().dropTable(table as never, { cascade: true })
    }
  })

  /** `column → schema.table` of a table's foreign keys. */
  const keys = async (schema: string, tableName: string): Promise<string[]> => {
    const found = await sequelize
      .getQueryInterface()
      .getForeignKeyReferencesForTable({ tableName, schema } as never)
    return found
      .map(
        (key: any) => `${key.columnName} → ${key.referencedTableSchema}.${key.referencedTableName}`,
      )
      .toSorted()
  }

  const defineLibrary = () => {
    const Branch: any = sequelize.define('Branch', { name: DataTypes.STRING })
    const Book: any = sequelize.define('Book', { title: DataTypes.STRING })
    const Tag: any = sequelize.define('Tag', { name: DataTypes.STRING })
    Branch.hasMany(Book, { as: 'books', foreignKey: 'branchId', onDelete: 'CASCADE' })
    Book.belongsTo(Branch, { as: 'branch', foreignKey: 'branchId' })
    Branch.belongsTo(Branch, { as: 'main' })
    Book.belongsToMany(Tag, { as: 'tags', through: 'BookTag' })
    return { Branch, Book, Tag, BookTag: sequelize.models.BookTag as any }
  }

  describe('schema()', () => {
    it('takes the foreign keys along', async () => {
      for (const Model of Object.values(defineLibrary())) await Model.schema('north').sync()
      expect(await keys('north', 'Books')).toEqual(['branchId → north.Branches'])
      expect(await keys('north', 'Branches')).toEqual(['mainId → north.Branches'])
      expect(await keys('north', 'BookTag')).toEqual(['BookId → north.Books', 'TagId → north.Tags'])
    })

    it('keeps rows apart that have the same keys in several schemas', async () => {
      const { Branch, Book, Tag, BookTag } = defineLibrary()
      await sequelize.sync()
      for (const Model of [Branch, Book, Tag, BookTag]) await Model.schema('north').sync()
      const other = await Branch.create({ name: 'Main' })
      const branch = await Branch.schema('north').create({ name: 'North' })
      expect(branch.id).toBe(other.id)
      await Book.schema('north').create({ title: 'Emma', branchId: branch.id })
      await other.destroy()
      expect(await Book.schema('north').count()).toBe(1)
      await branch.destroy()
      expect(await Book.schema('north').count()).toBe(0)
    })

    it('alters what leads elsewhere, and nothing else', async () => {
      const { Branch, Book } = defineLibrary()
      await Branch.sync()
      for (const Model of [Branch, Book]) await Model.schema('north').sync()
      const again = () => Book.schema('north').unscoped().sync({ alter: true })
      const changes = async () =>
        (await statements(sequelize, again)).filter((sql) => sql.startsWith('ALTER'))
      expect(await changes()).toEqual([])
      await sequelize.query('ALTER TABLE north."Books" DROP CONSTRAINT "Books_branchId_fkey"')
      await sequelize.query(
        'ALTER TABLE north."Books" ADD FOREIGN KEY ("branchId") REFERENCES "Branches" (id) ' +
          'ON DELETE CASCADE ON UPDATE CASCADE',
      )
      await again()
      expect(await keys('north', 'Books')).toEqual(['branchId → north.Branches'])
      expect(await changes()).toEqual([])
    })

    it('adds the foreign key of a new column there', async () => {
      const Branch = sequelize.define('Branch', {})
      const Book: any = sequelize.define('Book', {})
      for (const Model of [Branch, Book]) await Model.schema('north').sync()
      Book.belongsTo(Branch)
      await Book.schema('south').schema('north').sync({ alter: true })
      expect(await keys('north', 'Books')).toEqual(['BranchId → north.Branches'])
    })

    it('takes keys of several columns along', async () => {
      const key = { type: DataTypes.INTEGER, primaryKey: true }
      const Shelf = sequelize.define('Shelf', { room: key, number: key })
      const Book: any = sequelize.define('Book', {})
      Book.belongsTo(Shelf, { foreignKey: ['room', 'shelf'], targetKey: ['room', 'number'] })
      for (const Model of [Shelf, Book]) await Model.schema('north').sync()
      expect(new Set(await keys('north', 'Books'))).toEqual(
        new Set(['room → north.Shelves', 'shelf → north.Shelves']),
      )
      const sent = await statements(sequelize, () => Book.schema('north').sync({ alter: true }))
      expect(sent.filter((sql) => sql.startsWith('ALTER'))).toEqual([])
    })

    it('leaves models where their own schema says, and tables given with theirs', async () => {
      const Country = sequelize.define('Country', {}, { schema: 'shared' })
      const City: any = sequelize.define('City', {
        capitalOf: { type: DataTypes.INTEGER, references: { model: Country, key: 'id' } },
        seat: {
          type: DataTypes.INTEGER,
          references: { model: { tableName: 'Countries', schema: 'shared' }, key: 'id' },
        },
        twin: { type: DataTypes.INTEGER, references: { model: 'Cities', key: 'id' } },
        mother: { type: DataTypes.INTEGER, references: { model: { tableName: 'Towns' } } },
      })
      City.belongsTo(Country)
      await sequelize.define('Town', {}).sync()
      await Country.sync()
      await City.schema('north').sync()
      expect(await keys('north', 'Cities')).toEqual([
        'CountryId → shared.Countries',
        'capitalOf → shared.Countries',
        'mother → public.Towns',
        'seat → shared.Countries',
        'twin → north.Cities',
      ])
    })

    it('of a model with a schema of its own follows to those without', async () => {
      const Branch: any = sequelize.define('Branch', {})
      const Book: any = sequelize.define('Book', {}, { schema: 'shared' })
      const branchId = { type: DataTypes.INTEGER, references: { model: Branch, key: 'id' } }
      const Copy = sequelize.define('Copy', { branchId }, { schema: 'shared' })
      Book.belongsTo(Branch)
      for (const Model of [Branch, Branch.schema('north'), Book, Copy]) await Model.sync()
      expect(await keys('shared', 'Books')).toEqual(['BranchId → public.Branches'])
      expect(await keys('shared', 'Copies')).toEqual(['branchId → public.Branches'])
      for (const Model of [Book, Copy]) await Model.schema('north').sync()
      expect(await keys('north', 'Books')).toEqual(['BranchId → north.Branches'])
      expect(await keys('north', 'Copies')).toEqual(['branchId → north.Branches'])
    })

    it('drops and describes the tables there', async () => {
      const { Branch, Book } = defineLibrary()
      for (const Model of [Branch, Book]) await Model.schema('north').sync()
      expect(Object.keys(await Book.schema('north').describe())).toEqual([
        'id',
        'title',
        'branchId',
      ])
      for (const Model of [Branch, Book]) await Model.schema('north').sync({ force: true })
      await Book.schema('north').drop()
      await Branch.schema('north').drop()
    })
  })

  describe('names of tables in `references`', () => {
    it('are names in the schema of the model', async () => {
      const Book = sequelize.define('Book', {}, { schema: 'shared' })
      const bookId = { type: DataTypes.INTEGER, references: { model: 'Books', key: 'id' } }
      const Copy = sequelize.define('Copy', { bookId }, { schema: 'shared' })
      await sequelize.sync()
      expect([Book.getTableName(), await keys('shared', 'Copies')]).toEqual([
        expect.objectContaining({ schema: 'shared' }),
        ['bookId → shared.Books'],
      ])
      await Copy.drop()
      await Book.drop()
    })

    it('are names in the schema of the table, in the query interface', async () => {
      const queryInterface = sequelize.getQueryInterface()
      const id = { type: DataTypes.INTEGER, primaryKey: true }
      const bookId = { type: DataTypes.INTEGER, references: { model: 'Books', key: 'id' } }
      const copies = { tableName: 'Copies', schema: 'north' }
      await queryInterface.createTable({ tableName: 'Books', schema: 'north' }, { id })
      await queryInterface.createTable(copies, { id, bookId, reserve: DataTypes.INTEGER })
      await queryInterface.addColumn(copies, 'otherId', bookId)
      await queryInterface.changeColumn(copies, 'reserve', bookId)
      expect(await keys('north', 'Copies')).toEqual([
        'bookId → north.Books',
        'otherId → north.Books',
        'reserve → north.Books',
      ])
      await queryInterface.createTable('Loans', { id, bookId }, { schema: 'north' } as never)
      expect(await keys('north', 'Loans')).toEqual(['bookId → north.Books'])
    })
  })

  describe('sync({ schema })', () => {
    it('puts models there that have none, and foreign keys with them', async () => {
      const Branch = sequelize.define('Branch', {})
      const Country = sequelize.define('Country', {}, { schema: 'shared' })
      const Book: any = sequelize.define('Book', {})
      const Chart: any = sequelize.define('Chart', {}, { schema: 'shared' })
      Chart.belongsTo(Branch)
      Book.belongsTo(Branch)
      Book.belongsTo(Country)
      const expected = async () => {
        expect(await keys('north', 'Books')).toEqual([
          'BranchId → north.Branches',
          'CountryId → shared.Countries',
        ])
        expect(await keys('shared', 'Charts')).toEqual(['BranchId → north.Branches'])
      }
      await sequelize.sync({ schema: 'north' } as never)
      await expected()
      const options = { schema: 'north', alter: true }
      const again = await statements(sequelize, () => sequelize.sync(options as never))
      expect(again.filter((sql) => sql.startsWith('ALTER'))).toEqual([])
      await sequelize.sync({ schema: 'north', force: true } as never)
      await expected()
      await Book.schema('south')
        .sync({ schema: 'north', hooks: false })
        .catch(() => undefined)
      await sequelize.drop({ schema: 'north' } as never)
      expect(await sequelize.getQueryInterface().showAllTables()).toEqual([])
    })

    it('leaves a class of schema() where it is', async () => {
      const { Branch, Book } = defineLibrary()
      for (const Model of [Branch, Book]) await Model.schema('north').sync({ schema: 'south' })
      expect(await keys('north', 'Books')).toEqual(['branchId → north.Branches'])
    })

    it('orders tables that refer to each other there', async () => {
      const Copy: any = sequelize.define('Copy', {})
      const Book: any = sequelize.define('Book', {})
      Copy.belongsTo(Book)
      Book.belongsTo(Copy, { as: 'best' })
      await sequelize.sync({ schema: 'north' } as never)
      expect(await keys('north', 'Books')).toEqual(['bestId → north.Copies'])
      expect(await keys('north', 'Copies')).toEqual(['BookId → north.Books'])
      await sequelize.drop({ schema: 'north' } as never)
    })
  })
})

forEachDialect({ lacks: 'schemas' }, (target) => {
  it('foreign keys lead to the table of the bare name, as in v6', async () => {
    const sequelize = createSequelize(target, { define: plain })
    const Branch = sequelize.define('Branch', {})
    const Book: any = sequelize.define('Book', {})
    Book.belongsTo(Branch)
    const sent = await statements(sequelize, () => Book.schema('north').sync())
    expect(sent.join()).toContain('REFERENCES `Branches` (`id`)')
  })
})
