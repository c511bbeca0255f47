import { describe, expect, it } from 'vitest'
import { decodeNestedRows } from '../../../lib/dialects/postgres/json-rows.js'
import { ServerTypes } from '../../../lib/dialects/postgres/server-types.js'
import { readExactRows } from '../../../lib/dialects/sqlite/json-rows.js'
import { readRows } from '../../../lib/compiler/nested-rows.js'

const read = (width: number) => (value: unknown) => readRows(value, width)
const plain = (name: string) => ({ name, decode: undefined })

describe('rows as JSON of SQLite', () => {
  it('have their fractions and bytes put back', () => {
    const nested = { columns: [plain('a'), plain('b')], read: read(2) }
    const json = '[[["0.30000000000000004"],["00FF",0]],[["Inf"],["",0]],[["-Inf"],"[1]"],[1,null]]'
    const rows = readExactRows(nested, json)
    expect(rows).toStrictEqual([
      [0.1 + 0.2, Buffer.from([0, 255])],
      [Infinity, Buffer.alloc(0)],
      [-Infinity, '[1]'],
      [1, null],
    ])
  })

  it('leave the rows within them to their own column', () => {
    const inner = { columns: [plain('n')], read: (value: unknown) => readExactRows(leaf, value) }
    const leaf = { columns: [plain('n')], read: read(1) }
    const nested = { columns: [plain('a'), { ...plain('rows'), nested: inner }], read: read(2) }
    const rows = readExactRows(nested, '[[["1.5"],[[["2.5"]]]]]')
    expect(rows).toEqual([[1.5, [[['2.5']]]]])
    expect(inner.read(rows[0]![1])).toEqual([[2.5]])
  })
})

describe('rows as JSON of PostgreSQL', () => {
  const parsers = new Map<number, (text: string) => unknown>()
  const library = {
    types: { getTypeParser: (oid: number) => parsers.get(oid) ?? ((text: string) => text) },
  } as unknown as ConstructorParameters<typeof ServerTypes>[0]
  const typed = { name: 't', decodeByDriver: true as const }

  it('have values that travel with their type decoded by it, at every depth', () => {
    const inner = { columns: [typed], read: read(1) }
    const outer = {
      name: 'rows',
      nested: { columns: [{ name: 'id' }, { name: 'inner', nested: inner }, typed], read: read(3) },
    }
    const rows: unknown[][] = [
      ['x', '[[1,[[["23","42"]],[null]],["16","t"]],[2,[],["114","{\\"a\\":1}"]]]'],
      ['y', null],
    ]
    decodeNestedRows(rows, [{ name: 'name' }, outer], new ServerTypes(library))
    expect(rows).toEqual([
      [
        'x',
        [
          [1, [[42], [null]], true],
          [2, [], { a: 1 }],
        ],
      ],
      ['y', null],
    ])
  })

  it('are left as they are where nothing needs the type that the server tells', () => {
    const INT8 = 20
    const columns = [
      { name: 'r', nested: { columns: [{ name: 'n', serverType: INT8 }], read: read(1) } },
    ]
    const json = '[["9007199254740993"]]'
    const rows: unknown[][] = [[json]]
    const types = new ServerTypes(library)
    decodeNestedRows(rows, columns, types)
    expect(rows).toEqual([[json]])
    parsers.set(INT8, (text) => BigInt(text))
    decodeNestedRows(rows, columns, types)
    expect(rows).toEqual([[[[9007199254740993n]]]])
  })
})
