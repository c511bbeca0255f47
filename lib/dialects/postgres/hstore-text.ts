/** PostgreSQL's text form of hstore: `"key"=>"value", "other"=>NULL`. */
import { isPlainObject } from '../../data-types/structured-types.js'
import { ValidationError } from '../../errors/validation-errors.js'

/**
 * Keys and values as hstore text. Values become text; null stays null.
 *
 * @throws {ValidationError} for values that are objects or lists, which would not come back
 */
export function formatHstore(pairs: Readonly<Record<string, unknown>>): string {
  return Object.keys(pairs)
    .map((key) => `${quote(key)}=>${formatValue(pairs[key])}`)
    .join(',')
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'symbol' || Array.isArray(value) || isPlainObject(value)) {
    throw ValidationError.invalidValue(value, 'hstore value')
  }
  return quote(String(value))
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

const PAIR = /"((?:[^"\\]|\\.)*)"=>(?:"((?:[^"\\]|\\.)*)"|NULL)/gs

/** The server's hstore text, which quotes every key and value → an object. */
export function parseHstore(text: string): Record<string, string | null> {
  const result: Record<string, string | null> = {}
  for (const match of text.matchAll(PAIR)) {
    const value = match[2] === undefined ? null : unquote(match[2])
    // Not an assignment: a key named __proto__ is a key like any other.
    Object.defineProperty(result, unquote(match[1]!), {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return result
}

function unquote(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}
