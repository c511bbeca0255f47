import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import { normalizeDataType } from '../../../lib/data-types/data-type.js'
import { aggregateType } from '../../../lib/model/aggregate-type.js'

const type = (given: unknown) => normalizeDataType(given, { where: 'Book' })

describe('the type of an aggregate', () => {
  it.each([
    [DataTypes.DATE, 'max', 'DATE'],
    [DataTypes.STRING, 'MIN', 'STRING'],
    [DataTypes.DECIMAL, 'min', 'FLOAT'],
    [DataTypes.BIGINT, 'sum', 'FLOAT'],
    [DataTypes.DECIMAL, 'avg', 'FLOAT'],
    [undefined, 'max', 'FLOAT'],
    [DataTypes.STRING, 'group_concat', undefined],
  ])('%s by %s is %s', (given, fn, key) => {
    const column = given === undefined ? undefined : type(given)
    expect(aggregateType(column, fn, undefined, 'Book.max')?.key).toBe(key)
  })

  it('is the one that dataType names', () => {
    const price = type(DataTypes.DECIMAL)
    expect(aggregateType(price, 'sum', DataTypes.DECIMAL, 'Book.sum')?.key).toBe('DECIMAL')
    expect(() => aggregateType(price, 'sum', 5, 'Book.sum')).toThrow('Book.sum: dataType')
  })
})
