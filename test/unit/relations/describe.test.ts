/** `Model.describeAssociations()`: associations explained, to the letter. */
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/index.js'
import { type Any, sheet } from './models.js'

describe('describeAssociations', () => {
  it('explains belongsTo and hasOne', () => {
    const { models, relate } = sheet('User', 'Card')
    relate((r) => ({
      User: { card: r.hasOne('Card', { foreignKey: { name: 'holderId', unique: true } }) },
      Card: { holder: r.belongsTo('User') },
    }))
    expect(models.Card.describeAssociations()).toMatchInlineSnapshot(`
      "Card.holder (BelongsTo): each Card belongs to one User, or to none

         Cards                                       Users
        ┌───────────────────────────────────┐       ┌────────────────────────┐
        │ holderId  INTEGER       FK UNIQUE │──────▶│ id    INTEGER       PK │
        │ id        INTEGER       PK        │       │ name  VARCHAR(255)     │
        │ name      VARCHAR(255)            │       └────────────────────────┘
        └───────────────────────────────────┘

        key         Cards.holderId → Users.id: held by Cards, may be NULL
        SQL         FOREIGN KEY (\`holderId\`) REFERENCES \`Users\` (\`id\`) ON DELETE SET NULL ON UPDATE CASCADE
        include     Card.findAll({ include: 'holder' })
        other side  User.card
        methods     card.getHolder(options?): Promise<User | null>              finds it
                    card.setHolder(user | key | null, options?): Promise<void>  sets the key, or takes it away, and saves
                    card.createHolder(values, options?): Promise<User>          creates one and sets the key
      "
    `)
    expect(models.User.describeAssociations()).toMatchInlineSnapshot(`
      "User.card (HasOne): each User has one Card at most

         Users                            Cards
        ┌────────────────────────┐       ┌───────────────────────────────────┐
        │ id    INTEGER       PK │◀──────│ holderId  INTEGER       FK UNIQUE │
        │ name  VARCHAR(255)     │       │ id        INTEGER       PK        │
        └────────────────────────┘       │ name      VARCHAR(255)            │
                                         └───────────────────────────────────┘

        key         Cards.holderId → Users.id: held by Cards, may be NULL
        SQL         FOREIGN KEY (\`holderId\`) REFERENCES \`Users\` (\`id\`) ON DELETE SET NULL ON UPDATE CASCADE
        include     User.findAll({ include: 'card' })
        other side  Card.holder
        methods     user.getCard(options?): Promise<Card | null>              finds it
                    user.setCard(card | key | null, options?): Promise<void>  gives this one the key; the former one loses it
                    user.createCard(values, options?): Promise<Card>          creates one with the key
      "
    `)
  })

  it('explains hasMany, with a scope, another schema and columns of other names', () => {
    const { sequelize, models } = sheet('User')
    const Post = sequelize.define(
      'Post',
      {
        title: { type: DataTypes.STRING(100), unique: true },
        text: DataTypes.TEXT,
        writtenOn: DataTypes.DATEONLY,
        pinned: DataTypes.BOOLEAN,
        readers: DataTypes.INTEGER,
      },
      { underscored: true, schema: 'blog' },
    )
    models.User.hasMany(Post, {
      as: 'posts',
      foreignKey: { name: 'authorId', allowNull: false },
      scope: { pinned: true },
      onDelete: 'RESTRICT',
    })
    expect(models.User.describeAssociations()).toMatchInlineSnapshot(`
      "User.posts (HasMany): each User has any number of Posts

         Users                            blog.posts
        ┌────────────────────────┐       ┌──────────────────────────────────┐
        │ id    INTEGER       PK │◀──────│ author_id   INTEGER       FK     │
        │ name  VARCHAR(255)     │       │ id          INTEGER       PK     │
        └────────────────────────┘       │ title       VARCHAR(100)  UNIQUE │
                                         │ text        TEXT                 │
                                         │ written_on  DATE                 │
                                         │ … 2 more                         │
                                         └──────────────────────────────────┘

        key         blog.posts.author_id → Users.id: held by blog.posts, never NULL, the attribute authorId
        SQL         FOREIGN KEY (\`author_id\`) REFERENCES \`Users\` (\`id\`) ON DELETE RESTRICT ON UPDATE CASCADE
        scope       { pinned: true }, for finding and for creating
        include     User.findAll({ include: 'posts' })
        other side  not declared: Post.belongsTo(User, { as: 'author', foreignKey: 'authorId' })
        methods     user.getPosts(options?): Promise<Post[]>                    finds them
                    user.countPosts(options?): Promise<number>                  counts them
                    user.hasPost(post | key, options?): Promise<boolean>        whether this one is among them
                    user.hasPosts([post | key, …], options?): Promise<boolean>  whether all of these are among them
                    user.addPost(post | key, options?): Promise<void>           gives this one the key
                    user.addPosts([post | key, …], options?): Promise<void>     gives these the key
                    user.setPosts([post | key, …], options?): Promise<void>     exactly these; others cannot lose the key: { destroyPrevious: true } deletes them
                    user.removePost(post | key, options): Promise<void>         cannot take the key away: { destroy: true } deletes the row
                    user.removePosts([post | key, …], options): Promise<void>   cannot take the key away: { destroy: true } deletes the rows
                    user.createPost(values, options?): Promise<Post>            creates one with the key
      "
    `)
  })

  it('says what methods do where the key is never null', () => {
    const { models } = sheet('User', 'Post')
    models.User.hasOne(models.Post, { as: 'first', foreignKey: { name: 'uId', allowNull: false } })
    models.Post.belongsTo(models.User, { as: 'user', foreignKey: 'uId' })
    const methods = (model: Any): string[] =>
      model
        .describeAssociations({ format: 'object' })[0]
        .methods.map((one: Any) => `${one.signature} ${one.does}`)
    expect(methods(models.User)[1]).toBe(
      'user.setFirst(post | key | null, options?): Promise<void> gives this one the key; a former ' +
        'one cannot lose it: { destroyPrevious: true } deletes it',
    )
    expect(methods(models.Post)[1]).toBe(
      'post.setUser(user | key, options?): Promise<void> sets the key, which is never null, and saves',
    )
  })

  it('explains belongsToMany', () => {
    const { models, relate } = sheet('Post', 'Tag')
    relate((r) => ({
      Post: { tags: r.belongsToMany('Tag', { through: 'PostTag', foreignKey: 'postId' }) },
      Tag: { posts: r.belongsToMany('Post', { through: 'PostTag', foreignKey: 'tagId' }) },
    }))
    expect(models.Post.describeAssociations()).toMatchInlineSnapshot(`
      "Post.tags (BelongsToMany): each Post has any number of Tags, and each Tag of Posts; a row of PostTag links two of them

         Posts                            PostTag
        ┌────────────────────────┐       ┌────────────────────────┐        Tags
        │ id    INTEGER       PK │◀──────│ postId  INTEGER  PK FK │       ┌────────────────────────┐
        │ name  VARCHAR(255)     │       │ tagId   INTEGER  PK FK │──────▶│ id    INTEGER       PK │
        └────────────────────────┘       └────────────────────────┘       │ name  VARCHAR(255)     │
                                                                          └────────────────────────┘

        key         PostTag.postId → Posts.id: held by PostTag, never NULL
                    PostTag.tagId → Tags.id: held by PostTag, never NULL
        SQL         FOREIGN KEY (\`postId\`) REFERENCES \`Posts\` (\`id\`) ON DELETE CASCADE ON UPDATE CASCADE
                    FOREIGN KEY (\`tagId\`) REFERENCES \`Tags\` (\`id\`) ON DELETE CASCADE ON UPDATE CASCADE
        through     the model PostTag, table PostTag
        include     Post.findAll({ include: 'tags' })
        other side  Tag.posts
        methods     post.getTags(options?): Promise<Tag[]>                    finds them, each with its through row as PostTag
                    post.countTags(options?): Promise<number>                 counts them
                    post.hasTag(tag | key, options?): Promise<boolean>        whether this one is linked
                    post.hasTags([tag | key, …], options?): Promise<boolean>  whether all of these are linked
                    post.addTag(tag | key, options?): Promise<void>           links this one; options.through: values of the pair
                    post.addTags([tag | key, …], options?): Promise<void>     links these
                    post.setTags([tag | key, …], options?): Promise<void>     exactly these: deletes the pairs of others
                    post.removeTag(tag | key, options?): Promise<void>        deletes the pair, not the row
                    post.removeTags([tag | key, …], options?): Promise<void>  deletes the pairs of these
                    post.createTag(values, options?): Promise<Tag>            creates one and links it
      "
    `)
  })

  it('lists once the methods of a name that is its own plural, and says what nothing enforces', () => {
    const { models, relate } = sheet('Post', 'Tag')
    relate((r) => ({
      Post: {
        news: r.belongsToMany('Tag', { through: 'PostTag', constraints: false, inverse: false }),
      },
    }))
    expect(models.Post.describeAssociations()).toMatchInlineSnapshot(`
      "Post.news (BelongsToMany): each Post has any number of Tags, and each Tag of Posts; a row of PostTag links two of them

         Posts                            PostTag
        ┌────────────────────────┐       ┌────────────────────────┐        Tags
        │ id    INTEGER       PK │◀──────│ PostId  INTEGER  PK FK │       ┌────────────────────────┐
        │ name  VARCHAR(255)     │       │ TagId   INTEGER  PK FK │──────▶│ id    INTEGER       PK │
        └────────────────────────┘       └────────────────────────┘       │ name  VARCHAR(255)     │
                                                                          └────────────────────────┘

        key         PostTag.PostId → Posts.id: held by PostTag, never NULL
                    PostTag.TagId → Tags.id: held by PostTag, never NULL
        SQL         none: nothing enforces PostId (constraints: false)
                    none: nothing enforces TagId (constraints: false)
        through     the model PostTag, table PostTag
        include     Post.findAll({ include: 'news' })
        other side  not declared: Tag.belongsToMany(Post, { as: 'posts', through: 'PostTag', foreignKey: 'TagId', otherKey: 'PostId', constraints: false })
        methods     post.getNews(options?): Promise<Tag[]>                                finds them, each with its through row as PostTag
                    post.countNews(options?): Promise<number>                             counts them
                    post.hasNews(tag | key | [tag | key, …], options?): Promise<boolean>  whether this one is linked
                    post.addNews(tag | key | [tag | key, …], options?): Promise<void>     links this one; options.through: values of the pair
                    post.setNews([tag | key, …], options?): Promise<void>                 exactly these: deletes the pairs of others
                    post.removeNews(tag | key | [tag | key, …], options?): Promise<void>  deletes the pair, not the row
                    post.createNews(values, options?): Promise<Tag>                       creates one and links it
      "
    `)
  })

  it('draws a table that refers to itself twice', () => {
    const { models, relate } = sheet('Person')
    relate((r) => ({
      Person: {
        children: r.hasMany('Person', { foreignKey: 'parentId' }),
        parent: r.belongsTo('Person'),
      },
    }))
    const [children, parent] = models.Person.describeAssociations({ format: 'object' })
    expect(children.drawing).toMatchInlineSnapshot(`
      " People                               People, the same table
      ┌────────────────────────────┐       ┌────────────────────────────┐
      │ id        INTEGER       PK │◀──────│ parentId  INTEGER       FK │
      │ name      VARCHAR(255)     │       │ id        INTEGER       PK │
      │ parentId  INTEGER          │       │ name      VARCHAR(255)     │
      └────────────────────────────┘       └────────────────────────────┘"
    `)
    expect(parent.meaning).toBe('each Person belongs to one Person as "parent", or to none')
    expect(parent.inverses).toEqual(['Person.children'])
  })

  it('draws a line for each column of a key of several', () => {
    const { sequelize } = sheet()
    const key = { type: DataTypes.INTEGER, primaryKey: true }
    const Order = sequelize.define('Order', { tenantId: key, number: key })
    const Item = sequelize.define('Item', { sku: { type: DataTypes.STRING(8), primaryKey: true } })
    Order.belongsToMany(Item, {
      as: 'items',
      through: 'OrderItem',
      foreignKey: ['tenantId', 'number'] as Any,
      otherKey: 'sku',
    })
    const [items] = Order.describeAssociations({ format: 'object' })
    expect(items!.drawing).toMatchInlineSnapshot(`
      " Orders                          OrderItem
      ┌───────────────────────┐       ┌─────────────────────────────┐
      │ tenantId  INTEGER  PK │◀──────│ tenantId  INTEGER     PK FK │        Items
      │ number    INTEGER  PK │◀──────│ number    INTEGER     PK FK │       ┌─────────────────────┐
      └───────────────────────┘       │ sku       VARCHAR(8)  PK FK │──────▶│ sku  VARCHAR(8)  PK │
                                      └─────────────────────────────┘       └─────────────────────┘"
    `)
    expect(items!.keys.map(({ constraint }) => constraint)).toEqual([
      'FOREIGN KEY (`tenantId`, `number`) REFERENCES `Orders` (`tenantId`, `number`) ' +
        'ON DELETE CASCADE ON UPDATE CASCADE',
      'FOREIGN KEY (`sku`) REFERENCES `Items` (`sku`) ON DELETE CASCADE ON UPDATE CASCADE',
    ])
  })

  it('names methods that the instances have, and no others', () => {
    const { models, relate } = sheet('User', 'Post', 'Tag')
    relate((r) => ({
      User: { posts: r.hasMany('Post'), first: r.hasOne('Post', { inverse: false }) },
      Post: {
        user: r.belongsTo('User'),
        tags: r.belongsToMany('Tag', { through: 'PT', inverse: false }),
      },
    }))
    for (const model of [models.User, models.Post]) {
      const descriptions = model.describeAssociations({ format: 'object' })
      for (const { alias, methods } of descriptions) {
        const names = methods.map(({ name }: Any) => name)
        for (const name of names) expect(model.prototype[name]).toBeTypeOf('function')
        const { accessors } = model.associations[alias]
        expect(new Set(names)).toEqual(new Set(Object.values(accessors)))
      }
    }
  })

  it('says that there are none', () => {
    const { models } = sheet('User')
    expect(models.User.describeAssociations()).toBe('User has no associations.\n')
    expect(models.User.describeAssociations({ format: 'object' })).toEqual([])
  })

  it('keeps its lines when names have line breaks in them', () => {
    const { sequelize } = sheet()
    const One = sequelize.define('One', { 'a\nb': DataTypes.STRING }, { tableName: 'x\ny' })
    One.hasMany(One, { as: 'others', foreignKey: 'k\n' })
    const [others] = One.describeAssociations({ format: 'object' })
    expect(others!.drawing.split('\n')[0]).toContain('x\\ny')
    expect(others!.drawing).toContain('│ k\\n ')
  })

  it('refuses a format that there is not', () => {
    const { models } = sheet('User')
    expect(() => models.User.describeAssociations({ format: 'html' })).toThrow(
      'User.describeAssociations: format must be "text" or "object". Received "html".',
    )
  })
})
