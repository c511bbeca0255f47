// The data that every peer reads and writes: generated from a fixed seed, so that two runs on two
// machines work on the same rows.

import { SEEDED_ENTRIES } from './schema.mjs'

const AUTHORS = 1000
const POSTS_PER_AUTHOR = 10
const TAGS = 200
const BULK_ROWS = 5000
const FILTERS = 1000
const DAY = 86_400_000
const EPOCH = Date.UTC(2020, 0, 1)
const WORDS = (
  'river stone lamp orchard harbour letter winter garden copper thread window market bridge ' +
  'silver meadow engine paper forest island cloud amber field tower candle ocean violet'
).split(' ')

/** A small seeded generator of numbers in [0, 1) (mulberry32). */
function randomNumbers(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function sources(seed) {
  const random = randomNumbers(seed)
  const integer = (limit) => Math.floor(random() * limit)
  const words = (count) =>
    Array.from({ length: count }, () => WORDS[integer(WORDS.length)]).join(' ')
  const date = () => new Date(EPOCH + integer(1500 * 86_400) * 1000 + integer(1000))
  return { random, integer, words, date }
}

/**
 * All seeded rows, values in JavaScript's own types (Date, boolean, plain objects for JSON).
 *
 * 1,000 authors × 10 posts × about 3 of 200 tags, 1,000 entries to change, one row for cold starts.
 */
export function generateRows() {
  const { random, integer, words, date } = sources(20240506)
  const authors = []
  const posts = []
  const tags = []
  const postTags = []
  for (let id = 1; id <= TAGS; id++)
    tags.push({ id, name: `${words(1)}-${id}`, official: id % 4 === 0 })
  for (let id = 1; id <= AUTHORS; id++) {
    const createdAt = date()
    authors.push({
      id,
      name: words(2),
      email: `author${id}@example.org`,
      bio: id % 7 === 0 ? null : words(12),
      active: random() < 0.7,
      rating: integer(5000) / 1000,
      settings: { theme: WORDS[integer(5)], perPage: 10 + integer(40), beta: random() < 0.5 },
      createdAt,
      updatedAt: new Date(createdAt.getTime() + integer(90) * DAY),
    })
    for (let n = 0; n < POSTS_PER_AUTHOR; n++) {
      const writtenAt = date()
      const published = random() < 0.8
      const postId = posts.length + 1
      posts.push({
        id: postId,
        authorId: id,
        title: words(4),
        body: words(25),
        published,
        views: integer(10_000),
        score: integer(100_000) / 1000,
        meta: {
          language: ['en', 'de', 'fr'][integer(3)],
          minutes: integer(30),
          pinned: random() < 0.1,
        },
        publishedAt: published ? new Date(writtenAt.getTime() + DAY) : null,
        createdAt: writtenAt,
        updatedAt: new Date(writtenAt.getTime() + integer(30) * DAY),
      })
      const chosen = new Set()
      for (let wanted = 1 + integer(5); wanted > 0; wanted--) chosen.add(1 + integer(TAGS))
      for (const tagId of chosen) postTags.push({ postId, tagId })
    }
  }
  const entries = entryInputs()
    .slice(0, SEEDED_ENTRIES)
    .map((values, n) => ({
      id: n + 1,
      ...values,
      createdAt: new Date(EPOCH + n * DAY),
      updatedAt: new Date(EPOCH + n * DAY),
    }))
  const cold = { ...authors[0], parentId: null }
  return {
    authors,
    posts,
    tags,
    post_tags: postTags,
    entries,
    entries_seed: entries,
    cold_0: [cold],
  }
}

/**
 * The rows that the insert operations write, frozen, without id and timestamps: every peer adds
 * its own `createdAt` and `updatedAt`.
 */
export function entryInputs() {
  const { integer, random, words, date } = sources(7)
  return Array.from({ length: BULK_ROWS }, (_, n) =>
    Object.freeze({
      title: words(4),
      body: words(25),
      published: random() < 0.5,
      views: integer(10_000),
      score: integer(100_000) / 1000,
      meta: Object.freeze({ source: WORDS[integer(8)], row: n, checked: random() < 0.5 }),
      happenedAt: n % 5 === 0 ? null : date(),
    }),
  )
}

/**
 * The filters that `complexWhere` (all conditions) and `buildSql` (a varying choice of them) turn
 * into statements over `posts`. An absent condition is undefined.
 *
 * @param {boolean} varied whether the choice of conditions changes from one filter to the next
 */
export function filterInputs(varied) {
  const { integer, date } = sources(99)
  return Array.from({ length: FILTERS }, (_, n) => {
    const shape = varied ? n % 5 : 0
    const from = integer(3000)
    const authorIds = Array.from({ length: 20 }, (_, k) => 1 + ((integer(50) + k * 50) % AUTHORS))
    const filter = {
      published: shape === 4 ? undefined : true,
      views: shape === 1 || shape === 4 ? undefined : [from, from + 6000],
      either:
        shape === 2
          ? undefined
          : { title: `%${WORDS[integer(WORDS.length)]}%`, score: integer(60) },
      authorIds: shape === 3 ? undefined : authorIds,
      since: shape === 0 || shape === 3 ? new Date(date().getTime() - 900 * DAY) : undefined,
    }
    return Object.freeze(filter)
  })
}
