/** The sample domain of the tests as models: a lending library, and rows to query. */
import { DataTypes, type ModelStatic, type Sequelize } from '../../lib/index.js'

/**
 * The class of a model. Instances are `any`: which methods and values associations and includes add
 * to them depends on calls, of which types know nothing.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyModelClass = ModelStatic<any>

/** The models of the lending library, with their associations. */
export interface Library {
  readonly sequelize: Sequelize
  /** has many `books` */
  readonly Author: AnyModelClass
  /** belongs to an `author`, has many `copies`, has `tags` through BookTag */
  readonly Book: AnyModelClass
  /** belongs to a `book` (always) and a `shelf` (perhaps), has one `loan` */
  readonly Copy: AnyModelClass
  /** underscored, has many `copies` */
  readonly Shelf: AnyModelClass
  /** paranoid, has many `loans` */
  readonly Reader: AnyModelClass
  /** belongs to a `reader` and a `copy` */
  readonly Loan: AnyModelClass
  /** has `books` through BookTag */
  readonly Tag: AnyModelClass
  /** primary key of two columns, and a `weight` */
  readonly BookTag: AnyModelClass
}

/** Defines the models of the library and their associations. */
export function defineLibrary(sequelize: Sequelize): Library {
  const library = { sequelize, ...defineWorks(sequelize), ...defineLending(sequelize) }
  const { Author, Book, BookTag, Copy, Loan, Reader, Shelf, Tag } = library
  Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
  Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
  Book.hasMany(Copy, { as: 'copies', foreignKey: { name: 'bookId', allowNull: false } })
  Copy.belongsTo(Book, { as: 'book', foreignKey: { name: 'bookId', allowNull: false } })
  Shelf.hasMany(Copy, { as: 'copies', foreignKey: 'shelfId' })
  Copy.belongsTo(Shelf, { as: 'shelf', foreignKey: 'shelfId' })
  Copy.hasOne(Loan, { as: 'loan', foreignKey: 'copyId' })
  Loan.belongsTo(Copy, { as: 'copy', foreignKey: 'copyId' })
  Reader.hasMany(Loan, { as: 'loans', foreignKey: 'readerId' })
  Loan.belongsTo(Reader, { as: 'reader', foreignKey: 'readerId' })
  Book.belongsToMany(Tag, { through: BookTag, as: 'tags', foreignKey: 'bookId', otherKey: 'tagId' })
  Tag.belongsToMany(Book, {
    through: BookTag,
    as: 'books',
    foreignKey: 'tagId',
    otherKey: 'bookId',
  })
  return library
}

function defineWorks(sequelize: Sequelize) {
  const Author = sequelize.define('Author', {
    name: { type: DataTypes.STRING, allowNull: false },
    country: DataTypes.STRING(2),
    bornOn: DataTypes.DATEONLY,
    rating: DataTypes.DOUBLE,
  })
  const Book = sequelize.define('Book', {
    title: { type: DataTypes.STRING, allowNull: false },
    pages: DataTypes.INTEGER,
    price: DataTypes.DECIMAL(10, 2),
    isbn: { type: DataTypes.BIGINT, unique: true },
    published: DataTypes.DATE,
    lendable: { type: DataTypes.BOOLEAN, defaultValue: true },
    genre: DataTypes.ENUM('novel', 'poetry', 'essay'),
    meta: DataTypes.JSON,
  })
  const Tag = sequelize.define(
    'Tag',
    { label: { type: DataTypes.STRING, unique: true } },
    { timestamps: false },
  )
  const BookTag = sequelize.define(
    'BookTag',
    { weight: { type: DataTypes.INTEGER, defaultValue: 1 } },
    { timestamps: false },
  )
  return { Author, Book, Tag, BookTag } as unknown as Pick<
    Library,
    'Author' | 'Book' | 'Tag' | 'BookTag'
  >
}

function defineLending(sequelize: Sequelize) {
  const Shelf = sequelize.define(
    'Shelf',
    { label: DataTypes.STRING, roomNumber: DataTypes.INTEGER },
    { underscored: true },
  )
  const Copy = sequelize.define(
    'Copy',
    { code: { type: DataTypes.STRING, unique: true }, condition: DataTypes.STRING },
    { timestamps: false },
  )
  const Reader = sequelize.define(
    'Reader',
    { name: DataTypes.STRING, email: { type: DataTypes.STRING, unique: true } },
    { paranoid: true },
  )
  const Loan = sequelize.define(
    'Loan',
    {
      dueOn: DataTypes.DATEONLY,
      returned: { type: DataTypes.BOOLEAN, defaultValue: false },
      fine: DataTypes.INTEGER,
    },
    { timestamps: false },
  )
  return { Shelf, Copy, Reader, Loan } as unknown as Pick<
    Library,
    'Shelf' | 'Copy' | 'Reader' | 'Loan'
  >
}

/** Empties the tables of the library and lets primary keys count from 1 again. */
export async function emptyLibrary({ sequelize }: Library): Promise<void> {
  await sequelize.truncate({ cascade: true, restartIdentity: true, force: true })
}

/** Fills empty tables with the rows below; primary keys count from 1. */
export async function fillLibrary(library: Library): Promise<void> {
  const { Author, Book, BookTag, Copy, Loan, Reader, Shelf, Tag } = library
  await Author.bulkCreate(authors)
  await Book.bulkCreate(books)
  await Tag.bulkCreate(['classic', 'maths', 'maze', 'verse', 'unused'].map((label) => ({ label })))
  await BookTag.bulkCreate(bookTags.map(([bookId, tagId, weight]) => ({ bookId, tagId, weight })))
  await Shelf.bulkCreate(shelves)
  await Copy.bulkCreate(copies)
  await Reader.bulkCreate(readers)
  await Loan.bulkCreate(loans)
}

/** Rows of Author. The last one has no books. */
const authors = [
  { name: 'Ada', country: 'GB', bornOn: '1815-12-10', rating: 4.5 },
  { name: 'Borges', country: 'AR', bornOn: '1899-08-24', rating: 4.75 },
  { name: 'Calvino', country: 'IT', bornOn: '1923-10-15', rating: 4.25 },
  { name: 'Dickinson', country: 'US', bornOn: '1830-12-10', rating: null },
  { name: 'Nobody', country: null, bornOn: null, rating: null },
]

/** Rows of Book: of Ada, Borges (2), Calvino, Dickinson (2), and nobody. */
const books = [
  {
    title: 'Notes',
    pages: 66,
    price: '12.50',
    isbn: '9007199254740993',
    published: new Date('1843-09-01T00:00:00.000Z'),
    genre: 'essay',
    meta: { lang: 'en', size: { height: 20 }, topics: ['machines', 'maths'] },
    authorId: 1,
  },
  {
    title: 'Ficciones',
    pages: 174,
    price: '20.00',
    isbn: '2',
    published: new Date('1944-05-06T07:08:09.010Z'),
    genre: 'novel',
    meta: { lang: 'es', size: { height: 18 }, signed: true },
    authorId: 2,
  },
  {
    title: 'The Aleph',
    pages: 160,
    price: '18.99',
    isbn: '3',
    published: null,
    lendable: false,
    genre: 'novel',
    meta: { lang: 'es', size: null },
    authorId: 2,
  },
  {
    title: 'Invisible Cities',
    pages: 165,
    price: '15.00',
    isbn: '4',
    published: new Date('1972-01-01T12:00:00.000Z'),
    genre: 'novel',
    meta: { lang: 'it' },
    authorId: 3,
  },
  {
    title: 'Poems',
    pages: 300,
    price: '9.99',
    isbn: '5',
    published: null,
    genre: 'poetry',
    meta: null,
    authorId: 4,
  },
  {
    title: '100% Letters_',
    pages: 90,
    price: null,
    isbn: '6',
    published: new Date('2020-02-29T23:59:59.999Z'),
    genre: 'poetry',
    meta: null,
    authorId: 4,
  },
  {
    title: 'Anonymous',
    pages: null,
    price: '0.00',
    isbn: null,
    published: null,
    genre: null,
    meta: null,
    authorId: null,
  },
]

/** Rows of BookTag: book, tag, weight. */
const bookTags: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 2, 5],
  [2, 1, 2],
  [2, 3, 9],
  [3, 3, 3],
  [4, 1, 4],
  [5, 4, 1],
]

const shelves = [
  { label: 'A', roomNumber: 1 },
  { label: 'B', roomNumber: 1 },
  { label: 'C', roomNumber: 2 },
]

const copies = [
  { code: 'c-1', condition: 'good', bookId: 1, shelfId: 1 },
  { code: 'c-2', condition: 'worn', bookId: 1, shelfId: 2 },
  { code: 'c-3', condition: 'good', bookId: 2, shelfId: 1 },
  { code: 'c-4', condition: 'good', bookId: 2, shelfId: null },
  { code: 'c-5', condition: 'lost', bookId: 3, shelfId: null },
  { code: 'c-6', condition: 'worn', bookId: 4, shelfId: 2 },
  { code: 'c-7', condition: null, bookId: 5, shelfId: 2 },
]

/** Rows of Reader; Tom has been deleted. */
const readers = [
  { name: 'Rosa', email: 'rosa@example.org' },
  { name: 'Sam', email: 'sam@example.org' },
  { name: 'Tom', email: 'tom@example.org', deletedAt: new Date('2021-01-01T00:00:00Z') },
  { name: 'Una', email: null },
]

const loans = [
  { dueOn: '2022-02-01', returned: true, fine: 3, readerId: 1, copyId: 1 },
  { dueOn: '2022-02-05', returned: false, fine: null, readerId: 1, copyId: 3 },
  { dueOn: '2022-04-01', returned: false, fine: 0, readerId: 2, copyId: 6 },
  { dueOn: '2022-04-02', returned: true, fine: 5, readerId: 3, copyId: 7 },
]
