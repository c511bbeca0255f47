import { describe, expect, it } from 'vitest'
import { DATE, DATEONLY, TIME } from '../../../lib/data-types/temporal-types.js'

const UTC = { timezone: '+00:00', typeValidation: false }

describe('DATE', () => {
  const date = DATE()

  it('sanitizes what is set as v6 does', () => {
    expect(date._sanitize('2020-01-01')).toEqual(new Date('2020-01-01'))
    expect(date._sanitize(5)).toEqual(new Date(5))
    expect(date._sanitize('')).toBe('')
    expect(date._sanitize(null)).toBeNull()
    expect(date._sanitize('infinity')).toBe(Infinity)
    expect(date._sanitize('-Infinity')).toBe(-Infinity)
    expect(date._sanitize('2020-01-01', { raw: true })).toBe('2020-01-01')
  })

  it('has changed when the instant has', () => {
    expect(date._isChanged(new Date(1), new Date(1))).toBe(false)
    expect(date._isChanged(new Date(1), new Date(2))).toBe(true)
    expect(date._isChanged(null, new Date(2))).toBe(true)
    expect(date._isChanged(null, null)).toBe(false)
  })

  it('is written in the time zone', () => {
    expect(date.encoder(UTC)(new Date(0))).toBe('1970-01-01 00:00:00.000 +00:00')
    expect(date.encoder({ ...UTC, timezone: 'Asia/Kolkata' })(0)).toBe(
      '1970-01-01 05:30:00.000 +05:30',
    )
  })

  it.each([['abc'], [new Date(Number.NaN)], [{}], [[]], [true], [Infinity]])(
    'refuses %o',
    (value) => {
      expect(() => date.encoder(UTC)(value)).toThrow('is not a valid date')
    },
  )

  it.each([
    [new Date(0), true],
    [0, true],
    ['2020-01-01', true],
    ['abc', false],
    [new Date(Number.NaN), false],
    [true, false],
    [[], false],
  ])('%o is valid: %s', (value, valid) => {
    if (valid) expect(date.validate(value)).toBe(true)
    else expect(() => date.validate(value)).toThrow('is not a valid date')
  })
})

describe('DATEONLY', () => {
  const day = DATEONLY()

  it('sanitizes instants to days', () => {
    expect(day._sanitize(new Date(2020, 4, 3, 12))).toBe('2020-05-03')
    expect(day._sanitize('2020-05-03')).toBe('2020-05-03')
    expect(day._sanitize('nonsense')).toBe('nonsense')
    expect(day._sanitize(Infinity)).toBe(Infinity)
  })

  it('has changed when the text has', () => {
    expect(day._isChanged('2020-05-03', '2020-05-03')).toBe(false)
    expect(day._isChanged('2020-05-03', '2020-05-04')).toBe(true)
  })

  it('is refused when the calendar has no such day', () => {
    expect(() => day.encoder()('2021-02-29')).toThrow('"2021-02-29" is not a valid date')
  })
})

describe('TIME', () => {
  const encode = TIME().encoder()

  it('keeps text, and writes the time of day of dates', () => {
    expect(encode('23:59')).toBe('23:59')
    expect(encode(new Date(2020, 0, 1, 3, 4, 5))).toBe('03:04:05')
  })

  it.each([[{}], [[]], [true], [new Date(Number.NaN)]])('refuses %o', (value) => {
    expect(() => encode(value)).toThrow('is not a valid time')
  })
})
