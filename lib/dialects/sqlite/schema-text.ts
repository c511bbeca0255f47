/**
 * SQL text that means the same in different spellings. SQLite keeps what was written, so that little
 * differs but letters' case, white space and idle parentheses.
 */
import { withoutOuterParentheses } from '../../compiler/ddl-generator.js'

/** One spelling of a type. */
export function typeKey(sql: string): string {
  const text = sql
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/\s*([(),])\s*/g, '$1')
    .trim()
  // The collation of CITEXT is told apart from its type.
  return text.replace(/ collate nocase$/, '')
}

/** One spelling of an expression. */
export function expressionKey(sql: string): string {
  const parts = sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\w$.]+|\S/gu) ?? []
  const tokens = parts.map((part) => {
    if (part.startsWith("'")) return part
    if (/^["`]/.test(part)) return part.slice(1, -1).toLowerCase()
    return part.toLowerCase()
  })
  return withoutOuterParentheses(tokens.join(' ').replace(/\s*([(),.])\s*/g, '$1'))
}
