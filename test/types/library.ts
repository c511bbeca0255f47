/** The lending library of the type tests, defined as users define it: types are inferred. */
import { DataTypes, Sequelize } from '../../lib/index.js'

export const sequelize = new Sequelize('sqlite::memory:', { logging: false })

export const Author = sequelize.define('Author', {
  name: { type: DataTypes.STRING, allowNull: false },
  born: DataTypes.DATEONLY,
})

export const Book = sequelize.define(
  'Book',
  {
    isbn: { type: DataTypes.STRING(13), primaryKey: true },
    title: { type: DataTypes.STRING, allowNull: false },
    subtitle: DataTypes.STRING,
    pages: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    price: DataTypes.DECIMAL(10, 2),
    copies: DataTypes.BIGINT,
    available: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
    binding: { type: DataTypes.ENUM('hardcover', 'paperback'), allowNull: false },
    tags: DataTypes.ARRAY(DataTypes.STRING),
    loanPeriod: DataTypes.RANGE(DataTypes.DATE),
    review: DataTypes.JSONB<{ stars: number; by: { name: string; verified: boolean } }>(),
    notes: DataTypes.JSON,
    cover: DataTypes.BLOB,
    authorId: { type: DataTypes.INTEGER, allowNull: false },
    published: DataTypes.DATE,
    spine: {
      type: DataTypes.VIRTUAL(DataTypes.STRING, ['title']),
      get() {
        return `${this.title}`
      },
    },
  },
  { paranoid: true, version: true },
)
