import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConnectionUri, parseUriScheme } from '../../../lib/engine/connection-uri.js'
import { UsageError } from '../../../lib/errors/usage-errors.js'

const server = (uri: string, dialectOptions?: object) => parseConnectionUri(uri, {}, dialectOptions)
const file = (uri: string) => parseConnectionUri(uri, { storage: true })

describe('parseUriScheme', () => {
  it('gives the scheme in lower case', () => {
    expect(parseUriScheme('POSTGRES://h/db')).toBe('postgres')
    expect(parseUriScheme('sqlite::memory:')).toBe('sqlite')
  })

  it.each(['', 'foo', '://', '/abs/file.db'])('refuses %j', (uri) => {
    expect(() => parseUriScheme(uri)).toThrow(UsageError)
  })
})

describe('parseConnectionUri', () => {
  it('splits a full URI', () => {
    expect(server('mysql://ann:pw@host:3307/library?charset=utf8')).toEqual({
      username: 'ann',
      password: 'pw',
      host: 'host',
      port: '3307',
      database: 'library',
      dialectOptions: { charset: 'utf8' },
    })
  })

  it.each([
    [
      'postgresql://u%40:p%3Ax:y@h/db',
      { username: 'u@', password: 'p:x:y', host: 'h', database: 'db' },
    ],
    ['mysql://u:p@ss@h/db', { username: 'u', password: 'p@ss', host: 'h', database: 'db' }],
    ['mysql://u@h/db', { username: 'u', host: 'h', database: 'db' }],
    ['mysql://:p@h/db', { password: 'p', host: 'h', database: 'db' }],
    ['mysql://u:@h/db', { username: 'u', host: 'h', database: 'db' }],
    ['mysql://h', { host: 'h' }],
    ['mysql:///db', { database: 'db' }],
    ['mysql://h/', { host: 'h' }],
    ['mysql://h/my%20db', { host: 'h', database: 'my db' }],
    ['mysql://h/100%db', { host: 'h', database: '100%db' }],
    ['mysql://h/a/b', { host: 'h', database: 'a/b' }],
    [
      'mysql://u:p@[::1]:5/db',
      { username: 'u', password: 'p', host: '::1', port: '5', database: 'db' },
    ],
    ['pg://u@%2Fvar%2Frun/db', { username: 'u', host: '/var/run', database: 'db' }],
    ['pg://u@my_host-1.example/db', { username: 'u', host: 'my_host-1.example', database: 'db' }],
    ['mysql:u', { host: 'u' }],
    ['mysql://h/db#note', { host: 'h', database: 'db' }],
  ])('reads %s', (uri, parts) => {
    expect(server(uri)).toEqual({ ...parts, dialectOptions: {} })
  })

  it('lets the query override the host, for sockets', () => {
    expect(server('pg://u:p@/db?host=/var/run')).toMatchObject({
      host: '/var/run',
      dialectOptions: { host: '/var/run' },
    })
  })

  it('reads options as JSON only without given dialectOptions', () => {
    const uri = 'mysql://h/db?options={"a":1}&x=1'
    expect(server(uri).dialectOptions).toEqual({ options: { a: 1 }, x: '1' })
    expect(server(uri, { x: 5, y: 2 }).dialectOptions).toEqual({ options: '{"a":1}', x: '1', y: 2 })
    expect(server('mysql://h/db?options=-c%20a').dialectOptions).toEqual({ options: '-c a' })
  })

  it('makes a repeated query parameter a list', () => {
    expect(server('mysql://h/db?x=1&x=2&x=3').dialectOptions).toEqual({ x: ['1', '2', '3'] })
  })

  it('keeps a parameter named __proto__ a plain key', () => {
    const { dialectOptions } = server('mysql://h/db?__proto__=x')
    expect(Object.getPrototypeOf(dialectOptions)).toBe(Object.prototype)
  })

  it('merges what the dialect reads itself, without what is told already', () => {
    const parts = parseConnectionUri('pg://u:p@h/db?ssl=true', {
      parseExtra: () => ({
        user: 'u',
        password: 'p',
        host: 'h',
        port: '',
        database: 'db',
        ssl: {},
      }),
    })
    expect(parts.dialectOptions).toEqual({ ssl: {} })
    expect(parts).not.toHaveProperty('port')
  })

  it.each([
    ['sqlite::memory:', ':memory:'],
    ['sqlite://:memory:', ':memory:'],
    ['sqlite:///abs/p.db', resolve('/abs/p.db')],
    ['sqlite:/abs/p.db', resolve('/abs/p.db')],
    ['sqlite://rel/p.db', resolve('rel/p.db')],
    ['sqlite:./x.db', resolve('x.db')],
    ['sqlite:../x.db', resolve('../x.db')],
    ['sqlite:x.db', resolve('x.db')],
    ['sqlite:Data/X.db', resolve('Data/X.db')],
    ['sqlite:///abs/p%20q.db', resolve('/abs/p%20q.db')],
    ['sqlite:a@b/x.db', resolve('a@b/x.db')],
  ])('reads the file of %s', (uri, storage) => {
    expect(file(uri)).toEqual({ storage, dialectOptions: {} })
  })

  it('reads no storage where none is named, and the parameters of one that is', () => {
    expect(file('sqlite:')).toEqual({ dialectOptions: {} })
    expect(file('sqlite://')).toEqual({ dialectOptions: {} })
    expect(file('sqlite:///p.db?mode=1').dialectOptions).toEqual({ mode: '1' })
  })

  it('reads the password of an encrypted file', () => {
    expect(file('sqlite://u:p@d/x.db')).toMatchObject({ password: 'p', storage: resolve('d/x.db') })
  })

  it.each([
    'mysql://u:hunter2@h:abc/db',
    'mysql://u:hunter2@h:99999/db',
    'mysql://u:hunter2%zz@h/db',
    'mysql://u%zz:hunter2@h/db',
    'mysql://u:hunter2#x@h/db',
    'mysql://u:hunter2/x@h/db',
    'mysql://u:hunter2?x@h/db',
    'mysql://u:hunter2',
    'mysql://u:hunter2@[h/db',
    'mysql://u:x/y@hunter2?z@h/db',
  ])('refuses %s without showing the password', (uri) => {
    expect(() => server(uri)).toThrow(UsageError)
    expect(() => server(uri)).not.toThrow('hunter2')
    expect(() => server(uri)).toThrow('percent-encoded')
  })

  it('shows the host of a URI with a bad port', () => {
    expect(() => server('mysql://u:p@h:abc/db')).toThrow('"mysql://…@h:abc/db"')
  })

  it('hides the URI that an error of the dialect quotes, and tells of a missing file', () => {
    const uri = 'pg://u:hunter2@h/db?sslcert=/missing'
    const quoting = () => {
      throw Object.assign(new TypeError(`Invalid URL ${uri}`), { input: uri })
    }
    const reading = () => {
      throw Object.assign(new Error("ENOENT: open '/missing'"), { code: 'ENOENT', syscall: 'open' })
    }
    expect(() => parseConnectionUri(uri, { parseExtra: quoting })).not.toThrow('hunter2')
    expect(() => parseConnectionUri(uri, { parseExtra: quoting })).toThrow('cannot read it')
    expect(() => parseConnectionUri(uri, { parseExtra: reading })).toThrow('/missing')
  })
})
