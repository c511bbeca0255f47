/** The foreign keys that `belongsTo` relations add are attributes, unless the model declares them. */
import { type Attributes, DataTypes, type Identifier } from '../../lib/index.js'
import { expectEqual } from './expect-type.js'
import { sequelize } from './library.js'

const text = { type: DataTypes.STRING, allowNull: false } as const
const plain = { timestamps: false } as const
export const { User, Post, Review, Book } = sequelize.relate(
  {
    User: sequelize.define('User', { email: text }, plain),
    Post: sequelize.define('Post', { title: text }, plain),
    Book: sequelize.define('Book', { isbn: { ...text, primaryKey: true } }, plain),
    Review: sequelize.define(
      'Review',
      { stars: DataTypes.INTEGER, postId: { type: DataTypes.INTEGER, allowNull: false } },
      plain,
    ),
  },
  (r) => ({
    User: {
      posts: r.hasMany('Post', { foreignKey: 'writerId' }),
      reviews: r.hasMany('Review', { foreignKey: 'authorId' }),
    },
    Post: { author: r.belongsTo('User'), reviews: r.hasMany('Review') },
    Review: {
      author: r.belongsTo('User'),
      approver: r.belongsTo('User', { foreignKey: { name: 'approvedBy', allowNull: false } }),
      post: r.belongsTo('Post'),
      book: r.belongsTo('Book', { foreignKey: 'bookIsbn', targetKey: 'isbn' }),
      other: r.belongsTo('Book', { foreignKey: 'otherBook' }),
    },
  }),
)

// The other side gives the name, a default is made of the alias, and types are the target's.
const post = await Post.create({ title: 'x', writerId: 3 })
expectEqual<Attributes<typeof post>, { id: number; title: string; writerId: number | null }>(true)
expectEqual<typeof post.writerId, number | null>(true)
const review = await Review.create({ postId: 1, approvedBy: 2 })
expectEqual<
  Attributes<typeof review>,
  {
    id: number
    stars: number | null
    postId: number
    authorId: number | null
    approvedBy: number
    bookIsbn: string | null
    otherBook: Identifier | null
  }
>(true)

await Review.findAll({ where: { authorId: 1, '$author.email$': 'x' }, attributes: ['approvedBy'] })
await Review.findAll({ where: { '$post.writerId$': 1 }, include: ['post'] })
await review.update({ bookIsbn: null })
await post.createReview({ approvedBy: 1 })
const user = await User.create({ email: 'x' })
await user.addPost(post)
const [found] = await User.findAll({ include: [{ association: 'posts', include: ['reviews'] }] })
found!.posts[0]!.reviews[0]!.approvedBy satisfies number
Book.build({ isbn: 'x' })

// @ts-expect-error approvedBy is missing
await Review.create({ postId: 1 })
// @ts-expect-error the key's name is the other side's
await Post.create({ title: 'x', authorId: 3 })
// @ts-expect-error keys have the type of what they refer to
await Review.findAll({ where: { bookIsbn: 3 } })
// @ts-expect-error of the two relations with users, this is the key of none
await Review.findAll({ where: { userId: 3 } })
