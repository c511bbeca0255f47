/** Rows by table names, in the shapes that v6 gives. */
import { beforeEach, describe, expect, it } from 'vitest'
import { DataTypes, Op, type QueryInterface, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let queryInterface: QueryInterface
  const isPostgres = target.supports.enumTypes

  beforeEach(async () => {
    sequelize = createSequelize(target)
    queryInterface = sequelize.getQueryInterface()
    await queryInterface.dropAllTables()
  })

  describe('rows', () => {
    beforeEach(async () => {
      await queryInterface.createTable('book', {
        id,
        title: { type: DataTypes.STRING, unique: true },
        pages: DataTypes.INTEGER,
        added: DataTypes.DATE,
        tags: DataTypes.JSON,
      })
    })

    it('are inserted, and those that a key is missing in get NULL', async () => {
      const added = new Date(Date.UTC(2020, 0, 31))

      const result = await queryInterface.bulkInsert('book', [
        { title: 'Emma', added },
        { title: sequelize.fn('upper', 'persuasion'), pages: 249 },
      ])

      expect(result).toEqual(isPostgres ? [] : 2)
      const rows = await queryInterface.select(null, 'book', {
        attributes: ['title', 'pages'],
        order: ['id'],
      })
      expect(rows).toEqual([
        { title: 'Emma', pages: null },
        { title: 'PERSUASION', pages: 249 },
      ])
    })

    it('are given back with returning', async () => {
      const rows = await queryInterface.bulkInsert('book', [{ title: 'Emma' }], { returning: true })

      expect(rows).toMatchObject([{ id: 1, title: 'Emma', pages: null }])
    })

    it('are encoded by the types that are given', async () => {
      await queryInterface.bulkInsert(
        'book',
        [{ tags: { a: 1 } }],
        {},
        { tags: { type: DataTypes.JSON } },
      )

      const [row] = (await queryInterface.select(null, 'book')) as { tags: unknown }[]
      expect(isPostgres ? row!.tags : JSON.parse(row!.tags as string)).toEqual({ a: 1 })
      await expect(queryInterface.bulkInsert('book', [{ tags: { a: 1 } }])).rejects.toThrow(
        'a value without a data type must be',
      )
      await expect(queryInterface.bulkInsert('book', [])).rejects.toThrow(
        'there are no records to insert',
      )
    })

    it('are left out or updated when their key is taken', async () => {
      await queryInterface.bulkInsert('book', [{ title: 'Emma', pages: 1 }])

      await queryInterface.bulkInsert('book', [{ title: 'Emma', pages: 2 }], {
        ignoreDuplicates: true,
      })
      expect(await queryInterface.rawSelect('book', { attributes: ['pages'] }, 'pages')).toBe(1)

      await queryInterface.bulkInsert('book', [{ title: 'Emma', pages: 3 }], {
        updateOnDuplicate: ['pages'],
        upsertKeys: ['title'],
      })
      expect(await queryInterface.rawSelect('book', { attributes: ['pages'] }, 'pages')).toBe(3)
    })

    it('are updated and counted', async () => {
      await queryInterface.bulkInsert('book', [{ title: 'a' }, { title: 'b' }, { title: 'c' }])

      const count = await queryInterface.bulkUpdate(
        'book',
        { pages: 5 },
        { title: { [Op.in]: ['a', 'b'] } },
      )

      expect(count).toBe(2)
      expect(await queryInterface.select(null, 'book', { where: { pages: 5 } })).toHaveLength(2)
    })

    it('are deleted by a condition, or all of them', async () => {
      await queryInterface.bulkInsert('book', [{ title: 'a' }, { title: 'b' }, { title: 'c' }])

      expect(await queryInterface.bulkDelete('book', { title: 'a' }, { type: 'BULKDELETE' })).toBe(
        1,
      )
      await queryInterface.bulkDelete('book', { title: { [Op.ne]: 'x' } }, { limit: 1 })
      expect(await queryInterface.select(null, 'book')).toHaveLength(1)
      const [rows] = (await queryInterface.bulkDelete('book', null)) as [unknown]
      expect(rows).toEqual([])
      expect(await queryInterface.select(null, 'book')).toEqual([])
    })

    it('are deleted at once by truncate', async () => {
      await queryInterface.bulkInsert('book', [{ title: 'a' }, { title: 'b' }])

      await queryInterface.bulkDelete('book', null, { truncate: true })

      expect(await queryInterface.select(null, 'book')).toEqual([])
    })

    it('are counted up and down', async () => {
      const Book = sequelize.define(
        'Book',
        { pages: DataTypes.INTEGER },
        { tableName: 'book', timestamps: false },
      )
      await queryInterface.bulkInsert('book', [{ title: 'Emma', pages: 5 }])

      const result = await queryInterface.increment(
        Book,
        'book',
        { title: 'Emma' },
        { pages: 3 },
        { title: 'x' },
      )
      await queryInterface.decrement(null, 'book', { id: 1 }, { pages: 1 })

      expect(result).toMatchObject(isPostgres ? [[{ pages: 8, title: 'x' }], 1] : [undefined, 1])
      expect(await queryInterface.rawSelect('book', { attributes: ['pages'] }, 'pages')).toBe(7)
    })

    it('are inserted or updated by upsert', async () => {
      await queryInterface.bulkInsert('book', [{ title: 'Emma', pages: 5 }])

      await queryInterface.upsert(
        'book',
        { title: 'Emma', pages: 6 },
        { pages: 6 },
        {},
        { conflictFields: ['title'] },
      )

      expect(await queryInterface.select(null, 'book', { attributes: ['title', 'pages'] })).toEqual(
        [{ title: 'Emma', pages: 6 }],
      )
    })

    it('of an instance are inserted, updated and deleted', async () => {
      const Book = sequelize.define(
        'Book',
        { title: DataTypes.STRING },
        { tableName: 'book', timestamps: false },
      )
      const emma = Book.build({ title: 'Emma' })

      await queryInterface.insert(emma, 'book', { title: 'Emma' }, { returning: true })
      expect(emma.get('id')).toBe(1)
      expect(emma.isNewRecord).toBe(false)
      const [updated, count] = (await queryInterface.update(
        emma,
        'book',
        { title: 'x' },
        { id: 1 },
      )) as [unknown, number]
      expect(updated).toBe(emma)
      expect(count).toBe(1)
      await queryInterface.delete(emma, 'book', { id: 1 })
      expect(await Book.count()).toBe(0)
    })

    it('are selected as instances of a model', async () => {
      const Book = sequelize.define(
        'Book',
        { name: { type: DataTypes.STRING, field: 'title' } },
        { tableName: 'book', timestamps: false },
      )
      await queryInterface.bulkInsert('book', [{ title: 'Emma' }])

      const [book] = await queryInterface.select(Book, 'book', { where: { name: 'Emma' } })

      expect(book).toBeInstanceOf(Book)
      expect((book as InstanceType<typeof Book>).get('name')).toBe('Emma')
    })

    it('give one value to rawSelect, in the data type asked for', async () => {
      await queryInterface.bulkInsert('book', [{ pages: 3 }, { pages: 4 }])
      const options = { attributes: [[sequelize.fn('sum', sequelize.col('pages')), 'total']] }

      expect(
        await queryInterface.rawSelect(
          'book',
          { ...options, dataType: DataTypes.INTEGER },
          'total',
        ),
      ).toBe(7)
      expect(
        await queryInterface.rawSelect('book', { where: { id: 99 }, attributes: ['id'] }, 'id'),
      ).toBeNull()
      await expect(queryInterface.rawSelect('book', {}, undefined as never)).rejects.toThrow(
        'Please pass an attribute selector!',
      )
    })

    it('refuse text that would become SQL', async () => {
      await expect(
        queryInterface.select(null, 'book', { limit: '1; DROP TABLE book' }),
      ).rejects.toThrow('limit must be a whole number')
      await expect(
        queryInterface.select(null, 'book', { where: { title: undefined } }),
      ).rejects.toThrow('undefined')
      await expect(queryInterface.bulkDelete('book', 'title = 1' as never)).rejects.toThrow(
        'where must be',
      )
    })
  })
})
