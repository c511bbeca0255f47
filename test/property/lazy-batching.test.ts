/**
 * Lazy loads give the same with and without batches: for each kind of association and any mixture of
 * options, what every instance gets from the one statement is what it gets from its own.
 */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { literal, Model, Op } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import { type AnyModelClass, defineLibrary, fillLibrary } from '../support/library-models.js'
import { statements } from '../support/statements.js'

const getters = fc.constantFrom(
  ['Book', 'getAuthor', ['name', 'country'], ['books']],
  ['Author', 'getBooks', ['title', 'authorId', 'meta'], ['copies', 'tags', 'author']],
  ['Copy', 'getLoan', ['dueOn', 'fine'], ['reader', 'copy']],
  ['Loan', 'getReader', ['name', 'deletedAt'], ['loans']],
  ['Book', 'getTags', ['label'], ['books']],
  ['Tag', 'getBooks', ['title', 'price', 'published'], ['copies', 'author']],
  ['Author', 'countBooks', [], []],
  ['Book', 'countTags', [], []],
) as fc.Arbitrary<[string, string, string[], string[]]>

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const conditions = fc.constantFrom<() => unknown>(
  () => ({ id: { [Op.gt]: 1 } }),
  () => ({ id: [1, 2, 3, 5] }),
  () => ({ [Op.or]: [{ id: 1 }, { id: { [Op.gte]: 4 } }] }),
  () => literal('1 = 1'),
  () => ({ id: 0 }),
)

/** Options by what they are made from, so that each call gets objects of its own. */
const calls = getters.chain(([model, method, attributes, includes]) =>
  fc.record({
    model: fc.constant(model),
    method: fc.constant(method),
    where: optional(conditions),
    attributes: method.startsWith('count')
      ? fc.constant(undefined)
      : optional(fc.subarray(attributes, { minLength: 1 })),
    include: fc.subarray(includes),
    isSeparate: fc.boolean(),
    isDescending: fc.boolean(),
    raw: optional(fc.boolean()),
    nest: optional(fc.boolean()),
    limit: optional(fc.integer({ min: 0, max: 3 })),
    offset: optional(fc.integer({ min: 0, max: 2 })),
    paranoid: optional(fc.boolean()),
    joinTableAttributes: optional(fc.subarray(['weight', 'bookId'])),
    through: optional(fc.constant({ where: { weight: { [Op.gt]: 1 } } })),
    scope: optional(fc.constant(null)),
  }),
)

type Call = typeof calls extends fc.Arbitrary<infer T> ? T : never

function optionsOf(call: Call): Record<string, unknown> {
  const { model, method, where, attributes, include, isSeparate, isDescending, ...rest } = call
  const isCount = method.startsWith('count')
  const isToMany = ['getBooks', 'getTags'].includes(method)
  const isRaw = rest.raw === true
  const options: Record<string, unknown> = {
    ...(where === undefined ? {} : { where: where() }),
    ...(attributes === undefined ? {} : { attributes: [...attributes] }),
    ...(include.length === 0
      ? {}
      : {
          include: include.map((association) => ({
            association,
            ...(isSeparate && association === 'copies' && !isRaw
              ? { separate: true, order: ['id'] }
              : {}),
          })),
        }),
    // Plain rows of several includes have no order that the options could state for all of them.
    ...(isCount ? {} : { order: [['id', isDescending ? 'DESC' : 'ASC']] }),
  }
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (['limit', 'offset'].includes(name) && !isToMany) continue
    if (['joinTableAttributes', 'through'].includes(name) && !/Tag/.test(model + method)) continue
    if (isCount && !['paranoid', 'scope', 'through'].includes(name)) continue
    options[name] = value
  }
  if (options.offset !== undefined) options.limit ??= 2
  return options
}

/** What can be compared; the order of rows that only includes multiply is not said by the options. */
function content(value: unknown, isRow = false): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => content(item, isRow))
    return isRow ? items.map((item) => JSON.stringify(item)).sort() : items
  }
  if (!(value instanceof Model)) return value
  const { dataValues, _options } = value as any
  const held = Object.entries(dataValues).map(([name, own]) => [
    name,
    Array.isArray(own) ? content(own, true) : content(own),
  ])
  return { values: Object.fromEntries(held), attributes: _options.attributes }
}

forEachDialect({}, (target) => {
  const plain = defineLibrary(createSequelize(target, { storage: target.url }))
  const batched = defineLibrary(
    createSequelize(target, { storage: target.url, batchLazyLoading: true }),
  )

  beforeAll(async () => {
    await plain.sequelize.sync({ force: true })
    await fillLibrary(plain)
    await plain.BookTag.bulkCreate([
      { bookId: 6, tagId: 1, weight: 3 },
      { bookId: 5, tagId: 1, weight: 7 },
    ])
  })

  async function results(library: typeof plain, call: Call): Promise<unknown[]> {
    const model = library.sequelize.models[call.model] as AnyModelClass
    const instances = await model.findAll({ order: ['id'] })
    return Promise.all(instances.map((instance: any) => instance[call.method](optionsOf(call))))
  }

  it('gives each instance what it gets alone', async () => {
    let saved = 0
    await fc.assert(
      fc.asyncProperty(calls, async (call) => {
        let expected: unknown[] = []
        let found: unknown[] = []
        const alone = await statements(plain.sequelize, async () => {
          expected = await results(plain, call)
        })
        const joined = await statements(batched.sequelize, async () => {
          found = await results(batched, call)
        })
        const isMixed = call.raw === true && call.include.length > 0
        expect(found.map((one) => content(one, isMixed))).toEqual(
          expected.map((one) => content(one, isMixed)),
        )
        saved += alone.length - joined.length
      }),
      { numRuns: 60 },
    )
    expect(saved).toBeGreaterThan(60)
  })
})
