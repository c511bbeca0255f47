/** Attributes: accessors, virtuals, defaults, timestamps, versions and soft deletion. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, fn, literal, OptimisticLockError, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { statements } from '../support/statements.js'

const uuid = /^[\da-f]{8}-[\da-f]{4}-([1-7])[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/

forEachDialect({}, (target) => {
  let sequelize: Sequelize

  beforeAll(() => {
    sequelize = createSequelize(target)
  })

  async function made(
    name: string,
    attributes: object,
    options: object = { timestamps: false },
  ): Promise<AnyModelClass> {
    const model = sequelize.define(name, attributes as never, options as never)
    await model.sync({ force: true })
    return model as never
  }

  describe('getters and setters', () => {
    const person = () =>
      made('Person', {
        first: {
          type: DataTypes.STRING,
          get(this: any) {
            return this.getDataValue('first')?.toUpperCase()
          },
        },
        password: {
          type: DataTypes.STRING,
          set(this: any, value: string) {
            this.setDataValue('password', [...value].reverse().join(''))
          },
        },
      })

    it('stand between the instance and what is stored', async () => {
      const Person = await person()
      const ada = await Person.create({ first: 'Ada', password: 'abc' })
      expect([ada.first, ada.getDataValue('first')]).toEqual(['ADA', 'Ada'])
      const found = await Person.findOne()
      expect(found.get()).toEqual({ id: 1, first: 'ADA', password: 'cba' })
      expect(found.get({ raw: true })).toEqual({ id: 1, first: 'Ada', password: 'cba' })
      expect(found.get('first', { raw: true })).toBe('Ada')
      expect(found.toJSON()).toEqual({ id: 1, first: 'ADA', password: 'cba' })
      expect(await Person.findOne({ raw: true })).toEqual({ id: 1, first: 'Ada', password: 'cba' })
    })

    it('run in build, set, update and bulkCreate, and not with raw: true', async () => {
      const Person = await person()
      const ada = Person.build({ password: 'abc' })
      expect(ada.password).toBe('cba')
      ada.set('password', 'de')
      expect(ada.password).toBe('ed')
      ada.set('password', 'de', { raw: true })
      expect(ada.password).toBe('de')
      await ada.save()
      await ada.update({ password: 'fg' })
      const [bulk] = await Person.bulkCreate([{ password: 'hi' }])
      await Person.update({ password: 'jk' }, { where: { id: bulk.id } })
      const stored = await Person.findAll({ raw: true, order: ['id'] })
      expect(stored.map(({ password }: { password: string }) => password)).toEqual(['gf', 'kj'])
    })

    it('of the model are pseudo-attributes', async () => {
      const Person = await made(
        'LegacyPerson',
        { first: DataTypes.STRING, last: DataTypes.STRING },
        {
          timestamps: false,
          getterMethods: {
            full(this: any) {
              return `${this.first} ${this.last}`
            },
          },
          setterMethods: {
            full(this: any, value: string) {
              const [first, last] = value.split(' ')
              this.set({ first, last })
            },
          },
        },
      )
      const ada = Person.build({ full: 'Ada Lovelace' })
      await ada.save()
      expect(ada.get()).toMatchObject({ first: 'Ada', last: 'Lovelace', full: 'Ada Lovelace' })
      const found = await Person.findOne()
      expect(found.full).toBe('Ada Lovelace')
      // What was read is limited to what was asked for.
      expect(found.get()).toEqual({ id: 1, first: 'Ada', last: 'Lovelace' })
    })

    it('of every attribute are on the prototype, not on instances', async () => {
      const Person = await person()
      const ada = Person.build({ first: 'Ada' })
      expect(Object.keys(ada)).not.toContain('first')
      expect(Object.getOwnPropertyDescriptor(Person.prototype, 'first')?.get).toBeTypeOf('function')
    })
  })

  describe('virtual attributes', () => {
    it('are never sent, and select what they depend on', async () => {
      const Person = await made('VirtualPerson', {
        first: DataTypes.STRING,
        last: DataTypes.STRING,
        full: {
          type: DataTypes.VIRTUAL(DataTypes.STRING, ['first', 'last']),
          get(this: any) {
            return `${this.first} ${this.last}`
          },
        },
        plain: {
          type: DataTypes.VIRTUAL,
          set(this: any, value: string) {
            this.setDataValue('plain', value)
            this.setDataValue('last', value.toUpperCase())
          },
        },
      })
      const columns = await sequelize.getQueryInterface().describeTable('VirtualPeople')
      expect(Object.keys(columns).sort()).toEqual(['first', 'id', 'last'])
      const ada = await Person.create({ first: 'Ada', plain: 'x' })
      expect([ada.plain, ada.last]).toEqual(['x', 'X'])
      await ada.update({ plain: 'y' })
      const found = await Person.findOne({ attributes: ['full'] })
      expect(found.full).toBe('Ada Y')
      expect((await Person.findOne()).plain).toBeUndefined()
    })

    it('select what they depend on where it is excluded, unless they are excluded, too', async () => {
      const Owner = await made('VirtualOwner', {
        first: DataTypes.STRING,
        last: DataTypes.STRING,
        full: {
          type: DataTypes.VIRTUAL(DataTypes.STRING, ['first']),
          get(this: any) {
            return `${this.first}!`
          },
        },
        fuller: {
          type: DataTypes.VIRTUAL(DataTypes.STRING, ['full', 'last']),
          get(this: any) {
            return `${this.full} ${this.last}`
          },
        },
      })
      const Pet = await made('VirtualPet', { ownerId: DataTypes.INTEGER })
      Pet.belongsTo(Owner, { as: 'owner', foreignKey: 'ownerId', constraints: false })
      const { id } = await Owner.create({ first: 'Ada', last: 'B' })
      await Pet.create({ ownerId: id })
      const read = async (exclude: string[]) => {
        const { dataValues, fuller } = await Owner.findOne({ attributes: { exclude } })
        return [Object.keys(dataValues), fuller]
      }
      expect(await read(['first', 'last'])).toEqual([['id', 'first', 'last'], 'Ada! B'])
      expect(await read(['first', 'full'])).toEqual([['id', 'last', 'first'], 'Ada! B'])
      expect((await read(['first', 'full', 'fuller']))[0]).toEqual(['id', 'last'])
      const named = { exclude: ['first'], include: [[literal("'X'"), 'first']] }
      expect((await Owner.findOne({ attributes: named })).fuller).toBe('X! B')
      for (const strategy of ['join', 'select', ...(target.supports.jsonRows ? ['json'] : [])]) {
        const include: any = { association: 'owner', strategy, attributes: { exclude: ['first'] } }
        expect((await Pet.findOne({ include })).owner.full, strategy).toBe('Ada!')
      }
    })

    it('are validated', async () => {
      const Person = await made('CheckedPerson', {
        password: { type: DataTypes.VIRTUAL, validate: { len: [8, 99] } },
      })
      await expect(Person.create({ password: 'short' })).rejects.toMatchObject({
        errors: [{ path: 'password', validatorKey: 'len' }],
      })
    })
  })

  describe('defaults', () => {
    it('are values, functions and expressions; what is given wins, also null', async () => {
      let count = 0
      const Book = await made('DefaultBook', {
        copies: { type: DataTypes.INTEGER, defaultValue: 1 },
        shelf: { type: DataTypes.STRING, defaultValue: () => `S${(count += 1)}` },
        tags: { type: DataTypes.JSON, defaultValue: [] },
        size: { type: DataTypes.INTEGER, defaultValue: literal('3 + 4') },
        lent: { type: DataTypes.BOOLEAN, defaultValue: false },
        since: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
      })
      const [a, b] = [Book.build(), Book.build({ copies: null, shelf: 'X', lent: true })]
      expect([a.copies, a.shelf, a.lent]).toEqual([1, 'S1', false])
      expect([b.copies, b.shelf, b.lent]).toEqual([null, 'X', true])
      expect(a.since).toBeInstanceOf(Date)
      a.tags.push('new')
      expect(b.tags).toEqual([])
      await a.save()
      await a.reload()
      expect([a.size, a.tags]).toEqual([7, ['new']])
    })

    it('of the database hold for rows written without the model', async () => {
      await made('RawBook', {
        title: { type: DataTypes.STRING, defaultValue: "it's" },
        copies: { type: DataTypes.INTEGER, defaultValue: 5 },
        lent: { type: DataTypes.BOOLEAN, defaultValue: false },
      })
      await sequelize.query('INSERT INTO "RawBooks" DEFAULT VALUES')
      expect((await sequelize.model('RawBook').findOne())?.toJSON()).toEqual({
        id: 1,
        title: "it's",
        copies: 5,
        lent: false,
      })
    })

    it('are not applied to rows that are read', async () => {
      const Book = await made('ReadBook', {
        title: DataTypes.STRING,
        copies: { type: DataTypes.INTEGER, defaultValue: 1 },
      })
      await Book.create({ title: 'Emma', copies: null })
      expect((await Book.findOne()).copies).toBeNull()
      expect((await Book.findOne({ attributes: ['title'] })).copies).toBeUndefined()
    })

    it('make UUIDs for keys, in create and bulkCreate', async () => {
      const Card = await made('Card', {
        id: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4, primaryKey: true },
        other: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV1 },
      })
      const card = await Card.create()
      expect(uuid.exec(card.id)?.[1]).toBe('4')
      expect(uuid.exec(card.other)?.[1]).toBe('1')
      const cards = await Card.bulkCreate([{}, {}])
      expect(new Set([card.id, ...cards.map(({ id }) => id)]).size).toBe(3)
      expect((await Card.findByPk(card.id)).other).toBe(card.other)
    })
  })

  describe('timestamps', () => {
    const then = new Date(0)
    const old = (Book: AnyModelClass): Promise<any> =>
      Book.create({ title: 'Emma', n: 1, updatedAt: then }, { silent: true })

    it('are set by create', async () => {
      const Book = await made('TimedBook', { title: DataTypes.STRING }, {})
      const before = Date.now()
      const book = await Book.create({ title: 'Emma' })
      expect(book.createdAt).toBeInstanceOf(Date)
      expect(book.createdAt.getTime()).toBeGreaterThanOrEqual(before)
      expect(book.updatedAt).toEqual(book.createdAt)
    })

    it.each([
      ['save', (book: any) => book.set('title', 'x').save()],
      ['update', (book: any) => book.update({ title: 'x' })],
      ['increment', (book: any) => book.increment('n')],
      ['static update', (book: any) => book.constructor.update({ title: 'x' }, { where: {} })],
      ['static increment', (book: any) => book.constructor.increment('n', { where: { n: 1 } })],
      ['upsert', (book: any) => book.constructor.upsert({ id: book.id, title: 'x' })],
    ])('updatedAt is set by %s', async (_, change) => {
      const Book = await made('AgedBook', { title: DataTypes.STRING, n: DataTypes.INTEGER }, {})
      const book = await old(Book)
      expect((await book.reload()).updatedAt).toEqual(then)
      await change(book)
      expect((await Book.findOne()).updatedAt.getTime()).toBeGreaterThan(Date.now() - 60_000)
      expect(await Book.count()).toBe(1)
    })

    it('are left alone with silent: true', async () => {
      const Book = await made('SilentBook', { title: DataTypes.STRING, n: DataTypes.INTEGER }, {})
      const book = await old(Book)
      await book.update({ title: 'x' }, { silent: true })
      await book.increment('n', { silent: true })
      await Book.update({ title: 'y' }, { where: {}, silent: true })
      const { title, n, updatedAt } = await Book.findOne()
      expect([title, n, updatedAt]).toEqual(['y', 2, then])
    })

    it('can be renamed and left out one by one', async () => {
      const Book = await made('RenamedBook', {}, { createdAt: 'madeAt', updatedAt: false })
      expect(Object.keys(Book.getAttributes())).toEqual(['id', 'madeAt'])
      expect((await Book.create()).madeAt).toBeInstanceOf(Date)
    })

    it('cannot be set by values, on rows that exist', async () => {
      const Book = await made('GuardedBook', { title: DataTypes.STRING }, {})
      const book = await Book.create({ title: 'Emma' })
      const { createdAt } = book
      await book.update({ title: 'x', createdAt: new Date(0) })
      expect((await book.reload()).createdAt).toEqual(createdAt)
    })
  })

  describe('version', () => {
    const versioned = () =>
      made(
        'Ledger',
        { text: DataTypes.STRING, n: { type: DataTypes.INTEGER, defaultValue: 0 } },
        { version: true },
      )

    it('counts the saves of a row', async () => {
      const Ledger = await versioned()
      const entry = await Ledger.create({ text: 'a' })
      expect(entry.version).toBe(0)
      await entry.update({ text: 'b' })
      expect(entry.version).toBe(1)
      await entry.increment('n')
      expect((await entry.reload()).version).toBe(2)
    })

    it('refuses to save a row that another has changed, and leaves it as it is', async () => {
      const Ledger = await versioned()
      await Ledger.create({ text: 'a' })
      const [mine, theirs] = [await Ledger.findOne(), await Ledger.findOne()]
      await theirs.update({ text: 'theirs' })
      mine.text = 'mine'
      const error = await mine.save().catch((e: unknown) => e)
      expect(error).toBeInstanceOf(OptimisticLockError)
      expect(error).toMatchObject({ modelName: 'Ledger' })
      expect(mine.changed()).toContain('text')
      expect(mine.version).toBe(0)
      expect((await Ledger.findOne()).text).toBe('theirs')

      await mine.reload()
      await mine.update({ text: 'mine' })
      expect((await Ledger.findOne()).version).toBe(2)
    })

    it('refuses to delete a row that another has changed', async () => {
      const Ledger = await versioned()
      const mine = await Ledger.create({ text: 'a' })
      await (await Ledger.findOne()).update({ text: 'b' })
      await expect(mine.destroy()).rejects.toBeInstanceOf(OptimisticLockError)
      expect(await Ledger.count()).toBe(1)
    })

    it('can have another name', async () => {
      const Ledger = await made('NamedLedger', { text: DataTypes.STRING }, { version: 'revision' })
      const entry = await Ledger.create({ text: 'a' })
      await entry.update({ text: 'b' })
      expect((await entry.reload()).revision).toBe(1)
    })
  })

  describe('paranoid models', () => {
    const paranoid = async () => {
      const Reader = await made(
        'SoftReader',
        { name: DataTypes.STRING, email: { type: DataTypes.STRING, unique: true } },
        { paranoid: true },
      )
      await Reader.bulkCreate([
        { name: 'Rosa', email: 'r' },
        { name: 'Sam', email: 's' },
        { name: 'Tom', email: 't' },
      ])
      return Reader
    }
    const names = async (Reader: AnyModelClass, options: object = {}) =>
      (await Reader.findAll({ order: ['id'], ...options })).map(({ name }) => name)

    it('mark rows instead of deleting them, and no longer find them', async () => {
      const Reader = await paranoid()
      const rosa = await Reader.findOne({ where: { name: 'Rosa' } })
      await rosa.destroy()
      expect(rosa.isSoftDeleted()).toBe(true)
      expect(rosa.deletedAt).toBeInstanceOf(Date)
      expect(await Reader.destroy({ where: { name: 'Sam' } })).toBe(1)

      expect(await names(Reader)).toEqual(['Tom'])
      expect(await names(Reader, { paranoid: false })).toEqual(['Rosa', 'Sam', 'Tom'])
      expect(await Reader.count()).toBe(1)
      expect(await Reader.max('name')).toBe('Tom')
      expect(await Reader.findByPk(rosa.id)).toBeNull()
      expect(await Reader.update({ name: 'X' }, { where: {} })).toEqual([1])
      expect(await names(Reader, { paranoid: false })).toEqual(['Rosa', 'Sam', 'X'])
    })

    it('combine their condition with OR of the caller', async () => {
      const Reader = await paranoid()
      await Reader.destroy({ where: { name: 'Rosa' } })
      expect(
        await names(Reader, { where: { [Op.or]: [{ name: 'Rosa' }, { name: 'Sam' }] } }),
      ).toEqual(['Sam'])
    })

    it('restore one row or many', async () => {
      const Reader = await paranoid()
      const rosa = await Reader.findOne()
      await Reader.destroy({ where: {} })
      await rosa.reload({ paranoid: false })
      await rosa.restore()
      expect([rosa.deletedAt, rosa.isSoftDeleted()]).toEqual([null, false])
      expect(await names(Reader)).toEqual(['Rosa'])
      await Reader.restore({ where: { name: 'Sam' } })
      expect(await names(Reader)).toEqual(['Rosa', 'Sam'])
      await Reader.restore()
      expect(await names(Reader)).toEqual(['Rosa', 'Sam', 'Tom'])
    })

    it('delete for good with force: true', async () => {
      const Reader = await paranoid()
      await (await Reader.findOne()).destroy({ force: true })
      await Reader.destroy({ where: { name: 'Sam' }, force: true })
      expect(await names(Reader, { paranoid: false })).toEqual(['Tom'])
    })

    it('reload rows that are deleted with paranoid: false', async () => {
      const Reader = await paranoid()
      const rosa = await Reader.findOne()
      await Reader.destroy({ where: { id: rosa.id } })
      await expect(rosa.reload()).rejects.toThrow(/no longer exists/)
      expect((await rosa.reload({ paranoid: false })).isSoftDeleted()).toBe(true)
    })

    it('refuse to restore without being paranoid', async () => {
      const Book = await made('HardBook', {}, {})
      const book = await Book.create()
      await expect(book.restore()).rejects.toThrow(/HardBook/)
      expect(() => book.isSoftDeleted()).toThrow(/HardBook/)
      await expect(Book.restore({ where: {} })).rejects.toThrow(/HardBook/)
    })

    it('can use another value than null for rows that live', async () => {
      const living = new Date('9999-01-01T00:00:00.000Z')
      const Reader = await made(
        'DatedReader',
        { name: DataTypes.STRING, deletedAt: { type: DataTypes.DATE, defaultValue: living } },
        { paranoid: true },
      )
      const rosa = await Reader.create({ name: 'Rosa' })
      await Reader.create({ name: 'Sam' })
      expect(await names(Reader)).toEqual(['Rosa', 'Sam'])
      await rosa.destroy()
      expect(await names(Reader)).toEqual(['Sam'])
      await rosa.restore()
      expect(rosa.deletedAt).toEqual(living)
      expect(await names(Reader)).toEqual(['Rosa', 'Sam'])
    })
  })

  describe('values', () => {
    it('of every common type come back as they were written', async () => {
      const Thing = await made('Thing', {
        text: DataTypes.TEXT,
        char: DataTypes.CHAR(3),
        big: DataTypes.BIGINT,
        double: DataTypes.DOUBLE,
        flag: DataTypes.BOOLEAN,
        day: DataTypes.DATEONLY,
        moment: DataTypes.DATE(3),
        time: DataTypes.TIME,
        bytes: DataTypes.BLOB,
        key: DataTypes.UUID,
        json: DataTypes.JSON,
        kind: DataTypes.ENUM('a', 'b'),
      })
      const values = {
        text: '\'; DROP TABLE "Things" -- \\ \u{1f4da}',
        char: 'abc',
        big: '9007199254740993',
        double: 0.1,
        flag: true,
        day: '2020-02-29',
        moment: new Date('2020-02-29T23:59:59.999Z'),
        time: '23:59:59',
        bytes: Buffer.from([0, 255, 39]),
        key: '123e4567-e89b-12d3-a456-426614174000',
        json: { a: [1, { "it's": null }] },
        kind: 'b',
      }
      await Thing.create(values)
      const found = await Thing.findOne()
      expect(found.toJSON()).toEqual({ id: 1, ...values })
    })

    it('null come back as null for every type', async () => {
      const Thing = await made('NullThing', {
        text: DataTypes.STRING,
        flag: DataTypes.BOOLEAN,
        moment: DataTypes.DATE,
        json: DataTypes.JSON,
        big: DataTypes.BIGINT,
      })
      await Thing.create({ text: null, flag: null, moment: null, json: null, big: null })
      expect((await Thing.findOne()).toJSON()).toEqual({
        ...{ id: 1, text: null, flag: null, moment: null, json: null, big: null },
      })
    })

    it('computed by the database are taken over by a save', async () => {
      const Thing = await made('ComputedThing', { text: DataTypes.STRING, n: DataTypes.INTEGER })
      const thing = await Thing.create({ text: fn('upper', 'abc'), n: literal('1 + 1') })
      await thing.reload()
      expect([thing.text, thing.n]).toEqual(['ABC', 2])
      await thing.update({ n: literal('n * 10') })
      expect((await thing.reload()).n).toBe(20)
    })

    it('unchanged are not sent', async () => {
      const Thing = await made('StillThing', { a: DataTypes.STRING, b: DataTypes.JSON })
      const thing = await Thing.create({ a: 'x', b: { c: 1 } })
      expect(
        await statements(sequelize, async () => {
          thing.a = 'x'
          thing.b = { c: 1 }
          await thing.save()
        }),
      ).toEqual([])
    })
  })
})
