import { describe, expect, it } from 'vitest'
import { standardCapabilities } from '../../../lib/compiler/capabilities.js'
import { bindParameters } from '../../../lib/compiler/compiled-statement.js'
import { IdentifierQuoter } from '../../../lib/compiler/identifiers.js'
import { LiteralEscaper } from '../../../lib/compiler/literals.js'
import { QueryGenerator } from '../../../lib/compiler/query-generator.js'
import { TypeRegistry } from '../../../lib/data-types/type-registry.js'
import { DataTypes } from '../../../lib/data-types/index.js'
import { sqliteDataTypes } from '../../../lib/dialects/sqlite/data-types.js'
import { col, fn, json, where } from '../../../lib/expression/constructors.js'
import {
  Binary,
  Cast,
  Col,
  Column,
  Fn,
  In,
  JsonPath,
  Literal,
  Logical,
  Parameter,
  ParameterList,
  Slot,
} from '../../../lib/expression/expressions.js'
import { insert, update } from '../../../lib/expression/mutation-builders.js'
import type { Node } from '../../../lib/expression/node.js'
import { Select } from '../../../lib/expression/select.js'
import { select } from '../../../lib/expression/select-builder.js'
import { shapeOf } from '../../../lib/expression/traverse.js'
import { generatorFor } from '../../support/compile.js'
import { book } from '../../support/library-tables.js'

/** Standard SQL alone, with lists bound item by item. */
class StandardGenerator extends QueryGenerator {
  protected override placeholder(): string {
    return '?'
  }
}

const standard = new StandardGenerator({
  identifiers: new IdentifierQuoter({ open: '"', close: '"', supportsSchemas: true }),
  literals: new LiteralEscaper(),
  types: new TypeRegistry(sqliteDataTypes, { timezone: '+00:00', typeValidation: false }),
  supports: standardCapabilities,
})

const condition = (node: Node) => new Select({ where: node })

describe('a list where dialects bind each item', () => {
  const query = (...items: number[]) => condition(new In(col('a'), new ParameterList(items)))
  const bind = (node: Node) => {
    const shape = shapeOf(node, standard.listBinding)
    const statement = standard.compile(node, shape)
    return { sql: statement.sql, parameters: bindParameters(statement, shape.values) }
  }

  it('is padded to a power of two by repeating its last item', () => {
    expect(bind(query(1, 2, 3))).toEqual({
      sql: 'SELECT * WHERE "a" IN (?, ?, ?, ?)',
      parameters: [1, 2, 3, 3],
    })
    expect(bind(query(7))).toEqual({ sql: 'SELECT * WHERE "a" IN (?)', parameters: [7] })
  })

  it('has one statement for all lengths that are padded alike', () => {
    const statement = standard.compile(query(1, 2, 3))
    expect(bindParameters(statement, [[4, 5, 6, 7]])).toEqual([4, 5, 6, 7])
    expect(bindParameters(statement, [[4, 5, 6]])).toEqual([4, 5, 6, 6])
  })
})

describe('refusals', () => {
  const refuse = (node: Node) => expect(() => standard.compile(node))

  it('name what has no SQL in the standard', () => {
    refuse(condition(new Binary('overlap', col('a'), col('b')))).toThrow(
      'Statement: the operator overlap is not supported by this dialect.',
    )
    refuse(condition(new JsonPath(col('a'), ['b']))).toThrow('a JSON path is not supported')
  })

  it('keep out what query options must have resolved', () => {
    refuse(condition(json('a.b'))).toThrow(
      'Statement: an expression of kind "json" cannot stand here.',
    )
    refuse(condition(where(col('a'), 1))).toThrow('an expression of kind "where" cannot stand here')
    refuse(condition(fn('f', { a: 1 }))).toThrow(
      'Statement: a value without a data type must be text, a number, a boolean, a date, bytes or null.',
    )
  })

  it('keep values out of messages beyond the first 80 characters', () => {
    const value = { text: 'x'.repeat(1000) }
    try {
      standard.compile(condition(fn('f', value)))
      expect.unreachable()
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(350)
    }
  })

  it('check names that are sent unquoted, however the node was made', () => {
    refuse(condition(new Fn('f(); DROP TABLE book; --', []))).toThrow(
      'is not the name of an SQL function',
    )
    refuse(condition(new Fn('', []))).toThrow('is not the name of an SQL function')
    refuse(condition(new Cast(col('a'), 'integer) OR (1 = 1'))).toThrow(
      'is not the name of an SQL type',
    )
  })

  it('send only whole statements', () => {
    refuse(new Binary('=', col('a'), col('b'))).toThrow('Only whole statements are sent.')
    refuse(condition(insert(book).node)).toThrow('It is a whole statement.')
  })

  it('leave a NUL out of names', () => {
    refuse(condition(new Col('a\0b'))).toThrow('NUL')
  })
})

describe('the columns of the result', () => {
  const columns = (...items: Node[]) => standard.compile(new Select({ columns: items })).columns

  it('have the names and decoders of what is selected', () => {
    const [id, cost, lendable] = columns(
      book.id,
      book.price.as('cost'),
      book.lendable.as('lendable'),
    )
    expect([id?.name, cost?.name, lendable?.name]).toEqual(['id', 'cost', 'lendable'])
    expect(lendable?.decode?.(1)).toBe(true)
  })

  it('take a type given to the alias before that of the expression', () => {
    const [column] = columns(new Fn('max', [book.id]).as('latest'))
    expect(column).toEqual({ name: 'latest', decode: undefined, decodeByDriver: true })
    const typed = columns(new Fn('max', [book.published], false, DataTypes.DATE).as('latest'))
    expect(typed[0]?.decode?.('2024-01-31 00:00:00.000 +00:00')).toEqual(
      new Date(Date.UTC(2024, 0, 31)),
    )
  })

  it('look through casts, collations, windows and queries of one column', () => {
    const decoders = columns(
      new Cast(col('a'), DataTypes.BOOLEAN),
      book.lendable.collate('x'),
      book.lendable.over(),
      select(book.lendable).node,
    ).map((column) => column.decode?.(1))
    expect(decoders).toEqual([true, true, true, true])
  })

  it('are not told where they are not known', () => {
    expect(columns(col('*'))).toEqual([])
    expect(columns(book.id, new Literal('a, b'))).toEqual([])
    expect(columns()).toEqual([])
  })

  it('are those of the first query of a set operation', () => {
    const both = select(book.id.as('a')).unionAll(select(book.authorId.as('b')))
    expect(standard.compile(both.node).columns.map((column) => column.name)).toEqual(['a'])
  })

  it('of a type that is read as text are decoded for raw rows too', () => {
    const { columns: found } = generatorFor('sqlite').compile(select(book.isbn).node)
    expect(found[0]?.rawDecode?.('9007199254740993')).toBe('9007199254740993')
    expect(found[0]?.rawDecode?.('5')).toBe(5)
  })
})

describe('parameters', () => {
  it('that stand in two places are bound once where placeholders have numbers', () => {
    const shared = new Parameter('a', DataTypes.STRING)
    const tree = condition(
      new Logical('or', [new Binary('=', col('a'), shared), new Binary('=', col('b'), shared)]),
    )
    expect(generatorFor('postgres').compile(tree).sql).toBe('SELECT * WHERE "a" = $1 OR "b" = $1')
    const sqlite = generatorFor('sqlite').compile(tree)
    expect(bindParameters(sqlite, ['x'])).toEqual(['x', 'x'])
  })

  it('of plans take their value at each execution', () => {
    const tree = condition(
      new Binary('=', book.lendable, new Parameter(new Slot(0, true), DataTypes.BOOLEAN)),
    )
    const statement = generatorFor('sqlite').compile(tree)
    expect(bindParameters(statement, [false])).toEqual([0])
    expect(bindParameters(statement, [null])).toEqual([null])
  })

  it('are refused when the tree that is compiled is not the one of the shape', () => {
    const tree = condition(new Parameter(1))
    expect(() => standard.compile(tree, shapeOf(condition(new Parameter(1))))).toThrow(
      'A visitor made a parameter that is not part of the compiled tree.',
    )
  })
})

describe('compileInline', () => {
  it('spells values out, encoded by their type', () => {
    const tree = new Logical('and', [
      new Binary(
        '=',
        new Column(undefined, 'a', DataTypes.BOOLEAN),
        new Parameter(true, DataTypes.BOOLEAN),
      ),
      new Binary(
        'like',
        col('b'),
        new Parameter("it's", DataTypes.STRING, (value) => `${String(value)}%`),
      ),
      new In(col('c'), new ParameterList([1, 'x', null])),
    ])
    expect(generatorFor('sqlite').compileInline(tree)).toBe(
      "`a` = 1 AND `b` LIKE 'it''s%' AND `c` IN (1, 'x', NULL)",
    )
    expect(generatorFor('postgres').compileInline(tree)).toBe(
      `"a" = true AND "b" LIKE 'it''s%' AND "c" IN (1, 'x', NULL)`,
    )
  })

  it('spells whole statements out', () => {
    const statement = update(book)
      .set({ title: 'Emma' })
      .where(book.id.in([1, 2, 3]))
    expect(generatorFor('postgres').compileInline(statement.node)).toBe(
      `UPDATE "book" SET "title" = 'Emma' WHERE "book"."id" IN (1, 2, 3)`,
    )
  })
})
