/** The calls that errors and descriptions show: they are pasted, and do what was meant. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { pasteCalls } from '../../support/pasted-calls.js'
import { type Any, keysOf, sheet } from '../relations/models.js'

/** The message that a finder refuses its include with. */
async function refusal(model: Any, include: unknown): Promise<string> {
  return model.findAll({ include }).then(
    () => 'nothing',
    (error: Error) => error.message,
  )
}

/** The other side that is suggested for the association of an alias. */
function suggested(model: Any, alias: string): string {
  const found = model
    .describeAssociations({ format: 'object' })
    .find((one: Any) => one.alias === alias)
  return found.suggestedInverse
}

/** The constraints of the keys of an association. */
function constraints(model: Any, alias: string): unknown[] {
  const found = model
    .describeAssociations({ format: 'object' })
    .find((one: Any) => one.alias === alias)
  return found.keys.map((key: Any) => key.constraint)
}

describe('the other side of a key that nothing enforces', () => {
  function comments() {
    const { sequelize, models } = sheet('Post', 'Image', 'Comment')
    const { Post, Image, Comment } = models
    for (const [model, subjectType] of [
      [Post, 'post'],
      [Image, 'image'],
    ]) {
      model.hasMany(Comment, {
        ...{ as: 'comments', foreignKey: 'subjectId', constraints: false, scope: { subjectType } },
      })
    }
    return { sequelize, ...models }
  }

  it('is not enforced either, and of several models each has its name', async () => {
    const { sequelize, Post, Image, Comment } = comments()
    const message = await refusal(Comment, Post)
    expect(message).toContain(`
  Comment.belongsTo(Post, { as: 'post', foreignKey: 'subjectId', constraints: false })
  include: 'post'`)
    expect(pasteCalls(sequelize, message)).toEqual(['post'])
    pasteCalls(sequelize, suggested(Image, 'comments'))
    expect(keysOf(Comment.associations.image)).toBe('subjectId → id')
    expect([constraints(Comment, 'post'), constraints(Comment, 'image')]).toEqual([
      [undefined],
      [undefined],
    ])
  })

  it('keeps the constraint of foreignKeyConstraint', () => {
    const { models } = sheet('User', 'Post')
    models.User.hasMany(models.Post, {
      ...{ as: 'posts', foreignKey: 'userId', constraints: false, foreignKeyConstraint: true },
    })
    expect(suggested(models.User, 'posts')).toBe(
      "Post.belongsTo(User, { as: 'user', foreignKey: 'userId' })",
    )
  })

  it('through a table has the same scope, and links twice what is linked twice', () => {
    const { sequelize, models } = sheet('Post', 'Tag', 'Tagging')
    const { Post, Tag, Tagging } = models
    const through = { model: Tagging, unique: false, scope: { kind: 'post' } }
    Post.belongsToMany(Tag, {
      ...{ as: 'tags', through, foreignKey: 'subjectId', otherKey: 'tagId', constraints: false },
    })
    const code = suggested(Post, 'tags')
    expect(code).toBe(
      "Tag.belongsToMany(Post, { as: 'posts', through: { model: 'Tagging', unique: false, " +
        "scope: { kind: 'post' } }, foreignKey: 'tagId', otherKey: 'subjectId', constraints: false })",
    )
    pasteCalls(sequelize, code)
    const { posts } = Tag.associations
    expect([posts.through.unique, posts.through.scope]).toEqual([false, { kind: 'post' }])
    expect(posts.paired).toBe(Post.associations.tags)
    expect(constraints(Tag, 'posts')).toEqual([undefined, undefined])
  })
})

describe('an include of a model whose key is an attribute', () => {
  function press(attributes: (User: Any) => Any) {
    const { sequelize, models } = sheet('User')
    const Post = sequelize.define('Post', attributes(models.User)) as Any
    return { sequelize, User: models.User, Post }
  }

  it.each([
    ['the class', (User: Any) => ({ model: User, key: 'id' })],
    ['the table', () => ({ model: 'Users', key: 'id' })],
    ['the table alone', () => 'Users'],
  ])('that refers to it by %s: shows both sides by this key', async (_, references) => {
    const attributes = (User: Any) => ({
      authorId: { type: DataTypes.INTEGER, references: references(User) },
    })
    const fromPost = press(attributes)
    const message = await refusal(fromPost.Post, fromPost.User)
    expect(message).toContain(`
  Post.belongsTo(User, { as: 'author', foreignKey: 'authorId' })
  User.hasMany(Post, { as: 'posts', foreignKey: 'authorId' })
  include: 'author'`)
    expect(pasteCalls(fromPost.sequelize, message)).toEqual(['author'])
    const fromUser = press(attributes)
    const other = await refusal(fromUser.User, fromUser.Post)
    expect(pasteCalls(fromUser.sequelize, other)).toEqual(['posts'])
    expect(Object.keys(fromUser.Post.getAttributes())).toEqual(['id', 'authorId'])
  })

  it('and of several: shows each of them, by names of their own', async () => {
    const { sequelize, User, Post } = press((User) => ({
      authorId: { type: DataTypes.INTEGER, references: { model: User, key: 'id' } },
      editorCode: { type: DataTypes.STRING, references: { model: User, key: 'name' } },
    }))
    const message = await refusal(User, Post)
    expect(message).toContain(`
  User.hasMany(Post, { as: 'authorPosts', foreignKey: 'authorId' })
  Post.belongsTo(User, { as: 'author', foreignKey: 'authorId' })
  User.hasMany(Post, { as: 'editorCodePosts', foreignKey: 'editorCode', sourceKey: 'name' })
  Post.belongsTo(User, { as: 'user', foreignKey: 'editorCode', targetKey: 'name' })
  include: 'authorPosts'`)
    expect(pasteCalls(sequelize, message)).toEqual(['authorPosts'])
    expect(Object.keys(Post.getAttributes())).toEqual(['id', 'authorId', 'editorCode'])
  })

  it('that is named like a key and refers to something else: takes it for none', async () => {
    const { sequelize, models } = sheet('User')
    const Post = sequelize.define('Post', {
      userId: { type: DataTypes.INTEGER, references: { model: 'Others', key: 'id' } },
    }) as Any
    expect(await refusal(Post, models.User)).toContain("\n  Post.hasMany(User, { as: 'users'")
  })
})

describe('an include of a model to which several other sides lead', () => {
  it('names them, and shows each by a name of its own', async () => {
    const { sequelize, models } = sheet('User', 'Post')
    models.Post.belongsTo(models.User, { as: 'writer', foreignKey: 'writerId' })
    models.Post.belongsTo(models.User, { as: 'editor', foreignKey: 'editorId' })
    const message = await refusal(models.User, models.Post)
    expect(message).toBe(
      'User.findAll: Post is not associated to User. Only the other sides are declared, Post.writer ' +
        `(BelongsTo) and Post.editor (BelongsTo). Declare this side of what is meant, and include it:
  User.hasMany(Post, { as: 'writerPosts', foreignKey: 'writerId' })
  User.hasMany(Post, { as: 'editorPosts', foreignKey: 'editorId' })
  include: 'writerPosts'
  include: 'editorPosts'`,
    )
    expect(pasteCalls(sequelize, message)).toEqual(['writerPosts', 'editorPosts'])
    expect(Object.keys(models.User.associations)).toEqual(['writerPosts', 'editorPosts'])
  })

  it('by one key: shows it once', async () => {
    const { sequelize, models } = sheet('User', 'Post')
    models.User.hasMany(models.Post, { as: 'posts', foreignKey: 'authorId' })
    models.User.hasMany(models.Post, { as: 'drafts', foreignKey: 'authorId', scope: { name: 'd' } })
    const message = await refusal(models.Post, models.User)
    expect(message).toContain('User.posts (HasMany) and User.drafts (HasMany). Declare this side')
    expect(pasteCalls(sequelize, message)).toEqual(['author'])
    expect(Object.keys(models.Post.associations)).toEqual(['author'])
  })

  it('through several tables: shows each by a name of its own', () => {
    const { sequelize, models } = sheet('User', 'Post')
    models.User.belongsToMany(models.Post, { as: 'liked', through: 'Like' })
    models.User.belongsToMany(models.Post, { as: 'saved', through: 'Save' })
    pasteCalls(sequelize, suggested(models.User, 'liked'))
    pasteCalls(sequelize, suggested(models.User, 'saved'))
    expect(Object.keys(models.Post.associations)).toEqual(['likedUsers', 'savedUsers'])
  })
})

describe('the name of an association that is shown', () => {
  it('is none of an attribute', async () => {
    const { sequelize } = sheet()
    const User = sequelize.define('User', { posts: DataTypes.STRING }) as Any
    const Post = sequelize.define('Post', { user: DataTypes.STRING }) as Any
    expect(pasteCalls(sequelize, await refusal(User, Post))).toEqual(['otherPosts'])
    expect(Object.keys(Post.associations)).toEqual(['otherUser'])
  })

  it('is none of a method that all instances have', async () => {
    const { sequelize, models } = sheet('User', 'Save')
    expect(pasteCalls(sequelize, await refusal(models.Save, models.User))).toEqual(['users'])
    expect(Object.keys(models.User.associations)).toEqual(['otherSave'])
  })

  it('is not that of an attribute, where the other side is declared', async () => {
    const { sequelize } = sheet()
    const User = sequelize.define('User', { posts: DataTypes.STRING }) as Any
    const Post = sequelize.define('Post', { user: DataTypes.STRING }) as Any
    User.hasMany(Post, { as: 'written' })
    expect(suggested(User, 'written')).toContain("as: 'otherUser'")
    expect(pasteCalls(sequelize, await refusal(Post, User))).toEqual(['otherUser'])
  })

  it('is none that another association has, nor one whose methods are there', () => {
    const { sequelize, models } = sheet('User', 'Post')
    models.User.hasOne(models.Post, { as: 'posts', foreignKey: 'firstId' })
    models.User.prototype.getOtherPosts = () => 1
    models.Post.belongsTo(models.User, { as: 'writer', foreignKey: 'writerId' })
    expect(suggested(models.Post, 'writer')).toContain("as: 'userPosts'")
    pasteCalls(sequelize, suggested(models.Post, 'writer'))
  })

  it('is not that of the through model', () => {
    const { sequelize, models } = sheet('User', 'Post')
    models.User.belongsToMany(models.Post, { as: 'liked', through: 'users' })
    pasteCalls(sequelize, suggested(models.User, 'liked'))
    expect(Object.keys(models.Post.associations)).toEqual(['otherUsers'])
  })
})
