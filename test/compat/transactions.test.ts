import { describe } from 'vitest'
import { onEmptyDatabase, onFreshLibrary, type Setting } from './support.js'

describe('transactions, beside v6', () => {
  onFreshLibrary(({ same }) => {
    same('a managed transaction commits', async ({ sequelize, Tag }) => {
      const result = await sequelize.transaction(async (transaction: Setting) => {
        await Tag.create({ label: 'new' }, { transaction })
        await Tag.update({ label: 'CLASSIC' }, { where: { label: 'classic' }, transaction })
        return ['result', await Tag.count({ transaction })]
      })
      return [result, await Tag.findAll({ order: ['id'] })]
    })
    same('a managed transaction rolls back on an error, which is thrown again', async (setting) => {
      const { sequelize, Tag, attempt } = setting
      const error = await attempt(() =>
        sequelize.transaction(async (transaction: Setting) => {
          await Tag.create({ label: 'new' }, { transaction })
          await Tag.destroy({ where: { label: 'unused' }, transaction })
          throw new Error('mine')
        }),
      )
      return [error, await Tag.count()]
    })
    same('a managed transaction rolls back on an error of the database', async (setting) => {
      const { sequelize, Tag, attempt } = setting
      const error = await attempt(() =>
        sequelize.transaction(async (transaction: Setting) => {
          await Tag.create({ label: 'new' }, { transaction })
          await Tag.create({ label: 'maze' }, { transaction })
        }),
      )
      return [(error as Error).name, await Tag.count()]
    })
    same('an unmanaged transaction', async ({ sequelize, Tag }) => {
      const first = await sequelize.transaction()
      await Tag.create({ label: 'kept' }, { transaction: first })
      await first.commit()
      const second = await sequelize.transaction()
      await Tag.create({ label: 'gone' }, { transaction: second })
      const within = await Tag.count({ transaction: second })
      await second.rollback()
      return [within, await Tag.count(), first.finished, second.finished, typeof first.id]
    })
    same('a transaction ends once', async ({ sequelize, Tag, attempt }) => {
      const transaction = await sequelize.transaction()
      await transaction.commit()
      return [
        (await attempt(() => transaction.commit())) instanceof Error,
        (await attempt(() => transaction.rollback())) instanceof Error,
        (await attempt(() => Tag.count({ transaction }))) instanceof Error,
      ]
    })
    same('savepoints', async ({ sequelize, Tag, attempt }) => {
      await sequelize.transaction(async (transaction: Setting) => {
        await Tag.create({ label: 'outer' }, { transaction })
        await attempt(() =>
          sequelize.transaction({ transaction }, async (inner: Setting) => {
            await Tag.create({ label: 'inner' }, { transaction: inner })
            throw new Error('inner fails')
          }),
        )
        await sequelize.transaction({ transaction }, async (inner: Setting) => {
          await Tag.create({ label: 'second' }, { transaction: inner })
        })
      })
      return (await Tag.findAll({ order: ['id'], offset: 5 })).map(({ label }: Setting) => label)
    })
    same('savepoints without callbacks', async ({ sequelize, Tag }) => {
      const outer = await sequelize.transaction()
      const inner = await sequelize.transaction({ transaction: outer })
      await Tag.create({ label: 'inner' }, { transaction: inner })
      await inner.rollback()
      await Tag.create({ label: 'outer' }, { transaction: outer })
      const names = [
        inner.parent === outer,
        outer.savepoints.length,
        inner.name === `${outer.id}-sp-1`,
      ]
      await outer.commit()
      return [names, await Tag.count()]
    })
    same('afterCommit', async ({ sequelize, attempt }) => {
      const calls: string[] = []
      await sequelize.transaction(async (transaction: Setting) => {
        transaction['afterCommit'](async () => {
          await Promise.resolve()
          calls.push('first')
        })
        transaction['afterCommit']((given: Setting) =>
          calls.push(`second ${given === transaction}`),
        )
        calls.push('body')
      })
      await attempt(() =>
        sequelize.transaction(async (transaction: Setting) => {
          transaction['afterCommit'](() => calls.push('never'))
          throw new Error('no')
        }),
      )
      return calls
    })
    same('isolation levels and types', async ({ sequelize, lib, Tag }) => {
      const { ISOLATION_LEVELS, TYPES, LOCK } = lib.Transaction
      const counts = []
      for (const isolationLevel of Object.values(ISOLATION_LEVELS)) {
        counts.push(
          await sequelize.transaction({ isolationLevel }, (transaction: Setting) =>
            Tag.count({ transaction }),
          ),
        )
      }
      for (const type of Object.values(TYPES)) {
        counts.push(
          await sequelize.transaction({ type }, (transaction: Setting) =>
            Tag.count({ transaction }),
          ),
        )
      }
      return [ISOLATION_LEVELS, TYPES, LOCK, counts]
    })
    same('locks', async ({ sequelize, Book }) =>
      sequelize.transaction(async (transaction: Setting) => [
        (await Book.findAll({ transaction, lock: true, limit: 1, order: ['id'] })).length,
        (await Book.findAll({ transaction, lock: transaction['LOCK'].UPDATE })).length,
        (await Book.findAll({ transaction, lock: transaction['LOCK'].SHARE, skipLocked: true }))
          .length,
        (
          await Book.findAll({
            transaction,
            lock: { level: transaction['LOCK'].UPDATE, of: Book },
            include: ['Author'],
          })
        ).length,
      ]),
    )
    same('a failing statement leaves the outer data alone', async ({ sequelize, Tag, attempt }) => {
      const transaction = await sequelize.transaction()
      await Tag.create({ label: 'x' }, { transaction })
      const error = (await attempt(() => Tag.create({ label: 'maze' }, { transaction }))) as Error
      await transaction.rollback()
      return [error.name, await Tag.count()]
    })
    same('raw queries within a transaction', async ({ sequelize, Tag }) => {
      const transaction = await sequelize.transaction()
      await sequelize.query('DELETE FROM "BookTags"', { transaction })
      const [rows] = await sequelize.query('SELECT COUNT(*) AS "n" FROM "BookTags"', {
        transaction,
      })
      await transaction.rollback()
      return [Number(rows[0].n), await Tag.count()]
    })
  })
  onEmptyDatabase(({ same }) => {
    same(
      'every kind of write within a transaction that is rolled back',
      async ({ sequelize, DataTypes }) => {
        const Note = sequelize.define('Note', { text: DataTypes.STRING, size: DataTypes.INTEGER })
        await Note.sync()
        await Note.bulkCreate([
          { text: 'a', size: 1 },
          { text: 'b', size: 2 },
        ])
        const transaction = await sequelize.transaction()
        const options = { transaction }
        const note = await Note.findOne({ where: { text: 'a' }, transaction })
        await note.increment('size', options)
        await note.update({ text: 'x' }, options)
        await note.destroy(options)
        await Note.bulkCreate([{ text: 'c' }], options)
        await Note.update({ size: 9 }, { where: {}, transaction })
        await Note.upsert({ id: 2, text: 'u' }, options)
        await Note.findOrCreate({ where: { text: 'f' }, transaction })
        await Note.destroy({ where: { text: 'c' }, transaction })
        const within = (await Note.findAll({ transaction, order: ['id'] })).map(
          ({ text, size }: Setting) => [text, size],
        )
        await transaction.rollback()
        return [
          within,
          (await Note.findAll({ order: ['id'] })).map(({ text, size }: Setting) => [text, size]),
        ]
      },
    )
    same('DDL within a transaction', async ({ sequelize, DataTypes, attempt }) => {
      const Note = sequelize.define('Note', { text: DataTypes.STRING })
      const transaction = await sequelize.transaction()
      await Note.sync({ transaction })
      await Note.create({ text: 'a' }, { transaction })
      await transaction.rollback()
      return ((await attempt(() => Note.count())) as Error).name
    })
  })
})
