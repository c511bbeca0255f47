/** What is set on a new PostgreSQL session, in one round trip. */
import type { ConnectionConfig } from '../../engine/connection.js'
import { UsageError } from '../../errors/usage-errors.js'
import { LiteralEscaper } from '../../compiler/literals.js'

const MESSAGE_LEVELS = [
  'debug5',
  'debug4',
  'debug3',
  'debug2',
  'debug1',
  'log',
  'notice',
  'warning',
  'error',
  'panic',
]

const literals = new LiteralEscaper({ backslashes: 'escape-string' })

/**
 * The statements for a configuration; none where everything is left to the server.
 *
 * @throws {UsageError} for an unknown level of messages
 */
export function sessionStatements(config: ConnectionConfig): string[] {
  const { session = {}, dialectOptions = {} } = config
  const statements: string[] = []
  if (session['standardConformingStrings'] !== false) {
    statements.push('SET standard_conforming_strings=on')
  }
  const level = dialectOptions['clientMinMessages'] ?? session['clientMinMessages'] ?? 'warning'
  if (level !== false && level !== 'ignore') {
    statements.push(`SET client_min_messages TO ${messageLevel(level)}`)
  }
  if (config.keepDefaultTimezone !== true && config.timezone !== undefined) {
    statements.push(timeZoneStatement(config.timezone))
  }
  const searchPath = sessionSearchPath(config)
  if (searchPath !== undefined) {
    statements.push(`SELECT set_config('search_path', ${literals.escapeString(searchPath)}, false)`)
  }
  return statements
}

/** The search path of the session; as in v6 the option counts only with `prependSearchPath`. */
export function sessionSearchPath(config: ConnectionConfig): string | undefined {
  const searchPath = config.session?.['searchPath']
  const isHonoured = config.dialectOptions?.['prependSearchPath'] === true
  return isHonoured && typeof searchPath === 'string' && searchPath !== '' ? searchPath : undefined
}

function messageLevel(level: unknown): string {
  const text = String(level).toLowerCase()
  if (MESSAGE_LEVELS.includes(text)) return text
  throw UsageError.invalidOption(
    'new Sequelize',
    'clientMinMessages',
    `one of ${MESSAGE_LEVELS.join(', ')}, "ignore" or false`,
    level,
  )
}

/** An offset as an interval, since `SET TIME ZONE '+02:00'` means the opposite sign. */
function timeZoneStatement(timezone: string): string {
  return /^[+-]\d{2}:\d{2}$/.test(timezone)
    ? `SET TIME ZONE INTERVAL '${timezone}' HOUR TO MINUTE`
    : `SET TIME ZONE ${literals.escapeString(timezone)}`
}
