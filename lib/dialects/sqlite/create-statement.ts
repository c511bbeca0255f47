/**
 * A stored CREATE TABLE statement, taken apart and put together again. What is not changed keeps
 * its very text: collations, checks, conflict clauses, generated columns, table options.
 *
 * The statement was accepted by SQLite, so that the reader may be lenient.
 */
import { UsageError } from '../../errors/usage-errors.js'

/** A part of a statement's text. */
interface Token {
  readonly start: number
  readonly end: number
  readonly text: string
  /** In upper case; empty for quoted names, texts and signs. */
  readonly word: string
}

/** One constraint, of a column or of the table. */
export interface Clause {
  readonly kind:
    | 'primaryKey'
    | 'notNull'
    | 'null'
    | 'unique'
    | 'check'
    | 'default'
    | 'collate'
    | 'foreignKey'
    | 'generated'
  readonly name: string | undefined
  /** The whole text, its name included. */
  readonly sql: string
  /** Of table constraints: the columns, as far as they are plain names. */
  readonly columns: readonly string[]
  /** The text that matters: a default's value, a check's condition, a collation. */
  readonly value: string
  readonly references: Reference | undefined
  /** PRIMARY KEY … AUTOINCREMENT. */
  readonly isCounted: boolean
}

/** What a foreign key refers to. */
export interface Reference {
  readonly table: string
  readonly columns: readonly string[]
  readonly onDelete: string | undefined
  readonly onUpdate: string | undefined
  readonly isDeferred: boolean
}

/** A column of a statement. */
export interface ColumnClause {
  readonly name: string
  /** The name as it is written. */
  readonly nameSql: string
  readonly type: string
  readonly clauses: readonly Clause[]
}

/** A statement's parts. */
export interface CreateStatement {
  readonly columns: readonly ColumnClause[]
  readonly constraints: readonly Clause[]
  /** What follows the closing parenthesis: `WITHOUT ROWID`, `STRICT`. */
  readonly options: string
}

const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<text>[xX]?'(?:[^']|'')*')|(?<word>[\p{L}_][\p{L}\p{N}_$]*|[\d.][\w.]*(?:[eE][+-]?\d+)?)|(?<sign>[\s\S])/gu

const TABLE_CONSTRAINT = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'])
const COLUMN_CONSTRAINT = new Set([
  'CONSTRAINT',
  'PRIMARY',
  'NOT',
  'NULL',
  'UNIQUE',
  'CHECK',
  'DEFAULT',
  'COLLATE',
  'REFERENCES',
  'GENERATED',
  'AS',
])

/** Whether SQL names a column, in any way of quoting; words in texts and comments do not count. */
export function mentions(sql: string, column: string): boolean {
  const wanted = column.toLowerCase()
  return tokenize(sql).some(
    (token) => !token.text.startsWith("'") && unquote(token.text).toLowerCase() === wanted,
  )
}

/** A name without its quotes. */
export function unquote(sql: string): string {
  const [open] = sql
  const inner = sql.slice(1, -1)
  if (open === '`') return inner.replaceAll('``', '`')
  if (open === '"') return inner.replaceAll('""', '"')
  if (open === "'") return inner.replaceAll("''", "'")
  return open === '[' ? inner : sql
}

/**
 * Takes a statement apart.
 *
 * @throws {UsageError} for a virtual table
 */
export function parseCreateTable(sql: string): CreateStatement {
  const tokens = tokenize(sql)
  const open = tokens.findIndex((token) => token.text === '(')
  if (open === -1 || tokens.slice(0, open).some((token) => token.word === 'VIRTUAL')) {
    throw UsageError.invalid('SQLite', 'only plain tables can be altered', sql)
  }
  const close = closing(tokens, open)
  const columns: ColumnClause[] = []
  const constraints: Clause[] = []
  for (const item of splitAtCommas(tokens.slice(open + 1, close))) {
    const reader = new ClauseReader(sql, item)
    if (TABLE_CONSTRAINT.has(item[0]!.word)) constraints.push(...reader.tableConstraints())
    else columns.push(reader.column())
  }
  return { columns, constraints, options: sql.slice(tokens[close]!.end).trim() }
}

/** Puts a statement together, for a table whose name is given as SQL text. */
export function printCreateTable(statement: CreateStatement, table: string): string {
  const items = [
    ...statement.columns.map(printColumn),
    ...statement.constraints.map((constraint) => constraint.sql),
  ]
  const options = statement.options === '' ? '' : ` ${statement.options}`
  return `CREATE TABLE ${table} (${items.join(', ')})${options}`
}

function printColumn(column: ColumnClause): string {
  return [column.nameSql, column.type, ...column.clauses.map((clause) => clause.sql)]
    .filter((part) => part !== '')
    .join(' ')
}

/** A column definition that stands alone. */
export function parseColumn(sql: string): ColumnClause {
  return new ClauseReader(sql, tokenize(sql)).column()
}

/** A table constraint that stands alone. */
export function parseConstraint(sql: string): Clause {
  return new ClauseReader(sql, tokenize(sql)).tableConstraints()[0]!
}

function tokenize(sql: string): Token[] {
  const tokens: Token[] = []
  for (const match of sql.matchAll(TOKEN)) {
    const { quoted, text, word, sign } = match.groups!
    if ((quoted ?? text ?? word ?? sign) === undefined) continue
    tokens.push({
      start: match.index,
      end: match.index + match[0].length,
      text: match[0],
      word: word?.toUpperCase() ?? '',
    })
  }
  return tokens
}

/** The position of the parenthesis that closes the one at a position. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]!.text === '(') depth++
    else if (tokens[i]!.text === ')' && --depth === 0) return i
  }
  return tokens.length - 1
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const items: Token[][] = []
  let item: Token[] = []
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth++
    else if (token.text === ')') depth--
    if (token.text === ',' && depth === 0) {
      items.push(item)
      item = []
    } else {
      item.push(token)
    }
  }
  return [...items, item].filter((one) => one.length > 0)
}

class ClauseReader {
  private readonly sql: string
  private readonly tokens: readonly Token[]
  private position = 0

  constructor(sql: string, tokens: readonly Token[]) {
    this.sql = sql
    this.tokens = tokens
  }

  column(): ColumnClause {
    const name = this.take()
    const start = this.position
    while (this.position < this.tokens.length && !COLUMN_CONSTRAINT.has(this.word())) {
      if (this.text() === '(') this.position = closing(this.tokens, this.position)
      this.position++
    }
    const type = this.slice(start)
    const clauses: Clause[] = []
    while (this.position < this.tokens.length) clauses.push(this.clause())
    return { name: unquote(name.text), nameSql: name.text, type, clauses }
  }

  tableConstraints(): Clause[] {
    const constraints: Clause[] = []
    while (this.position < this.tokens.length) constraints.push(this.clause())
    return constraints
  }

  private clause(): Clause {
    const start = this.position
    let name: string | undefined
    if (this.word() === 'CONSTRAINT') {
      this.position++
      name = unquote(this.take().text)
    }
    const body = this.body()
    // SQLite takes a name without a constraint.
    if (this.position === start) this.position++
    return {
      columns: [],
      value: '',
      references: undefined,
      isCounted: false,
      ...body,
      name,
      sql: this.slice(start),
    }
  }

  private body(): Partial<Clause> & Pick<Clause, 'kind'> {
    switch (this.take()?.word) {
      case 'PRIMARY':
        return this.primaryKey()
      case 'NOT':
        this.position++
        this.conflict()
        return { kind: 'notNull' }
      case 'NULL':
        this.conflict()
        return { kind: 'null' }
      case 'UNIQUE': {
        const columns = this.names()
        this.conflict()
        return { kind: 'unique', columns }
      }
      case 'CHECK': {
        const value = this.parenthesized()
        this.conflict()
        return { kind: 'check', value }
      }
      case 'DEFAULT':
        return { kind: 'default', value: this.defaultValue() }
      case 'COLLATE':
        return { kind: 'collate', value: unquote(this.take().text) }
      case 'REFERENCES':
        return { kind: 'foreignKey', references: this.reference() }
      case 'FOREIGN': {
        this.position++
        const columns = this.names()
        this.position++
        return { kind: 'foreignKey', columns, references: this.reference() }
      }
      case 'GENERATED':
        this.position += 2
        return this.generated()
      default:
        return this.generated()
    }
  }

  private primaryKey(): Partial<Clause> & Pick<Clause, 'kind'> {
    this.position++
    const columns = this.names()
    if (this.word() === 'ASC' || this.word() === 'DESC') this.position++
    this.conflict()
    const isCounted = this.word() === 'AUTOINCREMENT'
    if (isCounted) this.position++
    return { kind: 'primaryKey', columns, isCounted }
  }

  private generated(): Partial<Clause> & Pick<Clause, 'kind'> {
    const value = this.text() === '(' ? this.parenthesized() : ''
    if (this.word() === 'STORED' || this.word() === 'VIRTUAL') this.position++
    return { kind: 'generated', value }
  }

  private defaultValue(): string {
    const start = this.position
    if (this.text() === '(') {
      this.position = closing(this.tokens, this.position) + 1
    } else {
      if (this.text() === '-' || this.text() === '+') this.position++
      this.position++
    }
    return this.slice(start)
  }

  private reference(): Reference {
    const table = unquote(this.take().text)
    const columns = this.names()
    const actions: Record<string, string> = {}
    let isDeferred = false
    for (;;) {
      const word = this.word()
      if (word === 'ON') {
        const event = this.tokens[this.position + 1]?.word ?? ''
        this.position += 2
        const first = this.take().word
        actions[event] = first === 'SET' || first === 'NO' ? `${first} ${this.take().word}` : first
      } else if (word === 'MATCH') {
        this.position += 2
      } else if (word === 'DEFERRABLE' || (word === 'NOT' && this.isDeferrable(1))) {
        isDeferred = this.deferrable(word === 'NOT')
      } else {
        return { table, columns, onDelete: actions.DELETE, onUpdate: actions.UPDATE, isDeferred }
      }
    }
  }

  private isDeferrable(offset: number): boolean {
    return this.tokens[this.position + offset]?.word === 'DEFERRABLE'
  }

  private deferrable(isNegated: boolean): boolean {
    this.position += isNegated ? 2 : 1
    if (this.word() !== 'INITIALLY') return false
    this.position++
    return this.take().word === 'DEFERRED' && !isNegated
  }

  /** Names in parentheses, where there are some; expressions and orders in them are left out. */
  private names(): string[] {
    if (this.text() !== '(') return []
    const close = closing(this.tokens, this.position)
    const items = splitAtCommas(this.tokens.slice(this.position + 1, close))
    this.position = close + 1
    return items.map((item) => unquote(item[0]!.text))
  }

  private parenthesized(): string {
    const close = closing(this.tokens, this.position)
    const value = this.sql.slice(this.tokens[this.position]!.end, this.tokens[close]!.start).trim()
    this.position = close + 1
    return value
  }

  private conflict(): void {
    if (this.word() === 'ON' && this.tokens[this.position + 1]?.word === 'CONFLICT') {
      this.position += 3
    }
  }

  private take(): Token {
    return this.tokens[this.position++]!
  }

  private word(): string {
    return this.tokens[this.position]?.word ?? ''
  }

  private text(): string {
    return this.tokens[this.position]?.text ?? ''
  }

  private slice(start: number): string {
    if (start >= this.position) return ''
    const last = Math.min(this.position, this.tokens.length) - 1
    return this.sql.slice(this.tokens[start]!.start, this.tokens[last]!.end)
  }
}

/** An index statement's parts. */
export interface IndexStatement {
  readonly fields: readonly {
    /** A column's name; undefined for an expression. */
    readonly column: string | undefined
    readonly expression: string
    readonly collation: string | undefined
    readonly order: 'ASC' | 'DESC' | undefined
  }[]
  /** The condition of a partial index. */
  readonly where: string | undefined
}

/** Takes a stored CREATE INDEX statement apart. */
export function parseCreateIndex(sql: string): IndexStatement {
  const tokens = tokenize(sql)
  const open = tokens.findIndex((token) => token.text === '(')
  const close = closing(tokens, open)
  const where = tokens[close + 1]
  return {
    fields: splitAtCommas(tokens.slice(open + 1, close)).map((item) => indexField(sql, item)),
    where: where?.word === 'WHERE' ? sql.slice(where.end).trim() : undefined,
  }
}

function indexField(sql: string, item: readonly Token[]): IndexStatement['fields'][number] {
  const rest = [...item]
  const last = rest.at(-1)!.word
  const order = last === 'ASC' || last === 'DESC' ? last : undefined
  if (order !== undefined) rest.pop()
  let collation: string | undefined
  if (rest.length > 2 && rest.at(-2)!.word === 'COLLATE') {
    collation = unquote(rest.at(-1)!.text)
    rest.splice(-2)
  }
  const isColumn = rest.length === 1 && !/^[\d']/.test(rest[0]!.text)
  return {
    column: isColumn ? unquote(rest[0]!.text) : undefined,
    expression: sql.slice(rest[0]!.start, rest.at(-1)!.end),
    collation,
    order,
  }
}
