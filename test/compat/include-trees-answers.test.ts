/**
 * Generated include trees, judged by answers that are computed from the rows: Relata must find them
 * always, all at once, page by page, counted, and by each loading strategy. So must v6, but for the
 * trees that are listed here: there it must fail, so that the list stays true.
 */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { canonical } from './canonical.js'
import { answer, arranged, type Found, keysOf, readRows } from './include-tree-answers.js'
import {
  describeQuery,
  optionsOf,
  queries,
  type Query,
  type Strategy,
} from './include-tree-family.js'
import { onLibrary, type Setting } from './support.js'

const SEED = 20_261_121
const TREES = 100
/** PostgreSQL takes long to plan the joins of large trees; half of them will do there. */
const TREES_ON_ALL = 50
const STRATEGIES: readonly Strategy[] = ['auto', 'join', 'select', 'json']

/** The trees, by number, that v6 does not do right. */
interface Faults {
  /** They end in an error of the database. */
  readonly refused: readonly number[]
  /** Something else is found. */
  readonly mistaken: readonly number[]
  /** The same, in PostgreSQL only. */
  readonly mistakenInPostgres?: readonly number[]
}

type Task = 'all' | 'page' | 'count'

/** Why is told, fault by fault, in `include-trees-faults.test.ts`. */
const faults: Readonly<Record<Task, Faults>> = {
  // Separate includes with a limit.
  all: { refused: [52, 93], mistaken: [35, 58, 59], mistakenInPostgres: [7] },
  // The sub-query that limits the roots does not know what is joined outside of it.
  page: {
    refused: [
      0, 6, 12, 14, 16, 21, 26, 30, 34, 37, 41, 43, 44, 45, 47, 63, 65, 66, 68, 70, 71, 73, 74, 75,
      78, 82, 92, 93, 94, 98, 99,
    ],
    mistaken: [3, 19, 35, 50, 53, 56, 67, 72, 77, 80],
  },
  // Joined rows are counted, not roots.
  count: {
    refused: [52, 93],
    mistaken: [
      0, 1, 2, 7, 16, 19, 20, 28, 30, 32, 34, 37, 41, 43, 45, 47, 51, 55, 60, 67, 71, 73, 75, 77,
      80, 81, 82, 87, 96, 97, 98, 99,
    ],
  },
}

/** What was found, as keys for the judge and in full to be compared with the other library. */
interface Outcome {
  readonly keys: unknown
  readonly result: unknown
}

function faultOf(task: Task, index: number, dialect: string): 'refused' | 'mistaken' | undefined {
  const { refused, mistaken, mistakenInPostgres = [] } = faults[task]
  if (refused.includes(index)) return 'refused'
  const known = dialect === 'postgres' ? [...mistaken, ...mistakenInPostgres] : mistaken
  return known.includes(index) ? 'mistaken' : undefined
}

/** Checks what a library finds; gives what both libraries must have in common. */
async function judge(
  setting: Setting,
  task: Task,
  index: number,
  right: unknown,
  find: () => Promise<Outcome>,
): Promise<unknown> {
  const outcome: Error | Outcome = await setting.attempt(find)
  const keys = outcome instanceof Error ? outcome : outcome.keys
  const fault = faultOf(task, index, setting.dialect)
  if (fault === undefined || !isReference(setting)) expect(keys).toEqual(right)
  else if (fault === 'refused') expect(keys).toBeInstanceOf(Error)
  else expect(keys).not.toEqual(right)
  return fault === undefined ? (outcome as Outcome).result : right
}

function isReference({ lib }: Setting): boolean {
  return String(lib.version).startsWith('6.')
}

const known = new WeakMap<object, Promise<Found[]>[]>()

/** The answer to the query of a number. */
async function answerTo(query: Query, index: number, setting: Setting): Promise<Found[]> {
  const answers = known.get(setting.sequelize) ?? []
  known.set(setting.sequelize, answers)
  answers[index] ??= readRows(setting).then((rows) => answer(query, rows))
  return answers[index]
}

describe('generated include trees, beside their answers', () => {
  onLibrary(({ same }) => {
    fc.sample(queries, { seed: SEED, numRuns: TREES }).forEach((query, index) => {
      const { limit, offset } = query
      const where = index < TREES_ON_ALL ? {} : { only: 'sqlite' as const }
      const pageOf = <T>(list: T[]) => list.slice(offset, offset + limit)
      const find = async (setting: Setting, options: object): Promise<Outcome> => {
        const found = await setting[query.root].findAll(options)
        return {
          keys: keysOf(found, query.include),
          result: arranged(canonical(found), query.include),
        }
      }
      const test = (task: Task, words: string, run: (setting: Setting) => Promise<unknown>) => {
        const fault = faultOf(task, index, '')
        const aside = fault === undefined ? '' : ` (by v6: ${fault})`
        same(`${index}: ${describeQuery(query)}${words}${aside}`, run, where)
      }

      test('all', '', async (setting) => {
        const right = await answerTo(query, index, setting)
        return judge(setting, 'all', index, right, () => find(setting, optionsOf(query, setting)))
      })
      test('page', ', a page', async (setting) => {
        const right = pageOf(await answerTo(query, index, setting))
        const options = { ...optionsOf(query, setting), limit, offset }
        return judge(setting, 'page', index, right, () => find(setting, options))
      })
      test('count', ', counted', async (setting) => {
        const right = (await answerTo(query, index, setting)).length
        return judge(setting, 'count', index, right, async () => {
          const { count } = await setting[query.root].findAndCountAll(optionsOf(query, setting))
          return { keys: count, result: count }
        })
      })
      same(
        `${index}: ${describeQuery(query)}, by each strategy`,
        async (setting) => {
          const right = await answerTo(query, index, setting)
          if (isReference(setting)) return right
          const plain = await find(setting, optionsOf(query, setting))
          for (const strategy of STRATEGIES) {
            const options = optionsOf(query, setting, strategy)
            expect((await find(setting, options)).result, strategy).toEqual(plain.result)
            const page = await find(setting, { ...options, limit, offset })
            expect(page.keys, `${strategy}, a page`).toEqual(pageOf(right))
          }
          return right
        },
        where,
      )
    })
  })
})
