/** Values that are none: the error names the call, or the association under whose name they stand. */
import { expect, it } from 'vitest'
import { type Any, sheet } from '../relations/models.js'

function blog(): Any {
  const { models } = sheet('User', 'Post', 'Tag')
  models.User.hasMany(models.Post, { as: 'posts', foreignKey: 'userId' })
  models.Post.belongsTo(models.User, { as: 'user', foreignKey: 'userId' })
  models.Post.belongsToMany(models.Tag, { as: 'tags', through: 'PostTag' })
  return models
}

const include = 'posts'
const nested = { association: 'posts', include: 'tags' }

const cases: readonly (readonly [string, (models: Any) => unknown, string])[] = [
  [
    'create of text',
    ({ User }) => User.create('x'),
    'User.create: the values are not an object of attributes. Received "x".',
  ],
  [
    'build of a number',
    ({ User }) => User.build(5),
    'User.build: the values are not an object of attributes. Received 5.',
  ],
  [
    'bulkCreate of one that is a number',
    ({ User }) => User.bulkCreate([{}, 5]),
    'User.bulkCreate: record 2: the values are not an object of attributes. Received 5.',
  ],
  [
    'bulkCreate of a list in the list',
    ({ User }) => User.bulkCreate([[{}]]),
    'User.bulkCreate: record 1: the values are not an object of attributes. Received [{}].',
  ],
  [
    'a number in place of a list',
    ({ User }) => User.create({ posts: 5 }, { include }),
    'User: the value of "posts" is not an object of attributes. Received 5. Give an instance of Post, or its values by attribute.',
  ],
  [
    'text in a list',
    ({ User }) => User.bulkCreate([{ posts: [{}, 'x'] }], { include }),
    'User: item 2 of 2 of "posts" is not an object of attributes. Received "x".',
  ],
  [
    'a list in a list',
    ({ User }) => User.create({ posts: [[{}]] }, { include }),
    'User: item 1 of 1 of "posts" is not an object of attributes. Received [{}].',
  ],
  [
    'text in place of one',
    ({ Post }) => Post.create({ user: 'x' }, { include: 'user' }),
    'Post: the value of "user" is not an object of attributes. Received "x".',
  ],
  [
    'a number in what is nested',
    ({ User }) => User.create({ posts: [{ tags: 5 }] }, { include: nested }),
    'Post: the value of "tags" is not an object of attributes. Received 5.',
  ],
  [
    'an include that is not there, in create',
    ({ User }) => User.create({}, { include: 'postz' }),
    'User.create: User has no association named "postz". Did you mean "posts"?',
  ],
  [
    'an include that is not there, in build',
    ({ User }) => User.build({}, { include: 'postz' }),
    'User.build: User has no association named "postz".',
  ],
]

it.each(cases)('%s', async (_, call, message) => {
  const error = await (async () => call(blog()))().then(
    () => new Error('not refused'),
    (reason: Error) => reason,
  )
  expect(error.message).toContain(message)
})

it('an order by an association that is not included, without a direction', async () => {
  const { User } = blog()
  await expect(User.findAll({ order: [['posts', 'name']] })).rejects.toThrow(
    `User.findAll: order[0] names "posts", which is not included. Include it: { include: ['posts'] }.`,
  )
  await expect(User.findAll({ order: [['name', 'posts']] })).rejects.toThrow(
    'User.findAll: order[0] has an unknown direction. Received "posts".',
  )
})
