import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  AggregateError,
  BaseError,
  didYouMean,
  listChoices,
  nearestName,
  show,
  trimStack,
} from '../../../lib/errors/base-error.js'

describe('BaseError', () => {
  it('is an Error with an own enumerable name', () => {
    const error = new BaseError('m')
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(error)).toBe('{"name":"SequelizeBaseError"}')
    expect(String(error)).toBe('SequelizeBaseError: m')
  })

  it('starts its stack with its name and message', () => {
    expect(new BaseError('m').stack).toMatch(/^SequelizeBaseError: m\n {4}at /)
  })

  it('leaves its own frames out of a stack that a caller has', () => {
    const { stack } = new BaseError('m')
    expect(stack).not.toContain('lib/errors')
    expect(stack).toContain('base-error.test')
  })

  it('reaches the caller however deep in the package it was made', () => {
    const factory = (): BaseError => trimStack(new BaseError('m'), factory)
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 1
    try {
      expect(factory().stack).toContain('base-error.test')
      expect(Error.stackTraceLimit).toBe(1)
    } finally {
      Error.stackTraceLimit = limit
    }
  })

  it('takes the frames of a given stack under its own name and message', () => {
    const error = new BaseError('m', { stack: 'Error\n    at user (app.js:1:2)' })
    expect(error.stack).toBe('SequelizeBaseError: m\n    at user (app.js:1:2)')
  })

  it('takes a given stack without frames as it is', () => {
    expect(new BaseError('m', { stack: 'STACK' }).stack).toBe('STACK')
  })

  it('has a cause only when one is given', () => {
    const cause = new Error('why')
    expect(new BaseError('m', { cause }).cause).toBe(cause)
    expect('cause' in new BaseError('m')).toBe(false)
  })

  it('keeps its name in classes that users derive from it', () => {
    class NotMine extends BaseError {}
    expect(new NotMine('m').name).toBe('SequelizeBaseError')
  })
})

describe('AggregateError', () => {
  it('lists its errors, nested ones indented', () => {
    const error = new AggregateError([new BaseError('one'), new AggregateError([new Error('in')])])
    expect(error.name).toBe('AggregateError')
    expect(error.message).toBe('')
    expect(error.toString()).toBe(
      'AggregateError of:\n  SequelizeBaseError: one\n  AggregateError of:\n    Error: in\n',
    )
  })
})

describe('show', () => {
  it.each([
    ['a"b\n', '"a\\"b\\n"'],
    [Promise.resolve(1), '[Promise] (is an "await" missing?)'],
    [12n, '12n'],
    [-0, '-0'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1, 'a', [2, [3]]], '[1, "a", [2, […]]]'],
    [{ a: 1, 'b c': { d: { e: 1 } } }, '{ a: 1, "b c": { d: {…} } }'],
    [{ [Symbol.for('gt')]: 3 }, '{ [Symbol(gt)]: 3 }'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'Invalid Date'],
    [Buffer.from('abc'), '<3 bytes>'],
    [new Map(), '[Map]'],
    [class Book {}, 'Book'],
    [() => 1, 'a function'],
    [Object.create(null), '{}'],
    [new RangeError('x'), 'RangeError("x")'],
  ])('prints %o as %s', (value, text) => {
    expect(show(value)).toBe(text)
  })

  it('shortens at 80 characters', () => {
    const text = show('x'.repeat(1000))
    expect(text).toHaveLength(80)
    expect(text).toMatch(/x…"$/)
    expect(show(Array.from({ length: 50 }, () => 'long text'))).toHaveLength(79)
  })

  it('does not cut a character in two', () => {
    expect(show('x'.repeat(76) + '😀'.repeat(9))).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/)
  })

  it.each(['password', 'dbPassword', 'pwd', 'secret', 'accessToken', 'api_key', 'pass'])(
    'masks the value under the key %s',
    (key) => {
      const text = show({ user: 'ann', [key]: 'hunter2', nested: { [key]: ['hunter2'] } })
      expect(text).toContain('user: "ann"')
      expect(text).toContain(`${key}: ***`)
      expect(text).not.toContain('hunter2')
    },
  )

  it('masks the password of a URI, also when the text is cut within it', () => {
    expect(show('postgres://ann:hun:t@er2@host/db')).toBe('"postgres://ann:***@host/db"')
    expect(show(`postgres://ann:${'hunter2'.repeat(40)}@host/db`)).toBe(
      '"postgres://ann:***@host/db"',
    )
    expect(show(`postgres://ann:${'hunter2'.repeat(400)}@host/db`)).not.toContain('hunter2')
  })

  it('runs no code of the value', () => {
    const trap = {
      get a(): never {
        throw new Error('called')
      },
      toString(): never {
        throw new Error('called')
      },
      toJSON(): never {
        throw new Error('called')
      },
    }
    expect(show(trap)).toContain('a: [accessor]')
  })

  it('prints a value that contains itself', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(show(circle)).toBe('{ self: { self: {…} } }')
  })

  it('takes linear time for long hostile text', () => {
    const start = performance.now()
    show('://a:'.repeat(500_000))
    show({ text: `${'://'.repeat(500_000)}@` })
    expect(performance.now() - start).toBeLessThan(200)
  })
})

describe('didYouMean', () => {
  it('suggests a name at most two edits away', () => {
    expect(didYouMean('titel', ['id', 'title'])).toBe(' Did you mean "title"?')
    expect(didYouMean('TITLE', ['id', 'title'])).toBe(' Did you mean "title"?')
    expect(nearestName('tiiitle', ['title'])).toBe('title')
    expect(nearestName('tiiiitle', ['title'])).toBeUndefined()
  })

  it('prefers the nearest name', () => {
    expect(nearestName('limits', ['liits', 'limit'])).toBe('liits')
    expect(nearestName('limt', ['limits', 'limit'])).toBe('limit')
  })

  it('asks more of short names', () => {
    expect(nearestName('ab', ['id'])).toBeUndefined()
    expect(nearestName('ib', ['id'])).toBe('id')
  })

  it('lists up to ten names when none is near', () => {
    expect(didYouMean('colour', ['id', 'label'], 'Shelf')).toBe(' Shelf has: id, label.')
    expect(listChoices(['a', 'b'])).toBe(' Possible: a, b.')
    expect(listChoices(Array.from({ length: 11 }, (_, i) => `n${i}`))).toBe('')
    expect(listChoices([])).toBe('')
  })

  it('costs nothing for names of hostile length', () => {
    const start = performance.now()
    expect(nearestName('x'.repeat(1_000_000), ['title'])).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(100)
  })
})

describe('printing', () => {
  it('shows the cause of an error', () => {
    const error = new BaseError('outer', { cause: new Error('inner') })
    expect(inspect(error)).toContain('inner')
  })
})
