/** What `sequelize.relate` refuses: each contradiction with its place and the code that ends it. */
import { describe, expect, it } from 'vitest'
import { AssociationError, DataTypes, Model, RelationError, Sequelize } from '../../../lib/index.js'
import { type Any, sheet } from './models.js'

const HEAD =
  'sequelize.relate: there is a contradiction in the relations; none of them was declared.'
const APART =
  '\n   If these are two relations and not two sides of one, say so on both: inverse: false.'

/** The declaration of a case, with `r`. */
type Declare = (r: Any) => unknown

const cases: readonly (readonly [title: string, declare: Declare, problem: string])[] = [
  [
    'two foreign keys for one relation',
    (r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: 'authorId' }) },
      Post: { author: r.belongsTo('User', { foreignKey: { name: 'userId', allowNull: false } }) },
    }),
    `User.posts: the foreign key is "authorId" here, and "userId" in Post.author, its other side.
   Say it on one side only, or the same on both:
     User: { posts: r.hasMany('Post', { foreignKey: 'userId' }) }
     Post: { author: r.belongsTo('User', { foreignKey: { name: 'userId', allowNull: false } }) }${APART}`,
  ],
  [
    'two keys that one foreign key refers to',
    (r) => ({
      User: { posts: r.hasMany('Post', { sourceKey: 'name' }) },
      Post: { author: r.belongsTo('User', { targetKey: 'id' }) },
    }),
    `User.posts: "sourceKey" is "name" here, and "id" in Post.author, its other side.
   Say it on one side only, or the same on both:
     User: { posts: r.hasMany('Post', { sourceKey: 'name' }) }
     Post: { author: r.belongsTo('User', { targetKey: 'name' }) }`,
  ],
  [
    'a column that may be null on one side and not on the other',
    (r) => ({
      User: { posts: r.hasMany('Post', { foreignKey: { name: 'a', allowNull: true } }) },
      Post: { author: r.belongsTo('User', { foreignKey: { name: 'a', allowNull: false } }) },
    }),
    `User.posts: "foreignKey.allowNull" is true here, and false in Post.author, its other side.
   Say it on one side only, or the same on both:
     User: { posts: r.hasMany('Post', { foreignKey: { name: 'a', allowNull: true } }) }
     Post: { author: r.belongsTo('User', { foreignKey: { name: 'a', allowNull: true } }) }`,
  ],
  [
    'two actions for one foreign key',
    (r) => ({
      User: { posts: r.hasMany('Post', { onDelete: 'CASCADE' }) },
      Post: { author: r.belongsTo('User', { onDelete: 'set null' }) },
    }),
    `User.posts: "onDelete" is "CASCADE" here, and "set null" in Post.author, its other side.
   Say it on one side only, or the same on both:
     User: { posts: r.hasMany('Post', { onDelete: 'CASCADE' }) }
     Post: { author: r.belongsTo('User', { onDelete: 'CASCADE' }) }`,
  ],
  [
    'an alias that is an attribute',
    (r) => ({ User: { name: r.hasMany('Post', { inverse: false }) } }),
    `User.name: "name" is an attribute of the model already, and an instance has one property of a name.
   Remove the attribute if the relation replaces it, or give the relation another name:
     User: { posts: r.hasMany('Post', { inverse: false }) }`,
  ],
  [
    'an alias that is its own foreign key',
    (r) => ({ Post: { author: r.belongsTo('User', { foreignKey: 'author', inverse: false }) } }),
    `Post.author: its foreign key is named "author" too, and an instance has one property of a name.
   Give the key another name:
     Post: { author: r.belongsTo('User', { foreignKey: 'authorId', inverse: false }) }`,
  ],
  [
    'an alias that is a method of every instance',
    (r) => ({ User: { save: r.hasMany('Post', { inverse: false }) } }),
    `User.save: every instance has "save" itself; what is loaded would hide it.
   Give the relation another name:
     User: { posts: r.hasMany('Post', { inverse: false }) }`,
  ],
  [
    'a many-to-many relation through two tables',
    (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'TagPost' }) },
    }),
    `Post.tags: it goes through "PostTag", and Tag.posts through "TagPost": pairs that one side adds, the other does not find.
   Name the same table on both:
     Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) }
     Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) }
   If these are two relations, say so on both: inverse: false.`,
  ],
  [
    'keys of a through table that are not crossed',
    (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PT', foreignKey: 'p', otherKey: 't' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PT', foreignKey: 'p', otherKey: 't' }) },
    }),
    `Post.tags: its keys { foreignKey: "p", otherKey: "t" } do not fit those of Tag.posts, { foreignKey: "p", otherKey: "t" }: the "foreignKey" of one side is the "otherKey" of the other.
   Say them on one side only, or crosswise:
     Post: { tags: r.belongsToMany('Tag', { through: 'PT', foreignKey: 'p', otherKey: 't' }) }
     Tag: { posts: r.belongsToMany('Post', { through: 'PT', foreignKey: 't', otherKey: 'p' }) }`,
  ],
  [
    'one key for both sides of a through table',
    (r) => ({
      Post: {
        tags: r.belongsToMany('Tag', {
          through: 'PT',
          foreignKey: 'k',
          otherKey: 'k',
          inverse: false,
        }),
      },
    }),
    `Post.tags: both keys of the through table would be "k".
   "foreignKey" is the key to the model that has the relation, "otherKey" the key to the other:
     Post: { tags: r.belongsToMany('Tag', { through: 'PT', foreignKey: 'k', otherKey: 'k2', inverse: false }) }`,
  ],
  [
    'a many-to-many relation without a table',
    (r) => ({ Post: { tags: r.belongsToMany('Tag', { inverse: false }) } }),
    `Post.tags: neither side says which table holds the pairs.
   Name the table or the model, on one side or both:
     Post: { tags: r.belongsToMany('Tag', { through: 'PostTag', inverse: false }) }`,
  ],
  [
    'a table between, for hasMany',
    (r) => ({ Post: { tags: r.hasMany('Tag', { through: 'PostTag', inverse: false }) } }),
    `Post.tags: hasMany does not go through another table.
   Many to many is written:
     Post: { tags: r.belongsToMany('Tag', { through: 'PostTag', inverse: false }) }`,
  ],
  [
    'one row and many by one key',
    (r) => ({
      User: {
        latest: r.hasOne('Post', { foreignKey: 'authorId' }),
        posts: r.hasMany('Post', { foreignKey: 'authorId' }),
      },
      Post: { author: r.belongsTo('User') },
    }),
    `User.latest: hasOne by the key "authorId", by which User.posts is hasMany: is it one row, or many?
   Keep the one that is meant; a certain one of many takes a scope, or says that it is apart:
     User: { latest: r.hasOne('Post', { foreignKey: 'authorId', inverse: false }) }`,
  ],
  [
    'many on both sides',
    (r) => ({ Post: { tags: r.hasMany('Tag') }, Tag: { posts: r.hasMany('Post') } }),
    `Post.tags: hasMany, and Tag.posts is hasMany too: then each table would hold a key of the other.
   Many on both sides go through a table of pairs:
     Post: { tags: r.belongsToMany('Tag', { through: 'PostTag' }) }
     Tag: { posts: r.belongsToMany('Post', { through: 'PostTag' }) }${APART}`,
  ],
  [
    'two sides without the key',
    (r) => ({ User: { cards: r.hasMany('Card') }, Card: { user: r.hasOne('User') } }),
    `User.cards: it says that the other table holds the key, and so does Card.user.
   The side that holds the key belongs:
     Card: { user: r.belongsTo('User') }${APART}`,
  ],
  [
    'two sides with the key',
    (r) => ({ User: { card: r.belongsTo('Card') }, Card: { user: r.belongsTo('User') } }),
    `User.card: belongsTo, and Card.user is belongsTo too: each table would hold a key of the other.
   Only one side holds the key; the other has one, or many:
     Card: { user: r.hasOne('User') }
     Card: { users: r.hasMany('User') }${APART}`,
  ],
  [
    'a table of pairs on one side, and a key on the other',
    (r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PT' }) },
      Tag: { posts: r.hasMany('Post') },
    }),
    `Post.tags: it goes through a table of pairs, and Tag.posts is hasMany, by a key in one of the two tables.
   The other side goes through the same table:
     Tag: { posts: r.belongsToMany('Post', { through: 'PT' }) }
   If these are two relations, say so on both: inverse: false.`,
  ],
  [
    'one column that refers to two tables',
    (r) => ({
      Card: {
        post: r.belongsTo('Post', { foreignKey: 'subjectId', inverse: false }),
        user: r.belongsTo('User', { foreignKey: 'subjectId', inverse: false }),
      },
    }),
    `Card.user: the key "subjectId" refers to User here and to Post in Card.post; the database can enforce one of them only.
   Give each its own key, or tell the database not to enforce them:
     Card: { user: r.belongsTo('User', { foreignKey: 'subjectId', constraints: false, inverse: false }) }
     Card: { post: r.belongsTo('Post', { foreignKey: 'subjectId', constraints: false, inverse: false }) }`,
  ],
  [
    'a target of an unknown name',
    (r) => ({ User: { posts: r.hasMany('Psot') } }),
    `User.posts: there is no model named "Psot". Did you mean "Post"?
   Name one of the models that are given to relate, or give this one, too.`,
  ],
  [
    'relations of a model of an unknown name',
    (r) => ({ Usr: { posts: r.hasMany('Post') } }),
    `Usr: there is no model named "Usr". Did you mean "User"?
   Name one of the models that are given to relate, or give this one, too.`,
  ],
  [
    'a target that is undefined, as in a circle of imports',
    (r) => ({ User: { posts: r.hasMany(undefined) } }),
    `User.posts: the target of r.hasMany() is undefined: a class imported in a circle of modules is not there yet.
   Give its name instead:
     r.hasMany('NameOfTheModel')`,
  ],
  [
    'a target that is no model',
    (r) => ({ User: { posts: r.hasMany({ default: 1 }) } }),
    `User.posts: its target is not a model. Received { default: 1 }.
   That is a module; the model may be its "default".`,
  ],
  [
    'something that is no relation',
    () => ({ User: { posts: 'Post' } }),
    `User.posts: it is not a relation. Received "Post".
   Use what r gives:
     posts: r.hasMany('Target')`,
  ],
  [
    'a second alias',
    (r) => ({ User: { posts: r.hasMany('Post', { as: 'works', inverse: false }) } }),
    `User.posts: "as" is given ("works"), and the name of the property is the alias already.
   Leave "as" out, and name the property as the relation is to be called:
     User: { posts: r.hasMany('Post', { inverse: false }) }`,
  ],
  [
    'a misspelled option',
    (r) => ({ User: { posts: r.hasMany('Post', { foriegnKey: 'x', inverse: false }) } }),
    `User.posts: the option "foriegnKey" does not exist. Did you mean "foreignKey"?
   Correct its name, or leave it out:
     User: { posts: r.hasMany('Post', { foreignKey: 'x', inverse: false }) }`,
  ],
  [
    'a key that is no name',
    (r) => ({ User: { posts: r.hasMany('Post', { foreignKey: 7, inverse: false }) } }),
    `User.posts: "foreignKey" must be the name of an attribute, or attribute options with "name". Received 7.
   Correct the option, or leave it out:
     User: { posts: r.hasMany('Post', { inverse: false }) }`,
  ],
  [
    'a referred key that is no attribute',
    (r) => ({ User: { posts: r.hasMany('Post', { sourceKey: 'nmae', inverse: false }) } }),
    `User.posts: "sourceKey" names "nmae", which is not an attribute of User.
   Did you mean "name"?`,
  ],
  [
    'an inverse that is not there',
    (r) => ({
      User: { posts: r.hasMany('Post', { inverse: 'autor' }) },
      Post: { author: r.belongsTo('User', { foreignKey: 'x' }) },
    }),
    `User.posts: its inverse "autor" is not declared on Post. Did you mean "author"?
   Name the alias of the other side, declare it, or say that there is none:
     User: { posts: r.hasMany('Post', { inverse: 'author' }) }`,
  ],
  [
    'an inverse of a kind that does not fit',
    (r) => ({
      User: { posts: r.hasMany('Post', { inverse: 'tags' }) },
      Post: { tags: r.belongsToMany('Tag', { through: 'x', inverse: false }) },
    }),
    `User.posts: its inverse Post.tags is a BelongsToMany to Tag; it takes belongsTo to User.
   Name the other side of this very relation, or say that there is none:
     User: { posts: r.hasMany('Post', { inverse: false }) }`,
  ],
  [
    'an inverse that says it has none',
    (r) => ({
      User: { posts: r.hasMany('Post', { inverse: 'author' }) },
      Post: { author: r.belongsTo('User', { inverse: false }) },
    }),
    `User.posts: it names Post.author as its inverse, which says inverse: false.
   Let both name each other, or leave "inverse" out of one:
     Post: { author: r.belongsTo('User', { inverse: 'posts' }) }`,
  ],
  [
    'keys of one table that differ by upper and lower case only',
    (r) => ({
      User: {
        one: r.hasMany('Post', { foreignKey: 'authorId', inverse: false }),
        two: r.hasMany('Post', { foreignKey: 'AuthorId', inverse: false }),
      },
    }),
    `User.two: its key "AuthorId" differs from "authorId" of User.one by upper and lower case only, which many databases take for one column.
   If one column is meant, give its name, else another one:
     User: { two: r.hasMany('Post', { foreignKey: 'authorId', inverse: false }) }`,
  ],
  [
    'a key that is an attribute but for upper and lower case',
    (r) => ({ User: { posts: r.hasMany('Post', { foreignKey: 'NAME', inverse: false }) } }),
    `User.posts: its key "NAME" differs from "name" of the attributes of Post by upper and lower case only, which many databases take for one column.
   If one column is meant, give its name, else another one:
     User: { posts: r.hasMany('Post', { foreignKey: 'name', inverse: false }) }`,
  ],
  [
    'both keys of a through table under one name but for upper and lower case',
    (r) => ({ User: { users: r.belongsToMany('User', { through: 'Pair' }) } }),
    `User.users: both keys of the through table would be "UserId".
   "foreignKey" is the key to the model that has the relation, "otherKey" the key to the other:
     User: { users: r.belongsToMany('User', { through: 'Pair', otherKey: 'otherUserId' }) }`,
  ],
  [
    'a key of more attributes than what it refers to',
    (r) => ({ User: { posts: r.hasMany('Post', { foreignKey: ['a', 'b'], inverse: false }) } }),
    `User.posts: the foreign key has 2 attributes (a, b), and what it refers to in User has one attribute (id).
   Give as many, in the same order:
     User: { posts: r.hasMany('Post', { foreignKey: 'a', inverse: false }) }`,
  ],
  [
    'sides of which several could belong together',
    (r) => ({
      User: { written: r.hasMany('Post'), edited: r.hasMany('Post') },
      Post: { writer: r.belongsTo('User'), editor: r.belongsTo('User') },
    }),
    `User.written, User.edited, Post.writer, Post.editor: which of these are two sides of one relation? Several are possible.
   Say it with "inverse", or with the same "foreignKey" on both sides, for example one of:
     User: { written: r.hasMany('Post', { inverse: 'writer' }) }
     User: { written: r.hasMany('Post', { foreignKey: 'writerId' }) }`,
  ],
]

describe('relate refuses', () => {
  it.each(cases)('%s', (_, declare, problem) => {
    const { sequelize, problemsOf } = sheet('User', 'Post', 'Tag', 'Card')
    const before = sequelize.toMermaid()
    expect(problemsOf(declare)).toBe(`${HEAD}\n\n${problem}`)
    expect(sequelize.toMermaid()).toBe(before)
  })

  it('everything at once, and declares nothing', () => {
    const { models, relate } = sheet('User', 'Post')
    const declare: Declare = (r) => ({
      User: { posts: r.hasMany('Post'), name: r.hasOne('Pots') },
      Post: { author: r.belongsTo('User', { as: 'a' }) },
    })
    let found: unknown
    try {
      relate(declare)
    } catch (error) {
      found = error
    }
    expect(found).toBeInstanceOf(RelationError)
    expect(found).toBeInstanceOf(AssociationError)
    const { message, contradictions, name, stack } = found as RelationError
    expect(name).toBe('SequelizeRelationError')
    expect(contradictions.map(({ where }) => where)).toEqual(['User.name', 'Post.author'])
    expect(message).toMatch(/^sequelize\.relate: there are 2 contradictions/)
    expect(message).toContain('\n\n1. User.name: there is no model named "Pots"')
    expect(stack).toMatch(/\n\s+at .*relations\/models\.ts/)
    expect(models.User.associations).toEqual({})
    expect(Object.keys(models.Post.getAttributes())).toEqual(['id', 'name'])
  })

  it('an alias that an earlier call has used', () => {
    const { models, problemsOf } = sheet('User', 'Post')
    models.User.hasMany(models.Post, { as: 'posts' })
    expect(problemsOf((r) => ({ User: { posts: r.hasMany('Post', { inverse: false }) } }))).toBe(
      `${HEAD}\n\nUser.posts: the model has an association of this name already: HasMany to Post.\n` +
        '   If it is the same, leave it out here; a second relation takes a name and a key of its own:\n' +
        "     User: { otherPosts: r.hasMany('Post', { foreignKey: 'otherUserId', inverse: false }) }",
    )
  })

  it('what contradicts an association that is there: only the new side can be written', () => {
    const { models, problemsOf } = sheet('User', 'Post')
    models.User.hasMany(models.Post, { as: 'posts', foreignKey: 'writer' })
    const declare: Declare = (r) => ({
      Post: { author: r.belongsTo('User', { foreignKey: 'authorId' }) },
    })
    expect(problemsOf(declare)).toBe(
      `${HEAD}\n\nPost.author: the foreign key is "authorId" here, and "writer" in User.posts, its other side.\n` +
        '   Say it on one side only, or the same on both:\n' +
        `     Post: { author: r.belongsTo('User', { foreignKey: 'writer' }) }${APART}`,
    )
  })

  it('what is given in place of models', () => {
    const { sequelize } = sheet('User')
    class Unready extends Model {}
    const Foreign = new Sequelize({ dialect: 'sqlite' }).define('Foreign', {})
    const models: Any = { Missing: undefined, Text: 'User', Unready, Foreign }
    const error = () => sequelize.relate(models, () => ({}))
    expect(error).toThrow(/Missing: it is not a model\. Received undefined\.\n.*circle of modules/)
    expect(error).toThrow(/Text: it is not a model\. Received "User"\./)
    expect(error).toThrow(/Unready: the class is not connected.*\n.*\n {5}Unready\.init\(/)
    expect(error).toThrow(/Foreign: the model belongs to another Sequelize instance/)
  })

  it.each([
    ['no models', [undefined, () => ({})], 'the models must be an object of models'],
    ['no function', [{}, {}], 'the relations must be a function of r'],
    ['a function that gives nothing', [{}, () => {}], 'what the function gives must be an object'],
    ['an unknown mode', [{}, () => ({}), { inverse: 'no' }], 'inverse must be "warn", "require"'],
  ])('%s', (_, given, message) => {
    const { sequelize } = sheet()
    expect(() => (sequelize.relate as Any)(...given)).toThrow(`sequelize.relate: ${message}`)
  })

  it('unknown options, where options are strict', () => {
    const strict = new Sequelize({ dialect: 'sqlite', logging: false, strict: true })
    const [User, Post] = [strict.define('User', {}), strict.define('Post', {})]
    const relate = (options: object) =>
      strict.relate({ User, Post }, (r: Any) => ({
        User: { posts: r.hasMany('Post', { inverse: 'author', singular: 'post', ...options }) },
        Post: { author: r.belongsTo('User') },
      }))
    expect(() => relate({ nonsense: 1 })).toThrow(
      'User.posts: the option "nonsense" does not exist.',
    )
    relate({})
    expect(Object.keys(User.associations)).toEqual(['posts'])
  })

  it('nothing of what it has begun, where a hook throws', () => {
    const { sequelize, models, relate } = sheet('User', 'Post', 'Tag', 'PostTag')
    const { User, Post, PostTag } = models
    const picture = () => [
      sequelize.toMermaid(),
      ...[User, Post, PostTag].map((model) => [
        Reflect.ownKeys(model.prototype).map(String).toSorted(),
        Object.keys(model.associations),
        JSON.stringify(model.getAttributes()),
      ]),
      Object.keys(sequelize.models),
      sequelize.modelManager.all.length,
    ]
    User.belongsToMany(Post, { as: 'likes', through: 'Like' })
    const before = picture()
    Post.addHook('beforeAssociate', 'refusal', ({ type }: Any) => {
      if (type.name === 'BelongsTo') throw new Error('no')
    })
    const declare: Declare = (r) => ({
      User: { posts: r.hasMany('Post'), following: r.belongsToMany('User', { through: 'Follow' }) },
      Post: {
        tags: r.belongsToMany('Tag', { through: 'PostTag' }),
        likers: r.belongsToMany('User', { through: 'Like' }),
        author: r.belongsTo('User', { hooks: true }),
      },
    })
    expect(() => relate(declare)).toThrow('no')
    expect(picture()).toEqual(before)
    expect(User.associations.likes.paired).toBeUndefined()
    Post.removeHook('beforeAssociate', 'refusal')
    relate(declare)
    expect(Object.keys(Post.associations)).toEqual(['tags', 'likers', 'author'])
    expect(User.associations.likes.paired).toBe(Post.associations.likers)
  })

  it('a model without a key to refer to, unless one is named', () => {
    const { sequelize, models, problemsOf, relate } = sheet('Post')
    const Log: Any = sequelize.define('Log', { line: { type: DataTypes.STRING, unique: true } })
    Log.removeAttribute('id')
    Object.assign(models, { Log })
    expect(
      problemsOf((r) => ({ Log: { posts: r.hasMany('Post', { inverse: false }) } })),
    ).toContain(
      `Log.posts: Log has no primary key to refer to.
   Give it one, or name a unique attribute with "sourceKey":
     Log: { posts: r.hasMany('Post', { sourceKey: '…', inverse: false }) }`,
    )
    relate((r) => ({ Log: { posts: r.hasMany('Post', { sourceKey: 'line', inverse: false }) } }))
    expect(Log.associations.posts.foreignKey).toBe('LogLine')
  })
})

describe('relate with { inverse: "require" }', () => {
  it('refuses relations of which one side is declared, with the other one to write', () => {
    const { problemsOf } = sheet('User', 'Post', 'Tag', 'Card')
    const declare: Declare = (r) => ({
      User: { posts: r.hasMany('Post'), card: r.belongsTo('Card') },
      Post: { tags: r.belongsToMany('Tag', { through: 'PT', foreignKey: 'p' }) },
      Card: { post: r.hasOne('Post', { foreignKey: 'boxId' }) },
    })
    expect(problemsOf(declare, { inverse: 'require' })).toBe(
      `sequelize.relate: there are 4 contradictions in the relations; none of them was declared.

1. User.posts: its other side is not declared, so that from Post nobody finds the way back.
   Declare it, or say that there is none with inverse: false:
     Post: { user: r.belongsTo('User', { foreignKey: 'UserId' }) }

2. User.card: its other side is not declared, so that from Card nobody finds the way back.
   Declare it, or say that there is none with inverse: false:
     Card: { users: r.hasMany('User') }

3. Post.tags: its other side is not declared, so that from Tag nobody finds the way back.
   Declare it, or say that there is none with inverse: false:
     Tag: { posts: r.belongsToMany('Post', { through: 'PT', otherKey: 'p' }) }

4. Card.post: its other side is not declared, so that from Post nobody finds the way back.
   Declare it, or say that there is none with inverse: false:
     Post: { box: r.belongsTo('Card', { foreignKey: 'boxId' }) }`,
    )
  })

  it('lets pass what says that it has no other side, and friends of friends', () => {
    const { relate, models } = sheet('User', 'Post')
    relate(
      (r) => ({
        User: {
          posts: r.hasMany('Post', { inverse: false }),
          friends: r.belongsToMany('User', { through: 'Friendship' }),
        },
      }),
      { inverse: 'require' },
    )
    expect(Object.keys(models.User.associations)).toEqual(['posts', 'friends'])
  })
})
