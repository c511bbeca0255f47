// The SQL of the hand-written peers, and the nesting of rows that their three drivers share.

import { COLUMNS, ENTRY_VALUES } from '../schema.mjs'

const list = (columns) => columns.map((column) => `"${column}"`).join(', ')

// Two columns of one name would be one property of a row object, so the joined columns are aliased.
const JOINED = [
  ...COLUMNS.authors.map((column, n) => `a."${column}" AS c${n}`),
  ...COLUMNS.posts.map((column, n) => `p."${column}" AS c${COLUMNS.authors.length + n}`),
].join(', ')

const POSTS = list(COLUMNS.posts)
const ENTRIES = list(COLUMNS.entries)

/** Number of ids in the IN list of the complex condition. */
export const IN_LIST = 20

/**
 * The fixed statements of a dialect. `n => text` spells the n-th parameter; `among` spells
 * "column is one of the values in the n-th parameter".
 *
 * @param {(n: number) => string} parameter
 * @param {(column: string, n: number) => string} among
 * @param {(column: string, n: number) => string} amongFilter the same for the IN list of 20 ids,
 *   which drivers without array parameters take as 20 parameters from the n-th on
 */
export function statements(parameter, among, amongFilter) {
  return {
    authorById: `SELECT ${list(COLUMNS.authors)} FROM "authors" WHERE "id" = ${parameter(1)}`,
    allAuthors: `SELECT ${list(COLUMNS.authors)} FROM "authors"`,
    allPosts: `SELECT ${POSTS} FROM "posts"`,
    authorsWithPosts:
      `SELECT ${JOINED} FROM "authors" a ` + 'LEFT JOIN "posts" p ON p."authorId" = a."id"',
    postsOfAuthors: `SELECT ${POSTS} FROM "posts" WHERE ${among('"authorId"', 1)}`,
    tagsOfPosts:
      'SELECT pt."postId", t."id", t."name", t."official" FROM "post_tags" pt ' +
      `JOIN "tags" t ON t."id" = pt."tagId" WHERE ${among('pt."postId"', 1)}`,
    entryById: `SELECT ${ENTRIES} FROM "entries" WHERE "id" = ${parameter(1)}`,
    insertEntry:
      `INSERT INTO "entries" (${list(ENTRY_VALUES)}) ` +
      `VALUES (${ENTRY_VALUES.map((_, n) => parameter(n + 1)).join(', ')})`,
    changeEntry:
      `UPDATE "entries" SET "title" = ${parameter(1)}, "views" = ${parameter(2)}, ` +
      `"updatedAt" = ${parameter(3)} WHERE "id" = ${parameter(4)}`,
    setViews:
      `UPDATE "entries" SET "views" = ${parameter(1)}, "updatedAt" = ${parameter(2)} ` +
      `WHERE "id" = ${parameter(3)}`,
    filteredPosts:
      `SELECT ${POSTS} FROM "posts" WHERE "published" = ${parameter(1)} ` +
      `AND "views" BETWEEN ${parameter(2)} AND ${parameter(3)} ` +
      `AND ("title" LIKE ${parameter(4)} OR "score" >= ${parameter(5)}) ` +
      `AND "publishedAt" >= ${parameter(6)} AND ${amongFilter('"authorId"', 7)} ` +
      'ORDER BY "publishedAt" DESC, "id" ASC LIMIT 50',
  }
}

/**
 * The statement for a filter, concatenated as one would by hand.
 *
 * @param {ReturnType<import('../data.mjs').filterInputs>[number]} filter
 * @param {boolean} numbered `$1, $2, …` and one array for the IN list, instead of `?`
 * @param {(value: boolean | Date) => unknown} encode a boolean or date as the driver wants it
 */
export function buildFiltered(filter, numbered, encode) {
  const parameters = []
  const bind = numbered
    ? (value) => `$${parameters.push(value)}`
    : (value) => (parameters.push(value), '?')
  const conditions = []
  const { published, views, either, authorIds, since } = filter
  if (published !== undefined) conditions.push(`"published" = ${bind(encode(published))}`)
  if (views) conditions.push(`"views" BETWEEN ${bind(views[0])} AND ${bind(views[1])}`)
  if (either)
    conditions.push(`("title" LIKE ${bind(either.title)} OR "score" >= ${bind(either.score)})`)
  if (authorIds) {
    conditions.push(
      numbered
        ? `"authorId" = ANY(${bind(authorIds)})`
        : `"authorId" IN (${authorIds.map(bind).join(', ')})`,
    )
  }
  if (since) conditions.push(`"publishedAt" >= ${bind(encode(since))}`)
  const sql =
    `SELECT ${POSTS} FROM "posts" WHERE ${conditions.join(' AND ')} ` +
    'ORDER BY "publishedAt" DESC, "id" ASC LIMIT 50'
  return { sql, parameters }
}

/**
 * The authors with their posts from rows of `authorsWithPosts`.
 *
 * @param {object[]} rows cells named c0, c1, …
 * @param {(row: object) => object} decodeAuthor decodes in place
 * @param {(row: object) => object} decodePost
 */
export function nestJoined(rows, decodeAuthor, decodePost) {
  const byId = new Map()
  for (const cells of rows) {
    let author = byId.get(cells.c0)
    if (author === undefined) {
      author = decodeAuthor({
        id: cells.c0,
        name: cells.c1,
        email: cells.c2,
        bio: cells.c3,
        active: cells.c4,
        rating: cells.c5,
        settings: cells.c6,
        createdAt: cells.c7,
        updatedAt: cells.c8,
        posts: [],
      })
      byId.set(cells.c0, author)
    }
    if (cells.c9 !== null) {
      author.posts.push(
        decodePost({
          id: cells.c9,
          authorId: cells.c10,
          title: cells.c11,
          body: cells.c12,
          published: cells.c13,
          views: cells.c14,
          score: cells.c15,
          meta: cells.c16,
          publishedAt: cells.c17,
          createdAt: cells.c18,
          updatedAt: cells.c19,
        }),
      )
    }
  }
  return [...byId.values()]
}

/** Gives each parent the list of its children, as `parent[name]`. */
export function nest(parents, children, key, name) {
  const byId = new Map()
  for (const parent of parents) {
    parent[name] = []
    byId.set(parent.id, parent)
  }
  for (const child of children) byId.get(child[key])[name].push(child)
  return parents
}

/** Gives each post its tags, from rows of (postId, id, name, official). */
export function nestTags(posts, rows) {
  const byId = new Map()
  for (const post of posts) {
    post.tags = []
    byId.set(post.id, post)
  }
  for (const { postId, id, name, official } of rows)
    byId.get(postId).tags.push({ id, name, official })
}
