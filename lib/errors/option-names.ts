/**
 * A look at the names of options before their values are read. What v6 accepts stays accepted, since
 * applications keep options of their own there: a name that looks like a misspelling warns once, and
 * `new Sequelize({ strict: true })` refuses all that do not exist.
 */
import { nearestName } from './base-error.js'
import { UsageError } from './usage-errors.js'

/** The names of the options in a type, all of them: TypeScript sees to that. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>

/** Warnings that were given; bounded, since names may come from requests. */
const warned = new Set<string>()
const MOST_WARNINGS = 500

/**
 * Looks at the names of some options.
 *
 * @param where what errors begin with: `Book.init: attribute "title"`
 * @param known the names that are suggested
 * @param tolerated names that are not documented, and accepted
 * @throws {UsageError} with `strict`, for the first name that does not exist
 */
export function checkOptionNames(
  where: string,
  options: object,
  known: Readonly<Record<string, true>>,
  strict: boolean,
  tolerated?: Readonly<Record<string, true>>,
): void {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue
    if (tolerated !== undefined && Object.hasOwn(tolerated, name)) continue
    refuseOrWarn(where, name, Object.keys(known), strict)
  }
}

/** What is done about the name of an option that does not exist. */
export function refuseOrWarn(
  where: string,
  name: string,
  known: readonly string[],
  strict: boolean,
): void {
  if (strict) throw UsageError.unknownOption(`${where} (strict)`, name, known)
  const near = nearestName(name, known)
  if (near !== undefined) {
    warnOnce(
      'RELATA_UNKNOWN_OPTION',
      `${where}: "${name}" is not an option. Did you mean "${near}"?`,
    )
  }
}

/** A warning of the process, given once for each text. */
export function warnOnce(code: string, text: string): void {
  if (warned.has(text) || warned.size >= MOST_WARNINGS) return
  warned.add(text)
  process.emitWarning(text, { code })
}
