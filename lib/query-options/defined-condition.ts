/** Looks for `undefined` in a condition before it becomes part of a larger one. */
import { UsageError } from '../errors/usage-errors.js'
import { operatorName } from '../expression/operators.js'
import { isPlainObject } from './operands.js'

/**
 * Asserts that no value of a condition is undefined. Reading a condition does so too; here the place
 * in the message is that in what the application gave, whatever it is joined with afterwards.
 *
 * @param caller what errors begin with: `Book.findAll`
 * @throws {UsageError} for the first value that is
 */
export function assertDefinedCondition(where: unknown, caller: string): void {
  walk(where, { caller, path: 'where', depth: 0 })
}

interface Place {
  readonly caller: string
  readonly path: string
  readonly depth: number
}

/** A condition that holds itself is refused by who reads it. */
const DEEPEST = 100

function walk(where: unknown, { caller, path, depth }: Place): void {
  if (where === undefined) throw UsageError.undefinedInWhere(caller, path)
  if (depth > DEEPEST) return
  const below = (value: unknown, step: string): void =>
    walk(value, { caller, path: `${path}${step}`, depth: depth + 1 })
  if (Array.isArray(where)) {
    for (const [index, item] of where.entries()) below(item, `[${index}]`)
    return
  }
  if (!isPlainObject(where)) return
  for (const key of Reflect.ownKeys(where)) {
    below(
      where[key],
      typeof key === 'string' ? `.${key}` : `[Op.${operatorName(key) ?? 'unknown'}]`,
    )
  }
}
