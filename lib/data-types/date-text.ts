/**
 * Dates as text. Reading stored timestamps is a hot path: `timestampTextToMs` reads character codes
 * and makes nothing but its result. Reading what users write is lenient, as moment was in v6.
 */
import { formatOffset, type ZoneOffset } from './time-zones.js'

const ZERO = 48
const SPACE = 32
const PLUS = 43
const MINUS = 45
const POINT = 46
const COLON = 58
const LETTER_T = 84
const LETTER_Z = 90

/**
 * Stored text such as `2024-01-02 03:04:05.678 +00:00` or `2024-01-02T03:04:05Z` → milliseconds
 * since 1970; NaN for other forms. Text without an offset is taken as UTC. Hot.
 */
export function timestampTextToMs(text: string): number {
  const length = text.length
  if (length < 19) return Number.NaN
  const separator = text.charCodeAt(10)
  if (
    text.charCodeAt(4) !== MINUS ||
    text.charCodeAt(7) !== MINUS ||
    (separator !== SPACE && separator !== LETTER_T) ||
    text.charCodeAt(13) !== COLON ||
    text.charCodeAt(16) !== COLON
  ) {
    return Number.NaN
  }
  const century = twoDigits(text, 0)
  const yearOfCentury = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const hours = twoDigits(text, 11)
  const minutes = twoDigits(text, 14)
  const seconds = twoDigits(text, 17)
  if ((century | yearOfCentury | month | day | hours | minutes | seconds) < 0) return Number.NaN
  if (month < 1 || month > 12) return Number.NaN
  const days = daysSinceEpoch(century * 100 + yearOfCentury, month, day)
  let ms = days * 86_400_000 + (hours * 3600 + minutes * 60 + seconds) * 1000
  if (length === 30 && endsInMillisecondsOfUtc(text)) {
    return ms + (text.charCodeAt(20) - ZERO) * 100 + twoDigits(text, 21)
  }
  let at = 19
  if (at < length && text.charCodeAt(at) === POINT) {
    let weight = 100
    for (at++; at < length; at++) {
      const digit = text.charCodeAt(at) - ZERO
      if (digit < 0 || digit > 9) break
      // Digits beyond milliseconds are cut off, not rounded.
      ms += digit * weight
      weight = weight === 100 ? 10 : weight === 10 ? 1 : 0
    }
  }
  if (at < length && text.charCodeAt(at) === SPACE) at++
  return at === length ? ms : ms - offsetAt(text, at)
}

/**
 * The same for `2024-01-02 03:04:05.678 +00:00` among bytes of ASCII; NaN for any other form. Hot.
 *
 * @param start where its first digit is
 */
export function timestampBytesToMs(bytes: Uint8Array, start: number): number {
  if (
    bytes[start + 4] !== MINUS ||
    bytes[start + 7] !== MINUS ||
    bytes[start + 10] !== SPACE ||
    bytes[start + 13] !== COLON ||
    bytes[start + 16] !== COLON ||
    bytes[start + 19] !== POINT ||
    bytes[start + 23] !== SPACE ||
    bytes[start + 24] !== PLUS ||
    bytes[start + 25] !== ZERO ||
    bytes[start + 26] !== ZERO ||
    bytes[start + 27] !== COLON ||
    bytes[start + 28] !== ZERO ||
    bytes[start + 29] !== ZERO
  ) {
    return Number.NaN
  }
  const century = twoDigitBytes(bytes, start)
  const yearOfCentury = twoDigitBytes(bytes, start + 2)
  const month = twoDigitBytes(bytes, start + 5)
  const day = twoDigitBytes(bytes, start + 8)
  const hours = twoDigitBytes(bytes, start + 11)
  const minutes = twoDigitBytes(bytes, start + 14)
  const seconds = twoDigitBytes(bytes, start + 17)
  const tenths = bytes[start + 20]! - ZERO
  const thousandths = twoDigitBytes(bytes, start + 21)
  const isNumber =
    (century | yearOfCentury | month | day | hours | minutes | seconds | thousandths) >= 0
  if (!isNumber || tenths < 0 || tenths > 9 || month < 1 || month > 12) return Number.NaN
  const days = daysSinceEpoch(century * 100 + yearOfCentury, month, day)
  const inSeconds = days * 86_400 + hours * 3600 + minutes * 60 + seconds
  return inSeconds * 1000 + tenths * 100 + thousandths
}

/** The number that two digits make; negative for anything but digits. Hot. */
function twoDigitBytes(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO
  const units = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1
}

/** Whether a text ends as those that are written here do: `.678 +00:00`. Hot. */
function endsInMillisecondsOfUtc(text: string): boolean {
  const digit = text.charCodeAt(20) - ZERO
  return (
    text.charCodeAt(19) === POINT &&
    digit >= 0 &&
    digit <= 9 &&
    twoDigits(text, 21) >= 0 &&
    text.charCodeAt(23) === SPACE &&
    text.charCodeAt(24) === PLUS &&
    text.charCodeAt(25) === ZERO &&
    text.charCodeAt(26) === ZERO &&
    text.charCodeAt(27) === COLON &&
    text.charCodeAt(28) === ZERO &&
    text.charCodeAt(29) === ZERO
  )
}

/** The offset that ends a text at a position, in milliseconds; NaN when there is none. Hot. */
function offsetAt(text: string, start: number): number {
  const length = text.length
  const sign = text.charCodeAt(start)
  if (sign === LETTER_Z && start + 1 === length) return 0
  if (sign !== PLUS && sign !== MINUS) return Number.NaN
  let at = start + 1
  const hours = twoDigits(text, at)
  let minutes = 0
  let seconds = 0
  at += 2
  if (at < length) {
    if (text.charCodeAt(at) === COLON) at++
    minutes = twoDigits(text, at)
    at += 2
  }
  if (at < length && text.charCodeAt(at) === COLON) {
    seconds = twoDigits(text, at + 1)
    at += 3
  }
  if (at !== length || (hours | minutes | seconds) < 0) return Number.NaN
  const offset = (hours * 3600 + minutes * 60 + seconds) * 1000
  return sign === MINUS ? -offset : offset
}

/** The number that two digits make; negative for anything but digits. Hot. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const units = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1
}

/**
 * Days between 1970-01-01 and a day of the Gregorian calendar, in whole numbers, which is several
 * times as fast as `Date.UTC`. Years begin in March here, so that leap days come last. Hot.
 */
function daysSinceEpoch(year: number, month: number, day: number): number {
  // The calendar repeats every 400 years: so many are added that no division meets a negative number.
  const marchYear = (month > 2 ? year : year - 1) + 400
  const dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + day - 1
  const leapDays = (marchYear >> 2) - ((marchYear / 100) | 0) + ((marchYear / 400) | 0)
  return marchYear * 365 + leapDays + dayOfYear - 719_468 - 146_097
}

/** An instant as `2024-01-02 03:04:05.678 +00:00`, in a time zone. */
export function formatTimestamp(instantMs: number, zoneOffset: ZoneOffset): string {
  const offset = zoneOffset(instantMs)
  const iso = new Date(instantMs + offset).toISOString()
  // `2024-01-02T03:04:05.678Z`; years beyond 9999 or before 0 have six digits and a sign.
  const day = iso.length - 14
  return `${iso.slice(0, day)} ${iso.slice(day + 1, -1)} ${formatOffset(offset)}`
}

/** An instant as `2024-01-02 03:04:05.678 +00:00`, in UTC. Hot. */
export function formatUtcTimestamp(instantMs: number): string {
  // Rows that are written together have one time, which alternates with the other dates of each.
  if (instantMs === last.instantMs) return last.text
  if (instantMs === other.instantMs) {
    ;[last, other] = [other, last]
    return last.text
  }
  const iso = new Date(instantMs).toISOString()
  const day = iso.length - 14
  const text = `${iso.slice(0, day)} ${iso.slice(day + 1, -1)} +00:00`
  ;[last, other] = [other, last]
  last.instantMs = instantMs
  last.text = text
  return text
}

let last = { instantMs: Number.NaN, text: '' }
let other = { instantMs: Number.NaN, text: '' }

/** A date's day in local time, as `2024-01-02`. */
export function formatLocalDay(date: Date): string {
  const year = date.getFullYear()
  const shownYear =
    year >= 0 && year <= 9999
      ? String(year).padStart(4, '0')
      : `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`
  return `${shownYear}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** A date's time of day in local time, as `03:04:05` or `03:04:05.678`. */
export function formatLocalTime(date: Date): string {
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  const ms = date.getMilliseconds()
  return ms === 0 ? time : `${time}.${String(ms).padStart(3, '0')}`
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}

/**
 * What users give for a date → a Date: dates, milliseconds, text, and objects that stand for an
 * instant (moment, dayjs, luxon). Text without an offset is local time.
 *
 * @returns undefined for what is no date; an Invalid Date comes back as it is
 */
export function parseDateInput(value: unknown): Date | undefined {
  switch (typeof value) {
    case 'number':
      return new Date(value)
    case 'string':
      return parseDateText(value)
    case 'object':
      return value === null ? undefined : parseDateObject(value)
    default:
      return undefined
  }
}

function parseDateObject(value: object): Date | undefined {
  if (value instanceof Date) return value
  // An object without prototype has no such method, against what the type says.
  const instant: unknown = typeof value.valueOf === 'function' ? value.valueOf() : undefined
  return typeof instant === 'number'
    ? new Date(instant)
    : typeof instant === 'string'
      ? parseDateText(instant)
      : undefined
}

const INPUT_TEXT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(z|[+-]\d{2}(?::?\d{2})?)?$/i

function parseDateText(text: string): Date {
  const match = INPUT_TEXT.exec(text.trim())
  if (match === null) return new Date(text)
  const part = (group: number): number => Number(match[group] ?? 0)
  const ms = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const [year, month, day] = [part(1), part(2), part(3)]
  const [hour, minute, second] = [part(4), part(5), part(6)]
  const isTime = hour < 24 ? minute < 60 && second < 60 : hour === 24 && !minute && !second && !ms
  if (!isDay(year, month, day) || !isTime) return new Date(Number.NaN)
  const date = new Date(0)
  if (match[8] === undefined) {
    date.setFullYear(year, month - 1, day)
    date.setHours(hour, minute, second, ms)
    return date
  }
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, ms)
  return new Date(date.getTime() - offsetOfText(match[8]))
}

/** `z`, `+02`, `+0230`, `+02:30` → milliseconds. */
function offsetOfText(text: string): number {
  if (text.length === 1) return 0
  const digits = text.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (text.startsWith('-') ? -minutes : minutes) * 60_000
}

/** Whether a calendar has the day. */
function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

const DAY_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/

/**
 * What users give for a day → `2024-01-02`. Instants give their day in local time.
 *
 * @returns undefined for what is no day
 */
export function parseDayInput(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const match = DAY_TEXT.exec(value)
    if (match !== null) {
      return isDay(Number(match[1]), Number(match[2]), Number(match[3])) ? value : undefined
    }
  }
  const date = parseDateInput(value)
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : formatLocalDay(date)
}
