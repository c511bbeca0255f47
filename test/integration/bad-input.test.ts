/**
 * Input that means nothing: a clear error before anything is sent, and nothing half-done. What is
 * hostile beside is in `security.test.ts`.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  AccessDeniedError,
  ConnectionError,
  ConnectionRefusedError,
  DataTypes,
  EagerLoadingError,
  HostNotFoundError,
  literal,
  Model,
  type ModelStatic,
  Op,
  QueryError,
  Sequelize,
  UsageError,
  ValidationError,
} from '../../lib/index.js'
import { createSequelize, type DialectTarget, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const secret = 'hunter2-secret'

interface Library {
  readonly sequelize: Sequelize
  readonly Author: ModelStatic<any>
  readonly Book: ModelStatic<any>
  /** Expects an error whose message has a text, before anything is sent. */
  refused(call: () => unknown, message: string | RegExp, ErrorClass?: unknown): Promise<void>
}

function library(target: DialectTarget, options: object = {}): Library {
  const sequelize = createSequelize(target, options)
  const Author = sequelize.define('Author', { name: DataTypes.STRING }, { timestamps: false })
  const Book = sequelize.define(
    'Book',
    {
      title: { type: DataTypes.STRING, allowNull: false },
      pages: DataTypes.INTEGER,
      meta: DataTypes.JSON,
      label: new DataTypes.VIRTUAL(DataTypes.STRING, ['title']),
    },
    { timestamps: true },
  )
  Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
  Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
  return {
    sequelize,
    Author,
    Book,
    async refused(call, message, ErrorClass = Error) {
      let error: any
      const sent = await statements(sequelize, async () => {
        error = await Promise.resolve()
          .then(call)
          .then(
            () => new Error('The call was not refused.'),
            (caught: unknown) => caught,
          )
      })
      expect(error).toBeInstanceOf(ErrorClass)
      if (typeof message === 'string') expect(error.message).toContain(message)
      else expect(error.message).toMatch(message)
      expect(sent).toEqual([])
    },
  }
}

forEachDialect({}, (target) => {
  describe('in options', () => {
    let own: Library
    let Book: ModelStatic<any>
    let refused: Library['refused']

    beforeAll(async () => {
      own = library(target)
      Book = own.Book
      refused = own.refused
      await own.sequelize.sync({ force: true })
    })

    beforeEach(async () => {
      await Book.destroy({ where: {} })
      await Book.create({ title: 'Emma', pages: 474 })
    })

    it('finders refuse what is no object', async () => {
      for (const options of [5, 'x', true, [], literal('1'), Symbol('x')]) {
        await refused(() => Book.findAll(options as never), 'Book.findAll', QueryError)
        await refused(() => Book.findOne(options as never), 'Book.findOne', QueryError)
        await refused(() => Book.count(options as never), 'Book.count', QueryError)
      }
    })

    it('a transaction that was not awaited is refused', async () => {
      await refused(
        () => Book.findAll({ transaction: Promise.resolve() as never }),
        'Received [Promise] (is an "await" missing?)',
        UsageError,
      )
      await refused(() => Book.create({ title: 'x' }, { transaction: {} as never }), /transaction/)
    })

    it('a model that was never initialized is named', async () => {
      class Stray extends Model {}
      for (const call of [() => Stray.findAll(), () => Stray.create(), () => Stray.count()]) {
        await refused(call, 'Stray is not connected to a Sequelize instance', UsageError)
      }
    })

    it('unknown associations are refused, with those that there are', async () => {
      await refused(
        () => Book.findAll({ include: 'auhtor' }),
        'Book has no association named "auhtor". Did you mean "author"?',
      )
      await refused(
        () => own.Author.findAll({ include: own.Author }),
        /Author is not associated/,
        EagerLoadingError,
      )
      await refused(
        () => Book.findAll({ include: { model: own.Author, as: 'writer' } }),
        'author',
        EagerLoadingError,
      )
      await refused(
        () => Book.findAll({ include: { all: 'Some' } as never }),
        'unknown kind of association',
        EagerLoadingError,
      )
      await refused(
        () => Book.findAll({ include: { association: 'author', include: ['bokos'] } as never }),
        'Did you mean "books"?',
      )
      await refused(() => Book.findAll({ order: [['author', 'name', 'ASC']] }), /order\[0\]/)
      await refused(() => Book.create({ title: 'x' }, { include: 'auhtor' }), '"auhtor"')
    })

    it('includes of a shape that means nothing are refused', async () => {
      for (const include of [5, true, {}, [null], [[]], [{ as: 5 }], { model: {} }, literal('x')]) {
        await refused(() => Book.findAll({ include: include as never }), 'include')
      }
    })

    it('unknown operators are refused, with where they stand', async () => {
      await refused(
        () => Book.findAll({ where: { pages: { [Symbol('gte')]: 5 } as never } }),
        'Book.findAll: where.pages uses Symbol(gte), which is not an operator.',
        UsageError,
      )
      await refused(
        () => Book.findAll({ where: { [Op.or]: [{ pages: { $gt: 5 } as never }] } }),
        'Book.findAll: where[Op.or][0].pages cannot be an object',
      )
      await refused(
        () => Book.findAll({ where: { [Op.like]: 'x' } as never }),
        'where uses Op.like without an attribute. Received "x". Only Op.and',
      )
    })

    it('operators refuse operands that they cannot have', async () => {
      const conditions: [any, string][] = [
        [
          { pages: { [Op.between]: 5 } },
          'where.pages[Op.between] uses Op.between, which needs a list of two values. Received 5.',
        ],
        [{ pages: { [Op.in]: 5 } }, 'Op.in, which needs a list'],
        [{ title: { [Op.startsWith]: {} } }, 'where.title[Op.startsWith]'],
        [{ title: { [Op.is]: 'x' } }, 'Op.is, which needs null, a boolean or literal()'],
        [{ title: { [Op.or]: 'x' } }, 'Op.or, which needs a list or an object'],
        [{ title: { [Op.col]: 5 } }, 'Op.col, which needs the name of a column'],
      ]
      for (const [condition, message] of conditions) {
        await refused(() => Book.findAll({ where: condition }), message)
      }
    })

    it('malformed attributes are refused', async () => {
      for (const attributes of ['title', 5, [5], [['title']], [['title', 5]], [[5, 'x']], [[]]]) {
        await refused(() => Book.findAll({ attributes: attributes as never }), 'attributes')
      }
      await refused(
        () => Book.findAll({ attributes: { include: 'title' } as never }),
        'Book.findAll: attributes.include cannot be read. Received "title".',
        QueryError,
      )
    })

    it('malformed orders and groups are refused', async () => {
      await refused(
        () => Book.findAll({ order: [['title', 'UP']] }),
        'Book.findAll: order[0] has an unknown direction. Received "UP". Use ASC or DESC',
      )
      for (const order of [5, {}, [5], [[]], [{}], [['title', {}]], ['']]) {
        await refused(() => Book.findAll({ order: order as never }), 'order')
      }
      for (const group of [5, {}, [5], ['']]) {
        await refused(() => Book.findAll({ group: group as never }), 'group')
      }
    })

    it('unknown data types are refused when a model is defined', () => {
      for (const type of [undefined, null, 5, {}, '', Object, 'TEXT;', 'ENUM(']) {
        expect(() => own.sequelize.define('Odd', { a: type as never })).toThrow(/^Odd\.a: the /)
      }
      expect(() => own.sequelize.define('Odd', { a: DataTypes.ENUM() })).toThrow('Odd.a')
      expect(() =>
        own.sequelize.define('Odd', { a: DataTypes.ARRAY(undefined as never) }),
      ).toThrow()
    })

    it('a value that its attribute cannot have is refused, with the attribute', async () => {
      await refused(() => Book.create({ title: ['x'] }), 'title', ValidationError)
      await refused(
        () => Book.create({ title: null }),
        'Book.title cannot be null',
        ValidationError,
      )
      await refused(() => Book.create({ title: 'x', pages: {} }), 'valid integer', ValidationError)
      await refused(() => Book.create('x' as never), 'the values are not an object')
      await refused(() => Book.bulkCreate('x' as never), 'the records must be a list')
      await refused(() => Book.update('x' as never, { where: {} }), 'the values must be an object')
      await refused(() => Book.findOrCreate({} as never), 'the option "where" is missing')
    })

    it('a bulk insert with one bad row inserts none', async () => {
      await refused(
        () => Book.bulkCreate([{ title: 'one' }, { title: { bad: 1 } }, { title: 'three' }]),
        'string',
      )
      await refused(
        () => Book.bulkCreate([{ title: 'one' }, { title: null }], { validate: true }),
        '',
      )
      expect(await Book.count()).toBe(1)
    })

    it('findOrCreate refuses before its transaction begins', async () => {
      await refused(() => Book.findOrCreate({ where: { title: undefined } }), 'undefined')
      await refused(
        () => Book.findOrCreate({ where: { title: { bad: 1 } } as never }),
        'where.title',
      )
      await refused(() => Book.findOrBuild({ where: { title: undefined } }), 'undefined')
    })

    it('a refused change leaves the instance as it was', async () => {
      const book = await Book.findOne()
      const before = { ...book.dataValues }
      const calls: [() => unknown, string][] = [
        [() => book.increment('titel'), '"titel"'],
        [() => book.increment('pages', { by: 'x' as never }), 'not a number'],
        [() => book.set('meta.__proto__.x', 1), 'JSON path'],
        [() => book.restore(), 'not paranoid'],
        [() => book.createAuthor({ name: {} }), 'name'],
      ]
      for (const [call, message] of calls) {
        await refused(call, message)
        expect(book.dataValues).toEqual(before)
        expect([book.changed(), book.isNewRecord]).toEqual([false, false])
      }
    })

    it('an instance without its key is refused and left as it was', async () => {
      const book = await Book.findOne({ attributes: ['title'] })
      await refused(() => book.update({ title: 'x' }), '"id"')
      book.set('title', 'y')
      await refused(() => book.save(), '"id"')
      await refused(() => book.destroy(), '"id"')
      await refused(() => book.reload(), '"id"')
      expect(book.dataValues).toEqual({ title: 'y' })
      expect(book.previous('title')).toBe('Emma')
    })

    it('names that are no attribute are sent as quoted columns', async () => {
      const sent = await statements(own.sequelize, async () => {
        await expect(Book.findAll({ where: { titel: 'x' } })).rejects.toThrow('titel')
      })
      expect(sent).toHaveLength(1)
    })

    it('unknown keys in values are left out', async () => {
      const book = await Book.create({ title: 'x', colour: 'red' } as never)
      await book.update({ colour: 'blue', pages: 5 })
      await Book.update({ colour: 'green', pages: 6 } as never, { where: { id: book.id } })
      await book.reload()
      expect([book.pages, book.get('colour')]).toEqual([6, undefined])
    })

    it('an option that looks like a misspelling warns once', async () => {
      const warnings: string[] = []
      const take = (warning: Error): void => void warnings.push(warning.message)
      process.on('warning', take)
      try {
        for (const _ of [1, 2]) {
          await Book.findAll({ wehre: {} } as never)
          await Book.create({ title: 'x' }, { transacton: undefined } as never)
          await Book.findAll({ include: { association: 'author', requierd: true } as never })
          await Book.findAll({ somethingForAHook: 1 } as never)
        }
        await new Promise((resolve) => setImmediate(resolve))
      } finally {
        process.off('warning', take)
      }
      // Warnings are once per process, which other targets of this file share.
      const isFirst = warnings.length > 0
      expect(warnings).toEqual(
        isFirst
          ? [
              'Book.findAll: "wehre" is not an option. Did you mean "where"?',
              'Book.create: "transacton" is not an option. Did you mean "transaction"?',
              'Book.findAll: include of "author": "requierd" is not an option. Did you mean "required"?',
            ]
          : [],
      )
    })

    it('transactions refuse what they cannot be', async () => {
      await refused(() => own.sequelize.transaction({}, 'x' as never), 'a function')
      await refused(
        () => own.sequelize.transaction({ isolationLevel: 'x' as never }),
        'isolationLevel must be one of',
      )
      await refused(() => own.sequelize.query({} as never), 'the SQL must be')
      await refused(() => own.sequelize.query('SELECT :a', { replacements: {} }), ':a')
      await refused(() => own.sequelize.query('SELECT $1', { bind: [] }), '$1')
      await refused(
        () => own.sequelize.query('SELECT $1', { bind: [1], replacements: [1] }),
        'cannot be used together',
      )
      expect(() => own.sequelize.model('Bok')).toThrow('Did you mean "Book"?')
    })

    it('after refusals everything works as before', async () => {
      await refused(() => Book.findAll({ where: { title: undefined as never } }), 'undefined')
      const found = await Book.findAll({ where: { title: 'Emma' }, include: 'author' })
      expect(found.map((book) => book.title)).toEqual(['Emma'])
    })
  })

  describe('with strict', () => {
    let own: Library
    let Book: ModelStatic<any>

    beforeAll(async () => {
      own = library(target, { strict: true })
      Book = own.Book
      await own.sequelize.sync({ force: true })
      await Book.create({ title: 'Emma', pages: 474 })
    })

    const titel = '"titel" in '
    const hint = 'Did you mean "title"?'

    it('unknown attributes are refused, with the near one', async () => {
      const include = 'author'
      const calls: [object, string][] = [
        [
          { attributes: ['titel'] },
          `Book.findAll (strict): ${titel}attributes[0] is not an attribute of Book. ${hint}`,
        ],
        [{ attributes: [['titel', 'x']] }, hint],
        [{ attributes: { include: ['titel'] } }, hint],
        [{ attributes: { exclude: ['titel'] } }, `${titel}attributes.exclude[0]`],
        [{ attributes: { excludes: ['title'] } }, 'Did you mean "exclude"?'],
        [{ where: { titel: 1 } }, `${titel}where`],
        [{ where: { [Op.or]: [{ title: 'x' }, { titel: 1 }] } }, hint],
        [{ where: { $titel$: 1 } }, hint],
        [{ where: { '$author.nam$': 1 }, include }, 'Did you mean "name"?'],
        [{ where: { 'author.nam': 1 }, include }, 'is not an attribute of Book'],
        [{ order: ['titel'] }, hint],
        [{ order: [['titel', 'DESC']] }, hint],
        [{ order: [['author', 'nam', 'DESC']], include }, 'Did you mean "name"?'],
        [{ order: ['author.nam'] }, 'not an attribute'],
        [{ group: ['titel'] }, hint],
        [{ group: ['title'], attributes: ['title'], having: { titel: 1 } }, hint],
        [{ include: { association: 'author', attributes: ['nam'] } }, 'Did you mean "name"?'],
        [{ include: { association: 'author', where: { nam: 'x' } } }, 'Did you mean "name"?'],
      ]
      for (const [options, message] of calls) {
        await own.refused(() => Book.findAll(options as never), message, UsageError)
      }
      await own.refused(() => Book.sum('page' as never), 'Did you mean "pages"?')
      await own.refused(() => Book.count({ col: 'titel' }), hint)
      await own.refused(() => Book.increment('page', { where: {} }), 'Did you mean "pages"?')
      await own.refused(() => Book.update({ pages: 1 }, { where: { titel: 1 } }), hint)
      await own.refused(() => Book.destroy({ where: { titel: 1 } }), hint)
    })

    it('unknown options are refused, with the near one', async () => {
      const where = { title: 'nothing' }
      const calls: [() => unknown, string][] = [
        [
          () => Book.findAll({ wehre: {} } as never),
          'Book.findAll (strict): "wehre" is not an option. Did you mean "where"?',
        ],
        [() => Book.findOne({ limt: 1 } as never), 'Book.findOne (strict): "limt"'],
        [() => Book.findByPk(1, { inclde: [] } as never), 'Did you mean "include"?'],
        [() => Book.findAll({ title: 'Emma' } as never), '"title" is not an option'],
        [() => Book.count({ wehre: {} } as never), 'Book.count (strict): "wehre"'],
        [() => Book.findAndCountAll({ wehre: {} } as never), '"wehre"'],
        [() => Book.sum('pages', { wehre: {} } as never), '"wehre"'],
        [
          () => Book.findAll({ include: { association: 'author', wehre: {} } as never }),
          'Book.findAll: include of "author" (strict): "wehre"',
        ],
        [
          () => Book.create({ title: 'x' }, { feilds: [] } as never),
          'Book.create (strict): "feilds" is not an option. Did you mean "fields"?',
        ],
        [() => Book.bulkCreate([{ title: 'x' }], { validat: true } as never), '"validat"'],
        [
          () => Book.update({ pages: 1 }, { where, retuning: true } as never),
          'Did you mean "returning"?',
        ],
        [() => Book.upsert({ title: 'x' }, { conflctFields: ['id'] } as never), '"conflctFields"'],
        [() => Book.destroy({ where, froce: true } as never), 'Did you mean "force"?'],
        [() => Book.increment('pages', { where, bye: 1 } as never), '"bye"'],
        [() => Book.findOrCreate({ where, default: {} } as never), 'Did you mean "defaults"?'],
        [() => Book.create({ title: 'x' }, { fields: ['titel'] as never }), `${titel}fields`],
        [
          () => Book.bulkCreate([{ title: 'x' }], { updateOnDuplicate: ['titel'] as never }),
          `${titel}updateOnDuplicate`,
        ],
      ]
      for (const [call, message] of calls) await own.refused(call, message, UsageError)
      expect(await Book.count()).toBe(1)
    })

    it('unknown keys in values are refused, with the near one', async () => {
      const key = 'the unexpected key "titel". Did you mean "title"?'
      const calls: [() => unknown, string][] = [
        [() => Book.build({ titel: 'x' } as never), key],
        [() => Book.create({ title: 'x', titel: 'x' } as never), key],
        [() => Book.bulkCreate([{ title: 'x' }, { title: 'x', titel: 'x' }] as never), key],
        [
          () => Book.update({ titel: 'x' } as never, { where: {} }),
          `Book.update (strict): the values have ${key}`,
        ],
        [
          () =>
            Book.update({ pages: 1, titel: 'x' } as never, {
              where: {},
              fields: ['pages'] as never,
            }),
          key,
        ],
        [() => Book.upsert({ title: 'x', titel: 'x' } as never), key],
        [() => Book.findOrCreate({ where: { titel: 'x' } as never }), hint],
        [
          () => Book.findOrCreate({ where: { title: 'new' }, defaults: { titel: 'x' } as never }),
          key,
        ],
        [
          () => Book.create({ title: 'x', author: { nam: 'x' } } as never, { include: 'author' }),
          '"nam"',
        ],
        [
          () => Book.create(JSON.parse('{ "title": "x", "__proto__": {} }') as never),
          '"__proto__"',
        ],
      ]
      for (const [call, message] of calls) await own.refused(call, message, UsageError)
      expect(await Book.count()).toBe(1)
    })

    it('a refused change leaves the instance as it was', async () => {
      const book = await Book.findOne()
      const before = { ...book.dataValues }
      const calls: (() => unknown)[] = [
        () => book.set({ title: 'x', titel: 'y' }),
        () => book.set('titel', 'y'),
        () => book.update({ title: 'x', titel: 'y' }),
        () => book.update({ title: 'x' }, { feilds: [] }),
        () => book.update({ title: 'x' }, { fields: ['titel'] }),
        () => book.save({ feilds: [] }),
        () => book.save({ fields: ['titel'] }),
      ]
      for (const call of calls) {
        await own.refused(call, /titel|feilds/, UsageError)
        expect(book.dataValues).toEqual(before)
        expect(book.changed()).toBe(false)
      }
    })

    it('what is known is accepted', async () => {
      const book: any = await Book.create(
        { title: 'Persuasion', author: { name: 'Jane Austen' } } as never,
        { include: 'author', fields: undefined, transaction: null, hooks: true } as never,
      )
      book.set('meta', { a: 1 })
      book.set('meta.b', 2)
      await book.save({ silent: true })
      await book.update({ pages: 3 }, { validate: true })
      const found = await Book.findAndCountAll({
        where: { '$author.name$': 'Jane Austen', 'meta.b': 2, title: 'Persuasion' },
        include: [{ association: 'author', attributes: ['name'], required: true }],
        attributes: { exclude: ['createdAt'], include: [[literal('1'), 'one']] },
        order: [['author', 'name', 'ASC'], 'one', 'title'],
        limit: 5,
        logging: false,
      } as never)
      expect(found.count).toBe(1)
      const author = await book.getAuthor()
      expect(await author.countBooks()).toBe(1)
      const [again, isNew] = await Book.findOrCreate({
        where: { title: 'Persuasion' },
        defaults: { pages: 9 },
      })
      expect([again.pages, isNew]).toEqual([3, false])
      await author.createBook({ title: 'Emma II' })
      await author.setBooks([])
      await book.increment('pages', { by: 2 })
      await book.reload()
      expect(book.pages).toBe(5)
      await book.destroy()
      await Book.destroy({ where: { title: 'Emma II' } })
    })
  })

  describe('of a connection', () => {
    it('an unknown or missing dialect is refused', () => {
      const Any: any = Sequelize
      expect(() => new Any({ dialect: 'postgrs' })).toThrow(
        'new Sequelize: the dialect "postgrs" is not supported. Supported dialects: postgres, sqlite.',
      )
      expect(() => new Any({})).toThrow(/dialect/)
      expect(() => new Any('nothing://x')).toThrow(/dialect/)
      expect(() => new Any('x', 'y')).toThrow(/dialect/)
      expect(() => new Any(undefined)).toThrow('Is the environment variable set')
      expect(() => new Any(undefined, { logging: false })).toThrow(
        'Is the environment variable set',
      )
    })

    it('a driver of another kind is refused', () => {
      expect(
        () => new Sequelize({ dialect: target.dialect, dialectModule: { nothing: 1 } }),
      ).toThrow(/dialectModule/)
    })

    it('a driver that is not installed is named, with what to install', () => {
      expect(
        () => new Sequelize({ dialect: target.dialect, dialectModulePath: 'no-such-driver' }),
      ).toThrow(/no-such-driver/)
    })
  })
})

/** PostgreSQL stands for all dialects that have a server. */
forEachDialect({ requires: 'schemas' }, (target) => {
  async function failureOf(url: string, options: object = {}): Promise<any> {
    const sequelize = new Sequelize(url, { logging: false, ...options })
    const failure: unknown = await sequelize.authenticate().catch((error: unknown) => error)
    await sequelize.close()
    return failure
  }

  const credentials = `reader:${secret}@`

  describe('of a server', () => {
    it('that refuses the connection is told, with no password', async () => {
      const { port, server } = await listening()
      await closed(server)
      const error = await failureOf(`postgres://${credentials}127.0.0.1:${port}/library`)
      expect(error).toBeInstanceOf(ConnectionRefusedError)
      expect(error.message).toContain(String(port))
      assertNoSecret(error)
    })

    it('whose name does not exist is told', async () => {
      const error = await failureOf(`postgres://${credentials}no-such-host.invalid/library`)
      expect(error).toBeInstanceOf(ConnectionError)
      if (!/EAI_AGAIN/.test(error.message)) expect(error).toBeInstanceOf(HostNotFoundError)
      assertNoSecret(error)
    })

    it('that speaks another protocol, or hangs up, is told', async () => {
      const { port, server } = await listening((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))
      const error = await failureOf(`postgres://${credentials}127.0.0.1:${port}/library`)
      expect(error).toBeInstanceOf(ConnectionError)
      assertNoSecret(error)
      await closed(server)
    })

    it('that does not answer is given up on in time', async () => {
      const { port, server } = await listening()
      const started = performance.now()
      const error = await failureOf(`postgres://${credentials}127.0.0.1:${port}/library`, {
        dialectOptions: { connectionTimeoutMillis: 300 },
      })
      expect(error).toBeInstanceOf(ConnectionError)
      expect(performance.now() - started).toBeLessThan(10_000)
      await closed(server)
    })

    it('without the database is told, with no password', async () => {
      const url = new URL(target.url)
      url.pathname = '/no-such-database'
      const error = await failureOf(url.href)
      expect(error).toBeInstanceOf(ConnectionError)
      expect(error.message).toContain('no-such-database')
    })

    it('that knows no such user is told', async () => {
      const url = new URL(target.url)
      url.username = 'no-such-user'
      url.password = secret
      const error = await failureOf(url.href)
      expect(error).toBeInstanceOf(ConnectionError)
      expect([ConnectionError.name, AccessDeniedError.name]).toContain(error.constructor.name)
      assertNoSecret(error)
    })
  })

  describe('in URIs', () => {
    it('what cannot be read is told, with no password', () => {
      for (const uri of [
        `postgres://${credentials}host:port/library`,
        `postgres://${credentials}host:99999/library`,
        `postgres://${credentials}[::1/library`,
        `postgres://${credentials}ho%st/library`,
        `postgres://reader:%${secret}@host/library`,
        `${credentials}host/library`,
      ]) {
        let error: any
        try {
          new Sequelize(uri, { logging: false })
        } catch (caught) {
          error = caught
        }
        expect(error, uri).toBeInstanceOf(UsageError)
        assertNoSecret(error)
      }
    })
  })
})

function assertNoSecret(error: any): void {
  for (const text of [error.message, error.stack, String(error), JSON.stringify(error)]) {
    expect(text).not.toContain(secret)
  }
}

async function listening(
  answer: (socket: Socket) => void = () => {},
): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    answer(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as { port: number }).port, server }
}

const sockets = new Set<Socket>()

function closed(server: Server): Promise<void> {
  for (const socket of sockets) socket.destroy()
  return new Promise((resolve) => server.close(() => resolve()))
}
