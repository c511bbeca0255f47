/** What an `include` loads perhaps may be undefined, however it is written that it does so perhaps. */
import { expectEqual } from './expect-type.js'
import { Post, User } from './relations.js'

declare const wanted: boolean
declare const either: 'posts' | 'profile'
type IsOptional<T, K extends keyof T> = undefined extends T[K] ? true : false

// The whole option, or the items of a list.
const [list] = await User.findAll({ include: wanted ? ['posts'] : [] })
expectEqual<IsOptional<NonNullable<typeof list>, 'posts'>, true>(true)
list!.posts?.[0]?.title satisfies string | undefined
// @ts-expect-error perhaps it was not included
list!.posts[0]
const [alias] = await User.findAll({ include: wanted ? 'posts' : undefined })
// @ts-expect-error perhaps it was not included
alias!.posts[0]
const [options] = await User.findAll({
  include: wanted ? [{ association: 'posts', required: true }] : undefined,
})
// @ts-expect-error perhaps it was not included
options!.posts[0]
const [object] = await User.findAll({ include: wanted ? User.associations.posts : undefined })
// @ts-expect-error perhaps it was not included
object!.posts[0]
const [none] = await User.findAll({ include: undefined })
// @ts-expect-error nothing was included
none!.posts

// Options that perhaps have no include.
const one = await User.findOne({ ...(wanted ? { include: ['profile'] } : {}), rejectOnEmpty: true })
one.profile?.text satisfies string | undefined
// @ts-expect-error perhaps it was not included
one.profile satisfies { text: string } | null
declare const maybeIncluding: { include?: ['posts']; limit: number }
const [optional] = await User.findAll(maybeIncluding)
// @ts-expect-error perhaps it was not included
optional!.posts[0]
const [inOne] = await User.findAll(wanted ? { include: ['posts'] } : { limit: 1 })
// @ts-expect-error perhaps it was not included
inOne!.posts[0]
const [inEach] = await User.findAll(wanted ? { include: ['posts'] } : { include: ['profile'] })
// @ts-expect-error perhaps it was not included
inEach!.posts[0]
// @ts-expect-error perhaps it was not included
inEach!.profile satisfies object | null

// What is there in any case is there for sure.
const [both] = await User.findAll({ include: wanted ? ['posts', 'profile'] : ['profile'] })
both!.profile satisfies { text: string } | null
// @ts-expect-error perhaps it was not included
both!.posts[0]
const [spread] = await User.findAll({
  include: ['profile', ...(wanted ? ([{ association: 'posts' }] as const) : [])],
})
spread!.profile satisfies { text: string } | null
// @ts-expect-error perhaps it was not included
spread!.posts[0]
const twice = await User.findOne({
  include: [wanted ? 'posts' : { association: 'posts', include: ['tags'] }],
  rejectOnEmpty: true,
})
twice.posts[0]?.title satisfies string | undefined
twice.posts[0]?.tags?.[0]?.name satisfies string | undefined
// @ts-expect-error perhaps it was not included
twice.posts[0]!.tags[0]
const fixed = ['posts', wanted ? 'profile' : 'posts'] as const
const [named] = await User.findAll({ include: fixed })
named!.posts[0]?.title satisfies string | undefined
// @ts-expect-error perhaps it was not included
named!.profile satisfies object | null

// Each of several has the type of its own relation.
const [chosen] = await User.findAll({ include: [{ association: either, required: true }] })
chosen!.posts?.[0]?.title satisfies string | undefined
chosen!.profile?.text satisfies string | undefined
// @ts-expect-error perhaps it was not included
chosen!.profile.text

// What a condition makes required, a perhaps missing one does not.
const [filtered] = await User.findAll({
  include: { association: 'profile', where: wanted ? { text: 'x' } : undefined },
})
// @ts-expect-error may be null
filtered!.profile.text

// At any depth, and in the through row.
const [deep] = await User.findAll({
  include: [{ association: 'posts', ...(wanted ? ({ include: ['tags'] } as const) : {}) }],
})
deep!.posts[0]?.tags?.[0]?.name satisfies string | undefined
// @ts-expect-error perhaps it was not included
deep!.posts[0]!.tags[0]
const [pair] = await Post.findAll({
  include: { association: 'tags', through: wanted ? { attributes: [] } : {} },
})
pair!.tags[0]?.PostTag?.weight satisfies number | null | undefined
// @ts-expect-error perhaps the through row was left out
pair!.tags[0]!.PostTag.weight

// In whatever is given an include.
const built = User.build({ email: 'x' }, { include: wanted ? 'posts' : undefined })
// @ts-expect-error perhaps it was not included
built.posts[0]
const created = await User.create({ email: 'x' }, { include: wanted ? ['posts'] : [] })
// @ts-expect-error perhaps it was not included
created.posts[0]
const [related] = await created.getPosts({ include: wanted ? ['tags'] : undefined })
// @ts-expect-error perhaps it was not included
related!.tags[0]
const reloaded = await created.reload({ include: wanted ? ['profile'] : [] })
// @ts-expect-error perhaps it was not included
reloaded.profile satisfies object | null
