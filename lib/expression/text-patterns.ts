/**
 * What becomes of a text before it is bound as the pattern of LIKE. The transforms tell patterns
 * that begin with a wildcard, for which no database can use an index, from all others.
 */
import type { ParameterTransform } from './expressions.js'

/** A pattern as it is given. */
export const asGiven: ParameterTransform = (value) => String(value)

/** A pattern as it is given, which begins with a wildcard. */
const openAsGiven: ParameterTransform = (value) => String(value)

/** Text after which anything may follow. */
export const startingWith: ParameterTransform = (value) => `${String(value)}%`

/** Text at the end. */
export const endingWith: ParameterTransform = (value) => `%${String(value)}`

/** Text anywhere. */
export const containing: ParameterTransform = (value) => `%${String(value)}%`

const openPatterns: ReadonlySet<ParameterTransform> = new Set([openAsGiven, endingWith, containing])

/** Whether a pattern begins with a wildcard. */
export function beginsOpen(pattern: string): boolean {
  return pattern.startsWith('%') || pattern.startsWith('_')
}

/** The transform of a pattern that is bound as it is given. */
export function patternTransform(pattern: unknown): ParameterTransform {
  return beginsOpen(String(pattern)) ? openAsGiven : asGiven
}

/** Whether all patterns with this transform begin with a wildcard. */
export function isOpenPattern(transform: ParameterTransform | undefined): boolean {
  return transform !== undefined && openPatterns.has(transform)
}
