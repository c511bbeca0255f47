import { describe, expect, it } from 'vitest'
import { formatOffset, isUtc, resolveTimeZone } from '../../../lib/data-types/time-zones.js'

const MINUTE = 60_000
const WINTER = Date.UTC(2024, 0, 15, 12)
const SUMMER = Date.UTC(2024, 6, 15, 12)

describe('resolveTimeZone', () => {
  it.each([
    ['+00:00', WINTER, 0],
    ['+05:30', WINTER, 330],
    ['-0330', WINTER, -210],
    ['UTC', WINTER, 0],
    ['Europe/Berlin', WINTER, 60],
    ['Europe/Berlin', SUMMER, 120],
    ['America/St_Johns', WINTER, -210],
    ['Australia/Eucla', SUMMER, 525],
  ])('%s at %i is %i minutes ahead', (zone, instant, minutes) => {
    expect(resolveTimeZone(zone)(instant)).toBe(minutes * MINUTE)
  })

  it('finds both sides of a change of the clock', () => {
    const offset = resolveTimeZone('Europe/Berlin')
    const change = Date.UTC(2024, 2, 31, 1)
    expect([offset(change - 1), offset(change), offset(change - 1)]).toEqual([
      60 * MINUTE,
      120 * MINUTE,
      60 * MINUTE,
    ])
  })

  it.each([['Mars/Olympus'], ['+25'], ['5'], ['']])('refuses %o', (zone) => {
    expect(() => resolveTimeZone(zone)).toThrow(/new Sequelize: timezone must be an offset/)
  })
})

it.each([
  [0, '+00:00'],
  [330 * MINUTE, '+05:30'],
  [-210 * MINUTE, '-03:30'],
  [-(4 * 3600 + 56 * 60 + 2) * 1000, '-04:56:02'],
])('%i ms are written as %s', (offset, text) => {
  expect(formatOffset(offset)).toBe(text)
})

it.each([
  ['+00:00', true],
  ['Etc/UTC', true],
  ['+00:01', false],
  ['Europe/London', false],
])('%s is UTC: %s', (zone, expected) => {
  expect(isUtc(zone)).toBe(expected)
})
