import { describe } from 'vitest'
import { canonical, sortedLists } from './canonical.js'
import { onEmptyDatabase, onFreshLibrary, type Setting } from './support.js'

const sorted = (value: unknown) => sortedLists(canonical(value))
const kindsOf = (list: Setting[]) => list.map((one) => one['kind'])
const idsOf = (list: Setting[]) => list.map((one) => one['id']).sort((a, b) => a - b)

describe('associations, beside v6', () => {
  onFreshLibrary(({ same }) => {
    same('belongs to: get', async ({ Book }) => {
      const book = await Book.findByPk(1)
      const anonymous = await Book.findByPk(8)
      return [
        await book.getAuthor(),
        await book.getAuthor({ attributes: ['name'] }),
        await book.getAuthor({ where: { name: 'nobody' } }),
        await anonymous.getAuthor(),
      ]
    })
    same('belongs to: set with an instance, a key, null', async ({ Book, Author }) => {
      const book = await Book.findByPk(1)
      await book.setAuthor(await Author.findByPk(2))
      const first = (await Book.findByPk(1)).AuthorId
      await book.setAuthor(3)
      const second = (await Book.findByPk(1)).AuthorId
      await book.setAuthor(null)
      return [first, second, (await Book.findByPk(1)).AuthorId, book.AuthorId, book.changed()]
    })
    same('belongs to: set without saving', async ({ Book }) => {
      const book = await Book.findByPk(1)
      await book.setAuthor(3, { save: false })
      return [book.AuthorId, book.changed(), (await Book.findByPk(1)).AuthorId]
    })
    same('belongs to: create', async ({ Book }) => {
      const book = await Book.findByPk(8)
      const author = await book.createAuthor({ name: 'Made' })
      return [author, book.AuthorId, (await Book.findByPk(8)).AuthorId]
    })
    same('the targets of several instances, by key', async ({ Author, Book, Reader }) => {
      const all = (model: Setting) => model['findAll']({ order: ['id'] })
      const found: Setting[] = [
        await Author.associations.Books.get(await all(Author), { order: ['id'] }),
        await Book.associations.Author.get(await all(Book)),
        await Reader.associations.Passport.get(await all(Reader)),
      ]
      return found.map((one) => [Object.keys(one).sort(), one])
    })
    same('has one: get, set, create', async ({ Reader, Passport }) => {
      const reader = await Reader.findByPk(1)
      const other = await Reader.findByPk(4)
      const before = await reader.getPassport()
      await other.setPassport(before)
      const moved = [await reader.getPassport(), (await other.getPassport()).number]
      const made = await reader.createPassport({ number: 'P9' })
      const replaced = await reader.createPassport({ number: 'P10' }).then(
        () => 'created',
        (error: Error) => error.name,
      )
      await other.setPassport(null)
      return [
        before,
        moved,
        made,
        replaced,
        await other.getPassport(),
        await Passport.findAll({ order: ['id'] }),
      ]
    })
    same('has one: set with a key', async ({ Reader, Passport }) => {
      const reader = await Reader.findByPk(4)
      await reader.setPassport(2)
      return Passport.findAll({ order: ['id'] })
    })
    same('has many: get', async ({ Author }) => {
      const author = await Author.findByPk(2)
      return [
        await author.getBooks({ order: ['id'] }),
        await author.getBooks({ where: { lendable: true } }),
        await author.getBooks({ attributes: ['title'], limit: 1, order: [['id', 'DESC']] }),
        await author.getBooks({ include: ['tags'], order: ['id', ['tags', 'id', 'ASC']] }),
        await author.getPupils(),
        await (await Author.findByPk(6)).getBooks(),
        await author.getBooks({ raw: true, attributes: ['id'], order: ['id'] }),
      ]
    })
    same('has many: count and has', async ({ Author, Book }) => {
      const author = await Author.findByPk(2)
      const [own, foreign] = [await Book.findByPk(2), await Book.findByPk(1)]
      return [
        await author.countBooks(),
        await author.countBooks({ where: { lendable: true } }),
        await author.hasBook(own),
        await author.hasBook(2),
        await author.hasBook(foreign),
        await author.hasBooks([own, 3]),
        await author.hasBooks([own, foreign]),
        await author.hasBooks([]),
      ]
    })
    same('has many: add', async ({ Author, Book }) => {
      const author = await Author.findByPk(6)
      await author.addBook(await Book.findByPk(1))
      await author.addBook(2)
      await author.addBooks([await Book.findByPk(3), 4])
      await author.addBooks([])
      return [idsOf(await author.getBooks()), await author.countBooks()]
    })
    same('has many: set', async ({ Author, Book }) => {
      const author = await Author.findByPk(2)
      await author.setBooks([await Book.findByPk(3), await Book.findByPk(4)])
      const first = idsOf(await author.getBooks())
      await author.setBooks([1])
      const second = idsOf(await author.getBooks())
      await author.setBooks(null)
      return [
        first,
        second,
        await author.countBooks(),
        await Book.count(),
        (await Book.findByPk(3)).AuthorId,
      ]
    })
    same('has many: remove', async ({ Author, Book }) => {
      const author = await Author.findByPk(2)
      await author.removeBook(2)
      const first = idsOf(await author.getBooks())
      await author.removeBooks([await Book.findByPk(3), 1])
      return [first, await author.countBooks(), (await Book.findByPk(1)).AuthorId]
    })
    same('has many: create', async ({ Author }) => {
      const author = await Author.findByPk(2)
      const book = await author.createBook({ title: 'Made' })
      const pupil = await author.createPupil({ name: 'Pupil' })
      return [book, pupil, idsOf(await author.getBooks())]
    })
    same('many to many: get', async ({ Book }) => {
      const book = await Book.findByPk(1)
      return [
        await book.getTags({ order: ['id'] }),
        await book.getTags({ joinTableAttributes: [], order: ['id'] }),
        await book.getTags({ joinTableAttributes: ['weight'], order: ['id'] }),
        await book.getTags({ through: { where: { weight: 5 } } }),
        await book.getTags({ where: { label: 'classic' } }),
        await book.getTags({ attributes: ['label'], order: ['label'] }),
        await book.getTags({ raw: true, order: ['id'] }),
      ]
    })
    same('many to many: count and has', async ({ Book, Tag }) => {
      const book = await Book.findByPk(1)
      const tag = await Tag.findByPk(1)
      return [
        await book.countTags(),
        await book.countTags({ where: { label: 'maths' } }),
        await book.hasTag(tag),
        await book.hasTag(3),
        await book.hasTags([1, 2]),
        await book.hasTags([tag, 3]),
        await tag.countBooks(),
      ]
    })
    same('many to many: add', async ({ Book, Tag, BookTag }) => {
      const book = await Book.findByPk(8)
      await book.addTag(await Tag.findByPk(1))
      await book.addTag(2, { through: { weight: 7 } })
      await book.addTags([3, await Tag.findByPk(4)], { through: { weight: 2 } })
      const first = await BookTag.findAll({ where: { BookId: 8 }, order: ['TagId'] })
      await book.addTag(2, { through: { weight: 9 } })
      await book.addTags([1, 5])
      return [first, await BookTag.findAll({ where: { BookId: 8 }, order: ['TagId'] })]
    })
    same('many to many: set', async ({ Book, Tag, BookTag }) => {
      const book = await Book.findByPk(1)
      await book.setTags([await Tag.findByPk(2), 3], { through: { weight: 6 } })
      const first = await BookTag.findAll({ where: { BookId: 1 }, order: ['TagId'] })
      const tag = await Tag.findByPk(4)
      tag.BookTag = { weight: 11 }
      await book.setTags([tag])
      const second = await BookTag.findAll({ where: { BookId: 1 }, order: ['TagId'] })
      await book.setTags([])
      const third = await book.countTags()
      await book.setTags([1])
      await book.setTags(null)
      return [first, second, third, await book.countTags(), await Tag.count()]
    })
    same('many to many: remove', async ({ Book, Tag, BookTag }) => {
      const book = await Book.findByPk(1)
      await book.removeTag(await Tag.findByPk(1))
      const first = idsOf(await book.getTags())
      await book.removeTags([2, 3])
      return [first, await book.countTags(), await Tag.count(), await BookTag.count()]
    })
    same('many to many: create', async ({ Book, BookTag }) => {
      const book = await Book.findByPk(8)
      const tag = await book.createTag({ label: 'made' }, { through: { weight: 4 } })
      return [tag, await BookTag.findAll({ where: { BookId: 8 } })]
    })
    same('many to many with itself', async ({ Reader }) => {
      const rosa = await Reader.findByPk(1)
      const una = await Reader.findByPk(4)
      const before = idsOf(await rosa.getFriends())
      await una.addFriend(rosa)
      await rosa.removeFriend(2)
      return [
        before,
        idsOf(await rosa.getFriends()),
        idsOf(await una.getFriends()),
        idsOf(await una.getFriends({ paranoid: false })),
        await rosa.hasFriend(una),
      ]
    })
    same('what the mixins return', async ({ Author, Book }) => {
      const author = await Author.findByPk(2)
      const book = await Book.findByPk(8)
      return [
        (await author.addBook(book)) === author,
        (await book.setAuthor(author)) === undefined,
        Array.isArray(await book.addTag(1)),
        await book.removeTag(1),
        await book.addTags([1]).then(Array.isArray),
      ]
    })
    same('mixins within a transaction', async ({ sequelize, Author, Book }) => {
      const author = await Author.findByPk(2)
      const book = await Book.findByPk(1)
      const transaction = await sequelize.transaction()
      await author.createBook({ title: 'Gone' }, { transaction })
      await author.addBook(1, { transaction })
      await book.setTags([3], { transaction })
      await book.setAuthor(4, { transaction })
      await transaction.rollback()
      return [
        await author.countBooks(),
        idsOf(await book.getTags()),
        (await Book.findByPk(1)).AuthorId,
      ]
    })
    same('association objects called directly', async ({ Author, Book }) => {
      const author = await Author.findByPk(2)
      const book = await Book.findByPk(1)
      const { Books } = Author.associations
      const { Author: toAuthor, tags } = Book.associations
      return [
        idsOf(await Books.get(author)),
        await Books.count(author),
        await Books.has(author, [2]),
        await toAuthor.get(book),
        idsOf(await tags.get(book)),
        await tags.count(book),
      ]
    })
    same('association objects', ({ Author, Book, Reader, Copy }) =>
      [Author, Book, Reader, Copy].map((model) =>
        Object.values(model.associations as Setting).map((association) => [
          association.as,
          association.associationType,
          association.source.name,
          association.target.name,
          association.foreignKey,
          association.otherKey,
          association.sourceKey,
          association.targetKey,
          Boolean(association.isSelfAssociation),
          Boolean(association.isSingleAssociation),
          Boolean(association.isMultiAssociation),
          Boolean(association.isAliased),
          association.accessors,
        ]),
      ),
    )
    same('attributes that associations add', ({ Book, Copy, BookTag, Loan }) =>
      [Book, Copy, BookTag, Loan].map((model) =>
        Object.entries(model.rawAttributes as Setting).map(([name, attribute]) => [
          name,
          attribute.field,
          attribute.primaryKey ?? false,
          attribute.references && [attribute.references.key],
          attribute.onDelete,
          attribute.onUpdate,
        ]),
      ),
    )
    same('has many: a foreign key that is not null', async ({ Book, attempt }) => {
      const book = await Book.findByPk(1)
      return ((await attempt(() => book.setCopies([]))) as Error) instanceof Error
    })
  })

  onEmptyDatabase(({ same }) => {
    same('default names', async ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', { name: DataTypes.STRING })
      const task = sequelize.define('task', { title: DataTypes.STRING })
      const Person = sequelize.define('Person', { name: DataTypes.STRING }, { underscored: true })
      User.hasMany(task)
      task.belongsTo(User)
      Person.hasOne(User)
      User.belongsToMany(Person, { through: 'user_people' })
      Person.belongsToMany(User, { through: 'user_people' })
      Person.hasMany(task, { as: 'chores' })
      Person.belongsTo(Person, { as: 'boss' })
      const methodsOf = (model: Setting) =>
        Object.getOwnPropertyNames(model['prototype'])
          .filter((name) => /^(get|set|add|remove|create|has|count)[A-Z]/.test(name))
          .sort()
      return [
        [User, task, Person, sequelize.models.user_people].map((model) => [
          model.name,
          model.tableName,
          Object.entries(model.rawAttributes as Setting).map(([name, { field }]) => [name, field]),
          Object.keys(model.associations),
          methodsOf(model),
        ]),
      ]
    })
    same('keys that are not the primary key', async ({ sequelize, DataTypes }) => {
      const Country = sequelize.define('Country', {
        code: { type: DataTypes.STRING, unique: true },
        name: DataTypes.STRING,
      })
      const City = sequelize.define('City', { name: DataTypes.STRING })
      Country.hasMany(City, { sourceKey: 'code', foreignKey: 'countryCode' })
      City.belongsTo(Country, { targetKey: 'code', foreignKey: 'countryCode' })
      await sequelize.sync()
      const italy = await Country.create({ code: 'IT', name: 'Italy' })
      const rome = await italy.createCity({ name: 'Rome' })
      const pisa = await City.create({ name: 'Pisa' })
      await pisa.setCountry(italy)
      return [
        rome,
        await rome.getCountry(),
        await italy.getCities({ order: ['id'] }),
        await Country.findAll({ include: [City], order: [[City, 'id', 'ASC']] }),
        await City.findAll({ include: [Country], order: ['id'] }),
        await Country.findAll({ include: [{ model: City, separate: true, order: ['id'] }] }),
      ]
    })
    same('association scopes', async ({ sequelize, DataTypes }) => {
      const Post = sequelize.define('Post', { title: DataTypes.STRING })
      const Image = sequelize.define('Image', { url: DataTypes.STRING })
      const Comment = sequelize.define('Comment', {
        text: DataTypes.STRING,
        on: DataTypes.STRING,
        onId: DataTypes.INTEGER,
      })
      for (const [model, on] of [
        [Post, 'post'],
        [Image, 'image'],
      ] as const) {
        model.hasMany(Comment, {
          foreignKey: 'onId',
          constraints: false,
          scope: { on },
          as: 'comments',
        })
        Comment.belongsTo(model, { foreignKey: 'onId', constraints: false, as: on })
      }
      await sequelize.sync()
      const post = await Post.create({ title: 'a' })
      const image = await Image.create({ url: 'b' })
      const made = await post.createComment({ text: 'c' })
      const free = await Comment.create({ text: 'd' })
      await image.addComment(free)
      return [
        made,
        await Comment.findAll({ order: ['id'] }),
        await post.getComments(),
        await post.countComments(),
        await image.hasComment(made),
        await Post.findAll({ include: ['comments'] }),
        await Image.findAll({ include: [{ association: 'comments', where: { text: 'd' } }] }),
      ]
    })
    same('scopes of a many to many and of its through', async ({ sequelize, DataTypes }) => {
      const Post = sequelize.define('Post', { title: DataTypes.STRING })
      const Tag = sequelize.define('Tag', { name: DataTypes.STRING, type: DataTypes.STRING })
      const Tagging = sequelize.define('Tagging', {
        id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        taggable: DataTypes.STRING,
      })
      Post.belongsToMany(Tag, {
        through: { model: Tagging, unique: false, scope: { taggable: 'post' } },
        foreignKey: 'taggableId',
        constraints: false,
        as: 'tags',
      })
      Post.belongsToMany(Tag, {
        through: { model: Tagging, unique: false },
        foreignKey: 'taggableId',
        constraints: false,
        scope: { type: 'topic' },
        as: 'topics',
      })
      await sequelize.sync()
      const post = await Post.create({ title: 'a' })
      const tag = await post.createTag({ name: 'x' })
      const topic = await post.createTopic({ name: 'y' })
      return [
        tag,
        topic,
        sorted(await post.getTags()),
        sorted(await post.getTopics()),
        sorted(await Tagging.findAll()),
        sorted(await Post.findAll({ include: ['tags', 'topics'] })),
      ]
    })
    same(
      'a many to many with a through model that has a key and times',
      async ({ sequelize, DataTypes }) => {
        const User = sequelize.define('User', { name: DataTypes.STRING })
        const Project = sequelize.define('Project', { name: DataTypes.STRING })
        const Grant = sequelize.define('Grant', {
          id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
          role: { type: DataTypes.STRING, defaultValue: 'guest' },
        })
        User.belongsToMany(Project, { through: Grant })
        Project.belongsToMany(User, { through: Grant })
        User.hasMany(Grant)
        Grant.belongsTo(User)
        Grant.belongsTo(Project)
        await sequelize.sync()
        const user = await User.create({ name: 'u' })
        const project = await user.createProject({ name: 'p' }, { through: { role: 'owner' } })
        await user.addProject(project, { through: { role: 'boss' } })
        return [
          project,
          await user.getProjects(),
          await User.findAll({ include: [Project, { model: Grant, include: [Project] }] }),
        ]
      },
    )
    same('an underscored tree with renamed keys', async ({ sequelize, DataTypes }) => {
      const options = { underscored: true, timestamps: false }
      const BigBox = sequelize.define('BigBox', { boxName: DataTypes.STRING }, options)
      const SmallThing = sequelize.define('SmallThing', { thingName: DataTypes.STRING }, options)
      BigBox.hasMany(SmallThing, {
        as: 'smallThings',
        foreignKey: { name: 'boxId', field: 'in_box' },
      })
      SmallThing.belongsTo(BigBox, { as: 'bigBox', foreignKey: { name: 'boxId', field: 'in_box' } })
      BigBox.belongsToMany(SmallThing, { as: 'seen', through: 'box_sights' })
      SmallThing.belongsToMany(BigBox, { as: 'seers', through: 'box_sights' })
      await sequelize.sync()
      const box = await BigBox.create({ boxName: 'a' })
      await box.createSmallThing({ thingName: 'b' })
      const thing = await box.createSeen({ thingName: 'c' })
      return [
        thing,
        await BigBox.findAll({ include: ['smallThings', 'seen'] }),
        await SmallThing.findAll({ include: ['bigBox', 'seers'], order: ['id'] }),
        await SmallThing.findAll({
          where: { '$bigBox.box_name$': 'a' },
          include: ['bigBox'],
          raw: true,
        }),
        await SmallThing.findAll({
          include: ['bigBox'],
          order: [['bigBox', 'boxName', 'DESC NULLS LAST']],
        }),
        await BigBox.findAll({
          include: [{ association: 'smallThings', where: { thingName: 'b' } }],
          limit: 1,
        }),
      ]
    })
    same('setting leaves scopes out of account', async ({ sequelize, DataTypes }) => {
      const timeless = { timestamps: false }
      const User = sequelize.define('User', {}, timeless)
      const scopes = { short: { where: { text: 'a' } } }
      const Note = sequelize.define('Note', { text: DataTypes.STRING }, { ...timeless, scopes })
      User.hasMany(Note)
      await sequelize.sync({ force: true })
      const user = await User.create({})
      await Note.bulkCreate(['a', 'b', 'c'].map((text) => ({ text, UserId: 1 })))
      await user.setNotes([3], { scope: 'short' })
      return Note.findAll({ order: ['id'] })
    })
    same('counts by group', async ({ sequelize, DataTypes }) => {
      const timeless = { timestamps: false }
      const User = sequelize.define('User', {}, timeless)
      const Note = sequelize.define('Note', { text: DataTypes.STRING }, timeless)
      User.hasMany(Note)
      User.belongsToMany(Note, { as: 'read', through: 'Reads' })
      await sequelize.sync({ force: true })
      const user = await User.create({})
      const notes = await Note.bulkCreate(['a', 'a', 'b'].map((text) => ({ text, UserId: 1 })))
      await user.setRead(notes)
      return [
        await user.countNotes({ group: 'text', where: { text: 'a' } }),
        await user.countNotes({ group: ['text'], where: { text: 'b' } }),
        await user.countNotes({ group: [] }),
        await user.countRead({ group: ['text'], where: { text: 'a' } }),
        await user.countRead({ group: [] }),
      ]
    })
    same('an alias that is the foreign key, or an attribute, is refused', async (setting) => {
      const { sequelize, DataTypes, attempt } = setting
      const timeless = { timestamps: false }
      const User = sequelize.define('User', { name: DataTypes.STRING }, timeless)
      const Note = sequelize.define('Note', { text: DataTypes.STRING }, timeless)
      const calls = [
        () => Note.belongsTo(User, { as: 'a', foreignKey: 'a' }),
        () => Note.belongsTo(User, { as: 'b', foreignKey: { name: 'b' } }),
        () => Note.belongsTo(User, { foreignKey: 'User' }),
        () => User.hasMany(User, { as: 'c', foreignKey: 'c' }),
        () => User.hasOne(User, { as: 'd', foreignKey: 'd' }),
        () => Note.belongsTo(User, { as: 'text' }),
        () => User.hasMany(Note, { as: 'name' }),
        () => User.belongsToMany(Note, { as: 'links', through: 'links' }),
        () => User.belongsToMany(Note, { through: 'Notes' }),
        // Of another model they are two properties.
        () => User.hasMany(Note, { as: 'e', foreignKey: 'e' }),
        () => User.hasOne(Note, { as: 'f', foreignKey: 'f' }),
        () => User.belongsToMany(Note, { as: 'g', through: 'h', foreignKey: 'g' }),
      ]
      const answers: string[] = []
      for (const call of calls) {
        const error = await attempt(call)
        answers.push(error instanceof Error ? 'refused' : 'accepted')
      }
      return answers
    })
    same('an association without alias may be declared twice', async ({ sequelize }) => {
      const User = sequelize.define('User', {}, { timestamps: false })
      const Note = sequelize.define('Note', {}, { timestamps: false })
      for (const _ of [1, 2]) {
        User.hasMany(Note)
        Note.belongsTo(User, { as: '' })
      }
      await sequelize.sync({ force: true })
      const user = await User.create({})
      await user.createNote({})
      return [
        Object.keys(Note.associations),
        Object.keys(Note.rawAttributes),
        await User.findAll({ include: Note }),
        await Note.findAll({ include: User }),
      ]
    })
    same('getters of targets with a default scope', async ({ sequelize, DataTypes }) => {
      const timeless = { timestamps: false }
      const kind = DataTypes.STRING
      const User = sequelize.define('User', {}, timeless)
      const a = { where: { kind: 'a' } }
      const b = { where: { kind: 'b' } }
      const Note = sequelize.define(
        'Note',
        { kind },
        { ...timeless, defaultScope: a, scopes: { b } },
      )
      const foreignKey = 'userId'
      const keys = { foreignKey, otherKey: 'noteId', through: 'Reads' }
      User.hasMany(Note, { as: 'notes', foreignKey })
      User.hasMany(Note, { as: 'bNotes', foreignKey, scope: { kind: 'b' } })
      User.hasOne(Note, { as: 'first', foreignKey })
      User.hasOne(Note, { as: 'bFirst', foreignKey, scope: { kind: 'b' } })
      User.belongsToMany(Note, { as: 'read', ...keys })
      User.belongsToMany(Note, { as: 'bRead', ...keys, scope: { kind: 'b' } })
      await sequelize.sync({ force: true })
      const user = await User.create({})
      const notes = ['a', 'b'].map((one) => ({ kind: one, userId: 1 }))
      await Note.bulkCreate(notes)
      await user.addRead([1, 2])
      const answers: unknown[] = []
      for (const options of [
        {},
        a,
        b,
        { scope: 'b' },
        { scope: 'b', ...a },
        { scope: false, ...b },
      ]) {
        for (const alias of ['Notes', 'BNotes', 'Read', 'BRead']) {
          answers.push(kindsOf(await user[`get${alias}`]({ ...options, order: ['id'] })))
          answers.push(await user[`count${alias}`]({ ...options }))
        }
        for (const alias of ['First', 'BFirst']) {
          answers.push((await user[`get${alias}`]({ ...options, order: ['id'] }))?.kind ?? null)
        }
      }
      for (const given of [{}, a, b]) {
        const include = [{ association: 'notes', separate: true, ...given }]
        answers.push((await User.findAll({ include })).map((one: Setting) => kindsOf(one['notes'])))
      }
      return answers
    })
    same('wrong associations are refused', async ({ sequelize, DataTypes, attempt }) => {
      const User = sequelize.define('User', { name: DataTypes.STRING, Notes: DataTypes.STRING })
      const Note = sequelize.define('Note', { name: DataTypes.STRING })
      const errorOf = async (run: () => unknown) => {
        const error = await attempt(run)
        return error instanceof Error ? error.name : 'accepted'
      }
      Note.hasMany(User, { as: 'readers' })
      return [
        await errorOf(() => Note.hasMany(User, { as: 'readers' })),
        (await errorOf(() => User.hasMany(Note))) !== 'accepted',
        (await errorOf(() => User.hasMany('Note'))) !== 'accepted',
        await errorOf(() => Note.belongsToMany(User, {})),
        await errorOf(() => Note.belongsToMany(Note, { through: 'x' })),
        (await errorOf(() => Note.belongsTo(User, { targetKey: 'nope', as: 'x' }))) !== 'accepted',
      ]
    })
  })
})
