/** The lending library as tables, for statements without models. */
import { DataTypes } from '../../lib/data-types/index.js'
import { table } from '../../lib/expression/table-columns.js'

/** Books. */
export const book = table('book', {
  id: DataTypes.INTEGER,
  title: DataTypes.STRING,
  price: DataTypes.DOUBLE,
  isbn: DataTypes.BIGINT,
  published: DataTypes.DATE,
  lendable: DataTypes.BOOLEAN,
  cover: DataTypes.BLOB,
  meta: DataTypes.JSON,
  authorId: DataTypes.INTEGER,
})

/** Authors. */
export const author = table('author', { id: DataTypes.INTEGER, name: DataTypes.STRING })

/** Loans; their period is a range of dates where the dialect has ranges. */
export const loan = table('loan', {
  id: DataTypes.INTEGER,
  bookId: DataTypes.INTEGER,
  period: DataTypes.RANGE(DataTypes.DATEONLY),
  tags: DataTypes.ARRAY(DataTypes.STRING),
  notes: DataTypes.JSONB,
})
