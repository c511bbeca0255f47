/**
 * SQL text that means the same in different spellings: PostgreSQL tells a column's type and default
 * in its own words. Each function gives one text for all spellings of a meaning, as far as they are
 * known; of others it gives the text itself.
 */
import { withoutOuterParentheses } from '../../compiler/ddl-generator.js'

const TYPE_NAMES: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  character: 'char',
  bpchar: 'char',
  int: 'integer',
  int4: 'integer',
  serial: 'integer',
  int8: 'bigint',
  bigserial: 'bigint',
  int2: 'smallint',
  smallserial: 'smallint',
  bool: 'boolean',
  decimal: 'numeric',
  float: 'double precision',
  float8: 'double precision',
  float4: 'real',
  'timestamp without time zone': 'timestamp',
  'time without time zone': 'time',
  'timestamp with time zone': 'timestamptz',
  'time with time zone': 'timetz',
  'bit varying': 'varbit',
}

/** One spelling of a type. */
export function typeKey(sql: string): string {
  const text = sql.trim()
  if (text.endsWith('[]')) return `${typeKey(text.slice(0, -2))}[]`
  // A quoted name is that of a type of its own, of which the letters' case counts.
  if (text.includes('"')) return text.replaceAll('"', '')
  const match =
    /^(?<name>[\w .]+?)\s*(?:\((?<arguments>[^)]*)\))?\s*(?<rest>with(?:out)? time zone)?$/i.exec(
      text,
    )
  const groups = match?.groups
  if (groups === undefined) return text
  const words = groups.name!.replace(/\s+/g, ' ')
  const name = [words, ...(groups.rest === undefined ? [] : [groups.rest])].join(' ').toLowerCase()
  if (name === 'float' && Number(groups.arguments ?? 53) < 25) return 'real'
  const known = TYPE_NAMES[name] ?? (isBuiltIn(name) ? name : words)
  return `${known}${typeArguments(known, groups.arguments)}`
}

function isBuiltIn(name: string): boolean {
  return /^[a-z ]+$/.test(name) || /^(?:int[48]range|md5)$/.test(name)
}

function typeArguments(name: string, given: string | undefined): string {
  if (given === undefined) return name === 'char' ? '(1)' : ''
  const list = given.replace(/\s+/g, '').toLowerCase()
  if (name === 'double precision') return ''
  if (name === 'numeric') return `(${list.replace(/^(\d+)$/, '$1,0')})`
  return `(${list})`
}

const CAST_TYPE =
  /^::\s*(?:"(?:[^"]|"")+"|[\w]+)(?:\.(?:"(?:[^"]|"")+"|\w+))?(?: (?:varying|precision|with(?:out)? time zone))?(?:\([\d,\s]*\))?(?: with(?:out)? time zone)?(?:\[\])*/i

const NUMERIC_CAST = /^::\s*(?:integer|bigint|smallint|numeric|real|double precision)/i
const NUMBER_TEXT = /^'-?\d+(?:\.\d+)?'$/

/** One spelling of an expression: without casts of literals, white space and idle parentheses. */
export function expressionKey(sql: string): string {
  const text = unwrapped(tokensOf(sql))
    .join(' ')
    .replace(/\s*([(),.])\s*/g, '$1')
  const key = withoutOuterParentheses(text).replace(/(?<=^|[(,])- (?=[\d.])/g, '-')
  return NUMBER_TEXT.test(key) ? key.slice(1, -1) : key
}

/** Words, numbers, operators and texts; casts are left out. */
function tokensOf(sql: string): string[] {
  const tokens: string[] = []
  let rest = sql.trim()
  while (rest !== '') {
    const cast = CAST_TYPE.exec(rest)
    if (cast !== null) {
      rest = rest.slice(cast[0].length).trimStart()
      // The server writes negative numbers as texts with a cast.
      const last = tokens.at(-1) ?? ''
      if (NUMERIC_CAST.test(cast[0]) && NUMBER_TEXT.test(last)) {
        tokens.splice(-1, 1, ...last.slice(1, -1).split(/(?<=^-)/))
      }
      continue
    }
    const token =
      /^(?:E?'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$.]+|[<>=!~*/%|&^#@+?-]+|.)/su.exec(
        rest,
      )![0]
    tokens.push(tokenKey(token))
    rest = rest.slice(token.length).trimStart()
  }
  return tokens
}

function tokenKey(token: string): string {
  if (token.startsWith("'")) return token
  if (/^E'/i.test(token)) return token.slice(1).replaceAll('\\\\', '\\')
  if (token.startsWith('"')) return /^"[a-z_][a-z0-9_$]*"$/.test(token) ? token.slice(1, -1) : token
  return token === '!=' ? '<>' : token.toLowerCase()
}

/** Tokens without the parentheses that hold one token only. */
function unwrapped(tokens: readonly string[]): string[] {
  let list = [...tokens]
  for (let i = 0; i + 2 < list.length; ) {
    const isCall = i > 0 && /^[\w$]/.test(list[i - 1]!) && !isOperatorWord(list[i - 1]!)
    if (list[i] === '(' && list[i + 2] === ')' && !isCall) {
      list = [...list.slice(0, i), list[i + 1]!, ...list.slice(i + 3)]
      i = Math.max(0, i - 1)
    } else {
      i++
    }
  }
  return list
}

function isOperatorWord(word: string): boolean {
  return /^(?:and|or|not|in|is|like|between|then|else|when|case)$/.test(word)
}
