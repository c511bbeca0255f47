/** How includes are loaded: what each strategy sends, and that it does not show in the instances. */
import { beforeAll, describe, expect, it } from 'vitest'
import { col, DataTypes, fn, type Includeable, Op, type Sequelize } from '../../lib/index.js'
import { type Branches, defineBranches, fillBranches } from '../support/branch-models.js'
import { createSequelize, type DialectTarget, forEachDialect } from '../support/dialects.js'
import { defineLibrary, fillLibrary, type Library } from '../support/library-models.js'
import { statements } from '../support/statements.js'

type Sql = Readonly<Record<DialectTarget['dialect'], readonly string[]>>

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let library: Library

  beforeAll(async () => {
    sequelize = createSequelize(target)
    library = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    await fillLibrary(library)
  })

  /** What a finder gives, after asserting how many statements it sends. */
  async function sending(count: number, run: () => Promise<any>): Promise<any> {
    let result: unknown
    const sent = await statements(sequelize, async () => {
      result = await run()
    })
    expect(sent).toHaveLength(count)
    return result
  }

  async function expectSent(run: () => Promise<unknown>, expected: Sql): Promise<void> {
    const sent = await statements(sequelize, run)
    expect(sent.map((sql) => sql.replace(/;$/, ''))).toEqual(expected[target.dialect])
  }

  const plain = (found: any): unknown => JSON.parse(JSON.stringify(found))

  /** Asserts that an include gives the same however it is loaded, and gives it. */
  async function byAll(
    find: (strategy: 'join' | 'select' | 'auto') => Promise<any[]>,
  ): Promise<any[]> {
    const joined = await find('join')
    expect(plain(await find('select'))).toEqual(plain(joined))
    expect(plain(await find('auto'))).toEqual(plain(joined))
    return joined
  }

  describe('select', () => {
    it('loads a has-many association by the keys of the parents', async () => {
      await expectSent(
        () =>
          library.Author.findAll({
            attributes: ['name'],
            include: { association: 'books', attributes: ['title'], strategy: 'select' },
            order: ['id'],
          }),
        {
          sqlite: [
            'SELECT `Author`.`name`, `Author`.`id` FROM `Authors` AS `Author` ORDER BY `Author`.`id`',
            'SELECT `Book`.`title`, `Book`.`authorId` FROM `Books` AS `Book` WHERE `Book`.`authorId` IN (SELECT +value FROM json_each(?))',
          ],
          postgres: [
            'SELECT "Author"."name", "Author"."id" FROM "Authors" AS "Author" ORDER BY "Author"."id"',
            'SELECT "Book"."title", "Book"."authorId" FROM "Books" AS "Book" WHERE "Book"."authorId" = ANY ($1)',
          ],
        },
      )
    })

    it('loads a belongs-to association too', async () => {
      await expectSent(
        () =>
          library.Copy.findAll({
            attributes: ['id', 'shelfId'],
            include: { association: 'shelf', attributes: ['label'], strategy: 'select' },
          }),
        {
          sqlite: [
            'SELECT `Copy`.`id`, `Copy`.`shelfId` FROM `Copies` AS `Copy`',
            'SELECT `Shelf`.`label`, `Shelf`.`id` FROM `shelves` AS `Shelf` WHERE `Shelf`.`id` IN (SELECT +value FROM json_each(?))',
          ],
          postgres: [
            'SELECT "Copy"."id", "Copy"."shelfId" FROM "Copies" AS "Copy"',
            'SELECT "Shelf"."label", "Shelf"."id" FROM "shelves" AS "Shelf" WHERE "Shelf"."id" = ANY ($1)',
          ],
        },
      )
    })

    it('loads a many-to-many association with its through rows', async () => {
      await expectSent(
        () =>
          library.Book.findAll({
            attributes: ['id'],
            include: {
              association: 'tags',
              attributes: ['label'],
              through: { attributes: ['weight'] },
              strategy: 'select',
            },
          }),
        {
          sqlite: [
            'SELECT `Book`.`id` FROM `Books` AS `Book`',
            'SELECT `Tag`.`label`, `Tag`.`id`, `BookTag`.`weight` AS `BookTag.weight`, `BookTag`.`bookId` AS `BookTag.bookId`, `BookTag`.`tagId` AS `BookTag.tagId` FROM `Tags` AS `Tag` INNER JOIN `BookTags` AS `BookTag` ON `Tag`.`id` = `BookTag`.`tagId` AND `BookTag`.`bookId` IN (SELECT +value FROM json_each(?))',
          ],
          postgres: [
            'SELECT "Book"."id" FROM "Books" AS "Book"',
            'SELECT "Tag"."label", "Tag"."id", "BookTag"."weight" AS "BookTag.weight", "BookTag"."bookId" AS "BookTag.bookId", "BookTag"."tagId" AS "BookTag.tagId" FROM "Tags" AS "Tag" INNER JOIN "BookTags" AS "BookTag" ON "Tag"."id" = "BookTag"."tagId" AND "BookTag"."bookId" = ANY ($1)',
          ],
        },
      )
    })

    it('filters the parents of a required include as a join would', async () => {
      await expectSent(
        () =>
          library.Author.findAll({
            attributes: ['id'],
            include: {
              association: 'books',
              attributes: ['title'],
              where: { pages: { [Op.gt]: 100 } },
              strategy: 'select',
            },
          }),
        {
          sqlite: [
            'SELECT `Author`.`id` FROM `Authors` AS `Author` WHERE +EXISTS (SELECT 1 FROM `Books` AS `books` WHERE `Author`.`id` = `books`.`authorId` AND `books`.`pages` > ?)',
            'SELECT `Book`.`title`, `Book`.`authorId` FROM `Books` AS `Book` WHERE `Book`.`authorId` IN (SELECT +value FROM json_each(?)) AND `Book`.`pages` > ?',
          ],
          postgres: [
            'SELECT "Author"."id" FROM "Authors" AS "Author" WHERE EXISTS (SELECT 1 FROM "Books" AS "books" WHERE "Author"."id" = "books"."authorId" AND "books"."pages" > $1)',
            'SELECT "Book"."title", "Book"."authorId" FROM "Books" AS "Book" WHERE "Book"."authorId" = ANY ($1) AND "Book"."pages" > $2',
          ],
        },
      )
    })

    it('gives null and empty lists where there is nothing, and asks for no missing key', async () => {
      const copies = await sending(2, () =>
        library.Copy.findAll({
          include: { association: 'shelf', strategy: 'select' },
          order: ['id'],
        }),
      )
      expect(copies.map((copy: any) => copy.shelf?.label ?? null)).toEqual([
        'A',
        'B',
        'A',
        null,
        null,
        'B',
        'B',
      ])
      const lost = await sending(1, () =>
        library.Copy.findAll({
          where: { shelfId: null },
          include: { association: 'shelf', strategy: 'select' },
        }),
      )
      expect(lost.map((copy: any) => copy.shelf)).toEqual([null, null])
      const none = await sending(1, () =>
        library.Copy.findAll({
          where: { id: 99 },
          include: { association: 'shelf', strategy: 'select' },
        }),
      )
      expect(none).toEqual([])
    })

    it('gives each parent an instance of its own, and of what is below', async () => {
      const copies = await sending(3, () =>
        library.Copy.findAll({
          where: { shelfId: 2 },
          include: {
            association: 'shelf',
            strategy: 'select',
            include: [{ association: 'copies', strategy: 'select' }],
          },
        }),
      )
      expect(copies).toHaveLength(3)
      expect(new Set(copies.map((copy: any) => copy.shelf)).size).toBe(3)
      expect(new Set(copies.flatMap((copy: any) => copy.shelf.copies)).size).toBe(9)
      copies[0].shelf.label = 'changed'
      expect(copies.map((copy: any) => copy.shelf.label)).toEqual(['changed', 'B', 'B'])
    })

    it('does not show the keys it needs', async () => {
      const [book] = await byAll((strategy) =>
        library.Book.findAll({
          attributes: ['title'],
          where: { id: 1 },
          include: [
            { association: 'author', attributes: ['name'], strategy },
            {
              association: 'tags',
              attributes: ['label'],
              through: { attributes: [] },
              where: { label: 'maths' },
              strategy,
            },
          ],
        }),
      )
      expect(plain(book)).toEqual({
        title: 'Notes',
        author: { name: 'Ada' },
        tags: [{ label: 'maths' }],
      })
    })

    it('keeps the order in which includes were given', async () => {
      const find = (strategy: 'join' | 'select') =>
        library.Book.findByPk(1, {
          attributes: ['id'],
          include: [
            { association: 'copies', strategy },
            'author',
            { association: 'tags', strategy },
          ],
        })
      expect(Object.keys(plain(await find('select')) as object)).toEqual([
        'id',
        'copies',
        'author',
        'tags',
      ])
      expect(JSON.stringify(await find('select'))).toBe(JSON.stringify(await find('join')))
    })

    it('takes order and limits, which count the children of each parent', async () => {
      const authors = await sending(2, () =>
        library.Author.findAll({
          include: {
            association: 'books',
            strategy: 'select',
            limit: 1,
            order: [['pages', 'DESC']],
          },
          order: ['id'],
        }),
      )
      expect(authors.map(({ books }: any) => books.map(({ title }: any) => title))).toEqual([
        ['Notes'],
        ['Ficciones'],
        ['Invisible Cities'],
        ['Poems'],
        [],
      ])
    })

    it('below an optional join filters there only', async () => {
      const find = (strategy: 'join' | 'select' | 'auto') =>
        library.Copy.findAll({
          attributes: ['id'],
          include: {
            association: 'book',
            attributes: ['title'],
            required: false,
            strategy: 'join',
            include: [
              { association: 'tags', attributes: ['id'], where: { label: 'maths' }, strategy },
            ],
          },
          order: ['id'],
        })
      const copies = await byAll(find)
      expect(copies.map(({ book }: any) => book?.title ?? null)).toEqual([
        'Notes',
        'Notes',
        null,
        null,
        null,
        null,
        null,
      ])
    })

    it('of required includes below each other filters all the way up', async () => {
      const authors = await byAll((strategy) =>
        library.Author.findAll({
          attributes: ['name'],
          include: {
            association: 'books',
            required: true,
            strategy,
            include: [
              {
                association: 'copies',
                required: true,
                strategy,
                include: [{ association: 'loan', where: { returned: true }, strategy }],
              },
            ],
          },
          order: ['id'],
        }),
      )
      expect(authors.map(({ name }) => name)).toEqual(['Ada', 'Dickinson'])
    })

    it('counts the parents that required includes leave', async () => {
      const include = { association: 'books', required: true, strategy: 'select' } as const
      expect(await library.Author.count({ include })).toBe(4)
      const { count, rows } = await library.Author.findAndCountAll({
        include,
        limit: 2,
        order: ['id'],
      })
      expect([count, rows.length]).toEqual([4, 2])
    })

    it('is one plan whatever the number of keys', async () => {
      const sent = await statements(sequelize, async () => {
        for (const limit of [1, 2, 4]) {
          await library.Author.findAll({
            limit,
            include: { association: 'books', strategy: 'select', limit: 2 },
          })
        }
      })
      expect(new Set(sent).size).toBe(2)
    })

    it('honours soft deletion, and paranoid: false', async () => {
      const find = (strategy: 'join' | 'select' | 'auto', paranoid: boolean) =>
        library.Loan.findAll({
          attributes: ['id'],
          include: { association: 'reader', attributes: ['name'], paranoid, strategy },
          order: ['id'],
        })
      const names = (loans: any[]) => loans.map(({ reader }) => reader?.name ?? null)
      expect(names(await byAll((strategy) => find(strategy, true)))).toEqual([
        'Rosa',
        'Rosa',
        'Sam',
        null,
      ])
      expect(names(await byAll((strategy) => find(strategy, false)))).toEqual([
        'Rosa',
        'Rosa',
        'Sam',
        'Tom',
      ])
    })

    it('runs no hooks of the children, as joins do; separate does', async () => {
      const ran: string[] = []
      library.Book.addHook('afterFind', 'counted', () => void ran.push('afterFind'))
      try {
        await library.Author.findAll({ include: { association: 'books', strategy: 'select' } })
        expect(ran).toEqual([])
        await library.Author.findAll({ include: { association: 'books', separate: true } })
        expect(ran).toEqual(['afterFind'])
      } finally {
        library.Book.removeHook('afterFind', 'counted')
      }
    })

    it('stays in the transaction, and logs where the finder logs', async () => {
      const logged: string[] = []
      const transaction = await sequelize.transaction()
      try {
        await library.Book.create({ title: 'Draft', authorId: 5 }, { transaction })
        const author: any = await library.Author.findByPk(5, {
          include: { association: 'books', strategy: 'select' },
          transaction,
          logging: (sql) => void logged.push(sql),
        })
        expect(author.books.map(({ title }: any) => title)).toEqual(['Draft'])
      } finally {
        await transaction.rollback()
      }
      expect(logged).toHaveLength(2)
    })

    it('brings the scope of a scoped model, and reloads what it loaded', async () => {
      library.Book.addScope('long', { where: { pages: { [Op.gt]: 100 } } }, { override: true })
      const find = (strategy: 'join' | 'select' | 'auto') =>
        library.Author.findAll({
          where: { id: 4 },
          include: { model: library.Book.scope('long'), as: 'books', strategy },
        })
      const [author] = await byAll(find)
      expect(author.books.map(({ title }: any) => title)).toEqual(['Poems'])
      const [selected] = (await find('select')) as any[]
      await selected.books[0].update({ pages: 301 })
      await selected.reload()
      expect(selected.books[0].pages).toBe(301)
      await selected.books[0].update({ pages: 300 })
    })

    it('refuses what only joins can do, before anything is sent', async () => {
      const find = (include: Includeable, more: object = {}) =>
        library.Author.findAll({ include, ...more })
      const select = { association: 'books', strategy: 'select' } as const
      const refused: [Promise<unknown>, string][] = [
        [
          find({ association: 'books', strategy: 'lazy' as 'select' }),
          'Author.findAll: include of "books": "strategy" is not a loading strategy. Received "lazy". Use one of "join", "select", "json", "auto".',
        ],
        [
          find({ association: 'books', strategy: 'join', separate: true }),
          `"separate: true" and "strategy: 'join'" contradict each other`,
        ],
        [
          find({ ...select, on: { id: 1 } }),
          `"on" is for joins, and "strategy: 'select'" loads by key`,
        ],
        [find({ ...select, where: { id: 1 }, or: true }), '"or" is for joins'],
        [find(select, { raw: true }), `"strategy: 'select'" gives instances, and raw rows`],
        [
          find(select, { group: ['Author.id'], attributes: ['id'] }),
          `"strategy: 'select'" gives instances, and groups`,
        ],
        [
          find(select, { where: { '$books.pages$': 1 } }),
          '"books.pages" names what the include of "books" loads',
        ],
        [find(select, { order: [['books', 'pages']] }), 'names what the include of "books" loads'],
        [
          find({ association: 'books', strategy: 'join', order: ['id'] }),
          'order of an include has no meaning',
        ],
        [
          find({ association: 'books', strategy: 'join', limit: 1 }),
          'limit of an include has no meaning',
        ],
        [find({ ...select, where: { title: undefined } }), 'where.title is undefined'],
        [find({ ...select, limit: -1 }), 'limit'],
        [
          find(select, { attributes: ['name', [fn('upper', col('name')), 'id']] }),
          '"attributes" gives the name "id" to something else',
        ],
      ]
      const sent = await statements(sequelize, async () => {
        for (const [promise, text] of refused) await expect(promise).rejects.toThrow(text)
        await expect(
          library.Book.findAll({
            include: { association: 'author', strategy: 'select', limit: 1 },
          }),
        ).rejects.toThrow(
          'limit and offset are for to-many associations; Book.author is a BelongsTo',
        )
        await expect(
          library.Book.findAll({ include: { association: 'author', separate: true } }),
        ).rejects.toThrow('only to-many associations can be loaded separately')
      })
      expect(sent).toEqual([])
    })

    it('refuses includes that lead back to themselves', async () => {
      const books: any = { association: 'books' }
      books.include = [{ association: 'author', include: [books] }]
      const endless = 'an include leads back to itself without an end: books → author → books'
      const sent = await statements(sequelize, async () => {
        await expect(library.Author.findAll({ include: books })).rejects.toThrow(endless)
        await expect(library.Author.count({ include: books })).rejects.toThrow(endless)
        library.Author.addHook('beforeFind', 'looks', () => {})
        await expect(
          library.Author.findAll({ include: books, replacements: { a: 1 } }),
        ).rejects.toThrow(endless)
        library.Author.removeHook('beforeFind', 'looks')
      })
      expect(sent).toEqual([])
    })
  })

  it('takes a number for a primary key, as finders do', async () => {
    const authors = await byAll((strategy) =>
      library.Author.findAll({
        attributes: ['id'],
        include: { association: 'books', attributes: ['id'], where: 2 as never, strategy },
      }),
    )
    expect(plain(authors)).toEqual([{ id: 2, books: [{ id: 2 }] }])
  })

  it('names through rows as by default where the name is empty', async () => {
    const find = (strategy: 'join' | 'select', through: object): Promise<any> =>
      library.Book.findOne({
        include: { association: 'tags', attributes: ['id'], required: true, strategy, through },
        order: ['id'],
      })
    for (const strategy of ['join', 'select'] as const) {
      const book = await find(strategy, { as: '' })
      expect(Object.keys(book.tags[0].get())).toEqual(['id', 'BookTag'])
      expect(plain(book)).toEqual(plain(await find(strategy, {})))
    }
  })

  it('is an option that strict mode knows', async () => {
    const strict = createSequelize(target, { strict: true })
    const { Author } = defineLibrary(strict)
    await strict.sync()
    await expect(
      Author.findAll({ include: { association: 'books', strategy: 'select' }, where: { id: 99 } }),
    ).resolves.toEqual([])
    await expect(
      Author.findAll({ include: { association: 'books', strateqy: 'select' } as never }),
    ).rejects.toThrow('"strateqy" is not an option. Did you mean "strategy"?')
  })

  it('loads by keys of several columns, in chunks where there are many', async () => {
    const other = createSequelize(target)
    const branches: Branches = defineBranches(other)
    await other.sync({ force: true })
    await fillBranches(branches)
    const find = (strategy: 'join' | 'select' | 'auto') =>
      branches.Book.findAll({
        include: [
          { association: 'author', strategy },
          { association: 'copies', strategy },
          { association: 'tags', strategy },
        ],
        order: ['branchId', 'id'],
      })
    const joined = plain(await find('join'))
    expect(plain(await find('select'))).toEqual(joined)
    expect(plain(await find('auto'))).toEqual(joined)
    await branches.Author.bulkCreate(
      Array.from({ length: 1100 }, (_, index) => ({ branchId: 9, id: index + 1, name: 'many' })),
    )
    const sent = await statements(other, () =>
      branches.Author.findAll({ include: { association: 'books', strategy: 'select' } }),
    )
    expect(sent).toHaveLength(4)
  })

  it('keeps to the schema and the association scope', async () => {
    const other = createSequelize(target)
    if (target.supports.schemas) await other.createSchema('elsewhere').catch(() => {})
    const Post = other.define('Post', { title: DataTypes.STRING }, { timestamps: false })
    const Note = other.define(
      'Note',
      { text: DataTypes.STRING, kind: DataTypes.STRING, ownerId: DataTypes.INTEGER },
      { timestamps: false, schema: 'elsewhere' },
    )
    const scoped = { foreignKey: 'ownerId', constraints: false }
    Post.hasMany(Note, { ...scoped, as: 'good', scope: { kind: 'good' } })
    Post.hasMany(Note, { ...scoped, as: 'bad', scope: { kind: 'bad' } })
    await other.sync({ force: true })
    await Post.create({ title: 'a' })
    await Note.bulkCreate([
      { text: 'x', kind: 'good', ownerId: 1 },
      { text: 'y', kind: 'bad', ownerId: 1 },
    ])
    const sent = await statements(other, async () => {
      const [post] = (await Post.findAll({ include: ['good', 'bad'] })) as any[]
      expect([post.good[0].text, post.bad[0].text, post.good.length]).toEqual(['x', 'y', 1])
    })
    expect(sent).toHaveLength(3)
    expect(sent.slice(1).every((sql) => sql.includes('elsewhere'))).toBe(true)
  })
})
