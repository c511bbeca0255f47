/** Plain rows with what is included as plain objects: `raw: true` with `nest: true`. */
import { col, fn } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { Post, User } from './relations.js'

declare const wanted: boolean

const [row] = await Post.findAll({
  attributes: ['id', 'title'],
  include: [
    {
      association: 'author',
      attributes: ['email', [fn('lower', col('nickname')), 'nick']],
      required: true,
      include: [{ association: 'profile', attributes: ['text'] }],
    },
  ],
  raw: true,
  nest: true,
})
expectEqual<
  NonNullable<typeof row>,
  {
    id: number
    title: string
    author: { email: string; nick: any; profile: { text: string | null } }
  }
>(true)

// One row for each pair, whose values are null where there is none.
const [user] = await User.findAll({ include: ['posts'], raw: true, nest: true })
expectEqual<NonNullable<typeof user>['posts']['title'], string | null>(true)
user!.email satisfies string
// @ts-expect-error no list
user!.posts[0]
// @ts-expect-error not included
user!.profile
const found = await User.findOne({
  include: { association: 'posts', where: { title: 'x' }, include: ['tags'] },
  raw: true,
  nest: true,
  rejectOnEmpty: true,
})
found.posts.title satisfies string
found.posts.tags.name satisfies string | null
found.posts.tags.PostTag?.weight
// @ts-expect-error perhaps there is no tag
found.posts.tags.name satisfies string

// What is perhaps included may be undefined.
const perhaps = await User.findOne({
  include: wanted ? ['posts'] : [],
  raw: true,
  nest: true,
  rejectOnEmpty: true,
})
perhaps.posts?.title satisfies string | null | undefined
// @ts-expect-error perhaps it was not included
perhaps.posts.title

// Without `nest`, columns have dotted names.
const [flat] = await User.findAll({ include: ['posts'], raw: true })
flat!['posts.title']
// @ts-expect-error it is not nested
flat!.posts
