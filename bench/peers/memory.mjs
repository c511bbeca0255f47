// No database and no driver: the results of reads out of JSON text that is in memory already, as
// plain objects with dates decoded. What no mapper can be below, as long as it makes the values.

import { generateRows } from '../data.mjs'

const DATES = ['publishedAt', 'createdAt', 'updatedAt']

function decodeDates(row) {
  for (const name of DATES) {
    const text = row[name]
    if (typeof text === 'string') row[name] = new Date(text)
  }
  return row
}

export async function setup() {
  const { authors, posts, tags, post_tags: links } = generateRows()
  const byId = new Map(posts.map((post) => [post.id, { ...post, tags: [] }]))
  for (const { postId, tagId } of links) byId.get(postId).tags.push(tags[tagId - 1])
  const withPosts = (list) =>
    JSON.stringify(
      authors.map((author) => ({
        ...author,
        posts: list.filter(({ authorId }) => authorId === author.id),
      })),
    )
  const postsText = JSON.stringify(posts)
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
