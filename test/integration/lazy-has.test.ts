/** `hasX` calls of one tick as one statement: the same answers as without, and fewer statements. */
import { beforeAll, describe, expect, it } from 'vitest'
import { DataTypes, Op, type Options } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

forEachDialect({}, (target) => {
  const openLibrary = (options: Options): Library =>
    defineLibrary(createSequelize(target, { storage: target.url, ...options }))
  let batched: Library
  let plain: Library

  beforeAll(async () => {
    plain = openLibrary({})
    await plain.sequelize.sync({ force: true })
    await fillLibrary(plain)
    batched = openLibrary({ batchLazyLoading: true })
  })

  const models = [
    ['Author', 'hasBook', 'Book'],
    ['Book', 'hasTag', 'Tag'],
    ['Tag', 'hasBook', 'Book'],
    ['Book', 'hasCopy', 'Copy'],
  ] as const
  type Name = (typeof models)[number][0]

  /** What each instance of a model answers, with as many statements as are sent. */
  async function answers(
    library: Library,
    name: Name,
    ask: (instance: any) => Promise<boolean>,
  ): Promise<{ sent: string[]; given: boolean[] }> {
    const instances = await library[name].findAll({ order: ['id'] })
    let given: boolean[] = []
    const sent = await statements(library.sequelize, async () => {
      given = await Promise.all(instances.map(ask))
    })
    return { sent, given }
  }

  async function compared(name: Name, ask: (instance: any) => Promise<boolean>) {
    const expected = await answers(plain, name, ask)
    const { sent, given } = await answers(batched, name, ask)
    expect(given).toEqual(expected.given)
    expect(given.length).toBeGreaterThan(1)
    return { given, sent }
  }

  describe('has of several instances', () => {
    it.each(models)('%s.%s: one statement', async (name, method, other) => {
      const keys = (await (plain[other] as AnyModelClass).findAll({ order: ['id'] })).map(
        ({ id }: any) => id,
      )
      const seen = new Set<boolean>()
      for (const key of keys.slice(0, 3)) {
        const { sent, given } = await compared(name, (one) => one[method](key))
        expect(sent).toHaveLength(1)
        for (const answer of given) seen.add(answer)
      }
      expect([...seen].toSorted()).toEqual([false, true])
    })

    it('asks for other targets each, for several, for instances and texts', async () => {
      const { sent } = await compared('Author', (author) => {
        const { Book } = author.sequelize.models
        const wanted = [Book.build({ id: 1 }, { isNewRecord: false }), [1, 2], '3', [], 999_999]
        return author.hasBooks(wanted[author.id % 5])
      })
      expect(sent).toHaveLength(1)
    })

    it('with conditions and scopes', async () => {
      const where = { id: { [Op.gt]: 1 } }
      for (const options of [{ where }, { scope: null }, { paranoid: false, where }]) {
        const { sent } = await compared('Author', (author) => author.hasBook(1, options))
        expect(sent, sent.join('\n')).toHaveLength(1)
      }
      const through = { through: { where: { weight: 1 } } }
      expect((await compared('Book', (book) => book.hasTag(1, through))).sent).toHaveLength(1)
    })

    it('goes alone where it may mean something else', async () => {
      for (const options of [{ limit: 1 }, { include: ['author'] }, { distinct: true }]) {
        const { sent, given } = await compared('Author', (author) => author.hasBook(1, options))
        expect(sent, JSON.stringify(options)).toHaveLength(given.length)
      }
    })

    it('goes alone for keys whose text is not theirs alone', async () => {
      const sequelize = createSequelize(target, {
        batchLazyLoading: true,
        define: { timestamps: false },
      })
      const define = (name: string, attributes: object): AnyModelClass =>
        sequelize.define(name, attributes as never) as never
      const Box = define('Box', { label: DataTypes.STRING })
      const Item = define('Item', { code: { type: DataTypes.STRING, primaryKey: true } })
      Box.hasMany(Item, { as: 'items', foreignKey: 'boxId' })
      await sequelize.sync({ force: true })
      const boxes = await Box.bulkCreate([{ label: 'a' }, { label: 'b' }])
      await Item.create({ code: 'x', boxId: boxes[0].id })
      let given: unknown
      const sent = await statements(sequelize, async () => {
        const found = await Box.findAll({ order: ['id'] })
        given = await Promise.all(found.map((box: any) => box.hasItem('x')))
      })
      expect(given).toEqual([true, false])
      expect(sent).toHaveLength(3)
      await sequelize.drop()
    })

    it('with strictLoading, what goes together is allowed, and a loop is refused', async () => {
      const { Author } = openLibrary({ batchLazyLoading: true, strictLoading: 'throw' })
      const authors: any[] = await Author.findAll()
      await Promise.all(authors.map((author) => author.hasBook(1)))
      await authors[0].hasBook(1)
      await expect(authors[1].hasBook(1)).rejects.toThrow('author.hasBook')
    })
  })
})
