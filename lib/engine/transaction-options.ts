/** The options of a transaction: v6's forms, checked, with the instance's defaults. */
import type { Capabilities } from '../compiler/capabilities.js'
import { UsageError } from '../errors/usage-errors.js'
import type { BeginOptions, IsolationLevel } from './connection.js'
import type { RetryOptions } from './retry.js'
import type { LogFunction } from './statement-log.js'

/** SQL's isolation levels, by v6's names. */
export const ISOLATION_LEVELS = Object.freeze({
  READ_UNCOMMITTED: 'READ UNCOMMITTED',
  READ_COMMITTED: 'READ COMMITTED',
  REPEATABLE_READ: 'REPEATABLE READ',
  SERIALIZABLE: 'SERIALIZABLE',
} as const)

/** SQLite: when locks are taken. */
export const TRANSACTION_TYPES = Object.freeze({
  DEFERRED: 'DEFERRED',
  IMMEDIATE: 'IMMEDIATE',
  EXCLUSIVE: 'EXCLUSIVE',
} as const)

/** Row locks, for the finder option `lock`. */
export const LOCK = Object.freeze({
  UPDATE: 'UPDATE',
  SHARE: 'SHARE',
  KEY_SHARE: 'KEY SHARE',
  NO_KEY_UPDATE: 'NO KEY UPDATE',
} as const)

/** SQLite: when locks are taken. */
export type TransactionType = keyof typeof TRANSACTION_TYPES

/** What a transaction takes beside its outer transaction. */
export interface TransactionSettings {
  readonly isolationLevel?: IsolationLevel | null | undefined
  /** SQLite: when locks are taken. Ignored elsewhere, as in v6. */
  readonly type?: TransactionType | undefined
  /** Goes to a reader where there are some; the server is asked to refuse writes in strict mode. */
  readonly readOnly?: boolean | undefined
  /** PostgreSQL: `Deferrable.SET_DEFERRED` or `SET_IMMEDIATE`. Ignored elsewhere, as in v6. */
  readonly deferrable?: unknown
  /** Ignored, as in v6. */
  readonly autocommit?: boolean | undefined
  readonly logging?: boolean | LogFunction | undefined
  readonly benchmark?: boolean | undefined
  readonly retry?: RetryOptions | undefined
}

/** The instance's options that transactions depend on. */
export interface TransactionDefaults {
  readonly isolationLevel?: IsolationLevel | null | undefined
  readonly transactionType?: TransactionType | undefined
  readonly strict?: boolean | undefined
}

/**
 * What a transaction keeps as its options, under v6's keys.
 *
 * @throws {UsageError} for an isolation level or a type that does not exist
 */
export function normalizeTransactionOptions(
  options: TransactionSettings,
  defaults: TransactionDefaults,
): Pick<TransactionSettings, 'type' | 'isolationLevel' | 'readOnly'> {
  return {
    type: oneOf(options.type ?? defaults.transactionType, TRANSACTION_TYPES, 'type'),
    isolationLevel:
      oneOf(
        options.isolationLevel ?? defaults.isolationLevel,
        ISOLATION_LEVELS,
        'isolationLevel',
      ) ?? null,
    readOnly: options.readOnly ?? false,
  }
}

function oneOf<T extends string>(
  value: unknown,
  choices: Readonly<Record<string, T>>,
  option: string,
): T | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const allowed = Object.values(choices)
  const found = allowed.find((name) => name === String(value).toUpperCase())
  if (found !== undefined) return found
  throw UsageError.invalidOption(
    'sequelize.transaction',
    option,
    `one of ${allowed.map((name) => `"${name}"`).join(', ')}`,
    value,
  )
}

/** How a transaction is begun; what the database has no form for is left out. */
export function beginOptions(
  options: TransactionSettings,
  defaults: TransactionDefaults,
  supports: Capabilities,
): BeginOptions {
  return {
    isolationLevel: supports.isolationLevels ? (options.isolationLevel ?? undefined) : undefined,
    type: supports.transactionTypes ? options.type : undefined,
    // v6 only routes by it: an application may write in it where there are no readers.
    readOnly: supports.readOnlyTransactions && defaults.strict === true && options.readOnly,
  }
}
