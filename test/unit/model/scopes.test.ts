/** Scopes: the same ones on Relata and on sequelize v6, what they merge to compared. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import { Literal } from '../../../lib/expression/expressions.js'
import { Op } from '../../../lib/expression/operators.js'
import { applyScope } from '../../../lib/model/scopes.js'
import { defineModel, fakeRuntime, linkModels } from './fake-runtime.js'

const v6 = createRequire(import.meta.url)('sequelize')

interface Library {
  readonly op: any
  readonly literal: (sql: string) => object
}

const ours: Library = { op: Op, literal: (sql) => new Literal(sql) }
const theirs: Library = { op: v6.Op, literal: (sql) => v6.literal(sql) }

function optionsOf({ op, literal }: Library): object {
  return {
    timestamps: false,
    defaultScope: { where: { n: 1 }, limit: 3, attributes: ['n'], order: [['n', 'ASC']] },
    scopes: {
      one: { where: { n: 2, m: 3 } },
      two: { where: { n: 5 }, attributes: ['m', 'n'] },
      three: (value: unknown) => ({ where: { m: value }, limit: value }),
      four: (a: unknown, b: unknown) => ({ where: { a, b } }),
      less: { attributes: { exclude: ['n'] } },
      lesser: { attributes: { exclude: ['m'] } },
      more: { attributes: { include: ['q'] } },
      either: { where: { [op.or]: [{ n: 1 }, { n: 2 }] } },
      other: { where: { [op.or]: [{ m: 1 }] } },
      both: { where: { [op.and]: [{ n: 1 }] } },
      text: { where: literal('1 = 1') },
      grouped: { group: ['n'], having: { n: 1 } },
      ordered: { order: ['m'] },
      orderedByText: { order: literal('x') },
      paged: { limit: 10, offset: 1 },
      list: { where: [{ n: 1 }] },
      range: { where: { n: { [op.gt]: 1 } } },
      empty: { where: {} },
      nothing: () => null,
    },
  }
}

/** A merged scope in a form that both libraries share. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'function') return `model ${value.name}`
  if (typeof value !== 'object' || value === null) return value
  if ('val' in value) return { literal: (value as { val: unknown }).val }
  return Object.fromEntries(
    Reflect.ownKeys(value).map((key) => [
      typeof key === 'symbol' ? `Op.${key.description!}` : key,
      plain((value as Record<string | symbol, unknown>)[key]),
    ]),
  )
}

function modelsOf(options: object = {}): { mine: any; his: any } {
  const instance = new v6.Sequelize({ dialect: 'sqlite', logging: false })
  const attributes = (types: any): object => ({ n: types.INTEGER, m: types.INTEGER })
  return {
    mine: defineModel(fakeRuntime(), 'Book', attributes(DataTypes), {
      ...optionsOf(ours),
      ...options,
    }),
    his: instance.define('Book', attributes(v6.DataTypes), { ...optionsOf(theirs), ...options }),
  }
}

const choices: readonly (readonly unknown[])[] = [
  ['one'],
  ['one', 'two'],
  ['two', 'one'],
  [['one', 'two']],
  ['defaultScope', 'one'],
  [{ method: ['three', 7] }],
  [{ method: ['three', 7] }, 'one'],
  [{ method: ['four', 1, 2] }],
  [{ method: 'three' }],
  ['three'],
  [{ where: { z: 1 } }],
  ['one', { where: { n: 9 } }],
  [null],
  [],
  ['less', 'two'],
  ['two', 'less'],
  ['less', 'more'],
  ['more', 'less'],
  ['less', 'lesser'],
  ['either', 'one'],
  ['either', 'other'],
  ['both', 'one'],
  ['text', 'one'],
  ['one', 'text'],
  ['grouped'],
  ['ordered', 'defaultScope'],
  ['defaultScope', 'ordered'],
  ['orderedByText', 'ordered'],
  ['ordered', 'orderedByText'],
  ['paged', 'defaultScope'],
  ['list', 'one'],
  ['one', 'list'],
  ['range', 'one'],
  ['empty', 'one'],
  ['one', 'empty'],
]

const finders = (library: Library, strategy: string): readonly object[] => [
  {},
  { where: { m: 4 } },
  { where: { n: 4 }, limit: 1, attributes: ['m'], order: [['m', 'DESC']] },
  { attributes: { exclude: ['n'] } },
  { attributes: { include: ['z'] } },
  { attributes: ['z'] },
  { limit: null },
  { order: 'x', group: 'y' },
  { order: library.literal('z') },
  { where: library.literal('z') },
  { where: [{ m: 1 }] },
  { where: undefined, limit: undefined },
  // v6 makes AND of a condition and null, which no database takes.
  { where: strategy === 'and' ? {} : null },
  { where: {} },
  { where: { n: { [library.op.lt]: 5 } } },
  { where: { [library.op.or]: [{ m: 1 }] } },
  { where: { [library.op.and]: { n: 5 } } },
  { group: ['m'], having: { m: 1 } },
]

function injected(model: any, options: object): object {
  const copy = { ...options }
  model._injectScope(copy)
  return copy
}

for (const strategy of ['overwrite', 'and'] as const) {
  describe(`merging of scopes with whereMergeStrategy "${strategy}" is that of v6`, () => {
    it.each(choices.map((choice) => [JSON.stringify(choice), choice] as const))(
      'scope(%s)',
      (_title, choice) => {
        const { mine, his } = modelsOf({ whereMergeStrategy: strategy })
        const [scoped, expected] = [mine.scope(...choice), his.scope(...choice)]
        expect(plain(scoped._scope)).toEqual(plain(expected._scope))
        expect([scoped._scopeNames, scoped.scoped]).toEqual([expected._scopeNames, expected.scoped])
      },
    )

    for (const names of [
      ['defaultScope'],
      ['two'],
      ['more'],
      ['less'],
      ['grouped'],
      ['either'],
      ['both'],
      ['range'],
      [],
    ]) {
      it(`finders on scope(${names.join()})`, () => {
        const { mine, his } = modelsOf({ whereMergeStrategy: strategy })
        const results = finders(ours, strategy).map((options) =>
          plain(applyScope(mine.scope(...names), { ...options })),
        )
        const expected = finders(theirs, strategy).map((options) =>
          plain(injected(his.scope(...names), options)),
        )
        expect(results).toEqual(expected)
      })
    }
  })
}

describe('applyScope', () => {
  it('gives the very options of a model without a scope', () => {
    const Book = defineModel(fakeRuntime(), 'Book', {})
    const options = { where: {} }
    expect(applyScope(Book as never, options)).toBe(options)
    expect(applyScope(modelsOf().mine.unscoped(), options)).toBe(options)
  })

  it('changes neither the scope nor the options', () => {
    const { mine } = modelsOf()
    const options = { where: { m: 4 }, attributes: ['m'] }
    applyScope(mine, options)
    expect(mine._scope).toEqual({
      where: { n: 1 },
      limit: 3,
      attributes: ['n'],
      order: [['n', 'ASC']],
    })
    expect(options).toEqual({ where: { m: 4 }, attributes: ['m'] })
  })
})

describe('includes of scopes', () => {
  function models(): { Book: any; Author: any; Shelf: any } {
    const runtime = fakeRuntime()
    const Author = defineModel(runtime, 'Author', {})
    const Shelf = defineModel(runtime, 'Shelf', {})
    const Book = defineModel(
      runtime,
      'Book',
      {},
      {
        scopes: {
          written: {
            include: [
              {
                model: Author,
                as: 'author',
                where: { x: 1 },
                include: [{ model: Shelf, as: 'shelf' }],
              },
            ],
          },
          signed: {
            include: [
              {
                model: Author,
                as: 'author',
                where: { y: 1 },
                attributes: ['x'],
                include: ['shelf', 'other'],
              },
            ],
          },
          placed: { include: ['shelf'] },
        },
      },
    )
    linkModels(Book as never, Author as never, { as: 'author', kind: 'BelongsTo' })
    linkModels(Book as never, Shelf as never, { as: 'shelf', kind: 'BelongsTo' })
    linkModels(Author as never, Shelf as never, { as: 'shelf', kind: 'BelongsTo' })
    linkModels(Author as never, Shelf as never, { as: 'other', kind: 'BelongsTo' })
    return { Book, Author, Shelf }
  }

  it('of the same association are merged, at every depth', () => {
    const { Book, Author, Shelf } = models()
    expect(Book.scope('written', 'signed')._scope.include).toEqual([
      {
        model: Author,
        as: 'author',
        where: { x: 1, y: 1 },
        attributes: ['x'],
        include: [{ model: Shelf, as: 'shelf', association: 'shelf' }, 'other'],
      },
    ])
  })

  it('of other associations stand beside each other', () => {
    const { Book } = models()
    expect(Book.scope('placed', 'written')._scope.include).toHaveLength(2)
  })

  it('are merged with those of the finder', () => {
    const { Book, Author } = models()
    const options = applyScope(Book.scope('placed'), {
      include: ['shelf', { model: Author, as: 'author' }],
    })
    expect(options.include).toEqual([{ association: 'shelf' }, { model: Author, as: 'author' }])
  })
})

describe('scope and addScope', () => {
  it('refuse a scope that is not defined', () => {
    const { mine } = modelsOf()
    expect(() => mine.scope('onee')).toThrow(
      'Book.scope: Book has no scope named "onee". Did you mean "one"?',
    )
    expect(() => mine.scope('nothing')).toThrow('no scope named "nothing"')
    expect(() => mine.scope({ method: ['toString'] })).toThrow('no scope named "toString"')
    expect(() => mine.scope({ method: [5] })).toThrow('no scope named "5"')
  })

  it('refuse a name that is taken', () => {
    const { mine } = modelsOf()
    expect(() => mine.addScope('one', {})).toThrow('already has a scope named "one"')
    expect(() => mine.addScope('defaultScope', {})).toThrow(
      'already has a scope named "defaultScope"',
    )
    expect(() => mine.addScope('new', 5)).toThrow(
      'the scope "new" must be an object of finder options',
    )
    mine.addScope('one', { limit: 1 }, { override: true })
    mine.addScope('defaultScope', { limit: 2 }, { override: true })
    expect([mine.scope('one')._scope, mine._scope]).toEqual([{ limit: 1 }, { limit: 2 }])
  })

  it('drop cached plans, since scopes of included models are part of them', () => {
    const runtime = fakeRuntime()
    const Book = defineModel(runtime, 'Book', {})
    Book.addScope('x', {})
    expect(runtime.changes).toHaveLength(2)
  })

  it('give classes of the same model', () => {
    const { mine } = modelsOf()
    const scoped = mine.scope('one')
    expect([
      scoped.name,
      scoped.modelDefinition === mine.modelDefinition,
      scoped.build({}) instanceof mine,
      mine.scoped,
    ]).toEqual(['Book', true, true, undefined])
    expect(mine.schema('s').scope('one').modelDefinition.table.schema).toBe('s')
    expect(mine.scope('one').schema('s')._scope).toEqual({ where: { n: 2, m: 3 } })
  })
})
