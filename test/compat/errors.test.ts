import { describe } from 'vitest'
import { onEmptyDatabase, onFreshLibrary, type Setting } from './support.js'

/** What applications read of an error of the database. */
function facts(error: unknown): unknown {
  const given = error as Setting
  return {
    name: given['name'],
    classes: classesOf(given),
    fields: given['fields'],
    table: given['table'],
    reltype: given['reltype'],
    index: given['index'],
    hasParent: given['parent'] instanceof Error,
    sameOriginal: given['parent'] === given['original'],
    code: given['parent']?.code,
    hasSql: typeof given['sql'],
    errors: given['errors']?.map((item: Setting) => [
      item['type'],
      item['path'],
      item['value'],
      item['origin'],
      item['validatorKey'],
      item['message'],
      item['instance']?.constructor.name,
    ]),
  }
}

function classesOf(error: Setting): string[] {
  const names = []
  for (
    let proto = Object.getPrototypeOf(error);
    proto !== null;
    proto = Object.getPrototypeOf(proto)
  ) {
    names.push(proto.constructor.name)
  }
  return names
}

describe('errors, beside v6', () => {
  onFreshLibrary(({ same }) => {
    same('a unique violation', async ({ Tag, attempt }) =>
      facts(await attempt(() => Tag.create({ label: 'maze' }))),
    )
    same('a unique violation in an update', async ({ Tag, attempt }) => {
      const tag = await Tag.findByPk(1)
      return [
        facts(await attempt(() => tag.update({ label: 'maze' }))),
        facts(await attempt(() => Tag.update({ label: 'maze' }, { where: { id: 1 } }))),
      ]
    })
    same('a unique violation of a composite key', async ({ BookTag, attempt }) =>
      facts(await attempt(() => BookTag.create({ BookId: 1, TagId: 1 }))),
    )
    same('a unique violation of a primary key', async ({ Author, attempt }) =>
      facts(await attempt(() => Author.create({ id: 1, name: 'x' }))),
    )
    same('a foreign key that points nowhere', async ({ Copy, attempt }) =>
      facts(await attempt(() => Copy.create({ code: 'x', bookId: 999 }))),
    )
    same('a row that is still referred to', async ({ sequelize, attempt }) =>
      facts(
        await attempt(() => sequelize.query('UPDATE "Copies" SET "bookId" = 999 WHERE "id" = 1')),
      ),
    )
    same(
      'null where it must not be',
      async ({ sequelize, attempt }) => {
        const error = (await attempt(() =>
          sequelize.query('UPDATE "Authors" SET "name" = NULL'),
        )) as Setting
        return [classesOf(error), error['parent'].code]
      },
      { only: 'postgres' },
    )
    same('a column that does not exist', async ({ Author, attempt }) =>
      facts(await attempt(() => Author.findAll({ where: { nope: 1 } }))),
    )
    same('a table that does not exist', async ({ sequelize, attempt }) =>
      facts(await attempt(() => sequelize.query('SELECT * FROM "nowhere"'))),
    )
    same('bad syntax', async ({ sequelize, attempt }) =>
      facts(await attempt(() => sequelize.query('SELEKT 1'))),
    )
    same(
      'a wrong value for a column',
      async ({ Author, attempt }) =>
        facts(await attempt(() => Author.findAll({ where: { id: 'x' } }))),
      { only: 'postgres' },
    )
    same('bulkCreate with a duplicate', async ({ Tag, attempt }) =>
      facts(await attempt(() => Tag.bulkCreate([{ label: 'new' }, { label: 'maze' }]))),
    )
    same('an error carries its statement', async ({ sequelize, attempt }) => {
      const error = (await attempt(() => sequelize.query('SELECT * FROM "nowhere"'))) as Setting
      return [error['sql'], error['parent'].sql]
    })
    same('unknown replacements and bind parameters', async ({ sequelize, attempt }) => [
      (await attempt(() => sequelize.query('SELECT :a', { replacements: {} }))) instanceof Error,
      (await attempt(() => sequelize.query('SELECT $a', { bind: { b: 1 } }))) instanceof Error,
      (await attempt(() => sequelize.query('SELECT ?', { replacements: [] }))) instanceof Error,
      (await attempt(() =>
        sequelize.query('SELECT ? , $1', { replacements: [1], bind: [1] }),
      )) instanceof Error,
    ])
    same(
      'a model that is not defined',
      async ({ sequelize, attempt }) =>
        (await attempt(() => sequelize.model('Nope'))) instanceof Error,
    )
    same(
      'null where it must not be, which SQLite does not tell apart',
      async (setting) => {
        const { sequelize, attempt } = setting
        return facts(await attempt(() => sequelize.query('UPDATE "Authors" SET "name" = NULL')))
      },
      { only: 'sqlite' },
    )
  })

  onEmptyDatabase(({ same, differs }) => {
    same(
      'a unique constraint with a name and a message',
      async ({ sequelize, DataTypes, attempt }) => {
        const User = sequelize.define(
          'User',
          {
            first: { type: DataTypes.STRING, unique: { name: 'whole', msg: 'taken' } },
            last: { type: DataTypes.STRING, unique: { name: 'whole', msg: 'taken' } },
            code: { type: DataTypes.STRING, unique: 'codes' },
            mail: DataTypes.STRING,
          },
          { timestamps: false, indexes: [{ unique: true, fields: ['mail'] }] },
        )
        await User.sync()
        await User.create({ first: 'a', last: 'b', code: 'c', mail: 'm' })
        return [
          facts(await attempt(() => User.create({ first: 'a', last: 'b' }))),
          facts(await attempt(() => User.create({ code: 'c' }))),
          facts(await attempt(() => User.create({ mail: 'm' }))),
        ]
      },
    )
    same(
      'a check constraint',
      async ({ sequelize, attempt }) => {
        await sequelize.query(
          'CREATE TABLE "T" ("a" INTEGER CONSTRAINT "positive" CHECK ("a" > 0))',
        )
        return classesOf(
          (await attempt(() => sequelize.query('INSERT INTO "T" VALUES (-1)'))) as Setting,
        )
      },
      { only: 'postgres' },
    )
    differs(
      'a unique column under another name',
      async ({ sequelize, DataTypes, attempt }) => {
        const User = sequelize.define('User', {
          mail: { type: DataTypes.STRING, field: 'e_mail', unique: true },
        })
        await User.sync()
        await User.create({ mail: 'm' })
        const error = (await attempt(() => User.create({ mail: 'm' }))) as Setting
        return [error['errors'][0].path, error['errors'][0].value]
      },
      {
        only: 'sqlite',
        because: 'v6 looks for the value under the name of the column',
        v6: ['e_mail', null],
        relata: ['e_mail', 'm'],
      },
    )
    differs(
      'an exclusion constraint',
      async ({ sequelize, attempt }) => {
        await sequelize.query('CREATE TABLE "T" ("a" INT4RANGE, EXCLUDE USING gist ("a" WITH &&))')
        await sequelize.query('INSERT INTO "T" VALUES (\'[1,5)\')')
        const error = await attempt(() => sequelize.query('INSERT INTO "T" VALUES (\'[2,3)\')'))
        return [(error as Setting)['name'], (error as Setting)['fields']]
      },
      {
        only: 'postgres',
        because: 'v6 ends a value at the first parenthesis',
        v6: ['SequelizeExclusionConstraintError', { a: '[2,3' }],
        relata: ['SequelizeExclusionConstraintError', { a: '[2,3)' }],
      },
    )
    same('error classes are exported and related', ({ lib }) =>
      [
        'BaseError',
        'ValidationError',
        'UniqueConstraintError',
        'DatabaseError',
        'TimeoutError',
        'ForeignKeyConstraintError',
        'ExclusionConstraintError',
        'UnknownConstraintError',
        'ConnectionError',
        'ConnectionRefusedError',
        'AccessDeniedError',
        'HostNotFoundError',
        'HostNotReachableError',
        'InvalidConnectionError',
        'ConnectionTimedOutError',
        'ConnectionAcquireTimeoutError',
        'AssociationError',
        'EagerLoadingError',
        'EmptyResultError',
        'InstanceError',
        'QueryError',
        'OptimisticLockError',
        'SequelizeScopeError',
        'BulkRecordError',
        'AggregateError',
      ].map((name) => [
        name,
        lib[name].name,
        Object.getPrototypeOf(lib[name]).name,
        lib[name] === lib.prototype.constructor[name],
      ]),
    )
    same('refused connections', async ({ lib, attempt }) => {
      const refused = new lib('postgres://u:p@127.0.0.1:1/x', { logging: false, retry: { max: 1 } })
      const unknown = new lib('postgres://u:p@host.invalid:1/x', {
        logging: false,
        retry: { max: 1 },
      })
      return [
        ((await attempt(() => refused.authenticate())) as Error).name,
        ((await attempt(() => unknown.authenticate())) as Error).name,
      ]
    })
    same('constructions that are refused', async ({ lib, attempt }) => [
      (await attempt(() => new lib({}))) instanceof Error,
      (await attempt(() => new lib({ dialect: 'nope' }))) instanceof Error,
      (await attempt(() => new lib('sqlite::memory:', { pool: false }))) instanceof Error,
    ])
  })
})
