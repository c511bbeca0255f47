/** What deleting does where neither side of a relation says it. */
import { describe, expect, it } from 'vitest'
import { DataTypes, Sequelize } from '../../../lib/index.js'
import type { Any } from './models.js'

const kinds = ['hasMany', 'hasOne'] as const

function onDelete(
  attribute: unknown,
  isHasFirst: boolean,
  kind: (typeof kinds)[number],
  foreignKey: unknown = 'userId',
): unknown {
  const sequelize = new Sequelize('sqlite::memory:')
  const User = sequelize.define('User', {})
  const attributes = attribute === undefined ? {} : { userId: attribute as never }
  const Post: Any = sequelize.define('Post', attributes)
  const made: Any = sequelize.relate({ User, Post }, ((r: Any) => {
    const has = { User: { posts: r[kind]('Post', { foreignKey }) } }
    const belongs = { Post: { user: r.belongsTo('User', { foreignKey: 'userId' }) } }
    return isHasFirst ? { ...has, ...belongs } : { ...belongs, ...has }
  }) as never)
  expect(made.User.associations.posts.keyPairs).toHaveLength(1)
  return Post.getAttributes().userId.onDelete
}

describe('deleting what a key refers to', () => {
  it.each([
    ['that is made', undefined],
    ['of a bare type', DataTypes.INTEGER],
    ['that does not say whether it may be null', { type: DataTypes.INTEGER }],
    ['that may be null', { type: DataTypes.INTEGER, allowNull: true }],
  ])('sets a key %s to null, in whichever order the sides stand', (_title, attribute) => {
    for (const kind of kinds) {
      for (const isHasFirst of [true, false]) {
        expect(onDelete(attribute, isHasFirst, kind)).toBe('SET NULL')
      }
    }
  })

  const notNull = { type: DataTypes.INTEGER, allowNull: false }
  const keyNotNull = { name: 'userId', allowNull: false }
  it.each([
    ['whose attribute says so', notNull, 'userId'],
    ['whose option says so', undefined, keyNotNull],
    ['of a bare type whose option says so', DataTypes.INTEGER, keyNotNull],
    ['whose attribute says so, whatever the option', notNull, { name: 'userId', allowNull: true }],
    ['that is the primary key', { type: DataTypes.INTEGER, primaryKey: true }, 'userId'],
  ])('takes along what cannot be without a key %s', (_title, attribute, foreignKey) => {
    for (const kind of kinds) {
      for (const isHasFirst of [true, false]) {
        expect(onDelete(attribute, isHasFirst, kind, foreignKey)).toBe('CASCADE')
      }
    }
  })

  it('sets to null what the option lets be null', () => {
    const foreignKey = { name: 'userId', allowNull: true }
    for (const isHasFirst of [true, false]) {
      expect(onDelete(DataTypes.INTEGER, isHasFirst, 'hasMany', foreignKey)).toBe('SET NULL')
    }
  })

  it('takes along what refers by several columns that cannot be null', () => {
    const column = { type: DataTypes.INTEGER, allowNull: false }
    const key = { type: DataTypes.INTEGER, primaryKey: true }
    for (const isHasFirst of [true, false]) {
      const sequelize = new Sequelize('sqlite::memory:')
      const User = sequelize.define('User', { x: key, y: key })
      const Post: Any = sequelize.define('Post', { userX: column, userY: column })
      const has = (r: Any) => ({ User: { posts: r.hasMany('Post') } })
      const belongs = (r: Any) => ({
        Post: { user: r.belongsTo('User', { foreignKey: ['userX', 'userY'] }) },
      })
      sequelize.relate({ User, Post }, ((r: Any) =>
        isHasFirst ? { ...has(r), ...belongs(r) } : { ...belongs(r), ...has(r) }) as never)
      expect(String(Post.describeAssociations())).toContain('ON DELETE CASCADE')
    }
  })

  it('is refused by a key that cannot be null and has no other side', () => {
    const sequelize = new Sequelize('sqlite::memory:')
    const User = sequelize.define('User', {})
    const Post: Any = sequelize.define('Post', { userId: notNull })
    sequelize.relate({ User, Post }, ((r: Any) => ({
      Post: { user: r.belongsTo('User', { inverse: false }) },
    })) as never)
    expect(Post.getAttributes().userId.onDelete).toBe('NO ACTION')
  })
})
