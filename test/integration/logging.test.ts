/** The statement log: which lines go where, and what they say. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { DataTypes, type Options, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({}, (target) => {
  /** An instance that logs into a list of its calls' arguments, and a model with a row. */
  async function logged(options: Options = {}) {
    const calls: unknown[][] = []
    const sequelize = createSequelize(target, {
      logging: (...args: unknown[]) => void calls.push(args),
      ...options,
    } as Options)
    const Tag = sequelize.define(
      'Tag',
      { label: DataTypes.STRING },
      { timestamps: false },
    ) as unknown as AnyModelClass
    await Tag.sync({ force: true, logging: false })
    await Tag.create({ label: 'secret' }, { logging: false })
    return { sequelize, Tag, calls, lines: () => calls.map(([line]) => line as string) }
  }

  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('says (default) outside of transactions, and their id inside', async () => {
    const { sequelize, Tag, lines } = await logged()
    await Tag.findAll()
    expect(lines()[0]).toMatch(/^Executing \(default\): SELECT .*FROM .Tags. AS .Tag./)
    const id = await sequelize.transaction(async (transaction) => {
      await Tag.count({ transaction })
      return transaction.id
    })
    const inside = lines().slice(1)
    expect(inside).toHaveLength(3)
    for (const line of inside) expect(line).toMatch(`Executing (${id}): `)
    expect(inside[0]).toMatch(/(BEGIN|START TRANSACTION)/)
    expect(inside[2]).toMatch(/COMMIT;$/)
  })

  it('shows placeholders, never values, unless logQueryParameters asks for them', async () => {
    const { Tag, lines } = await logged()
    await Tag.findAll({ where: { label: 'secret' } })
    await Tag.create({ label: 'secret' })
    await Tag.update({ label: 'secret' }, { where: { label: ['secret'] } })
    await Tag.destroy({ where: { label: 'secret' } })
    expect(lines()).toHaveLength(4)
    expect(lines().join('\n')).not.toContain('secret')

    const talkative = await logged({ logQueryParameters: true })
    await talkative.Tag.findAll({ where: { label: 'secret' } })
    expect(talkative.lines()[0]).toMatch(/; "secret"$/)
    await talkative.Tag.findAll({ where: { label: 'secret' }, logQueryParameters: false } as never)
    expect(talkative.lines()[1]).not.toContain('secret')
  })

  it('comes after the statement with benchmark, with the milliseconds', async () => {
    const { Tag, calls } = await logged({ benchmark: true })
    await Tag.findAll()
    expect(calls[0]?.[0]).toMatch(/^Executed \(default\): SELECT/)
    expect(calls[0]?.[1]).toBeTypeOf('number')
    expect(calls[0]?.[2]).toBeTypeOf('object')
  })

  it('gets the options of the call as last argument', async () => {
    const { Tag, calls } = await logged()
    await Tag.findAll({ where: { label: 'x' }, note: 'mine' } as never)
    expect(calls[0]?.[1]).toMatchObject({ note: 'mine' })
  })

  it('can be given, and switched off, for one call', async () => {
    const { sequelize, Tag, calls } = await logged()
    const own: string[] = []
    await Tag.findAll({ logging: (line: string) => void own.push(line) })
    await sequelize.query('SELECT 1', { logging: (line: string) => void own.push(line) })
    await Tag.findAll({ logging: false })
    await Tag.create({ label: 'x' }, { logging: false })
    expect(own).toEqual([
      expect.stringMatching(/^Executing \(default\): SELECT/),
      'Executing (default): SELECT 1',
    ])
    expect(calls).toEqual([])
  })

  it('is console.log by default, with the line only', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const sequelize = createSequelize(target, { logging: undefined } as never)
    await sequelize.query('SELECT 1')
    expect(log.mock.calls).toEqual([['Executing (default): SELECT 1']])
    await sequelize.query('SELECT 2', { benchmark: true })
    expect(log.mock.calls[1]?.[0]).toMatch(/^Executed \(default\): SELECT 2 Elapsed time: \d+ms$/)
  })

  it('shows the statement that failed', async () => {
    const { sequelize, lines } = await logged()
    await expect(sequelize.query('SELECT * FROM nowhere')).rejects.toThrow(/nowhere/)
    expect(lines()).toEqual(['Executing (default): SELECT * FROM nowhere'])
  })

  describe('the diagnostics channel', () => {
    let sequelize: Sequelize

    beforeAll(() => {
      sequelize = createSequelize(target)
    })

    it('tells of every statement, with logging off', async () => {
      const messages: any[] = []
      const listen = (message: unknown) => void messages.push(message)
      subscribe('relata:statement', listen)
      try {
        await sequelize.query('SELECT 1')
        await sequelize.query('SELECT * FROM nowhere').catch(() => {})
      } finally {
        unsubscribe('relata:statement', listen)
      }
      expect(messages).toMatchObject([
        { sql: 'SELECT 1', label: 'default', elapsedMs: expect.any(Number), error: undefined },
        { sql: 'SELECT * FROM nowhere', error: expect.any(Error) },
      ])
    })
  })
})
