/** The options of lazy loads: where they are taken, and which values they have. */
import {
  DataTypes,
  type HasManyCountAssociationsMixin,
  type HasManyGetAssociationsMixin,
  type LazyLoadingOptions,
  type Model,
  Sequelize,
  type StrictLoading,
  StrictLoadingError,
} from '../../lib/index.js'
import { expectEqual } from './expect-type.js'

const sequelize = new Sequelize({
  dialect: 'sqlite',
  strictLoading: 'warn',
  batchLazyLoading: true,
})
// @ts-expect-error: no such value
new Sequelize({ dialect: 'sqlite', strictLoading: 'error' })
// @ts-expect-error: neither true nor false
new Sequelize({ dialect: 'sqlite', batchLazyLoading: 'yes' })

const Book = sequelize.define(
  'Book',
  { title: DataTypes.STRING },
  { strictLoading: 'throw', batchLazyLoading: false },
)
// @ts-expect-error: no such value
sequelize.define('Wrong', { title: DataTypes.STRING }, { strictLoading: true })

export async function finders(): Promise<void> {
  const options: LazyLoadingOptions = { strictLoading: 'throw', batchLazyLoading: true }
  const books = await Book.findAll({ ...options, include: [{ all: true }] })
  expectEqual<(typeof books)[number]['title'], string | null>(true)
  await Book.findOne({ strictLoading: 'off', include: { association: 'tags', ...options } })
  await Book.findByPk(1, { batchLazyLoading: true })
  await Book.findAndCountAll(options)
  await books[0]!.reload(options)
  await Book.bulkCreate([{ title: 'Emma' }], options)
  // @ts-expect-error: no such value
  await Book.findAll({ strictLoading: 'never' })
}

declare const author: {
  getBooks: HasManyGetAssociationsMixin<Model>
  countBooks: HasManyCountAssociationsMixin
}

export async function getters(): Promise<void> {
  await author.getBooks({ strictLoading: 'off', batchLazyLoading: true })
  await author.countBooks({ strictLoading: 'off' })
  // @ts-expect-error: no such value
  await author.countBooks({ strictLoading: 'no' })
}

export function errors(error: unknown): void {
  if (!(error instanceof StrictLoadingError)) return
  expectEqual<(typeof error)['model'], string>(true)
  expectEqual<(typeof error)['association'], string>(true)
  expectEqual<(typeof error)['siblings'], number>(true)
}

expectEqual<StrictLoading, 'off' | 'warn' | 'throw'>(true)
