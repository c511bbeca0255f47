import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilerFor, generatorFor } from '../support/compile.js'
import {
  Between,
  Binary,
  Case,
  Cast,
  Col,
  Column,
  DataTypes,
  Fn,
  Fragment,
  In,
  Join,
  JsonPath,
  Literal,
  Logical,
  type Node,
  Ordering,
  Parameter,
  ParameterList,
  Select,
  SetOperation,
  shapeOf,
  Subquery,
  Table,
  Tuple,
  Unary,
  type ValueType,
} from '../support/tree.js'

const dialects = ['sqlite', 'postgres'] as const

/** Makes a tree; `next` gives its bound values, so that one plan makes trees of other values. */
type Plan = (next: (kind: 'text' | 'integer') => unknown) => Node

// Names that could imitate the structure of a key, or end a quoted name.
const name = fc.oneof(
  fc.constantFrom('a', 'b', "a'1:b", '(parameter ', '?', '@0;', ')', '"', '`', ';', '-', '[1:'),
  fc
    .string({ minLength: 1, maxLength: 4, unit: 'grapheme' })
    .filter((text) => !text.includes('\0')),
)
const table = fc.option(name, { nil: undefined })
const type = fc.constantFrom<ValueType | undefined>(undefined, DataTypes.STRING, DataTypes.TEXT)
const operator = fc.constantFrom('=', '<', 'like', '+', '||', '*', '-' as const)

const { expression } = fc.letrec<{ expression: Plan }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(table, name, type).map(
      ([t, n, dataType]): Plan =>
        () =>
          new Column(t, n, dataType),
    ),
    // A dot divides a name, and neither part may be empty.
    name
      .filter((n) => !n.includes('.'))
      .map(
        (n): Plan =>
          () =>
            new Col(n),
      ),
    fc.constantFrom('1', 'a OR b', '?').map(
      (text): Plan =>
        () =>
          new Literal(text),
    ),
    type.map(
      (dataType): Plan =>
        (next) =>
          new Parameter(next('text'), dataType),
    ),
    fc.constant<Plan>((next) => new Parameter(next('integer'))),
    fc.tuple(operator, tie('expression'), tie('expression')).map(
      ([op, left, right]): Plan =>
        (next) =>
          new Binary(op, left(next), right(next)),
    ),
    fc
      .tuple(fc.constantFrom('and', 'or' as const), fc.array(tie('expression'), { maxLength: 3 }))
      .map(
        ([op, parts]): Plan =>
          (next) =>
            new Logical(
              op,
              parts.map((part) => part(next)),
            ),
      ),
    fc.tuple(fc.constantFrom('not', '-' as const), tie('expression')).map(
      ([op, part]): Plan =>
        (next) =>
          new Unary(op, part(next)),
    ),
    fc
      .tuple(fc.constantFrom('f', 'g'), fc.array(tie('expression'), { maxLength: 3 }), fc.boolean())
      .map(
        ([fn, parts, distinct]): Plan =>
          (next) =>
            new Fn(
              fn,
              parts.map((part) => part(next)),
              distinct,
            ),
      ),
    fc.tuple(tie('expression'), fc.boolean()).map(
      ([part, negated]): Plan =>
        (next) =>
          new In(part(next), new ParameterList([next('text'), next('text')]), negated),
    ),
    fc.tuple(tie('expression'), tie('expression'), fc.boolean()).map(
      ([part, low, negated]): Plan =>
        (next) =>
          new Between(part(next), low(next), new Parameter(next('text')), negated),
    ),
    fc
      .tuple(tie('expression'), fc.array(fc.oneof(name, fc.nat(3)), { maxLength: 3 }), fc.boolean())
      .map(
        ([part, path, isJson]): Plan =>
          (next) =>
            new JsonPath(part(next), path, isJson ? 'json' : 'text'),
      ),
    fc.tuple(tie('expression'), fc.constantFrom('integer', 'text', DataTypes.STRING)).map(
      ([part, target]): Plan =>
        (next) =>
          new Cast(part(next), target),
    ),
    fc.tuple(tie('expression'), fc.option(tie('expression'), { nil: undefined })).map(
      ([part, otherwise]): Plan =>
        (next) =>
          new Case(undefined, [part(next)], [new Parameter(next('text'))], otherwise?.(next)),
    ),
    fc.tuple(name, tie('expression')).map(
      ([text, part]): Plan =>
        (next) =>
          new Fragment([text, text], [part(next)]),
    ),
    fc.array(tie('expression'), { minLength: 1, maxLength: 3 }).map(
      (parts): Plan =>
        (next) =>
          new Tuple(parts.map((part) => part(next))),
    ),
  ),
}))

const source = fc.oneof(
  fc.tuple(name, table, table).map(
    ([n, schema, alias]): Plan =>
      () =>
        new Table(n, schema, alias),
  ),
  fc.tuple(expression, name).map(
    ([column, alias]): Plan =>
      (next) =>
        new Subquery(new Select({ columns: [column(next)] }), alias),
  ),
)

const query: fc.Arbitrary<Plan> = fc
  .record({
    columns: fc.array(expression, { maxLength: 3 }),
    from: fc.array(source, { maxLength: 2 }),
    join: fc.option(fc.tuple(source, expression, fc.constantFrom('inner', 'left' as const))),
    where: fc.option(expression),
    groupBy: fc.array(expression, { maxLength: 2 }),
    having: fc.option(expression),
    orderBy: fc.array(fc.tuple(expression, fc.constantFrom('asc', 'desc', undefined)), {
      maxLength: 2,
    }),
    isLimited: fc.boolean(),
    distinct: fc.boolean(),
    isUnion: fc.boolean(),
  })
  .map(
    (parts): Plan =>
      (next) => {
        const select = new Select({
          distinct: parts.distinct,
          columns: parts.columns.map((part) => part(next)),
          from: parts.from.map((part) => part(next)),
          joins:
            parts.join === null
              ? []
              : [new Join(parts.join[2], parts.join[0](next), parts.join[1](next))],
          where: parts.where?.(next),
          groupBy: parts.groupBy.map((part) => part(next)),
          having: parts.having?.(next),
          orderBy: parts.orderBy.map(([part, direction]) => new Ordering(part(next), direction)),
          limit: parts.isLimited ? new Parameter(next('integer')) : undefined,
        })
        return parts.isUnion ? new SetOperation('union', true, [select, select]) : select
      },
  )

/** Values that no two trees share. */
function counter(start: number) {
  let value = start
  return (kind: 'text' | 'integer') => (kind === 'text' ? `value ${value++}` : value++)
}

const sameValues = (kind: 'text' | 'integer') => (kind === 'text' ? 'same' : 7)

describe('the shape of a tree', () => {
  it('does not depend on its values, and neither does the SQL', () => {
    fc.assert(
      fc.property(query, (plan) => {
        const [first, second] = [plan(counter(0)), plan(counter(1000))]
        for (const dialect of dialects) {
          const generator = generatorFor(dialect)
          const key = shapeOf(first, generator.listBinding).key
          expect(shapeOf(second, generator.listBinding).key).toBe(key)
          expect(generator.compile(second).sql).toBe(generator.compile(first).sql)
        }
      }),
    )
  })

  it('is equal only where the SQL is equal', () => {
    const shapes = new Map<string, string>()
    fc.assert(
      fc.property(query, (plan) => {
        const tree = plan(counter(0))
        for (const dialect of dialects) {
          const generator = generatorFor(dialect)
          const key = `${dialect} ${shapeOf(tree, generator.listBinding).key}`
          const { sql } = generator.compile(tree)
          const known = shapes.get(key)
          if (known !== undefined) expect(sql).toBe(known)
          shapes.set(key, sql)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('tells two names apart wherever they stand', () => {
    fc.assert(
      fc.property(fc.tuple(table, name), fc.tuple(table, name), (left, right) => {
        const isSame = left[0] === right[0] && left[1] === right[1]
        const key = (names: readonly [string | undefined, string]) =>
          shapeOf(new Fn('f', [new Column(...names), new Col('x')])).key
        expect(key(left) === key(right)).toBe(isSame)
      }),
    )
  })
})

describe('a statement from the cache', () => {
  it('is the one that would be compiled, with the right parameters', () => {
    for (const dialect of dialects) {
      const warm = compilerFor(dialect, { capacity: 50 })
      const cold = compilerFor(dialect, { cache: false })
      fc.assert(
        fc.property(fc.array(query, { minLength: 1, maxLength: 3 }), (plans) => {
          // Twice over, so that the second time everything is found.
          for (const [i, plan] of [...plans, ...plans].entries()) {
            // All values different, or all of a kind equal.
            const tree = plan(i % 2 === 0 ? counter(i * 1000) : sameValues)
            const [found, compiled] = [warm.bind(tree), cold.bind(tree)]
            expect(found.statement.sql).toBe(compiled.statement.sql)
            expect(found.parameters).toEqual(compiled.parameters)
          }
        }),
      )
      expect(warm.cache.statistics().hits).toBeGreaterThan(100)
    }
  })

  it('is the same when the tree was copied by a rewrite that changes nothing', () => {
    for (const dialect of dialects) {
      const plain = compilerFor(dialect)
      const rewriting = compilerFor(dialect, { rewrite: true })
      fc.assert(
        fc.property(query, (plan) => {
          const tree = plan(counter(0))
          const [expected, actual] = [plain.bind(tree), rewriting.bind(tree)]
          expect(actual.statement.sql).toBe(expected.statement.sql)
          expect(actual.parameters).toEqual(expected.parameters)
        }),
      )
    }
  })
})
