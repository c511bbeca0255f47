/**
 * Connection URIs → options. Reads the general form and leaves to a dialect's rules what is its
 * own; no dialect is named here. Passwords appear in no message.
 */
import { resolve } from 'node:path'
import { UsageError } from '../errors/usage-errors.js'

/** What a dialect says about its connection URIs. */
export interface UriRules {
  /** The rest of the URI is a file's path (or `:memory:`), not a host with a database. */
  readonly storage?: boolean | undefined
  /**
   * Options that only this dialect reads out of the whole URI, merged into `dialectOptions`; may
   * read the files that the URI names. Host, port, user, password and database are taken out of
   * the result: they are told by the general form.
   */
  readonly parseExtra?: ((uri: string) => object) | undefined
}

/** What a connection URI tells. Parts that it leaves out are left out here. */
export interface ConnectionUriParts {
  host?: string
  /** Digits, as text, as in v6. */
  port?: string
  database?: string
  username?: string
  password?: string
  /** An absolute path, or `:memory:`. */
  storage?: string
  /** The given ones, overridden by those of the URI. */
  dialectOptions: Record<string, unknown>
}

const SCHEME = /^([a-z][a-z0-9+.-]*):/i
const KNOWN_OTHERWISE = new Set(['host', 'port', 'user', 'password', 'database'])

/**
 * The scheme of a connection URI in lower case, which names the dialect: `postgres`, `postgresql`,
 * `sqlite`. Aliases are resolved where dialects are.
 *
 * @throws {UsageError} when there is none
 */
export function parseUriScheme(uri: string): string {
  const scheme = SCHEME.exec(uri)?.[1]
  if (scheme === undefined) throw malformed(uri, 'it does not start with the name of a dialect')
  return scheme.toLowerCase()
}

/**
 * Splits a connection URI into options.
 *
 * User name, password, host and database are percent-decoded; the password may contain `:` and `@`.
 * Query parameters become `dialectOptions`; `host` among them overrides the host, which is how
 * paths of Unix sockets are given. `options` is read as JSON when no `dialectOptions` are given.
 *
 * @param rules of the dialect that the scheme names
 * @param dialectOptions those given beside the URI; not changed
 * @throws {UsageError} for a URI that cannot be read; the message holds no password
 */
export function parseConnectionUri(
  uri: string,
  rules: UriRules,
  dialectOptions?: object | undefined,
): ConnectionUriParts {
  const scheme = parseUriScheme(uri)
  const { main, query } = splitQuery(uri, uri.slice(scheme.length + 1))
  const parts = rules.storage === true ? parseStorage(uri, main) : parseLocation(uri, main)
  const options = parseQuery(query, dialectOptions === undefined)
  const socket = options['host']
  if (typeof socket === 'string' && rules.storage !== true) parts.host = socket
  return { ...parts, dialectOptions: { ...dialectOptions, ...options, ...readExtra(uri, rules) } }
}

type Location = Omit<ConnectionUriParts, 'dialectOptions'>

function splitQuery(uri: string, rest: string): { main: string; query: string } {
  const [beforeFragment = '', ...fragment] = rest.split('#')
  if (fragment.join('#').includes('@')) {
    throw malformed(uri, 'a "#" in user name or password must be written as %23')
  }
  const mark = beforeFragment.indexOf('?')
  return mark === -1
    ? { main: beforeFragment, query: '' }
    : { main: beforeFragment.slice(0, mark), query: beforeFragment.slice(mark + 1) }
}

function parseQuery(query: string, readsOptions: boolean): Record<string, unknown> {
  const options = new Map<string, unknown>()
  for (const [key, value] of new URLSearchParams(query)) {
    const before = options.get(key)
    if (before === undefined) options.set(key, value)
    else
      options.set(key, Array.isArray(before) ? [...(before as unknown[]), value] : [before, value])
  }
  const json = options.get('options')
  if (readsOptions && typeof json === 'string') options.set('options', parseJson(json))
  // fromEntries defines keys, so that a parameter named __proto__ stays a key.
  return Object.fromEntries(options)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** `//user:password@host:port/database`; the slashes may be left out, as v6 allows. */
function parseLocation(uri: string, main: string): Location {
  const { authority, path } = splitAuthority(main.startsWith('//') ? main.slice(2) : main)
  const { credentials, address } = splitCredentials(authority)
  const parts: Location = { ...parseCredentials(uri, credentials), ...parseAddress(uri, address) }
  const database = path.slice(1)
  if (database !== '') parts.database = decodeLeniently(database)
  return parts
}

function splitAuthority(text: string): { authority: string; path: string } {
  const slash = text.indexOf('/')
  return slash === -1
    ? { authority: text, path: '' }
    : { authority: text.slice(0, slash), path: text.slice(slash) }
}

function splitCredentials(authority: string): { credentials: string; address: string } {
  const at = authority.lastIndexOf('@')
  return { credentials: authority.slice(0, Math.max(at, 0)), address: authority.slice(at + 1) }
}

function parseCredentials(uri: string, text: string): Location {
  const colon = text.indexOf(':')
  const username = decode(uri, 'user name', colon === -1 ? text : text.slice(0, colon))
  const password = colon === -1 ? '' : decode(uri, 'password', text.slice(colon + 1))
  return {
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
  }
}

function parseAddress(uri: string, address: string): Location {
  const match = /^(?:\[([\da-f:.]+(?:%25?[^\]]*)?)\]|([^:[\]]*))(?::(.*))?$/i.exec(address)
  if (match === null) throw malformed(uri, 'host and port cannot be told apart')
  const [, version6, name = '', port = ''] = match
  if (port !== '' && (!/^\d{1,5}$/.test(port) || Number(port) > 65535)) {
    // The port is not shown: it may be the start of a password with a "/" in it.
    throw malformed(
      uri,
      'the port is not a number up to 65535; special characters in user name or password must be ' +
        'percent-encoded ("/" is %2F, "@" is %40)',
    )
  }
  const host = version6 ?? decode(uri, 'host', name)
  return { ...(host === '' ? {} : { host }), ...(port === '' ? {} : { port }) }
}

/** The path is kept as written, `%` included, so that files made through v6 are found again. */
function parseStorage(uri: string, main: string): Location {
  const hasSlashes = main.startsWith('//')
  const { authority, path } = splitAuthority(hasSlashes ? main.slice(2) : main)
  const { credentials, address } = hasSlashes
    ? splitCredentials(authority)
    : { credentials: '', address: authority }
  const parts = parseCredentials(uri, credentials)
  const file = address + path
  if (file === ':memory:') return { ...parts, storage: file }
  // On Windows, `sqlite:///C:/a.db` has a slash before the drive that is no part of the path.
  const withoutSlash = process.platform === 'win32' ? file.replace(/^\/(?=[a-z]:)/i, '') : file
  return file === '' ? parts : { ...parts, storage: resolve(withoutSlash) }
}

function readExtra(uri: string, rules: UriRules): Record<string, unknown> {
  if (rules.parseExtra === undefined) return {}
  let extra: object
  try {
    extra = rules.parseExtra(uri)
  } catch (error) {
    throw malformed(uri, reasonOf(error))
  }
  return Object.fromEntries(Object.entries(extra).filter(([key]) => !KNOWN_OTHERWISE.has(key)))
}

/** The text of a failure to read a file, which names it; others may quote the URI, and are not. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error
    ? `a file that it names cannot be read (${error.message})`
    : 'the dialect cannot read it'
}

function decode(uri: string, part: string, text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed(uri, `the ${part} has a "%" that starts no character code; write it as %25`)
  }
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function malformed(uri: string, reason: string): UsageError {
  return UsageError.malformedUri(shownPart(uri), reason)
}

/**
 * What can be shown of a URI that may be malformed anywhere: the scheme, and what follows the last
 * "@" up to the query. Without an "@", or with one beyond that, the rest may be a password.
 */
function shownPart(uri: string): string {
  const scheme = SCHEME.exec(uri)?.[0]
  if (scheme === undefined) return '…'
  const beforeQuery = /^[^?#]*/.exec(uri)?.[0] ?? ''
  const at = beforeQuery.lastIndexOf('@')
  const isTold = at !== -1 && uri.lastIndexOf('@') === at
  return isTold ? `${scheme}//…@${beforeQuery.slice(at + 1)}` : `${scheme}…`
}
