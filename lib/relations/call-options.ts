/** The options of `relate`, `describeAssociations` and `toMermaid`, which v6 has not: all are known. */
import { UsageError } from '../errors/usage-errors.js'

/**
 * Checks the names of options.
 *
 * @param where what errors begin with: `sequelize.toMermaid`
 * @throws {UsageError} for what is no object, and for a name that does not exist
 */
export function checkOptions(
  where: string,
  options: unknown,
  known: Readonly<Record<string, true>>,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const names = Object.keys(known).map((name) => `"${name}"`)
    const expected = `an object with ${names.join(' and ')}`
    throw UsageError.invalidOption(where, 'the options', expected, options)
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) throw UsageError.unknownOption(where, name, Object.keys(known))
  }
}
