/**
 * Laws of conditions: they choose the rows that SQL's logic of three values chooses, and what is
 * empty in them never makes all rows of a negation or of one alternative.
 */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { DataTypes, Op } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'

type Value = number | null
type Name = 'a' | 'b'

/** What one attribute is compared with. */
type Comparison =
  | { readonly kind: 'value'; readonly operator: 'eq' | 'ne' | 'gt'; readonly value: Value }
  | { readonly kind: 'list'; readonly operator: 'in' | 'notIn' | 'not'; readonly values: number[] }
  | { readonly kind: 'group'; readonly operator: 'and' | 'or'; readonly parts: Comparison[] }
  | { readonly kind: 'not'; readonly part: Comparison }

type Condition =
  | { readonly kind: 'column'; readonly name: Name; readonly comparison: Comparison }
  | { readonly kind: 'place'; readonly value: number | undefined }
  | { readonly kind: 'empty'; readonly isList: boolean }
  | { readonly kind: 'group'; readonly operator: 'and' | 'or'; readonly parts: Condition[] }
  | { readonly kind: 'not'; readonly parts: Condition[]; readonly isList: boolean }

interface Row {
  readonly id: number
  readonly a: Value
  readonly b: Value
  readonly meta: { readonly n: number } | null
}

const rows: readonly Row[] = [
  { id: 1, a: 1, b: 2, meta: { n: 1 } },
  { id: 2, a: 2, b: null, meta: { n: 2 } },
  { id: 3, a: null, b: 1, meta: null },
  { id: 4, a: null, b: null, meta: { n: 1 } },
  { id: 5, a: 3, b: 3, meta: null },
]

const number = fc.integer({ min: 1, max: 3 })
const numbers = fc.array(number, { maxLength: 2 })

const comparison = fc.letrec<{ any: Comparison }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      kind: fc.constant('list' as const),
      operator: fc.constantFrom('in' as const, 'notIn' as const, 'not' as const),
      values: numbers,
    }),
    fc.record({
      kind: fc.constant('value' as const),
      operator: fc.constantFrom('eq' as const, 'ne' as const),
      value: fc.option(number),
    }),
    fc.record({ kind: fc.constant('value' as const), operator: fc.constant('gt'), value: number }),
    fc.record({
      kind: fc.constant('group' as const),
      operator: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('any'), { maxLength: 2 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('any') }),
  ) as fc.Arbitrary<Comparison>,
})).any

const condition = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      kind: fc.constant('column' as const),
      name: fc.constantFrom<Name>('a', 'b'),
      comparison,
    }),
    fc.record({
      kind: fc.constant('place' as const),
      value: fc.option(number, { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('empty' as const), isList: fc.boolean() }),
    fc.record({
      kind: fc.constant('group' as const),
      operator: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('any'), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('not' as const),
      parts: fc.array(tie('any'), { maxLength: 2 }),
      isList: fc.boolean(),
    }),
  ) as fc.Arbitrary<Condition>,
})).any

function comparisonOption(one: Comparison): unknown {
  switch (one.kind) {
    case 'value':
      return { [Op[one.operator]]: one.value }
    case 'list':
      return { [Op[one.operator]]: one.values }
    case 'group':
      return { [Op[one.operator]]: one.parts.map(comparisonOption) }
    case 'not':
      return { [Op.not]: comparisonOption(one.part) }
  }
}

function option(one: Condition): object {
  switch (one.kind) {
    case 'column':
      return { [one.name]: comparisonOption(one.comparison) }
    case 'place':
      return { meta: one.value === undefined ? {} : { n: one.value } }
    case 'empty':
      return one.isList ? [] : {}
    case 'group':
      return { [Op[one.operator]]: one.parts.map(option) }
    case 'not':
      return {
        [Op.not]:
          one.isList || one.parts.length !== 1 ? one.parts.map(option) : option(one.parts[0]!),
      }
  }
}

/** True, false or unknown; and what is not written at all: a condition of all rows, or of none. */
type Truth = boolean | null | 'always' | 'never'

function and(parts: readonly Truth[]): Truth {
  const said = parts.filter((part) => part !== 'always')
  if (said.length === 0) return 'always'
  if (said.length === 1) return said[0]!
  if (said.some((part) => part === false || part === 'never')) return false
  return said.includes(null) ? null : true
}

function or(parts: readonly Truth[], ofNothing: Truth): Truth {
  const said = parts.filter((part) => part !== 'always')
  if (said.length === 0) return parts.length === 0 ? ofNothing : null
  if (said.length === 1) return said[0]!
  if (said.includes(true)) return true
  return said.includes(null) ? null : false
}

function not(part: Truth): Truth {
  if (part === 'always') return 'never'
  if (part === 'never') return 'always'
  return part === null ? null : !part
}

function compared(left: Value, one: Comparison): Truth {
  switch (one.kind) {
    case 'value': {
      if (one.value === null) return one.operator === 'eq' ? left === null : left !== null
      if (left === null) return null
      if (one.operator === 'gt') return left > one.value
      return one.operator === 'eq' ? left === one.value : left !== one.value
    }
    case 'list': {
      const isNegated = one.operator !== 'in'
      if (one.values.length === 0) return isNegated ? 'always' : null
      return left === null ? null : one.values.includes(left) !== isNegated
    }
    case 'group': {
      const parts = one.parts.map((part) => compared(left, part))
      return one.operator === 'and' ? and(parts) : or(parts, null)
    }
    case 'not':
      return not(compared(left, one.part))
  }
}

function truth(row: Row, one: Condition): Truth {
  switch (one.kind) {
    case 'column':
      return compared(row[one.name], one.comparison)
    case 'place':
      if (one.value === undefined) return 'always'
      return row.meta === null ? null : row.meta.n === one.value
    case 'empty':
      return 'always'
    case 'group': {
      const parts = one.parts.map((part) => truth(row, part))
      return one.operator === 'and' ? and(parts) : or(parts, 'never')
    }
    case 'not':
      return not(and(one.parts.map((part) => truth(row, part))))
  }
}

function chosen(one: Condition): number[] {
  const holds: readonly Truth[] = [true, 'always']
  return rows.filter((row) => holds.includes(truth(row, one))).map(({ id }) => id)
}

forEachDialect({}, (target) => {
  let Page: any
  let Book: any
  let sequelize: any

  beforeAll(async () => {
    sequelize = createSequelize(target)
    const options = { timestamps: false }
    Book = sequelize.define('Book', {}, options)
    Page = sequelize.define(
      'Page',
      { a: DataTypes.INTEGER, b: DataTypes.INTEGER, meta: DataTypes.JSON },
      options,
    )
    Book.hasMany(Page, { as: 'pages', foreignKey: 'bookId' })
    await sequelize.sync({ force: true })
    await Book.create({})
    await Page.bulkCreate(rows.map((row) => ({ ...row, bookId: 1 })))
  })

  const idsOf = (found: readonly { id: number }[]): number[] =>
    found.map(({ id }) => id).sort((x, y) => x - y)

  it('choose the rows that the logic of three values chooses', async () => {
    await fc.assert(
      fc.asyncProperty(condition, async (one) => {
        const expected = chosen(one)
        const where = option(one)
        expect(idsOf(await Page.findAll({ where }))).toEqual(expected)
        expect(await Page.count({ where })).toBe(expected.length)
      }),
      { numRuns: 400 },
    )
  })

  it('choose the same rows of an include, in every strategy', async () => {
    const strategies = ['join', 'select', ...(target.supports.jsonRows ? ['json'] : [])]
    await fc.assert(
      fc.asyncProperty(condition, fc.constantFrom(...strategies), async (one, strategy) => {
        const where = option(one)
        const include = { association: 'pages', where, strategy, required: false }
        const book = await Book.findByPk(1, { include })
        expect(idsOf(book.pages)).toEqual(chosen(one))
      }),
      { numRuns: 150 },
    )
  })

  it('choose the same rows to be deleted', async () => {
    await fc.assert(
      fc.asyncProperty(condition, async (one) => {
        const transaction = await sequelize.transaction()
        const deleted = await Page.destroy({ where: option(one), transaction })
        await transaction.rollback()
        expect(deleted).toBe(chosen(one).length)
      }),
      { numRuns: 100 },
    )
  })
})
