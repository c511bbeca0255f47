/** Trying again what failed: the options and the rules are those of the package `retry-as-promised`. */
import { type Options as RetryAsPromisedOptions, retryAsPromised } from 'retry-as-promised'
import type { MaybePromise } from './connection.js'

/** v6's retry options. */
export interface RetryOptions extends Partial<RetryAsPromisedOptions> {}

/** What is retried unless the application says otherwise: v6's default. */
export const DEFAULT_RETRY: RetryOptions = Object.freeze({
  max: 5,
  match: ['SQLITE_BUSY: database is locked'],
})

/** Runs an action until it succeeds, or fails with what the options do not match. */
export function retryAll<T>(retry: RetryOptions, attempt: () => MaybePromise<T>): Promise<T> {
  return retryAsPromised(async () => await attempt(), { ...retry, max: retry.max ?? 5 })
}

/**
 * Goes on after a first attempt that was made without the package, which costs a success nothing.
 *
 * @param error the first failure; it is what is thrown when it is not to be retried
 */
export function retryFrom<T>(
  error: unknown,
  retry: RetryOptions,
  attempt: () => MaybePromise<T>,
): Promise<T> {
  let isFirst = true
  return retryAll(retry, () => {
    if (!isFirst) return attempt()
    isFirst = false
    throw error
  })
}
