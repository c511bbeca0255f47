/** Migrations, data types and errors. */
import {
  BaseError,
  ConnectionError,
  DatabaseError,
  type DataType,
  DataTypes,
  Deferrable,
  type FindOptions,
  ForeignKeyConstraintError,
  type Identifier,
  IndexHints,
  Op,
  QueryInterface,
  QueryTypes,
  Sequelize,
  type SequelizeScopeError,
  TableHints,
  Utils,
  ValidationErrorItem,
} from 'sequelize'

export async function migrate(queryInterface: QueryInterface) {
  await queryInterface.createTable(
    'x',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, allowNull: false },
      name: DataTypes.STRING,
      user_id: {
        type: DataTypes.INTEGER,
        references: { model: 'users', key: 'id' },
        onDelete: 'cascade',
        onUpdate: 'CASCADE',
      },
      created: { type: DataTypes.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
    },
    { uniqueKeys: { u: { fields: ['a', 'b'] } }, charset: 'utf8' },
  )
  await queryInterface.createTable({ tableName: 'x', schema: 'y' }, {})
  await queryInterface.dropTable('x', { cascade: true })
  await queryInterface.dropAllTables({ skip: ['x'] })
  await queryInterface.renameTable('a', 'b')
  const tables: string[] = await queryInterface.showAllTables()
  await queryInterface.addColumn(
    'x',
    'y',
    { type: DataTypes.STRING, allowNull: true, defaultValue: 'x', comment: 'x' },
    { transaction: undefined },
  )
  await queryInterface.addColumn('x', 'y', DataTypes.STRING)
  await queryInterface.removeColumn('x', 'y')
  await queryInterface.changeColumn('x', 'y', { type: DataTypes.TEXT, allowNull: false })
  await queryInterface.renameColumn('x', 'y', 'z')
  const d = await queryInterface.describeTable('x')
  d.id.type
  d.id.allowNull
  d.id.primaryKey
  await queryInterface.addIndex('x', ['a', 'b'], {
    unique: true,
    name: 'i',
    where: { a: 1 },
    concurrently: true,
    using: 'gin',
  })
  await queryInterface.addIndex('x', { fields: ['a'], type: 'UNIQUE' })
  await queryInterface.removeIndex('x', 'i')
  await queryInterface.removeIndex('x', ['a'])
  await queryInterface.showIndex('x')
  await queryInterface.addConstraint('x', { type: 'unique', fields: ['a'], name: 'u' })
  await queryInterface.addConstraint('x', {
    type: 'foreign key',
    fields: ['a'],
    references: { table: 'y', field: 'id' },
    onDelete: 'cascade',
    onUpdate: 'cascade',
  })
  await queryInterface.addConstraint('x', {
    type: 'check',
    fields: ['a'],
    where: { a: { [Op.gt]: 0 } },
  })
  await queryInterface.addConstraint('x', { type: 'primary key', fields: ['a'] })
  await queryInterface.removeConstraint('x', 'u')
  await queryInterface.bulkInsert('x', [{ a: 1, b: new Date() }], { transaction: undefined })
  await queryInterface.bulkUpdate('x', { a: 1 }, { b: 2 })
  await queryInterface.bulkDelete('x', { a: [1] }, {})
  await queryInterface.bulkDelete('x', {})
  await queryInterface.insert(null, 'x', { a: 1 })
  await queryInterface.select(null, 'x', { where: { a: 1 } })
  const rows = await queryInterface.sequelize.query('SELECT 1', { type: QueryTypes.SELECT })
  await queryInterface.sequelize.transaction(async (transaction) => {
    await queryInterface.addColumn('x', 'y', { type: DataTypes.STRING }, { transaction })
  })
  await queryInterface.createSchema('x')
  await queryInterface.dropSchema('x')
  await queryInterface.showAllSchemas()
  await queryInterface.createDatabase('x', { encoding: 'x' })
  await queryInterface.dropDatabase('x')
  await queryInterface.createFunction(
    'f',
    [{ type: 'integer', name: 'a', direction: 'IN' }],
    'integer',
    'plpgsql',
    'x',
    ['IMMUTABLE'],
    { force: true },
  )
  await queryInterface.dropFunction('f', [{ type: 'integer' }])
  queryInterface.quoteIdentifier('x')
  queryInterface.quoteIdentifiers('x.y')
  await queryInterface.tableExists('x')
  return [tables, rows]
}
export const types: DataType[] = [
  'VARCHAR',
  DataTypes.STRING,
  DataTypes.STRING(3),
  DataTypes.CHAR(3),
  DataTypes.TEXT('tiny'),
  DataTypes.INTEGER({ length: 3 }),
  DataTypes.INTEGER.UNSIGNED.ZEROFILL,
  DataTypes.BIGINT,
  DataTypes.FLOAT(3, 2),
  DataTypes.DOUBLE,
  DataTypes.DECIMAL(10, 2),
  DataTypes.DECIMAL({ precision: 3, scale: 2 }),
  DataTypes.BOOLEAN,
  DataTypes.TIME,
  DataTypes.DATE(3),
  DataTypes.DATEONLY,
  DataTypes.HSTORE,
  DataTypes.JSON,
  DataTypes.JSONB,
  DataTypes.NOW,
  DataTypes.BLOB('long'),
  DataTypes.RANGE(DataTypes.INTEGER),
  DataTypes.UUID,
  DataTypes.UUIDV1,
  DataTypes.UUIDV4,
  DataTypes.VIRTUAL(DataTypes.STRING, ['a']),
  DataTypes.ENUM('a', 'b'),
  DataTypes.ENUM({ values: ['a'] }),
  DataTypes.ENUM(...['a', 'b']),
  DataTypes.ARRAY(DataTypes.ENUM('a')),
  DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.TEXT)),
  DataTypes.GEOMETRY('POINT', 4326),
  DataTypes.GEOGRAPHY('POINT', 4326),
  DataTypes.CITEXT,
  DataTypes.INET,
  DataTypes.CIDR,
  DataTypes.MACADDR,
  DataTypes.TSVECTOR,
  DataTypes.SMALLINT,
  DataTypes.TINYINT,
  DataTypes.MEDIUMINT,
  DataTypes.REAL,
  DataTypes.NUMBER,
  new DataTypes.DECIMAL(3, 2),
  new DataTypes.ENUM('a'),
]
export function onError(error: unknown) {
  if (error instanceof ForeignKeyConstraintError)
    return [error.table, error.fields, error.index, error.original, error.value]
  if (error instanceof DatabaseError) return [error.sql, error.original.message, error.parameters]
  if (error instanceof ConnectionError) return error.parent.message
  if (error instanceof BaseError) return error.message
  return new ValidationErrorItem('x', 'validation error', 'p', 'v', null as never, 'k', 'n', [])
}
export const hints = [TableHints.NOLOCK, IndexHints.USE]
export const misc = [Utils, Deferrable.INITIALLY_DEFERRED, Deferrable.NOT] as unknown[]
