/** Default values that are made anew for each instance: NOW, UUIDV1, UUIDV4. */
import { randomBytes, randomUUID } from 'node:crypto'
import { NowType } from './temporal-types.js'
import { UuidV1Type, UuidV4Type } from './text-types.js'

const GENERATORS: readonly (readonly [abstract new (...args: never[]) => object, () => unknown])[] =
  [
    [NowType, () => new Date()],
    [UuidV1Type, makeUuidV1],
    [UuidV4Type, () => randomUUID()],
  ]

/**
 * The generator that a default value stands for (`NOW`, `UUIDV1`, `UUIDV4`, bare or called);
 * undefined for any other value. Ask once per attribute, call it per instance.
 */
export function defaultGenerator(defaultValue: unknown): (() => unknown) | undefined {
  for (const [Class, generate] of GENERATORS) {
    if (defaultValue instanceof Class) return generate
    if (typeof defaultValue === 'function' && defaultValue.prototype === Class.prototype) {
      return generate
    }
  }
  return undefined
}

/** A new value for the default `NOW`, `UUIDV1` or `UUIDV4`; undefined for any other default. */
export function generateDefault(defaultValue: unknown): unknown {
  return defaultGenerator(defaultValue)?.()
}

// RFC 9562: time counts steps of 100 ns since 1582-10-15; the node is random where no address of a
// network card is to be told, which its multicast bit says.
const STEPS_UNTIL_1970 = 0x01b21dd213814000n
const STEPS_PER_MS = 10_000n

let node: string | undefined
let clockSequence = ''
let lastSteps = 0n

/** A UUID of version 1. Those of one process are unique and in order of time. */
function makeUuidV1(): string {
  if (node === undefined) {
    const bytes = randomBytes(8)
    bytes[2] = bytes[2]! | 0x01
    bytes[0] = (bytes[0]! & 0x3f) | 0x80
    node = bytes.toString('hex', 2)
    clockSequence = bytes.toString('hex', 0, 2)
  }
  const now = BigInt(Date.now()) * STEPS_PER_MS + STEPS_UNTIL_1970
  lastSteps = now > lastSteps ? now : lastSteps + 1n
  const time = lastSteps.toString(16).padStart(15, '0')
  return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-${clockSequence}-${node}`
}
