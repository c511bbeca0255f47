import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { HookRegistry, hasHooks, hookNames, runHooks } from '../../../lib/model/hooks.js'
import { defineModel, fakeRuntime } from './fake-runtime.js'

const v6 = createRequire(import.meta.url)('sequelize')

describe('hooks of a model', () => {
  it('exist for every hook of v6', () => {
    const theirs = Object.keys(createRequire(import.meta.url)('sequelize/lib/hooks').hooks ?? {})
    const Book = defineModel(fakeRuntime(), 'Book', {}) as unknown as Record<string, unknown>
    const known = hookNames.filter((name) => typeof Book[name] === 'function')
    expect(known).toEqual(hookNames)
    expect(theirs.filter((name) => !hookNames.includes(name))).toEqual([])
    expect(
      hookNames.filter(
        (name) =>
          typeof v6.Sequelize.prototype[name] !== 'function' &&
          typeof v6.Model[name] !== 'function',
      ),
    ).toEqual([])
  })

  it('run in order of registration, each awaited, those of the instance last', async () => {
    const runtime = fakeRuntime()
    const Book = defineModel(
      runtime,
      'Book',
      {},
      { hooks: { beforeCreate: [() => later('option 1'), () => void order.push('option 2')] } },
    )
    const order: string[] = []
    const later = async (text: string): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      order.push(text)
    }
    runtime.hooks.add('beforeCreate', () => void order.push('instance'))
    Book.beforeCreate('named', () => later('method'))
    Book.addHook('beforeSave' as never, (() => void order.push('save')) as never)
    await runHooks(Book as never, 'beforeCreate', {})
    expect(order).toEqual(['option 1', 'option 2', 'method', 'save', 'instance'])
  })

  it('have the model as this, and the arguments of the operation', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {})
    const seen: unknown[] = []
    Book.beforeDestroy(function (this: unknown, ...args: unknown[]) {
      seen.push(this, ...args)
    } as never)
    await Book.runHooks('beforeDestroy', 1, 2)
    expect(seen).toEqual([Book, 1, 2])
  })

  it('stop the operation with their error', async () => {
    const Book = defineModel(fakeRuntime(), 'Book', {})
    Book.beforeCreate(() => {
      throw new Error('no')
    })
    await expect(runHooks(Book as never, 'beforeCreate')).rejects.toThrow('no')
  })

  it('are removed by name or by reference', () => {
    const Book = defineModel(fakeRuntime(), 'Book', {})
    const hook = (): void => {}
    Book.addHook('beforeSave', 'mine', hook as never)
    Book.addHook('beforeSave', hook as never)
    expect([
      Book.hasHook('beforeCreate'),
      Book.hasHook('beforeUpdate'),
      Book.hasHooks('beforeSave'),
    ]).toEqual([true, true, true])
    Book.removeHook('beforeSave', 'mine')
    expect((Book.options.hooks as { beforeSave: unknown[] }).beforeSave).toEqual([hook])
    expect(Book.removeHook('beforeSave', hook)).toBe(Book)
    expect([
      Book.hasHook('beforeCreate'),
      Book.hasHook('beforeUpdate'),
      Book.hasHook('beforeSave'),
    ]).toEqual([false, false, false])
    Book.removeHook('beforeSync', 'none')
  })

  it('are shared by scoped classes, and by no other model', () => {
    const runtime = fakeRuntime()
    const Book = defineModel(runtime, 'Book', {})
    const Author = defineModel(runtime, 'Author', {})
    Book.unscoped().beforeCreate(() => {})
    expect([Book, Author].map((model) => hasHooks(model as never, 'beforeCreate'))).toEqual([
      true,
      false,
    ])
    runtime.hooks.add('beforeFind', () => {})
    expect(hasHooks(Author as never, 'beforeFind')).toBe(true)
  })

  it('that are synchronous run at once', () => {
    const Book = defineModel(fakeRuntime(), 'Book', {})
    let ran = false
    Book.beforeAssociate(() => {
      ran = true
    })
    expect([Book.runHooks('beforeAssociate', {}, {}), ran]).toEqual([undefined, true])
  })

  it('that do not exist are refused with the near name', () => {
    const Book = defineModel(fakeRuntime(), 'Book', {})
    expect(() => Book.addHook('beforeCrate' as never, (() => {}) as never)).toThrow(
      'Book.addHook: there is no hook named "beforeCrate". Did you mean "beforeCreate"?',
    )
    expect(() => Book.addHook('constructor' as never, (() => {}) as never)).toThrow(
      'no hook named "constructor"',
    )
    expect(() => Book.beforeCreate(5 as never)).toThrow(
      'Book.addHook: beforeCreate must be a function. Received undefined.',
    )
    expect(() => new HookRegistry('Sequelize', { beforeCreate: 5 })).toThrow(
      'beforeCreate must be a function. Received 5.',
    )
  })
})
