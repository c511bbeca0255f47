/** Options, names and objects of associations, beside v6. */
import { describe } from 'vitest'
import { onEmptyDatabase, type Setting } from './support.js'

const timeless = { timestamps: false }

/** What a model's attributes say of keys. */
const keysOf = (model: Setting) =>
  Object.entries(model['rawAttributes'] as Setting).map(([name, attribute]) => [
    name,
    attribute.field,
    attribute.type.key,
    attribute.allowNull ?? null,
    attribute.primaryKey ?? false,
    attribute.unique ?? null,
    attribute.references && [String(attribute.references.model), attribute.references.key],
    attribute.onDelete,
    attribute.onUpdate,
  ])

/** What an association tells of itself. */
const aboutAssociation = (association: Setting) => [
  ...[association['as'], association['associationType'], association['associationAccessor']],
  ...[association['source'].name, association['target'].name],
  association['identifier'] ?? association['foreignKey'],
  ...['foreignKey', 'sourceKey', 'targetKey', 'otherKey'].map((name) => association[name] ?? null),
  // Where v6 leaves one of its two names for the column out, Relata has both.
  association['identifierField'] ?? association['foreignKeyField'],
  ...['sourceKeyField', 'targetKeyField'].map((name) => association[name] ?? null),
  ...['isAliased', 'isSelfAssociation', 'isSingleAssociation', 'isMultiAssociation'].map((name) =>
    Boolean(association[name]),
  ),
  association['accessors'],
  association['scope'] ?? null,
]

const aboutThrough = (association: Setting) => [
  association['through'].model.name,
  association['through'].unique ?? true,
  association['throughModel']?.name ?? null,
  association['combinedTableName'],
  association['foreignIdentifier'],
  association['foreignIdentifierField'] ?? null,
  association['paired']?.as ?? null,
  association['targetAssociation']?.as ?? null,
]

const methodsOf = (model: Setting) =>
  Object.getOwnPropertyNames(model['prototype'])
    .filter((name) => /^(get|set|add|remove|create|has|count)[A-Z]/.test(name))
    .sort()

describe('options of associations, beside v6', () => {
  onEmptyDatabase(({ same, differs }) => {
    same('a primary key of several attributes gives its first one', ({ sequelize, DataTypes }) => {
      const composite = {
        region: { type: DataTypes.STRING(4), primaryKey: true },
        number: { type: DataTypes.INTEGER, primaryKey: true },
      }
      const Site = sequelize.define('Site', composite, timeless)
      const Visit = sequelize.define('Visit', {}, timeless)
      const Plan = sequelize.define('Plan', {}, timeless)
      const Guide = sequelize.define('Guide', {}, timeless)
      Site.hasMany(Visit)
      Visit.belongsTo(Site)
      Site.hasOne(Plan)
      Site.belongsToMany(Guide, { through: 'Tours', constraints: false })
      Guide.belongsToMany(Site, { through: 'Tours', constraints: false })
      return [
        [Site, Visit, Plan, sequelize.models.Tours].map(keysOf),
        [Site, Visit, Guide].flatMap((model) =>
          Object.values(model.associations as Setting).map(aboutAssociation),
        ),
      ]
    })

    same('what associations tell of themselves', ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', { email: { type: DataTypes.STRING, unique: true } })
      const Post = sequelize.define('post', {}, { underscored: true })
      const Tag = sequelize.define('Tag', { slug: { type: DataTypes.STRING, unique: true } })
      const made = [
        User.hasMany(Post),
        Post.belongsTo(User),
        User.hasOne(Post, { as: 'lastPost', foreignKey: { name: 'lastOf', field: 'last_of' } }),
        Post.belongsTo(User, { as: 'editor', targetKey: 'email', foreignKey: 'editorEmail' }),
        User.hasMany(Post, { as: 'edited', sourceKey: 'email', foreignKey: 'editorEmail' }),
        User.hasMany(User, { as: 'pupils', foreignKey: 'teacherId' }),
        User.belongsTo(User, { as: 'teacher', foreignKey: 'teacherId' }),
        Post.belongsToMany(Tag, { through: 'post_tags' }),
        Tag.belongsToMany(Post, { through: 'post_tags' }),
        User.belongsToMany(Tag, {
          as: { singular: 'interest', plural: 'interests' },
          through: { model: 'user_interests', unique: false },
          foreignKey: 'who',
          otherKey: { name: 'what', field: 'what_slug' },
          targetKey: 'slug',
        }),
        User.belongsToMany(User, { as: 'friends', through: 'friendships', foreignKey: 'a' }),
      ]
      return [
        made.map(aboutAssociation),
        made.filter((one) => one.associationType === 'BelongsToMany').map(aboutThrough),
      ]
    })

    same('attributes that options of keys give', ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', {}, timeless)
      const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']
      const [A, B, C, D, E, F, G, H, I] = names.map((name) => sequelize.define(name, {}, timeless))
      A.belongsTo(User, { keyType: DataTypes.BIGINT })
      User.hasMany(B, { keyType: DataTypes.STRING })
      User.hasOne(C, { foreignKey: { allowNull: false } })
      D.belongsTo(User, { foreignKey: { name: 'owner', allowNull: false, unique: true } })
      E.belongsTo(User, { constraints: false, foreignKeyConstraint: true })
      F.belongsTo(User, { constraints: false })
      G.belongsTo(User, { onDelete: 'cascade', onUpdate: 'no action' })
      User.hasMany(H, { foreignKey: { fieldName: 'byUser', field: 'by_user', defaultValue: 1 } })
      I.belongsTo(User, { foreignKey: { name: 'u', type: DataTypes.BIGINT } })
      return [A, B, C, D, E, F, G, H, I].map(keysOf)
    })

    same('an attribute that is there keeps what it says', ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', {}, timeless)
      const Task = sequelize.define(
        'Task',
        { UserId: { type: DataTypes.BIGINT, allowNull: false, field: 'user', comment: 'whose' } },
        timeless,
      )
      const Note = sequelize.define(
        'Note',
        { UserId: { type: DataTypes.INTEGER, onDelete: 'RESTRICT', defaultValue: 3 } },
        timeless,
      )
      User.hasMany(Task)
      Task.belongsTo(User)
      User.hasMany(Note, { onDelete: 'CASCADE' })
      return [keysOf(Task), keysOf(Note)]
    })

    same('a key that the model declares is freed where it says that it may be null', (setting) => {
      const { sequelize, DataTypes } = setting
      const User = sequelize.define('User', {}, timeless)
      const declared: object[] = [
        ...[{}, { allowNull: true }, { allowNull: false }, { allowNull: null }],
        ...[{ primaryKey: true }, { onDelete: 'RESTRICT' }],
      ]
      const kinds = ['hasMany', 'hasOne', 'belongsTo']
      return kinds.flatMap((kind) =>
        declared.flatMap((options, index) =>
          [undefined, true, false].map((allowNull) => {
            const name = `${kind}${index}${allowNull}`
            const attribute = { type: DataTypes.INTEGER, ...options }
            const Task = sequelize.define(name, { u: attribute }, timeless)
            const [source, other] = kind === 'belongsTo' ? [Task, User] : [User, Task]
            const as = kind === 'hasMany' ? `${name}s` : name
            source[kind](other, { as, foreignKey: { name: 'u', allowNull } })
            return [name, keysOf(Task)]
          }),
        ),
      )
    })

    same('a key whose column has an attribute already', ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', {}, timeless)
      const names = ['A', 'B', 'C', 'D']
      const [A, B, C, D] = names.map((name) =>
        sequelize.define(
          name,
          { userId: { type: DataTypes.INTEGER, field: 'user_id' } },
          { ...timeless, underscored: name === 'D' },
        ),
      )
      A.belongsTo(User, { foreignKey: 'user_id' })
      User.hasMany(B, { foreignKey: { name: 'owner', field: 'user_id' } })
      User.hasOne(C, { foreignKey: { field: 'user_id' } })
      D.belongsTo(User, { as: 'user' })
      return [A, B, C, D].map(keysOf)
    })

    same('keys of through models', ({ sequelize, DataTypes }) => {
      const define = (name: string, attributes: object = {}) =>
        sequelize.define(name, attributes, timeless)
      const id = { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true } }
      const [User, Team] = [define('User'), define('Team')]
      const [Plain, Keyed, Loose, Named] = [
        define('Plain'),
        define('Keyed', id),
        define('Loose', id),
        define('Named', id),
      ]
      User.belongsToMany(Team, { as: 'a', through: Plain })
      Team.belongsToMany(User, { as: 'a', through: Plain })
      User.belongsToMany(Team, { as: 'b', through: Keyed })
      Team.belongsToMany(User, { as: 'b', through: Keyed })
      User.belongsToMany(Team, { as: 'c', through: { model: Loose, unique: false } })
      User.belongsToMany(Team, { as: 'd', through: Named, uniqueKey: 'one_each' })
      Team.belongsToMany(User, { as: 'd', through: Named, uniqueKey: 'one_each' })
      User.belongsToMany(Team, { as: 'e', through: 'Made', constraints: false })
      User.belongsToMany(Team, {
        as: 'f',
        through: 'Kept',
        onDelete: 'RESTRICT',
        onUpdate: 'SET NULL',
      })
      User.belongsToMany(Team, { as: 'g', through: 'Timed', timestamps: true })
      User.belongsToMany(Team, {
        as: 'h',
        through: { model: 'Soft', paranoid: true, timestamps: true },
      })
      // What "through" says of timestamps is not heard.
      User.belongsToMany(Team, { as: 'i', through: { model: 'Untimed', timestamps: false } })
      const { Made, Kept, Timed, Soft, Untimed } = sequelize.models
      return [Plain, Keyed, Loose, Named, Made, Kept, Timed, Soft, Untimed].map((model) => [
        model.name,
        model.tableName,
        keysOf(model),
        Object.keys(model.uniqueKeys),
        Boolean(model.options.paranoid),
        model.options.timestamps,
      ])
    })

    same('further associations through the same keys add no key to the table', (setting) => {
      const { sequelize, DataTypes } = setting
      const define = (name: string, attributes: object = {}) =>
        sequelize.define(name, attributes, timeless)
      const [User, Team] = [define('User'), define('Team')]
      const Given = define('Given', { since: DataTypes.INTEGER })
      for (const through of ['Made', Given]) {
        const [as, other] = through === Given ? ['c', 'd'] : ['a', 'b']
        User.belongsToMany(Team, { as, through })
        Team.belongsToMany(User, { as, through })
        User.belongsToMany(Team, { as: other, through, scope: { id: 1 }, uniqueKey: 'x' })
        Team.belongsToMany(User, { as: other, through })
      }
      const Alone = define('Alone')
      User.belongsToMany(Team, { as: 'e', through: Alone })
      User.belongsToMany(Team, { as: 'f', through: Alone })
      return [sequelize.models.Made, Given, Alone].map((model) => [
        model.primaryKeyAttributes.toSorted(),
        keysOf(model),
        Object.keys(model.uniqueKeys),
      ])
    })

    same('pairs of many-to-many complete each other', ({ sequelize }) => {
      const define = (name: string) => sequelize.define(name, {}, timeless)
      const [User, Team, Room] = [define('User'), define('Team'), define('Room')]
      User.belongsToMany(Team, { through: 'x', foreignKey: 'person', otherKey: 'group' })
      Team.belongsToMany(User, { through: 'x', foreignKey: 'group' })
      User.belongsToMany(Room, { through: 'y' })
      Room.belongsToMany(User, { through: 'y', foreignKey: 'place' })
      Team.belongsToMany(Room, { through: 'z', foreignKey: 'group' })
      Room.belongsToMany(Team, { through: 'z', otherKey: 'group' })
      User.belongsToMany(User, {
        as: 'children',
        through: 'w',
        foreignKey: 'parent',
        otherKey: 'child',
      })
      User.belongsToMany(User, {
        as: 'parents',
        through: 'w',
        foreignKey: 'child',
        otherKey: 'parent',
      })
      return [User, Team, Room].flatMap((model) =>
        Object.values(model.associations as Setting).map((association: Setting) => [
          association['as'],
          association['foreignKey'],
          association['otherKey'],
          Object.keys(association['through'].model.rawAttributes).sort(),
          association['paired']?.as ?? null,
        ]),
      )
    })

    same('aliases and the methods they give', ({ sequelize }) => {
      const define = (name: string, options: object = {}) =>
        sequelize.define(name, {}, { ...timeless, ...options })
      const [Person, Place] = [define('Person'), define('place')]
      const Sheep = define('Sheep', { name: { singular: 'sheep', plural: 'flock' } })
      const Status = define('Status', { freezeTableName: true })
      Person.hasMany(Place)
      Person.hasMany(Place, { as: 'addresses', foreignKey: 'a' })
      Person.hasMany(Place, { as: { singular: 'mouse', plural: 'mice' }, foreignKey: 'b' })
      Person.hasOne(Place, { as: 'home', foreignKey: 'c' })
      Place.belongsTo(Person, { as: 'owner', foreignKey: 'e' })
      Place.belongsTo(Person, { as: 'Keeper', foreignKey: 'f' })
      Person.hasMany(Sheep)
      Sheep.belongsTo(Person)
      Person.belongsToMany(Status, { through: 'ps' })
      Status.belongsToMany(Person, { as: 'people', through: 'ps' })
      return [Person, Place, Sheep, Status].map((model) => [
        Object.keys(model.associations),
        methodsOf(model),
      ])
    })

    same('methods of the model win over those of associations', async ({ sequelize }) => {
      const User = sequelize.define('User', {}, timeless)
      const Task = sequelize.define('Task', {}, timeless)
      User.prototype.getTasks = () => 'mine'
      User.hasMany(Task)
      const user = User.build()
      return [user.getTasks(), typeof user.addTask]
    })

    same('looking for associations', ({ sequelize }) => {
      const User = sequelize.define('User', {}, timeless)
      const Task = sequelize.define('Task', {}, timeless)
      User.hasMany(Task)
      User.belongsTo(Task, { as: 'current', constraints: false })
      return [
        User.getAssociations(Task).map(({ as }: Setting) => as),
        User.getAssociationForAlias(Task, 'current')?.['as'] ?? null,
        User.getAssociationForAlias(Task, 'nothing')?.['as'] ?? null,
        User.hasAlias('current'),
        User.hasAlias('nothing'),
      ]
    })

    same('hooks of associating', async ({ sequelize }) => {
      const heard: unknown[] = []
      const User = sequelize.define('User', {}, timeless)
      const Task = sequelize.define('Task', {}, timeless)
      const hear = (name: string) => (data: Setting, options: Setting) =>
        heard.push([
          name,
          data['source'].name,
          data['target'].name,
          data['type'].name,
          data['association']?.as ?? null,
          options['hooks'],
          options['as'] ?? null,
        ])
      User.addHook('beforeAssociate', hear('before'))
      User.addHook('afterAssociate', hear('after'))
      sequelize.addHook('beforeAssociate', hear('before, everywhere'))
      User.hasMany(Task)
      User.hasMany(Task, { as: 'chores', hooks: true, foreignKey: 'x' })
      Task.belongsTo(User, { hooks: true })
      return heard
    })

    same('which foreign keys are part of a primary key', ({ sequelize, DataTypes }) => {
      const User = sequelize.define('User', {}, timeless)
      const [A, B, C] = ['A', 'B', 'C'].map((name) =>
        sequelize.define(name, { UserId: { type: DataTypes.INTEGER, primaryKey: true } }, timeless),
      )
      User.hasOne(A)
      User.hasMany(B)
      C.belongsTo(User)
      return [A, B, C].map(keysOf)
    })

    differs(
      'both sides of a many-to-many name only one of the keys',
      ({ sequelize }) => {
        const define = (name: string) => sequelize.define(name, {}, timeless)
        const [User, Team] = [define('User'), define('Team')]
        User.belongsToMany(Team, { through: 'x', foreignKey: 'person', otherKey: 'group' })
        Team.belongsToMany(User, { through: 'x' })
        const { foreignKey, otherKey } = Team.associations.Users
        return [foreignKey, otherKey, 'group' in sequelize.models.x.rawAttributes]
      },
      {
        because: 'v6 drops the attribute that the first side named, and goes on using it',
        v6: ['TeamId', 'person', false],
        relata: ['group', 'person', true],
      },
    )

    differs(
      'both forms of the alias of a to-one association',
      ({ sequelize }) => {
        const Person = sequelize.define('Person', {}, timeless)
        const Place = sequelize.define('Place', {}, timeless)
        Person.hasOne(Place, { as: { singular: 'den', plural: 'dens' } })
        return Object.keys(Person.associations)
      },
      {
        because: 'v6 takes the object for a text',
        v6: { error: 'TypeError' },
        relata: ['den'],
      },
    )

    differs(
      'what the options of a foreign key say of its constraint',
      ({ sequelize }) => {
        const User = sequelize.define('User', {}, timeless)
        const Task = sequelize.define('Task', {}, timeless)
        Task.belongsTo(User, { foreignKey: { name: 'u', onDelete: 'RESTRICT' } })
        return Task.rawAttributes.u.onDelete
      },
      { because: 'v6 puts its default in place of it', v6: 'SET NULL', relata: 'RESTRICT' },
    )

    same('what the options of a foreign key say against those beside it', (setting) => {
      const { sequelize } = setting
      const User = sequelize.define('User', {}, timeless)
      const said: [object, object][] = [
        [
          { onDelete: 'RESTRICT', onUpdate: 'RESTRICT' },
          { onDelete: 'CASCADE', onUpdate: 'cascade' },
        ],
        [{ references: { model: 'others', key: 'other' } }, {}],
        [{ references: 'others' }, { onDelete: '', onUpdate: '' }],
        [{ onDelete: 'RESTRICT', references: { model: 'x', key: 'y' } }, { constraints: false }],
        [{ comment: 'whose', unique: 'one', defaultValue: 3, validate: { min: 1 } }, {}],
      ]
      return said.flatMap(([key, options], index) => {
        const [A, B] = [`A${index}`, `B${index}`].map((name) =>
          sequelize.define(name, {}, timeless),
        )
        A.belongsTo(User, { foreignKey: { name: 'u', ...key }, ...options })
        User.hasMany(B, { foreignKey: { name: 'u', ...key }, ...options })
        User.belongsToMany(A, {
          ...{ as: `c${index}`, through: `C${index}`, foreignKey: { name: 'u', ...key } },
          ...options,
        })
        return [A, B, sequelize.models[`C${index}`]].map(keysOf)
      })
    })

    same('names of foreign keys that are empty', ({ sequelize }) => {
      const User = sequelize.define('User', {}, timeless)
      const names = ['', { name: '' }, { name: '', fieldName: 'u' }, { fieldName: '' }]
      return names.flatMap((foreignKey, index) => {
        const Task = sequelize.define(`Task${index}`, {}, timeless)
        return [
          Task.belongsTo(User, { foreignKey }).foreignKey,
          User.hasMany(Task, { foreignKey }).foreignKey,
        ]
      })
    })

    differs(
      'constraints: false beside onDelete',
      ({ sequelize }) => {
        const User = sequelize.define('User', {}, timeless)
        const Task = sequelize.define('Task', {}, timeless)
        User.hasMany(Task, { constraints: false, onDelete: 'CASCADE', hooks: true })
        return Boolean(Task.rawAttributes.UserId.references)
      },
      { because: 'v6 makes the constraint that it was told not to make', v6: true, relata: false },
    )

    differs(
      'a through table that refers to a part of a primary key',
      ({ sequelize, DataTypes }) => {
        const part = () => ({ type: DataTypes.INTEGER, primaryKey: true })
        const Site = sequelize.define('Site', { region: part(), number: part() }, timeless)
        const Guide = sequelize.define('Guide', {}, timeless)
        Site.belongsToMany(Guide, { through: 'Tours' })
        const { SiteRegion, GuideId } = sequelize.models.Tours.rawAttributes
        return [Boolean(SiteRegion.references), Boolean(GuideId.references)]
      },
      {
        because: 'no database accepts a reference to what is not unique',
        v6: [true, true],
        relata: [false, true],
      },
    )

    differs(
      'the name of a unique key that the first side gives',
      ({ sequelize, DataTypes }) => {
        const define = (name: string, attributes: object = {}) =>
          sequelize.define(name, attributes, timeless)
        const [User, Team] = [define('User'), define('Team')]
        const Member = define('Member', {
          id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        })
        User.belongsToMany(Team, { through: Member, uniqueKey: 'once' })
        Team.belongsToMany(User, { through: Member })
        return Object.keys(Member.uniqueKeys)
      },
      {
        because: 'v6 forgets it',
        v6: ['Members_TeamId_UserId_unique'],
        relata: ['once'],
      },
    )
  })
})
