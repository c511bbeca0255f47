/** What leads from one schema to another leads there, and then nothing more is to be done. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataTypes, fn } from '../../lib/index.js'
import { createSequelize, forEachDialect } from '../support/dialects.js'
import {
  type Column,
  dependencyOrder,
  type Index,
  Literal,
  makeColumn,
  makeTable,
  schemaOn,
  type Table,
} from '../support/schema.js'

const types = [
  new DataTypes.STRING(20),
  new DataTypes.STRING(255),
  new DataTypes.TEXT(),
  new DataTypes.INTEGER(),
  new DataTypes.BIGINT(),
  new DataTypes.DECIMAL(10, 2),
]

const textDefaults = ["it's", 'a\\b', '', '5', '"x"', 'CURRENT_TIMESTAMP']

function columnArbitrary(name: string): fc.Arbitrary<Column> {
  return fc
    .record({
      type: fc.constantFrom(...types),
      allowNull: fc.boolean(),
      text: fc.option(fc.constantFrom(...textDefaults)),
      number: fc.option(fc.constantFrom(0, -1, 5, 42)),
      isExpression: fc.boolean(),
    })
    .map(({ type, allowNull, text, number, isExpression }) => {
      const isText = type.key === 'STRING' || type.key === 'TEXT'
      const value = isText ? text : number
      const expression = isText ? fn('lower', 'ABC') : fn('abs', -3)
      return makeColumn(name, type, {
        allowNull,
        default: value === null ? undefined : isExpression ? expression : value,
      })
    })
}

const names = ['alpha', 'Beta', 'ga mma', 'de`lta"', 'unique']

/** Some of the names, in their order. */
const someNames = fc.subarray(names)

const tableArbitrary: fc.Arbitrary<Table> = fc
  .record({
    columns: fc.tuple(...names.map(columnArbitrary)),
    present: fc.subarray(names, { minLength: 1 }),
    uniques: fc.array(someNames, { maxLength: 2 }),
    indexed: fc.array(
      fc.record({
        columns: someNames,
        isUnique: fc.boolean(),
        isPartial: fc.boolean(),
        isDescending: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
    reference: fc.constantFrom([], ['owner'], ['owner', 'code'], ['code', 'owner']),
    onDelete: fc.constantFrom('CASCADE', 'SET NULL', 'RESTRICT', undefined),
    isChecked: fc.boolean(),
    limit: fc.constantFrom(0, 7),
  })
  .map((made) => {
    const has = (list: readonly string[]): boolean =>
      list.length > 0 && list.every((name) => made.present.includes(name))
    const uniques = [
      ...new Map(made.uniques.filter(has).map((list) => [String(list), list])).values(),
    ]
    const indexes = made.indexed
      .filter(({ columns }) => has(columns))
      .map(
        ({ columns, isUnique, isPartial, isDescending }, number): Index => ({
          name: `thing_index_${number}`,
          isUnique,
          fields: columns.map((key) => ({ key, order: isDescending ? 'DESC' : undefined })),
          where: isPartial ? new Literal('size > 3') : undefined,
        }),
      )
    return makeTable(
      { tableName: 'thing' },
      {
        columns: [
          makeColumn('id', new DataTypes.INTEGER(), { allowNull: false, autoIncrement: true }),
          makeColumn('size', new DataTypes.INTEGER()),
          ...made.reference
            .toSorted()
            .map((name) => makeColumn(`${name}Id`, new DataTypes.INTEGER())),
          ...made.columns.filter(({ name }) => made.present.includes(name)),
        ],
        primaryKey: { columns: ['id'] },
        uniqueKeys: uniques.map((columns) => ({ columns })),
        foreignKeys:
          made.reference.length === 0
            ? []
            : [
                {
                  columns: made.reference.map((name) => `${name}Id`),
                  references: { tableName: 'owner' },
                  referencedColumns: made.reference.map((name) => (name === 'owner' ? 'id' : name)),
                  onDelete: made.onDelete,
                },
              ],
        checks: made.isChecked
          ? [{ name: 'thing_ck', condition: new Literal(`size > ${made.limit}`) }]
          : [],
        indexes,
      },
    )
  })

const owner = makeTable(
  { tableName: 'owner' },
  {
    columns: [
      makeColumn('id', new DataTypes.INTEGER(), { allowNull: false, autoIncrement: true }),
      makeColumn('code', new DataTypes.INTEGER()),
    ],
    primaryKey: { columns: ['id'] },
    uniqueKeys: [{ columns: ['id', 'code'] }],
  },
)

describe('compare', () => {
  forEachDialect({}, (target) => {
    it('leads from any table to any other, and then gives nothing', {
      timeout: 120_000,
    }, async () => {
      const schema = schemaOn(createSequelize(target))
      await schema.apply(schema.creating([owner]))

      await fc.assert(
        fc.asyncProperty(tableArbitrary, tableArbitrary, async (before, after) => {
          await schema.apply([
            { kind: 'dropTable', table: before.identity, ifExists: true, cascade: false },
          ])
          await schema.apply(schema.creating([before]))
          const [existing] = await schema.read(before.identity)
          expect(schema.compare(existing!, before)).toEqual([])

          await schema.apply(schema.compare(existing!, after))

          const [changed] = await schema.read(after.identity)
          expect(schema.compare(changed!, after)).toEqual([])
          const columnsOf = (table: Table): string[] => table.columns.map(({ name }) => name).sort()
          expect(columnsOf(changed!)).toEqual(columnsOf(after))
        }),
        { numRuns: target.dialect === 'sqlite' ? 60 : 40 },
      )
    })
  })
})

describe('the order of dependencies', () => {
  const nodes = 8
  const graph = fc.array(fc.array(fc.nat(nodes - 1), { maxLength: 3 }), {
    minLength: nodes,
    maxLength: nodes,
  })

  it('has each thing once, after what it refers to unless both are in one circle', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const things = edges.map((_edge, index) => index)
        const { sorted, cycles } = dependencyOrder(things, (thing) => edges[thing]!)
        expect([...sorted].sort((a, b) => a - b)).toEqual(things)
        const inOneCircle = (a: number, b: number): boolean =>
          cycles.some((cycle) => cycle.includes(a) && cycle.includes(b))
        for (const thing of things) {
          for (const dependency of edges[thing]!) {
            if (dependency === thing || inOneCircle(thing, dependency)) continue
            expect(sorted.indexOf(dependency)).toBeLessThan(sorted.indexOf(thing))
          }
        }
      }),
    )
  })

  it('keeps the order of things that do not refer to each other', () => {
    expect(dependencyOrder(['c', 'a', 'b'], () => []).sorted).toEqual(['c', 'a', 'b'])
  })
})
