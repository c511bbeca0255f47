/**
 * The root of all errors, and how messages show a received value and suggest a name.
 * Wording of particular situations lives in the family files beside this one.
 */
import { fileURLToPath } from 'node:url'

/** What every error of this package accepts beside its message. */
export interface ErrorOptions {
  /** Replaces the stack, so that an error made late points to the call that caused it. */
  readonly stack?: string | undefined
  /** The error that led to this one. */
  readonly cause?: unknown
}

// Frames of this package come first in the stack; ten lines would seldom reach the caller's.
const STACK_DEPTH = 60
const ownFrame = framesBelow(new URL('..', import.meta.url))
const FRAME_OF_NOBODY = /\(<anonymous>\)$|\(index \d+\)$|[( ]node:/

/**
 * The root of all errors thrown by this package; also exported as `Sequelize.Error`.
 *
 * A subclass sets its name on the prototype (`static { nameClass(this, 'SequelizeQueryError') }`),
 * so that the first line of the stack, written before fields are, has it too.
 */
export class BaseError extends Error {
  static {
    nameClass(this, 'SequelizeBaseError')
  }

  constructor(message?: string, options: ErrorOptions = {}) {
    const depth = Error.stackTraceLimit
    Error.stackTraceLimit = Math.max(depth, STACK_DEPTH)
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    Error.stackTraceLimit = depth
    // Own and enumerable as in v6: `JSON.stringify(error)` tells the name.
    const { name } = this
    Object.defineProperty(this, 'name', {
      value: name,
      enumerable: true,
      configurable: true,
      writable: true,
    })
    if (options.stack) this.stack = withHeader(this, options.stack)
    startAtCaller(this)
  }
}

/** Sets the `name` that instances of an error class have. */
export function nameClass(ErrorClass: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(ErrorClass.prototype, 'name', {
    value: name,
    enumerable: false,
    configurable: true,
    writable: true,
  })
}

/** The frames of a stack taken at a call site, under the name and message of this error. */
function withHeader(error: Error, stack: string): string {
  const frames = stack.indexOf('\n    at ')
  return frames === -1 ? stack : `${error.name}: ${error.message}${stack.slice(frames)}`
}

/** Tells whether a line of a stack is a frame of a file below a folder. */
function framesBelow(folder: URL): (line: string) => boolean {
  const url = folder.href
  // Stacks name ES modules by URL and CommonJS modules by path.
  const path = folder.protocol === 'file:' ? fileURLToPath(folder) : url
  return (line) => line.includes(url) || line.includes(path)
}

/**
 * Takes this package's own frames off the top of a stack, so that it starts at the user's call.
 * A stack without a frame of the user stays whole.
 */
function startAtCaller(error: Error): void {
  const { stack } = error
  if (typeof stack !== 'string') return
  const top = stack.indexOf('\n    at ')
  if (top === -1) return
  const frames = stack.slice(top + 1).split('\n')
  const first = frames.findIndex((line) => !ownFrame(line) && !FRAME_OF_NOBODY.test(line))
  if (first > 0) error.stack = `${stack.slice(0, top)}\n${frames.slice(first).join('\n')}`
}

/**
 * The user's call in the stack of an error of this package: `file:line:column`.
 *
 * @returns undefined where the stack has no frame of the user
 */
export function userFrame({ stack }: Error): string | undefined {
  const frame = stack?.split('\n').find((line) => line.startsWith('    at '))
  if (frame === undefined || ownFrame(frame) || FRAME_OF_NOBODY.test(frame)) return undefined
  return /^ {4}at (?:.*? \()?(?:async )?(.+?:\d+:\d+)\)?$/.exec(frame)?.[1]
}

/** Several errors as one: of `bulkCreate` with `validate`, one per failed record. */
export class AggregateError extends BaseError {
  static {
    nameClass(this, 'AggregateError')
  }

  /** The errors, in the order of what caused them. */
  readonly errors: readonly Error[]

  constructor(errors: readonly Error[]) {
    super()
    this.errors = errors
  }

  /** The errors one below the other, nested lists indented. */
  override toString(): string {
    const lines = this.errors.map((error) =>
      error instanceof AggregateError ? error.toString().trimEnd() : String(error),
    )
    const indented = lines.map((text) => text.replace(/^/gm, '  '))
    return `AggregateError of:\n${indented.join('\n')}\n`
  }
}

/**
 * An error whose stack starts at the caller of `factory`, not inside it.
 *
 * @param message first line: where, what, received, what to do; longer help on lines below
 */
export function makeError<E extends Error>(
  ErrorClass: new (message: string) => E,
  message: string,
  factory: (...args: never[]) => unknown,
): E {
  return trimStack(new ErrorClass(message), factory)
}

/** Cuts an error's stack so that it starts at the caller of `factory`; gives back the error. */
export function trimStack<E extends Error>(error: E, factory: (...args: never[]) => unknown): E {
  const depth = Error.stackTraceLimit
  Error.stackTraceLimit = Math.max(depth, STACK_DEPTH)
  Error.captureStackTrace(error, factory)
  Error.stackTraceLimit = depth
  startAtCaller(error)
  return error
}

const LONGEST_SHOWN = 80
// Text is cut here before it is searched for passwords: an error about a value of many megabytes
// must not cost seconds.
const LONGEST_SEARCHED = 2000
const SECRET_KEY =
  /^pass$|passw(or)?d|passwd|passphrase|pwd|secret|token|credential|authorization|api_?-?key|private_?-?key/i

/** Whether a key names something that must not be printed: a password, a token, a private key. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key)
}

/**
 * A value as it appears in a message: text in double quotes, shortened at 80 characters,
 * passwords in URIs and values under keys such as `password` or `token` masked.
 *
 * Never runs code of the value: accessors are not called, instances show as their class.
 */
export function show(value: unknown): string {
  return shorten(print(value, 2))
}

/** `text` in double quotes with control characters escaped; a password in a URI is masked. */
export function quoteText(text: string): string {
  if (text.length <= LONGEST_SEARCHED) {
    return JSON.stringify(text.replace(/(:\/\/[^\s:/@]*:)\S*@/g, '$1***@'))
  }
  // The cut may have taken away the "@" that ends a password.
  const start = text.slice(0, LONGEST_SEARCHED)
  return JSON.stringify(start.replace(/(:\/\/[^\s:/@]*:)\S*(@|$)/g, '$1***$2'))
}

function shorten(text: string): string {
  if (text.length <= LONGEST_SHOWN) return text
  const cut = text.slice(0, LONGEST_SHOWN - 2).replace(/[\uD800-\uDBFF]$/, '')
  return text.startsWith('"') ? `${cut}…"` : `${cut}…`
}

function print(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoteText(value)
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return String(value)
    case 'function':
      return printFunction(value)
    case 'object':
      return value === null ? 'null' : printObject(value, depth)
    default:
      return Object.is(value, -0) ? '-0' : String(value)
  }
}

function printFunction(value: object): string {
  const name = Object.getOwnPropertyDescriptor(value, 'name')?.value as unknown
  return typeof name === 'string' && name !== '' ? name : 'a function'
}

function printObject(value: object, depth: number): string {
  if (Array.isArray(value)) return depth === 0 ? '[…]' : printList(value, depth)
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  }
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`
  if (value instanceof Error) return `${value.name}(${quoteText(value.message)})`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return printInstance(prototype)
  return depth === 0 ? '{…}' : printPlainObject(value, depth)
}

function printInstance(prototype: unknown): string {
  const maker = Object.getOwnPropertyDescriptor(prototype as object, 'constructor')
    ?.value as unknown
  if (maker === Promise) return '[Promise] (is an "await" missing?)'
  return typeof maker === 'function' ? `[${printFunction(maker)}]` : '[object]'
}

function printList(list: readonly unknown[], depth: number): string {
  const shown = list.slice(0, 10).map((item) => print(item, depth - 1))
  if (list.length > 10) shown.push(`… ${list.length - 10} more`)
  return `[${shown.join(', ')}]`
}

function printPlainObject(value: object, depth: number): string {
  const keys = Reflect.ownKeys(value)
  const shown = keys
    .slice(0, 10)
    .map((key) => `${printKey(key)}: ${printProperty(value, key, depth)}`)
  if (keys.length > 10) shown.push(`… ${keys.length - 10} more`)
  return shown.length === 0 ? '{}' : `{ ${shown.join(', ')} }`
}

function printKey(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : quoteText(key)
}

function printProperty(value: object, key: string | symbol, depth: number): string {
  if (typeof key === 'string' && isSecretKey(key)) return '***'
  const property = Object.getOwnPropertyDescriptor(value, key)
  return property !== undefined && 'value' in property
    ? print(property.value, depth - 1)
    : '[accessor]'
}

/**
 * Help for a name that does not exist: ` Did you mean "title"?` when one is at most two edits
 * away, else the names to choose from when there are at most ten, else nothing.
 *
 * @param owner what has the names, for the list: `User` gives ` User has: id, label.`
 * @returns text to append to a sentence, with a leading space; or an empty string
 */
export function didYouMean(name: string, candidates: Iterable<string>, owner?: string): string {
  const names = [...candidates]
  const near = nearestName(name, names)
  return near === undefined ? listChoices(names, owner) : ` Did you mean "${near}"?`
}

/** ` User has: id, label.`, or without an owner ` Possible: id, label.`; empty beyond ten names. */
export function listChoices(candidates: Iterable<string>, owner?: string): string {
  const names = [...candidates]
  if (names.length === 0 || names.length > 10) return ''
  return ` ${owner === undefined ? 'Possible' : `${owner} has`}: ${names.join(', ')}.`
}

/**
 * The candidate that `name` was probably meant to be: the nearest at an edit distance of at most
 * two, of at most one for names of up to three letters. Upper and lower case count as equal.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = (wanted.length <= 3 ? 1 : 2) + 1
  for (const candidate of candidates) {
    // Names whose lengths differ by more cannot be near: hostile input of any length costs nothing.
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const current = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = previous[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, replaced)
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        cost = Math.min(cost, beforePrevious[j - 2]! + 1)
      }
      current.push(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length]!
}
