/** Values that were refused, by validators before a statement or by a unique constraint after it. */
import { BaseError, type ErrorOptions, makeError, nameClass, show } from './base-error.js'
import {
  type CommonErrorProperties,
  type DatabaseErrorParent,
  hideParameters,
} from './database-errors.js'

/** Where the refusal of a value comes from: the ORM, the database, or a validator function. */
export const ValidationErrorItemOrigin = Object.freeze({
  CORE: 'CORE',
  DB: 'DB',
  FUNCTION: 'FUNCTION',
} as const)

/** Where the refusal of a value comes from. */
export type ValidationErrorItemOrigin = keyof typeof ValidationErrorItemOrigin

/** Item types, in lower case, and the origin that each stands for. */
export const ValidationErrorItemType = Object.freeze({
  'notnull violation': 'CORE',
  'string violation': 'CORE',
  'unique violation': 'DB',
  'validation error': 'FUNCTION',
} as const)

/** An item type in lower case. */
export type ValidationErrorItemType = keyof typeof ValidationErrorItemType

/** One refused value of a ValidationError. */
export class ValidationErrorItem {
  /** The origins an item can have. */
  static readonly Origins = ValidationErrorItemOrigin
  /** Item types, in lower case, and the origin that each stands for. */
  static readonly TypeStringMap = ValidationErrorItemType

  /** What is wrong. */
  message: string
  /** `notNull Violation`, `string violation`, `unique violation` or `Validation error`. */
  type: string | null = null
  /** The attribute. */
  path: string | null
  /** The refused value. */
  value: unknown
  origin: ValidationErrorItemOrigin | null = null
  /** The instance whose value was refused. */
  instance: unknown
  /** Stable name of the check: `is_null`, `not_unique`, or the validator's key. */
  validatorKey: string | null
  /** The built-in validator's name. */
  validatorName: string | null
  /** The arguments that the validator was given. */
  validatorArgs: readonly unknown[]
  /** What a custom validator threw. */
  declare original?: Error

  /**
   * @param type an item type; a bare origin (`CORE`, `DB`, `FUNCTION`), which older code passes
   *   here, sets the origin alone
   */
  constructor(
    message = '',
    type?: string | null,
    path?: string | null,
    value?: unknown,
    instance?: unknown,
    validatorKey?: string | null,
    fnName?: string | null,
    fnArgs?: readonly unknown[] | null,
  ) {
    this.message = message || ''
    this.path = path || null
    this.value = value ?? null
    this.instance = instance || null
    this.validatorKey = validatorKey || null
    this.validatorName = fnName || null
    this.validatorArgs = fnArgs || []
    if (type) this.setType(type)
  }

  private setType(type: string): void {
    if (Object.hasOwn(ValidationErrorItemOrigin, type)) {
      this.origin = type as ValidationErrorItemOrigin
      return
    }
    const lowerCase = type.toLowerCase()
    if (Object.hasOwn(ValidationErrorItemType, lowerCase)) {
      this.type = type
      this.origin = ValidationErrorItemType[lowerCase as ValidationErrorItemType]
    }
  }

  /**
   * The check's key in lower case, led by the origin: `core.is_null`, `function.len`.
   *
   * @param useTypeAsNS whether the origin leads
   * @param NSSeparator what stands between origin and key
   * @returns an empty string when the item has no key
   */
  getValidatorKey(useTypeAsNS = true, NSSeparator = '.'): string {
    const key = this.validatorKey || this.validatorName
    if (!key) return ''
    if (!useTypeAsNS) return key.toLowerCase().trim()
    if (typeof NSSeparator !== 'string' || NSSeparator === '') {
      throw makeError(
        BaseError,
        'ValidationErrorItem.getValidatorKey: the separator must be a non-empty string. ' +
          `Received ${show(NSSeparator)}.`,
        this.getValidatorKey,
      )
    }
    const origin = this.origin
    return (origin ? `${origin}${NSSeparator}${key}` : key).toLowerCase().trim()
  }
}

/** Values that validators refused; `errors` has an item for each. */
export class ValidationError extends BaseError {
  static {
    nameClass(this, 'SequelizeValidationError')
  }

  /** One item per refused value. */
  errors: ValidationErrorItem[]

  /** @param message empty for one that joins those of the items */
  constructor(
    message?: string | null,
    errors?: readonly ValidationErrorItem[] | null,
    options: ErrorOptions = {},
  ) {
    const items = [...(errors ?? [])]
    super(message || messageOfItems(items) || 'Validation Error', options)
    this.errors = items
  }

  /** The items of one attribute; an empty list when it has none. */
  get(path: string): ValidationErrorItem[] {
    return this.errors.filter((item) => item.path === path)
  }

  /** A value that does not fit a data type: `"x" is not a valid integer`. */
  static invalidValue(value: unknown, expected: string): ValidationError {
    return makeError(
      ValidationError,
      `${show(value)} is not a valid ${expected}`,
      ValidationError.invalidValue,
    )
  }
}

function messageOfItems(items: readonly ValidationErrorItem[]): string {
  return items.map((item) => `${item.type || item.origin}: ${item.message}`).join(',\n')
}

/** What is known about a violated unique constraint. */
export interface UniqueConstraintErrorOptions extends ErrorOptions {
  readonly parent?: DatabaseErrorParent | undefined
  readonly message?: string | undefined
  readonly errors?: readonly ValidationErrorItem[] | undefined
  /** Column → value; a list of columns where the database tells no values. */
  readonly fields?: Record<string, unknown> | readonly string[] | undefined
}

/** A unique constraint does not allow the row beside another one. */
export class UniqueConstraintError extends ValidationError implements CommonErrorProperties {
  static {
    nameClass(this, 'SequelizeUniqueConstraintError')
  }

  /** The driver's error. */
  readonly parent: DatabaseErrorParent
  /** The driver's error, by v6's other name. */
  readonly original: DatabaseErrorParent
  /** Column → value; a list of columns where the database tells no values. */
  readonly fields: Record<string, unknown> | readonly string[]
  /** The statement as it was sent. */
  readonly sql: string

  constructor(options: UniqueConstraintErrorOptions = {}) {
    const parent: DatabaseErrorParent = options.parent ?? Object.assign(new Error(''), { sql: '' })
    super(options.message || parent.message || 'Validation Error', options.errors, {
      cause: options.parent,
      ...options,
    })
    hideParameters(parent)
    this.parent = parent
    this.original = parent
    this.fields = options.fields ?? {}
    this.sql = parent.sql as string
  }
}

/** A record that `bulkCreate` could not accept, with its error. */
export class BulkRecordError extends BaseError {
  static {
    nameClass(this, 'SequelizeBulkRecordError')
  }

  /** The error of this record. */
  readonly errors: Error
  /** The record as it was to be written. */
  readonly record: object

  constructor(error: Error, record: object) {
    super(error.message, { cause: error })
    this.errors = error
    this.record = record
  }
}
