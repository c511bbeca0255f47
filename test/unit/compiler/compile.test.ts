import { describe, expect, it } from 'vitest'
import { StatementCompiler } from '../../../lib/compiler/compile.js'
import { StatementCache } from '../../../lib/compiler/statement-cache.js'
import { DataTypes } from '../../../lib/data-types/index.js'
import {
  Binary,
  Column,
  In,
  Logical,
  Parameter,
  ParameterList,
  Slot,
} from '../../../lib/expression/expressions.js'
import { Select } from '../../../lib/expression/select.js'
import { generatorFor } from '../../support/compile.js'

const compiler = (options = {}) =>
  new StatementCompiler(generatorFor('postgres'), new StatementCache(), options)
const title = new Column('book', 'title', DataTypes.STRING)
const byTitle = (value: unknown) =>
  new Select({ where: new Binary('=', title, new Parameter(value, DataTypes.STRING)) })

describe('bind', () => {
  it('compiles a shape once, and gives each tree its own values', () => {
    const subject = compiler()
    const first = subject.bind(byTitle('Emma'))
    const second = subject.bind(byTitle('Persuasion'))
    expect(second.statement).toBe(first.statement)
    expect([first.parameters, second.parameters]).toEqual([['Emma'], ['Persuasion']])
    expect(subject.cache.statistics()).toMatchObject({ hits: 1, misses: 1, size: 1 })
  })

  it('compiles every statement anew without a cache', () => {
    const subject = compiler({ cache: false })
    const first = subject.bind(byTitle('Emma'))
    expect(subject.bind(byTitle('Emma')).statement).not.toBe(first.statement)
    expect(subject.cache.statistics()).toMatchObject({ hits: 0, misses: 0, size: 0 })
  })

  it('gives the same after a rewrite that changes nothing', () => {
    const shared = new Parameter('x', DataTypes.STRING)
    const tree = new Select({
      where: new Logical('or', [new Binary('=', title, shared), new Binary('!=', title, shared)]),
    })
    const [plain, rewritten] = [compiler().bind(tree), compiler({ rewrite: true }).bind(tree)]
    expect(rewritten.statement.sql).toBe(plain.statement.sql)
    expect(rewritten.parameters).toEqual(plain.parameters)
  })

  it('holds no value of the execution that compiled', () => {
    const { statement } = compiler().bind(byTitle('a secret'))
    expect(JSON.stringify(statement)).not.toContain('secret')
  })
})

describe('prepare', () => {
  const slot = (index: number, value: unknown) =>
    new Binary('=', title, new Parameter(new Slot(index, value), DataTypes.STRING))

  it('takes the values of slots by their index, whatever their order in the tree', () => {
    const tree = new Select({ where: new Logical('and', [slot(1, 'b'), slot(0, 'a')]) })
    expect(compiler().prepare(tree).bind(['x', 'y'])).toEqual(['y', 'x'])
  })

  it('keeps the values of the tree beside those of slots', () => {
    const tree = new Select({
      where: new Logical('and', [slot(0, 'a'), byTitle('fixed').where!]),
      limit: new Parameter(1),
    })
    const prepared = compiler().prepare(tree)
    expect(prepared.bind(['x'])).toEqual(['x', 'fixed', 1])
    expect(prepared.bind(['y'])).toEqual(['y', 'fixed', 1])
  })

  it('takes a whole list for one slot', () => {
    const list = new ParameterList(new Slot(0, ['a', 'b']), DataTypes.STRING)
    const prepared = compiler().prepare(new Select({ where: new In(title, list) }))
    expect(prepared.bind([['x', 'y', 'z']])).toEqual([['x', 'y', 'z']])
  })

  it('shares statements with trees of the same shape', () => {
    const subject = compiler()
    const { statement } = subject.prepare(new Select({ where: slot(0, 'a') }))
    expect(subject.bind(byTitle('b')).statement).toBe(statement)
  })
})
