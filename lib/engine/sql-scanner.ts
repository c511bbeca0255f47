/**
 * Raw SQL → fragments: which parts are text literals, quoted identifiers and comments, and where
 * placeholders stand in the rest. Knows the lexical rules of a dialect and no grammar.
 */

/** How a dialect's SQL is read. Absent means no, the standard's way. */
export interface SqlLexicalRules {
  /** A backslash in `'…'` escapes the next character (MySQL). */
  readonly backslashEscapes?: boolean | undefined
  /** `E'…'` is a literal with backslash escapes (PostgreSQL). */
  readonly escapeStrings?: boolean | undefined
  /** `"…"` is a text literal that follows `backslashEscapes`, not an identifier (MySQL). */
  readonly doubleQuotedStrings?: boolean | undefined
  /** `$$…$$` and `$tag$…$tag$` are literals (PostgreSQL). */
  readonly dollarQuotes?: boolean | undefined
  /** Backticks quote identifiers (MySQL, SQLite). */
  readonly backtickIdentifiers?: boolean | undefined
  /** Brackets quote identifiers; `]` inside is impossible (SQLite) or doubled (SQL Server). */
  readonly bracketIdentifiers?: 'single' | 'doubled' | undefined
  /** `#` starts a comment (MySQL). */
  readonly hashComments?: boolean | undefined
  /** `--` starts a comment only before a space or a control character (MySQL). */
  readonly dashCommentsNeedSpace?: boolean | undefined
  /** Block comments nest (PostgreSQL, SQL Server). */
  readonly nestedComments?: boolean | undefined
  /** `?` is part of operators such as `@?` and `?|`; `??` stands for the operator `?`. */
  readonly questionMarkOperators?: boolean | undefined
}

/** A part of raw SQL; the texts of all fragments, one after the other, are the whole. */
export type SqlFragment = OpaqueFragment | PlaceholderFragment

/** A part in which no placeholder is. */
export interface OpaqueFragment {
  readonly kind: 'text' | 'string' | 'identifier' | 'comment'
  readonly text: string
  /** Whether it is closed; false only for the last fragment. */
  readonly isTerminated: boolean
}

/** A placeholder, or an escaped sign that would be one. */
export interface PlaceholderFragment {
  /**
   * `named` is `:name`, `positional` is `?`, `bind` is `$name` or `$1`; `escaped` is `??` or `$$`,
   * which stands for its first character.
   */
  readonly kind: 'named' | 'positional' | 'bind' | 'escaped'
  readonly text: string
  /** Of `named` and `bind`: the text without its sign; else empty. */
  readonly name: string
  /**
   * Of `named`: whether it stands where it must be a placeholder. Elsewhere, such as in `1+:a`, it
   * is one only if a value of that name is given.
   */
  readonly isCertain: boolean
}

/** Which placeholders are looked for: `:name` and `?`, or `$name` and `$1`. */
export type PlaceholderStyle = 'replacements' | 'bind'

/**
 * Splits raw SQL into fragments.
 *
 * Nothing inside text literals, quoted identifiers, comments and dollar quotes is ever taken for a
 * placeholder. `::` casts, `:=`, `?|` and `?&` are text.
 */
export function parseSql(
  sql: string,
  rules: SqlLexicalRules,
  style: PlaceholderStyle = 'replacements',
): SqlFragment[] {
  return new SqlScanner(sql, rules, style).scan()
}

const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_$]*/uy
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy
const BIND_NAME = /[\p{L}\p{N}_]+/uy
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
// PostgreSQL joins literals that only a line break divides, and reads the next one as the first.
const CONTINUATION = /[ \t\f\v\r]*\n\s*'/y
// The space and the control characters before it.
const SPACE = 0x20
const BEFORE_PLACEHOLDER = /[\s(>,=[]/
const AFTER_NAME = /[\s),;\]]/
const OPERATOR = /[+\-*/%<>=|!~^&]/
// `@?`, `#?`, `?-` and the like are operators themselves; these signs only ever divide.
const OPERATOR_BEFORE_QUESTION_MARK = /[+\-*/%<|^]/

class SqlScanner {
  private readonly sql: string
  private readonly rules: SqlLexicalRules
  private readonly style: PlaceholderStyle
  private readonly fragments: SqlFragment[] = []
  private position = 0
  private textStart = 0

  constructor(sql: string, rules: SqlLexicalRules, style: PlaceholderStyle) {
    this.sql = sql
    this.rules = rules
    this.style = style
  }

  scan(): SqlFragment[] {
    while (this.position < this.sql.length) this.scanOne()
    this.flushText()
    return this.fragments
  }

  private scanOne(): void {
    const { rules } = this
    switch (this.sql[this.position]) {
      case "'":
        return this.quoted('string', "'", rules.backslashEscapes === true)
      case '"':
        return rules.doubleQuotedStrings === true
          ? this.quoted('string', '"', rules.backslashEscapes === true)
          : this.quoted('identifier', '"', false)
      case '`':
        return rules.backtickIdentifiers === true
          ? this.quoted('identifier', '`', false)
          : this.skip(1)
      case '[':
        return rules.bracketIdentifiers === undefined ? this.skip(1) : this.bracketed()
      case '-':
        return this.startsLineComment() ? this.lineComment() : this.skip(1)
      case '#':
        return rules.hashComments === true ? this.lineComment() : this.skip(1)
      case '/':
        return this.sql[this.position + 1] === '*' ? this.blockComment() : this.skip(1)
      case ':':
        return this.colon()
      case '?':
        return this.questionMark()
      case '$':
        return this.dollar()
      default:
        return this.word()
    }
  }

  private skip(length: number): void {
    this.position += length
  }

  private flushText(): void {
    if (this.textStart < this.position) {
      const text = this.sql.slice(this.textStart, this.position)
      this.fragments.push({ kind: 'text', text, isTerminated: true })
    }
    this.textStart = this.position
  }

  private opaque(kind: OpaqueFragment['kind'], end: number, isTerminated = true): void {
    this.flushText()
    const text = this.sql.slice(this.position, end)
    this.fragments.push({ kind, text, isTerminated })
    this.position = this.textStart = end
  }

  private placeholder(
    kind: PlaceholderFragment['kind'],
    text: string,
    name = '',
    isCertain = true,
  ): void {
    this.flushText()
    this.fragments.push({ kind, text, name, isCertain })
    this.position += text.length
    this.textStart = this.position
  }

  private match(pattern: RegExp, position: number): string | undefined {
    pattern.lastIndex = position
    return pattern.exec(this.sql)?.[0]
  }

  private word(): void {
    const word = this.match(WORD, this.position)
    if (word === undefined) return this.skip(1)
    this.skip(word.length)
    const isEscapePrefix = this.rules.escapeStrings === true && /^e$/i.test(word)
    if (isEscapePrefix && this.sql[this.position] === "'") this.escapeString()
  }

  private quoted(kind: 'string' | 'identifier', quote: string, hasBackslashes: boolean): void {
    const end = this.endOfQuoted(this.position + 1, quote, hasBackslashes)
    if (end === -1) this.opaque(kind, this.sql.length, false)
    else this.opaque(kind, end)
  }

  /** Where a quoted part ends, or -1; a doubled quote does not end it. */
  private endOfQuoted(start: number, quote: string, hasBackslashes: boolean): number {
    const { sql } = this
    for (let i = start; i < sql.length; i++) {
      const character = sql[i]
      if (character === '\\' && hasBackslashes) i++
      else if (character === quote) {
        if (sql[i + 1] !== quote) return i + 1
        i++
      }
    }
    return -1
  }

  private escapeString(): void {
    let end = this.endOfQuoted(this.position + 1, "'", true)
    for (;;) {
      if (end === -1) return this.opaque('string', this.sql.length, false)
      const continuation = this.match(CONTINUATION, end)
      if (continuation === undefined) return this.opaque('string', end)
      end = this.endOfQuoted(end + continuation.length, "'", true)
    }
  }

  private bracketed(): void {
    const isDoubled = this.rules.bracketIdentifiers === 'doubled'
    const end = isDoubled
      ? this.endOfQuoted(this.position + 1, ']', false)
      : this.sql.indexOf(']', this.position) + 1
    if (end < 1) this.opaque('identifier', this.sql.length, false)
    else this.opaque('identifier', end)
  }

  private startsLineComment(): boolean {
    if (this.sql[this.position + 1] !== '-') return false
    const next = this.sql.charCodeAt(this.position + 2)
    return this.rules.dashCommentsNeedSpace !== true || Number.isNaN(next) || next <= SPACE
  }

  private lineComment(): void {
    const end = this.sql.indexOf('\n', this.position)
    this.opaque('comment', end === -1 ? this.sql.length : end)
  }

  private blockComment(): void {
    const { sql } = this
    const mark = /\/\*|\*\//g
    mark.lastIndex = this.position + 2
    for (let depth = 1; depth > 0; ) {
      const found = mark.exec(sql)
      if (found === null) return this.opaque('comment', sql.length, false)
      if (found[0] === '*/') depth--
      else if (this.rules.nestedComments === true) depth++
      // Without nesting, "/*/" inside a comment ends it.
      else mark.lastIndex--
    }
    this.opaque('comment', mark.lastIndex)
  }

  private isAfter(pattern: RegExp): boolean {
    return this.position === 0 || pattern.test(this.sql[this.position - 1]!)
  }

  private colon(): void {
    const { sql, position } = this
    if (sql[position + 1] === ':' || sql[position + 1] === '=') return this.skip(2)
    const name = this.match(NAME, position + 1)
    if (name === undefined || this.style !== 'replacements') return this.skip(1)
    const end = position + 1 + name.length
    const next = sql[end]
    const isEnded = next === undefined || AFTER_NAME.test(next) || sql.startsWith('::', end)
    const isCertain = isEnded && this.isAfter(BEFORE_PLACEHOLDER)
    const isPossible =
      (isEnded || OPERATOR.test(next)) &&
      (this.isAfter(BEFORE_PLACEHOLDER) || this.isAfter(OPERATOR))
    if (isPossible) this.placeholder('named', `:${name}`, name, isCertain)
    else this.skip(1)
  }

  private questionMark(): void {
    const { rules } = this
    if (this.style !== 'replacements') return this.skip(1)
    const next = this.sql[this.position + 1]
    if (next === '?' && rules.questionMarkOperators === true) {
      return this.placeholder('escaped', '??')
    }
    const isOperator = rules.questionMarkOperators === true && (next === '|' || next === '&')
    const isAllowed =
      this.isAfter(BEFORE_PLACEHOLDER) || this.isAfter(OPERATOR_BEFORE_QUESTION_MARK)
    if (isAllowed && !isOperator) this.placeholder('positional', '?')
    else this.skip(1)
  }

  private dollar(): void {
    if (this.style === 'bind' && this.sql.startsWith('$$$$', this.position)) {
      return this.escapedDollarQuote()
    }
    const tag = this.rules.dollarQuotes === true ? this.match(DOLLAR_TAG, this.position) : undefined
    if (tag !== undefined) {
      const end = this.sql.indexOf(tag, this.position + tag.length)
      if (end !== -1) return this.opaque('string', end + tag.length)
      if (this.style === 'replacements') return this.opaque('string', this.sql.length, false)
    }
    if (this.style === 'replacements') return this.skip(1)
    if (this.sql[this.position + 1] === '$') return this.placeholder('escaped', '$$')
    const name = this.match(BIND_NAME, this.position + 1)
    if (name === undefined) this.skip(1)
    else this.placeholder('bind', `$${name}`, name)
  }

  /** `$$$$ … $$$$` is v6's way to write a dollar-quoted text in SQL with bind parameters. */
  private escapedDollarQuote(): void {
    const end = this.sql.indexOf('$$$$', this.position + 4)
    this.placeholder('escaped', '$$')
    this.placeholder('escaped', '$$')
    if (end === -1 || this.rules.dollarQuotes !== true) return
    this.opaque('string', end)
    this.placeholder('escaped', '$$')
    this.placeholder('escaped', '$$')
  }
}
