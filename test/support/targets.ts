/**
 * The databases that tests run on, and which of them this run wants.
 *
 * A target is a dialect with one of its drivers. A new dialect is one more entry here and, when it
 * needs a server, one more entry in `databases.ts`.
 */

/** Names of the dialects that have a target. */
export type DialectName = 'sqlite' | 'postgres'

/** A dialect with the driver it is tested through. */
export interface TargetDescription {
  /** What `--dialect` and test titles call it. */
  readonly name: string
  readonly dialect: DialectName
  /** The driver's npm package. */
  readonly driver: string
  /** Whether the driver has to be named, because it is not the dialect's first choice. */
  readonly isExplicitDriver: boolean
}

/** Every target there is. */
export const allTargets: readonly TargetDescription[] = [
  { name: 'sqlite', dialect: 'sqlite', driver: 'sqlite3', isExplicitDriver: false },
  {
    name: 'sqlite:better-sqlite3',
    dialect: 'sqlite',
    driver: 'better-sqlite3',
    isExplicitDriver: true,
  },
  { name: 'postgres', dialect: 'postgres', driver: 'pg', isExplicitDriver: false },
]

/**
 * Resolves the names given to `--dialect` to targets: a dialect's name stands for all its targets.
 *
 * @param wanted names separated by commas; empty for all targets
 * @throws {Error} when a name is neither a dialect nor a target
 */
export function resolveTargets(wanted: string | undefined): readonly TargetDescription[] {
  const names = (wanted ?? '').split(',').filter((name) => name !== '')
  if (names.length === 0) return allTargets
  for (const name of names) {
    if (allTargets.some((target) => matches(target, name))) continue
    const known = new Set(allTargets.flatMap((target) => [target.dialect, target.name]))
    throw new Error(`--dialect ${name}: no such dialect. There are: ${[...known].join(', ')}.`)
  }
  return allTargets.filter((target) => names.some((name) => matches(target, name)))
}

function matches(target: TargetDescription, name: string): boolean {
  // "sqlite" is also the name of the target with the first driver, but asks for the whole dialect.
  return target.dialect === name || target.name === name
}
