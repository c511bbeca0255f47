/**
 * Expected SQL per dialect, written out in full beside the statement that it is expected of.
 */
import { expect } from 'vitest'
import { compileFor } from './compile.js'
import { neutralizePlaceholders } from './placeholders.js'
import { allTargets, type DialectName } from './targets.js'

/** SQL with `?` for every placeholder, and the values in the order of the parameters. */
export type ExpectedSql = readonly [sql: string, parameters?: readonly unknown[]]

/** Every dialect that SQL is expected of. */
const sqlDialects: readonly DialectName[] = [...new Set(allTargets.map((target) => target.dialect))]

/**
 * Compiles a statement for every dialect and compares SQL and parameters.
 *
 * @param expected by dialect; dialects that agree share a key, their names separated by commas. A
 *   dialect left out fails the test, and so does the name of one that does not exist.
 */
export function expectSql(
  statement: unknown,
  expected: Readonly<Record<string, ExpectedSql>>,
): void {
  const remaining = new Map<string, ExpectedSql>()
  for (const [key, value] of Object.entries(expected)) {
    for (const name of key.split(',').map((part) => part.trim())) {
      if (remaining.has(name)) throw new Error(`expectSql: ${name} is given twice`)
      remaining.set(name, value)
    }
  }
  for (const dialect of sqlDialects) {
    const wanted = remaining.get(dialect)
    if (wanted === undefined) throw new Error(`expectSql: no SQL is given for ${dialect}`)
    remaining.delete(dialect)
    const { sql, parameters } = compileFor(dialect, statement)
    expect([neutralizePlaceholders(sql), [...parameters]], dialect).toEqual([
      wanted[0],
      [...(wanted[1] ?? [])],
    ])
  }
  if (remaining.size > 0) {
    throw new Error(`expectSql: no such dialect: ${[...remaining.keys()].join(', ')}`)
  }
}
