/** Relations that several calls declare: what the second side says of their key holds, too. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, sheet, type Sheet } from './models.js'

const has = (r: Any, options: object = {}): Any => ({
  User: { posts: r.hasMany('Post', { foreignKey: 'userId', ...options }) },
})
const belongs = (r: Any, options: object): Any => ({ Post: { user: r.belongsTo('User', options) } })

type Call = (made: Sheet, options: object) => void

const ways: readonly (readonly [title: string, call: Call])[] = [
  ['in one call', ({ relate }, options) => relate((r) => ({ ...has(r), ...belongs(r, options) }))],
  [
    'in two calls',
    ({ relate }, options) => {
      relate((r) => has(r), { inverse: 'ignore' })
      relate((r) => belongs(r, options))
    },
  ],
  [
    'after a call of v6',
    ({ models, relate }, options) => {
      models.User.hasMany(models.Post, { as: 'posts', foreignKey: 'userId' })
      relate((r) => belongs(r, options))
    },
  ],
]

function keyAfter(call: Call, options: object): Any {
  const made = sheet('User', 'Post')
  call(made, options)
  return made.models.Post.getAttributes().userId
}

describe.each(ways)('the side that is declared last, %s', (_title, call) => {
  it('says what is done when its owner is deleted', () => {
    expect(keyAfter(call, { onDelete: 'RESTRICT' }).onDelete).toBe('RESTRICT')
    expect(keyAfter(call, { onUpdate: 'RESTRICT' })).toMatchObject({
      ...{ onDelete: 'SET NULL', onUpdate: 'RESTRICT' },
    })
  })

  it('says that the key is never null: then its rows go with their owner', () => {
    const foreignKey = { name: 'userId', allowNull: false }
    expect(keyAfter(call, { foreignKey })).toMatchObject({ allowNull: false, onDelete: 'CASCADE' })
  })

  it('says its column and its type', () => {
    const foreignKey = { name: 'userId', field: 'user_no', type: 'BIGINT', comment: 'whose' }
    const { field, type, comment } = keyAfter(call, { foreignKey })
    expect([field, String(type.key ?? type), comment]).toEqual(['user_no', 'BIGINT', 'whose'])
    expect(keyAfter(call, { keyType: DataTypes.BIGINT }).type.key).toBe('BIGINT')
  })

  it('says that nothing enforces it', () => {
    const key = keyAfter(call, { constraints: false })
    expect([key.references, key.onDelete]).toEqual([undefined, undefined])
  })
})

describe('a later call', () => {
  it('leaves what a model says of its attributes itself', () => {
    const { sequelize, models, relate } = sheet('User')
    models.Post = sequelize.define('Post', {
      userId: {
        ...{ type: DataTypes.INTEGER, allowNull: true, field: 'mine', onDelete: 'NO ACTION' },
        references: { model: 'Users', key: 'id' },
      },
    })
    models.User.hasMany(models.Post, { as: 'posts', foreignKey: 'userId' })
    relate((r) => belongs(r, { onDelete: 'RESTRICT', foreignKey: { field: 'yours' } }))
    expect(models.Post.getAttributes().userId).toMatchObject({
      onDelete: 'NO ACTION',
      field: 'mine',
    })
  })

  it('is refused what an earlier one said otherwise, with the code that ends it', () => {
    const refusal = (first: object, second: object): string => {
      const { relate, problemsOf } = sheet('User', 'Post')
      relate((r) => has(r, first), { inverse: 'ignore' })
      return problemsOf((r) => belongs(r, second))
    }
    expect(refusal({ onDelete: 'CASCADE' }, { onDelete: 'RESTRICT' })).toContain(
      `Post.user: "onDelete" is "RESTRICT" here, and "CASCADE" in User.posts, its other side.
   Say it on one side only, or the same on both:
     Post: { user: r.belongsTo('User', { onDelete: 'CASCADE' }) }`,
    )
    expect(
      refusal({ foreignKey: { name: 'userId', field: 'a' } }, { foreignKey: { field: 'b' } }),
    ).toContain("Post: { user: r.belongsTo('User', { foreignKey: { field: 'a' } }) }")
    expect(refusal({ keyType: DataTypes.BIGINT }, { keyType: DataTypes.INTEGER })).toContain(
      'Post.user: "keyType" makes its key INTEGER, and in User.posts, its other side, it is BIGINT.',
    )
  })

  it('does not take what nobody said for said', () => {
    const { models, relate } = sheet('User', 'Post')
    models.Post = models.Post.sequelize.define('Post', { userId: DataTypes.INTEGER })
    relate((r) => ({ ...has(r), Post: { user: r.belongsTo('User') } }))
    expect(models.Post.getAttributes().userId.onDelete).toBe('SET NULL')
    relate((r) => ({
      User: {
        drafts: r.hasMany('Post', {
          ...{ foreignKey: 'userId', scope: { userId: 1 }, onDelete: 'RESTRICT', inverse: false },
        }),
      },
    }))
    expect(models.Post.getAttributes().userId.onDelete).toBe('RESTRICT')
  })

  it('leaves what a call of v6 decided, where it says nothing of it', () => {
    const { models, relate } = sheet('User', 'Post')
    const foreignKey = { name: 'userId', allowNull: false }
    models.Post.belongsTo(models.User, { as: 'user', foreignKey })
    relate((r) => has(r))
    expect(models.Post.getAttributes().userId.onDelete).toBe('NO ACTION')
  })

  it('makes of two calls of relate what one makes', () => {
    const { models, relate } = sheet('User', 'Post')
    const foreignKey = { name: 'userId', allowNull: false }
    relate((r) => belongs(r, { foreignKey }), { inverse: 'ignore' })
    expect(models.Post.getAttributes().userId.onDelete).toBe('NO ACTION')
    relate((r) => has(r))
    expect(models.Post.getAttributes().userId.onDelete).toBe('CASCADE')
  })

  it('decides what an association with hooks does', () => {
    const { models, relate } = sheet('User', 'Post')
    models.User.hasMany(models.Post, { as: 'posts', foreignKey: 'userId', hooks: true })
    relate((r) => belongs(r, { onDelete: 'CASCADE' }))
    expect(models.User.associations.posts.options.onDelete).toBe('CASCADE')
  })

  it('decides about keys of several columns, which are one constraint', () => {
    const { sequelize, models, relate } = sheet()
    const key = { type: DataTypes.INTEGER, primaryKey: true }
    models.User = sequelize.define('User', { x: key, y: key })
    models.Post = sequelize.define('Post', {})
    const foreignKey = ['userX', 'userY']
    const options = { foreignKey, onDelete: 'RESTRICT' }
    relate((r) => has(r, { foreignKey }), { inverse: 'ignore' })
    relate((r) => belongs(r, options))
    expect(models.Post.describeAssociations()).toContain('ON DELETE RESTRICT')
  })

  it('lets pairs be there twice', () => {
    const made = sheet('User', 'Post')
    const { sequelize, models, relate } = made
    const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
    models.Like = sequelize.define('Like', { id })
    relate((r) => ({ User: { liked: r.belongsToMany('Post', { through: 'Like' }) } }), {
      inverse: 'ignore',
    })
    const through = { model: 'Like', unique: false }
    relate((r) => ({ Post: { likers: r.belongsToMany('User', { through }) } }))
    const { UserId, PostId } = models.Like.getAttributes()
    expect([UserId.unique, PostId.unique]).toEqual([undefined, undefined])
    expect(models.User.associations.liked.through.unique).toBe(false)
  })
})

describe('a table of pairs that is made', () => {
  const tableOf = (isFirst: boolean, sides: 'both' | 'first' | 'second'): Any => {
    const { sequelize, models, relate } = sheet()
    models.AppUser = sequelize.define('AppUser', {}, { underscored: true })
    models.Group = sequelize.define('Group', {})
    relate(
      (r) => {
        const one = { AppUser: { groups: r.belongsToMany('Group', { through: 'Seat' }) } }
        const two = {
          Group: { users: r.belongsToMany('AppUser', { through: 'Seat', timestamps: true }) },
        }
        if (sides === 'first') return one
        if (sides === 'second') return two
        return isFirst ? { ...one, ...two } : { ...two, ...one }
      },
      { inverse: 'ignore' },
    )
    const { Seat } = sequelize.models as Any
    const columns = Object.values<Any>(Seat.getAttributes()).map(({ field }) => field)
    return columns.sort()
  }

  it('has the same columns whichever side is written first, or at all', () => {
    const keys = ['app_user_id', 'group_id']
    expect(tableOf(true, 'both')).toEqual([...keys, 'created_at', 'updated_at'].sort())
    expect(tableOf(false, 'both')).toEqual(tableOf(true, 'both'))
    expect(tableOf(true, 'second')).toEqual(tableOf(true, 'both'))
    expect(tableOf(true, 'first')).toEqual(keys)
  })
})
