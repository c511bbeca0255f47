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
})
