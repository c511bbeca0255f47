import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConnectionUri } from '../../../lib/engine/connection-uri.js'

const text = fc.string({ unit: 'grapheme', minLength: 1 })

describe('connection URIs', () => {
  it('read back any percent-encoded user, password and database', () => {
    fc.assert(
      fc.property(text, text, text, (username, password, database) => {
        const encoded = [username, password, database].map(encodeURIComponent)
        const uri = `mysql://${encoded[0]}:${encoded[1]}@host:1/${encoded[2]}`
        expect(parseConnectionUri(uri, {})).toEqual({
          username,
          password,
          host: 'host',
          port: '1',
          database,
          dialectOptions: {},
        })
      }),
    )
  })

  it('read back any query parameter', () => {
    fc.assert(
      fc.property(text, text, (key, value) => {
        fc.pre(key !== 'options' && key !== 'host')
        const uri = `mysql://h/db?${encodeURIComponent(key)}=${encodeURIComponent(value)}`
        const { dialectOptions } = parseConnectionUri(uri, {})
        expect(Object.entries(dialectOptions)).toEqual([[key, value]])
      }),
    )
  })

  it('never show a password, however malformed they are', () => {
    const noise = fc
      .array(fc.constantFrom('@', ':', '/', '#', '?', '%', '[', ']', ' ', 'x', '1', '%zz', '\n'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(noise, noise, noise, (before, after, host) => {
        const uri = `mysql://u:${before}hunter2${after}@${host.replaceAll('@', '')}`
        try {
          parseConnectionUri(uri, {})
        } catch (error) {
          expect((error as Error).message).not.toContain('hunter2')
          expect((error as Error).stack).not.toContain('hunter2')
        }
      }),
      { numRuns: 2000 },
    )
  })
})
