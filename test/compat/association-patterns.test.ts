/** What people build out of associations, beside v6. */
import { describe } from 'vitest'
import { canonical, sortedLists } from './canonical.js'
import { onEmptyDatabase, type Setting } from './support.js'

const sorted = (value: unknown) => sortedLists(canonical(value))
const timeless = { timestamps: false }

describe('patterns of associations, beside v6', () => {
  onEmptyDatabase(({ same, differs }) => {
    same('hooks: true destroys what belongs one by one', async ({ sequelize, DataTypes }) => {
      const heard: string[] = []
      const define = (name: string) =>
        sequelize.define(
          name,
          { name: DataTypes.STRING },
          {
            ...timeless,
            hooks: { afterDestroy: (one: Setting) => void heard.push(`${name} ${one['name']}`) },
          },
        )
      const [User, Task, Card, Note] = [
        define('User'),
        define('Task'),
        define('Card'),
        define('Note'),
      ]
      User.hasMany(Task, { hooks: true, onDelete: 'cascade' })
      User.hasOne(Card, { hooks: true, onDelete: 'CASCADE' })
      User.hasMany(Note, { onDelete: 'CASCADE' })
      await sequelize.sync()
      const user = await User.create({ name: 'u' })
      await user.createTask({ name: 't1' })
      await user.createTask({ name: 't2' })
      await user.createCard({ name: 'c' })
      await user.createNote({ name: 'n' })
      await user.destroy()
      return [
        heard.toSorted(),
        heard.at(-1),
        await Task.count(),
        await Card.count(),
        await Note.count(),
      ]
    })

    same('hooks: true leaves alone what belongs to a row that stays', async (setting) => {
      const { sequelize } = setting
      const counts: unknown[] = []
      for (const paranoid of [true, false]) {
        const User = sequelize.define(`User${paranoid}`, {}, { paranoid: true })
        const Task = sequelize.define(`Task${paranoid}`, {}, { paranoid })
        User.hasMany(Task, { as: 'tasks', hooks: true, onDelete: 'CASCADE' })
        await sequelize.sync()
        const user = await User.create()
        await user.createTask({})
        await user.destroy()
        counts.push(await Task.count())
        await user.restore()
        await user.destroy({ force: true })
        counts.push(await Task.count())
      }
      return counts
    })

    same('all, nested, among models that refer to themselves', async ({ sequelize, DataTypes }) => {
      const define = (name: string) => sequelize.define(name, { name: DataTypes.STRING }, timeless)
      const [House, Person, Hobby] = [define('House'), define('Person'), define('Hobby')]
      House.hasMany(Person, { as: 'people', foreignKey: 'houseId' })
      Person.belongsTo(House, { as: 'house', foreignKey: 'houseId' })
      Person.hasMany(Person, { as: 'children', foreignKey: 'parentId' })
      Person.belongsTo(Person, { as: 'parent', foreignKey: 'parentId' })
      Person.belongsToMany(Hobby, { as: 'hobbies', through: 'PersonHobby', timestamps: false })
      Hobby.belongsToMany(Person, { as: 'fans', through: 'PersonHobby', timestamps: false })
      await sequelize.sync()
      const house = await House.create({ name: 'h' })
      const parent = await house.createPerson({ name: 'p' })
      await parent.createHobby({ name: 'b' })
      const child = await parent.createChild({ name: 'c', houseId: house.id })
      await child.createChild({ name: 'g' })
      const kinds = [true, 'HasMany', 'Has', 'Many', 'One', 'BelongsTo', ['HasOne', 'BelongsTo']]
      const found: unknown[] = []
      for (const all of kinds) {
        for (const nested of [false, true]) {
          for (const model of [House, Person, Hobby]) {
            found.push(sorted(await model.findAll({ include: { all, nested } })))
          }
        }
      }
      return found
    })

    same('a default scope of the model between', async ({ sequelize, DataTypes }) => {
      const define = (name: string, options: object = {}) =>
        sequelize.define(name, { name: DataTypes.STRING }, { ...timeless, ...options })
      const [User, Post] = [define('User'), define('Post')]
      const Like = define('Like', { defaultScope: { where: { name: 'shown' } } })
      User.belongsToMany(Post, { as: 'posts', through: Like })
      Post.belongsToMany(User, { as: 'users', through: Like })
      await sequelize.sync()
      const user = await User.create({ name: 'u' })
      await user.createPost({ name: 'a' }, { through: { name: 'shown' } })
      await user.createPost({ name: 'b' }, { through: { name: 'hidden' } })
      return [
        sorted(await user.getPosts()),
        sorted(await User.findAll({ include: 'posts' })),
        sorted(
          await User.findAll({
            include: { association: 'posts', through: { where: { name: 'hidden' } } },
          }),
        ),
      ]
    })

    same('a tree of one model', async ({ sequelize, DataTypes }) => {
      const Person = sequelize.define('Person', { name: DataTypes.STRING }, timeless)
      Person.hasMany(Person, { as: 'children', foreignKey: 'parentId' })
      Person.belongsTo(Person, { as: 'parent', foreignKey: 'parentId' })
      Person.hasOne(Person, { as: 'heir', foreignKey: 'heirOf', constraints: false })
      await sequelize.sync()
      const a = await Person.create({ name: 'a' })
      const b = await a.createChild({ name: 'b' })
      const c = await b.createChild({ name: 'c' })
      await a.setHeir(c)
      await c.setParent(a)
      return [
        sorted(await a.getChildren()),
        await b.getParent(),
        await a.getHeir(),
        await Person.findAll({
          include: ['parent', 'heir', { association: 'children', include: ['children'] }],
          order: ['id', ['children', 'id', 'ASC']],
        }),
      ]
    })

    same('many-to-many of one model, both ways', async ({ sequelize, DataTypes }) => {
      const Person = sequelize.define('Person', { name: DataTypes.STRING }, timeless)
      const keys = { foreignKey: 'parentId', otherKey: 'childId' }
      Person.belongsToMany(Person, { as: 'children', through: 'Family', ...keys })
      Person.belongsToMany(Person, {
        as: 'parents',
        through: 'Family',
        foreignKey: 'childId',
        otherKey: 'parentId',
      })
      await sequelize.sync()
      const [a, b, c] = await Person.bulkCreate([{ name: 'a' }, { name: 'b' }, { name: 'c' }], {
        returning: true,
      })
      await a.addChildren([b, c])
      await c.addParent(b)
      return [
        sorted(await a.getChildren()),
        sorted(await c.getParents()),
        await c.hasParents([a, b]),
        await a.countParents(),
        sorted(await sequelize.models.Family.findAll()),
        await Person.findAll({
          include: ['parents', 'children'],
          order: ['id', ['parents', 'id', 'ASC'], ['children', 'id', 'ASC']],
        }),
      ]
    })

    same('polymorphic many-to-many', async ({ sequelize, DataTypes }) => {
      const named = { name: DataTypes.STRING }
      const Image = sequelize.define('Image', named, timeless)
      const Video = sequelize.define('Video', named, timeless)
      const Tag = sequelize.define('Tag', named, timeless)
      const Tagging = sequelize.define(
        'Tagging',
        {
          id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
          tagId: { type: DataTypes.INTEGER, unique: 'tt' },
          taggableId: { type: DataTypes.INTEGER, unique: 'tt', references: null },
          taggableType: { type: DataTypes.STRING, unique: 'tt' },
        },
        timeless,
      )
      for (const [model, taggableType] of [
        [Image, 'image'],
        [Video, 'video'],
      ] as const) {
        model.belongsToMany(Tag, {
          through: { model: Tagging, unique: false, scope: { taggableType } },
          foreignKey: 'taggableId',
          otherKey: 'tagId',
          constraints: false,
        })
        Tag.belongsToMany(model, {
          through: { model: Tagging, unique: false, scope: { taggableType } },
          foreignKey: 'tagId',
          otherKey: 'taggableId',
          constraints: false,
        })
      }
      await sequelize.sync()
      const image = await Image.create({ name: 'i' })
      await Video.create({ name: 'first' })
      const video = await Video.create({ name: 'v' })
      const red = await image.createTag({ name: 'red' })
      await video.addTag(red)
      await video.createTag({ name: 'blue' })
      await image.addTags([await Tag.create({ name: 'green' })])
      const all = async () => [
        sorted(await image.getTags({ joinTableAttributes: ['taggableType'] })),
        sorted(await video.getTags()),
        sorted(await red.getImages()),
        await red.countVideos(),
        sorted(await Tag.findAll({ include: [Image, Video] })),
        sorted(await Image.findAll({ include: [Tag] })),
      ]
      const first = await all()
      await video.removeTag(red)
      await image.setTags([red])
      return [first, await all(), Object.keys(Tagging.rawAttributes).sort()]
    })

    same(
      'a many-to-many beside one-to-many to its through model',
      async ({ sequelize, DataTypes }) => {
        const User = sequelize.define('User', { name: DataTypes.STRING }, timeless)
        const Profile = sequelize.define('Profile', { name: DataTypes.STRING }, timeless)
        const Grant = sequelize.define(
          'Grant',
          {
            id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
            self: DataTypes.BOOLEAN,
          },
          timeless,
        )
        User.belongsToMany(Profile, { through: Grant })
        Profile.belongsToMany(User, { through: Grant })
        User.hasMany(Grant)
        Grant.belongsTo(User)
        Profile.hasMany(Grant)
        Grant.belongsTo(Profile)
        await sequelize.sync()
        const user = await User.create({ name: 'u' })
        await user.addProfile(await Profile.create({ name: 'p' }), { through: { self: true } })
        await user.createProfile({ name: 'q' }, { through: { self: false } })
        const order = (alias: string) => ({ order: ['id', [alias, 'id', 'ASC']] })
        return [
          await User.findAll({ include: Profile, ...order('Profiles') }),
          await Profile.findAll({ include: User, order: ['id'] }),
          await User.findAll({ include: Grant, ...order('Grants') }),
          await Grant.findAll({ include: [User, Profile], order: ['id'] }),
          await User.findAll({ include: { model: Grant, include: [Profile] }, ...order('Grants') }),
        ]
      },
    )

    same('several associations between two models', async ({ sequelize, DataTypes }) => {
      const Team = sequelize.define('Team', { name: DataTypes.STRING }, timeless)
      const Game = sequelize.define('Game', { day: DataTypes.INTEGER }, timeless)
      Team.hasMany(Game, { as: 'homeGames', foreignKey: 'homeId' })
      Team.hasMany(Game, { as: 'awayGames', foreignKey: 'awayId' })
      Game.belongsTo(Team, { as: 'home', foreignKey: 'homeId' })
      Game.belongsTo(Team, { as: 'away', foreignKey: 'awayId' })
      await sequelize.sync()
      const [a, b] = [await Team.create({ name: 'a' }), await Team.create({ name: 'b' })]
      const game = await a.createHomeGame({ day: 1, awayId: b.id })
      await b.addHomeGame(await Game.create({ day: 2 }))
      return [
        game,
        await Game.findAll({ include: ['home', 'away'], order: ['id'] }),
        await Team.findAll({ include: ['homeGames', 'awayGames'], order: ['id'] }),
        await a.countAwayGames(),
        await b.getAwayGames(),
      ]
    })

    same(
      'a through model whose rows are only marked as deleted',
      async ({ sequelize, DataTypes }) => {
        const User = sequelize.define('User', { name: DataTypes.STRING }, timeless)
        const Team = sequelize.define('Team', { name: DataTypes.STRING }, timeless)
        const Member = sequelize.define(
          'Member',
          { role: DataTypes.STRING },
          { timestamps: true, paranoid: true },
        )
        User.belongsToMany(Team, { through: Member })
        Team.belongsToMany(User, { through: Member })
        await sequelize.sync()
        const user = await User.create({ name: 'u' })
        const [a, b] = [await Team.create({ name: 'a' }), await Team.create({ name: 'b' })]
        await user.addTeams([a, b])
        await user.removeTeam(a)
        const names = (list: Setting[]) => list.map(({ name }) => name).sort()
        return [
          names(await user.getTeams()),
          names(await user.getTeams({ through: { paranoid: false } })),
          await user.countTeams(),
          await user.hasTeam(a),
          await Member.count({ paranoid: false }),
          names((await User.findOne({ include: [Team] })).Teams),
          names(
            (await User.findOne({ include: [{ model: Team, through: { paranoid: false } }] }))
              .Teams,
          ),
        ]
      },
    )

    same('scopes of the target', async ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', { name: DataTypes.STRING }, timeless)
      const Task = sequelize.define(
        'Task',
        { title: DataTypes.STRING, open: DataTypes.BOOLEAN },
        {
          ...timeless,
          defaultScope: { where: { open: true } },
          scopes: { closed: { where: { open: false } }, titled: { where: { title: 'a' } } },
        },
      )
      User.hasMany(Task)
      Task.belongsTo(User)
      User.hasOne(Task, { as: 'first', foreignKey: 'firstOf' })
      User.belongsToMany(Task, { as: 'watched', through: 'Watches' })
      await sequelize.sync()
      const user = await User.create({ name: 'u' })
      for (const [title, open] of [
        ['a', true],
        ['b', false],
        ['a', false],
      ] as const) {
        const task = await user.createTask({ title, open })
        await user.addWatched(task)
      }
      const closed = await Task.unscoped().findByPk(2)
      await user.setFirst(closed)
      const ids = (list: Setting[]) => list.map(({ id }) => id).sort()
      return [
        ids(await user.getTasks()),
        ids(await user.getTasks({ scope: false })),
        ids(await user.getTasks({ scope: 'closed' })),
        ids(await user.getTasks({ scope: ['closed', 'titled'] })),
        ids(await user.getWatched()),
        ids(await user.getWatched({ scope: null })),
        ids(await user.getWatched({ scope: ['closed'] })),
        await user.countTasks(),
        await user.countTasks({ scope: false }),
        await user.countWatched({ scope: false }),
        await user.hasTask(closed),
        await user.hasWatched(closed),
        await user.getFirst(),
        await user.getFirst({ scope: false }),
        await user.setTasks([closed]).then(() => Task.unscoped().count({ where: { UserId: 1 } })),
      ]
    })

    same('what is created through an association', async ({ sequelize, DataTypes }) => {
      const Post = sequelize.define('Post', { title: DataTypes.STRING }, timeless)
      const Tag = sequelize.define('Tag', { name: DataTypes.STRING }, timeless)
      const PostTag = sequelize.define('PostTag', { weight: DataTypes.INTEGER }, timeless)
      Post.belongsToMany(Tag, { as: 'tags', through: PostTag })
      Tag.belongsToMany(Post, { as: 'posts', through: PostTag })
      await sequelize.sync()
      const post = await Post.create({ title: 'a' })
      const viaMixin = await post.createTag({ name: 'x' }, { through: { weight: 2 } })
      const made = await Post.create(
        { title: 'b', tags: [{ name: 'y', PostTag: { weight: 3 } }, { name: 'z' }] },
        { include: ['tags'] },
      )
      const bulk = await Post.bulkCreate([{ title: 'c', tags: [{ name: 'w' }] }], {
        include: ['tags'],
        returning: true,
      })
      return [
        Object.keys(viaMixin.get()),
        viaMixin.PostTag === undefined,
        made.tags.map((tag: Setting) => [
          Object.keys(tag['get']()),
          tag['PostTag']?.weight ?? null,
        ]),
        bulk[0].tags.map((tag: Setting) => Object.keys(tag['get']())),
        sorted(await PostTag.findAll()),
      ]
    })

    same('fields of what is created through an association', async ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', { name: DataTypes.STRING }, timeless)
      const Task = sequelize.define(
        'Task',
        { title: DataTypes.STRING, note: DataTypes.STRING, kind: DataTypes.STRING },
        timeless,
      )
      User.hasMany(Task, { scope: { kind: 'k' } })
      User.hasOne(Task, { as: 'main', foreignKey: 'mainOf', scope: { kind: 'm' } })
      User.belongsToMany(Task, { as: 'seen', through: 'Seen', scope: { kind: 's' } })
      await sequelize.sync()
      const user = await User.create({ name: 'u' })
      const values = { title: 't', note: 'n', kind: 'other' }
      await user.createTask(values, { fields: ['title'] })
      await user.createTask(values, ['note'])
      await user.createMain(values, { fields: ['title'] })
      await user.createSeen(values, { fields: ['title'] })
      await user.createSeen(values, ['note'])
      return Task.findAll({ order: ['id'] })
    })

    same('belongsTo within a hook, and setters before saving', async ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', { name: DataTypes.STRING }, timeless)
      const Task = sequelize.define('Task', { title: DataTypes.STRING }, timeless)
      Task.belongsTo(User)
      await sequelize.sync()
      const user = await User.create({ name: 'u' })
      const task = Task.build({ title: 't' })
      await task.setUser(user, { save: false })
      const before = [task.isNewRecord, task.UserId]
      await task.save()
      const other = Task.build({ title: 'x' })
      await other.setUser(user)
      return [before, task, other.isNewRecord, await Task.findAll({ order: ['id'] })]
    })

    same(
      'through values that are refused or changed',
      async ({ sequelize, DataTypes, attempt }) => {
        const User = sequelize.define('User', { name: DataTypes.STRING }, timeless)
        const Team = sequelize.define('Team', { name: DataTypes.STRING }, timeless)
        const Member = sequelize.define(
          'Member',
          { role: { type: DataTypes.STRING, validate: { isIn: [['a', 'b']] } } },
          timeless,
        )
        User.belongsToMany(Team, { through: Member })
        await sequelize.sync()
        const user = await User.create({ name: 'u' })
        const team = await Team.create({ name: 't' })
        const refused = (await attempt(() =>
          user.addTeam(team, { through: { role: 'z' } }),
        )) as Error
        await user.addTeam(team, { through: { role: 'a' } })
        team.Member = { role: 'b' }
        await user.setTeams([team], { through: { role: 'a' } })
        return [refused instanceof Error, await Member.findAll(), (await user.getTeams())[0].Member]
      },
    )

    same('keys of targets that are missing', async ({ sequelize, attempt }) => {
      const User = sequelize.define('User', {}, timeless)
      const Task = sequelize.define('Task', {}, timeless)
      User.hasMany(Task)
      await sequelize.sync()
      const user = await User.create()
      return ((await attempt(() => user.hasTask(undefined))) as Error) instanceof Error
    })

    differs(
      'removing a link among those that a scope tells apart',
      async ({ sequelize, DataTypes }) => {
        const define = (name: string, attributes: object = {}) =>
          sequelize.define(name, attributes, timeless)
        const [Post, Tag] = [define('Post'), define('Tag')]
        const Tagging = define('Tagging', {
          id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
          kind: DataTypes.STRING,
        })
        for (const kind of ['good', 'bad']) {
          Post.belongsToMany(Tag, {
            as: `${kind}Tags`,
            through: { model: Tagging, unique: false, scope: { kind } },
          })
        }
        await sequelize.sync()
        const post = await Post.create()
        const tag = await Tag.create()
        await post.addGoodTag(tag)
        await post.addBadTag(tag)
        await post.removeBadTag(tag)
        return [await post.countGoodTags(), await post.countBadTags()]
      },
      { because: 'v6 removes the links of the other scope, too', v6: [0, 0], relata: [1, 0] },
    )
  })
})
