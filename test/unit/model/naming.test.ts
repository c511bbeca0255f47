import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import * as naming from '../../../lib/model/naming.js'

const { Utils } = createRequire(import.meta.url)('sequelize')
const inflection = createRequire(import.meta.url)('inflection')

const words = [
  'person',
  'Person',
  'octopus',
  'focus',
  'Focus',
  'Focuses',
  'autofocus',
  'Datum',
  'data',
  'news',
  'status',
  'bus',
  'quiz',
  'index',
  'matrix',
  'child',
  'Media',
  'sheep',
  'address',
  'alias',
  'UserStatus',
  'Criteria',
  'move',
  'leaf',
  'hero',
  'photo',
  'cookie',
  'money',
  'equipment',
  'Series',
  'axis',
  'foot',
  'Bookshelf',
  'user_account',
  'UserAccount',
]
const identifiers = [
  'ABTest',
  'Foo_Bar',
  'x1Y',
  'HTTPServerID',
  'createdAt',
  'a_b',
  'already_snake_Case',
  'ünïCode',
  'a.b',
  'A',
  'AB',
  'aB1C',
  'UserIDs',
  'a b',
  'a-b-c',
  ' padded ',
  '_lead',
  'User_id',
  'a__b',
]

describe('names', () => {
  it.each(words)('have the plural and singular of v6: %s', (word) => {
    expect([naming.pluralize(word), naming.singularize(word)]).toEqual([
      Utils.pluralize(word),
      Utils.singularize(word),
    ])
  })

  it.each(identifiers)('are put in snake and camel case as in v6: %s', (text) => {
    expect([naming.underscore(text), naming.camelize(text), naming.upperFirst(text)]).toEqual([
      Utils.underscore(text),
      Utils.camelize(text),
      text.charAt(0).toUpperCase() + text.slice(1),
    ])
  })

  it('of foreign keys are made of name and key', () => {
    expect([
      naming.foreignKeyName('User', 'id'),
      naming.foreignKeyName('user_account', 'uuid'),
    ]).toEqual(['UserId', 'userAccountUuid'])
  })

  it('of indexes say what is indexed', () => {
    expect(naming.indexName('Books', ['shelfMark', { name: 'title' }, { attribute: 'isbn' }])).toBe(
      'books_shelf_mark_title_isbn',
    )
  })
})

describe('useInflection', () => {
  afterEach(() => naming.useInflection(inflection))

  it('replaces the library that makes plurals', () => {
    naming.useInflection({ pluralize: (word) => `${word}[]`, singularize: (word) => word })
    expect(naming.tableNameOf('Book', {})).toBe('Book[]')
    expect(naming.tableNameOf('Focus', {})).toBe('Focus[]')
  })
})
