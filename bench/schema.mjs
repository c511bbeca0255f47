// The tables that every peer works on. Column types are the ones that Sequelize v6 itself would
// create, because v6 decodes SQLite values by the declared type of their column.

/** Columns of each table in the order in which rows are seeded. */
export const COLUMNS = {
  authors: ['id', 'name', 'email', 'bio', 'active', 'rating', 'settings', 'createdAt', 'updatedAt'],
  posts: [
    'id',
    'authorId',
    'title',
    'body',
    'published',
    'views',
    'score',
    'meta',
    'publishedAt',
    'createdAt',
    'updatedAt',
  ],
  tags: ['id', 'name', 'official'],
  post_tags: ['postId', 'tagId'],
  entries: [
    'id',
    'title',
    'body',
    'published',
    'views',
    'score',
    'meta',
    'happenedAt',
    'createdAt',
    'updatedAt',
  ],
  cold_0: [
    'id',
    'parentId',
    'name',
    'email',
    'active',
    'rating',
    'settings',
    'createdAt',
    'updatedAt',
  ],
}

/** Columns of `entries` that an insert supplies; the database numbers the rows. */
export const ENTRY_VALUES = COLUMNS.entries.slice(1)

/** Columns whose JavaScript value is a boolean, a `Date` or a JSON value, over all tables. */
export const BOOLEAN_COLUMNS = new Set(['active', 'published', 'official'])
export const DATE_COLUMNS = new Set(['createdAt', 'updatedAt', 'publishedAt', 'happenedAt'])
export const JSON_COLUMNS = new Set(['settings', 'meta'])

/** Rows of `entries` present before each batch. */
export const SEEDED_ENTRIES = 1000

/** Number of models defined in the cold-start operation. */
export const COLD_MODELS = 50

const TYPES = {
  sqlite: {
    key: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    integer: 'INTEGER',
    text: 'TEXT',
    string: 'VARCHAR(255)',
    boolean: 'TINYINT(1)',
    double: 'DOUBLE PRECISION',
    json: 'JSON',
    date: 'DATETIME',
  },
  postgres: {
    key: 'SERIAL PRIMARY KEY',
    integer: 'INTEGER',
    text: 'TEXT',
    string: 'VARCHAR(255)',
    boolean: 'BOOLEAN',
    double: 'DOUBLE PRECISION',
    json: 'JSONB',
    date: 'TIMESTAMP WITH TIME ZONE',
  },
}

/**
 * The statements that create the empty tables.
 *
 * @param {'sqlite' | 'postgres'} dialect
 * @returns {string[]}
 */
export function createTables(dialect) {
  const t = TYPES[dialect]
  const entry = `"title" ${t.string} NOT NULL, "body" ${t.text} NOT NULL,
    "published" ${t.boolean} NOT NULL, "views" ${t.integer} NOT NULL, "score" ${t.double} NOT NULL,
    "meta" ${t.json} NOT NULL, "happenedAt" ${t.date}, "createdAt" ${t.date} NOT NULL,
    "updatedAt" ${t.date} NOT NULL`
  return [
    `CREATE TABLE "authors" ("id" ${t.key}, "name" ${t.string} NOT NULL, "email" ${t.string} NOT NULL,
      "bio" ${t.text}, "active" ${t.boolean} NOT NULL, "rating" ${t.double} NOT NULL,
      "settings" ${t.json} NOT NULL, "createdAt" ${t.date} NOT NULL, "updatedAt" ${t.date} NOT NULL)`,
    `CREATE TABLE "posts" ("id" ${t.key}, "authorId" ${t.integer} NOT NULL REFERENCES "authors" ("id"),
      "title" ${t.string} NOT NULL, "body" ${t.text} NOT NULL, "published" ${t.boolean} NOT NULL,
      "views" ${t.integer} NOT NULL, "score" ${t.double} NOT NULL, "meta" ${t.json} NOT NULL,
      "publishedAt" ${t.date}, "createdAt" ${t.date} NOT NULL, "updatedAt" ${t.date} NOT NULL)`,
    'CREATE INDEX "posts_author" ON "posts" ("authorId")',
    `CREATE TABLE "tags" ("id" ${t.key}, "name" ${t.string} NOT NULL, "official" ${t.boolean} NOT NULL)`,
    `CREATE TABLE "post_tags" ("postId" ${t.integer} NOT NULL REFERENCES "posts" ("id"),
      "tagId" ${t.integer} NOT NULL REFERENCES "tags" ("id"), PRIMARY KEY ("postId", "tagId"))`,
    `CREATE TABLE "entries" ("id" ${t.key}, ${entry})`,
    `CREATE TABLE "entries_seed" ("id" ${t.integer} PRIMARY KEY, ${entry})`,
    `CREATE TABLE "cold_0" ("id" ${t.key}, "parentId" ${t.integer}, "name" ${t.string} NOT NULL,
      "email" ${t.string} NOT NULL, "active" ${t.boolean} NOT NULL, "rating" ${t.double} NOT NULL,
      "settings" ${t.json} NOT NULL, "createdAt" ${t.date} NOT NULL, "updatedAt" ${t.date} NOT NULL)`,
  ]
}

/**
 * The statements that bring `entries` back to its seeded rows, so that each batch of writes starts
 * from the same table and the same next id.
 *
 * @param {'sqlite' | 'postgres'} dialect
 * @returns {string[]}
 */
export function resetEntries(dialect) {
  return dialect === 'sqlite'
    ? [
        'BEGIN IMMEDIATE',
        'DELETE FROM "entries"',
        'INSERT INTO "entries" SELECT * FROM "entries_seed"',
        `UPDATE sqlite_sequence SET seq = ${SEEDED_ENTRIES} WHERE name = 'entries'`,
        'COMMIT',
      ]
    : [
        'TRUNCATE "entries"',
        'INSERT INTO "entries" SELECT * FROM "entries_seed"',
        `SELECT setval(pg_get_serial_sequence('entries', 'id'), ${SEEDED_ENTRIES})`,
      ]
}
