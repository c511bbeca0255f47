/** Models related in one place: includes, methods, conditions and values on creation are typed. */
import {
  type Attributes,
  DataTypes,
  type FindOptions,
  type Includeable,
  type Model,
  type ModelStatic,
  type WhereOptions,
} from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { sequelize } from './library.js'

const models = {
  User: sequelize.define('User', {
    email: { type: DataTypes.STRING, allowNull: false },
    nickname: DataTypes.STRING,
  }),
  Profile: sequelize.define('Profile', {
    text: { type: DataTypes.STRING, allowNull: false },
    userId: { type: DataTypes.INTEGER, allowNull: false },
  }),
  Post: sequelize.define('Post', {
    title: { type: DataTypes.STRING, allowNull: false },
    authorId: { type: DataTypes.INTEGER, allowNull: false },
    views: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
  }),
  Tag: sequelize.define('Tag', { name: { type: DataTypes.STRING, allowNull: false } }),
  PostTag: sequelize.define('PostTag', { weight: DataTypes.INTEGER }),
}

export const { User, Post, Profile, Tag } = sequelize.relate(models, (r) => ({
  User: {
    posts: r.hasMany('Post', { foreignKey: 'authorId' }),
    profile: r.hasOne('Profile', { foreignKey: 'userId' }),
  },
  Profile: { user: r.belongsTo('User', { foreignKey: 'userId' }) },
  Post: {
    author: r.belongsTo('User', { foreignKey: { name: 'authorId', allowNull: false } }),
    tags: r.belongsToMany('Tag', { through: 'PostTag' }),
  },
  Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) },
}))

const users = await User.findAll({
  include: ['posts', { association: 'profile', required: true }],
})
const user = users[0]!
expectEqual<typeof user.email, string>(true)
const title = user.posts[0]!.title
expectEqual<typeof title, string>(true)
expectEqual<typeof user.profile.text, string>(true)
// Absent where not included.
const plain = await User.findOne({ rejectOnEmpty: true })
// @ts-expect-error posts were not included
plain.posts
// @ts-expect-error tags were not included
user.posts[0]!.tags
expectEqual<typeof plain.email, string>(true)

// To-one is null unless required, or restricted by a condition.
const [maybe] = await User.findAll({ include: ['profile'] })
expectEqual<null extends NonNullable<typeof maybe>['profile'] ? true : false, true>(true)
const text = maybe!.profile?.text
expectEqual<typeof text, string | undefined>(true)
const [restricted] = await User.findAll({
  include: { association: 'profile', where: { text: 'x' } },
})
restricted!.profile.text satisfies string
const [unrestricted] = await User.findAll({
  include: { association: 'profile', where: { text: 'x' }, required: false },
})
// @ts-expect-error may be null
unrestricted!.profile.text

// Nested to any depth.
const nested = await User.findByPk(1, {
  include: [
    {
      association: 'posts',
      include: [{ association: 'tags', include: ['posts'] }, 'author'],
    },
  ],
})
nested!.posts[0]!.tags[0]!.posts[0]!.title satisfies string
nested!.posts[0]!.author?.email satisfies string | undefined
// @ts-expect-error not included at this depth
nested!.posts[0]!.tags[0]!.posts[0]!.tags

// The through row, by its model or without.
nested!.posts[0]!.tags[0]!.PostTag.weight satisfies number | null
const [without] = await Post.findAll({
  include: { association: 'tags', through: { attributes: [] } },
})
// @ts-expect-error the through row was left out
without!.tags[0]!.PostTag
const [named] = await Post.findAll({ include: { association: 'tags', through: { as: 'link' } } })
named!.tags[0]!.link.weight satisfies number | null

// All forms of an include.
const forms = await User.findOne({
  include: [User.associations.profile, { model: Post, as: 'posts', required: true }],
  rejectOnEmpty: true,
})
forms.profile?.text satisfies string | undefined
forms.posts[0]!.title satisfies string
const alone = await User.findAll({ include: User.associations.posts })
alone[0]!.posts[0]!.title satisfies string
const inOptions = await User.findAll({ include: { association: User.associations.posts } })
inOptions[0]!.posts[0]!.title satisfies string
// What may be included, or may be not, may be undefined.
declare const withPosts: boolean
const [some] = await User.findAll({ include: withPosts ? ['posts'] : [] })
some!.posts?.[0]?.title satisfies string | undefined
// @ts-expect-error perhaps it was not included
some!.posts[0]
const [either] = await User.findAll({ include: [withPosts ? 'posts' : 'profile'] })
// @ts-expect-error perhaps it was not included
either!.posts[0]
const [spread] = await User.findAll({
  include: ['profile', ...(withPosts ? (['posts'] as const) : [])],
})
// @ts-expect-error perhaps it was not included
spread!.posts[0]

// Finders of all kinds.
const page = await Post.findAndCountAll({ include: ['author'], limit: 3 })
page.rows[0]!.author?.email satisfies string | undefined
expectEqual<typeof page.count, number>(true)
const first = await Post.findAll({ include: ['author'], plain: true })
first?.author?.email satisfies string | undefined
const raw = await Post.findAll({ attributes: ['id'], include: ['author'], raw: true })
expectEqual<(typeof raw)[0]['id'], number>(true)
raw[0]!['author.email']
const again = await plain.reload({ include: ['posts'] })
again.posts[0]!.title satisfies string
again.email satisfies string
const saved = await user.save()
saved.posts[0]!.title satisfies string

// Names and options are checked at every depth.
// @ts-expect-error no such relation
await User.findAll({ include: ['postz'] })
// @ts-expect-error no such relation
await User.findAll({ include: 'postz' })
// @ts-expect-error no such relation
await User.findAll({ include: [{ association: 'postz' }] })
// @ts-expect-error no such relation
await User.findAll({ include: [{ model: Post, as: 'postz' }] })
// @ts-expect-error profiles are related by an alias
await User.findAll({ include: Profile })
// @ts-expect-error posts are related by an alias
await User.findAll({ include: [{ model: Post, include: ['tags'] }] })
// @ts-expect-error no such relation of posts
await User.findAll({ include: [{ association: 'posts', include: ['profile'] }] })
// @ts-expect-error no such option
await User.findAll({ include: [{ association: 'posts', requird: true }] })
// @ts-expect-error no such value
await User.findAll({ include: [{ association: 'posts', required: 'yes' }] })
// @ts-expect-error no such attribute
await User.findAll({ include: [{ association: 'posts', where: { titel: 'x' } }] })
// @ts-expect-error no such value
await User.findAll({ include: [{ association: 'posts', where: { title: 1 } }] })
// @ts-expect-error no such attribute
await User.findAll({ include: [{ association: 'posts', attributes: ['titel'] }] })

// Conditions on related attributes.
await User.findAll({ where: { '$posts.title$': 'x', email: 'y' }, include: ['posts'] })
await User.findAll({ where: { '$posts.tags.name$': 'x' }, order: [['posts', 'title', 'ASC']] })
// @ts-expect-error titles are text
await User.findAll({ where: { '$posts.title$': 1 } })
// @ts-expect-error no such attribute
await User.findAll({ where: { '$posts.titel$': 'x' } })

// Methods.
const posts = await user.getPosts({ where: { title: 'x' }, include: ['tags'] })
posts[0]!.tags[0]!.name satisfies string
posts[0]!.title satisfies string
expectEqual<Awaited<ReturnType<typeof user.countPosts>>, number>(true)
await user.addPost(posts[0]!)
await user.addPosts([posts[0]!, 3])
await user.setPosts([])
await user.removePost(3)
await user.removePosts([posts[0]!])
expectEqual<Awaited<ReturnType<typeof user.hasPost>>, boolean>(true)
await user.hasPosts([1, 2])
const created = await user.createPost({ title: 'x' })
created.title satisfies string
const profile = await user.getProfile()
profile?.text satisfies string | undefined
await user.setProfile(null)
;(await user.createProfile({ text: 'x' })).text satisfies string
const author = await created.getAuthor()
author?.email satisfies string | undefined
await created.addTag(3, { through: { weight: 2 } })
const tags = await created.getTags({ joinTableAttributes: ['weight'] })
tags[0]!.PostTag.weight satisfies number | null
await created.createTag({ name: 'x' }, { through: { weight: 2 } })
// @ts-expect-error no such method
await user.getPost()
// @ts-expect-error no such method
await user.addPostses([])
// @ts-expect-error no such attribute
await user.getPosts({ where: { titel: 'x' } })
// @ts-expect-error title is missing
await user.createPost({})
// @ts-expect-error no profile is a post
await user.addPost(profile!)
// @ts-expect-error the plural is no name for creating one
await user.createPosts({ title: 'x' })

// Values on creation.
const ada = await User.create(
  {
    email: 'ada@example.org',
    profile: { text: 'x' },
    posts: [{ title: 'x', tags: [{ name: 'y', PostTag: { weight: 1 } }] }],
  },
  { include: ['profile', { association: 'posts', include: ['tags'] }] },
)
ada.posts[0]!.tags[0]!.name satisfies string
const built = User.build({ email: 'x', posts: [{ title: 'x' }] }, { include: ['posts'] })
built.posts[0]!.title satisfies string
const many = await User.bulkCreate([{ email: 'x', posts: [{ title: 'x' }] }], {
  include: ['posts'],
})
many[0]!.posts[0]!.title satisfies string
await User.create({ email: 'x' }, { include: ['posts'] })
// @ts-expect-error posts are no attribute without the include
await User.create({ email: 'x', posts: [{ title: 'x' }] })
// @ts-expect-error title is missing
await User.create({ email: 'x', posts: [{}] }, { include: ['posts'] })
// @ts-expect-error titles are text
await User.create({ email: 'x', posts: [{ title: 1 }] }, { include: ['posts'] })
// @ts-expect-error no such relation
await User.create({ email: 'x' }, { include: ['postz'] })
// @ts-expect-error email is missing
await User.create({ posts: [{ title: 'x' }] }, { include: ['posts'] })

// Options made apart stay permissive.
const options: FindOptions = { include: ['anything'] }
const found = await User.findAll(options)
found[0]!.email satisfies string
const includes: Includeable[] = ['posts', { association: 'profile' }]
const loose = await User.findAll({ include: includes })
loose[0]!.email satisfies string

// A related model is still a model.
async function firstOf<M extends Model>(model: ModelStatic<M>, include: Includeable[]) {
  return model.findOne({ include })
}
const firstUser = await firstOf(User, ['posts'])
firstUser?.email satisfies string | undefined
const scoped = await User.scope('x').findAll({ include: ['posts'] })
scoped[0]!.posts[0]!.title satisfies string
type UserInstance = InstanceType<typeof User>
const typed: UserInstance = user
typed.getPosts
expectEqual<Attributes<UserInstance>['email'], string>(true)
const where: WhereOptions<Attributes<UserInstance>> = { email: 'x' }
await User.findAll({ where })
await User.count({ where: { ...where, '$posts.title$': 'x' }, include: ['posts'] })
const own: FindOptions<Attributes<UserInstance>> = { where: { email: 'x' } }
await User.findAll(own)
await User.update({ email: 'y' }, { where: { email: 'x' } })
// @ts-expect-error no such attribute
await User.destroy({ where: { emial: 'x' } })
