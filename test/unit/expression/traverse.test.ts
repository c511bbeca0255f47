import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import {
  Binary,
  Col,
  Column,
  Fn,
  In,
  Logical,
  Parameter,
  ParameterList,
  Slot,
} from '../../../lib/expression/expressions.js'
import type { Node } from '../../../lib/expression/node.js'
import { Select } from '../../../lib/expression/select.js'
import { childrenOf, rewrite, shapeOf } from '../../../lib/expression/traverse.js'

const key = (node: Node) => shapeOf(node).key
const equals = (value: unknown, name = 'a') =>
  new Binary('=', new Column('t', name), new Parameter(value))

describe('shapeOf', () => {
  it('leaves values out of the key, and lists them in order', () => {
    const shape = shapeOf(new Logical('and', [equals('x'), equals('y')]))
    expect(shape.key).toBe(key(new Logical('and', [equals('other'), equals('')])))
    expect(shape.values).toEqual(['x', 'y'])
  })

  it('tells kinds of values apart where there is no type', () => {
    const kinds = ['a', 1, 2 ** 40, 1.5, true, null, new Date(), Buffer.alloc(1), [1]]
    expect(new Set(kinds.map((value) => key(new Parameter(value)))).size).toBe(kinds.length)
  })

  it('does not tell kinds of values apart where there is a type', () => {
    const { DOUBLE } = DataTypes
    expect(key(new Parameter(1, DOUBLE))).toBe(key(new Parameter(1.5, DOUBLE)))
    expect(key(new Parameter(1, DOUBLE))).not.toBe(key(new Parameter(1, DataTypes.STRING)))
  })

  it('takes a value in a slot for the value', () => {
    expect(key(new Parameter(new Slot(3, 'a')))).toBe(key(new Parameter('b')))
  })

  it('marks a parameter that stands in two places', () => {
    const shared = new Parameter(1)
    const twice = new Fn('f', [shared, shared])
    expect(key(twice)).not.toBe(key(new Fn('f', [new Parameter(1), new Parameter(1)])))
    expect(shapeOf(twice).values).toEqual([1])
    expect(shapeOf(twice).positions.get(shared)).toBe(0)
  })

  it('leaves the length of a list out where lists are bound whole, and pads it elsewhere', () => {
    const list = (length: number) =>
      new In(new Col('a'), new ParameterList(Array.from({ length }, (_, i) => i)))
    const whole = [1, 3, 4, 9].map((length) => shapeOf(list(length), 'whole').key)
    const items = [1, 3, 4, 9].map((length) => shapeOf(list(length), 'items').key)
    expect(new Set(whole).size).toBe(1)
    expect(items[1]).toBe(items[2])
    expect(new Set(items).size).toBe(3)
  })

  it('is the same when it is asked for again, and in another tree', () => {
    const column = new Column('t', 'a', DataTypes.INTEGER)
    const alone = key(column)
    expect(key(column)).toBe(alone)
    expect(key(new Fn('f', [column]))).toBe(
      key(new Fn('f', [new Column('t', 'a', DataTypes.INTEGER)])),
    )
  })

  it('cannot be imitated by a name', () => {
    const pairs: [Node, Node][] = [
      [new Column('a', 'b'), new Column("a'1:b", '')],
      [new Column(undefined, 'a'), new Column('', 'a')],
      [new Fn('f', ['x']), new Fn("f'(parameter ", ['x'])],
      [new Fn('f', []), new Fn('f', [], true)],
      [new Select({ hints: ['a', 'b'] }), new Select({ hints: ["a'1:b"] })],
      [new Select({ where: equals(1) }), new Select({ having: equals(1) })],
    ]
    for (const [left, right] of pairs) expect(key(left)).not.toBe(key(right))
  })

  it('refuses a node whose kind was never declared', () => {
    const stranger = Object.assign(Object.create(Col.prototype) as object, { kind: 'stranger' })
    expect(() => shapeOf(new Logical('and', [stranger as Node]))).toThrow()
  })
})

describe('rewrite', () => {
  it('shares what does not change', () => {
    const left = equals(1, 'a')
    const tree = new Logical('and', [left, equals(2, 'b')])
    const changed = rewrite(tree, (node) =>
      node instanceof Column && node.name === 'b' ? new Column('t', 'c') : node,
    )
    expect(changed).not.toBe(tree)
    expect(changed.operands[0]).toBe(left)
    expect(((changed.operands[1] as Binary).left as Column).name).toBe('c')
    expect(rewrite(tree, (node) => node)).toBe(tree)
  })

  it('replaces children before their parents', () => {
    const kinds: string[] = []
    rewrite(new Fn('f', [new Fn('g', [1])]), (node) => {
      kinds.push(node.kind)
      return node
    })
    expect(kinds).toEqual(['parameter', 'fn', 'fn'])
  })
})

describe('childrenOf', () => {
  it('gives the nodes directly below, in the order of the fields', () => {
    const [from, where] = [new Col('a'), equals(1)]
    expect(childrenOf(new Select({ from: [from], where }))).toEqual([from, where])
  })
})
