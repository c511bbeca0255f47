/** What associations find: hooks that see it, and what a limit counts. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Options } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

// biome-ignore lint/suspicious/noExplicitAny: what associations add is not known to types
type AnyInstance = any
type Settings = Record<string, unknown>

forEachDialect({}, (target) => {
  const hooks = [
    'beforeFind',
    'beforeFindAfterExpandIncludeAll',
    'beforeFindAfterOptions',
    'afterFind',
    'beforeCount',
  ] as const
  const modes: readonly Options[] = [{}, { batchLazyLoading: true }]

  describe.each(modes)('count and has, %j', (options) => {
    let library: Library
    let ran: string[]
    let given: unknown[][]

    beforeEach(async () => {
      library = defineLibrary(createSequelize(target, options))
      await library.sequelize.sync({ force: true })
      await fillLibrary(library)
      ran = []
      given = []
    })

    const watch = (...models: AnyModelClass[]): void => {
      for (const model of models) {
        for (const hook of hooks) {
          model.addHook(hook as 'beforeFind', (...args: unknown[]) => {
            ran.push(hook)
            given.push(args)
          })
        }
      }
    }

    it('run the hooks of finders, and not those of count, as in v6', async () => {
      const author = await library.Author.findByPk(2)
      const book = await library.Book.findByPk(2)
      watch(library.Book, library.Tag)
      const found = hooks.slice(0, 4)
      expect([await author.countBooks(), ran.splice(0)]).toEqual([2, found])
      expect([await author.hasBook(2), ran.splice(0)]).toEqual([true, found])
      expect([await author.hasBooks([2, 4]), ran.splice(0)]).toEqual([false, found])
      expect([await book.countTags(), ran.splice(0)]).toEqual([2, found])
      expect([await book.hasTag(1), ran.splice(0)]).toEqual([true, found])
      expect([await author.countBooks({ hooks: false }), ran]).toEqual([2, []])
      expect([await author.hasBook(2, { hooks: false }), ran]).toEqual([true, []])
    })

    it('show hooks what v6 shows them', async () => {
      const author = await library.Author.findByPk(2)
      watch(library.Book)
      await author.countBooks()
      expect(given[0]).toMatchObject([
        {
          raw: true,
          plain: true,
          where: { authorId: 2 },
          attributes: [[{ fn: 'COUNT' }, 'count']],
        },
      ])
      expect(given[3]![0]).toEqual({ count: 2 })
      await author.hasBooks([2, 3])
      expect(given[4]).toMatchObject([{ raw: true, attributes: ['id'] }])
      expect(given[7]![0]).toEqual(expect.arrayContaining([{ id: 2 }, { id: 3 }]))
    })

    it('leave out what a hook leaves out', async () => {
      const author = await library.Author.findByPk(2)
      const book = await library.Book.findByPk(2)
      library.Book.addHook('beforeFind', (settings) => {
        settings.where = { ...settings.where, lendable: true }
      })
      library.Tag.addHook('beforeFind', (settings) => {
        settings.where = { ...settings.where, label: 'classic' }
      })
      const answers = await Promise.all([
        author.countBooks(),
        author.hasBook(2),
        author.hasBook(3),
        book.countTags(),
        book.hasTag(1),
        book.hasTag(3),
      ])
      expect(answers).toEqual([1, true, false, 1, true, false])
      expect((await author.getBooks()).length).toBe(1)
    })

    it('give each instance its own answer where hooks run', async () => {
      const authors = await library.Author.findAll({ order: ['id'] })
      watch(library.Book)
      const counts = await Promise.all(authors.map((one: AnyInstance) => one.countBooks()))
      expect(counts).toEqual([1, 2, 1, 2, 0])
      const owned = await Promise.all(authors.map((one: AnyInstance) => one.hasBook(2)))
      expect(owned).toEqual([false, true, false, false, false])
    })

    it('let a hook change the count', async () => {
      const author = await library.Author.findByPk(2)
      library.Book.addHook('afterFind', (row: unknown) => {
        const counted = row as { count: number }
        counted.count += 10
      })
      expect(await author.countBooks()).toBe(12)
    })

    it("ask the application's own findAll, as v6 does", async () => {
      const sequelize = createSequelize(target, options)
      const plain = { timestamps: false }
      const Team = sequelize.define('Team', { isOpen: DataTypes.BOOLEAN }, plain) as AnyModelClass
      const { findAll } = Team as unknown as { findAll(settings: Settings): Promise<unknown> }
      Object.assign(Team, {
        findAll(this: AnyModelClass, settings: Settings = {}) {
          const where = { ...(settings.where as object), isOpen: true }
          return findAll.call(this, { ...settings, where })
        },
      })
      const Club = sequelize.define('Club', {}, plain) as AnyModelClass
      Club.hasMany(Team, { as: 'teams', foreignKey: 'clubId' })
      await sequelize.sync({ force: true })
      const club = await Club.create()
      await Team.bulkCreate([
        { clubId: 1, isOpen: true },
        { clubId: 1, isOpen: false },
      ])
      expect(await Promise.all([club.countTeams(), club.hasTeam(1), club.hasTeam(2)])).toEqual([
        1,
        true,
        false,
      ])
    })
  })

  describe('a page of several instances', () => {
    let library: Library
    let authors: AnyInstance[]

    beforeAll(async () => {
      library = defineLibrary(createSequelize(target))
      await library.sequelize.sync({ force: true })
      await fillLibrary(library)
      authors = await library.Author.findAll({ order: ['id'] })
    })

    const titlesOf = async (model: AnyModelClass, options: Settings): Promise<unknown> => {
      const { books } = model.associations as Record<string, AnyInstance>
      const found = (await books.get(authors, options)) as Record<string, AnyInstance[]>
      return Object.fromEntries(
        Object.entries(found).map(([key, list]) => [key, list.map(({ id }) => id)]),
      )
    }

    it('has the rows of each, by one statement', async () => {
      const sent = await statements(library.sequelize, async () => {
        const last = { limit: 1, order: [['id', 'DESC']] }
        expect(await titlesOf(library.Author, last)).toEqual({
          1: [1],
          2: [3],
          3: [4],
          4: [6],
          5: [],
        })
        const second = { limit: 1, offset: 1, order: ['id'], attributes: ['title', 'id'] }
        expect(await titlesOf(library.Author, second)).toEqual({
          1: [],
          2: [3],
          3: [],
          4: [6],
          5: [],
        })
      })
      expect(sent).toHaveLength(2)
    })

    it('counts the rows that conditions and hooks leave', async () => {
      const long = { limit: 1, where: { id: [2, 3, 6] }, order: ['id'] }
      expect(await titlesOf(library.Author, long)).toEqual({ 1: [], 2: [2], 3: [], 4: [6], 5: [] })
      library.Book.addHook('beforeFind', 'hidden', (settings) => {
        settings.where = { ...settings.where, title: 'The Aleph' }
      })
      expect(await titlesOf(library.Author, { limit: 1, order: ['id'] })).toEqual({
        1: [],
        2: [3],
        3: [],
        4: [],
        5: [],
      })
      library.Book.removeHook('beforeFind', 'hidden')
    })
  })

  it('errors name the method of the target', async () => {
    const library = defineLibrary(createSequelize(target))
    const author = library.Author.build({ id: 1 }, { isNewRecord: false }) as AnyInstance
    const book = library.Book.build({ id: 1 }, { isNewRecord: false }) as AnyInstance
    const where = { id: undefined }
    await expect(author.countBooks({ where })).rejects.toThrow(/^Book\.count: /)
    await expect(book.countTags({ where })).rejects.toThrow(/^Tag\.count: /)
    await expect(author.getBooks({ where })).rejects.toThrow(/^Book\.findAll: /)
  })
})
