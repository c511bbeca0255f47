/** What deleting does where neither side of a relation says it. */
import { describe, expect, it } from 'vitest'
import { DataTypes, Sequelize } from '../../../lib/index.js'
import type { Any } from './models.js'

function onDelete(attribute: unknown, isHasFirst: boolean, kind: 'hasMany' | 'hasOne'): unknown {
  const sequelize = new Sequelize('sqlite::memory:')
  const User = sequelize.define('User', {})
  const attributes = attribute === undefined ? {} : { userId: attribute as never }
  const Post: Any = sequelize.define('Post', attributes)
  const made: Any = sequelize.relate({ User, Post }, ((r: Any) => {
    const has = { User: { posts: r[kind]('Post', { foreignKey: 'userId' }) } }
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
    for (const kind of ['hasMany', 'hasOne'] as const) {
      for (const isHasFirst of [true, false]) {
        expect(onDelete(attribute, isHasFirst, kind)).toBe('SET NULL')
      }
    }
  })
})
