// The reads of raw with rows taken from the driver as arrays instead of objects. It stands beside
// raw to show how much of a mapper's ratio is due to that alone.

import { COLUMNS } from '../schema.mjs'
import { decodeDate } from '../date-text.mjs'
import { encodeFilter } from './raw-sqlite-decoding.mjs'
import { IN_LIST, nest, statements } from './raw-statements.mjs'

const same = (value) => value
const AUTHOR_WIDTH = COLUMNS.authors.length

async function openSqlite(file) {
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(file)
  const sql = statements(
    () => '?',
    (column) => `${column} IN (SELECT value FROM json_each(?))`,
    (column) => `${column} IN (${Array(IN_LIST).fill('?').join(', ')})`,
  )
  const prepared = Object.fromEntries(
    [
      'authorById',
      'allAuthors',
      'allPosts',
      'authorsWithPosts',
      'postsOfAuthors',
      'tagsOfPosts',
      'filteredPosts',
    ].map((name) => [name, db.prepare(sql[name]).raw()]),
  )
  return {
    rows: (name, parameters = []) => prepared[name].all(parameters),
    boolean: (cell) => cell === 1,
    date: decodeDate,
    json: JSON.parse,
    ids: (list) => JSON.stringify(list.map((one) => one.id)),
    filter: encodeFilter,
    close: async () => db.close(),
  }
}

async function openPostgres(url) {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: url, max: 5 })
  const among = (column, n) => `${column} = ANY($${n})`
  const sql = statements((n) => `$${n}`, among, among)
  return {
    rows: async (name, values = []) =>
      (await pool.query({ name, text: sql[name], values, rowMode: 'array' })).rows,
    boolean: same,
    date: same,
    json: same,
    ids: (list) => list.map((one) => one.id),
    filter: ({ published, views, either, authorIds, since }) => [
      published,
      ...views,
      either.title,
      either.score,
      since,
      authorIds,
    ],
    close: () => pool.end(),
  }
}

export async function setup(engine, url, inputs) {
  const { rows, boolean, date, json, ids, filter, close } =
    engine === 'pg' ? await openPostgres(url) : await openSqlite(url)

  const authorOf = (c) => ({
    id: c[0],
    name: c[1],
    email: c[2],
    bio: c[3],
    active: boolean(c[4]),
    rating: c[5],
    settings: json(c[6]),
    createdAt: date(c[7]),
    updatedAt: date(c[8]),
    posts: undefined,
  })
  const postOf = (c) => ({
    id: c[0],
    authorId: c[1],
    title: c[2],
    body: c[3],
    published: boolean(c[4]),
    views: c[5],
    score: c[6],
    meta: json(c[7]),
    publishedAt: date(c[8]),
    createdAt: date(c[9]),
    updatedAt: date(c[10]),
    tags: undefined,
  })
  const joinedPostOf = (c) => ({
    id: c[9],
    authorId: c[10],
    title: c[11],
    body: c[12],
    published: boolean(c[13]),
    views: c[14],
    score: c[15],
    meta: json(c[16]),
    publishedAt: date(c[17]),
    createdAt: date(c[18]),
    updatedAt: date(c[19]),
    tags: undefined,
  })
  const allAuthors = async () => (await rows('allAuthors')).map(authorOf)
  const postsOf = async (authors) => (await rows('postsOfAuthors', [ids(authors)])).map(postOf)

  return {
    findByPk: async (i) => authorOf((await rows('authorById', [inputs.authorId(i)]))[0]),
    findAll: async () => (await rows('allPosts')).map(postOf),
    async includeJoined() {
      const byId = new Map()
      for (const cells of await rows('authorsWithPosts')) {
        let author = byId.get(cells[0])
        if (author === undefined) {
          author = authorOf(cells)
          author.posts = []
          byId.set(author.id, author)
        }
        if (cells[AUTHOR_WIDTH] !== null) author.posts.push(joinedPostOf(cells))
      }
      return [...byId.values()]
    },
    async includeSelectIn() {
      const authors = await allAuthors()
      return nest(authors, await postsOf(authors), 'authorId', 'posts')
    },
    async includeThreeLevels() {
      const authors = await allAuthors()
      const posts = await postsOf(authors)
      const byId = new Map()
      for (const post of posts) {
        post.tags = []
        byId.set(post.id, post)
      }
      for (const cells of await rows('tagsOfPosts', [ids(posts)])) {
        byId.get(cells[0]).tags.push({ id: cells[1], name: cells[2], official: boolean(cells[3]) })
      }
      return nest(authors, posts, 'authorId', 'posts')
    },
    complexWhere: async (i) => (await rows('filteredPosts', filter(inputs.filter(i)))).map(postOf),
    plain: same,
    close,
  }
}
