/** v6's transaction methods of `QueryInterface`; a transaction does these things by itself. */
import { setConstraintsSql } from '../engine/deferrable.js'
import { Transaction } from '../engine/transaction.js'
import { UsageError } from '../errors/usage-errors.js'
import type { QueryInterfaceHost } from './host.js'

function assertTransaction(method: string, what: string, given: unknown): Transaction {
  if (given instanceof Transaction) return given
  throw UsageError.invalid(
    `queryInterface.${method}`,
    `Unable to ${what} without transaction object`,
    given,
  )
}

/** `startTransaction`. */
export async function start(given: unknown): Promise<void> {
  await assertTransaction('startTransaction', 'start a transaction', given).begin()
}

/** `commitTransaction`. */
export async function commit(given: unknown): Promise<void> {
  await assertTransaction('commitTransaction', 'commit a transaction', given).commit()
}

/** `rollbackTransaction`. */
export async function rollback(given: unknown): Promise<void> {
  await assertTransaction('rollbackTransaction', 'rollback a transaction', given).rollback()
}

/** `setIsolationLevel`. */
export async function setIsolationLevel(
  host: QueryInterfaceHost,
  given: unknown,
  value: unknown,
  options: object | undefined,
): Promise<void> {
  const where = 'queryInterface.setIsolationLevel'
  const transaction = assertTransaction(
    'setIsolationLevel',
    'set isolation level for a transaction',
    given,
  )
  // A savepoint has the level of its transaction; no value leaves the server's.
  if (transaction.parent !== null || !value) return
  const levels: readonly string[] = Object.values(Transaction.ISOLATION_LEVELS)
  const level = levels.find((one) => one === String(value).toUpperCase())
  if (level === undefined) throw UsageError.unknownChoice(where, 'isolation level', value, levels)
  if (!host.dialect.supports.isolationLevels) {
    throw UsageError.unsupportedByDialect(
      where,
      'choosing an isolation level',
      host.dialect.name,
      'isolationLevels',
    )
  }
  await host.query(`SET TRANSACTION ISOLATION LEVEL ${level}`, { ...options, transaction })
}

/** `deferConstraints`. */
export async function deferConstraints(
  host: QueryInterfaceHost,
  given: unknown,
  options: object | undefined,
): Promise<void> {
  const transaction = assertTransaction('deferConstraints', 'defer constraints', given)
  if (!host.dialect.supports.deferrableConstraints) return
  const { deferrable } = { ...transaction.options, ...options }
  if (deferrable === undefined || deferrable === null) return
  const sql = setConstraintsSql(deferrable, host.dialect.identifiers)
  await host.query(sql, { ...options, transaction })
}
