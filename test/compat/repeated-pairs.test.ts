/** Many-to-many where a pair is there several times, beside v6. */
import { describe } from 'vitest'
import { onEmptyDatabase, type Setting } from './support.js'

/** Of several rows of a pair v6 shows the last, which is the same one each time in SQLite alone. */
const inOrder = { only: 'sqlite' } as const
const hidden = { attributes: [] }

describe('pairs that are there several times, beside v6', () => {
  onEmptyDatabase(({ same, differs }) => {
    const found = (title: string, options: object, only: { only?: 'sqlite' } = {}) =>
      same(
        title,
        async (setting) => {
          const { Reader } = await defineLoans(setting)
          return Reader.findAll({ order: [['id'], ['books', 'id']], ...options })
        },
        only,
      )
    const books = (options: object) => ({ include: [{ association: 'books', ...options }] })
    found('an include', books({}), inOrder)
    found('some through attributes', books({ through: { attributes: ['day'] } }), inOrder)
    found('no through attributes', books({ through: hidden }))
    found('some attributes', books({ attributes: ['title'], through: hidden }))
    found('a condition on the through rows', books({ through: { where: { day: 3 } } }))
    found('required', books({ required: true, through: hidden }))
    found('an include below', {
      ...books({ through: hidden, include: ['copies'] }),
      order: [['id'], ['books', 'id'], ['books', 'copies', 'id']],
    })
    found('a limit', { ...books({ through: hidden }), limit: 2 })
    found('raw rows', { ...books({ attributes: ['id'], through: hidden }), raw: true })
    same('an order by through rows', async (setting) => {
      const { Reader, Loan } = await defineLoans(setting)
      const order = [['id'], ['books', Loan, 'day', 'DESC']]
      return Reader.findAll({ ...books({ through: { attributes: ['day'] } }), order })
    })
    same('beside another list', async (setting) => {
      const { Book } = await defineLoans(setting)
      const readers = { association: 'readers', through: hidden }
      const order = [['id'], ['readers', 'id'], ['copies', 'id']]
      return Book.findAll({ include: [readers, 'copies'], order })
    })
    same('the getter and the counts', async (setting) => {
      const { Reader } = await defineLoans(setting)
      const rosa = await Reader.findByPk(1)
      const order = [[setting['col']('Loan.id'), 'ASC']]
      return [
        await rosa.getBooks({ order }),
        await rosa.getBooks({ order, joinTableAttributes: ['day'], limit: 2 }),
        await rosa.getBooks({ order, limit: 1, offset: 1 }),
        await rosa.countBooks(),
        await rosa.hasBooks([1, 2]),
        await Reader.count({ include: ['books'] }),
        await Reader.count({ include: ['books'], distinct: true }),
      ]
    })
    differs(
      'the getter with an include',
      async (setting) => {
        const { Reader } = await defineLoans(setting)
        const rosa = await Reader.findByPk(1)
        const order = [[setting['col']('Loan.id'), 'ASC']]
        const found = await rosa.getBooks({ order, include: ['copies'] })
        return found.map(({ id }: Setting) => id)
      },
      {
        because: 'an include does not change how many rows a getter finds',
        v6: [1, 2],
        relata: [1, 1, 2],
      },
    )
  })
})

async function defineLoans({ sequelize, DataTypes }: Setting): Promise<Setting> {
  const plain = { timestamps: false }
  const Reader = sequelize.define('Reader', { name: DataTypes.STRING }, plain)
  const Book = sequelize.define('Book', { title: DataTypes.STRING }, plain)
  const Copy = sequelize.define('Copy', { code: DataTypes.STRING }, plain)
  const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
  const Loan = sequelize.define('Loan', { id, day: DataTypes.INTEGER }, plain)
  const through = { model: Loan, unique: false }
  Reader.belongsToMany(Book, {
    as: 'books',
    through,
    foreignKey: 'readerId',
    otherKey: 'bookId',
  })
  Book.belongsToMany(Reader, {
    as: 'readers',
    through,
    foreignKey: 'bookId',
    otherKey: 'readerId',
  })
  Book.hasMany(Copy, { as: 'copies', foreignKey: 'bookId' })
  await sequelize.sync()
  await Reader.bulkCreate([{ name: 'Rosa' }, { name: 'Ulf' }, { name: 'Sam' }])
  await Book.bulkCreate([{ title: 'Emma' }, { title: 'Rose' }])
  await Copy.bulkCreate([
    { code: 'e1', bookId: 1 },
    { code: 'e2', bookId: 1 },
  ])
  const loans = [
    [1, 1, 3],
    [1, 1, 5],
    [1, 2, 1],
    [2, 1, 2],
    [2, 1, 4],
  ]
  await Loan.bulkCreate(loans.map(([readerId, bookId, day]) => ({ readerId, bookId, day })))
  return { Reader, Book, Copy, Loan }
}
