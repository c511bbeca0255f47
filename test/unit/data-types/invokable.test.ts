import { describe, expect, it } from 'vitest'
import { classToInvokable } from '../../../lib/data-types/invokable.js'

class Point {
  static origin = 'here'
  readonly x: number

  constructor(x = 0) {
    this.x = x
  }
}

describe('classToInvokable', () => {
  const Callable = classToInvokable(Point)

  it('makes an instance with and without new', () => {
    expect(Callable(3).x).toBe(3)
    expect(new Callable(4).x).toBe(4)
    expect(Callable(3)).toBeInstanceOf(Point)
  })

  it('keeps instanceof on both sides', () => {
    expect(new Point()).toBeInstanceOf(Callable)
    expect({}).not.toBeInstanceOf(Callable)
  })

  it('passes static members through in both directions', () => {
    expect(Callable.origin).toBe('here')
    Callable.origin = 'there'
    expect(Point.origin).toBe('there')
  })

  it('can be extended', () => {
    class Deep extends Callable {
      readonly y = 2
    }
    const deep = new Deep(7)
    expect(deep).toMatchObject({ x: 7, y: 2 })
    expect(deep).toBeInstanceOf(Point)
    expect(deep.constructor).toBe(Deep)
  })
})
