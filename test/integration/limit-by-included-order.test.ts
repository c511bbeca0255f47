import { expect, it } from 'vitest'
import { DataTypes, literal, Op } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

const options = { timestamps: false }
const uuids = ['30000000', '10000000', '20000000'].map((id) => `${id}-0000-4000-8000-000000000000`)

forEachDialect({}, (target) => {
  it('pages are ordered by included columns of every type', async () => {
    const sequelize = createSequelize(target)
    const Parent: any = sequelize.define('Parent', { n: DataTypes.INTEGER }, options)
    const types = {
      flag: DataTypes.BOOLEAN,
      uuid: DataTypes.UUID,
      text: DataTypes.STRING,
      at: DataTypes.DATE(3),
      price: DataTypes.DECIMAL(6, 2),
      kind: DataTypes.ENUM('a', 'b', 'c'),
    }
    const Child: any = sequelize.define('Child', types, options)
    Parent.hasMany(Child, { as: 'children', foreignKey: 'parentId' })
    await sequelize.sync({ force: true })
    await Parent.bulkCreate([{ n: 1 }, { n: 2 }, { n: 3 }])
    const children = [0, 1, 2].map((n) => ({
      parentId: n + 1,
      flag: n === 0,
      uuid: uuids[n],
      text: ['z', 'x', 'y'][n],
      at: new Date(Date.UTC(2003 - n)),
      price: [30, 10, 20][n],
      kind: ['c', 'a', 'b'][n],
    }))
    await Child.bulkCreate(children)
    await Child.bulkCreate(children)
    for (const name of Object.keys(types)) {
      const [first] = await Parent.findAll({
        include: 'children',
        order: [['children', name, 'DESC'], 'id'],
        limit: 1,
      })
      expect([name, first.id, first.children.length]).toEqual([name, 1, 2])
      const [child] = await Child.findAll({ order: [[name, 'ASC'], 'id'], limit: 1 })
      const [last] = await Parent.findAll({
        include: { association: 'children', required: true },
        order: [['children', name, 'ASC'], 'id'],
        limit: 1,
      })
      expect([name, last.id]).toEqual([name, child.parentId])
    }
  })

  it('SQL text names included columns under a limit, too', async () => {
    const sequelize = createSequelize(target)
    const Author: any = sequelize.define('Writer', { name: DataTypes.STRING }, options)
    const Book: any = sequelize.define('Work', { year: DataTypes.INTEGER }, options)
    const Tag: any = sequelize.define('Mark', { rank: DataTypes.INTEGER }, options)
    Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
    Book.hasMany(Tag, { as: 'tags', foreignKey: 'bookId' })
    await sequelize.sync({ force: true })
    await Author.bulkCreate([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
    await Book.bulkCreate([
      { year: 1, authorId: 1 },
      { year: 5, authorId: 2 },
      { year: 2, authorId: 2 },
      { year: 9, authorId: 1 },
    ])
    await Tag.bulkCreate([
      { rank: 1, bookId: 2 },
      { rank: 2, bookId: 3 },
    ])
    const quote = target.dialect === 'postgres' ? '"' : '`'
    const found = async (finder: object) =>
      (await Author.findAll({ include: 'books', limit: 1, ...finder })).map((author: any) => [
        author.id,
        author.books.map((book: any) => book.year).toSorted(),
      ])
    const year = `${quote}books${quote}.${quote}year${quote}`
    expect(await found({ where: literal(`${year} = 5`) })).toEqual([[2, [5]]])
    expect(
      await found({ where: { [Op.and]: [literal('books.year > 1')] }, order: ['id'] }),
    ).toEqual([[1, [9]]])
    const hasBooks = { association: 'books', required: true }
    for (const order of [
      [[literal(year), 'DESC']],
      literal(`${year} DESC`),
      literal('books.year desc'),
    ]) {
      expect(await found({ include: hasBooks, order })).toEqual([[1, [1, 9]]])
      expect(await found({ include: hasBooks, order, offset: 1 })).toEqual([[2, [2, 5]]])
    }
    expect(await found({ include: hasBooks, order: [[literal(year), 'ASC']] })).toEqual([
      [1, [1, 9]],
    ])
    const rank = `${quote}books->tags${quote}.${quote}rank${quote}`
    const deep = { association: 'books', include: ['tags'] }
    expect(await found({ include: deep, where: literal(`${rank} = 2`) })).toEqual([[2, [2]]])
    // An alias within another word, or without a column, is no name of it.
    expect(await found({ where: literal("'mybooks.year' <> 'books'"), order: ['id'] })).toEqual([
      [1, [1, 9]],
    ])
  })

  it('pages are slices, with nulls and several included columns in the order', async () => {
    const sequelize = createSequelize(target)
    const Parent: any = sequelize.define('Owner', { n: DataTypes.INTEGER }, options)
    const types = { a: DataTypes.INTEGER, b: DataTypes.INTEGER, f: DataTypes.BOOLEAN }
    const Child: any = sequelize.define('Thing', types, options)
    Parent.hasMany(Child, { as: 'things', foreignKey: 'ownerId' })
    await sequelize.sync({ force: true })
    await Parent.bulkCreate(Array.from({ length: 6 }, (_, n) => ({ n })))
    await Child.bulkCreate([
      { a: 1, b: 9, f: true, ownerId: 1 },
      { a: 5, b: 1, f: false, ownerId: 1 },
      { a: 1, b: 3, f: null, ownerId: 2 },
      { a: null, b: 4, f: false, ownerId: 2 },
      { a: 2, b: null, f: true, ownerId: 3 },
      { a: 1, b: 2, f: null, ownerId: 4 },
      { a: null, b: 2, f: null, ownerId: 5 },
    ])
    const path = (name: string, direction: string): unknown[] => ['things', name, direction]
    const directions = ['ASC', 'DESC', 'ASC NULLS FIRST', 'ASC NULLS LAST', 'DESC NULLS FIRST']
    for (const direction of directions) {
      for (const order of [
        [path('a', direction)],
        [path('f', direction)],
        [path('a', direction), path('b', 'DESC')],
        [path('a', direction), path('b', 'ASC')],
        ['n', path('a', direction), path('b', 'ASC')],
        [[literal('things.a + 1'), direction], path('b', 'ASC')],
      ]) {
        const finder = { include: 'things', order: [...order, ['id', 'DESC']] }
        const ids = (owners: any[]): unknown[] => owners.map(({ id }) => id)
        const all = ids(await Parent.findAll(finder))
        for (const [offset, limit] of [
          [0, 1],
          [0, 3],
          [2, 2],
          [3, 5],
        ]) {
          const page = await Parent.findAll({ ...finder, limit, offset })
          expect([JSON.stringify(order), ids(page)]).toEqual([
            JSON.stringify(order),
            all.slice(offset, offset! + limit!),
          ])
        }
      }
    }
  })
})
