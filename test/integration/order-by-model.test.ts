/** Orders by the class of a model, of which several associations are included. */
import { beforeAll, expect, it } from 'vitest'
import { DataTypes, EagerLoadingError } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'
import { refusedUnsent } from '../support/statements.js'

forEachDialect({}, (target) => {
  const sequelize = createSequelize(target)
  const define = (name: string, attributes: object): AnyModelClass =>
    sequelize.define(name, attributes as never, { timestamps: false }) as never
  const Author = define('Author', { name: DataTypes.STRING })
  const Book = define('Book', { title: DataTypes.STRING })
  const Review = define('Review', { text: DataTypes.STRING })
  Book.belongsTo(Author, { as: 'writer', foreignKey: 'writerId' })
  Book.belongsTo(Author, { as: 'editor', foreignKey: 'editorId' })
  Review.belongsTo(Book, { as: 'book', foreignKey: 'bookId' })
  Review.belongsTo(Author, { as: 'critic', foreignKey: 'criticId' })
  Review.belongsTo(Author, { foreignKey: 'authorId' })

  beforeAll(async () => {
    await sequelize.sync({ force: true })
    await Author.bulkCreate([{ name: 'Ada' }, { name: 'Borges' }, { name: 'Calvino' }])
    await Book.bulkCreate([
      { writerId: 1, editorId: 3 },
      { writerId: 2, editorId: 2 },
      { writerId: 3, editorId: 1 },
    ])
    await Review.bulkCreate([
      { bookId: 1, criticId: 3, authorId: 1 },
      { bookId: 2, criticId: 1, authorId: 2 },
    ])
  })

  const ids = (rows: { id: number }[]) => rows.map(({ id }) => id)
  const both = ['writer', 'editor']

  it('are refused where it is not said which one, before anything is sent', async () => {
    const refused = async (model: AnyModelClass, options: object): Promise<string> => {
      const error = await refusedUnsent(sequelize, () => model.findAll(options))
      expect(error).toBeInstanceOf(EagerLoadingError)
      return error.message
    }
    expect(await refused(Book, { include: both, order: [[Author, 'name', 'DESC']] })).toBe(
      'Book.findAll: order by Author, which is included as "writer" and as "editor". ' +
        "Name the one to order by:\n  order: [['writer', 'id']]\n  order: [['editor', 'id']]",
    )
    await refused(Book, { include: both, order: [[{ model: Author }, 'name']] })
    const nested = { include: [{ association: 'book', include: both }] }
    expect(await refused(Review, { ...nested, order: [[Book, Author, 'name']] })).toContain(
      "order: [['book', 'writer', 'id']]",
    )
  })

  it('take the one that is named', async () => {
    const found = async (order: unknown[]) =>
      ids((await Book.findAll({ include: both, order } as never)) as never)
    expect(await found([['writer', 'name', 'DESC']])).toEqual([3, 2, 1])
    expect(await found([[{ model: Author, as: 'editor' }, 'name', 'DESC']])).toEqual([1, 2, 3])
    expect(await found([[Book.associations['editor'], 'name', 'DESC']])).toEqual([1, 2, 3])
  })

  it('take the only one that is included', async () => {
    const order = [[Author, 'name', 'DESC']]
    expect(ids((await Book.findAll({ include: 'editor', order } as never)) as never)).toEqual([
      1, 2, 3,
    ])
  })

  it('take the association without an alias, whichever is included first', async () => {
    for (const include of [
      ['critic', 'Author'],
      ['Author', 'critic'],
    ]) {
      const found = await Review.findAll({ include, order: [[Author, 'name', 'DESC']] } as never)
      expect(ids(found as never)).toEqual([2, 1])
    }
  })
})
