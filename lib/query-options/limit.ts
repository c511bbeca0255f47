/** LIMIT and OFFSET options → checked parameters. */
import { UsageError } from '../errors/usage-errors.js'
import { Parameter, Slot } from '../expression/expressions.js'
import { isNode, type Node } from '../expression/node.js'

/**
 * A row count as a parameter. Numbers and digits are accepted (v6 does so too), and expressions.
 *
 * @throws {UsageError} for anything else, so that a request can never spell SQL here
 */
export function limitParameter(
  value: unknown,
  option: 'limit' | 'offset',
  caller: string,
): Node | undefined {
  if (value === undefined || value === null) return undefined
  if (isNode(value)) return value
  const check = (count: unknown): number => rowCount(count, option, caller)
  if (value instanceof Slot) {
    check(value.value)
    return new Parameter(value, undefined, option === 'limit' ? checkedLimit : checkedOffset)
  }
  return new Parameter(check(value))
}

const checkedLimit = (count: unknown): number => rowCount(count, 'limit', 'findAll')
const checkedOffset = (count: unknown): number => rowCount(count, 'offset', 'findAll')

function rowCount(value: unknown, option: 'limit' | 'offset', caller: string): number {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    throw UsageError.invalidLimit(caller, option, value)
  }
  return count
}
