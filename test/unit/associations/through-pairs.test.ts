/** The two sides of a many-to-many relation whose keys, or tables, are not the same. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataTypes, Sequelize } from '../../../lib/index.js'
import { pasteCalls } from '../../support/pasted-calls.js'
import { type Any, keysOf } from '../relations/models.js'

const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})

beforeEach(() => {
  emitWarning.mockClear()
})

afterAll(() => {
  emitWarning.mockRestore()
})

/** The warnings after the tick in which associations were declared. */
async function warned(): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 5))
  return emitWarning.mock.calls.map(
    ([message, options]) => `${(options as { code?: string }).code}: ${String(message)}`,
  )
}

// A warning is given once for each text.
let tests = 0

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }
const key = { type: DataTypes.INTEGER }

/** Two models, and one between them of a name of its own. */
function blog(link: object | undefined, options: object = {}) {
  const sequelize = new Sequelize({
    ...{ dialect: 'sqlite', logging: false, define: { timestamps: false } },
    ...options,
  })
  const User: Any = sequelize.define('User', {})
  const Post: Any = sequelize.define('Post', {})
  const through = `Link${++tests}`
  if (link !== undefined) sequelize.define(through, link as never)
  return { sequelize, User, Post, through, linkOf: (): Any => sequelize.models[through] }
}

/** The attributes of a through model: the primary key with a star, and what each refers to. */
function columnsOf(model: Any): string {
  return Object.entries(model.rawAttributes as Record<string, Any>)
    .map(([name, { primaryKey, references }]) => {
      return `${name}${primaryKey === true ? '*' : ''}${references ? ` → ${references.model}` : ''}`
    })
    .join(', ')
}

const crossed = (User: Any, Post: Any, through: unknown, own: object, other: object) => {
  User.belongsToMany(Post, { as: 'posts', through, ...own })
  Post.belongsToMany(User, { as: 'users', through, ...other })
}

describe('two sides of a many-to-many relation by three columns', () => {
  const own = { foreignKey: 'uId', otherKey: 'pId' }
  const other = { foreignKey: 'pId', otherKey: 'userId' }

  it('go through those of the call that was last, and are warned of', async () => {
    const { User, Post, through, linkOf } = blog(undefined)
    crossed(User, Post, through, own, other)
    expect(columnsOf(linkOf())).toBe('pId* → Posts, userId* → Users')
    expect(keysOf(User.associations.posts)).toBe('userId → id, pId → id')
    expect(User.associations.posts.foreignKey).toBe('userId')
    expect(await warned()).toEqual([
      `RELATA_THROUGH_KEYS: Post.belongsToMany(User, { as: "users" }): its foreignKey and otherKey "pId" and "userId" are not those of User.posts crosswise, "uId" and "pId". As this call was the last, ${through} has its columns, and User.posts goes through them. Give both the same two:
  User.belongsToMany(Post, { as: 'posts', through: '${through}', foreignKey: 'userId', otherKey: 'pId' })
  Post.belongsToMany(User, { as: 'users', through: '${through}', foreignKey: 'pId', otherKey: 'userId' })`,
    ])
  })

  it('are made by the pasted calls without a warning', async () => {
    const { User, Post, through, linkOf } = blog({})
    crossed(User, Post, linkOf(), own, other)
    const [text] = await warned()
    const pasted = blog({})
    emitWarning.mockClear()
    pasteCalls(pasted.sequelize, text!.replaceAll(through, pasted.through))
    expect(await warned()).toEqual([])
    expect(columnsOf(pasted.linkOf())).toBe('userId* → Users, pId* → Posts')
  })

  it('are four columns, or a key that was the default', async () => {
    const four = blog(undefined)
    crossed(four.User, four.Post, four.through, own, { foreignKey: 'postId', otherKey: 'userId' })
    expect(columnsOf(four.linkOf())).toBe('userId* → Users, postId* → Posts')
    const half = blog(undefined)
    crossed(half.User, half.Post, half.through, { foreignKey: 'uId' }, other)
    expect(columnsOf(half.linkOf())).toBe('userId* → Users, pId* → Posts')
    expect(await warned()).toHaveLength(2)
  })

  it('keep the columns that the model says itself to have: the first side works', async () => {
    const { User, Post, through, linkOf } = blog({ uId: key, pId: key })
    crossed(User, Post, through, own, other)
    expect(columnsOf(linkOf())).toBe('uId* → Users, pId* → Posts, userId → Users')
    expect(keysOf(User.associations.posts)).toBe('uId → id, pId → id')
    expect(await warned()).toEqual([
      expect.stringContaining('has the columns of both: a row of one is none of the other.'),
    ])
  })

  it('keep a column that another association holds, outside the primary key', async () => {
    const { User, Post, through, linkOf } = blog({})
    User.belongsToMany(Post, { as: 'posts', through, ...own })
    linkOf().belongsTo(User, { as: 'user', foreignKey: 'uId' })
    Post.belongsToMany(User, { as: 'users', through, ...other })
    expect(columnsOf(linkOf())).toBe('uId → Users, pId* → Posts, userId* → Users')
    expect(await warned()).toHaveLength(1)
  })

  it('keep all where the model has a key of its own, and are warned of', async () => {
    const { User, Post, through, linkOf } = blog({ id })
    crossed(User, Post, through, own, other)
    expect(columnsOf(linkOf())).toBe('id*, uId → Users, pId → Posts, userId → Users')
    expect(await warned()).toEqual([
      `RELATA_THROUGH_KEYS: User.posts links by "uId", "pId" of ${through}, and Post.users by "pId", "userId": a row of one is none of the other. Give both the same two:
  User.belongsToMany(Post, { as: 'posts', through: '${through}', foreignKey: 'userId', otherKey: 'pId' })
  Post.belongsToMany(User, { as: 'users', through: '${through}', foreignKey: 'pId', otherKey: 'userId' })
If these are two relations, say inverse: false.`,
    ])
  })

  it('still take what the other side says where both stay', () => {
    const { User, Post, through } = blog({ id, uId: key, pId: key, userId: key })
    crossed(User, Post, through, { foreignKey: 'uId' }, other)
    expect(keysOf(User.associations.posts)).toBe('uId → id, pId → id')
  })

  it('leave the pair to a later association that fits', async () => {
    const { User, Post, through } = blog({ id })
    crossed(User, Post, through, own, other)
    Post.belongsToMany(User, { as: 'readers', through, foreignKey: 'pId', otherKey: 'uId' })
    expect(User.associations.posts.paired).toBe(Post.associations.readers)
    expect(await warned()).toEqual([])
  })

  it('are refused with strict, and nothing stays', () => {
    const { sequelize, User, Post, through, linkOf } = blog(undefined, { strict: true })
    User.belongsToMany(Post, { as: 'posts', through, ...own })
    expect(() => Post.belongsToMany(User, { as: 'users', through, ...other })).toThrow(
      'Post.belongsToMany(User, { as: "users" }) (strict): its foreignKey and otherKey "pId" and ' +
        '"userId" are not those of User.posts crosswise, "uId" and "pId". Give both the same two:\n',
    )
    expect(columnsOf(linkOf())).toBe('uId* → Users, pId* → Posts')
    expect(User.associations.posts.paired).toBeUndefined()
    expect([Object.keys(Post.associations), Object.keys(sequelize.models).length]).toEqual([[], 3])
  })
})

describe('two sides that mean the opposite by the same columns', () => {
  const keys = { foreignKey: 'uId', otherKey: 'pId' }

  it.each([
    ['made by them', undefined, 'uId* → Posts, pId* → Users'],
    ['of the model', { uId: key, pId: key }, 'uId* → Posts, pId* → Users'],
    ['beside a key of its own', { id }, 'id*, uId → Posts, pId → Users'],
  ])('refer to what the last call says: %s', async (_, link, columns) => {
    const { User, Post, through, linkOf } = blog(link)
    crossed(User, Post, through, keys, keys)
    expect(columnsOf(linkOf())).toBe(columns)
    expect(await warned()).toEqual([
      `RELATA_THROUGH_KEYS: Post.belongsToMany(User, { as: "users" }): its foreignKey and otherKey "uId" and "pId" are not those of User.posts crosswise, "uId" and "pId". As this call was the last, uId of ${through} refers to Post and pId to User, and User.posts writes the opposite. Give both the same two:
  User.belongsToMany(Post, { as: 'posts', through: '${through}', foreignKey: 'pId', otherKey: 'uId' })
  Post.belongsToMany(User, { as: 'users', through: '${through}', foreignKey: 'uId', otherKey: 'pId' })`,
    ])
  })

  it('with keys of several attributes', async () => {
    const { sequelize, through, linkOf } = blog(undefined)
    const parts = { tenantId: { ...key, primaryKey: true }, id: { ...key, primaryKey: true } }
    const [Order, Item] = [sequelize.define('Order', parts), sequelize.define('Item', parts)] as Any
    const foreignKey = ['tenantId', 'oId']
    const otherKey = ['tenantId', 'iId']
    Order.belongsToMany(Item, { as: 'items', through, foreignKey, otherKey })
    Item.belongsToMany(Order, { as: 'orders', through, foreignKey, otherKey })
    expect(
      linkOf()._foreignKeys.map((one: Any) => `${one.attributes} ${one.constraint.references}`),
    ).toEqual(['tenantId,oId Items', 'tenantId,iId Orders'])
    expect(await warned()).toEqual([expect.stringContaining('tenantId,oId of Link')])
  })
})

describe('two sides through two tables', () => {
  it.each([
    ['named after the models', {}, {}, 'LikePost', 'PostLiking'],
    ['whose names are the same words', { as: 'liked' }, { as: 'fans' }, 'UserPost', 'PostUser'],
  ])('are warned of: %s', async (_, own, other, one, two) => {
    const { User, Post } = blog(undefined)
    User.belongsToMany(Post, { ...own, through: one })
    Post.belongsToMany(User, { ...other, through: two })
    const aliases = [own, other].map(({ as }: Any) => as)
    const code = (as: string | undefined) => (as === undefined ? '' : `as: '${as}', `)
    expect(await warned()).toEqual([
      `RELATA_TWO_THROUGH_TABLES: User.${aliases[0] ?? 'Posts'} goes through ${one}, and Post.${aliases[1] ?? 'Users'} through ${two}: two tables, where one relation has one. Give both the same:
  User.belongsToMany(Post, { ${code(aliases[0])}through: '${one}', foreignKey: 'UserId', otherKey: 'PostId' })
  Post.belongsToMany(User, { ${code(aliases[1])}through: '${one}', foreignKey: 'PostId', otherKey: 'UserId' })
If these are two relations, say inverse: false.`,
    ])
  })
})

const silent: readonly (readonly [string, (parts: ReturnType<typeof blog>) => void])[] = [
  [
    'two relations of their own',
    ({ User, Post }) => {
      User.belongsToMany(Post, { as: 'liked', through: 'Like' })
      Post.belongsToMany(User, { as: 'viewers', through: 'View' })
    },
  ],
  [
    'one that says that it stands alone',
    ({ User, Post }) => {
      User.belongsToMany(Post, { through: 'UserPost', inverse: false })
      Post.belongsToMany(User, { through: 'PostUser' })
    },
  ],
  [
    'several, so that nobody can tell',
    ({ User, Post }) => {
      User.belongsToMany(Post, { as: 'posts', through: 'UserPost' })
      User.belongsToMany(Post, { as: 'liked', through: 'Like' })
      Post.belongsToMany(User, { as: 'users', through: 'PostUser' })
    },
  ],
  [
    'keys that the model has all of itself, beside one of its own',
    ({ sequelize, User, Post }) => {
      const through = sequelize.define('Member', { id, uId: key, pId: key, byId: key })
      User.belongsToMany(Post, { as: 'posts', through, foreignKey: 'uId', otherKey: 'pId' })
      Post.belongsToMany(User, { as: 'inviters', through, foreignKey: 'pId', otherKey: 'byId' })
    },
  ],
  [
    'a table that several models share by scopes',
    ({ sequelize, User, Post }) => {
      const Tag: Any = sequelize.define('Tag', {})
      const model = sequelize.define('Tagging', { id, taggable: DataTypes.STRING })
      for (const [owner, taggable] of [
        [User, 'user'],
        [Post, 'post'],
      ] as const) {
        const shared = {
          through: { model, unique: false, scope: { taggable } },
          constraints: false,
        }
        owner.belongsToMany(Tag, {
          as: 'tags',
          ...shared,
          foreignKey: 'ownerId',
          otherKey: 'tagId',
        })
        const as = `${taggable}s`
        Tag.belongsToMany(owner, { as, ...shared, foreignKey: 'tagId', otherKey: 'ownerId' })
      }
    },
  ],
  [
    'two ways of a model to itself, and one way twice',
    ({ User, through }) => {
      const keys = { foreignKey: 'fromId', otherKey: 'toId' }
      User.belongsToMany(User, { as: 'followed', through, ...keys })
      User.belongsToMany(User, { as: 'friends', through, ...keys })
      const back = { foreignKey: 'toId', otherKey: 'fromId' }
      User.belongsToMany(User, { as: 'followers', through, ...back })
    },
  ],
]

it.each(silent)('nothing is said of %s', async (_, declare) => {
  declare(blog(undefined))
  expect(await warned()).toEqual([])
})

it('a way of a model to itself with a third column goes through those of the last', async () => {
  const { User, through, linkOf } = blog(undefined)
  User.belongsToMany(User, { as: 'children', through, foreignKey: 'parentId', otherKey: 'childId' })
  User.belongsToMany(User, { as: 'parents', through, foreignKey: 'childId', otherKey: 'motherId' })
  expect(columnsOf(linkOf())).toBe('childId* → Users, motherId* → Users')
  expect(keysOf(User.associations.children)).toBe('motherId → id, childId → id')
  expect(await warned()).toHaveLength(1)
})

describe('two sides that refer to other attributes', () => {
  const code = { type: DataTypes.STRING, unique: true }

  function coded(own: object, other: object, options: object = {}) {
    const { sequelize, through } = blog(undefined, options)
    const Student: Any = sequelize.define('Student', { code })
    const Course: Any = sequelize.define('Course', { code })
    Student.belongsToMany(Course, { as: 'courses', through, ...own })
    Course.belongsToMany(Student, { as: 'students', through, ...other })
    const { courses } = Student.associations
    const { students } = Course.associations
    return {
      courses: [courses.sourceKey, courses.targetKey],
      students: [students.sourceKey, students.targetKey],
    }
  }

  it('take from each other what one of them says', async () => {
    const cases: [object, object, string, string][] = [
      [{ targetKey: 'code' }, {}, 'id', 'code'],
      [{ sourceKey: 'code' }, {}, 'code', 'id'],
      [{ sourceKey: 'code', targetKey: 'code' }, {}, 'code', 'code'],
      [{}, { sourceKey: 'code' }, 'id', 'code'],
      [{ sourceKey: 'code' }, { sourceKey: 'code' }, 'code', 'code'],
    ]
    for (const [own, other, student, course] of cases) {
      expect(coded(own, other)).toEqual({
        courses: [student, course],
        students: [course, student],
      })
    }
    expect(await warned()).toEqual([])
  })

  it('are warned of, and refused with strict', async () => {
    coded({}, { targetKey: 'code' })
    const said =
      "its targetKey is 'code', and the sourceKey of Student.courses is 'id'. One column refers to " +
      'both, and rows that one side links the other does not find. Say ' +
      "sourceKey: 'code' in Student.courses, or targetKey: 'id' here."
    const [warning, ...others] = await warned()
    expect(warning).toMatch(/^RELATA_THROUGH_KEYS: Course\.belongsToMany\(Student, /)
    expect(warning).toContain(said)
    expect(others).toEqual([])
    expect(() => coded({}, { targetKey: 'code' }, { strict: true })).toThrow(
      "its targetKey is 'code'",
    )
  })
})

describe('two sides of which one names the columns', () => {
  it.each([{}, { strict: true }])('are the same (%j)', async (options) => {
    const link = { userId: { ...key, field: 'user_id' }, postId: { ...key, field: 'post_id' } }
    for (const own of [link, { id, ...link }]) {
      const { User, Post, through } = blog(own, options)
      crossed(
        ...[User, Post, through],
        { foreignKey: 'userId', otherKey: 'postId' },
        { foreignKey: 'post_id', otherKey: 'user_id' },
      )
    }
    expect(await warned()).toEqual([])
  })
})
