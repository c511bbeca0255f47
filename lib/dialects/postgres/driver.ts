/** The driver for PostgreSQL, and how it decodes raw SQL. */
import type pg from 'pg'
import type { DialectContext, Driver } from '../../engine/dialect.js'
import { loadPackage } from '../../engine/driver-loading.js'
import { UsageError } from '../../errors/usage-errors.js'
import { pgDriver, type PgLibrary } from './connection.js'

/**
 * The driver that the options name, else `pg`.
 *
 * @throws {UsageError} when it is not installed, or the module is of no known kind
 */
export function chooseDriver(context: DialectContext): Driver {
  const { dialectModule, dialectModulePath, native } = context
  const name = dialectModulePath || 'pg'
  const module = (dialectModulePath ? undefined : dialectModule) ?? loadPackage(name)
  if (module === undefined) throw UsageError.missingDriver(name, 'postgres')
  const library = libraryOf(module)
  // The getter of the module gives null when the native part is missing.
  if (native && !library.native) throw UsageError.missingDriver('pg-native', 'postgres')
  return pgDriver((native ? library.native : library) as PgLibrary)
}

function libraryOf(module: unknown): typeof pg {
  const { default: inner } = Object(module) as { default?: unknown }
  for (const library of [module, inner]) {
    if (typeof (Object(library) as { Client?: unknown }).Client === 'function') {
      return library as typeof pg
    }
  }
  throw UsageError.invalidOption(
    'new Sequelize',
    'dialectModule',
    'the module pg, or one with its interface',
    module,
  )
}
