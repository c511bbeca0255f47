/** Includes that travel as JSON give the instances that joins give: every kind and every option. */
import { beforeAll, expect, it } from 'vitest'
import { type IncludeOptions, Op, type Sequelize } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type AnyModelClass,
  defineLibrary,
  fillLibrary,
  type Library,
} from '../support/library-models.js'
import { statements } from '../support/statements.js'

type Strategy = 'join' | 'json'

/** Instances as plain values, with the classes that `toEqual` does not tell apart. */
function plain(instances: readonly any[]): unknown[] {
  return instances.map((instance) => instance.get({ plain: true }))
}

forEachDialect({ requires: 'jsonRows' }, (target) => {
  let sequelize: Sequelize
  let library: Library

  beforeAll(async () => {
    sequelize = createSequelize(target)
    library = defineLibrary(sequelize)
    await sequelize.sync({ force: true })
    await fillLibrary(library)
  })

  const trees: Readonly<
    Record<string, readonly [keyof Library, (strategy: Strategy) => IncludeOptions, unknown[]]>
  > = {
    'of has many': [
      'Author',
      (strategy) => ({ association: 'books', strategy }),
      [['books', 'id']],
    ],
    'of belongs to': ['Book', (strategy) => ({ association: 'author', strategy }), []],
    'of has one': ['Copy', (strategy) => ({ association: 'loan', strategy }), []],
    'of belongs to many': [
      'Book',
      (strategy) => ({ association: 'tags', strategy }),
      [['tags', 'id']],
    ],
    'with some attributes': [
      'Author',
      (strategy) => ({ association: 'books', strategy, attributes: ['title', 'price'] }),
      [['books', 'id']],
    ],
    'without the key': [
      'Book',
      (strategy) => ({ association: 'author', strategy, attributes: ['name'] }),
      [],
    ],
    'with through attributes': [
      'Book',
      (strategy) => ({ association: 'tags', strategy, through: { attributes: ['weight'] } }),
      [['tags', 'id']],
    ],
    'without a through row': [
      'Book',
      (strategy) => ({ association: 'tags', strategy, through: { attributes: [] } }),
      [['tags', 'id']],
    ],
    'under another name of the through row': [
      'Book',
      (strategy) => ({
        association: 'tags',
        strategy,
        through: { as: 'link', where: { weight: 1 } },
      }),
      [['tags', 'id']],
    ],
    'with a condition that is not required': [
      'Author',
      (strategy) => ({
        association: 'books',
        strategy,
        required: false,
        where: { pages: { [Op.gt]: 100 }, title: { [Op.ne]: "O'Brien" } },
      }),
      [['books', 'id']],
    ],
    'required by its condition': [
      'Author',
      (strategy) => ({ association: 'books', strategy, where: { pages: { [Op.gt]: 165 } } }),
      [['books', 'id']],
    ],
    'required to one': [
      'Copy',
      (strategy) => ({ association: 'loan', strategy, required: true }),
      [],
    ],
    'required many to many': [
      'Book',
      (strategy) => ({ association: 'tags', strategy, where: { label: ['maze', 'verse'] } }),
      [['tags', 'id']],
    ],
    'on a condition of its own': [
      'Author',
      (strategy) => ({
        association: 'books',
        strategy,
        on: { authorId: { [Op.col]: 'Author.id' }, pages: { [Op.lt]: 170 } },
      }),
      [['books', 'id']],
    ],
    'or a condition': [
      'Author',
      (strategy) => ({
        association: 'books',
        strategy,
        or: true,
        required: false,
        where: { id: 7 },
      }),
      [['books', 'id']],
    ],
    'of rows that are deleted softly': [
      'Loan',
      (strategy) => ({ association: 'reader', strategy }),
      [],
    ],
    'of deleted rows too': [
      'Loan',
      (strategy) => ({ association: 'reader', strategy, paranoid: false }),
      [],
    ],
    'in three levels': [
      'Author',
      (strategy) => ({
        association: 'books',
        strategy,
        include: [
          {
            association: 'copies',
            strategy,
            include: [
              { association: 'loan', strategy, include: [{ association: 'reader', strategy }] },
              { association: 'shelf', strategy },
            ],
          },
          { association: 'tags', strategy },
        ],
      }),
      [
        ['books', 'id'],
        ['books', 'copies', 'id'],
        ['books', 'tags', 'id'],
      ],
    ],
    'required below what is required': [
      'Author',
      (strategy) => ({
        association: 'books',
        strategy,
        required: true,
        include: [{ association: 'copies', strategy, where: { condition: 'good' } }],
      }),
      [
        ['books', 'id'],
        ['books', 'copies', 'id'],
      ],
    ],
    'required below what is not': [
      'Author',
      (strategy) => ({
        association: 'books',
        strategy,
        required: false,
        include: [{ association: 'tags', strategy, required: true }],
      }),
      [
        ['books', 'id'],
        ['books', 'tags', 'id'],
      ],
    ],
    'with its rows only, when it has no attributes': [
      'Author',
      (strategy) => ({ association: 'books', strategy, attributes: [], required: true }),
      [],
    ],
  }

  /** The orders of an include's own rows, taken from where the joined statement has them. */
  function ordered(include: any, order: readonly any[]): any {
    const own = order.filter(([as, ...rest]) => as === include.association && rest.length === 1)
    const below = order
      .filter(([as, ...rest]) => as === include.association && rest.length > 1)
      .map(([, ...rest]) => rest)
    return {
      ...include,
      ...(own.length > 0 ? { order: own.map(([, name]) => [name]) } : {}),
      ...(include.include === undefined
        ? {}
        : { include: include.include.map((child: any) => ordered(child, below)) }),
    }
  }

  for (const [title, [root, tree, order]] of Object.entries(trees)) {
    it(`gives the same instances ${title}`, async () => {
      const Model = library[root] as AnyModelClass
      const joined = await Model.findAll({
        include: tree('join'),
        order: ['id', ...(order as any)],
      })
      const include = ordered(tree('json'), order as any)
      let nested: any[] = []
      const sent = await statements(sequelize, async () => {
        nested = await Model.findAll({ include, order: ['id'] })
      })
      expect(sent).toHaveLength(1)
      expect(plain(nested)).toEqual(plain(joined))
      expect(JSON.stringify(nested)).toBe(JSON.stringify(joined))
      expect(nested.length).toBeGreaterThan(0)
    })
  }
})
