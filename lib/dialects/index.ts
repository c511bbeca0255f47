/** The dialects by name. The only place that names them all. */
import type { DialectModule } from '../engine/dialect.js'
import { UsageError } from '../errors/usage-errors.js'
import { postgres } from './postgres/dialect.js'
import { sqlite } from './sqlite/dialect.js'

const modules: readonly DialectModule[] = [postgres, sqlite]

const modulesByName: ReadonlyMap<string, DialectModule> = new Map([
  ...modules.map((module) => [module.name, module] as const),
  // The scheme of many connection URIs.
  ['postgresql', postgres],
])

/** The names of the dialects; v6's `dialect` option. */
export const dialectNames: readonly string[] = modules.map((module) => module.name)

/**
 * The dialect of a name or a URI's scheme.
 *
 * @throws {UsageError} listing the dialects, when there is none of that name
 */
export function resolveDialect(name: unknown): DialectModule {
  const module = typeof name === 'string' ? modulesByName.get(name) : undefined
  if (module === undefined) throw UsageError.unknownDialect(name || undefined, dialectNames)
  return module
}
