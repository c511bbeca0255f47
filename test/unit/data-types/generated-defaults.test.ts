import { describe, expect, it } from 'vitest'
import { defaultGenerator, generateDefault } from '../../../lib/data-types/generated-defaults.js'
import { DataTypes as D } from '../../../lib/data-types/index.js'

describe('generateDefault', () => {
  it.each([[D.NOW], [D.NOW()]])('gives the present for NOW', (now) => {
    const before = Date.now()
    const value = generateDefault(now) as Date
    expect(value.getTime()).toBeGreaterThanOrEqual(before)
    expect(value.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('gives a new random UUID', () => {
    const [first, second] = [generateDefault(D.UUIDV4), generateDefault(D.UUIDV4())]
    expect(D.UUIDV4().validate(first)).toBe(true)
    expect(first).not.toBe(second)
  })

  it('gives UUIDs of version 1 that tell the time and never come twice', () => {
    const before = Date.now()
    const uuids = Array.from({ length: 5000 }, () => generateDefault(D.UUIDV1) as string)
    expect(new Set(uuids).size).toBe(5000)
    expect(uuids[0]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    const [low, mid, high] = uuids[0]!.split('-')
    const steps = BigInt(`0x${high!.slice(1)}${mid}${low}`) - 0x01b21dd213814000n
    expect(Number(steps / 10_000n)).toBeGreaterThanOrEqual(before)
    expect(Number(steps / 10_000n)).toBeLessThanOrEqual(Date.now() + 1)
  })

  it.each([[5], ['now'], [null], [D.UUID], [D.STRING()], [() => 5]])(
    'gives nothing for %o',
    (value) => {
      expect(generateDefault(value)).toBeUndefined()
      expect(defaultGenerator(value)).toBeUndefined()
    },
  )
})
