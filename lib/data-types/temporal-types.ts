/** Time: DATE (an instant), DATEONLY (a day), TIME (a time of day), and NOW, a default value. */
import { ValidationError } from '../errors/validation-errors.js'
import { DataType, type Encoder, type SanitizeOptions, type TypeContext } from './data-type.js'
import {
  formatLocalTime,
  formatTimestamp,
  formatUtcTimestamp,
  parseDateInput,
  parseDayInput,
} from './date-text.js'
import { classToInvokable, type Invokable } from './invokable.js'
import { isUtc, resolveTimeZone } from './time-zones.js'

/** What may be written to a DATE column. */
export type DateInput = Date | number | string

/** Options of DATE and TIME. */
export type PrecisionOptions = {
  /** Digits of the fraction of a second. */
  readonly length?: number | string | undefined
}

/**
 * The instant that a value stands for, in milliseconds since 1970.
 *
 * @throws {ValidationError} for what is no date, an Invalid Date among it
 */
export function instantOf(value: unknown): number {
  const ms = value instanceof Date ? value.getTime() : parseDateInput(value)?.getTime()
  if (ms !== undefined && !Number.isNaN(ms)) return ms
  throw ValidationError.invalidValue(value, 'date')
}

function encodeUtc(value: unknown): string {
  return formatUtcTimestamp(instantOf(value))
}

/** How instants are written as text in a time zone: `2024-01-02 03:04:05.678 +00:00`. */
export function timestampEncoder(timezone: string): (value: unknown) => string {
  if (isUtc(timezone)) return encodeUtc
  const zoneOffset = resolveTimeZone(timezone)
  return (value) => formatTimestamp(instantOf(value), zoneOffset)
}

/** An instant, to the millisecond. Use it as `DATE`, or `DATE(6)` where the dialect has precision. */
export class DateType extends DataType<Date, DateInput> {
  static override key = 'DATE'
  declare options: PrecisionOptions
  _length: number | string

  constructor(length?: number | string | PrecisionOptions) {
    super()
    this.options = typeof length === 'object' ? length : { length }
    this._length = this.options.length ?? ''
  }

  override toSql(): string {
    return 'DATETIME'
  }

  override validate(value: unknown): true {
    const date = typeof value === 'boolean' ? undefined : parseDateInput(value)
    if (date !== undefined && !Number.isNaN(date.getTime())) return true
    throw ValidationError.invalidValue(value, 'date')
  }

  override encoder(context: TypeContext): Encoder {
    return timestampEncoder(context.timezone)
  }

  override _sanitize(value: unknown, options?: SanitizeOptions): unknown {
    if (options?.raw || value instanceof Date || !value) return value
    if (isInfinity(value)) return String(value).startsWith('-') ? -Infinity : Infinity
    // Objects that stand for an instant (moment, dayjs, luxon) convert themselves.
    return new Date(value as string | number)
  }

  override _isChanged(value: unknown, originalValue: unknown): boolean {
    if (value instanceof Date && originalValue instanceof Date) {
      return value.getTime() !== originalValue.getTime()
    }
    return value !== originalValue
  }
}

/** Whether a value is one of PostgreSQL's infinite dates, as JavaScript or as PostgreSQL has it. */
export function isInfinity(value: unknown): value is number | string {
  if (typeof value === 'number') return value === Infinity || value === -Infinity
  return typeof value === 'string' && /^[-+]?infinity$/i.test(value)
}

function encodeDay(value: unknown): string {
  const day = parseDayInput(value)
  if (day === undefined) throw ValidationError.invalidValue(value, 'date')
  return day
}

/** A day, as text such as `2024-01-02`. */
export class DateOnlyType extends DataType<string, DateInput> {
  static override key = 'DATEONLY'

  override toSql(): string {
    return 'DATE'
  }

  override encoder(): Encoder {
    return encodeDay
  }

  override _sanitize(value: unknown, options?: SanitizeOptions): unknown {
    if (options?.raw || !value || isInfinity(value)) return value
    return parseDayInput(value) ?? value
  }

  override _isChanged(value: unknown, originalValue: unknown): boolean {
    return value !== originalValue
  }
}

function encodeTime(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value
  if (value instanceof String) return String(value)
  const date = typeof value === 'object' ? parseDateInput(value) : undefined
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw ValidationError.invalidValue(value, 'time')
  }
  return formatLocalTime(date)
}

/** A time of day, as text such as `23:59:59`. */
export class TimeType extends DataType<string, DateInput> {
  static override key = 'TIME'
  declare options: PrecisionOptions

  constructor(length?: number | PrecisionOptions) {
    super()
    this.options = typeof length === 'object' ? length : { length }
  }

  override encoder(): Encoder {
    return encodeTime
  }
}

/** A default value: the instant at which an instance is built. */
export class NowType extends DataType<Date, DateInput> {
  static override key = 'NOW'
}

/** An instant, to the millisecond; a JavaScript Date. */
export const DATE: Invokable<typeof DateType> = classToInvokable(DateType)
/** A day, as text such as `2024-01-02`. */
export const DATEONLY: Invokable<typeof DateOnlyType> = classToInvokable(DateOnlyType)
/** A time of day, as text such as `23:59:59`. */
export const TIME: Invokable<typeof TimeType> = classToInvokable(TimeType)
/** A default value: the instant at which an instance is built. */
export const NOW: Invokable<typeof NowType> = classToInvokable(NowType)
