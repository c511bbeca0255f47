/** The state of instances: the same programs on Relata and on sequelize v6, their results compared. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { DataTypes } from '../../../lib/data-types/index.js'
import { Literal } from '../../../lib/expression/expressions.js'
import { hydrated } from '../../../lib/model/hydration.js'
import { markSaved } from '../../../lib/model/instance-state.js'
import { defineModel, fakeRuntime, linkModels } from './fake-runtime.js'

const v6 = createRequire(import.meta.url)('sequelize')

interface Library {
  readonly define: (name: string, attributes: object, options?: object) => any
  readonly types: any
}

function relata(): Library {
  const runtime = fakeRuntime()
  return {
    define: (name, attributes, options) => defineModel(runtime, name, attributes, options),
    types: DataTypes,
  }
}

function sequelize(): Library {
  const instance = new v6.Sequelize({ dialect: 'sqlite', logging: false })
  return {
    define: (name, attributes, options) => instance.define(name, attributes, options),
    types: v6.DataTypes,
  }
}

function bookOf({ define, types }: Library): any {
  return define(
    'Book',
    {
      title: types.STRING,
      pages: { type: types.INTEGER, defaultValue: 5 },
      meta: types.JSON,
      bought: types.DATE,
      day: types.DATEONLY,
      lent: types.BOOLEAN,
      label: {
        type: types.STRING,
        get(this: any) {
          return `<${this.getDataValue('label')}>`
        },
        set(this: any, value: string) {
          this.setDataValue('label', value.toUpperCase())
        },
      },
      alias: {
        type: types.VIRTUAL,
        set(this: any, value: string) {
          this.setDataValue('alias', value)
          this.set('title', `title of ${value}`)
        },
      },
    },
    { paranoid: true, version: true },
  )
}

/** All that an instance tells of its state. */
function stateOf(instance: any): object {
  return {
    dataValues: { ...instance.dataValues },
    changed: instance.changed(),
    previous: instance.previous(),
    values: instance.get(),
    json: instance.toJSON(),
    isNewRecord: instance.isNewRecord,
  }
}

const loaded = (Book: any, values: object = {}): any =>
  Book.build({ id: 1, title: 'a', meta: { a: 1 }, ...values }, { raw: true, isNewRecord: false })

const programs: Record<string, (Book: any, library: Library) => unknown> = {
  'build with values': (Book) => stateOf(Book.build({ title: 'a', unknown: 3, label: 'q' })),
  'build of nothing': (Book) => stateOf(Book.build()),
  'build of null and undefined': (Book) => stateOf(Book.build({ title: null, pages: undefined })),
  'build of a stored row': (Book) =>
    stateOf(Book.build({ id: 2, title: 'a' }, { isNewRecord: false })),
  'build raw': (Book) => stateOf(Book.build({ title: 'a', extra: 1, lent: 1 }, { raw: true })),
  'build with a default given': (Book) => stateOf(Book.build({ pages: 5 })),
  'build with attributes': (Book) =>
    stateOf(
      Book.build(
        { id: 1, title: 'a', label: 'l' },
        { raw: true, isNewRecord: false, attributes: ['title'] },
      ),
    ),
  'build of a list': (Book) => Book.build([{ title: 'a' }, { title: 'b' }]).map(stateOf),
  'set once': (Book) => {
    const book = loaded(Book)
    book.title = 'b'
    return [stateOf(book), book.previous('title'), book._previousDataValues]
  },
  'set there and back': (Book) => {
    const book = loaded(Book)
    book.title = 'b'
    book.title = 'a'
    return [stateOf(book), book.previous('title')]
  },
  'set three times': (Book) => {
    const book = loaded(Book)
    for (const title of ['b', 'c', 'd']) book.set('title', title)
    return [stateOf(book), book.previous('title')]
  },
  'set the same': (Book) => {
    const book = loaded(Book, { pages: 3 })
    book.set({ title: 'a', pages: 3, meta: { a: 1 } })
    return stateOf(book)
  },
  'set an expression': (Book) => {
    const book = loaded(Book, { pages: 3 })
    book.set('bought', null)
    return stateOf(book)
  },
  'set dates': (Book) => {
    const book = loaded(Book, { bought: new Date(5), day: '2020-01-01' })
    book.bought = new Date(5)
    book.bought = 5
    book.day = new Date('2020-01-01T12:00:00Z')
    const same = stateOf(book)
    book.bought = '2020-02-01'
    book.day = '2020-02-01'
    return [same, stateOf(book)]
  },
  'set a date to null': (Book) => {
    const book = loaded(Book, { bought: new Date(5) })
    book.bought = null
    return [stateOf(book), book.previous('bought')]
  },
  'set booleans': (Book) => {
    const book = loaded(Book)
    book.lent = 'true'
    const asText = book.lent
    book.lent = 0
    return [asText, book.lent]
  },
  'set an unknown key': (Book) => {
    const book = loaded(Book)
    book.set('unknown', 3)
    book.set('title.part', 3)
    return stateOf(book)
  },
  'set an unknown key raw': (Book) => {
    const book = loaded(Book)
    book.set('unknown', 3, { raw: true })
    return stateOf(book)
  },
  'set one raw': (Book) => {
    const book = loaded(Book)
    book.set('title', 'b', { raw: true })
    return [stateOf(book), book.previous('title')]
  },
  'set several raw': (Book) => {
    const book = loaded(Book)
    book.pages = 8
    book.set({ title: 'b', extra: 1 }, { raw: true })
    return [stateOf(book), book.previous('title')]
  },
  'set only some attributes': (Book) => {
    const book = loaded(Book)
    book.set({ title: 'b', pages: 9 }, { attributes: ['pages'] })
    return stateOf(book)
  },
  'set only some attributes raw': (Book) => {
    const book = loaded(Book)
    book.set({ title: 'b', pages: 9 }, { attributes: ['pages'], raw: true })
    return stateOf(book)
  },
  reset: (Book) => {
    const book = loaded(Book, { pages: 3 })
    book.title = 'z'
    book.set({ pages: 4 }, { reset: true })
    return stateOf(book)
  },
  'reset raw': (Book) => {
    const book = loaded(Book, { pages: 3 })
    book.title = 'z'
    book.pages = 9
    book.set({ id: 1, title: 'q', pages: 4 }, { raw: true, reset: true })
    return stateOf(book)
  },
  'the key of a stored row': (Book) => {
    const book = loaded(Book)
    book.id = 5
    const zero = loaded(Book, { id: 0 })
    zero.id = 5
    return [stateOf(book), stateOf(zero)]
  },
  'the key of a new row': (Book) => {
    const book = Book.build({})
    book.id = 3
    book.id = 4
    return stateOf(book)
  },
  'read-only attributes of a stored row': (Book) => {
    const book = loaded(Book, { createdAt: new Date(1), version: 1 })
    book.createdAt = new Date(2)
    book.version = 2
    book.set({ deletedAt: new Date(3), updatedAt: new Date(4), title: 'b' })
    return stateOf(book)
  },
  'read-only attributes of a new row': (Book) =>
    Book.build({ createdAt: new Date(0), version: 7 }).get({ plain: true }),
  'read-only attributes raw': (Book) => {
    const book = loaded(Book, { createdAt: new Date(1) })
    book.set('createdAt', new Date(2), { raw: true })
    return stateOf(book)
  },
  'a custom setter': (Book) => {
    const book = loaded(Book)
    book.label = 'abc'
    return [stateOf(book), book.label, book.get('label', { raw: true }), book.previous('label')]
  },
  'a custom setter of the same value': (Book) => {
    const book = loaded(Book, { label: 'ABC' })
    book.label = 'abc'
    return stateOf(book)
  },
  'a custom setter passed by': (Book) => {
    const book = loaded(Book)
    book.set('label', 'abc', { raw: true })
    return stateOf(book)
  },
  'a virtual that sets another': (Book) => {
    const book = loaded(Book)
    book.alias = 'x'
    return [book.alias, stateOf(book)]
  },
  setDataValue: (Book) => {
    const book = loaded(Book)
    book.setDataValue('title', 'b')
    book.setDataValue('title', 'c')
    return [stateOf(book), book.previous('title')]
  },
  'setDataValue there and back': (Book) => {
    const book = loaded(Book)
    book.setDataValue('title', 'b')
    book.setDataValue('title', 'a')
    return [stateOf(book), book.previous('title')]
  },
  'setDataValue of the same': (Book) => {
    const book = loaded(Book)
    book.setDataValue('title', 'a')
    return stateOf(book)
  },
  'setDataValue of an unknown key': (Book) => {
    const book = loaded(Book)
    book.setDataValue('unknown', 1)
    return [stateOf(book), book.previous('unknown')]
  },
  'set, then setDataValue': (Book) => {
    const book = loaded(Book)
    book.title = 'b'
    book.setDataValue('title', 'a')
    return [stateOf(book), book.previous('title')]
  },
  'changed by force': (Book) => {
    const book = loaded(Book)
    book.meta.a = 2
    const before = book.changed()
    book.changed('meta', true)
    return [before, stateOf(book), book.changed('meta'), book.changed('title')]
  },
  'changed taken back': (Book) => {
    const book = loaded(Book)
    book.title = 'b'
    book.changed('title', false)
    return [stateOf(book), book.previous('title')]
  },
  'changed of an unknown key': (Book) => {
    const book = loaded(Book)
    book.changed('unknown', true)
    return [book.changed(), book.previous()]
  },
  'a place in JSON': (Book) => {
    const book = loaded(Book, { meta: { a: { b: 1 }, list: [1, 2] } })
    book.set('meta.a.b', 2)
    book.set({ 'meta.x.y': 3, 'meta.list.0': 9 })
    return stateOf({ ...pick(book), previous: () => 0 })
  },
  'the same place in JSON': (Book) => {
    const book = loaded(Book, { meta: { a: 1 } })
    book.set('meta.a', 1)
    return stateOf(book)
  },
  'a place in JSON that was empty': (Book) => {
    const book = Book.build({ id: 1 }, { raw: true, isNewRecord: false })
    book.set('meta.a.b', 3)
    return [book.meta, book.changed()]
  },
  'a place in JSON raw': (Book) => {
    const book = loaded(Book)
    book.set('meta.b', 3, { raw: true })
    return stateOf(book)
  },
  setAttributes: (Book) => {
    const book = loaded(Book)
    return [book.setAttributes({ pages: 3 }) === book, stateOf(book)]
  },
  'get raw, plain and cloned': (Book) => {
    const book = loaded(Book, { label: 'l' })
    const copy = book.get({ clone: true })
    return [
      book.get({ raw: true }),
      book.get({ plain: true }),
      copy === book.dataValues,
      book.toJSON().meta === book.meta,
    ]
  },
  equality: (Book, library) => {
    const Other = library.define('Other', {})
    return [
      loaded(Book).equals(loaded(Book, { title: 'q' })),
      loaded(Book).equals(loaded(Book, { id: 2 })),
      loaded(Book).equals(null),
      loaded(Book).equals({}),
      loaded(Book).equals(Other.build({ id: 1 })),
      loaded(Book).equals(Book.unscoped().build({ id: 1 })),
      loaded(Book).equalsOneOf([loaded(Book, { id: 2 }), loaded(Book)]),
      loaded(Book).equalsOneOf([]),
    ]
  },
  where: (Book, library) => {
    const Pair = library.define('Pair', {
      a: { type: library.types.INTEGER, primaryKey: true },
      b: { type: library.types.INTEGER, primaryKey: true, field: 'b_column' },
    })
    return [
      loaded(Book).where(),
      loaded(Book, { version: 3 }).where(true),
      Pair.build({ a: 1, b: 2 }).where(),
    ]
  },
  isSoftDeleted: (Book) => [
    loaded(Book).isSoftDeleted(),
    loaded(Book, { deletedAt: null }).isSoftDeleted(),
    loaded(Book, { deletedAt: new Date() }).isSoftDeleted(),
  ],
  text: (Book) => String(loaded(Book)),
}

function pick(book: any): object {
  return {
    dataValues: book.dataValues,
    changed: () => book.changed(),
    get: () => book.get(),
    toJSON: () => book.toJSON(),
    isNewRecord: book.isNewRecord,
  }
}

describe('the state of an instance is that of v6', () => {
  for (const [title, program] of Object.entries(programs)) {
    it(title, () => {
      const [ours, theirs] = [relata(), sequelize()]
      expect(program(bookOf(ours), ours)).toEqual(program(bookOf(theirs), theirs))
    })
  }
})

describe('change tracking', () => {
  it('remembers nothing of an instance that is only read', () => {
    const Book = bookOf(relata())
    const book = loaded(Book)
    expect([book.title, book.label, book.toJSON().title, book.changed()]).toEqual([
      'a',
      '<undefined>',
      'a',
      false,
    ])
    expect(book._changes).toBeUndefined()
  })

  it('counts an expression as a change', () => {
    const book = loaded(bookOf(relata()), { pages: 3 })
    book.pages = new Literal('pages + 1')
    expect(book.changed()).toEqual(['pages'])
    expect(book.previous('pages')).toBe(3)
  })

  it('keeps the JSON value before as it was when a place in it is set', () => {
    const book = loaded(bookOf(relata()), { meta: { a: { b: 1 }, other: {} } })
    const { meta } = book
    book.set('meta.a.b', 2)
    expect(book.previous('meta')).toEqual({ a: { b: 1 }, other: {} })
    expect(book.meta).toEqual({ a: { b: 2 }, other: {} })
    expect(book.meta.other).toBe(meta.other)
  })

  it('refuses places in JSON values that have no parts', () => {
    const book = loaded(bookOf(relata()), { meta: 5 })
    expect(() => book.set('meta.a', 1)).toThrow(
      'Book.set: "meta.a" leads through a value that has no parts. Received 5. Set "meta" to an object first',
    )
  })

  it('makes an object of a JSON value that is null', () => {
    const book = loaded(bookOf(relata()), { meta: null })
    book.set('meta.a', 1)
    expect(book.meta).toEqual({ a: 1 })
  })

  it('lets _previousDataValues be replaced', () => {
    const book = loaded(bookOf(relata()))
    book._previousDataValues = { title: 'before' }
    expect([book.previous('title'), book.previous('pages'), book.changed()]).toEqual([
      'before',
      undefined,
      false,
    ])
  })

  it('takes saved values for the ones before', () => {
    const book = loaded(bookOf(relata()))
    book.title = 'b'
    book.pages = 3
    markSaved(book, ['title'])
    expect([book.changed(), book.previous('title')]).toEqual([['pages'], 'b'])
    const built = bookOf(relata()).build({ title: 'a' })
    markSaved(built, ['title'])
    expect([built.changed(), built.previous('title'), built._previousDataValues]).toEqual([
      false,
      'a',
      { title: 'a' },
    ])
  })
})

describe('hostile keys', () => {
  it('cannot reach a prototype', () => {
    const Book = bookOf(relata())
    const values = JSON.parse('{"__proto__": {"polluted": 1}, "title": "a"}') as object
    const book = Book.build(values)
    book.set(values)
    book.set(values, { raw: true })
    Book.build(values, { raw: true })
    expect(() => book.set('meta.__proto__.polluted', 1)).toThrow('JSON path cannot be read')
    book.set('meta.constructor.prototype.polluted', 1)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect((book as { polluted?: unknown }).polluted).toBeUndefined()
    expect(book.meta).toEqual({ constructor: { prototype: { polluted: 1 } } })
  })

  it('are refused with strict', () => {
    const Book = defineModel(fakeRuntime({ strict: true }), 'Book', { title: DataTypes.STRING })
    expect(() => new Book({ titel: 'x' })).toThrow(
      'Book.set (strict): the values have the unexpected key "titel". Did you mean "title"?',
    )
    expect(() => loaded(Book).set({ 'title.part': 1 })).toThrow('unexpected key "title.part"')
  })
})

describe('loaded instances', () => {
  it('hold the very values that were read', () => {
    const Book = bookOf(relata())
    const values = { id: 1, title: 'a' }
    const options = {
      [hydrated]: true,
      isNewRecord: false,
      raw: true,
      attributes: ['id', 'title'],
      includeNames: [],
      include: undefined,
    }
    const book = new Book(values, options)
    expect(book.dataValues).toBe(values)
    expect(book._options).toBe(options)
    expect([book.title, book.isNewRecord, book.changed()]).toEqual(['a', false, false])
    expect(Object.keys(book)).toEqual(Object.keys(Book.build({})))
    book.title = 'b'
    expect([book.changed(), book.previous('title'), book.toJSON()]).toEqual([
      ['title'],
      'a',
      { id: 1, title: 'b' },
    ])
  })
})

describe('included values', () => {
  function authorAndBook(): { Author: any; Book: any } {
    const runtime = fakeRuntime()
    const Author = defineModel(runtime, 'Author', { name: DataTypes.STRING })
    const Book = defineModel(runtime, 'Book', { title: DataTypes.STRING })
    linkModels(Author as never, Book as never, { as: 'books', kind: 'HasMany' })
    linkModels(Book as never, Author as never, { as: 'author', kind: 'BelongsTo' })
    return { Author, Book }
  }

  it('become instances of the associated models', () => {
    const { Author, Book } = authorAndBook()
    const author = Author.build(
      { name: 'Ada', books: [{ title: 'a', author: { name: 'Bob' } }, { title: 'b' }] },
      { include: [{ as: 'books', include: [{ as: 'author' }] }] },
    )
    expect(author.get('books').map((book: object) => book instanceof Book)).toEqual([true, true])
    expect(author.toJSON()).toEqual({
      id: null,
      name: 'Ada',
      books: [
        { id: null, title: 'a', author: { id: null, name: 'Bob' } },
        { id: null, title: 'b' },
      ],
    })
    expect(author.changed()).toEqual(['name'])
  })

  it('are nothing for null, and for the empty row of an outer join', () => {
    const { Author, Book } = authorAndBook()
    expect(Author.build({ books: null }, { include: [{ as: 'books' }] }).get('books')).toEqual([])
    expect(
      Book.build(
        { author: { id: null, name: null } },
        { include: [{ as: 'author' }], raw: true },
      ).get('author'),
    ).toBeNull()
  })

  it('are left out where no include asks for them', () => {
    const { Author } = authorAndBook()
    expect(Author.build({ books: [{ title: 'a' }] }).dataValues).toEqual({ id: null })
  })
})
