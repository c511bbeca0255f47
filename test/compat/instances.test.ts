import { describe } from 'vitest'
import { onEmptyDatabase, onFreshLibrary, type Setting } from './support.js'

describe('instances, beside v6', () => {
  onFreshLibrary(({ same }) => {
    same('build gives defaults and marks what is new', ({ Book, Author }) => [
      Book.build(),
      Book.build({ title: 'x', lendable: undefined }),
      Author.build({ name: 'x', unknown: 1 }),
      Author.build({ id: 7, name: 'x' }).changed(),
      Book.bulkBuild([{ title: 'a' }, { title: 'b' }]),
      Book.build([{ title: 'a' }, { title: 'b' }]),
    ])
    same('build with isNewRecord: false and raw', ({ Author }) => [
      Author.build({ id: 1, name: 'x' }, { isNewRecord: false }),
      Author.build({ id: 1, name: 'x', other: 2 }, { raw: true }),
      Author.build({ id: 1, name: 'x' }, { isNewRecord: false, raw: true }).changed(),
    ])
    same('create fills the key and the times', async ({ Author }) => {
      const author = await Author.create({ name: 'Woolf', country: 'GB' })
      return [author, author.isNewRecord, author.changed(), await Author.findByPk(author.id)]
    })
    same('create drops unknown values', async ({ Author }) => {
      const author = await Author.create({ name: 'x', unknown: 1 })
      return [author.unknown, author.toJSON()]
    })
    same('create with fields', async ({ Author }) => {
      const author = await Author.create({ name: 'x', country: 'GB' }, { fields: ['name'] })
      return [author.get(), await Author.findByPk(author.id)]
    })
    same('create with an explicit key', async ({ Author }) => {
      const author = await Author.create({ id: 500, name: 'x' })
      return [author, await Author.findByPk(500)]
    })
    same('create with functions and literals as values', async ({ Author, fn, literal }) => {
      const author = await Author.create({ name: fn('upper', 'x'), country: literal("'a' || 'b'") })
      return Author.findByPk(author.id)
    })
    same('create with given times', async ({ Author }) => {
      const at = new Date('2001-01-01T00:00:00Z')
      const author = await Author.create({ name: 'x', createdAt: at, updatedAt: at })
      return [author, await Author.findByPk(author.id)]
    })
    same('create with silent', async ({ Author }) => {
      const at = new Date('2001-01-01T00:00:00Z')
      return Author.create({ name: 'x', createdAt: at, updatedAt: at }, { silent: true })
    })
    same('create of an underscored model', async ({ Shelf }) => {
      const shelf = await Shelf.create({ label: 'Z', roomNumber: 9, level: 4 })
      return [shelf, await Shelf.findByPk(shelf.id), await Shelf.findByPk(shelf.id, { raw: true })]
    })
    same('create with raw', async ({ Author }) => Author.create({ name: 'x' }, { raw: true }))
    same('build and save', async ({ Author }) => {
      const author = Author.build({ name: 'x' })
      const saved = await author.save()
      return [saved === author, author]
    })

    same('get and set', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.name = 'New'
      author.set('country', 'US')
      author.set({ rating: 1, unknown: 3 })
      author.setDataValue('bornOn', '2000-01-01')
      return [
        author.get('name'),
        author.get(),
        author.getDataValue('country'),
        author.changed(),
        author.changed('name'),
        author.changed('id'),
        author.previous('name'),
        author.previous(),
        author.unknown,
      ]
    })
    same('set returns the instance', async ({ Author }) => {
      const author = await Author.findByPk(1)
      return [author.set('name', 'x') === author, author.setAttributes({ name: 'y' }) === author]
    })
    same('set of an equal value changes nothing', async ({ Author, Book }) => {
      const author = await Author.findByPk(1)
      author.set({ name: 'Ada', rating: 4.5, bornOn: '1815-12-10', country: 'GB' })
      const book = await Book.findByPk(1)
      book.set({ published: new Date('1843-09-01T00:00:00Z'), lendable: true, price: book.price })
      return [author.changed(), book.changed()]
    })
    same('set of a nearly equal value', async ({ Book }) => {
      const changes = async (values: object) => {
        const book = await Book.findByPk(1)
        book.set(values)
        return [book.changed(), Object.keys(values).map((name) => book.get(name))]
      }
      return [
        await changes({ published: '1843-09-01T00:00:00Z' }),
        await changes({ published: '1843-09-02' }),
        await changes({ lendable: 'true' }),
        await changes({ lendable: 1 }),
        await changes({ pages: '66' }),
        await changes({ price: 12.5 }),
        await changes({ meta: { a: { b: 1 }, list: ['x', 'y'] } }),
        await changes({ meta: { a: { b: 2 } } }),
        await changes({ cover: Buffer.from('00ff10', 'hex') }),
        await changes({ pages: null }),
        await changes({ genre: undefined }),
      ]
    })
    same('the key of a found instance is not set again', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.id = 99
      author.set('id', 98)
      author.set({ id: 97 })
      return [author.id, author.changed()]
    })
    same('times of a found instance are not set', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.set({ createdAt: new Date(0), updatedAt: new Date(0) })
      author.updatedAt = new Date(0)
      return [author.createdAt, author.updatedAt, author.changed()]
    })
    same('set with raw and reset', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.set({ name: 'R', other: 1 }, { raw: true })
      const first = [author.get(), author.changed()]
      author.set({ name: 'S' }, { raw: true, reset: true })
      return [first, author.get(), author.changed()]
    })
    same('changed by hand', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.changed('name', true)
      const first = author.changed()
      author.changed('name', false)
      return [first, author.changed()]
    })
    same('JSON paths in set', async ({ Book }) => {
      const book = await Book.findByPk(1)
      book.set('meta.a.b', 5)
      const changed = book.changed()
      await book.save()
      return [book.meta, changed, await Book.findByPk(1)]
    })
    same('JSON changed in place is saved when it is marked', async ({ Book }) => {
      const book = await Book.findByPk(1)
      book.meta.added = true
      const before = book.changed()
      book.changed('meta', true)
      await book.save()
      return [before, (await Book.findByPk(1)).meta]
    })
    same('toJSON is a copy', async ({ Book }) => {
      const book = await Book.findByPk(1)
      const json = book.toJSON()
      json.meta.a = 'other'
      json.title = 'other'
      return [book.meta, book.title, JSON.stringify(book).length > 0]
    })
    same('get with plain and clone', async ({ Author }) => {
      const author = await Author.findByPk(2, {
        include: ['Books'],
        order: [['Books', 'id', 'ASC']],
      })
      return [
        author.get({ plain: true }),
        author.get({ clone: true }),
        author.get('Books', { plain: true }),
      ]
    })
    same('the order of keys in toJSON', async ({ Author, Book }) => {
      const created = await Author.create({ rating: 1, country: 'X', name: 'n' })
      const found = await Book.findByPk(1)
      return [
        Object.keys(created.toJSON()),
        Object.keys(found.toJSON()),
        Object.keys(Book.build({ title: 'x' }).toJSON()),
      ]
    })
    same('equals and where', async ({ Author, Book }) => {
      const [one, again, two] = [
        await Author.findByPk(1),
        await Author.findByPk(1),
        await Author.findByPk(2),
      ]
      return [
        one.equals(again),
        one.equals(two),
        one.equals(await Book.findByPk(1)),
        one.equalsOneOf([two, again]),
        one.where(),
        String(one),
      ]
    })

    same('save writes what changed, and nothing else', async ({ Author }) => {
      const author = await Author.findByPk(1)
      await Author.update({ country: 'XX' }, { where: { id: 1 } })
      author.name = 'Lovelace'
      await author.save()
      return [author, author.changed(), author.previous('name'), await Author.findByPk(1)]
    })
    same('save without changes sends nothing', async ({ Author }) => {
      const author = await Author.findByPk(1)
      const sent: string[] = []
      await author.save({ logging: (line: string) => sent.push(line) })
      return [sent, author.updatedAt]
    })
    same('save with fields', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.set({ name: 'L', country: 'FR' })
      await author.save({ fields: ['name'] })
      return [author.changed(), await Author.findByPk(1)]
    })
    same('save with silent', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.name = 'L'
      await author.save({ silent: true })
      return Author.findByPk(1)
    })
    same('save of a row that is gone', async ({ Author }) => {
      const author = await Author.findByPk(6)
      await Author.destroy({ where: { id: 6 } })
      author.name = 'x'
      await author.save()
      return [author, await Author.count()]
    })
    same('update of an instance', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.rating = 1
      const result = await author.update({ name: 'L', country: undefined })
      return [result === author, author, author.changed(), await Author.findByPk(1)]
    })
    same('update of an instance with unknown values', async ({ Author }) => {
      const author = await Author.findByPk(1)
      await author.update({ unknown: 1 })
      return [author, await Author.findByPk(1)]
    })
    same('update of an instance with fields', async ({ Author }) => {
      const author = await Author.findByPk(1)
      await author.update({ name: 'L', country: 'FR' }, { fields: ['country'] })
      return [author, await Author.findByPk(1)]
    })
    same('update of an instance with a function', async ({ Author, literal }) => {
      const author = await Author.findByPk(1)
      await author.update({ rating: literal('"rating" + 1') })
      await author.reload()
      return author
    })
    same('update with null', async ({ Author }) => {
      const author = await Author.findByPk(1)
      await author.update({ rating: null, bornOn: null })
      return Author.findByPk(1)
    })
    same('update of an underscored model', async ({ Shelf }) => {
      const shelf = await Shelf.findByPk(1)
      await shelf.update({ roomNumber: 8, level: 3 })
      return [shelf, await Shelf.findByPk(1, { raw: true })]
    })
    same('update of an instance that was never saved inserts it', async ({ Author }) => {
      const author = Author.build({ country: 'XX' })
      await author.update({ name: 'x' })
      return [author.get(), await Author.findByPk(author.id)]
    })

    same('reload', async ({ Author }) => {
      const author = await Author.findByPk(1)
      author.name = 'changed'
      await Author.update({ country: 'DE' }, { where: { id: 1 } })
      const result = await author.reload()
      return [result === author, author, author.changed()]
    })
    same('reload with attributes and include', async ({ Author }) => {
      const author = await Author.findByPk(2)
      await author.reload({ include: ['Books'], order: [['Books', 'id', 'ASC']] })
      const part = await Author.findByPk(2)
      part.name = 'kept?'
      await part.reload({ attributes: ['country'] })
      return [author, part]
    })
    same('reload of a row that is gone', async ({ Author, attempt }) => {
      const author = await Author.findByPk(6)
      await author.destroy()
      return attempt(() => author.reload())
    })
    same('increment and decrement', async ({ Author, Book }) => {
      const author = await Author.findByPk(1)
      const result = await author.increment('rating')
      await author.decrement('rating', { by: 2.5 })
      const book = await Book.findByPk(1)
      await book.increment(['pages', 'AuthorId'], { by: 2 })
      await book.increment({ pages: 10, AuthorId: -1 })
      return [
        result === author,
        (await Author.findByPk(1)).rating,
        (await author.reload()).rating,
        await Book.findByPk(1),
      ]
    })
    same('increment of null stays null', async ({ Author }) => {
      const author = await Author.findByPk(4)
      await author.increment('rating', { by: 3 })
      return (await author.reload()).rating
    })
    same('increment with silent', async ({ Author }) => {
      const author = await Author.findByPk(1)
      await author.increment('rating', { silent: true })
      return Author.findByPk(1)
    })
    same('destroy', async ({ Author }) => {
      const author = await Author.findByPk(6)
      await author.destroy()
      return [author, await Author.count(), await Author.findByPk(6)]
    })
    same(
      'destroy removes dependent rows as the keys say',
      async ({ Book, Copy, Loan, BookTag }) => {
        const book = await Book.findByPk(1)
        await book.destroy()
        return [
          await Copy.count(),
          await BookTag.count(),
          await Loan.findAll({ order: ['id'] }),
          await Book.count(),
        ]
      },
    )
    same('save with a list in place of options ignores it', async ({ Author, attempt }) => {
      const author = await Author.findByPk(1)
      author.set({ name: 'L', country: 'FR' })
      return (await attempt(() => author.save(['name']))) instanceof Error
    })
  })

  onEmptyDatabase(({ same, differs }) => {
    same('getters and setters of attributes', async (setting) => {
      const Person = await definePerson(setting)
      const built = Person.build({ first: 'ada', last: 'LOVELACE', secret: 'abc' })
      const saved = await built.save()
      const found = await Person.findOne()
      const raw = await Person.findOne({ raw: true })
      return [
        built.first,
        built.get('first', { raw: true }),
        built.getDataValue('first'),
        built.full,
        built.toJSON(),
        saved.changed(),
        found,
        found.full,
        found.get({ raw: true }),
        raw,
        { ...found.dataValues },
      ]
    })
    same('virtual attributes', async (setting) => {
      const Person = await definePerson(setting)
      const person = await Person.create({ first: 'a', last: 'b', full: 'Grace Hopper' })
      const found = await Person.findOne({ attributes: ['full'] })
      return [
        person.toJSON(),
        found,
        found.full,
        Object.keys(found.get()),
        await Person.findAll({ attributes: ['id', 'full'] }),
        await Person.findOne({ attributes: { exclude: ['full'] } }),
      ]
    })
    same('a virtual setter in update', async (setting) => {
      const Person = await definePerson(setting)
      const person = await Person.create({ first: 'a', last: 'b' })
      await person.update({ full: 'Grace Hopper' })
      const second = await Person.findByPk(person.id)
      await Person.update({ full: 'Alan Turing' }, { where: { id: person.id } })
      return [person, second, await Person.findByPk(person.id)]
    })
    same('getterMethods and setterMethods', async ({ sequelize, DataTypes }) => {
      const Box = sequelize.define('Box', { width: DataTypes.INTEGER, height: DataTypes.INTEGER }, {
        timestamps: false,
        getterMethods: {
          area() {
            return this['width'] * this['height']
          },
        },
        setterMethods: {
          square(side: number) {
            this['set']({ width: side, height: side })
          },
        },
      } as Record<string, Record<string, (this: Setting, value: number) => unknown> | boolean>)
      await Box.sync()
      const box = Box.build({ square: 3 })
      return [box.area, box.toJSON(), await box.save(), box.get('area')]
    })
    same('default values', async ({ sequelize, DataTypes }) => {
      let count = 0
      const Item = sequelize.define('Item', {
        text: { type: DataTypes.STRING, defaultValue: "it's" },
        zero: { type: DataTypes.INTEGER, defaultValue: 0 },
        no: { type: DataTypes.BOOLEAN, defaultValue: false },
        called: { type: DataTypes.INTEGER, defaultValue: () => (count += 1) },
        now: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
        key: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 },
        old: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV1 },
        list: { type: DataTypes.JSON, defaultValue: [] },
        map: { type: DataTypes.JSON, defaultValue: { a: 1 } },
        none: { type: DataTypes.STRING, defaultValue: null },
        plain: DataTypes.STRING,
      })
      await Item.sync()
      const first = Item.build()
      first.list.push(1)
      const second = Item.build({ zero: 5, text: null, called: undefined })
      await second.save()
      return [first, second, await Item.findOne(), Item.build({}, { isNewRecord: false })]
    })
    same('default values of the database', async ({ sequelize, DataTypes, literal, fn }) => {
      const Item = sequelize.define(
        'Item',
        {
          name: DataTypes.STRING,
          made: { type: DataTypes.DATE, defaultValue: literal('CURRENT_TIMESTAMP') },
          size: { type: DataTypes.INTEGER, defaultValue: literal('7') },
        },
        { timestamps: false },
      )
      await Item.sync()
      const item = await Item.create({ name: 'x' })
      const given = await Item.create({ name: 'y', size: 3, made: fn('now') }).catch(
        () => 'no now()',
      )
      return [item.get('size') === 7, (await Item.findOne()).size, given === 'no now()']
    })
    same('timestamps under other names, and some of them off', async ({ sequelize, DataTypes }) => {
      const Note = sequelize.define(
        'Note',
        { text: DataTypes.STRING },
        { createdAt: 'madeAt', updatedAt: false },
      )
      const Memo = sequelize.define(
        'Memo',
        { text: DataTypes.STRING },
        { createdAt: false, updatedAt: 'changed_on', underscored: true },
      )
      await sequelize.sync()
      const note = await Note.create({ text: 'a' })
      const memo = await Memo.create({ text: 'a' })
      await note.update({ text: 'b' })
      await memo.update({ text: 'b' })
      return [note, memo, Object.keys(Note.rawAttributes), Object.keys(Memo.rawAttributes)]
    })
    same('columns under other names', async ({ sequelize, DataTypes, Op }) => {
      const Row = sequelize.define(
        'Row',
        {
          key: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, field: 'row_id' },
          text: { type: DataTypes.STRING, field: 'TEXT' },
          size: { type: DataTypes.INTEGER, field: 'the size' },
        },
        { timestamps: false, tableName: 'odd rows' },
      )
      await Row.sync()
      const row = await Row.create({ text: 'a', size: 1 })
      await row.increment('size')
      await row.update({ text: 'b' })
      await Row.update({ size: 9 }, { where: { text: { [Op.like]: 'b%' } } })
      return [
        row,
        await Row.findByPk(row.key),
        await Row.findAll({ raw: true, order: ['size'] }),
        await Row.max('size'),
        await Row.count({ col: 'text' }),
        await row.reload(),
        await row.destroy().then(() => Row.count()),
      ]
    })
    same('optimistic locking', async ({ sequelize, DataTypes, attempt }) => {
      const Doc = sequelize.define('Doc', { text: DataTypes.STRING }, { version: true })
      await Doc.sync()
      const doc = await Doc.create({ text: 'a' })
      const other = await Doc.findByPk(doc.id)
      await doc.update({ text: 'b' })
      const conflict = await attempt(() => other.update({ text: 'c' }))
      await doc.increment('id', { by: 0 })
      return [doc.version, conflict, (await Doc.findByPk(doc.id)).version]
    })
    same('a model class with methods', async ({ lib, sequelize, DataTypes }) => {
      class Animal extends lib.Model {
        static kind() {
          return 'animal'
        }
        speak() {
          return `I am ${this['name']}`
        }
      }
      Animal.init({ name: DataTypes.STRING }, { sequelize, timestamps: false })
      await Animal.sync()
      const animal = await Animal.create({ name: 'Tom' })
      return [animal, animal.speak(), (await Animal.findOne()).speak(), Animal.kind(), Animal.name]
    })
    differs(
      'omitNull of a model',
      async ({ sequelize, DataTypes }) => {
        const Item = sequelize.define(
          'Item',
          { a: { type: DataTypes.STRING, defaultValue: 'd' }, b: DataTypes.STRING },
          { omitNull: true, timestamps: false },
        )
        await Item.sync()
        const item = await Item.create({ a: null, b: 'x' })
        await item.update({ b: null })
        return Item.findByPk(item.id, { raw: true })
      },
      {
        because: 'v6 documents it and heeds it in the constructor alone',
        v6: { id: 1, a: null, b: null },
        relata: { id: 1, a: 'd', b: 'x' },
      },
    )
    same('static properties of a model', ({ sequelize, DataTypes }) => {
      const Item = sequelize.define(
        'CamelItem',
        {
          code: { type: DataTypes.STRING, primaryKey: true },
          longName: { type: DataTypes.STRING, unique: true },
          shout: DataTypes.VIRTUAL,
        },
        { underscored: true, paranoid: true },
      )
      return [
        Item.name,
        Item.tableName,
        Item.getTableName(),
        Item.primaryKeyAttribute,
        Item.primaryKeyAttributes,
        Object.keys(Item.rawAttributes),
        Object.keys(Item.tableAttributes),
        Object.values(Item.rawAttributes).map((attribute) => (attribute as Setting)['field']),
        Object.keys(Item.getAttributes()),
        Item.options.name,
        Item.options.paranoid,
        sequelize.isDefined('CamelItem'),
        sequelize.model('CamelItem') === Item,
        sequelize.models.CamelItem === Item,
      ]
    })
  })
})

async function definePerson({ sequelize, DataTypes }: Setting): Promise<Setting> {
  const Person = sequelize.define(
    'Person',
    {
      first: {
        type: DataTypes.STRING,
        get(this: Setting) {
          const value = this['getDataValue']('first')
          return value ? `${value[0].toUpperCase()}${value.slice(1)}` : value
        },
      },
      last: {
        type: DataTypes.STRING,
        set(this: Setting, value: string) {
          this['setDataValue']('last', String(value).toLowerCase())
        },
      },
      full: {
        type: new DataTypes.VIRTUAL(DataTypes.STRING, ['first', 'last']),
        get(this: Setting) {
          return `${this['first']} ${this['last']}`
        },
        set(this: Setting, value: string) {
          const [first, last] = value.split(' ')
          this['set']({ first, last })
        },
      },
      secret: {
        type: DataTypes.STRING,
        get() {
          return undefined
        },
      },
    },
    { timestamps: false },
  )
  await Person.sync()
  return Person
}
