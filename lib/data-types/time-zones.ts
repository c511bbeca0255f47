/** Time zones: their offset from UTC at an instant, by `Intl`, and how offsets are written. */
import { DataTypeError } from './data-type-errors.js'

const MINUTE_MS = 60_000

/** Milliseconds since 1970 → the milliseconds that local time is ahead of UTC. */
export type ZoneOffset = (instantMs: number) => number

const OFFSET_TEXT = /^([+-])(\d{2}):?([0-5]\d)$/

/**
 * The offset of a time zone, as a function of the instant.
 *
 * @param timezone an offset such as `+05:30`, or an IANA name
 * @throws {UsageError} for a zone that does not exist
 */
export function resolveTimeZone(timezone: string): ZoneOffset {
  const match = OFFSET_TEXT.exec(timezone)
  if (match !== null) {
    const minutes = Number(match[2]) * 60 + Number(match[3])
    const offset = (match[1] === '-' ? -minutes : minutes) * MINUTE_MS
    return () => offset
  }
  if (/^(?:utc|gmt|z|etc\/utc)$/i.test(timezone)) return () => 0
  return zoneByName(timezone)
}

/** Whether a time zone never differs from UTC. */
export function isUtc(timezone: string): boolean {
  return /^(?:[+-]00:?00|utc|gmt|z|etc\/utc)$/i.test(timezone)
}

function zoneByName(name: string): ZoneOffset {
  const format = makeFormat(name)
  // Zones change their offset on quarters of an hour only, and values written together are near
  // each other: the last answer often holds.
  let lastQuarter = Number.NaN
  let lastOffset = 0
  return (instantMs) => {
    const quarter = Math.floor(instantMs / (15 * MINUTE_MS))
    if (quarter !== lastQuarter) {
      lastOffset = parseGmtOffset(format, instantMs)
      lastQuarter = quarter
    }
    return lastOffset
  }
}

function makeFormat(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    throw DataTypeError.unknownTimeZone(name)
  }
}

/** `GMT+05:30` → milliseconds. Zones before standard time have seconds: `GMT-04:56:02`. */
function parseGmtOffset(format: Intl.DateTimeFormat, instantMs: number): number {
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(format.format(instantMs))
  if (match === null) return 0
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -seconds : seconds) * 1000
}

/** Milliseconds ahead of UTC → `+05:30`; with seconds where there are any. */
export function formatOffset(offsetMs: number): string {
  const seconds = Math.abs(offsetMs) / 1000
  const pad = (part: number): string => String(Math.floor(part)).padStart(2, '0')
  const text = `${offsetMs < 0 ? '-' : '+'}${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}`
  return seconds % 60 === 0 ? text : `${text}:${pad(seconds % 60)}`
}
