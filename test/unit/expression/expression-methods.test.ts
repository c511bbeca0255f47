import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import '../../../lib/expression/expression-methods.js'
import { fn } from '../../../lib/expression/constructors.js'
import {
  type Binary,
  Column,
  type In,
  Literal,
  Logical,
  type Parameter,
  ParameterList,
} from '../../../lib/expression/expressions.js'
import { select } from '../../../lib/expression/select-builder.js'

const price = new Column('book', 'price', DataTypes.DOUBLE)

describe('operators as methods', () => {
  it('bind a value by the type of the expression', () => {
    const condition = price.gt(10)
    expect(condition).toMatchObject({ operator: '>', left: price })
    expect((condition.right as Parameter).type).toBe(DataTypes.DOUBLE)
  })

  it('leave the operands of arithmetic and patterns to their own type', () => {
    expect((price.plus(1).right as Parameter).type).toBeUndefined()
    expect((price.like('1%').right as Parameter).type).toBeUndefined()
  })

  it('take expressions and queries as they are', () => {
    const other = fn('max', price)
    expect(price.eq(other).right).toBe(other)
    const query = select(price)
    expect(price.eq(query).right).toBe(query.node)
    expect((price.in(query) as In).right).toBe(query.node)
  })

  it('write IS for null', () => {
    expect(price.eq(null)).toMatchObject({ operator: 'is', right: new Literal('NULL') })
    expect(price.ne(null).operator).toBe('isNot')
  })

  it('bind a list whole, and know what is in an empty one', () => {
    const condition = price.in([1, 2]) as In
    expect(condition.right).toBeInstanceOf(ParameterList)
    expect((condition.right as ParameterList).values).toEqual([1, 2])
    expect(price.in([])).toMatchObject({ operator: 'or', operands: [] })
    expect(price.notIn([])).toMatchObject({ operator: 'and', operands: [] })
  })

  it('leave the expression itself as it is', () => {
    const condition = price.gt(1)
    condition.and(price.lt(5))
    expect(condition).toMatchObject({ kind: 'binary', operator: '>' })
    expect(condition.or(condition)).toBeInstanceOf(Logical)
  })

  it('are not enumerable, so that expressions are printed and compared by their fields', () => {
    const names: string[] = []
    for (const name in price.gt(1) as Binary) names.push(name)
    expect(names).toEqual(['kind', 'operator', 'left', 'right'])
  })
})
