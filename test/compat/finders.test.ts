import { describe } from 'vitest'
import { sortedLists } from './canonical.js'
import { onEmptyDatabase, onFreshLibrary, onLibrary } from './support.js'

describe('finders, beside v6', () => {
  onLibrary(({ same, differs }) => {
    same('findAll gives every row as an instance', ({ Book }) => Book.findAll({ order: ['id'] }))
    same('findAll without options', async ({ Tag }) => (await Tag.findAll()).length)
    same('findAll of an underscored model', ({ Shelf }) => Shelf.findAll({ order: ['id'] }))
    same('findAll leaves out soft-deleted rows', ({ Reader }) => Reader.findAll({ order: ['id'] }))
    same('findAll with paranoid: false gives them', ({ Reader }) =>
      Reader.findAll({ paranoid: false, order: ['id'] }),
    )
    same('findAll with an empty result', ({ Book }) => Book.findAll({ where: { id: -1 } }))
    same('findAll with limit and offset', ({ Book }) =>
      Book.findAll({ order: ['id'], limit: 3, offset: 2 }),
    )
    same('findAll with an offset alone', ({ Book }) => Book.findAll({ order: ['id'], offset: 6 }))
    same('findAll with limit 0', ({ Book }) => Book.findAll({ limit: 0 }))
    same(
      'findAll with limit: null',
      async ({ Book }) => (await Book.findAll({ limit: null })).length,
    )
    same('findAll with raw rows', ({ Book }) => Book.findAll({ raw: true, order: ['id'] }))
    same('findAll with raw rows of an underscored model', ({ Shelf }) =>
      Shelf.findAll({ raw: true, order: ['id'] }),
    )
    same('findAll with plain gives the first row', ({ Book }) =>
      Book.findAll({ plain: true, order: ['id'] }),
    )
    same('findOne gives the first row', ({ Book }) => Book.findOne({ order: [['id', 'DESC']] }))
    same('findOne with a condition', ({ Book }) => Book.findOne({ where: { title: 'Poems' } }))
    same('findOne of nothing', ({ Book }) => Book.findOne({ where: { title: 'none' } }))
    same('findOne raw', ({ Author }) => Author.findOne({ raw: true, where: { name: 'Ada' } }))
    same('findOne with plain: false gives a list', ({ Author }) =>
      Author.findOne({ plain: false, order: ['id'] }),
    )
    same('findByPk with a number', ({ Book }) => Book.findByPk(2))
    same('findByPk with text', ({ Author }) => Author.findByPk('2'))
    same('findByPk with a bigint', ({ Author }) => Author.findByPk(2n))
    same('findByPk of nothing', ({ Author }) => Author.findByPk(99))
    same('findByPk of null and undefined', async ({ Author }) => [
      await Author.findByPk(null),
      await Author.findByPk(undefined),
      await Author.findByPk(),
    ])
    same('findByPk with attributes', ({ Author }) =>
      Author.findByPk(1, { attributes: ['name', 'rating'] }),
    )
    same('findByPk of a soft-deleted row', async ({ Reader }) => [
      await Reader.findByPk(3),
      await Reader.findByPk(3, { paranoid: false }),
    ])
    differs(
      'findByPk with an object',
      async ({ Author, attempt }) => {
        const found = await attempt(() => Author.findByPk({ id: 1 }))
        return found instanceof Error ? 'refused' : found.name
      },
      {
        because: 'Relata takes the keys by name, for composite keys',
        v6: 'refused',
        relata: 'Ada',
      },
    )
    same('rejectOnEmpty throws for findOne and findByPk', async ({ Author, attempt }) => [
      await attempt(() => Author.findByPk(99, { rejectOnEmpty: true })),
      await attempt(() => Author.findOne({ where: { id: 99 }, rejectOnEmpty: true })),
      await attempt(() => Author.findAll({ where: { id: 99 }, rejectOnEmpty: true })),
      await attempt(() => Author.findByPk(99, { rejectOnEmpty: new Error('mine') })),
      await attempt(() => Author.findByPk(99, { rejectOnEmpty: RangeError })),
    ])

    same('attributes: a list', ({ Book }) =>
      Book.findAll({ attributes: ['title', 'pages'], order: ['id'] }),
    )
    same('attributes: an alias', ({ Book }) =>
      Book.findAll({ attributes: ['id', ['title', 'name']], order: ['id'] }),
    )
    same('attributes: an alias in raw rows', ({ Shelf }) =>
      Shelf.findAll({ attributes: [['room_number', 'room'], 'level'], order: ['id'], raw: true }),
    )
    same('attributes: include', ({ Author, fn, col }) =>
      Author.findAll({
        attributes: { include: [[fn('LENGTH', col('name')), 'size']] },
        order: ['id'],
      }),
    )
    same('attributes: exclude', ({ Author }) =>
      Author.findAll({
        attributes: { exclude: ['createdAt', 'updatedAt', 'bornOn'] },
        order: ['id'],
      }),
    )
    same('attributes: include and exclude', ({ Author, literal }) =>
      Author.findAll({
        attributes: { include: [[literal('1 + 1'), 'two']], exclude: ['createdAt', 'updatedAt'] },
        order: ['id'],
      }),
    )
    same('attributes: functions, casts, columns, literals', ({ Author, fn, col, cast, literal }) =>
      Author.findAll({
        attributes: [
          [fn('UPPER', col('name')), 'loud'],
          [cast(col('rating'), 'integer'), 'stars'],
          [literal("'x'"), 'letter'],
          [col('country'), 'land'],
          [fn('COALESCE', col('country'), 'none'), 'known'],
        ],
        where: { id: [1, 2, 6] },
        order: ['id'],
      }),
    )
    same(
      'attributes: an alias is read with get, and not as a property',
      async ({ Author, fn, col }) => {
        const author = await Author.findOne({
          attributes: ['id', [fn('LENGTH', col('name')), 'size']],
          order: ['id'],
        })
        return [author.get('size'), author.size, author.dataValues.size, author.toJSON()]
      },
    )
    same('attributes: an alias that is another attribute', ({ Author, fn, col }) =>
      Author.findAll({ attributes: ['id', [fn('UPPER', col('name')), 'name']], order: ['id'] }),
    )
    same('attributes that were not asked for are undefined', async ({ Author }) => {
      const author = await Author.findOne({ attributes: ['id'], order: ['id'] })
      return [author.name, author.get('name'), Object.keys(author.get()), author.changed()]
    })
    same('a column that is no attribute fails in the database', ({ Author, attempt }) =>
      attempt(() => Author.findAll({ attributes: ['nope'] })),
    )
    same('an empty list of attributes is refused', ({ Author, attempt }) =>
      attempt(() => Author.findAll({ attributes: [] })),
    )
    same('options that are no object are refused', async ({ Author, attempt }) => [
      await attempt(() => Author.findAll('x')),
      await attempt(() => Author.findAll(3)),
      await attempt(() => Author.findAll({ attributes: 'name' })),
    ])
    same('options are not changed', async ({ Author }) => {
      const options = { where: { name: 'Ada' }, attributes: ['id'], order: [['id', 'ASC']] }
      await Author.findAll(options)
      return options
    })

    same('findAndCountAll', ({ Book }) =>
      Book.findAndCountAll({ where: { genre: 'novel' }, limit: 2, order: ['id'] }),
    )
    same('findAndCountAll of nothing', ({ Book }) => Book.findAndCountAll({ where: { id: -1 } }))
    same('findAndCountAll with attributes and offset', ({ Book }) =>
      Book.findAndCountAll({ attributes: ['id'], offset: 5, limit: 2, order: ['id'] }),
    )
    same('findAndCountAll with group', async ({ Book }) => {
      const options = { attributes: ['genre'], group: ['genre'], order: ['genre'] }
      const { rows, count } = await Book.findAndCountAll(options)
      return [rows, sortedLists(count)]
    })
    same('findAndCountAll with group counts no other attributes', async ({ Book, fn, col }) => {
      const attributes = [
        ['genre', 'kind'],
        [fn('COUNT', col('id')), 'books'],
      ]
      const options = { attributes, group: ['genre'], order: ['genre'], raw: true }
      const { rows, count } = await Book.findAndCountAll(options)
      return [rows, sortedLists(count)]
    })
    same('findAndCountAll of a paranoid model', ({ Reader }) =>
      Reader.findAndCountAll({ attributes: ['id'], order: ['id'] }),
    )
    same('count', async ({ Book, Reader, Op }) => [
      await Book.count(),
      await Book.count({ where: { genre: 'novel' } }),
      await Book.count({ where: { price: { [Op.gt]: 12 } } }),
      await Reader.count(),
      await Reader.count({ paranoid: false }),
    ])
    same('count of a column, distinct or not', async ({ Book }) => [
      await Book.count({ col: 'genre' }),
      await Book.count({ col: 'genre', distinct: true }),
      await Book.count({ distinct: true }),
      await Book.count({ col: 'AuthorId', distinct: true }),
    ])
    same('count with group', async ({ Book }) => {
      return sortedLists(await Book.count({ group: ['genre'] }))
    })
    same('count with group and attributes', async ({ Book }) => {
      return sortedLists(await Book.count({ attributes: ['AuthorId'], group: ['AuthorId'] }))
    })
    same('min and max of each kind of column', async ({ Book, Author }) => [
      await Book.min('pages'),
      await Book.max('pages'),
      await Book.max('price'),
      await Book.min('title'),
      await Book.max('published'),
      await Author.min('bornOn'),
      await Author.max('rating'),
    ])
    same('sum', async ({ Book, Author }) => [
      await Book.sum('pages'),
      await Book.sum('price'),
      await Author.sum('rating'),
      await Book.sum('pages', { where: { genre: 'poetry' } }),
    ])
    same('aggregates of no rows', async ({ Book }) => [
      await Book.sum('pages', { where: { id: -1 } }),
      await Book.max('pages', { where: { id: -1 } }),
      await Book.min('published', { where: { id: -1 } }),
      await Book.count({ where: { id: -1 } }),
    ])
    same('aggregate with a function of choice', async ({ Book, DataTypes }) => [
      await Book.aggregate('pages', 'avg', { dataType: 'float' }),
      await Book.aggregate('pages', 'avg', { dataType: DataTypes.INTEGER }),
      await Book.aggregate('genre', 'count', { distinct: true, dataType: DataTypes.INTEGER }),
      await Book.aggregate('pages', 'sum'),
    ])
    same('aggregate with group and plain: false', async ({ Book }) => {
      const rows = await Book.sum('pages', {
        attributes: ['genre'],
        group: ['genre'],
        plain: false,
      })
      return rows
        .map(({ genre, sum }: { genre: string; sum: unknown }) => [genre, Number(sum)])
        .sort()
    })
    same('aggregates of an underscored model', async ({ Shelf }) => [
      await Shelf.max('roomNumber'),
      await Shelf.min('level'),
      await Shelf.count({ col: 'level' }),
    ])

    same('findOrBuild builds what is missing and does not save it', async ({ Author }) => {
      const built = await Author.findOrBuild({
        where: { name: 'New' },
        defaults: { country: 'FR' },
      })
      const found = await Author.findOrBuild({
        where: { name: 'Ada' },
        defaults: { country: 'FR' },
      })
      return [built, found, await Author.count()]
    })

    same('raw and nest with a dotted alias', ({ Author, col }) =>
      Author.findAll({
        attributes: ['id', [col('name'), 'who.name']],
        raw: true,
        nest: true,
        order: ['id'],
      }),
    )
    same('logging of one call receives its statement', async ({ Author }) => {
      const lines: string[] = []
      await Author.findAll({ logging: (line: string) => lines.push(line) })
      return lines.map((line) => /^Executing \(default\): SELECT/.test(line))
    })
    same('isNewRecord, changed, previous of a found instance', async ({ Author }) => {
      const author = await Author.findByPk(1)
      return [author.isNewRecord, author.changed(), author.previous(), author.previous('name')]
    })
    same('where of a finder with a number is the primary key', ({ Author }) =>
      Author.findAll({ where: 3 }),
    )
    same(
      'a misspelled method option',
      async ({ Author }) => (await Author.findAll({ were: { id: 1 } })).length,
    )
  })

  onFreshLibrary(({ same }) => {
    same('findOrCreate creates once', async ({ Author }) => {
      const options = { where: { name: 'New' }, defaults: { country: 'FR', rating: 1 } }
      const first = await Author.findOrCreate(options)
      const second = await Author.findOrCreate(options)
      return [first, second, await Author.count()]
    })
    same('findOrCreate finds', ({ Author }) =>
      Author.findOrCreate({ where: { name: 'Ada' }, defaults: { country: 'XX' } }),
    )
    same('findOrCreate with operators in where', ({ Author, Op }) =>
      Author.findOrCreate({
        where: { name: 'Zed', rating: { [Op.or]: [null, { [Op.gt]: 4 }] } },
        defaults: { rating: 2 },
      }),
    )
    same('findOrCreate within a transaction', async ({ Author, sequelize }) => {
      const transaction = await sequelize.transaction()
      const result = await Author.findOrCreate({ where: { name: 'New' }, transaction })
      await transaction.rollback()
      return [result, await Author.count()]
    })
    same('findOrCreate reports a violation that only the defaults cause', ({ Book, attempt }) =>
      attempt(() =>
        Book.findOrCreate({ where: { title: 'Other' }, defaults: { isbn: '9000000001' } }),
      ).then((error: Error) => error.name),
    )
    same('findOrCreate without where is refused', ({ Book, attempt }) =>
      attempt(() => Book.findOrCreate({})).then((error: Error) => error instanceof Error),
    )
    same('findCreateFind', async ({ Tag }) => [
      await Tag.findCreateFind({ where: { label: 'maze' } }),
      await Tag.findCreateFind({ where: { label: 'new' } }),
      await Tag.findCreateFind({ where: { label: 'new' } }),
    ])
  })

  onEmptyDatabase(({ same }) => {
    same('findAll of a model without primary key', async ({ sequelize, DataTypes }) => {
      const Line = sequelize.define('Line', { text: DataTypes.STRING }, { timestamps: false })
      Line.removeAttribute('id')
      await Line.sync()
      await Line.bulkCreate([{ text: 'a' }, { text: 'b' }])
      return Line.findAll({ order: ['text'] })
    })
    same('findByPk of a text key, and of a renamed column', async ({ sequelize, DataTypes }) => {
      const Country = sequelize.define('Country', {
        code: { type: DataTypes.STRING(2), primaryKey: true, field: 'iso' },
        name: DataTypes.STRING,
      })
      await Country.sync()
      await Country.create({ code: 'IT', name: 'Italy' })
      return [
        await Country.findByPk('IT'),
        await Country.findOne({ where: 'IT' }).catch(() => 'refused'),
      ]
    })
    same('a composite key in findOne', async ({ sequelize, DataTypes }) => {
      const Seat = sequelize.define('Seat', {
        row: { type: DataTypes.INTEGER, primaryKey: true },
        place: { type: DataTypes.INTEGER, primaryKey: true },
        taken: DataTypes.BOOLEAN,
      })
      await Seat.sync()
      await Seat.bulkCreate([
        { row: 1, place: 1, taken: true },
        { row: 1, place: 2 },
      ])
      return [await Seat.findOne({ where: { row: 1, place: 2 } }), await Seat.count()]
    })
    same('values of every common type come back as they went in', async (setting) => {
      const { sequelize, DataTypes } = setting
      const Thing = sequelize.define('Thing', {
        text: DataTypes.TEXT,
        char: DataTypes.CHAR(5),
        small: DataTypes.SMALLINT,
        big: DataTypes.BIGINT,
        float: DataTypes.FLOAT,
        real: DataTypes.REAL,
        double: DataTypes.DOUBLE,
        decimal: DataTypes.DECIMAL(12, 3),
        flag: DataTypes.BOOLEAN,
        at: DataTypes.DATE,
        on: DataTypes.DATEONLY,
        time: DataTypes.TIME,
        bytes: DataTypes.BLOB,
        key: DataTypes.UUID,
        json: DataTypes.JSON,
        kind: DataTypes.ENUM('a', 'b'),
      })
      await Thing.sync()
      const created = await Thing.create({
        text: 'it\'s \\ "quoted" \n ünïcode 🎉 %_',
        char: 'abc',
        small: -5,
        big: '9007199254740991',
        float: 1.25,
        real: 0.5,
        double: 1e300,
        decimal: '123456789.125',
        flag: false,
        at: new Date('2001-02-03T04:05:06.789Z'),
        on: '1999-12-31',
        time: '23:59:58',
        bytes: Buffer.from([0, 1, 255]),
        key: '6fa459ea-ee8a-3ca4-894e-db77e160355e',
        json: { deep: [{ x: null }, 'é'] },
        kind: 'b',
      })
      return [created, await Thing.findOne(), await Thing.findOne({ raw: true })]
    })
  })
})
