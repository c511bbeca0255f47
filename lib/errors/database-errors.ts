/**
 * Failed statements: constraint violations by kind, time-outs, deadlocks; and statements that
 * succeeded with a result the caller ruled out (no row, a stale version).
 */
import { BaseError, type ErrorOptions, nameClass, show, trimStack } from './base-error.js'

/** What a driver's error carries once the failed statement is known. */
export interface DatabaseErrorParent extends Error {
  readonly sql?: string | undefined
  /** The bound values of the failed statement. */
  readonly parameters?: object | undefined
}

/** Options common to the constraint errors. */
export interface DatabaseErrorSubclassOptions extends ErrorOptions {
  readonly parent?: DatabaseErrorParent | undefined
  readonly message?: string | undefined
}

/** v6's name for what database errors have in common. */
export interface CommonErrorProperties {
  readonly parent: Error
  readonly original: Error
  readonly sql: string
}

/**
 * A statement that the database refused.
 *
 * The bound values are on `parameters`, which is not enumerable and in no message.
 */
export class DatabaseError extends BaseError implements CommonErrorProperties {
  static {
    nameClass(this, 'SequelizeDatabaseError')
  }

  /** The driver's error. */
  readonly parent: DatabaseErrorParent
  /** The driver's error, by v6's other name. */
  readonly original: DatabaseErrorParent
  /** The statement as it was sent. */
  readonly sql: string
  /** The values that were bound to the statement; not enumerable. */
  declare readonly parameters: object

  /** @param message for subclasses that know better than the driver's error */
  constructor(
    parent: DatabaseErrorParent,
    options: ErrorOptions = {},
    message: string = parent.message,
  ) {
    super(message, { cause: parent, ...options })
    this.parent = parent
    this.original = parent
    // v6 leaves it undefined for errors outside a statement, although its types say otherwise.
    this.sql = parent.sql as string
    hideParameters(parent)
    Object.defineProperty(this, 'parameters', {
      value: parent.parameters ?? {},
      enumerable: false,
      configurable: true,
      writable: true,
    })
  }

  /** The driver's code: an SQLSTATE, a name such as `SQLITE_BUSY`, or a number. */
  get code(): string | number | undefined {
    const { code, errno } = this.parent as { code?: string | number; errno?: number }
    return code ?? errno
  }
}

/**
 * Makes the bound values on a driver's error not enumerable: printing one of our errors prints its
 * parent too.
 */
export function hideParameters(parent: DatabaseErrorParent): void {
  const property = Object.getOwnPropertyDescriptor(parent, 'parameters')
  if (property?.configurable && property.enumerable) {
    Object.defineProperty(parent, 'parameters', { ...property, enumerable: false })
  }
}

function parentOf(options: DatabaseErrorSubclassOptions): DatabaseErrorParent {
  return options.parent ?? Object.assign(new Error(''), { sql: '' })
}

/** The statement ran longer than allowed, or waited too long for a lock. */
export class TimeoutError extends DatabaseError {
  static {
    nameClass(this, 'SequelizeTimeoutError')
  }
}

/**
 * Two transactions waited for each other, and the database ended this one; it may be tried again.
 * Its `name` is that of DatabaseError, by which v6 reports deadlocks.
 */
export class DeadlockError extends DatabaseError {}

/**
 * A transaction that could not be ordered among concurrent ones (SQLSTATE 40001); it may be tried
 * again. Its `name` is that of DatabaseError, by which v6 reports such failures.
 */
export class SerializationError extends DatabaseError {}

/** Which side of a foreign key was violated: a missing parent or remaining children. */
export type RelationshipType = 'parent' | 'child'

/** What is known about a violated foreign key. */
export interface ForeignKeyConstraintErrorOptions extends DatabaseErrorSubclassOptions {
  readonly table?: string | undefined
  readonly fields?: Record<string, string> | readonly string[] | null | undefined
  readonly value?: unknown
  readonly index?: string | undefined
  readonly reltype?: RelationshipType | undefined
}

/** A foreign key does not allow the change. */
export class ForeignKeyConstraintError extends DatabaseError {
  static {
    nameClass(this, 'SequelizeForeignKeyConstraintError')
  }

  readonly table: string | undefined
  readonly fields: Record<string, string> | readonly string[] | null | undefined
  readonly value: unknown
  /** The name of the constraint. */
  readonly index: string | undefined
  readonly reltype: RelationshipType | undefined

  constructor(options: ForeignKeyConstraintErrorOptions = {}) {
    const parent = parentOf(options)
    super(parent, options, options.message || parent.message || 'Database Error')
    this.table = options.table
    this.fields = options.fields
    this.value = options.value
    this.index = options.index
    this.reltype = options.reltype
  }
}

/** What is known about a violated or missing constraint. */
export interface ConstraintErrorOptions extends DatabaseErrorSubclassOptions {
  readonly constraint?: string | undefined
  readonly fields?: Record<string, string | number> | readonly string[] | undefined
  readonly table?: string | undefined
}

/** An exclusion constraint does not allow the row beside another one. */
export class ExclusionConstraintError extends DatabaseError {
  static {
    nameClass(this, 'SequelizeExclusionConstraintError')
  }

  readonly constraint: string | undefined
  readonly fields: Record<string, string | number> | readonly string[] | undefined
  readonly table: string | undefined

  constructor(options: ConstraintErrorOptions = {}) {
    const parent = parentOf(options)
    super(parent, options, options.message || parent.message)
    this.constraint = options.constraint
    this.fields = options.fields
    this.table = options.table
  }
}

/** A statement names a constraint or an index that does not exist. */
export class UnknownConstraintError extends DatabaseError {
  static {
    nameClass(this, 'SequelizeUnknownConstraintError')
  }

  readonly constraint: string | undefined
  readonly fields: Record<string, string | number> | readonly string[] | undefined
  readonly table: string | undefined

  constructor(options: ConstraintErrorOptions = {}) {
    const message = options.message || 'The specified constraint does not exist'
    super(parentOf(options), options, message)
    this.constraint = options.constraint
    this.fields = options.fields
    this.table = options.table
  }

  /** No constraint of that name on the table, found before a statement was sent. */
  static missing(table: string, constraint: string): UnknownConstraintError {
    const message = `Constraint ${show(constraint)} on table ${show(table)} does not exist.`
    const error = new UnknownConstraintError({ message, constraint, table })
    return trimStack(error, UnknownConstraintError.missing)
  }
}

/** What is known about a lost update. */
export interface OptimisticLockErrorOptions extends ErrorOptions {
  readonly message?: string | undefined
  readonly modelName?: string | undefined
  readonly values?: Record<string, unknown> | undefined
  readonly where?: Record<string, unknown> | undefined
}

/** The row was changed by someone else since the instance was loaded. */
export class OptimisticLockError extends BaseError {
  static {
    nameClass(this, 'SequelizeOptimisticLockError')
  }

  readonly modelName: string | undefined
  readonly values: Record<string, unknown> | undefined
  readonly where: Record<string, unknown> | undefined

  constructor(options: OptimisticLockErrorOptions = {}) {
    super(
      options.message || `Attempting to update a stale model instance: ${options.modelName}`,
      options,
    )
    this.modelName = options.modelName
    this.values = options.values
    this.where = options.where
  }
}

/** No row was found where `rejectOnEmpty` asked for one. */
export class EmptyResultError extends BaseError {
  static {
    nameClass(this, 'SequelizeEmptyResultError')
  }
}
