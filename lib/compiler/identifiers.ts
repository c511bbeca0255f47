/**
 * How a dialect writes names: quoting, table names with their schema, and the readable short
 * aliases made when a name would exceed the dialect's limit. All identifiers of all statements
 * pass through here.
 */
import { createHash } from 'node:crypto'
import { UsageError } from '../errors/usage-errors.js'

/** A dialect's way with names. */
export interface IdentifierRules {
  /** The opening delimiter: `"`, a backtick, `[`. */
  readonly open: string
  /** The closing delimiter; doubled inside a name. */
  readonly close: string
  /** The longest name that the database keeps whole; left out where there is no limit. */
  readonly maxLength?: IdentifierLimit | undefined
  /** Whether a schema is a name of its own; otherwise it becomes part of the table's name. */
  readonly supportsSchemas: boolean
  /** v6's `quoteIdentifiers: false`: names are quoted only when they must be. */
  readonly quoteOnlyWhenNeeded?: boolean | undefined
  /** Whether names that differ only in case are one, in quotes too. */
  readonly foldsCase?: boolean | undefined
  /** In lower case; needed for `quoteOnlyWhenNeeded`. */
  readonly reservedWords?: ReadonlySet<string> | undefined
}

/** The longest name: PostgreSQL keeps 63 bytes, SQL Server 128 characters. */
export interface IdentifierLimit {
  readonly length: number
  readonly unit: 'bytes' | 'characters'
}

/** A table's name with its schema, in v6's form. */
export interface QualifiedTableName {
  readonly tableName: string
  readonly schema?: string | null | undefined
  /** Between schema and table where the dialect has no schemas; `.` by default. */
  readonly delimiter?: string | undefined
}

const HASH_LENGTH = 8
// Every letter beyond ASCII may stand in an unquoted PostgreSQL identifier.
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_$]*$/u

/** Quotes the names of one dialect. */
export class IdentifierQuoter {
  readonly rules: IdentifierRules
  private readonly escapedClose: string

  constructor(rules: IdentifierRules) {
    this.rules = rules
    this.escapedClose = rules.close + rules.close
  }

  /**
   * A name as SQL text, the closing delimiter doubled.
   *
   * With `quoteOnlyWhenNeeded`, plain names that are no reserved words stay as they are. Upper-case
   * letters do not make quotes necessary, as in v6: the database folds them, which is what the
   * option is for.
   *
   * @throws {UsageError} for an empty name, one with a NUL character, or no text at all
   */
  quote(name: string): string {
    this.assertName(name)
    return this.rules.quoteOnlyWhenNeeded === true && !this.needsQuotes(name)
      ? name
      : this.delimit(name)
  }

  /** A name as SQL text, with delimiters whatever the rules say. */
  quoteAlways(name: string): string {
    this.assertName(name)
    return this.delimit(name)
  }

  /**
   * A table's name with its schema: `"library"."book"`, or one name `` `library.book` `` where the
   * dialect has no schemas.
   */
  quoteTable(table: string | QualifiedTableName): string {
    if (typeof table === 'string') return this.quote(table)
    const { schema } = table
    return schema && this.rules.supportsSchemas
      ? `${this.quote(schema)}.${this.quote(table.tableName)}`
      : this.quote(this.tableName(table))
  }

  /**
   * The name that the database knows a table by, without quotes: its own, led by schema and
   * delimiter where the dialect has no schemas.
   */
  tableName(table: string | QualifiedTableName): string {
    if (typeof table === 'string') return table
    const { schema, tableName } = table
    if (!schema || this.rules.supportsSchemas) return tableName
    return `${schema}${table.delimiter || '.'}${tableName}`
  }

  /**
   * A dotted path as v6 quotes it: the last name is a column, those before it a table alias whose
   * parts are joined by `->`. `a.b.c` gives `"a->b"."c"`.
   */
  quotePath(path: string): string {
    const lastDot = path.lastIndexOf('.')
    if (lastDot === -1) return this.quote(path)
    const alias = path.slice(0, lastDot).replaceAll('.', '->')
    // Finders shorten the aliases of nested includes; a single name may be that of a table.
    const table = alias.includes('->') ? this.shorten(alias) : alias
    return `${this.quote(table)}.${this.quote(path.slice(lastDot + 1))}`
  }

  /** Whether a name is longer than the database keeps. */
  isTooLong(name: string): boolean {
    const limit = this.rules.maxLength
    return limit !== undefined && lengthOf(name, limit) > limit.length
  }

  /**
   * An alias within the dialect's limit: itself when it fits, else its readable start and a hash of
   * the whole. The same alias always gives the same text.
   *
   * @param taken names that this statement uses already, none of which is given out again
   */
  shorten(alias: string, taken?: ReadonlySet<string>): string {
    const limit = this.rules.maxLength
    if (limit === undefined || !this.isTooLong(alias)) return alias
    for (let attempt = 0; ; attempt++) {
      const suffix = `_${hash(attempt === 0 ? alias : `${alias}\0${attempt}`)}`
      const short = cut(alias, { ...limit, length: limit.length - suffix.length }) + suffix
      if (taken === undefined || !taken.has(short)) return short
    }
  }

  /**
   * A table alias that a statement does not use yet: itself, else with a number behind it.
   *
   * @param taken the aliases in use, in the form in which this adds them
   */
  distinct(alias: string, taken: Set<string>): string {
    const folds = this.rules.foldsCase === true || this.rules.quoteOnlyWhenNeeded === true
    for (let count = 1; ; count++) {
      const free = count === 1 ? alias : this.shorten(`${alias}_${count}`)
      const name = folds ? free.toLowerCase() : free
      if (taken.has(name)) continue
      taken.add(name)
      return free
    }
  }

  private assertName(name: unknown): void {
    if (typeof name !== 'string') throw UsageError.invalidIdentifier(name, 'is not text')
    if (name === '') throw UsageError.invalidIdentifier(name, 'is empty')
    if (name.includes('\0')) {
      throw UsageError.invalidIdentifier(name, 'contains a NUL character, which ends SQL text')
    }
  }

  private needsQuotes(name: string): boolean {
    return !PLAIN_NAME.test(name) || this.rules.reservedWords?.has(name.toLowerCase()) === true
  }

  private delimit(name: string): string {
    const { open, close } = this.rules
    return open + name.replaceAll(close, () => this.escapedClose) + close
  }
}

function lengthOf(name: string, limit: IdentifierLimit): number {
  return limit.unit === 'bytes' ? Buffer.byteLength(name) : [...name].length
}

/** The longest start of a name within a limit that splits no character. */
function cut(name: string, limit: IdentifierLimit): string {
  let length = 0
  let kept = ''
  for (const character of name) {
    length += lengthOf(character, limit)
    if (length > limit.length) break
    kept += character
  }
  return kept
}

/** 40 bits of a hash: among a thousand aliases, two are equal once in two million statements. */
function hash(text: string): string {
  const number = createHash('sha256').update(text).digest().readUIntBE(0, 5)
  return number.toString(36).padStart(HASH_LENGTH, '0')
}
