/** JavaScript in messages: the call, the option or the include that a user is told to write. */

/** The four kinds of association, as their classes are named. */
export type AssociationKind = 'BelongsTo' | 'HasOne' | 'HasMany' | 'BelongsToMany'

/** An association as code names it: models and alias by name, and the options to show. */
export interface AssociationCode {
  readonly kind: AssociationKind
  readonly source: string
  readonly target: string
  readonly options?: Readonly<Record<string, unknown>>
}

/** `HasMany` → `hasMany`: the method that declares an association of a kind. */
export function methodOf(kind: AssociationKind): string {
  return kind.charAt(0).toLowerCase() + kind.slice(1)
}

/**
 * A value as it is written in a program: `'text'`, `{ as: 'books' }`, a class by its name. What
 * cannot be written shortly is `…`.
 */
export function codeText(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'function') return value.name === '' ? '…' : value.name
  if (Array.isArray(value)) return `[${value.map(codeText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return '…'
    const entries = Object.entries(value).filter(([, own]) => own !== undefined)
    if (entries.length === 0) return '{}'
    return `{ ${entries.map(([key, own]) => `${keyOf(key)}: ${codeText(own)}`).join(', ')} }`
  }
  return value === null || ['number', 'boolean', 'undefined'].includes(typeof value)
    ? String(value)
    : '…'
}

/** `Author.hasMany(Book, { as: 'books' })`. */
export function associationCall({ kind, source, target, options = {} }: AssociationCode): string {
  return `${nameOf(source)}.${methodOf(kind)}(${[nameOf(target), ...optionsOf(options)].join(', ')})`
}

/** `Author: { books: r.hasMany('Book', { foreignKey: 'authorId' }) }`, as `relate` takes it. */
export function relationEntry(alias: string, relation: AssociationCode): string {
  const { kind, source, target, options = {} } = relation
  const call = `r.${methodOf(kind)}(${[quoted(target), ...optionsOf(options)].join(', ')})`
  return `${keyOf(source)}: { ${keyOf(alias)}: ${call} }`
}

/** An include of the last of some aliases, within those before it. */
export function nestedInclude([as, ...below]: readonly string[]): unknown {
  return below.length === 0 ? as : { association: as, include: [nestedInclude(below)] }
}

/** Lines below the first of a message, indented as code. */
export function codeLines(lines: readonly string[]): string {
  return lines.map((line) => `\n  ${line}`).join('')
}

function optionsOf(options: Readonly<Record<string, unknown>>): string[] {
  const given = Object.values(options).some((value) => value !== undefined)
  return given ? [codeText(options)] : []
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}

/** A model in a call: its class by name, or where the name is no identifier, from `models`. */
function nameOf(model: string): string {
  return isIdentifier(model) ? model : `sequelize.models[${quoted(model)}]`
}

function keyOf(key: string): string {
  return isIdentifier(key) ? key : quoted(key)
}

function isIdentifier(text: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text)
}
