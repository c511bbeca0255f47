/** What `define()` infers from the attribute object. */
import type { Attributes, CreationAttributes } from '../../lib/index.js'
import { DataTypes } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { Author, Book, sequelize } from './library.js'

type AuthorInstance = InstanceType<typeof Author>
type BookInstance = InstanceType<typeof Book>
type BookAttributes = Attributes<BookInstance>

// An implicit id and timestamps; null unless the attribute refuses it.
expectEqual<
  Attributes<AuthorInstance>,
  { id: number; name: string; born: string | null; createdAt: Date; updatedAt: Date }
>(true)

// Each data type gives its own type of value.
expectEqual<BookAttributes['isbn'], string>(true)
expectEqual<BookAttributes['subtitle'], string | null>(true)
expectEqual<BookAttributes['pages'], number>(true)
expectEqual<BookAttributes['price'], string | number | null>(true)
expectEqual<BookAttributes['copies'], string | number | null>(true)
expectEqual<BookAttributes['available'], boolean>(true)
expectEqual<BookAttributes['binding'], 'hardcover' | 'paperback'>(true)
expectEqual<BookAttributes['tags'], string[] | null>(true)
expectEqual<
  BookAttributes['review'],
  { stars: number; by: { name: string; verified: boolean } } | null
>(true)
expectEqual<BookAttributes['cover'], Buffer | null>(true)
expectEqual<BookAttributes['published'], Date | null>(true)
expectEqual<BookAttributes['spine'], string>(true)
expectEqual<BookAttributes['version'], number>(true)
expectEqual<BookAttributes['deletedAt'], Date | null>(true)
// A primary key of one's own replaces the implicit one.
expectEqual<'id' extends keyof BookAttributes ? true : false, false>(true)

// On creation, what may be null, has a default or is generated may be left out.
type BookCreation = CreationAttributes<BookInstance>
type RequiredKeys<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T]
expectEqual<RequiredKeys<BookCreation>, 'isbn' | 'title' | 'binding' | 'authorId'>(true)
expectEqual<RequiredKeys<CreationAttributes<AuthorInstance>>, 'name'>(true)

const book = await Book.create({
  isbn: '9780140449136',
  title: 'Emma',
  binding: 'paperback',
  authorId: 1,
  published: '1815-12-23',
  copies: 3n,
  price: '7.99',
  tags: ['novel'],
  review: { stars: 5, by: { name: 'Ada', verified: true } },
})
book.title satisfies string
book.spine satisfies string
book.save() satisfies Promise<typeof book>
expectEqual<ReturnType<typeof book.get<'pages'>>, number>(true)
new Book({ isbn: '1', title: 'Emma', binding: 'paperback', authorId: 1 })
Book.build({ isbn: '1', title: 'Emma', binding: 'paperback', authorId: 1 }).pages satisfies number
await Book.bulkCreate([{ isbn: '1', title: 'Emma', binding: 'paperback', authorId: 1 }])

// @ts-expect-error authorId is missing
await Book.create({ isbn: '1', title: 'Emma', binding: 'paperback' })
// @ts-expect-error one of two bindings
await Book.create({ isbn: '1', title: 'Emma', binding: 'scroll', authorId: 1 })
// @ts-expect-error pages may not be null
await Book.create({ isbn: '1', title: 'Emma', binding: 'paperback', authorId: 1, pages: null })
// @ts-expect-error the type argument of JSONB says what is in it
await Author.create({ name: 'Ada', review: { stars: 'many' } })
// @ts-expect-error the rows of bulkCreate are checked too
await Book.bulkCreate([{ title: 'Emma' }])
// @ts-expect-error and those of new
new Book({ title: 'Emma' })
// @ts-expect-error a field of the instance is no text
book.pages = 'many'
// @ts-expect-error no such data type
sequelize.define('Wrong', { name: { type: 5 } })

// Every way of naming a type.
class Money extends DataTypes.ABSTRACT {}
const Shelf = sequelize.define('Shelf', {
  a: { type: DataTypes.ENUM, values: ['x', 'y'] },
  b: DataTypes.ENUM({ values: ['p', 'q'] }),
  c: DataTypes.ARRAY(DataTypes.ENUM('u', 'v')),
  d: 'CIRCLE',
  e: Money,
  f: new DataTypes.STRING(20),
  g: DataTypes.BIGINT({ mode: 'bigint' }),
  h: DataTypes.FLOAT,
  i: DataTypes.HSTORE,
  j: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4, allowNull: false },
  k: DataTypes.NUMERIC(4, 1),
  l: { type: DataTypes.INTEGER.UNSIGNED, allowNull: false },
})
type ShelfAttributes = Attributes<InstanceType<typeof Shelf>>
expectEqual<ShelfAttributes['a'], 'x' | 'y' | null>(true)
expectEqual<ShelfAttributes['b'], 'p' | 'q' | null>(true)
expectEqual<ShelfAttributes['c'], ('u' | 'v')[] | null>(true)
expectEqual<ShelfAttributes['d'], any>(true)
expectEqual<ShelfAttributes['e'], any>(true)
expectEqual<ShelfAttributes['f'], string | null>(true)
expectEqual<ShelfAttributes['g'], bigint | null>(true)
expectEqual<ShelfAttributes['h'], number | null>(true)
expectEqual<ShelfAttributes['i'], Record<string, string | null> | null>(true)
expectEqual<ShelfAttributes['j'], string>(true)
expectEqual<ShelfAttributes['l'], number>(true)

// Getters and setters.
const Reader = sequelize.define('Reader', {
  email: {
    type: DataTypes.STRING,
    allowNull: false,
    get() {
      return { address: String(this.getDataValue('email')) }
    },
    set(value: string | { address: string }) {
      this.setDataValue('email', typeof value === 'string' ? value : value.address)
    },
  },
})
const reader = await Reader.create({ email: { address: 'ada@example.org' } })
expectEqual<typeof reader.email, { address: string }>(true)
expectEqual<Attributes<typeof reader>['email'], string>(true)
await Reader.findOne({ where: { email: 'ada@example.org' } })
