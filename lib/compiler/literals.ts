/**
 * The one escaper for values that cannot be bound: DDL defaults, comments, enum values, JSON path
 * text, and v6's `sequelize.escape(value)`. Everything else is a parameter.
 */
import { UsageError } from '../errors/usage-errors.js'

/** A dialect's way with literals; differences beyond these are overrides. */
export interface LiteralRules {
  /**
   * What a backslash in a text literal is: `plain`, an ordinary character (standard SQL);
   * `escaped`, doubled, because the server reads it as an escape (MySQL); `escape-string`, the
   * literal is written as `E'…'`, which means the same in every server mode (PostgreSQL).
   */
  readonly backslashes?: 'plain' | 'escaped' | 'escape-string' | undefined
  /** Before every text literal: `N` in SQL Server. */
  readonly stringPrefix?: string | undefined
  /** `true`/`false` or `1`/`0`. */
  readonly booleans?: 'keywords' | 'digits' | undefined
  /** A date in the dialect's spelling and the connection's time zone; UTC by default. */
  readonly formatDate?: ((date: Date) => string) | undefined
}

/** Writes values as SQL text. */
export class LiteralEscaper {
  readonly rules: LiteralRules

  constructor(rules: LiteralRules = {}) {
    this.rules = rules
  }

  /**
   * Any value that has a literal, as SQL text: text, numbers, bigints, booleans, null and undefined
   * (both NULL), dates, bytes, and lists of these.
   *
   * @throws {UsageError} for objects, functions, symbols, and values their type has no literal for
   */
  escape(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return this.escapeString(value)
      case 'number':
        return this.escapeNumber(value)
      case 'bigint':
        return value.toString()
      case 'boolean':
        return this.escapeBoolean(value)
      case 'undefined':
        return 'NULL'
      case 'object':
        return value === null ? 'NULL' : this.escapeObject(value)
      default:
        throw UsageError.invalidLiteral(value, 'has no SQL literal')
    }
  }

  /** A text literal: single quotes are doubled, backslashes follow the rules. */
  escapeString(text: string): string {
    const { backslashes = 'plain', stringPrefix = '' } = this.rules
    const withoutNul = text.includes('\0') ? this.escapeNul(text) : text
    const body = withoutNul.replaceAll("'", "''")
    if (backslashes === 'plain' || !body.includes('\\')) return `${stringPrefix}'${body}'`
    const prefix = backslashes === 'escape-string' ? 'E' : stringPrefix
    return `${prefix}'${body.replaceAll('\\', '\\\\')}'`
  }

  /** A number; those that are not finite go to {@link escapeNonFinite}. */
  escapeNumber(number: number): string {
    return Number.isFinite(number) ? String(number) : this.escapeNonFinite(number)
  }

  /** A truth value. */
  escapeBoolean(value: boolean): string {
    if (this.rules.booleans === 'digits') return value ? '1' : '0'
    return value ? 'true' : 'false'
  }

  /** A point in time. */
  escapeDate(date: Date): string {
    if (Number.isNaN(date.getTime())) throw UsageError.invalidLiteral(date, 'is no point in time')
    return this.escapeString((this.rules.formatDate ?? formatUtc)(date))
  }

  /** Bytes; standard SQL writes them as `X'0a0b'`. */
  escapeBytes(bytes: Uint8Array): string {
    return `X'${hexadecimal(bytes)}'`
  }

  /** A list as v6 writes it: items divided by commas, lists within it in parentheses. */
  escapeList(list: readonly unknown[]): string {
    return Array.from(list, (item) =>
      Array.isArray(item) ? `(${this.escapeList(item)})` : this.escape(item),
    ).join(', ')
  }

  /** NaN and the infinities; refused where the dialect has no literal for them. */
  protected escapeNonFinite(number: number): string {
    throw UsageError.invalidLiteral(number, 'has no SQL literal in this dialect')
  }

  /**
   * Text with NUL characters → text without them that means the same; refused where the database
   * cannot store them.
   */
  protected escapeNul(text: string): string {
    throw UsageError.invalidLiteral(text, 'contains a NUL character, which SQL text cannot hold')
  }

  private escapeObject(value: object): string {
    if (Array.isArray(value)) return this.escapeList(value)
    if (value instanceof Date) return this.escapeDate(value)
    if (value instanceof Uint8Array) return this.escapeBytes(value)
    throw UsageError.invalidLiteral(value, 'has no SQL literal; use JSON.stringify for JSON')
  }
}

/** Bytes in lower-case hexadecimal digits. */
export function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** `2024-01-31 12:00:00.000 +00:00` */
function formatUtc(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('Z', ' +00:00')
}
