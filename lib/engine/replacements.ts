/**
 * Values in raw SQL: `replacements` (`:name`, `?`) and `bind` (`$name`, `$1`). Both become
 * parameters; how a dialect spells those is left to the caller, who joins the fragments. Where
 * placeholders stand is found by `sql-scanner.ts`.
 */
import { UsageError } from '../errors/usage-errors.js'
import { isNode } from '../expression/node.js'
import { parseSql, type SqlLexicalRules } from './sql-scanner.js'

export { parseSql } from './sql-scanner.js'
export type { PlaceholderStyle, SqlFragment, SqlLexicalRules } from './sql-scanner.js'

/** Raw SQL with its values taken out: `fragments[0] value fragments[1] value … fragments[n]`. */
export interface BoundSql {
  /** One more than values. */
  readonly fragments: readonly string[]
  /** In the order in which they stand; nodes of the expression tree are left to the caller. */
  readonly values: readonly unknown[]
  /**
   * Where each value comes from. Equal keys are one value that is written several times, for
   * dialects that can number their parameters: `GROUP BY f($1)` fits `SELECT f($1)`, not `f($2)`.
   */
  readonly keys: readonly string[]
}

/** What `replacements` may be: values by name, or in order. */
export type Replacements = Readonly<Record<string, unknown>> | readonly unknown[]

/** What `bind` may be: values by name, or in order. */
export type BindValues = Readonly<Record<string, unknown>> | readonly unknown[]

/**
 * Refuses `replacements` and `bind` in one query.
 *
 * @throws {UsageError} when both are given
 */
export function assertOneKindOfValues(replacements: unknown, bind: unknown): void {
  if (replacements && bind) {
    throw UsageError.conflictingOptions('sequelize.query', 'replacements', 'bind')
  }
}

/**
 * Takes the values of `:name` (values by name) or `?` (values in order) out of raw SQL.
 *
 * A list becomes its items divided by commas, a list within it a tuple in parentheses. A name that
 * has no value is an error where only a placeholder can stand; `?` and `:name` are text for values
 * of the other form, and so are superfluous values of a list.
 *
 * @throws {UsageError} for a missing value, a value without SQL form, or an unterminated literal
 */
export function bindReplacements(
  sql: string,
  replacements: Replacements,
  rules: SqlLexicalRules,
): BoundSql {
  const source = new ReplacementSource(replacements)
  const builder = new BoundSqlBuilder()
  let position = 0
  for (const fragment of parseSql(sql, rules, 'replacements')) {
    switch (fragment.kind) {
      case 'named':
        source.named(fragment.name, fragment.isCertain, builder)
        break
      case 'positional':
        source.positional(builder)
        break
      case 'escaped':
        builder.text(source.isList ? '?' : fragment.text)
        break
      case 'string':
        if (!fragment.isTerminated) throw UsageError.unterminatedString(fragment.text, position)
        builder.text(fragment.text)
        break
      default:
        builder.text(fragment.text)
    }
    position += fragment.text.length
  }
  return builder.finish()
}

/**
 * Takes the values of `$name` or `$1` out of raw SQL; `$$` becomes `$`. Values are bound as they
 * are, lists too.
 *
 * @throws {UsageError} for a missing value
 */
export function bindNamed(sql: string, bind: BindValues, rules: SqlLexicalRules): BoundSql {
  assertValues('bind', bind)
  const builder = new BoundSqlBuilder()
  for (const fragment of parseSql(sql, rules, 'bind')) {
    if (fragment.kind === 'escaped') builder.text('$')
    else if (fragment.kind === 'bind') {
      builder.value(boundValue(bind, fragment.name), fragment.name)
    } else builder.text(fragment.text)
  }
  return builder.finish()
}

function boundValue(bind: BindValues, name: string): unknown {
  const key = Array.isArray(bind) ? positionOf(name) : name
  const value = Object.hasOwn(bind, key) ? (bind as Record<string, unknown>)[key] : undefined
  if (value === undefined) throw UsageError.bindMissing(`$${name}`)
  return value
}

/** `$1` is the first item; a name that is no number from one up has no item. */
function positionOf(name: string): string {
  return /^[1-9]\d*$/.test(name) ? String(Number(name) - 1) : ''
}

/** Gives out the replacements, by name or in order. */
class ReplacementSource {
  readonly isList: boolean
  private readonly values: Replacements
  private next = 0

  constructor(values: Replacements) {
    assertValues('replacements', values)
    this.values = values
    this.isList = Array.isArray(values)
  }

  named(name: string, isCertain: boolean, builder: BoundSqlBuilder): void {
    const placeholder = `:${name}`
    if (this.isList) return builder.text(placeholder)
    const values = this.values as Record<string, unknown>
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined) return addExpanded(builder, value, placeholder)
    if (isCertain) throw UsageError.replacementMissing(placeholder)
    builder.text(placeholder)
  }

  positional(builder: BoundSqlBuilder): void {
    const values = this.values as readonly unknown[]
    if (!this.isList) return builder.text('?')
    const index = this.next++
    const placeholder = `? number ${index + 1}`
    const value = values[index]
    if (value === undefined) throw UsageError.replacementMissing(placeholder)
    addExpanded(builder, value, `?${index}`, placeholder)
  }
}

function addExpanded(
  builder: BoundSqlBuilder,
  value: unknown,
  key: string,
  placeholder = key,
): void {
  if (!Array.isArray(value)) return builder.value(checked(value, placeholder), key)
  for (const [index, item] of value.entries()) {
    if (index > 0) builder.text(', ')
    const itemKey = `${key}[${index}]`
    if (Array.isArray(item)) {
      builder.text('(')
      addExpanded(builder, item, itemKey, placeholder)
      builder.text(')')
    } else builder.value(checked(item ?? null, placeholder), itemKey)
  }
}

/** Refuses what a driver might expand into SQL, or could only print as `[object Object]`. */
function checked(value: unknown, placeholder: string): unknown {
  const isRefused =
    typeof value === 'function' ||
    typeof value === 'symbol' ||
    (typeof value === 'object' &&
      value !== null &&
      !(value instanceof Date || value instanceof Uint8Array || isNode(value)))
  if (isRefused) throw UsageError.invalidReplacement(placeholder, value)
  return value
}

function assertValues(option: string, values: unknown): void {
  if (Array.isArray(values)) return
  const prototype: unknown =
    typeof values === 'object' && values !== null ? Object.getPrototypeOf(values) : undefined
  if (prototype === null || prototype === Object.prototype) return
  throw UsageError.invalidOption('sequelize.query', option, 'a list or a plain object', values)
}

class BoundSqlBuilder {
  private readonly fragments: string[] = []
  private readonly values: unknown[] = []
  private readonly keys: string[] = []
  private current = ''

  text(text: string): void {
    this.current += text
  }

  value(value: unknown, key: string): void {
    this.fragments.push(this.current)
    this.values.push(value)
    this.keys.push(key)
    this.current = ''
  }

  finish(): BoundSql {
    return { fragments: [...this.fragments, this.current], values: this.values, keys: this.keys }
  }
}
