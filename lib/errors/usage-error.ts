/** The classes of wrong use; their factories are in the `*-usage.ts` files beside this one. */
import { BaseError, nameClass, quoteText } from './base-error.js'

/** An association that cannot be declared or is used in a way it does not allow. */
export class AssociationError extends BaseError {
  static {
    nameClass(this, 'SequelizeAssociationError')
  }
}

/** An `include` that does not fit the associations of its model. */
export class EagerLoadingError extends BaseError {
  static {
    nameClass(this, 'SequelizeEagerLoadingError')
  }
}

/** An instance that cannot do what is asked of it. */
export class InstanceError extends BaseError {
  static {
    nameClass(this, 'SequelizeInstanceError')
  }
}

/** Query options that make no query. */
export class QueryError extends BaseError {
  static {
    nameClass(this, 'SequelizeQueryError')
  }
}

/** A scope that is not defined. */
export class SequelizeScopeError extends BaseError {
  static {
    nameClass(this, 'SequelizeScopeError')
  }
}

/** Something that has attributes, for a list of what it has. */
export interface AttributeOwner {
  readonly name: string
  readonly attributes: Iterable<string>
}

/** A column of a condition with its data type, for messages. */
export interface TypedColumn {
  /** `Loan.period` */
  readonly column: string
  /** `DATEONLY` */
  readonly type: string
}

/** A transaction that has ended. */
export interface FinishedTransaction {
  /** `commit` or `rollback`. */
  readonly state: string
  readonly id?: string | undefined
  /** The statement that was refused, kept on the error as `sql`. */
  readonly sql?: string | undefined
}

/** Wrong use of the API, where v6 throws a plain `Error`. */
export class UsageError extends BaseError {
  static {
    nameClass(this, 'SequelizeUsageError')
  }

  /** The statement that was refused, where one was. */
  declare readonly sql?: string
}

/** The text with a full stop where it has no end. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** A further sentence of a message, or nothing. */
export function help(text: string | undefined): string {
  return text === undefined ? '' : ` ${text}`
}

/** An operator in a message: `Op.eq` for `Symbol.for('eq')`, as the operators are made; text quoted. */
export function operatorText(operator: symbol | string): string {
  if (typeof operator === 'string') {
    return operator.startsWith('Op.') ? operator : quoteText(operator)
  }
  const key = Symbol.keyFor(operator)
  return key === undefined ? String(operator) : `Op.${key}`
}
