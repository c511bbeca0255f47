/**
 * Where v6 loads includes wrongly: each fault by itself, with the right answer computed from the
 * rows. The generated trees of `include-trees-answers.test.ts` meet the same faults in other forms.
 */
import { describe } from 'vitest'
import { readRows } from './include-tree-answers.js'
import type { Row } from './include-tree-family.js'
import { onLibrary, type Setting } from './support.js'

const databaseError = { error: 'SequelizeDatabaseError' }

/** The rows of the tables, by name. */
async function rowsOf(setting: Setting) {
  const rows = await readRows(setting)
  return (table: string) => rows[table]!
}

/** The keys of instances, and those of one include. */
function keys(instances: readonly Row[], alias: string): unknown[] {
  return instances.map((instance) => {
    const included = instance[alias] as readonly Row[] | Row | null
    return [instance['id'], Array.isArray(included) ? included.map(({ id }) => id) : included]
  })
}

const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id)
const ascending = (a: Row, b: Row) => Number(a['id']) - Number(b['id'])

describe('includes that v6 loads wrongly', () => {
  onLibrary(({ differs }) => {
    differs(
      'a condition on an included column, with a limit',
      async (setting) => {
        const rows = await rowsOf(setting)
        const right = rows('Authors')
          .filter(({ id }) =>
            rows('Books').some((book) => book['AuthorId'] === id && book['genre'] === 'novel'),
          )
          .sort(ascending)
          .slice(0, 2)
        const found = await setting.attempt(async () => {
          const options = { include: ['Books'], where: { '$Books.genre$': 'novel' } }
          return idsOf(await setting['Author'].findAll({ ...options, order: ['id'], limit: 2 }))
        })
        return { found, right: idsOf(right) }
      },
      {
        because: 'v6 puts it into a sub-query of the roots alone',
        v6: { found: databaseError, right: [2, 3] },
        relata: { found: [2, 3], right: [2, 3] },
      },
    )

    differs(
      'what is below an include without attributes',
      async (setting) => {
        const rows = await rowsOf(setting)
        const right = [...rows('Authors')].sort(ascending).map((author) => [
          author['id'],
          rows('Books')
            .filter((book) => book['AuthorId'] === author['id'])
            .map((book) => rows('Copies').filter((copy) => copy['bookId'] === book['id']))
            .map((copies) => idsOf([...copies].sort(ascending))),
        ])
        const found = await setting.attempt(async () => {
          const copies = { association: 'copies', attributes: ['id'] }
          const authors = await setting['Author'].findAll({
            include: [{ association: 'Books', attributes: [], include: [copies] }],
            order: ['id', ['Books', 'id', 'ASC'], ['Books', 'copies', 'id', 'ASC']],
          })
          return authors.map(({ id, Books }: Row) => [
            id,
            (Books as Row[]).map((book) => idsOf(book['copies'] as Row[])),
          ])
        })
        const isRight = JSON.stringify(found) === JSON.stringify(right)
        return isRight || found
      },
      {
        because: 'v6 looks for the row in the middle, of which it has no columns',
        v6: { error: 'TypeError' },
        relata: true,
      },
    )

    differs(
      'an order by a column of a to-many include, with a limit',
      async (setting) => {
        const rows = await rowsOf(setting)
        const greatest = (author: Row) =>
          Math.max(
            ...rows('Books')
              .filter((book) => book['AuthorId'] === author['id'])
              .map((book) => Number(book['pages'] ?? 0)),
          )
        const right = [...rows('Authors')].sort((a, b) => greatest(b) - greatest(a)).slice(0, 2)
        const found = await setting['Author'].findAll({
          include: ['Books'],
          order: [
            ['Books', 'pages', 'DESC NULLS LAST'],
            ['id', 'ASC'],
          ],
          limit: 2,
        })
        return { found: idsOf(found), right: idsOf(right) }
      },
      {
        because: 'v6 limits the roots before it orders them',
        v6: { found: [2, 1], right: [5, 4] },
        relata: { found: [5, 4], right: [5, 4] },
      },
    )

    differs(
      'a required include of a model related to itself, with a limit',
      async (setting) => {
        const rows = await rowsOf(setting)
        const isFriend = (reader: Row) =>
          rows('Friendship').some(
            (link) =>
              link['readerId'] === reader['id'] &&
              rows('Readers').some(
                (one) =>
                  one['id'] === link['friendId'] &&
                  one['deletedAt'] === null &&
                  one['name'] !== 'Sam',
              ),
          )
        const hasPassport = (reader: Row) =>
          rows('Passports').some(
            (one) => one['ReaderId'] === reader['id'] && one['number'] === 'P1',
          )
        const right = rows('Readers').filter(
          (reader) => reader['deletedAt'] === null && isFriend(reader) && hasPassport(reader),
        )
        const found = await setting['Reader'].findAll({
          include: [
            { association: 'Passport', where: { number: 'P1' } },
            { association: 'friends', where: { name: { [setting['Op'].ne]: 'Sam' } } },
          ],
          order: ['id'],
          limit: 2,
        })
        return { found: idsOf(found), right: idsOf(right) }
      },
      {
        because: 'v6 gives the friend the name of the root in its sub-query',
        v6: { found: [], right: [1] },
        relata: { found: [1], right: [1] },
      },
    )

    differs(
      'a required include below an optional one, with a limit',
      async (setting) => {
        const rows = await rowsOf(setting)
        const right = [...rows('Copies')].sort(ascending).slice(0, 3)
        const found = await setting['Copy'].findAll({
          include: [
            {
              association: 'book',
              include: [{ association: 'tags', where: { label: 'verse' } }],
            },
          ],
          order: ['id'],
          limit: 3,
        })
        return { found: idsOf(found), right: idsOf(right) }
      },
      {
        because: 'v6 joins outside of its sub-query what only the optional include requires',
        v6: { found: [], right: [1, 2, 3] },
        relata: { found: [1, 2, 3], right: [1, 2, 3] },
      },
    )

    differs(
      'a limit of separate children with a required include',
      async (setting) => {
        const rows = await rowsOf(setting)
        const isLent = (copy: Row) => rows('Loans').some((loan) => loan['copyId'] === copy['id'])
        const right = [...rows('shelves')].sort(ascending).map((shelf) => [
          shelf['id'],
          rows('Copies')
            .filter((copy) => copy['shelfId'] === shelf['id'] && isLent(copy))
            .sort((a, b) => ascending(b, a))
            .slice(0, 1)
            .map(({ id }) => id),
        ])
        const found = await setting['Shelf'].findAll({
          include: [
            {
              association: 'copies',
              separate: true,
              order: [['id', 'DESC']],
              limit: 1,
              include: [{ association: 'loan', required: true }],
            },
          ],
          order: ['id'],
        })
        return { found: keys(found, 'copies'), right }
      },
      {
        because: 'v6 counts children before it filters them',
        v6: {
          found: [
            [1, []],
            [2, [7]],
            [3, []],
          ],
          right: [
            [1, [3]],
            [2, [7]],
            [3, []],
          ],
        },
        relata: {
          found: [
            [1, [3]],
            [2, [7]],
            [3, []],
          ],
          right: [
            [1, [3]],
            [2, [7]],
            [3, []],
          ],
        },
      },
    )

    differs(
      'an include of separate children with a limit and few attributes',
      async (setting) => {
        const rows = await rowsOf(setting)
        const right = [...rows('shelves')].sort(ascending).map((shelf) => [
          shelf['id'],
          rows('Copies')
            .filter((copy) => copy['shelfId'] === shelf['id'])
            .sort(ascending)
            .slice(0, 1)
            .map(({ id }) => id),
        ])
        const found = await setting.attempt(async () =>
          keys(
            await setting['Shelf'].findAll({
              include: [
                {
                  association: 'copies',
                  attributes: ['id'],
                  separate: true,
                  order: [['id', 'ASC']],
                  limit: 1,
                  include: ['book'],
                },
              ],
              order: ['id'],
            }),
            'copies',
          ),
        )
        return { found, right }
      },
      {
        because: "v6 joins by a key that its sub-query's attributes left out",
        v6: {
          found: databaseError,
          right: [
            [1, [1]],
            [2, [2]],
            [3, []],
          ],
        },
        relata: {
          found: [
            [1, [1]],
            [2, [2]],
            [3, []],
          ],
          right: [
            [1, [1]],
            [2, [2]],
            [3, []],
          ],
        },
      },
    )

    differs(
      'findAndCountAll with a to-many include',
      async (setting) => {
        const rows = await rowsOf(setting)
        const { count } = await setting['Author'].findAndCountAll({ include: ['Books'], limit: 2 })
        return { found: count, right: rows('Authors').length }
      },
      {
        because: 'v6 counts joined rows',
        v6: { found: 8, right: 6 },
        relata: { found: 6, right: 6 },
      },
    )

    differs(
      'separate children with a limit, of a parent that is met twice',
      async (setting) => {
        const rows = await rowsOf(setting)
        const right = [...rows('Copies')].sort(ascending).map((copy) => [
          copy['id'],
          rows('Copies')
            .filter((other) => other['shelfId'] !== null && other['shelfId'] === copy['shelfId'])
            .sort(ascending)
            .slice(0, 1)
            .map(({ id }) => id),
        ])
        const found: Row[] = await setting['Copy'].findAll({
          include: [
            {
              association: 'shelf',
              include: [
                {
                  association: 'copies',
                  separate: true,
                  order: ['id'],
                  limit: 1,
                  include: ['book'],
                },
              ],
            },
          ],
          order: ['id'],
        })
        const copiesOf = (shelf: unknown) => ((shelf as Row | null)?.['copies'] ?? []) as Row[]
        const beside = found.map((copy) => [copy['id'], idsOf(copiesOf(copy['shelf']))])
        // What all have in common is too long to be written out.
        const isRight = JSON.stringify(beside) === JSON.stringify(right)
        return { ofTheFirst: beside[0], isRight }
      },
      {
        only: 'postgres',
        because: 'v6 asks for the children of a parent as often as it is met',
        v6: { ofTheFirst: [1, [1, 1, 1]], isRight: false },
        relata: { ofTheFirst: [1, [1]], isRight: true },
      },
    )
  })
})
