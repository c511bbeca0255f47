/** Errors of associations and includes: the models, the aliases, and the code to write. */
import { describe, expect, it } from 'vitest'
import { DataTypes, Model } from '../../../lib/index.js'
import { pasteCalls } from '../../support/pasted-calls.js'
import { type Any, sheet } from '../relations/models.js'

/** The message that a finder refuses its include with. */
async function refusal(model: Any, include: unknown): Promise<string> {
  return model.findAll({ include }).then(
    () => 'nothing',
    (error: Error) => error.message,
  )
}

/** The message of what a function throws. */
function thrown(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}

function blog() {
  const { sequelize, models } = sheet('User', 'Post', 'Tag', 'Card')
  const { User, Post, Tag, Card } = models
  User.hasMany(Post, { as: 'posts', foreignKey: 'authorId' })
  Post.belongsTo(User, { as: 'author', foreignKey: 'authorId' })
  Post.belongsTo(User, { as: 'editor', foreignKey: 'editorId' })
  Post.belongsToMany(Tag, {
    as: 'tags',
    through: 'PostTag',
    foreignKey: 'postId',
    otherKey: 'tagId',
  })
  Card.belongsTo(User, { as: 'holder', foreignKey: 'holderId' })
  return { sequelize, ...models }
}

describe('an include of a model that is not associated', () => {
  it('by the other side only: shows the call of this side, with the same key', async () => {
    const { User, Card, Post, Tag } = blog()
    expect(await refusal(User, Card)).toBe(
      `User.findAll: Card is not associated to User. Only the other side is declared, Card.holder (BelongsTo). Declare this side and include it:
  User.hasMany(Card, { as: 'cards', foreignKey: 'holderId' })
  include: 'cards'`,
    )
    expect(await refusal(Tag, Post)).toContain(`
  Tag.belongsToMany(Post, { as: 'posts', through: 'PostTag', foreignKey: 'tagId', otherKey: 'postId' })
  include: 'posts'`)
  })

  it('by the other side that has many: shows the call of the side that belongs', async () => {
    const { models } = sheet('User', 'Post')
    models.User.hasMany(models.Post, { as: 'posts', foreignKey: 'authorId', sourceKey: 'name' })
    expect(await refusal(models.Post, models.User)).toContain(`
  Post.belongsTo(User, { as: 'author', foreignKey: 'authorId', targetKey: 'name' })
  include: 'author'`)
  })

  it('and reached through others: shows the nested include', async () => {
    const { User, Tag, Card } = blog()
    expect(await refusal(User, Tag)).toBe(
      `User.findAll: Tag is not associated to User. It is reached through "posts":
  include: { association: 'posts', include: ['tags'] }`,
    )
    expect(await refusal(Card, { model: Tag })).toContain(
      "{ association: 'holder', include: [{ association: 'posts', include: ['tags'] }] }",
    )
  })

  it('at all: shows both sides, with the key where an attribute looks like it', async () => {
    const { sequelize, models } = sheet('Category')
    const Post = sequelize.define('Post', { categoryId: DataTypes.INTEGER })
    const both = `
  Post.belongsTo(Category, { as: 'category', foreignKey: 'categoryId' })
  Category.hasMany(Post, { as: 'posts', foreignKey: 'categoryId' })`
    expect(await refusal(Post, models.Category)).toBe(
      `Post.findAll: Category is not associated to Post. Declare both sides, then include it:${both}
  include: 'category'`,
    )
    expect(await refusal(models.Category, [Post])).toContain("\n  include: 'posts'")
  })

  it('nor to anything, since it was never initialized', async () => {
    class Unready extends Model {}
    expect(await refusal(blog().Post, Unready)).toContain(
      'Unready is not even connected to a Sequelize instance. Begin with:\n  Unready.init(',
    )
  })
})

describe('an include by a wrong name', () => {
  it('lists the aliases, and shows the include to write', async () => {
    const { Card, Post, User } = blog()
    expect(await refusal(Card, User)).toBe(
      `Card.findAll: User is associated by an alias, and "as" is missing. Add "as" with "holder" to include it in Card:
  include: { model: User, as: 'holder' }`,
    )
    expect(await refusal(Card, { model: User, as: 'owner' })).toBe(
      `Card.findAll: User is not associated by the alias "owner". Add "as" with "holder" to include it in Card:
  include: { model: User, as: 'holder' }`,
    )
    expect(await refusal(Post, User)).toBe(
      `Post.findAll: User is associated to Post multiple times. Add "as" with one of "author", "editor":
  include: { model: User, as: 'author' }
  include: { model: User, as: 'editor' }`,
    )
  })

  it('suggests the alias that is near', async () => {
    expect(await refusal(blog().Post, 'autor')).toBe(
      `Post.findAll: Post has no association named "autor". Did you mean "author"? Post has: author, editor, tags.
  include: ['author']`,
    )
  })

  it('tells the aliases of a model whose name was given', async () => {
    expect(await refusal(blog().Post, 'user')).toBe(
      `Post.findAll: Post has no association named "user". Post has: author, editor, tags. User is included by its alias:
  include: 'author'
  include: 'editor'`,
    )
  })

  it('shows the association to declare where the name is that of another model', async () => {
    const { Card } = blog()
    expect(await refusal(Card, 'posts')).toBe(
      `Card.findAll: Card has no association named "posts". Card has: holder. Post is not associated to Card. It is reached through "holder":
  include: { association: 'holder', include: ['posts'] }`,
    )
  })

  it('says of which model an association is', async () => {
    const { Card, User, Tag } = blog()
    expect(await refusal(Card, User.associations.posts)).toBe(
      `Card.findAll: User.posts is an association of User, and Card is not associated by it. User is reached through "holder":
  include: { association: 'holder', include: ['posts'] }`,
    )
    expect(await refusal(User, Card.associations.holder)).toBe(
      `User.findAll: Card.holder is an association of Card, and User is not associated by it. User has:
  include: 'posts'`,
    )
    expect(await refusal(Tag, Card.associations.holder)).toMatch(
      /and Tag is not associated by it\. Tag has no associations\.$/,
    )
  })

  describe('of a model that leads to itself one way only, shows the way back', () => {
    it.each([
      ['hasMany', { as: 'children', foreignKey: 'parentId' }, 'parent', 'belongsTo'],
      ['belongsTo', { as: 'parent', foreignKey: 'parentId' }, 'children', 'hasMany'],
    ] as const)('of %s', async (method, options, name, inverse) => {
      const { models, sequelize } = sheet('Person')
      models.Person[method](models.Person, options)
      const message = await refusal(models.Person, name)
      expect(message).toBe(
        `Person.findAll: Person has no association named "${name}". Person has: ${options.as}. Only one way is declared, Person.${options.as}. Declare the way back and include it:
  Person.${inverse}(Person, { as: '${name}', foreignKey: 'parentId' })
  include: '${name}'`,
      )
      expect(pasteCalls(sequelize, message)).toEqual([name])
    })

    it('beside the alias that there is, where the model is included', async () => {
      const { Person } = sheet('Person').models
      Person.hasMany(Person, { as: 'children', foreignKey: 'parentId' })
      expect(await refusal(Person, { model: Person, as: 'parent' })).toBe(
        `Person.findAll: Person is not associated by the alias "parent". Add "as" with "children" to include it in Person:
  include: { model: Person, as: 'children' }
Only one way is declared, Person.children. Declare the way back and include it:
  Person.belongsTo(Person, { as: 'parent', foreignKey: 'parentId' })
  include: 'parent'`,
      )
      expect(await refusal(Person, { model: Person, as: 'childern' })).not.toContain('way back')
    })

    it('of a table of pairs, and of several', async () => {
      const { models } = sheet('Person')
      const { Person } = models
      const keys = { foreignKey: 'fromId', otherKey: 'toId' }
      Person.belongsToMany(Person, { as: 'followed', through: 'Follow', ...keys })
      expect(await refusal(Person, 'fans')).toContain(`
  Person.belongsToMany(Person, { as: 'fans', through: 'Follow', foreignKey: 'toId', otherKey: 'fromId' })
  include: 'fans'`)
      Person.belongsTo(Person, { as: 'boss', foreignKey: 'bossId' })
      expect(await refusal(Person, 'fans')).toMatch(
        /Only one way is declared, Person\.followed and Person\.boss\./,
      )
    })

    it('but not where both ways are there', async () => {
      const { Person } = sheet('Person').models
      Person.hasMany(Person, { as: 'children', foreignKey: 'parentId' })
      Person.belongsTo(Person, { as: 'parent', foreignKey: 'parentId' })
      expect(await refusal(Person, 'cousins')).toBe(
        `Person.findAll: Person has no association named "cousins". Person has: children, parent.
  include: ['children']
  include: ['parent']`,
      )
    })
  })

  it.each([[undefined], [{ model: undefined }], [{ association: undefined }]])(
    'tells of circles of imports where a model is undefined: %s',
    async (element) => {
      expect(await refusal(blog().Post, [element])).toMatch(
        /include cannot be read\. .* A model imported in a circle of modules is still undefined/,
      )
    },
  )
})

describe('an association that cannot be declared', () => {
  it('many to many without a table: shows both sides with one', () => {
    const { User, Tag } = blog()
    expect(thrown(() => User.belongsToMany(Tag))).toBe(
      `User.belongsToMany(Tag): the option "through" is missing. Name the table or model that links the two, the same on both sides:
  User.belongsToMany(Tag, { through: 'TagUser' })
  Tag.belongsToMany(User, { through: 'TagUser' })`,
    )
  })

  it('hasMany with a table between: shows both sides of belongsToMany', () => {
    const { User, Tag } = blog()
    expect(thrown(() => User.hasMany(Tag, { through: 'UserTag' }))).toBe(
      `User.hasMany(Tag): hasMany does not go through another table (N:M), it has the key in the table of Tag. Many to many is written:
  User.belongsToMany(Tag, { through: 'UserTag' })
  Tag.belongsToMany(User, { through: 'UserTag' })`,
    )
  })

  it.each([
    ['undefined', undefined, 'A model imported in a circle of modules is still undefined'],
    ['a name', 'Tag', 'Give the model itself: sequelize.models.Tag.'],
    ['a module', { default: Model }, 'That is a module; the model may be its "default".'],
    ['a function that defines one', () => Model, 'call it and give what it returns.'],
    ['nothing of the kind', 7, 'what sequelize.define() gave, or the class.'],
  ])('with a target that is %s: says how to come to the model', (_, target, hint) => {
    const { User } = blog()
    expect(thrown(() => User.hasMany(target))).toMatch(/^User\.hasMany: the target is not a model/)
    expect(thrown(() => User.hasMany(target))).toContain(hint)
  })

  it('with an instance, or a class before its init', () => {
    const { User, Card } = blog()
    expect(thrown(() => User.hasMany(Card.build()))).toContain('Give the class, not an instance')
    class Unready extends Model {}
    expect(thrown(() => User.belongsTo(Unready))).toBe(
      'User.belongsTo: Unready is not connected to a Sequelize instance. ' +
        'Call Unready.init(attributes, { sequelize }) first.',
    )
  })

  it('under a name that is taken, and by what', () => {
    const { Post, User, Tag } = blog()
    expect(thrown(() => Post.belongsTo(User, { as: 'author' }))).toBe(
      'Post.belongsTo(User, { as: "author" }): Post already has an association named "author" ' +
        '(belongsTo of User). Declare it once; a second relation between the two needs another "as".',
    )
    expect(thrown(() => Post.hasMany(Tag, { as: 'author' }))).toBe(
      'Post.hasMany(Tag, { as: "author" }): Post already has an association named "author" ' +
        '(belongsTo of User). Give this one another "as".',
    )
    expect(thrown(() => Post.belongsTo(Tag, { as: 'tagId', foreignKey: 'tagId' }))).toBe(
      'Post.belongsTo(Tag, { as: "tagId" }): the alias and the foreign key are both "tagId" ' +
        '(naming collision), and an instance has one property of a name. Give them two names:\n' +
        "  Post.belongsTo(Tag, { as: 'tag', foreignKey: 'tagId' })",
    )
    expect(thrown(() => User.hasMany(User, { as: 'peer', foreignKey: 'peer' }))).toContain(
      "\n  User.hasMany(User, { as: 'users', foreignKey: 'peer' })",
    )
    expect(thrown(() => Tag.belongsToMany(User, { as: 'links', through: 'links' }))).toMatch(
      /the alias "links" is the name of the through model, under which each target holds/,
    )
    expect(thrown(() => Post.hasOne(Tag, { as: 'name' }))).toMatch(
      /^Post\.hasOne\(Tag, \{ as: "name" \}\): Post already has an attribute named "name" \(naming collision\)/,
    )
  })
})
