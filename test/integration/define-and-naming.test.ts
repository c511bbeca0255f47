/** Defining models: which tables, columns and indexes they stand for. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, Model, Op, type Sequelize, UniqueConstraintError } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize

  beforeAll(() => {
    sequelize = createSequelize(target)
  })

  const define = (name: string, attributes: object, options: object = {}): AnyModelClass =>
    sequelize.define(name, attributes as never, options as never) as never

  async function columnsOf(model: AnyModelClass) {
    return Object.keys(await sequelize.getQueryInterface().describeTable(model.getTableName()))
  }

  async function indexesOf(model: AnyModelClass) {
    // biome-ignore lint/suspicious/noExplicitAny: v6's result differs by dialect
    const indexes: any[] = await sequelize
      .getQueryInterface()
      .showIndex(model.getTableName() as string)
    return indexes
      .filter((index) => !index.primary)
      .map(({ name, unique, fields }) => ({
        name,
        unique,
        fields: fields.map((field: { attribute: string }) => field.attribute),
      }))
  }

  describe('the table', () => {
    it.each([
      ['the plural of the model', 'Shelf', {}, 'Shelves'],
      ['an irregular plural', 'Person', {}, 'People'],
      ['a lower-case model', 'loan', {}, 'loans'],
      ['the model itself, with freezeTableName', 'Copy', { freezeTableName: true }, 'Copy'],
      ['tableName, as it is', 'Book', { tableName: 'the Book' }, 'the Book'],
      ['the plural in snake case, with underscored', 'BookTag', { underscored: true }, 'book_tags'],
      [
        'the model, whatever its name in associations',
        'Index',
        { name: { singular: 'entry', plural: 'entries' } },
        'Indices',
      ],
      [
        'tableName, which wins over underscored',
        'BookTag',
        { underscored: true, tableName: 'BookTags2' },
        'BookTags2',
      ],
    ])('is named after %s', async (_, name, options, expected) => {
      const model = define(name, { label: DataTypes.STRING }, options)
      expect(model.getTableName()).toBe(expected)
      await model.sync({ force: true })
      await model.create({ label: 'x' })
      expect(await model.count()).toBe(1)
      expect(await sequelize.getQueryInterface().tableExists(expected)).toBe(true)
      await model.drop()
      expect(await sequelize.getQueryInterface().tableExists(expected)).toBe(false)
    })

    it('takes over the options of the instance and lets the model override them', () => {
      const other = createSequelize(target, {
        define: { underscored: true, timestamps: false, freezeTableName: true },
      })
      const Shelf = other.define('ShelfRow', { roomNumber: DataTypes.INTEGER })
      const Copy = other.define('CopyRow', {}, { freezeTableName: false, timestamps: true })
      expect(Shelf.getTableName()).toBe('ShelfRow')
      expect(Object.keys(Shelf.getAttributes())).toEqual(['id', 'roomNumber'])
      expect(Copy.getTableName()).toBe('copy_rows')
      expect(Object.keys(Copy.getAttributes())).toEqual(['id', 'createdAt', 'updatedAt'])
    })

    it('of a second model with the same name is the one that counts', async () => {
      define('Twice', { first: DataTypes.STRING })
      const second = define('Twice', { second: DataTypes.STRING })
      expect(sequelize.model('Twice')).toBe(second)
      await sequelize.model('Twice').sync({ force: true })
      expect(await columnsOf(second)).toContain('second')
      await second.drop()
    })
  })

  describe('columns', () => {
    const underscored = () =>
      define(
        'StockItem',
        {
          itemName: DataTypes.STRING,
          onShelf: { type: DataTypes.INTEGER, field: 'SHELVED' },
          storeId: DataTypes.INTEGER,
        },
        { underscored: true, paranoid: true, version: true },
      )

    it('are in snake case with underscored, where no field is given', async () => {
      const StockItem = underscored()
      await StockItem.sync({ force: true })
      expect((await columnsOf(StockItem)).sort()).toEqual(
        [
          ...['SHELVED', 'created_at', 'deleted_at', 'id', 'item_name', 'store_id'],
          ...['updated_at', 'version'],
        ].sort(),
      )
      expect(Object.keys(StockItem.getAttributes()).sort()).toEqual(
        [
          ...['createdAt', 'deletedAt', 'id', 'itemName', 'onShelf', 'storeId', 'updatedAt'],
          'version',
        ].sort(),
      )
    })

    it('are behind attribute names in every operation', async () => {
      const StockItem = underscored()
      await StockItem.sync({ force: true })
      const lamp = await StockItem.create({ itemName: 'lamp', onShelf: 1, storeId: 7 })
      await StockItem.bulkCreate([
        { itemName: 'desk', onShelf: 2, storeId: 7 },
        { itemName: 'chair', onShelf: 3, storeId: 8 },
      ])
      await lamp.increment('onShelf', { by: 9 })
      await StockItem.update({ itemName: 'stool' }, { where: { itemName: 'chair' } })
      await StockItem.destroy({ where: { itemName: 'desk' } })

      const found = await StockItem.findAll({
        attributes: ['itemName', 'onShelf'],
        where: { onShelf: { [Op.gt]: 2 } },
        order: [['itemName', 'DESC']],
      })
      expect(found.map((item) => item.toJSON())).toEqual([
        { itemName: 'stool', onShelf: 3 },
        { itemName: 'lamp', onShelf: 10 },
      ])
      expect(await StockItem.sum('onShelf')).toBe(13)
      expect(await StockItem.max('storeId', { paranoid: false })).toBe(8)
      expect(
        await StockItem.count({ group: ['storeId'], paranoid: false, attributes: ['storeId'] }),
      ).toEqual(
        expect.arrayContaining([
          { storeId: 7, count: 2 },
          { storeId: 8, count: 1 },
        ]),
      )
      expect(
        await StockItem.findAll({ raw: true, attributes: ['itemName'], where: { id: 1 } }),
      ).toEqual([{ itemName: 'lamp' }])
      await lamp.reload()
      expect(lamp.get()).toMatchObject({ itemName: 'lamp', onShelf: 10, storeId: 7, version: 1 })
    })

    it('named by field are what sync makes and what statements name', async () => {
      const Reader = define('FieldReader', { name: { type: DataTypes.STRING, field: 'full name' } })
      await Reader.sync({ force: true })
      const [sql] = await statements(sequelize, () => Reader.findAll({ where: { name: 'Rosa' } }))
      const { quote } = sequelize.dialect.identifiers
      expect(sql).toContain(quote.call(sequelize.dialect.identifiers, 'full name'))
      expect(await columnsOf(Reader)).toContain('full name')
    })

    it('include an id unless the model has a primary key of its own', async () => {
      const Country = define('Country', { code: { type: DataTypes.STRING(2), primaryKey: true } })
      await Country.sync({ force: true })
      await Country.create({ code: 'IT' })
      expect(await columnsOf(Country)).not.toContain('id')
      expect((await Country.findByPk('IT')).code).toBe('IT')
      expect(Country.primaryKeyAttributes).toEqual(['code'])
    })

    it('can do without any primary key', async () => {
      const Log = define('LogLine', { text: DataTypes.STRING }, { timestamps: false })
      Log.removeAttribute('id')
      await Log.sync({ force: true })
      await Log.bulkCreate([{ text: 'a' }, { text: 'b' }])
      const lines = await Log.findAll({ order: ['text'] })
      expect(lines.map((line) => line.toJSON())).toEqual([{ text: 'a' }, { text: 'b' }])
      expect(await Log.destroy({ where: { text: 'a' } })).toBe(1)
    })

    it('can share the primary key', async () => {
      const Seat = define(
        'Seat',
        {
          row: { type: DataTypes.INTEGER, primaryKey: true },
          place: { type: DataTypes.STRING(1), primaryKey: true },
          taken: DataTypes.BOOLEAN,
        },
        { timestamps: false },
      )
      await Seat.sync({ force: true })
      await Seat.bulkCreate([
        { row: 1, place: 'A', taken: false },
        { row: 1, place: 'B', taken: false },
      ])
      await expect(Seat.create({ row: 1, place: 'A' })).rejects.toBeInstanceOf(
        UniqueConstraintError,
      )
      const seat = await Seat.findOne({ where: { row: 1, place: 'B' } })
      await seat.update({ taken: true })
      expect(await Seat.count({ where: { taken: true } })).toBe(1)
      await seat.destroy()
      expect((await Seat.findAll()).map(({ place }) => place)).toEqual(['A'])
    })

    it('count up from a primary key under another name and field', async () => {
      const Ticket = define('Ticket', {
        number: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, field: 'no' },
      })
      await Ticket.sync({ force: true })
      const first = await Ticket.create()
      const second = await Ticket.create({})
      expect([first.number, second.number]).toEqual([1, 2])
      expect((await Ticket.findByPk(2)).number).toBe(2)
    })
  })

  describe('keys and indexes', () => {
    it('make a column unique with unique: true, and name what was violated', async () => {
      const Reader = define('UniqueReader', {
        email: { type: DataTypes.STRING, unique: true },
        name: DataTypes.STRING,
      })
      await Reader.sync({ force: true })
      await Reader.create({ email: 'a@example.org' })
      const error = await Reader.create({ email: 'a@example.org' }).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(UniqueConstraintError)
      expect((error as UniqueConstraintError).errors).toMatchObject([
        {
          message: 'email must be unique',
          path: 'email',
          value: 'a@example.org',
          type: 'unique violation',
          validatorKey: 'not_unique',
        },
      ])
      expect((error as UniqueConstraintError).errors[0]?.instance).toBeInstanceOf(Reader)
    })

    it('use the message of unique', async () => {
      const Reader = define('MessageReader', {
        email: { type: DataTypes.STRING, unique: { name: 'one_email', msg: 'known already' } },
      })
      await Reader.sync({ force: true })
      await Reader.create({ email: 'a' })
      await expect(Reader.create({ email: 'a' })).rejects.toMatchObject({
        errors: [{ message: 'known already' }],
      })
    })

    it('group columns that share the name of a unique key', async () => {
      const Copy = define('ShelvedCopy', {
        shelf: { type: DataTypes.STRING, unique: 'place' },
        position: { type: DataTypes.INTEGER, unique: 'place' },
      })
      await Copy.sync({ force: true })
      await Copy.bulkCreate([
        { shelf: 'A', position: 1 },
        { shelf: 'A', position: 2 },
        { shelf: 'B', position: 1 },
      ])
      await expect(Copy.create({ shelf: 'A', position: 2 })).rejects.toMatchObject({
        name: 'SequelizeUniqueConstraintError',
        errors: [{ path: 'shelf' }, { path: 'position' }],
      })
    })

    it('make the indexes of the model, named after table and columns', async () => {
      const Book = define(
        'IndexedBook',
        { mainTitle: DataTypes.STRING, year: DataTypes.INTEGER, shelf: DataTypes.STRING },
        {
          underscored: true,
          indexes: [
            { fields: ['mainTitle'] },
            { fields: ['year', 'shelf'], unique: true },
            { name: 'by_shelf', fields: [{ name: 'shelf', order: 'DESC' }] },
          ],
        },
      )
      await Book.sync({ force: true })
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
      expect((await indexesOf(Book)).sort(byName)).toEqual([
        { name: 'by_shelf', unique: false, fields: ['shelf'] },
        { name: 'indexed_books_main_title', unique: false, fields: ['main_title'] },
        { name: 'indexed_books_year_shelf', unique: true, fields: ['year', 'shelf'] },
      ])
      await Book.create({ year: 1, shelf: 'A' })
      await expect(Book.create({ year: 1, shelf: 'A' })).rejects.toBeInstanceOf(
        UniqueConstraintError,
      )
    })

    it('can hold for some rows only', async () => {
      const Loan = define(
        'OpenLoan',
        { copy: DataTypes.INTEGER, returned: DataTypes.BOOLEAN },
        { indexes: [{ fields: ['copy'], unique: true, where: { returned: false } }] },
      )
      await Loan.sync({ force: true })
      await Loan.bulkCreate([
        { copy: 1, returned: true },
        { copy: 1, returned: true },
        { copy: 1, returned: false },
      ])
      await expect(Loan.create({ copy: 1, returned: false })).rejects.toBeInstanceOf(
        UniqueConstraintError,
      )
    })

    it('refer to another table, which the database watches', async () => {
      const Shelf = define('RefShelf', { label: DataTypes.STRING })
      const Copy = define('RefCopy', {
        shelf: {
          type: DataTypes.INTEGER,
          references: { model: Shelf, key: 'id' },
          onDelete: 'cascade',
        },
      })
      await Shelf.sync({ force: true })
      await Copy.sync({ force: true })
      const shelf = await Shelf.create({ label: 'A' })
      await Copy.create({ shelf: shelf.id })
      await expect(Copy.create({ shelf: 99 })).rejects.toMatchObject({
        name: 'SequelizeForeignKeyConstraintError',
      })
      await shelf.destroy()
      expect(await Copy.count()).toBe(0)
      await sequelize.getQueryInterface().dropTable('RefCopies')
      await Shelf.drop()
    })
  })

  describe('classes', () => {
    it('made with init have the methods that they declare', async () => {
      class Essay extends Model {
        declare title: string
        static shelf() {
          return 'E'
        }
        shout() {
          return `${this.title}!`
        }
      }
      Essay.init({ title: DataTypes.STRING }, { sequelize, modelName: 'essay', timestamps: false })
      await Essay.sync({ force: true })
      const essay = await Essay.create({ title: 'On Reading' })
      expect(essay).toBeInstanceOf(Essay)
      expect(essay.shout()).toBe('On Reading!')
      expect(Essay.shelf()).toBe('E')
      expect((await Essay.findOne())?.shout()).toBe('On Reading!')
      expect(Essay.name).toBe('essay')
      expect(Essay.getTableName()).toBe('essays')
    })
  })
})

forEachDialect({ requires: 'schemas' }, (target) => {
  it('a model in a schema has its table there', async () => {
    const sequelize = createSequelize(target)
    await sequelize.createSchema('archive')
    const Book = sequelize.define(
      'Book',
      { title: DataTypes.STRING },
      { schema: 'archive', timestamps: false },
    )
    await Book.sync({ force: true })
    const sent = await statements(sequelize, async () => {
      await Book.create({ title: 'Emma' })
      await Book.findAll()
    })
    expect(sent).toEqual([
      'INSERT INTO "archive"."Books" ("title") VALUES ($1) RETURNING "id", "title"',
      'SELECT "Book"."id", "Book"."title" FROM "archive"."Books" AS "Book"',
    ])
    expect(String(Book.getTableName())).toBe('"archive"."Books"')
  })

  it('schema() gives a class for the same model elsewhere', async () => {
    const sequelize = createSequelize(target)
    await sequelize.createSchema('north')
    const Book = sequelize.define('Book', { title: DataTypes.STRING }, { timestamps: false })
    const Northern = Book.schema('north')
    await Book.sync({ force: true })
    await Northern.sync({ force: true })
    await Northern.create({ title: 'Emma' })
    expect([await Book.count(), await Northern.count()]).toEqual([0, 1])
    await Book.drop()
  })
})

forEachDialect({ lacks: 'schemas' }, (target) => {
  it('a model in a schema has the schema in front of its table name', async () => {
    const sequelize = createSequelize(target)
    const Book = sequelize.define(
      'Book',
      { title: DataTypes.STRING },
      { schema: 'archive', timestamps: false },
    )
    await Book.sync({ force: true })
    const sent = await statements(sequelize, async () => {
      await Book.create({ title: 'Emma' })
      await Book.findAll()
    })
    expect(sent).toEqual([
      'INSERT INTO `archive.Books` (`title`) VALUES (?)',
      'SELECT `Book`.`id`, `Book`.`title` FROM `archive.Books` AS `Book`',
    ])
  })
})
