/** Connections that could not be made, or were not given in time. */
import { BaseError, type ErrorOptions, nameClass, trimStack } from './base-error.js'

/** A connection could not be made or was lost; the subclasses tell why where it is known. */
export class ConnectionError extends BaseError {
  static {
    nameClass(this, 'SequelizeConnectionError')
  }

  /** The driver's error. */
  readonly parent: Error
  /** The driver's error, by v6's other name. */
  readonly original: Error

  constructor(parent?: Error, options: ErrorOptions = {}) {
    super(parent?.message ?? '', parent === undefined ? options : { cause: parent, ...options })
    // v6 leaves both undefined when there is no driver error, although its types say otherwise.
    this.parent = parent as Error
    this.original = parent as Error
  }
}

/** The server is there but refused the connection: nothing listens on the port. */
export class ConnectionRefusedError extends ConnectionError {
  static {
    nameClass(this, 'SequelizeConnectionRefusedError')
  }
}

/** The server refused the user name or password. */
export class AccessDeniedError extends ConnectionError {
  static {
    nameClass(this, 'SequelizeAccessDeniedError')
  }
}

/** The host name could not be resolved. */
export class HostNotFoundError extends ConnectionError {
  static {
    nameClass(this, 'SequelizeHostNotFoundError')
  }
}

/** The host is known, but no route leads to it. */
export class HostNotReachableError extends ConnectionError {
  static {
    nameClass(this, 'SequelizeHostNotReachableError')
  }
}

/** The connection options are not valid. */
export class InvalidConnectionError extends ConnectionError {
  static {
    nameClass(this, 'SequelizeInvalidConnectionError')
  }
}

/** The server did not answer in time. */
export class ConnectionTimedOutError extends ConnectionError {
  static {
    nameClass(this, 'SequelizeConnectionTimedOutError')
  }
}

/** What the pool knew when it gave up waiting. */
export interface PoolState {
  /** Connections in use. */
  readonly using: number
  /** `pool.max`. */
  readonly max: number
  /** Callers that wait, this one included. */
  readonly waiting: number
  /** `pool.acquire`. */
  readonly acquireTimeoutMs: number
}

/** No connection became free within `pool.acquire`. */
export class ConnectionAcquireTimeoutError extends ConnectionError {
  static {
    nameClass(this, 'SequelizeConnectionAcquireTimeoutError')
  }

  /** The pool stayed exhausted for the whole waiting time. */
  static poolExhausted(pool: PoolState): ConnectionAcquireTimeoutError {
    const error = new ConnectionAcquireTimeoutError(
      new Error(
        `No connection became free within ${pool.acquireTimeoutMs} ms: ${pool.using} of ` +
          `${pool.max} are in use and ${pool.waiting} calls wait. ` +
          'Raise pool.max or pool.acquire, or look for transactions that are never ended.',
      ),
    )
    return trimStack(error, ConnectionAcquireTimeoutError.poolExhausted)
  }

  /** A transaction kept the only connection for the whole waiting time. */
  static connectionHeld(
    wait: Pick<PoolState, 'waiting' | 'acquireTimeoutMs'>,
  ): ConnectionAcquireTimeoutError {
    const error = new ConnectionAcquireTimeoutError(
      new Error(
        `The connection did not become free within ${wait.acquireTimeoutMs} ms: a database in ` +
          `memory has one, a transaction has it, and ${wait.waiting} calls wait. Look for ` +
          'transactions that are never ended, and for a function of a transaction that waits for ' +
          'something begun outside of it; or raise pool.acquire.',
      ),
    )
    return trimStack(error, ConnectionAcquireTimeoutError.connectionHeld)
  }
}

/** A connection's queue of statements was closed while statements waited in it. */
export class AsyncQueueError extends BaseError {
  static {
    nameClass(this, 'SequelizeAsyncQueueError')
  }
}
