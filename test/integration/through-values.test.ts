import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { statements } from '../support/statements.js'

const options = { timestamps: false }

forEachDialect({}, (target) => {
  describe('targets that were loaded through an association', () => {
    let sequelize: Sequelize
    let Link: any
    let first: any
    let second: any

    beforeEach(async () => {
      sequelize = createSequelize(target)
      const Book: any = sequelize.define('Book', {}, options)
      const Tag: any = sequelize.define('Tag', {}, options)
      Link = sequelize.define('Link', { since: DataTypes.INTEGER })
      Book.belongsToMany(Tag, { as: 'tags', through: Link })
      await sequelize.sync({ force: true })
      ;[first, second] = await Book.bulkCreate([{}, {}], { returning: true })
      await Tag.bulkCreate([{}, {}, {}])
      await first.addTags([1, 2, 3], { through: { since: 1 } })
    })

    const since = async (book: any) =>
      (await Link.findAll({ where: { BookId: book.id }, order: ['TagId'] })).map(
        (link: any) => link.since,
      )

    it('do not bring the values of their pair along', async () => {
      await second.addTags(await first.getTags())
      expect(await since(second)).toEqual([null, null, null])
      await second.setTags(await first.getTags(), { through: { since: 7 } })
      expect(await since(second)).toEqual([7, 7, 7])
    })

    it('are not written again where nothing changes', async () => {
      const tags = await first.getTags()
      expect(await statements(sequelize, () => first.setTags(tags))).toHaveLength(1)
      expect(await since(first)).toEqual([1, 1, 1])
    })

    it('take the values of the call, and those put on them', async () => {
      const tags = await first.getTags()
      await first.setTags(tags, { through: { since: 51 } })
      expect(await since(first)).toEqual([51, 51, 51])
      tags[0].Link = { since: 5 }
      await first.addTags([tags[0]])
      expect(await since(first)).toEqual([5, 51, 51])
    })
  })

  describe('a through model with a primary key of its own', () => {
    let sequelize: Sequelize
    let Loan: any
    let book: any
    let readers: any[]

    beforeEach(async () => {
      sequelize = createSequelize(target)
      const Book: any = sequelize.define('Book', {}, options)
      const Reader: any = sequelize.define('Reader', {}, options)
      const code = { type: DataTypes.STRING, primaryKey: true }
      Loan = sequelize.define('Loan', { code, days: DataTypes.INTEGER }, options)
      Book.belongsToMany(Reader, { as: 'readers', through: Loan })
      await sequelize.sync({ force: true })
      book = await Book.create({})
      readers = await Reader.bulkCreate([{}, {}], { returning: true })
    })

    const loans = async () =>
      (await Loan.findAll({ order: ['ReaderId'] })).map(({ code, days }: any) => [code, days])

    it('takes its key from the values of a link', async () => {
      await book.addReader(readers[0], { through: { code: 'a', days: 7 } })
      readers[1].Loan = { code: 'b' }
      await book.addReaders(readers, { through: { days: 14 } })
      await book.createReader({}, { through: { code: 'c', days: 1 } })
      expect(await loans()).toEqual([
        ['a', 14],
        ['b', 14],
        ['c', 1],
      ])
      const found = await book.getReaders({ order: ['id'] })
      expect(found.map(({ Loan: loan }: any) => loan.code)).toEqual(['a', 'b', 'c'])
    })

    it('gives a link another key', async () => {
      await book.addReader(readers[0], { through: { code: 'a', days: 7 } })
      await book.setReaders([readers[0]], { through: { code: 'z' } })
      expect(await loans()).toEqual([['z', 7]])
    })
  })

  it('setters of a through model run once for values that are nested in those of a target', async () => {
    const sequelize = createSequelize(target)
    const Book: any = sequelize.define('Book', {}, options)
    const Tag: any = sequelize.define('Tag', {}, options)
    const Link: any = sequelize.define(
      'Link',
      {
        notes: {
          type: DataTypes.TEXT,
          get(this: any) {
            return JSON.parse(this.getDataValue('notes'))
          },
          set(this: any, value: unknown) {
            this.setDataValue('notes', JSON.stringify(value))
          },
        },
        weight: { type: DataTypes.INTEGER, defaultValue: 1 },
      },
      options,
    )
    Book.belongsToMany(Tag, { as: 'tags', through: Link })
    await sequelize.sync({ force: true })
    const values = () => ({ tags: [{ Link: { notes: { page: 7 } } }] })
    const include = { association: 'tags' }
    const created = await Book.create(values(), { include })
    expect(created.tags[0].Link.notes).toEqual({ page: 7 })
    await Book.bulkCreate([values()], { include })
    await Book.build(values(), { include }).save()
    const tag = Tag.build({})
    tag.Link = Link.build({ notes: { page: 7 }, BookId: 70 })
    const book = Book.build({ tags: [] }, { include })
    book.tags = [tag]
    await book.save()
    const links = await Link.findAll({ order: ['BookId'] })
    expect(links.map(({ BookId, notes, weight }: any) => [BookId, notes, weight])).toEqual(
      [1, 2, 3, 4].map((id) => [id, { page: 7 }, 1]),
    )
  })

  it('a generated key of a through model may be given, and is generated when it is null', async () => {
    const sequelize = createSequelize(target)
    const Book: any = sequelize.define('Book', {}, options)
    const Tag: any = sequelize.define('Tag', {}, options)
    const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
    const Link: any = sequelize.define('Link', { id, note: DataTypes.STRING }, options)
    Book.belongsToMany(Tag, { as: 'tags', through: Link })
    await sequelize.sync({ force: true })
    const book = await Book.create({})
    await Tag.bulkCreate([{}, {}])
    await book.addTag(1, { through: { id: null, note: 'first' } })
    await book.addTag(1, { through: { id: null, note: 'again' } })
    await book.addTag(2, { through: { id: 50 } })
    const links = await Link.findAll({ order: ['TagId'] })
    expect(links.map((link: any) => [link.id, link.note])).toEqual([
      [1, 'again'],
      [50, null],
    ])
  })
})
