/** Which of the SQLite drivers is used. */
import { UsageError } from '../../errors/usage-errors.js'
import type { DialectContext, Driver } from '../../engine/dialect.js'
import { loadPackage } from '../../engine/driver-loading.js'
import { betterSqlite3Driver } from './connection-better-sqlite3.js'
import { sqlite3Driver } from './connection-sqlite3.js'

// v6 knows sqlite3 alone: an application that has both installed keeps what it had.
const PACKAGES = ['sqlite3', 'better-sqlite3'] as const

/**
 * The driver that the options name, else the first that is installed.
 *
 * @throws {UsageError} when there is none, or the module is of no known kind
 */
export function chooseDriver(context: DialectContext): Driver {
  const { dialectModule, dialectModulePath } = context
  if (dialectModulePath) {
    const library = loadPackage(dialectModulePath)
    if (library === undefined) throw UsageError.missingDriver(dialectModulePath, 'sqlite')
    return driverOf(library, 'dialectModulePath')
  }
  if (dialectModule) return driverOf(dialectModule, 'dialectModule')
  for (const name of PACKAGES) {
    const library = loadPackage(name)
    if (library !== undefined) return driverOf(library, name)
  }
  throw UsageError.missingDriver(PACKAGES, 'sqlite')
}

/** A module's driver, told by its shape; a module that was imported may be under `default`. */
function driverOf(module: unknown, option: string): Driver {
  const { default: inner } = Object(module) as { default?: unknown }
  for (const library of [module, inner]) {
    if (isBetterSqlite3(library)) return betterSqlite3Driver(library)
    if (isSqlite3(library)) return sqlite3Driver(library)
  }
  throw UsageError.invalidOption(
    'new Sequelize',
    option,
    'the module sqlite3 or better-sqlite3, or one with the interface of either',
    module,
  )
}

function isBetterSqlite3(library: unknown): library is Parameters<typeof betterSqlite3Driver>[0] {
  return typeof library === 'function' && 'SqliteError' in library
}

function isSqlite3(library: unknown): library is Parameters<typeof sqlite3Driver>[0] {
  const { Database, OPEN_CREATE } = Object(library) as Record<string, unknown>
  return typeof Database === 'function' && typeof OPEN_CREATE === 'number'
}
