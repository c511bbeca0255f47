/** What can stand under the name of an association among the values of a new instance. */
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataTypes, literal, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { refusedUnsent } from '../support/statements.js'

let sequelizeNumber = 1

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let User: any
  let Post: any

  const define = (own: Sequelize) => {
    User = own.define('User', { name: DataTypes.STRING })
    Post = own.define('Post', { title: DataTypes.STRING })
    User.hasMany(Post, { as: 'posts', foreignKey: 'userId' })
    User.hasOne(Post, { as: 'main', foreignKey: 'mainOfId' })
    Post.belongsTo(User, { as: 'user', foreignKey: 'userId' })
  }

  beforeAll(() => {
    sequelize = createSequelize(target, { define: { timestamps: false } })
    define(sequelize)
  })

  beforeEach(async () => {
    await sequelize.sync({ force: true })
  })

  describe('are refused: values whose properties are no attributes', () => {
    const title = { title: 'x' }
    const values: readonly (readonly [string, () => unknown])[] = [
      ['a Set', () => new Set([title])],
      ['a Map', () => new Map([[1, title]])],
      ['a Date', () => new Date(0)],
      ['bytes', () => new Uint8Array(2)],
      ['an iterator', () => [title].values()],
      ['a promise', () => Promise.resolve(title)],
      ['a regular expression', () => /x/],
      ['an expression', () => literal('1')],
      ['a list of lists', () => [[title]]],
      ['a number', () => 1],
    ]
    for (const [name, value] of values) {
      it(name, async () => {
        const calls = [
          () => User.create({ posts: value() }, { include: 'posts' }),
          () => User.create({ posts: [value()] }, { include: 'posts' }),
          () => User.bulkCreate([{ main: value() }], { include: 'main' }),
          () => Post.create({ user: value() }, { include: 'user' }),
        ]
        for (const call of calls) {
          const error = await refusedUnsent(sequelize, async () => call())
          expect(error.message).toMatch(
            /^(User|Post): .+ is not an object of attributes\..* Give an instance of (User|Post), or its values by attribute\.$/s,
          )
        }
      })
    }
  })

  it('objects of any class and of none are values', async () => {
    class Values {
      title = 'of a class'
    }
    const bare = Object.assign(Object.create(null), { title: 'of none' })
    await User.create({ posts: [new Values(), bare] }, { include: 'posts' })
    const posts = await Post.findAll({ order: ['id'] })
    expect(posts.map((post: any) => post.title)).toEqual(['of a class', 'of none'])
  })

  describe('a list where there can be one', () => {
    it('is taken for its first item, with a warning', async () => {
      const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
      try {
        // A text is warned of once: each dialect has one of its own.
        const Owner: any = sequelize.define(`OwnerIn${sequelizeNumber++}`, {})
        Owner.hasOne(Post, { as: 'main', foreignKey: 'ownerId', constraints: false })
        await sequelize.sync({ force: true })
        const posts = [{ title: 'a' }, { title: 'b' }]
        const owner = await Owner.create({ main: posts }, { include: 'main' })
        await Owner.bulkCreate([{ main: posts }], { include: 'main' })
        expect([owner.main.title, await Post.count()]).toEqual(['a', 2])
        expect(emitWarning.mock.calls).toEqual([
          [
            `${Owner.name}: the list of "main" has more than one item, of which the first is ` +
              'taken. There is one "main": give one Post, or its values.',
            { code: 'RELATA_NESTED_VALUES' },
          ],
        ])
        emitWarning.mockClear()
        const single = await Owner.create({ main: [{ title: 'c' }] }, { include: 'main' })
        expect([single.main.title, emitWarning.mock.calls]).toEqual(['c', []])
      } finally {
        emitWarning.mockRestore()
      }
    })

    it('is refused with strict', async () => {
      const own = createSequelize(target, { strict: true, define: { timestamps: false } })
      const posts = [{ title: 'a' }, { title: 'b' }]
      const known = [User, Post]
      try {
        define(own)
        const error = await refusedUnsent(own, () =>
          User.create({ main: posts }, { include: 'main' }),
        )
        expect(error.message).toMatch(
          /^User \(strict\): the list of "main" has more than one item\./,
        )
      } finally {
        ;[User, Post] = known
      }
    })
  })
})
