/**
 * Computed columns of rows that includes are joined to, and orders by them, under a limit: what is
 * joined, and what a name stands for, must be the same inside the page as without a limit.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { cast, col, DataTypes, fn, literal, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import type { AnyModelClass } from '../support/library-models.js'

forEachDialect({}, (target) => {
  let sequelize: Sequelize
  let Post: AnyModelClass
  let Author: AnyModelClass

  const sql = (text: string): ReturnType<typeof literal> =>
    literal(target.dialect === 'postgres' ? text : text.replaceAll('"', '`'))
  const ids = (rows: any[]): number[] => rows.map(({ id }) => id)

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const define = (name: string, attributes: object): AnyModelClass =>
      sequelize.define(name, attributes as never, { timestamps: false }) as never
    Author = define('Author', { name: DataTypes.STRING })
    Post = define('Post', { n: DataTypes.INTEGER, meta: DataTypes.JSON, flag: DataTypes.BOOLEAN })
    const Comment = define('Comment', { n: DataTypes.INTEGER, meta: DataTypes.JSONB })
    Post.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
    Author.hasMany(Post, { as: 'posts', foreignKey: 'authorId' })
    Post.hasMany(Comment, { as: 'comments', foreignKey: 'postId' })
    await sequelize.sync({ force: true })
    await Author.bulkCreate([{ name: 'Bo' }, { name: 'Al' }])
    await Post.bulkCreate([
      { n: 1, authorId: 1 },
      { n: 2, authorId: 2 },
      { n: 3, authorId: 1 },
    ])
    await Comment.bulkCreate([
      { n: 9, postId: 1, meta: { a: 1 } },
      { n: 1, postId: 1, meta: { a: 2 } },
      { n: 5, postId: 2, meta: { a: 3 } },
      { n: 0, postId: 3, meta: { a: 4 } },
      { n: 7, postId: 3, meta: { a: 5 } },
    ])
  })

  /** Asserts that each page is a slice of the whole, and gives the whole. */
  async function sliced(options: object): Promise<any[]> {
    const find = (page: object): Promise<any[]> => Post.findAll({ ...options, ...page } as never)
    const plain = (rows: any[]): unknown => JSON.parse(JSON.stringify(rows))
    const whole = await find({})
    for (const [offset, limit] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      expect(ids(await find({ offset, limit }))).toEqual(ids(whole).slice(offset, offset + limit))
    }
    const first = (await Post.findOne(options as never)) as any
    expect(first?.id).toBe(whole[0]?.id)
    expect(plain([first])).toMatchObject(plain([{ ...whole[0]!.get(), comments: undefined }]) as [])
    return whole
  }

  describe('a column of the root that is made of what is joined', () => {
    const attributes = [
      ['col', () => col('author.name')],
      ['fn', () => fn('upper', col('author.name'))],
      ['literal', () => sql('"author"."name"')],
    ] as const
    const authors = {
      optional: { association: 'author' },
      required: { association: 'author', required: true },
      hidden: { association: 'author', attributes: [] },
      filtered: { association: 'author', where: { name: ['Al', 'Bo'] } },
    }

    it.each(attributes)('is there in pages beside to-many includes (%s)', async (kind, make) => {
      for (const author of Object.values(authors)) {
        for (const comments of [
          { association: 'comments', strategy: 'join' },
          { association: 'comments', where: { n: { [Op.gte]: 0 } } },
        ]) {
          for (const order of [
            ['id'],
            ['id', ['comments', 'id', 'DESC']],
            [['writer', 'ASC'], 'id'],
            [[sql('"writer"'), 'DESC'], 'id'],
          ]) {
            const whole = await sliced({
              attributes: { include: [[make(), 'writer']] },
              include: [author, comments],
              order,
            })
            const writers = whole.map((post) => [post.id, post.get('writer')])
            const [bo, al] = kind === 'fn' ? ['BO', 'AL'] : ['Bo', 'Al']
            expect(Object.fromEntries(writers)).toEqual({ 1: bo, 2: al, 3: bo })
          }
        }
      }
    })

    it('is there where few attributes are selected', async () => {
      const [post] = await Post.findAll({
        attributes: ['n', [sql('"author"."name"'), 'writer'], [sql('"Post"."id" + 1'), 'next']],
        include: ['author', { association: 'comments', strategy: 'join' }],
        order: ['id'],
        limit: 1,
      } as never)
      expect(post!.get({ plain: true })).toMatchObject({ n: 1, writer: 'Bo', next: 2 })
    })
  })

  describe('an order by the alias of a computed column', () => {
    const minus = () => sql('"Post"."n" * -1')
    const count = () =>
      sql('(SELECT count(*) FROM "Comments" WHERE "Comments"."postId" = "Post"."id")')
    const orders = {
      name: [['rank', 'ASC'], 'id'],
      literal: [[literal('rank'), 'ASC'], 'id'],
      quoted: [[sql('"rank"'), 'ASC'], 'id'],
      text: literal('rank ASC'),
      col: [[col('rank'), 'ASC'], 'id'],
    }

    it.each(Object.entries(orders))(
      'holds in a page that an include decides (%s)',
      async (_, order) => {
        const attributes = { include: [[minus(), 'rank']] }
        const comments = { association: 'comments', strategy: 'join' }
        const where = { '$comments.n$': { [Op.gte]: 0 } }
        const whole = await sliced({ attributes, include: [comments], where, order })
        expect(ids(whole)).toEqual([3, 2, 1])
      },
    )

    it('holds beside an order by what is included', async () => {
      const whole = await sliced({
        attributes: { include: [[count(), 'rank']] },
        include: [{ association: 'comments', strategy: 'join' }],
        order: [
          [literal('rank'), 'DESC'],
          ['comments', 'n', 'DESC'],
        ],
      })
      expect(ids(whole)).toEqual([1, 3, 2])
    })

    it('holds for a limit per parent', async () => {
      for (const way of [
        { separate: true },
        { strategy: 'select' },
        ...(target.supports.jsonRows ? [{ strategy: 'json' }] : []),
      ]) {
        const table = 'strategy' in way && way.strategy === 'json' ? 'posts' : 'Post'
        for (const order of [orders.name, orders.literal, orders.quoted, orders.col]) {
          for (const limit of [undefined, 1]) {
            const posts = {
              association: 'posts',
              attributes: ['id', 'authorId', [sql(`"${table}"."n" * -1`), 'rank']],
              order,
              ...way,
              ...(limit === undefined ? {} : { limit }),
            }
            const authors = await Author.findAll({ include: posts, order: ['id'] } as never)
            const first = limit === undefined ? [3, 1] : [3]
            expect(authors.map((author) => ids(author.posts))).toEqual([first, [2]])
          }
        }
      }
    })
  })

  describe('an order that no MIN or MAX can stand for', () => {
    const include = [{ association: 'comments', strategy: 'join' }, 'author']
    const where = { '$comments.n$': { [Op.gte]: 0 } }

    it('holds for several terms in one text', async () => {
      const order = sql('"comments"."n" DESC, coalesce("Post"."id", 0) DESC')
      expect(ids(await sliced({ include, order }))).toEqual([1, 3, 2])
    })

    it('holds for conditions and documents', async () => {
      const orders = [
        [[sql('"comments"."n" > 4'), 'DESC'], 'id'],
        [['comments', 'meta', 'ASC'], 'id'],
        [[cast(col('comments.meta'), 'text'), 'DESC'], 'id'],
      ]
      for (const order of orders) await sliced({ include, where, order })
    })

    it('holds for columns of the root, and of what belongs to it', async () => {
      for (const order of [
        [
          ['flag', 'ASC'],
          ['n', 'DESC'],
        ],
        [
          [fn('lower', col('author.name')), 'DESC'],
          ['n', 'DESC'],
        ],
        [
          ['author', 'name', 'ASC'],
          ['id', 'ASC'],
        ],
      ]) {
        await sliced({ include, where, order })
      }
    })
  })

  it('orders the rows of a view, whose key the database does not know', async () => {
    const quoted = target.dialect === 'postgres' ? '"' : '`'
    const name = (text: string): string => `${quoted}${text}${quoted}`
    await sequelize.query(`CREATE VIEW ${name('Shown')} AS SELECT * FROM ${name('Posts')}`)
    const Shown = sequelize.define(
      'Shown',
      { n: DataTypes.INTEGER },
      { tableName: 'Shown', timestamps: false },
    ) as never as AnyModelClass
    Shown.hasMany(sequelize.models.Comment as never, { as: 'comments', foreignKey: 'postId' })
    const rows = await Shown.findAll({
      include: ['comments'],
      where: { '$comments.n$': { [Op.gte]: 0 } },
      order: [['n', 'DESC']],
      limit: 2,
    } as never)
    expect(ids(rows)).toEqual([3, 2])
    await sequelize.query(`DROP VIEW ${name('Shown')}`)
  })
})
