/** The models of a library with branches, whose keys have several attributes, and rows for them. */
import { DataTypes, type Sequelize } from '../../lib/index.js'
import type { AnyModelClass } from './library-models.js'

/**
 * Libraries with branches: within a branch, authors, books and tags count from 1. Books and tags
 * share their `branchId` with the keys that refer to others of their branch.
 */
export function defineBranches(sequelize: Sequelize) {
  const define = (name: string, attributes: object): AnyModelClass =>
    sequelize.define(name, attributes as never, { timestamps: false }) as never
  const key = () => ({
    branchId: { type: DataTypes.INTEGER, primaryKey: true },
    id: { type: DataTypes.INTEGER, primaryKey: true },
  })
  const Author = define('Author', { ...key(), name: DataTypes.STRING })
  const Book = define('Book', { ...key(), title: DataTypes.STRING, pages: DataTypes.INTEGER })
  const Tag = define('Tag', { ...key(), label: DataTypes.STRING })
  const Reader = define('Reader', { name: DataTypes.STRING })
  const Shelf = define('Shelf', {
    room: { type: DataTypes.STRING(8), unique: 'place' },
    number: { type: DataTypes.INTEGER, unique: 'place' },
  })
  const Card = define('Card', { code: DataTypes.STRING })
  const Copy = define('Copy', { code: DataTypes.STRING, kind: DataTypes.STRING })
  const BookTag = define('BookTag', { weight: { type: DataTypes.INTEGER, defaultValue: 1 } })

  const authorKey = ['branchId', 'authorId']
  Book.belongsTo(Author, { as: 'author', foreignKey: authorKey })
  Author.hasMany(Book, { as: 'books', foreignKey: authorKey })
  const cardKey = ['authorBranch', { name: 'authorId', field: 'author_id' }]
  Author.hasOne(Card, { as: 'card', foreignKey: cardKey })
  Card.belongsTo(Author, { as: 'author', foreignKey: cardKey })
  const bookKey = ['bookBranch', 'bookId']
  Book.hasMany(Copy, { as: 'copies', foreignKey: bookKey })
  Copy.belongsTo(Book, { as: 'book', foreignKey: bookKey })
  Book.hasMany(Copy, {
    as: { plural: 'atlases', singular: 'atlas' },
    foreignKey: bookKey,
    scope: { kind: 'atlas' },
  })
  const place = { foreignKey: ['room', 'shelfNumber'] }
  Copy.belongsTo(Shelf, { as: 'shelf', ...place, targetKey: ['room', 'number'] })
  Shelf.hasMany(Copy, { as: 'copies', ...place, sourceKey: ['room', 'number'] })
  const toBook = ['branchId', 'bookId']
  const toTag = ['branchId', 'tagId']
  Book.belongsToMany(Tag, { as: 'tags', through: BookTag, foreignKey: toBook, otherKey: toTag })
  Tag.belongsToMany(Book, { as: 'books', through: BookTag, foreignKey: toTag, otherKey: toBook })
  Book.belongsToMany(Reader, { as: 'readers', through: 'Loans', foreignKey: bookKey })
  Reader.belongsToMany(Book, { as: 'books', through: 'Loans', otherKey: bookKey })
  Author.belongsToMany(Author, {
    as: 'friends',
    through: 'Friendships',
    foreignKey: ['fromBranch', 'fromId'],
    otherKey: ['toBranch', 'toId'],
  })
  return { Author, Book, Tag, Reader, Shelf, Card, Copy, BookTag }
}

/** The models. */
export type Branches = ReturnType<typeof defineBranches>

/** Fills the tables. */
export async function fillBranches({
  Author,
  Book,
  Tag,
  Reader,
  Shelf,
  Card,
  Copy,
  BookTag,
}: Branches) {
  await Author.bulkCreate([
    { branchId: 1, id: 1, name: 'Ada' },
    { branchId: 1, id: 2, name: 'Borges' },
    { branchId: 2, id: 1, name: 'Eco' },
    { branchId: 2, id: 2, name: 'Sappho' },
  ])
  await Book.bulkCreate([
    { branchId: 1, id: 1, title: 'Notes', pages: 60, authorId: 1 },
    { branchId: 1, id: 2, title: 'Fictions', pages: 180, authorId: 2 },
    { branchId: 1, id: 3, title: 'Labyrinths', pages: 250, authorId: 2 },
    { branchId: 1, id: 4, title: 'Anonymous', pages: 10 },
    { branchId: 2, id: 1, title: 'Rose', pages: 500, authorId: 1 },
    { branchId: 2, id: 2, title: 'Pendulum', pages: 600, authorId: 1 },
    { branchId: 2, id: 3, title: 'Poems', pages: 90, authorId: 2 },
  ])
  await Tag.bulkCreate([
    { branchId: 1, id: 1, label: 'maths' },
    { branchId: 1, id: 2, label: 'maze' },
    { branchId: 2, id: 1, label: 'monks' },
    { branchId: 2, id: 2, label: 'maze' },
  ])
  await BookTag.bulkCreate([
    { branchId: 1, bookId: 1, tagId: 1, weight: 5 },
    { branchId: 1, bookId: 2, tagId: 2, weight: 2 },
    { branchId: 1, bookId: 3, tagId: 2, weight: 3 },
    { branchId: 2, bookId: 1, tagId: 1, weight: 7 },
    { branchId: 2, bookId: 1, tagId: 2, weight: 8 },
  ])
  await Reader.bulkCreate([{ name: 'Rosa' }, { name: 'Ulf' }])
  await Shelf.bulkCreate([
    { room: 'A', number: 1 },
    { room: 'A', number: 2 },
    { room: 'B', number: 1 },
  ])
  await Card.bulkCreate([
    { code: 'c-ada', authorBranch: 1, authorId: 1 },
    { code: 'c-eco', authorBranch: 2, authorId: 1 },
    // A key of which a part is missing refers to nobody.
    { code: 'c-half', authorBranch: 1, authorId: null },
    { code: 'c-free' },
  ])
  await Copy.bulkCreate([
    { code: 'n1', bookBranch: 1, bookId: 1, room: 'A', shelfNumber: 1 },
    { code: 'n2', bookBranch: 1, bookId: 1, room: 'A', shelfNumber: 2, kind: 'atlas' },
    { code: 'r1', bookBranch: 2, bookId: 1, room: 'A', shelfNumber: null },
    { code: 'lost' },
  ])
}
