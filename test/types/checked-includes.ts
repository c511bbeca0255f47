/** The options of includes are checked by the attributes and relations of the included model. */
import {
  type Attributes,
  col,
  type CreationOptional,
  fn,
  type IncludeOptions,
  type InferAttributes,
  type InferCreationAttributes,
  literal,
  Model,
  type ModelStatic,
  Op,
  type Order,
  where,
  type WhereOptions,
} from '../../lib/index.js'
import { Post, Profile, Tag, User } from './relations.js'

declare const anyModel: ModelStatic<any>
declare const someModel: ModelStatic<Model>
declare const conditions: WhereOptions
declare const postConditions: WhereOptions<Attributes<InstanceType<typeof Post>>>
declare const order: Order
declare const options: IncludeOptions
declare const wanted: boolean

// Conditions, in all their forms.
await User.findAll({
  include: [
    {
      association: 'posts',
      where: { [Op.or]: [{ title: 'x' }, { views: { [Op.gt]: 1 } }] },
      include: [{ association: 'tags', where: { [Op.not]: { [Op.and]: [{ name: 'x' }] } } }],
    },
  ],
})
await User.findAll({ include: { association: 'posts', where: [{ title: 'x' }, literal('1')] } })
await User.findAll({ include: { association: 'posts', where: where(fn('f', col('x')), 1) } })
await User.findAll({ include: { association: 'posts', where: conditions } })
await User.findAll({ include: { association: 'posts', where: postConditions } })
await User.findAll({ include: { association: 'posts', where: wanted ? { title: 'x' } : {} } })
await User.findAll({ include: { model: Post, as: 'posts', where: { title: 'x' } } })
await User.findAll({ include: { association: User.associations.posts, where: { title: 'x' } } })
// @ts-expect-error no such attribute
await User.findAll({ include: { association: 'posts', where: { [Op.or]: [{ titel: 'x' }] } } })
// @ts-expect-error no such attribute
await User.findAll({ include: { association: 'posts', where: [{ title: 'x', titel: 'x' }] } })
// @ts-expect-error no such attribute
await User.findAll({ include: { association: 'posts', where: { [Op.not]: { titel: 'x' } } } })
// @ts-expect-error no such attribute
await User.findAll({ include: { association: 'posts', where: wanted ? { titel: 'x' } : {} } })
// @ts-expect-error no such attribute
await User.findAll({ include: { model: Post, as: 'posts', where: { titel: 'x' } } })
// @ts-expect-error no such attribute
await User.findAll({ include: { association: User.associations.posts, where: { titel: 'x' } } })
await User.findAll({
  // @ts-expect-error no such attribute at this depth
  include: { association: 'posts', include: [{ association: 'tags', where: { title: 'x' } }] },
})
// @ts-expect-error titles are text
await User.findAll({ include: { association: 'posts', where: { title: { [Op.gt]: 1 } } } })

// Paths begin at the root, and lead anywhere.
await User.findAll({ include: { association: 'posts', where: { '$profile.text$': 'x' } } })
await User.findAll({
  include: { association: 'posts', where: { [Op.or]: [{ '$User.email$': 'x' }, { views: 1 }] } },
})

// `on` compares columns, by the attributes or as v6 does by their own names.
await User.findAll({
  include: {
    association: 'posts',
    on: { authorId: { [Op.col]: 'User.id' }, author_id: 1, '$posts.title$': 'x' },
  },
})
// @ts-expect-error no such attribute
await User.findAll({ include: { association: 'posts', on: { autorId: 1 } } })

// The order of the children: attributes, what `attributes` names, and paths from there.
await User.findAll({
  include: {
    association: 'posts',
    separate: true,
    attributes: ['id', [fn('length', col('title')), 'size']],
    order: [
      ['title', 'desc nulls last'],
      'views',
      ['size', 'DESC'],
      [fn('lower', col('title')), 'ASC'],
      literal('1'),
      ['tags', 'name', 'ASC'],
      [Tag, 'name', 'ASC'],
      [{ model: Tag, as: 'tags' }, 'name'],
    ],
  },
})
await User.findAll({ include: { association: 'posts', order } })
await User.findAll({ include: { association: 'posts', order: literal('1') } })
// @ts-expect-error no such attribute
await User.findAll({ include: { association: 'posts', order: [['titel', 'DESC']] } })
// @ts-expect-error no such attribute
await User.findAll({ include: { association: 'posts', order: ['titel'] } })
// @ts-expect-error no such direction
await User.findAll({ include: { association: 'posts', order: [['title', 'DSC']] } })
// @ts-expect-error no such attribute of tags
await User.findAll({ include: { association: 'posts', order: [['tags', 'nmae', 'ASC']] } })
// @ts-expect-error no such relation of posts
await User.findAll({ include: { association: 'posts', order: [['tagz', 'name', 'ASC']] } })

// The through rows, with their keys.
await Post.findAll({
  include: {
    association: 'tags',
    through: { where: { weight: 1, PostId: 2 }, attributes: ['weight', 'TagId'], paranoid: false },
  },
})
// @ts-expect-error no such attribute
await Post.findAll({ include: { association: 'tags', through: { where: { wieght: 1 } } } })
// @ts-expect-error no such attribute
await Post.findAll({ include: { association: 'tags', through: { attributes: ['wieght'] } } })
// @ts-expect-error no such option
await Post.findAll({ include: { association: 'tags', through: { attributs: [] } } })

// A model that is not related, or by aliases only.
// @ts-expect-error users and tags are not related
await User.findAll({ include: Tag })
// @ts-expect-error users and tags are not related
await User.findAll({ include: [{ model: Tag }] })
// @ts-expect-error posts lead to other models
await User.findAll({ include: [{ model: Tag, as: 'posts' }] })
// @ts-expect-error posts and profiles are not related
await User.findAll({ include: [{ association: 'posts', include: [Profile] }] })
// @ts-expect-error users and tags are not related
await User.findAll({ include: wanted ? Tag : undefined })
// @ts-expect-error users and tags are not related
await User.create({ email: 'x' }, { include: [Tag] })
// @ts-expect-error users and tags are not related
User.build({ email: 'x' }, { include: [Tag] })
// @ts-expect-error posts and profiles are not related
await User.build({ email: 'x' }).getPosts({ include: [Profile] })

await User.count({ include: [{ association: 'posts', where: { title: 'x' } }], distinct: true })
// @ts-expect-error users and tags are not related
await User.count({ include: [Tag] })
// @ts-expect-error no such attribute
await User.count({ include: [{ association: 'posts', where: { titel: 'x' } }] })

// Each of several possible includes is checked.
declare const names: ('posts' | 'postz')[]
// @ts-expect-error no such relation
await User.findAll({ include: names })
// @ts-expect-error no such relation
await User.findAll({ include: wanted ? ['posts'] : ['postz'] })
// @ts-expect-error no such relation
await User.findAll({ include: [wanted ? User.associations.posts : 'postz'] })

// @ts-expect-error a list of includes has no holes
await User.findAll({ include: [wanted ? 'posts' : undefined] })

// Models whose types are not known stay permissive; those of classes are known.
class Untyped extends Model {}
class Author extends Model<InferAttributes<Author>, InferCreationAttributes<Author>> {
  declare id: CreationOptional<number>
  declare name: string
}
await User.findAll({ include: [anyModel, someModel, Untyped, options] })
await User.findAll({ include: [{ model: anyModel, where: { anything: 1 }, order: ['anything'] }] })
await Author.findAll({ include: [{ model: Untyped, where: { anything: 1 } }, Post, 'anything'] })
await Untyped.findAll({ include: [{ model: Author, where: { name: 'x' } }, 'anything', Post] })
// @ts-expect-error no such attribute
await Untyped.findAll({ include: [{ model: Author, where: { nmae: 'x' } }] })
// @ts-expect-error no such attribute
await Untyped.findAll({ include: [{ model: Author, order: ['nmae'] }] })
