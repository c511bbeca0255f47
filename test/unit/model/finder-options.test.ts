import { afterEach, describe, expect, it, vi } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import { QueryError } from '../../../lib/errors/usage-errors.js'
import { checkFinderOptions } from '../../../lib/model/finder-options.js'
import { defineModel, fakeRuntime } from './fake-runtime.js'

const define = (name: string, strict = false): never =>
  defineModel(fakeRuntime({ strict }), name, { title: DataTypes.STRING }) as never

afterEach(() => vi.restoreAllMocks())

function warnings(run: () => void): string[] {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  run()
  return emit.mock.calls.map(([text]) => String(text))
}

describe('checkFinderOptions', () => {
  it('accepts the options that exist, and those that only hooks read', () => {
    const given = { where: {}, attributes: ['title'], limit: 1, transaction: null, tenant: 5 }
    expect(warnings(() => checkFinderOptions(define('A'), given, 'findAll'))).toEqual([])
  })

  it.each([5, 'title', () => {}, new Date()])('refuses %j as attributes', (attributes) => {
    const check = (): void => checkFinderOptions(define('A'), { attributes }, 'findOne')
    expect(check).toThrow(QueryError)
    expect(check).toThrow('A.findOne: attributes cannot be read.')
  })

  it('warns once of a near miss', () => {
    const B = define('B')
    const given = { atributes: ['title'] }
    const twice = warnings(() => {
      checkFinderOptions(B, given, 'findAll')
      checkFinderOptions(B, given, 'findAll')
    })
    expect(twice).toEqual(['B.findAll: "atributes" is not an option. Did you mean "attributes"?'])
  })

  it('warns of attributes in the place of options, unless there is a where', () => {
    const C = define('C')
    expect(warnings(() => checkFinderOptions(C, { title: 'a', where: {} }, 'findOne'))).toEqual([])
    expect(warnings(() => checkFinderOptions(C, { title: 'a' }, 'findOne'))).toEqual([
      'C.findOne: "title" is an attribute of C, and no option. Did you mean { where: { title: … } }?',
    ])
  })

  it('refuses all unknown options with strict', () => {
    const D = define('D', true)
    expect(() => checkFinderOptions(D, { tenant: 5 }, 'findAll')).toThrow(
      'D.findAll (strict): "tenant" is not an option.',
    )
    expect(() => checkFinderOptions(D, { limits: 5 }, 'findAll')).toThrow('Did you mean "limit"?')
    checkFinderOptions(D, { where: {}, limit: 3 }, 'findAll')
  })
})
