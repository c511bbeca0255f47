import { describe } from 'vitest'
import { onEmptyDatabase, onFreshLibrary, type Program, type Setting } from './support.js'

const instanceHooks = [
  ...['beforeValidate', 'afterValidate', 'validationFailed', 'beforeCreate', 'afterCreate'],
  ...['beforeUpdate', 'afterUpdate', 'beforeSave', 'afterSave'],
]
const bulkHooks = ['beforeBulkCreate', 'afterBulkCreate']

/** Models in a line and to the side, and a list of the hooks that run. */
async function observed({ sequelize, DataTypes }: Setting): Promise<Setting> {
  const define = (name: string, attributes: object = {}) =>
    sequelize.define(name, { name: DataTypes.STRING, ...attributes }, { timestamps: false })
  const Author = define('Author', { name: { type: DataTypes.STRING, allowNull: false } })
  const Book = define('Book')
  const Copy = define('Copy')
  const Tag = define('Tag')
  const BookTag = define('BookTag', { weight: { type: DataTypes.INTEGER, defaultValue: 1 } })
  Author.hasMany(Book, { as: 'books', foreignKey: 'authorId' })
  Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' })
  Book.hasOne(Copy, { as: 'copy', foreignKey: 'bookId' })
  Book.hasMany(Copy, { as: 'copies', foreignKey: 'bookId' })
  Copy.belongsTo(Book, { as: 'book', foreignKey: 'bookId' })
  Book.belongsToMany(Tag, {
    through: BookTag,
    as: 'tags',
    foreignKey: 'bookId',
    otherKey: 'tagId',
  })
  const models = { Author, Book, Copy, Tag, BookTag }
  const hooks: string[] = []
  for (const model of Object.values(models) as Setting[]) {
    for (const hook of instanceHooks) {
      model['addHook'](hook, (instance: Setting, options: Setting) => {
        const parent = options['parentRecord']?.name ?? '-'
        const state = instance['isNewRecord'] === true ? 'new' : 'stored'
        hooks.push(`${model['name']}.${hook} ${instance['name']} in ${parent} ${state}`)
      })
    }
    for (const hook of bulkHooks) {
      model['addHook'](hook, (instances: Setting[]) => {
        hooks.push(`${model['name']}.${hook} ${instances.map(({ name }) => name).join()}`)
      })
    }
  }
  await sequelize.sync()
  return { ...models, hooks }
}

/** A program on the observed models; gives the hooks that ran, and what is stored. */
function hooksOf(program: (models: Setting) => Promise<unknown>): Program {
  return async (setting) => {
    const models = await observed(setting)
    const { hooks, Author, Book, Copy, Tag, BookTag } = models
    const result = await setting['attempt'](() => program(models))
    const counts: number[] = []
    for (const model of [Author, Book, Copy, Tag, BookTag]) counts.push(await model.count())
    return { hooks, counts, failed: result instanceof Error ? result.name : false }
  }
}

/** Made anew for each call: v6 changes what it is given. */
const line = () => ({
  name: 'a',
  books: [{ name: 'b1', copies: [{ name: 'c1' }, { name: 'c2' }] }],
})
const lineInclude = () => [{ association: 'books', include: ['copies'] }]
const upward = () => ({ name: 'c', book: { name: 'b', author: { name: 'a' } } })
const upwardInclude = () => [{ association: 'book', include: ['author'] }]

describe('hooks of nested writes, beside v6', () => {
  onEmptyDatabase(({ same, differs }) => {
    same(
      'create, downward',
      hooksOf(({ Author }) => Author.create(line(), { include: lineInclude() })),
    )
    same(
      'create, upward',
      hooksOf(({ Copy }) => Copy.create(upward(), { include: upwardInclude() })),
    )
    same(
      'create with a child that belongs to another',
      hooksOf(({ Book }) =>
        Book.create(
          { name: 'b', copy: { name: 'c', book: upward().book } },
          {
            include: [{ association: 'copy', include: upwardInclude() }],
          },
        ),
      ),
    )
    same(
      'create, many to many',
      hooksOf(({ Book }) =>
        Book.create(
          { name: 'b', tags: [{ name: 't', BookTag: { name: 'bt', weight: 2 } }] },
          { include: ['tags'] },
        ),
      ),
    )
    same(
      'create with hooks: false, which holds for the root alone',
      hooksOf(({ Author }) => Author.create(line(), { include: lineInclude(), hooks: false })),
    )
    same(
      'create with validate: false, which holds for the root alone',
      hooksOf(({ Author }) => Author.create(line(), { include: lineInclude(), validate: false })),
    )
    same(
      'create with options of an include',
      hooksOf(({ Author }) =>
        Author.create(line(), {
          include: [{ association: 'books', hooks: false, include: ['copies'] }],
        }),
      ),
    )
    same(
      'create with fields of an include',
      hooksOf(({ Book }) =>
        Book.create(
          { name: 'b', copies: [{ name: 'c' }] },
          { include: [{ association: 'copies', fields: ['name', 'bookId'] }] },
        ),
      ),
    )
    same(
      'save of what was built',
      hooksOf(async ({ Author }) => Author.build(line(), { include: lineInclude() }).save()),
    )
    same(
      'save of a built instance that holds a stored one',
      hooksOf(async ({ Author, Book, hooks }) => {
        const author = await Author.create({ name: 'stored' })
        const book = Book.build({ name: 'b' }, { include: ['author'] })
        book.set('author', author)
        book.dataValues.author = author
        author.name = 'changed'
        hooks.length = 0
        return book.save()
      }),
    )
    same(
      'save of a loaded instance whose included ones changed',
      hooksOf(async ({ Author, hooks }) => {
        await Author.create(line(), { include: lineInclude() })
        const author = await Author.findOne({ include: lineInclude() })
        author.name = 'changed'
        author.books[0].name = 'changed'
        hooks.length = 0
        return author.save()
      }),
    )
    same(
      'bulkCreate, downward',
      hooksOf(({ Author }) =>
        Author.bulkCreate([line(), { name: 'z', books: [{ name: 'b2' }] }], {
          include: lineInclude(),
        }),
      ),
    )
    same(
      'bulkCreate, upward',
      hooksOf(({ Copy }) =>
        Copy.bulkCreate([upward(), { name: 'c2' }], { include: upwardInclude(), validate: true }),
      ),
    )
    same(
      'bulkCreate, many to many',
      hooksOf(({ Book }) =>
        Book.bulkCreate(
          [
            { name: 'b', tags: [{ name: 't', BookTag: { name: 'x' } }, { name: 'u' }] },
            { name: 'c', tags: [{ name: 'v' }] },
          ],
          { include: ['tags'] },
        ),
      ),
    )
    same(
      'bulkCreate with hooks: false, which holds for the roots alone',
      hooksOf(({ Author }) =>
        Author.bulkCreate([line()], { include: lineInclude(), hooks: false }),
      ),
    )
    same(
      'bulkCreate with options of an include',
      hooksOf(({ Author }) =>
        Author.bulkCreate([line()], {
          include: [
            {
              association: 'books',
              validate: true,
              include: [{ association: 'copies', individualHooks: true }],
            },
          ],
        }),
      ),
    )
    same(
      'bulkCreate with individualHooks and nothing nested',
      hooksOf(({ Author }) =>
        Author.bulkCreate([{ name: 'a' }, { name: 'b' }], { individualHooks: true }),
      ),
    )
    differs(
      'several children of several kinds',
      async (setting) => {
        const { Book, hooks } = await observed(setting)
        await Book.create(
          { name: 'b', copies: [{ name: 'c' }], tags: [{ name: 't' }] },
          { include: ['copies', 'tags'] },
        )
        return hooks.filter((hook: string) => /(before|after)(Validate|Create) [ct]/.test(hook))
      },
      {
        because: 'v6 writes the included associations of a level side by side, Relata in turn',
        v6: [
          'Copy.beforeValidate c in b new',
          'Tag.beforeValidate t in b new',
          'Copy.afterValidate c in b new',
          'Tag.afterValidate t in b new',
          'Copy.beforeCreate c in b new',
          'Tag.beforeCreate t in b new',
          'Copy.afterCreate c in b stored',
          'Tag.afterCreate t in b stored',
        ],
        relata: [
          'Copy.beforeValidate c in b new',
          'Copy.afterValidate c in b new',
          'Copy.beforeCreate c in b new',
          'Copy.afterCreate c in b stored',
          'Tag.beforeValidate t in b new',
          'Tag.afterValidate t in b new',
          'Tag.beforeCreate t in b new',
          'Tag.afterCreate t in b stored',
        ],
      },
    )
    differs(
      'a nested value that is refused',
      hooksOf(({ Copy }) =>
        Copy.create(
          { name: 'c', book: { name: 'b', copies: [{ book: { author: {} } }] } },
          {
            include: [
              {
                association: 'book',
                include: [
                  {
                    association: 'copies',
                    include: [{ association: 'book', include: ['author'], hooks: false }],
                    hooks: false,
                  },
                ],
                hooks: false,
              },
            ],
            hooks: false,
          },
        ),
      ),
      {
        because: 'v6 leaves what it had written',
        v6: {
          hooks: [
            'Author.beforeValidate undefined in - new',
            'Author.validationFailed undefined in - new',
          ],
          counts: [0, 1, 0, 0, 0],
          failed: 'SequelizeValidationError',
        },
        relata: {
          hooks: [
            'Author.beforeValidate undefined in - new',
            'Author.validationFailed undefined in - new',
          ],
          counts: [0, 0, 0, 0, 0],
          failed: 'SequelizeValidationError',
        },
      },
    )
  })
})

describe('nested writes, beside v6', () => {
  onFreshLibrary(({ same, differs }) => {
    const deep = () => [
      {
        association: 'Books',
        include: [{ association: 'copies', include: ['shelf', 'loan'] }, 'tags'],
      },
      'mentor',
    ]
    const tree = (name: string) => ({
      name,
      mentor: { name: `${name}'s mentor` },
      Books: [
        {
          title: `${name} 1`,
          meta: { a: [1] },
          copies: [
            { code: `${name}-1`, shelf: { label: 'Z', level: 3 }, loan: { dueOn: '2020-02-03' } },
            { code: `${name}-2` },
          ],
        },
        { title: `${name} 2`, price: '3.50', tags: [{ label: `${name}-tag` }] },
      ],
    })
    const stored = ({ Author }: Setting, name: string[]) =>
      Author.findAll({
        where: { name },
        include: [
          {
            association: 'Books',
            include: [
              { association: 'copies', attributes: ['code'], include: ['shelf', 'loan'] },
              { association: 'tags', attributes: ['label'] },
            ],
          },
          'mentor',
        ],
        order: ['name', ['Books', 'title', 'ASC'], ['Books', 'copies', 'code', 'ASC']],
      }).then((authors: unknown) => JSON.parse(JSON.stringify(authors)))
    /** Keys depend on the order in which v6's parallel statements arrive. */
    const withoutKeys = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(withoutKeys)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !/^id$|Id$|At$/.test(name))
          .map(([name, own]) => [name, withoutKeys(own)]),
      )
    }

    same('create of a deep tree', async (setting) => {
      await setting['Author'].create(tree('N'), { include: deep() })
      return withoutKeys(await stored(setting, ['N']))
    })
    same('bulkCreate of deep trees', async (setting) => {
      await setting['Author'].bulkCreate([tree('N'), tree('M'), { name: 'O' }], { include: deep() })
      return withoutKeys(await stored(setting, ['M', 'N', 'O']))
    })
    same('what create gives', async ({ Author }) => {
      const author = await Author.create(tree('N'), { include: deep() })
      const [first, second] = author.Books
      return [
        withoutKeys(JSON.parse(JSON.stringify(author))),
        [author.isNewRecord, first.isNewRecord, first.copies[0].isNewRecord, author.changed()],
        [author.mentorId === author.mentor.id, first.AuthorId === author.id],
        [first.copies[0].bookId === first.id, second.tags[0].changed()],
        first.copies[0].shelfId === first.copies[0].shelf.id,
      ]
    })
    same('what bulkCreate gives', async ({ Author }) => {
      const made = await Author.bulkCreate([tree('N'), tree('M')], { include: deep() })
      return made.map((author: Setting) => [
        withoutKeys(JSON.parse(JSON.stringify(author))),
        [author['isNewRecord'], author['Books'][1].isNewRecord, author['changed']()],
        author['Books'].every((book: Setting) => book['AuthorId'] === author['id']),
      ])
    })
    same('nested values without include are left out', async ({ Author, Book }) => {
      await Author.create(tree('N'))
      await Author.bulkCreate([tree('M')])
      return [await Author.count(), await Book.count()]
    })
    same(
      'a nested instance that is stored is inserted again',
      async ({ Book, Author, attempt }) => {
        const author = await Author.findByPk(1)
        const made = await attempt(() =>
          Book.create({ title: 'x', Author: author }, { include: [Author] }),
        )
        return made.name
      },
    )
    differs(
      'null for a list',
      async ({ Book, Tag }) => {
        const book = await Book.create({ title: 'x', tags: null }, { include: ['tags'] })
        return [book.tags.length, (await Tag.count()) - 5]
      },
      { because: 'v6 makes an empty row of it', v6: [1, 1], relata: [0, 0] },
    )
    differs(
      'bulkCreate with individualHooks',
      async ({ Author }) => {
        await Author.bulkCreate([{ name: 'N', Books: [{ title: 'x' }] }], {
          include: ['Books'],
          individualHooks: true,
        })
        return Author.count({ where: { name: 'N' } })
      },
      {
        because: 'v6 writes what is nested twice, and fails',
        v6: {
          error: 'SequelizeUniqueConstraintError',
          fields: ['id'],
          errors: [
            {
              message: 'id must be unique',
              type: 'unique violation',
              path: 'id',
              value: null,
              origin: 'DB',
              validatorKey: 'not_unique',
              validatorName: null,
            },
          ],
        },
        relata: 1,
        only: 'sqlite',
      },
    )
  })
})
