/**
 * Includes with `attributes: []`: they join and filter, and what is below them is loaded all the same,
 * for each row in the middle, by every strategy.
 */
import { beforeAll, expect, it } from 'vitest'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { defineLibrary, fillLibrary, type Library } from '../support/library-models.js'

type Include = Readonly<Record<string, unknown>>

const hidden = { attributes: [], through: { attributes: [] } }
const labels = { association: 'tags', attributes: ['label'], through: { attributes: [] } }
const codes = { association: 'copies', attributes: ['code'] }

/** Without ORDER BY any order is right. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .map(sorted)
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, sorted(item)]))
}

forEachDialect({}, (target) => {
  let library: Library
  const strategies = ['auto', 'join', 'select', ...(target.supports.jsonRows ? ['json'] : [])]

  beforeAll(async () => {
    library = defineLibrary(createSequelize(target))
    await library.sequelize.sync({ force: true })
    await fillLibrary(library)
  })

  /** The same tree with a strategy for each level. */
  function by(include: Include, [first, ...rest]: readonly string[]): Include {
    const below = (include['include'] ?? []) as readonly Include[]
    return { ...include, strategy: first, include: below.map((child) => by(child, rest)) }
  }

  /** What all strategies, and all mixtures of two, find alike. */
  async function found(root: 'Author' | 'Book' | 'Copy', include: Include, page: object = {}) {
    const answers = new Map<string, string[]>()
    for (const outer of strategies) {
      for (const inner of strategies) {
        if (outer === 'json' && inner !== 'json') continue
        const rows = await library[root].findAll({
          attributes: ['id'],
          include: by(include, [outer, inner, inner]) as never,
          order: ['id'],
          ...page,
        })
        const answer = JSON.stringify(rows.map((row) => sorted(row.toJSON())))
        answers.set(answer, [...(answers.get(answer) ?? []), `${outer} with ${inner}`])
      }
    }
    expect([...answers.values()]).toHaveLength(1)
    return JSON.parse([...answers.keys()][0]!) as unknown
  }

  it('load what is below a to-many include for each row of it', async () => {
    const books = { association: 'books', attributes: [], include: [codes, labels] }
    expect(await found('Author', books, { limit: 3 })).toEqual([
      {
        id: 1,
        books: [
          {
            copies: [{ code: 'c-1' }, { code: 'c-2' }],
            tags: [{ label: 'classic' }, { label: 'maths' }],
          },
        ],
      },
      {
        id: 2,
        books: [
          {
            copies: [{ code: 'c-3' }, { code: 'c-4' }],
            tags: [{ label: 'classic' }, { label: 'maze' }],
          },
          { copies: [{ code: 'c-5' }], tags: [{ label: 'maze' }] },
        ],
      },
      { id: 3, books: [{ copies: [{ code: 'c-6' }], tags: [{ label: 'classic' }] }] },
    ])
    const last = { limit: 2, offset: 3 }
    expect(await found('Author', books, last)).toEqual([
      {
        id: 4,
        books: [
          { copies: [], tags: [] },
          { copies: [{ code: 'c-7' }], tags: [{ label: 'verse' }] },
        ],
      },
      { id: 5, books: [] },
    ])
  })

  it('show a row of which nothing is selected and below which nothing is found', async () => {
    const shelf = { association: 'shelf', attributes: ['label'] }
    const loan = { association: 'loan', attributes: ['fine'] }
    const copies = { association: 'copies', attributes: [], include: [loan, shelf] }
    expect(await found('Book', copies, { where: { id: [2, 3, 7] } })).toEqual([
      {
        id: 2,
        copies: [
          { loan: null, shelf: null },
          { loan: { fine: null }, shelf: { label: 'A' } },
        ],
      },
      { id: 3, copies: [{ loan: null, shelf: null }] },
      { id: 7, copies: [] },
    ])
  })

  it('load what is below a to-one include', async () => {
    const book = { association: 'book', attributes: [], include: [labels] }
    expect(await found('Copy', book, { where: { id: [1, 2] } })).toEqual([
      { id: 1, book: { tags: [{ label: 'classic' }, { label: 'maths' }] } },
      { id: 2, book: { tags: [{ label: 'classic' }, { label: 'maths' }] } },
    ])
    const shelf = { association: 'shelf', attributes: [], include: [codes] }
    expect(await found('Copy', shelf, { where: { id: [3, 4] } })).toEqual([
      { id: 3, shelf: { copies: [{ code: 'c-1' }, { code: 'c-3' }] } },
      { id: 4, shelf: null },
    ])
  })

  it('load what is below a many-to-many include, and its through rows', async () => {
    const books = {
      association: 'books',
      attributes: ['title'],
      through: { attributes: [] },
    }
    const below = { association: 'tags', ...hidden, include: [books] }
    expect(await found('Book', below, { where: { id: [1, 6] } })).toEqual([
      {
        id: 1,
        tags: [
          { books: [{ title: 'Ficciones' }, { title: 'Invisible Cities' }, { title: 'Notes' }] },
          { books: [{ title: 'Notes' }] },
        ],
      },
      { id: 6, tags: [] },
    ])
    const through = {
      association: 'tags',
      attributes: [],
      through: { attributes: ['weight'] },
      include: [books],
    }
    expect(await found('Book', through, { where: { id: 5 } })).toEqual([
      { id: 5, tags: [{ books: [{ title: 'Poems' }], BookTag: { weight: 1 } }] },
    ])
  })

  it('load what is below several of them', async () => {
    const shelf = { association: 'shelf', attributes: ['label'] }
    const copies = { association: 'copies', attributes: [], include: [shelf] }
    const books = { association: 'books', attributes: [], include: [copies] }
    expect(await found('Author', books, { where: { id: 2 } })).toEqual([
      {
        id: 2,
        books: [
          { copies: [{ shelf: null }, { shelf: { label: 'A' } }] },
          { copies: [{ shelf: null }] },
        ],
      },
    ])
  })

  it('filter their parents when they are required, with what is below them', async () => {
    const required = { association: 'books', attributes: [], required: true, include: [labels] }
    const ids = (rows: unknown) => (rows as { id: number }[]).map(({ id }) => id)
    expect(ids(await found('Author', required))).toEqual([1, 2, 3, 4])
    const both = { ...required, include: [{ ...labels, required: true, where: { label: 'maze' } }] }
    expect(await found('Author', both)).toEqual([
      { id: 2, books: [{ tags: [{ label: 'maze' }] }, { tags: [{ label: 'maze' }] }] },
    ])
  })

  it('do not appear on the parent where nothing below them is selected', async () => {
    for (const include of [
      { association: 'books', attributes: [] },
      { association: 'books', attributes: [], include: [{ ...labels, ...hidden }] },
    ]) {
      expect(await found('Author', include, { limit: 2 })).toEqual([{ id: 1 }, { id: 2 }])
    }
  })

  it('leave a row for each joined one when rows are raw', async () => {
    const rows = await library.Author.findAll({
      attributes: ['id'],
      where: { id: 2 },
      include: { association: 'books', attributes: [], include: [codes] } as never,
      order: [['books', 'copies', 'code', 'ASC']],
      raw: true,
    })
    expect(rows).toEqual([
      { id: 2, 'books.copies.code': 'c-3' },
      { id: 2, 'books.copies.code': 'c-4' },
      { id: 2, 'books.copies.code': 'c-5' },
    ])
  })
})
