/**
 * Values of either library as plain JSON, so that they can be compared: instances and errors carry
 * their class's name, and what differs between any two runs (the present time, random identifiers)
 * is replaced by a word.
 */

/** How near to now a time must be to count as "made by this test". */
const NOW_WINDOW_MS = 10 * 60_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const TIME_TEXT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{1,3} ?(?:Z|\+00:00)$/

/** The properties of errors that applications read; texts are each library's own. */
const ERROR_PROPERTIES = [
  'fields',
  'table',
  'constraint',
  'reltype',
  'modelName',
  'values',
  'where',
  'record',
] as const
const ITEM_PROPERTIES = [
  'message',
  'type',
  'path',
  'value',
  'origin',
  'validatorKey',
  'validatorName',
] as const

/** The least that the model instances of both libraries have in common. */
interface Instance {
  readonly constructor: { readonly name: string }
  readonly isNewRecord: boolean
  get(): Record<string, unknown>
  changed(): string[] | false
}

/** Turns a result into JSON; equal results of the two libraries become equal JSON. */
export function canonical(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return '<undefined>'
    case 'bigint':
      return `<bigint ${value}>`
    case 'number':
      return Number.isFinite(value) ? value : `<number ${value}>`
    case 'string':
      return canonicalText(value)
    case 'function':
      return '<function>'
    case 'symbol':
      return value.toString()
    case 'object':
      return value === null ? null : canonicalObject(value)
    default:
      return value
  }
}

function canonicalObject(value: object): unknown {
  if (value instanceof Date) return canonicalDate(value)
  if (Buffer.isBuffer(value)) return `<bytes ${value.toString('hex')}>`
  if (value instanceof Map) return { map: [...value].map(canonical) }
  if (value instanceof Set) return { set: [...value].map(canonical) }
  if (value instanceof Error) return canonicalError(value)
  if (Array.isArray(value)) return value.map(canonical)
  if (isInstance(value)) return canonicalInstance(value)
  return entriesOf(value)
}

function isInstance(value: object): value is Instance {
  return 'isNewRecord' in value && 'dataValues' in value
}

function canonicalInstance(instance: Instance): unknown {
  const changed = instance.changed()
  return {
    [`<${instance.constructor.name}>`]: entriesOf(instance.get()),
    ...(instance.isNewRecord ? { isNewRecord: true } : {}),
    ...(changed === false ? {} : { changed: canonical(changed) }),
  }
}

function entriesOf(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, canonical(own)]))
}

function canonicalDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return '<invalid date>'
  return isPresent(date) ? '<now>' : `<date ${date.toISOString()}>`
}

function canonicalText(text: string): string {
  if (UUID.test(text)) return '<uuid>'
  return TIME_TEXT.test(text) && isPresent(new Date(text)) ? '<now as text>' : text
}

function isPresent(date: Date): boolean {
  return Math.abs(date.getTime() - Date.now()) < NOW_WINDOW_MS
}

function canonicalError(error: Error): unknown {
  const given = error as unknown as Record<string, unknown>
  const own: Record<string, unknown> = { error: error.name }
  // Texts of plain errors are the program's own (thrown by its validators and hooks).
  if (error.name === 'Error') own['message'] = error.message
  for (const name of ERROR_PROPERTIES) {
    if (given[name] !== undefined) own[name] = canonical(given[name])
  }
  const errors = given['errors']
  // Validators run side by side, and the order of what they refuse is nobody's promise.
  if (Array.isArray(errors)) own['errors'] = sortedLists(errors.map(canonicalItem))
  else if (errors !== undefined) own['errors'] = canonical(errors)
  return own
}

function canonicalItem(item: object): unknown {
  if (item instanceof Error) return canonicalError(item)
  const given = item as Record<string, unknown>
  return Object.fromEntries(ITEM_PROPERTIES.map((name) => [name, canonical(given[name])]))
}

/** Sorts every list of instances by primary key, for results whose order is not asked for. */
export function sortedLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortedLists).sort((a, b) => textOf(a).localeCompare(textOf(b)))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, sortedLists(own)]))
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? ''
}
