/** The lending library, defined through either library, and its rows, written as raw SQL. */
import type { Setting } from './support.js'

/**
 * Defines the models and their associations: all four kinds, some with aliases, a self-association
 * of each arity, a paranoid model (Reader), an underscored one (Shelf), composite keys (BookTag).
 */
export function defineLibrary(lib: Setting, sequelize: Setting): Setting {
  const models = { ...defineWorks(lib, sequelize), ...defineLending(lib, sequelize) }
  const { Author, Book, BookTag, Copy, Loan, Passport, Reader, Shelf, Tag } = models
  Author.hasMany(Book)
  Book.belongsTo(Author)
  Author.belongsTo(Author, { as: 'mentor', foreignKey: 'mentorId' })
  Author.hasMany(Author, { as: 'pupils', foreignKey: 'mentorId' })
  Book.hasMany(Copy, { as: 'copies', foreignKey: { name: 'bookId', allowNull: false } })
  Copy.belongsTo(Book, { as: 'book', foreignKey: { name: 'bookId', allowNull: false } })
  Shelf.hasMany(Copy, { as: 'copies', foreignKey: 'shelfId' })
  Copy.belongsTo(Shelf, { as: 'shelf', foreignKey: 'shelfId' })
  Book.belongsToMany(Tag, { through: BookTag, as: 'tags' })
  Tag.belongsToMany(Book, { through: BookTag, as: 'books' })
  Book.hasMany(BookTag)
  BookTag.belongsTo(Book)
  Reader.hasMany(Loan, { as: 'loans', foreignKey: 'readerId' })
  Loan.belongsTo(Reader, { as: 'reader', foreignKey: 'readerId' })
  Copy.hasOne(Loan, { as: 'loan', foreignKey: 'copyId' })
  Loan.belongsTo(Copy, { as: 'copy', foreignKey: 'copyId' })
  Reader.hasOne(Passport)
  Passport.belongsTo(Reader)
  const friendship = { through: 'Friendship', timestamps: false }
  Reader.belongsToMany(Reader, {
    ...friendship,
    as: 'friends',
    foreignKey: 'readerId',
    otherKey: 'friendId',
  })
  return models
}

function defineWorks({ DataTypes }: Setting, sequelize: Setting) {
  const Author = sequelize['define']('Author', {
    name: { type: DataTypes.STRING, allowNull: false },
    country: DataTypes.STRING(2),
    bornOn: DataTypes.DATEONLY,
    rating: DataTypes.DOUBLE,
  })
  const Book = sequelize['define']('Book', {
    title: { type: DataTypes.STRING, allowNull: false },
    pages: DataTypes.INTEGER,
    price: DataTypes.DECIMAL(10, 2),
    isbn: { type: DataTypes.BIGINT, unique: true },
    published: DataTypes.DATE,
    lendable: { type: DataTypes.BOOLEAN, defaultValue: true },
    genre: DataTypes.ENUM('novel', 'poetry', 'essay'),
    cover: DataTypes.BLOB,
    meta: DataTypes.JSONB,
  })
  const Tag = sequelize['define'](
    'Tag',
    { label: { type: DataTypes.STRING, unique: true } },
    { timestamps: false },
  )
  const BookTag = sequelize['define'](
    'BookTag',
    { weight: { type: DataTypes.INTEGER, defaultValue: 1 } },
    { timestamps: false },
  )
  return { Author, Book, Tag, BookTag }
}

function defineLending({ DataTypes }: Setting, sequelize: Setting) {
  const Shelf = sequelize['define'](
    'Shelf',
    {
      label: DataTypes.STRING,
      roomNumber: DataTypes.INTEGER,
      level: { type: DataTypes.INTEGER, field: 'lvl' },
    },
    { underscored: true },
  )
  const Copy = sequelize['define'](
    'Copy',
    { code: { type: DataTypes.STRING, unique: true }, condition: DataTypes.STRING },
    { timestamps: false },
  )
  const Reader = sequelize['define'](
    'Reader',
    { name: DataTypes.STRING, email: { type: DataTypes.STRING, unique: true } },
    { paranoid: true },
  )
  const Passport = sequelize['define'](
    'Passport',
    { number: DataTypes.STRING, note: DataTypes.TEXT },
    { timestamps: false },
  )
  const Loan = sequelize['define'](
    'Loan',
    {
      lentAt: DataTypes.DATE,
      dueOn: DataTypes.DATEONLY,
      returned: { type: DataTypes.BOOLEAN, defaultValue: false },
      fine: DataTypes.INTEGER,
    },
    { timestamps: false },
  )
  return { Shelf, Copy, Reader, Passport, Loan }
}

const then = '2020-01-02 03:04:05.678 +00:00'
const json = (value: unknown) => JSON.stringify(value)

/** Rows by table, parents first; primary keys are left to the database and count from 1. */
const rows: readonly { table: string; columns: readonly string[]; rows: unknown[][] }[] = [
  {
    table: 'Authors',
    columns: ['name', 'country', 'bornOn', 'rating', 'mentorId', 'createdAt', 'updatedAt'],
    rows: [
      ['Ada', 'GB', '1815-12-10', 4.5, null, then, then],
      ['Borges', 'AR', '1899-08-24', 4.75, null, then, then],
      ['Calvino', 'IT', '1923-10-15', 4.25, 2, then, then],
      ['Dickinson', 'US', '1830-12-10', null, 1, then, then],
      ['Eco', 'IT', null, 3.5, 3, then, then],
      ['Nobody', null, null, null, null, then, then],
    ],
  },
  {
    table: 'Books',
    columns: [
      ...['title', 'pages', 'price', 'isbn', 'published', 'lendable', 'genre', 'cover', 'meta'],
      ...['createdAt', 'updatedAt', 'AuthorId'],
    ],
    rows: [
      [
        ...['Notes', 66, '12.50', '9000000001', '1843-09-01 00:00:00.000 +00:00', true, 'essay'],
        ...[Buffer.from('00ff10', 'hex'), json({ a: { b: 1 }, list: ['x', 'y'] }), then, then, 1],
      ],
      [
        ...['Ficciones', 174, '20.00', '9000000002', '1944-05-06 07:08:09.010 +00:00', true],
        ...['novel', null, json({ a: { b: 2 }, lang: 'es', out: true }), then, then, 2],
      ],
      [
        ...['The Aleph', 160, '18.99', '9000000003', null, false, 'novel'],
        ...[null, json({ a: null, lang: 'es', when: '2020-02-03' }), then, then, 2],
      ],
      [
        ...['Invisible Cities', 165, '15.00', '9000000004', '1972-01-01 12:00:00.000 +00:00'],
        ...[true, 'novel', null, json({ lang: 'it', list: [] }), then, then, 3],
      ],
      [
        ...['100% Cotton_Trees', 90, null, '9000000005', '2020-02-29 23:59:59.999 +00:00', true],
        ...['poetry', null, null, then, then, 4],
      ],
      [
        'Poems',
        300,
        '9.99',
        '9000000006',
        null,
        null,
        'poetry',
        null,
        json([1, 2, 3]),
        then,
        then,
        4,
      ],
      [
        ...['Foucault', 641, '25.25', '9000000007', '1988-10-01 00:00:00.000 +00:00', true],
        ...['novel', null, json({ a: { b: '3' }, 'odd key': 'o', n: 1.5 }), then, then, 5],
      ],
      ['Anonymous', null, '0.00', null, null, true, null, null, null, then, then, null],
    ],
  },
  {
    table: 'Tags',
    columns: ['label'],
    rows: [['classic'], ['maths'], ['maze'], ['verse'], ['unused']],
  },
  {
    table: 'BookTags',
    columns: ['weight', 'BookId', 'TagId'],
    rows: [
      [1, 1, 1],
      [5, 1, 2],
      [2, 2, 1],
      [9, 2, 3],
      [3, 3, 3],
      [4, 4, 1],
      [1, 6, 4],
      [7, 7, 3],
    ],
  },
  {
    table: 'shelves',
    columns: ['label', 'room_number', 'lvl', 'created_at', 'updated_at'],
    rows: [
      ['A', 1, 0, then, then],
      ['B', 1, 2, then, then],
      ['C', 2, -1, then, then],
    ],
  },
  {
    table: 'Copies',
    columns: ['code', 'condition', 'bookId', 'shelfId'],
    rows: [
      ['c-1', 'good', 1, 1],
      ['c-2', 'worn', 1, 2],
      ['c-3', 'good', 2, 1],
      ['c-4', 'good', 2, null],
      ['c-5', 'lost', 3, null],
      ['c-6', 'worn', 4, 2],
      ['c-7', 'good', 6, 2],
      ['c-8', null, 7, 1],
    ],
  },
  {
    table: 'Readers',
    columns: ['name', 'email', 'createdAt', 'updatedAt', 'deletedAt'],
    rows: [
      ['Rosa', 'rosa@example.org', then, then, null],
      ['Sam', 'sam@example.org', then, then, null],
      ['Tom', 'tom@example.org', then, then, '2021-01-01 00:00:00.000 +00:00'],
      ['Una', null, then, then, null],
    ],
  },
  {
    table: 'Passports',
    columns: ['number', 'note', 'ReaderId'],
    rows: [
      ['P1', 'first', 1],
      ['P2', null, 2],
      ['P3', 'gone', 3],
    ],
  },
  {
    table: 'Loans',
    columns: ['lentAt', 'dueOn', 'returned', 'fine', 'readerId', 'copyId'],
    rows: [
      ['2022-01-01 10:00:00.000 +00:00', '2022-02-01', true, 3, 1, 1],
      ['2022-01-05 10:00:00.000 +00:00', '2022-02-05', false, null, 1, 3],
      ['2022-03-01 10:00:00.000 +00:00', '2022-04-01', false, 0, 2, 6],
      ['2022-03-02 10:00:00.000 +00:00', '2022-04-02', true, 5, 3, 7],
    ],
  },
  {
    table: 'Friendship',
    columns: ['readerId', 'friendId'],
    rows: [
      [1, 2],
      [1, 4],
      [2, 1],
      [4, 3],
    ],
  },
]

/** Inserts the library's rows, in the same words for both libraries. */
export async function fillLibrary(sequelize: Setting): Promise<void> {
  const dialect = sequelize['getDialect']()
  for (const { table, columns, rows: values } of rows) {
    const names = columns.map((name) => `"${name}"`).join(', ')
    const tuples = values.map(
      (row) => `(${row.map((value) => literal(dialect, value)).join(', ')})`,
    )
    await sequelize['query'](`INSERT INTO "${table}" (${names}) VALUES ${tuples.join(', ')}`)
  }
}

/** Deletes all rows and lets the primary keys count from 1 again. */
export async function emptyLibrary(sequelize: Setting): Promise<void> {
  const tables = rows.map(({ table }) => `"${table}"`)
  if (sequelize['getDialect']() !== 'sqlite') {
    await sequelize['query'](`TRUNCATE ${tables.join(', ')} RESTART IDENTITY`)
    return
  }
  await sequelize['query']('PRAGMA foreign_keys = OFF')
  for (const table of tables.reverse()) await sequelize['query'](`DELETE FROM ${table}`)
  await sequelize['query']('DELETE FROM sqlite_sequence')
  await sequelize['query']('PRAGMA foreign_keys = ON')
}

function literal(dialect: string, value: unknown): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean')
    return dialect === 'sqlite' ? String(Number(value)) : String(value)
  if (Buffer.isBuffer(value)) {
    const hex = value.toString('hex')
    return dialect === 'sqlite' ? `X'${hex}'` : `'\\x${hex}'`
  }
  return `'${String(value).replaceAll("'", "''")}'`
}
