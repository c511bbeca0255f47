import { describe, expect, it } from 'vitest'
import {
  formatLocalTime,
  formatTimestamp,
  formatUtcTimestamp,
  parseDateInput,
  parseDayInput,
  timestampBytesToMs,
  timestampTextToMs,
} from '../../../lib/data-types/date-text.js'
import { resolveTimeZone } from '../../../lib/data-types/time-zones.js'

describe('timestampTextToMs', () => {
  it.each([
    ['2024-01-02 03:04:05.678 +00:00', '2024-01-02T03:04:05.678Z'],
    ['2024-01-02 03:04:05.678 +05:30', '2024-01-01T21:34:05.678Z'],
    ['2024-01-02 03:04:05.678+00', '2024-01-02T03:04:05.678Z'],
    ['2024-01-02 03:04:05+00', '2024-01-02T03:04:05.000Z'],
    ['2024-01-02 03:04:05.6-0330', '2024-01-02T06:34:05.600Z'],
    ['2024-01-02 03:04:05.123456-04:56:02', '2024-01-02T08:00:07.123Z'],
    ['2024-01-02T03:04:05.678Z', '2024-01-02T03:04:05.678Z'],
    ['2024-01-02 03:04:05', '2024-01-02T03:04:05.000Z'],
    ['0044-02-29 12:00:00+00', '0044-02-29T12:00:00.000Z'],
    ['0000-03-01 00:00:00.001+01', '0000-02-29T23:00:00.001Z'],
  ])('%s', (text, expected) => {
    expect(new Date(timestampTextToMs(text)).toISOString()).toBe(expected)
  })

  it.each([
    ['2024-01-02'],
    ['2024-01-02 03:04'],
    ['infinity'],
    ['2024-01-02 03:04:05 BC'],
    ['2024-01-02 03:04:05+0'],
    ['2024-01-02 03:04:05+00x'],
    ['20x4-01-02 03:04:05'],
    ['10000-01-02 03:04:05'],
    [''],
  ])('leaves %o to others', (text) => {
    expect(timestampTextToMs(text)).toBeNaN()
  })
})

describe('timestampBytesToMs', () => {
  const among = (text: string) => timestampBytesToMs(Buffer.from(`"${text}"`), 1)

  it('reads what is written here', () => {
    for (const text of [
      '2024-01-02 03:04:05.678 +00:00',
      '0000-02-29 23:59:59.999 +00:00',
      '1969-12-31 00:00:00.000 +00:00',
      '9999-12-31 23:59:59.010 +00:00',
    ]) {
      expect(among(text)).toBe(timestampTextToMs(text))
    }
  })

  it('leaves every other form to others', () => {
    const text = '2024-01-02 03:04:05.678 +00:00'
    for (let at = 0; at < text.length; at++) {
      expect(among(`${text.slice(0, at)}x${text.slice(at + 1)}`)).toBeNaN()
    }
    expect(among('2024-01-02 03:04:05.678 +01:00')).toBeNaN()
    expect(among('2024-13-02 03:04:05.678 +00:00')).toBeNaN()
    expect(among('2024-01-02')).toBeNaN()
  })
})

describe('formatting', () => {
  it('writes instants as v6 stored them', () => {
    expect(formatUtcTimestamp(Date.UTC(2024, 0, 2, 3, 4, 5, 6))).toBe(
      '2024-01-02 03:04:05.006 +00:00',
    )
    expect(formatTimestamp(0, resolveTimeZone('America/New_York'))).toBe(
      '1969-12-31 19:00:00.000 -05:00',
    )
  })

  it('gives years of more than four digits a sign', () => {
    expect(formatUtcTimestamp(Date.UTC(12345, 0, 1))).toBe('+012345-01-01 00:00:00.000 +00:00')
  })

  it('writes times of day with milliseconds where there are any', () => {
    expect(formatLocalTime(new Date(2024, 0, 1, 3, 4, 5))).toBe('03:04:05')
    expect(formatLocalTime(new Date(2024, 0, 1, 3, 4, 5, 60))).toBe('03:04:05.060')
  })
})

describe('parseDateInput', () => {
  const local = new Date(2020, 0, 1, 10, 0, 0)

  it.each([
    ['an instant', local, local],
    ['milliseconds', 5, new Date(5)],
    ['a day: local midnight', '2020-01-01', new Date(2020, 0, 1)],
    ['a day with single digits', '2020-1-5', new Date(2020, 0, 5)],
    ['local time', '2020-01-01 10:00:00', local],
    ['local time with T', '2020-01-01T10:00', local],
    ['an offset', '2020-01-01 10:00:00 +02:00', new Date('2020-01-01T08:00:00Z')],
    ['UTC', '2020-01-01T10:00:00.5Z', new Date('2020-01-01T10:00:00.500Z')],
    ['fractions beyond milliseconds', '2020-01-01T10:00:00.123456Z', new Date(1577872800123)],
    ['other text that Date knows', 'January 1, 2020 10:00', local],
    ['an object that stands for an instant', { valueOf: (): number => 7 }, new Date(7)],
    ['a String object', new String('2020-01-01'), new Date(2020, 0, 1)],
  ])('takes %s', (_name, value, expected) => {
    expect(parseDateInput(value)).toEqual(expected)
  })

  it.each([['abc'], ['2020-02-30'], ['2020-13-01'], ['2020-01-01 25:00:00']])(
    'gives an Invalid Date for %o',
    (text) => {
      expect(parseDateInput(text)?.getTime()).toBeNaN()
    },
  )

  it.each([[true], [{}], [{ a: 1 }], [[]], [null], [undefined], [Symbol('x')]])(
    'gives nothing for %o',
    (value) => {
      expect(parseDateInput(value)).toBeUndefined()
    },
  )
})

describe('parseDayInput', () => {
  it.each([
    ['2020-02-29', '2020-02-29'],
    ['2021-02-29', undefined],
    ['2020-1-5', '2020-01-05'],
    ['2020-01-01 23:59:59', '2020-01-01'],
    [new Date(2020, 4, 3, 23), '2020-05-03'],
    ['abc', undefined],
    [{}, undefined],
  ])('%o → %o', (value, expected) => {
    expect(parseDayInput(value)).toBe(expected)
  })
})
