/** Association objects of v6's calls: their alias tells what an include of them loads. */
import { DataTypes, type HasMany, type HasManyOptions, Model } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { Author, Book, sequelize } from './library.js'

const books = Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
const author = Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
const editor = Book.belongsTo(Author, { as: { singular: 'editor', plural: 'editors' } })
const shelves = Book.belongsToMany(Author, {
  as: { singular: 'reader', plural: 'readers' },
  through: 'Readings',
})

expectEqual<typeof books.as, 'books'>(true)
expectEqual<typeof editor.as, 'editor'>(true)
expectEqual<typeof shelves.as, 'readers'>(true)

const authors = await Author.findAll({ include: [books] })
authors[0]!.books[0]!.title satisfies string
authors[0]!.name satisfies string
const nested = await Author.findOne({
  include: [{ association: books, include: [{ association: author, required: true }] }],
})
nested!.books[0]!.author.name satisfies string
const [book] = await Book.findAll({ include: [author, editor, shelves] })
book!.author?.name satisfies string | undefined
book!.editor?.name satisfies string | undefined
book!.readers[0]!.name satisfies string
// @ts-expect-error may be null
book!.author.name
// @ts-expect-error was not included
authors[0]!.books[0]!.author

const made = await Author.create(
  { name: 'Austen', books: [{ isbn: '1', title: 'Emma', binding: 'paperback', authorId: 1 }] },
  { include: [books] },
)
made.books[0]!.title satisfies string

// Without an alias, or with one that is known at run time only, all stays as in v6.
const unnamed = Author.hasMany(Book)
expectEqual<typeof unnamed, HasMany<InstanceType<typeof Author>, InstanceType<typeof Book>>>(true)
const options: HasManyOptions = { as: 'others' }
const others = Author.hasMany(Book, options)
const loose = await Author.findAll({ include: [unnamed, others, 'anything', { all: true }] })
expectEqual<typeof loose, InstanceType<typeof Author>[]>(true)
// @ts-expect-error no such option of the association
Author.hasMany(Book, { as: 'x', foreignKye: 'authorId' })

// Classes, too.
class Shelf extends Model {
  declare label: string
  declare copies?: Copy[]
}
class Copy extends Model {
  declare number: number
}
Shelf.init({ label: DataTypes.STRING }, { sequelize })
Copy.init({ number: DataTypes.INTEGER }, { sequelize })
const copies = Shelf.hasMany(Copy, { as: 'copies' })
const [shelf] = await Shelf.findAll({ include: copies })
shelf!.copies[0]!.number satisfies number
const same: Shelf[] = await Shelf.findAll({ include: ['copies', { model: Copy, as: 'copies' }] })
same[0]!.copies?.length
