/** How the documentation shows what a sample gave, and when that is what it really gave. */
import type { ExpectedOutput } from './pages.js'
import type { SampleRecord, SentStatement } from './programs.js'

const WIDTH = 98

/** What a fence must show after a sample. */
export function outputText(expected: ExpectedOutput, record: SampleRecord): string {
  if (expected.kind === 'text') return record.printed.join('\n')
  const only = /\bonly (\S+)/.exec(expected.words)?.[1]
  const withValues = /\bvalues\b/.test(expected.words)
  return record.statements
    .filter(({ sql }) => only === undefined || sql.startsWith(only))
    .map((statement) => statementText(statement, withValues))
    .join('\n')
}

function statementText({ sql, values }: SentStatement, withValues: boolean): string {
  const text = `${layOut(sql.replace(/;\s*$/, ''))};`
  return withValues && values.length > 0 ? `${text} -- ${JSON.stringify(values)}` : text
}

/** The condition of a SELECT. */
export function conditionText(record: SampleRecord): string {
  const sql = record.statements.at(-1)?.sql ?? ''
  const start = sql.indexOf(' WHERE ')
  return start === -1 ? '' : sql.slice(start + ' WHERE '.length).replace(/;$/, '')
}

/**
 * Text as it is compared: how lines are broken does not count, nor which moment "now" was, which
 * transaction it was, or how long something took.
 */
export function comparable(kind: ExpectedOutput['kind'], text: string): string {
  const timeless = text
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.(?!000)\d{3}/g, '<now>')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, '<uuid>')
    .replaceAll(/\b\d+ ?ms\b/g, '<ms>')
  if (kind === 'text') return timeless.trimEnd()
  return timeless.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')').trim()
}

const CLAUSES =
  /^(?:FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|VALUES|SET|RETURNING|ON CONFLICT|UNION|(?:LEFT OUTER |RIGHT OUTER |INNER |CROSS )JOIN)\b/

/** SQL in lines that fit: a clause per line, and long lists broken. */
function layOut(sql: string): string {
  if (sql.length <= WIDTH) return sql
  if (/^CREATE TABLE/i.test(sql)) return layOutTable(sql)
  return splitOutside(sql, (rest, before) => CLAUSES.test(rest) && !before.endsWith('DISTINCT'))
    .map(wrap)
    .join('\n')
}

function layOutTable(sql: string): string {
  const open = sql.indexOf('(')
  const close = sql.lastIndexOf(')')
  const parts = splitOutside(sql.slice(open + 1, close), (_rest, before) => before.endsWith(','))
  const lines = parts.map((part) => `  ${part.trim()}`)
  return `${sql.slice(0, open + 1)}\n${lines.join('\n')}\n${sql.slice(close)}`
}

/** Divides SQL at blanks outside of parentheses and quotes. */
function splitOutside(sql: string, isStart: (rest: string, before: string) => boolean): string[] {
  const parts: string[] = []
  let start = 0
  let depth = 0
  for (let index = 0; index < sql.length; index += 1) {
    const character = sql[index]!
    if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (`'"\``.includes(character)) index = sql.indexOf(character, index + 1)
    else if (character === ' ' && depth === 0) {
      if (!isStart(sql.slice(index + 1), sql.slice(start, index))) continue
      parts.push(sql.slice(start, index))
      start = index + 1
    }
    if (index === -1) break
  }
  return [...parts, sql.slice(start)]
}

/** Breaks a long line at commas and conjunctions; where none is near, it stays long. */
function wrap(line: string): string {
  if (line.length <= WIDTH) return line
  const words = line.split(/(?<=,) | (?=(?:AND|OR|INNER JOIN|WHERE|FROM) )/)
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < WIDTH)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(last === undefined ? word : `  ${word}`)
  }
  return lines.join('\n')
}
