import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import { aggregateType } from '../../../lib/model/aggregate-type.js'
import { defineModel, fakeRuntime } from './fake-runtime.js'

const Book = defineModel(fakeRuntime(), 'Book', {
  title: DataTypes.STRING,
  price: DataTypes.DECIMAL,
  copies: DataTypes.BIGINT,
  bought: DataTypes.DATE,
}) as never

describe('the type of an aggregate', () => {
  it.each([
    ['bought', 'max', 'DATE'],
    ['title', 'MIN', 'STRING'],
    ['price', 'min', 'FLOAT'],
    ['copies', 'sum', 'FLOAT'],
    ['price', 'avg', 'FLOAT'],
    ['$author.age$', 'max', 'FLOAT'],
    ['title', 'group_concat', undefined],
  ])('%s by %s is %s', (attribute, fn, key) => {
    expect(aggregateType(Book, attribute, fn, undefined)?.key).toBe(key)
  })

  it('is the one that dataType names', () => {
    expect(aggregateType(Book, 'price', 'sum', DataTypes.DECIMAL)?.key).toBe('DECIMAL')
    expect(() => aggregateType(Book, 'price', 'sum', 5)).toThrow('Book.sum: dataType')
  })
})
