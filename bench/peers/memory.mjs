// No database and no driver: the results of reads out of JSON text that is in memory already, as
// plain objects; dates are numbers there, the cheapest form that they can come in. What making the
// values costs by itself.

import { generateRows } from '../data.mjs'

const DATES = ['publishedAt', 'createdAt', 'updatedAt']

function encode(rows) {
  return JSON.stringify(rows, function withMilliseconds(name, value) {
    return this[name] instanceof Date ? this[name].getTime() : value
  })
}

function decodeDates(row) {
  for (const name of DATES) {
    const ms = row[name]
    if (ms !== null && ms !== undefined) row[name] = new Date(ms)
  }
  return row
}

export async function setup() {
  const { authors, posts, tags, post_tags: links } = generateRows()
  const byId = new Map(posts.map((post) => [post.id, { ...post, tags: [] }]))
  for (const { postId, tagId } of links) byId.get(postId).tags.push(tags[tagId - 1])
  const withPosts = (list) =>
    encode(
      authors.map((author) => ({
        ...author,
        posts: list.filter(({ authorId }) => authorId === author.id),
      })),
    )
  const postsText = encode(posts)
  const authorsText = withPosts(posts)
  const treeText = withPosts([...byId.values()])
  const readAuthors = (text) => {
    const list = JSON.parse(text)
    for (const author of list) for (const post of decodeDates(author).posts) decodeDates(post)
    return list
  }
  return {
    findAll: () => JSON.parse(postsText).map(decodeDates),
    includeJoined: () => readAuthors(authorsText),
    includeSelectIn: () => readAuthors(authorsText),
    includeThreeLevels: () => readAuthors(treeText),
    plain: (result) => result,
    close: async () => {},
  }
}
