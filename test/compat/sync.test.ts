import { describe } from 'vitest'
import { onEmptyDatabase, onFreshLibrary, type Setting } from './support.js'

/** The columns of every table of the models, as the database describes them. */
async function describeAll({ sequelize }: Setting): Promise<unknown> {
  const queryInterface = sequelize.getQueryInterface()
  const tables: Record<string, unknown> = {}
  for (const table of (await queryInterface.showAllTables()).sort()) {
    const columns: Record<string, Setting> = await queryInterface.describeTable(table)
    for (const column of Object.values(columns)) {
      // What v6 tells of keys in SQLite is compared for itself.
      delete column['unique']
      // v6 lists the values of an enum in the order in which they were added.
      if (Array.isArray(column['special'])) column['special'].sort()
    }
    tables[table] = [columns, await indexesOf(queryInterface, table)]
  }
  return tables
}

/** The indexes of a table; those that SQLite makes for constraints are numbered by their order. */
async function indexesOf(queryInterface: Setting, table: string): Promise<unknown> {
  const indexes: Setting[] = await queryInterface['showIndex'](table)
  return indexes
    .map(({ name, unique, fields }) => [
      fields.map(({ attribute }: Setting) => attribute),
      unique,
      String(name).replace(/^sqlite_autoindex.*/, 'sqlite_autoindex'),
    ])
    .sort((a, b) => String(a).localeCompare(String(b)))
}

/** A model with as many kinds of columns as both dialects have. */
function defineEverything({ sequelize, DataTypes, literal }: Setting): Setting {
  return sequelize.define(
    'Everything',
    {
      text: { type: DataTypes.STRING, allowNull: false, defaultValue: 'text' },
      short: DataTypes.STRING(10),
      char: DataTypes.CHAR(3),
      long: DataTypes.TEXT,
      int: { type: DataTypes.INTEGER, defaultValue: 5, unique: true },
      small: DataTypes.SMALLINT,
      big: DataTypes.BIGINT,
      float: DataTypes.FLOAT,
      real: DataTypes.REAL,
      double: DataTypes.DOUBLE,
      decimal: { type: DataTypes.DECIMAL(10, 2), defaultValue: 1.5 },
      plainDecimal: DataTypes.DECIMAL,
      flag: { type: DataTypes.BOOLEAN, defaultValue: true },
      off: { type: DataTypes.BOOLEAN, defaultValue: false, allowNull: false },
      at: { type: DataTypes.DATE, defaultValue: literal('CURRENT_TIMESTAMP') },
      now: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
      day: DataTypes.DATEONLY,
      time: DataTypes.TIME,
      bytes: DataTypes.BLOB,
      uuid: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 },
      kind: { type: DataTypes.ENUM('a', "b'c"), defaultValue: 'a' },
      json: DataTypes.JSON,
      jsonb: DataTypes.JSONB,
      virtual: DataTypes.VIRTUAL,
      none: { type: DataTypes.STRING, defaultValue: null },
      'odd name': DataTypes.INTEGER,
      renamed: { type: DataTypes.STRING, field: 'other_name' },
    },
    {
      indexes: [
        { fields: ['text'] },
        { fields: ['int', 'small'], unique: true, name: 'own_name' },
        { fields: [{ name: 'big', order: 'DESC' }] },
        { fields: ['short'], where: { flag: true }, name: 'partial' },
      ],
    },
  )
}

describe('sync, beside v6', () => {
  onFreshLibrary(({ same }) => {
    same('the tables of the lending library', describeAll)
    same('the foreign keys of the lending library', async ({ sequelize }) => {
      const queryInterface = sequelize.getQueryInterface()
      const keys = []
      for (const table of [
        'Books',
        'Copies',
        'BookTags',
        'Loans',
        'Authors',
        'Passports',
        'Friendship',
      ]) {
        const references: Setting[] = await queryInterface.getForeignKeyReferencesForTable(table)
        keys.push(
          references
            .map((key) => [
              key['columnName'],
              key['referencedTableName'],
              key['referencedColumnName'],
            ])
            .sort(),
        )
      }
      return keys
    })
  })

  onEmptyDatabase(({ same, differs }) => {
    same('a column of every type', async (setting) => {
      const Everything = defineEverything(setting)
      await Everything.sync()
      return describeAll(setting)
    })
    same('Model.describe', async (setting) => {
      const Everything = defineEverything(setting)
      await Everything.sync()
      const columns: Record<string, Setting> = await Everything.describe()
      const { int } = columns
      const isUnique = int?.['unique']
      for (const column of Object.values(columns)) delete column['unique']
      return [columns, isUnique]
    })
    same(
      'columns of PostgreSQL',
      async (setting) => {
        const { sequelize, DataTypes } = setting
        sequelize.define(
          'Item',
          {
            list: DataTypes.ARRAY(DataTypes.STRING),
            nested: DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.INTEGER)),
            span: DataTypes.RANGE(DataTypes.DATE),
            bigSpan: DataTypes.RANGE(DataTypes.BIGINT),
            address: DataTypes.INET,
            network: DataTypes.CIDR,
            mac: DataTypes.MACADDR,
            words: DataTypes.TSVECTOR,
            binary: DataTypes.STRING.BINARY,
            serial: { type: DataTypes.BIGINT, autoIncrement: true, primaryKey: true },
            meta: { type: DataTypes.JSONB, defaultValue: { a: 1 } },
          },
          {
            indexes: [
              { fields: ['meta'], using: 'gin' },
              { fields: ['list'], using: 'GIN', name: 'lists' },
            ],
          },
        )
        await sequelize.sync()
        return describeAll(setting)
      },
      { only: 'postgres' },
    )
    differs(
      'columns that v6 describes wrongly',
      async ({ sequelize, DataTypes }) => {
        const Item = sequelize.define('Item', {
          quoted: { type: DataTypes.STRING, defaultValue: "it's" },
          list: { type: DataTypes.ARRAY(DataTypes.STRING), defaultValue: ['a', 'b'] },
          kinds: DataTypes.ARRAY(DataTypes.ENUM('x', 'y')),
        })
        await Item.sync()
        const { quoted, list, kinds } = await Item.describe()
        return [quoted.defaultValue, list.defaultValue, kinds.special]
      },
      {
        only: 'postgres',
        because: 'v6 strips quotes and cuts at a cast, and does not look into lists',
        v6: ['its', 'ARRAY[a', []],
        relata: ["it's", '{a,b}', ['x', 'y']],
      },
    )
    differs(
      'columns that v6 describes wrongly',
      async ({ sequelize, DataTypes }) => {
        const Item = sequelize.define(
          'Item',
          {
            code: { type: DataTypes.STRING, primaryKey: true },
            quoted: { type: DataTypes.STRING, defaultValue: "it's" },
            one: { type: DataTypes.INTEGER, unique: 'pair' },
            two: { type: DataTypes.INTEGER, unique: 'pair' },
          },
          { indexes: [{ name: 'downwards', fields: [{ name: 'quoted', order: 'DESC' }] }] },
        )
        await Item.sync()
        const { quoted, one } = await Item.describe()
        const indexes: Setting[] = await sequelize.getQueryInterface().showIndex('Items')
        const index = indexes.find(({ name }) => name === 'downwards')
        const primary = indexes.filter((each) => each['primary']).length
        return [quoted.defaultValue, one.unique, index?.['fields'][0].order, primary]
      },
      {
        only: 'sqlite',
        because: 'v6 strips quotes, and takes a part of a key for a key',
        v6: ['its', true, '<undefined>', 0],
        relata: ["it's", false, 'DESC', 1],
      },
    )
    same('primary keys of several kinds', async (setting) => {
      const { sequelize, DataTypes } = setting
      sequelize.define('Text', { code: { type: DataTypes.STRING, primaryKey: true } })
      sequelize.define('Big', {
        id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      })
      sequelize.define('Plain', { id: { type: DataTypes.INTEGER, primaryKey: true } })
      sequelize.define('Pair', {
        a: { type: DataTypes.INTEGER, primaryKey: true },
        b: { type: DataTypes.STRING, primaryKey: true },
      })
      sequelize.define('Uuid', {
        id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      })
      await sequelize.sync()
      return describeAll(setting)
    })
    same('unique columns and groups of them', async (setting) => {
      const { sequelize, DataTypes } = setting
      sequelize.define('Item', {
        one: { type: DataTypes.STRING, unique: true },
        two: { type: DataTypes.STRING, unique: 'pair' },
        three: { type: DataTypes.STRING, unique: 'pair' },
        four: { type: DataTypes.STRING, unique: { name: 'named', msg: 'taken' } },
      })
      await sequelize.sync()
      return describeAll(setting)
    })
    same('names: underscored, frozen, given', async (setting) => {
      const { sequelize, DataTypes } = setting
      const attributes = { someName: DataTypes.STRING }
      sequelize.define('CamelCase', attributes, { underscored: true })
      sequelize.define('FrozenName', attributes, { freezeTableName: true })
      sequelize.define('Given', attributes, { tableName: 'my table' })
      sequelize.define('Person', attributes, { timestamps: false })
      sequelize.define('Sheep', attributes, { paranoid: true })
      await sequelize.sync()
      return describeAll(setting)
    })
    same('references and their actions', async (setting) => {
      const { sequelize, DataTypes } = setting
      const A = sequelize.define('A', { name: DataTypes.STRING }, { timestamps: false })
      const B = sequelize.define(
        'B',
        {
          first: {
            type: DataTypes.INTEGER,
            references: { model: 'As', key: 'id' },
            onDelete: 'CASCADE',
          },
          second: {
            type: DataTypes.INTEGER,
            references: { model: A, key: 'id' },
            onDelete: 'SET NULL',
          },
        },
        { timestamps: false },
      )
      B.belongsTo(A, { as: 'third', onDelete: 'RESTRICT', onUpdate: 'NO ACTION' })
      A.hasMany(B, { as: 'fourths', foreignKey: { name: 'fourthId', allowNull: false } })
      await sequelize.sync()
      const a = await A.create({ name: 'a' })
      await B.create({ first: a.id, fourthId: a.id })
      return [await describeAll(setting), await A.destroy({ where: {} }), await B.count()]
    })
    same('cyclic references', async (setting) => {
      const { sequelize, DataTypes } = setting
      const A = sequelize.define('A', { name: DataTypes.STRING })
      const B = sequelize.define('B', { name: DataTypes.STRING })
      A.belongsTo(B, { as: 'b' })
      B.belongsTo(A, { as: 'a' })
      await sequelize.sync()
      return describeAll(setting)
    })
    same('sync again changes nothing', async (setting) => {
      const { sequelize } = setting
      const Everything = defineEverything(setting)
      await sequelize.sync()
      await Everything.create({ text: 'kept' })
      const before = await describeAll(setting)
      await sequelize.sync()
      return [before, await describeAll(setting), await Everything.count()]
    })
    same('force makes the tables anew', async (setting) => {
      const { sequelize, DataTypes } = setting
      const Item = sequelize.define('Item', { a: DataTypes.STRING })
      await sequelize.sync()
      await Item.create({ a: 'x' })
      await sequelize.sync({ force: true })
      return [await Item.count(), await describeAll(setting)]
    })
    same('alter adds and removes columns and keeps rows', async (setting) => {
      const { sequelize, DataTypes } = setting
      const First = sequelize.define('Item', { a: DataTypes.STRING, gone: DataTypes.STRING })
      await First.sync()
      await First.create({ a: 'x', gone: 'y' })
      const Second = sequelize.define('Item', {
        a: { type: DataTypes.STRING(100), defaultValue: 'new' },
        added: { type: DataTypes.INTEGER, defaultValue: 7 },
      })
      await Second.sync({ alter: true })
      return [await describeAll(setting), await Second.findAll()]
    })
    same('alter without dropping', async (setting) => {
      const { sequelize, DataTypes } = setting
      await sequelize.define('Item', { a: DataTypes.STRING, kept: DataTypes.STRING }).sync()
      const Second = sequelize.define('Item', { a: DataTypes.STRING, added: DataTypes.INTEGER })
      await Second.sync({ alter: { drop: false } })
      return describeAll(setting)
    })
    same('a through table takes after its source', async (setting) => {
      const { sequelize, DataTypes } = setting
      const options = { underscored: true, createdAt: 'madeAt', version: true }
      const Left = sequelize.define('LeftSide', { name: DataTypes.STRING }, options)
      const Right = sequelize.define('RightSide', { name: DataTypes.STRING })
      Left.belongsToMany(Right, { through: 'left_rights' })
      Right.belongsToMany(Left, { through: 'left_rights' })
      Right.belongsToMany(Left, { through: 'plain_pairs', as: 'others', timestamps: false })
      await sequelize.sync()
      const left = await Left.create({ name: 'l' })
      const right = await left.createRightSide({ name: 'r' })
      await right.addOther(left)
      return [await describeAll(setting), await left.getRightSides(), await right.getOthers()]
    })
    same(
      'an enum gains values',
      async (setting) => {
        const { sequelize, DataTypes } = setting
        await sequelize.define('Item', { kind: DataTypes.ENUM('b', 'd') }).sync()
        const Item = sequelize.define('Item', { kind: DataTypes.ENUM('a', 'b', 'c', 'd', 'e') })
        await Item.sync({ alter: true })
        await Item.bulkCreate([{ kind: 'c' }, { kind: 'a' }])
        return [
          await describeAll(setting),
          (await Item.findAll({ order: ['kind'] })).map(({ kind }: Setting) => kind),
        ]
      },
      { only: 'postgres' },
    )
    same('drop', async (setting) => {
      const { sequelize, DataTypes } = setting
      const A = sequelize.define('A', { name: DataTypes.STRING })
      const B = sequelize.define('B', { name: DataTypes.STRING })
      A.hasMany(B)
      await sequelize.sync()
      await B.drop()
      const left = await sequelize.getQueryInterface().showAllTables()
      await sequelize.drop()
      return [left, await sequelize.getQueryInterface().showAllTables()]
    })
    same(
      'a schema',
      async (setting) => {
        const { sequelize, DataTypes } = setting
        await sequelize.createSchema('archive')
        const Item = sequelize.define('Item', { name: DataTypes.STRING }, { schema: 'archive' })
        await Item.sync()
        await Item.create({ name: 'a' })
        const Other = Item.schema('archive')
        return [
          await Other.findAll(),
          await sequelize
            .getQueryInterface()
            .describeTable({ tableName: 'Items', schema: 'archive' }),
          String(Item.getTableName()),
          await Item.update({ name: 'b' }, { where: { name: 'a' } }),
          await Item.destroy({ where: {} }),
          await sequelize.showAllSchemas(),
          await sequelize.dropSchema('archive').then(() => sequelize.showAllSchemas()),
        ]
      },
      { only: 'postgres' },
    )
    same('the query interface: tables and columns', async (setting) => {
      const { sequelize, DataTypes } = setting
      const q = sequelize.getQueryInterface()
      await q.createTable('people', {
        id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
        name: { type: DataTypes.STRING, allowNull: false },
        age: DataTypes.INTEGER,
      })
      await q.addColumn('people', 'mail', { type: DataTypes.STRING, defaultValue: 'none' })
      await q.renameColumn('people', 'age', 'years')
      await q.changeColumn('people', 'years', { type: DataTypes.BIGINT, allowNull: true })
      await q.addIndex('people', ['mail'])
      await q.addIndex('people', { fields: ['name', 'mail'], unique: true, name: 'both' })
      await q.bulkInsert('people', [{ name: 'a' }, { name: 'b', years: 3 }])
      const first = await describeAll(setting)
      await q.removeIndex('people', 'both')
      await q.removeIndex('people', ['mail'])
      await q.removeColumn('people', 'mail')
      await q.renameTable('people', 'folk')
      return [
        first,
        await describeAll(setting),
        await q.tableExists('people'),
        await q.tableExists('folk'),
        await q.bulkDelete('folk', { name: 'a' }, { type: 'BULKDELETE' }),
        await q.rawSelect('folk', { plain: true, attributes: ['name'] }, 'name'),
        await q.dropTable('folk').then(() => q.showAllTables()),
      ]
    })
  })
})
