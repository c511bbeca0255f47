import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import { insert, update } from '../../../lib/expression/mutation-builders.js'
import { select } from '../../../lib/expression/select-builder.js'
import { Table } from '../../../lib/expression/sources.js'
import { aliased, sourceNode, table } from '../../../lib/expression/table-columns.js'

const book = table('book', { id: DataTypes.INTEGER, title: DataTypes.STRING, note: null })

describe('table', () => {
  it('has a property for each column, with its type', () => {
    expect(book.title).toMatchObject({ table: 'book', name: 'title', type: DataTypes.STRING })
    expect(book.note.type).toBeUndefined()
    expect(Object.keys(book)).toEqual(['id', 'title', 'note'])
  })

  it('may have columns of any name', () => {
    const odd = table('odd', { constructor: null, ['__proto__']: null, name: null })
    expect(odd.constructor.name).toBe('constructor')
    expect(odd.name.name).toBe('name')
    expect(({} as Record<string, unknown>)['name']).toBeUndefined()
  })

  it('is read under another name through aliased()', () => {
    const other = aliased(table('book', { id: null }, { schema: 'library' }), 'other')
    expect(other.id.table).toBe('other')
    expect(sourceNode(other)).toMatchObject({ name: 'book', schema: 'library', alias: 'other' })
  })

  it('is the only object that is a source beside nodes', () => {
    for (const value of [{}, { kind: 'table', name: 'x' }, 'book', null, undefined]) {
      expect(() => select().from(value as never)).toThrow('Statement: a source is needed.')
    }
    expect(() => select().from(new Table('book'))).not.toThrow()
  })
})

describe('builders', () => {
  it('give a new statement at each step', () => {
    const all = select(book.id).from(book)
    const some = all.where(book.id.gt(1))
    expect(all.node.where).toBeUndefined()
    expect(some.where(book.id.lt(5)).node.where).toMatchObject({ kind: 'logical', operator: 'and' })
    expect(some.node.where).toMatchObject({ kind: 'binary' })
  })

  it('take the columns of an insert from all rows', () => {
    const { node } = insert(book).values({ id: 1 }, { title: 'Emma', id: 2 })
    expect(node.columns).toEqual(['id', 'title'])
    expect(
      node.rows.map((row) =>
        (row as unknown as { operands: { kind: string }[] }).operands.map(
          (operand) => operand.kind,
        ),
      ),
    ).toEqual([
      ['parameter', 'default'],
      ['parameter', 'parameter'],
    ])
  })

  it('take undefined for no value', () => {
    const { node } = insert(book).values({ id: 1, title: undefined })
    expect(node.rows[0]).toMatchObject({ operands: [{ kind: 'parameter' }, { kind: 'default' }] })
    expect(update(book).set({ title: undefined }).node.set).toEqual([])
  })

  it('refuse a misspelled column and a value in the place of an expression', () => {
    const { titel } = book as unknown as { titel: never }
    expect(() => select(titel)).toThrow(
      'Statement: an expression is needed. Received undefined. Is the name of a column misspelled?',
    )
    expect(() => select().where('1 = 1' as never)).toThrow('Statement: an expression is needed.')
    expect(() => select().where({ kind: 'literal', val: '1' } as never)).toThrow(
      'Statement: an expression is needed.',
    )
    expect(() => book.id.eq(undefined)).toThrow('Use null for IS NULL.')
  })

  it('add assignments', () => {
    const { node } = update(book).set({ title: 'a' }).set({ note: null })
    expect(node.set.map((assignment) => assignment.column)).toEqual(['title', 'note'])
  })

  it('accept any column of a table without columns', () => {
    expect(insert(new Table('x')).values({ anything: 1 }).node.columns).toEqual(['anything'])
  })
})
